//! Processes that write to a store and are killed with SIGKILL at random moments: what they were told is saved is there.
//!
//! The test starts itself again as the process that is killed. The kernel goes on, so that this shows the order of writes
//! and the recovery, not what a power cut takes.

use std::{
    collections::BTreeMap,
    env,
    ffi::OsString,
    io::{self, BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    sync::{Arc, Mutex},
};

use nghedan::base::{Id, Number, Officer, RequestId, Stamp};
use nghedan::domain::{Change, Entry, Record, TakenNumber, Value};
use nghedan::store::disk::{Opened, Options};
use nghedan::store::files::{Disk, Facts, File, Files};
use nghedan::store::journal::{Lock, Owner};
use nghedan::store::{DiskStore, Progress, Store};

use super::dice::{Dice, runs};

/// Kills of an ordinary run and of a long one.
const KILLS: u64 = 20;
const KILLS_LONG: u64 = 300;
/// So many kills one register lives through: each of them verifies all that it holds.
const KILLS_A_REGISTER: u64 = 20;

/// Set for the process that is to be killed: the directory of the register.
const DIR: &str = "NGHEDAN_TEST_KILLED_DIR";
/// Also set: the boot that it is to believe in.
const BOOT: &str = "NGHEDAN_TEST_KILLED_BOOT";

#[test]
fn what_a_killed_process_was_told_is_saved_is_there() {
    match env::var_os(DIR) {
        Some(dir) => write_until_killed(Path::new(&dir)),
        None => kill_again_and_again(),
    }
}

/// Tells the parent, past the harness that holds back what tests print.
fn tell(words: &str) {
    let mut out = io::stdout().lock();
    // A parent that is gone has nobody to be told.
    drop(writeln!(out, "@{words}").and_then(|()| out.flush()));
}

/// What the process that is killed does: opens the store, saves, and builds the state again from time to time.
fn write_until_killed(dir: &Path) {
    tell("start");
    let (store, opened) =
        open(dir, env::var(BOOT).ok(), Arc::new(Telling::default()), &mut |_, _| tell("opening"));
    tell(if opened.rebuilt.is_some() { "rebuilt" } else { "ready" });
    let store = Arc::new(store);
    let building = Arc::clone(&store);
    let head = store.head().seq;
    std::thread::spawn(move || {
        let mut built = building.head().seq;
        loop {
            let seq = building.head().seq;
            if seq < built + 40 {
                std::thread::yield_now();
                continue;
            }
            built = seq;
            tell("build");
            building.rebuild(&mut |_, _| ()).unwrap();
            tell("built");
        }
    });
    // One that is not killed for whatever reason ends by itself.
    for seq in head + 1..head + 20_000 {
        let group = [entry(seq)];
        store.append(&group).unwrap();
        tell(&format!("saved {seq}"));
        store.apply(&group).unwrap();
    }
}

fn open(
    dir: &Path,
    boot: Option<String>,
    files: Arc<dyn Files>,
    progress: Progress<'_>,
) -> (DiskStore, Opened) {
    let owner = Owner { path: dir.to_owned(), pid: std::process::id(), build: "test".to_owned() };
    let lock = Arc::new(Lock::take(&Disk, dir, &owner).unwrap());
    let mut options = Options::default();
    options.boot = boot.or(options.boot);
    options.journal.segment_bytes = 16 * 1024;
    options.journal.extend_bytes = 8 * 1024;
    DiskStore::open_with(files, lock, options, progress).unwrap()
}

fn kill_again_and_again() {
    let kills = if runs().is_some() { KILLS_LONG } else { KILLS };
    let mut dice = Dice::new("killed");
    let mut fell: BTreeMap<&str, u32> = BTreeMap::new();
    let (mut acknowledged, mut torn, mut rebuilt) = (0, 0, 0);
    let mut home = tempfile::tempdir().unwrap();
    let mut saved = 0;
    for kill in 0..kills {
        if kill % KILLS_A_REGISTER == 0 {
            (home, saved) = (tempfile::tempdir().unwrap(), 0);
        }
        let dir = home.path().join("register");
        let aim = Aim::taken(&mut dice);
        let killed = run_and_kill(&dir, &aim, &mut dice);
        *fell.entry(killed.fell_into).or_default() += 1;
        let told = killed.saved.unwrap_or(saved);
        assert!(told >= saved, "kill {kill}");
        acknowledged += told - saved;

        let (store, opened) = open(&dir, None, Arc::new(Disk), &mut |_, _| ());
        torn += u32::from(opened.torn.is_some());
        rebuilt += u32::from(opened.rebuilt.is_some());
        let head = store.head().seq;
        assert!(head >= told, "kill {kill} ({aim:?}): {told} were acknowledged, {head} are there");
        assert!(head <= told + 1, "kill {kill} ({aim:?}): {head} are there, and one at most was under way");
        for seq in saved + 1..=head {
            assert_eq!(store.entry(seq).unwrap().unwrap(), entry(seq), "kill {kill} ({aim:?})");
            assert_eq!(store.request(entry(seq).request).unwrap(), Some(seq));
        }
        let verified = store.verify(&mut |_, _| ()).unwrap();
        assert_eq!((verified.entries, verified.numbers), (head, head), "kill {kill} ({aim:?})");
        store.close().unwrap();
        saved = head;
    }
    println!(
        "{kills} kills, {acknowledged} entries acknowledged, lost: 0; they fell into {fell:?}; afterwards {torn} had a \
         torn end that was cut, {rebuilt} built their state again"
    );
    assert!(acknowledged > KILLS, "{acknowledged}");
}

/// At what a kill is aimed: the word of the process after which it is killed, and how long after.
#[derive(Debug)]
struct Aim {
    word: &'static str,
    times: u64,
    boot: Option<String>,
}

impl Aim {
    fn taken(dice: &mut Dice) -> Aim {
        let another_boot = || Some("another".to_owned());
        match dice.below(6) {
            0 => Aim { word: "start", times: 1, boot: None },
            1 => Aim { word: "opening", times: 1 + dice.below(60), boot: another_boot() },
            2 => Aim { word: "segment", times: 1 + dice.below(3), boot: None },
            3 => Aim { word: "build", times: 1, boot: None },
            _ => Aim { word: "saved", times: 1 + dice.below(120), boot: None },
        }
    }
}

/// What is known of a process after its end.
struct Killed {
    /// The last entry that it was told is saved.
    saved: Option<u64>,
    /// What it was doing.
    fell_into: &'static str,
}

fn run_and_kill(dir: &Path, aim: &Aim, dice: &mut Dice) -> Killed {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "killed::what_a_killed_process_was_told_is_saved_is_there", "--nocapture"]);
    command.env(DIR, dir).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    if let Some(boot) = &aim.boot {
        command.env(BOOT, boot);
    }
    let mut child = command.spawn().unwrap();
    let mut words = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut killed = Killed { saved: None, fell_into: "start-up" };
    let hear = |word: &str, killed: &mut Killed| {
        killed.fell_into = match word {
            "segment" => "rotation",
            "opening" | "build" => "rebuild",
            "start" => "start-up",
            // A build goes on beside the saves.
            word if word.starts_with("saved ") && killed.fell_into == "rebuild" => "rebuild",
            _ => "saving",
        };
        if let Some(seq) = word.strip_prefix("saved ") {
            killed.saved = seq.parse().ok();
        }
    };
    let mut times = 0;
    for line in words.by_ref() {
        let Some((_, word)) = line.split_once('@') else { continue };
        hear(word, &mut killed);
        times += u64::from(word.split(' ').next() == Some(aim.word));
        // What it is aimed at may not come: a state that needs no building is opened at once.
        if times >= aim.times || (aim.word == "opening" && word.starts_with("saved ")) {
            break;
        }
    }
    // A moment that nobody foretells: up to some hundred microseconds.
    for _ in 0..dice.below(200_000) {
        std::hint::spin_loop();
    }
    child.kill().unwrap();
    for line in words {
        if let Some((_, word)) = line.split_once('@') {
            hear(word, &mut killed);
        }
    }
    let status = child.wait().unwrap();
    assert_eq!(status.code(), None, "it ended by itself ({status}), aimed at {aim:?}");
    killed
}

