//! The key doctor without a register: `nghedan keys --doctor`.

use ratatui::buffer::Buffer;

use super::{waiting::read_keys, *};
use crate::tui::{
    Canvas,
    doctor::{Examined, KeyDoctor},
    frame, screens,
    terminal::Heard,
};

/// Examines the terminal of this process until the officer leaves, and keeps what was learnt; starts no server.
///
/// # Errors
/// As [`run`]; the terminal is then as it was.
pub fn examine_alone(
    lang: Lang,
    keymap: &Keymap,
    terminal: &TerminalSettings,
    mut keeper: Box<dyn PreferencesKeeper>,
) -> Result<Result<(), Say>, TerminalError> {
    let doctor = examine(lang, keymap, terminal)?;
    let (mut preferences, fault) = keeper.kept();
    if let Some(fault) = fault {
        return Ok(Err(fault));
    }
    let learnt = preferences.terminals.entry(terminal.term.clone()).or_default();
    learnt.learn(&doctor.answered_keys(), doctor.learnt());
    preferences.typing = doctor.typing().unwrap_or(preferences.typing);
    Ok(keeper.keep(&preferences))
}

fn examine(lang: Lang, keymap: &Keymap, terminal: &TerminalSettings) -> Result<KeyDoctor, TerminalError> {
    let mut tty = Tty::open(&terminal.term)?;
    let size = tty.size();
    let backend = FrugalBackend::new(tty.outlet()?, size, terminal.profile, text::ascii);
    let mut page = Page::new(backend, size);
    let mut decoder = Decoder::new(terminal.keyboard);
    decoder.tell_bytes(true);
    let mut doctor = KeyDoctor::new((size.width, size.height));
    let began = Instant::now();
    let mut typed_at = began;
    let now_ms = || u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let mut sends = doctor.begin(now_ms());
    loop {
        if !sends.is_empty() {
            page.backend.outlet_mut().write_all(&sends).map_err(refused)?;
            sends.clear();
            page.forget();
        }
        if !page.backend.outlet().is_behind() {
            page.draw(|buffer| draw(buffer, &doctor, keymap, lang, now_ms())).map_err(refused)?;
        }
        let time = Duration::from_millis(doctor.wants_in_ms(now_ms()).max(1));
        let rest = decoder.waits().map_or(time, |wait| wait.saturating_sub(typed_at.elapsed()).min(time));
        let ready = tty.wait(&[], Some(page.backend.outlet()), Some(rest))?;
        page.backend.outlet_mut().push().map_err(refused)?;
        if ready.hung_up || ready.terminated {
            return Ok(doctor);
        }
        if ready.resized {
            let size = tty.size();
            page.resize(size);
            doctor.resized((size.width, size.height));
        }
        // What is told with its bytes says more than the keys do.
        drop(read_keys(&mut tty, &mut decoder, &mut typed_at, ready.input)?);
        for report in decoder.take_reports() {
            sends.extend(doctor.answered(report, now_ms()).unwrap_or_default());
        }
        let heard: Vec<Heard> = decoder.take_heard();
        if heard.iter().any(|heard| doctor.heard(heard, now_ms()) == Examined::Over) {
            return Ok(doctor);
        }
        doctor.pass_time(now_ms());
    }
}

fn draw(
    buffer: &mut Buffer,
    doctor: &KeyDoctor,
    keymap: &Keymap,
    lang: Lang,
    now_ms: u64,
) -> Option<Position> {
    buffer.reset();
    let mut canvas = Canvas::new(buffer);
    let (columns, rows) = (canvas.columns(), canvas.rows());
    if columns < frame::SMALLEST.0 || rows < frame::SMALLEST.1 {
        frame::too_small(&mut canvas, frame::SMALLEST, lang);
        return canvas.cursor_position();
    }
    canvas.bold(1, 1, screens::key_doctor_title().get(lang));
    canvas.text(2, 1, &"-".repeat(usize::from(columns.saturating_sub(1))));
    doctor.paint(&mut canvas, keymap, lang, now_ms);
    if let Some(said) = doctor.said() {
        canvas.text(rows.saturating_sub(1), 1, said.get(lang));
    }
    canvas.text(rows, 1, frame::DOCTOR_HINT.get(lang));
    canvas.cursor_position()
}
