//! Vietnamese and highland typing: what raw keys become in a text.
//!
//! A [`Hand`] holds the word before the caret and answers what each key replaces there; [`Word`] is that word alone.
//! Knows letters, syllables and keys that are letters; does not know fields, screens or terminals.
//!
//! What the methods cannot make, and why:
//! - A letter that is also a key (s f r x j z w, a second a e o d; in VNI a digit) must be typed twice behind letters
//!   with which it would be a mark or a tone: `barr` is bar, `tesst` is test.
//! - After a mark was taken off so, the word is left alone: what needs both a literal key and a later mark is typed with
//!   the mark first, or in two pieces. Words of several syllables written as one (palăng) are left as typed too.
//! - ĕ ĭ ŏ ŭ ƀ č ñ and ê ô ơ ư with a breve have no keys: [`next_highland`] makes them.

mod hand;
mod highland;
mod letter;
mod meaning;
mod method;
mod spelling;
mod syllable;
mod word;

pub(super) use spelling::{HIGHLAND_KEY, keys_of_letter};

pub use hand::{Hand, Replaced, compose};
pub use highland::next_highland;
pub use method::TypingMethod;
pub use spelling::{ToneKey, spell};
pub use syllable::{TONE_PLACE, TonePlace};
pub use word::Word;

#[cfg(test)]
pub(crate) mod tests;
