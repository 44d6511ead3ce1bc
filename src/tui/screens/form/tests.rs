//! Forms as officers use them: keys in, what is read, asked and saved out.

use super::desk::*;
use crate::base::Lang;
use crate::domain::Value;
use crate::tui::screen::{Destination, Effect, Screen, Settlement, Side};
use crate::wire::{Conflict, Merge, Offer, Refusal, RefusalKind, Request, SavePart, Taken};

pub const SUMMARY: &str = "Tranh chấp ranh giới đất rẫy giữa hai hộ, đề nghị xã xuống đo đạc lại";

/// A complaint up to its summary, which stands last so that a script can go on.
pub fn complaint() -> String {
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

#[test]
fn keys_typed_while_a_place_is_looked_up_are_applied_after_it() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter>tk1");
    desk.slow = true;
    desk.press(&format!("mldd<enter>{SUMMARY}<f2>"));
    assert_eq!(desk.stands_in(), "village");
    desk.answer();
    assert_eq!(desk.server.saved.len(), 1);
    assert_eq!(desk.server.saved[0].get("domain"), Some(&Value::Choice("DD".into())));
    assert_eq!(desk.server.saved[0].get("summary"), Some(&Value::Text(SUMMARY.into())));
}

#[test]
fn codes_are_taken_as_keys_go() {
    for (before, keys, field, value) in [
        // What Unikey makes of dd: the letter, then it is taken back and đ comes.
        ("<enter>tk1ml", "d<backspace>đ", "domain", Value::Choice("DD".into())),
        ("<enter>tk1ml", "DD", "domain", Value::Choice("DD".into())),
        ("<enter>tk1ml", "giao t<enter>", "domain", Value::Choice("GT".into())),
        ("<enter>", "T", "source", Value::Choice("truc_tiep".into())),
        ("<enter>tk1", "ML", "village", Value::Ref(id("V02"))),
        ("<enter>tk1", "hy", "village", Value::Ref(id("V05"))),
        ("<enter>tk1", "bl", "village", Value::Ref(id("V03"))),
        ("<enter>tk1", "ma l<enter>", "village", Value::Ref(id("V02"))),
        ("<enter>tk1", "t22", "village", Value::Ref(id("V12"))),
        ("", "20<enter>", "received_on", Value::Day(day("2026-11-20"))),
        ("", "1<backspace>2010<tab>", "received_on", Value::Day(day("2026-10-20"))),
        ("20<enter><up>", "5<enter>", "received_on", Value::Day(day("2026-11-05"))),
        ("<enter>tk1mldd", "12<enter>", "signatories", Value::Int(12)),
    ] {
        let mut desk = Desk::new(new_petition(), None);
        desk.press(before);
        desk.press(keys);
        assert_eq!(desk.value(field), Some(value), "{before} {keys}: {}", desk.said());
        assert_ne!(desk.stands_in(), field, "{before} {keys}");
    }
}

#[test]
fn a_code_that_means_nothing_is_said_and_stays() {
    for (before, keys, field) in
        [("<enter>", "z<enter>", "source"), ("<enter>tk1", "zz", "village"), ("", "32<enter>", "received_on")]
    {
        let mut desk = Desk::new(new_petition(), None);
        desk.press(before);
        desk.press(keys);
        assert_eq!((desk.stands_in(), desk.value(field)), (field, None));
        assert!(desk.said().starts_with("! "), "{}", desk.said());
    }
}

#[test]
fn an_ambiguous_place_is_offered_below_and_a_digit_picks() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter>tk1t2");
    assert_eq!(desk.stands_in(), "village");
    desk.rest(200);
    insta::assert_snapshot!("ambiguous_place", desk.screen());
    desk.press("1");
    assert_eq!(desk.value("village"), Some(Value::Ref(id("V11"))));
    assert_eq!(desk.stands_in(), "domain");
}

#[test]
fn the_values_of_a_code_field_open_and_close() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter>tk1ml ");
    insta::assert_snapshot!("values_of_domain", desk.screen());
    desk.press("<esc>");
    assert!(desk.done.is_empty());
    desk.press("<f4>gt");
    assert_eq!(desk.value("domain"), Some(Value::Choice("GT".into())));
    desk.press("<enter>x<enter><enter><enter><enter><f4>2");
    assert_eq!(desk.value("responsible"), Some(Value::Text("KT".into())));
}

