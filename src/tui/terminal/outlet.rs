//! The way of frames to the terminal, which never waits for it: a line that takes no bytes must not stop what is being kept.

use std::io::{self, Write};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};

use rustix::fs::{Mode, OFlags};
use rustix::io::{Errno, ioctl_fionbio};

/// Writes to the terminal, one write(2) for one frame; what the terminal does not take now is held until it has room.
///
/// Invariant: whoever draws looks first whether it [is behind](Outlet::is_behind), so that at most one frame is held.
#[derive(Debug)]
pub struct Outlet {
    output: OwnedFd,
    /// Opened for us alone: it never blocks, and the shell that shares the terminal does not notice.
    is_own: bool,
    held: Vec<u8>,
}

impl Outlet {
    /// The way to the terminal behind this descriptor.
    ///
    /// # Errors
    /// When the descriptor cannot be copied.
    pub(super) fn to(output: &OwnedFd) -> io::Result<Outlet> {
        let path = format!("/proc/self/fd/{}", output.as_raw_fd());
        let flags = OFlags::WRONLY | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        // After `su` the terminal may belong to somebody else: then it is made non-blocking for each write.
        let own = rustix::fs::open(path, flags, Mode::empty());
        let is_own = own.is_ok();
        Ok(Outlet { output: own.or_else(|_| output.try_clone().map_err(refused))?, is_own, held: Vec::new() })
    }

    /// Whether the terminal has not taken all yet that was written.
    pub fn is_behind(&self) -> bool {
        !self.held.is_empty()
    }

    /// What to poll for room.
    pub fn fd(&self) -> BorrowedFd<'_> {
        self.output.as_fd()
    }

    /// Writes what is held, as far as the terminal takes it now.
    ///
    /// # Errors
    /// When the terminal has gone.
    pub fn push(&mut self) -> io::Result<()> {
        while self.is_behind() {
            match self.write_now(&self.held) {
                Ok(0) | Err(Errno::AGAIN) => break,
                Ok(written) => drop(self.held.drain(..written)),
                Err(Errno::INTR) => {}
                Err(errno) => return Err(errno.into()),
            }
        }
        Ok(())
    }

    fn write_now(&self, bytes: &[u8]) -> Result<usize, Errno> {
        if self.is_own {
            return rustix::io::write(&self.output, bytes);
        }
        ioctl_fionbio(&self.output, true)?;
        let written = rustix::io::write(&self.output, bytes);
        ioctl_fionbio(&self.output, false)?;
        written
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        self.push()?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn refused(error: io::Error) -> Errno {
    Errno::from_io_error(&error).unwrap_or(Errno::IO)
}
