//! Why this deadline (vì sao): always the same seven lines, so that the eye finds the doubtful one.

use serde::{Deserialize, Serialize};

use super::count::Count;
use super::deadline::{Grant, Part, start_words};
use super::{Confidence, Holiday, Law, Rule, Stopped, Unit, weekday_words};
use crate::base::limits::DECISION_COLUMNS_MAX;
use crate::base::text::{clean_line, truncate, width};
use crate::base::{Day, Lang, Say};

/// The widest that a line of an explanation may be.
const COLUMNS: usize = 76;

/// The explanation of one deadline, line by line; each line takes at most 76 columns but `doubts` joined may take more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The final day: `VÌ SAO 16/11/2026`; of an internal rule `Hạn nội bộ 27/11/2026`.
    pub final_day: Say,
    /// The event that started the clock, whose day is not counted.
    pub start: Say,
    /// The days and their parts, with the decisions that grant them.
    pub days: Say,
    /// The day by the number of days alone, and where it moved.
    pub roll: Say,
    /// Days off, extensions and stops on the way.
    pub jumped: Say,
    /// The law and its article.
    pub article: Say,
    /// What is not certain, one sentence each, without the `?`; empty when all is.
    pub doubts: Vec<Say>,
    /// All doubts in one line with its `?`.
    pub doubts_line: Say,
}

impl Explanation {
    /// The seven lines, in their order.
    pub fn lines(&self) -> [&Say; 7] {
        [&self.final_day, &self.start, &self.days, &self.roll, &self.jumped, &self.article, &self.doubts_line]
    }
}

/// All that the explanation speaks of.
pub(super) struct Case<'a> {
    pub law: &'a Law,
    pub rule: &'a Rule,
    pub from: Day,
    pub days: i32,
    pub parts: &'a [Part],
    pub ungranted: bool,
    pub counted: &'a Count,
    pub if_pending_off: Day,
    pub unsettled: Option<i32>,
    pub stopped: Option<Stopped>,
    pub provisional: bool,
}

pub(super) fn explain(case: &Case<'_>) -> Explanation {
    let doubts = case.doubts();
    let doubts_line = match doubts.as_slice() {
        [] => Say::new("không có điểm phải xác nhận", "nothing to be confirmed"),
        [one] => Say::new(format!("? {}", one.full.vi), format!("? {}", one.full.en)),
        more => Say::new(
            format!("? {}", more.iter().map(|d| d.brief.vi.as_str()).collect::<Vec<_>>().join("; ")),
            format!("? {}", more.iter().map(|d| d.brief.en.as_str()).collect::<Vec<_>>().join("; ")),
        ),
    };
    Explanation {
        final_day: case.final_day(),
        start: case.start(),
        days: case.days_and_parts(),
        roll: case.roll(),
        jumped: case.jumped(),
        article: case.article(),
        doubts: doubts.into_iter().map(|doubt| doubt.full).collect(),
        doubts_line,
    }
}

/// A doubt as a sentence of its own, and as it stands beside others.
struct Doubt {
    full: Say,
    brief: Say,
}

impl Doubt {
    fn same(say: Say) -> Doubt {
        Doubt { full: say.clone(), brief: say }
    }
}

