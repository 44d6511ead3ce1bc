//! The look-up over everything: one folded text of all that records are found by, kept in step with each commit.
//!
//! What a record is found by stands in its kind's declaration ([`crate::domain::Searchable`]). The texts are made before
//! anybody asks; a look-up takes a snapshot along and scans it on the thread of whoever asked.
//!
//! A record takes about 400 bytes: its text twice (letters alone, and with marks), its id twice, and what filters ask. The
//! 12,400 records of a sample of 10,000 petitions take 4.9 MB.

mod answer;
mod chunk;
mod hits;
mod pool;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::base::{Id, Officer};
use crate::domain::{KINDS, Record, Searchable, kinds::UNIT};
use crate::store::{Store, StoreError};

use super::{Basis, around::read_through};

pub(super) use answer::LookUp;
use chunk::Chunk;
use pool::Pool;

/// The texts of all kinds that declare a search.
pub(super) struct Index {
    pools: Vec<(&'static str, &'static Searchable, Pool)>,
}

/// The texts of one kind as they stood at one moment.
#[derive(Clone)]
pub(super) struct Snapshot {
    kind: &'static str,
    search: &'static Searchable,
    chunks: Vec<Arc<Chunk>>,
}

impl Index {
    /// Reads everything that can be found. `progress` is told how many records were read.
    pub fn read(
        store: &dyn Store,
        basis: &Basis,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Index, StoreError> {
        let mut index = Index::empty();
        let mut read = 0;
        let kinds: Vec<&str> = index.pools.iter().map(|(kind, ..)| *kind).collect();
        for kind in kinds {
            index.read_kind(kind, store, basis, &mut |records| {
                read += records;
                progress(read, 0);
            })?;
        }
        Ok(index)
    }

    /// The texts of no record.
    pub fn empty() -> Index {
        let searched = KINDS.iter().filter_map(|kind| Some((kind.name, kind.search?, Pool::default())));
        let mut pools: Vec<_> = searched.collect();
        pools.sort_by_key(|(_, search, _)| search.order);
        Index { pools }
    }

    /// A record was committed.
    pub fn committed(&mut self, record: &Record, basis: &Basis) {
        let Some((_, search, pool)) = self.pools.iter_mut().find(|(kind, ..)| *kind == record.kind) else {
            return;
        };
        // Before there is an office nothing is looked up; when it comes everything is read again.
        let Some(probe) = Officer::new("register") else { return };
        let Some(around) = basis.around(&probe) else { return };
        pool.put(&record.id, (search.found_by)(record, &around));
    }

    /// Office, units or law changed: names of units and days that are due are made again.
    pub fn renew(&mut self, store: &dyn Store, basis: &Basis) -> Result<(), StoreError> {
        self.renew_units(store, basis)?;
        let due: Vec<Id> =
            self.pools.iter().flat_map(|(.., pool)| pool.ids(|facets| facets.due.is_some())).collect();
        for id in due {
            if let Some(record) = store.record(&id)? {
                self.committed(&record, basis);
            }
        }
        Ok(())
    }

    /// Makes the names of all units again: the name of one stands in the texts of others.
    pub fn renew_units(&mut self, store: &dyn Store, basis: &Basis) -> Result<(), StoreError> {
        if let Some((.., pool)) = self.pools.iter_mut().find(|(kind, ..)| *kind == UNIT.name) {
            *pool = Pool::default();
        }
        self.read_kind(UNIT.name, store, basis, &mut |_| ())
    }

    /// What a look-up takes along.
    pub fn snapshots(&self) -> Vec<Snapshot> {
        let of = |(kind, search, pool): &(&'static str, &'static Searchable, Pool)| Snapshot {
            kind,
            search,
            chunks: pool.chunks(),
        };
        self.pools.iter().map(of).collect()
    }

    /// Bytes that it holds in memory.
    pub fn bytes(&self) -> usize {
        self.pools.iter().map(|(.., pool)| pool.bytes()).sum()
    }

    fn read_kind(
        &mut self,
        kind: &str,
        store: &dyn Store,
        basis: &Basis,
        read: &mut dyn FnMut(u64),
    ) -> Result<(), StoreError> {
        read_through(store, kind, |records| {
            read(records.len() as u64);
            records.iter().for_each(|record| self.committed(record, basis));
        })
    }
}
