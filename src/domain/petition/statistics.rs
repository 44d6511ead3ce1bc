//! Statistics of petitions (thống kê đơn thư): what was there, what came, what was finished and what is left, of any
//! period and unit, by the borders of that time or of today.
//!
//! Invariant: counting and opening what was counted ask the same function, [`Measure::holds`]; and the four quantities of
//! carried over + new = handled + remaining are each found in their own way, so that their sum says something.

pub mod cell;
pub mod members;
mod page;
mod sheet;
mod tally;
mod window;

use std::cell::OnceCell;

use serde::{Deserialize, Serialize};

use crate::base::{Day, Id};
use crate::domain::{
    Act, Choices, Circumstances, FieldValue, Record, Value,
    borders::{self, COMMUNE_NOW, COMMUNE_THEN},
    choices::choices,
    facet,
    kinds::{Petition, PetitionKind},
};

use super::{State, clock::clocks_by};

pub use cell::{AskedBack, Cell, FrozenCell};
pub use members::Members;
pub use page::{figures, page};
pub use sheet::{Adjustment, Frozen, Sheet};
pub use tally::Tally;
pub use window::Window;

use members::Cells;

choices! {
    /// What is counted of petitions in a period: the columns of the table, and what is left at its end.
    Measure {
        CarriedOver = "ton_truoc", "1", "1", "Tồn trước", "Carried over";
        New = "phat_sinh", "2", "2", "Phát sinh", "New";
        Handled = "da_xong", "3", "3", "Đã xong", "Resolved";
        OnTime = "dung_han", "4", "4", "Đúng hạn", "On time";
        Late = "qua_han", "5", "5", "Quá hạn", "Overdue";
        Remaining = "con_ton", "6", "6", "Còn tồn", "Remaining";
        Unbalanced = "lech", "7", "7", "Lệch", "Not adding up";
    }
}

choices! {
    /// By whose borders a place is counted: it lay elsewhere before units were merged.
    Borders {
        Then = "luc_do", "t", "", "địa giới lúc đó", "borders of that time";
        Now = "nay", "n", "", "địa giới nay", "borders of today";
    }
}

impl Borders {
    /// The other ones.
    pub fn other(self) -> Borders {
        match self {
            Borders::Then => Borders::Now,
            Borders::Now => Borders::Then,
        }
    }

    /// The commune of a record by them.
    fn commune_of(self, record: &Record, around: &Circumstances<'_>) -> Option<Id> {
        let facet = match self {
            Borders::Then => COMMUNE_THEN,
            Borders::Now => COMMUNE_NOW,
        };
        borders::value(facet, record, around).and_then(|commune| Id::from_value(&commune))
    }
}

impl Serialize for Borders {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.choice().id.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Borders {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Borders, D::Error> {
        let id = String::deserialize(from)?;
        Borders::from_id(&id).ok_or_else(|| serde::de::Error::custom("unknown borders"))
    }
}

/// Which petitions a table is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Frame {
    /// The first and the last day.
    pub window: Window,
    /// The commune; `None`: every place of the register.
    pub commune: Option<Id>,
    /// By whose borders.
    pub borders: Borders,
    /// Without denunciations: what the total of all kinds counts.
    pub is_told: bool,
}

/// At the end of a filter that leaves denunciations out.
const WITHOUT_DENUNCIATIONS: &str = " tru_to_cao";

impl Frame {
    /// Every place of the register, by the borders of today.
    pub fn new(window: Window) -> Frame {
        Frame { window, commune: None, borders: Borders::Now, is_told: false }
    }

    fn includes(&self, record: &Record, around: &Circumstances<'_>) -> bool {
        if self.is_told && facet::is_denunciation(record) {
            return false;
        }
        let Some(commune) = &self.commune else { return true };
        self.borders.commune_of(record, around).as_ref() == Some(commune)
    }

