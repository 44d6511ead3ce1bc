//! A server of paper for the tests of screens: answers from a table, and tells what it was asked.

use std::collections::VecDeque;
use std::os::fd::BorrowedFd;

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::{Color, Modifier},
};

use crate::base::{Day, Id, Lang, Officer, Say, Stamp};
use crate::client::{Event, Link};
use crate::domain::{Draft, DraftField, FormName, Record, query::View};
use crate::wire::{
    ClockLine, DraftLine, Found, FoundGroup, FoundRow, Home, HomeLine, Outcome, Page, Push, Refusal,
    RefusalKind, Reply, Request, Row, Saved, Shown, StepOffer, TimelineLine, Welcome,
};

mod below;
pub(super) mod law;
mod matters;

pub(super) use below::{Below, Told};

use super::{App, keymap::Keymap, terminal::Key};

/// The petitions of the mock-ups, as the server's table has them.
const PETITIONS: &[[&str; 8]] = &[
    ["92", "KNg", "Tân Lập", "GT", "Bê tông hóa 400 m đường liên thôn", "-31n", "Quá hạn", "UBND xã"],
    ["101", "PA", "Ƀlang", "NS", "Giếng cạn, 9 hộ thiếu nước sinh hoạt", "-20n", "Quá hạn", "UBND xã"],
    ["86", "KN", "Ia Sóa", "RG", "Vướng ranh đất rừng giao khoán", "-14 ", "Quá hạn", "UBND xã"],
    ["90", "KN", "Ma Lim", "DD", "Tranh chấp ranh giới đất rẫy giữa hai hộ", "-7 ", "Quá hạn", "UBND xã"],
    ["106", "PA", "Ma Lim", "CN", "Bò thả rông phá hoa màu", "-6n", "Quá hạn", "UBND xã"],
    ["118", "KNg", "Ma Lim", "CS", "7 hộ chưa nhận hỗ trợ nhà ở theo quyết định", "-3 ", "Quá hạn", "ta"],
    ["121", "KNg", "Tân Lập", "GT", "Ngầm tràn ngập, 21 hộ bị chia cắt", "0 ", "Hôm nay", "ta"],
    ["123", "KN", "Krông Hạ", "DD", "Chồng lấn đất sản xuất", "+1 ", "Sắp đến hạn", "UBND xã"],
    ["122", "PA", "Dliă", "YT", "Trạm y tế thiếu thuốc", "+2 ", "Sắp đến hạn", "ta"],
    ["112", "KNg", "Ơi Đăk", "DI", "Không có sóng di động", "+3n", "Sắp đến hạn", "Điện lực"],
    ["113", "PA", "2, Krông Năng", "GD", "Điểm trường dột, 40 học sinh", "+4n", "Trong hạn", "UBND xã"],
    ["116", "CT", "H'Yŭ", "NS", "Kênh N3 bồi lấp, đề nghị nạo vét", "+8n", "Trong hạn", "UBND xã"],
    ["114", "KNg", "Krông Thượng", "NS", "Nước tự chảy hỏng từ tháng 9", "+9n", "Trong hạn", "UBND xã"],
    ["95", "KNg", "Ma Lim", "GT", "Đường vào buôn sạt lở", "+11n", "Trong hạn", "UBND xã"],
    ["117", "TC", "(xã Ia Dreh)", "AT", "hồ sơ mật 03-M", "+21 ", "Trong hạn", "UBND xã"],
    ["120", "KN", "Tơ Nia", "RG", "Chậm chi trả dịch vụ môi trường rừng", "+25 ", "Trong hạn", "UBND xã"],
    ["110", "KN", "Ia Prông", "DD", "Tranh chấp ranh rẫy", "||26 ", "Tạm đình chỉ", "UBND xã"],
];
/// How many petitions the register has; those past the table are numbered on.
const TOTAL: u32 = 41;

