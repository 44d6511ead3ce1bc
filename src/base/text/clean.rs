//! Text from outside made harmless: nothing that steers a terminal, hides, or turns the line round.

use std::iter::Peekable;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::single::is_single;
use crate::base::limits::MARKS_PER_LETTER_MAX;

/// One line of text as it may be stored and drawn: NFC; line breaks, tabs and unusual spaces become a space; controls,
/// bidi controls, zero-width and private signs are dropped; no letter bears more than [`MARKS_PER_LETTER_MAX`] marks.
/// Spaces are neither collapsed nor trimmed.
pub fn clean_line(text: &str) -> String {
    clean(text, ' ', ' ')
}

/// As [`clean_line`] for text of several lines: every kind of line break becomes `\n`, tabs stay.
pub fn clean_paragraph(text: &str) -> String {
    clean(text, '\n', '\t')
}

/// Whether [`clean_line`] would change nothing.
pub fn is_clean_line(text: &str) -> bool {
    text.chars().all(is_single) || clean_line(text) == text
}

/// Whether [`clean_paragraph`] would change nothing.
pub fn is_clean_paragraph(text: &str) -> bool {
    text.chars().all(|sign| is_single(sign) || matches!(sign, '\n' | '\t')) || clean_paragraph(text) == text
}

fn clean(text: &str, line_break: char, tab: char) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let Some(unsure) = rest.find(|sign| !is_single(sign)) else {
            cleaned.push_str(rest);
            break;
        };
        // The single letter before may take marks in; the one behind begins anew.
        let (before, behind) = rest.split_at(unsure);
        let from = before.char_indices().next_back().map_or(0, |(at, _)| at);
        let to = behind.find(is_single).map_or(rest.len(), |bytes| unsure + bytes);
        cleaned.push_str(rest.get(..from).unwrap_or_default());
        clean_piece(rest.get(from..to).unwrap_or_default(), line_break, tab, &mut cleaned);
        rest = rest.get(to..).unwrap_or_default();
    }
    cleaned
}

fn clean_piece(piece: &str, line_break: char, tab: char, cleaned: &mut String) {
    let kept = Kept { signs: piece.chars().peekable(), line_break, tab };
    // The marks are counted in NFC after the zero-width signs are gone, so that nothing composes a second time.
    let mut marks = 0;
    cleaned.extend(kept.nfc().filter(|&sign| {
        marks = if is_combining_mark(sign) { marks + 1 } else { 0 };
        marks <= MARKS_PER_LETTER_MAX
    }));
}

struct Kept<I: Iterator<Item = char>> {
    signs: Peekable<I>,
    line_break: char,
    tab: char,
}

impl<I: Iterator<Item = char>> Iterator for Kept<I> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        loop {
            let sign = self.signs.next()?;
            match sign {
                '\r' => {
                    self.signs.next_if_eq(&'\n');
                    return Some(self.line_break);
                }
                '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                    return Some(self.line_break);
                }
                '\t' => return Some(self.tab),
                _ if is_unusual_space(sign) => return Some(' '),
                _ if is_dropped(sign) => {}
                _ => return Some(sign),
            }
        }
    }
}

fn is_unusual_space(sign: char) -> bool {
    matches!(sign, '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Signs that no text of this register needs and that can harm or hide. U+FFFD stays: it says that a byte was broken.
pub(super) fn is_dropped(sign: char) -> bool {
    sign.is_control()
        || matches!(sign,
            '\u{ad}' | '\u{34f}' | '\u{61c}'                // soft hyphen, grapheme joiner, Arabic mark
            | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' // fillers that look like nothing
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'                       // zero-width, direction marks
            | '\u{202a}'..='\u{202e}'                       // bidi embeddings
            | '\u{2060}'..='\u{206f}'                       // word joiner, invisible signs, bidi isolates
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'          // variation selectors, byte order mark
            | '\u{fff0}'..='\u{fffc}'                       // interlinear, object replacement
            | '\u{fdd0}'..='\u{fdef}'                       // not characters
            | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{10ffff}' // private, tags
        )
        || u32::from(sign) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_could_steer_a_terminal_or_hide_is_gone() {
        assert_eq!(clean_line("a\x1b[31mb\x7f\u{9b}c"), "a[31mbc");
        assert_eq!(clean_line("Ma\u{202e}\u{200b}\u{feff}Lim\u{ad}\u{e0041}\u{e000}"), "MaLim");
        assert_eq!(clean_line("a\r\nb\tc\u{202f}d\u{a0}e\u{2028}f"), "a b c d e f");
        assert_eq!(clean_paragraph("a\r\nb\rc\td\x07\u{2029}e"), "a\nb\nc\td\ne");
    }

    #[test]
    fn letters_of_the_highlands_stay() {
        for text in ["Buôn Čư Jŭ", "Ƀlang Zô\u{306} H’Yŭ", "ơ\u{306} ư\u{306} ê\u{306}", "6,9 % – 1.184 ≤ 2"]
        {
            assert_eq!(clean_line(text), text);
            assert!(is_clean_line(text));
        }
        assert_eq!(clean_line("d\u{200b}o\u{200b}\u{302}\u{300}ng"), "dồng");
    }

    #[test]
    fn a_tower_of_marks_is_cut() {
        let tower = format!("a{}b", "\u{300}".repeat(50));
        assert_eq!(
            clean_line(&tower).chars().filter(|&c| is_combining_mark(c)).count(),
            MARKS_PER_LETTER_MAX
        );
        assert!(!is_clean_line(&tower));
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(text in any::<String>()) {
            let line = clean_line(&text);
            prop_assert!(is_clean_line(&line));
            prop_assert!(!line.chars().any(char::is_control));
            let paragraph = clean_paragraph(&text);
            prop_assert!(is_clean_paragraph(&paragraph));
        }

        #[test]
        fn cleaning_in_pieces_is_cleaning_the_whole(
            text in "([a-zđêư ]|[\u{306}\u{301}\u{323}\u{31b}]|[\u{200b}\u{202f}\r\n\t\u{7}]|[漢한\u{1100}\u{1161}]|\\PC){0,40}"
        ) {
            for (line_break, tab) in [(' ', ' '), ('\n', '\t')] {
                let mut whole = String::new();
                clean_piece(&text, line_break, tab, &mut whole);
                prop_assert_eq!(clean(&text, line_break, tab), whole);
            }
        }
    }
}
