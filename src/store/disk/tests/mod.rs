//! What only a store on a disk can meet: killed processes, power cuts, broken and foreign state.

mod acts;
mod cut;
mod missing;

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use super::*;
use crate::base::{Day, Id};
use crate::domain::{Change, Value};
use crate::encoding::EncodingError;
use crate::store::contract::{Register, id, next, petition, put, save};
use crate::store::files::Faulty;
use crate::store::journal::{LockError, Owner};
use crate::store::table::{Changes, Table};
use crate::store::{Scan, Store, keys};

/// A register in a directory, open.
pub(in crate::store) struct OnDisk {
    files: Faulty,
    store: Option<DiskStore>,
    options: Options,
    home: TempDir,
}

impl OnDisk {
    pub(in crate::store) fn new() -> OnDisk {
        let options = Options { boot: Some("boot 1".to_owned()), ..Options::default() };
        let mut register = OnDisk::of(&options);
        assert!(register.open().created);
        register
    }

    /// Nothing yet.
    fn of(options: &Options) -> OnDisk {
        let home = tempfile::tempdir().unwrap();
        OnDisk { files: Faulty::default(), store: None, options: options.clone(), home }
    }

    fn dir(&self) -> PathBuf {
        self.home.path().join("register")
    }

    fn try_open(&mut self) -> Result<Opened, StoreError> {
        let owner = Owner { path: self.dir(), pid: 1, build: "test".to_owned() };
        let lock = Arc::new(Lock::take(&self.files, &self.dir(), &owner).unwrap());
        let files = Arc::new(self.files.clone());
        let (store, opened) = DiskStore::open_with(files, lock, self.options.clone(), &mut |_, _| ())?;
        self.store = Some(store);
        Ok(opened)
    }

    fn open(&mut self) -> Opened {
        self.try_open().unwrap()
    }

    fn close(&mut self) {
        self.store.take().unwrap().close().unwrap();
    }

    /// Closes without what a clean close does, as a killed process: the mark says "open". What sled holds is written,
    /// as if its last flush had just passed.
    fn kill(&mut self) {
        let mut store = self.store.take().unwrap();
        store.tree.get_mut().unwrap().take().unwrap().close().unwrap();
    }

    fn set_boot(&mut self, boot: &str) {
        self.options.boot = Some(boot.to_owned());
    }

    fn state(&self) -> PathBuf {
        folder::state(&self.dir())
    }

    /// Changes the state behind the store's back.
    fn tamper(&self, key: Vec<u8>, value: Option<Vec<u8>>) {
        self.store.as_ref().unwrap().change_state(key, value);
    }

    fn is_whole(&self) {
        assert_eq!(self.store().record(&id("a")).unwrap().unwrap().revision, 2);
        assert_eq!(self.store().count("petition").unwrap(), 2);
        self.store().verify(&mut |_, _| ()).unwrap();
    }

    /// Two petitions, of which the first was changed once.
    fn with_petitions() -> OnDisk {
        let register = OnDisk::new();
        let on = |day: i32| [("received_on", Value::Day(Day::EPOCH.plus(day)))];
        put(register.store(), &petition("a", &on(1)));
        put(register.store(), &petition("b", &on(2)));
        put(register.store(), &petition("a", &on(3)));
        register
    }
}

impl Register for OnDisk {
    fn store(&self) -> &dyn Store {
        self.store.as_ref().unwrap()
    }

    fn reopen(&mut self) {
        self.close();
        let opened = self.open();
        assert_eq!((opened.rebuilt, opened.caught_up, opened.created), (None, 0, false));
    }

    fn break_next_append(&self) {
        // The write succeeds, the sync after it does not.
        self.files.fail_at(1, io::ErrorKind::Other);
    }
}

