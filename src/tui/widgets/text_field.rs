//! A text that is typed: letters with all their marks, a caret between them, words wrapped to a width.
//!
//! Invariant: the text is in NFC and clean, and the caret stands between two letters.

use std::cell::{Cell, RefCell};
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};
use zeroize::Zeroize;

use super::undo::{Edit, Undo};
use crate::base::{
    text::{self, Wrapped},
    typing::Hand,
};
use crate::tui::terminal::{Key, KeyCode};

/// Whether a text may hold line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// Line ends become spaces.
    One,
    /// Line ends that were pasted stay.
    Many,
}

/// What a key did to a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edited {
    /// Nothing: the key is not for texts, or there was nothing to do.
    No,
    /// The caret moved.
    Moved,
    /// The text changed.
    Changed,
    /// The text is full: what was typed or part of what was pasted is left out.
    Full,
}

/// A text with its caret.
#[derive(Clone, Debug)]
pub struct TextField {
    text: String,
    caret: usize,
    lines: Lines,
    chars_max: usize,
    undo: Undo,
    /// The word that is being typed.
    hand: Hand,
    /// The column that Up and Down aim at, kept over short lines.
    aim: Option<usize>,
    /// The first line shown, kept between frames so that the text moves only when the caret leaves the window.
    top: Cell<usize>,
    /// Its lines at the width at which it was drawn last.
    wrapped: RefCell<Wrapped>,
}

/// What is seen of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextView<'a> {
    /// The lines, top down.
    pub lines: Vec<&'a str>,
    /// The caret's line among them, from 0.
    pub row: u16,
    /// The caret's column, from 0.
    pub column: u16,
    /// Lines above that are not shown.
    pub above: usize,
    /// Lines below that are not shown.
    pub below: usize,
}

