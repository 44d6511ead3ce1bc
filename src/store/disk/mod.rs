//! Journal + sled: what is saved is in the journal; sled holds what can be built from it.
//!
//! ```text
//! DIR/journal/, FORMAT, lock   the truth (see [`crate::store::journal`])
//! DIR/state/                   sled: state and indexes; may be deleted at any time while no server runs
//! DIR/state.mark               how sled was last opened or closed
//! DIR/state.broken-N           states that could not be used; two are kept
//! DIR/reserve                  room that is given free when the disk is full; means nothing
//! ```
//!
//! A state is caught up from the journal when it was closed cleanly or its kernel still runs; else, or when it does not
//! follow from the journal, it is set aside and built again.
//!
//! A state never runs ahead of the journal: what is applied was synced. So one that knows more than the journal holds is
//! proof that acknowledged entries are gone, and the start is refused with their place. Proof it is only when the state
//! is of this register (its id) and has applied the journal's last entry itself (its request under its number and time; where
//! that is forgotten, the histories of what it changed): a state that was copied here from a directory that went another
//! way fails this, and is set aside. Without `state` and `state.mark` a journal is what it holds.
//!
//! Locks, in the order in which they are taken: `appending` or `applying`, then `tree`, then `ahead`. Reads take `tree`
//! for reading only, which a rebuild alone holds for writing, for the moment of the exchange.

mod care;
mod folder;
#[cfg(test)]
mod full_tests;
mod held;
mod mark;
mod open;
mod reserve;
mod store;
#[cfg(test)]
pub(super) mod tests;
mod tree;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use crate::base::Say;

use super::ahead::Ahead;
use super::files::{Disk, Files};
use super::indexes::Indexes;
use super::journal::{self, Journal, Lock, Reader, Torn};
use super::state::{Applied, State};
use super::{Head, Progress, StoreError};
use open::failed;
use reserve::Reserve;
use tree::Tree;

/// What can be chosen when a store is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// How the journal's files grow.
    pub journal: journal::Options,
    /// Which fields records are found by.
    pub indexes: Indexes,
    /// The boot of the kernel; `None` when unknown.
    pub boot: Option<String>,
}

impl Default for Options {
    fn default() -> Options {
        let (journal, indexes) = (journal::Options::default(), Indexes::default());
        Options { journal, indexes, boot: mark::this_boot() }
    }
}

/// What was found on opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Whether the register was made just now.
    pub created: bool,
    /// What was cut from the end of the journal, if a save had not finished.
    pub torn: Option<Torn>,
    /// Why state and indexes were built again, if they were.
    pub rebuilt: Option<Say>,
    /// Entries that were applied while opening.
    pub caught_up: u64,
}

/// The store of a register on a disk. Dropping it closes it cleanly.
pub struct DiskStore {
    files: Arc<dyn Files>,
    lock: Arc<Lock>,
    indexes: Indexes,
    register: [u8; 16],
    reader: Reader,
    head: RwLock<Head>,
    appending: Mutex<Journal>,
    applying: Mutex<Applied>,
    ahead: Mutex<Ahead>,
    reserve: Reserve,
    tree: RwLock<Option<Tree>>,
    journal_failed: AtomicBool,
    state_failed: AtomicBool,
}

impl DiskStore {
    /// Opens the register in the directory that is locked, or makes an empty one. Tells how far the building of the
    /// state has come, in entries.
    pub fn open(lock: Arc<Lock>, progress: Progress<'_>) -> Result<(DiskStore, Opened), StoreError> {
        DiskStore::open_with(Arc::new(Disk), lock, Options::default(), progress)
    }

    /// The same with choices.
    pub fn open_with(
        files: Arc<dyn Files>,
        lock: Arc<Lock>,
        options: Options,
        progress: Progress<'_>,
    ) -> Result<(DiskStore, Opened), StoreError> {
        let Options { journal, indexes, boot } = options;
        let reserve = Reserve::open(Arc::clone(&files), lock.dir());
        let (journal, found) = Journal::open(Arc::clone(&files), Arc::clone(&lock), journal)?;
        let reader = journal.reader();
        let head = Head { seq: found.head.seq, at: open::last_at(&reader)? };
        let ready = open::open_state(&*files, &journal, &indexes, boot.as_deref(), progress)?;
        let store = DiskStore {
            files,
            lock,
            indexes,
            register: journal.register(),
            reader,
            head: RwLock::new(head),
            appending: Mutex::new(journal),
            applying: Mutex::new(ready.applied),
            ahead: Mutex::default(),
            reserve,
            tree: RwLock::new(Some(ready.tree)),
            journal_failed: AtomicBool::new(false),
            state_failed: AtomicBool::new(false),
        };
        let opened = Opened {
            created: found.created,
            torn: found.torn,
            rebuilt: ready.rebuilt,
            caught_up: ready.caught_up,
        };
        Ok((store, opened))
    }

    /// Closes the state so that it can be trusted even after a power cut, and says whether that succeeded. The same
    /// happens when the store is dropped.
    pub fn close(mut self) -> Result<(), StoreError> {
        self.shut()
    }

    /// The id that the register was given when it was made.
    pub fn register(&self) -> [u8; 16] {
        self.register
    }

    fn dir(&self) -> &Path {
        self.lock.dir()
    }

    fn shut(&mut self) -> Result<(), StoreError> {
        let tree = self.tree.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        let Some(tree) = tree else { return Ok(()) };
        if self.state_failed.load(Ordering::Acquire) {
            mark::say_broken(&*self.files, self.dir()).map_err(failed)?;
            return tree.close();
        }
        tree.close()?;
        folder::sync(&*self.files, &folder::state(self.dir())).map_err(failed)?;
        // The name too, before the mark: after rebuilding, an older folder may have it on the disk.
        self.files.sync_dir(self.dir()).map_err(failed)?;
        mark::say_closed(&*self.files, self.dir()).map_err(failed)
    }

    /// Writes what sled holds, which fails when a write of its own threads has failed since.
    fn flush(&self) -> Result<(), StoreError> {
        let tree = self.tree.read().unwrap_or_else(PoisonError::into_inner);
        tree.as_ref().ok_or_else(not_open)?.flush()
    }

    fn look<T>(&self, look: impl FnOnce(State<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let tree = self.tree.read().unwrap_or_else(PoisonError::into_inner);
        let table = tree.as_ref().ok_or_else(not_open)?;
        look(State { table, indexes: &self.indexes })
    }
}

fn not_open() -> StoreError {
    StoreError::State("it is not open".to_owned())
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for DiskStore {
    fn drop(&mut self) {
        // Without the mark of a clean close the next start catches up or builds the state again.
        let _ = self.shut();
    }
}
