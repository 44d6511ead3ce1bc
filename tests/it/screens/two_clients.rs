//! Two officers on one server: what one saves, the other sees without a key.

use super::{
    entry::saved_number,
    home::count,
    screen::{Screen, sample},
};

#[test]
fn what_one_saves_changes_the_others_counts_and_rows_and_moves_no_marker() {
    let desk = sample();
    let mut writing = Screen::open(&desk);
    let home = Screen::open(&desk);
    let mut list = Screen::open(&desk);
    home.wait_for("Quá hạn lâu nhất");
    list.type_keys("3");
    list.wait_for_in(1, "3 Mới tiếp nhận");
    list.settle();
    list.key("down");
    list.key("down");
    list.wait("the marker walks", |list| list.marked() == [7]);
    let (new, unresolved) = (count(&home, 3), count(&home, 4));
    let marked = list.row(7);

    writing.key("f3");
    writing.key("enter");
    writing.type_keys("tpmlgt");
    writing.key("enter");
    writing.type_keys("Cầu treo hỏng, 21 hộ bị chia cắt");
    writing.key("f2");
    saved_number(&writing);
    home.wait("the other's counts", |home| count(home, 3) == new + 1 && count(home, 4) == unresolved + 1);
    assert_eq!(home.marked(), [5]);
    list.wait_for_in(3, &format!("3 Mới {}", new + 1));
    assert_eq!((list.marked(), list.row(7)), (vec![7], marked));

    // A step on the petition that the other looks at: its row changes in place.
    let first = list.row(5);
    let number = first.trim_start_matches('>').split_whitespace().next().unwrap().to_owned();
    writing.key("esc");
    writing.wait_for_in(1, "NGHE DÂN");
    writing.type_keys("3");
    writing.wait_for_in(1, "3 Mới tiếp nhận");
    writing.wait("the rows", |writing| !writing.marked().is_empty());
    writing.settle();
    writing.key("enter");
    writing.wait_for_in(1, &format!("ĐƠN {number}/2026"));
    classify(&mut writing);
    list.wait_for_in(3, &format!("3 Mới {new} "));
    list.settle();
    let rows = list.rows();
    assert_eq!(list.marked(), [7], "{}", list.contents());
    assert!(rows[4].trim_start_matches('>').trim_start().starts_with(&number), "{}", list.contents());
    home.wait("the counts again", |home| count(home, 3) == new);
}

/// The first step of a petition that is open.
pub fn classify(screen: &mut Screen) {
    screen.type_keys("f");
    screen.wait_for_in(1, "BƯỚC  Phân loại");
    screen.key("enter");
    screen.type_keys("t");
    screen.key("f2");
    screen.wait("the step is saved", |screen| screen.message().contains("Ctrl-Z"));
}
