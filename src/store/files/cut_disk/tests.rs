//! What the disk keeps and what it loses: names, locks, handles, failing acts; bytes are tried in `content.rs`.

use super::super::{publish, read_small};
use super::*;

fn folder(disk: &CutDisk) -> PathBuf {
    let dir = disk.dir();
    disk.create_dir(&dir).unwrap();
    disk.sync_dir(dir.parent().unwrap()).unwrap();
    dir
}

fn write(disk: &CutDisk, path: &Path, bytes: &[u8]) {
    let file = disk.create_new(path).unwrap();
    file.write_at(bytes, 0).unwrap();
    file.sync_all().unwrap();
}

fn names(disk: &CutDisk, dir: &Path) -> Vec<String> {
    disk.list(dir).unwrap().into_iter().map(|name| name.into_string().unwrap()).collect()
}

/// What stands in the folder after each of many cuts.
fn after_cuts(make: impl Fn(&CutDisk, &Path)) -> BTreeSet<Vec<String>> {
    (0..100)
        .map(|seed| {
            let disk = CutDisk::new(seed);
            let dir = folder(&disk);
            make(&disk, &dir);
            disk.cut();
            names(&disk, &dir)
        })
        .collect()
}

#[test]
fn names_are_sure_when_their_folder_was_synced_and_not_before() {
    let lost = after_cuts(|disk, dir| {
        write(disk, &dir.join("a"), b"a");
        write(disk, &dir.join("b"), b"b");
    });
    assert_eq!(lost.len(), 4, "each of the two is there or not: {lost:?}");
    let kept = after_cuts(|disk, dir| {
        write(disk, &dir.join("a"), b"a");
        disk.sync_dir(dir).unwrap();
    });
    assert_eq!(kept, [vec!["a".to_owned()]].into());
}

#[test]
fn a_rename_comes_through_whole_or_not_at_all_and_a_removed_name_comes_back() {
    let renamed = after_cuts(|disk, dir| {
        write(disk, &dir.join("new"), b"new");
        write(disk, &dir.join("name"), b"old");
        write(disk, &dir.join("gone"), b"gone");
        disk.sync_dir(dir).unwrap();
        disk.rename(&dir.join("new"), &dir.join("name")).unwrap();
        disk.remove(&dir.join("gone")).unwrap();
    });
    let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let all =
        [list(&["gone", "name"]), list(&["gone", "name", "new"]), list(&["name"]), list(&["name", "new"])];
    assert_eq!(renamed, all.into());
}

#[test]
fn a_folder_whose_name_was_not_synced_is_lost_with_all_that_is_in_it() {
    let is_lost = |seed| {
        let disk = CutDisk::new(seed);
        disk.create_dir(&disk.dir()).unwrap();
        write(&disk, &disk.dir().join("a"), b"a");
        disk.sync_dir(&disk.dir()).unwrap();
        disk.cut();
        disk.facts(&disk.dir()).is_err()
    };
    assert!((0..40).any(is_lost) && !(0..40).all(is_lost));
}

#[test]
fn a_killed_process_leaves_what_it_wrote_and_loses_its_files_and_locks() {
    let disk = CutDisk::new(1);
    let path = folder(&disk).join("a");
    let file = disk.create_new(&path).unwrap();
    file.write_at(b"unsynced", 0).unwrap();
    assert!(file.try_lock().unwrap() && file.try_lock().unwrap());
    assert!(!disk.open(&path, true).unwrap().try_lock().unwrap());
    disk.die();
    assert!(disk.facts(&path).is_err() && file.write_at(b"x", 0).is_err(), "a dead process does nothing");
    disk.kill();
    assert!(file.sync_data().is_err(), "closed");
    let opened = disk.open(&path, true).unwrap();
    assert!(opened.try_lock().unwrap());
    let mut bytes = [0; 20];
    assert_eq!(opened.read_at(&mut bytes, 2).unwrap(), 6);
    assert_eq!(&bytes[..6], b"synced");
    drop(file);
    assert!(!disk.open(&path, true).unwrap().try_lock().unwrap(), "the old handle gives no lock away");
    drop(opened);
    assert!(disk.open(&path, true).unwrap().try_lock().unwrap());
}

