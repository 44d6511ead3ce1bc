//! The loop between the officer's terminal and the server: keys, replies, time and signals in, one frame out.
//!
//! Architecture invariant: draws only when something changed, no more input waits and the terminal has taken the frame
//! before; writes a frame at once; sleeps in one poll(2) and nowhere else, also while the terminal takes nothing.

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
        Decoder, FrugalBackend, Key, Keyboard, Outlet, TerminalError, TerminalProfile, Tty, to_printer,
    },
};

/// What is known of the officer's terminal; nothing here asks the environment.
#[derive(Clone, Debug, Default)]
pub struct TerminalSettings {
    /// The value of TERM.
    pub term: String,
    /// What it can show.
    pub profile: TerminalProfile,
    /// Which family of key sequences it sends.
    pub keyboard: Keyboard,
}

/// A resize counts once the window has been still for so long.
const RESIZE_REST: Duration = Duration::from_millis(120);
/// How long the way out may take, drafts included.
const LEAVE_WITHIN: Duration = Duration::from_millis(100);
/// Input that never pauses is drawn at least so often.
const DRAW_AT_LEAST_EVERY: Duration = Duration::from_millis(100);

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
    page: Page<Outlet>,
    exporter: Box<dyn Exporter>,
    keeper: Box<dyn PreferencesKeeper>,
    is_ascii: bool,
    began: Instant,
    /// When the last byte of a key came; the rest of a sequence is counted from it.
    typed_at: Instant,
    /// When the window was last seen to change.
    resized_at: Option<Instant>,
    is_gone: bool,
    /// Something may look different since the last frame.
    is_stale: bool,
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
        let backend = FrugalBackend::new(tty.outlet()?, size, terminal.profile, text::ascii);
        let mut app = App::new(lang, keymap, link.welcome().clone(), (size.width, size.height));
        let (preferences, fault) = keeper.kept();
        app.prefer(preferences, fault);
        let now = Instant::now();
        Ok(Session {
            tty,
            link,
            app,
            decoder: Decoder::new(terminal.keyboard),
            page: Page::new(backend, size),
            exporter,
            keeper,
            is_ascii: terminal.profile.ascii,
            began: now,
            typed_at: now,
            resized_at: None,
            is_gone: false,
            is_stale: true,
        })
    }

    /// Works until the end, then keeps what was typed.
    fn live(mut self) -> Result<(), TerminalError> {
        let ended = self.work();
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
        let mut drawn_at = Instant::now();
        while !self.app.is_over() && !self.is_gone {
            self.hear_server();
            self.pass_time();
            self.deliver()?;
            let waits_more = self.look(Some(Duration::ZERO))?;
            let is_behind = self.page.backend.outlet().is_behind();
            if self.is_stale && !is_behind && (!waits_more || drawn_at.elapsed() >= DRAW_AT_LEAST_EVERY) {
                self.draw()?;
                drawn_at = Instant::now();
            }
            if !waits_more && !self.is_gone {
                self.look(self.timeout())?;
            }
            self.hear_keys()?;
        }
        Ok(())
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
        Ok(ready.input || ready.others.contains(&true))
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
        ]
        .into_iter()
        .flatten()
        .min()
    }

    fn hear_keys(&mut self) -> Result<(), TerminalError> {
        let mut bytes = Vec::new();
        let mut keys: Vec<Key> = Vec::new();
        if self.tty.read(&mut bytes)? > 0 {
            self.typed_at = Instant::now();
            self.decoder.feed(&bytes, &mut keys);
        } else if self.decoder.waits().is_some_and(|wait| self.typed_at.elapsed() >= wait) {
            self.decoder.timeout(&mut keys);
        }
        for key in keys {
            let now_ms = self.now_ms();
            self.app.key(key, now_ms, self.link.as_mut());
            self.is_stale = true;
        }
        Ok(())
    }

    fn hear_server(&mut self) {
        while let Some(event) = self.link.receive() {
            let now_ms = self.now_ms();
            self.app.event(event, now_ms, self.link.as_mut());
            self.is_stale = true;
        }
    }

    fn pass_time(&mut self) {
        let now_ms = self.now_ms();
        self.is_stale |= self.app.tick(now_ms, self.link.as_mut());
        if self.resized_at.is_some_and(|at| at.elapsed() >= RESIZE_REST) {
            self.resized_at = None;
            let size = self.tty.size();
            self.page.resize(size);
            self.app.resize((size.width, size.height), now_ms, self.link.as_mut());
            self.is_stale = true;
        }
    }

    /// Prints or keeps what the screens have handed over, and keeps preferences that changed.
    fn deliver(&mut self) -> Result<(), TerminalError> {
        for export in self.app.take_exports() {
            let (welcome, lang) = self.app.register();
            let outcome = if export.way == Way::Printer {
                let pages = self.exporter.pages(&export, welcome, lang);
                let bytes = to_printer(&String::from_utf8_lossy(&pages), self.is_ascii);
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
            self.is_stale = true;
        }
        if let Some(preferences) = self.app.take_preferences()
            && let Err(why) = self.keeper.keep(&preferences)
        {
            self.app.not_kept(why);
            self.is_stale = true;
        }
        Ok(())
    }

    fn draw(&mut self) -> Result<(), TerminalError> {
        self.is_stale = false;
        if self.app.take_redraw() {
            self.page.forget();
        }
        if self.app.take_bell() {
            self.page.backend.ring();
        }
        self.page.draw(|buffer| self.app.draw(buffer)).map_err(refused)
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

/// What the terminal's refusal to take a frame means.
fn refused(error: io::Error) -> TerminalError {
    Errno::from_io_error(&error).map_or(TerminalError::Io(error), TerminalError::from)
}

fn timespec(wait: Duration) -> Option<Timespec> {
    Timespec::try_from(wait).ok()
}

/// The frame on the terminal and the next one.
struct Page<W: Write> {
    backend: FrugalBackend<W>,
    shown: Buffer,
    next: Buffer,
}

impl<W: Write> Page<W> {
    fn new(backend: FrugalBackend<W>, size: Size) -> Page<W> {
        let area = Rect::new(0, 0, size.width, size.height);
        Page { backend, shown: Buffer::empty(area), next: Buffer::empty(area) }
    }

    /// The window was resized, perhaps to what it had been before: what it showed may have been cut off meanwhile.
    fn resize(&mut self, size: Size) {
        let area = Rect::new(0, 0, size.width, size.height);
        self.backend.resize(size);
        (self.shown, self.next) = (Buffer::empty(area), Buffer::empty(area));
    }

    /// What stands on the terminal is not known any more: the next frame is drawn whole.
    fn forget(&mut self) {
        // Clearing the backend writes nothing.
        let _ = self.backend.clear();
        self.shown.reset();
    }

    /// Sends what differs from the last frame; `paint` draws the whole one and says where the cursor rests.
    fn draw(&mut self, paint: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<()> {
        let cursor = paint(&mut self.next);
        self.backend.draw(self.shown.diff(&self.next).into_iter())?;
        match cursor {
            Some(at) => {
                self.backend.set_cursor_position(at)?;
                self.backend.show_cursor()?;
            }
            None => self.backend.hide_cursor()?,
        }
        self.backend.flush()?;
        std::mem::swap(&mut self.shown, &mut self.next);
        Ok(())
    }
}

mod waiting;

pub use waiting::{Waited, wait_for};

#[cfg(test)]
mod tests;
