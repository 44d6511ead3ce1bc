//! The key doctor over the screens: when it opens, what it leaves behind.

use crate::base::{Lang, typing::TypingMethod};
use crate::tui::{
    preferences::{LearntTerminal, Preferences},
    terminal::{Heard, Key},
    testing::{Desk, answer, welcome},
};

const USUAL: (u16, u16) = (80, 24);

fn desk(sample: bool, preferences: Preferences) -> Desk {
    let mut desk = Desk::with(Lang::Vi, USUAL, crate::wire::Welcome { sample, ..welcome() }, answer);
    desk.app.prefer(preferences, None);
    desk.app.sit_at("xterm");
    desk.app.start(0, &mut desk.link);
    desk.let_through();
    desk
}

fn hear(desk: &mut Desk, bytes: &str, key: &str) {
    let heard = Heard { bytes: bytes.into(), key: Key::parse(key) };
    desk.app.heard(&heard, 0, &mut desk.link);
    desk.let_through();
}

#[test]
fn it_opens_at_the_first_login_from_a_sort_of_terminal_and_never_again() {
    let mut first = desk(false, Preferences::default());
    assert!(first.row(1).starts_with("THỬ PHÍM"), "{}", first.screen());
    assert_eq!(first.row(24), "Space bỏ qua   Enter xong   Esc ra");
    assert!(!first.app.take_sends().is_empty(), "the terminal is asked how wide its letters are");
    // That it was seen is kept at once, whatever becomes of the line.
    let seen = first.app.take_preferences().unwrap();
    assert!(seen.terminals.contains_key("xterm"));
    hear(&mut first, "\x1b", "esc");
    assert!(first.row(1).starts_with("NGHE DÂN"), "{}", first.screen());
    let mut again = desk(false, seen);
    assert!(again.row(1).starts_with("NGHE DÂN"));
    // Whoever tries the program on samples is not asked.
    let mut sample = desk(true, Preferences::default());
    assert!(sample.row(1).starts_with("NGHE DÂN"));
}

#[test]
fn every_key_is_tried_and_none_runs_a_command() {
    let mut desk = desk(true, Preferences::default());
    desk.press("f9 t h u space p h i m enter");
    assert!(desk.row(1).starts_with("THỬ PHÍM"), "{}", desk.screen());
    hear(&mut desk, "\x1bOP", "f1");
    hear(&mut desk, "\x1bOQ", "f2");
    assert!(desk.row(1).starts_with("THỬ PHÍM"));
    assert!(desk.row(5).contains("ESC O P") && desk.row(5).contains("đúng"), "{}", desk.screen());
    hear(&mut desk, "x", "x");
    assert_eq!(desk.message(), "Bấm F3; không có phím đó thì Space");
    hear(&mut desk, "\x03", "ctrl-c");
    assert!(desk.row(1).starts_with("NGHE DÂN"));
}

#[test]
fn what_was_learnt_is_kept_and_shown_everywhere() {
    let old = LearntTerminal {
        keys: Vec::new(),
        missing: vec![Key::parse("f2").unwrap(), Key::parse("f7").unwrap()],
    };
    let mut desk =
        desk(true, Preferences { terminals: [("xterm".to_owned(), old)].into(), ..Preferences::default() });
    desk.press("f9 t h u space p h i m enter");
    hear(&mut desk, " ", "space");
    hear(&mut desk, "\x1bOQ", "f2");
    hear(&mut desk, "\x1b[98~", "f99");
    for _ in 0..4 {
        hear(&mut desk, " ", "space");
    }
    hear(&mut desk, " ", "space");
    hear(&mut desk, "\r", "enter");
    hear(&mut desk, "ô", "ô");
    hear(&mut desk, "\x1b", "esc");
    let kept = desk.app.take_preferences().unwrap();
    let learnt = &kept.terminals["xterm"];
    assert_eq!(learnt.keys, [(b"\x1b[98~".to_vec(), Key::parse("f3").unwrap())]);
    let missing: Vec<String> = learnt.missing.iter().map(ToString::to_string).collect();
    assert_eq!(missing, ["F1", "F4", "F6", "F7", "F8", "F9"], "F2 came this time");
    assert_eq!(kept.typing, TypingMethod::Off);
    assert_eq!(desk.app.learnt_keys(), learnt.keys);
    // Row 24 and the palette name keys that this terminal sends.
    assert_eq!(desk.row(24), "Enter mở   F3 mới   / tìm   Ctrl-P lệnh   ? giúp   Esc về");
}
