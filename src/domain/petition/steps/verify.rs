//! Verify (xác minh): the facts are being established.

use crate::base::{Say, Words};
use crate::domain::petition::State;

use super::{Goal, StepDef, fields as f};

/// From accepted to under verification.
pub const VERIFY: StepDef = StepDef {
    name: "xac_minh",
    letter: Some('m'),
    title: Words::new("Xác minh", "Verify"),
    from: &[State::ThuLy],
    to: Goal::State(State::XacMinh),
    fields: &[f::ON.def, f::NOTE.def, f::SENDER_TOLD_ON.def],
    line: |act, _| {
        if act.get(&f::SENDER_TOLD_ON).is_some() {
            Say::new("Đang xác minh; đã trả lời người gửi", "Under verification; the sender was told")
        } else {
            Say::new("Đang xác minh", "Under verification")
        }
    },
    ..StepDef::PLAIN
};
