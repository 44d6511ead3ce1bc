//! Drafts (bản nháp): one closed file an officer and form, outside journal and state, replaced by rename, removed after saving.
//!
//! Their key is not the office key: typing goes on without that one. When a register is opened without any draft the key
//! is made anew, so that what the disk still has of removed ones stays closed for ever.

#[cfg(test)]
mod cut_tests;

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use serde::Deserialize;
use thiserror::Error;

use crate::base::{Id, Officer, Stamp, limits};
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
    /// One writer at a time: a rename must not overtake an older one. The officers whose folder's name is on the disk.
    writing: Mutex<BTreeSet<Officer>>,
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
    /// More forms than anybody fills at once.
    #[error("finish or discard a draft: at most {max} are kept", max = limits::DRAFTS_MAX)]
    TooMany,
}

/// The version of the bytes; those of the first two, which were not closed, are read too, any other is left alone.
const VERSION: u8 = 3;
const OPEN_VERSION: u8 = 2;
const FIRST_VERSION: u8 = 1;
/// The folder of the drafts in the directory of the register.
const FOLDER: &str = "drafts";
const SUFFIX: &str = "draft";

impl Drafts {
    /// The drafts of the register in this directory, for which a folder is made when there is none.
    pub fn open(files: Arc<dyn Files>, register: &Path) -> Result<Drafts, DraftsError> {
        let dir = register.join(FOLDER);
        private_dir(&*files, register, FOLDER)?;
        let is_empty = !any_draft(&*files, &dir)?;
        let key = DraftsKey::open(&*files, register, is_empty)?;
        Ok(Drafts { files, dir, key, writing: Mutex::default() })
    }

