//! The printing of statistics that do not add up: who printed which table, and why all the same.

use crate::base::{Day, Say, Words};
use crate::domain::{
    Circumstances, Column, DayRange, Field, FieldValue, Fields, KindDef, Problem, Record, Shape,
    petition::statistics::{Sheet, Window},
};

/// The fields of a printing.
pub mod fields {
    use super::*;

    pub use super::super::statistics_closing::fields::{BORDERS, COMMUNE};

    /// Từ ngày.
    pub const FIRST_ON: Field<Day> =
        Field::new("first_on", Words::new("Từ ngày", "From"), Shape::Day(DayRange::Any)).required();
    /// Đến ngày.
    pub const LAST_ON: Field<Day> =
        Field::new("last_on", Words::new("Đến ngày", "To"), Shape::Day(DayRange::Any)).required();
    /// Số đơn lệch.
    pub const UNBALANCED: Field<i64> =
        Field::new("unbalanced", Words::new("Số đơn lệch", "Not adding up"), Shape::Int(1, 1_000_000))
            .required();
    /// Lý do.
    pub const REASON: Field<String> =
        Field::new("reason", Words::new("Lý do", "Reason"), Shape::LINE).required().narrative();
    /// Ngày in.
    pub const PRINTED_ON: Field<Day> =
        Field::new("printed_on", Words::new("Ngày in", "Printed on"), Shape::Day(DayRange::Past))
            .derived()
            .indexed();
    /// Người in.
    pub const PRINTED_BY: Field<String> =
        Field::new("printed_by", Words::new("Người in", "Printed by"), Shape::Officer).derived();
}

use fields::*;

/// The declaration.
pub const STATISTICS_PRINT: KindDef = KindDef {
    name: "statistics_print",
    title: Words::new("In thống kê còn lệch", "Statistics printed unbalanced"),
    noun: Words::new("lần in thống kê", "printing"),
    newest_by: Some("printed_on"),
    fields: &[
        FIRST_ON.def,
        LAST_ON.def,
        COMMUNE.def,
        BORDERS.def,
        UNBALANCED.def,
        REASON.def,
        PRINTED_ON.def,
        PRINTED_BY.def,
    ],
    columns: &[
        Column::new("period", Words::new("Kỳ", "Period"), (22, 24, 22), |record, _, _| period(record)),
        Column::new("unbalanced", Words::new("Lệch", "Off"), (5, 6, 5), |record, _, _| {
            UNBALANCED.of(record).map_or_else(String::new, |count| count.to_string())
        })
        .at_the_right(),
        Column::new("printed_on", Words::new("Ngày in", "Printed on"), (10, 12, 10), |record, _, _| {
            PRINTED_ON.of(record).map_or_else(String::new, |day| day.to_string())
        }),
        Column::new("reason", Words::new("Lý do", "Reason"), (38, 60, 16), |record, _, _| {
            REASON.of(record).unwrap_or_default()
        }),
    ],
    rules: &[ends_after_it_begins],
    edit_rules: &[stays_as_it_is],
    created: |record, _, around: &Circumstances<'_>| {
        PRINTED_ON.set(record, around.today);
        PRINTED_BY.set(record, around.officer.as_str().to_owned());
    },
    label: |record, _| Say::plain(period(record)),
    ..KindDef::PLAIN
};

/// What is entered when a table that does not add up is printed all the same.
pub fn entered(sheet: &Sheet, reason: &str) -> Fields {
    let mut entered = super::closing_entered(&sheet.frame);
    let unbalanced = i64::from(sheet.table.unbalanced().max(1));
    entered.insert(UNBALANCED.def.name.to_owned(), unbalanced.into_value());
    entered.insert(REASON.def.name.to_owned(), reason.to_owned().into_value());
    entered
}

fn window(record: &Record) -> Option<Window> {
    Window::between(FIRST_ON.of(record)?, LAST_ON.of(record)?)
}

fn period(record: &Record) -> String {
    window(record).map_or_else(String::new, |window| window.spelled().unwrap_or_else(|| window.named()))
}

fn ends_after_it_begins(record: &Record, _: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let is_whole = FIRST_ON.of(record).is_some() && LAST_ON.of(record).is_some();
    if is_whole && window(record).is_none() {
        problems.push(Problem::error(LAST_ON.def.name, ends_before_it_begins()));
    }
}

fn stays_as_it_is(_: &Record, _: &Record, problems: &mut Vec<Problem>) {
    let say = Say::new("Giữ nguyên: lần in đã ghi không sửa", "Leave it: what was printed is not changed");
    problems.push(Problem::error(REASON.def.name, say));
}

/// The days are the wrong way round.
pub(super) fn ends_before_it_begins() -> Say {
    Say::new("Sửa ngày: kỳ kết thúc trước khi bắt đầu", "Correct the days: it ends before it begins")
}
