//! What the officer prefers, and how it is changed.

use crate::base::{Say, typing::TypingMethod};

use super::App;
use crate::tui::{preferences::Preferences, screen::Notice};

impl App {
    /// Begins with what was kept of an earlier session, or says why it could not be read.
    pub fn prefer(&mut self, preferences: Preferences, fault: Option<Say>) {
        self.preferences = preferences;
        if let Some(say) = fault {
            self.say(Notice::warning(say));
        }
    }

    /// The preferences when they have to be kept, once.
    pub fn take_preferences(&mut self) -> Option<Preferences> {
        std::mem::take(&mut self.prefers_anew).then(|| self.preferences.clone())
    }

    /// The preferences could not be kept; this session goes on with them.
    pub fn not_kept(&mut self, why: Say) {
        self.say(Notice::warning(why));
    }

    /// The next method of typing; row 23 says which.
    pub(super) fn next_typing(&mut self) {
        self.preferences.typing = self.preferences.typing.next();
        self.prefers_anew = true;
        let (vi, en) = match self.preferences.typing {
            TypingMethod::Telex => ("Kiểu gõ: Telex", "Typing: Telex"),
            TypingMethod::Vni => ("Kiểu gõ: VNI", "Typing: VNI"),
            TypingMethod::Off => (
                "Kiểu gõ: tắt; chữ nào vào chữ ấy, dùng được bộ gõ của máy",
                "Typing: off; letters stand as they come, from any input method",
            ),
        };
        self.say(Notice::news(Say::new(vi, en)));
    }
}
