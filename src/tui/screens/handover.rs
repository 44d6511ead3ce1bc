//! The handover (bàn giao) of what is open of units that ended: where each record goes, then one question, one entry.

mod ask;
mod draw;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::base::{Id, Say, Words};
use crate::tui::{
    Canvas,
    command::{CommandName, list_under},
    screen::{Around, Effect, Notice, Place, Screen, Tag},
    terminal::{Key, KeyCode},
};
use crate::wire::{EndedUnit, Outcome, Push, Reply, Request};

use ask::{Asking, Sent};

const UNITS: &str = "ended";
const HANDOVER: &str = "handover";

/// Units that ended, and what is open of the one that is handed over.
#[derive(Debug, Default)]
pub struct HandoverScreen {
    units: Option<Vec<EndedUnit>>,
    /// The unit that is open; its records are on show.
    unit: Option<Id>,
    /// Where each record goes, as far as it was chosen.
    chosen: BTreeMap<Id, Id>,
    at: usize,
    top: usize,
    asking: Option<Asking>,
    /// What was sent and not answered; the same request again when the line broke.
    sent: Option<Sent>,
    serial: u32,
}

impl HandoverScreen {
    fn ask(&mut self, what: &'static str, request: Request) -> Vec<Effect> {
        self.serial += 1;
        vec![Effect::Ask(Tag { what, serial: self.serial }, request)]
    }

    /// The unit whose records are on show.
    fn opened(&self) -> Option<&EndedUnit> {
        let id = self.unit.as_ref()?;
        self.units.iter().flatten().find(|unit| unit.id == *id)
    }

    /// Where a record goes: to the only unit that follows, else as it was chosen.
    fn heir_of<'a>(&'a self, unit: &'a EndedUnit, record: &Id) -> Option<&'a (Id, String)> {
        match unit.heirs.as_slice() {
            [only] => Some(only),
            heirs => {
                let chosen = self.chosen.get(record)?;
                heirs.iter().find(|(heir, _)| heir == chosen)
            }
        }
    }

    fn rows(&self) -> usize {
        match self.opened() {
            Some(unit) => unit.open.len(),
            None => self.units.as_ref().map_or(0, Vec::len),
        }
    }

    fn walk(&mut self, to: usize, around: &Around<'_>) {
        self.at = to.min(self.rows().saturating_sub(1));
        let shown = draw::rows_shown(around.size.1);
        self.top = self.top.min(self.at).max((self.at + 1).saturating_sub(shown));
    }

    fn open_marked(&mut self, around: &Around<'_>) -> Vec<Effect> {
        if let Some(unit) = self.opened() {
            let siblings = unit.open.iter().map(|open| open.id.clone()).collect();
            let marked = unit.open.get(self.at).map(|open| open.id.clone());
            let open = |id| Effect::Open(crate::tui::screen::Destination::Detail { id, siblings });
            return marked.map(open).into_iter().collect();
        }
        let marked = self.units.iter().flatten().nth(self.at);
        let Some(unit) = marked else { return Vec::new() };
        if unit.heirs.is_empty() {
            return vec![Effect::Say(Notice::error(Say::new(
                "Khai đơn vị nối tiếp trước: chưa biết đơn vị này về đâu",
                "Set up its successors first: nothing says where it went",
            )))];
        }
        self.unit = Some(unit.id.clone());
        self.chosen.clear();
        self.walk(0, around);
        Vec::new()
    }

    /// `a` sends the marked record to the first unit that follows, `b` to the second; `A` all that have no place yet.
    fn choose(&mut self, letter: char, around: &Around<'_>) {
        let Some(unit) = self.opened().filter(|unit| unit.heirs.len() > 1) else { return };
        let heir = (0..unit.heirs.len()).find(|at| draw::letter(*at) == letter.to_ascii_lowercase());
        let Some((heir, _)) = heir.and_then(|at| unit.heirs.get(at)).cloned() else { return };
        if letter.is_ascii_uppercase() {
            let open: Vec<Id> = unit.open.iter().map(|open| open.id.clone()).collect();
            for id in open {
                self.chosen.entry(id).or_insert_with(|| heir.clone());
            }
        } else if let Some(id) = unit.open.get(self.at).map(|open| open.id.clone()) {
            self.chosen.insert(id, heir);
            self.walk(self.at + 1, around);
        }
    }

    fn take(&mut self, units: Vec<EndedUnit>, around: &Around<'_>) {
        self.units = Some(units);
        if self.opened().is_none() {
            self.unit = None;
        }
        let open = self.opened().map(|unit| unit.open.iter().map(|open| open.id.clone()).collect::<Vec<_>>());
        self.chosen.retain(|id, _| open.as_ref().is_some_and(|open| open.contains(id)));
        self.walk(self.at, around);
    }
}

