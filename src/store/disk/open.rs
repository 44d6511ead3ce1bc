//! Opening: the journal first, then the state, if it can be trusted and follows from the journal; else it is built again.

use std::io;
use std::path::Path;

use crate::base::{Say, Stamp};
use crate::domain::Entry;
use crate::encoding::{self, EncodingError, Stored};
use crate::store::StoreError;
use crate::store::indexes::Indexes;
use crate::store::journal::{Files, Journal, Reader, StoredEntry};
use crate::store::state::{Applied, Applying, State};

use super::tree::Tree;
use super::{folder, mark};

/// A state that has come as far as the journal.
pub(super) struct Ready {
    pub tree: Tree,
    pub applied: Applied,
    /// Why it was built again, if it was.
    pub rebuilt: Option<Say>,
    /// Entries that were applied while opening.
    pub caught_up: u64,
}

/// Opens the state beside a journal.
pub(super) fn open_state(
    files: &dyn Files,
    journal: &Journal,
    indexes: &Indexes,
    boot: Option<&str>,
    mut progress: impl FnMut(u64, u64),
) -> Result<Ready, StoreError> {
    let (dir, reader) = (journal.dir(), journal.reader());
    let is_new = reader.head().seq == 0;
    let exists = folder::state(dir).exists();
    let distrust = mark::distrust(files, dir, boot).map_err(failed)?;
    mark::say_open(files, dir, boot).map_err(failed)?;
    let reason = match distrust {
        _ if !exists => Say::new("chưa có bảng tra cứu", "there was none"),
        Some(reason) => reason,
        None => match trusted(journal, indexes, &mut progress) {
            Ok(ready) => return Ok(ready),
            Err(reason) => reason,
        },
    };
    folder::set_aside(dir).map_err(failed)?;
    let (tree, applied) = build(&folder::state(dir), &reader, journal.register(), indexes, |entry| {
        progress(entry.seq, reader.head().seq);
        Ok(())
    })?;
    let rebuilt = if is_new && !exists { None } else { Some(reason) };
    Ok(Ready { tree, caught_up: applied.seq, applied, rebuilt })
}

/// The state that is there, caught up; or why it cannot be used.
fn trusted(journal: &Journal, indexes: &Indexes, mut progress: impl FnMut(u64, u64)) -> Result<Ready, Say> {
    let broken = |error: StoreError| {
        let error = error.to_string();
        Say::new(format!("không đọc được ({error})"), format!("it could not be used ({error})"))
    };
    let reader = journal.reader();
    let tree = Tree::open(&folder::state(journal.dir())).map_err(broken)?;
    let Some(applied) = Applied::of(&tree).map_err(broken)? else {
        return Err(Say::new("trống hoặc của bản khác", "it was empty or of another version"));
    };
    if applied.register != journal.register() {
        return Err(Say::new("của sổ khác", "it belonged to another register"));
    }
    if applied.fingerprint != indexes.fingerprint() {
        return Err(Say::new("danh mục tra cứu đã đổi", "the indexes have changed"));
    }
    let hash = match applied.seq {
        0 => Some([0; 32]),
        seq => reader.entry(seq).map_err(|error| broken(error.into()))?.map(|entry| entry.hash),
    };
    if hash != Some(applied.hash) {
        return Err(Say::new("không khớp nhật ký", "it does not follow from the journal"));
    }
    let state = State { table: &tree, indexes };
    let before = applied.seq;
    let until = reader.head().seq;
    let applied = catch_up(state, applied, &reader, until, |entry| {
        progress(entry.seq.saturating_sub(before), until.saturating_sub(before));
        Ok(())
    })
    .and_then(|applied| state.clean_up(applied.newest).map(|()| applied))
    .map_err(broken)?;
    Ok(Ready { tree, applied, rebuilt: None, caught_up: applied.seq.saturating_sub(before) })
}

/// Builds a state in an absent folder.
pub(super) fn build(
    folder: &Path,
    reader: &Reader,
    register: [u8; 16],
    indexes: &Indexes,
    each: impl FnMut(&Entry) -> Result<(), StoreError>,
) -> Result<(Tree, Applied), StoreError> {
    let tree = Tree::open(folder)?;
    let state = State { table: &tree, indexes };
    let nothing = Applied::nothing(register, indexes);
    nothing.write(&tree)?;
    let applied = catch_up(state, nothing, reader, reader.head().seq, each)?;
    Ok((tree, applied))
}

/// Applies the entries that a state lacks, up to entry `until`.
pub(super) fn catch_up(
    state: State<'_>,
    applied: Applied,
    reader: &Reader,
    until: u64,
    mut each: impl FnMut(&Entry) -> Result<(), StoreError>,
) -> Result<Applied, StoreError> {
    let mut applying = Applying::new(state, applied);
    if applied.seq < until {
        for stored in reader.read_from(applied.seq + 1) {
            let stored = stored?;
            if stored.seq > until {
                break;
            }
            let entry = entry_of(&stored)?;
            applying.entry(&entry, stored.hash)?;
            each(&entry)?;
        }
    }
    applying.finish()
}

/// The entry in the journal's bytes.
pub(super) fn entry_of(stored: &StoredEntry) -> Result<Entry, StoreError> {
    let entry = encoding::entry::decode(&stored.body)?;
    if entry.seq != stored.seq {
        return Err(EncodingError::Damaged { what: Stored::Entry }.into());
    }
    Ok(entry)
}

/// The time of the journal's last entry.
pub(super) fn last_at(reader: &Reader) -> Result<Stamp, StoreError> {
    let last = reader.entry(reader.head().seq)?;
    Ok(last.map(|stored| entry_of(&stored)).transpose()?.map_or(Stamp(0), |entry| entry.at))
}

/// A folder or the mark could not be handled.
pub(super) fn failed(error: io::Error) -> StoreError {
    StoreError::State(error.to_string())
}
