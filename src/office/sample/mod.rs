//! The sample register (dữ liệu mẫu): an invented office at work, the same on every machine for the same seed and day.
//!
//! Pure: it makes up acts of officers, which the office decides like any others. It knows the recipe, the law and the
//! places; it knows no store and no clock, and no person: officers are accounts, denunciations are numbers of files.

mod acts;
mod book;
mod case;
mod clerk;
mod matters;
mod moves;
mod profile;
mod receipt;
mod reception;
mod recipe;
mod script;
mod terms;
#[cfg(test)]
mod tests;
mod villages;
mod ways;

pub use acts::{Act, Acts, What};

use thiserror::Error;

use crate::base::{Day, limits};
use crate::domain::{
    Record,
    kinds::unit_fields,
    law::{Law, LawError},
};

use acts::Moment;
use case::Case;
use clerk::Clerk;
use profile::{Profile, officer};
use recipe::Recipe;
use terms::Terms;
pub use villages::Handover;
use villages::{Report, Reporter};

/// What a sample is to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// How many petitions; `None`: as many as the recipe makes up to the day.
    pub petitions: Option<u32>,
    /// The seed; `None`: the recipe's.
    pub seed: Option<u64>,
    /// What "today" is in it; `None`: the recipe's last demo day.
    pub day: Option<Day>,
}

/// Why there is no sample. Says what to do, then why.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SampleError {
    /// The recipe that the program brings along is broken.
    #[error("mend the recipe of the sample: {0}")]
    Recipe(String),
    /// The law that the program brings along is broken.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The day lies before there could be anything, or after all that is known of the calendar.
    #[error("choose a day from {first} to {last}: the sample has nothing for another", first = .0.iso(), last = .1.iso())]
    Day(Day, Day),
    /// More petitions than a sample may have.
    #[error("choose fewer petitions: at most {max}", max = limits::SAMPLE_PETITIONS_MAX)]
    TooMany,
    /// The unit whose office it is to be is not among the units, or not in force on that day.
    #[error("add the units of the recipe: none of them is in force on that day")]
    NoUnit,
    /// The unit has no village.
    #[error("add villages: the unit of the sample has none")]
    NoVillages,
}

/// A sample register: units, an office and what its officers did up to the day before the demo day.
///
/// Invariant: same options and units, same acts.
#[derive(Debug)]
pub struct Sample {
    profile: Profile,
    units: Vec<Record>,
    office: Record,
    /// In the order of receipt.
    cases: Vec<Case>,
    /// In the order of time.
    moments: Vec<Moment>,
    /// In the order of time.
    reports: Vec<Report>,
}

/// Days for which there must have been work before anything can be overdue.
const WORK_BEFORE_DAYS: i32 = 180;
/// Years after the last demo day for which a sample can still be made; their holidays are partly projected.
const YEARS_AFTER: i32 = 5;

impl Sample {
    /// Makes up the register of these units.
    ///
    /// # Errors
    /// The options ask for what cannot be, the units lack the recipe's, or the data of the program is broken.
    pub fn new(options: Options, units: Vec<Record>) -> Result<Sample, SampleError> {
        let recipe = Recipe::embedded()?;
        let demo = recipe.own_units.keys().next_back().copied().unwrap_or(recipe.start);
        let day = options.day.unwrap_or(demo);
        let (first, last) = (recipe.start.plus(WORK_BEFORE_DAYS), demo.plus(YEARS_AFTER * 365));
        if !(first..=last).contains(&day) {
            return Err(SampleError::Day(first, last));
        }
        if options.petitions.is_some_and(|petitions| petitions > limits::SAMPLE_PETITIONS_MAX) {
            return Err(SampleError::TooMany);
        }
        let profile = Profile::new(&recipe, day, &units)?;
        let mut terms = Terms::new(Law::embedded()?, recipe.start, day);
        let last = terms.before(day, 1);
        let seed = options.seed.unwrap_or(recipe.seed);
        let petitions = match options.petitions {
            Some(petitions) => petitions as usize,
            None => natural_volume(&recipe, &profile),
        };
        let mut clerk = Clerk { recipe: &recipe, profile: &profile, terms: &mut terms, last };
        let mut cases = clerk.cases(petitions, seed);
        cases.sort_by_key(|case| case.received_at);
        let moments = moments(&cases);
        let reports = Reporter::new(&recipe, &profile, &terms, last)?.reports(seed);
        let office = profile.office()?;
        let units = with_officers(units, &profile);
        Ok(Sample { profile, units, office, cases, moments, reports })
    }

    /// The day that is "today" in it.
    pub fn day(&self) -> Day {
        self.profile.day
    }

    /// The office, marked as a sample.
    pub fn office(&self) -> Record {
        self.office.clone()
    }

    /// The units, the own villages with the officers who look after them.
    pub fn units(&self) -> Vec<Record> {
        self.units.clone()
    }

    /// How many petitions there are, those included that steps open beside others.
    pub fn petitions(&self) -> usize {
        self.cases.len() + self.cases.iter().map(Case::opens).sum::<usize>()
    }

    /// What was done, in the order of time; nothing of it on the demo day itself, whatever the hour is there.
    pub fn acts(&self) -> Acts<'_> {
        Acts::new(self)
    }
}

/// As many as the communes that make up the unit have in the years of the recipe.
fn natural_volume(recipe: &Recipe, profile: &Profile) -> usize {
    let communes = profile.communes(recipe.start).len() as u64;
    let days = u64::try_from(profile.day.since(recipe.start)).unwrap_or(0);
    usize::try_from(recipe.petitions_per_commune_year * communes * days / 365).unwrap_or(0)
}

fn moments(cases: &[Case]) -> Vec<Moment> {
    let all = (0_u32..).zip(cases).flat_map(|(petition, case)| {
        let moves = case.moves.iter().map(|done| done.at);
        (0_u8..)
            .zip(std::iter::once(case.received_at).chain(moves))
            .map(move |(order, at)| (at, petition, order))
    });
    let mut moments: Vec<Moment> = all.collect();
    moments.sort_unstable();
    moments
}

fn with_officers(mut units: Vec<Record>, profile: &Profile) -> Vec<Record> {
    for unit in &mut units {
        let village = profile.villages.iter().find(|village| village.id == unit.id);
        if let Some(officer) = village.and_then(|village| officer(village.officer)) {
            unit_fields::OFFICER.set(unit, officer.as_str().to_owned());
        }
    }
    units
}
