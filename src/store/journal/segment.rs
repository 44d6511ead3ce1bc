//! One file of the journal: its name, its header page, and the end where frames are written.

use std::io;
use std::path::{Path, PathBuf};

use super::chain::Head;
use super::error::{Fault, JournalError};
use super::frame::Salt;
use crate::base::limits;
use crate::store::files::{File, Files, publish};

/// Bytes before the first frame: a page of its own, so that writing frames never touches the header.
pub(super) const HEADER_BYTES: u64 = 4096;

/// The folder of the segments in the directory of the register.
pub(super) const FOLDER: &str = "journal";

const MAGIC: [u8; 8] = *b"NghDan\r\n";
const VERSION: u32 = 1;
/// The shortest and the longest that the acknowledged part of a segment can be.
pub(super) const PART_BYTES: std::ops::RangeInclusive<u64> = HEADER_BYTES..=limits::SEGMENT_BYTES_MAX;

const SEALED_BYTES: usize = 8 + 4 + 8 + 16 + 16 + 8 + 32;

/// The name of a segment, as errors show it: `journal/00000001.seg`.
pub(super) fn name_of(number: u64) -> String {
    format!("{FOLDER}/{}", file_name(number))
}

fn file_name(number: u64) -> String {
    format!("{number:08}.seg")
}

/// Where a segment lies.
pub(super) fn path_of(dir: &Path, number: u64) -> PathBuf {
    dir.join(FOLDER).join(file_name(number))
}

/// The number in a file name, when it is the name of a segment.
pub(super) fn number_of(name: &str) -> Option<u64> {
    let number = name.strip_suffix(".seg")?.parse().ok()?;
    (file_name(number) == name).then_some(number)
}

/// The error that names this place.
pub(super) fn damaged(number: u64, offset: u64, fault: Fault) -> JournalError {
    JournalError::Damaged { segment: name_of(number), offset, fault }
}

/// The error of a file that ends here, although an entry after `head` was written to it.
pub(super) fn cut_short(number: u64, offset: u64, head: Head) -> JournalError {
    JournalError::CutShort { segment: name_of(number), offset, missing: head.seq.saturating_add(1) }
}

/// The first page of a segment. Frozen: bytes on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// From 1, one more for each file.
    pub number: u64,
    /// Mixed into the checksums of this file.
    pub salt: Salt,
    /// The id of the register.
    pub register: [u8; 16],
    /// The last entry of the file before this one.
    pub start: Head,
}

impl Header {
    /// The page as it is written.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut page = Vec::with_capacity(HEADER_BYTES as usize);
        page.extend_from_slice(&MAGIC);
        page.extend_from_slice(&VERSION.to_le_bytes());
        page.extend_from_slice(&self.number.to_le_bytes());
        page.extend_from_slice(&self.salt);
        page.extend_from_slice(&self.register);
        page.extend_from_slice(&self.start.seq.to_le_bytes());
        page.extend_from_slice(&self.start.hash);
        page.extend_from_slice(&crc32c::crc32c(&page).to_le_bytes());
        page.resize(HEADER_BYTES as usize, 0);
        page
    }

    /// Reads a page.
    pub(super) fn decode(page: &[u8]) -> Result<Header, Fault> {
        let (sealed, rest) = page.split_at_checked(SEALED_BYTES).ok_or(Fault::Header)?;
        let crc = rest.first_chunk::<4>().ok_or(Fault::Header)?;
        if crc32c::crc32c(sealed) != u32::from_le_bytes(*crc) || !sealed.starts_with(&MAGIC) {
            return Err(Fault::Header);
        }
        let read = || {
            let (version, rest) = sealed.get(MAGIC.len()..)?.split_first_chunk::<4>()?;
            let (number, rest) = rest.split_first_chunk::<8>()?;
            let (salt, rest) = rest.split_first_chunk::<16>()?;
            let (register, rest) = rest.split_first_chunk::<16>()?;
            let (seq, rest) = rest.split_first_chunk::<8>()?;
            let start = Head { seq: u64::from_le_bytes(*seq), hash: *rest.first_chunk::<32>()? };
            let number = u64::from_le_bytes(*number);
            Some((u32::from_le_bytes(*version), Header { number, salt: *salt, register: *register, start }))
        };
        match read() {
            Some((VERSION, header)) => Ok(header),
            Some((version, _)) if version > VERSION => Err(Fault::Version),
            _ => Err(Fault::Header),
        }
    }
}

