//! The draft of a form: kept on leaving a field and when typing rests, opened again at the same letter.

use crate::base::{Say, Stamp};
use crate::client::new_request_id;
use crate::domain::{Draft, DraftField, FormName, Value, kinds::petition_fields};
use crate::tui::screen::{Around, Effect, Notice, Tag};
use crate::tui::screens::{
    kept::{self, KeepsDraft, Kept},
    pace::Pace,
};
use crate::tui::terminal::KeyCode;
use crate::wire::{DraftLine, Request};

use super::{Asking, FormScreen, Input, form_says, links::LINKED, say};

/// The field of a new petition that names the visit from which it was opened; it has no line of its own.
pub(super) const FROM_VISIT: &str = petition_fields::RECEPTION.def.name;

impl FormScreen {
    /// The form as a draft; `None` when nothing was typed.
    pub(super) fn to_draft(&self) -> Option<Draft> {
        if !self.entries.iter().any(|entry| entry.touched) {
            return None;
        }
        let record = self.record();
        let changed_only = self.form.record.is_some() && self.form.step.is_none();
        let mut fields: Vec<DraftField> = self
            .entries
            .iter()
            .filter(|entry| self.is_shown(entry.def, &record))
            .filter(|entry| if changed_only { entry.touched } else { !entry.is_empty() })
            .map(|entry| entry.to_draft())
            .collect();
        // Without the kind of its petition the server keeps no story of a draft.
        let kind = petition_fields::KIND.def.name;
        if let Some(value) = record.value(kind)
            && fields.iter().all(|field| field.name != kind)
        {
            fields.push(DraftField {
                name: kind.to_owned(),
                text: String::new(),
                value: Some(value.clone()),
            });
        }
        let from_visit = self.untyped.get(FROM_VISIT).filter(|_| self.form.is_new());
        for (name, value) in [(FROM_VISIT, from_visit), (LINKED, self.links_wanted())] {
            let untyped = |value: &Value| DraftField {
                name: name.to_owned(),
                text: String::new(),
                value: Some(value.clone()),
            };
            fields.extend(value.map(untyped));
        }
        let at = self.entry();
        let draft = Draft {
            form: self.form.clone(),
            fields,
            at_field: at.map_or_else(String::new, |entry| entry.def.name.to_owned()),
            caret: at.and_then(|entry| u32::try_from(entry.text.caret()).ok()).unwrap_or(0),
            base: self.base,
            kept_at: Stamp(0),
        };
        Some(draft.cleaned())
    }

    /// The officer types on in another terminal: from here it is left, or fetched.
    pub(super) fn elsewhere(&mut self, input: &Input) -> Vec<Effect> {
        match input {
            Input::Command("back") => vec![Effect::Back],
            Input::Key(key) if key.code == KeyCode::Enter => {
                vec![Effect::Ask(self.tag(kept::FETCH), Request::OpenDraft(self.form.clone()))]
            }
            _ => vec![say(kept::typed_elsewhere())],
        }
    }

    /// A tag of its own for a request whose answer is not awaited.
    pub(super) fn tag(&mut self, what: &'static str) -> Tag {
        Tag { what, serial: self.next_serial() }
    }

    /// Goes on where a draft stopped.
    pub(super) fn restore(&mut self, draft: &Draft, around: &Around<'_>) {
        self.base = draft.base;
        self.kept.opened(draft);
        let kind = petition_fields::KIND.def.name;
        if self.form.step.is_some()
            && let Some(value) = draft.field(kind).and_then(|field| field.value.clone())
        {
            self.known.insert(kind.to_owned(), value);
        }
        for name in [FROM_VISIT, LINKED] {
            if let Some(value) = draft.field(name).and_then(|field| field.value.clone()) {
                self.untyped.insert(name.to_owned(), value);
            }
        }
        let today = around.welcome.today;
        let record = self.record();
        let whole_kind = self.form.record.is_some() && self.form.step.is_none();
        for entry in &mut self.entries {
            let Some(kept) = draft.field(entry.def.name) else { continue };
            // The kind goes along with every draft of a change, touched or not.
            if whole_kind && kept.name == kind && kept.text.is_empty() {
                entry.value.clone_from(&kept.value);
                continue;
            }
            entry.restore(kept, today, &record);
        }
        if let Some(at) = self.entries.iter().position(|entry| entry.def.name == draft.at_field) {
            self.at = at;
        }
        let caret = usize::try_from(draft.caret).unwrap_or(0);
        if let Some(entry) = self.entry_mut() {
            entry.visited = true;
            entry.fresh = entry.value.is_some();
            entry.text.set_caret(caret);
        }
    }

