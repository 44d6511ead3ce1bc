//! What was typed to look something up over everything, understood: words in all their readings, and filter words.

use std::collections::HashSet;

use crate::base::{Id, Say, limits, text};

use super::{
    Choices, Places,
    kinds::{Domain, Level, PetitionKind},
};

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finding {
    /// All words as if they were one: `ea bar` finds `EaBar`; empty when only filters were typed.
    pub phrase: Term,
    /// The words one by one, when there are several: a record that holds each of them is found too.
    pub words: Vec<Term>,
    /// Whether what is told is searched beside names, codes and numbers.
    pub in_words: bool,
    /// The words that bear marks, as [`text::tone_first`] has them: records that hold them so come first.
    pub marked: Vec<String>,
    /// `xa:`: only in these units.
    pub places: Option<HashSet<Id>>,
    /// `loai:`: only of the sort with this code.
    pub sort: Option<&'static str>,
    /// `linhvuc:`: only about this.
    pub domain: Option<Domain>,
    /// `han:`: only what stands so.
    pub due: Option<DueWord>,
    /// `nam:`: only of this year.
    pub year: Option<i32>,
    /// The filters that were understood, in words.
    pub understood: Vec<Say>,
    /// Filters that are not or not yet clear, as they were typed; they narrow nothing.
    pub unclear: Vec<String>,
}

/// A word in its readings, as [`text::joined`] has them: as typed, as the keys behind it, as raw Telex.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Term {
    /// None of them is empty; no two are the same.
    pub readings: Vec<String>,
}

/// How what is due stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueWord {
    /// Past its day.
    Overdue,
    /// DueWord today or within three working days.
    Soon,
}

/// From how many letters on what is told is searched too: two letters are initials and codes.
const WORDS_FROM_LETTERS: usize = 3;

impl Finding {
    /// What was typed, understood; only the first [`limits::FIND_CHARS_MAX`] letters count.
    pub fn read(typed: &str, places: &Places) -> Finding {
        let mut finding = Finding::default();
        let mut words = Vec::new();
        let end = typed.char_indices().nth(limits::FIND_CHARS_MAX).map_or(typed.len(), |(at, _)| at);
        for word in typed.get(..end).unwrap_or_default().split_whitespace() {
            let filter = word.split_once(':').and_then(|(key, value)| Some((Key::of(key)?, value)));
            if let Some((key, value)) = filter {
                if finding.narrow(key, value, places).is_none() {
                    finding.unclear.push(word.to_owned());
                }
            } else if words.len() < limits::FIND_WORDS_MAX {
                words.push(word);
            }
        }
        finding.phrase = Term::of(&words.join(" "));
        if words.len() > 1 {
            finding.words =
                words.iter().map(|word| Term::of(word)).filter(|term| !term.readings.is_empty()).collect();
        }
        let letters = finding.phrase.readings.first().map_or(0, |first| first.chars().count());
        finding.in_words = letters >= WORDS_FROM_LETTERS;
        finding.marked =
            words.iter().filter(|word| bears_marks(word)).map(|word| text::tone_first(word)).collect();
        finding
    }

    /// Whether nothing was typed that finds anything.
    pub fn is_empty(&self) -> bool {
        self.phrase.readings.is_empty() && !self.has_filters()
    }

    /// Whether a filter narrows.
    pub fn has_filters(&self) -> bool {
        self.places.is_some()
            || self.sort.is_some()
            || self.domain.is_some()
            || self.due.is_some()
            || self.year.is_some()
    }

