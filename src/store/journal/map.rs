//! Where entries lie: a place in memory for every 64 KiB of journal, shared by the one writer and all readers.

use super::chain::Head;
use super::segment::{HEADER_BYTES, Header};

/// How far two marks are apart, at least: a million entries of 600 bytes take under 0.5 MB of marks.
const MARK_EVERY_BYTES: u64 = 64 * 1024;

/// A frame that a walk can start from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// The entry before the frame.
    pub before: Head,
    /// Where the frame begins.
    pub offset: u64,
}

/// One segment, as far as it is acknowledged.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    /// What its first page says.
    pub header: Header,
    /// Where its acknowledged frames end.
    pub end: u64,
    marks: Vec<Mark>,
}

/// The whole journal, as far as it is acknowledged.
#[derive(Clone, Debug)]
pub(super) struct Map {
    /// The last acknowledged entry.
    pub head: Head,
    stretches: Vec<Stretch>,
}

/// Where to start reading: a segment, its acknowledged end, and a mark at or before the entry.
pub(super) struct Place {
    /// What the first page of the segment says.
    pub header: Header,
    /// Where its acknowledged frames end.
    pub end: u64,
    /// Where to start.
    pub mark: Mark,
}

impl Map {
    /// Of nothing yet.
    pub(super) fn new(origin: Head) -> Map {
        Map { head: origin, stretches: Vec::new() }
    }

    /// A segment begins after the last entry.
    pub(super) fn add_segment(&mut self, header: Header) {
        let marks = vec![Mark { before: header.start, offset: HEADER_BYTES }];
        self.stretches.push(Stretch { header, end: HEADER_BYTES, marks });
    }

    /// A frame was acknowledged in the last segment, from `offset` to `end`.
    pub(super) fn add_frame(&mut self, offset: u64, end: u64, head: Head) {
        let before = std::mem::replace(&mut self.head, head);
        if let Some(stretch) = self.stretches.last_mut() {
            let marked = stretch.marks.last().map_or(0, |mark| mark.offset);
            if offset >= marked + MARK_EVERY_BYTES {
                stretch.marks.push(Mark { before, offset });
            }
            stretch.end = end;
        }
    }

    /// Where the entry with this number can be found; `None` when it is not acknowledged.
    pub(super) fn locate(&self, seq: u64) -> Option<Place> {
        if seq == 0 || seq > self.head.seq {
            return None;
        }
        let index = self.stretches.partition_point(|stretch| stretch.header.start.seq < seq);
        let stretch = self.stretches.get(index.checked_sub(1)?)?;
        let index = stretch.marks.partition_point(|mark| mark.before.seq < seq);
        let mark = *stretch.marks.get(index.checked_sub(1)?)?;
        Some(Place { header: stretch.header, end: stretch.end, mark })
    }

    /// Where the acknowledged frames of each segment end, in order.
    pub(super) fn ends(&self) -> Vec<u64> {
        self.stretches.iter().map(|stretch| stretch.end).collect()
    }

    /// The headers of all segments, in order.
    pub(super) fn headers(&self) -> Vec<Header> {
        self.stretches.iter().map(|stretch| stretch.header).collect()
    }
}
