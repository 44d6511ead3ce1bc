//! The only place that names sled: one tree, its settings, and its panics turned into errors.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::event::{Timespec, poll};
use rustix::fs::FlockOperation;

use crate::store::StoreError;
use crate::store::table::{Changes, Pair, Span, Table};

/// Bytes that sled keeps of its pages; it takes about twice as much.
const CACHE_BYTES: u64 = 24 * 1024 * 1024;

/// How often sled writes what it holds. What a killed process did not write is caught up from the journal.
const FLUSH_EVERY_MS: u64 = 1_000;

/// How long a closed tree may keep its lock while its threads end.
const CLOSING_MS_MAX: u64 = 5_000;

/// One sled tree in a directory.
pub(super) struct Tree {
    db: sled::Db,
    dir: PathBuf,
}

impl Tree {
    /// Opens the tree in this directory, or makes an empty one.
    pub fn open(dir: &Path) -> Result<Tree, StoreError> {
        let open = || {
            let config = sled::Config::new().path(dir).cache_capacity(CACHE_BYTES);
            config.use_compression(false).flush_every_ms(Some(FLUSH_EVERY_MS)).open()
        };
        Ok(Tree { db: guarded(open)?, dir: dir.to_owned() })
    }

    /// Writes what sled holds, and returns when its threads have let go of the files. Nothing is synced.
    pub fn close(self) -> Result<(), StoreError> {
        let Tree { db, dir } = self;
        let flushed = guarded(|| db.flush());
        guarded(|| {
            drop(db);
            Ok(())
        })?;
        flushed?;
        Tree::wait_until_free(&dir)
    }

    /// Waits until nobody holds the lock of a tree. sled's last threads let go of it a moment after the tree is dropped.
    pub fn wait_until_free(dir: &Path) -> Result<(), StoreError> {
        let file = fs::File::open(dir.join("db")).map_err(|error| StoreError::State(error.to_string()))?;
        let until = Instant::now() + Duration::from_millis(CLOSING_MS_MAX);
        while rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
            if Instant::now() > until {
                return Err(StoreError::State("sled did not let go of its files".to_owned()));
            }
            let _ = poll(&mut [], Some(&Timespec { tv_sec: 0, tv_nsec: 2_000_000 }));
        }
        Ok(())
    }

    /// Writes what sled holds, as it does by itself from time to time. Nothing is synced.
    pub fn flush(&self) -> Result<(), StoreError> {
        guarded(|| self.db.flush()).map(drop)
    }
}

impl Table for Tree {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        guarded(|| Ok(self.db.get(key)?.map(|value| value.to_vec())))
    }

    fn range(&self, span: &Span, backwards: bool, limit: usize) -> Result<Vec<Pair>, StoreError> {
        if span.is_empty() {
            return Ok(Vec::new());
        }
        guarded(|| {
            let range = self.db.range::<Vec<u8>, _>((span.from.clone(), span.to.clone()));
            let owned = |pair: sled::Result<(sled::IVec, sled::IVec)>| {
                pair.map(|(key, value)| (key.to_vec(), value.to_vec()))
            };
            if backwards {
                range.rev().take(limit).map(owned).collect()
            } else {
                range.take(limit).map(owned).collect()
            }
        })
    }

    fn write(&self, changes: Changes) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        for (key, value) in changes {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        guarded(|| self.db.apply_batch(batch))
    }
}

/// sled panics where it meets bytes that it did not write; for us that is a state that cannot be used.
fn guarded<T>(act: impl FnOnce() -> sled::Result<T>) -> Result<T, StoreError> {
    match catch_unwind(AssertUnwindSafe(act)) {
        Ok(done) => done.map_err(|error| StoreError::State(error.to_string())),
        Err(_) => Err(StoreError::State("sled panicked".to_owned())),
    }
}
