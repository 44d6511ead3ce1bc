//! Carry out (tổ chức thực hiện): what was decided is being done.

use crate::base::{Say, Words};
use crate::domain::petition::State;

use super::{Goal, StepDef, fields as f};

/// From resolved to being carried out.
pub const CARRY_OUT: StepDef = StepDef {
    name: "dang_thi_hanh",
    letter: Some('y'),
    title: Words::new("Tổ chức thực hiện", "Carry out"),
    from: &[State::DaGiaiQuyet],
    to: Goal::State(State::DangThiHanh),
    fields: &[
        f::ON.def,
        f::NOTE.def,
        f::SENT_ON.def,
        f::PUBLISHED_ON.def,
        f::FORWARDER_TOLD_ON.def,
        f::SENDER_TOLD_ON.def,
    ],
    line: |_, _| Say::new("Đang tổ chức thực hiện", "Being carried out"),
    ..StepDef::PLAIN
};
