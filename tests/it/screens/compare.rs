//! Two officers edit one petition: one is told, chooses, and both stand in the history.

use super::screen::{Screen, sample};

/// Opens the change of the first petition of the new ones.
fn open_change(screen: &mut Screen) -> String {
    screen.type_keys("3kng");
    screen.wait_for("Lọc: kng");
    screen.settle();
    screen.key("enter");
    screen.wait_for("Mới tiếp nhận");
    screen.settle();
    let number = screen.row(1).split_whitespace().nth(1).unwrap().to_owned();
    screen.type_keys("s");
    screen.wait_for_in(1, &format!("SỬA ĐƠN {number}"));
    screen.settle();
    number
}

/// Walks to a field by its label.
fn go_to(screen: &mut Screen, label: &str) {
    let rows = screen.rows();
    let row = rows.iter().position(|row| row.contains(label)).unwrap() + 1;
    for _ in 0..20 {
        if usize::from(screen.cursor().0) == row {
            return;
        }
        let before = screen.cursor().0;
        screen.key("down");
        screen.wait("the next field", |screen| screen.cursor().0 != before);
    }
    panic!("{label} is not reached:\n{}", screen.contents());
}

#[test]
fn two_edit_the_same_petition_and_the_later_one_chooses() {
    let desk = sample();
    let mut ours = Screen::open(&desk);
    let mut theirs = Screen::open(&desk);
    let number = open_change(&mut ours);
    assert_eq!(open_change(&mut theirs), number);

    go_to(&mut theirs, "Số người ký đơn");
    theirs.type_keys("77");
    go_to(&mut theirs, "Nội dung tóm tắt");
    theirs.key("end");
    theirs.type_keys(" bản một");
    theirs.key("f2");
    theirs.wait("the first save", |theirs| theirs.message().starts_with(&format!("Đã lưu {number}")));

    go_to(&mut ours, "Nội dung tóm tắt");
    ours.key("end");
    ours.type_keys(" bản hai");
    ours.key("f2");
    ours.wait_for_in(1, &format!("HAI NGƯỜI CÙNG SỬA  {number}"));
    let contents = ours.contents();
    assert!(contents.contains("bản hai") && contents.contains("bản một"), "{contents}");
    assert!(contents.contains("Tự gộp, không ai trùng ai:") && contents.contains(": 77)"), "{contents}");
    assert!(ours.message().starts_with("! Xem một mục rồi F2"), "{contents}");

    // Back to the form: nothing is lost. Then the saved one is chosen.
    ours.key("esc");
    ours.wait_for_in(1, &format!("SỬA ĐƠN {number}"));
    ours.wait_for("bản hai");
    ours.key("f2");
    ours.wait_for_in(1, "HAI NGƯỜI CÙNG SỬA");
    ours.type_keys("k");
    ours.wait_for("[x] đã lưu");
    ours.key("f2");
    ours.wait("the second save", |ours| ours.message().starts_with(&format!("Đã lưu {number}")));

    let record = super::entry::petition(&desk, &number);
    assert!(record["summary"].as_str().unwrap().ends_with(" bản một"), "{record:#}");
    assert_eq!(record["signatories"], 77);
    let history = desk.run(&["show", &number, "--history"]).ok();
    for told in ["bản một", "bản hai", "typed and not chosen:", "Changed, chosen between two"] {
        assert!(history.contains(told), "{told}:\n{history}");
    }
}
