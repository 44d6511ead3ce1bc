//! What was typed survives the client and the server; a denunciation has no story, not even in a draft.

use std::{fs, path::Path, time::Duration};

use super::{
    entry::{petition, saved_number},
    home::count,
    screen::{Screen, sample},
    telex::Method,
};

/// Types a petition up to the middle of its summary.
fn half_a_petition(screen: &mut Screen, summary: &str) {
    screen.key("f3");
    screen.key("enter");
    screen.type_keys("tk1mldd");
    screen.key("enter");
    screen.type_as(Method::Telex, summary);
    screen.wait_for(summary);
    screen.wait_for("Nháp đã giữ");
    screen.settle();
}

#[test]
fn a_killed_client_goes_on_in_the_same_field_behind_the_same_letter() {
    let desk = sample();
    let mut killed = Screen::open(&desk);
    half_a_petition(&mut killed, "Tranh chấp đề nghị xã");
    for _ in 0..2 {
        killed.key("left");
    }
    killed.settle();
    let cursor = killed.cursor();
    // Moving alone is kept with the next letter.
    killed.type_keys("ở");
    killed.wait_for("nghị ởxã");
    killed.key("backspace");
    killed.wait_for("nghị xã");
    // Nothing more is typed for a second: the draft holds every letter.
    while killed.comes_within(Duration::from_millis(1_500)) {}
    killed.signal(rustix::process::Signal::KILL);
    killed.wait_for_end();

    let mut screen = Screen::open(&desk);
    // The line broke: it is offered without a key.
    screen.wait_for_in(1, "BẢN NHÁP");
    screen.wait_for("Ma Lim");
    screen.key("enter");
    screen.wait_for_in(1, "ĐƠN MỚI");
    screen.wait_for("Tranh chấp đề nghị xã");
    screen.settle();
    assert_eq!(screen.cursor(), cursor, "{}", screen.contents());
    screen.type_keys("cả ");
    screen.wait_for("đề nghị cả xã");
    screen.key("f2");
    let number = saved_number(&screen);
    assert_eq!(petition(&desk, &number)["summary"], "Tranh chấp đề nghị cả xã");
    screen.key("esc");
    screen.wait_for("Không có bản nháp");
    screen.key("esc");
    screen.wait_for_in(1, "NGHE DÂN");
    screen.wait("no draft is left", |screen| count(screen, 9) == 0);
}

#[test]
fn a_killed_server_is_started_again_and_the_form_is_saved_once() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    let lines = || desk.run(&["list", "petition", "--json"]).ok().lines().count();
    let before = lines();
    half_a_petition(&mut screen, "Cầu treo hỏng");
    let server = desk.server_pid();
    desk.kill();
    screen.type_keys(" nặng");
    screen.wait_for("Cầu treo hỏng nặng");
    screen.key("f2");
    let number = saved_number(&screen);
    assert_ne!(desk.server_pid(), server);
    assert_eq!(petition(&desk, &number)["summary"], "Cầu treo hỏng nặng");
    assert_eq!(lines(), before + 1);
}

#[test]
fn a_denunciation_has_no_story_on_the_screen_nor_in_any_file() {
    const CANARY: &str = "Chuyện riêng zqxjk";
    const KIND_ROW: u16 = 6;
    let desk = sample();
    let mut screen = Screen::open(&desk);
    half_a_petition(&mut screen, CANARY);
    // Back to the kind, which becomes a denunciation: one question, then the story is gone.
    for _ in 0..8 {
        if screen.cursor().0 == KIND_ROW {
            break;
        }
        let before = screen.cursor();
        screen.key("up");
        screen.wait("the field before", |screen| screen.cursor() != before);
    }
    assert_eq!(screen.cursor().0, KIND_ROW, "{}", screen.contents());
    screen.type_keys("t");
    screen.wait("the question", |screen| screen.message().starts_with("? "));
    screen.key("enter");
    screen.wait_for("Tố cáo");
    screen.wait("the story is gone", |screen| !screen.contents().contains("zqxjk"));
    screen.settle();
    assert!(!screen.contents().contains("Nội dung tóm tắt"), "{}", screen.contents());
    // The next field takes codes; a story in its place is refused, and the draft goes without it.
    screen.wait("the cursor is in the place", |screen| screen.cursor().0 == 8);
    screen.type_keys("zqxjk ăn hối lộ");
    screen.key("enter");
    screen.wait("it is refused", |screen| screen.message().starts_with("! "));
    while screen.comes_within(Duration::from_millis(1_500)) {}
    assert!(!screen.contents().contains("Nội dung tóm tắt"), "{}", screen.contents());
    screen.key("esc");
    screen.settle();
    if !screen.row(1).starts_with("NGHE DÂN") {
        screen.key("esc");
    }
    screen.wait_for_in(1, "NGHE DÂN");
    drop(screen);
    desk.end();
    assert_eq!(files_with(desk.data(), "zqxjk"), Vec::<String>::new());
}

/// The files that hold these words anywhere.
pub fn files_with(dir: &Path, wanted: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, wanted));
        } else if path.is_file() {
            // Whatever is no text stands between the words as a sign of its own.
            if String::from_utf8_lossy(&fs::read(&path).unwrap()).contains(wanted) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}
