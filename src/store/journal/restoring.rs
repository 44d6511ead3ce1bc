//! Putting a journal into an empty directory: until its last act there is no register there.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::chain::Head;
use super::directory::{self, DirectoryError};
use super::error::JournalError;
use super::lock::Lock;
use super::recovery;
use super::segment::{self, FOLDER};
use crate::store::files::{File, Files};

/// The segments that were put there so far, under names that no server reads.
pub struct Restoring {
    files: Arc<dyn Files>,
    lock: Arc<Lock>,
    segments: u64,
    file: Option<Box<dyn File>>,
    written: u64,
}

/// How the name of a segment ends that is not all there yet.
const UNFINISHED: &str = ".restoring";

impl Restoring {
    /// Whether a register could be put there: the directory is absent, or holds nothing but what a restoring that was
    /// refused leaves. Changes nothing.
    pub fn may_begin(files: &dyn Files, dir: &Path) -> Result<(), DirectoryError> {
        directory::holds_nothing(files, dir, FOLDER)
    }

    /// In the directory that is locked, which must hold nothing else.
    pub fn begin(files: Arc<dyn Files>, lock: Arc<Lock>) -> Result<Restoring, JournalError> {
        Restoring::may_begin(&*files, lock.dir())?;
        directory::make_folder(&*files, lock.dir(), FOLDER)?;
        Ok(Restoring { files, lock, segments: 0, file: None, written: 0 })
    }

    /// From here on the next segment is written; the one before it is whole and on the disk.
    pub fn next_segment(&mut self) -> Result<(), JournalError> {
        self.end_segment()?;
        let path = self.unfinished(self.segments + 1);
        self.file = Some(self.files.create_new(&path).map_err(JournalError::at(&path))?);
        (self.segments, self.written) = (self.segments + 1, 0);
        Ok(())
    }

    /// Goes on with the segment.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), JournalError> {
        let path = self.unfinished(self.segments);
        let Some(file) = &self.file else { return Ok(()) };
        file.write_at(bytes, self.written).map_err(JournalError::at(&path))?;
        self.written += bytes.len() as u64;
        Ok(())
    }

    /// Makes the register: the segments get their names, the first one last, and `FORMAT` is written; all of it is on
    /// the disk. Then everything is read again from there. Returns the last entry.
    pub fn finish(mut self) -> Result<Head, JournalError> {
        self.end_segment()?;
        let dir = self.lock.dir();
        let folder = dir.join(FOLDER);
        for number in (1..=self.segments).rev() {
            let path = segment::path_of(dir, number);
            self.files.rename(&self.unfinished(number), &path).map_err(JournalError::at(&path))?;
        }
        self.files.sync_dir(&folder).map_err(JournalError::at(&folder))?;
        directory::write_format(&*self.files, dir)?;
        Ok(recovery::recover(&self.files, dir)?.map.head)
    }

    /// Takes away again what was put there, as far as the disk lets it.
    pub fn undo(mut self) {
        self.file = None;
        for number in 1..=self.segments {
            let _ = self.files.remove(&self.unfinished(number));
        }
    }

    fn end_segment(&mut self) -> Result<(), JournalError> {
        match self.file.take() {
            Some(file) => file.sync_all().map_err(JournalError::at(&self.unfinished(self.segments))),
            None => Ok(()),
        }
    }

    fn unfinished(&self, number: u64) -> PathBuf {
        let mut name = segment::path_of(self.lock.dir(), number).into_os_string();
        name.push(UNFINISHED);
        PathBuf::from(name)
    }
}
