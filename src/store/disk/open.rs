//! Opening: the journal first, then the state, if it can be trusted and follows from the journal; else it is built again.

use std::io;
use std::path::Path;

use crate::base::{Say, Stamp};
use crate::domain::Entry;
use crate::encoding::{self, EncodingError, Stored};
use crate::store::StoreError;
use crate::store::files::Files;
use crate::store::indexes::Indexes;
use crate::store::journal::{Journal, Reader, StoredEntry};
use crate::store::state::{Applied, Applying, State};

use super::held::Held;
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
    let reason = match mark::distrust(files, dir, boot).map_err(failed)? {
        _ if !exists => Say::new("chưa có bảng tra cứu", "there was none"),
        Some(reason) => {
            // What it answers is not trusted, but what it has seen may be more than the journal has.
            if let Ok(tree) = opened(&folder::state(dir)) {
                let seen = nothing_is_missing(&tree, journal, indexes);
                let closed = tree.close();
                seen?;
                drop(closed);
            }
            reason
        }
        None => {
            mark::say_open(files, dir, boot).map_err(failed)?;
            match trusted(journal, indexes, &mut progress)? {
                Ok(ready) => return Ok(ready),
                Err(reason) => reason,
            }
        }
    };
    folder::set_aside(dir).map_err(failed)?;
    // Not before: a state that is not trusted must not be taken for one of this boot when the start is broken off here.
    mark::say_open(files, dir, boot).map_err(failed)?;
    let (tree, applied) = build(&folder::state(dir), &reader, journal.register(), indexes, |entry| {
        progress(entry.seq, reader.head().seq);
        Ok(())
    })?;
    let rebuilt = if is_new && !exists { None } else { Some(reason) };
    Ok(Ready { tree, caught_up: applied.seq, applied, rebuilt })
}

/// The state that is there, caught up; or why it cannot be used. Then sled has let go of its folder. An error is one of
/// the journal.
fn trusted(
    journal: &Journal,
    indexes: &Indexes,
    progress: impl FnMut(u64, u64),
) -> Result<Result<Ready, Say>, StoreError> {
    let tree = match opened(&folder::state(journal.dir())) {
        Ok(tree) => tree,
        Err(error) => return Ok(Err(broken(&error))),
    };
    let seen = nothing_is_missing(&tree, journal, indexes);
    let reason = match seen.map(|()| examined(&tree, journal, indexes, progress)) {
        Ok(Ok((applied, caught_up))) => return Ok(Ok(Ready { tree, applied, rebuilt: None, caught_up })),
        Ok(Err(reason)) => Ok(Err(reason)),
        Err(missing) => Err(missing),
    };
    // It is set aside in any case, or the start is refused.
    let _ = tree.close();
    reason
}

/// The tree in this folder; after an error sled has let go of it.
fn opened(folder: &Path) -> Result<Tree, StoreError> {
    Tree::open(folder).inspect_err(|_| {
        let _ = Tree::wait_until_free(folder);
    })
}

/// Refuses a journal that ends before an entry that this state has applied: a state never runs ahead of what was synced.
///
/// A state of another register, or one whose own past is not this journal's (it was copied here from a directory that
/// went another way), says nothing about this journal. One that cannot be read does not either.
fn nothing_is_missing(tree: &Tree, journal: &Journal, indexes: &Indexes) -> Result<(), StoreError> {
    let Ok(Some(applied)) = Applied::of(tree) else { return Ok(()) };
    let head = journal.head().seq;
    let is_ahead = applied.seq > head || (applied.seq == head && applied.part > 0);
    if applied.register != journal.register() || !is_ahead {
        return Ok(());
    }
    let last = journal.reader().entry(head)?.map(|stored| entry_of(&stored)).transpose()?;
    let state = State { table: tree, indexes };
    match last.map_or(Ok(true), |last| state.has_applied(&last, applied.newest)) {
        Ok(true) => Err(journal.cut_short().into()),
        Ok(false) | Err(_) => Ok(()),
    }
}

/// Sees whether a state follows from the journal and catches it up; says how far it has come and by how many entries.
fn examined(
    tree: &Tree,
    journal: &Journal,
    indexes: &Indexes,
    mut progress: impl FnMut(u64, u64),
) -> Result<(Applied, u64), Say> {
    let reader = journal.reader();
    let Some(applied) = Applied::of(tree).map_err(|error| broken(&error))? else {
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
        seq => reader.entry(seq).map_err(|error| broken(&error.into()))?.map(|entry| entry.hash),
    };
    if hash != Some(applied.hash) {
        return Err(Say::new("không khớp nhật ký", "it does not follow from the journal"));
    }
    let state = State { table: tree, indexes };
    let (before, until) = (applied.seq, reader.head().seq);
    let reached = catch_up(state, applied, &reader, until, |entry| {
        progress(entry.seq.saturating_sub(before), until.saturating_sub(before));
        Ok(())
    });
    let reached = reached.map_err(|error| broken(&error))?;
    state.clean_up(reached.newest).map_err(|error| broken(&error))?;
    Ok((reached, reached.seq.saturating_sub(before)))
}

fn broken(error: &StoreError) -> Say {
    Say::new(format!("không đọc được ({error})"), format!("it could not be used ({error})"))
}

/// Builds a state in an absent folder, with what the journal holds now.
pub(super) fn build(
    folder: &Path,
    reader: &Reader,
    register: [u8; 16],
    indexes: &Indexes,
    each: impl FnMut(&Entry) -> Result<(), StoreError>,
) -> Result<(Tree, Applied), StoreError> {
    let tree = Tree::open(folder)?;
    let held = Held::over(&tree);
    let nothing = Applied::nothing(register, indexes);
    nothing.write(&held)?;
    let applied = catch_up(State { table: &held, indexes }, nothing, reader, reader.head().seq, each)?;
    held.finish()?;
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
