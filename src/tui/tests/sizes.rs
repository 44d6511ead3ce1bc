//! Every screen in every window: it fits, and what is too small says so.

use crate::base::Lang;
use crate::tui::testing::Desk;

/// From the smallest to the largest, and smaller than any.
const SIZES: &[(u16, u16)] = &[
    (60, 20),
    (79, 23),
    (80, 20),
    (60, 60),
    (80, 24),
    (81, 25),
    (100, 30),
    (120, 40),
    (200, 60),
    (400, 200),
    (59, 20),
    (60, 19),
    (20, 3),
    (2, 2),
    (1, 1),
];
/// How each screen is reached from home, and whether it is for entry only.
const SCREENS: &[(&str, bool)] = &[
    ("", false),
    ("4", false),
    ("4 pgdn down space", false),
    ("1 m l", false),
    ("1 z z", false),
    ("4 enter", false),
    ("4 enter enter", false),
    ("4 f9 d e m space t h e o enter", false),
    ("7", false),
    ("7 down enter", false),
    ("8", false),
    ("9", false),
    ("/ m l", false),
    ("f9", false),
    ("f9 c h u y e n", false),
    ("f1", false),
    ("f3", true),
    ("f9 i n space s o space t i e p enter", true),
];

/// What no window may change: title, narrowing and the marked row of a list, whose page may begin elsewhere; all of any
/// other screen, with the cursor.
fn kept(lines: &[String], cursor: Option<(u16, u16)>) -> (Vec<String>, Option<(u16, u16)>) {
    let marked = lines.iter().position(|line| line.starts_with('>'));
    match marked {
        Some(at) => {
            let column = cursor.map(|(_, column)| (0, column));
            (vec![lines[0].clone(), lines[2].clone(), lines[at].clone()], column)
        }
        None => (lines.to_vec(), cursor),
    }
}

#[test]
fn every_screen_fits_every_window_and_comes_back_as_it_was() {
    for lang in [Lang::Vi, Lang::En] {
        for (keys, is_entry) in SCREENS {
            let mut desk = Desk::new(lang, (80, 24));
            desk.press(keys);
            let before = kept(&desk.lines(), desk.cursor);
            for size in SIZES {
                desk.size = *size;
                desk.app.resize(*size, 0, &mut desk.link);
                desk.let_through();
                // Drawing looks at the edges, the cursor and the attributes.
                let lines = desk.lines();
                let (columns, rows) = *size;
                let all = lines.join("\n");
                if columns < 60 || rows < 20 {
                    assert!(lines.iter().skip(1).all(String::is_empty), "{keys:?} at {size:?}:\n{all}");
                    continue;
                }
                let is_refused = *is_entry && (columns < 80 || rows < 24);
                assert_eq!(all.contains("80x24)"), is_refused, "{keys:?} at {size:?}:\n{all}");
                assert!(
                    is_refused || !lines[lines.len() - 1].is_empty(),
                    "no hint: {keys:?} at {size:?}:\n{all}"
                );
                assert!(lines[1].chars().all(|c| c == '-'), "no rule: {keys:?} at {size:?}:\n{all}");
            }
            desk.size = (80, 24);
            desk.app.resize((80, 24), 0, &mut desk.link);
            desk.let_through();
            assert_eq!(
                kept(&desk.lines(), desk.cursor),
                before,
                "{keys:?} after all windows:\n{}",
                desk.screen()
            );
        }
    }
}

#[test]
fn a_large_window_shows_more_and_moves_nothing() {
    // Lists have wider columns: the village and the agency in full.
    for keys in ["", "4 enter", "f3"] {
        let usual = Desk::new(Lang::Vi, (80, 24)).press(keys).lines();
        let large = Desk::new(Lang::Vi, (120, 40)).press(keys).lines();
        // Titles, headings and numbers stand where they stood; the rule, wider cells and more rows are what differs.
        for (row, line) in usual.iter().enumerate().take(12).filter(|(row, _)| *row != 1) {
            let begin: String = line.chars().take(30).collect();
            assert!(large[row].starts_with(&begin), "{keys:?} row {}: {line:?}, {:?}", row + 1, large[row]);
        }
    }
}
