//! What can be said to `nghedan` on the command line, with help and examples.

mod book;
mod list;
mod setup;
mod statistics;
mod typing;

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use crate::base::{Day, Lang};
use crate::domain::KINDS;

pub use book::{BookArguments, BookChoice};
pub use list::{Columns, ListArguments, ShowArguments, SlipArguments};
pub use setup::{InitArguments, PlacesArguments, SampleArguments, ServeArguments};
pub use statistics::StatisticsArguments;
pub use typing::{ComposeArguments, ComposedMethod, KeymapName, KeysArguments};

/// A register of villages' matters and citizens' petitions (Nghe Dân).
///
/// Without a command it opens the screen; it starts the register's server when none runs.
#[derive(Debug, Parser)]
#[command(name = "nghedan", version, after_help = EXAMPLES)]
pub struct Arguments {
    /// The register: its directory [default: the office's configuration, else your own]
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub data: Option<PathBuf>,
    /// The language of labels and messages [default: vi]
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "LANG",
        hide_default_value = true,
        default_value = "vi"
    )]
    pub lang: Language,
    /// Which keys lie below your own file of keys [default: what base says in it, else default]
    #[arg(long, value_enum, value_name = "KEYS")]
    pub keymap: Option<KeymapName>,
    /// Opens a register of samples in a temporary directory
    #[arg(long)]
    pub demo: bool,
    /// What "today" is in the register of samples
    #[arg(long, value_name = "YYYY-MM-DD", requires = "demo", value_parser = day)]
    pub day: Option<Day>,
    /// What to do; nothing opens the screen
    #[command(subcommand)]
    pub command: Option<Command>,
}

const EXAMPLES: &str = "Examples:
  nghedan --demo                          try it on samples; nothing is kept
  nghedan init office.toml                set up your own register
  nghedan                                 open it
  nghedan list petition --view overdue    what is overdue, as a table
  nghedan due --rule KN.GQ1 --from 2026-10-01

Exit status: 0 done, 1 refused or faults found, 2 wrong usage or no terminal.";

