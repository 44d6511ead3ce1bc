//! A desk to try forms at: keys by name, a server of some villages that answers at once or when told to.

use std::collections::VecDeque;

use ratatui::{buffer::Buffer, layout::Rect};

use super::FormScreen;
pub use super::register::*;
use crate::base::{Day, Id, Lang, typing::TypingMethod};
use crate::domain::{Draft, FormName, Record, Value};
use crate::tui::{
    Canvas,
    keymap::Keymap,
    screen::{Around, Effect, NoticeSort, Place, Screen, Tag},
    terminal::{Key, KeyCode},
};
use crate::wire::{Refusal, Request, Welcome};

pub struct Desk {
    pub form: FormScreen,
    pub welcome: Welcome,
    pub lang: Lang,
    pub size: (u16, u16),
    pub offline: bool,
    pub now_ms: u64,
    wake_at: Option<u64>,
    keymap: Keymap,
    /// Answers wait until [`Desk::answer`].
    pub slow: bool,
    pub waiting: VecDeque<(Tag, Request)>,
    /// Everything asked, oldest first.
    pub asked: Vec<Request>,
    /// What was said in row 23, the last one at the end.
    pub said: Vec<String>,
    /// What else was wanted.
    pub done: Vec<Effect>,
    /// What the next saves are refused with.
    pub refusals: VecDeque<Refusal>,
    pub server: Server,
}

pub fn new_petition() -> FormName {
    FormName::for_new("petition", 0)
}

pub fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

pub fn day(iso: &str) -> Day {
    Day::from_iso(iso).unwrap()
}

impl Desk {
    pub fn new(form: FormName, draft: Option<Draft>) -> Desk {
        Desk::at(form, draft, Lang::Vi, (80, 24), None)
    }

    pub fn at(
        form: FormName,
        draft: Option<Draft>,
        lang: Lang,
        size: (u16, u16),
        petition: Option<Record>,
    ) -> Desk {
        let mut desk = Desk::unopened(form.clone(), lang, size, petition);
        if draft.is_some() {
            let around = Around {
                lang,
                welcome: &desk.welcome,
                size,
                keymap: &desk.keymap,
                typing: TypingMethod::Off,
                now_ms: 0,
                offline: false,
            };
            desk.form = FormScreen::new(form, draft, &around);
        }
        desk.with(|form, around| form.shown(around));
        desk
    }

    /// A form that has not been shown yet.
    pub fn unopened(form: FormName, lang: Lang, size: (u16, u16), petition: Option<Record>) -> Desk {
        let server = Server::new(petition);
        let welcome = Welcome {
            build: "test".into(),
            officer: server.officer.clone(),
            office: Some(server.office.clone()),
            unit_name: "Xã Ia Dreh".into(),
            sample: true,
            today: server.today,
            read_only: false,
            is_full: false,
            found: Vec::new(),
            drafts: 0,
            stopped: 0,
        };
        let keymap = Keymap::default_keys().unwrap();
        let around = Around {
            lang,
            welcome: &welcome,
            size,
            keymap: &keymap,
            typing: TypingMethod::Off,
            now_ms: 0,
            offline: false,
        };
        let form = FormScreen::new(form, None, &around);
        Desk {
            form,
            welcome,
            lang,
            size,
            offline: false,
            now_ms: 0,
            wake_at: None,
            keymap,
            slow: false,
            waiting: VecDeque::new(),
            asked: Vec::new(),
            said: Vec::new(),
            done: Vec::new(),
            refusals: VecDeque::new(),
            server,
        }
    }

