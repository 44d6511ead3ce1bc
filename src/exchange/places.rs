//! Units from a table: villages as an office lists them, or the whole tree through time that the program brings along.
//!
//! Columns: `id` (or `unit_id`) and `name`, and as many of `code, level, unit_type, parent_id, valid_from, valid_to,
//! successor_ids, aliases, remote_decision, border_candidate, officer, illustrative, note` as there are. Commas or
//! semicolons; several values in a cell stand between `|`. A second table `unit_id,parent_id,valid_from,valid_to` says
//! to which units one belonged when.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use crate::base::{Day, Id, Say, limits, text};
use crate::domain::{
    Record, check,
    kinds::{UNIT, unit_fields as f},
};

use super::{LineFault, NOT_UTF8, given};

const ID: &str = "id";
const PARENT_ID: &str = "parent_id";
const SUCCESSOR_IDS: &str = "successor_ids";
const BORDER_CANDIDATE: &str = "border_candidate";
const ILLUSTRATIVE: &str = "illustrative";
const REMOTE: &str = "remote";

/// Columns that are read as the field of the same name.
const PLAIN: &[&str] =
    &["code", "level", "unit_type", "name", "valid_from", "valid_to", "remote_decision", "officer", "note"];
/// Columns that other programs need.
const PASSED_OVER: &[&str] = &["name_fold", "households", "population", "poor_hh", "near_poor_hh", "source"];
const OTHERS: &[&str] =
    &[ID, PARENT_ID, SUCCESSOR_IDS, BORDER_CANDIDATE, ILLUSTRATIVE, REMOTE, "aliases", "border", "sample"];

/// Rows of one table: some more parents than units.
const ROWS_MAX: usize = limits::CHANGES_PER_ENTRY_MAX * 4;

/// What a note says before the spelling of an official list.
const REGISTRY_SPELLING: &str = "registry spelling: ";

/// The units of a table; `parents` is the second one. Each belongs to the office's register.
///
/// # Errors
/// Everything that is wrong, by line of the table.
pub fn read_places(
    places: &[u8],
    parents: Option<&[u8]>,
    office: &Id,
    today: Day,
) -> Result<Vec<Record>, Vec<LineFault>> {
    let parents = parents.map(read_parents).transpose()?.unwrap_or_default();
    let mut faults = Vec::new();
    let mut units = Vec::new();
    let mut seen = BTreeSet::new();
    for (line, cells) in rows(places, &["name"])? {
        match unit(&cells, &parents, office, today) {
            Ok(unit) if !seen.insert(unit.id.clone()) => faults.push(LineFault::of(line, ID, id_twice())),
            Ok(unit) => units.push(unit),
            Err(wrong) => {
                faults.extend(wrong.into_iter().map(|(field, say)| LineFault::of(line, &field, say)))
            }
        }
    }
    for (_, (line, _)) in
        parents.iter().filter(|(id, _)| seen.iter().all(|unit| unit.as_str() != id.as_str()))
    {
        let say = Say::new(
            "Sửa mã trong bảng thứ hai: bảng đầu không có",
            "Correct it in the second table: the first has no such unit",
        );
        faults.push(LineFault::of(*line, ID, say));
    }
    if units.len() >= limits::CHANGES_PER_ENTRY_MAX {
        let max = limits::CHANGES_PER_ENTRY_MAX - 1;
        faults.push(LineFault::new(
            1,
            Say::new(
                format!("Chia tệp: tối đa {max} đơn vị"),
                format!("Split the file: at most {max} units"),
            ),
        ));
    }
    if faults.is_empty() { Ok(units) } else { Err(faults) }
}

/// The units that the program brings along: three former districts on both sides of a provincial border, their communes
/// before and after 01/07/2025, and invented villages, which are marked as samples.
pub fn embedded_units(office: &Id) -> Vec<Record> {
    let places = include_bytes!("../domain/data/places.csv");
    let parents = include_bytes!("../domain/data/unit_parents.csv");
    // A test proves that these tables are read.
    read_places(places, Some(parents), office, Day::EPOCH).unwrap_or_default()
}

pub(super) fn id_twice() -> Say {
    Say::new("Đổi mã: mã này đã có ở trên", "Change it: this id stands above already")
}

type Cells = BTreeMap<String, String>;
/// The rows of the second table by unit, with the line of the first.
type Parents = BTreeMap<String, (usize, Vec<Json>)>;
type Wrongs = Vec<(String, Say)>;

