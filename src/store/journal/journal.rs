//! The one writer of a register's journal.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::chain::{Head, LINK_BYTES};
use super::error::{JournalError, is_full};
use super::frame::FrameDraft;
use super::lock::Lock;
use super::reader::{Reader, Shared};
use super::recovery::{self, Recovered, Torn};
use super::segment::{self, Header, Segment};
use crate::base::limits;
use crate::store::files::Files;

/// How files grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// When a segment would grow longer with the next frame, a new one begins. Bytes; at most half of
    /// [`limits::SEGMENT_BYTES_MAX`].
    pub segment_bytes: u64,
    /// A segment is lengthened in steps of this many bytes of zeros.
    pub extend_bytes: u64,
}

impl Default for Options {
    fn default() -> Options {
        Options { segment_bytes: 16 * 1024 * 1024, extend_bytes: 1024 * 1024 }
    }
}

/// What was found on opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The last entry.
    pub head: Head,
    /// What was cut from the end, if a save had not finished.
    pub torn: Option<Torn>,
    /// Whether the register was made just now.
    pub created: bool,
}

/// The writer. Invariant: one frame is on the disk, or has failed, before the next is written.
pub struct Journal {
    shared: Arc<Shared>,
    lock: Arc<Lock>,
    segment: Segment,
    options: Options,
    failed: bool,
}

impl Journal {
    /// Opens the journal of the directory that is locked, or makes an empty one where there is none. Reads all of it.
    pub fn open(
        files: Arc<dyn Files>,
        lock: Arc<Lock>,
        options: Options,
    ) -> Result<(Journal, Opened), JournalError> {
        let Recovered { register, map, last, torn, created } = recovery::recover(&files, lock.dir())?;
        let opened = Opened { head: map.head, torn, created };
        let options = Options {
            segment_bytes: options.segment_bytes.min(limits::SEGMENT_BYTES_MAX / 2),
            extend_bytes: options.extend_bytes.clamp(1, limits::SEGMENT_BYTES_MAX / 4),
        };
        let shared = Arc::new(Shared::new(files, lock.dir(), register, map));
        Ok((Journal { shared, lock, segment: last, options, failed: false }, opened))
    }

    /// Appends a group of entries as one frame, with one write and one sync; when it returns they are on the disk,
    /// all of them or, after an error that says so, none. Returns the head after each entry, in order; nothing for an
    /// empty group.
    ///
    /// An entry may have [`limits::ENTRY_BYTES_MAX`], a group [`limits::FRAME_BYTES_MAX`] with 48 bytes more for each
    /// entry ([`JournalError::TooLarge`] else, and nothing is written). After [`JournalError::OutcomeUnknown`] or
    /// [`JournalError::NotSaved`] every later append is refused with [`JournalError::ReadOnly`]; reading goes on.
    pub fn append<B: AsRef<[u8]>>(&mut self, group: &[B]) -> Result<Vec<Head>, JournalError> {
        if self.failed {
            return Err(JournalError::ReadOnly);
        }
        let before = self.head();
        let mut head = before;
        let mut heads = Vec::with_capacity(group.len());
        let mut draft = FrameDraft::new(before.seq + 1);
        for body in group {
            let body = body.as_ref();
            too_large(body.len(), limits::ENTRY_BYTES_MAX)?;
            let (link, next) = head.link(body);
            draft.push(&link, body).or_else(|bytes| too_large(bytes, limits::FRAME_BYTES_MAX))?;
            head = next;
            heads.push(head);
        }
        if heads.is_empty() {
            return Ok(heads);
        }
        self.make_room(draft.len()).map_err(|error| self.not_saved(error))?;
        let frame = draft.finish(&self.segment.header.salt);
        let offset = self.segment.used();
        if let Err(source) = self.segment.commit(&frame) {
            self.failed = true;
            return Err(JournalError::OutcomeUnknown { source });
        }
        let end = self.segment.used();
        self.shared.change(|map| map.add_frame(offset, end, head));
        Ok(heads)
    }

    /// The last acknowledged entry.
    pub fn head(&self) -> Head {
        self.shared.look(|map| map.head)
    }

    /// The error that says that the entry after the head is missing although it was acknowledged.
    pub fn cut_short(&self) -> JournalError {
        let number = self.segment.header.number;
        segment::cut_short(number, self.segment.used(), self.head())
    }

    /// A view for reading, for this or another thread.
    pub fn reader(&self) -> Reader {
        Reader::new(Arc::clone(&self.shared))
    }

    /// The id of the register, random and made with it.
    pub fn register(&self) -> [u8; 16] {
        self.shared.register
    }

    /// Whether an append failed, so that every later one is refused.
    pub fn is_read_only(&self) -> bool {
        self.failed
    }

    /// The directory of the register.
    pub fn dir(&self) -> &Path {
        self.lock.dir()
    }

    /// Sees to it that the frame lies in written space of one segment, in a new one if need be.
    fn make_room(&mut self, frame_bytes: u64) -> io::Result<()> {
        if self.segment.is_full(frame_bytes, self.options.segment_bytes) {
            let header = Header {
                number: self.segment.header.number + 1,
                salt: self.shared.files.random()?,
                register: self.shared.register,
                start: self.head(),
            };
            self.segment = Segment::create(&*self.shared.files, self.lock.dir(), header)?;
            self.shared.change(|map| map.add_segment(header));
        }
        self.segment.make_room(frame_bytes, self.options.extend_bytes)
    }

    /// A full disk is met before anything of the group was written, and passes; after another failure nothing that
    /// the system says about this file can be trusted.
    fn not_saved(&mut self, source: io::Error) -> JournalError {
        if is_full(&source) {
            return JournalError::NoSpace { path: self.segment.path().to_owned() };
        }
        self.failed = true;
        JournalError::NotSaved { source }
    }
}

fn too_large(bytes: usize, bytes_max: usize) -> Result<(), JournalError> {
    if bytes > bytes_max { Err(JournalError::TooLarge { bytes, bytes_max }) } else { Ok(()) }
}

const _: () =
    assert!(LINK_BYTES + 8 == 48, "the documentation of append names the bytes that an entry costs");
