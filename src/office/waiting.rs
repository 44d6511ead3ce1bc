//! Proposals that wait for the disk, laid over the state for whoever decides next.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use crate::base::{Id, RequestId};
use crate::domain::{Periods, Record, TakenNumber, law::Law};

use super::Proposal;

/// A book of an office in a year.
type BookOfYear = (Id, String, i32);

/// What was decided and is not on the disk yet.
#[derive(Default)]
pub(super) struct Waiting {
    pub proposals: VecDeque<Proposal>,
    pub records: HashMap<Id, Record>,
    pub numbers: HashMap<BookOfYear, u32>,
    pub requests: HashMap<RequestId, u64>,
    /// Reporting periods, when one of them is being closed.
    pub periods: Option<Arc<Periods>>,
    /// The law, when it is being changed.
    pub law: Option<Arc<Law>>,
}

/// What stood in the overlay where something was laid over it.
#[derive(Default)]
pub(super) struct Covered {
    records: Vec<(Id, Option<Record>)>,
    numbers: Vec<(BookOfYear, Option<u32>)>,
}

impl Waiting {
    /// Lays records and numbers over the state; adds what they cover to `covered`.
    pub fn lay(&mut self, records: &[Record], numbers: &[TakenNumber], covered: &mut Covered) {
        for record in records {
            let before = self.records.insert(record.id.clone(), record.clone());
            covered.records.push((record.id.clone(), before));
        }
        for taken in numbers {
            let book = (taken.office.clone(), taken.book.clone(), taken.number.year);
            let before = self.numbers.insert(book.clone(), taken.number.seq);
            covered.numbers.push((book, before));
        }
    }

    /// Takes off again what was laid over, the last first.
    pub fn take_off(&mut self, covered: Covered) {
        for (id, before) in covered.records.into_iter().rev() {
            match before {
                Some(before) => self.records.insert(id, before),
                None => self.records.remove(&id),
            };
        }
        for (book, before) in covered.numbers.into_iter().rev() {
            match before {
                Some(before) => self.numbers.insert(book, before),
                None => self.numbers.remove(&book),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Number;

    fn record(id: &str, revision: u32) -> Record {
        let id = Id::new(id).unwrap();
        Record { revision, ..Record::new("petition", id.clone(), id) }
    }

    fn taken(seq: u32) -> TakenNumber {
        TakenNumber { office: Id::new("o").unwrap(), book: "don".into(), number: Number { seq, year: 2026 } }
    }

    #[test]
    fn what_is_taken_off_leaves_what_was_there_before() {
        let mut waiting = Waiting::default();
        waiting.lay(&[record("a", 1)], &[taken(7)], &mut Covered::default());
        let (records, numbers) = (waiting.records.clone(), waiting.numbers.clone());

        let mut covered = Covered::default();
        waiting.lay(&[record("a", 2), record("b", 1)], &[taken(8)], &mut covered);
        waiting.lay(&[record("a", 3), record("b", 2)], &[taken(9)], &mut covered);
        assert_eq!(waiting.records[&Id::new("a").unwrap()].revision, 3);
        waiting.take_off(covered);
        assert_eq!((waiting.records, waiting.numbers), (records, numbers));
    }
}
