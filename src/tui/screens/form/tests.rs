//! Forms as officers use them: keys in, what is read, asked and saved out.

use super::desk::*;
use crate::base::Lang;
use crate::domain::{Gravity, Value};
use crate::tui::screen::{Destination, Effect, Screen};
use crate::wire::{Conflict, Refusal, RefusalKind, Request, Row};

const SUMMARY: &str = "Tranh chấp ranh giới đất rẫy giữa hai hộ, đề nghị xã xuống đo đạc lại";

/// A complaint up to its summary, which stands last so that a script can go on.
fn complaint() -> String {
    format!("<enter>tk1mldd<enter>{SUMMARY}")
}

#[test]
fn a_new_petition_is_typed_through_to_save() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press(&complaint());
    desk.rest(200);
    insta::assert_snapshot!("complaint_80x24", desk.screen());
    desk.press("<f2>");
    assert_eq!(desk.said(), "Đã lưu 124/2026, hạn thụ lý 02/12");
    let saved = &desk.server.saved[0];
    for (name, value) in [
        ("received_on", Value::Day(day("2026-11-23"))),
        ("source", Value::Choice("truc_tiep".into())),
        ("petition_kind", Value::Choice("khieu_nai".into())),
        ("instance", Value::Choice("lan_1".into())),
        ("village", Value::Ref(id("V02"))),
        ("domain", Value::Choice("DD".into())),
        ("summary", Value::Text(SUMMARY.into())),
    ] {
        assert_eq!(saved.get(name), Some(&value), "{name}");
    }
    assert_eq!((desk.stands_in(), desk.server.drafts.len()), ("received_on", 0));
}
