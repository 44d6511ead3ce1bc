//! The declaration of a kind of record, and the list of all kinds.

use crate::base::{Day, Id, Lang, Number, Officer, Say, Stamp, Words, text};

use super::{
    FieldDef, Fields, Pending, Periods, Places, Problem, Record, Searchable, Step, kinds::Office, law::Law,
};

/// A kind of record: everything that forms, tables, checks, help, JSON, CSV, indexes and history need to know of it.
#[derive(Debug)]
pub struct KindDef {
    /// On disk, on the command line and in JSON; never changes.
    pub name: &'static str,
    /// On the screen.
    pub title: Words,
    /// What messages call a record of it: "đơn", "việc".
    pub noun: Words,
    /// What stands in row 1 of its lists.
    pub heading: Words,
    /// Its fields in the order of the form.
    pub fields: &'static [FieldDef],
    /// Its table.
    pub columns: &'static [Column],
    /// The book from which its records take their numbers.
    pub book: Option<Book>,
    /// What an index finds them by beside their fields; `None`: nothing.
    pub also_indexed: Option<AlsoIndexed>,
    /// The indexed field by which the whole of them is listed, the greatest first; `None`: by their ids.
    pub newest_by: Option<&'static str>,
    /// What is open of them is somebody's work.
    pub pending: Option<Pending>,
    /// What can be done with an open one; the steps of a petition are in its own files.
    pub steps: &'static [&'static Step],
    /// Fields that name others, which keep this record's id in a field of theirs.
    pub echoes: &'static [Echo],
    /// Where and when what a record tells was: the place and the day by which it lies within borders; `None`: nowhere.
    pub placed: Option<Placed>,
    /// The columns of its frequency table: names of facets.
    pub counted_by: &'static [&'static str],
    /// Rules over several fields; those of a single field are in its declaration.
    pub rules: &'static [Rule],
    /// Rules over a change of a saved record: from the old to the new one.
    pub edit_rules: &'static [EditRule],
    /// Fills what follows from the rest and what has a default, where it is still empty.
    pub fill: fn(&mut Record, &Circumstances<'_>),
    /// Settles what is no contradiction though both sides changed it, before two changes are laid together
    /// ([`super::merge`]): given the state that both had seen, ours and the saved one.
    pub settle: fn(&Fields, &mut Fields, &mut Fields),
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

/// Values of a record that no field of its own holds and by which it is found.
#[derive(Clone, Copy, Debug)]
pub struct AlsoIndexed {
    /// The name of the index, no field's; when the values are made otherwise it is another name.
    pub name: &'static str,
    /// The values, each once.
    pub values: fn(&Record) -> Vec<String>,
}

/// A book (sổ): from 1 each year, without gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Book {
    /// On disk and in the office's list of first numbers; never changes.
    pub name: &'static str,
    /// What stands before a number: `V-`.
    pub sign: &'static str,
    /// Digits that a number has at least.
    pub digits: usize,
}

/// A field that names other records: each of them keeps the id of the record that names it.
#[derive(Clone, Copy, Debug)]
pub struct Echo {
    /// The field, a list of records.
    pub field: &'static str,
    /// The derived field of those that are named, a list of records.
    pub kept_in: &'static str,
}

impl Book {
    /// The id of an office's record with this number; `None`: it would be too long.
    pub fn id(&self, office: &Id, number: Number) -> Option<Id> {
        Id::new(&format!("{office}.{}.{}.{}", self.name, number.year, number.seq))
    }

    /// A number as lists write it: without its year when that is this one.
    pub fn shown(&self, number: Number, this_year: i32) -> String {
        let (sign, digits) = (self.sign, self.digits);
        if number.year == this_year { format!("{sign}{:0digits$}", number.seq) } else { self.in_full(number) }
    }

    /// The same for a narrow column: an older year by its last two digits.
    pub fn in_column(&self, number: Number, this_year: i32) -> String {
        if number.year == this_year {
            return self.shown(number, this_year);
        }
        let (sign, digits) = (self.sign, self.digits);
        format!("{sign}{:0digits$}/{:02}", number.seq, number.year.rem_euclid(100))
    }

