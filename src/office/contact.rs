//! The contacts of senders: opened one by one with a reason that is written down first, erased when nobody needs them.

use zeroize::Zeroizing;

use crate::base::{Day, Id, Officer, Say, Stamp, limits};
use crate::domain::{
    Change, Entry, Problem, Record, Secret, Value,
    kinds::{Office as OfficeView, PETITION, RECEPTION_ENTRY, reception_entry_fields},
    petition::contact,
    rights::visible,
    sealed,
};
use crate::store::VaultState;
use crate::wire::{Contact, Refusal, RefusalKind, Saved};

use super::{
    Office,
    decide::Drafted,
    refusal::{broken, not_set_up, unknown},
    say,
};

/// Records that are read at once.
const READ_AT_ONCE: usize = 256;

impl Office {
    /// Opens the contact of a petition or a visit. What is found leaves with the reply, after the reason is on the disk.
    pub(super) fn open_contact(
        &self,
        id: &Id,
        reason: &str,
        officer: &Officer,
        now: Stamp,
    ) -> Result<Drafted, Refusal> {
        let reason = reason.trim();
        if reason.is_empty() || reason.chars().count() > limits::LINE_CHARS_MAX {
            let say = Say::new(
                "Ghi một lời lý do: mở liên hệ có lưu vết",
                "Enter a word of reason: opening is recorded",
            );
            return Err(Refusal::problems(vec![Problem::error("reason", say)]));
        }
        let old = self.own_record(id, officer)?;
        if sealed::fields_under(&old.kind, Secret::Contact).next().is_none() {
            return Err(unknown());
        }
        let opened = self.contact_of(&old)?;
        let mut new = contact::opened(&old, reason, officer, now);
        let change = Change::between(Some(&old), &new, Some(contact::OPENED));
        new.revision = change.revision;
        let named = say::number(&new, &self.basis.places);
        let push = |named: &Say| {
            Say::new(
                format!("{officer} vừa mở liên hệ của {}", named.vi),
                format!("{officer} opened the contact of {}", named.en),
            )
        };
        let contact = Contact { id: new.id.clone(), revision: new.revision, lines: opened };
        let mut drafted = Drafted::one(change, new, push, &named);
        drafted.reason = Some(reason.to_owned());
        drafted.contact = Some(contact);
        Ok(drafted)
    }

    /// The contact again that an entry opened before, when its reply was lost.
    pub(super) fn contact_opened_by(&self, entry: &Entry) -> Result<Option<Contact>, Refusal> {
        let opened = entry.changes.iter().find(|change| change.step.as_deref() == Some(contact::OPENED));
        let Some(change) = opened else { return Ok(None) };
        let record = self.own_record(&change.record, &entry.officer)?;
        let lines = self.contact_of(&record)?;
        Ok(Some(Contact { id: record.id, revision: record.revision, lines }))
    }

    fn contact_of(&self, record: &Record) -> Result<Vec<(Say, String)>, Refusal> {
        let mut lines = Vec::new();
        for def in contact::fields(record) {
            let told = self.store.open_secret(&record.id, def.name).map_err(broken)?;
            let told: Zeroizing<String> = told.ok_or_else(|| self.stays_closed())?;
            lines.push((def.label.into(), told.to_string()));
        }
        if lines.is_empty() {
            let say =
                Say::new("Đơn này không ghi liên hệ, hoặc đã xóa", "It has no contact, or it was erased");
            return Err(Refusal::new(RefusalKind::NotAllowed, say));
        }
        Ok(lines)
    }

    pub(super) fn stays_closed(&self) -> Refusal {
        let say = match self.store.vault_state() {
            VaultState::Open => Say::new(
                "Gọi người quản trị: khóa của đơn này không còn",
                "Call the administrator: the key of this petition is gone",
            ),
            VaultState::Closed { .. } => no_office_key(),
        };
        Refusal::new(RefusalKind::NotAllowed, say)
    }

    /// Refuses a text that could not be closed, before it is written anywhere.
    pub(super) fn can_be_sealed(&self, changes: &[Change]) -> Result<(), Refusal> {
        if self.store.vault_state() == VaultState::Open {
            return Ok(());
        }
        for change in changes {
            for field in &change.fields {
                let (Some(mut new), old) = (field.new.clone(), field.old.as_ref()) else { continue };
                let mut looked = |_: &str, _: Secret, value: &Value, like: Option<&Value>| {
                    if matches!(value, Value::Text(_)) && like != Some(value) { Err(()) } else { Ok(None) }
                };
                let looked = sealed::each_secret(&change.kind, &field.name, &mut new, old, &mut looked);
                looked.map_err(|()| Refusal::new(RefusalKind::NotAllowed, no_office_key()))?;
            }
        }
        Ok(())
    }