pub(super) fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn row(at: u32) -> Row {
    let cells = match PETITIONS.get(at as usize) {
        Some(cells) => cells.map(str::to_owned).to_vec(),
        None => {
            let number = (at + 200).to_string();
            [&number, "PA", "Ia Sóa", "NS", "Nước yếu", "+30n", "Trong hạn", "ta"].map(str::to_owned).to_vec()
        }
    };
    Row { id: id(&format!("p{at}")), cells }
}

pub(super) fn welcome() -> Welcome {
    let office = Record::new("office", id("o"), id("o"));
    Welcome {
        build: "1".into(),
        officer: Officer::new("can_bo_02").unwrap(),
        office: Some(office),
        unit_name: "Xã Ia Dreh".into(),
        sample: true,
        today: Day::from_iso("2026-11-23").unwrap(),
        read_only: false,
        is_full: false,
        found: Vec::new(),
        drafts: 2,
        stopped: 0,
    }
}

fn home() -> Home {
    let line = |count, vi: &str, short: &str| HomeLine {
        count,
        note: Say::plain(vi),
        note_short: Say::plain(short),
    };
    Home {
        today: Day::from_iso("2026-11-23").unwrap(),
        lines: vec![
            line(6, "ta 1, nơi khác 5; lâu nhất 31 ngày: 92/2026", "ta 1, khác 5; -31 ngày"),
            line(4, "hôm nay 1: 121/2026", "hôm nay 1"),
            line(5, "chưa phân loại; cũ nhất 3 ngày", "cũ nhất 3 ngày"),
            line(TOTAL, "kỳ trước 38", "kỳ trước 38"),
            line(9, "lâu nhất chờ 44 ngày: UBND xã Ea Ly", "lâu nhất 44 ngày"),
            line(0, "nhập tình hình thôn, buôn: bản sau", ""),
            line(0, "việc theo từng nơi: bản sau", ""),
            line(0, "tham mưu, đề xuất: bản sau", ""),
            line(2, "đơn mới, Ma Lim: dừng ở mục 8", "dừng ở mục 8"),
        ],
        worst: (0..6).map(row).collect(),
    }
}

fn page(view: View, narrow: &str, offset: u32, rows: u32) -> Page {
    let total = match (view, narrow) {
        (_, nothing) if nothing.starts_with("zz") => 0,
        (View::Overdue, "") => 6,
        (View::Soon, "") => 4,
        (View::New, "") => 5,
        (View::Transferred, "") => 9,
        (_, "") => TOTAL,
        _ => 3,
    };
    let first = if narrow.is_empty() { 0 } else { 3 };
    let echo = (narrow == "ml").then(|| Say::plain("ml = Buôn Ma Lim"));
    let counts = [6, 4, 5, TOTAL, 9, 97];
    Page {
        rows: (offset..(offset + rows).min(total)).map(|at| row(first + at)).collect(),
        offset,
        total,
        counts: View::of_kind("petition")
            .into_iter()
            .zip(counts.map(|n| if narrow.is_empty() { n } else { total }))
            .collect(),
        echo,
        filters: Vec::new(),
    }
}

/// The rows that a line of the frequency table opens.
fn filtered() -> Page {
    let rows = vec![row(3), row(7)];
    Page {
        total: 2,
        rows,
        offset: 0,
        counts: Vec::new(),
        echo: None,
        filters: vec![Say::new("Lĩnh vực: Đất đai, ranh giới", "Domain: Land, boundaries")],
    }
}

