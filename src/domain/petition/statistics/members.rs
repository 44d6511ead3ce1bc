//! Which petitions each cell of a table counted, as a frozen period keeps them, and what became different since.
//!
//! Invariant: no denunciation is in it. Of them a frozen period keeps counts only, so that nothing tells which they are.

use std::collections::BTreeMap;

use crate::base::{Id, Number};
use crate::domain::{
    Book, Choices, Fields, Value,
    kinds::{PETITION, PetitionKind},
};

use super::{Cell, Measure};

/// In which cells a petition was counted: the row of its kind and some columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cells {
    /// The kind that it had.
    pub kind: PetitionKind,
    /// One bit a measure, in the order of [`Measure::ALL`].
    measures: u8,
}

impl Cells {
    /// In the row of a kind, under these measures; `None`: under none.
    pub fn new(kind: PetitionKind, holds: impl Fn(Measure) -> bool) -> Option<Cells> {
        let bits = Measure::ALL.iter().filter(|measure| holds(**measure));
        let measures = bits.fold(0, |bits, measure| bits | bit(*measure));
        (measures != 0).then_some(Cells { kind, measures })
    }

    /// Whether it was counted under this measure.
    pub fn has(self, measure: Measure) -> bool {
        self.measures & bit(measure) != 0
    }

    /// "A1 A3 A4".
    pub fn named(self) -> String {
        let held = Measure::ALL.iter().filter(|measure| self.has(**measure));
        let names = held.map(|measure| Cell { kind: Some(self.kind), measure: *measure }.name());
        names.collect::<Vec<_>>().join(" ")
    }

    /// Whether a cell counts it.
    pub fn is_in(self, cell: Cell) -> bool {
        cell.kind.is_none_or(|kind| kind == self.kind) && self.has(cell.measure)
    }
}

fn bit(measure: Measure) -> u8 {
    let at = Measure::ALL.iter().position(|other| *other == measure).unwrap_or(0);
    1 << at
}

/// The petitions of a table, each with its cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members(BTreeMap<Id, Cells>);

/// A petition that is counted elsewhere than when the period was frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The petition.
    pub petition: Id,
    /// Where it was counted when the period was frozen; `None`: nowhere.
    pub frozen: Option<Cells>,
    /// Where it is counted now; `None`: nowhere.
    pub live: Option<Cells>,
}

