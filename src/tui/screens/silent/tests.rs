//! The list of silent villages as officers use it: keys in, what is read, asked and saved out.

use std::cell::RefCell;

use crate::base::{Day, Id, Lang, Officer, Period, Say};
use crate::client::Event;
use crate::domain::Value;
use crate::tui::testing::{Desk, answer, welcome};
use crate::wire::{
    Choice, Outcome, Push, Refusal, RefusalKind, Reply, Request, SavePart, Saved, Silent, SilentRow,
};

const USUAL: (u16, u16) = (80, 24);

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn period(spelled: &str) -> Period {
    Period::parse(spelled).unwrap()
}

/// Village, name, former commune, last week, first line.
const VILLAGES: &[(&str, &str, &str, u32, &str)] = &[
    ("V11", "Thôn 2", "Ia HDreh", 43, "Ngầm tràn ngập 2 ngày"),
    ("V05", "Buôn H'Yŭ", "Ia HDreh", 44, "Kênh N3 bồi lấp"),
    ("V03", "Buôn Ƀlang", "Krông Năng", 45, "Không phát sinh"),
    ("V06", "Buôn Chư Pơng", "Ia HDreh", 46, "Không phát sinh"),
    ("V04", "Buôn Dliă", "Ia HDreh", 46, "Không phát sinh"),
    ("V07", "Buôn Ia Prông", "Krông Năng", 46, "Bò thả rông giáp ranh, 2 ha"),
    ("V02", "Buôn Ma Lim", "Krông Năng", 46, "Giếng cạn, 9 hộ thiếu nước"),
];

thread_local! {
    /// Villages that reported since.
    static REPORTED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn rows(narrow: &str) -> Vec<SilentRow> {
    let mut rows: Vec<SilentRow> = VILLAGES
        .iter()
        .filter(|(_, name, ..)| narrow.is_empty() || narrow == "ml" && *name == "Buôn Ma Lim")
        .map(|(village, name, former, week, line)| {
            let told = REPORTED.with_borrow(|reported| reported.iter().any(|own| own == village));
            SilentRow {
                village: id(village),
                name: (*name).into(),
                former: (*former).into(),
                last: Some(if told { period("2026-W47") } else { period(&format!("2026-W{week}")) }),
                silent: if told { 0 } else { 47 - week },
                last_line: Say::plain(if told { "Không phát sinh" } else { line }),
                update: told.then(|| id(&format!("o.village_update.{village}.2026-W47"))),
            }
        })
        .collect();
    if narrow.is_empty() || narrow == "tl" {
        rows.push(SilentRow {
            village: id("V01"),
            name: "Thôn Tân Lập".into(),
            former: "Ia HDreh".into(),
            last: Some(period("2026-W47")),
            silent: 0,
            last_line: Say::plain("GT 3 Ngầm tràn ngập"),
            update: Some(id("o.village_update.V01.2026-W47")),
        });
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.silent));
    rows
}

fn told(on: Option<Period>, narrow: &str) -> Silent {
    let now = u32::try_from(REPORTED.with_borrow(Vec::len)).unwrap();
    let on = on.unwrap_or_else(|| period("2026-W47"));
    Silent {
        period: on,
        around: (on.previous(), (on < period("2026-W48")).then(|| on.next())),
        due_on: Day::from_iso("2026-11-25").unwrap(),
        is_closed: on < period("2026-W46"),
        villages: 18,
        rows: rows(narrow),
        nil: 8 + now,
        with_issues: 3,
        echo: (narrow == "ml").then(|| Say::plain("ml = Ma Lim")),
    }
}

