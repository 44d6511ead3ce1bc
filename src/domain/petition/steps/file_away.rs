//! File away (xếp lưu đơn): nothing more is done about it.

use crate::base::{Say, Words};
use crate::domain::petition::State;

use super::{
    Goal, StepDef, fields as f,
    reasons::{FILING_REASON, FilingReason},
};

/// From classified, or when nothing was supplemented, to filed: an end.
pub const FILE_AWAY: StepDef = StepDef {
    name: "xep_luu",
    letter: Some('x'),
    title: Words::new("Xếp lưu đơn", "File away"),
    from: &[State::DaPhanLoai, State::ChoBoSung],
    to: Goal::State(State::XepLuu),
    fields: &[FILING_REASON.def, f::ON.def, f::NOTE.def, f::SENDER_TOLD_ON.def],
    line: |act, _| {
        let reason = act.get(&FILING_REASON).map_or(Words::new("", ""), FilingReason::label);
        Say::new(format!("Xếp lưu: {}", reason.vi), format!("Filed without action: {}", reason.en))
    },
    ..StepDef::PLAIN
};
