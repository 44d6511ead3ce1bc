//! The book of a sample: how many petitions come in when, and how many of them are still open.

use crate::base::{Day, Dice};
use crate::domain::{kinds::PetitionKind, law::Calendar, petition::steps::reasons::CancelReason};

use super::{
    case::Case,
    clerk::{Clerk, QUICKEST_WORKING_DAYS},
    profile::{CU_PRAO, CULTURE, EA_LY, ECONOMY, POWER},
    script::{DESK, EDGES, Goal, Line, Received},
    terms::{Duty, Nature, Terms},
};

/// From so many petitions on, the whole script is played.
const WHOLE_SCRIPT_FROM: usize = 150;
/// Of a thousand old petitions, so many were entered by mistake.
const CANCELLED_PERMILLE: u32 = 15;
/// Of a thousand old petitions, a step of so many was taken back.
const TAKEN_BACK_PERMILLE: u32 = 10;
/// Petitions of a working day at the beginning, and how many more of it each year, as the register comes into use.
const WEIGHT_FIRST_YEAR: u64 = 400;
const WEIGHT_MORE_A_YEAR: u64 = 200;

impl Clerk<'_> {
    /// So many petitions, in no order.
    pub(super) fn cases(&mut self, petitions: usize, seed: u64) -> Vec<Case> {
        let mut lines = self.script(petitions);
        let open = (petitions as u64 * u64::from(self.recipe.flow.open) / 1_000) as usize;
        let more = open.saturating_sub(DESK.len());
        let opened: usize = lines.iter().map(Line::opens).sum();
        let old = petitions.saturating_sub(lines.len() + opened + more);
        let mut things = 0_u64..;
        let mut dice = || Dice::new(seed, things.next().unwrap_or(0));

        let mut cases = Vec::with_capacity(petitions);
        for line in lines.drain(..) {
            cases.push(self.petition(&line, &mut dice()));
        }
        for _ in 0..more.min(petitions.saturating_sub(cases.len() + opened)) {
            let mut dice = dice();
            let line = self.open_line(&mut dice);
            cases.push(self.petition(&line, &mut dice));
        }
        let days =
            Days::new(self.recipe.start, self.terms.before(self.last, QUICKEST_WORKING_DAYS), self.terms);
        for nth in 0..old {
            let mut dice = dice();
            let line = self.old_line(days.one(nth, old, &mut dice), &mut dice);
            cases.push(self.petition(&line, &mut dice));
        }
        cases
    }

    /// The lines that must be there, as many as a third of a small sample.
    fn script(&mut self, petitions: usize) -> Vec<Line> {
        let whole = petitions >= WHOLE_SCRIPT_FROM;
        let room = if whole { petitions } else { petitions.div_ceil(3) };
        let mut lines: Vec<Line> = DESK.iter().copied().take(room).collect();
        if whole {
            lines.extend(EDGES.iter().filter_map(|(received, line)| self.edge(*received, line)));
        }
        lines
    }

    /// A line of the edges with its day, when it lies far enough back.
    fn edge(&mut self, received: Received, line: &Line) -> Option<Line> {
        let nature = Nature::plain(line.kind);
        let received_on = match received {
            Received::On(year, month, day) => Day::new(year, month, day)?,
            Received::DueOn(year, month, day) => {
                self.terms.start(Duty::Tell, nature, Day::new(year, month, day)?, true)
            }
            Received::BeforeTet => {
                let by = self.terms.before(self.last, QUICKEST_WORKING_DAYS);
                let tet = tets(&self.terms.law().calendar).into_iter().rfind(|tet| *tet <= by)?;
                self.terms.before(tet.plus(-1), 0)
            }
        };
        let is_old = received_on >= self.recipe.start
            && self.terms.between(received_on, self.last) >= QUICKEST_WORKING_DAYS;
        is_old.then_some(Line { goal: Goal::Closed(received_on), ..*line })
    }

    /// A petition that is open on the demo day, late as often as the recipe says.
    fn open_line(&self, dice: &mut Dice) -> Line {
        let kind = self.recipe.kind(dice, true);
        let late = 1_000_u32.saturating_sub(self.recipe.flow.on_time);
        let due = |dice: &mut Dice, longest_late: i32, longest: i32| {
            let days =
                if dice.happens(late) { dice.between(-longest_late, -1) } else { dice.between(0, longest) };
            if days == 0 && dice.happens(700) { longest } else { days }
        };
        use PetitionKind::*;
        let goal = match (kind, dice.below(100)) {
            (NhieuNoiDung, ..50) => Goal::Telling(due(dice, 5, 9)),
            (NhieuNoiDung, _) | (CuTri, ..20) => Goal::Sorted(dice.between(2, 25).unsigned_abs() as usize),
            (_, ..20) => {
                let receivers = [EA_LY, EA_LY, CU_PRAO, ECONOMY, CULTURE, POWER];
                let days = if dice.happens(150) { dice.between(11, 40) } else { dice.between(1, 10) };
                Goal::Transferred(days, dice.one(&receivers).copied().unwrap_or(EA_LY))
            }
            (KhieuNai | ToCao, ..35) => Goal::Accepting(due(dice, 6, 6)),
            (KienNghi | PhanAnh, ..35) => Goal::Telling(due(dice, 8, 9)),
            (KienNghi | PhanAnh, ..42) => Goal::Answered(dice.between(0, 6).unsigned_abs() as usize),
            (KhieuNai, _) => Goal::Resolving(due(dice, 40, 40)),
            _ => Goal::Resolving(due(dice, 30, 19)),
        };
        self.line(goal, kind, dice)
    }

    /// A petition that is done with.
    fn old_line(&self, received_on: Day, dice: &mut Dice) -> Line {
        let kind = self.recipe.kind(dice, false);
        if dice.happens(CANCELLED_PERMILLE) {
            use CancelReason::*;
            let reason = dice.one(&[Twice, Twice, WrongKind, WrongPlace, NotAPetition]).copied();
            let ago = self.terms.between(received_on, self.profile.day);
            return self.line(Goal::Cancelled(ago, reason.unwrap_or(Twice)), kind, dice);
        }
        let taken_back = dice.happens(TAKEN_BACK_PERMILLE);
        let way = self.way(kind, received_on, dice);
        Line { taken_back, way, ..self.line(Goal::Closed(received_on), kind, dice) }
    }

    fn line(&self, goal: Goal, kind: PetitionKind, dice: &mut Dice) -> Line {
        let flow = &self.recipe.flow;
        let complains = kind == PetitionKind::KhieuNai;
        let signatories = if dice.happens(flow.group) {
            dice.between(5, 40)
        } else {
            [1, 1, 1, 1, 2, 3].get(dice.below(6) as usize).copied().unwrap_or(1)
        };
        Line {
            signatories: i64::from(signatories),
            second: complains && dice.happens(flow.second_instance),
            complex: complains && dice.happens(flow.complex),
            ..Line::new(goal, kind)
        }
    }
}

