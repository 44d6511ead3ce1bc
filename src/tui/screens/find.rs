//! The look-up over everything: what is typed finds places, petitions and updates, in groups.

mod draw;
mod lines;
#[cfg(test)]
mod tests;

use crate::base::{Id, Say, Words, limits, text};
use crate::domain::{
    FormName, kind,
    kinds::{UNIT, VILLAGE_UPDATE},
    petition::statistics::cell::ASKS_BACK,
};
use crate::wire::{Found, FoundRow, Outcome, Push, Reply, Request};

use crate::tui::{
    Canvas,
    command::CommandName,
    screen::{Around, Destination, Effect, Notice, Place, Screen, Tag},
    terminal::{Key, KeyCode},
};

use super::statistics::{HOW_TO_ASK_BACK, asked_back};

use lines::{Line, lines};

/// The look-up over everything (tìm kiếm).
#[derive(Debug)]
pub struct FindScreen {
    typed: String,
    /// All of one group instead of some of each.
    only: Option<OneGroup>,
    /// The last answer, which stays until the next one is there.
    found: Found,
    /// The marked one of the lines that can be opened.
    at: usize,
    serial: u32,
    /// The serial of the question whose answer is awaited.
    awaited: Option<u32>,
    /// What is marked when the answer is there.
    then: Then,
}

/// One group with the rows passed over before those that are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
struct OneGroup {
    kind: String,
    offset: u32,
}

/// Which row is marked once an answer has come.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Then {
    First,
    Last,
    Same(Option<Id>),
}

const FOUND: &str = "found";
const RENEWED: &str = "renewed";
/// Rows of each group that are asked for when all groups are shown.
const ROWS_OF_A_GROUP: u32 = 5;
/// A look-up says sooner than other screens that it is under way.
const LATE_MS: u64 = 150;

impl FindScreen {
    /// With what was typed so far.
    pub fn new(typed: String) -> FindScreen {
        FindScreen {
            typed,
            only: None,
            found: Found::default(),
            at: 0,
            serial: 0,
            awaited: None,
            then: Then::First,
        }
    }

    fn ask(&mut self, then: Then, around: &Around<'_>) -> Vec<Effect> {
        self.then = then;
        if self.typed.trim().is_empty() || self.asks_back() {
            (self.found, self.at, self.awaited, self.only) = (Found::default(), 0, None, None);
            return Vec::new();
        }
        let tag = self.tag(FOUND);
        self.awaited = Some(tag.serial);
        vec![Effect::Ask(tag, self.request(around))]
    }

    fn tag(&mut self, what: &'static str) -> Tag {
        self.serial += 1;
        Tag { what, serial: self.serial }
    }

    fn request(&self, around: &Around<'_>) -> Request {
        let text = self.typed.clone();
        match &self.only {
            Some(OneGroup { kind, offset }) => Request::Search {
                text,
                group: Some(kind.clone()),
                offset: *offset,
                rows: lines::page(around.size.1),
            },
            None => Request::Search { text, group: None, offset: 0, rows: ROWS_OF_A_GROUP },
        }
    }

    fn lines(&self, around: &Around<'_>) -> Vec<Line> {
        lines(&self.found, self.only.is_some(), around.size.1)
    }

    /// The lines that can be opened, in their order.
    fn targets(&self, around: &Around<'_>) -> Vec<Line> {
        self.lines(around).into_iter().filter(|line| line.opens()).collect()
    }

    fn row(&self, line: Line) -> Option<&FoundRow> {
        let Line::Row { group, row } = line else { return None };
        self.found.groups.get(group)?.rows.get(row)
    }

    /// How many more signs may be typed.
    fn room(&self) -> usize {
        limits::FIND_CHARS_MAX.saturating_sub(self.typed.chars().count())
    }

    fn type_text(&mut self, typed: &str, around: &Around<'_>) -> Vec<Effect> {
        let room = self.room();
        let clean = text::clean_line(typed);
        if room == 0 || clean.is_empty() {
            return Vec::new();
        }
        self.typed.extend(clean.chars().take(room));
        self.typed = text::nfc(&self.typed);
        self.only = None;
        self.ask(Then::First, around)
    }

    fn erase_letter(&mut self, around: &Around<'_>) -> Vec<Effect> {
        if self.typed.is_empty() {
            return Vec::new();
        }
        let before = text::prev_boundary(&self.typed, self.typed.len());
        self.typed.truncate(before);
        self.only = None;
        self.ask(Then::First, around)
    }

