//! A visit at a reception day (lượt tiếp công dân), as the citizen-reception book asks for it (Mẫu 03/TCD, NĐ 154/2026).
//!
//! A denunciation is never one: the type of what was brought has no such value, and a visit whose petition turns out to be
//! one keeps its number only. Who came is closed as a petition's contact is.

use crate::base::{Day, Id, Number, Say, Words, limits};
use crate::domain::{
    Book, Circumstances, Column, DayRange, Field, Fields, KindDef, Problem, Record, Secret, Shape, Step,
    borders::{COMMUNE_NOW, COMMUNE_THEN},
    choices::choices,
    step::no_effect,
};

use super::{
    PetitionKind,
    petition::{Domain, Instance, Source, fields as p},
};

choices! {
    /// What was brought (phân loại, column 6); a denunciation is received apart and stands in no reception book.
    Brought {
        Complaint = "khieu_nai", "k", "KN", "Khiếu nại", "Complaint";
        Recommendation = "kien_nghi", "n", "KNg", "Kiến nghị", "Recommendation";
        Report = "phan_anh", "p", "PA", "Phản ánh", "Report of a fact";
    }
}

choices! {
    /// Whether the entry stands.
    EntryState {
        Stands = "ghi_nhan", "", "", "Đã ghi", "Entered";
        Cancelled = "da_huy", "", "", "Đã hủy", "Cancelled";
    }
}

impl Brought {
    /// The same as the kind of a petition.
    pub fn petition_kind(self) -> PetitionKind {
        match self {
            Brought::Complaint => PetitionKind::KhieuNai,
            Brought::Recommendation => PetitionKind::KienNghi,
            Brought::Report => PetitionKind::PhanAnh,
        }
    }
}

/// What was brought is asked before anything of it can be told, for it may be a denunciation.
fn is_classed(record: &Record) -> bool {
    BROUGHT.of(record).is_some()
}

fn has_no_petition(record: &Record) -> bool {
    PETITION.of(record).is_none()
}

/// The fields of a visit; the numbers are the columns of Mẫu 03/TCD.
pub mod fields {
    use super::*;

