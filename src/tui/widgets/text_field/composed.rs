//! Typing with marks: keys that make letters of the word at the caret.

use unicode_segmentation::UnicodeSegmentation;

use super::{Edited, TextField};
use crate::base::typing::{Replaced, TypingMethod};
use crate::tui::{
    command::CommandName,
    terminal::{Key, KeyCode},
};

impl TextField {
    /// As [`TextField::key`], with typed keys going through a method of typing. Pasted text never does.
    pub fn compose(&mut self, key: &Key, columns: usize, method: TypingMethod) -> Edited {
        if key.code == KeyCode::Backspace {
            if let Some(replaced) = self.hand.back(self.text.get(..self.caret).unwrap_or_default()) {
                return self.write_composed(&replaced);
            }
            let edited = self.key(key, columns);
            self.hand.deleted(self.text.get(..self.caret).unwrap_or_default());
            return edited;
        }
        if let Some(sign) = key.typed() {
            let (before, after) = self.text.split_at_checked(self.caret).unwrap_or_default();
            if let Some(replaced) = self.hand.press(sign, before, after, method) {
                return self.write_composed(&replaced);
            }
        }
        let edited = self.key(key, columns);
        if edited != Edited::No {
            self.hand.let_go();
        }
        edited
    }

    /// The commands that change letters already typed: another form of the last word, the next highland letter. `None`
    /// when it is another command.
    pub fn rework(&mut self, command: CommandName, method: TypingMethod) -> Option<Edited> {
        let before = self.text.get(..self.caret).unwrap_or_default();
        let replaced = match command {
            "word.turn" => self.hand.turn(before, method),
            "letter.highland" => self.hand.next_highland(before),
            _ => return None,
        };
        let Some(replaced) = replaced else { return Some(Edited::No) };
        self.undo.close();
        let edited = self.write_composed(&replaced);
        self.undo.close();
        Some(edited)
    }

    /// Writes what a key made of the word; only the letters that differ are touched.
    fn write_composed(&mut self, replaced: &Replaced) -> Edited {
        let (from, to) = (self.caret.saturating_sub(replaced.before), self.caret + replaced.after);
        let old = self.text.get(from..to).unwrap_or_default();
        let (had, gets) = (old.chars().count(), replaced.text.chars().count());
        if gets > had && self.text.chars().count() + gets - had > self.chars_max {
            self.hand.let_go();
            return Edited::Full;
        }
        let pairs = old.graphemes(true).zip(replaced.text.graphemes(true));
        let kept: usize = pairs.take_while(|(old, new)| old == new).map(|(old, _)| old.len()).sum();
        let inserted = replaced.text.get(kept..).unwrap_or_default();
        if from + kept == to && inserted.is_empty() {
            return Edited::No;
        }
        self.replace(from + kept, to, inserted);
        if replaced.caret < replaced.text.len() {
            self.caret = from + replaced.caret;
            self.undo.close();
        }
        Edited::Changed
    }
}

#[cfg(test)]
mod tests;
