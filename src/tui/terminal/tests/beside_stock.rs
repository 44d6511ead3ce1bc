//! Long walks over random and real screens: both backends show the same after every step.
//!
//! What the emulator cannot tell: it erases with the colours of the moment as xterm does, and others do not (nothing is
//! erased or moved with attributes on: see the painter); it gives every sign one width; it has no scroll region here.

use super::*;
use crate::base::Lang;
use crate::tui::testing::Desk;

/// So many walks, unless the environment says another number.
const WALKS: u32 = 40;

fn walks() -> ProptestConfig {
    let wanted = std::env::var("NGHEDAN_RUNS").ok().and_then(|runs| runs.parse().ok());
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(wanted.unwrap_or(WALKS)) }
}

/// How the next screen comes from the last one.
#[derive(Clone, Debug)]
enum Step {
    New(Scene),
    More(Scene),
    Cursor(u16, u16),
    Scroll(i16, u16, u16),
    /// Rows come in at one, those below move down.
    Unfold(u16, Vec<String>),
    /// Rows go, those below move up.
    Fold(u16, u16),
    Resize(u16, u16),
    /// Something else wrote on the terminal.
    Spoil,
    Same,
}

fn step(width: u16, height: u16) -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => scene(width, height).prop_map(Step::New),
        4 => scene(width, height).prop_map(Step::More),
        2 => (0..width, 0..height).prop_map(|(x, y)| Step::Cursor(x, y)),
        3 => (-3..4_i16, 0..height, 0..height).prop_map(|(by, from, to)| Step::Scroll(by, from, to)),
        2 => (0..height, prop::collection::vec(word(), 1..5)).prop_map(|(y, rows)| Step::Unfold(y, rows)),
        2 => (0..height, 1..5_u16).prop_map(|(y, rows)| Step::Fold(y, rows)),
        // In a window of one column the emulator itself fails.
        1 => (4..width + 3, 3..height + 3).prop_map(|(width, height)| Step::Resize(width, height)),
        1 => Just(Step::Spoil),
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
            Step::Unfold(at, rows) => {
                let count = u16::try_from(rows.len()).unwrap();
                for (_, y, ..) in scene.texts.iter_mut().filter(|(_, y, ..)| *y >= at) {
                    *y += count;
                }
                scene.texts.extend((at..).zip(rows).map(|(y, row)| (2, y, row, Modifier::empty())));
            }
            Step::Fold(at, rows) => {
                scene.texts.retain(|(_, y, ..)| !(at..at + rows).contains(y));
                for (_, y, ..) in scene.texts.iter_mut().filter(|(_, y, ..)| *y >= at) {
                    *y -= rows;
                }
            }
            Step::Resize(width, height) => bench.resize(width, height),
            Step::Spoil => {
                bench.emulator.process(b"\x1b[7m\x1b[2;3Hspoilt\x1b[L");
                bench.frugal.clear().unwrap();
            }
            Step::Same => {
                bench.show(&inside(&scene, bench));
                assert_eq!(bench.cost(&inside(&scene, bench)), 0);
            }
        }
        bench.show(&inside(&scene, bench));
    }
}

/// The scene with its cursor in the window.
fn inside(scene: &Scene, bench: &Bench) -> Scene {
    let (height, width) = bench.emulator.screen().size();
    let cursor = scene.cursor.map(|(x, y)| (x.min(width - 1), y.min(height - 1)));
    Scene { cursor, ..scene.clone() }
}

/// Keys that lead through all screens.
const KEYS: &[&str] = &[
    "1",
    "4",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
    "down",
    "down",
    "up",
    "pgdn",
    "pgup",
    "enter",
    "enter",
    "esc",
    "esc",
    "left",
    "right",
    "space",
    "backspace",
    "f1",
    "f3",
    "f4",
    "f8",
    "f9",
    "m",
    "l",
    "t",
    "k",
    "d",
    "g",
    "ễ",
    "n",
    "tab",
    "ctrl-z",
];

proptest! {
    #![proptest_config(walks())]

    #[test]
    fn random_screens_stand_as_ratatui_draws_them(steps in prop::collection::vec(step(WIDTH, HEIGHT), 1..25)) {
        walk(&mut bench(), steps);
    }

    #[test]
    fn so_do_narrow_ones_where_everything_meets_the_edge(
        steps in prop::collection::vec(step(9, 5), 1..40), vt100: bool
    ) {
        walk(&mut Bench::new(9, 5, TerminalProfile { vt100, ..TerminalProfile::default() }), steps);
    }

    #[test]
    fn so_do_the_screens_of_the_program(
        keys in prop::collection::vec((prop::sample::select(KEYS), 0..25_u8), 1..40), vt100: bool, english: bool
    ) {
        let profile = TerminalProfile { vt100, ..TerminalProfile::default() };
        let mut bench = Bench::new(WIDTH, HEIGHT, profile);
        let mut desk = Desk::new(if english { Lang::En } else { Lang::Vi }, (WIDTH, HEIGHT));
        for (key, chance) in keys {
            if chance == 0 {
                let size = if desk.size.0 == WIDTH { (100, 30) } else { (WIDTH, HEIGHT) };
                desk.size = size;
                desk.app.resize(size, 0, &mut desk.link);
                bench.resize(size.0, size.1);
            }
            // One frame without the reply, one with it.
            desk.press_ahead(key);
            for _ in 0..2 {
                let page = desk.buffer();
                let cursor = desk.cursor.map(|(row, column)| (column - 1, row - 1));
                let draw = |frame: &mut ratatui::Frame<'_>| {
                    frame.buffer_mut().clone_from(&page);
                    if let Some(at) = cursor {
                        frame.set_cursor_position(Position::from(at));
                    }
                };
                bench.show_frame(draw, cursor);
                desk.let_through();
            }
        }
    }
}