fn server(request: &Request) -> Option<Outcome> {
    let saved =
        |say: &str| Ok(Reply::Saved(Saved { id: id("x"), number: None, revision: 1, say: Say::plain(say) }));
    Some(match request {
        Request::Silent { period, narrow } => Ok(Reply::Silent(told(*period, narrow))),
        Request::Save { form, fields, .. } if form.kind == "village_update" => {
            let Some(Value::Ref(village)) = fields.get("village") else { panic!() };
            REPORTED.with_borrow_mut(|reported| reported.push(village.as_str().to_owned()));
            saved("Đã lưu Thôn 2 tuần 47")
        }
        Request::Save { form, .. } if form.kind == "period_closing" => saved("Đã lưu tuần 47"),
        Request::SaveMany { parts, .. } => {
            for part in parts {
                let Some(Value::Ref(village)) = part.fields.get("village") else { panic!() };
                REPORTED.with_borrow_mut(|reported| reported.push(village.as_str().to_owned()));
            }
            saved("Đã lưu")
        }
        other => return answer(other),
    })
}

fn desk(lang: Lang, size: (u16, u16)) -> Desk {
    REPORTED.with_borrow_mut(Vec::clear);
    Desk::with(lang, size, welcome(), server)
}

fn opened() -> Desk {
    let mut desk = desk(Lang::Vi, USUAL);
    desk.press("6");
    desk
}

fn marked(desk: &mut Desk) -> String {
    desk.lines().into_iter().find(|line| line.starts_with('>')).unwrap()
}

fn saves(desk: &Desk) -> Vec<Vec<SavePart>> {
    desk.link
        .sent
        .iter()
        .filter_map(|request| match request {
            Request::SaveMany { parts, .. } => Some(parts.clone()),
            Request::Save { form, base, fields, .. } => Some(vec![SavePart {
                form: form.clone(),
                base: *base,
                fields: fields.clone(),
                not_chosen: Choice::new(),
            }]),
            _ => None,
        })
        .collect()
}

fn heard(kind: &str) -> Event {
    Event::Push(Push::Changed {
        by: Officer::new("can_bo_01").unwrap(),
        kind: kind.into(),
        ids: vec![id("o.village_update.V05.2026-W47")],
        say: Say::plain("Ghi"),
        counts: vec![0; 9],
    })
}

#[test]
fn silent_villages_as_a_person_reads_them() {
    insta::assert_snapshot!("silent_vi", opened().screen());
    insta::assert_snapshot!("silent_en", desk(Lang::En, USUAL).press("6 down").screen());
    insta::assert_snapshot!("silent_vi_60", desk(Lang::Vi, (60, 20)).press("6 space 0").screen());
    insta::assert_snapshot!("silent_vi_120", desk(Lang::Vi, (120, 40)).press("6").screen());
}

#[test]
fn nothing_new_is_three_keys_from_home_and_two_for_each_further_village() {
    let mut desk = desk(Lang::Vi, USUAL);
    desk.press("6 0");
    assert_eq!(desk.message(), "0 Thôn 2: không phát sinh. F2 lưu");
    desk.press("f2");
    assert_eq!(desk.message(), "Đã lưu Thôn 2 tuần 47");
    // The row stays where it was, as reported; the marker goes on.
    assert!(desk.row(5).contains("Thôn 2             Ia HDreh    đã báo"), "{}", desk.screen());
    assert!(marked(&mut desk).contains("Buôn H'Yŭ"));
    assert!(desk.row(3).starts_with("Chưa báo 6 trên 18"), "{}", desk.row(3));
    desk.press("0 f2");
    assert!(marked(&mut desk).contains("Buôn Ƀlang"));
    let saves = saves(&desk);
    assert_eq!(saves.len(), 2);
    assert_eq!(saves[0][0].fields.get("nothing_new"), Some(&Value::Flag(true)));
    assert_eq!(saves[0][0].fields.get("period"), Some(&Value::Text("2026-W47".into())));
    assert_eq!((saves[0][0].form.record.clone(), saves[0][0].base), (None, 0));
}

#[test]
fn a_narrowing_that_leaves_nothing_says_what_to_do() {
    let mut desk = opened();
    desk.press("z z");
    assert!(desk.row(5).contains("Không có nơi nào: zz. Esc bỏ lọc"), "{}", desk.screen());
    assert!(desk.row(7).starts_with("> Đã báo"), "{}", desk.screen());
    desk.press("backspace backspace m l");
    assert!(marked(&mut desk).contains("Buôn Ma Lim"));
    // Only a village that has reported is left.
    let mut desk = opened();
    desk.press("t l");
    assert!(desk.row(5).contains("tl: đã báo 1. Enter xem"), "{}", desk.screen());
    desk.press("enter");
    assert!(desk.row(8).contains("Thôn Tân Lập"), "{}", desk.screen());
}

