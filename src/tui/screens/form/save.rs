//! F2 in a form: what must be mended or answered first, and what came of it.

use crate::base::Say;
use crate::domain::{Gravity, Problem};
use crate::tui::screen::{Around, Effect, Notice};
use crate::wire::{Refusal, RefusalKind, SavePart, Saved};

use super::{
    Asking, FormScreen,
    saving::{self, OFFLINE_LOOK_MS, Saving},
    say,
};

impl FormScreen {
    /// Esc while a save waits for a broken line: it is not sent any more; sent again with the same content it is the
    /// same save.
    pub(super) fn stop_saving(&mut self) -> Option<Effect> {
        self.unsettled = Some(self.saving.take()?);
        Some(say(saving::stopped_waiting()))
    }

    /// F2, from any field.
    pub(super) fn command_save(&mut self, around: &Around<'_>) -> Vec<Effect> {
        match self.asking.take() {
            Some(Asking::Confirm) => self.save(None, true, around),
            Some(Asking::Reason(reason)) if !reason.text().trim().is_empty() => {
                let told = reason.text().trim().to_owned();
                self.save(Some(told), true, around)
            }
            Some(asking @ (Asking::Reason(_) | Asking::Erase { .. } | Asking::Ours { .. })) => {
                self.asking = Some(asking);
                vec![say(Notice::warning(Say::new("Trả lời câu hỏi trước: Enter", "Answer first: Enter")))]
            }
            _ => self.save(None, false, around),
        }
    }

    /// Sends what stands in the form, when all of it is understood.
    pub(super) fn save(&mut self, reason: Option<String>, sure: bool, around: &Around<'_>) -> Vec<Effect> {
        if self.saving.is_some() {
            return vec![say(saving::under_way())];
        }
        if around.welcome.read_only {
            return vec![say(Notice::error(saving::read_only()))];
        }
        if let Some(effects) = self.settle_all(around) {
            return effects;
        }
        if self.step.is_some_and(|step| step.asks) && !sure {
            self.asking = Some(Asking::Confirm);
            let title = self.step.map_or_else(Say::default, |step| step.title.into());
            return vec![say(Notice::warning(Say::new(
                format!("{}? Enter làm, phím khác thôi", title.vi),
                format!("{}? Enter does it, any other key does not", title.en),
            )))];
        }
        let part = SavePart { form: self.form.clone(), base: self.base, fields: self.fields() };
        let serial = self.next_serial();
        let saving = match Saving::new(vec![part], reason, serial, self.unsettled.take()) {
            Ok(saving) => saving,
            Err(notice) => return vec![say(notice)],
        };
        let mut effects = vec![saving.ask()];
        self.saving = Some(saving);
        if around.offline {
            effects = vec![Effect::WakeIn(OFFLINE_LOOK_MS), say(saving::waits_for_the_line())];
            self.was_offline = true;
        }
        effects
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
        self.saving = None;
        self.kept_once = false;
        self.pace.to_keep = false;
        if self.form.record.is_some() {
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
        let saving = self.saving.take();
        match refusal.kind {
            RefusalKind::Problems => self.problems_came(refusal.problems, &refusal.say),
            RefusalKind::Stale => {
                self.conflicts = refusal.conflicts;
                self.rebasing = self.form.step.is_some();
                self.asking = self.form.step.is_none().then_some(Asking::Ours { revision: None });
                let mut effects: Vec<Effect> = self.keep().into_iter().collect();
                effects.extend(self.examine(around));
                effects.push(say(Notice::error(refusal.say)));
                effects
            }
            kind => {
                if kind == RefusalKind::OutcomeUnknown {
                    self.unsettled = saving;
                }
                let mut effects: Vec<Effect> = self.keep().into_iter().collect();
                effects.push(say(Notice::error(refusal.say)));
                effects
            }
        }
    }

    fn problems_came(&mut self, problems: Vec<Problem>, why: &Say) -> Vec<Effect> {
        self.show_all = true;
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
