//! Transfer (chuyển đơn): to the office whose matter it is. Our duty ends, our follow-up does not.

use crate::base::{Say, Words};
use crate::domain::{
    Circumstances, Problem, Record,
    kinds::{Petition, PetitionKind},
    petition::State,
};

use super::{Goal, StepDef, chain, fields as f};

/// From classified to transferred.
pub const TRANSFER: StepDef = StepDef {
    name: "chuyen_don",
    letter: Some('c'),
    title: Words::new("Chuyển đơn", "Transfer"),
    from: &[State::DaPhanLoai],
    to: Goal::State(State::ChuyenDon),
    fields: &[
        f::RECEIVER.def,
        f::DOCUMENT_ON.def,
        f::DOCUMENT_NUMBER.def,
        f::ATTACHMENTS.def,
        f::NOTE.def,
        f::SENDER_TOLD_ON.def,
    ],
    day: &f::DOCUMENT_ON,
    rules: &[not_back_to_where_it_was],
    line: |act, around| {
        let receiver =
            act.get(&f::RECEIVER).map_or_else(String::new, |code| around.office.agency_name(&code));
        let document = act.get(&f::DOCUMENT_NUMBER).unwrap_or_default();
        Say::new(
            format!("Đã chuyển {receiver}, công văn {document}"),
            format!("Transferred to {receiver}, letter {document}"),
        )
    },
    ..StepDef::PLAIN
};

/// The same content is transferred once only; what goes back to an office that it has been to moves in circles
/// (chuyển đơn lòng vòng). Of a denunciation it is refused (TT 05/2021 Đ.14).
fn not_back_to_where_it_was(
    petition: Petition<'_>,
    input: &Record,
    around: &Circumstances<'_>,
    problems: &mut Vec<Problem>,
) {
    let Some(receiver) = f::RECEIVER.of(input) else { return };
    let been = chain(petition);
    let transferred = petition.steps().iter().any(|taken| taken.step == TRANSFER.name);
    if petition.kind() == Some(PetitionKind::ToCao) && transferred {
        problems.push(Problem::error(
            f::RECEIVER.def.name,
            Say::new(
                "Không chuyển nữa: tố cáo cùng nội dung chỉ chuyển một lần",
                "Do not transfer again: a denunciation is transferred once only",
            ),
        ));
        return;
    }
    if let Some((code, on)) = been.iter().find(|(code, _)| *code == receiver) {
        let name = around.office.agency_name(code);
        problems.push(Problem::reason(
            f::RECEIVER.def.name,
            Say::new(
                format!("Đã qua {name} {}: chuyển vòng", on.short()),
                format!("Was at {name} on {} already: a circle", on.short()),
            ),
        ));
    } else if transferred {
        problems.push(Problem::reason(
            f::RECEIVER.def.name,
            Say::new(
                "Chuyển một lần cho cùng nội dung; đơn này đã chuyển",
                "Transferred once already for this content",
            ),
        ));
    }
}
