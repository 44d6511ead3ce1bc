//! Facets: what lists are filtered by and counts are made of, a field or something that follows from a record today.
//!
//! Invariant: counting and filtering ask this one function, [`value`], so that every number opens exactly the records that
//! it counts. A denunciation is told apart by kind and commune only; every other facet of it says that it is one.

use crate::base::{Day, Id, Lang, Words};

use super::{
    Choice, Circumstances, DayRange, Field, FieldDef, FieldValue, KindDef, Record, Secret, Shape, Value,
    Whose,
    borders::{self, COMMUNE_NOW, COMMUNE_THEN, COMMUNES},
    choices::choices,
    kinds::{PETITION, Petition, PetitionKind},
    parse, pending,
    petition::{State, statistics},
    query::places_of,
};

/// Whether a place of the record lies within this unit today.
pub const WITHIN: &str = "within";
/// Whether the record is open.
pub const OPEN: &str = "open";
/// Whether a day that was due is past.
pub const OVERDUE: &str = "overdue";
/// Who is late: whoever must act first on what is overdue.
pub const LATE: &str = "who_is_late";
/// How old an open record is.
pub const AGE: &str = "age";
/// On which days a petition was open, at the end of each; of today, now.
pub const OPEN_ON: &str = "open_on";
/// What statistics count of petitions in a period.
pub const COUNTED: &str = "counted";
/// What a cell of a frozen period counted.
pub const FROZEN: &str = "frozen";
/// Before the name of a field: the field, but of a denunciation only that it is one.
const TOLD: &str = "told_";

choices! {
    /// How old an open record is, counted from its first day.
    Age {
        To10 = "to_10", "10", "", "đến 10 ngày", "up to 10 days";
        To30 = "to_30", "30", "", "11 đến 30 ngày", "11 to 30 days";
        To60 = "to_60", "60", "", "31 đến 60 ngày", "31 to 60 days";
        To90 = "to_90", "90", "", "61 đến 90 ngày", "61 to 90 days";
        Over90 = "over_90", "91", "", "trên 90 ngày", "more than 90 days";
    }
}

const WITHIN_FIELD: Field<Id> = Field::new(
    WITHIN,
    Words::new("Trong địa bàn", "Within"),
    Shape::Unit(&["province", "district", "commune", "village"]),
);
const OPEN_FIELD: Field<bool> = Field::new(OPEN, Words::new("Chưa xong", "Open"), Shape::Flag);
const OPEN_ON_FIELD: Field<Day> =
    Field::new(OPEN_ON, Words::new("Còn mở ngày", "Open on"), Shape::Day(DayRange::Past));
const COUNTED_FIELD: Field<String> = Field::new(COUNTED, Words::new("Thống kê", "Statistics"), Shape::LINE);
const FROZEN_FIELD: Field<String> = Field::new(FROZEN, Words::new("Ô đã chốt", "Frozen cell"), Shape::LINE);
const OVERDUE_FIELD: Field<bool> = Field::new(OVERDUE, Words::new("Quá hạn", "Overdue"), Shape::Flag);
const LATE_FIELD: Field<String> = Field::new(LATE, Words::new("Ai trễ", "Who is late"), Shape::LINE);
const AGE_FIELD: Field<Age> =
    Field::new(AGE, Words::new("Số ngày tồn", "Days open"), Shape::Choice(Age::TABLE));

/// The code of our own office among those who are late.
const OURS: &str = "ta";
const COMMITTEE: &str = "cap_uy";
const NOBODY: &str = "khong_tre";
const DENUNCIATION: &str = "to_cao";

/// What a line of a count is called when the facet is no closed list of its own.
const WORDED: &[Choice] = &[
    Choice::new(OURS, "", Words::new("ta", "us")),
    Choice::new(COMMITTEE, "", Words::new("cấp ủy", "the committee")),
    Choice::new(NOBODY, "", Words::new("(không ai trễ)", "(nobody is late)")),
    Choice::new(DENUNCIATION, "", Words::new("(tố cáo)", "(denunciation)")),
];

/// The value of a facet of which a record has none, as a filter writes it: no field is ever saved so.
pub fn empty() -> Value {
    Value::Text(String::new())
}

/// What is typed for a value that stands in no closed list: `ta`, `to_cao`.
pub fn worded(typed: &str) -> Option<Value> {
    WORDED.iter().find(|word| word.id == typed.trim()).map(|found| word(found.id))
}

