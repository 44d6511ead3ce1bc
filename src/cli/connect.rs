//! The line to the server of the register that is meant; the server is started when none runs.

use std::{
    fs, io,
    os::unix::{fs::DirBuilderExt, net::UnixStream},
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use crate::base::{Day, Lang, Say, wait};
use crate::client::{self, ConnectError, Dial, Event, Link, SocketLink, Starting, new_request_id};
use crate::store::{files::Disk, journal::may_hold};
use crate::wire::{Reply, Request};

use super::{
    ask::ask,
    place::{CONFIG, Place},
};

/// A register of samples in a temporary directory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Demo {
    /// What "today" is in it; `None`: the recipe's second demo day.
    pub day: Option<Day>,
}

/// A line to the server of the register in `data`, or of the one that is meant where nothing is said (DESIGN §2). One that is
/// opening its register is waited for, and `waits` is told how far it is.
///
/// # Errors
/// What to do, then why: no directory, not ours, a newer version, no server within five seconds.
pub fn connect(
    data: Option<&Path>,
    lang: Lang,
    demo: Option<Demo>,
    waits: impl FnMut(&Say) + Send + 'static,
) -> anyhow::Result<Box<dyn Link + Send>> {
    if let Some(demo) = demo {
        return demonstrate(data, lang, demo, Box::new(waits));
    }
    let mut waits: Waits = Box::new(waits);
    match Place::find(data)? {
        Place::Office { socket, .. } => {
            let dial = move || UnixStream::connect(&socket);
            let link = line(Box::new(dial), lang, &mut waits).map_err(|error| match error {
                ConnectError::Io(error) => anyhow::anyhow!(
                    "ask the administrator about the office server that {CONFIG} names: it cannot be reached ({error})"
                ),
                refused => refused.into(),
            })?;
            Ok(Box::new(link))
        }
        Place::Embedded { data, socket } => embedded(data, socket, lang, &[], waits),
    }
}

/// What this build is: the version, and when the program was made, so that a newer one replaces an idle older server.
pub fn build() -> String {
    let made = std::env::current_exe()
        .and_then(fs::metadata)
        .and_then(|program| program.modified())
        .ok()
        .and_then(|at| at.duration_since(UNIX_EPOCH).ok())
        .map_or(0, |since| since.as_secs());
    format!("{}+{made}", env!("CARGO_PKG_VERSION"))
}

fn embedded(
    data: PathBuf,
    socket: PathBuf,
    lang: Lang,
    more: &[&str],
    mut waits: Waits,
) -> anyhow::Result<Box<dyn Link + Send>> {
    // Looked at before anything is written there, the server's log included.
    may_hold(&Disk, &data)?;
    let mut arguments: Vec<String> = vec!["serve".into(), "--embedded".into()];
    arguments.extend(more.iter().map(|argument| (*argument).to_owned()));
    arguments.extend(["--data".into(), data.to_string_lossy().into_owned()]);
    let starting =
        Starting { program: std::env::current_exe()?, arguments, log: data.join("server.log"), socket };
    let link = line(dial(starting.clone()), lang, &mut waits).map_err(|error| explained(error, &data))?;
    if is_older(&link.welcome().build) {
        return replace(link, starting, lang, &mut waits);
    }
    Ok(Box::new(link))
}

/// Told how far a server is that is still opening its register.
type Waits = Box<dyn FnMut(&Say) + Send>;

fn dial(starting: Starting) -> Dial {
    Box::new(move || starting.dial())
}

/// A line to a server that may be opening its register: says how far it is, and waits.
fn line(dial: Dial, lang: Lang, waits: &mut Waits) -> Result<SocketLink, ConnectError> {
    SocketLink::connect_telling(dial, lang, &build(), &mut |_, _, say| waits(say))
}

/// An idle server of an older build makes room; one that others use stays, if it speaks our protocol.
fn replace(
    mut link: SocketLink,
    starting: Starting,
    lang: Lang,
    waits: &mut Waits,
) -> anyhow::Result<Box<dyn Link + Send>> {
    let asked = link.send(Request::Leave);
    loop {
        match link.receive() {
            Some(Event::Reply { ticket, outcome: Ok(Reply::Done) }) if ticket == asked => break,
            Some(Event::Reply { ticket, .. }) if ticket == asked => return Ok(Box::new(link)),
            Some(Event::Lost) => break,
            Some(_) => {}
            None => {
                let waited = link.fd().is_some_and(|fd| wait::readable(fd, Some(LEAVE_TIMEOUT)));
                if !waited {
                    return Ok(Box::new(link));
                }
            }
        }
    }
    drop(link);
    Ok(Box::new(line(dial(starting), lang, waits)?))
}

const LEAVE_TIMEOUT: Duration = Duration::from_secs(3);

fn is_older(theirs: &str) -> bool {
    let made = |build: &str| build.rsplit('+').next().and_then(|made| made.parse::<u64>().ok());
    made(theirs) < made(&build())
}

/// A sentence for what the log of a server that did not start says last: the lines of earlier starts mean nothing now.
fn explained(error: ConnectError, data: &Path) -> anyhow::Error {
    let log = fs::read_to_string(data.join("server.log")).unwrap_or_default();
    let last = log.lines().rev().find(|line| !line.trim().is_empty());
    match (&error, last) {
        (ConnectError::Io(_), Some(last)) => anyhow::anyhow!("{last}"),
        (ConnectError::Io(source), None) => {
            anyhow::anyhow!("look at the rights of {}: its server did not start ({source})", data.display())
        }
        _ => error.into(),
    }
}

/// A register of samples of its own, in a directory that goes away with its server.
fn demonstrate(
    data: Option<&Path>,
    lang: Lang,
    demo: Demo,
    waits: Waits,
) -> anyhow::Result<Box<dyn Link + Send>> {
    let data = match data {
        Some(data) => std::path::absolute(data)?,
        None => temporary_dir()?,
    };
    let socket = client::socket_path(&data)?;
    let mut link = embedded(data, socket, lang, &["--temporary"], waits)?;
    if link.welcome().office.is_none() {
        let request = Request::Sample { petitions: None, seed: None, day: demo.day };
        let hello = Request::Hello { protocol: crate::wire::PROTOCOL, build: build(), lang };
        for request in [request, hello] {
            if let Err(refusal) = ask(&mut *link, request, lang) {
                anyhow::bail!("{}", refusal.say.get(lang));
            }
        }
    }
    Ok(link)
}

fn temporary_dir() -> io::Result<PathBuf> {
    let random: String = new_request_id()?.0.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let dir = std::env::temp_dir().join(format!("nghedan-demo-{random}"));
    fs::DirBuilder::new().mode(0o700).create(&dir)?;
    Ok(dir)
}
