//! A day of receiving citizens (buổi tiếp công dân): when and where, who receives by office held, what came of it.
//!
//! A day on which nobody came is data, and one key. The plan of a quarter is laid by its first day.

use crate::base::{Day, Id, Lang, Say, Words};
use crate::domain::{
    Circumstances, Column, DayRange, DueFirst, Field, FieldValue, KindDef, Open, Pending, Problem, Record,
    Shape, View, Whose, choices::choices,
};

choices! {
    /// By which office citizens are received (người chủ trì tiếp), never by a name.
    Receiver {
        Chairman = "chu_tich", "c", "", "Chủ tịch UBND", "Chairman of the committee";
        Deputy = "pho_chu_tich", "p", "", "Phó Chủ tịch UBND", "Deputy chairman";
        Secretary = "bi_thu", "b", "", "Bí thư, Phó Bí thư", "Secretary of the Party committee";
        Mobilisation = "dan_van", "d", "", "Khối Dân vận", "Mobilisation office";
        Clerk = "can_bo_tiep_dan", "t", "", "Cán bộ tiếp công dân", "Reception officer";
    }
}

choices! {
    /// What came of the day.
    Held {
        Planned = "theo_lich", "l", "", "Theo lịch", "Planned";
        Received = "da_tiep", "t", "", "Đã tiếp", "Held";
        Nobody = "khong_co_nguoi", "0", "", "Không có người đến", "Nobody came";
        NotHeld = "khong_tiep", "h", "", "Hoãn, không tiếp", "Not held";
    }
}

/// How far ahead a plan may be laid.
const PLAN_DAYS_MAX: i32 = 370;

/// The fields of a reception day.
pub mod fields {
    use super::*;

    /// Ngày tiếp.
    pub const ON: Field<Day> = Field::new("on", Words::new("Ngày tiếp", "Day"), Shape::Day(DayRange::Any))
        .required()
        .indexed()
        .help("Ngày tiếp công dân, cả ngày theo lịch sắp tới.", "The day of reception, also one to come.");
    /// Nơi tiếp: the unit at whose office.
    pub const PLACE: Field<Id> =
        Field::new("unit", Words::new("Nơi tiếp", "Place"), Shape::Unit(&["commune", "district", "village"]))
            .required()
            .help(
                "Trụ sở xã, hoặc thôn, buôn khi tiếp tại chỗ.",
                "The commune's office, or a village when held there.",
            );
    /// Chủ trì tiếp.
    pub const RECEIVER: Field<Receiver> =
        Field::new("receiver", Words::new("Người chủ trì", "Receiver"), Shape::Choice(Receiver::TABLE))
            .required()
            .help(
                "Chức vụ của người chủ trì tiếp, không ghi tên.",
                "The office held by who receives; no name.",
            );
    /// Tình trạng.
    pub const HELD: Field<Held> =
        Field::new("held", Words::new("Tình trạng", "State"), Shape::Choice(Held::TABLE))
            .required()
            .indexed()
            .help(
                "0: không có người đến, vẫn là một buổi đã trực.",
                "0: nobody came; it is a day that was held.",
            );
    /// Lý do không tiếp.
    pub const WHY_NOT: Field<String> =
        Field::new("why_not", Words::new("Lý do không tiếp", "Why not held"), Shape::LINE)
            .applies_if(|record| HELD.of(record) == Some(Held::NotHeld))
            .required()
            .narrative()
            .help("Vì sao hoãn, tiếp bù ngày nào.", "Why it was put off, and until when.");
    /// Lặp hằng tuần đến: the days that follow are laid with it.
    pub const WEEKLY_UNTIL: Field<Day> = Field::new(
        "weekly_until",
        Words::new("Lặp hằng tuần đến", "Weekly until"),
        Shape::Day(DayRange::Any),
    )
    .applies_if(|record| HELD.of(record) == Some(Held::Planned))
    .help(
        "Lập lịch cả quý: mỗi tuần một buổi đến ngày này, bỏ qua ngày nghỉ.",
        "The plan of a quarter: one day a week until then, days off left out.",
    );
}

use fields::*;

