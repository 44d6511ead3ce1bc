//! The rows of a book of the office, and who came with its visits.

use serde::{Deserialize, Serialize};

use super::Row;
use crate::base::Id;

/// Some rows of a book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookPage {
    /// The rows, by their numbers; one text a column of the book, who came left blank.
    pub rows: Vec<Row>,
    /// Records that were read for them, with those outside of the period.
    pub read: u32,
    /// Records that there are.
    pub total: u32,
    /// The record behind which to go on; `None`: that was all.
    pub behind: Option<Id>,
}

/// A visit with who came.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedVisit {
    /// The visit.
    pub visit: Id,
    /// Who came, as it was told.
    pub told: String,
}

impl std::fmt::Debug for NamedVisit {
    /// Never who came.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NamedVisit").field("visit", &self.visit).finish_non_exhaustive()
    }
}
