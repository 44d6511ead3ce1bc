//! A store over another one: what the declarations call secret is sealed before it is appended, and opened when it is read.
//!
//! Journal and state below hold sealed texts only. The office above reads narratives as if they stood there; contacts it
//! reads closed, and opens one by one.
//!
//! A record has one key for each sort of secret, in a slot of its own (see [`slots`]). A key is in use as long as the
//! record holds a text under it. When an entry takes the last one away, the key is destroyed right after that entry was
//! synced and before it is acknowledged; a process that dies in between does it when it is started again, because the
//! state names all slots that were let go.

mod cipher;
mod copy;
#[cfg(test)]
mod cut_tests;
mod drafts_key;
mod file_key;
mod slots;
#[cfg(test)]
pub(in crate::store) mod tests;
mod vault;

pub use copy::{KeysCopy, KeysCopyError, copy_keys, restore_keys};
pub use drafts_key::DraftsKey;
pub use slots::SlotsError;
pub use vault::VaultState;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use crate::base::{Id, RequestId, Say};
use crate::domain::{
    Change, Entry, Fields, KINDS, Record, STEPS, SealedText, Secret, Value,
    sealed::{each_secret, slots as slots_in},
};

use super::files::Files;
use super::journal::Reader;
use super::{Found, Head, KeysUsed, Progress, Scan, Store, StoreError, Verified};
use vault::Vault;

/// Slots that are made at once: one more sync for the keys of some hundred petitions.
pub const SLOTS_AHEAD: u64 = 512;

/// Records that a verification reads at once.
const CHECKED_AT_ONCE: usize = 256;

/// The store of a register whose secrets are sealed.
pub struct SealedStore {
    inner: Arc<dyn Store>,
    vault: Vault,
    pending: Mutex<Pending>,
    /// A key that should be destroyed is still there: nothing more is saved until it is.
    failed: AtomicBool,
}

/// What was appended and not applied yet, as it is on the disk.
#[derive(Default)]
struct Pending {
    entries: VecDeque<Entry>,
    secrets: HashMap<Id, (u64, Fields)>,
}

/// A group as the store below takes it.
struct SealedGroup {
    entries: Vec<Entry>,
    secrets: HashMap<Id, (u64, Fields)>,
    released: BTreeSet<u64>,
}

