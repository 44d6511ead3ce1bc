//! The lock of a register: one process at a time, for its whole life.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::directory::{self, DirectoryError};
use crate::base::{limits, wait};
use crate::store::files::{File, Files, read_small};

/// The name of the file in the directory of the register.
pub(super) const LOCK_NAME: &str = "lock";

/// Who takes the lock, as others will read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Where the holder is to be found (its socket).
    pub path: PathBuf,
    /// The process.
    pub pid: u32,
    /// The build of the program.
    pub build: String,
}

/// What the file says about its holder. Its words may be old: read a moment before the holder wrote them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Where the holder is to be found (its socket).
    pub path: Option<PathBuf>,
    /// The process.
    pub pid: Option<u32>,
    /// The build of the program.
    pub build: Option<String>,
}

/// Why the lock was not taken.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process has it.
    #[error("{0}")]
    Held(Held),
    /// The directory cannot hold a register.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
}

/// The right to write in the directory of a register. Given back when it is dropped, or when the process ends in any
/// way: the file stays and means nothing by itself.
pub struct Lock {
    dir: PathBuf,
    _file: Box<dyn File>,
}

/// How long a lock that is held is tried again.
const GIVEN_BACK_WITHIN: Duration = Duration::from_millis(200);
const BETWEEN_TRIES: Duration = Duration::from_millis(5);

impl Lock {
    /// Makes the directory if need be and takes its lock. A lock that is held is tried again for 200 ms: a
    /// process that is being started holds copies of its parent's open files until it runs its own program, so that a lock
    /// that was given back may be held a moment longer.
    pub fn take(files: &dyn Files, dir: &Path, owner: &Owner) -> Result<Lock, LockError> {
        directory::prepare(files, dir)?;
        let path = dir.join(LOCK_NAME);
        let file = open_or_create(files, &path).map_err(DirectoryError::at(&path))?;
        let begun = Instant::now();
        while !file.try_lock().map_err(DirectoryError::at(&path))? {
            if begun.elapsed() >= GIVEN_BACK_WITHIN {
                return Err(LockError::Held(Lock::holder(files, dir)?));
            }
            // Nobody tells when a lock is given back.
            wait::moment(BETWEEN_TRIES);
        }
        let text = owner.to_text();
        // Written over, then cut: a reader finds the old words or the new ones, seldom none.
        let write = || {
            file.write_at(text.as_bytes(), 0)?;
            file.set_len(text.len() as u64)
        };
        write().map_err(DirectoryError::at(&path))?;
        Ok(Lock { dir: dir.to_owned(), _file: file })
    }

    /// What the lock file says, whether or not the process still lives; all `None` when there is no file.
    pub fn holder(files: &dyn Files, dir: &Path) -> Result<Held, DirectoryError> {
        let path = dir.join(LOCK_NAME);
        match read_small(files, &path, limits::NOTE_BYTES_MAX) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Held::default()),
            read => Ok(Held::parse(&read.map_err(DirectoryError::at(&path))?)),
        }
    }

    /// The directory that it is the lock of.
    pub fn dir(&self) -> &Path {
        &self.dir
    }
}

impl fmt::Debug for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lock").field("dir", &self.dir).finish_non_exhaustive()
    }
}

fn open_or_create(files: &dyn Files, path: &Path) -> io::Result<Box<dyn File>> {
    match files.open(path, true) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => match files.create_new(path) {
            // Another came first.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => files.open(path, true),
            created => created,
        },
        opened => opened,
    }
}

impl Owner {
    fn to_text(&self) -> String {
        let line = |text: &str| text.replace(char::is_control, "?");
        format!(
            "pid {}\nbuild {}\npath {}\n",
            self.pid,
            line(&self.build),
            line(&self.path.to_string_lossy())
        )
    }
}

impl Held {
    /// Reads what a holder wrote, or anything else, as far as it can be read.
    fn parse(bytes: &[u8]) -> Held {
        let text = String::from_utf8_lossy(bytes);
        let field = |name: &str| {
            let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
            (!value.chars().any(char::is_control)).then(|| value.to_owned())
        };
        Held {
            path: field("path").map(PathBuf::from),
            pid: field("pid").and_then(|pid| pid.parse().ok()),
            build: field("build"),
        }
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pid {
            Some(pid) => {
                write!(f, "Use the server that runs, or stop process {pid}: it has this register open")?
            }
            None => write!(f, "Use the server that runs, or stop it: it has this register open")?,
        }
        if let Some(build) = &self.build {
            write!(f, ", build {build}")?;
        }
        if let Some(path) = &self.path {
            write!(f, ", at {}", path.display())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;
    use crate::store::files::Disk;

    fn owner(pid: u32) -> Owner {
        Owner { path: PathBuf::from("/run/some where/socket"), pid, build: "0.1.0".to_owned() }
    }

    #[test]
    fn the_second_is_told_who_holds_the_lock() {
        let home = tempfile::tempdir().unwrap();
        let lock = Lock::take(&Disk, home.path(), &owner(41)).unwrap();
        let Err(LockError::Held(held)) = Lock::take(&Disk, home.path(), &owner(42)) else {
            panic!("taken twice")
        };
        assert_eq!(held.pid, Some(41));
        assert_eq!(held.path.as_deref(), Some(Path::new("/run/some where/socket")));
        assert_eq!(held.build.as_deref(), Some("0.1.0"));
        assert!(held.to_string().contains("stop process 41"), "{held}");
        drop(lock);
        Lock::take(&Disk, home.path(), &owner(42)).unwrap();
        assert_eq!(Lock::holder(&Disk, home.path()).unwrap().pid, Some(42));
    }

    #[test]
    fn the_file_of_a_dead_process_is_no_obstacle_whatever_it_says() {
        let home = tempfile::tempdir().unwrap();
        for old in [&b"pid 1\nbuild x\npath /\n"[..], b"", b"\xff\xfe\0", &[b'p'; 100_000]] {
            fs::write(home.path().join(LOCK_NAME), old).unwrap();
            Lock::holder(&Disk, home.path()).unwrap();
            Lock::take(&Disk, home.path(), &owner(7)).unwrap();
            assert_eq!(Lock::holder(&Disk, home.path()).unwrap().pid, Some(7));
        }
    }

    #[test]
    fn a_link_or_a_pipe_in_its_place_is_not_followed() {
        let home = tempfile::tempdir().unwrap();
        let elsewhere = home.path().join("elsewhere");
        fs::write(&elsewhere, "keep").unwrap();
        let lock = home.path().join(LOCK_NAME);
        symlink(&elsewhere, &lock).unwrap();
        assert!(Lock::take(&Disk, home.path(), &owner(1)).is_err());
        assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "keep");
        fs::remove_file(&lock).unwrap();
        fs::create_dir(&lock).unwrap();
        assert!(Lock::take(&Disk, home.path(), &owner(1)).is_err());
    }

    #[test]
    fn the_lock_file_is_for_its_owner_only() {
        let home = tempfile::tempdir().unwrap();
        Lock::take(&Disk, home.path(), &owner(1)).unwrap();
        let mode = fs::metadata(home.path().join(LOCK_NAME)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_path_with_strange_signs_stays_one_line() {
        let strange = Owner { path: PathBuf::from("/a\npid 9\u{1b}[2J"), ..owner(1) };
        let held = Held::parse(strange.to_text().as_bytes());
        assert_eq!((held.pid, held.path.as_deref()), (Some(1), Some(Path::new("/a?pid 9?[2J"))));
    }
}
