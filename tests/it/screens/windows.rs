//! Every screen of the real program through every window, and a storm of resizes.

use std::time::{Duration, Instant};

use super::screen::{Screen, USUAL, sample};
use crate::desk::Desk;

const SIZES: &[(u16, u16)] = &[(60, 20), (79, 23), (100, 30), (120, 40), (200, 60), (59, 19), (20, 5), USUAL];

/// What must hold of a window: an empty last column, the cursor inside, the hint in the last row or the sentence that
/// says what is too small.
fn fits(screen: &Screen, (columns, rows): (u16, u16), is_entry: bool) -> bool {
    let (row, column) = screen.cursor();
    let lines = screen.rows();
    let is_inside = row <= rows && column < columns && !screen.reaches_last_column();
    let is_tiny = columns < 60 || rows < 20;
    let says_too_small = screen.contents().contains("Cửa sổ quá nhỏ");
    let shows = if is_tiny {
        lines[0].starts_with("Cửa sổ quá nhỏ") && lines[1..].iter().all(String::is_empty)
    } else if is_entry && (columns < 80 || rows < 24) {
        screen.contents().contains("Cửa sổ quá nhỏ để nhập (cần 80x24)")
    } else {
        lines.len() == usize::from(rows) && lines[lines.len() - 1].contains("Esc") && !says_too_small
    };
    is_inside && shows
}

/// All windows in turn; at the end everything is as it was, but for what row 23 said.
fn try_all(screen: &Screen, what: &str, is_entry: bool) {
    screen.settle();
    let kept = |screen: &Screen| {
        let rows = screen.rows();
        let marked: Vec<String> = rows.iter().filter(|row| row.starts_with('>')).cloned().collect();
        // A page of a list may begin elsewhere after a smaller window; its marked row is the same.
        let body = if marked.is_empty() { rows[..22].to_vec() } else { marked };
        (rows[0].clone(), rows[2].clone(), body)
    };
    let before = kept(screen);
    for size in SIZES {
        screen.resize(*size);
        screen.wait(&format!("{what} at {size:?}"), |screen| fits(screen, *size, is_entry));
    }
    screen.wait(&format!("{what} as it was: {before:?}"), |screen| kept(screen) == before);
}

#[test]
fn every_screen_fits_every_window() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.wait_for_in(13, "9 Bản nháp");
    try_all(&screen, "home", false);
    screen.type_keys("6");
    screen.wait_for_in(1, "THÔN, BUÔN");
    try_all(&screen, "silent villages", false);
    screen.key("enter");
    screen.wait_for_in(1, "TÌNH HÌNH");
    screen.type_keys("t3");
    screen.key("enter");
    try_all(&screen, "update", true);
    screen.key("esc");
    screen.wait_for_in(1, "THÔN, BUÔN");
    screen.key("esc");
    screen.wait_for_in(1, "NGHE DÂN");
    screen.type_keys("ml");
    screen.wait_for("> Buôn Ma Lim");
    try_all(&screen, "look-up", false);
    screen.key("enter");
    screen.wait_for_in(1, "BUÔN MA LIM");
    try_all(&screen, "village", false);
    screen.key("esc");
    screen.wait_for_in(1, "TÌM KIẾM");
    screen.key("esc");
    screen.wait_for_in(1, "NGHE DÂN");
    screen.key("f3");
    screen.wait_for_in(1, "ĐƠN MỚI");
    screen.key("enter");
    screen.type_keys("tk1mldd");
    screen.key("enter");
    screen.type_keys("Tranh chấp ranh giới");
    screen.wait_for("Tranh chấp ranh giới");
    try_all(&screen, "form", true);
    screen.key("f9");
    screen.wait_for_in(1, "LỆNH VÀ TRỢ GIÚP");
    try_all(&screen, "palette", false);
}

#[test]
fn a_first_run_fits_every_window() {
    let desk = Desk::new();
    let screen = Screen::open(&desk);
    try_all(&screen, "first run", true);
}

#[test]
fn a_storm_of_resizes_is_drawn_once_and_keeps_what_was_narrowed() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.wait_for_in(13, "9 Bản nháp");
    screen.type_keys("4ml");
    screen.wait_for("Lọc: ml = Buôn Ma Lim");
    screen.key("down");
    screen.settle();
    let (marked, cursor) = (screen.marked(), screen.cursor());
    // Whatever is drawn whole begins with the title.
    let whole = |screen: &Screen| String::from_utf8_lossy(&screen.raw()).matches("ĐƠN THƯ").count();
    let before = whole(&screen);
    // A window that is pulled at: sizes change faster than it rests.
    let (mut last, mut rests) = (Instant::now(), 0);
    for step in 0..60_u16 {
        screen.resize((80 + step % 20, 24 + step % 7));
        screen.comes_within(Duration::from_millis(10));
        rests += usize::from(last.elapsed() > Duration::from_millis(90));
        last = Instant::now();
    }
    screen.resize(USUAL);
    screen.wait("it is drawn again", |screen| whole(screen) > before);
    screen.settle();
    // A machine that stopped in between let the window rest.
    let drawn = whole(&screen) - before;
    assert!(drawn <= 2 + rests, "drawn {drawn} times, with {rests} rests");
    assert!(screen.row(3).contains("Lọc: ml = Buôn Ma Lim"), "{}", screen.contents());
    assert_eq!((screen.marked(), screen.cursor()), (marked, cursor));
}
