//! Paragraphs broken into lines of a number of columns, between words.

use std::ops::Range;

use super::{single::letters, width::letter_width};

/// The lines of a text as byte ranges, at least one. Breaks at `\n` (which is in no range) and between words; a word
/// longer than a line is cut between letters. Spaces at a break hang at the end of the line before it, so the ranges
/// follow each other without gaps and an editor finds every byte; without them a line takes at most `columns`
/// (at least 1; a double-width letter alone in one column is the exception).
pub fn wrap(text: &str, columns: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    wrap_from(text, 0, columns, &mut |line| {
        lines.push(line);
        true
    });
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

/// The lines of [`wrap`] of a text that is being edited: what did not change is not wrapped again.
#[derive(Clone, Debug, Default)]
pub struct Wrapped {
    lines: Vec<Range<usize>>,
    columns: usize,
    /// Bytes of the text that was wrapped.
    bytes: usize,
    /// Bytes at its beginning and at its end that are still the same.
    same: (usize, usize),
}

impl Wrapped {
    /// Only the first and the last so many bytes of the text are still what they were.
    pub fn changed(&mut self, same_before: usize, same_behind: usize) {
        let (before, behind) = self.same;
        self.same = (before.min(same_before), behind.min(same_behind));
    }

    /// The lines of the text as it is now.
    pub fn lines(&mut self, text: &str, columns: usize) -> &[Range<usize>] {
        let (before, behind) = self.same;
        let is_same = before == text.len() && self.bytes == text.len();
        if columns != self.columns || self.lines.is_empty() {
            self.lines = wrap(text, columns);
        } else if !is_same {
            self.wrap_again(text, before, behind);
        }
        (self.columns, self.bytes, self.same) = (columns, text.len(), (text.len(), text.len()));
        &self.lines
    }

    fn wrap_again(&mut self, text: &str, before: usize, behind: usize) {
        // A change can draw a word up into the line before, and a mark join its last letter; no line further up has looked
        // so far ahead.
        let own = self.lines.partition_point(|line| line.start <= before);
        let first = own.saturating_sub(3);
        let start = self.lines.get(first).map_or(0, |line| line.start);
        let (was, is) = (self.bytes, text.len());
        let mut again = Vec::new();
        let mut stands_from = self.lines.len();
        let lines = &self.lines;
        wrap_from(text, start, self.columns, &mut |line| {
            // A line that begins where one began before, in front of the same letters, is followed by the same lines.
            if line.start + behind >= is
                && let Some(began) = (line.start + was).checked_sub(is)
                && let Ok(at) = lines.binary_search_by_key(&began, |line| line.start)
            {
                stands_from = at;
                return false;
            }
            again.push(line);
            true
        });
        let moved = |at: usize| (at + is).saturating_sub(was);
        let rest = self.lines.split_off(stands_from);
        self.lines.truncate(first);
        self.lines.append(&mut again);
        self.lines.extend(rest.into_iter().map(|line| moved(line.start)..moved(line.end)));
    }
}

/// Wraps a text from the beginning of a line on, as long as `take` wants more lines.
fn wrap_from(text: &str, start: usize, columns: usize, take: &mut impl FnMut(Range<usize>) -> bool) {
    let mut start = start;
    while let Some(rest) = text.get(start..) {
        let bytes = rest.find('\n').unwrap_or(rest.len());
        let paragraph = rest.get(..bytes).unwrap_or_default();
        if !wrap_paragraph(paragraph, start, columns.max(1), take) {
            return;
        }
        start += bytes + 1;
    }
}

/// Whether more lines are wanted behind those of this paragraph.
fn wrap_paragraph(
    paragraph: &str,
    offset: usize,
    columns: usize,
    take: &mut impl FnMut(Range<usize>) -> bool,
) -> bool {
    let mut line_start = 0;
    let mut line_width = 0;
    let mut word_start = 0; // where the word under the eye begins; equal to line_start when it began the line
    let mut word_width = 0;
    let mut after_space = false;
    for (at, letter) in letters(paragraph) {
        if letter == " " {
            line_width += 1;
            after_space = true;
            continue;
        }
        if after_space {
            (word_start, word_width, after_space) = (at, 0, false);
        }
        let letter_width = letter_width(letter);
        if line_width + letter_width > columns && at > line_start {
            let cut =
                if word_start > line_start && word_width + letter_width <= columns { word_start } else { at };
            if !take(offset + line_start..offset + cut) {
                return false;
            }
            (line_start, line_width) = (cut, if cut == word_start { word_width } else { 0 });
            if cut == at {
                (word_start, word_width) = (at, 0);
            }
        }
        line_width += letter_width;
        word_width += letter_width;
    }
    take(offset + line_start..offset + paragraph.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::text::width;

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

        #[test]
        fn what_is_wrapped_again_after_changes_is_wrapped_as_the_whole(
            text in "([a-z]{0,9}|[ươ\u{306}漢]{0,3}| {0,3}|\n){0,30}",
            columns in 1usize..12,
            changes in prop::collection::vec((any::<u16>(), 0usize..9, "([a-z ]{0,7}|\u{306}|漢|\n)", any::<bool>()), 1..12),
        ) {
            let mut text = text;
            let mut wrapped = Wrapped::default();
            for (place, removed, inserted, looks) in changes {
                let border = |at: usize| (at..).find(|at| text.is_char_boundary((*at).min(text.len()))).unwrap_or(0).min(text.len());
                let from = border(usize::from(place) % (text.len() + 1));
                let to = border((from + removed).min(text.len()));
                wrapped.changed(from, text.len() - to);
                text.replace_range(from..to, &inserted);
                if looks {
                    prop_assert_eq!(wrapped.lines(&text, columns).to_vec(), wrap(&text, columns));
                }
            }
            prop_assert_eq!(wrapped.lines(&text, columns).to_vec(), wrap(&text, columns));
            prop_assert_eq!(wrapped.lines(&text, columns + 1).to_vec(), wrap(&text, columns + 1));
        }
    }
}
