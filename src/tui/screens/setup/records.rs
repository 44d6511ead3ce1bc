//! The answers of the first run as records: the office, its unit, neighbours and villages.

use std::collections::BTreeSet;

use crate::base::{Id, Say, limits, text};
use crate::domain::{
    Fields, Record, Value,
    kinds::{Level, office_fields, unit_fields},
};

/// What was typed, trimmed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answers<'a> {
    pub office: &'a str,
    pub unit: &'a str,
    pub unit_type: &'a str,
    pub neighbours: &'a str,
    pub villages: &'a str,
    pub agencies: &'a str,
    pub first: &'a str,
}

/// The book of petitions, as offices spell it on disk.
const BOOK: &str = "don";
/// Characters of an agency's code.
const AGENCY_CODE_CHARS_MAX: usize = 8;

impl Answers<'_> {
    /// The first question whose answer cannot stand, and why.
    pub(super) fn fault(&self, questions: usize) -> Option<(usize, Say)> {
        self.faults().into_iter().enumerate().take(questions).find_map(|(at, fault)| Some((at, fault?)))
    }

    /// Why the answer to one question cannot stand.
    pub(super) fn fault_of(&self, question: usize) -> Option<Say> {
        self.faults().into_iter().nth(question)?
    }

    fn faults(&self) -> [Option<Say>; 7] {
        [
            self.office.is_empty().then(|| Say::new("Nhập tên cơ quan", "Enter the name of the office")),
            text::proper_name(self.unit)
                .is_empty()
                .then(|| Say::new("Nhập tên đơn vị, như Ia Dreh", "Enter the unit's name, such as Ia Dreh")),
            None,
            self.too_many(self.neighbours),
            self.too_many(self.villages).or_else(|| self.without_type()),
            self.agency_fault(),
            self.first_number()
                .is_none()
                .then(|| Say::new("Nhập số từ 1 đến 1.000.000", "Enter a number from 1 to 1,000,000")),
        ]
    }

    fn too_many(&self, typed: &str) -> Option<Say> {
        (names(typed).len() > limits::LIST_LEN_MAX).then(|| {
            Say::new(
                format!("Bớt dòng: tối đa {}", limits::LIST_LEN_MAX),
                format!("Fewer lines: at most {}", limits::LIST_LEN_MAX),
            )
        })
    }

    /// A village's name begins with what it is: without it an answer to another question would pass for a village.
    fn without_type(&self) -> Option<Say> {
        let at = names(self.villages).iter().position(|name| text::type_word(name).is_none())?;
        Some(Say::new(
            format!("Thêm Thôn, Buôn trước tên thứ {}", at + 1),
            format!("Put Thôn or Buôn before name {}", at + 1),
        ))
    }

    fn agency_fault(&self) -> Option<Say> {
        let mut codes = BTreeSet::new();
        for line in names(self.agencies) {
            let Some((code, _)) = agency(line) else {
                return Some(Say::new(
                    "Sửa dòng: mã ngắn rồi tên, như UX UBND xã",
                    "Correct the line: a short code and a name, such as UX UBND xã",
                ));
            };
            if !codes.insert(code.to_lowercase()) {
                return Some(Say::new(
                    "Đổi mã: hai cơ quan không thể cùng một mã",
                    "Change a code: two agencies cannot share one",
                ));
            }
        }
        self.too_many(self.agencies)
    }

    fn first_number(&self) -> Option<i64> {
        if self.first.is_empty() {
            return Some(1);
        }
        self.first.parse().ok().filter(|first| (1..=1_000_000).contains(first))
    }

    fn unit_type(&self) -> String {
        match (self.unit_type.is_empty(), text::type_word(self.unit)) {
            (false, _) => self.unit_type.to_lowercase(),
            (true, Some(word)) => word.to_lowercase(),
            (true, None) => "xã".to_owned(),
        }
    }

    fn level(&self) -> Level {
        match text::fold(&self.unit_type()).as_str() {
            "tinh" => Level::Province,
            "huyen" | "quan" | "thi xa" | "thanh pho" => Level::District,
            _ => Level::Commune,
        }
    }

    /// What will be written, for the eye.
    pub(super) fn review(&self) -> Vec<Say> {
        let unit = format!("{} {}", self.unit_type(), text::proper_name(self.unit));
        let villages = names(self.villages);
        let (neighbours, agencies) = (names(self.neighbours), names(self.agencies));
        let first = self.first_number().map_or_else(|| "?".to_owned(), |first| first.to_string());
        let mut lines = vec![Say::new(
            format!("Cơ quan {}, đơn vị {unit}, đơn đầu tiên số {first}", self.office),
            format!("Office {}, unit {unit}, first petition number {first}", self.office),
        )];
        lines.push(Say::new(
            format!(
                "{} giáp ranh, {} thôn, buôn, {} cơ quan liên quan",
                neighbours.len(),
                villages.len(),
                agencies.len()
            ),
            format!(
                "{} neighbours, {} villages, {} agencies",
                neighbours.len(),
                villages.len(),
                agencies.len()
            ),
        ));
        if villages.is_empty() {
            lines.push(Say::new(
                "Thôn, buôn nạp sau: nghedan places FILE.csv",
                "Villages are loaded later: nghedan places FILE.csv",
            ));
        }
        lines
    }

    /// The records: the office first, then its unit, neighbours and villages.
    pub(super) fn records(&self, year: i32) -> Vec<Record> {
        let mut taken = BTreeSet::new();
        let office_id = id("", self.office, &mut taken);
        let unit_type = self.unit_type();
        let level = self.level();
        let unit = |unit: Id, name: &str, level: Level, unit_type: &str| {
            let mut record = Record::new("unit", unit, office_id.clone());
            unit_fields::NAME.set(&mut record, name.to_owned());
            unit_fields::LEVEL.set(&mut record, level);
            unit_fields::UNIT_TYPE.set(&mut record, unit_type.to_owned());
            record
        };
        let own_name = text::proper_name(self.unit);
        let own = unit(id(&unit_type, own_name, &mut taken), own_name, level, &unit_type);
        let neighbours: Vec<Record> = names(self.neighbours)
            .into_iter()
            .map(|name| {
                let short = text::proper_name(name);
                let word = text::type_word(name).map_or_else(|| unit_type.clone(), str::to_lowercase);
                unit(id(&word, short, &mut taken), short, level, &word)
            })
            .collect();
        let villages = names(self.villages).into_iter().map(|name| {
            let word = text::type_word(name).map_or_else(|| "thôn".to_owned(), str::to_lowercase);
            let mut record = unit(id(own.id.as_str(), name, &mut taken), name, Level::Village, &word);
            let parent =
                Fields::from([(unit_fields::PARENT.def.name.to_owned(), Value::Ref(own.id.clone()))]);
            unit_fields::PARENTS.set(&mut record, vec![parent]);
            record
        });
        let villages: Vec<Record> = villages.collect();
        let mut office = Record::new("office", office_id.clone(), office_id.clone());
        office_fields::NAME.set(&mut office, self.office.to_owned());
        office_fields::UNIT.set(&mut office, own.id.clone());
        if !neighbours.is_empty() && level != Level::Province {
            office_fields::NEIGHBOURS
                .set(&mut office, neighbours.iter().map(|unit| unit.id.clone()).collect());
        }
        let agencies: Vec<Fields> = names(self.agencies).into_iter().filter_map(agency_row).collect();
        if !agencies.is_empty() {
            office_fields::AGENCIES.set(&mut office, agencies);
        }
        let first = self.first_number().unwrap_or(1);
        office_fields::BOOKS.set(
            &mut office,
            vec![Fields::from([
                (office_fields::BOOK.def.name.to_owned(), Value::Text(BOOK.to_owned())),
                (office_fields::BOOK_YEAR.def.name.to_owned(), Value::Int(i64::from(year))),
                (office_fields::BOOK_FIRST.def.name.to_owned(), Value::Int(first)),
            ])],
        );
        [office, own].into_iter().chain(neighbours).chain(villages).collect()
    }
}

