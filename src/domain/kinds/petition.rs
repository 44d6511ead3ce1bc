//! A petition (đơn): what citizens complain of, report or recommend, by place and matter.
//!
//! One petition has one kind of content. The kind is asked before anything can be told; of a denunciation only codes,
//! days and the number of the sealed paper file exist here. The stage changes only by a step (`domain::petition`).

use crate::base::{Day, Id, Number, Say, Words, limits};
use crate::domain::{
    Act, AlsoIndexed, Book, Circumstances, DayRange, Field, FieldDef, Fields, KindDef, Problem, Record,
    Secret, Shape, Value,
    borders::{COMMUNE_NOW, COMMUNE_THEN},
    choices::choices,
    facet,
    handover::{self, HANDOVER},
    petition::{PENDING, State, columns, contact, steps::documents},
};

choices! {
    /// What a petition is in law (loại đơn).
    PetitionKind {
        KhieuNai = "khieu_nai", "k", "KN", "Khiếu nại", "Complaint";
        ToCao = "to_cao", "t", "TC", "Tố cáo", "Denunciation";
        KienNghi = "kien_nghi", "n", "KNg", "Kiến nghị", "Recommendation";
        PhanAnh = "phan_anh", "p", "PA", "Phản ánh", "Report of a fact";
        NhieuNoiDung = "nhieu_noi_dung", "g", "NND", "Đơn có nhiều nội dung", "Several contents";
        CuTri = "cu_tri", "c", "CT", "Kiến nghị cử tri", "Voters' wish";
    }
}

choices! {
    /// How a petition came in (nguồn tiếp nhận).
    Source {
        BuuChinh = "buu_chinh", "b", "B", "Bưu chính", "By post";
        TrucTiep = "truc_tiep", "t", "T", "Trực tiếp", "In person";
        HopThu = "hop_thu_gop_y", "h", "H", "Hòm thư góp ý", "Letter box";
        TiepCongDan = "tiep_cong_dan", "c", "C", "Tiếp công dân", "Citizen reception";
        NoiKhac = "dbqh_hdnd_mttq_bao_chi_chuyen", "q", "Q", "Nơi khác chuyển đến", "Sent by another office";
        TrucTuyen = "truc_tuyen", "m", "M", "Qua mạng", "Online";
    }
}

choices! {
    /// First or second instance of a complaint.
    Instance {
        First = "lan_1", "1", "1", "Lần đầu", "First instance";
        Second = "lan_2", "2", "2", "Lần hai", "Second instance";
    }
}

choices! {
    /// What our office does about it, apart from who decides.
    OurRole {
        Receive = "nhan", "n", "N", "Nhận", "Receive";
        Follow = "theo_doi", "t", "T", "Theo dõi", "Follow";
        Lead = "chu_tri", "c", "C", "Chủ trì", "Lead";
    }
}

choices! {
    /// What the petition is about (lĩnh vực).
    Domain {
        DatDai = "DD", "dd", "DD", "Đất đai, ranh giới", "Land, boundaries";
        GiaoThong = "GT", "gt", "GT", "Giao thông, cầu, ngầm tràn", "Roads, bridges, fords";
        NuocSach = "NS", "ns", "NS", "Nước sinh hoạt, thủy lợi", "Water, irrigation";
        DatRung = "RG", "rg", "RG", "Đất rừng, giao khoán", "Forest land";
        ChinhSach = "CS", "cs", "CS", "Chính sách, chi trả, hỗ trợ", "Policies, payments";
        ChanNuoi = "CN", "cn", "CN", "Chăn nuôi, thả rông", "Livestock";
        SanXuat = "SX", "sx", "SX", "Sản xuất, giá nông sản", "Production, prices";
        GiaoDuc = "GD", "gd", "GD", "Giáo dục", "Education";
        YTe = "YT", "yt", "YT", "Y tế, dịch bệnh", "Health";
        Dien = "DI", "di", "DI", "Điện, sóng di động", "Electricity, mobile signal";
        ThienTai = "TT", "tt", "TT", "Thiên tai", "Natural disaster";
        AnNinh = "AT", "at", "AT", "An ninh trật tự", "Public order";
        DanChu = "DC", "dc", "DC", "Dân chủ ở cơ sở", "Grassroots democracy";
    }
}

