//! The loop on a real pty, and what frames cost on the line.

use std::io::Read;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;

use proptest::prelude::*;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tempfile::NamedTempFile;

use super::*;
use crate::domain::Draft;
use crate::tui::export::{Export, Sheet};
use crate::tui::preferences::Preferences;
use crate::tui::screen::{Around, Effect, Place, Screen, Tag};
use crate::tui::testing::{Desk, answer, draft, welcome};
use crate::tui::{Canvas, command::CommandName, terminal::KeyCode};
use crate::wire::{Outcome, Push, Welcome};

/// After this long a program that does not end is ended.
const LIMIT: Duration = Duration::from_secs(20);

mod terminal;

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

/// Says of each export what it is.
struct PaperExporter;

impl Exporter for PaperExporter {
    fn pages(&self, export: &Export, _: &Welcome, lang: Lang) -> Vec<u8> {
        let Sheet::List { rows, .. } = &export.sheet else { return b"no list".to_vec() };
        format!("in {}: {}\x1b[2J\n\x0c", export.title.get(lang), rows.len()).into_bytes()
    }

    fn keep(&self, export: &Export, _: &Welcome, _: Lang) -> Result<String, Say> {
        Ok(format!("~/{}", export.name))
    }
}

/// Keeps nothing.
struct PaperKeeper;

impl PreferencesKeeper for PaperKeeper {
    fn kept(&mut self) -> (Preferences, Option<Say>) {
        (Preferences::default(), None)
    }

