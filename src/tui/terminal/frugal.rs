//! A backend for ratatui that remembers what stands on the terminal and writes only what is needed, at once.

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Size};

use super::grid::{Grid, Letters};
use super::painter::{Hand, Painter};
use super::profile::{Spelling, TerminalProfile};
use super::shift::{Costs, Shift};
use crate::base::limits;

/// A frame of fewer bytes is not worth looking for another way.
const WORTH_A_DETOUR_BYTES: usize = 100;

/// In which order a frame is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Way {
    /// What differs, row after row.
    Down,
    /// The same from the bottom: shorter when the cursor ends above.
    Up,
    /// All of it on an erased screen: nothing is known of what stands there.
    Erased,
    /// The rows from one on erased first: shorter when little of them stays.
    ErasedFrom(u16),
    /// What differs once the terminal has moved some rows.
    Shifted(Shift),
}

/// Draws frames on `W` with few bytes: one `write` for a frame, none for a frame that changes nothing.
///
/// Knows the size only from [`resize`](FrugalBackend::resize): the caller waits until a resize has come to rest.
#[derive(Debug)]
pub struct FrugalBackend<W: Write> {
    outlet: W,
    profile: TerminalProfile,
    letters: Letters,
    /// What the terminal shows; meaningless until `is_known`.
    have: Grid,
    /// What it shall show.
    want: Grid,
    is_known: bool,
    hand: Hand,
    cursor: Position,
    cursor_shown: bool,
    /// What the terminal was told last, `None` when nothing.
    cursor_told: Option<bool>,
    rings: bool,
}

impl<W: Write> FrugalBackend<W> {
    /// A backend for a terminal of this size; `spelling` writes Vietnamese in ASCII for a profile that needs it.
    pub fn new(outlet: W, size: Size, profile: TerminalProfile, spelling: Spelling) -> FrugalBackend<W> {
        let size = clamped(size);
        FrugalBackend {
            outlet,
            profile,
            letters: Letters::new(profile, spelling),
            have: Grid::new(size.width, size.height),
            want: Grid::new(size.width, size.height),
            is_known: false,
            hand: Hand::default(),
            cursor: Position::ORIGIN,
            cursor_shown: true,
            cursor_told: None,
            rings: false,
        }
    }

    /// The terminal has another size now; the next flush draws everything.
    pub fn resize(&mut self, size: Size) {
        let size = clamped(size);
        self.have = Grid::new(size.width, size.height);
        self.want = Grid::new(size.width, size.height);
        self.forget();
    }

    /// Takes a whole frame: the next flush draws what differs from the last one.
    pub fn take(&mut self, frame: &Buffer) {
        let width = usize::from(frame.area.width).max(1);
        self.want.clear();
        for (y, row) in (0..).zip(frame.content.chunks(width)) {
            let mut free_from = 0;
            for (x, cell) in (0..).zip(row) {
                // What lies under the right half of a wide sign is not seen.
                if x >= free_from {
                    let (spot, columns) = self.letters.pack(cell);
                    self.want.draw(x, y, spot, columns);
                    free_from = x + columns;
                }
            }
        }
    }

    /// Rings the bell with the next flush, once.
    pub fn ring(&mut self) {
        self.rings = true;
    }

    /// Where the bytes go.
    pub fn outlet(&self) -> &W {
        &self.outlet
    }

    /// Where the bytes go, to be changed.
    pub fn outlet_mut(&mut self) -> &mut W {
        &mut self.outlet
    }

    fn forget(&mut self) {
        self.is_known = false;
        self.hand = Hand::default();
        self.cursor_told = None;
    }

    /// One way to the wanted screen and the cursor's place on it.
    fn painted(&self, way: Way) -> Painter<'_> {
        let mut painter = Painter::new(self.have.clone(), self.hand, &self.letters, self.profile.vt100);
        match &way {
            Way::Erased => painter.erase_all(),
            Way::ErasedFrom(y) => painter.erase_from(*y),
            Way::Shifted(shift) => shift.apply(&mut painter),
            Way::Down | Way::Up => {}
        }
        painter.paint(&self.want, way == Way::Up);
        if self.cursor_shown {
            painter.go(self.cursor.x, self.cursor.y);
        }
        painter
    }

    /// The shortest way that we know.
    fn best_way(&self) -> Painter<'_> {
        if !self.is_known {
            return self.painted(Way::Erased);
        }
        let best = self.painted(Way::Down);
        if self.have == self.want {
            return best;
        }
        let mut others = vec![Way::Up];
        if best.out.len() > WORTH_A_DETOUR_BYTES {
            let costs = Costs::new(&self.have, &self.want, &self.letters);
            others.extend(costs.erase_from().map(Way::ErasedFrom));
            let shift = if self.profile.vt100 { None } else { Shift::find(&costs) };
            others.extend(shift.map(Way::Shifted));
        }
        let others = others.into_iter().map(|way| self.painted(way));
        others.fold(best, |best, other| if other.out.len() < best.out.len() { other } else { best })
    }

    /// The bytes of this frame; the books are kept as if they had arrived.
    fn frame(&mut self) -> Vec<u8> {
        let mut before: &[u8] = b"";
        let mut after: &[u8] = b"";
        if self.cursor_told != Some(self.cursor_shown) {
            *(if self.cursor_shown { &mut after } else { &mut before }) =
                if self.cursor_shown { b"\x1b[?25h" } else { b"\x1b[?25l" };
        }
        let painter = self.best_way();
        let bell: &[u8] = if self.rings { b"\x07" } else { b"" };
        let bytes = [before, &painter.out, after, bell].concat();
        self.hand = painter.hand;
        self.have.clone_from(&self.want);
        self.is_known = true;
        self.cursor_told = Some(self.cursor_shown);
        self.rings = false;
        bytes
    }
}

fn clamped(size: Size) -> Size {
    Size::new(size.width.clamp(1, limits::SCREEN_COLUMNS_MAX), size.height.clamp(1, limits::SCREEN_ROWS_MAX))
}

impl<W: Write> Backend for FrugalBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        for (x, y, cell) in content {
            let (spot, columns) = self.letters.pack(cell);
            self.want.draw(x, y, spot, columns);
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.cursor_shown = false;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.cursor_shown = true;
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let Position { x, y } = position.into();
        self.cursor = Position::new(x.min(self.want.width() - 1), y.min(self.want.height() - 1));
        Ok(())
    }

    /// Forgets what stands there: the next flush erases and draws all (Ctrl-L, a resize).
    fn clear(&mut self) -> io::Result<()> {
        self.want.clear();
        self.forget();
        Ok(())
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        let (width, height) = (self.want.width(), self.want.height());
        let Position { x, y } = self.cursor;
        let (row, rows) = match region {
            ClearType::All => return self.clear(),
            ClearType::AfterCursor => (x..width, y + 1..height),
            ClearType::BeforeCursor => (0..x + 1, 0..y),
            ClearType::CurrentLine => (0..width, 0..0),
            ClearType::UntilNewLine => (x..width, 0..0),
        };
        self.want.blank(row.start, row.end, y);
        rows.for_each(|y| self.want.blank(0, width, y));
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        Ok(Size::new(self.want.width(), self.want.height()))
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::default() })
    }

    /// Writes the frame, if there is anything to write. After an error the next flush draws everything.
    fn flush(&mut self) -> io::Result<()> {
        let bytes = self.frame();
        if bytes.is_empty() {
            return Ok(());
        }
        let written = self.outlet.write_all(&bytes).and_then(|()| self.outlet.flush());
        if written.is_err() {
            self.forget();
        }
        written
    }
}