/// Five signatories or more make a group petition (đơn nhiều người).
pub const COUNTED_AS_GROUP: i64 = 5;

/// The fields of a petition, in the order of the form.
pub mod fields {
    use super::*;

    /// Ngày tiếp nhận.
    pub const RECEIVED_ON: Field<Day> = Field::new(
        "received_on",
        Words::new("Ngày tiếp nhận", "Date received"),
        Shape::Day(DayRange::Past),
    )
    .required()
    .indexed()
    .help(
        "Enter là hôm nay; 20 là ngày 20 tháng này; 20/10 là năm nay. Thời hạn đếm từ ngày này.",
        "Enter is today; 20 is the 20th of this month; 20/10 is this year. Deadlines count from this day.",
    );
    /// Nguồn tiếp nhận.
    pub const SOURCE: Field<Source> = Field::new(
        "source",
        Words::new("Nguồn tiếp nhận", "Source"),
        Shape::Choice(Source::TABLE),
    )
    .required()
    .help(
        "Một chữ: B bưu chính, T trực tiếp, H hòm thư, C tiếp công dân, Q nơi khác chuyển, M mạng.",
        "One letter: B post, T in person, H letter box, C reception, Q sent by another office, M online.",
    );
    /// Nơi chuyển đến: the office that sent it, so that circles can be seen.
    pub const FORWARDED_BY: Field<String> =
        Field::new("forwarded_by", Words::new("Nơi chuyển đến", "Sent by"), Shape::Agency)
            .applies_if(|record| SOURCE.of(record) == Some(Source::NoiKhac))
            .required()
            .help(
                "Cơ quan đã chuyển đơn này đến; F4 mở danh mục. Cần để thấy đơn chuyển vòng.",
                "The office that sent it on; F4 lists them. Circles show only by this.",
            );
    /// Loại đơn: asked before anything can be told.
    pub const KIND: Field<PetitionKind> =
        Field::new("petition_kind", Words::new("Loại đơn", "Kind"), Shape::Choice(PetitionKind::TABLE))
            .required()
            .indexed()
            .help(
                "Hỏi trước mọi nội dung. Tố cáo: chỉ ghi số hồ sơ mật, không ghi gì khác.",
                "Asked before any content. Of a denunciation only the number of the sealed file is kept.",
            );
    /// Lần 1 / 2.
    pub const INSTANCE: Field<Instance> =
        Field::new("instance", Words::new("Lần 1 / 2", "Instance"), Shape::Choice(Instance::TABLE))
            .applies_if(|record| KIND.of(record) == Some(PetitionKind::KhieuNai))
            .required()
            .help("Khiếu nại lần đầu hay lần hai.", "A complaint of the first or the second instance.");
    /// Thôn, buôn; of a denunciation the commune.
    pub const VILLAGE: Field<Id> =
        Field::new("village", Words::new("Thôn, buôn", "Village"), Shape::Unit(&["village", "commune"]))
            .required()
            .indexed()
            .help(
                "Hai chữ đầu: ml = Buôn Ma Lim. Đúng một nơi trong xã thì nhận luôn. Thôn số: t2. Giữ nơi cũ: Enter.",
                "Two initials: ml = Buôn Ma Lim; the only match in the commune is taken. Numbered: t2. Same as last: Enter.",
            );
    /// Lĩnh vực.
    pub const DOMAIN: Field<Domain> =
        Field::new("domain", Words::new("Lĩnh vực", "Domain"), Shape::Choice(Domain::TABLE))
            .required()
            .indexed()
            .help(
                "Hai chữ: DD đất đai, GT giao thông, NS nước... F4 xem đủ.",
                "Two letters: DD land, GT roads, NS water... F4 shows all.",
            );
    /// Số người ký đơn: 1 when nothing else is said.
    pub const SIGNATORIES: Field<i64> =
        Field::new("signatories", Words::new("Số người ký đơn", "Signatories"), Shape::Int(1, 9_999))
            .applies_if(|record| KIND.of(record) != Some(PetitionKind::CuTri))
            .help(
                "Từ 5 người là đơn nhiều người. Chỉ ghi số, không ghi tên.",
                "Five or more make a group petition. A count only, no names.",
            );
    /// Nội dung tóm tắt: the matter; never of a denunciation.
    pub const SUMMARY: Field<String> = Field::new(
        "summary",
        Words::new("Nội dung tóm tắt", "Summary"),
        Shape::Paragraph(limits::NARRATIVE_CHARS_MAX),
    )
    .applies_if(|record| KIND.of(record).is_some_and(|kind| kind != PetitionKind::ToCao))
    .required()
    .narrative()
    .sealed(Secret::Narrative)
    .help(
        "Việc gì, ở đâu, đề nghị gì. Không ghi tên người, số giấy tờ, số điện thoại.",
        "What matter, where, what is asked. No person's name, no identity or telephone number.",
    );
    /// Người gửi: the name under which an answer goes out; nothing is found by it.
    pub const SENDER: Field<String> = Field::new("sender", Words::new("Người gửi", "Sender"), Shape::LINE)
        .applies_if(may_name_a_sender)
        .narrative()
        .sealed(Secret::Contact)
        .help(
            "Tên người gửi, chỉ để trả lời. Niêm phong: không tìm, không xuất được; mở phải ghi lý do.",
            "The sender's name, to answer only. Sealed: not searched, not exported; opened with a reason.",
        );
    /// Để trả lời: where an answer reaches the sender.
    pub const REPLY_TO: Field<String> =
        Field::new("reply_to", Words::new("Để trả lời", "For reply"), Shape::LINE)
            .applies_if(may_name_a_sender)
            .narrative()
            .sealed(Secret::Contact)
            .help(
                "Điện thoại hoặc nơi ở, chỉ để trả lời. Niêm phong như mục trên. Không ghi số giấy tờ.",
                "Telephone or address, to answer only. Sealed as above. No number of an identity card.",
            );
    /// Số hồ sơ mật: of a denunciation, the number of the sealed paper file.
    pub const SEALED_FILE: Field<String> =
        Field::new("sealed_file", Words::new("Số hồ sơ mật", "Sealed file number"), Shape::Line(20))
            .applies_if(|record| KIND.of(record) == Some(PetitionKind::ToCao))
            .required()
            .help(
                "Số của túi hồ sơ giấy, như 03-M. Nội dung tố cáo không nhập vào máy.",
                "The number of the paper file, such as 03-M. What is denounced is not entered here.",
            );
    /// Vai trò của ta.
    pub const OUR_ROLE: Field<OurRole> =
        Field::new("our_role", Words::new("Vai trò của ta", "Our role"), Shape::Choice(OurRole::TABLE))
            .required()
            .help(
                "N nhận, T theo dõi, C chủ trì. Cơ quan dân vận thường theo dõi, không quyết định.",
                "N receive, T follow, C lead. A mobilisation office mostly follows; it does not decide.",
            );
    /// Cơ quan chủ trì: who is competent.
    pub const RESPONSIBLE: Field<String> =
        Field::new("responsible", Words::new("Cơ quan chủ trì", "Responsible agency"), Shape::Agency).help(
            "Cơ quan có thẩm quyền; quá hạn thì nơi này trễ. F4 mở danh mục.",
            "The competent agency: the one that is late when it is overdue. F4 lists them.",
        );
    /// Người phụ trách.
    pub const OFFICER: Field<String> =
        Field::new("officer", Words::new("Người phụ trách", "Officer in charge"), Shape::Officer).help(
            "Tài khoản của cán bộ; mặc định theo thôn, buôn.",
            "The officer's account; the one of the village unless said otherwise.",
        );
    /// Đơn gắn cùng: petitions about the same matter.
    pub const LINKED: Field<Vec<Id>> = Field::new(
        "linked",
        Words::new("Gắn với đơn", "Linked petitions"),
        Shape::List(&Shape::Record("petition")),
    )
    .derived();
    /// Tách từ đơn: the letter of several contents out of which it was split.
    pub const SPLIT_FROM: Field<Id> =
        Field::new("split_from", Words::new("Tách từ đơn", "Split from"), Shape::Record("petition"))
            .derived();
    /// Lần hai của đơn: the complaint of first instance that it follows.
    pub const SECOND_OF: Field<Id> = Field::new(
        "second_of",
        Words::new("Lần hai của đơn", "Second instance of"),
        Shape::Record("petition"),
    )
    .derived();
    /// Từ lượt tiếp công dân: the visit that opened it.
    pub const RECEPTION: Field<Id> = Field::new(
        "reception",
        Words::new("Từ lượt tiếp", "From the visit"),
        Shape::Record("reception_entry"),
    )
    .derived();
    /// Số.
    pub const NUMBER: Field<Number> =
        Field::new("number", Words::new("Số", "Number"), Shape::Number).derived().indexed();
    /// Trạng thái: changes only by a step.
    pub const STATE: Field<State> =
        Field::new("state", Words::new("Trạng thái", "State"), Shape::Choice(State::TABLE))
            .derived()
            .indexed();
    /// Diễn biến: the steps taken, oldest first.
    pub const STEPS: Field<Vec<Fields>> =
        Field::new("steps", Words::new("Diễn biến", "History"), Shape::Rows(&[])).derived();
}

