//! Keymap files: lines of `on`, `run`, `desc` in tables of places, merged over those below; all that is wrong, by line.

use std::ops::Range;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::base::{Say, text};
use crate::domain::{KINDS, petition};

use super::{Binding, Keymap};
use crate::tui::{
    command::{CommandName, command},
    screen::Place,
    terminal::{Key, KeyCode},
};

/// Which of the program's keymaps lies below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeymapBase {
    /// Letters narrow lists.
    #[default]
    Default,
    /// Letters are commands in lists, as in vim.
    Vim,
}

/// What is wrong at a line of a keymap file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeymapFault {
    /// The line, from 1.
    pub line: usize,
    /// What to do, then why.
    pub say: Say,
}

const DEFAULT: &str = include_str!("../../../keymaps/default.toml");
const VIM: &str = include_str!("../../../keymaps/vim.toml");
/// The tables of a file and the kinds of place they mean.
const TABLES: &[(&str, Option<Place>)] = &[
    ("any", None),
    ("list", Some(Place::List)),
    ("detail", Some(Place::Detail)),
    ("form", Some(Place::Form)),
    ("palette", Some(Place::Palette)),
    ("find", Some(Place::Find)),
    ("compare", Some(Place::Compare)),
    ("beside", Some(Place::Beside)),
    ("reason", Some(Place::Reason)),
];
/// Places from which the palette has to be reached, and which Esc has to leave.
pub(super) const PLACES: &[Place] = &[
    Place::List,
    Place::Narrow,
    Place::Detail,
    Place::Form,
    Place::Palette,
    Place::Find,
    Place::Compare,
    Place::Beside,
];
const SHOWN_OF_A_WORD: usize = 30;

/// A file as it stands, nothing of it judged but its form.
#[derive(Debug, Default)]
struct Written {
    base: Option<(usize, String)>,
    letters_are_commands: Option<bool>,
    lines: Vec<WrittenLine>,
    faults: Vec<KeymapFault>,
}

#[derive(Debug)]
struct WrittenLine {
    /// Where it begins.
    line: usize,
    table: &'static str,
    place: Option<Place>,
    on: (usize, String),
    run: (usize, String),
}

/// Which line of a source an offset lies in, from 1.
struct LinesOf<'a>(&'a str);

impl LinesOf<'_> {
    fn of(&self, span: &Range<usize>) -> usize {
        self.0.as_bytes().iter().take(span.start).filter(|byte| **byte == b'\n').count() + 1
    }
}

impl KeymapBase {
    /// By its name in files and on the command line.
    pub fn named(name: &str) -> Option<KeymapBase> {
        match name {
            "default" => Some(KeymapBase::Default),
            "vim" => Some(KeymapBase::Vim),
            _ => None,
        }
    }
}

impl Keymap {
    /// One of the program's keymaps.
    ///
    /// # Errors
    /// Never in a program that was tested: what is wrong in its own files.
    pub fn built_in(base: KeymapBase) -> Result<Keymap, Vec<KeymapFault>> {
        let own = Keymap::default().laid_under(Written::read(DEFAULT))?;
        match base {
            KeymapBase::Default => Ok(own),
            KeymapBase::Vim => own.laid_under(Written::read(VIM)),
        }
    }

    /// The keys of an officer's own file over those of a keymap of the program: of `chosen`, else of the one that the
    /// file names.
    ///
    /// # Errors
    /// All that is wrong in the file, by line.
    pub fn with_file(chosen: Option<KeymapBase>, source: &str) -> Result<Keymap, Vec<KeymapFault>> {
        let mut written = Written::read(source);
        let named = written.base.as_ref().and_then(|(line, name)| {
            let base = KeymapBase::named(name);
            if base.is_none() {
                written.faults.push(KeymapFault::new(
                    *line,
                    format!("Viết base = \"default\" hoặc \"vim\": không có \"{}\"", shown(name)),
                    format!("Write base = \"default\" or \"vim\": there is no \"{}\"", shown(name)),
                ));
            }
            base
        });
        let below = Keymap::built_in(chosen.or(named).unwrap_or_default())?;
        below.laid_under(written)
    }

