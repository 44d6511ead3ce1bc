//! A matter (việc): something in a village that has to be settled, by whom and by when, until it is closed with a result.
//!
//! A matter that concerns a unit across the border too has one number and one lead; each side says its own part and has
//! its own day. Nobody edits the other's words or figures: where they differ, both are shown.

mod searched;
mod steps;
mod told;

pub use steps::{MATTER_STEPS, fields as matter_step_fields};
pub use told::{headline, lines};

use std::collections::BTreeSet;

use crate::base::{Day, Id, Lang, Number, Say, Words};
use crate::domain::{
    Act, AlsoIndexed, Book, Circumstances, Column, DayRange, DueFirst, Field, FieldValue, Fields, KindDef,
    Open, Pending, Problem, Record, Shape, View, Whose,
    borders::{COMMUNE_NOW, COMMUNE_THEN},
    choices::choices,
    facet, handover,
};

use super::{Domain, Level, Severity};

choices! {
    /// Which side leads a matter across the border (chủ trì).
    Lead {
        Ours = "ta", "t", "T", "Ta", "Us";
        Theirs = "ben_kia", "b", "B", "Bên kia", "The other side";
    }
}

choices! {
    /// Whether a matter is still to be settled.
    MatterState {
        Open = "mo", "", "", "Còn mở", "Open";
        Closed = "xong", "", "", "Đã xong", "Closed";
    }
}

/// Characters of what a matter is about.
pub(super) const TEXT_CHARS_MAX: usize = 200;

/// The fields of a matter, in the order of the form.
pub mod fields {
    use super::*;

