//! Text and tables from and to records: JSON lines, CSV, pages for a printer, the file that sets a register up. Bytes in,
//! bytes out.
//!
//! Knows the declarations of the kinds and how their values are spelled for scripts and spreadsheets; knows no file, no
//! socket, and not which units and agencies there are: that the server checks.

mod book;
mod csv;
mod given;
mod json;
mod pages;
mod places;
mod setup;
mod statistics;

pub use self::csv::{Table, list_csv};
pub use book::{book_csv, book_pages};
pub use json::{COMPUTED, from_json, to_json, value_json};
pub use pages::{Heading, PageWidth, list_pages, sheet, table_line, text_pages};
pub use places::{embedded_units, read_places};
pub use setup::{Setup, read_setup};
pub use statistics::{statistics_csv, statistics_json};

use crate::base::{Say, Words};

/// What every export of a register of samples says.
pub const SAMPLE_MARK: &str = "DỮ LIỆU MẪU";

/// What is wrong at a line of a file that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFault {
    /// The line, from 1.
    pub line: usize,
    /// What to do, then why; never the content of the line.
    pub say: Say,
}

impl LineFault {
    fn new(line: usize, say: impl Into<Say>) -> LineFault {
        LineFault { line, say: say.into() }
    }

    /// With the name of the field or column in front.
    fn of(line: usize, field: &str, say: Say) -> LineFault {
        LineFault { line, say: Say::new(format!("{field}: {}", say.vi), format!("{field}: {}", say.en)) }
    }
}

const NOT_UTF8: Words =
    Words::new("Lưu lại dạng UTF-8: có chữ không đọc được", "Save it as UTF-8: some letters cannot be read");
