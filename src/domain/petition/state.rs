//! Where a petition stands (trạng thái), as `data/petition_kinds.toml` spells it.

use crate::domain::choices::choices;

choices! {
    /// The state of a petition; changed only by a step.
    State {
        MoiTiepNhan = "moi_tiep_nhan", "", "", "Mới tiếp nhận", "New";
        DaPhanLoai = "da_phan_loai", "", "", "Đã phân loại", "Classified";
        DaTach = "da_tach", "", "", "Đã tách nội dung", "Split";
        ChoBoSung = "cho_bo_sung", "", "", "Chờ bổ sung", "Awaiting supplement";
        HuongDan = "huong_dan", "", "", "Đã hướng dẫn", "Guidance given";
        ChuyenDon = "chuyen_don", "", "", "Đã chuyển đơn", "Transferred";
        CoKetQuaChuyen = "co_ket_qua_chuyen", "", "", "Đã có kết quả từ nơi nhận", "Result received";
        TraLai = "tra_lai", "", "", "Trả lại đơn", "Returned";
        XepLuu = "xep_luu", "", "", "Xếp lưu đơn", "Filed without action";
        KhongThuLy = "khong_thu_ly", "", "", "Không thụ lý", "Not accepted";
        ThuLy = "thu_ly", "", "", "Đã thụ lý", "Accepted for resolution";
        XacMinh = "xac_minh", "", "", "Đang xác minh", "Under verification";
        DoiThoai = "doi_thoai", "", "", "Đang đối thoại", "In dialogue";
        TamDinhChi = "tam_dinh_chi", "", "", "Tạm đình chỉ", "Suspended";
        RutDon = "rut_don", "", "", "Rút đơn", "Withdrawn";
        DinhChi = "dinh_chi", "", "", "Đình chỉ", "Discontinued";
        DaGiaiQuyet = "da_giai_quyet", "", "", "Đã ban hành quyết định/kết luận/trả lời", "Concluded / decided";
        DangThiHanh = "dang_thi_hanh", "", "", "Đang tổ chức thực hiện", "Being carried out";
        KhieuNaiLan2 = "khieu_nai_lan_2", "", "", "Khiếu nại lần hai", "Second complaint";
        KhoiKien = "khoi_kien", "", "", "Khởi kiện tại Tòa án", "Taken to court";
        HoanThanh = "hoan_thanh", "", "", "Kết thúc", "Closed";
        DaHuy = "da_huy", "", "", "Đã hủy (ghi nhầm)", "Cancelled (entered by mistake)";
    }
}

impl State {
    /// Not yet resolved (chưa giải quyết xong): list 4.
    pub fn is_unresolved(self) -> bool {
        matches!(
            self,
            State::MoiTiepNhan
                | State::DaPhanLoai
                | State::ChoBoSung
                | State::ThuLy
                | State::XacMinh
                | State::DoiThoai
                | State::TamDinhChi
                | State::RutDon
                | State::DaGiaiQuyet
                | State::DangThiHanh
        )
    }

    /// With another office, whose result we wait for: list 5.
    pub fn awaits_others(self) -> bool {
        self == State::ChuyenDon
    }

    /// Whether it is on somebody's desk, ours or another's.
    pub fn is_open(self) -> bool {
        self.is_unresolved() || self.awaits_others()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Lang;
    use crate::domain::Choices;

    #[test]
    fn states_agree_with_the_data_file() {
        let data: toml::Table = include_str!("../data/petition_kinds.toml").parse().unwrap();
        let states = data["state"].as_array().unwrap();
        assert_eq!(states.len(), State::ALL.len());
        for state in states {
            let id = state["id"].as_str().unwrap();
            let ours = State::from_id(id).unwrap_or_else(|| panic!("{id} is missing"));
            assert_eq!(ours.label().get(Lang::Vi), state["vi"].as_str().unwrap(), "{id}");
        }
        let ids = |name: &str| -> Vec<State> {
            let list = data["open_definition"][name].as_array().unwrap();
            list.iter().map(|id| State::from_id(id.as_str().unwrap()).unwrap()).collect()
        };
        let ours = |keep: fn(State) -> bool| -> Vec<State> {
            State::ALL.iter().copied().filter(|state| keep(*state)).collect()
        };
        assert_eq!(ids("unresolved"), ours(State::is_unresolved));
        assert_eq!(ids("awaiting_others"), ours(State::awaits_others));
    }
}
