//! What a list shows: a view, narrowed by what was typed.

use serde::{Deserialize, Serialize};

use crate::base::{Day, Id, Say, Words, text};

use super::{
    Choices, Places, Shape, Wanted, guard,
    kinds::petition_fields,
    kinds::{Domain, Level, Petition, PetitionKind},
    parse,
};

/// The views of the petitions, under the digits of every list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum View {
    /// 1: past a day that was due.
    Overdue,
    /// 2: due today or within three working days.
    Soon,
    /// 3: received, not classified.
    New,
    /// 4: on somebody's desk.
    Unresolved,
    /// 5: with another office, whose result we wait for.
    Transferred,
    /// The whole book, the newest first.
    All,
}

impl View {
    /// All of them, in the order of the digits.
    pub const ALL: &'static [View] =
        &[View::Overdue, View::Soon, View::New, View::Unresolved, View::Transferred, View::All];

    /// On the command line.
    pub fn name(self) -> &'static str {
        match self {
            View::Overdue => "overdue",
            View::Soon => "soon",
            View::New => "new",
            View::Unresolved => "unresolved",
            View::Transferred => "transferred",
            View::All => "all",
        }
    }

    /// The one of this name.
    pub fn from_name(name: &str) -> Option<View> {
        View::ALL.iter().copied().find(|view| view.name() == name)
    }

    /// Its digit, for those that have one.
    pub fn digit(self) -> Option<char> {
        match self {
            View::Overdue => Some('1'),
            View::Soon => Some('2'),
            View::New => Some('3'),
            View::Unresolved => Some('4'),
            View::Transferred => Some('5'),
            View::All => None,
        }
    }

    /// On the home screen and above a list.
    pub fn title(self) -> Words {
        match self {
            View::Overdue => Words::new("Đơn quá hạn", "Overdue"),
            View::Soon => Words::new("Sắp đến hạn (3 ngày)", "Due soon (3 days)"),
            View::New => Words::new("Mới tiếp nhận", "New"),
            View::Unresolved => Words::new("Đơn chưa giải quyết", "Unresolved"),
            View::Transferred => Words::new("Đã chuyển, chờ kết quả", "Transferred, awaiting result"),
            View::All => Words::new("Tất cả đơn", "All petitions"),
        }
    }

    /// In the line of views above a list.
    pub fn short(self) -> Words {
        match self {
            View::Overdue => Words::new("Quá hạn", "Overdue"),
            View::Soon => Words::new("Sắp", "Soon"),
            View::New => Words::new("Mới", "New"),
            View::Unresolved => Words::new("Chưa xong", "Open"),
            View::Transferred => Words::new("Chờ", "Waiting"),
            View::All => Words::new("Tất cả", "All"),
        }
    }
}

/// What a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// The kind of record.
    pub kind: String,
    /// The view; other kinds than petitions have only [`View::All`].
    pub view: View,
    /// What was typed to narrow it.
    pub narrow: String,
    /// Exact values of fields, as `--where` gives them; all must hold.
    pub filters: Vec<(String, super::Value)>,
}

impl Query {
    /// A view, not narrowed.
    pub fn view(kind: &str, view: View) -> Query {
        Query { kind: kind.to_owned(), view, narrow: String::new(), filters: Vec::new() }
    }

    /// Whether a record has every value that the filters ask for.
    pub fn keeps(&self, record: &super::Record) -> bool {
        self.filters.iter().all(|(field, value)| record.fields.get(field) == Some(value))
    }
}

/// What the letters typed over a list of petitions mean: initials of a village first, then a code, then beginnings of
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
    /// What was typed, understood.
    pub fn read(typed: &str, places: &Places, own: Option<&Id>, on: Day) -> Narrow {
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
            if let Some(kind) = PetitionKind::ALL.iter().find(|kind| abbr(kind.choice())) {
                return Narrow::Kind(*kind);
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

    /// Whether a petition stays.
    pub fn keeps(&self, petition: Petition<'_>, places: &Places) -> bool {
        match self {
            Narrow::Nothing => true,
            Narrow::Places(ids) => petition.village().is_some_and(|village| ids.contains(&village)),
            Narrow::Kind(kind) => petition.kind() == Some(*kind),
            Narrow::Domain(domain) => petition.domain() == Some(*domain),
            Narrow::Number(typed) => petition.number().is_some_and(|number| {
                if typed.contains('/') {
                    number.to_string().starts_with(typed.as_str())
                } else {
                    number.seq.to_string().starts_with(typed.as_str())
                }
            }),
            Narrow::Words { readings, summary } => {
                let place = petition.village().and_then(|village| {
                    places
                        .get(&village)
                        .map(|place| (text::fold(&place.short), text::fold_joined(&place.name)))
                });
                let in_place = place.is_some_and(|(short, joined)| {
                    readings.iter().any(|reading| {
                        has_word(&short, reading)
                            || joined.contains(&reading.replace(' ', ""))
                                && reading.chars().count() >= SUMMARY_FROM_LETTERS
                    })
                });
                in_place
                    || *summary
                        && petition.summary().is_some_and(|told| {
                            guard::is_found(&told, |told| {
                                let told = text::fold(told);
                                readings.iter().any(|reading| has_word(&told, reading))
                            })
                        })
            }
        }
    }
}

fn echo_words(typed: &str, label: Words) -> Say {
    Say::new(format!("{typed} = {}", label.vi), format!("{typed} = {}", label.en))
}

/// Whether `words` holds `begins` at the beginning of one of its words.
fn has_word(words: &str, begins: &str) -> bool {
    words.starts_with(begins) || words.contains(&format!(" {begins}"))
}

/// A `--where FIELD=VALUE` of the command line, understood by the field's declaration.
pub fn filter(
    kind: &super::KindDef,
    field: &str,
    value: &str,
    today: Day,
) -> Result<(String, super::Value), Say> {
    let Some(def) = kind.field(field) else {
        return Err(Say::new(
            "Xem `nghedan list --help`: không có mục này",
            "See `nghedan list --help`: no such field",
        ));
    };
    let id = Id::new("query").ok_or_else(Say::default)?;
    let probe = super::Record::new(kind.name, id.clone(), id);
    let any = super::FieldDef { offers: |_, _| true, ..*def };
    match (def.shape, parse::typed(&any, &probe, value, today)?) {
        (Shape::Rows(_) | Shape::List(_), _) | (_, None) => {
            Err(Say::new("Cần một giá trị sau dấu =", "A value is needed after ="))
        }
        (_, Some(value)) => Ok((field.to_owned(), value)),
    }
}

/// The field by which the whole book is listed, newest first.
pub const BOOK_ORDER: &str = petition_fields::NUMBER.def.name;
