//! Rows that moved up or down, which the terminal can move itself (IL, DL): the alignment of the present rows with the
//! wanted ones that leaves least to be drawn.

use super::grid::{Grid, Letters, Pen, Spot};
use super::painter::Painter;

/// Rows that are taken out or put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Band {
    y: u16,
    count: u16,
}

/// What the terminal shall move before anything is drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shift {
    /// From the top, each where it stands once those before are gone.
    deletes: Vec<Band>,
    /// From the top, after all deletes.
    inserts: Vec<Band>,
}

/// A band costs a move and the escape.
const BAND_BYTES: u32 = 7;
/// A row is reached by CR and LF, a column by a jump; another pen and EL cost an escape.
const ROW_BYTES: u32 = 2;
const JUMP_BYTES: u32 = 4;
const PEN_BYTES: u32 = 4;
const ERASE_BYTES: u32 = 3;
/// The alignment of more rows than this would take longer than the line needs for the bytes.
const ROWS_MAX: usize = 60;

/// What the last step of an alignment was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// A row stays a row.
    Kept,
    /// A row goes.
    Deleted,
    /// A blank row comes.
    Inserted,
}

const STEPS: [Step; 3] = [Step::Kept, Step::Deleted, Step::Inserted];
const FAR: u32 = u32::MAX / 4;

impl Shift {
    /// The cheapest alignment, when moving rows is cheaper than drawing them where they are.
    pub(super) fn find(costs: &Costs) -> Option<Shift> {
        let rows = costs.rows;
        if rows > ROWS_MAX {
            return None;
        }
        let mut table = Table::new(rows);
        for old in 0..=rows {
            for new in 0..=rows {
                table.reach(old, new, costs);
            }
        }
        table.shift()
    }

    /// Lets the terminal move the rows; the rows outside stay where they are.
    pub(super) fn apply(&self, painter: &mut Painter<'_>) {
        self.deletes.iter().for_each(|band| painter.delete_rows(band.y, band.count));
        self.inserts.iter().for_each(|band| painter.insert_rows(band.y, band.count));
    }
}

/// About how many bytes make a row of the other: what is drawn in the end is planned exactly, but for a few rows only.
pub(super) struct Costs {
    rows: usize,
    /// By old, new row.
    change: Vec<u32>,
    /// What each new row costs on a blank one.
    blank: Vec<u32>,
}

/// A wanted row with the bytes of its signs.
struct Wanted<'a> {
    spots: &'a [Spot],
    bytes: Vec<u32>,
    /// Past the last sign.
    end: usize,
}

impl Wanted<'_> {
    fn cost(&self, had: &[Spot]) -> u32 {
        let mut cost = 0;
        // Signs that are right already, since the last one that was not; before the first one they are jumped over too.
        let mut right = 0;
        let mut pen = Pen::default();
        for ((wanted, had), bytes) in self.spots.iter().zip(had).zip(&self.bytes).take(self.end) {
            if wanted == had {
                right += 1;
                continue;
            }
            cost += right.min(JUMP_BYTES) + bytes;
            right = 0;
            if !wanted.fits(pen) {
                pen = wanted.pen;
                cost += PEN_BYTES;
            }
        }
        let is_rest_wrong = had.iter().skip(self.end).any(|spot| *spot != Spot::BLANK);
        if is_rest_wrong {
            cost += right.min(JUMP_BYTES) + ERASE_BYTES;
        }
        if cost == 0 { 0 } else { cost + ROW_BYTES }
    }
}

impl Costs {
    pub(super) fn new(have: &Grid, want: &Grid, letters: &Letters) -> Costs {
        let rows = 0..want.height();
        let wanted: Vec<Wanted<'_>> = rows
            .clone()
            .map(|y| {
                let spots = want.row(y);
                let bytes = spots.iter().map(|spot| letters.bytes(spot.glyph)).collect();
                let end = spots.iter().rposition(|spot| *spot != Spot::BLANK).map_or(0, |last| last + 1);
                Wanted { spots, bytes, end }
            })
            .collect();
        let blank = vec![Spot::BLANK; usize::from(want.width())];
        let costs = |had: &[Spot]| -> Vec<u32> { wanted.iter().map(|wanted| wanted.cost(had)).collect() };
        let change = rows.flat_map(|old| costs(have.row(old))).collect();
        Costs { rows: wanted.len(), change, blank: costs(&blank) }
    }

