//! Kinds of record, values, checks, changes, steps, deadlines, rights, queries.
//!
//! Pure: knows no clock, file, socket or terminal. Same input, same output.

mod act;
pub mod book;
pub mod borders;
pub mod check;
mod choices;
mod draft;
mod entry;
pub mod facet;
mod field;
mod finding;
pub mod guard;
pub mod handover;
mod kind;
pub mod kinds;
pub mod law;
pub mod merge;
pub mod parse;
mod pending;
mod periods;
pub mod petition;
mod places;
mod problem;
pub mod query;
mod record;
pub mod rights;
pub mod sealed;
mod searchable;
pub mod step;
pub mod told;
pub mod value;
mod view;

pub use act::{Act, ON_PAPER, STEPS};
pub use draft::{Draft, DraftField, FormName};
pub use entry::{Change, Entry, FieldChange, Misfit, TakenNumber};
pub use field::{Choice, DayRange, Field, FieldDef, Presence, Shape};
pub use finding::{DueWord, Finding, Term};
pub use kind::{AlsoIndexed, Book, Circumstances, Column, Echo, EditRule, KindDef, Rule, Widths};
pub use kinds::{KINDS, kind};
pub use pending::{DueFirst, Open, Pending, Place as PlaceInView, Whose, stands};
pub use periods::Periods;
pub use places::{Place, Places, Wanted};
pub use problem::{Gravity, Problem, gravest};
pub use record::Record;
pub use sealed::{SealedText, Secret};
pub use searchable::{FoundBy, Searchable};
pub use step::{Step, StepForm, step_form};
pub use value::{Choices, FieldValue, Fields, Value};
pub use view::View;