impl SealedStore {
    /// Seals what goes into `inner`, with the keys in `dir`, which are made where there are none.
    pub fn open(
        inner: Arc<dyn Store>,
        files: &dyn Files,
        dir: &Path,
        register: [u8; 16],
        ahead: u64,
    ) -> Result<SealedStore, StoreError> {
        let vault = Vault::open(files, dir, register, &inner.keys_used()?, ahead)?;
        Ok(SealedStore { inner, vault, pending: Mutex::default(), failed: AtomicBool::new(false) })
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The group with its secrets closed. Nothing of it is remembered yet.
    fn seal(&self, group: &[Entry]) -> Result<SealedGroup, StoreError> {
        let mut sealed = SealedGroup {
            entries: Vec::with_capacity(group.len()),
            secrets: HashMap::new(),
            released: BTreeSet::new(),
        };
        for entry in group {
            let mut entry = entry.clone();
            for change in entry.changes.iter_mut().filter(|change| has_secrets(&change.kind)) {
                self.seal_change(change, entry.seq, &mut sealed)?;
            }
            sealed.entries.push(entry);
        }
        Ok(sealed)
    }

    fn seal_change(&self, change: &mut Change, seq: u64, group: &mut SealedGroup) -> Result<(), StoreError> {
        if !change.fields.iter().any(|field| may_hold_secrets(&change.kind, &field.name)) {
            return Ok(());
        }
        let stored = match group.secrets.remove(&change.record) {
            Some((_, stored)) => stored,
            None => self.stored_secrets(&change.record)?,
        };
        let mut keys = keys_of(&change.kind, &stored);
        let mut after = stored.clone();
        let record = change.record.clone();
        for field in &mut change.fields {
            if !may_hold_secrets(&change.kind, &field.name) {
                continue;
            }
            let before = stored.get(&field.name);
            if field.old.is_some() {
                field.old = before.cloned();
            }
            match &mut field.new {
                Some(new) => {
                    each_secret(&change.kind, &field.name, new, before, &mut |name, secret, value, like| {
                        self.sealed_value(&record, name, secret, value, like, &mut keys)
                    })?;
                    after.insert(field.name.clone(), new.clone());
                }
                None => {
                    after.remove(&field.name);
                }
            }
        }
        let left = slots_in(after.values());
        group.released.extend(slots_in(stored.values()).difference(&left));
        group.secrets.insert(record, (seq, after));
        Ok(())
    }

    /// What stands on the disk for a text; `None` leaves it as it is.
    fn sealed_value(
        &self,
        record: &Id,
        name: &str,
        secret: Secret,
        value: &Value,
        like: Option<&Value>,
        keys: &mut BTreeMap<Secret, u64>,
    ) -> Result<Option<Value>, StoreError> {
        let place = place_of(record, name);
        match (value, like) {
            // Closed already, or said to be left as it was.
            (Value::Sealed(sealed), Some(like)) if *sealed == SealedText::KEPT => {
                return Ok(Some(like.clone()));
            }
            (Value::Sealed(_), _) => return Ok(None),
            (Value::Text(text), Some(Value::Sealed(like))) => {
                // Told again: its bytes stay what they were.
                let same = self.vault.open_text(&place, like)?.is_some_and(|told| *told == *text);
                if same {
                    return Ok(Some(Value::Sealed(like.clone())));
                }
            }
            _ => {}
        }
        let Value::Text(text) = value else { return Ok(None) };
        let slot = match keys.get(&secret) {
            Some(slot) => *slot,
            None => *keys.entry(secret).or_insert(self.vault.take_slot()?),
        };
        let sealed = self.vault.close(slot, &place, text)?;
        sealed.map(|sealed| Some(Value::Sealed(sealed))).ok_or(StoreError::NoOfficeKey)
    }

    /// The fields of a record that may hold secrets, as they will be on the disk when everything appended is applied.
    fn stored_secrets(&self, id: &Id) -> Result<Fields, StoreError> {
        if let Some((_, stored)) = self.pending().secrets.get(id) {
            return Ok(stored.clone());
        }
        let mut fields = Fields::new();
        if let Some(record) = self.inner.record(id)? {
            let secret = record.fields.into_iter().filter(|(name, _)| may_hold_secrets(&record.kind, name));
            fields.extend(secret);
        }
        Ok(fields)
    }

    fn opened(&self, mut record: Record) -> Result<Record, StoreError> {
        let Record { kind, id, fields, .. } = &mut record;
        if has_secrets(kind) {
            for (name, value) in fields.iter_mut() {
                self.open_value(kind, id, name, value)?;
            }
        }
        Ok(record)
    }

    fn opened_entry(&self, mut entry: Entry) -> Result<Entry, StoreError> {
        for Change { kind, record, fields, .. } in &mut entry.changes {
            if has_secrets(kind) {
                for field in fields {
                    for value in [&mut field.old, &mut field.new].into_iter().flatten() {
                        self.open_value(kind, record, &field.name, value)?;
                    }
                }
            }
        }
        Ok(entry)
    }

    /// Opens the narratives in a value; what cannot be opened stays as it is.
    fn open_value(&self, kind: &str, record: &Id, name: &str, value: &mut Value) -> Result<(), StoreError> {
        each_secret(kind, name, value, None, &mut |name, secret, value, _| match (secret, value) {
            (Secret::Narrative, Value::Sealed(sealed)) => {
                let told = self.vault.open_text(&place_of(record, name), sealed)?;
                Ok(told.map(|told| Value::Text(told.to_string())))
            }
            _ => Ok(None),
        })
    }

    /// Sees whether each key that is in use can be read; returns how many of them are not here.
    fn verify_keys(&self) -> Result<u64, StoreError> {
        let mut elsewhere = 0;
        for kind in KINDS.iter().filter(|kind| has_secrets(kind.name)) {
            let mut after: Option<Id> = None;
            loop {
                let records = self.inner.records(kind.name, after.as_ref(), CHECKED_AT_ONCE)?;
                for record in &records {
                    for slot in slots_in(record.fields.values()) {
                        elsewhere += u64::from(self.vault.is_elsewhere(slot));
                        if let Some(why) = self.vault.fault(slot)? {
                            let place =
                                format!("keys/slots, byte {}, record {}", slots::offset_of(slot), record.id);
                            let say = Say::new(
                                format!("khóa số {slot} không dùng được"),
                                format!("slot {slot}: {why}"),
                            );
                            return Err(StoreError::Fault { place, say });
                        }
                    }
                }
                match records.last() {
                    Some(last) if records.len() == CHECKED_AT_ONCE => after = Some(last.id.clone()),
                    _ => break,
                }
            }
        }
        Ok(elsewhere)
    }
}

/// What binds a sealed text to its record and field.
fn place_of(record: &Id, name: &str) -> Vec<u8> {
    [record.as_str().as_bytes(), b"\0", name.as_bytes()].concat()
}

/// Whether records of this kind may hold secrets.
fn has_secrets(kind_name: &str) -> bool {
    crate::domain::kind(kind_name).is_some_and(|kind| kind.fields.iter().any(|field| field.secret.is_some()))
}

fn may_hold_secrets(kind_name: &str, field: &str) -> bool {
    let declared = crate::domain::kind(kind_name).and_then(|kind| kind.field(field));
    field == STEPS || declared.is_some_and(|field| field.secret.is_some())
}

/// Under which slots a record's secrets are closed now.
fn keys_of(kind: &str, stored: &Fields) -> BTreeMap<Secret, u64> {
    let mut keys = BTreeMap::new();
    for (name, value) in stored {
        // Only looks: nothing is changed, so nothing can fail.
        let looked: Result<(), std::convert::Infallible> =
            each_secret(kind, name, &mut value.clone(), None, &mut |_, secret, value, _| {
                if let Value::Sealed(sealed) = value {
                    keys.insert(secret, sealed.slot);
                }
                Ok(None)
            });
        match looked {
            Ok(()) => {}
        }
    }
    keys
}

impl Store for SealedStore {
    fn head(&self) -> Head {
        self.inner.head()
    }

