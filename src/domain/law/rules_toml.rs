//! The deadline rules as a text: `[[rule]]` by `[[rule]]`, read and written.

use serde::{Deserialize, Serialize};
use toml::Spanned;
use toml::value::{Date, Datetime};

use super::holidays_csv::one_of;
use super::rule::RuleFault;
use super::{Confidence, Kinds, LawError, LawPart, Rule, Unit};
use crate::base::text::clean_line;
use crate::base::{Day, Say, limits};
use crate::domain::Choices;

/// The only version of the text that there is.
const SCHEMA: i64 = 1;
/// The kinds of a rule that speaks of every kind.
const ALL_KINDS: &str = "all";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    schema: Spanned<i64>,
    rule: Vec<Spanned<RawRule>>,
    #[serde(rename = "counting")]
    _counting: Option<toml::Table>,
    #[serde(rename = "duty")]
    _duty: Option<Vec<toml::Table>>,
    #[serde(rename = "report_window")]
    _report_window: Option<Vec<toml::Table>>,
    #[serde(rename = "retention")]
    _retention: Option<Vec<toml::Table>>,
}

#[derive(Serialize)]
struct WrittenFile {
    schema: i64,
    rule: Vec<RawRule>,
}

/// A rule as it is spelled.
#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: String,
    kind: Option<String>,
    kinds: Option<Vec<String>>,
    discipline: Option<bool>,
    step: String,
    from_event: String,
    days: i32,
    unit: Option<String>,
    complex_days: Option<i32>,
    complex_reason: Option<String>,
    remote_days: Option<i32>,
    remote_complex_days: Option<i32>,
    extensions: Option<Vec<i32>>,
    internal: Option<bool>,
    actor: Option<String>,
    valid_from: Option<Datetime>,
    valid_to: Option<Datetime>,
    withdrawn: Option<bool>,
    basis: String,
    source: Option<String>,
    confidence: String,
    confirm: Option<String>,
    note: Option<String>,
}

/// Reads the rules of a text; of its other tables it is only seen that they are known. Each rule with the line of its
/// `[[rule]]`.
///
/// # Errors
/// Says the line and what is wrong: what is no TOML, an unknown name, a unit that is missing or unknown, a wrong date, an
/// id twice, more rules or longer ones than a law has. Whether the rules fit each other is seen by [`super::Law`].
pub fn read_rules(toml: &str) -> Result<Vec<(usize, Rule)>, LawError> {
    let toml = toml.strip_prefix('\u{feff}').unwrap_or(toml);
    if toml.len() > limits::LAW_BYTES_MAX {
        return Err(LawError::new(LawPart::Rules, 1, super::too_large()));
    }
    let file: RulesFile = toml::from_str(toml).map_err(|error| {
        let say = Say::new(
            format!("Sửa dòng này: {}", clean_line(error.message())),
            format!("Correct this line: {}", clean_line(error.message())),
        );
        LawError::new(LawPart::Rules, line_of(toml, error.span().map_or(0, |span| span.start)), say)
    })?;
    if *file.schema.get_ref() != SCHEMA {
        let say =
            Say::new("Ghi schema = 1: chương trình chỉ biết bản này", "Write schema = 1: no other is known");
        return Err(LawError::new(LawPart::Rules, line_of(toml, file.schema.span().start), say));
    }
    let mut rules: Vec<(usize, Rule)> = Vec::with_capacity(file.rule.len());
    for raw in file.rule {
        let begins = raw.span().start;
        let line = line_of(toml, begins);
        let wrong = |(field, say): RuleFault| {
            let line = line_of_field(toml, begins, field).unwrap_or(line);
            LawError::of(LawPart::Rules, line, field, say)
        };
        if rules.len() >= limits::LAW_RULES_MAX {
            let max = limits::LAW_RULES_MAX;
            let say = Say::new(format!("Bớt quy định: tối đa {max}"), format!("Fewer rules: at most {max}"));
            return Err(LawError::new(LawPart::Rules, line, say));
        }
        let rule = Rule::from_raw(raw.into_inner()).map_err(wrong)?;
        if let Some(fault) = rule.fault() {
            return Err(wrong(fault));
        }
        if rules.iter().any(|(_, other)| other.id == rule.id) {
            let say =
                Say::new("Đặt mã khác: mã này đã có ở trên", "Choose another: this id stands above already");
            return Err(wrong(("id", say)));
        }
        rules.push((line, rule));
    }
    Ok(rules)
}

