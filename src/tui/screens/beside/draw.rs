//! Where everything of two petitions stands: short values and stories in two columns, what is the same in one line below.

use crate::base::{Lang, Words, text};
use crate::domain::{FieldDef, Shape, kinds::PETITION};
use crate::tui::{Canvas, screen::Around};
use crate::wire::{Beside, BesideField};

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
        let mut lines = Vec::new();
        let mut same = Vec::new();
        for field in &shown.fields {
            let Some(def) = PETITION.field(&field.name) else { continue };
            let is_story = matches!(def.shape, Shape::Paragraph(_));
            let values = |field: &BesideField| {
                (
                    field.ours.as_ref().map(|offer| offer.value.clone()),
                    field.theirs.as_ref().map(|offer| offer.value.clone()),
                )
            };
            let (ours, theirs) = values(field);
            if ours == theirs && !is_story {
                same.push(format!(
                    "{} {}",
                    self.name(def, lang),
                    reads(Some(def), field.ours.as_ref(), lang)
                ));
            } else {
                self.push_both(&mut lines, def, field, lang, columns);
            }
        }
        if !same.is_empty() {
            lines.push(String::new());
            let lead = word(lang, "Như nhau", "The same");
            let all = format!("{lead}: {}", same.join("; "));
            lines.extend(
                text::wrap_lines(&all, columns.saturating_sub(STORY_AT))
                    .iter()
                    .map(|part| format!("  {part}")),
            );
        }
        lines
    }

    /// "8 Nội dung tóm tắt".
    fn name(&self, def: &FieldDef, lang: Lang) -> String {
        let number = self.laying.numbers.get(def.name).map_or_else(String::new, ToString::to_string);
        format!("{number} {}", def.label.get(lang)).trim_start().to_owned()
    }

    /// A field in which the two differ, or its story: beside each other, each wrapped in its column.
    fn push_both(
        &self,
        lines: &mut Vec<String>,
        def: &FieldDef,
        field: &BesideField,
        lang: Lang,
        columns: usize,
    ) {
        let (ours, theirs) =
            (reads(Some(def), field.ours.as_ref(), lang), reads(Some(def), field.theirs.as_ref(), lang));
        let name = self.name(def, lang);
        let (at, wide) = if matches!(def.shape, Shape::Paragraph(_)) {
            // A story has the whole width for its two columns, below its name.
            lines.push(String::new());
            lines.push(format!("  {name}"));
            (STORY_AT, (columns - STORY_AT + 1 - GAP) / 2)
        } else {
            (OURS_AT, THEIRS_AT - OURS_AT - 1)
        };
        let is_story = at == STORY_AT;
        let theirs_at = if is_story { at + wide + GAP } else { THEIRS_AT };
        let theirs_wide = columns.saturating_sub(theirs_at - 1).max(1);
        let (ours, theirs) = (text::wrap_lines(&ours, wide), text::wrap_lines(&theirs, theirs_wide));
        for row in 0..ours.len().max(theirs.len()) {
            let name = if row == 0 && !is_story {
                text::truncate(&name, OURS_AT - STORY_AT - 1).into_owned()
            } else {
                String::new()
            };
            let lead = if is_story {
                "  ".to_owned()
            } else {
                text::pad(&format!("  {name}"), OURS_AT - 1).to_string()
            };
            let (ours, theirs) =
                (ours.get(row).copied().unwrap_or(""), theirs.get(row).copied().unwrap_or(""));
            lines.push(
                format!("{}{theirs}", text::pad(&format!("{lead}{ours}"), theirs_at - 1))
                    .trim_end()
                    .to_owned(),
            );
        }
        if is_story {
            lines.push(String::new());
        }
    }
}
