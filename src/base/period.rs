//! A reporting period: a week (tuần) or a month (tháng), with its first and last day.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Day, Say, Words};

/// How long the periods of an office are (độ dài kỳ báo cáo).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PeriodLength {
    /// From Monday to Sunday, numbered as in ISO 8601.
    Week,
    /// A calendar month.
    Month,
}

/// One week or month. Spelled `2026-W47` (ISO 8601) or `2026-M11`; ordered by its last day, the shorter one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    length: PeriodLength,
    year: i32,
    /// The week or the month, from 1.
    number: u32,
}

/// Years that a period may lie in; the arithmetic of days holds well beyond.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

impl Period {
    /// The period of this length in which a day lies.
    pub fn of(day: Day, length: PeriodLength) -> Period {
        match length {
            PeriodLength::Month => Period { length, year: day.year(), number: day.month() },
            PeriodLength::Week => {
                // A week belongs to the year in which its Thursday lies.
                let thursday = day.plus(3 - i32::try_from(day.weekday().num_days_from_monday()).unwrap_or(0));
                let year = thursday.year();
                let first = Day::new(year, 1, 1).map_or(0, |first| thursday.since(first));
                Period { length, year, number: u32::try_from(first / 7).unwrap_or(0) + 1 }
            }
        }
    }

    /// The one that is spelled so, or `None` when there is no such week or month.
    pub fn parse(text: &str) -> Option<Period> {
        let (year, rest) = text.split_once('-')?;
        let length = match rest.get(..1)? {
            "W" => PeriodLength::Week,
            "M" => PeriodLength::Month,
            _ => return None,
        };
        let number = rest.get(1..).filter(|number| number.len() == 2)?;
        Period::new(length, year.parse().ok()?, number.parse().ok()?)
    }

    /// The week or month of this number in a year.
    pub fn new(length: PeriodLength, year: i32, number: u32) -> Option<Period> {
        let period = Period { length, year, number };
        let exists = YEARS.contains(&year)
            && match length {
                PeriodLength::Month => (1..=12).contains(&number),
                PeriodLength::Week => {
                    (1..=53).contains(&number) && Period::of(period.first(), length) == period
                }
            };
        exists.then_some(period)
    }

    /// What was typed: `47` or `t47` is that period of this year, `47/2025` of another, `2026-W47` as it is spelled.
    pub fn from_typed(text: &str, today: Day, length: PeriodLength) -> Option<Period> {
        let text = text.trim();
        if let Some(period) = Period::parse(&text.to_ascii_uppercase()) {
            return Some(period);
        }
        let bare = text.trim_start_matches(|sign: char| !sign.is_ascii_digit());
        let (number, year) = match bare.split_once('/') {
            Some((number, year)) => (number, year.parse().ok()?),
            None => (bare, Period::of(today, length).year),
        };
        Period::new(length, year, number.parse().ok()?)
    }

    /// Whether it is a week or a month.
    pub fn length(self) -> PeriodLength {
        self.length
    }

    /// The year that it is counted in.
    pub fn year(self) -> i32 {
        self.year
    }

    /// Its number in the year, from 1.
    pub fn number(self) -> u32 {
        self.number
    }

    /// Its first day.
    pub fn first(self) -> Day {
        match self.length {
            PeriodLength::Month => Day::new(self.year, self.number, 1).unwrap_or(Day::EPOCH),
            PeriodLength::Week => {
                // 4 January lies in week 1 of every year.
                let fourth = Day::new(self.year, 1, 4).unwrap_or(Day::EPOCH);
                let monday =
                    fourth.plus(-i32::try_from(fourth.weekday().num_days_from_monday()).unwrap_or(0));
                monday.plus(7 * (i32::try_from(self.number).unwrap_or(1) - 1))
            }
        }
    }

    /// Its last day.
    pub fn last(self) -> Day {
        match self.length {
            PeriodLength::Week => self.first().plus(6),
            PeriodLength::Month => Period::of(self.first().plus(31), self.length).first().plus(-1),
        }
    }

