//! The question as an officer answers it, and what comes of it.

use insta::assert_snapshot;

use crate::base::{Day, Id, Lang, Say, limits};
use crate::client::Event;
use crate::domain::{Problem, Value, book::BookName};
use crate::tui::export::{Export, Sheet, Way};
use crate::tui::testing::{Desk, answer, welcome};
use crate::wire::{BookPage, NamedVisit, Outcome, Refusal, RefusalKind, Reply, Request, Row, Saved, Welcome};

const USUAL: (u16, u16) = (80, 24);

fn visit(seq: u32) -> Id {
    Id::new(&format!("v{seq}")).unwrap()
}

fn row(seq: u32) -> Row {
    let mut cells = vec![String::new(); 12];
    cells[0] = format!("{seq}/2026");
    Row { id: visit(seq), cells }
}

/// Four visits in two pages, with the names of two.
fn books(request: &Request) -> Option<Outcome> {
    Some(Ok(match request {
        Request::BookRows { behind: None, .. } => Reply::BookRows(BookPage {
            rows: vec![row(1), row(2)],
            read: 400,
            total: 1200,
            behind: Some(visit(2)),
        }),
        Request::BookRows { .. } => {
            Reply::BookRows(BookPage { rows: vec![row(3), row(4)], read: 800, total: 1200, behind: None })
        }
        Request::Save { .. } => Reply::Saved(Saved {
            id: Id::new("opening").unwrap(),
            number: None,
            revision: 1,
            say: Say::default(),
        }),
        Request::BookNames { offset: 0, .. } => Reply::BookNames(vec![
            NamedVisit { visit: visit(1), told: "Người thử một".into() },
            NamedVisit { visit: visit(4), told: "Người thử bốn".into() },
        ]),
        Request::BookNames { .. } => Reply::BookNames(Vec::new()),
        other => return answer(other),
    }))
}

/// A register without a visit.
fn empty(request: &Request) -> Option<Outcome> {
    match request {
        Request::BookRows { .. } => {
            Some(Ok(Reply::BookRows(BookPage { rows: Vec::new(), read: 9, total: 9, behind: None })))
        }
        other => books(other),
    }
}

/// A server that opens no book.
fn refuses(request: &Request) -> Option<Outcome> {
    match request {
        Request::Save { .. } => {
            let say = Say::new("Bỏ tên người khỏi lý do", "Take the name out of the reason");
            let mut refusal = Refusal::new(RefusalKind::Problems, Say::plain("không lưu được"));
            refusal.problems = vec![Problem::error("reason", say)];
            Some(Err(refusal))
        }
        other => books(other),
    }
}

/// A server that takes its time for the second page.
fn slow(request: &Request) -> Option<Outcome> {
    if matches!(request, Request::BookRows { behind: Some(_), .. }) { None } else { books(request) }
}

/// A server that takes its time for the names.
fn slow_with_names(request: &Request) -> Option<Outcome> {
    if matches!(request, Request::BookNames { .. }) { None } else { books(request) }
}

fn desk(answers: fn(&Request) -> Option<Outcome>) -> Desk {
    let mut desk = Desk::with(Lang::Vi, USUAL, welcome(), answers);
    desk.press("f9 i n space s o space t i e p enter");
    assert!(desk.row(1).starts_with("IN SỔ"), "{}", desk.screen());
    desk
}

/// What was asked of the books and of nothing else.
fn asked(desk: &Desk) -> Vec<&Request> {
    let of_books = |request: &&Request| {
        matches!(request, Request::BookRows { .. } | Request::BookNames { .. } | Request::Save { .. })
    };
    desk.link.sent.iter().filter(of_books).collect()
}

fn delivered(desk: &mut Desk) -> Export {
    let mut exports = desk.app.take_exports();
    assert_eq!(exports.len(), 1, "{}", desk.screen());
    exports.remove(0)
}

/// Column 3 of what was delivered.
fn names(export: &Export) -> Vec<String> {
    let Sheet::Book(_, rows) = &export.sheet else { panic!("{export:?}") };
    rows.iter().map(|row| row[2].clone()).collect()
}

fn period(desk: &Desk) -> (String, String) {
    let Some(Request::BookRows { from, to, .. }) =
        asked(desk).into_iter().find(|request| matches!(request, Request::BookRows { .. }))
    else {
        panic!("{:?}", asked(desk))
    };
    (from.iso(), to.iso())
}

#[test]
fn the_question_as_a_person_reads_it() {
    let mut vietnamese = desk(books);
    assert_snapshot!("book_vi", vietnamese.screen());
    vietnamese.press("enter enter enter enter g enter i n space s o space q u y s f2");
    assert_snapshot!("sure_vi", vietnamese.screen());
    let mut english = Desk::with(Lang::En, USUAL, welcome(), books);
    english.press("f9 p r i n t space t h e enter enter enter enter enter g enter");
    assert_snapshot!("names_en", english.screen());
}

