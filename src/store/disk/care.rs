//! Verifying and building again while the store is in use: most of the work is done beside it, the rest while saving waits.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use crate::domain::Entry;
use crate::store::check::{self, Books};
use crate::store::state::{Applied, State};
use crate::store::table::{MemoryTable, Table};
use crate::store::{Progress, StoreError, Verified};

use super::held::Held;
use super::open::{build, catch_up, failed};
use super::tree::Tree;
use super::{DiskStore, folder, hold};

/// Up to so many entries a verification builds its own state in memory, at about 3 KB each; beyond, in a folder that it
/// removes.
pub(super) const CHECK_IN_MEMORY_MAX: u64 = 50_000;

impl DiskStore {
    /// Verifies journal, books and state. Progress is told in entries, each of which is read twice.
    pub(super) fn check(&self, in_memory_max: u64, progress: Progress<'_>) -> Result<Verified, StoreError> {
        let entries = self.reader.head().seq;
        self.reader.verify(|seq| progress(seq, entries.saturating_mul(2)))?;
        if entries <= in_memory_max {
            return self.compare_with(&MemoryTable::default(), progress);
        }
        let folder = folder::check(self.dir()).map_err(failed)?;
        let tree = Tree::open(&folder)?;
        let verified = self.compare_with(&tree, progress);
        tree.close()?;
        folder::without(folder).map_err(failed)?;
        verified
    }

    /// Replays the journal into an empty table and compares the state with it.
    fn compare_with(&self, table: &dyn Table, progress: Progress<'_>) -> Result<Verified, StoreError> {
        let entries = self.reader.head().seq;
        let mut books = Books::default();
        let mut each = |entry: &Entry| {
            progress(entries.saturating_add(entry.seq.min(entries)), entries.saturating_mul(2));
            books.take(entry)
        };
        let nothing = Applied::nothing(self.register, &self.indexes);
        let held = Held::over(table);
        nothing.write(&held)?;
        let until = hold(&self.applying).seq;
        let state = State { table: &held, indexes: &self.indexes };
        let replayed = catch_up(state, nothing, &self.reader, until, &mut each)?;
        held.finish()?;
        // From here on nothing is applied, so that both have come equally far.
        let applied = hold(&self.applying);
        let expected = State { table, indexes: &self.indexes };
        let replayed = catch_up(expected, replayed, &self.reader, applied.seq, &mut each)?;
        let verified = self.look(|state| check::compare(table, state.table, replayed.newest))?;
        Ok(Verified { entries: replayed.seq, numbers: books.taken, ..verified })
    }

    /// Builds the state again beside the one in use and exchanges them. Heals a state that failed.
    pub(super) fn build_again(&self, progress: Progress<'_>) -> Result<u64, StoreError> {
        let mut each = |entry: &Entry| {
            progress(entry.seq, self.reader.head().seq.max(entry.seq));
            Ok(())
        };
        let fresh = folder::fresh(self.dir()).map_err(failed)?;
        let built = build(&fresh, &self.reader, self.register, &self.indexes, &mut each);
        let (tree, reached) = built.inspect_err(|_| {
            // What was built by half only takes room.
            let _ = folder::without(fresh.clone());
        })?;
        let mut applied = hold(&self.applying);
        let state = State { table: &tree, indexes: &self.indexes };
        let reached = catch_up(state, reached, &self.reader, self.reader.head().seq, &mut each)?;
        tree.close()?;
        let mut current = self.tree.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(old) = current.take() {
            // What it still had to write does not matter: it is set aside.
            let _ = old.close();
        }
        // Until the new one is open there is none, and nothing may be saved.
        self.state_failed.store(true, Ordering::Release);
        folder::set_aside(self.dir()).map_err(failed)?;
        std::fs::rename(&fresh, folder::state(self.dir())).map_err(failed)?;
        *current = Some(Tree::open(&folder::state(self.dir()))?);
        *applied = reached;
        hold(&self.ahead).applied(reached.seq);
        self.state_failed.store(false, Ordering::Release);
        Ok(reached.seq)
    }
}
