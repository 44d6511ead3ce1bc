//! What is made with receptions of citizens: the days of a plan, and the petition that a visit opens, of which nothing stays in
//! the visit when it is a denunciation.

use crate::base::{Id, Number, Officer, Say, Stamp};
use crate::domain::{
    Change, Circumstances, FieldValue, Fields, KindDef, Problem, Record, TakenNumber, check,
    facet::is_denunciation,
    kinds::{
        PETITION, RECEPTION_DAY, RECEPTION_ENTRY, erase_reception, is_cancelled_reception, petition_fields,
        petition_of_reception, planned_with, reception_entry_fields, reception_with_petition,
    },
    query::BOOK_ORDER,
};
use crate::wire::Refusal;

use super::{
    Office,
    decide::drop_what_does_not_apply,
    decide_petition::Opened,
    refusal::{broken, limit, not_set_up},
};

impl Office {
    /// What is made in the same entry as this record, which may get a link to it.
    pub(super) fn brought_along(
        &self,
        kind: &KindDef,
        record: &mut Record,
        around: &Circumstances<'_>,
        now: Stamp,
    ) -> Result<Opened, Refusal> {
        if kind.name == RECEPTION_DAY.name {
            return self.planned(record, around);
        }
        self.names_what_may_be_told(record)?;
        match petition_of_reception(record) {
            Some(petition) if kind.name == RECEPTION_ENTRY.name => {
                self.opened_by_visit(record, petition, around, now)
            }
            _ => Ok(Opened::default()),
        }
    }

    /// The visit from which a new petition was opened, as the form sent it: both name each other from now on. Of a visit that
    /// turns out to be a denunciation only its number stays, and neither leads to the other.
    pub(super) fn opened_from_visit(
        &self,
        petition: &mut Record,
        sent: &Fields,
        officer: &Officer,
    ) -> Result<Option<(Change, Record)>, Refusal> {
        let named = sent.get(petition_fields::RECEPTION.def.name).and_then(Id::from_value);
        let Some(id) = named.filter(|_| petition.kind == PETITION.name) else { return Ok(None) };
        let visit = self.own_record(&id, officer)?;
        let is_free = visit.kind == RECEPTION_ENTRY.name
            && !is_cancelled_reception(&visit)
            && reception_entry_fields::PETITION.of(&visit).is_none();
        if !is_free {
            return Err(Refusal::problems(vec![Problem::error(
                "",
                Say::new(
                    "Xem lại lượt tiếp: đã có đơn, hoặc đã hủy",
                    "Look at the visit again: it has a petition, or is cancelled",
                ),
            )]));
        }
        let mut after = reception_with_petition(&visit, &petition.id);
        if is_denunciation(petition) {
            after = visit.clone();
            erase_reception(&mut after);
        } else {
            petition_fields::RECEPTION.set(petition, id);
        }
        let change = Change::between(Some(&visit), &after, None);
        after.revision = change.revision;
        Ok(Some((change, after)))
    }

    /// The other days of a plan; those that are there already stay as they are.
    fn planned(&self, first: &Record, around: &Circumstances<'_>) -> Result<Opened, Refusal> {
        let mut made = Opened::default();
        for mut day in planned_with(first, around) {
            let Some(name) = RECEPTION_DAY.natural_id.and_then(|natural| natural(&day)) else { continue };
            day.id = self.natural_id(&day, &name)?;
            if self.record_ahead(&day.id).map_err(broken)?.is_some() {
                continue;
            }
            let change = Change::between(None, &day, None);
            day.revision = change.revision;
            made.changes.push(change);
            made.records.push(day);
        }
        Ok(made)
    }

    fn opened_by_visit(
        &self,
        visit: &mut Record,
        mut petition: Record,
        around: &Circumstances<'_>,
        now: Stamp,
    ) -> Result<Opened, Refusal> {
        let (Some(office), Some(book)) = (self.basis.office.as_deref(), PETITION.book) else {
            return Err(not_set_up());
        };
        drop_what_does_not_apply(PETITION.fields, &mut petition);
        (PETITION.fill)(&mut petition, around);
        let problems = check::record(&PETITION, &petition, around);
        if problems.iter().any(|problem| problem.stops(None)) {
            return Err(Refusal::problems(problems));
        }
        let number: Number = self.next_number(office, book.name, now.day().year()).map_err(broken)?;
        petition.id = book.id(&office.id, number).ok_or_else(limit)?;
        petition.office = office.id.clone();
        petition.fields.insert(BOOK_ORDER.to_owned(), number.into_value());
        (PETITION.created)(&mut petition, now, around);
        let change = Change::between(None, &petition, None);
        petition.revision = change.revision;
        reception_entry_fields::PETITION.set(visit, petition.id.clone());
        reception_entry_fields::OPENS.clear(visit);
        // Told from the petition from now on.
        drop_what_does_not_apply(RECEPTION_ENTRY.fields, visit);
        let taken = TakenNumber { office: office.id.clone(), book: book.name.to_owned(), number };
        Ok(Opened { records: vec![petition], changes: vec![change], numbers: vec![taken] })
    }
}