#[test]
fn a_denunciation_has_no_field_for_a_story() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter>tt");
    desk.rest(200);
    insta::assert_snapshot!("denunciation", desk.screen());
    desk.press("id");
    assert_eq!(desk.value("village"), Some(Value::Ref(id("C24100n"))));
    desk.press("at<enter>03-M<f2>");
    assert_eq!(desk.server.saved[0].get("sealed_file"), Some(&Value::Text("03-M".into())));
    assert_eq!(desk.server.saved[0].get("summary"), None);
}

#[test]
fn changing_to_a_denunciation_asks_once_and_then_erases_the_story_in_the_draft_too() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press(&complaint());
    desk.rest(2_000);
    assert!(desk.server.drafts[0].field("summary").is_some());
    let back = "<shift-tab><shift-tab><shift-tab><shift-tab><shift-tab>";
    desk.press(back);
    assert_eq!(desk.stands_in(), "petition_kind");
    desk.press("t");
    assert!(desk.said().starts_with("? Tố cáo"), "{}", desk.said());
    desk.press("x<esc>");
    assert_eq!(desk.value("petition_kind"), Some(Value::Choice("khieu_nai".into())));
    assert_eq!(desk.value("summary"), Some(Value::Text(SUMMARY.into())));
    desk.press("t<enter>");
    assert_eq!(desk.value("petition_kind"), Some(Value::Choice("to_cao".into())));
    assert!(desk.server.drafts[0].field("summary").is_none());
    assert_eq!(desk.form.draft().unwrap().field("summary"), None);
    // Neither a changed mind nor undo brings it back.
    desk.press("<up>k<ctrl-z>");
    assert_eq!(desk.value("summary"), None);
}

#[test]
fn before_the_kind_is_known_there_is_no_field_for_a_story() {
    let mut desk = Desk::new(new_petition(), None);
    assert!(!desk.screen().contains("Nội dung tóm tắt"));
    desk.press("<enter>tk<up><backspace>");
    assert!(!desk.screen().contains("Nội dung tóm tắt"));
    for lang in [Lang::Vi, Lang::En] {
        insta::assert_snapshot!(
            format!("empty_{}", if lang == Lang::Vi { "vi" } else { "en" }),
            Desk::at(new_petition(), None, lang, (80, 24), None).screen()
        );
    }
}

#[test]
fn a_large_window_moves_nothing() {
    let mut desk = Desk::at(new_petition(), None, Lang::En, (120, 40), None);
    desk.press("<enter>qutn");
    desk.rest(200);
    desk.press("hygt<enter>");
    desk.press(&"Giếng cạn, 9 hộ thiếu nước. ".repeat(12));
    desk.rest(200);
    insta::assert_snapshot!("forwarded_120x40_en", desk.screen());
}

#[test]
fn a_long_summary_scrolls_in_its_window() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter>tpmldd<enter>");
    desk.paste(&"Giếng cạn, 9 hộ thiếu nước. ".repeat(60));
    desk.rest(200);
    insta::assert_snapshot!("long_summary", desk.screen());
    let up = "<up>".repeat(40);
    desk.press(&up);
    assert_ne!(desk.stands_in(), "summary", "the upper edge leads out");
}

#[test]
fn back_leads_along_the_path_really_taken() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter>tk1ml<f8>");
    desk.press("<shift-tab><shift-tab>");
    assert_eq!(desk.stands_in(), "instance");
    desk.press("<up><up><up><up>");
    assert_eq!(desk.stands_in(), "received_on");
    desk.press("<down><down><down><down><down>");
    assert_eq!(desk.stands_in(), "domain");
}

#[test]
fn enter_after_the_last_field_asks_and_a_second_one_saves() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press(&complaint());
    desk.press("<enter><enter><enter><enter><enter><enter>");
    assert_eq!(desk.said(), "Lưu?  Enter hoặc F2");
    desk.press("<up>");
    assert_eq!(desk.stands_in(), "responsible");
    desk.press("<enter><enter>");
    assert_eq!(desk.server.saved.len(), 0);
    desk.press("<enter>");
    assert_eq!(desk.server.saved.len(), 1);
    // What the register fills in by itself is left to it.
    assert_eq!(desk.server.saved[0].get("officer"), None);
}

#[test]
fn problems_are_shown_by_field_and_the_cursor_goes_to_the_first() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter>tk1mldd<f2>");
    assert_eq!((desk.stands_in(), desk.said()), ("summary", "! 8  Chưa nhập mục này"));
    desk.press("<f8>");
    insta::assert_snapshot!("problems", desk.screen());
    let mut early = Desk::new(new_petition(), None);
    early.press("<enter><tab><down>");
    early.rest(200);
    assert!(early.screen().contains("! 2  Chưa nhập mục này"), "{}", early.screen());
    assert!(!early.screen().contains("! 4"), "what is still to come is not yet missing");
}

