//! Failing acts: what was acknowledged stays, what was not is whole or gone, and nothing follows a failure.

use std::io::ErrorKind;

use super::*;
use crate::store::files::Faulty;

fn faulty() -> (Arc<Faulty>, Register) {
    let files = Arc::new(Faulty::default());
    (files.clone(), Register::on(files))
}

#[test]
fn after_a_failed_sync_the_outcome_is_unknown_and_the_journal_read_only() {
    let (files, register) = faulty();
    let (mut journal, _) = register.open();
    journal.append(&["a"]).unwrap();
    files.fail_at(1, ErrorKind::Other);
    let failed = journal.append(&["b"]).unwrap_err();
    assert!(matches!(failed, JournalError::OutcomeUnknown { .. }));
    assert_eq!(files.acts(), ["write", "sync data"]);
    files.heal();
    assert!(matches!(journal.append(&["c"]), Err(JournalError::ReadOnly)));
    assert!(journal.is_read_only());
    assert!(files.acts().is_empty(), "nothing was tried again");
    assert_eq!(bodies(&journal), ["a"], "what is not acknowledged is not read");
    drop(journal);
    // Here the write had reached the file; the restart settles it, and writes the frame over itself before it syncs.
    // The first two acts are the lock's.
    files.heal();
    let (journal, opened) = register.open();
    assert_eq!(
        files.acts(),
        ["write", "set length", "sync dir", "sync all", "sync dir", "write", "sync all"]
    );
    assert_eq!((opened.head.seq, opened.torn), (2, None));
    assert_eq!(bodies(&journal), ["a", "b"]);
}

#[test]
fn a_write_that_fails_half_way_is_gone_after_a_restart() {
    let (files, register) = faulty();
    let (mut journal, _) = register.open();
    journal.append(&["a"]).unwrap();
    files.fail_at(0, ErrorKind::StorageFull);
    assert!(matches!(journal.append(&["b", "c"]), Err(JournalError::OutcomeUnknown { .. })));
    drop(journal);
    files.heal();
    let (mut journal, opened) = register.open();
    assert!(opened.torn.is_some());
    journal.append(&["d"]).unwrap();
    assert_eq!(bodies(&journal), ["a", "d"]);
}

#[test]
fn a_full_disk_is_said_and_saving_goes_on_when_there_is_room() {
    let (files, register) = faulty();
    let (mut journal, _) = register.open();
    files.fail_at(0, ErrorKind::StorageFull);
    assert!(matches!(journal.append(&["a"]), Err(JournalError::NoSpace { .. })));
    assert_eq!(files.acts(), ["extend"]);
    files.heal();
    journal.append(&["a"]).unwrap();
    journal.append(&["b"]).unwrap();
    drop(journal);
    let (journal, opened) = register.open();
    assert_eq!((bodies(&journal), opened.torn), (vec!["a".to_owned(), "b".to_owned()], None));
}

#[test]
fn a_full_disk_while_a_new_segment_is_made_harms_nothing() {
    // Create, write, sync all, rename, sync dir, extend: each of them may meet the full disk.
    for act in 0..6 {
        let (files, register) = faulty();
        let (mut journal, _) = register.open();
        let large = "x".repeat(10_000);
        journal.append(&[&large]).unwrap();
        files.fail_at(act, ErrorKind::StorageFull);
        assert!(matches!(journal.append(&[&large]), Err(JournalError::NoSpace { .. })), "act {act}");
        files.heal();
        journal.append(&[&large, &large]).unwrap();
        drop(journal);
        let (journal, opened) = register.open();
        assert_eq!((opened.head.seq, opened.torn), (3, None), "act {act}");
        assert_eq!(journal.reader().verify(|_| {}).unwrap().segments, 2, "act {act}");
    }
}

/// Opens and appends until something fails or all is done; returns what was acknowledged, and what was tried and
/// neither acknowledged nor said to be unsaved.
fn work(register: &Register) -> (Vec<String>, Vec<String>) {
    let owner = Owner { path: register.dir(), pid: 1, build: String::new() };
    let (mut acknowledged, mut unknown) = (Vec::new(), Vec::new());
    let Ok(lock) = Lock::take(&*register.files, &register.dir(), &owner) else {
        return (acknowledged, unknown);
    };
    let Ok((mut journal, _)) = Journal::open(Arc::clone(&register.files), Arc::new(lock), SMALL) else {
        return (acknowledged, unknown);
    };
    let before = bodies(&journal).len();
    for n in before..before + 6 {
        let group = [format!("{n} a {}", "x".repeat(3000)), format!("{n} b {}", "y".repeat(n))];
        match journal.append(&group) {
            Ok(_) => acknowledged.extend(group),
            Err(JournalError::OutcomeUnknown { .. }) => unknown.extend(group),
            Err(_) => {}
        }
    }
    (acknowledged, unknown)
}

#[test]
fn whichever_act_fails_nothing_acknowledged_is_lost_and_groups_are_whole_or_gone() {
    let mut act = 0;
    loop {
        let (files, register) = faulty();
        files.fail_at(act, ErrorKind::Other);
        let (first, unknown) = work(&register);
        let failed = files.acts().len() > act;
        files.heal();
        let mut expected = first.clone();
        {
            let (journal, _) = register.open();
            let found = bodies(&journal);
            if found != expected {
                expected.extend(unknown);
            }
            assert_eq!(found, expected, "act {act}");
        }
        let (second, _) = work(&register);
        assert_eq!(second.len(), 12, "act {act}: it goes on after a restart");
        expected.extend(second);
        let (journal, _) = register.open();
        assert_eq!(bodies(&journal), expected, "act {act}");
        journal.reader().verify(|_| {}).unwrap();
        if !failed {
            break;
        }
        act += 1;
    }
    assert!(act > 25, "the work had {act} acts");
}
