//! Windows of other sizes, another language, and the terminal as it was before.

use std::time::Duration;

use rustix::process::Signal;

use super::screen::{Screen, USUAL, sample};
use crate::desk::{Desk, finish, program};

#[test]
fn a_wide_window_shows_more_and_a_narrow_one_folds() {
    let desk = sample();
    let wide = Screen::open_at(&desk, (120, 40), &[]);
    wide.wait_for_in(13, "9 Bản nháp");
    wide.wait_for_in(19, "/2026");
    assert!(wide.row(40).contains("Esc về"), "{}", wide.contents());
    let mut narrow = Screen::open_at(&desk, (60, 20), &[]);
    narrow.wait_for_in(13, "9 Bản nháp");
    assert!(narrow.row(20).ends_with("Esc về"), "{}", narrow.contents());
    narrow.key("f3");
    narrow.wait_for("Cửa sổ quá nhỏ để nhập (cần 80x24)");
    let tiny = Screen::open_at(&desk, (50, 10), &[]);
    tiny.wait_for_in(1, "Cửa sổ quá nhỏ (cần 60x20)");
    assert!(tiny.rows()[1..].iter().all(String::is_empty), "{}", tiny.contents());
}

#[test]
fn a_window_that_changes_keeps_field_and_text() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.key("f3");
    screen.key("enter");
    screen.type_keys("tpmlgt");
    screen.key("enter");
    screen.type_keys("Cầu treo");
    screen.wait_for("Cầu treo");
    screen.settle();
    let (rows, cursor) = (screen.rows(), screen.cursor());
    screen.resize((50, 10));
    screen.wait_for_in(1, "Cửa sổ quá nhỏ (cần 60x20)");
    screen.resize((60, 20));
    screen.wait_for("Cửa sổ quá nhỏ để nhập (cần 80x24)");
    screen.resize(USUAL);
    screen.wait_for("Cầu treo");
    screen.settle();
    assert_eq!((screen.rows()[..21].to_vec(), screen.cursor()), (rows[..21].to_vec(), cursor));
    screen.type_keys(" hỏng");
    screen.wait_for("Cầu treo hỏng");
}

#[test]
fn labels_are_english_when_asked() {
    let desk = sample();
    let mut screen = Screen::open_at(&desk, USUAL, &["--lang", "en"]);
    screen.wait_for_in(5, "1 Overdue");
    screen.wait_for_in(13, "9 Drafts");
    screen.type_keys("1ml");
    screen.wait_for("Filter: ml = Buôn Ma Lim");
    assert!(screen.contents().contains("Overdue"));
    assert!(!screen.contents().contains("Quá hạn"), "{}", screen.contents());
}

#[test]
fn the_terminal_is_given_back_as_it_was() {
    let desk = sample();
    let mut screen = Screen::start(&desk, USUAL, &[]);
    screen.wait_for("9 Bản nháp");
    assert_eq!(screen.modes(), (true, true));
    assert!(!screen.echoes());
    screen.key("f9");
    screen.type_keys("dang xuat");
    screen.wait_for("> Đăng xuất");
    screen.key("enter");
    let (code, _) = screen.wait_for_end();
    assert_eq!((code, screen.modes()), (0, (false, true)));
    let raw = screen.raw();
    let left = String::from_utf8_lossy(&raw[raw.len().saturating_sub(60)..]).into_owned();
    assert!(left.contains("\x1b[?25h") && left.contains("\x1b[?1049l"), "{left:?}");
    // Nothing of the register stays on the officer's own screen.
    assert!(!screen.contents().contains("NGHE DÂN"), "{}", screen.contents());
}

#[test]
fn a_client_that_is_hung_up_or_ended_leaves_at_once() {
    let desk = sample();
    for signal in [Signal::HUP, Signal::TERM] {
        let mut screen = Screen::open(&desk);
        screen.key("f3");
        screen.wait_for_in(1, "ĐƠN MỚI");
        screen.key("enter");
        screen.type_keys("tp");
        screen.wait_for("Phản ánh");
        screen.signal(signal);
        let (_, took) = screen.wait_for_end();
        // A loose bound: the machine may be busy; the way out itself has 100 ms.
        assert!(took < Duration::from_secs(5), "{took:?}");
        assert_eq!(screen.modes(), (false, true), "{signal:?}");
        let raw = String::from_utf8_lossy(&screen.raw()).into_owned();
        assert!(!raw.contains("panicked"), "{raw}");
    }
    // The half-typed form is a draft.
    let screen = Screen::open(&desk);
    screen.wait_for_in(1, "BẢN NHÁP");
    screen.wait_for("Đơn mới, PA");
}

#[test]
fn without_a_terminal_it_says_so_and_starts_no_server() {
    let desk = Desk::new();
    let mut command = program();
    command.arg("--data").arg(desk.data()).env("TERM", "xterm-256color");
    let ran = finish(command.spawn().unwrap(), b"");
    let said = ran.refused(2);
    assert!(said.contains("Hãy chạy trong cửa sổ dòng lệnh"), "{said}");
    assert!(!desk.data().exists());
}