    /// Takes a filter word in; `None`: it is not clear.
    fn narrow(&mut self, key: Key, value: &str, places: &Places) -> Option<()> {
        let folded = text::fold_joined(value);
        let keys = text::fold(&text::keys_behind(value));
        let is = |own: &str| !own.is_empty() && (folded == text::fold(own) || keys == text::fold(own));
        let understood = match key {
            Key::Commune => {
                let units = units_called(&folded, places);
                let first = places.get(units.first()?)?;
                let name = format!("{} {}", first.unit_type, first.name);
                let name = if units.len() > 1 { format!("{name} ({})", units.len()) } else { name };
                let inside = places.all().iter().map(|place| &place.id);
                let inside = inside
                    .filter(|id| units.iter().any(|unit| places.leads_back(unit, std::iter::once(*id))));
                self.places = Some(inside.cloned().collect());
                Say::plain(name.trim())
            }
            Key::Sort => {
                let sorts = || PetitionKind::ALL.iter().map(|kind| kind.choice());
                let sort =
                    sorts().find(|sort| is(sort.abbr)).or_else(|| sorts().find(|sort| is(sort.code)))?;
                self.sort = Some(sort.abbr);
                sort.label.into()
            }
            Key::Domain => {
                let domain = Domain::ALL.iter().find(|domain| is(domain.choice().code))?;
                self.domain = Some(*domain);
                domain.label().into()
            }
            Key::DueWord => {
                let (due, say) = match folded.as_str() {
                    "qua" | "quahan" | "overdue" => (DueWord::Overdue, Say::new("quá hạn", "overdue")),
                    "sap" | "sapden" | "soon" => (DueWord::Soon, Say::new("sắp đến hạn", "due soon")),
                    _ => return None,
                };
                self.due = Some(due);
                say
            }
            Key::Year => {
                let year = (folded.len() == 4).then(|| folded.parse().ok()).flatten()?;
                self.year = Some(year);
                Say::new(format!("năm {year}"), format!("year {year}"))
            }
        };
        self.understood.push(understood);
        Some(())
    }
}

impl Term {
    fn of(typed: &str) -> Term {
        let spelled = [text::fold(typed), text::keys_behind(typed), text::compose_telex_fold(typed)];
        let mut readings: Vec<String> = Vec::new();
        for reading in spelled.iter().map(|reading| text::joined(reading).letters) {
            if !reading.is_empty() && !readings.contains(&reading) {
                readings.push(reading);
            }
        }
        Term { readings }
    }
}

/// A filter word before its colon.
#[derive(Clone, Copy)]
enum Key {
    Commune,
    Sort,
    DueWord,
    Domain,
    Year,
}

impl Key {
    fn of(typed: &str) -> Option<Key> {
        Some(match text::fold(typed).as_str() {
            "xa" | "commune" => Key::Commune,
            "loai" | "kind" => Key::Sort,
            "han" | "due" => Key::DueWord,
            "linhvuc" | "domain" => Key::Domain,
            "nam" | "year" => Key::Year,
            _ => return None,
        })
    }
}

/// Communes, districts and provinces of this name, those in full before those that only begin so; of former ones too.
fn units_called(folded: &str, places: &Places) -> Vec<Id> {
    if folded.is_empty() {
        return Vec::new();
    }
    let units = places.all().iter().filter(|place| place.level != Level::Village);
    let named: Vec<(bool, Id)> = units
        .map(|place| (text::fold_joined(&place.short), &place.id))
        .filter(|(name, id)| name.starts_with(folded) || id.as_str().eq_ignore_ascii_case(folded))
        .map(|(name, id)| (name == folded || id.as_str().eq_ignore_ascii_case(folded), id.clone()))
        .collect();
    let in_full = named.iter().any(|(in_full, _)| *in_full);
    named.into_iter().filter(|(is_whole, _)| *is_whole || !in_full).map(|(_, id)| id).collect()
}

