//! A rule of a deadline (quy định về thời hạn) as the office keeps it, laid over the one that the program brings.

use crate::base::{Day, Say, Words, limits};
use crate::domain::{
    Column, DayRange, Field, FieldValue, KindDef, Record, Shape,
    law::{Confidence, Kinds, Rule, Unit},
};

const DAYS_MAX: i64 = limits::RULE_DAYS_MAX as i64;
const TEXT: Shape = Shape::Line(limits::LAW_TEXT_CHARS_MAX);
const NAME: Shape = Shape::Line(60);
const LONGER: Shape = Shape::Int(1, DAYS_MAX);

/// The fields of a rule.
pub mod fields {
    use super::*;

    /// Mã.
    pub const RULE: Field<String> =
        Field::new("rule", Words::new("Mã", "Id"), Shape::Line(limits::RULE_ID_BYTES_MAX)).required();
    /// Loại đơn: none is every kind.
    pub const KINDS: Field<Vec<String>> =
        Field::new("kinds", Words::new("Loại đơn", "Kinds"), Shape::List(&NAME));
    /// Kỷ luật: only for complaints against a disciplinary decision.
    pub const DISCIPLINE: Field<bool> =
        Field::new("discipline", Words::new("Kỷ luật", "Discipline"), Shape::Flag);
    /// Việc phải xong.
    pub const STEP: Field<String> = Field::new("step", Words::new("Việc phải xong", "Duty"), NAME).required();
    /// Sự kiện bắt đầu.
    pub const FROM_EVENTS: Field<Vec<String>> =
        Field::new("from_events", Words::new("Từ sự kiện", "From events"), Shape::List(&NAME)).required();
    /// Số ngày.
    pub const TERM: Field<i64> =
        Field::new("term", Words::new("Số ngày", "Days"), Shape::Int(-DAYS_MAX, DAYS_MAX)).required();
    /// Đơn vị.
    pub const UNIT: Field<Unit> =
        Field::new("unit", Words::new("Đơn vị", "Unit"), Shape::Choice(Unit::TABLE)).required();
    /// Số ngày khi phức tạp.
    pub const COMPLEX_DAYS: Field<i64> =
        Field::new("complex_days", Words::new("Khi phức tạp", "When complex"), LONGER);
    /// Thế nào là phức tạp.
    pub const COMPLEX_REASON: Field<String> =
        Field::new("complex_reason", Words::new("Phức tạp là", "Complex is"), TEXT);
    /// Số ngày ở vùng sâu, vùng xa.
    pub const REMOTE_DAYS: Field<i64> =
        Field::new("remote_days", Words::new("Vùng xa", "When remote"), LONGER);
    /// Số ngày khi vừa vùng xa vừa phức tạp.
    pub const REMOTE_COMPLEX_DAYS: Field<i64> =
        Field::new("remote_complex_days", Words::new("Vùng xa, phức tạp", "Remote and complex"), LONGER);
    /// Các lần gia hạn.
    pub const EXTENSIONS: Field<Vec<i64>> =
        Field::new("extensions", Words::new("Gia hạn tối đa", "Extensions"), Shape::List(&LONGER));
    /// Hạn nội bộ.
    pub const INTERNAL: Field<bool> =
        Field::new("internal", Words::new("Hạn nội bộ", "Internal"), Shape::Flag);
    /// Người phải làm.
    pub const ACTOR: Field<String> = Field::new("actor", Words::new("Ai phải làm", "Who acts"), NAME);
    /// Có hiệu lực từ.
    pub const VALID_FROM: Field<Day> =
        Field::new("valid_from", Words::new("Từ ngày", "From"), Shape::Day(DayRange::Any));
    /// Có hiệu lực đến (hết ngày đó).
    pub const VALID_TO: Field<Day> =
        Field::new("valid_to", Words::new("Đến ngày", "To"), Shape::Day(DayRange::Any));
    /// Bỏ: it holds for nothing any more.
    pub const WITHDRAWN: Field<bool> = Field::new("withdrawn", Words::new("Đã bỏ", "Withdrawn"), Shape::Flag);
    /// Căn cứ.
    pub const BASIS: Field<String> = Field::new("basis", Words::new("Căn cứ", "Basis"), TEXT).required();
    /// Đọc ở đâu.
    pub const SOURCE: Field<String> = Field::new("source", Words::new("Theo văn bản", "By document"), TEXT);
    /// Độ tin cậy.
    pub const CONFIDENCE: Field<Confidence> =
        Field::new("confidence", Words::new("Độ tin cậy", "Confidence"), Shape::Choice(Confidence::TABLE))
            .required();
    /// Văn bản phải đối chiếu.
    pub const CONFIRM: Field<String> =
        Field::new("confirm", Words::new("Chờ đối chiếu", "To be confirmed by"), TEXT);
    /// Ghi chú.
    pub const NOTE: Field<String> = Field::new("note", Words::new("Ghi chú", "Notes"), TEXT);
}