    /// Drafts of other new forms stay where they are; that there are some is said.
    pub(super) fn parked_came(&self, lines: &[DraftLine]) -> Vec<Effect> {
        let others = |line: &&DraftLine| line.draft.form.is_alike(&self.form) && line.draft.form != self.form;
        match lines.iter().filter(others).count() {
            0 => Vec::new(),
            count => vec![say(Notice::plain(Say::new(
                format!("Còn {count} bản nháp: F9 rồi 9 đi tiếp"),
                format!("Drafts left: {count}; F9 and 9 go on with them"),
            )))],
        }
    }

    /// A step or a change that was opened empty goes on with the draft that was left, so that the new one does not write it over.
    pub(super) fn draft_came(&mut self, draft: Option<Draft>, around: &Around<'_>) -> Vec<Effect> {
        if !std::mem::take(&mut self.seeking_draft) {
            return Vec::new();
        }
        let Some(draft) = draft.filter(|draft| draft.form == self.form) else { return Vec::new() };
        self.restore(&draft.cleaned(), around);
        let mut effects = vec![form_says::goes_on_with_draft()];
        effects.extend(self.examine(around));
        effects.extend(self.ask_for_echoes(around));
        effects
    }

    /// Esc: one level back. First what lies over the form, then the form itself; its draft stays.
    pub(super) fn leave(&mut self, around: &Around<'_>) -> Vec<Effect> {
        if let Some(told) = self.saves.stop() {
            return [say(told)].into_iter().chain(self.catch_up(around)).collect();
        }
        match &self.asking {
            Some(Asking::Erase { .. }) => return self.refuse_erasing(),
            None => {}
            Some(_) => {
                self.asking = None;
                return vec![form_says::goes_on()];
            }
        }
        if self.asking.is_none() && self.offers.as_ref().is_some_and(|offers| offers.by_digit) {
            self.offers = None;
            return Vec::new();
        }
        let draft = self.to_draft();
        let keeps = draft.is_some();
        // A draft that was opened and not changed stays as the server has it, whatever of it this version understood.
        let moved = draft.is_some_and(|draft| self.kept.has_moved(&draft));
        let mut effects: Vec<Effect> =
            if self.pace.to_keep || moved { self.keep().into_iter().collect() } else { Vec::new() };
        if keeps {
            effects.push(Effect::Ask(self.tag("leave"), Request::LeaveDraft(self.form.clone())));
        }
        effects.push(Effect::Back);
        if keeps {
            effects.push(form_says::draft_left());
        }
        effects
    }
}

impl KeepsDraft for FormScreen {
    fn kept(&mut self) -> (&mut Kept, &mut Pace) {
        (&mut self.kept, &mut self.pace)
    }

    fn stands(&self) -> (FormName, Option<Draft>) {
        (self.form.clone(), self.to_draft())
    }

    fn tag(&mut self, what: &'static str) -> Tag {
        FormScreen::tag(self, what)
    }

    fn is_asking(&self) -> bool {
        self.asking.is_some()
    }

    fn wake(&self, around: &Around<'_>) -> Option<Effect> {
        self.saves.wake(&self.pace, around)
    }
}

/// A number that no other new form has; a machine without random numbers has one new form of a kind.
pub(in crate::tui::screens) fn new_sheet() -> u32 {
    let [a, b, c, d, ..] = new_request_id().map_or([0; 16], |id| id.0);
    u32::from_le_bytes([a, b, c, d])
}
