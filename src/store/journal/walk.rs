//! Walking over the frames of one segment, a window at a time.

use std::io;

use super::error::Fault;
use super::frame::{FRAME_HEAD_BYTES, FRAME_MAGIC, FrameHead, Salt};
use super::segment::HEADER_BYTES;
use crate::base::limits;
use crate::store::files::File;

/// Bytes read at once; a longer frame is read whole.
const WINDOW_BYTES: u64 = 64 * 1024;

/// Bytes that a disk writes whole or not at all.
const SECTOR_BYTES: u64 = 512;

/// What lies at one place.
pub(super) enum Step {
    /// A whole frame from `offset` to `end`.
    Frame {
        /// Where it begins.
        offset: u64,
        /// Where the next one would begin.
        end: u64,
        /// The number of its first entry.
        first_seq: u64,
        /// What it holds.
        body: Vec<u8>,
    },
    /// No whole frame; the walk is over.
    Bad {
        /// Where.
        offset: u64,
    },
    /// The end that was given; the walk is over.
    End,
}

/// A walk from one place to another.
pub(super) struct Walk {
    file: Box<dyn File>,
    salt: Salt,
    at: u64,
    end: u64,
    window: Vec<u8>,
    window_at: u64,
}

impl Walk {
    /// Over the frames in `[at, end)`.
    pub(super) fn new(file: Box<dyn File>, salt: Salt, at: u64, end: u64) -> Walk {
        Walk { file, salt, at: at.max(HEADER_BYTES), end, window: Vec::new(), window_at: 0 }
    }

    /// The next frame. Never steps over bytes that are not one.
    pub(super) fn step(&mut self) -> io::Result<Step> {
        let offset = self.at;
        if offset >= self.end {
            return Ok(Step::End);
        }
        let Some(head) = FrameHead::parse(self.bytes(offset, FRAME_HEAD_BYTES)?) else {
            return Ok(Step::Bad { offset });
        };
        let salt = self.salt;
        let frame = self.bytes(offset, FRAME_HEAD_BYTES + head.body_bytes)?;
        let body = frame.get(FRAME_HEAD_BYTES..).unwrap_or_default();
        if !head.fits(&salt, body) {
            return Ok(Step::Bad { offset });
        }
        let (body, end) = (body.to_vec(), offset + frame.len() as u64);
        self.at = end;
        Ok(Step::Frame { offset, end, first_seq: head.first_seq, body })
    }

    /// What lies between `offset` and the end, where no frame is: `None` for nothing but zeros, else how many bytes up
    /// to the last that is not zero. An error for the place when a whole frame of this file lies after it, or more
    /// than one torn frame can leave.
    pub(super) fn torn_bytes(&mut self, offset: u64) -> io::Result<Result<Option<u64>, Fault>> {
        let mut last = None;
        let mut at = offset;
        while at < self.end {
            let window = self.bytes(at, WINDOW_BYTES as usize)?;
            if window.is_empty() {
                break;
            }
            if let Some(found) = window.iter().rposition(|byte| *byte != 0) {
                last = Some(at + found as u64 + 1 - offset);
            }
            at += window.len() as u64;
        }
        let Some(bytes) = last else { return Ok(Ok(None)) };
        let whole = bytes > self.torn_bytes_max(offset)? || self.has_frame_in(offset + 1, offset + bytes)?;
        Ok(if whole { Err(Fault::Frame) } else { Ok(last) })
    }

    /// How many bytes a frame can have left that begins here: as many as its head says, if that can be believed. A
    /// head that lies in two sectors may itself be torn.
    fn torn_bytes_max(&mut self, offset: u64) -> io::Result<u64> {
        let head = FrameHead::parse(self.bytes(offset, FRAME_HEAD_BYTES)?);
        let in_one_sector = offset % SECTOR_BYTES + FRAME_HEAD_BYTES as u64 <= SECTOR_BYTES;
        let body_bytes = match head {
            Some(head) if in_one_sector => head.body_bytes,
            _ => limits::FRAME_BYTES_MAX,
        };
        Ok((FRAME_HEAD_BYTES + body_bytes) as u64)
    }

    /// Whether a whole frame of this file begins in `[at, end)`.
    fn has_frame_in(&mut self, mut at: u64, end: u64) -> io::Result<bool> {
        let salt = self.salt;
        while at < end {
            let window = self.bytes(at, WINDOW_BYTES as usize)?;
            match memchr::memmem::find(window, &FRAME_MAGIC) {
                Some(found) => {
                    let offset = at + found as u64;
                    if let Some(head) = FrameHead::parse(self.bytes(offset, FRAME_HEAD_BYTES)?) {
                        let frame = self.bytes(offset, FRAME_HEAD_BYTES + head.body_bytes)?;
                        if head.fits(&salt, frame.get(FRAME_HEAD_BYTES..).unwrap_or_default()) {
                            return Ok(true);
                        }
                    }
                    at = offset + 1;
                }
                // A magic may lie across two windows.
                None if window.len() > FRAME_MAGIC.len() => {
                    at += (window.len() - FRAME_MAGIC.len() + 1) as u64
                }
                None => break,
            }
        }
        Ok(false)
    }

    /// Up to `len` bytes at a place; fewer only at the end.
    fn bytes(&mut self, at: u64, len: usize) -> io::Result<&[u8]> {
        let wanted_end = at.saturating_add(len as u64).min(self.end);
        let window_end = self.window_at + self.window.len() as u64;
        if at < self.window_at || wanted_end > window_end {
            let span = (len as u64).max(WINDOW_BYTES).min(self.end.saturating_sub(at));
            self.window.resize(usize::try_from(span).unwrap_or(0), 0);
            let read = self.file.read_at(&mut self.window, at)?;
            self.window.truncate(read);
            self.window_at = at;
        }
        let from = usize::try_from(at - self.window_at).unwrap_or(usize::MAX);
        let to = from.saturating_add(len).min(self.window.len());
        Ok(self.window.get(from..to).unwrap_or_default())
    }

    /// Gives the file back.
    pub(super) fn into_file(self) -> Box<dyn File> {
        self.file
    }
}
