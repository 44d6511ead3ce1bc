//! Reading the whole book aside for a decision, which then adds only what changed meanwhile.
//!
//! Whoever decides holds the office, and everybody else waits; so what a decision must know of every record is read before
//! it, as a long scan is. What is committed while that goes on is noted for the reading ([`Since`]); the decision takes the
//! noted records and those that wait for the disk in once more, and goes by what stands at its own instant.
//!
//! Invariant: a decision after a reading is the decision that would have been made without one. So a reading counts by
//! the places, the law and the day that stood when it began, and is done again when one of them is another.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use crate::base::{Id, Officer, Stamp, limits};
use crate::domain::{
    Circumstances, Fields, FormName, Record,
    kinds::{PETITION, RECEPTION_ENTRY, STATISTICS_CLOSING, StatisticsClosing},
    law::Law,
    petition::statistics::{Frame, Tally},
};
use crate::store::{Store, StoreError};
use crate::wire::{Refusal, Request};

use super::{
    Basis, Decision, Office,
    around::read_through,
    change_law::{Moving, NewLaw},
    decide::request_id,
};

/// Kinds that are read aside, in this order.
const KINDS: [&str; 2] = [PETITION.name, RECEPTION_ENTRY.name];
/// Rounds of catching up before the decision; after each less is left.
const ROUNDS_MAX: usize = 4;

/// Which records were committed since a reading began.
#[derive(Default)]
pub(super) struct Since(Mutex<BTreeSet<Id>>);

impl Since {
    fn note(&self, id: &Id) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone());
    }

    fn take(&self) -> BTreeSet<Id> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Everybody who is reading the book aside. A reading that is given up is forgotten by itself.
#[derive(Default)]
pub(super) struct Readers(Vec<Weak<Since>>);

impl Readers {
    /// Notes what a reading from now on has to look at again.
    fn begin(&mut self) -> Arc<Since> {
        let since = Arc::new(Since::default());
        self.0.retain(|reader| reader.strong_count() > 0);
        self.0.push(Arc::downgrade(&since));
        since
    }

    /// A record was committed: it is in the store already.
    pub fn committed(&mut self, record: &Record) {
        if KINDS.contains(&record.kind.as_str()) {
            self.0.retain(|reader| match reader.upgrade() {
                Some(since) => {
                    since.note(&record.id);
                    true
                }
                None => false,
            });
        }
    }
}

/// What is gathered from records one after another.
pub(super) trait Gathering: Sized {
    /// Kinds of records that it is gathered from.
    const KINDS: &[&str];

    /// Takes a record in; one that was taken in before is as if it had never been.
    fn take_in(&mut self, record: &Record, around: &Circumstances<'_>);

    /// Whether the same is asked of the book.
    fn asks_as(&self, other: &Self) -> bool;

    /// Those of a reading.
    fn of(reading: &mut Reading) -> &mut Vec<Self>;
}

impl Gathering for Tally {
    const KINDS: &[&str] = &[PETITION.name, RECEPTION_ENTRY.name];

    fn take_in(&mut self, record: &Record, around: &Circumstances<'_>) {
        self.add(record, around);
    }

    fn asks_as(&self, other: &Tally) -> bool {
        self.frame() == other.frame()
    }

    fn of(reading: &mut Reading) -> &mut Vec<Tally> {
        &mut reading.tallies
    }
}

impl Gathering for Moving {
    const KINDS: &[&str] = &[PETITION.name];

    fn take_in(&mut self, record: &Record, around: &Circumstances<'_>) {
        self.add(record, around);
    }

    fn asks_as(&self, other: &Moving) -> bool {
        self.is_of_the_same_lines(other)
    }

    fn of(reading: &mut Reading) -> &mut Vec<Moving> {
        &mut reading.moving
    }
}

/// Gathers from the whole book as it was committed.
pub(super) fn gather<G: Gathering>(
    store: &dyn Store,
    gathered: &mut G,
    around: &Circumstances<'_>,
) -> Result<(), StoreError> {
    let law = around.law.without_words();
    let around = Circumstances { law: &law, ..*around };
    for kind in G::KINDS {
        read_through(store, kind, |records| {
            records.iter().for_each(|record| gathered.take_in(record, &around));
        })?;
    }
    Ok(())
}

/// What a decision needs to know of the whole book, read apart from the office.
pub struct Reading {
    store: Arc<dyn Store>,
    basis: Basis,
    /// Its law, for counting alone.
    law: Law,
    officer: Officer,
    since: Arc<Since>,
    /// One for each closing that is made.
    tallies: Vec<Tally>,
    /// One when the law is changed.
    moving: Vec<Moving>,
}

impl Reading {
    /// Reads through the book, then what changed meanwhile. It may take a while, and holds nobody up.
    pub fn read(&mut self) -> Result<(), StoreError> {
        let store = self.store.clone();
        let is_read = |reading: &Reading, kind| {
            !reading.tallies.is_empty() && Tally::KINDS.contains(kind)
                || !reading.moving.is_empty() && Moving::KINDS.contains(kind)
        };
        for kind in &KINDS {
            if is_read(self, kind) {
                read_through(&*store, kind, |records| {
                    records.iter().for_each(|record| self.take_in(record))
                })?;
            }
        }
        for _ in 0..ROUNDS_MAX {
            if !self.catch_up()? {
                break;
            }
        }
        Ok(())
    }

