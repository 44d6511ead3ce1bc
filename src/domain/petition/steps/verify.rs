//! Verify (xác minh): the facts are being established.

use crate::base::{Say, Words};
use crate::domain::petition::State;

use super::{ACCEPT, Goal, StepDef, fields as f, goes_on};

/// From accepted, or after a dialogue, to under verification; of a withdrawn petition when it had been accepted and goes on.
pub const VERIFY: StepDef = StepDef {
    name: "xac_minh",
    letter: Some('m'),
    title: Words::new("Xác minh", "Verify"),
    from: &[State::ThuLy, State::DoiThoai, State::RutDon],
    to: Goal::State(State::XacMinh),
    fields: &[f::ON.def, f::NOTE.def, f::SENDER_TOLD_ON.def],
    bar: |petition| {
        let accepted = petition.steps().iter().any(|act| act.step == ACCEPT.name);
        (petition.state() == State::RutDon && !(accepted && goes_on(petition).is_some())).then(|| {
            Say::new(
                "Đơn đã rút hết: đình chỉ, không xác minh nữa",
                "All withdrawn: discontinue, do not verify",
            )
        })
    },
    line: |act, _| {
        if act.get(&f::SENDER_TOLD_ON).is_some() {
            Say::new("Đang xác minh; đã trả lời người gửi", "Under verification; the sender was told")
        } else {
            Say::new("Đang xác minh", "Under verification")
        }
    },
    ..StepDef::PLAIN
};
