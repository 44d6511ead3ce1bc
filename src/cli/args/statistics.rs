//! What can be said to `nghedan statistics`.

use clap::{Args, ValueEnum};

use crate::domain::petition::statistics::Borders;
use crate::exchange::PageWidth;

use super::Columns;

/// `statistics`.
#[derive(Debug, Args)]
pub struct StatisticsArguments {
    /// The period: 9T/2026, Q1, 2026, T11/2025, W47, 01/01/2026-31/03/2026 [default: this report's year]
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// A commune, by its name, initials or id [default: every place of the register]
    #[arg(long, value_name = "COMMUNE")]
    pub unit: Option<String>,
    /// By whose borders a place is counted [default: now]
    #[arg(long, value_enum, value_name = "BORDERS")]
    pub borders: Option<BordersName>,
    /// Freezes the period, which must be over: its figures stay for ever
    #[arg(long)]
    pub freeze: bool,
    /// Why it is printed or frozen though it does not add up; recorded, and on the page
    #[arg(long, value_name = "WORDS")]
    pub reason: Option<String>,
    /// JSON
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    /// CSV
    #[arg(long)]
    pub csv: bool,
    /// Plain text in pages of A4, for a printer
    #[arg(long, conflicts_with_all = ["csv", "json"])]
    pub print: bool,
    /// Columns of a page
    #[arg(long, value_enum, default_value = "80", requires = "print")]
    pub columns: Columns,
}

impl StatisticsArguments {
    /// How wide a page is.
    pub fn width(&self) -> PageWidth {
        self.columns.into()
    }
}

/// By whose borders.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum BordersName {
    /// Of the day of each petition
    Then,
    /// Of today
    Now,
}

impl From<BordersName> for Borders {
    fn from(name: BordersName) -> Borders {
        match name {
            BordersName::Then => Borders::Then,
            BordersName::Now => Borders::Now,
        }
    }
}
