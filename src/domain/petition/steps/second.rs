//! Second complaint (khiếu nại lần hai): a linked petition of its own, with its own clocks, opens beside this one.

use crate::base::{Say, Words};
use crate::domain::{
    Record,
    kinds::{Instance, Petition, PetitionKind, petition_fields as p},
    petition::State,
};

use super::{Goal, StepDef, fields as f};

/// From resolved in first instance to a second complaint: this one ends, the new one begins.
pub const SECOND: StepDef = StepDef {
    name: "khieu_nai_lan_2",
    letter: Some('u'),
    title: Words::new("Khiếu nại lần hai", "Second complaint"),
    from: &[State::DaGiaiQuyet],
    to: Goal::State(State::KhieuNaiLan2),
    kinds: &[PetitionKind::KhieuNai],
    fields: &[f::ON.def, f::SECOND_AUTHORITY.def, f::NOTE.def],
    bar: |petition| {
        (petition.instance() == Instance::Second).then(|| {
            Say::new(
                "Không có lần ba: sau lần hai chỉ còn khởi kiện",
                "There is no third: after the second only a court is left",
            )
        })
    },
    opens: |petition, input| vec![second(petition, input)],
    asks: Some(Words::new("Mở đơn khiếu nại lần hai, số mới", "Open a second complaint with a new number")),
    line: |act, around| {
        let place =
            act.get(&f::SECOND_AUTHORITY).map_or_else(String::new, |code| around.office.agency_name(&code));
        Say::new(format!("Khiếu nại lần hai đến {place}"), format!("Second complaint, to {place}"))
    },
    ..StepDef::PLAIN
};

/// The new complaint: the same matter at the same place, received on the day of the step. Who sent it is not copied:
/// a contact is closed.
fn second(first: Petition<'_>, input: &Record) -> Record {
    let mut second = super::beside(first);
    if let Some(on) = f::ON.of(input) {
        p::RECEIVED_ON.set(&mut second, on);
    }
    p::INSTANCE.set(&mut second, Instance::Second);
    p::SECOND_OF.set(&mut second, first.0.id.clone());
    p::SIGNATORIES.set(&mut second, super::withdraw::remaining(first).max(1));
    if let Some(authority) = f::SECOND_AUTHORITY.of(input) {
        p::RESPONSIBLE.set(&mut second, authority);
    }
    second
}
