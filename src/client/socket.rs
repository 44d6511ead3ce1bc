//! The line to the server over its Unix socket. It mends itself when it breaks.

use std::{
    collections::VecDeque,
    io::{self, Read, Write},
    os::{
        fd::{AsFd, BorrowedFd},
        unix::net::UnixStream,
    },
    sync::mpsc::{Receiver, TryRecvError, channel},
    time::{Duration, Instant},
};

use crate::base::{Lang, Say, wait};
use crate::wire::{
    self, Call, FrameReader, Message, Outcome, PROTOCOL, Push, Refusal, RefusalKind, Reply, Request, Welcome,
};

use super::{Event, Link};

/// How a line is made, and made again after it broke.
pub type Dial = Box<dyn FnMut() -> io::Result<UnixStream> + Send>;

/// A line to the server.
pub struct SocketLink {
    /// `None` while a thread of its own mends the line.
    dial: Option<Dial>,
    mending: Option<Receiver<Mending>>,
    lang: Lang,
    build: String,
    welcome: Welcome,
    socket: Option<UnixStream>,
    frames: FrameReader,
    next_ticket: u32,
    unsent: VecDeque<Vec<u8>>,
    arrived: VecDeque<Event>,
    try_again_at: Option<Instant>,
}

/// A line on which the server said hello.
struct Line {
    socket: UnixStream,
    frames: FrameReader,
    welcome: Welcome,
}

/// What the thread tells that mends a line.
enum Mending {
    /// The server that was found is opening its register.
    Opening(u64, u64, Say),
    /// It is done.
    Done(Dial, Result<Line, ConnectError>),
}

/// Told how far a server is that opens its register: parts done, parts in all, and the same in words.
pub type Waited<'a> = &'a mut dyn FnMut(u64, u64, &Say);

/// Why there is no line.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The server cannot be reached.
    #[error("start the server, or look at its log: it cannot be reached ({0})")]
    Io(#[from] io::Error),
    /// The server refused.
    #[error("{}", .0.say.en)]
    Refused(Box<Refusal>),
}

/// How long the server may be silent before it said hello back; one that opens its register tells how far it is.
const HELLO_TIMEOUT: Duration = Duration::from_secs(60);
/// For how long a server that hangs up before it said hello is dialled again: it was leaving, or was killed, and the next
/// dial finds nobody and starts another.
const LEAVING_TIMEOUT: Duration = Duration::from_secs(5);
const BETWEEN_DIALS: Duration = Duration::from_millis(20);
/// How soon a broken line is tried again.
const TRY_AGAIN: Duration = Duration::from_millis(500);
/// On the stack: this is asked once for every key.
const READ_BYTES: usize = 8 * 1024;

impl SocketLink {
    /// Makes the line and says hello; waits for a server that opens its register.
    pub fn connect(dial: Dial, lang: Lang, build: &str) -> Result<SocketLink, ConnectError> {
        SocketLink::connect_telling(dial, lang, build, &mut |_, _, _| ())
    }

    /// The same, and tells how far a server is that opens its register.
    pub fn connect_telling(
        mut dial: Dial,
        lang: Lang,
        build: &str,
        waited: Waited<'_>,
    ) -> Result<SocketLink, ConnectError> {
        let Line { socket, frames, welcome } = make(&mut dial, lang, build, waited)?;
        Ok(SocketLink {
            dial: Some(dial),
            mending: None,
            lang,
            build: build.to_owned(),
            welcome,
            socket: Some(socket),
            frames,
            next_ticket: 1,
            unsent: VecDeque::new(),
            arrived: VecDeque::new(),
            try_again_at: None,
        })
    }

    fn lost(&mut self) {
        if self.socket.take().is_some() {
            self.unsent.clear();
            self.frames = FrameReader::default();
            self.arrived.push_back(Event::Lost);
            self.try_again_at = Some(Instant::now());
        }
    }