use fields::*;

/// A voters' wish comes from a meeting, and who denounces stands on the paper file only.
fn may_name_a_sender(record: &Record) -> bool {
    KIND.of(record).is_some_and(|kind| !matches!(kind, PetitionKind::ToCao | PetitionKind::CuTri))
}

/// The declaration.
pub const PETITION: KindDef = KindDef {
    name: "petition",
    title: Words::new("Đơn thư", "Petition"),
    noun: Words::new("đơn", "petition"),
    heading: Words::new("ĐƠN THƯ", "PETITIONS"),
    fields: &[
        RECEIVED_ON.def,
        SOURCE.def,
        FORWARDED_BY.def,
        KIND.def,
        INSTANCE.def,
        VILLAGE.def,
        DOMAIN.def,
        SIGNATORIES.def,
        SUMMARY.def,
        SENDER.def,
        REPLY_TO.def,
        SEALED_FILE.def,
        OUR_ROLE.def,
        RESPONSIBLE.def,
        OFFICER.def,
        LINKED.def,
        SPLIT_FROM.def,
        SECOND_OF.def,
        RECEPTION.def,
        NUMBER.def,
        STATE.def,
        STEPS.def,
    ],
    columns: columns::COLUMNS,
    book: Some(Book { name: "don", sign: "", digits: 1 }),
    also_indexed: Some(AlsoIndexed { name: documents::INDEX, values: documents::keys }),
    newest_by: Some("number"),
    pending: Some(PENDING),
    placed: Some(|record| VILLAGE.of(record).zip(RECEIVED_ON.of(record))),
    counted_by: &[
        "told_domain",
        "village",
        "petition_kind",
        "told_state",
        facet::LATE,
        facet::AGE,
        COMMUNE_THEN,
        COMMUNE_NOW,
    ],
    rules: &[
        a_complaint_names_its_sender,
        village_was_in_force,
        denunciation_stops_at_the_commune,
        forwarding_is_not_our_own,
    ],
    edit_rules: &[the_kind_stays_after_the_first_step, a_denunciation_is_not_made_by_editing],
    fill,
    created: crate::domain::petition::steps::receive,
    label: |record, _| {
        let number = Petition(record).number().map_or_else(String::new, |number| number.to_string());
        Say::plain(number)
    },
    search: Some(&crate::domain::petition::SEARCH),
    ..KindDef::PLAIN
};

