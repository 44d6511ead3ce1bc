//! Paragraphs broken into lines of a number of columns, between words.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::width::width;

/// The lines of a text as byte ranges, at least one. Breaks at `\n` (which is in no range) and between words; a word
/// longer than a line is cut between letters. Spaces at a break hang at the end of the line before it, so the ranges
/// follow each other without gaps and an editor finds every byte; without them a line takes at most `columns`
/// (at least 1; a double-width letter alone in one column is the exception).
pub fn wrap(text: &str, columns: usize) -> Vec<Range<usize>> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    let mut start = 0;
    for paragraph in text.split('\n') {
        wrap_paragraph(paragraph, start, columns, &mut lines);
        start += paragraph.len() + 1;
    }
    lines
}

/// The lines of [`wrap`] as text to draw, without the spaces at their ends.
pub fn wrap_lines(text: &str, columns: usize) -> Vec<&str> {
    wrap(text, columns)
        .into_iter()
        .filter_map(|range| text.get(range))
        .map(|line| line.trim_end_matches(' '))
        .collect()
}

fn wrap_paragraph(paragraph: &str, offset: usize, columns: usize, lines: &mut Vec<Range<usize>>) {
    let mut line_start = 0;
    let mut line_width = 0;
    let mut word_start = 0; // where the word under the eye begins; equal to line_start when it began the line
    let mut word_width = 0;
    let mut after_space = false;
    for (at, letter) in paragraph.grapheme_indices(true) {
        if letter == " " {
            line_width += 1;
            after_space = true;
            continue;
        }
        if after_space {
            (word_start, word_width, after_space) = (at, 0, false);
        }
        let letter_width = width(letter);
        if line_width + letter_width > columns && at > line_start {
            let cut =
                if word_start > line_start && word_width + letter_width <= columns { word_start } else { at };
            lines.push(offset + line_start..offset + cut);
            (line_start, line_width) = (cut, if cut == word_start { word_width } else { 0 });
            if cut == at {
                (word_start, word_width) = (at, 0);
            }
        }
        line_width += letter_width;
        word_width += letter_width;
    }
    lines.push(offset + line_start..offset + paragraph.len());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_paragraph_breaks_between_words() {
        let text = "Tranh chấp ranh giới đất rẫy giữa hai hộ, đề nghị xã xuống đo đạc lại";
        assert_eq!(
            wrap_lines(text, 60),
            ["Tranh chấp ranh giới đất rẫy giữa hai hộ, đề nghị xã xuống", "đo đạc lại"]
        );
        assert_eq!(wrap_lines("a\n\nb", 5), ["a", "", "b"]);
        assert_eq!(wrap_lines("", 5), [""]);
        assert_eq!(wrap_lines("a\n", 5), ["a", ""]);
    }

    #[test]
    fn a_word_longer_than_a_line_is_cut_between_letters() {
        assert_eq!(wrap_lines("abcdefg hi", 3), ["abc", "def", "g", "hi"]);
        assert_eq!(wrap_lines("x zô\u{306}zô\u{306}", 3), ["x", "zô\u{306}z", "ô\u{306}"]);
        assert_eq!(wrap_lines("xy zô\u{306}z", 4), ["xy", "zô\u{306}z"]);
        assert_eq!(wrap_lines("漢漢", 1), ["漢", "漢"]);
    }

    proptest! {
        #[test]
        fn lines_fit_and_give_the_text_back(text in "([a-z]{0,9}|[ươ\u{306}漢]{0,3}| {0,3}|\n){0,30}", columns in 1usize..20) {
            let lines = wrap(&text, columns);
            let mut next = 0;
            for line in &lines {
                prop_assert!(line.start == next || (line.start == next + 1 && &text[next..line.start] == "\n"));
                next = line.end;
                let shown = text[line.clone()].trim_end_matches(' ');
                prop_assert!(width(shown) <= columns.max(2), "{:?} in {}", shown, columns);
            }
            prop_assert_eq!(next, text.len());
            let whole: String = wrap_lines(&text, columns).concat();
            prop_assert_eq!(whole.replace(' ', ""), text.replace([' ', '\n'], ""));
        }
    }
}
