//! What a list shows: a view, narrowed by what was typed.

use serde::{Deserialize, Serialize};

use crate::base::{Day, Id, Number, Say, Words, text};

pub use super::view::View;

use super::{
    Choices, Circumstances, FieldDef, Fields, KindDef, Places, Record, Shape, Value, Wanted, facet, guard,
    kinds::{Domain, Level, PETITION, Petition, PetitionKind, petition_fields},
    parse,
};

/// What a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// The kind of record.
    pub kind: String,
    /// One of the views of that kind.
    pub view: View,
    /// What was typed to narrow it.
    pub narrow: String,
    /// Values of facets ([`facet`]), such as a field or who is late; all must hold.
    pub filters: Vec<(String, Value)>,
}

impl Query {
    /// A view, not narrowed.
    pub fn view(kind: &str, view: View) -> Query {
        Query { kind: kind.to_owned(), view, narrow: String::new(), filters: Vec::new() }
    }

    /// Everything of a kind.
    pub fn all(kind: &str) -> Query {
        Query::view(kind, View::All)
    }

    /// Only those of which a facet has this value.
    pub fn with(mut self, facet: &str, value: Value) -> Query {
        self.filters.push((facet.to_owned(), value));
        self
    }
}

/// What the letters typed over a list mean: initials of a village first, then a code, then beginnings of
/// words; from three letters on also the summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Narrow {
    /// Nothing was typed.
    Nothing,
    /// The villages with these initials.
    Places(Vec<Id>),
    /// A kind of petition by its code.
    Kind(PetitionKind),
    /// A domain by its code.
    Domain(Domain),
    /// A number of the book, with or without its year.
    Number(String),
    /// Words of the place's name, and of the summary where `summary` is true; any of the readings.
    Words {
        /// What was typed, folded; as keys behind an input method; as raw Telex.
        readings: Vec<String>,
        /// Whether the summary is searched too.
        summary: bool,
    },
}

/// From how many letters on the summary is searched too.
const SUMMARY_FROM_LETTERS: usize = 3;

impl Narrow {
    /// What was typed over a list of this kind, understood. Only petitions are told apart by kinds of petition.
    pub fn read(kind: &str, typed: &str, places: &Places, own: Option<&Id>, on: Day) -> Narrow {
        let folded = text::fold(typed);
        if folded.is_empty() {
            return Narrow::Nothing;
        }
        let initials = places.by_initials(Wanted { text: typed, levels: &[Level::Village], on, own });
        if !initials.is_empty() {
            return Narrow::Places(initials.into_iter().map(|place| place.id.clone()).collect());
        }
        let keys = text::keys_behind(typed);
        let code = |choice: &super::Choice| choice.code == folded || choice.code == keys;
        let abbr = |choice: &super::Choice| text::fold(choice.abbr) == folded;
        if folded.chars().count() > 1 {
            let of_petitions = PetitionKind::ALL.iter().find(|kind| abbr(kind.choice()));
            if let Some(found) = of_petitions.filter(|_| kind == PETITION.name) {
                return Narrow::Kind(*found);
            }
            if let Some(domain) = Domain::ALL.iter().find(|domain| code(domain.choice())) {
                return Narrow::Domain(*domain);
            }
        }
        if folded.bytes().all(|b| b.is_ascii_digit() || b == b'/') {
            return Narrow::Number(folded);
        }
        let letters = folded.chars().count();
        let mut readings = vec![folded, text::fold(&keys), text::compose_telex_fold(typed)];
        readings.retain(|reading| !reading.is_empty());
        readings.dedup();
        Narrow::Words { readings, summary: letters >= SUMMARY_FROM_LETTERS }
    }

    /// What it was understood as, for the line above the list; `None` when it is just words.
    pub fn echo(&self, typed: &str, places: &Places, on: Day) -> Option<Say> {
        let typed = typed.trim();
        match self {
            Narrow::Places(ids) => {
                let names: Vec<String> =
                    ids.iter().filter_map(|id| places.get(id)).map(|place| place.name.clone()).collect();
                let names = match ids.as_slice() {
                    [one] => places.get(one).map_or_else(String::new, |place| place.name.clone()),
                    _ => names.first().map_or_else(String::new, |name| format!("{name} ({})", ids.len())),
                };
                let _ = on;
                Some(Say::plain(format!("{typed} = {names}")))
            }
            Narrow::Kind(kind) => Some(echo_words(typed, kind.label())),
            Narrow::Domain(domain) => Some(echo_words(typed, domain.label())),
            Narrow::Nothing | Narrow::Number(_) | Narrow::Words { .. } => None,
        }
    }

