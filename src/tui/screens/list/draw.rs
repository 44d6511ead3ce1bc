//! Where the parts of a list stand: views with their counts, headings, rows, what is left below.

use crate::base::{Say, Words, text};
use crate::domain::{Column, query::View};
use crate::tui::{Canvas, screen::Around};

use super::{FIRST_ROW, ListScreen, page};

impl ListScreen {
    fn narrowing(&self, around: &Around<'_>) -> String {
        let words = Words::new("Lọc:", "Filter:").get(around.lang);
        // The echo belongs to what the server has answered; letters typed since are shown as they are.
        match &self.echo {
            Some(echo) if self.awaited.is_none() => format!("{words} {}", echo.get(around.lang)),
            _ => format!("{words} {}", self.narrow),
        }
    }

    pub(super) fn draw_views(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        const NARROWING_AT: usize = 59;
        let is_narrow_window = canvas.columns() < 80;
        if is_narrow_window && self.is_narrowed() {
            canvas.text(3, 1, &self.narrowing(around));
            return;
        }
        if !self.is_plain() {
            let total = self.window.total();
            let say = Say::new(format!("{total} dòng"), format!("Rows: {total}"));
            canvas.text(3, 1, say.get(around.lang));
            canvas.text(3, 59, self.narrowing(around).trim_end());
            return;
        }
        let shown: Vec<String> = View::ALL
            .iter()
            .filter_map(|view| {
                let digit = view.digit()?;
                let name = view.short().get(around.lang);
                let count = self.counts.iter().find(|(of, _)| of == view).map(|(_, count)| *count);
                Some(format!("{digit} {name} {}", count.map_or(String::new(), |count| count.to_string())))
            })
            .collect();
        let shown = shown.join("  ");
        canvas.text(3, 1, &shown);
        if !is_narrow_window {
            let narrowing = self.narrowing(around);
            // A long name moves to the left rather than being cut.
            let last_start = usize::from(canvas.columns()).saturating_sub(text::width(narrowing.trim_end()));
            let at = NARROWING_AT.min(last_start).max(text::width(&shown) + 3);
            canvas.text(3, u16::try_from(at).unwrap_or(u16::MAX), narrowing.trim_end());
        }
    }

    pub(super) fn draw_rows(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let columns = layout(self.kind.columns, canvas.columns());
        for spot in &columns {
            let label = spot.column.label.get(around.lang);
            if spot.column.right {
                canvas.right(4, spot.at, spot.width, label);
            } else {
                canvas.cell(4, spot.at, spot.width, label);
            }
        }
        let rows = (self.top..self.top + page(around)).map_while(|at| Some((at, self.window.get(at)?)));
        for ((at, held), row) in rows.zip(FIRST_ROW..) {
            if at == self.at {
                canvas.text(row, 1, ">");
                canvas.cursor(row, 1);
            }
            if self.tagged.contains(&held.id) {
                canvas.text(row, 2, "*");
            }
            for spot in &columns {
                let cell = held.cells.get(spot.index).map_or("", String::as_str);
                if spot.column.right {
                    canvas.right(row, spot.at, spot.width, cell);
                } else {
                    canvas.cell(row, spot.at, spot.width, cell);
                }
            }
        }
        let below = self.window.total().saturating_sub(self.top + page(around));
        if below > 0 {
            let row = canvas.rows().saturating_sub(2);
            let say = Say::new(format!("Còn {below} đơn: PgDn"), format!("{below} more: PgDn"));
            canvas.text(row, 3, say.get(around.lang));
        }
    }

    pub(super) fn nothing(&self) -> Say {
        let view = self.view.title();
        match (self.is_narrowed(), self.view) {
            (true, _) => Say::new(
                format!("Không có đơn nào: {} trong {}. Esc bỏ lọc, -> danh sách sau", self.narrow, view.vi),
                format!("No petition: {} in {}. Esc widens, -> next list", self.narrow, view.en),
            ),
            (false, View::Unresolved | View::All) => {
                Say::new("Không có đơn nào. F3 nhập đơn mới", "No petition. F3 enters a new one")
            }
            (false, _) => Say::new(
                format!("Không có đơn nào trong {}. 4 tìm rộng hơn", view.vi),
                format!("No petition in {}. 4 searches further", view.en),
            ),
        }
    }
}

/// A column with its place in this window.
struct Spot {
    column: &'static Column,
    index: usize,
    at: u16,
    width: u16,
}

/// The columns for a window: the widest one takes what the others leave.
fn layout(columns: &'static [Column], window: u16) -> Vec<Spot> {
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
