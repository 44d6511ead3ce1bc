//! A store on a disk of so many bytes: what happens at its end, and when there is room again.

use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::domain::{Change, Value};
use crate::store::Store;
use crate::store::contract::{id, next, petition};
use crate::store::files::Small;
use crate::store::journal::{JournalError, Owner};

const MIB: u64 = 1024 * 1024;

fn open(disk: &Small, dir: &Path) -> DiskStore {
    let owner = Owner { path: dir.to_owned(), pid: 1, build: "test".to_owned() };
    let lock = Arc::new(Lock::take(disk, dir, &owner).unwrap());
    DiskStore::open_with(Arc::new(disk.clone()), lock, Options::default(), &mut |_, _| ()).unwrap().0
}

/// Saves one petition more of some kilobytes.
fn save(store: &DiskStore) -> Result<(), StoreError> {
    let seq = store.head().seq + 1;
    let record = petition(&format!("p{seq}"), &[("summary", Value::Text("Cầu treo hỏng. ".repeat(400)))]);
    let group = [next(store, vec![Change::between(None, &record, None)])];
    store.append(&group)?;
    store.apply(&group)
}

/// Others take all but some MiB beside the reserve.
fn fill(disk: &Small, dir: &Path) {
    disk.taken_by_others(0);
    let free = disk.space(dir).unwrap().unwrap().free;
    disk.taken_by_others(free - 6 * MIB);
}

fn is_no_space(error: &StoreError) -> bool {
    matches!(error, StoreError::Journal(JournalError::NoSpace { .. }))
}

/// Saves until it is refused; how many were acknowledged.
fn save_until_full(store: &DiskStore) -> u64 {
    loop {
        if let Err(error) = save(store) {
            assert!(is_no_space(&error), "{error}");
            return store.head().seq;
        }
        assert!(store.head().seq < 20_000, "the disk has no end");
    }
}

fn everything_is_there(store: &DiskStore, saved: u64) {
    assert_eq!(store.head().seq, saved);
    assert_eq!(store.count("petition").unwrap(), saved);
    assert!(store.record(&id(&format!("p{saved}"))).unwrap().is_some());
    assert_eq!(store.verify(&mut |_, _| ()).unwrap().entries, saved);
}

#[test]
fn a_full_disk_is_known_before_the_journal_meets_it_and_saving_goes_on_without_reopening() {
    for mib in [40, 65, 100] {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("register");
        let disk = Small::of(mib * MIB);
        let store = open(&disk, &dir);
        let reserve = dir.join("reserve");
        assert!(reserve.exists());
        fill(&disk, &dir);
        let mut saved = save_until_full(&store);
        for _ in 0..3 {
            assert!(is_no_space(&save(&store).unwrap_err()));
            assert!(store.is_full() && !store.is_read_only() && !reserve.exists());
            let free = disk.space(&dir).unwrap().unwrap().free;
            assert!(free >= mib * MIB / 16, "what was kept back is free, sled may have taken some: {free}");
            everything_is_there(&store, saved);
            // Others make room, and take it again.
            disk.taken_by_others(0);
            assert!(!store.is_full());
            assert!(reserve.exists());
            for _ in 0..20 {
                save(&store).unwrap();
            }
            fill(&disk, &dir);
            saved = save_until_full(&store);
        }
        // The same at the next start, which needs some room too.
        store.close().unwrap();
        let store = open(&disk, &dir);
        assert!(is_no_space(&save(&store).unwrap_err()));
        everything_is_there(&store, saved);
        disk.taken_by_others(0);
        save(&store).unwrap();
        everything_is_there(&store, saved + 1);
    }
}

#[test]
fn a_state_that_failed_on_a_full_disk_is_built_again_when_there_is_room() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("register");
    let disk = Small::of(64 * MIB);
    let store = open(&disk, &dir);
    for _ in 0..5 {
        save(&store).unwrap();
    }
    let before = std::fs::metadata(dir.join("state/db")).unwrap().modified().unwrap();
    store.recover().unwrap();
    assert!(!dir.join("state.broken-1").exists(), "one that is well is left alone");
    store.state_failed.store(true, Ordering::Release);
    assert!(store.is_read_only());
    store.recover().unwrap();
    assert!(!store.is_read_only() && dir.join("state.broken-1").exists());
    assert_ne!(std::fs::metadata(dir.join("state/db")).unwrap().modified().unwrap(), before);
    save(&store).unwrap();
    everything_is_there(&store, 6);
}
