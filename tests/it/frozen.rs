//! Frozen registers of every version that wrote another one: this version opens them with the same hashes, counts and records.
//!
//! `NGHEDAN_FREEZE=v2 cargo test --test it frozen` makes the register of this version in `tests/fixtures/v2`, beside the
//! others and never over one of them. That is done when what a register holds has changed, before a release.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nghedan::domain::KINDS;
use nghedan::store::files::Disk;
use nghedan::store::journal::{Journal, Lock, Options, Owner};
use serde_json::{Value as Json, json};

use super::desk::{Desk, petition};

/// Records of each kind that are compared field by field.
const RECORDS: usize = 5;
const DIRECTORY: &str = "register";
const BACKUP: &str = "backup";
const TOLD: &str = "told.json";
const KEYS: &str = "keys";

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// Every frozen register.
fn frozen() -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        fs::read_dir(fixtures()).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

/// What a register says of itself that no later version may change.
fn told(desk: &Desk) -> Json {
    let aside = desk.home().join("told");
    let backup = desk.run(&["backup", aside.to_str().unwrap()]).ok();
    fs::remove_file(aside).unwrap();
    let last = backup.lines().find(|line| line.starts_with("Last entry ")).unwrap();
    let checked = desk.run(&["check"]).ok();
    // Index keys are left out: a later version may find records by more fields.
    let counted = |what: &str| {
        let before = checked.split(what).next().unwrap();
        before.rsplit([' ', ',']).find_map(|word| word.parse::<u64>().ok()).unwrap()
    };
    let mut counts = BTreeMap::new();
    let mut records = Vec::new();
    for kind in KINDS {
        let listed = desk.run(&["list", kind.name, "--json"]).ok();
        counts.insert(kind.name, listed.lines().count());
        records.extend(listed.lines().take(RECORDS).map(|line| serde_json::from_str::<Json>(line).unwrap()));
    }
    json!({
        "last": last,
        "entries": counted(" entries"),
        "records_in_all": counted(" records"),
        "numbers": counted(" numbers"),
        "counts": counts,
        "records": records,
    })
}

/// Makes a frozen register of this version in a folder that is not there.
fn freeze(to: &Path) {
    fs::create_dir(to).unwrap();
    let desk = Desk::new();
    desk.run(&["sample", "--petitions", "24", "--day", "2025-06-20"]).ok();
    let backup = to.join(BACKUP);
    desk.run(&["backup", backup.to_str().unwrap()]).ok();
    fs::write(to.join(TOLD), serde_json::to_string_pretty(&told(&desk)).unwrap() + "\n").unwrap();
    desk.end();
    copy_keys(desk.data(), to);
    // As the program made it, without the zeros that were written ahead: those a backup leaves out.
    let plain = Desk::new();
    plain.run(&["restore", backup.to_str().unwrap()]).ok();
    copy_register(plain.data(), &to.join(DIRECTORY));
}

/// Copies the keys of what is sealed, the office key with them: they are those of a sample.
fn copy_keys(from: &Path, to: &Path) {
    fs::create_dir(to.join(KEYS)).unwrap();
    for name in ["office.key", "slots"] {
        fs::copy(from.join(KEYS).join(name), to.join(KEYS).join(name)).unwrap();
    }
}

/// Copies what a register is: its journal and its format.
fn copy_register(from: &Path, to: &Path) {
    fs::create_dir_all(to.join("journal")).unwrap();
    fs::set_permissions(to, fs::Permissions::from_mode(0o700)).unwrap();
    for entry in fs::read_dir(from.join("journal")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join("journal").join(path.file_name().unwrap())).unwrap();
    }
    fs::copy(from.join("FORMAT"), to.join("FORMAT")).unwrap();
}

/// Opens a frozen register in both of its forms and compares; then it takes what is new.
fn opens(frozen: &Path) {
    let expected: Json = serde_json::from_slice(&fs::read(frozen.join(TOLD)).unwrap()).unwrap();
    let (from_files, from_backup) = (Desk::new(), Desk::new());
    copy_register(&frozen.join(DIRECTORY), from_files.data());
    from_backup.run(&["restore", frozen.join(BACKUP).to_str().unwrap()]).ok();
    for desk in [&from_files, &from_backup] {
        copy_keys(frozen, desk.data());
        let found = told(desk);
        for (name, value) in expected.as_object().unwrap() {
            match name.as_str() {
                // Kinds and fields may have come since.
                "counts" => includes(value, &found[name]),
                "records" => {
                    for record in value.as_array().unwrap() {
                        let same = |other: &&Json| other["id"] == record["id"];
                        includes(record, found[name].as_array().unwrap().iter().find(same).unwrap());
                    }
                }
                _ => assert_eq!(*value, found[name], "{}: {name}", frozen.display()),
            }
        }
    }
    let listed = from_files.run(&["list", "petition", "--json", "--limit", "1"]).ok();
    from_files.run_with(&["add", "petition"], listed.as_bytes()).ok();
    from_files.end();
    fs::remove_dir_all(from_files.data().join("state")).unwrap();
    from_files.run(&["check"]).ok();
}

fn includes(expected: &Json, found: &Json) {
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(Some(value), found.get(name), "{name} in {found}");
    }
}

#[test]
fn every_frozen_register_opens_with_the_same_hashes_counts_and_records() {
    let all = frozen();
    assert!(!all.is_empty());
    all.iter().for_each(|frozen| opens(frozen));
}

#[test]
fn a_register_of_this_version_can_be_frozen() {
    let home = tempfile::tempdir().unwrap();
    let made = home.path().join("made");
    freeze(&made);
    opens(&made);
    if let Ok(version) = std::env::var("NGHEDAN_FREEZE") {
        let kept = fixtures().join(version);
        assert!(!kept.exists(), "choose another name: {} is there", kept.display());
        freeze(&kept);
    }
}

#[test]
fn a_newer_register_is_refused_with_a_sentence_and_left_alone() {
    let desk = Desk::set_up();
    desk.run_with(&["add", "petition"], petition("Cầu treo hỏng").as_bytes()).ok();
    desk.end();
    let format = desk.data().join("FORMAT");
    let ours = fs::read(&format).unwrap();
    fs::write(&format, "nghedan register, format 2\n").unwrap();
    for command in [&["list", "petition"][..], &["check"], &["rebuild"], &["backup", "/nowhere/at/all"]] {
        let told = desk.run(command).refused(1);
        assert!(told.contains("Update nghedan") && told.contains("newer version"), "{told}");
    }
    assert_eq!(desk.run(&["serve"]).refused(1).matches("Update nghedan").count(), 1);
    fs::write(&format, ours).unwrap();

    let segment = desk.data().join("journal/00000001.seg");
    let owner = Owner { path: desk.data().to_owned(), pid: std::process::id(), build: "newer".to_owned() };
    let lock = Arc::new(Lock::take(&Disk, desk.data(), &owner).unwrap());
    let (mut journal, _) = Journal::open(Arc::new(Disk), lock, Options::default()).unwrap();
    journal.append(&[b"\x02an entry as it is stored in 2031"]).unwrap();
    drop(journal);
    let before = fs::read(&segment).unwrap();
    for command in [&["list", "petition"][..], &["check"]] {
        let told = desk.run(command).refused(1);
        assert!(told.contains("update nghedan") && told.contains("version 2"), "{told}");
    }
    assert_eq!(fs::read(&segment).unwrap(), before);
}
