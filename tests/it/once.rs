//! Exactly once: twenty writers over the socket while the server is killed again and again; what is not answered is sent
//! again under its request id.

use std::{
    collections::{BTreeMap, BTreeSet},
    os::unix::net::UnixStream,
    path::PathBuf,
    process::Child,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use nghedan::base::{Day, Id, Lang, RequestId};
use nghedan::client::{Event, Link, SocketLink};
use nghedan::domain::{Fields, FormName, Value};
use nghedan::wire::{Reply, Request, Saved};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::{
    desk::Desk,
    dice::{Dice, runs},
    wait::{LONG, wait_until},
};

const WRITERS: u8 = 20;
/// Kills of an ordinary run; a long one has as many as there are writers.
const KILLS: usize = 6;
/// The first number of the example's book.
const FIRST: u32 = 125;

/// What the writers have seen.
#[derive(Default)]
struct Seen {
    acknowledged: AtomicUsize,
    sent_again: AtomicUsize,
    enough: AtomicBool,
}

/// One writer: asks for one petition after the other until it is enough, each until it is acknowledged.
struct Writer {
    who: u8,
    link: SocketLink,
    seen: Arc<Seen>,
}

impl Writer {
    fn start(who: u8, socket: PathBuf, seen: Arc<Seen>) -> JoinHandle<Vec<Saved>> {
        std::thread::spawn(move || {
            let link = SocketLink::connect(dial(socket), Lang::En, "").unwrap();
            let mut writer = Writer { who, link, seen };
            let mut saved = Vec::new();
            for n in 0_u32.. {
                if writer.seen.enough.load(Ordering::SeqCst) {
                    break;
                }
                saved.push(writer.save(n));
            }
            saved
        })
    }

    fn save(&mut self, n: u32) -> Saved {
        let saved = self.until_acknowledged(n);
        if n % 8 == 3 {
            // Its reply counts as lost although it arrived: what is asked for again is answered and not done again.
            self.seen.sent_again.fetch_add(1, Ordering::SeqCst);
            let again = self.until_acknowledged(n);
            assert_eq!((&again.id, again.number), (&saved.id, saved.number), "done twice");
        }
        self.seen.acknowledged.fetch_add(1, Ordering::SeqCst);
        saved
    }

    fn until_acknowledged(&mut self, n: u32) -> Saved {
        let request = petition(self.who, n);
        let mut ticket = self.link.send(request.clone());
        let begun = Instant::now();
        loop {
            while let Some(event) = self.link.receive() {
                match event {
                    Event::Reply { ticket: of, outcome } if of == ticket => match outcome {
                        Ok(Reply::Saved(saved)) => return saved,
                        other => panic!("writer {}, save {n}: {other:?}", self.who),
                    },
                    Event::Back(_) => {
                        self.seen.sent_again.fetch_add(1, Ordering::SeqCst);
                        ticket = self.link.send(request.clone());
                    }
                    _ => {}
                }
            }
            assert!(begun.elapsed() < LONG, "writer {} waits for ever", self.who);
            let waited = Duration::from_millis(self.link.wants_in_ms().unwrap_or(1_000).min(1_000));
            let mut fds: Vec<_> =
                self.link.fd().into_iter().map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN)).collect();
            let _ = poll(&mut fds, Some(&Timespec::try_from(waited).unwrap()));
        }
    }
}

/// Waits for a server instead of starting one.
fn dial(socket: PathBuf) -> Box<dyn FnMut() -> std::io::Result<UnixStream> + Send> {
    Box::new(move || {
        let mut tried = None;
        wait_until(LONG, || {
            let connected = UnixStream::connect(&socket);
            let is_there = connected.is_ok();
            tried = Some(connected);
            is_there
        });
        tried.unwrap()
    })
}

fn request_id(who: u8, n: u32) -> RequestId {
    let mut id = [who + 1; 16];
    id[1..5].copy_from_slice(&n.to_le_bytes());
    RequestId(id)
}

