//! The matters and proposals of the mock-ups, and a frequency table.

use crate::base::{Day, Id, Officer, Say, Stamp};
use crate::domain::{
    Record, Value,
    petition::statistics::{Adjustment, Borders, Frame, Frozen, Sheet, Statistics},
    query::View,
};
use crate::wire::{CountLine, Counted, Page, Reply, Row, Shown, TimelineLine};

use super::{id, step};

const MATTERS: &[[&str; 7]] = &[
    ["V-052", "TT", "4 Khẩn", "Ia Sóa", "Tốc mái 6 nhà sau bão", "22/11", "-1 "],
    ["V-045", "CN", "3 Cần giải quyết", "Ma Lim = Ea Ly", "Bò thả rông phá hoa màu", "18/11", "-5n"],
    ["V-031", "NS", "3 Cần giải quyết", "Ma Lim", "Giếng cạn, 12 hộ", "30/11", "+7n"],
    ["V-048", "RG", "2 Cần theo dõi", "Ƀlang", "Ranh đất rừng 4 ha", "04/12", "+11n"],
    ["V-049", "GT", "2 Cần theo dõi", "Krông Hạ = Ea Ly", "Ngầm tràn ngập 2 ngày", "07/12", "+14n"],
    ["V-050", "YT", "2 Cần theo dõi", "Dliă", "Trạm y tế thiếu thuốc", "", " "],
    ["V-051", "GD", "2 Cần theo dõi", "2, Krông Năng", "Điểm trường dột", "", " "],
];

const PROPOSALS: &[[&str; 7]] = &[
    ["ĐX-7", "ĐUX", "02/11", "Nạo vét kênh N3 trước vụ đông xuân", "Chờ ý kiến", "16/11", "-7"],
    ["ĐX-9", "ĐUX", "12/11", "Làm bãi chăn thả chung với Ea Ly", "Chờ ý kiến", "30/11", "+7"],
    ["ĐX-8", "TU", "05/11", "Cấp bồn nước cho 12 hộ Ma Lim", "Đã có ý kiến", "15/12", "+22"],
];

pub fn page(kind: &str, view: View) -> Page {
    let table = if kind == "matter" { MATTERS } else { PROPOSALS };
    let total = match view {
        View::MattersBorder => 0,
        _ => table.len(),
    };
    let row = |(at, cells): (usize, &[&str; 7])| Row {
        id: id(&format!("m{at}")),
        cells: cells.map(str::to_owned).to_vec(),
    };
    let counts = match kind {
        "matter" => vec![
            (View::MattersOpen, 7),
            (View::MattersBorder, 2),
            (View::MattersUrgent, 1),
            (View::MattersUnproposed, 4),
        ],
        _ => vec![(View::ProposalsOpen, 3), (View::ProposalsWaiting, 2), (View::ProposalsLate, 1)],
    };
    Page {
        rows: table.iter().enumerate().map(row).take(total).collect(),
        offset: 0,
        total: u32::try_from(total).unwrap(),
        counts,
        echo: None,
        filters: Vec::new(),
    }
}

/// The border matter of the mock-ups.
pub fn shown(of: &str) -> Shown {
    let on = Day::from_iso("2026-11-10").unwrap();
    let mut record = Record::new("matter", id(of), id("o"));
    record.revision = 3;
    let lines = [
        ("V-045  GIÁP RANH  Bò thả rông phá hoa màu", "V-045  BORDER  Bò thả rông phá hoa màu"),
        ("Chủ trì      Ea Ly; phối hợp Ia Dreh; mở 02/11", "Lead         Ea Ly; with Ia Dreh; opened 02/11"),
        ("Gắn          đơn 106; đề xuất ĐX-9", "Linked       petition 106; proposal ĐX-9"),
        ("Ia Dreh ta   hạn 12/11  xong    10/11", "Ia Dreh us   due 12/11  done    10/11"),
        ("Ea Ly        hạn 18/11  -5n     chờ 21 ngày", "Ea Ly        due 18/11  -5n     awaiting 21 days"),
        (
            "Ea Ly viết   06/11 15/UBND: đã họp thôn, 3 hộ",
            "Ea Ly wrote  06/11 15/UBND: đã họp thôn, 3 households",
        ),
        (
            "Ta viết      10/11: đề nghị cùng kiểm tra, 5 hộ",
            "We wrote     10/11: đề nghị cùng kiểm tra, 5 households",
        ),
        (
            "Trái ngược   số hộ: ta 5, Ea Ly 3 (giữ cả hai, không ai sửa của ai)",
            "Differing    households: us 5, Ea Ly 3 (both stay, nobody edits the other's)",
        ),
    ];
    let lines: Vec<Say> = lines.map(|(vi, en)| Say::new(vi, en)).to_vec();
    Shown {
        record,
        title: lines[0].clone(),
        heading: lines[1..].to_vec(),
        clocks: Vec::new(),
        urgent: None,
        timeline: vec![TimelineLine {
            on,
            at: Stamp::at(on, 9, 0),
            by: "can_bo_02".into(),
            say: Say::plain("Ta viết: đề nghị cùng kiểm tra, 5 hộ"),
            detail: Vec::new(),
            taken_back: false,
        }],
        steps: vec![
            step("y_kien_ta", Some('y'), "Ý kiến của ta"),
            step("y_kien_ben_kia", Some('e'), "Ý kiến bên kia"),
            step("moi_hop", Some('m'), "Mời họp"),
            step("ket_thuc", Some('k'), "Kết thúc"),
            step("chuyen_chu_tri", Some('c'), "Chuyển chủ trì"),
        ],
        refused: Vec::new(),
        may_take_back: true,
        unfolded: lines,
    }
}