/// Whether a record is a denunciation, of which nothing is told.
pub fn is_denunciation(record: &Record) -> bool {
    record.kind == PETITION.name && Petition(record).kind() == Some(PetitionKind::ToCao)
}

/// What a facet is, as a field would declare it: its label and the shape of its values. `None`: the kind has no such facet.
pub fn field(kind: &KindDef, name: &str) -> Option<FieldDef> {
    match name {
        WITHIN if places_in(kind) => Some(WITHIN_FIELD.def),
        OPEN | OVERDUE | LATE | AGE => kind.pending.map(|_| match name {
            OPEN => OPEN_FIELD.def,
            OVERDUE => OVERDUE_FIELD.def,
            LATE => LATE_FIELD.def,
            _ => AGE_FIELD.def,
        }),
        OPEN_ON => (kind.name == PETITION.name).then_some(OPEN_ON_FIELD.def),
        COUNTED => (kind.name == PETITION.name).then_some(COUNTED_FIELD.def),
        FROZEN => (kind.name == PETITION.name).then_some(FROZEN_FIELD.def),
        COMMUNE_THEN | COMMUNE_NOW => borders::field(kind, name),
        // Nobody is looked for by who sent something.
        _ => {
            let field = kind.field(name.strip_prefix(TOLD).unwrap_or(name)).copied();
            field.filter(|field| field.secret != Some(Secret::Contact))
        }
    }
}

/// The names of all facets of a kind.
pub fn names(kind: &KindDef) -> Vec<&'static str> {
    let derived = [WITHIN, OPEN, OPEN_ON, OVERDUE, LATE, AGE, COUNTED, FROZEN]
        .into_iter()
        .chain(COMMUNES)
        .filter(|name| field(kind, name).is_some());
    let declared = kind.fields.iter().map(|field| field.name).filter(|name| field(kind, name).is_some());
    declared.chain(derived).collect()
}

/// What a record has of a facet; `None`: nothing.
pub fn value(name: &str, record: &Record, around: &Circumstances<'_>) -> Option<Value> {
    let told = |value: fn(&Record, &Circumstances<'_>) -> Option<Value>| {
        if is_denunciation(record) { Some(word(DENUNCIATION)) } else { value(record, around) }
    };
    match name {
        OPEN => Some(Value::Flag(pending::stands(record, around).is_some())),
        OVERDUE => Some(Value::Flag(is_overdue(record, around))),
        LATE => told(who_is_late),
        AGE => told(age),
        COMMUNE_THEN | COMMUNE_NOW => borders::value(name, record, around),
        _ => match name.strip_prefix(TOLD) {
            Some(_) if is_denunciation(record) => Some(word(DENUNCIATION)),
            told => record.fields.get(told.unwrap_or(name)).filter(|value| **value != empty()).cloned(),
        },
    }
}

/// Whether a record has this value of a facet; [`empty`]: whether it has none.
pub fn keeps(
    kind: &KindDef,
    (name, wanted): &(String, Value),
    record: &Record,
    around: &Circumstances<'_>,
) -> bool {
    if name == WITHIN {
        let Value::Ref(unit) = wanted else { return false };
        return places_of(kind, record).any(|place| around.places.is_within(place, unit, around.today));
    }
    if name == OPEN_ON {
        let Value::Day(day) = wanted else { return false };
        return was_open_on(record, *day);
    }
    if name == COUNTED {
        let counted = statistics::Frame::from_filter(wanted);
        return counted.is_some_and(|(measure, frame)| measure.holds(record, &frame, around));
    }
    // What was counted then is kept with the closing: whoever reads it gives a record its answer.
    if name == FROZEN {
        return false;
    }
    match value(name, record, around) {
        Some(Value::List(items)) if !matches!(wanted, Value::List(_)) => items.contains(wanted),
        Some(has) => has == *wanted,
        None => *wanted == empty(),
    }
}

