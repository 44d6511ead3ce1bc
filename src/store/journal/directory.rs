//! The directory of a register: made for its owner only, refused when it is another's or of a newer version.

use std::io::{
    self,
    ErrorKind::{InvalidInput, PermissionDenied},
};
use std::path::{Path, PathBuf};

use crate::base::limits;
use crate::store::files::{Files, publish, read_small};

use super::lock::LOCK_NAME;

/// The format of a register that this build writes.
pub const FORMAT: u32 = 1;
const FORMAT_TEXT: &str = "nghedan register, format 1\n";
const FORMAT_NAME: &str = "FORMAT";
const FORMAT_BEGINS: &str = "nghedan register, format ";

/// Why a directory cannot be the register of this user and this build.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// Something else has the name.
    #[error("Name a directory with --data: {} is something else", path.display())]
    NotADirectory {
        /// What was named.
        path: PathBuf,
    },
    /// Another user owns it.
    #[error("Name a directory of your own with --data: {} belongs to user {owner_uid}, you are {own_uid}", path.display())]
    NotOurs {
        /// The directory.
        path: PathBuf,
        /// Who owns it.
        owner_uid: u32,
        /// Who we are.
        own_uid: u32,
    },
    /// Others could replace its files.
    #[error("Run `chmod 700 {}`: users other than its owner may write there", path.display())]
    OthersMayWrite {
        /// The directory.
        path: PathBuf,
    },
    /// We may not read or write it, or the file system takes no writes.
    #[error("Take the right to read and write {}: {source}", path.display())]
    NotWritable {
        /// The directory or file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A newer build wrote it.
    #[error("Update nghedan: {} was written by a newer version (format {format})", path.display())]
    Newer {
        /// The directory.
        path: PathBuf,
        /// Its format.
        format: u32,
    },
    /// It has a `FORMAT` file that this program never wrote.
    #[error("Name another directory with --data: {} is not a register of nghedan", path.display())]
    NotARegister {
        /// The directory.
        path: PathBuf,
    },
    /// It holds other files and no register.
    #[error("Name an empty directory with --data: {} holds other files and no register", path.display())]
    HoldsOtherFiles {
        /// The directory.
        path: PathBuf,
    },
    /// Something is to be put into it, and it is not empty.
    #[error("Name an empty directory with --data: {} holds files, and nothing is ever put over them", path.display())]
    NotEmpty {
        /// The directory.
        path: PathBuf,
    },
    /// The format says that there is a register, but its journal is gone; or the other way round.
    #[error("Restore the last backup: {} has lost {lost}", path.display())]
    Incomplete {
        /// The directory.
        path: PathBuf,
        /// What is not there.
        lost: &'static str,
    },
    /// It could not be looked at or made.
    #[error("Look at the disk and at the rights on {}: {source}", path.display())]
    Io {
        /// The directory or file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl DirectoryError {
    /// A failed act on the file or directory at `path`.
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> DirectoryError {
        use io::ErrorKind::ReadOnlyFilesystem;
        move |source| match source.kind() {
            PermissionDenied | ReadOnlyFilesystem => {
                DirectoryError::NotWritable { path: path.to_owned(), source }
            }
            _ => DirectoryError::Io { path: path.to_owned(), source },
        }
    }
}

/// Makes the directory, and what is missing above it, and sees that it is ours alone: others may not even look into a
/// register that lies in a directory made by hand.
pub(super) fn prepare(files: &dyn Files, dir: &Path) -> Result<(), DirectoryError> {
    make(files, dir)?;
    let path = dir.to_owned();
    let facts = files.facts(dir).map_err(DirectoryError::at(dir))?;
    let own_uid = rustix::process::geteuid().as_raw();
    if !facts.is_dir {
        return Err(DirectoryError::NotADirectory { path });
    }
    if facts.uid != own_uid {
        return Err(DirectoryError::NotOurs { path, owner_uid: facts.uid, own_uid });
    }
    if facts.mode & 0o022 != 0 {
        return Err(DirectoryError::OthersMayWrite { path });
    }
    holds_nothing_else(files, dir)?;
    if facts.mode != OWNER_ONLY {
        files.set_mode(dir, OWNER_ONLY).map_err(DirectoryError::at(dir))?;
    }
    Ok(())
}

/// The permissions of the directory of a register.
const OWNER_ONLY: u32 = 0o700;

/// Whether a register is in this directory or could be made there. Changes nothing; what is missing could be made.
pub fn may_hold(files: &dyn Files, dir: &Path) -> Result<(), DirectoryError> {
    match files.facts(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(DirectoryError::at(dir)(error)),
        Ok(facts) if !facts.is_dir => Err(DirectoryError::NotADirectory { path: dir.to_owned() }),
        Ok(_) => holds_nothing_else(files, dir),
    }
}

/// What a register's directory may hold before it is a register: whatever else is there is somebody's, and a register is
/// not poured over it.
const OURS: [&str; 9] =
    [FORMAT_NAME, "journal", "state", "drafts", "keys", "lock", "socket", "server.log", "reserve"];

fn holds_nothing_else(files: &dyn Files, dir: &Path) -> Result<(), DirectoryError> {
    let names = files.list(dir).map_err(DirectoryError::at(dir))?;
    // A register, also one that is newer or has lost a part: what is wrong with it is said when it is opened.
    if names.iter().any(|name| name == FORMAT_NAME || name == "journal") {
        return Ok(());
    }
    let is_ours = |name: &std::ffi::OsString| {
        OURS.iter().any(|own| name.as_encoded_bytes().starts_with(own.as_bytes()))
    };
    if names.iter().all(is_ours) {
        Ok(())
    } else {
        Err(DirectoryError::HoldsOtherFiles { path: dir.to_owned() })
    }
}

/// Whether the directory is absent or holds nothing but a lock and an empty folder of this name.
pub(super) fn holds_nothing(files: &dyn Files, dir: &Path, folder: &str) -> Result<(), DirectoryError> {
    let names = |dir: &Path| match files.list(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            Err(DirectoryError::NotADirectory { path: dir.to_owned() })
        }
        listed => listed.map_err(DirectoryError::at(dir)),
    };
    for name in names(dir)? {
        if name != LOCK_NAME && !(name == folder && names(&dir.join(folder))?.is_empty()) {
            return Err(DirectoryError::NotEmpty { path: dir.to_owned() });
        }
    }
    Ok(())
}

