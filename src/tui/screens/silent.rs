//! The villages that have not reported on a period (thôn, buôn chưa báo): the longest silence first.

mod draw;
mod save;

#[cfg(test)]
mod tests;

use crate::base::{Id, Period, Say, limits, text};
use crate::domain::kinds::{FIGURES, PERIOD_CLOSING, VILLAGE_UPDATE};
use crate::tui::{
    Canvas,
    command::{CommandName, list_under},
    screen::{Around, Destination, Effect, Notice, Place, Screen, Tag},
    terminal::{Key, KeyCode},
};
use crate::wire::{Outcome, Push, RefusalKind, Reply, Request, Silent, SilentRow};

use super::saving::Saving;

/// The list of silent villages.
#[derive(Debug, Default)]
pub struct SilentScreen {
    /// The period that is asked for; `None`: the one that is reported on now.
    period: Option<Period>,
    /// What the server said last.
    told: Option<Silent>,
    /// The silent villages in the order in which they were first shown; those that reported since stay in their place.
    rows: Vec<SilentRow>,
    /// Those that had reported before.
    reported: Vec<SilentRow>,
    is_unfolded: bool,
    /// The marked line: the rows, then the summary, then the reported ones.
    at: usize,
    top: usize,
    narrow: String,
    tagged: Vec<Id>,
    /// `0` was pressed for these.
    armed: Vec<Id>,
    asking: Option<Asking>,
    saving: Option<(Saving, Wanted)>,
    serial: u32,
    awaited: Option<u32>,
    /// A form was opened from the marked row: when it has reported meanwhile, the marker goes on.
    goes_on: bool,
}

/// What was asked and not answered yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asking {
    /// Nothing new for all that are tagged?
    Nil,
    /// Close the period?
    Close,
}

/// What is being saved.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Wanted {
    /// Nothing new in these villages.
    Nil(Vec<Id>),
    /// The closing of the period.
    Closing,
}

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// A village that was silent when the list was opened.
    Row(usize),
    /// How many have reported.
    Summary,
    /// One that had reported.
    Reported(usize),
}

/// The commands of lists that it knows.
const OWN: &[CommandName] =
    &["save", "view.next", "view.previous", "narrow", "sort", "tag", "village.page", "period.close"];
const FRESH: &str = "fresh";
const RENEW: &str = "renew";

impl SilentScreen {
    /// The period that is reported on now.
    pub fn new() -> SilentScreen {
        SilentScreen::default()
    }

    fn tag(&mut self, what: &'static str) -> Tag {
        self.serial = self.serial.wrapping_add(1);
        Tag { what, serial: self.serial }
    }

    fn request(&self) -> Request {
        Request::Silent { period: self.period, narrow: self.narrow.clone() }
    }

    /// Asks for the list anew, in the order of now.
    fn fresh(&mut self) -> Vec<Effect> {
        self.armed.clear();
        let tag = self.tag(FRESH);
        self.awaited = Some(tag.serial);
        vec![Effect::Ask(tag, self.request())]
    }

    /// Asks what the rows say now; none of them moves.
    fn renew(&mut self) -> Vec<Effect> {
        let tag = self.tag(RENEW);
        vec![Effect::Ask(tag, self.request())]
    }

    fn lines(&self) -> usize {
        self.rows.len() + 1 + if self.is_unfolded { self.reported.len() } else { 0 }
    }

    fn line(&self, at: usize) -> Line {
        match at.checked_sub(self.rows.len()) {
            None => Line::Row(at),
            Some(0) => Line::Summary,
            Some(behind) => Line::Reported(behind - 1),
        }
    }

    fn row(&self, line: Line) -> Option<&SilentRow> {
        match line {
            Line::Row(at) => self.rows.get(at),
            Line::Reported(at) => self.reported.get(at),
            Line::Summary => None,
        }
    }

    fn marked(&self) -> Option<&SilentRow> {
        self.row(self.line(self.at))
    }

    /// How many villages are silent, under no narrowing.
    fn silent_count(&self) -> u32 {
        self.told.as_ref().map_or(0, |told| told.villages.saturating_sub(told.nil + told.with_issues))
    }

    fn walk(&mut self, to: usize, around: &Around<'_>) {
        self.at = to.min(self.lines().saturating_sub(1));
        let shown = draw::rows_shown(around);
        // The blank row above the summary takes one.
        let behind = usize::from(self.at >= self.rows.len());
        self.top = self.top.min(self.at).max((self.at + behind + 1).saturating_sub(shown));
    }

    /// Puts the marker on the next silent village, from the beginning again behind the last one.
    fn go_on(&mut self, around: &Around<'_>) {
        let is_silent = |at: &usize| self.rows.get(*at).is_some_and(|row| row.silent > 0);
        let next =
            (self.at..self.rows.len()).find(is_silent).or_else(|| (0..self.rows.len()).find(is_silent));
        if let Some(next) = next {
            self.walk(next, around);
        }
    }

