//! One line of the law to be typed on: a day of the calendar, or a rule. What it moves is shown before it is saved.

use crate::base::{Say, Words};
use crate::domain::law::{LawPart, read_holidays, read_rules};
use crate::tui::{
    Canvas,
    command::CommandName,
    screen::{Around, Destination, Effect, Notice, Place, Screen, Tag},
    terminal::{Key, KeyCode},
};
use crate::wire::{LawText, Outcome, Push};

use super::super::small_form::SmallForm;
use super::fields::{LawAct, LawEditing, LawLine};

const FIELDS_AT: u16 = 6;

/// The form of a line of the law.
#[derive(Debug)]
pub struct LawFormScreen {
    editing: LawEditing,
    form: SmallForm,
}

impl LawFormScreen {
    /// The form as it stands before anything is typed.
    pub fn new(editing: LawEditing) -> LawFormScreen {
        let form = editing.form();
        LawFormScreen { editing, form }
    }

    /// The lines that were typed, if they and the law with them can stand; else the cursor goes where they cannot.
    fn checked(&mut self, around: &Around<'_>) -> Result<LawText, Say> {
        let wrong = match self.editing.text(&self.form, around.welcome.today) {
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
        self.form.go_to(name);
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
            KeyCode::Enter if self.form.behind().is_none() => return self.save(around),
            KeyCode::Enter | KeyCode::Tab | KeyCode::Down => self.form.go(1),
            KeyCode::BackTab | KeyCode::Up => self.form.go(-1),
            _ => return self.form.type_key(key, around),
        }
        Vec::new()
    }

    fn own_commands(&self) -> &'static [CommandName] {
        &["save", "undo", "redo", "word.turn", "letter.highland"]
    }

    fn command(&mut self, run: CommandName, around: &Around<'_>) -> Option<Vec<Effect>> {
        match run {
            "save" => Some(self.save(around)),
            "back" => {
                let say = Say::new("Chưa ghi gì", "Nothing was saved");
                Some(vec![Effect::Back, Effect::Say(Notice::plain(say))])
            }
            _ => self.form.rework(run, around),
        }
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
        self.form.draw(canvas, FIELDS_AT, lang);
    }

    fn help_here(&self, _: &Around<'_>) -> Vec<Say> {
        self.form.help_here()
    }
}
