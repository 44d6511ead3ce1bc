//! What the journal promises, tried on a real directory.

mod append;
mod crash;
mod damage;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use super::*;
use crate::store::files::{Disk, Files};

/// Small segments, so that a few entries fill one.
const SMALL: Options = Options { segment_bytes: 16 * 1024, extend_bytes: 4 * 1024 };

/// The directory of a register that is opened and closed again and again.
struct Register {
    home: TempDir,
    files: Arc<dyn Files>,
}

impl Register {
    fn new() -> Register {
        Register::on(Arc::new(Disk))
    }

    fn on(files: Arc<dyn Files>) -> Register {
        Register { home: tempfile::tempdir().unwrap(), files }
    }

    fn dir(&self) -> PathBuf {
        self.home.path().join("register")
    }

    fn segment(&self, number: u64) -> PathBuf {
        segment::path_of(&self.dir(), number)
    }

    fn try_open(&self) -> Result<(Journal, Opened), JournalError> {
        let owner = Owner { path: self.dir(), pid: 1, build: "test".to_owned() };
        let lock = Lock::take(&*self.files, &self.dir(), &owner).unwrap();
        Journal::open(Arc::clone(&self.files), Arc::new(lock), SMALL)
    }

    fn open(&self) -> (Journal, Opened) {
        self.try_open().unwrap()
    }

    /// Appends each body as a group of its own, closes, and returns where the frames of the last segment end.
    fn with_entries(&self, bodies: &[&str]) -> u64 {
        let (mut journal, _) = self.open();
        for body in bodies {
            journal.append(&[body]).unwrap();
        }
        let end = last_frame_end(&fs::read(self.segment(1)).unwrap());
        journal.reader().verify(|_| {}).unwrap();
        end
    }
}

/// The bodies of all entries.
fn bodies(journal: &Journal) -> Vec<String> {
    let entries = journal.reader().read_from(1).map(|entry| String::from_utf8(entry.unwrap().body).unwrap());
    entries.collect()
}

/// Where zeros begin.
fn last_frame_end(bytes: &[u8]) -> u64 {
    bytes.iter().rposition(|byte| *byte != 0).unwrap() as u64 + 1
}

/// Changes the bytes of a file.
fn edit(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}
