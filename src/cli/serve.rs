//! The server: in the foreground for a service, or embedded, started by the first client.

use std::{
    fs,
    io::{self, IsTerminal, Write},
    os::unix::net::UnixStream,
    path::Path,
    time::Duration,
};

use rustix::fs::Mode;
use signal_hook::consts::{SIGINT, SIGTERM};

use crate::client::READY;
use crate::office::server::{Listening, Opening, Porch, Server, bind, listen, open_register, take_register};

use super::{args::ServeArguments, connect::build, place::Place};

/// What no file or folder of the register allows: anything to others.
const OTHERS: Mode = Mode::RWXG.union(Mode::RWXO);
/// How long an embedded server stays without a client.
const IDLE: Duration = Duration::from_secs(30);
/// How often it is shown how far the state is that is built.
const SHOWN_EVERY: u64 = 500;
/// How long a server whose register cannot be opened waits for the client that started it.
const TOLD_WITHIN: Duration = Duration::from_secs(2);
/// The same for a register of samples that goes away with it.
const IDLE_TEMPORARY: Duration = Duration::from_secs(5);

/// Serves the register that is meant until a signal ends it, or, when it is embedded, until nobody needs it.
pub fn run(data: Option<&Path>, wanted: &ServeArguments) -> anyhow::Result<()> {
    // sled and whatever else makes files without a word about who may read them.
    rustix::process::umask(OTHERS);
    let place = Place::find(data)?;
    if wanted.embedded {
        // A session of its own: the terminal of whoever came first may close.
        rustix::process::setsid().ok();
    }
    let (signalled, signals) = UnixStream::pair()?;
    for signal in [SIGTERM, SIGINT] {
        signal_hook::low_level::pipe::register(signal, signals.try_clone()?)?;
    }
    let build = build();
    let idle = if wanted.temporary { IDLE_TEMPORARY } else { IDLE };
    let listening =
        Listening { idle: wanted.embedded.then_some(idle), shared: matches!(place, Place::Office { .. }) };
    let lock = take_register(place.data(), place.socket(), &build)?;
    let listener = bind(place.socket(), listening)?;
    let porch = Porch::open(&listener, listening, &signalled)?;
    if wanted.embedded {
        let mut out = io::stdout();
        // A client that left does not stop the start.
        drop(writeln!(out, "{READY}").and_then(|()| out.flush()));
    }
    // Held until the socket is gone: it would be another server's.
    let _held = lock.clone();
    let opened = open_register(lock, &mut |done, total| {
        porch.progress(done, total);
        show(wanted.embedded, done, total);
    });
    let opening = match opened {
        Ok(opening) => opening,
        Err(error) => {
            // Whoever started it comes in a moment, to hear why.
            let wait = if wanted.embedded { TOLD_WITHIN } else { Duration::ZERO };
            porch.turn_away(error.refusal(), wait);
            drop(fs::remove_file(place.socket()));
            return Err(error.into());
        }
    };
    let words = opening.words();
    let Opening { office, drafts, clock, found } = opening;
    if let Some(torn) = &found.torn {
        eprintln!("A save that had not finished was cut: segment {}, byte {}.", torn.segment, torn.offset);
    }
    if let Some(why) = &found.rebuilt {
        eprintln!("State and indexes were built again: {}.", why.en);
    }
    let server = Server::start(office, drafts, clock, build, wanted.embedded);
    server.tell_first(words);
    porch.let_in(&server);
    if !wanted.embedded {
        eprintln!("Serving {} at {}.", place.data().display(), place.socket().display());
    }
    let listened = listen(&server, &listener, &signalled, listening);
    // Nobody connects to a server that ends; whoever starts next makes the socket anew.
    drop(fs::remove_file(place.socket()));
    server.end();
    if wanted.temporary {
        fs::remove_dir_all(place.data())?;
    }
    Ok(listened?)
}

/// Shows whoever sits at the terminal of a server in the foreground how far it is.
fn show(embedded: bool, done: u64, total: u64) {
    let is_word = done == total || done.is_multiple_of(SHOWN_EVERY);
    if !embedded && is_word && io::stderr().is_terminal() {
        // Whoever cannot see it misses nothing.
        drop(write!(io::stderr(), "\rbuilding the state: {done}/{total} "));
    }
}
