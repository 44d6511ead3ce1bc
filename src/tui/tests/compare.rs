//! Two changes of one record side by side: what is read, what letters choose, what a third save does to it.

use std::collections::BTreeMap;

use insta::assert_snapshot;

use crate::base::{Day, Lang, Officer, Say, Stamp};
use crate::client::Event;
use crate::domain::{Fields, FormName, Value};
use crate::tui::{
    screen::{Comparing, Side},
    screens::CompareScreen,
    testing::{self, Below, Desk, Told, id},
};
use crate::wire::{Conflict, Merge, Offer, Outcome, Reply, Request, Taken};

const OURS: &str = "7 hộ chưa nhận hỗ trợ nhà ở theo quyết định, đã hỏi xã hai lần";
const SAVED: &str = "7 hộ chưa nhận hỗ trợ nhà ở theo quyết định";

fn at(hour: u32, minute: u32) -> Stamp {
    Stamp::at(Day::from_iso("2026-11-23").unwrap(), hour, minute)
}

fn officer(name: &str) -> Officer {
    Officer::new(name).unwrap()
}

fn choice(of: &str, code: &str, vi: &str, en: &str) -> Option<Offer> {
    Some(Offer { value: Value::Choice(of.into()), code: code.into(), echo: Say::new(vi, en) })
}

fn text(told: &str) -> Option<Offer> {
    Some(Offer { value: Value::Text(told.into()), code: told.into(), echo: Say::default() })
}

fn conflict(field: &str, ours: Option<Offer>, saved: Option<Offer>) -> Conflict {
    Conflict { field: field.into(), ours, saved, by: officer("can_bo_03"), at: at(15, 52) }
}

fn merge(ours: &str) -> Merge {
    Merge {
        record: id("p5"),
        title: Say::plain("118/2026"),
        base: 6,
        base_at: Some(at(15, 40)),
        revision: 7,
        by: officer("can_bo_03"),
        at: at(15, 52),
        conflicts: vec![
            conflict(
                "domain",
                choice("CS", "CS", "Chính sách", "Policy"),
                choice("DD", "DD", "Đất đai, ranh giới", "Land, borders"),
            ),
            conflict("summary", text(ours), text(SAVED)),
            conflict("officer", text("can_bo_02"), None),
        ],
        taken: vec![Taken {
            field: "signatories".into(),
            value: Some(Offer { value: Value::Int(7), code: "7".into(), echo: Say::default() }),
            by: officer("can_bo_03"),
        }],
    }
}

fn comparing(merge: Merge, is_again: bool) -> Comparing {
    let numbers = [("domain", 6), ("signatories", 7), ("summary", 8), ("officer", 13)];
    Comparing {
        form: FormName { record: Some(id("p5")), ..FormName::for_new("petition", 0) },
        fields: Fields::new(),
        merge,
        numbers: numbers.map(|(name, number)| (name.to_owned(), number)).into(),
        is_again,
    }
}

/// What two saved meanwhile: the domain once more, and the source too.
fn renewed() -> Merge {
    let mut merge = merge(OURS);
    merge.revision = 8;
    merge.by = officer("can_bo_01");
    merge.conflicts[0].saved = choice("GT", "GT", "Giao thông", "Roads");
    merge.conflicts.insert(
        0,
        conflict(
            "source",
            choice("truc_tiep", "T", "Trực tiếp", "In person"),
            choice("buu_chinh", "B", "Bưu chính", "By post"),
        ),
    );
    merge
}

fn answers(request: &Request) -> Option<Outcome> {
    match request {
        Request::Compare { base: 6, .. } => Some(Ok(Reply::Compared(Box::new(renewed())))),
        other => testing::answer(other),
    }
}

fn desk(lang: Lang, merge: Merge, is_again: bool) -> (Desk, Told) {
    let told = Told::default();
    let mut desk = Desk::with(lang, (80, 24), testing::welcome(), answers);
    desk.app.put_on_top(Box::new(Below(told.clone())));
    desk.app.put_on_top(Box::new(CompareScreen::new(comparing(merge, is_again))));
    desk.hear(Event::Back(testing::welcome()));
    (desk, told)
}

fn chosen(told: &Told) -> BTreeMap<String, Side> {
    told.settled.borrow().last().unwrap().chosen.clone()
}

#[test]
fn both_changes_as_a_person_reads_them() {
    assert_snapshot!("compare_vi", desk(Lang::Vi, merge(OURS), false).0.press("down down k").screen());
    assert_snapshot!("compare_en", desk(Lang::En, merge(OURS), false).0.press("k down s").screen());
    let long = [OURS; 18].join(". ");
    let (mut long, _) = desk(Lang::Vi, merge(&long), false);
    assert_snapshot!("compare_long", long.press("down").screen());
    assert_snapshot!("compare_long_end", long.press("pgdn").screen());
    // A record that both entered as new has no version that we opened.
    let new = Merge { base: 0, base_at: None, revision: 1, taken: Vec::new(), ..merge(OURS) };
    assert_snapshot!("compare_new", desk(Lang::Vi, new, false).0.screen());
}

#[test]
fn letters_choose_for_a_line_or_for_all_and_f2_tells_the_form() {
    let (mut two, told) = desk(Lang::Vi, merge(OURS), false);
    two.press("k enter s down k up t f2");
    let expected = [("domain", Side::Saved), ("officer", Side::Saved), ("summary", Side::Ours)];
    assert_eq!(chosen(&told), expected.map(|(field, side)| (field.to_owned(), side)).into());
    assert!(two.row(1).starts_with("PHIẾU"));

    let (mut all, told) = desk(Lang::Vi, merge(OURS), false);
    all.press("K f2");
    assert!(chosen(&told).values().all(|side| *side == Side::Saved));
    let (mut none, told) = desk(Lang::Vi, merge(OURS), false);
    none.press("K T ctrl-s");
    assert!(chosen(&told).values().all(|side| *side == Side::Ours));

    // Only prose is written on; after the last field one is told what is left to do.
    let (mut other, _) = desk(Lang::Vi, merge(OURS), false);
    assert!(other.press("s").message().starts_with("! Chọn t hoặc k"));
    assert!(other.press("end enter").message().contains("F2 lưu"));
}

#[test]
fn esc_goes_back_with_nothing_chosen() {
    let (mut desk, told) = desk(Lang::Vi, merge(OURS), false);
    desk.press("k esc");
    assert!(desk.row(1).starts_with("PHIẾU"));
    assert!(told.settled.borrow().is_empty());
    assert_eq!(desk.message(), "Chưa lưu gì, chữ đã gõ còn nguyên");
}

#[test]
fn a_third_save_renews_the_right_column_and_keeps_what_was_chosen() {
    let (mut desk, told) = desk(Lang::Vi, merge(OURS), false);
    desk.press("k down");
    desk.push("can_bo_01", &["p1"]);
    assert!(!desk.screen().contains("Giao thông"), "another record is none of ours");
    desk.push("can_bo_01", &["p5"]);
    assert_snapshot!("compare_third_save", desk.screen());
    desk.press("f2");
    assert_eq!(told.settled.borrow().last().unwrap().merge.revision, 8);
    assert_eq!(chosen(&told), [("domain".to_owned(), Side::Saved)].into());

    let (mut again, _) = self::desk(Lang::Vi, Merge { taken: Vec::new(), ..merge(OURS) }, true);
    assert_eq!(again.message(), "! Vừa đổi thêm: 6, 8, 13");
}
