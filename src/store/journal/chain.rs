//! The chain: each stored entry carries the hash of the stored entry before it.

use std::fmt;

use sha2::{Digest, Sha256};

use super::error::Fault;

/// SHA-256 of a stored entry.
pub type Hash = [u8; 32];

/// Bytes that a stored entry has before its body: sequence number and the hash of the previous entry.
pub(super) const LINK_BYTES: usize = 8 + 32;

/// The end of a chain: the last entry's sequence number and hash.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Head {
    /// The sequence number, from 1; 0 before the first entry.
    pub seq: u64,
    /// The hash of that entry's stored bytes.
    pub hash: Hash,
}

impl Head {
    /// Before the first entry of this register, so that the entries of one register never fit into another.
    pub(super) fn origin(register: &[u8; 16]) -> Head {
        let hash = Sha256::new().chain_update(b"nghedan register").chain_update(register).finalize();
        Head { seq: 0, hash: hash.into() }
    }

    /// The bytes before the body of the entry that comes next, and the head after it.
    pub(super) fn link(self, body: &[u8]) -> ([u8; LINK_BYTES], Head) {
        let seq = self.seq + 1;
        let mut link = [0; LINK_BYTES];
        let (number, hash) = link.split_at_mut(8);
        number.copy_from_slice(&seq.to_le_bytes());
        hash.copy_from_slice(&self.hash);
        let hash = Sha256::new().chain_update(link).chain_update(body).finalize().into();
        (link, Head { seq, hash })
    }

    /// The head after this stored entry and the entry's body, if the entry is the one that follows.
    pub(super) fn follow(self, stored: &[u8]) -> Result<(Head, &[u8]), Fault> {
        let (number, rest) = stored.split_first_chunk::<8>().ok_or(Fault::Body)?;
        let (before, body) = rest.split_first_chunk::<32>().ok_or(Fault::Body)?;
        let seq = u64::from_le_bytes(*number);
        if self.seq.checked_add(1) != Some(seq) {
            return Err(Fault::Sequence);
        }
        if *before != self.hash {
            return Err(Fault::Chain);
        }
        Ok((Head { seq, hash: Sha256::digest(stored).into() }, body))
    }
}

impl fmt::Display for Head {
    /// The number and the first eight bytes of the hash.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.seq)?;
        self.hash.iter().take(8).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Head({self})")
    }
}
