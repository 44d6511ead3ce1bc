//! The keys behind letters: what an input method made of a code is read back, and raw Telex is understood.

use unicode_normalization::UnicodeNormalization;

use super::fold::fold;

/// The lower-case keys of a Telex keyboard that gave this text: `Đ` is `dd`, `í` is `is`, `ư` is `w`, `ũ` is `ux`.
/// Code and look-up fields are read so, because Telex, VNI or Unikey may have made letters of their codes. The key of
/// a tone follows its letter. Marks that no input method makes of these keys are dropped.
pub fn keys_behind(text: &str) -> String {
    let mut keys = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase).nfc() {
        let mut tone = None;
        for sign in std::iter::once(letter).nfd() {
            match sign {
                'đ' | 'ð' => keys.push_str("dd"),
                'ƀ' | 'ɓ' => keys.push('b'),
                'u' if letter_bears(letter, '\u{31b}') => keys.push('w'),
                'a' | 'e' | 'o' if letter_bears(letter, '\u{302}') => keys.extend([sign, sign]),
                'o' if letter_bears(letter, '\u{31b}') => keys.push_str("ow"),
                'a' if letter_bears(letter, '\u{306}') => keys.push_str("aw"),
                '\u{301}' => tone = Some('s'),
                '\u{300}' => tone = Some('f'),
                '\u{309}' => tone = Some('r'),
                '\u{303}' if !matches!(letter, 'ñ') => tone = Some('x'),
                '\u{323}' => tone = Some('j'),
                sign if unicode_normalization::char::is_combining_mark(sign) => {}
                sign => keys.push(sign),
            }
        }
        keys.extend(tone);
    }
    keys
}

fn letter_bears(letter: char, mark: char) -> bool {
    std::iter::once(letter).nfd().any(|sign| sign == mark)
}

/// The folded text that these raw Telex keys would give: `ddoongf taam` → `dong tam`. Search tries it beside
/// [`fold`], never instead of it: a word that is no Telex may lose letters here.
pub fn compose_telex_fold(keys: &str) -> String {
    fold(keys).split(' ').map(compose_word).collect::<Vec<_>>().join(" ")
}

fn compose_word(word: &str) -> String {
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let stem = match word.strip_suffix(['s', 'f', 'r', 'x', 'j']) {
        // w alone is ư, hence a vowel.
        Some(stem) if stem.contains(|c| is_vowel(c) || c == 'w') => stem,
        _ => word,
    };
    let mut composed = String::with_capacity(stem.len());
    for key in stem.chars() {
        match key {
            'w' if composed.contains(is_vowel) => {}
            'w' => composed.push('u'),
            'a' | 'e' | 'o' | 'd' if composed.ends_with(key) => {}
            key => composed.push(key),
        }
    }
    composed
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
            ("ksor", "kso"),
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