#[test]
fn leaving_keeps_the_draft_and_an_empty_form_keeps_none() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter><esc>");
    assert_eq!((desk.done.as_slice(), desk.server.drafts.len()), ([Effect::Back].as_slice(), 0));
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter>tk1m<esc>");
    assert_eq!(desk.said(), "Nháp đã giữ: phím 9 đi tiếp");
    assert_eq!(desk.done, [Effect::Back]);
    assert_eq!(desk.server.drafts[0].field("village").unwrap().text, "m");
    let mut moved = Desk::new(new_petition(), None);
    moved.press("<enter>tkt<enter><up><up><esc>");
    assert_eq!(moved.server.drafts[0].at_field, moved.stands_in());
    let mut emptied = Desk::new(new_petition(), Some(desk.server.drafts[0].clone()));
    emptied.press("<backspace>");
    assert!(emptied.form.draft().is_some(), "the rest of it still stands");
}

#[test]
fn a_draft_goes_on_at_the_same_letter() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter>tk1mldd<enter>Tranh chấp ranh đất<left><left><left>");
    let draft = desk.form.draft().unwrap();
    let mut again = Desk::new(new_petition(), Some(draft));
    again.rest(200);
    insta::assert_snapshot!("restored", again.screen());
    again.press("giới ");
    assert_eq!(again.value("summary"), Some(Value::Text("Tranh chấp ranh giới đất".into())));
    again.press("<f2>");
    assert_eq!((again.server.saved.len(), again.server.drafts.len()), (1, 0));
}

#[test]
fn the_draft_follows_each_field_and_a_second_of_rest() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter>t");
    assert_eq!(desk.last_draft().unwrap().at_field, "petition_kind", "it goes on where the cursor stands");
    let kept =
        |desk: &Desk| desk.asked.iter().filter(|request| matches!(request, Request::KeepDraft(_))).count();
    desk.press("k1mldd<enter>abc");
    let before = kept(&desk);
    desk.rest(600);
    assert_eq!(kept(&desk), before);
    desk.rest(200);
    assert_eq!(kept(&desk), before + 1);
    assert_eq!(desk.last_draft().unwrap().caret, 3);
    desk.rest(60_000);
    assert_eq!(kept(&desk), before + 1, "nothing changed, nothing is kept again");
}

#[test]
fn a_wrong_day_erased_leaves_today_standing() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press("31/2<enter><backspace><backspace><backspace><backspace><enter>");
    desk.press(&complaint()["<enter>".len()..]);
    desk.press("<f2>");
    assert_eq!(desk.server.saved[0].get("received_on"), Some(&Value::Day(day("2026-11-23"))));
}

#[test]
fn whoever_types_without_a_rest_has_a_draft_of_a_second_ago() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter>tk1mldd<enter>");
    // 60 letters, one every 100 ms: the panel's rest of 150 ms never comes.
    for _ in 0..60 {
        desk.press("a");
        desk.rest(80);
    }
    let kept = desk.last_draft().unwrap().field("summary").map_or(0, |field| field.text.len());
    assert!((49..60).contains(&kept), "{kept} of 60 letters");
}

#[test]
fn typing_is_undone_and_done_again() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter>tk1mldd<enter>một hai<ctrl-z>");
    assert_eq!(desk.value("summary"), Some(Value::Text("một".into())));
    desk.press("<ctrl-y>");
    assert_eq!(desk.value("summary"), Some(Value::Text("một hai".into())));
}

#[test]
fn the_petition_before_is_copied_but_never_its_story() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<f6>");
    assert_eq!(desk.said(), "Chưa có đơn trước trong lần nhập này");
    desk.press(&format!("{}<f2>", complaint()));
    desk.press("<enter><f7>p<f6>");
    assert_eq!(desk.value("source"), Some(Value::Choice("truc_tiep".into())));
    assert_eq!(desk.value("domain"), Some(Value::Choice("DD".into())));
    assert_eq!(desk.value("village"), Some(Value::Ref(id("V02"))));
    assert_eq!(desk.value("summary"), None);
    desk.press("<enter><enter><enter><f7>");
    assert_eq!((desk.stands_in(), desk.value("summary")), ("summary", Some(Value::Text(SUMMARY.into()))));
}

