//! The reference: bytes appended to a file whose space was written ahead, and `fdatasync`.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// A file of 64 MiB of zeros.
pub struct Raw {
    file: File,
    at: u64,
}

impl Raw {
    /// Makes it; on the disk when it returns.
    pub fn create(path: &Path) -> io::Result<Raw> {
        let file = OpenOptions::new().create_new(true).write(true).open(path)?;
        for block in 0..64 {
            file.write_all_at(&[0; 1 << 20], block << 20)?;
        }
        file.sync_all()?;
        Ok(Raw { file, at: 0 })
    }

    /// On the disk when it returns.
    pub fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all_at(bytes, self.at)?;
        self.at += bytes.len() as u64;
        self.file.sync_data()
    }
}