    /// Keeps a draft, after taking out what may not be kept; on the disk when it returns.
    pub fn keep(&self, officer: &Officer, draft: Draft) -> Result<(), DraftsError> {
        let draft = draft.cleaned();
        let bytes = bytes::to_bytes(&draft).map_err(|_| DraftsError::TooLarge(limits::DRAFT_BYTES_MAX))?;
        if bytes.len() > limits::DRAFT_BYTES_MAX {
            return Err(DraftsError::TooLarge(bytes.len()));
        }
        let name = file_name(&draft.form);
        let closed = self.key.close(&bound(officer, &name), &bytes);
        let closed = closed.ok_or(DraftsError::TooLarge(bytes.len()))?;
        let stored = [&[VERSION][..], &closed].concat();
        let mut known = self.writing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !known.contains(officer) {
            private_dir(&*self.files, &self.dir, officer.as_str())?;
            known.insert(officer.clone());
        }
        let kept = self.names(officer)?;
        if !kept.contains(&name) && kept.len() >= limits::DRAFTS_MAX {
            return Err(DraftsError::TooMany);
        }
        Ok(publish(&*self.files, &self.dir_of(officer), &name, &stored)?)
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

    /// Removes a draft, if there is one. Nothing waits for the disk: a draft that comes back after a power cut is looked
    /// at again, a saved record that did not stay would be lost.
    pub fn remove(&self, officer: &Officer, form: &FormName) -> Result<(), DraftsError> {
        let _one = self.writing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let dir = self.dir_of(officer);
        match self.files.remove(&dir.join(file_name(form))) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes what anybody has typed about a record: when it becomes a denunciation.
    pub fn forget(&self, record: &Id) -> Result<(), DraftsError> {
        let _one = self.writing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for officer in self.files.list(&self.dir)? {
            let folder = self.dir.join(officer);
            if !self.files.facts(&folder)?.is_dir {
                continue;
            }
            let names = names_in(&*self.files, &folder)?;
            for name in names.iter().filter(|name| name.split('+').nth(1) == Some(record.as_str())) {
                self.files.remove(&folder.join(name))?;
            }
            self.files.sync_dir(&folder)?;
        }
        Ok(())
    }

    fn dir_of(&self, officer: &Officer) -> PathBuf {
        self.dir.join(officer.as_str())
    }

    fn names(&self, officer: &Officer) -> Result<Vec<String>, DraftsError> {
        Ok(names_in(&*self.files, &self.dir_of(officer))?)
    }

    fn read(&self, officer: &Officer, name: &str) -> Option<Draft> {
        let file = self.files.open(&self.dir_of(officer).join(name), false).ok()?;
        let mut stored = vec![0; usize::try_from(file.len().ok()?).ok()?.min(STORED_BYTES_MAX + 1)];
        let read = file.read_at(&mut stored, 0).ok()?;
        stored.truncate(read);
        let (version, body) = stored.split_first()?;
        if stored.len() > STORED_BYTES_MAX {
            return None;
        }
        let draft = match *version {
            VERSION => {
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

/// Whether there is any draft. The names of all are on the disk when it returns: a process that was killed before it synced
/// them has left them in memory only, and what is shown from here on must stay.
fn any_draft(files: &dyn Files, dir: &Path) -> io::Result<bool> {
    let mut is_there = false;
    for officer in files.list(dir)? {
        let folder = dir.join(officer);
        if files.facts(&folder)?.is_dir {
            files.sync_dir(&folder)?;
            is_there |= !names_in(files, &folder)?.is_empty();
        }
    }
    Ok(is_there)
}

fn names_in(files: &dyn Files, dir: &Path) -> io::Result<Vec<String>> {
    let names = match files.list(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listed => listed?,
    };
    let is_draft = |name: &String| name.strip_suffix(SUFFIX).is_some_and(|rest| rest.ends_with('.'));
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::domain::Value;
    use crate::store::files::Disk;

    fn officer(name: &str) -> Officer {
        Officer::new(name).unwrap()
    }

    fn open(dir: &Path) -> Drafts {
        Drafts::open(Arc::new(Disk), dir).unwrap()
    }

    fn only_file(drafts: &Drafts, officer: &Officer) -> PathBuf {
        drafts.dir_of(officer).join(drafts.names(officer).unwrap().remove(0))
    }

    fn draft(kind: &str, at: i64) -> Draft {
        let field =
            |name: &str, text: &str, value| DraftField { name: name.into(), text: text.into(), value };
        Draft {
            form: FormName::for_new("petition", 0),
            fields: vec![
                field("petition_kind", "k", Some(Value::Choice(kind.into()))),
                field("summary", "Giếng cạn, 9 hộ thiếu nước", None),
            ],
            at_field: "summary".into(),
            caret: 9,
            base: 0,
            kept_at: Stamp(at),
        }
    }

    #[test]
    fn a_draft_comes_back_as_it_was_left_and_only_to_its_officer() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = open(dir.path());
        let (one, two) = (officer("can_bo_01"), officer("can_bo_02"));
        drafts.keep(&one, draft("phan_anh", 1)).unwrap();
        drafts.keep(&one, draft("phan_anh", 2)).unwrap();
        let form = draft("phan_anh", 2).form;
        assert_eq!(open(dir.path()).get(&one, &form), Some(draft("phan_anh", 2)));
        assert_eq!((drafts.count(&one), drafts.count(&two)), (1, 0));
        drafts.remove(&one, &form).unwrap();
        drafts.remove(&one, &form).unwrap();
        assert_eq!(drafts.count(&one), 0);
    }

    #[test]
    fn two_new_forms_are_two_drafts() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = open(dir.path());
        let one = officer("can_bo_01");
        let mut second = draft("phan_anh", 2);
        second.form.sheet = 7;
        drafts.keep(&one, draft("phan_anh", 1)).unwrap();
        drafts.keep(&one, second.clone()).unwrap();
        assert_eq!(drafts.all(&one).unwrap(), [second.clone(), draft("phan_anh", 1)]);
        drafts.remove(&one, &draft("phan_anh", 1).form).unwrap();
        assert_eq!(drafts.get(&one, &second.form), Some(second));
    }

    #[test]
    fn a_draft_of_the_first_version_is_still_read() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = open(dir.path());
        let one = officer("can_bo_01");
        let Draft { form, fields, at_field, caret, base, kept_at } = draft("phan_anh", 1);
        drafts.keep(&one, draft("phan_anh", 1)).unwrap();
        let name = (form.kind.clone(), form.record.clone(), form.step.clone());
        let mut stored = vec![FIRST_VERSION];
        stored.extend(bytes::to_bytes(&(name, fields, at_field, caret, base, kept_at)).unwrap());
        fs::write(only_file(&drafts, &one), stored).unwrap();
        assert_eq!(drafts.get(&one, &form), Some(draft("phan_anh", 1)));
    }

    #[test]
    fn what_was_typed_is_closed_on_the_disk() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = open(dir.path());
        let one = officer("can_bo_01");
        drafts.keep(&one, draft("phan_anh", 1)).unwrap();
        let stored = fs::read(only_file(&drafts, &one)).unwrap();
        assert!(!String::from_utf8_lossy(&stored).contains("thi"), "a piece of the text");
        // In the place of another officer's draft, or changed, it is none.
        let (form, two) = (draft("phan_anh", 1).form, officer("can_bo_02"));
        drafts.keep(&two, draft("phan_anh", 2)).unwrap();
        fs::write(only_file(&drafts, &two), &stored).unwrap();
        assert_eq!((drafts.get(&two, &form), drafts.count(&two)), (None, 1));
        // The key goes with the last draft.
        drafts.remove(&one, &form).unwrap();
        drafts.remove(&two, &form).unwrap();
        let drafts = open(dir.path());
        drafts.keep(&one, draft("phan_anh", 3)).unwrap();
        fs::write(only_file(&drafts, &one), &stored).unwrap();
        assert_eq!(drafts.get(&one, &form), None);
    }

    #[test]
    fn drafts_of_a_record_that_becomes_a_denunciation_are_removed_for_everybody() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = open(dir.path());
        let (one, two) = (officer("can_bo_01"), officer("can_bo_02"));
        let of = |id: &str| {
            let mut draft = draft("phan_anh", 1);
            draft.form.record = Id::new(id);
            draft
        };
        for officer in [&one, &two] {
            drafts.keep(officer, of("C1.don.2026.7")).unwrap();
            drafts.keep(officer, of("C1.don.2026.77")).unwrap();
        }
        drafts.forget(&Id::new("C1.don.2026.7").unwrap()).unwrap();
        for officer in [&one, &two] {
            assert_eq!(drafts.all(officer).unwrap(), [of("C1.don.2026.77")]);
        }
    }

    #[test]
    fn nothing_told_of_a_denunciation_reaches_the_disk() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = open(dir.path());
        drafts.keep(&officer("can_bo_01"), draft("to_cao", 1)).unwrap();
        let file = only_file(&drafts, &officer("can_bo_01"));
        let stored = fs::read(file).unwrap();
        assert!(!String::from_utf8_lossy(&stored).contains("cạn"));
    }

    #[test]
    fn a_broken_file_is_passed_over_and_too_much_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = open(dir.path());
        let one = officer("can_bo_01");
        drafts.keep(&one, draft("phan_anh", 1)).unwrap();
        let file = only_file(&drafts, &one);
        fs::write(&file, [9, 1, 2, 3]).unwrap();
        assert_eq!(drafts.all(&one).unwrap(), []);
        let mut huge = draft("phan_anh", 1);
        huge.fields[1].text = "x".repeat(limits::DRAFT_BYTES_MAX);
        assert!(matches!(drafts.keep(&one, huge), Err(DraftsError::TooLarge(_))));
    }
}
