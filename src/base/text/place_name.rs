//! The names of places: the type word before them (Thôn, Buôn, Xã) and the initials that find them.

use super::fold::fold;
use super::graphemes::grapheme_count;

/// Words that say what kind of place it is, longest first; compared with their marks, for Lạng Sơn is no làng.
const TYPE_WORDS: [&str; 24] = [
    "tổ dân phố",
    "khu phố",
    "thị trấn",
    "thị xã",
    "thành phố",
    "tiểu khu",
    "đặc khu",
    "phường",
    "huyện",
    "thôn",
    "buôn",
    "làng",
    "quận",
    "tỉnh",
    "plei",
    "khóm",
    "thon",
    "buon",
    "xóm",
    "bản",
    "bon",
    "tổ",
    "ấp",
    "xã",
];

/// The type word of a place's name as it is written there (`Buôn` of `Buôn Ma Lim`), when a name follows it.
pub fn type_word(name: &str) -> Option<&str> {
    let name = name.trim();
    TYPE_WORDS.iter().find_map(|word| {
        let letters = word.chars().count();
        let end = name.char_indices().nth(letters).map(|(at, _)| at)?;
        let (start, rest) = name.split_at_checked(end)?;
        (rest.starts_with(' ') && !rest.trim().is_empty() && start.to_lowercase() == *word).then_some(start)
    })
}

/// The name without its type word: `Ma Lim` of `Buôn Ma Lim`. The text is in NFC, as everywhere.
pub fn proper_name(name: &str) -> &str {
    let name = name.trim();
    type_word(name).and_then(|word| name.get(word.len()..)).map_or(name, str::trim_start)
}

/// What one types to find a place: the first folded letter of each word of its proper name (`ml` for Buôn Ma Lim),
/// numbers whole; the first two letters of a name of one word (`bl` for Buôn Ƀlang, `hy` for Buôn H'Yŭ); a place that
/// has only a number takes the letter of its type before it (`t2` for Thôn 2). Signs are left out (`t24` for
/// Thôn 2/4): `/` is a key of its own in lists.
pub fn initials(name: &str) -> String {
    let words: Vec<String> = proper_name(name)
        .split([' ', '-', '/', ',', '.'])
        .map(|word| fold(word).chars().filter(|c| c.is_alphanumeric()).collect())
        .filter(|word: &String| !word.is_empty())
        .collect();
    let is_number = |word: &str| word.chars().all(|c| c.is_ascii_digit());
    if words.iter().all(|word| is_number(word)) {
        let letter = type_word(name).and_then(|word| fold(word).chars().next());
        return letter.into_iter().chain(words.concat().chars()).collect();
    }
    match words.as_slice() {
        [word] if grapheme_count(word) >= 2 => word.chars().take(2).collect(),
        words => words
            .iter()
            .map(|word| {
                if word.starts_with(|c: char| c.is_ascii_digit()) {
                    word.as_str()
                } else {
                    first_letter(word)
                }
            })
            .collect(),
    }
}

fn first_letter(word: &str) -> &str {
    word.chars().next().and_then(|letter| word.get(..letter.len_utf8())).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn villages() -> Vec<(String, String)> {
        let csv = include_str!("../../domain/data/places.csv");
        csv::Reader::from_reader(csv.as_bytes())
            .records()
            .map(|place| place.unwrap())
            .filter(|place| &place[2] == "village")
            .map(|place| (place[4].to_owned(), place[6].to_owned()))
            .collect()
    }

    fn shared(names: impl Iterator<Item = String>) -> BTreeMap<String, Vec<String>> {
        let mut by_initials: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for name in names {
            by_initials.entry(initials(&name).chars().take(2).collect()).or_default().push(name);
        }
        by_initials.retain(|_, names| names.len() > 1);
        by_initials
    }

    #[test]
    fn the_type_word_is_told_from_the_name() {
        for (name, word, proper) in [
            ("Buôn Ma Lim", Some("Buôn"), "Ma Lim"),
            ("Tổ dân phố 3", Some("Tổ dân phố"), "3"),
            ("THỊ TRẤN M'Drắk", Some("THỊ TRẤN"), "M'Drắk"),
            ("Lạng Sơn", None, "Lạng Sơn"),
            ("Xã", None, "Xã"),
            ("Thôn ", None, "Thôn"),
            ("Xãm Bo", None, "Xãm Bo"),
            ("", None, ""),
        ] {
            assert_eq!((type_word(name), proper_name(name)), (word, proper), "{name:?}");
        }
    }

    #[test]
    fn initials_are_what_one_types() {
        for (name, keys) in [
            ("Buôn Ma Lim", "ml"),
            ("Buôn Ƀlang", "bl"),
            ("Buôn H'Yŭ", "hy"),
            ("Buôn Dliă", "dl"),
            ("Buôn Ƀĭ", "bi"),
            ("Buôn Ơi Đăk", "od"),
            ("Thôn 2", "t2"),
            ("Thôn 10", "t10"),
            ("Thôn 2/4", "t24"),
            ("Buôn 5", "b5"),
            ("Thôn Tân Lập 12", "tl12"),
            ("Ea Ly", "el"),
            ("Á", "a"),
            ("", ""),
            ("漢", "漢"),
        ] {
            assert_eq!(initials(name), keys, "{name:?}");
        }
    }

    #[test]
    fn two_letters_find_16_of_the_18_villages_of_ia_dreh() {
        let own = villages().into_iter().filter(|(_, commune)| commune == "C24115" || commune == "C24100");
        let names: Vec<String> = own.map(|(name, _)| name).collect();
        assert_eq!(names.len(), 18);
        let shared = shared(names.into_iter());
        assert_eq!(shared.into_iter().collect::<Vec<_>>(), [("t2".to_owned(), vec!["Thôn 2".to_owned(); 2])]);
    }

    #[test]
    fn two_letters_find_44_of_all_61_villages() {
        let all = villages();
        assert_eq!(all.len(), 61);
        for (name, _) in &all {
            let keys = initials(name);
            assert!(
                keys.len() >= 2 && keys.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()),
                "{name}"
            );
        }
        let clashing: usize = shared(all.into_iter().map(|(name, _)| name)).values().map(Vec::len).sum();
        assert_eq!(61 - clashing, 44);
    }
}
