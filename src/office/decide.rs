//! Deciding: a request to change something becomes an entry, or a refusal. Nothing is written here.

use std::sync::Arc;

use crate::base::{Id, Number, Officer, RequestId, Say, Stamp, limits};
use crate::domain::{
    Change, Circumstances, Entry, FieldDef, FieldValue, Fields, FormName, KindDef, Problem, Record,
    TakenNumber, Value, check, kind,
    kinds::{PERIOD_CLOSING, PETITION, STATISTICS_CLOSING, is_correction},
    query::BOOK_ORDER,
    sealed::{self, Secret},
};
use crate::encoding;
use crate::store::StoreError;
use crate::wire::{Choice, Contact, Refusal, RefusalKind, Reply, Request, Saved};

use super::{
    Office,
    around::BASIS_KINDS,
    handover::Asked,
    law::{changed_as_a_law, is_of_the_law},
    refusal::{broken, limit, not_here, not_set_up, read_only, unknown, unknown_kind},
    save_many::reports_hold_together,
    say,
    waiting::Covered,
};

/// What deciding came to.
pub enum Decision {
    /// An entry to be written; its reply leaves when it is on the disk.
    Proposal(Box<Proposal>),
    /// The request was done before: its reply again.
    Done(Box<Reply>),
    /// The request is being written: its reply leaves with that of the entry of this number.
    Waits(u64),
}

/// An entry with all that follows when it is on the disk.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// What will be written.
    pub entry: Entry,
    /// What the officer will be told.
    pub saved: Saved,
    /// The records as they will stand.
    pub records: Vec<Record>,
    /// What the other officers will be told, without content.
    pub say: Say,
    /// What the officer asked to see with it: leaves with the reply, is kept nowhere.
    pub contact: Option<Contact>,
}

impl Proposal {
    /// What the officer is told when it is on the disk.
    pub fn reply(&self) -> Reply {
        match &self.contact {
            Some(contact) => Reply::Contact(contact.clone()),
            None => Reply::Saved(self.saved.clone()),
        }
    }
}

impl Office {
    /// Decides a request over the state and all that waits for the disk. The proposal counts as waiting from now on:
    /// end it with [`Office::committed`] or [`Office::dropped`].
    pub fn decide(&mut self, request: &Request, officer: &Officer, now: Stamp) -> Result<Decision, Refusal> {
        self.decide_after(None, request, officer, now)
    }

    pub(super) fn decide_by_what_was_read(
        &mut self,
        request: &Request,
        officer: &Officer,
        now: Stamp,
    ) -> Result<Decision, Refusal> {
        let id = request_id(request).ok_or_else(not_here)?;
        if let Some(seq) = self.waiting.requests.get(&id) {
            return Ok(Decision::Waits(*seq));
        }
        if let Some(seq) = self.store.request(id).map_err(broken)? {
            return self.done_before(seq, officer).map(|reply| Decision::Done(Box::new(reply)));
        }
        if self.store.is_read_only() {
            return Err(read_only());
        }
        let now = now.max(self.last_at);
        let drafted = match request {
            Request::Save { form, base, fields, reason, .. } => {
                let saved =
                    self.save(form, *base, fields, &Choice::new(), reason.as_deref(), officer, now)?;
                reports_hold_together(&saved.records)?;
                saved
            }
            Request::SaveMany { parts, reason, .. } => {
                self.save_many(parts, reason.as_deref(), officer, now)?
            }
            Request::TakeBack { id, base, .. } => self.take_back(id, *base, officer, now)?,
            Request::Link { id, other, linked, .. } => self.link(id, other, *linked, officer)?,
            Request::OpenContact { id, reason, .. } => self.open_contact(id, reason, officer, now)?,
            Request::EraseContacts { .. } => self.erase_contacts(officer, now)?,
            Request::ChangeLaw { text, seen, .. } => self.change_law(text, *seen, officer)?,
            Request::Import { records, .. } => self.import(records, officer, now)?,
            Request::Handover { from, document, on, choices, .. } => {
                self.handover(Asked { from, document, on: *on, choices }, officer, now)?
            }
            _ => return Err(not_here()),
        };
        Ok(Decision::Proposal(Box::new(self.propose(drafted, id, officer, now)?)))
    }

