//! Making a register from a backup, in an empty directory.

use std::path::Path;
use std::sync::Arc;

use crate::store::Progress;
use crate::store::files::Files;
use crate::store::journal::{Extent, Lock, LockError, Owner, Restoring};

use super::BackupError;
use super::reading::{Sink, pass, verify};

/// Puts the register of a backup into `dir`, which must be absent or empty. The file is verified whole before anything
/// is written; when this returns `Ok`, everything is on the disk and was read again from there. After an error there is
/// no register. Progress is told in bytes of the journal, each of which is read twice.
pub fn restore(
    files: &Arc<dyn Files>,
    backup: &Path,
    dir: &Path,
    owner: &Owner,
    progress: Progress<'_>,
) -> Result<Extent, BackupError> {
    Restoring::may_begin(&**files, dir).map_err(LockError::from)?;
    let file = files.open(backup, false)?;
    let extent = verify(&*file, &mut |done, total| progress(done, total.saturating_mul(2)))?;
    let lock = Arc::new(Lock::take(&**files, dir, owner)?);
    has_room(dir, extent.bytes())?;
    let mut to = Into(Restoring::begin(Arc::clone(files), lock)?);
    let mut tell = |done: u64, total: u64| progress(total.saturating_add(done), total.saturating_mul(2));
    match pass(&*file, &mut to, &mut tell) {
        // The same file as a moment ago, or somebody exchanged its bytes.
        Ok(again) if again == extent => {}
        Ok(_) => {
            to.0.undo();
            return Err(BackupError::Damaged { offset: 0, what: "it changed while it was read" });
        }
        Err(error) => {
            to.0.undo();
            return Err(error);
        }
    }
    let head = to.0.finish()?;
    if head != extent.head {
        return Err(BackupError::OtherEnd { expected: extent.head.seq, found: head.seq });
    }
    Ok(extent)
}

struct Into(Restoring);

impl Sink for Into {
    fn next_segment(&mut self) -> Result<(), BackupError> {
        Ok(self.0.next_segment()?)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), BackupError> {
        Ok(self.0.write(bytes)?)
    }
}

/// Whether the disk has room for the journal; what a backup unpacks to never fills it.
fn has_room(dir: &Path, needed: u64) -> Result<(), BackupError> {
    let found = rustix::fs::statvfs(dir).map_err(std::io::Error::from)?;
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    if free < needed {
        return Err(BackupError::NoRoom { path: dir.to_owned(), needed, free });
    }
    Ok(())
}
