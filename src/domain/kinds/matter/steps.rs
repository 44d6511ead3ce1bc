//! The steps of a matter: what each side says, a meeting, who leads, the end.

use crate::base::{Day, Say, Words};
use crate::domain::{Act, Circumstances, DayRange, Field, Problem, Record, Shape, Step, step::no_effect};

use super::{Lead, Matter, MatterState, TEXT_CHARS_MAX, fields as f};

/// What is entered with the steps.
pub mod fields {
    use super::*;

    /// Ngày.
    pub const ON: Field<Day> =
        Field::new("on", Words::new("Ngày", "Day"), Shape::Day(DayRange::Past)).required();
    /// Ý kiến: what is said.
    pub const TEXT: Field<String> =
        Field::new("text", Words::new("Ý kiến", "Statement"), Shape::Line(TEXT_CHARS_MAX))
            .required()
            .narrative()
            .help(
                "Nói phần của bên này thôi. Không ghi tên người, số giấy tờ, số điện thoại.",
                "Only this side's part. No person's name, no identity or telephone number.",
            );
    /// Số hộ.
    pub const HOUSEHOLDS: Field<i64> =
        Field::new("households", Words::new("Số hộ", "Households"), Shape::Int(0, 20_000))
            .help("Số hộ bị ảnh hưởng theo bên này.", "How many households, as this side counts.");
    /// Số, ký hiệu văn bản.
    pub const DOCUMENT: Field<String> =
        Field::new("document", Words::new("Số, ký hiệu", "Document number"), Shape::Line(40))
            .required()
            .help("Số văn bản của bên kia: 15/UBND.", "The number of their document: 15/UBND.");
    /// Văn bản hai bên xác nhận.
    pub const CONFIRMED_BY: Field<String> =
        Field::new("document", Words::new("Văn bản hai bên", "Both sides' document"), Shape::Line(40))
            .required()
            .help(
                "Số văn bản mà hai bên cùng xác nhận chuyển chủ trì.",
                "The number of the document by which both sides confirm it.",
            );
    /// Họp ngày.
    pub const MEETING_ON: Field<Day> =
        Field::new("meeting_on", Words::new("Họp ngày", "Meeting on"), Shape::Day(DayRange::Any)).required();
    /// Thành phần, nơi họp.
    pub const WITH: Field<String> =
        Field::new("with", Words::new("Mời ai, ở đâu", "Who and where"), Shape::Line(120)).help(
            "Cơ quan được mời và nơi họp; không ghi tên người.",
            "Offices and place; no names of persons.",
        );
    /// Kết quả.
    pub const RESULT: Field<String> =
        Field::new("result", Words::new("Kết quả", "Result"), Shape::Line(TEXT_CHARS_MAX))
            .required()
            .narrative()
            .help("Đã giải quyết thế nào.", "How it was settled.");
}

use fields::*;

/// All of them, in the order in which they are offered.
pub const MATTER_STEPS: &[&Step] = &[&OUR_STATEMENT, &THEIR_STATEMENT, &MEETING, &CLOSE, &LEAD_CHANGES];

/// Our own statement; the last one counts, those before stay in the history.
pub(super) const OUR_STATEMENT: Step = Step {
    name: "y_kien_ta",
    letter: Some('y'),
    title: Words::new("Ý kiến của ta", "Our statement"),
    fields: &[ON.def, TEXT.def, HOUSEHOLDS.def],
    day: &ON,
    refusal: is_closed,
    rules: &[not_before_the_opening],
    effect: no_effect,
    line: |act, _| told("Ta viết", "We wrote", act),
};

/// The other side's statement, entered by us from its document.
pub(super) const THEIR_STATEMENT: Step = Step {
    name: "y_kien_ben_kia",
    letter: Some('e'),
    title: Words::new("Ý kiến bên kia", "Their statement"),
    fields: &[ON.def, DOCUMENT.def, TEXT.def, HOUSEHOLDS.def],
    day: &ON,
    refusal: is_closed_or_inside,
    rules: &[not_before_the_opening],
    effect: no_effect,
    line: |act, _| {
        let document = act.get(&DOCUMENT).unwrap_or_default();
        told(&format!("Bên kia viết ({document})"), &format!("They wrote ({document})"), act)
    },
};