    /// From which row on erasing everything first pays most, if anywhere.
    pub(super) fn erase_from(&self) -> Option<u16> {
        let mut gain = 0;
        let gains = (0..self.rows).rev().map(|y| {
            gain += i64::from(self.change(y, y)) - i64::from(self.blank(y));
            (gain, y)
        });
        let (gain, y) = gains.max_by_key(|(gain, _)| *gain)?;
        if gain > 0 { u16::try_from(y).ok() } else { None }
    }

    fn change(&self, old: usize, new: usize) -> u32 {
        self.change.get(old * self.rows + new).copied().unwrap_or(FAR)
    }

    fn blank(&self, new: usize) -> u32 {
        self.blank.get(new).copied().unwrap_or(FAR)
    }
}

/// The cheapest way to have used up so many old rows and to have made so many new ones, by its last step.
struct Table {
    rows: usize,
    /// The cost, and the step before the last one.
    cells: Vec<(u32, Step)>,
}

impl Table {
    fn new(rows: usize) -> Table {
        Table { rows, cells: vec![(FAR, Step::Kept); (rows + 1) * (rows + 1) * STEPS.len()] }
    }

    fn place(&self, old: usize, new: usize, step: Step) -> usize {
        let step = STEPS.iter().position(|own| *own == step).unwrap_or(0);
        (old * (self.rows + 1) + new) * STEPS.len() + step
    }

    fn at(&self, old: usize, new: usize, step: Step) -> (u32, Step) {
        self.cells.get(self.place(old, new, step)).copied().unwrap_or((FAR, Step::Kept))
    }

    fn reach(&mut self, old: usize, new: usize, costs: &Costs) {
        for step in STEPS {
            let from = match step {
                Step::Kept => old.checked_sub(1).zip(new.checked_sub(1)),
                Step::Deleted => old.checked_sub(1).map(|old| (old, new)),
                Step::Inserted => new.checked_sub(1).map(|new| (old, new)),
            };
            let best = match from {
                None if (old, new, step) == (0, 0, Step::Kept) => (0, Step::Kept),
                None => continue,
                Some((from_old, from_new)) => {
                    let own = match step {
                        Step::Kept => costs.change(from_old, from_new),
                        Step::Deleted => 0,
                        Step::Inserted => costs.blank(from_new),
                    };
                    // At the bottom rows are lost and blank ones come by themselves.
                    let is_free = match step {
                        Step::Kept => true,
                        Step::Deleted => new == self.rows,
                        Step::Inserted => old == self.rows,
                    };
                    let opening = |before: Step| if is_free || before == step { 0 } else { BAND_BYTES };
                    let ways = STEPS.iter().map(|before| {
                        let cost = self.at(from_old, from_new, *before).0;
                        (cost.saturating_add(own + opening(*before)).min(FAR), *before)
                    });
                    ways.min_by_key(|(cost, _)| *cost).unwrap_or((FAR, Step::Kept))
                }
            };
            let place = self.place(old, new, step);
            if let Some(cell) = self.cells.get_mut(place) {
                *cell = best;
            }
        }
    }

    /// Reads the cheapest way back from its end.
    fn shift(&self) -> Option<Shift> {
        let (mut old, mut new) = (self.rows, self.rows);
        let mut step = STEPS.into_iter().min_by_key(|step| self.at(old, new, *step).0)?;
        // From the bottom: the old row of each delete, the new row of each insert.
        let (mut deletes, mut inserts) = (Vec::new(), Vec::new());
        while (old, new) != (0, 0) {
            let (cost, before) = self.at(old, new, step);
            if cost >= FAR {
                return None;
            }
            match step {
                Step::Kept => (old, new) = (old.checked_sub(1)?, new.checked_sub(1)?),
                Step::Deleted => {
                    old = old.checked_sub(1)?;
                    if new < self.rows {
                        deletes.push(old);
                    }
                }
                Step::Inserted => {
                    new = new.checked_sub(1)?;
                    if old < self.rows {
                        inserts.push(new);
                    }
                }
            }
            step = before;
        }
        deletes.reverse();
        inserts.reverse();
        let shift = Shift { deletes: bands(&deletes, true), inserts: bands(&inserts, false) };
        (shift != Shift::default()).then_some(shift)
    }
}

/// Neighbouring rows as bands; rows that go make those below stand higher.
fn bands(rows: &[usize], rise: bool) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    let mut last = None;
    for (before, row) in rows.iter().enumerate() {
        let y = if rise { row - before } else { *row };
        match bands.last_mut() {
            Some(band) if last.is_some_and(|last| last + 1 == *row) => band.count += 1,
            _ => bands.push(Band { y: u16::try_from(y).unwrap_or(u16::MAX), count: 1 }),
        }
        last = Some(*row);
    }
    bands
}
