//! A deadline (hạn): what a rule comes to from the day of an event, with what was decided in the case.

use serde::{Deserialize, Serialize};

use super::count::{Count, Reading, count};
use super::explain::{Case, explain};
use super::{Explanation, Law, Rule, Unit, event_words};
use crate::base::{Day, Say, Words};

/// What makes a term longer or stops it. Texts are the numbers of decisions, which the explanation repeats.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conditions {
    /// The decision that calls the place remote (vùng sâu, vùng xa đi lại khó khăn).
    pub remote: Option<String>,
    /// The finding that the case is complex (phức tạp).
    pub complex: Option<String>,
    /// Extensions (gia hạn), each an event of its own, in their order.
    pub extensions: Vec<Extension>,
    /// Suspensions (tạm đình chỉ) of this clock.
    pub stops: Vec<Stop>,
}

/// One extension by a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// Days that the decision adds, in the unit of the rule.
    pub days: i32,
    /// The number of the decision.
    pub decision: String,
}

/// One suspension: the clock stands from the day of the decision until that of the decision to continue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// The day of the decision to suspend.
    pub on: Day,
    /// The day of the decision to continue; `None` while the clock stands.
    pub continued_on: Option<Day>,
}

/// A clock that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// Since this day.
    pub since: Day,
    /// The days that were left then, in the unit of the rule.
    pub days_left: i32,
}

/// The day by which something must be done, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The rule it follows.
    pub rule_id: String,
    /// The day of the event, which is not counted.
    pub from: Day,
    /// All days, with the longer terms and extensions; negative: before the event.
    pub days: i32,
    /// What days are counted.
    pub unit: Unit,
    /// The last day by the number of days alone.
    pub raw_due: Day,
    /// The last day, moved to a working day.
    pub due: Day,
    /// Whether it may move, because the days off of a year it reaches into are not announced, or the clock stands.
    pub provisional: bool,
    /// Whether it is the office's own target (hạn nội bộ) and not law.
    pub internal: bool,
    /// Set while the clock stands; `due` is then what it would be if it ran on at once.
    pub stopped: Option<Stopped>,
    /// The answer to "why this day?".
    pub explanation: Explanation,
}

impl Deadline {
    /// The day on which to warn: the earlier of the raw and the moved one.
    pub fn warn_on(&self) -> Day {
        self.raw_due.min(self.due)
    }

    /// Calendar days from `today` to the last day; negative when it has passed.
    pub fn days_left(&self, today: Day) -> i32 {
        self.due.since(today)
    }

    /// The term in words: `7 ngày làm việc`, `45 ngày`.
    pub fn term(&self) -> Say {
        let days = self.days.abs();
        match self.unit {
            Unit::WorkingDays => Say::new(format!("{days} ngày làm việc"), format!("{days} working days")),
            Unit::CalendarDays => Say::new(format!("{days} ngày"), format!("{days} days")),
        }
    }

    /// Why, in five words that fit a column of 19: `7 ngày LV từ 22/09`, `45 ngày từ 01/10`, `nội bộ, từ 17/11`.
    pub fn short_why(&self) -> Say {
        let (days, from) = (self.days.abs(), self.from.short());
        match self.unit {
            _ if self.internal => Say::new(format!("nội bộ, từ {from}"), format!("internal, {from}")),
            _ if self.days < 0 => {
                Say::new(format!("{days} ngày trước {from}"), format!("{days} days to {from}"))
            }
            Unit::WorkingDays => {
                Say::new(format!("{days} ngày LV từ {from}"), format!("{days} wdays from {from}"))
            }
            Unit::CalendarDays => {
                Say::new(format!("{days} ngày từ {from}"), format!("{days} days from {from}"))
            }
        }
    }
}

/// A part of the term and what grants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub grant: Grant,
    pub days: i32,
    pub decision: String,
}

/// What makes a term longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grant {
    Remote,
    Complex,
    Extension,
}

impl Grant {
    pub(super) fn words(self) -> Words {
        match self {
            Grant::Remote => Words::new("vùng xa", "remote"),
            Grant::Complex => Words::new("phức tạp", "complex"),
            Grant::Extension => Words::new("gia hạn", "extended"),
        }
    }
}

