//! The palette and help: every command, searched without tones, with its key or the reason why not here.

use crate::base::{Lang, Say, Words, limits, text};
use crate::domain::{KINDS, KindDef, kinds::OFFICE, petition::statistics::cell::names_a_cell};
use crate::wire::{Outcome, Push};

use crate::tui::{
    Canvas,
    command::{COMMANDS, Command, CommandName, digit_of, key_behind, list_under},
    keymap::Keymap,
    screen::{Around, Effect, Notice, Place, Screen, Tag},
    terminal::{Key, KeyCode},
};

use super::statistics::{HOW_TO_ASK_BACK, asked_back};

/// The palette (lệnh và trợ giúp), over the place in which it was opened.
#[derive(Debug)]
pub struct PaletteScreen {
    query: String,
    /// Help of the place below: its heading, then lines; empty when not asked for.
    here: Vec<Say>,
    lines: Vec<Line>,
    /// Lines that the query finds, by their place in `lines`.
    found: Vec<usize>,
    /// The marked one of `found`.
    at: usize,
    /// The first of `found` on show.
    top: usize,
}

/// A command as the palette lists it.
#[derive(Debug)]
struct Line {
    run: CommandName,
    title: Say,
    keys: String,
    place_words: Say,
    refusal: Option<Say>,
    /// What the query is compared with: the titles in both languages and the name, folded.
    folded: String,
}

/// The commands whose keys are always at the foot of the page, in reading order.
const ALWAYS: &[CommandName] = &[
    "save",
    "petition.new",
    "values",
    "problem.next",
    "copy.rest",
    "copy.field",
    "undo",
    "redo",
    "word.turn",
    "letter.highland",
    "find",
    "palette",
    "help",
    "back",
];
const FIRST_ROW: u16 = 5;
const KEY_AT: u16 = 43;
const WHERE_AT: u16 = 53;
/// Rows that the list of commands keeps, whatever help stands below it.
const COMMAND_ROWS_MIN: u16 = 4;

impl PaletteScreen {
    /// Over a place, with its help where it was asked for; `below` says what can be done there now.
    pub fn new(
        query: String,
        place: Place,
        here: Vec<Say>,
        below: Option<&dyn Screen>,
        around: &Around<'_>,
    ) -> PaletteScreen {
        let offers = below.map_or_else(Vec::new, |below| below.offers(around));
        let own = offers.into_iter().map(|offer| Line {
            run: offer.run,
            keys: offer.key.map_or_else(String::new, String::from),
            folded: folded(&offer.title, offer.run),
            title: offer.title,
            place_words: offer.place_words,
            refusal: offer.refusal,
        });
        let known = COMMANDS.iter().map(|command| line_of(command, place, below, around));
        let kinds = KINDS.iter().filter(|kind| is_listed_here(kind)).map(|kind| line_of_kind(kind));
        let (can, cannot): (Vec<Line>, Vec<Line>) =
            own.chain(known).chain(kinds).partition(|line| line.refusal.is_none());
        let lines = can.into_iter().chain(cannot).collect();
        let mut palette = PaletteScreen { query, here, lines, found: Vec::new(), at: 0, top: 0 };
        palette.search();
        palette
    }

    /// Each word of the query begins a word of the command; titles that begin so come first.
    fn search(&mut self) {
        let wanted = text::fold(&self.query);
        let words: Vec<&str> = wanted.split(' ').filter(|word| !word.is_empty()).collect();
        let finds =
            |line: &Line| words.iter().all(|word| line.folded.split(' ').any(|own| own.starts_with(word)));
        let mut found: Vec<usize> =
            self.lines.iter().enumerate().filter(|(_, line)| finds(line)).map(|(at, _)| at).collect();
        found.sort_by_key(|at| {
            self.lines.get(*at).map(|line| (line.refusal.is_some(), !line.folded.starts_with(&wanted)))
        });
        (self.found, self.at, self.top) = (found, 0, 0);
    }

    fn walk(&mut self, to: usize, around: &Around<'_>) {
        self.at = to.min(self.found.len().saturating_sub(1));
        let shown = usize::from(Parts::of(self, around).command_rows);
        self.top = self.top.min(self.at).max((self.at + 1).saturating_sub(shown));
    }

    fn marked(&self) -> Option<&Line> {
        self.lines.get(*self.found.get(self.at)?)
    }

    fn run_marked(&self) -> Vec<Effect> {
        match self.marked() {
            None => Vec::new(),
            Some(Line { refusal: Some(why), .. }) => vec![Effect::Say(Notice::error(why.clone()))],
            Some(line) => {
                let key = line.keys.split(' ').next().unwrap_or_default().to_owned();
                let teach = Effect::Teach { run: line.run, title: line.title.clone(), key: key.clone() };
                let mut effects = vec![Effect::Back, Effect::Run(line.run)];
                effects.extend((!key.is_empty()).then_some(teach));
                effects
            }
        }
    }

