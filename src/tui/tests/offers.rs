//! The palette tells the truth: what it offers runs, what cannot be run stands there with its reason.

use crate::base::{Lang, text};
use crate::tui::{
    command::COMMANDS,
    testing::{Desk, answer, welcome},
};
use crate::wire::{Reply, Request};

const USUAL: (u16, u16) = (80, 24);

fn examines(request: &Request) -> Option<crate::wire::Outcome> {
    match request {
        Request::Examine { .. } => Some(Ok(Reply::Examined(Default::default()))),
        request => answer(request),
    }
}

/// Keys that lead to a place from the home screen.
const PLACES: &[&str] = &[
    "",
    "4",
    "4 m",
    "7",
    "7 down enter",
    "8",
    "9",
    "4 enter",
    "4 f9 d e m space t h e o enter",
    "/ m l",
    "f3",
];

fn desk(keys: &str) -> Desk {
    let mut desk = Desk::with(Lang::Vi, USUAL, welcome(), examines);
    desk.press(keys);
    desk
}

/// Types a command's name into the open palette; whether it stands first, and as what.
fn look_for(desk: &mut Desk, title: &str) -> String {
    for letter in text::fold(title).chars().filter(|c| c.is_alphanumeric() || *c == ' ').take(50) {
        desk.press(if letter == ' ' { "space".to_owned() } else { letter.to_string() }.as_str());
    }
    let lines = desk.lines();
    lines.iter().find(|line| line.starts_with('>')).cloned().unwrap_or_default()
}

#[test]
fn what_the_palette_offers_runs_and_what_it_refuses_says_why() {
    for keys in PLACES {
        for command in COMMANDS.iter().filter(|command| !matches!(command.name, "leave" | "language")) {
            let mut desk = desk(keys);
            desk.press("f9");
            let line = look_for(&mut desk, command.title.vi);
            let begins = text::truncate(command.title.vi, 30).trim_end_matches('~').to_owned();
            if !line.contains(&begins) {
                // Another command's title begins so too.
                assert!(!line.is_empty(), "{keys}: {} is not found", command.title.vi);
                continue;
            }
            let is_refused = line.contains('(') && !command.title.vi.contains('(');
            desk.press("enter");
            let message = desk.message();
            let said = message.starts_with("! Không dùng được ở đây");
            assert!(is_refused || !said, "{keys}: {} is offered, but: {message}", command.name);
            assert!(!message.contains("chỉ mọi nơi"), "{keys}: {}: {message}", command.name);
        }
    }
}

#[test]
fn one_can_log_out_from_every_place_and_the_first_run_too() {
    for keys in PLACES {
        let mut desk = desk(keys);
        desk.press("f9 d a n g space x u a t enter");
        assert!(desk.app.is_over(), "{keys}");
    }
    let mut fresh = welcome();
    fresh.office = None;
    let mut desk = Desk::with(Lang::Vi, USUAL, fresh, answer);
    assert!(desk.row(1).starts_with("THIẾT LẬP"));
    desk.press("ctrl-p d a n g space x u a t enter");
    assert!(desk.app.is_over());
}

#[test]
fn a_step_run_from_the_palette_three_times_says_its_letter_once() {
    let mut desk = desk("4 enter");
    let mut said = Vec::new();
    for _ in 0..5 {
        desk.press("f9 q u y e t space d i n h enter");
        said.push(desk.message());
        desk.press("esc");
    }
    let taught = said.iter().filter(|message| message.starts_with("Phím của \"Quyết định\": q")).count();
    assert_eq!(taught, 1, "{said:?}");
    assert!(said[2].starts_with("Phím của"), "{said:?}");
}

#[test]
fn a_key_that_works_elsewhere_only_is_not_said_to_work_here() {
    let mut desk = desk("/");
    desk.press("f9");
    let line = look_for(&mut desk, "danh sach sau");
    assert!(line.contains("(chỉ trong danh sách)"), "{line}");
    // In a form `/` is text: the look-up is on Ctrl-F there.
    let mut form = self::desk("f3");
    form.press("f9");
    let line = look_for(&mut form, "tim");
    assert!(line.contains("Ctrl-F") && !line.contains(" / "), "{line}");
}

#[test]
fn the_look_up_and_the_palette_open_over_a_record_too() {
    let mut desk = desk("4 enter");
    desk.press("/ m l");
    assert!(desk.row(3).starts_with("Tìm: ml"));
    desk.press("esc :");
    assert!(desk.row(1).starts_with("LỆNH VÀ TRỢ GIÚP"));
}

#[test]
fn arrows_beside_nothing_ring_no_bell() {
    let mut desk = desk("");
    desk.press("left right");
    assert!(!desk.app.take_bell());
    assert_eq!(desk.lines()[4].chars().next(), Some('>'));
}
