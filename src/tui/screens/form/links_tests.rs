//! Likely duplicates of a form: laid beside it, linked with what it makes.

use super::desk::*;
use super::tests::{SUMMARY, complaint};
use crate::base::Say;
use crate::domain::{Problem, Value};
use crate::tui::screen::{Destination, Effect, Screen};
use crate::wire::{Refusal, Row};

#[test]
fn f8_walks_to_a_duplicate_and_f4_lays_it_beside() {
    let mut desk = Desk::new(new_petition(), None);
    let cells = ["90", "KN", "Ma Lim", "DD", "Tranh chấp ranh g~", "-7", "Quá hạn"].map(str::to_owned);
    desk.server.duplicates.push(Row { id: id("C24100n.don.2026.90"), cells: cells.into() });
    desk.press(&complaint());
    desk.rest(200);
    desk.press("<f8><f4>");
    let Some(Effect::Open(Destination::Beside(laying))) = desk.done.pop() else { panic!("{:?}", desk.done) };
    assert_eq!((&laying.form, &laying.fields), (&desk.form.form, &desk.form.fields()));
    assert_eq!((laying.other, laying.numbers["summary"]), (Some(id("C24100n.don.2026.90")), 8));
    desk.press("x");
    assert_eq!(desk.value("summary"), Some(Value::Text(format!("{SUMMARY}x"))));
}

#[test]
fn what_a_new_petition_will_be_linked_with_stays_in_its_draft_and_is_sent_with_it() {
    let other = id("C24100n.don.2026.90");
    let linked = Value::List(vec![Value::Ref(other.clone())]);
    let mut desk = Desk::new(new_petition(), None);
    desk.press(&complaint());
    desk.with(|form, around| form.links(vec![other.clone()], around));
    assert_eq!(desk.value("linked"), Some(linked.clone()));
    let draft = desk.last_draft().unwrap().clone();
    assert_eq!(draft.field("linked").and_then(|field| field.value.clone()), Some(linked.clone()));
    let mut again = Desk::new(draft.form.clone(), Some(draft));
    assert_eq!(again.value("linked"), Some(linked));
    again.with(|form, around| form.links(Vec::new(), around));
    assert_eq!(again.value("linked"), None);
    assert!(again.last_draft().unwrap().field("linked").is_none());

    // The next letter is another one.
    desk.press("<f2>");
    assert!(desk.said().starts_with("Đã lưu"), "{}", desk.said());
    assert_eq!(desk.value("linked"), None);
}

#[test]
fn a_petition_that_turns_out_to_be_a_denunciation_is_linked_with_nothing() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press(&complaint());
    desk.with(|form, around| form.links(vec![id("C24100n.don.2026.90")], around));
    while desk.stands_in() != "petition_kind" {
        desk.press("<shift-tab>");
    }
    desk.press("t<enter>");
    assert_eq!(desk.value("petition_kind"), Some(Value::Choice("to_cao".into())));
    assert_eq!(desk.value("linked"), None);
    assert!(desk.last_draft().unwrap().field("linked").is_none());
    let done = desk.done.len();
    desk.with(|form, around| form.command("petition.beside", around).unwrap());
    assert_eq!((desk.done.len(), desk.said()), (done, "! Đơn tố cáo không đặt cạnh đơn nào"));
}

#[test]
fn what_cannot_be_linked_any_more_is_taken_out_so_that_the_rest_can_be_saved() {
    let mut desk = Desk::new(new_petition(), None);
    desk.press(&complaint());
    desk.with(|form, around| form.links(vec![id("C24100n.don.2026.90")], around));
    let gone = Problem::error("linked", Say::plain("F2 lưu không gắn"));
    desk.refusals.push_back(Refusal::problems(vec![gone]));
    desk.press("<f2>");
    assert_eq!((desk.said(), desk.value("linked")), ("! F2 lưu không gắn", None));
    assert!(desk.server.saved.is_empty());
    desk.press("<f2>");
    assert!(desk.said().starts_with("Đã lưu"), "{}", desk.said());
}
