//! A journal that passes by as a stream of bytes: every header, frame and link of the chain is verified on the way.

use super::chain::Head;
use super::error::Fault;
use super::frame::{FRAME_HEAD_BYTES, FrameHead};
use super::recovery::follow;
use super::segment::{HEADER_BYTES, Header, name_of};

/// A fault in a journal that is not the one of a register in use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{segment} at byte {offset}: {fault}")]
pub struct Misplaced {
    /// The file, as `journal/00000001.seg`.
    pub segment: String,
    /// Where in the file the first wrong thing begins.
    pub offset: u64,
    /// What is wrong there.
    pub fault: Fault,
}

/// How far a journal has passed. Holds one frame in memory.
pub struct Passing {
    register: [u8; 16],
    head: Head,
    number: u64,
    bytes: Vec<u8>,
}

impl Passing {
    /// Before the first segment of this register.
    pub fn new(register: [u8; 16]) -> Passing {
        Passing { register, head: Head::origin(&register), number: 0, bytes: Vec::new() }
    }

    /// The last entry that passed.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Lets the next segment pass, which has `length` bytes: `read` fills what it is given or fails; `write` gets the
    /// same bytes when they are verified.
    pub fn segment<E: From<Misplaced>>(
        &mut self,
        length: u64,
        mut read: impl FnMut(&mut [u8]) -> Result<(), E>,
        mut write: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.number += 1;
        let number = self.number;
        let wrong = |offset, fault| E::from(Misplaced { segment: name_of(number), offset, fault });
        self.bytes.resize(HEADER_BYTES as usize, 0);
        read(&mut self.bytes)?;
        let header = Header::decode(&self.bytes).map_err(|fault| wrong(0, fault))?;
        if header.number != number || header.register != self.register || header.start != self.head {
            return Err(wrong(0, Fault::Foreign));
        }
        if header.encode() != self.bytes {
            return Err(wrong(0, Fault::Header));
        }
        write(&self.bytes)?;
        let mut offset = HEADER_BYTES;
        while offset < length {
            let left = length - offset;
            if left < FRAME_HEAD_BYTES as u64 {
                return Err(wrong(offset, Fault::Frame));
            }
            self.bytes.resize(FRAME_HEAD_BYTES, 0);
            read(&mut self.bytes)?;
            let head = FrameHead::parse(&self.bytes).ok_or_else(|| wrong(offset, Fault::Frame))?;
            let frame_bytes = FRAME_HEAD_BYTES.saturating_add(head.body_bytes);
            if frame_bytes as u64 > left {
                return Err(wrong(offset, Fault::Frame));
            }
            self.bytes.resize(frame_bytes, 0);
            let body = self.bytes.get_mut(FRAME_HEAD_BYTES..).unwrap_or_default();
            read(body)?;
            if !head.fits(&header.salt, body) {
                return Err(wrong(offset, Fault::Frame));
            }
            self.head = follow(self.head, head.first_seq, body).map_err(|fault| wrong(offset, fault))?;
            write(&self.bytes)?;
            offset += frame_bytes as u64;
        }
        Ok(())
    }
}
