//! Waiting for the other side of a file or socket, with a limit.

use std::{os::fd::AsFd, time::Duration};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};

/// Waits until something can be read or the other side left (`true`), or the time is over (`false`); without a limit for
/// ever.
pub fn readable(fd: impl AsFd, at_most: Option<Duration>) -> bool {
    let limit = at_most.map(timespec);
    let mut waited = [PollFd::new(&fd, PollFlags::IN)];
    loop {
        match poll(&mut waited, limit.as_ref()) {
            Ok(ready) => return ready > 0,
            Err(Errno::INTR) => {}
            Err(_) => return false,
        }
    }
}

/// Lets a moment pass between two tries at something that another process does and has no way to tell.
pub fn moment(at_most: Duration) {
    let _ = poll(&mut [], Some(&timespec(at_most)));
}

fn timespec(duration: Duration) -> Timespec {
    Timespec {
        tv_sec: i64::try_from(duration.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: i64::from(duration.subsec_nanos()),
    }
}
