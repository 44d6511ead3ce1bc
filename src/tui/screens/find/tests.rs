//! The look-up as it is typed at and as a person reads it.

use insta::assert_snapshot;

use crate::base::Lang;
use crate::client::Event;
use crate::tui::testing::{Desk, answer, id, welcome};
use crate::wire::Request;

const USUAL: (u16, u16) = (80, 24);

fn desk() -> Desk {
    Desk::new(Lang::Vi, USUAL)
}

/// The last look-up: text, group, rows passed over.
fn last_search(desk: &Desk) -> (String, Option<String>, u32) {
    let asked = desk.link.sent.iter().rev().find_map(|request| match request {
        Request::Search { text, group, offset, .. } => Some((text.clone(), group.clone(), *offset)),
        _ => None,
    });
    asked.unwrap()
}

fn marked(desk: &mut Desk) -> String {
    desk.lines().into_iter().find(|line| line.starts_with('>')).unwrap_or_default()
}

#[test]
fn what_is_found_as_a_person_reads_it() {
    let picture = |lang, size, keys: &str| Desk::new(lang, size).press(keys).screen();
    assert_snapshot!("find_vi", picture(Lang::Vi, USUAL, "m l"));
    assert_snapshot!("find_en", picture(Lang::En, USUAL, "m l down down"));
    assert_snapshot!("find_vi_60", picture(Lang::Vi, (60, 20), "m l"));
    assert_snapshot!("find_vi_120", picture(Lang::Vi, (120, 40), "m l"));
    assert_snapshot!("find_nothing", picture(Lang::Vi, USUAL, "m z z"));
    assert_snapshot!("find_untyped", picture(Lang::Vi, USUAL, "/"));
    assert_snapshot!("find_group", picture(Lang::Vi, USUAL, "m pgdn enter pgdn"));
}

#[test]
fn any_letter_on_the_home_screen_and_a_slash_in_a_list_look_everything_up() {
    let mut desk = desk();
    desk.press("m l");
    assert_eq!(last_search(&desk), ("ml".into(), None, 0));
    desk.press("backspace backspace");
    assert!(desk.row(3).starts_with("Tìm:"));
    desk.press("esc");
    assert!(desk.row(1).starts_with("NGHE DÂN"));
    desk.press("1 / 9 0 / 2 0 2 6");
    assert_eq!(last_search(&desk), ("90/2026".into(), None, 0));
    desk.press("space x a : i a");
    assert_eq!(last_search(&desk).0, "90/2026 xa:ia");
    assert_eq!(desk.row(4), "  Lọc: xã Ia Dreh");
    desk.press("esc");
    assert!(desk.row(1).contains("1 Đơn quá hạn"), "{}", desk.row(1));
}

#[test]
fn the_marker_skips_headings_and_opens_what_it_stands_on() {
    let mut desk = desk();
    desk.press("m l");
    assert!(marked(&mut desk).contains("Buôn Ma Lim"));
    desk.press("down down");
    assert!(marked(&mut desk).contains("90/2026"), "{}", desk.screen());
    desk.press("down enter");
    assert!(desk.link.sent.contains(&Request::Show("p4".into())));
    // The neighbours of the petition are those that were found.
    desk.press("n");
    assert!(desk.link.sent.contains(&Request::Show("p5".into())));
    desk.press("esc");
    assert!(marked(&mut desk).contains("106/2026"), "{}", desk.screen());
    desk.press("up up up up");
    assert!(marked(&mut desk).contains("Buôn Ma Lim"));
}

#[test]
fn a_village_opens_its_page_and_a_commune_what_lies_in_it() {
    let mut desk = desk();
    desk.press("m l enter");
    assert!(desk.link.sent.contains(&Request::Village(id("V1"))), "{}", desk.screen());
    // The register of these tests has no pages of villages: one is back by itself.
    desk.press("down enter");
    assert_eq!(last_search(&desk), ("xa:iadreh".into(), None, 0));
    assert!(desk.row(3).starts_with("Tìm: xa:iadreh"));
}

#[test]
fn the_count_of_a_group_opens_all_of_it_page_by_page() {
    let mut desk = desk();
    desk.press("m");
    while !marked(&mut desk).contains("xem cả 41") {
        let before = marked(&mut desk);
        desk.press("down");
        assert_ne!(marked(&mut desk), before, "{}", desk.screen());
    }
    desk.press("enter");
    assert_eq!(last_search(&desk), ("m".into(), Some("petition".into()), 0));
    assert!(desk.row(5).starts_with("  Đơn thư 41: 1-17"), "{}", desk.row(5));
    desk.press("end");
    assert_eq!(last_search(&desk).2, 34);
    desk.press("up");
    for _ in 0..8 {
        desk.press("up");
    }
    assert_eq!(last_search(&desk).2, 17, "above the first row is the page before");
    desk.press("home");
    assert_eq!(last_search(&desk).2, 0);
    desk.press("esc");
    assert_eq!(last_search(&desk).1, None);
    desk.press("esc");
    assert!(desk.row(1).starts_with("NGHE DÂN"));
}

