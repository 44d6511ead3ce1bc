//! One line of the law to be typed on: a day of the calendar, or a rule. What it moves is shown before it is saved.

use crate::base::{Say, Words, text};
use crate::domain::law::{LawPart, read_holidays, read_rules};
use crate::tui::{
    Canvas,
    command::CommandName,
    screen::{Around, Destination, Effect, Notice, Place, Screen, Tag},
    terminal::{Key, KeyCode},
    widgets::Edited,
};
use crate::wire::{LawText, Outcome, Push};

use super::super::{form::entry, form_says};
use super::fields::{LawAct, LawEditing, LawField, LawLine, Typed, chosen};

const FIELDS_AT: u16 = 6;
const LABEL_AT: u16 = 4;
const VALUE_AT: u16 = 24;

/// The form of a line of the law.
#[derive(Debug)]
pub struct LawFormScreen {
    editing: LawEditing,
    fields: Vec<LawField>,
    at: usize,
}

impl LawFormScreen {
    /// The form as it stands before anything is typed.
    pub fn new(editing: LawEditing) -> LawFormScreen {
        let (fields, at) = editing.fields();
        LawFormScreen { editing, fields, at }
    }

    fn go(&mut self, by: isize) {
        let mut at = self.at;
        loop {
            let Some(next) = at.checked_add_signed(by).filter(|next| *next < self.fields.len()) else {
                return;
            };
            at = next;
            if self.fields.get(at).is_some_and(|field| !field.is_fixed) {
                self.at = at;
                return;
            }
        }
    }

    fn is_last(&self) -> bool {
        self.at + 1 >= self.fields.len()
    }

    /// The lines that were typed, if they and the law with them can stand; else the cursor goes where they cannot.
    fn checked(&mut self, around: &Around<'_>) -> Result<LawText, Say> {
        let wrong = match self.editing.text(&self.fields, around.welcome.today) {
            Ok(text) => {
                let rules = if text.rules.is_empty() { Ok(Vec::new()) } else { read_rules(&text.rules) };
                let days =
                    if text.holidays.is_empty() { Ok(Vec::new()) } else { read_holidays(&text.holidays) };
                let with = rules.and_then(|rules| self.editing.law.changed(&rules, &days?));
                match with {
                    Ok(_) => return Ok(text),
                    Err(error) => (error.field, error.say),
                }
            }
            Err(wrong) => wrong,
        };
        let (name, say) = wrong;
        if let Some(at) = self.fields.iter().position(|field| field.name == name && !field.is_fixed) {
            self.at = at;
        }
        Err(say)
    }

    fn save(&mut self, around: &Around<'_>) -> Vec<Effect> {
        match self.checked(around) {
            Ok(text) => vec![Effect::Open(Destination::LawMoves(text))],
            Err(say) => vec![Effect::Say(Notice::error(say))],
        }
    }

    fn heading(&self) -> Say {
        match (&self.editing.line, self.editing.act) {
            (Some(LawLine::Rule(rule)), LawAct::Add) => {
                let id = &rule.id;
                Say::new(
                    format!("Luật mới thay {id}: {id} hết hiệu lực hôm trước ngày dưới đây"),
                    format!("A new law instead of {id}, which ends the day before"),
                )
            }
            (Some(LawLine::Rule(rule)), _) => {
                let words = rule.step_words();
                Say::new(format!("{}: {}", rule.id, words.vi), format!("{}: {}", rule.id, words.en))
            }
            (Some(LawLine::Day(line)), _) => Say::plain(format!("{} {}", line.day, line.name)),
            (None, _) => Say::new("Ngày chưa có trong bảng", "A day that is not in the table yet"),
        }
    }
}

impl Screen for LawFormScreen {
    fn place(&self) -> Place {
        Place::Form
    }

    fn title(&self, around: &Around<'_>) -> String {
        let title = match (self.editing.part, self.editing.act) {
            (LawPart::Holidays, LawAct::Add) => Words::new("THÊM NGÀY", "NEW DAY"),
            (LawPart::Holidays, LawAct::Change) => Words::new("SỬA NGÀY", "CHANGE OF A DAY"),
            (LawPart::Holidays, LawAct::Confirm) => Words::new("XÁC NHẬN NGÀY", "CONFIRMATION OF A DAY"),
            (LawPart::Rules, LawAct::Add) => Words::new("QUY ĐỊNH MỚI", "NEW RULE"),
            (LawPart::Rules, LawAct::Change) => Words::new("SỬA QUY ĐỊNH", "CHANGE OF A RULE"),
            (LawPart::Rules, LawAct::Confirm) => Words::new("XÁC NHẬN QUY ĐỊNH", "CONFIRMATION OF A RULE"),
        };
        title.get(around.lang).to_owned()
    }