/// The declaration.
pub const RECEPTION_DAY: KindDef = KindDef {
    name: "reception_day",
    title: Words::new("Buổi tiếp công dân", "Reception day"),
    noun: Words::new("buổi tiếp", "reception day"),
    heading: Words::new("LỊCH TIẾP CÔNG DÂN", "RECEPTION DAYS"),
    newest_by: Some("on"),
    fields: &[ON.def, PLACE.def, RECEIVER.def, HELD.def, WHY_NOT.def, WEEKLY_UNTIL.def],
    columns: &[
        Column::new("on", Words::new("Ngày", "Day"), (13, 13, 13), |record, _, lang| {
            ON.of(record).map_or_else(String::new, |day| format!("{} {day}", short_weekday(day).get(lang)))
        }),
        Column::new("place", Words::new("Nơi tiếp", "Place"), (18, 26, 16), |record, around, _| {
            PLACE
                .of(record)
                .zip(ON.of(record))
                .map_or_else(String::new, |(place, on)| around.places.full_name(&place, on))
        }),
        Column::new("receiver", Words::new("Chủ trì", "Receiver"), (20, 24, 0), |record, _, lang| {
            RECEIVER.of(record).map_or_else(String::new, |one| one.label().get(lang).to_owned())
        }),
        Column::new("held", Words::new("Tình trạng", "State"), (20, 30, 20), |record, around, lang| {
            state(record, around, lang)
        }),
    ],
    pending: Some(Pending {
        state: HELD.def.name,
        states: || vec![Held::Planned.into_value()],
        since: ON.def.name,
        stands,
    }),
    counted_by: &["held", "receiver"],
    placed: Some(|record| PLACE.of(record).zip(ON.of(record))),
    rules: &[only_what_was_held_is_past, the_plan_goes_forward],
    fill: |record, around| {
        if HELD.of(record).is_none()
            && let Some(on) = ON.of(record)
        {
            HELD.set(record, if on > around.today { Held::Planned } else { Held::Received });
        }
        if PLACE.of(record).is_none()
            && let Some(unit) = around.office.unit()
        {
            PLACE.set(record, unit);
        }
    },
    label: |record, places| {
        ON.of(record).map_or_else(Say::default, |day| {
            let place = PLACE.of(record).map_or_else(String::new, |place| places.short_name(&place, day));
            Say::plain(format!("{day}, {place}"))
        })
    },
    natural_id: Some(|record| Some(format!("{}.{}", PLACE.of(record)?, ON.of(record)?.iso()))),
    ..KindDef::PLAIN
};

/// Whether it was planned, its day has passed and nobody wrote down what came of it.
pub fn is_unwritten(record: &Record, today: Day) -> bool {
    HELD.of(record) == Some(Held::Planned) && ON.of(record).is_some_and(|on| on < today)
}

/// A planned day is ours to hold, and then to write down.
fn stands(record: &Record, around: &Circumstances<'_>) -> Option<Open> {
    let on = ON.of(record).filter(|_| HELD.of(record) == Some(Held::Planned))?;
    let mut views = vec![(View::ReceptionPlan, (0, on))];
    if is_unwritten(record, around.today) {
        views.push((View::ReceptionUnwritten, (0, on)));
    }
    Some(Open { due: Some(DueFirst { on, from: Whose::Ours }), views })
}

/// The days that the plan of this one brings along: each week until the day that it names, days off left out.
pub fn planned_with(record: &Record, around: &Circumstances<'_>) -> Vec<Record> {
    let (Some(first), Some(last)) = (ON.of(record), WEEKLY_UNTIL.of(record)) else { return Vec::new() };
    let weeks = (1..).map(|weeks| first.plus(7 * weeks)).take_while(|day| *day <= last);
    weeks
        .filter(|day| around.law.calendar.is_working_day(*day))
        .map(|day| {
            let mut planned = record.clone();
            ON.set(&mut planned, day);
            HELD.set(&mut planned, Held::Planned);
            WEEKLY_UNTIL.clear(&mut planned);
            planned
        })
        .collect()
}

fn short_weekday(day: Day) -> Words {
    use chrono::Weekday::*;
    match day.weekday() {
        Mon => Words::new("T2", "Mo"),
        Tue => Words::new("T3", "Tu"),
        Wed => Words::new("T4", "We"),
        Thu => Words::new("T5", "Th"),
        Fri => Words::new("T6", "Fr"),
        Sat => Words::new("T7", "Sa"),
        Sun => Words::new("CN", "Su"),
    }
}

fn state(record: &Record, around: &Circumstances<'_>, lang: Lang) -> String {
    if is_unwritten(record, around.today) {
        return Words::new("! chưa ghi kết quả", "! not written down").get(lang).to_owned();
    }
    HELD.of(record).map_or_else(String::new, |held| held.label().get(lang).to_owned())
}

fn only_what_was_held_is_past(record: &Record, around: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let Some(on) = ON.of(record) else { return };
    if on > around.today && !matches!(HELD.of(record), Some(Held::Planned | Held::NotHeld) | None) {
        problems.push(Problem::error(
            HELD.def.name,
            Say::new("Chọn L theo lịch: ngày này chưa đến", "Choose L planned: that day is still to come"),
        ));
    }
    if HELD.of(record) == Some(Held::Planned) && around.law.calendar.day_off(on).is_some() {
        problems.push(Problem::warning(
            ON.def.name,
            Say::new("Xem lại ngày: đây là ngày nghỉ", "Check the day: it is a day off"),
        ));
    }
}

fn the_plan_goes_forward(record: &Record, _: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let (Some(on), Some(until)) = (ON.of(record), WEEKLY_UNTIL.of(record)) else { return };
    if until < on || until.since(on) > PLAN_DAYS_MAX {
        problems.push(Problem::error(
            WEEKLY_UNTIL.def.name,
            Say::new(
                "Sửa ngày: lịch từ ngày tiếp đến nhiều nhất một năm sau",
                "Correct the day: a plan goes from its first day to a year later at most",
            ),
        ));
    }
}
