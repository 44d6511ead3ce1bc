//! Urge (đôn đốc): a letter asks the agency that must act; the internal follow-up begins again.

use crate::base::{Say, Words};
use crate::domain::{Act, Record, petition::State};

use super::{StepDef, fields as f};

/// An event while another office has the petition or it is being resolved.
pub const URGE: StepDef = StepDef {
    name: "don_doc",
    letter: Some('d'),
    title: Words::new("Đôn đốc", "Urge"),
    from: &[State::ChuyenDon, State::ThuLy, State::XacMinh, State::DoiThoai],
    fields: &[f::DOCUMENT_ON.def, f::DOCUMENT_NUMBER.def, f::NOTE.def],
    day: &f::DOCUMENT_ON,
    ..StepDef::PLAIN
};

/// "Đôn đốc lần 2, công văn 2-CV": an urging in the history of its petition. One that was taken back has no turn.
pub fn urged(act: &Act, record: &Record) -> Say {
    let number = act.get(&f::DOCUMENT_NUMBER).unwrap_or_default();
    let is_urging = |other: &&Act| other.step == URGE.name && other.at <= act.at;
    match Act::standing(record).iter().filter(is_urging).count() {
        turn if turn > 0 && !act.taken_back => Say::new(
            format!("Đôn đốc lần {turn}, công văn {number}"),
            format!("Urging no. {turn}, letter {number}"),
        ),
        _ => Say::new(format!("Đôn đốc, công văn {number}"), format!("Urged, letter {number}")),
    }
}

/// How many times the agency was urged.
pub fn urgings(record: &Record) -> usize {
    Act::standing(record).iter().filter(|act| act.step == URGE.name).count()
}