/// A petition's record, read.
#[derive(Clone, Copy, Debug)]
pub struct Petition<'a>(pub &'a Record);

impl Petition<'_> {
    /// The number in the book.
    pub fn number(&self) -> Option<Number> {
        NUMBER.of(self.0)
    }

    /// What it is in law.
    pub fn kind(&self) -> Option<PetitionKind> {
        KIND.of(self.0)
    }

    /// Where it stands: new until a step was taken.
    pub fn state(&self) -> State {
        STATE.of(self.0).unwrap_or(State::MoiTiepNhan)
    }

    /// The day of receipt, from which the intake clocks count.
    pub fn received_on(&self) -> Option<Day> {
        RECEIVED_ON.of(self.0)
    }

    /// The village, or the commune of a denunciation.
    pub fn village(&self) -> Option<Id> {
        VILLAGE.of(self.0)
    }

    /// What it is about.
    pub fn domain(&self) -> Option<Domain> {
        DOMAIN.of(self.0)
    }

    /// First or second instance; first where it is not said.
    pub fn instance(&self) -> Instance {
        INSTANCE.of(self.0).unwrap_or(Instance::First)
    }

    /// How many signed.
    pub fn signatories(&self) -> i64 {
        SIGNATORIES.of(self.0).unwrap_or(1)
    }

    /// The matter in words; a denunciation has none.
    pub fn summary(&self) -> Option<String> {
        if self.kind() == Some(PetitionKind::ToCao) { None } else { SUMMARY.of(self.0) }
    }

    /// Whether its matter is there and cannot be read: without the office key.
    pub fn is_closed(&self) -> bool {
        matches!(self.0.fields.get(SUMMARY.def.name), Some(Value::Sealed(_)))
    }

    /// The number of the sealed paper file of a denunciation.
    pub fn sealed_file(&self) -> Option<String> {
        SEALED_FILE.of(self.0)
    }

    /// What our office does about it.
    pub fn our_role(&self) -> OurRole {
        OUR_ROLE.of(self.0).unwrap_or(OurRole::Follow)
    }

    /// The code of the competent agency.
    pub fn responsible(&self) -> Option<String> {
        RESPONSIBLE.of(self.0)
    }

    /// The office that sent it to us.
    pub fn forwarded_by(&self) -> Option<String> {
        FORWARDED_BY.of(self.0)
    }

    /// How it came in.
    pub fn source(&self) -> Option<Source> {
        SOURCE.of(self.0)
    }

    /// The officer in charge.
    pub fn officer(&self) -> Option<String> {
        OFFICER.of(self.0)
    }

    /// Where it stood at the end of a day; `None` before it was received.
    pub fn state_on(&self, day: Day) -> Option<State> {
        self.state_by(&self.steps(), day)
    }

    /// The same by its steps, where they were read already.
    pub fn state_by(&self, steps: &[Act], day: Day) -> Option<State> {
        if self.received_on().is_none_or(|received| received > day) {
            return None;
        }
        let last = steps.iter().rev().find(|act| act.on <= day);
        Some(last.and_then(|act| act.to()).unwrap_or(State::MoiTiepNhan))
    }

    /// The steps taken and not taken back, oldest first. A handover to another unit is none of them, nor is what was done
    /// with the contact.
    pub fn steps(&self) -> Vec<Act> {
        let mut steps = Act::standing(self.0);
        steps.retain(|act| ![HANDOVER, contact::OPENED, contact::ERASED].contains(&act.step.as_str()));
        steps
    }
}

