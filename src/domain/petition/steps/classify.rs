//! Classify (phân loại): whose matter it is.

use crate::base::{Say, Words};
use crate::domain::{Record, kinds::petition_fields, petition::State};

use super::{ACCEPT, Goal, StepDef, fields as f, goes_on};

/// From received to classified, again after a supplement, or when others go on who did not withdraw; says whose competence the matter is and which agency is responsible.
pub const CLASSIFY: StepDef = StepDef {
    name: "da_phan_loai",
    letter: Some('f'),
    title: Words::new("Phân loại", "Classify"),
    from: &[State::MoiTiepNhan, State::ChoBoSung, State::RutDon],
    to: Goal::State(State::DaPhanLoai),
    fields: &[f::ON.def, f::COMPETENCE.def, f::AUTHORITY.def, f::SENDER_TOLD_ON.def],
    bar: |petition| {
        let accepted = petition.steps().iter().any(|act| act.step == ACCEPT.name);
        (petition.state() == State::RutDon && (accepted || goes_on(petition).is_none())).then(|| {
            Say::new("Đơn đã rút: đình chỉ, hoặc xác minh tiếp", "Withdrawn: discontinue, or verify on")
        })
    },
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