/// A value of a facet in words, behind a code where it has one: `DD`, `Đất đai, ranh giới`.
pub fn words(
    kind: &KindDef,
    name: &str,
    value: &Value,
    around: &Circumstances<'_>,
    lang: Lang,
) -> (String, String) {
    let plain = |words: String| (String::new(), words);
    let Some(def) = field(kind, name) else { return (String::new(), String::new()) };
    if *value == empty() {
        return plain(Words::new("(trống)", "(empty)").get(lang).to_owned());
    }
    match (def.shape, value) {
        (Shape::Choice(choices), Value::Choice(id)) if choices.iter().any(|choice| choice.id == id) => {
            let choice = def.choice(id);
            (
                choice.map_or_else(String::new, |choice| choice.abbr.to_owned()),
                choice.map_or_else(String::new, |choice| choice.label.get(lang).to_owned()),
            )
        }
        (_, Value::Choice(id)) => plain(
            WORDED
                .iter()
                .find(|word| word.id == id)
                .map_or(id.as_str(), |word| word.label.get(lang))
                .to_owned(),
        ),
        (_, Value::Ref(id)) if COMMUNES.contains(&name) => plain(around.places.full_name(id, around.today)),
        (Shape::Unit(_), Value::Ref(id)) => plain(around.places.short_name(id, around.today)),
        (Shape::Agency, Value::Text(code)) => plain(around.office.agency_name(code)),
        _ if name == COUNTED => plain(counted_words(value, around, lang)),
        _ if name == FROZEN => plain(frozen_words(value, around, lang)),
        _ if name == LATE => plain(match value {
            Value::Ref(unit) => around.places.full_name(unit, around.today),
            Value::Text(code) => around.office.agency_name(code),
            _ => String::new(),
        }),
        _ => plain(parse::shown(&def, value, lang)),
    }
}

/// "Phát sinh 15/12/2025-14/09/2026, Xã Ia Dreh, địa giới nay".
fn counted_words(value: &Value, around: &Circumstances<'_>, lang: Lang) -> String {
    let Some((measure, frame)) = statistics::Frame::from_filter(value) else { return String::new() };
    let commune = frame.commune.as_ref().map(|commune| around.places.full_name(commune, around.today));
    let commune = commune.map_or_else(String::new, |commune| format!(", {commune}"));
    format!("{} {}{commune}", measure.label().get(lang), frame.window.named())
}

/// "C4 Kiến nghị, Đúng hạn 9T/2026, Xã Ia Dreh".
fn frozen_words(value: &Value, around: &Circumstances<'_>, lang: Lang) -> String {
    let Some(asked) = statistics::FrozenCell::from_filter(value) else { return String::new() };
    let commune = asked.commune.as_ref().map(|commune| around.places.full_name(commune, around.today));
    let commune = commune.map_or_else(String::new, |commune| format!(", {commune}"));
    let (row, column) = (asked.cell.row_label().get(lang), asked.cell.measure.label().get(lang));
    let period = asked.window.spelled().unwrap_or_else(|| asked.window.named());
    format!("{} {row}, {column} {period}{commune}", asked.cell.name())
}

/// A filter in words: "Lĩnh vực: Đất đai, ranh giới"; a place is its name.
pub fn say(kind: &KindDef, filter: &(String, Value), around: &Circumstances<'_>, lang: Lang) -> String {
    let (name, value) = filter;
    let label = field(kind, name).map_or("", |def| def.label.get(lang));
    match (field(kind, name).map(|def| def.shape), value) {
        (_, Value::Ref(commune)) if COMMUNES.contains(&name.as_str()) => {
            borders::said(name, commune, around, lang)
        }
        (Some(Shape::Unit(_)), Value::Ref(place)) => around.places.full_name(place, around.today),
        _ => format!("{label}: {}", words(kind, name, value, around, lang).1),
    }
}

/// Whether a petition was open at the end of a day; what is no petition was not.
pub fn was_open_on(record: &Record, day: Day) -> bool {
    record.kind == PETITION.name && Petition(record).state_on(day).is_some_and(State::is_open)
}

/// Whether something is past its day.
pub fn is_overdue(record: &Record, around: &Circumstances<'_>) -> bool {
    let due = pending::stands(record, around).and_then(|open| open.due);
    due.is_some_and(|due| due.on < around.today)
}

fn word(id: &str) -> Value {
    Value::Choice(id.to_owned())
}

fn places_in(kind: &KindDef) -> bool {
    kind.fields.iter().any(|field| matches!(field.shape, Shape::Unit(_)))
}

fn who_is_late(record: &Record, around: &Circumstances<'_>) -> Option<Value> {
    let due = pending::stands(record, around)?.due.filter(|due| due.on < around.today);
    Some(match due.map(|due| due.from) {
        None => word(NOBODY),
        Some(Whose::Ours) => word(OURS),
        Some(Whose::Committee) => word(COMMITTEE),
        Some(Whose::Agency(code)) => Value::Text(code),
        Some(Whose::Unit(unit)) => Value::Ref(unit),
    })
}

