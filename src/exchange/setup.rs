//! The file that sets a register up (`office.toml`): the office, its units, neighbours, agencies and books.

use std::collections::BTreeSet;
use std::ops::Range;

use serde_json::{Map, Value as Json, json};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::{Day, Id, Say, Words, limits};
use crate::domain::{
    KINDS, Record, Value, check,
    kinds::{OFFICE, UNIT, office_fields as o, unit_fields as u},
};

use super::{LineFault, NOT_UTF8, given, places};

/// What a file sets up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// The office.
    pub office: Record,
    /// Its units.
    pub units: Vec<Record>,
    /// The table with more units, as the file names it: a path from the folder of the file.
    pub places: Option<String>,
}

impl Setup {
    /// The units, then the office, which refers to them.
    pub fn into_records(self) -> Vec<Record> {
        self.units.into_iter().chain([self.office]).collect()
    }
}

const TOP: &[&str] = &["office", "unit", "agency", "book", "neighbours", "places"];
const OFFICE_KEYS: &[&str] = &["id", "name", "unit", "neighbours", "places"];
/// Keys of the office that may also stand above all tables.
const EITHER_WAY: &[&str] = &["neighbours", "places"];
const AGENCY_KEYS: &[&str] = &["code", "name", "short"];
const BOOK_KEYS: &[&str] = &["book", "year", "first"];

const NO_SUCH_KEY: Words = Words::new("Bỏ dòng này: không có mục này", "Remove it: there is no such key");
const REQUIRED: Words = Words::new("Chưa ghi mục này", "This is required");

/// The records that a file sets up. `today` is only needed to judge dates.
///
/// # Errors
/// Everything that is wrong, by line; never what stands there.
pub fn read_setup(bytes: &[u8], today: Day) -> Result<Setup, Vec<LineFault>> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        vec![LineFault::new(1 + before.iter().filter(|byte| **byte == b'\n').count(), NOT_UTF8)]
    })?;
    let table = DeTable::parse(text).map_err(|error| vec![not_toml(text, &error)])?;
    let mut reading = Reading { text, today, faults: Vec::new() };
    let setup = reading.setup(table.get_ref());
    match setup {
        Some(setup) if reading.faults.is_empty() => Ok(setup),
        _ => {
            reading.faults.sort_by_key(|fault| fault.line);
            Err(reading.faults)
        }
    }
}

fn line_at(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count()
}

fn not_toml(text: &str, error: &toml::de::Error) -> LineFault {
    let line = line_at(text, error.span().map_or(0, |span| span.start));
    LineFault::new(line, Say::new("Sửa dòng này: không phải TOML", "Correct this line: not TOML"))
}

/// One table of the file, its keys with their lines.
type Keys = Vec<(String, usize, Json)>;

struct Reading<'a> {
    text: &'a str,
    today: Day,
    faults: Vec<LineFault>,
}

