//! A store in memory: the second implementation of the contract, for tests and for registers that may vanish.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use zeroize::Zeroizing;

use crate::base::{Id, RequestId, Stamp};
use crate::domain::{Entry, FieldValue, Record};
use crate::encoding;

use super::ahead::Ahead;
use super::check::{self, Books};
use super::indexes::Indexes;
use super::journal::{JournalError, Reader};
use super::state::{Applied, Applying, State};
use super::table::{MemoryTable, Table};
use super::{Found, Head, KeysUsed, Progress, Scan, Store, StoreError, Verified};

/// Keeps entries and state in memory; nothing of it outlives the process. Same meaning as on disk: entries are held as
/// the bytes that the journal would hold.
pub struct MemoryStore {
    indexes: Indexes,
    entries: RwLock<Vec<Vec<u8>>>,
    table: RwLock<MemoryTable>,
    moving: Mutex<Moving>,
    held: Mutex<Held>,
    changed: Condvar,
}

/// Whoever reads through this kind waits.
#[derive(Default)]
struct Held {
    kind: Option<String>,
    readers: usize,
}

struct Moving {
    ahead: Ahead,
    applied: Applied,
    head: Head,
    fails: bool,
    is_full: bool,
    read_only: bool,
}

impl Default for MemoryStore {
    fn default() -> MemoryStore {
        MemoryStore::new(Indexes::default())
    }
}

