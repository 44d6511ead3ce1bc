//! Court (khởi kiện): the complainant takes the decision to a court; the case ends here.

use crate::base::{Say, Words};
use crate::domain::{kinds::PetitionKind, petition::State};

use super::{Goal, StepDef, fields as f};

/// From resolved to taken to court: an end.
pub const COURT: StepDef = StepDef {
    name: "khoi_kien",
    letter: Some('j'),
    title: Words::new("Khởi kiện tại Tòa án", "Taken to court"),
    from: &[State::DaGiaiQuyet],
    to: Goal::State(State::KhoiKien),
    kinds: &[PetitionKind::KhieuNai],
    fields: &[f::ON.def, f::NOTICE_NUMBER.def, f::NOTE.def],
    line: |_, _| Say::new("Khởi kiện tại Tòa án", "Taken to court"),
    ..StepDef::PLAIN
};