impl Reading<'_> {
    fn setup(&mut self, top: &DeTable<'_>) -> Option<Setup> {
        let keys = self.keys(top, TOP, "");
        let tables = |name: &str| top.iter().find(|(key, _)| key.get_ref() == name).map(|(_, value)| value);
        let Some(head) = tables("office") else {
            self.fault(1, "[office]", REQUIRED.into());
            return None;
        };
        let (line, head) = match head.get_ref() {
            DeValue::Table(table) => (self.line(head.span()), self.keys(table, OFFICE_KEYS, "[office]")),
            _ => (self.line(head.span()), Vec::new()),
        };
        let id = self.id(line, "[office]", &head)?;
        let mut office = Record::new(OFFICE.name, id.clone(), id);
        let beside = keys.iter().filter(|(key, ..)| EITHER_WAY.contains(&key.as_str()));
        let given = |name: &str| beside.clone().chain(&head).find(|(key, ..)| key == name);
        for field in [&o::NAME.def, &o::UNIT.def, &o::NEIGHBOURS.def] {
            match given(field.name) {
                Some((_, line, json)) => self.set(&mut office, field.name, *line, "[office]", json),
                None if field.is_required(&office) => {
                    self.fault(line, &format!("[office] {}", field.name), REQUIRED.into());
                }
                None => {}
            }
        }
        let agencies = self.rows(tables("agency"), "[[agency]]", AGENCY_KEYS, agency);
        self.set(&mut office, o::AGENCIES.def.name, line, "[[agency]]", &agencies);
        let books = self.rows(tables("book"), "[[book]]", BOOK_KEYS, Json::from);
        self.set(&mut office, o::BOOKS.def.name, line, "[[book]]", &books);
        self.books_exist(&office, line);
        let units = self.units(tables("unit"), &office.office);
        let places = given("places").and_then(|(_, line, json)| self.path(*line, json));
        Some(Setup { office, units, places })
    }

    fn units(&mut self, tables: Option<&Spanned<DeValue<'_>>>, office: &Id) -> Vec<Record> {
        let fields: Vec<&str> = UNIT.fields.iter().map(|field| field.name).collect();
        let allowed: Vec<&str> = fields.into_iter().chain(["id", "parent"]).collect();
        // Ids are unique among all records, of whatever kind.
        let mut seen = BTreeSet::from([office.clone()]);
        let mut units = Vec::new();
        for (line, keys) in self.tables(tables, "[[unit]]", &allowed) {
            let Some(id) = self.id(line, "[[unit]]", &keys) else { continue };
            if !seen.insert(id.clone()) {
                self.fault(line, "[[unit]] id", places::id_twice());
            }
            let mut given: Map<String, Json> =
                keys.iter().map(|(key, _, json)| (key.clone(), json.clone())).collect();
            if let Some(parent) = given.remove("parent") {
                given.entry(u::PARENTS.def.name).or_insert_with(|| json!([{ u::PARENT.def.name: parent }]));
            }
            places::complete(&mut given);
            let mut unit = Record::new(UNIT.name, id, office.clone());
            for (field, say) in places::fill(&mut unit, &given, self.today) {
                let key = field.split(['[', '.']).next().unwrap_or_default();
                let at = keys.iter().find(|(name, ..)| name == key || key == "parents" && name == "parent");
                self.fault(at.map_or(line, |(_, line, _)| *line), &format!("[[unit]] {field}"), say);
            }
            units.push(unit);
        }
        if units.len() >= limits::CHANGES_PER_ENTRY_MAX {
            let max = limits::CHANGES_PER_ENTRY_MAX - 1;
            let say = Say::new(format!("Bớt đơn vị: tối đa {max}"), format!("Fewer units: at most {max}"));
            self.fault(1, "[[unit]]", say);
        }
        units
    }

    /// Books that no kind of record has would never be used.
    fn books_exist(&mut self, office: &Record, line: usize) {
        let books: Vec<&str> = KINDS.iter().filter_map(|kind| kind.book.map(|book| book.name)).collect();
        for row in o::BOOKS.of(office).unwrap_or_default() {
            let Some(Value::Text(book)) = row.get(o::BOOK.def.name) else { continue };
            if !books.contains(&book.as_str()) {
                let known = books.join(", ");
                let say = Say::new(
                    format!("Ghi tên sổ đang có: {known}"),
                    format!("Name a book that there is: {known}"),
                );
                self.fault(line, "[[book]] book", say);
            }
        }
    }

    fn path(&mut self, line: usize, json: &Json) -> Option<String> {
        let path = json.as_str().map(str::trim).filter(|path| !path.is_empty() && !path.contains('\0'));
        if path.is_none() {
            let say = Say::new("Ghi tên tệp trong dấu \"…\"", "Write the name of a file between \"…\"");
            self.fault(line, "places", say);
        }
        path.map(str::to_owned)
    }

    fn id(&mut self, line: usize, table: &str, keys: &Keys) -> Option<Id> {
        let given = keys.iter().find(|(key, ..)| key == "id");
        let id = given.and_then(|(_, _, json)| json.as_str()).and_then(Id::given);
        if id.is_none() {
            self.fault(given.map_or(line, |(_, line, _)| *line), &format!("{table} id"), check::wrong_id());
        }
        id
    }

    fn set(&mut self, record: &mut Record, field: &str, line: usize, table: &str, json: &Json) {
        let Some(field) = OFFICE.field(field) else { return };
        match given::value(&field.shape, json, self.today) {
            Ok(Some(Value::List(items))) if items.is_empty() => {}
            Ok(Some(value)) => drop(record.fields.insert(field.name.to_owned(), value)),
            Ok(None) if field.is_required(record) => {
                self.fault(line, &format!("{table} {}", field.name), REQUIRED.into());
            }
            Ok(None) => {}
            Err(wrong) => self.fault(line, &format!("{table} {}{}", field.name, wrong.at), wrong.say),
        }
    }

    /// The rows of a table of the office, each checked at its own line.
    fn rows(
        &mut self,
        tables: Option<&Spanned<DeValue<'_>>>,
        name: &str,
        allowed: &[&str],
        row: fn(Map<String, Json>) -> Json,
    ) -> Json {
        let shape = if name == "[[agency]]" { &o::AGENCIES.def.shape } else { &o::BOOKS.def.shape };
        let mut rows = Vec::new();
        for (line, keys) in self.tables(tables, name, allowed) {
            let row = row(keys.into_iter().map(|(key, _, json)| (key, json)).collect());
            match given::value(shape, &Json::from(vec![row.clone()]), self.today) {
                Ok(_) => rows.push(row),
                Err(wrong) => {
                    let cell = wrong.at.strip_prefix("[0].").unwrap_or_default();
                    let cell = if cell == o::AGENCY_NAME.def.name { "name" } else { cell };
                    self.fault(line, &format!("{name} {cell}"), wrong.say);
                }
            }
        }
        rows.into()
    }

    fn tables(
        &mut self,
        value: Option<&Spanned<DeValue<'_>>>,
        name: &str,
        allowed: &[&str],
    ) -> Vec<(usize, Keys)> {
        let Some(value) = value else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            let line = self.line(value.span());
            self.fault(line, name, Say::new("Ghi thành [[…]]", "Write it as [[…]]"));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items.iter() {
            let line = self.line(item.span());
            match item.get_ref() {
                DeValue::Table(table) => tables.push((line, self.keys(table, allowed, name))),
                _ => self.fault(line, name, Say::new("Ghi thành [[…]]", "Write it as [[…]]")),
            }
        }
        tables
    }

    /// The keys of a table; others than those allowed are faults.
    fn keys(&mut self, table: &DeTable<'_>, allowed: &[&str], name: &str) -> Keys {
        let mut keys = Vec::new();
        for (key, value) in table.iter() {
            let line = self.line(key.span());
            if allowed.contains(&key.get_ref().as_ref()) {
                keys.push((key.get_ref().to_string(), line, json_of(value.get_ref())));
            } else {
                self.fault(line, name, NO_SUCH_KEY.into());
            }
        }
        keys
    }

    fn line(&self, span: Range<usize>) -> usize {
        line_at(self.text, span.start)
    }

    fn fault(&mut self, line: usize, place: &str, say: Say) {
        self.faults.push(if place.is_empty() {
            LineFault::new(line, say)
        } else {
            LineFault::of(line, place.trim(), say)
        });
    }
}

