//! The slots: one file of wrapped keys beside the journal, made and synced ahead, each destroyed in its place.
//!
//! ```text
//! DIR/keys/slots  one page of header, then slots of 128 bytes, numbered from 1
//!
//! header  magic | version | register | first slot | proof of the office key | crc32c | zeros
//! slot    state (1 a key, 2 destroyed) | 7 zeros | number | wrapped key | crc32c | zeros
//! ```
//!
//! All numbers are little-endian. A slot never crosses a sector of 512 bytes, and a write of one slot changes no other
//! byte of its sector, so that a torn write leaves each slot as it was or as it should be.
//!
//! The keys of slots before the first one are not here: a register that was restored without its keys begins a new file
//! behind the last slot that its entries name.
//!
//! A slot is used only after it was synced. What was made ahead and not used is made anew when the file is opened: the
//! process before may have died before its sync, and what is read then may be in the page cache only.

use std::io;
use std::path::{Path, PathBuf};

use super::cipher::{KEY_BYTES, Key, OVERHEAD_BYTES};
use crate::store::files::{File, Files, publish};

/// The folder of the keys in the directory of the register.
pub(super) const FOLDER: &str = "keys";
pub(super) const NAME: &str = "slots";

const HEADER_BYTES: u64 = 4096;
const SLOT_BYTES: usize = 128;
const MAGIC: [u8; 8] = *b"NghSlot\n";
const VERSION: u32 = 1;
const PROOF_BYTES: usize = 16 + OVERHEAD_BYTES;
const SEALED_BYTES: usize = 8 + 4 + 16 + 8 + PROOF_BYTES;

const A_KEY: u8 = 1;
const DESTROYED: u8 = 2;
const WRAPPED_AT: usize = 16;
const CRC_AT: usize = WRAPPED_AT + KEY_BYTES + OVERHEAD_BYTES;

/// What a slot holds.
pub(super) enum Slot {
    /// A key.
    Key(Key),
    /// A key was here.
    Destroyed,
    /// Nothing that can be read under this office key.
    Unreadable,
}

/// The file of slots, open for reading and writing.
pub(super) struct Slots {
    file: Box<dyn File>,
    path: PathBuf,
    register: [u8; 16],
    first: u64,
}

/// Why the slots did not open.
#[derive(Debug, thiserror::Error)]
pub enum SlotsError {
    /// A file or folder failed.
    #[error("look at the disk and at the rights on {}: {source}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is not of this register, or of a newer version, or its first page is damaged.
    #[error("restore the last backup of the keys: {} {why}", path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: &'static str,
    },
}

impl SlotsError {
    /// Whether the disk is full.
    pub(in crate::store) fn is_no_space(&self) -> bool {
        let SlotsError::Io { source, .. } = self else { return false };
        matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
    }

    /// A failed act on the file at `path`.
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> SlotsError {
        move |source| SlotsError::Io { path: path.to_owned(), source }
    }
}

/// Where the slots of a register lie.
pub(super) fn path_of(dir: &Path) -> PathBuf {
    dir.join(FOLDER).join(NAME)
}

impl Slots {
    /// Makes an empty file for the slots from `first` on, with the proof by which the office key is known again; on the disk
    /// when it returns.
    pub fn create(
        files: &dyn Files,
        dir: &Path,
        register: [u8; 16],
        first: u64,
        office: &Key,
    ) -> Result<Slots, SlotsError> {
        let path = path_of(dir);
        let proof = office.close(&MAGIC, &register).unwrap_or_default();
        let mut page = Vec::with_capacity(HEADER_BYTES as usize);
        page.extend_from_slice(&MAGIC);
        page.extend_from_slice(&VERSION.to_le_bytes());
        page.extend_from_slice(&register);
        page.extend_from_slice(&first.to_le_bytes());
        page.extend_from_slice(&proof);
        page.extend_from_slice(&crc32c::crc32c(&page).to_le_bytes());
        page.resize(HEADER_BYTES as usize, 0);
        publish(files, &dir.join(FOLDER), NAME, &page).map_err(SlotsError::at(&path))?;
        let file = files.open(&path, true).map_err(SlotsError::at(&path))?;
        Ok(Slots { file, path, register, first })
    }

