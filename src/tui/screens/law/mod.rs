//! The law in use on two screens: the holidays of a year, and the rules of deadlines; what must be confirmed stands first.

mod draw;
mod fields;
mod form;
mod moves;
#[cfg(test)]
mod tests;

pub use fields::{LawAct, LawEditing};
pub use form::LawFormScreen;
pub use moves::LawMovesScreen;

use crate::base::{Day, Say, Words};
use crate::domain::{
    kinds::{DEADLINE_RULE, HOLIDAY},
    law::{Holiday, Law, LawPart, Rule},
};
use crate::tui::{
    Canvas,
    command::{CommandName, list_under},
    screen::{Around, Destination, Effect, Notice, Place, Screen, Tag},
    terminal::{Key, KeyCode},
};
use crate::wire::{LawInUse, Outcome, Push, Reply, Request};

use fields::LawLine;

/// Rows of the window that are not lines of the law: above, and below with what is told of the marked one.
const ROWS_AROUND: u16 = 12;

/// The list of one part of the law.
#[derive(Debug)]
pub struct LawScreen {
    part: LawPart,
    in_use: Option<(LawInUse, Law)>,
    /// Of the holidays.
    year: i32,
    at: usize,
    top: usize,
    serial: u32,
}

/// The part of the law that records of a kind are lines of.
pub fn part_of(kind: &str) -> Option<LawPart> {
    match kind {
        name if name == HOLIDAY.name => Some(LawPart::Holidays),
        name if name == DEADLINE_RULE.name => Some(LawPart::Rules),
        _ => None,
    }
}

impl LawScreen {
    /// The holidays of the year of a day, or the rules.
    pub fn new(part: LawPart, today: Day) -> LawScreen {
        LawScreen { part, in_use: None, year: today.year(), at: 0, top: 0, serial: 0 }
    }

    fn ask(&mut self) -> Vec<Effect> {
        self.serial = self.serial.wrapping_add(1);
        vec![Effect::Ask(Tag { what: "law", serial: self.serial }, Request::Law)]
    }

    fn law(&self) -> Option<&Law> {
        self.in_use.as_ref().map(|(_, law)| law)
    }

    /// The days of the year, those to be confirmed first.
    fn days(&self) -> Vec<&Holiday> {
        let mut days: Vec<&Holiday> = self.law().into_iter().flat_map(|law| law.calendar.entries()).collect();
        days.retain(|line| line.day.year() == self.year);
        days.sort_by_key(|line| (!line.is_doubtful(), line.day));
        days
    }

    fn rules(&self) -> Vec<&Rule> {
        self.law().into_iter().flat_map(|law| &law.rules).collect()
    }

    fn count(&self) -> usize {
        match self.part {
            LawPart::Holidays => self.days().len(),
            LawPart::Rules => self.rules().len(),
        }
    }

    fn marked(&self) -> Option<LawLine> {
        self.line(self.at)
    }

    fn line(&self, at: usize) -> Option<LawLine> {
        match self.part {
            LawPart::Holidays => self.days().get(at).map(|line| LawLine::Day((*line).clone())),
            LawPart::Rules => self.rules().get(at).map(|rule| LawLine::Rule(Box::new((*rule).clone()))),
        }
    }

    fn page(around: &Around<'_>) -> usize {
        usize::from(around.size.1.saturating_sub(ROWS_AROUND).max(1))
    }

    fn walk(&mut self, by: isize, around: &Around<'_>) {
        self.at = self.at.saturating_add_signed(by).min(self.count().saturating_sub(1));
        self.top = self.top.min(self.at).max((self.at + 1).saturating_sub(LawScreen::page(around)));
    }

    fn change_year(&mut self, by: i32) {
        if self.part == LawPart::Holidays {
            self.year = (self.year + by).clamp(1900, 2200);
            (self.at, self.top) = (0, 0);
        }
    }

    /// Why this officer cannot change it.
    fn only_the_owner(&self) -> Option<Say> {
        let (in_use, _) = self.in_use.as_ref().filter(|(in_use, _)| !in_use.may_change)?;
        let owner = &in_use.owner;
        Some(Say::new(
            format!("Nhờ chủ sổ ({owner}): chỉ tài khoản ấy và root được đổi"),
            format!("Ask {owner}: only that account and root may change it"),
        ))
    }

    /// The document by which the same officer confirmed something today, to be confirmed by again.
    fn document(&self, around: &Around<'_>) -> String {
        let Some((in_use, law)) = &self.in_use else { return String::new() };
        let today = around.welcome.today;
        let of_today =
            in_use.own.iter().filter(|(_, at, by)| at.day() == today && *by == around.welcome.officer);
        let Some((name, ..)) = of_today.max_by_key(|(_, at, _)| *at) else { return String::new() };
        let of_day =
            Day::from_iso(name).and_then(|day| law.calendar.entry(day)).map(|line| line.source.clone());
        of_day.or_else(|| law.rule(name)?.source.clone()).unwrap_or_default()
    }

