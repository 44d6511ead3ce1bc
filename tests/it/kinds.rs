//! Every kind of record by its declaration alone: a new kind is covered as soon as it stands in the registry.

use std::collections::BTreeSet;

use nghedan::base::{Day, Id, Lang, Number, Officer, Stamp, Words, text};
use nghedan::domain::{
    Circumstances, Column, FieldDef, Fields, Gravity, KINDS, KindDef, Periods, Places, Presence, Record,
    Shape, Value, check,
    kinds::{LINES, OFFICE, Office, PETITION},
    law::Law,
    petition::STEPS,
};
use nghedan::exchange::{Table, embedded_units, from_json, to_json};
use serde_json::{Value as Json, json};

const TODAY: &str = "2026-11-23";

fn today() -> Day {
    Day::from_iso(TODAY).unwrap()
}

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

/// Fields of kinds, of the rows inside them and of the forms of steps, each with where it stands.
fn all_fields() -> Vec<(String, &'static FieldDef)> {
    let kinds = KINDS.iter().map(|kind| (kind.name, kind.fields));
    let steps = STEPS.iter().map(|step| (step.name, step.fields));
    let mut found = Vec::new();
    let mut wanted: Vec<(String, &[FieldDef])> =
        kinds.chain(steps).map(|(name, fields)| (name.to_owned(), fields)).collect();
    while let Some((within, fields)) = wanted.pop() {
        for field in fields {
            let name = format!("{within}.{}", field.name);
            if let Shape::Rows(columns) = field.shape {
                wanted.push((name.clone(), columns));
            }
            found.push((name, field));
        }
    }
    found
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b'_')
}

fn is_said(words: Words) -> bool {
    [Lang::Vi, Lang::En].iter().all(|lang| {
        let said = words.get(*lang);
        !said.trim().is_empty() && said == text::nfc(said) && !said.chars().any(char::is_control)
    })
}

fn each_is_new<T: Ord + std::fmt::Debug>(where_: &str, names: impl IntoIterator<Item = T>) {
    let mut seen = BTreeSet::new();
    for name in names {
        let shown = format!("{name:?}");
        assert!(seen.insert(name), "{where_}: {shown} stands twice");
    }
}

#[test]
fn names_are_plain_and_stand_once() {
    each_is_new("kinds", KINDS.iter().map(|kind| kind.name));
    each_is_new("steps", STEPS.iter().map(|step| step.name));
    for kind in KINDS {
        assert!(is_name(kind.name), "{}", kind.name);
        each_is_new(kind.name, kind.fields.iter().map(|field| field.name));
        each_is_new(kind.name, kind.columns.iter().map(|column| column.name));
        for column in kind.columns {
            assert!(is_name(column.name), "{}.{}", kind.name, column.name);
        }
    }
    for (name, field) in all_fields() {
        assert!(is_name(field.name), "{name}");
    }
}

#[test]
fn everything_is_said_in_both_languages() {
    for kind in KINDS {
        assert!(is_said(kind.title), "{}", kind.name);
        for column in kind.columns {
            assert!(is_said(column.label), "{}.{}", kind.name, column.name);
        }
    }
    for (name, field) in all_fields() {
        assert!(is_said(field.label), "{name}");
        assert_eq!(field.help.vi.is_empty(), field.help.en.is_empty(), "{name}: help in one language only");
        if let Shape::Choice(choices) = field.shape {
            for choice in choices {
                assert!(is_said(choice.label), "{name}.{}", choice.id);
            }
        }
    }
}

#[test]
fn every_field_that_is_typed_in_a_petition_has_help() {
    for field in PETITION.fields.iter().filter(|field| !field.derived) {
        assert!(is_said(field.help), "{}", field.name);
    }
}

#[test]
fn codes_of_choices_are_typed_with_plain_letters_and_lead_to_one_choice() {
    for (name, field) in all_fields() {
        let Shape::Choice(choices) = field.shape else { continue };
        assert!(!choices.is_empty(), "{name}");
        each_is_new(&name, choices.iter().map(|choice| choice.id));
        each_is_new(&name, choices.iter().map(|choice| choice.label.vi));
        each_is_new(&name, choices.iter().map(|choice| choice.label.en));
        for choice in choices {
            let own = choice.id;
            assert!(
                !own.is_empty() && own.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'),
                "{name}.{own}"
            );
        }
        if field.derived {
            continue;
        }
        // A list whose choices depend on the record may use a code twice, but never for choices offered together.
        let record = Record::new("petition", id("x"), id("x"));
        let offered: Vec<_> = choices.iter().filter(|choice| (field.offers)(&record, choice)).collect();
        each_is_new(&name, offered.iter().map(|choice| choice.code));
        for code in choices.iter().map(|choice| choice.code) {
            let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
            assert!(!code.is_empty() && code.bytes().all(is_plain), "{name}: code {code:?}");
        }
    }
}