impl TextField {
    /// An empty text of at most so many characters.
    pub fn new(lines: Lines, chars_max: usize) -> TextField {
        TextField {
            text: String::new(),
            caret: 0,
            lines,
            chars_max,
            undo: Undo::default(),
            hand: Hand::default(),
            aim: None,
            top: Cell::new(0),
            wrapped: RefCell::default(),
        }
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The caret, in bytes.
    pub fn caret(&self) -> usize {
        self.caret
    }

    /// Puts the caret at the letter that holds or begins at this byte.
    pub fn set_caret(&mut self, at: usize) {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        self.caret = if at == 0 || at == self.text.len() { at } else { self.next(self.prev(at)) };
        self.undo.close();
        self.hand.let_go();
        self.aim = None;
    }

    /// Another text, with the caret behind it; nothing of the old one can be undone back.
    pub fn set_text(&mut self, text: &str) {
        let clean = self.clean(text);
        let clean = clean.trim_start_matches(is_combining_mark);
        self.text = clean.chars().take(self.chars_max).collect();
        self.caret = self.text.len();
        self.undo = Undo::default();
        self.hand.let_go();
        self.aim = None;
        self.top.set(0);
        self.wrapped = RefCell::default();
    }

    /// Overwrites in memory what was typed and what could be undone, as far as it still lies here.
    pub fn wipe(&mut self) {
        self.text.zeroize();
        self.undo.wipe();
        self.hand.wipe();
        self.caret = 0;
        self.wrapped = RefCell::default();
    }

    /// Writes letters at the caret; a mark that arrives alone joins the letter before it.
    pub fn insert(&mut self, typed: &str) -> Edited {
        let clean = self.clean(typed);
        let no_letter = self.before().is_none_or(|letter| letter.starts_with(is_gap));
        let mut letters =
            if no_letter { clean.trim_start_matches(is_combining_mark) } else { clean.as_str() };
        let room = self.chars_max.saturating_sub(self.text.chars().count());
        let mut full = false;
        let joins = letters.chars().next().is_some_and(is_combining_mark) && letters.chars().count() == 1;
        if letters.chars().count() > room && !joins {
            letters = first_chars(letters, room);
            full = true;
        }
        if letters.is_empty() {
            return if full { Edited::Full } else { Edited::No };
        }
        let (start, end) = (self.prev(self.caret), self.next(self.caret));
        let before = self.text.get(start..self.caret).unwrap_or_default();
        let after = self.text.get(self.caret..end).unwrap_or_default();
        let whole = self.clean(&format!("{before}{letters}{after}"));
        let kept_after = if whole.ends_with(after) { after.len() } else { 0 };
        let kept_before = if whole.starts_with(before) { before.len() } else { 0 };
        let inserted =
            whole.get(kept_before..whole.len().saturating_sub(kept_after)).unwrap_or_default().to_owned();
        let from = start + kept_before;
        let to = end - kept_after;
        if from == to && inserted.is_empty() {
            return Edited::No;
        }
        self.replace(from, to, &inserted);
        if full { Edited::Full } else { Edited::Changed }
    }

    /// Puts other words where these bytes stand, in order and apart; all of it is one act that can be undone.
    pub fn replace_spans(&mut self, spans: &[(Range<usize>, &str)]) -> Edited {
        let (Some((first, _)), Some((last, _))) = (spans.first(), spans.last()) else { return Edited::No };
        let (from, to) = (first.start, last.end);
        let mut inserted = String::new();
        let mut at = from;
        for (span, words) in spans {
            inserted.push_str(self.text.get(at..span.start).unwrap_or_default());
            inserted.push_str(words);
            at = span.end;
        }
        if self.text.get(from..to).is_none() {
            return Edited::No;
        }
        self.undo.close();
        self.hand.let_go();
        self.replace(from, to, &inserted);
        self.undo.close();
        Edited::Changed
    }

    /// What a key does to the text, drawn so many columns wide. Enter, Tab, Up and Down belong to the form.
    pub fn key(&mut self, key: &Key, columns: usize) -> Edited {
        match &key.code {
            KeyCode::Paste(pasted) => {
                self.undo.close();
                let edited = self.insert(pasted);
                self.undo.close();
                edited
            }
            KeyCode::Char('w') if key.ctrl => self.delete_to(self.word_left()),
            KeyCode::Char('k') if key.ctrl => self.delete_to(self.line_end()),
            KeyCode::Char(_) => match key.typed() {
                Some(typed) => self.insert(typed.encode_utf8(&mut [0; 4])),
                None => Edited::No,
            },
            KeyCode::Backspace => self.delete_open(self.prev(self.caret)),
            KeyCode::Delete => self.delete_open(self.next(self.caret)),
            KeyCode::Left if key.ctrl => self.go(self.word_left()),
            KeyCode::Right if key.ctrl => self.go(self.word_right()),
            KeyCode::Left => self.go(self.prev(self.caret)),
            KeyCode::Right => self.go(self.next(self.caret)),
            KeyCode::Home => {
                let (_, line, _) = self.place(columns);
                self.go(if key.ctrl { 0 } else { line.start })
            }
            KeyCode::End => {
                let (row, line, rows) = self.place(columns);
                let last = row + 1 == rows || self.text.get(line.end..).is_some_and(|t| t.starts_with('\n'));
                self.go(if key.ctrl {
                    self.text.len()
                } else if last {
                    line.end
                } else {
                    self.prev(line.end)
                })
            }
            _ => Edited::No,
        }
    }

    /// One line up; `No` at the upper edge.
    pub fn up(&mut self, columns: usize) -> Edited {
        let (row, ..) = self.place(columns);
        match row.checked_sub(1) {
            Some(above) => self.go_to_row(above, columns),
            None => Edited::No,
        }
    }

    /// One line down; `No` at the lower edge.
    pub fn down(&mut self, columns: usize) -> Edited {
        let (row, _, rows) = self.place(columns);
        if row + 1 < rows { self.go_to_row(row + 1, columns) } else { Edited::No }
    }

    /// Takes the last act of typing back.
    pub fn undo(&mut self) -> Edited {
        let Some(edit) = self.undo.undo() else { return Edited::No };
        self.hand.let_go();
        self.put(edit.at..edit.at + edit.inserted.len(), &edit.removed);
        self.caret = edit.caret.min(self.text.len());
        self.aim = None;
        Edited::Changed
    }

    /// Does again what was taken back.
    pub fn redo(&mut self) -> Edited {
        let Some(edit) = self.undo.redo() else { return Edited::No };
        self.hand.let_go();
        self.put(edit.at..edit.at + edit.removed.len(), &edit.inserted);
        self.caret = edit.at + edit.inserted.len();
        self.aim = None;
        Edited::Changed
    }

    /// How many lines the text takes.
    pub fn rows(&self, columns: usize) -> usize {
        self.wrapped.borrow_mut().lines(&self.text, columns).len()
    }

    /// What is seen of the text in a window of so many columns and rows; the window moves only as far as the caret asks.
    pub fn view(&self, columns: usize, rows: usize) -> TextView<'_> {
        let mut wrapped = self.wrapped.borrow_mut();
        let lines = wrapped.lines(&self.text, columns);
        let (row, column) = self.row_and_column(lines, columns);
        let rows = rows.max(1);
        let furthest = lines.len().saturating_sub(rows);
        let lowest = (row + 1).saturating_sub(rows);
        let top = self.top.get().clamp(lowest.min(furthest), row.min(furthest));
        self.top.set(top);
        TextView {
            lines: lines
                .iter()
                .skip(top)
                .take(rows)
                .filter_map(|line| self.text.get(line.clone()))
                .map(|line| line.trim_end_matches(' '))
                .collect(),
            row: u16::try_from(row - top).unwrap_or(u16::MAX),
            column: u16::try_from(column).unwrap_or(u16::MAX),
            above: top,
            below: lines.len().saturating_sub(top + rows),
        }
    }

