//! Split (tách nội dung): a letter of several contents becomes one petition for each, and rests itself.

use crate::base::{Id, Say, Words, limits};
use crate::domain::{
    Choice, Choices, Circumstances, Field, Fields, Problem, Record, Secret, Shape,
    kinds::{Domain, Instance, Petition, PetitionKind, petition_fields as p},
    petition::State,
};

use super::{Goal, StepDef, fields as f};

/// The fields of one content of the letter.
#[derive(Debug)]
pub struct Content {
    /// Its kind.
    pub kind: Field<PetitionKind>,
    /// What it is about.
    pub domain: Field<Domain>,
    /// What it tells; not of a denunciation.
    pub summary: Field<String>,
    /// The number of the paper file of a denunciation.
    pub sealed_file: Field<String>,
    /// Where a denunciation belongs.
    pub commune: Field<Id>,
}

/// No content is a letter of several contents again, and voters' wishes come from meetings.
fn is_one_content(_: &Record, choice: &Choice) -> bool {
    let kind = PetitionKind::from_id(choice.id);
    !matches!(kind, Some(PetitionKind::NhieuNoiDung | PetitionKind::CuTri) | None)
}

/// The fields of one content; `before` is its kind's field of the content before it.
macro_rules! content {
    ($nth:literal, $number:literal, $applies:expr, $required:expr) => {{
        const KIND: Field<PetitionKind> = {
            let field = Field::new(
                concat!($nth, "_kind"),
                Words::new(concat!("Nội dung ", $number, ": loại"), concat!("Content ", $number, ": kind")),
                Shape::Choice(PetitionKind::TABLE),
            )
            .offers_if(is_one_content)
            .applies_if($applies)
            .help(
                "Loại của nội dung này. Tố cáo: chỉ số hồ sơ mật, nội dung đơn gốc bị xóa hẳn.",
                "The kind of this content. A denunciation: its file number only, the letter's story is erased.",
            );
            if $required { field.required() } else { field }
        };
        fn is_there(input: &Record) -> bool {
            KIND.of(input).is_some()
        }
        fn is_told(input: &Record) -> bool {
            KIND.of(input).is_some_and(|kind| kind != PetitionKind::ToCao)
        }
        fn is_denounced(input: &Record) -> bool {
            KIND.of(input) == Some(PetitionKind::ToCao)
        }
        Content {
            kind: KIND,
            domain: Field::new(
                concat!($nth, "_domain"),
                Words::new("  Lĩnh vực", "  Domain"),
                Shape::Choice(Domain::TABLE),
            )
            .applies_if(is_there)
            .required(),
            commune: Field::new(
                concat!($nth, "_commune"),
                Words::new("  Xã", "  Commune"),
                Shape::Unit(&["commune"]),
            )
            .applies_if(is_denounced)
            .required(),
            sealed_file: Field::new(
                concat!($nth, "_sealed_file"),
                Words::new("  Số hồ sơ mật", "  Sealed file"),
                Shape::Line(20),
            )
            .applies_if(is_denounced)
            .required(),
            summary: Field::new(
                concat!($nth, "_summary"),
                Words::new("  Tóm tắt", "  Summary"),
                Shape::Paragraph(limits::NARRATIVE_CHARS_MAX),
            )
            .applies_if(is_told)
            .required()
            .narrative()
            .sealed(Secret::Narrative),
        }
    }};
}

const FIRST: Content = content!("first", "1", |_| true, true);
const SECOND: Content = content!("second", "2", |_| true, true);
const THIRD: Content = content!("third", "3", |input| SECOND.kind.of(input).is_some(), false);
const FOURTH: Content = content!("fourth", "4", |input| THIRD.kind.of(input).is_some(), false);
/// The contents that a letter may be split into, in the order of the form.
pub const CONTENTS: &[Content] = &[FIRST, SECOND, THIRD, FOURTH];

