//! The start of a server as those see it who come to it: how far it is, why it does not open, what it found.

use std::{fs, path::PathBuf};

use nghedan::wire::{Message, PROTOCOL, Push, RefusalKind, Reply, Request};

use super::{
    bad_frames::{Stranger, hello},
    desk::{Desk, petition},
    wait::{LONG, wait_until},
};

const PETITIONS: usize = 250;

/// A register of samples whose state is gone: it is built again, which takes a while.
fn without_state() -> Desk {
    let desk = Desk::new();
    desk.run(&["sample", "--petitions", &PETITIONS.to_string()]).ok();
    desk.end();
    fs::remove_dir_all(desk.data().join("state")).unwrap();
    desk
}

#[test]
fn whoever_comes_while_the_state_is_built_is_told_how_far_it_is_and_let_in_over_the_same_line() {
    let desk = without_state();
    let mut server = desk.start(&["serve"]);
    assert!(wait_until(LONG, || Stranger::try_at(&desk).is_some()));
    let mut stranger = Stranger::try_at(&desk).unwrap();
    let refused = stranger.ask(hello(PROTOCOL)).unwrap_err();
    assert_eq!(refused.kind, RefusalKind::Opening);
    let asked = stranger.ask(Request::Home).unwrap_err();
    assert_eq!(asked.kind, RefusalKind::Opening);
    assert!(asked.say.vi.starts_with("Chờ máy chủ mở sổ"), "{}", asked.say.vi);
    assert_eq!(
        Stranger::try_at(&desk).unwrap().ask(hello(PROTOCOL - 1)).unwrap_err().kind,
        RefusalKind::Version
    );

    let mut told = Vec::new();
    loop {
        match stranger.message().expect("the server hung up") {
            Message::Push(Push::Opening { done, total, say }) => told.push((done, total, say)),
            Message::Push(Push::Opened) => break,
            other => panic!("{other:?}"),
        }
    }
    println!(
        "{} words of progress: {:?}",
        told.len(),
        told.iter().map(|(done, ..)| done).collect::<Vec<_>>()
    );
    assert!(told.iter().any(|(done, total, _)| *total > 500 && done <= total), "{told:?}");
    assert!(told.iter().any(|(_, _, say)| say.vi.contains(": đã dựng ") && say.vi.contains('/')), "{told:?}");
    let Reply::Welcome(welcome) = stranger.ask(hello(PROTOCOL)).unwrap() else { panic!("no welcome") };
    assert!(welcome.found[0].vi.starts_with("Đã dựng lại bảng tra cứu"), "{:?}", welcome.found);
    assert!(stranger.ask(Request::Home).is_ok());
    server.kill().unwrap();
    server.wait().unwrap();
}

#[test]
fn commands_that_come_while_the_state_is_built_wait_and_do_their_work() {
    let desk = without_state();
    let commands: Vec<_> = (0..3).map(|_| desk.start(&["list", "petition", "--json"])).collect();
    let ran: Vec<_> = commands.into_iter().map(|child| super::desk::finish(child, b"")).collect();
    let told: Vec<String> = ran.iter().map(|ran| ran.err.clone()).collect();
    for ran in ran {
        assert_eq!(ran.ok().lines().count(), PETITIONS);
    }
    // It is told once, to whoever came first.
    let words = told.iter().filter(|told| told.contains("The state was built again")).count();
    assert_eq!(words, 1, "{told:?}");
    assert_eq!(desk.run(&["check"]).err, "");
}

#[test]
fn a_signal_ends_a_server_that_is_still_opening() {
    let desk = without_state();
    let mut server = desk.start(&["serve"]);
    assert!(wait_until(LONG, || Stranger::try_at(&desk).is_some()));
    let mut stranger = Stranger::try_at(&desk).unwrap();
    assert_eq!(stranger.ask(hello(PROTOCOL)).unwrap_err().kind, RefusalKind::Opening);
    desk.end();
    assert!(server.wait().unwrap().code().is_some_and(|code| code != 0));
    assert_eq!(desk.run(&["list", "petition", "--json"]).ok().lines().count(), PETITIONS);
    desk.run(&["check"]).ok();
}

/// The only segment of a register that was ended.
fn segment(desk: &Desk) -> PathBuf {
    fs::read_dir(desk.data().join("journal")).unwrap().next().unwrap().unwrap().path()
}

#[test]
fn damage_is_told_with_its_place_in_both_languages_by_the_screenless_program_and_by_the_server() {
    let desk = Desk::set_up();
    for n in 0..20 {
        desk.run_with(&["add", "petition"], petition(&format!("Cầu treo {n}")).as_bytes()).ok();
    }
    desk.end();
    let mut bytes = fs::read(segment(&desk)).unwrap();
    bytes[4_096 + 600] ^= 0x40;
    fs::write(segment(&desk), bytes).unwrap();
    let place = "journal/00000001.seg";
    let english = desk.run(&["list", "petition"]).refused(1);
    assert!(
        english.contains("Stop here") && english.contains(&format!("{place} is damaged at byte 4096")),
        "{english}"
    );
    let vietnamese = desk.run(&["--lang", "vi", "list", "petition"]).refused(1);
    assert!(
        vietnamese.contains("Dừng lại") && vietnamese.contains(&format!("{place} hỏng ở byte 4096")),
        "{vietnamese}"
    );
    for (lang, words) in [("en", "is damaged at byte 4096"), ("vi", "hỏng ở byte 4096")] {
        let served = desk.run(&["--lang", lang, "serve"]).refused(1);
        assert!(served.contains(place) && served.contains(words), "{served}");
    }
    assert!(!desk.data().join("socket").exists());
}

#[test]
fn a_torn_end_is_cut_and_told_to_whoever_comes_first() {
    for (lang, words) in [("en", "An unfinished save"), ("vi", "Đã cắt phần ghi dở")] {
        let desk = Desk::set_up();
        desk.run_with(&["add", "petition"], petition("Cầu treo hỏng").as_bytes()).ok();
        desk.end();
        let mut bytes = fs::read(segment(&desk)).unwrap();
        let end = bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1;
        // What a frame begins with, and nothing after it.
        let begun = bytes[4_096..4_096 + 40].to_vec();
        bytes[end..end + 40].copy_from_slice(&begun);
        fs::write(segment(&desk), bytes).unwrap();
        let ran = desk.run(&["--lang", lang, "list", "petition", "--json"]);
        assert!(ran.err.contains(words) && ran.err.contains(&format!("byte {end}")), "{}", ran.err);
        assert_eq!(ran.ok().lines().count(), 1);
        let again = desk.run(&["--lang", lang, "list", "petition", "--json"]);
        assert_eq!(again.err, "");
        desk.run(&["check"]).ok();
    }
}