    fn draw_commands(&self, canvas: &mut Canvas<'_>, lang: Lang, rows: u16) {
        if names_a_cell(&self.query) {
            canvas.text(FIRST_ROW, 3, HOW_TO_ASK_BACK.get(lang));
        } else if self.found.is_empty() {
            let none = Words::new(
                "Không có lệnh này; / tìm trong dữ liệu",
                "No such command; / searches the register",
            );
            canvas.text(FIRST_ROW, 3, none.get(lang));
        }
        let shown = self.found.iter().enumerate().skip(self.top);
        for (row, (at, line)) in (FIRST_ROW..FIRST_ROW + rows).zip(shown) {
            let Some(line) = self.lines.get(*line) else { continue };
            if at == self.at {
                canvas.text(row, 1, ">");
            }
            canvas.cell(row, 3, KEY_AT - 4, line.title.get(lang));
            match &line.refusal {
                Some(why) => {
                    let why = why.get(lang);
                    // "Bước này chưa được: cần ..." says here only what is needed.
                    let why = why.split_once(": ").map_or(why, |(_, needed)| needed);
                    canvas.cell(row, KEY_AT, canvas.columns().saturating_sub(KEY_AT), &format!("({why})"));
                }
                None => {
                    canvas.text(row, KEY_AT, whole_keys(&line.keys, usize::from(WHERE_AT - KEY_AT - 1)));
                    let room = canvas.columns().saturating_sub(WHERE_AT);
                    canvas.cell(row, WHERE_AT, room, line.place_words.get(lang));
                }
            }
        }
    }
}

/// As many keys as fit, none cut in two.
fn whole_keys(keys: &str, columns: usize) -> &str {
    let mut fits = keys;
    while text::width(fits) > columns {
        let Some((before, _)) = fits.rsplit_once(' ') else { return "" };
        fits = before;
    }
    fits
}

fn folded(title: &Say, run: CommandName) -> String {
    let folded = text::fold(&format!("{} {} {run}", title.vi, title.en));
    // "(3 ngày)" is found by "3 ngay".
    folded.replace(|c: char| !c.is_alphanumeric(), " ")
}

/// Whether the palette opens the list of a kind by itself: those with views have commands of their own.
fn is_listed_here(kind: &KindDef) -> bool {
    kind.pending.is_none() && kind.name != OFFICE.name
}

/// "Danh sách: Buổi tuyên truyền": so that a kind that was only declared is reached too. Run under the kind's name.
fn line_of_kind(kind: &KindDef) -> Line {
    let title = Say::new(format!("Danh sách: {}", kind.title.vi), format!("List: {}", kind.title.en));
    Line {
        run: kind.name,
        keys: String::new(),
        folded: folded(&title, kind.name),
        title,
        place_words: Say::new("danh sách", "list"),
        refusal: None,
    }
}

fn line_of(command: &Command, place: Place, below: Option<&dyn Screen>, around: &Around<'_>) -> Line {
    let mut keys = around.keymap.keys_of(command.name, place);
    keys.extend(digit_of(command.name).map(String::from));
    keys.extend(key_behind(command.name).map(|code| Key::plain(code).to_string()));
    let title = Say::from(command.title);
    let is_known = command.is_general()
        || key_behind(command.name).is_some()
        || below.is_none_or(|below| below.own_commands().contains(&command.name));
    let refusal = if command.places.contains(&place) && is_known {
        below.and_then(|below| below.refusal(command.name, around))
    } else {
        Some(command.elsewhere())
    };
    Line {
        run: command.name,
        folded: folded(&title, command.name),
        title,
        keys: keys.join(" "),
        place_words: command.place_words.into(),
        refusal,
    }
}

/// How the rows below the query are shared.
struct Parts {
    command_rows: u16,
    here: Vec<String>,
    keys: Vec<String>,
}

impl Parts {
    fn of(palette: &PaletteScreen, around: &Around<'_>) -> Parts {
        let (columns, rows) = around.size;
        let room = usize::from(columns.saturating_sub(3));
        let here: Vec<String> = palette
            .here
            .iter()
            .skip(1)
            .flat_map(|say| text::wrap_lines(say.get(around.lang), room))
            .map(str::to_owned)
            .collect();
        let mut keys = if columns < 80 { Vec::new() } else { always(around.keymap, around.lang) };
        let body = rows.saturating_sub(2 + FIRST_ROW - 1);
        let height = |lines: &[String]| {
            if lines.is_empty() {
                0
            } else {
                u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2)
            }
        };
        if height(&here).saturating_add(height(&keys)).saturating_add(COMMAND_ROWS_MIN) > body {
            keys.clear();
        }
        let taken = height(&here).saturating_add(height(&keys));
        Parts { command_rows: body.saturating_sub(taken).max(COMMAND_ROWS_MIN), here, keys }
    }
}