/// From classified to split: an end. What each content tells is in its own petition, not here.
pub const SPLIT: StepDef = StepDef {
    name: "da_tach",
    letter: Some('a'),
    title: Words::new("Tách nội dung", "Split"),
    from: &[State::DaPhanLoai],
    to: Goal::State(State::DaTach),
    kinds: &[PetitionKind::NhieuNoiDung],
    fields: &[
        f::ON.def,
        FIRST.kind.def,
        FIRST.domain.def,
        FIRST.commune.def,
        FIRST.sealed_file.def,
        FIRST.summary.def,
        SECOND.kind.def,
        SECOND.domain.def,
        SECOND.commune.def,
        SECOND.sealed_file.def,
        SECOND.summary.def,
        THIRD.kind.def,
        THIRD.domain.def,
        THIRD.commune.def,
        THIRD.sealed_file.def,
        THIRD.summary.def,
        FOURTH.kind.def,
        FOURTH.domain.def,
        FOURTH.commune.def,
        FOURTH.sealed_file.def,
        FOURTH.summary.def,
        f::SENDER_TOLD_ON.def,
    ],
    rules: &[a_denunciation_leaves_no_story],
    effect: |petition, input| {
        if holds_a_denunciation(input) {
            super::reclassify::erase_what_was_told(petition);
        }
    },
    opens: |petition, input| CONTENTS.iter().filter_map(|content| child(petition, content, input)).collect(),
    asks: Some(Words::new("Tách thành các đơn riêng, mỗi đơn một số", "Split into petitions of their own")),
    line: |act, _| {
        let many = CONTENTS.iter().filter(|content| act.get(&content.kind).is_some()).count();
        Say::new(format!("Đã tách thành {many} đơn"), format!("Split into {many} petitions"))
    },
    ..StepDef::PLAIN
};

/// What of a split is kept in its row: kinds and domains; the stories and file numbers stand in the petitions it made.
pub fn kept(input: &Fields) -> Fields {
    let goes = |name: &str| {
        CONTENTS.iter().any(|content| {
            [content.summary.def.name, content.sealed_file.def.name, content.commune.def.name].contains(&name)
        })
    };
    input.iter().filter(|(name, _)| !goes(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn holds_a_denunciation(input: &Record) -> bool {
    CONTENTS.iter().any(|content| content.kind.of(input) == Some(PetitionKind::ToCao))
}

fn child(letter: Petition<'_>, content: &Content, input: &Record) -> Option<Record> {
    let kind = content.kind.of(input)?;
    let mut child = super::beside(letter);
    p::SUMMARY.clear(&mut child);
    p::KIND.set(&mut child, kind);
    if let Some(domain) = content.domain.of(input) {
        p::DOMAIN.set(&mut child, domain);
    }
    if kind == PetitionKind::KhieuNai {
        p::INSTANCE.set(&mut child, Instance::First);
    }
    if let Some(summary) = content.summary.of(input).filter(|_| kind != PetitionKind::ToCao) {
        p::SUMMARY.set(&mut child, summary);
    }
    if kind != PetitionKind::ToCao {
        p::SPLIT_FROM.set(&mut child, letter.0.id.clone());
    } else {
        // Nothing leads from a denunciation to the letter in which it came.
        if let Some(file) = content.sealed_file.of(input) {
            p::SEALED_FILE.set(&mut child, file);
        }
        if let Some(commune) = content.commune.of(input) {
            p::VILLAGE.set(&mut child, commune);
        }
    }
    Some(child)
}

/// With a denunciation among the contents the letter's own story and contact are erased at once: said before it is done.
fn a_denunciation_leaves_no_story(
    _: Petition<'_>,
    input: &Record,
    _: &Circumstances<'_>,
    problems: &mut Vec<Problem>,
) {
    let denounced = CONTENTS.iter().find(|content| content.kind.of(input) == Some(PetitionKind::ToCao));
    if let Some(content) = denounced {
        problems.push(Problem::warning(
            content.kind.def.name,
            Say::new(
                "Có tố cáo: nội dung và người gửi của đơn gốc bị xóa hẳn",
                "With a denunciation the letter's story and sender are erased for good",
            ),
        ));
    }
}
