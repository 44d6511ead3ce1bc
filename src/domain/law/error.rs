//! What can be wrong with a text of rules or of holidays.

use std::fmt;

use thiserror::Error;

use crate::base::Say;

/// Which of the two texts of the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LawPart {
    /// The rules of the deadlines (`deadlines.toml`).
    Rules,
    /// The table of holidays (`holidays.csv`).
    Holidays,
}

impl fmt::Display for LawPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LawPart::Rules => "deadline rules",
            LawPart::Holidays => "holidays",
        })
    }
}

/// A text of law that cannot be taken: which one, where and why.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{part}, line {line}: {}", self.told().en)]
pub struct LawError {
    /// Which text.
    pub part: LawPart,
    /// The line, from 1.
    pub line: usize,
    /// The field or column; empty when it is about the whole line.
    pub field: &'static str,
    /// What to do, then why; never the content of the line.
    pub say: Say,
}

impl LawError {
    pub(super) fn new(part: LawPart, line: usize, say: Say) -> LawError {
        LawError { part, line, field: "", say }
    }

    /// Of a field or a column.
    pub(super) fn of(part: LawPart, line: usize, field: &'static str, say: Say) -> LawError {
        LawError { part, line, field, say }
    }

    /// What to do, with the name of the field in front.
    pub fn told(&self) -> Say {
        let (field, say) = (self.field, &self.say);
        match field {
            "" => say.clone(),
            field => Say::new(format!("{field}: {}", say.vi), format!("{field}: {}", say.en)),
        }
    }
}
