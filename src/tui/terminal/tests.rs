//! The frugal backend in an emulator: the same screens as the backend that ratatui ships with, in the bytes that were
//! promised.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use proptest::prelude::*;
use ratatui::backend::Backend;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Color, Modifier, Style};
use ratatui::{Terminal, TerminalOptions, Viewport};
use ratatui_crossterm::CrosstermBackend;
use unicode_width::UnicodeWidthStr;

use super::*;

const WIDTH: u16 = 80;
const HEIGHT: u16 = 24;

/// Keeps what was written, one piece a `write`.
#[derive(Default)]
struct Line {
    writes: Vec<Vec<u8>>,
    breaks: bool,
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.breaks {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        self.writes.push(bytes.to_vec());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What the stock backend wrote; it does not give its outlet back.
#[derive(Clone, Default)]
struct Paper(Rc<RefCell<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is drawn: texts in their places, and the cursor.
#[derive(Clone, Debug, Default, PartialEq)]
struct Scene {
    texts: Vec<(u16, u16, String, Modifier)>,
    cursor: Option<(u16, u16)>,
}

impl Scene {
    fn text(mut self, x: u16, y: u16, text: &str) -> Scene {
        self.texts.push((x, y, text.into(), Modifier::empty()));
        self
    }

    fn cursor(mut self, x: u16, y: u16) -> Scene {
        self.cursor = Some((x, y));
        self
    }

    fn draw(&self, frame: &mut ratatui::Frame<'_>) {
        for (x, y, text, modifier) in &self.texts {
            let area = frame.area();
            if *x < area.width && *y < area.height {
                let style = Style::new().add_modifier(*modifier);
                // No screen has colours yet; these words have, so that they are drawn too.
                let is_coloured = text.starts_with("Krông");
                let style = if is_coloured { style.fg(Color::Red).bg(Color::LightBlue) } else { style };
                frame.buffer_mut().set_string(*x, *y, text, style);
            }
        }
        // What lies under the right half of a wide sign is not seen: ratatui never sends it.
        let buffer = frame.buffer_mut();
        for at in 1..buffer.content.len() {
            if buffer.content[at - 1].symbol().width() > 1 {
                buffer.content[at].reset();
            }
        }
        if let Some(cursor) = self.cursor {
            frame.set_cursor_position(Position::from(cursor));
        }
    }
}

/// Two terminals in emulators: one is drawn by the frugal backend, one by that of ratatui. Both are compared with each
/// other and with what was drawn.
struct Bench {
    frugal: FrugalBackend<Line>,
    emulator: vt100::Parser,
    stock: Terminal<CrosstermBackend<Paper>>,
    written: Paper,
    /// A wide sign stood in the last frame.
    has_wide: bool,
    beside: vt100::Parser,
}

impl Bench {
    fn new(width: u16, height: u16, profile: TerminalProfile) -> Bench {
        let backend = FrugalBackend::new(Line::default(), Size::new(width, height), profile, str::to_owned);
        let fixed = TerminalOptions { viewport: Viewport::Fixed(Rect::new(0, 0, width, height)) };
        let emulator = || vt100::Parser::new(height, width, 0);
        let written = Paper::default();
        Bench {
            frugal: backend,
            emulator: emulator(),
            stock: Terminal::with_options(CrosstermBackend::new(written.clone()), fixed).unwrap(),
            written,
            has_wide: false,
            beside: emulator(),
        }
    }

    fn resize(&mut self, width: u16, height: u16) {
        self.frugal.resize(Size::new(width, height));
        self.stock.resize(Rect::new(0, 0, width, height)).unwrap();
        for emulator in [&mut self.emulator, &mut self.beside] {
            // It cannot cut a wide sign in two.
            emulator.process(b"\x1b[2J");
            emulator.screen_mut().set_size(height, width);
        }
    }

    /// Draws a scene, compares what stands there with what was drawn, and answers the bytes that it cost.
    fn show(&mut self, scene: &Scene) -> Vec<u8> {
        self.show_frame(|frame| scene.draw(frame), scene.cursor)
    }

    fn show_frame(&mut self, draw: impl Fn(&mut ratatui::Frame<'_>), cursor: Option<(u16, u16)>) -> Vec<u8> {
        if std::mem::take(&mut self.has_wide) {
            // It leaves the right half of a wide sign that went as the terminal leaves it.
            let area = self.stock.get_frame().area();
            self.stock.resize(area).unwrap();
        }
        let wanted = self.stock.draw(&draw).unwrap().buffer.clone();
        self.has_wide = wanted.content.iter().any(|cell| cell.symbol().width() > 1);
        self.beside.process(&std::mem::take(&mut *self.written.0.borrow_mut()));
        self.flush(&wanted, cursor).unwrap();
        let writes = std::mem::take(&mut self.frugal.outlet_mut().writes);
        assert!(writes.len() <= 1, "{} writes", writes.len());
        let bytes = writes.concat();
        self.emulator.process(&bytes);
        self.compare(&wanted, cursor, &bytes);
        bytes
    }

    /// As the program does it.
    fn flush(&mut self, wanted: &Buffer, cursor: Option<(u16, u16)>) -> io::Result<()> {
        self.frugal.take(wanted);
        match cursor {
            Some(at) => {
                self.frugal.set_cursor_position(at)?;
                self.frugal.show_cursor()?;
            }
            None => self.frugal.hide_cursor()?,
        }
        Backend::flush(&mut self.frugal)
    }

    fn compare(&self, buffer: &Buffer, cursor: Option<(u16, u16)>, bytes: &[u8]) {
        let said = String::from_utf8_lossy(bytes).replace('\x1b', "^");
        let (screen, beside) = (self.emulator.screen(), self.beside.screen());
        for y in 0..buffer.area.height {
            let mut x = 0;
            while x < buffer.area.width {
                let wanted = &buffer[(x, y)];
                let shown = screen.cell(y, x).unwrap();
                assert_eq!(letters(shown), wanted.symbol(), "at {x},{y} after {said:?}");
                assert_eq!(looks(shown), looks(beside.cell(y, x).unwrap()), "at {x},{y} after {said:?}");
                x += if shown.is_wide() { 2 } else { 1 };
            }
        }
        assert_eq!((screen.hide_cursor(), beside.hide_cursor()), (cursor.is_none(), cursor.is_none()));
        if let Some((x, y)) = cursor {
            assert_eq!(screen.cursor_position(), (y, x), "cursor after {said:?}");
            assert_eq!(beside.cursor_position(), (y, x));
        }
    }

    fn cost(&mut self, scene: &Scene) -> usize {
        self.show(scene).len()
    }
}

fn letters(cell: &vt100::Cell) -> &str {
    if cell.has_contents() { cell.contents() } else { " " }
}

/// What a person sees of a cell: on a blank neither bold nor the letter's colour.
fn looks(cell: &vt100::Cell) -> (String, [bool; 3], vt100::Color, vt100::Color) {
    let is_blank = letters(cell) == " ";
    // The colour of a letter is seen on a reversed blank, and on an underlined one.
    let shows_ink = !is_blank || cell.inverse() || cell.underline();
    let ink = if shows_ink { cell.fgcolor() } else { vt100::Color::Default };
    let marks = [cell.inverse(), cell.underline(), cell.bold() && !is_blank];
    (letters(cell).to_owned(), marks, ink, cell.bgcolor())
}

fn bench() -> Bench {
    Bench::new(WIDTH, HEIGHT, TerminalProfile::default())
}

/// A list as the screens draw it: a heading in bold, a marker on the row, a hint.
fn list(first: u16, marked: u16) -> Scene {
    let mut scene =
        Scene::default().text(0, 1, &"-".repeat(79)).text(0, 23, "Enter mở   F3 mới   / tìm   ? trợ giúp");
    scene.texts.push((0, 0, "ĐƠN CHƯA GIẢI QUYẾT   Xã Ia Dreh   DỮ LIỆU MẪU".into(), Modifier::BOLD));
    for row in 0..20 {
        let n = first + row;
        let villages = ["Buôn Ma Lim", "Thôn Tân Lập", "Plei Ƀông", "Buôn Ê̆kmông"];
        let village = villages[usize::from(n) % villages.len()];
        let late = n * 7 % 31;
        scene = scene.text(2, row + 2, &format!("{n}/2026  {village:<18} Đường vào rẫy hỏng, {late} ngày"));
    }
    scene.text(0, marked + 2, ">").cursor(0, marked + 2)
}

#[test]
fn a_typed_letter_costs_its_own_bytes_and_nothing_costs_nothing() {
    let mut bench = bench();
    let form =
        |text: &str, at: u16| Scene::default().text(0, 0, "ĐƠN MỚI").text(20, 9, text).cursor(20 + at, 9);
    bench.show(&form("Đường", 5));
    assert_eq!(bench.show(&form("Đườnga", 6)), b"a");
    assert_eq!(bench.show(&form("Đườngaễ", 7)), "ễ".as_bytes());
    assert_eq!(bench.cost(&form("Đườngaễ", 7)), 0);
    assert_eq!(bench.show(&form("Đườnga", 6)), b"\x08 \x08");
    // A cluster needs its place said after it, a blank at the end is a blank.
    assert!(bench.cost(&form("Đườngaê̆", 7)) <= "ê̆".len() + 5);
    assert_eq!(bench.show(&form("Đườngaê̆ ", 8)), b" ");
}

#[test]
fn the_marker_moves_in_few_bytes() {
    let mut bench = bench();
    let first = bench.cost(&list(1, 3));
    let down = bench.cost(&list(1, 4));
    let up = bench.cost(&list(1, 3));
    assert!(down <= 6 && up <= 8, "down {down}, up {up}, first paint {first}");
    let cells = list(1, 3).texts.iter().map(|(.., text, _)| text.len()).sum::<usize>();
    assert!(first <= cells * 115 / 100, "first paint {first} for {cells} bytes of text");
}

#[test]
fn a_scrolled_list_is_moved_by_the_terminal() {
    let mut bench = bench();
    bench.show(&list(1, 19));
    let down = bench.cost(&list(2, 19));
    assert!(down <= 130, "{down}");
    bench.show(&list(2, 0));
    let up = bench.cost(&list(1, 0));
    assert!(up <= 130, "{up}");
}

#[test]
fn rows_that_stay_are_moved_together_wherever_they_stood() {
    let mut bench = bench();
    let row =
        |n: u16| format!("{}/2026  Buôn Ma Lim  {}", 100 + n, "đường hỏng ".repeat(usize::from(n % 3) + 2));
    let rows = |kept: &[u16]| {
        let texts = (3..).zip(kept).map(|(y, n)| (2, y, row(*n), Modifier::empty())).collect();
        Scene { texts, cursor: Some((0, 3)) }.text(0, 23, "Enter mở   F3 mới   / tìm")
    };
    let all: Vec<u16> = (0..18).collect();
    let (left, gone): (Vec<u16>, Vec<u16>) = all.iter().partition(|n| matches!(n, 2..5 | 9 | 13..15));
    bench.show(&rows(&all));
    let narrowed = bench.cost(&rows(&left));
    assert!(narrowed <= 45, "{narrowed} bytes for {} rows less", gone.len());
}

#[test]
fn a_row_of_which_little_stays_is_erased_first() {
    let mut bench = bench();
    bench.show(&Scene::default().text(0, 5, &"đã giải quyết ".repeat(5)).cursor(0, 5));
    let after = bench.show(&Scene::default().text(0, 5, "x").text(30, 5, "y").text(60, 5, "z").cursor(0, 5));
    assert_eq!(String::from_utf8_lossy(&after), "x\x1b[K\x1b[31Gy\x1b[61Gz\r");
}

#[test]
fn next_field_is_a_short_move() {
    let mut bench = bench();
    let form = |x, y| (2..20).fold(Scene::default(), |s, y| s.text(1, y, "12 Cơ quan")).cursor(x, y);
    bench.show(&form(21, 4));
    let next = bench.cost(&form(21, 5));
    assert!(next <= 8, "{next}");
}

#[test]
fn the_cursor_is_hidden_and_shown_only_on_change() {
    let mut bench = bench();
    let scene = Scene::default().text(0, 0, "x");
    bench.show(&scene);
    assert_eq!(bench.cost(&scene), 0);
    assert!(bench.show(&scene.clone().cursor(1, 0)).ends_with(b"\x1b[?25h"));
    assert_eq!(bench.show(&scene), b"\x1b[?25l");
}

#[test]
fn a_spoilt_screen_is_drawn_again_and_so_is_one_after_a_failed_write() {
    let mut bench = bench();
    bench.show(&list(1, 0));
    bench.emulator.process(b"\x1b[5;5Hspoilt\x1b[1m");
    bench.frugal.clear().unwrap();
    bench.show(&list(1, 0));

    bench.frugal.outlet_mut().breaks = true;
    let wanted = bench.stock.draw(|frame| list(1, 1).draw(frame)).unwrap().buffer.clone();
    assert!(bench.flush(&wanted, None).is_err());
    bench.frugal.outlet_mut().breaks = false;
    bench.show(&list(1, 2));
}

#[test]
fn a_terminal_of_ratatui_can_draw_with_it_too() {
    let backend = FrugalBackend::new(
        Line::default(),
        Size::new(WIDTH, HEIGHT),
        TerminalProfile::default(),
        str::to_owned,
    );
    let mut terminal = Terminal::new(backend).unwrap();
    let mut bench = bench();
    for scene in [list(1, 3), list(1, 4), list(40, 7)] {
        terminal.draw(|frame| scene.draw(frame)).unwrap();
        let writes = std::mem::take(&mut terminal.backend_mut().outlet_mut().writes);
        assert_eq!(writes.concat(), bench.show(&scene));
    }
}

#[test]
fn a_bell_rings_once() {
    let mut bench = bench();
    bench.show(&list(1, 0));
    bench.frugal.ring();
    assert_eq!(bench.show(&list(1, 0)), b"\x07");
    assert_eq!(bench.cost(&list(1, 0)), 0);
}

#[test]
fn a_vt100_gets_no_escape_that_it_does_not_know() {
    let mut bench = Bench::new(WIDTH, HEIGHT, TerminalProfile { vt100: true, ..TerminalProfile::default() });
    for scene in
        [list(1, 3), list(2, 3), list(40, 7), Scene::default().text(70, 20, "x").cursor(3, 3), list(1, 0)]
    {
        let bytes = bench.show(&scene);
        for sequence in bytes.split(|byte| *byte == 0x1b).skip(1) {
            let last = sequence.iter().find(|byte| byte.is_ascii_alphabetic()).unwrap();
            assert!(b"HABCDKJmhl".contains(last), "{:?}", String::from_utf8_lossy(sequence));
        }
    }
}

#[test]
fn a_size_from_outside_is_bounded() {
    let huge = Size::new(u16::MAX, u16::MAX);
    let backend = FrugalBackend::new(Line::default(), huge, TerminalProfile::default(), str::to_owned);
    let size = Backend::size(&backend).unwrap();
    assert!(size.width < 1_000 && size.height < 1_000);
}

#[test]
fn a_resized_screen_is_drawn_anew() {
    let mut bench = bench();
    bench.show(&list(1, 3));
    bench.resize(40, 10);
    bench.show(&list(1, 3));
    bench.show(&list(1, 4));
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z ]{1,12}",
        " {1,40}",
        prop::sample::select(vec![
            "ễ",
            "ê̆",
            "Ƀ",
            "Đ",
            "Buôn Ê̆kmông",
            "村",
            "Krông Năng",
            "--------------",
            "o\u{31b}"
        ])
        .prop_map(str::to_owned),
    ]
}

fn scene(width: u16, height: u16) -> impl Strategy<Value = Scene> {
    let modifier = prop_oneof![
        4 => Just(Modifier::empty()),
        1 => Just(Modifier::BOLD),
        1 => Just(Modifier::REVERSED),
        1 => Just(Modifier::BOLD | Modifier::UNDERLINED),
    ];
    let texts = prop::collection::vec((0..width, 0..height, word(), modifier), 0..14);
    (texts, prop::option::weighted(0.9, (0..width, 0..height)))
        .prop_map(|(texts, cursor)| Scene { texts, cursor })
}

mod beside_stock;
