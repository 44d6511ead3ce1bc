//! The calendar of working days (lịch làm việc): a table of days off and make-up days, never an algorithm.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Weekday;
use serde::Deserialize;

use super::LawError;
use crate::base::Day;
use crate::base::text::clean_line;

/// What the table says of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// A day off (ngày nghỉ).
    Off,
    /// A Saturday or Sunday on which work is made up (làm bù).
    Work,
    /// Perhaps a day off: counts as an ordinary day until an administrator confirms it.
    Pending,
}

/// How firm the table's word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Announced.
    Official,
    /// Expected from the lunar calendar and custom; counts, and makes a deadline provisional.
    Projected,
    /// Not decided.
    Pending,
}

/// How far a rule or a day of the table may be trusted; all but `High` is shown as to be confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// The text itself was read.
    High,
    /// A second-hand source, or read in part.
    Medium,
    /// From memory, or a default of this program.
    Low,
    /// Nobody has checked it.
    Unverified,
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// The day it speaks of.
    pub day: Day,
    /// Off, made up, or not known yet.
    pub kind: DayKind,
    /// Its name in Vietnamese, such as `Quốc khánh`.
    pub name: String,
    /// Whether it is announced.
    pub status: Status,
    /// How far it may be trusted.
    pub confidence: Confidence,
    /// Whether the line itself says that it was written from memory.
    pub from_memory: bool,
}

impl Holiday {
    /// Whether an announced day must still be shown as to be confirmed.
    pub fn to_confirm(&self) -> bool {
        self.status == Status::Official && (self.from_memory || self.confidence != Confidence::High)
    }

    /// The name without what stands in brackets after it: `Quốc khánh` of `Quốc khánh (nghỉ bù)`.
    pub fn short_name(&self) -> &str {
        self.name.split(" (").next().unwrap_or(&self.name)
    }
}

/// The working days of the years of a table (Mon–Fri minus days off, plus make-up days).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    days: BTreeMap<Day, Holiday>,
    projected_years: BTreeSet<i32>,
}

#[derive(Deserialize)]
struct Row {
    date: String,
    weekday: String,
    kind: DayKind,
    name_vi: String,
    status: Status,
    confidence: Confidence,
    #[serde(default)]
    source: String,
}

impl Calendar {
    /// Reads a table with the columns `date,weekday,kind,name_vi,status,confidence` and `source`; more are allowed.
    ///
    /// # Errors
    /// Says the line and what is wrong: a date that does not exist or is not that weekday, an unknown kind, a day
    /// twice, a make-up day within the week, an empty table.
    pub fn parse(csv: &str) -> Result<Calendar, LawError> {
        let mut calendar = Calendar { days: BTreeMap::new(), projected_years: BTreeSet::new() };
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let headers = reader.headers().map_err(|error| wrong(1, error.to_string()))?.clone();
        for record in reader.records() {
            let record = record.map_err(|error| {
                let line = error.position().map_or(1, csv::Position::line);
                wrong(line, error.to_string())
            })?;
            let line = record.position().map_or(1, csv::Position::line);
            let row: Row =
                record.deserialize(Some(&headers)).map_err(|error| wrong(line, reason_of(&error)))?;
            calendar.insert(row).map_err(|reason| wrong(line, reason))?;
        }
        if calendar.days.is_empty() {
            return Err(wrong(1, "no day in the table"));
        }
        Ok(calendar)
    }