    /// Mends a broken line on a thread of its own: a server that starts may build its state first, and nobody who types
    /// waits for that.
    fn try_again(&mut self) {
        if let Some(mending) = &self.mending {
            match mending.try_recv() {
                Ok(Mending::Opening(done, total, say)) => {
                    self.arrived.push_back(Event::Opening { done, total, say });
                }
                Ok(Mending::Done(dial, made)) => {
                    self.dial = Some(dial);
                    self.mending = None;
                    self.made(made);
                }
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => self.mending = None,
            }
            return;
        }
        if self.try_again_at.is_none_or(|at| Instant::now() < at) {
            return;
        }
        let Some(mut dial) = self.dial.take() else { return };
        let (tell, told) = channel();
        let (lang, build) = (self.lang, self.build.clone());
        let spawned = std::thread::Builder::new().name("dialler".into()).spawn(move || {
            // Whoever asked may have left.
            let made = make(&mut dial, lang, &build, &mut |done, total, say| {
                drop(tell.send(Mending::Opening(done, total, say.clone())));
            });
            drop(tell.send(Mending::Done(dial, made)));
        });
        if spawned.is_ok() {
            self.mending = Some(told);
        }
    }

    fn made(&mut self, made: Result<Line, ConnectError>) {
        match made {
            Ok(Line { socket, frames, welcome }) => {
                self.socket = Some(socket);
                self.frames = frames;
                self.welcome = welcome.clone();
                self.try_again_at = None;
                self.arrived.push_back(Event::Back(welcome));
            }
            Err(error) => {
                self.try_again_at = Some(Instant::now() + TRY_AGAIN);
                if let ConnectError::Refused(refusal) = error {
                    self.arrived.push_back(Event::Refused(refusal));
                }
            }
        }
    }

    /// Writes what the socket takes now.
    fn write(&mut self) {
        while let (Some(socket), Some(frame)) = (&mut self.socket, self.unsent.front_mut()) {
            match socket.write(frame) {
                Ok(written) if written >= frame.len() => {
                    self.unsent.pop_front();
                }
                Ok(written) => {
                    frame.drain(..written);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return self.lost(),
            }
        }
    }

    fn read(&mut self) {
        let mut buffer = [0; READ_BYTES];
        loop {
            let Some(socket) = &mut self.socket else { return };
            match socket.read(&mut buffer) {
                Ok(0) => return self.lost(),
                Ok(count) => self.frames.feed(buffer.get(..count).unwrap_or_default()),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return self.lost(),
            }
        }
        loop {
            match self.frames.message::<Message>() {
                Ok(Some(message)) => self.arrived.push_back(event(message)),
                Ok(None) => return,
                Err(_) => return self.lost(),
            }
        }
    }
}

impl Link for SocketLink {
    fn send(&mut self, request: Request) -> u32 {
        let ticket = self.next_ticket;
        self.next_ticket = self.next_ticket.wrapping_add(1).max(1);
        if let Request::Hello { lang, .. } = &request {
            self.lang = *lang;
        }
        match wire::encode(&Call { ticket, request }) {
            Ok(frame) if self.socket.is_some() => self.unsent.push_back(frame),
            // A request that is made while the line is broken gets no reply; whoever shows something asks anew when it
            // is back.
            _ => {}
        }
        self.write();
        ticket
    }

    fn receive(&mut self) -> Option<Event> {
        if self.arrived.is_empty() {
            self.try_again();
            self.write();
            self.read();
        }
        let event = self.arrived.pop_front();
        if let Some(Event::Reply { outcome: Ok(Reply::Welcome(welcome)), .. }) = &event {
            self.welcome = welcome.clone();
        }
        event
    }

    fn fd(&self) -> Option<BorrowedFd<'_>> {
        self.socket.as_ref().map(AsFd::as_fd)
    }