/// The keys that always mean the same, two commands a line.
fn always(keymap: &Keymap, lang: Lang) -> Vec<String> {
    const COLUMNS: usize = 38;
    let entries: Vec<String> = ALWAYS
        .iter()
        .filter_map(|run| {
            let command = COMMANDS.iter().find(|command| command.name == *run)?;
            let mut keys: Vec<String> = Vec::new();
            for key in command.places.iter().flat_map(|place| keymap.keys_of(run, *place)) {
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
            let title = command.title.get(lang);
            (!keys.is_empty())
                .then(|| format!("{} ", text::pad(&format!("{} {title}", keys.join(" ")), COLUMNS - 1)))
        })
        .collect();
    entries.chunks(2).map(|pair| pair.concat().trim_end().to_owned()).collect()
}

impl Screen for PaletteScreen {
    fn place(&self) -> Place {
        Place::Palette
    }

    fn title(&self, around: &Around<'_>) -> String {
        Words::new("LỆNH VÀ TRỢ GIÚP", "COMMANDS AND HELP").get(around.lang).to_owned()
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        match &key.code {
            KeyCode::Enter if names_a_cell(&self.query) => {
                return match asked_back(&self.query, around) {
                    Ok(asked) => vec![Effect::Back, Effect::Open(asked)],
                    Err(notice) => vec![Effect::Say(notice)],
                };
            }
            KeyCode::Enter => return self.run_marked(),
            KeyCode::Up => self.walk(self.at.saturating_sub(1), around),
            KeyCode::Down => self.walk(self.at + 1, around),
            KeyCode::PageUp => self.walk(self.at.saturating_sub(10), around),
            KeyCode::PageDown => self.walk(self.at + 10, around),
            KeyCode::Home => self.walk(0, around),
            KeyCode::End => self.walk(usize::MAX, around),
            KeyCode::Backspace => {
                let before = text::prev_boundary(&self.query, self.query.len());
                self.query.truncate(before);
                self.search();
            }
            _ => {}
        }
        match key.typed() {
            Some(digit) if self.query.is_empty() && list_under(digit).is_some() => {
                let run = list_under(digit).map(Effect::Run);
                std::iter::once(Effect::Back).chain(run).collect()
            }
            Some('/') if self.query.is_empty() || self.found.is_empty() && !names_a_cell(&self.query) => {
                vec![Effect::Back, Effect::Run("find")]
            }
            Some(letter) if self.query.chars().count() < limits::NARROW_CHARS_MAX => {
                self.query.push(letter);
                self.search();
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn command(&mut self, run: CommandName, _: &Around<'_>) -> Option<Vec<Effect>> {
        match run {
            // Already here.
            "palette" => Some(Vec::new()),
            "back" | "home" | "redraw" | "language" | "leave" => None,
            "help" => Some(vec![Effect::Back, Effect::Run("help")]),
            other => Some(vec![Effect::Back, Effect::Run(other)]),
        }
    }

    fn reply(&mut self, _: Tag, _: Outcome, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn push(&mut self, _: &Push, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        const HOW_AT: u16 = 27;
        let lang = around.lang;
        let asked = format!("{} {}", Words::new("Lệnh:", "Command:").get(lang), self.query);
        canvas.text(3, 1, &asked);
        let end = u16::try_from(text::width(&asked)).unwrap_or(u16::MAX).saturating_add(1);
        if end + 2 <= HOW_AT {
            let how = Words::new(
                "gõ không dấu; Enter chạy; phím ghi bên phải",
                "without tones; Enter runs; keys at the right",
            );
            canvas.text(3, HOW_AT, how.get(lang));
        }
        let parts = Parts::of(self, around);
        self.draw_commands(canvas, lang, parts.command_rows);
        let mut row = FIRST_ROW + parts.command_rows + 1;
        if let Some(heading) = self.here.first() {
            let heading = format!("{}: {}", Words::new("CHỖ NÀY", "THIS PLACE").get(lang), heading.get(lang));
            canvas.bold(row, 3, &heading);
            row += 1;
            for line in &parts.here {
                canvas.text(row, 3, line);
                row += 1;
            }
            row += 1;
        }
        if !parts.keys.is_empty() {
            canvas.bold(row, 3, Words::new("PHÍM LUÔN CÓ", "ALWAYS").get(lang));
            for (row, line) in (row + 1..).zip(&parts.keys) {
                canvas.text(row, 3, line);
            }
        }
        canvas.cursor(3, end);
    }
}
