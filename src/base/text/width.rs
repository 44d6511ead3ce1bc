//! How many columns of a terminal a text takes, and texts made to fit.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::single::{is_single, letters};

/// Columns that the text takes, counted by grapheme cluster.
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { letters(text).map(|(_, letter)| letter_width(letter)).sum() }
}

/// Columns that one letter takes.
pub(super) fn letter_width(letter: &str) -> usize {
    let mut signs = letter.chars();
    match (signs.next(), signs.next()) {
        (Some(sign), None) if is_single(sign) => 1,
        _ => letter.width(),
    }
}

/// The text within a number of columns: whole when it fits, else as many whole letters as leave room for the `~`.
pub fn truncate(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    if columns == 0 {
        return Cow::Borrowed("");
    }
    let mut cut = String::with_capacity(columns * 2);
    let mut taken = 0;
    for letter in text.graphemes(true) {
        taken += width(letter);
        if taken > columns - 1 {
            break;
        }
        cut.push_str(letter);
    }
    cut.push('~');
    Cow::Owned(cut)
}

/// The text in exactly a number of columns: truncated, or with spaces after it.
pub fn pad(text: &str, columns: usize) -> String {
    let mut padded = truncate(text, columns).into_owned();
    padded.extend(std::iter::repeat_n(' ', columns.saturating_sub(width(&padded))));
    padded
}

/// The text in exactly a number of columns: truncated, or with spaces before it.
pub fn pad_left(text: &str, columns: usize) -> String {
    let cut = truncate(text, columns);
    let mut padded = " ".repeat(columns.saturating_sub(width(&cut)));
    padded.push_str(&cut);
    padded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_take_no_column_and_a_cut_shows() {
        assert_eq!(width("Zô\u{306} Mới"), 6);
        assert_eq!(truncate("Bê tông hóa 400 m đường", 18), "Bê tông hóa 400 m~");
        assert_eq!(truncate("Zô\u{306}x", 3), "Zô\u{306}x");
        assert_eq!(truncate("Zô\u{306}xy", 3), "Zô\u{306}~");
        assert_eq!(pad("Ƀlang", 8), "Ƀlang   ");
        assert_eq!(pad_left("-7", 5), "   -7");
        assert_eq!((truncate("abc", 0), truncate("abc", 1)), ("".into(), "~".into()));
    }

    proptest! {
        #[test]
        fn what_is_made_to_fit_fits(text in any::<String>(), columns in 0usize..40) {
            let text = crate::base::text::clean_line(&text);
            prop_assert!(width(&truncate(&text, columns)) <= columns);
            prop_assert_eq!(width(&pad(&text, columns)), columns);
            prop_assert_eq!(width(&pad_left(&text, columns)), columns);
        }
    }
}