    fn clean(&self, typed: &str) -> String {
        without_stray_marks(match self.lines {
            Lines::One => text::clean_line(typed),
            Lines::Many => text::clean_paragraph(typed).replace('\t', " "),
        })
    }

    fn before(&self) -> Option<&str> {
        self.text.get(self.prev(self.caret)..self.caret).filter(|letter| !letter.is_empty())
    }

    fn prev(&self, at: usize) -> usize {
        let mut cursor = GraphemeCursor::new(at, self.text.len(), true);
        cursor.prev_boundary(&self.text, 0).ok().flatten().unwrap_or(0)
    }

    fn next(&self, at: usize) -> usize {
        let mut cursor = GraphemeCursor::new(at, self.text.len(), true);
        cursor.next_boundary(&self.text, 0).ok().flatten().unwrap_or(self.text.len())
    }

    /// Where Ctrl-K erases to: the end of what was pasted as one line, or behind that when the caret stands there.
    fn line_end(&self) -> usize {
        let after = self.text.get(self.caret..).unwrap_or_default();
        match after.find('\n') {
            Some(0) => self.caret + 1,
            Some(bytes) => self.caret + bytes,
            None => self.text.len(),
        }
    }

    fn word_left(&self) -> usize {
        let before = self.text.get(..self.caret).unwrap_or_default().trim_end_matches(is_gap);
        before.rfind(is_gap).map_or(0, |space| space + 1)
    }

    fn word_right(&self) -> usize {
        let after = self.text.get(self.caret..).unwrap_or_default();
        let word = after.find(is_gap).unwrap_or(after.len());
        let rest = after.get(word..).unwrap_or_default();
        self.caret + word + rest.len() - rest.trim_start_matches(is_gap).len()
    }

    fn go(&mut self, to: usize) -> Edited {
        self.undo.close();
        self.hand.let_go();
        self.aim = None;
        if to == self.caret {
            return Edited::No;
        }
        self.caret = to;
        Edited::Moved
    }