impl Case<'_> {
    /// A day without its year, unless that is not the year of the deadline.
    fn day(&self, day: Day) -> String {
        if day.year() == self.counted.due.year() { day.short() } else { day.to_string() }
    }

    fn final_day(&self) -> Say {
        let due = self.counted.due;
        let (vi, en) = match (self.stopped, self.provisional) {
            (Some(stopped), _) => (
                format!(" (đang dừng, còn {})", stopped.days_left),
                format!(" (stopped, {} left)", stopped.days_left),
            ),
            (None, true) => (" (tạm tính)".to_owned(), " (provisional)".to_owned()),
            (None, false) => (String::new(), String::new()),
        };
        let head =
            if self.rule.internal { ("Hạn nội bộ", "Internal deadline") } else { ("VÌ SAO", "WHY") };
        Say::new(format!("{} {due}{vi}", head.0), format!("{} {due}{en}", head.1))
    }

    fn start(&self) -> Say {
        let event = start_words(self.rule);
        let day = self.day(self.from);
        Say::new(
            format!("{day} {}, ngày đầu không tính", event.vi),
            format!("{day} {}, day not counted", event.en),
        )
    }

    fn days_and_parts(&self) -> Say {
        let unit = match self.rule.unit {
            Unit::WorkingDays => ("ngày làm việc", "working days"),
            Unit::CalendarDays => ("ngày lịch", "calendar days"),
        };
        if self.days < 0 {
            let days = self.days;
            return Say::new(
                format!("{days} {}, tính lùi", unit.0),
                format!("{days} {}, counted backwards", unit.1),
            );
        }
        // The numbers of the decisions give way before a part is cut off.
        let line = |head: String, lang: Lang, by: &str| {
            let parts = |columns: usize| {
                let mut line = head.clone();
                for (index, part) in self.parts.iter().enumerate() {
                    if index == 0 {
                        line.push_str(&format!(": {}", self.rule.days));
                    }
                    line.push_str(&format!(", {} +{}", part.grant.words().get(lang), part.days));
                    let decision = clean_line(part.decision.trim());
                    if columns > 0 && !decision.is_empty() {
                        line.push_str(&format!(" {by} {}", truncate(&decision, columns)));
                    }
                }
                line
            };
            let columns = (0..=DECISION_COLUMNS_MAX).rev().step_by(6).find(|&c| width(&parts(c)) <= COLUMNS);
            truncate(&parts(columns.unwrap_or(0)), COLUMNS).into_owned()
        };
        Say::new(
            line(format!("+{} {}", self.days, unit.0), Lang::Vi, "theo"),
            line(format!("+{} {}", self.days, unit.1), Lang::En, "by"),
        )
    }

    fn roll(&self) -> Say {
        let (raw, due) = (self.counted.raw_due, self.counted.due);
        let weekday = weekday_words(raw.weekday());
        let head =
            (format!("= {} {}", self.day(raw), weekday.vi), format!("= {} {}", self.day(raw), weekday.en));
        if raw == due {
            let kind = if due.is_weekend() {
                ("làm bù", "made-up working day")
            } else {
                ("ngày làm việc", "a working day")
            };
            return Say::new(format!("{}, {}", head.0, kind.0), format!("{}, {}", head.1, kind.1));
        }
        let off = match self.law.calendar.day_off(raw) {
            Some(holiday) if !raw.is_weekend() => truncate(holiday.short_name(), 30).into_owned(),
            _ => String::new(),
        };
        let off = if off.is_empty() {
            [String::new(), String::new()]
        } else {
            [format!(", nghỉ {off}"), format!(", off: {off}")]
        };
        let to = weekday_words(due.weekday());
        let move_to = if self.days < 0 { ("về", "back to") } else { ("sang", "rolls to") };
        let [off_vi, off_en] = off;
        Say::new(
            format!("{}{off_vi}, {} {} {}", head.0, move_to.0, to.vi, self.day(due)),
            format!("{}{off_en}, {} {} {}", head.1, move_to.1, to.en, self.day(due)),
        )
    }

    fn jumped(&self) -> Say {
        let counted = self.counted;
        let made_up: Vec<String> = counted.made_up.iter().map(|&day| self.day(day)).collect();
        let made_up = made_up.join(", ");
        let extended = self.parts.iter().filter(|part| part.grant == Grant::Extension).count();
        let stops = |vi: bool| match (counted.stops, counted.stopped_days) {
            (stops, 0) => stops.to_string(),
            (stops, days) if vi => format!("{stops} ({days} ngày)"),
            (stops, days) => format!("{stops} ({days} days)"),
        };
        let line = |vi: bool, named: bool| {
            let mut line = if self.rule.unit == Unit::WorkingDays {
                let weekend = counted.jumped.iter().filter(|day| day.is_weekend()).count();
                let mut line = if vi {
                    format!("bỏ T7-CN {weekend}")
                } else {
                    format!("skips weekend days {weekend}")
                };
                for run in self.runs(&counted.jumped, named) {
                    line.push_str(&format!(", {run}"));
                }
                line
            } else {
                let off =
                    counted.rolled.iter().filter(|day| self.law.calendar.day_off(**day).is_some()).count();
                let mut line = format!("{} {off}", if vi { "Lễ" } else { "Holidays" });
                let runs = self.runs(&counted.rolled, named);
                if !runs.is_empty() {
                    line.push_str(&format!(" ({})", runs.join(", ")));
                }
                line
            };
            if !made_up.is_empty() {
                line.push_str(&format!(", {} {made_up}", if vi { "làm bù" } else { "made up" }));
            }
            // Working-day clocks have much to list: what is nil is left out there.
            if self.rule.unit == Unit::CalendarDays || extended > 0 || counted.stops > 0 {
                let tail = if vi { ("gia hạn", "dừng") } else { ("extended", "stopped") };
                line.push_str(&format!(", {} {extended}, {} {}", tail.0, tail.1, stops(vi)));
            }
            line
        };
        let fit = |vi: bool| {
            let named = line(vi, true);
            let line = if width(&named) <= COLUMNS { named } else { line(vi, false) };
            truncate(&line, COLUMNS).into_owned()
        };
        Say::new(fit(true), fit(false))
    }

    /// The holidays among these days, neighbours of one name together: `16-20/02 Tết Nguyên đán`. Weekends only join.
    fn runs(&self, days: &[Day], named: bool) -> Vec<String> {
        let mut days = days.to_vec();
        days.sort_unstable();
        let mut runs: Vec<(Day, Day, &Holiday)> = Vec::new();
        let mut joins_on: Option<Day> = None; // the day that would carry the last run on
        for day in days {
            let joined = joins_on == Some(day);
            let holiday = self.law.calendar.day_off(day).filter(|_| !day.is_weekend());
            match (holiday, runs.last_mut()) {
                (None, _) => joins_on = joined.then(|| day.plus(1)),
                (Some(holiday), Some(run)) if joined && run.2.short_name() == holiday.short_name() => {
                    run.1 = day;
                    joins_on = Some(day.plus(1));
                }
                (Some(holiday), _) => {
                    runs.push((day, day, holiday));
                    joins_on = Some(day.plus(1));
                }
            }
        }
        let show = |(first, last, holiday): (Day, Day, &Holiday)| {
            let days = if first == last {
                self.day(first)
            } else if first.month() == last.month() {
                format!("{:02}-{}", first.day_of_month(), self.day(last))
            } else {
                format!("{}-{}", first.short(), self.day(last))
            };
            if named { format!("{days} {}", holiday.short_name()) } else { days }
        };
        runs.into_iter().map(show).collect()
    }

    fn article(&self) -> Say {
        if self.rule.internal {
            return Say::new("mục tiêu của cơ quan, không phải luật", "the office's own target, not law");
        }
        Say::plain(truncate(&self.rule.article(), COLUMNS))
    }

    /// What is not certain; the trust in the rule itself stands last.
    fn doubts(&self) -> Vec<Doubt> {
        let mut doubts = Vec::new();
        if self.if_pending_off != self.counted.due {
            doubts.push(self.pending_doubt());
        }
        if let Some(year) = self.unsettled {
            doubts.push(Doubt::same(Say::new(
                format!("tạm tính: lịch nghỉ {year} chưa công bố"),
                format!("provisional: days off of {year} not announced"),
            )));
        }
        doubts.extend(self.calendar_doubt());
        if self.stopped.is_some() {
            doubts.push(Doubt::same(Say::new("ngày tính như chạy tiếp ngay", "as if continued at once")));
        }
        if self.ungranted {
            doubts.push(Doubt::same(Say::new(
                "gia hạn quá mức luật cho: không tính",
                "extension beyond the law: not counted",
            )));
        }
        if !self.rule.in_force(self.from) {
            doubts.push(Doubt::same(Say::new(
                format!("quy định không có hiệu lực ngày {}", self.from),
                format!("rule not in force on {}", self.from),
            )));
        }
        if let Some(text) = &self.rule.confirm {
            let text = text.split("/QH").next().unwrap_or(text);
            let text = truncate(text, 40);
            doubts.push(Doubt::same(Say::new(
                format!("chờ xác nhận: {text}"),
                format!("to be confirmed: {text}"),
            )));
        }
        match self.rule.confidence {
            Confidence::High => {}
            Confidence::Medium => doubts.push(Doubt::same(Say::new(
                "chờ xác nhận: đọc qua nguồn khác",
                "to be confirmed: from a second-hand source",
            ))),
            Confidence::Low | Confidence::Unverified => {
                doubts.push(Doubt::same(Say::new(
                    "chờ xác nhận: chưa có nguồn",
                    "to be confirmed: no source yet",
                )));
            }
        }
        doubts
    }

    fn pending_doubt(&self) -> Doubt {
        let (first, last) = (self.from.min(self.counted.due), self.from.max(self.counted.due));
        let days: Vec<String> = (self.law.calendar.entries())
            .filter(|entry| self.law.calendar.is_pending(entry.day) && (first..=last).contains(&entry.day))
            .map(|entry| self.day(entry.day))
            .collect();
        let (days, due) = (truncate(&days.join(", "), 20).into_owned(), self.if_pending_off);
        Doubt {
            full: Say::new(
                format!("{days} chưa xác nhận là ngày nghỉ; nếu nghỉ, hạn thành {due}"),
                format!("{days} not confirmed as a day off; if it is, due on {due}"),
            ),
            brief: Say::new(
                format!("{days} chưa xác nhận, nếu nghỉ: {}", self.day(due)),
                format!("{days} not confirmed, if off: {}", self.day(due)),
            ),
        }
    }

    /// Announced days on the way that were written from memory or second-hand.
    fn calendar_doubt(&self) -> Option<Doubt> {
        let counted = self.counted;
        let days: Vec<Day> = [&counted.jumped, &counted.made_up, &counted.rolled]
            .into_iter()
            .flatten()
            .copied()
            .filter(|&day| {
                // A holiday on an ordinary weekend changes nothing.
                let entry = self.law.calendar.entry(day);
                entry.is_some_and(|e| {
                    e.to_confirm() && (self.law.calendar.is_working_day(day) == day.is_weekend())
                })
            })
            .collect();
        let first = days.iter().min()?;
        let more = if days.len() > 1 { format!(" (+{})", days.len() - 1) } else { String::new() };
        let first = self.day(*first);
        Some(Doubt::same(Say::new(
            format!("chờ xác nhận lịch nghỉ {first}{more}"),
            format!("to be confirmed: calendar of {first}{more}"),
        )))
    }
}
