//! What is wrong or doubtful in what an officer entered: not an error of the program, but an answer.

use serde::{Deserialize, Serialize};

use crate::base::Say;

/// One thing to look at, with its field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The field's name; empty when it is about the whole record.
    pub field: String,
    /// Whether it stops saving.
    pub gravity: Gravity,
    /// What to do, then why.
    pub say: Say,
}

/// How much a problem weighs, lightest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Gravity {
    /// `?`: worth a look, does not stop saving.
    Warning,
    /// `?`: saving asks for a word of reason, which is recorded.
    Reason,
    /// `!`: stops saving.
    Error,
}

impl Problem {
    /// A problem that stops saving.
    pub fn error(field: &str, say: Say) -> Problem {
        Problem { field: field.to_owned(), gravity: Gravity::Error, say }
    }

    /// A problem that is worth a look.
    pub fn warning(field: &str, say: Say) -> Problem {
        Problem { field: field.to_owned(), gravity: Gravity::Warning, say }
    }

    /// A problem that asks for a word of reason.
    pub fn reason(field: &str, say: Say) -> Problem {
        Problem { field: field.to_owned(), gravity: Gravity::Reason, say }
    }

    /// Whether nothing is saved because of it; a word of reason answers what asks for one, blanks do not.
    pub fn stops(&self, reason: Option<&str>) -> bool {
        match self.gravity {
            Gravity::Error => true,
            Gravity::Reason => reason.is_none_or(|reason| reason.trim().is_empty()),
            Gravity::Warning => false,
        }
    }
}

/// The gravest of these problems.
pub fn gravest(problems: &[Problem]) -> Option<Gravity> {
    problems.iter().map(|problem| problem.gravity).max()
}
