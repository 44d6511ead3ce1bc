//! How an open record of any kind stands today: what is due first and from whom, and in which views it is.

use crate::base::{Day, Id};

use super::{Circumstances, Record, Value, View};

/// A kind whose open records are somebody's work: petitions, matters, proposals.
#[derive(Clone, Copy, Debug)]
pub struct Pending {
    /// The indexed field that holds its state.
    pub state: &'static str,
    /// The states in which a record is open, as that field holds them.
    pub states: fn() -> Vec<Value>,
    /// The field of the day from which its age counts.
    pub since: &'static str,
    /// How a record stands; `None`: it is not open.
    pub stands: fn(&Record, &Circumstances<'_>) -> Option<Open>,
}

/// An open record today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// What is due first.
    pub due: Option<DueFirst>,
    /// The views in which it is, each with its place there.
    pub views: Vec<(View, Place)>,
}

/// Where a record stands in a view: what matters most first, then the earlier day.
pub type Place = (u8, Day);

/// Something due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueFirst {
    /// The last day.
    pub on: Day,
    /// From whom.
    pub from: Whose,
}

/// Who must act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Our own office (ta).
    Ours,
    /// An agency, by its code.
    Agency(String),
    /// The committee to which something was proposed.
    Committee,
    /// The office of another unit.
    Unit(Id),
}

/// How a record of its kind stands today; `None`: it is closed, or its kind is nobody's work.
pub fn stands(record: &Record, around: &Circumstances<'_>) -> Option<Open> {
    let pending = super::kind(&record.kind)?.pending?;
    (pending.stands)(record, around)
}
