//! Holidays and rules as a person reads them, and the way of a change: the form, what moves, the question.

use insta::assert_snapshot;

use crate::base::{Day, Lang};
use crate::domain::law::{Confidence, DayKind, Holiday, Rule, Status, read_holidays, read_rules};
use crate::tui::testing::{Desk, answer, law::in_use, welcome};
use crate::wire::{LawText, Outcome, Refusal, RefusalKind, Reply, Request};

const USUAL: (u16, u16) = (80, 24);
const HOLIDAYS: &str = "f9 n g a y space n g h i enter";
const RULES: &str = "f9 q u y space d i n h space h a n enter";

fn desk(keys: &str) -> Desk {
    let mut desk = Desk::new(Lang::Vi, USUAL);
    desk.press(keys);
    desk
}

/// The change that was asked about last, and whether it was only asked.
fn asked(desk: &Desk) -> (LawText, u64, bool) {
    let last = desk.link.sent.iter().rev().find_map(|request| match request {
        Request::ChangeLaw { text, seen, dry_run, .. } => Some((text.clone(), *seen, *dry_run)),
        _ => None,
    });
    last.unwrap()
}

fn days(text: &LawText) -> Vec<Holiday> {
    read_holidays(&text.holidays).unwrap().into_iter().map(|(_, line)| line).collect()
}

fn rules(text: &LawText) -> Vec<Rule> {
    read_rules(&text.rules).unwrap().into_iter().map(|(_, rule)| rule).collect()
}

#[test]
fn the_law_as_a_person_reads_it() {
    assert_snapshot!("holidays_vi", desk(HOLIDAYS).screen());
    assert_snapshot!("rules_vi", desk(RULES).screen());
    let mut english = Desk::new(Lang::En, USUAL);
    english.press("f9 h o l i enter");
    english.press("esc f9 d e a d l i n e space r u l e enter end");
    assert_snapshot!("rules_en", english.screen());
}

#[test]
fn a_day_is_confirmed_with_its_document_after_what_moves_was_seen() {
    let mut desk = desk(HOLIDAYS);
    let row = desk.screen().lines().position(|line| line.contains("Văn hóa")).unwrap() + 1;
    let down = "down ".repeat(row - 6);
    desk.press(down.trim_end()).press("f2");
    assert_snapshot!("confirm_vi", desk.screen());
    desk.press("T B space 1 0 0 / T B - B N V f2");
    assert_snapshot!("moves_vi", desk.screen());
    let (text, _, dry_run) = asked(&desk);
    assert!(dry_run, "nothing was saved yet");
    let line = &days(&text)[0];
    assert_eq!(
        (line.day.iso().as_str(), line.kind, line.status, line.confidence, line.source.as_str()),
        ("2026-11-24", DayKind::Off, Status::Official, Confidence::High, "TB 100/TB-BNV")
    );
    desk.press("esc");
    assert!(desk.row(1).starts_with("XÁC NHẬN NGÀY"), "{}", desk.row(1));
    desk.press("f2 enter");
    assert!(asked(&desk).2, "Enter saves nothing here");
    desk.press("f2");
    let (again, seen, dry_run) = asked(&desk);
    assert_eq!((again, seen, dry_run), (text, 77, false));
    assert!(desk.row(1).starts_with("NGÀY NGHỈ"), "{}", desk.row(1));
    assert_eq!(desk.message(), "Đã ghi 1 dòng; 2 hạn đổi");
}

#[test]
fn the_marker_stays_on_a_day_that_is_confirmed_and_moves_among_the_others() {
    fn confirmed(request: &Request) -> Option<Outcome> {
        let mut outcome = answer(request);
        if let Some(Ok(Reply::Law(in_use))) = &mut outcome {
            let text = &mut in_use.text.holidays;
            *text = text.replace(
                "2026-11-24,T3,pending,Ngày Văn hóa Việt Nam,pending,unverified,",
                "2026-11-24,T3,off,Ngày Văn hóa Việt Nam,official,high,",
            );
        }
        outcome
    }
    let mut desk = desk(HOLIDAYS);
    desk.press("down down down f2 x f2");
    desk.link.answers = confirmed;
    desk.press("f2");
    let marked = desk.screen().lines().find(|line| line.starts_with('>')).unwrap().to_owned();
    assert!(marked.contains("24/11/2026") && !marked.contains('?'), "{marked}");
}

#[test]
fn a_day_is_changed_and_a_new_one_is_added_and_what_cannot_stand_is_said_at_its_field() {
    let mut desk = desk(HOLIDAYS);
    desk.press("right f3 3 / 1 / 2 8 enter n enter T e t enter d enter f2");
    let line = &days(&asked(&desk).0)[0];
    assert_eq!(
        (line.day.iso().as_str(), line.kind, line.status),
        ("2028-01-03", DayKind::Off, Status::Projected)
    );
    assert_eq!(line.confidence, Confidence::Unverified, "no document was named");
    desk.press("esc esc f3 2 4 / 1 1 / 2 6 f2");
    assert_eq!(desk.message(), "! Sửa dòng có sẵn: ngày này đã có trong bảng");
    desk.press("esc enter b f2");
    assert_eq!(desk.message(), "! Sửa loại ngày: làm bù chỉ vào thứ Bảy, Chủ nhật");
    desk.press("esc");
    assert_eq!(desk.message(), "Chưa ghi gì");
}

