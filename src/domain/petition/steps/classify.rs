//! Classify (phân loại): whose matter it is.

use crate::base::{Say, Words};
use crate::domain::{Record, kinds::petition_fields, petition::State};

use super::{Goal, StepDef, fields as f};

/// From received to classified; says whose competence the matter is and which agency is responsible.
pub const CLASSIFY: StepDef = StepDef {
    name: "da_phan_loai",
    letter: Some('f'),
    title: Words::new("Phân loại", "Classify"),
    from: &[State::MoiTiepNhan, State::ChoBoSung],
    to: Goal::State(State::DaPhanLoai),
    fields: &[f::ON.def, f::COMPETENCE.def, f::AUTHORITY.def, f::SENDER_TOLD_ON.def],
    effect: |petition: &mut Record, input: &Record| {
        if let Some(authority) = f::AUTHORITY.of(input) {
            petition_fields::RESPONSIBLE.set(petition, authority);
        }
    },
    line: |act, around| {
        let agency = act.get(&f::AUTHORITY).map(|code| around.office.agency_name(&code));
        match (act.get(&f::COMPETENCE), agency) {
            (Some(f::Competence::NotOurs), _) => Say::new(
                "Đã phân loại: không thuộc thẩm quyền",
                "Classified: not within the commune's competence",
            ),
            (_, Some(agency)) => Say::new(
                format!("Đã phân loại: thuộc thẩm quyền {agency}"),
                format!("Classified: within the competence of {agency}"),
            ),
            _ => Say::new("Đã phân loại", "Classified"),
        }
    },
    ..StepDef::PLAIN
};