/// The text of these rules, good input for [`read_rules`].
pub fn write_rules<'a>(rules: impl IntoIterator<Item = &'a Rule>) -> String {
    let file = WrittenFile { schema: SCHEMA, rule: rules.into_iter().map(Rule::to_raw).collect() };
    // Plain strings, numbers and dates are always written.
    toml::to_string(&file).unwrap_or_default()
}

fn line_of(toml: &str, at: usize) -> usize {
    1 + toml.bytes().take(at).filter(|&byte| byte == b'\n').count()
}

/// The line on which a rule that begins here says this field; in the text `kinds` may stand for `kind`.
pub(super) fn line_of_field(toml: &str, begins: usize, field: &str) -> Option<usize> {
    let says = |line: &str| {
        let name = line.split('=').next().unwrap_or_default().trim();
        line.contains('=') && (name == field || (field == "kind" && name == "kinds"))
    };
    let rest = toml.get(begins..)?;
    let of_this =
        rest.lines().enumerate().take_while(|(at, line)| *at == 0 || !line.trim_start().starts_with('['));
    let at = of_this.into_iter().find(|(_, line)| says(line)).map(|(at, _)| at)?;
    Some(line_of(toml, begins) + at)
}

impl Rule {
    fn from_raw(raw: RawRule) -> Result<Rule, RuleFault> {
        let kinds = match (raw.kind, raw.kinds) {
            (Some(kind), None) if kind == ALL_KINDS => Kinds::All,
            (Some(kind), None) => Kinds::Only(vec![kind]),
            (None, Some(kinds)) => Kinds::Only(kinds),
            _ => {
                return Err((
                    "kind",
                    Say::new("Ghi kind hoặc kinds, một trong hai", "Write kind or kinds, one of them"),
                ));
            }
        };
        let unit = match raw.unit.as_deref() {
            Some(unit) => one_of("unit", unit, Unit::TABLE)?,
            None => {
                let say = Say::new(
                    "Ghi đơn vị: wd ngày làm việc, cd ngày lịch",
                    "Write wd for working days or cd for calendar days",
                );
                return Err(("unit", say));
            }
        };
        let text = |text: Option<String>| text.map(|text| clean_line(&text)).filter(|text| !text.is_empty());
        Ok(Rule {
            id: raw.id,
            kinds,
            step: raw.step,
            from_events: raw.from_event.split('|').map(str::to_owned).collect(),
            days: raw.days,
            unit,
            complex_days: raw.complex_days,
            complex_reason: text(raw.complex_reason),
            remote_days: raw.remote_days,
            remote_complex_days: raw.remote_complex_days,
            extensions: raw.extensions.unwrap_or_default(),
            valid_from: raw.valid_from.map(|day| day_of("valid_from", day)).transpose()?,
            valid_to: raw.valid_to.map(|day| day_of("valid_to", day)).transpose()?,
            basis: clean_line(&raw.basis),
            source: text(raw.source),
            confidence: one_of("confidence", &raw.confidence, Confidence::TABLE)?,
            confirm: text(raw.confirm),
            internal: raw.internal.unwrap_or(false),
            actor: raw.actor,
            discipline: raw.discipline.unwrap_or(false),
            withdrawn: raw.withdrawn.unwrap_or(false),
            note: text(raw.note),
        })
    }