    fn smallest(&self) -> (u16, u16) {
        (80, 24)
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        match key.code {
            KeyCode::Enter if self.is_last() => return self.save(around),
            KeyCode::Enter | KeyCode::Tab | KeyCode::Down => self.go(1),
            KeyCode::BackTab | KeyCode::Up => self.go(-1),
            _ => {
                let columns = columns(around);
                let Some(field) = self.fields.get_mut(self.at) else { return Vec::new() };
                let edited = match field.typed {
                    Typed::Words => field.text.compose(key, columns, around.typing),
                    Typed::Plain => field.text.key(key, columns),
                    // One letter takes the place of the other.
                    Typed::Code(_) => match key.typed() {
                        Some(letter) => {
                            field.text.set_text(&letter.to_lowercase().to_string());
                            Edited::Changed
                        }
                        None => field.text.key(key, columns),
                    },
                };
                if edited == Edited::Full {
                    return vec![Effect::Say(entry::is_full())];
                }
            }
        }
        Vec::new()
    }

    fn own_commands(&self) -> &'static [CommandName] {
        &["save", "undo", "redo", "word.turn", "letter.highland"]
    }

    fn command(&mut self, run: CommandName, around: &Around<'_>) -> Option<Vec<Effect>> {
        let field = self.fields.get_mut(self.at);
        match run {
            "save" => return Some(self.save(around)),
            "undo" => drop(field?.text.undo()),
            "redo" => drop(field?.text.redo()),
            "word.turn" | "letter.highland" => {
                let edited = field?.text.rework(run, around.typing);
                return Some(form_says::reworked(edited).into_iter().collect());
            }
            "back" => {
                let say = Say::new("Chưa ghi gì", "Nothing was saved");
                return Some(vec![Effect::Back, Effect::Say(Notice::plain(say))]);
            }
            _ => return None,
        }
        Some(Vec::new())
    }

    fn reply(&mut self, _: Tag, _: Outcome, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn push(&mut self, _: &Push, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let lang = around.lang;
        canvas.text(3, 1, self.heading().get(lang));
        let how =
            Words::new("F2: xem các hạn sẽ đổi rồi mới lưu", "F2: the dates that move, before it is saved");
        canvas.text(4, 1, how.get(lang));
        let columns = columns(around);
        let mut row = FIELDS_AT;
        for (number, field) in self.fields.iter().enumerate() {
            canvas.right(row, 1, 2, &(number + 1).to_string());
            canvas.cell(row, LABEL_AT, VALUE_AT - LABEL_AT - 1, field.label.get(lang));
            if number != self.at {
                canvas.text(row, VALUE_AT, &shown(field, lang));
                row += 1;
                continue;
            }
            let view = field.text.view(columns, 1);
            canvas.cursor(row + view.row, VALUE_AT + view.column);
            canvas.text(row, VALUE_AT, &shown(field, lang));
            if !matches!(field.typed, Typed::Code(_)) {
                canvas.text(row, VALUE_AT, &text::pad(view.lines.first().map_or("", |line| line), columns));
            }
            row += 1;
            if !field.hint.get(lang).is_empty() {
                canvas.text(row, VALUE_AT, field.hint.get(lang));
                row += 1;
            }
        }
    }

    fn help_here(&self, _: &Around<'_>) -> Vec<Say> {
        let field = self.fields.get(self.at);
        field.map_or_else(Vec::new, |field| vec![field.label.into(), field.hint.into()])
    }
}

/// A field as it reads: a code with what it stands for.
fn shown(field: &LawField, lang: crate::base::Lang) -> String {
    let typed = field.text.text();
    match field.typed {
        Typed::Code(table) => {
            let label = chosen(table, typed).map_or("", |choice| choice.label.get(lang));
            format!("{typed} {label}").trim_end().to_owned()
        }
        _ => typed.to_owned(),
    }
}

fn columns(around: &Around<'_>) -> usize {
    usize::from(around.size.0.saturating_sub(VALUE_AT).max(1))
}
