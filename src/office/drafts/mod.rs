//! Drafts (bản nháp): one closed file an officer and form, outside journal and state, replaced by rename, removed after saving.
//!
//! Their key is not the office key: typing goes on without that one. When a register is opened without any draft the key
//! is made anew, so that what the disk still has of removed ones stays closed for ever.
//! One that the officer discarded is set aside for a while under another name.

mod aside;
#[cfg(test)]
mod aside_tests;
#[cfg(test)]
mod cut_tests;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
};

use serde::Deserialize;
use thiserror::Error;

use crate::base::{Day, Id, Officer, Stamp, limits};
use crate::domain::{Draft, DraftField, FormName};
use crate::encoding::bytes;
use crate::store::{
    files::{Files, publish},
    sealed::DraftsKey,
};

/// The drafts of all officers.
pub struct Drafts {
    files: Arc<dyn Files>,
    dir: PathBuf,
    key: DraftsKey,
    /// One writer at a time: a rename must not overtake an older one.
    writing: Mutex<Writing>,
}

/// What whoever writes knows of what was written before.
#[derive(Default)]
struct Writing {
    /// The officers whose folder's name is on the disk.
    known: BTreeSet<Officer>,
    /// On which connection a form was kept last, as long as it was not left.
    keepers: BTreeMap<(Officer, FormName), u64>,
}

/// What can go wrong with drafts: what to do, then why. Never what was typed.
#[derive(Debug, Error)]
pub enum DraftsError {
    /// The disk failed.
    #[error("look at the disk of the register: a draft could not be kept ({0})")]
    Io(#[from] io::Error),
    /// Larger than a form can be.
    #[error("shorten the text: a draft of {0} bytes, at most {max} are kept", max = limits::DRAFT_BYTES_MAX)]
    TooLarge(usize),
    /// Another connection has kept a newer one.
    #[error("go on in the other terminal, or fetch the draft from there: it was kept there meanwhile")]
    Newer,
    /// More forms than anybody fills at once.
    #[error("finish or discard a draft: at most {max} are kept", max = limits::DRAFTS_MAX)]
    TooMany,
    /// Each form of which one was set aside is being filled again.
    #[error("finish or discard the draft of that form first: the discarded one would go over it")]
    IsLive,
}

/// The version of the bytes; those of the first two, which were not closed, are read too, any other is left alone.
const VERSION: u8 = 3;
/// The same bytes, of a form that was left on purpose.
const LEFT_VERSION: u8 = 4;
const OPEN_VERSION: u8 = 2;
const FIRST_VERSION: u8 = 1;
/// The folder of the drafts in the directory of the register.
const FOLDER: &str = "drafts";
const SUFFIX: &str = "draft";

impl Drafts {
    /// The drafts of the register in this directory, for which a folder is made when there is none. Discarded ones whose
    /// days are over by `today` are gone when it returns.
    pub fn open(files: Arc<dyn Files>, register: &Path, today: Day) -> Result<Drafts, DraftsError> {
        let dir = register.join(FOLDER);
        private_dir(&*files, register, FOLDER)?;
        aside::remove_old(&*files, &dir, today)?;
        let is_empty = !any_draft(&*files, &dir)?;
        let key = DraftsKey::open(&*files, register, is_empty)?;
        Ok(Drafts { files, dir, key, writing: Mutex::default() })
    }

    /// Keeps a draft, after taking out what may not be kept; on the disk when it returns the version that it is now.
    /// `kept_at` is the version from which it goes on. `connection` writes over what it kept itself, else only over that
    /// version.
    pub fn keep(
        &self,
        officer: &Officer,
        connection: u64,
        draft: Draft,
        now: Stamp,
    ) -> Result<Stamp, DraftsError> {
        let mut draft = draft.cleaned();
        let mut writing = self.lock();
        let keeper = (officer.clone(), draft.form.clone());
        let there = self.get(officer, &draft.form).map(|there| there.kept_at);
        let is_own = writing.keepers.get(&keeper) == Some(&connection);
        let is_newer = there.is_some_and(|there| there != draft.kept_at);
        if is_newer && draft.kept_at != Stamp(0) && !is_own {
            return Err(DraftsError::Newer);
        }
        draft.kept_at = there.map_or(now, |there| now.max(Stamp(there.0.saturating_add(1))));
        let bytes = bytes::to_bytes(&draft).map_err(|_| DraftsError::TooLarge(limits::DRAFT_BYTES_MAX))?;
        if bytes.len() > limits::DRAFT_BYTES_MAX {
            return Err(DraftsError::TooLarge(bytes.len()));
        }
        let name = file_name(&draft.form);
        let closed = self.key.close(&bound(officer, &name), &bytes);
        let closed = closed.ok_or(DraftsError::TooLarge(bytes.len()))?;
        let stored = [&[VERSION][..], &closed].concat();
        if !writing.known.contains(officer) {
            private_dir(&*self.files, &self.dir, officer.as_str())?;
            writing.known.insert(officer.clone());
        }
        let kept = self.names(officer)?;
        if !kept.contains(&name) && kept.len() >= limits::DRAFTS_MAX {
            return Err(DraftsError::TooMany);
        }
        publish(&*self.files, &self.dir_of(officer), &name, &stored)?;
        writing.keepers.insert(keeper, connection);
        Ok(draft.kept_at)
    }

