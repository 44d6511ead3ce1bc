//! Forms over a line that is slow or broken, and keys that nobody would press.

use super::{
    desk::*,
    tests::{SUMMARY, complaint},
};
use crate::base::Lang;
use crate::domain::{Gravity, Value};
use crate::tui::screen::{Effect, Screen};
use crate::wire::{Refusal, RefusalKind, Request};

fn requests(desk: &Desk) -> Vec<crate::base::RequestId> {
    desk.asked
        .iter()
        .filter_map(|request| match request {
            Request::Save { request, .. } => Some(*request),
            _ => None,
        })
        .collect()
}

#[test]
fn a_change_goes_on_with_the_draft_that_was_left_and_never_writes_it_over() {
    let petition = || Some(classified("kien_nghi"));
    let mut desk = Desk::at(change(), None, Lang::Vi, (80, 24), petition());
    desk.press("<enter><enter><enter><enter>cs<enter> lắm<esc>");
    let left = desk.server.drafts[0].clone();
    let mut again = Desk::unopened(change(), Lang::Vi, (80, 24), petition());
    again.server.drafts.push(left);
    again.slow = true;
    again.with(|form, around| form.shown(around));
    assert!(!again.form.is_ready());
    again.press(" rồi");
    again.answer();
    assert!(again.said.iter().any(|said| said.starts_with("* Đi tiếp nháp")));
    assert_eq!(again.value("domain"), Some(Value::Choice("CS".into())));
    assert!(matches!(again.value("summary"), Some(Value::Text(text)) if text.ends_with("lắm rồi")));
}

#[test]
fn a_new_form_is_empty_and_never_writes_a_draft_over_that_was_left() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter>tk1mldd<enter>Giếng cạn<esc>");
    let left = desk.server.drafts[0].clone();
    let mut again = Desk::unopened(new_petition(), Lang::Vi, (80, 24), None);
    again.server.drafts.push(left.clone());
    again.with(|form, around| form.shown(around));
    assert_eq!(again.said(), "Còn 1 bản nháp: F9 rồi 9 đi tiếp");
    again.press("<enter>t");
    assert_eq!(again.server.drafts.len(), 2);
    assert_eq!(again.server.drafts[0], left);
    again.press("pmlgt<enter>Cầu hỏng<f2>");
    assert_eq!((again.server.saved.len(), again.server.drafts.as_slice()), (1, [left].as_slice()));
}

#[test]
fn keys_typed_while_it_is_saved_are_for_the_next_petition() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press(&complaint());
    desk.slow = true;
    desk.press("<f2><enter>tp<enter>");
    desk.rest(2_000);
    desk.answer();
    desk.slow = false;
    assert_eq!(desk.server.saved.len(), 1);
    assert_eq!(desk.server.saved[0].get("summary"), Some(&Value::Text(SUMMARY.into())));
    assert_eq!(
        (desk.stands_in(), desk.value("petition_kind")),
        ("domain", Some(Value::Choice("phan_anh".into())))
    );
}

#[test]
fn a_step_that_was_saved_under_another_screen_is_left_when_it_comes_back() {
    let mut desk = Desk::at(transfer(), None, Lang::Vi, (80, 24), Some(classified("kien_nghi")));
    desk.press("kt<enter>14-CV/BDV<f2>");
    desk.done.clear();
    desk.with(|form, around| form.shown(around));
    assert_eq!(desk.done, [Effect::Back]);
}

#[test]
fn one_content_keeps_its_request_id_over_a_broken_line_and_an_unknown_outcome() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press(&complaint());
    let unknown =
        || Refusal::new(RefusalKind::OutcomeUnknown, crate::base::Say::plain("chưa biết đã ghi hay chưa"));
    desk.refusals.extend([unknown(), unknown()]);
    desk.press("<f2><f2>");
    assert_eq!(desk.said(), "! chưa biết đã ghi hay chưa");
    assert_eq!(desk.server.drafts.len(), 1);
    desk.slow = true;
    desk.press("<f2>");
    desk.waiting.clear();
    desk.offline = true;
    desk.with(|form, around| form.woken(around));
    desk.rest(3_000);
    desk.offline = false;
    desk.slow = false;
    desk.rest(3_000);
    let ids = requests(&desk);
    assert_eq!(ids.len(), 4);
    assert!(ids.iter().all(|id| *id == ids[0]));
    assert_eq!(desk.server.saved.len(), 1);
    desk.press(&format!("{}<f2>", complaint()));
    assert_ne!(requests(&desk).last(), Some(&ids[0]));
}

#[test]
fn a_broken_line_does_not_stop_typing() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter>tk1");
    desk.offline = true;
    desk.press("ml<enter>dd<enter>Giếng cạn");
    assert_eq!(desk.value("summary"), Some(Value::Text("Giếng cạn".into())));
    desk.press("<f2>");
    assert_eq!(desk.server.saved.len(), 0);
    desk.offline = false;
    desk.rest(3_000);
    desk.press("<f2><f2>");
    assert_eq!(desk.server.saved.len(), 1, "{}", desk.screen());
    assert_eq!(desk.server.saved[0].get("village"), Some(&Value::Ref(id("V02"))));
}

#[test]
fn no_key_and_no_answer_can_make_a_form_panic() {
    let keys = [
        "<enter>",
        "<tab>",
        "<shift-tab>",
        "<up>",
        "<down>",
        "<f2>",
        "<f4>",
        "<f6>",
        "<f7>",
        "<f8>",
        "t",
        "k",
        "1",
        "2",
        "m",
        "l",
        "d",
        "ế",
        "\u{302}",
        " ",
        "<backspace>",
        "<delete>",
        "<home>",
        "<end>",
        "<ctrl-z>",
        "<ctrl-y>",
        "<ctrl-k>",
        "<ctrl-w>",
        "<left>",
        "<right>",
        "<esc>",
        "9",
        "<pageup>",
    ];
    let mut seed = 7_u64;
    for form in [new_petition(), transfer(), change()] {
        let mut desk = Desk::at(form, None, Lang::Vi, (80, 24), Some(classified("phan_anh")));
        for _ in 0..1_500 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let pick = usize::try_from(seed >> 33).unwrap();
            desk.press(keys[pick % keys.len()]);
            if pick % 11 == 0 {
                desk.rest(200);
                desk.screen();
            }
            desk.offline = pick % 97 == 0;
        }
        let draft = desk.form.draft();
        if desk.value("petition_kind") == Some(Value::Choice("to_cao".into())) {
            assert!(draft.unwrap().field("summary").is_none());
        }
    }
    let unknown =
        crate::domain::FormName { kind: "later".into(), record: None, step: Some("x".into()), sheet: 0 };
    let mut desk = Desk::new(unknown, None);
    desk.press("<enter>a<f2><f8><up>");
    desk.screen();
}

#[test]
fn a_refused_petition_shows_its_problem_even_when_it_is_about_no_field() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press(&complaint());
    desk.refusals.push_back(Refusal::problems(vec![problem("", Gravity::Error)]));
    desk.press("<f2>");
    assert_eq!(desk.said(), "! xem lại");
    assert!(desk.screen().contains("! xem lại"));
}