    /// Opens the file; `None` when there is none. Says whether this office key is the one that wrapped its keys.
    pub fn open(
        files: &dyn Files,
        dir: &Path,
        register: [u8; 16],
        office: Option<&Key>,
    ) -> Result<Option<(Slots, bool)>, SlotsError> {
        let path = path_of(dir);
        let file = match files.open(&path, true) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened.map_err(SlotsError::at(&path))?,
        };
        let mut page = vec![0; SEALED_BYTES + 4];
        let read = file.read_at(&mut page, 0).map_err(SlotsError::at(&path))?;
        page.truncate(read);
        let header = |why| SlotsError::Header { path: path.clone(), why };
        let (sealed, crc) = page.split_at_checked(SEALED_BYTES).ok_or_else(|| header("is cut short"))?;
        if crc != crc32c::crc32c(sealed).to_le_bytes() || !sealed.starts_with(&MAGIC) {
            return Err(header("is damaged in its first page"));
        }
        let rest = sealed.get(MAGIC.len()..).unwrap_or_default();
        let (version, rest) = rest.split_at_checked(4).unwrap_or_default();
        let (of, rest) = rest.split_at_checked(16).unwrap_or_default();
        let (first, proof) = rest.split_at_checked(8).unwrap_or_default();
        let first = u64::from_le_bytes(first.try_into().unwrap_or_default());
        if version != VERSION.to_le_bytes() {
            return Err(header("was written by a newer version"));
        }
        if of != register {
            return Err(header("belongs to another register"));
        }
        let is_its_key = office.is_some_and(|key| key.open(&MAGIC, proof).is_some_and(|of| *of == register));
        Ok(Some((Slots { file, path, register, first }, is_its_key)))
    }

    /// Makes new keys in the slots from `first` on and returns them when they are on the disk.
    pub fn make(&self, office: &Key, first: u64, count: u64) -> io::Result<Vec<Key>> {
        let (mut keys, mut bytes) = (Vec::new(), Vec::new());
        for number in first..first.saturating_add(count) {
            let key = Key::random();
            let wrapped = office.close(&self.place(number), key.bytes()).unwrap_or_default();
            bytes.extend_from_slice(&slot_bytes(A_KEY, number, &wrapped));
            keys.push(key);
        }
        self.file.write_at(&bytes, offset_of(first))?;
        self.file.sync_data()?;
        Ok(keys)
    }

    /// What a slot holds.
    pub fn read(&self, office: &Key, number: u64) -> io::Result<Slot> {
        Ok(match self.stored(number)? {
            Some((A_KEY, wrapped)) => {
                let key = office.open(&self.place(number), &wrapped).and_then(|key| Key::of(&key));
                key.map_or(Slot::Unreadable, Slot::Key)
            }
            Some((DESTROYED, _)) => Slot::Destroyed,
            _ => Slot::Unreadable,
        })
    }

    /// Destroys the keys in these slots that are not destroyed yet, and returns when nothing of them is on the disk.
    /// Needs no office key.
    pub fn destroy(&self, numbers: &[u64]) -> io::Result<u64> {
        let mut destroyed = 0;
        for &number in numbers {
            if !matches!(self.stored(number)?, Some((DESTROYED, _))) {
                self.file.write_at(&slot_bytes(DESTROYED, number, &[]), offset_of(number))?;
                destroyed += 1;
            }
        }
        if destroyed > 0 {
            self.file.sync_data()?;
        }
        Ok(destroyed)
    }

    /// Destroys them as if for the first time: what is read as destroyed may be in the page cache only, when the process
    /// that did it was killed, or its sync had failed.
    pub fn destroy_anew(&self, numbers: &[u64]) -> io::Result<()> {
        for &number in numbers {
            self.file.write_at(&slot_bytes(DESTROYED, number, &[]), offset_of(number))?;
        }
        self.file.sync_data()
    }

    /// Whether the key of this slot was left elsewhere.
    pub fn is_elsewhere(&self, number: u64) -> bool {
        number < self.first
    }

    /// Where the file lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn stored(&self, number: u64) -> io::Result<Option<(u8, Vec<u8>)>> {
        let mut bytes = [0; SLOT_BYTES];
        if number == 0 || self.file.read_at(&mut bytes, offset_of(number))? < SLOT_BYTES {
            return Ok(None);
        }
        let Some(wrapped) = bytes.get(WRAPPED_AT..CRC_AT) else { return Ok(None) };
        let is_whole =
            [A_KEY, DESTROYED].contains(&bytes[0]) && bytes == slot_bytes(bytes[0], number, wrapped);
        Ok(is_whole.then(|| (bytes[0], wrapped.to_vec())))
    }

    /// What binds a wrapped key to its slot of this register.
    fn place(&self, number: u64) -> Vec<u8> {
        [&self.register[..], &number.to_le_bytes()].concat()
    }
}

/// The register in the first page of a file of slots; `None` when the page is damaged or of another version.
pub(super) fn register_of(bytes: &[u8]) -> Option<[u8; 16]> {
    let (sealed, rest) = bytes.split_at_checked(SEALED_BYTES)?;
    let crc = rest.first_chunk::<4>()?;
    let rest = sealed.strip_prefix(&MAGIC)?.strip_prefix(&VERSION.to_le_bytes())?;
    (*crc == crc32c::crc32c(sealed).to_le_bytes()).then_some(*rest.first_chunk::<16>()?)
}

/// Where a slot begins in the file, in bytes.
pub(super) fn offset_of(number: u64) -> u64 {
    HEADER_BYTES.saturating_add(number.saturating_sub(1).saturating_mul(SLOT_BYTES as u64))
}

