//! Cancel (hủy vì ghi nhầm): the number stays in the book, struck through.

use crate::base::{Say, Words};
use crate::domain::{Choices, Value, petition::State};

use super::{
    Goal, StepDef, fields as f,
    reasons::{CANCEL_REASON, CancelReason},
};

/// From the intake states only; has no letter and asks once more.
pub const CANCEL: StepDef = StepDef {
    name: "da_huy",
    title: Words::new("Hủy đơn ghi nhầm", "Cancel: entered by mistake"),
    from: &[State::MoiTiepNhan, State::DaPhanLoai],
    to: Goal::State(State::DaHuy),
    fields: &[f::ON.def, CANCEL_REASON.def],
    asks: Some(Words::new("Hủy đơn ghi nhầm", "Cancel: entered by mistake")),
    line: |taken, _| {
        let reason = match taken.input.get(CANCEL_REASON.def.name) {
            Some(Value::Choice(id)) => CancelReason::from_id(id).map(CancelReason::label),
            _ => None,
        };
        let reason = reason.unwrap_or(Words::new("không rõ", "unknown"));
        Say::new(
            format!("Đã hủy (ghi nhầm): {}", reason.vi),
            format!("Cancelled (by mistake): {}", reason.en),
        )
    },
    ..StepDef::PLAIN
};
