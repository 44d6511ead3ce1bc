//! Faults that were put into a register one by one: `check` names each by its place and ends with status 1.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use nghedan::base::RequestId;
use nghedan::store::files::Disk;
use nghedan::store::journal::{Lock, Owner};
use nghedan::store::{DiskStore, Store};

use super::desk::{Desk, petition};
use super::wait::{LONG, wait_until};

fn with_petitions() -> Desk {
    let desk = Desk::set_up();
    for summary in ["Cầu treo hỏng", "Đường liên thôn", "Thiếu nước mùa khô"] {
        desk.run_with(&["add", "petition"], petition(summary).as_bytes()).ok();
    }
    desk
}

/// What `check` says of a register that has a fault: its place and what is wrong, never what a record holds.
#[track_caller]
fn fault(desk: &Desk) -> String {
    let ran = desk.run(&["check"]);
    assert_eq!(ran.code, Some(1), "{}\n{}", ran.out, ran.err);
    assert!(!ran.out.contains("Cầu treo") && !ran.err.contains("panicked"), "{}\n{}", ran.out, ran.err);
    ran.out + &ran.err
}

/// Where each frame of the segment begins, and where it ends.
fn frames(segment: &Path) -> Vec<(usize, usize)> {
    let bytes = fs::read(segment).unwrap();
    let mut frames = Vec::new();
    let mut at = 4_096;
    while bytes[at..].starts_with(b"nDf1") {
        let length = u32::from_le_bytes(bytes[at + 4..at + 8].try_into().unwrap());
        let end = at + 20 + usize::try_from(length).unwrap();
        frames.push((at, end));
        at = end;
    }
    frames
}

#[test]
fn a_byte_that_changed_in_any_frame_is_named_by_segment_and_offset() {
    let desk = with_petitions();
    desk.run(&["check"]).ok();
    let segment = desk.data().join("journal/00000001.seg");
    let whole = fs::read(&segment).unwrap();
    let frames = frames(&segment);
    assert!(frames.len() >= 4);
    for (begin, end) in &frames {
        // In its head, in the hash of the entry before it, in what was entered.
        for at in [begin + 5, begin + 30, end - 1] {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x20;
            fs::write(&segment, damaged).unwrap();
            let told = fault(&desk);
            assert!(told.contains("journal/00000001.seg"), "{told}");
            assert!(told.contains(&format!("byte {begin} ")), "byte {at} of the frame at {begin}: {told}");
        }
    }
    let mut damaged = whole.clone();
    damaged[20] ^= 1;
    fs::write(&segment, damaged).unwrap();
    let told = fault(&desk);
    assert!(told.contains("journal/00000001.seg") && told.contains("byte 0 "), "{told}");
    fs::write(&segment, whole).unwrap();
    desk.run(&["check"]).ok();
}

/// Changes the state behind the server's back: each key with what it was becomes what `change` makes of it.
fn tamper(desk: &Desk, change: impl Fn(&sled::Db)) {
    desk.end();
    // sled's threads let go of their lock a moment after the server's own.
    let mut state = None;
    assert!(wait_until(LONG, || {
        state = sled::open(desk.data().join("state")).ok();
        state.is_some()
    }));
    let state = state.unwrap();
    change(&state);
    state.flush().unwrap();
}

/// The first key that begins so.
fn first(state: &sled::Db, prefix: &[u8]) -> (sled::IVec, sled::IVec) {
    state.scan_prefix(prefix).next().unwrap().unwrap()
}

