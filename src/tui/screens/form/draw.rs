//! Where everything of a form stands: number, label, value, hints; the panel below; the list of values over it.

use std::borrow::Cow;

use crate::base::{Lang, Words, text};
use crate::tui::{Canvas, screen::Around};

use super::{
    Asking, Entry, FormScreen, Offers,
    hints::{self, Hints},
    panel::PanelLine,
};

/// The columns for which the hints are laid out; wider windows leave them where they are.
pub(super) const SCREEN_COLUMNS: u16 = 80;
/// Where labels begin.
const LABEL_AT: u16 = 4;
/// Columns of a label.
const LABEL_COLUMNS: u16 = 17;
/// Columns of a label before the word that it is sealed.
const SEALED_WORD_AT: usize = 10;
/// Where values begin.
pub(super) const VALUE_AT: u16 = 22;
/// Where the codes of a field and other short hints begin.
pub(super) const HINT_AT: u16 = 52;
/// Where codes with their words begin.
pub(super) const WORDS_AT: u16 = 44;
/// The first row of the body.
const BODY_AT: u16 = 3;
/// Rows that the panel keeps however long a paragraph grows.
const PANEL_ROWS: u16 = 5;

/// Columns of a text in a window of so many columns.
pub(super) fn text_columns(columns: u16) -> usize {
    usize::from(columns.saturating_sub(VALUE_AT).max(1))
}

/// One field as it is laid out.
struct Laid<'a> {
    at: usize,
    entry: &'a Entry,
    hints: Hints,
    /// The first row, from 0 at the first field.
    row: u16,
    /// Rows of the value.
    rows: u16,
    /// Rows with the hints below.
    height: u16,
}

impl FormScreen {
    /// Row 1 of the screen.
    pub(super) fn heading(&self, lang: Lang) -> String {
        let word = |vi: &str, en: &str| if lang == Lang::Vi { vi.to_owned() } else { en.to_owned() };
        let number = self.number.clone().unwrap_or_default();
        match (self.step, self.kind, &self.form.record) {
            (Some(step), ..) => format!("{}  {}", word("BƯỚC", "STEP"), step.title.get(lang)),
            (None, Some(kind), Some(_)) => {
                let title = if kind.name == "petition" {
                    word("ĐƠN", "PETITION")
                } else {
                    kind.title.get(lang).to_uppercase()
                };
                format!("{} {title} {number}", word("SỬA", "CHANGE")).trim_end().to_owned()
            }
            (None, Some(kind), None) => {
                let title = if kind.name == "petition" {
                    word("ĐƠN MỚI", "NEW PETITION")
                } else {
                    format!("{} {}", kind.title.get(lang).to_uppercase(), word("MỚI", "(NEW)"))
                };
                match kind.book {
                    Some(_) => format!("{title}  {}", word("số cấp khi lưu", "number given on saving")),
                    None => title,
                }
            }
            (None, None, _) => word("PHIẾU NHẬP", "FORM"),
        }
    }

    pub(super) fn paint(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let last = canvas.rows().saturating_sub(2);
        let top = self.paint_heading(canvas, around.lang);
        let room = (last + 1).saturating_sub(top);
        let laid = self.lay_out(around, room);
        let rows = laid.last().map_or(0, |field| field.row + field.height);
        let here = laid.iter().find(|field| field.at == self.at);
        // More fields than rows: the one with the cursor stays in sight.
        let past = here.map_or(0, |field| (field.row + field.height).saturating_sub(room));
        let asides: Vec<Option<String>> =
            std::iter::once(None).chain(laid.iter().map(|field| field.hints.aside.clone())).collect();
        for (place, (field, aside)) in laid.iter().zip(&asides).enumerate() {
            let Some(row) = field.row.checked_sub(past).map(|row| top + row) else { continue };
            if row <= last {
                paint_field(canvas, around, field, place + 1, row, last, aside.as_deref());
            }
        }
        if let Some(field) = here {
            self.paint_cursor(canvas, around, field, top + field.row - past);
        }
        let panel_at = top + rows.saturating_sub(past);
        let own_row = here.map_or(top, |field| top + field.row + field.rows - past);
        if self.offers.as_ref().is_some_and(|offers| offers.by_digit || offers.rested) {
            self.paint_own_offers(canvas, around, Rows { from: panel_at, own: own_row, last });
        } else {
            self.paint_panel(canvas, around, panel_at, last);
        }
        if let Some(Asking::Reason(reason)) = &self.asking {
            let label = if around.lang == Lang::Vi { "Lý do:" } else { "Reason:" };
            let view = reason.view(text_columns(around.size.0), 1);
            let line = view.lines.first().copied().unwrap_or_default();
            canvas.text(last, 1, &blank(canvas));
            canvas.text(last, LABEL_AT, label);
            canvas.text(last, VALUE_AT, line);
            canvas.cursor(last, VALUE_AT + view.column);
        }
    }

