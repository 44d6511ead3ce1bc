//! The page of a village as a person reads it, and where its lines lead.

use crate::base::{Day, Id, Lang, Say};
use crate::domain::{
    Value,
    query::{Query, View},
};
use crate::tui::testing::{Desk, answer, welcome};
use crate::wire::{FigureRow, MonthCount, Outcome, Reply, Request, VillageList, VillagePage};

use super::VillageScreen;

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn list(vi: &str, count: u32, note: &str, kind: &str) -> VillageList {
    let filters = vec![("village".to_owned(), Value::Ref(id("V02")))];
    let view = if kind == "petition" { View::Overdue } else { View::All };
    VillageList {
        title: Say::plain(vi),
        count,
        note: Say::plain(note),
        query: Query { filters, ..Query::view(kind, view) },
    }
}

fn of_month(month: u32) -> Query {
    let end = Day::new(2025, month, 28).map_or(Value::Flag(false), Value::Day);
    Query::all("petition").with("village", Value::Ref(id("V02"))).with("open_on", end)
}

fn page() -> VillagePage {
    let row = |label: &str, now: &str, before: &str, change: &str, source: &str| FigureRow {
        label: Say::plain(label),
        now: now.into(),
        before: before.into(),
        change: change.into(),
        source: Say::plain(source),
    };
    VillagePage {
        village: id("V02"),
        title: "Buôn Ma Lim".into(),
        heading: [
            "Xã Ia Dreh, trước 01/07/2025 xã Krông Năng; vùng sâu, vùng xa (07/QĐ-UBND)",
            "Báo cuối tuần 46, có việc; tuần 47 chưa báo, im lặng 1",
        ]
        .map(Say::plain)
        .to_vec(),
        dates: (Day::from_iso("2025-11-30"), Day::from_iso("2024-11-30")),
        figures: vec![
            row("Số hộ", "190", "188", "+2", "rà soát 30/11/2025"),
            row("Số khẩu", "769", "761", "+8", "rà soát 30/11/2025"),
            row("Hộ nghèo", "35", "41", "-6", "18,4 % (trước 21,8 %)"),
            row("Hộ cận nghèo", "26", "24", "+2", "13,7 % (trước 12,8 %)"),
        ],
        months: [12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
            .into_iter()
            .zip([1, 1, 2, 2, 3, 2, 1, 1, 2, 3, 4, 14])
            .map(|(month, count)| MonthCount { month, count, query: of_month(month) })
            .collect(),
        lists: vec![
            list("Đơn quá hạn", 3, "90, 106, 118/2026; ta trễ 1", "petition"),
            list("Đơn chưa giải quyết", 4, "thêm 95/2026 KNg, +11n Trong hạn", "petition"),
            list("Việc tồn đọng", 2, "V-031 NS, V-045 CN giáp ranh Ea Ly", "petition"),
            list("Tình hình đã báo", 46, "không phát sinh 29, có việc 17", "village_update"),
            list("Đã chuyển, chờ kết quả", 1, "77/2026, chờ 19 ngày", "petition"),
            list("Số liệu hộ, khẩu", 6, "kỳ, từ 2021", "figures"),
        ],
    }
}

fn server(request: &Request) -> Option<Outcome> {
    match request {
        Request::Village(_) => Some(Ok(Reply::Village(Box::new(page())))),
        other => answer(other),
    }
}

fn bare(request: &Request) -> Option<Outcome> {
    match request {
        Request::Village(_) => {
            let page = VillagePage { figures: Vec::new(), dates: (None, None), months: Vec::new(), ..page() };
            Some(Ok(Reply::Village(Box::new(page))))
        }
        other => answer(other),
    }
}

fn desk(lang: Lang, size: (u16, u16), server: fn(&Request) -> Option<Outcome>) -> Desk {
    let mut desk = Desk::with(lang, size, welcome(), server);
    desk.app.put_on_top(Box::new(VillageScreen::new(id("V02"))));
    desk.app.start(0, &mut desk.link);
    desk.let_through();
    desk
}

#[test]
fn a_village_as_a_person_reads_it() {
    insta::assert_snapshot!("village_vi", desk(Lang::Vi, (80, 24), server).screen());
    insta::assert_snapshot!("village_en_120", desk(Lang::En, (120, 40), server).screen());
    insta::assert_snapshot!("village_vi_60", desk(Lang::Vi, (60, 20), server).press("end").screen());
    insta::assert_snapshot!("village_month_vi", desk(Lang::Vi, (80, 24), server).press("up").screen());
    insta::assert_snapshot!("village_without_figures", desk(Lang::Vi, (80, 24), bare).screen());
}

/// Opens what is marked and comes back to it; returns what list was asked for.
fn opened(desk: &mut Desk) -> Option<Query> {
    let before = (desk.lines()[..22].to_vec(), desk.cursor_at());
    desk.press("enter");
    let asked = desk.link.sent.iter().rev().find_map(|request| match request {
        Request::Page { query, .. } => Some(query.clone()),
        _ => None,
    });
    desk.press("esc");
    assert_eq!((desk.lines()[..22].to_vec(), desk.cursor_at()), before);
    asked
}

#[test]
fn every_line_opens_its_rows_and_esc_comes_back_to_it() {
    let mut desk = desk(Lang::Vi, (80, 24), server);
    for (at, list) in page().lists.into_iter().enumerate() {
        if at > 0 {
            desk.press("down");
        }
        assert_eq!(opened(&mut desk), Some(list.query));
    }
}

#[test]
fn every_month_opens_the_petitions_that_were_open_at_its_end() {
    let mut desk = desk(Lang::Vi, (80, 24), server);
    desk.press("up home");
    for (at, month) in page().months.into_iter().enumerate() {
        if at > 0 {
            desk.press("right");
        }
        assert_eq!(opened(&mut desk), Some(month.query));
    }
    desk.press("down");
    assert_eq!(opened(&mut desk), Some(page().lists[0].query.clone()));
}

#[test]
fn a_list_with_filters_is_left_by_a_digit_and_not_mixed_with_it() {
    let mut desk = desk(Lang::Vi, (80, 24), server);
    desk.press("enter 2");
    let asked = desk.link.sent.iter().rev().find_map(|request| match request {
        Request::Page { query, .. } => Some(query.clone()),
        _ => None,
    });
    assert_eq!(asked, Some(Query::view("petition", View::Soon)));
}

#[test]
fn the_page_is_opened_from_a_petition_by_its_name() {
    let mut desk = Desk::with(Lang::Vi, (80, 24), welcome(), server);
    desk.press("4 enter f9 t r a n g space t h o n enter");
    // The petition of this desk names no village.
    assert!(desk.message().starts_with("! Không có trang"), "{}", desk.message());
}
