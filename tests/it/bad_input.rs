//! Bad lines, bad directories, bad moments: a clear sentence each, the rest goes on, nothing is lost, nothing is echoed.

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    process::Stdio,
};

use serde_json::{Value as Json, json};

use super::desk::{Desk, Ran, example, finish, petition, petition_json, program};
use super::wait::{LONG, wait_until};

/// Stands in what is given and must never come back in a sentence or a log.
const MARKER: &str = "Xyzzy-never-to-be-told";

fn assert_untold(desk: &Desk, ran: &Ran) {
    assert!(!ran.err.contains(MARKER), "{}", ran.err);
    assert!(!ran.out.contains(MARKER), "{}", ran.out);
    assert!(!desk.log().contains(MARKER), "{}", desk.log());
}

/// A good petition with one thing changed.
fn with(name: &str, value: impl Into<Json>) -> String {
    let mut line = petition_json(&format!("Đơn mẫu {MARKER}"));
    line[name] = value.into();
    line.to_string()
}

#[test]
fn each_bad_line_is_told_with_its_field_and_the_others_are_saved() {
    let desk = Desk::set_up();
    let mut of_another = petition_json(MARKER);
    of_another["kind"] = "unit".into();
    let twice = format!("{{\"domain\":\"GT\",{}", &with("source", "truc_tiep")[1..]);
    let mut denunciation = petition_json(MARKER);
    denunciation["petition_kind"] = "to_cao".into();
    denunciation["village"] = "C24100n".into();
    denunciation["sealed_file"] = "03-M".into();
    let bad: Vec<(&str, String)> = vec![
        ("kind", of_another.to_string()),
        ("phone", with("phone", MARKER)),
        ("source", with("source", MARKER)),
        ("petition_kind", with("petition_kind", "khieu nai")),
        ("domain", with("domain", "gt")),
        ("village", with("village", "VD-99")),
        ("village", with("village", MARKER)),
        ("village", with("village", format!("{MARKER} có dấu"))),
        ("responsible", with("responsible", MARKER)),
        ("received_on", with("received_on", "2026-02-30")),
        ("received_on", with("received_on", "0000-01-01")),
        ("received_on", with("received_on", "9999-12-31")),
        ("received_on", with("received_on", "2199-01-01")),
        ("received_on", with("received_on", MARKER)),
        ("received_on", with("received_on", 20_260_615)),
        ("signatories", with("signatories", 0)),
        ("signatories", with("signatories", -1)),
        ("signatories", with("signatories", 10_000)),
        ("signatories", with("signatories", 1.5)),
        ("signatories", with("signatories", 1e30)),
        ("signatories", with("signatories", "3")),
        ("summary", with("summary", format!("{MARKER} {}", "dài ".repeat(6_100)))),
        ("summary", with("summary", json!([MARKER]))),
        ("summary", with("summary", "")),
        ("summary", with("summary", " \u{200b}\u{feff}\u{202e}\n ")),
        ("summary", denunciation.to_string()),
        ("domain", twice),
        ("", format!("[\"{MARKER}\"]")),
        ("", MARKER.to_owned()),
        ("", format!("{{\"summary\":\"{MARKER}")),
        ("", "[".repeat(200_000)),
        ("", format!("{{\"summary\":\"{MARKER}{}\"}}", "x".repeat(2 * 1024 * 1024))),
    ];
    let mut input = petition("Đơn tốt").into_bytes();
    for (_, line) in &bad {
        assert!(!line.contains('\n'));
        input.extend_from_slice(format!("{line}\n").as_bytes());
    }
    input.extend_from_slice(b"{\"summary\":\"\xff\xfe\"}\n\n");
    input.extend_from_slice(petition("Đơn tốt").as_bytes());
    let ran = desk.run_with(&["add", "petition"], &input);
    assert_untold(&desk, &ran);
    assert_eq!(ran.out.lines().count(), 2, "{}", ran.err);
    let told = ran.refused(1);
    for (at, (field, line)) in bad.iter().enumerate() {
        let begins = format!("line {}: {}", at + 2, field);
        let found = told.lines().any(|line| line.starts_with(&begins) && line.len() > begins.len() + 10);
        assert!(found, "{begins}: nothing about {:.120}\n{told}", line);
    }
    assert!(told.contains(&format!("line {}: Write UTF-8", bad.len() + 2)), "{told}");
    assert_eq!(desk.run(&["list", "petition", "--json"]).ok().lines().count(), 2);
    desk.run(&["check"]).ok();
}