fn entry(seq: u64) -> Entry {
    let id = |text: String| Id::new(&text).unwrap();
    let office = id("C24100n".to_owned());
    let number = Number { seq: u32::try_from(seq).unwrap(), year: 2026 };
    let mut record = Record::new("petition", id(format!("C24100n.don.2026.{seq}")), office.clone());
    record.fields.insert("number".to_owned(), Value::Number(number));
    record
        .fields
        .insert("summary".to_owned(), Value::Text("Cầu treo hỏng. ".repeat(1 + (seq % 40) as usize)));
    let mut request = [7; 16];
    request[..8].copy_from_slice(&seq.to_le_bytes());
    Entry {
        seq,
        at: Stamp(1_795_000_000_000 + i64::try_from(seq).unwrap() * 1_000),
        officer: Officer::new("hoa").unwrap(),
        request: RequestId(request),
        reason: None,
        numbers: vec![TakenNumber { office, book: "don".to_owned(), number }],
        changes: vec![Change::between(None, &record, None)],
    }
}

/// The real disk, which says when a segment is begun and when it is there.
#[derive(Default)]
struct Telling {
    begun: Mutex<bool>,
}

impl Telling {
    fn is_in_journal(dir: Option<&Path>) -> bool {
        dir.is_some_and(|dir| dir.ends_with("journal"))
    }
}

impl Files for Telling {
    fn open(&self, path: &Path, write: bool) -> io::Result<Box<dyn File>> {
        Disk.open(path, write)
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn File>> {
        if Telling::is_in_journal(path.parent()) {
            *self.begun.lock().unwrap() = true;
            tell("segment");
        }
        Disk.create_new(path)
    }

    fn create_dir(&self, path: &Path) -> io::Result<()> {
        Disk.create_dir(path)
    }

    fn set_mode(&self, dir: &Path, mode: u32) -> io::Result<()> {
        Disk.set_mode(dir, mode)
    }

    fn facts(&self, path: &Path) -> io::Result<Facts> {
        Disk.facts(path)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<OsString>> {
        Disk.list(dir)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        Disk.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        Disk.remove(path)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        Disk.sync_dir(dir)?;
        if Telling::is_in_journal(Some(dir)) && std::mem::take(&mut *self.begun.lock().unwrap()) {
            tell("segment-made");
        }
        Ok(())
    }

    fn random(&self) -> io::Result<[u8; 16]> {
        Disk.random()
    }
}
