//! The shortest way that we know from what stands in a row to what shall stand there.
//!
//! A cursor at a column can print the next sign, jump over what is right already, erase some blanks (ECH) or the rest of
//! the row (EL). The cheapest sequence is found from the right end on: what a cursor at a column with a pen still has to
//! pay does not depend on how it came there.

use super::grid::{Glyph, Letters, Pen, Spot};

/// What is done next; each begins where the one before left the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Nothing is left to do.
    Done,
    /// Moves the cursor to this column.
    Go(u16),
    /// Prints the wanted sign.
    Print,
    /// Makes so many columns blank; the cursor stays.
    Erase(u16),
    /// Makes the row blank from here on; the cursor stays.
    EraseRest,
}

/// What the moves in a row cost, and what may be used.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rates {
    /// No ECH and CHA.
    pub(super) vt100: bool,
}

/// Printing in the last column loses the cursor: the next move is a long one.
const LOST_CURSOR: u32 = 4;
/// More pens in a row than officers ever see; such a row is drawn without a plan.
const PENS_MAX: usize = 8;

/// The cheapest acts from every column on.
#[derive(Debug)]
pub(super) struct Plan {
    width: usize,
    pens: Vec<Option<Pen>>,
    /// The first column that is wrong.
    first: u16,
    /// Past the last wanted sign.
    end: u16,
    /// By cleared, pen, column.
    steps: Vec<(u32, Act)>,
}

impl Plan {
    /// `None` when nothing is wrong, or when wide signs or many pens stand there, for which this knows no way.
    pub(super) fn new(
        have: &[Spot],
        want: &[Spot],
        pen: Option<Pen>,
        letters: &Letters,
        rates: Rates,
    ) -> Option<Plan> {
        let first = have.iter().zip(want).position(|(had, wanted)| had != wanted)?;
        let is_wide = |spot: &Spot| spot.glyph.is_wide() || spot.glyph == Glyph::HALF;
        if have.iter().chain(want).any(is_wide) {
            return None;
        }
        let mut pens = vec![pen, Some(Pen::default())];
        pens.extend(want.iter().map(|spot| Some(spot.pen)));
        dedup(&mut pens);
        if pens.len() > PENS_MAX {
            return None;
        }
        let width = want.len();
        let steps = vec![(0, Act::Done); 2 * pens.len() * (width + 1)];
        let end = want.iter().rposition(|spot| *spot != Spot::BLANK).map_or(0, |last| last + 1);
        let mut plan = Plan { width, pens, first: narrow(first), end: narrow(end), steps };
        plan.fill(have, want, letters, rates);
        Some(plan)
    }

    /// The column to begin at, when bringing the cursor to one costs so many bytes: the first wrong one, or one before
    /// it that is nearer.
    pub(super) fn start(&self, hand: Option<u16>, way: impl Fn(u16) -> usize) -> u16 {
        let columns = [Some(self.first), Some(0), Some(self.end), hand].into_iter().flatten();
        let nearest = columns.filter(|x| *x <= self.first).min_by_key(|x| {
            let rest = self.step(false, 0, usize::from(*x)).0;
            rest.saturating_add(u32::try_from(way(*x)).unwrap_or(u32::MAX / 2))
        });
        nearest.unwrap_or(self.first)
    }

    fn place(&self, cleared: bool, pen: usize, x: usize) -> usize {
        (usize::from(cleared) * self.pens.len() + pen) * (self.width + 1) + x
    }

    fn step(&self, cleared: bool, pen: usize, x: usize) -> (u32, Act) {
        self.steps.get(self.place(cleared, pen, x)).copied().unwrap_or((u32::MAX / 2, Act::Done))
    }

    /// What is to be done at this column with this pen.
    pub(super) fn act(&self, cleared: bool, pen: Option<Pen>, x: u16) -> Act {
        let pen = self.pens.iter().position(|known| *known == pen).unwrap_or(0);
        self.step(cleared, pen, usize::from(x)).1
    }

