//! Deadlines (thời hạn): the rules with their validity, the calendar of working days, and how a deadline explains
//! itself.
//!
//! Knows the law's text as data and how days are counted; of petitions it knows the names of their kinds alone, and not what
//! day it is, or who is late. An administrator changes the embedded data line by line; whatever is not certain in it is said
//! in each deadline.

mod calendar;
mod change;
mod count;
mod deadline;
mod error;
mod explain;
mod holidays_csv;
mod rule;
mod rules_toml;
mod succession;
mod words;

pub use calendar::{Calendar, Confidence, DayKind, Holiday, Status};
pub use change::LawChange;
pub use deadline::{Conditions, Deadline, Extension, Stop, Stopped, calculate};
pub use error::{LawError, LawPart};
pub use explain::Explanation;
pub use holidays_csv::{read_holidays, write_holidays};
pub use rule::{CITIZEN, Kinds, Rule, RuleFault, Unit};
pub use rules_toml::{read_rules, write_rules};
pub use words::{event_words, step_words, weekday_words};

use crate::base::{Day, Say, limits};

/// The rules and the calendar that are in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Law {
    /// All rules, also those that are no longer or not yet in force.
    pub rules: Vec<Rule>,
    /// The working days.
    pub calendar: Calendar,
    changes: Vec<LawChange>,
    /// Deadlines are counted and not explained.
    is_silent: bool,
}

impl Law {
    /// Reads the text of the rules (TOML) and of the calendar (CSV).
    ///
    /// # Errors
    /// Says which of the two, the line, and what is wrong there; also where rules do not follow each other.
    pub fn parse(rules_toml: &str, holidays_csv: &str) -> Result<Law, LawError> {
        let none =
            Law { rules: Vec::new(), calendar: Calendar::new([]), changes: Vec::new(), is_silent: false };
        none.changed(&read_rules(rules_toml)?, &read_holidays(holidays_csv)?)
    }

    /// This law with lines of texts laid over it, by the id of the rule and by the day: each with its number in its text.
    ///
    /// # Errors
    /// Says the line of a rule that would speak of something else than the one of its id, and where rules would not follow
    /// each other.
    pub fn changed(&self, rules: &[(usize, Rule)], holidays: &[(usize, Holiday)]) -> Result<Law, LawError> {
        let mut all = self.rules.clone();
        for (line, rule) in rules {
            match all.iter_mut().find(|known| known.id == rule.id) {
                Some(known) => {
                    if !speaks_of_the_same(known, rule) {
                        return Err(LawError::of(LawPart::Rules, *line, "id", another_duty()));
                    }
                    *known = rule.clone();
                }
                None => all.push(rule.clone()),
            }
        }
        let line_of =
            |rule: &Rule| rules.iter().find(|(_, given)| given.id == rule.id).map(|(line, _)| *line);
        if all.len() > limits::LAW_RULES_MAX {
            let max = limits::LAW_RULES_MAX;
            let say = Say::new(format!("Bớt quy định: tối đa {max}"), format!("Fewer rules: at most {max}"));
            return Err(LawError::new(LawPart::Rules, 1, say));
        }
        if let Some(unfit) = succession::unfit(&all) {
            let line = line_of(unfit.rule).or_else(|| line_of(unfit.other?)).unwrap_or(1);
            let named = Say::new(
                format!("{}: {}", unfit.rule.id, unfit.say.vi),
                format!("{}: {}", unfit.rule.id, unfit.say.en),
            );
            return Err(LawError::of(LawPart::Rules, line, unfit.field, named));
        }
        let days = self.calendar.entries().chain(holidays.iter().map(|(_, line)| line)).cloned();
        let calendar = Calendar::new(days);
        if calendar.entries().count() > limits::LAW_HOLIDAYS_MAX {
            let max = limits::LAW_HOLIDAYS_MAX;
            let say = Say::new(format!("Bớt ngày: tối đa {max}"), format!("Fewer days: at most {max}"));
            return Err(LawError::new(LawPart::Holidays, 1, say));
        }
        Ok(Law { rules: all, calendar, ..self.clone() })
    }

    /// The same law for counting alone: its deadlines have no words, which take most of the time. For whoever reads through
    /// a whole book.
    pub fn without_words(&self) -> Law {
        Law { is_silent: true, ..self.clone() }
    }

    /// The law that the program brings along.
    ///
    /// # Errors
    /// As [`Law::parse`]; a test proves that this text is read.
    pub fn embedded() -> Result<Law, LawError> {
        Law::parse(include_str!("../data/deadlines.toml"), include_str!("../data/holidays.csv"))
    }

    /// The rule with this id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The rule for the duty of this one that holds for an event of this day, for this kind of petition: itself, or one that
    /// goes before it or follows it.
    pub fn version(&self, id: &str, kind: &str, on: Day) -> Option<&Rule> {
        let named = self.rule(id)?;
        if named.in_force(on) {
            return Some(named);
        }
        let holds =
            |rule: &&Rule| rule.in_force(on) && rule.applies_to(kind) && rule.is_of_the_duty_of(named);
        self.rules.iter().find(holds)
    }

