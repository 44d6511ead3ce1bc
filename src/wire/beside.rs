//! A petition that is being typed beside one that is there, field by field.

use serde::{Deserialize, Serialize};

use super::Offer;
use crate::base::{Id, Say};

/// Two petitions beside each other. Nothing of a contact is in it: who sent a petition is never compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// The petition that is there.
    pub other: Id,
    /// Its number.
    pub title: Say,
    /// Its state, and what is due of it.
    pub standing: Say,
    /// Why it may be the same matter: place, domain, words alike.
    pub alike: Say,
    /// Whether the two are linked; of a new petition, whether they will be.
    pub linked: bool,
    /// Whether the link may be taken back: one that a step made stays.
    pub may_unlink: bool,
    /// The petitions that may be the same, the most alike first; then those that are linked.
    pub candidates: Vec<Id>,
    /// The fields of which either has something, in the order of the form.
    pub fields: Vec<BesideField>,
}

/// A field of both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BesideField {
    /// The field.
    pub name: String,
    /// What is typed, or saved of ours.
    pub ours: Option<Offer>,
    /// What the other one has.
    pub theirs: Option<Offer>,
}