#[test]
fn signs_that_steer_hide_or_turn_are_dropped_and_letters_are_composed() {
    let desk = Desk::set_up();
    let nasty =
        "C\u{61}\u{302}\u{300}u tr\u{200b}eo\u{202e} \u{1b}[31mh\u{6f}\u{309}ng\u{7}\u{9b}2J\u{2066}!";
    desk.run_with(&["add", "petition"], petition(nasty).as_bytes()).ok();
    let clean = "Cầu treo [31mhỏng2J!";
    let listed = desk.run(&["list", "petition", "--json"]).ok();
    let line: Json = serde_json::from_str(listed.trim()).unwrap();
    assert_eq!(line["summary"], clean);
    for arguments in [
        &["list", "petition"][..],
        &["list", "petition", "--csv"],
        &["show", "125/2026"],
        &["show", "125/2026", "--history"],
        &["list", "petition", "--json"],
    ] {
        let out = desk.run(arguments).ok();
        let steers = |sign: char| sign.is_control() && !matches!(sign, '\n' | '\r');
        let hides = |sign: char| matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let found = out.chars().find(|sign| steers(*sign) || hides(*sign));
        assert_eq!(found, None, "{arguments:?}: {out:?}");
    }
    assert_eq!(desk.run(&["list", "petition", "--json", "--text", "cau treo"]).ok().lines().count(), 1);
    let decomposed = "c\u{61}\u{302}\u{300}u";
    assert_eq!(desk.run(&["list", "petition", "--json", "--text", decomposed]).ok().lines().count(), 1);
}

#[test]
fn wrong_usage_says_what_can_be_meant() {
    let desk = Desk::set_up();
    for (arguments, told) in [
        (&["add", "person"][..], "petition"),
        (&["list", "person"], "petition"),
        (&["list", "petition", "--view", "nonsense"], "overdue"),
        (&["list", "petition", "--where", "sender=x"], "received_on"),
        (&["list", "petition", "--where", "village=VD-99"], "no such unit"),
        (&["list", "petition", "--where", "domain=zz"], "domain"),
        (&["list", "petition", "--where", "received_on=2026-02-30"], "received_on"),
        (&["list", "petition", "--where", "domain"], "="),
        (&["list", "petition", "--limit", "many"], "--limit"),
        (&["sample", "--day", "2026-02-30"], "no such day"),
        (&["sample", "--petitions", "-5"], "-5"),
        (&["--demo", "check"], "--demo"),
        (&["nonsense"], "nonsense"),
        (&["man", "nonsense"], "--help"),
    ] {
        let words = desk.run(arguments).refused(2);
        assert!(words.contains(told), "{arguments:?}: {words}");
    }
    for id in ["999/2026", "no.such.record", "", "../../etc/passwd", "Đ"] {
        desk.run(&["show", id]).refused(1);
    }
}

