//! What a durable save costs beside the bare write and sync of as many bytes, and beside SQLite and redb; prints, judges
//! nothing.
//!
//! All take turns in one directory of one disk, so that the noise of the machine meets all alike:
//! `cargo run --release -p nghedan-peers [DIRECTORY]`. With a number behind it, it fills the register in that directory
//! with so many closed petitions instead, for looks at large ones.
//!
//! Each store does the same for a save: the entry, the record, its index keys, its request, whole or not at all, and on
//! the disk when it returns. Writers that wait share a sync in all of them: one committer takes what has come meanwhile.

mod committer;
mod fill;
mod nghedan_store;
mod raw;
mod redb_store;
mod sample;
mod sqlite;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nghedan::domain::Entry;

/// What each store promises.
pub trait Saves: Send {
    /// Saves a group, whole; on the disk when it returns.
    fn save(&mut self, group: &[Entry]) -> Result<(), Failure>;
}

/// Whatever went wrong.
pub type Failure = Box<dyn Error + Send + Sync>;

const WARM_UP: u64 = 100;
const SAVES: u64 = 1_500;
const WRITERS: u64 = 64;
const SAVES_OF_WRITERS: u64 = 12_800;
const ROUNDS: usize = 3;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args_os().skip(1);
    let given = arguments.next().map(PathBuf::from);
    if let (Some(dir), Some(petitions)) = (&given, arguments.next()) {
        return fill::fill(dir, petitions.to_string_lossy().parse()?);
    }
    let home = match given {
        Some(dir) => tempfile::tempdir_in(dir)?,
        None => tempfile::tempdir()?,
    };
    single(home.path())?;
    println!();
    for round in 1..=ROUNDS {
        many(home.path(), round)?;
    }
    Ok(())
}

/// One writer: the four take turns, save by save.
fn single(home: &Path) -> Result<(), Failure> {
    let mut raw = raw::Raw::create(&home.join("raw"))?;
    let mut stores: [(&str, Box<dyn Saves>); 3] = [
        ("nghedan", Box::new(nghedan_store::Register::create(&home.join("register"))?)),
        ("SQLite, WAL, FULL", Box::new(sqlite::Sqlite::create(&home.join("sqlite"))?)),
        ("redb", Box::new(redb_store::Redb::create(&home.join("redb"))?)),
    ];
    let mut bare = Vec::new();
    let mut took: [Vec<Duration>; 3] = Default::default();
    for n in 1..=WARM_UP + SAVES {
        let group = [sample::entry(n)?];
        let frame = sample::frame_bytes(&group[0])?;
        let started = Instant::now();
        raw.append(&frame)?;
        let bare_took = started.elapsed();
        for ((_, store), took) in stores.iter_mut().zip(&mut took) {
            let started = Instant::now();
            store.save(&group)?;
            if n > WARM_UP {
                took.push(started.elapsed());
            }
        }
        if n > WARM_UP {
            bare.push(bare_took);
        }
    }
    println!("{SAVES} saves of one petition each, one writer, taking turns");
    let bare = line("write + fdatasync alone", bare, None);
    for ((name, _), took) in stores.iter().zip(took) {
        line(name, took, Some(bare));
    }
    Ok(())
}

/// 64 writers, each with one save under way.
fn many(home: &Path, round: usize) -> Result<(), Failure> {
    println!("{WRITERS} writers, {SAVES_OF_WRITERS} saves, round {round}");
    let at = |name: &str| home.join(format!("{name}-{round}"));
    let stores: [(&str, Box<dyn Saves>); 3] = [
        ("nghedan", Box::new(nghedan_store::Register::create(&at("register"))?)),
        ("SQLite, WAL, FULL", Box::new(sqlite::Sqlite::create(&at("sqlite"))?)),
        ("redb", Box::new(redb_store::Redb::create(&at("redb"))?)),
    ];
    for (name, store) in stores {
        let done = committer::run(store, WRITERS, SAVES_OF_WRITERS)?;
        let per_second = SAVES_OF_WRITERS as f64 / done.took.as_secs_f64();
        let saves_a_sync = SAVES_OF_WRITERS as f64 / done.groups as f64;
        let p99 = done.latencies.get(done.latencies.len() * 99 / 100).copied().unwrap_or_default();
        let p50 = done.latencies.get(done.latencies.len() / 2).copied().unwrap_or_default();
        println!(
            "{name:24} {per_second:8.0} saves/s, {saves_a_sync:5.1} saves a sync, p50 {:7.2} ms, p99 {:7.2} ms",
            ms(p50),
            ms(p99)
        );
    }
    Ok(())
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Prints and returns the median.
fn line(what: &str, mut times: Vec<Duration>, beside: Option<Duration>) -> Duration {
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default();
    let ratio =
        beside.map_or_else(String::new, |bare| format!("   {:5.2} x the bare write", ms(at(50)) / ms(bare)));
    println!("{what:24} p50 {:7.3} ms   p99 {:7.3} ms{ratio}", ms(at(50)), ms(at(99)));
    at(50)
}
