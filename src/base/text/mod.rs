//! Vietnamese and highland text: its normal form, cleaning, folding for search, order, columns, wrapping, typed keys.
//!
//! Knows letters and columns; does not know fields, records or terminals. Everything here takes any text and cannot
//! fail. ê̆ ô̆ ơ̆ ư̆ (Ê Đê, Jrai) have no single code point: whatever cuts or counts goes by grapheme cluster.

mod clean;
mod fold;
mod graphemes;
mod grouped;
mod joined;
mod keys;
mod letters;
mod normal;
mod order;
mod place_name;
mod single;
mod width;
mod wrap;

pub use clean::{clean_line, clean_paragraph, is_clean_line, is_clean_paragraph};
pub use fold::{ascii, fold, fold_joined};
pub use graphemes::{grapheme_count, next_boundary, prev_boundary};
pub use grouped::grouped;
pub use joined::{Joined, is_tone, joined, tone_first};
pub use keys::{compose_telex_fold, keys_behind};
pub use letters::{lower_first, upper_first};
pub use normal::nfc;
pub use order::{place_sort_key, sort_key};
pub use place_name::{initials, proper_name, type_word};
pub use width::{pad, pad_left, truncate, width};
pub use wrap::{Wrapped, wrap, wrap_lines};
