//! Where the parts of a list stand: views with their counts, headings, rows, what is left below.

use crate::base::{Say, Words, text};
use crate::domain::query::View;
use crate::tui::{Canvas, screen::Around};

use super::{
    super::columns::{draw_cells, layout},
    FIRST_ROW, ListScreen, page,
};

impl ListScreen {
    pub(super) fn narrowing(&self, around: &Around<'_>) -> String {
        let words = Words::new("Lọc:", "Filter:").get(around.lang);
        let place = match (&self.place, self.narrow.is_empty()) {
            (None, _) => String::new(),
            (Some((_, name)), true) => name.clone(),
            (Some((_, name)), false) => format!("{name}, "),
        };
        // The echo belongs to what the server has answered; letters typed since are shown as they are.
        match &self.echo {
            Some(echo) if self.awaited.is_none() => format!("{words} {place}{}", echo.get(around.lang)),
            _ => format!("{words} {place}{}", self.narrow),
        }
    }

    pub(super) fn draw_views(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        const NARROWING_AT: usize = 59;
        let is_narrow_window = canvas.columns() < 80;
        if is_narrow_window && (self.is_narrowed() || self.place.is_some()) {
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
            draw_cells(canvas, row, &columns, &held.cells);
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
        if let Some((_, name)) = self.place.as_ref().filter(|_| !self.is_narrowed()) {
            return Say::new(
                format!("Không có đơn nào: {name} trong {}. -> danh sách sau", view.vi),
                format!("No petition: {name} in {}. -> next list", view.en),
            );
        }
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
