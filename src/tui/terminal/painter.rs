//! From what stands on the screen to what shall stand there, in few bytes.
//!
//! Escapes used: CUP, CHA, VPA, CUU, CUD, CUF, CUB, EL, ED, ECH, SGR; a VT100 gets no CHA, VPA and ECH. Tabs, REP and
//! scroll regions are deliberately absent.

use super::grid::{Glyph, Grid, Letters, Pen, Spot};
use super::row::{Act, Plan, Rates};

/// What is known about the terminal's cursor and attributes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Hand {
    /// `None` after a sign in the last column: whether the cursor wrapped is each terminal's own secret.
    pub(super) row: Option<u16>,
    /// `None` too after a sign whose width terminals dispute.
    pub(super) column: Option<u16>,
    pub(super) pen: Option<Pen>,
}

/// Writes what changes one grid into another, and keeps the books of what stands there meanwhile.
pub(super) struct Painter<'a> {
    pub(super) have: Grid,
    pub(super) hand: Hand,
    pub(super) out: Vec<u8>,
    letters: &'a Letters,
    vt100: bool,
}

impl<'a> Painter<'a> {
    pub(super) fn new(have: Grid, hand: Hand, letters: &'a Letters, vt100: bool) -> Painter<'a> {
        Painter { have, hand, out: Vec::new(), letters, vt100 }
    }

    /// Erases the whole screen, whatever stands there.
    pub(super) fn erase_all(&mut self) {
        self.hand = Hand { row: None, column: None, ..self.hand };
        self.erase_from(0);
    }

    /// Erases all rows from `y` on.
    pub(super) fn erase_from(&mut self, y: u16) {
        self.go(0, y);
        self.set_pen(Pen::default());
        self.out.extend(b"\x1b[J");
        (y..self.have.height()).for_each(|y| self.have.blank(0, self.have.width(), y));
    }

    /// Takes `count` rows out at `y`, all below move up.
    pub(super) fn delete_rows(&mut self, y: u16, count: u16) {
        self.shift_rows(y, count, 'M');
        self.have.delete_rows(y, count);
    }

    /// Puts `count` blank rows in at `y`, all below move down.
    pub(super) fn insert_rows(&mut self, y: u16, count: u16) {
        self.shift_rows(y, count, 'L');
        self.have.insert_rows(y, count);
    }

    fn shift_rows(&mut self, y: u16, count: u16, last: char) {
        // From column 0, as terminals differ in where they leave the cursor otherwise.
        self.go(0, y);
        self.set_pen(Pen::default());
        self.out.extend(csi(count, last).bytes());
    }

    /// Makes the screen what `want` says, from the top row on or from the bottom.
    pub(super) fn paint(&mut self, want: &Grid, upwards: bool) {
        let height = want.height();
        let used = (0..height).rev().find(|y| want.row(*y).iter().any(|spot| *spot != Spot::BLANK));
        let blank_from = used.map_or(0, |y| y + 1);
        if upwards {
            self.blank_rows(want, blank_from);
            (0..blank_from).rev().for_each(|y| self.paint_row(want, y));
        } else {
            (0..blank_from).for_each(|y| self.paint_row(want, y));
            self.blank_rows(want, blank_from);
        }
    }

    /// Makes the rows from `from` to the bottom blank, with one ED when there are several to be erased.
    fn blank_rows(&mut self, want: &Grid, from: u16) {
        let rows = from..want.height();
        let written = rows.clone().filter(|y| self.have.row(*y) != want.row(*y)).count();
        if written > 1 {
            self.erase_from(from);
        } else {
            rows.for_each(|y| self.paint_row(want, y));
        }
    }

    fn paint_row(&mut self, want: &Grid, y: u16) {
        let rates = Rates { vt100: self.vt100 };
        match Plan::new(self.have.row(y), want.row(y), self.hand.pen, self.letters, rates) {
            Some(plan) => self.follow(&plan, want, y),
            None => self.paint_plainly(want, y),
        }
    }

    /// Does what was planned for a row.
    fn follow(&mut self, plan: &Plan, want: &Grid, y: u16) {
        let Hand { row, column, .. } = self.hand;
        let mut x = plan.start(column, |x| self.way(column, row, x, y).len());
        let mut cleared = false;
        self.go(x, y);
        while x < want.width() {
            match plan.act(cleared, self.hand.pen, x) {
                Act::Done => return,
                Act::Go(to) => {
                    self.go(to, y);
                    x = to;
                }
                Act::Print => {
                    x = self.print(want, x, y);
                    if self.hand.column != Some(x) {
                        // After a sign whose width is disputed: to what is wrong next.
                        let Some(next) = self.next_change(want.row(y), y, x) else { return };
                        self.go(next, y);
                        x = next;
                    }
                }
                Act::Erase(columns) => {
                    self.set_pen(Pen::default());
                    self.out.extend(csi(columns, 'X').bytes());
                    self.have.blank(x, x + columns, y);
                    let Some(next) = self.next_change(want.row(y), y, x + columns) else { return };
                    self.go(next, y);
                    x = next;
                }
                Act::EraseRest => {
                    self.set_pen(Pen::default());
                    self.out.extend(b"\x1b[K");
                    self.have.blank(x, want.width(), y);
                    cleared = true;
                }
            }
        }
    }

    /// The same sign by sign, for rows with wide signs.
    fn paint_plainly(&mut self, want: &Grid, y: u16) {
        let row = want.row(y);
        let Some(last) = self.last_change(row, y) else { return };
        let tail = length_of(row) - blanks_at_end(row);
        let mut next = self.next_change(row, y, 0);
        while let Some(x) = next {
            let spot = want.get(x, y);
            if x >= tail && self.is_erasing_shorter(x, last, want.width()) {
                self.go(x, y);
                self.set_pen(Pen::default());
                self.out.extend(b"\x1b[K");
                self.have.blank(x, want.width(), y);
                return;
            }
            let after = if spot == Spot::BLANK { self.erase_run(row, x, y) } else { None };
            let after = after.unwrap_or_else(|| self.print(want, x, y));
            next = self.next_change(row, y, after);
        }
    }

    /// EL costs 3 bytes, and 3 more when attributes are on; it also spares the last column.
    fn is_erasing_shorter(&self, x: u16, last: u16, width: u16) -> bool {
        let reset = if self.hand.pen == Some(Pen::default()) { 0 } else { 3 };
        last + 1 - x > 3 + reset || last + 1 == width
    }

    fn next_change(&self, row: &[Spot], y: u16, from: u16) -> Option<u16> {
        let pairs = row.iter().zip(self.have.row(y)).skip(usize::from(from));
        pairs.zip(from..).find(|((wanted, had), _)| wanted != had).map(|(_, x)| x)
    }

    fn last_change(&self, row: &[Spot], y: u16) -> Option<u16> {
        let last = row.iter().zip(self.have.row(y)).rposition(|(wanted, had)| wanted != had)?;
        u16::try_from(last).ok()
    }

    /// Erases the blank run that begins at `x` when that is shorter than printing blanks; answers where to go on.
    fn erase_run(&mut self, row: &[Spot], x: u16, y: u16) -> Option<u16> {
        if self.vt100 {
            return None;
        }
        let blanks = row.iter().skip(usize::from(x)).take_while(|spot| **spot == Spot::BLANK).count();
        let end = x + u16::try_from(blanks).ok()?;
        let last = (x..end).rev().find(|x| self.have.get(*x, y) != Spot::BLANK)?;
        let erase = csi(last + 1 - x, 'X');
        let next = self.next_change(row, y, last + 1);
        let way_on = |column: u16| next.map_or(0, |next| self.way(Some(column), Some(y), next, y).len());
        let reset = if self.hand.pen == Some(Pen::default()) { 0 } else { 3 };
        if erase.len() + reset + way_on(x) >= usize::from(last + 1 - x) + way_on(last + 1) {
            return None;
        }
        self.go(x, y);
        self.set_pen(Pen::default());
        self.out.extend(erase.bytes());
        self.have.cut_wide(x, last + 1, y, Spot { glyph: Glyph::UNKNOWN, ..Spot::BLANK });
        self.have.blank(x, last + 1, y);
        Some(last + 1)
    }

    /// Prints the sign at `x`; answers the column after it.
    fn print(&mut self, want: &Grid, x: u16, y: u16) -> u16 {
        let mut spot = want.get(x, y);
        let mut x = x;
        if spot.glyph == Glyph::HALF && x > 0 {
            x -= 1;
            spot = want.get(x, y);
        }
        let columns = if spot.glyph.is_wide() { 2 } else { 1 };
        let after = x + columns;
        self.go(x, y);
        if !self.hand.pen.is_some_and(|pen| spot.fits(pen)) {
            self.set_pen(spot.pen);
        }
        self.letters.write(spot.glyph, &mut self.out);
        self.have.cut_wide(x, after, y, Spot { glyph: Glyph::UNKNOWN, ..Spot::BLANK });
        (x..after).for_each(|x| self.have.put(x, y, want.get(x, y)));
        let edge = want.width();
        // A sign of several code points may take a column more than we think, and wrap.
        let sure = spot.glyph.simple().is_some();
        let farthest = if sure { after } else { after + 1 };
        self.hand.row = (farthest < edge).then_some(y);
        self.hand.column = (sure && after < edge).then_some(after);
        after
    }

    fn set_pen(&mut self, pen: Pen) {
        pen.write_change(self.hand.pen, &mut self.out);
        self.hand.pen = Some(pen);
    }

    /// Moves the cursor.
    pub(super) fn go(&mut self, x: u16, y: u16) {
        let way = self.way(self.hand.column, self.hand.row, x, y);
        self.out.extend(way);
        self.hand.row = Some(y);
        self.hand.column = Some(x);
    }

    /// The shortest bytes that bring the cursor to (`x`, `y`).
    fn way(&self, column: Option<u16>, row: Option<u16>, x: u16, y: u16) -> Vec<u8> {
        if (column, row) == (Some(x), Some(y)) {
            return Vec::new();
        }
        let mut ways = vec![
            match (x, y) {
                (0, 0) => "\x1b[H".to_owned(),
                (0, _) => format!("\x1b[{}H", y + 1),
                _ => format!("\x1b[{};{}H", y + 1, x + 1),
            }
            .into_bytes(),
        ];
        if let Some(row) = row {
            if let (Some(column), Some(down)) = (column, self.vertical(row, y, column == Some(0))) {
                ways.extend(self.horizontal(Some(column), x, y).map(|along| [down.clone(), along].concat()));
            } else if row == y {
                ways.extend(self.horizontal(None, x, y));
            }
            if let Some(down) = self.vertical(row, y, true) {
                ways.extend(
                    self.horizontal(Some(0), x, y).map(|along| [b"\r".to_vec(), down, along].concat()),
                );
            }
        }
        ways.into_iter().min_by_key(Vec::len).unwrap_or_default()
    }

    /// The shortest way to another row that keeps the column. LF only from column 0: some terminals add a CR to it.
    fn vertical(&self, from: u16, to: u16, at_begin: bool) -> Option<Vec<u8>> {
        if from == to {
            return Some(Vec::new());
        }
        let mut ways = vec![if to > from { csi(to - from, 'B') } else { csi(from - to, 'A') }];
        if !self.vt100 {
            ways.push(csi(to + 1, 'd'));
        }
        if at_begin && to > from {
            ways.push("\n".repeat(usize::from(to - from)));
        }
        ways.into_iter().min_by_key(String::len).map(String::into_bytes)
    }

    /// The shortest way within row `y`.
    fn horizontal(&self, from: Option<u16>, to: u16, y: u16) -> Option<Vec<u8>> {
        let mut ways: Vec<Vec<u8>> = Vec::new();
        if to == 0 {
            ways.push(b"\r".to_vec());
        }
        if !self.vt100 {
            ways.push(csi(to + 1, 'G').into_bytes());
        }
        match from {
            Some(from) if from == to => return Some(Vec::new()),
            Some(from) if from < to => {
                ways.push(csi(to - from, 'C').into_bytes());
                ways.extend(self.reprint(from, to, y));
            }
            Some(from) => {
                ways.push(csi(from - to, 'D').into_bytes());
                ways.push(vec![0x08; usize::from(from - to)]);
            }
            None => {}
        }
        ways.into_iter().min_by_key(Vec::len)
    }

    /// The signs between two columns once more, if they are simple and the attributes that are on fit them.
    fn reprint(&self, from: u16, to: u16, y: u16) -> Option<Vec<u8>> {
        // Past this CUF is always shorter.
        const LONGEST: u16 = 5;
        let pen = self.hand.pen?;
        if to - from > LONGEST {
            return None;
        }
        let mut out = Vec::new();
        for x in from..to {
            let spot = self.have.get(x, y);
            if spot.glyph.simple().is_none() || !spot.fits(pen) {
                return None;
            }
            self.letters.write(spot.glyph, &mut out);
        }
        Some(out)
    }
}

/// `ESC [ count last`, where a count of 1 need not be said.
fn csi(count: u16, last: char) -> String {
    if count == 1 { format!("\x1b[{last}") } else { format!("\x1b[{count}{last}") }
}

fn length_of(row: &[Spot]) -> u16 {
    u16::try_from(row.len()).unwrap_or(u16::MAX)
}

fn blanks_at_end(row: &[Spot]) -> u16 {
    let blanks = row.iter().rev().take_while(|spot| **spot == Spot::BLANK).count();
    u16::try_from(blanks).unwrap_or(u16::MAX)
}