#[test]
fn in_a_list_the_word_for_printing_still_means_what_is_on_show() {
    for (lang, word) in [(Lang::Vi, "i n"), (Lang::En, "p r i n t")] {
        let mut desk = Desk::new(lang, USUAL);
        desk.press(&format!("4 f9 {word} enter"));
        assert!(matches!(delivered(&mut desk).sheet, Sheet::List { .. }), "{}", desk.screen());
    }
}

#[test]
fn f2_at_once_writes_the_reception_book_of_this_year_without_names() {
    let mut desk = desk(books);
    desk.press("f2");
    assert_eq!(period(&desk), ("2026-01-01".into(), "2026-11-23".into()));
    assert_eq!(asked(&desk).len(), 2, "rows only: {:?}", asked(&desk));
    let export = delivered(&mut desk);
    assert_eq!((export.way, names(&export)), (Way::WidePages, vec![String::new(); 4]));
    assert_eq!(export.title.vi, "Sổ tiếp công dân (Mẫu số 03/TCD), 01/01/2026-23/11/2026");
    assert_eq!(export.name, "so tiep dan 20260101 20261123");
    desk.app.exported(Ok(Say::plain("Đã ghi tệp x")));
    assert!(desk.row(1).starts_with("IN SỔ") && desk.message() == "Đã ghi tệp x", "{}", desk.screen());
}

#[test]
fn a_book_its_days_and_its_way_are_typed_as_in_forms() {
    let mut desk = desk(books);
    // A code goes on by itself; a letter on what stands takes its place.
    desk.press("d 1 / 1 0 enter 2 0 enter b f2");
    let Some(Request::BookRows { book: BookName::Intake, .. }) = asked(&desk).first() else { panic!() };
    assert_eq!(period(&desk), ("2026-10-01".into(), "2026-11-20".into()));
    let export = delivered(&mut desk);
    assert_eq!((export.way, export.name.as_str()), (Way::Table, "so don 20261001 20261120"));
    // Enter keeps what stands, the way being the last of the intake book.
    desk.press("d enter enter m enter");
    assert_eq!(delivered(&mut desk).way, Way::Printer);
}

#[test]
fn what_cannot_be_is_said_and_nothing_is_asked() {
    let mut desk = desk(books);
    desk.press("x");
    assert!(desk.message().contains("Gõ một trong t, d"), "{}", desk.screen());
    desk.press("enter 3 0 / 2 enter");
    assert!(desk.message().contains("không có ngày này"), "{}", desk.screen());
    assert!(desk.screen().contains("30/2"), "what was typed stays: {}", desk.screen());
    desk.press("backspace backspace backspace backspace 2 5 / 1 1 f2");
    assert!(desk.message().contains("ngày đầu sau ngày cuối"), "{}", desk.screen());
    desk.press("1 / 1 / 2 0 2 5 enter enter enter g enter f2");
    assert!(desk.message().contains("Ghi một lời lý do"), "{}", desk.screen());
    desk.press("i n f2");
    assert!(desk.message().contains("nhiều nhất một năm"), "{}", desk.screen());
    assert!(asked(&desk).is_empty(), "{:?}", asked(&desk));
    assert!(desk.app.take_exports().is_empty());
}

#[test]
fn names_are_read_after_a_yes_and_after_their_reason_is_saved() {
    let mut desk = desk(books);
    desk.press("enter enter enter enter g enter i n space s o f2");
    assert!(desk.message().starts_with("? Ghi các dòng này"), "{}", desk.screen());
    desk.press("esc");
    assert!(desk.message().contains("Chưa ghi, chưa đọc gì"), "{}", desk.screen());
    desk.press("f2 down");
    assert!(asked(&desk).is_empty(), "Esc: no; another key: no: {:?}", asked(&desk));
    desk.press("f2 enter");
    let sent = asked(&desk);
    let saved = sent.iter().position(|request| matches!(request, Request::Save { .. })).unwrap();
    let Request::Save { form, fields, .. } = sent[saved] else { panic!("{sent:?}") };
    assert_eq!(
        (form.kind.as_str(), fields.get("reason")),
        ("book_opening", Some(&Value::Text("in so".into())))
    );
    assert_eq!(fields.get("from"), Some(&Value::Day(Day::from_iso("2026-01-01").unwrap())));
    let names_at = |request: &&Request| matches!(request, Request::BookNames { .. });
    assert!(sent[saved + 1..].iter().all(names_at) && !sent[..saved].iter().any(names_at), "{sent:?}");
    let export = delivered(&mut desk);
    assert_eq!(names(&export), ["Người thử một", "", "", "Người thử bốn"]);
    assert!(!format!("{export:?}").contains("Người thử"), "{export:?}");
    // The next book has no names unless they are asked for anew.
    desk.press("f2");
    assert_eq!(names(&delivered(&mut desk)), vec![String::new(); 4]);
}