    fn fill(&mut self, have: &[Spot], want: &[Spot], letters: &Letters, rates: Rates) {
        let pens = self.pens.clone();
        let changes: Vec<Vec<u32>> =
            pens.iter().map(|from| pens.iter().map(|to| change(*from, *to)).collect()).collect();
        let change = |from: usize, to: usize| {
            changes.get(from).and_then(|row| row.get(to)).copied().unwrap_or(u32::MAX / 2)
        };
        let index = |pen: Pen| pens.iter().position(|known| *known == Some(pen)).unwrap_or(0);
        let blank_pen = index(Pen::default());
        let inks: Vec<(u32, usize)> =
            want.iter().map(|spot| (letters.bytes(spot.glyph), index(spot.pen))).collect();
        for cleared in [true, false] {
            let had = |x: usize| if cleared { Some(&Spot::BLANK) } else { have.get(x) };
            // Where the next wrong column is.
            let mut wrong = vec![self.width; self.width + 1];
            let mut next = self.width;
            for x in (0..self.width).rev() {
                if had(x) != want.get(x) {
                    next = x;
                }
                if let Some(place) = wrong.get_mut(x) {
                    *place = next;
                }
            }
            let wrong = |x: usize| wrong.get(x).copied().unwrap_or(self.width);
            for x in (0..self.width).rev() {
                for (pen, shown) in pens.iter().enumerate() {
                    if wrong(x) == self.width {
                        continue;
                    }
                    let mut best = (u32::MAX / 2, Act::Done);
                    let mut offer = |cost: u32, act: Act| {
                        if cost < best.0 {
                            best = (cost, act);
                        }
                    };
                    let onwards = |from: usize, pen: usize, to: usize| {
                        if to == self.width {
                            0
                        } else {
                            jump(from, to, rates) + self.step(cleared, pen, to).0
                        }
                    };
                    if wrong(x) > x {
                        offer(onwards(x, pen, wrong(x)), Act::Go(narrow(wrong(x))));
                    }
                    if let (Some(spot), Some((bytes, ink))) = (want.get(x), inks.get(x)) {
                        let ink = if shown.is_some_and(|shown| spot.fits(shown)) { pen } else { *ink };
                        let after = x + 1;
                        let rest = if spot.glyph.simple().is_some() {
                            self.step(cleared, ink, after).0
                        } else {
                            // Where the cursor is after it is not known.
                            let to = wrong(after);
                            if to == self.width { 0 } else { place(to) + self.step(cleared, ink, to).0 }
                        };
                        let lost = if after == self.width { LOST_CURSOR } else { 0 };
                        offer(change(pen, ink) + bytes + rest + lost, Act::Print);
                    }
                    if !cleared {
                        let reset = change(pen, blank_pen);
                        if !rates.vt100 && wrong(x) == x && want.get(x) == Some(&Spot::BLANK) {
                            let blanks = want.iter().skip(x).take_while(|spot| **spot == Spot::BLANK).count();
                            let last = (x..x + blanks).rev().find(|x| have.get(*x) != Some(&Spot::BLANK));
                            let end = last.map_or(x, |last| last + 1);
                            let rest = onwards(x, blank_pen, wrong(end));
                            offer(reset + csi(end - x) + rest, Act::Erase(narrow(end - x)));
                        }
                        offer(reset + 3 + self.step(true, blank_pen, x).0, Act::EraseRest);
                    }
                    let place = self.place(cleared, pen, x);
                    if let Some(step) = self.steps.get_mut(place) {
                        *step = best;
                    }
                }
            }
        }
    }
}

fn dedup(pens: &mut Vec<Option<Pen>>) {
    let mut known = Vec::new();
    pens.retain(|pen| {
        let is_new = !known.contains(pen);
        if is_new {
            known.push(*pen);
        }
        is_new
    });
}

fn narrow(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
}

/// The bytes of another pen.
fn change(from: Option<Pen>, to: Option<Pen>) -> u32 {
    if from == to {
        return 0;
    }
    let Some(to) = to else { return u32::MAX / 2 };
    let mut out = Vec::new();
    to.write_change(from, &mut out);
    u32::try_from(out.len()).unwrap_or(u32::MAX / 2)
}

/// The bytes of `ESC [ count x`.
fn csi(count: usize) -> u32 {
    match count {
        0 | 1 => 3,
        2..10 => 4,
        10..100 => 5,
        _ => 6,
    }
}

/// The bytes that say a column.
fn place(to: usize) -> u32 {
    csi(to + 1)
}

/// The bytes from a column to one on its right.
fn jump(from: usize, to: usize, rates: Rates) -> u32 {
    match to - from {
        0 => 0,
        columns if rates.vt100 => csi(columns),
        columns => csi(columns).min(place(to)),
    }
}