    /// Its form was left on purpose: it waits in the list, and is not offered at the next login.
    pub fn leave(&self, officer: &Officer, form: &FormName) -> Result<(), DraftsError> {
        let mut writing = self.lock();
        writing.keepers.remove(&(officer.clone(), form.clone()));
        self.mark_left(officer, &file_name(form))
    }

    /// Whoever calls this is the one that writes.
    fn mark_left(&self, officer: &Officer, name: &str) -> Result<(), DraftsError> {
        if let Some(mut stored) = self.stored(officer, name)
            && let Some(version) = stored.first_mut().filter(|version| **version == VERSION)
        {
            *version = LEFT_VERSION;
            publish(&*self.files, &self.dir_of(officer), name, &stored)?;
        }
        Ok(())
    }

    /// How many drafts were being typed in when they were kept last, and not left on purpose since.
    pub fn stopped(&self, officer: &Officer) -> u32 {
        let names = self.names(officer).unwrap_or_default();
        let stopped = names
            .iter()
            .filter(|name| self.stored(officer, name).is_some_and(|stored| stored.first() == Some(&VERSION)));
        u32::try_from(stopped.count()).unwrap_or(u32::MAX)
    }

    /// The connection on which a form was kept last, when it was not left since.
    pub fn keeper(&self, officer: &Officer, form: &FormName) -> Option<u64> {
        self.lock().keepers.get(&(officer.clone(), form.clone())).copied()
    }

