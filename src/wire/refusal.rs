//! Why the server did not do something.

use serde::{Deserialize, Serialize};

use super::Merge;
use crate::base::Say;
use crate::domain::Problem;

/// Why something was not done: first what to do, then why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What sort of refusal.
    pub kind: RefusalKind,
    /// At most 60 letters.
    pub say: Say,
    /// More that helps.
    pub hints: Vec<Say>,
    /// The problems, field by field.
    pub problems: Vec<Problem>,
    /// Where the record was changed meanwhile and both changed the same field: what there is to choose between.
    pub merge: Option<Box<Merge>>,
}

/// Sorts of refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RefusalKind {
    /// There is no such record, or the officer may not know of it.
    Unknown,
    /// Something entered must be mended first.
    Problems,
    /// The record was changed meanwhile.
    Stale,
    /// The register was not set up yet.
    NotSetUp,
    /// The server does not write any more.
    ReadOnly,
    /// The disk did not say whether it was written; the request id settles it after a restart.
    OutcomeUnknown,
    /// Not to be done here or now.
    NotAllowed,
    /// Another version of the protocol or of the data.
    Version,
    /// Too large or too many.
    Limit,
    /// The store failed.
    Broken,
    /// The register is not open yet; the line tells how far it is and when it is.
    Opening,
    /// The disk is full: nothing was written, and saving goes on when there is room.
    Full,
}

impl Refusal {
    /// A refusal of one sentence.
    pub fn new(kind: RefusalKind, say: Say) -> Refusal {
        Refusal { kind, say, hints: Vec::new(), problems: Vec::new(), merge: None }
    }

    /// Because of what was entered.
    pub fn problems(problems: Vec<Problem>) -> Refusal {
        let say = problems
            .iter()
            .max_by_key(|problem| problem.gravity)
            .map_or_else(Say::default, |p| p.say.clone());
        Refusal { kind: RefusalKind::Problems, say, hints: Vec::new(), problems, merge: None }
    }

    /// With a hint.
    pub fn hint(mut self, say: Say) -> Refusal {
        self.hints.push(say);
        self
    }
}
