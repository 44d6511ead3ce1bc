//! What the form of a village's update begins with: what is saved, what stood there before, what it can be linked to.

use crate::base::{Id, Period, text};
use crate::domain::{
    Record,
    kinds::{FIGURES, Figures, VILLAGE_UPDATE},
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
        let before = self.figures_before(village, on, |found| !found.is_empty()).map_err(broken)?;
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
            before: before.into_iter().next(),
            matters: self.matters_of(village, viewer),
            next: self.next_silent(village, period, viewer),
        })
    }
}
