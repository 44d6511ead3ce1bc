//! The first and last day of what is counted: a month, a year, or a report's own window, which ends on the 14th.

use serde::{Deserialize, Serialize};

use crate::base::{Day, Period, PeriodLength};

/// From a first to a last day, both counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Window {
    /// The first day.
    pub from: Day,
    /// The last day, not before the first.
    pub to: Day,
}

/// Years that a report may be of.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

impl Window {
    /// From one day to another; `None` when they are the wrong way round.
    pub fn between(from: Day, to: Day) -> Option<Window> {
        (from <= to).then_some(Window { from, to })
    }

    /// The year's report in which a day lies: from 15/12 to 14/12 (TT 02/2021/TT-TTCP, the window to be confirmed).
    pub fn year_of(day: Day) -> Option<Window> {
        let this_year = Window::of_months(day.year(), 0, 12)?;
        if day <= this_year.to { Some(this_year) } else { Window::of_months(day.year() + 1, 0, 12) }
    }

    /// From the 15th of the month `after` (0: of December before) to the 14th of the month `until`.
    fn of_months(year: i32, after: u32, until: u32) -> Option<Window> {
        let from = if after == 0 { Day::new(year - 1, 12, 15)? } else { Day::new(year, after, 15)? };
        YEARS.contains(&year).then_some(())?;
        Window::between(from, Day::new(year, until, 14)?)
    }

    /// What was typed: `6T`, `9t/2026`, `q1`, `2026` and `nam` are windows of reports; `T11` and `t11/2025` a month, `w47` a
    /// week, `01/01/2026-31/03/2026` any days. `None`: it is none of these.
    pub fn from_typed(text: &str, today: Day) -> Option<Window> {
        let text = text.trim().to_ascii_lowercase();
        // A digit at once would open a list: `d` (đợt) and `n` (năm) let a period begin with one.
        let is_digit = |rest: &&str| rest.starts_with(|sign: char| sign.is_ascii_digit());
        let bare = text.strip_prefix(['d', 'n']).filter(is_digit);
        let text = bare.map_or_else(|| text.clone(), str::to_owned);
        if let Some((from, to)) = text.split_once('-') {
            let day = |text: &str| {
                let mut parts = text.trim().split('/');
                let (day, month) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
                let year = parts.next().map_or(Some(today.year()), |year| year.parse().ok())?;
                YEARS.contains(&year).then(|| Day::new(year, month, day)).flatten()
            };
            return Window::between(day(from)?, day(to)?);
        }
        let (name, year) = match text.split_once('/') {
            Some((name, year)) => (name, year.parse().ok()?),
            None => (text.as_str(), today.year()),
        };
        if !YEARS.contains(&year) {
            return None;
        }
        let of_length = |length, number: &str| {
            let period = Period::new(length, year, number.parse().ok()?)?;
            Window::between(period.first(), period.last())
        };
        match name {
            "nam" => Window::of_months(year, 0, 12),
            "6t" => Window::of_months(year, 0, 6),
            "9t" => Window::of_months(year, 0, 9),
            "q1" => Window::of_months(year, 0, 3),
            "q2" => Window::of_months(year, 3, 6),
            "q3" => Window::of_months(year, 6, 9),
            "q4" => Window::of_months(year, 9, 12),
            _ => match (name.strip_prefix('t'), name.strip_prefix('w'), name.parse()) {
                (Some(number), ..) => of_length(PeriodLength::Month, number),
                (_, Some(number), _) => of_length(PeriodLength::Week, number),
                (.., Ok(year)) if YEARS.contains(&year) && !text.contains('/') => {
                    Window::of_months(year, 0, 12)
                }
                _ => None,
            },
        }
    }

    /// As it is typed, with its year: `9T/2026`, `T11/2026`, `W47/2026`, `2026`; `None`: it is no window of a report.
    pub fn spelled(self) -> Option<String> {
        let year = self.to.year();
        let named = [("6T", 0, 6), ("9T", 0, 9), ("Q1", 0, 3), ("Q2", 3, 6), ("Q3", 6, 9), ("Q4", 9, 12)];
        let is_it = |after, until| Window::of_months(year, after, until) == Some(self);
        if is_it(0, 12) {
            return Some(year.to_string());
        }
        if let Some((name, ..)) = named.iter().find(|(_, after, until)| is_it(*after, *until)) {
            return Some(format!("{name}/{year}"));
        }
        [(PeriodLength::Month, 'T'), (PeriodLength::Week, 'W')].into_iter().find_map(|(length, letter)| {
            let period = Period::of(self.from, length);
            let is_it = (period.first(), period.last()) == (self.from, self.to);
            is_it.then(|| format!("{letter}{}/{}", period.number(), period.year()))
        })
    }

    /// As a heading names it: `15/12/2025-14/09/2026`.
    pub fn named(self) -> String {
        format!("{}-{}", self.from, self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_read_as_officers_name_them() {
        let today = Day::from_iso("2026-11-23").unwrap();
        for (typed, named) in [
            ("9T", "15/12/2025-14/09/2026"),
            ("9t/2025", "15/12/2024-14/09/2025"),
            ("6t", "15/12/2025-14/06/2026"),
            ("q1", "15/12/2025-14/03/2026"),
            ("Q4", "15/09/2026-14/12/2026"),
            ("nam", "15/12/2025-14/12/2026"),
            ("2025", "15/12/2024-14/12/2025"),
            ("t2", "01/02/2026-28/02/2026"),
            ("T11/2025", "01/11/2025-30/11/2025"),
            ("w47", "16/11/2026-22/11/2026"),
            ("1/1-31/3", "01/01/2026-31/03/2026"),
            ("N2025", "15/12/2024-14/12/2025"),
            ("d9t", "15/12/2025-14/09/2026"),
            ("d1/1-31/3", "01/01/2026-31/03/2026"),
            ("01/01/2024-31/12/2025", "01/01/2024-31/12/2025"),
        ] {
            assert_eq!(
                Window::from_typed(typed, today).map(Window::named).as_deref(),
                Some(named),
                "{typed}"
            );
        }
        for typed in ["9T/2026", "6T/2025", "Q1/2026", "Q4/2026", "2026", "T2/2026", "W47/2026", "W1/2027"] {
            assert_eq!(Window::from_typed(typed, today).and_then(Window::spelled).as_deref(), Some(typed));
        }
        assert_eq!(Window::from_typed("1/1-31/3", today).and_then(Window::spelled), None);
        for wrong in ["", "t13", "q5", "9t/99999", "3/1-1/1", "31/2-1/3", "abc", "w60", "2026/2026", "c4"] {
            assert_eq!(Window::from_typed(wrong, today), None, "{wrong}");
        }
        let day = |iso: &str| Day::from_iso(iso).unwrap();
        assert_eq!(Window::year_of(day("2026-12-14")).unwrap().named(), "15/12/2025-14/12/2026");
        assert_eq!(Window::year_of(day("2026-12-15")).unwrap().named(), "15/12/2026-14/12/2027");
    }
}