    fn walk(&mut self, by: isize, around: &Around<'_>) -> Vec<Effect> {
        let last = self.targets(around).len().saturating_sub(1);
        match self.at.checked_add_signed(by) {
            Some(at) if at <= last => {
                self.at = at;
                Vec::new()
            }
            _ if self.only.is_some() => self.turn(by > 0, around),
            _ => Vec::new(),
        }
    }

    /// To the page of the group before or behind this one.
    fn turn(&mut self, forward: bool, around: &Around<'_>) -> Vec<Effect> {
        let page = lines::page(around.size.1);
        let total = self.found.groups.first().map_or(0, |group| group.total);
        let Some(only) = &mut self.only else { return Vec::new() };
        let (offset, then) = match forward {
            true if only.offset + page < total => (only.offset + page, Then::First),
            false if only.offset > 0 => (only.offset.saturating_sub(page), Then::Last),
            _ => return Vec::new(),
        };
        only.offset = offset;
        self.ask(then, around)
    }

    fn leap(&mut self, last: bool, around: &Around<'_>) -> Vec<Effect> {
        let targets = self.targets(around).len();
        let page = lines::page(around.size.1);
        let total = self.found.groups.first().map_or(0, |group| group.total);
        let last_offset = total.saturating_sub(1) / page * page;
        match &mut self.only {
            Some(only) if last && only.offset != last_offset => {
                only.offset = last_offset;
                self.ask(Then::Last, around)
            }
            Some(only) if !last && only.offset != 0 => {
                only.offset = 0;
                self.ask(Then::First, around)
            }
            _ => {
                self.at = if last { targets.saturating_sub(1) } else { 0 };
                Vec::new()
            }
        }
    }

    /// Whether the name of a cell is typed, which leads to what was frozen.
    fn asks_back(&self) -> bool {
        self.typed.starts_with(ASKS_BACK)
    }

    fn open(&mut self, around: &Around<'_>) -> Vec<Effect> {
        if self.asks_back() {
            return match asked_back(&self.typed, around) {
                Ok(asked) => vec![Effect::Open(asked)],
                Err(notice) => vec![Effect::Say(notice)],
            };
        }
        let Some(line) = self.targets(around).get(self.at).copied() else { return Vec::new() };
        if let Line::All { group } = line {
            let Some(group) = self.found.groups.get(group) else { return Vec::new() };
            self.only = Some(OneGroup { kind: group.kind.clone(), offset: 0 });
            return self.ask(Then::First, around);
        }
        let Some(found) = self.row(line).cloned() else { return Vec::new() };
        if let Some(typed) = found.leads_to {
            self.typed = typed;
            self.only = None;
            return self.ask(Then::First, around);
        }
        vec![Effect::Open(self.destination(line, &found))]
    }

    /// Where a row leads: a place to what lies there, anything else to itself.
    fn destination(&self, line: Line, found: &FoundRow) -> Destination {
        let id = found.row.id.clone();
        match self.found.groups.get(line.group()) {
            Some(group) if group.kind == UNIT.name => Destination::Village(id),
            Some(group) if group.kind == VILLAGE_UPDATE.name => {
                let form = FormName { kind: group.kind.clone(), record: Some(id), step: None, sheet: 0 };
                Destination::Form { form, draft: None }
            }
            group => {
                let rows = group.map_or(&[][..], |group| &group.rows);
                Destination::Detail { id, siblings: rows.iter().map(|found| found.row.id.clone()).collect() }
            }
        }
    }

    fn take(&mut self, found: Found, around: &Around<'_>) {
        self.found = found;
        let targets = self.targets(around);
        self.at = match &self.then {
            Then::First | Then::Same(None) => 0,
            Then::Last => targets.len().saturating_sub(1),
            Then::Same(Some(id)) => {
                let is_same = |line: &Line| self.row(*line).is_some_and(|found| found.row.id == *id);
                targets.iter().position(is_same).unwrap_or(self.at.min(targets.len().saturating_sub(1)))
            }
        };
    }

    /// New texts for the rows that are shown; no row moves.
    fn renew(&mut self, renewed: Found) {
        let rows = renewed.groups.into_iter().flat_map(|group| group.rows);
        let new: Vec<FoundRow> = rows.collect();
        for own in self.found.groups.iter_mut().flat_map(|group| &mut group.rows) {
            if let Some(row) = new.iter().find(|row| row.row.id == own.row.id) {
                own.row.cells.clone_from(&row.row.cells);
            }
        }
    }
}

