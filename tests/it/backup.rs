//! Backup and restore by the real program: online, the same hashes and counts, never over anything.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use nghedan::store::files::Disk;
use nghedan::store::journal::{Journal, Lock, Options, Owner};

use super::desk::{Desk, finish, petition, petition_json};
use super::screens::screen::{Screen, USUAL};
use super::wait::{LONG, wait_until};

/// Every kind of which a register has records.
const KINDS: [&str; 7] = ["office", "unit", "petition", "matter", "village_update", "figures", "proposal"];

fn filled() -> Desk {
    let desk = Desk::new();
    desk.run(&["sample", "--petitions", "24", "--day", "2025-06-20"]).ok();
    desk
}

fn lists(desk: &Desk) -> Vec<String> {
    KINDS.iter().map(|kind| desk.run(&["list", kind, "--json"]).ok()).collect()
}

/// The number and the hash of the last entry, as a backup or a restoring tells them.
fn last_entry(told: &str) -> (u64, String) {
    let line = told.lines().find_map(|line| line.strip_prefix("Last entry ")).unwrap();
    let (seq, hash) = line.split_once(": ").unwrap();
    assert_eq!(hash.len(), 64, "{told}");
    (seq.parse().unwrap(), hash.to_owned())
}

/// Brings the keys of a register into another one that was restored from it, as an administrator does.
fn bring_keys(from: &Desk, to: &Desk) {
    let copy = to.home().join("copy.keys");
    from.run(&["backup-keys", path(&copy)]).ok();
    to.run(&["restore-keys", path(&copy)]).ok();
    fs::copy(from.data().join("keys/office.key"), to.data().join("keys/office.key")).unwrap();
}

fn path(file: &Path) -> &str {
    file.to_str().unwrap()
}

/// The hash of an entry, read from the journal of a register that no server has.
fn hash_at(dir: &Path, seq: u64) -> String {
    let owner = Owner { path: dir.to_owned(), pid: std::process::id(), build: "test".to_owned() };
    let lock = Arc::new(Lock::take(&Disk, dir, &owner).unwrap());
    let (journal, _) = Journal::open(Arc::new(Disk), lock, Options::default()).unwrap();
    let hash = journal.reader().entry(seq).unwrap().unwrap().hash;
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_restored_register_has_the_same_hashes_counts_and_records() {
    let desk = filled();
    let file = desk.home().join("monday");
    let told = desk.run(&["backup", path(&file)]).ok();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let other = Desk::new();
    let restored = other.run(&["restore", path(&file)]).ok();
    assert_eq!(other.server_pid(), None, "no server is started");
    assert_eq!(last_entry(&restored), last_entry(&told));
    bring_keys(&desk, &other);
    assert_eq!(other.run(&["check"]).ok(), desk.run(&["check"]).ok());
    assert_eq!(lists(&other), lists(&desk));
    let again = other.home().join("tuesday");
    assert_eq!(last_entry(&other.run(&["backup", path(&again)]).ok()), last_entry(&told));
    assert_eq!(fs::read(&again).unwrap(), fs::read(&file).unwrap(), "the same journal is the same backup");
}

#[test]
fn saving_goes_on_while_a_backup_is_made() {
    let desk = Desk::set_up();
    let lines: String = (0..600).map(|n| format!("{}\n", petition_json(&format!("Ngầm tràn {n}")))).collect();
    let mut adding = desk.start(&["add", "petition"]);
    let mut stdin = adding.stdin.take().unwrap();
    let (first, rest) = lines.split_at(lines.match_indices('\n').nth(150).unwrap().0 + 1);
    stdin.write_all(first.as_bytes()).unwrap();
    let count = || desk.run(&["list", "petition", "--json"]).ok().lines().count();
    assert!(wait_until(LONG, || count() >= 100));
    let rest = rest.to_owned();
    let writing = std::thread::spawn(move || stdin.write_all(rest.as_bytes()).unwrap());
    let file = desk.home().join("under-load");
    let (seq, hash) = last_entry(&desk.run(&["backup", path(&file)]).ok());
    writing.join().unwrap();
    adding.stdin = None;
    assert!(wait_until(LONG, || adding.try_wait().unwrap().is_some_and(|status| status.success())));
    assert_eq!(count(), 600, "nothing that was saved meanwhile is lost");

    let other = Desk::new();
    assert_eq!(last_entry(&other.run(&["restore", path(&file)]).ok()), (seq, hash.clone()));
    bring_keys(&desk, &other);
    assert!(other.run(&["check"]).ok().contains(&format!("{seq} entries")));
    let restored = other.run(&["list", "petition", "--json"]).ok();
    let all = desk.run(&["list", "petition", "--json"]).ok();
    assert!(restored.lines().count() >= 100);
    for line in restored.lines() {
        assert!(all.contains(line), "{line}");
    }
    desk.end();
    assert_eq!(hash_at(desk.data(), seq), hash);
}

#[test]
fn a_backup_is_written_over_nothing_and_by_the_caller() {
    let desk = Desk::set_up();
    let file = desk.home().join("there");
    fs::write(&file, "a letter").unwrap();
    assert!(desk.run(&["backup", path(&file)]).refused(1).contains("Choose another name"));
    assert_eq!(fs::read(&file).unwrap(), b"a letter");
    fs::remove_file(&file).unwrap();
    std::os::unix::fs::symlink(desk.home().join("elsewhere"), &file).unwrap();
    assert!(desk.run(&["backup", path(&file)]).refused(1).contains("Choose another name"));
    let left = desk.home().join("left.new");
    fs::write(&left, "half a backup").unwrap();
    let told = desk.run(&["backup", path(&desk.home().join("left"))]).refused(1);
    assert!(told.contains(&format!("Remove {}", left.display())), "{told}");
    assert_eq!(fs::read(&left).unwrap(), b"half a backup");
    fs::remove_file(left).unwrap();
    let absent = desk.home().join("no/such/directory");
    assert!(desk.run(&["backup", path(&absent)]).refused(1).contains(path(&absent)));

    // A relative path begins where the caller stands, not where the server does.
    let mut command = super::desk::program();
    command.arg("--data").arg(desk.data()).args(["backup", "here"]).current_dir(desk.home());
    finish(command.spawn().unwrap(), b"").ok();
    assert!(desk.home().join("here").is_file());
    let names: Vec<String> = fs::read_dir(desk.home())
        .unwrap()
        .map(|name| name.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".new"))
        .collect();
    assert!(names.is_empty(), "{names:?}");
}

