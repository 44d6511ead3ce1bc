//! A calendar day (ngày), as officers write it: 23/11/2026.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// A calendar day in Vietnam, without a time; years 1900 to 2200.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i32", into = "i32")]
pub struct Day(NaiveDate);

impl Day {
    /// 01/01/1970, from which stored days are counted.
    pub const EPOCH: Day = Day(match NaiveDate::from_ymd_opt(1970, 1, 1) {
        Some(date) => date,
        None => NaiveDate::MIN,
    });

    /// 31/12/2200, the last supported day.
    pub const LAST: Day = Day(match NaiveDate::from_ymd_opt(2200, 12, 31) {
        Some(date) => date,
        None => NaiveDate::MAX,
    });

    /// The day of a year, month (1–12) and day of month, or `None` when it does not exist.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Day> {
        if !(1900..=2200).contains(&year) {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month, day).map(Day)
    }

    /// Days since 01/01/1970; what is stored.
    pub fn number(self) -> i32 {
        self.0.num_days_from_ce() - UNIX_EPOCH_FROM_CE
    }

    /// The day with this number of days since 01/01/1970, within the supported years.
    pub fn from_number(number: i32) -> Option<Day> {
        let date = NaiveDate::from_num_days_from_ce_opt(number.checked_add(UNIX_EPOCH_FROM_CE)?)?;
        Day::new(date.year(), date.month(), date.day())
    }

    /// The same day of the month so many months later; the last day of a shorter month. Stays at the last supported day
    /// at the edge.
    pub fn months_later(self, months: u32) -> Day {
        let moved = self.0.checked_add_months(Months::new(months));
        moved.and_then(|d| Day::new(d.year(), d.month(), d.day())).unwrap_or(self)
    }

    /// This day moved by a number of days (negative: earlier); stays at the last supported day at the edges.
    pub fn plus(self, days: i32) -> Day {
        let moved = if days >= 0 {
            self.0.checked_add_days(Days::new(u64::from(days.unsigned_abs())))
        } else {
            self.0.checked_sub_days(Days::new(u64::from(days.unsigned_abs())))
        };
        moved.and_then(|d| Day::new(d.year(), d.month(), d.day())).unwrap_or(self)
    }

    /// Calendar days from `earlier` to this day.
    pub fn since(self, earlier: Day) -> i32 {
        self.number() - earlier.number()
    }

    /// The year, such as 2026.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month, 1–12.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// The day of the month, 1–31.
    pub fn day_of_month(self) -> u32 {
        self.0.day()
    }

    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        self.0.weekday()
    }

    /// Whether this is a Saturday or a Sunday (thứ Bảy, Chủ nhật).
    pub fn is_weekend(self) -> bool {
        matches!(self.weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// The day written `2026-11-23` (ISO 8601), as files and scripts spell it.
    pub fn iso(self) -> String {
        self.0.format("%Y-%m-%d").to_string()
    }

    /// Reads `2026-11-23`.
    pub fn from_iso(text: &str) -> Option<Day> {
        let date = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()?;
        Day::new(date.year(), date.month(), date.day())
    }

    /// `23/11`, without the year.
    pub fn short(self) -> String {
        format!("{:02}/{:02}", self.day_of_month(), self.month())
    }

    /// Reads what an officer types: `20` (this month), `20/11` or `2011` (this year), `20/11/26`, `20/11/2026`,
    /// `20112026`, also with `-`, `.` or a space between; an empty text is `today`. ISO dates are read too.
    pub fn from_typed(text: &str, today: Day) -> Option<Day> {
        let text = text.trim();
        if text.is_empty() {
            return Some(today);
        }
        if let Some(day) = Day::from_iso(text) {
            return Some(day);
        }
        let parts: Vec<&str> = text.split(['/', '-', '.', ' ']).filter(|p| !p.is_empty()).collect();
        if !parts.iter().all(|p| p.len() <= 8 && p.bytes().all(|b| b.is_ascii_digit())) {
            return None;
        }
        let parts: Vec<&str> = match parts.as_slice() {
            [all] if all.len() == 4 || all.len() == 6 || all.len() == 8 => {
                let (day, rest) = all.split_at(2);
                let (month, year) = rest.split_at(2);
                if year.is_empty() { vec![day, month] } else { vec![day, month, year] }
            }
            other => other.to_vec(),
        };
        let number = |part: &str| part.parse::<u32>().ok();
        match parts.as_slice() {
            [day] => Day::new(today.year(), today.month(), number(day)?),
            [day, month] => Day::new(today.year(), number(month)?, number(day)?),
            [day, month, year] => {
                let year = number(year)?;
                let year = if year < 100 { year + 2000 } else { year };
                Day::new(i32::try_from(year).ok()?, number(month)?, number(day)?)
            }
            _ => None,
        }
    }
}

const UNIX_EPOCH_FROM_CE: i32 = 719_163;

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}/{:02}/{}", self.day_of_month(), self.month(), self.year())
    }
}

impl TryFrom<i32> for Day {
    type Error = &'static str;

    fn try_from(number: i32) -> Result<Day, Self::Error> {
        Day::from_number(number).ok_or("a day outside the years 1900 to 2200")
    }
}

impl From<Day> for i32 {
    fn from(day: Day) -> i32 {
        day.number()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(iso: &str) -> Day {
        Day::from_iso(iso).unwrap()
    }

    #[test]
    fn a_typed_day_may_leave_out_what_is_the_same_as_today() {
        let today = day("2026-11-23");
        for (typed, meant) in [
            ("", "2026-11-23"),
            ("20", "2026-11-20"),
            ("5", "2026-11-05"),
            ("20/10", "2026-10-20"),
            ("2010", "2026-10-20"),
            ("20/10/25", "2025-10-20"),
            ("201025", "2025-10-20"),
            ("20.10.2025", "2025-10-20"),
            ("20102025", "2025-10-20"),
            ("2025-10-20", "2025-10-20"),
        ] {
            assert_eq!(Day::from_typed(typed, today), Some(day(meant)), "{typed:?}");
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_not_a_day() {
        let today = day("2026-11-23");
        for typed in ["31", "29/2", "32/1/2026", "aa", "1/1/1", "1/2/3/4", "99999999", "١٢"] {
            assert_eq!(Day::from_typed(typed, today).filter(|d| d.year() != 2001), None, "{typed:?}");
        }
    }

    #[test]
    fn a_day_survives_its_number() {
        for iso in ["1970-01-01", "2026-02-28", "2024-02-29", "1900-01-01", "2200-12-31"] {
            assert_eq!(Day::from_number(day(iso).number()), Some(day(iso)));
        }
        assert_eq!(day("1970-01-01").number(), 0);
        assert_eq!(Day::from_number(i32::MAX), None);
        assert_eq!(Day::from_number(i32::MIN), None);
    }
}