/// Makes a directory and those above it that are missing; their names are on the disk when it returns.
fn make(files: &dyn Files, dir: &Path) -> Result<(), DirectoryError> {
    let mut missing = Vec::new();
    for above in dir.ancestors().filter(|above| !above.as_os_str().is_empty()) {
        match files.facts(above) {
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::NotFound => missing.push(above),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {}
            Err(error) => return Err(DirectoryError::at(above)(error)),
        }
    }
    for dir in missing.into_iter().rev() {
        match files.create_dir(dir) {
            // Two that start at once make it together.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => made.map_err(DirectoryError::at(dir))?,
        }
        let parent = above(dir);
        files.sync_dir(parent).map_err(DirectoryError::at(parent))?;
    }
    Ok(())
}

/// Makes a directory inside the register. Its name is on the disk when it returns, and so are the names of the register and
/// of what is ours above it, whoever made them: that process may have been killed before it had synced them.
pub(super) fn make_folder(files: &dyn Files, dir: &Path, name: &str) -> Result<(), DirectoryError> {
    make(files, &dir.join(name))?;
    files.sync_dir(dir).map_err(DirectoryError::at(dir))?;
    let own_uid = rustix::process::geteuid().as_raw();
    for ours in dir.ancestors().filter(|above| !above.as_os_str().is_empty()) {
        if files.facts(ours).map_err(DirectoryError::at(ours))?.uid != own_uid {
            break;
        }
        let parent = above(ours);
        match files.sync_dir(parent) {
            // Where we may not look or nothing can be synced, we have made nothing.
            Err(error) if matches!(error.kind(), PermissionDenied | InvalidInput) => {}
            synced => synced.map_err(DirectoryError::at(parent))?,
        }
    }
    Ok(())
}

/// The directory above this one.
fn above(dir: &Path) -> &Path {
    dir.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether the directory says that it holds a register of this version; `false` when it says nothing.
pub(super) fn has_format(files: &dyn Files, dir: &Path) -> Result<bool, DirectoryError> {
    let path = dir.join(FORMAT_NAME);
    let text = match read_small(files, &path, limits::NOTE_BYTES_MAX) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        read => read.map_err(DirectoryError::at(&path))?,
    };
    if text == FORMAT_TEXT.as_bytes() {
        return Ok(true);
    }
    let number = std::str::from_utf8(&text)
        .ok()
        .and_then(|text| text.lines().next()?.strip_prefix(FORMAT_BEGINS)?.parse::<u32>().ok());
    let path = dir.to_owned();
    Err(match number {
        Some(format) if format > FORMAT => DirectoryError::Newer { path, format },
        _ => DirectoryError::NotARegister { path },
    })
}

