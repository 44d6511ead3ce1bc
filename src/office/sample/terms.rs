//! When things are done: the working days of the sample's years, and the real deadlines of its petitions.

use std::collections::HashMap;

use crate::base::Day;
use crate::domain::{
    kinds::{Instance, PetitionKind},
    law::{Conditions, Law, calculate},
    petition::{intake_rules, resolution_rule},
};

/// What a petition is in law, as far as its terms depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Nature {
    pub kind: PetitionKind,
    pub instance: Instance,
    pub remote: bool,
    pub complex: bool,
}

impl Nature {
    /// A first petition of a kind with nothing out of the ordinary.
    pub fn plain(kind: PetitionKind) -> Nature {
        Nature { kind, instance: Instance::First, remote: false, complex: false }
    }
}

/// A duty with a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Duty {
    /// To tell the sender what becomes of it; counts from receipt.
    Tell,
    /// To accept it, or a first handling; counts from receipt.
    Accept,
    /// To resolve it; counts from acceptance.
    Resolve,
}

/// Working days and deadlines of one sample.
pub(super) struct Terms {
    law: Law,
    working_days: Vec<Day>,
    due: HashMap<(Duty, Nature, Day), Option<Day>>,
}

/// Days before the first and after the last that are counted too, for terms that reach over the edges.
const MARGIN_DAYS: i32 = 200;

impl Terms {
    /// Those of the days from the first to the last.
    pub fn new(law: Law, first: Day, last: Day) -> Terms {
        let span = last.since(first).max(0) + 2 * MARGIN_DAYS;
        let days = (0..=span).map(|days| first.plus(days - MARGIN_DAYS));
        let working_days = days.filter(|day| law.calendar.is_working_day(*day)).collect();
        Terms { law, working_days, due: HashMap::new() }
    }

    /// The law that they follow.
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// The working day so many after a day; 0: this day, or the next working day.
    pub fn after(&self, day: Day, working_days: usize) -> Day {
        let at = self.working_days.partition_point(|working| *working < day);
        let is_working = self.working_days.get(at) == Some(&day);
        let step = if is_working { working_days } else { working_days.saturating_sub(1) };
        self.working_days.get(at.saturating_add(step)).copied().unwrap_or(day)
    }

    /// The working day so many before a day; 0: this day, or the last working day before it.
    pub fn before(&self, day: Day, working_days: usize) -> Day {
        let up_to = self.working_days.partition_point(|working| *working <= day);
        let is_working = up_to.checked_sub(1).and_then(|at| self.working_days.get(at)) == Some(&day);
        let back = if is_working { working_days + 1 } else { working_days.max(1) };
        up_to.checked_sub(back).and_then(|at| self.working_days.get(at)).copied().unwrap_or(day)
    }

    /// How many working days lie after the first day up to the second.
    pub fn between(&self, first: Day, second: Day) -> usize {
        let up_to = |day: Day| self.working_days.partition_point(|working| *working <= day);
        up_to(second).saturating_sub(up_to(first))
    }

    /// The last day of a duty, counted from the day of its event; `None` where there is no such duty.
    pub fn due(&mut self, duty: Duty, nature: Nature, from: Day) -> Option<Day> {
        let lengthens = duty == Duty::Resolve && nature.kind == PetitionKind::KhieuNai;
        let nature = if lengthens { nature } else { Nature::plain(nature.kind) };
        if let Some(due) = self.due.get(&(duty, nature, from)) {
            return *due;
        }
        let due = self.counted(duty, nature, from);
        self.due.insert((duty, nature, from), due);
        due
    }

    fn counted(&self, duty: Duty, nature: Nature, from: Day) -> Option<Day> {
        let intake = intake_rules(nature.kind).iter().copied();
        let mut intake = intake.filter(|rule| self.law.in_force(rule, from));
        let rule = match duty {
            Duty::Tell => intake.find(|rule| rule.starts_with("TCD"))?,
            Duty::Accept => intake.find(|rule| !rule.starts_with("TCD"))?,
            Duty::Resolve => resolution_rule(nature.kind, nature.instance),
        };
        let granted = |is: bool| is.then(String::new);
        let conditions = Conditions {
            remote: granted(nature.remote),
            complex: granted(nature.complex),
            ..Conditions::default()
        };
        Some(calculate(&self.law, self.law.rule(rule)?, from, &conditions).due)
    }

    /// The working day from which a duty is counted so that it is due on `target`: the nearest that makes it due no later
    /// when that day has passed, no earlier when it is still to come.
    pub fn start(&mut self, duty: Duty, nature: Nature, target: Day, has_passed: bool) -> Day {
        let mut start = self.before(target, 0);
        for _ in 0..MARGIN_DAYS {
            let earlier = self.before(start, 1);
            let Some(due) = self.due(duty, nature, start) else { break };
            if has_passed && due <= target {
                break;
            }
            if !has_passed && self.due(duty, nature, earlier).is_none_or(|due| due < target) {
                break;
            }
            start = earlier;
        }
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(iso: &str) -> Day {
        Day::from_iso(iso).unwrap()
    }

    fn terms() -> Terms {
        Terms::new(Law::embedded().unwrap(), day("2021-03-05"), day("2026-11-23"))
    }

    #[test]
    fn working_days_are_stepped_over_holidays_both_ways() {
        let terms = terms();
        assert_eq!(terms.after(day("2025-04-25"), 1), day("2025-04-26"), "a make-up Saturday");
        assert_eq!(terms.after(day("2025-04-27"), 0), day("2025-04-28"));
        assert_eq!(terms.after(day("2025-04-27"), 1), day("2025-04-28"));
        assert_eq!(terms.before(day("2025-04-27"), 0), day("2025-04-26"));
        assert_eq!(terms.before(day("2025-04-27"), 1), day("2025-04-26"));
        assert_eq!(terms.before(day("2025-04-28"), 1), day("2025-04-26"));
        assert_eq!(terms.between(day("2025-04-29"), day("2025-05-05")), 1);
    }

    #[test]
    fn a_duty_starts_so_that_it_is_due_on_the_day_that_is_wanted() {
        let mut terms = terms();
        let nature = |kind| Nature { kind, instance: Instance::First, remote: true, complex: false };
        let today = day("2026-11-23");
        let told = nature(PetitionKind::PhanAnh);
        let start = terms.start(Duty::Tell, told, today, false);
        assert_eq!((start, terms.due(Duty::Tell, told, start)), (day("2026-11-09"), Some(today)));
        let complaint = nature(PetitionKind::KhieuNai);
        for late in 1..60 {
            let target = today.plus(-late);
            let start = terms.start(Duty::Resolve, complaint, target, true);
            let due = terms.due(Duty::Resolve, complaint, start).unwrap();
            assert!(due <= target && target.since(due) < 12, "{late}: {due}");
        }
        assert_eq!(terms.due(Duty::Accept, complaint, day("2026-06-30")), Some(day("2026-07-14")));
        assert_eq!(terms.due(Duty::Accept, complaint, day("2026-07-01")), Some(day("2026-07-10")));
        assert_eq!(terms.due(Duty::Tell, nature(PetitionKind::CuTri), today), None);
    }
}
