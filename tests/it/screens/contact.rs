//! Who sent a complaint and where an answer goes: typed, opened with a reason, and in clear nowhere but there.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::{
    drafts::files_with,
    entry::saved_number,
    home::count,
    screen::{Screen, sample},
    telex::{keys_max, text},
};
use crate::desk::Desk;
use crate::wait::{LONG, wait_until};

/// Signs that stand nowhere else in a register of samples.
const STORY: &str = "Zkfgqj giếng cạn từ tháng ba";
const STORY_CHANGED: &str = " vqzkpf";
const SENDER: &str = "Qxzjvk Người Mẫu";
const REPLY_TO: &str = "Wjvhqk nhà thứ tư";
const REASON: &str = "gọi mời đối thoại";
/// The signs of them, in which no input method composes anything.
const CONTACT: [&str; 2] = ["Qxzjvk", "Wjvhqk"];
const TOLD: [&str; 4] = ["Qxzjvk", "Wjvhqk", "Zkfgqj", "vqzkpf"];

/// No file of the register holds what was told, as it was typed nor as a look-up folds it.
#[track_caller]
fn nothing_in_clear(desk: &Desk, when: &str) {
    for told in TOLD {
        for written in [told.to_owned(), told.to_lowercase()] {
            let found = files_with(desk.data(), &written);
            assert_eq!(found, Vec::<String>::new(), "{written} {when}");
        }
    }
}

fn drafts_on_the_disk(desk: &Desk) -> usize {
    draft_files(desk).len()
}

/// What the drafts of all officers are on the disk.
fn draft_files(desk: &Desk) -> Vec<Vec<u8>> {
    let folder = desk.data().join("drafts");
    let officers = std::fs::read_dir(folder).into_iter().flatten();
    let files = officers.flat_map(|officer| std::fs::read_dir(officer.unwrap().path()).into_iter().flatten());
    files.filter_map(|file| std::fs::read(file.unwrap().path()).ok()).collect()
}

/// Types a complaint with its sender and where an answer goes.
fn type_complaint(screen: &mut Screen, desk: &Desk) {
    screen.key("f3");
    screen.wait_for_in(1, "ĐƠN MỚI");
    screen.key("enter");
    screen.type_keys("tk1mldd");
    screen.key("enter");
    screen.type_keys(STORY);
    screen.key("enter");
    screen.type_keys(SENDER);
    screen.key("enter");
    screen.type_keys(REPLY_TO);
    screen.wait_for(REPLY_TO);
    // That a draft is kept is said once and goes with the next key, so the file itself is asked: when it stays as it is for
    // longer than a draft may be behind, it holds every letter.
    let mut last = Vec::new();
    assert!(wait_until(LONG, || {
        while screen.comes_within(std::time::Duration::from_millis(1_500)) {}
        let found = draft_files(desk);
        !found.is_empty() && std::mem::replace(&mut last, found.clone()) == found
    }));
}

/// Opens a petition from the home screen by its number.
fn open_by_number(screen: &mut Screen, number: &str) {
    screen.wait_for_in(1, "NGHE DÂN");
    screen.type_keys("/");
    screen.wait_for_in(1, "TÌM KIẾM");
    screen.type_keys(number);
    screen.wait_for(&format!("> {number}"));
    screen.key("enter");
    screen.wait_for_in(1, &format!("ĐƠN {number}"));
    screen.wait_for("Liên hệ người gửi: MẬT");
}

/// Walks to the contact line, gives the reason and waits for what it opens.
fn open_contact(screen: &mut Screen) {
    while !screen.rows().iter().any(|row| row.starts_with("> Liên hệ người gửi")) {
        let before = screen.marked();
        screen.key("down");
        screen.wait("the next line", |screen| screen.marked() != before);
    }
    screen.key("enter");
    screen.wait_for_in(23, "Lý do mở liên hệ:");
    screen.type_keys(REASON);
    screen.wait_for_in(23, REASON);
    screen.key("enter");
    screen.wait_for(&format!("Người gửi: {SENDER}"));
    screen.wait_for(&format!("Để trả lời: {REPLY_TO}"));
}

