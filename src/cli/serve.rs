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

use crate::client::{PROGRESS, READY};
use crate::office::server::{Listening, Opening, Server, bind, listen, open_register};

use super::{args::ServeArguments, connect::build, place::Place};

/// What no file or folder of the register allows: anything to others.
const OTHERS: Mode = Mode::RWXG.union(Mode::RWXO);
/// How long an embedded server stays without a client.
const IDLE: Duration = Duration::from_secs(30);
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
    let mut told = Told { embedded: wanted.embedded };
    let Opening { office, drafts, clock, found } =
        open_register(place.data(), place.socket(), &build, &mut |done, total| told.progress(done, total))?;
    if let Some(torn) = &found.torn {
        eprintln!("A save that had not finished was cut: segment {}, byte {}.", torn.segment, torn.offset);
    }
    if let Some(why) = &found.rebuilt {
        eprintln!("State and indexes were built again: {}.", why.en);
    }
    let idle = if wanted.temporary { IDLE_TEMPORARY } else { IDLE };
    let listening =
        Listening { idle: wanted.embedded.then_some(idle), shared: matches!(place, Place::Office { .. }) };
    let listener = bind(place.socket(), listening)?;
    let server = Server::start(office, drafts, clock, build, wanted.embedded);
    told.ready(&place)?;
    let listened = listen(&server, &listener, &signalled, listening);
    // Nobody connects to a server that ends; whoever starts next makes the socket anew.
    drop(fs::remove_file(place.socket()));
    server.end();
    if wanted.temporary {
        fs::remove_dir_all(place.data())?;
    }
    Ok(listened?)
}

/// Who is told how the start goes: the client that waits, or whoever sits at the terminal.
struct Told {
    embedded: bool,
}

impl Told {
    fn progress(&mut self, done: u64, total: u64) {
        let said = if self.embedded {
            let mut out = io::stdout();
            writeln!(out, "{PROGRESS} {done} {total}").and_then(|()| out.flush())
        } else if io::stderr().is_terminal() {
            write!(io::stderr(), "\rbuilding the state: {done}/{total} ")
        } else {
            Ok(())
        };
        // A client that left does not stop the start.
        drop(said);
    }

    fn ready(&mut self, place: &Place) -> io::Result<()> {
        if self.embedded {
            let mut out = io::stdout();
            drop(writeln!(out, "{READY}").and_then(|()| out.flush()));
        } else {
            eprintln!("Serving {} at {}.", place.data().display(), place.socket().display());
        }
        Ok(())
    }
}
