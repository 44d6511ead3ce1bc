//! The petition task of the benchmark, key by key, and a batch of them.

use serde_json::Value as Json;

use super::{
    screen::{Screen, sample},
    telex::{Method, keys_max, task, text},
};
use crate::desk::Desk;

/// The number in "Đã lưu 124/2026, hạn ...".
pub fn saved_number(screen: &Screen) -> String {
    screen.wait("the saved number", |screen| screen.message().starts_with("Đã lưu "));
    let message = screen.message();
    let words = message.trim_start_matches("Đã lưu ");
    words.split([',', ' ']).next().unwrap().to_owned()
}

/// A petition as scripts get it.
pub fn petition(desk: &Desk, number: &str) -> Json {
    let lines = desk.run(&["list", "petition", "--json"]).ok();
    let found: Vec<Json> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|record: &Json| record["number"] == number)
        .collect();
    assert_eq!(found.len(), 1, "{number}");
    found[0].clone()
}

#[test]
fn a_complaint_is_registered_with_the_keys_of_the_task_and_is_what_was_typed() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.wait_for("9 Bản nháp");
    screen.take_keys();
    let summary = text("register_petition", "summary");
    screen.key("f3");
    screen.key("enter");
    screen.type_keys("tk1mldd");
    screen.key("enter");
    screen.type_as(Method::Telex, &summary);
    screen.key("f2");
    let keys = screen.take_keys();
    assert!(keys <= keys_max("register_petition", "keys_max_without_sender"), "{keys} keys");
    let number = saved_number(&screen);
    assert!(number.ends_with("/2026"), "{number}");
    let record = petition(&desk, &number);
    let expected = [
        ("received_on", Json::from("2026-11-23")),
        ("source", "truc_tiep".into()),
        ("petition_kind", text("register_petition", "kind").into()),
        ("instance", format!("lan_{}", task("register_petition", "instance")).into()),
        ("domain", text("register_petition", "domain").into()),
        ("signatories", task("register_petition", "signers").as_integer().into()),
        ("summary", summary.into()),
        ("state", "moi_tiep_nhan".into()),
        ("our_role", "theo_doi".into()),
        ("responsible", "UX".into()),
    ];
    for (field, value) in expected {
        assert_eq!(record[field], value, "{field}");
    }
    let village = record["place"].as_str().unwrap();
    assert!(village.starts_with(&text("register_petition", "village")), "{village}");
    // The empty form again; leaving it leaves no draft.
    assert!(screen.row(1).starts_with("ĐƠN MỚI"));
    screen.key("esc");
    screen.wait_for_in(1, "NGHE DÂN");
    screen.wait("no draft is left", |screen| super::home::count(screen, 9) == 0);
}

#[test]
fn two_mistakes_on_the_way_are_shown_and_mended() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.key("f3");
    screen.wait_for_in(1, "ĐƠN MỚI");
    // A day that does not exist.
    screen.type_keys("31/2");
    screen.key("enter");
    screen.wait("the wrong day is refused", |screen| screen.message().starts_with("! "));
    assert_eq!((screen.cursor().0, screen.bells()), (3, 1), "{}", screen.contents());
    for _ in 0..4 {
        screen.key("backspace");
    }
    screen.key("enter");
    // A code that no source has.
    screen.type_keys("x");
    screen.wait("the wrong code is told at once", |screen| screen.bells() == 2);
    assert!(screen.message().starts_with("! "), "{}", screen.contents());
    screen.key("backspace");
    screen.type_keys("tp");
    screen.wait_for("Phản ánh");
    // No village of these letters.
    screen.type_keys("zz");
    screen.key("enter");
    screen.wait("the unknown village is refused", |screen| screen.bells() > 2);
    screen.key("backspace");
    screen.key("backspace");
    screen.type_keys("mlgt");
    screen.key("enter");
    // Without a summary it is not saved, and the cursor goes there.
    screen.key("f2");
    screen.wait("what is missing is named", |screen| screen.message().starts_with("! 7 "));
    screen.type_keys("Đường vào buôn sạt lở 40 m");
    screen.key("f2");
    let number = saved_number(&screen);
    let record = petition(&desk, &number);
    assert_eq!(record["summary"], "Đường vào buôn sạt lở 40 m");
    assert_eq!((&record["received_on"], &record["domain"]), (&"2026-11-23".into(), &"GT".into()));
}

#[test]
fn the_same_story_is_typed_in_vni_and_with_an_input_method_outside() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.wait_for("9 Bản nháp");
    screen.key("f9");
    screen.wait_for_in(1, "LỆNH VÀ TRỢ GIÚP");
    screen.type_keys("kieu go");
    screen.wait_for("> Chuyển kiểu gõ");
    screen.key("enter");
    screen.wait_for_in(23, "Kiểu gõ: VNI");
    let summary = text("register_petition", "summary");
    for is_outside in [false, true] {
        screen.key("f3");
        screen.key("enter");
        screen.type_keys("tk1mldd");
        screen.key("enter");
        if is_outside {
            // Telex of the officer's own machine: letters, backspaces, letters with marks, in one burst.
            screen.type_keys("Tranh cha\u{8}âp\u{8}\u{8}ấp");
            screen.type_keys(summary.strip_prefix("Tranh chấp").unwrap());
            screen.wait("the built-in method steps aside", |screen| {
                screen.message().contains("VNI có sẵn tạm nghỉ")
            });
        } else {
            screen.type_as(Method::Vni, &summary);
        }
        screen.key("f2");
        let number = saved_number(&screen);
        assert_eq!(petition(&desk, &number)["summary"], summary.as_str(), "outside: {is_outside}");
        screen.key("esc");
        screen.wait_for_in(1, "NGHE DÂN");
    }
}
