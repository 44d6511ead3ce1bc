//! The table as a person reads it, and what each cell opens.

use insta::assert_snapshot;

use crate::base::{Id, Lang, Say};
use crate::domain::{
    Value, facet,
    petition::statistics::{Borders, Frame, FrozenCell, Measure},
};
use crate::tui::export::{Sheet, Way};
use crate::tui::testing::{Desk, answer, welcome};
use crate::wire::{Outcome, Page, Reply, Request, Row, Saved};

fn desk() -> Desk {
    let mut desk = Desk::new(Lang::Vi, (80, 24));
    desk.press("f9 t h o n g space k e enter");
    desk
}

fn asked(desk: &Desk) -> (Frame, Option<String>) {
    let last = desk.link.sent.iter().rev().find_map(|request| match request {
        Request::Statistics { frame, place, .. } => Some((frame.clone(), place.clone())),
        _ => None,
    });
    last.unwrap()
}

#[test]
fn the_table_as_a_person_reads_it() {
    assert_snapshot!("statistics_vi", desk().screen());
    let mut english = Desk::new(Lang::En, (80, 24));
    english.press("f9 s t a t i s enter down down right");
    assert_snapshot!("statistics_en", english.screen());
}

#[test]
fn a_cell_opens_what_it_counts_and_its_name_leads_to_it() {
    let mut desk = desk();
    desk.press("c 4 enter");
    assert!(desk.screen().contains("Ô đang chọn  C4  Kiến nghị, Đúng hạn: 30 đơn"), "{}", desk.screen());
    desk.press("enter");
    let filters = desk.link.sent.iter().rev().find_map(|request| match request {
        Request::Page { query, .. } => Some(query.filters.clone()),
        _ => None,
    });
    let filters = filters.unwrap();
    let counted = filters.iter().find(|(name, _)| name == facet::COUNTED).unwrap();
    let (measure, frame) = Frame::from_filter(&counted.1).unwrap();
    assert_eq!((measure, frame.is_told), (Measure::OnTime, false));
    assert_eq!(filters.len(), 2);
    desk.press("esc g 1 enter enter");
    let filters = desk.link.sent.iter().rev().find_map(|request| match request {
        Request::Page { query, .. } => Some(query.filters.clone()),
        _ => None,
    });
    let (_, frame) = Frame::from_filter(&filters.unwrap()[0].1).unwrap();
    assert!(frame.is_told, "the total counts no denunciation");
}

#[test]
fn a_period_a_commune_and_borders_are_typed() {
    let mut desk = desk();
    desk.press("d 9 t / 2 0 2 5 enter");
    assert_eq!(asked(&desk).0.window.named(), "15/12/2024-14/09/2025");
    desk.press("t 1 1 enter");
    assert_eq!(asked(&desk).0.window.named(), "01/11/2026-30/11/2026");
    desk.press("e a space l y enter");
    assert_eq!(asked(&desk).1.as_deref(), Some("ea ly"));
    desk.press("l u c space d o enter");
    assert_eq!(asked(&desk).0.borders, Borders::Then);
    desk.press("m o i space n o i enter");
    assert_eq!(asked(&desk).1.as_deref(), Some(""));
    desk.press("x esc");
    assert!(desk.row(1).starts_with("THỐNG KÊ"), "Esc first takes away what was typed");
    desk.press("esc");
    assert!(desk.row(1).starts_with("NGHE DÂN"));
}

/// The server of the mock-ups, which saves closings and printings too.
fn saves(request: &Request) -> Option<Outcome> {
    match request {
        Request::Save { .. } => Some(Ok(Reply::Saved(Saved {
            id: Id::new("x").unwrap(),
            number: None,
            revision: 1,
            say: Say::default(),
        }))),
        other => answer(other),
    }
}

fn saving_desk() -> Desk {
    let mut desk = Desk::with(Lang::Vi, (80, 24), welcome(), saves);
    desk.press("f9 t h o n g space k e enter");
    desk
}

fn filters(desk: &Desk) -> Vec<(String, Value)> {
    let last = desk.link.sent.iter().rev().find_map(|request| match request {
        Request::Page { query, .. } => Some(query.filters.clone()),
        _ => None,
    });
    last.unwrap()
}

