//! The folders of the state: the one in use, one that is being built, and those that were set aside.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::store::files::Files;

/// The folder of the state in the directory of the register. Deleting it is harmless: it is built again.
const STATE: &str = "state";
const FRESH: &str = "state.new";
const CHECK: &str = "state.check";
const ASIDE: &str = "state.broken-";

/// Folders set aside that are kept.
const ASIDE_MAX: usize = 2;

pub(super) fn state(dir: &Path) -> PathBuf {
    dir.join(STATE)
}

/// An absent folder in which another state can be built.
pub(super) fn fresh(dir: &Path) -> io::Result<PathBuf> {
    without(dir.join(FRESH))
}

/// An absent folder in which a state can be built to compare with.
pub(super) fn check(dir: &Path) -> io::Result<PathBuf> {
    without(dir.join(CHECK))
}

/// Removes a folder with all that is in it, or whatever else has its name.
pub(super) fn without(path: PathBuf) -> io::Result<PathBuf> {
    let gone = match fs::symlink_metadata(&path) {
        Ok(facts) if facts.is_dir() => fs::remove_dir_all(&path),
        Ok(_) => fs::remove_file(&path),
        Err(error) => Err(error),
    };
    match gone {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(path),
    }
}

/// Sets the state in use aside, if there is one, and removes what was set aside long ago.
pub(super) fn set_aside(dir: &Path) -> io::Result<()> {
    let state = state(dir);
    if fs::symlink_metadata(&state).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return Ok(());
    }
    let mut aside: Vec<u64> = Vec::new();
    for name in fs::read_dir(dir)? {
        let name = name?.file_name();
        aside.extend(name.to_str().and_then(|name| name.strip_prefix(ASIDE)?.parse::<u64>().ok()));
    }
    aside.sort_unstable();
    let number = aside.last().map_or(1, |last| last.saturating_add(1));
    fs::rename(&state, dir.join(format!("{ASIDE}{number}")))?;
    for old in aside.iter().rev().skip(ASIDE_MAX - 1) {
        without(dir.join(format!("{ASIDE}{old}")))?;
    }
    Ok(())
}

/// Returns when every file and folder below this one is on the disk.
pub(super) fn sync(files: &dyn Files, folder: &Path) -> io::Result<()> {
    for name in files.list(folder)? {
        let path = folder.join(name);
        if files.facts(&path)?.is_dir {
            sync(files, &path)?;
        } else {
            files.open(&path, false)?.sync_all()?;
        }
    }
    files.sync_dir(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::files::Disk;

    #[test]
    fn the_two_newest_are_kept_aside() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path();
        set_aside(dir).unwrap();
        for n in 1..=4 {
            fs::create_dir_all(state(dir).join("blobs")).unwrap();
            fs::write(state(dir).join("db"), n.to_string()).unwrap();
            sync(&Disk, &state(dir)).unwrap();
            set_aside(dir).unwrap();
            assert!(!state(dir).exists());
        }
        let mut names: Vec<_> = fs::read_dir(dir).unwrap().map(|name| name.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["state.broken-3", "state.broken-4"]);
    }

    #[test]
    fn a_file_in_the_place_of_a_folder_is_no_obstacle() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join(FRESH), "x").unwrap();
        assert!(!fresh(home.path()).unwrap().exists());
        fs::write(state(home.path()), "x").unwrap();
        set_aside(home.path()).unwrap();
        assert!(!state(home.path()).exists());
    }
}
