//! Steps of a cursor: whole letters with all their marks, never a part of one.

use unicode_segmentation::UnicodeSegmentation;

/// How many letters (grapheme clusters) the text has; limits on what is typed count these.
pub fn grapheme_count(text: &str) -> usize {
    text.graphemes(true).count()
}

/// The byte position one letter before `at` (0 at the beginning); `at` inside a letter gives that letter's beginning.
pub fn prev_boundary(text: &str, at: usize) -> usize {
    text.grapheme_indices(true).map(|(start, _)| start).take_while(|&start| start < at).last().unwrap_or(0)
}

/// The byte position one letter after `at` (the text's length at the end); `at` inside a letter gives its end.
pub fn next_boundary(text: &str, at: usize) -> usize {
    text.grapheme_indices(true).map(|(start, _)| start).find(|&start| start > at).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_highland_letter_is_one_step() {
        let text = "Zô\u{306} a";
        assert_eq!(next_boundary(text, 1), 5);
        assert_eq!(prev_boundary(text, 5), 1);
        assert_eq!(grapheme_count(text), 4);
        assert_eq!((next_boundary(text, 3), prev_boundary(text, 3)), (5, 1));
        assert_eq!(
            (prev_boundary(text, 0), next_boundary(text, 99), prev_boundary("", 7)),
            (0, text.len(), 0)
        );
    }
}
