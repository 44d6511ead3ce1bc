//! The real program in a pty: keys in, bytes out with the time when they came, and what an emulator shows of them.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::Outcome;

/// Longer than the program waits for the rest of a sequence.
const ESC_WAIT: Duration = Duration::from_millis(300);

/// The columns and rows of a window.
pub type Size = (u16, u16);

/// Bytes that came in one piece, and when.
struct Piece {
    bytes: Vec<u8>,
    at: Instant,
}

/// What came after a key.
#[derive(Debug, Default)]
pub struct Burst {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// From the key to the last of them.
    pub took: Duration,
    /// From the key to the first of them.
    pub began: Duration,
}

/// A program in a window of its own; it is ended with the window.
pub struct Player {
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    pieces: Receiver<Piece>,
    program: Box<dyn Child + Send + Sync>,
    /// What an emulator shows.
    pub emulator: vt100::Parser,
    trace: Option<BufReader<File>>,
}

impl Player {
    /// Starts a command in a window.
    pub fn start(command: CommandBuilder, (columns, rows): Size) -> Outcome<Player> {
        let pty =
            native_pty_system().openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 })?;
        let mut reader = pty.master.try_clone_reader()?;
        let program = pty.slave.spawn_command(command)?;
        drop(pty.slave);
        let (tell, pieces) = channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 64 * 1024];
            // A closed window ends with an error.
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                let bytes = buffer.get(..count).unwrap_or_default().to_vec();
                if tell.send(Piece { bytes, at: Instant::now() }).is_err() {
                    return;
                }
            }
        });
        let keyboard = pty.master.take_writer()?;
        let emulator = vt100::Parser::new(rows, columns, 0);
        Ok(Player { master: pty.master, keyboard, pieces, program, emulator, trace: None })
    }

    /// The same under strace, if that is there: then [`Player::writes`] counts.
    pub fn start_traced(command: &CommandBuilder, size: Size, trace: &Path) -> Outcome<Player> {
        let mut traced = CommandBuilder::new("strace");
        traced.args(["-f", "-qq", "-y", "-s", "0", "-e", "trace=write,writev", "-e", "signal=none", "-o"]);
        traced.arg(trace);
        for argument in command.get_argv() {
            traced.arg(argument);
        }
        for (name, value) in command.iter_extra_env_as_str() {
            traced.env(name, value);
        }
        File::create(trace)?;
        let mut player = Player::start(traced, size)?;
        player.trace = Some(BufReader::new(File::open(trace)?));
        Ok(player)
    }

    /// The process of the program.
    pub fn pid(&self) -> u32 {
        self.program.process_id().unwrap_or(0)
    }

    /// Waits until nothing has come for `quiet`; what came is on the emulator.
    pub fn settle(&mut self, quiet: Duration) -> Burst {
        self.after(Instant::now(), quiet)
    }

    fn after(&mut self, begun: Instant, quiet: Duration) -> Burst {
        let mut burst = Burst::default();
        while let Ok(piece) = self.pieces.recv_timeout(quiet) {
            self.show(&piece.bytes);
            burst.took = piece.at.saturating_duration_since(begun);
            if burst.bytes.is_empty() {
                burst.began = burst.took;
            }
            burst.bytes.extend(piece.bytes);
        }
        burst
    }

    /// Types, and waits until the answer has come to rest.
    pub fn play(&mut self, keys: &[u8], quiet: Duration) -> Outcome<Burst> {
        let begun = Instant::now();
        self.keyboard.write_all(keys)?;
        // The program takes a lone ESC for a key only after a while.
        let quiet = if keys.ends_with(b"\x1b") { quiet.max(ESC_WAIT) } else { quiet };
        Ok(self.after(begun, quiet))
    }

    /// Gives the window another size, and waits until the answer has come to rest.
    pub fn resize(&mut self, (columns, rows): Size, quiet: Duration) -> Outcome<Burst> {
        let begun = Instant::now();
        self.emulator.screen_mut().set_size(rows, columns);
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 })?;
        Ok(self.after(begun, quiet))
    }

    /// Waits until these words stand on the screen.
    pub fn wait_for(&mut self, words: &str) -> Outcome<()> {
        let until = Instant::now() + Duration::from_secs(20);
        while !self.emulator.screen().contents().contains(words) {
            let left = until.saturating_duration_since(Instant::now());
            let piece = self.pieces.recv_timeout(left).map_err(|_| {
                format!("{words:?} never stood on the screen:\n{}", self.emulator.screen().contents())
            })?;
            self.show(&piece.bytes);
        }
        Ok(())
    }

    /// Shows what came, and answers what a terminal is asked: where its cursor stands, and whether it is there.
    fn show(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some(at) = rest.windows(4).position(|four| four == b"\x1b[6n" || four == b"\x1b[5n") {
            let (before, after) = rest.split_at(at + 4);
            self.emulator.process(before);
            let (row, column) = self.emulator.screen().cursor_position();
            let answer = if before.ends_with(b"6n") {
                format!("\x1b[{};{}R", row + 1, column + 1)
            } else {
                "\x1b[0n".into()
            };
            // A program that has ended asks no more.
            drop(self.keyboard.write_all(answer.as_bytes()));
            rest = after;
        }
        self.emulator.process(rest);
    }

    /// How many times the program has written to its window since this was asked last; `None` when nobody counts.
    pub fn writes(&mut self) -> Option<usize> {
        let trace = self.trace.as_mut()?;
        let mut count = 0;
        let mut line = String::new();
        while trace.read_line(&mut line).ok()? > 0 {
            count += usize::from(line.contains("write") && line.contains("/dev/pts/"));
            line.clear();
        }
        Some(count)
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.program.kill());
        drop(self.program.wait());
    }
}

/// The real program on a register of samples.
pub fn program(data: &Path) -> CommandBuilder {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_nghedan"));
    command.args([
        "--demo".as_ref(),
        "--day".as_ref(),
        super::TODAY.as_ref(),
        "--data".as_ref(),
        data.as_os_str(),
    ]);
    command.env("TERM", "xterm-256color");
    command.env("LANG", "C.UTF-8");
    command.env("LC_ALL", "C.UTF-8");
    command.env_remove("NO_COLOR");
    // No keymap of whoever measures.
    command.env("HOME", data.parent().unwrap_or(data));
    command.env("XDG_CONFIG_HOME", data.parent().unwrap_or(data));
    command
}

/// Whether a program is on the path.
pub fn is_there(name: &str) -> bool {
    let found = |dir: PathBuf| dir.join(name).is_file();
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(found))
}
