//! A screen of packed cells: eight bytes each, where ratatui's own take fifty.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use super::profile::{self, Spelling, TerminalProfile};

/// What letters are drawn with: bold, underline, reverse and the sixteen colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Pen {
    flags: u8,
    /// 0 is the terminal's own, 1 to 16 are the colours.
    fg: u8,
    bg: u8,
}

const BOLD: u8 = 1;
const UNDERLINE: u8 = 2;
const REVERSE: u8 = 4;

impl Pen {
    fn of(cell: &Cell, mono: bool) -> Pen {
        let flag = |modifier, bit| if cell.modifier.contains(modifier) { bit } else { 0 };
        let flags = flag(Modifier::BOLD, BOLD)
            | flag(Modifier::UNDERLINED, UNDERLINE)
            | flag(Modifier::REVERSED, REVERSE);
        let (fg, bg) = if mono { (0, 0) } else { (colour(cell.fg), colour(cell.bg)) };
        Pen { flags, fg, bg }
    }

    /// Whether a blank drawn with it looks like an erased cell.
    pub(super) fn is_clear_on_blank(self) -> bool {
        self.flags & (UNDERLINE | REVERSE) == 0 && self.bg == 0
    }

    /// Appends the shortest SGR that makes `self` of `before` (`None`: not known what it is).
    pub(super) fn write_change(self, before: Option<Pen>, out: &mut Vec<u8>) {
        if before == Some(self) {
            return;
        }
        out.extend(b"\x1b[");
        let base = before.filter(|pen| {
            pen.flags & !self.flags == 0
                && (pen.fg == self.fg || pen.fg == 0)
                && (pen.bg == self.bg || pen.bg == 0)
        });
        // Switching single attributes off (22, 24, 27) is unknown to a VT100; from nothing on all know.
        let from = base.unwrap_or_default();
        let mut between = "";
        let mut put = |number: u8| {
            out.extend(format!("{between}{number}").bytes());
            between = ";";
        };
        if base.is_none() && self != Pen::default() {
            put(0);
        }
        for (bit, number) in [(BOLD, 1), (UNDERLINE, 4), (REVERSE, 7)] {
            if self.flags & bit != 0 && from.flags & bit == 0 {
                put(number);
            }
        }
        for (wanted, known, dark, bright) in [(self.fg, from.fg, 30, 90), (self.bg, from.bg, 40, 100)] {
            if wanted != known {
                put(if wanted <= 8 { dark + wanted - 1 } else { bright + wanted.min(16) - 9 });
            }
        }
        out.push(b'm');
    }
}

fn colour(colour: Color) -> u8 {
    match colour {
        Color::Black => 1,
        Color::Red => 2,
        Color::Green => 3,
        Color::Yellow => 4,
        Color::Blue => 5,
        Color::Magenta => 6,
        Color::Cyan => 7,
        Color::Gray => 8,
        Color::DarkGray => 9,
        Color::LightRed => 10,
        Color::LightGreen => 11,
        Color::LightYellow => 12,
        Color::LightBlue => 13,
        Color::LightMagenta => 14,
        Color::LightCyan => 15,
        Color::White => 16,
        Color::Indexed(n @ 0..=15) => n + 1,
        Color::Reset | Color::Indexed(_) | Color::Rgb(..) => 0,
    }
}

/// What stands in a cell: a code point, a cluster of several, the right half of a wide sign, or nobody knows what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glyph(u32);

const CLUSTER: u32 = 0x8000_0000;
const WIDE: u32 = 0x4000_0000;

impl Glyph {
    pub(super) const BLANK: Glyph = Glyph(' ' as u32);
    /// The right half of the wide sign before it.
    pub(super) const HALF: Glyph = Glyph(0x2000_0000);
    /// Equal to nothing that is wanted, so it is drawn again.
    pub(super) const UNKNOWN: Glyph = Glyph(0x2000_0001);

    pub(super) fn is_wide(self) -> bool {
        self.0 & WIDE != 0
    }

    /// The letter, when it is a single narrow one: the cursor is then where one expects it.
    pub(super) fn simple(self) -> Option<char> {
        char::from_u32(self.0)
    }
}

/// A cell of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) glyph: Glyph,
    pub(super) pen: Pen,
}

impl Spot {
    pub(super) const BLANK: Spot = Spot { glyph: Glyph::BLANK, pen: Pen { flags: 0, fg: 0, bg: 0 } };

    /// Whether drawing it with `pen` shows what is meant.
    pub(super) fn fits(self, pen: Pen) -> bool {
        self.pen == pen
            || self.glyph == Glyph::BLANK && self.pen.is_clear_on_blank() && pen.is_clear_on_blank()
    }
}

/// Clusters of several code points (ê̆) and wide signs that have been on the screen; a limit keeps hostile text small.
const CLUSTERS_MAX: usize = 1_024;

/// Turns what is to be drawn into what this terminal can show, and remembers the clusters.
#[derive(Debug)]
pub(super) struct Letters {
    profile: TerminalProfile,
    spelling: Spelling,
    clusters: Vec<Box<str>>,
}

