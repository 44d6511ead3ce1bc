//! A table with all that is said around it: of which period and place, whether it was frozen, what became different since.

use serde::{Deserialize, Serialize};

use crate::base::{Day, Id, Officer, Say, text};
use crate::domain::{Choices, petition::State};

use super::{Borders, Frame, Measure, Statistics};

/// A table as screens and pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The figures: those of the closing where the period was frozen by these borders.
    pub table: Statistics,
    /// What it is of.
    pub frame: Frame,
    /// The place and the borders in words.
    pub named: Say,
    /// Communes under which petitions are counted that the other borders would count here, and how many.
    pub left_out: Vec<(Say, u32)>,
    /// The closing of this period and place, when there is one.
    pub frozen: Option<Frozen>,
}

/// The closing of a period and place (chốt kỳ).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// When.
    pub on: Day,
    /// By whom.
    pub by: Officer,
    /// By which borders it counted.
    pub borders: Borders,
    /// How many petitions are counted elsewhere now (điều chỉnh sau khi chốt).
    pub adjusted: u32,
    /// The first of them.
    pub adjustments: Vec<Adjustment>,
}

/// A petition that is counted elsewhere now than when its period was frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// The petition.
    pub petition: Id,
    /// Its number.
    pub number: Say,
    /// The cells in which it was counted, `A1 A6`; empty: in none.
    pub frozen: String,
    /// The cells in which it is counted now; empty: in none.
    pub live: String,
}

/// Columns of the line that names the period, on the screen and on paper.
const PERIOD_COLUMNS: usize = 79;

impl Adjustment {
    /// "124/2026: A1 A6 -> A1 A3 A4".
    pub fn said(&self) -> Say {
        let in_cells = |cells: &str, none: &'static str| {
            if cells.is_empty() { none.to_owned() } else { cells.to_owned() }
        };
        let (before, after) = (&self.frozen, &self.live);
        Say::new(
            format!(
                "{}: {} -> {}",
                self.number.vi,
                in_cells(before, "chưa tính"),
                in_cells(after, "không tính nữa")
            ),
            format!(
                "{}: {} -> {}",
                self.number.en,
                in_cells(before, "not counted"),
                in_cells(after, "counted no more")
            ),
        )
    }
}

impl Sheet {
    /// Whether the figures are those of a closing, which never change.
    pub fn is_frozen(&self) -> bool {
        self.frozen.as_ref().is_some_and(|frozen| frozen.borders == self.frame.borders)
    }

    /// "Kỳ 9T/2026, 15/12/2025-14/09/2026 (mốc cần xác nhận); Xã Ia Dreh, địa giới nay".
    pub fn period_line(&self) -> Say {
        let window = self.frame.window;
        let name = window.spelled().map_or_else(String::new, |name| format!("{name}, "));
        let days = window.named();
        let line = |lead: &str, note: &str, named: &str| format!("{lead} {name}{days}{note}; {named}");
        let fitting = |lead, notes: [&str; 2], named| {
            let [note, short] = if window.to.day_of_month() == 14 { notes } else { [""; 2] };
            let whole = line(lead, note, named);
            if text::width(&whole) <= PERIOD_COLUMNS { whole } else { line(lead, short, named) }
        };
        Say::new(
            fitting("Kỳ", [" (mốc cần xác nhận)", " (mốc tạm)"], &self.named.vi),
            fitting("Period", [" (its bounds to be confirmed)", " (bounds provisional)"], &self.named.en),
        )
    }

    /// "Không cộng 3 đơn: Xã Ea Ly 2, không rõ xã 1"; `None`: nothing is left out.
    pub fn left_out_line(&self) -> Option<Say> {
        let count: u32 = self.left_out.iter().map(|(_, count)| count).sum();
        let named = |lang_of: fn(&Say) -> &str| {
            let parts = self.left_out.iter().map(|(unit, count)| format!("{} {count}", lang_of(unit)));
            parts.collect::<Vec<_>>().join(", ")
        };
        let (vi, en) = match self.frame.borders {
            Borders::Then => ("lúc đó thuộc", "then part of"),
            Borders::Now => ("nay thuộc", "now part of"),
        };
        (count > 0).then(|| {
            Say::new(
                format!("Không cộng {count} đơn {vi} {}", named(|unit| &unit.vi)),
                format!("Not counted: {count}, {en} {}", named(|unit| &unit.en)),
            )
        })
    }

    /// "Kiểm tra: tồn 32 + phát sinh 97 = đã xong 82 + còn tồn 47   đúng".
    pub fn check_line(&self) -> Say {
        let [carried_over, new, handled, _, _, remaining, unbalanced] = self.table.total();
        let vi = format!("tồn {carried_over} + phát sinh {new} = đã xong {handled} + còn tồn {remaining}");
        let en =
            format!("carried over {carried_over} + new {new} = resolved {handled} + remaining {remaining}");
        match unbalanced {
            0 => Say::new(format!("Kiểm tra: {vi}   đúng"), format!("Check: {en}   adds up")),
            count => Say::new(format!("{vi}  ! lệch {count}"), format!("{en}  ! {count} off")),
        }
    }

    /// "Người 187, vụ việc 148, đơn 97: ba số khác nhau, của đơn phát sinh".
    pub fn people_line(&self) -> Say {
        let Statistics { people, cases, letters, .. } = self.table;
        let vi =
            format!("Người {people}, vụ việc {cases}, đơn {letters}: ba số khác nhau, của đơn phát sinh");
        let en = format!("People {people}, cases {cases}, letters {letters}: three numbers, of what is new");
        Say::new(vi, en)
    }

    /// "Xong bằng: kết thúc 50, đã chuyển đơn 25"; `None`: nothing was handled.
    pub fn ways_line(&self) -> Option<Say> {
        let (vi, en): (Vec<String>, Vec<String>) = self
            .table
            .ways
            .iter()
            .filter_map(|(way, count)| {
                let label = State::from_id(way)?.label();
                let said = |label: &str| format!("{} {count}", text::lower_first(label));
                Some((said(label.vi), said(label.en)))
            })
            .unzip();
        (!vi.is_empty())
            .then(|| Say::new(format!("Xong bằng: {}", vi.join(", ")), format!("By way: {}", en.join(", "))))
    }

    /// "Chốt 20/09/2026, can_bo_01. Điều chỉnh sau khi chốt: 2"; `None`: the period was not frozen.
    pub fn frozen_line(&self) -> Option<Say> {
        let Frozen { on, by, borders, adjusted, .. } = self.frozen.as_ref()?;
        Some(if self.is_frozen() {
            Say::new(
                format!("Chốt {on}, {by}. Điều chỉnh sau khi chốt: {adjusted}"),
                format!("Frozen on {on} by {by}. Adjustments since: {adjusted}"),
            )
        } else {
            Say::new(
                format!("Số đang có. Kỳ này chốt {on} theo {}", borders.label().vi),
                format!("As it stands. Frozen on {on} by {}", borders.label().en),
            )
        })
    }

    /// Whether the carried over and new are not the handled and remaining: printing then asks for a reason.
    pub fn is_unbalanced(&self) -> bool {
        self.table.unbalanced() > 0 || Statistics::gap(self.table.total()) != 0
    }

    /// The filter of what does not add up, of the table as it stands now.
    pub fn unbalanced_filter(&self) -> crate::domain::Value {
        Frame { is_told: true, ..self.frame.clone() }.filter(Measure::Unbalanced)
    }
}
