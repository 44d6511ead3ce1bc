//! F2 in a form: what must be mended or answered first, and what came of it.

use crate::base::Say;
use crate::domain::{Gravity, Problem};
use crate::tui::screen::{Around, Effect, Notice};
use crate::wire::{Refusal, RefusalKind, SavePart, Saved};

use super::{Asking, FormScreen, KeepsDraft, form_says, links::LINKED, say};

impl FormScreen {
    /// F2, from any field.
    pub(super) fn command_save(&mut self, around: &Around<'_>) -> Vec<Effect> {
        match self.asking.take() {
            Some(Asking::Confirm) => self.save(None, true, around),
            Some(Asking::Reason(reason)) if !reason.text().trim().is_empty() => {
                let told = reason.text().trim().to_owned();
                self.save(Some(told), true, around)
            }
            Some(asking @ (Asking::Reason(_) | Asking::Erase { .. })) => {
                self.asking = Some(asking);
                vec![form_says::answer_first()]
            }
            _ => self.save(None, false, around),
        }
    }

    /// Sends what stands in the form, when all of it is understood.
    pub(super) fn save(&mut self, reason: Option<String>, sure: bool, around: &Around<'_>) -> Vec<Effect> {
        if let Some(obstacle) = self.saves.obstacle(around) {
            return vec![say(obstacle)];
        }
        if let Some(effects) = self.settle_all(around) {
            return effects;
        }
        if let Some(asks) = self.step.and_then(|step| step.asks).filter(|_| !sure) {
            self.asking = Some(Asking::Confirm);
            return vec![say(Notice::warning(Say::new(
                format!("{}? Enter làm, phím khác thôi", asks.vi),
                format!("{}? Enter does it, any other key does not", asks.en),
            )))];
        }
        let part = SavePart {
            form: self.form.clone(),
            base: self.base,
            fields: self.fields(),
            not_chosen: self.not_chosen.clone(),
        };
        let serial = self.next_serial();
        self.saves.send(vec![part], reason, serial, around)
    }

    /// Leaves the field as Enter would and looks for what is not understood; `Some` when there is such a field.
    fn settle_all(&mut self, around: &Around<'_>) -> Option<Vec<Effect>> {
        if let Some(effects) = self.settle(around) {
            return Some(effects);
        }
        let unclear = self
            .shown_entries()
            .into_iter()
            .find(|at| self.entries.get(*at).is_some_and(|entry| entry.is_unsettled()))?;
        self.go_to(unclear);
        self.settle(around)
    }

    /// The save was answered: it is on the disk.
    pub(super) fn saved(&mut self, saved: Saved, around: &Around<'_>) -> Vec<Effect> {
        self.saves.done();
        self.kept.saved();
        self.pace.to_keep = false;
        // A petition that was opened from a visit leads back to it.
        if self.form.record.is_some() || self.untyped.contains_key(super::drafts::FROM_VISIT) {
            self.finished = Some(saved.say.clone());
            return vec![Effect::Back, say(Notice::plain(saved.say))];
        }
        self.start_anew(around);
        let mut effects = vec![say(Notice::plain(saved.say))];
        effects.extend(self.examine(around));
        effects
    }

    /// The save was refused; everything typed stays.
    pub(super) fn refused(&mut self, refusal: Refusal, around: &Around<'_>) -> Vec<Effect> {
        self.saves.refused(refusal.kind);
        match refusal.kind {
            RefusalKind::Problems => self.problems_came(refusal.problems, &refusal.say),
            RefusalKind::Stale => {
                if let Some(merge) = refusal.merge {
                    return self.compare(*merge);
                }
                self.rebasing = self.form.step.is_some();
                let mut effects: Vec<Effect> = self.keep().into_iter().collect();
                effects.extend(self.examine(around));
                effects.push(say(Notice::error(refusal.say)));
                effects
            }
            _ => {
                let mut effects: Vec<Effect> = self.keep().into_iter().collect();
                effects.push(say(Notice::error(refusal.say)));
                effects
            }
        }
    }

    fn problems_came(&mut self, problems: Vec<Problem>, why: &Say) -> Vec<Effect> {
        self.show_all = true;
        // What cannot be linked any more has no line in which it could be taken out.
        if problems.iter().any(|problem| problem.field == LINKED) {
            self.untyped.remove(LINKED);
            self.pace.to_keep = true;
        }
        let gravest = crate::domain::gravest(&problems);
        self.refused = problems;
        let first = self.refused.iter().find(|problem| Some(problem.gravity) == gravest).cloned();
        let place = first
            .as_ref()
            .and_then(|problem| self.entries.iter().position(|entry| entry.def.name == problem.field));
        if let Some(at) = place.filter(|at| self.shown_entries().contains(at)) {
            self.go_to(at);
        }
        let about = first.map_or_else(|| why.clone(), |problem| problem.say);
        if gravest == Some(Gravity::Reason) {
            return self.ask_for_reason(&about);
        }
        vec![say(Notice::error(self.numbered(place, &about)))]
    }

    /// The number of its field before a sentence.
    pub(super) fn numbered(&self, at: Option<usize>, about: &Say) -> Say {
        let number = at.and_then(|at| self.number_of(self.entries.get(at)?.def.name));
        match number {
            Some(number) => Say::new(format!("{number}  {}", about.vi), format!("{number}  {}", about.en)),
            None => about.clone(),
        }
    }
}
