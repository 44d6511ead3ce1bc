//! The declaration of a kind of record, and the list of all kinds.

use crate::base::{Day, Lang, Officer, Say, Stamp, Words};

use super::{FieldDef, Periods, Places, Problem, Record, Searchable, kinds::Office, law::Law};

/// A kind of record: everything that forms, tables, checks, help, JSON, CSV, indexes and history need to know of it.
#[derive(Debug)]
pub struct KindDef {
    /// On disk, on the command line and in JSON; never changes.
    pub name: &'static str,
    /// On the screen.
    pub title: Words,
    /// Its fields in the order of the form.
    pub fields: &'static [FieldDef],
    /// Its table.
    pub columns: &'static [Column],
    /// The book from which its records take their numbers.
    pub book: Option<&'static str>,
    /// Rules over several fields; those of a single field are in its declaration.
    pub rules: &'static [Rule],
    /// Rules over a change of a saved record: from the old to the new one.
    pub edit_rules: &'static [EditRule],
    /// Fills what follows from the rest and what has a default, where it is still empty.
    pub fill: fn(&mut Record, &Circumstances<'_>),
    /// What else happens to a record at the instant it is first saved.
    pub created: fn(&mut Record, Stamp, &Circumstances<'_>),
    /// What an officer calls a record: its number, its name.
    pub label: fn(&Record, &Places) -> Say,
    /// What a record of this kind is by nature, such as a village and a period: its id behind the office and the kind, so
    /// that there is one record of it, whoever enters it. `None`: records are counted.
    pub natural_id: Option<fn(&Record) -> Option<String>>,
    /// How its records are found over everything; `None`: they are not looked for.
    pub search: Option<&'static Searchable>,
}

/// A rule over several fields: adds what it finds.
pub type Rule = fn(&Record, &Circumstances<'_>, &mut Vec<Problem>);

/// A rule over the change from the first record to the second.
pub type EditRule = fn(&Record, &Record, &mut Vec<Problem>);

/// A column of a kind's table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// In CSV and in `--json`, when it is not a field.
    pub name: &'static str,
    /// Its heading.
    pub label: Words,
    /// Columns of the screen at 80; 0 leaves it out.
    pub width: u16,
    /// Columns of the screen at 120 and more.
    pub wide: u16,
    /// Columns of the screen at 60; 0 leaves it out.
    pub narrow: u16,
    /// Numbers stand at the right.
    pub right: bool,
    /// What stands there.
    pub cell: fn(&Record, &Circumstances<'_>, Lang) -> String,
}

/// What a pure rule may know beside the record itself.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// Today in Vietnam.
    pub today: Day,
    /// Who asks.
    pub officer: &'a Officer,
    /// The office whose register it is.
    pub office: Office<'a>,
    /// Rules and holidays.
    pub law: &'a Law,
    /// Units through time.
    pub places: &'a Places,
    /// Reporting periods: how long, by when, which are closed.
    pub periods: &'a Periods,
    /// The records of the same kind and village before this one, the newest first, where the rules of its kind compare.
    pub before: &'a [Record],
}

impl KindDef {
    /// A kind of which only the name is missing: what a declaration does not say is as here.
    pub const PLAIN: KindDef = KindDef {
        name: "",
        title: Words::new("", ""),
        fields: &[],
        columns: &[],
        book: None,
        rules: &[],
        edit_rules: &[],
        fill: |_, _| (),
        created: |_, _, _| (),
        label: |record, _| Say::plain(record.id.as_str()),
        natural_id: None,
        search: None,
    };

    /// The field with this name.
    pub fn field(&self, name: &str) -> Option<&'static FieldDef> {
        self.fields.iter().find(|field| field.name == name)
    }
}
