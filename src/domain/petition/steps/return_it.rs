//! Return (trả lại đơn): it goes back to whoever sent it.

use crate::base::{Say, Words};
use crate::domain::petition::State;

use super::{
    Goal, StepDef, fields as f,
    reasons::{RETURN_REASON, ReturnReason},
};

/// From classified to returned: an end.
pub const RETURN: StepDef = StepDef {
    name: "tra_lai",
    letter: Some('t'),
    title: Words::new("Trả lại đơn", "Return"),
    from: &[State::DaPhanLoai],
    to: Goal::State(State::TraLai),
    fields: &[RETURN_REASON.def, f::ON.def, f::NOTICE_NUMBER.def, f::NOTE.def, f::SENDER_TOLD_ON.def],
    line: |act, _| {
        let reason = act.get(&RETURN_REASON).map_or(Words::new("", ""), ReturnReason::label);
        Say::new(format!("Đã trả lại đơn: {}", reason.vi), format!("Returned: {}", reason.en))
    },
    ..StepDef::PLAIN
};