    /// The oldest `count` proposals are on the disk and in the state: they leave the overlay and become what is shown.
    pub fn committed(&mut self, count: usize) -> Result<Vec<Proposal>, StoreError> {
        let mut done = Vec::with_capacity(count);
        let mut renew = false;
        for _ in 0..count {
            let Some(proposal) = self.waiting.proposals.pop_front() else { break };
            for record in &proposal.records {
                renew |= BASIS_KINDS.contains(&record.kind.as_str());
                self.board.committed(record, &self.basis);
                self.index.committed(record, &self.basis);
                self.reports.committed(record);
                self.readers.committed(record);
                let newest =
                    self.waiting.records.get(&record.id).is_some_and(|r| r.revision <= record.revision);
                if newest {
                    self.waiting.records.remove(&record.id);
                }
            }
            self.waiting.requests.remove(&proposal.entry.request);
            done.push(proposal);
        }
        if self.waiting.proposals.is_empty() {
            self.waiting.numbers.clear();
            self.waiting.periods = None;
            self.waiting.law = None;
        }
        if renew {
            self.basis = super::Basis::read(&*self.store, self.basis.brought.clone(), self.basis.today)?;
            self.board.renew(&self.basis);
            self.index.renew(&*self.store, &self.basis)?;
        }
        Ok(done)
    }

    /// The disk refused: everything that waits is dropped.
    pub fn dropped(&mut self) -> Vec<Proposal> {
        self.waiting.records.clear();
        self.waiting.numbers.clear();
        self.waiting.requests.clear();
        self.waiting.periods = None;
        self.waiting.law = None;
        let dropped: Vec<Proposal> = self.waiting.proposals.drain(..).collect();
        if let Some(first) = dropped.first() {
            self.next_seq = first.entry.seq;
        }
        dropped
    }

    fn propose(
        &mut self,
        drafted: Drafted,
        request: RequestId,
        officer: &Officer,
        now: Stamp,
    ) -> Result<Proposal, Refusal> {
        let entry = Entry {
            seq: self.next_seq,
            at: now,
            officer: officer.clone(),
            request,
            reason: drafted.reason,
            numbers: drafted.numbers,
            changes: drafted.changes,
        };
        fits(&entry, &drafted.records)?;
        self.can_be_sealed(&entry.changes)?;
        // From here on nobody reads a contact but out of the store, where it is closed.
        let mut records = drafted.records;
        records.iter_mut().for_each(sealed::without_contact);
        self.next_seq = self.next_seq.saturating_add(1);
        self.last_at = now;
        self.waiting.lay(&records, &entry.numbers, &mut Covered::default());
        for record in &records {
            if record.kind == PERIOD_CLOSING.name {
                let periods = self.waiting.periods.take().unwrap_or_else(|| self.basis.periods.clone());
                self.waiting.periods = Some(Arc::new(Arc::unwrap_or_clone(periods).with_closing(record)));
            }
        }
        self.lay_law(&entry, &records);
        self.waiting.requests.insert(request, entry.seq);
        let Drafted { saved, say, contact, .. } = drafted;
        let proposal = Proposal { entry, saved, records, say, contact };
        self.waiting.proposals.push_back(proposal.clone());
        Ok(proposal)
    }