/// The first days of all Tết holidays, in order.
fn tets(calendar: &Calendar) -> Vec<Day> {
    let off = calendar.entries().filter(|entry| entry.short_name() == "Tết Nguyên đán");
    let mut first: Vec<Day> = off.map(|entry| entry.day).collect();
    first.dedup_by_key(|day| day.year());
    first
}

/// The working days on which petitions come in, with how many may be expected up to each.
struct Days {
    up_to: Vec<(u64, Day)>,
}

impl Days {
    /// The working days from the first to the last: fewer petitions in the two weeks from Tết on, more in the two weeks after.
    fn new(first: Day, last: Day, terms: &Terms) -> Days {
        let tets = tets(&terms.law().calendar);
        let mut total = 0;
        let mut up_to = Vec::new();
        let mut day = terms.after(first, 0);
        while day <= last {
            let years = u64::try_from(day.since(first) / 365).unwrap_or(0);
            let tet = tets.iter().rfind(|tet| **tet <= day).map_or(i32::MAX, |tet| day.since(*tet));
            let percent = match tet {
                0..14 => 30,
                14..28 => 140,
                _ => 100,
            };
            total += (WEIGHT_FIRST_YEAR + WEIGHT_MORE_A_YEAR * years) * percent;
            up_to.push((total, day));
            let next = terms.after(day, 1);
            if next <= day {
                break;
            }
            day = next;
        }
        Days { up_to }
    }

    /// The day of the n-th of so many petitions, spread as evenly as chance may.
    fn one(&self, nth: usize, of: usize, dice: &mut Dice) -> Day {
        let total = self.up_to.last().map_or(0, |(total, _)| *total);
        let within = dice.below(total.max(1));
        let at = (u128::from(total) * nth as u128 + u128::from(within)) / of.max(1) as u128;
        let found = self.up_to.partition_point(|(up_to, _)| u128::from(*up_to) <= at);
        self.up_to.get(found).or(self.up_to.last()).map_or(Day::EPOCH, |(_, day)| *day)
    }
}
