//! Signals of a terminal as bytes that poll(2) can wait for.

use std::io;
use std::os::unix::net::UnixStream;
use std::sync::Arc;

use signal_hook::SigId;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::low_level::{pipe, unregister};

/// Signals as bytes in socket pairs, so that one poll waits for them too. They stay caught after the drop.
#[derive(Debug)]
pub(super) struct Signals {
    pub(super) resized: UnixStream,
    pub(super) hung_up: UnixStream,
    pub(super) ended: UnixStream,
    registered: Vec<SigId>,
}

impl Signals {
    pub(super) fn listen() -> io::Result<Signals> {
        let (resized, tell_resized) = pair()?;
        let (hung_up, tell_hung_up) = pair()?;
        let (ended, tell_ended) = pair()?;
        let mut signals = Signals { resized, hung_up, ended, registered: Vec::new() };
        for (signal, teller) in [
            (SIGWINCH, &tell_resized),
            (SIGHUP, &tell_hung_up),
            (SIGTERM, &tell_ended),
            (SIGINT, &tell_ended),
        ] {
            signals.registered.push(pipe::register(signal, teller.try_clone()?)?);
        }
        // A terminal in raw mode is never left for a shell: the signal is caught and nothing is done.
        signals.registered.push(signal_hook::flag::register(SIGTSTP, Arc::default())?);
        Ok(signals)
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        for id in self.registered.drain(..) {
            unregister(id);
        }
    }
}

fn pair() -> io::Result<(UnixStream, UnixStream)> {
    let (ear, mouth) = UnixStream::pair()?;
    ear.set_nonblocking(true)?;
    mouth.set_nonblocking(true)?;
    Ok((ear, mouth))
}

/// Empties a signal's pipe; says whether anything was in it.
pub(super) fn drain(ear: &UnixStream) -> bool {
    let mut chunk = [0; 64];
    let mut told = false;
    while rustix::io::read(ear, &mut chunk).is_ok_and(|count| count > 0) {
        told = true;
    }
    told
}
