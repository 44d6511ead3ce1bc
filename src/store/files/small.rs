//! The real disk for tests, as large as a test wants it.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Disk, Facts, File, Files, Space};

/// A disk of so many bytes, of which others take some. What is written through it counts when a file grows; what lies in
/// the directory that is asked about counts with its length.
#[derive(Clone)]
pub(in crate::store) struct Small {
    total: u64,
    others: Arc<AtomicU64>,
    /// What was free when it was last looked at, less what was taken since.
    free: Arc<AtomicU64>,
}

impl Small {
    /// An empty one.
    pub(in crate::store) fn of(total: u64) -> Small {
        Small { total, others: Arc::default(), free: Arc::new(AtomicU64::new(total)) }
    }

    /// Others have written so much in all.
    pub(in crate::store) fn taken_by_others(&self, bytes: u64) {
        self.others.store(bytes, Ordering::SeqCst);
    }

    fn wrap(&self, file: Box<dyn File>) -> Box<dyn File> {
        Box::new(SmallFile { file, disk: self.clone() })
    }

    /// Takes bytes, or says that the disk is full.
    fn take(&self, bytes: u64) -> io::Result<()> {
        let take = |free: u64| free.checked_sub(bytes);
        let taken = self.free.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take);
        taken.map(drop).map_err(|_| io::ErrorKind::StorageFull.into())
    }
}

/// The bytes of all files below a directory.
fn bytes_below(dir: &Path) -> u64 {
    let Ok(names) = fs::read_dir(dir) else { return 0 };
    let bytes = |entry: fs::DirEntry| match entry.metadata() {
        Ok(facts) if facts.is_dir() => bytes_below(&entry.path()),
        Ok(facts) => facts.len(),
        Err(_) => 0,
    };
    names.flatten().map(bytes).sum()
}

impl Files for Small {
    fn open(&self, path: &Path, write: bool) -> io::Result<Box<dyn File>> {
        Ok(self.wrap(Disk.open(path, write)?))
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn File>> {
        Ok(self.wrap(Disk.create_new(path)?))
    }

    fn create_dir(&self, path: &Path) -> io::Result<()> {
        Disk.create_dir(path)
    }

    fn set_mode(&self, dir: &Path, mode: u32) -> io::Result<()> {
        Disk.set_mode(dir, mode)
    }

    fn facts(&self, path: &Path) -> io::Result<Facts> {
        Disk.facts(path)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<OsString>> {
        Disk.list(dir)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        Disk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        Disk.remove(path)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        Disk.sync_dir(dir)
    }

    fn random(&self) -> io::Result<[u8; 16]> {
        Disk.random()
    }

    fn space(&self, dir: &Path) -> io::Result<Option<Space>> {
        let taken = bytes_below(dir).saturating_add(self.others.load(Ordering::SeqCst));
        let free = self.total.saturating_sub(taken);
        self.free.store(free, Ordering::SeqCst);
        Ok(Some(Space { free, total: self.total }))
    }
}

struct SmallFile {
    file: Box<dyn File>,
    disk: Small,
}

impl File for SmallFile {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        self.file.read_at(buf, offset)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let end = offset + bytes.len() as u64;
        self.disk.take(end.saturating_sub(self.file.len()?))?;
        self.file.write_at(bytes, offset)
    }

    fn extend(&self, from: u64, to: u64) -> io::Result<()> {
        self.disk.take(to.saturating_sub(from))?;
        self.file.extend(from, to)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.file.set_len(len)
    }

    fn allocate(&self, len: u64) -> io::Result<()> {
        self.disk.take(len)?;
        self.file.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    fn sync_all(&self) -> io::Result<()> {
        self.file.sync_all()
    }

    fn try_lock(&self) -> io::Result<bool> {
        self.file.try_lock()
    }
}