#[test]
fn what_is_no_whole_backup_is_refused_and_nothing_is_made() {
    let desk = Desk::set_up();
    desk.run_with(&["add", "petition"], petition("Cầu treo hỏng").as_bytes()).ok();
    let file = desk.home().join("whole");
    desk.run(&["backup", path(&file)]).ok();
    let whole = fs::read(&file).unwrap();
    let other = Desk::new();
    let changed = |at: usize, value: u8| {
        let mut bytes = whole.clone();
        bytes[at] = value;
        bytes
    };
    let middle = whole.len() / 2;
    for (bytes, says) in [
        (b"a letter".to_vec(), "Name a backup"),
        (whole[..middle].to_vec(), "cut off at byte"),
        (changed(middle, !whole[middle]), "Take another backup"),
        (changed(whole.len() - 1, !whole[whole.len() - 1]), "damaged at byte"),
        (changed(8, 2), "Update nghedan"),
    ] {
        let bad = other.home().join("bad");
        fs::write(&bad, bytes).unwrap();
        let told = other.run(&["restore", path(&bad)]).refused(1);
        assert!(told.contains(says) && told.contains("bad"), "{told}");
        assert!(!other.data().exists(), "{told}");
    }
    assert!(desk.run(&["restore", path(&file)]).refused(1).contains("empty directory"));
    fs::create_dir(other.data()).unwrap();
    other.run(&["restore", path(&file)]).ok();
    assert!(other.run(&["restore", path(&file)]).refused(1).contains("empty directory"));
    bring_keys(&desk, &other);
    assert_eq!(other.run(&["check"]).ok(), desk.run(&["check"]).ok());
}

#[test]
fn a_plain_copy_of_journal_and_format_is_a_register() {
    let desk = Desk::set_up();
    desk.run_with(&["add", "petition"], petition("Cầu treo hỏng").as_bytes()).ok();
    let checked = desk.run(&["check"]).ok();
    desk.end();
    let other = Desk::new();
    fs::create_dir_all(other.data().join("journal")).unwrap();
    for name in ["FORMAT", "journal/00000001.seg"] {
        fs::copy(desk.data().join(name), other.data().join(name)).unwrap();
    }
    bring_keys(&desk, &other);
    assert_eq!(other.run(&["check"]).ok(), checked);
}

