//! Withdraw (rút đơn): open until the decision to discontinue, or to go on. It is not closing (DOMAIN §3.5).

use crate::base::{Say, Words};
use crate::domain::{
    Circumstances, Field, Problem, Record, Shape,
    kinds::{Petition, PetitionKind, petition_fields},
    petition::State,
};

use super::{Goal, StepDef, fields as f};

/// Số người rút: of those who signed.
pub const WITHDRAWN: Field<i64> =
    Field::new("withdrawn", Words::new("Số người rút", "How many withdraw"), Shape::Int(1, 9_999))
        .applies_if(|input| petition_fields::SIGNATORIES.of(input).is_some_and(|signed| signed > 1))
        .required()
        .help(
            "Bao nhiêu người trong số đã ký; còn người khác thì vụ việc tiếp tục.",
            "How many of those who signed; while others remain the case goes on.",
        );
/// Có dấu hiệu vi phạm, ép buộc, vu khống: the case of a denunciation must then go on (Luật Tố cáo 2018 Đ.33).
pub const MUST_GO_ON: Field<bool> =
    Field::new("must_go_on", Words::new("Dấu hiệu vi phạm", "Signs of violation"), Shape::Flag)
        .applies_if(|input| petition_fields::KIND.of(input) == Some(PetitionKind::ToCao))
        .required()
        .help(
            "Có dấu hiệu vi phạm pháp luật, hoặc rút vì bị ép buộc, vu khống: vẫn phải giải quyết tiếp.",
            "Signs of a violation, of coercion or of slander: the case must go on all the same.",
        );

/// From intake or resolution to withdrawn; a voters' wish has nobody who could withdraw it.
pub const WITHDRAW: StepDef = StepDef {
    name: "rut_don",
    letter: Some('r'),
    title: Words::new("Rút đơn", "Withdraw"),
    from: &[
        State::MoiTiepNhan,
        State::DaPhanLoai,
        State::ChoBoSung,
        State::ThuLy,
        State::XacMinh,
        State::DoiThoai,
    ],
    to: Goal::State(State::RutDon),
    kinds: &[
        PetitionKind::KhieuNai,
        PetitionKind::ToCao,
        PetitionKind::KienNghi,
        PetitionKind::PhanAnh,
        PetitionKind::NhieuNoiDung,
    ],
    fields: &[f::ON.def, WITHDRAWN.def, MUST_GO_ON.def, f::NOTE.def],
    rules: &[no_more_than_signed],
    line: |act, _| match act.get(&WITHDRAWN) {
        Some(many) => Say::new(format!("Rút đơn: {many} người"), format!("Withdrawn by {many}")),
        None => Say::new("Rút đơn", "Withdrawn"),
    },
    ..StepDef::PLAIN
};

/// How many of those who signed have not withdrawn.
pub fn remaining(petition: Petition<'_>) -> i64 {
    let all = petition.signatories();
    let withdrawn = |act: &crate::domain::Act| act.get(&WITHDRAWN).unwrap_or(all);
    let gone: i64 = petition.steps().iter().filter(|act| act.step == WITHDRAW.name).map(withdrawn).sum();
    (all - gone).max(0)
}

/// Whether a withdrawn petition goes on all the same, and why; `None`: it may be discontinued.
pub fn goes_on(petition: Petition<'_>) -> Option<Say> {
    let last = petition.steps().into_iter().rev().find(|act| act.step == WITHDRAW.name)?;
    if last.get(&MUST_GO_ON) == Some(true) {
        return Some(Say::new(
            "Xác minh tiếp: có dấu hiệu vi phạm hoặc ép buộc (Đ.33)",
            "Verify on: there are signs of violation or coercion (Đ.33)",
        ));
    }
    let left = remaining(petition);
    (left > 0).then(|| {
        Say::new(
            format!("Làm tiếp: còn {left} người chưa rút đơn"),
            format!("Go on: {left} have not withdrawn"),
        )
    })
}

fn no_more_than_signed(
    petition: Petition<'_>,
    input: &Record,
    _: &Circumstances<'_>,
    problems: &mut Vec<Problem>,
) {
    let left = remaining(petition);
    if WITHDRAWN.of(input).is_some_and(|many| many > left) {
        problems.push(Problem::error(
            WITHDRAWN.def.name,
            Say::new(
                format!("Sửa số người: còn {left} người chưa rút"),
                format!("Correct the number: {left} have not withdrawn"),
            ),
        ));
    }
}
