//! The office (cơ quan) whose register this is: its unit, its neighbours, the agencies it deals with, its books.

use crate::base::{Day, Id, Number, PeriodLength, Say, Words, limits};
use crate::domain::{
    Circumstances, Column, DayRange, Field, FieldValue, Fields, KindDef, Problem, Record, Shape, Value,
    choices::choices,
};

choices! {
    /// How long the reporting periods of an office are.
    LengthName {
        Week = "week", "t", "tuần", "Tuần", "Week";
        Month = "month", "h", "tháng", "Tháng", "Month";
    }
}

/// The fields of an office.
pub mod fields {
    use super::*;

    /// Tên cơ quan.
    pub const NAME: Field<String> = Field::new("name", Words::new("Tên cơ quan", "Name"), Shape::LINE)
        .required()
        .help("Tên ghi ở đầu màn hình và trên phiếu.", "As it stands at the top of the screen and on slips.");
    /// Đơn vị: the unit that the office works for; its villages are the office's own.
    pub const UNIT: Field<Id> =
        Field::new("unit", Words::new("Đơn vị", "Unit"), Shape::Unit(&["province", "district", "commune"]))
            .required();
    /// Giáp ranh: the neighbouring units.
    pub const NEIGHBOURS: Field<Vec<Id>> = Field::new(
        "neighbours",
        Words::new("Đơn vị giáp ranh", "Neighbours"),
        Shape::List(&Shape::Unit(&["district", "commune"])),
    );
    /// Các cơ quan thường gặp: who is responsible, who receives, who sends; the first is the usual responsible one.
    pub const AGENCIES: Field<Vec<Fields>> = Field::new(
        "agencies",
        Words::new("Cơ quan liên quan", "Agencies"),
        Shape::Rows(&[AGENCY_CODE.def, AGENCY_NAME.def, AGENCY_SHORT.def]),
    );
    /// The code that is typed.
    pub const AGENCY_CODE: Field<String> =
        Field::new("code", Words::new("Mã", "Code"), Shape::Line(8)).required();
    /// The agency's name.
    pub const AGENCY_NAME: Field<String> =
        Field::new("agency", Words::new("Tên", "Name"), Shape::LINE).required();
    /// The name in tables, such as "UBND xã".
    pub const AGENCY_SHORT: Field<String> =
        Field::new("short", Words::new("Tên ngắn", "Short name"), Shape::Line(24));
    /// Sổ: from which number a book goes on, for the year in which the register begins.
    pub const BOOKS: Field<Vec<Fields>> = Field::new(
        "books",
        Words::new("Sổ", "Books"),
        Shape::Rows(&[BOOK.def, BOOK_YEAR.def, BOOK_FIRST.def]),
    );
    /// The book's name on disk.
    pub const BOOK: Field<String> = Field::new("book", Words::new("Sổ", "Book"), Shape::Line(30)).required();
    /// The year.
    pub const BOOK_YEAR: Field<i64> =
        Field::new("year", Words::new("Năm", "Year"), Shape::Int(1900, 2200)).required();
    /// The number that the first record of that year gets.
    pub const BOOK_FIRST: Field<i64> =
        Field::new("first", Words::new("Số đầu", "First number"), Shape::Int(1, 1_000_000)).required();
    /// Kỳ báo cáo: how long the periods of village updates are, each length with its first day.
    pub const PERIODS: Field<Vec<Fields>> = Field::new(
        "periods",
        Words::new("Kỳ báo cáo", "Reporting periods"),
        Shape::Rows(&[PERIODS_SINCE.def, PERIOD_LENGTH.def, PERIOD_DUE_DAYS.def]),
    );
    /// Từ ngày.
    pub const PERIODS_SINCE: Field<Day> =
        Field::new("since", Words::new("Từ ngày", "Since"), Shape::Day(DayRange::Any)).required();
    /// Độ dài kỳ.
    pub const PERIOD_LENGTH: Field<LengthName> =
        Field::new("length", Words::new("Kỳ", "Length"), Shape::Choice(LengthName::TABLE)).required();
    /// Hạn nhận, số ngày sau kỳ: by which day after its end a village reports.
    pub const PERIOD_DUE_DAYS: Field<i64> =
        Field::new("due_days", Words::new("Hạn nhận (ngày)", "Due after (days)"), Shape::Int(0, 60))
            .required();
    /// Giữ liên hệ: how many months after its end a petition keeps the contact of its sender.
    pub const CONTACT_MONTHS: Field<i64> = Field::new(
        "contact_months",
        Words::new("Giữ liên hệ (tháng)", "Keep contacts (months)"),
        Shape::Int(1, 120),
    )
    .help(
        "Sau khi đơn kết thúc bấy nhiêu tháng thì xóa được liên hệ người gửi. Bỏ trống là 12.",
        "So many months after a petition's end its sender's contact can be erased. Empty is 12.",
    );
    /// Dữ liệu mẫu: a register of samples, which every screen and export says.
    pub const SAMPLE: Field<bool> =
        Field::new("sample", Words::new("Dữ liệu mẫu", "Sample"), Shape::Flag).derived();
    /// Ngày mẫu: what "today" is in a register of samples.
    pub const SAMPLE_DAY: Field<Day> =
        Field::new("sample_day", Words::new("Ngày mẫu", "Sample day"), Shape::Day(DayRange::Any)).derived();
}

use fields::*;

/// How long contacts are kept where the office says nothing else.
const CONTACT_MONTHS_USUAL: u32 = 12;