/// The last save: its kind, what it says, and the reason.
fn last_save(desk: &Desk) -> Option<(String, crate::domain::Fields, Option<String>)> {
    desk.link.sent.iter().rev().find_map(|request| match request {
        Request::Save { form, fields, reason, .. } => {
            Some((form.kind.clone(), fields.clone(), reason.clone()))
        }
        _ => None,
    })
}

#[test]
fn a_period_is_frozen_after_a_question_and_not_before_its_end() {
    let mut desk = saving_desk();
    desk.press("f9 c h o t space k y enter");
    assert!(desk.row(23).contains("Chờ qua ngày 14/12/2026 rồi chốt"), "{}", desk.screen());
    desk.press("d 9 t enter f9 c h o t space k y enter");
    assert!(desk.row(23).contains("Chốt 9T/2026? Không bỏ chốt được"), "{}", desk.screen());
    desk.press("esc");
    assert_eq!(last_save(&desk), None, "Esc: no");
    desk.press("f9 c h o t space k y enter down enter");
    assert_eq!(last_save(&desk), None, "another key: no");
    desk.press("esc");
    desk.press("f9 c h o t space k y enter enter");
    let (kind, fields, reason) = last_save(&desk).unwrap();
    assert_eq!((kind.as_str(), reason), ("statistics_closing", None));
    assert_eq!(fields.len(), 3, "figures are the server's: {fields:?}");
    assert!(desk.row(23).starts_with("Đã chốt 9T/2026"), "{}", desk.screen());
}

#[test]
fn a_frozen_period_opens_what_was_counted_and_what_became_different() {
    let mut desk = saving_desk();
    desk.press("d 9 t / 2 0 2 5 enter");
    assert_snapshot!("frozen_vi", desk.screen());
    desk.press("f9 c h o t space k y enter");
    assert!(desk.row(23).contains("kỳ này đã chốt 20/12/2025"), "{}", desk.screen());
    desk.press("c 4 enter enter");
    let (name, value) = filters(&desk).into_iter().next().unwrap();
    assert_eq!(name, facet::FROZEN);
    let asked = FrozenCell::from_filter(&value).unwrap();
    assert_eq!((asked.cell.name().as_str(), asked.window.named().as_str()), ("C4", "15/12/2024-14/09/2025"));
    desk.press("esc b 3 enter enter");
    assert!(desk.row(23).contains("đơn tố cáo chỉ chốt số"), "{}", desk.screen());
    desk.press("end enter");
    assert_snapshot!("adjustments_vi", desk.screen());
    desk.press("down enter");
    assert!(matches!(desk.link.sent.last(), Some(Request::Show(of)) if of == "p2"));
    // By other borders it was not frozen, and the table says so.
    desk.press("esc esc l u c space d o enter");
    assert!(
        desk.screen().contains("Số đang có. Kỳ này chốt 20/12/2025 theo địa giới nay"),
        "{}",
        desk.screen()
    );
}

#[test]
fn a_cell_is_asked_back_by_its_name_from_the_look_up_and_the_palette() {
    // In a list the sign itself opens the palette.
    for way in [
        "/ : c 4 space 9 t / 2 0 2 5 enter",
        "f9 : c 4 space 9 t / 2 0 2 5 enter",
        ": c 4 space 9 t / 2 0 2 5 enter",
    ] {
        let mut desk = Desk::new(Lang::Vi, (80, 24));
        desk.press("4");
        desk.press(way);
        let (name, value) = filters(&desk).into_iter().next().unwrap();
        assert_eq!(name, facet::FROZEN, "{way}");
        assert_eq!(FrozenCell::from_filter(&value).unwrap().cell.name(), "C4");
        desk.press("esc");
        assert!(desk.row(1).starts_with("THỐNG KÊ"), "{way}: {}", desk.screen());
    }
    let mut desk = Desk::new(Lang::Vi, (80, 24));
    desk.press("f9 : c 4 space 9 t space e a space l y enter");
    let Some(Request::Statistics { place, frozen_first: true, .. }) = desk.link.sent.last() else { panic!() };
    assert_eq!(place.as_deref(), Some("ea ly"));
    assert!(desk.row(23).contains("Chưa chốt 9T/2026: đây là số đang có; Enter mở C4"), "{}", desk.screen());
    assert!(
        desk.row(4).starts_with("Không cộng 3 đơn nay thuộc Xã Ea Bá 2, xã không rõ 1"),
        "{}",
        desk.screen()
    );
    desk.press("enter");
    assert_eq!(filters(&desk)[0].0, facet::COUNTED, "the live one is offered");
    let mut desk = Desk::new(Lang::Vi, (80, 24));
    desk.press("/ : c 4");
    let searched = desk.link.sent.iter().any(|asked| matches!(asked, Request::Search { .. }));
    assert!(!searched && desk.screen().contains(":C4 9T/2026; thêm tên xã"), "{}", desk.screen());
    desk.press("enter");
    assert!(desk.row(23).contains("Gõ lại, như :C4 9T/2026"), "{}", desk.screen());
}

