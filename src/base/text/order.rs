//! The order of Vietnamese and highland words: letters first, tones second, syllable by syllable.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::fold::{is_apostrophe, plain_letter};
use super::place_name::{proper_name, type_word};

/// Bytes that sort as the words do: a ă â b ƀ c č d đ e ĕ ê ê̆ f g … o ŏ ô ô̆ ơ ơ̆ … u ŭ ư ư̆ v w x y z; within a
/// syllable of the same letters ngang huyền hỏi ngã sắc nặng; then the next syllable. Numbers sort as numbers and
/// before letters, case and apostrophes do not count, signs part syllables. hòa and hoà are the same.
pub fn sort_key(text: &str) -> Vec<u8> {
    let mut key = Key { bytes: Vec::with_capacity(text.len() + 8), run: Run::None, tone: NGANG };
    for letter in Letters::of(text) {
        key.push(&letter);
    }
    key.end_run();
    key.bytes
}

/// [`sort_key`] for a list of places: the type word (Thôn, Buôn) counts only between places of the same name.
pub fn place_sort_key(name: &str) -> Vec<u8> {
    let mut key = sort_key(proper_name(name));
    key.push(0);
    key.extend(sort_key(type_word(name).unwrap_or_default()));
    key
}

const END_OF_RUN: u8 = 1;
const NUMBER: u8 = 0x10;
const FIRST_LETTER: u8 = 0x20;
/// Places kept for the letters that are written with one base letter: o ŏ ô ô̆ ơ ơ̆.
const FORMS_PER_LETTER: u8 = 6;
const OTHER_SIGN: u8 = 0xf0;
const NGANG: u8 = 1;

enum Run {
    None,
    Syllable,
    Number(Vec<u8>),
}

struct Key {
    bytes: Vec<u8>,
    run: Run,
    tone: u8,
}

impl Key {
    fn push(&mut self, letter: &Letter) {
        let base = letter.base;
        if let Some(digit) = base.to_digit(10) {
            if !matches!(self.run, Run::Number(_)) {
                self.end_run();
                self.run = Run::Number(Vec::new());
            }
            if let Run::Number(digits) = &mut self.run
                && (digit != 0 || !digits.is_empty())
            {
                digits.push(u8::try_from(digit).unwrap_or(0));
            }
        } else if base.is_alphabetic() {
            if matches!(self.run, Run::Number(_)) {
                self.end_run();
            }
            self.run = Run::Syllable;
            if let Some(tone) = letter.tone() {
                self.tone = tone;
            }
            match u8::try_from(base) {
                Ok(ascii @ b'a'..=b'z') => {
                    self.bytes.push(FIRST_LETTER + (ascii - b'a') * FORMS_PER_LETTER + letter.form());
                }
                _ => {
                    self.bytes.push(OTHER_SIGN);
                    self.bytes.extend(base.encode_utf8(&mut [0; 4]).bytes());
                }
            }
        } else if !is_apostrophe(base) {
            self.end_run();
        }
    }

    fn end_run(&mut self) {
        match std::mem::replace(&mut self.run, Run::None) {
            Run::None => {}
            Run::Syllable => self.bytes.extend([END_OF_RUN, self.tone]),
            Run::Number(digits) => {
                self.bytes.extend([NUMBER, u8::try_from(digits.len()).unwrap_or(u8::MAX)]);
                self.bytes.extend(digits);
                self.bytes.extend([END_OF_RUN, NGANG]);
            }
        }
        self.tone = NGANG;
    }
}

/// A letter taken apart: the plain lower-case one and what is on it.
struct Letter {
    base: char,
    stroke: bool,
    marks: Vec<char>,
}

impl Letter {
    /// Which of the letters of this base it is: o ŏ ô ô̆ ơ ơ̆ are 0 to 5, ƀ č đ ñ are 1.
    fn form(&self) -> u8 {
        let has = |mark| self.marks.contains(&mark);
        let breve = u8::from(has('\u{306}'));
        match self.base {
            'b' | 'd' => u8::from(self.stroke),
            'c' | 'n' => u8::from(!self.marks.is_empty()),
            'a' | 'e' | 'o' | 'u' if has('\u{31b}') => 4 + breve,
            'a' | 'e' | 'o' | 'u' if has('\u{302}') => 2 + breve,
            _ => breve,
        }
    }