    /// Runs the form and does what it wants.
    pub fn with(&mut self, act: impl FnOnce(&mut FormScreen, &Around<'_>) -> Vec<Effect>) {
        let around = Around {
            lang: self.lang,
            welcome: &self.welcome,
            size: self.size,
            keymap: &self.keymap,
            typing: TypingMethod::Off,
            now_ms: self.now_ms,
            offline: self.offline,
        };
        let effects = act(&mut self.form, &around);
        for effect in effects {
            match effect {
                Effect::Ask(tag, request) => {
                    self.asked.push(request.clone());
                    self.waiting.push_back((tag, request));
                }
                Effect::Say(notice) => {
                    let mark = match notice.sort {
                        NoticeSort::Plain => "",
                        NoticeSort::News => "* ",
                        NoticeSort::Warning => "? ",
                        NoticeSort::Error => "! ",
                    };
                    self.said.push(format!("{mark}{}", notice.say.get(self.lang)));
                }
                Effect::WakeIn(ms) => self.wake_at = Some(self.now_ms + ms),
                other => self.done.push(other),
            }
        }
        if !self.slow {
            self.answer();
        }
    }

    /// Lets the server answer everything that waits.
    pub fn answer(&mut self) {
        while let Some((tag, request)) = self.waiting.pop_front() {
            let outcome = match (&request, self.refusals.is_empty()) {
                (Request::Save { .. }, false) => Err(self.refusals.pop_front().unwrap()),
                _ => self.server.answer(&request),
            };
            self.with(|form, around| form.reply(tag, outcome, around));
        }
    }

    /// Presses keys: names in angle brackets, anything else letter by letter. Gives how many.
    pub fn press(&mut self, script: &str) -> usize {
        let mut count = 0;
        let mut rest = script;
        while let Some(first) = rest.chars().next() {
            let key = match rest.strip_prefix('<').and_then(|inside| inside.split_once('>')) {
                Some((name, after)) => {
                    rest = after;
                    Key::parse(name).unwrap()
                }
                None => {
                    rest = &rest[first.len_utf8()..];
                    Key::char(first)
                }
            };
            self.key(&key);
            count += 1;
        }
        count
    }

    pub fn key(&mut self, key: &Key) {
        self.now_ms += 20;
        match self.keymap.command(Place::Form, key) {
            Some(command) => {
                self.with(|form, around| form.command(command, around).unwrap_or_default());
            }
            None => self.with(|form, around| form.key(key, around)),
        }
    }

    pub fn paste(&mut self, pasted: &str) {
        self.key(&Key::plain(KeyCode::Paste(pasted.into())));
    }

    /// Lets typing rest for so long.
    pub fn rest(&mut self, ms: u64) {
        let until = self.now_ms + ms;
        while let Some(at) = self.wake_at.filter(|at| *at <= until) {
            self.wake_at = None;
            self.now_ms = at;
            self.with(|form, around| form.woken(around));
        }
        self.now_ms = until;
    }

    pub fn said(&self) -> &str {
        self.said.last().map_or("", String::as_str)
    }

    /// What a person reads, with the cursor's place below.
    pub fn screen(&self) -> String {
        let (columns, rows) = self.size;
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, rows));
        let around = Around {
            lang: self.lang,
            welcome: &self.welcome,
            size: self.size,
            keymap: &self.keymap,
            typing: TypingMethod::Off,
            now_ms: self.now_ms,
            offline: self.offline,
        };
        let mut canvas = Canvas::new(&mut buffer);
        canvas.bold(1, 1, &self.form.title(&around));
        self.form.draw(&mut canvas, &around);
        canvas.text(rows - 1, 1, self.said());
        let cursor = canvas.cursor_position();
        let mut shown = String::new();
        for y in 0..rows {
            let mut line = String::new();
            for x in 0..columns {
                line.push_str(buffer[(x, y)].symbol());
            }
            assert!(
                line.chars().nth(usize::from(columns)).is_some() || line.ends_with(' '),
                "column 80: {line}"
            );
            shown.push_str(line.trim_end());
            shown.push('\n');
        }
        match cursor {
            Some(at) => shown.push_str(&format!("(cursor {}, {})", at.y + 1, at.x + 1)),
            None => shown.push_str("(no cursor)"),
        }
        shown
    }

    /// The field in which the cursor stands.
    pub fn stands_in(&self) -> &'static str {
        self.form.entry().unwrap().def.name
    }

    pub fn value(&self, name: &str) -> Option<Value> {
        self.form.fields().get(name).cloned()
    }

    pub fn last_draft(&self) -> Option<&Draft> {
        self.asked.iter().rev().find_map(|request| match request {
            Request::KeepDraft(draft) => Some(draft),
            _ => None,
        })
    }
}
