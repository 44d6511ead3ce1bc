//! The first start on an empty directory: seven questions, then a register in which a petition can be entered.

use serde_json::Value as Json;

use super::{
    entry::saved_number,
    screen::{Screen, USUAL},
};
use crate::desk::Desk;

#[test]
fn an_office_is_set_up_on_the_screen_and_registers_its_first_petition() {
    let desk = Desk::new();
    let mut screen = Screen::open_at(&desk, USUAL, &[]);
    screen.wait_for_in(1, "THIẾT LẬP");
    assert!(!screen.contents().contains("DỮ LIỆU MẪU"));
    // Nothing was answered yet: it says what is wanted and writes nothing.
    screen.key("f2");
    screen.wait("what is missing", |screen| screen.message().starts_with("! "));
    for answer in ["Ban Dân vận xã Ia Dreh", "Ia Dreh", "", "Ea Ly; Cư Prao"] {
        screen.type_keys(answer);
        screen.key("enter");
    }
    for answer in ["Buôn Ma Lim; Thôn 2", "; KT Phòng Kinh tế"] {
        screen.type_keys(answer);
        screen.key("enter");
    }
    screen.type_keys("124");
    screen.wait_for("đơn đầu tiên số 124");
    screen.wait_for("2 thôn, buôn");
    screen.key("f2");
    screen.wait_for_in(1, "NGHE DÂN");
    screen.wait_for_in(13, "9 Bản nháp");
    screen.key("f3");
    screen.wait_for_in(1, "ĐƠN MỚI");
    screen.key("enter");
    screen.type_keys("tpmlgt");
    screen.key("enter");
    screen.type_keys("Đường vào buôn sạt lở");
    screen.key("f2");
    assert!(saved_number(&screen).starts_with("124/"), "{}", screen.contents());
    let line = desk.run(&["list", "petition", "--json"]).ok();
    let record: Json = serde_json::from_str(line.trim()).unwrap();
    assert_eq!(record["summary"], "Đường vào buôn sạt lở");
    assert!(record["place"].as_str().unwrap().starts_with("Buôn Ma Lim"), "{record}");
    desk.run(&["check"]).ok();
}
