//! The same frames through the backend that ratatui ships with, and through ncurses.

use std::{
    cell::RefCell,
    fs,
    io::{self, LineWriter, Write},
    path::Path,
    rc::Rc,
    time::Duration,
};

use portable_pty::CommandBuilder;
use ratatui::{
    Terminal, TerminalOptions, Viewport,
    layout::{Position, Rect},
    style::{Modifier, Style},
};
use ratatui_crossterm::CrosstermBackend;
use serde::Serialize;

use super::{
    Outcome,
    player::{Player, Size},
};

/// A screen as the emulator shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Frame {
    /// Columns and rows.
    pub size: Size,
    /// Runs of cells: column, row, text, bold, underlined, reversed.
    pub runs: Vec<(u16, u16, String, bool, bool, bool)>,
    /// Where the cursor stands, when it is shown.
    pub cursor: Option<(u16, u16)>,
}

impl Frame {
    /// What the emulator shows now.
    pub fn of(emulator: &vt100::Parser) -> Frame {
        let screen = emulator.screen();
        let (rows, columns) = screen.size();
        let mut runs: Vec<(u16, u16, String, bool, bool, bool)> = Vec::new();
        for y in 0..rows {
            let mut end = None;
            for x in 0..columns {
                let Some(cell) = screen.cell(y, x) else { continue };
                if cell.is_wide_continuation() {
                    end = Some(x + 1);
                    continue;
                }
                let text = if cell.has_contents() { cell.contents() } else { " " };
                let pen = (cell.bold() && text != " ", cell.underline(), cell.inverse());
                match runs.last_mut() {
                    Some(run) if run.1 == y && end == Some(x) && (run.3, run.4, run.5) == pen => {
                        run.2.push_str(text);
                    }
                    _ => runs.push((x, y, text.to_owned(), pen.0, pen.1, pen.2)),
                }
                end = Some(x + 1);
            }
        }
        let (row, column) = screen.cursor_position();
        Frame { size: (columns, rows), runs, cursor: (!screen.hide_cursor()).then_some((column, row)) }
    }
}

/// Counts as the terminal's side would: bytes, and the writes of them.
#[derive(Clone, Default)]
struct Counted(Rc<RefCell<(Vec<u8>, usize)>>);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut counted = self.0.borrow_mut();
        counted.0.extend(bytes);
        counted.1 += 1;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What each frame costs with the stock backend, with the buffer that standard output has.
pub fn stock(frames: &[Frame]) -> Outcome<Vec<(Vec<u8>, usize)>> {
    let Some(first) = frames.first() else { return Ok(Vec::new()) };
    let counted = Counted::default();
    let backend = CrosstermBackend::new(LineWriter::with_capacity(1024, counted.clone()));
    let area = Rect::new(0, 0, first.size.0, first.size.1);
    let mut terminal = Terminal::with_options(backend, TerminalOptions { viewport: Viewport::Fixed(area) })?;
    let mut costs = Vec::new();
    for frame in frames {
        if frame.size != (terminal.get_frame().area().width, terminal.get_frame().area().height) {
            terminal.resize(Rect::new(0, 0, frame.size.0, frame.size.1))?;
        }
        terminal.draw(|drawn| {
            for (x, y, text, bold, underlined, reversed) in &frame.runs {
                let mut modifier = Modifier::empty();
                modifier.set(Modifier::BOLD, *bold);
                modifier.set(Modifier::UNDERLINED, *underlined);
                modifier.set(Modifier::REVERSED, *reversed);
                drawn.buffer_mut().set_string(*x, *y, text, Style::new().add_modifier(modifier));
            }
            if let Some(at) = frame.cursor {
                drawn.set_cursor_position(Position::from(at));
            }
        })?;
        costs.push(std::mem::take(&mut *counted.0.borrow_mut()));
    }
    Ok(costs)
}

/// The emulator does not know REP (`CSI n b`), which ncurses writes: the sign before it once more, n times.
fn without_rep(bytes: &[u8]) -> Vec<u8> {
    let mut plain: Vec<u8> = Vec::new();
    let mut rest = bytes;
    while let Some((byte, after)) = rest.split_first() {
        let digits = after
            .strip_prefix(b"[")
            .map(|after| (after, after.iter().take_while(|b| b.is_ascii_digit()).count()));
        if let (0x1b, Some((after, count))) = (byte, digits)
            && after.get(count) == Some(&b'b')
        {
            let number = after.get(..count).and_then(|digits| std::str::from_utf8(digits).ok());
            let times = number.and_then(|number| number.parse().ok()).unwrap_or(1);
            let sign = plain.last().copied();
            plain.extend(sign.into_iter().cycle().take(times));
            rest = after.get(count + 1..).unwrap_or_default();
            continue;
        }
        plain.push(*byte);
        rest = after;
    }
    plain
}

const NCURSES: &str = include_str!("ncurses.py");
/// On a busy machine the end of a frame may come late; it is waited for so often.
const LATE: usize = 10;
/// The script draws its next frame when it reads this.
const NEXT: &[u8] = b"n";

/// What each frame costs with ncurses; the frames have one size. An error says why there is none.
pub fn ncurses(frames: &[Frame], home: &Path, quiet: Duration) -> Outcome<Vec<(Vec<u8>, usize)>> {
    let Some(first) = frames.first() else { return Ok(Vec::new()) };
    let (script, lines, trace) = (home.join("ncurses.py"), home.join("frames"), home.join("trace"));
    fs::write(&script, NCURSES)?;
    let mut text = String::new();
    for frame in frames {
        text.push_str(&serde_json::to_string(frame)?);
        text.push('\n');
    }
    fs::write(&lines, text)?;
    let mut command = CommandBuilder::new("python3");
    command.arg(&script);
    command.arg(&lines);
    command.env("TERM", "xterm");
    command.env("LANG", "C.UTF-8");
    command.env("LC_ALL", "C.UTF-8");
    let mut player = Player::start(command.clone(), first.size)?;
    player.wait_for("ready")?;
    player.settle(quiet);
    let mut emulator = vt100::Parser::new(first.size.1, first.size.0, 0);
    let mut bytes = Vec::new();
    for frame in frames {
        let mut drawn = player.play(NEXT, quiet)?.bytes;
        emulator.process(&without_rep(&drawn));
        for _ in 0..LATE {
            if Frame::of(&emulator).runs == frame.runs {
                break;
            }
            let late = player.settle(quiet).bytes;
            emulator.process(&without_rep(&late));
            drawn.extend(late);
        }
        if Frame::of(&emulator).runs != frame.runs {
            return Err("ncurses shows something else".into());
        }
        bytes.push(drawn);
    }
    drop(player);
    let mut writes = vec![0; frames.len()];
    if super::player::is_there("strace") {
        let mut player = Player::start_traced(&command, first.size, &trace)?;
        player.wait_for("ready")?;
        player.settle(quiet);
        player.writes();
        for count in &mut writes {
            player.play(NEXT, quiet)?;
            *count = player.writes().unwrap_or(0);
        }
    }
    Ok(bytes.into_iter().zip(writes).collect())
}
