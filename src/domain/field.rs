//! The declaration of a field: form, table, checks, help, JSON and CSV are read from it.

use std::marker::PhantomData;

use crate::base::{Words, limits};

use super::{Record, Secret, Value, value::FieldValue};

/// A field as plain data.
#[derive(Clone, Copy, Debug)]
pub struct FieldDef {
    /// On disk, in JSON and in CSV; never changes.
    pub name: &'static str,
    /// On the screen.
    pub label: Words,
    /// What it can hold.
    pub shape: Shape,
    /// Whether a record is whole without it.
    pub presence: Presence,
    /// The letter under which a form with a gate finds it: a consonant, dead in Telex and VNI.
    pub letter: Option<char>,
    /// Whether records are found by it.
    pub indexed: bool,
    /// Given by the register, never typed; ignored in input.
    pub derived: bool,
    /// Text in which a story of a person could stand: absent until the kind of a petition is known, and from every
    /// denunciation.
    pub narrative: bool,
    /// Kept closed on the disk, under this key of its record.
    pub secret: Option<Secret>,
    /// Whether this record has the field at all.
    pub applies: fn(&Record) -> bool,
    /// Which choices of a closed list this record is offered.
    pub offers: fn(&Record, &Choice) -> bool,
    /// One or two sentences for whoever stands in the field.
    pub help: Words,
}

/// Whether a field must be filled.
#[derive(Clone, Copy, Debug)]
pub enum Presence {
    /// May stay empty.
    Optional,
    /// Must be filled wherever it applies.
    Required,
}

/// What a field can hold and how it is typed.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// One line of at most this many characters.
    Line(usize),
    /// A wrapped paragraph of at most this many characters.
    Paragraph(usize),
    /// A whole number from the first to the second.
    Int(i64, i64),
    /// A number with one decimal from the first to the second, both in tenths, as which it is stored: 5 is 0,5.
    Tenths(i64, i64),
    /// A day; `Past` ones may not lie after today.
    Day(DayRange),
    /// An instant.
    At,
    /// One of these, typed by its code.
    Choice(&'static [Choice]),
    /// A unit of one of these levels, typed by initials or name.
    Unit(&'static [&'static str]),
    /// An agency of the office's list, typed by its code.
    Agency,
    /// Another record of this kind, by id or number.
    Record(&'static str),
    /// A number in a book.
    Number,
    /// Yes or no.
    Flag,
    /// Several values of one shape.
    List(&'static Shape),
    /// Rows of a table inside the record.
    Rows(&'static [FieldDef]),
    /// An officer's account.
    Officer,
    /// A reporting period, as [`crate::base::Period`] spells it.
    Period,
    /// A name out of a declaration, stored as it is spelled there and shown by its label; `None`: there is no such name.
    Named(fn(&str) -> Option<Words>),
}

/// Which days a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayRange {
    /// Any day.
    Any,
    /// Today or before.
    Past,
}

/// One value of a closed list.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// On disk; never changes.
    pub id: &'static str,
    /// What is typed: consonants, so that Telex and VNI leave them alone.
    pub code: &'static str,
    /// A short form for tables.
    pub abbr: &'static str,
    /// In full.
    pub label: Words,
}

impl Choice {
    /// A choice whose short form is its code.
    pub const fn new(id: &'static str, code: &'static str, label: Words) -> Choice {
        Choice { id, code, abbr: code, label }
    }
}

/// A field whose values are read as `T`; made once, as a constant of its kind.
#[derive(Debug)]
pub struct Field<T> {
    /// The declaration as plain data, for the code that loops over all fields.
    pub def: FieldDef,
    of: PhantomData<fn() -> T>,
}

const NO_HELP: Words = Words::new("", "");

fn always(_: &Record) -> bool {
    true
}

fn all_choices(_: &Record, _: &Choice) -> bool {
    true
}

