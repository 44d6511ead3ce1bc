//! What a broken or hostile client can send to the socket: it is refused or dropped, the others are served, nothing is lost.

use std::{
    collections::BTreeMap,
    io::{Read, Write},
    os::unix::net::UnixStream,
    time::{Duration, Instant},
};

use nghedan::base::{Id, Lang, RequestId, limits};
use nghedan::domain::{FormName, Record, Value};
use nghedan::wire::{
    Call, FrameReader, Message, Outcome, PROTOCOL, Refusal, RefusalKind, Reply, Request, encode,
};

use super::{
    desk::{Desk, petition},
    wait::{LONG, wait_until},
};

const MARKER: &str = "Xyzzy-never-to-be-told";

/// A client that says what it likes.
pub struct Stranger {
    socket: UnixStream,
    frames: FrameReader,
}

impl Stranger {
    /// Connected to a server that runs.
    fn at(desk: &Desk) -> Stranger {
        Stranger::try_at(desk).unwrap()
    }

    /// The same; `None` when nobody listens.
    pub fn try_at(desk: &Desk) -> Option<Stranger> {
        let socket = UnixStream::connect(desk.data().join("socket")).ok()?;
        socket.set_read_timeout(Some(LONG)).unwrap();
        Some(Stranger { socket, frames: FrameReader::default() })
    }

    /// Connected, and greeted as our own client is.
    fn greeted_at(desk: &Desk) -> Stranger {
        let mut stranger = Stranger::at(desk);
        let welcome = stranger.ask(hello(PROTOCOL)).unwrap();
        assert!(matches!(welcome, Reply::Welcome(_)));
        stranger
    }

    /// Says these bytes, whatever they are.
    pub fn say(&mut self, bytes: &[u8]) {
        // A server that hung up is what some of the tests are about.
        drop(self.socket.write_all(bytes));
    }

    /// Asks, and waits for the answer.
    pub fn ask(&mut self, request: Request) -> Outcome {
        self.say(&encode(&Call { ticket: 7, request }).unwrap());
        self.outcome().expect("an answer")
    }

    /// The next answer; `None` when the server hung up.
    fn outcome(&mut self) -> Option<Outcome> {
        loop {
            if let Message::Reply { outcome, .. } = self.message()? {
                return Some(outcome);
            }
        }
    }

    /// The next message of any sort; `None` when the server hung up.
    pub fn message(&mut self) -> Option<Message> {
        let mut buffer = [0; 65_536];
        loop {
            if let Some(message) = self.frames.message::<Message>().unwrap() {
                return Some(message);
            }
            match self.socket.read(&mut buffer) {
                Ok(0) => return None,
                Ok(count) => self.frames.feed(&buffer[..count]),
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return None,
                Err(error) => panic!("the server neither answers nor hangs up: {error}"),
            }
        }
    }

    /// The last words of the server, which then hangs up.
    fn last_words(&mut self) -> Option<Refusal> {
        let mut last = None;
        while let Some(outcome) = self.outcome() {
            last = outcome.err();
        }
        last
    }
}

/// The first request of every connection.
pub fn hello(protocol: u32) -> Request {
    Request::Hello { protocol, build: String::new(), lang: Lang::En }
}

fn save(fields: BTreeMap<String, Value>) -> Request {
    Request::Save {
        request: RequestId([9; 16]),
        form: FormName::for_new("petition", 0),
        base: 0,
        fields,
        reason: None,
    }
}

/// A server with one petition, which it still has at the end, under the process that it began with.
fn with_a_server(act: impl FnOnce(&Desk)) {
    let desk = Desk::set_up();
    desk.run_with(&["add", "petition"], petition("Cầu treo hỏng").as_bytes()).ok();
    let pid = desk.server_pid();
    act(&desk);
    assert_eq!(desk.run(&["list", "petition", "--json"]).ok().lines().count(), 1);
    assert_eq!(desk.server_pid(), pid, "another server: {}", desk.log());
    assert!(!desk.log().contains("panicked") && !desk.log().contains(MARKER), "{}", desk.log());
    desk.run(&["check"]).ok();
}

fn serves_others(desk: &Desk) {
    desk.run(&["list", "petition", "--json"]).ok();
}

#[test]
fn two_gigabytes_that_are_announced_are_refused_at_once() {
    with_a_server(|desk| {
        for mut stranger in [Stranger::at(desk), Stranger::greeted_at(desk)] {
            stranger.say(&0x8000_0000_u32.to_le_bytes());
            let words = stranger.last_words();
            assert_eq!(words.map(|refusal| refusal.kind), Some(RefusalKind::Version));
            serves_others(desk);
        }
        let mut stranger = Stranger::greeted_at(desk);
        let length = u32::try_from(limits::WIRE_FRAME_BYTES_MAX + 1).unwrap();
        stranger.say(&length.to_le_bytes());
        assert!(stranger.last_words().is_some());
    });
}

