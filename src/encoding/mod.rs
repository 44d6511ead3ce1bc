//! Bytes of values, records and entries: append-only versions, and the one place that names bincode.
//!
//! Knows how things are spelled on disk and on the wire, not where they are kept.
//!
//! # Frozen: bytes on disk
//!
//! Numbers of a fixed width are little-endian; `n` is a length as LEB128 in its shortest form, at most 32 bits; a text is
//! `n` and so many bytes of UTF-8; `fields` is (text, value)*, names ascending.
//!
//! ```text
//! value   tag u8 | n | n bytes          1 text   2 int i64   3 day i32   4 instant i64   5 choice   6 ref
//!                                       7 number (seq u32, year i32)   8 flag u8   9 list value*   10 row fields
//! record  1 | kind text | id text | office text | revision u32 | fields
//! entry   1 | seq u64 | at i64 | officer text | request 16 bytes | reason 0 or (1, text)
//!           | n | (office text, book text, seq u32, year i32)*
//!           | n | (kind text, record text, office text, revision u32, step 0 or (1, text),
//!                  n | (field text, old 0 or (1, value), new 0 or (1, value))*)*
//! ```
//!
//! Invariant: what is encoded can be decoded, and is then encoded to the same bytes. A value of a later version (another
//! tag) is kept as it was found; a record or entry of a later version is an error that says so.

pub mod bytes;
mod cursor;
pub mod entry;
mod error;
#[cfg(test)]
mod golden;
pub mod key;
pub mod record;
pub mod value;

pub use error::{EncodingError, Stored};
