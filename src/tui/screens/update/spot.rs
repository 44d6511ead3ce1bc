//! Where in the form of an update the cursor stands, and how a draft names that place.

use crate::domain::{
    FieldDef,
    kinds::{LINES, figures_fields as figures, village_update_fields as update},
};

use super::point::Cell;

/// A place in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// Thôn, buôn.
    Village,
    /// Kỳ.
    Period,
    /// Phát sinh: the gate.
    Gate,
    /// One of the fifteen lines.
    Line(usize),
    /// The day of the review.
    Review,
    /// The note.
    Note,
    /// A cell of a point.
    Point(usize, Cell),
}

impl Spot {
    /// As a draft names it: the field, for a cell with its point.
    pub(super) fn name(self) -> String {
        match self {
            Spot::Point(at, cell) => format!("{}.{at}.{}", update::ITEMS.def.name, cell.def().name),
            other => other.def().name.to_owned(),
        }
    }

    /// The place of that name.
    pub(super) fn named(name: &str) -> Option<Spot> {
        if let Some(rest) = name.strip_prefix(update::ITEMS.def.name) {
            let (at, cell) = rest.strip_prefix('.')?.split_once('.')?;
            let cell = Cell::ALL.into_iter().find(|own| own.def().name == cell)?;
            return Some(Spot::Point(at.parse().ok()?, cell));
        }
        let lines = (0..LINES.len()).map(Spot::Line);
        [Spot::Village, Spot::Period, Spot::Gate, Spot::Review, Spot::Note]
            .into_iter()
            .chain(lines)
            .find(|spot| spot.def().name == name)
    }

    /// The place of the field that a problem names.
    pub(super) fn of_problem(field: &str) -> Option<Spot> {
        if field == figures::AS_OF.def.name {
            return Some(Spot::Period);
        }
        if field == update::ITEMS.def.name {
            return Some(Spot::Point(0, Cell::Domain));
        }
        Spot::named(field)
    }

    /// Its declaration.
    pub(super) fn def(self) -> &'static FieldDef {
        match self {
            Spot::Village => &update::VILLAGE.def,
            Spot::Period => &update::PERIOD.def,
            Spot::Gate => &update::NOTHING_NEW.def,
            Spot::Line(at) => LINES.get(at).map_or(&update::NOTHING_NEW.def, |line| &line.def),
            Spot::Review => &figures::REVIEWED_ON.def,
            Spot::Note => &update::NOTE.def,
            Spot::Point(_, cell) => cell.def(),
        }
    }
}