#[test]
fn garbage_is_refused_with_a_sentence() {
    with_a_server(|desk| {
        let mut noise = 1_u32;
        let mut next = || {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (noise >> 24) as u8
        };
        for length in [1_usize, 7, 64, 4_096] {
            let mut stranger = Stranger::greeted_at(desk);
            let mut frame = u32::try_from(length).unwrap().to_le_bytes().to_vec();
            frame.extend((0..length).map(|_| next() | 0x80));
            stranger.say(&frame);
            let words = stranger.last_words().expect("a sentence");
            assert!(!words.say.en.is_empty() && !words.say.vi.is_empty());
        }
        let mut stranger = Stranger::at(desk);
        stranger.say(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assert!(stranger.last_words().is_some());
        serves_others(desk);
    });
}

#[test]
fn another_protocol_is_told_what_to_do() {
    with_a_server(|desk| {
        for protocol in [0, PROTOCOL + 1, u32::MAX] {
            let mut stranger = Stranger::at(desk);
            let refusal = stranger.ask(hello(protocol)).unwrap_err();
            assert_eq!(refusal.kind, RefusalKind::Version);
            assert!(refusal.say.en.len() > 10, "{refusal:?}");
            assert_eq!(stranger.outcome(), None);
        }
        let mut rude = Stranger::at(desk);
        assert_eq!(rude.ask(Request::Home).unwrap_err().kind, RefusalKind::Version);
        assert_eq!(rude.outcome(), None);
    });
}

#[test]
fn half_a_frame_and_silence_are_dropped_in_time_and_nobody_waits_for_them() {
    with_a_server(|desk| {
        let begun = Instant::now();
        let mut silent = Stranger::at(desk);
        let mut half = Stranger::greeted_at(desk);
        half.say(&[100, 0, 0, 0, 1, 2, 3]);
        let mut head = Stranger::greeted_at(desk);
        head.say(&[100]);
        let mut idle = Stranger::greeted_at(desk);
        serves_others(desk);
        assert!(begun.elapsed() < Duration::from_millis(limits::WIRE_FRAME_MS_MAX), "others had to wait");
        assert_eq!(silent.outcome(), None);
        let waited = begun.elapsed();
        assert!(waited < Duration::from_millis(limits::WIRE_FRAME_MS_MAX), "a hello is short: {waited:?}");
        for stranger in [&mut half, &mut head] {
            assert_eq!(stranger.outcome(), None);
            let waited = begun.elapsed();
            assert!(waited < 4 * Duration::from_millis(limits::WIRE_FRAME_MS_MAX), "{waited:?}");
        }
        // Whoever was greeted and says nothing may stay: that is what a screen does.
        assert!(idle.ask(Request::Home).is_ok());
    });
}

/// A frame in which a value lies inside lists, so many deep.
fn nested(depth: usize) -> Vec<u8> {
    let sentinel = Value::Text("sentinel".into());
    let call = Call { ticket: 7, request: save(BTreeMap::from([("summary".to_owned(), sentinel)])) };
    let frame = encode(&call).unwrap();
    let place = |part: &[u8]| frame.windows(part.len()).position(|bytes| bytes == part).unwrap();
    let at = place(b"\x00\x08sentinel");
    let list = Call {
        ticket: 7,
        request: save(BTreeMap::from([(
            "summary".to_owned(),
            Value::List(vec![Value::Text("sentinel".into())]),
        )])),
    };
    let list = encode(&list).unwrap();
    // What a list of one puts in front of its value.
    let around = &list[at..at + list.len() - frame.len()];
    let body = [&frame[4..at], &around.repeat(depth), &frame[at..]].concat();
    [&u32::try_from(body.len()).unwrap().to_le_bytes()[..], &body].concat()
}

#[test]
fn lists_in_lists_without_end_do_not_take_the_server_with_them() {
    with_a_server(|desk| {
        for depth in [1, limits::VALUE_DEPTH_MAX + 1, 1_000, 1_000_000] {
            let mut stranger = Stranger::greeted_at(desk);
            stranger.say(&nested(depth));
            assert!(stranger.outcome().is_none_or(|outcome| outcome.is_err()), "{depth}");
            serves_others(desk);
        }
    });
}

#[test]
fn requests_that_no_client_of_ours_makes_are_refused() {
    with_a_server(|desk| {
        let text = |text: &str| Value::Text(text.to_owned());
        let field = |name: &str, value: Value| BTreeMap::from([(name.to_owned(), value)]);
        let form = |kind: &str, record: Option<&str>, step: Option<&str>| FormName {
            kind: kind.into(),
            record: record.and_then(Id::new),
            step: step.map(str::to_owned),
            sheet: 0,
        };
        let save_form = |form: FormName, base: u32| Request::Save {
            request: RequestId([3; 16]),
            form,
            base,
            fields: field("summary", text(MARKER)),
            reason: None,
        };
        let record = |kind: &str, id: &str| Record::new(kind, Id::new(id).unwrap(), Id::new("x").unwrap());
        let import =
            |records: Vec<Record>| Request::Import { request: RequestId([4; 16]), records, dry_run: false };
        let unknown = Value::Unknown { tag: 99, bytes: vec![1; 70_000] };
        let rows = limits::LIST_LEN_MAX + 1;
        for request in [
            save(field("no_such_field", text(MARKER))),
            save(field("summary", unknown)),
            save(field("summary", text(&MARKER.repeat(100_000)))),
            save(field("summary", Value::List(vec![text(MARKER); rows]))),
            save(field("received_on", text(MARKER))),
            save(field("state", Value::Choice("da_dong".into()))),
            save(field("number", Value::Number(nghedan::base::Number { seq: 1, year: 2026 }))),
            save_form(form("person", None, None), 0),
            save_form(form("petition", Some("no.such.one"), None), 1),
            save_form(form("petition", None, Some("da_dong")), 0),
            save_form(form("petition", Some("no.such.one"), Some(MARKER)), 9),
            import(vec![record("petition", "p.1")]),
            import(vec![record("person", "p.1")]),
            import(vec![record("unit", "C24100n"); 2_000]),
            import(Vec::new()),
            Request::Show(MARKER.into()),
            Request::TakeBack { request: RequestId([5; 16]), id: Id::new("no.such").unwrap(), base: 1 },
        ] {
            let shown = format!("{request:?}").chars().take(120).collect::<String>();
            let mut stranger = Stranger::greeted_at(desk);
            let refusal = stranger.ask(request).expect_err(&shown);
            assert!(!refusal.say.vi.is_empty() && !refusal.say.en.is_empty(), "{shown}");
            assert!(!format!("{refusal:?}").contains(MARKER), "{shown}: {refusal:?}");
        }
    });
}

#[test]
fn a_client_that_leaves_in_the_middle_harms_nobody() {
    with_a_server(|desk| {
        for cut in [1, 5, 20] {
            let mut stranger = Stranger::greeted_at(desk);
            let frame = encode(&Call { ticket: 1, request: save(BTreeMap::new()) }).unwrap();
            stranger.say(&frame[..cut.min(frame.len())]);
            drop(stranger);
        }
        let mut stranger = Stranger::greeted_at(desk);
        let many = encode(&Call { ticket: 1, request: Request::Home }).unwrap().repeat(200);
        stranger.say(&many);
        drop(stranger);
        serves_others(desk);
    });
}

#[test]
fn what_waits_for_a_client_that_never_reads_is_limited_in_bytes() {
    let desk = Desk::set_up();
    desk.run_with(&["add", "petition"], petition(&"dài ".repeat(1_900)).as_bytes()).ok();
    let mut greedy = Stranger::greeted_at(&desk);
    let call = encode(&Call { ticket: 7, request: Request::Show("125/2026".into()) }).unwrap();
    let begun = Instant::now();
    // Until the server hangs up.
    while greedy.socket.write_all(&call).is_ok() {
        assert!(begun.elapsed() < LONG, "it is served for ever");
    }
    let mut arrived = 0;
    let mut buffer = vec![0; 65_536];
    while let Ok(count @ 1..) = greedy.socket.read(&mut buffer) {
        arrived += count;
    }
    let shown = desk.run(&["show", "125/2026", "--json"]).ok().len();
    assert!(arrived > shown, "{arrived}");
    // What the kernel holds comes on top.
    assert!(arrived < limits::WIRE_QUEUE_BYTES_MAX + 1024 * 1024, "{arrived} bytes");
}

#[test]
fn an_account_that_has_its_share_of_connections_is_told_so_and_gets_another_when_one_is_closed() {
    with_a_server(|desk| {
        let mut many: Vec<Stranger> =
            (0..limits::CONNECTIONS_PER_ACCOUNT_MAX).map(|_| Stranger::greeted_at(desk)).collect();
        let words = Stranger::at(desk).last_words().expect("a sentence");
        assert_eq!(words.kind, RefusalKind::Limit);
        let told = desk.run(&["list", "petition"]).refused(1);
        assert!(told.contains(&words.say.en), "{told}");
        many.truncate(1);
        assert!(wait_until(LONG, || desk.run(&["list", "petition"]).code == Some(0)));
        assert!(many[0].ask(Request::Home).is_ok(), "who was served goes on");
    });
}
