//! The loop between the officer's terminal and the server: keys, replies, time and signals in, one frame out.
//!
//! Architecture invariant: draws only when something changed, no more input waits and the terminal has taken the frame
//! before; writes a frame at once; sleeps in one poll(2) and nowhere else, also while the terminal takes nothing.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use ratatui::{
    backend::Backend,
    buffer::Buffer,
    layout::{Position, Rect, Size},
};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use crate::base::{Lang, Say, text};
use crate::client::{Event, Link};
use crate::wire::Request;

use super::{
    App,
    export::{Exporter, Way},
    keymap::Keymap,
    preferences::PreferencesKeeper,
    terminal::{
        Decoder, FrugalBackend, Key, Keyboard, Line, Outlet, TerminalError, TerminalProfile, Tty, to_printer,
    },
};

/// What is known of the officer's terminal; nothing here asks the environment.
#[derive(Clone, Debug, Default)]
pub struct TerminalSettings {
    /// The value of TERM.
    pub term: String,
    /// What it can show, as far as the environment says.
    pub profile: TerminalProfile,
    /// Whether the locale is one of UTF-8; the terminal itself is asked too.
    pub locale_is_utf8: bool,
    /// Which family of key sequences it sends.
    pub keyboard: Keyboard,
}

/// A resize counts once the window has been still for so long.
const RESIZE_REST: Duration = Duration::from_millis(120);
/// How long the way out may take, drafts included.
const LEAVE_WITHIN: Duration = Duration::from_millis(100);
/// Input that never pauses is drawn at least so often.
const DRAW_AT_LEAST_EVERY: Duration = Duration::from_millis(100);
/// So long a frame waits for the reply after which the screen looks different again: one frame then does for both.
const REPLY_WITHIN: Duration = Duration::from_millis(20);

/// Keys are pressed for so long before the terminal, the server and the clock are looked at again: a flood must not hide
/// that the line has gone.
const PRESS_FOR: Duration = Duration::from_millis(25);

/// Runs the screens on the terminal of this process until the officer leaves, the terminal goes, or somebody asks the
/// process to end; the terminal is then as it was, and open forms were sent to be kept as drafts.
///
/// # Errors
/// As [`Tty::open`]; [`TerminalError::Io`] when the terminal refuses something later.
pub fn run(
    link: Box<dyn Link>,
    lang: Lang,
    keymap: Keymap,
    terminal: TerminalSettings,
    exporter: Box<dyn Exporter>,
    keeper: Box<dyn PreferencesKeeper>,
) -> Result<(), TerminalError> {
    let tty = Tty::open(&terminal.term)?;
    Session::new(tty, link, lang, keymap, &terminal, exporter, keeper)?.live()
}

/// One officer at one terminal.
struct Session {
    tty: Tty,
    link: Box<dyn Link>,
    app: App,
    decoder: Decoder,
    /// What the terminal has told of itself.
    line: Line,
    term: String,
    profile: TerminalProfile,
    page: Page<Outlet>,
    exporter: Box<dyn Exporter>,
    keeper: Box<dyn PreferencesKeeper>,
    began: Instant,
    /// When the last byte of a key came; the rest of a sequence is counted from it.
    typed_at: Instant,
    /// Keys that were read and not yet pressed.
    typed: VecDeque<Key>,
    /// Something was typed since the last frame.
    is_typed: bool,
    /// When the window was last seen to change.
    resized_at: Option<Instant>,
    is_gone: bool,
    /// Since when something may look different from the last frame.
    stale_since: Option<Instant>,
}