    fn insert(&mut self, row: Row) -> Result<(), &'static str> {
        let day = Day::from_iso(&row.date).ok_or("not a date like 2026-09-02")?;
        if weekday_code(day.weekday()) != row.weekday.trim() {
            return Err("the date is another weekday");
        }
        if row.kind == DayKind::Work && !day.is_weekend() {
            return Err("a make-up day that is a working day anyway");
        }
        if row.status == Status::Projected {
            self.projected_years.insert(day.year());
        }
        let holiday = Holiday {
            day,
            kind: row.kind,
            name: clean_line(row.name_vi.trim()),
            status: row.status,
            confidence: row.confidence,
            from_memory: row.source.starts_with("from memory"),
        };
        match self.days.insert(day, holiday) {
            None => Ok(()),
            Some(_) => Err("a day that stands in the table twice"),
        }
    }

    /// Whether offices work on this day. A pending day is an ordinary one.
    pub fn is_working_day(&self, day: Day) -> bool {
        match self.days.get(&day).map(|holiday| holiday.kind) {
            Some(DayKind::Off) => false,
            Some(DayKind::Work) => true,
            Some(DayKind::Pending) | None => !day.is_weekend(),
        }
    }

    /// What the table says of this day, when it says anything.
    pub fn entry(&self, day: Day) -> Option<&Holiday> {
        self.days.get(&day)
    }

    /// The holiday on this day, when it is a day off.
    pub fn day_off(&self, day: Day) -> Option<&Holiday> {
        self.entry(day).filter(|holiday| holiday.kind == DayKind::Off)
    }

    /// Whether this day may turn out to be a day off.
    pub fn is_pending(&self, day: Day) -> bool {
        self.entry(day).is_some_and(|holiday| holiday.kind == DayKind::Pending)
    }

    /// Whether the days off of this year are announced, so that a deadline in it will not move.
    pub fn is_settled(&self, year: i32) -> bool {
        let covered = self.days.keys().next().zip(self.days.keys().next_back());
        covered.is_some_and(|(first, last)| (first.year()..=last.year()).contains(&year))
            && !self.projected_years.contains(&year)
    }

    /// All lines of the table, by day.
    pub fn entries(&self) -> impl Iterator<Item = &Holiday> {
        self.days.values()
    }
}

fn wrong(line: impl TryInto<usize>, reason: impl Into<String>) -> LawError {
    LawError::Calendar { line: line.try_into().unwrap_or(0), reason: reason.into() }
}

fn reason_of(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Deserialize { err, .. } => err.kind().to_string(),
        _ => error.to_string(),
    }
}

fn weekday_code(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "T2",
        Weekday::Tue => "T3",
        Weekday::Wed => "T4",
        Weekday::Thu => "T5",
        Weekday::Fri => "T6",
        Weekday::Sat => "T7",
        Weekday::Sun => "CN",
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
    fn tet_is_off_and_a_make_up_saturday_is_worked() {
        let calendar = Law::embedded().unwrap().calendar;
        assert!(!calendar.is_working_day(day("2025-01-29")));
        assert!(!calendar.is_working_day(day("2025-05-02")));
        assert!(calendar.is_working_day(day("2025-04-26")), "thứ Bảy làm bù");
        assert!(!calendar.is_working_day(day("2025-04-27")));
        assert!(calendar.is_working_day(day("2026-11-24")), "not confirmed yet");
        assert!(calendar.is_pending(day("2026-11-24")));
        assert_eq!(calendar.day_off(day("2026-09-02")).unwrap().short_name(), "Quốc khánh");
        assert_eq!(
            [2020, 2021, 2026, 2027, 2028].map(|y| calendar.is_settled(y)),
            [false, true, true, false, false]
        );
    }

    #[test]
    fn a_broken_table_says_its_line_and_why() {
        let head = "date,weekday,kind,name_vi,status,confidence,source\n2026-09-02,T4,off,Quốc khánh,official,high,x\n";
        for (line, reason) in [
            ("2026-02-30,T2,off,x,official,high,x", "not a date"),
            ("2026-09-01,T2,off,x,official,high,x", "another weekday"),
            ("2026-09-01,T3,holiday,x,official,high,x", "unknown variant `holiday`"),
            ("2026-09-01,T3,off,x,official,certain,x", "unknown variant `certain`"),
            ("2026-09-02,T4,off,x,official,high,x", "twice"),
            ("2026-09-01,T3,work,x,official,high,x", "a working day anyway"),
            ("2026-09-01,T3", "found record with 2 fields"),
        ] {
            let Err(LawError::Calendar { line: at, reason: why }) =
                Calendar::parse(&format!("{head}{line}\n"))
            else {
                panic!("{line} was read");
            };
            assert_eq!(at, 3, "{line}");
            assert!(why.contains(reason), "{why}");
        }
        for empty in ["", "date,weekday,kind,name_vi,status,confidence\n"] {
            assert!(Calendar::parse(empty).is_err());
        }
    }
}
