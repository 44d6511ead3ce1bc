//! What every store can do, done with journal and sled.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use zeroize::Zeroizing;

use crate::base::{Id, RequestId};
use crate::domain::{Entry, FieldValue, Record};
use crate::store::journal::{JournalError, Reader};
use crate::store::state::{Applying, State};
use crate::store::{Found, Head, KeysUsed, Progress, Scan, Store, StoreError, Verified};

use super::open::entry_of;
use super::{DiskStore, hold};

impl Store for DiskStore {
    fn head(&self) -> Head {
        *self.head.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn append(&self, group: &[Entry]) -> Result<(), StoreError> {
        let mut journal = hold(&self.appending);
        if self.is_read_only() {
            return Err(JournalError::ReadOnly.into());
        }
        if !self.reserve.has_room() {
            return Err(JournalError::NoSpace { path: self.dir().to_owned() }.into());
        }
        let fitting = self.look(|state| hold(&self.ahead).fit(state, journal.head().seq, group))?;
        let Some(last) = group.last() else { return Ok(()) };
        let heads = match journal.append(&fitting.bodies) {
            Ok(heads) => heads,
            Err(error) => {
                self.journal_failed.store(journal.is_read_only(), Ordering::Release);
                return Err(error.into());
            }
        };
        hold(&self.ahead).appended(fitting, heads.iter().map(|head| (head.seq, head.hash)));
        *self.head.write().unwrap_or_else(PoisonError::into_inner) = Head { seq: last.seq, at: last.at };
        Ok(())
    }

    fn apply(&self, group: &[Entry]) -> Result<(), StoreError> {
        let mut applied = hold(&self.applying);
        if self.state_failed.load(Ordering::Acquire) {
            return Err(StoreError::State("an earlier batch failed".to_owned()));
        }
        let advance = |state: State<'_>| {
            let mut applying = Applying::new(state, *applied);
            for entry in group.iter().filter(|entry| entry.seq > applied.seq) {
                let hash = hold(&self.ahead).hash(entry.seq);
                let never_appended = StoreError::Sequence { expected: applied.seq + 1, found: entry.seq };
                applying.entry(entry, hash.ok_or(never_appended)?)?;
            }
            applying.finish()
        };
        match self.look(advance) {
            Ok(reached) => {
                *applied = reached;
                hold(&self.ahead).applied(reached.seq);
                Ok(())
            }
            Err(error) => {
                self.state_failed.store(true, Ordering::Release);
                Err(error)
            }
        }
    }

    fn record(&self, id: &Id) -> Result<Option<Record>, StoreError> {
        self.look(|state| state.record(id))
    }

    fn records(&self, kind: &str, after: Option<&Id>, limit: usize) -> Result<Vec<Record>, StoreError> {
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
        let lost = |seq| StoreError::State(format!("the journal has no entry {seq}"));
        seqs.into_iter().map(|seq| self.entry(seq)?.ok_or_else(|| lost(seq))).collect()
    }

    fn entry(&self, seq: u64) -> Result<Option<Entry>, StoreError> {
        self.reader.entry(seq)?.map(|stored| entry_of(&stored)).transpose()
    }

    fn last_number(&self, office: &Id, book: &str, year: i32) -> Result<u32, StoreError> {
        self.look(|state| state.last_number(office, book, year))
    }

    fn request(&self, request: RequestId) -> Result<Option<u64>, StoreError> {
        self.look(|state| state.request(request))
    }

    fn journal(&self) -> Option<Reader> {
        Some(self.reader.clone())
    }

    fn is_read_only(&self) -> bool {
        self.journal_failed.load(Ordering::Acquire) || self.state_failed.load(Ordering::Acquire)
    }

    fn is_full(&self) -> bool {
        !self.reserve.has_room()
    }

    fn recover(&self) -> Result<(), StoreError> {
        if !self.state_failed.load(Ordering::Acquire) && self.flush().is_ok() {
            return Ok(());
        }
        self.state_failed.store(true, Ordering::Release);
        self.build_again(&mut |_, _| ()).map(drop)
    }

    fn verify(&self, progress: Progress<'_>) -> Result<Verified, StoreError> {
        self.check(super::care::CHECK_IN_MEMORY_MAX, progress)
    }

    fn rebuild(&self, progress: Progress<'_>) -> Result<u64, StoreError> {
        self.build_again(progress)
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
