//! Where everything of the form stands, and which rows note, points and panel share.

use crate::base::{Lang, Period, Say, text};
use crate::domain::{
    Shape,
    kinds::{Figures, LINES, figures_fields as figures, shown_figure},
};
use crate::tui::screens::form::{Rows, entry::Entry, indented, paint_offers};
use crate::tui::{Canvas, screen::Around};

use super::{
    Asking, Spot, UpdateScreen,
    point::{Cell, Point},
};

const VALUE_AT: u16 = 14;
const PERIOD_AT: u16 = 47;
const PERIOD_VALUE_AT: u16 = 52;
const HINT_AT: u16 = 19;
const LINES_AT: u16 = 6;
/// Where the two columns of lines begin, and how many lines the first one has.
const LEFT: u16 = 1;
const RIGHT: u16 = 43;
const LEFT_LINES: usize = 8;
/// From the beginning of a column: its label, the last cell of the figure and of that before.
const LABEL: u16 = 2;
const NOW_ENDS: u16 = 27;
const BEFORE_ENDS: u16 = 36;
const RATE_AT: u16 = 15;
const BELOW_AT: u16 = 16;
const NUMBER_AT: u16 = 14;
const DOMAIN_AT: u16 = 17;
const SEVERITY_AT: u16 = 20;
const HOUSEHOLDS_AT: u16 = 22;
const HOUSEHOLDS_COLUMNS: u16 = 5;
const TEXT_AT: u16 = 28;
/// Columns of the number of a matter, at the right edge.
const MATTER_COLUMNS: u16 = 10;
/// Rows of the text in which the cursor stands.
const TEXT_ROWS_MAX: usize = 5;

/// Columns in which the field of a place is typed, in a window of so many columns.
pub(super) fn columns_of(spot: Spot, window: u16) -> usize {
    usize::from(match spot {
        Spot::Note => window.saturating_sub(VALUE_AT).max(1),
        Spot::Point(_, Cell::Text) => matter_at(window).saturating_sub(TEXT_AT + 1).max(1),
        _ => window,
    })
}

fn matter_at(window: u16) -> u16 {
    window.saturating_sub(MATTER_COLUMNS)
}

/// The rows below the rates, as they are shared.
struct Shares {
    note: usize,
    points: usize,
    panel: usize,
    /// A row stays empty between note and points.
    is_spaced: bool,
}

impl UpdateScreen {
    pub(super) fn paint(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        self.paint_head(canvas, around);
        self.paint_lines(canvas, around);
        self.paint_rates(canvas, around);
        self.paint_below(canvas, around);
    }

    fn paint_head(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let lang = around.lang;
        let word = |vi: &'static str, en: &'static str| if lang == Lang::Vi { vi } else { en };
        canvas.text(3, 1, word("Thôn, buôn", "Village"));
        canvas.cell(3, VALUE_AT, PERIOD_AT - VALUE_AT - 1, &self.village.line(lang));
        canvas.text(3, PERIOD_AT, word("Kỳ", "For"));
        let period = match self.period.value.as_ref().and_then(|_| Period::parse(self.period.text.text())) {
            Some(period) => format!(
                "{}, {}/{}",
                period.name(period.year()).get(lang),
                period.days(),
                period.last().year()
            ),
            None => self.period.text.text().to_owned(),
        };
        canvas.text(3, PERIOD_VALUE_AT, &period);
        canvas.text(4, 1, word("Phát sinh", "New"));
        let keeps = self.typed.figures.iter().any(|figure| figure.kept);
        canvas.text(
            4,
            VALUE_AT,
            if self.typed.nil {
                "0"
            } else if keeps {
                "="
            } else {
                ""
            },
        );
        let hint = if self.typed.nil {
            Say::new("không phát sinh: F2 lưu", "nothing new: F2 saves")
        } else {
            Say::new(
                "0 không phát sinh   = giữ số còn lại   chữ: sửa dòng đó",
                "0 nothing new   = keep the rest   letter: that line",
            )
        };
        canvas.text(4, HINT_AT, hint.get(lang));
        let typed_before = |entry: &Entry| {
            let before = entry.text.text().get(..entry.text.caret()).unwrap_or_default();
            if entry.fresh { 0 } else { u16::try_from(text::width(before)).unwrap_or(0) }
        };
        match self.spot {
            Spot::Village => canvas.cursor(3, VALUE_AT + typed_before(&self.village)),
            Spot::Period => canvas.cursor(3, PERIOD_VALUE_AT + typed_before(&self.period)),
            Spot::Gate => canvas.cursor(4, VALUE_AT),
            _ => {}
        }
    }

