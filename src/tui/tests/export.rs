//! What leaves for a file or a printer, and how it is stopped.

use crate::base::{Lang, Say};
use crate::tui::export::{Export, Sheet, Way};
use crate::tui::testing::{Desk, answer, welcome};
use crate::wire::{Outcome, Reply, Request};

const USUAL: (u16, u16) = (80, 24);

/// A server that gives ten rows at a time, however many are asked for.
fn ten_at_a_time(request: &Request) -> Option<Outcome> {
    match request {
        Request::Page { query, offset, rows, .. } => answer(&Request::Page {
            query: query.clone(),
            offset: *offset,
            rows: (*rows).min(10),
            in_full: false,
        }),
        other => answer(other),
    }
}

/// A server with more rows than one export may have.
fn a_million(request: &Request) -> Option<Outcome> {
    let mut outcome = answer(request);
    if let Some(Ok(Reply::Page(page))) = &mut outcome {
        page.total = 1_000_000;
    }
    outcome
}

fn choose(desk: &mut Desk, command: &str) {
    desk.press("f9");
    for letter in command.chars() {
        desk.press(if letter == ' ' { "space".to_owned() } else { letter.to_string() }.as_str());
    }
    desk.press_ahead("enter");
}

fn rows(export: &Export) -> usize {
    match &export.sheet {
        Sheet::List { rows, .. } => rows.len(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn all_rows_of_a_list_are_exported_with_what_narrows_it() {
    let mut desk = Desk::with(Lang::Vi, USUAL, welcome(), ten_at_a_time);
    desk.press("4");
    choose(&mut desk, "csv");
    assert_eq!(desk.row(1).trim_end(), desk.row(1), "the list stays");
    assert!(desk.row(1).starts_with("ĐƠN THƯ  4 Đơn chưa giải quyết"));
    desk.let_through();
    let exports = desk.app.take_exports();
    assert_eq!((exports.len(), exports[0].way, rows(&exports[0])), (1, Way::Table, 41));
    let in_full = |desk: &Desk| {
        desk.link.sent.iter().filter(|asked| matches!(asked, Request::Page { in_full: true, .. })).count()
    };
    assert_eq!(in_full(&desk), 5, "a file is read in another year");
    assert_eq!(
        (exports[0].title.vi.as_str(), exports[0].name.as_str()),
        ("Đơn chưa giải quyết", "Đơn chưa giải quyết")
    );
    desk.press("m l");
    choose(&mut desk, "chu 132");
    desk.let_through();
    let exports = desk.app.take_exports();
    assert_eq!(
        (exports[0].way, exports[0].title.vi.as_str()),
        (Way::WidePages, "Đơn chưa giải quyết; Lọc: ml = Buôn Ma Lim")
    );
    assert_eq!(in_full(&desk), 5, "paper has the columns of the screen");
    assert_eq!(exports[0].name, "Đơn chưa giải quyết", "what was typed is not in the file's name");
    assert!(desk.app.take_exports().is_empty());
    desk.app.exported(Ok(Say::plain("Đã ghi tệp x")));
    assert_eq!(desk.message(), "Đã ghi tệp x");
}

#[test]
fn progress_is_told_and_esc_stops_it() {
    let mut desk = Desk::with(Lang::Vi, USUAL, welcome(), ten_at_a_time);
    desk.press("4");
    choose(&mut desk, "csv");
    while desk.message().is_empty() {
        let event = desk.link.waiting.pop_front().unwrap();
        desk.app.event(event, 0, &mut desk.link);
    }
    assert_eq!(desk.message(), "Đang lấy 10/41 dòng; Esc dừng");
    desk.press_ahead("down esc");
    assert_eq!(desk.message(), "Đã dừng: chưa in, chưa ghi tệp nào");
    desk.let_through();
    assert!(desk.app.take_exports().is_empty());
    desk.press("down");
    assert!(desk.row(6).starts_with('>'), "keys are the list's again");
}

#[test]
fn too_many_rows_are_refused_before_they_are_fetched() {
    let mut desk = Desk::with(Lang::Vi, USUAL, welcome(), a_million);
    desk.press("4");
    choose(&mut desk, "csv");
    desk.let_through();
    assert!(desk.message().starts_with("! Lọc bớt: tối đa 100000 dòng"), "{}", desk.message());
    assert!(desk.app.take_exports().is_empty());
}

#[test]
fn a_slip_is_asked_for_once_and_printed_or_kept() {
    let mut desk = Desk::new(Lang::Vi, USUAL);
    desk.press("4 enter i");
    assert_eq!(desk.message(), "? In phiếu? Enter ra máy in, t ra tệp, Esc thôi");
    desk.press("esc enter");
    assert!(desk.app.take_exports().is_empty());
    desk.press("i enter");
    let exports = desk.app.take_exports();
    assert_eq!(exports[0].way, Way::Printer);
    assert_eq!(exports[0].sheet, Sheet::Lines(vec![Say::plain("PHIẾU TIẾP NHẬN ĐƠN")]));
    desk.press("i t");
    let exports = desk.app.take_exports();
    assert_eq!((exports[0].way, exports[0].name.as_str()), (Way::Pages, "phieu p0"));
}

#[test]
fn an_opened_record_is_exported_as_it_stands() {
    let mut desk = Desk::new(Lang::Vi, USUAL);
    desk.press("4 enter");
    choose(&mut desk, "chu 80");
    desk.let_through();
    let exports = desk.app.take_exports();
    assert_eq!((exports.len(), exports[0].way), (1, Way::Pages));
    assert!(matches!(exports[0].sheet, Sheet::Record(_)) && exports[0].title.vi.starts_with("ĐƠN 90/2026"));
}

#[test]
fn nothing_is_exported_from_the_home_screen() {
    let mut desk = Desk::new(Lang::Vi, USUAL);
    choose(&mut desk, "csv");
    desk.let_through();
    assert!(desk.message().starts_with("! Không dùng được ở đây: chỉ trong danh sách"), "{}", desk.message());
    assert!(desk.app.take_exports().is_empty());
}