    /// These keys with those of a file over them.
    fn laid_under(mut self, mut written: Written) -> Result<Keymap, Vec<KeymapFault>> {
        let mut faults = std::mem::take(&mut written.faults);
        self.letters_are_commands = written.letters_are_commands.unwrap_or(self.letters_are_commands);
        let mut over: Vec<(Binding, usize)> = Vec::new();
        for line in &written.lines {
            match self.judged(line) {
                Err(own) => faults.extend(own),
                Ok(binding) => {
                    let is_same =
                        |(old, _): &&(Binding, usize)| old.place == binding.place && old.on == binding.on;
                    if let Some((_, first)) = over.iter().find(is_same) {
                        faults.push(KeymapFault::new(
                            line.on.0,
                            format!(
                                "Bỏ một dòng: \"{}\" đã có trong [[{}]] ở dòng {first}",
                                binding.on, line.table
                            ),
                            format!(
                                "Take one out: \"{}\" stands in [[{}]] at line {first} too",
                                binding.on, line.table
                            ),
                        ));
                    } else {
                        over.push((binding, line.on.0));
                    }
                }
            }
        }
        let below = self.clone();
        self.bindings.retain(|old| !over.iter().any(|(new, _)| new.place == old.place && new.on == old.on));
        self.bindings.extend(over.iter().map(|(binding, _)| binding.clone()));
        faults.extend(self.unreachable(&below, &over));
        faults.sort_by_key(|fault| fault.line);
        if faults.is_empty() { Ok(self) } else { Err(faults) }
    }

    /// What a line of a file says, or all that is wrong with it.
    fn judged(&self, line: &WrittenLine) -> Result<Binding, Vec<KeymapFault>> {
        let mut faults = Vec::new();
        let (at, spelled) = &line.on;
        let on = Key::parse(spelled);
        match &on {
            None => faults.push(KeymapFault::new(
                *at,
                format!("Sửa phím \"{}\": không có phím này", shown(spelled)),
                format!("Mend the key \"{}\": there is no such key", shown(spelled)),
            )),
            Some(on) if on.is_never_bound() => faults.push(KeymapFault::new(
                *at,
                format!("Chọn phím khác \"{on}\": máy, tmux hoặc bộ gõ giữ phím này"),
                format!("Choose another key than \"{on}\": terminals, tmux or input methods take it"),
            )),
            Some(on) => {
                faults.extend(self.rule_against(line.place, on).map(|say| KeymapFault { line: *at, say }))
            }
        }
        let (at, name) = &line.run;
        let run = if name.is_empty() { None } else { command(name) };
        if let (None, false) = (run, name.is_empty()) {
            faults.push(KeymapFault::new(
                *at,
                format!("Sửa lệnh \"{}\": không có lệnh này; nghedan keys liệt kê", shown(name)),
                format!("Mend the command \"{}\": there is none; nghedan keys lists them", shown(name)),
            ));
        }
        if let Some(run) = run {
            let fits = line.place.map_or(run.is_general(), |place| run.places.contains(&place));
            if !fits {
                let words = run.place_words;
                faults.push(KeymapFault::new(
                    *at,
                    format!("Chuyển \"{}\" sang bảng khác: lệnh chỉ {}", run.name, words.vi),
                    format!("Move \"{}\" to another table: it is only {}", run.name, words.en),
                ));
            }
        }
        match on {
            Some(on) if faults.is_empty() => {
                Ok(Binding { place: line.place, on, run: run.map(|run| run.name) })
            }
            _ => Err(faults),
        }
    }