/// A language of the program.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Language {
    /// Tiếng Việt
    Vi,
    /// English
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Lang {
        match language {
            Language::Vi => Lang::Vi,
            Language::En => Lang::En,
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs the server of a register in the foreground
    #[command(after_help = "Examples:
  nghedan --data /var/lib/nghedan serve    as a service runs it")]
    Serve(ServeArguments),
    /// Sets a register up from a file: office, units, neighbours, first number of each book
    #[command(after_help = "Examples:
  nghedan --data D init office.toml --dry-run    say what it would do
  nghedan --data D init office.toml              do it

examples/office.toml in the source says all that can stand in the file.")]
    Init(InitArguments),
    /// Adds units (villages) from a table to a register
    #[command(after_help = "Examples:
  nghedan places villages.csv --dry-run    say what it would do
  nghedan places villages.csv              do it

The first line names the columns: id,name,parent_id,remote_decision are enough for villages.")]
    Places(PlacesArguments),
    /// Fills an empty register with sample data, marked as such
    #[command(after_help = "Examples:
  nghedan --data D sample --petitions 1000
  nghedan --data D sample --petitions 50 --seed 7 --day 2025-06-20

The same arguments make the same records.")]
    Sample(SampleArguments),
    /// Adds records: JSON lines on standard input, one record each
    #[command(after_help = "Examples:
  nghedan add petition < petitions.jsonl
  nghedan list petition --json --limit 10 | nghedan --data D2 add petition

Prints {\"id\":…,\"number\":…} for a line once its record is on the disk. A line that is refused is reported with
its number and does not stop the others; the exit status is then 1.")]
    Add(AddArguments),
    /// Lists records: a table, JSON lines or CSV
    #[command(after_help = "Examples:
  nghedan list petition --view overdue
  nghedan list petition --where domain=DD --where village=V24115-01
  nghedan list petition --text \"cầu treo\" --json
  nghedan list unit --csv > units.csv
  nghedan list petition --view overdue --print --columns 132 | lp

CSV cells that a spreadsheet would take for a formula begin with an apostrophe; plain numbers, also -7, do not.")]
    List(ListArguments),
    /// Shows one record
    #[command(after_help = "Examples:
  nghedan show 124/2026              by its number
  nghedan show V24115-01             by its id
  nghedan show 124/2026 --history    who changed what when
  nghedan show 124/2026 --print | lp")]
    Show(ShowArguments),
    /// Prints the receipt slip of a petition (phiếu tiếp nhận)
    #[command(after_help = "Examples:
  nghedan slip 124/2026 | lp

It holds no story and no contact.")]
    Slip(SlipArguments),
    /// Shows the statistics of petitions of a period, prints them, freezes the period
    #[command(after_help = "Examples:
  nghedan statistics                                  this report's year, every place
  nghedan statistics --period 9T/2026 --unit 'ia dreh' --borders then
  nghedan statistics --period q3 --print | lp
  nghedan statistics --period 2025 --csv > nam-2025.csv
  nghedan statistics --period 9T/2026 --freeze        for good: later corrections are told beside it
  nghedan list petition --where 'frozen=C4 2025-12-15 2026-09-14'    what cell C4 counted when it was frozen

Periods of reports begin on the 15th and end on the 14th (6T, 9T, Q1 to Q4, a year); T11 is a month, W47 a week.
Small numbers of denunciations are not told. A table that does not add up is printed with a --reason only.")]
    Statistics(StatisticsArguments),
    /// Prints the citizen-reception book (Mẫu 03/TCD) or the intake book of a period
    #[command(after_help = "Examples:
  nghedan book reception --from 2026-07-01 --to 2026-09-30 | lp
  nghedan book intake --csv > so-tiep-nhan-2026.csv
  nghedan book reception --with-names --reason \"in sổ quý III\" | lp

Pages have 132 columns. Column 4 (identity card) is blank always. Column 3 (name, address) is filled with --with-names
only: who opened which period and why is written down before any name is read (`nghedan list book_opening`). Numbers
that were cancelled keep their row.")]
    Book(BookArguments),
    /// Hands what is open of a unit that ended over to the units that follow
    #[command(after_help = "Examples:
  nghedan handover C22225 --document 12/BB-UBND --dry-run    say what would go where
  nghedan handover C22225 --document 12/BB-UBND --on 2025-07-02 --to V-031=C22237n --to 90/2026=C22225n
  nghedan handover C22210 --document 13/BB-UBND              one unit follows: nothing to choose

All of it is one entry of the register, or nothing is: where several units follow, each record needs its --to.
A handover changes no state and no deadline; every record says in its history by which document it was handed over.")]
    Handover(HandoverArguments),
    /// Prints the rules of deadlines or the holidays in use, or changes them by a file
    #[command(after_help = "Examples:
  nghedan law --holidays > holidays.csv    what is in use, good input again
  nghedan law --rules > deadlines.toml
  nghedan law holidays.csv --dry-run       say which dates of petitions would move, before and after
  nghedan law holidays.csv                 the same, then ask, then do it
  nghedan law deadlines.toml --yes         for scripts

A file may hold some lines only: each is laid over the one of its day, or of its rule's id. What a file leaves out stays.
A changed law is a new [[rule]] with valid_from, beside the old one with valid_to. A file with a fault is refused with its
line and the reason, and what was in use stays in use. The account of the register changes the law, and root; for others
nothing but printing is allowed.")]
    Law(LawArguments),
    /// Copies the keys of sealed texts into a file that expires
    #[command(after_help = "Examples:
  nghedan backup-keys /mnt/usb/2026-11-26.keys
  nghedan backup-keys /mnt/usb/2026-11-26.keys --days 14

A backup of the register holds no keys. Keep this file apart from it, and the office key (keys/office.key in the
register's directory) apart from both: only the three together open what is sealed. A key that is destroyed lives on in
the copies that were made before; that is why they end, and why a new one removes those beside it that have ended.")]
    BackupKeys(BackupKeysArguments),
    /// Brings keys back into a register that was just restored
    #[command(after_help = "Examples:
  nghedan restore register.backup --data /srv/nghedan
  nghedan restore-keys 2026-11-26.keys --data /srv/nghedan

Then put the office key into keys/office.key, and start. What was erased stays erased.")]
    RestoreKeys(RestoreKeysArguments),
    /// Erases contacts of senders that nobody needs any more
    #[command(after_help = "Examples:
  nghedan erase-contacts --dry-run    say of which petitions
  nghedan erase-contacts              erase them, for good

How many months a contact is kept after the end of a petition is a setting of the office (contact_months, usually 12).
The keys are destroyed: the contacts are gone from the history and from every backup too, but for backups of the keys.")]
    EraseContacts(EraseArguments),
    /// Computes a deadline and explains it
    #[command(after_help = "Examples:
  nghedan due --rule KN.GQ1 --from 2026-10-01
  nghedan due --rule KN.GQ1 --from 2026-10-01 --remote --complex
  nghedan due --rule TCD.TL --from 2026-02-13 --json
  nghedan law --holidays > days.csv && nghedan due --rule TCD.TL --from 2026-11-23 --law days.csv

It asks no server: it goes by what the program brings, and by the files that are named.")]
    Due(DueArguments),
    /// Turns lines of keys on standard input into the text that they make in a form
    #[command(after_help = "Examples:
  nghedan compose --method telex < keys.txt > text.txt
  echo 'Ddoongf Taam' | nghedan compose --method telex    Đồng Tâm
  echo 'D9o62ng Ta6m' | nghedan compose --method vni      Đồng Tâm
  printf 'Ju\\007\\n' | nghedan compose --method telex     Jŭ (0x07 is Ctrl-G, 0x08 is Backspace)

A line that is not UTF-8 or too long is reported with its number and leaves an empty line; the exit status is then 1.")]
    Compose(ComposeArguments),
    /// Verifies the register: journal, chain, state and indexes
    #[command(after_help = "Examples:
  nghedan check    exit status 0 and a summary, or 1 and the faults")]
    Check,
    /// Builds the register's state again from its journal
    #[command(after_help = "Examples:
  nghedan rebuild")]
    Rebuild,
    /// Copies the register to one file while it is in use: compressed, and verified after writing
    #[command(after_help = "Examples:
  nghedan backup /media/usb/so-2026-11-23.nghedan
  sudo -u nghedan nghedan backup /var/backups/nghedan/monday    of an office server

It is the register as it stands when the command begins; saving goes on meanwhile. The file is made for you alone, and
nothing is ever written over. Drafts and keys are not in it: what is sealed stays sealed without the keys.")]
    Backup(FileArgument),
    /// Makes a register from a backup, in an empty directory
    #[command(after_help = "Examples:
  nghedan --data D restore so-2026-11-23.nghedan
  nghedan --data D check                            afterwards

The file is verified whole before anything is written; nothing is ever put over other files. It starts no server.")]
    Restore(FileArgument),
    /// Prints the keys of every place
    #[command(after_help = "Examples:
  nghedan keys                     every key with the command that it runs
  nghedan keys --keymap vim        where letters are commands in lists
  nghedan keys --card | lp         the card to lay beside the keyboard, one page
  nghedan keys --card --lang en
  nghedan keys --doctor            learns what this terminal sends

Your own keys stand in ~/.config/nghedan/keymap.toml: tables such as [[list]] with on = \"f5\" and run = \"sort\". What is
wrong in that file is told by line, and the exit status is 2.")]
    Keys(KeysArguments),
    /// Prints the completions of a shell
    #[command(after_help = "Examples:
  nghedan completions bash > ~/.local/share/bash-completion/completions/nghedan")]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Prints the manual page of the program or of one command
    #[command(after_help = "Examples:
  nghedan man | man -l -
  nghedan man add > nghedan-add.1")]
    Man {
        /// The command
        command: Option<String>,
    },
}

/// `backup`, `restore`.
#[derive(Debug, Args)]
pub struct FileArgument {
    /// The backup
    #[arg(value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
}

/// `add`.
#[derive(Debug, Args)]
pub struct AddArguments {
    /// The kind of record
    #[arg(value_parser = kinds())]
    pub kind: String,
}

/// `law`.
#[derive(Debug, Args)]
pub struct LawArguments {
    /// The file: .toml for rules, .csv for holidays
    #[arg(value_hint = ValueHint::FilePath, required_unless_present_any = ["rules", "holidays"])]
    pub file: Option<PathBuf>,
    /// Prints the rules in use
    #[arg(long, conflicts_with_all = ["file", "holidays", "dry_run", "yes"])]
    pub rules: bool,
    /// Prints the holidays in use
    #[arg(long, conflicts_with_all = ["file", "dry_run", "yes"])]
    pub holidays: bool,
    /// Only say which dates would move
    #[arg(long)]
    pub dry_run: bool,
    /// Do it without asking
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
}

/// `handover`.
#[derive(Debug, Args)]
pub struct HandoverArguments {
    /// The id of the unit that ended
    pub unit: String,
    /// The number of the document of the handover
    #[arg(long, value_name = "NUMBER")]
    pub document: String,
    /// The day of the document [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub on: Option<Day>,
    /// Where one record goes, by its number or id; may be given several times
    #[arg(long, value_name = "RECORD=UNIT")]
    pub to: Vec<String>,
    /// Only say what would be done
    #[arg(long)]
    pub dry_run: bool,
}

/// `backup-keys`.
#[derive(Debug, Args)]
pub struct BackupKeysArguments {
    /// The new file
    pub file: PathBuf,
    /// For how many days it can be restored
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=366))]
    pub days: u32,
}