/// What follows from the rest of a petition, or is usual, where nothing was typed.
fn fill(record: &mut Record, around: &Circumstances<'_>) {
    if !has(record, &STATE.def) {
        STATE.set(record, State::MoiTiepNhan);
    }
    let kind = KIND.of(record);
    if kind.is_some() && kind != Some(PetitionKind::CuTri) && !has(record, &SIGNATORIES.def) {
        SIGNATORIES.set(record, 1);
    }
    if !has(record, &OUR_ROLE.def) {
        OUR_ROLE.set(record, OurRole::Follow);
    }
    if !has(record, &RESPONSIBLE.def)
        && let Some(usual) = around.office.agencies().first()
    {
        RESPONSIBLE.set(record, usual.code.clone());
    }
    if !has(record, &OFFICER.def) {
        let of_village = VILLAGE.of(record).and_then(|village| around.places.get(&village)?.officer.clone());
        OFFICER.set(record, of_village.unwrap_or_else(|| around.officer.as_str().to_owned()));
    }
}

/// Whether anything stands in the field: a value of the wrong sort is not papered over, it is refused by the checks.
fn has(record: &Record, field: &FieldDef) -> bool {
    record.fields.contains_key(field.name)
}

/// An anonymous letter is entered and filed away all the same, so this only warns; and a contact that was erased is not
/// missed.
fn a_complaint_names_its_sender(record: &Record, _: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let is_complaint = KIND.of(record) == Some(PetitionKind::KhieuNai);
    if is_complaint && record.revision == 0 && !record.fields.contains_key(SENDER.def.name) {
        problems.push(Problem::warning(
            SENDER.def.name,
            Say::new(
                "Ghi người gửi (niêm phong): khiếu nại cần; đơn nặc danh thì để trống",
                "Enter the sender (sealed): a complaint needs one; or it is anonymous",
            ),
        ));
    }
}

