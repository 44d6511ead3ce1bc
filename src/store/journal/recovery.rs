//! Opening what an earlier process left: everything is read, one torn frame at the very end is cut, the rest must be whole.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::chain::Head;
use super::directory::{self, DirectoryError};
use super::error::{Fault, JournalError};
use super::frame;
use super::map::Map;
use super::segment::{self, FOLDER, Header, Segment};
use super::walk::{Step, Walk};
use crate::base::{Say, limits};
use crate::store::files::{File, Files};

/// What was cut from the end of the journal: a save that was never acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Torn {
    /// The file, as `journal/00000001.seg`.
    pub segment: String,
    /// Where the unfinished frame began.
    pub offset: u64,
    /// Bytes of it that had reached the disk.
    pub bytes: u64,
}

impl Torn {
    /// The same in both languages.
    pub fn say(&self) -> Say {
        let Torn { segment, offset, .. } = self;
        Say::new(
            format!("Đã cắt phần ghi dở, chưa ai được báo là lưu: {segment}, byte {offset}"),
            format!("An unfinished save that nobody was told of was cut: {segment}, byte {offset}"),
        )
    }
}

impl fmt::Display for Torn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Torn { segment, offset, bytes } = self;
        write!(f, "{bytes} bytes of an unfinished save were cut from {segment} at byte {offset}")
    }
}

/// A journal that is ready to be appended to.
pub(super) struct Recovered {
    pub register: [u8; 16],
    pub map: Map,
    pub last: Segment,
    pub torn: Option<Torn>,
    pub created: bool,
}

/// Opens the journal of this directory, or makes an empty one where there is none.
pub(super) fn recover(files: &Arc<dyn Files>, dir: &Path) -> Result<Recovered, JournalError> {
    let files = &**files;
    let has_format = directory::has_format(files, dir)?;
    if has_format {
        // Read from memory, maybe: a process that was killed while it made the register had not synced the name.
        files.sync_dir(dir).map_err(JournalError::at(dir))?;
    } else {
        directory::make_folder(files, dir, FOLDER)?;
    }
    let count = count_segments(files, dir)?;
    let lost = |lost| JournalError::from(DirectoryError::Incomplete { path: dir.to_owned(), lost });
    if has_format && count == 0 {
        return Err(lost("its journal"));
    }
    if count == 0 {
        return create(files, dir);
    }
    let recovered = reopen(files, dir, count)?;
    if !has_format {
        // The process that made the register died before its last act; else entries would stand here.
        if recovered.map.head.seq > 0 || count > 1 {
            return Err(lost("the file FORMAT"));
        }
        directory::write_format(files, dir)?;
    }
    Ok(recovered)
}

fn create(files: &dyn Files, dir: &Path) -> Result<Recovered, JournalError> {
    let register = files.random().map_err(JournalError::at(dir))?;
    let salt = files.random().map_err(JournalError::at(dir))?;
    let header = Header { number: 1, salt, register, start: Head::origin(&register) };
    let last = Segment::create(files, dir, header).map_err(JournalError::at(&segment::path_of(dir, 1)))?;
    directory::write_format(files, dir)?;
    let mut map = Map::new(header.start);
    map.add_segment(header);
    Ok(Recovered { register, map, last, torn: None, created: true })
}

/// How many segments there are; a gap in their numbers is damage. Other files in the folder mean nothing.
fn count_segments(files: &dyn Files, dir: &Path) -> Result<u64, JournalError> {
    let folder = dir.join(FOLDER);
    let names = match files.list(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        listed => listed.map_err(JournalError::at(&folder))?,
    };
    let mut numbers: Vec<u64> = names.iter().filter_map(|name| segment::number_of(name.to_str()?)).collect();
    numbers.sort_unstable();
    let gap = (1..).zip(&numbers).find(|(expected, found)| expected != *found);
    match gap {
        Some((missing, _)) => Err(segment::damaged(missing, 0, Fault::Missing)),
        None => Ok(numbers.len() as u64),
    }
}

