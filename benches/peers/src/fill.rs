//! Fills a register that was set up with so many closed petitions, as fast as its store takes them.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use nghedan::base::{Id, RequestId, Stamp};
use nghedan::domain::Value;
use nghedan::store::files::Disk;
use nghedan::store::journal::{Lock, Owner};
use nghedan::store::sealed::SLOTS_AHEAD;
use nghedan::store::{DiskStore, SealedStore, Store};

use crate::{Failure, sample};

/// Petitions in one group.
const GROUP: u64 = 256;

/// Adds petitions to the register in `dir`; prints how long it took and what it takes on the disk.
pub fn fill(dir: &Path, petitions: u64) -> Result<(), Failure> {
    let owner = Owner { path: dir.to_owned(), pid: std::process::id(), build: "bench".to_owned() };
    let lock = Arc::new(Lock::take(&Disk, dir, &owner)?);
    let (store, _) = DiskStore::open(lock, &mut |_, _| ())?;
    let register = store.register();
    let store = SealedStore::open(Arc::new(store), &Disk, dir, register, SLOTS_AHEAD)?;
    let office = store.records("office", None, 1)?.into_iter().next().ok_or("a register that was set up")?;
    let village = store.records("unit", None, 10_000)?.into_iter();
    let village = village.filter(|unit| unit.id.as_str().starts_with('V')).last().ok_or("a village")?;
    let (started, first) = (Instant::now(), store.head().seq + 1);
    let mut done = 0;
    while done < petitions {
        let group = (done..petitions.min(done + GROUP))
            .map(|n| {
                let mut entry = sample::entry(n + 1)?;
                entry.seq = first + n;
                entry.at = Stamp(store.head().at.0 + 1);
                let mut request = [9; 16];
                request[..8].copy_from_slice(&(n * 0x9e37_79b9_7f4a_7c15).to_le_bytes());
                entry.request = RequestId(request);
                entry.numbers.clear();
                for change in &mut entry.changes {
                    change.office = office.id.clone();
                    change.record = Id::new(&format!("{}.don.1999.{}", office.id, n + 1)).ok_or("an id")?;
                    for field in &mut change.fields {
                        match field.name.as_str() {
                            "state" => field.new = Some(Value::Choice("hoan_thanh".to_owned())),
                            "village" => field.new = Some(Value::Ref(village.id.clone())),
                            _ => {}
                        }
                    }
                }
                Ok(entry)
            })
            .collect::<Result<Vec<_>, Failure>>()?;
        store.append(&group)?;
        store.apply(&group)?;
        done += group.len() as u64;
        if done.is_multiple_of(GROUP * 400) {
            println!("{done:8} petitions in {:5.0} s, RSS {} MB", started.elapsed().as_secs_f64(), rss_mb());
        }
    }
    println!("{done:8} petitions in {:5.0} s, RSS {} MB", started.elapsed().as_secs_f64(), rss_mb());
    Ok(())
}

/// Memory of this process that is in use, in MB.
fn rss_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kb = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kb.unwrap_or_default() / 1024
}
