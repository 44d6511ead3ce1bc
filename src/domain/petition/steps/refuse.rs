//! Refuse (không thụ lý): the competent agency does not take the petition up, and says on which ground.

use crate::base::{Say, Words};
use crate::domain::petition::State;

use super::{
    Goal, StepDef, fields as f,
    reasons::{REFUSAL_GROUND, RefusalGround},
};

/// From classified to not accepted: an end (of a complaint by Luật Khiếu nại 2011 Đ.11).
pub const REFUSE: StepDef = StepDef {
    name: "khong_thu_ly",
    letter: Some('k'),
    title: Words::new("Không thụ lý", "Do not accept"),
    from: &[State::DaPhanLoai],
    to: Goal::State(State::KhongThuLy),
    fields: &[
        REFUSAL_GROUND.def,
        f::DOCUMENT_ON.def,
        f::DOCUMENT_NUMBER.def,
        f::NOTE.def,
        f::SENDER_TOLD_ON.def,
    ],
    day: &f::DOCUMENT_ON,
    line: |act, _| {
        let ground = act.get(&REFUSAL_GROUND).map_or(Words::new("", ""), RefusalGround::label);
        let document = act.get(&f::DOCUMENT_NUMBER).unwrap_or_default();
        Say::new(
            format!("Không thụ lý: {}; văn bản {document}", ground.vi),
            format!("Not accepted: {}; document {document}", ground.en),
        )
    },
    ..StepDef::PLAIN
};