    /// Ngày mở.
    pub const OPENED_ON: Field<Day> =
        Field::new("opened_on", Words::new("Ngày mở", "Opened on"), Shape::Day(DayRange::Past))
            .required()
            .help(
                "Enter là hôm nay; 20 là ngày 20 tháng này. Số ngày tồn đếm từ ngày này.",
                "Enter is today; 20 is the 20th of this month. Its age counts from this day.",
            );
    /// Nơi: the village or the commune.
    pub const UNIT: Field<Id> =
        Field::new("unit", Words::new("Nơi", "Place"), Shape::Unit(&["village", "commune"]))
            .required()
            .indexed()
            .help("Hai chữ đầu: ml = Buôn Ma Lim. Cả xã: gõ tên xã.", "Two initials: ml = Buôn Ma Lim.");
    /// Bên kia: a unit of a neighbour that it concerns too.
    pub const OTHER_UNIT: Field<Id> = Field::new(
        "other_unit",
        Words::new("Giáp ranh với", "Borders on"),
        Shape::Unit(&["village", "commune"]),
    )
    .indexed()
    .help(
        "Xã hoặc thôn, buôn bên kia ranh giới, khi việc của cả hai bên; không thì bỏ trống.",
        "The unit across the border when it concerns both sides; else leave it empty.",
    );
    /// Chủ trì: of a border matter, which side leads.
    pub const LEAD: Field<Lead> =
        Field::new("lead", Words::new("Chủ trì", "Lead"), Shape::Choice(Lead::TABLE))
            .applies_if(|record| OTHER_UNIT.of(record).is_some())
            .required()
            .help(
                "Một nơi chủ trì. Sau này đổi bằng bước chuyển chủ trì, hai bên cùng xác nhận.",
                "One side leads. It changes later by a step that both sides confirm.",
            );
    /// Lĩnh vực.
    pub const DOMAIN: Field<Domain> =
        Field::new("domain", Words::new("Lĩnh vực", "Domain"), Shape::Choice(Domain::TABLE))
            .required()
            .indexed()
            .help(
                "Hai chữ: DD đất đai, NS nước... F4 xem đủ.",
                "Two letters: DD land, NS water... F4 shows all.",
            );
    /// Mức độ.
    pub const SEVERITY: Field<Severity> =
        Field::new("severity", Words::new("Mức độ", "Severity"), Shape::Choice(Severity::TABLE))
            .required()
            .help("1 bình thường đến 4 khẩn.", "1 usual to 4 urgent.");
    /// Nội dung.
    pub const SUMMARY: Field<String> =
        Field::new("summary", Words::new("Nội dung", "Text"), Shape::Line(TEXT_CHARS_MAX))
            .required()
            .narrative()
            .help(
                "Việc gì, bao nhiêu hộ. Không ghi tên người, số giấy tờ, số điện thoại.",
                "What it is, how many households. No person's name, no identity or telephone number.",
            );
    /// Hạn.
    pub const DUE_ON: Field<Day> =
        Field::new("due_on", Words::new("Hạn xong", "Due on"), Shape::Day(DayRange::Any)).help(
            "Ngày phải xong; bỏ trống nếu chưa đặt hạn.",
            "The day by which it must be settled; empty when none was set.",
        );
    /// Hạn do ai đặt: the agency whose day it is; none: our own.
    pub const DUE_BY: Field<String> =
        Field::new("due_by", Words::new("Ai phải xong", "Whose"), Shape::Agency)
            .applies_if(|record| DUE_ON.of(record).is_some())
            .help(
                "Cơ quan phải xong trước ngày đó; bỏ trống là ta. F4 danh mục.",
                "The agency that must settle it; empty: our own office. F4 lists them.",
            );
    /// Hạn ý kiến của ta, of a border matter.
    pub const OUR_DUE_ON: Field<Day> =
        Field::new("our_due_on", Words::new("Hạn ý kiến ta", "Our statement due"), Shape::Day(DayRange::Any))
            .applies_if(|record| OTHER_UNIT.of(record).is_some())
            .help("Ngày ta phải nêu ý kiến.", "The day by which we must state our part.");
    /// Hạn ý kiến bên kia, of a border matter.
    pub const THEIR_DUE_ON: Field<Day> = Field::new(
        "their_due_on",
        Words::new("Hạn bên kia", "Their statement due"),
        Shape::Day(DayRange::Any),
    )
    .applies_if(|record| OTHER_UNIT.of(record).is_some())
    .help("Ngày bên kia phải nêu ý kiến.", "The day by which the other side must state its part.");
    /// Từ tình hình: the update in which it came up.
    pub const FROM_UPDATE: Field<Id> =
        Field::new("from_update", Words::new("Từ tình hình", "From update"), Shape::Record("village_update"))
            .help("Bỏ trống nếu không từ tình hình nào.", "Empty when it came from no update.");
    /// Đơn cùng việc.
    pub const PETITIONS: Field<Vec<Id>> = Field::new(
        "petitions",
        Words::new("Gắn với đơn", "Petitions"),
        Shape::List(&Shape::Record("petition")),
    )
    .help("Số đơn, cách nhau bằng dấu phẩy: 106, 90/2025.", "Numbers with commas between: 106, 90/2025.");
    /// Số.
    pub const NUMBER: Field<Number> =
        Field::new("number", Words::new("Số", "Number"), Shape::Number).derived().indexed();
    /// Trạng thái: closed by a step only.
    pub const STATE: Field<MatterState> =
        Field::new("state", Words::new("Trạng thái", "State"), Shape::Choice(MatterState::TABLE))
            .derived()
            .indexed();
    /// Đề xuất: the proposals that name it.
    pub const PROPOSALS: Field<Vec<Id>> =
        Field::new("proposals", Words::new("Đề xuất", "Proposals"), Shape::List(&Shape::Record("proposal")))
            .derived();
    /// Kết quả.
    pub const RESULT: Field<String> =
        Field::new("result", Words::new("Kết quả", "Result"), Shape::Line(TEXT_CHARS_MAX))
            .derived()
            .narrative();
    /// Diễn biến.
    pub const STEPS: Field<Vec<Fields>> =
        Field::new("steps", Words::new("Diễn biến", "History"), Shape::Rows(&[])).derived();
}

