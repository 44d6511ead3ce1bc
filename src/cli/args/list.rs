//! What can be said to the commands that look records up: `list`, `show`, `slip`.

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use super::kinds;
use crate::domain::query::View;
use crate::exchange::PageWidth;

/// `list`.
#[derive(Debug, Args)]
pub struct ListArguments {
    /// The kind of record
    #[arg(value_parser = kinds())]
    pub kind: String,
    /// A view of the kind: overdue, matters, border, proposals
    #[arg(long, value_name = "NAME", value_parser = views(), default_value = "all")]
    pub view: String,
    /// Only records whose field has this value, or `within=UNIT`, `overdue=c`, `age=to_10`; several must all hold
    #[arg(long = "where", value_name = "FIELD=VALUE")]
    pub filters: Vec<String>,
    /// Only records with these words; tones may be left out
    #[arg(long, value_name = "WORDS")]
    pub text: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N")]
    pub limit: Option<u32>,
    /// JSON lines, good input for `add`
    #[arg(long, conflicts_with = "csv")]
    pub json: bool,
    /// CSV with all fields
    #[arg(long)]
    pub csv: bool,
    /// Plain text in pages of A4, for a printer
    #[arg(long, conflicts_with_all = ["csv", "json"])]
    pub print: bool,
    /// Columns of a page
    #[arg(long, value_enum, default_value = "80", requires = "print")]
    pub columns: Columns,
}

/// `show`.
#[derive(Debug, Args)]
pub struct ShowArguments {
    /// The record's id, or its number
    pub id: String,
    /// Who changed what when
    #[arg(long)]
    pub history: bool,
    /// JSON
    #[arg(long)]
    pub json: bool,
    /// Plain text in pages of A4, for a printer
    #[arg(long, conflicts_with_all = ["history", "json"])]
    pub print: bool,
    /// Columns of a page
    #[arg(long, value_enum, default_value = "80", requires = "print")]
    pub columns: Columns,
}

/// `slip`.
#[derive(Debug, Args)]
pub struct SlipArguments {
    /// The petition's number, or its id
    pub number: String,
}

/// How many columns a printed page has.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Columns {
    /// Upright
    #[value(name = "80")]
    Narrow,
    /// Wide paper, or small letters
    #[value(name = "132")]
    Wide,
}

impl From<Columns> for PageWidth {
    fn from(columns: Columns) -> PageWidth {
        match columns {
            Columns::Narrow => PageWidth::Columns80,
            Columns::Wide => PageWidth::Columns132,
        }
    }
}

fn views() -> PossibleValuesParser {
    PossibleValuesParser::new(View::all().map(View::name))
}
