//! The reporting periods of an office: how long they are since when, by which day a village reports, which are closed.

use std::collections::BTreeSet;

use crate::base::{Day, Period, PeriodLength};

use super::{
    Record,
    kinds::{Office, period_closing_fields},
};

/// The periods of an office (kỳ báo cáo). Lengths are dated: an office may go from months to weeks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Periods {
    /// Since when, how long, due how many days after the last one; the latest first.
    lengths: Vec<(Day, PeriodLength, i32)>,
    closed: BTreeSet<Period>,
}

/// A week, due on the third day after it: what an office has that says nothing.
const USUAL: (PeriodLength, i32) = (PeriodLength::Week, 3);

impl Periods {
    /// The periods that an office declares, of which these records closed some.
    pub fn new<'a>(office: Office<'_>, closings: impl IntoIterator<Item = &'a Record>) -> Periods {
        let mut lengths = office.period_lengths();
        lengths.sort_by_key(|(since, ..)| std::cmp::Reverse(*since));
        let closed = closings.into_iter().filter_map(|record| period_closing_fields::PERIOD.of(record));
        Periods { lengths, closed: closed.collect() }
    }

    fn rule_on(&self, day: Day) -> (PeriodLength, i32) {
        let since = self.lengths.iter().find(|(since, ..)| *since <= day).or(self.lengths.last());
        since.map_or(USUAL, |(_, length, due)| (*length, *due))
    }

    /// The period in which a day lies.
    pub fn of(&self, day: Day) -> Period {
        Period::of(day, self.rule_on(day).0)
    }

    /// The period that villages report on now: the last one that is over.
    pub fn reported_on(&self, today: Day) -> Period {
        self.before(self.of(today))
    }

    /// The period before this one, of the length that was in force then.
    pub fn before(&self, period: Period) -> Period {
        self.of(period.first().plus(-1))
    }

    /// The period after this one.
    pub fn after(&self, period: Period) -> Period {
        self.of(period.last().plus(1))
    }

    /// The last day on which a report on this period is in time.
    pub fn due_on(&self, period: Period) -> Day {
        period.last().plus(self.rule_on(period.last()).1)
    }

    /// Whether this is a period of the office: of the length that was in force then.
    pub fn has(&self, period: Period) -> bool {
        self.of(period.last()) == period
    }

    /// Whether the figures of this period were closed (chốt kỳ).
    pub fn is_closed(&self, period: Period) -> bool {
        self.closed.contains(&period)
    }

    /// The same with what this record closes.
    pub fn with_closing(mut self, closing: &Record) -> Periods {
        self.closed.extend(period_closing_fields::PERIOD.of(closing));
        self
    }

    /// How many periods lie behind `last` up to and with `now`: 0 when that is reported.
    pub fn silent_for(&self, last: Option<Period>, since: Day, now: Period) -> u32 {
        let mut count = 0;
        let mut at = now;
        while last.is_none_or(|last| at > last) && at.last() >= since && count < SILENT_MAX {
            count += 1;
            at = self.before(at);
        }
        count
    }
}

/// Silent periods are counted up to this.
const SILENT_MAX: u32 = 999;
