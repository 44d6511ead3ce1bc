//! Keys, and what they lead to.

use std::cell::Cell;

use crate::base::Lang;
use crate::client::Event;
use crate::domain::{FormName, Value, query::View};
use crate::tui::testing::{Desk, answer, id, welcome};
use crate::wire::{Outcome, Push, Reply, Request, Row};

use super::{last_page, marked};

const USUAL: (u16, u16) = (80, 24);

fn desk() -> Desk {
    Desk::new(Lang::Vi, USUAL)
}

#[test]
fn three_keys_list_what_is_overdue_in_a_village() {
    let mut desk = desk();
    desk.press("1 m l");
    assert_eq!(last_page(&desk), (View::Overdue, "ml".into()));
    assert!(desk.row(3).ends_with("Lọc: ml = Buôn Ma Lim"));
    // The same when the line is slow and no reply has come between.
    let mut ahead = self::desk();
    ahead.press_ahead("1 m l");
    ahead.let_through();
    assert_eq!(ahead.screen(), desk.screen());
}

#[test]
fn digits_are_views_until_the_first_letter() {
    let mut desk = desk();
    desk.press("4 2");
    assert_eq!(last_page(&desk).0, View::Soon);
    desk.press("t 2");
    assert_eq!(last_page(&desk), (View::Soon, "t2".into()));
    desk.press("backspace backspace 1");
    assert_eq!(last_page(&desk), (View::Overdue, String::new()));
    // A slash behind a digit is one: Thôn 2/4.
    desk.press("t 2 / 4");
    assert_eq!(last_page(&desk), (View::Overdue, "t2/4".into()));
    desk.press("right");
    assert_eq!(last_page(&desk), (View::Soon, "t2/4".into()));
}

#[test]
fn the_marker_walks_and_pages_join() {
    let mut desk = desk();
    desk.press("4");
    for _ in 0..17 {
        desk.press("down");
    }
    let (row, line) = marked(&mut desk);
    assert_eq!(row, 21);
    assert!(line.starts_with("> 217"), "{line}");
    desk.press("pgdn end");
    assert!(marked(&mut desk).1.starts_with("> 240"));
    desk.press("home");
    assert_eq!(marked(&mut desk).0, 5);
    for _ in 0..45 {
        desk.press_ahead("down");
    }
    desk.let_through();
    assert!(marked(&mut desk).1.starts_with("> 240"));
    desk.press("pgup pgup pgup pgup");
    assert!(marked(&mut desk).1.starts_with("> 92"));
    let most = desk.link.sent.iter().filter_map(|request| match request {
        Request::Page { rows, .. } => Some(*rows),
        _ => None,
    });
    assert!(most.max().unwrap() <= 34);
}

#[test]
fn enter_waits_for_the_rows_it_means() {
    let mut desk = desk();
    desk.press("4");
    desk.press_ahead("m l enter");
    assert!(desk.link.sent.iter().all(|request| !matches!(request, Request::Show(_))));
    desk.let_through();
    // The first row that "ml" leaves, not the first one of the list before.
    assert!(desk.link.sent.contains(&Request::Show("p3".into())));
}

#[test]
fn escape_is_never_kept_back() {
    let mut desk = desk();
    desk.press("4");
    desk.press_ahead("m enter esc");
    desk.let_through();
    assert!(desk.row(1).starts_with("ĐƠN THƯ"), "{}", desk.row(1));
    assert!(desk.row(3).ends_with("Lọc:"));
}

#[test]
fn a_push_moves_no_row_and_names_what_changed() {
    let mut desk = desk();
    desk.press("4 down down");
    let before = desk.lines();
    desk.push("can_bo_03", &["p0", "p3", "p300"]);
    let after = desk.lines();
    assert_eq!(before[..22], after[..22]);
    assert_eq!(after[22], "* 2 đơn vừa đổi");
    assert!(
        desk.link.sent.iter().any(|request| matches!(request, Request::Rows { ids, .. } if ids.len() == 2))
    );
    desk.press("down");
    assert_eq!(desk.message(), "");
    // What one did oneself is no news.
    desk.push("can_bo_02", &["p0"]);
    assert_eq!(desk.message(), "");
}

