//! Why a step was taken: closed lists, so that of no petition, and of no denunciation above all, a story can stand there.

use crate::base::Words;
use crate::domain::{
    Choice, Field, Record, Shape,
    choices::choices,
    kinds::{PetitionKind, petition_fields},
};

choices! {
    /// Why an entry was a mistake.
    CancelReason {
        Twice = "nhap_trung", "tr", "", "Nhập trùng đơn đã có", "Entered twice";
        WrongKind = "nham_loai", "nl", "", "Nhầm loại đơn", "Wrong kind";
        WrongPlace = "nham_noi", "nn", "", "Nhầm nơi", "Wrong place";
        NotAPetition = "khong_phai_don", "kp", "", "Không phải đơn", "Not a petition";
    }
}

choices! {
    /// Why a petition is not accepted: the nine grounds of the law on complaints (Luật Khiếu nại 2011 Đ.11), and one for
    /// the other kinds, whose grounds stand in the document.
    RefusalGround {
        Internal = "noi_bo", "nb", "", "Quyết định, hành vi nội bộ", "Internal decision or act";
        NotConcerned = "khong_lien_quan_truc_tiep", "lq", "", "Không liên quan trực tiếp", "Not directly concerned";
        Incapable = "khong_nang_luc", "nl", "", "Không đủ năng lực, không người đại diện", "Without legal capacity";
        NoMandate = "dai_dien_khong_hop_phap", "dd", "", "Người đại diện không hợp pháp", "Representative without mandate";
        Unsigned = "khong_chu_ky", "ck", "", "Không có chữ ký, điểm chỉ", "Not signed";
        TooLate = "het_thoi_hieu", "th", "", "Hết thời hiệu, thời hạn", "Out of time";
        DecidedTwice = "da_co_qd_lan_2", "qd", "", "Đã có quyết định lần hai", "Decided in second instance";
        Discontinued = "dinh_chi_qua_30_ngay", "dc", "", "Đã đình chỉ quá 30 ngày", "Discontinued for over 30 days";
        InCourt = "toa_an_thu_ly", "tt", "", "Tòa án đã thụ lý, đã xử", "A court has it or has judged it";
        Conditions = "khong_du_dieu_kien", "dk", "", "Không đủ điều kiện thụ lý", "Conditions not met";
    }
}

choices! {
    /// Why a petition is given back to who sent it. TT 05/2021 to be confirmed.
    ReturnReason {
        NotOurs = "khong_thuoc_tham_quyen", "tq", "", "Không thuộc thẩm quyền", "Not within our competence";
        NotSupplemented = "khong_bo_sung", "bs", "", "Không bổ sung theo yêu cầu", "Not supplemented";
        DecidedRightly = "da_giai_quyet_dung", "gq", "", "Đã giải quyết đúng pháp luật", "Decided lawfully before";
        SentWidely = "gui_nhieu_noi", "nn", "", "Gửi nhiều nơi, có nơi thẩm quyền", "Also sent to the competent office";
    }
}

choices! {
    /// Why a petition is filed without action. TT 05/2021 to be confirmed.
    FilingReason {
        Anonymous = "nac_danh", "nd", "", "Nặc danh, mạo danh", "Anonymous or under a false name";
        Unsigned = "khong_chu_ky", "ck", "", "Không có chữ ký, điểm chỉ", "Not signed";
        Same = "trung_don", "tr", "", "Trùng đơn đã có", "The same as another";
        GuidedBefore = "da_huong_dan", "hd", "", "Đã hướng dẫn, không có gì mới", "Guided before, nothing new";
        SentWidely = "gui_nhieu_noi", "nn", "", "Gửi nhiều nơi, có nơi thẩm quyền", "Also sent to the competent office";
        NotSupplemented = "khong_bo_sung", "bs", "", "Không bổ sung theo yêu cầu", "Not supplemented";
        Unclear = "khong_ro_noi_dung", "kr", "", "Không rõ nội dung", "Its matter is not clear";
    }
}

choices! {
    /// Why resolution is suspended (NĐ 155/2026 Đ.12; Luật Tố cáo 2018 Đ.34).
    SuspensionReason {
        ForceMajeure = "bat_kha_khang", "bk", "", "Bất khả kháng, trở ngại khách quan", "Force majeure";
        OtherOffice = "cho_co_quan_khac", "cq", "", "Chờ kết quả của cơ quan khác", "Awaits another office";
        Assessment = "cho_giam_dinh", "gd", "", "Chờ giám định", "Awaits an expert's assessment";
        Successor = "cho_ke_thua", "kt", "", "Chờ người kế thừa quyền, nghĩa vụ", "Awaits a successor";
    }
}

choices! {
    /// Why the term of a denunciation is extended (NĐ 31/2019 Đ.3): once for a complex case, twice for a very complex one.
    ExtensionReason {
        Complex = "phuc_tap", "pt", "", "Phức tạp", "Complex";
        VeryComplex = "dac_biet_phuc_tap", "db", "", "Đặc biệt phức tạp", "Very complex";
    }
}

