//! Reading a backup from its first byte to its last, believing nothing.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::DeflateDecoder;
use sha2::{Digest, Sha256};

use crate::store::Progress;
use crate::store::files::File;
use crate::store::journal::{Extent, Passing};

use super::{BackupError, contents};

const TRAILER_BYTES: u64 = 32;

/// What gets the verified parts of the journal.
pub(super) trait Sink {
    /// The next segment begins.
    fn next_segment(&mut self) -> Result<(), BackupError>;
    /// Bytes of it.
    fn write(&mut self, bytes: &[u8]) -> Result<(), BackupError>;
}

struct Nowhere;

impl Sink for Nowhere {
    fn next_segment(&mut self) -> Result<(), BackupError> {
        Ok(())
    }

    fn write(&mut self, _: &[u8]) -> Result<(), BackupError> {
        Ok(())
    }
}

/// Verifies a backup: its checksum, every header, frame and link of the chain, and that it ends at the entry that it names.
/// Progress is told in bytes of the journal. Returns what it holds.
pub fn verify(file: &dyn File, progress: Progress<'_>) -> Result<Extent, BackupError> {
    pass(file, &mut Nowhere, progress)
}

/// The part of the file before the trailer, hashed as it is read.
struct Hashed<'a> {
    file: &'a dyn File,
    at: u64,
    end: u64,
    hash: Sha256,
}

impl Read for Hashed<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let wanted = buf.len().min(left);
        let buf = buf.get_mut(..wanted).unwrap_or_default();
        let read = self.file.read_at(buf, self.at)?;
        self.hash.update(buf.get(..read).unwrap_or_default());
        self.at += read as u64;
        Ok(read)
    }
}

/// Reads everything; what `to` gets is verified up to there, the whole only when this returns.
pub(super) fn pass(
    file: &dyn File,
    to: &mut dyn Sink,
    progress: Progress<'_>,
) -> Result<Extent, BackupError> {
    let length = file.len()?;
    let cut = || BackupError::CutShort { offset: length };
    let mut magic = [0; 8];
    let read = file.read_at(&mut magic, 0)?;
    if length < TRAILER_BYTES + contents::FIXED_BYTES as u64 {
        // What is too short for a header can still say whether it was one.
        let begins = contents::begins_as_one(magic.get(..read).unwrap_or_default());
        return Err(if begins && length > 0 { cut() } else { BackupError::Foreign });
    }
    let end = length - TRAILER_BYTES;
    let mut from = Hashed { file, at: 0, end, hash: Sha256::new() };
    let mut header = vec![0; contents::FIXED_BYTES];
    from.read_exact(&mut header)?;
    let rest = contents::rest_bytes(&header)?;
    header.resize(contents::FIXED_BYTES + rest, 0);
    let rest = header.get_mut(contents::FIXED_BYTES..).unwrap_or_default();
    from.read_exact(rest).map_err(|error| ended(error, &cut))?;
    let extent = contents::decode(&header, length)?;

    let total = extent.bytes();
    let header_bytes = header.len() as u64;
    let mut stream = DeflateDecoder::new(BufReader::new(from));
    let mut passing = Passing::new(extent.register);
    let mut done = 0;
    for bytes in &extent.segments {
        to.next_segment()?;
        let read = |buf: &mut [u8]| {
            let read = stream.read_exact(buf);
            read.map_err(|error| unpacked(error, header_bytes + stream.total_in(), &cut))?;
            done += buf.len() as u64;
            progress(done.min(total), total);
            Ok(())
        };
        passing.segment(*bytes, read, |verified| to.write(verified))?;
    }
    let at = |stream: &DeflateDecoder<_>| header_bytes + stream.total_in();
    let more = stream.read(&mut [0]).map_err(|error| unpacked(error, at(&stream), &cut))?;
    let offset = at(&stream);
    if more > 0 {
        return Err(BackupError::Damaged { offset, what: "it holds more than its header says" });
    }
    let mut rest = stream.into_inner();
    if !rest.fill_buf()?.is_empty() {
        return Err(BackupError::Damaged { offset, what: "bytes follow where it should end" });
    }
    let hash = rest.into_inner().hash.finalize();
    let mut trailer = [0; TRAILER_BYTES as usize];
    if file.read_at(&mut trailer, end)? != trailer.len() || hash.as_slice() != trailer {
        return Err(BackupError::Damaged { offset: end, what: "the checksum over all of it" });
    }
    let (expected, found) = (extent.head, passing.head());
    if expected != found {
        return Err(BackupError::OtherEnd { expected: expected.seq, found: found.seq });
    }
    Ok(extent)
}

fn ended(error: io::Error, cut: &impl Fn() -> BackupError) -> BackupError {
    if error.kind() == io::ErrorKind::UnexpectedEof { cut() } else { error.into() }
}

fn unpacked(error: io::Error, offset: u64, cut: &impl Fn() -> BackupError) -> BackupError {
    match error.kind() {
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            BackupError::Damaged { offset, what: "it cannot be unpacked" }
        }
        _ => ended(error, cut),
    }
}