    /// Whether there is such a rule and it holds for an event of this day.
    pub fn in_force(&self, id: &str, on: Day) -> bool {
        self.rule(id).is_some_and(|rule| rule.in_force(on))
    }

    /// The rules whose clock this event starts on this day for this kind of petition, in the order of the text.
    pub fn starting<'a>(&'a self, kind: &'a str, event: &'a str, on: Day) -> impl Iterator<Item = &'a Rule> {
        self.rules.iter().filter(move |r| r.applies_to(kind) && r.starts_from(event) && r.in_force(on))
    }
}

/// Whether a rule may stand instead of another of its id: what it is about never changes.
fn speaks_of_the_same(known: &Rule, rule: &Rule) -> bool {
    known.kinds == rule.kinds
        && known.step == rule.step
        && known.from_events == rule.from_events
        && known.discipline == rule.discipline
}

fn another_duty() -> Say {
    Say::new(
        "Đặt mã khác: mã này đã dùng cho việc, loại đơn, sự kiện khác",
        "Choose another: this id is of another step, kind or event",
    )
}

/// A text larger than any law.
fn too_large() -> Say {
    let max = limits::LAW_BYTES_MAX;
    Say::new(format!("Rút ngắn tệp: tối đa {max} byte"), format!("Shorten the file: at most {max} bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_law_is_read() {
        let law = Law::embedded().unwrap();
        assert_eq!(law.rules.len(), 25);
        assert!(law.calendar.entries().count() > 100);
    }

    #[test]
    fn rules_that_do_not_follow_each_other_are_refused_at_their_line() {
        let rules = include_str!("../data/deadlines.toml");
        let holidays = include_str!("../data/holidays.csv");
        let line = |text: &str, of: &str| text.lines().position(|line| line.contains(of)).unwrap() + 1;
        let header = |text: &str, id: &str| line(text, &format!("id = \"{id}\"")) - 1;
        for (from, to, id, reason) in [
            (
                "valid_from = 2026-07-01\nbasis = \"NĐ 155/2026/NĐ-CP Đ.10",
                "valid_from = 2026-07-05\nbasis = \"NĐ 155/2026/NĐ-CP Đ.10",
                "KN.TL.2026",
                "no rule from 01/07/2026 to 04/07/2026",
            ),
            (
                "valid_to = 2026-06-30",
                "valid_to = 2026-08-31",
                "KN.TL.2026",
                "KN.TL.old holds for the same until 31/08/2026",
            ),
            ("valid_to = 2026-06-30", "", "KN.TL.2026", "Say when KN.TL.old ends"),
        ] {
            let text = rules.replacen(from, to, 1);
            assert_ne!(text, rules);
            let error = Law::parse(&text, holidays).unwrap_err();
            assert_eq!((error.part, error.line), (LawPart::Rules, header(&text, id)), "{error}");
            assert!(error.say.en.contains(reason), "{error}");
        }
    }

    #[test]
    fn a_changed_law_is_a_new_rule_and_an_id_never_speaks_of_something_else() {
        let law = Law::embedded().unwrap();
        let from = Day::from_iso("2027-01-01").unwrap();
        let old = Rule { valid_to: Some(from.plus(-1)), ..law.rule("KN.GQ1").unwrap().clone() };
        let new = Rule {
            id: "KN.GQ1.2027".to_owned(),
            days: 25,
            valid_from: Some(from),
            valid_to: None,
            ..old.clone()
        };
        let changed = law.changed(&[(1, old.clone()), (9, new.clone())], &[]).unwrap();
        let id = |on| changed.version("KN.GQ1", "khieu_nai", on).unwrap().id.as_str();
        assert_eq!((id(from.plus(-1)), id(from)), ("KN.GQ1", "KN.GQ1.2027"));
        assert_eq!(changed.version("KN.DT", "khieu_nai", Day::from_iso("2026-06-30").unwrap()), None);
        let error = law.changed(&[(9, new.clone())], &[]).unwrap_err();
        assert_eq!((error.line, error.say.en.contains("Say when KN.GQ1 ends")), (9, true), "{error}");
        let other = Rule { step: "giai_quyet".to_owned(), ..law.rule("KN.GQ1").unwrap().clone() };
        let error = law.changed(&[(3, other)], &[]).unwrap_err();
        assert_eq!(error.told().en, "id: Choose another: this id is of another step, kind or event");
    }

    #[test]
    fn the_rule_in_force_on_the_day_of_the_event_counts() {
        let law = Law::embedded().unwrap();
        let last = Day::from_iso("2026-06-30").unwrap();
        assert!(law.in_force("KN.TL.old", last) && !law.in_force("KN.TL.2026", last));
        assert!(!law.in_force("KN.TL.old", last.plus(1)) && law.in_force("KN.TL.2026", last.plus(1)));
        assert!(!law.in_force("KN.NONE", last));
        let ids = |kind, event, on| law.starting(kind, event, on).map(|r| r.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids("khieu_nai", "nhan_don", last.plus(1)), ["KN.TL.2026"]);
        assert_eq!(ids("khieu_nai", "don_doc", last), ["NB.DONDOC"]);
        assert_eq!(ids("khieu_nai", "thu_ly", last), ["KN.GQ1", "KN.GQ2", "KN.GQKL"]);
    }
}
