//! Receptions of citizens in the sample: a day a week, some on which nobody came, visits without a name.

use crate::base::{Day, Dice, Stamp, text};
use crate::domain::{
    FieldValue, Fields,
    kinds::{
        Brought, Held, RECEPTION_DAY, RECEPTION_ENTRY, Receiver, reception_day_fields as d,
        reception_entry_fields as e,
    },
};

use super::{
    case::at_work,
    profile::{EA_LY, officer},
    receipt::filled,
    villages::{Report, Reporter, cell, new_record},
};

/// How far back receptions are written down, and how far ahead they are planned.
const BACK_DAYS: i32 = 182;
const AHEAD_DAYS: i32 = 42;
/// The demo day is a Monday; receptions are on Thursdays.
const WEEKDAY_FROM_MONDAY: u32 = 3;
/// Days without a visitor, of a thousand.
const NOBODY_PERMILLE: u32 = 180;
/// Keeps the chance of receptions apart from that of the villages.
const RECEPTIONS: u64 = 0x7469_6570_2064_616e;

impl Reporter<'_> {
    /// The reception days of the last months with their visits, and the plan of the next weeks.
    pub(super) fn receptions(&self, seed: u64, reports: &mut Vec<Report>) {
        let mut dice = Dice::new(seed ^ RECEPTIONS, 0);
        let today = self.profile.day;
        let first = today.plus(-BACK_DAYS).max(self.recipe.start);
        let days = (0..=today.since(first)).map(|days| first.plus(days));
        let held = days.filter(|day| {
            day.weekday().num_days_from_monday() == WEEKDAY_FROM_MONDAY
                && *day <= self.last
                && self.terms.law().calendar.is_working_day(*day)
        });
        for day in held.collect::<Vec<_>>() {
            let at = at_work(day, &mut dice);
            let nobody = dice.happens(NOBODY_PERMILLE);
            let held = if nobody { Held::Nobody } else { Held::Received };
            self.save(at, self.day(day, held, None, &mut dice), reports);
            let visits = if nobody { 0 } else { dice.between(1, 3) };
            for nth in 1..=i64::from(visits) {
                let fields = self.visit(day, &mut dice);
                self.save(Stamp(at.0 + nth * 60_000), (RECEPTION_ENTRY.name, fields), reports);
            }
        }
        let next = (1..=7).map(|days| today.plus(days));
        let next = next.filter(|day| day.weekday().num_days_from_monday() == WEEKDAY_FROM_MONDAY).min();
        if let Some(next) = next {
            let at = at_work(self.last, &mut dice);
            let until = Some(next.plus(AHEAD_DAYS));
            self.save(at, self.day(next, Held::Planned, until, &mut dice), reports);
        }
    }

    fn save(&self, at: Stamp, (kind, fields): (&'static str, Fields), reports: &mut Vec<Report>) {
        let Some(officer) = officer(0) else { return };
        let parts = vec![new_record(kind, fields)];
        reports.push(Report { at, officer, parts, reason: None, handover: None });
    }

    fn day(&self, on: Day, held: Held, until: Option<Day>, dice: &mut Dice) -> (&'static str, Fields) {
        let receivers = [Receiver::Chairman, Receiver::Deputy, Receiver::Clerk];
        let receiver = dice.one(&receivers).copied().unwrap_or(Receiver::Clerk);
        let place = if on >= self.unit_since() { self.profile.unit.clone() } else { self.place_before(on) };
        let mut fields = Fields::from([
            cell(d::ON.def.name, on.into_value()),
            cell(d::PLACE.def.name, place.into_value()),
            cell(d::RECEIVER.def.name, receiver.into_value()),
            cell(d::HELD.def.name, held.into_value()),
        ]);
        if let Some(until) = until {
            fields.extend([cell(d::WEEKLY_UNTIL.def.name, until.into_value())]);
        }
        (RECEPTION_DAY.name, fields)
    }

    /// Since when the own unit is in force.
    fn unit_since(&self) -> Day {
        let unit = self.profile.places.get(&self.profile.unit);
        unit.and_then(|unit| unit.valid_from).unwrap_or(self.recipe.start)
    }

    /// One of the communes that became the own unit.
    fn place_before(&self, on: Day) -> crate::base::Id {
        let communes = self.profile.communes(on);
        communes.first().map_or_else(|| self.profile.unit.clone(), |commune| commune.id.clone())
    }

    /// A visit; nobody's name is made up.
    fn visit(&self, on: Day, dice: &mut Dice) -> Fields {
        let village = dice.one(&self.profile.villages).unwrap_or(&self.profile.first);
        let brought = [(Brought::Recommendation, 44), (Brought::Report, 31), (Brought::Complaint, 15)];
        let brought = dice.weighed(brought.into_iter()).unwrap_or(Brought::Report);
        let domain = self.recipe.domain(dice, brought.petition_kind(), on);
        let told = dice.one(self.recipe.texts(domain)).map_or(domain.label().vi, String::as_str);
        let summary = text::nfc(&filled(told, village, dice));
        let people = if dice.happens(700) { 1 } else { i64::from(dice.between(2, 6)) };
        let mut fields = Fields::from([
            cell(e::ON.def.name, on.into_value()),
            cell(e::PEOPLE.def.name, people.into_value()),
            cell(e::CONTACT.def.name, "Mẫu, không ghi tên".to_owned().into_value()),
            cell(e::BROUGHT.def.name, brought.into_value()),
            cell(e::VILLAGE.def.name, village.id.clone().into_value()),
            cell(e::DOMAIN.def.name, domain.into_value()),
            cell(e::SUMMARY.def.name, summary.into_value()),
        ]);
        if dice.happens(600) {
            fields.extend([cell(e::OURS.def.name, true.into_value())]);
        } else {
            fields.extend([cell(e::GUIDED_TO.def.name, EA_LY.to_owned().into_value())]);
        }
        fields
    }
}
