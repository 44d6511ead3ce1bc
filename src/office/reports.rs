//! Which villages have reported on which period: held in memory, so that silence is seen without reading.

use std::collections::{BTreeMap, HashMap};

use crate::base::{Day, Id, Period, Say, limits, text};
use crate::domain::{
    Place, Record, Wanted,
    kinds::{Level, VILLAGE_UPDATE, VillageUpdate},
    rights::{Viewer, sees_all, visible},
};
use crate::store::{Store, StoreError};
use crate::wire::{HomeLine, Refusal, Silent, SilentRow};

use super::{
    Basis, Office,
    around::read_through,
    look_up::first_letters,
    refusal::{broken, not_set_up},
};

/// The updates of all villages, each by its period.
#[derive(Default)]
pub(super) struct Reports {
    told: HashMap<Id, BTreeMap<Period, Told>>,
    /// The first period on which any village reported.
    first: Option<Period>,
}

/// One update, as far as counts need it.
#[derive(Clone, Debug)]
struct Told {
    id: Id,
    is_nil: bool,
}

/// From so many letters on a narrowing is a part of a name, not initials.
const NAME_FROM_LETTERS: usize = 3;

impl Reports {
    pub fn read(store: &dyn Store) -> Result<Reports, StoreError> {
        let mut reports = Reports::default();
        read_through(store, VILLAGE_UPDATE.name, |records| {
            records.iter().for_each(|record| reports.committed(record));
        })?;
        Ok(reports)
    }

    /// A record was committed. A correction is no report, but where the village had never reported on that period.
    pub fn committed(&mut self, record: &Record) {
        if record.kind != VILLAGE_UPDATE.name {
            return;
        }
        let update = VillageUpdate(record);
        let (Some(village), Some(period)) = (update.village(), update.period()) else { return };
        if update.is_correction() && self.of(&village, period).is_some() {
            return;
        }
        self.first = Some(self.first.map_or(period, |first| first.min(period)));
        let told = Told { id: record.id.clone(), is_nil: update.is_nil() };
        self.told.entry(village).or_default().insert(period, told);
    }

    fn of(&self, village: &Id, period: Period) -> Option<&Told> {
        self.told.get(village)?.get(&period)
    }

    /// The last period up to this one on which a village reported.
    fn last(&self, village: &Id, period: Period) -> Option<(Period, &Told)> {
        let (last, told) = self.told.get(village)?.range(..=period).next_back()?;
        Some((*last, told))
    }

    /// A village's update on a period.
    pub fn update_on(&self, village: &Id, period: Period) -> Option<&Id> {
        self.of(village, period).map(|told| &told.id)
    }

    /// How many updates a village has, and how many of them say that there is nothing new.
    pub fn count(&self, village: &Id) -> (u32, u32) {
        let told = self.told.get(village);
        let all = told.map_or(0, BTreeMap::len);
        let nil = told.map_or(0, |told| told.values().filter(|told| told.is_nil).count());
        (u32::try_from(all).unwrap_or(u32::MAX), u32::try_from(nil).unwrap_or(u32::MAX))
    }

    /// The last report of a village and for how many periods it has been silent.
    pub fn standing(&self, village: &Place, period: Period, basis: &Basis) -> (Option<Period>, u32) {
        let last = self.last(&village.id, period).map(|(last, _)| last);
        let begun = self.first.map_or(period.first(), Period::first);
        let since = village.valid_from.map_or(begun, |from| from.max(begun));
        (last, basis.periods.silent_for(last, since, period).max(u32::from(last != Some(period))))
    }
}

/// The villages on whose silence an officer may look at the end of a period: those of the own unit, in Vietnamese order.
/// Who does not see the office's records does not see which of them are missing.
fn own_villages<'a>(basis: &'a Basis, viewer: &Viewer, on: Day) -> Vec<&'a Place> {
    let sees = basis.office_id().is_some_and(|office| sees_all(viewer, &office));
    let unit = basis.own_unit().filter(|_| sees);
    unit.map_or_else(Vec::new, |unit| basis.places.villages_of(&unit, on))
}

impl Office {
    /// How many own villages have not reported on the period that is reported on now.
    pub(super) fn silent_count(&self, viewer: &Viewer) -> u32 {
        let period = self.basis.periods.reported_on(self.basis.today);
        let own = own_villages(&self.basis, viewer, period.last());
        let silent = own.iter().filter(|village| self.reports.of(&village.id, period).is_none());
        u32::try_from(silent.count()).unwrap_or(u32::MAX)
    }

    /// "trên 18; tuần 47, hạn nhận 25/11".
    pub(super) fn silent_line(&self, viewer: &Viewer) -> HomeLine {
        let period = self.basis.periods.reported_on(self.basis.today);
        let villages = own_villages(&self.basis, viewer, period.last()).len();
        let name = period.name(self.basis.today.year());
        let due = self.basis.periods.due_on(period).short();
        HomeLine {
            count: self.silent_count(viewer),
            note: Say::new(
                format!("trên {villages}; {}, hạn nhận {due}", name.vi),
                format!("of {villages}; {}, due {due}", name.en),
            ),
            note_short: Say::new(format!("trên {villages}, hạn {due}"), format!("of {villages}, due {due}")),
        }
    }

