//! A list of petitions: a view, narrowed by letters, of which a page is held.

mod draw;

use crate::base::{Id, Say, Words, limits, text};
use crate::domain::{
    FieldValue, FormName, KindDef, Value, kind,
    kinds::{PETITION, VILLAGE_UPDATE, petition_fields as fields},
    query::{Query, View},
};
use crate::wire::{Outcome, Page, Push, Reply, Request};

use crate::tui::{
    Canvas,
    command::{CommandName, list_under, view_of},
    export::Way,
    screen::{Around, Destination, Effect, Notice, Place, Screen, Tag},
    terminal::{Key, KeyCode},
};

use super::window::Window;

/// A list of petitions (danh sách đơn).
#[derive(Debug)]
pub struct ListScreen {
    kind: &'static KindDef,
    view: View,
    /// Exact values that every row has; of a list that another screen counted.
    filters: Vec<(String, Value)>,
    /// What was typed to narrow it.
    narrow: String,
    /// Only what lies at this unit, with its name.
    place: Option<(Id, String)>,
    window: Window,
    counts: Vec<(View, u32)>,
    echo: Option<Say>,
    /// Position of the first row shown.
    top: u32,
    /// Position of the marked row.
    at: u32,
    /// Where to go once the rows have come: first row shown, marked row.
    wanted: Option<(u32, u32)>,
    tagged: Vec<Id>,
    serial: u32,
    /// The serial of the question whose rows are awaited.
    awaited: Option<u32>,
    is_ready: bool,
    /// Petitions that others changed since the last key.
    changed: Vec<Id>,
}

const FRESH: &str = "fresh";
const MORE: &str = "more";
const ROWS: &str = "rows";
const COUNTS: &str = "counts";
const FIRST_ROW: u16 = 5;
/// Rows of the window that hold no petition: the frame's four, views, headings, "Còn 24 đơn".
const OTHER_ROWS: u16 = 7;

fn page(around: &Around<'_>) -> u32 {
    u32::from(around.size.1.saturating_sub(OTHER_ROWS).max(1))
}

impl ListScreen {
    /// The rows that another screen counted.
    pub fn of(query: Query) -> ListScreen {
        let list = ListScreen::new(query.view, query.narrow);
        ListScreen { kind: kind(&query.kind).unwrap_or(&PETITION), filters: query.filters, ..list }
    }

    /// Whether it is one of the views under the digits.
    fn is_plain(&self) -> bool {
        self.kind.name == PETITION.name && self.filters.is_empty()
    }

    /// A view, narrowed by letters.
    pub fn new(view: View, narrow: String) -> ListScreen {
        ListScreen {
            kind: &PETITION,
            filters: Vec::new(),
            view,
            narrow,
            place: None,
            window: Window::default(),
            counts: Vec::new(),
            echo: None,
            top: 0,
            at: 0,
            wanted: None,
            tagged: Vec::new(),
            serial: 0,
            awaited: None,
            is_ready: false,
            changed: Vec::new(),
        }
    }

    /// The unresolved ones of one unit.
    pub fn at_place(id: Id, name: String) -> ListScreen {
        ListScreen { place: Some((id, name)), ..ListScreen::new(View::Unresolved, String::new()) }
    }

    fn query(&self) -> Query {
        let village = |(id, _): &(Id, String)| (fields::VILLAGE.def.name.to_owned(), id.clone().into_value());
        let filters = self.filters.iter().cloned().chain(self.place.iter().map(village)).collect();
        Query { narrow: self.narrow.clone(), filters, ..Query::view(self.kind.name, self.view) }
    }

    fn tag(&mut self, what: &'static str) -> Tag {
        self.serial += 1;
        Tag { what, serial: self.serial }
    }

    fn page_request(&self, offset: u32, rows: u32) -> Request {
        Request::Page { query: self.query(), offset, rows }
    }

    /// Asks for the first rows anew, in the order of now.
    fn fresh(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let tag = self.tag(FRESH);
        self.awaited = Some(tag.serial);
        self.wanted = None;
        vec![Effect::Ask(tag, self.page_request(0, page(around) * 2))]
    }

