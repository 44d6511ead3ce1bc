//! The one place that names bincode: what crosses the socket, with limits.
//!
//! What is stored has frozen forms of its own beside this file and does not depend on how Rust types are declared.

use bincode::Options;
use serde::{Serialize, de::DeserializeOwned};
use thiserror::Error;

use crate::base::limits::WIRE_FRAME_BYTES_MAX;

/// Bytes are not what they should be.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("these bytes are not of this version")]
pub struct NotThisVersion;

fn options() -> impl Options {
    bincode::DefaultOptions::new().with_limit(WIRE_FRAME_BYTES_MAX as u64).reject_trailing_bytes()
}

/// A value as bytes.
pub fn to_bytes<T: Serialize>(value: &T) -> Result<Vec<u8>, NotThisVersion> {
    options().serialize(value).map_err(|_| NotThisVersion)
}

/// A value from bytes; never more than the limit is allocated.
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, NotThisVersion> {
    options().deserialize(bytes).map_err(|_| NotThisVersion)
}