    /// A number with its year.
    pub fn in_full(&self, number: Number) -> String {
        let (sign, digits) = (self.sign, self.digits);
        format!("{sign}{:0digits$}/{}", number.seq, number.year)
    }

    /// What was typed as a number of this book: with or without its sign, with or without its year.
    pub fn read(&self, typed: &str, this_year: i32) -> Option<Number> {
        let (typed, sign) = (text::fold(typed), text::fold(self.sign));
        let bare = typed.strip_prefix(&sign).or_else(|| typed.strip_prefix(sign.trim_end_matches('-')));
        let digits = bare.unwrap_or(&typed);
        Number::parse(digits).or_else(|| Number::parse(&format!("{digits}/{this_year}")))
    }
}

/// A rule over several fields: adds what it finds.
pub type Rule = fn(&Record, &Circumstances<'_>, &mut Vec<Problem>);

/// A rule over the change from the first record to the second.
pub type EditRule = fn(&Record, &Record, &mut Vec<Problem>);

/// The place and the day of what a record tells.
pub type Placed = fn(&Record) -> Option<(Id, Day)>;

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
    pub cell: Cell,
    /// What stands there in a file, which is read in another year and has room: a day and a number with their year.
    /// `None`: as on the screen.
    pub in_full: Option<Cell>,
}

/// What stands in a column of a record.
pub type Cell = fn(&Record, &Circumstances<'_>, Lang) -> String;

/// Columns of a window of 80, of 120 and more, of 60; 0 leaves it out.
pub type Widths = (u16, u16, u16);

impl Column {
    /// A column whose cells stand at the left.
    pub const fn new(name: &'static str, label: Words, (width, wide, narrow): Widths, cell: Cell) -> Column {
        Column { name, label, width, wide, narrow, right: false, cell, in_full: None }
    }

    /// With another text in a file.
    pub const fn in_full(self, cell: Cell) -> Column {
        Column { in_full: Some(cell), ..self }
    }

    /// What stands there of a record, on the screen or in a file.
    pub fn text(&self, record: &Record, around: &Circumstances<'_>, lang: Lang, in_full: bool) -> String {
        let cell = self.in_full.filter(|_| in_full).unwrap_or(self.cell);
        cell(record, around, lang)
    }

    /// Numbers stand at the right.
    pub const fn at_the_right(self) -> Column {
        Column { right: true, ..self }
    }
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
    /// The records that the rules compare with: of the same kind and village before this one, the newest first; of a step,
    /// the petitions that name a document of the same number.
    pub before: &'a [Record],
}

impl KindDef {
    /// A kind of which only the name is missing: what a declaration does not say is as here.
    pub const PLAIN: KindDef = KindDef {
        name: "",
        title: Words::new("", ""),
        noun: Words::new("bản ghi", "record"),
        heading: Words::new("", ""),
        fields: &[],
        columns: &[],
        book: None,
        also_indexed: None,
        newest_by: None,
        pending: None,
        steps: &[],
        echoes: &[],
        placed: None,
        counted_by: &[],
        rules: &[],
        edit_rules: &[],
        fill: |_, _| (),
        settle: |_, _, _| (),
        created: |_, _, _| (),
        label: |record, _| Say::plain(record.id.as_str()),
        natural_id: None,
        search: None,
    };

    /// What stands in row 1 of its lists.
    pub fn list_heading(&self) -> Say {
        if self.heading.vi.is_empty() {
            return Say::new(self.title.vi.to_uppercase(), self.title.en.to_uppercase());
        }
        self.heading.into()
    }

    /// The step of this name.
    pub fn step(&self, name: &str) -> Option<&'static Step> {
        self.steps.iter().copied().find(|step| step.name == name)
    }

    /// The field with this name.
    pub fn field(&self, name: &str) -> Option<&'static FieldDef> {
        self.fields.iter().find(|field| field.name == name)
    }
}
