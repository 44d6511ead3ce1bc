//! What the server answered a form.

use crate::domain::{Value, kinds::petition_fields, petition::steps::is_ground};
use crate::tui::screen::{Around, Effect, Notice, Tag};
use crate::wire::{Examined, Offer, Outcome, Refusal, Reply};

use super::{Entry, FormScreen, KeepsDraft, form_says, kept, say};

impl FormScreen {
    pub(super) fn answered(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        match tag.what {
            "look-up" => self.looked_up(tag, outcome, around),
            "echo" => {
                self.echoed(tag, outcome);
                Vec::new()
            }
            "examine" if tag.serial == self.examine_serial => match outcome {
                Ok(Reply::Examined(examined)) => self.was_examined(examined, around),
                Ok(_) => Vec::new(),
                Err(refusal) => self.not_examined(refusal),
            },
            _ if self.saves.is(tag) => match outcome {
                Ok(Reply::Saved(saved)) => self.saved(saved, around),
                Ok(_) => Vec::new(),
                Err(refusal) => self.refused(refusal, around),
            },
            "draft" => match outcome {
                Ok(Reply::Draft(draft)) => self.draft_came(draft, around),
                _ => self.draft_came(None, around),
            },
            "parked" => match outcome {
                Ok(Reply::Drafts(lines)) => self.parked_came(&lines),
                _ => Vec::new(),
            },
            kept::KEEP => {
                let told = self.kept.answered(tag, outcome, &mut self.pace, around.now_ms);
                self.told_of_draft(told, around)
            }
            kept::LOOK => {
                let told = self.kept.looked(&outcome);
                self.told_of_draft(told, around)
            }
            kept::FETCH => self.kept.fetched(&self.form, outcome),
            _ => Vec::new(),
        }
    }

    fn not_examined(&mut self, refusal: Refusal) -> Vec<Effect> {
        if std::mem::take(&mut self.opening) {
            // There is nothing to fill in: the record went, or was never for these eyes.
            return vec![Effect::Back, say(Notice::error(refusal.say))];
        }
        vec![say(Notice::error(refusal.say))]
    }

    fn was_examined(&mut self, examined: Examined, around: &Around<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        if std::mem::take(&mut self.opening) {
            effects.extend(self.open_with(&examined, around));
        }
        if std::mem::take(&mut self.rebasing) {
            self.base = examined.revision;
        }
        for entry in &mut self.entries {
            let filled = examined.filled.iter().find(|(name, _)| name == entry.def.name);
            entry.filled = filled.map(|(_, offer)| offer.clone());
        }
        self.refused.clear();
        self.examined = examined;
        self.examined_empty = std::mem::take(&mut self.asked_empty);
        effects
    }

    /// The record of a change, or the petition of a step, came for the first time.
    fn open_with(&mut self, examined: &Examined, around: &Around<'_>) -> Vec<Effect> {
        let since = self.base != 0 && self.base != examined.revision;
        if self.base == 0 {
            self.base = examined.revision;
        }
        for (name, offer) in examined.current.iter().chain(&examined.filled) {
            if self.form.step.is_some() && is_ground(name) {
                self.known.insert(name.clone(), offer.value.clone());
            }
            if let Value::Number(number) = &offer.value
                && name == petition_fields::NUMBER.def.name
            {
                let book = self.kind.and_then(|kind| kind.book);
                self.number = Some(book.map_or_else(|| number.to_string(), |book| book.in_full(*number)));
            }
        }
        if self.form.step.is_none() {
            self.follow(examined);
        }
        let mut effects = Vec::new();
        if since {
            effects.push(form_says::changed_since_draft());
        }
        // The first question was asked with empty fields.
        if self.form.step.is_none() {
            self.pace.to_examine = true;
            effects.extend(self.examine(around));
        }
        effects
    }

    /// Fields that the officer did not change show what is saved.
    fn follow(&mut self, examined: &Examined) {
        if self.form.step.is_some() {
            return;
        }
        for entry in &mut self.entries {
            let saved = examined.current.iter().find(|(name, _)| name == entry.def.name);
            match saved {
                _ if entry.touched => {
                    entry.is_kept = matches!(saved, Some((_, Offer { value: Value::Sealed(_), .. })));
                }
                Some((_, offer)) => entry.take(offer),
                None => entry.erase(),
            }
        }
        let declared = self.declared();
        for (name, offer) in &examined.current {
            let is_untyped =
                declared.iter().any(|def| def.name == name && !def.derived && !Entry::is_typed(def));
            if is_untyped {
                self.untyped.insert(name.clone(), offer.value.clone());
            }
        }
    }
}