/// Names between `;` or line ends.
fn names(typed: &str) -> Vec<&str> {
    typed.split([';', '\n']).map(str::trim).filter(|name| !name.is_empty()).collect()
}

/// A code and a name.
fn agency(line: &str) -> Option<(&str, &str)> {
    let (code, name) = line.split_once(' ')?;
    (code.chars().count() <= AGENCY_CODE_CHARS_MAX && !name.trim().is_empty()).then_some((code, name.trim()))
}

fn agency_row(line: &str) -> Option<Fields> {
    let (code, name) = agency(line)?;
    let text = |text: &str| Value::Text(text.to_owned());
    Some(Fields::from([
        (office_fields::AGENCY_CODE.def.name.to_owned(), text(&code.to_uppercase())),
        (office_fields::AGENCY_NAME.def.name.to_owned(), text(name)),
    ]))
}

/// An id from a name without marks: `xa.ia-dreh`, `xa.ia-dreh.buon-ma-lim`; a number is added when it is taken.
fn id(above: &str, name: &str, taken: &mut BTreeSet<Id>) -> Id {
    let folded = |text: &str| -> String {
        let plain = text::ascii(&text::fold(text));
        plain.chars().map(|sign| if sign.is_ascii_alphanumeric() { sign } else { '-' }).collect()
    };
    let above = above.split('.').map(folded).collect::<Vec<_>>().join(".");
    let mut stem = if above.is_empty() { folded(name) } else { format!("{above}.{}", folded(name)) };
    // Room for the number; ids are ASCII, so any byte is a boundary.
    stem.truncate(limits::ID_BYTES_MAX - 6);
    let candidates =
        std::iter::once(stem.clone()).chain((2..10_000).map(|number| format!("{stem}-{number}")));
    let free = candidates.filter_map(|spelling| Id::new(&spelling)).find(|id| !taken.contains(id));
    let free = free.unwrap_or_else(Id::unsaved);
    taken.insert(free.clone());
    free
}
