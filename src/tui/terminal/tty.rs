//! The officer's own terminal: raw mode, the alternate screen, its signals, and a way out that always gives it back.
//!
//! No thread waits here: keys, the server's socket and signals are one poll(2). Architecture invariant: nothing on
//! this path spins on a terminal that has gone; POLLHUP, EIO and an empty read all say that it has.

use std::io::{self, Write};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use ratatui::layout::Size;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::termios::{OptionalActions, Termios, isatty, tcgetattr, tcgetwinsize, tcsetattr};

use super::outlet::Outlet;
use super::signals::{Signals, drain};
use crate::base::{Words, limits};

/// Alternate screen, bracketed paste; and what a program that crashed here may have left on is put off: origin mode,
/// application cursor keys, mice and focus reports, the keypad's application mode, insert mode, a scroll region,
/// line-drawing letters.
const ENTER: &[u8] =
    b"\x1b[?1049h\x1b[?2004h\x1b[?1;6;9;1000;1002;1003;1004l\x1b[?7h\x1b>\x1b[4l\x1b[r\x1b(B\x0f";
/// Erases first: a console without an alternate screen must not keep a petition on show.
const LEAVE: &[u8] = b"\x1b[m\x1b[H\x1b[J\x1b[?2004l\x1b[?25h\x1b[?1049l";
/// How long the way out waits for a line that takes no bytes.
const LEAVE_WAIT: Duration = Duration::from_millis(50);
const CHUNK_BYTES: usize = 4_096;

/// Why there is no terminal to work on.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// Standard input or output is a file, a pipe or nothing.
    #[error("run it in a terminal (over ssh: ssh -t): here is no screen and no keyboard")]
    NotATerminal,
    /// TERM says that the terminal can do nothing.
    #[error("set TERM to what your terminal is, such as xterm or vt100: TERM=dumb cannot place the cursor")]
    Dumb,
    /// The line is closed.
    #[error("connect again: the terminal has gone")]
    HungUp,
    /// The system refused something.
    #[error("connect again: the terminal does not answer ({0})")]
    Io(#[from] io::Error),
}

impl TerminalError {
    /// What to do, then why.
    pub fn say(&self) -> Words {
        match self {
            TerminalError::NotATerminal => Words::new(
                "Hãy chạy trong cửa sổ dòng lệnh (qua ssh: ssh -t): ở đây không có màn hình, bàn phím",
                "Run it in a terminal (over ssh: ssh -t): here is no screen and no keyboard",
            ),
            TerminalError::Dumb => Words::new(
                "Hãy đặt TERM đúng với máy, như xterm hoặc vt100: TERM=dumb không vẽ được màn hình",
                "Set TERM to what your terminal is, such as xterm or vt100: TERM=dumb cannot place the cursor",
            ),
            TerminalError::HungUp => {
                Words::new("Hãy kết nối lại: đường truyền đã đóng", "Connect again: the terminal has gone")
            }
            TerminalError::Io(_) => Words::new(
                "Hãy kết nối lại: màn hình không trả lời",
                "Connect again: the terminal does not answer",
            ),
        }
    }
}

impl From<Errno> for TerminalError {
    fn from(errno: Errno) -> TerminalError {
        match errno {
            Errno::IO | Errno::NXIO => TerminalError::HungUp,
            other => TerminalError::Io(other.into()),
        }
    }
}

/// What [`Tty::wait`] waited for; nothing of it when the time was up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ready {
    /// Bytes of keys can be read.
    pub input: bool,
    /// Which of the other descriptors can be read (or were closed), in their order.
    pub others: Vec<bool>,
    /// The terminal takes more of what the outlet holds.
    pub room: bool,
    /// The terminal has gone: save the draft and leave.
    pub hung_up: bool,
    /// The terminal may have another size now; ask [`Tty::size`] once it has come to rest.
    pub resized: bool,
    /// Somebody asked this process to end (SIGTERM, SIGINT).
    pub terminated: bool,
}