    fn paint_lines(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let lang = around.lang;
        canvas.text(LINES_AT, 1, if lang == Lang::Vi { "Số liệu" } else { "Figures" });
        let (now, before) = if lang == Lang::Vi { ("kỳ này", "kỳ trước") } else { ("now", "before") };
        for column in [LEFT, RIGHT] {
            ending(canvas, LINES_AT, column + NOW_ENDS, now);
            ending(canvas, LINES_AT, column + BEFORE_ENDS, before);
        }
        for (at, line) in LINES.iter().enumerate() {
            let (row, column) = place_of(at);
            let letter = line.def.letter.map(String::from).unwrap_or_default();
            canvas.text(row, column, &letter);
            canvas.cell(row, column + LABEL, 20, line.def.label.get(lang));
            if let Some(record) = self.before() {
                ending(canvas, row, column + BEFORE_ENDS, &shown_figure(&line.def, record));
            }
            let Some(figure) = self.typed.figures.get(at) else { continue };
            let typed = figure.entry.text.text();
            ending(canvas, row, column + NOW_ENDS, typed);
            if self.spot == Spot::Line(at) {
                self.cursor_at_end(canvas, row, column + NOW_ENDS, &figure.entry);
            }
        }
        if self.typed.asks_review() || self.spot == Spot::Review {
            let row = place_of(LINES.len()).0;
            canvas.text(row, RIGHT + LABEL, figures::REVIEWED_ON.def.label.get(lang));
            ending(canvas, row, RIGHT + NOW_ENDS, self.typed.review.text.text());
            if self.spot == Spot::Review {
                self.cursor_at_end(canvas, row, RIGHT + NOW_ENDS, &self.typed.review);
            }
        }
    }

    /// The cursor in a figure that ends at this column.
    fn cursor_at_end(&self, canvas: &mut Canvas<'_>, row: u16, ends: u16, entry: &Entry) {
        let after = entry.text.text().get(entry.text.caret()..).unwrap_or_default();
        let shift =
            if entry.fresh { text::width(entry.text.text()).saturating_sub(1) } else { text::width(after) };
        let behind = u16::from(!entry.fresh && after.is_empty() && !entry.text.is_empty());
        canvas.cursor(row, (ends + behind).saturating_sub(u16::try_from(shift).unwrap_or(0)));
    }

    fn paint_rates(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let record = self.typed.as_figures(self.before());
        let counted = Figures(&record);
        let rate = |count: Option<i64>| counted.rate(count);
        let parts: Vec<Say> = [
            (rate(figures::POOR.of(&record)), "Hộ nghèo", "Poor"),
            (rate(figures::NEAR_POOR.of(&record)), "cận nghèo", "near-poor"),
        ]
        .into_iter()
        .filter_map(|(rate, vi, en)| {
            rate.map(|rate| Say::new(format!("{vi} {rate}"), format!("{en} {rate}")))
        })
        .collect();
        if parts.is_empty() {
            return;
        }
        let mut line = parts.iter().map(|part| part.get(around.lang)).collect::<Vec<_>>().join(", ");
        let last = self.sheet.as_ref().and_then(|sheet| sheet.reviewed_on);
        if let Some(day) = figures::REVIEWED_ON.of(&record).or(last) {
            let word = Say::new("rà soát", "reviewed");
            line.push_str(&format!("; {} {day}", word.get(around.lang)));
        }
        canvas.text(RATE_AT, 1, &text::upper_first(&line));
    }

    /// Rows of each point: those of its text where the cursor stands, else one.
    fn rows_of(&self, at: usize, point: &Point, window: u16) -> usize {
        match self.spot {
            Spot::Point(own, Cell::Text) if own == at => {
                let columns = columns_of(self.spot, window);
                point.cell(Cell::Text).map_or(1, |entry| entry.text.rows(columns).clamp(1, TEXT_ROWS_MAX))
            }
            _ => 1,
        }
    }

