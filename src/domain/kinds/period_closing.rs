//! The closing of a reporting period (chốt kỳ): from then on its figures stand, and what is mended is an entry of its own.

use crate::base::{Day, Lang, Period, Say, Words};
use crate::domain::{Circumstances, Column, DayRange, Field, KindDef, Problem, Record, Shape};

/// The fields of a closing.
pub mod fields {
    use super::*;

    /// Kỳ.
    pub const PERIOD: Field<Period> =
        Field::new("period", Words::new("Kỳ", "Period"), Shape::Period).required().indexed().help(
            "Số của tuần hoặc tháng: 47; của năm khác: 47/2025. Chốt rồi thì chỉ ghi điều chỉnh.",
            "The number of the week or month: 47; of another year: 47/2025. Once closed, only corrections are entered.",
        );
    /// Ngày chốt.
    pub const CLOSED_ON: Field<Day> =
        Field::new("closed_on", Words::new("Ngày chốt", "Closed on"), Shape::Day(DayRange::Past)).required();
}

use fields::*;

/// The declaration.
pub const PERIOD_CLOSING: KindDef = KindDef {
    name: "period_closing",
    title: Words::new("Chốt kỳ", "Closing of a period"),
    noun: Words::new("kỳ chốt", "closing"),
    newest_by: Some("period"),
    fields: &[PERIOD.def, CLOSED_ON.def],
    columns: &[
        Column::new("period", Words::new("Kỳ", "Period"), (20, 30, 20), |record, around, lang| {
            name(record, around, lang)
        }),
        Column::new("closed_on", Words::new("Ngày chốt", "Closed on"), (12, 12, 12), |record, _, _| {
            CLOSED_ON.of(record).map_or_else(String::new, |day| day.to_string())
        }),
    ],
    rules: &[only_what_is_over],
    edit_rules: &[stays_closed],
    fill: |record, around| {
        if CLOSED_ON.of(record).is_none() {
            CLOSED_ON.set(record, around.today);
        }
    },
    label: |record, _| PERIOD.of(record).map_or_else(Say::default, |period| period.name(i32::MIN)),
    natural_id: Some(|record| PERIOD.of(record).map(|period| period.to_string())),
    ..KindDef::PLAIN
};

fn name(record: &Record, around: &Circumstances<'_>, lang: Lang) -> String {
    PERIOD.of(record).map_or_else(String::new, |period| {
        format!("{}, {}", period.name(around.today.year()).get(lang), period.days())
    })
}

fn only_what_is_over(record: &Record, around: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let Some(period) = PERIOD.of(record) else { return };
    if !around.periods.has(period) {
        problems.push(Problem::error(PERIOD.def.name, not_a_period()));
    } else if period.last() >= around.today {
        problems.push(Problem::error(
            PERIOD.def.name,
            Say::new("Chờ hết kỳ: kỳ này chưa kết thúc", "Wait for its end: this period is not over yet"),
        ));
    }
}

fn stays_closed(old: &Record, new: &Record, problems: &mut Vec<Problem>) {
    if PERIOD.of(old) != PERIOD.of(new) {
        problems.push(Problem::error(
            PERIOD.def.name,
            Say::new(
                "Giữ kỳ đã ghi: kỳ đã chốt không mở lại",
                "Keep the period: what is closed stays closed",
            ),
        ));
    }
}

/// A week where the office reported by month, or the other way round.
pub(super) fn not_a_period() -> Say {
    Say::new(
        "Nhập lại kỳ: lúc đó cơ quan báo cáo theo kỳ dài khác",
        "Enter another period: the office reported by another length then",
    )
}