    fn take(&mut self, what: &str, told: Silent, around: &Around<'_>) {
        if what == FRESH {
            let (silent, reported) = told.rows.iter().cloned().partition(|row| row.silent > 0);
            (self.rows, self.reported) = (silent, reported);
            (self.at, self.top, self.is_unfolded) = (0, 0, false);
            self.tagged.retain(|id| self.rows.iter().any(|row| row.village == *id));
        } else {
            for row in self.rows.iter_mut().chain(&mut self.reported) {
                if let Some(new) = told.rows.iter().find(|new| new.village == row.village) {
                    row.clone_from(new);
                }
            }
        }
        self.told = Some(told);
        let rows = &self.rows;
        self.tagged.retain(|id| rows.iter().any(|row| row.village == *id && row.silent > 0));
        if std::mem::take(&mut self.goes_on) && self.marked().is_some_and(|row| row.silent == 0) {
            self.go_on(around);
        }
    }

    fn open_marked(&mut self) -> Vec<Effect> {
        let line = self.line(self.at);
        if line == Line::Summary {
            self.is_unfolded = !self.is_unfolded;
            return Vec::new();
        }
        let Some((village, silent)) = self.row(line).map(|row| (row.village.clone(), row.silent)) else {
            return Vec::new();
        };
        self.goes_on = true;
        let period = self.told.as_ref().map(|told| told.period);
        vec![Effect::Open(Destination::Update { village: Some(village), period, in_turn: silent > 0 })]
    }

    fn type_letter(&mut self, letter: char) -> Vec<Effect> {
        if self.narrow.chars().count() >= limits::NARROW_CHARS_MAX {
            return Vec::new();
        }
        self.narrow.push(letter);
        self.narrow = text::nfc(&self.narrow);
        self.fresh()
    }

    fn erase_letter(&mut self) -> Vec<Effect> {
        if self.narrow.is_empty() {
            return Vec::new();
        }
        let before = text::prev_boundary(&self.narrow, self.narrow.len());
        self.narrow.truncate(before);
        self.fresh()
    }

    fn step_period(&mut self, forward: bool) -> Vec<Effect> {
        let Some(told) = &self.told else { return Vec::new() };
        let to = if forward { told.around.1 } else { Some(told.around.0) };
        match to {
            Some(period) => {
                self.period = Some(period);
                self.tagged.clear();
                self.fresh()
            }
            None => vec![Effect::Say(Notice::plain(Say::new(
                "Kỳ sau chưa bắt đầu",
                "The next period has not begun",
            )))],
        }
    }

    fn toggle_tag(&mut self) -> Vec<Effect> {
        let Some((village, silent)) = self.marked().map(|row| (row.village.clone(), row.silent)) else {
            return Vec::new();
        };
        if silent == 0 {
            return Vec::new();
        }
        match self.tagged.iter().position(|id| *id == village) {
            Some(at) => {
                self.tagged.remove(at);
            }
            None => self.tagged.push(village),
        }
        let count = self.tagged.len();
        vec![Effect::Say(Notice::plain(Say::new(
            format!("Đã đánh dấu {count} nơi"),
            format!("Villages tagged: {count}"),
        )))]
    }
}

impl Screen for SilentScreen {
    fn place(&self) -> Place {
        Place::List
    }

    fn title(&self, around: &Around<'_>) -> String {
        self.heading(around)
    }

    fn is_ready(&self) -> bool {
        self.told.is_some()
    }

    fn waits_for(&self, key: &Key) -> bool {
        // A letter of a narrowing waits for nothing; everything else is meant for the rows that are on their way.
        let narrows = self.told.is_some() && key.typed().is_some_and(char::is_alphabetic);
        self.saving.is_some() || self.awaited.is_some() && !narrows
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        if let Some((saving, _)) = &self.saving {
            return vec![saving.ask()];
        }
        if self.told.is_some() && self.awaited.is_none() { self.renew() } else { self.fresh() }
    }

    fn resized(&mut self, around: &Around<'_>) -> Vec<Effect> {
        self.walk(self.at, around);
        Vec::new()
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        match self.asking.take() {
            Some(Asking::Nil) if key.code == KeyCode::Enter => return self.save_nil(around),
            Some(Asking::Close) if key.code == KeyCode::Enter => return self.close(around),
            Some(Asking::Nil) => self.armed.clear(),
            _ => {}
        }
        self.armed.clear();
        let page = draw::rows_shown(around);
        match &key.code {
            KeyCode::Up => self.walk(self.at.saturating_sub(1), around),
            KeyCode::Down => self.walk(self.at + 1, around),
            KeyCode::PageUp => self.walk(self.at.saturating_sub(page), around),
            KeyCode::PageDown => self.walk(self.at + page, around),
            KeyCode::Home => self.walk(0, around),
            KeyCode::End => self.walk(usize::MAX, around),
            KeyCode::Enter => return self.open_marked(),
            KeyCode::Backspace => return self.erase_letter(),
            KeyCode::Paste(pasted) => {
                let room = limits::NARROW_CHARS_MAX.saturating_sub(self.narrow.chars().count());
                self.narrow.extend(text::clean_line(pasted).chars().take(room));
                return self.fresh();
            }
            _ => {
                return match key.typed() {
                    Some('0') if !self.is_narrowed() => self.arm(),
                    Some(digit) if digit.is_ascii_digit() && !self.is_narrowed() => {
                        list_under(digit).map(Effect::Run).into_iter().collect()
                    }
                    Some(letter) => self.type_letter(letter),
                    None => Vec::new(),
                };
            }
        }
        Vec::new()
    }