    fn share(&self, room: usize, panel: usize, window: u16) -> Shares {
        let note = self.typed.note.text.rows(columns_of(Spot::Note, window)).max(1);
        let points: usize =
            self.typed.points.iter().enumerate().map(|(at, point)| self.rows_of(at, point, window)).sum();
        let points = points.max(1);
        // The heading of the points, and a row for each of the three.
        let mut shares = Shares { note: 1, points: 1, panel: panel.min(1), is_spaced: false };
        let mut spare = room.saturating_sub(3 + shares.panel);
        let mut give = |share: &mut usize, wanted: usize| {
            let more = wanted.saturating_sub(*share).min(spare);
            *share += more;
            spare -= more;
        };
        match self.spot {
            Spot::Point(..) => {
                give(&mut shares.points, points.min(4));
                give(&mut shares.note, note.min(2));
            }
            Spot::Note => give(&mut shares.note, note),
            _ => give(&mut shares.panel, panel.min(3)),
        }
        give(&mut shares.note, note.min(2));
        give(&mut shares.panel, panel);
        give(&mut shares.points, points);
        give(&mut shares.note, note);
        shares.is_spaced = spare > 0;
        shares
    }

    fn paint_below(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let lang = around.lang;
        let (window, last) = (canvas.columns(), canvas.rows().saturating_sub(2));
        let columns = usize::from(window.saturating_sub(1)).max(1);
        let panel: Vec<Vec<String>> =
            self.panel().iter().map(|line| indented(line.say.get(lang), columns)).collect();
        let room = usize::from((last + 1).saturating_sub(BELOW_AT));
        let shares = self.share(room, panel.iter().map(Vec::len).sum(), window);
        canvas.text(BELOW_AT, 1, Spot::Note.def().label.get(lang));
        let view = self.typed.note.text.view(columns_of(Spot::Note, window), shares.note);
        for (row, line) in (BELOW_AT..).zip(&view.lines) {
            canvas.text(row, VALUE_AT, line);
        }
        if self.spot == Spot::Note {
            canvas.cursor(BELOW_AT + view.row, (VALUE_AT + view.column).min(window.saturating_sub(1)));
        }
        let mut row = BELOW_AT + rows(shares.note) + u16::from(shares.is_spaced);
        self.paint_points(canvas, around, row, shares.points);
        let own = row + 1;
        row += 1 + rows(shares.points);
        if let Some(Asking::Reason(reason)) = &self.asking {
            let label = if lang == Lang::Vi { "Lý do:" } else { "Reason:" };
            let view = reason.view(columns_of(Spot::Note, window), 1);
            canvas.text(last, 1, &" ".repeat(columns));
            canvas.text(last, 1, label);
            canvas.text(last, VALUE_AT, view.lines.first().copied().unwrap_or_default());
            canvas.cursor(last, VALUE_AT + view.column);
            self.paint_panel(canvas, lang, &panel, row, last.saturating_sub(1));
            return;
        }
        if let Some(offers) = &self.offers {
            let (from, own) = match self.spot {
                Spot::Village | Spot::Period => (LINES_AT, 4),
                _ => (row, own),
            };
            let by_code = matches!(self.spot.def().shape, Shape::Choice(_));
            paint_offers(canvas, around, offers, by_code, Rows { from, own, last });
            return;
        }
        self.paint_panel(canvas, lang, &panel, row, last);
    }

    fn paint_panel(&self, canvas: &mut Canvas<'_>, lang: Lang, lines: &[Vec<String>], from: u16, last: u16) {
        let mut row = from;
        let room = usize::from((last + 1).saturating_sub(from));
        let total: usize = lines.iter().map(Vec::len).sum();
        // The line on which F8 stands is seen, however many stand above it.
        let first = match self.panel_at {
            Some(at) if total > room => at,
            _ => 0,
        };
        for (place, parts) in lines.iter().enumerate().skip(first) {
            let rest = lines.len() - place;
            let ends = row + rows(parts.len());
            if ends > last + 1 || (ends == last + 1 && rest > 1 && row > from) {
                if row <= last {
                    let more = Say::new(format!("  còn {rest} dòng: F8"), format!("  {rest} more: F8"));
                    canvas.text(row, 1, more.get(lang));
                }
                return;
            }
            for part in parts {
                canvas.text(row, 1, part);
                row += 1;
            }
        }
    }

