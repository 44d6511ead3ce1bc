//! Bytes that earlier builds wrote (`tests/data/golden`): they decode for ever, and to the same things.
//!
//! The files of version 1 were written from the table in this room's documentation by a program of its own.

use crate::base::{Day, Id, Number, Officer, RequestId, Stamp};
use crate::domain::{Change, Entry, FieldChange, Fields, Record, TakenNumber, Value};

use super::{entry, record};

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn choice(id: &str) -> Value {
    Value::Choice(id.to_owned())
}

fn day(number: i32) -> Value {
    Value::Day(Day::from_number(number).unwrap())
}

fn fields<const N: usize>(fields: [(&str, Value); N]) -> Fields {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

#[test]
fn a_record_of_version_1_decodes() {
    let bytes = include_bytes!("../../tests/data/golden/record_v1.bin");
    let input = fields([("receiver", text("UBND")), ("note", text("Đắk Krông, buôn Ma Lim"))]);
    let step = Value::Row(fields([
        ("step", choice("chuyen")),
        ("on", day(20_780)),
        ("at", Value::At(Stamp(1_795_424_400_000))),
        ("by", text("hoa")),
        ("input", Value::Row(input)),
    ]));
    let expected = Record {
        kind: "petition".to_owned(),
        id: id("C24100n.don.2026.124"),
        office: id("C24100n"),
        revision: 70_000,
        fields: fields([
            ("received_on", day(20_777)),
            ("source", choice("b")),
            ("number", Value::Number(Number { seq: 124, year: 2026 })),
            ("village", Value::Ref(id("V24115-01"))),
            ("signatories", Value::Int(-7)),
            ("summary", text(&format!("Cầu hỏng {}", "x".repeat(200)))),
            ("flag", Value::Flag(true)),
            ("steps", Value::List(vec![step.clone(), step])),
            ("later", Value::Unknown { tag: 201, bytes: vec![0, 255, 7] }),
            ("linked", Value::List(vec![Value::Ref(id("C24100n.don.2026.7"))])),
            ("empty", Value::List(Vec::new())),
            ("early", day(-25_567)),
        ]),
    };
    assert_eq!(record::decode(bytes).as_ref(), Ok(&expected));
    assert_eq!(record::encode(&expected).unwrap(), bytes);
}

#[test]
fn an_entry_of_version_1_decodes() {
    let bytes = include_bytes!("../../tests/data/golden/entry_v1.bin");
    let field = |name: &str, old, new| FieldChange { name: name.to_owned(), old, new };
    let petition = Change {
        kind: "petition".to_owned(),
        record: id("C24100n.don.2026.124"),
        office: id("C24100n"),
        revision: 2,
        step: Some("chuyen".to_owned()),
        fields: vec![
            field("state", Some(choice("moi_tiep_nhan")), Some(choice("da_chuyen"))),
            field("summary", Some(text("cũ")), None),
            field("later", None, Some(Value::Unknown { tag: 201, bytes: vec![9] })),
        ],
    };
    let unit = Change {
        kind: "unit".to_owned(),
        record: id("V24115-01"),
        office: id("C24100n"),
        revision: 1,
        step: None,
        fields: Vec::new(),
    };
    let number = Number { seq: 124, year: 2026 };
    let expected = Entry {
        seq: 4711,
        at: Stamp(1_795_424_400_123),
        officer: Officer::new("hoa.nguyen").unwrap(),
        request: RequestId(std::array::from_fn(|n| n as u8)),
        reason: Some("nhập nhầm".to_owned()),
        numbers: vec![TakenNumber { office: id("C24100n"), book: "don".to_owned(), number }],
        changes: vec![petition, unit],
    };
    assert_eq!(entry::decode(bytes).as_ref(), Ok(&expected));
    assert_eq!(entry::encode(&expected).unwrap(), bytes);
}

#[test]
fn an_entry_that_says_nothing_decodes() {
    let bytes = include_bytes!("../../tests/data/golden/entry_v1_bare.bin");
    let decoded = entry::decode(bytes).unwrap();
    assert_eq!((decoded.seq, decoded.at, decoded.officer.as_str()), (1, Stamp(-1), "o"));
    assert_eq!((decoded.reason.as_ref(), decoded.numbers.len(), decoded.changes.len()), (None, 0, 0));
    assert_eq!(entry::encode(&decoded).unwrap(), bytes);
}