use fields as f;

/// The declaration.
pub const DEADLINE_RULE: KindDef = KindDef {
    name: "deadline_rule",
    title: Words::new("Quy định hạn", "Deadline rule"),
    noun: Words::new("quy định", "rule"),
    heading: Words::new("QUY ĐỊNH HẠN", "DEADLINE RULES"),
    fields: &[
        f::RULE.def,
        f::KINDS.def,
        f::DISCIPLINE.def,
        f::STEP.def,
        f::FROM_EVENTS.def,
        f::TERM.def,
        f::UNIT.def,
        f::COMPLEX_DAYS.def,
        f::COMPLEX_REASON.def,
        f::REMOTE_DAYS.def,
        f::REMOTE_COMPLEX_DAYS.def,
        f::EXTENSIONS.def,
        f::INTERNAL.def,
        f::ACTOR.def,
        f::VALID_FROM.def,
        f::VALID_TO.def,
        f::WITHDRAWN.def,
        f::BASIS.def,
        f::SOURCE.def,
        f::CONFIDENCE.def,
        f::CONFIRM.def,
        f::NOTE.def,
    ],
    columns: &[
        Column::new("rule", Words::new("Mã", "Id"), (14, 24, 14), |record, _, _| {
            f::RULE.of(record).unwrap_or_default()
        }),
        Column::new("term", Words::new("Ngày", "Days"), (6, 6, 6), |record, _, _| {
            f::TERM.of(record).map_or_else(String::new, |days| days.to_string())
        })
        .at_the_right(),
        Column::new("valid_from", Words::new("Từ ngày", "From"), (10, 10, 10), |record, _, _| {
            f::VALID_FROM.of(record).map_or_else(String::new, |day| day.to_string())
        }),
        Column::new("valid_to", Words::new("Đến ngày", "To"), (10, 10, 10), |record, _, _| {
            f::VALID_TO.of(record).map_or_else(String::new, |day| day.to_string())
        }),
        Column::new("basis", Words::new("Căn cứ", "Basis"), (30, 50, 0), |record, _, _| {
            f::BASIS.of(record).unwrap_or_default()
        }),
    ],
    label: |record, _| Say::plain(f::RULE.of(record).unwrap_or_default()),
    natural_id: Some(|record| f::RULE.of(record)),
    ..KindDef::PLAIN
};

