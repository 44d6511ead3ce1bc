//! Reading a book of the office page by page; names come last, when there are rows and after their reason was written down.
//!
//! A state machine: says what to ask next, takes the answer. Asked again, as after a broken line, it is the same request.

use std::collections::BTreeMap;
use std::io;

use zeroize::Zeroizing;

use crate::base::{Day, Id, RequestId, text};
use crate::domain::{
    FormName,
    book::BookName,
    kinds::{BOOK_OPENING, opening_entered},
};
use crate::wire::{Reply, Request, Row};

use super::new_request_id;

/// Which book of which days, and why its names are opened.
#[derive(Clone)]
pub struct WantedBook {
    /// The book.
    pub book: BookName,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// Why column 3 is filled; `None`: it is left blank.
    pub reason: Option<String>,
}

impl std::fmt::Debug for WantedBook {
    /// Without the reason, which is sealed in the register.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let WantedBook { book, from, to, .. } = self;
        f.debug_struct("WantedBook")
            .field("book", book)
            .field("from", from)
            .field("to", to)
            .finish_non_exhaustive()
    }
}

/// A book on its way.
pub struct BookReading {
    wanted: WantedBook,
    opening: RequestId,
    next: Next,
    rows: Vec<Row>,
    read: u32,
    total: u32,
    /// Who opens the names, of which days and why, is on the disk.
    is_opened: bool,
    names: BTreeMap<Id, Zeroizing<String>>,
}

/// What is asked next.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Next {
    /// Rows behind a record.
    Rows(Option<Id>),
    /// To write down why names are opened.
    Open,
    /// Names under an opening.
    Names(Id),
    /// Nothing: all is there.
    Nothing,
}

impl BookReading {
    /// Nothing was read yet.
    ///
    /// # Errors
    /// When the machine gives no random number.
    pub fn new(wanted: WantedBook) -> io::Result<BookReading> {
        let opening = new_request_id()?;
        let (rows, names) = (Vec::new(), BTreeMap::new());
        let next = Next::Rows(None);
        Ok(BookReading { wanted, opening, next, rows, read: 0, total: 0, is_opened: false, names })
    }

    /// What was wanted.
    pub fn wanted(&self) -> &WantedBook {
        &self.wanted
    }

    /// What to ask; the same until it is answered. `None`: all is there.
    pub fn request(&self) -> Option<Request> {
        let WantedBook { book, from, to, ref reason } = self.wanted;
        match &self.next {
            Next::Open => Some(Request::Save {
                request: self.opening,
                form: FormName::for_new(BOOK_OPENING.name, 0),
                base: 0,
                fields: opening_entered(from, to, reason.as_deref().unwrap_or_default()),
                reason: None,
            }),
            Next::Rows(behind) => Some(Request::BookRows { book, from, to, behind: behind.clone() }),
            Next::Names(opening) => {
                let offset = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
                Some(Request::BookNames { opening: opening.clone(), offset })
            }
            Next::Nothing => None,
        }
    }

    /// Takes the answer to what was asked.
    ///
    /// # Errors
    /// The answer, when it is one to something else.
    pub fn take(&mut self, reply: Reply) -> Result<(), Box<Reply>> {
        match (&self.next, reply) {
            (Next::Rows(_), Reply::BookRows(page)) => {
                self.rows.extend(page.rows);
                self.read = self.read.saturating_add(page.read);
                self.total = page.total;
                let names_it = self.wanted.reason.is_some() && self.wanted.book == BookName::Reception;
                self.next = match page.behind {
                    Some(behind) => Next::Rows(Some(behind)),
                    // Nothing is opened for a book of no rows.
                    None if names_it && !self.rows.is_empty() => Next::Open,
                    None => Next::Nothing,
                };
            }
            (Next::Open, Reply::Saved(saved)) => {
                self.is_opened = true;
                self.next = Next::Names(saved.id);
            }
            (Next::Names(_), Reply::BookNames(found)) => {
                if found.is_empty() {
                    self.next = Next::Nothing;
                }
                self.names.extend(found.into_iter().map(|named| (named.visit, Zeroizing::new(named.told))));
            }
            (_, other) => return Err(Box::new(other)),
        }
        Ok(())
    }

    /// Records that were read, and that there are.
    pub fn progress(&self) -> (u32, u32) {
        (self.read, self.total)
    }

    /// Rows so far.
    pub fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Visits of which the name was read.
    pub fn names(&self) -> usize {
        self.names.len()
    }