    /// Ngày tiếp (2).
    pub const ON: Field<Day> = Field::new("on", Words::new("Ngày tiếp", "Day"), Shape::Day(DayRange::Past))
        .required()
        .indexed()
        .help("Enter là hôm nay.", "Enter is today.");
    /// Số người đến.
    pub const PEOPLE: Field<i64> =
        Field::new("people", Words::new("Số người đến", "How many came"), Shape::Int(1, 9_999))
            .required()
            .help(
                "Một lượt có thể nhiều người. Chỉ ghi số.",
                "A visit may be of several people. A count only.",
            );
    /// Họ tên, địa chỉ (3): closed; only the printed book shows it, to whom asks with a reason.
    pub const CONTACT: Field<String> =
        Field::new("contact", Words::new("Ai, ở đâu", "Who, where"), Shape::LINE)
            .applies_if(is_classed)
            .narrative()
            .sealed(Secret::Contact)
            .help(
                "Cho cột 3 của sổ in. Niêm phong: không tìm, không xuất được. Không ghi số giấy tờ.",
                "For column 3 of the printed book. Sealed: not searched, not exported. No identity number.",
            );
    /// Phân loại (6).
    pub const BROUGHT: Field<Brought> =
        Field::new("brought", Words::new("Phân loại", "Class"), Shape::Choice(Brought::TABLE))
            .required()
            .help(
                "K, N, P. Tố cáo không ghi vào sổ này: gõ T mở phiếu đơn, lượt này không giữ gì.",
                "K, N, P. A denunciation is not entered here: T opens the petition's form, nothing is kept.",
            );
    /// Thôn, buôn.
    pub const VILLAGE: Field<Id> =
        Field::new("village", Words::new("Thôn, buôn", "Village"), Shape::Unit(&["village", "commune"]))
            .required()
            .indexed()
            .help("Hai chữ đầu: ml = Buôn Ma Lim.", "Two initials: ml = Buôn Ma Lim.");
    /// Lĩnh vực.
    pub const DOMAIN: Field<Domain> =
        Field::new("domain", Words::new("Lĩnh vực", "Domain"), Shape::Choice(Domain::TABLE))
            .required()
            .indexed()
            .help("Hai chữ: DD đất đai, NS nước... F4 xem đủ.", "Two letters: DD land, NS water...");
    /// Số công dân có cùng nội dung (7).
    pub const SAME: Field<i64> =
        Field::new("same", Words::new("Cùng nội dung", "Same matter"), Shape::Int(0, 9_999))
            .help("Bao nhiêu công dân có đơn cùng nội dung.", "How many citizens brought the same matter.");
    /// Tóm tắt nội dung (5).
    pub const SUMMARY: Field<String> = Field::new(
        "summary",
        Words::new("Tóm tắt nội dung", "Summary"),
        Shape::Paragraph(limits::NARRATIVE_CHARS_MAX),
    )
    .applies_if(is_classed)
    .required()
    .narrative()
    .sealed(Secret::Narrative)
    .help(
        "Việc gì, không ghi tên người, số giấy tờ, số điện thoại.",
        "The matter; no person's name, no identity or telephone number.",
    );
    /// Mở đơn: one key makes a petition of it.
    pub const OPENS: Field<bool> = Field::new("opens", Words::new("Mở đơn", "Open a petition"), Shape::Flag)
        .applies_if(has_no_petition)
        .help(
            "C: vào sổ đơn luôn với nội dung này, hai bên ghi số của nhau.",
            "C: it is entered as a petition at once; both name each other.",
        );
    /// Đã có đơn.
    pub const PETITION: Field<Id> =
        Field::new("petition", Words::new("Đã có đơn", "Petition"), Shape::Record("petition"))
            .indexed()
            .help(
                "Số đơn đã vào sổ, như 106; cột 8 đến 12 lấy từ đơn đó.",
                "The number of its petition; columns 8 to 12 are told from it.",
            );
    /// Cơ quan đã giải quyết hết thẩm quyền (8).
    pub const SETTLED_BY: Field<String> =
        Field::new("settled_by", Words::new("Nơi đã giải quyết", "Settled by"), Shape::Agency)
            .applies_if(has_no_petition)
            .help(
                "Cơ quan đã giải quyết hết thẩm quyền, nếu có.",
                "The agency that has finally decided, if any.",
            );
    /// Thuộc thẩm quyền (9).
    pub const OURS: Field<bool> =
        Field::new("ours", Words::new("Thuộc thẩm quyền", "Within competence"), Shape::Flag)
            .applies_if(has_no_petition)
            .help("C nếu thuộc thẩm quyền giải quyết của xã.", "Yes when it is the commune's to decide.");
    /// Hướng dẫn đến (10).
    pub const GUIDED_TO: Field<String> =
        Field::new("guided_to", Words::new("Hướng dẫn đến", "Guided to"), Shape::Agency)
            .applies_if(has_no_petition)
            .help("Cơ quan mà công dân được hướng dẫn đến.", "The agency to which the citizen was guided.");
    /// Số văn bản hướng dẫn (10).
    pub const GUIDED_BY: Field<String> =
        Field::new("guided_by", Words::new("Số văn bản hướng dẫn", "Guidance letter"), Shape::Line(40))
            .applies_if(|record| has_no_petition(record) && GUIDED_TO.of(record).is_some())
            .help(
                "Số do văn thư cấp; bỏ trống khi hướng dẫn miệng.",
                "Given by the records clerk; empty when spoken.",
            );
    /// Theo dõi, kết quả (12).
    pub const FOLLOW_UP: Field<String> =
        Field::new("follow_up", Words::new("Theo dõi, kết quả", "Follow-up"), Shape::LINE)
            .applies_if(has_no_petition)
            .narrative()
            .sealed(Secret::Narrative)
            .help(
                "Kết quả, ngày trả lời. Không ghi tên người.",
                "Result, day of the answer. No person's name.",
            );
    /// Số trong sổ (1).
    pub const NUMBER: Field<Number> =
        Field::new("number", Words::new("Số", "Number"), Shape::Number).derived().indexed();
    /// Trạng thái.
    pub const STATE: Field<EntryState> =
        Field::new("state", Words::new("Trạng thái", "State"), Shape::Choice(EntryState::TABLE)).derived();
    /// Diễn biến.
    pub const STEPS: Field<Vec<Fields>> =
        Field::new("steps", Words::new("Diễn biến", "History"), Shape::Rows(&[])).derived();
    /// Ngày hủy.
    pub const CANCELLED_ON: Field<Day> =
        Field::new("on", Words::new("Ngày", "Day"), Shape::Day(DayRange::Past)).required();
}

