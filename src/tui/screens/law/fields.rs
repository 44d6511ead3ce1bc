//! What can be typed of a line of the law, and the line that comes of it.

use crate::base::{Day, Say, Words, limits};
use crate::domain::{
    Choice, Choices,
    law::{Confidence, DayKind, Holiday, Law, LawPart, Rule, Status, Unit, write_holidays, write_rules},
};
use crate::tui::widgets::{Lines, TextField};
use crate::wire::LawText;

use super::super::small_form::{Entering, SmallField, SmallForm, Typed, chosen, no_such_day, one_of};

/// What is done with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LawAct {
    /// It is changed as it stands.
    Change,
    /// It is confirmed by a document.
    Confirm,
    /// A day that does not stand in the table yet; a new rule that follows the marked one.
    Add,
}

/// A line to be typed on, over the law in use.
#[derive(Clone, Debug, PartialEq)]
pub struct LawEditing {
    /// The law in use.
    pub(super) law: Law,
    pub(super) part: LawPart,
    /// The marked line; `None`: a new day.
    pub(super) line: Option<LawLine>,
    pub(super) act: LawAct,
    /// The document by which something was confirmed a moment ago.
    pub(super) document: String,
    /// The year that is looked at.
    pub(super) year: i32,
}

/// A line of the law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LawLine {
    /// A day of the calendar.
    Day(Holiday),
    /// A rule.
    Rule(Box<Rule>),
}

impl LawLine {
    /// The name under which it lies over the law: the day, or the id.
    pub(super) fn name(&self) -> String {
        match self {
            LawLine::Day(line) => line.day.iso(),
            LawLine::Rule(rule) => rule.id.clone(),
        }
    }
}

