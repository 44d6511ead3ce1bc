//! A book of the office printed from the screen: which, of which days, where to, and whether its names are opened.

mod draw;
mod fields;
mod read;
#[cfg(test)]
mod tests;

use crate::base::{Say, Words};
use crate::client::{BookReading, WantedBook};
use crate::domain::book::BookName;
use crate::tui::{
    Canvas,
    command::CommandName,
    export::Way,
    screen::{Around, Effect, Notice, Place, Screen, Tag},
    terminal::{Key, KeyCode},
};
use crate::wire::{Outcome, Push};

use super::{
    saving,
    small_form::{SmallForm, Typed, chosen, no_such_day, one_of},
};

use fields::{FROM, NAMES, REASON, TO};

/// The question which book.
#[derive(Debug)]
pub struct BookScreen {
    form: SmallForm,
    /// The next letter takes the place of what stands in the field.
    is_fresh: bool,
    stage: Stage,
    serial: u32,
}

/// How far it is.
#[derive(Debug)]
enum Stage {
    /// The fields are filled in.
    Filling,
    /// Whether to write down who opens the names, before they are read.
    Sure(Wanted),
    /// The book is read.
    Reading(Box<BookReading>, Way),
}

/// A book and where it goes.
#[derive(Clone, Debug)]
struct Wanted {
    book: WantedBook,
    way: Way,
}

impl BookScreen {
    /// The reception book of this year until today, as a file, without names.
    pub fn new(around: &Around<'_>) -> BookScreen {
        let form = fields::form(around.welcome.today);
        BookScreen { form, is_fresh: true, stage: Stage::Filling, serial: 0 }
    }

    /// Where the cursor stands is understood before it goes on.
    fn leave(&mut self, around: &Around<'_>) -> Result<(), Say> {
        let Some(field) = self.form.current() else { return Ok(()) };
        let (name, typed) = (field.name, field.text.text().trim().to_owned());
        if name == FROM || name == TO {
            let day = fields::day(&typed, name, around.welcome.today).ok_or_else(no_such_day)?;
            self.form.set_text(name, &day.to_string());
        }
        if let Typed::Code(table) = field_typed(&self.form)
            && chosen(table, &typed).is_none()
        {
            return Err(one_of(table));
        }
        self.leave_out();
        Ok(())
    }

    /// Names are of the reception book, and a reason is of names.
    fn leave_out(&mut self) {
        let is_reception = fields::book(&self.form) == Some(BookName::Reception);
        self.form.leave_out(NAMES, !is_reception);
        self.form.leave_out(REASON, !(is_reception && fields::with_names(&self.form)));
    }

    fn go(&mut self, by: isize, around: &Around<'_>) -> Vec<Effect> {
        if let Err(say) = self.leave(around) {
            return vec![Effect::Say(Notice::error(say))];
        }
        self.form.go(by);
        self.is_fresh = true;
        Vec::new()
    }

    fn type_key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        let typed = field_typed(&self.form);
        let Some(field) = self.form.current() else { return Vec::new() };
        let (name, before) = (field.name, field.text.text().to_owned());
        let is_letter = key.typed().is_some();
        if std::mem::take(&mut self.is_fresh) && is_letter && matches!(typed, Typed::Plain) {
            self.form.set_text(name, "");
        }
        let effects = self.form.type_key(key, around);
        let Typed::Code(table) = typed else { return effects };
        if !is_letter {
            return effects;
        }
        if chosen(table, self.form.text(name)).is_none() {
            self.form.set_text(name, &before);
            return vec![Effect::Say(Notice::error(one_of(table)))];
        }
        self.leave_out();
        // An input method outside would take the code and the words behind it for one word.
        if self.form.behind().is_some_and(|next| !matches!(next.typed, Typed::Words)) {
            self.form.go(1);
            self.is_fresh = true;
        }
        effects
    }

    /// What is wanted, if it can be; else the cursor goes where it cannot.
    fn wanted(&mut self, around: &Around<'_>) -> Result<Wanted, Say> {
        self.leave(around)?;
        match fields::wanted(&self.form, around.welcome.today) {
            Ok((book, way)) => Ok(Wanted { book, way }),
            Err((name, say)) => {
                self.form.go_to(name);
                self.is_fresh = true;
                Err(say)
            }
        }
    }

    /// F2, or Enter behind the last field.
    fn begin(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let wanted = match self.wanted(around) {
            Ok(wanted) => wanted,
            Err(say) => return vec![Effect::Say(Notice::error(say))],
        };
        if wanted.book.reason.is_none() {
            return self.read(wanted, around);
        }
        if let Some(notice) = saving::obstacle(around) {
            return vec![Effect::Say(notice)];
        }
        self.stage = Stage::Sure(wanted);
        vec![Effect::Say(Notice::warning(Say::new(
            "Ghi các dòng này vào sổ rồi đọc họ tên? Enter ghi và đọc, Esc thôi",
            "Write these lines down, then read the names? Enter: yes, Esc: no",
        )))]
    }
}

