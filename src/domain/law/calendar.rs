//! The calendar of working days (lịch làm việc): a table of days off and make-up days, never an algorithm.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Day, Say, limits};
use crate::domain::choices::choices;

choices! {
    /// What the table says of a day (loại ngày).
    DayKind {
        Off = "off", "n", "nghỉ", "Ngày nghỉ", "Day off";
        Work = "work", "b", "làm bù", "Làm bù", "Made-up working day";
        Ordinary = "ordinary", "t", "thường", "Ngày thường", "Ordinary day";
        Pending = "pending", "c", "chờ", "Chưa rõ có nghỉ", "Perhaps a day off";
    }
}

choices! {
    /// How firm the table's word is: announced; expected from the lunar calendar and custom, which counts and makes a
    /// deadline provisional; not decided.
    Status {
        Official = "official", "c", "công bố", "Đã công bố", "Announced";
        Projected = "projected", "d", "dự kiến", "Dự kiến", "Projected";
        Pending = "pending", "h", "chờ", "Chờ quyết định", "Not decided";
    }
}

choices! {
    /// How far a rule or a day of the table may be trusted; all but `High` is shown as to be confirmed.
    Confidence {
        High = "high", "c", "cao", "Đã đọc văn bản", "The text was read";
        Medium = "medium", "v", "vừa", "Đọc qua nguồn khác", "From a second-hand source";
        Low = "low", "t", "thấp", "Chưa có nguồn", "No source yet";
        Unverified = "unverified", "k", "chưa", "Chưa ai kiểm tra", "Nobody has checked it";
    }
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// The day it speaks of.
    pub day: Day,
    /// Off, made up, an ordinary day after all, or not known yet: a pending day counts as an ordinary one.
    pub kind: DayKind,
    /// Its name in Vietnamese, such as `Quốc khánh`.
    pub name: String,
    /// Whether it is announced.
    pub status: Status,
    /// How far it may be trusted.
    pub confidence: Confidence,
    /// Where it stands: the number of the document that says so.
    pub source: String,
}

impl Holiday {
    /// Whether an announced day must still be shown as to be confirmed: nobody named the document that was read.
    pub fn to_confirm(&self) -> bool {
        let is_from_memory = self.source.is_empty() || self.source.starts_with("from memory");
        self.status == Status::Official && (is_from_memory || self.confidence != Confidence::High)
    }

    /// Whether anything about it must still be confirmed, announced or not.
    pub fn is_doubtful(&self) -> bool {
        self.status != Status::Official || self.to_confirm()
    }

    /// The name without what stands in brackets after it: `Quốc khánh` of `Quốc khánh (nghỉ bù)`.
    pub fn short_name(&self) -> &str {
        self.name.split(" (").next().unwrap_or(&self.name)
    }

    /// What is wrong with it, if anything: the field and what to do.
    pub fn fault(&self) -> Option<(&'static str, Say)> {
        if self.kind == DayKind::Work && !self.day.is_weekend() {
            let say = Say::new(
                "Sửa loại ngày: làm bù chỉ vào thứ Bảy, Chủ nhật",
                "Correct the kind: a day within the week is worked anyway",
            );
            return Some(("kind", say));
        }
        if (self.kind == DayKind::Pending) != (self.status == Status::Pending) {
            let say = Say::new(
                "Sửa loại ngày hoặc tình trạng: hai mục cùng chờ, hoặc không mục nào",
                "Correct kind or status: both are pending, or neither",
            );
            return Some(("status", say));
        }
        if self.name.is_empty() {
            return Some(("name_vi", Say::new("Ghi tên ngày này", "Name the day")));
        }
        too_long([("name_vi", self.name.as_str()), ("source", self.source.as_str())])
    }
}

/// The first text that is longer than a text of law may be.
pub(super) fn too_long<'a>(
    texts: impl IntoIterator<Item = (&'static str, &'a str)>,
) -> Option<(&'static str, Say)> {
    let max = limits::LAW_TEXT_CHARS_MAX;
    let (field, _) = texts.into_iter().find(|(_, text)| text.chars().count() > max)?;
    Some((
        field,
        Say::new(format!("Rút ngắn: tối đa {max} chữ"), format!("Shorten it: at most {max} letters")),
    ))
}

/// The working days of the years of a table (Mon–Fri minus days off, plus make-up days).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    days: BTreeMap<Day, Holiday>,
    settled_years: BTreeSet<i32>,
}

/// Days off with pay of every year (Bộ luật Lao động 2019 Đ.112). A year of which fewer are announced is not settled.
const PUBLIC_HOLIDAYS_A_YEAR: usize = 11;

impl Calendar {
    /// The calendar of these lines, which name each day once and have no fault.
    pub(super) fn new(lines: impl IntoIterator<Item = Holiday>) -> Calendar {
        let days: BTreeMap<Day, Holiday> = lines.into_iter().map(|line| (line.day, line)).collect();
        let mut announced: BTreeMap<i32, usize> = BTreeMap::new();
        let mut unsettled = BTreeSet::new();
        for line in days.values() {
            match (line.status, line.kind) {
                (Status::Projected, _) => drop(unsettled.insert(line.day.year())),
                (Status::Official, DayKind::Off) => *announced.entry(line.day.year()).or_default() += 1,
                _ => {}
            }
        }
        let is_whole = |(year, days): (i32, usize)| {
            (days >= PUBLIC_HOLIDAYS_A_YEAR && !unsettled.contains(&year)).then_some(year)
        };
        let settled_years = announced.into_iter().filter_map(is_whole).collect();
        Calendar { days, settled_years }
    }

    /// Whether offices work on this day. A pending day is an ordinary one.
    pub fn is_working_day(&self, day: Day) -> bool {
        match self.days.get(&day).map(|holiday| holiday.kind) {
            Some(DayKind::Off) => false,
            Some(DayKind::Work) => true,
            Some(DayKind::Ordinary | DayKind::Pending) | None => !day.is_weekend(),
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
        self.settled_years.contains(&year)
    }

    /// All lines of the table, by day.
    pub fn entries(&self) -> impl Iterator<Item = &Holiday> {
        self.days.values()
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
    fn a_year_of_which_only_some_days_are_announced_is_not_settled() {
        let mut lines: Vec<Holiday> = Law::embedded().unwrap().calendar.entries().cloned().collect();
        let new_year = Holiday { day: day("2028-01-03"), ..lines[0].clone() };
        lines.push(new_year);
        assert!(!Calendar::new(lines.clone()).is_settled(2028), "one day is not the notice of a year");
        for line in lines.iter_mut().filter(|line| line.day.year() == 2027 && line.kind == DayKind::Off) {
            line.status = Status::Official;
        }
        assert!(Calendar::new(lines).is_settled(2027));
    }

    #[test]
    fn a_day_that_turned_out_ordinary_is_worked_within_the_week_and_off_at_its_end() {
        let mut lines: Vec<Holiday> = Law::embedded().unwrap().calendar.entries().cloned().collect();
        for line in &mut lines {
            line.kind = DayKind::Ordinary;
        }
        let calendar = Calendar::new(lines);
        assert!(calendar.is_working_day(day("2025-01-29")));
        assert!(!calendar.is_working_day(day("2025-04-26")), "a Saturday");
        assert!(calendar.day_off(day("2025-01-29")).is_none());
    }
}
