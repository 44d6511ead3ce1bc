//! Close (kết thúc): answered, carried out, the sender told.

use crate::base::{Say, Words};
use crate::domain::petition::State;

use super::{Goal, StepDef, fields as f};

/// From resolved or carried out to closed; the sender must have been told.
pub const CLOSE: StepDef = StepDef {
    name: "hoan_thanh",
    letter: Some('e'),
    title: Words::new("Kết thúc", "Close"),
    from: &[State::DaGiaiQuyet, State::DangThiHanh],
    to: Goal::State(State::HoanThanh),
    fields: &[
        f::ON.def,
        f::SENDER_MUST_BE_TOLD_ON.def,
        f::NOTE.def,
        f::SENT_ON.def,
        f::PUBLISHED_ON.def,
        f::FORWARDER_TOLD_ON.def,
    ],
    line: |_, _| Say::new("Kết thúc; đã báo người gửi", "Closed; the sender was told"),
    ..StepDef::PLAIN
};