/// What is looked up: `ml` finds a village and what lies there, everything else of the mock-ups' petitions by a number;
/// `z` finds nothing.
fn found(typed: &str, only: Option<&str>, offset: u32, rows: u32) -> Found {
    if typed.contains('z') {
        let nothing = Say::plain(format!("Không thấy: {typed}. Đã tìm nơi, đơn thư, tình hình. Bớt một chữ"));
        return Found { nothing: Some(nothing), unclear: vec!["nam:20".into()], ..Found::default() };
    }
    let found = |id: Id, cells: &[&str], leads_to: Option<&str>| FoundRow {
        row: Row { id, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() },
        leads_to: leads_to.map(str::to_owned),
    };
    let places = [
        found(id("V1"), &["Buôn Ma Lim", "Ia Dreh (Krông Năng)", "3 quá hạn, 4 mở, 2 việc"], None),
        found(id("C1"), &["Ia Dreh", "xã", ""], Some("xa:iadreh")),
    ];
    let petition = |at: u32| {
        let Row { id, cells } = row(at);
        let number = format!("{}/2026", cells[0]);
        let kept: Vec<&str> = cells[1..7].iter().map(String::as_str).collect();
        found(id, &[&[number.as_str()], kept.as_slice()].concat(), None)
    };
    let update = |week: u32| {
        let name = format!("tuần {week}");
        found(id(&format!("u{week}")), &[&name, "Ma Lim", "NS 3 Giếng cạn, 9 hộ thiếu nước"], None)
    };
    let total = if typed.starts_with("ml") { 4 } else { TOTAL };
    let page = |total: u32| offset..(offset + rows).min(total);
    let group = |kind: &str, total, rows| FoundGroup { kind: kind.into(), total, rows };
    let groups = vec![
        group("unit", 2, places.to_vec()),
        group("petition", total, page(total).map(|at| petition(at + 3)).collect()),
        group("village_update", 46, page(46).map(|at| update(46 - at)).collect()),
    ];
    let understood = if typed.contains(':') { vec![Say::plain("xã Ia Dreh")] } else { Vec::new() };
    let keeps = |group: &FoundGroup| only.is_none_or(|only| only == group.kind);
    Found { groups: groups.into_iter().filter(keeps).collect(), understood, ..Found::default() }
}

pub(super) fn step(name: &str, letter: Option<char>, title: &str) -> StepOffer {
    StepOffer { name: name.into(), letter, title: Say::plain(title) }
}

pub(super) fn shown(of: &str) -> Shown {
    let day = |iso: &str| Day::from_iso(iso).unwrap();
    let clock = |title: &str, due: &str, days: &str, word: &str, who: &str, why: &str| ClockLine {
        title: Say::plain(title),
        due: day(due),
        days: days.into(),
        word: Say::plain(word),
        who: Say::plain(who),
        why: Say::plain(why),
        explanation: [
            "VÌ SAO 16/11/2026",
            "01/10 thụ lý, ngày đầu không tính",
            "+45 ngày lịch: 30, vùng xa +15",
            "= 15/11 Chủ nhật, sang thứ Hai 16/11",
            "Lễ 0, gia hạn 0, dừng 0",
            "Luật Khiếu nại 2011 Đ.28",
            "? chờ xác nhận: Luật 136/2025",
        ]
        .map(Say::plain)
        .to_vec(),
    };
    let event = |iso: &str, by: &str, say: &str| TimelineLine {
        on: day(iso),
        at: Stamp::at(day(iso), 9, 0),
        by: by.into(),
        say: Say::plain(say),
        detail: vec![Say::plain("Số, ký hiệu: 12-CV/BDV"), Say::plain(format!("Ghi bởi {by} lúc 09:00"))],
        taken_back: false,
    };
    let mut record = Record::new("petition", id(of), id("o"));
    record.revision = 6;
    Shown {
        record,
        title: Say::new("ĐƠN 90/2026  Khiếu nại, lần đầu", "PETITION 90/2026  Complaint, first instance"),
        heading: [
            "Buôn Ma Lim, Ia Dreh (vùng sâu, vùng xa); DD Đất đai, ranh giới",
            "Tranh chấp ranh giới đất rẫy giữa hai hộ, đề nghị xã xuống đo đạc lại",
            "Đang xác minh từ 06/10. Vai trò của ta: theo dõi. Cơ quan chủ trì: UBND xã",
            "Tiếp nhận 22/09 trực tiếp; 1 người ký; phụ trách can_bo_02",
        ]
        .map(Say::plain)
        .to_vec(),
        clocks: vec![
            clock("Thụ lý", "2026-10-01", " ", "Đúng hạn", "UBND xã", "7 ngày LV từ 22/09"),
            clock("Giải quyết lần đầu", "2026-11-16", "-7 ", "Quá hạn", "UBND xã", "45 ngày từ 01/10"),
            clock("Trả lời người gửi", "2026-10-06", " ", "Đúng hạn", "ta", "10 ngày LV từ 22/09"),
            clock("Đôn đốc tiếp", "2026-11-27", "+4n", "Trong hạn", "ta", "nội bộ, từ 17/11"),
        ],
        urgent: Some(1),
        timeline: vec![
            event("2026-11-17", "can_bo_02", "Đôn đốc lần 1, công văn 12-CV/BDV"),
            event("2026-10-06", "can_bo_02", "Đang xác minh; đã trả lời người gửi"),
            event("2026-10-01", "can_bo_02", "Đã thụ lý, thông báo 41/TB-UBND"),
            event("2026-09-24", "can_bo_01", "Đã phân loại: thuộc thẩm quyền UBND xã"),
            event("2026-09-22", "can_bo_02", "Mới tiếp nhận, số 90/2026"),
        ],
        steps: vec![step("da_giai_quyet", Some('q'), "Quyết định"), step("da_huy", None, "Hủy đơn ghi nhầm")],
        refused: vec![(
            step("chuyen_don", Some('c'), "Chuyển đơn"),
            Say::new("Bước này chưa được: cần Đã phân loại", "Not this step yet: it needs Classified"),
        )],
        may_take_back: true,
        unfolded: Vec::new(),
    }
}

