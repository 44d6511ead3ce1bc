//! Extend (gia hạn): a decision adds days to the term of a denunciation; never an edit of the date.

use crate::base::{Say, Words};
use crate::domain::{
    Circumstances, Field, Problem, Record, Shape,
    kinds::{Petition, PetitionKind},
    petition::State,
};

use super::{
    StepDef, fields as f,
    reasons::{EXTENSION_REASON, ExtensionReason},
};

/// Số ngày gia hạn.
pub const EXTENDED_DAYS: Field<i64> =
    Field::new("extended_days", Words::new("Số ngày gia hạn", "Days added"), Shape::Int(1, 30))
        .required()
        .help(
            "Mỗi lần không quá 30 ngày (Luật Tố cáo Đ.30).",
            "At most 30 days each time (Luật Tố cáo Đ.30).",
        );

/// How often the term may be extended (Luật Tố cáo 2018 Đ.30; NĐ 31/2019 Đ.3).
const TIMES_MAX: usize = 2;

/// An event while a denunciation is being resolved: once when it is complex, twice when it is very complex.
pub const EXTEND: StepDef = StepDef {
    name: "gia_han",
    letter: Some('g'),
    title: Words::new("Gia hạn", "Extend"),
    from: &[State::ThuLy, State::XacMinh],
    kinds: &[PetitionKind::ToCao],
    fields: &[EXTENSION_REASON.def, EXTENDED_DAYS.def, f::DOCUMENT_ON.def, f::DECISION_NUMBER.def],
    day: &f::DOCUMENT_ON,
    bar: |petition| {
        (extensions(petition) >= TIMES_MAX).then(|| {
            Say::new("Đã gia hạn hai lần: không gia hạn nữa", "Extended twice already: no further extension")
        })
    },
    rules: &[a_complex_case_is_extended_once],
    line: |act, _| {
        let number = act.get(&f::DECISION_NUMBER).unwrap_or_default();
        let days = act.get(&EXTENDED_DAYS).unwrap_or_default();
        Say::new(
            format!("Gia hạn {days} ngày, quyết định {number}"),
            format!("Extended by {days} days, decision {number}"),
        )
    },
    ..StepDef::PLAIN
};

fn extensions(petition: Petition<'_>) -> usize {
    petition.steps().iter().filter(|act| act.step == EXTEND.name).count()
}

fn a_complex_case_is_extended_once(
    petition: Petition<'_>,
    input: &Record,
    _: &Circumstances<'_>,
    problems: &mut Vec<Problem>,
) {
    if extensions(petition) > 0 && EXTENSION_REASON.of(input) == Some(ExtensionReason::Complex) {
        problems.push(Problem::error(
            EXTENSION_REASON.def.name,
            Say::new(
                "Chọn đặc biệt phức tạp: phức tạp chỉ gia hạn một lần",
                "Choose very complex: a complex case is extended once only",
            ),
        ));
    }
}
