//! The weekly report of a village, key by key: nothing new, a whole sheet, and what a broken client leaves.

use std::time::Duration;

use serde_json::Value as Json;

use super::{
    home::count,
    screen::{Screen, sample},
    telex::{Method, keys_max, task, text},
};
use crate::desk::Desk;

/// The records of a kind on the period of the demo day, as scripts get them.
fn of_the_week(desk: &Desk, kind: &str) -> Vec<Json> {
    let (field, value) = if kind == "figures" { ("as_of", "2026-11-22") } else { ("period", "2026-W47") };
    let lines = desk.run(&["list", kind, "--json"]).ok();
    lines
        .lines()
        .map(|line| serde_json::from_str::<Json>(line).unwrap())
        .filter(|record| record[field] == value)
        .collect()
}

/// The list of silent villages, from the home screen.
fn silent(desk: &Desk) -> Screen {
    let mut screen = Screen::open(desk);
    screen.wait_for("6 Thôn, buôn chưa báo");
    screen.take_keys();
    screen.type_keys("6");
    screen.wait_for_in(1, "THÔN, BUÔN CHƯA BÁO  tuần 47");
    screen
}

#[test]
fn nothing_new_takes_three_keys_and_two_for_each_further_village() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.wait_for("Quá hạn lâu nhất");
    let before = (count(&screen, 6), of_the_week(&desk, "village_update").len());
    screen.take_keys();
    screen.type_keys("60");
    screen.key("f2");
    assert!(screen.take_keys() <= keys_max("weekly_update", "keys_max_nothing_new"));
    screen.wait("it is saved", |screen| screen.message().starts_with("Đã lưu "));
    screen.wait("the row stays as reported", |screen| screen.row(5).contains("đã báo"));
    screen.wait("the marker goes on", |screen| screen.marked() == [6]);
    screen.type_keys("0");
    screen.key("f2");
    assert_eq!(screen.take_keys(), 2);
    screen.wait("the second row too", |screen| screen.row(6).contains("đã báo"));
    screen.wait_for_in(3, &format!("Chưa báo {} trên", before.0 - 2));
    screen.key("esc");
    screen.wait_for_in(1, "NGHE DÂN");
    screen.wait("the count of the home screen follows", |screen| count(screen, 6) == before.0 - 2);
    let updates = of_the_week(&desk, "village_update");
    assert_eq!(updates.len(), before.1 + 2);
}

#[test]
fn a_weekly_update_is_typed_with_the_keys_of_the_task_and_is_what_was_typed() {
    let desk = sample();
    let figures_before = of_the_week(&desk, "figures").len();
    let mut screen = silent(&desk);
    let village = screen.row(5).chars().skip(2).take(17).collect::<String>().trim().to_owned();
    screen.take_keys();
    screen.key("enter");
    let changed = task("weekly_update", "changed");
    for letter in ["t", "v", "m"] {
        screen.type_keys(letter);
        screen.type_keys(&changed[letter].to_string());
        screen.key("enter");
    }
    screen.type_keys("=");
    let note = text("weekly_update", "note");
    screen.type_as(Method::Telex, &note);
    screen.key("f2");
    let keys = screen.take_keys();
    assert!(keys <= keys_max("weekly_update", "keys_max"), "{keys} keys");
    screen.wait("it is saved", |screen| screen.message().starts_with("Đã lưu "));
    // The next silent village lies on the desk.
    screen.wait_for_in(1, "NHẬP TÌNH HÌNH");
    assert!(!screen.row(3).contains(&village), "{}", screen.row(3));
    let update =
        of_the_week(&desk, "village_update").into_iter().find(|update| update["note"] == note.as_str());
    let update = update.unwrap();
    let all = of_the_week(&desk, "figures");
    assert_eq!(all.len(), figures_before + 1);
    let counted = all.into_iter().find(|counted| counted["village"] == update["village"]).unwrap();
    for (field, value) in [("without_water", 3), ("incidents", 2), ("attendance", 38)] {
        assert_eq!(counted[field], value, "{field}");
    }
    let kept = counted["kept"].as_array().unwrap();
    assert_eq!(kept.len(), 12, "{kept:?}");
    assert!(counted["households"].as_i64().is_some_and(|households| households > 0));
}

