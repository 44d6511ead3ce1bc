//! Who may see what: the one gate that every read, list, count and push passes.

use crate::base::{Id, Officer};

use super::Record;

/// Who looks, from which office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The officer, as the kernel names the account.
    pub officer: Officer,
    /// The office of the register.
    pub office: Id,
}

/// Whether an officer sees a record. Today: everything of the own office, and the units, which are public knowledge.
///
/// Invariant: nothing of a record reaches an officer for whom this is false, not even as one in a count.
pub fn visible(viewer: &Viewer, record: &Record) -> bool {
    record.kind == "unit" || record.office == viewer.office
}

/// Whether [`visible`] is true of every record in the register of an office, so that they can be counted without looking at
/// each. A register holds the records of one office; today its own officers see them all.
pub fn sees_all(viewer: &Viewer, register_of: &Id) -> bool {
    viewer.office == *register_of
}