use fields::*;

/// The book of matters: V-031.
const BOOK: Book = Book { name: "viec", sign: "V-", digits: 3 };

/// The index that finds a matter by the petitions that it names.
pub const NAMED_PETITIONS: &str = "named_petitions";

/// The declaration.
pub const MATTER: KindDef = KindDef {
    name: "matter",
    title: Words::new("Việc", "Issue"),
    noun: Words::new("việc", "issue"),
    heading: Words::new("VIỆC TỒN ĐỌNG", "PENDING ISSUES"),
    fields: &[
        OPENED_ON.def,
        UNIT.def,
        OTHER_UNIT.def,
        LEAD.def,
        DOMAIN.def,
        SEVERITY.def,
        // No text behind a code: an input method outside would glue them into one word.
        DUE_ON.def,
        SUMMARY.def,
        DUE_BY.def,
        OUR_DUE_ON.def,
        THEIR_DUE_ON.def,
        FROM_UPDATE.def,
        PETITIONS.def,
        NUMBER.def,
        STATE.def,
        PROPOSALS.def,
        RESULT.def,
        STEPS.def,
    ],
    columns: &[
        Column::new("number", Words::new("Số", "No."), (8, 10, 8), |record, around, _| {
            NUMBER.of(record).map_or_else(String::new, |number| BOOK.in_column(number, around.today.year()))
        })
        .in_full(|record, _, _| NUMBER.of(record).map_or_else(String::new, |number| BOOK.in_full(number))),
        Column::new("domain_code", Words::new("LV", "Do"), (2, 3, 2), |record, _, _| {
            DOMAIN.of(record).map_or_else(String::new, |domain| domain.choice().abbr.to_owned())
        }),
        Column::new("severity", Words::new("Mức độ", "Severity"), (16, 16, 0), |record, _, lang| {
            SEVERITY
                .of(record)
                .map_or_else(String::new, |one| format!("{} {}", one.choice().code, one.label().get(lang)))
        }),
        Column::new("place", Words::new("Nơi", "Place"), (16, 28, 16), |record, around, _| {
            places(record, around)
        }),
        Column::new("content", Words::new("Nội dung", "Text"), (19, 50, 17), |record, _, _| {
            SUMMARY.of(record).unwrap_or_default()
        }),
        Column::new("due", Words::new("Hạn", "Due"), (5, 5, 0), |record, _, lang| {
            due(record, lang, Day::short)
        })
        .in_full(|record, _, lang| due(record, lang, |day| day.to_string())),
        Column::new("days", Words::new("Ngày", "Days"), (6, 6, 6), |record, around, _| {
            Matter(record).urgent().map_or_else(|| " ".to_owned(), |clock| clock.days(around.today))
        })
        .at_the_right(),
    ],
    book: Some(BOOK),
    also_indexed: Some(AlsoIndexed {
        name: NAMED_PETITIONS,
        values: |record| {
            let named: BTreeSet<Id> = PETITIONS.of(record).unwrap_or_default().into_iter().collect();
            named.iter().map(ToString::to_string).collect()
        },
    }),
    newest_by: Some("number"),
    pending: Some(Pending {
        state: STATE.def.name,
        states: || vec![MatterState::Open.into_value()],
        since: OPENED_ON.def.name,
        stands,
    }),
    steps: MATTER_STEPS,
    placed: Some(|record| UNIT.of(record).zip(OPENED_ON.of(record))),
    counted_by: &["domain", "unit", "severity", facet::LATE, facet::AGE, COMMUNE_THEN, COMMUNE_NOW],
    rules: &[units_were_in_force, the_other_side_is_a_neighbour, dues_follow_the_opening],
    edit_rules: &[the_lead_changes_by_a_step, a_closed_matter_stays],
    fill: |record, _| {
        if STATE.of(record).is_none() {
            STATE.set(record, MatterState::Open);
        }
    },
    label: |record, _| Say::plain(NUMBER.of(record).map_or_else(String::new, |number| BOOK.in_full(number))),
    search: Some(&searched::SEARCH),
    ..KindDef::PLAIN
};