#[test]
fn tables_fit_the_screen_and_headings_their_columns() {
    for kind in KINDS {
        // At 120 the widest column takes what the others leave.
        for (screen, room, width) in [
            (80, 78, (|column| column.width) as fn(&Column) -> u16),
            (60, 58, |column| column.narrow),
            (120, u16::MAX, |column| column.wide),
        ] {
            let shown: Vec<_> = kind.columns.iter().filter(|column| width(column) > 0).collect();
            let sum: u16 = shown.iter().map(|column| width(column)).sum::<u16>();
            let gaps = u16::try_from(shown.len().saturating_sub(1)).unwrap();
            assert!(sum + gaps <= room, "{} at {screen}: {} columns", kind.name, sum + gaps);
            for column in shown {
                for lang in [Lang::Vi, Lang::En] {
                    let label = column.label.get(lang);
                    let fits = text::width(label) <= usize::from(width(column));
                    assert!(fits, "{}.{} at {screen}: {label}", kind.name, column.name);
                }
            }
        }
    }
}

#[test]
fn what_is_required_can_be_typed_and_what_is_indexed_can_be_a_key() {
    for kind in KINDS {
        for field in kind.fields {
            let name = format!("{}.{}", kind.name, field.name);
            assert!(
                matches!(field.presence, Presence::Optional) || !field.derived,
                "{name}: required and derived"
            );
            let is_plain = !matches!(field.shape, Shape::List(_) | Shape::Rows(_) | Shape::Paragraph(_));
            assert!(!field.indexed || is_plain, "{name}: indexed");
            assert!(!(field.indexed && field.narrative), "{name}: a story must not be an index");
        }
        assert!(kind.columns.iter().any(|column| column.narrow > 0), "{}: an empty table at 60", kind.name);
        let has_number =
            kind.fields.iter().any(|field| matches!(field.shape, Shape::Number) && field.derived);
        assert_eq!(kind.book.is_some(), has_number, "{}: book and number belong together", kind.name);
    }
}

/// A value of this shape; `turn` goes through the choices of closed lists.
fn some_value(shape: &Shape, turn: usize) -> Value {
    let line = "Buôn H'Yŭ, ngầm tràn số 2; \"cầu\" - 50%";
    let cut = |max: usize| Value::Text(line.chars().take(max).collect::<String>().trim().to_owned());
    match shape {
        Shape::Line(max) => cut(*max),
        Shape::Paragraph(max) => {
            let Value::Text(first) = cut(*max) else { unreachable!() };
            Value::Text(format!("{first}\n=1+1 dòng hai"))
        }
        Shape::Officer => Value::Text("can_bo_01".to_owned()),
        Shape::Agency => Value::Text("UX".to_owned()),
        Shape::Period => Value::Text("2026-W47".to_owned()),
        Shape::Named(_) => Value::Text(LINES[turn % LINES.len()].def.name.to_owned()),
        Shape::Int(min, max) | Shape::Tenths(min, max) => {
            Value::Int(if turn.is_multiple_of(2) { *max } else { *min })
        }
        Shape::Day(_) => Value::Day(Day::from_iso("2026-02-28").unwrap()),
        Shape::At => Value::At(Stamp::at(today(), 6, 30)),
        Shape::Choice(choices) => Value::Choice(choices[turn % choices.len()].id.to_owned()),
        Shape::Unit(_) => Value::Ref(id("V24115-01")),
        Shape::Record(_) => Value::Ref(id("C24100n.don.2026.7")),
        Shape::Number => Value::Number(Number { seq: 7, year: 2026 }),
        Shape::Flag => Value::Flag(turn.is_multiple_of(2)),
        Shape::List(inner) => Value::List(vec![some_value(inner, turn), some_value(inner, turn + 1)]),
        Shape::Rows(columns) => {
            let row =
                |turn| columns.iter().map(|c| (c.name.to_owned(), some_value(&c.shape, turn))).collect();
            Value::List(vec![Value::Row(row(turn)), Value::Row(row(turn + 1))])
        }
    }
}

/// Records with something in every field that they have, so that each choice stands in one of them.
fn full_records(kind: &'static KindDef) -> Vec<Record> {
    let turns = kind.fields.iter().map(|field| match field.shape {
        Shape::Choice(choices) => choices.len(),
        _ => 2,
    });
    let turns = turns.max().unwrap_or(1);
    let full = |turn| {
        let mut record = Record::new(kind.name, id("x.1"), id("x"));
        record.revision = 3;
        for _ in 0..2 {
            // Twice: what applies can depend on a field that comes later.
            for field in kind.fields.iter().filter(|field| !field.derived) {
                // In every other one nothing is named that may stay unnamed: some fields apply only then.
                let is_left_out = turn >= turns && matches!(field.shape, Shape::Record(_));
                if (field.applies)(&record) && !is_left_out {
                    record.fields.insert(field.name.to_owned(), some_value(&field.shape, turn));
                }
            }
        }
        let gone: Vec<_> = kind.fields.iter().filter(|field| !(field.applies)(&record)).collect();
        gone.iter().for_each(|field| drop(record.fields.remove(field.name)));
        record
    };
    (0..2 * turns).map(full).collect()
}

