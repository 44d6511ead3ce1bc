//! Records, indexes, histories, books and requests in one table: how they are read, and how an entry changes them.

use std::collections::BTreeSet;

use crate::base::{Id, RequestId, Stamp, limits};
use crate::domain::{Change, Entry, Record, sealed};
use crate::encoding::{self, EncodingError, key};

use super::indexes::Indexes;
use super::journal::Hash;
use super::table::{Changes, Span, Table};
use super::{Found, KeysUsed, Scan, StoreError, keys};

/// Records that one batch changes at most: larger batches make sled's memory grow.
const BATCH_RECORDS_MAX: usize = 16;

/// Keys that one batch of a clean-up takes away.
const CLEANUP_KEYS: usize = 64;

/// How this build lays the state out; a state of another layout is built again.
const LAYOUT: u8 = 2;

/// How far the state has come. Written in the same batch as what it speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Applied {
    /// The id of the register.
    pub register: [u8; 16],
    /// Which fields are indexed.
    pub fingerprint: [u8; 8],
    /// The last entry that was applied whole; 0 before the first.
    pub seq: u64,
    /// Its hash in the journal.
    pub hash: Hash,
    /// How many changes of the entry after it were applied: an entry can be larger than a batch.
    pub part: u32,
    /// The latest time of any entry; the age of requests is counted from it.
    pub newest: Stamp,
}

impl Applied {
    /// Of an empty state.
    pub fn nothing(register: [u8; 16], indexes: &Indexes) -> Applied {
        let fingerprint = indexes.fingerprint();
        Applied { register, fingerprint, seq: 0, hash: [0; 32], part: 0, newest: Stamp(i64::MIN) }
    }

    /// What the table says; `None` when it says nothing or something that another layout would.
    pub fn of(table: &dyn Table) -> Result<Option<Applied>, StoreError> {
        Ok(table.get(keys::APPLIED)?.and_then(|bytes| Applied::decode(&bytes)))
    }

    /// Says it in the table.
    pub fn write(&self, table: &dyn Table) -> Result<(), StoreError> {
        table.write([(keys::APPLIED.to_vec(), Some(self.encode()))].into())
    }

    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![LAYOUT];
        bytes.extend(self.register);
        bytes.extend(self.fingerprint);
        bytes.extend(self.seq.to_le_bytes());
        bytes.extend(self.hash);
        bytes.extend(self.part.to_le_bytes());
        bytes.extend(self.newest.0.to_le_bytes());
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Applied> {
        let (layout, rest) = bytes.split_first()?;
        let (register, rest) = rest.split_first_chunk()?;
        let (fingerprint, rest) = rest.split_first_chunk()?;
        let (seq, rest) = rest.split_first_chunk()?;
        let (hash, rest) = rest.split_first_chunk()?;
        let (part, rest) = rest.split_first_chunk()?;
        let (newest, rest) = rest.split_first_chunk()?;
        (*layout == LAYOUT && rest.is_empty()).then_some(Applied {
            register: *register,
            fingerprint: *fingerprint,
            seq: u64::from_le_bytes(*seq),
            hash: *hash,
            part: u32::from_le_bytes(*part),
            newest: Stamp(i64::from_le_bytes(*newest)),
        })
    }
}

/// Whether an entry of this time is too old for its request to be known.
pub(super) fn is_forgotten(at: Stamp, newest: Stamp) -> bool {
    newest.days_since(at) > limits::REQUEST_DAYS_MAX
}

/// Reading a table as state.
#[derive(Clone, Copy)]
pub(super) struct State<'a> {
    pub table: &'a dyn Table,
    pub indexes: &'a Indexes,
}

