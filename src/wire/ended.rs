//! Units that ended and of which something is still open: what a handover is chosen from.

use serde::{Deserialize, Serialize};

use crate::base::{Day, Id, Say};

/// A unit that ended, with what is open of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndedUnit {
    /// The unit.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// The last day on which it was in force.
    pub ended_on: Day,
    /// The units that follow; empty: nothing says where it went.
    pub heirs: Vec<(Id, String)>,
    /// What is open of it, by kind and number.
    pub open: Vec<OpenOfUnit>,
}

/// An open record that names a unit which ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenOfUnit {
    /// The record.
    pub id: Id,
    /// "Đơn thư 12/2025".
    pub named: Say,
    /// What it is about, as its list says it.
    pub content: Say,
}
