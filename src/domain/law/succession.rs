//! One rule after the other (nối tiếp): for each duty exactly one rule is in force on a day, from the first on for ever.
//!
//! Rules speak of the same duty when they share the step, an event that starts the clock, a kind of petition, and whether
//! it is about a disciplinary decision. Of those no two are in force on one day, and none ends without another that goes on
//! the day after: a day without a rule would be a petition without a date.

use std::collections::BTreeMap;

use super::Rule;
use crate::base::{Day, Say};
use crate::domain::{Choices, kinds::PetitionKind};

/// Two rules that do not fit each other, or one that nothing follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unfit<'a> {
    /// The rule whose validity is to be mended.
    pub rule: &'a Rule,
    /// The other one.
    pub other: Option<&'a Rule>,
    /// The field of the first.
    pub field: &'static str,
    /// What to do, then why.
    pub say: Say,
}

/// What a rule is about: the kind, the step, the event, and whether it is about a disciplinary decision.
type Duty<'a> = (&'a str, &'a str, &'a str, bool);

/// The first two rules that do not fit each other, in the order of the text.
pub(super) fn unfit(rules: &[Rule]) -> Option<Unfit<'_>> {
    let mut duties: BTreeMap<Duty<'_>, Vec<&Rule>> = BTreeMap::new();
    for rule in rules {
        for kind in PetitionKind::ALL.iter().map(|kind| kind.id()).filter(|kind| rule.applies_to(kind)) {
            for event in &rule.from_events {
                let duty = (kind, rule.step.as_str(), event.as_str(), rule.discipline);
                duties.entry(duty).or_default().push(rule);
            }
        }
    }
    duties.into_values().find_map(unfit_in)
}

/// Of rules about one duty.
fn unfit_in(all: Vec<&Rule>) -> Option<Unfit<'_>> {
    let mut rules: Vec<&Rule> = all.iter().copied().filter(|rule| !rule.withdrawn).collect();
    if rules.is_empty() {
        let say = Say::new(
            "Giữ quy định này: không còn quy định nào khác cho việc ấy",
            "Keep this rule: there is no other one for its duty",
        );
        return all.first().map(|rule| Unfit { rule, other: None, field: "withdrawn", say });
    }
    rules.sort_by_key(|rule| rule.valid_from);
    for (earlier, later) in rules.iter().zip(rules.iter().skip(1)) {
        let (earlier, later): (&Rule, &Rule) = (earlier, later);
        let begins = later.valid_from;
        if earlier.valid_to.is_none_or(|ends| begins.is_none_or(|begins| begins <= ends)) {
            return Some(Unfit {
                rule: later,
                other: Some(earlier),
                field: "valid_from",
                say: overlap(earlier, begins),
            });
        }
        let (Some(ends), Some(begins)) = (earlier.valid_to, begins) else { continue };
        if begins > ends.plus(1) {
            let (first, last) = (ends.plus(1), begins.plus(-1));
            let say = Say::new(
                format!("Nối liền sau {}: hở từ {first} đến {last}", earlier.id),
                format!("Begin right after {}: no rule from {first} to {last}", earlier.id),
            );
            return Some(Unfit { rule: later, other: Some(earlier), field: "valid_from", say });
        }
    }
    let last = rules.last()?;
    let ends = last.valid_to?;
    let say = Say::new(
        format!("Thêm quy định nối tiếp: sau {ends} không còn quy định nào"),
        format!("Add the rule that follows: after {ends} there is none"),
    );
    Some(Unfit { rule: last, other: None, field: "valid_to", say })
}