fn bears_marks(word: &str) -> bool {
    let bare = text::tone_first(&text::fold(word));
    let marked = text::tone_first(word);
    !marked.is_empty() && marked != bare
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Record, kinds::unit_fields as f};

    fn places() -> Places {
        let unit = |id: &str, name: &str, level, parents: &[&str]| {
            let id = Id::new(id).unwrap();
            let mut record = Record::new("unit", id.clone(), id);
            f::NAME.set(&mut record, name.into());
            f::LEVEL.set(&mut record, level);
            f::UNIT_TYPE.set(&mut record, if level == Level::Commune { "xã" } else { "buôn" }.into());
            let rows = parents.iter().map(|parent| {
                let parent = super::super::Value::Ref(Id::new(parent).unwrap());
                super::super::Fields::from([("parent".to_owned(), parent)])
            });
            f::PARENTS.set(&mut record, rows.collect());
            record
        };
        Places::new(&[
            unit("C1", "Ia Dreh", Level::Commune, &[]),
            unit("C2", "Krông Năng", Level::Commune, &[]),
            unit("C3", "Ia Dreh Thượng", Level::Commune, &[]),
            unit("V1", "Buôn Ma Lim", Level::Village, &["C2", "C1"]),
            unit("V2", "Buôn Ja", Level::Village, &["C3"]),
        ])
    }

    fn readings(typed: &str) -> Vec<String> {
        Finding::read(typed, &places()).phrase.readings
    }

    #[test]
    fn a_word_is_read_as_typed_as_keys_and_as_telex() {
        assert_eq!(readings("ma lim"), ["malim"]);
        assert_eq!(readings("ddoongf"), ["ddoongf", "dong"]);
        assert_eq!(readings("Đồng"), ["dong", "ddoofng"]);
        assert_eq!(readings("90/2026"), ["90/2026"]);
        assert_eq!(readings("  "), Vec::<String>::new());
        let finding = Finding::read("ea bar", &places());
        assert_eq!(finding.words.len(), 2);
        assert!(finding.in_words && !Finding::read("ml", &places()).in_words);
    }

    #[test]
    fn words_with_marks_are_told_from_bare_ones() {
        assert_eq!(Finding::read("Đồng tam", &places()).marked, [text::tone_first("đồng")]);
        assert!(Finding::read("dong H'Yu 90/2026", &places()).marked.is_empty());
        assert_eq!(Finding::read("H'Yŭ", &places()).marked, ["hyŭ"]);
    }

    #[test]
    fn filter_words_are_understood_in_both_languages() {
        for typed in [
            "đường xa:iadreh loai:kn han:qua linhvuc:gt nam:2025",
            "đường xã:IaDreh kind:KN due:overdue domain:GT year:2025",
        ] {
            let finding = Finding::read(typed, &places());
            let ids: Vec<Id> = ["C1", "V1"].map(|id| Id::new(id).unwrap()).into();
            assert_eq!(finding.places, Some(ids.into_iter().collect()), "{typed}");
            assert_eq!((finding.sort, finding.domain), (Some("KN"), Some(Domain::GiaoThong)));
            assert_eq!((finding.due, finding.year), (Some(DueWord::Overdue), Some(2025)));
            assert_eq!(finding.understood.len(), 5);
            assert_eq!(finding.phrase.readings.first().map(String::as_str), Some("duong"));
            assert!(finding.unclear.is_empty());
        }
        assert_eq!(Finding::read("han:sap", &places()).due, Some(DueWord::Soon));
        // A former commune's name narrows to what lay in it; a beginning means all that begin so.
        assert_eq!(Finding::read("xa:krong", &places()).places.unwrap().len(), 2);
        assert_eq!(Finding::read("xa:ia", &places()).places.unwrap().len(), 4);
    }

    #[test]
    fn an_unclear_filter_narrows_nothing_and_is_told() {
        let finding = Finding::read("ml xa:zz nam:20 loai: han:x linhvuc:q abc:d", &places());
        assert_eq!(finding.unclear, ["xa:zz", "nam:20", "loai:", "han:x", "linhvuc:q"]);
        assert!(!finding.has_filters());
        assert_eq!(finding.phrase.readings, ["mlabcd"]);
        assert!(Finding::read("xa:", &places()).is_empty());
    }

    #[test]
    fn what_is_typed_is_read_up_to_a_limit() {
        let long = "ă".repeat(200_000);
        let letters = Finding::read(&long, &places()).phrase.readings.into_iter().map(|all| all.len());
        assert!(letters.max().unwrap() <= 3 * limits::FIND_CHARS_MAX);
        assert_eq!(Finding::read(&"a ".repeat(90), &places()).words.len(), limits::FIND_WORDS_MAX);
    }
}
