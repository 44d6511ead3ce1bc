//! Counting: every petition of the register is laid against the table once.

use std::collections::{BTreeMap, HashMap};

use crate::base::Id;
use crate::domain::{
    Choices, Circumstances, Record, facet,
    kinds::{
        Petition, PetitionKind, RECEPTION_ENTRY, is_cancelled_reception, petition_fields,
        reception_entry_fields,
    },
};

use super::{Counts, Frame, Laid, Measure, Members, Statistics, Window, members::Cells};

/// Counts petitions one after another. A record that is added again replaces what it added before, so that a tally can be
/// brought up to date with what changed since.
#[derive(Debug)]
pub struct Tally {
    frame: Frame,
    parts: HashMap<Id, Part>,
}

/// What one record adds to a table.
#[derive(Debug)]
enum Part {
    /// A denunciation: beside sums that leave them out, sums with them would tell their small numbers.
    Denunciation(Cells),
    /// Any other petition.
    Petition {
        cells: Cells,
        /// How it left the desk in the period.
        way: Option<&'static str>,
        letter: Option<Letter>,
    },
    /// So many people came.
    Visit(u64),
    /// One that the other borders would count here, under where these ones count it.
    LeftOut(Option<Id>),
}

/// A letter that is new in the period.
#[derive(Debug)]
struct Letter {
    people: u64,
    linked: Vec<Id>,
}

impl Tally {
    /// Nothing counted yet.
    pub fn new(frame: Frame) -> Tally {
        Tally { frame, parts: HashMap::new() }
    }

    /// Which petitions it is about.
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// A petition of the register, or a visit at a reception of citizens, as it stands now.
    pub fn add(&mut self, record: &Record, around: &Circumstances<'_>) {
        let part = match record.kind == RECEPTION_ENTRY.name {
            true => self.visit(record, around),
            false => self.petition(record, around),
        };
        match part {
            Some(part) => self.parts.insert(record.id.clone(), part),
            None => self.parts.remove(&record.id),
        };
    }

    fn petition(&self, record: &Record, around: &Circumstances<'_>) -> Option<Part> {
        let petition = Petition(record);
        let kind = petition.kind()?;
        let laid = Laid::new(record, &self.frame, around);
        if !laid.is_included() {
            return self.left_out(record, around);
        }
        let cells = Cells::new(kind, |measure| laid.holds(measure))?;
        if facet::is_denunciation(record) {
            return Some(Part::Denunciation(cells));
        }
        let end = laid.handled().filter(|_| cells.has(Measure::Handled));
        let letter = cells.has(Measure::New).then(|| Letter {
            people: u64::try_from(petition.signatories()).unwrap_or(0),
            linked: petition_fields::LINKED.of(record).unwrap_or_default(),
        });
        Some(Part::Petition { cells, way: end.map(|end| end.way.choice().id), letter })
    }

    fn visit(&self, visit: &Record, around: &Circumstances<'_>) -> Option<Part> {
        let Window { from, to } = self.frame.window;
        let is_in_time = reception_entry_fields::ON.of(visit).is_some_and(|on| (from..=to).contains(&on));
        if !is_in_time || is_cancelled_reception(visit) || !self.frame.includes(visit, around) {
            return None;
        }
        let came = reception_entry_fields::PEOPLE.of(visit).and_then(|came| u64::try_from(came).ok());
        Some(Part::Visit(came.unwrap_or(1)))
    }

    fn left_out(&self, record: &Record, around: &Circumstances<'_>) -> Option<Part> {
        if facet::is_denunciation(record) {
            return None;
        }
        let others = Frame { borders: self.frame.borders.other(), ..self.frame.clone() };
        let laid = Laid::new(record, &others, around);
        let is_counted = Measure::ALL.iter().any(|measure| laid.holds(*measure));
        is_counted.then(|| Part::LeftOut(self.frame.borders.commune_of(record, around)))
    }

    /// The table.
    pub fn finish(self) -> Statistics {
        self.finish_with_members().0
    }

    /// The table, and which petitions each cell counts.
    pub fn finish_with_members(self) -> (Statistics, Members) {
        let kinds = vec![Counts::default(); PetitionKind::ALL.len()];
        let mut table = Statistics { kinds, ..Statistics::default() };
        let mut members = Members::default();
        let mut ways: BTreeMap<&'static str, u32> = BTreeMap::new();
        let mut left_out: BTreeMap<Option<Id>, u32> = BTreeMap::new();
        let mut links: HashMap<Id, Vec<Id>> = HashMap::new();
        let more = |count: &mut u32| *count = count.saturating_add(1);
        for (id, part) in self.parts {
            match part {
                Part::Denunciation(cells) => table.count_in(cells),
                Part::Petition { cells, way, letter } => {
                    table.count_in(cells);
                    way.into_iter().for_each(|way| more(ways.entry(way).or_default()));
                    if let Some(Letter { people, linked }) = letter {
                        more(&mut table.letters);
                        table.people = table.people.saturating_add(people);
                        links.insert(id.clone(), linked);
                    }
                    members.add(id, cells);
                }
                Part::Visit(people) => {
                    more(&mut table.visits);
                    table.visitors = table.visitors.saturating_add(people);
                }
                Part::LeftOut(commune) => more(left_out.entry(commune).or_default()),
            }
        }
        table.cases = cases(&links);
        table.ways = ways.into_iter().map(|(way, count)| (way.to_owned(), count)).collect();
        table.ways.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        table.left_out = left_out.into_iter().collect();
        table.left_out.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        (table, members)
    }
}

/// How many groups of letters there are that hang together.
pub(super) fn cases(links: &HashMap<Id, Vec<Id>>) -> u32 {
    let mut seen: std::collections::HashSet<&Id> = std::collections::HashSet::new();
    let mut both: HashMap<&Id, Vec<&Id>> = HashMap::new();
    for (one, others) in links {
        for other in others.iter().filter(|other| links.contains_key(*other)) {
            both.entry(one).or_default().push(other);
            both.entry(other).or_default().push(one);
        }
    }
    let mut count: u32 = 0;
    for start in links.keys() {
        if !seen.insert(start) {
            continue;
        }
        count = count.saturating_add(1);
        let mut waiting = vec![start];
        while let Some(id) = waiting.pop() {
            for other in both.get(id).into_iter().flatten() {
                if seen.insert(other) {
                    waiting.push(other);
                }
            }
        }
    }
    count
}