#[test]
fn the_list_of_closings_leads_to_what_was_frozen() {
    fn listed(request: &Request) -> Option<Outcome> {
        match request {
            Request::Page { query, .. } if query.kind == "statistics_closing" => {
                let row = |id: &str| Row { id: Id::new(id).unwrap(), cells: vec![String::new(); 4] };
                let rows = vec![
                    row("o.statistics_closing.2024-12-15_2025-09-14.C24100n"),
                    row("o.statistics_closing.2024-12-15_2025-09-14"),
                ];
                let (echo, counts, filters) = (None, Vec::new(), Vec::new());
                Some(Ok(Reply::Page(Page { rows, offset: 0, total: 2, counts, echo, filters })))
            }
            other => answer(other),
        }
    }
    let mut desk = Desk::with(Lang::Vi, (80, 24), welcome(), listed);
    let last = |desk: &Desk| {
        let Some(Request::Statistics { frame, place, frozen_first: true }) = desk.link.sent.last() else {
            panic!("{:?}", desk.link.sent.last())
        };
        (frame.window.named(), frame.commune.clone(), place.clone())
    };
    desk.press("f9 c h o t space k y space t h o n g enter enter");
    let days = "15/12/2024-14/09/2025".to_owned();
    assert_eq!(last(&desk), (days.clone(), Id::new("C24100n"), None));
    assert!(desk.screen().contains("Chốt 20/12/2025"), "{}", desk.screen());
    desk.press("esc down enter");
    assert_eq!(last(&desk), (days, None, Some(String::new())), "every place, not the own commune");
}

#[test]
fn the_table_is_printed_and_what_does_not_add_up_asks_why() {
    let mut desk = saving_desk();
    desk.press("f9 p r i n t enter");
    let exports = desk.app.take_exports();
    assert_eq!((exports.len(), exports[0].way), (1, Way::Printer), "{}", desk.screen());
    let Sheet::Lines(lines) = &exports[0].sheet else { panic!() };
    assert!(lines.iter().any(|line| line.vi.ends_with("đúng")), "the check stands on paper: {lines:?}");
    assert_eq!(last_save(&desk), None);

    desk.press("n 2 0 2 4 enter");
    assert!(desk.screen().contains("! lệch 1: Enter xem"), "{}", desk.screen());
    desk.press("end enter");
    let (measure, frame) = Frame::from_filter(&filters(&desk)[0].1).unwrap();
    assert_eq!((measure, frame.is_told), (Measure::Unbalanced, true));
    desk.press("esc f9 p r i n t enter");
    assert!(desk.row(23).starts_with("Lý do khi còn lệch:"), "{}", desk.screen());
    desk.press("enter");
    assert!(desk.row(23).contains("Ghi một lời lý do"), "{}", desk.screen());
    assert!(desk.app.take_exports().is_empty());
    desk.press("c h o w space s u w r a enter");
    let (kind, fields, _) = last_save(&desk).unwrap();
    assert_eq!(kind, "statistics_print");
    assert_eq!(fields.get("unbalanced"), Some(&Value::Int(1)));
    let Some(Value::Text(reason)) = fields.get("reason") else { panic!("{fields:?}") };
    let exports = desk.app.take_exports();
    let Sheet::Lines(lines) = &exports[0].sheet else { panic!() };
    assert!(lines.iter().any(|line| line.vi == format!("Lý do in khi còn lệch: {reason}")), "{lines:?}");
}

#[test]
fn what_does_not_add_up_is_frozen_with_a_reason_only() {
    let mut desk = saving_desk();
    desk.press("n 2 0 2 4 enter f9 c h o t space k y enter enter");
    assert_eq!(last_save(&desk), None);
    desk.press("d a space b i e t enter");
    let (kind, _, reason) = last_save(&desk).unwrap();
    assert_eq!((kind.as_str(), reason.as_deref()), ("statistics_closing", Some("da biet")));
}
