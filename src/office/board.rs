//! The open petitions, matters and proposals, held in memory: what the home screen counts and lists 1 to 5, 7 and 8 show.

use std::collections::{BTreeSet, HashMap};

use crate::base::{Day, Id, Number, Officer};
use crate::domain::{
    DueFirst, FieldValue, KINDS, PlaceInView, Record, Value, View, Whose, facet, kind,
    kinds::Petition,
    query::{BOOK_ORDER, Narrow},
    rights::{self, Viewer, visible},
    stands,
};
use crate::store::{Scan, Store, StoreError};

use super::{Basis, around::READ_AT_ONCE};

/// An open record.
#[derive(Debug)]
pub(super) struct OpenRecord {
    /// The record as it was committed.
    pub record: Record,
    /// What is due first.
    pub due: Option<DueFirst>,
    views: Vec<(View, PlaceInView)>,
}

/// Where a record stands in a view: by what matters most and a day, then by its number.
type Place = (PlaceInView, Number, Id);

/// All open records, each in the views that it belongs to today.
#[derive(Default)]
pub(super) struct Board {
    open: HashMap<Id, OpenRecord>,
    views: HashMap<View, BTreeSet<Place>>,
}

/// What of a view's records is asked for.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// Who looks.
    pub viewer: &'a Viewer,
    /// What was typed, understood.
    pub narrow: &'a Narrow,
    /// Values of facets.
    pub filters: &'a [(String, Value)],
    /// What facets know.
    pub basis: &'a Basis,
}

impl<'a> Wanted<'a> {
    /// Everything that an officer may see.
    pub fn all(viewer: &'a Viewer, basis: &'a Basis) -> Wanted<'a> {
        Wanted { viewer, narrow: &Narrow::Nothing, filters: &[], basis }
    }

    /// Whether it is everything in the register.
    fn is_everything(&self) -> bool {
        let sees_all = self.basis.office_id().is_some_and(|office| rights::sees_all(self.viewer, &office));
        *self.narrow == Narrow::Nothing && self.filters.is_empty() && sees_all
    }

    /// Whether a record stays.
    pub fn keeps(&self, record: &Record) -> bool {
        let Some(kind) = kind(&record.kind) else { return false };
        visible(self.viewer, record)
            && self.narrow.keeps(kind, record, &self.basis.places)
            && self.keeps_filters(record, self.filters)
    }

    /// Whether a record has these values of facets.
    pub fn keeps_filters(&self, record: &Record, filters: &[(String, Value)]) -> bool {
        let Some(kind) = kind(&record.kind) else { return false };
        let around = self.basis.around(&self.viewer.officer);
        around.is_some_and(|around| filters.iter().all(|filter| facet::keeps(kind, filter, record, &around)))
    }
}

impl Board {
    /// Reads the open records through the indexes of their states.
    pub fn read(
        store: &dyn Store,
        basis: &Basis,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Board, StoreError> {
        let mut board = Board::default();
        let mut read = 0;
        for (kind, pending) in KINDS.iter().filter_map(|kind| Some((kind, kind.pending?))) {
            for state in (pending.states)() {
                let mut after = None;
                loop {
                    let found = store.scan(&Scan {
                        kind: kind.name.to_owned(),
                        field: pending.state.to_owned(),
                        value: Some(state.clone()),
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
        }
        Ok(board)
    }

    /// A record was committed.
    pub fn committed(&mut self, record: &Record, basis: &Basis) {
        if kind(&record.kind).is_none_or(|kind| kind.pending.is_none()) {
            return;
        }
        let Some(probe) = Officer::new("register") else { return };
        let Some(around) = basis.around(&probe) else { return };
        if let Some(old) = self.open.remove(&record.id) {
            for (view, place) in old.places() {
                self.views.entry(view).or_default().remove(&place);
            }
        }
        if let Some(open) = stands(record, &around) {
            let open = OpenRecord { record: record.clone(), due: open.due, views: open.views };
            for (view, place) in open.places() {
                self.views.entry(view).or_default().insert(place);
            }
            self.open.insert(record.id.clone(), open);
        }
    }

    /// A new day began, or units, office or law changed: where everything stands is another question.
    pub fn renew(&mut self, basis: &Basis) {
        self.views.clear();
        let records: Vec<Record> = self.open.drain().map(|(_, open)| open.record).collect();
        for record in records {
            self.committed(&record, basis);
        }
    }

    /// The records of a view that are wanted, in its order.
    pub fn view<'a>(&'a self, view: View, wanted: Wanted<'a>) -> impl Iterator<Item = &'a OpenRecord> {
        let members = self.views.get(&view).into_iter().flatten();
        let members = members.filter_map(|(.., id)| self.open.get(id));
        let is_theirs =
            move |open: &&OpenRecord| view != View::Mine || open.is_in_charge_of(&wanted.viewer.officer);
        members.filter(is_theirs).filter(move |open| wanted.keeps(&open.record))
    }

    /// How many records of a view are wanted.
    pub fn count(&self, view: View, wanted: Wanted<'_>) -> u32 {
        let count = if view != View::Mine && wanted.is_everything() {
            self.views.get(&view).map_or(0, BTreeSet::len)
        } else {
            self.view(view, wanted).count()
        };
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// The nine counts of the home screen; those of lists that are not held here are 0.
    pub fn counts(&self, viewer: &Viewer, basis: &Basis) -> Vec<u32> {
        let under = |digit: char| View::all().find(|view| view.digit() == Some(digit));
        let count = |digit| under(digit).map_or(0, |view| self.count(view, Wanted::all(viewer, basis)));
        ('1'..='9').map(count).collect()
    }

    /// All open records that this officer may see, in no order.
    pub fn all<'a>(&'a self, viewer: &'a Viewer) -> impl Iterator<Item = &'a OpenRecord> {
        self.open.values().filter(|open| visible(viewer, &open.record))
    }
}

impl OpenRecord {
    /// Whether our own office is the one that must act.
    pub fn is_ours(&self) -> bool {
        self.due.as_ref().is_some_and(|due| due.from == Whose::Ours)
    }

    /// The day by which it stands in a view.
    pub fn day_in(&self, view: View) -> Option<Day> {
        self.views.iter().find(|(of, _)| *of == view).map(|(_, (_, day))| *day)
    }

    /// Whether this officer is in charge of it.
    fn is_in_charge_of(&self, officer: &Officer) -> bool {
        Petition(&self.record).officer().is_some_and(|in_charge| in_charge == officer.as_str())
    }

    /// Its number, if it has one.
    pub fn number(&self) -> Option<Number> {
        self.record.fields.get(BOOK_ORDER).and_then(Number::from_value)
    }

    fn places(&self) -> Vec<(View, Place)> {
        let number = self.number().unwrap_or(Number { seq: u32::MAX, year: i32::MAX });
        self.views.iter().map(|(view, place)| (*view, (*place, number, self.record.id.clone()))).collect()
    }
}
