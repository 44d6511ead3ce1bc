//! Counting: every petition of the register is laid against the table once.

use std::collections::{BTreeMap, HashMap};

use crate::base::Id;
use crate::domain::{
    Choices, Circumstances, Record, facet,
    kinds::{Petition, PetitionKind, petition_fields},
};

use super::{Counts, Frame, Measure, Members, Statistics, handled, members::Cells};

/// Counts petitions one after another.
#[derive(Debug)]
pub struct Tally {
    frame: Frame,
    statistics: Statistics,
    ways: BTreeMap<&'static str, u32>,
    /// New letters with what they are linked to.
    links: HashMap<Id, Vec<Id>>,
    left_out: BTreeMap<Option<Id>, u32>,
    members: Members,
}

impl Tally {
    /// Nothing counted yet.
    pub fn new(frame: Frame) -> Tally {
        let kinds = vec![Counts::default(); PetitionKind::ALL.len()];
        let statistics = Statistics { kinds, ..Statistics::default() };
        Tally {
            frame,
            statistics,
            ways: BTreeMap::new(),
            links: HashMap::new(),
            left_out: BTreeMap::new(),
            members: Members::default(),
        }
    }

    /// One more petition of the register.
    pub fn add(&mut self, record: &Record, around: &Circumstances<'_>) {
        let petition = Petition(record);
        let Some(kind) = petition.kind() else { return };
        if !self.frame.includes(record, around) {
            return self.leave_out(record, around);
        }
        let at = PetitionKind::ALL.iter().position(|other| *other == kind);
        let Some(counts) = at.and_then(|at| self.statistics.kinds.get_mut(at)) else { return };
        let cells = Cells::new(kind, |measure| measure.holds(record, &self.frame, around));
        let Some(cells) = cells else { return };
        for (count, measure) in counts.iter_mut().zip(Measure::ALL) {
            *count = count.saturating_add(u32::from(cells.has(*measure)));
        }
        // Beside sums that leave denunciations out, sums with them would tell their small numbers.
        if facet::is_denunciation(record) {
            return;
        }
        self.members.add(record.id.clone(), cells);
        if let Some(end) = handled(petition, self.frame.window)
            && cells.has(Measure::Handled)
        {
            let way = self.ways.entry(end.way.choice().id).or_default();
            *way = way.saturating_add(1);
        }
        if cells.has(Measure::New) {
            self.statistics.letters = self.statistics.letters.saturating_add(1);
            let people = u64::try_from(petition.signatories()).unwrap_or(0);
            self.statistics.people = self.statistics.people.saturating_add(people);
            self.links.insert(record.id.clone(), petition_fields::LINKED.of(record).unwrap_or_default());
        }
    }

    /// One that the other borders would count here, under where these ones count it.
    fn leave_out(&mut self, record: &Record, around: &Circumstances<'_>) {
        if facet::is_denunciation(record) {
            return;
        }
        let others = Frame { borders: self.frame.borders.other(), ..self.frame.clone() };
        if Measure::ALL.iter().any(|measure| measure.holds(record, &others, around)) {
            let here = self.frame.borders.commune_of(record, around);
            let count = self.left_out.entry(here).or_default();
            *count = count.saturating_add(1);
        }
    }

    /// The table.
    pub fn finish(self) -> Statistics {
        self.finish_with_members().0
    }

    /// The table, and which petitions each cell counts.
    pub fn finish_with_members(mut self) -> (Statistics, Members) {
        self.statistics.cases = cases(&self.links);
        let mut ways: Vec<(String, u32)> =
            self.ways.into_iter().map(|(way, count)| (way.to_owned(), count)).collect();
        ways.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        self.statistics.ways = ways;
        self.statistics.left_out = self.left_out.into_iter().collect();
        self.statistics.left_out.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        (self.statistics, self.members)
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
