//! Esc and the next key when the line delivered them together.

use super::App;
use crate::tui::terminal::{Key, KeyCode};

impl App {
    /// The key that was pressed after Esc, for a key that looks as if Alt had been held. A slow line delivers Esc and a
    /// letter in one piece, and so does a quick hand; nothing here is reached by Alt alone, so unless a keymap binds
    /// that very key, both were pressed. Alt-Z stays what it is: input methods use it.
    pub(super) fn pressed_after_esc(&self, key: &Key) -> Option<Key> {
        let comes_alone =
            matches!(key.code, KeyCode::Char(_) | KeyCode::Enter | KeyCode::Tab | KeyCode::Backspace);
        if !key.alt || !comes_alone || key.is_never_bound() {
            return None;
        }
        let place = self.layers.last()?.screen.place();
        let is_bound = self.ground.keymap.command(place, key).is_some();
        (!is_bound).then(|| Key { alt: false, ..key.clone() })
    }
}

#[cfg(test)]
mod tests {
    use crate::base::Lang;
    use crate::tui::{terminal::Key, testing::Desk};

    #[test]
    fn esc_and_a_letter_that_came_together_are_both_pressed() {
        let mut desk = Desk::new(Lang::Vi, (80, 24));
        desk.press("1 m l");
        assert!(desk.row(3).contains("ml"), "{}", desk.screen());
        // Esc widens the list, 4 opens another.
        desk.press("alt-4");
        assert!(
            desk.row(1).contains("ĐƠN CHƯA GIẢI QUYẾT") || desk.screen().contains("41"),
            "{}",
            desk.screen()
        );
        let before = desk.screen();
        assert!(Key::parse("alt-z").unwrap().is_never_bound());
        desk.press("alt-z");
        assert_eq!(desk.screen(), before);
        desk.press("enter");
        let detail = desk.row(1);
        desk.press("alt-tab alt-9");
        assert!(desk.row(1).starts_with("BẢN NHÁP"), "{detail}: {}", desk.screen());
    }
}