/// Opens a segment and reads its header.
pub(super) fn open(
    files: &dyn Files,
    dir: &Path,
    number: u64,
    write: bool,
) -> Result<(Box<dyn File>, Header), JournalError> {
    let path = path_of(dir, number);
    let file = match files.open(&path, write) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(damaged(number, 0, Fault::Missing));
        }
        opened => opened.map_err(JournalError::at(&path))?,
    };
    let mut page = vec![0; HEADER_BYTES as usize];
    let read = file.read_at(&mut page, 0).map_err(JournalError::at(&path))?;
    page.truncate(read);
    let header = Header::decode(&page).map_err(|fault| damaged(number, 0, fault))?;
    if header.number != number {
        return Err(damaged(number, 0, Fault::Foreign));
    }
    Ok((file, header))
}

/// The segment that is being written.
pub(super) struct Segment {
    /// What its first page says.
    pub header: Header,
    file: Box<dyn File>,
    path: PathBuf,
    used: u64,
    allocated: u64,
}

impl Segment {
    /// Makes the file; when it returns, header and name are on the disk. Doing it again after a failure is harmless,
    /// as long as no frame was written.
    pub(super) fn create(files: &dyn Files, dir: &Path, header: Header) -> io::Result<Segment> {
        publish(files, &dir.join(FOLDER), &file_name(header.number), &header.encode())?;
        let path = path_of(dir, header.number);
        let file = files.open(&path, true)?;
        Ok(Segment { header, file, path, used: HEADER_BYTES, allocated: HEADER_BYTES })
    }

    /// A segment that was opened, whose frames end at `used`.
    pub(super) fn resume(
        file: Box<dyn File>,
        header: Header,
        path: PathBuf,
        used: u64,
        allocated: u64,
    ) -> Segment {
        Segment { header, file, path, used, allocated }
    }

    /// Where the frames end.
    pub(super) fn used(&self) -> u64 {
        self.used
    }

    /// Where it lies.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it holds a frame already and would pass `segment_bytes` with another one of this length.
    pub(super) fn is_full(&self, frame_bytes: u64, segment_bytes: u64) -> bool {
        self.used > HEADER_BYTES && self.used.saturating_add(frame_bytes) > segment_bytes
    }

    /// Sees to it that a frame of this length lies in written space; lengthens the file by steps of `step` bytes.
    pub(super) fn make_room(&mut self, frame_bytes: u64, step: u64) -> io::Result<()> {
        let end = self.used.saturating_add(frame_bytes);
        if end > self.allocated {
            let to = end.next_multiple_of(step.max(1));
            self.file.extend(self.allocated, to)?;
            self.allocated = to;
        }
        Ok(())
    }

    /// Writes a frame and returns when it is on the disk.
    pub(super) fn commit(&mut self, frame: &[u8]) -> io::Result<()> {
        self.file.write_at(frame, self.used)?;
        self.file.sync_data()?;
        self.used += frame.len() as u64;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: Header =
        Header { number: 3, salt: [1; 16], register: [2; 16], start: Head { seq: 40, hash: [5; 32] } };

    #[test]
    fn a_header_fills_one_page_and_is_read_back() {
        let page = HEADER.encode();
        assert_eq!(page.len() as u64, HEADER_BYTES);
        assert_eq!(Header::decode(&page), Ok(HEADER));
    }

    #[test]
    fn a_damaged_cut_or_newer_header_is_refused() {
        let page = HEADER.encode();
        for byte in 0..SEALED_BYTES + 4 {
            let mut page = page.clone();
            page[byte] ^= 1;
            assert_eq!(Header::decode(&page), Err(Fault::Header), "byte {byte}");
            assert_eq!(Header::decode(&page[..byte]), Err(Fault::Header), "cut at {byte}");
        }
        let mut newer = page;
        newer[8] = 2;
        let crc = crc32c::crc32c(&newer[..SEALED_BYTES]);
        newer[SEALED_BYTES..SEALED_BYTES + 4].copy_from_slice(&crc.to_le_bytes());
        assert_eq!(Header::decode(&newer), Err(Fault::Version));
    }

    #[test]
    fn only_names_of_segments_have_numbers() {
        assert_eq!(number_of("00000012.seg"), Some(12));
        assert_eq!(number_of(&file_name(123_456_789)), Some(123_456_789));
        for wrong in ["12.seg", "00000012.seg.new", "+0000012.seg", "00000012", ".seg"] {
            assert_eq!(number_of(wrong), None, "{wrong}");
        }
    }
}