impl State<'_> {
    pub fn record(&self, id: &Id) -> Result<Option<Record>, StoreError> {
        self.table.get(&keys::record(id))?.map(|bytes| Ok(encoding::record::decode(&bytes)?)).transpose()
    }

    pub fn records(&self, kind: &str, after: Option<&Id>, limit: usize) -> Result<Vec<Record>, StoreError> {
        let prefix = keys::kind(kind);
        let mut span = Span::prefix(&prefix);
        if let Some(after) = after {
            span = span.behind([&prefix, after.as_str().as_bytes()].concat(), false);
        }
        let mut records = Vec::new();
        for (_, id) in self.table.range(&span, false, limit)? {
            let id = id_of(&id)?;
            records.push(self.record(&id)?.ok_or_else(|| lost(&keys::record(&id)))?);
        }
        Ok(records)
    }

    pub fn count(&self, kind: &str) -> Result<u64, StoreError> {
        self.u64_at(&keys::count(kind))
    }

    pub fn scan(&self, scan: &Scan) -> Result<Vec<Found>, StoreError> {
        let Scan { kind, field, value, backwards, after, limit } = scan;
        if !self.indexes.has(kind, field) {
            return Err(StoreError::NoIndex { kind: kind.clone(), field: field.clone() });
        }
        let index = keys::index(kind, field);
        let mut prefix = index.clone();
        if let Some(value) = value {
            let Some(value) = key::of(value) else { return Ok(Vec::new()) };
            prefix.extend(value);
        }
        let mut span = Span::prefix(&prefix);
        if let Some(after) = after {
            span = span.behind([&index[..], after].concat(), *backwards);
        }
        let pairs = self.table.range(&span, *backwards, *limit)?;
        let found = pairs.into_iter().map(|(key, id)| {
            let cursor = key.get(index.len()..).unwrap_or_default().to_vec();
            Ok(Found { id: id_of(&id)?, cursor })
        });
        found.collect()
    }

    /// The numbers of the entries that changed a record, in order.
    pub fn history(&self, id: &Id) -> Result<Vec<u64>, StoreError> {
        let pairs = self.table.range(&Span::prefix(&keys::history(id)), false, usize::MAX)?;
        let seqs = pairs.iter().map(|(key, _)| {
            key.last_chunk::<8>().map(|seq| u64::from_be_bytes(*seq)).ok_or_else(|| lost(key))
        });
        seqs.collect()
    }

    pub fn last_number(&self, office: &Id, book: &str, year: i32) -> Result<u32, StoreError> {
        let last = self.u64_at(&keys::number(office, book, year))?;
        Ok(u32::try_from(last).unwrap_or(u32::MAX))
    }

    pub fn request(&self, request: RequestId) -> Result<Option<u64>, StoreError> {
        let key = keys::request(request);
        let Some(value) = self.table.get(&key)? else { return Ok(None) };
        let (seq, at) = request_of(&value).ok_or_else(|| lost(&key))?;
        let newest = Applied::of(self.table)?.map_or(at, |applied| applied.newest);
        Ok((!is_forgotten(at, newest)).then_some(seq))
    }

    /// Which slots of keys the entries have named.
    pub fn keys_used(&self) -> Result<KeysUsed, StoreError> {
        let released = self.table.range(&Span::prefix(keys::RELEASED), false, usize::MAX)?;
        let slot = |(key, _): &(Vec<u8>, Vec<u8>)| {
            key.last_chunk().map(|slot| u64::from_be_bytes(*slot)).ok_or_else(|| lost(key))
        };
        let released = released.iter().map(slot).collect::<Result<Vec<u64>, StoreError>>()?;
        Ok(KeysUsed { last: self.u64_at(keys::LAST_SLOT)?, released })
    }

    /// Whether this very entry is part of what was applied: its request under its number and time, or, where that is
    /// forgotten, the history of all that it changed.
    pub fn has_applied(&self, entry: &Entry, newest: Stamp) -> Result<bool, StoreError> {
        if let Some(value) = self.table.get(&keys::request(entry.request))? {
            return Ok(request_of(&value) == Some((entry.seq, entry.at)));
        }
        if !is_forgotten(entry.at, newest) {
            return Ok(false);
        }
        for change in &entry.changes {
            if !self.history(&change.record)?.contains(&entry.seq) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Takes away the requests that are forgotten.
    pub fn clean_up(&self, newest: Stamp) -> Result<(), StoreError> {
        loop {
            let ages = self.table.range(&Span::prefix(keys::AGES), false, CLEANUP_KEYS)?;
            let mut changes = Changes::new();
            for (age, at) in &ages {
                let at =
                    at.first_chunk().map(|at| Stamp(i64::from_le_bytes(*at))).ok_or_else(|| lost(age))?;
                if !is_forgotten(at, newest) {
                    break;
                }
                if let Some(request) = keys::request_of_age(age).map(keys::request) {
                    // Another entry may have come under the same id since.
                    let value = self.table.get(&request)?;
                    let at = value.as_deref().and_then(request_of).map(|(_, at)| at);
                    if at.is_some_and(|at| is_forgotten(at, newest)) {
                        changes.insert(request, None);
                    }
                }
                changes.insert(age.clone(), None);
            }
            if changes.is_empty() {
                return Ok(());
            }
            self.table.write(changes)?;
        }
    }

    fn u64_at(&self, key: &[u8]) -> Result<u64, StoreError> {
        let Some(value) = self.table.get(key)? else { return Ok(0) };
        value.as_slice().try_into().map(u64::from_le_bytes).map_err(|_| lost(key))
    }
}

/// Entries on their way into a table, in batches.
pub(super) struct Applying<'a> {
    state: State<'a>,
    applied: Applied,
    changes: Changes,
    records: usize,
}