#[test]
fn every_sort_of_key_that_is_missing_changed_or_too_many_is_named() {
    let desk = with_petitions();
    // What keeps the server from starting is another matter: see below.
    let is_read_at_the_start = |prefix: &[u8]| prefix == b"k" || prefix == b"r";
    let places: [(&[u8], &str); 8] = [
        (b"c", "count of "),
        (b"h", "history of "),
        (b"i", "index "),
        (b"k", "list of "),
        (b"n", "last number of "),
        (b"q", "request"),
        (b"r", "record "),
        (b"x", "age of request"),
    ];
    for (prefix, place) in places {
        let kept = std::cell::RefCell::new(None);
        tamper(&desk, |state| *kept.borrow_mut() = Some(first(state, prefix)));
        let (key, value) = kept.into_inner().unwrap();
        let put_back = || tamper(&desk, |state| drop(state.insert(&key, &value).unwrap()));
        if prefix != b"r" {
            tamper(&desk, |state| drop(state.remove(&key).unwrap()));
            let told = fault(&desk);
            assert!(told.contains(place) && told.contains("is missing"), "{place}: {told}");
            put_back();
        }
        if !is_read_at_the_start(prefix) {
            let changed = [&value[..], b"!"].concat();
            tamper(&desk, |state| drop(state.insert(&key, changed.clone()).unwrap()));
            let told = fault(&desk);
            assert!(told.contains(place) && told.contains("differs from the journal"), "{place}: {told}");
            put_back();
        }
        let more = [&key[..], b"0"].concat();
        tamper(&desk, |state| drop(state.insert(&more[..], &value).unwrap()));
        let told = fault(&desk);
        assert!(told.contains(place) && told.contains("does not follow"), "{place}: {told}");
        tamper(&desk, |state| drop(state.remove(&more[..]).unwrap()));
    }
    desk.run(&["check"]).ok();
}

#[test]
fn a_record_that_changed_is_named_and_not_what_it_says() {
    let desk = with_petitions();
    let id = {
        let line = desk.run(&["list", "petition", "--json", "--limit", "1"]).ok();
        serde_json::from_str::<serde_json::Value>(&line).unwrap()["id"].as_str().unwrap().to_owned()
    };
    tamper(&desk, |state| {
        let key = [b"r", id.as_bytes()].concat();
        let mut value = state.get(&key).unwrap().unwrap().to_vec();
        let summary = value.windows(2).position(|two| matches!(two, b"ng")).unwrap();
        value[summary] = b'm';
        state.insert(key, value).unwrap();
    });
    let told = fault(&desk);
    assert!(told.contains(&format!("record {id}")) && told.contains("differs from the journal"), "{told}");
}

#[test]
fn a_state_that_keeps_the_server_from_starting_is_built_again_and_told() {
    let desk = with_petitions();
    let before = desk.run(&["list", "petition", "--json"]).ok();
    for prefix in [&b"koffice"[..], b"kunit", b"kpetition", b"r"] {
        tamper(&desk, |state| {
            let (key, value) = first(state, prefix);
            match prefix {
                b"r" => drop(state.remove(key).unwrap()),
                _ => drop(state.insert(key, [&value[..], b"!"].concat()).unwrap()),
            }
        });
        desk.run(&["check"]).ok();
        assert_eq!(desk.run(&["list", "petition", "--json"]).ok(), before);
        let log = desk.log();
        assert!(log.contains("built again: it could not be used"), "{log}");
        fs::write(desk.data().join("server.log"), "").unwrap();
    }
}

#[test]
fn a_rebuild_mends_a_state_that_differs() {
    let desk = with_petitions();
    let before = desk.run(&["list", "petition", "--json"]).ok();
    tamper(&desk, |state| drop(state.remove(first(state, b"i").0).unwrap()));
    assert!(fault(&desk).contains("index "));
    let told = desk.run(&["rebuild"]).ok();
    assert!(told.contains("Built again from ") && told.contains(" entries"), "{told}");
    desk.run(&["check"]).ok();
    assert_eq!(desk.run(&["list", "petition", "--json"]).ok(), before);
}

#[test]
fn a_gap_in_a_book_is_named_by_entry_and_book() {
    let desk = with_petitions();
    desk.end();
    let owner = Owner { path: desk.data().to_owned(), pid: std::process::id(), build: "test".to_owned() };
    let lock = Arc::new(Lock::take(&Disk, desk.data(), &owner).unwrap());
    let (store, _) = DiskStore::open(lock, &mut |_, _| ()).unwrap();
    let seq = store.head().seq;
    let mut entry = store.entry(seq).unwrap().unwrap();
    assert_eq!(entry.numbers.len(), 1);
    (entry.seq, entry.request) = (seq + 1, RequestId([9; 16]));
    entry.changes.clear();
    entry.numbers[0].number.seq += 2;
    store.append(std::slice::from_ref(&entry)).unwrap();
    store.apply(std::slice::from_ref(&entry)).unwrap();
    store.close().unwrap();
    let told = fault(&desk);
    assert!(told.contains(&format!("entry {}, book ", seq + 1)), "{told}");
    assert!(told.contains("does not follow"), "{told}");
}
