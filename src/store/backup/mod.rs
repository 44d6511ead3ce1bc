//! A backup of a register as one file: the journal up to one entry, compressed, with a checksum over all of it.
//!
//! Holds what the journal holds, byte for byte, so that a restored register has the same entries under the same hashes.
//! State and indexes are not in it (they are built again), nor drafts, nor keys: what is sealed stays sealed.
//!
//! # Bytes
//!
//! ```text
//! header   magic "NghBak\r\n" | version | format of the register | id of the register
//!          | sequence number and hash of the last entry | count | length of each segment * count | crc32c
//! stream   the segments, one after another, in one stream of raw deflate (RFC 1951)
//! trailer  SHA-256 of everything before it
//! ```
//!
//! All numbers are little-endian; version, format and count have four bytes, lengths and sequence numbers eight. Of each segment
//! the stream holds the bytes from its header to the end of its last acknowledged frame; zeros that were written
//! ahead are left out. Versions are append-only: a later one begins with the same twelve bytes, and this one is read for ever.
//!
//! # Reading a file that anybody may have made
//!
//! The header says how long everything is before anything is unpacked, and is held to limits; a length that deflate could not have
//! made from so few bytes is refused. One frame is held in memory. A file is verified whole before anything of it is
//! put anywhere: its checksum, every header, frame and link of the chain, and that it ends at the entry that its header names.

mod contents;
mod error;
mod reading;
mod restore;
#[cfg(test)]
mod tests;
mod writing;

pub use error::BackupError;
pub use reading::verify;
pub use restore::restore;
pub use writing::Writing;