#[test]
fn a_step_says_what_it_leads_to_before_it_is_saved() {
    for (lang, name) in [(Lang::Vi, "transfer_vi"), (Lang::En, "transfer_en")] {
        let mut desk = Desk::at(transfer(), None, lang, (80, 24), Some(classified("kien_nghi")));
        desk.press("kt<enter>14-CV/BDV<enter>");
        desk.rest(200);
        insta::assert_snapshot!(name, desk.screen());
        desk.press("<f2>");
        let saved = &desk.server.saved[0];
        assert_eq!(saved.get("receiver"), Some(&Value::Text("KT".into())));
        assert_eq!(saved.get("document_on"), Some(&Value::Day(day("2026-11-23"))));
        assert_eq!(desk.done, [Effect::Back]);
        assert!(desk.said().contains("Ctrl-Z"));
    }
}

#[test]
fn a_step_of_a_denunciation_has_no_note() {
    let desk = Desk::at(transfer(), None, Lang::Vi, (80, 24), Some(classified("to_cao")));
    assert!(!desk.screen().contains("Ghi chú"));
    let told = Desk::at(transfer(), None, Lang::Vi, (80, 24), Some(classified("kien_nghi")));
    assert!(told.screen().contains("Ghi chú"));
}

#[test]
fn a_word_of_reason_is_asked_for_and_sent() {
    let mut petition = classified("kien_nghi");
    petition.fields.insert("forwarded_by".into(), Value::Text("KT".into()));
    petition.fields.insert("source".into(), Value::Choice("dbqh_hdnd_mttq_bao_chi_chuyen".into()));
    let mut desk = Desk::at(transfer(), None, Lang::Vi, (80, 24), Some(petition));
    desk.press("kt<enter>14-CV/BDV<f2>");
    assert!(desk.said().starts_with("? Ghi một lời lý do"), "{}", desk.said());
    desk.press("<enter>có lý do");
    insta::assert_snapshot!("reason", desk.screen());
    desk.press("<enter>");
    let reason = desk.asked.iter().rev().find_map(|request| match request {
        Request::Save { reason, .. } => Some(reason.clone()),
        _ => None,
    });
    assert_eq!(reason, Some(Some("có lý do".into())));
    assert_eq!(desk.server.saved.len(), 1);
}

#[test]
fn another_command_is_a_no_to_a_question() {
    let form = crate::domain::FormName { step: Some("da_huy".into()), ..transfer() };
    let mut desk = Desk::at(form, None, Lang::Vi, (80, 24), Some(classified("kien_nghi")));
    desk.press("<enter>nn<f2>");
    assert!(desk.said().starts_with("? "), "{}", desk.said());
    desk.press("<ctrl-z>");
    let cancels = |desk: &Desk| desk.asked.iter().any(|request| matches!(request, Request::Save { .. }));
    desk.press("<up><enter>");
    assert!(!cancels(&desk), "the Enter after it answers nothing");
}

/// The domain was changed by both, the signatures by the other only.
fn stale() -> Refusal {
    let offer = |value: Value, code: &str| {
        Some(Offer { value, code: code.into(), echo: crate::base::Say::plain(code) })
    };
    let by = crate::base::Officer::new("can_bo_03").unwrap();
    let at = crate::base::Stamp::at(day("2026-11-23"), 15, 52);
    let mut refusal =
        Refusal::new(RefusalKind::Stale, crate::base::Say::plain("dữ liệu vừa được người khác sửa"));
    let conflict =
        |field: &str, ours, saved| Conflict { field: field.into(), ours, saved, by: by.clone(), at };
    let text = |told: &str| Value::Text(told.into());
    refusal.merge = Some(Box::new(Merge {
        record: id("C24100n.don.2026.121"),
        title: crate::base::Say::plain("121/2026"),
        base: 6,
        base_at: Some(crate::base::Stamp::at(day("2026-11-23"), 15, 40)),
        revision: 7,
        by: by.clone(),
        at,
        conflicts: vec![
            conflict(
                "domain",
                offer(Value::Choice("CS".into()), "CS"),
                offer(Value::Choice("DD".into()), "DD"),
            ),
            conflict("summary", offer(text("Ta viết"), ""), offer(text("Họ viết"), "")),
        ],
        taken: vec![Taken { field: "signatories".into(), value: offer(Value::Int(7), "7"), by: by.clone() }],
    }));
    refusal
}

fn settlement(domain: Side, summary: Side) -> Settlement {
    let chosen = [("domain".to_owned(), domain), ("summary".to_owned(), summary)];
    Settlement { merge: *stale().merge.unwrap(), chosen: chosen.into() }
}

