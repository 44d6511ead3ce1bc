//! A change of the law in use: what stood where an administrator laid something over it, so that a date can say what moved it.

use super::{Calendar, Holiday, Law, Rule, succession};
use crate::base::{Day, Officer, Say, Stamp};

/// One act of an administrator, with what it covered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawChange {
    /// When.
    pub at: Stamp,
    /// Who.
    pub by: Officer,
    /// The days of the calendar that it changed, with what stood there before.
    pub days: Vec<(Day, Option<Holiday>)>,
    /// The rules that it changed, by id, with what stood there before.
    pub rules: Vec<(String, Option<Rule>)>,
}

impl LawChange {
    /// The first days and rules that it changed, in a few words: `lịch nghỉ 24/11/2026`, `quy định KN.GQ1 (+2)`.
    pub fn named(&self) -> Say {
        let days = self
            .days
            .iter()
            .map(|(day, _)| Say::new(format!("lịch nghỉ {day}"), format!("the calendar of {day}")));
        let rules = self.rules.iter().map(|(id, _)| Say::new(format!("quy định {id}"), format!("rule {id}")));
        let mut all = days.chain(rules);
        let Some(first) = all.next() else { return Say::default() };
        match all.count() {
            0 => first,
            more => Say::new(format!("{} (+{more})", first.vi), format!("{} (+{more})", first.en)),
        }
    }
}

impl Law {
    /// The changes that made this law of the one that the program brings, oldest first.
    pub fn changes(&self) -> &[LawChange] {
        &self.changes
    }

    /// This law with the lines of one act laid over it, as they were committed; lines of nothing change nothing.
    pub fn after(&self, at: Stamp, by: Officer, days: Vec<Holiday>, rules: Vec<Rule>) -> Law {
        let covered = LawChange {
            at,
            by,
            days: days.iter().map(|line| (line.day, self.calendar.entry(line.day).cloned())).collect(),
            rules: rules.iter().map(|rule| (rule.id.clone(), self.rule(&rule.id).cloned())).collect(),
        };
        let mut law = self.clone();
        for rule in rules {
            match law.rules.iter_mut().find(|known| known.id == rule.id) {
                Some(known) => *known = rule,
                None => law.rules.push(rule),
            }
        }
        law.calendar = Calendar::new(self.calendar.entries().cloned().chain(days));
        law.changes.push(covered);
        law
    }

    /// The law as it stood before its last change; `None` when it is the one that the program brings.
    pub fn before_last_change(&self) -> Option<Law> {
        let mut law = self.clone();
        let change = law.changes.pop()?;
        let of_it = |day: Day| change.days.iter().any(|(changed, _)| *changed == day);
        let stood = change.days.iter().filter_map(|(_, before)| before.clone());
        let stays = self.calendar.entries().filter(|line| !of_it(line.day)).cloned();
        law.calendar = Calendar::new(stays.chain(stood));
        for (id, before) in change.rules {
            let at = law.rules.iter().position(|rule| rule.id == id);
            match (at, before) {
                (Some(at), Some(before)) => {
                    if let Some(rule) = law.rules.get_mut(at) {
                        *rule = before;
                    }
                }
                (Some(at), None) => drop(law.rules.remove(at)),
                (None, _) => {}
            }
        }
        Some(law)
    }

    /// Takes out rules of the program that stand against the office's own: a newer program may bring a law that the office
    /// has entered already, under another id.
    pub fn settled(mut self) -> Law {
        let is_own = |law: &Law, id: &str| {
            law.changes.iter().any(|change| change.rules.iter().any(|(changed, _)| changed == id))
        };
        for _ in 0..self.rules.len() {
            let stands_against = succession::unfit(&self.rules).and_then(|unfit| {
                let both = [Some(unfit.rule), unfit.other];
                both.into_iter().flatten().find(|rule| !is_own(&self, &rule.id)).map(|rule| rule.id.clone())
            });
            let Some(id) = stands_against else { break };
            self.rules.retain(|rule| rule.id != id);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::super::DayKind;
    use super::*;
    use crate::base::Stamp;

    fn day(iso: &str) -> Day {
        Day::from_iso(iso).unwrap()
    }

    fn after(law: &Law, days: Vec<Holiday>, rules: Vec<Rule>) -> Law {
        law.after(Stamp::at(day("2026-11-23"), 9, 0), Officer::new("quan_tri").unwrap(), days, rules)
    }

    #[test]
    fn what_stood_before_each_change_can_be_had_again() {
        let law = Law::embedded().unwrap();
        let culture = law.calendar.entry(day("2026-11-24")).unwrap().clone();
        let off = Holiday { kind: DayKind::Off, ..culture.clone() };
        let added = Holiday { day: day("2028-01-03"), ..off.clone() };
        let first = after(&law, vec![off, added], Vec::new());
        assert!(
            !first.calendar.is_working_day(culture.day) && first.calendar.entry(day("2028-01-03")).is_some()
        );
        let days = 12;
        let rule = Rule { days, ..law.rule("NB.DONDOC").unwrap().clone() };
        let new = Rule { id: "NB.NEW".to_owned(), ..rule.clone() };
        let second = after(&first, Vec::new(), vec![rule, new]);
        assert_eq!(second.rule("NB.DONDOC").unwrap().days, days);
        assert_eq!(second.before_last_change().unwrap(), first);
        assert_eq!(first.before_last_change().unwrap(), law);
        assert_eq!(law.before_last_change(), None);
    }

    #[test]
    fn the_offices_own_rule_stays_where_a_newer_program_brings_the_same_law_under_another_id() {
        let law = Law::embedded().unwrap();
        let from = day("2027-01-01");
        let old = Rule { valid_to: Some(from.plus(-1)), ..law.rule("KN.GQ1").unwrap().clone() };
        let new =
            Rule { id: "KN.GQ1.ours".to_owned(), valid_from: Some(from), valid_to: None, ..old.clone() };
        let mut newer_program = law.clone();
        newer_program.rules.push(Rule { id: "KN.GQ1.2027".to_owned(), ..new.clone() });
        let ours = after(&newer_program, Vec::new(), vec![old, new]).settled();
        assert_eq!(ours.rule("KN.GQ1.2027"), None);
        assert_eq!(ours.version("KN.GQ1", "khieu_nai", from).unwrap().id, "KN.GQ1.ours");
        assert_eq!(succession::unfit(&ours.rules), None);
    }
}
