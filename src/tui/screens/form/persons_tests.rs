//! Persons in a story: warned of, taken out by one key, brought back by another.

use super::desk::*;
use crate::base::Lang;
use crate::domain::Value;
use crate::tui::screen::Screen;

const TOLD: &str = "Ông Y Bhăm lấn rẫy, gọi 0905 123 456";
const CLEARED: &str = "Một người lấn rẫy, gọi [bỏ số]";

fn told() -> Desk {
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter>tpmldd<enter>");
    desk.paste(TOLD);
    desk.rest(200);
    desk
}

fn summary(desk: &Desk) -> Option<Value> {
    desk.value("summary")
}

#[test]
fn a_story_that_tells_of_persons_is_warned_of_and_enter_on_the_line_takes_them_out() {
    let mut desk = told();
    let warned = |desk: &Desk| desk.screen().contains("? 7  Bỏ khỏi lời văn: có số điện thoại, tên người");
    assert!(warned(&desk), "{}", desk.screen());
    desk.press("<enter><f8>");
    assert_eq!(desk.stands_in(), "summary");
    assert!(desk.said().starts_with("Enter bỏ hộ, lấy lại bằng Ctrl-Z"));
    desk.press("<enter>");
    assert_eq!(summary(&desk), Some(Value::Text(CLEARED.into())));
    assert_eq!(desk.said(), "Đã bỏ 2 chỗ; Ctrl-Z lấy lại");
    desk.rest(200);
    assert!(!warned(&desk), "{}", desk.screen());
    desk.press("<ctrl-z>");
    assert_eq!(summary(&desk), Some(Value::Text(TOLD.into())));
    desk.press("<ctrl-y>");
    assert_eq!(summary(&desk), Some(Value::Text(CLEARED.into())));
}

#[test]
fn any_other_key_on_the_line_changes_nothing() {
    let mut desk = told();
    desk.press("<f8><right><enter>");
    assert_eq!(summary(&desk), Some(Value::Text(TOLD.into())));
}

#[test]
fn the_palette_takes_them_out_from_any_field() {
    let mut desk = told();
    desk.press("<enter>");
    desk.with(|form, around| form.command("persons.clear", around).unwrap());
    assert_eq!((desk.stands_in(), summary(&desk)), ("summary", Some(Value::Text(CLEARED.into()))));
    desk.with(|form, around| form.command("persons.clear", around).unwrap());
    assert_eq!(desk.said(), "Không có gì phải bỏ: nội dung không có tên, số của ai");
}

#[test]
fn a_warning_does_not_stop_saving() {
    let mut desk = told();
    desk.press("<f2>");
    assert_eq!(desk.server.saved.len(), 1);
}

#[test]
fn the_note_of_a_step_is_guarded_too() {
    let mut desk = Desk::at(transfer(), None, Lang::Vi, (80, 24), Some(classified("kien_nghi")));
    desk.press("kt<enter>14-CV/BDV<enter><enter>bà H'Yŭ");
    desk.rest(200);
    assert_eq!(desk.stands_in(), "note");
    desk.press("<f8><enter>");
    assert_eq!(desk.value("note"), Some(Value::Text("một người".into())));
}
