//! Counting days (tính thời hạn): the first day is not counted, a last day off moves on to a working day.

use super::{Calendar, Stop, Unit};
use crate::base::Day;

/// What counting came to, with every day that a reader may ask about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Count {
    /// The last day by the number of days alone.
    pub raw_due: Day,
    /// The working day to which it moves, or the same.
    pub due: Day,
    /// Days off that working days jumped over.
    pub jumped: Vec<Day>,
    /// Make-up days that were counted as working days, or on which the term ends.
    pub made_up: Vec<Day>,
    /// Days off at the end, over which the last day moved.
    pub rolled: Vec<Day>,
    /// Stops that had an effect, and the calendar days that they lasted.
    pub stops: u32,
    /// Calendar days between a stop and the decision to continue, all stops together.
    pub stopped_days: i32,
    /// The stop that has not ended, and the days that were left then.
    pub open_stop: Option<(Day, i32)>,
}

/// How days are looked at: with the pending ones as ordinary days, or as days off (to say what would change).
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub calendar: &'a Calendar,
    pub pending_is_off: bool,
}

impl Reading<'_> {
    fn is_working_day(self, day: Day) -> bool {
        self.calendar.is_working_day(day) && !(self.pending_is_off && self.calendar.is_pending(day))
    }
}

/// Counts `days` from the day after `from` (before it when negative). A term counted backwards has no stops and moves
/// to the working day before (BLDS 2015 Đ.147, Đ.148; NĐ 155/2026 Đ.12 for stops: the rest runs on from the decision
/// to continue).
pub(super) fn count(reading: Reading<'_>, from: Day, days: i32, unit: Unit, stops: &[Stop]) -> Count {
    let count = Count {
        raw_due: from,
        due: from,
        jumped: Vec::new(),
        made_up: Vec::new(),
        rolled: Vec::new(),
        stops: 0,
        stopped_days: 0,
        open_stop: None,
    };
    let mut walk = Walk { reading, unit, at: from, left: days.abs(), direction: days.signum(), count };
    if days > 0 {
        walk.through(stops);
    }
    walk.until(None);
    walk.finish()
}

struct Walk<'a> {
    reading: Reading<'a>,
    unit: Unit,
    at: Day,
    left: i32,
    direction: i32,
    count: Count,
}

impl Walk<'_> {
    fn through(&mut self, stops: &[Stop]) {
        let mut stops: Vec<&Stop> = stops.iter().collect();
        stops.sort_by_key(|stop| stop.on);
        for stop in stops {
            self.until(Some(stop.on));
            if self.left == 0 {
                break;
            }
            match stop.continued_on {
                None => {
                    self.count.stops += 1;
                    self.count.open_stop = Some((stop.on, self.left));
                    break;
                }
                // A stop that ended before the clock got there does not touch it.
                Some(continued_on) if continued_on > self.at => {
                    self.count.stops += 1;
                    self.count.stopped_days += continued_on.since(self.at);
                    self.at = continued_on;
                }
                Some(_) => {}
            }
        }
    }

    /// Counts day by day until none is left, or up to and with a day.
    fn until(&mut self, last: Option<Day>) {
        while self.left > 0 && last.is_none_or(|last| self.at < last) {
            let day = self.at.plus(self.direction);
            if day == self.at {
                break; // the edge of the supported years
            }
            self.at = day;
            if self.unit == Unit::CalendarDays {
                self.left -= 1;
            } else if self.reading.is_working_day(day) {
                self.left -= 1;
                if day.is_weekend() {
                    self.count.made_up.push(day);
                }
            } else {
                self.count.jumped.push(day);
            }
        }
    }

    fn finish(mut self) -> Count {
        let raw_due = self.at;
        let mut due = raw_due;
        while !self.reading.is_working_day(due) {
            let next = due.plus(self.direction);
            if next == due {
                break;
            }
            self.count.rolled.push(due);
            due = next;
        }
        if due.is_weekend() && !self.count.made_up.contains(&due) && self.reading.is_working_day(due) {
            self.count.made_up.push(due);
        }
        self.count.raw_due = raw_due;
        self.count.due = due;
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::law::Law;

    fn day(iso: &str) -> Day {
        Day::from_iso(iso).unwrap()
    }

    #[test]
    fn a_stop_leaves_the_rest_of_the_days_to_run_on() {
        let law = Law::embedded().unwrap();
        let reading = Reading { calendar: &law.calendar, pending_is_off: false };
        let from = day("2026-03-02");
        let stop = |on: &str, to: Option<&str>| Stop { on: day(on), continued_on: to.map(day) };
        let days = |stops: &[Stop]| count(reading, from, 30, Unit::CalendarDays, stops);
        assert_eq!(days(&[]).raw_due, day("2026-04-01"));
        let once = days(&[stop("2026-03-12", Some("2026-03-22"))]);
        assert_eq!((once.raw_due, once.stopped_days, once.stops), (day("2026-04-11"), 10, 1));
        let twice = days(&[stop("2026-03-25", Some("2026-03-26")), stop("2026-03-12", Some("2026-03-22"))]);
        assert_eq!(twice.raw_due, day("2026-04-12"));
        let within = days(&[stop("2026-03-12", Some("2026-03-22")), stop("2026-03-14", Some("2026-03-20"))]);
        assert_eq!(within.raw_due, once.raw_due);
        let open = days(&[stop("2026-03-12", None)]);
        assert_eq!(open.open_stop, Some((day("2026-03-12"), 20)));
        assert_eq!(days(&[stop("2026-05-01", None)]).open_stop, None, "the clock had ended");
        let friday = count(reading, from, 5, Unit::WorkingDays, &[stop("2026-03-04", Some("2026-03-06"))]);
        assert_eq!((friday.raw_due, friday.jumped.len()), (day("2026-03-11"), 2));
    }

    #[test]
    fn the_edge_of_time_does_not_hang() {
        let law = Law::embedded().unwrap();
        let reading = Reading { calendar: &law.calendar, pending_is_off: false };
        for from in ["1900-01-01", "2200-12-30"] {
            for days in [-3_650, -1, 1, 3_650] {
                let _ = count(reading, day(from), days, Unit::WorkingDays, &[]);
                let _ = count(reading, day(from), days, Unit::CalendarDays, &[]);
            }
        }
    }
}
