//! Appending, reopening, rotating and reading along.

use std::os::unix::fs::PermissionsExt;
use std::sync::mpsc;

use super::*;
use crate::base::limits;
use crate::store::files::Faulty;

#[test]
fn what_was_appended_is_there_after_reopening() {
    let register = Register::new();
    let (mut journal, opened) = register.open();
    assert!(opened.created);
    assert_eq!((opened.head.seq, opened.torn), (0, None));
    let heads = journal.append(&["a", "", "c"]).unwrap();
    assert_eq!(heads.iter().map(|head| head.seq).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(heads.last(), Some(&journal.head()));
    let (head, id) = (journal.head(), journal.register());
    drop(journal);

    let (mut journal, opened) = register.open();
    assert_eq!(opened, Opened { head, torn: None, created: false });
    assert_eq!(journal.register(), id);
    journal.append(&["d"]).unwrap();
    assert_eq!(bodies(&journal), ["a", "", "c", "d"]);
}

#[test]
fn the_hash_of_an_entry_is_the_hash_of_its_stored_bytes() {
    use sha2::{Digest, Sha256};
    let register = Register::new();
    let (mut journal, opened) = register.open();
    let heads = journal.append(&["a", "b"]).unwrap();
    let stored = [&2_u64.to_le_bytes()[..], &heads[0].hash, b"b"].concat();
    assert_eq!(heads[1].hash, <Hash>::from(Sha256::digest(&stored)));
    let on_disk = fs::read(register.segment(1)).unwrap();
    assert!(on_disk.windows(stored.len()).any(|window| window == stored));
    assert_ne!(opened.head.hash, [0; 32], "the chain begins with the register's own id");
}

#[test]
fn a_save_is_one_write_and_one_sync() {
    let files = Arc::new(Faulty::default());
    let register = Register::on(files.clone());
    let (mut journal, _) = register.open();
    journal.append(&["the first lengthens the file"]).unwrap();
    files.heal();
    journal.append(&["a", "b", "c"]).unwrap();
    assert_eq!(files.acts(), ["write", "sync data"]);
    files.heal();
    assert_eq!(journal.append::<&str>(&[]).unwrap(), []);
    assert!(files.acts().is_empty(), "an empty group needs nothing");
}

#[test]
fn segments_follow_each_other_and_are_read_as_one() {
    let register = Register::new();
    let (mut journal, _) = register.open();
    let body = |n: u64| format!("{n} {}", "x".repeat(1000));
    for n in 1..=60 {
        journal.append(&[body(n)]).unwrap();
    }
    for _ in 0..2 {
        let reader = journal.reader();
        let verified = reader.verify(|_| {}).unwrap();
        assert_eq!((verified.head, verified.head.seq), (journal.head(), 60));
        assert!(verified.segments >= 4, "{verified:?}");
        for n in 1..=60 {
            assert_eq!(reader.entry(n).unwrap().unwrap().body, body(n).into_bytes());
            let from = reader.read_from(n).map(|entry| entry.unwrap().seq).collect::<Vec<_>>();
            assert_eq!(from, (n..=60).collect::<Vec<_>>());
        }
        assert_eq!(reader.entry(0).unwrap(), None);
        assert_eq!(reader.entry(61).unwrap(), None);
        assert!(reader.read_from(u64::MAX).next().is_none());
        assert_eq!(reader.read_from(0).count(), 60);
        drop(journal);
        (journal, _) = register.open();
    }
    for number in 1..=4 {
        let file = fs::metadata(register.segment(number)).unwrap();
        assert!(file.len() <= SMALL.segment_bytes, "{}", file.len());
        assert_eq!(file.permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn entries_far_apart_in_a_long_segment_are_found_from_marks() {
    let register = Register::new();
    let owner = Owner { path: register.dir(), pid: 1, build: String::new() };
    let lock = Arc::new(Lock::take(&Disk, &register.dir(), &owner).unwrap());
    let (mut journal, _) = Journal::open(Arc::new(Disk), lock, Options::default()).unwrap();
    for group in 0..100_u64 {
        let bodies: Vec<Vec<u8>> = (1..=5).map(|n| vec![(group * 5 + n) as u8; 2000]).collect();
        journal.append(&bodies).unwrap();
    }
    let reader = journal.reader();
    for seq in (1..=500).step_by(7) {
        let entry = reader.entry(seq).unwrap().unwrap();
        assert_eq!((entry.seq, entry.body), (seq, vec![seq as u8; 2000]));
    }
}

#[test]
fn an_entry_larger_than_a_segment_gets_one_of_its_own() {
    let register = Register::new();
    let (mut journal, _) = register.open();
    let large = "y".repeat(limits::ENTRY_BYTES_MAX);
    journal.append(&["a"]).unwrap();
    journal.append(&[&large]).unwrap();
    journal.append(&["b"]).unwrap();
    drop(journal);
    let (journal, _) = register.open();
    assert_eq!(bodies(&journal), ["a", &large, "b"]);
    assert_eq!(journal.reader().verify(|_| {}).unwrap().segments, 3);
}

#[test]
fn what_is_too_large_is_refused_and_harms_nothing() {
    let register = Register::new();
    let (mut journal, _) = register.open();
    let entry = vec![0_u8; limits::ENTRY_BYTES_MAX];
    let too_long = [entry.clone(), vec![0]].concat();
    assert!(matches!(journal.append(&[too_long]), Err(JournalError::TooLarge { .. })));
    let group = vec![entry; limits::FRAME_BYTES_MAX / limits::ENTRY_BYTES_MAX];
    assert!(matches!(journal.append(&group), Err(JournalError::TooLarge { .. })));
    journal.append(&["a"]).unwrap();
    assert_eq!(bodies(&journal), ["a"]);
}

#[test]
fn a_reader_sees_whole_groups_while_others_are_appended() {
    const GROUPS: u64 = 200;
    let register = Register::new();
    let (mut journal, _) = register.open();
    let (reader, (say, hear)) = (journal.reader(), mpsc::channel());
    std::thread::scope(|scope| {
        let reading = scope.spawn(move || {
            let mut rounds = 0;
            while let Ok(acknowledged) = hear.recv() {
                let head = reader.head();
                assert!(head.seq >= acknowledged && head.seq % 3 == 0);
                let read = reader.read_from(acknowledged).map(|entry| entry.unwrap().seq).last();
                assert!(read >= Some(acknowledged));
                rounds += 1;
            }
            reader.verify(|_| {}).unwrap();
            rounds
        });
        for group in 0..GROUPS {
            let bodies = [1, 2, 3].map(|n| format!("{group} {n} {}", "z".repeat(100)));
            let heads = journal.append(&bodies).unwrap();
            say.send(heads[2].seq).unwrap();
        }
        drop(say);
        assert_eq!(reading.join().unwrap(), GROUPS);
    });
}

#[test]
fn a_register_is_opened_by_one_at_a_time() {
    let register = Register::new();
    let (journal, _) = register.open();
    let owner = Owner { path: register.dir(), pid: 2, build: "other".to_owned() };
    let second = Lock::take(&Disk, &register.dir(), &owner);
    assert!(matches!(second, Err(LockError::Held(held)) if held.pid == Some(1)));
    drop(journal);
    Lock::take(&Disk, &register.dir(), &owner).unwrap();
}
