//! Waiting for a socket, with a limit.

use std::{os::fd::AsFd, time::Duration};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// Waits until something can be read, or the other side left, or the time is over (`false`).
pub(super) fn readable(socket: impl AsFd, at_most: Option<Duration>) -> bool {
    let mut waited = [PollFd::new(&socket, PollFlags::IN)];
    loop {
        let limit = at_most.map(|limit| Timespec {
            tv_sec: i64::try_from(limit.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: i64::from(limit.subsec_nanos()),
        });
        match poll(&mut waited, limit.as_ref()) {
            Ok(ready) => return ready > 0,
            Err(rustix::io::Errno::INTR) => {}
            Err(_) => return false,
        }
    }
}
