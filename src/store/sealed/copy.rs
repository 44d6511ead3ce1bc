//! The backup of the keys: a file of its own, which expires.
//!
//! ```text
//! magic | version | register | day made | last day | length | the file of slots | SHA-256 over all before it
//! ```
//!
//! All numbers are little-endian; days as the register counts them. The keys in it are wrapped: without the office key,
//! which is copied apart from it, they open nothing. A key that is destroyed lives on in the backups that were made before,
//! and that is why these end: an expired one is not restored, and making a new one removes those beside it.

use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::slots::{self, FOLDER};
use super::{SlotsError, file_key};
use crate::base::{Day, Say};
use crate::store::files::{Files, publish};

const MAGIC: [u8; 8] = *b"NghKeys\n";
const VERSION: u32 = 1;
const HEAD_BYTES: usize = 8 + 4 + 16 + 4 + 4 + 8;
const HASH_BYTES: usize = 32;
/// Bytes of slots that a backup may hold: keys of some millions of petitions.
const SLOTS_BYTES_MAX: u64 = 1 << 30;

/// What a backup of keys says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeysCopy {
    /// The register whose keys they are.
    pub register: [u8; 16],
    /// The day on which it was made.
    pub made_on: Day,
    /// The last day on which it can be restored.
    pub until: Day,
}