/// `restore-keys`.
#[derive(Debug, Args)]
pub struct RestoreKeysArguments {
    /// The file that `backup-keys` made
    pub file: PathBuf,
}

/// `erase-contacts`.
#[derive(Debug, Args)]
pub struct EraseArguments {
    /// Only say of which petitions
    #[arg(long)]
    pub dry_run: bool,
}

/// `due`.
#[derive(Debug, Args)]
pub struct DueArguments {
    /// The rule, such as KN.GQ1
    #[arg(long, value_name = "ID")]
    pub rule: String,
    /// The day of the event that starts the clock
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub from: Day,
    /// In a remote place (vùng sâu, vùng xa)
    #[arg(long)]
    pub remote: bool,
    /// The case was found complex (phức tạp)
    #[arg(long)]
    pub complex: bool,
    /// Rules (.toml) or holidays (.csv) laid over those that the program brings; may be given several times
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub law: Vec<PathBuf>,
    /// JSON
    #[arg(long)]
    pub json: bool,
}

fn kinds() -> PossibleValuesParser {
    PossibleValuesParser::new(KINDS.iter().map(|kind| kind.name))
}

/// `2026-11-23`, or `23/11/2026` as officers write it.
fn day(text: &str) -> Result<Day, String> {
    let typed = || (text.matches('/').count() == 2).then(|| Day::from_typed(text, Day::EPOCH)).flatten();
    Day::from_iso(text)
        .or_else(typed)
        .ok_or_else(|| "write it as 2026-11-23; there is no such day (years 1900 to 2200)".to_owned())
}

#[cfg(test)]
mod tests;