    /// Asks for the texts of the rows that are held, which stay where they are, and for the counts.
    fn renew(&mut self) -> Vec<Effect> {
        let ids = self.window.ids();
        let mut effects = Vec::new();
        if !ids.is_empty() {
            let request = Request::Rows { kind: self.kind.name.to_owned(), ids };
            effects.push(Effect::Ask(self.tag(ROWS), request));
        }
        effects.push(Effect::Ask(self.tag(COUNTS), self.page_request(0, 0)));
        effects
    }

    fn is_narrowed(&self) -> bool {
        !self.narrow.is_empty()
    }

    fn switch(&mut self, view: View, around: &Around<'_>) -> Vec<Effect> {
        self.view = view;
        self.fresh(around)
    }

    fn step_view(&mut self, by: isize, around: &Around<'_>) -> Vec<Effect> {
        if self.kind.name != PETITION.name {
            return Vec::new();
        }
        let now = View::ALL.iter().position(|view| *view == self.view).unwrap_or(0);
        match now.checked_add_signed(by).and_then(|at| View::ALL.get(at)) {
            Some(view) => self.switch(*view, around),
            None => Vec::new(),
        }
    }

    /// Moves the marker by so many rows, relative to where it is already on its way to.
    fn walk(&mut self, by: i64, around: &Around<'_>) -> Vec<Effect> {
        let (top, at) = self.wanted.unwrap_or((self.top, self.at));
        let last = self.window.total().saturating_sub(1);
        let to = u32::try_from((i64::from(at) + by).max(0)).unwrap_or(last).min(last);
        let page = page(around);
        let top = if to < top { to } else { top.max((to + 1).saturating_sub(page)) };
        self.go(top, to, around)
    }

    fn turn_page(&mut self, forward: bool, around: &Around<'_>) -> Vec<Effect> {
        let (top, at) = self.wanted.unwrap_or((self.top, self.at));
        let (page, total) = (page(around), self.window.total());
        let (top, at) = if forward {
            let top = (top + page).min(total.saturating_sub(page));
            (top, (at + page).min(total.saturating_sub(1)))
        } else {
            (top.saturating_sub(page), at.saturating_sub(page))
        };
        self.go(top, at, around)
    }

    fn go(&mut self, top: u32, at: u32, around: &Around<'_>) -> Vec<Effect> {
        let page = page(around);
        if self.window.holds(top, page) {
            (self.top, self.at, self.wanted) = (top, at, None);
            return Vec::new();
        }
        self.wanted = Some((top, at));
        let tag = self.tag(MORE);
        self.awaited = Some(tag.serial);
        let (offset, rows) = self.window.missing(top, page);
        vec![Effect::Ask(tag, self.page_request(offset, rows))]
    }

    fn take_page(&mut self, what: &str, page_now: Page, around: &Around<'_>) {
        let Page { rows, offset, total, counts, echo } = page_now;
        self.counts = counts;
        self.echo = echo;
        match what {
            FRESH => {
                self.window.replace(offset, rows, total);
                (self.top, self.at, self.is_ready) = (0, 0, true);
            }
            MORE => {
                let page = page(around);
                let (top, at) = self.wanted.take().unwrap_or((self.top, self.at));
                self.window.add(offset, rows, total, top, page);
                // The list may have become shorter than where one wanted to go.
                let last = self.window.total().saturating_sub(1);
                let at = at.min(last);
                let top = top.min(at);
                if self.window.holds(top, page) {
                    (self.top, self.at) = (top, at);
                }
            }
            _ => self.window.set_total(total),
        }
    }

    fn type_letter(&mut self, letter: char, around: &Around<'_>) -> Vec<Effect> {
        if text::grapheme_count(&self.narrow) >= limits::NARROW_CHARS_MAX {
            return Vec::new();
        }
        self.narrow.push(letter);
        self.narrow = text::nfc(&self.narrow);
        self.fresh(around)
    }

    fn erase_letter(&mut self, around: &Around<'_>) -> Vec<Effect> {
        if self.narrow.is_empty() {
            return Vec::new();
        }
        let before = text::prev_boundary(&self.narrow, self.narrow.len());
        self.narrow.truncate(before);
        self.fresh(around)
    }

