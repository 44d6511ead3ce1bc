//! Urge (đôn đốc): a letter asks the agency that must act; the internal follow-up begins again.

use crate::base::{Say, Words};
use crate::domain::petition::State;

use super::{StepDef, fields as f};

/// An event while another office has the petition or it is being resolved.
pub const URGE: StepDef = StepDef {
    name: "don_doc",
    letter: Some('d'),
    title: Words::new("Đôn đốc", "Urge"),
    from: &[State::ChuyenDon, State::ThuLy, State::XacMinh, State::DoiThoai],
    fields: &[f::DOCUMENT_ON.def, f::DOCUMENT_NUMBER.def, f::NOTE.def],
    day: &f::DOCUMENT_ON,
    line: |act, _| {
        let number = act.get(&f::DOCUMENT_NUMBER).unwrap_or_default();
        Say::new(format!("Đôn đốc, công văn {number}"), format!("Urged, letter {number}"))
    },
    ..StepDef::PLAIN
};
