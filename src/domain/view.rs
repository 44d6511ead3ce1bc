//! The views of each kind: the lists that an officer opens by a digit, and the sub-lists beside them.

use serde::{Deserialize, Serialize};

use crate::base::Words;

use super::{
    KindDef,
    kinds::{MATTER, PETITION, PROPOSAL, RECEPTION_DAY},
};

/// A view of the records of one kind; [`View::All`] is one of every kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum View {
    /// 1: past a day that was due.
    Overdue,
    /// 2: due today or within three working days.
    Soon,
    /// 3: received, not classified.
    New,
    /// 4: on somebody's desk.
    Unresolved,
    /// 5: with another office, whose result we wait for.
    Transferred,
    /// Overdue, and our own office must act.
    OverdueOurs,
    /// Overdue, and another agency must act: we urge (đôn đốc).
    OverdueTheirs,
    /// Whose clock stands (tạm đình chỉ).
    Suspended,
    /// Open, and no clock of an office runs.
    Clockless,
    /// Open, and in the charge of the officer who looks.
    Mine,
    /// Every record of the kind, the newest first.
    All,
    /// 7: matters that are not closed.
    MattersOpen,
    /// Those that concern a unit across the border too (giáp ranh).
    MattersBorder,
    /// Those of the highest severity (khẩn).
    MattersUrgent,
    /// Those of which no proposal was made yet (chưa báo cấp ủy).
    MattersUnproposed,
    /// 8: proposals without a result.
    ProposalsOpen,
    /// Those to which no direction was given yet (chờ ý kiến).
    ProposalsWaiting,
    /// Those whose answer is overdue (quá hạn trả lời).
    ProposalsLate,
    /// Reception days that are planned.
    ReceptionPlan,
    /// Those that are past and of which nothing is written down.
    ReceptionUnwritten,
}

/// How a view is called and where it belongs.
struct Line {
    view: View,
    name: &'static str,
    digit: Option<char>,
    kind: Option<&'static str>,
    title: Words,
    short: Words,
}

const fn line(view: View, name: &'static str, title: [&'static str; 2], short: [&'static str; 2]) -> Line {
    let ([vi, en], [short_vi, short_en]) = (title, short);
    let (title, short) = (Words::new(vi, en), Words::new(short_vi, short_en));
    Line { view, name, digit: None, kind: None, title, short }
}

impl Line {
    const fn of(self, kind: &KindDef) -> Line {
        Line { kind: Some(kind.name), ..self }
    }

    const fn digit(self, digit: char) -> Line {
        Line { digit: Some(digit), ..self }
    }
}

