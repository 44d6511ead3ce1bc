//! What lies on the desk of a sample office: the petitions that a demonstration must have, one line each.

use crate::base::Day;
use crate::domain::{
    kinds::{Domain, PetitionKind},
    petition::steps::reasons::CancelReason,
};

use super::{
    profile::{CU_PRAO, CULTURE, EA_LY, ECONOMY, FRONT, POWER},
    ways::Way,
};
use Domain::*;
use PetitionKind::*;

/// How far a petition has come on the demo day. Days of a due day: negative, calendar days that it has passed; 0, today;
/// positive, working days to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// Received so many working days ago, not classified.
    New(usize),
    /// Classified, the sender not told: that is due.
    Telling(i32),
    /// Classified, not accepted: that is due.
    Accepting(i32),
    /// Accepted, perhaps under verification: the answer is due.
    Resolving(i32),
    /// Transferred so many days ago.
    Transferred(i32, &'static str),
    /// Classified so many working days ago, the sender told.
    Sorted(usize),
    /// Resolved so many working days ago, not closed.
    Answered(usize),
    /// The sender was asked for more so many working days ago.
    AskedForMore(usize),
    /// Split into its contents so many working days ago.
    Split(usize),
    /// Suspended so many days ago.
    Suspended(i32),
    /// Withdrawn so many working days ago, nothing decided.
    Withdrawn(usize),
    /// Resolved, and being carried out for so many working days.
    CarriedOut(usize),
    /// Cancelled on the day of receipt, so many working days ago.
    Cancelled(usize, CancelReason),
    /// Received on this day, answered and closed.
    Closed(Day),
}

/// One petition of the script; what it leaves open is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub goal: Goal,
    pub kind: PetitionKind,
    /// The serial of one of the own villages; `None`: any.
    pub village: Option<&'static str>,
    pub domain: Option<Domain>,
    /// Which of the domain's texts; `None`: any.
    pub text: Option<usize>,
    /// Words instead of a text of the recipe.
    pub words: Option<&'static str>,
    pub signatories: i64,
    pub second: bool,
    pub complex: bool,
    /// The agency that sent it to us.
    pub from: Option<&'static str>,
    /// Sent where it has been before, for this reason.
    pub circle: Option<&'static str>,
    /// A step was taken back and taken again.
    pub taken_back: bool,
    /// Our own to answer.
    pub led: bool,
    /// How it goes.
    pub way: Way,
}

impl Line {
    /// A petition of which only this is settled.
    pub const fn new(goal: Goal, kind: PetitionKind) -> Line {
        Line {
            goal,
            kind,
            village: None,
            domain: None,
            text: None,
            words: None,
            signatories: 1,
            second: false,
            complex: false,
            from: None,
            circle: None,
            taken_back: false,
            led: false,
            way: Way::Plain,
        }
    }

    /// How many petitions are opened beside it.
    pub fn opens(&self) -> usize {
        match (self.goal, self.way) {
            (Goal::Split(_), _) => 2,
            (_, Way::SecondComplaint) => 1,
            _ => 0,
        }
    }

    const fn at(goal: Goal, kind: PetitionKind, village: &'static str, domain: Domain, text: usize) -> Line {
        Line { village: Some(village), domain: Some(domain), text: Some(text), ..Line::new(goal, kind) }
    }
}

const MA_LIM: &str = "V24115-01";
const OI_DAK: &str = "V24115-03";
const IA_PRONG: &str = "V24115-04";
const CU_JU: &str = "V24115-05";
const BLANG: &str = "V24115-06";
const TO_NIA: &str = "V24115-07";
const TAN_LAP: &str = "V24115-08";
const THON_2_KRONG_NANG: &str = "V24115-09";
const MA_NHE: &str = "V24100-01";
const IA_SOA: &str = "V24100-02";
const H_YU: &str = "V24100-03";
const KRONG_THUONG: &str = "V24100-04";
const KRONG_HA: &str = "V24100-05";
const CHU_PONG: &str = "V24100-06";
const DLIA: &str = "V24100-07";
const QUYNH_LAP: &str = "V24100-08";
const THON_2_IA_HDREH: &str = "V24100-09";

const BOUNDARY: &str = "Tranh chấp ranh giới đất rẫy giữa hai hộ, đề nghị xã xuống đo đạc lại";
const HIGHLAND_NAMES: &str =
    "Bò thả rông phá hoa màu ven suối Ia Kčing, giáp ranh Buôn Ƀlang, Buôn Čư Jŭ và Buôn Ea Bŏng, 3 ha mì";

