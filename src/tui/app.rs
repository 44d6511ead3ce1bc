//! The screens of one officer as a stack: keys, replies and pushes in, requests and one frame out.
//!
//! Architecture invariant: reads no clock, no key and no socket of its own; same calls, same frames.

mod effects;
mod escape;
mod messages;
mod narrowing;
mod preferred;
mod sitting;

use std::collections::{BTreeMap, HashMap, VecDeque};

use ratatui::{buffer::Buffer, layout::Position};

use crate::base::{Lang, Say, limits, typing::TypingMethod};
use crate::client::{Event, Link};
use crate::domain::{Draft, FormName};
use crate::wire::{Outcome, Push, Reply, Welcome};

use super::{
    Canvas,
    command::CommandName,
    export::Export,
    frame,
    keymap::Keymap,
    preferences::Preferences,
    screen::{Around, Destination, Effect, Notice, Place, Screen, Tag},
    screens,
    terminal::{Key, KeyCode},
};

/// What an officer sees and what is going on behind it.
pub struct App {
    ground: Ground,
    layers: Vec<Layer>,
    /// Ids given to layers so far.
    layers_made: u32,
    pending: BTreeMap<u32, Pending>,
    /// Keys that wait for a reply.
    ahead: VecDeque<Key>,
    notice: Option<Notice>,
    /// What stands in row 23 until a key comes that is not typed.
    aside: Option<Notice>,
    /// How far the server is that the line comes back to, or why it does not come back.
    line: Option<Notice>,
    is_slow: bool,
    rings: bool,
    redraws: bool,
    is_over: bool,
    /// What waits to be printed or kept.
    exports: Vec<Export>,
    /// The value of TERM.
    term: String,
    /// What waits to be sent to the terminal as it is.
    sends: Vec<u8>,
    /// The preferences changed since they were last kept.
    prefers_anew: bool,
    run_from_palette: HashMap<CommandName, u32>,
    /// The layer whose list is being narrowed, where letters else are commands.
    narrowing: Option<u32>,
    now_ms: u64,
}

/// What all screens may know, beside the time.
struct Ground {
    lang: Lang,
    keymap: Keymap,
    welcome: Welcome,
    size: (u16, u16),
    preferences: Preferences,
    aside: preferred::Aside,
    offline: bool,
}

impl Ground {
    fn around(&self, now_ms: u64) -> Around<'_> {
        Around {
            lang: self.lang,
            welcome: &self.welcome,
            size: self.size,
            keymap: &self.keymap,
            typing: if self.aside.is_aside { TypingMethod::Off } else { self.preferences.typing },
            now_ms,
            offline: self.offline,
        }
    }
}

/// One screen of the stack.
struct Layer {
    id: u32,
    screen: Box<dyn Screen>,
    wake_at_ms: Option<u64>,
}

/// A request without a reply.
struct Pending {
    layer: u32,
    tag: Tag,
    sent_ms: u64,
    /// The reply is not what the key was pressed for: a kept draft, the notes below a form.
    is_aside: bool,
}

/// The tag of requests that no screen made.
const OWN: u32 = 0;
const LANGUAGE: &str = "language";

impl App {
    /// The home screen of this register; the first run of one that was not set up. [`App::start`] asks for what it shows.
    pub fn new(lang: Lang, keymap: Keymap, welcome: Welcome, size: (u16, u16)) -> App {
        let ground = Ground {
            lang,
            keymap,
            welcome,
            size,
            preferences: Preferences::default(),
            aside: preferred::Aside::default(),
            offline: false,
        };
        let mut app = App {
            ground,
            layers: Vec::new(),
            layers_made: OWN,
            pending: BTreeMap::new(),
            ahead: VecDeque::new(),
            notice: None,
            aside: None,
            line: None,
            is_slow: false,
            rings: false,
            redraws: false,
            is_over: false,
            exports: Vec::new(),
            term: String::new(),
            sends: Vec::new(),
            prefers_anew: false,
            run_from_palette: HashMap::new(),
            narrowing: None,
            now_ms: 0,
        };
        app.push_layer(Box::new(screens::HomeScreen::new()));
        if app.ground.welcome.office.is_none() {
            app.open_layer(Destination::Setup);
        }
        app.tell_found();
        app
    }

