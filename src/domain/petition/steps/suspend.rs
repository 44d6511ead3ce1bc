//! Suspend (tạm đình chỉ): the clock of resolution stops; its rest runs on from the decision to continue.

use crate::base::{Say, Words};
use crate::domain::petition::State;

use super::{
    Goal, StepDef, fields as f,
    reasons::{SUSPENSION_REASON, SuspensionReason},
};

/// From accepted, verified or in dialogue to suspended (NĐ 155/2026 Đ.12; Luật Tố cáo 2018 Đ.34).
pub const SUSPEND: StepDef = StepDef {
    name: "tam_dinh_chi",
    letter: Some('p'),
    title: Words::new("Tạm đình chỉ", "Suspend"),
    from: &[State::ThuLy, State::XacMinh, State::DoiThoai],
    to: Goal::State(State::TamDinhChi),
    fields: &[
        SUSPENSION_REASON.def,
        f::DOCUMENT_ON.def,
        f::DECISION_NUMBER.def,
        f::NOTE.def,
        f::SENT_ON.def,
        f::SENDER_TOLD_ON.def,
    ],
    day: &f::DOCUMENT_ON,
    line: |act, _| {
        let number = act.get(&f::DECISION_NUMBER).unwrap_or_default();
        let reason = act.get(&SUSPENSION_REASON).map_or(Words::new("", ""), SuspensionReason::label);
        Say::new(
            format!("Tạm đình chỉ, quyết định {number}: {}", reason.vi),
            format!("Suspended, decision {number}: {}", reason.en),
        )
    },
    ..StepDef::PLAIN
};