#[test]
fn a_contact_is_read_with_a_reason_and_stands_in_clear_nowhere_else() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    type_complaint(&mut screen, &desk);
    assert_eq!(drafts_on_the_disk(&desk), 1);
    nothing_in_clear(&desk, "while a draft is kept");
    // The list of drafts says where one stopped, not what was typed.
    screen.key("esc");
    screen.wait_for_in(1, "NGHE DÂN");
    screen.wait("the draft is counted", |screen| count(screen, 9) == 1);
    screen.type_keys("9");
    screen.wait_for_in(1, "BẢN NHÁP");
    screen.wait_for("10 Để trả lời");
    assert!(TOLD.iter().all(|told| !screen.contents().contains(told)), "{}", screen.contents());
    screen.key("enter");
    screen.wait_for(REPLY_TO);
    screen.settle();
    screen.key("f2");
    let number = saved_number(&screen);
    nothing_in_clear(&desk, "after saving");
    screen.key("esc");
    screen.wait_for("Không có bản nháp");
    screen.key("esc");
    open_by_number(&mut screen, &number);
    let closed = screen.contents();
    assert!(CONTACT.iter().all(|told| !closed.contains(told)), "{closed}");
    let mut other = Screen::open(&desk);
    open_by_number(&mut other, &number);
    open_contact(&mut screen);
    for sees in [&screen, &other] {
        sees.wait_for(&format!("Mở liên hệ người gửi: {REASON}"));
    }
    let seen = String::from_utf8_lossy(&other.raw()).into_owned();
    assert!(CONTACT.iter().all(|told| !seen.contains(told)), "another terminal sees the line only");
    drop(other);
    nothing_in_clear(&desk, "while it is read");
    // What is not sealed is found by the same look: the reason.
    assert!(!files_with(desk.data(), REASON).is_empty());
    screen.key("esc");
    screen.wait_for("Liên hệ người gửi: MẬT");
    let closed = screen.contents();
    assert!(CONTACT.iter().all(|told| !closed.contains(told)), "{closed}");

    // The story is changed, the contact left closed: its form does not hold it.
    screen.type_keys("s");
    screen.wait_for("MẬT (đã ghi)");
    while !screen.rows()[usize::from(screen.cursor().0) - 1].contains("Nội dung tóm tắt") {
        let before = screen.cursor();
        screen.key("enter");
        screen.wait("the next field", |screen| screen.cursor() != before);
    }
    screen.key("end");
    screen.type_keys(STORY_CHANGED);
    screen.wait_for(STORY_CHANGED);
    while screen.comes_within(std::time::Duration::from_millis(1_500)) {}
    nothing_in_clear(&desk, "while a draft of a change is kept");
    screen.key("f2");
    screen.wait_for("Liên hệ người gửi: MẬT");
    nothing_in_clear(&desk, "after a change");

    for asked in [
        &["list", "petition"][..],
        &["list", "petition", "--json"],
        &["list", "petition", "--csv"],
        &["list", "petition", "--json", "--narrow", "qxzjvk"],
        &["show", &number],
        &["show", &number, "--json"],
        &["slip", &number],
    ] {
        let ran = desk.run(asked);
        let out = format!("{}{}", ran.out, ran.err).to_lowercase();
        assert!(CONTACT.iter().all(|told| !out.contains(&told.to_lowercase())), "{asked:?}: {out}");
    }
    // The story is found, the sender is not.
    screen.key("esc");
    screen.wait_for_in(1, "TÌM KIẾM");
    screen.key("esc");
    screen.wait_for_in(1, "NGHE DÂN");
    for (typed, is_found) in [("zkfgqj", true), ("qxzjvk", false), ("wjvhqk", false)] {
        screen.type_keys("/");
        screen.wait_for_in(1, "TÌM KIẾM");
        screen.type_keys(typed);
        screen.wait_for(if is_found { number.as_str() } else { "Không thấy" });
        screen.key("esc");
        screen.wait_for_in(1, "NGHE DÂN");
    }
    drop(screen);

    // Killed, started again, ended: the same.
    desk.kill();
    nothing_in_clear(&desk, "after a kill");
    desk.run(&["show", &number]).ok();
    let mut screen = Screen::open(&desk);
    open_by_number(&mut screen, &number);
    open_contact(&mut screen);
    desk.kill();
    nothing_in_clear(&desk, "killed while it was read");
    drop(screen);
    desk.end();
    desk.run(&["check"]).ok();
    nothing_in_clear(&desk, "after a check");

    // A backup is compressed, so what is restored from it is looked through too.
    let (copy, keys) = (desk.home().join("copy"), desk.home().join("copy.keys"));
    desk.run(&["backup", copy.to_str().unwrap()]).ok();
    desk.run(&["backup-keys", keys.to_str().unwrap()]).ok();
    let other = Desk::new();
    other.run(&["restore", copy.to_str().unwrap()]).ok();
    other.run(&["list", "petition"]).ok();
    nothing_in_clear(&other, "restored");
    for told in TOLD {
        assert_eq!(files_with(desk.home(), told), Vec::<String>::new(), "{told} in the backups");
    }
}