    /// Lets the first screen ask for what it shows.
    pub fn start(&mut self, now_ms: u64, link: &mut dyn Link) {
        self.now_ms = now_ms;
        self.top_shown(link, 0);
        if self.ground.welcome.stopped > 0 && self.ground.welcome.office.is_some() {
            self.run("list.drafts", link, 0);
        }
    }

    /// A key was pressed.
    pub fn key(&mut self, key: Key, now_ms: u64, link: &mut dyn Link) {
        self.now_ms = now_ms;
        if let Some(after) = self.pressed_after_esc(&key) {
            self.key(Key::plain(KeyCode::Esc), now_ms, link);
            return self.key(after, now_ms, link);
        }
        self.watch_typing(&key);
        let runs = self.place().and_then(|place| self.ground.keymap.command(place, &key));
        let steps_back = runs == Some("back");
        if self.too_small().is_some() && !steps_back {
            return;
        }
        if steps_back {
            self.ahead.clear();
        } else if !self.ahead.is_empty() || self.must_wait(&key) {
            if self.ahead.len() < limits::KEYS_AHEAD_MAX {
                self.ahead.push_back(key);
            } else {
                self.rings = true;
            }
            return;
        }
        self.dispatch(&key, link);
    }

    /// Something came from the server.
    pub fn event(&mut self, event: Event, now_ms: u64, link: &mut dyn Link) {
        self.now_ms = now_ms;
        match event {
            Event::Reply { ticket, outcome } => self.reply(ticket, outcome, link),
            Event::Progress { done, total, say, .. } => self.progress(done, total, &say),
            Event::Push(push) => self.push(&push, link),
            // The line is broken: row 23 says how far the server is, or why it does not come back.
            Event::Opening { say, .. } => self.line = Some(Notice::plain(say)),
            Event::Refused(refusal) => self.line = Some(Notice::error(refusal.say)),
            Event::Lost => {
                self.ground.offline = true;
                self.line = None;
                self.pending.clear();
                self.is_slow = false;
            }
            Event::Back(welcome) => {
                self.ground.offline = false;
                self.line = None;
                // What was asked while the line was broken was never sent.
                self.pending.clear();
                self.ground.welcome = welcome;
                self.say(Notice::news(Say::new("Đã nối lại", "Connected again")));
                self.tell_found();
                self.for_each_screen(link, |screen, around| screen.reconnected(around));
                self.top_shown(link, 0);
            }
        }
        self.replay(link);
    }

    /// The window has another size, which has come to rest.
    pub fn resize(&mut self, size: (u16, u16), now_ms: u64, link: &mut dyn Link) {
        self.now_ms = now_ms;
        if self.ground.size == size {
            return;
        }
        self.ground.size = size;
        let around = self.ground.around(now_ms);
        if let Some(top) = self.layers.last_mut() {
            let (id, effects) = (top.id, top.screen.resized(&around));
            self.apply(id, effects, link, 0);
        }
    }

    /// Time has passed: wakes screens and notices replies that are late. Answers whether anything may look different.
    pub fn tick(&mut self, now_ms: u64, link: &mut dyn Link) -> bool {
        self.now_ms = now_ms;
        let due: Vec<u32> = self
            .layers
            .iter()
            .filter(|layer| layer.wake_at_ms.is_some_and(|at| at <= now_ms))
            .map(|layer| layer.id)
            .collect();
        for id in &due {
            let around = self.ground.around(now_ms);
            let Some(layer) = self.layers.iter_mut().find(|layer| layer.id == *id) else { continue };
            layer.wake_at_ms = None;
            let effects = layer.screen.woken(&around);
            self.apply(*id, effects, link, 0);
        }
        let was_slow = self.is_slow;
        self.judge_slow();
        !due.is_empty() || was_slow != self.is_slow
    }

    /// In how many milliseconds [`App::tick`] wants to be called, when it does.
    pub fn wants_in_ms(&self, now_ms: u64) -> Option<u64> {
        let wakes = self.layers.iter().filter_map(|layer| layer.wake_at_ms);
        let late = self.late_at_ms().filter(|_| !self.is_slow);
        wakes.chain(late).min().map(|at| at.saturating_sub(now_ms))
    }

    /// Whether a reply is on its way that the topmost screen shows.
    pub fn awaits_look(&self) -> bool {
        let top = self.layers.last().map(|top| top.id);
        !self.ground.offline
            && self.pending.values().any(|pending| !pending.is_aside && Some(pending.layer) == top)
    }