use fields::*;

/// The citizen-reception book: TCD-12.
pub const BOOK: Book = Book { name: "tcd", sign: "TCD-", digits: 1 };

/// Entered by mistake: its number stays in the book, what was told goes.
pub const CANCEL: Step = Step {
    name: "huy",
    letter: None,
    title: Words::new("Hủy (ghi nhầm)", "Cancel (by mistake)"),
    fields: &[CANCELLED_ON.def],
    day: &CANCELLED_ON,
    refusal: |record| {
        is_cancelled(record).then(|| Say::new("Lượt này đã hủy", "This visit is cancelled already"))
    },
    rules: &[],
    effect: |record, _| erase(record),
    line: |_, _| Say::new("Đã hủy: ghi nhầm", "Cancelled: entered by mistake"),
};

/// The step whose form is that of a petition.
pub const OPENS_PETITION: &str = "mo_don";

/// Opens a petition out of a visit that is in the book already: its form is the petition's, filled with what the visit
/// knows, and both name each other from one entry.
const OPEN_PETITION: Step = Step {
    name: OPENS_PETITION,
    letter: Some('m'),
    title: Words::new("Mở đơn", "Open a petition"),
    fields: &[],
    day: &ON,
    refusal: |record| {
        if is_cancelled(record) {
            return Some(Say::new("Lượt này đã hủy: không mở đơn được", "It is cancelled: it opens nothing"));
        }
        PETITION.of(record).map(|_| Say::new("Lượt này đã có đơn", "It has its petition already"))
    },
    rules: &[only_with_its_petition],
    effect: no_effect,
    line: |_, _| Say::new("Mở đơn", "Opened a petition"),
};

fn only_with_its_petition(_: &Record, _: &Record, _: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    problems.push(Problem::error(
        "",
        Say::new("Lưu phiếu đơn mở từ lượt này", "Save the petition's form that opens from the visit"),
    ));
}

/// The visit with the petition that was opened from it: from now on what became of it is told there.
pub fn with_petition(visit: &Record, petition: &Id) -> Record {
    let mut after = visit.clone();
    PETITION.set(&mut after, petition.clone());
    for def in RECEPTION_ENTRY.fields.iter().filter(|def| !def.derived) {
        if !(def.applies)(&after) {
            after.fields.remove(def.name);
        }
    }
    after
}