#[test]
fn a_name_that_tells_two_villages_apart_stands_whole_and_what_is_below_is_said() {
    fn eighteen(request: &Request) -> Option<Outcome> {
        let mut outcome = server(request);
        if let Some(Ok(Reply::Silent(silent))) = &mut outcome {
            let mut row = silent.rows[0].clone();
            row.name = "Thôn 2, Krông Năng".into();
            silent.rows =
                (0..18).map(|at| SilentRow { village: id(&format!("W{at}")), ..row.clone() }).collect();
        }
        outcome
    }
    for size in [USUAL, (60, 20)] {
        let mut desk = Desk::with(Lang::Vi, size, welcome(), eighteen);
        desk.press("6");
        assert!(desk.row(5).contains("Thôn 2, Krông Năng"), "{}", desk.screen());
        assert_eq!(desk.screen().contains("Còn 1 nơi: PgDn"), size == USUAL, "{}", desk.screen());
        desk.press("pgdn");
        assert!(!desk.screen().contains("PgDn"), "{}", desk.screen());
    }
}

#[test]
fn keys_typed_before_the_rows_came_mean_the_rows() {
    let mut desk = desk(Lang::Vi, USUAL);
    desk.press_ahead("6 0 f2 0 f2");
    desk.let_through();
    assert_eq!(saves(&desk).len(), 2);
    assert!(marked(&mut desk).contains("Buôn Ƀlang"));
}

#[test]
fn f2_without_nothing_new_saves_nothing_and_any_key_takes_it_back() {
    let mut desk = opened();
    desk.press("f2");
    assert!(desk.message().starts_with("Gõ 0 trước"), "{}", desk.message());
    desk.press("0 down f2 0 up f2");
    assert_eq!(saves(&desk).len(), 0);
}

#[test]
fn after_letters_zero_is_text() {
    let mut desk = opened();
    desk.press("m l");
    assert!(desk.row(3).ends_with("Lọc: ml = Ma Lim"), "{}", desk.row(3));
    assert!(marked(&mut desk).contains("Buôn Ma Lim"));
    desk.press("0 f2");
    assert_eq!(saves(&desk).len(), 0);
    assert!(desk.row(3).contains("ml0"));
    desk.press("esc");
    assert!(marked(&mut desk).contains("Thôn 2"));
}

#[test]
fn a_slash_looks_everything_up_as_in_every_list() {
    let mut desk = opened();
    desk.press("/ m");
    assert!(desk.row(3).starts_with("Tìm: m"), "{}", desk.screen());
    desk.press("esc");
    assert!(desk.row(3).ends_with("Lọc:"), "{}", desk.row(3));
}

#[test]
fn several_villages_are_saved_at_once_after_one_question() {
    let mut desk = opened();
    desk.press("space down space down down space 0");
    assert_eq!(desk.message(), "0 cho 3 nơi đã đánh dấu: không phát sinh. F2 lưu");
    desk.press("f2");
    assert!(desk.message().starts_with("? Không phát sinh ở 3 nơi? Enter ghi"), "{}", desk.message());
    desk.press("down f2");
    assert_eq!(saves(&desk).len(), 0, "another key is a no");
    desk.press("0 f2 enter");
    assert_eq!(desk.message(), "Đã lưu không phát sinh cho 3 nơi");
    let saves = saves(&desk);
    assert_eq!(saves.len(), 1);
    let villages: Vec<_> = saves[0].iter().map(|part| part.fields.get("village").cloned().unwrap()).collect();
    assert_eq!(villages, ["V11", "V05", "V06"].map(|of| Value::Ref(id(of))));
    assert!(marked(&mut desk).contains("Buôn Dliă"), "{}", desk.screen());
}

