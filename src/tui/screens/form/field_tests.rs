//! One field at a time: what is said of it, what stands beside it and how it is left.

use super::{
    desk::*,
    tests::{SUMMARY, complaint},
};
use crate::base::{Lang, text};
use crate::domain::{Shape, Value, kinds::KINDS, petition::steps};
use crate::wire::Request;

#[test]
fn between_a_code_and_a_text_stands_an_enter() {
    // A voters' wish has no signatories between the domain and the summary.
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter>tcmlgt");
    assert_eq!((desk.stands_in(), desk.value("domain")), ("domain", Some(Value::Choice("GT".into()))));
    assert!(desk.said().starts_with("Enter đi tiếp"), "{}", desk.said());
    desk.press("ns");
    assert_eq!(desk.value("domain"), Some(Value::Choice("NS".into())), "it can still be typed over");
    desk.press(&format!("<enter>{SUMMARY}"));
    assert_eq!(desk.value("summary"), Some(Value::Text(SUMMARY.into())));
    // So before the officer's account, which is no code of a list.
    desk.press("<enter><enter>kt");
    assert_eq!(desk.stands_in(), "responsible");
    let mut by_enter = Desk::new(new_petition(), None);
    by_enter.press("<enter>tcmlgt<enter>Cầu hỏng<enter><enter>k<enter>");
    assert_eq!(by_enter.value("responsible"), Some(Value::Text("KT".into())));
    assert_eq!(by_enter.stands_in(), "officer", "the Enter that took the code is that Enter");
    desk.press("<f2>");
    assert_eq!(desk.server.saved.len(), 1, "F2 saves from there too");
}

#[test]
fn what_was_missing_is_not_called_so_while_its_answer_is_on_the_way() {
    let missing = "Chưa nhập mục này";
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter><enter>");
    assert!(desk.screen().contains(missing), "{}", desk.screen());
    desk.press("<up>");
    desk.slow = true;
    desk.press("t");
    assert!(!desk.screen().contains(missing), "{}", desk.screen());
    desk.answer();
    // Emptied again it is missing as soon as the answer says so.
    desk.press("<up><backspace><down>");
    desk.answer();
    assert!(desk.screen().contains(missing), "{}", desk.screen());
}

#[test]
fn what_is_seen_in_a_field_counts_before_one_was_there() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press(&format!("{}<f2>", complaint()));
    // The next one of the batch: today and the last village stand there; the cursor passes neither.
    desk.press("<enter>tp<enter>gt<enter>Cầu treo hỏng<f2>");
    desk.press("<f2>");
    assert!(desk.said().contains("2  "), "the source is missing, not the day: {}", desk.said());
    let shown = desk.screen();
    assert!(!shown.contains("! 1 ") && !shown.contains("! 4 "), "{shown}");
    let asked = desk.asked.iter().rev().find_map(|request| match request {
        Request::Save { fields, .. } => Some(fields.clone()),
        _ => None,
    });
    let asked = asked.unwrap();
    assert_eq!(asked.get("received_on"), Some(&Value::Day(day("2026-11-23"))));
    assert_eq!(asked.get("village"), Some(&Value::Ref(id("V02"))));
    // Nothing was typed yet: it is no draft.
    let mut untouched = Desk::new(new_petition(), None);
    untouched.press("<esc>");
    assert_eq!(untouched.server.drafts, []);
}

#[test]
fn a_letter_with_which_no_code_begins_is_told_at_once_and_only_once_with_a_bell() {
    for (before, keys, field, codes) in [
        ("<enter>", "x", "source", "B T H C Q M"),
        ("<enter>tk1ml", "dx", "domain", "DD GT NS RG CS CN SX GD YT DI TT AT DC"),
    ] {
        let mut desk = Desk::new(new_petition(), None);
        desk.press(before);
        desk.said.clear();
        desk.press(keys);
        assert_eq!(desk.said, [format!("! Backspace, gõ lại; mã có: {codes}")]);
        desk.press("z");
        assert!(desk.said().starts_with("? Backspace"), "no second bell: {}", desk.said());
        assert_eq!((desk.stands_in(), desk.value(field)), (field, None));
        desk.press("<backspace><backspace>");
        desk.press(if field == "source" { "t" } else { "d" });
        assert_ne!(desk.value(field), None, "the letters that were right are still there");
    }
}

#[test]
fn the_codes_of_every_list_fit_the_message_row() {
    let fields =
        KINDS.iter().flat_map(|kind| kind.fields).chain(steps::STEPS.iter().flat_map(|step| step.fields));
    let record = classified("kien_nghi");
    let mut seen = 0;
    for def in fields.filter(|def| matches!(def.shape, Shape::Choice(_))) {
        let say = super::entry::codes_there_are(def, &record);
        for line in [&say.vi, &say.en] {
            assert!(text::width(line) <= 76, "{}: {line}", def.name);
            seen += 1;
        }
    }
    assert!(seen > 10);
}

#[test]
fn a_field_that_was_passed_empty_is_named_in_the_panel_at_once() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter><enter>");
    assert!(desk.screen().contains("! 2  Chưa nhập mục này"), "{}", desk.screen());
    assert!(!desk.screen().contains("! 3 "), "what is still ahead is not missing yet");
    desk.press("<up>t");
    assert!(!desk.screen().contains("! 2 "), "{}", desk.screen());
    desk.press("k1mldd<enter><enter>");
    assert!(desk.screen().contains("! 8  Chưa nhập mục này"), "{}", desk.screen());
}

#[test]
fn a_value_that_comes_near_to_its_hints_stands_alone() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter>tk1mlgt");
    let screen = desk.screen();
    assert!(screen.lines().any(|line| line.ends_with("GT Giao thông, cầu, ngầm tràn")), "{screen}");
}

#[test]
fn a_hint_gives_way_to_what_is_typed_in_its_row() {
    for (lang, letters) in [(Lang::Vi, 28), (Lang::En, 29), (Lang::Vi, 45), (Lang::En, 57)] {
        let mut desk = Desk::at(new_petition(), None, lang, (80, 24), None);
        desk.press("<enter>tcmldd<enter>");
        let typed = "x".repeat(letters);
        desk.press(&typed);
        let screen = desk.screen();
        let row = screen.lines().find(|line| line.contains("xxx")).unwrap();
        let beside = row.split(&typed).nth(1).unwrap_or_else(|| panic!("cut in two: {row}"));
        assert!(beside.is_empty() || beside.starts_with("  "), "{row}");
        assert_eq!(beside.contains("DI TT"), letters == 28, "{row}");
    }
}

#[test]
fn an_equal_sign_copies_a_number_and_is_a_sign_elsewhere() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press(&format!("{}<f2>", complaint().replace("dd<enter>", "dd3<enter>")));
    desk.press("<enter>tk1<enter>dd");
    assert_eq!(desk.stands_in(), "signatories");
    desk.press("=");
    assert_eq!(desk.value("signatories"), Some(Value::Int(3)));
    desk.press("<enter>a=b");
    assert_eq!(desk.value("summary"), Some(Value::Text("a=b".into())));
    let mut first = Desk::new(new_petition(), None);
    first.press("<enter>tk1ml");
    first.press("dd=");
    assert_eq!(first.said(), "Chưa có đơn trước trong lần nhập này");
}