    /// Draws the whole frame and answers where the cursor rests.
    pub fn draw(&self, buffer: &mut Buffer) -> Option<Position> {
        buffer.reset();
        let mut canvas = Canvas::new(buffer);
        let around = self.ground.around(self.now_ms);
        let ready = self.layers.iter().rev().find(|layer| layer.screen.is_ready());
        let screen = &ready.or(self.layers.first())?.screen;
        if self.ground.size.0 < frame::SMALLEST.0 || self.ground.size.1 < frame::SMALLEST.1 {
            frame::too_small(&mut canvas, frame::SMALLEST, self.ground.lang);
            return canvas.cursor_position();
        }
        frame::top(&mut canvas, &screen.title(&around), &around);
        match self.too_small() {
            Some(needed) => frame::too_small(&mut canvas, needed, self.ground.lang),
            None => screen.draw(&mut canvas, &around),
        }
        let place = self.place().filter(|place| *place == Place::Narrow).unwrap_or(screen.place());
        frame::bottom(&mut canvas, place, self.message().as_ref(), &around);
        canvas.cursor_position()
    }

    /// Whether the bell has to ring, once.
    pub fn take_bell(&mut self) -> bool {
        std::mem::take(&mut self.rings)
    }

    /// Whether the whole screen has to be drawn again (Ctrl-L), once.
    pub fn take_redraw(&mut self) -> bool {
        std::mem::take(&mut self.redraws)
    }

    /// What is to be printed or kept as a file, once.
    pub fn take_exports(&mut self) -> Vec<Export> {
        std::mem::take(&mut self.exports)
    }

    /// Which register it is, and the language of labels.
    pub fn register(&self) -> (&Welcome, Lang) {
        (&self.ground.welcome, self.ground.lang)
    }

    /// What came of an export.
    pub fn exported(&mut self, outcome: Result<Say, Say>) {
        self.say(outcome.map_or_else(Notice::error, Notice::plain));
    }

    /// Whether the officer has left.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// The open forms as they stand, to be kept before the program leaves.
    pub fn drafts_to_keep(&self) -> Vec<Draft> {
        self.layers.iter().filter_map(|layer| layer.screen.draft()).collect()
    }

    /// The open forms, which the officer leaves with the program.
    pub fn open_forms(&self) -> Vec<FormName> {
        self.layers.iter().filter_map(|layer| layer.screen.form().cloned()).collect()
    }

    /// A screen of a test, over the others.
    #[cfg(test)]
    pub(super) fn put_on_top(&mut self, screen: Box<dyn Screen>) {
        self.push_layer(screen);
    }

    fn push_layer(&mut self, screen: Box<dyn Screen>) {
        self.layers_made += 1;
        self.layers.push(Layer { id: self.layers_made, screen, wake_at_ms: None });
    }

    /// Puts a screen on top; a form that is already open comes back instead of a second one.
    fn open_layer(&mut self, destination: Destination) {
        let is_open = |layer: &Layer| match (&destination, layer.screen.form()) {
            // A draft is one sheet; who asks for a form without one is led back to the sheet that lies open.
            (Destination::Form { form, draft: Some(_) }, Some(open)) => form == open,
            (Destination::Form { form, draft: None }, Some(open)) => form.is_alike(open),
            _ => false,
        };
        if let Some(at) = self.layers.iter().position(is_open) {
            self.layers.truncate(at + 1);
            return;
        }
        let is_update = matches!(destination, Destination::Update { .. });
        let below = self.layers.last().map(|layer| layer.screen.as_ref());
        let screen = screens::open(destination, below, &self.ground.around(self.now_ms));
        // The form of an update knows by itself which record it will be.
        let own = screen.form().filter(|form| is_update && form.record.is_some());
        if let Some(own) = own
            && let Some(at) = self.layers.iter().position(|layer| layer.screen.form() == Some(own))
        {
            self.layers.truncate(at + 1);
            return;
        }
        self.push_layer(screen);
    }

    fn top_shown(&mut self, link: &mut dyn Link, depth: u32) {
        let around = self.ground.around(self.now_ms);
        if let Some(top) = self.layers.last_mut() {
            let (id, effects) = (top.id, top.screen.shown(&around));
            self.apply(id, effects, link, depth + 1);
        }
    }

