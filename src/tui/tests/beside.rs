//! A petition beside a likely duplicate: what is read, how one leafs, types a number and links.

use std::{cell::Cell, collections::BTreeMap};

use insta::assert_snapshot;

use crate::base::{Id, Lang, Say};
use crate::client::Event;
use crate::domain::{Choices, FieldValue, Fields, FormName, Value, kinds::Domain};
use crate::tui::{
    screens::{BesideScreen, Laying},
    testing::{self, Below, Desk, Told, id},
};
use crate::wire::{Beside, BesideField, Offer, Outcome, Refusal, RefusalKind, Reply, Request, Saved};

const OURS: &str = "Tranh chấp ranh giới đất rẫy giữa hai hộ, đề nghị xã xuống đo đạc lại";
const THEIRS: &str = "Hai hộ tranh chấp ranh giới đất rẫy đã ba mùa, đề nghị đo lại và cắm mốc trước mùa mưa";

fn text(told: &str) -> Option<Offer> {
    Some(Offer { value: Value::Text(told.into()), code: told.into(), echo: Say::default() })
}

fn domain(domain: Domain) -> Option<Offer> {
    let choice = domain.choice();
    Some(Offer { value: domain.into_value(), code: choice.code.into(), echo: choice.label.into() })
}

fn count(count: i64) -> Option<Offer> {
    Some(Offer { value: Value::Int(count), code: count.to_string(), echo: Say::default() })
}

fn field(name: &str, ours: Option<Offer>, theirs: Option<Offer>) -> BesideField {
    BesideField { name: name.into(), ours, theirs }
}

fn beside(ours: &str, linked: bool) -> Beside {
    Beside {
        other: id("p90"),
        title: Say::plain("90/2026"),
        standing: Say::new(
            "Đang xác minh; Giải quyết lần đầu đến 16/11/2026, -7 ngày",
            "Verifying; First settlement by 16/11/2026, -7 days",
        ),
        alike: Say::new(
            "Giống nhau: nơi, lĩnh vực, 9 chữ trong nội dung",
            "Alike: place, domain, 9 words of the summary",
        ),
        linked,
        may_unlink: true,
        candidates: vec![id("p90"), id("p77")],
        fields: vec![
            field("domain", domain(Domain::ALL[0]), domain(Domain::ALL[0])),
            field("signatories", count(1), count(6)),
            field("summary", text(ours), text(THEIRS)),
            field("responsible", text("UX"), None),
            field("officer", text("can_bo_02"), text("can_bo_02")),
        ],
    }
}

fn laying(record: Option<Id>) -> Laying {
    let numbers = [("domain", 6), ("signatories", 7), ("summary", 8), ("responsible", 12), ("officer", 13)];
    Laying {
        form: FormName { record: record.clone(), ..FormName::for_new("petition", 0) },
        fields: Fields::new(),
        numbers: match record {
            Some(_) => BTreeMap::new(),
            None => numbers.map(|(name, number)| (name.to_owned(), number)).into(),
        },
        other: Some(id("p90")),
    }
}

thread_local! {
    /// Whether the two are linked on the server of this test.
    static LINKED: Cell<bool> = const { Cell::new(false) };
}

fn answers(request: &Request) -> Option<Outcome> {
    let not_there = || Refusal::new(RefusalKind::Unknown, Say::plain("Không có đơn này"));
    Some(match request {
        Request::Beside { other: Some(other), fields, .. } => match other.as_str() {
            "p90" => {
                let will = fields.contains_key("linked");
                Ok(Reply::Beside(Box::new(beside(OURS, LINKED.get() || will))))
            }
            "p77" => {
                let other = Beside { other: id("p77"), title: Say::plain("77/2026"), ..beside(OURS, false) };
                Ok(Reply::Beside(Box::new(other)))
            }
            "5/2026" => {
                let other = Beside { other: id("p5"), title: Say::plain("5/2026"), ..beside(OURS, false) };
                Ok(Reply::Beside(Box::new(other)))
            }
            _ => Err(not_there()),
        },
        Request::Beside { .. } => {
            Err(Refusal::new(RefusalKind::NotAllowed, Say::plain("Không có đơn nào có thể trùng")))
        }
        Request::Link { id, linked, .. } => {
            LINKED.set(*linked);
            let say = Say::plain(if *linked { "Đã gắn" } else { "Đã bỏ gắn" });
            Ok(Reply::Saved(Saved { id: id.clone(), number: None, revision: 2, say }))
        }
        other => return testing::answer(other),
    })
}