    fn own_commands(&self) -> &'static [CommandName] {
        OWN
    }

    fn is_narrowed(&self) -> bool {
        !self.narrow.is_empty()
    }

    fn refusal(&self, run: CommandName, _: &Around<'_>) -> Option<Say> {
        (run == "village.page" && self.marked().is_none()).then(|| {
            Say::new(
                "Đứng vào một thôn, buôn: dòng này là tổng số",
                "Stand on a village: this line is a total",
            )
        })
    }

    fn command(&mut self, run: CommandName, around: &Around<'_>) -> Option<Vec<Effect>> {
        let asked = self.asking.take();
        if run == "save" {
            return Some(match asked {
                Some(Asking::Nil) => self.save_nil(around),
                Some(Asking::Close) => self.close(around),
                None => self.save_armed(around),
            });
        }
        self.armed.clear();
        match run {
            "back" if asked.is_some() => Some(Vec::new()),
            "back" if self.is_narrowed() => {
                self.narrow.clear();
                Some(self.fresh())
            }
            "view.next" => Some(self.step_period(true)),
            "view.previous" => Some(self.step_period(false)),
            "tag" => Some(self.toggle_tag()),
            "sort" => Some(self.fresh()),
            "petition.new" if self.marked().is_some() => Some(self.open_marked()),
            "village.page" => {
                let village = self.marked().map(|row| row.village.clone())?;
                Some(vec![Effect::Open(Destination::Village(village))])
            }
            "period.close" => Some(self.ask_to_close()),
            "list.silent" => {
                self.narrow.clear();
                self.period = None;
                Some(self.fresh())
            }
            _ => None,
        }
    }

    fn reply(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        if self.saving.as_ref().is_some_and(|(saving, _)| saving.is(tag)) {
            return match outcome {
                Ok(Reply::Saved(saved)) => self.saved(saved, around),
                Ok(_) => Vec::new(),
                Err(refusal) => {
                    self.saving = None;
                    let mut effects = vec![Effect::Say(Notice::error(refusal.say))];
                    if refusal.kind == RefusalKind::Stale {
                        effects.extend(self.renew());
                    }
                    effects
                }
            };
        }
        if tag.what == FRESH {
            if self.awaited != Some(tag.serial) {
                return Vec::new();
            }
            self.awaited = None;
        } else if tag.serial != self.serial {
            return Vec::new();
        }
        match outcome {
            Ok(Reply::Silent(told)) => {
                self.take(tag.what, told, around);
                Vec::new()
            }
            Ok(_) => Vec::new(),
            Err(refusal) => {
                let mut effects = if self.told.is_none() { vec![Effect::Back] } else { Vec::new() };
                effects.push(Effect::Say(Notice::error(refusal.say)));
                effects
            }
        }
    }

    fn push(&mut self, push: &Push, _: &Around<'_>) -> Vec<Effect> {
        let concerns = match push {
            Push::Changed { kind, .. } => {
                [VILLAGE_UPDATE.name, FIGURES.name, PERIOD_CLOSING.name].contains(&kind.as_str())
            }
            Push::Day(_) => true,
            _ => false,
        };
        if concerns && self.told.is_some() && self.awaited.is_none() { self.renew() } else { Vec::new() }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        self.paint(canvas, around);
    }

    fn help_here(&self, _: &Around<'_>) -> Vec<Say> {
        vec![
            Say::new("thôn, buôn chưa báo", "villages not reported"),
            Say::new(
                "0 rồi F2: không phát sinh ở nơi đang đứng. Enter: nhập đủ. Phím cách đánh dấu nhiều nơi, rồi 0 F2.",
                "0 then F2: nothing new in the marked village. Enter: the form. Space tags several, then 0 F2.",
            ),
            Say::new(
                "Trái, phải: kỳ trước, kỳ sau. Gõ chữ là lọc; đã lọc thì 0 là chữ: Enter mở rồi 0 F2.",
                "Left, right: the period before, after. Letters narrow; then 0 is text: Enter opens, 0 F2 there.",
            ),
            Say::new(
                "! từ 3 kỳ im lặng. F9 chốt kỳ, trang thôn.",
                "! from 3 silent periods. F9 close, village page.",
            ),
        ]
    }
}