fn unit(cells: &Cells, parents: &Parents, office: &Id, today: Day) -> Result<Record, Wrongs> {
    let cell = |name: &str| cells.get(name).map(String::as_str).filter(|cell| !cell.is_empty());
    let id = cell(ID).unwrap_or_default();
    let Some(id) = Id::given(id) else { return Err(vec![(ID.to_owned(), check::wrong_id())]) };
    let mut given = Map::new();
    for name in PLAIN {
        if let Some(cell) = cell(name) {
            given.insert((*name).to_owned(), Json::from(cell));
        }
    }
    complete(&mut given);
    let several = |cell: &str| -> Vec<Json> { cell.split('|').map(|part| Json::from(part.trim())).collect() };
    if let Some((_, rows)) = parents.get(id.as_str()) {
        given.insert(f::PARENTS.def.name.to_owned(), Json::from(rows.clone()));
    } else if let Some(parent) = cell(PARENT_ID) {
        given.insert(f::PARENTS.def.name.to_owned(), json!([{ f::PARENT.def.name: parent }]));
    }
    if let Some(successors) = cell(SUCCESSOR_IDS) {
        given.insert(f::SUCCESSORS.def.name.to_owned(), several(successors).into());
    }
    let mut aliases = cell("aliases").map(several).unwrap_or_default();
    aliases
        .extend(other_spellings(cell("name").unwrap_or_default(), cell("note")).into_iter().map(Json::from));
    if !aliases.is_empty() {
        given.insert(f::ALIASES.def.name.to_owned(), aliases.into());
    }
    let is_border = cell(BORDER_CANDIDATE).is_some() || cell("border").is_some_and(is_yes);
    if is_border {
        given.insert(f::BORDER.def.name.to_owned(), true.into());
    }
    if cell(ILLUSTRATIVE).or(cell("sample")).is_some_and(is_yes) {
        given.insert(f::SAMPLE.def.name.to_owned(), true.into());
    }
    let mut wrongs = Vec::new();
    if cell(REMOTE).is_some_and(is_yes) && cell("remote_decision").is_none() {
        let say = Say::new(
            "Ghi số quyết định: vùng xa phải theo một quyết định",
            "Name the decision: a place is remote by a decision only",
        );
        wrongs.push(("remote_decision".to_owned(), say));
    }
    let mut record = Record::new(UNIT.name, id, office.clone());
    wrongs.extend(fill(&mut record, &given, today));
    if wrongs.is_empty() { Ok(record) } else { Err(wrongs) }
}

/// A village is meant where no level is named; the type is the word before its name.
pub(super) fn complete(given: &mut Map<String, Json>) {
    given.entry(f::LEVEL.def.name).or_insert_with(|| "village".into());
    let name = given.get(f::NAME.def.name).and_then(Json::as_str).map(text::clean_line);
    let word = name.as_deref().and_then(text::type_word).map(str::to_lowercase);
    if let Some(word) = word {
        given.entry(f::UNIT_TYPE.def.name).or_insert_with(|| word.into());
    }
}

/// Sets the fields of a unit by its declaration; returns what is wrong with them.
pub(super) fn fill(record: &mut Record, given: &Map<String, Json>, today: Day) -> Wrongs {
    let mut wrongs = Vec::new();
    for field in UNIT.fields {
        let value = given.get(field.name).map(|json| given::value(&field.shape, json, today));
        match value {
            Some(Ok(Some(value))) => drop(record.fields.insert(field.name.to_owned(), value)),
            Some(Err(wrong)) => wrongs.push((format!("{}{}", field.name, wrong.at), wrong.say)),
            Some(Ok(None)) | None if field.is_required(record) => {
                let say = Say::new("Chưa ghi mục này", "This is required");
                wrongs.push((field.name.to_owned(), say));
            }
            Some(Ok(None)) | None => {}
        }
    }
    wrongs
}

/// Spellings under which the place also stands in papers: that of an official list, and the typographic apostrophe.
fn other_spellings(name: &str, note: Option<&str>) -> Vec<String> {
    let listed = note
        .and_then(|note| note.strip_prefix(REGISTRY_SPELLING))
        .and_then(|rest| rest.split([';', ',']).next())
        .map(|spelling| spelling.trim().to_owned());
    let curled = name.contains('\'').then(|| name.replace('\'', "’"));
    listed.into_iter().chain(curled).filter(|spelling| !spelling.is_empty() && spelling != name).collect()
}

fn is_yes(cell: &str) -> bool {
    matches!(cell, "1" | "x" | "X" | "true" | "có" | "co" | "yes")
}

