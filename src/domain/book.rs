//! The books of the office as the law lays them out: citizen reception (Mẫu số 03/TCD, NĐ 154/2026) and intake of petitions.
//!
//! A row is told from the records as they stand; a number that was cancelled keeps its row. Columns 6 and 8 to 12 of a visit
//! whose petition is in the register are told from that petition, so that nothing is written twice.

use serde::{Deserialize, Serialize};

use crate::base::{Day, Id, Lang, Number, Say, Words};

use super::{
    Act, Circumstances, Record,
    kinds::{
        Brought, PETITION, Petition, PetitionKind, RECEPTION_ENTRY, is_cancelled_reception,
        petition_fields as p, reception_entry_fields as e,
    },
    petition::{
        State,
        steps::{self, fields as s},
    },
};

/// A book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BookName {
    /// Sổ tiếp công dân (Mẫu số 03/TCD).
    Reception,
    /// Sổ tiếp nhận đơn.
    Intake,
}

/// A column of a book: its heading, and how wide it is on paper.
#[derive(Clone, Copy, Debug)]
pub struct BookColumn {
    /// Its heading.
    pub label: Words,
    /// On 132 columns of paper.
    pub width: usize,
}

const fn column(vi: &'static str, en: &'static str, width: usize) -> BookColumn {
    BookColumn { label: Words::new(vi, en), width }
}

/// The twelve columns of Mẫu số 03/TCD; the fourth is blank always, as no number of an identity card is in the register.
const RECEPTION: &[BookColumn] = &[
    column("Số thứ tự", "No.", 7),
    column("Ngày tiếp", "Day", 10),
    column("Họ tên, địa chỉ", "Name, address", 16),
    column("CCCD/Hộ chiếu của công dân", "Identity card", 8),
    column("Tóm tắt nội dung vụ việc", "Summary", 22),
    column("Phân loại đơn", "Class", 10),
    column("Số công dân có đơn cùng một nội dung", "With the same matter", 6),
    column("Cơ quan đã giải quyết hết thẩm quyền", "Finally decided by", 8),
    column("Thuộc thẩm quyền (x)", "Within competence (x)", 6),
    column("Hướng dẫn: cơ quan, số văn bản", "Guided to, letter", 10),
    column("Chuyển đơn: cơ quan, số văn bản", "Transferred to, letter", 10),
    column("Theo dõi quá trình, kết quả giải quyết", "Follow-up, result", 7),
];

const INTAKE: &[BookColumn] = &[
    column("Số", "No.", 8),
    column("Ngày nhận", "Received", 10),
    column("Nguồn", "Source", 12),
    column("Loại đơn", "Kind", 10),
    column("Nơi", "Place", 14),
    column("Lĩnh vực", "Domain", 10),
    column("Số người ký", "Signed", 5),
    column("Nội dung tóm tắt", "Summary", 22),
    column("Cơ quan chủ trì", "Responsible", 11),
    column("Trạng thái, văn bản", "State, document", 20),
];

impl BookName {
    /// The kind of record whose numbers are the rows.
    pub fn kind(self) -> &'static str {
        match self {
            BookName::Reception => RECEPTION_ENTRY.name,
            BookName::Intake => PETITION.name,
        }
    }

    /// What stands above it.
    pub const fn title(self) -> Words {
        match self {
            BookName::Reception => {
                Words::new("Sổ tiếp công dân (Mẫu số 03/TCD)", "Citizen-reception book (form 03/TCD)")
            }
            BookName::Intake => Words::new("Sổ tiếp nhận đơn", "Intake book of petitions"),
        }
    }

    /// What stands above it, with its period.
    pub fn title_of(self, from: Day, to: Day) -> Say {
        let title = self.title();
        Say::new(format!("{}, {from}-{to}", title.vi), format!("{}, {from}-{to}", title.en))
    }

    /// Its columns.
    pub fn columns(self) -> &'static [BookColumn] {
        match self {
            BookName::Reception => RECEPTION,
            BookName::Intake => INTAKE,
        }
    }

    /// The day by which a record falls into a period.
    pub fn day(self, record: &Record) -> Option<Day> {
        match self {
            BookName::Reception => e::ON.of(record),
            BookName::Intake => p::RECEIVED_ON.of(record),
        }
    }

    /// The number of its row.
    pub fn number(self, record: &Record) -> Option<Number> {
        match self {
            BookName::Reception => e::NUMBER.of(record),
            BookName::Intake => p::NUMBER.of(record),
        }
    }

    /// The petition that the row of a visit is told from.
    pub fn told_from(self, record: &Record) -> Option<Id> {
        e::PETITION.of(record).filter(|_| self == BookName::Reception)
    }

    /// The cells of a row; who came with a visit is left blank.
    pub fn row(
        self,
        record: &Record,
        petition: Option<&Record>,
        around: &Circumstances<'_>,
        lang: Lang,
    ) -> Vec<String> {
        match self {
            BookName::Reception => visit(record, petition.map(Petition), around, lang),
            BookName::Intake => received(Petition(record), around, lang),
        }
    }

    /// The cell of a row for who came; the intake book has none.
    pub fn name_cell(self, row: &mut [String]) -> Option<&mut String> {
        row.get_mut(2).filter(|_| self == BookName::Reception)
    }
}

/// From the first day to the last; without any, this year until today.
///
/// # Errors
/// What to do, when the first day is after the last.
pub fn period(from: Option<Day>, to: Option<Day>, today: Day) -> Result<(Day, Day), Say> {
    let to = to.unwrap_or(today);
    let from = from.or_else(|| Day::new(to.year(), 1, 1)).unwrap_or(to);
    if from > to {
        return Err(Say::new(
            "Sửa hai ngày: ngày đầu sau ngày cuối",
            "Correct the days: the first is after the last",
        ));
    }
    Ok((from, to))
}