    fn wants_in_ms(&self) -> Option<u64> {
        if !self.arrived.is_empty() || !self.unsent.is_empty() {
            return Some(if self.arrived.is_empty() { WRITE_AGAIN_MS } else { 0 });
        }
        if self.mending.is_some() {
            return Some(LOOK_AGAIN_MS);
        }
        let at = self.try_again_at?;
        Some(u64::try_from(at.saturating_duration_since(Instant::now()).as_millis()).unwrap_or(0))
    }

    fn welcome(&self) -> &Welcome {
        &self.welcome
    }
}

/// How soon it is looked whether the line was mended.
const LOOK_AGAIN_MS: u64 = 50;
/// How soon a socket that took no more is written to again.
const WRITE_AGAIN_MS: u64 = 5;

/// What a message is to whoever uses the line.
fn event(message: Message) -> Event {
    match message {
        Message::Reply { ticket, outcome } => Event::Reply { ticket, outcome },
        Message::Progress { ticket, done, total, say } => Event::Progress { ticket, done, total, say },
        Message::Push(push) => Event::Push(push),
    }
}

/// Dials until a server says hello; one that hangs up before that was leaving, or was killed.
fn make(dial: &mut Dial, lang: Lang, build: &str, waited: Waited<'_>) -> Result<Line, ConnectError> {
    let begun = Instant::now();
    let hello = Request::Hello { protocol: PROTOCOL, build: build.to_owned(), lang };
    let hello = wire::encode(&Call { ticket: 0, request: hello }).map_err(io::Error::other)?;
    loop {
        let mut frames = FrameReader::default();
        let mut socket = dial()?;
        match greet(&mut socket, &mut frames, &hello, waited) {
            Ok(welcome) => {
                socket.set_nonblocking(true)?;
                return Ok(Line { socket, frames, welcome });
            }
            Err(ConnectError::Io(error)) if has_left(&error) && begun.elapsed() < LEAVING_TIMEOUT => {
                wait::moment(BETWEEN_DIALS);
            }
            Err(error) => return Err(error),
        }
    }
}

fn greet(
    socket: &mut UnixStream,
    frames: &mut FrameReader,
    hello: &[u8],
    waited: Waited<'_>,
) -> Result<Welcome, ConnectError> {
    socket.set_nonblocking(false)?;
    // A server that is full says so, and may have hung up before our hello.
    let mut said = socket.write_all(hello);
    let mut by = Instant::now() + HELLO_TIMEOUT;
    let mut buffer = [0; READ_BYTES];
    loop {
        let heard = frames.message::<Message>().map_err(io::Error::other)?;
        if heard.is_some() {
            by = Instant::now() + HELLO_TIMEOUT;
        }
        match heard {
            Some(Message::Reply { outcome: Err(refusal), .. }) if refusal.kind == RefusalKind::Opening => {
                waited(0, 0, &refusal.say);
                continue;
            }
            Some(Message::Reply { outcome, .. }) => return welcome_of(outcome),
            Some(Message::Push(Push::Opening { done, total, say })) => {
                waited(done, total, &say);
                continue;
            }
            Some(Message::Push(Push::Opened)) => {
                said = socket.write_all(hello);
                continue;
            }
            Some(_) => continue,
            None => {}
        }
        if !wait::readable(&*socket, Some(by.saturating_duration_since(Instant::now()))) {
            return Err(io::Error::from(io::ErrorKind::TimedOut).into());
        }
        match socket.read(&mut buffer)? {
            0 => return Err(said.err().unwrap_or_else(|| io::ErrorKind::UnexpectedEof.into()).into()),
            count => frames.feed(buffer.get(..count).unwrap_or_default()),
        }
    }
}

/// Whether the other side hung up, as a server does that ends.
fn has_left(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), BrokenPipe | ConnectionReset | UnexpectedEof)
}

