//! Reclassify as a denunciation (phân loại lại thành tố cáo): what was told and who told it goes, and its keys with it.

use crate::base::{Id, Say, Words};
use crate::domain::{
    Act, Field, Fields, Record, Shape,
    kinds::{PetitionKind, petition_fields},
    petition::State,
};

use super::{Goal, STEPS, StepDef, fields as f, recorded_on_paper};

/// Số hồ sơ mật: the paper file into which the letter was put.
pub const FILE: Field<String> =
    Field::new("sealed_file", Words::new("Số hồ sơ mật", "Sealed file number"), Shape::Line(20))
        .required()
        .help(
            "Số của túi hồ sơ giấy, như 03-M. Nội dung và người gửi bị xóa hẳn khỏi máy, không lấy lại được.",
            "The number of the paper file, such as 03-M. Story and sender are erased for good.",
        );
/// Xã: a denunciation stops at the commune.
pub const COMMUNE: Field<Id> =
    Field::new("commune", Words::new("Xã", "Commune"), Shape::Unit(&["commune"])).required();

/// From intake until it is verified; has no letter and asks once more. Once done it cannot be taken back: nothing is left
/// that could be.
pub const RECLASSIFY: StepDef = StepDef {
    name: "phan_loai_lai",
    title: Words::new("Phân loại lại: tố cáo", "Reclassify: denunciation"),
    from: &[State::MoiTiepNhan, State::DaPhanLoai, State::ChoBoSung, State::ThuLy, State::XacMinh],
    to: Goal::State(State::DaPhanLoai),
    kinds: &[
        PetitionKind::KhieuNai,
        PetitionKind::KienNghi,
        PetitionKind::PhanAnh,
        PetitionKind::NhieuNoiDung,
    ],
    fields: &[f::ON.def, FILE.def, COMMUNE.def],
    effect: |petition: &mut Record, input: &Record| {
        erase_what_was_told(petition);
        let leads = [
            petition_fields::LINKED.def,
            petition_fields::SPLIT_FROM.def,
            petition_fields::SECOND_OF.def,
            petition_fields::RECEPTION.def,
        ];
        for def in leads.into_iter().chain([petition_fields::INSTANCE.def]) {
            petition.fields.remove(def.name);
        }
        petition_fields::KIND.set(petition, PetitionKind::ToCao);
        if let Some(file) = FILE.of(input) {
            petition_fields::SEALED_FILE.set(petition, file);
        }
        if let Some(commune) = COMMUNE.of(input) {
            petition_fields::VILLAGE.set(petition, commune);
        }
    },
    asks: Some(Words::new(
        "Xóa hẳn nội dung và người gửi, thành tố cáo",
        "Erase story and sender for good, as a denunciation",
    )),
    line: |_, _| {
        Say::new(
            "Phân loại lại thành tố cáo; đã xóa nội dung",
            "Reclassified as a denunciation; its story erased",
        )
    },
    ..StepDef::PLAIN
};

/// Takes out story and contact, and what steps told; the keys of the closed texts go with the entry that does it.
pub(super) fn erase_what_was_told(petition: &mut Record) {
    for def in [petition_fields::SUMMARY.def, petition_fields::SENDER.def, petition_fields::REPLY_TO.def] {
        petition.fields.remove(def.name);
    }
    let mut all = Act::all(petition);
    for taken in &mut all {
        taken.input = without_stories(&taken.input);
        taken.reason = taken.reason.as_ref().map(|_| recorded_on_paper());
    }
    Act::write(&all, petition);
}

/// What was entered with a step, as far as it is codes, days and numbers of documents.
fn without_stories(input: &Fields) -> Fields {
    let is_story = |name: &str| {
        name == f::ATTACHMENTS.def.name
            || STEPS.iter().any(|step| step.fields.iter().any(|def| def.narrative && def.name == name))
    };
    input
        .iter()
        .filter(|(name, _)| !is_story(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{FieldDef, Value, petition::STEPS};

    /// A field in which a story could stand must be named above when a step brings one.
    #[test]
    fn no_step_keeps_a_story_of_a_denunciation() {
        for step in STEPS {
            for def in step.fields.iter().filter(|def: &&FieldDef| def.narrative) {
                let input = Fields::from([(def.name.to_owned(), Value::Text("told".to_owned()))]);
                assert!(without_stories(&input).is_empty(), "{} {}", step.name, def.name);
            }
        }
    }
}