    /// The size that the topmost screen needs, when the window is smaller.
    fn too_small(&self) -> Option<(u16, u16)> {
        let (columns, rows) = self.layers.last().map_or(frame::SMALLEST, |top| top.screen.smallest());
        (self.ground.size.0 < columns || self.ground.size.1 < rows).then_some((columns, rows))
    }

    fn must_wait(&self, key: &Key) -> bool {
        let Some(top) = self.layers.last() else { return false };
        // What nobody will answer any more is not waited for.
        let is_asked = self.ground.offline || self.pending.values().any(|pending| pending.layer == top.id);
        is_asked && top.screen.waits_for(&self.meant(key))
    }

    fn replay(&mut self, link: &mut dyn Link) {
        while let Some(key) = self.ahead.front() {
            if self.must_wait(key) {
                return;
            }
            let Some(key) = self.ahead.pop_front() else { return };
            self.dispatch(&key, link);
        }
    }

    fn dispatch(&mut self, key: &Key, link: &mut dyn Link) {
        self.notice = None;
        if self.narrowing.is_some_and(|id| self.layers.last().is_none_or(|top| top.id != id)) {
            self.narrowing = None;
        }
        let meant = self.meant(key);
        let runs = self.place().and_then(|place| self.ground.keymap.command(place, &meant));
        let is_done = self.ground.keymap.letters_are_commands()
            && (runs.is_none() || self.place() == Some(Place::Narrow))
            && self.dispatch_in_list(&meant, link);
        match runs {
            _ if is_done => {}
            Some(run) => self.run(run, link, 0),
            None => {
                let around = self.ground.around(self.now_ms);
                let Some(top) = self.layers.last_mut() else { return };
                let (id, effects) = (top.id, top.screen.key(&meant, &around));
                self.apply(id, effects, link, 0);
            }
        }
        if *key == Key::ctrl('c') && self.notice.is_none() {
            let say =
                Say::new("Ctrl-C như Esc; muốn ra: F9, đăng xuất", "Ctrl-C is Esc; to leave: F9, log out");
            self.say(Notice::plain(say));
        }
    }

    fn reply(&mut self, ticket: u32, outcome: Outcome, link: &mut dyn Link) {
        let Some(Pending { layer, tag, .. }) = self.pending.remove(&ticket) else { return };
        self.judge_slow();
        if let Ok(Reply::Welcome(welcome)) = &outcome {
            self.ground.welcome = welcome.clone();
        }
        if layer == OWN {
            if tag.what == LANGUAGE && outcome.is_ok() {
                self.top_shown(link, 0);
            }
            return;
        }
        let around = self.ground.around(self.now_ms);
        match self.layers.iter_mut().find(|own| own.id == layer) {
            Some(own) => {
                let effects = own.screen.reply(tag, outcome, &around);
                self.apply(layer, effects, link, 0);
            }
            // The screen was left; that something was refused must still be known.
            None => {
                if let Err(refusal) = outcome {
                    self.say(Notice::error(refusal.say));
                }
            }
        }
    }

    fn push(&mut self, push: &Push, link: &mut dyn Link) {
        match push {
            Push::Day(day) => self.ground.welcome.today = *day,
            Push::Drafts(count) => self.ground.welcome.drafts = *count,
            Push::ReadOnly(read_only) => {
                self.rings |= *read_only && !self.ground.welcome.read_only;
                self.ground.welcome.read_only = *read_only;
            }
            Push::Full(is_full) => {
                self.rings |= *is_full && !self.ground.welcome.is_full;
                self.ground.welcome.is_full = *is_full;
            }
            Push::Changed { .. } | Push::Opening { .. } | Push::Opened => {}
        }
        self.for_each_screen(link, |screen, around| screen.push(push, around));
    }

    /// Lets every screen act, also those that are covered.
    fn for_each_screen(
        &mut self,
        link: &mut dyn Link,
        act: impl Fn(&mut dyn Screen, &Around<'_>) -> Vec<Effect>,
    ) {
        let ids: Vec<u32> = self.layers.iter().map(|layer| layer.id).collect();
        for id in ids {
            let around = self.ground.around(self.now_ms);
            let Some(layer) = self.layers.iter_mut().find(|layer| layer.id == id) else { continue };
            let effects = act(layer.screen.as_mut(), &around);
            self.apply(id, effects, link, 0);
        }
    }
}

impl std::fmt::Debug for App {
    /// Nothing of a record.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("layers", &self.layers.len())
            .field("pending", &self.pending.len())
            .finish()
    }
}