    /// An officer's drafts, the newest first. A file that cannot be read is left where it is and not shown.
    pub fn all(&self, officer: &Officer) -> Result<Vec<Draft>, DraftsError> {
        let names = self.names(officer)?;
        let mut drafts: Vec<Draft> = names.iter().filter_map(|name| self.read(officer, name)).collect();
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.kept_at));
        Ok(drafts)
    }

    /// How many drafts an officer has.
    pub fn count(&self, officer: &Officer) -> u32 {
        self.names(officer).map_or(0, |names| u32::try_from(names.len()).unwrap_or(u32::MAX))
    }

    /// The draft of a form.
    pub fn get(&self, officer: &Officer, form: &FormName) -> Option<Draft> {
        self.read(officer, &file_name(form)).filter(|draft| draft.form == *form)
    }

    /// Removes a draft whose form was saved or is empty again, if there is one. Nothing waits for the disk: a draft that comes back after a power cut is looked
    /// at again, a saved record that did not stay would be lost.
    pub fn remove(&self, officer: &Officer, form: &FormName) -> Result<(), DraftsError> {
        let mut writing = self.lock();
        writing.keepers.remove(&(officer.clone(), form.clone()));
        let dir = self.dir_of(officer);
        match self.files.remove(&dir.join(file_name(form))) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes what anybody has typed about a record, discarded or not: when it becomes a denunciation.
    pub fn forget(&self, record: &Id) -> Result<(), DraftsError> {
        let _one = self.lock();
        for folder in folders(&*self.files, &self.dir)? {
            let mut names = names_in(&*self.files, &folder, SUFFIX)?;
            names.extend(names_in(&*self.files, &folder, aside::SUFFIX)?);
            for name in names.iter().filter(|name| name.split('+').nth(1) == Some(record.as_str())) {
                self.files.remove(&folder.join(name))?;
            }
            self.files.sync_dir(&folder)?;
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Writing> {
        self.writing.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn dir_of(&self, officer: &Officer) -> PathBuf {
        self.dir.join(officer.as_str())
    }

    fn names(&self, officer: &Officer) -> Result<Vec<String>, DraftsError> {
        Ok(names_in(&*self.files, &self.dir_of(officer), SUFFIX)?)
    }

    /// The bytes of a file, when they are no more than a draft has.
    fn stored(&self, officer: &Officer, name: &str) -> Option<Vec<u8>> {
        let file = self.files.open(&self.dir_of(officer).join(name), false).ok()?;
        let mut stored = vec![0; usize::try_from(file.len().ok()?).ok()?.min(STORED_BYTES_MAX + 1)];
        let read = file.read_at(&mut stored, 0).ok()?;
        stored.truncate(read);
        (stored.len() <= STORED_BYTES_MAX).then_some(stored)
    }

    fn read(&self, officer: &Officer, name: &str) -> Option<Draft> {
        self.opened(officer, name, &self.stored(officer, name)?)
    }

    /// What these bytes hold, which were kept under this name.
    fn opened(&self, officer: &Officer, name: &str, stored: &[u8]) -> Option<Draft> {
        let (version, body) = stored.split_first()?;
        let draft = match *version {
            VERSION | LEFT_VERSION => {
                let opened = self.key.open_bytes(&bound(officer, name), body)?;
                bytes::from_bytes::<Draft>(&opened).ok()?
            }
            OPEN_VERSION => bytes::from_bytes::<Draft>(body).ok()?,
            FIRST_VERSION => bytes::from_bytes::<FirstDraft>(body).ok()?.into(),
            _ => return None,
        };
        Some(draft.cleaned())
    }
}

/// Bytes of a file: a draft, its version, and what closes it.
const STORED_BYTES_MAX: usize = limits::DRAFT_BYTES_MAX + 64;

/// What binds a closed draft to its officer and form.
fn bound(officer: &Officer, name: &str) -> String {
    format!("{}/{name}", officer.as_str())
}

/// Whether there is any draft, discarded ones too. The names of all are on the disk when it returns: a process that was killed before it synced
/// them has left them in memory only, and what is shown from here on must stay.
fn any_draft(files: &dyn Files, dir: &Path) -> io::Result<bool> {
    let mut is_there = false;
    for folder in folders(files, dir)? {
        files.sync_dir(&folder)?;
        is_there |= !names_in(files, &folder, SUFFIX)?.is_empty();
        is_there |= !names_in(files, &folder, aside::SUFFIX)?.is_empty();
    }
    Ok(is_there)
}

/// The folders of the officers.
fn folders(files: &dyn Files, dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for officer in files.list(dir)? {
        let folder = dir.join(officer);
        if files.facts(&folder)?.is_dir {
            folders.push(folder);
        }
    }
    Ok(folders)
}

/// The names in a folder that end with this suffix.
fn names_in(files: &dyn Files, dir: &Path, suffix: &str) -> io::Result<Vec<String>> {
    let names = match files.list(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listed => listed?,
    };
    let is_draft = |name: &String| name.strip_suffix(suffix).is_some_and(|rest| rest.ends_with('.'));
    Ok(names.into_iter().filter_map(|name| name.into_string().ok()).filter(is_draft).collect())
}

/// A form's name in signs that a path may have; ids and names of kinds and steps have no others.
fn file_name(form: &FormName) -> String {
    let safe = |text: &str| {
        text.chars()
            .map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' })
            .collect::<String>()
    };
    let record = match (&form.record, form.sheet) {
        (Some(id), _) => id.to_string(),
        (None, 0) => "new".to_owned(),
        (None, sheet) => format!("new-{sheet}"),
    };
    let step = form.step.as_deref().unwrap_or("edit");
    format!("{}+{}+{}.{SUFFIX}", safe(&form.kind), safe(&record), safe(step))
}

/// A draft of the first version, when an officer had one new form of a kind.
#[derive(Deserialize)]
struct FirstDraft {
    form: (String, Option<Id>, Option<String>),
    fields: Vec<DraftField>,
    at_field: String,
    caret: u32,
    base: u32,
    kept_at: Stamp,
}

impl From<FirstDraft> for Draft {
    fn from(first: FirstDraft) -> Draft {
        let FirstDraft { form: (kind, record, step), fields, at_field, caret, base, kept_at } = first;
        Draft { form: FormName { kind, record, step, sheet: 0 }, fields, at_field, caret, base, kept_at }
    }
}

/// Makes a folder for its owner only, if it is not there; its name is on the disk when it returns.
fn private_dir(files: &dyn Files, dir: &Path, name: &str) -> io::Result<()> {
    match files.create_dir(&dir.join(name)) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        // The process that made it may have been killed before its name was on the disk.
        _ => files.sync_dir(dir),
    }
}
