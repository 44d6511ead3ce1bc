//! Frames on the socket: a length of four bytes, little end first, then the message in bincode.

use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;

use crate::base::limits::WIRE_FRAME_BYTES_MAX;
use crate::encoding::bytes;

/// What can be wrong with bytes from the other side.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum FrameError {
    /// The length says more than anybody here sends.
    #[error("close the connection: a frame of {0} bytes was announced, at most {max} are allowed", max = WIRE_FRAME_BYTES_MAX)]
    TooLong(usize),
    /// The bytes are not a message of this protocol.
    #[error("close the connection: a frame of {0} bytes is not a message of this protocol")]
    NotAMessage(usize),
}

const HEAD: usize = 4;

/// A message as one frame.
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>, FrameError> {
    let body = bytes::to_bytes(message).map_err(|_| FrameError::NotAMessage(0))?;
    let length = u32::try_from(body.len()).map_err(|_| FrameError::TooLong(body.len()))?;
    if body.len() > WIRE_FRAME_BYTES_MAX {
        return Err(FrameError::TooLong(body.len()));
    }
    let mut frame = Vec::with_capacity(HEAD + body.len());
    frame.extend_from_slice(&length.to_le_bytes());
    frame.extend_from_slice(&body);
    Ok(frame)
}

/// Puts frames together from bytes as they arrive, however they are cut.
#[derive(Debug, Default)]
pub struct FrameReader {
    waiting: Vec<u8>,
}

impl FrameReader {
    /// Takes bytes that arrived.
    pub fn feed(&mut self, arrived: &[u8]) {
        self.waiting.extend_from_slice(arrived);
    }

    /// Whether a frame has begun and is not whole yet.
    pub fn is_inside(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// The next whole message, or `None` until more bytes arrive. After an error the connection is of no use.
    pub fn message<T: DeserializeOwned>(&mut self) -> Result<Option<T>, FrameError> {
        let Some(head) = self.waiting.first_chunk::<HEAD>() else { return Ok(None) };
        let length = u32::from_le_bytes(*head) as usize;
        if length > WIRE_FRAME_BYTES_MAX {
            return Err(FrameError::TooLong(length));
        }
        let Some(body) = self.waiting.get(HEAD..HEAD + length) else { return Ok(None) };
        let message = bytes::from_bytes(body).map_err(|_| FrameError::NotAMessage(length))?;
        self.waiting.drain(..HEAD + length);
        Ok(Some(message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Call, Request};

    #[test]
    fn a_frame_cut_anywhere_is_the_same_message() {
        let call = Call { ticket: 7, request: Request::Show("124/2026".into()) };
        let frame = encode(&call).unwrap();
        for cut in 0..frame.len() {
            let mut reader = FrameReader::default();
            reader.feed(&frame[..cut]);
            assert_eq!(reader.message::<Call>(), Ok(None));
            reader.feed(&frame[cut..]);
            reader.feed(&frame);
            assert_eq!(reader.message(), Ok(Some(call.clone())));
            assert_eq!(reader.message(), Ok(Some(call.clone())));
            assert!(!reader.is_inside());
        }
    }

    #[test]
    fn two_gigabytes_are_refused_before_a_byte_is_kept() {
        let mut reader = FrameReader::default();
        reader.feed(&0x8000_0000_u32.to_le_bytes());
        assert_eq!(reader.message::<Call>(), Err(FrameError::TooLong(0x8000_0000)));
        let mut reader = FrameReader::default();
        reader.feed(&[3, 0, 0, 0, 0xff, 0xff, 0xff]);
        assert_eq!(reader.message::<Call>(), Err(FrameError::NotAMessage(3)));
    }
}