impl Letters {
    pub(super) fn new(profile: TerminalProfile, spelling: Spelling) -> Letters {
        Letters { profile, spelling, clusters: Vec::new() }
    }

    /// The packed cell and its columns, 1 or 2.
    pub(super) fn pack(&mut self, cell: &Cell) -> (Spot, u16) {
        let mut pen = Pen::of(cell, self.profile.mono);
        let (glyph, columns) = self.glyph(cell.symbol());
        if glyph == Glyph::BLANK && pen.is_clear_on_blank() {
            pen = Pen::default();
        }
        (Spot { glyph, pen }, columns)
    }

    fn glyph(&mut self, symbol: &str) -> (Glyph, u16) {
        if let [byte @ 0x20..0x7f] = symbol.as_bytes() {
            return (Glyph(u32::from(*byte)), 1);
        }
        let clean: String = symbol.chars().filter(|c| is_drawable(*c)).collect();
        let first = clean.chars().next().unwrap_or(' ');
        if (self.profile.ascii_borders || self.profile.ascii)
            && let Some(border) = profile::ascii_border(first)
        {
            return (Glyph(u32::from(border)), 1);
        }
        if self.profile.ascii {
            let spelled = (self.spelling)(&clean).chars().next().unwrap_or(' ');
            let shown = if matches!(spelled, ' '..='~') { spelled } else { '?' };
            return (Glyph(u32::from(shown)), 1);
        }
        let columns = clean.width();
        if columns == 0 {
            return (Glyph::BLANK, 1);
        }
        if columns == 1 && first.len_utf8() == clean.len() {
            return (Glyph(u32::from(first)), 1);
        }
        let wide = columns > 1;
        match self.cluster(&clean) {
            Some(index) => (Glyph(CLUSTER | index | if wide { WIDE } else { 0 }), if wide { 2 } else { 1 }),
            None => (Glyph(u32::from('?')), 1),
        }
    }

    fn cluster(&mut self, text: &str) -> Option<u32> {
        let known = self.clusters.iter().position(|known| &**known == text);
        let index = known.or_else(|| {
            (self.clusters.len() < CLUSTERS_MAX).then(|| {
                self.clusters.push(text.into());
                self.clusters.len() - 1
            })
        })?;
        u32::try_from(index).ok()
    }

    /// How many bytes a glyph has.
    pub(super) fn bytes(&self, glyph: Glyph) -> u32 {
        let bytes = match glyph.simple() {
            Some(c) => c.len_utf8(),
            None => self.cluster_of(glyph).len(),
        };
        u32::try_from(bytes).unwrap_or(u32::MAX / 2)
    }

    fn cluster_of(&self, glyph: Glyph) -> &str {
        let index = usize::try_from(glyph.0 & !(CLUSTER | WIDE)).unwrap_or(usize::MAX);
        self.clusters.get(index).map_or("?", |text| text)
    }

    /// Appends the bytes of a glyph.
    pub(super) fn write(&self, glyph: Glyph, out: &mut Vec<u8>) {
        match glyph.simple() {
            Some(c) => out.extend(c.encode_utf8(&mut [0; 4]).bytes()),
            None => out.extend(self.cluster_of(glyph).bytes()),
        }
    }
}

/// Text from outside was cleaned where it came in; what steers a terminal or hides is stopped here once more.
fn is_drawable(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// All cells of a screen, row after row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grid {
    width: u16,
    height: u16,
    spots: Vec<Spot>,
}

impl Grid {
    pub(super) fn new(width: u16, height: u16) -> Grid {
        let spots = vec![Spot::BLANK; usize::from(width) * usize::from(height)];
        Grid { width, height, spots }
    }

    pub(super) fn width(&self) -> u16 {
        self.width
    }

    pub(super) fn height(&self) -> u16 {
        self.height
    }

    pub(super) fn row(&self, y: u16) -> &[Spot] {
        let from = usize::from(y) * usize::from(self.width);
        self.spots.get(from..from + usize::from(self.width)).unwrap_or(&[])
    }

    fn row_mut(&mut self, y: u16) -> &mut [Spot] {
        let from = usize::from(y) * usize::from(self.width);
        self.spots.get_mut(from..from + usize::from(self.width)).unwrap_or_default()
    }

    pub(super) fn get(&self, x: u16, y: u16) -> Spot {
        self.row(y).get(usize::from(x)).copied().unwrap_or(Spot::BLANK)
    }

    /// Puts a spot; outside of the grid nothing happens.
    pub(super) fn put(&mut self, x: u16, y: u16, spot: Spot) {
        if let Some(place) = self.row_mut(y).get_mut(usize::from(x)) {
            *place = spot;
        }
    }

