//! What is true in any program of this kind: days, instants, ids, text, words, typing, limits, repeatable chance.
//!
//! Knows nothing of petitions, files, sockets or terminals.

mod day;
mod dice;
mod id;
pub mod limits;
mod period;
mod stamp;
pub mod text;
pub mod typing;
pub mod wait;
mod words;

pub use day::Day;
pub use dice::Dice;
pub use id::{Id, Number, Officer, RequestId};
pub use period::{Period, PeriodLength};
pub use stamp::Stamp;
pub use words::{Lang, Say, Words};