/// Does the same with each of these, several at a time, because sled waits more than it works; what came of each.
fn side_by_side<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let chunk = all.len().div_ceil(8).max(1);
    std::thread::scope(|scope| {
        let threads: Vec<_> = all
            .chunks(chunk)
            .map(|chunk| scope.spawn(|| chunk.iter().map(&work).collect::<Vec<R>>()))
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

impl DiskStore {
    /// Spoils what the state says of petitions, so that the next one cannot be applied.
    pub(crate) fn spoil_state(&self) {
        self.change_state(keys::count("petition"), Some(vec![1]));
    }

    fn change_state(&self, key: Vec<u8>, value: Option<Vec<u8>>) {
        let tree = self.tree.read().unwrap();
        tree.as_ref().unwrap().write(Changes::from([(key, value)])).unwrap();
    }
}

fn names(dir: &Path) -> Vec<String> {
    let names = fs::read_dir(dir).unwrap().map(|name| name.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn a_register_is_opened_by_one_process_at_a_time() {
    let register = OnDisk::new();
    let owner = Owner { path: register.dir(), pid: 2, build: "test".to_owned() };
    assert!(matches!(Lock::take(&Disk, &register.dir(), &owner), Err(LockError::Held(_))));
}

#[test]
fn a_new_register_is_no_rebuilt_one() {
    let mut register = OnDisk::new();
    register.close();
    assert_eq!(register.open(), Opened { created: false, torn: None, rebuilt: None, caught_up: 0 });
    assert_eq!(names(&register.dir()), ["FORMAT", "journal", "lock", "state", "state.mark"]);
}

#[test]
fn a_deleted_state_is_built_again() {
    let mut register = OnDisk::with_petitions();
    register.close();
    fs::remove_dir_all(register.state()).unwrap();
    let opened = register.open();
    assert!(opened.rebuilt.is_some());
    assert_eq!(opened.caught_up, 3);
    register.is_whole();
    register.close();
    assert_eq!(register.open().rebuilt, None);
}

#[test]
fn a_deleted_mark_is_no_loss() {
    let mut register = OnDisk::with_petitions();
    register.close();
    fs::remove_file(register.dir().join("state.mark")).unwrap();
    assert!(register.open().rebuilt.is_some());
    register.is_whole();
}

#[test]
fn a_state_of_a_killed_process_is_caught_up_under_the_same_boot() {
    let mut register = OnDisk::with_petitions();
    let group = [next(register.store(), vec![Change::between(None, &petition("c", &[]), None)])];
    register.store().append(&group).unwrap();
    register.kill();
    let opened = register.open();
    assert_eq!((opened.rebuilt, opened.caught_up), (None, 1));
    assert_eq!(register.store().count("petition").unwrap(), 3);
    register.store().verify(&mut |_, _| ()).unwrap();
}

#[test]
fn a_process_killed_after_any_save_loses_nothing() {
    let mut register = OnDisk::new();
    let mut caught_up = 0;
    for n in 1..=20_i32 {
        let value = [("received_on", Value::Day(Day::EPOCH.plus(n)))];
        put(register.store(), &petition(&format!("p{}", n % 7), &value));
        if n % 5 == 2 {
            register.store.as_ref().unwrap().tree.read().unwrap().as_ref().unwrap().flush().unwrap();
        }
        // What the disk's cache holds at this instant is what a killed process leaves.
        let mut left = OnDisk::of(&register.options);
        copy(&register.dir(), &left.dir());
        let opened = left.open();
        assert_eq!(left.store().head(), register.store().head());
        left.store().verify(&mut |_, _| ()).unwrap();
        caught_up += usize::from(opened.rebuilt.is_none() && opened.caught_up > 0);
    }
    assert!(caught_up > 5, "{caught_up} were caught up, the others built again");
    register.close();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    fs::set_permissions(to, fs::Permissions::from_mode(0o700)).unwrap();
    for name in names(from) {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).unwrap();
        }
    }
}

#[test]
fn a_state_left_open_under_another_boot_is_built_again() {
    let mut register = OnDisk::with_petitions();
    register.kill();
    register.set_boot("boot 2");
    assert!(register.open().rebuilt.is_some());
    register.is_whole();
    assert!(names(&register.dir()).contains(&"state.broken-1".to_owned()));
}

#[test]
fn a_state_closed_cleanly_is_trusted_under_another_boot() {
    let mut register = OnDisk::with_petitions();
    register.close();
    register.set_boot("boot 2");
    assert_eq!(register.open().rebuilt, None);
    register.is_whole();
}

#[test]
fn dropping_closes_cleanly() {
    let mut register = OnDisk::with_petitions();
    register.store = None;
    register.set_boot("boot 2");
    assert_eq!(register.open().rebuilt, None);
}

#[test]
fn garbage_in_the_state_is_set_aside() {
    let junk = |n: usize| (0..n).map(|i| (i * 31 % 251) as u8).collect::<Vec<u8>>();
    for garbage in [junk(1_000_000), junk(10), Vec::new(), vec![0; 600_000], vec![0xff; 600_000]] {
        for name in ["db", "conf"] {
            let mut register = OnDisk::with_petitions();
            register.close();
            fs::write(register.state().join(name), &garbage).unwrap();
            register.open();
            register.is_whole();
            put(register.store(), &petition("c", &[]));
        }
    }
}

#[test]
fn no_flipped_byte_of_the_state_gives_a_wrong_answer() {
    let mut register = OnDisk::with_petitions();
    register.close();
    let whole = fs::read(register.state().join("db")).unwrap();
    let used = whole.iter().rposition(|byte| *byte != 0).unwrap();
    for step in 0..24 {
        let mut broken = whole.clone();
        broken[used * step / 24] ^= 0x55;
        fs::write(register.state().join("db"), broken).unwrap();
        register.open();
        register.is_whole();
        register.close();
    }
    assert!(names(&register.dir()).iter().filter(|name| name.starts_with("state.broken-")).count() <= 2);
}

#[test]
fn a_state_that_does_not_follow_from_the_journal_is_built_again() {
    type Change = fn(&mut Applied);
    let changed: [(&str, Change); 3] = [
        ("another hash", |applied| applied.hash = [9; 32]),
        ("another register", |applied| applied.register = [9; 16]),
        ("nothing applied", |applied| applied.seq = 0),
    ];
    for (what, change) in changed {
        let mut register = OnDisk::with_petitions();
        let mut applied = *hold(&register.store.as_ref().unwrap().applying);
        change(&mut applied);
        register.tamper(keys::APPLIED.to_vec(), Some(applied.encode()));
        register.close();
        assert!(register.open().rebuilt.is_some(), "{what}");
        register.is_whole();
    }
    for other in [None, Some(vec![]), Some(vec![2; 200])] {
        let mut register = OnDisk::with_petitions();
        register.tamper(keys::APPLIED.to_vec(), other);
        register.close();
        assert!(register.open().rebuilt.is_some());
        register.is_whole();
    }
}

#[test]
fn other_indexes_are_built_when_a_build_declares_them() {
    let mut register = OnDisk::with_petitions();
    register.close();
    register.options.indexes = Indexes::of(&[("petition", "source")]);
    assert!(register.open().rebuilt.is_some());
    let scan = |field: &str| Scan {
        kind: "petition".to_owned(),
        field: field.to_owned(),
        value: None,
        backwards: false,
        after: None,
        limit: 10,
    };
    assert!(register.store().scan(&scan("source")).unwrap().is_empty());
    assert!(register.store().scan(&scan("received_on")).is_err());
    assert_eq!(register.store().verify(&mut |_, _| ()).unwrap().keys, 0);
    register.close();
    assert_eq!(register.open().rebuilt, None);
}

#[test]
fn an_entry_that_was_applied_by_half_is_finished() {
    let mut register = OnDisk::new();
    let changes = (0..40).map(|n| Change::between(None, &petition(&format!("r{n:02}"), &[]), None)).collect();
    let entry = next(register.store(), changes);
    register.store().append(std::slice::from_ref(&entry)).unwrap();
    {
        // Dropped with two of three batches written.
        let store = register.store.as_ref().unwrap();
        let applied = *hold(&store.applying);
        let hash = hold(&store.ahead).hash(1).unwrap();
        store.look(|state| crate::store::state::Applying::new(state, applied).entry(&entry, hash)).unwrap();
        assert_eq!(store.count("petition").unwrap(), 32);
    }
    register.kill();
    let opened = register.open();
    assert_eq!((opened.rebuilt, opened.caught_up), (None, 1));
    assert_eq!(register.store().count("petition").unwrap(), 40);
    register.store().verify(&mut |_, _| ()).unwrap();
}

#[test]
fn an_unknown_outcome_is_settled_by_the_request_after_reopening() {
    let mut register = OnDisk::with_petitions();
    let entry = next(register.store(), vec![Change::between(None, &petition("c", &[]), None)]);
    register.break_next_append();
    assert!(register.store().append(std::slice::from_ref(&entry)).unwrap_err().is_outcome_unknown());
    assert_eq!(register.store().request(entry.request).unwrap(), None);
    register.files.heal();
    register.close();
    let opened = register.open();
    // The write had come through; only its sync was not confirmed.
    assert_eq!((opened.rebuilt, opened.caught_up), (None, 1));
    assert_eq!(register.store().request(entry.request).unwrap(), Some(4));
    assert!(!register.store().is_read_only());
    put(register.store(), &petition("d", &[]));
}

#[test]
fn every_failing_act_of_an_append_leaves_a_store_that_opens_whole() {
    for act in 0..3 {
        let mut register = OnDisk::new();
        register.files.fail_at(act, io::ErrorKind::Other);
        let entry = next(register.store(), vec![Change::between(None, &petition("a", &[]), None)]);
        let failed = register.store().append(&[entry]).is_err();
        assert_eq!(failed, register.store().is_read_only());
        register.files.heal();
        register.close();
        register.open();
        register.store().verify(&mut |_, _| ()).unwrap();
        let count = register.store().count("petition").unwrap();
        assert_eq!(count, register.store().head().seq);
    }
}

#[test]
fn a_full_disk_passes() {
    let mut register = OnDisk::new();
    register.files.fail_at(0, io::ErrorKind::StorageFull);
    let entry = next(register.store(), vec![Change::between(None, &petition("a", &[]), None)]);
    let full = register.store().append(std::slice::from_ref(&entry)).unwrap_err();
    assert!(!full.is_outcome_unknown() && !register.store().is_read_only(), "{full}");
    save(register.store(), entry);
    register.reopen();
    assert_eq!(register.store().count("petition").unwrap(), 1);
}

#[test]
fn a_state_that_fails_after_a_durable_append_turns_read_only_and_is_healed_by_rebuilding() {
    let mut register = OnDisk::with_petitions();
    let entry = next(register.store(), vec![Change::between(None, &petition("c", &[]), None)]);
    register.store().append(std::slice::from_ref(&entry)).unwrap();
    register.tamper(keys::count("petition"), Some(vec![1]));
    assert!(matches!(register.store().apply(&[entry]), Err(StoreError::State(_))));
    assert!(register.store().is_read_only());
    assert!(register.store().record(&id("a")).unwrap().is_some(), "reading goes on");
    assert!(register.store().append(&[next(register.store(), Vec::new())]).is_err());
    assert_eq!(register.store().rebuild(&mut |_, _| ()).unwrap(), 4);
    assert!(!register.store().is_read_only());
    assert_eq!(register.store().count("petition").unwrap(), 3);
    put(register.store(), &petition("d", &[]));
    register.reopen();
    assert_eq!(register.store().count("petition").unwrap(), 4);
}

#[test]
fn a_state_that_failed_is_not_trusted_at_the_next_start() {
    let mut register = OnDisk::with_petitions();
    let entry = next(register.store(), vec![Change::between(None, &petition("c", &[]), None)]);
    register.store().append(std::slice::from_ref(&entry)).unwrap();
    register.tamper(keys::count("petition"), Some(vec![1]));
    register.store().apply(&[entry]).unwrap_err();
    register.close();
    assert!(register.open().rebuilt.is_some());
    assert_eq!(register.store().count("petition").unwrap(), 3);
}

#[test]
fn a_record_of_a_newer_version_is_an_error_and_no_panic() {
    let register = OnDisk::with_petitions();
    register.tamper(keys::record(&id("a")), Some(vec![9, 1, 2, 3]));
    let error = register.store().record(&id("a")).unwrap_err();
    assert!(matches!(error, StoreError::Encoding(EncodingError::Newer { version: 9, .. })), "{error}");
    assert!(register.store().records("petition", None, 10).is_err());
    assert!(register.store().record(&id("b")).unwrap().is_some());
}

#[test]
fn verification_names_what_differs_from_the_journal() {
    let fault = |key: Vec<u8>, value: Option<Vec<u8>>| {
        let register = OnDisk::with_petitions();
        register.tamper(key, value);
        match register.store().verify(&mut |_, _| ()) {
            Err(StoreError::Fault { place, say }) => format!("{place} {}", say.en),
            other => panic!("{other:?}"),
        }
    };
    let record = keys::record(&id("a"));
    assert_eq!(fault(record.clone(), None), "record a is missing");
    assert_eq!(fault(record, Some(vec![1])), "record a differs from the journal");
    assert_eq!(fault(keys::record(&id("zz")), Some(vec![])), "record zz does not follow from the journal");
    assert_eq!(
        fault(keys::count("petition"), Some(vec![0; 8])),
        "count of petition differs from the journal"
    );
    let stray = [&keys::index("petition", "received_on")[..], b"\x03secret"].concat();
    assert_eq!(fault(stray, Some(vec![])), "index petition received_on does not follow from the journal");
    let history = [&keys::history(&id("b"))[..], &2_u64.to_be_bytes()].concat();
    assert_eq!(fault(history, None), "history of b is missing");
    let nobody: Id = id("nobody");
    let number = keys::number(&nobody, "don", 2026);
    assert_eq!(fault(number, Some(vec![])), "last number of nobody don does not follow from the journal");
}

#[test]
fn verification_in_a_folder_finds_the_same_and_leaves_nothing() {
    let register = OnDisk::with_petitions();
    let store = register.store.as_ref().unwrap();
    let in_memory = store.check(u64::MAX, &mut |_, _| ()).unwrap();
    assert_eq!(store.check(0, &mut |_, _| ()).unwrap(), in_memory);
    register.tamper(keys::record(&id("a")), None);
    assert!(matches!(store.check(0, &mut |_, _| ()), Err(StoreError::Fault { .. })));
    assert!(!names(&register.dir()).contains(&"state.check".to_owned()));
}
