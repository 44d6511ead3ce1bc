//! What can be wrong with a text of rules or of holidays.

use thiserror::Error;

/// A text of law that cannot be read: which one, where and why. The line counts from 1.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LawError {
    /// The table of holidays.
    #[error("holidays, line {line}: {reason}")]
    Calendar {
        /// The line in the table.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// The rules of the deadlines.
    #[error("deadline rules, line {line}: {reason}")]
    Rules {
        /// The line at which the rule begins, or where its text breaks.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}
