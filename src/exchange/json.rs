//! A record as one line of JSON, and such a line understood again, by the declaration of the kind.
//!
//! A line of `list --json` is good input for `add`: ids, numbers, revisions, derived and computed values in it are passed
//! over, and the register gives new ones.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value as Json;

use crate::base::{Day, Say, text};
use crate::domain::{
    Fields, KindDef, Problem, Record, Shape, Value,
    borders::{COMMUNE_NOW, COMMUNE_THEN},
};

use super::given;

/// Names that a line may bear beside its fields: computed where it is written, passed over where it is read.
pub const COMPUTED: &[&str] = &[
    "place",
    "parent",
    "due",
    "days",
    "standing",
    "who",
    "clocks",
    "timeline",
    "register",
    COMMUNE_THEN,
    COMMUNE_NOW,
];

/// What the register gives every record; passed over where a line is read.
const GIVEN: &[&str] = &[ID, NUMBER, REVISION, OFFICE, UNKNOWN];

const KIND: &str = "kind";
const ID: &str = "id";
const NUMBER: &str = "number";
const REVISION: &str = "revision";
const OFFICE: &str = "office";
/// Under this name stand the values that this version does not know.
const UNKNOWN: &str = "unknown";

/// How much of a name that is not ours an error repeats.
const NAME_COLUMNS_MAX: usize = 40;

/// The record as one line, without the line break: what the register gave it, its fields in the order of the form, then
/// `extra`. Days are `2026-11-23`, choices and references ids, numbers `124/2026`. A field that the record's own kind
/// does not have (a story in a denunciation) is left out.
pub fn to_json(record: &Record, kind: &KindDef, extra: &[(&str, Json)]) -> String {
    // Serialising strings and numbers into a string cannot fail.
    serde_json::to_string(&Line { record, kind, extra }).unwrap_or_default()
}

/// One value as JSON.
pub fn value_json(value: &Value) -> Json {
    serde_json::to_value(Plain(value)).unwrap_or_default()
}

/// The fields that a line gives a new record of a kind.
///
/// # Errors
/// All that is wrong in it, field by field; never the content of a field. What only the register knows (which units and
/// agencies there are, which fields a record needs) is not checked here.
pub fn from_json(kind: &KindDef, line: &str, today: Day) -> Result<Fields, Vec<Problem>> {
    let Members(members) = serde_json::from_str(line).map_err(|error| vec![not_an_object(&error)])?;
    let mut fields = Fields::new();
    let mut problems = Vec::new();
    let mut seen: Vec<&str> = Vec::with_capacity(members.len());
    for (name, given) in &members {
        if seen.contains(&name.as_str()) {
            problems.push(Problem::error(&shown_name(name), twice()));
            continue;
        }
        seen.push(name);
        match place_of(kind, name, given) {
            Place::Field(shape) => match given::value(&shape, given, today) {
                Ok(Some(value)) => drop(fields.insert(name.clone(), value)),
                Ok(None) => {}
                Err(wrong) => problems.push(Problem::error(&format!("{name}{}", wrong.at), wrong.say)),
            },
            Place::PassedOver => {}
            Place::OtherKind => problems.push(Problem::error(KIND, other_kind(kind))),
            Place::Nowhere => problems.push(Problem::error(&shown_name(name), no_such_field(kind))),
        }
    }
    if problems.is_empty() { Ok(fields) } else { Err(problems) }
}

enum Place {
    Field(Shape),
    PassedOver,
    OtherKind,
    Nowhere,
}

fn place_of(kind: &KindDef, name: &str, given: &Json) -> Place {
    match kind.field(name) {
        Some(field) if field.derived => Place::PassedOver,
        Some(field) => Place::Field(field.shape),
        None if name == KIND && given.as_str() == Some(kind.name) => Place::PassedOver,
        None if name == KIND => Place::OtherKind,
        None if GIVEN.contains(&name) || COMPUTED.contains(&name) => Place::PassedOver,
        None => Place::Nowhere,
    }
}

fn shown_name(name: &str) -> String {
    text::truncate(&text::clean_line(name), NAME_COLUMNS_MAX).into_owned()
}

fn not_an_object(error: &serde_json::Error) -> Problem {
    let column = error.column();
    let say = if error.is_data() {
        Say::new("Ghi mỗi dòng một đối tượng JSON {…}", "Write one JSON object {…} a line")
    } else {
        Say::new(
            format!("Sửa dòng này: không phải JSON (cột {column})"),
            format!("Correct this line: not JSON (column {column})"),
        )
    };
    Problem::error("", say)
}

fn twice() -> Say {
    Say::new("Giữ một mục: tên này ghi hai lần", "Keep one of them: the field stands twice")
}

