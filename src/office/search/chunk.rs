//! A piece of the folded text of many records, scanned as one: each record's span, with what filters ask of it.

use std::{ops::Range, sync::Arc};

use memchr::memmem::Finder;

use crate::base::{Day, Id, text};
use crate::domain::{guard, kinds::Domain};

/// Between two texts, so that nothing is found across them.
const GAP: u8 = b'\n';
/// Bytes of text after which the next record goes into another chunk.
const CHUNK_BYTES: usize = if cfg!(test) { 256 } else { 64 * 1024 };

/// Some records' texts. Cheap enough to be copied when a look-up still reads the old one.
#[derive(Clone, Debug, Default)]
pub(super) struct Chunk {
    /// The texts as [`text::joined`] has them, [`GAP`] between them.
    letters: Vec<u8>,
    /// One bit a byte of `letters`: a word begins here.
    starts: Vec<u64>,
    /// The same texts as [`text::tone_first`] has them.
    marked: Vec<u8>,
    slots: Vec<Slot>,
    /// Bytes of `letters` whose records have newer texts elsewhere.
    dead_bytes: usize,
}

/// A record's place in a chunk.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub id: Id,
    pub facets: Facets,
    is_live: bool,
    from: u32,
    names_end: u32,
    to: u32,
    marked_from: u32,
    marked_to: u32,
}

/// What filters and the order ask of a record.
#[derive(Clone, Debug, Default)]
pub(super) struct Facets {
    /// Shared by all records of the same places, as the domains are.
    pub places: Arc<[Id]>,
    pub sort: Option<&'static str>,
    pub domains: Arc<[Domain]>,
    pub year: Option<i32>,
    pub on: Option<Day>,
    pub is_open: bool,
    pub due: Option<Day>,
    pub raw_due: Option<Day>,
}

/// How well a term is met; the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// A whole name, number or code.
    Whole,
    /// The beginning of one, or of a word in it.
    Name,
    /// The beginning of a word of what is told.
    Told,
}

impl Chunk {
    /// Appends a record; answers its slot.
    pub fn push(&mut self, id: Id, names: &[String], words: &[String], facets: Facets) -> usize {
        let (from, marked_from) = (span(self.letters.len()), span(self.marked.len()));
        names.iter().for_each(|name| self.push_text(name));
        let names_end = span(self.letters.len());
        // What tells who somebody is is never searched: it is not even here.
        words.iter().for_each(|told| self.push_text(&guard::searchable(told)));
        self.slots.push(Slot {
            id,
            facets,
            is_live: true,
            from,
            names_end,
            to: span(self.letters.len()),
            marked_from,
            marked_to: span(self.marked.len()),
        });
        self.slots.len() - 1
    }

    fn push_text(&mut self, told: &str) {
        let joined = text::joined(told);
        let base = self.letters.len();
        self.letters.extend_from_slice(joined.letters.as_bytes());
        self.letters.push(GAP);
        self.starts.resize(self.letters.len().div_ceil(64), 0);
        for at in joined.starts {
            if let Some(bits) = self.starts.get_mut((base + at) / 64) {
                *bits |= 1 << ((base + at) % 64);
            }
        }
        self.marked.extend_from_slice(text::tone_first(told).as_bytes());
        self.marked.push(GAP);
    }

    /// Moves the span of a slot, as it was pushed, over from another chunk; answers its slot here.
    pub fn take_over(&mut self, other: &Chunk, slot: &Slot) -> usize {
        let (from, marked_from) = (span(self.letters.len()), span(self.marked.len()));
        self.letters.extend_from_slice(other.letters.get(slot.text()).unwrap_or_default());
        self.marked.extend_from_slice(other.marked.get(slot.marked()).unwrap_or_default());
        self.starts.resize(self.letters.len().div_ceil(64), 0);
        for at in slot.text().filter(|at| other.begins(*at)) {
            let here = from as usize + at - slot.text().start;
            if let Some(bits) = self.starts.get_mut(here / 64) {
                *bits |= 1 << (here % 64);
            }
        }
        self.slots.push(Slot {
            from,
            names_end: from + slot.names_end - slot.from,
            to: span(self.letters.len()),
            marked_from,
            marked_to: span(self.marked.len()),
            ..slot.clone()
        });
        self.slots.len() - 1
    }

