//! Each act on the disk fails once, in each way: what was acknowledged stays, what was said to be unsaved is not there, and
//! what is unknown is there as a whole or absent.

use super::cut::environment;
use super::*;
use crate::domain::Entry;
use crate::store::files::{CutDisk, Failure};

/// How an act fails: a broken disk, a full one, a signal; and one that was done all the same, or by half.
pub(super) const WAYS: [Failure; 5] = [
    Failure::Not(io::ErrorKind::Other),
    Failure::Not(io::ErrorKind::StorageFull),
    Failure::Not(io::ErrorKind::Interrupted),
    Failure::Done(io::ErrorKind::Other),
    Failure::Done(io::ErrorKind::StorageFull),
];

/// A register on a disk of which one act fails.
struct Tried {
    disk: CutDisk,
    options: Options,
    /// What was acknowledged, or found after a start.
    sure: Vec<Entry>,
    /// What may be there.
    unsure: Vec<Entry>,
    made: u64,
}

impl Tried {
    fn new(seed: u64) -> Tried {
        let journal = journal::Options { segment_bytes: 8_192, extend_bytes: 2_048 };
        let options = Options { journal, indexes: Indexes::default(), boot: Some("boot 1".to_owned()) };
        Tried { disk: CutDisk::new(seed), options, sure: Vec::new(), unsure: Vec::new(), made: 0 }
    }

    fn open(&mut self) -> Result<DiskStore, String> {
        let owner = Owner { path: self.disk.dir(), pid: 1, build: "test".to_owned() };
        let lock = Lock::take(&self.disk, &self.disk.dir(), &owner).map_err(|error| error.to_string())?;
        let (files, options) = (Arc::new(self.disk.clone()), self.options.clone());
        let opened = DiskStore::open_with(files, Arc::new(lock), options, &mut |_, _| ());
        let (store, _) = opened.map_err(|error| error.to_string())?;
        Ok(store)
    }

    /// Opens, saves over the end of a segment, closes, opens again, builds again, closes. Errors are taken as they come.
    fn work(&mut self) {
        let Ok(store) = self.open() else { return };
        self.settle(&store);
        (0..5).for_each(|_| self.save(&store));
        drop(store.close());
        let Ok(store) = self.open() else { return };
        self.settle(&store);
        self.save(&store);
        drop(store.rebuild(&mut |_, _| ()));
        self.save(&store);
        drop(store.close());
    }

    /// Two petitions in one group.
    fn save(&mut self, store: &DiskStore) {
        let mut group = Vec::new();
        for seq in store.head().seq + 1..store.head().seq + 3 {
            self.made += 1;
            let words = Value::Text("x".repeat(700));
            let record = petition(&format!("p{}", self.made), &[("summary", words)]);
            let entry = next(store, vec![Change::between(None, &record, None)]);
            let mut request = entry.request;
            request.0[8..].copy_from_slice(&self.made.to_le_bytes());
            group.push(Entry { seq, request, ..entry });
        }
        match store.append(&group) {
            Ok(()) => {
                self.sure.extend(group.clone());
                // The state lies beside the disk that fails.
                store.apply(&group).unwrap();
            }
            Err(error) if error.is_outcome_unknown() => {
                assert!(store.is_read_only(), "{error}");
                assert_eq!(self.unsure, [], "nothing is written after it");
                self.unsure = group;
            }
            Err(_) => {}
        }
        // Reading goes on, whatever failed before.
        let may_fail = self.disk.failed().is_none();
        if let Some(last) = self.sure.last() {
            match store.entry(last.seq) {
                Ok(found) => assert_eq!(found.as_ref(), Some(last)),
                Err(error) => assert!(may_fail && self.disk.failed().is_some(), "{error}"),
            }
        }
    }

    /// Sees what a start has found.
    fn settle(&mut self, store: &DiskStore) {
        let found: Result<Vec<Entry>, StoreError> =
            (1..=store.head().seq).map(|seq| Ok(store.entry(seq)?.unwrap())).collect();
        // The act of reading may be the one that fails; then the other entries are looked at in the end.
        let Ok(found) = found else { return };
        let all = [&self.sure[..], &self.unsure[..]].concat();
        assert!(
            found == self.sure || found == all,
            "{} of {} or {}",
            found.len(),
            self.sure.len(),
            all.len()
        );
        self.sure = found;
        self.unsure.clear();
    }

    /// After all, without failures: the old or the new state, and work goes on.
    fn end(&mut self, cut: bool) {
        self.disk.heal();
        if cut {
            self.disk.cut();
            self.options.boot = Some("boot 2".to_owned());
        } else {
            self.disk.kill();
        }
        let store = self.open().unwrap();
        self.settle(&store);
        assert_eq!(store.count("petition").unwrap(), self.sure.len() as u64);
        store.verify(&mut |_, _| ()).unwrap();
        let before = self.sure.len();
        self.save(&store);
        assert_eq!(self.sure.len(), before + 2, "saving goes on");
        store.close().unwrap();
    }
}

/// Says what was being tried when a test fails.
struct Trying(usize, Failure);

impl Drop for Trying {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("act {} failed as {:?}", self.0, self.1);
        }
    }
}

/// Lets one act fail in one way; its name, or `None` when there are not so many.
fn tried(act: usize, way: Failure) -> Option<&'static str> {
    let _trying = Trying(act, way);
    let mut tried = Tried::new(act as u64);
    tried.disk.fail_at(act, way);
    tried.work();
    let name = tried.disk.failed();
    tried.end(act.is_multiple_of(2));
    name
}

#[test]
fn whichever_act_fails_in_whichever_way_the_register_is_the_old_or_the_new_one() {
    // In the ordinary run each act fails in one way, in the long one in each.
    let ways = if environment("NGHEDAN_RUNS").is_some() { WAYS.len() } else { 1 };
    let (mut failed, mut acts) = (0, std::collections::BTreeSet::new());
    for first in (0..).step_by(16) {
        let tries: Vec<(usize, Failure)> = (first..first + 16)
            .flat_map(|act| (0..ways).map(move |way| (act, WAYS[(act + way) % WAYS.len()])))
            .collect();
        let names = side_by_side(&tries, |(act, way)| tried(*act, *way));
        failed += names.iter().flatten().count();
        acts.extend(names.iter().flatten().copied());
        if names.last().unwrap().is_none() {
            break;
        }
    }
    println!("acts failed {failed}, lost 0: {acts:?}");
    let met = ["create", "create dir", "extend", "facts", "length", "list", "lock", "open", "random", "read"];
    assert!(met.iter().all(|name| acts.contains(name)), "{acts:?}");
    let met = ["remove", "rename", "set length", "sync all", "sync data", "sync dir", "sync sled", "write"];
    assert!(met.iter().all(|name| acts.contains(name)), "{acts:?}");
}
