//! The few file operations that everything durable stands on, behind a trait so that a test can lose what was not synced.
//!
//! Journal, marks, key slots and drafts write through it; sled alone does not.

#[cfg(test)]
mod cut_disk;
#[cfg(test)]
mod faulty;
#[cfg(test)]
mod small;

use std::ffi::OsString;
use std::fs;
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, PermissionsExt};
use std::path::Path;

use rustix::fs::{FallocateFlags, FlockOperation, Mode, OFlags};

#[cfg(test)]
pub(crate) use cut_disk::{Counts, CutDisk, Failure, Ignored};
#[cfg(test)]
pub(super) use faulty::Faulty;
#[cfg(test)]
pub(super) use small::Small;

/// What is known of a directory entry without opening it; links are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Whether it is a directory.
    pub is_dir: bool,
    /// The user who owns it.
    pub uid: u32,
    /// Its permission bits, `0o777` at most.
    pub mode: u32,
}

/// How much room a file system has, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Space {
    /// What this account can still write.
    pub free: u64,
    /// How large it is.
    pub total: u64,
}

/// A file system. Files are made for their owner only, are closed on exec, and are never reached through a symbolic
/// link in their last step.
pub trait Files: Send + Sync {
    /// Opens a regular file that exists; for reading only, or for reading and writing.
    fn open(&self, path: &Path, write: bool) -> io::Result<Box<dyn File>>;
    /// Makes a file (0600) and opens it for reading and writing; an error when something of that name is there.
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn File>>;
    /// Makes one directory (0700); an error when something of that name is there.
    fn create_dir(&self, path: &Path) -> io::Result<()>;
    /// Sets the permission bits of a directory.
    fn set_mode(&self, dir: &Path, mode: u32) -> io::Result<()>;
    /// What is at `path`.
    fn facts(&self, path: &Path) -> io::Result<Facts>;
    /// The names in a directory, in no order.
    fn list(&self, dir: &Path) -> io::Result<Vec<OsString>>;
    /// Gives a file another name, in place of what had it. Durable after [`Files::sync_dir`].
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file. Durable after [`Files::sync_dir`].
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Returns when the names in a directory are on the disk.
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;
    /// Bytes that nobody can foretell.
    fn random(&self) -> io::Result<[u8; 16]>;
    /// How much room the file system of a directory has; `None` when it has no end.
    fn space(&self, dir: &Path) -> io::Result<Option<Space>> {
        let _ = dir;
        Ok(None)
    }
}

/// An open file. Offsets and lengths are in bytes.
#[allow(clippy::len_without_is_empty, reason = "nothing asks whether a file is empty")]
pub trait File: Send + Sync {
    /// How long it is.
    fn len(&self) -> io::Result<u64>;
    /// Reads until `buf` is full or the file ends; returns how much was read.
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize>;
    /// Writes all of `bytes`. After an error any part of them may have been written.
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()>;
    /// Makes `[from, to)` written zeros. An error of kind `StorageFull` or `QuotaExceeded` comes before other bytes of
    /// the file were touched.
    fn extend(&self, from: u64, to: u64) -> io::Result<()>;
    /// Cuts or lengthens the file.
    fn set_len(&self, len: u64) -> io::Result<()>;
    /// Makes an empty file so long, and takes the room for it; what it holds is not written. A file system that cannot
    /// take room ahead only lengthens it.
    fn allocate(&self, len: u64) -> io::Result<()> {
        self.set_len(len)
    }
    /// Returns when the bytes, and the length they need, are on the disk.
    fn sync_data(&self) -> io::Result<()>;
    /// Returns when bytes and metadata are on the disk.
    fn sync_all(&self) -> io::Result<()>;
    /// Locks the file for this open handle alone until it is closed; `false` when another holds it.
    fn try_lock(&self) -> io::Result<bool>;
}

/// The real file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

/// `NONBLOCK` so that a pipe put in the place of a file cannot hold us; it means nothing to a regular file.
const OPEN: OFlags = OFlags::CLOEXEC.union(OFlags::NOFOLLOW).union(OFlags::NOCTTY).union(OFlags::NONBLOCK);

fn open_disk(path: &Path, flags: OFlags) -> io::Result<Box<dyn File>> {
    let file = fs::File::from(rustix::fs::open(path, OPEN | flags, Mode::RUSR | Mode::WUSR)?);
    if !file.metadata()?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    Ok(Box::new(DiskFile(file)))
}

