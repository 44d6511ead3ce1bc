//! Records of one kind as a table for a spreadsheet: a header and one row a record, by the declaration.

use crate::base::Lang;
use crate::domain::{
    Circumstances, Column, FieldDef, KindDef, Record, Shape, Value,
    borders::{self, COMMUNES},
};

use super::{
    SAMPLE_MARK,
    pages::{Heading, counted},
    value_json,
};

/// The shape of one export; each part of it is bytes of CSV (UTF-8, commas, lines ending in CR LF).
#[derive(Clone, Copy, Debug)]
pub struct Table {
    kind: &'static KindDef,
    lang: Lang,
    is_sample: bool,
}

impl Table {
    /// A table of this kind. One of samples says so in a column of its own, so that each row that is copied out says it.
    pub fn new(kind: &'static KindDef, lang: Lang, is_sample: bool) -> Table {
        Table { kind, lang, is_sample }
    }

    /// The first line: the names of fields and columns, which never change.
    pub fn header(&self) -> Vec<u8> {
        let given = ["id", "revision", "office"].map(str::to_owned);
        let fields = self.fields().map(|field| field.name.to_owned());
        let columns = self.columns().map(|column| column.name.to_owned());
        let borders = self.borders().map(str::to_owned);
        self.line(given.into_iter().chain(fields).chain(columns).chain(borders))
    }

    /// The line of a record; the cells of the table's columns are those of the screen, days and numbers with their year.
    pub fn row(&self, record: &Record, around: &Circumstances<'_>) -> Vec<u8> {
        let given = [record.id.to_string(), record.revision.to_string(), record.office.to_string()];
        let fields = self.fields().map(|field| match record.fields.get(field.name) {
            Some(value) if (field.applies)(record) => spelled(value),
            _ => String::new(),
        });
        let columns =
            self.columns().map(|column| column.text(record, around, self.lang, true).trim().to_owned());
        let borders = self.borders().map(|name| borders::cell(name, record, around));
        self.line(given.into_iter().chain(fields).chain(columns).chain(borders))
    }

    /// The fields that fit a cell: not the steps of a petition, which are its history.
    fn fields(&self) -> impl Iterator<Item = &'static FieldDef> {
        self.kind.fields.iter().filter(|field| !matches!(field.shape, Shape::Rows(&[])))
    }

    fn columns(&self) -> impl Iterator<Item = &'static Column> {
        let kind = self.kind;
        kind.columns.iter().filter(|column| kind.field(column.name).is_none())
    }

    /// The commune by the borders of the record's day and by those of today, of what has a place and a day.
    fn borders(&self) -> impl Iterator<Item = &'static str> {
        COMMUNES.into_iter().filter(|_| self.kind.placed.is_some())
    }

    fn line(&self, cells: impl Iterator<Item = String>) -> Vec<u8> {
        line(self.is_sample, cells)
    }
}

/// A list as the screen shows it: the columns of the kind, and in the last one which list it is and how long, so that each row that is
/// copied out says it.
pub fn list_csv(heading: &Heading, kind: &KindDef, rows: &[Vec<String>]) -> Vec<u8> {
    let (is_sample, title) = (heading.is_sample, counted(&heading.title, rows.len(), heading.lang));
    let names = kind.columns.iter().map(|column| column.name.to_owned());
    let mut bytes = line(is_sample, names.chain(["list".to_owned()]));
    for cells in rows {
        let cells = cells.iter().map(|cell| cell.trim().to_owned());
        bytes.extend(line(is_sample, cells.chain([title.clone()])));
    }
    bytes
}

/// One line of CSV.
pub(super) fn line(is_sample: bool, cells: impl Iterator<Item = String>) -> Vec<u8> {
    let mark = is_sample.then(|| SAMPLE_MARK.to_owned());
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory cannot fail.
    let written = writer.write_record(mark.into_iter().chain(cells).map(harmless));
    written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default()
}

fn spelled(value: &Value) -> String {
    match value {
        Value::List(items) if items.iter().all(|item| !matches!(item, Value::Row(_))) => {
            items.iter().map(spelled).collect::<Vec<_>>().join("|")
        }
        other => match value_json(other) {
            serde_json::Value::String(text) => text,
            json => json.to_string(),
        },
    }
}

/// A cell that no spreadsheet takes for a formula: an apostrophe stands before what could begin one. A number with its sign
/// ("-7", "+2,5") stays a number, since digits alone compute nothing.
fn harmless(cell: String) -> String {
    const BEGINS: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if cell.starts_with(BEGINS) && !is_number(&cell) { format!("'{cell}") } else { cell }
}

