//! The keys behind letters: what an input method made of a code is read back, and raw Telex is understood.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

use super::fold::{fold, plain_letter};
use crate::base::typing::{HIGHLAND_KEY, TypingMethod, compose, keys_of_letter};

/// The lower-case keys of a Telex keyboard that gave this text: `Đ` is `dd`, `í` is `is`, `ư` is `w`, `ũ` is `ux`.
/// Code and look-up fields are read so, because Telex, VNI or Unikey may have made letters of their codes. The key of
/// a tone follows its letter. Marks that no input method makes of these keys are dropped.
pub fn keys_behind(text: &str) -> String {
    let mut keys = String::with_capacity(text.len());
    let small: String = text.chars().flat_map(char::to_lowercase).nfc().collect();
    for written in small.graphemes(true) {
        match keys_of_letter(written, TypingMethod::Telex) {
            Some((own, tone)) => {
                // w alone is ư.
                let own = if own == "uw" { "w" } else { own.trim_end_matches(HIGHLAND_KEY) };
                keys.push_str(own);
                keys.extend(tone);
            }
            None => {
                let bare = written.nfd().filter(|sign| !is_combining_mark(*sign));
                keys.extend(bare.flat_map(|sign| match sign {
                    'ð' => "dd".chars().collect::<Vec<_>>(),
                    sign => vec![plain_letter(sign)],
                }));
            }
        }
    }
    keys
}

/// The folded text that these raw Telex keys would give: `ddoongf taam` → `dong tam`. Search tries it beside [`fold`],
/// never instead of it.
pub fn compose_telex_fold(keys: &str) -> String {
    fold(&compose(keys, TypingMethod::Telex))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_code_is_read_back_after_what_an_input_method_made_of_it() {
        for (shown, keys) in [
            ("Đ", "dd"),
            ("í", "is"),
            ("ư", "w"),
            ("Ũ", "ux"),
            ("â", "aa"),
            ("ă", "aw"),
            ("ê", "ee"),
            ("ồ", "oof"),
            ("ớ", "ows"),
            ("ự", "wj"),
            ("ạ", "aj"),
            ("ảo", "aro"),
            ("ml", "ml"),
            ("T2", "t2"),
            ("ƀč", "bc"),
            ("d\u{323}", "dj"),
        ] {
            assert_eq!(keys_behind(shown), keys, "{shown:?}");
        }
    }

    #[test]
    fn three_ways_of_typing_find_one_place() {
        let wanted = fold("Đồng Tâm");
        for typed in ["dong tam", "ddoongf taam", "Đồng Tâm", "DDOONGF TAAM"] {
            assert!(fold(typed) == wanted || compose_telex_fold(typed) == wanted, "{typed}");
        }
        for (keys, folded) in [
            ("dduwowngf", "duong"),
            ("tw", "tu"),
            ("wngs", "ung"),
            ("nuwowcs sachj", "nuoc sach"),
            ("ksor", "ksor"),
            ("hs", "hs"),
            ("", ""),
            ("90/2026", "90/2026"),
        ] {
            assert_eq!(compose_telex_fold(keys), folded, "{keys:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_keys(text in any::<String>()) {
            prop_assert!(!keys_behind(&text).contains('đ'));
            let composed = compose_telex_fold(&text);
            prop_assert!(composed.chars().count() <= fold(&text).chars().count());
        }
    }
}
