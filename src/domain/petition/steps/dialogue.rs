//! Dialogue (đối thoại): the parties of a complaint are heard; they are told at least five days before.

use crate::base::{Day, Say, Words};
use crate::domain::{DayRange, Field, Shape, kinds::PetitionKind, petition::State};

use super::{Goal, StepDef, fields as f};

/// Ngày đối thoại: the clock of the notice counts backwards from it (NĐ 155/2026 Đ.11).
pub const DIALOGUE_ON: Field<Day> =
    Field::new("dialogue_on", Words::new("Ngày đối thoại", "Day of dialogue"), Shape::Day(DayRange::Any))
        .required()
        .help(
            "Ngày tổ chức đối thoại; phải báo trước ít nhất 5 ngày.",
            "The day of the dialogue; those concerned are told at least 5 days before.",
        );
/// Ngày gửi thông báo đối thoại.
pub const NOTIFIED_ON: Field<Day> =
    Field::new("notified_on", Words::new("Đã báo đối thoại", "Notice sent on"), Shape::Day(DayRange::Past))
        .help(
            "Ngày gửi thông báo đối thoại; bỏ trống nếu chưa gửi.",
            "The day of the notice; empty when not yet sent.",
        );

/// From verification to dialogue.
pub const DIALOGUE: StepDef = StepDef {
    name: "doi_thoai",
    letter: Some('v'),
    title: Words::new("Đối thoại", "Dialogue"),
    from: &[State::XacMinh],
    to: Goal::State(State::DoiThoai),
    kinds: &[PetitionKind::KhieuNai],
    fields: &[f::ON.def, DIALOGUE_ON.def, NOTIFIED_ON.def, f::NOTE.def, f::SENDER_TOLD_ON.def],
    line: |act, _| {
        let on = act.get(&DIALOGUE_ON).map_or_else(String::new, |day| day.short());
        Say::new(format!("Đối thoại ngày {on}"), format!("Dialogue on {on}"))
    },
    ..StepDef::PLAIN
};