#[test]
fn an_act_fails_once_and_where_it_was_told_to() {
    let disk = CutDisk::new(1);
    let path = folder(&disk).join("a");
    let file = disk.create_new(&path).unwrap();
    disk.fail_at(1, Failure::Done(io::ErrorKind::StorageFull));
    assert_eq!(file.len().unwrap(), 0);
    assert_eq!(file.write_at(b"1234", 0).unwrap_err().kind(), io::ErrorKind::StorageFull);
    assert_eq!((disk.failed(), file.len().unwrap()), (Some("write"), 2), "a half of it");
    disk.fail_at(0, Failure::Not(io::ErrorKind::Interrupted));
    assert!(disk.rename(&path, &path.with_extension("b")).is_err());
    assert!(disk.open(&path, false).is_ok());
    disk.fail_at(0, Failure::Done(io::ErrorKind::Other));
    assert!(disk.rename(&path, &path.with_extension("b")).is_err());
    assert!(disk.open(&path, false).is_err(), "it was done");
    assert_eq!(disk.counts().failed, 3);
}

#[test]
fn the_same_seed_gives_the_same_cut() {
    let bytes = |seed| {
        let disk = CutDisk::new(seed);
        let path = folder(&disk).join("a");
        let file = disk.create_new(&path).unwrap();
        disk.sync_dir(path.parent().unwrap()).unwrap();
        (0..20_u8).for_each(|n| file.write_at(&[n; 700], u64::from(n) * 300).unwrap());
        disk.cut();
        let file = disk.open(&path, false).unwrap();
        let mut bytes = vec![0; 10_000];
        let read = file.read_at(&mut bytes, 0).unwrap();
        bytes.truncate(read);
        bytes
    };
    assert_eq!(bytes(7), bytes(7));
    assert!((0..10).any(|seed| bytes(seed) != bytes(7)));
}

#[test]
fn sleds_folder_is_left_alone_when_it_was_synced_and_mangled_when_not() {
    for synced in [true, false] {
        let mangled = (0..40).filter(|seed| {
            let disk = CutDisk::new(*seed);
            let state = folder(&disk).join("state");
            std::fs::create_dir_all(&state).unwrap();
            std::fs::write(state.join("db"), [7; 40_000]).unwrap();
            if synced {
                disk.open(&state.join("db"), false).unwrap().sync_all().unwrap();
                disk.sync_dir(&disk.dir()).unwrap();
            }
            disk.cut();
            assert_eq!(
                disk.is_state_mangled(),
                std::fs::read(state.join("db")).ok() != Some(vec![7; 40_000])
            );
            disk.is_state_mangled()
        });
        assert_eq!(mangled.count() > 30, !synced);
    }
}

#[test]
fn sleds_folder_under_a_name_that_was_not_synced_is_mangled_or_is_the_one_before() {
    let mut seen = BTreeSet::new();
    for seed in 0..40 {
        let disk = CutDisk::new(seed);
        let dir = folder(&disk);
        for (number, byte) in [7, 8].into_iter().enumerate() {
            std::fs::create_dir_all(dir.join("state")).unwrap();
            std::fs::write(dir.join("state/db"), [byte; 100]).unwrap();
            disk.open(&dir.join("state/db"), false).unwrap().sync_all().unwrap();
            if number == 0 {
                disk.sync_dir(&dir).unwrap();
                std::fs::rename(dir.join("state"), dir.join("state.broken-1")).unwrap();
            }
        }
        disk.cut();
        seen.insert(std::fs::read(dir.join("state/db")).ok().and_then(|bytes| bytes.first().copied()));
    }
    assert!(seen.contains(&Some(7)) && seen.contains(&None), "{seen:?}");
}

#[test]
fn a_published_file_is_the_old_or_the_new_one_and_stays_the_new_one_when_that_was_said() {
    for act in 0.. {
        let mut died = false;
        for seed in 0..20 {
            let disk = CutDisk::new(seed);
            let dir = folder(&disk);
            let name = dir.join("note");
            publish(&disk, &dir, "note", &[1; 1_500]).unwrap();
            disk.fail_at(act, Failure::Death);
            let published = publish(&disk, &dir, "note", &[2; 2_500]);
            died |= published.is_err();
            disk.cut();
            let found = read_small(&disk, &name, 5_000).unwrap();
            assert!(found == [2; 2_500] || (published.is_err() && found == [1; 1_500]), "act {act}");
            publish(&disk, &dir, "note", &[3; 100]).unwrap();
        }
        if !died {
            return;
        }
    }
}