    /// As a filter of a list writes it, behind what is counted: `phat_sinh 2026-01-01 2026-03-31 nay C24100n`.
    pub fn filter(&self, measure: Measure) -> Value {
        let (from, to) = (self.window.from.iso(), self.window.to.iso());
        let commune = self.commune.as_ref().map_or(String::new(), |commune| format!(" {commune}"));
        let told = if self.is_told { WITHOUT_DENUNCIATIONS } else { "" };
        Value::Text(format!(
            "{} {from} {to} {}{commune}{told}",
            measure.choice().id,
            self.borders.choice().id
        ))
    }

    /// What such a filter means; `None`: it is none.
    pub fn from_filter(value: &Value) -> Option<(Measure, Frame)> {
        let Value::Text(text) = value else { return None };
        let (text, is_told) = match text.strip_suffix(WITHOUT_DENUNCIATIONS) {
            Some(rest) => (rest, true),
            None => (text.as_str(), false),
        };
        let mut words = text.split(' ');
        let measure = Measure::from_id(words.next()?)?;
        let (from, to) = (Day::from_iso(words.next()?)?, Day::from_iso(words.next()?)?);
        let borders = Borders::from_id(words.next()?)?;
        let commune = match words.next() {
            Some(commune) => Some(Id::new(commune)?),
            None => None,
        };
        let window = Window::between(from, to)?;
        words.next().is_none().then_some((measure, Frame { window, commune, borders, is_told }))
    }
}

impl Measure {
    /// What it is called on disk and in exports; never changes.
    pub const fn name(self) -> &'static str {
        match self {
            Measure::CarriedOver => "carried_over",
            Measure::New => "new",
            Measure::Handled => "handled",
            Measure::OnTime => "on_time",
            Measure::Late => "late",
            Measure::Remaining => "remaining",
            Measure::Unbalanced => "unbalanced",
        }
    }

    /// Whether it counts this petition. One that was entered by mistake counts nowhere.
    pub fn holds(self, record: &Record, frame: &Frame, around: &Circumstances<'_>) -> bool {
        Laid::new(record, frame, around).holds(self)
    }
}

/// A petition laid against a frame: what several measures ask of it is looked up once.
struct Laid<'a> {
    petition: Petition<'a>,
    window: Window,
    around: &'a Circumstances<'a>,
    is_included: bool,
    acts: Vec<Act>,
    was_late: OnceCell<bool>,
}

impl<'a> Laid<'a> {
    fn new(record: &'a Record, frame: &Frame, around: &'a Circumstances<'a>) -> Laid<'a> {
        let (petition, is_included) = (Petition(record), frame.includes(record, around));
        let acts = if is_included { petition.steps() } else { Vec::new() };
        Laid { petition, window: frame.window, around, is_included, acts, was_late: OnceCell::new() }
    }

    fn is_included(&self) -> bool {
        self.is_included
    }

    /// Whether a measure counts it. One that was entered by mistake counts nowhere.
    fn holds(&self, measure: Measure) -> bool {
        if !self.is_included || self.petition.state() == State::DaHuy {
            return false;
        }
        let Window { from, to, .. } = self.window;
        match measure {
            Measure::CarriedOver => self.is_unresolved_on(from.plus(-1)),
            Measure::Remaining => self.is_unresolved_on(to),
            Measure::New => self.petition.received_on().is_some_and(|on| (from..=to).contains(&on)),
            Measure::Handled => self.handled().is_some(),
            Measure::OnTime => self.handled().is_some_and(|end| !self.was_late(end)),
            Measure::Late => self.handled().is_some_and(|end| self.was_late(end)),
            // Found from the four alone, so that it tells which petition the sum fails by.
            Measure::Unbalanced => {
                let held = |measure: Measure| i64::from(self.holds(measure));
                let came = held(Measure::CarriedOver) + held(Measure::New);
                came != held(Measure::Handled) + held(Measure::Remaining)
            }
        }
    }

    fn is_unresolved_on(&self, day: Day) -> bool {
        self.petition.state_by(&self.acts, day).is_some_and(State::is_unresolved)
    }

    /// The step of the period by which it left the desk.
    fn handled(&self) -> Option<End> {
        let leaves = |act: &Act| {
            let (from, to) = act.states?;
            let is_end = from.is_unresolved()
                && !to.is_unresolved()
                && (self.window.from..=self.window.to).contains(&act.on);
            is_end.then_some(End { on: act.on, way: to })
        };
        self.acts.iter().rev().find_map(leaves)
    }

    /// Whether anything that an office had to do was done after its day, or not before the end.
    fn was_late(&self, end: End) -> bool {
        *self.was_late.get_or_init(|| {
            let all = clocks_by(self.petition, &self.acts, self.around);
            let of_offices = all.iter().filter(|clock| clock.who.is_office());
            of_offices
                .filter(|clock| clock.started_on <= end.on)
                .any(|clock| clock.ended_on.map_or(clock.due < end.on, |ended| ended > clock.due))
        })
    }
}

/// When and how a petition left the desk: it was answered and closed, transferred, guided, returned, discontinued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct End {
    on: Day,
    way: State,
}

