//! Borders (ranh giới): the commune of a record's place on the record's own day, and the one of today.

use crate::base::{Day, Id, Lang, Words};

use super::{Circumstances, Field, FieldDef, KindDef, Places, Record, Shape, Value, handover, kinds::Level};

/// The commune in which the place lay on the record's own day.
pub const COMMUNE_THEN: &str = "commune_then";
/// The commune in which the place lies today.
pub const COMMUNE_NOW: &str = "commune_now";
/// Both, in the order of tables.
pub const COMMUNES: [&str; 2] = [COMMUNE_THEN, COMMUNE_NOW];

const COMMUNE: Shape = Shape::Unit(&["commune"]);
const THEN: Field<Id> = Field::new(COMMUNE_THEN, Words::new("Xã (lúc đó)", "Commune (then)"), COMMUNE);
const NOW: Field<Id> = Field::new(COMMUNE_NOW, Words::new("Xã (nay)", "Commune (now)"), COMMUNE);

/// The facet, of a kind whose records have a place and a day.
pub(super) fn field(kind: &KindDef, name: &str) -> Option<FieldDef> {
    kind.placed?;
    [THEN.def, NOW.def].into_iter().find(|def| def.name == name)
}

/// The commune by the borders that the facet means; `None`: that of today cannot be told, where a unit was split.
pub(super) fn value(name: &str, record: &Record, around: &Circumstances<'_>) -> Option<Value> {
    let (place, on) = (super::kind(&record.kind)?.placed?)(record)?;
    let commune = match name {
        COMMUNE_THEN => commune_on(around.places, &handover::origin(record, &place), on),
        _ => commune_today(around.places, &place, around.today),
    };
    commune.map(Value::Ref)
}

/// A commune with the borders that are meant: "Xã Ea Bar, ranh giới lúc đó".
pub(super) fn said(name: &str, commune: &Id, around: &Circumstances<'_>, lang: Lang) -> String {
    let borders = match name {
        COMMUNE_THEN => Words::new("ranh giới lúc đó", "borders of that time"),
        _ => Words::new("ranh giới nay", "borders of today"),
    };
    format!("{}, {}", around.places.full_name(commune, around.today), borders.get(lang))
}

/// What a table writes there: the commune's name; empty where there is none.
pub fn cell(name: &str, record: &Record, around: &Circumstances<'_>) -> String {
    match value(name, record, around) {
        Some(Value::Ref(commune)) => around.places.full_name(&commune, around.today),
        _ => String::new(),
    }
}

fn commune_on(places: &Places, place: &Id, on: Day) -> Option<Id> {
    match places.get(place)?.level {
        Level::Commune => Some(place.clone()),
        Level::Village => places.parent_on(place, on).map(|commune| commune.id.clone()),
        Level::District | Level::Province => None,
    }
}

