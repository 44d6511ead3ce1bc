//! Accept (thụ lý): the competent agency takes the petition up; the term of resolution begins.

use crate::base::{Say, Words};
use crate::domain::petition::State;

use super::{Goal, StepDef, fields as f};

/// From classified to accepted.
pub const ACCEPT: StepDef = StepDef {
    name: "thu_ly",
    letter: Some('l'),
    title: Words::new("Thụ lý", "Accept"),
    from: &[State::DaPhanLoai],
    to: Goal::State(State::ThuLy),
    fields: &[f::ON.def, f::NOTICE_NUMBER.def, f::COMPLEX_FINDING.def, f::SENDER_TOLD_ON.def],
    line: |act, _| match act.get(&f::NOTICE_NUMBER) {
        Some(number) => {
            Say::new(format!("Đã thụ lý, thông báo {number}"), format!("Accepted, notice {number}"))
        }
        None => Say::new("Đã thụ lý", "Accepted"),
    },
    ..StepDef::PLAIN
};