type Declared = (&'static str, Words, Words, Typed);

const NONE: Words = Words::new("", "");
const DAY: Words = Words::new("như 24/11 hoặc 24/11/2026", "such as 24/11 or 24/11/2026");
const DOCUMENT: Words =
    Words::new("số, ký hiệu văn bản; trống: còn phải xác nhận", "its number; empty: still to be confirmed");
const LONGER: Words =
    Words::new("số ngày thay cho hạn thường; trống: như thường", "days instead of the plain term; or empty");

const DAY_FIELDS: &[Declared] = &[
    ("date", Words::new("Ngày", "Day"), DAY, Typed::Plain),
    (
        "kind",
        Words::new("Loại ngày", "Kind of day"),
        Words::new("n nghỉ  b làm bù  t ngày thường  c chưa rõ", "n off  b made up  t ordinary  c not known"),
        Typed::Code(DayKind::TABLE),
    ),
    ("name_vi", Words::new("Tên ngày", "Name"), NONE, Typed::Words),
    (
        "status",
        Words::new("Tình trạng", "Status"),
        Words::new("c đã công bố  d dự kiến  h chờ quyết định", "c announced  d projected  h not decided"),
        Typed::Code(Status::TABLE),
    ),
    ("source", Words::new("Theo văn bản", "By document"), DOCUMENT, Typed::Words),
];

const RULE_FIELDS: &[Declared] = &[
    ("id", Words::new("Mã", "Id"), Words::new("như KN.GQ1.2027", "such as KN.GQ1.2027"), Typed::Plain),
    (
        "days",
        Words::new("Số ngày", "Days"),
        Words::new("số âm: tính lùi", "negative: counted backwards"),
        Typed::Plain,
    ),
    (
        "unit",
        Words::new("Đơn vị", "Unit"),
        Words::new("l ngày làm việc  n ngày lịch", "l working days  n calendar days"),
        Typed::Code(Unit::TABLE),
    ),
    ("complex_days", Words::new("Khi phức tạp", "When complex"), LONGER, Typed::Plain),
    ("remote_days", Words::new("Vùng xa", "When remote"), LONGER, Typed::Plain),
    ("remote_complex_days", Words::new("Cả hai", "When both"), LONGER, Typed::Plain),
    (
        "extensions",
        Words::new("Gia hạn tối đa", "Extensions"),
        Words::new("ngày mỗi lần, như 30, 30", "days each, such as 30, 30"),
        Typed::Plain,
    ),
    ("valid_from", Words::new("Hiệu lực từ ngày", "In force from"), DAY, Typed::Plain),
    ("valid_to", Words::new("Đến hết ngày", "Until"), DAY, Typed::Plain),
    (
        "basis",
        Words::new("Căn cứ", "Basis"),
        Words::new("văn bản, điều, khoản", "law and article"),
        Typed::Words,
    ),
    ("source", Words::new("Theo văn bản", "By document"), DOCUMENT, Typed::Words),
    (
        "confirm",
        Words::new("Chờ đối chiếu", "To be confirmed"),
        Words::new("văn bản còn phải đọc; trống: đã đọc", "what is still to be read; or empty"),
        Typed::Words,
    ),
    ("note", Words::new("Ghi chú", "Notes"), NONE, Typed::Words),
    (
        "withdrawn",
        Words::new("Bỏ quy định này", "Withdraw it"),
        Words::new("c: ghi nhầm, quy định trước lại có hiệu lực", "c: a mistake, the rule before it goes on"),
        Typed::Code(WITHDRAWN),
    ),
];

const WITHDRAWN: &[Choice] = &[
    Choice::new("yes", "c", Words::new("Có, bỏ", "Yes, withdraw")),
    Choice::new("no", "k", Words::new("Không", "No")),
];

impl LawEditing {
    /// The fields as they stand when the form is opened.
    pub(super) fn form(&self) -> SmallForm {
        let declared = if self.part == LawPart::Holidays { DAY_FIELDS } else { RULE_FIELDS };
        let names_it = |name: &str| (name == "date" || name == "id") && self.act != LawAct::Add;
        let fields = declared.iter().map(|&(name, label, hint, typed)| {
            let mut text = TextField::new(Lines::One, limits::LAW_TEXT_CHARS_MAX);
            text.set_text(&self.stands(name));
            let entering = if names_it(name) { Entering::Fixed } else { Entering::Open };
            SmallField { name, label, hint, typed, entering, text }
        });
        let first = match (self.act, self.part) {
            (LawAct::Confirm, _) => "source",
            (LawAct::Add, LawPart::Holidays) => "date",
            (LawAct::Add, LawPart::Rules) => "valid_from",
            (LawAct::Change, LawPart::Holidays) => "kind",
            (LawAct::Change, LawPart::Rules) => "days",
        };
        SmallForm::new(fields.collect(), first)
    }

    /// What stands in a field at first.
    fn stands(&self, name: &str) -> String {
        let is_confirmed = self.act == LawAct::Confirm;
        match &self.line {
            None => match name {
                "kind" => DayKind::Off.choice().code.to_owned(),
                "status" => Status::Official.choice().code.to_owned(),
                "source" => self.document.clone(),
                _ => String::new(),
            },
            Some(LawLine::Day(line)) => match name {
                "date" => line.day.to_string(),
                "kind" if is_confirmed && line.kind == DayKind::Pending => {
                    DayKind::Off.choice().code.to_owned()
                }
                "kind" => line.kind.choice().code.to_owned(),
                "name_vi" => line.name.clone(),
                "status" if is_confirmed => Status::Official.choice().code.to_owned(),
                "status" => line.status.choice().code.to_owned(),
                "source" if is_confirmed && line.is_doubtful() => self.document.clone(),
                _ => line.source.clone(),
            },
            Some(LawLine::Rule(rule)) => self.stands_of_rule(rule, name),
        }
    }

    fn stands_of_rule(&self, rule: &Rule, name: &str) -> String {
        let days = |days: Option<i32>| days.map_or_else(String::new, |days| days.to_string());
        let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let (is_new, is_confirmed) = (self.act == LawAct::Add, self.act == LawAct::Confirm);
        match name {
            "id" if is_new => format!("{}.{}", rule.id.split(".2").next().unwrap_or(&rule.id), self.year + 1),
            "id" => rule.id.clone(),
            "days" => rule.days.to_string(),
            "unit" => code(Unit::TABLE, rule.unit.id()),
            "complex_days" => days(rule.complex_days),
            "remote_days" => days(rule.remote_days),
            "remote_complex_days" => days(rule.remote_complex_days),
            "extensions" => rule.extensions.iter().map(i32::to_string).collect::<Vec<_>>().join(", "),
            "valid_from" | "valid_to" | "basis" | "source" | "confirm" | "note" if is_new => String::new(),
            "valid_from" => day(rule.valid_from),
            "valid_to" => day(rule.valid_to),
            "basis" => rule.basis.clone(),
            "source" if is_confirmed => self.document.clone(),
            "source" => text(&rule.source),
            "withdrawn" if rule.withdrawn && !is_new => "c".to_owned(),
            "withdrawn" => "k".to_owned(),
            "confirm" if is_confirmed => String::new(),
            "confirm" => text(&rule.confirm),
            _ => text(&rule.note),
        }
    }

    /// The lines that come of what was typed, or the field that cannot stand and why.
    pub(super) fn text(&self, form: &SmallForm, today: Day) -> Result<LawText, (&'static str, Say)> {
        let reading = Reading { form, today };
        match &self.line {
            Some(LawLine::Rule(rule)) => {
                let rules = self.rules(rule, &reading)?;
                Ok(LawText { rules: write_rules(&rules), holidays: String::new() })
            }
            Some(LawLine::Day(_)) | None => {
                let line = self.day(&reading)?;
                Ok(LawText { rules: String::new(), holidays: write_holidays([&line]) })
            }
        }
    }

    fn day(&self, reading: &Reading<'_>) -> Result<Holiday, (&'static str, Say)> {
        let day = reading.day("date")?.ok_or_else(|| ("date", Say::new("Nhập ngày", "Enter the day")))?;
        if self.act == LawAct::Add && self.law.calendar.entry(day).is_some() {
            let say = Say::new(
                "Sửa dòng có sẵn: ngày này đã có trong bảng",
                "Change its line: this day stands in the table",
            );
            return Err(("date", say));
        }
        let source = reading.text("source");
        let before = match &self.line {
            Some(LawLine::Day(line)) if line.source == source => Some(line.confidence),
            _ => None,
        };
        let named = if source.is_empty() { Confidence::Unverified } else { Confidence::High };
        let line = Holiday {
            day,
            kind: reading.choice("kind", DayKind::TABLE)?,
            name: reading.text("name_vi"),
            status: reading.choice("status", Status::TABLE)?,
            confidence: before.unwrap_or(named),
            source,
        };
        line.fault().map_or(Ok(line), Err)
    }

    /// The rule as it was typed; a new one comes with the old one, which ends the day before.
    fn rules(&self, old: &Rule, reading: &Reading<'_>) -> Result<Vec<Rule>, (&'static str, Say)> {
        let source = Some(reading.text("source")).filter(|source| !source.is_empty());
        let confirm = Some(reading.text("confirm")).filter(|confirm| !confirm.is_empty());
        let note = Some(reading.text("note")).filter(|note| !note.is_empty());
        // A document that was named is one that was read.
        let is_read = source.is_some() && source != old.source;
        let rule = Rule {
            id: reading.text("id"),
            days: reading.number("days")?.ok_or_else(|| ("days", number()))?,
            unit: reading.choice("unit", Unit::TABLE)?,
            complex_days: reading.number("complex_days")?,
            remote_days: reading.number("remote_days")?,
            remote_complex_days: reading.number("remote_complex_days")?,
            extensions: reading.numbers("extensions")?,
            valid_from: reading.day("valid_from")?,
            valid_to: reading.day("valid_to")?,
            basis: reading.text("basis"),
            confidence: match (is_read, self.act) {
                (true, _) => Confidence::High,
                (false, LawAct::Add) => Confidence::Unverified,
                (false, _) => old.confidence,
            },
            source,
            confirm,
            note,
            withdrawn: chosen(WITHDRAWN, &reading.text("withdrawn")).is_some_and(|choice| choice.id == "yes"),
            ..old.clone()
        };
        if let Some(fault) = rule.fault() {
            return Err(fault);
        }
        if self.act != LawAct::Add {
            return Ok(self.with_neighbours(old, rule));
        }
        let Some(from) = rule.valid_from else {
            return Err((
                "valid_from",
                Say::new("Nhập ngày luật mới có hiệu lực", "Enter the day from which it is in force"),
            ));
        };
        if self.law.rule(&rule.id).is_some() {
            return Err(("id", Say::new("Đặt mã khác: mã này đã có", "Choose another: there is such an id")));
        }
        let ended = Rule { valid_to: Some(from.plus(-1)), ..old.clone() };
        // What followed the old rule follows the new one.
        let rule = Rule { valid_to: rule.valid_to.or(old.valid_to), ..rule };
        Ok(vec![ended, rule])
    }
}

impl LawEditing {
    /// A changed rule with the one before it and the one behind it, which go on to where it begins and ends now.
    fn with_neighbours(&self, old: &Rule, rule: Rule) -> Vec<Rule> {
        let of_the_duty = || {
            let others = self.law.rules.iter().filter(|other| other.id != rule.id && !other.withdrawn);
            others.filter(|other| other.is_of_the_duty_of(old))
        };
        let is_back = old.withdrawn && !rule.withdrawn;
        let ends = if rule.withdrawn { rule.valid_to } else { rule.valid_from.map(|from| from.plus(-1)) };
        let meets = |other: &&Rule| match old.valid_from {
            // What was withdrawn begins again where another goes on over it.
            Some(from) if is_back => other.in_force(from),
            Some(from) => other.valid_to == Some(from.plus(-1)),
            None => false,
        };
        let before = of_the_duty().find(meets).map(|other| Rule { valid_to: ends, ..other.clone() });
        let follows = |other: &&Rule| old.valid_to.is_some_and(|to| other.valid_from == Some(to.plus(1)));
        let behind = rule.valid_to.filter(|_| !rule.withdrawn).and_then(|to| {
            of_the_duty().find(follows).map(|other| Rule { valid_from: Some(to.plus(1)), ..other.clone() })
        });
        let mut lines = vec![rule];
        let moved = before.into_iter().chain(behind);
        lines.extend(moved.filter(|other| self.law.rule(&other.id) != Some(other)));
        lines
    }
}

/// What stands in the fields.
struct Reading<'a> {
    form: &'a SmallForm,
    today: Day,
}

