//! Finds rows that only moved up or down, so that the terminal can move them itself (IL, DL).

use super::grid::{Grid, Spot};
use super::painter::Painter;

/// Rows `from..to` of the wanted screen stand `by` rows lower (`up`) or higher on the present one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shift {
    from: u16,
    to: u16,
    by: u16,
    up: bool,
}

/// Fewer rows than this are cheaper drawn again.
const ROWS_MIN: usize = 2;

impl Shift {
    /// The shift that puts most rows in their place, if any does for a few.
    pub(super) fn find(have: &Grid, want: &Grid) -> Option<Shift> {
        let height = want.height();
        let shifts = (1..height).flat_map(|by| [(by, true), (by, false)]);
        let best = shifts.filter_map(|(by, up)| longest(have, want, by, up)).max_by_key(|(gain, _)| *gain)?;
        (best.0 >= ROWS_MIN).then_some(best.1)
    }

    /// Lets the terminal move the rows; the rows outside stay where they are.
    pub(super) fn apply(self, painter: &mut Painter<'_>) {
        let height = painter.have.height();
        if self.up {
            painter.delete_rows(self.from, self.by);
            if self.to + self.by < height {
                painter.insert_rows(self.to, self.by);
            }
        } else {
            if self.to < height {
                painter.delete_rows(self.to - self.by, self.by);
            }
            painter.insert_rows(self.from - self.by, self.by);
        }
    }
}

/// Spots in which a moved row may differ: a marker that has left it, or stands on it now, is put right afterwards.
const DIFFERENT_SPOTS_MAX: usize = 1;

fn alike(one: &[Spot], other: &[Spot]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).filter(|(a, b)| a != b).take(DIFFERENT_SPOTS_MAX + 1).count()
            <= DIFFERENT_SPOTS_MAX
}

/// The run of rows that gains most by a shift of `by`, with its gain: rows that were wrong and would be right.
fn longest(have: &Grid, want: &Grid, by: u16, up: bool) -> Option<(usize, Shift)> {
    let height = want.height();
    let rows = if up { 0..height - by } else { by..height };
    let mut best: Option<(usize, Shift)> = None;
    let mut run: Option<(usize, Shift)> = None;
    for y in rows {
        let source = if up { y + by } else { y - by };
        if !alike(have.row(source), want.row(y)) {
            run = None;
            continue;
        }
        let gains = have.row(y) != want.row(y) && want.row(y).iter().any(|spot| *spot != Spot::BLANK);
        let (gain, shift) = run.unwrap_or((0, Shift { from: y, to: y, by, up }));
        let grown = (gain + usize::from(gains), Shift { to: y + 1, ..shift });
        run = Some(grown);
        if gains && best.is_none_or(|(gain, _)| gain < grown.0) {
            best = run;
        }
    }
    best
}
