//! Why a backup was not made, read or restored: first what to do, then why.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::store::journal::{JournalError, LockError, Misplaced};

/// What can go wrong with a backup. Never says what a record contains.
#[derive(Debug, Error)]
pub enum BackupError {
    /// It does not begin as a backup does.
    #[error("Name a backup of nghedan: this file is something else")]
    Foreign,
    /// A newer build made it.
    #[error("Update nghedan: a newer version made this backup (format {version})")]
    Newer {
        /// The version of the backup, or of the register in it.
        version: u32,
    },
    /// It ends too early.
    #[error("Take another backup: this one was cut off at byte {offset}")]
    CutShort {
        /// Where it ends.
        offset: u64,
    },
    /// Bytes of the file are not what was written.
    #[error("Take another backup: this one is damaged at byte {offset} ({what})")]
    Damaged {
        /// Where in the file it was seen, at the latest.
        offset: u64,
        /// What is wrong.
        what: &'static str,
    },
    /// The journal in it is not whole.
    #[error("Take another backup: the journal in this one is damaged, {0}")]
    Entries(#[from] Misplaced),
    /// The journal in it is whole and ends elsewhere.
    #[error("Take another backup: this one ends at entry {found}, its beginning names {expected}")]
    OtherEnd {
        /// What the header says.
        expected: u64,
        /// The last entry.
        found: u64,
    },
    /// There is no room for it.
    #[error("Make room: {} needs {needed} bytes and has {free}", path.display())]
    NoRoom {
        /// Where.
        path: PathBuf,
        /// What the journal takes.
        needed: u64,
        /// What is there.
        free: u64,
    },
    /// The directory cannot take it.
    #[error(transparent)]
    Directory(#[from] LockError),
    /// The journal could not be put into the directory.
    #[error(transparent)]
    Restoring(#[from] JournalError),
    /// The file could not be read or written.
    #[error("Look at the disk and at the rights on the backup: {0}")]
    Io(#[from] io::Error),
}