/// An agency as the office keeps it; codes are typed and stored in capitals.
fn agency(mut keys: Map<String, Json>) -> Json {
    if let Some(name) = keys.remove("name") {
        keys.insert(o::AGENCY_NAME.def.name.to_owned(), name);
    }
    if let Some(Json::String(code)) = keys.get_mut("code") {
        *code = code.to_uppercase();
    }
    keys.into()
}

fn json_of(value: &DeValue<'_>) -> Json {
    match value {
        DeValue::String(text) => Json::from(text.as_ref()),
        // A number that is too large stays a number, and is refused as out of range.
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Json::from(f64::MAX), Json::from),
        DeValue::Float(number) => number.as_str().parse::<f64>().map_or(Json::Null, Json::from),
        DeValue::Boolean(flag) => Json::from(*flag),
        DeValue::Datetime(day) => Json::from(day.to_string()),
        DeValue::Array(items) => items.iter().map(|item| json_of(item.get_ref())).collect(),
        DeValue::Table(table) => Json::Object(
            table.iter().map(|(key, value)| (key.get_ref().to_string(), json_of(value.get_ref()))).collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kinds::{Office, Unit};

    const EXAMPLE: &str = include_str!("../../examples/office.toml");

    fn today() -> Day {
        Day::from_iso("2026-11-23").unwrap()
    }

    fn faults(text: &str) -> Vec<(usize, String)> {
        let faults = read_setup(text.as_bytes(), today()).unwrap_err();
        faults.into_iter().map(|fault| (fault.line, fault.say.en)).collect()
    }

    #[test]
    fn the_example_sets_an_office_up_with_its_villages() {
        let setup = read_setup(EXAMPLE.as_bytes(), today()).unwrap();
        let office = Office(&setup.office);
        assert_eq!(setup.office.id, setup.office.office);
        assert!(setup.units.iter().any(|unit| Some(&unit.id) == office.unit().as_ref()));
        assert!(!office.agencies().is_empty() && !office.neighbours().is_empty());
        assert!(office.first_number("don", 2026).seq > 1);
        assert!(!office.is_sample());
        for neighbour in office.neighbours() {
            assert!(setup.units.iter().any(|unit| unit.id == neighbour), "{neighbour}");
        }
        assert_eq!(setup.places.as_deref(), Some("villages.csv"));
        let villages = include_bytes!("../../examples/villages.csv");
        let villages = super::super::read_places(villages, None, &setup.office.id, today()).unwrap();
        let ids: BTreeSet<&Id> = setup.units.iter().chain(&villages).map(|unit| &unit.id).collect();
        assert_eq!(ids.len(), setup.units.len() + villages.len());
        for unit in setup.units.iter().chain(&villages) {
            for (parent, ..) in Unit(unit).parents() {
                assert!(ids.contains(&parent), "{}", unit.id);
            }
        }
        let records = setup.clone().into_records();
        assert_eq!(records.last(), Some(&setup.office));
    }

    const SMALL: &str = "[office]\nid = \"X\"\nname = \"Ban\"\nunit = \"C1\"\n\n[[unit]]\nid = \"C1\"\nname = \"Một\"\nlevel = \"commune\"\n";

    #[test]
    fn a_fault_is_told_with_its_line_and_without_what_stands_there() {
        assert!(read_setup(SMALL.as_bytes(), today()).is_ok());
        let add = |more: &str| format!("{SMALL}{more}");
        for (text, line, what) in [
            (String::new(), 1, "[office]: This is required"),
            (SMALL.replace("id = \"X\"\n", ""), 1, "[office] id: Write an id"),
            (SMALL.replace("\"X\"", "\"Xyzzy x\""), 2, "[office] id: Write an id"),
            (SMALL.replace("name = \"Ban\"\n", ""), 1, "[office] name: This is required"),
            (SMALL.replace("\"Ban\"", "7"), 3, "[office] name: Write text"),
            (SMALL.replace("\"commune\"", "\"Xyzzy\""), 9, "[[unit]] level: Choose one of"),
            (add("valid_from = 2025-06-31\n"), 10, "not TOML"),
            (add("valid_from = \"2025-06-31\"\n"), 10, "[[unit]] valid_from: Correct the day"),
            (add("parents = [{parent=\"Xyzzy x\"}]\n"), 10, "[[unit]] parents[0].parent: Write an id"),
            (add("religion = \"Xyzzy\"\n"), 10, "[[unit]]: Remove it"),
            (add("[[unit]]\nid = \"C1\"\nname = \"Xyzzy\"\n"), 10, "[[unit]] id: Change it"),
            (add("[[unit]]\nid = \"X\"\nname = \"Xyzzy\"\n"), 10, "[[unit]] id: Change it"),
            (add("[[book]]\nbook = \"don\"\nyear = 2026\nfirst = 0\n"), 10, "[[book]] first: Enter a number"),
            (add("[[book]]\nbook = \"Xyzzy\"\nyear = 2026\nfirst = 1\n"), 1, "[[book]] book: Name a book"),
            (add("[[book]]\nbook = \"don\"\nyear = 2026\n"), 10, "[[book]] : Fill all cells"),
            (add("[[agency]]\ncode = \"UBX\"\n"), 10, "Fill all cells"),
            (
                add("[[agency]]\ncode = \"UBX\"\nname = 9223372036854775808\n"),
                10,
                "[[agency]] name: Write text",
            ),
            (add("[agency]\ncode = \"UBX\"\n"), 10, "Write it as [[…]]"),
            (format!("places = 7\n{SMALL}"), 1, "places: Write the name"),
            (format!("colour = 1\n{SMALL}"), 1, "Remove it"),
            (SMALL.replace("[office]", "[office"), 1, "not TOML"),
        ] {
            let found = faults(&text);
            let what = what.replace("] : ", "]: ");
            assert!(found[0].0 == line && found[0].1.contains(&what), "{text}\n{found:?}");
            assert!(!format!("{found:?}").contains("Xyzzy"), "{found:?}");
        }
        let broken = read_setup(b"[office]\nid=\"X\"\n# \xff\n", today()).unwrap_err();
        assert_eq!(broken[0].line, 3);
    }

    #[test]
    fn dates_may_be_toml_dates_and_a_parent_a_single_word() {
        let text = format!(
            "{SMALL}parent = \"P1\"\nvalid_from = 2025-07-01\n[[agency]]\ncode=\"ubx\"\nname=\"UBND\"\n"
        );
        let setup = read_setup(text.as_bytes(), today()).unwrap();
        assert_eq!(Unit(&setup.units[0]).parents()[0].0.as_str(), "P1");
        assert_eq!(u::FROM.of(&setup.units[0]).unwrap().iso(), "2025-07-01");
        assert_eq!(Office(&setup.office).agencies()[0].code, "UBX");
    }
}
