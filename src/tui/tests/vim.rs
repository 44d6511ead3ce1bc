//! The keymap in which letters are commands in lists, and row 24 under keymaps of one's own.

use crate::base::Lang;
use crate::domain::query::View;
use crate::tui::{
    keymap::{Keymap, KeymapBase},
    testing::Desk,
};
use crate::wire::Request;

use super::{last_page, marked};

const USUAL: (u16, u16) = (80, 24);

fn vim() -> Desk {
    Desk::with_keys(Lang::Vi, USUAL, Keymap::built_in(KeymapBase::Vim).unwrap())
}

fn with_file(source: &str) -> Desk {
    Desk::with_keys(Lang::Vi, USUAL, Keymap::with_file(None, source).unwrap())
}

#[test]
fn letters_walk_a_list_and_narrow_nothing() {
    let mut desk = vim();
    desk.press("4");
    let first = marked(&mut desk);
    desk.press("j j k");
    assert_eq!(marked(&mut desk).0, first.0 + 1);
    desk.press("G");
    assert!(marked(&mut desk).1.starts_with("> 240"), "{}", desk.screen());
    desk.press("g");
    assert_eq!(marked(&mut desk), first);
    desk.press("l");
    assert_eq!(last_page(&desk), (View::Transferred, String::new()));
    desk.press("h m l");
    assert_eq!(last_page(&desk).1, "", "no letter narrowed");
    desk.press("q");
    assert_eq!(desk.message(), "/ lọc, F9 lệnh: q không phải lệnh");
    // Digits stay the nine lists, o opens.
    desk.press("1 j o");
    assert!(desk.link.sent.contains(&Request::Show("p1".into())), "{:?}", desk.link.sent.last());
}

#[test]
fn a_slash_narrows_until_enter_and_n_walks_the_hits() {
    let mut desk = vim();
    desk.press("1 /");
    assert_eq!(desk.row(24), "Gõ chữ để lọc   Enter xong   F9 lệnh   Esc bỏ lọc");
    desk.press("m l");
    assert_eq!(last_page(&desk), (View::Overdue, "ml".into()));
    desk.press("enter");
    assert!(desk.row(3).ends_with("Lọc: ml = Buôn Ma Lim"));
    assert!(desk.row(24).starts_with("Enter mở"), "{}", desk.row(24));
    let first = marked(&mut desk);
    desk.press("n");
    assert_eq!(marked(&mut desk).0, first.0 + 1);
    desk.press("n N N");
    assert_eq!(marked(&mut desk), first);
    // A digit is a list again, as nothing is being typed.
    desk.press("2");
    assert_eq!(last_page(&desk), (View::Soon, String::new()));
}

#[test]
fn escape_ends_a_narrowing_before_it_leaves_the_list() {
    let mut desk = vim();
    desk.press("4 / m esc");
    assert_eq!(last_page(&desk), (View::Unresolved, String::new()));
    assert!(desk.row(1).starts_with("ĐƠN THƯ"));
    desk.press("/ esc");
    assert!(desk.row(1).starts_with("ĐƠN THƯ"), "nothing was typed: only the narrowing ends");
    desk.press("esc");
    assert!(desk.row(1).starts_with("NGHE DÂN"), "{}", desk.screen());
    // Opening something ends it too.
    desk.press("4 / m enter enter");
    assert!(desk.row(1).starts_with("ĐƠN 90/2026"), "{}", desk.screen());
    desk.press("esc j");
    assert_eq!(last_page(&desk).1, "m", "a letter is a command again");
}

#[test]
fn keys_typed_ahead_mean_what_they_would_have_meant() {
    let mut desk = vim();
    desk.press("4");
    desk.press_ahead("/ m l enter j o");
    desk.let_through();
    let mut slow = vim();
    slow.press("4 / m l enter j o");
    assert_eq!(desk.screen(), slow.screen());
    assert!(desk.link.sent.contains(&Request::Show("p4".into())), "{:?}", desk.link.sent);
}

#[test]
fn the_look_up_is_on_ctrl_f_and_from_home_on_the_slash() {
    for keys in ["4 ctrl-f m l", "/ m l", "4 enter ctrl-f m l"] {
        let mut desk = vim();
        desk.press(keys);
        assert!(desk.row(3).starts_with("Tìm: ml"), "{keys}\n{}", desk.screen());
    }
    let mut desk = vim();
    desk.press("m");
    assert!(desk.row(1).starts_with("NGHE DÂN"), "a letter opens nothing");
}

#[test]
fn letters_on_a_record_stay_its_steps() {
    let mut desk = vim();
    desk.press("4 enter c");
    assert_eq!(desk.message(), "! Bước này chưa được: cần Đã phân loại");
    desk.press("n");
    assert!(desk.link.sent.contains(&Request::Show("p1".into())));
}

#[test]
fn row_24_says_the_keys_that_there_are() {
    let mut desk = vim();
    desk.press("4");
    assert_eq!(desk.row(24), "Enter mở   F3 mới   / lọc   Ctrl-F tìm   F9 lệnh   F1 giúp   Esc về");
    let source = "[[any]]\non = \"f9\"\nrun = \"\"\n[[any]]\non = \"f3\"\nrun = \"help\"\n[[list]]\non = \"/\"\nrun = \"\"\n";
    let mut own = with_file(source);
    assert_eq!(own.row(24), "Enter mở   + mới   Ctrl-F tìm   Ctrl-P lệnh   F1 giúp   Esc về");
    own.press("f3");
    assert!(own.row(1).starts_with("LỆNH VÀ TRỢ GIÚP"));
    let mut none = with_file("[[any]]\non = \"f1\"\nrun = \"\"\n[[list]]\non = \"?\"\nrun = \"\"\n");
    assert!(!none.row(24).contains("giúp"), "{}", none.row(24));
    // However long the names of keys are, the hint ends with the way back and fits.
    let long: String =
        [("find", "ctrl-alt-delete"), ("palette", "ctrl-alt-insert"), ("help", "alt-shift-f12")]
            .map(|(run, on)| format!("[[list]]\non = \"{on}\"\nrun = \"{run}\"\n"))
            .concat();
    let taken = ["f9", "f1", "f3"].map(|on| format!("[[any]]\non = \"{on}\"\nrun = \"\"\n")).concat();
    let gone = ["/", "ctrl-f", ":", "?"].map(|on| format!("[[list]]\non = \"{on}\"\nrun = \"\"\n")).concat();
    let mut crowded =
        Desk::with_keys(Lang::En, (60, 20), Keymap::with_file(None, &(long + &taken + &gone)).unwrap());
    let hint = crowded.row(20);
    assert!(hint.ends_with("Esc back") && hint.chars().count() <= 59, "{hint}");
}