impl Files for Disk {
    fn open(&self, path: &Path, write: bool) -> io::Result<Box<dyn File>> {
        open_disk(path, if write { OFlags::RDWR } else { OFlags::RDONLY })
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn File>> {
        open_disk(path, OFlags::RDWR | OFlags::CREATE | OFlags::EXCL)
    }

    fn create_dir(&self, path: &Path) -> io::Result<()> {
        fs::DirBuilder::new().mode(0o700).create(path)
    }

    fn set_mode(&self, dir: &Path, mode: u32) -> io::Result<()> {
        fs::set_permissions(dir, fs::Permissions::from_mode(mode))
    }

    fn facts(&self, path: &Path) -> io::Result<Facts> {
        let found = fs::metadata(path)?;
        Ok(Facts { is_dir: found.is_dir(), uid: found.uid(), mode: found.mode() & 0o777 })
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<OsString>> {
        fs::read_dir(dir)?.map(|entry| Ok(entry?.file_name())).collect()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        fs::File::from(rustix::fs::open(dir, flags, Mode::empty())?).sync_all()
    }

    fn random(&self) -> io::Result<[u8; 16]> {
        let mut bytes = [0; 16];
        fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn space(&self, dir: &Path) -> io::Result<Option<Space>> {
        let found = rustix::fs::statvfs(dir)?;
        let bytes = |blocks: u64| blocks.saturating_mul(found.f_frsize);
        Ok(Some(Space { free: bytes(found.f_bavail), total: bytes(found.f_blocks) }))
    }
}

struct DiskFile(fs::File);

impl DiskFile {
    /// Takes room for `[from, to)`, which are zeros then; whether the file system can is not told.
    fn take_room(&self, from: u64, to: u64) -> io::Result<()> {
        let take = || rustix::fs::fallocate(&self.0, FallocateFlags::empty(), from, to.saturating_sub(from));
        match rustix::io::retry_on_intr(take) {
            Ok(()) | Err(rustix::io::Errno::OPNOTSUPP | rustix::io::Errno::NOSYS) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

impl File for DiskFile {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut done = 0;
        while let Some(rest) = buf.get_mut(done..).filter(|rest| !rest.is_empty()) {
            match self.0.read_at(rest, offset + done as u64) {
                Ok(0) => break,
                Ok(read) => done += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(done)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.0.write_all_at(bytes, offset)
    }

    /// Reserves first, so that a full disk is known before anything is written. The zeros are written all the same:
    /// the first write into a block that was only reserved changes metadata, which each save's sync would wait for.
    fn extend(&self, from: u64, to: u64) -> io::Result<()> {
        static ZEROS: [u8; 64 * 1024] = [0; 64 * 1024];
        self.take_room(from, to)?;
        let mut at = from;
        while at < to {
            let step = usize::try_from(to - at).unwrap_or(usize::MAX).min(ZEROS.len());
            self.0.write_all_at(ZEROS.get(..step).unwrap_or(&ZEROS), at)?;
            at += step as u64;
        }
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn allocate(&self, len: u64) -> io::Result<()> {
        self.take_room(0, len)?;
        self.0.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn sync_all(&self) -> io::Result<()> {
        self.0.sync_all()
    }

    fn try_lock(&self) -> io::Result<bool> {
        match rustix::fs::flock(&self.0, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(true),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// Reads a small file whole; at most `bytes_max` of it.
pub fn read_small(files: &dyn Files, path: &Path, bytes_max: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; bytes_max];
    let read = files.open(path, false)?.read_at(&mut bytes, 0)?;
    bytes.truncate(read);
    Ok(bytes)
}

/// Puts a small file into a directory so that, whatever happens, the name stands for nothing or for all of `bytes`;
/// when it returns they are on the disk.
pub fn publish(files: &dyn Files, dir: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let unfinished = dir.join(format!("{name}{UNFINISHED}"));
    match files.remove(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let file = files.create_new(&unfinished)?;
    file.write_at(bytes, 0)?;
    file.sync_all()?;
    files.rename(&unfinished, &dir.join(name))?;
    files.sync_dir(dir)
}

/// How the name of a file ends that [`publish`] has not finished.
const UNFINISHED: &str = ".new";