fn overlap(earlier: &Rule, begins: Option<Day>) -> Say {
    let id = &earlier.id;
    match (begins, earlier.valid_to) {
        (Some(begins), Some(ends)) => Say::new(
            format!("Sửa hiệu lực: {id} cùng việc, còn hiệu lực đến {ends}; không thể từ {begins}"),
            format!("Correct the day: {id} holds for the same until {ends}, not from {begins}"),
        ),
        _ => Say::new(
            format!("Ghi ngày hết hiệu lực cho {id}: hai quy định cùng việc trùng nhau"),
            format!("Say when {id} ends: both hold for the same at once"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kinds, Law};
    use super::*;

    fn day(iso: &str) -> Option<Day> {
        Some(Day::from_iso(iso).unwrap())
    }

    fn with(change: impl FnOnce(&mut Vec<Rule>)) -> Option<(String, String)> {
        let mut rules = Law::embedded().unwrap().rules;
        change(&mut rules);
        unfit(&rules).map(|unfit| (unfit.rule.id.clone(), unfit.say.en))
    }

    fn of<'a>(rules: &'a mut [Rule], id: &str) -> &'a mut Rule {
        rules.iter_mut().find(|rule| rule.id == id).unwrap()
    }

    /// A rule that follows another from a day on.
    fn follows(rules: &mut Vec<Rule>, id: &str, from: &str) {
        let old = of(rules, id);
        let new = Rule { id: format!("{id}.new"), valid_from: day(from), ..old.clone() };
        old.valid_to = day(from).map(|day| day.plus(-1));
        rules.push(new);
    }

    #[test]
    fn the_embedded_rules_follow_each_other_and_a_new_law_follows_an_old_one() {
        assert_eq!(with(|_| ()), None);
        assert_eq!(with(|rules| follows(rules, "KN.GQ1", "2027-01-01")), None);
        assert_eq!(with(|rules| follows(rules, "KN.TL.2026", "2027-01-01")), None);
        // A first rule may begin on a day: there was no such duty before.
        assert_eq!(with(|rules| of(rules, "KN.GUI1").valid_from = day("2012-07-01")), None);
    }

    #[test]
    fn an_overlap_and_a_gap_are_told_with_their_days() {
        let told = |id: &str, say: &str| Some((id.to_owned(), say.to_owned()));
        assert_eq!(
            with(|rules| of(rules, "KN.TL.old").valid_to = day("2026-07-15")),
            told(
                "KN.TL.2026",
                "Correct the day: KN.TL.old holds for the same until 15/07/2026, not from 01/07/2026"
            )
        );
        assert_eq!(
            with(|rules| of(rules, "KN.TL.old").valid_to = None),
            told("KN.TL.2026", "Say when KN.TL.old ends: both hold for the same at once")
        );
        assert_eq!(
            with(|rules| of(rules, "KN.TL.2026").valid_from = day("2026-07-03")),
            told("KN.TL.2026", "Begin right after KN.TL.old: no rule from 01/07/2026 to 02/07/2026")
        );
        assert_eq!(
            with(|rules| rules.retain(|rule| rule.id != "KN.TL.2026")),
            told("KN.TL.old", "Add the rule that follows: after 30/06/2026 there is none")
        );
    }

    #[test]
    fn a_rule_that_is_withdrawn_counts_for_nothing_but_a_duty_keeps_one() {
        let taken_back = |rules: &mut Vec<Rule>| {
            follows(rules, "KN.GQ1", "2027-01-01");
            of(rules, "KN.GQ1.new").withdrawn = true;
        };
        let told = with(taken_back).unwrap();
        assert_eq!(told.1, "Add the rule that follows: after 31/12/2026 there is none");
        assert_eq!(
            with(|rules| {
                taken_back(rules);
                of(rules, "KN.GQ1").valid_to = None;
            }),
            None
        );
        let (id, say) = with(|rules| of(rules, "KN.GUI1").withdrawn = true).unwrap();
        assert_eq!(
            (id.as_str(), say.as_str()),
            ("KN.GUI1", "Keep this rule: there is no other one for its duty")
        );
    }

    #[test]
    fn a_duty_may_be_split_by_kind_but_every_kind_goes_on() {
        let split = |rules: &mut Vec<Rule>, kinds: &[&str]| {
            follows(rules, "KNPA.GQ", "2027-01-01");
            for kind in kinds {
                let like = of(rules, "KNPA.GQ.new").clone();
                let kinds = Kinds::Only(vec![(*kind).to_owned()]);
                rules.push(Rule { id: format!("{kind}.2027"), kinds, ..like });
            }
            rules.retain(|rule| rule.id != "KNPA.GQ.new");
        };
        assert_eq!(with(|rules| split(rules, &["kien_nghi", "phan_anh", "cu_tri"])), None);
        let (id, say) = with(|rules| split(rules, &["kien_nghi", "phan_anh"])).unwrap();
        assert_eq!((id.as_str(), say.contains("after 31/12/2026")), ("KNPA.GQ", true));
    }
}
