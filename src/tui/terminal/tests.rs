//! The frugal backend against an emulator: the same screens as a plain full repaint, in the bytes that were promised.

use std::io::{self, Write};

use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Size};
use ratatui::style::{Modifier, Style};
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
                frame.buffer_mut().set_string(*x, *y, text, Style::new().add_modifier(*modifier));
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

/// A terminal in the emulator, to be compared with ratatui's own buffer of each frame.
struct Bench {
    frugal: Terminal<FrugalBackend<Line>>,
    emulator: vt100::Parser,
}

impl Bench {
    fn new(width: u16, height: u16, profile: TerminalProfile) -> Bench {
        let backend = FrugalBackend::new(Line::default(), Size::new(width, height), profile, str::to_owned);
        Bench { frugal: Terminal::new(backend).unwrap(), emulator: vt100::Parser::new(height, width, 0) }
    }

    /// Draws a scene, compares what stands there with what was drawn, and answers the bytes that it cost.
    fn show(&mut self, scene: &Scene) -> Vec<u8> {
        let wanted = self.frugal.draw(|frame| scene.draw(frame)).unwrap().buffer.clone();
        let writes = std::mem::take(&mut self.frugal.backend_mut().outlet_mut().writes);
        assert!(writes.len() <= 1, "{} writes", writes.len());
        let bytes = writes.concat();
        self.emulator.process(&bytes);
        self.compare(&wanted, scene.cursor, &bytes);
        bytes
    }

    fn compare(&self, buffer: &Buffer, cursor: Option<(u16, u16)>, bytes: &[u8]) {
        let said = String::from_utf8_lossy(bytes).replace('\x1b', "^");
        let screen = self.emulator.screen();
        for y in 0..buffer.area.height {
            let mut x = 0;
            while x < buffer.area.width {
                let wanted = &buffer[(x, y)];
                let shown = screen.cell(y, x).unwrap();
                let letters = if shown.has_contents() { shown.contents() } else { " " };
                assert_eq!(letters, wanted.symbol(), "at {x},{y} after {said:?}");
                let flags = [
                    (shown.inverse(), Modifier::REVERSED),
                    (shown.underline(), Modifier::UNDERLINED),
                    (shown.bold() && letters != " ", Modifier::BOLD),
                ];
                for (is, modifier) in flags {
                    let wants =
                        wanted.modifier.contains(modifier) && !(modifier == Modifier::BOLD && letters == " ");
                    assert_eq!(is, wants, "{modifier:?} at {x},{y} after {said:?}");
                }
                x += if shown.is_wide() { 2 } else { 1 };
            }
        }
        assert_eq!(screen.hide_cursor(), cursor.is_none());
        if let Some((x, y)) = cursor {
            assert_eq!(screen.cursor_position(), (y, x), "cursor after {said:?}");
        }
    }

    fn cost(&mut self, scene: &Scene) -> usize {
        self.show(scene).len()
    }
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

    bench.frugal.backend_mut().outlet_mut().breaks = true;
    assert!(bench.frugal.draw(|frame| list(1, 1).draw(frame)).is_err());
    bench.frugal.backend_mut().outlet_mut().breaks = false;
    bench.show(&list(1, 2));
}

#[test]
fn a_bell_rings_once() {
    let mut bench = bench();
    bench.show(&list(1, 0));
    bench.frugal.backend_mut().ring();
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
    let size = ratatui::backend::Backend::size(&backend).unwrap();
    assert!(size.width < 1_000 && size.height < 1_000);
}

#[test]
fn a_resized_screen_is_drawn_anew() {
    let mut bench = bench();
    bench.show(&list(1, 3));
    bench.frugal.backend_mut().resize(Size::new(40, 10));
    bench.emulator.screen_mut().set_size(10, 40);
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

/// How the next screen comes from the last one.
#[derive(Clone, Debug)]
enum Step {
    New(Scene),
    More(Scene),
    Cursor(u16, u16),
    Scroll(i16, u16, u16),
    Same,
}

fn step(width: u16, height: u16) -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => scene(width, height).prop_map(Step::New),
        4 => scene(width, height).prop_map(Step::More),
        2 => (0..width, 0..height).prop_map(|(x, y)| Step::Cursor(x, y)),
        2 => (-3..4_i16, 0..height, 0..height).prop_map(|(by, from, to)| Step::Scroll(by, from, to)),
        1 => Just(Step::Same),
    ]
}

fn walk(bench: &mut Bench, steps: Vec<Step>) {
    let mut scene = Scene::default();
    for step in steps {
        match step {
            Step::New(new) => scene = new,
            Step::More(more) => {
                scene.texts.extend(more.texts);
                scene.cursor = more.cursor;
            }
            Step::Cursor(x, y) => scene.cursor = Some((x, y)),
            Step::Scroll(by, from, to) => {
                for (_, y, ..) in scene.texts.iter_mut().filter(|(_, y, ..)| (from..to).contains(y)) {
                    *y = y.saturating_add_signed(by);
                }
            }
            Step::Same => {
                bench.show(&scene);
                assert_eq!(bench.cost(&scene), 0);
            }
        }
        bench.show(&scene);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn random_screens_stand_as_a_full_repaint_draws_them(steps in prop::collection::vec(step(WIDTH, HEIGHT), 1..25)) {
        walk(&mut bench(), steps);
    }

    #[test]
    fn so_do_narrow_ones_where_everything_meets_the_edge(steps in prop::collection::vec(step(9, 5), 1..40), vt100: bool) {
        walk(&mut Bench::new(9, 5, TerminalProfile { vt100, ..TerminalProfile::default() }), steps);
    }
}