#[test]
fn a_new_law_ends_the_old_rule_the_day_before() {
    let mut desk = desk(RULES);
    desk.press("down down f3");
    assert_snapshot!("new_rule_vi", desk.screen());
    desk.press("f2");
    assert_eq!(desk.message(), "! Ghi căn cứ: văn bản, điều");
    desk.press("L u a t space 1 f2");
    assert_eq!(desk.message(), "! Nhập ngày luật mới có hiệu lực");
    desk.press("1 / 1 / 2 0 2 7 f2");
    let both = rules(&asked(&desk).0);
    let told: Vec<_> = both
        .iter()
        .map(|rule| (rule.id.as_str(), rule.valid_from.map(|on| on.iso()), rule.valid_to.map(|on| on.iso())))
        .collect();
    assert_eq!(
        told,
        [
            ("KN.GQ1", None, Some("2026-12-31".to_owned())),
            ("KN.GQ1.2027", Some("2027-01-01".to_owned()), None),
        ]
    );
    assert_eq!(
        (both[1].days, both[1].remote_days, both[1].confidence),
        (30, Some(45), Confidence::Unverified)
    );
}

#[test]
fn a_rule_is_confirmed_or_changed_and_a_gap_is_told_before_anything_is_asked() {
    let mut desk = desk(RULES);
    desk.press("down down f2 D a space d o c f2");
    let rule = &rules(&asked(&desk).0)[0];
    assert_eq!(
        (rule.id.as_str(), rule.confidence, rule.confirm.as_deref()),
        ("KN.GQ1", Confidence::High, None)
    );
    assert_eq!(rule.source.as_deref(), Some("Da doc"));
    // The rule behind it begins where this one ends now; the last one of a duty does not end.
    desk.press("esc esc home enter tab tab tab tab tab tab tab");
    desk.press("backspace ".repeat(10).trim_end());
    desk.press("1 5 / 8 / 2 6 f2");
    let both = rules(&asked(&desk).0);
    let day = |on: Option<Day>| on.map(|on| on.iso());
    let told: Vec<_> =
        both.iter().map(|rule| (rule.id.as_str(), day(rule.valid_from), day(rule.valid_to))).collect();
    assert_eq!(
        told,
        [
            ("KN.TL.old", None, Some("2026-08-15".to_owned())),
            ("KN.TL.2026", Some("2026-08-16".to_owned()), None),
        ]
    );
    let changes =
        |desk: &Desk| desk.link.sent.iter().filter(|sent| matches!(sent, Request::ChangeLaw { .. })).count();
    let before = changes(&desk);
    desk.press("esc esc down enter tab tab tab tab tab tab tab 1 / 1 / 2 7 f2");
    assert_eq!(changes(&desk), before, "nothing was asked");
    assert!(desk.message().starts_with("! KN.TL.2026: Thêm quy định nối tiếp"), "{}", desk.message());
}

#[test]
fn a_rule_that_was_a_mistake_is_withdrawn_and_the_one_before_it_goes_on() {
    let mut desk = desk(RULES);
    let withdraw = format!("{} c f2", "tab ".repeat(12).trim_end());
    desk.press("down enter").press(&withdraw);
    let both = rules(&asked(&desk).0);
    assert_eq!((both[0].id.as_str(), both[0].withdrawn), ("KN.TL.2026", true));
    assert_eq!((both[1].id.as_str(), both[1].valid_to), ("KN.TL.old", None));
    // The only one of its duty stays.
    desk.press("esc esc down enter").press(&withdraw);
    assert!(desk.message().starts_with("! KN.GQ1: Giữ quy định này"), "{}", desk.message());
}

#[test]
fn whoever_does_not_own_the_register_reads_and_is_told_who_can() {
    fn of_another(request: &Request) -> Option<Outcome> {
        match request {
            Request::Law => Some(Ok(Reply::Law(Box::new(in_use(false))))),
            other => answer(other),
        }
    }
    let mut desk = Desk::with(Lang::Vi, USUAL, welcome(), of_another);
    desk.press(HOLIDAYS);
    assert!(desk.screen().contains("Nhờ chủ sổ (nghedan): chỉ tài khoản ấy và root được đổi"));
    for key in ["enter", "f2", "f3"] {
        desk.press(key);
        assert!(desk.row(1).starts_with("NGÀY NGHỈ"), "{key}");
        assert_eq!(desk.message(), "! Nhờ chủ sổ (nghedan): chỉ tài khoản ấy và root được đổi", "{key}");
    }
}

#[test]
fn a_list_that_became_another_one_is_looked_at_again() {
    fn stale(request: &Request) -> Option<Outcome> {
        match request {
            Request::ChangeLaw { dry_run: false, .. } => {
                let say = crate::base::Say::plain("Xem lại danh sách");
                Some(Err(Refusal::new(RefusalKind::Stale, say)))
            }
            other => answer(other),
        }
    }
    let mut desk = Desk::with(Lang::Vi, USUAL, welcome(), stale);
    desk.press(HOLIDAYS);
    desk.press("f2 x f2 f2");
    assert_eq!(desk.message(), "! Xem lại danh sách");
    assert!(desk.row(1).starts_with("HẠN SẼ ĐỔI"), "{}", desk.row(1));
    assert!(asked(&desk).2, "it asked what moves again");
    // Esc leaves everything as it was, and says so.
    desk.press("esc esc");
    assert!(desk.row(1).starts_with("NGÀY NGHỈ"), "{}", desk.row(1));
}
