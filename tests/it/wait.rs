//! Waiting for a condition, with a limit.

use std::time::{Duration, Instant};

use rustix::event::{Timespec, poll};

/// Long enough for anything that the program does in a test, on a busy machine too.
pub const LONG: Duration = Duration::from_secs(60);

/// Looks until the condition holds; `false` when it does not within the limit.
pub fn wait_until(limit: Duration, mut condition: impl FnMut() -> bool) -> bool {
    let begun = Instant::now();
    let moment = Timespec { tv_sec: 0, tv_nsec: 5_000_000 };
    while !condition() {
        if begun.elapsed() > limit {
            return false;
        }
        // Nothing is polled: a signal that ends it early only looks sooner.
        let _ = poll(&mut [], Some(&moment));
    }
    true
}