    /// Of a step: the petition and the states it leads between; gives the first row below.
    fn paint_heading(&self, canvas: &mut Canvas<'_>, lang: Lang) -> u16 {
        if self.form.step.is_none() {
            return BODY_AT;
        }
        for (row, line) in (BODY_AT..).zip(self.examined.heading.iter().take(2)) {
            canvas.text(row, 1, line.get(lang));
        }
        // The place of the heading is kept before it came, so that nothing moves when it does.
        BODY_AT + 3
    }

    fn lay_out(&self, around: &Around<'_>, room: u16) -> Vec<Laid<'_>> {
        let record = self.record();
        let columns = text_columns(around.size.0);
        let marked = self.form.step.is_some();
        let mut laid: Vec<Laid<'_>> = self
            .shown_entries()
            .into_iter()
            .filter_map(|at| {
                let entry = self.entries.get(at)?;
                let defaulted = entry.is_always_required() && (self.form.record.is_none() || marked);
                let mut hints = hints::hints(entry.def, &record, around.lang, defaulted, marked);
                if entry.is_kept && entry.text.is_empty() {
                    hints = hints::of_closed(entry.is_cleared, around.lang);
                }
                // What was chosen is read in full; its hints give way, all of them or none.
                if !entry.is_prose() && touches(after(&entry.line(around.lang)), hints.at) {
                    (hints.beside, hints.aside) = (String::new(), None);
                }
                let rows = if entry.is_prose() { entry.text.rows(columns) } else { 1 };
                let rows = u16::try_from(rows).unwrap_or(u16::MAX);
                Some(Laid { at, entry, hints, row: 0, rows, height: 0 })
            })
            .collect();
        let below = |field: &Laid<'_>| u16::try_from(field.hints.below.len()).unwrap_or(0);
        let fixed: u16 = laid.iter().map(|field| 1 + below(field)).fold(0, u16::saturating_add);
        // What the fixed rows and the panel leave is shared by long texts; each has two rows at least.
        let mut spare = room.saturating_sub(PANEL_ROWS).saturating_sub(fixed).max(1);
        let mut row = 0;
        for field in &mut laid {
            let extra = field.rows.saturating_sub(1).min(spare);
            spare -= extra;
            field.rows = 1 + extra;
            field.height = field.rows + below(field);
            field.row = row;
            row += field.height;
        }
        laid
    }

    fn paint_cursor(&self, canvas: &mut Canvas<'_>, around: &Around<'_>, field: &Laid<'_>, row: u16) {
        let entry = field.entry;
        if entry.is_prose() {
            let view = entry.text.view(text_columns(around.size.0), usize::from(field.rows));
            canvas.cursor(row + view.row, (VALUE_AT + view.column).min(canvas.columns()));
            return;
        }
        let before = entry.text.text().get(..entry.text.caret()).unwrap_or_default();
        let shift = if entry.fresh { 0 } else { text::width(before) };
        canvas.cursor(row, VALUE_AT.saturating_add(u16::try_from(shift).unwrap_or(0)).min(canvas.columns()));
    }

    fn paint_own_offers(&self, canvas: &mut Canvas<'_>, around: &Around<'_>, rows: Rows) {
        if let (Some(offers), Some(entry)) = (&self.offers, self.entry()) {
            paint_offers(canvas, around, offers, !entry.is_looked_up(), rows);
        }
    }

    fn paint_panel(&self, canvas: &mut Canvas<'_>, around: &Around<'_>, from: u16, last: u16) {
        // A step has a blank row before what it leads to.
        let mut row = if self.form.step.is_some() { from + 1 } else { from };
        let columns = usize::from(around.size.0.saturating_sub(1)).max(1);
        let lines = self.panel();
        let is_bare = lines.iter().all(|line| matches!(line, PanelLine::Heading(_)));
        if is_bare && self.form.step.is_some() {
            return;
        }
        let parts: Vec<Vec<String>> =
            lines.iter().map(|line| indented(line.words().get(around.lang), columns)).collect();
        let first = self.first_panel_line(&parts, usize::from((last + 1).saturating_sub(row)));
        for (place, (line, parts)) in lines.iter().zip(&parts).enumerate().skip(first) {
            let rest = lines.len() - place;
            let height = u16::try_from(parts.len()).unwrap_or(u16::MAX);
            if row.saturating_add(height) > last + 1 || (row == last && rest > 1) {
                if row <= last {
                    let more = match around.lang {
                        Lang::Vi => format!("  còn {rest} dòng: F8"),
                        Lang::En => format!("  {rest} more: F8"),
                    };
                    canvas.text(row, 1, &more);
                }
                return;
            }
            if self.panel_at == Some(place) && matches!(line, PanelLine::Duplicate(..)) {
                canvas.cursor(row, 1);
            }
            for part in parts {
                match line {
                    PanelLine::Heading(_) => canvas.bold(row, 1, part),
                    _ => canvas.text(row, 1, part),
                }
                row += 1;
            }
        }
    }

    /// Where the panel begins: at its first line, or at the one on which F8 stands when that would not be seen.
    fn first_panel_line(&self, parts: &[Vec<String>], room: usize) -> usize {
        let Some(at) = self.panel_at else { return 0 };
        let above: usize = parts.iter().take(at + 1).map(Vec::len).sum();
        // One row may go to the line that says how many there are more.
        if above < room { 0 } else { at }
    }
}

/// The rows between which a list of values lies.
#[derive(Clone, Copy, Debug)]
pub(in crate::tui::screens) struct Rows {
    /// Where it begins when there is room.
    pub from: u16,
    /// The row below its field, which it never covers.
    pub own: u16,
    /// The last row.
    pub last: u16,
}

/// The values among which one chooses, two beside each other, below the field.
pub(in crate::tui::screens) fn paint_offers(
    canvas: &mut Canvas<'_>,
    around: &Around<'_>,
    offers: &Offers,
    by_code: bool,
    rows: Rows,
) {
    let Rows { from, own, last } = rows;
    let columns = usize::from(around.size.0.saturating_sub(1)) / 2;
    let shown = offers.list.len();
    let lines = shown.div_ceil(2);
    let needed = u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(1);
    let mut row = from.min((last + 1).saturating_sub(needed)).max(own);
    let more = usize::try_from(offers.total).unwrap_or(0).saturating_sub(shown);
    let heading = match (around.lang, by_code, more) {
        (Lang::Vi, true, _) => "-- Danh mục: gõ mã".to_owned(),
        (Lang::En, true, _) => "-- Values: type the code".to_owned(),
        (Lang::Vi, false, 0) => "-- Chọn bằng số, hoặc gõ thêm".to_owned(),
        (Lang::En, false, 0) => "-- Pick by digit, or type on".to_owned(),
        (Lang::Vi, false, more) => format!("-- Chọn bằng số, hoặc gõ thêm; còn {more} nơi nữa"),
        (Lang::En, false, more) => format!("-- Pick by digit, or type on; {more} more"),
    };
    let blank = blank(canvas);
    for covered in row..=last {
        canvas.text(covered, 1, &blank);
    }
    canvas.bold(row, 1, &heading);
    for line in 0..lines {
        row += 1;
        if row > last {
            return;
        }
        for (side, place) in [line, line + lines].into_iter().enumerate() {
            let Some(offer) = offers.list.get(place) else { continue };
            let code = offer.code.to_uppercase();
            let sign = if by_code { code } else { format!("{} {code}", place + 1) };
            let column = u16::try_from(1 + side * columns).unwrap_or(1);
            let room = u16::try_from(columns.saturating_sub(1)).unwrap_or(1);
            canvas.cell(
                row,
                column,
                room,
                &format!("{} {}", text::pad(&sign, 4.max(text::width(&sign))), offer.echo.get(around.lang)),
            );
        }
    }
}

fn blank(canvas: &Canvas<'_>) -> String {
    " ".repeat(usize::from(canvas.columns().saturating_sub(1)))
}

/// A line of the panel in as many rows as it needs; those after the first begin under its first word.
pub(in crate::tui::screens) fn indented(line: &str, columns: usize) -> Vec<String> {
    let bare = line.trim_start_matches([' ', '!', '?']);
    let margin = text::width(line) - text::width(bare);
    let lead = line.get(..line.len() - bare.len()).unwrap_or_default();
    text::wrap_lines(bare, columns.saturating_sub(margin).max(1))
        .into_iter()
        .enumerate()
        .map(
            |(row, part)| {
                if row == 0 { format!("{lead}{part}") } else { format!("{}{part}", " ".repeat(margin)) }
            },
        )
        .collect()
}

fn paint_field(
    canvas: &mut Canvas<'_>,
    around: &Around<'_>,
    field: &Laid<'_>,
    number: usize,
    row: u16,
    last: u16,
    aside: Option<&str>,
) {
    let entry = field.entry;
    canvas.right(row, 1, 2, &number.to_string());
    canvas.cell(row, LABEL_AT, LABEL_COLUMNS, &label(entry, around.lang));
    let mut end = VALUE_AT;
    if entry.is_prose() && !entry.text.is_empty() {
        let view = entry.text.view(text_columns(around.size.0), usize::from(field.rows));
        for (line, at) in view.lines.iter().zip(row..=last) {
            canvas.text(at, VALUE_AT, line);
            end = end.max(after(line));
        }
    } else {
        let line = entry.line(around.lang);
        canvas.text(row, VALUE_AT, &line);
        end = after(&line);
    }
    if !touches(end, field.hints.at) {
        canvas.text(row, field.hints.at, &field.hints.beside);
    }
    let is_free = field.hints.beside.is_empty() && field.rows == 1 && !touches(end, HINT_AT);
    if let Some(aside) = aside.filter(|_| is_free) {
        canvas.text(row, HINT_AT, aside);
    }
    for (hint, at) in field.hints.below.iter().zip(row + field.rows..=last) {
        canvas.text(at, VALUE_AT, hint);
    }
}

/// What a field is called; of a contact with the word that it is sealed.
fn label(entry: &Entry, lang: Lang) -> Cow<'static, str> {
    let label = entry.def.label.get(lang);
    if !entry.is_contact() {
        return Cow::Borrowed(label);
    }
    let sealed = Words::new("MẬT", "SEALED").get(lang);
    Cow::Owned(format!("{} {sealed}", text::pad(label, SEALED_WORD_AT)))
}

/// The column behind a value.
fn after(value: &str) -> u16 {
    VALUE_AT.saturating_add(u16::try_from(text::width(value)).unwrap_or(u16::MAX))
}

/// Whether a value that ends before this column stands too near to hints that begin at that one: with one blank between
/// them both read as one line of words.
fn touches(end: u16, hints_at: u16) -> bool {
    end.saturating_add(1) >= hints_at
}