/// The rule that a record keeps; `None` when it is of a later version and cannot be understood.
pub fn line(record: &Record) -> Option<Rule> {
    let days = |days: i64| i32::try_from(days).ok();
    let longer = |field: &Field<i64>| match field.of(record) {
        Some(given) => days(given).map(Some),
        None => Some(None),
    };
    let kinds = f::KINDS.of(record).unwrap_or_default();
    Some(Rule {
        id: f::RULE.of(record)?,
        kinds: if kinds.is_empty() { Kinds::All } else { Kinds::Only(kinds) },
        step: f::STEP.of(record)?,
        from_events: f::FROM_EVENTS.of(record)?,
        days: days(f::TERM.of(record)?)?,
        unit: f::UNIT.of(record)?,
        complex_days: longer(&f::COMPLEX_DAYS)?,
        complex_reason: f::COMPLEX_REASON.of(record),
        remote_days: longer(&f::REMOTE_DAYS)?,
        remote_complex_days: longer(&f::REMOTE_COMPLEX_DAYS)?,
        extensions: f::EXTENSIONS
            .of(record)
            .unwrap_or_default()
            .into_iter()
            .map(days)
            .collect::<Option<_>>()?,
        valid_from: f::VALID_FROM.of(record),
        valid_to: f::VALID_TO.of(record),
        basis: f::BASIS.of(record)?,
        source: f::SOURCE.of(record),
        confidence: f::CONFIDENCE.of(record)?,
        confirm: f::CONFIRM.of(record),
        internal: f::INTERNAL.of(record).unwrap_or(false),
        actor: f::ACTOR.of(record),
        discipline: f::DISCIPLINE.of(record).unwrap_or(false),
        withdrawn: f::WITHDRAWN.of(record).unwrap_or(false),
        note: f::NOTE.of(record),
    })
}

/// Writes a rule into its record.
pub fn keep(record: &mut Record, rule: &Rule) {
    let several = |kinds: &Kinds| match kinds {
        Kinds::All => None,
        Kinds::Only(kinds) => Some(kinds.clone()),
    };
    let days = |days: i32| i64::from(days);
    f::RULE.set(record, rule.id.clone());
    put(record, &f::KINDS, several(&rule.kinds));
    put(record, &f::DISCIPLINE, rule.discipline.then_some(true));
    f::STEP.set(record, rule.step.clone());
    f::FROM_EVENTS.set(record, rule.from_events.clone());
    f::TERM.set(record, days(rule.days));
    f::UNIT.set(record, rule.unit);
    put(record, &f::COMPLEX_DAYS, rule.complex_days.map(days));
    put(record, &f::COMPLEX_REASON, rule.complex_reason.clone());
    put(record, &f::REMOTE_DAYS, rule.remote_days.map(days));
    put(record, &f::REMOTE_COMPLEX_DAYS, rule.remote_complex_days.map(days));
    let extensions: Vec<i64> = rule.extensions.iter().copied().map(days).collect();
    put(record, &f::EXTENSIONS, Some(extensions).filter(|extensions| !extensions.is_empty()));
    put(record, &f::INTERNAL, rule.internal.then_some(true));
    put(record, &f::ACTOR, rule.actor.clone());
    put(record, &f::VALID_FROM, rule.valid_from);
    put(record, &f::VALID_TO, rule.valid_to);
    put(record, &f::WITHDRAWN, rule.withdrawn.then_some(true));
    f::BASIS.set(record, rule.basis.clone());
    put(record, &f::SOURCE, rule.source.clone());
    f::CONFIDENCE.set(record, rule.confidence);
    put(record, &f::CONFIRM, rule.confirm.clone());
    put(record, &f::NOTE, rule.note.clone());
}

fn put<T: FieldValue>(record: &mut Record, field: &Field<T>, value: Option<T>) {
    match value {
        Some(value) => field.set(record, value),
        None => field.clear(record),
    }
}

#[cfg(test)]
mod tests {
    use super::super::holiday;
    use super::*;
    use crate::base::Id;
    use crate::domain::law::Law;

    #[test]
    fn every_line_of_the_law_is_kept_in_a_record_and_read_again() {
        let law = Law::embedded().unwrap();
        let id = Id::new("x").unwrap();
        for rule in &law.rules {
            let mut record = Record::new(DEADLINE_RULE.name, id.clone(), id.clone());
            // Over another one: nothing of it stays.
            keep(&mut record, &law.rules[14]);
            keep(&mut record, rule);
            assert_eq!(line(&record).as_ref(), Some(rule));
            assert!(record.fields.keys().all(|name| DEADLINE_RULE.field(name).is_some()));
        }
        for day in law.calendar.entries() {
            let mut record = Record::new(holiday::HOLIDAY.name, id.clone(), id.clone());
            holiday::keep(&mut record, day);
            assert_eq!(holiday::line(&record).as_ref(), Some(day));
        }
    }
}
