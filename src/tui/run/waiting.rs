//! Before the screens: the server is still opening its register. How far it is, and a way out.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use ratatui::buffer::Buffer;

use super::*;
use crate::tui::{Canvas, terminal::KeyCode};

/// What whoever waits is told.
#[derive(Debug)]
pub enum Waited<T> {
    /// How far it is.
    Word(Say),
    /// It is done.
    Done(T),
}

/// How often it is looked whether there is news.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// What takes no longer is not shown: most starts are over before anybody could read it.
const SHOWN_AFTER: Duration = Duration::from_millis(400);

/// Waits for work that another thread does, and shows on the terminal how far it is; `None` when the officer left first
/// (Esc, q).
///
/// # Errors
/// As [`run`]; the terminal is then as it was.
pub fn wait_for<T>(
    told: &Receiver<Waited<T>>,
    lang: Lang,
    terminal: &TerminalSettings,
) -> Result<Option<T>, TerminalError> {
    let shown_at = Instant::now() + SHOWN_AFTER;
    let mut word = loop {
        match told.recv() {
            Ok(Waited::Done(done)) => return Ok(Some(done)),
            Ok(Waited::Word(_)) if Instant::now() < shown_at => {}
            Ok(Waited::Word(word)) => break word,
            Err(_) => return Ok(None),
        }
    };
    let mut tty = Tty::open(&terminal.term)?;
    let backend = FrugalBackend::new(tty.outlet()?, tty.size(), terminal.profile, text::ascii);
    let mut page = Page::new(backend, tty.size());
    let mut decoder = Decoder::new(terminal.keyboard);
    let mut typed_at = Instant::now();
    loop {
        if !page.backend.outlet().is_behind() {
            page.draw(|buffer| draw(buffer, &word, lang)).map_err(refused)?;
        }
        page.backend.outlet_mut().push().map_err(refused)?;
        let ready = tty.wait(&[], None, Some(LOOK_EVERY))?;
        if ready.hung_up || ready.terminated {
            return Ok(None);
        }
        if ready.resized {
            page.resize(tty.size());
        }
        let keys = read_keys(&mut tty, &mut decoder, &mut typed_at, ready.input)?;
        if keys.iter().any(leaves) {
            return Ok(None);
        }
        loop {
            match told.recv_timeout(Duration::ZERO) {
                Ok(Waited::Word(new)) => word = new,
                Ok(Waited::Done(done)) => return Ok(Some(done)),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
            }
        }
    }
}

/// The keys of what has come, or of what has waited long enough for its rest.
pub(super) fn read_keys(
    tty: &mut Tty,
    decoder: &mut Decoder,
    typed_at: &mut Instant,
    has_come: bool,
) -> Result<Vec<Key>, TerminalError> {
    let (mut bytes, mut keys) = (Vec::new(), Vec::new());
    // The clock first: what comes while a busy machine lets this process wait has come in time.
    let is_due = decoder.waits().is_some_and(|wait| typed_at.elapsed() >= wait);
    if (has_come || is_due) && tty.read(&mut bytes)? > 0 {
        *typed_at = Instant::now();
        decoder.feed(&bytes, &mut keys);
    } else if is_due {
        decoder.timeout(&mut keys);
    }
    Ok(keys)
}

fn leaves(key: &Key) -> bool {
    matches!(key.code, KeyCode::Esc | KeyCode::Char('q')) || (key.ctrl && key.code == KeyCode::Char('c'))
}

fn draw(buffer: &mut Buffer, word: &Say, lang: Lang) -> Option<Position> {
    buffer.reset();
    let mut canvas = Canvas::new(buffer);
    let rows = canvas.rows();
    canvas.bold(1, 1, "NGHE DÂN");
    canvas.text(3, 1, word.get(lang));
    let way_out = Say::new("Tự mở tiếp khi xong.  Esc, q: thoát", "It goes on by itself.  Esc, q: leave");
    canvas.text(rows, 1, way_out.get(lang));
    None
}
