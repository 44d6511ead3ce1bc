//! The real disk for tests, which can be told to fail one act, and remembers all of them.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::{Disk, Facts, File, Files};

/// A disk on which the n-th act that changes or syncs something fails; a write that fails is done by half.
#[derive(Clone, Default)]
pub(in crate::store) struct Faulty {
    acts: Arc<Mutex<Acts>>,
}

#[derive(Default)]
struct Acts {
    done: Vec<&'static str>,
    fail: Option<(usize, io::ErrorKind)>,
}

impl Faulty {
    /// Forgets the acts so far; the n-th from now (from 0) fails in this way.
    pub(in crate::store) fn fail_at(&self, n: usize, kind: io::ErrorKind) {
        *self.acts.lock().unwrap() = Acts { done: Vec::new(), fail: Some((n, kind)) };
    }

    /// Forgets the acts so far; none fails.
    pub(in crate::store) fn heal(&self) {
        *self.acts.lock().unwrap() = Acts::default();
    }

    /// The acts since the last call of one of the above.
    pub(in crate::store) fn acts(&self) -> Vec<&'static str> {
        self.acts.lock().unwrap().done.clone()
    }

    fn act(&self, name: &'static str) -> io::Result<()> {
        let mut acts = self.acts.lock().unwrap();
        acts.done.push(name);
        match acts.fail {
            Some((n, kind)) if acts.done.len() == n + 1 => Err(kind.into()),
            _ => Ok(()),
        }
    }

    fn wrap(&self, file: Box<dyn File>) -> Box<dyn File> {
        Box::new(FaultyFile { file, disk: self.clone() })
    }
}

impl Files for Faulty {
    fn open(&self, path: &Path, write: bool) -> io::Result<Box<dyn File>> {
        Ok(self.wrap(Disk.open(path, write)?))
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn File>> {
        self.act("create")?;
        Ok(self.wrap(Disk.create_new(path)?))
    }

    fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.act("create dir")?;
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
        self.act("rename")?;
        Disk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        Disk.remove(path)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        self.act("sync dir")?;
        Disk.sync_dir(dir)
    }

    fn random(&self) -> io::Result<[u8; 16]> {
        Disk.random()
    }
}

struct FaultyFile {
    file: Box<dyn File>,
    disk: Faulty,
}

impl File for FaultyFile {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        self.file.read_at(buf, offset)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        if let Err(error) = self.disk.act("write") {
            self.file.write_at(&bytes[..bytes.len() / 2], offset)?;
            return Err(error);
        }
        self.file.write_at(bytes, offset)
    }

    fn extend(&self, from: u64, to: u64) -> io::Result<()> {
        self.disk.act("extend")?;
        self.file.extend(from, to)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.disk.act("set length")?;
        self.file.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.disk.act("sync data")?;
        self.file.sync_data()
    }

    fn sync_all(&self) -> io::Result<()> {
        self.disk.act("sync all")?;
        self.file.sync_all()
    }

    fn try_lock(&self) -> io::Result<bool> {
        self.file.try_lock()
    }
}