fn petition(who: u8, n: u32) -> Request {
    let choice = |choice: &str| Value::Choice(choice.to_owned());
    let fields: Fields = [
        ("received_on", Value::Day(Day::from_iso("2026-06-15").unwrap())),
        ("source", choice("truc_tiep")),
        ("petition_kind", choice("kien_nghi")),
        ("village", Value::Ref(Id::new("VD-02").unwrap())),
        ("domain", choice("GT")),
        ("signatories", Value::Int(3)),
        ("summary", Value::Text(summary(who, n))),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let form = FormName::for_new("petition", 0);
    Request::Save { request: request_id(who, n), form, base: 0, fields, reason: None }
}

fn summary(who: u8, n: u32) -> String {
    format!("Ngầm tràn {who}-{n} hư hỏng")
}

/// Starts the server in the foreground, which says nothing before it serves.
fn serve(desk: &Desk) -> Child {
    desk.start(&["serve"])
}

#[test]
fn twenty_writers_and_a_server_that_is_killed_again_and_again_save_everything_exactly_once() {
    let kills = if runs().is_some() { usize::from(WRITERS) } else { KILLS };
    let mut dice = Dice::new("once");
    let desk = Desk::set_up();
    desk.end();
    let mut server = serve(&desk);
    let seen = Arc::new(Seen::default());
    let writers: Vec<_> =
        (0..WRITERS).map(|who| Writer::start(who, desk.data().join("socket"), seen.clone())).collect();
    let acknowledged = || seen.acknowledged.load(Ordering::SeqCst);
    let begun = Instant::now();
    for kill in 0..kills {
        // Every fifth falls into the start of a server that was started a moment ago.
        let more = if kill % 5 == 4 { 0 } else { 1 + dice.below(60) as usize };
        let until = acknowledged() + more;
        assert!(wait_until(LONG, || acknowledged() >= until), "no server serves after kill {kill}");
        server.kill().unwrap();
        server.wait().unwrap();
        server = serve(&desk);
    }
    let until = acknowledged() + usize::from(WRITERS);
    assert!(wait_until(LONG, || acknowledged() >= until), "no server serves after the last kill");
    seen.enough.store(true, Ordering::SeqCst);
    let saved: Vec<(u8, u32, Saved)> = (0..)
        .zip(writers)
        .flat_map(|(who, writer)| (0..).zip(writer.join().unwrap()).map(move |(n, saved)| (who, n, saved)))
        .collect();
    let took = begun.elapsed();

    let listed = desk.run(&["list", "petition", "--json"]).ok();
    let mut listed_by_number = BTreeMap::new();
    for line in listed.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| line[name].as_str().unwrap().to_owned();
        let twice = listed_by_number.insert(text("number"), (text("id"), text("summary")));
        assert!(twice.is_none(), "two petitions have the number {}", text("number"));
    }
    let asked = u32::try_from(saved.len()).unwrap();
    let numbers: BTreeSet<u32> =
        saved.iter().map(|(_, _, saved)| saved.number.expect("a petition has a number").seq).collect();
    assert_eq!(numbers, (FIRST..FIRST + asked).collect(), "a number is missing or was given twice");
    assert_eq!(listed_by_number.len(), saved.len(), "saved and not asked for, or the other way round");
    for (who, n, saved) in &saved {
        let found = listed_by_number.get(&saved.number.unwrap().to_string());
        assert_eq!(found, Some(&(saved.id.as_str().to_owned(), summary(*who, *n))));
    }
    let checked = desk.run(&["check"]).ok();
    server.kill().unwrap();
    server.wait().unwrap();
    println!(
        "{WRITERS} writers, {kills} kills, {asked} petitions acknowledged, {} requests sent again, lost: 0, twice: 0, \
         in {took:.1?}; {}",
        seen.sent_again.load(Ordering::SeqCst),
        checked.lines().next().unwrap_or_default()
    );
}
