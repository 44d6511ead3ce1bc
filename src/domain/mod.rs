//! Kinds of record, values, checks, changes, steps, deadlines, rights, queries.
//!
//! Pure: knows no clock, file, socket or terminal. Same input, same output.

pub mod check;
mod choices;
mod draft;
mod entry;
mod field;
mod finding;
pub mod guard;
mod kind;
pub mod kinds;
pub mod law;
pub mod parse;
mod periods;
pub mod petition;
mod places;
mod problem;
pub mod query;
mod record;
pub mod rights;
mod searchable;
pub mod value;

pub use draft::{Draft, DraftField, FormName};
pub use entry::{Change, Entry, FieldChange, Misfit, TakenNumber};
pub use field::{Choice, DayRange, Field, FieldDef, Presence, Shape};
pub use finding::{Due, Finding, Term};
pub use kind::{Circumstances, Column, EditRule, KindDef, Rule};
pub use kinds::{KINDS, kind};
pub use periods::Periods;
pub use places::{Place, Places, Wanted};
pub use problem::{Gravity, Problem, gravest};
pub use record::Record;
pub use searchable::{FoundBy, Searchable};
pub use value::{Choices, FieldValue, Fields, Value};