    fn toggle_tag(&mut self) -> Vec<Effect> {
        let Some(row) = self.window.get(self.at) else { return Vec::new() };
        match self.tagged.iter().position(|id| *id == row.id) {
            Some(at) => {
                self.tagged.remove(at);
            }
            None => self.tagged.push(row.id.clone()),
        }
        let count = self.tagged.len();
        vec![Effect::Say(Notice::plain(Say::new(
            format!("Đã đánh dấu {count} đơn"),
            format!("Petitions tagged: {count}"),
        )))]
    }

    /// All rows on their way out; what is narrowed is said with them.
    fn export(&self, run: CommandName, around: &Around<'_>) -> Vec<Effect> {
        let Some(way) = Way::of(run) else { return Vec::new() };
        let view = self.view.title();
        let narrowed = self.is_narrowed().then(|| format!("; {}", self.narrowing(around).trim_end()));
        let narrowed = narrowed.unwrap_or_default();
        let title = Say::new(format!("{}{narrowed}", view.vi), format!("{}{narrowed}", view.en));
        let name = view.vi.to_owned();
        vec![Effect::Open(Destination::Export { query: self.query(), way, title, name })]
    }

    fn open(&self) -> Vec<Effect> {
        let Some(row) = self.window.get(self.at) else { return Vec::new() };
        if self.kind.name == VILLAGE_UPDATE.name {
            let form = FormName {
                kind: self.kind.name.to_owned(),
                record: Some(row.id.clone()),
                step: None,
                sheet: 0,
            };
            return vec![Effect::Open(Destination::Form { form, draft: None })];
        }
        vec![Effect::Open(Destination::Detail { id: row.id.clone(), siblings: self.window.ids() })]
    }
}

impl Screen for ListScreen {
    fn place(&self) -> Place {
        Place::List
    }

    fn title(&self, around: &Around<'_>) -> String {
        if self.kind.name != PETITION.name {
            return self.kind.title.get(around.lang).to_uppercase();
        }
        let word = Words::new("ĐƠN THƯ", "PETITIONS").get(around.lang);
        let digit = self.view.digit().map_or(String::new(), |digit| format!("{digit} "));
        format!("{word}  {digit}{}", self.view.title().get(around.lang))
    }

    fn is_ready(&self) -> bool {
        self.is_ready
    }

    fn waits_for(&self, key: &Key) -> bool {
        let walks = matches!(
            key.code,
            KeyCode::Up
                | KeyCode::Down
                | KeyCode::PageUp
                | KeyCode::PageDown
                | KeyCode::Home
                | KeyCode::End
                | KeyCode::Char(' ')
        );
        let is_moving = self.wanted.is_some();
        self.awaited.is_some() && (key.code == KeyCode::Enter || walks && !is_moving)
    }

    fn shown(&mut self, around: &Around<'_>) -> Vec<Effect> {
        if self.is_ready && self.awaited.is_none() { self.renew() } else { self.fresh(around) }
    }

    fn resized(&mut self, around: &Around<'_>) -> Vec<Effect> {
        if !self.is_ready {
            return Vec::new();
        }
        // The marked row stays on show, as near to its place as the window allows.
        let top = self.top.max((self.at + 1).saturating_sub(page(around)));
        self.go(top, self.at, around)
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        self.changed.clear();
        match &key.code {
            KeyCode::Up => return self.walk(-1, around),
            KeyCode::Down => return self.walk(1, around),
            KeyCode::PageUp => return self.turn_page(false, around),
            KeyCode::PageDown => return self.turn_page(true, around),
            KeyCode::Home => return self.go(0, 0, around),
            KeyCode::End => {
                let total = self.window.total();
                return self.go(total.saturating_sub(page(around)), total.saturating_sub(1), around);
            }
            KeyCode::Enter => return self.open(),
            KeyCode::Backspace => return self.erase_letter(around),
            KeyCode::Paste(pasted) => {
                let room = limits::NARROW_CHARS_MAX.saturating_sub(text::grapheme_count(&self.narrow));
                self.narrow.extend(text::clean_line(pasted).chars().take(room));
                return self.fresh(around);
            }
            _ => {}
        }
        match key.typed() {
            Some(digit) if digit.is_ascii_digit() && !self.is_narrowed() => match list_under(digit) {
                Some(run) => vec![Effect::Run(run)],
                None => Vec::new(),
            },
            Some(letter) => self.type_letter(letter, around),
            None => Vec::new(),
        }
    }

