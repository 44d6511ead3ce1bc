//! What tells of a person is not found; a slip tells no story.

use super::*;

#[test]
fn what_tells_of_a_person_is_neither_found_nor_compared() {
    let mut desk = Desk::new();
    for told in ["Ông Y Bhăm chặn đường, 0905123456", "Bhăm là tên một khe suối cạn"] {
        let mut petition = complaint("2026-10-01");
        petition.insert("summary".into(), text(told));
        desk.save(None, None, 0, petition).unwrap();
    }
    assert_eq!(desk.page(View::All, "chan duong").total, 1);
    assert_eq!(desk.page(View::All, "bham").total, 1, "the brook, not the man");
    let found = |words: &str| {
        let query = Query::view("petition", View::All);
        let request = Request::Records { query, text: words.into(), offset: 0, limit: 9 };
        let Ok(Reply::Records { total, .. }) = desk.answer(&request) else { panic!() };
        total
    };
    assert_eq!((found("chan duong"), found("bham"), found("0905")), (1, 1, 0));
    let mut same_man = complaint("2026-10-01");
    same_man.insert("summary".into(), text("Ông Y Bhăm bán rẫy, 0905123456, không trả tiền"));
    assert_eq!(desk.examine(form(None, None), same_man).duplicates.len(), 0, "a man is no matter");
    let mut same_road = complaint("2026-10-01");
    same_road.insert("summary".into(), text("Chặn đường vào rẫy, xe không qua được"));
    assert_eq!(desk.examine(form(None, None), same_road).duplicates.len(), 1);
}

#[test]
fn a_slip_says_by_when_one_hears_and_tells_no_story() {
    let mut desk = Desk::new();
    let told = |desk: &Desk, saved: &Saved| -> Vec<String> {
        let number = saved.number.unwrap().to_string();
        let Ok(Reply::Report { lines, ok: true }) = desk.answer(&Request::Slip(number)) else { panic!() };
        lines.into_iter().map(|line| line.vi).filter(|line| !line.is_empty()).collect()
    };
    let saved = desk.save(None, None, 0, complaint("2026-11-23")).unwrap();
    let lines = told(&desk, &saved);
    assert_eq!(
        lines[..10],
        [
            "PHIẾU TIẾP NHẬN ĐƠN",
            "Số: 1/2026",
            "Ngày tiếp nhận: 23/11/2026",
            "Nguồn tiếp nhận: Trực tiếp",
            "Loại đơn: Khiếu nại",
            "Lần: Lần đầu",
            "Thôn, buôn: Buôn Ma Lim, Ia Dreh",
            "Lĩnh vực: Đất đai, ranh giới",
            "Số người ký đơn: 1",
            "Cán bộ tiếp nhận: can_bo_01",
        ]
    );
    assert!(
        lines.contains(&"Thụ lý: chậm nhất ngày 02/12/2026 (7 ngày làm việc, NĐ 155/2026 Đ.10)".to_owned()),
        "{lines:?}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("Trả lời người gửi: chậm nhất ngày 07/12/2026 (10 ngày làm việc")),
        "{lines:?}"
    );
    assert!(!lines.concat().contains("Tranh chấp"));
    let mut denunciation = complaint("2026-11-23");
    for (name, value) in [("petition_kind", choice("to_cao")), ("sealed_file", text("07-M"))] {
        denunciation.insert(name.into(), value);
    }
    denunciation.insert("village".into(), Value::Ref(Id::new("C24100n").unwrap()));
    for name in ["summary", "instance", "sender"] {
        denunciation.remove(name);
    }
    let saved = desk.save(None, None, 0, denunciation).unwrap();
    let lines = told(&desk, &saved);
    assert!(lines.contains(&"Loại đơn: Tố cáo".to_owned()), "{lines:?}");
    assert!(!lines.concat().contains("07-M") && !lines.concat().contains("Số người ký"));
    assert!(desk.answer(&Request::Slip(MA_LIM.into())).is_err(), "a village has no slip");
}