    /// Draws a packed cell of so many columns, with what that does to the wide signs it cuts.
    pub(super) fn draw(&mut self, x: u16, y: u16, spot: Spot, columns: u16) {
        if x >= self.width {
            return;
        }
        if columns == 2 && x + 1 >= self.width {
            // Half a sign does not fit at the edge.
            return self.draw(x, y, Spot { glyph: Glyph::BLANK, ..spot }, 1);
        }
        self.cut_wide(x, x + columns, y, Spot::BLANK);
        self.put(x, y, spot);
        if columns == 2 {
            self.put(x + 1, y, Spot { glyph: Glyph::HALF, ..spot });
        }
    }

    /// Before columns `from..to` are overwritten: the halves of wide signs that stay outside become `left`.
    pub(super) fn cut_wide(&mut self, from: u16, to: u16, y: u16, left: Spot) {
        if from > 0 && self.get(from, y).glyph == Glyph::HALF {
            self.put(from - 1, y, left);
        }
        if to < self.width && self.get(to, y).glyph == Glyph::HALF {
            self.put(to, y, left);
        }
    }

    /// Makes columns `from..to` blank.
    pub(super) fn blank(&mut self, from: u16, to: u16, y: u16) {
        let range = usize::from(from)..usize::from(to.min(self.width));
        if let Some(spots) = self.row_mut(y).get_mut(range) {
            spots.fill(Spot::BLANK);
        }
    }

    /// Makes everything blank.
    pub(super) fn clear(&mut self) {
        self.spots.fill(Spot::BLANK);
    }

    /// Takes `count` rows out at `y`; the rows below move up, blank ones come in at the bottom (DL).
    pub(super) fn delete_rows(&mut self, y: u16, count: u16) {
        let width = usize::from(self.width);
        let (from, shift) =
            (usize::from(y) * width, usize::from(count.min(self.height - y.min(self.height))) * width);
        if let Some(below) = self.spots.get_mut(from..) {
            below.rotate_left(shift);
            let kept = below.len() - shift;
            below.iter_mut().skip(kept).for_each(|spot| *spot = Spot::BLANK);
        }
    }

    /// Puts `count` blank rows in at `y`; the rows below move down, the last ones are lost (IL).
    pub(super) fn insert_rows(&mut self, y: u16, count: u16) {
        let width = usize::from(self.width);
        let (from, shift) =
            (usize::from(y) * width, usize::from(count.min(self.height - y.min(self.height))) * width);
        if let Some(below) = self.spots.get_mut(from..) {
            below.rotate_right(shift);
            below.iter_mut().take(shift).for_each(|spot| *spot = Spot::BLANK);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sgr(before: Option<Pen>, after: Pen) -> String {
        let mut out = Vec::new();
        after.write_change(before, &mut out);
        String::from_utf8(out).unwrap().replace('\x1b', "^")
    }

    #[test]
    fn a_change_of_attributes_is_short_and_never_switches_single_ones_off() {
        let plain = Pen::default();
        let bold = Pen { flags: BOLD, ..plain };
        let both = Pen { flags: BOLD | REVERSE, fg: 2, bg: 16 };
        assert_eq!(sgr(Some(plain), plain), "");
        assert_eq!(sgr(None, plain), "^[m");
        assert_eq!(sgr(Some(plain), bold), "^[1m");
        assert_eq!(sgr(Some(bold), plain), "^[m");
        assert_eq!(sgr(Some(bold), both), "^[7;31;107m");
        assert_eq!(sgr(Some(both), bold), "^[0;1m");
        assert_eq!(sgr(None, bold), "^[0;1m");
    }

    #[test]
    fn what_steers_a_terminal_is_never_drawn() {
        let mut letters = Letters::new(TerminalProfile::default(), str::to_owned);
        for (symbol, shown) in
            [("\x1b", " "), ("\u{9b}", " "), ("a\u{202e}", "a"), ("\u{200b}", " "), ("ễ", "ễ")]
        {
            let (glyph, columns) = letters.glyph(symbol);
            let mut out = Vec::new();
            letters.write(glyph, &mut out);
            assert_eq!((String::from_utf8(out).unwrap().as_str(), columns), (shown, 1), "{symbol:?}");
        }
    }

    #[test]
    fn an_ascii_terminal_gets_ascii() {
        let profile = TerminalProfile { ascii: true, ..TerminalProfile::default() };
        let mut letters = Letters::new(profile, |text| text.replace('Đ', "D"));
        for (symbol, shown) in [("Đ", 'D'), ("ễ", '?'), ("─", '-'), ("x", 'x'), ("村", '?')] {
            assert_eq!(letters.glyph(symbol), (Glyph(u32::from(shown)), 1));
        }
    }

    #[test]
    fn foreign_clusters_are_bounded() {
        let mut letters = Letters::new(TerminalProfile::default(), str::to_owned);
        for mark in 0..3_000_u32 {
            let first = char::from_u32(0x4e00 + mark).unwrap();
            letters.glyph(&first.to_string());
        }
        assert_eq!(letters.clusters.len(), CLUSTERS_MAX);
        assert_eq!(letters.glyph("\u{9fa5}"), (Glyph(u32::from('?')), 1));
    }
}
