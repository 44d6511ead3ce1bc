//! Drafts (bản nháp): one file an officer and form, outside journal and state, replaced by rename, removed after saving.
//!
//! They are not encrypted yet: they lie in a directory that only the server's account can read.

use std::{
    fs,
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Mutex,
};

use serde::Deserialize;
use thiserror::Error;

use crate::base::{Id, Officer, Stamp, limits};
use crate::domain::{Draft, DraftField, FormName};
use crate::encoding::bytes;

/// The drafts of all officers.
pub struct Drafts {
    dir: PathBuf,
    /// One writer at a time: a rename must not overtake an older one.
    writing: Mutex<()>,
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

/// The version of the bytes; those of the first are read too, any other is left alone.
const VERSION: u8 = 2;
const FIRST_VERSION: u8 = 1;
const SUFFIX: &str = "draft";

impl Drafts {
    /// The drafts in this directory, which is made when it is missing.
    pub fn open(dir: &Path) -> Result<Drafts, DraftsError> {
        private_dir(dir)?;
        Ok(Drafts { dir: dir.to_owned(), writing: Mutex::new(()) })
    }

    /// Keeps a draft, after taking out what may not be kept; on the disk when it returns.
    pub fn keep(&self, officer: &Officer, draft: Draft) -> Result<(), DraftsError> {
        let draft = draft.cleaned();
        let mut stored = vec![VERSION];
        stored.extend(bytes::to_bytes(&draft).map_err(|_| DraftsError::TooLarge(limits::DRAFT_BYTES_MAX))?);
        if stored.len() > limits::DRAFT_BYTES_MAX {
            return Err(DraftsError::TooLarge(stored.len()));
        }
        let _one = self.writing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let dir = self.dir_of(officer);
        private_dir(&dir)?;
        let path = dir.join(file_name(&draft.form));
        if !path.exists() && self.files(officer)?.len() >= limits::DRAFTS_MAX {
            return Err(DraftsError::TooMany);
        }
        let partial = path.with_extension("partial");
        let mut file =
            fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&partial)?;
        file.write_all(&stored)?;
        file.sync_all()?;
        fs::rename(&partial, &path)?;
        fs::File::open(&dir)?.sync_all()?;
        Ok(())
    }

    /// An officer's drafts, the newest first. A file that cannot be read is left where it is and not shown.
    pub fn all(&self, officer: &Officer) -> Result<Vec<Draft>, DraftsError> {
        let mut drafts: Vec<Draft> = self.files(officer)?.iter().filter_map(|path| read(path)).collect();
        drafts.sort_by_key(|draft| std::cmp::Reverse(draft.kept_at));
        Ok(drafts)
    }

    /// How many drafts an officer has.
    pub fn count(&self, officer: &Officer) -> u32 {
        self.files(officer).map_or(0, |files| u32::try_from(files.len()).unwrap_or(u32::MAX))
    }

    /// The draft of a form.
    pub fn get(&self, officer: &Officer, form: &FormName) -> Option<Draft> {
        read(&self.dir_of(officer).join(file_name(form))).filter(|draft| draft.form == *form)
    }

    /// Removes a draft, if there is one. Nothing waits for the disk: a draft that comes back after a power cut is looked
    /// at again, a saved record that did not stay would be lost.
    pub fn remove(&self, officer: &Officer, form: &FormName) -> Result<(), DraftsError> {
        let _one = self.writing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let dir = self.dir_of(officer);
        match fs::remove_file(dir.join(file_name(form))) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn dir_of(&self, officer: &Officer) -> PathBuf {
        self.dir.join(officer.as_str())
    }

    fn files(&self, officer: &Officer) -> Result<Vec<PathBuf>, DraftsError> {
        let entries = match fs::read_dir(self.dir_of(officer)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        Ok(paths.filter(|path| path.extension().is_some_and(|suffix| suffix == SUFFIX)).collect())
    }
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

fn read(path: &Path) -> Option<Draft> {
    let mut stored = Vec::new();
    let file = fs::OpenOptions::new().read(true).open(path).ok()?;
    file.take(limits::DRAFT_BYTES_MAX as u64 + 1).read_to_end(&mut stored).ok()?;
    let (version, body) = stored.split_first()?;
    if stored.len() > limits::DRAFT_BYTES_MAX {
        return None;
    }
    let draft = match *version {
        VERSION => bytes::from_bytes::<Draft>(body).ok()?,
        FIRST_VERSION => bytes::from_bytes::<FirstDraft>(body).ok()?.into(),
        _ => return None,
    };
    Some(draft.cleaned())
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

fn private_dir(dir: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Value;

    fn officer(name: &str) -> Officer {
        Officer::new(name).unwrap()
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
        let drafts = Drafts::open(&dir.path().join("drafts")).unwrap();
        let (one, two) = (officer("can_bo_01"), officer("can_bo_02"));
        drafts.keep(&one, draft("phan_anh", 1)).unwrap();
        drafts.keep(&one, draft("phan_anh", 2)).unwrap();
        let form = draft("phan_anh", 2).form;
        assert_eq!(
            Drafts::open(&dir.path().join("drafts")).unwrap().get(&one, &form),
            Some(draft("phan_anh", 2))
        );
        assert_eq!((drafts.count(&one), drafts.count(&two)), (1, 0));
        drafts.remove(&one, &form).unwrap();
        drafts.remove(&one, &form).unwrap();
        assert_eq!(drafts.count(&one), 0);
    }

    #[test]
    fn two_new_forms_are_two_drafts() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = Drafts::open(dir.path()).unwrap();
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
        let drafts = Drafts::open(dir.path()).unwrap();
        let one = officer("can_bo_01");
        let Draft { form, fields, at_field, caret, base, kept_at } = draft("phan_anh", 1);
        drafts.keep(&one, draft("phan_anh", 1)).unwrap();
        let name = (form.kind.clone(), form.record.clone(), form.step.clone());
        let mut stored = vec![FIRST_VERSION];
        stored.extend(bytes::to_bytes(&(name, fields, at_field, caret, base, kept_at)).unwrap());
        fs::write(drafts.files(&one).unwrap().remove(0), stored).unwrap();
        assert_eq!(drafts.get(&one, &form), Some(draft("phan_anh", 1)));
    }

    #[test]
    fn nothing_told_of_a_denunciation_reaches_the_disk() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = Drafts::open(dir.path()).unwrap();
        drafts.keep(&officer("can_bo_01"), draft("to_cao", 1)).unwrap();
        let file = drafts.files(&officer("can_bo_01")).unwrap().remove(0);
        let stored = fs::read(file).unwrap();
        assert!(!String::from_utf8_lossy(&stored).contains("cạn"));
    }

    #[test]
    fn a_broken_file_is_passed_over_and_too_much_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = Drafts::open(dir.path()).unwrap();
        let one = officer("can_bo_01");
        drafts.keep(&one, draft("phan_anh", 1)).unwrap();
        let file = drafts.files(&one).unwrap().remove(0);
        fs::write(&file, [9, 1, 2, 3]).unwrap();
        assert_eq!(drafts.all(&one).unwrap(), []);
        let mut huge = draft("phan_anh", 1);
        huge.fields[1].text = "x".repeat(limits::DRAFT_BYTES_MAX);
        assert!(matches!(drafts.keep(&one, huge), Err(DraftsError::TooLarge(_))));
    }
}