/// The terminal in raw mode and on its alternate screen, until this is dropped or the program panics.
#[derive(Debug)]
pub struct Tty {
    input: OwnedFd,
    output: OwnedFd,
    signals: Signals,
    held: Arc<Held>,
}

impl Tty {
    /// Takes the terminal of standard input and output; `term` is the value of TERM. From now on a panic of this
    /// process gives the terminal back and prints one line that holds nothing of a record.
    ///
    /// # Errors
    /// [`TerminalError::NotATerminal`] and [`TerminalError::Dumb`] before anything was changed.
    pub fn open(term: &str) -> Result<Tty, TerminalError> {
        give_back_on_panic();
        let input = io::stdin().as_fd().try_clone_to_owned()?;
        let output = io::stdout().as_fd().try_clone_to_owned()?;
        Tty::on(input, output, term)
    }

    /// Takes the terminal behind these descriptors, and leaves the panics of the process as they are.
    ///
    /// # Errors
    /// As [`open`](Tty::open).
    pub fn on(input: OwnedFd, output: OwnedFd, term: &str) -> Result<Tty, TerminalError> {
        if !isatty(&input) || !isatty(&output) {
            return Err(TerminalError::NotATerminal);
        }
        if term == "dumb" {
            return Err(TerminalError::Dumb);
        }
        let before = tcgetattr(&input)?;
        let signals = Signals::listen()?;
        let held = Held {
            input: input.try_clone()?,
            output: output.try_clone()?,
            before,
            given_back: AtomicBool::new(false),
        };
        let mut raw = held.before.clone();
        raw.make_raw();
        let tty = Tty { input, output, signals, held: Arc::new(held) };
        // From here on dropping `tty` gives the terminal back, also when a step below fails.
        hold(&tty.held);
        tcsetattr(&tty.input, OptionalActions::Now, &raw)?;
        // Nothing is typed yet: a terminal that takes nothing may be waited for.
        rustix::io::retry_on_intr(|| rustix::io::write(&tty.output, ENTER))?;
        Ok(tty)
    }

    /// Where frames are written: straight to the terminal, one write(2) for one write.
    pub fn outlet(&self) -> io::Result<Outlet> {
        Outlet::to(&self.output)
    }

    /// The size that the terminal claims, within our limits; 80x24 when it claims none.
    pub fn size(&self) -> Size {
        let claimed = tcgetwinsize(&self.output).map_or((0, 0), |size| (size.ws_col, size.ws_row));
        match claimed {
            (0, _) | (_, 0) => Size::new(80, 24),
            (columns, rows) => {
                Size::new(columns.min(limits::SCREEN_COLUMNS_MAX), rows.min(limits::SCREEN_ROWS_MAX))
            }
        }
    }

