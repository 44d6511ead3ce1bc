//! Files of the server that are closed as a whole: the drafts.

use std::io;
use std::path::Path;

use super::cipher::Key;
use super::file_key::{self, Found};
use super::slots::FOLDER;
use crate::store::files::Files;

const NAME: &str = "drafts.key";

/// The key of the drafts: apart from the office key, so that typing goes on without that one.
pub struct DraftsKey(Key);

impl DraftsKey {
    /// The key in the directory of a register; a new one where there is none. `afresh`: a new one in any case, which
    /// nothing that was closed before is opened with.
    pub fn open(files: &dyn Files, dir: &Path, afresh: bool) -> io::Result<DraftsKey> {
        let folder = file_key::make_folder(files, dir, FOLDER)?;
        if !afresh && let Found::Key(key) = file_key::read(files, &folder.join(NAME))? {
            return Ok(DraftsKey(key));
        }
        file_key::make(files, &folder, NAME).map(DraftsKey)
    }

    /// Closes bytes that belong into the file of this name.
    pub fn close(&self, name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
        self.0.close(name.as_bytes(), bytes)
    }

    /// Opens what was closed for the file of this name.
    pub fn open_bytes(&self, name: &str, closed: &[u8]) -> Option<Vec<u8>> {
        self.0.open(name.as_bytes(), closed).map(|bytes| bytes.to_vec())
    }
}
