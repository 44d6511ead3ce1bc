//! The text field beside a slow and obvious one: a list of letters and a place among them.

use proptest::prelude::*;

use super::*;

const COLUMNS: usize = 10;

/// A text as a list of letters; everything is cleaned, split and wrapped anew at each key.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Model {
    lines: Lines,
    letters: Vec<String>,
    caret: usize,
    aim: Option<usize>,
}

impl Model {
    fn clean(&self, text: &str) -> String {
        let mut clean = match self.lines {
            Lines::One => text::clean_line(text),
            Lines::Many => text::clean_paragraph(text).replace('\t', " "),
        };
        for gap in [' ', '\n'] {
            while let Some(at) = clean
                .match_indices(gap)
                .map(|(at, _)| at + 1)
                .find(|at| clean[*at..].starts_with(is_combining_mark))
            {
                clean.remove(at);
            }
        }
        clean
    }

    fn text(&self) -> String {
        self.letters.concat()
    }

    fn byte(&self) -> usize {
        self.letters[..self.caret].concat().len()
    }

    fn is_gap(&self, at: usize) -> bool {
        matches!(self.letters[at].as_str(), " " | "\n")
    }

    fn insert(&mut self, typed: &str) {
        let left = self.letters[..self.caret].concat();
        let right = self.letters[self.caret..].concat();
        let mut typed = self.clean(typed);
        if self.caret == 0 || self.is_gap(self.caret - 1) {
            typed = typed.trim_start_matches(is_combining_mark).to_owned();
        }
        let left = self.clean(&format!("{left}{typed}"));
        let whole = self.clean(&format!("{left}{right}"));
        self.letters = whole.graphemes(true).map(str::to_owned).collect();
        self.caret = left.graphemes(true).count();
    }

    fn word_left(&self) -> usize {
        let mut at = self.caret;
        while at > 0 && self.is_gap(at - 1) {
            at -= 1;
        }
        while at > 0 && !self.is_gap(at - 1) {
            at -= 1;
        }
        at
    }

    fn word_right(&self) -> usize {
        let mut at = self.caret;
        while at < self.letters.len() && !self.is_gap(at) {
            at += 1;
        }
        while at < self.letters.len() && self.is_gap(at) {
            at += 1;
        }
        at
    }

    fn line_end(&self) -> usize {
        let newline = (self.caret..self.letters.len()).find(|at| self.letters[*at] == "\n");
        match newline {
            Some(at) if at == self.caret => at + 1,
            Some(at) => at,
            None => self.letters.len(),
        }
    }

    /// The drawn lines as places among the letters, and which of them has the caret.
    fn drawn(&self) -> (Vec<Range<usize>>, usize) {
        let text = self.text();
        let place = |byte: usize| text[..byte].graphemes(true).count();
        let lines: Vec<_> =
            text::wrap(&text, COLUMNS).into_iter().map(|line| place(line.start)..place(line.end)).collect();
        let row = lines.iter().rposition(|line| line.start <= self.caret).unwrap();
        (lines, row)
    }

    /// Whether a drawn line ends because it is full.
    fn is_soft(&self, lines: &[Range<usize>], row: usize) -> bool {
        lines.get(row + 1).is_some_and(|next| next.start == lines[row].end)
    }

    fn go_by_rows(&mut self, by: isize) {
        let (lines, row) = self.drawn();
        let Some(line) = row.checked_add_signed(by).and_then(|row| lines.get(row)) else { return };
        let column = |from: usize, to: usize| text::width(&self.letters[from..to].concat());
        let aim = self.aim.unwrap_or(column(lines[row].start, self.caret).min(COLUMNS));
        let mut at = (line.start..=line.end).rev().find(|at| column(line.start, *at) <= aim).unwrap();
        if at == line.end && at > line.start && self.is_soft(&lines, row.checked_add_signed(by).unwrap()) {
            at -= 1;
        }
        (self.caret, self.aim) = (at, Some(aim));
    }

    fn press(&mut self, key: &str) {
        let (here, end) = (self.caret, self.letters.len());
        let mut erase = |from: usize, to: usize| {
            self.letters.drain(from..to);
            self.caret = from;
        };
        match key {
            "up" => return self.go_by_rows(-1),
            "down" => return self.go_by_rows(1),
            "backspace" => erase(here.saturating_sub(1), here),
            "delete" => erase(here, end.min(here + 1)),
            "ctrl-w" => {
                let from = self.word_left();
                self.letters.drain(from..here);
                self.caret = from;
            }
            "ctrl-k" => {
                let to = self.line_end();
                self.letters.drain(here..to);
            }
            "left" => self.caret = here.saturating_sub(1),
            "right" => self.caret = end.min(here + 1),
            "ctrl-left" => self.caret = self.word_left(),
            "ctrl-right" => self.caret = self.word_right(),
            "ctrl-home" => self.caret = 0,
            "ctrl-end" => self.caret = end,
            "home" => {
                let (lines, row) = self.drawn();
                self.caret = lines[row].start;
            }
            "end" => {
                let (lines, row) = self.drawn();
                self.caret = lines[row].end - usize::from(self.is_soft(&lines, row));
            }
            other => panic!("{other}"),
        }
        self.aim = None;
    }
}

