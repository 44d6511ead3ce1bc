//! Rekind (phân loại lại): the petition is of another kind than was thought. To a denunciation leads a step of its own.

use crate::base::{Say, Words};
use crate::domain::{
    Choice, Choices, Field, Record, Shape,
    kinds::{Instance, PetitionKind, petition_fields},
    petition::State,
};

use super::{
    StepDef, fields as f,
    reasons::{REKIND_REASON, RekindReason},
};

fn is_another_kind(input: &Record, choice: &Choice) -> bool {
    let target = PetitionKind::from_id(choice.id);
    let never = [Some(PetitionKind::ToCao), Some(PetitionKind::CuTri), petition_fields::KIND.of(input)];
    !never.contains(&target)
}

/// Loại mới.
pub const NEW_KIND: Field<PetitionKind> =
    Field::new("new_kind", Words::new("Loại mới", "New kind"), Shape::Choice(PetitionKind::TABLE))
        .required()
        .offers_if(is_another_kind)
        .help(
            "Thành tố cáo: bước \"Phân loại lại: tố cáo\", xóa hẳn nội dung.",
            "To a denunciation leads \"Reclassify: denunciation\", which erases the story.",
        );

/// An event from classification until it is verified; the state stays, the clocks are those of the new kind.
pub const REKIND: StepDef = StepDef {
    name: "doi_loai",
    title: Words::new("Phân loại lại: loại khác", "Reclassify: another kind"),
    from: &[State::DaPhanLoai, State::ChoBoSung, State::ThuLy, State::XacMinh],
    kinds: &[
        PetitionKind::KhieuNai,
        PetitionKind::KienNghi,
        PetitionKind::PhanAnh,
        PetitionKind::NhieuNoiDung,
    ],
    fields: &[NEW_KIND.def, REKIND_REASON.def, f::ON.def, f::NOTE.def, f::SENDER_TOLD_ON.def],
    effect: |petition, input| {
        let Some(kind) = NEW_KIND.of(input) else { return };
        petition_fields::KIND.set(petition, kind);
        if kind == PetitionKind::KhieuNai {
            petition_fields::INSTANCE.set(petition, Instance::First);
        } else {
            petition_fields::INSTANCE.clear(petition);
        }
    },
    asks: Some(Words::new("Đổi loại đơn, thời hạn tính lại", "Change the kind, terms are counted anew")),
    line: |act, _| {
        let kind = act.get(&NEW_KIND).map_or(Words::new("", ""), PetitionKind::label);
        let reason = act.get(&REKIND_REASON).map_or(Words::new("", ""), RekindReason::label);
        Say::new(
            format!("Phân loại lại thành {}: {}", kind.vi, reason.vi),
            format!("Reclassified as {}: {}", kind.en, reason.en),
        )
    },
    ..StepDef::PLAIN
};
