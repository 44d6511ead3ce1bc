//! Another officer reported on the same village and period meanwhile: what was chosen between both comes back here.

use std::collections::BTreeMap;

use crate::domain::kinds::figures_fields;
use crate::tui::screen::{Around, Comparing, Destination, Effect, Settlement};
use crate::tui::screens::compare;
use crate::wire::Merge;

use super::{KeepsDraft, Spot, UpdateScreen, say};

impl UpdateScreen {
    /// Both wrote the same field of the update or of its figures: both are shown side by side.
    pub(super) fn compare(&self, merge: Merge) -> Option<Effect> {
        let sheet = self.sheet.as_ref()?;
        let mut parts = self.typed.parts(sheet, self.bases, &self.not_chosen).into_iter();
        let part = parts.find(|part| part.form.record.as_ref() == Some(&merge.record))?;
        let comparing = Comparing {
            form: part.form,
            fields: part.fields,
            merge,
            numbers: BTreeMap::new(),
            is_again: self.has_settled,
        };
        Some(Effect::Open(Destination::Compare(Box::new(comparing))))
    }

    /// Takes what was chosen, on the revision that was looked at, and saves it; or stands where one wants to write on.
    pub(super) fn take_settlement(&mut self, settlement: Settlement, around: &Around<'_>) -> Vec<Effect> {
        let Some(sheet) = &self.sheet else { return Vec::new() };
        let (base, not_chosen) = if settlement.merge.record == sheet.figures_id {
            (&mut self.bases.figures, &mut self.not_chosen.figures)
        } else {
            (&mut self.bases.update, &mut self.not_chosen.update)
        };
        *base = settlement.merge.revision;
        self.has_settled = true;
        self.refused.clear();
        let (mut adopted, write_on) = settlement.carry_out(not_chosen);
        // Which lines were kept is read after the lines themselves.
        adopted.sort_by_key(|(field, _)| field == figures_fields::KEPT.def.name);
        for (field, offer) in &adopted {
            self.typed.adopt(field, offer.as_ref().map(|offer| &offer.value), sheet);
        }
        let spot = write_on.and_then(|field| Spot::of_problem(&field));
        let Some(spot) = spot else { return self.save(None, true, around) };
        let mut effects = self.go_to(spot, around);
        effects.extend(self.keep());
        effects.push(say(compare::write_on()));
        effects
    }
}