impl Screen for FindScreen {
    fn place(&self) -> Place {
        Place::Find
    }

    fn title(&self, around: &Around<'_>) -> String {
        let word = Words::new("TÌM KIẾM", "FIND").get(around.lang);
        let group = self.only.as_ref().and_then(|only| kind(&only.kind)?.search);
        group.map_or_else(|| word.to_owned(), |search| format!("{word}  {}", search.group.get(around.lang)))
    }

    fn late(&self) -> (u64, Words) {
        (LATE_MS, Words::new("Đang tìm...", "Looking..."))
    }

    fn waits_for(&self, key: &Key) -> bool {
        let walks = matches!(
            key.code,
            KeyCode::Enter
                | KeyCode::Up
                | KeyCode::Down
                | KeyCode::PageUp
                | KeyCode::PageDown
                | KeyCode::Home
                | KeyCode::End
        );
        walks && self.awaited.is_some()
    }

    fn shown(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let marked = self.targets(around).get(self.at).and_then(|line| self.row(*line));
        let marked = marked.map(|found| found.row.id.clone());
        self.ask(Then::Same(marked), around)
    }

    fn resized(&mut self, around: &Around<'_>) -> Vec<Effect> {
        self.shown(around)
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        match &key.code {
            KeyCode::Up => return self.walk(-1, around),
            KeyCode::Down => return self.walk(1, around),
            KeyCode::PageUp if self.only.is_some() => return self.turn(false, around),
            KeyCode::PageDown if self.only.is_some() => return self.turn(true, around),
            KeyCode::Home | KeyCode::PageUp => return self.leap(false, around),
            KeyCode::End | KeyCode::PageDown => return self.leap(true, around),
            KeyCode::Enter => return self.open(around),
            KeyCode::Backspace => return self.erase_letter(around),
            KeyCode::Paste(pasted) => return self.type_text(pasted, around),
            _ => {}
        }
        // A space before anything else finds nothing.
        match key.typed().filter(|letter| *letter != ' ' || !self.typed.is_empty()) {
            Some(' ') if self.room() == 0 => Vec::new(),
            Some(' ') => {
                self.typed.push(' ');
                self.ask(Then::First, around)
            }
            Some(letter) => self.type_text(letter.encode_utf8(&mut [0; 4]), around),
            None => Vec::new(),
        }
    }

    fn command(&mut self, run: CommandName, around: &Around<'_>) -> Option<Vec<Effect>> {
        match run {
            "back" if self.only.is_some() => {
                self.only = None;
                Some(self.ask(Then::First, around))
            }
            // Already here.
            "find" => Some(Vec::new()),
            _ => None,
        }
    }

    fn reply(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        if tag.what == FOUND {
            if self.awaited != Some(tag.serial) {
                return Vec::new();
            }
            self.awaited = None;
        }
        match outcome {
            Ok(Reply::Found(found)) if tag.what == FOUND => self.take(found, around),
            Ok(Reply::Found(found)) if tag.serial == self.serial => self.renew(found),
            Ok(_) => {}
            Err(refusal) => return vec![Effect::Say(Notice::error(refusal.say))],
        }
        Vec::new()
    }

    fn push(&mut self, push: &Push, around: &Around<'_>) -> Vec<Effect> {
        let renews = matches!(push, Push::Changed { .. } | Push::Day(_));
        if !renews || self.awaited.is_some() || self.found.groups.is_empty() {
            return Vec::new();
        }
        let tag = self.tag(RENEWED);
        vec![Effect::Ask(tag, self.request(around))]
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        self.draw_all(canvas, around);
    }

    fn help_here(&self, _: &Around<'_>) -> Vec<Say> {
        vec![
            Say::new("tìm mọi thứ", "the look-up over everything"),
            Say::new(
                "Viết sao cũng thấy: ml, ma lim, malim, có dấu hay không; số đơn 90 hay 90/2026.",
                "However it is written: ml, ma lim, malim, with or without marks; numbers 90 or 90/2026.",
            ),
            Say::new(
                "Từ 3 chữ tìm cả nội dung. Thu hẹp: xa:iadreh loai:kn han:qua (han:sap) linhvuc:gt nam:2025.",
                "From 3 letters on contents too. Narrow: commune:iadreh kind:kn due:overdue (soon) domain:gt year:2025.",
            ),
            Say::new(
                "Không tìm trong đơn tố cáo, chỗ niêm phong và nháp của người khác.",
                "Never searched: denunciations, what is sealed, other officers' drafts.",
            ),
        ]
    }
}
