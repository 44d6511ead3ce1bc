//! From field to field: forward along the form, back along the path that was really taken.

use crate::domain::{Record, Shape, Value};
use crate::tui::{
    command::CommandName,
    screen::{Around, Effect, Notice},
    terminal::{Key, KeyCode},
    widgets::Edited,
};
use crate::wire::Offer;

use super::{Asking, Entry, FormScreen, KeepsDraft, draw, entry, say};
use crate::base::Say;
use crate::tui::screens::form_says;

impl FormScreen {
    /// A key in the form.
    pub(super) fn press(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        if self.asking.is_some()
            && let Some(effects) = self.answer(key, around)
        {
            return effects;
        }
        if self.panel_at.is_some() && key.code == KeyCode::Enter {
            let effects = self.clear_on_line(around);
            self.panel_at = None;
            return effects.unwrap_or_default();
        }
        self.panel_at = None;
        let columns = draw::text_columns(around.size.0);
        let Some(entry) = self.entry_mut() else { return Vec::new() };
        let is_prose = entry.is_prose();
        match key.code {
            KeyCode::Enter | KeyCode::Tab => self.enter(around),
            KeyCode::BackTab => self.go_back(around),
            KeyCode::Down if is_prose && entry.text.down(columns) != Edited::No => Vec::new(),
            KeyCode::Up if is_prose && entry.text.up(columns) != Edited::No => Vec::new(),
            KeyCode::Down => self.enter(around),
            KeyCode::Up => self.go_back(around),
            KeyCode::Char(' ') if entry.is_code() && (entry.fresh || entry.text.is_empty()) => {
                self.values(around)
            }
            _ => self.edit(key, columns, around),
        }
    }

    fn edit(&mut self, key: &Key, columns: usize, around: &Around<'_>) -> Vec<Effect> {
        if let Some(effects) = self.pick_by_digit(key, around) {
            return effects;
        }
        // No number has this sign in it.
        let is_number =
            self.entry().is_some_and(|entry| matches!(entry.def.shape, Shape::Int(..) | Shape::Tenths(..)));
        if is_number && key.typed() == Some('=') {
            return self.copy_field(around);
        }
        if let Some(refusal) = self.entry().and_then(|entry| entry.refusal(key)) {
            return vec![say(Notice::error(refusal))];
        }
        if self.is_denounced_by(key) {
            return self.leave_for_denunciation(around);
        }
        let before = self.code_before();
        let Some(entry) = self.entry_mut() else { return Vec::new() };
        let edited = entry.key(key, columns, around.typing);
        match edited {
            Edited::No | Edited::Moved => Vec::new(),
            Edited::Changed => self.typed(before, around),
            Edited::Full => {
                let mut effects = self.typed(before, around);
                effects.push(say(entry::is_full()));
                effects
            }
        }
    }

    /// A command that changes letters already typed.
    pub(super) fn rework(&mut self, command: CommandName, around: &Around<'_>) -> Vec<Effect> {
        if let Some(Asking::Reason(reason)) = &mut self.asking {
            return form_says::reworked(reason.rework(command, around.typing)).into_iter().collect();
        }
        let before = self.code_before();
        let edited = self.entry_mut().and_then(|entry| entry.rework(command, around.typing));
        let mut effects =
            if edited == Some(Edited::Changed) { self.typed(before, around) } else { Vec::new() };
        effects.extend(form_says::reworked(edited));
        effects
    }

    /// A code field as it stands before a key, to be put back when the key would erase others; long texts never do.
    fn code_before(&self) -> Option<Entry> {
        self.entry().filter(|entry| entry.is_code()).cloned()
    }

