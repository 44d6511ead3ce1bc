//! The vault: the office key, and the record keys that it unwraps.

use std::collections::{HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

use super::cipher::Key;
use super::file_key::{self, Found};
use super::slots::{FOLDER, Slot, Slots, SlotsError};
use crate::domain::SealedText;
use crate::store::KeysUsed;
use crate::store::files::Files;

const KEY_NAME: &str = "office.key";

/// Whether sealed texts can be opened and new ones sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VaultState {
    /// The office key is there.
    Open,
    /// It is not: what is sealed stays closed, everything else goes on.
    Closed {
        /// The file that should hold it.
        path: PathBuf,
        /// What is wrong with it.
        why: &'static str,
    },
}

/// Keys of records, each in its slot.
pub(super) struct Vault {
    slots: Slots,
    office: Option<Key>,
    state: VaultState,
    ahead: u64,
    free: Mutex<Free>,
}

/// The slots that were made and not used yet, from `next` on, with their keys; and those that were used last, whose texts
/// are most likely read or written again.
struct Free {
    next: u64,
    keys: VecDeque<Key>,
    used: HashMap<u64, Key>,
}

/// Keys that were used last and are held.
const USED_MAX: usize = 512;

impl Vault {
    /// Opens the keys of a register, or makes them where there are none; destroys what was to be destroyed. `ahead` slots
    /// are made at once.
    pub fn open(
        files: &dyn Files,
        dir: &Path,
        register: [u8; 16],
        used: &KeysUsed,
        ahead: u64,
    ) -> Result<Vault, SlotsError> {
        let folder = file_key::make_folder(files, dir, FOLDER).map_err(SlotsError::at(&dir.join(FOLDER)))?;
        let path = folder.join(KEY_NAME);
        let found = file_key::read(files, &path).map_err(SlotsError::at(&path))?;
        let closed = |why| VaultState::Closed { path: path.clone(), why };
        let known = if let Found::Key(key) = &found { Some(key) } else { None };
        let (slots, office, state) = match (Slots::open(files, dir, register, known)?, found) {
            (Some((slots, true)), Found::Key(key)) => (slots, Some(key), VaultState::Open),
            (Some((slots, _)), Found::Key(_)) => (slots, None, closed("it is the key of another office")),
            (Some((slots, _)), Found::Unreadable) => (slots, None, closed("it cannot be read")),
            (Some((slots, _)), Found::Missing) => (slots, None, closed("it is not there")),
            (None, Found::Unreadable) => return Err(SlotsError::Header { path, why: "cannot be read" }),
            (None, found) => {
                let key = match found {
                    Found::Key(key) => key,
                    _ => file_key::make(files, &folder, KEY_NAME).map_err(SlotsError::at(&path))?,
                };
                (
                    Slots::create(files, dir, register, used.last.saturating_add(1), &key)?,
                    Some(key),
                    VaultState::Open,
                )
            }
        };
        let next = used.last.saturating_add(1);
        let vault = Vault {
            slots,
            office,
            state,
            ahead: ahead.max(1),
            free: Mutex::new(Free { next, keys: VecDeque::new(), used: HashMap::new() }),
        };
        vault.slots.destroy_anew(&used.released).map_err(SlotsError::at(vault.slots.path()))?;
        if vault.office.is_some() {
            vault.make_ahead(&mut vault.free())?;
        }
        Ok(vault)
    }

    /// Whether texts can be sealed and opened.
    pub fn state(&self) -> &VaultState {
        &self.state
    }

    /// The number of a slot that was never used.
    pub fn take_slot(&self) -> Result<u64, SlotsError> {
        let mut free = self.free();
        if free.keys.is_empty() {
            self.make_ahead(&mut free)?;
        }
        let slot = free.next;
        free.next = slot.saturating_add(1);
        if let Some(key) = free.keys.pop_front() {
            if free.used.len() >= USED_MAX {
                free.used.clear();
            }
            free.used.insert(slot, key);
        }
        Ok(slot)
    }

    /// Closes a text that belongs at `place` with the key in this slot; `None` without the key.
    pub fn close(&self, slot: u64, place: &[u8], text: &str) -> Result<Option<SealedText>, SlotsError> {
        let Some(key) = self.key(slot)? else { return Ok(None) };
        Ok(key.close(place, text.as_bytes()).map(|bytes| SealedText { slot, bytes }))
    }

    /// Opens a text; `None` when its key is destroyed, is not at hand, or does not fit.
    pub fn open_text(
        &self,
        place: &[u8],
        sealed: &SealedText,
    ) -> Result<Option<Zeroizing<String>>, SlotsError> {
        let Some(key) = self.key(sealed.slot)? else { return Ok(None) };
        let opened = key.open(place, &sealed.bytes);
        Ok(opened.and_then(|bytes| String::from_utf8(bytes.to_vec()).ok()).map(Zeroizing::new))
    }

    /// Destroys keys; when it returns nothing of them is on the disk.
    pub fn destroy(&self, slots: &[u64]) -> Result<u64, SlotsError> {
        self.free().used.retain(|slot, _| !slots.contains(slot));
        self.slots.destroy(slots).map_err(SlotsError::at(self.slots.path()))
    }

    /// Whether texts under this slot cannot be opened, and no damage is the reason: without the office key, or when the
    /// register was restored without its keys.
    pub fn is_elsewhere(&self, slot: u64) -> bool {
        self.office.is_none() || self.slots.is_elsewhere(slot)
    }

    /// What is wrong with a slot whose key is in use; `None` when it is well or its key is elsewhere.
    pub fn fault(&self, slot: u64) -> Result<Option<&'static str>, SlotsError> {
        let Some(office) = self.office.as_ref().filter(|_| !self.is_elsewhere(slot)) else { return Ok(None) };
        Ok(match self.slots.read(office, slot).map_err(SlotsError::at(self.slots.path()))? {
            Slot::Key(_) => None,
            Slot::Destroyed => Some("its key is destroyed"),
            Slot::Unreadable => Some("its key cannot be read"),
        })
    }

    fn key(&self, slot: u64) -> Result<Option<Key>, SlotsError> {
        let Some(office) = &self.office else { return Ok(None) };
        if let Some(key) = self.free().used.get(&slot) {
            return Ok(Some(key.clone()));
        }
        match self.slots.read(office, slot).map_err(SlotsError::at(self.slots.path()))? {
            Slot::Key(key) => Ok(Some(key)),
            Slot::Destroyed | Slot::Unreadable => Ok(None),
        }
    }

    fn make_ahead(&self, free: &mut Free) -> Result<(), SlotsError> {
        let Some(office) = &self.office else { return Ok(()) };
        let made = self.slots.make(office, free.next, self.ahead);
        free.keys = made.map_err(SlotsError::at(self.slots.path()))?.into();
        Ok(())
    }

    fn free(&self) -> std::sync::MutexGuard<'_, Free> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