    /// The rule that keeps a key from a command in a kind of place; the program's own keymaps hold them too.
    fn rule_against(&self, place: Option<Place>, on: &Key) -> Option<Say> {
        use KeyCode::{
            BackTab, Backspace, Delete, Down, End, Enter, Home, Left, PageDown, PageUp, Right, Tab, Up,
        };
        let has_text = matches!(place, None | Some(Place::Form | Place::Find | Place::Palette));
        let is_alone = !on.ctrl && !on.alt && !on.shift;
        let is_fixed = match on.code {
            Enter | Tab | BackTab | Backspace | Up | Down | PageUp | PageDown | Home | End => true,
            Left | Right | Delete => has_text,
            _ => false,
        };
        if is_alone && is_fixed {
            return Some(Say::new(
                format!("Chọn phím khác \"{on}\": phím này ở đâu cũng một nghĩa"),
                format!("Choose another key than \"{on}\": it means the same everywhere"),
            ));
        }
        let letter = on.typed()?;
        if letter.is_ascii_digit() {
            return Some(Say::new(
                "Chọn phím khác: 1 đến 9 là chín danh sách, 0 là không phát sinh",
                "Choose another key: 1 to 9 are the nine lists, 0 is nothing new",
            ));
        }
        match place {
            _ if has_text => Some(Say::new(
                format!("Chọn phím khác \"{on}\": ở đây gõ chữ là nhập chữ"),
                format!("Choose another key than \"{on}\": what is typed here is text"),
            )),
            Some(Place::List) if letter.is_alphabetic() && !self.letters_are_commands => Some(Say::new(
                format!("Chọn phím khác \"{on}\", hoặc base = \"vim\": chữ trong danh sách là để lọc"),
                format!("Choose another key than \"{on}\", or base = \"vim\": letters narrow lists"),
            )),
            Some(Place::Detail) if is_step_letter(letter) => Some(Say::new(
                format!("Chọn phím khác \"{on}\": chữ này là một bước của đơn hoặc việc"),
                format!("Choose another key than \"{on}\": this letter is a step"),
            )),
            Some(Place::Compare) if letter.is_alphabetic() => Some(Say::new(
                format!("Chọn phím khác \"{on}\": ở đây chữ là để chọn"),
                format!("Choose another key than \"{on}\": letters choose here"),
            )),
            _ => None,
        }
    }

    /// What a file takes away that has to stay: the palette without a function key, the way back, narrowing.
    fn unreachable(&self, below: &Keymap, over: &[(Binding, usize)]) -> Vec<KeymapFault> {
        let needed = |run: CommandName, place: Place| match run {
            "narrow" => self.letters_are_commands && place == Place::List,
            _ => true,
        };
        let mut faults: Vec<KeymapFault> = Vec::new();
        for run in ["palette", "back", "narrow"] {
            let is_lost = |place: &&Place| needed(run, **place) && !self.is_plainly_reached(run, **place);
            let Some(place) = PLACES.iter().find(is_lost) else { continue };
            let takes = |(binding, _): &&(Binding, usize)| {
                below.command(*place, &binding.on) == Some(run) && binding.run != Some(run)
            };
            let line = over.iter().rev().find(takes).map_or(1, |(_, line)| *line);
            let title = command(run).map_or_else(Say::default, |command| command.title.into());
            faults.push(KeymapFault::new(
                line,
                format!("Giữ cho \"{}\" ({run}) một phím không phải phím F, Alt, Esc", title.vi),
                format!("Leave \"{}\" ({run}) a key that is no F key, Alt or Esc", title.en),
            ));
        }
        faults
    }
}

/// Whether this letter is a step of any kind of record.
fn is_step_letter(letter: char) -> bool {
    let petitions = petition::steps::STEPS.iter().map(|step| step.letter);
    let others = KINDS.iter().flat_map(|kind| kind.steps).map(|step| step.letter);
    petitions.chain(others).any(|own| own == Some(letter))
}

impl KeymapFault {
    fn new(line: usize, vi: String, en: String) -> KeymapFault {
        KeymapFault { line, say: Say::new(vi, en) }
    }

    fn both(line: usize, vi: &str, en: &str) -> KeymapFault {
        KeymapFault { line, say: Say::new(vi, en) }
    }
}

/// A word of the file as a message quotes it.
fn shown(word: &str) -> String {
    text::truncate(&text::clean_line(word), SHOWN_OF_A_WORD).into_owned()
}