#[test]
fn a_crash_of_server_and_client_leaves_nothing_in_clear() {
    // Whoever starts the program may have allowed cores.
    let allowed = getrlimit(Resource::Core);
    setrlimit(Resource::Core, Rlimit { current: allowed.maximum, ..allowed }).unwrap();
    let desk = sample();
    let mut screen = Screen::open(&desk);
    type_complaint(&mut screen, &desk);
    let server = desk.server_pid().unwrap();
    let server = rustix::process::Pid::from_raw(server.cast_signed()).unwrap();
    rustix::process::kill_process(server, rustix::process::Signal::ABORT).unwrap();
    screen.signal(rustix::process::Signal::KILL);
    screen.wait_for_end();
    nothing_in_clear(&desk, "after a crash");
    assert_eq!(files_with(desk.home(), "Zkfgqj"), Vec::<String>::new());
}

#[test]
fn a_complaint_with_its_sender_is_registered_with_the_keys_of_the_task() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    screen.wait_for("9 Bản nháp");
    screen.take_keys();
    let words = |name: &str| text("register_petition", name);
    screen.key("f3");
    screen.key("enter");
    screen.type_keys("tk1mldd");
    screen.key("enter");
    screen.type_keys(&words("summary"));
    screen.key("enter");
    screen.type_keys(&words("sender"));
    screen.key("enter");
    screen.type_keys(&words("telephone"));
    screen.key("f2");
    let keys = screen.take_keys();
    assert!(keys <= keys_max("register_petition", "keys_max"), "{keys} keys");
    let number = saved_number(&screen);
    // Every name in the order of the form; what is sealed leaves no text.
    let record = super::entry::petition(&desk, &number);
    assert_eq!(record["summary"], words("summary"));
    let whole = record.to_string();
    assert!(!whole.contains(&words("sender")) && !whole.contains(&words("telephone")), "{whole}");
}

#[test]
fn a_petition_that_turns_out_to_be_a_denunciation_loses_its_story_and_its_sender() {
    let desk = sample();
    let mut screen = Screen::open(&desk);
    type_complaint(&mut screen, &desk);
    screen.key("f2");
    let number = saved_number(&screen);
    screen.key("esc");
    open_by_number(&mut screen, &number);
    screen.key("f9");
    screen.wait_for("Lệnh:");
    screen.type_keys("phan loai lai");
    screen.wait_for("> Phân loại lại: tố cáo");
    screen.key("enter");
    screen.wait("the question", |screen| screen.message().starts_with("? Xóa hẳn nội dung và người gửi"));
    screen.key("enter");
    screen.wait_for_in(1, "BƯỚC  Phân loại lại: tố cáo");
    screen.key("enter");
    screen.type_keys("03-M");
    screen.key("enter");
    screen.type_keys("id");
    screen.wait_for("Ia Dreh");
    screen.key("f2");
    screen
        .wait("the question again", |screen| screen.message().starts_with("? Xóa hẳn nội dung và người gửi"));
    screen.key("enter");
    screen.wait_for("Hồ sơ mật 03-M");
    let contents = screen.contents();
    assert!(!contents.contains("Liên hệ người gửi: MẬT") && !contents.contains("Zkfgqj"), "{contents}");
    nothing_in_clear(&desk, "after it was reclassified");
    let shown = desk.run(&["show", &number, "--json"]).ok();
    assert!(!shown.contains("Zkfgqj") && shown.contains("to_cao"), "{shown}");
}