impl Reading<'_> {
    fn text(&self, name: &str) -> String {
        self.form.text(name).to_owned()
    }

    fn day(&self, name: &'static str) -> Result<Option<Day>, (&'static str, Say)> {
        let typed = self.text(name);
        if typed.is_empty() {
            return Ok(None);
        }
        Day::from_typed(&typed, self.today).map(Some).ok_or_else(|| (name, no_such_day()))
    }

    fn number(&self, name: &'static str) -> Result<Option<i32>, (&'static str, Say)> {
        let typed = self.text(name);
        if typed.is_empty() { Ok(None) } else { typed.parse().map(Some).map_err(|_| (name, number())) }
    }

    fn numbers(&self, name: &'static str) -> Result<Vec<i32>, (&'static str, Say)> {
        let typed = self.text(name);
        let parts = typed.split([',', ';', ' ']).filter(|part| !part.is_empty());
        parts.map(|part| part.parse().map_err(|_| (name, number()))).collect()
    }

    fn choice<T: Choices>(&self, name: &'static str, table: &[Choice]) -> Result<T, (&'static str, Say)> {
        let typed = self.text(name);
        let choice = chosen(table, &typed).and_then(|choice| T::from_id(choice.id));
        choice.ok_or_else(|| (name, one_of(table)))
    }
}

fn code(table: &[Choice], id: &str) -> String {
    table.iter().find(|choice| choice.id == id).map_or_else(String::new, |choice| choice.code.to_owned())
}

fn number() -> Say {
    Say::new("Nhập số ngày", "Enter a number of days")
}