#[test]
fn a_register_that_was_restored_without_its_keys_works_and_says_what_stays_closed() {
    let desk = Desk::set_up();
    desk.run_with(&["add", "petition"], petition("Cầu treo hỏng").as_bytes()).ok();
    let file = desk.home().join("monday");
    desk.run(&["backup", path(&file)]).ok();
    let other = Desk::new();
    other.run(&["restore", path(&file)]).ok();
    assert!(other.run(&["check"]).ok().contains("Closed: 1 keys of sealed texts are not here"));
    other.run_with(&["add", "petition"], petition("Ngầm tràn sạt lở").as_bytes()).ok();
    let listed = other.run(&["list", "petition", "--csv"]).ok();
    assert!(listed.contains("Ngầm tràn") && !listed.contains("Cầu treo"), "{listed}");
    // Keys that came too late are refused, and nothing is overwritten.
    let copy = other.home().join("copy.keys");
    desk.run(&["backup-keys", path(&copy)]).ok();
    other.end();
    assert!(other.run(&["restore-keys", path(&copy)]).refused(1).contains("never started"));
    assert!(other.run(&["check"]).ok().contains("Closed: 1 keys"));
}

#[test]
fn a_register_that_is_damaged_gives_no_backup() {
    let desk = Desk::set_up();
    desk.run_with(&["add", "petition"], petition("Cầu treo hỏng").as_bytes()).ok();
    let segment = desk.data().join("journal/00000001.seg");
    let mut bytes = fs::read(&segment).unwrap();
    bytes[5_000] ^= 1;
    fs::write(&segment, bytes).unwrap();
    let file = desk.home().join("damaged");
    let told = desk.run(&["backup", path(&file)]).refused(1);
    assert!(told.contains("nghedan check") && told.contains("journal/00000001.seg at byte 4096"), "{told}");
    assert!(!file.exists() && !desk.home().join("damaged.new").exists());
}

#[test]
fn whoever_waits_at_a_terminal_is_told_how_far_it_is() {
    let desk = filled();
    let file = desk.home().join("monday");
    let seen = |desk: &Desk, arguments: &[&str]| {
        let mut screen = Screen::start(desk, USUAL, &[&["--lang", "en"], arguments].concat());
        let (status, _) = screen.wait_for_end();
        assert_eq!(status, 0, "{}", screen.contents());
        String::from_utf8_lossy(&screen.raw()).into_owned()
    };
    assert!(seen(&desk, &["check"]).contains("Checking the register 1/"));
    assert!(seen(&desk, &["rebuild"]).contains("Building again from the journal 1/"));
    let told = seen(&desk, &["backup", path(&file)]);
    assert!(told.contains("Backing up (KB) ") && told.contains("Reading the backup again (KB) "), "{told}");
    let other = Desk::new();
    assert!(seen(&other, &["restore", path(&file)]).contains("Restoring the register (KB) "));
}

#[test]
fn without_the_office_key_a_start_says_so_and_what_is_sealed_stays_closed() {
    let desk = Desk::set_up();
    desk.run_with(&["add", "petition"], petition("Cầu treo hỏng").as_bytes()).ok();
    desk.end();
    let (key, aside) = (desk.data().join("keys/office.key"), desk.home().join("office.key"));
    fs::rename(&key, &aside).unwrap();
    let ran = desk.run(&["list", "petition"]);
    assert!(ran.out.contains("SEALED") && !ran.out.contains("Cầu treo"), "{}", ran.out);
    let told = format!("{}{}", ran.err, desk.log());
    assert!(told.contains("Put the office key") && told.contains("keys/office.key"), "{told}");
    let refused = desk.run_with(&["add", "petition"], petition("Ngầm tràn sạt lở").as_bytes()).refused(1);
    assert!(refused.contains("office key"), "{refused}");
    desk.end();
    fs::rename(&aside, &key).unwrap();
    assert!(desk.run(&["list", "petition"]).ok().contains("Cầu treo"));
}