fn settled(desk: &Desk) -> Vec<SavePart> {
    let parts = desk.asked.iter().rev().find_map(|request| match request {
        Request::SaveMany { parts, .. } => Some(parts.clone()),
        _ => None,
    });
    parts.unwrap()
}

fn told_of_another() -> Desk {
    let mut desk = Desk::at(change(), None, Lang::Vi, (80, 24), Some(classified("kien_nghi")));
    assert_eq!(desk.value("summary"), Some(Value::Text("Ngầm tràn ngập, 21 hộ bị chia cắt".into())));
    desk.press("<enter><enter><enter><enter>cs");
    desk.refusals.push_back(stale());
    desk.press("<f2>");
    desk
}

#[test]
fn what_two_changed_opens_the_screen_to_choose_and_loses_nothing() {
    let desk = told_of_another();
    let Some(Effect::Open(Destination::Compare(comparing))) = desk.done.last() else {
        panic!("{:?}", desk.done)
    };
    assert_eq!((comparing.numbers["domain"], comparing.is_again), (5, false));
    assert_eq!(comparing.fields.get("domain"), Some(&Value::Choice("CS".into())));
    assert_eq!(desk.last_draft().unwrap().field("domain").unwrap().value, Some(Value::Choice("CS".into())));
    assert_eq!(desk.value("domain"), Some(Value::Choice("CS".into())), "Esc comes back to what was typed");
}

#[test]
fn what_was_chosen_is_saved_on_the_revision_that_was_seen() {
    let mut desk = told_of_another();
    desk.with(|form, around| form.settled(settlement(Side::Saved, Side::Ours), around));
    let SavePart { base, fields, not_chosen, .. } = &settled(&desk)[0];
    assert_eq!((*base, fields.get("domain")), (7, Some(&Value::Choice("DD".into()))));
    assert_eq!(fields.get("signatories"), Some(&Value::Int(7)), "what we did not touch follows");
    assert_eq!(not_chosen.get("domain"), Some(&Some(Value::Choice("CS".into()))));

    // Ours for everything loses nothing of ours: a plain save.
    let mut desk = told_of_another();
    desk.with(|form, around| form.settled(settlement(Side::Ours, Side::Ours), around));
    let saves = |request: &&Request| matches!(request, Request::Save { base: 7, .. });
    assert!(desk.asked.iter().any(|request| saves(&request)));
    assert_eq!(desk.server.saved[0].get("domain"), Some(&Value::Choice("CS".into())));

    // Someone was faster again: the screen says which fields came to it.
    let mut desk = told_of_another();
    desk.refusals.push_back(stale());
    desk.with(|form, around| form.settled(settlement(Side::Ours, Side::Ours), around));
    let Some(Effect::Open(Destination::Compare(comparing))) = desk.done.last() else {
        panic!("{:?}", desk.done)
    };
    assert!(comparing.is_again);
}

#[test]
fn writing_on_from_ours_saves_nothing_until_f2() {
    let mut desk = told_of_another();
    let before = desk.asked.len();
    desk.with(|form, around| form.settled(settlement(Side::Saved, Side::WriteOn), around));
    assert_eq!(desk.stands_in(), "summary");
    assert!(desk.said().starts_with("Viết tiếp"), "{}", desk.said());
    let saves = |request: &Request| matches!(request, Request::Save { .. } | Request::SaveMany { .. });
    assert!(!desk.asked[before..].iter().any(saves));
    desk.press("<end> thêm<f2>");
    let SavePart { base, not_chosen, .. } = &settled(&desk)[0];
    assert_eq!((*base, not_chosen.len()), (7, 1));
}

#[test]
fn the_draft_of_a_change_holds_what_was_changed() {
    let mut desk = Desk::at(change(), None, Lang::Vi, (80, 24), Some(classified("kien_nghi")));
    assert_eq!(desk.form.draft(), None);
    desk.press("<enter><enter><enter><enter>cs");
    let draft = desk.form.to_draft().unwrap();
    let names: Vec<&str> = draft.fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!((names, draft.base), (vec!["domain", "petition_kind"], 6));
    let again = Desk::at(change(), Some(draft), Lang::Vi, (80, 24), Some(classified("kien_nghi")));
    assert_eq!(again.value("domain"), Some(Value::Choice("CS".into())));
    assert_eq!(again.value("village"), Some(Value::Ref(id("V01"))));
    assert_eq!(again.value("petition_kind"), Some(Value::Choice("kien_nghi".into())));
}