/// The screen over a form.
fn open_with(lang: Lang, laying: Laying, answers: fn(&Request) -> Option<Outcome>) -> (Desk, Told) {
    LINKED.set(false);
    let told = Told::default();
    let mut desk = Desk::with(lang, (80, 24), testing::welcome(), answers);
    desk.app.put_on_top(Box::new(Below(told.clone())));
    desk.app.put_on_top(Box::new(BesideScreen::new(laying)));
    desk.hear(Event::Back(testing::welcome()));
    (desk, told)
}

fn open(lang: Lang, record: Option<Id>) -> (Desk, Told) {
    open_with(lang, laying(record), answers)
}

fn asked(desk: &Desk, is: fn(&Request) -> bool) -> usize {
    desk.link.sent.iter().filter(|request| is(request)).count()
}

#[test]
fn two_petitions_as_a_person_reads_them() {
    assert_snapshot!("beside_new_vi", open(Lang::Vi, None).0.press("g").screen());
    assert_snapshot!("beside_new_en", open(Lang::En, None).0.screen());
    assert_snapshot!("beside_saved_vi", open(Lang::Vi, Some(id("p118"))).0.press("g").screen());
    let long = |request: &Request| match request {
        Request::Beside { .. } => Some(Ok(Reply::Beside(Box::new(beside(&[OURS; 18].join(". "), false))))),
        other => answers(other),
    };
    let (mut long, _) = open_with(Lang::Vi, laying(None), long);
    assert_snapshot!("beside_long", long.screen());
    assert_snapshot!("beside_long_end", long.press("pgdn pgdn").screen());
}

#[test]
fn a_new_petition_is_told_at_once_with_which_it_will_be_linked() {
    let (mut desk, told) = open(Lang::Vi, None);
    desk.press("g");
    assert_eq!(*told.links.borrow(), [vec![id("p90")]]);
    assert!(desk.message().starts_with("Sẽ gắn với 90/2026 khi lưu"), "{}", desk.message());
    assert!(matches!(desk.link.sent.last(), Some(Request::Drafts)), "the covered form keeps its draft");
    assert!(desk.row(6).contains("90/2026, sẽ gắn"));
    desk.press("right g left");
    assert_eq!(told.links.borrow().last().unwrap(), &[id("p90"), id("p77")]);
    desk.press("g");
    assert_eq!(told.links.borrow().last().unwrap(), &[id("p77")]);
    assert_eq!(asked(&desk, |request| matches!(request, Request::Link { .. })), 0);
    assert!(desk.press("esc").row(1).starts_with("PHIẾU"));
}

#[test]
fn a_saved_petition_is_linked_at_once_and_again_takes_it_back() {
    let (mut desk, told) = open(Lang::Vi, Some(id("p118")));
    desk.press("g");
    assert_eq!(desk.message(), "Đã gắn");
    assert!(desk.row(6).contains("90/2026, đã gắn"));
    desk.press("g");
    assert_eq!(desk.message(), "Đã bỏ gắn");
    assert!(told.links.borrow().is_empty(), "the form below has nothing to send");
    let links = desk.link.sent.iter().filter_map(|request| match request {
        Request::Link { id, other, linked, .. } => Some((id.as_str(), other.as_str(), *linked)),
        _ => None,
    });
    assert_eq!(links.collect::<Vec<_>>(), [("p118", "p90", true), ("p118", "p90", false)]);
}

