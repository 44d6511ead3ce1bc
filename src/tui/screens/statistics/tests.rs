//! The table as a person reads it, and what each cell opens.

use insta::assert_snapshot;

use crate::base::Lang;
use crate::domain::{
    facet,
    petition::statistics::{Borders, Frame, Measure},
};
use crate::tui::testing::Desk;
use crate::wire::Request;

fn desk() -> Desk {
    let mut desk = Desk::new(Lang::Vi, (80, 24));
    desk.press("f9 t h o n g space k e enter");
    desk
}

fn asked(desk: &Desk) -> (Frame, Option<String>) {
    let last = desk.link.sent.iter().rev().find_map(|request| match request {
        Request::Statistics { frame, place } => Some((frame.clone(), place.clone())),
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
