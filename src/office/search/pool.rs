//! The texts of all records of one kind in chunks, kept in step with each commit.

use std::{
    collections::{HashMap, HashSet},
    hash::Hash,
    sync::Arc,
};

use crate::base::Id;
use crate::domain::{FoundBy, kinds::Domain};

use super::chunk::{Chunk, Facets};

/// All chunks of a kind. A look-up takes along what [`Pool::chunks`] gives and holds nobody up: a chunk that changes
/// meanwhile is copied first.
#[derive(Default)]
pub(super) struct Pool {
    chunks: Vec<Arc<Chunk>>,
    /// Where each record's newest text is: chunk and slot.
    at: HashMap<Id, (u32, u32)>,
    /// The chunk that is appended to.
    open: usize,
    /// Chunks that were emptied.
    empty: Vec<usize>,
    places: Shared<Id>,
    domains: Shared<Domain>,
}

/// Short lists that many records have alike, each held once.
struct Shared<T>(HashSet<Arc<[T]>>);

impl<T> Default for Shared<T> {
    fn default() -> Shared<T> {
        Shared(HashSet::new())
    }
}

impl<T: Eq + Hash> Shared<T> {
    fn of(&mut self, list: Vec<T>) -> Arc<[T]> {
        if let Some(known) = self.0.get(list.as_slice()) {
            return known.clone();
        }
        let list: Arc<[T]> = list.into();
        self.0.insert(list.clone());
        list
    }
}

impl Pool {
    /// Takes the newest text of a record in instead of its older one; `None`: it is found no more.
    pub fn put(&mut self, id: &Id, found_by: Option<FoundBy>) {
        let old = self.at.remove(id);
        if let Some(found_by) = found_by {
            let FoundBy { names, words, places, sort, domains, year, on, is_open, due, raw_due } = found_by;
            let (places, domains) = (self.places.of(places), self.domains.of(domains));
            let facets = Facets { places, sort, domains, year, on, is_open, due, raw_due };
            let open = self.room();
            if let Some(chunk) = self.chunk(open) {
                let slot = chunk.push(id.clone(), &names, &words, facets);
                self.at.insert(id.clone(), place(open, slot));
            }
        }
        if let Some((at, slot)) = old.map(|(at, slot)| (at as usize, slot as usize)) {
            let is_mostly_dead = self.chunk(at).is_some_and(|chunk| {
                chunk.kill(slot);
                chunk.is_mostly_dead()
            });
            if is_mostly_dead {
                self.empty(at);
            }
        }
    }

    /// The texts as they stand now.
    pub fn chunks(&self) -> Vec<Arc<Chunk>> {
        self.chunks.clone()
    }

    /// Bytes that it holds in memory, but for the few short lists that records share.
    pub fn bytes(&self) -> usize {
        let ids: usize = self.at.keys().map(|id| id.as_str().len() + size_of::<(Id, (u32, u32))>()).sum();
        self.chunks.iter().map(|chunk| chunk.bytes()).sum::<usize>() + ids
    }

    /// The ids of records for which this holds.
    pub fn ids(&self, holds: impl Fn(&Facets) -> bool) -> Vec<Id> {
        let live = self.chunks.iter().flat_map(|chunk| chunk.live());
        live.filter(|(_, slot)| holds(&slot.facets)).map(|(_, slot)| slot.id.clone()).collect()
    }

    fn chunk(&mut self, at: usize) -> Option<&mut Chunk> {
        self.chunks.get_mut(at).map(Arc::make_mut)
    }

    /// The chunk with room for one more record.
    fn room(&mut self) -> usize {
        if self.chunks.get(self.open).is_none_or(|chunk| chunk.is_full()) {
            if let Some(full) = self.chunk(self.open) {
                full.close();
            }
            self.open = self.empty.pop().unwrap_or_else(|| {
                self.chunks.push(Arc::default());
                self.chunks.len() - 1
            });
        }
        self.open
    }

    /// Moves what lives in a chunk to the open one; nothing of the dead is kept.
    fn empty(&mut self, at: usize) {
        let Some(old) = self.chunks.get_mut(at).map(std::mem::take) else { return };
        if at != self.open {
            self.empty.push(at);
        }
        for (_, slot) in old.live() {
            let room = self.room();
            if let Some(chunk) = self.chunk(room) {
                let here = chunk.take_over(&old, slot);
                self.at.insert(slot.id.clone(), place(room, here));
            }
        }
    }
}

/// A chunk and a slot in it, as [`Pool`] remembers them.
fn place(chunk: usize, slot: usize) -> (u32, u32) {
    let narrow = |at| u32::try_from(at).unwrap_or(u32::MAX);
    (narrow(chunk), narrow(slot))
}
