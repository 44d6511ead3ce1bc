//! The sentence that is typed on trial: who puts the marks on, judged by the letters that come.

use crate::base::{Say, text};

use crate::tui::terminal::{Key, KeyCode};

/// What has come of the sentence.
#[derive(Debug, Default)]
pub(super) struct Sentence {
    typed: String,
    /// Letters with marks, which no keyboard of this country sends by itself.
    composed: usize,
    /// Those of them that came behind a backspace.
    replaced: usize,
    is_behind_backspace: bool,
}

/// What an officer is asked to type.
pub(super) const ASKED: &str = "Buôn Ma Lim thiếu nước sinh hoạt";
const CHARS_MAX: usize = 60;

impl Sentence {
    pub(super) fn take(&mut self, key: Option<&Key>) {
        let Some(key) = key else { return };
        match &key.code {
            KeyCode::Backspace => {
                let before = text::prev_boundary(&self.typed, self.typed.len());
                self.typed.truncate(before);
                self.is_behind_backspace = true;
                return;
            }
            KeyCode::Paste(pasted) => text::clean_line(pasted).chars().for_each(|letter| self.put(letter)),
            _ => key.typed().into_iter().for_each(|letter| self.put(letter)),
        }
        self.is_behind_backspace = false;
    }

    fn put(&mut self, letter: char) {
        if !letter.is_ascii() && letter != char::REPLACEMENT_CHARACTER {
            self.composed += 1;
            self.replaced += usize::from(self.is_behind_backspace);
        }
        if text::grapheme_count(&self.typed) < CHARS_MAX {
            self.typed.push(letter);
            self.typed = text::nfc(&self.typed);
        }
    }

    /// What stands there.
    pub(super) fn typed(&self) -> &str {
        &self.typed
    }

    /// Whether marks are put on outside the program.
    pub(super) fn is_from_outside(&self) -> bool {
        self.composed > 0
    }

    /// Who puts the marks on; `None` before anything can be said.
    pub(super) fn judged(&self) -> Option<Say> {
        if self.replaced > 0 {
            return Some(Say::new(
                "Unikey ngoài máy (xóa lùi + chữ): tắt Telex bên trong",
                "Unikey outside (backspaces + letters): built-in Telex off",
            ));
        }
        if self.composed > 0 {
            return Some(Say::new(
                "bộ gõ ngoài máy (chữ có dấu sẵn): tắt Telex bên trong",
                "an input method outside (whole letters): built-in Telex off",
            ));
        }
        (!self.typed.is_empty()).then(|| {
            Say::new(
                "không có bộ gõ ngoài máy: dùng Telex, VNI bên trong",
                "no input method outside: Telex, VNI built in",
            )
        })
    }
}
