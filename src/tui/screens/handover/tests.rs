//! A handover as a person does it.

use insta::assert_snapshot;

use crate::base::{Day, Id, Lang, Say};
use crate::tui::testing::{Desk, answer, welcome};
use crate::wire::{EndedUnit, OpenOfUnit, Outcome, Refusal, RefusalKind, Reply, Request, Saved};

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn unit(name: &str, heirs: &[(&str, &str)], open: &[&str]) -> EndedUnit {
    EndedUnit {
        id: id(&name.replace(' ', "")),
        name: format!("Xã {name}"),
        ended_on: Day::from_iso("2025-06-30").unwrap(),
        heirs: heirs.iter().map(|(heir, name)| (id(heir), (*name).to_owned())).collect(),
        open: open
            .iter()
            .map(|open| OpenOfUnit {
                id: id(open),
                named: Say::plain(format!("Đơn thư {open}/2025")),
                content: Say::plain("Ngầm tràn ngập, trâu bò không qua được"),
            })
            .collect(),
    }
}

fn server(request: &Request) -> Option<Outcome> {
    Some(match request {
        Request::EndedUnits => Ok(Reply::EndedUnits(vec![
            unit("Ea Bar", &[("ba", "Xã Ea Ba"), ("ly", "Xã Ea Ly")], &["12", "15", "20"]),
            unit("Ea Lam", &[("ly", "Xã Ea Ly")], &["31"]),
            unit("Ea Trol", &[], &["40"]),
        ])),
        Request::Handover { document, .. } if document == "9" => Err(Refusal::new(
            RefusalKind::NotAllowed,
            Say::plain("Sửa ngày: đơn vị còn hiệu lực đến 30/06/2025"),
        )),
        Request::Handover { .. } => Ok(Reply::Saved(Saved {
            id: id("12"),
            number: None,
            revision: 2,
            say: Say::plain("Đã bàn giao 3 việc, đơn của Xã Ea Bar"),
        })),
        other => return answer(other),
    })
}

fn desk() -> Desk {
    let mut desk = Desk::with(Lang::Vi, (80, 24), welcome(), server);
    desk.press("f9 b a n space g i a o enter");
    desk
}

fn sent(desk: &Desk) -> Vec<&Request> {
    desk.link.sent.iter().filter(|request| matches!(request, Request::Handover { .. })).collect()
}

#[test]
fn units_that_ended_and_their_records_as_a_person_reads_them() {
    let mut desk = desk();
    assert_snapshot!("units_vi", desk.screen());
    desk.press("enter b");
    assert_snapshot!("records_vi", desk.screen());
    desk.press("esc end enter");
    assert!(desk.row(23).contains("Khai đơn vị nối tiếp trước"), "{}", desk.screen());
}

#[test]
fn each_record_goes_where_it_was_sent_after_document_day_and_question() {
    let mut desk = desk();
    desk.press("enter b f2");
    assert!(desk.row(23).contains("Chọn nơi nhận: còn 2 việc, đơn"), "{}", desk.screen());
    desk.press("A f2 enter");
    assert!(desk.row(23).contains("Ghi số văn bản"), "{}", desk.screen());
    desk.press("1 2 / B B enter");
    assert!(desk.row(23).starts_with("Ngày văn bản"), "{}", desk.screen());
    desk.press("9 9 enter");
    assert!(desk.row(23).contains("Gõ lại ngày"), "{}", desk.screen());
    desk.press("backspace backspace 2 / 7 / 2 0 2 5 enter");
    assert!(desk.row(23).contains("Bàn giao 3 việc, đơn của Xã Ea Bar? Enter ghi"), "{}", desk.screen());
    assert!(sent(&desk).is_empty());
    desk.press("enter");
    let Some(Request::Handover { from, document, on, choices, dry_run: false, .. }) = sent(&desk).pop()
    else {
        panic!()
    };
    assert_eq!((from.as_str(), document.as_str(), on.iso().as_str()), ("EaBar", "12/BB", "2025-07-02"));
    let choices: Vec<_> = choices.iter().map(|(record, to)| (record.as_str(), to.as_str())).collect();
    assert_eq!(choices, [("12", "ly"), ("15", "ba"), ("20", "ba")]);
    assert!(desk.row(23).starts_with("Đã bàn giao 3 việc"), "{}", desk.screen());
    assert!(desk.row(3).starts_with("Đơn vị đã hết hiệu lực"), "{}", desk.screen());
}

#[test]
fn the_only_unit_that_follows_takes_everything_and_no_is_no() {
    let mut desk = desk();
    desk.press("down enter f2 9 enter enter esc");
    assert!(sent(&desk).is_empty(), "Esc: no");
    desk.press("f2 9 enter enter down");
    assert!(sent(&desk).is_empty(), "another key: no");
    desk.press("f2 9 enter enter enter");
    let Some(Request::Handover { on, choices, .. }) = sent(&desk).pop() else { panic!() };
    assert_eq!((on.iso().as_str(), choices.len()), ("2026-11-23", 0));
    assert!(desk.row(23).contains("Sửa ngày: đơn vị còn hiệu lực"), "{}", desk.screen());
    desk.press("enter");
    assert!(matches!(desk.link.sent.last(), Some(Request::Show(of)) if of == "31"), "Enter shows a record");
}

#[test]
fn a_handover_that_was_cut_off_is_sent_again_under_the_same_request() {
    let mut desk = desk();
    desk.press("down enter f2 1 enter enter");
    desk.press_ahead("enter");
    desk.hear(crate::client::Event::Lost);
    desk.hear(crate::client::Event::Back(welcome()));
    let requests: Vec<_> = sent(&desk)
        .into_iter()
        .map(|request| match request {
            Request::Handover { request, .. } => *request,
            _ => panic!(),
        })
        .collect();
    assert!(requests.len() == 2 && requests[0] == requests[1], "{requests:?}");
}