/// Writes that the directory holds a register of this version.
pub(super) fn write_format(files: &dyn Files, dir: &Path) -> Result<(), DirectoryError> {
    publish(files, dir, FORMAT_NAME, FORMAT_TEXT.as_bytes())
        .map_err(DirectoryError::at(&dir.join(FORMAT_NAME)))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::store::files::{Disk, Facts, File};

    #[test]
    fn missing_directories_are_made_for_their_owner_only() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("a/b/c");
        prepare(&Disk, &dir).unwrap();
        prepare(&Disk, &dir).unwrap();
        for made in [&dir, &home.path().join("a")] {
            assert_eq!(fs::metadata(made).unwrap().permissions().mode() & 0o777, 0o700, "{made:?}");
        }
    }

    #[test]
    fn a_directory_that_others_could_read_is_closed_to_them_when_a_register_lies_there() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path();
        let mode = || fs::metadata(dir).unwrap().permissions().mode() & 0o777;
        let open = || fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).unwrap();
        open();
        fs::write(dir.join("letter.txt"), "").unwrap();
        prepare(&Disk, dir).unwrap_err();
        assert_eq!(mode(), 0o755, "it is somebody's own");
        fs::remove_file(dir.join("letter.txt")).unwrap();
        prepare(&Disk, dir).unwrap();
        assert_eq!(mode(), 0o700, "before it is a register");
        write_format(&Disk, dir).unwrap();
        open();
        prepare(&Disk, dir).unwrap();
        assert_eq!(mode(), 0o700);
    }

    #[test]
    fn a_register_is_not_poured_over_other_files() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path();
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700)).unwrap();
        fs::write(dir.join("server.log"), "").unwrap();
        prepare(&Disk, dir).unwrap();
        fs::write(dir.join("letter.txt"), "").unwrap();
        assert!(matches!(prepare(&Disk, dir), Err(DirectoryError::HoldsOtherFiles { .. })));
        assert!(matches!(may_hold(&Disk, dir), Err(DirectoryError::HoldsOtherFiles { .. })));
        may_hold(&Disk, &dir.join("new")).unwrap();
        // A file that came later into a register's directory is no reason to refuse it.
        write_format(&Disk, dir).unwrap();
        prepare(&Disk, dir).unwrap();
    }

    #[test]
    fn a_file_in_the_place_of_the_directory_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(matches!(prepare(&Disk, &file), Err(DirectoryError::NotADirectory { .. })));
        assert!(prepare(&Disk, &file.join("below")).is_err());
    }

    #[test]
    fn a_directory_where_others_may_write_is_refused_with_the_cure() {
        let home = tempfile::tempdir().unwrap();
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o775)).unwrap();
        let refused = prepare(&Disk, home.path()).unwrap_err();
        assert!(matches!(refused, DirectoryError::OthersMayWrite { .. }));
        assert!(refused.to_string().starts_with("Run `chmod 700 "), "{refused}");
    }

    #[test]
    fn the_format_tells_ours_newer_and_foreign_apart() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path();
        assert!(!has_format(&Disk, dir).unwrap());
        write_format(&Disk, dir).unwrap();
        assert!(has_format(&Disk, dir).unwrap());
        fs::write(dir.join(FORMAT_NAME), "nghedan register, format 2\n").unwrap();
        assert!(matches!(has_format(&Disk, dir), Err(DirectoryError::Newer { format: 2, .. })));
        for foreign in ["", "nghedan register, format", "nghedan register, format 0\n", "else", "\u{0}"] {
            fs::write(dir.join(FORMAT_NAME), foreign).unwrap();
            assert!(
                matches!(has_format(&Disk, dir), Err(DirectoryError::NotARegister { .. })),
                "{foreign:?}"
            );
        }
    }

    /// The real disk, on which everything belongs to somebody else.
    struct Strange;

    impl Files for Strange {
        fn facts(&self, path: &Path) -> io::Result<Facts> {
            Disk.facts(path).map(|facts| Facts { uid: facts.uid + 1, ..facts })
        }
        fn open(&self, path: &Path, write: bool) -> io::Result<Box<dyn File>> {
            Disk.open(path, write)
        }
        fn create_new(&self, path: &Path) -> io::Result<Box<dyn File>> {
            Disk.create_new(path)
        }
        fn create_dir(&self, path: &Path) -> io::Result<()> {
            Disk.create_dir(path)
        }
        fn set_mode(&self, dir: &Path, mode: u32) -> io::Result<()> {
            Disk.set_mode(dir, mode)
        }
        fn list(&self, dir: &Path) -> io::Result<Vec<std::ffi::OsString>> {
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
    }

    #[test]
    fn a_directory_of_another_user_is_refused() {
        let home = tempfile::tempdir().unwrap();
        assert!(matches!(prepare(&Strange, home.path()), Err(DirectoryError::NotOurs { .. })));
    }
}
