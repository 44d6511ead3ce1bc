//! The store of this project as an office uses it: sealed, journal and sled.

use std::path::Path;
use std::sync::Arc;

use nghedan::domain::Entry;
use nghedan::store::files::Disk;
use nghedan::store::journal::{Lock, Owner};
use nghedan::store::sealed::SLOTS_AHEAD;
use nghedan::store::{DiskStore, SealedStore, Store};

use crate::{Failure, Saves};

/// A register in a directory.
pub struct Register(SealedStore);

impl Register {
    /// Makes an empty one.
    pub fn create(dir: &Path) -> Result<Register, Failure> {
        let owner = Owner { path: dir.to_owned(), pid: std::process::id(), build: "bench".to_owned() };
        let lock = Arc::new(Lock::take(&Disk, dir, &owner)?);
        let (store, _) = DiskStore::open(lock, &mut |_, _| ())?;
        let register = store.register();
        Ok(Register(SealedStore::open(Arc::new(store), &Disk, dir, register, SLOTS_AHEAD)?))
    }
}

impl Saves for Register {
    fn save(&mut self, group: &[Entry]) -> Result<(), Failure> {
        self.0.append(group)?;
        Ok(self.0.apply(group)?)
    }
}