fn with_circumstances<T>(ask: impl FnOnce(&Circumstances<'_>) -> T) -> T {
    let office = Record::new(OFFICE.name, id("O24100n"), id("O24100n"));
    let units = embedded_units(&office.id);
    let (law, places) = (Law::embedded().unwrap(), Places::new(&units));
    let officer = Officer::new("can_bo_01").unwrap();
    ask(&Circumstances {
        today: today(),
        officer: &officer,
        office: Office(&office),
        law: &law,
        places: &places,
        periods: &Periods::default(),
        before: &[],
    })
}

#[test]
fn a_record_written_as_json_is_read_again_as_it_was() {
    for kind in KINDS {
        let mut seen = BTreeSet::new();
        for record in full_records(kind) {
            let line = to_json(&record, kind, &[]);
            assert_eq!(line.lines().count(), 1);
            assert_eq!(from_json(kind, &line, today()).unwrap(), record.fields, "{line}");
            seen.extend(record.fields.into_keys());
        }
        for field in kind.fields.iter().filter(|field| !field.derived) {
            assert!(seen.contains(field.name), "{}.{} was never filled", kind.name, field.name);
        }
    }
}

/// A cell of CSV as the same value in JSON.
fn cell_json(shape: &Shape, cell: &str) -> Json {
    let cell = cell.strip_prefix('\'').unwrap_or(cell);
    match shape {
        _ if cell.is_empty() => Json::Null,
        Shape::Int(..) | Shape::Tenths(..) | Shape::Flag | Shape::Rows(_) => {
            serde_json::from_str(cell).unwrap()
        }
        Shape::List(inner) => cell.split('|').map(|item| cell_json(inner, item)).collect(),
        _ => json!(cell),
    }
}

#[test]
fn a_record_written_as_csv_holds_what_it_was() {
    for kind in KINDS {
        let table = Table::new(kind, Lang::Vi, false);
        for record in full_records(kind) {
            let bytes = [table.header(), with_circumstances(|around| table.row(&record, around))].concat();
            let mut reader = csv::Reader::from_reader(bytes.as_slice());
            let header = reader.headers().unwrap().clone();
            let row = reader.records().next().unwrap().unwrap();
            let line: serde_json::Map<String, Json> = kind
                .fields
                .iter()
                .filter(|field| !field.derived)
                .map(|field| {
                    let at = header.iter().position(|name| name == field.name).unwrap();
                    (field.name.to_owned(), cell_json(&field.shape, &row[at]))
                })
                .collect();
            let read: Fields = from_json(kind, &Json::Object(line).to_string(), today()).unwrap();
            assert_eq!(read, record.fields, "{}", kind.name);
        }
    }
}

#[test]
fn a_record_with_nothing_in_it_lacks_exactly_what_is_required() {
    for kind in KINDS {
        let empty = Record::new(kind.name, id("x.1"), id("x"));
        let problems = with_circumstances(|around| check::record(kind, &empty, around));
        let found: Vec<&str> =
            problems.iter().filter(|p| p.gravity == Gravity::Error).map(|p| p.field.as_str()).collect();
        let required = kind.fields.iter().filter(|field| field.is_required(&empty));
        let wanted: Vec<&str> = required.map(|field| field.name).collect();
        assert_eq!(found, wanted, "{}", kind.name);
        assert!(!wanted.is_empty(), "{}", kind.name);
    }
}

#[test]
fn every_narrative_warns_of_persons_without_a_word_of_it() {
    const TOLD: &str = "ông Y Bhăm lấn rẫy, gọi 0905 123 456";
    /// A value of this field with persons in its narratives; whether it has one.
    fn told(field: &FieldDef) -> (Value, bool) {
        match field.shape {
            Shape::Rows(columns) => {
                let cells = columns.iter().map(|column| (column.name.to_owned(), told(column).0)).collect();
                (Value::List(vec![Value::Row(cells)]), columns.iter().any(|column| told(column).1))
            }
            _ if field.tells() => (Value::Text(TOLD.to_owned()), true),
            ref shape => (some_value(shape, 0), false),
        }
    }
    let kinds = KINDS.iter().map(|kind| (kind.name, kind.fields));
    let mut narratives = 0;
    for (name, fields) in kinds.chain(STEPS.iter().map(|step| (step.name, step.fields))) {
        for field in fields.iter().filter(|field| !field.derived) {
            let (value, has_narrative) = told(field);
            let mut record = Record::new(name, id("x.1"), id("x"));
            record.fields.insert(field.name.to_owned(), value);
            let free = FieldDef { applies: |_| true, ..*field };
            let mut problems = Vec::new();
            with_circumstances(|around| check::fields(&[free], &record, around, &mut problems));
            problems.retain(|problem| problem.say.vi.starts_with("Bỏ khỏi lời văn"));
            assert_eq!(problems.len(), usize::from(has_narrative), "{name}.{}", field.name);
            for problem in problems {
                assert_eq!((problem.gravity, problem.field.as_str()), (Gravity::Warning, field.name));
                assert_eq!(problem.say.vi, "Bỏ khỏi lời văn: có số điện thoại, tên người");
                narratives += 1;
            }
        }
    }
    assert!(narratives > 2, "{narratives}");
}
