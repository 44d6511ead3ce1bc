//! Where the parts of a detail stand: heading, clocks, history or what is unfolded over it, steps.

use crate::base::{Lang, Words, text};
use crate::tui::{Canvas, screen::Around};
use crate::wire::{ClockLine, Shown, TimelineLine};

use super::{DetailScreen, Marker};

/// Rows of the frame and of the steps, below everything else.
const ROWS_BELOW: u16 = 4;
const FIRST_ROW: u16 = 3;
/// Rows of the history that stay on show, however long the heading.
const HISTORY_ROWS_MIN: u16 = 5;
/// The same in a window of fewer than 24 rows.
const HISTORY_ROWS_MIN_SMALL: u16 = 3;

/// The rows of a detail in one window.
pub(super) struct Places {
    heading: Vec<String>,
    /// The heading of the clocks.
    clocks: u16,
    /// The contact, and its first row.
    contact: (Vec<String>, u16),
    /// The heading of the history.
    history: u16,
    /// The last row of the history.
    last: u16,
    is_narrow: bool,
}

impl Places {
    fn of(shown: &Shown, contact: Vec<String>, size: (u16, u16), lang: Lang) -> Places {
        let (columns, rows) = size;
        let clocks = u16::try_from(shown.clocks.len()).unwrap_or(u16::MAX).min(rows);
        let last = rows.saturating_sub(ROWS_BELOW);
        let history = if rows < 24 { HISTORY_ROWS_MIN_SMALL } else { HISTORY_ROWS_MIN };
        let contact_rows = u16::try_from(contact.len()).unwrap_or(u16::MAX).min(rows);
        // A contact that is read takes its rows from the history first, so that nothing above it moves.
        let history = history.saturating_sub(contact_rows.saturating_sub(1)).max(1);
        // Blank, heading of the clocks, clocks, contact, blank, heading of the history, some history.
        let fixed = FIRST_ROW + 1 + clocks.max(1) + contact_rows + 2 + history;
        let heading = heading(shown, columns, last.saturating_sub(fixed).max(1), lang);
        let below_heading = FIRST_ROW + u16::try_from(heading.len()).unwrap_or(0);
        let clocks_at = below_heading + 1;
        Places {
            heading,
            clocks: clocks_at,
            contact: (contact, clocks_at + clocks.max(1) + 1),
            history: clocks_at + clocks.max(1) + contact_rows + 2,
            last,
            is_narrow: columns < 80,
        }
    }

    fn history_rows(&self) -> usize {
        usize::from(self.last.saturating_sub(self.history))
    }
}

/// The heading in so many rows: each line has one, and what is left goes to those that need more.
fn heading(shown: &Shown, columns: u16, rows: u16, lang: Lang) -> Vec<String> {
    let room = usize::from(columns.saturating_sub(1));
    let mut spare = usize::from(rows).saturating_sub(shown.heading.len());
    let mut lines = Vec::new();
    for say in &shown.heading {
        let wrapped = text::wrap_lines(say.get(lang), room);
        let taken = wrapped.len().min(1 + spare);
        spare = (spare + 1).saturating_sub(taken.max(1));
        let is_cut = wrapped.len() > taken;
        for (at, line) in wrapped.into_iter().take(taken).enumerate() {
            let ends_cut = is_cut && at + 1 == taken;
            lines.push(if ends_cut {
                text::truncate(&format!("{line}~"), room).into_owned()
            } else {
                line.to_owned()
            });
        }
    }
    lines.truncate(usize::from(rows));
    lines
}

impl DetailScreen {
    /// Scrolls the history so that the marked line, with what it unfolds, is on show.
    pub(super) fn keep_in_sight(&mut self, around: &Around<'_>) {
        let Some(shown) = &self.shown else { return };
        let Marker::Event(at) = self.marker else { return };
        let rows = self.places(shown, around).history_rows();
        let unfolded =
            shown.timeline.get(at).filter(|_| self.is_unfolded).map_or(0, |line| line.detail.len());
        let wanted = (at + 1 + unfolded).saturating_sub(rows.max(1));
        self.history_top = self.history_top.max(wanted).min(at);
    }

    pub(super) fn draw_shown(&self, canvas: &mut Canvas<'_>, around: &Around<'_>, shown: &Shown) {
        let lang = around.lang;
        let places = self.places(shown, around);
        for (row, line) in (FIRST_ROW..).zip(&places.heading) {
            canvas.text(row, 1, line);
        }
        self.draw_clocks(canvas, shown, &places, lang);
        self.draw_contact(canvas, places.contact.1, &places.contact.0);
        match self.marker {
            Marker::Clock(at) if self.is_unfolded => draw_why(canvas, shown.clocks.get(at), &places, lang),
            _ => self.draw_history(canvas, around, shown, &places),
        }
        draw_steps(canvas, shown, lang);
        self.draw_reason(canvas, lang);
    }

    fn places(&self, shown: &Shown, around: &Around<'_>) -> Places {
        let contact = self.contact_rows(shown, around.size.0, around.lang);
        Places::of(shown, contact, around.size, around.lang)
    }