fn welcome_of(outcome: Outcome) -> Result<Welcome, ConnectError> {
    match outcome {
        Ok(Reply::Welcome(welcome)) => Ok(welcome),
        Ok(_) => Err(io::Error::from(io::ErrorKind::InvalidData).into()),
        Err(refusal) => Err(ConnectError::Refused(Box::new(refusal))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Day, Officer};

    fn welcome() -> Welcome {
        Welcome {
            build: String::new(),
            officer: Officer::new("can_bo_01").unwrap(),
            office: None,
            unit_name: String::new(),
            sample: false,
            today: Day::from_iso("2026-11-23").unwrap(),
            read_only: false,
            is_full: false,
            found: Vec::new(),
            drafts: 0,
            stopped: 0,
        }
    }

    #[test]
    fn a_server_that_leaves_before_it_says_hello_is_dialled_again() {
        let mut dials = 0;
        let mut kept = Vec::new();
        let dial = move || {
            let (ours, mut theirs) = UnixStream::pair()?;
            dials += 1;
            if dials > 2 {
                let hello = Message::Reply { ticket: 0, outcome: Ok(Reply::Welcome(welcome())) };
                theirs.write_all(&wire::encode(&hello).unwrap())?;
                kept.push(theirs);
            }
            Ok(ours)
        };
        let link = SocketLink::connect(Box::new(dial), Lang::Vi, "").unwrap();
        assert_eq!(link.welcome().officer.as_str(), "can_bo_01");
    }

    #[test]
    fn a_server_that_opens_its_register_is_waited_for_on_the_same_line() {
        let mut server = None;
        let dial = move || {
            assert!(server.is_none(), "dialled again");
            let (ours, mut theirs) = UnixStream::pair()?;
            server = Some(std::thread::spawn(move || {
                let mut frames = FrameReader::default();
                let mut hear_hello = |theirs: &mut UnixStream| {
                    let mut buffer = [0; 1024];
                    loop {
                        match frames.message::<Call>().unwrap() {
                            Some(Call { request: Request::Hello { .. }, .. }) => return,
                            Some(other) => panic!("{other:?}"),
                            None => {}
                        }
                        let count = theirs.read(&mut buffer).unwrap();
                        assert!(count > 0, "hung up");
                        frames.feed(&buffer[..count]);
                    }
                };
                let tell = |theirs: &mut UnixStream, message: Message| {
                    theirs.write_all(&wire::encode(&message).unwrap()).unwrap();
                };
                hear_hello(&mut theirs);
                let opening = Refusal::new(RefusalKind::Opening, Say::plain("Wait"));
                tell(&mut theirs, Message::Reply { ticket: 0, outcome: Err(opening) });
                for done in 1..=3 {
                    tell(
                        &mut theirs,
                        Message::Push(Push::Opening { done, total: 3, say: Say::plain("Wait") }),
                    );
                }
                tell(&mut theirs, Message::Push(Push::Opened));
                hear_hello(&mut theirs);
                tell(&mut theirs, Message::Reply { ticket: 0, outcome: Ok(Reply::Welcome(welcome())) });
                theirs
            }));
            Ok(ours)
        };
        let mut told = Vec::new();
        let link = SocketLink::connect_telling(Box::new(dial), Lang::Vi, "", &mut |done, total, _| {
            told.push((done, total));
        });
        assert_eq!(link.unwrap().welcome().officer.as_str(), "can_bo_01");
        assert_eq!(told, [(0, 0), (1, 3), (2, 3), (3, 3)]);
    }

    #[test]
    fn a_refusal_is_not_dialled_again() {
        let refusal = Refusal::new(RefusalKind::Version, Say::plain("Update"));
        let mut kept = Vec::new();
        let dial = move || {
            assert!(kept.is_empty());
            let (ours, mut theirs) = UnixStream::pair()?;
            let hello = Message::Reply { ticket: 0, outcome: Err(refusal.clone()) };
            theirs.write_all(&wire::encode(&hello).unwrap())?;
            kept.push(theirs);
            Ok(ours)
        };
        let refused = SocketLink::connect(Box::new(dial), Lang::Vi, "").err().unwrap();
        assert!(matches!(refused, ConnectError::Refused(_)));
    }
}