    /// What follows when the text of the field changed.
    pub(super) fn typed(&mut self, before: Option<Entry>, around: &Around<'_>) -> Vec<Effect> {
        let record = self.record();
        let mut effects = vec![self.changed(around)];
        let (at, today) = (self.at, around.welcome.today);
        let Some(entry) = self.entry_mut() else { return effects };
        entry.touched = true;
        // What must be filled in stands there again when the officer's own text is erased; the hint still says so.
        if !entry.def.is_required(&record) {
            entry.standing = None;
        }
        entry.understand(&record, today);
        let typed = if entry.is_code() { entry.text.text().to_owned() } else { String::new() };
        match entry.def.shape {
            Shape::Choice(_) => {
                self.offers = None;
                // The kind of the record is what the others depend on: without it no choice is offered, so the
                // field itself must not be in the record that is asked.
                let record = self.record();
                let chosen = self.entry().and_then(|entry| entry::exact_choice(entry.def, &record, &typed));
                match chosen {
                    Some(chosen) => effects.extend(self.choose(at, &chosen, before, around)),
                    None => effects.extend(self.no_code_begins_so(&typed, &record, before.as_ref())),
                }
            }
            Shape::Unit(_) | Shape::Agency => effects.extend(self.look_up(&typed, around)),
            _ => {}
        }
        effects
    }

    /// Says at once that no code begins with what was typed, with the bell for the letter that made it so; the letters
    /// stay, so that Backspace mends them.
    fn no_code_begins_so(&self, typed: &str, record: &Record, before: Option<&Entry>) -> Option<Effect> {
        let def = self.entry()?.def;
        let is_wrong =
            |typed: &str| !typed.trim().is_empty() && entry::choice_offers(def, record, typed).is_empty();
        if !is_wrong(typed) {
            return None;
        }
        let about = entry::codes_there_are(def, record);
        let was_wrong = before.is_some_and(|before| is_wrong(before.text.text()));
        Some(say(if was_wrong { Notice::warning(about) } else { Notice::error(about) }))
    }

    /// Takes a value for a code field and goes on.
    pub(super) fn choose(
        &mut self,
        at: usize,
        offer: &Offer,
        before: Option<Entry>,
        around: &Around<'_>,
    ) -> Vec<Effect> {
        if let Some(question) = self.would_erase(at, offer, before) {
            return vec![question];
        }
        self.take(at, offer);
        let mut effects = vec![self.changed(around)];
        if at != self.at {
            return effects;
        }
        // Numbers of records are understood by the Enter that ends them: it goes on with them.
        let is_ended = self.entry().is_some_and(Entry::is_by_number);
        if self.comes_before_text() && !is_ended {
            effects.extend(self.keep_and_examine(around));
            effects.push(say(Notice::plain(Say::new(
                "Enter đi tiếp: mục sau là lời văn",
                "Enter goes on: the next field is a text",
            ))));
        } else {
            effects.extend(self.advance(around));
        }
        effects
    }

    /// Whether the next field is a text: an outside input method would glue a code and what is typed behind it into one
    /// word, so that Enter has to stand between them.
    fn comes_before_text(&self) -> bool {
        let next = self.shown_entries().into_iter().find(|at| *at > self.at);
        next.and_then(|at| self.entries.get(at)).is_some_and(Entry::is_prose)
    }

    pub(super) fn take(&mut self, at: usize, offer: &Offer) {
        self.offers = None;
        if let Some(entry) = self.entries.get_mut(at) {
            entry.take(offer);
            entry.touched = true;
            entry.standing = None;
            entry.fresh = true;
        }
        let record = self.record();
        if self.form.kind == "petition" && !super::may_tell(&record) && self.form.step.is_none() {
            // A denunciation names no village: the last one does not stand there.
            for entry in self.entries.iter_mut().filter(|entry| matches!(entry.def.shape, Shape::Unit(_))) {
                if record.fields.contains_key(crate::domain::kinds::petition_fields::KIND.def.name) {
                    entry.standing = None;
                }
            }
        }
    }

    /// Enter: what stands in the field holds, on to the next one.
    fn enter(&mut self, around: &Around<'_>) -> Vec<Effect> {
        if let Some(effects) = self.settle(around) {
            return effects;
        }
        self.advance(around)
    }