    /// Whether who opened which period and why is on the disk.
    pub fn is_opened(&self) -> bool {
        self.is_opened
    }

    /// The rows, with the names that were read; overwritten in memory when they are let go.
    pub fn finish(self) -> Zeroizing<Vec<Vec<String>>> {
        let BookReading { wanted, rows, names, .. } = self;
        let named = |mut row: Row| {
            if let Some((cell, told)) = wanted.book.name_cell(&mut row.cells).zip(names.get(&row.id)) {
                *cell = text::clean_line(told);
            }
            row.cells
        };
        Zeroizing::new(rows.into_iter().map(named).collect())
    }
}

impl std::fmt::Debug for BookReading {
    /// Nothing of a record, and no name.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BookReading")
            .field("wanted", &self.wanted)
            .field("rows", &self.rows.len())
            .field("names", &self.names.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Say;
    use crate::wire::{BookPage, NamedVisit, Saved};

    fn id(text: &str) -> Id {
        Id::new(text).unwrap()
    }

    fn reading(book: BookName, reason: Option<&str>) -> BookReading {
        let day = |iso| Day::from_iso(iso).unwrap();
        let (from, to) = (day("2026-01-01"), day("2026-11-23"));
        BookReading::new(WantedBook { book, from, to, reason: reason.map(str::to_owned) }).unwrap()
    }

    fn opened() -> Reply {
        Reply::Saved(Saved { id: id("opening"), number: None, revision: 1, say: Say::default() })
    }

    fn page(visits: &[&str], behind: Option<&str>) -> Reply {
        let rows = visits.iter().map(|visit| Row { id: id(visit), cells: vec![String::new(); 12] }).collect();
        Reply::BookRows(BookPage { rows, read: 2, total: 4, behind: behind.map(id) })
    }

    fn named(visit: &str, told: &str) -> Reply {
        Reply::BookNames(vec![NamedVisit { visit: id(visit), told: told.to_owned() }])
    }

    #[test]
    fn names_come_last_and_after_their_reason_and_nothing_of_them_is_printed() {
        let mut reading = reading(BookName::Reception, Some("Zkf in sổ"));
        reading.take(page(&["v1", "v2"], Some("v2"))).unwrap();
        assert!(
            matches!(reading.request(), Some(Request::BookRows { behind: Some(of), .. }) if of == id("v2"))
        );
        assert_eq!((reading.progress(), reading.rows()), ((2, 4), 2));
        reading.take(page(&["v3"], None)).unwrap();
        let asked = reading.request();
        assert!(matches!(&asked, Some(Request::Save { form, .. }) if form.kind == BOOK_OPENING.name));
        assert_eq!(reading.request(), asked, "after a broken line it is the same request");
        assert!(!reading.is_opened());
        reading.take(opened()).unwrap();
        assert!(reading.is_opened());
        let asks = |reading: &BookReading, wanted| match reading.request() {
            Some(Request::BookNames { opening, offset }) => (opening, offset) == (id("opening"), wanted),
            _ => false,
        };
        assert!(asks(&reading, 0));
        reading.take(named("v2", "Người\u{1b} thử")).unwrap();
        assert!(asks(&reading, 1));
        reading.take(Reply::BookNames(Vec::new())).unwrap();
        assert_eq!(reading.request(), None);
        let printed = format!("{reading:?}");
        assert!(!printed.contains("thử") && !printed.contains("Zkf"), "{printed}");
        let rows = reading.finish();
        let third: Vec<&str> = rows.iter().map(|row| row[2].as_str()).collect();
        assert_eq!((third[0], third[2]), ("", ""));
        assert!(third[1].contains("thử") && !third[1].contains('\u{1b}'), "{third:?}");
    }

    #[test]
    fn a_book_without_rows_or_without_a_column_for_names_opens_none() {
        let mut empty = reading(BookName::Reception, Some("in sổ"));
        empty.take(page(&[], None)).unwrap();
        assert_eq!(empty.request(), None);
        let mut intake = reading(BookName::Intake, Some("in sổ"));
        intake.take(page(&["v1"], None)).unwrap();
        assert_eq!(intake.request(), None);
    }

    #[test]
    fn an_answer_to_something_else_is_given_back() {
        let mut reading = reading(BookName::Intake, None);
        let asked = reading.request();
        assert_eq!(*reading.take(Reply::Done).unwrap_err(), Reply::Done);
        assert_eq!(reading.request(), asked);
    }
}
