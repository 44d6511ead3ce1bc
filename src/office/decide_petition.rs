//! Deciding what is a petition's own: a step, its taking back, the link between two about one matter.

use crate::base::{Id, Officer, Say, Stamp};
use crate::domain::{
    Change, Fields, Record,
    kinds::{PETITION, petition_fields},
    petition::{self, steps},
    step,
};
use crate::wire::{Refusal, RefusalKind, Saved};

use super::{
    Office,
    decide::{Drafted, drop_what_does_not_apply, typed_fields},
    decide_step::{no_such_step, undeclared},
    refusal::{broken, not_here, not_set_up, unknown},
    say,
};

impl Office {
    #[allow(clippy::too_many_arguments, reason = "the parts of one request, each with its own meaning")]
    pub(super) fn step(
        &self,
        id: &Id,
        step: &str,
        base: u32,
        fields: &Fields,
        reason: Option<&str>,
        officer: &Officer,
        now: Stamp,
    ) -> Result<Drafted, Refusal> {
        let around = self.basis.around(officer).ok_or_else(not_set_up)?;
        let step = petition::step(step).ok_or_else(no_such_step)?;
        let old = self.own_record(id, officer)?;
        if old.kind != "petition" {
            return Err(unknown());
        }
        if base != old.revision {
            return Err(self.moved_on(&old));
        }
        let mut input = Record::new(steps::INPUT_KIND, old.id.clone(), old.office.clone());
        input.fields = typed_fields(step.fields, fields);
        let unknown_field = fields.keys().find(|name| {
            step.fields.iter().all(|field| field.name != **name) && **name != petition_fields::KIND.def.name
        });
        if let Some(name) = unknown_field {
            return Err(Refusal::problems(vec![undeclared(name)]));
        }
        if let Some(kind) = petition_fields::KIND.of(&old) {
            petition_fields::KIND.set(&mut input, kind);
        }
        drop_what_does_not_apply(step.fields, &mut input);
        let mut new = petition::take(step, &old, &input, reason, now, &around).map_err(Refusal::problems)?;
        let change = Change::between(Some(&old), &new, Some(step.name));
        new.revision = change.revision;
        let named = say::number(&new, &self.basis.places);
        let mut drafted =
            Drafted::one(change, new, |named| say::step_taken(officer, step.title, named), &named);
        drafted.saved.say = say::step_saved(step.title);
        drafted.reason = reason.map(|reason| {
            if petition_fields::KIND.of(&old) == Some(crate::domain::kinds::PetitionKind::ToCao) {
                String::new()
            } else {
                reason.to_owned()
            }
        });
        Ok(drafted)
    }

    pub(super) fn take_back(
        &self,
        id: &Id,
        base: u32,
        officer: &Officer,
        now: Stamp,
    ) -> Result<Drafted, Refusal> {
        let old = self.own_record(id, officer)?;
        if base != old.revision {
            return Err(self.moved_on(&old));
        }
        let history = self.store.history(id).map_err(broken)?;
        let last = history.last().and_then(|entry| entry.changes.iter().find(|change| change.record == *id));
        let is_step = |change: &&Change| {
            change.revision == old.revision && change.step.as_deref().is_some_and(steps::may_be_taken_back)
        };
        let Some(last) = last.filter(is_step) else {
            return Err(Refusal::new(
                RefusalKind::NotAllowed,
                Say::new(
                    "Không lấy lại được: sau bước đó đã có sửa",
                    "Too late: it was changed after that step",
                ),
            ));
        };
        let mut before = old.clone();
        for field in &last.fields {
            match &field.old {
                Some(value) => before.fields.insert(field.name.clone(), value.clone()),
                None => before.fields.remove(&field.name),
            };
        }
        let take_back = if old.kind == PETITION.name { steps::take_back } else { step::take_back };
        let mut new = take_back(&old, &before, officer, now).map_err(Refusal::problems)?;
        let change = Change::between(Some(&old), &new, Some(steps::TAKE_BACK));
        new.revision = change.revision;
        let named = say::number(&new, &self.basis.places);
        let mut drafted = Drafted::one(change, new, |named| say::taken_back(officer, named), &named);
        drafted.saved.say = say::step_taken_back(&named);
        Ok(drafted)
    }

    pub(super) fn link(&self, id: &Id, base: u32, other: &Id, officer: &Officer) -> Result<Drafted, Refusal> {
        let old = self.own_record(id, officer)?;
        let other = self.own_record(other, officer)?;
        if base != old.revision {
            return Err(self.moved_on(&old));
        }
        let is_petition = |record: &Record| record.kind == "petition";
        if !is_petition(&old) || !is_petition(&other) || old.id == other.id {
            return Err(not_here());
        }
        let (mut one, mut two) = (old.clone(), other.clone());
        let add = |record: &mut Record, id: &Id| {
            let mut linked = petition_fields::LINKED.of(record).unwrap_or_default();
            if !linked.contains(id) {
                linked.push(id.clone());
                petition_fields::LINKED.set(record, linked);
            }
        };
        add(&mut one, &other.id);
        add(&mut two, &old.id);
        let changes = [(&old, &mut one), (&other, &mut two)].map(|(old, new)| {
            let change = Change::between(Some(old), new, None);
            new.revision = change.revision;
            change
        });
        if changes.iter().all(|change| change.fields.is_empty()) {
            return Err(Refusal::new(
                RefusalKind::NotAllowed,
                Say::new("Hai đơn đã gắn", "They are linked already"),
            ));
        }
        let named = Say::plain(format!(
            "{} = {}",
            say::number(&one, &self.basis.places).vi,
            say::number(&two, &self.basis.places).vi
        ));
        let saved = Saved {
            id: one.id.clone(),
            number: None,
            revision: one.revision,
            say: Say::new(format!("Đã gắn {}", named.vi), format!("Linked {}", named.en)),
        };
        Ok(Drafted {
            say: say::linked(officer, &named),
            saved,
            changes: changes.into_iter().collect(),
            numbers: Vec::new(),
            records: vec![one, two],
            reason: None,
            contact: None,
        })
    }

    /// The refusal of a step or a taking back on an older revision: there is nothing to merge.
    pub(super) fn moved_on(&self, now: &Record) -> Refusal {
        if now.kind != PETITION.name {
            let say = Say::new("Xem lại: vừa có người ghi thêm", "Look again: someone just recorded more");
            return Refusal::new(RefusalKind::Stale, say);
        }
        let state = crate::domain::kinds::Petition(now).state().label();
        Refusal::new(
            RefusalKind::Stale,
            Say::new(
                format!("Đơn đã sang {}: xem lại", state.vi),
                format!("It is {} now: look again", state.en),
            ),
        )
    }
}