    /// Whether a record stays.
    pub fn keeps(&self, kind: &KindDef, record: &Record, places: &Places) -> bool {
        match self {
            Narrow::Nothing => true,
            Narrow::Places(ids) => places_of(kind, record).any(|place| ids.contains(place)),
            Narrow::Kind(wanted) => kind.name == PETITION.name && Petition(record).kind() == Some(*wanted),
            Narrow::Domain(domain) => domains_of(kind.fields, &record.fields)
                .any(|value| *value == Value::Choice(domain.id().to_owned())),
            Narrow::Number(typed) => number_of(kind, record).is_some_and(|number| {
                if typed.contains('/') {
                    number.to_string().starts_with(typed.as_str())
                } else {
                    number.seq.to_string().starts_with(typed.trim_start_matches('0'))
                }
            }),
            Narrow::Words { readings, summary } => {
                let is_long = |reading: &str| reading.chars().count() >= SUMMARY_FROM_LETTERS;
                let in_place = places_of(kind, record).filter_map(|id| places.get(id)).any(|place| {
                    let (short, joined) = (text::fold(&place.short), text::fold_joined(&place.name));
                    readings.iter().any(|reading| {
                        has_word(&short, reading)
                            || is_long(reading) && joined.contains(&reading.replace(' ', ""))
                    })
                });
                let told = |words: &str| {
                    let words = text::fold(words);
                    readings.iter().any(|reading| has_word(&words, reading))
                };
                in_place
                    || *summary
                        && (stories_of(kind, record).any(|story| guard::is_found(story, told))
                            || told(&(kind.label)(record, places).vi))
            }
        }
    }
}

/// The places that a record names.
pub fn places_of<'a>(kind: &KindDef, record: &'a Record) -> impl Iterator<Item = &'a Id> {
    let units = kind.fields.iter().filter(|field| matches!(field.shape, Shape::Unit(_)));
    units.filter_map(|field| match record.fields.get(field.name) {
        Some(Value::Ref(id)) => Some(id),
        _ => None,
    })
}

/// The number of a record in its book.
pub(super) fn number_of(kind: &KindDef, record: &Record) -> Option<Number> {
    kind.book?;
    match record.fields.get(BOOK_ORDER)? {
        Value::Number(number) => Some(*number),
        _ => None,
    }
}

/// Domains (lĩnh vực) of a record and of the rows in it.
fn domains_of<'a>(
    declared: &'static [FieldDef],
    fields: &'a Fields,
) -> Box<dyn Iterator<Item = &'a Value> + 'a> {
    Box::new(declared.iter().flat_map(|field| -> Box<dyn Iterator<Item = &'a Value> + 'a> {
        match (field.shape, fields.get(field.name)) {
            (Shape::Choice(_), Some(value)) if field.name == petition_fields::DOMAIN.def.name => {
                Box::new(std::iter::once(value))
            }
            (Shape::Rows(columns), Some(Value::List(rows))) => {
                Box::new(rows.iter().flat_map(move |row| match row {
                    Value::Row(cells) => domains_of(columns, cells),
                    _ => Box::new(std::iter::empty()),
                }))
            }
            _ => Box::new(std::iter::empty()),
        }
    }))
}

/// What a record tells in words, also in its rows. Of a denunciation nothing is told.
fn stories_of<'a>(kind: &KindDef, record: &'a Record) -> impl Iterator<Item = &'a str> {
    let is_secret = facet::is_denunciation(record);
    kind.fields
        .iter()
        .filter(move |_| !is_secret)
        .flat_map(|field| stories_in(field, record.fields.get(field.name)))
}

fn stories_in<'a>(field: &'static FieldDef, value: Option<&'a Value>) -> Vec<&'a str> {
    match (field.shape, value) {
        (_, Some(Value::Text(told))) if field.tells() => vec![told],
        (Shape::Rows(columns), Some(Value::List(rows))) => rows
            .iter()
            .filter_map(|row| if let Value::Row(cells) = row { Some(cells) } else { None })
            .flat_map(|cells| columns.iter().flat_map(|column| stories_in(column, cells.get(column.name))))
            .collect(),
        _ => Vec::new(),
    }
}

fn echo_words(typed: &str, label: Words) -> Say {
    Say::new(format!("{typed} = {}", label.vi), format!("{typed} = {}", label.en))
}

/// Whether `words` holds `begins` at the beginning of one of its words.
fn has_word(words: &str, begins: &str) -> bool {
    words.starts_with(begins) || words.contains(&format!(" {begins}"))
}

/// A `--where FACET=VALUE` of the command line, understood by the facet's declaration.
pub fn filter(
    kind: &KindDef,
    name: &str,
    value: &str,
    around: &Circumstances<'_>,
) -> Result<(String, Value), Say> {
    let Some(def) = facet::field(kind, name) else {
        return Err(Say::new(
            "Xem `nghedan list --help`: không có mục này",
            "See `nghedan list --help`: no such field",
        ));
    };
    let is_derived = kind.field(name).is_none();
    if let Some(value) = facet::worded(value).filter(|_| is_derived) {
        return Ok((name.to_owned(), value));
    }
    let id = Id::new("query").ok_or_else(Say::default)?;
    let probe = Record::new(kind.name, id.clone(), id);
    let any = FieldDef { offers: |_, _| true, ..def };
    match (def.shape, parse::typed(&any, &probe, value, around.today)?) {
        (Shape::Rows(_) | Shape::List(_), _) | (_, None) => {
            Err(Say::new("Cần một giá trị sau dấu =", "A value is needed after ="))
        }
        (Shape::Unit(_), Some(Value::Ref(id))) if around.places.get(&id).is_none() => Err(Say::new(
            "ghi mã đơn vị (`nghedan list unit`): không có đơn vị này",
            "write a unit's id (`nghedan list unit`): there is no such unit",
        )),
        (_, Some(value)) => Ok((name.to_owned(), value)),
    }
}

/// The field by which a whole book is listed, newest first; every kind with a book has it.
pub const BOOK_ORDER: &str = "number";