fn reopen(files: &dyn Files, dir: &Path, count: u64) -> Result<Recovered, JournalError> {
    let folder = dir.join(FOLDER);
    let mut map: Option<Map> = None;
    for number in 1..=count {
        let is_last = number == count;
        let path = segment::path_of(dir, number);
        let (file, header) = segment::open(files, dir, number, is_last)?;
        let map = map.get_or_insert_with(|| Map::new(Head::origin(&header.register)));
        let same_register = map.headers().first().is_none_or(|first| first.register == header.register);
        if !same_register || header.start != map.head {
            return Err(segment::damaged(number, 0, Fault::Foreign));
        }
        if is_last {
            // A killed process may have left its last frame in memory only: what is read below must be on the disk.
            file.sync_all().map_err(JournalError::at(&path))?;
            files.sync_dir(&folder).map_err(JournalError::at(&folder))?;
        }
        let length = file.len().map_err(JournalError::at(&path))?;
        if length > limits::SEGMENT_BYTES_MAX {
            return Err(segment::damaged(number, limits::SEGMENT_BYTES_MAX, Fault::TooLong));
        }
        if length < segment::HEADER_BYTES {
            // A file gets its name when its first page is on the disk, whole.
            return Err(segment::cut_short(number, length, map.head));
        }
        map.add_segment(header);
        let scanned = scan(file, &path, header, length, map)?;
        if let (Some(_), false) = (scanned.torn_bytes, is_last) {
            return Err(segment::damaged(number, scanned.end, Fault::Frame));
        }
        if is_last {
            return settle(&path, header, length, scanned, map.clone());
        }
    }
    Err(segment::damaged(1, 0, Fault::Missing))
}

/// What was read of one segment.
struct Scanned {
    file: Box<dyn File>,
    /// Where the last whole frame begins.
    last_frame: Option<u64>,
    /// Where it ends.
    end: u64,
    /// Bytes after it that are not zeros.
    torn_bytes: Option<u64>,
}

fn scan(
    file: Box<dyn File>,
    path: &Path,
    header: Header,
    length: u64,
    map: &mut Map,
) -> Result<Scanned, JournalError> {
    let mut walk = Walk::new(file, header.salt, segment::HEADER_BYTES, length);
    let mut last_frame = None;
    let mut good_end = segment::HEADER_BYTES;
    let torn_bytes = loop {
        match walk.step().map_err(JournalError::at(path))? {
            Step::End => break None,
            Step::Bad { offset } => {
                let torn = walk.torn_bytes(offset).map_err(JournalError::at(path))?;
                break torn.map_err(|fault| segment::damaged(header.number, offset, fault))?;
            }
            Step::Frame { offset, end, first_seq, body } => {
                let head = follow(map.head, first_seq, &body)
                    .map_err(|fault| segment::damaged(header.number, offset, fault))?;
                map.add_frame(offset, end, head);
                (last_frame, good_end) = (Some(offset), end);
            }
        }
    };
    Ok(Scanned { file: walk.into_file(), last_frame, end: good_end, torn_bytes })
}

/// The head after all entries of a frame.
pub(super) fn follow(mut head: Head, first_seq: u64, body: &[u8]) -> Result<Head, Fault> {
    if head.seq.checked_add(1) != Some(first_seq) {
        return Err(Fault::Sequence);
    }
    for range in frame::entries(body).ok_or(Fault::Body)? {
        head = head.follow(body.get(range).unwrap_or_default())?.0;
    }
    Ok(head)
}

/// Cuts what is torn and sees that the end is on the disk before anything follows it.
fn settle(
    path: &Path,
    header: Header,
    length: u64,
    scanned: Scanned,
    map: Map,
) -> Result<Recovered, JournalError> {
    let Scanned { file, last_frame, end, torn_bytes } = scanned;
    let cut = torn_bytes.map(|bytes| Torn { segment: segment::name_of(header.number), offset: end, bytes });
    let allocated = if cut.is_some() { end } else { length };
    let write = || {
        if cut.is_some() {
            file.set_len(end)?;
        }
        // After a sync that failed in an earlier process, pages may count as clean that never reached the disk.
        if let Some(offset) = last_frame {
            let mut frame = vec![0; usize::try_from(end - offset).unwrap_or(0)];
            let read = file.read_at(&mut frame, offset)?;
            file.write_at(frame.get(..read).unwrap_or_default(), offset)?;
        }
        file.sync_all()
    };
    write().map_err(JournalError::at(path))?;
    let last = Segment::resume(file, header, path.to_owned(), end, allocated);
    Ok(Recovered { register: header.register, map, last, torn: cut, created: false })
}
