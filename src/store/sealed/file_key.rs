//! A key in a file of its own: the office key, and the key of the drafts.

use std::io;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::cipher::{KEY_BYTES, Key};
use crate::base::limits;
use crate::store::files::{Files, publish, read_small};

/// How a key is written: what it is, then its bytes as hexadecimal digits.
const BEGINS: &str = "nghedan key 1\n";

/// What a file says that should hold a key.
pub(super) enum Found {
    /// The key.
    Key(Key),
    /// There is no such file.
    Missing,
    /// Something else stands there.
    Unreadable,
}

/// Reads a key.
pub(super) fn read(files: &dyn Files, path: &Path) -> io::Result<Found> {
    match read_small(files, path, limits::NOTE_BYTES_MAX) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Found::Missing),
        read => Ok(parse(&Zeroizing::new(read?)).map_or(Found::Unreadable, Found::Key)),
    }
}

/// Makes a new key in the place of any other; it is on the disk when it returns.
pub(super) fn make(files: &dyn Files, folder: &Path, name: &str) -> io::Result<Key> {
    let key = Key::random();
    publish(files, folder, name, &written(&key))?;
    Ok(key)
}

/// Makes a folder inside the register, if it is not there. Its name, and the names in it, are on the disk when it returns:
/// what a process reads that was killed before it synced them may be in the page cache only.
pub(super) fn make_folder(files: &dyn Files, dir: &Path, name: &str) -> io::Result<PathBuf> {
    let folder = dir.join(name);
    match files.create_dir(&folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => files.sync_dir(dir)?,
    }
    files.sync_dir(&folder)?;
    Ok(folder)
}

fn written(key: &Key) -> Zeroizing<Vec<u8>> {
    let mut text = Zeroizing::new(Vec::with_capacity(BEGINS.len() + 2 * KEY_BYTES + 1));
    text.extend_from_slice(BEGINS.as_bytes());
    for byte in key.bytes() {
        let digits =
            [byte >> 4, byte & 15].map(|digit| char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        text.extend(digits.map(|digit| digit as u8));
    }
    text.push(b'\n');
    text
}

fn parse(bytes: &[u8]) -> Option<Key> {
    let digits = std::str::from_utf8(bytes).ok()?.strip_prefix(BEGINS)?.trim();
    if digits.len() != 2 * KEY_BYTES || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    for (byte, at) in key.iter_mut().zip((0..).step_by(2)) {
        *byte = u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?;
    }
    Key::of(&*key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_written_and_anything_else_is_none() {
        let key = Key::random();
        let written = written(&key);
        assert_eq!(parse(&written).unwrap().bytes(), key.bytes());
        let text = String::from_utf8(written.to_vec()).unwrap();
        for wrong in
            ["", BEGINS, &text[..text.len() - 3], &text.replace("key 1", "key 2"), &format!("{text}0")]
        {
            assert!(parse(wrong.as_bytes()).is_none(), "{wrong}");
        }
    }
}