thread_local! {
    /// Where the petition that was entered meanwhile stands in the list.
    static ENTERED_AT: Cell<Option<u32>> = const { Cell::new(None) };
}

fn answers_with_what_was_entered(request: &Request) -> Option<Outcome> {
    let outcome = answer(request);
    let (Some(at), Request::Page { offset, .. }, Some(Ok(Reply::Page(mut page)))) =
        (ENTERED_AT.get(), request, outcome.clone())
    else {
        return outcome;
    };
    page.total += 1;
    let cells = ["124", "KN", "Ma Lim", "DD", "Vừa nhập", "+9 ", "Trong hạn", "ta"].map(str::to_owned);
    let place = at.checked_sub(*offset).and_then(|place| usize::try_from(place).ok());
    if let Some(place) = place.filter(|place| *place < page.rows.len()) {
        page.rows.insert(place, Row { id: id("new"), cells: cells.to_vec() });
    }
    Some(Ok(Reply::Page(page)))
}

/// A list with the marker on its fifth row, left for a form while somebody entered a petition.
fn back_in_the_list(by: &str, entered_at: u32) -> (Vec<String>, Desk) {
    ENTERED_AT.set(None);
    let mut desk = Desk::with(Lang::Vi, USUAL, welcome(), answers_with_what_was_entered);
    desk.press("4 down down down down");
    let before = desk.lines();
    desk.press("f3");
    ENTERED_AT.set(Some(entered_at));
    desk.push(by, &["new"]);
    desk.press("esc");
    (before, desk)
}

#[test]
fn what_was_just_entered_is_there_on_the_way_back_and_the_marker_stays_on_its_record() {
    for entered_at in [9, 1] {
        let (before, mut desk) = back_in_the_list("can_bo_02", entered_at);
        let (row, record) = marked(&mut desk);
        assert_eq!(record, before[row - 1], "the same record in the same row");
        assert!(desk.screen().contains("Vừa nhập"), "{}", desk.screen());
        assert_eq!(desk.press("down up").lines()[row - 1], record);
    }
    // What another officer enters moves nothing, here or on the way back.
    let (before, mut desk) = back_in_the_list("can_bo_03", 1);
    assert_eq!(desk.lines()[4..21], before[4..21]);
}

#[test]
fn a_push_leaves_the_marker_of_the_home_screen_where_it_is() {
    let mut desk = desk();
    desk.press("down down");
    let before = desk.lines();
    desk.push("can_bo_03", &["p0"]);
    assert_eq!(desk.lines()[..22], before[..22]);
    assert_eq!(desk.link.sent.iter().filter(|request| **request == Request::Home).count(), 2);
}

#[test]
fn the_way_back_leads_to_the_same_row() {
    let mut desk = desk();
    desk.press("4 down down enter");
    assert!(desk.row(1).starts_with("ĐƠN 90/2026"));
    desk.press("n n N esc");
    let (row, line) = marked(&mut desk);
    assert_eq!((row, line.starts_with("> 86")), (7, true));
}

#[test]
fn letters_on_a_petition_are_its_steps() {
    let mut desk = desk();
    desk.press("4 enter c");
    assert_eq!(desk.message(), "! Bước này chưa được: cần Đã phân loại");
    assert!(desk.app.take_bell());
    desk.press("v");
    assert!(desk.message().starts_with("! Không có bước ở chữ này"));
    desk.press("down");
    assert_eq!(desk.message(), "");
    desk.press("2");
    assert_eq!(last_page(&desk).0, View::Soon);
    desk.press("esc");
    assert!(desk.row(1).starts_with("NGHE DÂN"));
}

#[test]
fn the_last_step_is_taken_back_after_one_question() {
    let mut desk = desk();
    desk.press("4 enter ctrl-z");
    assert!(desk.message().starts_with("? Lấy lại? Enter lấy"));
    desk.press("esc enter esc");
    assert!(desk.link.sent.iter().all(|request| !request.changes()));
    desk.press("ctrl-z enter");
    let sent = desk.link.sent.iter().filter(|request| request.changes());
    assert!(matches!(sent.collect::<Vec<_>>()[..], [Request::TakeBack { base: 6, .. }]));
    assert_eq!(desk.message(), "Đã lấy lại bước trước");
}