    fn command(&mut self, run: CommandName, around: &Around<'_>) -> Option<Vec<Effect>> {
        self.changed.clear();
        match run {
            "back" if self.is_narrowed() => {
                self.narrow.clear();
                Some(self.fresh(around))
            }
            "view.next" => Some(self.step_view(1, around)),
            "view.previous" => Some(self.step_view(-1, around)),
            "tag" => Some(self.toggle_tag()),
            // A number with its year, or a place such as Thôn 2/4, is being typed.
            "find" if self.narrow.ends_with(|c: char| c.is_ascii_digit()) => {
                Some(self.type_letter('/', around))
            }
            run if Way::of(run).is_some() => Some(self.export(run, around)),
            list => {
                let view = view_of(list).filter(|_| self.is_plain())?;
                self.narrow.clear();
                self.place = None;
                Some(self.switch(view, around))
            }
        }
    }

    fn reply(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        let brings_rows = matches!(tag.what, FRESH | MORE);
        if brings_rows {
            if self.awaited != Some(tag.serial) {
                return Vec::new();
            }
            self.awaited = None;
        }
        match outcome {
            Ok(Reply::Page(page)) if tag.what != COUNTS || tag.serial == self.serial => {
                self.take_page(tag.what, page, around);
                Vec::new()
            }
            Ok(Reply::Rows(rows)) => {
                self.window.renew(rows);
                Vec::new()
            }
            Ok(_) => Vec::new(),
            Err(refusal) => {
                self.wanted = None;
                let mut effects = vec![];
                if !self.is_ready {
                    effects.push(Effect::Back);
                }
                effects.push(Effect::Say(Notice::error(refusal.say)));
                effects
            }
        }
    }

    fn push(&mut self, push: &Push, around: &Around<'_>) -> Vec<Effect> {
        if !self.is_ready {
            return Vec::new();
        }
        let Push::Changed { by, kind, ids, .. } = push else {
            return if matches!(push, Push::Day(_)) { self.renew() } else { Vec::new() };
        };
        if kind != self.kind.name {
            return Vec::new();
        }
        let held: Vec<Id> = self.window.ids().into_iter().filter(|id| ids.contains(id)).collect();
        let mut effects = Vec::new();
        if !held.is_empty() {
            if *by != around.welcome.officer {
                self.changed
                    .extend(held.iter().filter(|id| !self.changed.contains(id)).cloned().collect::<Vec<_>>());
                let count = self.changed.len();
                effects.push(Effect::Say(Notice::news(Say::new(
                    format!("{count} đơn vừa đổi"),
                    format!("Petitions just changed: {count}"),
                ))));
            }
            let request = Request::Rows { kind: kind.clone(), ids: held };
            effects.push(Effect::Ask(self.tag(ROWS), request));
        }
        effects.push(Effect::Ask(self.tag(COUNTS), self.page_request(0, 0)));
        effects
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        self.draw_views(canvas, around);
        if self.window.total() == 0 {
            let columns = usize::from(canvas.columns().saturating_sub(1));
            for (row, line) in (FIRST_ROW..)
                .zip(text::wrap_lines(self.nothing().get(around.lang), columns).into_iter().take(3))
            {
                canvas.text(row, 1, line);
            }
            canvas.cursor(FIRST_ROW, 1);
            return;
        }
        self.draw_rows(canvas, around);
    }

    fn help_here(&self, around: &Around<'_>) -> Vec<Say> {
        let _ = around;
        vec![
            Say::new("danh sách đơn", "the list of petitions"),
            Say::new(
                "Gõ chữ là lọc: ml hai chữ đầu của thôn, kn loại đơn, gt lĩnh vực, từ 3 chữ cả nội dung.",
                "Letters narrow: ml initials of a village, kn kind, gt domain; from three on the summary.",
            ),
            Say::new(
                "1 đến 5 đổi danh sách khi chưa lọc; trái, phải giữ phần lọc; phím số lần nữa xếp lại.",
                "1 to 5 change the view while nothing is narrowed; left, right keep it; again: sorts anew.",
            ),
            Say::new(
                "Ngày: -7 trễ, 0 hôm nay, +2 còn; n là hạn nội bộ. Ai: người đang phải làm.",
                "Days: -7 late, 0 today, +2 left; n is an internal term. Who: who must act.",
            ),
        ]
    }
}
