//! What a durable save costs beside the bare write and sync of as many bytes; prints, judges nothing.
//!
//! Both take turns on one directory, so that the noise of the machine meets both alike: `cargo bench --bench store`.

use std::error::Error;
use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use nghedan::base::{Day, Id, Number, Officer, RequestId, Stamp};
use nghedan::domain::{Change, Entry, Record, TakenNumber, Value};
use nghedan::encoding;
use nghedan::store::files::Disk;
use nghedan::store::journal::{Lock, Owner};
use nghedan::store::sealed::SLOTS_AHEAD;
use nghedan::store::{DiskStore, SealedStore, Store};

const WARM_UP: u64 = 200;
const SAVES: u64 = 3_000;
const LOOKS: u32 = 100_000;

/// What a frame of one entry has beside the entry's own bytes.
const FRAME_BYTES: usize = 20 + 4 + 4 + 40;

fn main() -> Result<(), Box<dyn Error>> {
    let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let owner = Owner { path: home.path().to_owned(), pid: std::process::id(), build: "bench".to_owned() };
    let dir = home.path().join("register");
    let lock = Arc::new(Lock::take(&Disk, &dir, &owner)?);
    let (store, _) = DiskStore::open(Arc::clone(&lock), &mut |_, _| ())?;
    let register = store.register();
    let store = SealedStore::open(Arc::new(store), &Disk, &dir, register, SLOTS_AHEAD)?;
    let mut raw = Raw::create(&home.path().join("raw"))?;

    let (mut bare, mut appends, mut saves, mut bytes) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for n in 1..=WARM_UP + SAVES {
        let group = [entry(n)?];
        let frame = vec![0x5a; encoding::entry::encode(&group[0])?.len() + FRAME_BYTES];
        bytes = frame.len();
        let bare_took = took(|| raw.append(&frame))?;
        let append_took = took(|| store.append(&group))?;
        let apply_took = took(|| store.apply(&group))?;
        if n > WARM_UP {
            bare.push(bare_took);
            appends.push(append_took);
            saves.push(append_took + apply_took);
        }
    }
    println!("{SAVES} saves of one petition each, frames of {bytes} bytes, one writer");
    let bare = line("write + fdatasync alone", bare);
    line("append", appends);
    let save = line("durable save (append + apply)", saves);
    println!("save / write + fdatasync: p50 {:.2}, p99 {:.2}", save.0 / bare.0, save.1 / bare.1);
    let started = Instant::now();
    let full = (0..LOOKS).filter(|_| store.is_full()).count();
    let each = started.elapsed().as_secs_f64() * 1e6 / f64::from(LOOKS);
    println!("look at the room on the disk, before each group: {each:.2} µs ({full} times full)");

    let started = Instant::now();
    let verified = store.verify(&mut |_, _| ())?;
    println!("verify: {} entries, {} keys in {:.0?}", verified.entries, verified.keys, started.elapsed());
    let started = Instant::now();
    let entries = store.rebuild(&mut |_, _| ())?;
    println!("rebuild: {entries} entries in {:.0?}", started.elapsed());
    let started = Instant::now();
    drop(store);
    println!("close: {:.0?}", started.elapsed());
    let started = Instant::now();
    let (_, opened) = DiskStore::open(lock, &mut |_, _| ())?;
    println!("open: {:.0?}, rebuilt: {}", started.elapsed(), opened.rebuilt.is_some());
    Ok(())
}

/// A file whose space was written ahead.
struct Raw {
    file: File,
    at: u64,
}

impl Raw {
    fn create(path: &Path) -> std::io::Result<Raw> {
        let file = OpenOptions::new().create_new(true).write(true).open(path)?;
        for block in 0..16 {
            file.write_all_at(&[0; 1 << 20], block << 20)?;
        }
        file.sync_all()?;
        Ok(Raw { file, at: 0 })
    }

    fn append(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.file.write_all_at(bytes, self.at)?;
        self.at += bytes.len() as u64;
        self.file.sync_data()
    }
}

fn took<E>(act: impl FnOnce() -> Result<(), E>) -> Result<Duration, E> {
    let started = Instant::now();
    act()?;
    Ok(started.elapsed())
}

/// Prints and returns p50 and p99 in milliseconds.
fn line(what: &str, mut times: Vec<Duration>) -> (f64, f64) {
    times.sort_unstable();
    let at =
        |percent: usize| times.get(times.len() * percent / 100).map_or(0.0, |time| time.as_secs_f64() * 1e3);
    let (p50, p99) = (at(50), at(99));
    println!("{what:32} p50 {p50:7.3} ms   p99 {p99:7.3} ms");
    (p50, p99)
}

/// The first save of a petition of usual length.
fn entry(seq: u64) -> Result<Entry, Box<dyn Error>> {
    let id = |text: &str| Id::new(text).ok_or("an id");
    let office = id("C24100n")?;
    let number = Number { seq: u32::try_from(seq)?, year: 2026 };
    let text = |text: &str| Value::Text(text.to_owned());
    let choice = |id: &str| Value::Choice(id.to_owned());
    let mut record = Record::new("petition", id(&format!("C24100n.don.2026.{seq}"))?, office.clone());
    let fields = [
        ("received_on", Value::Day(Day::EPOCH.plus(20_000 + (seq % 700) as i32))),
        ("source", choice("buu_chinh")),
        ("petition_kind", choice("kien_nghi")),
        ("village", Value::Ref(id(&format!("V24115-{:02}", seq % 20))?)),
        ("domain", choice("GT")),
        ("signatories", Value::Int(3)),
        ("summary", text(&"Cầu treo hỏng, học sinh không qua được khi mưa lũ. ".repeat(5))),
        ("our_role", choice("theo_doi")),
        ("responsible", text("UBND")),
        ("officer", text("hoa")),
        ("number", Value::Number(number)),
        ("state", choice("moi_tiep_nhan")),
    ];
    record.fields.extend(fields.map(|(name, value)| (name.to_owned(), value)));
    let mut request = [0; 16];
    request.iter_mut().zip(seq.to_le_bytes()).for_each(|(to, from)| *to = from);
    Ok(Entry {
        seq,
        at: Stamp(1_795_000_000_000 + i64::try_from(seq)? * 60_000),
        officer: Officer::new("hoa").ok_or("an officer")?,
        request: RequestId(request),
        reason: None,
        numbers: vec![TakenNumber { office, book: "don".to_owned(), number }],
        changes: vec![Change::between(None, &record, None)],
    })
}
