//! Marks that this program makes, and those that come from outside.

use crate::base::{Lang, typing::TypingMethod};
use crate::tui::{preferences::Preferences, testing::Desk};

const ASIDE: &str = "Cứ gõ tiếp: có bộ gõ ngoài, Telex có sẵn tạm nghỉ";

/// The form of a petition, with the cursor in its story.
fn desk() -> Desk {
    let mut desk = Desk::new(Lang::Vi, (80, 24));
    desk.press("f3 enter t k 1 down down down");
    assert_eq!(desk.cursor_at().0, 12, "{}", desk.screen());
    desk
}

fn preferring(typing: TypingMethod) -> Preferences {
    Preferences { typing, ..Preferences::default() }
}

fn type_text(desk: &mut Desk, text: &str) {
    for sign in text.chars() {
        desk.press(if sign == ' ' { "space".into() } else { sign.to_string() }.as_str());
    }
}

#[test]
fn a_story_is_typed_in_telex_and_codes_are_not() {
    let mut desk = desk();
    type_text(&mut desk, "Tranh chaaps ddaats");
    assert!(desk.screen().contains("Tranh chấp đất"), "{}", desk.screen());
    desk.press("ctrl-t");
    assert!(desk.screen().contains("Tranh chấp ddaats"), "{}", desk.screen());
    desk.press("ctrl-z space b ctrl-g");
    assert!(desk.screen().contains("Tranh chấp đất ƀ"), "{}", desk.screen());
}

#[test]
fn letters_from_outside_put_the_method_aside_until_it_is_chosen_again() {
    let mut desk = desk();
    type_text(&mut desk, "ddi tie");
    desk.press("backspace ê n");
    assert_eq!(desk.message(), ASIDE);
    type_text(&mut desk, "gs aa");
    assert_eq!(desk.message(), ASIDE);
    assert!(desk.screen().contains("đi tiêngs aa"), "{}", desk.screen());
    desk.press("left");
    assert_eq!(desk.message(), "");
    desk.press("end space ô");
    assert_eq!(desk.message(), "");
    desk.press("f9 k i e u space g o enter");
    assert_eq!(desk.app.take_preferences(), None);
    type_text(&mut desk, " aas");
    assert!(desk.screen().contains("ô ấ"), "{}", desk.screen());
}

#[test]
fn the_method_is_that_of_the_preferences() {
    let mut desk = desk();
    desk.app.prefer(preferring(TypingMethod::Vni), None);
    type_text(&mut desk, "d9a61t tieengs");
    assert!(desk.screen().contains("đất tieengs"), "{}", desk.screen());
    desk.press("f9 k i e u space g o enter");
    assert_eq!(desk.app.take_preferences(), Some(preferring(TypingMethod::Off)));
    assert_eq!(desk.app.take_preferences(), None);
    type_text(&mut desk, " d9a61t");
    assert!(desk.screen().contains("tieengs d9a61t"), "{}", desk.screen());
}
