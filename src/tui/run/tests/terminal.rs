//! What a terminal sends, through a pty to the loop: keys that a line cuts, floods, and answers to questions.

use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;

use super::*;
use crate::tui::run::waiting::read_keys;
use crate::tui::terminal::families::{FAMILIES, spelled};

/// Tells the keys that came since the last `z`, and how many `z` there were.
#[derive(Default)]
pub(super) struct EchoKeys {
    /// How long it works for each key.
    slowness: Duration,
    marks: usize,
    shown: String,
    since: Vec<String>,
}

impl EchoKeys {
    /// A screen that is slow with each key.
    pub(super) fn slow(slowness: Duration) -> EchoKeys {
        EchoKeys { slowness, ..EchoKeys::default() }
    }
}

impl Screen for EchoKeys {
    fn place(&self) -> Place {
        Place::Find
    }

    fn title(&self, _: &Around<'_>) -> String {
        "PHÍM".into()
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn key(&mut self, key: &Key, _: &Around<'_>) -> Vec<Effect> {
        if !self.slowness.is_zero() {
            let_pass(self.slowness);
        }
        if *key == Key::char('z') {
            self.marks += 1;
            self.shown = std::mem::take(&mut self.since).join(" ");
        } else if self.since.len() < 10 {
            self.since.push(key.to_string());
        }
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
        canvas.text(3, 1, &format!("{}<{}>", self.marks, self.shown));
    }
}

/// How long a gap may have become on a busy machine before the try says nothing: a lone ESC waits for 120 ms.
const GAP_MAX: Duration = Duration::from_millis(110);

/// Lets time pass on the line.
fn let_pass(gap: Duration) {
    let (_nobody, never) = channel::<()>();
    assert_eq!(never.recv_timeout(gap), Err(RecvTimeoutError::Timeout));
}

/// All places and gaps on a long run (`NGHEDAN_RUNS`), one of them for each sequence else.
#[test]
fn keys_that_the_line_cuts_arrive_whole_in_the_running_program() {
    let is_long = std::env::var_os("NGHEDAN_RUNS").is_some();
    let limit = if is_long { LIMIT * 60 } else { LIMIT * 3 };
    let gaps = [20, 50, 90].map(Duration::from_millis);
    let (mut places, mut sequences) = (0, 0_usize);
    for (name, keyboard) in Keyboard::NAMES {
        let mut window = Window::open_with(&[(ECHOES, "1"), (KEYBOARD, name)], limit);
        let mut line = window.far.take_writer().unwrap();
        window.wait_for("0<>");
        let mut marks = 0;
        let mut say = |bytes: &[u8], gap: Duration, cut: usize| {
            let (before, after) = bytes.split_at(cut);
            let cut_at = Instant::now();
            line.write_all(before).unwrap();
            let_pass(gap);
            line.write_all(after).unwrap();
            let took = cut_at.elapsed();
            line.write_all(b"z").unwrap();
            took < GAP_MAX
        };
        for (family, _, table) in FAMILIES.iter().filter(|(_, served, _)| served == keyboard) {
            for (bytes, keys) in *table {
                let keys = spelled(keys);
                // What looks like Alt with a letter is Esc and the letter to the screens.
                if bytes.len() < 2 || keys.iter().any(|key| key.alt && matches!(key.code, KeyCode::Char(_))) {
                    continue;
                }
                let wanted = keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" ");
                sequences += 1;
                let chosen = (1 + sequences % (bytes.len() - 1), gaps[sequences % 3]);
                for cut in 1..bytes.len() {
                    for gap in gaps {
                        if !is_long && (cut, gap) != chosen {
                            continue;
                        }
                        places += 1;
                        let mut tries = 0;
                        loop {
                            let is_valid = say(bytes.as_bytes(), gap, cut);
                            marks += 1;
                            if is_valid {
                                window.wait_for(&format!("{marks}<{wanted}>"));
                                break;
                            }
                            window.wait_for(&format!("{marks}<"));
                            tries += 1;
                            assert!(tries < 50, "{family}: this machine is too busy for gaps of {gap:?}");
                        }
                    }
                }
            }
        }
    }
    println!("{places} places through a pty, 0 wrong");
    assert!(places >= 59);
}