#[test]
fn files_that_cannot_be_meant_are_told_with_their_lines() {
    let desk = Desk::new();
    let file = |name: &str, bytes: &[u8]| {
        let path = desk.home().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let example_text = fs::read_to_string(example("office.toml")).unwrap();
    let changed = |from: &str, to: &str| {
        assert!(example_text.contains(from), "{from}");
        example_text.replace(from, to).replace("places = \"villages.csv\"", "")
    };
    for (name, bytes) in [
        ("broken.toml", format!("[office\nname = \"{MARKER}\"")),
        ("unknown.toml", changed("[office]", &format!("[office]\nsecret = \"{MARKER}\""))),
        ("level.toml", changed("level = \"commune\"", &format!("level = \"{MARKER}\""))),
        ("parent.toml", changed("parent = \"P52n\"", "parent = \"P99\"")),
        ("day.toml", changed("valid_from = 2025-07-01", "valid_from = \"2025-02-30\"")),
        ("empty.toml", String::new()),
        ("zero.toml", changed("first = 125", "first = 0")),
    ] {
        let ran = desk.run(&["init", &file(name, bytes.as_bytes())]);
        assert_untold(&desk, &ran);
        ran.refused(1);
    }
    desk.run(&["init", &file("utf16.toml", b"\xff\xfe[\x00o\x00")]).refused(1);
    desk.run(&["init", "/no/such/file.toml"]).refused(1);
    desk.run(&["init", desk.home().to_str().unwrap()]).refused(1);
    desk.run(&["init", "/dev/zero"]).refused(1);
    // None of these left anything behind that stands in the way.
    desk.run(&["init", &example("office.toml")]).ok();
    for (name, text) in [
        ("heading.csv", format!("id,colour\nV1,{MARKER}\n")),
        ("parent.csv", "id,name,parent_id\nV1,Buôn Một,C99999\n".to_owned()),
        ("id.csv", "id,name,parent_id\nV 1/x,Buôn Một,C24100n\n".to_owned()),
        ("twice.csv", "id,name,parent_id\nV1,Buôn Một,C24100n\nV1,Buôn Hai,C24100n\n".to_owned()),
        ("short.csv", "id,name,parent_id\nV1\n".to_owned()),
    ] {
        let ran = desk.run(&["places", &file(name, text.as_bytes())]);
        assert_untold(&desk, &ran);
        ran.refused(1);
    }
    assert_eq!(desk.run(&["list", "unit", "--json"]).ok().lines().count(), 10);
}

#[test]
fn without_a_terminal_the_screen_says_so_and_starts_no_server() {
    let desk = Desk::new();
    let mut demo = program();
    demo.args(["--lang", "en", "--demo"]).env("TMPDIR", desk.home());
    for mut command in [demo, {
        let mut plain = program();
        plain.args(["--lang", "en", "--data"]).arg(desk.data());
        plain
    }] {
        let told = finish(command.stdin(Stdio::piped()).spawn().unwrap(), b"").refused(2);
        assert!(told.contains("terminal") && told.lines().count() == 1, "{told}");
    }
    let left: Vec<_> = fs::read_dir(desk.home()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, [".local"], "nothing but what the officer prefers");
}

#[test]
fn every_command_has_help_with_an_example() {
    let help = |arguments: &[&str]| {
        let mut command = program();
        finish(command.args(arguments).spawn().unwrap(), b"").ok()
    };
    let all = help(&["--help"]);
    let commands: Vec<&str> = all
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        // A line that goes on is set further in.
        .filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| !matches!(*name, "help" | ""))
        .collect();
    for wanted in ["serve", "init", "sample", "add", "list", "show", "due", "check", "rebuild"] {
        assert!(commands.contains(&wanted), "{commands:?}");
    }
    for command in commands {
        let told = help(&[command, "--help"]);
        assert!(told.contains("Examples:") && told.contains("Usage:"), "{command}: {told}");
        assert!(!help(&["man", command]).is_empty(), "{command}");
    }
    assert!(help(&["completions", "bash"]).contains("nghedan"));
    assert!(help(&["--version"]).starts_with("nghedan "));
}

/// What every role says of a directory that cannot be a register.
fn refuses(data: &Path, what: &str) {
    for role in [&["list", "petition"][..], &["serve"]] {
        let mut command = program();
        command.args(["--lang", "en", "--data"]).arg(data).args(role);
        let told = finish(command.spawn().unwrap(), b"").refused(1);
        assert!(told.contains(what), "{role:?}: {told}");
    }
}

#[test]
fn a_directory_that_cannot_be_a_register_is_refused_with_the_cure() {
    let home = tempfile::tempdir().unwrap();
    let folder = |name: &str| {
        let path = home.path().join(name);
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        path
    };
    let newer = folder("newer");
    fs::write(newer.join("FORMAT"), "nghedan register, format 9\n").unwrap();
    refuses(&newer, "newer version");
    let foreign = folder("foreign");
    fs::write(foreign.join("FORMAT"), MARKER).unwrap();
    refuses(&foreign, "--data");
    let open = folder("open");
    fs::set_permissions(&open, fs::Permissions::from_mode(0o777)).unwrap();
    refuses(&open, "chmod 700");
    let file = home.path().join("file");
    fs::write(&file, MARKER).unwrap();
    refuses(&file, "file");
    refuses(&file.join("below"), "file");
    refuses(Path::new("/proc/nghedan"), "/proc");
    assert_eq!(fs::read_to_string(&file).unwrap(), MARKER);
    assert_eq!(fs::read_to_string(foreign.join("FORMAT")).unwrap(), MARKER);
    let taken = folder("taken");
    fs::create_dir(taken.join("socket")).unwrap();
    fs::create_dir(taken.join("lock")).unwrap();
    refuses(&taken, "taken");
}

