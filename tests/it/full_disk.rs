//! A register on a real small file system that is filled while officers save: needs the right to mount.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use nghedan::wire::{Message, PROTOCOL, Push, Reply};
use tempfile::TempDir;

use super::{
    bad_frames::{Stranger, hello},
    desk::{Desk, petition},
    wait::{LONG, wait_until},
};

/// Set to run these tests, which mount a file system in memory.
const WANTED: &str = "NGHEDAN_SMALL_DISK";

/// A file system of so many MiB.
struct SmallDisk {
    at: TempDir,
}

impl SmallDisk {
    /// Mounted; `None`, with a word, when that is not wanted or not possible here.
    fn mounted(mib: u32) -> Option<SmallDisk> {
        if env::var_os(WANTED).is_none() {
            println!("skipped: set {WANTED}=1 to mount a file system of {mib} MiB");
            return None;
        }
        let at = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={mib}m"), "nghedan-test"]).arg(at.path());
        if mount.status().is_ok_and(|status| status.success()) {
            return Some(SmallDisk { at });
        }
        println!("skipped: nothing can be mounted here");
        None
    }

    fn path(&self) -> &Path {
        self.at.path()
    }

    /// Fills what is left of it, but for some bytes.
    fn fill(&self, left: u64) -> PathBuf {
        let path = self.path().join("others");
        let stat = rustix::fs::statvfs(self.path()).unwrap();
        let free = stat.f_bavail * stat.f_frsize;
        let written = fs::write(&path, vec![b'x'; usize::try_from(free.saturating_sub(left)).unwrap()]);
        // Those who save meanwhile may have taken some of it: then the disk is full.
        assert!(written.is_ok() || rustix::fs::statvfs(self.path()).unwrap().f_bavail < 1_024);
        path
    }
}

impl SmallDisk {
    /// Takes what is free, if anything is, as one more file.
    fn fill_as(&self, number: usize) -> Option<PathBuf> {
        let path = self.path().join(format!("others-{number}"));
        let stat = rustix::fs::statvfs(self.path()).unwrap();
        let free = usize::try_from(stat.f_bavail * stat.f_frsize).unwrap();
        // The disk may be full before all of it is written: then it is full.
        (free > 0).then(|| drop(fs::write(&path, vec![b'x'; free])))?;
        path.exists().then_some(path)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // A server that was killed a moment ago may still hold it.
        let unmounted =
            wait_until(LONG, || Command::new("umount").arg(self.path()).status().is_ok_and(|s| s.success()));
        assert!(unmounted || std::thread::panicking());
    }
}

fn listed(desk: &Desk) -> usize {
    desk.run(&["list", "petition", "--json"]).ok().lines().count()
}

#[test]
fn a_full_disk_refuses_saves_with_a_sentence_and_goes_on_by_itself_when_there_is_room() {
    let Some(disk) = SmallDisk::mounted(64) else { return };
    let desk = Desk::set_up_in(disk.path());
    desk.run_with(&["add", "petition"], petition("Cầu treo hỏng").as_bytes()).ok();
    let pid = desk.server_pid();
    let reserve = desk.data().join("reserve");
    assert_eq!(fs::metadata(&reserve).unwrap().len(), 8 * 1024 * 1024);
    let mut watcher = Stranger::try_at(&desk).unwrap();
    let Reply::Welcome(welcome) = watcher.ask(hello(PROTOCOL)).unwrap() else { panic!("no welcome") };
    assert!(!welcome.is_full);
    let mut saved = 1;
    for round in 0..3 {
        // The disk is filled while officers save: slowly by them at first, then at once and to the last byte.
        let many: String = (0..2_000).map(|n| petition(&format!("Ngầm tràn {round}-{n} hỏng"))).collect();
        let adding = desk.start(&["add", "petition"]);
        let others = disk.fill([4_000_000, 2_500_000, 0][round]);
        let ran = super::desk::finish(adding, many.as_bytes());
        saved += ran.out.lines().count();
        // A disk of which something is left may take them all.
        while desk.run_with(&["add", "petition"], petition("Thêm một đơn").as_bytes()).code == Some(0) {
            saved += 1;
            assert!(saved < 100_000, "the disk has no end");
        }
        let told = desk.run_with(&["add", "petition"], petition("Thêm một đơn").as_bytes()).refused(1);
        assert!(told.contains("Keep the draft, have room made on the server's disk"), "{told}");
        assert!(!reserve.exists());
        assert!(tells(&mut watcher, true));
        assert_eq!(listed(&desk), saved, "reading goes on");
        desk.run(&["check"]).ok();

        fs::remove_file(&others).unwrap();
        let begun = Instant::now();
        assert!(tells(&mut watcher, false));
        let took = begun.elapsed();
        desk.run_with(&["add", "petition"], petition("Có chỗ lại").as_bytes()).ok();
        saved += 1;
        assert!(reserve.exists());
        assert_eq!(desk.server_pid(), pid, "it goes on without a restart: {}", desk.log());
        let checked = desk.run(&["check"]).ok();
        println!(
            "round {round}: {saved} saved, room was seen after {took:.1?}; {}",
            checked.lines().next().unwrap()
        );
    }
    desk.kill();
    assert_eq!(listed(&desk), saved);
    desk.run(&["check"]).ok();
}