#[test]
fn what_comes_while_a_busy_machine_lets_us_wait_has_come_in_time() {
    let pty = native_pty_system().openpty(PtySize::default()).unwrap();
    let no_control = i32::try_from(rustix::fs::OFlags::NOCTTY.bits()).unwrap();
    let path = pty.master.tty_name().unwrap();
    let near = File::options().read(true).write(true).custom_flags(no_control).open(path).unwrap();
    let mut tty = Tty::on(near.try_clone().unwrap().into(), near.into(), "xterm").unwrap();
    let mut line = pty.master.take_writer().unwrap();
    line.write_all(b"[A").unwrap();
    assert!(tty.wait(&[], None, Some(LIMIT)).unwrap().input);
    // An ESC of two seconds ago, and nobody has looked whether anything came.
    let mut decoder = Decoder::default();
    decoder.feed(b"\x1b", &mut Vec::new());
    let mut typed_at = Instant::now().checked_sub(Duration::from_secs(2)).unwrap();
    let keys = read_keys(&mut tty, &mut decoder, &mut typed_at, false).unwrap();
    assert_eq!(keys, [Key::plain(KeyCode::Up)]);
}

/// The most memory that a process has had, in kilobytes.
fn peak_kb(program: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{program}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_flood_of_a_megabyte_takes_no_memory_and_the_next_key_arrives() {
    const FLOOD_BYTES: usize = 1024 * 1024;
    let mut window = Window::open_with(&[(ECHOES, "1")], LIMIT * 6);
    let mut line = window.far.take_writer().unwrap();
    window.wait_for("0<>");
    let program = window.program.process_id().unwrap();
    let before_kb = peak_kb(program);
    // SplitMix64, so that every run has the same bytes; one in eight begins a sequence.
    let mut state = 7_u64;
    let flood: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let [first, second, ..] = (mixed ^ (mixed >> 31)).to_le_bytes();
        if first < 32 { 0x1b } else { second }
    })
    .take(FLOOD_BYTES)
    .collect();
    let began = Instant::now();
    let flooding = thread::spawn(move || {
        line.write_all(&flood).unwrap();
        // A rest, as the end of what was garbage; then a key, and a mark that cannot be mistaken.
        let_pass(Duration::from_millis(700));
        line.write_all(b"z\x1b[Az").unwrap();
    });
    window.wait_for("<Up>");
    flooding.join().unwrap();
    let grown_kb = peak_kb(program) - before_kb;
    println!("a flood of 1 MB: {:?} with its rest, {grown_kb} kB more memory", began.elapsed());
    assert!(grown_kb < 4 * 1024, "{grown_kb} kB");
}

#[test]
fn a_line_that_goes_in_a_flood_of_keys_ends_the_program_at_once() {
    let slowness = [(ECHOES, "1"), (SLOWNESS_MS, "20")];
    let mut window = Window::open_with(&slowness, LIMIT);
    let mut line = window.far.take_writer().unwrap();
    window.wait_for("0<>");
    // A minute of work, of which something is drawn in between.
    line.write_all("z".repeat(3_000).as_bytes()).unwrap();
    window.wait_for("<>");
    while window.emulator.screen().contents().contains("0<>") {
        let mut chunk = [0; 4096];
        let count = window.reader.read(&mut chunk).unwrap();
        window.emulator.process(&chunk[..count]);
    }
    let Window { far, reader, mut program, told, _alive, .. } = window;
    drop((line, far, reader));
    // It would be ended from outside if it pressed all of them first, and write nothing down.
    program.wait().unwrap();
    assert_eq!(std::fs::read_to_string(told.path()).unwrap(), "drafts kept: 0");
}

/// What the terminal answers to the letter of two bytes once it is asked, between what is typed; the line stays open while
/// its answer is held.
fn answer(window: &mut Window, answered: &[u8]) -> Box<dyn Write + Send> {
    let asked = b"\x1b[6n";
    let mut chunk = [0; 4096];
    while !window.seen.windows(asked.len()).any(|bytes| bytes == asked) {
        let count = window.reader.read(&mut chunk).unwrap();
        window.emulator.process(&chunk[..count]);
        window.seen.extend(&chunk[..count]);
    }
    let mut line = window.far.take_writer().unwrap();
    line.write_all(answered).unwrap();
    line
}

#[test]
fn a_terminal_that_reads_utf8_gets_it_whatever_the_locale_says() {
    let mut window = Window::open_with(&[(NO_LOCALE, "1")], LIMIT);
    let _line = answer(&mut window, b"4\x1b[2;2R\x1b[B");
    window.wait_for("Đơn chưa giải quyết");
    window.wait_for("> 101");
    // Never drawn in ASCII before.
    assert!(!String::from_utf8_lossy(&window.seen).contains("DU LIEU"));
}

#[test]
fn a_terminal_that_does_not_read_utf8_gets_ascii_whatever_the_locale_says() {
    let mut window = Window::open(false);
    let _line = answer(&mut window, b"\x1b[2;3R4");
    window.wait_for("Don chua giai quyet");
    assert!(!window.emulator.screen().contents().contains("Đ"));
}

#[test]
fn a_terminal_that_does_not_answer_follows_the_locale() {
    let mut window = Window::open_with(&[(NO_LOCALE, "1")], LIMIT);
    window.wait_for("Don qua han                 6");
}