#[test]
fn why_follows_the_marker_and_folds_in_the_history() {
    let mut desk = desk();
    desk.press("4 enter enter");
    assert!(desk.row(14).contains("VÌ SAO"));
    desk.press("down");
    assert!(desk.row(14).contains("VÌ SAO"));
    desk.press("down down");
    assert!(desk.row(14).contains("DIỄN BIẾN"), "{}", desk.screen());
    assert_eq!(marked(&mut desk).0, 15);
}

#[test]
fn a_command_is_found_without_tones_and_teaches_its_key() {
    let mut desk = desk();
    for times in 1..=3 {
        desk.press("f9 s a p enter");
        assert_eq!(last_page(&desk).0, View::Soon);
        let expected = if times == 3 { "Phím của \"Sắp đến hạn (3 ngày)\": 2" } else { "" };
        assert_eq!(desk.message(), expected, "{times}");
    }
    desk.press("f9 l u u enter");
    assert_eq!(desk.message(), "! Không dùng được ở đây: chỉ phiếu nhập, danh sách 6");
    desk.press("esc f9 1 m l");
    assert_eq!(last_page(&desk), (View::Overdue, "ml".into()));
    desk.press("f9 d a n g space x u a t enter");
    assert!(desk.app.is_over());
}

#[test]
fn a_step_is_run_from_the_palette() {
    let mut desk = desk();
    desk.press("4 enter f9 c h u y e n space d o n enter");
    assert_eq!(desk.message(), "! Bước này chưa được: cần Đã phân loại");
    desk.press("esc f9 h u y enter");
    assert!(desk.message().starts_with("? Hủy đơn ghi nhầm? Enter"), "{}", desk.screen());
}

#[test]
fn labels_change_with_the_language() {
    let mut desk = desk();
    desk.press("f9 l a n g u a g e enter");
    assert!(matches!(desk.link.sent.iter().rev().nth(1), Some(Request::Hello { lang: Lang::En, .. })));
    assert!(desk.row(5).contains("Overdue"));
}

#[test]
fn a_draft_is_thrown_away_after_one_question() {
    let mut desk = desk();
    desk.press("9 delete esc delete down esc 9 delete enter");
    let dropped = desk.link.sent.iter().filter(|request| matches!(request, Request::DiscardDraft(_))).count();
    assert_eq!(dropped, 1);
    assert_eq!(desk.message(), "Đã bỏ bản nháp");
}

#[test]
fn a_discarded_draft_is_brought_back_from_the_palette() {
    let mut desk = desk();
    desk.press("9 f9 l a y space l a i space n h a p enter");
    assert_eq!(desk.link.sent.iter().filter(|request| **request == Request::RestoreDraft).count(), 1);
    assert!(desk.message().starts_with("Đã lấy lại: Đơn mới"), "{}", desk.screen());
    assert_eq!(desk.link.sent.last(), Some(&Request::Drafts), "the list shows it");
    let mut desk = Desk::with(Lang::Vi, USUAL, welcome(), |request| match request {
        Request::RestoreDraft => Some(Ok(Reply::Restored(None))),
        request => answer(request),
    });
    desk.press("9 f9 l a y space l a i space n h a p enter");
    assert_eq!(desk.message(), "Không có nháp nào đã bỏ trong 30 ngày");
}

#[test]
fn a_late_reply_is_announced_and_a_lost_line_too() {
    let mut desk = Desk::with(Lang::Vi, USUAL, welcome(), |_| None);
    assert_eq!(desk.app.wants_in_ms(0), Some(300));
    assert!(!desk.app.tick(299, &mut desk.link));
    assert_eq!(desk.message(), "");
    assert!(desk.app.tick(300, &mut desk.link));
    assert_eq!(desk.message(), "Đang lấy...");
    assert_eq!(desk.app.wants_in_ms(300), None);
    desk.hear(Event::Lost);
    assert_eq!(desk.message(), "! Mất kết nối; bản nháp đã được giữ lại");
    desk.link.answers = answer;
    desk.hear(Event::Back(welcome()));
    assert!(desk.row(5).contains(" 6 "));
    assert_eq!(desk.message(), "* Còn 2 bản nháp: phím 9 đi tiếp");
}