fn other_kind(kind: &KindDef) -> Say {
    Say::new(
        format!("Bỏ dòng này hoặc sửa \"kind\": ở đây chỉ nhận {}", kind.name),
        format!("Remove the line or correct \"kind\": only {} is taken here", kind.name),
    )
}

fn no_such_field(kind: &KindDef) -> Say {
    Say::new(
        format!("Bỏ mục này: {} không có", kind.name),
        format!("Remove it: {} has no such field", kind.name),
    )
}

struct Line<'a> {
    record: &'a Record,
    kind: &'a KindDef,
    extra: &'a [(&'a str, Json)],
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let record = self.record;
        let mut line = serializer.serialize_map(None)?;
        line.serialize_entry(KIND, &record.kind)?;
        line.serialize_entry(ID, record.id.as_str())?;
        if let Some(number) = record.fields.get(NUMBER) {
            line.serialize_entry(NUMBER, &Plain(number))?;
        }
        line.serialize_entry(REVISION, &record.revision)?;
        line.serialize_entry(OFFICE, record.office.as_str())?;
        for field in self.kind.fields.iter().filter(|field| field.name != NUMBER) {
            if let Some(value) = record.fields.get(field.name)
                && field.shape.holds(value)
                && (field.applies)(record)
            {
                line.serialize_entry(field.name, &Plain(value))?;
            }
        }
        let unknown = Unknown(self);
        if unknown.fields().next().is_some() {
            line.serialize_entry(UNKNOWN, &unknown)?;
        }
        for (name, value) in self.extra {
            line.serialize_entry(name, value)?;
        }
        line.end()
    }
}

/// The fields of a later version.
struct Unknown<'a>(&'a Line<'a>);

impl Unknown<'_> {
    fn fields(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.record.fields.iter().filter(|(name, value)| match self.0.kind.field(name) {
            Some(field) => !field.shape.holds(value) && !field.narrative && field.secret.is_none(),
            None => name.as_str() != NUMBER,
        })
    }
}

impl Serialize for Unknown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.fields().map(|(name, value)| (name, Plain(value))))
    }
}

/// A value as JSON spells it.
struct Plain<'a>(&'a Value);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Text(text) | Value::Choice(text) => serializer.serialize_str(text),
            Value::Int(number) => serializer.serialize_i64(*number),
            Value::Day(day) => serializer.serialize_str(&day.iso()),
            Value::At(at) => serializer.serialize_str(&at.iso()),
            Value::Ref(id) => serializer.serialize_str(id.as_str()),
            Value::Number(number) => serializer.collect_str(number),
            Value::Flag(flag) => serializer.serialize_bool(*flag),
            Value::List(items) => serializer.collect_seq(items.iter().map(Plain)),
            Value::Row(cells) => serializer.collect_map(cells.iter().map(|(name, cell)| (name, Plain(cell)))),
            Value::Sealed(_) => serializer.serialize_none(),
            Value::Unknown { tag, bytes } => {
                let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                serializer.collect_map([("tag", tag.to_string()), ("hex", hex)])
            }
        }
    }
}

