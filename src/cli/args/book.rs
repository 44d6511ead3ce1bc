//! What can be said to `book`.

use clap::{Args, ValueEnum};

use super::day;
use crate::base::Day;
use crate::domain::book::BookName;

/// A book.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum BookChoice {
    /// Sổ tiếp công dân, Mẫu 03/TCD
    Reception,
    /// Sổ tiếp nhận đơn
    Intake,
}

impl From<BookChoice> for BookName {
    fn from(book: BookChoice) -> BookName {
        match book {
            BookChoice::Reception => BookName::Reception,
            BookChoice::Intake => BookName::Intake,
        }
    }
}

/// `book`.
#[derive(Debug, Args)]
pub struct BookArguments {
    /// Which book
    #[arg(value_enum)]
    pub book: BookChoice,
    /// The first day [default: 1 January]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub from: Option<Day>,
    /// The last day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub to: Option<Day>,
    /// CSV instead of pages
    #[arg(long)]
    pub csv: bool,
    /// Fill column 3 of the reception book; it needs a reason
    #[arg(long, requires = "reason")]
    pub with_names: bool,
    /// Why the names are opened
    #[arg(long, value_name = "WORDS")]
    pub reason: Option<String>,
}
