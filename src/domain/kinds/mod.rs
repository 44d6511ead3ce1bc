//! All kinds of record: a new kind is one file here and one line in [`KINDS`].

mod office;
mod petition;
mod unit;
mod unit_searched;

pub use office::{Agency, OFFICE, Office, fields as office_fields};
pub use petition::{
    COUNTED_AS_GROUP, Domain, Instance, OurRole, PETITION, Petition, PetitionKind, Source,
    fields as petition_fields,
};
pub use unit::{Level, UNIT, Unit, fields as unit_fields};

use super::KindDef;

/// The registry.
pub const KINDS: &[&KindDef] = &[&UNIT, &OFFICE, &PETITION];

/// The kind with this name.
pub fn kind(name: &str) -> Option<&'static KindDef> {
    KINDS.iter().copied().find(|kind| kind.name == name)
}
