//! The porch: whoever comes to the socket before the register is open is told how far it is, and let in when it is.
//!
//! One thread serves them all. It reads nothing of the register: each request is refused with a sentence, none waits.

use std::{
    io::{self, Read, Write},
    os::{
        fd::{AsFd, OwnedFd},
        unix::net::{UnixListener, UnixStream},
    },
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::base::{Say, text};
use crate::wire::{self, Call, FrameReader, Message, PROTOCOL, Push, Refusal, RefusalKind, Request};

use super::{Listening, Server, listen, lock, peer, session};

/// How often everybody is told how far it is, also when nothing moved: so they know that somebody is there.
const TELL_EVERY: Duration = Duration::from_millis(250);
const READ_BYTES: usize = 64 * 1024;
/// The exit status of a server that a signal ended before it served.
const SIGNALLED_STATUS: i32 = 1;

/// Where clients wait while the register is opened.
pub struct Porch {
    word: Arc<Word>,
    wake: UnixStream,
    thread: JoinHandle<Vec<Visitor>>,
}

/// What is told.
#[derive(Default)]
struct Word {
    done: AtomicU64,
    total: AtomicU64,
    /// Why the register is not opened after all, and how long to wait for somebody who can be told.
    refusal: Mutex<Option<(Refusal, Duration)>>,
}

impl Porch {
    /// Answers at this socket from now on. A signal on `signalled` ends the process: nothing was promised yet, and what is
    /// half built is built again.
    ///
    /// # Errors
    /// When the thread cannot be had.
    pub fn open(listener: &UnixListener, listening: Listening, signalled: &impl AsFd) -> io::Result<Porch> {
        let (listener, signalled) = (listener.try_clone()?, signalled.as_fd().try_clone_to_owned()?);
        let (wake, woken) = UnixStream::pair()?;
        let word = Arc::new(Word::default());
        let told = word.clone();
        let thread = std::thread::Builder::new()
            .name("porch".into())
            .spawn(move || wait_there(&listener, listening, &signalled, &woken, &told))?;
        Ok(Porch { word, wake, thread })
    }

    /// So many parts of so many are done.
    pub fn progress(&self, done: u64, total: u64) {
        self.word.done.store(done, Ordering::Relaxed);
        self.word.total.store(total, Ordering::Relaxed);
    }

    /// The register is open: everybody goes to the server, over the same connection.
    pub fn let_in(self, server: &Arc<Server>) {
        for mut visitor in self.close() {
            let is_told = !visitor.is_greeted || visitor.send(&Message::Push(Push::Opened));
            if is_told && visitor.socket.set_nonblocking(false).is_ok() {
                let Visitor { socket, uid, frames, .. } = visitor;
                // One that cannot have its threads is closed; the client tries again.
                drop(server.serve(socket, uid, peer::named(uid), frames));
            }
        }
    }

    /// The register cannot be opened: everybody is told so. When nobody is there yet, somebody is waited for at most so long.
    pub fn turn_away(self, refusal: Refusal, wait: Duration) {
        *lock(&self.word.refusal) = Some((refusal, wait));
        drop(self.close());
    }

    fn close(self) -> Vec<Visitor> {
        drop(self.wake);
        // A porch that panicked has let everybody go.
        self.thread.join().unwrap_or_default()
    }
}

/// A client that waits.
struct Visitor {
    socket: UnixStream,
    uid: u32,
    frames: FrameReader,
    is_greeted: bool,
    /// When what it is saying must be whole.
    whole_by: Option<Instant>,
}

fn wait_there(
    listener: &UnixListener,
    listening: Listening,
    signalled: &OwnedFd,
    woken: &UnixStream,
    word: &Word,
) -> Vec<Visitor> {
    let mut visitors: Vec<Visitor> = Vec::new();
    let mut told_at = Instant::now();
    loop {
        let (is_woken, readable) = look(listener, signalled, woken, &visitors);
        if is_woken {
            break;
        }
        let opening = opening(word.done.load(Ordering::Relaxed), word.total.load(Ordering::Relaxed));
        let mut readable = readable.into_iter();
        visitors.retain_mut(|visitor| visitor.hear(readable.next() == Some(true), &opening));
        welcome_more(listener, listening, &mut visitors);
        if told_at.elapsed() >= TELL_EVERY {
            told_at = Instant::now();
            tell_all(&mut visitors, word, &opening);
        }
    }
    let refusal = lock(&word.refusal).take();
    if let Some((refusal, wait)) = refusal {
        say_why(listener, listening, std::mem::take(&mut visitors), &refusal, wait);
    }
    visitors
}

/// Waits for anything to happen; answers whether the porch is closed, and which visitors say something.
fn look(
    listener: &UnixListener,
    signalled: &OwnedFd,
    woken: &UnixStream,
    visitors: &[Visitor],
) -> (bool, Vec<bool>) {
    let mut waited = vec![
        PollFd::new(signalled, PollFlags::IN),
        PollFd::new(woken, PollFlags::IN),
        PollFd::new(listener, PollFlags::IN),
    ];
    waited.extend(visitors.iter().map(|visitor| PollFd::new(&visitor.socket, PollFlags::IN)));
    let _ = poll(&mut waited, Timespec::try_from(TELL_EVERY).ok().as_ref());
    let mut happened = waited.iter().map(|fd| !fd.revents().is_empty());
    if happened.next() == Some(true) {
        std::process::exit(SIGNALLED_STATUS);
    }
    let is_woken = happened.next() == Some(true);
    (is_woken, happened.skip(1).collect())
}

fn welcome_more(listener: &UnixListener, listening: Listening, visitors: &mut Vec<Visitor>) {
    loop {
        let of_account = |uid| visitors.iter().filter(|visitor| visitor.uid == uid).count();
        let connected = |uid| (visitors.len(), of_account(uid));
        let Some((socket, uid)) = listen::accept(listener, listening, &connected) else { return };
        if socket.set_nonblocking(true).is_ok() {
            let whole_by = Some(Instant::now() + session::HELLO_WITHIN);
            let frames = FrameReader::default();
            visitors.push(Visitor { socket, uid, frames, is_greeted: false, whole_by });
        }
    }
}

fn tell_all(visitors: &mut Vec<Visitor>, word: &Word, opening: &Refusal) {
    let (done, total) = (word.done.load(Ordering::Relaxed), word.total.load(Ordering::Relaxed));
    let push = Message::Push(Push::Opening { done, total, say: opening.say.clone() });
    visitors.retain_mut(|visitor| !visitor.is_greeted || visitor.send(&push));
}

/// The last words to all who wait, and to whoever comes within the time when nobody waits.
fn say_why(
    listener: &UnixListener,
    listening: Listening,
    mut visitors: Vec<Visitor>,
    refusal: &Refusal,
    wait: Duration,
) {
    let until = Instant::now() + wait;
    loop {
        if !visitors.is_empty() {
            for mut visitor in visitors {
                visitor.reply(0, refusal);
            }
            return;
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() || !crate::base::wait::readable(listener, Some(left)) {
            return;
        }
        welcome_more(listener, listening, &mut visitors);
    }
}

impl Visitor {
    /// Takes what it says and refuses it; `false` ends the connection.
    fn hear(&mut self, is_readable: bool, opening: &Refusal) -> bool {
        if is_readable && !self.read() {
            return false;
        }
        loop {
            match self.frames.message::<Call>() {
                Ok(Some(Call { ticket, request })) => {
                    let refusal = match request {
                        Request::Hello { protocol, .. } if protocol != PROTOCOL => session::another_version(),
                        Request::Hello { .. } => {
                            self.is_greeted = true;
                            opening.clone()
                        }
                        _ if self.is_greeted => opening.clone(),
                        _ => session::not_our_protocol(),
                    };
                    if !self.reply(ticket, &refusal) || refusal.kind != RefusalKind::Opening {
                        return false;
                    }
                }
                Ok(None) => break,
                Err(_) => {
                    self.reply(0, &session::not_our_protocol());
                    return false;
                }
            }
        }
        self.whole_by = session::whole_by(self.frames.is_inside(), self.is_greeted, self.whole_by);
        self.whole_by.is_none_or(|by| Instant::now() < by)
    }

    fn read(&mut self) -> bool {
        let mut buffer = vec![0; READ_BYTES];
        match self.socket.read(&mut buffer) {
            Ok(0) => false,
            Ok(count) => {
                self.frames.feed(buffer.get(..count).unwrap_or_default());
                true
            }
            Err(error) => matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted),
        }
    }

    fn reply(&mut self, ticket: u32, refusal: &Refusal) -> bool {
        self.send(&Message::Reply { ticket, outcome: Err(refusal.clone()) })
    }

    /// Whoever does not take the few words that are said here is let go.
    fn send(&mut self, message: &Message) -> bool {
        wire::encode(message)
            .is_ok_and(|frame| self.socket.write(&frame).is_ok_and(|sent| sent == frame.len()))
    }
}

fn opening(done: u64, total: u64) -> Refusal {
    let say = if total == 0 {
        Say::new("Chờ máy chủ mở sổ", "Wait for the server to open the register")
    } else {
        let of = |separator| {
            let grouped = |number| text::grouped(number, separator);
            format!("{}/{}", grouped(done), grouped(total))
        };
        Say::new(
            format!("Chờ máy chủ mở sổ: đã dựng {}", of('.')),
            format!("Wait, the register is being opened: {} built", of(',')),
        )
    };
    Refusal::new(RefusalKind::Opening, say)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALONE: Listening = Listening { idle: None, shared: false };

    fn hello(path: &std::path::Path) -> UnixStream {
        let mut socket = UnixStream::connect(path).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let request =
            Request::Hello { protocol: PROTOCOL, build: String::new(), lang: crate::base::Lang::Vi };
        // The other side may have said its last words and hung up already.
        let _ = socket.write_all(&wire::encode(&Call { ticket: 3, request }).unwrap());
        socket
    }

    /// What is refused on this line until the other side hangs up, each kind once.
    fn refusals(mut socket: UnixStream) -> Vec<RefusalKind> {
        let (mut frames, mut kinds) = (FrameReader::default(), Vec::new());
        let mut buffer = [0; 4_096];
        loop {
            while let Some(message) = frames.message::<Message>().unwrap() {
                if let Message::Reply { outcome: Err(refusal), .. } = message {
                    kinds.push(refusal.kind);
                }
            }
            match socket.read(&mut buffer) {
                Ok(0) => return kinds,
                Ok(count) => frames.feed(&buffer[..count]),
                // Its own hello was not heard any more.
                Err(error) if error.kind() == io::ErrorKind::ConnectionReset => return kinds,
                Err(error) => panic!("{error}"),
            }
        }
    }

    #[test]
    fn who_waits_for_a_register_that_cannot_be_opened_is_told_why_also_who_comes_a_moment_later() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("socket");
        let why = || Refusal::new(RefusalKind::Broken, Say::plain("Call the administrator"));
        let listener = listen::bind(&path, ALONE).unwrap();
        let (signalled, _signals) = UnixStream::pair().unwrap();

        let porch = Porch::open(&listener, ALONE, &signalled).unwrap();
        let mut early = hello(&path);
        // Its first answer: it is there, and heard.
        let mut byte = [0; 1];
        assert_eq!(early.read(&mut byte).unwrap(), 1);
        porch.turn_away(why(), Duration::ZERO);
        let mut rest = Vec::new();
        early.read_to_end(&mut rest).unwrap();
        let mut frames = FrameReader::default();
        frames.feed(&[&byte[..], &rest].concat());
        let mut last = None;
        while let Some(message) = frames.message::<Message>().unwrap() {
            last = Some(message);
        }
        assert_eq!(last, Some(Message::Reply { ticket: 0, outcome: Err(why()) }));

        let porch = Porch::open(&listener, ALONE, &signalled).unwrap();
        let late = std::thread::spawn(move || refusals(hello(&path)));
        porch.turn_away(why(), Duration::from_secs(30));
        assert_eq!(late.join().unwrap().last(), Some(&RefusalKind::Broken));

        let begun = Instant::now();
        Porch::open(&listener, ALONE, &signalled).unwrap().turn_away(why(), Duration::from_millis(50));
        assert!(begun.elapsed() < Duration::from_secs(20), "nobody comes, and it is waited for ever");
    }

    #[test]
    fn it_is_said_how_far_the_register_is() {
        assert_eq!(opening(12_000, 40_000).say.vi, "Chờ máy chủ mở sổ: đã dựng 12.000/40.000");
        assert_eq!(opening(12_000, 40_000).say.en, "Wait, the register is being opened: 12,000/40,000 built");
        assert_eq!(opening(0, 0).say.vi, "Chờ máy chủ mở sổ");
    }
}