/// A matter's record, read.
#[derive(Clone, Copy, Debug)]
pub struct Matter<'a>(pub &'a Record);

/// A day by which one side must have done its part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SideClock {
    /// The last day.
    pub due: Day,
    /// When it was done.
    pub done_on: Option<Day>,
    /// From whom.
    pub whose: Whose,
    /// Whether it is the day of the whole matter and not of a side's statement.
    pub of_the_whole: bool,
}

impl SideClock {
    /// The days as lists write them, with `n` where no other agency's term is meant.
    pub fn days(&self, today: Day) -> String {
        let left = self.due.since(today);
        let sign = if matches!(self.whose, Whose::Agency(_)) { ' ' } else { 'n' };
        if left == 0 { format!("0{sign}") } else { format!("{left:+}{sign}") }
    }
}

impl Matter<'_> {
    /// Whether it is still to be settled.
    pub fn is_open(&self) -> bool {
        STATE.of(self.0).unwrap_or(MatterState::Open) == MatterState::Open
    }

    /// Whether it concerns a unit across the border too.
    pub fn is_border(&self) -> bool {
        OTHER_UNIT.of(self.0).is_some()
    }

    /// Its number as its book writes it.
    pub fn number(&self, today: Day) -> String {
        NUMBER.of(self.0).map_or_else(String::new, |number| BOOK.shown(number, today.year()))
    }

    /// Every day that was set: for the whole, for our statement, for theirs.
    pub fn clocks(&self) -> Vec<SideClock> {
        let closed_on = Act::last(self.0, steps::CLOSE.name).map(|act| act.on);
        let stated = |step: &str| Act::last(self.0, step).map(|act| act.on);
        let mut clocks = Vec::new();
        let mut add = |due: Option<Day>, done_on: Option<Day>, whose: Whose, of_the_whole: bool| {
            clocks.extend(due.map(|due| SideClock { due, done_on, whose, of_the_whole }));
        };
        if let Some(other) = OTHER_UNIT.of(self.0) {
            let ours = stated(steps::OUR_STATEMENT.name).or(closed_on);
            let theirs = stated(steps::THEIR_STATEMENT.name).or(closed_on);
            add(OUR_DUE_ON.of(self.0), ours, Whose::Ours, false);
            add(THEIR_DUE_ON.of(self.0), theirs, Whose::Unit(other), false);
        }
        let whose = DUE_BY.of(self.0).map_or(Whose::Ours, Whose::Agency);
        add(DUE_ON.of(self.0), closed_on, whose, true);
        clocks
    }

    /// The open clock that is due first.
    pub fn urgent(&self) -> Option<SideClock> {
        let open = self.clocks().into_iter().filter(|clock| clock.done_on.is_none() && self.is_open());
        open.min_by_key(|clock| clock.due)
    }
}

/// The day that is due first, written so; or that it is done.
fn due(record: &Record, lang: Lang, written: fn(Day) -> String) -> String {
    match Matter(record).urgent() {
        Some(clock) => written(clock.due),
        None if Matter(record).is_open() => String::new(),
        None => Words::new("Xong", "Done").get(lang).to_owned(),
    }
}

/// "Ma Lim = Ea Ly".
fn places(record: &Record, around: &Circumstances<'_>) -> String {
    let own = UNIT.of(record).map_or_else(String::new, |unit| name(&unit, around));
    match OTHER_UNIT.of(record) {
        Some(other) => format!("{own} = {}", name(&other, around)),
        None => own,
    }
}

