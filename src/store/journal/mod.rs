//! The journal: append-only segments of framed, hash-chained entries; what it acknowledged is on the disk.
//!
//! Knows nothing of records: the body of an entry is opaque bytes. It has no clock and starts no thread.
//!
//! # Bytes
//!
//! ```text
//! DIR/FORMAT                "nghedan register, format 1\n", written last when a register is made
//! DIR/lock                  held for the whole life of the one process that may write; never removed
//! DIR/journal/00000001.seg  one page of header, then frames, then zeros that were written ahead
//!
//! header  magic | version | number | salt | register | sequence and hash before the first entry | crc32c
//! frame   magic | length | first sequence number | crc32c over salt, length, number, body | body
//! body    count | (length | stored entry) * count
//! entry   sequence number | hash of the previous stored entry | body as it was given
//! ```
//!
//! All numbers are little-endian. The hash is SHA-256 over the stored entry, never over something encoded again; the
//! entry before the first is a hash of the register's id.
//!
//! # Commit and recovery
//!
//! A group of entries is one frame, one write and one `fdatasync`, and the next frame is written only after that
//! returned. So only the last frame can be torn. On opening, the last segment and the directory are synced before the tail is
//! believed, a torn frame is cut and the cut synced, and the last whole frame is written over itself and synced: after a failed
//! sync the kernel may hold pages as clean that never reached the disk. Damage anywhere else is refused with its place. A
//! file cut between two frames, or so that its rest looks torn, is whole to the journal alone: whoever knows of a later
//! entry says so with [`Journal::cut_short`].
//!
//! Invariant: after a failed write or sync nothing more is appended by this process.

mod chain;
mod copying;
mod directory;
mod error;
mod frame;
#[allow(clippy::module_inception, reason = "the file bears the name of its type")]
mod journal;
mod lock;
mod map;
mod passing;
mod reader;
mod recovery;
mod restoring;
mod segment;
#[cfg(test)]
mod tests;
mod walk;

pub use chain::{Hash, Head};
pub use copying::Extent;
pub use directory::{DirectoryError, FORMAT, may_hold};
pub use error::{Fault, JournalError};
pub use journal::{Journal, Opened, Options};
pub use lock::{Held, Lock, LockError, Owner};
pub use passing::{Misplaced, Passing};
pub use reader::{Entries, Reader, StoredEntry, Verified};
pub use recovery::Torn;
pub use restoring::Restoring;
