//! Resolve (quyết định, kết luận, trả lời): the document that answers the petition.

use crate::base::{Say, Words};
use crate::domain::petition::State;

use super::{Goal, StepDef, fields as f};

/// From verification or dialogue to decided, concluded or answered.
pub const RESOLVE: StepDef = StepDef {
    name: "da_giai_quyet",
    letter: Some('q'),
    title: Words::new("Quyết định, kết luận, trả lời", "Decide, conclude, answer"),
    from: &[State::XacMinh, State::DoiThoai],
    to: Goal::State(State::DaGiaiQuyet),
    fields: &[
        f::RESULT.def,
        f::DOCUMENT_ON.def,
        f::DOCUMENT_NUMBER.def,
        f::NOTE.def,
        f::SENT_ON.def,
        f::FORWARDER_TOLD_ON.def,
        f::SENDER_TOLD_ON.def,
    ],
    day: &f::DOCUMENT_ON,
    line: |act, _| {
        let number = act.get(&f::DOCUMENT_NUMBER).unwrap_or_default();
        match act.get(&f::RESULT).map(f::Outcome::label) {
            Some(outcome) => Say::new(
                format!("Đã giải quyết: {}; văn bản {number}", outcome.vi),
                format!("Resolved: {}; document {number}", outcome.en),
            ),
            None => {
                Say::new(format!("Đã giải quyết; văn bản {number}"), format!("Resolved; document {number}"))
            }
        }
    },
    ..StepDef::PLAIN
};
