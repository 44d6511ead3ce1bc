//! A record: a kind, an id, and named, typed values.

use serde::{Deserialize, Serialize};

use crate::base::Id;

use super::{Fields, Value};

/// One record of the register. Fields of a later version are kept as they were found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The name of its kind.
    pub kind: String,
    /// Its own id.
    pub id: Id,
    /// The office whose record it is.
    pub office: Id,
    /// How often it was saved; 0 before the first time.
    pub revision: u32,
    /// What it says.
    pub fields: Fields,
}

impl Record {
    /// A record that was never saved.
    pub fn new(kind: &str, id: Id, office: Id) -> Record {
        Record { kind: kind.to_owned(), id, office, revision: 0, fields: Fields::new() }
    }

    /// The value of a field by its name; code that knows the kind uses its typed view instead.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.fields.get(name)
    }
}
