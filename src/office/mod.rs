//! The server: one process owns the register; it decides, writes, answers and pushes.
//!
//! [`Office`] is the whole of it without threads, sockets or a disk of its own: deciding and committing are two steps, and
//! every state can be reached in a test. [`server`] is the thin shell round it.

mod answer;
mod around;
mod aside;
mod board;
mod book;
mod change_law;
mod contact;
mod count;
mod decide;
mod decide_petition;
mod decide_step;
mod detail;
mod detail_plain;
mod documents;
mod draft_lines;
mod drafts;
mod echo;
mod ended_units;
mod examine;
mod freeze;
mod handover;
mod home;
mod import;
mod law;
mod likeness;
mod links;
mod look_up;
mod merge;
mod reception;
mod refusal;
mod reports;
pub mod sample;
mod save_many;
mod say;
mod scan;
mod search;
pub mod server;
#[cfg(test)]
mod tests;
mod update_draft;
mod update_sheet;
mod village_page;
mod waiting;

pub use around::Basis;
pub use aside::Reading;
pub use decide::{Decision, Proposal};
pub use drafts::{Drafts, DraftsError};
pub use scan::RecordScan;

use std::{cell::Cell, sync::Arc};

use crate::base::{Day, Id, Number, Officer, Stamp};
use crate::domain::{
    Circumstances, Periods, Places, Record,
    kinds::Office as OfficeView,
    law::Law,
    rights::{Viewer, visible},
};
use crate::store::{Store, StoreError};

use aside::Readers;
use board::Board;
use reports::Reports;
use search::Index;
use waiting::Waiting;

/// The line of the home screen that counts silent villages, from 0.
const SILENT_LINE: usize = 5;

/// The register as its one owner sees it.
///
/// Invariant: what [`Office::answer`] tells was committed; what waits for the disk is seen by [`Office::decide`] only.
pub struct Office {
    store: Arc<dyn Store>,
    basis: Basis,
    board: Board,
    index: Index,
    reports: Reports,
    waiting: Waiting,
    readers: Readers,
    /// What was read for the decision that is being made.
    reading: Cell<Option<Reading>>,
    next_seq: u64,
    last_at: Stamp,
}

impl Office {
    /// The office over a store that was opened. `progress` is told how many records were read of how many.
    pub fn open(
        store: Arc<dyn Store>,
        law: Arc<Law>,
        today: Day,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Office, StoreError> {
        let head = store.head();
        let basis = Basis::read(&*store, law, today)?;
        let mut office = Office {
            board: Board::default(),
            index: Index::empty(),
            reports: Reports::read(&*store)?,
            waiting: Waiting::default(),
            readers: Readers::default(),
            reading: Cell::default(),
            next_seq: head.seq.saturating_add(1),
            last_at: head.at,
            basis,
            store,
        };
        office.board = Board::read(&*office.store, &office.basis, progress)?;
        office.index = Index::read(&*office.store, &office.basis, progress)?;
        Ok(office)
    }

    /// What every rule needs to know: office, units, law, today.
    pub fn basis(&self) -> &Basis {
        &self.basis
    }

    /// The store under it.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Who looks: the officer of this office.
    pub fn viewer(&self, officer: &Officer) -> Viewer {
        self.basis.viewer(officer)
    }

    /// Bytes of memory that the texts of the look-up take.
    pub fn search_bytes(&self) -> usize {
        self.index.bytes()
    }

    /// Whether anything waits for the disk.
    pub fn is_waiting(&self) -> bool {
        !self.waiting.proposals.is_empty()
    }

    /// A new day began.
    pub fn day_began(&mut self, today: Day) {
        self.basis.today = today;
        self.board.renew(&self.basis);
    }

    /// Decides for another day, while a sample is made; what is shown stays as it is.
    fn set_today(&mut self, today: Day) {
        self.basis.today = today;
    }

    /// A record as it was committed, if this officer may see it.
    pub fn record_for(&self, viewer: &Viewer, id: &Id) -> Result<Option<Record>, StoreError> {
        Ok(self.store.record(id)?.filter(|record| visible(viewer, record)))
    }

    /// The nine counts of the home screen for this officer, drafts left out (0).
    pub fn counts(&self, viewer: &Viewer) -> Vec<u32> {
        let mut counts = self.board.counts(viewer, &self.basis);
        if let Some(silent) = counts.get_mut(SILENT_LINE) {
            *silent = self.silent_count(viewer);
        }
        counts
    }

    /// What rules may know when everything that waits is on the disk.
    fn around_ahead<'a>(&'a self, officer: &'a Officer) -> Option<Circumstances<'a>> {
        let around = self.basis.around(officer)?;
        Some(Circumstances { periods: self.periods_ahead(), law: self.law_ahead(), ..around })
    }

    /// The same for whoever goes on without the office.
    fn basis_ahead(&self) -> Basis {
        let (periods, law) = (self.periods_ahead().clone(), self.law_ahead().clone());
        Basis { periods, law, ..self.basis.clone() }
    }

    fn periods_ahead(&self) -> &Arc<Periods> {
        self.waiting.periods.as_ref().unwrap_or(&self.basis.periods)
    }

    /// A record as it will stand when everything that waits is on the disk.
    fn record_ahead(&self, id: &Id) -> Result<Option<Record>, StoreError> {
        match self.waiting.records.get(id) {
            Some(record) => Ok(Some(record.clone())),
            None => self.store.record(id),
        }
    }

    /// The number that the next record of a book gets.
    fn next_number(&self, office: &Record, book: &str, year: i32) -> Result<Number, StoreError> {
        let key = (office.id.clone(), book.to_owned(), year);
        let last = match self.waiting.numbers.get(&key) {
            Some(last) => *last,
            None => self.store.last_number(&office.id, book, year)?,
        };
        let first = OfficeView(office).first_number(book, year);
        Ok(Number { seq: last.saturating_add(1).max(first.seq), year })
    }

    /// Places as they were committed.
    pub fn places(&self) -> &Places {
        &self.basis.places
    }
}
