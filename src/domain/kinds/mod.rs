//! All kinds of record: a new kind is one file here and one line in [`KINDS`].

mod book_opening;
pub mod deadline_rule;
mod figures;
pub mod holiday;
mod matter;
mod office;
mod period_closing;
mod petition;
mod proposal;
mod reception_day;
mod reception_entry;
mod statistics_closing;
mod statistics_print;
mod unit;
mod unit_searched;
mod village_update;
mod village_update_searched;

pub use book_opening::{BOOK_OPENING, fields as book_opening_fields, opened_period};
pub use deadline_rule::DEADLINE_RULE;
pub use figures::{FIGURES, Figures, LINES, Line, fields as figures_fields, shown as shown_figure};
pub use holiday::HOLIDAY;
pub use matter::{
    Lead, MATTER, Matter, MatterState, NAMED_PETITIONS, fields as matter_fields, headline as matter_headline,
    lines as matter_lines, matter_step_fields,
};
pub use office::{Agency, LengthName, OFFICE, Office, fields as office_fields};
pub use period_closing::{PERIOD_CLOSING, fields as period_closing_fields};
pub use petition::{
    COUNTED_AS_GROUP, Domain, Instance, OurRole, PETITION, Petition, PetitionKind, Source,
    fields as petition_fields,
};
pub use proposal::{
    CommitteeLevel, PROPOSAL, ProposalState, fields as proposal_fields, headline as proposal_headline,
    lines as proposal_lines,
};
pub use reception_day::{
    Held, RECEPTION_DAY, Receiver, fields as reception_day_fields, is_unwritten, planned_with,
};
pub use reception_entry::{
    Brought, CANCEL as CANCEL_RECEPTION, EntryState, OPENS_PETITION, RECEPTION_ENTRY,
    erase as erase_reception, fields as reception_entry_fields, is_cancelled as is_cancelled_reception,
    petition_of as petition_of_reception, with_petition as reception_with_petition,
};
pub use statistics_closing::{
    STATISTICS_CLOSING, StatisticsClosing, entered as closing_entered, fields as statistics_closing_fields,
    lines as closing_lines,
};
pub use statistics_print::{
    STATISTICS_PRINT, entered as printing_entered, fields as statistics_print_fields,
};
pub use unit::{Level, UNIT, Unit, fields as unit_fields};
pub use village_update::{
    Item, Severity, VILLAGE_UPDATE, VillageUpdate, fields as village_update_fields, is_correction,
};

use super::KindDef;

/// The registry.
pub const KINDS: &[&KindDef] = &[
    &UNIT,
    &OFFICE,
    &PETITION,
    &VILLAGE_UPDATE,
    &FIGURES,
    &PERIOD_CLOSING,
    &MATTER,
    &PROPOSAL,
    &RECEPTION_DAY,
    &RECEPTION_ENTRY,
    &BOOK_OPENING,
    &HOLIDAY,
    &DEADLINE_RULE,
    &STATISTICS_CLOSING,
    &STATISTICS_PRINT,
];

/// The kind with this name.
pub fn kind(name: &str) -> Option<&'static KindDef> {
    KINDS.iter().copied().find(|kind| kind.name == name)
}
