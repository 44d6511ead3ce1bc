//! An opened petition: letters are steps, Enter says why, Ctrl-Z takes back.

use super::{
    screen::{Screen, sample},
    two_clients::classify,
};

#[test]
fn steps_go_by_letters_and_a_wrong_letter_says_what_is_missing() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.type_keys("3kn");
    screen.wait_for("Lọc: kn");
    screen.settle();
    screen.key("enter");
    screen.wait_for_in(1, "Khiếu nại");
    screen.wait_for("Mới tiếp nhận");
    let number = screen.row(1).split_whitespace().nth(1).unwrap().to_owned();
    screen.type_keys("c");
    screen.wait_for("! Bước này chưa được: cần Đã phân loại");
    screen.wait("the bell", |screen| screen.bells() == 1);

    screen.key("enter");
    screen.wait_for("VÌ SAO ");
    assert!(screen.contents().contains("ngày đầu không tính"), "{}", screen.contents());
    screen.key("enter");
    screen.wait_for("DIỄN BIẾN");

    classify(&mut screen);
    screen.wait_for("Đã phân loại");
    screen.key("ctrl-z");
    screen.wait("the question", |screen| screen.message().starts_with("? Lấy lại?"));
    screen.key("enter");
    screen.wait_for("Đã lấy lại");
    screen.wait_for("Mới tiếp nhận từ");

    classify(&mut screen);
    screen.type_keys("c");
    screen.wait_for_in(1, "BƯỚC  Chuyển đơn");
    screen.wait_for("Sau bước này");
    screen.type_keys("kt");
    screen.wait_for("Phòng Kinh tế");
    screen.key("enter");
    screen.type_keys("941-CV/BDV");
    screen.key("f2");
    screen.wait_for("Đã ghi: Chuyển đơn. Ctrl-Z lấy lại");
    screen.wait_for("Đã chuyển đơn từ 23/11");
    let shown = desk.run(&["show", &number, "--json"]).ok();
    let record: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(record["state"], "chuyen_don", "{record:#}");
    assert!(shown.contains("941-CV/BDV"), "{shown}");
}

#[test]
fn a_petition_is_accepted_by_its_letter() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.type_keys("3kn");
    screen.wait_for("Lọc: kn");
    screen.settle();
    screen.key("enter");
    screen.wait_for_in(1, "Khiếu nại");
    classify(&mut screen);
    screen.type_keys("l");
    screen.wait_for_in(1, "BƯỚC  Thụ lý");
    screen.wait_for("Trạng thái: Đã phân loại  ->  Đã thụ lý");
    screen.key("f2");
    screen.wait_for("Đã ghi: Thụ lý. Ctrl-Z lấy lại");
    screen.wait_for("Đã thụ lý từ 23/11");
    // The law's next clock runs, and the next step is offered.
    screen.wait_for("Giải quyết lần đầu");
    screen.wait_for("m xác minh");
}
