//! Which records a look-up finds, in their order.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use memchr::memmem::Finder;

use crate::base::{Day, Id};
use crate::domain::{DueWord, Finding, Place, Term, kinds::UNIT, petition::soon_until};

use super::{
    super::Basis,
    Snapshot,
    chunk::{Chunk, Facets, Fit, Slot},
};

/// What one look-up needs over and over: finders of all readings, and the places that each term means.
pub(super) struct Asked<'a> {
    finding: &'a Finding,
    basis: &'a Basis,
    /// The phrase first, then each word.
    terms: Vec<Sought>,
    marked: Vec<(Finder<'a>, HashSet<Id>)>,
    own: Option<Id>,
    soon_until: Day,
}

/// A term with the places that it means.
struct Sought {
    finders: Vec<Finder<'static>>,
    places: HashMap<Id, Fit>,
}

/// Where a record stands among those found; the least first.
type Standing = (Reverse<bool>, bool, Fit, Reverse<bool>, Option<usize>, Day, Reverse<Option<Day>>);

impl<'a> Asked<'a> {
    /// The places are looked up first: whoever finds a place finds what lies there.
    pub fn new(finding: &'a Finding, basis: &'a Basis, units: Option<&Snapshot>) -> Asked<'a> {
        let words = finding.words.iter();
        let terms = std::iter::once(&finding.phrase).chain(words).map(Sought::new);
        let marked = finding.marked.iter().map(|word| (Finder::new(word), HashSet::new()));
        let mut asked = Asked {
            finding,
            basis,
            terms: terms.collect(),
            marked: marked.collect(),
            own: basis.own_unit(),
            soon_until: soon_until(basis.today, &basis.law.calendar),
        };
        for chunk in units.iter().flat_map(|units| &units.chunks) {
            let live = || chunk.live();
            for term in &mut asked.terms {
                let fits = term.fits(chunk, finding.in_words);
                term.places
                    .extend(live().filter_map(|(at, slot)| Some((slot.id.clone(), (*fits.get(at)?)?))));
            }
            for (finder, places) in &mut asked.marked {
                let exact = live().filter(|(_, slot)| chunk.holds_marked(slot, finder));
                places.extend(exact.map(|(_, slot)| slot.id.clone()));
            }
        }
        asked
    }

    /// The ids of what is found of a kind, the likeliest first.
    pub fn hits(&self, of: &Snapshot) -> Vec<Id> {
        let mut hits: Vec<(Standing, &Id)> = Vec::new();
        for chunk in &of.chunks {
            let fits: Vec<Vec<Option<Fit>>> =
                self.terms.iter().map(|term| term.fits(chunk, self.finding.in_words)).collect();
            for (at, slot) in chunk.live().filter(|(_, slot)| self.keeps(&slot.facets)) {
                let fit = |term: usize| self.fit(term, *fits.get(term)?.get(at)?, &slot.facets);
                if let Some(fit) = self.fit_of_all(fit) {
                    hits.push((self.standing(fit, chunk, slot, of.kind == UNIT.name), &slot.id));
                }
            }
        }
        hits.sort_unstable();
        hits.into_iter().map(|(_, id)| id.clone()).collect()
    }

    /// How many open and how many overdue ones of a kind lie at a place.
    pub fn at_place(&self, place: &Id, of: &Snapshot) -> (usize, usize) {
        let live = of.chunks.iter().flat_map(|chunk| chunk.live());
        let (mut open, mut overdue) = (0, 0);
        for (_, slot) in live.filter(|(_, slot)| slot.facets.places.contains(place)) {
            open += usize::from(slot.facets.is_open);
            overdue += usize::from(slot.facets.due.is_some_and(|due| due < self.basis.today));
        }
        (open, overdue)
    }

    /// A term met by the record's own text or by one of its places, whichever fits better.
    fn fit(&self, term: usize, own: Option<Fit>, facets: &Facets) -> Option<Fit> {
        let places = &self.terms.get(term)?.places;
        facets.places.iter().filter_map(|place| places.get(place).copied()).chain(own).min()
    }

    /// All words as one, or each of them somewhere; only filters: everything.
    fn fit_of_all(&self, fit: impl Fn(usize) -> Option<Fit>) -> Option<Fit> {
        if self.finding.phrase.readings.is_empty() {
            return self.finding.has_filters().then_some(Fit::Told);
        }
        let phrase = fit(0);
        if self.terms.len() == 1 {
            return phrase;
        }
        let words = (1..self.terms.len()).map(fit).try_fold(Fit::Whole, |worst, fit| Some(worst.max(fit?)));
        phrase.into_iter().chain(words).min()
    }

    fn keeps(&self, facets: &Facets) -> bool {
        let Finding { places, sort, domain, year, due, .. } = self.finding;
        let today = self.basis.today;
        places.as_ref().is_none_or(|wanted| facets.places.iter().any(|place| wanted.contains(place)))
            && sort.is_none_or(|wanted| facets.sort == Some(wanted))
            && domain.is_none_or(|wanted| facets.domains.contains(&wanted))
            && year.is_none_or(|wanted| facets.year == Some(wanted))
            && match due {
                None => true,
                Some(DueWord::Overdue) => facets.due.is_some_and(|due| due < today),
                Some(DueWord::Soon) => {
                    facets.due.is_some_and(|due| due >= today)
                        && facets.raw_due.is_some_and(|raw| raw <= self.soon_until)
                }
            }
    }

    /// Exact marks first; then the own places; then whole names; then what is open, by its day; then the latest.
    fn standing(&self, fit: Fit, chunk: &Chunk, slot: &Slot, is_unit: bool) -> Standing {
        let Facets { places, due, on, .. } = &slot.facets;
        let in_force = |place: &Place| place.in_force(self.basis.today);
        let is_open = match is_unit {
            true => self.basis.places.get(&slot.id).is_some_and(in_force),
            false => slot.facets.is_open,
        };
        let exact = self.marked.iter().all(|(finder, of_places)| {
            places.iter().any(|place| of_places.contains(place)) || chunk.holds_marked(slot, finder)
        });
        let is_foreign = self.own.as_ref().is_some_and(|own| {
            let within = |place: &Id| self.basis.places.is_within(place, own, self.basis.today);
            !places.is_empty() && !places.iter().any(within)
        });
        let position = is_unit.then(|| self.basis.places.position(&slot.id)).flatten();
        let due = due.filter(|_| is_open).unwrap_or(Day::LAST);
        (Reverse(exact), is_foreign, fit, Reverse(is_open), position, due, Reverse(*on))
    }
}

impl Sought {
    fn new(term: &Term) -> Sought {
        let finders = term.readings.iter().map(|reading| Finder::new(reading.as_bytes()).into_owned());
        Sought { finders: finders.collect(), places: HashMap::new() }
    }

    /// By slot, how well the text itself meets the term.
    fn fits(&self, chunk: &Chunk, in_words: bool) -> Vec<Option<Fit>> {
        let mut fits = vec![None; chunk.slots()];
        for finder in &self.finders {
            chunk.scan(finder, in_words, &mut |at, fit| {
                if let Some(best) = fits.get_mut(at) {
                    *best = Some(best.map_or(fit, |best: Fit| best.min(fit)));
                }
            });
        }
        fits
    }
}