fn field_typed(form: &SmallForm) -> Typed {
    form.current().map_or(Typed::Plain, |field| field.typed)
}

impl Screen for BookScreen {
    fn place(&self) -> Place {
        Place::Form
    }

    fn title(&self, around: &Around<'_>) -> String {
        Words::new("IN SỔ", "PRINT A BOOK").get(around.lang).to_owned()
    }

    fn smallest(&self) -> (u16, u16) {
        (80, 24)
    }

    /// A reading goes on where it was, also after the line broke.
    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        self.ask()
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        match &self.stage {
            Stage::Reading(..) => return Vec::new(),
            Stage::Sure(wanted) if key.code == KeyCode::Enter => {
                let wanted = wanted.clone();
                return self.read(wanted, around);
            }
            Stage::Sure(_) => self.stage = Stage::Filling,
            Stage::Filling => {}
        }
        match key.code {
            KeyCode::Enter if self.form.behind().is_none() => self.begin(around),
            KeyCode::Enter | KeyCode::Tab | KeyCode::Down => self.go(1, around),
            KeyCode::BackTab | KeyCode::Up => self.go(-1, around),
            _ => self.type_key(key, around),
        }
    }

    fn own_commands(&self) -> &'static [CommandName] {
        &["save", "undo", "redo", "word.turn", "letter.highland"]
    }

    fn command(&mut self, run: CommandName, around: &Around<'_>) -> Option<Vec<Effect>> {
        match (&self.stage, run) {
            (_, "redraw") | (Stage::Reading(..), "leave") => return None,
            (Stage::Reading(..), "back") => return Some(self.stop()),
            (Stage::Reading(..), _) => return Some(Vec::new()),
            (Stage::Sure(_), "back") => {
                self.stage = Stage::Filling;
                let say = Say::new("Chưa ghi, chưa đọc gì", "Nothing was written down or read");
                return Some(vec![Effect::Say(Notice::plain(say))]);
            }
            (Stage::Sure(_), _) => self.stage = Stage::Filling,
            (Stage::Filling, _) => {}
        }
        match run {
            "save" => Some(self.begin(around)),
            _ => self.form.rework(run, around),
        }
    }

    fn reply(&mut self, tag: Tag, outcome: Outcome, _: &Around<'_>) -> Vec<Effect> {
        if tag.serial == self.serial { self.answered(outcome) } else { Vec::new() }
    }

    fn push(&mut self, _: &Push, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        self.draw_all(canvas, around);
    }

    fn help_here(&self, _: &Around<'_>) -> Vec<Say> {
        let mut help = self.form.help_here();
        help.push(Say::new(
            "F2: in hoặc ghi tệp vào ~/nghedan-xuat. Cột căn cước luôn để trống.",
            "F2 prints, or writes a file to ~/nghedan-xuat. The identity card is blank.",
        ));
        help.push(Say::new(
            "Họ tên: trước khi đọc, ai, kỳ nào, vì sao được ghi vào sổ (danh sach mo so).",
            "Names: before they are read, who, which days and why is written down.",
        ));
        help
    }
}
