//! The sender and where an answer goes: typed, left closed, replaced, erased; and the keys of the whole task.

use super::desk::*;
use super::tests::{SUMMARY, complaint};
use crate::base::{Lang, text};
use crate::domain::{Record, SealedText, Value, guard};
use crate::tui::screen::Screen;
use crate::wire::Request;

const SENDER: &str = "Nguyễn Văn Mẫu";
const TELEPHONE: &str = "0900000000";

fn told(words: &str) -> Option<Value> {
    Some(Value::Text(words.into()))
}

fn kept() -> Option<Value> {
    Some(Value::Sealed(SealedText::KEPT))
}

/// A saved complaint with both fields closed.
fn with_contact() -> Record {
    let mut record = classified("khieu_nai");
    record.fields.insert("instance".into(), Value::Choice("lan_1".into()));
    for name in ["sender", "reply_to"] {
        record.fields.insert(name.into(), Value::Sealed(SealedText::KEPT));
    }
    record
}

/// A form of that complaint, standing in the sender.
fn change_of_contact() -> Desk {
    let mut desk = Desk::at(change(), None, Lang::Vi, (80, 24), Some(with_contact()));
    while desk.stands_in() != "sender" {
        desk.press("<enter>");
    }
    desk
}

/// Keys of a Telex keyboard for a text, a capital counting two.
fn telex_keys(typed: &str) -> usize {
    let capitals = typed.chars().filter(|letter| letter.is_uppercase()).count();
    // ư alone is read back as w, but typed as uw.
    let horned = typed.to_lowercase().chars().filter(|letter| "ưứừửữự".contains(*letter)).count();
    text::keys_behind(typed).chars().count() + capitals + horned
}

/// Types what stands between angle brackets as keys, and these texts as Telex would.
fn register(desk: &mut Desk, parts: &[&str]) -> usize {
    let mut keys = 0;
    for part in parts {
        if [SUMMARY, SENDER, TELEPHONE].contains(part) {
            desk.paste(part);
            keys += telex_keys(part);
        } else {
            keys += desk.press(part);
        }
    }
    keys
}

#[test]
fn registering_takes_no_more_keys_than_promised() {
    let tasks: toml::Table = include_str!("../../../../tests/data/keystroke_tasks.toml").parse().unwrap();
    let task = &tasks["register_petition"];
    let words = |name: &str| task[name].as_str().unwrap();
    let max = |name: &str| usize::try_from(task[name].as_integer().unwrap()).unwrap();
    assert_eq!((words("summary"), telex_keys(SUMMARY)), (SUMMARY, 94));
    assert_eq!((words("sender"), telex_keys(SENDER)), (SENDER, 22));
    assert_eq!((words("telephone"), telex_keys(TELEPHONE)), (TELEPHONE, 10));
    let opening = 1; // F3
    let mut desk = Desk::new(new_petition(), None);
    let first = ["<enter>tk1mldd<enter>", SUMMARY, "<enter>", SENDER, "<enter>", TELEPHONE, "<f2>"];
    let keys = opening + register(&mut desk, &first);
    assert!(keys <= max("keys_max"), "{keys} keys");
    let same_village = ["<enter>tp<enter>gt<enter>", SUMMARY, "<enter><enter>", TELEPHONE, "<f2>"];
    let keys = opening + register(&mut desk, &same_village);
    assert!(keys <= max("keys_max_same_village"), "{keys} keys");
    let keys = register(&mut desk, &["<enter>tp<enter>gt<enter>", SUMMARY, "<f2>"]);
    assert!(keys <= max("keys_max_next_without_sender"), "{keys} keys");
    assert!(opening + keys <= max("keys_max_same_village_without_sender"), "{keys} keys");
    let keys = opening + register(&mut desk, &["<enter>tk1mldd<enter>", SUMMARY, "<f2>"]);
    assert!(keys <= max("keys_max_without_sender"), "{keys} keys");
    let saved: Vec<_> = desk.server.saved.iter().map(|of| (of.get("sender"), of.get("reply_to"))).collect();
    let (sender, telephone) = (told(SENDER), told(TELEPHONE));
    let expected =
        [(sender.as_ref(), telephone.as_ref()), (None, telephone.as_ref()), (None, None), (None, None)];
    assert_eq!(saved, expected);
    assert_eq!(desk.server.saved[1].get("village"), Some(&Value::Ref(id("V02"))));
}

#[test]
fn whom_an_answer_goes_to_is_no_story_of_a_person() {
    let mut desk = Desk::new(new_petition(), None);
    let sender = "ông Nguyễn Văn Mẫu 0900000000";
    assert!(guard::warning(sender).is_some());
    desk.press(&complaint());
    desk.press("<enter>");
    desk.paste(sender);
    desk.press("<enter>");
    desk.paste(sender);
    desk.press("<enter>");
    desk.rest(200);
    assert!(!desk.screen().contains(&guard::warning(sender).unwrap().vi), "{}", desk.screen());
    assert_eq!((desk.value("sender"), desk.value("reply_to")), (told(sender), told(sender)));
    insta::assert_snapshot!("with_contact", desk.screen());
}

#[test]
fn only_petitions_that_are_answered_one_by_one_have_a_sender() {
    for (keys, has) in [("k", true), ("n", true), ("p", true), ("g", true), ("c", false), ("t", false)] {
        let mut desk = Desk::new(new_petition(), None);
        desk.press("<enter>t");
        assert!(!desk.screen().contains("Người gửi"), "before the kind is known");
        desk.press(keys);
        let screen = desk.screen();
        assert_eq!((screen.contains("Người gửi"), screen.contains("Để trả lời")), (has, has), "{keys}");
    }
}

