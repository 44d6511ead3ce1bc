//! Sorted bytes under the state: what the memory's map and sled have in common.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{PoisonError, RwLock};

use super::StoreError;

/// What one batch changes: each key with its new value, or `None` where it goes.
pub(super) type Changes = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// A key and its value.
pub(super) type Pair = (Vec<u8>, Vec<u8>);

/// Keys from a first to a last one.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub from: Bound<Vec<u8>>,
    pub to: Bound<Vec<u8>>,
}

impl Span {
    /// All keys that begin so.
    pub fn prefix(prefix: &[u8]) -> Span {
        let mut end = prefix.to_vec();
        while let Some(last) = end.pop() {
            if let Some(next) = last.checked_add(1) {
                end.push(next);
                return Span { from: Bound::Included(prefix.to_vec()), to: Bound::Excluded(end) };
            }
        }
        Span { from: Bound::Included(prefix.to_vec()), to: Bound::Unbounded }
    }

    /// Only what comes behind this key, in the direction of reading.
    pub fn behind(mut self, key: Vec<u8>, backwards: bool) -> Span {
        let inside = |bound: &Bound<Vec<u8>>| match bound {
            Bound::Included(end) | Bound::Excluded(end) if backwards => key < *end,
            Bound::Included(end) | Bound::Excluded(end) => key >= *end,
            Bound::Unbounded => true,
        };
        if backwards {
            if inside(&self.to) {
                self.to = Bound::Excluded(key);
            }
        } else if inside(&self.from) {
            self.from = Bound::Excluded(key);
        }
        self
    }

    /// Whether no key can lie in it; maps panic when asked for such a span.
    pub fn is_empty(&self) -> bool {
        match (&self.from, &self.to) {
            (Bound::Included(from), Bound::Included(to)) => from > to,
            (Bound::Included(from) | Bound::Excluded(from), Bound::Included(to) | Bound::Excluded(to)) => {
                from >= to
            }
            _ => false,
        }
    }
}

/// Sorted keys and their values. A batch is seen whole or not at all.
pub(super) trait Table: Send + Sync {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;
    /// At most `limit` pairs in order, from the last one down when `backwards`.
    fn range(&self, span: &Span, backwards: bool, limit: usize) -> Result<Vec<Pair>, StoreError>;
    fn write(&self, changes: Changes) -> Result<(), StoreError>;
}

/// A table in memory.
#[derive(Default)]
pub(super) struct MemoryTable(RwLock<BTreeMap<Vec<u8>, Vec<u8>>>);

impl Table for MemoryTable {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.0.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned())
    }

    fn range(&self, span: &Span, backwards: bool, limit: usize) -> Result<Vec<Pair>, StoreError> {
        if span.is_empty() {
            return Ok(Vec::new());
        }
        let map = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let range = map.range((span.from.clone(), span.to.clone()));
        let owned = |(key, value): (&Vec<u8>, &Vec<u8>)| (key.clone(), value.clone());
        Ok(if backwards {
            range.rev().take(limit).map(owned).collect()
        } else {
            range.take(limit).map(owned).collect()
        })
    }

    fn write(&self, changes: Changes) -> Result<(), StoreError> {
        let mut map = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (key, value) in changes {
            match value {
                Some(value) => map.insert(key, value),
                None => map.remove(&key),
            };
        }
        Ok(())
    }
}

/// Pairs of a table in order, a page at a time.
pub(super) struct Pages<'a> {
    table: &'a dyn Table,
    span: Span,
    page: std::vec::IntoIter<Pair>,
    is_last: bool,
}

/// Pairs that are read at once.
const PAGE_PAIRS: usize = 512;

impl<'a> Pages<'a> {
    /// All pairs of the table.
    pub fn new(table: &'a dyn Table) -> Pages<'a> {
        let span = Span { from: Bound::Unbounded, to: Bound::Unbounded };
        Pages { table, span, page: Vec::new().into_iter(), is_last: false }
    }

    pub fn next(&mut self) -> Result<Option<Pair>, StoreError> {
        if self.page.len() == 0 && !self.is_last {
            let page = self.table.range(&self.span, false, PAGE_PAIRS)?;
            self.is_last = page.len() < PAGE_PAIRS;
            if let Some((last, _)) = page.last() {
                self.span.from = Bound::Excluded(last.clone());
            }
            self.page = page.into_iter();
        }
        Ok(self.page.next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(table: &dyn Table, span: &Span, backwards: bool) -> String {
        let pairs = table.range(span, backwards, 100).unwrap();
        let keys: Vec<String> = pairs.into_iter().map(|(key, _)| String::from_utf8(key).unwrap()).collect();
        keys.join(" ")
    }

    #[test]
    fn a_span_stays_within_its_prefix_whatever_it_is_to_be_behind() {
        let table = MemoryTable::default();
        table.write(["a", "b1", "b2", "b3", "c"].map(|key| (key.into(), Some(Vec::new()))).into()).unwrap();
        let b = || Span::prefix(b"b");
        assert_eq!(keys(&table, &b(), false), "b1 b2 b3");
        assert_eq!(keys(&table, &b().behind(b"b2".into(), false), false), "b3");
        assert_eq!(keys(&table, &b().behind(b"b2".into(), true), true), "b1");
        for (outside, forwards, backwards) in
            [("a", "b1 b2 b3", ""), ("c", "", "b3 b2 b1"), ("z", "", "b3 b2 b1")]
        {
            assert_eq!(keys(&table, &b().behind(outside.into(), false), false), forwards, "{outside}");
            assert_eq!(keys(&table, &b().behind(outside.into(), true), true), backwards, "{outside}");
        }
        let all_ff = Span::prefix(&[0xff, 0xff]);
        assert!(matches!(all_ff.to, Bound::Unbounded));
    }

    #[test]
    fn pages_read_everything_once() {
        let table = MemoryTable::default();
        let pairs = (0..PAGE_PAIRS * 2).map(|n| (n.to_be_bytes().to_vec(), Some(vec![1])));
        table.write(pairs.collect()).unwrap();
        let mut pages = Pages::new(&table);
        let mut seen = 0;
        while pages.next().unwrap().is_some() {
            seen += 1;
        }
        assert_eq!(seen, PAGE_PAIRS * 2);
    }
}
