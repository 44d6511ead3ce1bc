//! Many writers and one committer: whatever waits when a group is done is the next group.

use std::sync::mpsc;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::{Failure, Saves, sample};

/// Saves in one group at most.
const GROUP_MAX: usize = 512;

/// What a run came to.
pub struct Done {
    /// From the first save to the last.
    pub took: Duration,
    /// Groups, each with one sync.
    pub groups: u64,
    /// How long each save took its writer, shortest first.
    pub latencies: Vec<Duration>,
}

/// Lets `writers` save `saves` petitions in all.
pub fn run(mut store: Box<dyn Saves>, writers: u64, saves: u64) -> Result<Done, Failure> {
    let (to_committer, waiting) = mpsc::channel::<mpsc::Sender<()>>();
    let committer = thread::spawn(move || -> Result<u64, Failure> {
        let (mut seq, mut groups) = (0, 0);
        while let Ok(first) = waiting.recv() {
            let mut waiters = vec![first];
            waiters.extend(waiting.try_iter().take(GROUP_MAX - 1));
            let group = (0..waiters.len() as u64)
                .map(|n| sample::entry(seq + n + 1))
                .collect::<Result<Vec<_>, Failure>>()?;
            store.save(&group)?;
            seq += group.len() as u64;
            groups += 1;
            for waiter in waiters {
                // A writer that went away does not stop the others.
                let _ = waiter.send(());
            }
        }
        Ok(groups)
    });
    let latencies = Arc::new(Mutex::new(Vec::new()));
    let started = Instant::now();
    let threads: Vec<_> = (0..writers)
        .map(|_| {
            let (to_committer, latencies) = (to_committer.clone(), Arc::clone(&latencies));
            thread::spawn(move || {
                let (done, acknowledged) = mpsc::channel();
                let mut own = Vec::new();
                for _ in 0..saves / writers {
                    let started = Instant::now();
                    if to_committer.send(done.clone()).is_err() || acknowledged.recv().is_err() {
                        break;
                    }
                    own.push(started.elapsed());
                }
                latencies.lock().unwrap_or_else(PoisonError::into_inner).extend(own);
            })
        })
        .collect();
    drop(to_committer);
    for thread in threads {
        thread.join().map_err(|_| "a writer panicked")?;
    }
    let took = started.elapsed();
    let groups = committer.join().map_err(|_| "the committer panicked")??;
    let mut latencies = std::mem::take(&mut *latencies.lock().unwrap_or_else(PoisonError::into_inner));
    latencies.sort_unstable();
    Ok(Done { took, groups, latencies })
}
