//! What the form of a village's update begins with: what is saved, what stood there before, what it can be linked to.

use crate::base::{Id, Period, text};
use crate::domain::{
    Record,
    kinds::{FIGURES, Figures, LINES, Line, VILLAGE_UPDATE},
    rights::Viewer,
};
use crate::wire::{Refusal, UpdateSheet};

use super::{
    Office,
    refusal::{broken, limit, not_set_up, unknown},
};

impl Office {
    /// The sheet of a village and a period.
    pub(super) fn update_sheet(
        &self,
        village: &Id,
        period: Option<Period>,
        viewer: &Viewer,
    ) -> Result<UpdateSheet, Refusal> {
        let basis = &self.basis;
        let office = basis.office_id().ok_or_else(not_set_up)?;
        let place = basis.places.get(village).ok_or_else(unknown)?;
        let period = period
            .filter(|period| basis.periods.has(*period))
            .unwrap_or_else(|| basis.periods.reported_on(basis.today));
        let on = period.last();
        let named =
            |kind: &str, name: &str| Id::new(&format!("{office}.{kind}.{village}.{name}")).ok_or_else(limit);
        let update_id = named(VILLAGE_UPDATE.name, &period.to_string())?;
        let figures_id = named(FIGURES.name, &on.iso())?;
        let before = self.figures_before(village, on, all_lines_are_known).map_err(broken)?;
        let reviewed = before.iter().find_map(|figures| Figures(figures).reviewed_on());
        let saved =
            |id: &Id| -> Result<Option<Record>, Refusal> { self.record_for(viewer, id).map_err(broken) };
        Ok(UpdateSheet {
            village: village.clone(),
            village_name: basis.places.full_name(village, on),
            village_code: text::initials(&place.name).to_uppercase(),
            period,
            is_closed: basis.periods.is_closed(period),
            update: saved(&update_id)?,
            figures: saved(&figures_id)?,
            update_id,
            figures_id,
            reviewed_on: reviewed,
            before: known(&before),
            matters: self.matters_of(village, viewer),
            next: self.next_silent(village, period, viewer),
        })
    }
}

/// Figures that are read back at most, to find each line's last value.
const READ_BACK_MAX: usize = 64;

/// Whether each of the fifteen lines stands in one of these figures, or enough were read.
pub(super) fn all_lines_are_known(found: &[Record]) -> bool {
    let is_known = |line: &Line| found.iter().any(|figures| figures.fields.contains_key(line.def.name));
    found.len() >= READ_BACK_MAX || LINES.iter().all(is_known)
}

/// The newest of these figures, with the last known value of each line that they do not tell.
pub(super) fn known(newest_first: &[Record]) -> Option<Record> {
    let mut known = newest_first.first()?.clone();
    for line in LINES {
        let value = newest_first.iter().find_map(|figures| figures.fields.get(line.def.name));
        if let Some(value) = value {
            known.fields.entry(line.def.name.to_owned()).or_insert_with(|| value.clone());
        }
    }
    Some(known)
}