    /// Makes what was typed in this field a value; `Some` when it cannot be left so.
    pub(super) fn settle(&mut self, around: &Around<'_>) -> Option<Vec<Effect>> {
        let record = self.record();
        let at = self.at;
        let entry = self.entry_mut()?;
        if entry.is_empty() {
            if let Some(standing) = entry.standing.take() {
                entry.take(&standing);
                self.pace.to_examine = true;
            }
            return None;
        }
        if !entry.is_unsettled() {
            entry.tidy();
            return None;
        }
        let typed = entry.text.text().to_owned();
        match entry.def.shape {
            Shape::Choice(_) => {
                let offers = entry::choice_offers(entry.def, &record, &typed);
                match offers.as_slice() {
                    [one] => {
                        if let Some(question) = self.would_erase(at, one, None) {
                            return Some(vec![question]);
                        }
                        self.take(at, one);
                        None
                    }
                    [] => Some(vec![say(Notice::error(entry::codes_there_are(entry.def, &record)))]),
                    _ => Some(self.show_offers(offers, &typed)),
                }
            }
            _ if entry.is_looked_up() && around.offline => None,
            _ if entry.is_looked_up() => Some(self.settle_looked_up(around)),
            _ => {
                let fault = entry.fault.clone().unwrap_or_default();
                Some(vec![say(Notice::error(fault))])
            }
        }
    }

    /// On to the next field that this record has; after the last one the question whether to save.
    pub(super) fn advance(&mut self, around: &Around<'_>) -> Vec<Effect> {
        self.leave_field();
        let next = self.shown_entries().into_iter().find(|at| *at > self.at);
        if let Some(next) = next {
            self.path.push(self.at);
            self.stand_in(next);
        }
        let mut effects = self.keep_and_examine(around);
        if next.is_none() {
            self.asking = Some(Asking::Save);
            effects.push(say(Notice::plain(Say::new("Lưu?  Enter hoặc F2", "Save?  Enter or F2"))));
        }
        effects
    }

    fn go_back(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let shown = self.shown_entries();
        let here = self.at;
        let previous = loop {
            match self.path.pop() {
                Some(at) if at != here && shown.contains(&at) => break Some(at),
                Some(_) => {}
                None => break shown.iter().rev().find(|at| **at < here).copied(),
            }
        };
        self.leave_field();
        if let Some(previous) = previous {
            self.stand_in(previous);
        }
        self.keep_and_examine(around)
    }

    /// Puts the cursor into a field, wherever it was.
    pub(super) fn go_to(&mut self, at: usize) {
        if at != self.at {
            self.path.push(self.at);
            self.stand_in(at);
        }
    }

    fn stand_in(&mut self, at: usize) {
        self.at = at;
        self.offers = None;
        if let Some(entry) = self.entry_mut() {
            entry.visited = true;
            entry.fresh = true;
        }
    }

    fn leave_field(&mut self) {
        self.offers = None;
        if let Some(entry) = self.entry_mut()
            && !entry.is_unsettled()
        {
            entry.tidy();
        }
    }

    /// What follows when a field was left, and the cursor stands in the next: so the draft goes on there.
    pub(super) fn keep_and_examine(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.pace.to_keep && !around.offline {
            effects.extend(self.keep());
        }
        if self.pace.to_examine {
            effects.extend(self.examine(around));
        }
        effects
    }

    pub(super) fn undo(&mut self, around: &Around<'_>, back: bool) -> Vec<Effect> {
        let before = self.code_before();
        let Some(entry) = self.entry_mut() else { return Vec::new() };
        let edited = if back { entry.undo() } else { entry.text.redo() };
        if edited == Edited::No {
            let say_none = if back {
                Say::new("Không còn gì để hoàn tác trong mục này", "Nothing more to undo in this field")
            } else {
                Say::new("Không còn gì để làm lại trong mục này", "Nothing more to redo in this field")
            };
            return vec![say(Notice::plain(say_none))];
        }
        self.typed(before, around)
    }

    /// Whether the record is of this value of the kind field.
    pub(super) fn holds(&self, name: &str, value: &Value) -> bool {
        self.entries.iter().any(|entry| entry.def.name == name && entry.value.as_ref() == Some(value))
    }
}

pub(super) fn unknown_code() -> Say {
    Say::new("Gõ một mã trong danh mục (F4): chưa có mã này", "Type a code of the list (F4): no such code")
}
