//! Another officer saved the same record meanwhile: the form goes to the screen where one chooses, and takes what was chosen.

use crate::tui::screen::{Around, Comparing, Destination, Effect, Settlement};
use crate::tui::screens::compare;
use crate::wire::{Merge, Offer, Request};

use super::{FormScreen, KeepsDraft, say};

impl FormScreen {
    /// Both changed the same field: nothing is saved, the draft stays, and both are shown side by side.
    pub(super) fn compare(&mut self, merge: Merge) -> Vec<Effect> {
        let comparing = Comparing {
            form: self.form.clone(),
            fields: self.fields(),
            merge,
            numbers: self.numbers(),
            is_again: self.has_settled,
        };
        let mut effects: Vec<Effect> = self.keep().into_iter().collect();
        effects.push(Effect::Open(Destination::Compare(Box::new(comparing))));
        effects
    }

    /// Takes what was chosen, on the revision that was looked at, and saves it; or stands where one wants to write on.
    pub(super) fn take_settlement(&mut self, settlement: Settlement, around: &Around<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        let merge = &settlement.merge;
        if self.form.record.is_none() {
            // It is not new any more: from now on it is a change of what the other entered.
            let tag = self.tag("drop");
            effects.push(Effect::Ask(tag, Request::DropDraft(self.form.clone())));
            self.form.record = Some(merge.record.clone());
            self.form.sheet = 0;
        }
        self.base = merge.revision;
        self.has_settled = true;
        self.refused.clear();
        let (adopted, write_on) = settlement.carry_out(&mut self.not_chosen);
        for (field, offer) in &adopted {
            self.adopt(field, offer.as_ref());
        }
        let write_on =
            write_on.and_then(|field| self.entries.iter().position(|entry| entry.def.name == field));
        match write_on {
            Some(at) => {
                self.go_to(at);
                effects.extend(self.keep());
                effects.extend(self.examine(around));
                effects.push(say(compare::write_on()));
            }
            None => effects.extend(self.save(None, true, around)),
        }
        effects
    }

    /// A field gets what is saved: it is not our change any more.
    fn adopt(&mut self, name: &str, offer: Option<&Offer>) {
        let Some(entry) = self.entries.iter_mut().find(|entry| entry.def.name == name) else {
            match offer {
                Some(offer) => self.untyped.insert(name.to_owned(), offer.value.clone()),
                None => self.untyped.remove(name),
            };
            return;
        };
        match offer {
            Some(offer) => entry.take(offer),
            None => entry.erase(),
        }
        entry.touched = false;
    }
}