impl Session {
    fn new(
        tty: Tty,
        link: Box<dyn Link>,
        lang: Lang,
        keymap: Keymap,
        terminal: &TerminalSettings,
        exporter: Box<dyn Exporter>,
        mut keeper: Box<dyn PreferencesKeeper>,
    ) -> Result<Session, TerminalError> {
        let size = tty.size();
        let mut outlet = tty.outlet()?;
        let mut app = App::new(lang, keymap, link.welcome().clone(), (size.width, size.height));
        let (preferences, fault) = keeper.kept();
        app.prefer(preferences, fault);
        app.sit_at(&terminal.term);
        let mut decoder = Decoder::new(terminal.keyboard);
        decoder.learn(app.learnt_keys());
        let now = Instant::now();
        let mut line = Line::new(&terminal.term, terminal.locale_is_utf8);
        outlet.write_all(&line.first_question(Duration::ZERO)).map_err(refused)?;
        let backend = FrugalBackend::new(outlet, size, terminal.profile, text::ascii);
        Ok(Session {
            tty,
            link,
            app,
            decoder,
            line,
            term: terminal.term.clone(),
            profile: terminal.profile,
            page: Page::new(backend, size),
            exporter,
            keeper,
            began: now,
            typed_at: now,
            typed: VecDeque::new(),
            is_typed: false,
            resized_at: None,
            is_gone: false,
            stale_since: Some(now),
        })
    }