impl<T> Field<T> {
    /// An optional field.
    pub const fn new(name: &'static str, label: Words, shape: Shape) -> Field<T> {
        let def = FieldDef {
            name,
            label,
            shape,
            presence: Presence::Optional,
            letter: None,
            indexed: false,
            derived: false,
            narrative: false,
            secret: None,
            applies: always,
            offers: all_choices,
            help: NO_HELP,
        };
        Field { def, of: PhantomData }
    }

    /// Must be filled.
    pub const fn required(mut self) -> Field<T> {
        self.def.presence = Presence::Required;
        self
    }

    /// Is found under this letter at the gate of its form.
    pub const fn letter(mut self, letter: char) -> Field<T> {
        self.def.letter = Some(letter);
        self
    }

    /// Records are found by it.
    pub const fn indexed(mut self) -> Field<T> {
        self.def.indexed = true;
        self
    }

    /// Given by the register.
    pub const fn derived(mut self) -> Field<T> {
        self.def.derived = true;
        self
    }

    /// Could hold a story of a person.
    pub const fn narrative(mut self) -> Field<T> {
        self.def.narrative = true;
        self
    }

    /// Is kept closed on the disk, under this key of its record.
    pub const fn sealed(mut self, under: Secret) -> Field<T> {
        self.def.secret = Some(under);
        self
    }

    /// Exists only in records for which this is true.
    pub const fn applies_if(mut self, when: fn(&Record) -> bool) -> Field<T> {
        self.def.applies = when;
        self
    }

    /// Of a closed list, only the choices for which this is true are offered and taken.
    pub const fn offers_if(mut self, which: fn(&Record, &Choice) -> bool) -> Field<T> {
        self.def.offers = which;
        self
    }

    /// What F1 says in this field.
    pub const fn help(mut self, vi: &'static str, en: &'static str) -> Field<T> {
        self.def.help = Words::new(vi, en);
        self
    }
}

impl<T: FieldValue> Field<T> {
    /// The record's value, when it has one of this type.
    pub fn of(&self, record: &Record) -> Option<T> {
        record.fields.get(self.def.name).and_then(T::from_value)
    }

    /// Sets the record's value.
    pub fn set(&self, record: &mut Record, value: T) {
        record.fields.insert(self.def.name.to_owned(), value.into_value());
    }

    /// Empties the field.
    pub fn clear(&self, record: &mut Record) {
        record.fields.remove(self.def.name);
    }
}

impl FieldDef {
    /// Whether it tells of a matter in words: what is searched and looked through for persons. Who sent a petition is not.
    pub fn tells(&self) -> bool {
        self.narrative && self.secret != Some(Secret::Contact)
    }

    /// Whether this record must have the field filled.
    pub fn is_required(&self, record: &Record) -> bool {
        match self.presence {
            Presence::Optional => false,
            Presence::Required => (self.applies)(record),
        }
    }

    /// The choice with this id, when the field is a closed list.
    pub fn choice(&self, id: &str) -> Option<&'static Choice> {
        match self.shape {
            Shape::Choice(choices) => choices.iter().find(|choice| choice.id == id),
            _ => None,
        }
    }
}

impl Shape {
    /// A line of the usual length.
    pub const LINE: Shape = Shape::Line(limits::LINE_CHARS_MAX);

    /// Whether a value is of this shape's sort; its content is checked elsewhere.
    pub fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (
                Shape::Line(_)
                | Shape::Paragraph(_)
                | Shape::Agency
                | Shape::Officer
                | Shape::Period
                | Shape::Named(_),
                Value::Text(_),
            )
            | (Shape::Int(..) | Shape::Tenths(..), Value::Int(_))
            | (Shape::Day(_), Value::Day(_))
            | (Shape::At, Value::At(_))
            | (Shape::Choice(_), Value::Choice(_))
            | (Shape::Unit(_) | Shape::Record(_), Value::Ref(_))
            | (Shape::Number, Value::Number(_))
            | (Shape::Flag, Value::Flag(_)) => true,
            (Shape::List(inner), Value::List(items)) => items.iter().all(|item| inner.holds(item)),
            (Shape::Rows(_), Value::List(items)) => items.iter().all(|item| matches!(item, Value::Row(_))),
            _ => false,
        }
    }
}
