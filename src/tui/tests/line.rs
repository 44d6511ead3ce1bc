//! What row 23 says of the server at the other end of the line.

use crate::base::{Lang, Say};
use crate::client::Event;
use crate::tui::testing::{Desk, welcome};
use crate::wire::{Push, Refusal, RefusalKind};

/// The home screen; a key has emptied the row.
fn desk() -> Desk {
    let mut desk = Desk::new(Lang::Vi, (80, 24));
    desk.press("down");
    desk
}

#[test]
fn a_server_that_opens_its_register_again_says_how_far_it_is() {
    let mut desk = desk();
    desk.hear(Event::Lost);
    assert!(desk.message().contains("Mất kết nối"), "{}", desk.message());
    let say = Say::new("Chờ máy chủ mở sổ: đã dựng 12.000/40.000", "Wait: 12,000/40,000");
    desk.hear(Event::Opening { done: 12_000, total: 40_000, say: say.clone() });
    assert!(desk.message().contains(&say.vi), "{}", desk.message());
    desk.hear(Event::Back(welcome()));
    assert!(desk.message().contains("Đã nối lại"), "{}", desk.message());
}

#[test]
fn a_server_that_cannot_open_its_register_says_so() {
    let mut desk = desk();
    desk.hear(Event::Lost);
    let refusal = Refusal::new(RefusalKind::Broken, Say::plain("Gọi người quản trị"));
    desk.hear(Event::Refused(Box::new(refusal)));
    assert_eq!(desk.message(), "! Gọi người quản trị");
}

#[test]
fn a_full_disk_stands_in_the_row_until_there_is_room() {
    let mut desk = desk();
    assert_eq!(desk.message(), "");
    desk.hear(Event::Push(Push::Full(true)));
    assert!(desk.message().starts_with("! Dọn chỗ trên đĩa máy chủ"), "{}", desk.message());
    desk.hear(Event::Push(Push::Full(false)));
    assert_eq!(desk.message(), "");
}

#[test]
fn what_was_found_at_the_start_is_told_once() {
    let mut desk = desk();
    desk.hear(Event::Lost);
    let found = vec![Say::plain("Đã cắt phần ghi dở")];
    desk.hear(Event::Back(crate::wire::Welcome { found, ..welcome() }));
    assert_eq!(desk.message(), "? Đã cắt phần ghi dở");
}
