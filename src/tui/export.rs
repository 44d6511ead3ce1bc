//! What leaves the screens for a printer or a file: its content and its way; who makes the bytes is joined outside.

use zeroize::Zeroizing;

use crate::base::{Lang, Say};
use crate::domain::book::BookName;
use crate::wire::{Shown, Welcome};

use super::command::CommandName;

/// What is exported.
#[derive(Clone, PartialEq)]
pub enum Sheet {
    /// All rows of a list, as it shows them.
    List {
        /// The kind, whose columns they have.
        kind: String,
        /// The texts of the columns.
        rows: Vec<Vec<String>>,
    },
    /// One record.
    Record(Box<Shown>),
    /// Lines as they are.
    Lines(Vec<Say>),
    /// A book of the office, with names where they were opened; overwritten in memory when it is let go.
    Book(BookName, Zeroizing<Vec<Vec<String>>>),
}

impl std::fmt::Debug for Sheet {
    /// Of a book only which: names may stand in it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Sheet::List { kind, rows } => {
                f.debug_struct("List").field("kind", kind).field("rows", rows).finish()
            }
            Sheet::Record(shown) => f.debug_tuple("Record").field(shown).finish(),
            Sheet::Lines(lines) => f.debug_tuple("Lines").field(lines).finish(),
            Sheet::Book(book, rows) => f.debug_tuple("Book").field(book).field(&rows.len()).finish(),
        }
    }
}

/// How it leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To a file for a spreadsheet.
    Table,
    /// To a file in pages of 80 columns.
    Pages,
    /// To a file in pages of 132 columns.
    WidePages,
    /// To the printer behind the officer's terminal, in pages of 80 columns.
    Printer,
}

impl Way {
    /// The way of a command, when it is one of exporting.
    pub fn of(command: CommandName) -> Option<Way> {
        match command {
            "export.table" => Some(Way::Table),
            "export.pages" => Some(Way::Pages),
            "export.wide" => Some(Way::WidePages),
            "print" => Some(Way::Printer),
            _ => None,
        }
    }
}

/// One export.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    /// What.
    pub sheet: Sheet,
    /// How.
    pub way: Way,
    /// What it is, with everything that narrows it; stands on the paper.
    pub title: Say,
    /// What its file is called, without the day and what says its sort.
    pub name: String,
}

/// Makes bytes of exports and keeps them for the officer. The screens know no file.
pub trait Exporter {
    /// The bytes for a printer: UTF-8, no controls but line ends and form feeds.
    fn pages(&self, export: &Export, welcome: &Welcome, lang: Lang) -> Vec<u8>;

    /// Keeps the export in a new file of the officer's own; answers its name as the officer would write it.
    ///
    /// # Errors
    /// What to do, then why it was not kept.
    fn keep(&self, export: &Export, welcome: &Welcome, lang: Lang) -> Result<String, Say>;
}
