//! Comparing a state with what the journal makes of it, key by key.

use std::cmp::Ordering;
use std::collections::HashMap;

use crate::base::{Id, Say, Stamp};
use crate::domain::Entry;

use super::state::{is_forgotten, request_of};
use super::table::{Pages, Pair, Table};
use super::{StoreError, Verified, keys};

/// The books as they fill while the journal is read.
#[derive(Default)]
pub(super) struct Books {
    last: HashMap<(Id, String, i32), u32>,
    /// Numbers that were taken.
    pub taken: u64,
}

impl Books {
    /// Sees to it that an entry takes the next number of each book; the first one seen may be any.
    pub fn take(&mut self, entry: &Entry) -> Result<(), StoreError> {
        for taken in &entry.numbers {
            let (seq, year) = (taken.number.seq, taken.number.year);
            let book = (taken.office.clone(), taken.book.clone(), year);
            let last = self.last.insert(book, seq);
            if last.is_some_and(|last| last.checked_add(1) != Some(seq)) {
                let last = last.unwrap_or_default();
                let place = format!("entry {}, book {} of {}", entry.seq, taken.book, taken.office);
                let say = Say::new(
                    format!("số {seq}/{year} không tiếp theo số {last}/{year}"),
                    format!("number {seq}/{year} does not follow {last}/{year}"),
                );
                return Err(StoreError::Fault { place, say });
            }
            self.taken += 1;
        }
        Ok(())
    }
}

/// Compares two states that have come equally far. Requests that are forgotten may still be there or not.
pub(super) fn compare(
    expected: &dyn Table,
    found: &dyn Table,
    newest: Stamp,
) -> Result<Verified, StoreError> {
    let (mut expected, mut found) = (Pages::new(expected), Pages::new(found));
    let mut verified = Verified::default();
    let (mut due, mut there) = (next(&mut expected, newest)?, next(&mut found, newest)?);
    loop {
        let order = match (&due, &there) {
            (None, None) => return Ok(verified),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((due, _)), Some((there, _))) => due.cmp(there),
        };
        let key = if order == Ordering::Greater { &there } else { &due };
        let (key, value) = key.as_ref().map(|(key, value)| (key.as_slice(), value)).unzip();
        let key = key.unwrap_or_default();
        match order {
            Ordering::Less => return Err(fault(key, "bị thiếu", "is missing")),
            Ordering::Greater => {
                return Err(fault(key, "thừa, nhật ký không có", "does not follow from the journal"));
            }
            Ordering::Equal if value != there.as_ref().map(|(_, value)| value) => {
                return Err(fault(key, "khác với nhật ký", "differs from the journal"));
            }
            Ordering::Equal => {}
        }
        match key.first() {
            Some(b'r') => verified.records += 1,
            Some(b'i') => verified.keys += 1,
            _ => {}
        }
        (due, there) = (next(&mut expected, newest)?, next(&mut found, newest)?);
    }
}

/// The next pair that must be the same on both sides.
fn next(pages: &mut Pages<'_>, newest: Stamp) -> Result<Option<Pair>, StoreError> {
    while let Some((key, value)) = pages.next()? {
        let at = match key.first() {
            Some(b'q') => request_of(&value).map(|(_, at)| at),
            Some(b'x') => value.first_chunk().map(|at| Stamp(i64::from_le_bytes(*at))),
            _ => None,
        };
        if !at.is_some_and(|at| is_forgotten(at, newest)) {
            return Ok(Some((key, value)));
        }
    }
    Ok(None)
}

fn fault(key: &[u8], vi: &str, en: &str) -> StoreError {
    StoreError::Fault { place: keys::place(key), say: Say::new(vi, en) }
}
