//! The fields that steps share.

use crate::base::{Day, Words, limits};
use crate::domain::{
    Choice, DayRange, Field, Record, Secret, Shape,
    choices::choices,
    kinds::{PetitionKind, Source, petition_fields},
};

choices! {
    /// How a petition ended (kết quả giải quyết), as the data file lists them for each kind.
    Outcome {
        Dung = "dung", "dg", "", "Đúng", "Justified";
        DungMotPhan = "dung_mot_phan", "mp", "", "Đúng một phần", "Partly justified";
        Sai = "sai", "sg", "", "Sai", "Not justified";
        SaiSuThat = "sai_su_that", "st", "", "Sai sự thật", "Untrue";
        DaThucHien = "da_thuc_hien", "th", "", "Đã thực hiện", "Done";
        DangThucHien = "dang_thuc_hien", "dt", "", "Đang thực hiện", "Being done";
        GhiNhan = "ghi_nhan_lo_trinh", "gn", "", "Ghi nhận, có lộ trình", "Noted, with a timetable";
        KhongCoCoSo = "khong_co_co_so", "kc", "", "Không có cơ sở", "Without grounds";
        NgoaiThamQuyen = "ngoai_tham_quyen", "nt", "", "Ngoài thẩm quyền", "Outside our competence";
        DaXuLy = "da_xu_ly", "xl", "", "Đã xử lý", "Dealt with";
        DangXuLy = "dang_xu_ly", "dx", "", "Đang xử lý", "Being dealt with";
        DaLamRo = "da_lam_ro", "lr", "", "Đã làm rõ", "Clarified";
        KhongDung = "khong_dung_thuc_te", "kt", "", "Không đúng thực tế", "Not as reported";
    }
}

choices! {
    /// Whether the matter is the commune's own to decide.
    Competence {
        Ours = "thuoc_tham_quyen", "t", "", "Thuộc thẩm quyền trong xã", "Within the commune's competence";
        NotOurs = "khong_thuoc_tham_quyen", "k", "", "Không thuộc thẩm quyền", "Not within it";
    }
}

fn may_tell(record: &Record) -> bool {
    petition_fields::KIND.of(record) != Some(PetitionKind::ToCao)
}

fn has_a_sender(record: &Record) -> bool {
    petition_fields::KIND.of(record) != Some(PetitionKind::CuTri)
}

fn is_outcome_of_the_kind(record: &Record, choice: &Choice) -> bool {
    let lawful: &[&str] = match petition_fields::KIND.of(record) {
        Some(PetitionKind::KhieuNai) => &["dung", "dung_mot_phan", "sai"],
        Some(PetitionKind::ToCao) => &["dung", "dung_mot_phan", "sai_su_that"],
        Some(PetitionKind::PhanAnh) => {
            &["da_xu_ly", "dang_xu_ly", "da_lam_ro", "khong_dung_thuc_te", "ngoai_tham_quyen"]
        }
        _ => &["da_thuc_hien", "dang_thuc_hien", "ghi_nhan_lo_trinh", "khong_co_co_so", "ngoai_tham_quyen"],
    };
    lawful.contains(&choice.id)
}

/// Ngày: the day on which the step counts.
pub const ON: Field<Day> =
    Field::new("on", Words::new("Ngày", "Date"), Shape::Day(DayRange::Past)).required();
/// Thẩm quyền.
pub const COMPETENCE: Field<Competence> =
    Field::new("competence", Words::new("Thẩm quyền", "Competence"), Shape::Choice(Competence::TABLE))
        .required();
/// Cơ quan có thẩm quyền.
pub const AUTHORITY: Field<String> =
    Field::new("authority", Words::new("Cơ quan chủ trì", "Responsible agency"), Shape::Agency);
/// Cơ quan nhận.
pub const RECEIVER: Field<String> =
    Field::new("receiver", Words::new("Cơ quan nhận", "Receiving agency"), Shape::Agency).required();
/// Nơi hướng dẫn đến.
pub const GUIDED_TO: Field<String> =
    Field::new("guided_to", Words::new("Hướng dẫn đến", "Guided to"), Shape::Agency).required();
/// Cơ quan giải quyết lần hai.
pub const SECOND_AUTHORITY: Field<String> =
    Field::new("authority", Words::new("Cơ quan giải quyết", "Agency of 2nd instance"), Shape::Agency)
        .required();
/// Kết quả ở nơi nhận.
pub const THEIR_RESULT: Field<Outcome> =
    Field::new("result", Words::new("Kết quả", "Result"), Shape::Choice(Outcome::TABLE))
        .required()
        .offers_if(is_outcome_of_the_kind);
/// Văn bản của nơi nhận, where one came.
pub const THEIR_DOCUMENT: Field<String> =
    Field::new("document_number", Words::new("Văn bản của nơi nhận", "Their document"), Shape::Line(40));
/// Ngày văn bản.
pub const DOCUMENT_ON: Field<Day> =
    Field::new("document_on", Words::new("Ngày văn bản", "Date of document"), Shape::Day(DayRange::Past))
        .required();
/// Số, ký hiệu: given by the records clerk, never by the machine.
pub const DOCUMENT_NUMBER: Field<String> =
    Field::new("document_number", Words::new("Số, ký hiệu", "Document number"), Shape::Line(40))
        .required()
        .help(
            "Số do văn thư cấp, như 14-CV/BDV; máy không tự đặt.",
            "The number the records clerk gave, such as 14-CV/BDV; the machine never makes one up.",
        );
