//! A day of the working calendar (ngày nghỉ, làm bù) as the office keeps it, laid over the table that the program brings.

use crate::base::{Day, Say, Words, limits};
use crate::domain::{
    Column, DayRange, Field, KindDef, Record, Shape,
    law::{Confidence, DayKind, Holiday, Status},
};

/// The fields of a day of the calendar.
pub mod fields {
    use super::*;

    /// Ngày.
    pub const DAY: Field<Day> =
        Field::new("day", Words::new("Ngày", "Day"), Shape::Day(DayRange::Any)).required().indexed();
    /// Loại ngày.
    pub const DAY_KIND: Field<DayKind> =
        Field::new("day_kind", Words::new("Loại ngày", "Kind of day"), Shape::Choice(DayKind::TABLE))
            .required()
            .help(
                "Nghỉ, làm bù vào cuối tuần, ngày thường, hay chưa rõ có nghỉ.",
                "Off, made up at a weekend, an ordinary day, or not known yet.",
            );
    /// Tên.
    pub const NAME: Field<String> =
        Field::new("name", Words::new("Tên ngày", "Name"), Shape::Line(limits::LAW_TEXT_CHARS_MAX))
            .required();
    /// Tình trạng.
    pub const STATUS: Field<Status> =
        Field::new("status", Words::new("Tình trạng", "Status"), Shape::Choice(Status::TABLE)).required();
    /// Độ tin cậy.
    pub const CONFIDENCE: Field<Confidence> =
        Field::new("confidence", Words::new("Độ tin cậy", "Confidence"), Shape::Choice(Confidence::TABLE))
            .required();
    /// Văn bản: the number of the document that says so.
    pub const SOURCE: Field<String> = Field::new(
        "source",
        Words::new("Theo văn bản", "By document"),
        Shape::Line(limits::LAW_TEXT_CHARS_MAX),
    )
    .help(
        "Số, ký hiệu thông báo nghỉ; bỏ trống thì ngày này còn phải xác nhận.",
        "The number of the notice; without one the day is still to be confirmed.",
    );
}

use fields::*;

/// The declaration.
pub const HOLIDAY: KindDef = KindDef {
    name: "holiday",
    title: Words::new("Ngày nghỉ, làm bù", "Day off or made up"),
    noun: Words::new("ngày nghỉ", "holiday"),
    heading: Words::new("NGÀY NGHỈ, LÀM BÙ", "HOLIDAYS"),
    newest_by: Some("day"),
    fields: &[DAY.def, DAY_KIND.def, NAME.def, STATUS.def, CONFIDENCE.def, SOURCE.def],
    columns: &[
        Column::new("day", Words::new("Ngày", "Day"), (10, 10, 10), |record, _, _| {
            DAY.of(record).map_or_else(String::new, |day| day.to_string())
        }),
        Column::new("day_kind", Words::new("Loại", "Kind"), (10, 20, 10), |record, _, lang| {
            DAY_KIND.of(record).map_or_else(String::new, |kind| kind.label().get(lang).to_owned())
        }),
        Column::new("name", Words::new("Tên", "Name"), (34, 60, 36), |record, _, _| {
            NAME.of(record).unwrap_or_default()
        }),
        Column::new("source", Words::new("Theo văn bản", "By document"), (20, 30, 0), |record, _, _| {
            SOURCE.of(record).unwrap_or_default()
        }),
    ],
    label: |record, _| DAY.of(record).map_or_else(Say::default, |day| Say::plain(day.to_string())),
    natural_id: Some(|record| DAY.of(record).map(Day::iso)),
    ..KindDef::PLAIN
};

/// The line of the calendar that a record keeps; `None` when it is of a later version and cannot be understood.
pub fn line(record: &Record) -> Option<Holiday> {
    Some(Holiday {
        day: DAY.of(record)?,
        kind: DAY_KIND.of(record)?,
        name: NAME.of(record)?,
        status: STATUS.of(record)?,
        confidence: CONFIDENCE.of(record)?,
        source: SOURCE.of(record).unwrap_or_default(),
    })
}

/// Writes a line of the calendar into its record.
pub fn keep(record: &mut Record, line: &Holiday) {
    DAY.set(record, line.day);
    DAY_KIND.set(record, line.kind);
    NAME.set(record, line.name.clone());
    STATUS.set(record, line.status);
    CONFIDENCE.set(record, line.confidence);
    if line.source.is_empty() { SOURCE.clear(record) } else { SOURCE.set(record, line.source.clone()) }
}
