//! Vietnamese and highland typing: what raw keys become in a text.
//!
//! Knows letters, syllables and keys that are letters; does not know fields, carets or terminals.

mod method;

pub use method::TypingMethod;