    fn append(&self, group: &[Entry]) -> Result<(), StoreError> {
        if self.is_read_only() {
            return Err(super::journal::JournalError::ReadOnly.into());
        }
        let SealedGroup { entries, secrets, released } = self.seal(group)?;
        self.inner.append(&entries)?;
        {
            let mut pending = self.pending();
            pending.entries.extend(entries);
            pending.secrets.extend(secrets);
        }
        let released: Vec<u64> = released.into_iter().collect();
        if !released.is_empty() && self.vault.destroy(&released).is_err() {
            // The entry is on the disk and will be acknowledged; the key goes when the register is opened again.
            self.failed.store(true, Ordering::Release);
        }
        Ok(())
    }

    fn apply(&self, group: &[Entry]) -> Result<(), StoreError> {
        let Some(last) = group.last().map(|entry| entry.seq) else { return self.inner.apply(group) };
        let entries: Vec<Entry> = {
            let mut pending = self.pending();
            let count = pending.entries.iter().take_while(|entry| entry.seq <= last).count();
            pending.entries.drain(..count).collect()
        };
        self.inner.apply(&entries)?;
        self.pending().secrets.retain(|_, (seq, _)| *seq > last);
        Ok(())
    }

    fn record(&self, id: &Id) -> Result<Option<Record>, StoreError> {
        self.inner.record(id)?.map(|record| self.opened(record)).transpose()
    }

    fn records(&self, kind: &str, after: Option<&Id>, limit: usize) -> Result<Vec<Record>, StoreError> {
        self.inner.records(kind, after, limit)?.into_iter().map(|record| self.opened(record)).collect()
    }

    fn count(&self, kind: &str) -> Result<u64, StoreError> {
        self.inner.count(kind)
    }

    fn scan(&self, scan: &Scan) -> Result<Vec<Found>, StoreError> {
        self.inner.scan(scan)
    }

    fn history(&self, id: &Id) -> Result<Vec<Entry>, StoreError> {
        self.inner.history(id)?.into_iter().map(|entry| self.opened_entry(entry)).collect()
    }

    fn entry(&self, seq: u64) -> Result<Option<Entry>, StoreError> {
        self.inner.entry(seq)?.map(|entry| self.opened_entry(entry)).transpose()
    }

    fn last_number(&self, office: &Id, book: &str, year: i32) -> Result<u32, StoreError> {
        self.inner.last_number(office, book, year)
    }

    fn request(&self, request: RequestId) -> Result<Option<u64>, StoreError> {
        self.inner.request(request)
    }

    fn is_read_only(&self) -> bool {
        self.failed.load(Ordering::Acquire) || self.inner.is_read_only()
    }

    fn is_full(&self) -> bool {
        self.inner.is_full()
    }

    fn recover(&self) -> Result<(), StoreError> {
        self.inner.recover()
    }

    fn verify(&self, progress: Progress<'_>) -> Result<Verified, StoreError> {
        let verified = self.inner.verify(progress)?;
        Ok(Verified { closed: self.verify_keys()?, ..verified })
    }

    fn rebuild(&self, progress: Progress<'_>) -> Result<u64, StoreError> {
        self.inner.rebuild(progress)
    }

    /// As it lies on the disk, sealed.
    fn journal(&self) -> Option<Reader> {
        self.inner.journal()
    }

    fn keys_used(&self) -> Result<KeysUsed, StoreError> {
        self.inner.keys_used()
    }

    fn vault_state(&self) -> VaultState {
        self.vault.state().clone()
    }

    fn open_secret(&self, record: &Id, field: &str) -> Result<Option<Zeroizing<String>>, StoreError> {
        match self.inner.record(record)?.and_then(|record| record.fields.get(field).cloned()) {
            Some(Value::Sealed(sealed)) => Ok(self.vault.open_text(&place_of(record, field), &sealed)?),
            _ => Ok(None),
        }
    }
}
