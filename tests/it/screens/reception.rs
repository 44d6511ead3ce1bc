//! The reception book by keyboard: a visit is entered, opened from its list, and its petition opened from it.

use super::{
    entry::{petition, saved_number},
    screen::{Screen, sample},
};

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
    screen.key("f2");
    let number = saved_number(&screen);
    assert!(number.starts_with("TCD-"), "{number}");
    screen.key("esc");
    screen.wait_for_in(1, "SỔ TIẾP CÔNG DÂN");

    // Opened, not unfolded: it keeps a contact. One letter opens the form of its petition, filled with what it knows.
    screen.settle();
    screen.key("enter");
    screen.wait_for_in(1, "Lượt tiếp công dân TCD-");
    screen.wait_for("Liên hệ người gửi: MẬT");
    screen.wait_for("m mở đơn");
    screen.type_keys("m");
    screen.wait_for_in(1, "ĐƠN MỚI");
    screen.wait_for("C Tiếp công dân");
    screen.wait("the cursor is in what is to be looked at", |screen| {
        screen.row(screen.cursor().0.into()).contains("Số người ký")
    });
    screen.wait_for("Cầu treo hỏng ván");
    screen.key("f2");
    let number = saved_number(&screen);
    let opened = petition(&desk, &number);
    assert_eq!(opened["source"], "tiep_cong_dan");
    assert_eq!(opened["summary"], "Cầu treo hỏng ván");
    assert!(opened["reception"].as_str().is_some_and(|visit| visit.contains(".tcd.")), "{opened:#}");
}