#[test]
fn a_reason_that_names_somebody_is_told_before_it_is_written_down() {
    let mut desk = desk(books);
    desk.press("enter enter enter enter g enter 0 9 1 2 3 4 5 6 7 8 f2");
    let warning = crate::domain::guard::warning("0912345678").unwrap();
    assert!(desk.screen().contains(&format!("? {}", warning.vi)), "{}", desk.screen());
    desk.press("esc backspace backspace backspace backspace backspace backspace f2");
    assert!(!desk.screen().contains(&warning.vi), "{}", desk.screen());
}

#[test]
fn a_book_without_rows_is_not_delivered_and_no_name_is_opened_for_it() {
    let mut desk = desk(empty);
    desk.press("enter enter enter enter g enter i n f2 enter");
    assert!(asked(&desk).iter().all(|request| matches!(request, Request::BookRows { .. })));
    assert!(desk.message().contains("không có dòng nào"), "{}", desk.screen());
    assert!(desk.app.take_exports().is_empty());
}

/// A register with more rows than one print may have.
fn too_many(request: &Request) -> Option<Outcome> {
    match request {
        Request::BookRows { .. } => {
            let rows = (0..=limits::EXPORT_ROWS_MAX).map(|_| Row { id: visit(1), cells: Vec::new() });
            let behind = Some(visit(1));
            Some(Ok(Reply::BookRows(BookPage { rows: rows.collect(), read: 1, total: 9, behind })))
        }
        other => books(other),
    }
}

#[test]
fn a_book_of_too_many_rows_is_not_read_to_its_end() {
    let mut desk = desk(too_many);
    desk.press("f2");
    assert!(desk.message().contains("Chọn kỳ ngắn hơn"), "{}", desk.screen());
    assert_eq!((asked(&desk).len(), desk.app.take_exports().len()), (1, 0));
}

#[test]
fn a_refusal_is_shown_and_leads_to_its_field() {
    let mut desk = desk(refuses);
    desk.press("enter enter enter enter g enter a n f2 enter");
    assert!(desk.message().contains("Bỏ tên người khỏi lý do"), "{}", desk.screen());
    assert!(desk.app.take_exports().is_empty());
    let field = usize::from(desk.cursor_at().0);
    assert!(desk.row(field).contains("Lý do"), "{}", desk.screen());
}

#[test]
fn a_broken_line_goes_on_where_it_was_and_esc_stops() {
    let mut desk = desk(slow);
    desk.press("f2");
    assert!(desk.screen().contains("Đang đọc sổ: 400/1200. Esc dừng"), "{}", desk.screen());
    desk.press("d f2 enter");
    assert_eq!(asked(&desk).len(), 2, "keys do nothing meanwhile");
    desk.hear(Event::Lost);
    assert!(desk.screen().contains("nối lại sẽ đọc tiếp"), "{}", desk.screen());
    desk.link.answers = books;
    desk.hear(Event::Back(welcome()));
    let again = asked(&desk);
    assert!(again[2..].iter().all(|request| *request == again[1]), "the same rows: {again:?}");
    assert_eq!(names(&delivered(&mut desk)).len(), 4, "no row twice");

    desk.link.answers = slow;
    desk.press("f2 esc");
    assert_eq!(desk.message(), "Đã dừng: chưa in, chưa ghi tệp nào");
    assert!(desk.row(1).starts_with("IN SỔ") && desk.app.take_exports().is_empty());
    desk.press("esc");
    assert!(desk.row(1).starts_with("NGHE DÂN"), "{}", desk.screen());
}

#[test]
fn whoever_stops_after_the_opening_was_saved_is_told_that_it_stays() {
    let mut desk = desk(slow_with_names);
    desk.press("enter enter enter enter g enter i n f2 enter");
    assert!(desk.screen().contains("Đang đọc họ tên: 0. Esc dừng"), "{}", desk.screen());
    desk.press("esc");
    assert!(desk.message().contains("lần mở sổ đã được ghi lại"), "{}", desk.screen());
    // What comes late is nobody's.
    desk.link.answers = books;
    desk.let_through();
    assert!(desk.app.take_exports().is_empty());
}

#[test]
fn a_server_that_writes_nothing_opens_no_names_and_still_gives_the_rows() {
    let mut desk = Desk::with(Lang::Vi, USUAL, Welcome { read_only: true, ..welcome() }, books);
    desk.press("f9 i n space s o space t i e p enter enter enter enter enter g enter i n f2");
    assert!(desk.message().contains("Chỉ xem được"), "{}", desk.screen());
    assert!(asked(&desk).is_empty());
    desk.press("up k f2");
    assert_eq!(names(&delivered(&mut desk)), vec![String::new(); 4]);
}

#[test]
fn no_book_is_begun_while_the_line_is_broken() {
    let mut desk = desk(books);
    desk.hear(Event::Lost);
    desk.press("f2");
    assert!(desk.message().contains("đang mất kết nối"), "{}", desk.screen());
    assert!(asked(&desk).is_empty());
}
