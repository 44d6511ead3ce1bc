//! One officer's terminal: keys go in, what stands on it and every byte that was sent can be asked.

use std::{
    io::{Read, Write},
    sync::{Arc, Condvar, Mutex, MutexGuard},
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::telex::{Method, presses, telex_keys, typed_keys};
use crate::desk::Desk;
use crate::wait::LONG;

/// The window of the mock-ups, columns and rows.
pub const USUAL: (u16, u16) = (80, 24);
/// Nothing was sent for so long: whatever a key leads to has been drawn.
const SETTLED: Duration = Duration::from_millis(400);

/// A register of 200 samples on the demo day 23/11/2026.
pub fn sample() -> Desk {
    let desk = Desk::new();
    desk.run(&["sample", "--petitions", "200", "--day", "2026-11-23"]).ok();
    desk
}

/// The program in a pseudo terminal.
pub struct Screen {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    shared: Arc<Shared>,
    keys: usize,
}

struct Shared {
    seen: Mutex<Seen>,
    came: Condvar,
}

/// What the terminal has received.
struct Seen {
    parser: vt100::Parser<Bells>,
    raw: Vec<u8>,
    is_over: bool,
}

#[derive(Default)]
struct Bells(usize);

impl vt100::Callbacks for Bells {
    fn audible_bell(&mut self, _: &mut vt100::Screen) {
        self.0 += 1;
    }
}

impl Screen {
    /// The program on this register at the usual size; what it shows first has arrived.
    pub fn open(desk: &Desk) -> Screen {
        Screen::open_at(desk, USUAL, &[])
    }

    /// The same in a window of so many columns and rows, with more arguments.
    pub fn open_at(desk: &Desk, size: (u16, u16), arguments: &[&str]) -> Screen {
        let screen = Screen::start(desk, size, arguments);
        screen.wait("the first screen", |screen| !screen.row(1).is_empty());
        screen
    }

    /// The program, of which nothing is awaited yet.
    pub fn start(desk: &Desk, size: (u16, u16), arguments: &[&str]) -> Screen {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_nghedan"));
        command.arg("--data");
        command.arg(desk.data());
        command.args(arguments);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("HOME", desk.home());
        command.cwd("/");
        let pair = native_pty_system().openpty(pty_size(size)).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let parser = vt100::Parser::new_with_callbacks(size.1, size.0, 0, Bells::default());
        let seen = Seen { parser, raw: Vec::new(), is_over: false };
        let shared = Arc::new(Shared { seen: Mutex::new(seen), came: Condvar::new() });
        let reader = pair.master.try_clone_reader().unwrap();
        let reading = Arc::clone(&shared);
        std::thread::spawn(move || read(reader, &reading));
        let writer = pair.master.take_writer().unwrap();
        Screen { child, master: pair.master, writer, shared, keys: 0 }
    }

    /// Types text as an input method composes it; it is counted in Telex keys.
    pub fn type_keys(&mut self, text: &str) {
        self.keys += telex_keys(text);
        self.send(text.as_bytes());
    }

    /// Types text on a keyboard without marks, so that the program makes them; every key is counted, a capital as two.
    pub fn type_as(&mut self, method: Method, text: &str) {
        let keys = typed_keys(text, method);
        self.keys += presses(&keys);
        self.send(keys.as_bytes());
    }

    /// Presses one key that has a name: `enter`, `esc`, `f1` to `f9`, `up`, `down`, `left`, `right`, `backspace`, `tab`,
    /// `delete`, `home`, `end`, `pgdn`, `ctrl-f`, `ctrl-z`. After `esc` the next key is a key of its own only when something was awaited.
    pub fn key(&mut self, name: &str) {
        let bytes: &[u8] = match name {
            "enter" => b"\r",
            "esc" => b"\x1b",
            "tab" => b"\t",
            "backspace" => b"\x7f",
            "up" => b"\x1b[A",
            "down" => b"\x1b[B",
            "right" => b"\x1b[C",
            "left" => b"\x1b[D",
            "home" => b"\x1b[H",
            "end" => b"\x1b[F",
            "delete" => b"\x1b[3~",
            "pgdn" => b"\x1b[6~",
            "f1" => b"\x1bOP",
            "f2" => b"\x1bOQ",
            "f3" => b"\x1bOR",
            "f4" => b"\x1bOS",
            "f6" => b"\x1b[17~",
            "f7" => b"\x1b[18~",
            "f8" => b"\x1b[19~",
            "f9" => b"\x1b[20~",
            "ctrl-f" => b"\x06",
            "ctrl-z" => b"\x1a",
            other => panic!("this terminal has no key {other}"),
        };
        self.keys += 1;
        self.send(bytes);
    }

    /// Bytes as a terminal sends them.
    pub fn type_raw(&mut self, bytes: &str) {
        self.send(bytes.as_bytes());
    }

    fn send(&mut self, bytes: &[u8]) {
        self.writer.write_all(bytes).unwrap();
        self.writer.flush().unwrap();
    }

    /// Keys pressed since this was asked last.
    pub fn take_keys(&mut self) -> usize {
        std::mem::take(&mut self.keys)
    }

    /// Waits until this text stands somewhere.
    #[track_caller]
    pub fn wait_for(&self, text: &str) {
        self.wait(&format!("{text:?}"), |screen| screen.contents().contains(text));
    }

    /// Waits until a row, from 1, holds this text.
    #[track_caller]
    pub fn wait_for_in(&self, row: usize, text: &str) {
        self.wait(&format!("{text:?} in row {row}"), |screen| screen.row(row).contains(text));
    }

    /// Waits until this holds of the screen; with a limit.
    #[track_caller]
    pub fn wait(&self, what: &str, holds: impl Fn(&Screen) -> bool) {
        let until = Instant::now() + LONG;
        loop {
            let received = self.seen().raw.len();
            if holds(self) {
                return;
            }
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "{what} does not come:\n{}", self.contents());
            let over = self.wait_past(received, left);
            assert!(!over || holds(self), "the program ended before {what}:\n{}", self.contents());
        }
    }

    /// Waits until more bytes than these came or the program ended; answers whether it ended.
    fn wait_past(&self, received: usize, limit: Duration) -> bool {
        let is_idle = |seen: &mut Seen| seen.raw.len() == received && !seen.is_over;
        self.shared.came.wait_timeout_while(self.seen(), limit, is_idle).unwrap().0.is_over
    }

    /// Waits until the program has been silent for a while.
    pub fn settle(&self) {
        let until = Instant::now() + LONG;
        while self.comes_within(SETTLED) {
            assert!(Instant::now() < until, "it is never silent:\n{}", self.contents());
        }
    }

    /// Whether anything comes within this time.
    pub fn comes_within(&self, limit: Duration) -> bool {
        let received = self.bytes();
        self.wait_past(received, limit);
        self.bytes() > received
    }

    /// Waits until the program has ended and all of its output is here; answers its status and how long it took.
    pub fn wait_for_end(&mut self) -> (u32, Duration) {
        let begun = Instant::now();
        let (seen, waited) =
            self.shared.came.wait_timeout_while(self.seen(), LONG, |seen| !seen.is_over).unwrap();
        drop(seen);
        assert!(!waited.timed_out(), "it goes on:\n{}", self.contents());
        (self.child.wait().unwrap().exit_code(), begun.elapsed())
    }

    /// Whether the process has ended, whatever of its output is still on the way.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// A row, from 1, without the blanks at its end.
    pub fn row(&self, row: usize) -> String {
        self.rows().get(row - 1).cloned().unwrap_or_default()
    }

    /// All rows.
    pub fn rows(&self) -> Vec<String> {
        let seen = self.seen();
        let screen = seen.parser.screen();
        screen.rows(0, screen.size().1).map(|row| row.trim_end().to_owned()).collect()
    }

    /// All rows as one text.
    pub fn contents(&self) -> String {
        self.rows().join("\n")
    }

    /// The message in row 23.
    pub fn message(&self) -> String {
        let rows = self.rows();
        rows[rows.len() - 2].clone()
    }

    /// Whether anything stands in the last column.
    pub fn reaches_last_column(&self) -> bool {
        let seen = self.seen();
        let screen = seen.parser.screen();
        let (rows, columns) = screen.size();
        (0..rows)
            .filter_map(|row| screen.cell(row, columns - 1))
            .any(|cell| !cell.contents().trim().is_empty())
    }

    /// Row and column of the cursor, from 1.
    pub fn cursor(&self) -> (u16, u16) {
        let (row, column) = self.seen().parser.screen().cursor_position();
        (row + 1, column + 1)
    }

    /// The rows that have the marker, from 1.
    pub fn marked(&self) -> Vec<usize> {
        let rows = self.rows();
        rows.iter().enumerate().filter(|(_, row)| row.starts_with('>')).map(|(at, _)| at + 1).collect()
    }

    /// How often the bell rang.
    pub fn bells(&self) -> usize {
        self.seen().parser.callbacks().0
    }

    /// How many bytes came.
    pub fn bytes(&self) -> usize {
        self.seen().raw.len()
    }

    /// Every byte that came.
    pub fn raw(&self) -> Vec<u8> {
        self.seen().raw.clone()
    }

    /// Whether the other screen of the terminal is on show, and whether the cursor is.
    pub fn modes(&self) -> (bool, bool) {
        let seen = self.seen();
        (seen.parser.screen().alternate_screen(), !seen.parser.screen().hide_cursor())
    }

    /// Whether the terminal itself would echo what is typed.
    pub fn echoes(&self) -> bool {
        let modes = rustix::termios::tcgetattr(self.tty()).unwrap().local_modes;
        modes.contains(rustix::termios::LocalModes::ECHO | rustix::termios::LocalModes::ICANON)
    }

    /// The program's end of the terminal.
    pub fn tty(&self) -> std::fs::File {
        std::fs::File::options().read(true).write(true).open(self.master.tty_name().unwrap()).unwrap()
    }

    /// The window gets another size.
    pub fn resize(&self, size: (u16, u16)) {
        self.seen().parser.screen_mut().set_size(size.1, size.0);
        self.master.resize(pty_size(size)).unwrap();
    }

    /// Sends the program a signal.
    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = self.child.process_id().unwrap().cast_signed();
        rustix::process::kill_process(rustix::process::Pid::from_raw(pid).unwrap(), signal).unwrap();
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.shared.seen.lock().unwrap()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols, ..PtySize::default() }
}

/// Takes what the program sends until it has closed the terminal.
fn read(mut reader: Box<dyn Read + Send>, shared: &Shared) {
    let mut bytes = [0; 4096];
    loop {
        let count = reader.read(&mut bytes).unwrap_or(0);
        let mut seen = shared.seen.lock().unwrap();
        seen.is_over = count == 0;
        seen.parser.process(&bytes[..count]);
        seen.raw.extend_from_slice(&bytes[..count]);
        shared.came.notify_all();
        if count == 0 {
            return;
        }
    }
}
