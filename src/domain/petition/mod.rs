//! The law of a petition: its states, the steps between them, the clocks that run.
//!
//! Knows nothing of time, files or screens: today is a parameter.

mod clock;
pub mod columns;
pub mod contact;
mod moves;
mod pending;
mod searched;
mod slip;
mod state;
pub mod statistics;
pub mod steps;

pub use clock::{Clock, Standing, Who, clocks, intake_rules, most_urgent, resolution_rule, soon_until};
pub use moves::{DueOn, Move, Moved, moved_by, moves};
pub use pending::PENDING;
pub use searched::SEARCH;
pub use slip::slip;
pub use state::State;
pub use steps::{STEPS, StepDef, offered, step, take, take_back};
