//! Ask for more (yêu cầu bổ sung): the petition cannot be dealt with as it is. No rule that was read stops the clock.

use crate::base::{Say, Words};
use crate::domain::petition::State;

use super::{
    Goal, StepDef, fields as f,
    reasons::{MISSING, Missing},
};

/// From classified to awaiting a supplement; the clock runs on.
pub const ASK_FOR_MORE: StepDef = StepDef {
    name: "cho_bo_sung",
    letter: Some('b'),
    title: Words::new("Chờ bổ sung", "Ask for more"),
    from: &[State::DaPhanLoai],
    to: Goal::State(State::ChoBoSung),
    fields: &[MISSING.def, f::ON.def, f::NOTICE_NUMBER.def, f::NOTE.def, f::SENDER_TOLD_ON.def],
    line: |act, _| {
        let missing = act.get(&MISSING).map_or(Words::new("", ""), Missing::label);
        Say::new(format!("Chờ bổ sung: {}", missing.vi), format!("Asked for more: {}", missing.en))
    },
    ..StepDef::PLAIN
};