    /// What a request that was done before was answered, from its entry.
    fn done_before(&self, seq: u64, officer: &Officer) -> Result<Reply, Refusal> {
        let entry = self.store.entry(seq).map_err(broken)?;
        let entry = entry.filter(|entry| entry.officer == *officer).ok_or_else(unknown)?;
        if let Some(contact) = self.contact_opened_by(&entry)? {
            return Ok(Reply::Contact(contact));
        }
        let first = entry.changes.first().ok_or_else(unknown)?;
        let of_record = entry.changes.iter().rfind(|change| change.record == first.record);
        let change = of_record.unwrap_or(first);
        Ok(Reply::Saved(Saved {
            id: change.record.clone(),
            number: entry.numbers.first().map(|taken| taken.number),
            revision: change.revision,
            say: Say::new("Đã lưu", "Saved"),
        }))
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one request, each with its own meaning")]
    pub(super) fn save(
        &self,
        form: &FormName,
        base: u32,
        fields: &Fields,
        not_chosen: &Choice,
        reason: Option<&str>,
        officer: &Officer,
        now: Stamp,
    ) -> Result<Drafted, Refusal> {
        let kind = kind(&form.kind).ok_or_else(unknown_kind)?;
        if is_of_the_law(kind.name) {
            return Err(changed_as_a_law());
        }
        match (&form.record, &form.step) {
            (None, None) => self.create(kind, fields, reason, officer, now),
            (Some(id), None) if base == 0 && kind.natural_id.is_some() && self.is_to_come(id)? => {
                self.create(kind, fields, reason, officer, now)
            }
            (Some(id), None) => self.edit(kind, id, base, fields, not_chosen, reason, officer, now),
            (Some(id), Some(step)) if kind.name == PETITION.name => {
                self.step(id, step, base, fields, reason, officer, now)
            }
            (Some(id), Some(step)) => self.plain_step(kind, id, step, base, fields, reason, officer, now),
            (None, Some(_)) => Err(not_here()),
        }
    }

    /// A new record as it was typed, with what follows from it and checked, under a name that no record has; and what it was
    /// compared with.
    pub(super) fn typed_new(
        &self,
        kind: &'static KindDef,
        fields: &Fields,
        reason: Option<&str>,
        officer: &Officer,
    ) -> Result<(Record, Vec<Record>), Refusal> {
        let office = self.basis.office.as_deref().ok_or_else(not_set_up)?;
        let around = self.around_ahead(officer).ok_or_else(not_set_up)?;
        if kind.name == "office" {
            return Err(not_here().hint(Say::new("Dùng `nghedan init`", "Use `nghedan init`")));
        }
        // A name that no record has yet, so that checks can be made before a number is taken.
        let mut record = Record::new(kind.name, office.id.clone(), office.id.clone());
        record.fields = typed_fields(kind.fields, fields);
        self.sender_from_visit(&mut record, fields, officer)?;
        let unknown_names = check::names(&Record { fields: fields.clone(), ..record.clone() });
        stop(unknown_names, reason)?;
        let before = self.before(&record)?;
        let around = Circumstances { before: &before, ..around };
        (kind.fill)(&mut record, &around);
        stop(check::record(kind, &record, &around), reason)?;
        Ok((record, before))
    }

    fn create(
        &self,
        kind: &'static KindDef,
        fields: &Fields,
        reason: Option<&str>,
        officer: &Officer,
        now: Stamp,
    ) -> Result<Drafted, Refusal> {
        let office = self.basis.office.as_deref().ok_or_else(not_set_up)?;
        let (mut record, before) = self.typed_new(kind, fields, reason, officer)?;
        let around = self.around_ahead(officer).ok_or_else(not_set_up)?;
        let around = Circumstances { before: &before, ..around };

        let mut numbers = Vec::new();
        if let Some(book) = kind.book {
            let name = book.name;
            let number = self.next_number(office, name, now.day().year()).map_err(broken)?;
            numbers.push(TakenNumber { office: office.id.clone(), book: name.to_owned(), number });
            record.fields.insert(BOOK_ORDER.to_owned(), Value::Number(number));
            record.id = book.id(&office.id, number).ok_or_else(limit)?;
        } else if let Some(name) = kind.natural_id.and_then(|natural| natural(&record)) {
            record.id = self.natural_id(&record, &name)?;
            if !self.is_to_come(&record.id)? {
                return self.edit(kind, &record.id, 0, fields, &Choice::new(), reason, officer, now);
            }
        } else {
            record.id = self.free_id(&office.id, kind.name)?;
        }
        (kind.created)(&mut record, now, &around);
        if kind.name == STATISTICS_CLOSING.name {
            stop(self.count_into(&mut record, officer)?, reason)?;
        }
        let number = numbers.first().map(|taken| taken.number);
        let along = self.brought_along(kind, &mut record, &around, now)?;
        numbers.extend(along.numbers);
        let mut along: Vec<_> = along.changes.into_iter().zip(along.records).collect();
        along.extend(self.opened_from_visit(&mut record, fields, officer)?);
        along.extend(self.linked_when_made(&mut record, fields, officer)?);
        let change = Change::between(None, &record, None);
        record.revision = change.revision;
        let named = (kind.label)(&record, &self.basis.places);
        let echoed = self.echoed(kind, None, &record, officer)?;
        Ok(Drafted {
            saved: Saved {
                id: record.id.clone(),
                number,
                revision: record.revision,
                say: say::saved(&named, &record, &around),
            },
            say: say::created(officer, kind, &named),
            changes: vec![change],
            numbers,
            records: vec![record],
            reason: kept_reason(kind, reason),
            contact: None,
        }
        .and(echoed)
        .and(along))
    }

    /// A change of a saved record. One that was made from an older revision is merged with what was saved since.
    #[allow(clippy::too_many_arguments, reason = "the parts of one request, each with its own meaning")]
    pub(super) fn edit(
        &self,
        kind: &'static KindDef,
        id: &Id,
        base: u32,
        fields: &Fields,
        not_chosen: &Choice,
        reason: Option<&str>,
        officer: &Officer,
        now: Stamp,
    ) -> Result<Drafted, Refusal> {
        let around = self.around_ahead(officer).ok_or_else(not_set_up)?;
        let old = self.own_record(id, officer)?;
        if old.kind != kind.name {
            return Err(unknown());
        }
        stop(check::names(&Record { fields: fields.clone(), ..old.clone() }), None)?;
        // What is never changed says so, before anything is laid together.
        stop(check::edit(kind, &old, &old), None)?;
        let mut new = typed_over(kind, &old, fields);
        let mut merge = None;
        if base != old.revision {
            let (merged, told) = self.merged(kind, &old, base, &new, &around)?;
            (new, merge) = (merged, Some(told));
        }
        let before = self.before(&new)?;
        let around = Circumstances { before: &before, ..around };
        (kind.fill)(&mut new, &around);
        let mut problems = check::edit(kind, &old, &new);
        problems.extend(check::record(kind, &new, &around));
        stop(problems, reason)?;
        // That two officers entered the same is worth an entry: both have seen it.
        let says_it_again = merge.as_ref().is_none_or(|merge| merge.by == *officer);
        if new.fields == old.fields && not_chosen.is_empty() && says_it_again {
            return Err(nothing_changed());
        }
        let along = self.brought_along(kind, &mut new, &around, now)?;
        let aside = self.not_chosen(kind, &old, &new, not_chosen, &around);
        let change = Change::between(Some(aside.as_ref().map_or(&old, |(_, after)| after)), &new, None);
        new.revision = change.revision;
        let echoed = self.echoed(kind, Some(&old), &new, officer)?;
        let named = (kind.label)(&new, &self.basis.places);
        let mut drafted = Drafted::one(change, new, |say| say::edited(officer, kind, say), &named);
        if let Some((change, _)) = aside {
            drafted.changes.insert(0, change);
        }
        if let Some(merge) = merge.filter(|merge| !merge.taken.is_empty()) {
            drafted.saved.say = say::merged(kind, &named, &merge.taken);
        }
        drafted.reason = kept_reason(kind, reason);
        drafted.numbers.extend(along.numbers);
        Ok(drafted.and(echoed).and(along.changes.into_iter().zip(along.records).collect()))
    }

    /// A record of the own office as it will stand, or the same refusal whether it does not exist or may not be seen.
    pub(super) fn own_record(&self, id: &Id, officer: &Officer) -> Result<Record, Refusal> {
        let record = self.record_ahead(id).map_err(broken)?;
        let viewer = self.viewer(officer);
        record.filter(|record| crate::domain::rights::visible(&viewer, record)).ok_or_else(unknown)
    }

    /// Whether no record has this id yet.
    pub(super) fn is_to_come(&self, id: &Id) -> Result<bool, Refusal> {
        Ok(self.record_ahead(id).map_err(broken)?.is_none())
    }

    /// The id that a record has by nature; a correction stands behind the record that it corrects.
    pub(super) fn natural_id(&self, record: &Record, name: &str) -> Result<Id, Refusal> {
        let name = format!("{}.{}.{name}", record.office, record.kind);
        if !is_correction(record) {
            return Id::new(&name).ok_or_else(limit);
        }
        for serial in 1..=CORRECTIONS_MAX {
            let id = Id::new(&format!("{name}.c{serial:03}")).ok_or_else(limit)?;
            if self.record_ahead(&id).map_err(broken)?.is_none() {
                return Ok(id);
            }
        }
        Err(limit())
    }

    fn free_id(&self, office: &Id, kind: &str) -> Result<Id, Refusal> {
        let mut serial = self.store.count(kind).map_err(broken)?.saturating_add(1);
        loop {
            let id = Id::new(&format!("{office}.{kind}.{serial}")).ok_or_else(limit)?;
            if self.record_ahead(&id).map_err(broken)?.is_none() {
                return Ok(id);
            }
            serial = serial.saturating_add(1);
        }
    }
}

/// The id of a request to change something.
pub(super) fn request_id(request: &Request) -> Option<RequestId> {
    match request {
        Request::Save { request, .. }
        | Request::TakeBack { request, .. }
        | Request::Link { request, .. }
        | Request::Import { request, .. }
        | Request::SaveMany { request, .. }
        | Request::Handover { request, .. }
        | Request::OpenContact { request, .. }
        | Request::ChangeLaw { request, .. }
        | Request::EraseContacts { request, .. } => Some(*request),
        _ => None,
    }
}

/// Corrections of one record.
const CORRECTIONS_MAX: u32 = 999;

/// A decision before it has its place in the journal.
pub(super) struct Drafted {
    pub saved: Saved,
    pub say: Say,
    pub changes: Vec<Change>,
    pub numbers: Vec<TakenNumber>,
    pub records: Vec<Record>,
    pub reason: Option<String>,
    pub contact: Option<Contact>,
}

impl Drafted {
    /// With changes of other records in the same entry.
    pub(super) fn and(mut self, others: Vec<(Change, Record)>) -> Drafted {
        let (changes, records): (Vec<_>, Vec<_>) = others.into_iter().unzip();
        self.changes.extend(changes);
        self.records.extend(records);
        self
    }