fn read_parents(bytes: &[u8]) -> Result<Parents, Vec<LineFault>> {
    let mut parents = Parents::new();
    for (line, cells) in rows(bytes, &[PARENT_ID])? {
        let mut row = Map::new();
        for (column, name) in
            [(PARENT_ID, f::PARENT.def.name), ("valid_from", f::FROM.def.name), ("valid_to", f::TO.def.name)]
        {
            if let Some(cell) = cells.get(column).filter(|cell| !cell.is_empty()) {
                row.insert(name.to_owned(), Json::from(cell.as_str()));
            }
        }
        let id = cells.get(ID).cloned().unwrap_or_default();
        parents.entry(id).or_insert((line, Vec::new())).1.push(row.into());
    }
    Ok(parents)
}

/// The rows of a table as (line, cells by column), with the columns checked.
fn rows(bytes: &[u8], needed: &[&str]) -> Result<Vec<(usize, Cells)>, Vec<LineFault>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter = if head.contains(&b';') && !head.contains(&b',') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(bytes);
    let header = reader.headers().map_err(|error| vec![broken(bytes, &error)])?.clone();
    let columns: Vec<String> =
        header.iter().map(|name| if name == "unit_id" { ID.to_owned() } else { name.to_owned() }).collect();
    let mut faults: Vec<LineFault> = Vec::new();
    for needed in needed.iter().chain(&[ID]).filter(|needed| columns.iter().all(|name| name != **needed)) {
        let say = Say::new("Thêm cột này vào dòng đầu", "Add this column to the first line");
        faults.push(LineFault::of(1, needed, say));
    }
    let known = |name: &str| [PLAIN, PASSED_OVER, OTHERS].iter().any(|names| names.contains(&name));
    for (at, name) in columns.iter().enumerate() {
        let say = if !known(name) {
            Say::new("Bỏ cột này: không có tên này", "Remove this column: no such name")
        } else if columns.iter().take(at).any(|earlier| earlier == name) {
            Say::new("Giữ một cột: tên này ghi hai lần", "Keep one of them: the column stands twice")
        } else {
            continue;
        };
        let name = text::truncate(&text::clean_line(name), 40).into_owned();
        faults.push(LineFault::of(1, &name, say));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            _ if rows.len() >= ROWS_MAX => {
                let say = Say::new(
                    format!("Chia tệp: tối đa {ROWS_MAX} dòng"),
                    format!("Split the file: at most {ROWS_MAX} lines"),
                );
                faults.push(LineFault::new(1, say));
                break;
            }
            Ok(record) => {
                let line = line_of(bytes, record.position());
                let cells = columns.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
                rows.push((line, cells));
            }
            Err(error) => faults.push(broken(bytes, &error)),
        }
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

/// The line of a row; the reader's position is before the empty lines that it passed over.
fn line_of(bytes: &[u8], at: Option<&csv::Position>) -> usize {
    let Some(at) = at else { return 1 };
    let start = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let rest = bytes.get(start..).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    usize::try_from(at.line()).unwrap_or(usize::MAX) + empty.filter(|byte| **byte == b'\n').count()
}