/// What is open, the most telling first: a smaller sample has the first of them.
#[rustfmt::skip]
pub(super) const DESK: &[Line] = &[
    Line::at(Goal::Resolving(-31), KienNghi, TAN_LAP, GiaoThong, 2),
    Line::at(Goal::Resolving(-20), PhanAnh, BLANG, NuocSach, 0),
    Line::at(Goal::Resolving(-14), KhieuNai, IA_SOA, DatRung, 1),
    Line { words: Some(BOUNDARY), ..Line::at(Goal::Resolving(-7), KhieuNai, MA_LIM, DatDai, 1) },
    Line::at(Goal::Resolving(-6), PhanAnh, MA_LIM, ChanNuoi, 0),
    Line::at(Goal::Telling(-3), KienNghi, MA_LIM, ChinhSach, 0),
    Line::at(Goal::Telling(0), KienNghi, TAN_LAP, GiaoThong, 1),
    Line::at(Goal::Accepting(1), KhieuNai, KRONG_HA, DatDai, 2),
    Line::at(Goal::Telling(2), PhanAnh, DLIA, YTe, 1),
    Line::at(Goal::Resolving(3), KienNghi, OI_DAK, Dien, 1),
    Line::at(Goal::New(3), PhanAnh, H_YU, GiaoDuc, 1),
    Line::at(Goal::New(2), KhieuNai, TO_NIA, DatRung, 0),
    Line::at(Goal::New(1), KienNghi, THON_2_IA_HDREH, GiaoThong, 2),
    Line { taken_back: true, ..Line::at(Goal::Transferred(2, EA_LY), KienNghi, KRONG_HA, ChanNuoi, 0) },
    Line::at(Goal::Transferred(1, POWER), PhanAnh, CHU_PONG, Dien, 0),
    Line::at(Goal::Transferred(3, ECONOMY), KienNghi, QUYNH_LAP, SanXuat, 1),
    Line { way: Way::Urged, ..Line::at(Goal::Transferred(44, EA_LY), KienNghi, THON_2_KRONG_NANG, GiaoThong, 2) },
    Line { domain: Some(AnNinh), ..Line::new(Goal::Resolving(15), ToCao) },
    Line::new(Goal::Sorted(4), NhieuNoiDung),
    Line::at(Goal::Sorted(3), CuTri, KRONG_THUONG, NuocSach, 1),
    Line { signatories: 6, complex: true, way: Way::OneWithdraws,
        ..Line::at(Goal::Resolving(18), KhieuNai, MA_NHE, DatDai, 2) },
    Line { way: Way::Suspended, ..Line::at(Goal::Resolving(9), KhieuNai, CHU_PONG, DatRung, 1) },
    Line::at(Goal::Split(2), NhieuNoiDung, IA_PRONG, DatDai, 0),
    Line { way: Way::SecondComplaint, ..Line::at(Goal::Answered(2), KhieuNai, TO_NIA, DatDai, 1) },
    Line::at(Goal::Suspended(12), KhieuNai, KRONG_THUONG, DatDai, 2),
    Line { domain: Some(DatDai), way: Way::Extended, ..Line::new(Goal::Resolving(1), ToCao) },
    Line { way: Way::Dialogue, ..Line::at(Goal::Resolving(14), KhieuNai, OI_DAK, DatDai, 1) },
    Line::at(Goal::AskedForMore(4), PhanAnh, QUYNH_LAP, ChinhSach, 2),
    Line::at(Goal::Withdrawn(1), KienNghi, CU_JU, ChinhSach, 0),
    Line::at(Goal::CarriedOut(3), KienNghi, IA_SOA, NuocSach, 1),
    Line { second: true, ..Line::at(Goal::Resolving(22), KhieuNai, KRONG_HA, DatRung, 1) },
    Line { from: Some(FRONT), ..Line::at(Goal::Resolving(12), KienNghi, DLIA, ChinhSach, 1) },
    Line { signatories: 14, ..Line::at(Goal::Telling(5), PhanAnh, IA_PRONG, GiaoThong, 0) },
    Line { words: Some(HIGHLAND_NAMES), ..Line::at(Goal::Resolving(9), PhanAnh, BLANG, ChanNuoi, 0) },
    Line::at(Goal::Resolving(4), PhanAnh, THON_2_KRONG_NANG, GiaoDuc, 0),
    Line::at(Goal::Resolving(6), CuTri, H_YU, NuocSach, 2),
    Line::at(Goal::Resolving(7), KienNghi, KRONG_THUONG, NuocSach, 1),
    Line::at(Goal::Resolving(9), KienNghi, MA_LIM, GiaoThong, 0),
    Line::at(Goal::Resolving(17), KhieuNai, TO_NIA, DatRung, 0),
    Line::at(Goal::Resolving(18), KhieuNai, IA_PRONG, DatDai, 1),
    Line::at(Goal::Transferred(5, EA_LY), PhanAnh, MA_NHE, GiaoThong, 1),
    Line { from: Some(EA_LY), circle: Some("Đã trao đổi, xã Ea Ly nhận giải quyết"),
        ..Line::at(Goal::Transferred(6, EA_LY), PhanAnh, TAN_LAP, NuocSach, 2) },
    Line::at(Goal::Transferred(4, CU_PRAO), KienNghi, CU_JU, GiaoThong, 0),
    Line::at(Goal::Transferred(1, CULTURE), PhanAnh, OI_DAK, GiaoDuc, 0),
    Line::at(Goal::Transferred(7, ECONOMY), PhanAnh, IA_SOA, ChanNuoi, 1),
    Line { led: true, ..Line::at(Goal::Resolving(1), KienNghi, QUYNH_LAP, DanChu, 1) },
    Line::at(Goal::Resolving(2), PhanAnh, CU_JU, NuocSach, 1),
    Line::at(Goal::New(1), CuTri, BLANG, NuocSach, 0),
    Line::at(Goal::New(3), PhanAnh, MA_LIM, AnNinh, 1),
    Line { domain: Some(DatDai), ..Line::new(Goal::Accepting(5), ToCao) },
    Line::new(Goal::Telling(7), NhieuNoiDung),
    Line::at(Goal::Answered(2), KienNghi, THON_2_IA_HDREH, ChinhSach, 1),
    Line::at(Goal::Answered(1), PhanAnh, DLIA, NuocSach, 1),
    Line::at(Goal::Transferred(2, FRONT), KienNghi, MA_LIM, DanChu, 0),
    Line::at(Goal::Resolving(11), PhanAnh, KRONG_HA, GiaoThong, 0),
    Line::at(Goal::Resolving(13), KienNghi, CHU_PONG, DatDai, 0),
    Line { from: Some(CU_PRAO), ..Line::at(Goal::Resolving(10), PhanAnh, IA_SOA, ChanNuoi, 0) },
    Line { complex: true, ..Line::at(Goal::Resolving(24), KhieuNai, THON_2_IA_HDREH, ChinhSach, 0) },
    Line::at(Goal::Telling(8), KienNghi, OI_DAK, DatRung, 0),
    Line::at(Goal::Cancelled(4, CancelReason::Twice), KienNghi, MA_LIM, ChinhSach, 0),
];