/// The declaration.
pub const OFFICE: KindDef = KindDef {
    name: "office",
    title: Words::new("Cơ quan", "Office"),
    noun: Words::new("cơ quan", "office"),
    fields: &[
        NAME.def,
        UNIT.def,
        NEIGHBOURS.def,
        AGENCIES.def,
        BOOKS.def,
        PERIODS.def,
        CONTACT_MONTHS.def,
        SAMPLE.def,
        SAMPLE_DAY.def,
    ],
    columns: &[Column {
        name: "name",
        label: Words::new("Tên cơ quan", "Name"),
        width: 60,
        wide: 80,
        narrow: 50,
        right: false,
        in_full: None,
        cell: |record, _, _| NAME.of(record).unwrap_or_default(),
    }],
    rules: &[agency_codes_differ],
    label: |record, _| Say::plain(NAME.of(record).unwrap_or_default()),
    ..KindDef::PLAIN
};

/// An office's record, read.
#[derive(Clone, Copy, Debug)]
pub struct Office<'a>(pub &'a Record);

/// An agency of the office's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// What is typed and stored.
    pub code: String,
    /// In full.
    pub name: String,
    /// In tables.
    pub short: String,
}

impl Office<'_> {
    /// Its name.
    pub fn name(&self) -> String {
        NAME.of(self.0).unwrap_or_default()
    }

    /// How many months after its end a petition keeps the contact of its sender.
    pub fn contact_months(&self) -> u32 {
        let months = CONTACT_MONTHS.of(self.0).and_then(|months| u32::try_from(months).ok());
        months.unwrap_or(CONTACT_MONTHS_USUAL)
    }

    /// The unit that it works for.
    pub fn unit(&self) -> Option<Id> {
        UNIT.of(self.0)
    }

    /// The neighbouring units.
    pub fn neighbours(&self) -> Vec<Id> {
        NEIGHBOURS.of(self.0).unwrap_or_default()
    }

    /// The agencies it deals with; the first is the usual responsible one.
    pub fn agencies(&self) -> Vec<Agency> {
        AGENCIES.of(self.0).unwrap_or_default().iter().filter_map(agency).collect()
    }

    /// The agency with this code; letters in any case.
    pub fn agency(&self, code: &str) -> Option<Agency> {
        self.agencies().into_iter().find(|agency| agency.code.eq_ignore_ascii_case(code))
    }

    /// The agency's name in tables, or its code when the list has lost it.
    pub fn agency_short(&self, code: &str) -> String {
        self.agency(code).map_or_else(|| code.to_owned(), |agency| agency.short)
    }

    /// The agency's full name, or its code when the list has lost it.
    pub fn agency_name(&self, code: &str) -> String {
        self.agency(code).map_or_else(|| code.to_owned(), |agency| agency.name)
    }

    /// The first number of a book in a year: 1, but for the year in which the register began.
    pub fn first_number(&self, book: &str, year: i32) -> Number {
        let seq = BOOKS
            .of(self.0)
            .unwrap_or_default()
            .iter()
            .find(|row| {
                row.get(BOOK.def.name) == Some(&Value::Text(book.to_owned()))
                    && row.get(BOOK_YEAR.def.name) == Some(&Value::Int(i64::from(year)))
            })
            .and_then(|row| match row.get(BOOK_FIRST.def.name) {
                Some(Value::Int(first)) => u32::try_from(*first).ok(),
                _ => None,
            });
        Number { seq: seq.unwrap_or(1).max(1), year }
    }

    /// Since when periods are how long, and due how many days after their end.
    pub fn period_lengths(&self) -> Vec<(Day, PeriodLength, i32)> {
        let rows = PERIODS.of(self.0).unwrap_or_default();
        let read = |row: &Fields| {
            let since = Day::from_value(row.get(PERIODS_SINCE.def.name)?)?;
            let length = match LengthName::from_value(row.get(PERIOD_LENGTH.def.name)?)? {
                LengthName::Week => PeriodLength::Week,
                LengthName::Month => PeriodLength::Month,
            };
            let due = i64::from_value(row.get(PERIOD_DUE_DAYS.def.name)?)?;
            Some((since, length, i32::try_from(due).ok()?))
        };
        rows.iter().filter_map(read).collect()
    }

    /// Whether this is a register of samples.
    pub fn is_sample(&self) -> bool {
        SAMPLE.of(self.0).unwrap_or(false)
    }

    /// Whether its samples were never filled to the end: the day of a sample is written last.
    pub fn is_unfinished_sample(&self) -> bool {
        self.is_sample() && SAMPLE_DAY.of(self.0).is_none()
    }

    /// What "today" is in a register of samples.
    pub fn sample_day(&self) -> Option<Day> {
        self.is_sample().then(|| SAMPLE_DAY.of(self.0)).flatten()
    }
}

fn agency(row: &Fields) -> Option<Agency> {
    let text = |name: &str| match row.get(name) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let name = text(AGENCY_NAME.def.name)?;
    Some(Agency {
        code: text(AGENCY_CODE.def.name)?,
        short: text(AGENCY_SHORT.def.name).unwrap_or_else(|| name.clone()),
        name,
    })
}

fn agency_codes_differ(record: &Record, _: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let mut codes: Vec<String> =
        Office(record).agencies().into_iter().map(|agency| agency.code.to_ascii_lowercase()).collect();
    if codes.len() > limits::LIST_LEN_MAX {
        return;
    }
    codes.sort_unstable();
    if codes.iter().zip(codes.iter().skip(1)).any(|(one, next)| one == next) {
        problems.push(Problem::error(
            AGENCIES.def.name,
            Say::new(
                "Đổi mã: hai cơ quan không thể cùng một mã",
                "Change a code: two agencies cannot share one",
            ),
        ));
    }
}