fn age(record: &Record, around: &Circumstances<'_>) -> Option<Value> {
    let since = super::kind(&record.kind)?.pending?.since;
    pending::stands(record, around)?;
    let Some(Value::Day(since)) = record.fields.get(since) else { return None };
    let age = match around.today.since(*since) {
        ..=10 => Age::To10,
        11..=30 => Age::To30,
        31..=60 => Age::To60,
        61..=90 => Age::To90,
        _ => Age::Over90,
    };
    Some(age.into_value())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::base::{Day, Number, Officer};
    use crate::domain::kinds::petition_fields;
    use crate::domain::{
        KINDS, Periods, Places,
        kinds::{OFFICE, Office},
        law::Law,
    };

    fn id(text: &str) -> Id {
        Id::new(text).unwrap()
    }

    /// A record of a kind with counted facets, made from some numbers.
    fn record(kind: &KindDef, turns: &[usize]) -> Record {
        let mut record = Record::new(kind.name, id("x.1"), id("x"));
        let mut turns = turns.iter().copied().cycle();
        let mut turn = || turns.next().unwrap();
        for field in kind.fields {
            let at = turn();
            let value = match field.shape {
                _ if at % 5 == 0 => continue,
                Shape::Choice(choices) => Value::Choice(choices[at % choices.len()].id.to_owned()),
                Shape::Day(_) => {
                    Value::Day(Day::from_iso("2026-11-23").unwrap().plus(-(i32::try_from(at % 200).unwrap())))
                }
                Shape::Unit(_) => Value::Ref(id(&format!("u{}", at % 4))),
                Shape::Agency => Value::Text(["UX", "KT"][at % 2].to_owned()),
                Shape::Number => Value::Number(Number { seq: 1, year: 2026 }),
                Shape::Flag => Value::Flag(at % 2 == 0),
                _ => continue,
            };
            record.fields.insert(field.name.to_owned(), value);
        }
        record
    }

    fn with_circumstances<T>(ask: impl FnOnce(&Circumstances<'_>) -> T) -> T {
        let office = Record::new(OFFICE.name, id("x"), id("x"));
        let (law, places) = (Law::embedded().unwrap(), Places::new(&[]));
        let officer = Officer::new("can_bo_01").unwrap();
        ask(&Circumstances {
            today: Day::from_iso("2026-11-23").unwrap(),
            officer: &officer,
            office: Office(&office),
            law: &law,
            places: &places,
            periods: &Periods::default(),
            before: &[],
        })
    }

    proptest! {
        #[test]
        fn what_a_facet_counts_is_what_it_filters(
            turns in prop::collection::vec(prop::collection::vec(0_usize..1_000, 1..40), 1..40)
        ) {
            with_circumstances(|around| -> Result<(), TestCaseError> {
            for kind in KINDS.iter().filter(|kind| !kind.counted_by.is_empty()) {
                let records: Vec<Record> = turns.iter().map(|turns| record(kind, turns)).collect();
                for name in kind.counted_by {
                    let mut counts: BTreeMap<String, (Value, usize)> = BTreeMap::new();
                    for record in &records {
                        let value = value(name, record, around).unwrap_or_else(empty);
                        counts.entry(format!("{value:?}")).or_insert((value, 0)).1 += 1;
                    }
                    for (value, count) in counts.into_values() {
                        let (_, words) = words(kind, name, &value, around, Lang::Vi);
                        prop_assert!(!words.is_empty(), "{name} {value:?}");
                        let filter = ((*name).to_owned(), value);
                        let kept = records.iter().filter(|record| keeps(kind, &filter, record, around));
                        prop_assert_eq!(kept.count(), count, "{:?}", filter);
                    }
                }
            }
            Ok(())
            })?;
        }
    }

    #[test]
    fn a_denunciation_is_told_apart_by_kind_and_place_only() {
        with_circumstances(|around| {
            let mut told = Record::new("petition", id("x.1"), id("x"));
            petition_fields::KIND.set(&mut told, PetitionKind::ToCao);
            petition_fields::RECEIVED_ON.set(&mut told, around.today.plus(-100));
            petition_fields::DOMAIN.set(&mut told, crate::domain::kinds::Domain::AnNinh);
            for name in PETITION.counted_by {
                let value = value(name, &told, around);
                let allowed = matches!(*name, "village" | "petition_kind" | COMMUNE_THEN | COMMUNE_NOW);
                assert!(allowed || value == Some(word(DENUNCIATION)), "{name}: {value:?}");
            }
        });
    }
}
