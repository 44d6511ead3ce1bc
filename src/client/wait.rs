//! Waiting for the server, with a limit.

use std::{os::fd::AsFd, time::Duration};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// Waits until something can be read or the other side left (`true`), or the time is over (`false`).
pub fn readable(socket: impl AsFd, at_most: Duration) -> bool {
    let mut waited = [PollFd::new(&socket, PollFlags::IN)];
    matches!(poll(&mut waited, Some(&timespec(at_most))), Ok(ready) if ready > 0)
}

/// Lets a moment pass between two tries at something that another process does.
pub(super) fn moment(at_most: Duration) {
    // Nothing is waited for but the time: the other process has no way to tell.
    let _ = poll(&mut [], Some(&timespec(at_most)));
}

fn timespec(duration: Duration) -> Timespec {
    Timespec {
        tv_sec: i64::try_from(duration.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: i64::from(duration.subsec_nanos()),
    }
}
