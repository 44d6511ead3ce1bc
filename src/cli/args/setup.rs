//! What can be said to the commands that begin a register: `serve`, `init`, `places`, `sample`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::day;
use crate::base::Day;

/// `serve`.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Started by a client: leaves when idle
    #[arg(long, hide = true)]
    pub embedded: bool,
    /// The register goes away with its server
    #[arg(long, hide = true)]
    pub temporary: bool,
}

/// `init`.
#[derive(Debug, Args)]
pub struct InitArguments {
    /// The file
    #[arg(value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// Only say what would be done
    #[arg(long)]
    pub dry_run: bool,
}

/// `places`.
#[derive(Debug, Args)]
pub struct PlacesArguments {
    /// The table
    #[arg(value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// A second table: to which units they belonged when (unit_id,parent_id,valid_from,valid_to)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub parents: Option<PathBuf>,
    /// Only say what would be done
    #[arg(long)]
    pub dry_run: bool,
}

/// `sample`.
#[derive(Debug, Args)]
pub struct SampleArguments {
    /// How many petitions [default: as many as three communes get until the day]
    #[arg(long, value_name = "N")]
    pub petitions: Option<u32>,
    /// Other samples of the same sort
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// What "today" is in it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub day: Option<Day>,
}