    /// The one of the same length after it.
    pub fn next(self) -> Period {
        Period::of(self.last().plus(1), self.length)
    }

    /// The one of the same length before it.
    pub fn previous(self) -> Period {
        Period::of(self.first().plus(-1), self.length)
    }

    /// "tuần 47", "tháng 11"; with its year when that is not this one.
    pub fn name(self, this_year: i32) -> Say {
        let word = match self.length {
            PeriodLength::Week => Words::new("tuần", "week"),
            PeriodLength::Month => Words::new("tháng", "month"),
        };
        let number = self.number;
        let year = if self.year == this_year { String::new() } else { format!("/{}", self.year) };
        Say::new(format!("{} {number}{year}", word.vi), format!("{} {number}{year}", word.en))
    }

    /// "16-22/11", "30/11-06/12": its days, without the year.
    pub fn days(self) -> String {
        let (first, last) = (self.first(), self.last());
        if first.month() == last.month() {
            format!("{:02}-{}", first.day_of_month(), last.short())
        } else {
            format!("{}-{}", first.short(), last.short())
        }
    }
}

impl Ord for Period {
    fn cmp(&self, other: &Period) -> std::cmp::Ordering {
        let place = |period: &Period| (period.last(), period.length);
        place(self).cmp(&place(other))
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Period) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = match self.length {
            PeriodLength::Week => 'W',
            PeriodLength::Month => 'M',
        };
        write!(f, "{:04}-{letter}{:02}", self.year, self.number)
    }
}

impl TryFrom<String> for Period {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Period, Self::Error> {
        Period::parse(&text).ok_or("a period such as 2026-W47 or 2026-M11")
    }
}

impl From<Period> for String {
    fn from(period: Period) -> String {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(iso: &str) -> Day {
        Day::from_iso(iso).unwrap()
    }

    fn week(day_of_it: &str) -> Period {
        Period::of(day(day_of_it), PeriodLength::Week)
    }

    #[test]
    fn weeks_are_those_of_iso_8601() {
        assert_eq!(week("2026-11-22").to_string(), "2026-W47");
        assert_eq!(week("2026-11-23").to_string(), "2026-W48");
        assert_eq!(week("2027-01-03").to_string(), "2026-W53");
        assert_eq!(week("2025-12-29").to_string(), "2026-W01");
        assert_eq!(week("2026-11-18").days(), "16-22/11");
        assert_eq!(week("2026-12-01").days(), "30/11-06/12");
        assert_eq!(Period::parse("2025-W53"), None);
        assert!(Period::parse("2026-W53").is_some());
    }

    #[test]
    fn every_day_lies_in_its_period_and_periods_follow_each_other() {
        for length in [PeriodLength::Week, PeriodLength::Month] {
            let mut period = Period::of(day("2019-12-30"), length);
            for at in 0..4_000 {
                let on = day("2019-12-30").plus(at);
                if on > period.last() {
                    let next = period.next();
                    assert_eq!((next.first(), next.previous()), (on, period));
                    assert!(period < next);
                    period = next;
                }
                assert_eq!(Period::of(on, length), period);
                assert_eq!(Period::parse(&period.to_string()), Some(period));
            }
        }
    }

    #[test]
    fn a_period_is_typed_by_its_number() {
        let today = day("2026-11-23");
        let typed =
            |text| Period::from_typed(text, today, PeriodLength::Week).map(|period| period.to_string());
        assert_eq!(typed("47"), Some("2026-W47".into()));
        assert_eq!(typed("tuần 47"), Some("2026-W47".into()));
        assert_eq!(typed("52/2025"), Some("2025-W52".into()));
        assert_eq!(typed("2026-m11"), Some("2026-M11".into()));
        assert_eq!(typed("54"), None);
        assert_eq!(typed(""), None);
    }

    #[test]
    fn wrong_spellings_are_no_periods() {
        for text in [
            "",
            "2026",
            "2026-W",
            "2026-W4",
            "2026-W00",
            "2026-M13",
            "2026-X01",
            "99999-W01",
            "-W01",
            "2026-W470",
        ] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
    }
}