#[test]
fn a_disk_that_others_fill_to_the_last_byte_loses_nothing_and_is_healed_without_a_restart() {
    let Some(disk) = SmallDisk::mounted(64) else { return };
    let desk = Desk::set_up_in(disk.path());
    let pid = desk.server_pid();
    let mut saved = 0;
    for round in 0..4 {
        let many: String = (0..400).map(|n| petition(&format!("Ngầm tràn {round}-{n} hỏng"))).collect();
        let adding: Vec<_> = (0..4).map(|_| desk.start(&["add", "petition"])).collect();
        let is_enough = AtomicBool::new(false);
        let told: Vec<_> = std::thread::scope(|scope| {
            let many = &many;
            let ends: Vec<_> = adding
                .into_iter()
                .map(|child| scope.spawn(move || super::desk::finish(child, many.as_bytes())))
                .collect();
            let filled = scope.spawn(|| {
                let mut files = Vec::new();
                // What was kept back and given free is taken too.
                while !is_enough.load(Ordering::SeqCst) {
                    files.extend(disk.fill_as(files.len()));
                    wait_until(Duration::from_millis(2), || is_enough.load(Ordering::SeqCst));
                }
                files
            });
            let told = ends.into_iter().map(|end| end.join().unwrap()).collect();
            // Also for somebody who comes later.
            let late = petition("Thêm một đơn");
            assert!(wait_until(LONG, || desk.run_with(&["add", "petition"], late.as_bytes()).code == Some(1)));
            is_enough.store(true, Ordering::SeqCst);
            for path in filled.join().unwrap() {
                fs::remove_file(path).unwrap();
            }
            told
        });
        saved += told.iter().map(|ran| ran.out.lines().count()).sum::<usize>();
        let goes_on = wait_until(LONG, || {
            desk.run_with(&["add", "petition"], petition("Có chỗ lại").as_bytes()).code == Some(0)
        });
        assert!(goes_on, "{}", desk.log());
        saved += 1;
        assert_eq!(listed(&desk), saved);
        let checked = desk.run(&["check"]).ok();
        assert_eq!(desk.server_pid(), pid, "it goes on without a restart: {}", desk.log());
        let was_built = desk.data().join("state.broken-1").exists();
        println!(
            "round {round}: {saved} saved, built again so far: {was_built}; {}",
            checked.lines().next().unwrap()
        );
    }
    desk.kill();
    assert_eq!(listed(&desk), saved);
    desk.run(&["check"]).ok();
}

/// Waits until everybody is told that the disk is full, or is not any more.
fn tells(watcher: &mut Stranger, is_full: bool) -> bool {
    let begun = Instant::now();
    while let Some(message) = watcher.message() {
        if message == Message::Push(Push::Full(is_full)) {
            return true;
        }
        assert!(begun.elapsed() < LONG);
    }
    false
}