    /// Erases the contacts of petitions that have been closed for as long as the office keeps them.
    pub(super) fn erase_contacts(&self, officer: &Officer, now: Stamp) -> Result<Drafted, Refusal> {
        let due = self.contacts_to_erase(officer, limits::CHANGES_PER_ENTRY_MAX)?;
        let Some((first, _)) = due.first() else {
            let say = Say::new("Không có liên hệ nào đến hạn xóa", "No contact is due to be erased");
            return Err(Refusal::new(RefusalKind::NotAllowed, say));
        };
        let count = due.len();
        let saved = Saved {
            id: first.id.clone(),
            number: None,
            revision: first.revision.saturating_add(1),
            say: Say::new(
                format!("Đã xóa hẳn liên hệ của {count} đơn, lượt tiếp"),
                format!("Contacts of {count} petitions and visits erased for good"),
            ),
        };
        let mut drafted = Drafted {
            saved,
            say: Say::new(
                format!("{officer} vừa xóa liên hệ của {count} đơn"),
                format!("{officer} erased the contacts of {count} petitions"),
            ),
            changes: Vec::new(),
            numbers: Vec::new(),
            records: Vec::new(),
            reason: None,
            contact: None,
        };
        for (old, _) in due {
            let mut new = contact::erased(&old, officer, now);
            let change = Change::between(Some(&old), &new, Some(contact::ERASED));
            new.revision = change.revision;
            drafted.changes.push(change);
            drafted.records.push(new);
        }
        Ok(drafted)
    }

    /// Which contacts would be erased, line by line; none of them is shown.
    pub fn erasing_preview(&self, officer: &Officer) -> Result<Vec<Say>, Refusal> {
        let months = self.contact_months()?;
        let due = self.contacts_to_erase(officer, usize::MAX)?;
        let line = |(record, closed): &(Record, Day)| {
            let number = say::number(record, &self.basis.places);
            Say::new(format!("{}, kết thúc {closed}", number.vi), format!("{}, closed {closed}", number.en))
        };
        let mut lines: Vec<Say> = due.iter().map(line).collect();
        lines.push(Say::new(
            format!("Sẽ xóa hẳn liên hệ của {} đơn, lượt tiếp kết thúc từ {months} tháng trở lên", due.len()),
            format!("Contacts of {} petitions, visits of {months} months ago would be erased", due.len()),
        ));
        Ok(lines)
    }

    fn contact_months(&self) -> Result<u32, Refusal> {
        let office = self.basis.office.as_deref().ok_or_else(not_set_up)?;
        Ok(OfficeView(office).contact_months())
    }

    fn contacts_to_erase(&self, officer: &Officer, limit: usize) -> Result<Vec<(Record, Day)>, Refusal> {
        let months = self.contact_months()?;
        let (viewer, today) = (self.viewer(officer), self.basis.today);
        let mut due = Vec::new();
        for kind in [PETITION.name, RECEPTION_ENTRY.name] {
            let mut after: Option<Id> = None;
            while due.len() < limit {
                let read = self.store.records(kind, after.as_ref(), READ_AT_ONCE).map_err(broken)?;
                let Some(last) = read.last() else { break };
                after = Some(last.id.clone());
                for record in read {
                    // What waits for the disk counts: it may have been opened again.
                    let record = self.waiting.records.get(&record.id).cloned().unwrap_or(record);
                    if !visible(&viewer, &record) || contact::fields(&record).next().is_none() {
                        continue;
                    }
                    let petition = match reception_entry_fields::PETITION.of(&record) {
                        Some(id) => self.record_ahead(&id).map_err(broken)?,
                        None => None,
                    };
                    let since = contact::of_record_needless_since(&record, petition.as_ref());
                    if let Some(closed) = since.filter(|closed| closed.months_later(months) <= today)
                        && due.len() < limit
                    {
                        due.push((record, closed));
                    }
                }
            }
        }
        Ok(due)
    }
}

/// The office key is not at hand.
fn no_office_key() -> Say {
    Say::new(
        "Gọi người quản trị: thiếu khóa cơ quan, mục niêm phong còn đóng",
        "Call the administrator: without the office key sealed fields stay closed",
    )
}