impl Members {
    /// One more petition; a denunciation is left out.
    pub fn add(&mut self, petition: Id, cells: Cells) {
        if cells.kind != PetitionKind::ToCao {
            self.0.insert(petition, cells);
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The petitions that a cell counts.
    pub fn of_cell(&self, cell: Cell) -> impl Iterator<Item = &Id> {
        self.0.iter().filter(move |(_, place)| place.is_in(cell)).map(|(id, _)| id)
    }

    /// What is counted elsewhere now than it was then, in the order of their ids.
    pub fn differences(&self, live: &Members) -> Vec<Difference> {
        let all: std::collections::BTreeSet<&Id> = self.0.keys().chain(live.0.keys()).collect();
        let all = all.into_iter().map(|id| Difference {
            petition: id.clone(),
            frozen: self.0.get(id).copied(),
            live: live.0.get(id).copied(),
        });
        all.filter(|found| found.frozen != found.live).collect()
    }

    /// As the rows of a record: `khieu_nai`, `136`, `2026:1-5,7;2025:90`. A row holds so many letters at most; a longer one
    /// goes on in the next.
    pub fn to_rows(&self, office: &Id, letters_max: usize) -> Vec<Fields> {
        let mut groups: BTreeMap<Cells, Vec<&Id>> = BTreeMap::new();
        for (id, place) in &self.0 {
            groups.entry(*place).or_default().push(id);
        }
        let mut rows = Vec::new();
        for (place, ids) in groups {
            let row = |petitions: String| {
                Fields::from([
                    (KIND.to_owned(), Value::Choice(place.kind.id().to_owned())),
                    (COLUMNS.to_owned(), Value::Text(place.digits())),
                    (PETITIONS.to_owned(), Value::Text(petitions)),
                ])
            };
            rows.extend(written(office, &ids, letters_max).into_iter().map(row));
        }
        rows
    }

    /// What such rows say; what cannot be understood in them is passed over.
    pub fn from_rows(office: &Id, rows: &[Fields]) -> Members {
        let mut members = Members::default();
        for row in rows {
            let (Some(Value::Choice(kind)), Some(Value::Text(columns)), Some(Value::Text(petitions))) =
                (row.get(KIND), row.get(COLUMNS), row.get(PETITIONS))
            else {
                continue;
            };
            let place = PetitionKind::from_id(kind)
                .and_then(|kind| Cells::new(kind, |measure| columns.contains(measure.choice().abbr)));
            let Some(place) = place else { continue };
            for id in read(office, petitions) {
                members.add(id, place);
            }
        }
        members
    }
}

impl Cells {
    fn digits(self) -> String {
        Measure::ALL
            .iter()
            .filter(|measure| self.has(**measure))
            .map(|measure| measure.choice().abbr)
            .collect()
    }
}

/// The columns of such a row.
pub const KIND: &str = "kind";
/// In which columns of the table the petitions are counted.
pub const COLUMNS: &str = "columns";
/// The petitions.
pub const PETITIONS: &str = "petitions";

fn book() -> Option<Book> {
    PETITION.book
}

/// The number in an id that was made from one.
fn number_in(office: &Id, id: &Id) -> Option<Number> {
    let rest = id.as_str().strip_prefix(office.as_str())?.strip_prefix('.')?;
    let (year, seq) = rest.strip_prefix(book()?.name)?.strip_prefix('.')?.split_once('.')?;
    let number = Number { seq: seq.parse().ok()?, year: year.parse().ok()? };
    (numbered(office, number).as_ref() == Some(id)).then_some(number)
}

fn numbered(office: &Id, number: Number) -> Option<Id> {
    book()?.id(office, number)
}

/// `2025:90;2026:1-5,7`; an id without a number as it is, behind `=`.
fn written(office: &Id, ids: &[&Id], letters_max: usize) -> Vec<String> {
    let (mut years, mut others): (BTreeMap<i32, Vec<u32>>, Vec<&Id>) = (BTreeMap::new(), Vec::new());
    for id in ids {
        match number_in(office, id) {
            Some(number) => years.entry(number.year).or_default().push(number.seq),
            None => others.push(id),
        }
    }
    let mut parts: Vec<(String, String)> = Vec::new();
    for (year, mut seqs) in years {
        seqs.sort_unstable();
        let runs = seqs.chunk_by(|one, next| one.checked_add(1) == Some(*next));
        parts.extend(runs.filter_map(|run| {
            let (first, last) = (run.first()?, run.last()?);
            let run = if first == last { first.to_string() } else { format!("{first}-{last}") };
            Some((format!("{year}:"), run))
        }));
    }
    parts.extend(others.iter().map(|id| ("=".to_owned(), id.to_string())));
    let mut rows: Vec<String> = Vec::new();
    let mut head_before = String::new();
    for (head, part) in parts {
        let same = head == head_before && !rows.is_empty();
        let more = if same { format!(",{part}") } else { format!("{head}{part}") };
        match rows.last_mut() {
            Some(row) if row.len() + more.len() < letters_max => {
                row.push_str(if same { "" } else { ";" });
                row.push_str(&more);
            }
            _ => rows.push(format!("{head}{part}")),
        }
        head_before = head;
    }
    rows
}

fn read(office: &Id, petitions: &str) -> Vec<Id> {
    let mut ids = Vec::new();
    for part in petitions.split(';') {
        if let Some(others) = part.strip_prefix('=') {
            ids.extend(others.split(',').filter_map(Id::new));
            continue;
        }
        let Some((year, runs)) = part.split_once(':') else { continue };
        let Ok(year) = year.parse() else { continue };
        for run in runs.split(',') {
            let (first, last) = run.split_once('-').unwrap_or((run, run));
            let (Ok(first), Ok(last)) = (first.parse::<u32>(), last.parse::<u32>()) else { continue };
            let run = (first..=last).take(RUN_MAX);
            ids.extend(run.filter_map(|seq| numbered(office, Number { seq, year })));
        }
    }
    ids
}

/// Petitions of one run; more of them were never written.
const RUN_MAX: usize = 1_000_000;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(text: &str) -> Id {
        Id::new(text).unwrap()
    }

    fn cells(kind: PetitionKind, measures: &[Measure]) -> Cells {
        Cells::new(kind, |measure| measures.contains(&measure)).unwrap()
    }

    #[test]
    fn numbers_in_a_row_are_written_as_runs() {
        let office = id("C24100n");
        let mut members = Members::default();
        let new = cells(PetitionKind::KhieuNai, &[Measure::New, Measure::Remaining]);
        for seq in [3, 1, 2, 7, 90, 91] {
            members.add(id(&format!("C24100n.don.2026.{seq}")), new);
        }
        members.add(id("C24100n.don.2025.12"), new);
        members.add(id("elsewhere"), new);
        // Leading zeros would be another id.
        members.add(id("C24100n.don.2026.08"), new);
        let rows = members.to_rows(&office, 1_000);
        let Some(Value::Text(written)) = rows[0].get(PETITIONS) else { panic!() };
        assert_eq!(written, "2025:12;2026:1-3,7,90-91;=C24100n.don.2026.08,elsewhere");
        assert_eq!(rows[0].get(COLUMNS), Some(&Value::Text("26".into())));
        assert_eq!(Members::from_rows(&office, &rows), members);
    }

    #[test]
    fn a_denunciation_is_never_kept() {
        let mut members = Members::default();
        members.add(id("C24100n.don.2026.1"), cells(PetitionKind::ToCao, &[Measure::New]));
        assert!(members.is_empty());
        let rows = [Fields::from([
            (KIND.to_owned(), Value::Choice("to_cao".into())),
            (COLUMNS.to_owned(), Value::Text("2".into())),
            (PETITIONS.to_owned(), Value::Text("2026:1".into())),
        ])];
        assert!(Members::from_rows(&id("C24100n"), &rows).is_empty());
    }

    #[test]
    fn what_moved_came_or_went_is_told_with_both_cells() {
        let (new, done) =
            ([Measure::New, Measure::Remaining], [Measure::New, Measure::Handled, Measure::Late]);
        let (mut frozen, mut live) = (Members::default(), Members::default());
        for members in [&mut frozen, &mut live] {
            members.add(id("same"), cells(PetitionKind::KhieuNai, &new));
        }
        frozen.add(id("moved"), cells(PetitionKind::KhieuNai, &new));
        live.add(id("moved"), cells(PetitionKind::KienNghi, &done));
        frozen.add(id("gone"), cells(PetitionKind::PhanAnh, &new));
        live.add(id("came"), cells(PetitionKind::PhanAnh, &new));
        let told: Vec<_> = frozen
            .differences(&live)
            .into_iter()
            .map(|found| {
                let named = |place: Option<Cells>| place.map_or_else(String::new, Cells::named);
                (found.petition.to_string(), named(found.frozen), named(found.live))
            })
            .collect();
        let lines = told.iter().map(|(one, two, three)| (one.as_str(), two.as_str(), three.as_str()));
        assert_eq!(
            lines.collect::<Vec<_>>(),
            [("came", "", "D2 D6"), ("gone", "D2 D6", ""), ("moved", "A2 A6", "C2 C3 C5")]
        );
    }

    proptest! {
        #[test]
        fn rows_lead_back_to_what_they_were_made_of(
            petitions in prop::collection::btree_map((2024..2028_i32, 1..60_u32), (0..5_usize, 1..128_u8), 0..80),
            letters_max in 20..200_usize,
        ) {
            let office = id("C24100n");
            let mut members = Members::default();
            for ((year, seq), (kind, measures)) in petitions {
                let kinds: Vec<_> = PetitionKind::ALL.iter().filter(|kind| **kind != PetitionKind::ToCao).collect();
                members.add(
                    numbered(&office, Number { seq, year }).unwrap(),
                    Cells { kind: *kinds[kind], measures },
                );
            }
            let rows = members.to_rows(&office, letters_max);
            for row in &rows {
                let Some(Value::Text(written)) = row.get(PETITIONS) else { panic!() };
                prop_assert!(written.len() <= letters_max.max(20), "{}", written);
            }
            prop_assert_eq!(Members::from_rows(&office, &rows), members);
        }

        #[test]
        fn any_text_is_read_without_harm(text in any::<String>()) {
            let _ = read(&id("C24100n"), &text);
        }
    }
}
