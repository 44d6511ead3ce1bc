//! What the officer prefers, and how it is changed.

use unicode_normalization::char::is_combining_mark;

use crate::base::{Say, typing::TypingMethod};

use super::App;
use crate::tui::{
    preferences::Preferences,
    screen::{Notice, Place},
    terminal::Key,
};

/// Whether the built-in method of typing rests.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Aside {
    /// Letters with marks came from outside: the method of this program steps aside until it is chosen again.
    pub(super) is_aside: bool,
    /// Row 23 has said so in a form.
    is_told: bool,
}

impl App {
    /// Begins with what was kept of an earlier session, or says why it could not be read.
    pub fn prefer(&mut self, preferences: Preferences, fault: Option<Say>) {
        self.ground.preferences = preferences;
        if let Some(say) = fault {
            self.say(Notice::warning(say));
        }
    }

    /// The preferences when they have to be kept, once.
    pub fn take_preferences(&mut self) -> Option<Preferences> {
        std::mem::take(&mut self.prefers_anew).then(|| self.ground.preferences.clone())
    }

    /// The preferences could not be kept; this session goes on with them.
    pub fn not_kept(&mut self, why: Say) {
        self.say(Notice::warning(why));
    }

    /// The next method of typing; the same again when it had stepped aside. Row 23 says which.
    pub(super) fn next_typing(&mut self) {
        let typing = self.ground.preferences.typing;
        let is_aside = self.ground.aside.is_aside;
        self.choose_typing(if is_aside { typing } else { typing.next() });
        let say = match self.ground.preferences.typing {
            TypingMethod::Telex => Say::new("Kiểu gõ: Telex", "Typing: Telex"),
            TypingMethod::Vni => Say::new("Kiểu gõ: VNI", "Typing: VNI"),
            TypingMethod::Off => Say::new(
                "Kiểu gõ: tắt; chữ nào vào chữ ấy, dùng được bộ gõ của máy",
                "Typing: off; letters stand as they come, from any input method",
            ),
        };
        self.say(Notice::news(say));
    }

    /// This method of typing from here on.
    pub(super) fn choose_typing(&mut self, method: TypingMethod) {
        self.prefers_anew |= method != self.ground.preferences.typing;
        self.ground.preferences.typing = method;
        self.ground.aside = Aside::default();
        self.aside = None;
    }

    /// A letter with its mark that is typed as one key, or a mark alone, was made by an input method outside: Unikey,
    /// OpenKey, a keyboard of the system. It is known by the letter, never by how fast it comes.
    pub(super) fn watch_typing(&mut self, key: &Key) {
        let Some(sign) = key.typed() else {
            self.aside = None;
            return;
        };
        let name = match self.ground.preferences.typing {
            TypingMethod::Telex => "Telex",
            TypingMethod::Vni => "VNI",
            TypingMethod::Off => return,
        };
        if sign.is_ascii() || !(sign.is_alphabetic() || is_combining_mark(sign)) {
            return;
        }
        self.ground.aside.is_aside = true;
        let is_form = self.layers.last().is_some_and(|top| top.screen.place() == Place::Form);
        if is_form && !std::mem::replace(&mut self.ground.aside.is_told, true) {
            self.aside = Some(Notice::plain(Say::new(
                format!("Cứ gõ tiếp: có bộ gõ ngoài, {name} có sẵn tạm nghỉ"),
                format!("Type on: an outside input method, built-in {name} rests"),
            )));
        }
    }
}
