//! An entry of the register's journal: who changed what, when, from what to what.
//!
//! It is history, undo, audit trail and the source of pushes at once.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::base::{Id, Number, Officer, RequestId, Stamp};

use super::{Act, Record, STEPS, Value};

/// One act of one officer, whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place in the journal, from 1, without gaps.
    pub seq: u64,
    /// When it was decided.
    pub at: Stamp,
    /// Who did it.
    pub officer: Officer,
    /// The request that it answers, so that the same request sent again is not done again.
    pub request: RequestId,
    /// The word of reason, where one was asked.
    pub reason: Option<String>,
    /// The numbers that it took from books.
    pub numbers: Vec<TakenNumber>,
    /// What changed.
    pub changes: Vec<Change>,
}

impl Entry {
    /// The word of reason; where the entry only says that there was one, as it stands in the step that was taken with it.
    pub fn told_reason(&self) -> Option<String> {
        let reason = self.reason.as_ref()?;
        let in_steps = self.changes.iter().flat_map(|change| &change.fields).find_map(|field| {
            let rows = field.new.as_ref().filter(|_| reason.is_empty() && field.name == STEPS)?;
            Act::of_rows(rows).into_iter().rev().find(|act| act.at == self.at)?.reason
        });
        Some(in_steps.unwrap_or_else(|| reason.clone()))
    }
}

/// A number that an entry took from a book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenNumber {
    /// Whose book.
    pub office: Id,
    /// Which book.
    pub book: String,
    /// The number.
    pub number: Number,
}

/// What happened to one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The record's kind.
    pub kind: String,
    /// The record.
    pub record: Id,
    /// The record's office.
    pub office: Id,
    /// The revision that this change makes; 1 creates the record.
    pub revision: u32,
    /// The step that was taken, if it was one.
    pub step: Option<String>,
    /// Old and new values of what differs.
    pub fields: Vec<FieldChange>,
}

/// One field's old and new value; `None` is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The field.
    pub name: String,
    /// Before.
    pub old: Option<Value>,
    /// After.
    pub new: Option<Value>,
}

/// A change does not fit the record that it is applied to: the journal and the state disagree.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "rebuild the state from the journal: revision {found} of {record} was found where {expected} was due"
)]
pub struct Misfit {
    /// The record.
    pub record: Id,
    /// The revision that the change follows.
    pub expected: u32,
    /// The revision that was found.
    pub found: u32,
}

impl Change {
    /// What leads from `old` to `new`, which becomes the next revision.
    pub fn between(old: Option<&Record>, new: &Record, step: Option<&str>) -> Change {
        let mut fields = Vec::new();
        if let Some(old) = old {
            for (name, value) in &old.fields {
                if !new.fields.contains_key(name) {
                    fields.push(FieldChange { name: name.clone(), old: Some(value.clone()), new: None });
                }
            }
        }
        for (name, value) in &new.fields {
            let before = old.and_then(|old| old.fields.get(name));
            if before != Some(value) {
                fields.push(FieldChange {
                    name: name.clone(),
                    old: before.cloned(),
                    new: Some(value.clone()),
                });
            }
        }
        Change {
            kind: new.kind.clone(),
            record: new.id.clone(),
            office: new.office.clone(),
            revision: old.map_or(0, |old| old.revision).saturating_add(1),
            step: step.map(str::to_owned),
            fields,
        }
    }

    /// The record after this change.
    pub fn apply(&self, old: Option<Record>) -> Result<Record, Misfit> {
        let mut record =
            old.unwrap_or_else(|| Record::new(&self.kind, self.record.clone(), self.office.clone()));
        let expected = self.revision.saturating_sub(1);
        if record.revision != expected {
            return Err(Misfit { record: self.record.clone(), expected, found: record.revision });
        }
        for field in &self.fields {
            match &field.new {
                Some(value) => record.fields.insert(field.name.clone(), value.clone()),
                None => record.fields.remove(&field.name),
            };
        }
        record.office = self.office.clone();
        record.revision = self.revision;
        Ok(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(fields: &[(&str, i64)]) -> Record {
        let id = Id::new("x").unwrap();
        let mut record = Record::new("petition", id.clone(), id);
        for (name, value) in fields {
            record.fields.insert((*name).to_owned(), Value::Int(*value));
        }
        record
    }

    #[test]
    fn a_change_leads_from_the_old_record_to_the_new_one() {
        let old = Change::between(None, &record(&[("a", 1), ("b", 2)]), None).apply(None).unwrap();
        assert_eq!(old.revision, 1);
        let change = Change::between(Some(&old), &record(&[("b", 3), ("c", 4)]), Some("thu_ly"));
        let new = change.apply(Some(old.clone())).unwrap();
        assert_eq!((new.revision, &new.fields), (2, &record(&[("b", 3), ("c", 4)]).fields));
        assert_eq!(change.fields.len(), 3);
        assert_eq!(change.apply(Some(new)).unwrap_err().found, 2);
        assert_eq!(change.apply(None).unwrap_err().found, 0);
    }
}
