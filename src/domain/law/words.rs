//! The words for what starts a clock, what it waits for, and the days of the week.

use chrono::Weekday;

use crate::base::Words;

/// The event (sự kiện) that starts a clock, in words that follow a date: `01/10 thụ lý`.
pub fn event_words(event: &str) -> Option<Words> {
    Some(match event {
        "nhan_don" => Words::new("nhận đơn", "letter received"),
        "thu_ly" => Words::new("thụ lý", "accepted"),
        "ban_hanh_quyet_dinh" => Words::new("ban hành quyết định", "decision issued"),
        "nhan_quyet_dinh_hoac_het_han" => {
            Words::new("nhận quyết định hoặc hết hạn giải quyết", "decision received or term ended")
        }
        "biet_quyet_dinh_hanh_vi" => Words::new("biết quyết định, hành vi", "learned of the decision or act"),
        "ngay_doi_thoai" => Words::new("ngày đối thoại", "day of the dialogue"),
        "nhan_to_cao" => Words::new("nhận tố cáo", "denunciation received"),
        "ket_luan" => Words::new("kết luận nội dung tố cáo", "conclusion issued"),
        "nhan_to_cao_tiep" => Words::new("nhận tố cáo tiếp", "further denunciation received"),
        "tiep_nhan" => Words::new("tiếp nhận", "received"),
        "giai_quyet_xong" => Words::new("giải quyết xong", "resolved"),
        "du_can_cu" => Words::new("đủ căn cứ", "grounds established"),
        "chuyen_don" => Words::new("chuyển đơn", "transferred"),
        "don_doc" => Words::new("đôn đốc", "followed up"),
        _ => return None,
    })
}

/// The work (việc phải xong) that a clock waits for; at most 19 columns.
pub fn step_words(step: &str) -> Option<Words> {
    Some(match step {
        "thu_ly" => Words::new("Thụ lý", "Acceptance"),
        "giai_quyet" => Words::new("Giải quyết", "Resolution"),
        "giai_quyet_lan_1" => Words::new("Giải quyết lần đầu", "First resolution"),
        "giai_quyet_lan_2" => Words::new("Giải quyết lần hai", "Second resolution"),
        "gui_quyet_dinh_lan_1" => Words::new("Gửi QĐ lần đầu", "Send 1st decision"),
        "gui_quyet_dinh_lan_2" => Words::new("Gửi QĐ lần hai", "Send 2nd decision"),
        "quyen_khieu_nai_lan_2" => Words::new("Quyền KN lần hai", "Right to 2nd compl."),
        "quyet_dinh_co_hieu_luc" => Words::new("QĐ có hiệu lực", "Decision in force"),
        "thoi_hieu" => Words::new("Thời hiệu khiếu nại", "Time to complain"),
        "thong_bao_doi_thoai" => Words::new("Thông báo đối thoại", "Notice of dialogue"),
        "gui_qd_tam_dinh_chi_dinh_chi" => Words::new("Gửi QĐ đình chỉ", "Send suspension"),
        "xu_ly_ban_dau" => Words::new("Xử lý ban đầu", "Initial handling"),
        "chuyen_don" => Words::new("Chuyển đơn", "Transfer"),
        "thong_bao_thu_ly" => Words::new("Thông báo thụ lý", "Notice of accept."),
        "gui_ket_luan" => Words::new("Gửi kết luận", "Send conclusion"),
        "cong_khai_ket_luan" => Words::new("Công khai kết luận", "Publish conclusion"),
        "cap_tren_yeu_cau_bao_cao" => Words::new("Cấp trên đòi báo", "Superior's query"),
        "tra_loi_xu_ly" => Words::new("Trả lời người gửi", "Reply to sender"),
        "thong_bao_ket_qua_cho_co_quan_chuyen" => Words::new("Báo nơi chuyển đơn", "Report result back"),
        "thong_bao_tu_choi_tiep" => Words::new("Báo từ chối tiếp", "Notice of refusal"),
        "cap_uy_thong_bao" => Words::new("Cấp ủy thông báo", "Party head notifies"),
        "don_doc_tiep" => Words::new("Đôn đốc tiếp", "Follow up"),
        _ => return None,
    })
}

/// The day of the week as it stands within a sentence.
pub fn weekday_words(weekday: Weekday) -> Words {
    match weekday {
        Weekday::Mon => Words::new("thứ Hai", "Monday"),
        Weekday::Tue => Words::new("thứ Ba", "Tuesday"),
        Weekday::Wed => Words::new("thứ Tư", "Wednesday"),
        Weekday::Thu => Words::new("thứ Năm", "Thursday"),
        Weekday::Fri => Words::new("thứ Sáu", "Friday"),
        Weekday::Sat => Words::new("thứ Bảy", "Saturday"),
        Weekday::Sun => Words::new("Chủ nhật", "Sunday"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Lang;
    use crate::base::text::width;
    use crate::domain::law::Law;

    #[test]
    fn every_rule_has_words_that_fit_their_column() {
        for rule in &Law::embedded().unwrap().rules {
            let words = step_words(&rule.step).unwrap();
            assert!(width(words.get(Lang::Vi)) <= 19 && width(words.get(Lang::En)) <= 19, "{}", words.vi);
            for event in &rule.from_events {
                assert!(event_words(event).is_some());
            }
        }
    }
}