#[test]
fn a_form_is_left_for_a_look_up_and_comes_back_at_the_same_field() {
    let mut desk = desk();
    desk.press("f3");
    let before = desk.screen();
    desk.press("ctrl-f m l");
    assert!(desk.row(1).starts_with("TÌM KIẾM"));
    desk.press("down down enter");
    assert!(desk.row(1).starts_with("ĐƠN 90/2026"));
    desk.press("esc");
    assert!(desk.row(3).starts_with("Tìm: ml"));
    desk.press("esc");
    assert!(desk.row(1).starts_with("ĐƠN MỚI"), "{}", desk.row(1));
    let after = desk.screen();
    let fields = |screen: &str| screen.lines().take(22).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(fields(&before), fields(&after));
    assert_eq!(before.lines().last(), after.lines().last(), "the cursor");
}

#[test]
fn older_rows_stay_until_the_answer_comes_and_enter_waits_for_it() {
    let mut desk = desk();
    desk.press("m");
    let before = desk.lines();
    desk.link.answers = |_| None;
    desk.press_ahead("l enter");
    let meanwhile = desk.lines();
    assert_eq!(before[4..20], meanwhile[4..20]);
    assert!(meanwhile[2].starts_with("Tìm: ml"));
    assert_eq!(desk.app.wants_in_ms(0), Some(150));
    assert!(desk.app.tick(150, &mut desk.link));
    assert_eq!(desk.message(), "Đang tìm...");
    assert!(desk.link.sent.iter().all(|request| !matches!(request, Request::Village(_))));
    desk.link.answers = answer;
    desk.hear(Event::Lost);
    desk.hear(Event::Back(welcome()));
    assert!(desk.link.sent.contains(&Request::Village(id("V1"))), "Enter was kept: {}", desk.screen());
}

#[test]
fn a_late_answer_to_an_older_question_is_passed_over() {
    let mut desk = desk();
    desk.press_ahead("m");
    desk.press_ahead("z");
    let late = desk.link.waiting.pop_front().unwrap();
    desk.let_through();
    let screen = desk.screen();
    assert!(screen.contains("Không thấy: mz"), "{screen}");
    desk.hear(late);
    assert_eq!(desk.screen(), screen);
}

#[test]
fn a_push_renews_rows_and_moves_none() {
    let mut desk = desk();
    desk.press("m l down down");
    let before = desk.lines();
    let searches = |desk: &Desk| {
        desk.link.sent.iter().filter(|request| matches!(request, Request::Search { .. })).count()
    };
    let asked = searches(&desk);
    desk.push("can_bo_03", &["p3"]);
    assert_eq!(searches(&desk), asked + 1);
    assert_eq!(desk.lines()[..21], before[..21]);
    assert!(marked(&mut desk).contains("90/2026"));
}

#[test]
fn what_is_typed_has_a_limit_and_its_end_stays_in_sight() {
    let mut desk = Desk::new(Lang::Vi, (60, 20));
    desk.press("/");
    for _ in 0..150 {
        desk.press("a");
    }
    desk.press("b");
    assert_eq!(last_search(&desk).0.len(), crate::base::limits::FIND_CHARS_MAX);
    assert!(desk.row(3).ends_with("aaa"));
    assert!(desk.cursor.unwrap().1 < 60);
}

/// Marks without end are one letter more of nothing: without a limit on the signs each of them would cost more than the last.
#[test]
fn a_flood_of_spaces_is_bounded_and_asks_nothing_more() {
    let mut desk = desk();
    desk.press("/ m");
    for _ in 0..300 {
        desk.press("space");
    }
    assert!(last_search(&desk).0.chars().count() <= crate::base::limits::FIND_CHARS_MAX);
    let asked = desk.link.sent.len();
    desk.press("space space");
    assert_eq!(desk.link.sent.len(), asked);
}

#[test]
fn a_flood_of_marks_is_as_bounded_as_one_of_letters() {
    let mut desk = desk();
    desk.press("/");
    desk.press("a");
    for _ in 0..400 {
        desk.press("\u{323}");
    }
    let (asked, ..) = last_search(&desk);
    assert!(asked.chars().count() <= crate::base::limits::FIND_CHARS_MAX, "{}", asked.chars().count());
    desk.press("esc 4 a");
    for _ in 0..400 {
        desk.press("\u{323}");
    }
    let narrowed = desk.link.sent.iter().rev().find_map(|request| match request {
        Request::Page { query, .. } => Some(query.narrow.chars().count()),
        _ => None,
    });
    assert!(narrowed.unwrap() <= crate::base::limits::NARROW_CHARS_MAX, "{narrowed:?}");
}