    fn edit(&self, act: LawAct, around: &Around<'_>) -> Vec<Effect> {
        if let Some(say) = self.only_the_owner() {
            return vec![Effect::Say(Notice::error(say))];
        }
        let Some(law) = self.law().cloned() else { return Vec::new() };
        let line = match (act, self.part) {
            (LawAct::Add, LawPart::Holidays) => None,
            _ => self.marked(),
        };
        if line.is_none() && act != LawAct::Add {
            return Vec::new();
        }
        let document = self.document(around);
        let editing = LawEditing { law, part: self.part, line, act, document, year: self.year };
        vec![Effect::Open(Destination::LawForm(Box::new(editing)))]
    }
}

impl Screen for LawScreen {
    fn place(&self) -> Place {
        Place::List
    }

    fn title(&self, around: &Around<'_>) -> String {
        let kind = if self.part == LawPart::Holidays { &HOLIDAY } else { &DEADLINE_RULE };
        kind.heading.get(around.lang).to_owned()
    }

    fn is_ready(&self) -> bool {
        self.in_use.is_some()
    }

    fn smallest(&self) -> (u16, u16) {
        (80, 24)
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        self.ask()
    }

    fn resized(&mut self, around: &Around<'_>) -> Vec<Effect> {
        self.walk(0, around);
        Vec::new()
    }

    fn reconnected(&mut self, _: &Around<'_>) -> Vec<Effect> {
        self.ask()
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        let page = isize::try_from(LawScreen::page(around)).unwrap_or(1);
        match &key.code {
            KeyCode::Up => self.walk(-1, around),
            KeyCode::Down => self.walk(1, around),
            KeyCode::PageUp => self.walk(-page, around),
            KeyCode::PageDown => self.walk(page, around),
            KeyCode::Home => self.walk(isize::MIN, around),
            KeyCode::End => self.walk(isize::MAX, around),
            KeyCode::Enter => return self.edit(LawAct::Change, around),
            _ => {
                let digit = key.typed().filter(char::is_ascii_digit);
                return digit.and_then(list_under).map(Effect::Run).into_iter().collect();
            }
        }
        Vec::new()
    }

    fn own_commands(&self) -> &'static [CommandName] {
        match self.part {
            LawPart::Holidays => &["view.next", "view.previous", "save"],
            LawPart::Rules => &["save"],
        }
    }

    fn command(&mut self, run: CommandName, around: &Around<'_>) -> Option<Vec<Effect>> {
        match run {
            "view.next" => self.change_year(1),
            "view.previous" => self.change_year(-1),
            "save" => return Some(self.edit(LawAct::Confirm, around)),
            "petition.new" => return Some(self.edit(LawAct::Add, around)),
            _ => return None,
        }
        Some(Vec::new())
    }

    fn reply(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        if tag.serial != self.serial {
            return Vec::new();
        }
        let refused = match outcome {
            Ok(Reply::Law(in_use)) => match Law::parse(&in_use.text.rules, &in_use.text.holidays) {
                Ok(law) => {
                    // The marker stays on its line, also when that has another place now.
                    let marked = self.marked().map(|line| line.name());
                    self.in_use = Some((*in_use, law));
                    let names = (0..self.count()).map(|at| self.line(at).map(|line| line.name()));
                    self.at = names.into_iter().position(|name| name == marked).unwrap_or(self.at);
                    self.walk(0, around);
                    return Vec::new();
                }
                Err(_) => Say::new(
                    "Thoát rồi mở lại chương trình: máy chủ là bản khác",
                    "Leave and start again: the server is of another version",
                ),
            },
            Ok(_) => return Vec::new(),
            Err(refusal) => refusal.say,
        };
        let back = self.in_use.is_none().then_some(Effect::Back);
        back.into_iter().chain([Effect::Say(Notice::error(refused))]).collect()
    }

    fn push(&mut self, push: &Push, _: &Around<'_>) -> Vec<Effect> {
        match push {
            Push::Changed { kind, .. } if part_of(kind).is_some() => self.ask(),
            _ => Vec::new(),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        if let Some((in_use, law)) = &self.in_use {
            self.draw_list(canvas, around, in_use, law);
        }
    }

    fn help_here(&self, around: &Around<'_>) -> Vec<Say> {
        let what = Words::new(
            "Hạn của mọi đơn tính theo đây. Dòng ? còn phải xác nhận: hạn dựa vào đó ghi là tạm tính hoặc chờ xác nhận.",
            "Every deadline is counted by this. A line with ? is to be confirmed: dates that rest on it say so.",
        );
        let how = Words::new(
            "Trước khi lưu, máy liệt kê mọi hạn sẽ đổi, trước và sau, rồi hỏi. Luật mới là quy định mới từ một ngày (F3), không sửa quy định cũ.",
            "Before anything is saved every date that moves is listed. A new law is a new rule from a day on (F3).",
        );
        vec![Say::plain(self.title(around)), what.into(), how.into()]
    }
}
