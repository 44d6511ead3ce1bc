//! Where the columns of a declared table stand in a window.

use crate::domain::Column;
use crate::tui::Canvas;

/// A column with its place in this window.
pub(super) struct Spot {
    pub(super) column: &'static Column,
    index: usize,
    pub(super) at: u16,
    pub(super) width: u16,
}

/// The columns for a window: the widest one takes what the others leave.
pub(super) fn layout(columns: &'static [Column], window: u16) -> Vec<Spot> {
    const FIRST_COLUMN: u16 = 3;
    let width = |column: &Column| match window {
        ..80 => column.narrow,
        80..120 => column.width,
        _ => column.wide,
    };
    let shown: Vec<(usize, &'static Column)> =
        columns.iter().enumerate().filter(|(_, column)| width(column) > 0).collect();
    let gaps = u16::try_from(shown.len().saturating_sub(1)).unwrap_or(0);
    let taken: u16 = shown.iter().map(|(_, column)| width(column)).sum::<u16>() + gaps;
    let room = window.saturating_sub(FIRST_COLUMN);
    let stretch = columns.iter().map(|column| column.wide).max().unwrap_or(0);
    let mut at = FIRST_COLUMN;
    shown
        .into_iter()
        .map(|(index, column)| {
            let own = width(column);
            let width = if column.wide == stretch { (own + room).saturating_sub(taken).max(1) } else { own };
            let spot = Spot { column, index, at, width };
            at += width + 1;
            spot
        })
        .collect()
}

/// The cells of one row, each in its place.
pub(super) fn draw_cells(canvas: &mut Canvas<'_>, row: u16, spots: &[Spot], cells: &[String]) {
    for spot in spots {
        let cell = cells.get(spot.index).map_or("", String::as_str);
        if spot.column.right {
            canvas.right(row, spot.at, spot.width, cell);
        } else {
            canvas.cell(row, spot.at, spot.width, cell);
        }
    }
}