/// The domains of the unresolved petitions; any other facet has more lines than a screen.
pub fn counted(facet: &str) -> Counted {
    let line = |code: &str, vi: &str, count, overdue| CountLine {
        value: Value::Choice(code.into()),
        code: code.into(),
        label: Say::plain(vi),
        count,
        overdue,
    };
    let lines = if facet == "told_domain" {
        vec![
            line("DD", "Đất đai, ranh giới", 10, 1),
            line("GT", "Giao thông, cầu, ngầm tràn", 7, 1),
            line("CS", "Chính sách, chi trả, hỗ trợ", 6, 1),
            line("NS", "Nước sinh hoạt, thủy lợi", 4, 1),
            line("", "(tố cáo)", 1, 0),
        ]
    } else {
        (1..=20).map(|n| line("", &format!("Thôn {n}"), 60 - 2 * n, 2)).collect()
    };
    Counted {
        total: lines.iter().map(|line| line.count).sum(),
        overdue: lines.iter().map(|line| line.overdue).sum(),
        lines,
        label: if facet == "told_domain" {
            Say::new("Lĩnh vực", "Domain")
        } else {
            Say::new("Thôn, buôn", "Village")
        },
        echo: None,
    }
}

/// The statistics of the mock-up. What ended before 2026 was frozen and corrected since; 2024 does not add up.
pub(super) fn statistics(frame: &Frame, place: Option<&str>) -> Reply {
    let year = frame.window.to.year();
    let off = u32::from(year == 2024);
    let kinds = [
        [5, 12, 9, 7, 2, 8 - off, off],
        [1, 2, 2, 1, 1, 1, 0],
        [14, 41, 35, 30, 5, 20, 0],
        [9, 33, 30, 27, 3, 12, 0],
        [0, 0, 0, 0, 0, 0, 0],
        [4, 11, 8, 8, 0, 7, 0],
    ];
    let ways = [("hoan_thanh", 50), ("chuyen_don", 25), ("huong_dan", 9)];
    let table = Statistics {
        kinds: kinds.to_vec(),
        ways: ways.map(|(way, count)| (way.to_owned(), count)).to_vec(),
        letters: 99,
        people: 187,
        cases: 91,
        left_out: Vec::new(),
    };
    let named = place.filter(|place| !place.is_empty()).unwrap_or("mọi nơi trong sổ");
    let frozen = (year == 2025).then(|| Frozen {
        on: Day::from_iso("2025-12-20").unwrap(),
        by: Officer::new("can_bo_02").unwrap(),
        borders: Borders::Now,
        adjusted: 2,
        adjustments: vec![
            Adjustment {
                petition: Id::new("p1").unwrap(),
                number: Say::plain("90/2025"),
                frozen: "A2 A6".to_owned(),
                live: "A2 A3 A5".to_owned(),
            },
            Adjustment {
                petition: Id::new("p2").unwrap(),
                number: Say::plain("91/2025"),
                frozen: String::new(),
                live: "C2 C6".to_owned(),
            },
        ],
    });
    let left_out = match place {
        Some("ea ly") => vec![(Say::plain("Xã Ea Bá"), 2), (Say::new("xã không rõ", "unknown"), 1)],
        _ => Vec::new(),
    };
    let sheet = Sheet { table, frame: frame.clone(), named: Say::plain(named), left_out, frozen };
    Reply::Statistics(Box::new(sheet))
}
