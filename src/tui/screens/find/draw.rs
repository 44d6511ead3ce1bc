//! Where the parts of the look-up stand: what was typed, what it means, groups and rows, how one can write.

use crate::base::{Lang, Words, text};
use crate::domain::{Searchable, kind};
use crate::tui::{Canvas, screen::Around};
use crate::wire::FoundGroup;

use super::{
    super::columns::{draw_cells, layout},
    FindScreen, HOW_TO_ASK_BACK,
    lines::{self, Line},
};

const TYPED_ROW: u16 = 3;
const MEANT_ROW: u16 = 4;
const FIRST_ROW: u16 = 5;
/// The lines that say how one can write; in a narrow window.
const HOW_NARROW: [Words; 2] = [
    Words::new(
        "Viết sao cũng thấy: ml, malim, Ma Lim, 90, 90/2026",
        "Any way: ml, malim, Ma Lim, 90, 90/2026",
    ),
    Words::new("Thu hẹp: xa:iadreh  loai:kn  han:qua", "Narrow: commune:iadreh  kind:kn  due:overdue"),
];
/// The same in a usual one.
const HOW: [Words; 2] = [
    Words::new(
        "Viết sao cũng thấy: ma lim, malim, Ma Lim, 90, 90/2026, \"mương\" có dấu",
        "However it is written: ma lim, malim, Ma Lim, 90, 90/2026, \"mương\"",
    ),
    Words::new(
        "Thu hẹp: xa:iadreh  loai:kn  han:qua  linhvuc:gt  nam:2025",
        "Narrow: commune:iadreh  kind:kn  due:overdue  domain:gt  year:2025",
    ),
];

impl FindScreen {
    pub(super) fn draw_all(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let lang = around.lang;
        let typed_at = self.draw_typed(canvas, lang);
        let meant = self.meant(lang);
        canvas.cell(MEANT_ROW, 3, canvas.columns().saturating_sub(4), &meant);
        let mut lines = self.lines(around);
        lines.truncate(lines::room(canvas.rows()));
        let marked = self.targets(around).get(self.at).copied();
        let mut row = FIRST_ROW;
        for line in &lines {
            self.draw_line(canvas, row, *line, lang);
            if Some(*line) == marked {
                canvas.text(row, 1, ">");
            }
            row += 1;
        }
        if self.asks_back() {
            canvas.text(row, 1, HOW_TO_ASK_BACK.get(lang));
            row += 1;
        }
        if let Some(nothing) = self.found.nothing.as_ref() {
            canvas.text(row, 1, nothing.get(lang));
            row += 1;
        }
        let how_row = canvas.rows().saturating_sub(4);
        if row < how_row {
            let how = if canvas.columns() < 80 { HOW_NARROW } else { HOW };
            for (row, how) in (how_row..).zip(how) {
                canvas.text(row, 3, how.get(lang));
            }
        }
        canvas.cursor(TYPED_ROW, typed_at);
    }

    /// What was typed, its end when it is too long; answers where one types on.
    fn draw_typed(&self, canvas: &mut Canvas<'_>, lang: Lang) -> u16 {
        let label = Words::new("Tìm:", "Find:").get(lang);
        let at = u16::try_from(text::width(label)).unwrap_or(0) + 2;
        let room = usize::from(canvas.columns().saturating_sub(at + 2));
        let mut shown = self.typed.as_str();
        while text::width(shown) > room {
            shown = shown.get(text::next_boundary(shown, 0)..).unwrap_or_default();
        }
        canvas.text(TYPED_ROW, 1, label);
        canvas.text(TYPED_ROW, at, shown);
        at + u16::try_from(text::width(shown)).unwrap_or(0)
    }

    /// "Lọc: xã Ia Dreh, quá hạn; chưa rõ: xa:zz".
    fn meant(&self, lang: Lang) -> String {
        let understood: Vec<&str> = self.found.understood.iter().map(|say| say.get(lang)).collect();
        let parts = [
            (Words::new("Lọc", "Filter"), understood.join(", ")),
            (Words::new("chưa rõ", "not clear"), self.found.unclear.join(" ")),
        ];
        let said = parts.into_iter().filter(|(_, words)| !words.is_empty());
        said.map(|(label, words)| format!("{}: {words}", label.get(lang))).collect::<Vec<_>>().join("; ")
    }

    fn draw_line(&self, canvas: &mut Canvas<'_>, row: u16, line: Line, lang: Lang) {
        let group = self.found.groups.get(line.group());
        let Some((group, search)) = group.and_then(|group| Some((group, kind(&group.kind)?.search?))) else {
            return;
        };
        match line {
            Line::Heading { .. } => canvas.bold(row, 3, &self.heading(group, search, lang)),
            Line::Row { row: at, .. } => {
                let spots = layout(search.columns, canvas.columns());
                let cells = group.rows.get(at).map_or(&[][..], |found| &found.row.cells);
                draw_cells(canvas, row, &spots, cells);
            }
            Line::All { .. } => {
                let all = Words::new("xem cả", "all").get(lang);
                canvas.text(row, 3, &format!("{all} {}", group.total));
            }
        }
    }

    /// "Đơn thư 46"; of one group with the rows that are shown: "Đơn thư 46: 18-34".
    fn heading(&self, group: &FoundGroup, search: &Searchable, lang: Lang) -> String {
        let heading = format!("{} {}", search.group.get(lang), group.total);
        match &self.only {
            Some(only) if !group.rows.is_empty() => {
                let last = only.offset as usize + group.rows.len();
                format!("{heading}: {}-{last}", only.offset + 1)
            }
            _ => heading,
        }
    }
}
