//! The table: a line for an event, three ways of drawing beside each other.

use std::path::Path;

use flate2::{Compress, Compression, FlushCompress};

use super::{
    Outcome, QUIET, Seen,
    reference::{Frame, ncurses, stock},
    scenes::{Happening, Scene, Target},
};

/// Bytes, writes and compressed bytes of an event.
#[derive(Clone, Copy, Debug, Default)]
struct Cost {
    bytes: usize,
    writes: Option<usize>,
    zlib: usize,
}

/// Prints what the columns are.
pub fn heading() {
    println!(
        "medians; bytes / writes / zlib (first time, one stream a session); later = what comes by itself within {:?}",
        super::REST
    );
    println!(
        "{:32} {:>17} {:>17} {:>17} {:>6} {:>8} {:>8} {:>8}  target",
        "event", "ours", "stock ratatui", "ncurses", "later", "first ms", "last p50", "last p95"
    );
}

/// Prints the line of an event.
pub fn line(scene: &Scene, seen: &Seen, dir: &Path) -> Outcome<()> {
    let ours = Cost {
        bytes: median(seen.bytes.iter().map(Vec::len)),
        writes: (!seen.writes.is_empty()).then(|| median(seen.writes.iter().copied())),
        zlib: compressed(&seen.session),
    };
    // After a resize the others would draw everything: what stands there before and after is the same.
    let is_compared = !matches!(scene.happening, Happening::Resize(..));
    let frames: Vec<Frame> = seen.frames.iter().flat_map(|(old, new)| [old.clone(), new.clone()]).collect();
    let stock = if is_compared { Some(cost(stock(&frames)?)) } else { None };
    let (ncurses, why_not) = match ncurses(&frames, dir, QUIET) {
        _ if !is_compared => (None, String::new()),
        Ok(costs) => (Some(cost(costs)), String::new()),
        Err(error) => (None, format!("  (no ncurses: {error})")),
    };
    let at = |percent: usize, ms: &[f64]| {
        let mut sorted = ms.to_vec();
        sorted.sort_by(f64::total_cmp);
        let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
        sorted.get(place).copied().unwrap_or(0.0)
    };
    println!(
        "{:32} {:>17} {:>17} {:>17} {:>6} {:>8.2} {:>8.2} {:>8.2}  {}{why_not}",
        scene.name,
        shown(Some(ours)),
        shown(stock),
        shown(ncurses),
        seen.later,
        at(50, &seen.began_ms),
        at(50, &seen.took_ms),
        at(95, &seen.took_ms),
        verdict(scene.target, ours, ncurses)
    );
    Ok(())
}

fn shown(cost: Option<Cost>) -> String {
    let Some(Cost { bytes, writes, zlib }) = cost else { return "-".into() };
    let writes = writes.map_or("-".to_owned(), |writes| writes.to_string());
    format!("{bytes} / {writes} / {zlib}")
}

fn verdict(target: Target, ours: Cost, ncurses: Option<Cost>) -> String {
    let (most, words) = match target {
        Target::Bytes(most) => (Some(most), format!("<= {most}")),
        Target::OfNcurses(percent, most) => {
            let part = ncurses.map(|theirs| theirs.bytes * percent / 100);
            let words = part.map_or("?".into(), |part| format!("<= {part} = {percent} % of ncurses"));
            (
                part.map(|part| part.min(most)),
                if part.is_some_and(|part| part > most) { format!("<= {most}") } else { words },
            )
        }
        Target::Known => return "known".into(),
    };
    match most {
        None => "not compared".into(),
        Some(most) if ours.bytes > most => format!("{words}: MISSED"),
        Some(_) => format!("{words}: met"),
    }
}

/// The frames come in pairs; the second of each is the event.
fn cost(costs: Vec<(Vec<u8>, usize)>) -> Cost {
    let events = || costs.iter().skip(1).step_by(2);
    let session: Vec<(Vec<u8>, bool)> =
        costs.iter().enumerate().map(|(at, (bytes, _))| (bytes.clone(), at % 2 == 1)).collect();
    Cost {
        bytes: median(events().map(|(bytes, _)| bytes.len())),
        writes: Some(median(events().map(|(_, writes)| *writes))),
        zlib: compressed(&session),
    }
}

/// What the first marked piece takes when everything goes through one stream: later ones are repetitions of it.
fn compressed(session: &[(Vec<u8>, bool)]) -> usize {
    let mut stream = Compress::new(Compression::new(6), true);
    for (bytes, is_event) in session {
        let mut room = Vec::with_capacity(bytes.len() * 2 + 1_024);
        if !bytes.is_empty() {
            // There is room for everything, so once is enough.
            drop(stream.compress_vec(bytes, &mut room, FlushCompress::Sync));
        }
        if *is_event {
            return room.len();
        }
    }
    0
}

fn median(values: impl Iterator<Item = usize>) -> usize {
    let mut values: Vec<usize> = values.collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or(0)
}
