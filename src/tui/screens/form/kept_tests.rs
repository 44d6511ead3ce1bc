//! Drafts that are refused, lost with the line, or typed on in another terminal.

use super::desk::*;
use crate::base::{Say, Stamp};
use crate::domain::Draft;
use crate::tui::screen::{Destination, Effect, Screen};
use crate::wire::{Outcome, Push, Refusal, RefusalKind, Reply, Request};

/// A petition up to the first letters of its summary, all of it kept; answers come by hand from here on.
fn typed() -> Desk {
    let mut desk = Desk::new(new_petition(), None);
    desk.press("<enter>tk1mldd<enter>abc");
    desk.rest(2_000);
    answer_keep(&mut desk, Ok(Reply::Kept(Stamp(7))));
    desk.slow = true;
    desk
}

/// Types a letter and lets its draft fall due.
fn type_on(desk: &mut Desk, letters: &str) {
    desk.press(letters);
    desk.rest(1_000);
}

fn waits(desk: &Desk) -> Vec<&Request> {
    desk.waiting.iter().map(|(_, request)| request).filter(|request| is_of_drafts(request)).collect()
}

fn is_of_drafts(request: &Request) -> bool {
    matches!(
        request,
        Request::KeepDraft(_)
            | Request::OpenDraft(_)
            | Request::LeaveDraft(_)
            | Request::DropDraft(_)
            | Request::DiscardDraft(_)
    )
}

/// Answers the oldest request about a draft, and says which it was.
fn reply(desk: &mut Desk, outcome: Outcome) -> Request {
    let at = desk.waiting.iter().position(|(_, request)| is_of_drafts(request)).unwrap();
    let (tag, request) = desk.waiting.remove(at).unwrap();
    desk.with(|form, around| form.reply(tag, outcome, around));
    request
}

/// The version that the server gave to what was kept last.
fn answer_keep(desk: &mut Desk, outcome: Outcome) {
    desk.slow = true;
    desk.press("d");
    desk.rest(1_000);
    assert!(matches!(reply(desk, outcome), Request::KeepDraft(_)));
}

fn kept(request: &Request) -> &Draft {
    match request {
        Request::KeepDraft(draft) => draft,
        other => panic!("{other:?}"),
    }
}

fn summary(draft: &Draft) -> &str {
    &draft.field("summary").unwrap().text
}

fn newer() -> Outcome {
    Err(Refusal::new(RefusalKind::Stale, Say::new("đang gõ ở máy kia", "typed on elsewhere")))
}

#[test]
fn a_draft_goes_on_from_the_version_that_the_server_gave() {
    let mut desk = typed();
    type_on(&mut desk, "e");
    let asked = waits(&desk);
    assert_eq!((asked.len(), kept(asked[0]).kept_at, summary(kept(asked[0]))), (1, Stamp(7), "abcde"));
    assert_eq!(desk.form.draft().map(|draft| draft.kept_at), Some(Stamp(7)), "not answered yet");
    reply(&mut desk, Ok(Reply::Kept(Stamp(8))));
    assert_eq!(desk.form.draft(), None, "the server has all of it");
    desk.press("f");
    assert_eq!(desk.form.draft().map(|draft| draft.kept_at), Some(Stamp(8)));
}

#[test]
fn what_was_under_way_when_the_line_broke_goes_again() {
    let mut desk = typed();
    type_on(&mut desk, "e");
    desk.waiting.clear();
    // Broken and whole again before anybody looked, and the form may be covered by a list.
    desk.with(|form, around| form.reconnected(around));
    let asked = waits(&desk);
    assert_eq!((asked.len(), kept(asked[0]).kept_at, summary(kept(asked[0]))), (1, Stamp(7), "abcde"));
    // The first one was written before the line broke: the server's is ours, and it goes on from there.
    let written = Draft { kept_at: Stamp(8), ..kept(asked[0]).clone() };
    desk.press("f");
    reply(&mut desk, newer());
    assert!(matches!(reply(&mut desk, Ok(Reply::Draft(Some(written)))), Request::OpenDraft(_)));
    let asked = waits(&desk);
    assert_eq!((kept(asked[0]).kept_at, summary(kept(asked[0]))), (Stamp(8), "abcdef"));
    reply(&mut desk, Ok(Reply::Kept(Stamp(9))));
    assert_eq!(desk.form.draft(), None);
}

#[test]
fn letters_typed_without_a_line_are_kept_when_it_is_back() {
    let mut desk = typed();
    desk.offline = true;
    type_on(&mut desk, "ef");
    assert!(waits(&desk).is_empty());
    desk.offline = false;
    desk.rest(2_000);
    assert_eq!(summary(kept(waits(&desk)[0])), "abcdef");
}