#[test]
fn a_list_that_waited_while_the_line_was_broken_asks_anew() {
    let mut desk = desk();
    desk.press("4");
    desk.link.answers = |_| None;
    desk.press("m");
    desk.hear(Event::Lost);
    desk.link.answers = answer;
    desk.hear(Event::Back(welcome()));
    assert_eq!(last_page(&desk), (View::Unresolved, "m".into()));
    desk.press("enter");
    assert!(desk.link.sent.contains(&Request::Show("p3".into())));
}

#[test]
fn a_server_that_stops_writing_is_said_for_as_long_as_it_is_so() {
    let mut desk = desk();
    desk.hear(Event::Push(Push::ReadOnly(true)));
    assert!(desk.app.take_bell());
    desk.press("down");
    assert_eq!(desk.message(), "! Chỉ xem được: máy chủ ngừng ghi");
    desk.hear(Event::Push(Push::ReadOnly(false)));
    assert_eq!(desk.message(), "");
}

#[test]
fn a_window_that_is_too_small_says_so_and_keeps_everything() {
    let mut desk = desk();
    desk.press("4 down");
    let before = desk.screen();
    desk.app.resize((59, 20), 0, &mut desk.link);
    desk.size = (59, 20);
    assert_eq!(desk.row(1), "Cửa sổ quá nhỏ (cần 60x20)");
    assert!(desk.lines()[1..].iter().all(String::is_empty));
    desk.press("x down");
    desk.app.resize(USUAL, 0, &mut desk.link);
    desk.size = USUAL;
    desk.let_through();
    assert_eq!(desk.screen(), before);
}

#[test]
fn the_marked_row_stays_on_show_when_the_window_changes() {
    let mut desk = desk();
    desk.press("4 end");
    for size in [(60, 20), (120, 40), USUAL] {
        desk.app.resize(size, 0, &mut desk.link);
        desk.size = size;
        desk.let_through();
        assert!(marked(&mut desk).1.starts_with("> 240"), "{size:?}");
    }
}

#[test]
fn every_screen_leaves_frame_and_last_column_alone() {
    let screens = [
        "",
        "4",
        "m",
        "m l",
        "/ z",
        "/",
        "1 m l",
        "4 enter",
        "4 enter enter",
        "9",
        "6",
        "f9",
        "f1",
        "4 enter f1",
    ];
    for (lang, size) in [(Lang::Vi, USUAL), (Lang::En, (60, 20)), (Lang::Vi, (120, 40))] {
        for keys in screens {
            let mut desk = Desk::new(lang, size);
            desk.press(keys);
            let buffer = desk.buffer();
            let (columns, rows) = size;
            for y in 0..rows {
                assert_eq!(buffer[(columns - 1, y)].symbol(), " ", "{keys} row {y} at {size:?}");
            }
            let rule: String = (0..columns - 1).map(|x| buffer[(x, 1)].symbol()).collect();
            assert!(rule.chars().all(|c| c == '-'), "{keys}");
            let (row, column) = desk.cursor.unwrap();
            assert!((3..=rows - 2).contains(&row) && column < columns, "{keys} {:?}", desk.cursor);
            let hint = desk.row(usize::from(rows));
            assert!(hint.contains("F9") || hint.contains("F1"), "{hint}");
            assert!(hint.ends_with("về") || hint.ends_with("back") || hint.ends_with("chỗ cũ"), "{hint}");
        }
    }
}

