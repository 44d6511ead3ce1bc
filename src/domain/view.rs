//! The views of each kind: the lists that an officer opens by a digit, and the sub-lists beside them.

use serde::{Deserialize, Serialize};

use crate::base::Words;

use super::{
    KindDef,
    kinds::{MATTER, PETITION, PROPOSAL},
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

const fn line(
    view: View,
    name: &'static str,
    digit: Option<char>,
    kind: Option<&'static str>,
    title: Words,
    short: Words,
) -> Line {
    Line { view, name, digit, kind, title, short }
}

const P: Option<&str> = Some(PETITION.name);
const M: Option<&str> = Some(MATTER.name);
const D: Option<&str> = Some(PROPOSAL.name);

/// All views, those of a kind in the order of Left and Right.
const LINES: &[Line] = &[
    line(
        View::Overdue,
        "overdue",
        Some('1'),
        P,
        Words::new("Đơn quá hạn", "Overdue"),
        Words::new("Quá hạn", "Overdue"),
    ),
    line(
        View::Soon,
        "soon",
        Some('2'),
        P,
        Words::new("Sắp đến hạn (3 ngày)", "Due soon (3 days)"),
        Words::new("Sắp", "Soon"),
    ),
    line(View::New, "new", Some('3'), P, Words::new("Mới tiếp nhận", "New"), Words::new("Mới", "New")),
    line(
        View::Unresolved,
        "unresolved",
        Some('4'),
        P,
        Words::new("Đơn chưa giải quyết", "Unresolved"),
        Words::new("Chưa xong", "Open"),
    ),
    line(
        View::Transferred,
        "transferred",
        Some('5'),
        P,
        Words::new("Đã chuyển, chờ kết quả", "Transferred, awaiting result"),
        Words::new("Chờ", "Waiting"),
    ),
    line(
        View::MattersOpen,
        "matters",
        Some('7'),
        M,
        Words::new("Việc tồn đọng", "Pending issues"),
        Words::new("tất cả", "all"),
    ),
    line(
        View::MattersBorder,
        "border",
        None,
        M,
        Words::new("Việc giáp ranh", "Border issues"),
        Words::new("giáp ranh", "border"),
    ),
    line(
        View::MattersUrgent,
        "urgent",
        None,
        M,
        Words::new("Việc khẩn", "Urgent issues"),
        Words::new("khẩn", "urgent"),
    ),
    line(
        View::MattersUnproposed,
        "unproposed",
        None,
        M,
        Words::new("Việc chưa báo cấp ủy", "Issues not yet proposed"),
        Words::new("chưa báo cấp ủy", "not proposed"),
    ),
    line(
        View::ProposalsOpen,
        "proposals",
        Some('8'),
        D,
        Words::new("Tham mưu, đề xuất", "Proposals"),
        Words::new("tất cả", "all"),
    ),
    line(
        View::ProposalsWaiting,
        "waiting",
        None,
        D,
        Words::new("Đề xuất chờ ý kiến", "Proposals awaiting direction"),
        Words::new("chờ ý kiến", "awaiting"),
    ),
    line(
        View::ProposalsLate,
        "late",
        None,
        D,
        Words::new("Đề xuất quá hạn trả lời", "Proposals with an overdue answer"),
        Words::new("quá hạn trả lời", "answer overdue"),
    ),
    line(
        View::All,
        "all",
        None,
        None,
        Words::new("Tất cả đơn", "All petitions"),
        Words::new("Cả sổ", "Whole book"),
    ),
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
