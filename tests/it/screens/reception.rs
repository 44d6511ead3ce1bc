//! The reception book by keyboard: a visit is entered, opened from its list, and its petition opened from it.

use std::fs;

use super::{
    entry::{petition, saved_number},
    screen::{Screen, sample},
};
use crate::desk::Desk;

#[test]
fn a_visit_is_entered_opened_and_makes_its_petition_by_one_key() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.wait_for("9 Bản nháp");
    screen.key("f9");
    screen.wait_for_in(1, "LỆNH VÀ TRỢ GIÚP");
    screen.type_keys("danh sach luot");
    screen.wait_for("> Danh sách: Lượt tiếp công dân");
    screen.key("enter");
    screen.wait_for_in(1, "SỔ TIẾP CÔNG DÂN");
    screen.wait_for("TCD-");
    screen.key("f3");
    screen.wait_for_in(1, "LƯỢT TIẾP CÔNG DÂN MỚI");
    // Nothing can be told before it is asked what was brought.
    assert!(!screen.contents().contains("Tóm tắt"), "{}", screen.contents());
    screen.key("enter");
    screen.key("enter");
    screen.type_keys("nmlgt");
    screen.key("enter");
    screen.type_keys("Cầu treo hỏng ván");
    screen.key("enter");
    screen.settle();
    assert!(screen.row(screen.cursor().0.into()).contains("Ai, ở đâu"), "{}", screen.contents());
    screen.type_keys("người thử");
    screen.key("f2");
    let number = saved_number(&screen);
    assert!(number.starts_with("TCD-"), "{number}");
    screen.key("esc");
    screen.wait_for_in(1, "SỔ TIẾP CÔNG DÂN");

    // Opened, not unfolded: it keeps a contact. One letter opens the form of its petition, filled with what it knows.
    screen.wait_for("Cầu treo hỏng ván");
    screen.settle();
    screen.key("home");
    screen.key("enter");
    screen.wait_for_in(1, &format!("Lượt tiếp công dân {number}"));
    screen.wait_for("Liên hệ người gửi: MẬT");
    screen.wait_for("m mở đơn");
    screen.type_keys("m");
    screen.wait_for_in(1, "ĐƠN MỚI");
    screen.wait_for("C Tiếp công dân");
    screen.wait("the cursor is in what is to be looked at", |screen| {
        screen.row(screen.cursor().0.into()).contains("Số người ký")
    });
    screen.wait_for("Cầu treo hỏng ván");
    screen.wait_for("MẬT (đã ghi)");
    screen.key("f2");
    let number = saved_number(&screen);
    let opened = petition(&desk, &number);
    assert_eq!(opened["source"], "tiep_cong_dan");
    assert_eq!(opened["summary"], "Cầu treo hỏng ván");
    assert!(opened["reception"].as_str().is_some_and(|visit| visit.contains(".tcd.")), "{opened:#}");
}

/// The screen that prints a book.
fn books(screen: &mut Screen) {
    screen.wait_for("9 Bản nháp");
    screen.key("f9");
    screen.wait_for_in(1, "LỆNH VÀ TRỢ GIÚP");
    screen.type_keys("in so tiep");
    screen.wait_for("> In sổ tiếp công dân, sổ đơn");
    screen.key("enter");
    screen.wait_for_in(1, "IN SỔ");
}

/// The file that the screen says it has written.
fn written(desk: &Desk, screen: &Screen, name: &str) -> String {
    screen.wait_for(&format!("Đã ghi tệp ~/nghedan-xuat/{name}"));
    fs::read_to_string(desk.home().join("nghedan-xuat").join(name)).unwrap()
}

#[test]
fn a_book_made_on_the_screen_is_the_one_that_the_command_writes() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    books(&mut screen);
    screen.key("f2");
    let pages = written(&desk, &screen, "so-tiep-dan-20260101-20261123-2026-11-23.txt");
    assert!(pages.contains("Sổ tiếp công dân (Mẫu số 03/TCD), 01/01/2026-23/11/2026; số dòng: "), "{pages}");
    assert_eq!(pages, desk.run(&["book", "reception", "--lang", "vi"]).ok());

    // The intake book of some days, for a spreadsheet.
    screen.type_keys("d");
    screen.type_keys("1/10");
    screen.key("enter");
    screen.type_keys("20");
    screen.key("enter");
    screen.type_keys("b");
    screen.key("f2");
    let csv = written(&desk, &screen, "so-don-20261001-20261120-2026-11-23.csv");
    assert!(csv.lines().count() > 5, "{csv}");
    let days = ["--from", "2026-10-01", "--to", "2026-11-20"];
    let command = [&["book", "intake", "--csv", "--lang", "vi"][..], &days].concat();
    assert_eq!(csv, desk.run(&command).ok());
}

#[test]
fn names_stand_in_a_book_after_who_and_why_was_written_down() {
    let desk = sample();
    let openings = || desk.run(&["list", "book_opening", "--json"]).ok().lines().count();
    let mut screen = Screen::open(&desk);
    books(&mut screen);
    for _ in 0..4 {
        screen.key("enter");
    }
    screen.type_keys("g");
    screen.key("enter");
    screen.type_keys("in sổ quý IV");
    screen.key("f2");
    screen.wait_for("Ghi các dòng này vào sổ rồi đọc họ tên?");
    assert_eq!(openings(), 0, "nothing is written down before a yes");
    screen.key("enter");
    let pages = written(&desk, &screen, "so-tiep-dan-20260101-20261123-2026-11-23.txt");
    assert_eq!(openings(), 1);
    let named = desk.run(&["book", "reception", "--with-names", "--reason", "in sổ", "--lang", "vi"]).ok();
    assert_eq!(pages, named);
    assert_ne!(pages, desk.run(&["book", "reception", "--lang", "vi"]).ok(), "somebody's name stands in it");
}

#[test]
fn a_book_that_was_being_read_when_the_server_died_is_read_to_its_end() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    books(&mut screen);
    desk.hang();
    screen.key("f2");
    screen.wait_for("Đang đọc sổ. Esc dừng");
    desk.kill();
    let pages = written(&desk, &screen, "so-tiep-dan-20260101-20261123-2026-11-23.txt");
    assert_eq!(pages, desk.run(&["book", "reception", "--lang", "vi"]).ok());

    // Esc leaves a server that does not answer alone.
    screen.settle();
    desk.hang();
    screen.key("f2");
    screen.wait_for("Đang đọc sổ. Esc dừng");
    screen.key("esc");
    screen.wait_for("Đã dừng: chưa in, chưa ghi tệp nào");
    desk.kill();
    screen.wait_for("Đã nối lại");
    screen.settle();
    assert_eq!(fs::read_dir(desk.home().join("nghedan-xuat")).unwrap().count(), 1, "nothing came late");
}
