//! The rows of a book of the office, in the order of its numbers, some records at a time.

use crate::base::{Day, Id, limits};
use crate::domain::{Record, Value, book::BookName, query::BOOK_ORDER, rights::visible};
use crate::store::{Found, Scan, StoreError};
use crate::wire::{BookPage, Refusal, Row};

use super::RecordScan;
use crate::office::{
    around::READ_AT_ONCE,
    refusal::{broken, not_set_up, unknown},
};

impl RecordScan {
    /// The next records behind one, and the rows of those whose day lies in the period.
    pub(super) fn book_rows(
        &self,
        book: BookName,
        (from, to): (Day, Day),
        behind: Option<&Id>,
    ) -> Result<BookPage, Refusal> {
        let around = self.basis.around(&self.viewer.officer).ok_or_else(not_set_up)?;
        let after = behind.map(|behind| self.place_in(book, behind)).transpose()?;
        let total = self.store.count(book.kind()).map_err(broken)?;
        let found = self.of_book(book, None, after).map_err(broken)?;
        let mut page = BookPage {
            rows: Vec::new(),
            read: 0,
            total: u32::try_from(total).unwrap_or(u32::MAX),
            behind: None,
        };
        let mut room = limits::WIRE_FRAME_BYTES_MAX / 2;
        for at in &found {
            page.read += 1;
            let record = self.seen(&at.id).map_err(broken)?;
            let of_period = |record: &Record| book.day(record).is_some_and(|day| (from..=to).contains(&day));
            if let Some(record) = record.filter(of_period) {
                let petition =
                    book.told_from(&record).map(|id| self.seen(&id)).transpose().map_err(broken)?;
                let cells = book.row(&record, petition.flatten().as_ref(), &around, self.lang);
                let size = cells.iter().map(String::len).sum::<usize>();
                page.rows.push(Row { id: record.id, cells });
                room = room.saturating_sub(size);
            }
            let is_full = room == 0 || page.read as usize == READ_AT_ONCE;
            if is_full {
                page.behind = Some(at.id.clone());
                break;
            }
        }
        Ok(page)
    }

    /// Where a record stands in the order of its book.
    fn place_in(&self, book: BookName, id: &Id) -> Result<Vec<u8>, Refusal> {
        let record = self.seen(id).map_err(broken)?.ok_or_else(unknown)?;
        let number = record.fields.get(BOOK_ORDER).ok_or_else(unknown)?;
        let alike = self.of_book(book, Some(number.clone()), None).map_err(broken)?;
        let found = alike.into_iter().find(|found| found.id == *id).ok_or_else(unknown)?;
        Ok(found.cursor)
    }

    fn of_book(
        &self,
        book: BookName,
        value: Option<Value>,
        after: Option<Vec<u8>>,
    ) -> Result<Vec<Found>, StoreError> {
        self.store.scan(&Scan {
            kind: book.kind().to_owned(),
            field: BOOK_ORDER.to_owned(),
            value,
            backwards: false,
            after,
            limit: READ_AT_ONCE,
        })
    }

    fn seen(&self, id: &Id) -> Result<Option<Record>, StoreError> {
        Ok(self.store.record(id)?.filter(|record| visible(&self.viewer, record)))
    }
}