fn broken(bytes: &[u8], error: &csv::Error) -> LineFault {
    let line = line_of(bytes, error.position());
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => LineFault::new(line, NOT_UTF8),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => LineFault::new(
            line,
            Say::new(
                format!("Sửa số ô: dòng có {len} ô, dòng đầu có {expected_len}"),
                format!("Correct the cells: {len} in this line, {expected_len} in the first"),
            ),
        ),
        _ => LineFault::new(line, Say::new("Sửa tệp: không phải CSV", "Correct the file: not CSV")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Places, Value, kinds::Level};

    fn office() -> Id {
        Id::new("C24100n").unwrap()
    }

    fn read(csv: &str) -> Result<Vec<Record>, Vec<LineFault>> {
        read_places(csv.as_bytes(), None, &office(), Day::from_iso("2026-11-23").unwrap())
    }

    fn faults(csv: &[u8]) -> Vec<(usize, String)> {
        let faults = read_places(csv, None, &office(), Day::EPOCH).unwrap_err();
        faults.into_iter().map(|fault| (fault.line, fault.say.en)).collect()
    }

    #[test]
    fn the_embedded_units_are_all_read_and_hang_together() {
        let units = embedded_units(&office());
        assert_eq!(units.len(), 121);
        let places = Places::new(&units);
        let id = |text: &str| Id::new(text).unwrap();
        let day = |iso: &str| Day::from_iso(iso).unwrap();
        let ma_lim = id("V24115-01");
        assert_eq!(places.parent_on(&ma_lim, day("2025-06-30")).unwrap().name, "Krông Năng");
        assert_eq!(places.parent_on(&ma_lim, day("2025-07-01")).unwrap().name, "Ia Dreh");
        assert_eq!(places.get(&ma_lim).unwrap().remote_decision.as_deref(), Some("(mẫu) 07/QĐ-UBND"));
        assert_eq!(places.villages_of(&office(), day("2026-11-23")).len(), 18);
        let unit = |text: &str| units.iter().find(|unit| unit.id == id(text)).unwrap();
        let ea_bar = unit("C22225");
        assert_eq!(f::ALIASES.of(ea_bar), Some(vec!["EaBar".to_owned()]));
        assert_eq!(f::SUCCESSORS.of(ea_bar), Some(vec![id("C22237n"), id("C22225n")]));
        assert_eq!(f::BORDER.of(ea_bar), Some(true));
        assert_eq!(f::ALIASES.of(unit("C24412")), Some(vec!["M'Đrắk".to_owned(), "M’Drắk".to_owned()]));
        assert_eq!(f::SAMPLE.of(unit("V24115-01")), Some(true));
        assert_eq!(f::SAMPLE.of(ea_bar), None);
        for unit in &units {
            for (parent, ..) in crate::domain::kinds::Unit(unit).parents() {
                assert!(places.get(&parent).is_some(), "{}", unit.id);
            }
        }
    }

    #[test]
    fn four_columns_are_enough_for_villages() {
        let units = read(
            "\u{feff}id;name;parent_id;remote_decision\r\nB01;Buo\u{302}n Ma Lim;C24100n;07/QĐ-UBND\r\n",
        )
        .unwrap();
        let village = &units[0];
        assert_eq!(f::NAME.of(village).as_deref(), Some("Buôn Ma Lim"));
        assert_eq!(f::LEVEL.of(village), Some(Level::Village));
        assert_eq!(f::UNIT_TYPE.of(village).as_deref(), Some("buôn"));
        assert_eq!(f::REMOTE_DECISION.of(village).as_deref(), Some("07/QĐ-UBND"));
        assert_eq!(crate::domain::kinds::Unit(village).parents(), [(office(), None, None)]);
        assert_eq!(village.office, office());
    }

    #[test]
    fn each_fault_is_told_with_its_line() {
        for (csv, line, what) in [
            ("id,parent_id\n", 1, "name: Add this column"),
            ("name\n", 1, "id: Add this column"),
            ("id,name,tribe\nA,B,C\n", 1, "tribe: Remove this column"),
            ("id,name,name\nA,B,C\n", 1, "name: Keep one"),
            ("id,name\nA,Buôn A\nA,Buôn B\n", 3, "id: Change it"),
            ("id,name\nĐ 1,Buôn A\n", 2, "id: Write an id"),
            ("id,name\nA,\n", 2, "name: This is required"),
            ("id,name,valid_from\nA,B,2025-02-30\n", 2, "valid_from: Correct the day"),
            ("id,name,level\nA,B,hamlet\n", 2, "level: Choose one of province"),
            ("id,name,remote\nA,B,1\n", 2, "remote_decision: Name the decision"),
            ("id,name\n\nA\n", 3, "1 in this line, 2 in the first"),
            ("", 1, "name: Add this column"),
        ] {
            let found = faults(csv.as_bytes());
            assert!(found[0].0 == line && found[0].1.contains(what), "{csv:?}: {found:?}");
        }
        assert_eq!(faults(b"id,name\nA,\xff\n")[0].0, 2);
        assert!(faults(b"\xff,name\n")[0].1.contains("UTF-8"));
        let many: String = (0..limits::CHANGES_PER_ENTRY_MAX).map(|n| format!("B{n},Buôn {n}\n")).collect();
        assert!(faults(format!("id,name\n{many}").as_bytes())[0].1.contains("at most 1023"));
    }

    #[test]
    fn all_lines_are_looked_at_before_anything_is_refused() {
        assert_eq!(faults(b"id,name,valid_to\nA,,x\nB,Buon B,\n?,,\n").len(), 3);
        let dated = "id,name\nB1,Buôn B\n";
        let parents = "unit_id,parent_id,valid_from,valid_to\nB1,C1,,2025-06-30\nB1,C2,2025-07-01,\n";
        let units = read_places(dated.as_bytes(), Some(parents.as_bytes()), &office(), Day::EPOCH).unwrap();
        let Some(Value::List(rows)) = units[0].fields.get("parents") else { panic!() };
        assert_eq!(rows.len(), 2);
        let other = "unit_id,parent_id\nB1,C1\nB2,C1\n";
        let faults =
            read_places(dated.as_bytes(), Some(other.as_bytes()), &office(), Day::EPOCH).unwrap_err();
        assert_eq!((faults.len(), faults[0].line), (1, 3));
    }
}