    /// The villages of a period: the silent ones first, then those that have reported.
    pub(super) fn silent(
        &self,
        period: Option<Period>,
        narrow: &str,
        viewer: &Viewer,
    ) -> Result<Silent, Refusal> {
        self.basis.around(&viewer.officer).ok_or_else(not_set_up)?;
        let basis = &self.basis;
        let now = basis.periods.reported_on(basis.today);
        let period = period.filter(|period| basis.periods.has(*period)).unwrap_or(now);
        let own = own_villages(basis, viewer, period.last());
        let typed = first_letters(narrow, limits::NARROW_CHARS_MAX);
        let (kept, echo) = self.narrowed(&own, typed, period.last());
        let mut rows = Vec::new();
        let (mut nil, mut with_issues) = (0, 0);
        for village in &own {
            match self.reports.of(&village.id, period) {
                Some(told) if told.is_nil => nil += 1,
                Some(_) => with_issues += 1,
                None => {}
            }
            if kept.contains(&&village.id) {
                rows.push(self.silent_row(village, period, viewer)?);
            }
        }
        // The villages stand in Vietnamese order already.
        rows.sort_by_key(|row| std::cmp::Reverse(row.silent));
        let after = basis.periods.after(period);
        Ok(Silent {
            period,
            around: (basis.periods.before(period), (after <= basis.periods.of(basis.today)).then_some(after)),
            due_on: basis.periods.due_on(period),
            is_closed: basis.periods.is_closed(period),
            villages: u32::try_from(own.len()).unwrap_or(u32::MAX),
            rows,
            nil,
            with_issues,
            echo,
        })
    }

    /// The villages meant by what was typed: by initials, from three letters on also by a part of the name.
    fn narrowed<'a>(&self, own: &[&'a Place], typed: &str, on: Day) -> (Vec<&'a Id>, Option<Say>) {
        let folded = text::fold(typed);
        if folded.is_empty() {
            return (own.iter().map(|village| &village.id).collect(), None);
        }
        let unit = self.basis.own_unit();
        let wanted = Wanted { text: typed, levels: &[Level::Village], on, own: unit.as_ref() };
        let exact: Vec<&Id> =
            self.basis.places.by_initials(wanted).into_iter().map(|place| &place.id).collect();
        let meant: Vec<&Id> = if exact.is_empty() {
            self.basis.places.look_up(wanted).into_iter().map(|place| &place.id).collect()
        } else {
            exact
        };
        let kept: Vec<&Id> = own
            .iter()
            .map(|village| &village.id)
            .filter(|id| {
                meant.contains(id)
                    || folded.chars().count() >= NAME_FROM_LETTERS
                        && self
                            .basis
                            .places
                            .get(id)
                            .is_some_and(|place| text::fold(&place.name).contains(&folded))
            })
            .collect();
        let echo = match kept.as_slice() {
            [one] => {
                Some(Say::plain(format!("{} = {}", typed.trim(), self.basis.places.short_name(one, on))))
            }
            _ => None,
        };
        (kept, echo)
    }

    fn silent_row(&self, village: &Place, period: Period, viewer: &Viewer) -> Result<SilentRow, Refusal> {
        let on = period.last();
        let (last, silent) = self.reports.standing(village, period, &self.basis);
        let record = match self.reports.last(&village.id, period) {
            Some((_, told)) => self.store.record(&told.id).map_err(broken)?.filter(|r| visible(viewer, r)),
            None => None,
        };
        let name = self.basis.places.distinct_name(&village.id, on);
        Ok(SilentRow {
            village: village.id.clone(),
            name,
            former: self
                .basis
                .places
                .former_parent(&village.id, on)
                .map_or_else(String::new, |f| f.name.clone()),
            last,
            silent: if last == Some(period) { 0 } else { silent },
            last_line: record.map_or_else(Say::default, |record| VillageUpdate(&record).first_line()),
            update: self.reports.of(&village.id, period).map(|told| told.id.clone()),
        })
    }

    /// The silent village after this one, as list 6 stands.
    pub(super) fn next_silent(&self, village: &Id, period: Period, viewer: &Viewer) -> Option<Id> {
        let mut silent: Vec<(u32, &Id)> = own_villages(&self.basis, viewer, period.last())
            .into_iter()
            .filter(|own| own.id == *village || self.reports.of(&own.id, period).is_none())
            .map(|own| (self.reports.standing(own, period, &self.basis).1, &own.id))
            .collect();
        silent.sort_by_key(|(periods, _)| std::cmp::Reverse(*periods));
        let at = silent.iter().position(|(_, id)| *id == village)?;
        silent.get(at + 1).or_else(|| silent.first()).map(|(_, id)| (*id).clone()).filter(|id| id != village)
    }
}