pub(super) fn draft() -> Draft {
    let summary = DraftField { name: "summary".into(), text: "Tranh chấp ranh giới".into(), value: None };
    Draft {
        form: FormName::for_new("petition", 0),
        fields: vec![summary],
        at_field: "summary".into(),
        caret: 7,
        base: 0,
        kept_at: Stamp::at(Day::from_iso("2026-11-20").unwrap(), 16, 48),
    }
}

fn drafts() -> Vec<DraftLine> {
    let line = |title: &str, stopped: &str, minute| DraftLine {
        draft: Draft { kept_at: Stamp::at(Day::from_iso("2026-11-20").unwrap(), 10, minute), ..draft() },
        title: Say::plain(title),
        stopped_at: Say::plain(stopped),
        state: Say::plain("Đã nhập 8 trên 13 mục; còn thiếu 9 Người gửi"),
        since: Some(Say::plain("Từ lúc đó: có đơn có thể trùng 90/2026")),
        is_elsewhere: false,
    };
    vec![
        line("Đơn mới, Ma Lim, KN DD", "mục 8 Nội dung tóm tắt", 48),
        line("Chuyển đơn 121/2026", "mục 3 Số, ký hiệu", 5),
    ]
}

/// What the server of the mock-ups answers.
pub(super) fn answer(request: &Request) -> Option<Outcome> {
    Some(Ok(match request {
        Request::Home => Reply::Home(home()),
        Request::Page { query, offset, rows, .. } => Reply::Page(match query.kind.as_str() {
            "petition" if query.filters.is_empty() => page(query.view, &query.narrow, *offset, *rows),
            "petition" if query.filters.iter().any(|(facet, _)| facet == "village") => Page {
                filters: vec![Say::plain("Buôn Ma Lim")],
                ..page(query.view, &query.narrow, *offset, *rows)
            },
            "petition" => filtered(),
            other => matters::page(other, query.view),
        }),
        Request::Law | Request::ChangeLaw { .. } => return law::answer(request),
        Request::Statistics { frame, place, .. } => matters::statistics(frame, place.as_deref()),
        Request::CountBy { facet, .. } => Reply::Counted(matters::counted(facet)),
        Request::Show(of) if of.starts_with('m') => Reply::Shown(Box::new(matters::shown(of))),
        Request::Rows { ids, .. } => {
            Reply::Rows((0..60).map(row).filter(|row| ids.contains(&row.id)).collect())
        }
        Request::Search { text, group, offset, rows } => {
            Reply::Found(found(text, group.as_deref(), *offset, *rows))
        }
        Request::Show(of) => Reply::Shown(Box::new(shown(of))),
        Request::Slip(_) => {
            Reply::Report { lines: vec![Say::plain("PHIẾU TIẾP NHẬN ĐƠN")], ok: true }
        }
        Request::Drafts => Reply::Drafts(drafts()),
        Request::DropDraft(_) | Request::DiscardDraft(_) | Request::LeaveDraft(_) => Reply::Done,
        Request::RestoreDraft => Reply::Restored(drafts().first().map(|line| line.title.clone())),
        Request::KeepDraft(_) => Reply::Kept(Stamp(1)),
        Request::TakeBack { id, base, .. } => Reply::Saved(Saved {
            id: id.clone(),
            number: None,
            revision: base + 1,
            say: Say::plain("Đã lấy lại bước trước"),
        }),
        Request::Hello { .. } => Reply::Welcome(welcome()),
        _ => return Some(Err(Refusal::new(RefusalKind::NotAllowed, Say::plain("không có trong bảng")))),
    }))
}