#[test]
fn a_directory_of_another_user_is_refused() {
    if !rustix::process::geteuid().is_root() {
        // Only root can give a directory away; the journal's own tests pretend it for everybody.
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let theirs = home.path().join("theirs");
    fs::create_dir(&theirs).unwrap();
    fs::set_permissions(&theirs, fs::Permissions::from_mode(0o700)).unwrap();
    std::os::unix::fs::chown(&theirs, Some(65_534), None).unwrap();
    assert_eq!(fs::metadata(&theirs).unwrap().uid(), 65_534);
    refuses(&theirs, "belongs to user 65534");
}

#[test]
fn a_lock_that_a_dead_process_left_stands_in_nobodys_way() {
    let desk = Desk::set_up();
    desk.run_with(&["add", "petition"], petition("Cầu treo hỏng").as_bytes()).ok();
    desk.kill();
    assert!(desk.data().join("lock").exists() && desk.data().join("socket").exists());
    assert_eq!(desk.run(&["list", "petition", "--json"]).ok().lines().count(), 1);
    desk.kill();
    for words in ["pid 4194303\nbuild x\npath /\n", "pid 1\n", "", "\u{0}garbage", &"x".repeat(100_000)] {
        fs::write(desk.data().join("lock"), words).unwrap();
        assert_eq!(desk.run(&["list", "petition", "--json"]).ok().lines().count(), 1, "{words:.20}");
        desk.kill();
    }
    fs::remove_file(desk.data().join("socket")).unwrap();
    fs::write(desk.data().join("socket"), "no socket").unwrap();
    assert_eq!(desk.run(&["list", "petition", "--json"]).ok().lines().count(), 1);
}

#[test]
fn a_second_server_is_refused_and_told_who_has_the_register() {
    let desk = Desk::set_up();
    let pid = desk.server_pid().unwrap();
    let told = desk.run(&["serve"]).refused(75);
    assert!(told.contains(&pid.to_string()), "{told}");
    assert_eq!(desk.server_pid(), Some(pid));
    desk.run(&["list", "petition"]).ok();
}

#[test]
fn clients_that_start_at_once_share_one_server() {
    let desk = Desk::set_up();
    for is_clean in [true, false] {
        if is_clean {
            desk.end()
        } else {
            desk.kill()
        };
        let line = petition("Mọi người cùng lúc");
        let runs: Vec<_> = (0..10).map(|_| desk.start(&["add", "petition"])).collect();
        let out: Vec<String> = std::thread::scope(|scope| {
            let all: Vec<_> =
                runs.into_iter().map(|child| scope.spawn(|| finish(child, line.as_bytes()).ok())).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(out.iter().all(|out| out.lines().count() == 1), "{out:?}");
        assert!(desk.server_pid().is_some());
    }
    let listed = desk.run(&["list", "petition", "--json"]).ok();
    let mut places: Vec<u32> = listed
        .lines()
        .map(|line| {
            let line: Json = serde_json::from_str(line).unwrap();
            line["number"].as_str().unwrap().split_once('/').unwrap().0.parse().unwrap()
        })
        .collect();
    places.sort_unstable();
    assert_eq!(places, (125..145).collect::<Vec<_>>());
    desk.run(&["check"]).ok();
}

#[test]
fn a_server_killed_while_lines_come_in_keeps_what_it_acknowledged() {
    let desk = Desk::set_up();
    let lines = |range: std::ops::Range<u32>| -> String {
        range.map(|at| petition(&format!("Đơn số {at}"))).collect()
    };
    let mut child = desk.start(&["add", "petition"]);
    for killed in 0..2 {
        child.stdin.as_mut().unwrap().write_all(lines(killed * 300..(killed + 1) * 300).as_bytes()).unwrap();
        assert!(wait_until(LONG, || desk.server_pid().is_some()));
        desk.kill();
    }
    // The client starts another server and sends again what was not answered: each line is saved once.
    let out = finish(child, lines(600..900).as_bytes()).ok();
    assert_eq!(out.lines().count(), 900);
    let listed = desk.run(&["list", "petition", "--json"]).ok();
    let summaries: BTreeSet<String> = listed
        .lines()
        .map(|line| serde_json::from_str::<Json>(line).unwrap()["summary"].to_string())
        .collect();
    assert_eq!((listed.lines().count(), summaries.len()), (900, 900));
    desk.run(&["check"]).ok();
}

#[test]
fn a_directory_that_was_open_to_others_and_all_that_is_made_in_it_is_closed_to_them() {
    let desk = Desk::new();
    fs::create_dir(desk.data()).unwrap();
    fs::set_permissions(desk.data(), fs::Permissions::from_mode(0o755)).unwrap();
    desk.run(&["init", &example("office.toml")]).ok();
    desk.run_with(&["add", "petition"], petition("Đơn mẫu").as_bytes()).ok();
    let mut folders = vec![desk.data().to_owned()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700, "{folder:?}");
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let Ok(facts) = fs::symlink_metadata(&path) else { continue };
            if facts.is_dir() {
                folders.push(path);
            } else {
                assert_eq!(facts.mode() & 0o077, 0, "{path:?}");
                files += 1;
            }
        }
    }
    assert!(files > 5, "{files}");
}
