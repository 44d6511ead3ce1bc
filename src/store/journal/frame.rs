//! One frame: a group of stored entries that becomes durable whole or not at all.

use std::ops::Range;

use crate::base::limits;

/// Random bytes of one file, mixed into every checksum in it, so that bytes of another file never look valid.
pub(super) type Salt = [u8; 16];

/// Bytes before the body: magic, length, first sequence number, crc32c.
pub(super) const FRAME_HEAD_BYTES: usize = 4 + 4 + 8 + 4;

/// How a frame begins.
pub(super) const FRAME_MAGIC: [u8; 4] = *b"nDf1";

/// The head of a frame that passed every test that needs no body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FrameHead {
    /// Bytes of the body.
    pub body_bytes: usize,
    /// The sequence number of the first entry.
    pub first_seq: u64,
    crc: u32,
}

impl FrameHead {
    /// Reads a head; `None` when no frame begins with these bytes.
    pub(super) fn parse(bytes: &[u8]) -> Option<FrameHead> {
        let (magic, rest) = bytes.split_first_chunk::<4>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let (first_seq, rest) = rest.split_first_chunk::<8>()?;
        let (crc, _) = rest.split_first_chunk::<4>()?;
        let body_bytes = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        (*magic == FRAME_MAGIC && body_bytes <= limits::FRAME_BYTES_MAX).then_some(FrameHead {
            body_bytes,
            first_seq: u64::from_le_bytes(*first_seq),
            crc: u32::from_le_bytes(*crc),
        })
    }

    /// Whether this body is the one that was written after this head into the file with this salt.
    pub(super) fn fits(&self, salt: &Salt, body: &[u8]) -> bool {
        body.len() == self.body_bytes && checksum(salt, self.first_seq, body) == self.crc
    }
}

fn checksum(salt: &Salt, first_seq: u64, body: &[u8]) -> u32 {
    let crc = crc32c::crc32c(salt);
    let crc = crc32c::crc32c_append(crc, &(body.len() as u64).to_le_bytes());
    let crc = crc32c::crc32c_append(crc, &first_seq.to_le_bytes());
    crc32c::crc32c_append(crc, body)
}

/// A frame that is being put together.
pub(super) struct FrameDraft {
    first_seq: u64,
    count: u32,
    bytes: Vec<u8>,
}

impl FrameDraft {
    /// An empty frame whose first entry will have this sequence number.
    pub(super) fn new(first_seq: u64) -> FrameDraft {
        FrameDraft { first_seq, count: 0, bytes: vec![0; FRAME_HEAD_BYTES + 4] }
    }

    /// Adds one stored entry, given in two parts. Returns the bytes of the body so far when they are too many.
    pub(super) fn push(&mut self, link: &[u8], body: &[u8]) -> Result<(), usize> {
        let stored = link.len() + body.len();
        let total = (self.bytes.len() - FRAME_HEAD_BYTES).saturating_add(4).saturating_add(stored);
        let (Ok(length), true) = (u32::try_from(stored), total <= limits::FRAME_BYTES_MAX) else {
            return Err(total);
        };
        self.bytes.extend_from_slice(&length.to_le_bytes());
        self.bytes.extend_from_slice(link);
        self.bytes.extend_from_slice(body);
        self.count += 1;
        Ok(())
    }

    /// Bytes that the frame will take in the file.
    pub(super) fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// The bytes of the frame, for the file with this salt.
    pub(super) fn finish(mut self, salt: &Salt) -> Vec<u8> {
        let (head, body) = self.bytes.split_at_mut(FRAME_HEAD_BYTES);
        if let Some(count) = body.first_chunk_mut::<4>() {
            *count = self.count.to_le_bytes();
        }
        // The length fits: `push` let no more than FRAME_BYTES_MAX through.
        let fields: [&[u8]; 4] = [
            &FRAME_MAGIC,
            &(body.len() as u32).to_le_bytes(),
            &self.first_seq.to_le_bytes(),
            &checksum(salt, self.first_seq, body).to_le_bytes(),
        ];
        for (to, from) in head.iter_mut().zip(fields.into_iter().flatten()) {
            *to = *from;
        }
        self.bytes
    }
}

/// Where the stored entries lie in a body, in order; `None` when the body is not exactly a count and that many entries.
pub(super) fn entries(body: &[u8]) -> Option<Vec<Range<usize>>> {
    let count = u32::from_le_bytes(*body.first_chunk::<4>()?);
    let mut at = 4_usize;
    let mut found = Vec::new();
    for _ in 0..count {
        let length = u32::from_le_bytes(*body.get(at..)?.first_chunk::<4>()?);
        let start = at + 4;
        let end = start.checked_add(usize::try_from(length).ok()?)?;
        body.get(start..end)?;
        found.push(start..end);
        at = end;
    }
    (count > 0 && at == body.len()).then_some(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SALT: Salt = [7; 16];

    fn frame(bodies: &[&[u8]]) -> Vec<u8> {
        let mut draft = FrameDraft::new(42);
        for body in bodies {
            draft.push(b"link", body).unwrap();
        }
        draft.finish(&SALT)
    }

    #[test]
    fn a_frame_gives_back_its_entries() {
        let bytes = frame(&[b"one", b"", b"three"]);
        let head = FrameHead::parse(&bytes).unwrap();
        let body = &bytes[FRAME_HEAD_BYTES..];
        assert_eq!((head.first_seq, head.body_bytes), (42, body.len()));
        assert!(head.fits(&SALT, body));
        let found: Vec<&[u8]> = entries(body).unwrap().into_iter().map(|range| &body[range]).collect();
        assert_eq!(found, [b"linkone".as_slice(), b"link", b"linkthree"]);
    }

    #[test]
    fn a_frame_of_another_file_does_not_fit() {
        let bytes = frame(&[b"one"]);
        let head = FrameHead::parse(&bytes).unwrap();
        assert!(!head.fits(&[8; 16], &bytes[FRAME_HEAD_BYTES..]));
    }

    #[test]
    fn any_flipped_bit_is_seen() {
        let good = frame(&[b"one", b"two"]);
        for bit in 0..good.len() * 8 {
            let mut bytes = good.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let fits =
                FrameHead::parse(&bytes).is_some_and(|head| head.fits(&SALT, &bytes[FRAME_HEAD_BYTES..]));
            assert!(!fits, "bit {bit}");
        }
    }

    #[test]
    fn a_frame_takes_no_more_than_the_limit() {
        let mut draft = FrameDraft::new(1);
        let body = vec![0; limits::FRAME_BYTES_MAX / 2 - 100];
        assert_eq!(draft.push(&[], &body), Ok(()));
        assert_eq!(draft.push(&[], &body), Ok(()));
        let before = draft.len();
        assert!(draft.push(&[], &body).is_err_and(|bytes| bytes > limits::FRAME_BYTES_MAX));
        assert_eq!(draft.len(), before);
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = FrameHead::parse(&bytes).map(|head| head.fits(&SALT, &bytes));
            if let Some(found) = entries(&bytes) {
                prop_assert!(found.iter().all(|range| bytes.get(range.clone()).is_some()));
            }
        }
    }
}