choices! {
    /// Why a petition is another kind than was thought.
    RekindReason {
        Content = "noi_dung", "nd", "", "Nội dung thuộc loại khác", "Its matter is of another kind";
        Mistake = "nham_khi_nhan", "nk", "", "Nhầm khi tiếp nhận", "A mistake at receipt";
        Supplement = "sau_bo_sung", "bs", "", "Rõ sau khi bổ sung", "Clear after the supplement";
    }
}

choices! {
    /// What is asked for when a petition cannot be dealt with as it is.
    Missing {
        Signature = "chu_ky", "ck", "", "Chữ ký, điểm chỉ", "A signature";
        Address = "ho_ten_dia_chi", "dc", "", "Họ tên, địa chỉ rõ ràng", "A clear name and address";
        Papers = "tai_lieu", "tl", "", "Giấy tờ, tài liệu", "Papers";
        Mandate = "giay_uy_quyen", "gq", "", "Giấy ủy quyền, cử đại diện", "A mandate, a representative";
        Matter = "noi_dung", "nd", "", "Nội dung cụ thể hơn", "What it is about";
    }
}

fn is_ground_of_the_kind(record: &Record, choice: &Choice) -> bool {
    let is_complaint = petition_fields::KIND.of(record) == Some(PetitionKind::KhieuNai);
    is_complaint != (choice.id == RefusalGround::Conditions.choice().id)
}

const WHY: Words = Words::new("Lý do", "Reason");

/// Lý do hủy.
pub const CANCEL_REASON: Field<CancelReason> =
    Field::new("reason", WHY, Shape::Choice(CancelReason::TABLE)).required();
/// Lý do không thụ lý.
pub const REFUSAL_GROUND: Field<RefusalGround> =
    Field::new("reason", WHY, Shape::Choice(RefusalGround::TABLE))
        .required()
        .offers_if(is_ground_of_the_kind);
/// Lý do trả lại.
pub const RETURN_REASON: Field<ReturnReason> =
    Field::new("reason", WHY, Shape::Choice(ReturnReason::TABLE)).required();
/// Lý do xếp lưu.
pub const FILING_REASON: Field<FilingReason> =
    Field::new("reason", WHY, Shape::Choice(FilingReason::TABLE)).required();
/// Lý do tạm đình chỉ.
pub const SUSPENSION_REASON: Field<SuspensionReason> =
    Field::new("reason", WHY, Shape::Choice(SuspensionReason::TABLE)).required();
/// Lý do gia hạn.
pub const EXTENSION_REASON: Field<ExtensionReason> =
    Field::new("reason", WHY, Shape::Choice(ExtensionReason::TABLE)).required();
/// Lý do đổi loại.
pub const REKIND_REASON: Field<RekindReason> =
    Field::new("reason", WHY, Shape::Choice(RekindReason::TABLE)).required();
/// Cần bổ sung gì.
pub const MISSING: Field<Missing> =
    Field::new("missing", Words::new("Cần bổ sung", "What is missing"), Shape::Choice(Missing::TABLE))
        .required();

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Id;
    use crate::domain::Choices;

    #[test]
    fn a_complaint_is_refused_on_the_grounds_of_the_data_file() {
        let data: toml::Table = include_str!("../../data/petition_kinds.toml").parse().unwrap();
        let kinds = data["kind"].as_array().unwrap();
        let complaint = kinds.iter().find(|kind| kind["id"].as_str() == Some("khieu_nai")).unwrap();
        let lawful: Vec<&str> =
            complaint["not_accepted"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        let offered = |kind: PetitionKind| -> Vec<&str> {
            let id = Id::new("x").unwrap();
            let mut input = Record::new("step", id.clone(), id);
            petition_fields::KIND.set(&mut input, kind);
            let is_offered = |choice: &&Choice| (REFUSAL_GROUND.def.offers)(&input, choice);
            RefusalGround::TABLE.iter().filter(is_offered).map(|choice| choice.id).collect()
        };
        assert_eq!(offered(PetitionKind::KhieuNai), lawful);
        for kind in PetitionKind::ALL.iter().filter(|kind| **kind != PetitionKind::KhieuNai) {
            assert_eq!(offered(*kind), ["khong_du_dieu_kien"]);
        }
    }

    /// A code of a list must not be the beginning of another one in it, or typing it would never be taken at once.
    #[test]
    fn codes_are_consonants_and_none_begins_another() {
        let tables = [
            CancelReason::TABLE,
            RefusalGround::TABLE,
            ReturnReason::TABLE,
            FilingReason::TABLE,
            SuspensionReason::TABLE,
            ExtensionReason::TABLE,
            RekindReason::TABLE,
            Missing::TABLE,
        ];
        for table in tables {
            for choice in table {
                assert!(choice.code.chars().all(|c| !"aeiouyw".contains(c)), "{}", choice.code);
                let begun = table.iter().filter(|other| other.code.starts_with(choice.code)).count();
                assert_eq!(begun, 1, "{}", choice.code);
            }
        }
    }
}
