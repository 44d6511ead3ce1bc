//! Copying the journal's bytes as they stand in the files, up to one entry, while others are appended.

use super::chain::Head;
use super::error::JournalError;
use super::reader::Reader;
use super::segment::{self, PART_BYTES};

/// How much of each file a copy of the journal holds. What was acknowledged is never written again, so an extent stays
/// good for as long as the register lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The id of the register.
    pub register: [u8; 16],
    /// The last entry of the copy.
    pub head: Head,
    /// Bytes of each segment from its beginning, in order; they end with a whole frame.
    pub segments: Vec<u64>,
}

impl Extent {
    /// Bytes of all segments.
    pub fn bytes(&self) -> u64 {
        self.segments.iter().fold(0, |sum, bytes| sum.saturating_add(*bytes))
    }

    /// Whether segments can have these lengths at all.
    pub fn is_possible(&self) -> bool {
        !self.segments.is_empty() && self.segments.iter().all(|bytes| PART_BYTES.contains(bytes))
    }
}

impl Reader {
    /// The journal as it is acknowledged now.
    pub fn extent(&self) -> Extent {
        let (head, segments) = self.shared.look(|map| (map.head, map.ends()));
        Extent { register: self.shared.register, head, segments }
    }

    /// Bytes of a segment (from 1) at a place, at most `len`; fewer where what is acknowledged ends, none behind it.
    pub fn bytes(&self, segment: u64, offset: u64, len: usize) -> Result<Vec<u8>, JournalError> {
        let ends = self.shared.look(|map| map.ends());
        let index = segment.checked_sub(1).and_then(|index| usize::try_from(index).ok());
        let end = index.and_then(|index| ends.get(index)).copied().unwrap_or(0);
        let len = usize::try_from(end.saturating_sub(offset)).unwrap_or(usize::MAX).min(len);
        if len == 0 {
            return Ok(Vec::new());
        }
        let path = segment::path_of(&self.shared.dir, segment);
        let read = || {
            let mut bytes = vec![0; len];
            let read = self.shared.files.open(&path, false)?.read_at(&mut bytes, offset)?;
            bytes.truncate(read);
            Ok(bytes)
        };
        read().map_err(JournalError::at(&path))
    }
}