#[test]
fn left_and_right_are_the_periods_and_a_closed_one_takes_corrections_only() {
    let mut desk = opened();
    desk.press("left");
    assert!(desk.row(1).starts_with("THÔN, BUÔN CHƯA BÁO  tuần 46, 09-15/11"), "{}", desk.row(1));
    desk.press("left 0");
    assert!(desk.message().starts_with("? Kỳ đã chốt"), "{}", desk.message());
    desk.press("f2 right right right right");
    assert_eq!(desk.message(), "Kỳ sau chưa bắt đầu");
    assert_eq!(saves(&desk).len(), 0);
}

#[test]
fn a_push_changes_a_row_in_its_place() {
    let mut desk = opened();
    desk.press("down down");
    REPORTED.with_borrow_mut(|reported| reported.push("V05".into()));
    desk.hear(heard("village_update"));
    assert!(desk.row(6).contains("Buôn H'Yŭ          Ia HDreh    đã báo"), "{}", desk.screen());
    assert!(marked(&mut desk).contains("Buôn Ƀlang"));
    assert_eq!(desk.cursor_at(), (7, 1));
    desk.press("6");
    assert!(
        !desk.row(5).is_empty() && !desk.row(6).contains("H'Yŭ"),
        "asked anew it leaves: {}",
        desk.screen()
    );
}

#[test]
fn the_reported_ones_are_seen_by_enter_on_their_line() {
    let mut desk = opened();
    assert!(desk.screen().contains("Đã báo 11: không phát sinh 8, có việc 3 (Enter ở đây xem)"));
    desk.press("end enter down");
    assert!(marked(&mut desk).contains("Thôn Tân Lập"), "{}", desk.screen());
    desk.press("0");
    assert!(desk.message().starts_with("Nơi này đã báo"));
    desk.press("up enter");
    assert!(!desk.screen().contains("Tân Lập"));
}

#[test]
fn a_period_is_closed_after_one_question() {
    let mut desk = opened();
    desk.press("f9 c h o t enter");
    assert!(
        desk.message().starts_with("? Chốt tuần 47? Còn 7 nơi chưa báo. Enter chốt"),
        "{}",
        desk.message()
    );
    desk.press("x backspace");
    assert_eq!(saves(&desk).len(), 0);
    desk.press("f9 c h o t enter enter");
    assert_eq!(desk.message(), "Đã chốt tuần 47");
    let saves = saves(&desk);
    assert_eq!(saves[0][0].form.kind, "period_closing");
    assert_eq!(saves[0][0].fields.get("period"), Some(&Value::Text("2026-W47".into())));
}

fn refusing(request: &Request) -> Option<Outcome> {
    match request {
        Request::Save { .. } => {
            Some(Err(Refusal::new(RefusalKind::Stale, Say::plain("Xem lại: vừa được người khác báo"))))
        }
        other => server(other),
    }
}

#[test]
fn a_save_that_is_refused_leaves_the_row_as_it_was() {
    REPORTED.with_borrow_mut(Vec::clear);
    let mut desk = Desk::with(Lang::Vi, USUAL, welcome(), refusing);
    desk.press("6 0 f2");
    assert!(desk.message().starts_with("! Xem lại"), "{}", desk.message());
    assert!(marked(&mut desk).contains("Thôn 2             Ia HDreh    tuần 43   4 !"));
    desk.hear(Event::Lost);
    desk.press("0 f2");
    assert!(desk.message().starts_with("! Chờ nối lại"), "{}", desk.message());
}

fn all_reported(request: &Request) -> Option<Outcome> {
    match request {
        Request::Silent { .. } => {
            let told = told(None, "");
            Some(Ok(Reply::Silent(Silent { rows: Vec::new(), nil: 15, with_issues: 3, ..told })))
        }
        other => server(other),
    }
}

#[test]
fn when_all_have_reported_it_says_so() {
    let mut desk = Desk::with(Lang::Vi, USUAL, welcome(), all_reported);
    desk.press("6");
    assert!(desk.row(3).starts_with("Đã báo đủ 18 trên 18"), "{}", desk.row(3));
    desk.press("0 f2");
    assert_eq!(saves(&desk).len(), 0);
}
