//! Reading entries while others are appended: only what is acknowledged, each checked against the chain.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use super::chain::{Hash, Head};
use super::error::{Fault, JournalError};
use super::frame;
use super::map::Map;
use super::segment;
use super::walk::{Step, Walk};
use crate::store::files::Files;

/// What the writer and the readers share.
pub(super) struct Shared {
    /// What the files lie on.
    pub files: Arc<dyn Files>,
    /// The directory of the register.
    pub dir: PathBuf,
    /// The id of the register.
    pub register: [u8; 16],
    map: RwLock<Map>,
}

impl Shared {
    pub(super) fn new(files: Arc<dyn Files>, dir: &Path, register: [u8; 16], map: Map) -> Shared {
        Shared { files, dir: dir.to_owned(), register, map: RwLock::new(map) }
    }

    /// Looks at the map. A thread that panicked while it held the map left it whole: it is changed by the writer
    /// alone, after the sync.
    pub(super) fn look<T>(&self, look: impl FnOnce(&Map) -> T) -> T {
        look(&self.map.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Map)) {
        change(&mut self.map.write().unwrap_or_else(PoisonError::into_inner));
    }
}

/// A view of the acknowledged entries; cheap to clone, can go to other threads, never waits for a sync.
#[derive(Clone)]
pub struct Reader {
    pub(super) shared: Arc<Shared>,
}

/// An entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// The sequence number, from 1.
    pub seq: u64,
    /// The hash of the stored bytes.
    pub hash: Hash,
    /// The bytes that were given to [`Journal::append`](super::Journal::append).
    pub body: Vec<u8>,
}

/// What [`Reader::verify`] found in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The last entry that was looked at.
    pub head: Head,
    /// Segment files.
    pub segments: usize,
}

impl Reader {
    pub(super) fn new(shared: Arc<Shared>) -> Reader {
        Reader { shared }
    }

    /// The last acknowledged entry.
    pub fn head(&self) -> Head {
        self.shared.look(|map| map.head)
    }

    /// The entries from this number on, in order, up to the head at the time of this call. One frame is held in
    /// memory. After an error it ends.
    pub fn read_from(&self, seq: u64) -> Entries {
        let seq = seq.max(1);
        Entries { shared: Arc::clone(&self.shared), next: seq, until: self.head(), open: None, done: false }
    }

    /// The entry with this number; `None` when there is none.
    pub fn entry(&self, seq: u64) -> Result<Option<StoredEntry>, JournalError> {
        if seq == 0 { Ok(None) } else { self.read_from(seq).next().transpose() }
    }

    /// Reads every header, frame and entry again from the disk, up to the head at the time of this call, and follows
    /// the chain. `progress` gets the number of the entry it has come to. The error names the first fault.
    pub fn verify(&self, mut progress: impl FnMut(u64)) -> Result<Verified, JournalError> {
        let (headers, head) = self.shared.look(|map| (map.headers(), map.head));
        for header in &headers {
            let (_, found) = segment::open(&*self.shared.files, &self.shared.dir, header.number, false)?;
            if found != *header {
                return Err(segment::damaged(header.number, 0, Fault::Foreign));
            }
        }
        let mut entries = self.read_from(1);
        entries.until = head;
        for entry in entries {
            progress(entry?.seq);
        }
        Ok(Verified { head, segments: headers.len() })
    }
}

/// Entries in order. Each was compared with its checksum and with the hash of the entry before it.
pub struct Entries {
    shared: Arc<Shared>,
    next: u64,
    until: Head,
    open: Option<OpenSegment>,
    done: bool,
}

struct OpenSegment {
    number: u64,
    walk: Walk,
    offset: u64,
    at: Head,
    body: Vec<u8>,
    rest: std::vec::IntoIter<std::ops::Range<usize>>,
}

impl OpenSegment {
    fn open(shared: &Shared, seq: u64) -> Result<Option<OpenSegment>, JournalError> {
        let Some(place) = shared.look(|map| map.locate(seq)) else { return Ok(None) };
        let number = place.header.number;
        let (file, header) = segment::open(&*shared.files, &shared.dir, number, false)?;
        if header != place.header {
            return Err(segment::damaged(number, 0, Fault::Foreign));
        }
        let walk = Walk::new(file, header.salt, place.mark.offset, place.end);
        let (offset, at) = (place.mark.offset, place.mark.before);
        Ok(Some(OpenSegment { number, walk, offset, at, body: Vec::new(), rest: Vec::new().into_iter() }))
    }

    fn damaged(&self, fault: Fault) -> JournalError {
        segment::damaged(self.number, self.offset, fault)
    }

    /// The next entry of this segment.
    fn next(&mut self, shared: &Shared) -> Result<Option<StoredEntry>, JournalError> {
        let range = loop {
            if let Some(range) = self.rest.next() {
                break range;
            }
            let path = segment::path_of(&shared.dir, self.number);
            match self.walk.step().map_err(JournalError::at(&path))? {
                Step::End => return Ok(None),
                Step::Bad { offset } => {
                    self.offset = offset;
                    return Err(self.damaged(Fault::Frame));
                }
                Step::Frame { offset, first_seq, body, .. } => {
                    self.offset = offset;
                    let ranges = frame::entries(&body).ok_or_else(|| self.damaged(Fault::Body))?;
                    if self.at.seq.checked_add(1) != Some(first_seq) {
                        return Err(self.damaged(Fault::Sequence));
                    }
                    (self.body, self.rest) = (body, ranges.into_iter());
                }
            }
        };
        let stored = self.body.get(range).unwrap_or_default();
        let (at, body) = self.at.follow(stored).map_err(|fault| self.damaged(fault))?;
        let entry = StoredEntry { seq: at.seq, hash: at.hash, body: body.to_vec() };
        self.at = at;
        Ok(Some(entry))
    }
}

impl Entries {
    fn advance(&mut self) -> Result<Option<StoredEntry>, JournalError> {
        while self.next <= self.until.seq {
            if self.open.is_none() {
                self.open = OpenSegment::open(&self.shared, self.next)?;
            }
            let Some(open) = &mut self.open else { return Ok(None) };
            let Some(entry) = open.next(&self.shared)? else {
                let (ended, fault) = (open.number, open.damaged(Fault::Short));
                self.open = OpenSegment::open(&self.shared, self.next)?;
                if self.open.as_ref().is_none_or(|open| open.number <= ended) {
                    return Err(fault);
                }
                continue;
            };
            if entry.seq < self.next {
                continue;
            }
            self.next = entry.seq.saturating_add(1);
            if entry.seq == self.until.seq && entry.hash != self.until.hash {
                return Err(open.damaged(Fault::Chain));
            }
            return Ok(Some(entry));
        }
        Ok(None)
    }
}

impl Iterator for Entries {
    type Item = Result<StoredEntry, JournalError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let next = self.advance().transpose();
        self.done = !matches!(next, Some(Ok(_)));
        next
    }
}