/// The members of an object in their order, also those that stand twice.
struct Members(Vec<(String, Json)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Members, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::{Id, Number, Period, PeriodLength, Stamp};
    use crate::domain::{
        Choice, FieldDef, FieldValue, KINDS,
        kinds::{LINES, Line, PETITION, PetitionKind, UNIT, petition_fields as f},
    };

    fn today() -> Day {
        Day::from_iso("2026-11-23").unwrap()
    }

    fn id(text: &str) -> Id {
        Id::new(text).unwrap()
    }

    fn words(max: usize, breaks: bool) -> BoxedStrategy<String> {
        let pattern = if breaks {
            "[a-zơưđĐếƀ'\"\\\\=<\n ]{0,60}"
        } else {
            "[a-zơưđĐếƀ'\"\\\\=< ]{0,60}"
        };
        pattern
            .prop_map(move |text| {
                format!("x{}", text.chars().take(max - 1).collect::<String>()).trim().to_owned()
            })
            .boxed()
    }

    /// A lawful value of a shape.
    fn a_value(shape: &'static Shape) -> BoxedStrategy<Value> {
        match shape {
            Shape::Line(max) => words(*max, false).prop_map(Value::Text).boxed(),
            Shape::Paragraph(max) => words(*max, true).prop_map(Value::Text).boxed(),
            Shape::Int(min, max) | Shape::Tenths(min, max) => (*min..=*max).prop_map(Value::Int).boxed(),
            Shape::Day(_) => (0..20_000).prop_map(|n| Value::Day(Day::from_number(n).unwrap())).boxed(),
            Shape::At => (0..4_000_000_000i64).prop_map(|s| Value::At(Stamp(s * 1000))).boxed(),
            Shape::Choice(choices) => proptest::sample::select(*choices)
                .prop_map(|choice: Choice| Value::Choice(choice.id.to_owned()))
                .boxed(),
            Shape::Unit(_) | Shape::Record(_) => {
                "[A-Z][a-z0-9.-]{0,9}".prop_map(|text| Value::Ref(id(&text))).boxed()
            }
            Shape::Agency => "[A-ZĐ]{1,8}".prop_map(Value::Text).boxed(),
            Shape::Number => {
                (1..9999u32, 2000..2100).prop_map(|(seq, year)| Value::Number(Number { seq, year })).boxed()
            }
            Shape::Flag => any::<bool>().prop_map(Value::Flag).boxed(),
            Shape::Period => (0..20_000)
                .prop_map(|n| Period::of(Day::from_number(n).unwrap(), PeriodLength::Week).into_value())
                .boxed(),
            Shape::Officer => "[a-z_]{1,12}".prop_map(Value::Text).boxed(),
            Shape::Named(_) => proptest::sample::select(LINES)
                .prop_map(|line: Line| Value::Text(line.def.name.to_owned()))
                .boxed(),
            Shape::List(inner) => {
                proptest::collection::vec(a_value(inner), 0..4).prop_map(Value::List).boxed()
            }
            Shape::Rows(columns) => {
                proptest::collection::vec(some_fields(columns).prop_map(Value::Row), 0..4)
                    .prop_map(Value::List)
                    .boxed()
            }
        }
    }

    fn some_fields(declared: &'static [FieldDef]) -> BoxedStrategy<Fields> {
        let each: Vec<_> = declared
            .iter()
            .map(|field| {
                let required = matches!(field.presence, crate::domain::Presence::Required);
                let value = a_value(&field.shape);
                let given =
                    if required { value.prop_map(Some).boxed() } else { proptest::option::of(value).boxed() };
                given.prop_map(move |value| value.map(|value| (field.name.to_owned(), value)))
            })
            .collect();
        each.prop_map(|fields| fields.into_iter().flatten().collect()).boxed()
    }

    fn a_record() -> impl Strategy<Value = (&'static KindDef, Record)> {
        proptest::sample::select(KINDS).prop_flat_map(|kind: &'static KindDef| {
            some_fields(kind.fields).prop_map(move |fields| {
                let mut record = Record::new(kind.name, id("C24100n.don.2026.1"), id("C24100n"));
                for field in kind.fields {
                    if let Some(value) = fields.get(field.name)
                        && (field.applies)(&record)
                    {
                        record.fields.insert(field.name.to_owned(), value.clone());
                    }
                }
                (kind, record)
            })
        })
    }

    proptest! {
        #[test]
        fn what_is_listed_is_good_input_for_any_kind((kind, record) in a_record()) {
            let extra: Vec<(&str, Json)> = COMPUTED.iter().map(|name| (*name, Json::from("computed"))).collect();
            let line = to_json(&record, kind, &extra);
            prop_assert!(!line.contains('\n'));
            let read = from_json(kind, &line, today()).map_err(|p| TestCaseError::fail(format!("{p:?} {line}")))?;
            let mut given = record.fields;
            given.retain(|name, _| kind.field(name).is_some_and(|field| !field.derived));
            prop_assert_eq!(read, given);
        }

        #[test]
        fn no_line_can_make_it_panic(line in "[\\[\\]{}\":,a-z0-9_\\\\ éĐ.-]{0,80}") {
            for kind in KINDS {
                let _ = from_json(kind, &line, today());
            }
        }
    }

    #[test]
    fn no_field_that_can_be_given_bears_a_name_that_is_passed_over() {
        for kind in KINDS {
            for field in kind.fields.iter().filter(|field| !field.derived) {
                assert!(!COMPUTED.contains(&field.name), "{} {}", kind.name, field.name);
                assert!(field.name != KIND && !GIVEN.contains(&field.name), "{} {}", kind.name, field.name);
            }
        }
    }

    fn problems(line: &str) -> Vec<(String, String)> {
        let problems = from_json(&PETITION, line, today()).unwrap_err();
        problems.into_iter().map(|problem| (problem.field, problem.say.en)).collect()
    }

    #[test]
    fn each_fault_names_its_field_and_nothing_of_its_content() {
        let secret = "Xyzzy";
        for (line, field, what) in [
            (r#"{"no_such":"Xyzzy"}"#, "no_such", "Remove it"),
            (r#"{"kind":"Xyzzy"}"#, "kind", "only petition"),
            (r#"{"petition_kind":"Xyzzy"}"#, "petition_kind", "Choose one of khieu_nai"),
            (r#"{"petition_kind":7}"#, "petition_kind", "text between"),
            (r#"{"received_on":"2026-02-30"}"#, "received_on", "no such day"),
            (r#"{"received_on":20260220}"#, "received_on", "no such day"),
            (r#"{"received_on":"2026-11-24"}"#, "received_on", "in the future"),
            (r#"{"signatories":0}"#, "signatories", "from 1 to 9999"),
            (r#"{"signatories":99999999999999999999999}"#, "signatories", "from 1 to 9999"),
            (r#"{"signatories":1.5}"#, "signatories", "from 1 to 9999"),
            (r#"{"signatories":"Xyzzy"}"#, "signatories", "from 1 to 9999"),
            (r#"{"village":"Buôn Xyzzy"}"#, "village", "Write an id"),
            (r#"{"summary":["Xyzzy"]}"#, "summary", "text between"),
            (r#"{"officer":"Xyzzy Xyzzy"}"#, "officer", "account"),
            (r#"{"summary":"a","summary":"Xyzzy"}"#, "summary", "twice"),
            (r#"["Xyzzy"]"#, "", "one JSON object"),
            (r#"{"summary":"Xyzzy"#, "", "not JSON"),
            ("Xyzzy", "", "not JSON"),
            ("", "", "not JSON"),
        ] {
            let found = problems(line);
            assert_eq!(found.len(), 1, "{line}: {found:?}");
            assert_eq!(found[0].0, field, "{line}");
            assert!(found[0].1.contains(what), "{line}: {}", found[0].1);
            assert!(!format!("{found:?}").contains(secret), "{line}: {found:?}");
        }
        let long = format!(
            r#"{{"summary":"{}","sealed_file":"{}"}}"#,
            "x".repeat(crate::base::limits::NARRATIVE_CHARS_MAX + 1),
            "y".repeat(21)
        );
        assert_eq!(problems(&long).len(), 2);
        let name = problems(&format!("{{\"\\u001b{}\":1}}", "n".repeat(500))).remove(0).0;
        assert!(name.len() <= NAME_COLUMNS_MAX && !name.contains('\u{1b}'));
    }

    #[test]
    fn a_fault_inside_a_row_is_found_there() {
        let line = r#"{"parents":[{"parent":"C1"},{"parent":"C2","valid_to":"2025-06-31"}]}"#;
        let problems = from_json(&UNIT, line, today()).unwrap_err();
        assert_eq!(problems[0].field, "parents[1].valid_to");
        let deep = format!("{{\"parents\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000));
        assert!(from_json(&UNIT, &deep, today()).is_err());
        let many = format!("{{\"aliases\":[{}\"a\"]}}", "\"a\",".repeat(600));
        assert!(from_json(&UNIT, &many, today()).is_err());
    }

    #[test]
    fn text_is_clean_and_composed_and_empty_is_absent() {
        let line = "{\"summary\":\" Gie\u{302}\u{301}ng\\u202e ca\u{323}n\\u0007 \\n hai\",\"officer\":null,\"sealed_file\":\" \"}";
        let fields = from_json(&PETITION, line, today()).unwrap();
        assert_eq!(fields.get("summary"), Some(&Value::Text("Giếng cạn \n hai".into())));
        assert_eq!(fields.len(), 1);
    }

    #[test]
    fn a_denunciation_is_written_without_a_story_and_unknown_values_are_kept() {
        let mut record = Record::new("petition", id("x"), id("o"));
        f::KIND.set(&mut record, PetitionKind::ToCao);
        f::SUMMARY.set(&mut record, "chuyện".to_owned());
        record.fields.insert("number".into(), Value::Number(Number { seq: 4, year: 2026 }));
        record.fields.insert("later".into(), Value::Unknown { tag: 99, bytes: vec![1, 255] });
        record.fields.insert("domain".into(), Value::Unknown { tag: 98, bytes: vec![] });
        let line = to_json(&record, &PETITION, &[("due", Json::from("2026-12-01"))]);
        assert_eq!(
            line,
            "{\"kind\":\"petition\",\"id\":\"x\",\"number\":\"4/2026\",\"revision\":0,\"office\":\"o\",\
             \"petition_kind\":\"to_cao\",\"unknown\":{\"domain\":{\"tag\":\"98\",\"hex\":\"\"},\
             \"later\":{\"tag\":\"99\",\"hex\":\"01ff\"}},\"due\":\"2026-12-01\"}"
        );
        assert_eq!(from_json(&PETITION, &line, today()).unwrap().len(), 1);
    }
}
