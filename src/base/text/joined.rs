//! The two forms in which a look-up over everything compares text: letters without gaps, and marks with the tone first.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::fold::{fold, is_apostrophe};

/// A folded text of letters, digits and `/` only, and where its words begin: `Ea Bar` and `EaBar` are both `eabar`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// The letters.
    pub letters: String,
    /// At which byte each word begins; the parts of a number (`90/2026`, `1.500`) are one word.
    pub starts: Vec<usize>,
}

/// The text as [`Joined`].
pub fn joined(text: &str) -> Joined {
    let mut joined = Joined::default();
    let mut before = ' ';
    for sign in fold(text).chars() {
        if sign.is_alphanumeric() {
            let continues_number = sign.is_ascii_digit()
                && before != ' '
                && joined.letters.ends_with(|c: char| c.is_ascii_digit() || c == '/');
            if !before.is_alphanumeric() && !continues_number {
                joined.starts.push(joined.letters.len());
            }
            joined.letters.push(sign);
        } else if sign == '/' {
            joined.letters.push(sign);
        }
        before = sign;
    }
    joined
}

/// The words of a text with their marks, lower case, one space between them, each with its tone before its letters:
/// `hòa` and `hoà` are the same, and `đồ` begins `đồng`.
pub fn tone_first(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    let clean: String =
        text.chars().flat_map(char::to_lowercase).filter(|c| !is_apostrophe(*c)).nfd().collect();
    for word in clean.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)) {
        let mut letters = String::with_capacity(word.len());
        let mut tone = None;
        for sign in word.chars() {
            match (tone_of(sign), letters.chars().last()) {
                (Some(own), Some(last)) if last != 'n' => tone = Some(own),
                _ => letters.push(sign),
            }
        }
        if letters.is_empty() {
            continue;
        }
        if !all.is_empty() {
            all.push(' ');
        }
        all.extend(tone);
        all.extend(letters.nfc());
    }
    all
}

/// Whether this sign of [`tone_first`] is a tone.
pub fn is_tone(sign: u8) -> bool {
    (1..=5).contains(&sign)
}

fn tone_of(mark: char) -> Option<char> {
    match mark {
        '\u{301}' => Some('\u{1}'),
        '\u{300}' => Some('\u{2}'),
        '\u{309}' => Some('\u{3}'),
        '\u{303}' => Some('\u{4}'),
        '\u{323}' => Some('\u{5}'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn gaps_go_and_beginnings_of_words_stay() {
        for (written, letters, starts) in [
            ("Ea Bar", "eabar", vec![0, 2]),
            ("EaBar", "eabar", vec![0]),
            ("M'Drắk, (xã)", "mdrakxa", vec![0, 5]),
            ("Số 90/2026: 1.500 m", "so90/20261500m", vec![0, 2, 9, 13]),
            ("V-045", "v045", vec![0, 1]),
            ("12-CV/BDV", "12cv/bdv", vec![0, 2, 5]),
            ("ranh-giới 2 3", "ranhgioi23", vec![0, 4, 8, 9]),
            ("", "", vec![]),
        ] {
            assert_eq!(joined(written), Joined { letters: letters.into(), starts }, "{written}");
        }
    }

    #[test]
    fn one_word_written_two_ways_is_one_and_a_beginning_is_a_beginning() {
        assert_eq!(tone_first("hòa  thuỷ"), tone_first("hoà, THỦY"));
        assert_eq!(tone_first("Krông Năng"), "krông năng");
        assert_eq!(tone_first("H'Yŭ"), "hyŭ");
        assert_ne!(tone_first("ma"), tone_first("mã"));
        assert!(tone_first("đồng").starts_with(&tone_first("đồ")));
        assert!(!tone_first("đống").starts_with(&tone_first("đồ")));
        assert_eq!(tone_first("ñ ê\u{306}"), "ñ ê\u{306}");
        assert!(tone_first("tạ").bytes().any(is_tone));
    }

    proptest! {
        #[test]
        fn any_text_has_both_forms(text in any::<String>()) {
            let Joined { letters, starts } = joined(&text);
            prop_assert!(starts.iter().all(|at| letters.is_char_boundary(*at) && *at < letters.len()));
            prop_assert!(starts.is_sorted());
            let marked = tone_first(&text);
            prop_assert!(!marked.starts_with(' ') && !marked.ends_with(' '));
        }
    }
}