impl MemoryStore {
    /// An empty store with these indexes.
    pub fn new(indexes: Indexes) -> MemoryStore {
        let moving = Moving {
            ahead: Ahead::default(),
            applied: Applied::nothing([0; 16], &indexes),
            head: Head { seq: 0, at: Stamp(0) },
            fails: false,
            is_full: false,
            read_only: false,
        };
        MemoryStore {
            indexes,
            entries: RwLock::default(),
            table: RwLock::default(),
            moving: Mutex::new(moving),
            held: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// The next append fails as a disk does that breaks in the middle of it: its outcome is unknown, and the store is
    /// read-only from there on.
    pub fn fail_next_append(&self) {
        self.moving().fails = true;
    }

    /// From now on appending is refused as on a full disk, or is not any more.
    pub fn set_full(&self, is_full: bool) {
        self.moving().is_full = is_full;
    }

    /// From now on whoever reads through a kind waits until another one is named, or none: as if it took long.
    pub fn hold_reading(&self, kind: Option<&str>) {
        self.held().kind = kind.map(str::to_owned);
        self.changed.notify_all();
    }

    /// Waits until so many readers wait; whether they do within this time.
    pub fn is_holding(&self, readers: usize, within: Duration) -> bool {
        let fewer = |held: &mut Held| held.readers < readers;
        let waited = self.changed.wait_timeout_while(self.held(), within, fewer);
        waited.unwrap_or_else(PoisonError::into_inner).0.readers >= readers
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_if_held(&self, kind: &str) {
        let mut held = self.held();
        if held.kind.as_deref() != Some(kind) {
            return;
        }
        held.readers += 1;
        self.changed.notify_all();
        while held.kind.as_deref() == Some(kind) {
            held = self.changed.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
        held.readers -= 1;
    }

    fn moving(&self) -> MutexGuard<'_, Moving> {
        self.moving.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look<T>(&self, look: impl FnOnce(State<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        look(State { table: &*table, indexes: &self.indexes })
    }

    /// Replays all entries up to `seq` into an empty table.
    fn replay(
        &self,
        seq: u64,
        mut each: impl FnMut(&Entry) -> Result<(), StoreError>,
    ) -> Result<(MemoryTable, Applied), StoreError> {
        let table = MemoryTable::default();
        let state = State { table: &table, indexes: &self.indexes };
        let mut applying = Applying::new(state, Applied::nothing([0; 16], &self.indexes));
        for seq in 1..=seq {
            if let Some(entry) = self.entry(seq)? {
                each(&entry)?;
                applying.entry(&entry, [0; 32])?;
            }
        }
        let applied = applying.finish()?;
        Ok((table, applied))
    }
}

impl Store for MemoryStore {
    fn head(&self) -> Head {
        self.moving().head
    }

    fn append(&self, group: &[Entry]) -> Result<(), StoreError> {
        let mut moving = self.moving();
        if moving.read_only {
            return Err(JournalError::ReadOnly.into());
        }
        if moving.is_full {
            return Err(JournalError::NoSpace { path: "memory".into() }.into());
        }
        let fitting = self.look(|state| moving.ahead.fit(state, moving.head.seq, group))?;
        let Some(last) = group.last() else { return Ok(()) };
        if moving.fails {
            moving.read_only = true;
            let source = std::io::Error::other("told to fail");
            return Err(JournalError::OutcomeUnknown { source }.into());
        }
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        entries.extend(fitting.bodies.iter().cloned());
        moving.ahead.appended(fitting, group.iter().map(|entry| (entry.seq, [0; 32])));
        moving.head = Head { seq: last.seq, at: last.at };
        Ok(())
    }

    fn apply(&self, group: &[Entry]) -> Result<(), StoreError> {
        let mut moving = self.moving();
        let applied = self.look(|state| {
            let mut applying = Applying::new(state, moving.applied);
            for entry in group {
                applying.entry(entry, [0; 32])?;
            }
            applying.finish()
        })?;
        moving.applied = applied;
        moving.ahead.applied(applied.seq);
        Ok(())
    }

    fn record(&self, id: &Id) -> Result<Option<Record>, StoreError> {
        self.look(|state| state.record(id))
    }

    fn records(&self, kind: &str, after: Option<&Id>, limit: usize) -> Result<Vec<Record>, StoreError> {
        self.wait_if_held(kind);
        self.look(|state| state.records(kind, after, limit))
    }

    fn count(&self, kind: &str) -> Result<u64, StoreError> {
        self.look(|state| state.count(kind))
    }

    fn scan(&self, scan: &Scan) -> Result<Vec<Found>, StoreError> {
        self.look(|state| state.scan(scan))
    }

    fn history(&self, id: &Id) -> Result<Vec<Entry>, StoreError> {
        let seqs = self.look(|state| state.history(id))?;
        let entries = seqs.into_iter().map(|seq| self.entry(seq).transpose());
        entries.flatten().collect()
    }

    fn entry(&self, seq: u64) -> Result<Option<Entry>, StoreError> {
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        let place = seq.checked_sub(1).and_then(|place| usize::try_from(place).ok());
        let bytes = place.and_then(|place| entries.get(place));
        Ok(bytes.map(|bytes| encoding::entry::decode(bytes)).transpose()?)
    }

    fn last_number(&self, office: &Id, book: &str, year: i32) -> Result<u32, StoreError> {
        self.look(|state| state.last_number(office, book, year))
    }

    fn request(&self, request: RequestId) -> Result<Option<u64>, StoreError> {
        self.look(|state| state.request(request))
    }

    fn journal(&self) -> Option<Reader> {
        None
    }

    fn is_full(&self) -> bool {
        self.moving().is_full
    }

    fn is_read_only(&self) -> bool {
        self.moving().read_only
    }

    fn verify(&self, progress: Progress<'_>) -> Result<Verified, StoreError> {
        let moving = self.moving();
        let total = moving.applied.seq;
        let mut books = Books::default();
        let (expected, applied) = self.replay(total, |entry| {
            progress(entry.seq, total);
            books.take(entry)
        })?;
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        let verified = check::compare(&expected, &*table as &dyn Table, applied.newest)?;
        Ok(Verified { entries: total, numbers: books.taken, ..verified })
    }

    fn rebuild(&self, progress: Progress<'_>) -> Result<u64, StoreError> {
        let mut moving = self.moving();
        let total = moving.head.seq;
        let (table, applied) = self.replay(total, |entry| {
            progress(entry.seq, total);
            Ok(())
        })?;
        *self.table.write().unwrap_or_else(PoisonError::into_inner) = table;
        moving.applied = applied;
        moving.ahead.applied(applied.seq);
        Ok(total)
    }

    fn keys_used(&self) -> Result<KeysUsed, StoreError> {
        self.look(|state| state.keys_used())
    }

    /// Nothing is sealed here: a text that stands in the record stands there open.
    fn open_secret(&self, record: &Id, field: &str) -> Result<Option<Zeroizing<String>>, StoreError> {
        let value = self.record(record)?.and_then(|record| record.fields.get(field).cloned());
        Ok(value.and_then(|value| String::from_value(&value)).map(Zeroizing::new))
    }
}