    fn to_raw(&self) -> RawRule {
        let (kind, kinds) = match &self.kinds {
            Kinds::All => (Some(ALL_KINDS.to_owned()), None),
            Kinds::Only(kinds) => match kinds.as_slice() {
                [kind] => (Some(kind.clone()), None),
                kinds => (None, Some(kinds.to_vec())),
            },
        };
        RawRule {
            id: self.id.clone(),
            kind,
            kinds,
            discipline: self.discipline.then_some(true),
            step: self.step.clone(),
            from_event: self.from_events.join("|"),
            days: self.days,
            unit: Some(self.unit.id().to_owned()),
            complex_days: self.complex_days,
            complex_reason: self.complex_reason.clone(),
            remote_days: self.remote_days,
            remote_complex_days: self.remote_complex_days,
            extensions: Some(self.extensions.clone()).filter(|extensions| !extensions.is_empty()),
            internal: self.internal.then_some(true),
            actor: self.actor.clone(),
            valid_from: self.valid_from.map(datetime),
            valid_to: self.valid_to.map(datetime),
            withdrawn: self.withdrawn.then_some(true),
            basis: self.basis.clone(),
            source: self.source.clone(),
            confidence: self.confidence.id().to_owned(),
            confirm: self.confirm.clone(),
            note: self.note.clone(),
        }
    }
}

fn day_of(field: &'static str, datetime: Datetime) -> Result<Day, RuleFault> {
    let date = datetime.date.filter(|_| datetime.time.is_none());
    date.and_then(|date| Day::new(i32::from(date.year), u32::from(date.month), u32::from(date.day)))
        .ok_or_else(|| {
            (
                field,
                Say::new(
                    "Ghi ngày như 2026-07-01, không có giờ",
                    "Write a day like 2026-07-01, without a time",
                ),
            )
        })
}

