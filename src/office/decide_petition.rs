//! Deciding what is a petition's own: a step and its taking back.

use crate::base::{Id, Number, Officer, Say, Stamp};
use crate::domain::{
    Change, Circumstances, FieldValue, Fields, Record, TakenNumber, check,
    facet::is_denunciation,
    kinds::{PETITION, Petition},
    petition::{self, steps},
    query::BOOK_ORDER,
    step,
};
use crate::wire::{Refusal, RefusalKind};

use super::{
    Office,
    decide::{Drafted, drop_what_does_not_apply, typed_fields},
    decide_step::{no_such_step, undeclared},
    links::link_to,
    refusal::{broken, limit, not_set_up, unknown},
    say,
};

/// Records that are made beside another one, in the same entry.
#[derive(Default)]
pub(super) struct Opened {
    pub records: Vec<Record>,
    pub changes: Vec<Change>,
    pub numbers: Vec<TakenNumber>,
}

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
        let around = self.around_ahead(officer).ok_or_else(not_set_up)?;
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
        let unknown_field = fields
            .keys()
            .find(|name| step.fields.iter().all(|field| field.name != **name) && !steps::is_ground(name));
        if let Some(name) = unknown_field {
            return Err(Refusal::problems(vec![undeclared(name)]));
        }
        steps::lay_ground(Petition(&old), &mut input);
        drop_what_does_not_apply(step.fields, &mut input);
        let same_documents = self.same_documents(step, Petition(&old), &input).map_err(broken)?;
        let around = Circumstances { before: &same_documents, ..around };
        let mut new = petition::take(step, &old, &input, reason, now, &around).map_err(Refusal::problems)?;
        let opened = self.opened((step.opens)(Petition(&old), &input), reason, &around, now)?;
        for record in opened.records.iter().filter(|record| !is_denunciation(record)) {
            link_to(&mut new, &record.id);
        }
        let change = Change::between(Some(&old), &new, Some(step.name));
        new.revision = change.revision;
        let named = say::number(&new, &self.basis.places);
        let tells_no_more = steps::tells_no_more(&old, &new);
        let mut drafted =
            Drafted::one(change, new, |named| say::step_taken(officer, step.title, named), &named);
        drafted.saved.say = say::step_saved_with(step.title, &opened.numbers);
        drafted.numbers = opened.numbers;
        let mut beside: Vec<_> = opened.changes.into_iter().zip(opened.records).collect();
        if tells_no_more {
            beside.extend(self.leads_erased(&old)?);
        }
        let mut drafted = drafted.and(beside);
        // The word of reason stands in the step, closed with the story; the entry only says that there was one.
        drafted.reason = reason.map(|_| String::new());
        Ok(drafted)
    }

    /// The petitions that a step opens, as they will stand: checked, numbered in the order in which they are given, and
    /// linked to the one beside which they open.
    fn opened(
        &self,
        records: Vec<Record>,
        reason: Option<&str>,
        around: &Circumstances<'_>,
        now: Stamp,
    ) -> Result<Opened, Refusal> {
        let mut opened = Opened::default();
        let (Some(office), Some(book)) = (self.basis.office.as_deref(), PETITION.book) else {
            return Err(not_set_up());
        };
        if records.is_empty() {
            return Ok(opened);
        }
        let mut number = self.next_number(office, book.name, now.day().year()).map_err(broken)?;
        for mut record in records {
            let beside = record.id.clone();
            drop_what_does_not_apply(PETITION.fields, &mut record);
            (PETITION.fill)(&mut record, around);
            let problems = check::record(&PETITION, &record, around);
            if problems.iter().any(|problem| problem.stops(reason)) {
                return Err(Refusal::problems(problems));
            }
            record.id = book.id(&office.id, number).ok_or_else(limit)?;
            record.fields.insert(BOOK_ORDER.to_owned(), number.into_value());
            if !is_denunciation(&record) {
                link_to(&mut record, &beside);
            }
            (PETITION.created)(&mut record, now, around);
            let change = Change::between(None, &record, None);
            record.revision = change.revision;
            opened.numbers.push(TakenNumber {
                office: office.id.clone(),
                book: book.name.to_owned(),
                number,
            });
            opened.changes.push(change);
            opened.records.push(record);
            number = Number { seq: number.seq.saturating_add(1), ..number };
        }
        Ok(opened)
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

    /// The refusal of a step or a taking back on an older revision: there is nothing to merge.
    pub(super) fn moved_on(&self, now: &Record) -> Refusal {
        if now.kind != PETITION.name {
            let say = Say::new("Xem lại: vừa có người ghi thêm", "Look again: someone just recorded more");
            return Refusal::new(RefusalKind::Stale, say);
        }
        let state = Petition(now).state().label();
        Refusal::new(
            RefusalKind::Stale,
            Say::new(
                format!("Đơn đã sang {}: xem lại", state.vi),
                format!("It is {} now: look again", state.en),
            ),
        )
    }
}