    /// Waits for a key, for one of the `others`, for a signal, for room when the outlet `is_behind`, or until `timeout` is
    /// over (`None`: for ever).
    pub fn wait(
        &self,
        others: &[BorrowedFd<'_>],
        outlet: Option<&Outlet>,
        timeout: Option<Duration>,
    ) -> Result<Ready, TerminalError> {
        let until = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let own = [
            self.input.as_fd(),
            self.signals.resized.as_fd(),
            self.signals.hung_up.as_fd(),
            self.signals.ended.as_fd(),
        ];
        let mut polled: Vec<PollFd<'_>> =
            own.iter().chain(others).map(|fd| PollFd::from_borrowed_fd(*fd, PollFlags::IN)).collect();
        let behind = outlet.filter(|outlet| outlet.is_behind());
        polled.extend(behind.map(|outlet| PollFd::from_borrowed_fd(outlet.fd(), PollFlags::OUT)));
        loop {
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            match poll(&mut polled, timespec(left).as_ref()) {
                Ok(_) => break,
                Err(Errno::INTR) => {}
                Err(errno) => return Err(errno.into()),
            }
        }
        let events: Vec<PollFlags> = polled.iter().map(PollFd::revents).collect();
        let of = |at: usize| events.get(at).copied().unwrap_or(PollFlags::empty());
        let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
        Ok(Ready {
            input: of(0).contains(PollFlags::IN),
            resized: !of(1).is_empty() && drain(&self.signals.resized),
            hung_up: of(0).intersects(gone) || !of(2).is_empty() && drain(&self.signals.hung_up),
            terminated: !of(3).is_empty() && drain(&self.signals.ended),
            others: events
                .iter()
                .skip(own.len())
                .take(others.len())
                .map(|events| !events.is_empty())
                .collect(),
            room: behind.is_some() && !of(own.len() + others.len()).is_empty(),
        })
    }

    /// Appends what has been typed, at most [`limits::INPUT_BYTES_MAX`] bytes, without waiting; answers how many.
    ///
    /// # Errors
    /// [`TerminalError::HungUp`] when nothing will ever come again.
    pub fn read(&mut self, bytes: &mut Vec<u8>) -> Result<usize, TerminalError> {
        let mut chunk = [0; CHUNK_BYTES];
        let mut total = 0;
        while total + CHUNK_BYTES <= limits::INPUT_BYTES_MAX
            && is_ready(&self.input, PollFlags::IN, Duration::ZERO)
        {
            match rustix::io::read(&self.input, &mut chunk) {
                Ok(0) | Err(Errno::IO) if total > 0 => break,
                Ok(0) | Err(Errno::IO) => return Err(TerminalError::HungUp),
                Ok(count) => {
                    bytes.extend(chunk.iter().take(count));
                    total += count;
                }
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => break,
                Err(errno) => return Err(errno.into()),
            }
        }
        Ok(total)
    }
}

impl Drop for Tty {
    fn drop(&mut self) {
        self.held.give_back();
        let mut all = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|held| !Arc::ptr_eq(held, &self.held));
    }
}

/// What it takes to give a terminal back.
#[derive(Debug)]
struct Held {
    input: OwnedFd,
    output: OwnedFd,
    before: Termios,
    given_back: AtomicBool,
}

impl Held {
    /// Gives the terminal back, once. Failures are no matter: there is nobody left to be told.
    fn give_back(&self) {
        if self.given_back.swap(true, Ordering::SeqCst) {
            return;
        }
        // A line that takes nothing must not hold the way out.
        if is_ready(&self.output, PollFlags::OUT, LEAVE_WAIT) {
            // The line may have room for a part only; the shell that shares it expects it to block again.
            let _ = rustix::io::ioctl_fionbio(&self.output, true);
            let _ = rustix::io::write(&self.output, LEAVE);
            let _ = rustix::io::ioctl_fionbio(&self.output, false);
        }
        let _ = tcsetattr(&self.input, OptionalActions::Now, &self.before);
    }
}

/// The terminals that a panic must give back.
static TAKEN: Mutex<Vec<Arc<Held>>> = Mutex::new(Vec::new());
static HOOK: Once = Once::new();

fn hold(held: &Arc<Held>) {
    TAKEN.lock().unwrap_or_else(PoisonError::into_inner).push(held.clone());
}

fn give_back_on_panic() {
    // The hook of std is not asked: it prints the message of the panic, and that may hold what an officer typed.
    HOOK.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            give_all_back();
            let place =
                panic.location().map_or(String::new(), |at| format!(" ({}:{})", at.file(), at.line()));
            let _ = writeln!(
                io::stderr(),
                "Hãy mở lại: chương trình tự dừng vì lỗi / Start again: stopped by a fault{place}"
            );
        }));
    });
}

fn give_all_back() {
    // Never waits: the thread that panics may be the one that holds the lock.
    if let Ok(all) = TAKEN.try_lock() {
        all.iter().for_each(|held| held.give_back());
    }
}

fn is_ready(fd: &OwnedFd, events: PollFlags, wait: Duration) -> bool {
    let mut polled = [PollFd::new(fd, events)];
    poll(&mut polled, timespec(Some(wait)).as_ref()).is_ok_and(|count| count > 0)
}