    pub(super) fn one(
        change: Change,
        record: Record,
        push: impl FnOnce(&Say) -> Say,
        named: &Say,
    ) -> Drafted {
        Drafted {
            saved: Saved {
                id: record.id.clone(),
                number: record.fields.get(BOOK_ORDER).and_then(Number::from_value),
                revision: record.revision,
                say: Say::new(format!("Đã lưu {}", named.vi), format!("Saved {}", named.en)),
            },
            say: push(named),
            changes: vec![change],
            numbers: Vec::new(),
            records: vec![record],
            reason: None,
            contact: None,
        }
    }
}

/// Refuses what the store would not take: it must not be met there, where everything else that waits is dropped with it.
fn fits(entry: &Entry, records: &[Record]) -> Result<(), Refusal> {
    let refusal = |vi: String, en: String| Err(Refusal::new(RefusalKind::Limit, Say::new(vi, en)));
    let max = limits::RECORD_BYTES_MAX;
    for record in records {
        if encoding::record::encode(record).map_or(true, |bytes| bytes.len() > max) {
            return refusal(
                format!("Rút ngắn: một bản ghi tối đa {max} byte"),
                format!("Shorten it: a record has at most {max} bytes"),
            );
        }
    }
    let (changes, max) = (limits::CHANGES_PER_ENTRY_MAX, limits::ENTRY_BYTES_MAX);
    if entry.changes.len() > changes || encoding::entry::encode(entry).map_or(true, |bytes| bytes.len() > max)
    {
        return refusal(
            format!("Chia nhỏ: một lần ghi tối đa {changes} bản ghi, {max} byte"),
            format!("Split it: at most {changes} records and {max} bytes at once"),
        );
    }
    Ok(())
}

/// Only what the declaration knows and an officer may type; the rest is refused by name elsewhere. Nobody types a closed text.
pub(super) fn typed_fields(declared: &[FieldDef], fields: &Fields) -> Fields {
    declared
        .iter()
        .filter(|field| !field.derived)
        .filter_map(|field| Some((field.name.to_owned(), fields.get(field.name)?.clone())))
        .filter(|(_, value)| !matches!(value, Value::Sealed(_)))
        .collect()
}

/// A saved record with what an officer typed in its form instead of what stood there.
pub(super) fn typed_over(kind: &KindDef, saved: &Record, fields: &Fields) -> Record {
    let mut record = saved.clone();
    for field in kind.fields.iter().filter(|field| !field.derived) {
        match fields.get(field.name) {
            // Left closed as it stands, or never there.
            Some(Value::Sealed(_)) => continue,
            Some(value) => record.fields.insert(field.name.to_owned(), value.clone()),
            None => record.fields.remove(field.name),
        };
    }
    drop_what_does_not_apply(kind.fields, &mut record);
    record
}

/// Takes out the values of fields that a record does not have any more: the instance of what is no complaint now.
pub(super) fn drop_what_does_not_apply(declared: &[FieldDef], record: &mut Record) {
    for field in declared {
        if !(field.applies)(record) {
            record.fields.remove(field.name);
        }
    }
}

/// The word of reason as the entry keeps it, in clear. Nothing asks for one where a record tells a story, and one that was
/// sent all the same could tell it too: it is dropped.
fn kept_reason(kind: &KindDef, reason: Option<&str>) -> Option<String> {
    let tells = sealed::fields_under(kind.name, Secret::Narrative).next().is_some();
    reason.filter(|_| !tells).map(str::to_owned)
}

/// Refuses what stops saving; a problem that asks for a reason stops until there is one.
fn stop(problems: Vec<Problem>, reason: Option<&str>) -> Result<(), Refusal> {
    let stops = problems.iter().any(|problem| problem.stops(reason));
    if stops { Err(Refusal::problems(problems)) } else { Ok(()) }
}

/// The value of a field as a plain text, for names of records.
pub(super) fn text_of(record: &Record, field: &str) -> Option<String> {
    match record.fields.get(field) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

/// The refusal of a form in which nobody changed anything.
pub(super) fn nothing_changed() -> Refusal {
    Refusal::new(
        RefusalKind::NotAllowed,
        Say::new("Chưa đổi gì nên chưa lưu gì", "Nothing was changed, nothing was saved"),
    )
}
