//! Take the last step back (lấy lại): by who took it, on the same day; a line of its own in the history.

use crate::base::{Officer, Say, Stamp};
use crate::domain::{
    Act, Problem, Record,
    kinds::{Petition, petition_fields},
};

/// The name on disk of the row that says so.
pub const TAKE_BACK: &str = "lay_lai";

/// The petition as it stood before its last step, with both rows in its history. Deletes nothing.
///
/// What the step's effect changed beside the state (the responsible agency) is put back from `before`, the petition's
/// fields before that step as the journal has them.
pub fn take_back(
    record: &Record,
    before: &Record,
    officer: &Officer,
    at: Stamp,
) -> Result<Record, Vec<Problem>> {
    let refuse = |vi: &str, en: &str| Err(vec![Problem::error("", Say::new(vi, en))]);
    let mut all = Act::all(record);
    let state = Petition(record).state();
    let Some(last) = all
        .iter_mut()
        .rev()
        .find(|act| !act.taken_back && act.step != TAKE_BACK && act.step != super::RECEIVED)
    else {
        return refuse("Không có bước nào để lấy lại", "There is no step to take back");
    };
    if let Some(problem) = refusal(&last.by, last.at, officer, at) {
        return Err(vec![problem]);
    }
    last.taken_back = true;
    let returned = last.states.map_or(state, |(from, _)| from);
    all.push(Act {
        states: Some((state, returned)),
        taken_back: true,
        ..Act::new(TAKE_BACK, at.day(), at, officer)
    });
    let mut after = record.clone();
    after.fields.clone_from(&before.fields);
    petition_fields::STATE.set(&mut after, returned);
    Act::write(&all, &mut after);
    Ok(after)
}

/// Why a step that was entered by somebody at some instant cannot be taken back now.
pub fn refusal(by: &str, entered: Stamp, officer: &Officer, at: Stamp) -> Option<Problem> {
    let refuse = |vi: &str, en: &str| Some(Problem::error("", Say::new(vi, en)));
    if by != officer.as_str() {
        return refuse("Chỉ người đã ghi bước này lấy lại được", "Only who took this step can take it back");
    }
    if entered.day() != at.day() {
        return refuse(
            "Bước ghi từ hôm trước: không lấy lại được nữa",
            "It was taken on an earlier day: too late",
        );
    }
    None
}
