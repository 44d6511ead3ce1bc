//! Result from there (có kết quả từ nơi nhận): the office to which it went reports back; our follow-up ends.

use crate::base::{Say, Words};
use crate::domain::petition::State;

use super::{Goal, StepDef, fields as f};

/// From transferred to result received: an end.
pub const RESULT_FROM_THERE: StepDef = StepDef {
    name: "co_ket_qua_chuyen",
    letter: Some('z'),
    title: Words::new("Có kết quả từ nơi nhận", "Result from there"),
    from: &[State::ChuyenDon],
    to: Goal::State(State::CoKetQuaChuyen),
    fields: &[f::THEIR_RESULT.def, f::ON.def, f::THEIR_DOCUMENT.def, f::NOTE.def, f::SENDER_TOLD_ON.def],
    line: |act, _| {
        let outcome = act.get(&f::THEIR_RESULT).map_or(Words::new("", ""), f::Outcome::label);
        let (by_vi, by_en) = act.get(&f::THEIR_DOCUMENT).map_or_else(Default::default, |number| {
            (format!("; văn bản {number}"), format!("; document {number}"))
        });
        Say::new(
            format!("Có kết quả từ nơi nhận: {}{by_vi}", outcome.vi),
            format!("Result from there: {}{by_en}", outcome.en),
        )
    },
    ..StepDef::PLAIN
};