/// A link without a line: replies wait here until they are let through.
pub(super) struct Scripted {
    pub(super) answers: fn(&Request) -> Option<Outcome>,
    pub(super) sent: Vec<Request>,
    pub(super) waiting: VecDeque<Event>,
    pub(super) welcome: Welcome,
}

impl Link for Scripted {
    fn send(&mut self, request: Request) -> u32 {
        self.sent.push(request.clone());
        let ticket = u32::try_from(self.sent.len()).unwrap();
        if let Some(outcome) = (self.answers)(&request) {
            self.waiting.push_back(Event::Reply { ticket, outcome });
        }
        ticket
    }

    fn receive(&mut self) -> Option<Event> {
        self.waiting.pop_front()
    }

    fn fd(&self) -> Option<BorrowedFd<'_>> {
        None
    }

    fn wants_in_ms(&self) -> Option<u64> {
        None
    }

    fn welcome(&self) -> &Welcome {
        &self.welcome
    }
}

/// An officer before a window, with the server of the mock-ups.
pub(super) struct Desk {
    pub(super) app: App,
    pub(super) link: Scripted,
    pub(super) size: (u16, u16),
    pub(super) now_ms: u64,
    pub(super) cursor: Option<(u16, u16)>,
}

impl Desk {
    /// At the home screen, its numbers read.
    pub(super) fn new(lang: Lang, size: (u16, u16)) -> Desk {
        Desk::with(lang, size, welcome(), answer)
    }

    pub(super) fn with(
        lang: Lang,
        size: (u16, u16),
        welcome: Welcome,
        answers: fn(&Request) -> Option<Outcome>,
    ) -> Desk {
        Desk::begin(lang, size, welcome, answers, Keymap::default_keys().unwrap())
    }

    /// At the home screen, with other keys.
    pub(super) fn with_keys(lang: Lang, size: (u16, u16), keymap: Keymap) -> Desk {
        Desk::begin(lang, size, welcome(), answer, keymap)
    }

    fn begin(
        lang: Lang,
        size: (u16, u16),
        welcome: Welcome,
        answers: fn(&Request) -> Option<Outcome>,
        keymap: Keymap,
    ) -> Desk {
        let link = Scripted { answers, sent: Vec::new(), waiting: VecDeque::new(), welcome: welcome.clone() };
        let app = App::new(lang, keymap, welcome, size);
        let mut desk = Desk { app, link, size, now_ms: 0, cursor: None };
        desk.app.start(0, &mut desk.link);
        desk.let_through();
        desk
    }

