//! Deadlines (thời hạn): the rules with their validity, the calendar of working days, and how a deadline explains
//! itself.
//!
//! Knows the law's text as data and how days are counted; does not know petitions, what day it is, or who is late. The
//! embedded data may be replaced by an administrator's text; whatever is not certain in it is said in each deadline.

mod calendar;
mod count;
mod deadline;
mod error;
mod explain;
#[cfg(test)]
mod obvious_tests;
mod rule;
mod words;

pub use calendar::{Calendar, Confidence, DayKind, Holiday, Status};
pub use deadline::{Conditions, Deadline, Extension, Stop, Stopped, calculate};
pub use error::LawError;
pub use explain::Explanation;
pub use rule::{Kinds, Rule, Unit};
pub use words::{event_words, step_words, weekday_words};

use crate::base::Day;

/// The rules and the calendar that are in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Law {
    /// All rules, also those that are no longer or not yet in force.
    pub rules: Vec<Rule>,
    /// The working days.
    pub calendar: Calendar,
}

impl Law {
    /// Reads the text of the rules (TOML) and of the calendar (CSV).
    ///
    /// # Errors
    /// Says which of the two, the line, and what is wrong there.
    pub fn parse(rules_toml: &str, holidays_csv: &str) -> Result<Law, LawError> {
        Ok(Law { rules: rule::parse_rules(rules_toml)?, calendar: Calendar::parse(holidays_csv)? })
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

    /// Whether there is such a rule and it holds for an event of this day.
    pub fn in_force(&self, id: &str, on: Day) -> bool {
        self.rule(id).is_some_and(|rule| rule.in_force(on))
    }

    /// The rules whose clock this event starts on this day for this kind of petition, in the order of the text.
    pub fn starting<'a>(&'a self, kind: &'a str, event: &'a str, on: Day) -> impl Iterator<Item = &'a Rule> {
        self.rules.iter().filter(move |r| r.applies_to(kind) && r.starts_from(event) && r.in_force(on))
    }
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