    fn keep(&mut self, _: &Preferences) -> Result<(), Say> {
        Ok(())
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

/// Names the file into which the program of [`works_when_it_is_told_to`] writes what it kept at its end.
const WORKS: &str = "NGHEDAN_TEST_WORKS";
/// Set when a form lies open.
const HALF_TYPED: &str = "NGHEDAN_TEST_HALF_TYPED";
/// Set when every key shall be told by its name.
const ECHOES: &str = "NGHEDAN_TEST_ECHOES";
/// For how many milliseconds a key keeps that screen busy.
const SLOWNESS_MS: &str = "NGHEDAN_TEST_SLOWNESS_MS";
/// Set when there is no locale.
const NO_LOCALE: &str = "NGHEDAN_TEST_NO_LOCALE";
/// The name of the keyboard.
const KEYBOARD: &str = "NGHEDAN_TEST_KEYBOARD";

/// Does nothing unless the tests below run it in a process of its own: signals of other tests would end it.
#[test]
fn works_when_it_is_told_to() {
    let Some(path) = std::env::var_os(WORKS) else { return };
    let (ask, asked) = channel();
    let is_echo = std::env::var_os(ECHOES).is_some();
    let keymap = if is_echo { Keymap::default() } else { Keymap::default_keys().unwrap() };
    let locale = if std::env::var_os(NO_LOCALE).is_some() { None } else { Some("C.UTF-8") };
    let keyboard = std::env::var(KEYBOARD).map_or(Keyboard::Usual, |name| Keyboard::named(&name).unwrap());
    let settings = TerminalSettings {
        term: "xterm".into(),
        profile: TerminalProfile::judge("xterm", locale, false),
        locale_is_utf8: locale.is_some(),
        keyboard,
    };
    let tty = Tty::open("xterm").unwrap();
    let link = Box::new(PaperLink::new(ask));
    let exporter = Box::new(PaperExporter);
    let keeper = Box::new(PaperKeeper);
    let mut session = Session::new(tty, link, Lang::Vi, keymap, &settings, exporter, keeper).unwrap();
    if is_echo {
        let slowness = std::env::var(SLOWNESS_MS).map_or(0, |ms| ms.parse().unwrap());
        session.app.put_on_top(Box::new(terminal::EchoKeys::slow(Duration::from_millis(slowness))));
    }
    if std::env::var_os(HALF_TYPED).is_some() {
        session.app.put_on_top(Box::new(HalfTyped));
    }
    session.live().unwrap();
    let kept = asked.iter().filter(|request| *request == Request::KeepDraft(draft())).count();
    std::fs::write(path, format!("drafts kept: {kept}")).unwrap();
}

/// An officer's window on a program of its own: what it writes, as an emulator shows it.
struct Window {
    far: Box<dyn MasterPty + Send>,
    reader: Box<dyn Read + Send>,
    emulator: vt100::Parser,
    seen: Vec<u8>,
    program: Box<dyn Child + Send + Sync>,
    told: NamedTempFile,
    /// Dropped with the window; until then the program is ended when it takes too long.
    _alive: Sender<()>,
}

impl Window {
    fn open(half_typed: bool) -> Window {
        let set: &[(&str, &str)] = if half_typed { &[(HALF_TYPED, "1")] } else { &[] };
        Window::open_with(set, LIMIT)
    }

    fn open_with(set: &[(&str, &str)], limit: Duration) -> Window {
        let told = NamedTempFile::new().unwrap();
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        // With more threads than one the harness would write across the screen after a minute ("has been running for").
        let alone = "--test-threads=1";
        command.args(["--exact", "tui::run::tests::works_when_it_is_told_to", "--nocapture", alone]);
        command.env(WORKS, told.path());
        for (name, value) in set {
            command.env(name, value);
        }
        let pty = native_pty_system().openpty(PtySize { rows: 24, cols: 80, ..PtySize::default() }).unwrap();
        let program = pty.slave.spawn_command(command).unwrap();
        let mut killer = program.clone_killer();
        let (alive, is_alive) = channel::<()>();
        thread::spawn(move || {
            if is_alive.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                let _ = killer.kill();
            }
        });
        let reader = pty.master.try_clone_reader().unwrap();
        let emulator = vt100::Parser::new(24, 80, 0);
        Window { far: pty.master, reader, emulator, seen: Vec::new(), program, told, _alive: alive }
    }

    fn wait_for(&mut self, words: &str) {
        let mut chunk = [0; 4096];
        while !self.emulator.screen().contents().contains(words) {
            let count = self.reader.read(&mut chunk).unwrap_or(0);
            assert!(count > 0, "no {words:?} on: {}", self.emulator.screen().contents());
            self.emulator.process(&chunk[..count]);
            self.seen.extend(&chunk[..count]);
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
    window.wait_for("test result: ok");
    assert!(window.program.wait().unwrap().success());
    assert_eq!(std::fs::read_to_string(window.told.path()).unwrap(), "drafts kept: 0");
}

#[test]
fn a_list_is_printed_past_the_frame_and_the_screen_drawn_again() {
    let mut window = Window::open(false);
    let mut keyboard = window.far.take_writer().unwrap();
    window.wait_for("Đơn quá hạn                 6");
    keyboard.write_all(b"4").unwrap();
    window.wait_for("Còn 24 đơn: PgDn");
    keyboard.write_all(b"\x1b[20~in\r").unwrap();
    window.wait_for("Đã gửi ra máy in");
    let printed = "\x1b[5iin Đơn chưa giải quyết: 41[2J\r\n\x0c\x1b[4i";
    assert!(String::from_utf8_lossy(&window.seen).contains(printed));
    window.wait_for("Còn 24 đơn: PgDn");
    keyboard.write_all(b"\x1b[20~bang tinh\r").unwrap();
    window.wait_for("Đã ghi tệp ~/Đơn chưa giải quyết");
    keyboard.write_all(b"\x1b[20~dang xuat\r").unwrap();
    window.wait_for("test result: ok");
}

#[test]
fn a_closed_line_keeps_the_draft_and_ends_the_program() {
    let mut window = Window::open(true);
    window.wait_for("Buôn Ma L");
    let Window { far, reader, mut program, told, _alive, .. } = window;
    drop((far, reader));
    // Its last words find nobody, so only what it wrote down counts.
    program.wait().unwrap();
    assert_eq!(std::fs::read_to_string(told.path()).unwrap(), "drafts kept: 1");
}

#[test]
fn a_window_that_is_small_for_a_moment_is_drawn_whole_again() {
    let mut window = Window::open(true);
    window.wait_for("Esc tạm dừng");
    let size = |rows, cols| PtySize { rows, cols, ..PtySize::default() };
    window.far.resize(size(2, 10)).unwrap();
    window.emulator.screen_mut().set_size(2, 10);
    // The program need not have looked in between: it hears of a resize and finds the size that it knows.
    window.far.resize(size(24, 80)).unwrap();
    window.emulator.screen_mut().set_size(24, 80);
    window.wait_for("Esc tạm dừng");
}

/// Something that happens at a window.
#[derive(Clone, Debug)]
enum Happening {
    Resize(u16, u16),
    Paste(&'static str),
    Press(&'static str),
    Draw,
    /// The window has been still for long enough.
    Rest,
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        prop::sample::select(vec![
            (80, 24),
            (80, 24),
            (60, 20),
            (100, 30),
            (79, 23),
            (10, 2),
            (2, 3),
            (81, 25)
        ])
        .prop_map(|(columns, rows)| Happening::Resize(columns, rows)),
        prop::sample::select(vec!["ml", "giếng cạn\nhai", "ê\u{306}村"]).prop_map(Happening::Paste),
        prop::sample::select(vec!["4", "down", "enter", "esc", "m", "f9", "ctrl-l", "pgdn", "backspace"])
            .prop_map(Happening::Press),
        Just(Happening::Draw),
        Just(Happening::Rest),
    ]
}

/// The letters of a page that is drawn on an empty terminal.
fn drawn_afresh(desk: &Desk) -> vt100::Parser {
    let size = Size::new(desk.size.0, desk.size.1);
    let backend = FrugalBackend::new(Vec::new(), size, TerminalProfile::default(), text::ascii);
    let mut page = Page::new(backend, size);
    page.draw(|buffer| desk.app.draw(buffer)).unwrap();
    let mut emulator = vt100::Parser::new(size.height, size.width, 0);
    emulator.process(page.backend.outlet());
    emulator
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn after_any_storm_of_resizes_the_window_shows_the_whole_page(
        storm in prop::collection::vec(happening(), 1..25)
    ) {
        let mut meter = Meter::new("");
        let mut emulator = vt100::Parser::new(24, 80, 0);
        let mut window = meter.desk.size;
        // The first frame was drawn by the meter, not on this window.
        meter.page.forget();
        for happening in storm.into_iter().chain([Happening::Rest, Happening::Draw]) {
            match happening {
                Happening::Resize(columns, rows) => {
                    window = (columns, rows);
                    emulator.screen_mut().set_size(rows, columns);
                }
                Happening::Paste(pasted) => {
                    let key = Key::plain(KeyCode::Paste(pasted.into()));
                    meter.desk.app.key(key, 0, &mut meter.desk.link);
                }
                Happening::Press(keys) => {
                    meter.desk.press(keys);
                }
                Happening::Rest => {
                    meter.page.resize(Size::new(window.0, window.1));
                    meter.desk.size = window;
                    meter.desk.app.resize(window, 0, &mut meter.desk.link);
                    meter.desk.let_through();
                }
                Happening::Draw => {
                    meter.cost("");
                    emulator.process(meter.page.backend.outlet());
                }
            }
        }
        let afresh = drawn_afresh(&meter.desk);
        prop_assert_eq!(emulator.screen().contents(), afresh.screen().contents());
        prop_assert_eq!(emulator.screen().cursor_position(), afresh.screen().cursor_position());
    }
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
        self.page.draw(|buffer| self.desk.app.draw(buffer)).unwrap();
        self.page.backend.outlet().len()
    }
}

#[test]
fn a_frame_waits_for_what_comes_at_once_and_not_for_ever() {
    let soon = Some(Duration::from_millis(3));
    assert!(!is_frame_due(None, false));
    assert!(is_frame_due(soon, false));
    assert!(!is_frame_due(soon, true));
    assert!(is_frame_due(Some(DRAW_AT_LEAST_EVERY), true));
}

#[test]
fn a_list_is_waited_for_and_a_kept_draft_is_not() {
    let mut desk = Desk::new(Lang::Vi, (80, 24));
    assert!(!desk.app.awaits_look());
    assert!(desk.press_ahead("4").app.awaits_look());
    desk.let_through();
    assert!(!desk.app.awaits_look());
    desk.press("esc f3 enter");
    // The next field does not wait until the draft is on the disk and the notes have come.
    desk.press_ahead("t");
    let asked: Vec<_> = desk.link.sent.iter().rev().take(2).collect();
    let is_aside = |request: &Request| matches!(request, Request::KeepDraft(_) | Request::Examine { .. });
    assert!(asked.iter().any(|request| is_aside(request)), "{asked:?}");
    assert!(!desk.app.awaits_look());
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
    assert!(cost <= 130, "one row scrolled in: {cost} bytes");
}