/// An invitation to a meeting.
pub(super) const MEETING: Step = Step {
    name: "moi_hop",
    letter: Some('m'),
    title: Words::new("Mời họp", "Meeting"),
    fields: &[ON.def, MEETING_ON.def, WITH.def],
    day: &ON,
    refusal: is_closed,
    rules: &[not_before_the_opening],
    effect: no_effect,
    line: |act, _| {
        let day = act.get(&MEETING_ON).map_or_else(String::new, |day| day.short());
        let with = act.get(&WITH).map_or_else(String::new, |with| format!(": {with}"));
        Say::new(format!("Mời họp ngày {day}{with}"), format!("Meeting called for {day}{with}"))
    },
};

/// The other side leads from now on, or we do again: both sides confirm it by a document.
pub(super) const LEAD_CHANGES: Step = Step {
    name: "chuyen_chu_tri",
    letter: Some('c'),
    title: Words::new("Chuyển chủ trì", "Lead changes"),
    fields: &[ON.def, CONFIRMED_BY.def],
    day: &ON,
    refusal: is_closed_or_inside,
    rules: &[not_before_the_opening],
    effect: |record, _| {
        let next = match f::LEAD.of(record) {
            Some(Lead::Ours) => Lead::Theirs,
            _ => Lead::Ours,
        };
        f::LEAD.set(record, next);
    },
    line: |act, _| {
        let document = act.get(&CONFIRMED_BY).unwrap_or_default();
        Say::new(
            format!("Chuyển chủ trì, văn bản {document}"),
            format!("The lead changed, document {document}"),
        )
    },
};

/// The end, with its result.
pub(super) const CLOSE: Step = Step {
    name: "ket_thuc",
    letter: Some('k'),
    title: Words::new("Kết thúc", "Close"),
    fields: &[ON.def, RESULT.def],
    day: &ON,
    refusal: is_closed,
    rules: &[not_before_the_opening],
    effect: |record, input| {
        f::STATE.set(record, MatterState::Closed);
        if let Some(result) = RESULT.of(input) {
            f::RESULT.set(record, result);
        }
    },
    line: |act, _| {
        let result = act.get(&RESULT).unwrap_or_default();
        Say::new(format!("Kết thúc: {result}"), format!("Closed: {result}"))
    },
};

fn told(vi: &str, en: &str, act: &Act) -> Say {
    let said = act.get(&TEXT).unwrap_or_default();
    let households = act.get(&HOUSEHOLDS);
    let (hv, he) = households
        .map_or_else(Default::default, |count| (format!(", {count} hộ"), format!(", {count} households")));
    Say::new(format!("{vi}: {said}{hv}"), format!("{en}: {said}{he}"))
}

fn is_closed(record: &Record) -> Option<Say> {
    (!Matter(record).is_open()).then(|| {
        Say::new(
            "Việc đã kết thúc; Ctrl-Z lấy lại trong ngày",
            "It is closed; Ctrl-Z takes that back the same day",
        )
    })
}

fn is_closed_or_inside(record: &Record) -> Option<Say> {
    is_closed(record).or_else(|| {
        (!Matter(record).is_border())
            .then(|| Say::new("Bước này chỉ có ở việc giáp ranh", "Only border issues have this step"))
    })
}

fn not_before_the_opening(
    record: &Record,
    input: &Record,
    _: &Circumstances<'_>,
    problems: &mut Vec<Problem>,
) {
    let opened = f::OPENED_ON.of(record);
    if ON.of(input).zip(opened).is_some_and(|(on, opened)| on < opened) {
        problems.push(Problem::error(
            ON.def.name,
            Say::new("Sửa ngày: trước ngày mở việc", "Correct the day: before it was opened"),
        ));
    }
}