    /// Keys as keymaps spell them, with the replies that come between them.
    pub(super) fn press(&mut self, keys: &str) -> &mut Desk {
        for key in keys.split_whitespace() {
            self.press_ahead(key);
            self.let_through();
        }
        self
    }

    /// Keys before which no reply comes.
    pub(super) fn press_ahead(&mut self, keys: &str) -> &mut Desk {
        for key in keys.split_whitespace() {
            let key = Key::parse(key).unwrap_or_else(|| panic!("{key} is no key"));
            self.app.key(key, self.now_ms, &mut self.link);
        }
        self
    }

    /// A whole paste, with the replies that come after it.
    pub(super) fn paste(&mut self, pasted: &str) {
        let key = Key::plain(super::terminal::KeyCode::Paste(pasted.into()));
        self.app.key(key, self.now_ms, &mut self.link);
        self.let_through();
    }

    /// Where the cursor rests: row and column from 1.
    pub(super) fn cursor_at(&mut self) -> (u16, u16) {
        self.buffer();
        self.cursor.unwrap()
    }

    /// Lets all replies through.
    pub(super) fn let_through(&mut self) {
        while let Some(event) = self.link.receive() {
            self.app.event(event, self.now_ms, &mut self.link);
        }
    }

    pub(super) fn hear(&mut self, event: Event) {
        self.app.event(event, self.now_ms, &mut self.link);
        self.let_through();
    }

    pub(super) fn push(&mut self, by: &str, ids: &[&str]) {
        self.hear(Event::Push(Push::Changed {
            by: Officer::new(by).unwrap(),
            kind: "petition".into(),
            ids: ids.iter().map(|text| id(text)).collect(),
            say: Say::plain("Đôn đốc"),
            counts: vec![0; 9],
        }));
    }

    pub(super) fn buffer(&mut self) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        let at = self.app.draw(&mut buffer);
        check(&buffer, at);
        self.cursor = at.map(|at| (at.y + 1, at.x + 1));
        buffer
    }

    /// What a person reads, line by line.
    pub(super) fn lines(&mut self) -> Vec<String> {
        let buffer = self.buffer();
        (0..self.size.1)
            .map(|y| {
                let row: String = (0..self.size.0).map(|x| buffer[(x, y)].symbol()).collect();
                row.trim_end().to_owned()
            })
            .collect()
    }

    /// The same as one text, with the place of the cursor.
    pub(super) fn screen(&mut self) -> String {
        let lines = self.lines();
        format!("{}\ncursor {:?}\n", lines.join("\n"), self.cursor)
    }

    /// A row from 1.
    pub(super) fn row(&mut self, row: usize) -> String {
        self.lines()[row - 1].clone()
    }

    /// The message row.
    pub(super) fn message(&mut self) -> String {
        let row = usize::from(self.size.1) - 1;
        self.row(row)
    }
}

/// What holds of every frame: nothing in the last column, the cursor inside, and no meaning in colours, as there are none.
fn check(buffer: &Buffer, cursor: Option<Position>) {
    let size = buffer.area.as_size();
    let signs = Modifier::BOLD | Modifier::UNDERLINED | Modifier::REVERSED;
    for (at, cell) in buffer.content.iter().enumerate() {
        let (column, row) = (at % usize::from(size.width) + 1, at / usize::from(size.width) + 1);
        let is_last = column == usize::from(size.width);
        assert!(!is_last || cell.symbol().trim().is_empty(), "row {row} reaches the last column at {size}");
        assert!((cell.fg, cell.bg) == (Color::Reset, Color::Reset), "row {row} has colours");
        assert!(signs.contains(cell.modifier), "row {row}: {:?}", cell.modifier);
    }
    let inside = |at: Position| at.x + 1 < size.width.max(2) && at.y < size.height;
    assert!(cursor.is_none_or(inside), "the cursor is at {cursor:?} of {size}");
}