    fn draw_clocks(&self, canvas: &mut Canvas<'_>, shown: &Shown, places: &Places, lang: Lang) {
        let (why_at, is_wide) = if canvas.columns() >= 120 { (72, true) } else { (59, false) };
        let heads = [
            (3, Words::new("VIỆC PHẢI XONG", "TO BE DONE")),
            (23, Words::new("Thời hạn", "Deadline")),
            (34, Words::new("Ngày", "Days")),
            (51, Words::new("Ai", "Who")),
        ];
        for (at, word) in heads {
            canvas.bold(places.clocks, at, word.get(lang));
        }
        if !places.is_narrow {
            canvas.bold(places.clocks, why_at, Words::new("Vì sao", "Why").get(lang));
        }
        if shown.clocks.is_empty() {
            let none = Words::new("Không có hạn nào đang tính", "No deadline runs");
            canvas.text(places.clocks + 1, 3, none.get(lang));
        }
        for ((at, clock), row) in shown.clocks.iter().enumerate().zip(places.clocks + 1..) {
            if self.marker == Marker::Clock(at) {
                canvas.text(row, 1, ">");
                canvas.cursor(row, 1);
            }
            canvas.cell(row, 3, 19, clock.title.get(lang));
            canvas.text(row, 23, &clock.due.to_string());
            canvas.right(row, 33, 5, clock.days.trim());
            canvas.cell(row, 39, 11, clock.word.get(lang));
            canvas.cell(row, 51, if is_wide { 20 } else { 7 }, clock.who.get(lang));
            if !places.is_narrow {
                canvas.cell(row, why_at, canvas.columns().saturating_sub(why_at), clock.why.get(lang));
            }
        }
    }

    fn draw_history(&self, canvas: &mut Canvas<'_>, around: &Around<'_>, shown: &Shown, places: &Places) {
        let lang = around.lang;
        canvas.bold(places.history, 3, Words::new("DIỄN BIẾN", "HISTORY").get(lang));
        let this_year = around.welcome.today.year();
        let has_other_years = shown.timeline.iter().any(|line| line.on.year() != this_year);
        let mut row = places.history + 1;
        for (at, line) in shown.timeline.iter().enumerate().skip(self.history_top) {
            if row > places.last {
                return;
            }
            let is_marked = self.marker == Marker::Event(at);
            if is_marked {
                canvas.text(row, 1, ">");
                canvas.cursor(row, 1);
            }
            draw_event(canvas, row, line, has_other_years, lang);
            row += 1;
            let unfolded = if is_marked && self.is_unfolded { line.detail.as_slice() } else { &[] };
            for said in unfolded {
                let room = usize::from(canvas.columns().saturating_sub(INDENT));
                for part in text::wrap_lines(said.get(lang), room) {
                    if row > places.last {
                        return;
                    }
                    canvas.text(row, INDENT, part);
                    row += 1;
                }
            }
        }
    }
}

/// Where the words of an event begin.
const INDENT: u16 = 20;

fn draw_event(canvas: &mut Canvas<'_>, row: u16, line: &TimelineLine, with_year: bool, lang: Lang) {
    let (by_at, say_at) = if with_year { (14, 25) } else { (9, INDENT) };
    let day = if with_year { line.on.to_string() } else { line.on.short() };
    canvas.text(row, 3, &day);
    canvas.cell(row, by_at, say_at - by_at - 1, &line.by);
    canvas.cell(row, say_at, canvas.columns().saturating_sub(say_at), line.say.get(lang));
}

/// The seven lines of a deadline, over the history: without a frame, so that little has to be drawn.
fn draw_why(canvas: &mut Canvas<'_>, clock: Option<&ClockLine>, places: &Places, lang: Lang) {
    let Some(clock) = clock else { return };
    for (row, line) in (places.history..=places.last + 1).zip(&clock.explanation) {
        if row == places.history {
            canvas.bold(row, 3, line.get(lang));
        } else {
            canvas.cell(row, 3, canvas.columns().saturating_sub(3), line.get(lang));
        }
    }
}

/// The steps that are lawful now, each with its letter; what does not fit is in the palette.
pub(in crate::tui::screens) fn draw_steps(canvas: &mut Canvas<'_>, shown: &Shown, lang: Lang) {
    let row = canvas.rows().saturating_sub(2);
    let head = Words::new("BƯỚC TIẾP", "NEXT STEP").get(lang);
    canvas.bold(row, 1, head);
    let last = usize::from(canvas.columns().saturating_sub(1));
    let more = "F9 ...";
    let mut at = text::width(head) + 3;
    let lettered: Vec<String> = shown
        .steps
        .iter()
        .filter_map(|step| Some(format!("{} {}", step.letter?, text::lower_first(step.title.get(lang)))))
        .collect();
    let has_others = shown.steps.len() > lettered.len();
    for (index, step) in lettered.iter().enumerate() {
        let is_last = index + 1 == lettered.len() && !has_others;
        let reserved = if is_last { 0 } else { text::width(more) + 2 };
        if at - 1 + text::width(step) + reserved > last {
            canvas.text(row, u16::try_from(at).unwrap_or(u16::MAX), more);
            return;
        }
        canvas.text(row, u16::try_from(at).unwrap_or(u16::MAX), step);
        at += text::width(step) + 2;
    }
    if has_others {
        canvas.text(row, u16::try_from(at).unwrap_or(u16::MAX), more);
    }
}
