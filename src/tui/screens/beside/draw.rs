//! Where everything of two petitions stands: short values and stories in two columns, what is the same in one line below.

use crate::base::{Lang, Words, text};
use crate::domain::{FieldDef, Shape, kinds::PETITION};
use crate::tui::{Canvas, screen::Around};
use crate::wire::Beside;

use super::super::compare::{column, reads};
use super::BesideScreen;

/// Where our values stand.
const OURS_AT: usize = 23;
/// Where the other's stand.
const THEIRS_AT: usize = 52;
/// Where a story of ours begins; the other's begins in the middle.
const STORY_AT: usize = 3;
/// Columns between the two stories.
const GAP: usize = 3;
/// The first row of the fields.
const FIRST_ROW: u16 = 7;

fn word(lang: Lang, vi: &'static str, en: &'static str) -> &'static str {
    Words::new(vi, en).get(lang)
}

pub(super) fn rows_shown(around: &Around<'_>) -> usize {
    usize::from(around.size.1.saturating_sub(FIRST_ROW + 1).max(1))
}

impl BesideScreen {
    /// Shows the fields from this line on, as far as there are any below.
    pub(super) fn scroll_to(&mut self, top: usize, around: &Around<'_>) {
        let lines = self.shown.as_ref().map_or(0, |shown| self.lines(shown, around).len());
        self.top = top.min(lines.saturating_sub(rows_shown(around)));
    }

    pub(super) fn paint(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let lang = around.lang;
        canvas.cursor(3, 1);
        let Some(shown) = &self.shown else {
            let none =
                word(lang, "Gõ số một đơn rồi Enter để đặt cạnh.", "Type a petition's number, then Enter.");
            canvas.text(3, 1, none);
            return;
        };
        let columns = canvas.columns().saturating_sub(1);
        canvas.text(3, 1, shown.alike.get(lang));
        if let Some((at, all)) = self.place_among().filter(|(_, all)| *all > 1) {
            canvas.ending(3, columns, &format!("{}/{all}", at + 1));
        }
        let title = shown.title.get(lang);
        canvas.text(4, 1, &format!("{title}: {}", shown.standing.get(lang)));
        let ours = match &self.laying.form.record {
            None => word(lang, "ĐANG NHẬP", "BEING TYPED"),
            Some(_) => word(lang, "ĐƠN NÀY", "THIS ONE"),
        };
        let link = match (shown.linked, self.laying.form.record.is_some()) {
            (true, true) => word(lang, ", đã gắn", ", linked"),
            (true, false) => word(lang, ", sẽ gắn", ", to be linked"),
            (false, _) => "",
        };
        canvas.bold(6, column(STORY_AT), word(lang, "MỤC", "FIELD"));
        canvas.bold(6, column(OURS_AT), ours);
        canvas.bold(6, column(THEIRS_AT), &format!("{title}{link}"));
        let lines = self.lines(shown, around);
        let last = canvas.rows().saturating_sub(2);
        for (line, row) in lines.iter().skip(self.top).zip(FIRST_ROW..=last) {
            canvas.text(row, 1, line);
        }
        if self.top + rows_shown(around) < lines.len() {
            canvas.ending(5, columns, word(lang, "PgDn xem tiếp", "PgDn reads on"));
        }
    }

    fn lines(&self, shown: &Beside, around: &Around<'_>) -> Vec<String> {
        let lang = around.lang;
        let columns = usize::from(around.size.0.saturating_sub(1));
        let mut lines: Vec<String> = Vec::new();
        let mut same = Vec::new();
        for field in &shown.fields {
            let Some(def) = PETITION.field(&field.name) else { continue };
            let [ours, theirs] =
                [&field.ours, &field.theirs].map(|side| reads(Some(def), side.as_ref(), lang));
            let name = self.name(def, lang);
            if matches!(def.shape, Shape::Paragraph(_)) {
                // A story has the whole width for its two columns, below its name and apart from the rest.
                lines.extend([String::new(), format!("  {name}")]);
                let wide = (columns + 1).saturating_sub(STORY_AT + GAP) / 2;
                lines.extend(two_columns(
                    "",
                    [&ours, &theirs],
                    [STORY_AT, STORY_AT + wide + GAP],
                    wide,
                    columns,
                ));
                lines.push(String::new());
            } else if field.ours.as_ref().map(|one| &one.value) == field.theirs.as_ref().map(|one| &one.value)
            {
                same.push(format!("{name} {ours}"));
            } else {
                let name = format!("  {}", text::truncate(&name, OURS_AT - STORY_AT - 1));
                let wide = THEIRS_AT - OURS_AT - 1;
                lines.extend(two_columns(&name, [&ours, &theirs], [OURS_AT, THEIRS_AT], wide, columns));
            }
        }
        if !same.is_empty() {
            if lines.last().is_some_and(|line| !line.is_empty()) {
                lines.push(String::new());
            }
            let all = format!("{}: {}", word(lang, "Như nhau", "The same"), same.join("; "));
            let wrapped = text::wrap_lines(&all, columns.saturating_sub(STORY_AT));
            lines.extend(wrapped.iter().map(|part| format!("  {part}")));
        }
        lines
    }

    /// "8 Nội dung tóm tắt".
    fn name(&self, def: &FieldDef, lang: Lang) -> String {
        let number = self.laying.numbers.get(def.name).map_or_else(String::new, ToString::to_string);
        format!("{number} {}", def.label.get(lang)).trim_start().to_owned()
    }
}

/// Two values from these columns on, the first one so wide, each wrapped; with a name before the first row.
fn two_columns(
    name: &str,
    [ours, theirs]: [&str; 2],
    [ours_at, theirs_at]: [usize; 2],
    wide: usize,
    columns: usize,
) -> Vec<String> {
    let ours = text::wrap_lines(ours, wide.max(1));
    let theirs = text::wrap_lines(theirs, columns.saturating_sub(theirs_at - 1).max(1));
    let of = |side: &[&str], row: usize| side.get(row).map_or("", |part| *part).to_owned();
    (0..ours.len().max(theirs.len()))
        .map(|row| {
            let lead = text::pad(if row == 0 { name } else { "" }, ours_at - 1);
            let ours = text::pad(&format!("{lead}{}", of(&ours, row)), theirs_at - 1);
            format!("{ours}{}", of(&theirs, row)).trim_end().to_owned()
        })
        .collect()
}