impl<'a> Applying<'a> {
    /// Goes on where the table has come to.
    pub fn new(state: State<'a>, applied: Applied) -> Applying<'a> {
        Applying { state, applied, changes: Changes::new(), records: 0 }
    }

    /// The next entry, with its hash in the journal. One that was applied already changes nothing.
    pub fn entry(&mut self, entry: &Entry, hash: Hash) -> Result<(), StoreError> {
        if entry.seq <= self.applied.seq {
            return Ok(());
        }
        let expected = self.applied.seq + 1;
        if entry.seq != expected {
            return Err(StoreError::Sequence { expected, found: entry.seq });
        }
        let done = usize::try_from(self.applied.part).unwrap_or(usize::MAX);
        for change in entry.changes.iter().skip(done) {
            if self.records >= BATCH_RECORDS_MAX {
                self.write()?;
            }
            self.change(change, entry.seq)?;
            self.applied.part += 1;
            self.records += 1;
        }
        if entry.changes.is_empty() {
            self.records += 1;
        }
        for taken in &entry.numbers {
            let key = keys::number(&taken.office, &taken.book, taken.number.year);
            self.changes.insert(key, Some(u64::from(taken.number.seq).to_le_bytes().into()));
        }
        let at = entry.at.0.to_le_bytes();
        let request = [entry.seq.to_le_bytes(), at].concat();
        self.changes.insert(keys::request(entry.request), Some(request));
        self.changes.insert(keys::age(entry.at, entry.request), Some(at.into()));
        let newest = self.applied.newest.max(entry.at);
        self.applied = Applied { seq: entry.seq, hash, part: 0, newest, ..self.applied };
        if self.records >= BATCH_RECORDS_MAX { self.write() } else { Ok(()) }
    }

    /// Writes what is left and says how far the table has come.
    pub fn finish(mut self) -> Result<Applied, StoreError> {
        self.write()?;
        Ok(self.applied)
    }

    fn write(&mut self) -> Result<(), StoreError> {
        if self.changes.is_empty() {
            return Ok(());
        }
        self.changes.insert(keys::APPLIED.to_vec(), Some(self.applied.encode()));
        self.records = 0;
        self.state.table.write(std::mem::take(&mut self.changes))
    }

    fn change(&mut self, change: &Change, seq: u64) -> Result<(), StoreError> {
        let key = keys::record(&change.record);
        let old = self.get(&key)?.map(|bytes| encoding::record::decode(&bytes)).transpose()?;
        if let Some(old) = &old {
            for key in self.state.indexes.keys(old) {
                self.changes.insert(key, None);
            }
        } else {
            let count = keys::count(&change.kind);
            let before = match self.get(&count)? {
                Some(value) => {
                    value.as_slice().try_into().map(u64::from_le_bytes).map_err(|_| lost(&count))?
                }
                None => 0,
            };
            self.changes.insert(count, Some((before + 1).to_le_bytes().into()));
        }
        let before = old.as_ref().map(|old| sealed::slots(old.fields.values())).unwrap_or_default();
        let new = change.apply(old)?;
        self.slots(&before, &sealed::slots(new.fields.values()))?;
        let id = new.id.as_str().as_bytes().to_vec();
        for key in self.state.indexes.keys(&new) {
            self.changes.insert(key, Some(id.clone()));
        }
        self.changes.insert([&keys::kind(&new.kind)[..], &id].concat(), Some(id));
        let history = [&keys::history(&new.id)[..], &seq.to_be_bytes()].concat();
        self.changes.insert(history, Some(Vec::new()));
        self.changes.insert(key, Some(encoding::record::encode(&new)?));
        Ok(())
    }

    /// Remembers which slots of keys a record names now and which it has let go.
    fn slots(&mut self, before: &BTreeSet<u64>, after: &BTreeSet<u64>) -> Result<(), StoreError> {
        for slot in before.difference(after) {
            self.changes.insert(keys::released(*slot), Some(Vec::new()));
        }
        let Some(last) = after.last() else { return Ok(()) };
        let known = self.get(keys::LAST_SLOT)?.and_then(|value| value.as_slice().try_into().ok());
        if known.map_or(0, u64::from_le_bytes) < *last {
            self.changes.insert(keys::LAST_SLOT.to_vec(), Some(last.to_le_bytes().into()));
        }
        Ok(())
    }

    /// A value as it will be after this batch.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        match self.changes.get(key) {
            Some(changed) => Ok(changed.clone()),
            None => self.state.table.get(key),
        }
    }
}

/// The entry's number and time in the value of a request.
pub(super) fn request_of(value: &[u8]) -> Option<(u64, Stamp)> {
    let (seq, at) = value.split_first_chunk()?;
    Some((u64::from_le_bytes(*seq), Stamp(i64::from_le_bytes(at.try_into().ok()?))))
}

fn id_of(bytes: &[u8]) -> Result<Id, StoreError> {
    let id = std::str::from_utf8(bytes).ok().and_then(Id::new);
    id.ok_or(StoreError::Encoding(EncodingError::Damaged { what: encoding::Stored::Record }))
}

fn lost(key: &[u8]) -> StoreError {
    StoreError::State(format!("{} cannot be read", keys::place(key)))
}
