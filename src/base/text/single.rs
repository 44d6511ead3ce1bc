//! Letters that stand by themselves, and texts taken apart letter by letter: the short way through long narratives.

use unicode_segmentation::UnicodeSegmentation;

/// Whether the sign is a letter of its own beside others of this sort: clean, in NFC and no part of a longer letter, one
/// column wide. Nearly all that is typed here is; every other sign takes the long way through the tables of Unicode.
pub(super) fn is_single(sign: char) -> bool {
    matches!(sign,
        ' '..='~'
        | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}'
        | '\u{1ea0}'..='\u{1ef9}'
        | '\u{2010}'..='\u{2027}')
}

/// The letters of a text (grapheme clusters) with their places in bytes.
pub(super) fn letters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let mut signs = rest.chars();
        let first = signs.next()?;
        // Between two single letters there is a border whatever stands before them.
        let bytes = if is_single(first) && signs.next().is_none_or(is_single) {
            first.len_utf8()
        } else {
            rest.graphemes(true).next()?.len()
        };
        let start = at;
        at += bytes;
        Some((start, rest.get(..bytes)?))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::{UnicodeNormalization, is_nfc};
    use unicode_width::UnicodeWidthChar;

    use super::*;

    #[test]
    fn single_letters_are_what_they_are_taken_for() {
        let all: Vec<char> = ('\0'..='\u{ffff}').filter(|sign| is_single(*sign)).collect();
        assert!(all.len() > 800 && "Đắk Lắk ƀ č ệ ư’–".chars().all(is_single));
        for &sign in &all {
            assert_eq!(sign.width(), Some(1), "{sign:?}");
            assert!(!super::super::clean::is_dropped(sign) && is_nfc(&sign.to_string()), "{sign:?}");
            // Nothing before it takes it in, and it takes nothing in that is single too.
            for before in ["a", "ê", "\u{306}", "漢", "\u{1100}", "\u{600}x", "–"] {
                let text = format!("{before}{sign}");
                let last = text.graphemes(true).next_back();
                assert_eq!(last, Some(&text[before.len()..]), "{before:?} {sign:?}");
                assert!(text.nfc().eq(before.nfc().chain([sign])), "{before:?} {sign:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_short_way_finds_the_letters_of_the_long_one(text in "([a-zđê ]|[\u{306}\u{301}]|[漢한각🇻🇳\u{1100}\u{1161}\u{600}\n]|\\PC){0,40}") {
            prop_assert!(letters(&text).eq(text.grapheme_indices(true)));
        }
    }
}