fn slot_bytes(state: u8, number: u64, wrapped: &[u8]) -> [u8; SLOT_BYTES] {
    let mut slot = Vec::with_capacity(SLOT_BYTES);
    slot.push(state);
    slot.resize(8, 0);
    slot.extend_from_slice(&number.to_le_bytes());
    slot.extend_from_slice(wrapped);
    slot.resize(CRC_AT, 0);
    slot.extend_from_slice(&crc32c::crc32c(&slot).to_le_bytes());
    slot.resize(SLOT_BYTES, 0);
    slot.try_into().unwrap_or([0; SLOT_BYTES])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::files::Disk;

    const REGISTER: [u8; 16] = [7; 16];

    fn home() -> tempfile::TempDir {
        let home = tempfile::tempdir().unwrap();
        Disk.create_dir(&home.path().join(FOLDER)).unwrap();
        home
    }

    #[test]
    fn keys_are_read_again_and_stay_destroyed() {
        let home = home();
        let office = Key::random();
        let slots = Slots::create(&Disk, home.path(), REGISTER, 1, &office).unwrap();
        slots.make(&office, 1, 9).unwrap();
        let Slot::Key(third) = slots.read(&office, 3).unwrap() else { panic!("no key") };
        let closed = third.close(b"", b"told").unwrap();
        assert_eq!(slots.destroy(&[4, 4, 5]).unwrap(), 2);
        drop(slots);
        let (slots, is_its_key) = Slots::open(&Disk, home.path(), REGISTER, Some(&office)).unwrap().unwrap();
        assert!(is_its_key);
        let Slot::Key(third) = slots.read(&office, 3).unwrap() else { panic!("no key") };
        assert_eq!(third.open(b"", &closed).unwrap().as_slice(), b"told");
        assert!(matches!(slots.read(&office, 4).unwrap(), Slot::Destroyed));
        assert_eq!(slots.destroy(&[4, 5]).unwrap(), 0, "nothing is written twice");
        assert!(matches!(slots.read(&office, 10).unwrap(), Slot::Unreadable), "never made");
        assert!(matches!(slots.read(&Key::random(), 3).unwrap(), Slot::Unreadable), "another office key");
        let bytes = std::fs::read(slots.path()).unwrap();
        let of = |number| offset_of(number) as usize..offset_of(number + 1) as usize;
        assert!(bytes[of(4)][WRAPPED_AT..CRC_AT].iter().all(|byte| *byte == 0), "nothing is left of it");
        assert_eq!(HEADER_BYTES % 512, 0);
        assert_eq!(512 % SLOT_BYTES, 0);
    }

    #[test]
    fn a_changed_slot_gives_no_key() {
        let home = home();
        let office = Key::random();
        let slots = Slots::create(&Disk, home.path(), REGISTER, 1, &office).unwrap();
        slots.make(&office, 1, 2).unwrap();
        let good = std::fs::read(slots.path()).unwrap();
        for at in offset_of(1)..offset_of(2) {
            let mut bytes = good.clone();
            bytes[at as usize] ^= 1;
            std::fs::write(slots.path(), &bytes).unwrap();
            assert!(matches!(slots.read(&office, 1).unwrap(), Slot::Unreadable), "byte {at}");
        }
        // The key of another slot in the place of this one.
        let mut bytes = good.clone();
        bytes.copy_within(offset_of(2) as usize.., offset_of(1) as usize);
        std::fs::write(slots.path(), &bytes).unwrap();
        assert!(matches!(slots.read(&office, 1).unwrap(), Slot::Unreadable));
    }

    #[test]
    fn a_file_of_another_register_or_version_is_refused_with_what_to_do() {
        let home = home();
        let office = Key::random();
        assert!(Slots::open(&Disk, home.path(), REGISTER, None).unwrap().is_none());
        let path = Slots::create(&Disk, home.path(), REGISTER, 1, &office).unwrap().path().to_owned();
        let (_, is_its_key) =
            Slots::open(&Disk, home.path(), REGISTER, Some(&Key::random())).unwrap().unwrap();
        assert!(!is_its_key);
        assert!(Slots::open(&Disk, home.path(), [8; 16], Some(&office)).is_err());
        let good = std::fs::read(&path).unwrap();
        for at in 0..SEALED_BYTES + 4 {
            let mut bytes = good.clone();
            bytes[at] ^= 1;
            std::fs::write(&path, bytes).unwrap();
            assert!(Slots::open(&Disk, home.path(), REGISTER, Some(&office)).is_err(), "byte {at}");
        }
        std::fs::write(&path, &good[..20]).unwrap();
        let refused = Slots::open(&Disk, home.path(), REGISTER, Some(&office)).err().unwrap();
        assert!(refused.to_string().starts_with("restore the last backup of the keys"), "{refused}");
    }
}