impl Written {
    /// Reads a file as far as it can be read, with everything that is wrong in its form.
    fn read(source: &str) -> Written {
        let lines = LinesOf(source);
        let (all, broken) = DeTable::parse_recoverable(source);
        let mut written = Written::default();
        for error in broken {
            let line = error.span().map_or(1, |span| lines.of(&span));
            written.faults.push(KeymapFault::new(
                line,
                "Sửa dòng này: không đúng cách viết TOML".to_owned(),
                format!("Mend this line: {}", shown_in_full(error.message())),
            ));
        }
        for (name, value) in all.get_ref() {
            written.take(name, value, &lines);
        }
        written.lines.sort_by_key(|line| line.line);
        written
    }

    fn take(
        &mut self,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
        lines: &LinesOf<'_>,
    ) {
        let at = lines.of(&name.span());
        match (name.get_ref().as_ref(), value.get_ref()) {
            ("base", DeValue::String(base)) => self.base = Some((at, base.to_string())),
            ("letters_are_commands", DeValue::Boolean(are)) => self.letters_are_commands = Some(*are),
            ("base", _) => self.faults.push(KeymapFault::both(
                at,
                "Viết base = \"default\" hoặc \"vim\"",
                "Write base = \"default\" or \"vim\"",
            )),
            ("letters_are_commands", _) => self.faults.push(KeymapFault::both(
                at,
                "Viết letters_are_commands = true hoặc false",
                "Write letters_are_commands = true or false",
            )),
            (table, value) => match (TABLES.iter().find(|(own, _)| *own == table), value) {
                (Some((table, place)), DeValue::Array(rows)) => {
                    for row in rows {
                        self.take_row(table, *place, row, lines);
                    }
                }
                (Some((table, _)), _) => self.faults.push(KeymapFault::new(
                    at,
                    format!("Viết [[{table}]] với hai ngoặc vuông"),
                    format!("Write [[{table}]] with two brackets"),
                )),
                (None, _) => self.faults.push(KeymapFault::new(
                    at,
                    format!("Đổi tên bảng \"{}\": chỉ có {}", shown(table), table_names()),
                    format!("Rename \"{}\": the tables are {}", shown(table), table_names()),
                )),
            },
        }
    }

    fn take_row(
        &mut self,
        table: &'static str,
        place: Option<Place>,
        row: &Spanned<DeValue<'_>>,
        lines: &LinesOf<'_>,
    ) {
        let begins = lines.of(&row.span());
        let Some(words) = row.get_ref().as_table() else {
            self.faults.push(KeymapFault::both(
                begins,
                "Viết on = \"phím\" và run = \"lệnh\"",
                "Write on = \"key\" and run = \"command\"",
            ));
            return;
        };
        let (mut on, mut run) = (None, None);
        for (word, value) in words {
            let at = lines.of(&word.span());
            match (word.get_ref().as_ref(), value.get_ref().as_str()) {
                ("on", Some(key)) => on = Some((at, key.to_owned())),
                ("run", Some(name)) => run = Some((at, name.to_owned())),
                ("desc", Some(_)) => {}
                (own @ ("on" | "run" | "desc"), None) => {
                    self.faults.push(KeymapFault::new(
                        at,
                        format!("Viết {own} trong ngoặc kép"),
                        format!("Write {own} between quotes"),
                    ));
                    return;
                }
                (other, _) => self.faults.push(KeymapFault::new(
                    at,
                    format!("Bỏ \"{}\": chỉ có on, run, desc", shown(other)),
                    format!("Take \"{}\" out: there are on, run, desc", shown(other)),
                )),
            }
        }
        match (on, run) {
            (Some(on), Some(run)) => self.lines.push(WrittenLine { line: begins, table, place, on, run }),
            (on, _) => {
                let missing = if on.is_none() { "on" } else { "run" };
                self.faults.push(KeymapFault::new(
                    begins,
                    format!("Viết thêm {missing}: mỗi phím cần on và run"),
                    format!("Add {missing}: each key needs on and run"),
                ));
            }
        }
    }
}

fn shown_in_full(message: &str) -> String {
    text::clean_line(message)
}

fn table_names() -> String {
    let names: Vec<&str> = TABLES.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}