    fn tone(&self) -> Option<u8> {
        if matches!(self.base, 'c' | 'n') {
            return None;
        }
        self.marks.iter().rev().find_map(|mark| match mark {
            '\u{300}' => Some(2),
            '\u{309}' => Some(3),
            '\u{303}' => Some(4),
            '\u{301}' => Some(5),
            '\u{323}' => Some(6),
            _ => None,
        })
    }
}

struct Letters<I: Iterator<Item = char>>(std::iter::Peekable<I>);

impl Letters<std::vec::IntoIter<char>> {
    fn of(text: &str) -> Self {
        let signs: Vec<char> = text.chars().flat_map(char::to_lowercase).nfd().collect();
        Letters(signs.into_iter().peekable())
    }
}

impl<I: Iterator<Item = char>> Iterator for Letters<I> {
    type Item = Letter;

    fn next(&mut self) -> Option<Letter> {
        let sign = self.0.next()?;
        let base = plain_letter(sign);
        let mut marks = Vec::new();
        while let Some(mark) = self.0.next_if(|&c| is_combining_mark(c)) {
            marks.push(mark);
        }
        Some(Letter { base, stroke: base != sign, marks })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorts(words: &[&str]) {
        for pair in words.windows(2) {
            assert!(sort_key(pair[0]) < sort_key(pair[1]), "{} before {}", pair[0], pair[1]);
        }
    }

    #[test]
    fn the_letters_stand_in_the_order_of_the_alphabet() {
        sorts(&[
            "a",
            "ă",
            "â",
            "b",
            "ƀ",
            "c",
            "č",
            "d",
            "đ",
            "e",
            "ĕ",
            "ê",
            "ê\u{306}",
            "g",
            "h",
            "i",
            "ĭ",
            "k",
            "l",
            "m",
            "n",
            "ñ",
            "o",
            "ŏ",
            "ô",
            "ô\u{306}",
            "ơ",
            "ơ\u{306}",
            "p",
            "q",
            "r",
            "s",
            "t",
            "u",
            "ŭ",
            "ư",
            "ư\u{306}",
            "v",
            "x",
            "y",
        ]);
    }

    #[test]
    fn tones_come_second_and_syllable_by_syllable() {
        sorts(&["ma", "mà", "mả", "mã", "má", "mạ", "mai", "mă"]);
        sorts(&["Hà", "Hà Đông", "Hả A", "Hạ", "Hai"]);
        assert_eq!(sort_key("hoà Thuỷ"), sort_key("HÒA thủy"));
        assert_eq!(sort_key("M'Drắk"), sort_key("MDrắk"));
    }

    #[test]
    fn numbers_are_numbers_and_the_type_word_does_not_count() {
        sorts(&["Thôn 1", "Thôn 2", "Thôn 2/4", "Thôn 10", "Thôn Bản"]);
        assert_eq!(sort_key("Thôn 02"), sort_key("Thôn 2"));
        let mut places = [
            "Thôn Tân Lập",
            "Buôn Ƀlang",
            "Thôn 10",
            "Buôn Ma Lim",
            "Thôn 2",
            "Buôn Zô\u{306}",
            "Buôn Bưng Trên",
        ];
        places.sort_by_key(|name| place_sort_key(name));
        assert_eq!(
            places,
            [
                "Thôn 2",
                "Thôn 10",
                "Buôn Bưng Trên",
                "Buôn Ƀlang",
                "Buôn Ma Lim",
                "Thôn Tân Lập",
                "Buôn Zô\u{306}"
            ]
        );
    }

    proptest! {
        #[test]
        fn any_text_has_a_key_and_case_does_not_change_it(text in any::<String>(), word in "[a-zăâđêôơưƀ0-9 ]{0,12}") {
            let _ = (sort_key(&text), place_sort_key(&text));
            prop_assert_eq!(sort_key(&word), sort_key(&word.to_uppercase()));
        }
    }
}
