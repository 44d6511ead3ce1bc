//! Whose office the sample is: its unit on the demo day, its agencies, its officers.

use crate::base::{Day, Id, Officer};
use crate::domain::{
    Fields, Place, Places, Record,
    kinds::{LengthName, Level, OFFICE, office_fields as f},
    value::FieldValue,
};

use super::{SampleError, recipe::Recipe};

/// The office for economic affairs.
pub(super) const ECONOMY: &str = "KT";
/// The office for culture and social affairs.
pub(super) const CULTURE: &str = "VH";
/// The power company.
pub(super) const POWER: &str = "DL";
/// The neighbouring commune of Ea Ly.
pub(super) const EA_LY: &str = "UE";
/// The neighbouring commune of Cư Prao.
pub(super) const CU_PRAO: &str = "UP";
/// The neighbouring commune of Ea Bá.
pub(super) const EA_BA: &str = "UB";
/// The Fatherland Front.
pub(super) const FRONT: &str = "MT";
/// The province's committee, which decides second complaints.
pub(super) const PROVINCE: &str = "UT";
/// The people's council, which sends voters' wishes.
pub(super) const COUNCIL: &str = "HN";

/// Code, name, name in tables; `{}` is the own unit.
const AGENCIES: &[(&str, &str, &str)] = &[
    (ECONOMY, "Phòng Kinh tế {}", "Phòng KT"),
    (CULTURE, "Phòng Văn hóa - Xã hội {}", "Phòng VH"),
    (POWER, "Điện lực khu vực {}", "Điện lực"),
    (EA_LY, "UBND xã Ea Ly", "Xã Ea Ly"),
    (CU_PRAO, "UBND xã Cư Prao", "Cư Prao"),
    (EA_BA, "UBND xã Ea Bá", "Xã Ea Bá"),
    (FRONT, "Ủy ban MTTQ Việt Nam {}", "MTTQ"),
    (COUNCIL, "Thường trực HĐND {}", "HĐND"),
    (PROVINCE, "UBND tỉnh Gia Lai", "UBND tỉnh"),
];

/// By month until the villages went over to weeks: since when, how long, due how many days after.
const PERIODS: &[(&str, LengthName, i64)] =
    &[("2021-01-01", LengthName::Month, 5), ("2026-01-01", LengthName::Week, 3)];

/// The neighbours before and after the reform, as far as they are in force.
const NEIGHBOURS: &[&str] =
    &["D652", "D561", "C24415", "C22225", "C22237", "C24415n", "C22225n", "C22237n", "C22207n"];

/// How many officers share the work.
pub(super) const OFFICERS: usize = 4;

/// An officer's account.
pub(super) fn officer(number: usize) -> Option<Officer> {
    Officer::new(&format!("can_bo_{:02}", number % OFFICERS + 1))
}

/// One of the own villages.
#[derive(Clone, Debug)]
pub(super) struct Village {
    pub id: Id,
    pub name: String,
    pub unit_type: String,
    pub remote: bool,
    /// Who looks after it.
    pub officer: usize,
}

/// The office of a sample.
#[derive(Debug)]
pub(super) struct Profile {
    pub day: Day,
    pub unit: Id,
    pub places: Places,
    /// By id.
    pub villages: Vec<Village>,
    /// The first of them.
    pub first: Village,
    /// The code of the usual responsible agency.
    pub own_agency: &'static str,
    unit_name: String,
    unit_type: String,
}

impl Profile {
    /// The office of the recipe whose unit is in force on the day.
    ///
    /// # Errors
    /// None of its units is among those given or in force, or no village lies in it.
    pub fn new(recipe: &Recipe, day: Day, units: &[Record]) -> Result<Profile, SampleError> {
        let places = Places::new(units);
        let in_force = |unit: &&Id| places.get(unit).is_some_and(|place| place.in_force(day));
        let own = recipe.own_units.values().find(in_force).and_then(|unit| places.get(unit));
        let Place { id: unit, name, unit_type, level, .. } = own.ok_or(SampleError::NoUnit)?.clone();
        let mut villages = places.villages_of(&unit, day);
        villages.sort_by(|one, other| one.id.cmp(&other.id));
        let villages: Vec<Village> = villages.into_iter().enumerate().map(village).collect();
        let first = villages.first().ok_or(SampleError::NoVillages)?.clone();
        let own_agency = if level == Level::District { "UH" } else { "UX" };
        Ok(Profile { day, unit, villages, first, own_agency, unit_name: name, unit_type, places })
    }

    /// The communes that were or became the own unit, in force on a day.
    pub fn communes(&self, on: Day) -> Vec<&Place> {
        let ours = |place: &&Place| {
            place.level == Level::Commune
                && place.in_force(on)
                && (place.successors.contains(&self.unit) || self.places.is_within(&place.id, &self.unit, on))
        };
        self.places.all().iter().filter(ours).collect()
    }

    /// The office's record, marked as a sample.
    ///
    /// # Errors
    /// The unit's code makes no id.
    pub fn office(&self) -> Result<Record, SampleError> {
        let code: String = self.unit.as_str().chars().filter(char::is_ascii_digit).collect();
        let id = Id::new(&format!("O{code}")).ok_or(SampleError::NoUnit)?;
        let unit = format!("{} {}", self.unit_type, self.unit_name);
        let mut office = Record::new(OFFICE.name, id.clone(), id);
        f::NAME.set(&mut office, format!("Khối Dân vận {unit} (mẫu)"));
        f::UNIT.set(&mut office, self.unit.clone());
        let neighbours = NEIGHBOURS.iter().filter_map(|id| Id::new(id));
        let in_force = |id: &Id| self.places.get(id).is_some_and(|place| place.in_force(self.day));
        f::NEIGHBOURS.set(&mut office, neighbours.filter(in_force).collect());
        let usual = (self.own_agency, format!("UBND {unit}"), format!("UBND {}", self.unit_type));
        let others =
            AGENCIES.iter().map(|(code, name, short)| (*code, name.replace("{}", &unit), (*short).into()));
        f::AGENCIES.set(&mut office, std::iter::once(usual).chain(others).map(agency).collect());
        f::PERIODS.set(&mut office, PERIODS.iter().filter_map(periods).collect());
        f::SAMPLE.set(&mut office, true);
        f::SAMPLE_DAY.set(&mut office, self.day);
        Ok(office)
    }
}

fn periods((since, length, due): &(&str, LengthName, i64)) -> Option<Fields> {
    Some(Fields::from([
        (f::PERIODS_SINCE.def.name.to_owned(), Day::from_iso(since)?.into_value()),
        (f::PERIOD_LENGTH.def.name.to_owned(), length.into_value()),
        (f::PERIOD_DUE_DAYS.def.name.to_owned(), due.into_value()),
    ]))
}

fn village((number, place): (usize, &Place)) -> Village {
    Village {
        id: place.id.clone(),
        name: place.name.clone(),
        unit_type: place.unit_type.clone(),
        remote: place.remote_decision.is_some(),
        officer: number % OFFICERS,
    }
}

fn agency((code, name, short): (&str, String, String)) -> Fields {
    let cell = |field: &str, text: &str| (field.to_owned(), text.to_owned().into_value());
    Fields::from([
        cell(f::AGENCY_CODE.def.name, code),
        cell(f::AGENCY_NAME.def.name, &name),
        cell(f::AGENCY_SHORT.def.name, &short),
    ])
}