#[test]
fn wrong_figures_are_told_with_their_line_and_nothing_is_saved() {
    let desk = sample();
    let before = of_the_week(&desk, "village_update").len();
    let mut screen = silent(&desk);
    screen.key("enter");
    screen.wait_for_in(1, "NHẬP TÌNH HÌNH");
    screen.type_keys("t20000");
    screen.key("enter");
    screen.type_keys("vx");
    screen.wait("letters are no figure", |screen| screen.message().starts_with("! Gõ số"));
    assert_eq!(screen.bells(), 1);
    screen.key("enter");
    screen.type_keys("=");
    screen.wait_for("! t  Sửa số này: lớn hơn số hộ");
    screen.key("f2");
    screen.wait("the line is named", |screen| screen.message().starts_with("! t  "));
    assert_eq!(of_the_week(&desk, "village_update").len(), before);
}

#[test]
fn a_killed_client_goes_on_in_the_same_point_behind_the_same_letter() {
    let desk = sample();
    let mut killed = silent(&desk);
    killed.key("enter");
    killed.wait_for_in(1, "NHẬP TÌNH HÌNH");
    let village = killed.row(3);
    killed.type_keys("t3");
    killed.key("enter");
    killed.type_keys("=ổn định");
    killed.key("enter");
    killed.type_keys("ns33");
    killed.key("enter");
    killed.type_keys("Giếng cạ");
    killed.wait_for("Giếng cạ");
    while killed.comes_within(Duration::from_millis(1_500)) {}
    let cursor = killed.cursor();
    killed.signal(rustix::process::Signal::KILL);
    killed.wait_for_end();

    let mut screen = Screen::open(&desk);
    // The line broke: it is offered without a key.
    screen.wait_for_in(1, "BẢN NHÁP");
    screen.wait_for("việc 1 Nội dung");
    screen.wait_for("Tình hình 2, Ia HDreh");
    screen.key("enter");
    screen.wait_for("Giếng cạ");
    screen.settle();
    assert_eq!((screen.row(3), screen.cursor()), (village.clone(), cursor), "{}", screen.contents());
    screen.type_keys("n");
    screen.key("f2");
    screen.wait("it is saved", |screen| screen.message().starts_with("Đã lưu "));
    let updates = of_the_week(&desk, "village_update");
    let update = updates.iter().find(|update| update["note"] == "ổn định").unwrap();
    assert_eq!(update["items"][0]["text"], "Giếng cạn");
    assert_eq!(update["items"][0]["households"], 3);
    // The next silent village lies on the desk, as it would have without the kill.
    screen.wait("the next village", |screen| screen.row(3).contains("Kỳ") && screen.row(3) != village);
    screen.key("esc");
    screen.wait_for_in(1, "BẢN NHÁP");
    screen.key("esc");
    screen.wait_for_in(1, "NGHE DÂN");
    screen.wait("no draft is left", |screen| count(screen, 9) == 0);
}

#[test]
fn the_page_of_a_village_opens_exactly_the_rows_that_it_counts() {
    let desk = sample();
    let mut screen = silent(&desk);
    screen.key("f9");
    screen.type_keys("trang thon");
    screen.key("enter");
    screen.wait_for("DANH SÁCH");
    assert!(screen.row(1).starts_with("THÔN 2"), "{}", screen.contents());
    let lists =
        screen.rows().iter().filter(|row| row.chars().skip(31).take(4).any(|c| c.is_ascii_digit())).count();
    assert!(lists > 3, "{}", screen.contents());
    let first = screen.marked();
    screen.key("down");
    screen.wait("the marker moves", |screen| screen.marked() == [first[0] + 1]);
    let marked = screen.marked();
    let told: usize =
        screen.row(marked[0]).chars().skip(28).take(7).collect::<String>().trim().parse().unwrap();
    screen.key("enter");
    screen.wait_for_in(1, "ĐƠN THƯ");
    screen.settle();
    assert_eq!(super::home::length(&screen), told, "{}", screen.contents());
    screen.key("esc");
    screen.wait_for("DANH SÁCH");
    assert_eq!(screen.marked(), marked);
}