fn is_number(cell: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    match unsigned.split_once([',', '.']) {
        Some((whole, part)) => digits(whole) && digits(part),
        None => digits(unsigned),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::{Day, Id, Officer};
    use crate::domain::{
        Choices, KINDS, Periods, Places,
        kinds::{OFFICE, Office, PETITION, PetitionKind, UNIT, petition_fields as f, unit_fields},
        law::Law,
    };

    fn with_circumstances<T>(ask: impl FnOnce(&Circumstances<'_>) -> T) -> T {
        let id = Id::new("C24100n").unwrap();
        let office = Record::new(OFFICE.name, id.clone(), id.clone());
        let units = crate::exchange::embedded_units(&id);
        let (law, places) = (Law::embedded().unwrap(), Places::new(&units));
        ask(&Circumstances {
            today: Day::from_iso("2026-11-23").unwrap(),
            officer: &Officer::new("can_bo_01").unwrap(),
            office: Office(&office),
            law: &law,
            places: &places,
            periods: &Periods::default(),
            before: &[],
        })
    }

    fn cells(line: &[u8]) -> Vec<String> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line);
        let record = reader.records().next().unwrap().unwrap();
        record.iter().map(str::to_owned).collect()
    }

    fn petition(kind: PetitionKind, summary: &str) -> Record {
        let id = Id::new("C24100n.don.2026.1").unwrap();
        let mut record = Record::new("petition", id.clone(), id);
        f::KIND.set(&mut record, kind);
        f::RECEIVED_ON.set(&mut record, Day::from_iso("2026-10-01").unwrap());
        f::VILLAGE.set(&mut record, Id::new("V24115-01").unwrap());
        f::SUMMARY.set(&mut record, summary.to_owned());
        f::SEALED_FILE.set(&mut record, "03-M".to_owned());
        record
    }

    fn cell(record: &Record, name: &str) -> String {
        let table = Table::new(&PETITION, Lang::Vi, false);
        let row = with_circumstances(|around| cells(&table.row(record, around)));
        let at = cells(&table.header()).iter().position(|column| column == name).unwrap();
        row[at].clone()
    }

    #[test]
    fn every_kind_has_as_many_cells_as_headings() {
        with_circumstances(|around| {
            for kind in KINDS {
                let table = Table::new(kind, Lang::Vi, true);
                let record = Record::new(kind.name, Id::new("x").unwrap(), Id::new("x").unwrap());
                let (header, row) = (cells(&table.header()), cells(&table.row(&record, around)));
                assert_eq!(header.len(), row.len(), "{}", kind.name);
                assert_eq!((header[0].as_str(), row[0].as_str()), (SAMPLE_MARK, SAMPLE_MARK));
                let mut names = header.clone();
                names.sort_unstable();
                names.dedup();
                assert_eq!(names.len(), header.len(), "{}", kind.name);
            }
        });
    }

    #[test]
    fn no_cell_is_a_formula() {
        for begins in ["=1+1", "+1+1", "-1-1", "-", "@SUM(A1)", "-7n", "+84-1", "＝1", "-1,2,3", "-.5"] {
            assert_eq!(cell(&petition(PetitionKind::PhanAnh, begins), "summary"), format!("'{begins}"));
        }
        assert_eq!(harmless("\t=1".into()), "'\t=1");
        assert_eq!(cell(&petition(PetitionKind::PhanAnh, "a,\"b\"\nc"), "summary"), "a,\"b\"\nc");
        let number = ["-7", "+2", "-6,9", "-1.5", "12"];
        assert!(number.iter().all(|number| harmless((*number).to_owned()) == *number));
        assert_eq!(cell(&petition(PetitionKind::PhanAnh, "x"), "days"), "-39");
    }

    #[test]
    fn a_list_says_in_each_row_which_it_is() {
        let row: Vec<String> =
            ["90", "KN", "Ma Lim", "DD", "=1+1", "-7 ", "Quá hạn", "ta"].map(str::to_owned).to_vec();
        let heading = Heading {
            office: "Ban Dân vận".to_owned(),
            title: "Đơn quá hạn; lọc: ml".to_owned(),
            today: Day::from_iso("2026-11-23").unwrap(),
            officer: Officer::new("can_bo_01").unwrap(),
            is_sample: true,
            lang: Lang::Vi,
        };
        let bytes = list_csv(&heading, &PETITION, &[row]);
        let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
        let (header, row) = (cells(lines[0]), cells(lines[1]));
        assert_eq!((header.len(), header[9].as_str()), (row.len(), "list"));
        assert_eq!(row[0], SAMPLE_MARK);
        assert_eq!(row[5..], ["'=1+1", "-7", "Quá hạn", "ta", "Đơn quá hạn; lọc: ml; số dòng: 1"]);
    }

    proptest! {
        #[test]
        fn a_cell_is_a_number_or_begins_harmlessly_and_loses_nothing(told in "[-=+@\t＝0-9.,a-z(]{0,6}|.*") {
            let kept = harmless(told.clone());
            prop_assert_eq!(kept.strip_prefix('\'').filter(|_| kept != told).unwrap_or(&kept), told.as_str());
            let begins = kept.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
            prop_assert!(!begins || kept.replace(',', ".").parse::<f64>().is_ok(), "{}", kept);
        }
    }

    #[test]
    fn a_denunciation_shows_its_file_and_nothing_told() {
        let record = petition(PetitionKind::ToCao, "chuyện");
        assert_eq!(cell(&record, "summary"), "");
        assert_eq!(cell(&record, "content"), "hồ sơ mật 03-M");
        assert_eq!(cell(&record, "petition_kind"), PetitionKind::ToCao.id());
        assert_eq!(cell(&record, "received_on"), "2026-10-01");
        assert_eq!(cell(&record, "place"), "Ma Lim");
    }

    #[test]
    fn lists_stand_in_one_cell() {
        let list = Value::List(vec![Value::Text("a".into()), Value::Text("b".into())]);
        assert_eq!(spelled(&list), "a|b");
        let units = crate::exchange::embedded_units(&Id::new("o").unwrap());
        let village = units.iter().find(|unit| unit.id.as_str() == "V24115-01").unwrap();
        let parents = village.fields.get(unit_fields::PARENTS.def.name).unwrap();
        assert!(spelled(parents).starts_with("[{\"parent\":\"C24115\",\"valid_to\":\"2025-06-30\"}"));
        assert_eq!(cells(&Table::new(&UNIT, Lang::Vi, false).header())[0], "id");
    }
}
