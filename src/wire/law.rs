//! The law in use as it crosses the socket: texts that are good input again, and what a change of them would move.

use serde::{Deserialize, Serialize};

use crate::base::{Id, Officer, Say, Stamp};
use crate::domain::petition::Move;

/// Lines of the law, as they stand in files; an empty text changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawText {
    /// Rules (TOML).
    pub rules: String,
    /// Days of the calendar (CSV).
    pub holidays: String,
}

/// The law in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawInUse {
    /// All of it.
    pub text: LawText,
    /// Whether whoever asks may change it.
    pub may_change: bool,
    /// The account that may, beside root.
    pub owner: Officer,
    /// The lines that the office changed, by the day (`2026-11-24`) or the id of the rule: when last, and who.
    pub own: Vec<(String, Stamp, Officer)>,
}

/// What a change of the law would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawMoves {
    /// The lines that differ from the law in use, each in words.
    pub lines: Vec<Say>,
    /// The dates that move, those of open clocks first; at most [`crate::base::limits::LAW_MOVES_MAX`].
    pub moves: Vec<LawMove>,
    /// How many move in all.
    pub total: u32,
    /// How many of them are of clocks that still run.
    pub open: u32,
    /// A mark of all this: whoever saves says what was seen.
    pub seen: u64,
}

/// A date of a petition that moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawMove {
    /// The petition.
    pub id: Id,
    /// Its number.
    pub number: String,
    /// The clock, before and after.
    pub of: Move,
}
