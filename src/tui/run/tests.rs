//! The loop on a real pty, and what frames cost on the line.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

use portable_pty::{MasterPty, PtySize, native_pty_system};

use super::*;
use crate::domain::Draft;
use crate::tui::screen::{Around, Effect, Place, Screen, Tag};
use crate::tui::testing::{Desk, answer, draft, welcome};
use crate::tui::{Canvas, command::CommandName};
use crate::wire::{Outcome, Push, Welcome};

const LIMIT: Duration = Duration::from_secs(10);

/// A server behind a socket that only wakes: replies wait beside it.
struct PaperLink {
    asked: Sender<Request>,
    arrived: Vec<Event>,
    tickets: u32,
    ours: UnixStream,
    theirs: UnixStream,
    welcome: Welcome,
}

impl PaperLink {
    fn new(asked: Sender<Request>) -> PaperLink {
        let (ours, theirs) = UnixStream::pair().unwrap();
        ours.set_nonblocking(true).unwrap();
        PaperLink { asked, arrived: Vec::new(), tickets: 0, ours, theirs, welcome: welcome() }
    }
}

impl Link for PaperLink {
    fn send(&mut self, request: Request) -> u32 {
        self.tickets += 1;
        let outcome = answer(&request).unwrap();
        self.arrived.push(Event::Reply { ticket: self.tickets, outcome });
        // Nobody may listen any more.
        let _ = self.asked.send(request);
        self.theirs.write_all(b"x").unwrap();
        self.tickets
    }

    fn receive(&mut self) -> Option<Event> {
        let mut byte = [0; 64];
        let _ = self.ours.read(&mut byte);
        (!self.arrived.is_empty()).then(|| self.arrived.remove(0))
    }

    fn fd(&self) -> Option<BorrowedFd<'_>> {
        Some(self.ours.as_fd())
    }

    fn wants_in_ms(&self) -> Option<u64> {
        None
    }

    fn welcome(&self) -> &Welcome {
        &self.welcome
    }
}

/// A form in the middle of a word.
struct HalfTyped;

impl Screen for HalfTyped {
    fn place(&self) -> Place {
        Place::Form
    }

    fn title(&self, _: &Around<'_>) -> String {
        "ĐANG GÕ".into()
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn key(&mut self, _: &Key, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn command(&mut self, _: CommandName, _: &Around<'_>) -> Option<Vec<Effect>> {
        None
    }

    fn reply(&mut self, _: Tag, _: Outcome, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn push(&mut self, _: &Push, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn draw(&self, canvas: &mut Canvas<'_>, _: &Around<'_>) {
        canvas.text(3, 1, "Buôn Ma L");
    }

    fn draft(&self) -> Option<Draft> {
        Some(draft())
    }
}

/// An officer's window: what the program writes, as an emulator shows it.
struct Window {
    far: Box<dyn MasterPty + Send>,
    written: Receiver<Vec<u8>>,
    emulator: vt100::Parser,
    asked: Receiver<Request>,
    program: JoinHandle<Result<(), TerminalError>>,
}

impl Window {
    fn open(half_typed: bool) -> Window {
        let size = PtySize { rows: 24, cols: 80, ..PtySize::default() };
        let far = native_pty_system().openpty(size).unwrap().master;
        let flags = i32::try_from(rustix::fs::OFlags::NOCTTY.bits()).unwrap();
        let path = far.tty_name().unwrap();
        let near: File = OpenOptions::new().read(true).write(true).custom_flags(flags).open(path).unwrap();
        let (tell, written) = channel();
        let mut reader = far.try_clone_reader().unwrap();
        thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut chunk) {
                if tell.send(chunk[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let (ask, asked) = channel();
        let program = thread::spawn(move || {
            let tty = Tty::on(OwnedFd::from(near.try_clone().unwrap()), OwnedFd::from(near), "xterm")?;
            let keymap = Keymap::default_keys().unwrap();
            let link = Box::new(PaperLink::new(ask));
            let mut session = Session::new(tty, link, Lang::Vi, keymap, &TerminalSettings::default())?;
            if half_typed {
                session.app.put_on_top(Box::new(HalfTyped));
            }
            session.live()
        });
        Window { far, written, emulator: vt100::Parser::new(24, 80, 0), asked, program }
    }

    fn wait_for(&mut self, words: &str) {
        let until = Instant::now() + LIMIT;
        while !self.emulator.screen().contents().contains(words) {
            let left = until.saturating_duration_since(Instant::now());
            let bytes = self.written.recv_timeout(left);
            self.emulator.process(&bytes.unwrap_or_else(|_| panic!("{}", self.emulator.screen().contents())));
        }
    }
}

#[test]
fn an_officer_opens_a_list_and_logs_out() {
    let mut window = Window::open(false);
    let mut keyboard = window.far.take_writer().unwrap();
    window.wait_for("Đơn quá hạn                 6");
    keyboard.write_all(b"4").unwrap();
    window.wait_for("Còn 24 đơn: PgDn");
    // A lone ESC is a key only after a rest.
    keyboard.write_all(b"\x1b").unwrap();
    window.wait_for("Thứ Hai 23/11/2026");
    keyboard.write_all(b"\x1b[20~dang xuat\r").unwrap();
    window.program.join().unwrap().unwrap();
}

#[test]
fn a_closed_line_keeps_the_draft_and_ends_at_once() {
    let mut window = Window::open(true);
    window.wait_for("Buôn Ma L");
    let Window { far, asked, program, .. } = window;
    drop(far);
    let closed = Instant::now();
    program.join().unwrap().unwrap();
    assert!(closed.elapsed() < Duration::from_secs(2));
    assert!(asked.iter().any(|request| request == Request::KeepDraft(draft())));
}

/// Bytes of one frame after these keys.
struct Meter {
    desk: Desk,
    page: Page<Vec<u8>>,
}

impl Meter {
    fn new(keys: &str) -> Meter {
        let size = Size::new(80, 24);
        let backend = FrugalBackend::new(Vec::new(), size, TerminalProfile::default(), text::ascii);
        let mut meter = Meter { desk: Desk::new(Lang::Vi, (80, 24)), page: Page::new(backend, size) };
        meter.cost(keys);
        meter
    }

    fn cost(&mut self, keys: &str) -> usize {
        self.desk.press(keys);
        self.page.backend.outlet_mut().clear();
        self.page.draw(&self.desk.app).unwrap();
        self.page.backend.outlet().len()
    }
}

#[test]
fn frames_cost_what_the_line_can_bear() {
    assert_eq!(Meter::new("4").cost(""), 0);
    for (before, keys, most) in [
        // The first key wipes the greeting away.
        ("down", "down", 10),
        ("4", "down", 10),
        ("4 enter", "down", 10),
        ("4", "m", 2_000),
        ("", "4", 2_000),
        ("", "1", 1_300),
        ("4", "pgdn", 1_500),
        ("4", "enter", 2_000),
        ("4 enter", "enter", 300),
        ("4 enter enter", "enter", 360),
        ("4", "f9", 2_000),
        ("f9", "c", 900),
    ] {
        let cost = Meter::new(before).cost(keys);
        assert!(cost <= most, "{keys} after {before:?}: {cost} bytes, at most {most}");
    }
    let mut at_the_edge = Meter::new("4");
    for _ in 0..16 {
        at_the_edge.cost("down");
    }
    let cost = at_the_edge.cost("down");
    eprintln!("EDGE {:?}", String::from_utf8_lossy(at_the_edge.page.backend.outlet()));
    assert!(cost <= 130, "one row scrolled in: {cost} bytes");
}
