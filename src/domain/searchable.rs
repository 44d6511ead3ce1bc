//! What records of a kind can be found by in the look-up over everything, and how one of them reads there.

use crate::base::{Day, Id, Words};

use super::{Circumstances, Column, Record, kinds::Domain};

/// The part of a kind's declaration that makes its records findable.
#[derive(Debug)]
pub struct Searchable {
    /// The heading of its group: "Đơn thư".
    pub group: Words,
    /// The place of its group among the others, the first 0: places, petitions, matters, updates.
    pub order: u8,
    /// Its line; widths as in [`super::KindDef::columns`].
    pub columns: &'static [Column],
    /// How many open ones lie at a place, in the line of that place: "4 mở", "2 việc"; `None`: not counted there.
    pub open_word: Option<Words>,
    /// The same of those past their day: "3 quá hạn".
    pub overdue_word: Option<Words>,
    /// What a record is found by; `None`: never. Nothing of a denunciation and nothing sealed is ever given.
    pub found_by: fn(&Record, &Circumstances<'_>) -> Option<FoundBy>,
}

/// What one record is found by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundBy {
    /// Number, codes, names: found from the first letter on.
    pub names: Vec<String>,
    /// What is told: found from the third letter on.
    pub words: Vec<String>,
    /// The units where it is; whoever finds one of them finds the record.
    pub places: Vec<Id>,
    /// The code of its sort, for `loai:kn`.
    pub sort: Option<&'static str>,
    /// What it is about, for `linhvuc:gt`.
    pub domains: Vec<Domain>,
    /// The year of its number, for `nam:2025`.
    pub year: Option<i32>,
    /// The day it is of: of two alike the later one comes first.
    pub on: Option<Day>,
    /// On somebody's desk.
    pub is_open: bool,
    /// The last day of what is most urgent, when anything is due.
    pub due: Option<Day>,
    /// The same before it rolls over days off: warnings go by it.
    pub raw_due: Option<Day>,
}
