//! The list of drafts (9): what each is, where it stopped, what is missing, what changed since.

use crate::base::{Id, Lang, Say};
use crate::domain::{
    Draft, Record, Value, kind,
    kinds::{PETITION, Petition, VILLAGE_UPDATE},
    rights::Viewer,
    step_form,
};
use crate::wire::DraftLine;

use super::{Office, look_up::fields_of, say};

impl Office {
    /// The drafts of an officer in words.
    pub fn draft_lines(&self, drafts: Vec<Draft>, viewer: &Viewer) -> Vec<DraftLine> {
        drafts.into_iter().map(|draft| self.draft_line(draft, viewer)).collect()
    }

    fn draft_line(&self, draft: Draft, viewer: &Viewer) -> DraftLine {
        if draft.form.kind == VILLAGE_UPDATE.name && draft.form.step.is_none() {
            return self.update_draft_line(draft, viewer);
        }
        let record = as_record(&draft);
        let saved = draft.form.record.as_ref().and_then(|id| self.record_for(viewer, id).ok().flatten());
        let title = self.draft_title(&draft, record.as_ref(), saved.as_ref());
        let since = saved.as_ref().filter(|saved| saved.revision != draft.base).map(|saved| {
            if saved.kind != PETITION.name {
                return Say::new("Từ lúc đó: đã có người sửa", "Since then: it was changed");
            }
            let state = Petition(saved).state().label();
            Say::new(
                format!("Từ lúc đó: đơn đã đổi, nay {}", state.vi.to_lowercase()),
                format!("Since then: it was changed, now {}", state.en.to_lowercase()),
            )
        });
        let (stopped_at, state) = record.as_ref().map_or_else(Default::default, |record| {
            let mut full = record.clone();
            if let (None, Some(kind), Some(around)) =
                (&draft.form.step, kind(&draft.form.kind), self.basis().around(&viewer.officer))
            {
                (kind.fill)(&mut full, &around);
            }
            progress(&draft, record, &full)
        });
        DraftLine { draft, title, stopped_at, state, since, is_elsewhere: false }
    }

    fn draft_title(&self, draft: &Draft, typed: Option<&Record>, saved: Option<&Record>) -> Say {
        let number = saved.map_or_else(String::new, |saved| say::number(saved, self.places()).vi);
        if let Some(step) = draft.form.step.as_deref().and_then(|step| step_form(&draft.form.kind, step)) {
            return Say::new(format!("{} {number}", step.title.vi), format!("{} {number}", step.title.en));
        }
        let name = kind(&draft.form.kind).map_or(crate::base::Words::new("", ""), |kind| kind.title);
        if draft.form.record.is_some() {
            return Say::new(
                format!("Sửa {} {number}", name.vi.to_lowercase()),
                format!("Change of {} {number}", name.en.to_lowercase()),
            );
        }
        let mut parts: Vec<String> = Vec::new();
        if let Some(record) = typed {
            let petition = Petition(record);
            parts.extend(
                petition.village().map(|village| self.places().short_name(&village, self.basis().today)),
            );
            let kind = petition.kind().map(|kind| kind.choice().abbr);
            let domain = petition.domain().map(|domain| domain.choice().abbr);
            let codes: Vec<&str> = kind.into_iter().chain(domain).collect();
            parts.extend((!codes.is_empty()).then(|| codes.join(" ")));
        }
        let rest: String = parts.iter().map(|part| format!(", {part}")).collect();
        if draft.form.kind == "petition" {
            Say::new(format!("Đơn mới{rest}"), format!("New petition{rest}"))
        } else {
            Say::new(format!("{} mới{rest}", name.vi), format!("New: {}{rest}", name.en))
        }
    }
}

/// The values that a draft was understood as.
fn as_record(draft: &Draft) -> Option<Record> {
    let id = Id::new("draft")?;
    let mut record = Record::new(&draft.form.kind, id.clone(), id);
    for field in &draft.fields {
        if let Some(value) = &field.value {
            record.fields.insert(field.name.clone(), value.clone());
        } else if !field.text.trim().is_empty() {
            record.fields.insert(field.name.clone(), Value::Text(field.text.clone()));
        }
    }
    Some(record)
}

/// Where the cursor stood, and how far the form is; what fills in by itself is not missing.
fn progress(draft: &Draft, record: &Record, full: &Record) -> (Say, Say) {
    let fields: Vec<_> = fields_of(&draft.form)
        .unwrap_or_default()
        .iter()
        .filter(|field| !field.derived && (field.applies)(record))
        .collect();
    let stopped = fields.iter().enumerate().find(|(_, field)| field.name == draft.at_field);
    let stopped_at = stopped.map_or_else(Say::default, |(at, field)| {
        let last =
            draft.field(field.name).map(|typed| last_words(typed, field, draft.caret)).unwrap_or_default();
        Say::new(
            format!("mục {} {}{}", at + 1, field.label.vi, after(&last, "sau")),
            format!("{} {}{}", at + 1, field.label.en, after(&last, "behind")),
        )
    });
    let filled = fields.iter().filter(|field| record.fields.contains_key(field.name)).count();
    let missing: Vec<_> = fields
        .iter()
        .enumerate()
        .filter(|(_, field)| field.is_required(record) && !full.fields.contains_key(field.name))
        .map(|(at, field)| (at + 1, field.label))
        .collect();
    let list = |lang: Lang| {
        missing
            .iter()
            .take(3)
            .map(|(at, label)| format!("{at} {}", label.get(lang)))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let total = fields.len();
    let state = if missing.is_empty() {
        Say::new(format!("đã nhập {filled} trên {total} mục"), format!("{filled} of {total} fields filled"))
    } else {
        Say::new(
            format!("đã nhập {filled} trên {total} mục; còn thiếu {}", list(Lang::Vi)),
            format!("{filled} of {total} fields filled; missing {}", list(Lang::En)),
        )
    };
    (stopped_at, state)
}

/// The last two words before the cursor, of a field of text; never of a contact.
fn last_words(typed: &crate::domain::DraftField, field: &crate::domain::FieldDef, caret: u32) -> String {
    let is_text = matches!(field.shape, crate::domain::Shape::Paragraph(_) | crate::domain::Shape::Line(_));
    if !is_text || field.secret == Some(crate::domain::Secret::Contact) {
        return String::new();
    }
    last_words_before(&typed.text, caret as usize)
}

/// The last two words before a byte of a text.
pub(super) fn last_words_before(text: &str, caret: usize) -> String {
    let before = text.get(..caret).unwrap_or(text);
    let words: Vec<&str> = before.split_whitespace().rev().take(2).collect();
    words.into_iter().rev().collect::<Vec<_>>().join(" ")
}

fn after(words: &str, word: &str) -> String {
    if words.is_empty() { String::new() } else { format!(", {word} \"{words}\"") }
}
