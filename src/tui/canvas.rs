//! Where a screen draws: rows and columns counted from 1, as SCREENS and officers count them.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::{Modifier, Style},
};

use crate::base::text;

/// A screen's cells. Texts are cleaned again here, whatever the server sent; nothing is drawn in the last column, so that
/// no terminal wraps.
#[derive(Debug)]
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    cursor: Option<Position>,
}

impl<'a> Canvas<'a> {
    /// A canvas over these cells.
    pub fn new(buffer: &'a mut Buffer) -> Canvas<'a> {
        Canvas { buffer, cursor: None }
    }

    /// Rows of the screen.
    pub fn rows(&self) -> u16 {
        self.buffer.area.height
    }

    /// Columns of the screen, the last of which stays empty.
    pub fn columns(&self) -> u16 {
        self.buffer.area.width
    }

    /// Writes one line from a row and column on, cut at the last but one column.
    pub fn text(&mut self, row: u16, column: u16, line: &str) {
        self.put(row, column, line, Modifier::empty());
    }

    /// The same in bold: row 1 and headings only.
    pub fn bold(&mut self, row: u16, column: u16, line: &str) {
        self.put(row, column, line, Modifier::BOLD);
    }

    /// Writes one line, cut to so many columns with `~`.
    pub fn cell(&mut self, row: u16, column: u16, columns: u16, line: &str) {
        self.text(row, column, &text::truncate(line, usize::from(columns)));
    }

    /// Writes one line so that it ends before `column + columns`.
    pub fn right(&mut self, row: u16, column: u16, columns: u16, line: &str) {
        self.text(row, column, &text::pad_left(line, usize::from(columns)));
    }

    /// Writes a word so that its last cell is in this column; nothing before it is touched.
    pub fn ending(&mut self, row: u16, column: u16, word: &str) {
        let wide = u16::try_from(text::width(word)).unwrap_or(u16::MAX);
        if let Some(start) = (column + 1).checked_sub(wide).filter(|start| *start > 0) {
            self.text(row, start, word);
        }
    }

    /// Where the terminal's cursor rests when the frame is drawn.
    pub fn cursor(&mut self, row: u16, column: u16) {
        self.cursor = Some(Position { x: column.saturating_sub(1), y: row.saturating_sub(1) });
    }

    /// Where it was put last.
    pub fn cursor_position(&self) -> Option<Position> {
        self.cursor
    }

    fn put(&mut self, row: u16, column: u16, line: &str, modifier: Modifier) {
        let Rect { width, height, .. } = self.buffer.area;
        if row == 0 || row > height || column == 0 || column >= width {
            return;
        }
        let room = usize::from(width - column);
        let clean = text::clean_line(line);
        let shown = text::truncate(&clean, room);
        self.buffer.set_stringn(column - 1, row - 1, shown, room, Style::new().add_modifier(modifier));
    }
}
