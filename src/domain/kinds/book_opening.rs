//! The opening of a book with names (mở sổ có họ tên): who printed column 3 of which period and why, written down before.

use crate::base::{Day, Say, Words};
use crate::domain::{
    Circumstances, Column, DayRange, Field, FieldValue, Fields, KindDef, Problem, Record, Secret, Shape,
};

/// The fields of an opening.
pub mod fields {
    use super::*;

    /// Từ ngày.
    pub const FROM: Field<Day> =
        Field::new("from", Words::new("Từ ngày", "From"), Shape::Day(DayRange::Any)).required();
    /// Đến ngày.
    pub const TO: Field<Day> =
        Field::new("to", Words::new("Đến ngày", "To"), Shape::Day(DayRange::Any)).required();
    /// Lý do.
    pub const REASON: Field<String> = Field::new("reason", Words::new("Lý do", "Reason"), Shape::LINE)
        .required()
        .narrative()
        .sealed(Secret::Narrative)
        .help(
            "Vì sao cần họ tên, địa chỉ trên sổ in; không ghi tên người.",
            "Why names and addresses are needed in print; no name in it.",
        );
    /// Người mở.
    pub const OFFICER: Field<String> =
        Field::new("officer", Words::new("Người mở", "Opened by"), Shape::Officer).derived();
    /// Ngày mở.
    pub const OPENED_ON: Field<Day> =
        Field::new("opened_on", Words::new("Ngày mở", "Opened on"), Shape::Day(DayRange::Past))
            .derived()
            .indexed();
}

use fields::*;

/// The declaration.
pub const BOOK_OPENING: KindDef = KindDef {
    name: "book_opening",
    title: Words::new("Mở sổ có họ tên", "Books opened with names"),
    noun: Words::new("lần mở", "opening"),
    fields: &[FROM.def, TO.def, REASON.def, OFFICER.def, OPENED_ON.def],
    columns: &[
        Column::new("opened", Words::new("Ngày mở", "Opened on"), (10, 10, 10), |record, _, _| {
            OPENED_ON.of(record).map_or_else(String::new, |day| day.to_string())
        }),
        Column::new("by", Words::new("Người mở", "Opened by"), (14, 20, 14), |record, _, _| {
            OFFICER.of(record).unwrap_or_default()
        }),
        Column::new("period", Words::new("Sổ của kỳ", "Period"), (23, 23, 23), |record, _, _| {
            period(record)
        }),
        Column::new("why", Words::new("Lý do", "Reason"), (28, 60, 0), |record, _, _| {
            REASON.of(record).unwrap_or_default()
        }),
    ],
    newest_by: Some("opened_on"),
    rules: &[it_is_a_period],
    edit_rules: &[it_stays],
    fill: |record, around| {
        if OPENED_ON.of(record).is_none() {
            OPENED_ON.set(record, around.today);
            OFFICER.set(record, around.officer.as_str().to_owned());
        }
    },
    label: |record, _| Say::plain(period(record)),
    ..KindDef::PLAIN
};

fn period(record: &Record) -> String {
    let day = |field: &Field<Day>| field.of(record).map_or_else(String::new, |day| day.to_string());
    format!("{} - {}", day(&FROM), day(&TO))
}

/// What is saved before the names of a period are read.
pub fn opening_entered(from: Day, to: Day, reason: &str) -> Fields {
    let fields = [
        (FROM.def.name, from.into_value()),
        (TO.def.name, to.into_value()),
        (REASON.def.name, reason.trim().to_owned().into_value()),
    ];
    fields.map(|(name, value)| (name.to_owned(), value)).into()
}

/// Whether the names of such a period can be opened at once: of a year and a day at most.
pub fn is_openable(from: Day, to: Day) -> bool {
    (0..DAYS_MAX).contains(&to.since(from))
}

/// The period of which this officer may read the names today; `None`: it was opened by another one, or another day.
pub fn opened_period(record: &Record, around: &Circumstances<'_>) -> Option<(Day, Day)> {
    let is_own = OFFICER.of(record).as_deref() == Some(around.officer.as_str());
    let is_of_today = OPENED_ON.of(record) == Some(around.today);
    FROM.of(record).zip(TO.of(record)).filter(|_| record.kind == BOOK_OPENING.name && is_own && is_of_today)
}

/// Days that are opened at once: a year and a day.
const DAYS_MAX: i32 = 366;

fn it_is_a_period(record: &Record, _: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    if FROM.of(record).zip(TO.of(record)).is_some_and(|(from, to)| !is_openable(from, to)) {
        problems.push(Problem::error(TO.def.name, too_long()));
    }
}

/// Why a period's names cannot be opened at once.
pub fn too_long() -> Say {
    Say::new(
        "Sửa kỳ: sau ngày đầu, nhiều nhất một năm",
        "Correct the period: after its first day, a year at most",
    )
}

fn it_stays(_: &Record, _: &Record, problems: &mut Vec<Problem>) {
    problems.push(Problem::error("", Say::new("Lần mở đã ghi thì không sửa", "What was written down stays")));
}
