//! The letters of Ê Đê, Jrai and their neighbours that no key of Telex or VNI makes: one key goes through them.

use unicode_normalization::UnicodeNormalization;

use super::letter::Letter;

/// Each letter and the one after it, without tones.
const NEXT: [(&str, &str); 21] = [
    ("b", "ƀ"),
    ("ƀ", "b"),
    ("c", "č"),
    ("č", "c"),
    ("n", "ñ"),
    ("ñ", "n"),
    ("e", "ĕ"),
    ("ĕ", "ê\u{306}"),
    ("ê\u{306}", "e"),
    ("ê", "ê\u{306}"),
    ("i", "ĭ"),
    ("ĭ", "i"),
    ("o", "ŏ"),
    ("ŏ", "ô\u{306}"),
    ("ô\u{306}", "ơ\u{306}"),
    ("ơ\u{306}", "o"),
    ("ô", "ô\u{306}"),
    ("ơ", "ơ\u{306}"),
    ("u", "ŭ"),
    ("ŭ", "ư\u{306}"),
    ("ư\u{306}", "u"),
];
/// ư has its breve at once, as ê ô ơ have.
const HORNED: (&str, &str) = ("ư", "ư\u{306}");

/// The next highland letter for a written letter (grapheme), its case and tone kept; `None` when it has none.
pub fn next_highland(written: &str) -> Option<String> {
    let (letter, tone) = Letter::read(written)?;
    let mut bare = String::new();
    Letter { is_upper: false, ..letter }.write(None, &mut bare);
    let bare: String = bare.nfc().collect();
    let (_, next) = NEXT.iter().chain([&HORNED]).find(|(own, _)| *own == bare)?;
    let (next, _) = Letter::read(next)?;
    let mut signs = String::new();
    Letter { is_upper: letter.is_upper, ..next }.write(tone, &mut signs);
    Some(signs.nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(from: &str) -> Vec<String> {
        let mut all = vec![from.to_owned()];
        while all.len() < 9 {
            let next = next_highland(all.last().unwrap()).unwrap();
            if all.contains(&next) {
                break;
            }
            all.push(next);
        }
        all
    }

    #[test]
    fn one_key_goes_through_the_letters_and_back() {
        assert_eq!(round("b"), ["b", "ƀ"]);
        assert_eq!(round("C"), ["C", "Č"]);
        assert_eq!(round("n"), ["n", "ñ"]);
        assert_eq!(round("I"), ["I", "Ĭ"]);
        assert_eq!(round("e"), ["e", "ĕ", "ê\u{306}"]);
        assert_eq!(round("O"), ["O", "Ŏ", "Ô\u{306}", "Ơ\u{306}"]);
        assert_eq!(round("u"), ["u", "ŭ", "ư\u{306}"]);
        for (marked, next) in [("ê", "ê\u{306}"), ("ô", "ô\u{306}"), ("ơ", "ơ\u{306}"), ("Ư", "Ư\u{306}")]
        {
            assert_eq!(next_highland(marked).as_deref(), Some(next));
        }
        assert_eq!(next_highland("ú"), Some("ŭ\u{301}".nfc().collect()));
        for other in ["a", "k", "đ", "1", " ", "", "漢"] {
            assert_eq!(next_highland(other), None, "{other}");
        }
    }
}