const CANCELLED: Words = Words::new("(đã hủy)", "(cancelled)");

fn visit(
    entry: &Record,
    petition: Option<Petition<'_>>,
    around: &Circumstances<'_>,
    lang: Lang,
) -> Vec<String> {
    let number = e::NUMBER.of(entry).map_or_else(String::new, |number| number.to_string());
    let day = e::ON.of(entry).map_or_else(String::new, |day| day.to_string());
    if is_cancelled_reception(entry) {
        let mut row = vec![String::new(); RECEPTION.len()];
        for (cell, text) in row.iter_mut().zip([number, day]) {
            *cell = text;
        }
        if let Some(cell) = row.get_mut(4) {
            *cell = CANCELLED.get(lang).to_owned();
        }
        return row;
    }
    let agency =
        |code: Option<String>| code.map_or_else(String::new, |code| around.office.agency_short(&code));
    let class = match petition.and_then(|petition| petition.kind()) {
        Some(kind) => kind.label(),
        None => e::BROUGHT.of(entry).map_or(Words::new("", ""), Brought::label),
    };
    let (ours, guided, sent, follow) = match petition {
        Some(petition) => {
            let last = |step: &str| petition.steps().into_iter().rev().find(|act| act.step == step);
            let ours = last(steps::CLASSIFY.name).and_then(|act| act.get(&s::COMPETENCE));
            let letter = |act: Option<Act>, to| {
                act.map_or_else(String::new, |act| {
                    joined([agency(act.get(to)), act.get(&s::DOCUMENT_NUMBER).unwrap_or_default()])
                })
            };
            let number = petition.number().map_or_else(String::new, |number| number.to_string());
            (
                ours == Some(s::Competence::Ours),
                letter(last(steps::GUIDE.name), &s::GUIDED_TO),
                letter(last(steps::TRANSFER.name), &s::RECEIVER),
                joined([number, stands(petition, lang)]),
            )
        }
        None => (
            e::OURS.of(entry) == Some(true),
            joined([agency(e::GUIDED_TO.of(entry)), e::GUIDED_BY.of(entry).unwrap_or_default()]),
            String::new(),
            e::FOLLOW_UP.of(entry).unwrap_or_default(),
        ),
    };
    vec![
        number,
        day,
        String::new(),
        String::new(),
        e::SUMMARY.of(entry).unwrap_or_default(),
        class.get(lang).to_owned(),
        e::SAME.of(entry).map_or_else(String::new, |same| same.to_string()),
        agency(e::SETTLED_BY.of(entry)),
        if ours { "x".to_owned() } else { String::new() },
        guided,
        sent,
        follow,
    ]
}

fn received(petition: Petition<'_>, around: &Circumstances<'_>, lang: Lang) -> Vec<String> {
    let on = petition.received_on();
    let source = petition.source().map_or(Words::new("", ""), |source| source.label()).get(lang).to_owned();
    let from = petition.forwarded_by().map_or_else(String::new, |code| around.office.agency_short(&code));
    let place = petition
        .village()
        .zip(on)
        .map_or_else(String::new, |(place, on)| around.places.short_name(&place, on));
    let told = match (petition.state(), petition.summary(), petition.sealed_file()) {
        (State::DaHuy, ..) => CANCELLED.get(lang).to_owned(),
        (_, Some(summary), _) => summary,
        (_, None, Some(file)) => {
            format!("{} {file}", Words::new("Hồ sơ mật", "Sealed file").get(lang))
        }
        _ => String::new(),
    };
    let signed = petition.kind() != Some(PetitionKind::CuTri);
    vec![
        petition.number().map_or_else(String::new, |number| number.to_string()),
        on.map_or_else(String::new, |day| day.to_string()),
        joined([source, from]),
        petition.kind().map_or(Words::new("", ""), |kind| kind.label()).get(lang).to_owned(),
        place,
        petition.domain().map_or(Words::new("", ""), |domain| domain.label()).get(lang).to_owned(),
        if signed { petition.signatories().to_string() } else { String::new() },
        told,
        petition.responsible().map_or_else(String::new, |code| around.office.agency_short(&code)),
        stands(petition, lang),
    ]
}

/// The state and the number of the document that led to it.
fn stands(petition: Petition<'_>, lang: Lang) -> String {
    let numbered = |act: &Act| act.get(&s::DOCUMENT_NUMBER).or_else(|| act.get(&s::DECISION_NUMBER));
    let document = petition.steps().iter().rev().find_map(numbered).unwrap_or_default();
    joined([petition.state().label().get(lang).to_owned(), document])
}

fn joined<const N: usize>(parts: [String; N]) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reception_book_has_the_twelve_columns_of_the_form() {
        let data: toml::Table = include_str!("data/petition_kinds.toml").parse().unwrap();
        let columns = data["register_tcd"].as_array().unwrap();
        assert_eq!(columns.len(), RECEPTION.len());
        for (declared, ours) in columns.iter().zip(RECEPTION) {
            let wanted = declared["vi"].as_str().unwrap();
            let first: String =
                wanted.split([':', '(', ',']).next().unwrap().trim().chars().take(12).collect();
            assert!(ours.label.vi.starts_with(&first), "{wanted} / {}", ours.label.vi);
        }
        for columns in [RECEPTION, INTAKE] {
            let width: usize = columns.iter().map(|column| column.width + 1).sum();
            assert!(width - 1 <= 132, "{width}");
        }
    }
}
