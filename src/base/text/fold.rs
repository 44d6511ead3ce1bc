//! The form in which text is searched: without marks, case or odd spaces; and the ASCII form for poor terminals.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::clean::is_dropped;

/// The text as search compares it: NFD, marks dropped, đ→d, ƀ→b (they do not decompose), apostrophes dropped, lower
/// case, runs of spaces one space, trimmed. `Đồng Tâm` and `dong  tam` are the same, so are `M'Drắk` and `M’Drắk`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for sign in text.chars().flat_map(char::to_lowercase).nfd() {
        if sign.is_whitespace() {
            if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else if !is_combining_mark(sign) && !is_apostrophe(sign) && !is_dropped(sign) {
            folded.push(plain_letter(sign));
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

/// [`fold`] with the spaces gone too: `EaBar` and `Ea Bar` are the same.
pub fn fold_joined(text: &str) -> String {
    let mut folded = fold(text);
    folded.retain(|sign| sign != ' ');
    folded
}

/// The text for a terminal without UTF-8: case kept, marks dropped (`Đắk` → `Dak`), typographic signs replaced by the
/// plain ones, anything else that is not ASCII shown as `?`.
pub fn ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for sign in text.chars().nfd() {
        match plain_letter(sign) {
            c if c.is_ascii() => plain.push(c),
            c if is_combining_mark(c) || is_dropped(c) => {}
            '‘' | '’' | 'ʼ' | 'ʻ' => plain.push('\''),
            '“' | '”' | '„' | '«' | '»' => plain.push('"'),
            '–' | '—' | '−' | '‑' | '‐' => plain.push('-'),
            '…' => plain.push_str("..."),
            '≤' => plain.push_str("<="),
            '≥' => plain.push_str(">="),
            '→' => plain.push_str("->"),
            c if c.is_whitespace() => plain.push(' '),
            _ => plain.push('?'),
        }
    }
    plain
}

pub(super) fn is_apostrophe(sign: char) -> bool {
    matches!(sign, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´')
}

/// The letter under a stroke or a hook, which no decomposition takes off. Ð (eth) is what some keyboards give for Đ,
/// Ɓ what some fonts show for Ƀ.
pub(super) fn plain_letter(sign: char) -> char {
    match sign {
        'đ' | 'ð' | 'ɖ' => 'd',
        'Đ' | 'Ð' | 'Ɖ' => 'D',
        'ƀ' | 'ɓ' => 'b',
        'Ƀ' | 'Ɓ' => 'B',
        'ı' => 'i',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_one_place_fold_to_one() {
        for (written, folded) in [
            ("Đồng Tâm", "dong tam"),
            ("  M'Drắk ", "mdrak"),
            ("M’Drắk", "mdrak"),
            ("Buôn Čư Jŭ", "buon cu ju"),
            ("Ƀlang", "blang"),
            ("Zô\u{306} Mới", "zo moi"),
            ("hoà\u{a0}\u{202f}thuỷ", "hoa thuy"),
            ("ĐĂK\tLĂK", "dak lak"),
            ("Thôn 2/4", "thon 2/4"),
            ("\u{200b}", ""),
        ] {
            assert_eq!(fold(written), folded);
        }
        assert_eq!(fold_joined("Ea Bar"), fold_joined("EaBar"));
    }

    #[test]
    fn the_list_of_places_folds_as_its_own_column_says() {
        let csv = include_str!("../../domain/data/places.csv");
        let mut places = csv::Reader::from_reader(csv.as_bytes());
        let mut count = 0;
        for place in places.records() {
            let place = place.unwrap();
            assert_eq!(fold(&place[4]), &place[5]);
            count += 1;
        }
        assert!(count > 100);
    }

    #[test]
    fn ascii_keeps_the_case() {
        assert_eq!(ascii("Đơn quá hạn – Ƀlang, “Zô\u{306}”…"), "Don qua han - Blang, \"Zo\"...");
        assert_eq!(ascii("漢"), "?");
    }

    /// The cells of a line of a table, quoted or not.
    fn cells(line: &str) -> Vec<String> {
        let (mut cells, mut is_quoted) = (vec![String::new()], false);
        for sign in line.chars() {
            match sign {
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => cells.push(String::new()),
                other => cells.last_mut().unwrap().push(other),
            }
        }
        cells
    }

    #[test]
    fn every_word_of_the_glossary_is_spelled_as_its_ascii_column_says() {
        let table = include_str!("../../domain/data/glossary.csv");
        let words: Vec<_> = table.lines().skip(1).map(cells).collect();
        assert!(words.len() > 150);
        for word in words {
            assert_eq!(ascii(&word[3]), word[5], "{}", word[0]);
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn ascii_is_ascii(text in any::<String>()) {
            prop_assert!(ascii(&text).is_ascii());
        }
    }
}