/// Something that an officer does to a text.
#[derive(Clone, Debug)]
enum Act {
    Type(char),
    Paste(String),
    Press(&'static str),
    Undo,
    Redo,
    Draw(usize),
}

fn act() -> impl Strategy<Value = Act> {
    let letters =
        "aàáâảấđươbƀčmnx ,.\u{306}\u{301}\u{323}\u{302}\u{31b}漢\u{202f}\u{a0}\u{200b}\u{7}\u{fffd}";
    let letters: Vec<char> = letters.chars().chain(" ".repeat(6).chars()).collect();
    let moves = vec![
        "up",
        "down",
        "left",
        "right",
        "home",
        "end",
        "ctrl-home",
        "ctrl-end",
        "ctrl-left",
        "ctrl-right",
    ];
    prop_oneof![
        12 => prop::sample::select(letters).prop_map(Act::Type),
        2 => "([a-z ]{0,12}|[ế\u{306}\r\n\t\u{200b}漢x\u{323}]{0,5}){0,3}".prop_map(Act::Paste),
        6 => prop::sample::select(moves).prop_map(Act::Press),
        4 => prop::sample::select(vec!["backspace", "delete", "ctrl-w", "ctrl-k", "backspace"]).prop_map(Act::Press),
        2 => Just(Act::Undo),
        1 => Just(Act::Redo),
        1 => (1usize..14).prop_map(Act::Draw),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn the_field_does_what_the_obvious_one_does(one in any::<bool>(), acts in prop::collection::vec(act(), 1..80)) {
        let lines = if one { Lines::One } else { Lines::Many };
        let mut field = TextField::new(lines, 100_000);
        let mut model = Model { lines, letters: Vec::new(), caret: 0, aim: None };
        // Every text that stood here and was not taken back since, and what was taken back from it.
        let mut past = vec![String::new()];
        let mut undone: Vec<Vec<String>> = Vec::new();
        for act in acts {
            let before = model.text();
            match &act {
                Act::Type(letter) => {
                    field.key(&Key::char(*letter), COLUMNS);
                    model.insert(&letter.to_string());
                }
                Act::Paste(pasted) => {
                    field.key(&Key::plain(KeyCode::Paste(pasted.clone())), COLUMNS);
                    model.insert(pasted);
                }
                Act::Press("up") => { field.up(COLUMNS); model.press("up"); }
                Act::Press("down") => { field.down(COLUMNS); model.press("down"); }
                Act::Press(name) => { field.key(&Key::parse(name).unwrap(), COLUMNS); model.press(name); }
                Act::Draw(columns) => {
                    let view = field.view(*columns, 3);
                    let drawn = text::wrap_lines(&before, *columns);
                    prop_assert_eq!(&view.lines, &drawn[view.above..view.above + view.lines.len()]);
                    prop_assert_eq!(view.above + view.lines.len() + view.below, drawn.len());
                    prop_assert!(usize::from(view.row) < view.lines.len());
                }
                Act::Undo => {
                    let edited = field.undo();
                    // Two texts may be alike: which of them it was does not matter.
                    let back = past[..past.len() - 1].iter().rposition(|text| text == field.text());
                    if edited == Edited::No {
                        prop_assert_eq!(field.text(), "");
                    } else {
                        prop_assert_ne!(field.text(), before.as_str());
                        prop_assert!(back.is_some(), "{:?} never stood here", field.text());
                        undone.push(past.split_off(back.unwrap() + 1));
                    }
                }
                Act::Redo => {
                    let edited = field.redo();
                    prop_assert_eq!(edited != Edited::No, !undone.is_empty());
                    if let Some(again) = undone.pop() {
                        prop_assert_eq!(Some(field.text()), again.last().map(String::as_str));
                        past.extend(again);
                    }
                }
            }
            if matches!(act, Act::Undo | Act::Redo) {
                // Where the caret stands then is not the model's to say: it goes on from there.
                model.letters = field.text().graphemes(true).map(str::to_owned).collect();
                model.caret = field.text()[..field.caret()].graphemes(true).count();
                model.aim = None;
            } else if model.text() != before {
                model.aim = if matches!(act, Act::Press(_)) { model.aim } else { None };
                past.push(model.text());
                undone.clear();
            }
            prop_assert_eq!((field.text().to_owned(), field.caret()), (model.text(), model.byte()), "{:?}", act);
        }
        while field.undo() != Edited::No {}
        prop_assert_eq!(field.text(), "");
    }
}