/// A petition that was received on a day that a deadline of the law or the calendar makes worth a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Received {
    /// On this day: year, month, day.
    On(i32, u32, u32),
    /// So that the sender is to be told on this day.
    DueOn(i32, u32, u32),
    /// On the last working day before the last Tết.
    BeforeTet,
}

/// What was closed and is worth a look. The goal is settled by the day of receipt.
#[rustfmt::skip]
pub(super) const EDGES: &[(Received, Line)] = &{
    const CLOSED: Goal = Goal::Closed(Day::EPOCH);
    [
        (Received::BeforeTet, Line::at(CLOSED, KienNghi, IA_SOA, ChinhSach, 0)),
        (Received::On(2026, 6, 30), Line::at(CLOSED, KhieuNai, KRONG_HA, DatDai, 1)),
        (Received::On(2026, 7, 1), Line::at(CLOSED, KhieuNai, TO_NIA, DatDai, 2)),
        (Received::DueOn(2025, 4, 26), Line::at(CLOSED, PhanAnh, DLIA, NuocSach, 0)),
        (Received::On(2025, 4, 14), Line::at(CLOSED, KhieuNai, MA_NHE, DatRung, 1)),
        (Received::On(2025, 4, 11), Line::at(CLOSED, KienNghi, THON_2_IA_HDREH, GiaoThong, 2)),
        (Received::On(2025, 4, 10), Line::at(CLOSED, KienNghi, THON_2_KRONG_NANG, GiaoThong, 2)),
        (Received::On(2025, 3, 12), Line { signatories: 6, way: Way::OneWithdraws, ..Line::at(CLOSED, KhieuNai, BLANG, DatDai, 2) }),
        (Received::On(2025, 1, 9), Line { way: Way::Suspended, ..Line::at(CLOSED, KhieuNai, CHU_PONG, DatDai, 1) }),
        (Received::On(2024, 11, 5), Line { way: Way::Withdrawn, ..Line::at(CLOSED, KienNghi, CU_JU, ChinhSach, 1) }),
        (Received::On(2024, 10, 8), Line { second: true, ..Line::at(CLOSED, KhieuNai, OI_DAK, DatDai, 1) }),
        (Received::On(2024, 4, 24), Line { taken_back: true, ..Line::at(CLOSED, PhanAnh, TAN_LAP, NuocSach, 1) }),
    ]
};