fn commune_today(places: &Places, place: &Id, today: Day) -> Option<Id> {
    let only_heir = |ended: &Id| match places.heirs(ended, today).as_slice() {
        [one] => Some(one.id.clone()),
        _ => None,
    };
    let now = |unit: &Id| {
        let ended = places.get(unit)?.valid_to.is_some_and(|last| last < today);
        if ended { only_heir(unit) } else { Some(unit.clone()) }
    };
    now(&commune_on(places, &now(place)?, today)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Officer, Stamp};
    use crate::domain::handover::Handover;
    use crate::domain::{
        FieldValue, Fields, KINDS, Periods, facet, kinds::*, law::Law, petition::steps, query,
    };

    fn id(text: &str) -> Id {
        Id::new(text).unwrap()
    }

    fn day(iso: &str) -> Day {
        Day::from_iso(iso).unwrap()
    }

    fn unit(name: &str, level: Level, until: Option<&str>, parents: &[(&str, Option<&str>)]) -> Record {
        let mut record = Record::new(UNIT.name, id(name), id("x"));
        unit_fields::NAME.set(&mut record, name.to_owned());
        unit_fields::LEVEL.set(&mut record, level);
        unit_fields::UNIT_TYPE.set(&mut record, "xã".to_owned());
        if let Some(until) = until {
            unit_fields::TO.set(&mut record, day(until));
        }
        let rows = parents.iter().map(|(parent, from)| {
            let mut row = Fields::from([("parent".to_owned(), Value::Ref(id(parent)))]);
            match from {
                Some(from) => row.insert("valid_from".to_owned(), day(from).into_value()),
                None => row.insert("valid_to".to_owned(), day("2025-06-30").into_value()),
            };
            row
        });
        unit_fields::PARENTS.set(&mut record, rows.collect());
        record
    }

    /// Ea Bar, split on 01/07/2025: Buon One went to Ea Ly, Buon Two to Ea Ba.
    fn units() -> Vec<Record> {
        let mut ended = unit("EaBar", Level::Commune, Some("2025-06-30"), &[]);
        unit_fields::SUCCESSORS.set(&mut ended, vec![id("EaLy"), id("EaBa")]);
        let new = |name| {
            let mut new = unit(name, Level::Commune, None, &[]);
            unit_fields::FROM.set(&mut new, day("2025-07-01"));
            new
        };
        let village =
            |name, to| unit(name, Level::Village, None, &[("EaBar", None), (to, Some("2025-07-01"))]);
        vec![ended, new("EaLy"), new("EaBa"), village("One", "EaLy"), village("Two", "EaBa")]
    }

    fn with<T>(ask: impl FnOnce(&Circumstances<'_>) -> T) -> T {
        let office = Record::new(OFFICE.name, id("x"), id("x"));
        let (law, places) = (Law::embedded().unwrap(), Places::new(&units()));
        ask(&Circumstances {
            today: day("2026-11-23"),
            officer: &Officer::new("can_bo_01").unwrap(),
            office: Office(&office),
            law: &law,
            places: &places,
            periods: &Periods::default(),
            before: &[],
        })
    }

    fn petition(village: &str, on: &str) -> Record {
        let mut record = Record::new(PETITION.name, id("x.1"), id("x"));
        petition_fields::KIND.set(&mut record, PetitionKind::ToCao);
        petition_fields::VILLAGE.set(&mut record, id(village));
        petition_fields::RECEIVED_ON.set(&mut record, day(on));
        record
    }

    #[test]
    fn the_commune_is_told_by_the_borders_of_the_day_and_of_today() {
        with(|around| {
            let communes = |record: &Record| COMMUNES.map(|name| cell(name, record, around));
            assert_eq!(communes(&petition("One", "2025-06-30")), ["Xã EaBar", "Xã EaLy"]);
            assert_eq!(communes(&petition("Two", "2025-06-30")), ["Xã EaBar", "Xã EaBa"]);
            assert_eq!(communes(&petition("Two", "2025-07-01")), ["Xã EaBa", "Xã EaBa"]);
            let split = petition("EaBar", "2025-06-30");
            assert_eq!(communes(&split), ["Xã EaBar", ""], "nobody knows which half");
            let filter = query::filter(&PETITION, COMMUNE_NOW, "EaLy", around).unwrap();
            assert_eq!(facet::say(&PETITION, &filter, around, Lang::Vi), "Xã EaLy, ranh giới nay");
            assert!(facet::keeps(&PETITION, &filter, &petition("One", "2025-06-30"), around));
            assert!(!facet::keeps(&PETITION, &filter, &split, around));
        });
    }

    #[test]
    fn what_was_handed_over_stays_in_the_borders_of_its_day_and_in_its_state() {
        with(|around| {
            let mut before = petition("EaBar", "2025-06-20");
            steps::receive(&mut before, Stamp::at(day("2025-06-20"), 8, 0), around);
            let handover = Handover {
                from: &id("EaBar"),
                document: "12/BB",
                on: day("2025-07-02"),
                at: Stamp::at(around.today, 8, 0),
            };
            let after = handover.of(&PETITION, &before, &id("EaLy"), around);
            assert_eq!(Petition(&after).village(), Some(id("EaLy")));
            assert_eq!(COMMUNES.map(|name| cell(name, &after, around)), ["Xã EaBar", "Xã EaLy"]);
            assert_eq!(Petition(&after).state(), Petition(&before).state());
            assert_eq!(Petition(&after).steps(), Petition(&before).steps(), "no clock and no step sees it");
            let refused = |record: &Record| {
                let mut problems = Vec::new();
                PETITION.rules.iter().for_each(|rule| rule(record, around, &mut problems));
                problems.iter().any(|problem| problem.field == "village")
            };
            assert!(!refused(&after), "it may be edited further");
            assert!(refused(&petition("EaLy", "2025-06-20")), "the unit did not exist then");
        });
    }

    #[test]
    fn every_kind_with_a_place_and_a_day_is_counted_by_both_borders() {
        with(|around| {
            let mut update = Record::new(VILLAGE_UPDATE.name, id("x.2"), id("x"));
            village_update_fields::VILLAGE.set(&mut update, id("One"));
            let week = crate::base::Period::parse("2025-W26").unwrap();
            village_update_fields::PERIOD.set(&mut update, week);
            let mut figures = Record::new(FIGURES.name, id("x.3"), id("x"));
            figures_fields::VILLAGE.set(&mut figures, id("One"));
            figures_fields::AS_OF.set(&mut figures, day("2025-06-30"));
            let mut matter = Record::new(MATTER.name, id("x.4"), id("x"));
            matter_fields::UNIT.set(&mut matter, id("One"));
            matter_fields::OPENED_ON.set(&mut matter, day("2025-06-30"));
            for record in [&update, &figures, &matter, &petition("One", "2025-06-30")] {
                let kind = kind(&record.kind).unwrap();
                assert!(COMMUNES.iter().all(|name| kind.counted_by.contains(name)), "{}", kind.name);
                let communes = COMMUNES.map(|name| cell(name, record, around));
                assert_eq!(communes, ["Xã EaBar", "Xã EaLy"], "{}", kind.name);
            }
            assert!(
                KINDS
                    .iter()
                    .filter(|kind| kind.placed.is_none())
                    .all(|kind| { COMMUNES.iter().all(|name| facet::field(kind, name).is_none()) })
            );
        });
    }
}