    /// Works until the end, then keeps what was typed.
    fn live(mut self) -> Result<(), TerminalError> {
        let ended = self.work();
        // What was typed before the line went is typed.
        if self.is_gone || ended.is_err() {
            self.press_keys();
        }
        // Who logs out leaves the forms on purpose; whoever is cut off does not.
        let logs_out = ended.is_ok() && !self.is_gone;
        self.keep_drafts(logs_out);
        match ended {
            // Who hung up needs no message.
            Err(TerminalError::HungUp) => Ok(()),
            other => other,
        }
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn work(&mut self) -> Result<(), TerminalError> {
        self.app.start(0, self.link.as_mut());
        while !self.app.is_over() && !self.is_gone {
            self.hear_server();
            self.pass_time();
            self.deliver()?;
            let waits_more = self.look(Some(Duration::ZERO))?;
            let stale_for = self.stale_since.map(|since| since.elapsed());
            let is_held = !self.line.holds_first_frame_for(self.began.elapsed()).is_zero();
            let is_held = is_held || self.page.backend.outlet().is_behind();
            if !is_held && is_frame_due(stale_for, waits_more || self.reply_wait().is_some()) {
                self.draw()?;
            }
            if !waits_more && !self.is_gone {
                self.look(self.timeout())?;
            }
            self.hear_keys()?;
        }
        Ok(())
    }

    /// Something may look different now.
    fn stale(&mut self) {
        self.stale_since.get_or_insert_with(Instant::now);
    }

    /// How long the frame may still wait for a reply that changes it; `None` when it waits for none.
    fn reply_wait(&self) -> Option<Duration> {
        let left = REPLY_WITHIN.checked_sub(self.stale_since?.elapsed())?;
        self.app.awaits_look().then_some(left)
    }

    /// Waits for anything to happen, at most so long; answers whether keys can be read.
    fn look(&mut self, timeout: Option<Duration>) -> Result<bool, TerminalError> {
        let others: Vec<_> = self.link.fd().into_iter().collect();
        let ready = self.tty.wait(&others, Some(self.page.backend.outlet()), timeout)?;
        if ready.room {
            self.page.backend.outlet_mut().push().map_err(refused)?;
        }
        self.is_gone |= ready.hung_up || ready.terminated;
        if ready.resized {
            self.resized_at = Some(Instant::now());
        }
        // What came from the server is as much a reason not to draw yet as a key is.
        Ok(ready.input || ready.others.contains(&true) || !self.typed.is_empty())
    }

    /// How long nothing has to be done if nothing happens.
    fn timeout(&self) -> Option<Duration> {
        let in_ms = |ms: Option<u64>| ms.map(Duration::from_millis);
        let rest = |since: Instant, rest: Duration| rest.saturating_sub(since.elapsed());
        [
            in_ms(self.app.wants_in_ms(self.now_ms())),
            in_ms(self.link.wants_in_ms()),
            self.decoder.waits().map(|wait| rest(self.typed_at, wait)),
            self.resized_at.map(|at| rest(at, RESIZE_REST)),
            self.reply_wait(),
            Some(self.line.holds_first_frame_for(self.began.elapsed())).filter(|held| !held.is_zero()),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    fn hear_keys(&mut self) -> Result<(), TerminalError> {
        let mut keys: Vec<Key> = Vec::new();
        if self.typed.is_empty() {
            let hears_bytes = self.app.hears_bytes();
            self.decoder.tell_bytes(hears_bytes);
            let mut bytes = Vec::new();
            if self.tty.read(&mut bytes)? > 0 {
                self.typed_at = Instant::now();
                self.decoder.feed(&bytes, &mut keys);
                self.hear_terminal()?;
            } else if self.decoder.waits().is_some_and(|wait| self.typed_at.elapsed() >= wait) {
                self.decoder.timeout(&mut keys);
            }
            if hears_bytes {
                keys = self.keys_past_the_bytes();
            }
        }
        self.typed.extend(keys);
        self.press_keys();
        Ok(())
    }

    /// Tells the screen on top what came, as bytes; answers the keys behind the one that led away from it.
    fn keys_past_the_bytes(&mut self) -> Vec<Key> {
        let mut keys = Vec::new();
        for heard in self.decoder.take_heard() {
            self.stale();
            let now_ms = self.now_ms();
            match heard.key {
                Some(key) if !self.app.hears_bytes() => keys.push(key),
                _ => self.app.heard(&heard, now_ms, self.link.as_mut()),
            }
        }
        keys
    }

    /// Gives the screens what was typed, until it is all theirs or it is time to look up.
    fn press_keys(&mut self) {
        let until = Instant::now() + PRESS_FOR;
        while let Some(key) = self.typed.pop_front() {
            let now_ms = self.now_ms();
            self.app.key(key, now_ms, self.link.as_mut());
            self.stale();
            self.is_typed = true;
            if self.app.is_over() || Instant::now() >= until {
                return;
            }
        }
    }

    /// What the terminal has answered: how long a lone ESC waits, and which letters it shows.
    fn hear_terminal(&mut self) -> Result<(), TerminalError> {
        let now = self.began.elapsed();
        let now_ms = self.now_ms();
        for report in self.decoder.take_reports() {
            self.line.hear(report, now);
            if self.app.hears_bytes() {
                self.app.answered(report, now_ms, self.link.as_mut());
                self.stale();
            }
        }
        if let Some(wait) = self.line.esc_wait() {
            self.decoder.set_esc_wait(wait);
        }
        let profile = self.profile.told(&self.term, self.line.is_utf8());
        if profile != self.profile {
            self.profile = profile;
            let size = self.page.size();
            self.page = Page::new(FrugalBackend::new(self.tty.outlet()?, size, profile, text::ascii), size);
            self.stale();
        }
        Ok(())
    }

    fn hear_server(&mut self) {
        while let Some(event) = self.link.receive() {
            let now_ms = self.now_ms();
            self.app.event(event, now_ms, self.link.as_mut());
            self.stale();
        }
    }

    fn pass_time(&mut self) {
        let now_ms = self.now_ms();
        if self.app.tick(now_ms, self.link.as_mut()) {
            self.stale();
        }
        if self.resized_at.is_some_and(|at| at.elapsed() >= RESIZE_REST) {
            self.resized_at = None;
            let size = self.tty.size();
            self.page.resize(size);
            self.app.resize((size.width, size.height), now_ms, self.link.as_mut());
            self.stale();
        }
    }

    /// Prints or keeps what the screens have handed over, and keeps preferences that changed.
    fn deliver(&mut self) -> Result<(), TerminalError> {
        for export in self.app.take_exports() {
            let (welcome, lang) = self.app.register();
            let outcome = if export.way == Way::Printer {
                let pages = self.exporter.pages(&export, welcome, lang);
                let bytes = to_printer(&String::from_utf8_lossy(&pages), self.profile.ascii);
                self.page.backend.outlet_mut().write_all(&bytes).map_err(refused)?;
                // A terminal without a printer may have shown the text.
                self.page.forget();
                Ok(Say::new(
                    "Đã gửi ra máy in; màn hình lẫn chữ: Ctrl-L",
                    "Sent to the printer; if the screen is spoilt: Ctrl-L",
                ))
            } else {
                let kept = self.exporter.keep(&export, welcome, lang);
                kept.map(|name| Say::new(format!("Đã ghi tệp {name}"), format!("Written: {name}")))
            };
            self.app.exported(outcome);
            self.stale();
        }
        let sends = self.app.take_sends();
        if !sends.is_empty() {
            self.page.backend.outlet_mut().write_all(&sends).map_err(refused)?;
            self.page.forget();
            self.stale();
        }
        let changed = self.app.take_preferences();
        if changed.is_some() {
            self.decoder.learn(self.app.learnt_keys());
        }
        if let Some(preferences) = changed
            && let Err(why) = self.keeper.keep(&preferences)
        {
            self.app.not_kept(why);
            self.stale();
        }
        Ok(())
    }

    fn draw(&mut self) -> Result<(), TerminalError> {
        self.stale_since = None;
        if self.app.take_redraw() {
            self.page.forget();
        }
        if self.app.take_bell() {
            self.page.backend.ring();
        }
        self.page.draw(|buffer| self.app.draw(buffer)).map_err(refused)?;
        if std::mem::take(&mut self.is_typed)
            && let Some(question) = self.line.question(self.began.elapsed())
        {
            self.page.backend.outlet_mut().write_all(question).map_err(refused)?;
        }
        Ok(())
    }

    /// Sends the open forms to be kept, and waits for the answers as long as the way out may take.
    fn keep_drafts(&mut self, logs_out: bool) {
        let until = Instant::now() + LEAVE_WITHIN;
        let left = if logs_out { self.app.open_forms() } else { Vec::new() };
        let requests = self.app.drafts_to_keep().into_iter().map(Request::KeepDraft);
        let requests = requests.chain(left.into_iter().map(Request::LeaveDraft));
        let mut tickets: Vec<u32> = requests.map(|request| self.link.send(request)).collect();
        while !tickets.is_empty() {
            while let Some(event) = self.link.receive() {
                match event {
                    Event::Reply { ticket, .. } => tickets.retain(|own| *own != ticket),
                    Event::Lost => return,
                    _ => {}
                }
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || tickets.is_empty() {
                return;
            }
            let Some(fd) = self.link.fd() else { return };
            // The terminal may have gone: it is not asked here, or it would answer at once for ever.
            let waited = poll(&mut [PollFd::from_borrowed_fd(fd, PollFlags::IN)], timespec(left).as_ref());
            if waited.is_err_and(|errno| errno != Errno::INTR) {
                return;
            }
        }
    }
}

/// Whether to draw now: what is to come first is waited for, but not for ever.
fn is_frame_due(stale_for: Option<Duration>, more_is_to_come: bool) -> bool {
    stale_for.is_some_and(|stale_for| !more_is_to_come || stale_for >= DRAW_AT_LEAST_EVERY)
}

/// What the terminal's refusal to take a frame means.
fn refused(error: io::Error) -> TerminalError {
    Errno::from_io_error(&error).map_or(TerminalError::Io(error), TerminalError::from)
}

fn timespec(wait: Duration) -> Option<Timespec> {
    Timespec::try_from(wait).ok()
}

/// The frame that is drawn next; what stands on the terminal, the backend knows.
struct Page<W: Write> {
    backend: FrugalBackend<W>,
    cells: Buffer,
}

impl<W: Write> Page<W> {
    fn new(backend: FrugalBackend<W>, size: Size) -> Page<W> {
        Page { backend, cells: Buffer::empty(Rect::new(0, 0, size.width, size.height)) }
    }

    fn size(&self) -> Size {
        self.cells.area.as_size()
    }

    /// The window was resized, perhaps to what it had been before: what it showed may have been cut off meanwhile.
    fn resize(&mut self, size: Size) {
        self.backend.resize(size);
        self.cells = Buffer::empty(Rect::new(0, 0, size.width, size.height));
    }

    /// What stands on the terminal is not known any more: the next frame is drawn whole.
    fn forget(&mut self) {
        // Clearing the backend writes nothing.
        let _ = self.backend.clear();
    }

    /// Sends what differs from the last frame; `paint` draws the whole one and says where the cursor rests.
    fn draw(&mut self, paint: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<()> {
        let cursor = paint(&mut self.cells);
        self.backend.take(&self.cells);
        match cursor {
            Some(at) => {
                self.backend.set_cursor_position(at)?;
                self.backend.show_cursor()?;
            }
            None => self.backend.hide_cursor()?,
        }
        self.backend.flush()
    }
}

mod alone;
mod waiting;

pub use alone::examine_alone;
pub use waiting::{Waited, wait_for};

#[cfg(test)]
mod tests;