fn village_was_in_force(record: &Record, around: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let (Some(village), Some(on)) = (VILLAGE.of(record), RECEIVED_ON.of(record)) else { return };
    let was_in_force = around.places.get(&village).is_none_or(|place| place.in_force(on));
    if !was_in_force && !handover::brought(record, &village) {
        problems.push(Problem::error(
            VILLAGE.def.name,
            Say::new(
                "Chọn nơi khác: đơn vị không còn hiệu lực tại ngày này",
                "Choose another place: this unit was not in force on that day",
            ),
        ));
    }
}

fn denunciation_stops_at_the_commune(
    record: &Record,
    around: &Circumstances<'_>,
    problems: &mut Vec<Problem>,
) {
    let Some(village) = VILLAGE.of(record) else { return };
    let is_village = around.places.get(&village).is_some_and(|place| place.level == super::Level::Village);
    if KIND.of(record) == Some(PetitionKind::ToCao) && is_village {
        problems.push(Problem::error(
            VILLAGE.def.name,
            Say::new(
                "Chọn xã: tố cáo không ghi đến thôn, buôn",
                "Choose the commune: a denunciation names no village",
            ),
        ));
    }
}

fn forwarding_is_not_our_own(record: &Record, _: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let both = FORWARDED_BY.of(record).zip(RESPONSIBLE.of(record));
    if both.is_some_and(|(from, to)| from == to) {
        problems.push(Problem::warning(
            RESPONSIBLE.def.name,
            Say::new(
                "Xem lại: nơi chuyển đến cũng là cơ quan chủ trì, đơn có thể đi vòng",
                "Look again: the sender is also the responsible agency, it may go in circles",
            ),
        ));
    }
}

fn the_kind_stays_after_the_first_step(old: &Record, new: &Record, problems: &mut Vec<Problem>) {
    if KIND.of(old) != KIND.of(new) && Petition(old).state() != State::MoiTiepNhan {
        problems.push(Problem::error(
            KIND.def.name,
            Say::new(
                "Giữ loại đơn: đơn đã qua phân loại, đổi loại phải là một bước",
                "Keep the kind: it was classified already, another kind needs a step",
            ),
        ));
    }
}

/// The story would stay in the journal for ever: what was told as another kind cannot become a denunciation by an edit,
/// nor the other way round.
fn a_denunciation_is_not_made_by_editing(old: &Record, new: &Record, problems: &mut Vec<Problem>) {
    let is_denunciation = |record| KIND.of(record) == Some(PetitionKind::ToCao);
    let say = match (is_denunciation(old), is_denunciation(new)) {
        (false, true) => Say::new(
            "Mở đơn, F9 \"Phân loại lại: tố cáo\": sửa thì không thành tố cáo được",
            "Open it, F9 \"Reclassify: denunciation\": an edit does not make it one",
        ),
        (true, false) => Say::new(
            "Nhập đơn mới: tố cáo không sửa thành loại khác được",
            "Enter a new petition: a denunciation does not become another by an edit",
        ),
        _ => return,
    };
    problems.push(Problem::error(KIND.def.name, say));
}
