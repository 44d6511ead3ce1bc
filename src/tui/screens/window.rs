//! The rows of a long list that a screen holds: those it shows and a page beside them.

use crate::base::Id;
use crate::wire::Row;

/// Rows `offset..` of a list of `total`.
#[derive(Debug, Default)]
pub(super) struct Window {
    offset: u32,
    rows: Vec<Row>,
    total: u32,
}

/// Pages that are held at most.
const PAGES_MAX: u32 = 3;

impl Window {
    /// How many rows the list has; never fewer than are held, because a row that left the list stays where it is.
    pub(super) fn total(&self) -> u32 {
        self.total.max(self.end())
    }

    /// The list has another number of rows now.
    pub(super) fn set_total(&mut self, total: u32) {
        self.total = total;
    }

    /// The row at this position of the list, when it is held.
    pub(super) fn get(&self, at: u32) -> Option<&Row> {
        self.rows.get(usize::try_from(at.checked_sub(self.offset)?).ok()?)
    }

    /// Whether all rows of a page are held, as far as the list goes.
    pub(super) fn holds(&self, top: u32, page: u32) -> bool {
        top >= self.offset && (top + page).min(self.total()) <= self.end()
    }

    /// What to ask for, so that a page is held: rows to pass over, rows wanted.
    pub(super) fn missing(&self, top: u32, page: u32) -> (u32, u32) {
        if self.rows.is_empty() || top > self.end() || top + page < self.offset {
            return (top, page * 2);
        }
        if top < self.offset {
            let from = top.saturating_sub(page);
            return (from, self.offset - from);
        }
        (self.end(), (top + page).saturating_sub(self.end()) + page)
    }

    /// Forgets what is held for the first rows of a list.
    pub(super) fn replace(&mut self, offset: u32, rows: Vec<Row>, total: u32) {
        *self = Window { offset, rows, total };
    }

    /// Lays rows beside those that are held, which do not move; keeps what is near `top`.
    pub(super) fn add(&mut self, offset: u32, mut rows: Vec<Row>, total: u32, top: u32, page: u32) {
        self.total = total;
        if self.rows.is_empty() || offset > self.end() || offset + len(&rows) < self.offset {
            return self.replace(offset, rows, total);
        }
        // The list may have moved on the server: a row that is held already does not stand here twice.
        rows.retain(|row| self.rows.iter().all(|own| own.id != row.id));
        if offset < self.offset {
            self.offset = self.offset.saturating_sub(len(&rows));
            rows.append(&mut self.rows);
            self.rows = rows;
        } else {
            self.rows.append(&mut rows);
        }
        self.trim(top, page);
    }

    fn trim(&mut self, top: u32, page: u32) {
        let keep = page * PAGES_MAX;
        if len(&self.rows) <= keep {
            return;
        }
        let from = top.saturating_sub(page).max(self.offset);
        let passed = usize::try_from(from - self.offset).unwrap_or(0).min(self.rows.len());
        self.rows.drain(..passed);
        self.offset = from;
        self.rows.truncate(usize::try_from(keep).unwrap_or(usize::MAX));
    }

    /// New texts for rows that are held, each in its place.
    pub(super) fn renew(&mut self, renewed: Vec<Row>) {
        for row in renewed {
            if let Some(own) = self.rows.iter_mut().find(|own| own.id == row.id) {
                own.cells = row.cells;
            }
        }
    }

    /// Where a record stands in the list, when it is held.
    pub(super) fn position(&self, id: &Id) -> Option<u32> {
        let at = self.rows.iter().position(|row| row.id == *id)?;
        Some(self.offset.saturating_add(u32::try_from(at).ok()?))
    }

    /// The records that are held, in their order.
    pub(super) fn ids(&self) -> Vec<Id> {
        self.rows.iter().map(|row| row.id.clone()).collect()
    }

    /// One past the last position that is held.
    fn end(&self) -> u32 {
        self.offset.saturating_add(len(&self.rows))
    }
}

fn len(rows: &[Row]) -> u32 {
    u32::try_from(rows.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(from: u32, to: u32) -> Vec<Row> {
        (from..to)
            .map(|n| Row { id: Id::new(&format!("r{n}")).unwrap(), cells: vec![n.to_string()] })
            .collect()
    }

    #[test]
    fn pages_join_whichever_way_one_walks() {
        let mut window = Window::default();
        window.replace(0, rows(0, 20), 100);
        assert!(window.holds(10, 10) && !window.holds(11, 10));
        assert_eq!(window.missing(11, 10), (20, 11));
        window.add(20, rows(20, 31), 100, 11, 10);
        assert!(window.holds(11, 10));
        assert_eq!(window.missing(90, 10), (90, 20));
        window.add(90, rows(90, 100), 100, 90, 10);
        assert!(window.holds(90, 10) && window.get(0).is_none());
        assert_eq!(window.missing(85, 10), (75, 15));
        window.add(75, rows(75, 90), 100, 85, 10);
        assert_eq!(window.get(75).unwrap().cells, ["75"]);
        assert_eq!(window.get(99).unwrap().cells, ["99"]);
    }

    #[test]
    fn no_more_than_three_pages_are_held() {
        let mut window = Window::default();
        window.replace(0, rows(0, 20), 1000);
        for top in (10..900).step_by(10) {
            let (offset, wanted) = window.missing(top, 10);
            window.add(offset, rows(offset, offset + wanted), 1000, top, 10);
            assert!(window.holds(top, 10) && window.ids().len() <= 30, "{top}");
        }
    }

    #[test]
    fn a_row_that_is_held_is_not_added_again() {
        let mut window = Window::default();
        window.replace(0, rows(0, 10), 12);
        window.add(10, rows(9, 12), 12, 2, 10);
        assert_eq!(window.ids().len(), 12);
        window.set_total(3);
        assert_eq!(window.total(), 12);
    }
}