/// Computes a deadline and its explanation. Never refuses: what is not certain is said as a doubt.
pub fn calculate(law: &Law, rule: &Rule, from: Day, conditions: &Conditions) -> Deadline {
    let Term { days, parts, ungranted } = Term::of(rule, conditions);
    let read = |pending_is_off| {
        let reading = Reading { calendar: &law.calendar, pending_is_off };
        count(reading, from, days, rule.unit, &conditions.stops)
    };
    let counted = read(false);
    let if_pending_off = read(true).due;
    let unsettled = unsettled_year(law, from, &counted);
    let stopped = counted.open_stop.map(|(since, days_left)| Stopped { since, days_left });
    let (raw_due, due) = (counted.raw_due, counted.due);
    let provisional = unsettled.is_some() || stopped.is_some();
    let case = Case {
        law,
        rule,
        from,
        days,
        parts: &parts,
        ungranted,
        counted: &counted,
        if_pending_off,
        unsettled,
        stopped,
        provisional,
    };
    let explanation = if law.is_silent { Explanation::default() } else { explain(&case) };
    Deadline {
        rule_id: rule.id.clone(),
        from,
        days,
        unit: rule.unit,
        raw_due,
        due,
        provisional,
        internal: rule.internal,
        stopped,
        explanation,
    }
}

/// The length of a term in a case.
pub(super) struct Term {
    /// All days.
    pub days: i32,
    /// What is added to the rule's own days.
    pub parts: Vec<Part>,
    /// Whether an extension goes beyond what the rule grants.
    pub ungranted: bool,
}

impl Term {
    pub fn of(rule: &Rule, conditions: &Conditions) -> Term {
        let mut parts = Vec::new();
        let mut total = rule.days;
        let mut lengthen = |days: Option<i32>, grant: Grant, decision: &String| {
            let added = days.unwrap_or(total) - total;
            if added > 0 {
                total += added;
                parts.push(Part { grant, days: added, decision: decision.clone() });
            }
        };
        if let Some(decision) = &conditions.remote {
            lengthen(rule.remote_days, Grant::Remote, decision);
        }
        if let Some(finding) = &conditions.complex {
            let both = conditions.remote.as_ref().and(rule.remote_complex_days);
            lengthen(both.or(rule.complex_days), Grant::Complex, finding);
        }
        let mut ungranted = conditions.extensions.len() > rule.extensions.len();
        for (extension, &longest) in conditions.extensions.iter().zip(&rule.extensions) {
            ungranted |= extension.days > longest;
            let days = extension.days.clamp(0, longest);
            parts.push(Part { grant: Grant::Extension, days, decision: extension.decision.clone() });
        }
        let days = parts.iter().fold(rule.days, |sum, part| sum.saturating_add(part.days));
        Term { days, parts, ungranted }
    }
}

/// The first year on the way whose days off are not announced.
fn unsettled_year(law: &Law, from: Day, counted: &Count) -> Option<i32> {
    let last = counted.due.max(counted.raw_due).max(from).year();
    let first = counted.due.min(counted.raw_due).min(from).year();
    (first..=last).find(|&year| !law.calendar.is_settled(year))
}

