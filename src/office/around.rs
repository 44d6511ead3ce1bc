//! What rules may know beside the record: office, units, law, today. Cheap to clone, so that long scans take it along.

use std::sync::Arc;

use crate::base::{Day, Id, Officer};
use crate::domain::{
    Circumstances, Periods, Places, Record,
    kinds::{DEADLINE_RULE, HOLIDAY, OFFICE, Office, PERIOD_CLOSING, UNIT},
    law::Law,
    rights::Viewer,
};
use crate::store::{Store, StoreError};

use super::law::law_in_use;

/// The committed office and units, the law, and today.
#[derive(Clone)]
pub struct Basis {
    /// The office's record; `None` in a register that was not set up.
    pub office: Option<Arc<Record>>,
    /// All units.
    pub places: Arc<Places>,
    /// Reporting periods.
    pub periods: Arc<Periods>,
    /// Rules and holidays in use: those that the program brings, with the office's own laid over them.
    pub law: Arc<Law>,
    /// Rules and holidays as the program brings them.
    pub brought: Arc<Law>,
    /// Today in this register.
    pub today: Day,
}

/// How many places of an index are read from the store at once.
pub(super) const READ_AT_ONCE: usize = 512;
/// How many whole records are read at once: of hundreds, what they take in memory is slower to give back than to read.
const RECORDS_AT_ONCE: usize = 16;

impl Basis {
    /// Reads office, units and the office's own lines of the law from the store.
    pub fn read(store: &dyn Store, brought: Arc<Law>, today: Day) -> Result<Basis, StoreError> {
        let office = store.records(OFFICE.name, None, 1)?.into_iter().next().map(Arc::new);
        let places = Arc::new(Places::new(&all_records(store, UNIT.name)?));
        let periods = match office.as_deref() {
            Some(office) => Periods::new(Office(office), &all_records(store, PERIOD_CLOSING.name)?),
            None => Periods::default(),
        };
        let law = law_in_use(store, &brought)?;
        Ok(Basis { office, places, periods: Arc::new(periods), law: Arc::new(law), brought, today })
    }

    /// For rules, on behalf of an officer; `None` in a register that was not set up.
    pub fn around<'a>(&'a self, officer: &'a Officer) -> Option<Circumstances<'a>> {
        let office = self.office.as_deref()?;
        Some(Circumstances {
            today: self.today,
            officer,
            office: Office(office),
            law: &self.law,
            places: &self.places,
            periods: &self.periods,
            before: &[],
        })
    }

    /// Whether it is this very one: nothing of it was read again or laid over since.
    pub fn is(&self, other: &Basis) -> bool {
        let same_office = match (&self.office, &other.office) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        same_office
            && Arc::ptr_eq(&self.places, &other.places)
            && Arc::ptr_eq(&self.periods, &other.periods)
            && Arc::ptr_eq(&self.law, &other.law)
            && self.today == other.today
    }

    /// The office's id; a name of its own while it was not set up.
    pub fn office_id(&self) -> Option<Id> {
        self.office.as_ref().map(|office| office.id.clone())
    }

    /// The unit that the office works for.
    pub fn own_unit(&self) -> Option<Id> {
        self.office.as_deref().and_then(|office| Office(office).unit())
    }

    /// The own unit in words, for row 1.
    pub fn unit_name(&self) -> String {
        self.own_unit().map_or_else(String::new, |unit| self.places.full_name(&unit, self.today))
    }

    /// Who looks. Before the office is set up there is nothing to see but units.
    pub fn viewer(&self, officer: &Officer) -> Viewer {
        let office = self.office_id().or_else(|| Id::new("-"));
        Viewer { officer: officer.clone(), office: office.unwrap_or_else(|| no_office(officer)) }
    }
}

/// An id that no office bears.
fn no_office(officer: &Officer) -> Id {
    Id::new(officer.as_str()).unwrap_or_else(|| unreachable!("an officer's name is always an id"))
}

/// Reads all records of a kind in the order of their ids, some at once.
pub(super) fn read_through(
    store: &dyn Store,
    kind: &str,
    mut take: impl FnMut(Vec<Record>),
) -> Result<(), StoreError> {
    let mut last = None;
    loop {
        let records = store.records(kind, last.as_ref(), RECORDS_AT_ONCE)?;
        let Some(end) = records.last() else { return Ok(()) };
        last = Some(end.id.clone());
        take(records);
    }
}

/// All records of a kind of which there are some hundreds at most.
pub(super) fn all_records(store: &dyn Store, kind: &str) -> Result<Vec<Record>, StoreError> {
    let mut all = Vec::new();
    read_through(store, kind, |records| all.extend(records))?;
    Ok(all)
}

/// Kinds of which every record is part of the basis: when one changes, it is read again.
pub(super) const BASIS_KINDS: [&str; 5] =
    [OFFICE.name, UNIT.name, PERIOD_CLOSING.name, HOLIDAY.name, DEADLINE_RULE.name];