#[test]
fn a_link_that_a_broken_line_swallowed_is_sent_again_as_the_same_one() {
    let (mut desk, _) = open(Lang::Vi, Some(id("p118")));
    desk.press_ahead("g");
    desk.link.waiting.clear();
    desk.hear(Event::Lost);
    desk.hear(Event::Back(testing::welcome()));
    let ids: Vec<_> = desk
        .link
        .sent
        .iter()
        .filter_map(|request| if let Request::Link { request, .. } = request { Some(*request) } else { None })
        .collect();
    assert_eq!((ids.len(), ids[0]), (2, ids[1]));
    assert!(desk.row(6).contains("90/2026, đã gắn"));
    desk.hear(Event::Lost);
    let before = desk.link.sent.len();
    assert!(desk.press("g").message().contains("mất kết nối"));
    assert_eq!(desk.link.sent.len(), before);
}

#[test]
fn one_leafs_through_the_likely_ones_and_types_the_number_of_any_other() {
    let (mut desk, _) = open(Lang::Vi, None);
    assert!(desk.row(3).ends_with("1/2"));
    assert!(desk.press("right").row(1).starts_with("ĐẶT CẠNH NHAU  77/2026"));
    assert!(desk.press("right").message().starts_with("Hết đơn"));
    assert!(desk.press("left").row(1).contains("90/2026"));
    assert!(desk.press("5 / 2 0 2 6").message().starts_with("Số đơn: 5/2026"));
    assert!(desk.press("enter").row(1).contains(" 5/2026"));
    assert!(desk.press("right").row(1).contains("90/2026"), "back to the likely ones");
    desk.press("7 7 backspace esc");
    assert!(desk.row(1).contains("90/2026"), "esc drops the number first");
    assert!(desk.press("9 9 enter").message().starts_with("! Không có đơn này"));
    assert!(desk.row(1).contains("90/2026"), "what stood there stays");
    assert!(desk.press("enter").row(1).starts_with("ĐƠN"), "{}", desk.row(1));
    assert!(desk.press("esc esc").row(1).starts_with("PHIẾU"));
}

#[test]
fn without_any_likely_one_a_number_is_asked_for() {
    let (mut desk, _) = open_with(Lang::Vi, Laying { other: None, ..laying(None) }, answers);
    assert_eq!(desk.message(), "Không có đơn nào có thể trùng");
    assert!(desk.row(3).starts_with("Gõ số một đơn"));
    assert!(desk.press("g enter right").row(1).trim_end().starts_with("ĐẶT CẠNH NHAU"));
    assert!(desk.press("5 / 2 0 2 6 enter").row(1).contains("5/2026"));

    // What is not there any more, or was never for these eyes, leads back.
    let gone = Laying { other: Some(id("p1")), ..laying(None) };
    let (mut desk, _) = open_with(Lang::Vi, gone, answers);
    assert!(desk.row(1).starts_with("PHIẾU"), "{}", desk.row(1));
    assert!(desk.message().starts_with("! Không có đơn này"));
}

#[test]
fn a_change_of_either_renews_what_is_shown() {
    let (mut desk, _) = open(Lang::Vi, Some(id("p118")));
    let is_asked: fn(&Request) -> bool = |request| matches!(request, Request::Beside { .. });
    let before = asked(&desk, is_asked);
    desk.push("can_bo_03", &["p1"]);
    assert_eq!(asked(&desk, is_asked), before);
    desk.push("can_bo_03", &["p90"]);
    desk.push("can_bo_03", &["p118"]);
    assert_eq!(asked(&desk, is_asked), before + 2);
}

#[test]
fn what_is_the_same_stands_one_row_below_a_story_that_is_the_last() {
    fn ends_with_its_story(request: &Request) -> Option<Outcome> {
        match request {
            Request::Beside { .. } => {
                let mut shown = beside(OURS, false);
                shown.fields.retain(|field| ["domain", "summary"].contains(&field.name.as_str()));
                Some(Ok(Reply::Beside(Box::new(shown))))
            }
            other => answers(other),
        }
    }
    let (mut desk, _) = open_with(Lang::Vi, laying(None), ends_with_its_story);
    let lines = desk.lines();
    let same = lines.iter().position(|line| line.starts_with("  Như nhau")).unwrap();
    assert!(lines[same - 1].is_empty() && !lines[same - 2].is_empty(), "{lines:#?}");
}