#[test]
fn nothing_panics_whatever_is_pressed_and_answered() {
    let keys = [
        "up", "down", "pgdn", "end", "enter", "/", "delete", "ctrl-z", "f1", "f9", "+", "space", "x", "1",
        "esc",
    ];
    let letters_are_commands =
        crate::tui::keymap::Keymap::built_in(crate::tui::keymap::KeymapBase::Vim).unwrap();
    for answers in [answer, |_: &Request| None, |_: &Request| Some(Ok(Reply::Done))] {
        for first in keys {
            for second in keys {
                let mut vim = Desk::with_keys(Lang::Vi, (60, 20), letters_are_commands.clone());
                vim.link.answers = answers;
                vim.press(&format!("4 {first} / {second} enter {second} {first} esc 9 {first} j {second}"));
                let _ = vim.screen();
                let mut desk = Desk::with(Lang::En, (60, 20), welcome(), answers);
                desk.press(&format!("4 {first} {second} enter {second} {first} esc 9 {first} {second}"));
                desk.push("can_bo_03", &["p0"]);
                let _ = desk.screen();
            }
        }
    }
}

fn last_form(desk: &Desk) -> FormName {
    let examined = desk.link.sent.iter().rev().find_map(|request| match request {
        Request::Examine { form, .. } => Some(form.clone()),
        _ => None,
    });
    examined.unwrap()
}

#[test]
fn letters_are_steps_only_while_a_matter_is_unfolded() {
    let mut desk = desk();
    desk.press("7 y");
    assert_eq!(last_page(&desk), (View::MattersOpen, "y".into()), "they narrow");
    desk.press("esc down enter");
    let before = marked(&mut desk);
    assert!(before.1.contains("V-045"), "{before:?}");
    desk.press("y");
    assert_eq!(last_form(&desk).step.as_deref(), Some("y_kien_ta"));
    assert_eq!(last_form(&desk).kind, "matter");
    // The server of the mock-ups knows no form: it is left by itself, and the list is as it was.
    assert_eq!(marked(&mut desk), before, "back at the same row");
    desk.press("z");
    assert!(desk.message().starts_with("! Không có bước"), "{}", desk.message());
    desk.press("down down down");
    assert_eq!(marked(&mut desk), before, "the list does not move");
    desk.press("n");
    assert!(marked(&mut desk).1.contains("V-031"));
    desk.press("ctrl-z");
    assert!(desk.message().contains("Lấy lại? Enter"), "{}", desk.message());
    desk.press("enter");
    let taken_back = desk.link.sent.iter().any(|request| matches!(request, Request::TakeBack { .. }));
    assert!(taken_back);
    desk.press("esc b");
    assert_eq!(last_page(&desk).1, "b", "folded: letters narrow again");
}

#[test]
fn f3_in_a_list_is_a_new_record_of_its_kind() {
    for (keys, kind) in
        [("7 f3", "matter"), ("8 f3", "proposal"), ("4 f3", "petition"), ("7 enter f3", "matter")]
    {
        let mut desk = desk();
        desk.press(keys);
        let form = last_form(&desk);
        assert_eq!((form.kind.as_str(), form.record), (kind, None), "{keys}");
    }
}

#[test]
fn a_line_of_the_frequency_table_opens_what_it_counts_and_esc_comes_back_to_it() {
    let mut desk = desk();
    desk.press("4 f9 d e m space t h e o enter down");
    let line = marked(&mut desk);
    assert!(line.1.contains("Giao thông"), "{line:?}");
    desk.press("enter");
    let asked = desk.link.sent.iter().rev().find_map(|request| match request {
        Request::Page { query, rows, .. } if *rows > 0 => Some(query.clone()),
        _ => None,
    });
    let asked = asked.unwrap();
    assert_eq!(asked.view, View::Unresolved);
    assert_eq!(asked.filters, [("told_domain".to_owned(), Value::Choice("GT".into()))]);
    assert!(desk.row(3).starts_with("Lọc: Lĩnh vực: "), "{}", desk.row(3));
    desk.press("esc");
    assert_eq!(marked(&mut desk), line);
    desk.press("right");
    let counted = desk.link.sent.iter().rev().find_map(|request| match request {
        Request::CountBy { facet, .. } => Some(facet.clone()),
        _ => None,
    });
    assert_eq!(counted.as_deref(), Some("village"));
}