#[test]
fn a_draft_that_was_not_kept_is_said_once_and_sent_again_until_it_is() {
    let full = || Err(Refusal::new(RefusalKind::Broken, Say::new("chưa giữ được nháp", "not kept")));
    let mut desk = typed();
    type_on(&mut desk, "e");
    reply(&mut desk, full());
    assert_eq!(desk.said(), "! chưa giữ được nháp");
    let said = desk.said.len();
    desk.rest(4_000);
    assert!(waits(&desk).is_empty());
    desk.rest(2_000);
    reply(&mut desk, full());
    assert_eq!(desk.said.len(), said, "once is enough");
    desk.rest(6_000);
    let again = reply(&mut desk, Ok(Reply::Kept(Stamp(8))));
    assert_eq!((summary(kept(&again)), desk.said()), ("abcde", "Nháp đã giữ"));
    desk.rest(60_000);
    assert!(waits(&desk).is_empty());
}

#[test]
fn the_older_of_two_terminals_writes_nothing_over_and_fetches_the_newer() {
    let mut desk = typed();
    type_on(&mut desk, "e");
    reply(&mut desk, newer());
    assert_eq!(desk.said(), "! đang gõ ở máy kia");
    assert_eq!(desk.form.draft(), None, "nor on the way out");
    let before = desk.screen();
    type_on(&mut desk, "xyz<f2>");
    assert!(desk.waiting.iter().all(|(_, request)| matches!(request, Request::Examine { .. })));
    assert_eq!(desk.said(), "! Enter đem về đây: đang gõ ở máy kia");
    assert_eq!(before.lines().nth(14), desk.screen().lines().nth(14));
    desk.press("<enter>");
    let there = Draft { kept_at: Stamp(12), ..desk.last_draft().unwrap().clone() };
    reply(&mut desk, Ok(Reply::Draft(Some(there.clone()))));
    let opened = Destination::Form { form: there.form.clone(), draft: Some(Box::new(there)) };
    assert_eq!(desk.done, [Effect::Replace(opened)]);
}

#[test]
fn another_terminal_that_keeps_this_form_is_noticed_before_anything_is_typed() {
    let mut desk = typed();
    desk.with(|form, around| form.push(&Push::Drafts(1), around));
    let there =
        |at| Ok(Reply::Draft(Some(Draft { kept_at: Stamp(at), ..desk.last_draft().unwrap().clone() })));
    let (same, other) = (there(7), there(8));
    reply(&mut desk, same);
    assert!(!desk.said().starts_with('!'));
    desk.with(|form, around| form.push(&Push::Drafts(1), around));
    reply(&mut desk, other);
    assert_eq!(desk.said(), "! Enter đem về đây: đang gõ ở máy kia");
    // It was saved there: here it goes on, and says so.
    desk.press("<enter>");
    reply(&mut desk, Ok(Reply::Draft(None)));
    assert!(desk.said().starts_with("? Xem lại trước khi lưu"));
    type_on(&mut desk, "e");
    assert_eq!(kept(waits(&desk)[0]).kept_at, Stamp(0));
}

#[test]
fn a_form_that_is_left_is_not_offered_at_the_next_login() {
    let mut desk = typed();
    desk.press("e<esc>");
    let asked = waits(&desk);
    assert_eq!(summary(kept(asked[0])), "abcde");
    assert!(matches!(asked[1], Request::LeaveDraft(form) if *form == kept(asked[0]).form));
    assert!(!matches!(asked.last(), Some(Request::DropDraft(_))));
}

#[test]
fn a_key_in_a_long_story_costs_the_form_little_more_than_in_a_short_one() {
    let cost = |letters: usize, keys: &str| {
        let mut desk = Desk::new(new_petition(), None);
        desk.press("<enter>tk1mldd<enter>");
        let words = "nước sinh hoạt bị đục, ";
        desk.paste(&words.chars().cycle().take(letters).collect::<String>());
        desk.press(keys);
        desk.rest(2_000);
        desk.screen();
        let mut costs: Vec<_> = (0..15)
            .map(|_| {
                let begun = std::time::Instant::now();
                desk.press("a");
                desk.screen();
                desk.press("<backspace>");
                desk.screen();
                begun.elapsed() / 2
            })
            .collect();
        costs.sort();
        // The least: whatever else the machine does only adds to it.
        costs[0]
    };
    for (place, keys) in [("the beginning", "<ctrl-home>"), ("the end", "")] {
        let (short, long) = (cost(600, keys), cost(7_900, keys));
        let ratio = long.as_secs_f64() / short.as_secs_f64();
        println!("at {place}: key and frame {short:?} in 600 letters, {long:?} in 7,900, {ratio:.1} times");
        assert!(ratio < 8.0, "at {place}: {ratio:.1} times");
    }
}
