//! Note (ghi chú): something worth a line of the history; a denunciation has none.

use crate::base::{Say, Words, limits};
use crate::domain::{Choices, Field, Secret, Shape, kinds::PetitionKind, petition::State};

use super::{StepDef, fields as f};

/// Nội dung ghi chú: closed like the petition's own story.
pub const TOLD: Field<String> =
    Field::new("note", Words::new("Ghi chú", "Notes"), Shape::Paragraph(limits::LINE_CHARS_MAX))
        .required()
        .narrative()
        .sealed(Secret::Narrative);

/// An event of any state.
pub const NOTE: StepDef = StepDef {
    name: "ghi_chu",
    title: Words::new("Ghi chú", "Note"),
    from: State::ALL,
    kinds: &[
        PetitionKind::KhieuNai,
        PetitionKind::KienNghi,
        PetitionKind::PhanAnh,
        PetitionKind::NhieuNoiDung,
        PetitionKind::CuTri,
    ],
    fields: &[f::ON.def, TOLD.def],
    line: |act, _| match act.get(&TOLD) {
        Some(note) => Say::new(format!("Ghi chú: {note}"), format!("Note: {note}")),
        None => Say::new("Ghi chú (đóng)", "Note (closed)"),
    },
    ..StepDef::PLAIN
};
