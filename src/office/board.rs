//! The open petitions, held in memory with their clocks: what the home screen counts and lists 1 to 5 show.

use std::{cell::RefCell, collections::HashMap};

use crate::base::{Day, Id, Officer};
use crate::domain::{
    Record,
    kinds::{PETITION, Petition},
    petition::{Clock, State, Who, clocks, most_urgent, soon_until},
    query::{Narrow, View},
    rights::{Viewer, visible},
};
use crate::store::{Scan, Store, StoreError};

use super::{Basis, around::READ_AT_ONCE};

/// An open petition.
#[derive(Debug)]
pub(super) struct OpenPetition {
    /// The record as it was committed.
    pub record: Record,
    /// Its most urgent open clock.
    pub urgent: Option<Clock>,
    state: State,
    received_on: Option<Day>,
    waiting_since: Option<Day>,
}

/// All open petitions, and the order of each view as it was last asked for.
#[derive(Default)]
pub(super) struct Board {
    open: HashMap<Id, OpenPetition>,
    order: RefCell<HashMap<View, Vec<Id>>>,
}

impl Board {
    /// Reads the open petitions through the index of states.
    pub fn read(
        store: &dyn Store,
        basis: &Basis,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Board, StoreError> {
        use crate::domain::{Choices, FieldValue, kinds::petition_fields};
        let mut board = Board::default();
        let Some(probe) = Officer::new("register") else { return Ok(board) };
        let Some(around) = basis.around(&probe) else { return Ok(board) };
        let mut read = 0;
        for state in State::ALL.iter().filter(|state| state.is_open()) {
            let mut after = None;
            loop {
                let found = store.scan(&Scan {
                    kind: PETITION.name.to_owned(),
                    field: petition_fields::STATE.def.name.to_owned(),
                    value: Some(state.into_value()),
                    backwards: false,
                    after: after.take(),
                    limit: READ_AT_ONCE,
                })?;
                for at in &found {
                    if let Some(record) = store.record(&at.id)? {
                        board.open.insert(record.id.clone(), OpenPetition::new(record, &around));
                    }
                }
                read += found.len() as u64;
                progress(read, 0);
                match found.last() {
                    Some(last) if found.len() == READ_AT_ONCE => after = Some(last.cursor.clone()),
                    _ => break,
                }
            }
        }
        Ok(board)
    }

    /// A record was committed.
    pub fn committed(&mut self, record: &Record, basis: &Basis) {
        let Some(probe) = Officer::new("register") else { return };
        let Some(around) = basis.around(&probe) else { return };
        if Petition(record).state().is_open() {
            self.open.insert(record.id.clone(), OpenPetition::new(record.clone(), &around));
        } else {
            self.open.remove(&record.id);
        }
        self.order.borrow_mut().clear();
    }

    /// Units, office or law changed: every clock is computed again.
    pub fn renew(&mut self, basis: &Basis) {
        let records: Vec<Record> = self.open.drain().map(|(_, open)| open.record).collect();
        for record in records {
            self.committed(&record, basis);
        }
    }

    /// A new day began: what is overdue today is another question.
    pub fn day_began(&mut self) {
        self.order.borrow_mut().clear();
    }

    /// The petitions of a view that this officer may see, in its order, narrowed.
    pub fn view(&self, view: View, viewer: &Viewer, narrow: &Narrow, basis: &Basis) -> Vec<&OpenPetition> {
        let mut orders = self.order.borrow_mut();
        let order = orders.entry(view).or_insert_with(|| self.ordered(view, basis));
        order
            .iter()
            .filter_map(|id| self.open.get(id))
            .filter(|open| {
                visible(viewer, &open.record) && narrow.keeps(Petition(&open.record), &basis.places)
            })
            .collect()
    }

    /// The nine counts of the home screen.
    pub fn counts(&self, viewer: &Viewer, basis: &Basis) -> Vec<u32> {
        let count =
            |view| u32::try_from(self.view(view, viewer, &Narrow::Nothing, basis).len()).unwrap_or(u32::MAX);
        let views = [View::Overdue, View::Soon, View::New, View::Unresolved, View::Transferred];
        views.into_iter().map(count).chain([0; 4]).collect()
    }

    fn ordered(&self, view: View, basis: &Basis) -> Vec<Id> {
        let soon = soon_until(basis.today, &basis.law.calendar);
        let mut members: Vec<&OpenPetition> =
            self.open.values().filter(|open| open.belongs(view, basis.today, soon)).collect();
        members.sort_by_key(|open| {
            let number = Petition(&open.record).number();
            let first = match view {
                View::New => open.received_on,
                View::Transferred => open.waiting_since,
                _ => open.urgent.as_ref().map(|clock| clock.due).or(Some(LAST_DAY)),
            };
            (first, number.map(|number| (number.year, number.seq)))
        });
        members.into_iter().map(|open| open.record.id.clone()).collect()
    }
}

/// Petitions without a clock stand behind those that have one.
const LAST_DAY: Day = Day::LAST;

impl OpenPetition {
    fn new(record: Record, around: &crate::domain::Circumstances<'_>) -> OpenPetition {
        let petition = Petition(&record);
        let urgent = most_urgent(&clocks(petition, around)).cloned();
        OpenPetition {
            urgent,
            state: petition.state(),
            received_on: petition.received_on(),
            waiting_since: petition.steps().last().map(|taken| taken.on),
            record,
        }
    }

    /// Since when it waits for another office's result.
    pub fn waiting_since(&self) -> Option<Day> {
        self.waiting_since
    }

    /// Whether our own office is the one that must act.
    pub fn is_ours(&self) -> bool {
        self.urgent.as_ref().is_some_and(|clock| clock.who == Who::Ours)
    }

    fn belongs(&self, view: View, today: Day, soon: Day) -> bool {
        match view {
            View::Overdue => self.urgent.as_ref().is_some_and(|clock| clock.due < today),
            View::Soon => {
                self.urgent.as_ref().is_some_and(|clock| clock.due >= today && clock.raw_due <= soon)
            }
            View::New => self.state == State::MoiTiepNhan,
            View::Unresolved => self.state.is_unresolved(),
            View::Transferred => self.state.awaits_others(),
            View::All => true,
        }
    }
}