    fn paint_points(&self, canvas: &mut Canvas<'_>, around: &Around<'_>, heading: u16, room: usize) {
        let window = canvas.columns();
        let heads: [(u16, Say); 6] = [
            (1, Say::new("Việc phát sinh", "New issues")),
            (DOMAIN_AT, Say::new("LV", "Do")),
            (SEVERITY_AT, Say::new("Mức", "Sev")),
            (HOUSEHOLDS_AT + 3, Say::new("Hộ", "Hh")),
            (TEXT_AT, Say::new("Nội dung", "Text")),
            (matter_at(window), Say::new("Gắn việc", "Linked to")),
        ];
        for (column, word) in heads {
            canvas.text(heading, column, word.get(around.lang));
        }
        let here = match self.spot {
            Spot::Point(at, _) => at,
            _ => 0,
        };
        // The point with the cursor is the last one that has to be seen.
        let heights: Vec<usize> =
            self.typed.points.iter().enumerate().map(|(at, point)| self.rows_of(at, point, window)).collect();
        let mut first = 0;
        while first < here && heights.iter().take(here + 1).skip(first).sum::<usize>() > room {
            first += 1;
        }
        let mut row = heading + 1;
        let end = heading + 1 + rows(room);
        for (at, point) in self.typed.points.iter().enumerate().skip(first) {
            let height = heights.get(at).copied().unwrap_or(1);
            if row >= end {
                break;
            }
            let height = height.min(usize::from(end - row));
            self.paint_point(canvas, row, at, point, height);
            row += rows(height);
        }
    }

    fn paint_point(&self, canvas: &mut Canvas<'_>, row: u16, at: usize, point: &Point, height: usize) {
        let window = canvas.columns();
        let typed = |cell: Cell| point.cell(cell).map_or("", |entry| entry.text.text());
        canvas.right(row, NUMBER_AT, 2, &(at + 1).to_string());
        canvas.cell(row, DOMAIN_AT, 2, typed(Cell::Domain));
        canvas.cell(row, SEVERITY_AT, 1, typed(Cell::Severity));
        canvas.right(row, HOUSEHOLDS_AT, HOUSEHOLDS_COLUMNS, typed(Cell::Households));
        let offered = self.offered(at).filter(|_| matches!(self.spot, Spot::Point(own, _) if own == at));
        let columns = columns_of(Spot::Point(at, Cell::Text), window);
        let Some(entry) = point.cell(Cell::Text) else { return };
        let view = entry.text.view(columns, height);
        if self.spot == Spot::Point(at, Cell::Text) {
            for (row, line) in (row..).zip(&view.lines) {
                canvas.text(row, TEXT_AT, line);
            }
        } else {
            canvas.cell(row, TEXT_AT, rows(columns), entry.text.text());
        }
        let mut matter = typed(Cell::Matter).to_owned();
        if let Some(offered) = offered {
            match self.spot {
                Spot::Point(_, Cell::Text) if entry.is_empty() => {
                    canvas.cell(row, TEXT_AT, rows(columns), &offered.summary);
                    matter.clone_from(&offered.number);
                }
                Spot::Point(_, Cell::Matter) if matter.is_empty() => matter.clone_from(&offered.number),
                _ => {}
            }
        }
        canvas.cell(row, matter_at(window), MATTER_COLUMNS - 1, &matter);
        let Spot::Point(own, cell) = self.spot else { return };
        if own != at {
            return;
        }
        let caret = |entry: &Entry| {
            let before = entry.text.text().get(..entry.text.caret()).unwrap_or_default();
            if entry.fresh { 0 } else { rows(text::width(before)) }
        };
        match (cell, point.cell(cell)) {
            (Cell::Domain, Some(entry)) => canvas.cursor(row, DOMAIN_AT + caret(entry)),
            (Cell::Severity, Some(entry)) => canvas.cursor(row, SEVERITY_AT + caret(entry)),
            (Cell::Households, Some(entry)) => {
                self.cursor_at_end(canvas, row, HOUSEHOLDS_AT + HOUSEHOLDS_COLUMNS - 1, entry);
            }
            (Cell::Text, _) => canvas.cursor(row + view.row, TEXT_AT + view.column),
            (Cell::Matter, Some(entry)) => canvas.cursor(row, matter_at(window) + caret(entry)),
            _ => {}
        }
    }
}

/// Row and first column of a line; behind the last one lies the day of the review.
fn place_of(line: usize) -> (u16, u16) {
    match line.checked_sub(LEFT_LINES) {
        None => (LINES_AT + 1 + rows(line), LEFT),
        Some(line) => (LINES_AT + 1 + rows(line), RIGHT),
    }
}

fn rows(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// Writes a word so that its last cell is in this column.
fn ending(canvas: &mut Canvas<'_>, row: u16, column: u16, word: &str) {
    let wide = u16::try_from(text::width(word)).unwrap_or(u16::MAX);
    if let Some(start) = (column + 1).checked_sub(wide).filter(|start| *start > 0) {
        canvas.text(row, start, word);
    }
}
