//! What was appended and is not applied yet, and whether a group fits on top of it.
//!
//! Invariant: nothing that could not be applied, or not be read again, ever becomes durable; the journal would stay
//! unusable from there on.

use std::collections::{HashMap, VecDeque};

use crate::base::{Id, limits};
use crate::domain::{Entry, Record};
use crate::encoding;

use super::StoreError;
use super::journal::Hash;
use super::state::State;

/// Records as they will stand when everything that was appended is applied.
#[derive(Default)]
pub(super) struct Ahead {
    records: HashMap<Id, (u64, Record)>,
    hashes: VecDeque<(u64, Hash)>,
}

/// A group that fits.
pub(super) struct Fitting {
    /// The bytes of its entries.
    pub bodies: Vec<Vec<u8>>,
    records: HashMap<Id, (u64, Record)>,
}

impl Ahead {
    /// Tries a group that comes after entry `head`.
    pub fn fit(&self, state: State<'_>, head: u64, group: &[Entry]) -> Result<Fitting, StoreError> {
        let mut fitting = Fitting { bodies: Vec::with_capacity(group.len()), records: HashMap::new() };
        let mut expected = head;
        for entry in group {
            expected = expected.saturating_add(1);
            if entry.seq != expected {
                return Err(StoreError::Sequence { expected, found: entry.seq });
            }
            let body = encoding::entry::encode(entry)?;
            if body.len() > limits::ENTRY_BYTES_MAX {
                return Err(StoreError::TooLarge(body.len()));
            }
            fitting.bodies.push(body);
            for change in &entry.changes {
                let ahead = fitting.records.get(&change.record).or_else(|| self.records.get(&change.record));
                let old = match ahead {
                    Some((_, record)) => Some(record.clone()),
                    None => state.record(&change.record)?,
                };
                let new = change.apply(old)?;
                let bytes = encoding::record::encode(&new)?.len();
                if bytes > limits::RECORD_BYTES_MAX {
                    return Err(StoreError::RecordTooLarge(bytes));
                }
                fitting.records.insert(change.record.clone(), (entry.seq, new));
            }
        }
        Ok(fitting)
    }

    /// The group was appended; its entries have these hashes.
    pub fn appended(&mut self, fitting: Fitting, heads: impl Iterator<Item = (u64, Hash)>) {
        self.records.extend(fitting.records);
        self.hashes.extend(heads);
    }

    /// The hash of an entry that was appended and not applied.
    pub fn hash(&self, seq: u64) -> Option<Hash> {
        let first = self.hashes.front()?.0;
        let place = usize::try_from(seq.checked_sub(first)?).ok()?;
        self.hashes.get(place).map(|(_, hash)| *hash)
    }

    /// Everything up to this entry was applied.
    pub fn applied(&mut self, seq: u64) {
        self.records.retain(|_, (changed, _)| *changed > seq);
        while self.hashes.front().is_some_and(|(first, _)| *first <= seq) {
            self.hashes.pop_front();
        }
    }
}