/// All views, those of a kind in the order of Left and Right.
const LINES: &[Line] = &[
    line(View::Overdue, "overdue", ["Đơn quá hạn", "Overdue"], ["Quá hạn", "Overdue"])
        .of(&PETITION)
        .digit('1'),
    line(View::Soon, "soon", ["Sắp đến hạn (3 ngày)", "Due soon (3 days)"], ["Sắp", "Soon"])
        .of(&PETITION)
        .digit('2'),
    line(View::New, "new", ["Mới tiếp nhận", "New"], ["Mới", "New"]).of(&PETITION).digit('3'),
    line(View::Unresolved, "unresolved", ["Đơn chưa giải quyết", "Unresolved"], ["Chưa xong", "Open"])
        .of(&PETITION)
        .digit('4'),
    line(
        View::Transferred,
        "transferred",
        ["Đã chuyển, chờ kết quả", "Transferred, awaiting result"],
        ["Chờ", "Waiting"],
    )
    .of(&PETITION)
    .digit('5'),
    line(View::OverdueOurs, "overdue-ours", ["Quá hạn, ta phải làm", "Overdue, ours"], ["Ta trễ", "Ours"])
        .of(&PETITION),
    line(
        View::OverdueTheirs,
        "overdue-theirs",
        ["Quá hạn, nơi khác: đôn đốc", "Overdue elsewhere: urge"],
        ["Nơi khác trễ", "Theirs"],
    )
    .of(&PETITION),
    line(View::Suspended, "suspended", ["Đang tạm đình chỉ", "Suspended"], ["Đình chỉ", "Suspended"])
        .of(&PETITION),
    line(
        View::Clockless,
        "no-clock",
        ["Chưa xong, không có hạn", "Open without a clock"],
        ["Không hạn", "No clock"],
    )
    .of(&PETITION),
    line(View::Mine, "mine", ["Tôi phụ trách", "In my charge"], ["Của tôi", "Mine"]).of(&PETITION),
    line(View::MattersOpen, "matters", ["Việc tồn đọng", "Pending issues"], ["tất cả", "all"])
        .of(&MATTER)
        .digit('7'),
    line(View::MattersBorder, "border", ["Việc giáp ranh", "Border issues"], ["giáp ranh", "border"])
        .of(&MATTER),
    line(View::MattersUrgent, "urgent", ["Việc khẩn", "Urgent issues"], ["khẩn", "urgent"]).of(&MATTER),
    line(
        View::MattersUnproposed,
        "unproposed",
        ["Việc chưa báo cấp ủy", "Issues not yet proposed"],
        ["chưa báo cấp ủy", "not proposed"],
    )
    .of(&MATTER),
    line(View::ProposalsOpen, "proposals", ["Tham mưu, đề xuất", "Proposals"], ["tất cả", "all"])
        .of(&PROPOSAL)
        .digit('8'),
    line(
        View::ProposalsWaiting,
        "waiting",
        ["Đề xuất chờ ý kiến", "Proposals awaiting direction"],
        ["chờ ý kiến", "awaiting"],
    )
    .of(&PROPOSAL),
    line(
        View::ProposalsLate,
        "late",
        ["Đề xuất quá hạn trả lời", "Proposals with an overdue answer"],
        ["quá hạn trả lời", "answer overdue"],
    )
    .of(&PROPOSAL),
    line(
        View::ReceptionPlan,
        "planned",
        ["Buổi tiếp theo lịch", "Planned receptions"],
        ["theo lịch", "planned"],
    )
    .of(&RECEPTION_DAY),
    line(
        View::ReceptionUnwritten,
        "unwritten",
        ["Buổi tiếp chưa ghi kết quả", "Receptions not written down"],
        ["chưa ghi", "not written"],
    )
    .of(&RECEPTION_DAY),
    line(View::All, "all", ["Tất cả đơn", "All petitions"], ["Cả sổ", "Whole book"]),
];

impl View {
    /// All of them.
    pub fn all() -> impl Iterator<Item = View> {
        LINES.iter().map(|line| line.view)
    }

    /// The views of a kind in the order of Left and Right, the whole book last.
    pub fn of_kind(kind: &str) -> Vec<View> {
        LINES.iter().filter(|line| line.kind.is_none_or(|of| of == kind)).map(|line| line.view).collect()
    }

    /// The kind whose records it shows; `None`: it is one of every kind.
    pub fn kind(self) -> Option<&'static str> {
        self.line().and_then(|line| line.kind)
    }

    /// Whether the records of a kind have it.
    pub fn is_of(self, kind: &str) -> bool {
        self.kind().is_none_or(|of| of == kind)
    }

    /// On the command line.
    pub fn name(self) -> &'static str {
        self.line().map_or("", |line| line.name)
    }

    /// The one of this name.
    pub fn from_name(name: &str) -> Option<View> {
        LINES.iter().find(|line| line.name == name).map(|line| line.view)
    }

    /// Its digit, for those that have one.
    pub fn digit(self) -> Option<char> {
        self.line().and_then(|line| line.digit)
    }

    /// On the home screen and above a list; the whole book is that of the petitions.
    pub fn title(self) -> Words {
        self.line().map_or(Words::new("", ""), |line| line.title)
    }

    /// Above a list of a kind, whose whole book is called as the kind.
    pub fn title_of(self, kind: &KindDef) -> Words {
        if self == View::All && kind.name != PETITION.name { kind.title } else { self.title() }
    }

    /// In the line of views above a list.
    pub fn short(self) -> Words {
        self.line().map_or(Words::new("", ""), |line| line.short)
    }

    fn line(self) -> Option<&'static Line> {
        LINES.iter().find(|line| line.view == self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_view_has_a_name_of_its_own_and_leads_back_to_it() {
        let names: BTreeSet<&str> = View::all().map(View::name).collect();
        assert_eq!(names.len(), View::all().count());
        for view in View::all() {
            assert_eq!(View::from_name(view.name()), Some(view));
        }
        assert_eq!(View::of_kind("unit"), [View::All]);
        assert_eq!(View::of_kind("proposal").len(), 4);
        assert!(View::All.is_of("matter") && !View::Overdue.is_of("matter"));
    }
}
