//! Keymap files, the vim keymap, the key doctor and the card, in the real program.

use std::fs;

use super::screen::{Screen, USUAL, sample};
use crate::desk::Desk;

#[test]
fn a_wrong_keymap_is_told_by_line_before_anything_starts() {
    let desk = Desk::new();
    desk.write_keymap(
        "[[form]]\non = \"f2\"\nrun = \"no.such\"\n[[list]]\non = \"j\"\nrun = \"tag\"\n[[where]]\non = \"f5\"\nrun = \"save\"\n",
    );
    let said = desk.run(&["keys"]).refused(2);
    let told: Vec<&str> = said.lines().collect();
    assert_eq!(told.len(), 3, "{said}");
    for (line, at, word) in [(0, ":3: ", "no.such"), (1, ":5: ", "letters narrow"), (2, ":7: ", "where")] {
        assert!(told[line].contains(&format!("keymap.toml{at}")) && told[line].contains(word), "{said}");
    }
    assert!(desk.run(&["keys", "--lang", "vi"]).refused(2).contains("không có lệnh này"));
    let mut screen = Screen::start(&desk, USUAL, &["--lang", "en"]);
    let (code, _) = screen.wait_for_end();
    assert_eq!(code, 2);
    assert!(screen.contents().contains("no.such"), "{}", screen.contents());
    assert!(!screen.modes().0 && !desk.data().exists(), "nothing was started");
}

#[test]
fn a_keymap_of_ones_own_is_in_the_table_on_the_card_and_in_row_24() {
    let desk = sample();
    desk.write_keymap(
        "base = \"vim\"\n[[any]]\non = \"f9\"\nrun = \"\"\n[[any]]\non = \"f10\"\nrun = \"palette\"\n",
    );
    let table = desk.run(&["keys"]).ok();
    assert!(table.contains("F10") && table.contains("row.next") && !table.contains("F9"), "{table}");
    let usual = desk.run(&["keys", "--keymap", "default"]).ok();
    assert!(!usual.contains("row.next") && usual.contains("F10"), "{usual}");
    let card = desk.run(&["keys", "--card"]).ok();
    assert!(
        card.ends_with('\u{c}') && card.matches('\u{c}').count() == 1 && card.lines().count() <= 61,
        "{card}"
    );
    let mut screen = Screen::open(&desk);
    screen.wait_for_in(24, "Ctrl-P lệnh");
    screen.type_keys("4j");
    screen.wait_for_in(1, "4 Đơn chưa giải quyết");
    screen.wait("the second row is marked", |screen| screen.marked() == [6]);
    screen.type_keys("/ml");
    screen.wait_for_in(3, "Lọc: ml = Buôn Ma Lim");
    screen.key("enter");
    screen.wait_for_in(24, "/ lọc");
    screen.type_keys("n");
    screen.wait("the next hit is marked", |screen| screen.marked() == [6]);
}

#[test]
fn the_first_login_from_a_sort_of_terminal_tries_its_keys_once() {
    let desk = Desk::set_up();
    fs::remove_file(desk.preferences()).unwrap();
    let mut screen = Screen::start(&desk, USUAL, &[]);
    screen.wait_for_in(1, "THỬ PHÍM");
    screen.wait_for("đang chờ");
    screen.key("f1");
    screen.wait_for_in(5, "ESC O P");
    // The third key of this terminal is a strange one.
    screen.key("f2");
    screen.wait_for_in(6, "ESC O Q");
    screen.type_raw("\x1b[98~");
    screen.wait_for_in(7, "đã học");
    screen.key("esc");
    screen.wait_for_in(1, "NGHE DÂN");
    // It is F3 from now on.
    screen.type_raw("\x1b[98~");
    screen.wait_for_in(1, "ĐƠN MỚI");
    drop(screen);
    let mut again = Screen::open(&desk);
    again.wait_for_in(1, "NGHE DÂN");
    again.type_raw("\x1b[98~");
    again.wait_for_in(1, "ĐƠN MỚI");
}

#[test]
fn the_doctor_alone_needs_no_register_and_the_card_prints_what_it_learnt() {
    let desk = Desk::new();
    let mut screen = Screen::start(&desk, USUAL, &["keys", "--doctor"]);
    screen.wait_for_in(1, "THỬ PHÍM");
    screen.type_raw("  ");
    screen.wait_for("Phím không tới dùng thay: F1 = ?   F2 = Ctrl-S");
    screen.key("enter");
    screen.wait_for("Gõ thử một câu");
    screen.key("esc");
    assert_eq!(screen.wait_for_end().0, 0);
    assert!(!desk.data().exists(), "no register was made");
    let card = desk.run(&["keys", "--card", "--lang", "vi"]).ok();
    assert!(card.contains("Phím không tới, dùng thay: F1 = ?   F2 = Ctrl-S"), "{card}");
    let kept = fs::read_to_string(desk.preferences()).unwrap();
    assert!(kept.contains("[terminals.xterm-256color]"), "{kept}");
}

#[test]
fn the_doctor_wants_a_terminal() {
    let said = Desk::new().run(&["keys", "--doctor"]).refused(2);
    assert!(said.contains("terminal") || said.contains("dòng lệnh"), "{said}");
}
