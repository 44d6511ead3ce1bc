//! What is typed over a list narrows it.

use crate::base::{limits, text};
use crate::tui::screen::{Around, Effect};

use super::ListScreen;

impl ListScreen {
    pub(super) fn type_letter(&mut self, letter: char, around: &Around<'_>) -> Vec<Effect> {
        if self.query.narrow.chars().count() >= limits::NARROW_CHARS_MAX {
            return Vec::new();
        }
        self.query.narrow.push(letter);
        self.query.narrow = text::nfc(&self.query.narrow);
        self.fresh(around)
    }

    pub(super) fn paste(&mut self, pasted: &str, around: &Around<'_>) -> Vec<Effect> {
        let room = limits::NARROW_CHARS_MAX.saturating_sub(self.query.narrow.chars().count());
        self.query.narrow.extend(text::clean_line(pasted).chars().take(room));
        self.fresh(around)
    }

    pub(super) fn erase_letter(&mut self, around: &Around<'_>) -> Vec<Effect> {
        if self.query.narrow.is_empty() {
            return Vec::new();
        }
        let before = text::prev_boundary(&self.query.narrow, self.query.narrow.len());
        self.query.narrow.truncate(before);
        self.fresh(around)
    }

    /// Takes what was typed away.
    pub(super) fn widen(&mut self, around: &Around<'_>) -> Vec<Effect> {
        self.query.narrow.clear();
        self.fresh(around)
    }
}