    /// Takes in what was committed since it was read; whether there was anything.
    fn catch_up(&mut self) -> Result<bool, StoreError> {
        let changed = self.since.take();
        if self.store.is_read_only() {
            // The state may not have followed what was committed. Whoever decides refuses, and a state that is built
            // again is read again.
            return Err(StoreError::State("it is read only".to_owned()));
        }
        for id in &changed {
            if let Some(record) = self.store.record(id)? {
                self.take_in(&record);
            }
        }
        Ok(!changed.is_empty())
    }

    fn take_in(&mut self, record: &Record) {
        let Some(around) = self.basis.around(&self.officer) else { return };
        let around = Circumstances { law: &self.law, ..around };
        all_take_in(&mut self.tallies, record, &around);
        all_take_in(&mut self.moving, record, &around);
    }
}

fn all_take_in<G: Gathering>(all: &mut [G], record: &Record, around: &Circumstances<'_>) {
    if G::KINDS.contains(&record.kind.as_str()) {
        all.iter_mut().for_each(|one| one.take_in(record, around));
    }
}

impl Office {
    /// What a request needs to have read before it is decided: ask before [`Office::decide_after`]. `None`: nothing, or it
    /// is refused or was done whatever stands in the book.
    pub fn reading_for(&mut self, request: &Request, officer: &Officer) -> Option<Reading> {
        let frame = |form: &FormName, fields: &Fields, reason: &Option<String>| {
            self.frame_to_freeze(form, fields, reason.as_deref(), officer)
        };
        let mut moving = Vec::new();
        let frames: Vec<Frame> = match request {
            Request::Save { form, fields, reason, .. } => frame(form, fields, reason).into_iter().collect(),
            Request::SaveMany { parts, reason, .. } if parts.len() <= limits::SAVE_PARTS_MAX => {
                parts.iter().filter_map(|part| frame(&part.form, &part.fields, reason)).collect()
            }
            Request::ChangeLaw { text, dry_run: false, .. } => {
                let in_use = self.law_ahead();
                moving.extend(NewLaw::read(text, in_use).ok().map(|new| Moving::new(new, in_use)));
                Vec::new()
            }
            _ => return None,
        };
        if frames.is_empty() && moving.is_empty() {
            return None;
        }
        let id = request_id(request)?;
        let was_done = self.waiting.requests.contains_key(&id) || self.store.request(id).ok()?.is_some();
        if was_done || self.store.is_read_only() {
            return None;
        }
        let basis = self.basis_ahead();
        Some(Reading {
            store: self.store.clone(),
            law: basis.law.without_words(),
            basis,
            officer: officer.clone(),
            since: self.readers.begin(),
            tallies: frames.into_iter().map(Tally::new).collect(),
            moving,
        })
    }

    /// Whether a reading went by what still stands; else it is to be done again.
    pub fn holds(&self, reading: &Reading) -> bool {
        self.basis_ahead().is(&reading.basis)
    }

    /// Decides a request for which the book was read, as [`Office::decide`] does.
    pub fn decide_after(
        &mut self,
        reading: Option<Reading>,
        request: &Request,
        officer: &Officer,
        now: Stamp,
    ) -> Result<Decision, Refusal> {
        let reading = reading.filter(|reading| self.holds(reading));
        // Where it cannot, deciding meets the same fault and says so.
        let caught_up = reading.and_then(|mut reading| reading.catch_up().is_ok().then_some(reading));
        self.reading.set(caught_up);
        let decided = self.decide_by_what_was_read(request, officer, now);
        self.reading.set(None);
        decided
    }

    /// Gathers what stands when everything that waits is on the disk: from what was read for this decision, or else from
    /// all of it now.
    pub(super) fn gathered<G: Gathering>(
        &self,
        mut nothing_yet: G,
        around: &Circumstances<'_>,
    ) -> Result<G, StoreError> {
        let mut gathered = match self.take_read(&nothing_yet) {
            Some(read) => read,
            None => {
                gather(&*self.store, &mut nothing_yet, around)?;
                nothing_yet
            }
        };
        for record in self.waiting.records.values() {
            all_take_in(std::slice::from_mut(&mut gathered), record, around);
        }
        Ok(gathered)
    }

    fn take_read<G: Gathering>(&self, asked: &G) -> Option<G> {
        let mut reading = self.reading.take()?;
        let read = G::of(&mut reading);
        let found = read.iter().position(|one| one.asks_as(asked)).map(|at| read.swap_remove(at));
        self.reading.set(Some(reading));
        found
    }

    /// What is counted when a form is saved that freezes a period.
    fn frame_to_freeze(
        &self,
        form: &FormName,
        fields: &Fields,
        reason: Option<&str>,
        officer: &Officer,
    ) -> Option<Frame> {
        if form.kind != STATISTICS_CLOSING.name || form.step.is_some() {
            return None;
        }
        let (closing, _) = self.typed_new(&STATISTICS_CLOSING, fields, reason, officer).ok()?;
        let frame = StatisticsClosing(&closing).frame()?;
        let id = StatisticsClosing::id(&closing.office, frame.window, frame.commune.as_ref())?;
        self.is_to_come(&id).ok()?.then_some(frame)
    }
}