    /// The record of a slot has a newer text elsewhere.
    pub fn kill(&mut self, slot: usize) {
        if let Some(slot) = self.slots.get_mut(slot).filter(|slot| slot.is_live) {
            slot.is_live = false;
            self.dead_bytes += slot.text().len();
        }
    }

    pub fn is_mostly_dead(&self) -> bool {
        self.dead_bytes * 2 > self.letters.len()
    }

    pub fn is_full(&self) -> bool {
        self.letters.len() >= CHUNK_BYTES
    }

    /// Gives back what it held in reserve: nothing is appended to it any more.
    pub fn close(&mut self) {
        self.letters.shrink_to_fit();
        self.starts.shrink_to_fit();
        self.marked.shrink_to_fit();
        self.slots.shrink_to_fit();
    }

    /// Bytes that it holds in memory, spans and ids included; not what its records share.
    pub fn bytes(&self) -> usize {
        let ids: usize = self.slots.iter().map(|slot| slot.id.as_str().len()).sum();
        self.letters.capacity()
            + self.starts.capacity() * size_of::<u64>()
            + self.marked.capacity()
            + self.slots.capacity() * size_of::<Slot>()
            + ids
    }

    /// How many slots it has, dead ones too.
    pub fn slots(&self) -> usize {
        self.slots.len()
    }

    /// The slots whose records are found here.
    pub fn live(&self) -> impl Iterator<Item = (usize, &Slot)> {
        self.slots.iter().enumerate().filter(|(_, slot)| slot.is_live)
    }

    /// Gives `met` every slot in which a word begins as `finder` says, with how well; a slot may come more than once.
    pub fn scan(&self, finder: &Finder<'_>, in_words: bool, met: &mut dyn FnMut(usize, Fit)) {
        let length = finder.needle().len();
        let mut slots = self.slots.iter().enumerate().peekable();
        for at in occurrences(finder, &self.letters) {
            while slots.next_if(|(_, slot)| slot.text().end <= at).is_some() {}
            let Some((index, slot)) = slots.peek() else { return };
            if !slot.is_live || !self.begins(at) {
                continue;
            }
            match (at < slot.names_end as usize, self.ends_name(at, at + length)) {
                (true, true) => met(*index, Fit::Whole),
                (true, false) => met(*index, Fit::Name),
                (false, _) if in_words => met(*index, Fit::Told),
                (false, _) => {}
            }
        }
    }

    fn begins(&self, at: usize) -> bool {
        self.starts.get(at / 64).is_some_and(|bits| bits & (1 << (at % 64)) != 0)
    }

    /// Whether a name begins and ends here, or a number before the year that is left out.
    fn ends_name(&self, from: usize, to: usize) -> bool {
        let before = from.checked_sub(1).and_then(|at| self.letters.get(at));
        let ends = self.letters.get(to).is_some_and(|next| *next == GAP || *next == b'/');
        ends && before.is_none_or(|before| *before == GAP)
    }

    /// Whether a word of the record begins with this one, marks and all; `finder` looks for [`text::tone_first`] of it.
    pub fn holds_marked(&self, slot: &Slot, finder: &Finder<'_>) -> bool {
        let told = self.marked.get(slot.marked()).unwrap_or_default();
        let bears_tone = finder.needle().first().is_some_and(|first| text::is_tone(*first));
        occurrences(finder, told).any(|at| match at.checked_sub(1).and_then(|before| told.get(before)) {
            None | Some(b' ' | &GAP) => true,
            Some(before) => !bears_tone && text::is_tone(*before),
        })
    }
}

impl Slot {
    fn text(&self) -> Range<usize> {
        self.from as usize..self.to as usize
    }

    fn marked(&self) -> Range<usize> {
        self.marked_from as usize..self.marked_to as usize
    }
}

/// A place in a chunk, which holds far less than this can count.
fn span(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Everywhere a needle begins, also inside another occurrence of itself: `anan` in `ananan` twice.
fn occurrences<'a>(finder: &'a Finder<'_>, all: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let needle = finder.needle();
    let overlaps = (1..needle.len()).any(|by| needle.get(by..) == needle.get(..needle.len() - by));
    let step = if overlaps { 1 } else { needle.len().max(1) };
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + finder.find(all.get(from..)?)?;
        from = at + step;
        Some(at)
    })
}