/// poll(2)'s idea of a duration; one beyond its years is for ever.
fn timespec(wait: Option<Duration>) -> Option<Timespec> {
    Timespec::try_from(wait?).ok()
}

#[cfg(test)]
mod tests {
    use std::fs::{File, OpenOptions};
    use std::io::Read;
    use std::os::unix::fs::OpenOptionsExt;
    use std::os::unix::net::UnixStream;

    use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
    use rustix::process::{Signal, getpid, kill_process};
    use rustix::termios::LocalModes;

    use super::*;

    const LIMIT: Option<Duration> = Some(Duration::from_secs(5));

    /// The far side of a pty, and its near side as a terminal program would find it.
    fn pty() -> (Box<dyn MasterPty + Send>, File) {
        let size = PtySize { rows: 30, cols: 100, ..PtySize::default() };
        let pair = native_pty_system().openpty(size).unwrap();
        let path = pair.master.tty_name().unwrap();
        let flags = i32::try_from(rustix::fs::OFlags::NOCTTY.bits()).unwrap();
        let near = OpenOptions::new().read(true).write(true).custom_flags(flags).open(path).unwrap();
        (pair.master, near)
    }

    fn tty(near: &File) -> Tty {
        let end = || OwnedFd::from(near.try_clone().unwrap());
        Tty::on(end(), end(), "xterm").unwrap()
    }

    fn read_until(reader: &mut dyn Read, sign: &[u8]) -> Vec<u8> {
        let mut seen = Vec::new();
        while !seen.ends_with(sign) {
            let mut byte = [0];
            reader.read_exact(&mut byte).unwrap();
            seen.push(byte[0]);
        }
        seen
    }

    #[test]
    fn a_file_and_a_dumb_terminal_are_refused_with_what_to_do() {
        let file = || OwnedFd::from(tempfile::tempfile().unwrap());
        let refused = Tty::on(file(), file(), "xterm").unwrap_err();
        assert!(matches!(refused, TerminalError::NotATerminal));
        assert!(refused.to_string().starts_with("run it in a terminal"));
        let (_far, near) = pty();
        let end = || OwnedFd::from(near.try_clone().unwrap());
        assert!(matches!(Tty::on(end(), end(), "dumb").unwrap_err(), TerminalError::Dumb));
        assert!(tcgetattr(&near).unwrap().local_modes.contains(LocalModes::ICANON));
    }

    #[test]
    fn the_terminal_is_raw_while_held_and_given_back_after() {
        let (far, near) = pty();
        let mut reader = far.try_clone_reader().unwrap();
        let modes = || tcgetattr(&near).unwrap().local_modes;
        let held = tty(&near);
        assert!(!modes().intersects(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG));
        assert_eq!(held.size(), Size::new(100, 30));
        read_until(&mut reader, ENTER);
        drop(held);
        assert!(modes().contains(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG));
        read_until(&mut reader, LEAVE);
    }

    #[test]
    fn a_terminal_is_given_back_once_even_when_a_panic_was_first() {
        let (far, near) = pty();
        let mut reader = far.try_clone_reader().unwrap();
        let held = tty(&near);
        held.held.give_back();
        drop(held);
        writeln!(&near, "shell").unwrap();
        let seen = read_until(&mut reader, b"shell");
        assert_eq!(seen.windows(LEAVE.len()).filter(|bytes| *bytes == LEAVE).count(), 1);
    }

    #[test]
    fn keys_and_other_descriptors_wake_the_wait() {
        let (far, near) = pty();
        let mut writer = far.take_writer().unwrap();
        let mut held = tty(&near);
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        let nothing = held.wait(&[ours.as_fd()], None, Some(Duration::ZERO)).unwrap();
        assert_eq!((nothing.input, nothing.others.as_slice(), nothing.hung_up), (false, &[false][..], false));
        writer.write_all(b"\x1b[A").unwrap();
        let mut bytes = Vec::new();
        while bytes.len() < 3 {
            assert!(held.wait(&[], None, LIMIT).unwrap().input);
            held.read(&mut bytes).unwrap();
        }
        assert_eq!(bytes, b"\x1b[A");
        assert_eq!(held.read(&mut bytes).unwrap(), 0);
        theirs.write_all(b"x").unwrap();
        assert_eq!(held.wait(&[ours.as_fd()], None, LIMIT).unwrap().others, [true]);
    }