/// A unit as the table names it: without its type.
fn name(unit: &Id, around: &Circumstances<'_>) -> String {
    match around.places.get(unit) {
        Some(place) if place.level != Level::Village => place.name.clone(),
        _ => around.places.short_name(unit, around.today),
    }
}

fn stands(record: &Record, _: &Circumstances<'_>) -> Option<Open> {
    let matter = Matter(record);
    if !matter.is_open() {
        return None;
    }
    let urgent = matter.urgent();
    let is_urgent = SEVERITY.of(record) == Some(Severity::Urgent);
    let place = (u8::from(!is_urgent), urgent.as_ref().map_or(Day::LAST, |clock| clock.due));
    let is_unproposed = PROPOSALS.of(record).unwrap_or_default().is_empty();
    let views = [
        (View::MattersOpen, true),
        (View::MattersBorder, matter.is_border()),
        (View::MattersUrgent, is_urgent),
        (View::MattersUnproposed, is_unproposed),
    ];
    Some(Open {
        due: urgent.map(|clock| DueFirst { on: clock.due, from: clock.whose }),
        views: views.into_iter().filter(|(_, is_in)| *is_in).map(|(view, _)| (view, place)).collect(),
    })
}

fn units_were_in_force(record: &Record, around: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let Some(on) = OPENED_ON.of(record) else { return };
    for field in [&UNIT, &OTHER_UNIT] {
        let place = field.of(record).and_then(|unit| around.places.get(&unit));
        if place.is_some_and(|place| !place.in_force(on) && !handover::brought(record, &place.id)) {
            problems.push(Problem::error(
                field.def.name,
                Say::new(
                    "Chọn nơi khác: đơn vị không còn hiệu lực tại ngày này",
                    "Choose another place: this unit was not in force on that day",
                ),
            ));
        }
    }
}

fn the_other_side_is_a_neighbour(record: &Record, around: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let (Some(unit), Some(other)) = (UNIT.of(record), OTHER_UNIT.of(record)) else { return };
    let on = OPENED_ON.of(record).unwrap_or(around.today);
    let places = around.places;
    let same_commune = |place: &Id| match places.get(place).map(|place| place.level) {
        Some(Level::Village) => places.parent_on(place, on).map(|parent| parent.id.clone()),
        _ => Some(place.clone()),
    };
    if unit == other || same_commune(&unit).is_some_and(|own| places.is_within(&other, &own, on)) {
        problems.push(Problem::error(
            OTHER_UNIT.def.name,
            Say::new(
                "Chọn xã bên kia: nơi này cùng xã, không phải giáp ranh",
                "Choose a unit across the border: this one is in the same commune",
            ),
        ));
    }
}

fn dues_follow_the_opening(record: &Record, _: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let Some(opened) = OPENED_ON.of(record) else { return };
    for field in [&DUE_ON, &OUR_DUE_ON, &THEIR_DUE_ON] {
        if field.of(record).is_some_and(|due| due < opened) {
            problems.push(Problem::error(
                field.def.name,
                Say::new("Sửa ngày: hạn trước ngày mở", "Correct the day: it is due before it was opened"),
            ));
        }
    }
}

fn the_lead_changes_by_a_step(old: &Record, new: &Record, problems: &mut Vec<Problem>) {
    if LEAD.of(old).is_some() && LEAD.of(new).is_some() && LEAD.of(old) != LEAD.of(new) {
        problems.push(Problem::error(
            LEAD.def.name,
            Say::new(
                "Dùng bước c chuyển chủ trì: cần văn bản hai bên",
                "Take step c: both sides confirm by a document",
            ),
        ));
    }
}

fn a_closed_matter_stays(old: &Record, _: &Record, problems: &mut Vec<Problem>) {
    if !Matter(old).is_open() {
        problems.push(Problem::error(
            "",
            Say::new("Việc đã kết thúc: không sửa nữa", "It is closed: no more changes"),
        ));
    }
}