    fn delete_open(&mut self, to: usize) -> Edited {
        let (from, to) = (self.caret.min(to), self.caret.max(to));
        self.aim = None;
        if from == to {
            return Edited::No;
        }
        self.replace(from, to, "");
        Edited::Changed
    }

    fn delete_to(&mut self, to: usize) -> Edited {
        self.undo.close();
        let edited = self.delete_open(to);
        self.undo.close();
        edited
    }

    fn replace(&mut self, from: usize, to: usize, inserted: &str) {
        let removed = self.text.get(from..to).unwrap_or_default().to_owned();
        self.put(from..to, inserted);
        self.undo.record(Edit { at: from, removed, inserted: inserted.to_owned(), caret: self.caret });
        self.caret = from + inserted.len();
        self.aim = None;
    }

    /// The only way in which the text changes, but for a whole other one.
    fn put(&mut self, span: Range<usize>, words: &str) {
        self.wrapped.get_mut().changed(span.start, self.text.len() - span.end);
        self.text.replace_range(span, words);
    }

    /// The caret's line: which, its bytes, and how many there are.
    fn place(&self, columns: usize) -> (usize, Range<usize>, usize) {
        let mut wrapped = self.wrapped.borrow_mut();
        let lines = wrapped.lines(&self.text, columns);
        let (row, _) = self.row_and_column(lines, columns);
        (row, lines.get(row).cloned().unwrap_or(0..0), lines.len())
    }

    fn row_and_column(&self, lines: &[Range<usize>], columns: usize) -> (usize, usize) {
        let row = lines.partition_point(|line| line.start <= self.caret).saturating_sub(1);
        let start = lines.get(row).map_or(0, |line| line.start);
        let column = text::width(self.text.get(start..self.caret).unwrap_or_default());
        (row, column.min(columns))
    }

    fn go_to_row(&mut self, row: usize, columns: usize) -> Edited {
        let mut wrapped = self.wrapped.borrow_mut();
        let lines = wrapped.lines(&self.text, columns);
        let (_, column) = self.row_and_column(lines, columns);
        let aim = self.aim.unwrap_or(column);
        let Some(line) = lines.get(row).cloned() else { return Edited::No };
        let next = lines.get(row + 1).cloned();
        drop(wrapped);
        let shown = self.text.get(line.clone()).unwrap_or_default();
        let mut at = line.start;
        let mut taken = 0;
        for letter in shown.graphemes(true) {
            taken += text::width(letter);
            if taken > aim {
                break;
            }
            at += letter.len();
        }
        // The end of a wrapped line is the beginning of the next one.
        if at == line.end && next.is_some_and(|next| next.start == line.end) && at > line.start {
            at = self.prev(at);
        }
        self.go(at);
        self.aim = Some(aim);
        Edited::Moved
    }
}

/// What stands between words.
fn is_gap(sign: char) -> bool {
    matches!(sign, ' ' | '\n')
}

/// The text without marks that have no letter to stand on.
fn without_stray_marks(text: String) -> String {
    let is_stray = |before: char, sign: char| is_gap(before) && is_combining_mark(sign);
    if !text.chars().zip(text.chars().skip(1)).any(|(before, sign)| is_stray(before, sign)) {
        return text;
    }
    let mut before = 'x';
    let keeps = |sign: &char| {
        let keeps = !is_stray(before, *sign);
        before = if keeps { *sign } else { before };
        keeps
    };
    text.chars().filter(keeps).collect()
}

fn first_chars(text: &str, count: usize) -> &str {
    let mut end = 0;
    let mut taken = 0;
    for (at, letter) in text.grapheme_indices(true) {
        taken += letter.chars().count();
        if taken > count {
            break;
        }
        end = at + letter.len();
    }
    text.get(..end).unwrap_or_default()
}

mod composed;

#[cfg(test)]
mod model_tests;
#[cfg(test)]
mod tests;