impl Screen for HandoverScreen {
    fn place(&self) -> Place {
        if self.asking.as_ref().is_some_and(Asking::types) { Place::Reason } else { Place::List }
    }

    fn title(&self, around: &Around<'_>) -> String {
        Words::new("BÀN GIAO", "HANDOVER").get(around.lang).to_owned()
    }

    fn is_ready(&self) -> bool {
        self.units.is_some()
    }

    fn waits_for(&self, _: &Key) -> bool {
        self.sent.is_some()
    }

    fn smallest(&self) -> (u16, u16) {
        (80, 24)
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        self.ask(UNITS, Request::EndedUnits)
    }

    fn reconnected(&mut self, around: &Around<'_>) -> Vec<Effect> {
        match self.send_again() {
            Some(ask) => vec![ask],
            None => self.shown(around),
        }
    }

    fn resized(&mut self, around: &Around<'_>) -> Vec<Effect> {
        self.walk(self.at, around);
        Vec::new()
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        if let Some(effects) = self.answer(key, around) {
            return effects;
        }
        let page = draw::rows_shown(around.size.1);
        match &key.code {
            KeyCode::Up => self.walk(self.at.saturating_sub(1), around),
            KeyCode::Down => self.walk(self.at + 1, around),
            KeyCode::PageUp => self.walk(self.at.saturating_sub(page), around),
            KeyCode::PageDown => self.walk(self.at + page, around),
            KeyCode::Home => self.walk(0, around),
            KeyCode::End => self.walk(usize::MAX, around),
            KeyCode::Enter => return self.open_marked(around),
            _ => match key.typed() {
                Some(digit) if digit.is_ascii_digit() => {
                    return list_under(digit).map(Effect::Run).into_iter().collect();
                }
                Some(letter) => self.choose(letter, around),
                None => {}
            },
        }
        Vec::new()
    }

    fn own_commands(&self) -> &'static [CommandName] {
        &["save"]
    }

    fn command(&mut self, run: CommandName, around: &Around<'_>) -> Option<Vec<Effect>> {
        if let Some(effects) = self.command_while_asking(run, around) {
            return Some(effects);
        }
        match run {
            "save" => Some(self.ask_for_document(around)),
            "back" if self.unit.is_some() => {
                let unit = self.unit.take();
                let at = self.units.iter().flatten().position(|other| Some(&other.id) == unit.as_ref());
                self.walk(at.unwrap_or(0), around);
                Some(Vec::new())
            }
            _ => None,
        }
    }

    fn reply(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        if tag.serial != self.serial {
            return Vec::new();
        }
        match (tag.what, outcome) {
            (UNITS, Ok(Reply::EndedUnits(units))) => {
                self.take(units, around);
                Vec::new()
            }
            (HANDOVER, Ok(Reply::Saved(saved))) => {
                (self.sent, self.unit) = (None, None);
                let mut effects = vec![Effect::Say(Notice::plain(saved.say))];
                effects.extend(self.shown(around));
                effects
            }
            (_, Ok(_)) => Vec::new(),
            (HANDOVER, Err(refusal)) => {
                self.sent = None;
                let problem = refusal.problems.first().map(|problem| problem.say.clone());
                let mut effects = vec![Effect::Say(Notice::error(problem.unwrap_or(refusal.say)))];
                effects.extend(self.shown(around));
                effects
            }
            (_, Err(refusal)) => {
                let mut effects = if self.units.is_none() { vec![Effect::Back] } else { Vec::new() };
                effects.push(Effect::Say(Notice::error(refusal.say)));
                effects
            }
        }
    }

    fn push(&mut self, push: &Push, around: &Around<'_>) -> Vec<Effect> {
        let concerns = matches!(push, Push::Changed { .. } | Push::Day(_));
        if concerns && self.units.is_some() && self.sent.is_none() { self.shown(around) } else { Vec::new() }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        self.draw_all(canvas, around);
    }

    fn help_here(&self, _: &Around<'_>) -> Vec<Say> {
        vec![
            Say::new("bàn giao đơn vị đã hết hiệu lực", "the handover of units that ended"),
            Say::new(
                "Enter mở đơn vị. a, b: dòng này về nơi nào; A, B: mọi dòng chưa chọn. F2: hỏi văn bản, ngày, rồi ghi.",
                "Enter opens a unit. a, b: where this row goes; A, B: all others. F2: document, day, then it is saved.",
            ),
            Say::new(
                "Ghi một lần cho cả đơn vị hoặc không ghi gì; trạng thái và hạn giữ nguyên.",
                "All of a unit in one entry, or nothing; states and deadlines stay.",
            ),
        ]
    }
}