/// The declaration.
pub const RECEPTION_ENTRY: KindDef = KindDef {
    name: "reception_entry",
    title: Words::new("Lượt tiếp công dân", "Reception visit"),
    noun: Words::new("lượt tiếp", "visit"),
    heading: Words::new("SỔ TIẾP CÔNG DÂN", "RECEPTION BOOK"),
    fields: &[
        ON.def,
        PEOPLE.def,
        BROUGHT.def,
        VILLAGE.def,
        DOMAIN.def,
        // No text behind a code: an input method outside would glue them into one word.
        SAME.def,
        SUMMARY.def,
        CONTACT.def,
        PETITION.def,
        OPENS.def,
        SETTLED_BY.def,
        OURS.def,
        GUIDED_TO.def,
        GUIDED_BY.def,
        FOLLOW_UP.def,
        NUMBER.def,
        STATE.def,
        STEPS.def,
    ],
    columns: &[
        Column::new("number", Words::new("Số", "No."), (9, 12, 9), |record, around, _| {
            NUMBER.of(record).map_or_else(String::new, |number| BOOK.in_column(number, around.today.year()))
        })
        .in_full(|record, _, _| NUMBER.of(record).map_or_else(String::new, |number| BOOK.in_full(number))),
        Column::new("on", Words::new("Ngày", "Day"), (5, 5, 5), |record, _, _| {
            ON.of(record).map_or_else(String::new, Day::short)
        })
        .in_full(|record, _, _| ON.of(record).map_or_else(String::new, |day| day.to_string())),
        Column::new("class", Words::new("Loại", "Kind"), (4, 4, 4), |record, _, _| {
            BROUGHT.of(record).map_or_else(String::new, |one| one.choice().abbr.to_owned())
        }),
        Column::new("people", Words::new("Người", "People"), (6, 6, 0), |record, _, _| {
            PEOPLE.of(record).map_or_else(String::new, |people| people.to_string())
        })
        .at_the_right(),
        Column::new("village", Words::new("Thôn, buôn", "Village"), (14, 22, 14), |record, around, _| {
            VILLAGE
                .of(record)
                .zip(ON.of(record))
                .map_or_else(String::new, |(village, on)| around.places.short_name(&village, on))
        }),
        Column::new("content", Words::new("Nội dung", "Summary"), (24, 50, 16), |record, _, lang| {
            if is_cancelled(record) {
                return EntryState::Cancelled.label().get(lang).to_owned();
            }
            SUMMARY.of(record).unwrap_or_default()
        }),
    ],
    book: Some(BOOK),
    newest_by: Some("number"),
    steps: &[&OPEN_PETITION, &CANCEL],
    placed: Some(|record| VILLAGE.of(record).zip(ON.of(record))),
    counted_by: &["brought", "domain", "village", COMMUNE_THEN, COMMUNE_NOW],
    rules: &[what_opens_has_no_petition],
    edit_rules: &[a_cancelled_one_stays],
    fill: |record, around| {
        if STATE.of(record).is_none() {
            STATE.set(record, EntryState::Stands);
        }
        if PEOPLE.of(record).is_none() {
            PEOPLE.set(record, 1);
        }
        if ON.of(record).is_none() {
            ON.set(record, around.today);
        }
    },
    label: |record, _| Say::plain(NUMBER.of(record).map_or_else(String::new, |number| BOOK.in_full(number))),
    ..KindDef::PLAIN
};

/// Whether only its number is left.
pub fn is_cancelled(record: &Record) -> bool {
    STATE.of(record) == Some(EntryState::Cancelled)
}

/// Leaves the number and the day: what a cancelled visit keeps, and one whose petition is a denunciation.
pub fn erase(record: &mut Record) {
    let stays = [ON.def.name, NUMBER.def.name, STATE.def.name, STEPS.def.name];
    record.fields.retain(|name, _| stays.contains(&name.as_str()));
    STATE.set(record, EntryState::Cancelled);
}

/// The petition that a visit opens, before it has a number; `None` where it opens none.
pub fn petition_of(record: &Record) -> Option<Record> {
    if OPENS.of(record) != Some(true) || PETITION.of(record).is_some() {
        return None;
    }
    let brought = BROUGHT.of(record)?;
    let mut petition = Record::new(super::PETITION.name, record.id.clone(), record.office.clone());
    p::RECEIVED_ON.set(&mut petition, ON.of(record)?);
    p::SOURCE.set(&mut petition, Source::TiepCongDan);
    p::KIND.set(&mut petition, brought.petition_kind());
    if brought == Brought::Complaint {
        p::INSTANCE.set(&mut petition, Instance::First);
    }
    p::VILLAGE.set(&mut petition, VILLAGE.of(record)?);
    p::DOMAIN.set(&mut petition, DOMAIN.of(record)?);
    p::SIGNATORIES.set(&mut petition, PEOPLE.of(record).unwrap_or(1));
    p::SUMMARY.set(&mut petition, SUMMARY.of(record)?);
    if let Some(contact) = CONTACT.of(record) {
        p::SENDER.set(&mut petition, contact);
    }
    p::RECEPTION.set(&mut petition, record.id.clone());
    Some(petition)
}

fn what_opens_has_no_petition(record: &Record, _: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    if OPENS.of(record) == Some(true) && PETITION.of(record).is_some() {
        problems.push(Problem::error(
            OPENS.def.name,
            Say::new("Để trống: lượt này đã có đơn", "Leave it empty: this visit has its petition"),
        ));
    }
}

fn a_cancelled_one_stays(old: &Record, _: &Record, problems: &mut Vec<Problem>) {
    if is_cancelled(old) {
        problems.push(Problem::error(
            "",
            Say::new("Ghi lượt mới: lượt đã hủy không sửa nữa", "Enter a new one: a cancelled visit stays"),
        ));
    }
}
