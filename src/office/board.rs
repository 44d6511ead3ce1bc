//! The open petitions, held in memory with their clocks: what the home screen counts and lists 1 to 5 show.

use std::collections::{BTreeSet, HashMap};

use crate::base::{Day, Id, Officer};
use crate::domain::{
    Choices, Circumstances, FieldValue, Record,
    kinds::{PETITION, Petition, petition_fields},
    petition::{Clock, State, Who, clocks, most_urgent, soon_until},
    query::{Narrow, View},
    rights::{self, Viewer, visible},
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

/// Where a petition stands in a view: by a day, then by its number.
type Place = (Day, i32, u32, Id);

/// All open petitions, each in the views that it belongs to today.
#[derive(Default)]
pub(super) struct Board {
    open: HashMap<Id, OpenPetition>,
    views: HashMap<View, BTreeSet<Place>>,
    /// Today, and the last day that is "due soon", as the views were made.
    days: Option<(Day, Day)>,
}

/// The views that the board keeps; the whole book is read from the store.
const KEPT: [View; 5] = [View::Overdue, View::Soon, View::New, View::Unresolved, View::Transferred];

impl Board {
    /// Reads the open petitions through the index of states.
    pub fn read(
        store: &dyn Store,
        basis: &Basis,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Board, StoreError> {
        let mut board = Board::default();
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
                        board.committed(&record, basis);
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
        if record.kind != PETITION.name {
            return;
        }
        let days = self.days(basis);
        if let Some(old) = self.open.remove(&record.id) {
            self.place(&old, days, |view, place| view.remove(&place));
        }
        if Petition(record).state().is_open() {
            let open = OpenPetition::new(record.clone(), &around);
            self.place(&open, days, BTreeSet::insert);
            self.open.insert(record.id.clone(), open);
        }
    }

    /// Units, office or law changed: every clock is computed again.
    pub fn renew(&mut self, basis: &Basis) {
        self.views.clear();
        let records: Vec<Record> = self.open.drain().map(|(_, open)| open.record).collect();
        for record in records {
            self.committed(&record, basis);
        }
    }

    /// A new day began: what is overdue today is another question.
    pub fn day_began(&mut self, basis: &Basis) {
        self.days = None;
        self.views.clear();
        let days = self.days(basis);
        let open = std::mem::take(&mut self.open);
        for petition in open.values() {
            self.place(petition, days, BTreeSet::insert);
        }
        self.open = open;
    }

    /// The petitions of a view that this officer may see, in its order, narrowed.
    pub fn view<'a>(
        &'a self,
        view: View,
        viewer: &'a Viewer,
        narrow: &'a Narrow,
        basis: &'a Basis,
    ) -> impl Iterator<Item = &'a OpenPetition> {
        let members = self.views.get(&view).into_iter().flatten();
        members.filter_map(|(.., id)| self.open.get(id)).filter(|open| {
            visible(viewer, &open.record) && narrow.keeps(Petition(&open.record), &basis.places)
        })
    }

    /// How many petitions a view has for this officer.
    pub fn count(&self, view: View, viewer: &Viewer, narrow: &Narrow, basis: &Basis) -> u32 {
        let sees_all = basis.office_id().is_some_and(|office| rights::sees_all(viewer, &office));
        let count = if *narrow == Narrow::Nothing && sees_all {
            self.views.get(&view).map_or(0, BTreeSet::len)
        } else {
            self.view(view, viewer, narrow, basis).count()
        };
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// The nine counts of the home screen.
    pub fn counts(&self, viewer: &Viewer, basis: &Basis) -> Vec<u32> {
        let count = |view: &View| self.count(*view, viewer, &Narrow::Nothing, basis);
        KEPT.iter().map(count).chain([0; 4]).collect()
    }

    /// All open petitions that this officer may see, in no order.
    pub fn all<'a>(&'a self, viewer: &'a Viewer) -> impl Iterator<Item = &'a OpenPetition> {
        self.open.values().filter(|open| visible(viewer, &open.record))
    }

    fn days(&mut self, basis: &Basis) -> (Day, Day) {
        *self.days.get_or_insert_with(|| (basis.today, soon_until(basis.today, &basis.law.calendar)))
    }

    fn place(
        &mut self,
        open: &OpenPetition,
        days: (Day, Day),
        act: impl Fn(&mut BTreeSet<Place>, Place) -> bool,
    ) {
        for view in KEPT.into_iter().filter(|view| open.belongs(*view, days)) {
            act(self.views.entry(view).or_default(), open.place_in(view));
        }
    }
}

impl OpenPetition {
    fn new(record: Record, around: &Circumstances<'_>) -> OpenPetition {
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

    /// The oldest first: by what is due, by receipt, by transfer. Petitions without a clock stand behind those that have
    /// one.
    fn place_in(&self, view: View) -> Place {
        let day = match view {
            View::New => self.received_on,
            View::Transferred => self.waiting_since,
            _ => self.urgent.as_ref().map(|clock| clock.due),
        };
        let number = Petition(&self.record).number();
        let (year, seq) = number.map_or((i32::MAX, u32::MAX), |number| (number.year, number.seq));
        (day.unwrap_or(Day::LAST), year, seq, self.record.id.clone())
    }

    fn belongs(&self, view: View, (today, soon): (Day, Day)) -> bool {
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