    #[test]
    fn a_closed_line_is_told_and_never_read_for_ever() {
        let (far, near) = pty();
        let mut held = tty(&near);
        drop(far);
        assert!(held.wait(&[], None, LIMIT).unwrap().hung_up);
        assert!(matches!(held.read(&mut Vec::new()), Err(TerminalError::HungUp)));
        assert!(held.outlet().unwrap().write_all(b"x").is_err());
        let leaving = Instant::now();
        drop(held);
        assert!(leaving.elapsed() < Duration::from_millis(100));
    }

    #[test]
    fn a_line_that_takes_nothing_does_not_hold_the_way_out() {
        let (far, near) = pty();
        let held = tty(&near);
        // Fill the line until it takes no more.
        rustix::io::ioctl_fionbio(&near, true).unwrap();
        while rustix::io::write(&near, &[b'x'; 512]).is_ok() {}
        rustix::io::ioctl_fionbio(&near, false).unwrap();
        drop(held);
        assert!(tcgetattr(&near).unwrap().local_modes.contains(LocalModes::ICANON));
        drop(far);
    }

    #[test]
    fn signals_arrive_as_news_of_the_wait() {
        let (far, near) = pty();
        let held = tty(&near);
        // Every open terminal of this test process hears them, so only what must be there is asked for.
        for (signal, heard) in [
            (Signal::WINCH, (|ready| ready.resized) as fn(&Ready) -> bool),
            (Signal::TERM, |ready| ready.terminated),
            (Signal::INT, |ready| ready.terminated),
        ] {
            kill_process(getpid(), signal).unwrap();
            let until = Instant::now() + Duration::from_secs(5);
            while !heard(&held.wait(&[], None, LIMIT).unwrap()) {
                assert!(Instant::now() < until, "{signal:?}");
            }
        }
        drop(far);
    }

    #[test]
    fn one_frame_is_one_write_to_the_terminal() {
        let (far, near) = pty();
        let mut reader = far.try_clone_reader().unwrap();
        let held = tty(&near);
        read_until(&mut reader, ENTER);
        // Lines too: the stdout of std would cut them.
        assert_eq!(held.outlet().unwrap().write("một\nhai".as_bytes()).unwrap(), "một\nhai".len());
        read_until(&mut reader, b"hai");
    }

    const PANICS: &str = "NGHEDAN_TEST_PANICS";

    /// Does nothing unless the next test runs it in a process of its own.
    #[test]
    fn panics_when_it_is_told_to() {
        if std::env::var_os(PANICS).is_some() {
            let _held = Tty::open("xterm").unwrap();
            panic!("the words of a petition");
        }
    }

    #[test]
    fn a_panic_gives_the_terminal_back_and_tells_no_content() {
        let pair = native_pty_system().openpty(PtySize::default()).unwrap();
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        command.args(["--exact", "tui::terminal::tty::tests::panics_when_it_is_told_to", "--nocapture"]);
        command.env(PANICS, "1");
        let mut reader = pair.master.try_clone_reader().unwrap();
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut seen = Vec::new();
        // A pty whose other side has gone ends with an error; what came before it counts.
        let _ = reader.read_to_end(&mut seen);
        assert!(!child.wait().unwrap().success());
        let left = seen.windows(LEAVE.len()).position(|bytes| bytes == LEAVE).unwrap();
        let after = String::from_utf8_lossy(&seen[left..]);
        assert!(after.contains("stopped by a fault (src/tui/terminal/tty.rs:"), "{after}");
        assert!(!String::from_utf8_lossy(&seen).contains("petition"));
    }
}
