//! All kinds of record: a new kind is one file here and one line in [`KINDS`].

mod figures;
mod office;
mod period_closing;
mod petition;
mod unit;
mod unit_searched;
mod village_update;
mod village_update_searched;

pub use figures::{FIGURES, Figures, LINES, Line, fields as figures_fields, shown as shown_figure};
pub use office::{Agency, LengthName, OFFICE, Office, fields as office_fields};
pub use period_closing::{PERIOD_CLOSING, fields as period_closing_fields};
pub use petition::{
    COUNTED_AS_GROUP, Domain, Instance, OurRole, PETITION, Petition, PetitionKind, Source,
    fields as petition_fields,
};
pub use unit::{Level, UNIT, Unit, fields as unit_fields};
pub use village_update::{
    Item, Severity, VILLAGE_UPDATE, VillageUpdate, fields as village_update_fields, is_correction,
};

use super::KindDef;

/// The registry.
pub const KINDS: &[&KindDef] = &[&UNIT, &OFFICE, &PETITION, &VILLAGE_UPDATE, &FIGURES, &PERIOD_CLOSING];

/// The kind with this name.
pub fn kind(name: &str) -> Option<&'static KindDef> {
    KINDS.iter().copied().find(|kind| kind.name == name)
}
