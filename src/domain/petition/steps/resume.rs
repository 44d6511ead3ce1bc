//! Resume (tiếp tục giải quyết): a decision ends the suspension; the days that were left run on from its day.

use crate::base::{Say, Words};
use crate::domain::petition::State;

use super::{Goal, StepDef, fields as f};

/// From suspended back to verification. Has the letter of verifying, from which no petition can be suspended twice.
pub const RESUME: StepDef = StepDef {
    name: "tiep_tuc",
    letter: Some('m'),
    title: Words::new("Tiếp tục giải quyết", "Resume"),
    from: &[State::TamDinhChi],
    to: Goal::State(State::XacMinh),
    fields: &[f::DOCUMENT_ON.def, f::DECISION_NUMBER.def, f::NOTE.def, f::SENDER_TOLD_ON.def],
    day: &f::DOCUMENT_ON,
    line: |act, _| {
        let number = act.get(&f::DECISION_NUMBER).unwrap_or_default();
        Say::new(format!("Tiếp tục giải quyết, quyết định {number}"), format!("Resumed, decision {number}"))
    },
    ..StepDef::PLAIN
};