/// The counts of one kind, in the order of [`Measure::ALL`].
pub type Counts = [u32; Measure::ALL.len()];

/// What a table holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statistics {
    /// By kind, in the order of [`PetitionKind::ALL`].
    pub kinds: Vec<Counts>,
    /// How what was handled left the desk, the most first: the state to which it went, and how many. No denunciation is in
    /// it, nor in the three numbers below.
    pub ways: Vec<(String, u32)>,
    /// Letters (đơn) that are new in the period.
    pub letters: u32,
    /// People (người) who signed them.
    pub people: u64,
    /// Cases (vụ việc): letters that are linked or split from one are one.
    pub cases: u32,
    /// Visits (lượt) at receptions of citizens in the period, and how many people came with them.
    pub visits: u32,
    /// People who came.
    pub visitors: u64,
    /// By which commune petitions are counted that would be in the table by the other borders, and how many: they are left
    /// out. `None`: by no commune that is known.
    pub left_out: Vec<(Option<Id>, u32)>,
}

impl Statistics {
    fn count_in(&mut self, cells: Cells) {
        let at = PetitionKind::ALL.iter().position(|other| *other == cells.kind);
        let counts = at.and_then(|at| self.kinds.get_mut(at)).into_iter().flatten();
        for (count, measure) in counts.zip(Measure::ALL) {
            *count = count.saturating_add(u32::from(cells.has(*measure)));
        }
    }

    /// The counts of one kind.
    pub fn of(&self, kind: PetitionKind) -> Counts {
        let at = PetitionKind::ALL.iter().position(|other| *other == kind);
        at.and_then(|at| self.kinds.get(at)).copied().unwrap_or_default()
    }

    /// All kinds but denunciations, whose small numbers are not told.
    pub fn total(&self) -> Counts {
        let told = PetitionKind::ALL.iter().filter(|kind| **kind != PetitionKind::ToCao);
        told.fold(Counts::default(), |mut sum, kind| {
            for (all, one) in sum.iter_mut().zip(self.of(*kind)) {
                *all = all.saturating_add(one);
            }
            sum
        })
    }

    /// Carried over + new - handled - remaining: 0 when the table adds up.
    pub fn gap(counts: Counts) -> i64 {
        let [carried_over, new, handled, _, _, remaining, _] = counts.map(i64::from);
        carried_over + new - handled - remaining
    }

    /// How many petitions of the total do not add up: 0 where the check says that it is right.
    pub fn unbalanced(&self) -> u32 {
        let [.., unbalanced] = self.total();
        unbalanced
    }

    /// What stands in a cell.
    pub fn count(&self, cell: Cell) -> u32 {
        let counts = cell.kind.map_or_else(|| self.total(), |kind| self.of(kind));
        let at = Measure::ALL.iter().position(|other| *other == cell.measure);
        at.and_then(|at| counts.get(at)).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests;