/// Why keys were not copied or brought back: what to do, then why.
#[derive(Debug, thiserror::Error)]
pub enum KeysCopyError {
    /// The slots failed.
    #[error(transparent)]
    Slots(#[from] SlotsError),
    /// A file failed.
    #[error("look at the disk and at the rights on {}: {source}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It cannot be used.
    #[error("{}", .0.en)]
    Refused(Say),
}

impl KeysCopyError {
    /// In both languages.
    pub fn say(&self) -> Say {
        match self {
            KeysCopyError::Refused(say) => say.clone(),
            other => Say::plain(other.to_string()),
        }
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> KeysCopyError {
    move |source| KeysCopyError::Io { path: path.to_owned(), source }
}

fn refused(vi: impl Into<String>, en: impl Into<String>) -> KeysCopyError {
    KeysCopyError::Refused(Say::new(vi.into(), en.into()))
}

/// Copies the keys of the register in `dir` to the new file `to`, to be restored until that day. Saving may go on: a slot
/// is copied as it was or as it is. Returns the expired backups of the same register beside it that were removed.
pub fn copy_keys(
    files: &dyn Files,
    dir: &Path,
    to: &Path,
    made_on: Day,
    until: Day,
) -> Result<Vec<PathBuf>, KeysCopyError> {
    if files.facts(to).is_ok() {
        return Err(refused(
            format!("Ghi tên tệp mới: {} đã có", to.display()),
            format!("Name a new file: {} is there already", to.display()),
        ));
    }
    let from = slots::path_of(dir);
    let bytes = read_whole(files, &from, SLOTS_BYTES_MAX)?;
    let register = slots::register_of(&bytes).ok_or_else(|| {
        refused(
            format!("Chạy `nghedan check`: {} hỏng", from.display()),
            format!("Run `nghedan check`: {} is damaged", from.display()),
        )
    })?;
    let mut copy = Vec::with_capacity(HEAD_BYTES + bytes.len() + HASH_BYTES);
    copy.extend_from_slice(&MAGIC);
    copy.extend_from_slice(&VERSION.to_le_bytes());
    copy.extend_from_slice(&register);
    copy.extend_from_slice(&made_on.number().to_le_bytes());
    copy.extend_from_slice(&until.number().to_le_bytes());
    copy.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
    copy.extend_from_slice(&bytes);
    let hash = Sha256::digest(&copy);
    copy.extend_from_slice(&hash);
    let (folder, name) = split(to)?;
    publish(files, folder, name, &copy).map_err(at(to))?;
    let stored = read_whole(files, to, SLOTS_BYTES_MAX)?;
    parse(&stored, to)?;
    remove_expired(files, folder, register, made_on)
}

/// Brings keys back into the register in `dir`, which must have none yet: before it is started for the first time.
pub fn restore_keys(
    files: &dyn Files,
    dir: &Path,
    from: &Path,
    today: Day,
) -> Result<KeysCopy, KeysCopyError> {
    let stored = read_whole(files, from, SLOTS_BYTES_MAX)?;
    let (copy, bytes) = parse(&stored, from)?;
    if copy.until < today {
        return Err(refused(
            format!("Dùng bản sao khóa mới hơn: bản này chỉ đến {}", copy.until),
            format!("Use a newer backup of the keys: this one ended on {}", copy.until),
        ));
    }
    if files.facts(&slots::path_of(dir)).is_ok() {
        return Err(refused(
            "Chép khóa vào sổ vừa phục hồi, trước khi chạy lần đầu: sổ này đã có khóa",
            "Restore keys into a register that was just restored and never started: this one has its keys",
        ));
    }
    let folder = file_key::make_folder(files, dir, FOLDER).map_err(at(dir))?;
    publish(files, &folder, slots::NAME, bytes).map_err(at(&folder))?;
    Ok(copy)
}

/// What a backup of keys says of itself, when it is whole.
fn parse<'a>(stored: &'a [u8], path: &Path) -> Result<(KeysCopy, &'a [u8]), KeysCopyError> {
    let broken = || {
        refused(
            format!("Dùng bản khác: {} không phải bản sao khóa còn nguyên", path.display()),
            format!("Use another one: {} is no whole backup of keys", path.display()),
        )
    };
    let read = || {
        let (sealed, hash) = stored.split_at_checked(stored.len().checked_sub(HASH_BYTES)?)?;
        if Sha256::digest(sealed).as_slice() != hash {
            return None;
        }
        let rest = sealed.strip_prefix(&MAGIC)?.strip_prefix(&VERSION.to_le_bytes())?;
        let (register, rest) = rest.split_first_chunk::<16>()?;
        let (made_on, rest) = rest.split_first_chunk::<4>()?;
        let (until, rest) = rest.split_first_chunk::<4>()?;
        let (length, slots) = rest.split_first_chunk::<8>()?;
        let day = |number: &[u8; 4]| Day::from_number(i32::from_le_bytes(*number));
        let copy = KeysCopy { register: *register, made_on: day(made_on)?, until: day(until)? };
        let is_whole = u64::from_le_bytes(*length) == slots.len() as u64;
        (is_whole && slots::register_of(slots) == Some(*register)).then_some((copy, slots))
    };
    read().ok_or_else(broken)
}

fn remove_expired(
    files: &dyn Files,
    folder: &Path,
    register: [u8; 16],
    today: Day,
) -> Result<Vec<PathBuf>, KeysCopyError> {
    let mut removed = Vec::new();
    for name in files.list(folder).map_err(at(folder))? {
        let path = folder.join(name);
        if files.facts(&path).map_or(true, |facts| facts.is_dir) {
            continue;
        }
        // Other files in the folder are somebody else's, and may be of any length.
        let Ok(stored) = read_whole(files, &path, SLOTS_BYTES_MAX) else { continue };
        let Ok((copy, _)) = parse(&stored, &path) else { continue };
        if copy.register == register && copy.until < today {
            files.remove(&path).map_err(at(&path))?;
            removed.push(path);
        }
    }
    files.sync_dir(folder).map_err(at(folder))?;
    Ok(removed)
}

fn read_whole(files: &dyn Files, path: &Path, bytes_max: u64) -> Result<Vec<u8>, KeysCopyError> {
    let file = files.open(path, false).map_err(at(path))?;
    let length = file.len().map_err(at(path))?;
    let allowed = length <= bytes_max.saturating_add((HEAD_BYTES + HASH_BYTES) as u64);
    let length = usize::try_from(length).ok().filter(|_| allowed);
    let mut bytes = vec![0; length.ok_or_else(|| at(path)(io::ErrorKind::FileTooLarge.into()))?];
    let read = file.read_at(&mut bytes, 0).map_err(at(path))?;
    bytes.truncate(read);
    Ok(bytes)
}

fn split(path: &Path) -> Result<(&Path, &str), KeysCopyError> {
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.ok_or_else(|| at(path)(io::ErrorKind::InvalidInput.into()))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    Ok((folder.unwrap_or(Path::new(".")), name))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::cipher::Key;
    use super::super::slots::{Slot, Slots};
    use super::*;
    use crate::store::files::Disk;

    const REGISTER: [u8; 16] = [7; 16];

    fn day(iso: &str) -> Day {
        Day::from_iso(iso).unwrap()
    }

    #[test]
    fn keys_come_back_until_their_last_day_and_old_backups_go() {
        let home = tempfile::tempdir().unwrap();
        let (dir, other, store) =
            (home.path().join("one"), home.path().join("two"), home.path().join("kept"));
        for folder in [&dir, &other, &store] {
            fs::create_dir(folder).unwrap();
        }
        file_key::make_folder(&Disk, &dir, FOLDER).unwrap();
        let office = Key::random();
        let slots = Slots::create(&Disk, &dir, REGISTER, 1, &office).unwrap();
        slots.make(&office, 1, 4).unwrap();
        let Slot::Key(key) = slots.read(&office, 2).unwrap() else { panic!("no key") };
        let closed = key.close(b"", b"told").unwrap();

        fs::write(store.join("note.txt"), "mine").unwrap();
        let (first, second) = (store.join("a.keys"), store.join("b.keys"));
        assert!(copy_keys(&Disk, &dir, &first, day("2026-11-01"), day("2026-11-20")).unwrap().is_empty());
        assert!(
            copy_keys(&Disk, &dir, &first, day("2026-11-01"), day("2026-11-20")).is_err(),
            "never over one"
        );
        let removed = copy_keys(&Disk, &dir, &second, day("2026-11-21"), day("2026-12-21")).unwrap();
        assert_eq!((removed, first.exists()), (vec![first.clone()], false));
        assert!(store.join("note.txt").exists());

        assert!(restore_keys(&Disk, &other, &second, day("2026-12-22")).is_err(), "expired");
        assert!(restore_keys(&Disk, &other, &store.join("note.txt"), day("2026-12-21")).is_err());
        restore_keys(&Disk, &other, &second, day("2026-12-21")).unwrap();
        assert!(restore_keys(&Disk, &other, &second, day("2026-12-21")).is_err(), "it has keys");
        let (slots, is_its_key) = Slots::open(&Disk, &other, REGISTER, Some(&office)).unwrap().unwrap();
        let Slot::Key(key) = slots.read(&office, 2).unwrap() else { panic!("no key") };
        assert!(is_its_key);
        assert_eq!(key.open(b"", &closed).unwrap().as_slice(), b"told");
    }

    #[test]
    fn a_backup_with_any_byte_changed_or_missing_is_refused() {
        let home = tempfile::tempdir().unwrap();
        file_key::make_folder(&Disk, home.path(), FOLDER).unwrap();
        Slots::create(&Disk, home.path(), REGISTER, 1, &Key::random()).unwrap();
        let path = home.path().join("a.keys");
        copy_keys(&Disk, home.path(), &path, day("2026-11-01"), day("2026-11-20")).unwrap();
        let good = fs::read(&path).unwrap();
        assert!(parse(&good, &path).is_ok());
        for at in (0..HEAD_BYTES).chain([good.len() / 2, good.len() - 1]) {
            let mut bytes = good.clone();
            bytes[at] ^= 1;
            assert!(parse(&bytes, &path).is_err(), "byte {at}");
            assert!(parse(&good[..at], &path).is_err(), "cut at {at}");
        }
    }
}