/// The words of the events that start a rule's clock.
pub(super) fn start_words(rule: &Rule) -> Say {
    let words: Vec<_> = rule.from_events.iter().filter_map(|event| event_words(event)).collect();
    let join = |or: &str, all: Vec<&str>| all.join(or);
    Say::new(
        join(" hoặc ", words.iter().map(|w| w.vi).collect()),
        join(" or ", words.iter().map(|w| w.en).collect()),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::Lang;
    use crate::base::text::{is_clean_line, width};

    fn day(iso: &str) -> Day {
        Day::from_iso(iso).unwrap()
    }

    fn remote() -> Conditions {
        Conditions { remote: Some("07/QĐ-UBND".to_owned()), ..Conditions::default() }
    }

    fn due(id: &str, from: &str, conditions: &Conditions) -> Deadline {
        let law = Law::embedded().unwrap();
        calculate(&law, law.rule(id).unwrap(), day(from), conditions)
    }

    fn vi(deadline: &Deadline) -> Vec<String> {
        deadline.explanation.lines().iter().map(|say| say.vi.clone()).collect()
    }

    #[test]
    fn every_example_agrees() {
        let csv = include_str!("../../../tests/data/deadline_examples.csv");
        let mut count = 0;
        for example in csv::Reader::from_reader(csv.as_bytes()).records() {
            let example = example.unwrap();
            let mut words = example[0].split(' ');
            let id = words.next().unwrap();
            let mut conditions = Conditions::default();
            for flag in words {
                match flag {
                    "remote" => conditions.remote = Some(String::new()),
                    "complex" => conditions.complex = Some(String::new()),
                    other => panic!("unknown flag {other}"),
                }
            }
            let deadline = due(id, &example[1], &conditions);
            let unit = if &example[3] == "wd" { Unit::WorkingDays } else { Unit::CalendarDays };
            assert_eq!((deadline.days.to_string().as_str(), deadline.unit), (&example[2], unit), "{id}");
            assert_eq!((deadline.raw_due, deadline.due), (day(&example[4]), day(&example[5])), "{id}");
            count += 1;
        }
        assert_eq!(count, 5);
    }

    #[test]
    fn the_deadline_of_petition_90_explains_itself_in_seven_lines() {
        let deadline = due("KN.GQ1", "2026-10-01", &remote());
        assert_eq!(
            vi(&deadline),
            [
                "VÌ SAO 16/11/2026",
                "01/10 thụ lý, ngày đầu không tính",
                "+45 ngày lịch: 30, vùng xa +15 theo 07/QĐ-UBND",
                "= 15/11 Chủ nhật, sang thứ Hai 16/11",
                "Lễ 0, gia hạn 0, dừng 0",
                "Luật Khiếu nại 2011 Đ.28",
                "? chờ xác nhận: Luật 136/2025",
            ]
        );
        assert_eq!(deadline.short_why().vi, "45 ngày từ 01/10");
        assert!(!deadline.provisional && !deadline.internal);
        assert_eq!((deadline.warn_on(), deadline.days_left(day("2026-11-23"))), (day("2026-11-15"), -7));
    }

    #[test]
    fn the_other_deadlines_of_petition_90_are_as_on_the_screen() {
        for (id, from, on, why) in [
            ("KN.TL.2026", "2026-09-22", "2026-10-01", "7 ngày LV từ 22/09"),
            ("TCD.TL", "2026-09-22", "2026-10-06", "10 ngày LV từ 22/09"),
            ("NB.DONDOC", "2026-11-17", "2026-11-27", "nội bộ, từ 17/11"),
        ] {
            let deadline = due(id, from, &Conditions::default());
            assert_eq!((deadline.due, deadline.short_why().vi.as_str()), (day(on), why));
        }
    }

    #[test]
    fn a_day_that_is_not_confirmed_is_named_with_what_it_would_change() {
        let deadline = due("KN.TL.2026", "2026-11-23", &Conditions::default());
        assert_eq!(deadline.due, day("2026-12-02"));
        assert_eq!(
            vi(&deadline)[4..],
            [
                "bỏ T7-CN 2",
                "NĐ 155/2026 Đ.10",
                "? 24/11 chưa xác nhận là ngày nghỉ; nếu nghỉ, hạn thành 03/12/2026",
            ]
        );
        assert_eq!(deadline.term().vi, "7 ngày làm việc");
        assert!(!deadline.provisional);
        // 30 calendar days that only pass over it, and 30 that end on it.
        assert_eq!(due("KN.HL", "2026-11-02", &Conditions::default()).explanation.doubts.len(), 1);
        let ends = due("KN.HL", "2026-10-25", &Conditions::default());
        assert_eq!(vi(&ends)[6], "? 24/11 chưa xác nhận, nếu nghỉ: 25/11; chờ xác nhận: Luật 136/2025");
    }

    #[test]
    fn tet_and_a_make_up_saturday_are_said() {
        let tet = due("TC.XLBD", "2026-02-13", &Conditions::default());
        assert_eq!(vi(&tet)[4], "bỏ T7-CN 6, 16-20/02 Tết Nguyên đán");
        let made_up = due("TCD.TC", "2026-08-20", &Conditions::default());
        assert_eq!(made_up.due, day("2026-08-24"), "Friday, Saturday made up, Monday");
        assert!(vi(&made_up)[6].contains("chờ xác nhận lịch nghỉ 22/08"), "that Saturday is from memory");
    }

    #[test]
    fn the_holidays_that_working_days_jumped_are_named() {
        let deadline = due("KN.TL.2026", "2026-08-27", &Conditions::default());
        assert_eq!(deadline.due, day("2026-09-10"));
        assert_eq!(vi(&deadline)[4], "bỏ T7-CN 4, 31/08 Hoán đổi ngày làm việc, 01-02/09 Quốc khánh");
        assert_eq!(
            vi(&deadline)[6],
            "? chờ xác nhận lịch nghỉ 31/08",
            "the table is of medium confidence there"
        );
    }

    #[test]
    fn make_up_saturday_26_04_2025_counts_as_a_working_day() {
        let deadline = due("KN.GUI1", "2025-04-23", &Conditions::default());
        assert_eq!(deadline.due, day("2025-04-26"));
        assert_eq!(vi(&deadline)[3..5], ["= 26/04 thứ Bảy, làm bù", "bỏ T7-CN 0, làm bù 26/04"]);
        let swapped = due("KN.GQ1", "2025-03-17", &remote());
        assert_eq!(
            vi(&swapped)[3..5],
            [
                "= 01/05 thứ Năm, nghỉ Ngày Quốc tế Lao động 1/5, sang thứ Hai 05/05",
                "Lễ 2 (01/05, 02/05), gia hạn 0, dừng 0",
            ]
        );
    }

    #[test]
    fn a_date_in_a_year_that_is_not_announced_is_provisional_and_never_refused() {
        let projected = due("TCD.TL", "2027-02-01", &Conditions::default());
        assert!(projected.provisional);
        assert_eq!(projected.due, day("2027-02-22"), "projected days count");
        assert_eq!(vi(&projected)[0], "VÌ SAO 22/02/2027 (tạm tính)");
        assert!(vi(&projected)[6].starts_with("? tạm tính: lịch nghỉ 2027 chưa công bố"));
        assert!(due("KN.TL.2026", "2026-12-28", &Conditions::default()).provisional, "reaches into 2027");
        assert!(due("KN.TL.2026", "2199-12-30", &Conditions::default()).provisional);
        assert!(!due("KN.TL.2026", "2026-12-01", &Conditions::default()).provisional);
    }

    #[test]
    fn a_term_counted_backwards_moves_to_the_working_day_before() {
        let deadline = due("KN.DT", "2026-11-20", &Conditions::default());
        assert_eq!((deadline.raw_due, deadline.due), (day("2026-11-15"), day("2026-11-13")));
        assert_eq!(vi(&deadline)[2..4], ["-5 ngày lịch, tính lùi", "= 15/11 Chủ nhật, về thứ Sáu 13/11"]);
        assert_eq!(deadline.short_why().vi, "5 ngày trước 20/11");
        assert_eq!(deadline.warn_on(), day("2026-11-13"));
    }

    #[test]
    fn longer_terms_are_those_of_the_rule() {
        let complex = Conditions { complex: Some("12/BB".to_owned()), ..Conditions::default() };
        let both = Conditions { complex: Some("12/BB".to_owned()), ..remote() };
        for (id, plain, far, hard, far_and_hard) in [
            ("KN.GQ1", 30, 45, 45, 60),
            ("KN.GQ2", 45, 60, 60, 70),
            ("KN.GQKL", 30, 30, 45, 45),
            ("TC.GQ", 30, 30, 30, 30),
            ("TC.XLBD", 7, 7, 10, 10),
            ("KN.L2", 30, 45, 30, 45),
        ] {
            let days = |conditions: &Conditions| due(id, "2026-03-02", conditions).days;
            assert_eq!(
                [days(&Conditions::default()), days(&remote()), days(&complex), days(&both)],
                [plain, far, hard, far_and_hard]
            );
        }
        assert_eq!(
            vi(&due("KN.GQ2", "2026-03-02", &both))[2],
            "+70 ngày lịch: 45, vùng xa +15 theo 07/QĐ-UBND, phức tạp +10 theo 12/BB"
        );
    }

    #[test]
    fn an_extension_is_counted_with_its_decision_and_not_beyond_the_law() {
        let extended = |days: &[i32]| Conditions {
            extensions: days.iter().map(|&days| Extension { days, decision: "3/QĐ".to_owned() }).collect(),
            ..Conditions::default()
        };
        let twice = due("TC.GQ", "2026-03-02", &extended(&[30, 20]));
        assert_eq!(twice.days, 80);
        assert_eq!(vi(&twice)[2], "+80 ngày lịch: 30, gia hạn +30 theo 3/QĐ, gia hạn +20 theo 3/QĐ");
        assert!(vi(&twice)[4].contains("gia hạn 2"));
        let thrice = due("TC.GQ", "2026-03-02", &extended(&[60, -5, 30]));
        assert_eq!(thrice.days, 60);
        assert!(vi(&thrice)[6].contains("gia hạn quá mức luật cho"));
    }

    #[test]
    fn a_clock_that_stands_says_what_is_left() {
        let stops = vec![Stop { on: day("2026-10-05"), continued_on: None }];
        let deadline = due("KN.GQ1", "2026-10-01", &Conditions { stops, ..Conditions::default() });
        assert_eq!(deadline.stopped, Some(Stopped { since: day("2026-10-05"), days_left: 26 }));
        assert!(deadline.provisional);
        assert_eq!(vi(&deadline)[0], "VÌ SAO 02/11/2026 (đang dừng, còn 26)");
        let stops = vec![Stop { on: day("2026-10-05"), continued_on: Some(day("2026-10-15")) }];
        let continued = due("KN.GQ1", "2026-10-01", &Conditions { stops, ..Conditions::default() });
        assert_eq!(continued.raw_due, day("2026-11-10"));
        assert_eq!(vi(&continued)[4], "Lễ 0, gia hạn 0, dừng 1 (10 ngày)");
    }

    #[test]
    fn an_internal_target_is_never_shown_as_law() {
        let deadline = due("NB.DONDOC", "2026-11-17", &Conditions::default());
        assert!(deadline.internal);
        assert_eq!(
            vi(&deadline),
            [
                "Hạn nội bộ 27/11/2026",
                "17/11 chuyển đơn hoặc đôn đốc, ngày đầu không tính",
                "+10 ngày lịch",
                "= 27/11 thứ Sáu, ngày làm việc",
                "Lễ 0, gia hạn 0, dừng 0",
                "mục tiêu của cơ quan, không phải luật",
                "? chờ xác nhận: chưa có nguồn",
            ]
        );
    }

    #[test]
    fn a_rule_that_is_not_in_force_is_doubted() {
        let deadline = due("KN.TL.2026", "2026-06-30", &Conditions::default());
        assert!(vi(&deadline)[6].contains("không có hiệu lực ngày 30/06/2026"));
    }

    proptest! {
        #[test]
        fn any_deadline_explains_itself_within_the_columns(
            rule in 0usize..25,
            from in -20_000i32..80_000,
            decision in prop::option::of(any::<String>()),
            extensions in prop::collection::vec(any::<i32>(), 0..4),
            stops in prop::collection::vec((-100i32..400, prop::option::of(-50i32..500)), 0..3),
        ) {
            let law = Law::embedded().unwrap();
            let from = Day::from_number(from).unwrap();
            let conditions = Conditions {
                remote: decision.clone(),
                complex: decision.clone(),
                extensions: extensions.into_iter().map(|days| Extension { days, decision: "x".repeat(90) }).collect(),
                stops: stops
                    .into_iter()
                    .map(|(on, to)| Stop { on: from.plus(on), continued_on: to.map(|to| from.plus(on + to)) })
                    .collect(),
            };
            let deadline = calculate(&law, &law.rules[rule], from, &conditions);
            let lines = deadline.explanation.lines();
            for (index, line) in lines.iter().enumerate() {
                for lang in [Lang::Vi, Lang::En] {
                    prop_assert!(is_clean_line(line.get(lang)) && !line.get(lang).is_empty());
                    prop_assert!(index == 6 || width(line.get(lang)) <= 76, "{}", line.get(lang));
                }
            }
            for doubt in &deadline.explanation.doubts {
                prop_assert!(width(&doubt.vi) <= 74 && width(&doubt.en) <= 74);
            }
            let why = deadline.short_why();
            prop_assert!(width(&why.vi) <= 19 && width(&why.en) <= 19);
            let crossed = serde_json::to_string(&deadline).unwrap();
            prop_assert_eq!(serde_json::from_str::<Deadline>(&crossed).unwrap(), deadline);
        }
    }
}
