//! What two officers made of the same record, to choose between.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::{Id, Officer, Say, Stamp};
use crate::domain::Value;

use super::Offer;

/// Values by their fields; `None` is an empty field.
pub type Choice = BTreeMap<String, Option<Value>>;

/// Our change of an older revision beside the record as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// The record.
    pub record: Id,
    /// What an officer calls it.
    pub title: Say,
    /// The revision from which our change was made; 0 when we entered it as new.
    pub base: u32,
    /// When that revision was saved.
    pub base_at: Option<Stamp>,
    /// The revision that is saved now.
    pub revision: u32,
    /// Who saved last.
    pub by: Officer,
    /// When.
    pub at: Stamp,
    /// Fields that both changed, in the order of the form.
    pub conflicts: Vec<Conflict>,
    /// What only the others changed and is taken over, in the order of the form.
    pub taken: Vec<Taken>,
}

/// A field that both changed, each in its own way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The field.
    pub field: String,
    /// What we have.
    pub ours: Option<Offer>,
    /// What is saved.
    pub saved: Option<Offer>,
    /// Who saved it.
    pub by: Officer,
    /// When.
    pub at: Stamp,
}

/// A field that is taken over from what was saved meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The field.
    pub field: String,
    /// What will stand there.
    pub value: Option<Offer>,
    /// Who saved it.
    pub by: Officer,
}