fn datetime(day: Day) -> Datetime {
    let part = |number: u32| u8::try_from(number).unwrap_or(0); // months and days are small
    let date = Date {
        year: u16::try_from(day.year()).unwrap_or(0),
        month: part(day.month()),
        day: part(day.day_of_month()),
    };
    Datetime { date: Some(date), time: None, offset: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::law::Law;

    const GOOD: &str = "schema = 1\n\n[[rule]]\nid = \"A\"\nkind = \"all\"\nstep = \"thu_ly\"\nfrom_event = \"nhan_don\"\n\
        days = 7\nunit = \"wd\"\nbasis = \"x\"\nconfidence = \"high\"\n";

    fn told(text: &str) -> (usize, String) {
        let error = read_rules(text).unwrap_err();
        assert_eq!(error.part, LawPart::Rules);
        assert!(!error.say.vi.is_empty());
        (error.line, error.told().en)
    }

    #[test]
    fn a_broken_rule_says_its_line_and_why() {
        assert_eq!(read_rules(GOOD).unwrap()[0].0, 3);
        let twice = format!("{GOOD}{}", GOOD.trim_start_matches("schema = 1\n"));
        let many_events = ["nhan_don"; 9].join("|");
        for (text, line, reason) in [
            (
                GOOD.replace("unit = \"wd\"\n", ""),
                3,
                "unit: Write wd for working days or cd for calendar days",
            ),
            (GOOD.replace("\"wd\"", "\"days\""), 9, "unit: Write one of wd, cd"),
            (GOOD.replace("= 7", "= 0"), 8, "days: Write days from 1 to 3650"),
            (GOOD.replace("= 7", "= 2000000000"), 8, "days: Write days from 1 to 3650"),
            (
                GOOD.replace("= 7", "= \"7\""),
                8,
                "Correct this line: invalid type: string \"7\", expected i32",
            ),
            (GOOD.replace("thu_ly", "thu_ly_2"), 6, "step: Write a known step: there is none of this name"),
            (
                GOOD.replace("nhan_don", "nhan"),
                7,
                "from_event: Write a known event: there is none of this name",
            ),
            (
                GOOD.replace("nhan_don", &many_events),
                7,
                "from_event: Write a known event: there is none of this name",
            ),
            (GOOD.replace("kind = \"all\"\n", ""), 3, "kind: Write kind or kinds, one of them"),
            (
                GOOD.replace("kind = \"all\"", "kinds = [\"to_cao\", \"don\"]"),
                5,
                "kind: Write all or khieu_nai, to_cao, kien_nghi, phan_anh, nhieu_noi_dung, cu_tri",
            ),
            (
                GOOD.replace("\"high\"", "\"sure\""),
                11,
                "confidence: Write one of high, medium, low, unverified",
            ),
            (
                GOOD.replace("\"A\"", "\"a b\""),
                4,
                "id: Choose another: plain letters, digits and dots, at most 24",
            ),
            (GOOD.replace("\"x\"", "\"\""), 10, "basis: Name the law and its article"),
            (
                GOOD.replace("\"x\"", &format!("\"{}\"", "x".repeat(401))),
                10,
                "basis: Shorten it: at most 400 letters",
            ),
            (format!("{GOOD}actor = \"mayor\"\n"), 12, "actor: Write citizen, or nothing"),
            (
                format!("{GOOD}valid_from = 2026-07-01\nvalid_to = 2026-06-30\n"),
                13,
                "valid_to: Correct the day: it ends before it begins",
            ),
            (
                format!("{GOOD}valid_from = 2026-07-01T08:00:00\n"),
                12,
                "valid_from: Write a day like 2026-07-01, without a time",
            ),
            (
                format!("{GOOD}valid_from = 1066-10-14\n"),
                12,
                "valid_from: Write a day like 2026-07-01, without a time",
            ),
            (
                format!("{GOOD}complex_days = 5\n"),
                12,
                "complex_days: Correct the days: fewer than the plain term",
            ),
            (format!("{GOOD}extensions = [30, -1]\n"), 12, "extensions: Write days from 1 to 3650"),
            (
                format!("{}remote_days = 9\n", GOOD.replace("= 7", "= -7")),
                12,
                "remote_days: Remove it: a term counted backwards is not made longer",
            ),
            (GOOD.replace("schema = 1", "schema = 2"), 1, "Write schema = 1: no other is known"),
            (twice, 14, "id: Choose another: this id stands above already"),
        ] {
            assert_eq!(told(&text), (line, reason.to_owned()), "{text}");
        }
        for (text, line, reason) in [
            (GOOD.replace("days = 7", "day = 7"), 8, "unknown field `day`"),
            (GOOD.replace("= 7", "= 7\nvalid_from = 2026-02-30"), 9, "Correct this line"),
            (GOOD.replace("= 7", "= 7\ndays = 8"), 9, "duplicate key"),
            (GOOD.replace("[[rule]]", "[[rules]]"), 3, "unknown field `rules`"),
            (format!("{GOOD}]]\n"), 12, ""),
        ] {
            let (at, why) = told(&text);
            assert!(at == line && why.contains(reason), "{at} {why}\n{text}");
        }
    }

    #[test]
    fn what_is_too_large_is_refused_before_it_is_kept() {
        let large = format!("{GOOD}{}", "#".repeat(limits::LAW_BYTES_MAX));
        assert_eq!(told(&large), (1, "Shorten the file: at most 262144 bytes".to_owned()));
        let body = GOOD.trim_start_matches("schema = 1\n\n");
        let rules: String =
            (0..=limits::LAW_RULES_MAX).map(|at| body.replace("\"A\"", &format!("\"A{at}\""))).collect();
        assert_eq!(told(&format!("schema = 1\n\n{rules}")).1, "Fewer rules: at most 500");
        let deep = format!("{GOOD}note = {}\n", "[".repeat(100_000));
        assert!(told(&deep).1.starts_with("Correct this line"));
    }

    #[test]
    fn rules_are_written_as_they_are_read() {
        let law = Law::embedded().unwrap();
        let written = write_rules(&law.rules);
        let read: Vec<Rule> = read_rules(&written).unwrap().into_iter().map(|(_, rule)| rule).collect();
        assert_eq!(read, law.rules);
        assert_eq!(write_rules(&read), written);
        assert!(written.contains("\n[[rule]]\nid = \"KN.TL.2026\"\nkind = \"khieu_nai\"\n"), "{written}");
    }
}
