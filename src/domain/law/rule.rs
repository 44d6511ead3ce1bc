//! One rule of a deadline (quy định về thời hạn), as `deadlines.toml` declares it.

use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::value::Datetime;

use super::{Confidence, LawError, event_words, step_words};
use crate::base::limits::RULE_DAYS_MAX;
use crate::base::text::clean_line;
use crate::base::{Day, Words};

/// What a rule counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Working days (ngày làm việc).
    WorkingDays,
    /// Calendar days (ngày).
    CalendarDays,
}

/// The kinds of petition that a rule speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kinds {
    /// Every kind.
    All,
    /// These only, spelled as on disk.
    Only(Vec<String>),
}

/// A rule with the days of its validity. Its id never changes; a changed law is a new rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name, such as `KN.GQ1`.
    pub id: String,
    /// The kinds of petition it speaks of.
    pub kinds: Kinds,
    /// What has to be done, as spelled on disk.
    pub step: String,
    /// The events that start the clock, any of them.
    pub from_events: Vec<String>,
    /// How many days; negative: that many days before the event.
    pub days: i32,
    /// What days are counted.
    pub unit: Unit,
    /// All days instead of `days` when the case was found complex (phức tạp).
    pub complex_days: Option<i32>,
    /// All days instead of `days` in a remote place (vùng sâu, vùng xa đi lại khó khăn).
    pub remote_days: Option<i32>,
    /// All days instead of `days` when both are true.
    pub remote_complex_days: Option<i32>,
    /// The longest that each extension by a decision may add.
    pub extensions: Vec<i32>,
    /// In force for events from this day on.
    pub valid_from: Option<Day>,
    /// In force for events up to this day.
    pub valid_to: Option<Day>,
    /// The law it rests on, with articles.
    pub basis: String,
    /// How far it may be trusted.
    pub confidence: Confidence,
    /// The text that may have changed it and was not read.
    pub confirm: Option<String>,
    /// A target of the office's own (hạn nội bộ), never shown as law.
    pub internal: bool,
    /// Who has to act when it is not the office: `citizen`.
    pub actor: Option<String>,
    /// Only for complaints against a disciplinary decision.
    pub discipline: bool,
    /// What the officer should know beside it.
    pub note: Option<String>,
}

impl Rule {
    /// Whether it holds for an event of this day.
    pub fn in_force(&self, on: Day) -> bool {
        self.valid_from.is_none_or(|from| from <= on) && self.valid_to.is_none_or(|to| on <= to)
    }

    /// Whether it speaks of this kind of petition.
    pub fn applies_to(&self, kind: &str) -> bool {
        match &self.kinds {
            Kinds::All => true,
            Kinds::Only(kinds) => kinds.iter().any(|k| k == kind),
        }
    }

    /// Whether this event starts its clock.
    pub fn starts_from(&self, event: &str) -> bool {
        self.from_events.iter().any(|e| e == event)
    }

    /// What has to be done, in words.
    pub fn step_words(&self) -> Words {
        step_words(&self.step).unwrap_or(Words::new("Việc phải xong", "To be done"))
    }

    /// The law and its first articles in a few words, `NĐ 155/2026 Đ.10`; empty for an internal rule.
    pub fn article(&self) -> String {
        if self.internal {
            return String::new();
        }
        let end = ["; ", ": ", " (", " + ", ". "].iter().filter_map(|sign| self.basis.find(sign)).min();
        let first = end.and_then(|end| self.basis.get(..end)).unwrap_or(&self.basis);
        first
            .replace("/NĐ-CP", "")
            .replace("Luật KN ", "Luật Khiếu nại ")
            .replace("Luật TCD ", "Luật Tiếp công dân ")
            .replace("Luật TC ", "Luật Tố cáo ")
    }
}

#[derive(Deserialize)]
struct RulesFile {
    schema: i64,
    rule: Vec<Spanned<RawRule>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: String,
    kind: Option<String>,
    kinds: Option<Vec<String>>,
    step: String,
    from_event: String,
    days: i32,
    unit: String,
    complex_days: Option<i32>,
    #[serde(rename = "complex_reason")]
    _complex_reason: Option<String>,
    remote_days: Option<i32>,
    remote_complex_days: Option<i32>,
    #[serde(default)]
    extensions: Vec<i32>,
    valid_from: Option<Datetime>,
    valid_to: Option<Datetime>,
    basis: String,
    #[serde(rename = "source")]
    _source: Option<String>,
    confidence: Confidence,
    confirm: Option<String>,
    #[serde(default)]
    internal: bool,
    actor: Option<String>,
    #[serde(default)]
    discipline: bool,
    note: Option<String>,
}

/// Reads the rules of a TOML text, `[[rule]]` by `[[rule]]`; its other tables are not rules and are passed over.
pub(super) fn parse_rules(toml: &str) -> Result<Vec<Rule>, LawError> {
    let line_of = |at: usize| 1 + toml.bytes().take(at).filter(|&b| b == b'\n').count();
    let file: RulesFile = toml::from_str(toml).map_err(|error| LawError::Rules {
        line: line_of(error.span().map_or(0, |span| span.start)),
        reason: error.message().to_owned(),
    })?;
    if file.schema != 1 {
        return Err(LawError::Rules {
            line: 1,
            reason: "a schema that this program does not know".to_owned(),
        });
    }
    let mut rules: Vec<Rule> = Vec::with_capacity(file.rule.len());
    for raw in file.rule {
        let line = line_of(raw.span().start);
        let wrong = |reason: &str| LawError::Rules { line, reason: reason.to_owned() };
        let rule = Rule::from_raw(raw.into_inner()).map_err(wrong)?;
        if rules.iter().any(|other| other.id == rule.id) {
            return Err(wrong("a rule with this id stands above"));
        }
        rules.push(rule);
    }
    Ok(rules)
}

