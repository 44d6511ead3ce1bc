//! Guide (hướng dẫn): the sender is told where the matter belongs.

use crate::base::{Say, Words};
use crate::domain::petition::State;

use super::{Goal, StepDef, fields as f};

/// From classified to guided: an end.
pub const GUIDE: StepDef = StepDef {
    name: "huong_dan",
    letter: Some('h'),
    title: Words::new("Hướng dẫn", "Guide"),
    from: &[State::DaPhanLoai],
    to: Goal::State(State::HuongDan),
    fields: &[
        f::GUIDED_TO.def,
        f::DOCUMENT_ON.def,
        f::DOCUMENT_NUMBER.def,
        f::NOTE.def,
        f::SENDER_TOLD_ON.def,
    ],
    day: &f::DOCUMENT_ON,
    line: |act, around| {
        let place = act.get(&f::GUIDED_TO).map_or_else(String::new, |code| around.office.agency_name(&code));
        let document = act.get(&f::DOCUMENT_NUMBER).unwrap_or_default();
        Say::new(
            format!("Đã hướng dẫn đến {place}, công văn {document}"),
            format!("Guided to {place}, letter {document}"),
        )
    },
    ..StepDef::PLAIN
};
