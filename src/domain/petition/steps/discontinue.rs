//! Discontinue (đình chỉ): a decision ends the case without deciding it.

use crate::base::{Say, Words};
use crate::domain::petition::State;

use super::{Goal, StepDef, fields as f, withdraw};

/// From suspended or withdrawn to discontinued; not while others complain too, nor against signs of a violation.
pub const DISCONTINUE: StepDef = StepDef {
    name: "dinh_chi",
    letter: Some('o'),
    title: Words::new("Đình chỉ", "Discontinue"),
    from: &[State::TamDinhChi, State::RutDon],
    to: Goal::State(State::DinhChi),
    fields: &[f::DOCUMENT_ON.def, f::DECISION_NUMBER.def, f::NOTE.def, f::SENT_ON.def, f::SENDER_TOLD_ON.def],
    day: &f::DOCUMENT_ON,
    bar: |petition| (petition.state() == State::RutDon).then(|| withdraw::goes_on(petition)).flatten(),
    line: |act, _| {
        let number = act.get(&f::DECISION_NUMBER).unwrap_or_default();
        Say::new(format!("Đình chỉ, quyết định {number}"), format!("Discontinued, decision {number}"))
    },
    ..StepDef::PLAIN
};
