//! The reserve: room on the disk that is kept back, and given free when the disk is full.
//!
//! Saving stops while there is still some room, before the journal could meet the end of the disk. Then the reserve is given
//! free, so that what was acknowledged goes on into sled, marks are written and drafts are kept. When somebody has made room
//! the reserve is made again and saving goes on.
//!
//! Its file means nothing: one that is missing, or was made by half when the machine stopped, is made anew.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use crate::store::files::{Files, Space};

use super::hold;

/// The name of its file in the directory of the register.
const NAME: &str = "reserve";

const MIB: u64 = 1024 * 1024;
/// What is kept back on a large disk.
const BYTES_MAX: u64 = 32 * MIB;
/// A small disk keeps back one part of so many.
const PART: u64 = 8;
/// Saving stops below so many bytes at the least: two steps by which a segment grows.
const LOW_BYTES_MIN: u64 = 2 * MIB;

/// What is kept back of a disk, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Marks {
    /// What is kept back.
    reserve: u64,
    /// Saving stops when less than this is free beside the reserve.
    low: u64,
    /// It goes on, with the reserve made again, when this is free without it: more than twice of what stopped it, so
    /// that it does not go on and stop for every save.
    enough: u64,
}

impl Marks {
    fn of(space: Space) -> Marks {
        let reserve = (space.total / PART).min(BYTES_MAX);
        let low = (reserve / 4).max(LOW_BYTES_MIN);
        Marks { reserve, low, enough: reserve.saturating_add(low * 2) }
    }
}

/// The room that is kept back on the disk of one register.
pub(super) struct Reserve {
    files: Arc<dyn Files>,
    dir: PathBuf,
    is_full: AtomicBool,
    /// One at a time makes it or gives it free.
    changing: Mutex<()>,
}

impl Reserve {
    /// Keeps room back, or gives free what an earlier process kept back when the disk is full: opening needs some too.
    pub fn open(files: Arc<dyn Files>, dir: &Path) -> Reserve {
        let reserve =
            Reserve { files, dir: dir.to_owned(), is_full: AtomicBool::new(false), changing: Mutex::new(()) };
        if let Some(space) = reserve.space() {
            let marks = Marks::of(space);
            if reserve.is_there(marks) {
                reserve.has_room();
            } else {
                // Either there is none, or one that is no good.
                reserve.give_free();
                reserve.is_full.store(true, Ordering::Release);
                reserve.has_room();
            }
        }
        reserve
    }

    /// Whether something may be saved. Looks at the disk, which costs about a microsecond.
    pub fn has_room(&self) -> bool {
        let Some(space) = self.space() else { return true };
        let marks = Marks::of(space);
        let was_full = self.is_full.load(Ordering::Acquire);
        let is_full = if was_full { space.free < marks.enough } else { space.free < marks.low };
        if is_full == was_full {
            return !is_full;
        }
        let _one = hold(&self.changing);
        if is_full {
            self.give_free();
        } else if self.make(marks).is_err() {
            // Others took the room meanwhile.
            self.give_free();
            return false;
        }
        self.is_full.store(is_full, Ordering::Release);
        !is_full
    }

    /// A disk that does not answer says so when it is written to.
    fn space(&self) -> Option<Space> {
        self.files.space(&self.dir).ok().flatten()
    }

    fn path(&self) -> PathBuf {
        self.dir.join(NAME)
    }

    fn is_there(&self, marks: Marks) -> bool {
        let length = self.files.open(&self.path(), false).and_then(|file| file.len());
        length.is_ok_and(|length| length == marks.reserve)
    }

    fn make(&self, marks: Marks) -> io::Result<()> {
        self.give_free();
        self.files.create_new(&self.path())?.allocate(marks.reserve)
    }

    /// The room is there when it returns: nobody has the file open.
    fn give_free(&self) {
        // One that cannot be removed is in nobody's way.
        let _ = self.files.remove(&self.path());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::files::{Disk, Small};

    fn marks(total: u64) -> Marks {
        Marks::of(Space { free: 0, total })
    }

    #[test]
    fn a_large_disk_keeps_thirty_two_mib_back_and_a_small_one_an_eighth() {
        assert_eq!(marks(1 << 40), Marks { reserve: 32 * MIB, low: 8 * MIB, enough: 48 * MIB });
        assert_eq!(marks(64 * MIB), Marks { reserve: 8 * MIB, low: 2 * MIB, enough: 12 * MIB });
    }

    #[test]
    fn a_real_disk_says_how_much_room_it_has_and_takes_it_ahead() {
        use std::os::unix::fs::MetadataExt;
        let home = tempfile::tempdir().unwrap();
        let space = Disk.space(home.path()).unwrap().unwrap();
        assert!(0 < space.free && space.free <= space.total, "{space:?}");
        let path = home.path().join("taken");
        Disk.create_new(&path).unwrap().allocate(3 * MIB).unwrap();
        let taken = std::fs::metadata(&path).unwrap();
        assert_eq!(taken.len(), 3 * MIB);
        assert!(taken.blocks() * 512 >= 3 * MIB, "it is only lengthened: {} blocks", taken.blocks());
    }

    #[test]
    fn it_is_given_free_when_the_disk_is_full_and_made_again_when_there_is_room() {
        let home = tempfile::tempdir().unwrap();
        let disk = Small::of(64 * MIB);
        let reserve = Reserve::open(Arc::new(disk.clone()), home.path());
        let kept_back = || std::fs::metadata(home.path().join(NAME)).map_or(0, |file| file.len());
        assert!(reserve.has_room());
        assert_eq!(kept_back(), 8 * MIB);
        let others = |mib: u64| disk.taken_by_others(mib * MIB);
        others(53);
        assert!(reserve.has_room(), "3 MiB beside the reserve");
        others(55);
        assert!(!reserve.has_room());
        assert_eq!(kept_back(), 0);
        // Not before there is room for the reserve and twice of what stopped it.
        for (mib, has_room) in [(54, false), (53, false), (52, true), (53, true), (55, false), (64, false)] {
            others(mib);
            assert_eq!(reserve.has_room(), has_room, "{mib} MiB are taken by others");
            assert_eq!(kept_back() > 0, has_room);
        }
        others(0);
        assert!(reserve.has_room());
    }

    #[test]
    fn one_that_was_made_by_half_is_made_anew_and_one_on_a_full_disk_is_given_free() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join(NAME);
        let open = |disk: &Small| Reserve::open(Arc::new(disk.clone()), home.path());
        let disk = Small::of(64 * MIB);
        std::fs::write(&path, "half").unwrap();
        assert!(open(&disk).has_room());
        assert_eq!(std::fs::metadata(&path).unwrap().len(), 8 * MIB);
        disk.taken_by_others(56 * MIB);
        assert!(!open(&disk).has_room());
        assert!(!path.exists());
        assert!(!open(&disk).has_room(), "and without one");
    }
}
