//! What the screens cost on the line: bytes, writes, compressed bytes and time of each event, beside the backend that
//! ratatui ships with and beside ncurses, which draw the same cells; then memory and time of clients. Judges nothing.
//!
//! `cargo bench --bench terminal`; `-- --show` prints the screens too, `-- WORD` plays only events with that word in
//! their name. Writes are counted by strace in a run of their own, since a read of a pty tells nothing about them;
//! ncurses is Python's. Without strace or Python their columns stay empty. Compressed bytes are those of one zlib
//! stream per session, flushed after each event, as `ssh -C` does it: those of the first time that it happens.

mod player;
mod processes;
mod reference;
mod scenes;
mod table;

use std::{error::Error, path::Path, time::Duration};

use player::{Player, program};
use reference::Frame;
use scenes::{Scene, scenes};

/// What a bench comes to.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// The day of the register of samples.
const TODAY: &str = "2026-11-23";
/// A screen is at rest when nothing has come for so long.
const QUIET: Duration = Duration::from_millis(80);
/// So long nothing may come before an event is measured: the notes of a form and the word that it was kept are over.
const REST: Duration = Duration::from_millis(1_300);
/// Of so many repetitions frames are taken for the other columns.
const FRAMES_TAKEN: usize = 3;
const SIZE: (u16, u16) = (80, 24);

/// What was seen of one event.
#[derive(Default)]
struct Seen {
    /// Bytes of each repetition.
    bytes: Vec<Vec<u8>>,
    /// Milliseconds to the last byte.
    took_ms: Vec<f64>,
    /// Milliseconds to the first piece: the frame that shows what was typed.
    began_ms: Vec<f64>,
    /// What came later by itself, until all was at rest.
    later: usize,
    writes: Vec<usize>,
    /// What stood before and after.
    frames: Vec<(Frame, Frame)>,
    /// Everything of the session in its order, an event's own pieces marked.
    session: Vec<(Vec<u8>, bool)>,
}

fn main() -> Outcome<()> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let shows = words.iter().any(|word| word == "--show");
    let wanted: Vec<&String> = words.iter().filter(|word| !word.starts_with("--")).collect();
    let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    table::heading();
    for scene in scenes() {
        if !wanted.is_empty() && !wanted.iter().any(|word| scene.name.contains(word.as_str())) {
            continue;
        }
        let dir = tempfile::tempdir_in(home.path())?;
        // A scene that fails says so, and the others go on.
        match measured(&scene, dir.path(), shows) {
            Ok(seen) => table::line(&scene, &seen, dir.path())?,
            Err(error) => println!("{:34} {error}", scene.name),
        }
        end_server(&dir.path().join("register"));
    }
    if wanted.is_empty() || wanted.iter().any(|word| *word == "memory") {
        let dir = tempfile::tempdir_in(home.path())?;
        let measured = processes::measure(dir.path());
        end_server(&dir.path().join("register"));
        measured?;
    }
    Ok(())
}

/// Plays a scene in a window, and once more under strace.
fn measured(scene: &Scene, dir: &Path, shows: bool) -> Outcome<Seen> {
    let register = dir.join("register");
    let mut player = Player::start(program(&register), SIZE)?;
    let mut seen = Seen::default();
    play(scene, &mut player, scene.times, &mut seen)?;
    if shows {
        println!(
            "{}\n{:?}",
            player.emulator.screen().contents(),
            String::from_utf8_lossy(&seen.bytes.concat())
        );
    }
    drop(player);
    if player::is_there("strace") {
        let mut player = Player::start_traced(&program(&register), SIZE, &dir.join("trace"))?;
        let mut traced = Seen::default();
        play(scene, &mut player, scene.times.min(FRAMES_TAKEN), &mut traced)?;
        seen.writes = traced.writes;
    }
    Ok(seen)
}

fn play(scene: &Scene, player: &mut Player, times: usize, seen: &mut Seen) -> Outcome<()> {
    player.wait_for("Esc về")?;
    player.settle(QUIET);
    for keys in scene.place {
        let burst = player.play(keys.as_bytes(), QUIET)?;
        seen.session.push((burst.bytes, false));
    }
    for repetition in 0..times {
        let is_first = repetition == 0;
        let before = player.settle(if is_first { REST } else { QUIET });
        seen.session.push((before.bytes, false));
        player.writes();
        let old = Frame::of(&player.emulator);
        let burst = scene.happen(player)?;
        let new = Frame::of(&player.emulator);
        seen.writes.extend(player.writes());
        seen.took_ms.push(burst.took.as_secs_f64() * 1e3);
        seen.began_ms.push(burst.began.as_secs_f64() * 1e3);
        seen.session.push((burst.bytes.clone(), true));
        seen.bytes.push(burst.bytes);
        if repetition < FRAMES_TAKEN {
            seen.frames.push((old, new));
        }
        if is_first {
            let later = player.settle(REST);
            seen.later = later.bytes.len();
            seen.session.push((later.bytes, false));
        }
        for keys in scene.back {
            let burst = player.play(keys.as_bytes(), QUIET)?;
            seen.session.push((burst.bytes, false));
        }
    }
    Ok(())
}

/// Ends the server of a register, as far as one runs.
fn end_server(register: &Path) {
    let lock = std::fs::read_to_string(register.join("lock")).unwrap_or_default();
    let pid = lock.lines().find_map(|line| line.strip_prefix("pid "));
    if let Some(pid) = pid {
        // One that has ended by itself needs no end.
        drop(std::process::Command::new("kill").arg(pid).stderr(std::process::Stdio::null()).status());
    }
}
