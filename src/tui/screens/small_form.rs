//! Fields that are typed one below the other and no record stands behind: a line of the law, which book is printed.

use crate::base::{Lang, Say, Words, text};
use crate::domain::Choice;
use crate::tui::{
    Canvas,
    command::CommandName,
    screen::{Around, Effect},
    terminal::Key,
    widgets::{Edited, TextField},
};

use super::{form::entry, form_says};

const LABEL_AT: u16 = 4;
const VALUE_AT: u16 = 24;

/// How a field is typed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Typed {
    /// Words, with marks.
    Words,
    /// Codes, numbers, days: as they are.
    Plain,
    /// One of these by its code.
    Code(&'static [Choice]),
}

/// Whether a field can be entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entering {
    /// It can.
    Open,
    /// It is shown and stays as it is.
    Fixed,
    /// It is not there: another field leaves it out.
    LeftOut,
}

/// One field.
#[derive(Debug)]
pub(super) struct SmallField {
    /// As faults name it.
    pub name: &'static str,
    pub label: Words,
    pub hint: Words,
    pub typed: Typed,
    pub entering: Entering,
    pub text: TextField,
}

/// The fields, and in which of them the cursor stands.
#[derive(Debug)]
pub(super) struct SmallForm {
    fields: Vec<SmallField>,
    at: usize,
}

impl SmallForm {
    /// With the cursor in the field of this name.
    pub(super) fn new(fields: Vec<SmallField>, first: &str) -> SmallForm {
        let mut form = SmallForm { fields, at: 0 };
        form.go_to(first);
        form
    }

    /// The field in which the cursor stands.
    pub(super) fn current(&self) -> Option<&SmallField> {
        self.fields.get(self.at)
    }

    /// What stands in a field, without blanks around it.
    pub(super) fn text(&self, name: &str) -> &str {
        let field = self.fields.iter().find(|field| field.name == name);
        field.map_or("", |field| field.text.text().trim())
    }

    /// Puts something into a field.
    pub(super) fn set_text(&mut self, name: &str, text: &str) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
            field.text.set_text(text);
        }
    }

    /// Leaves a field out, or lets it be entered again.
    pub(super) fn leave_out(&mut self, name: &str, is_left_out: bool) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
            field.entering = if is_left_out { Entering::LeftOut } else { Entering::Open };
        }
    }

    /// Puts the cursor into a field, if it can be entered.
    pub(super) fn go_to(&mut self, name: &str) {
        let is_meant = |field: &SmallField| field.name == name && field.entering == Entering::Open;
        if let Some(at) = self.fields.iter().position(is_meant) {
            self.at = at;
        }
    }

    fn next(&self, by: isize) -> Option<usize> {
        let mut at = self.at;
        loop {
            at = at.checked_add_signed(by)?;
            if self.fields.get(at)?.entering == Entering::Open {
                return Some(at);
            }
        }
    }

    /// The next field that can be entered, or with -1 the one before.
    pub(super) fn go(&mut self, by: isize) {
        self.at = self.next(by).unwrap_or(self.at);
    }

    /// The field that comes next, when there is one.
    pub(super) fn behind(&self) -> Option<&SmallField> {
        self.fields.get(self.next(1)?)
    }

    /// A key that changes what stands in the field.
    pub(super) fn type_key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        let columns = columns(around.size.0);
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
        if edited == Edited::Full { vec![Effect::Say(entry::is_full())] } else { Vec::new() }
    }

    /// A command that works on what is typed; `None`: it is none.
    pub(super) fn rework(&mut self, run: CommandName, around: &Around<'_>) -> Option<Vec<Effect>> {
        let field = self.fields.get_mut(self.at);
        match run {
            "undo" => drop(field?.text.undo()),
            "redo" => drop(field?.text.redo()),
            "word.turn" | "letter.highland" => {
                let edited = field?.text.rework(run, around.typing);
                return Some(form_says::reworked(edited).into_iter().collect());
            }
            _ => return None,
        }
        Some(Vec::new())
    }

    /// Field by field from a row on, with the hint of the one in which the cursor stands; answers the row behind.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, from: u16, lang: Lang) -> u16 {
        let columns = columns(canvas.columns());
        let mut row = from;
        let is_there = |(_, field): &(usize, &SmallField)| field.entering != Entering::LeftOut;
        for (number, (at, field)) in self.fields.iter().enumerate().filter(is_there).enumerate() {
            canvas.right(row, 1, 2, &(number + 1).to_string());
            canvas.cell(row, LABEL_AT, VALUE_AT - LABEL_AT - 1, field.label.get(lang));
            if at != self.at {
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
        row
    }

    /// What F1 says of the field.
    pub(super) fn help_here(&self) -> Vec<Say> {
        self.current().map_or_else(Vec::new, |field| vec![field.label.into(), field.hint.into()])
    }
}

/// A field as it reads: a code with what it stands for.
fn shown(field: &SmallField, lang: Lang) -> String {
    let typed = field.text.text();
    match field.typed {
        Typed::Code(table) => {
            let label = chosen(table, typed).map_or("", |choice| choice.label.get(lang));
            format!("{typed} {label}").trim_end().to_owned()
        }
        _ => typed.to_owned(),
    }
}

/// The choice of this code.
pub(super) fn chosen<'a>(table: &'a [Choice], typed: &str) -> Option<&'a Choice> {
    let typed = typed.trim().to_lowercase();
    table.iter().find(|choice| choice.code == typed)
}

/// What can be typed, when something else was.
pub(super) fn one_of(table: &[Choice]) -> Say {
    let codes: Vec<&str> = table.iter().map(|choice| choice.code).collect();
    let codes = codes.join(", ");
    Say::new(format!("Gõ một trong {codes}"), format!("Type one of {codes}"))
}

/// There is no such day.
pub(super) fn no_such_day() -> Say {
    Say::new("Nhập lại ngày: không có ngày này", "Enter another: there is no such day")
}

fn columns(window: u16) -> usize {
    usize::from(window.saturating_sub(VALUE_AT).max(1))
}
