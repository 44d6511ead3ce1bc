//! How an open petition stands: what is due first, and in which of the lists 1 to 5 it is.

use crate::base::Day;
use crate::domain::{
    Choices, Circumstances, DueFirst, FieldValue, Open, Pending, PlaceInView, Record, View, Whose,
    kinds::{Petition, petition_fields},
};

use super::{State, Who, clocks, most_urgent, soon_until};

/// What is open of petitions.
pub const PENDING: Pending = Pending {
    state: "state",
    states: || State::ALL.iter().filter(|state| state.is_open()).map(|state| state.into_value()).collect(),
    since: petition_fields::RECEIVED_ON.def.name,
    stands,
};

/// The oldest first: by what is due, by receipt, by transfer. Petitions without a clock stand behind those that have one.
fn stands(record: &Record, around: &Circumstances<'_>) -> Option<Open> {
    let petition = Petition(record);
    let state = petition.state();
    if !state.is_open() {
        return None;
    }
    let all = clocks(petition, around);
    let urgent = most_urgent(&all);
    // A clock that stands makes nobody late, and nothing is due soon by it.
    let running = urgent.filter(|clock| clock.stopped.is_none());
    let place = |day: Option<Day>| -> PlaceInView { (0, day.unwrap_or(Day::LAST)) };
    let due = place(urgent.map(|clock| clock.due));
    let is_soon = running.is_some_and(|clock| {
        clock.due >= around.today && clock.raw_due <= soon_until(around.today, &around.law.calendar)
    });
    let waiting_since = petition.steps().last().map(|taken| taken.on);
    let is_overdue = running.is_some_and(|clock| clock.due < around.today);
    let is_ours = urgent.is_some_and(|clock| clock.who == Who::Ours);
    let views = [
        (View::Overdue, is_overdue, due),
        (View::OverdueOurs, is_overdue && is_ours, due),
        (View::OverdueTheirs, is_overdue && !is_ours, due),
        (View::Suspended, state == State::TamDinhChi, place(waiting_since)),
        (View::Clockless, urgent.is_none(), place(petition.received_on())),
        (View::Mine, petition.officer().is_some(), due),
        (View::Soon, is_soon, due),
        (View::New, state == State::MoiTiepNhan, place(petition.received_on())),
        (View::Unresolved, state.is_unresolved(), due),
        (View::Transferred, state.awaits_others(), place(waiting_since)),
    ];
    Some(Open {
        due: urgent.map(|clock| DueFirst {
            on: clock.due,
            from: match &clock.who {
                Who::Ours | Who::Citizen | Who::Nobody => Whose::Ours,
                Who::Agency(code) => Whose::Agency(code.clone()),
            },
        }),
        views: views
            .into_iter()
            .filter(|(_, is_in, _)| *is_in)
            .map(|(view, _, place)| (view, place))
            .collect(),
    })
}
