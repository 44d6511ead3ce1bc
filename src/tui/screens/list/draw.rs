//! Where the parts of a list stand: views with their counts, headings, rows, what is left below.

use crate::base::{Say, Words, text};
use crate::domain::{kinds::PETITION, query::View};
use crate::tui::{
    Canvas,
    screen::{Around, Screen},
};

use super::{
    super::columns::{draw_cells, layout},
    FIRST_ROW, ListScreen,
};

impl ListScreen {
    pub(super) fn narrowing(&self, around: &Around<'_>) -> String {
        let words = Words::new("Lọc:", "Filter:").get(around.lang);
        let mut parts: Vec<&str> = self.filters.iter().map(|said| said.get(around.lang)).collect();
        // The echo belongs to what the server has answered; letters typed since are shown as they are.
        parts.push(match &self.echo {
            Some(echo) if self.awaited.is_none() => echo.get(around.lang),
            _ => &self.query.narrow,
        });
        parts.retain(|part| !part.is_empty());
        format!("{words} {}", parts.join("; "))
    }

    pub(super) fn draw_views(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        const NARROWING_AT: usize = 59;
        let is_narrow_window = canvas.columns() < 80;
        if is_narrow_window && (self.is_narrowed() || !self.filters.is_empty()) {
            canvas.text(3, 1, &self.narrowing(around));
            return;
        }
        let narrowing = self.narrowing(around);
        let views = self.views(around);
        let lead = Words::new("Trái/phải: ", "Left/right: ").get(around.lang);
        let with_lead = format!("{lead}{views}");
        let room = usize::from(canvas.columns().saturating_sub(1));
        let fits = text::width(&with_lead) + 3 + text::width(narrowing.trim_end()) <= room;
        let fits_bare = text::width(&views) + 3 + text::width(narrowing.trim_end()) <= room;
        let shown = if self.has_digits() || views.is_empty() || !fits { views } else { with_lead };
        if !self.filters.is_empty() && !fits_bare {
            canvas.text(3, 1, narrowing.trim_end());
            return;
        }
        canvas.text(3, 1, &shown);
        if !is_narrow_window {
            // A long name moves to the left rather than being cut.
            let last_start = usize::from(canvas.columns()).saturating_sub(text::width(narrowing.trim_end()));
            let at = NARROWING_AT.min(last_start).max(text::width(&shown) + 3);
            canvas.text(3, u16::try_from(at).unwrap_or(u16::MAX), narrowing.trim_end());
        }
    }

    /// Whether the views of this kind have digits of their own.
    fn has_digits(&self) -> bool {
        View::of_kind(self.kind.name).iter().filter(|view| view.digit().is_some()).count() > 1
    }

    /// The views with their counts: by their digits, else in the order of Left and Right.
    fn views(&self, around: &Around<'_>) -> String {
        let views = View::of_kind(self.kind.name);
        if views.len() == 1 {
            return String::new();
        }
        let count_of = |view: View| {
            let count = self.counts.iter().find(|(of, _)| *of == view).map(|(_, count)| *count);
            count.map_or(String::new(), |count| count.to_string())
        };
        if self.has_digits() {
            let shown = views.iter().filter_map(|view| {
                Some(format!("{} {} {}", view.digit()?, view.short().get(around.lang), count_of(*view)))
            });
            let here = self.query.view;
            let beside = (here.digit().is_none() && here != View::All)
                .then(|| format!("{} {}", here.short().get(around.lang), count_of(here)));
            return shown.chain(beside).collect::<Vec<_>>().join("  ");
        }
        let shown = views.iter().filter(|view| **view != View::All);
        let shown = shown.map(|view| format!("{} {}", view.short().get(around.lang), count_of(*view)));
        shown.collect::<Vec<_>>().join(" | ")
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
        let rows = (self.top..self.top + self.page(around)).map_while(|at| Some((at, self.window.get(at)?)));
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
        let below = self.window.total().saturating_sub(self.top + self.page(around));
        if below > 0 {
            let row = FIRST_ROW + u16::try_from(self.page(around)).unwrap_or(0);
            let noun = self.kind.noun.vi;
            let say = Say::new(format!("Còn {below} {noun}: PgDn"), format!("{below} more: PgDn"));
            canvas.text(row, 3, say.get(around.lang));
        }
    }

    pub(super) fn nothing(&self) -> Say {
        let noun = self.kind.noun;
        let view = self.query.view.title_of(self.kind);
        if self.is_narrowed() {
            let typed = &self.query.narrow;
            return Say::new(
                format!("Không có {} nào: {typed} trong {}. Esc bỏ lọc, -> danh sách sau", noun.vi, view.vi),
                format!("No {}: {typed} in {}. Esc widens, -> next list", noun.en, view.en),
            );
        }
        match self.query.view {
            View::Unresolved | View::All => Say::new(
                format!("Không có {} nào. F3 nhập {} mới", noun.vi, noun.vi),
                format!("No {}. F3 enters a new one", noun.en),
            ),
            View::MattersOpen | View::ProposalsOpen => Say::new(
                format!("Không có {} nào đang mở. F3 nhập {} mới", noun.vi, noun.vi),
                format!("No {} is open. F3 enters a new one", noun.en),
            ),
            other if other.kind() == Some(PETITION.name) => Say::new(
                format!("Không có đơn nào trong {}. 4 tìm rộng hơn", view.vi),
                format!("No petition in {}. 4 searches further", view.en),
            ),
            _ => Say::new(
                format!("Không có {} đang mở", text::lower_first(view.vi)),
                format!("None: {}", text::lower_first(view.en)),
            ),
        }
    }
}