#[test]
fn a_sender_is_never_copied_into_the_next_petition() {
    let mut desk = Desk::new(new_petition(), None);
    register(&mut desk, &[&complaint(), "<enter>", SENDER, "<enter>", TELEPHONE, "<f2>"]);
    register(&mut desk, &["<enter>tk1<f6>"]);
    while desk.stands_in() != "sender" {
        desk.press("<enter>");
    }
    desk.press("<f7>");
    assert!(desk.said().contains("không chép"), "{}", desk.said());
    desk.press("<enter><f7><f6>");
    assert_eq!((desk.stands_in(), desk.value("sender"), desk.value("reply_to")), ("reply_to", None, None));
    assert!(!format!("{:?}", desk.form).contains(SENDER), "nothing of the form remembers it");
}

#[test]
fn changing_to_a_denunciation_erases_who_sent_it_in_the_draft_too() {
    let mut desk = Desk::new(new_petition(), None);
    register(&mut desk, &["<enter>tk1mldd<enter><enter>", SENDER, "<enter>", TELEPHONE]);
    desk.rest(2_000);
    assert_eq!(desk.last_draft().unwrap().field("sender").unwrap().text, SENDER);
    while desk.stands_in() != "petition_kind" {
        desk.press("<shift-tab>");
    }
    desk.press("t");
    assert!(desk.said().starts_with("? Tố cáo") && desk.said().contains("người gửi"), "{}", desk.said());
    desk.press("<esc>");
    assert_eq!((desk.value("sender"), desk.value("reply_to")), (told(SENDER), told(TELEPHONE)));
    desk.press("t<enter>");
    let draft = format!("{:?}", desk.last_draft().unwrap());
    assert!(!draft.contains(SENDER) && !draft.contains(TELEPHONE), "{draft}");
    desk.press("<up>k");
    assert_eq!((desk.value("sender"), desk.value("reply_to")), (None, None));
    assert!(!format!("{:?}", desk.form).contains(SENDER), "neither undo nor a changed mind brings it back");
}

#[test]
fn a_kind_without_a_sender_asks_before_it_erases_one() {
    let mut desk = Desk::at(change(), None, Lang::Vi, (80, 24), Some(with_contact()));
    desk.press("<enter><enter>c");
    assert_eq!(desk.said(), "? Kiến nghị cử tri: Enter xóa hẳn người gửi; Esc giữ loại cũ");
    desk.press("<esc>");
    assert_eq!((desk.value("sender"), desk.value("reply_to")), (kept(), kept()));
    desk.press("c<enter>");
    assert_eq!((desk.value("sender"), desk.value("reply_to")), (None, None));
    assert!(desk.value("summary").is_some(), "the wish itself stays");
    // Nothing was typed: nothing is asked.
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter>tk1mldd<enter>x<up><up><up><up><up>c");
    assert_eq!(desk.value("petition_kind"), Some(Value::Choice("cu_tri".into())));
}

#[test]
fn a_contact_that_is_left_closed_is_sent_back_closed() {
    let mut desk = change_of_contact();
    insta::assert_snapshot!("contact_kept", desk.screen());
    // A letter typed by mistake and taken back changes nothing.
    desk.press("x<backspace><enter><enter>");
    desk.press("<up><up><up><up>7<f2>");
    let saved = desk.server.saved.last().unwrap();
    assert_eq!((saved.get("sender").cloned(), saved.get("reply_to").cloned()), (kept(), kept()));
}

#[test]
fn a_contact_is_replaced_by_typing_and_erased_by_backspace() {
    let mut desk = change_of_contact();
    register(&mut desk, &[SENDER, "<enter><backspace>"]);
    assert_eq!((desk.value("sender"), desk.value("reply_to")), (told(SENDER), None));
    insta::assert_snapshot!("contact_cleared", desk.screen());
    desk.press("<ctrl-z>");
    assert_eq!(desk.value("reply_to"), kept(), "it was not meant");
    desk.press("<backspace><f2>");
    let saved = desk.server.saved.last().unwrap();
    assert_eq!((saved.get("sender").cloned(), saved.get("reply_to").cloned()), (told(SENDER), None));
}

#[test]
fn a_draft_of_a_change_goes_on_with_what_was_decided_on_the_contact() {
    let mut desk = change_of_contact();
    desk.press("<backspace><enter>x<backspace>");
    let draft = desk.form.draft().unwrap();
    let mut again = Desk::at(change(), Some(draft), Lang::Vi, (80, 24), Some(with_contact()));
    assert_eq!((again.value("sender"), again.value("reply_to")), (None, kept()));
    again.press("<up><ctrl-z>");
    assert_eq!((again.stands_in(), again.value("sender")), ("sender", kept()));
    // What is asked on the way holds it closed too.
    let asked = again.asked.iter().rev().find_map(|request| match request {
        Request::Examine { fields, .. } => fields.get("reply_to").cloned(),
        _ => None,
    });
    assert_eq!(asked, kept());
}

#[test]
fn a_step_that_erases_says_so_before_it_is_done() {
    let form = crate::domain::FormName { step: Some("phan_loai_lai".into()), ..transfer() };
    for (lang, asked) in [
        (Lang::Vi, "? Xóa hẳn nội dung và người gửi, thành tố cáo? Enter làm, phím khác thôi"),
        (
            Lang::En,
            "? Erase story and sender for good, as a denunciation? Enter does it, any other key does not",
        ),
    ] {
        let mut desk = Desk::at(form.clone(), None, lang, (80, 24), Some(with_contact()));
        desk.press("<enter>03-M<enter>id<f2>");
        assert_eq!(desk.said(), asked);
        assert!(!desk.asked.iter().any(|request| matches!(request, Request::Save { .. })));
        desk.press("<enter>");
        assert!(desk.asked.iter().any(|request| matches!(request, Request::Save { .. })));
    }
}
