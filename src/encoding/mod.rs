//! Bytes of values, records and entries: append-only versions, and the one place that names bincode.
//!
//! Knows how things are spelled on disk and on the wire, not where they are kept.

pub mod bytes;
