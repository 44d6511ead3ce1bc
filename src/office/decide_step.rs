//! Deciding a step of a kind without law of its own: a matter, a proposal.

use crate::base::{Id, Officer, Say, Stamp};
use crate::domain::{Change, Fields, KindDef, Problem, Record, petition::steps::INPUT_KIND};
use crate::wire::{Refusal, RefusalKind};

use super::{
    Office,
    decide::{Drafted, drop_what_does_not_apply, typed_fields},
    refusal::{not_set_up, unknown},
    say,
};

impl Office {
    #[allow(clippy::too_many_arguments, reason = "the parts of one request, each with its own meaning")]
    pub(super) fn plain_step(
        &self,
        kind: &KindDef,
        id: &Id,
        step: &str,
        base: u32,
        fields: &Fields,
        reason: Option<&str>,
        officer: &Officer,
        now: Stamp,
    ) -> Result<Drafted, Refusal> {
        let around = self.basis.around(officer).ok_or_else(not_set_up)?;
        let step = kind.step(step).ok_or_else(no_such_step)?;
        let old = self.own_record(id, officer)?;
        if old.kind != kind.name {
            return Err(unknown());
        }
        if base != old.revision {
            return Err(self.moved_on(&old));
        }
        if let Some(name) = fields.keys().find(|name| step.fields.iter().all(|field| field.name != **name)) {
            return Err(Refusal::problems(vec![undeclared(name)]));
        }
        let mut input = Record::new(INPUT_KIND, old.id.clone(), old.office.clone());
        input.fields = typed_fields(step.fields, fields);
        drop_what_does_not_apply(step.fields, &mut input);
        let mut new = step.take(&old, &input, reason, now, &around).map_err(Refusal::problems)?;
        let change = Change::between(Some(&old), &new, Some(step.name));
        new.revision = change.revision;
        let named = say::number(&new, &self.basis.places);
        let mut drafted =
            Drafted::one(change, new, |named| say::step_taken(officer, step.title, named), &named);
        drafted.saved.say = say::step_saved(step.title);
        drafted.reason = reason.map(str::to_owned);
        Ok(drafted)
    }
}

/// There is no step of this name.
pub(super) fn no_such_step() -> Refusal {
    Refusal::new(RefusalKind::Unknown, Say::new("Không có bước này", "There is no such step"))
}

/// The problem of a field that a step does not have.
pub(super) fn undeclared(name: &str) -> Problem {
    Problem::error(name, Say::new("Bỏ mục này: bước này không có", "Remove it: this step has no such field"))
}