impl Rule {
    fn from_raw(raw: RawRule) -> Result<Rule, &'static str> {
        let kinds = match (raw.kind, raw.kinds) {
            (Some(kind), None) if kind == "all" => Kinds::All,
            (Some(kind), None) => Kinds::Only(vec![kind]),
            (None, Some(kinds)) if !kinds.is_empty() => Kinds::Only(kinds),
            _ => return Err("needs kind or kinds, one of them"),
        };
        let unit = match raw.unit.as_str() {
            "wd" => Unit::WorkingDays,
            "cd" => Unit::CalendarDays,
            _ => return Err("unit is neither wd nor cd"),
        };
        let longer = [raw.complex_days, raw.remote_days, raw.remote_complex_days];
        let all_days = longer.iter().flatten().chain(&raw.extensions);
        if raw.days == 0 || raw.days.unsigned_abs() > RULE_DAYS_MAX {
            return Err("days out of range");
        }
        if all_days.clone().any(|&days| days <= 0 || days.unsigned_abs() > RULE_DAYS_MAX) {
            return Err("longer or extended days out of range");
        }
        if longer.iter().flatten().any(|&days| days < raw.days) {
            return Err("longer days that are fewer than days");
        }
        if raw.days < 0 && all_days.count() > 0 {
            return Err("a term counted backwards cannot be longer or extended");
        }
        let from_events: Vec<String> = raw.from_event.split('|').map(str::to_owned).collect();
        if from_events.iter().any(|event| event_words(event).is_none()) {
            return Err("an unknown from_event");
        }
        if step_words(&raw.step).is_none() {
            return Err("an unknown step");
        }
        let valid_from = raw.valid_from.map(day_of).transpose()?;
        let valid_to = raw.valid_to.map(day_of).transpose()?;
        if valid_from.zip(valid_to).is_some_and(|(from, to)| to < from) {
            return Err("valid_to before valid_from");
        }
        Ok(Rule {
            id: raw.id,
            kinds,
            step: raw.step,
            from_events,
            days: raw.days,
            unit,
            complex_days: raw.complex_days,
            remote_days: raw.remote_days,
            remote_complex_days: raw.remote_complex_days,
            extensions: raw.extensions,
            valid_from,
            valid_to,
            basis: clean_line(&raw.basis),
            confidence: raw.confidence,
            confirm: raw.confirm.as_deref().map(clean_line),
            internal: raw.internal,
            actor: raw.actor,
            discipline: raw.discipline,
            note: raw.note.as_deref().map(clean_line),
        })
    }
}

fn day_of(datetime: Datetime) -> Result<Day, &'static str> {
    datetime
        .date
        .and_then(|date| Day::new(i32::from(date.year), u32::from(date.month), u32::from(date.day)))
        .ok_or("validity is not a date")
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "schema = 1\n\n[[rule]]\nid = \"A\"\nkind = \"all\"\nstep = \"thu_ly\"\nfrom_event = \"nhan_don\"\n\
        days = 7\nunit = \"wd\"\nbasis = \"x\"\nconfidence = \"high\"\n";

    #[test]
    fn a_broken_rule_says_its_line_and_why() {
        assert_eq!(parse_rules(GOOD).unwrap().len(), 1);
        let twice = format!("{GOOD}{}", GOOD.trim_start_matches("schema = 1\n"));
        for (text, line, reason) in [
            (GOOD.replace("\"wd\"", "\"days\""), 3, "neither wd nor cd"),
            (GOOD.replace("= 7", "= 0"), 3, "days out of range"),
            (GOOD.replace("= 7", "= \"7\""), 8, "invalid type"),
            (GOOD.replace("thu_ly", "thu_ly_2"), 3, "an unknown step"),
            (GOOD.replace("nhan_don", "nhan"), 3, "an unknown from_event"),
            (GOOD.replace("days = 7", "day = 7"), 8, "unknown field `day`"),
            (GOOD.replace("kind = \"all\"\n", ""), 3, "needs kind or kinds"),
            (format!("{GOOD}valid_from = 2026-07-01\nvalid_to = 2026-06-30\n"), 3, "valid_to before"),
            (format!("{GOOD}complex_days = 5\n"), 3, "fewer"),
            (GOOD.replace("schema = 1", "schema = 2"), 1, "a schema"),
            (format!("{GOOD}]]\n"), 12, ""),
            (twice, 13, "stands above"),
        ] {
            let Err(LawError::Rules { line: at, reason: why }) = parse_rules(&text) else {
                panic!("{reason}: was read");
            };
            assert!(why.contains(reason), "{why}");
            assert_eq!(at, line, "{why}");
        }
    }

    #[test]
    fn the_article_is_the_law_in_a_few_words() {
        let law = crate::domain::law::Law::embedded().unwrap();
        for (id, article) in [
            ("KN.TL.2026", "NĐ 155/2026 Đ.10"),
            ("KN.GQ1", "Luật Khiếu nại 2011 Đ.28"),
            ("KN.TL.old", "Luật Khiếu nại 2011 Đ.27, Đ.36"),
            ("TCD.TL", "Luật Tiếp công dân 2013 Đ.28 khoản 1"),
            ("TC.GQ", "Luật Tố cáo 2018 Đ.30"),
            ("NB.DONDOC", ""),
        ] {
            assert_eq!(law.rule(id).unwrap().article(), article);
        }
    }
}