/// Số thông báo, where one exists.
pub const NOTICE_NUMBER: Field<String> =
    Field::new("document_number", Words::new("Số thông báo", "Notice number"), Shape::Line(40));
/// Tài liệu kèm theo: how many, not what.
pub const ATTACHMENTS: Field<String> =
    Field::new("attachments", Words::new("Tài liệu kèm theo", "Attached papers"), Shape::Line(60))
        .applies_if(may_tell);
/// Ghi chú.
pub const NOTE: Field<String> =
    Field::new("note", Words::new("Ghi chú", "Notes"), Shape::Paragraph(limits::LINE_CHARS_MAX))
        .applies_if(may_tell)
        .narrative()
        .sealed(Secret::Narrative);
/// Ngày báo người gửi: only this ends the clock of telling the citizen.
pub const SENDER_TOLD_ON: Field<Day> = Field::new(
    "sender_told_on",
    Words::new("Đã báo người gửi", "Sender told on"),
    Shape::Day(DayRange::Past),
)
.applies_if(has_a_sender)
.help(
    "Ngày đã trả lời, báo tin cho người gửi; bỏ trống nếu chưa báo.",
    "The day on which the sender was told; empty when not yet.",
);
/// The same, where the step cannot be without it.
pub const SENDER_MUST_BE_TOLD_ON: Field<Day> = Field::new(
    "sender_told_on",
    Words::new("Đã báo người gửi", "Sender told on"),
    Shape::Day(DayRange::Past),
)
.applies_if(has_a_sender)
.required();
/// Ngày gửi văn bản: the day on which the decision or conclusion went out to those whom the law names.
pub const SENT_ON: Field<Day> =
    Field::new("sent_on", Words::new("Đã gửi văn bản", "Document sent on"), Shape::Day(DayRange::Past)).help(
        "Ngày đã gửi quyết định, kết luận đến những nơi luật định; bỏ trống nếu chưa gửi.",
        "The day on which the document went to those whom the law names; empty when not yet.",
    );
/// Ngày công khai kết luận tố cáo.
pub const PUBLISHED_ON: Field<Day> =
    Field::new("published_on", Words::new("Đã công khai", "Published on"), Shape::Day(DayRange::Past))
        .applies_if(|record| petition_fields::KIND.of(record) == Some(PetitionKind::ToCao))
        .help(
            "Ngày công khai kết luận, không lộ người tố cáo; bỏ trống nếu chưa.",
            "The day on which the conclusion was published, without the denouncer; empty when not yet.",
        );
/// Ngày báo kết quả cho nơi đã chuyển đơn đến.
pub const FORWARDER_TOLD_ON: Field<Day> = Field::new(
    "forwarder_told_on",
    Words::new("Đã báo nơi chuyển", "Told who sent it on"),
    Shape::Day(DayRange::Past),
)
.applies_if(|record| petition_fields::SOURCE.of(record) == Some(Source::NoiKhac))
.help(
    "Ngày đã báo kết quả cho cơ quan chuyển đơn đến; bỏ trống nếu chưa báo.",
    "The day on which the office that sent it on was told the result; empty when not yet.",
);
/// Số quyết định.
pub const DECISION_NUMBER: Field<String> =
    Field::new("decision_number", Words::new("Số quyết định", "Decision number"), Shape::Line(40))
        .required()
        .help(
            "Số quyết định do văn thư cấp, như 41/QĐ-UBND; máy không tự đặt.",
            "The number the records clerk gave, such as 41/QĐ-UBND; the machine never makes one up.",
        );
/// Kết luận vụ việc phức tạp: the number of the written finding.
pub const COMPLEX_FINDING: Field<String> = Field::new(
    "complex_finding",
    Words::new("Văn bản xác định phức tạp", "Finding of complexity"),
    Shape::Line(40),
)
.help(
    "Số văn bản xác định vụ việc phức tạp; bỏ trống nếu không phức tạp.",
    "The number of the written finding that the case is complex; empty when it is not.",
);
/// Kết quả giải quyết.
pub const RESULT: Field<Outcome> =
    Field::new("result", Words::new("Kết quả", "Result"), Shape::Choice(Outcome::TABLE))
        .required()
        .offers_if(is_outcome_of_the_kind);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Id;
    use crate::domain::{Choices, Record};

    #[test]
    fn each_kind_is_offered_the_outcomes_of_the_data_file() {
        let data: toml::Table = include_str!("../../data/petition_kinds.toml").parse().unwrap();
        for kind in data["kind"].as_array().unwrap() {
            let Some(outcome) = kind.get("outcome") else { continue };
            let id = Id::new("x").unwrap();
            let mut input = Record::new("step", id.clone(), id);
            petition_fields::KIND
                .set(&mut input, PetitionKind::from_id(kind["id"].as_str().unwrap()).unwrap());
            let offered: Vec<&str> = Outcome::TABLE
                .iter()
                .filter(|choice| (RESULT.def.offers)(&input, choice))
                .map(|choice| choice.id)
                .collect();
            let mut expected: Vec<&str> =
                outcome.as_array().unwrap().iter().map(|o| o.as_str().unwrap()).collect();
            expected.sort_by_key(|id| Outcome::TABLE.iter().position(|choice| choice.id == *id));
            assert_eq!(offered, expected);
        }
    }
}
