//! Reading through the whole book, on the thread of whoever asked: nobody waits for it.

mod book;
mod statistics;

use std::{collections::HashSet, sync::Arc};

use crate::base::{Id, Lang, Number, limits, text};
use crate::domain::{
    FieldValue, KindDef, Record, Value, facet, guard, kind,
    petition::statistics::FrozenCell,
    query::{BOOK_ORDER, Narrow, Query},
    rights::{self, Viewer, visible},
    sealed,
};
use crate::store::{Scan, Store, StoreError};
use crate::wire::{Page, Refusal, Reply, Request};

use super::{
    Basis,
    answer::{filters_said, row_written},
    around::{READ_AT_ONCE, read_through},
    board::Wanted,
    change_law,
    count::Counting,
    look_up::first_letters,
    refusal::{broken, not_here, not_set_up, unknown, unknown_kind},
    search::{LookUp, Snapshot},
};

/// A scan with all that it needs, apart from the office.
pub struct RecordScan {
    store: Arc<dyn Store>,
    basis: Basis,
    texts: Vec<Snapshot>,
    viewer: Viewer,
    lang: Lang,
    /// The records of a view, when the office had them at hand.
    at_hand: Option<Vec<Record>>,
}

impl RecordScan {
    pub(super) fn new(
        store: Arc<dyn Store>,
        basis: Basis,
        texts: Vec<Snapshot>,
        viewer: Viewer,
        lang: Lang,
    ) -> RecordScan {
        RecordScan { store, basis, texts, viewer, lang, at_hand: None }
    }

    /// The same over records that the office had at hand.
    pub fn over(mut self, records: Option<Vec<Record>>) -> RecordScan {
        self.at_hand = records;
        self
    }

    /// Answers a request for which `Office::is_long` is true.
    pub fn answer(self, request: &Request) -> Result<Reply, Refusal> {
        match request {
            Request::Page { query, offset, rows, in_full } => {
                let around = self.basis.around(&self.viewer.officer).ok_or_else(not_set_up)?;
                let kind = kind(&query.kind).ok_or_else(unknown_kind)?;
                let rows_max = (*rows).min(limits::PAGE_ROWS_MAX);
                let narrow = self.narrow(query);
                let (records, total) = self.records(kind, query, "", *offset, rows_max).map_err(broken)?;
                Ok(Reply::Page(Page {
                    rows: records
                        .iter()
                        .map(|record| row_written(kind, record, &around, self.lang, *in_full))
                        .collect(),
                    offset: *offset,
                    total,
                    counts: Vec::new(),
                    echo: narrow.echo(&query.narrow, &self.basis.places, self.basis.today),
                    filters: filters_said(kind, query, &around),
                }))
            }
            Request::CountBy { query, facet } => {
                let around = self.basis.around(&self.viewer.officer).ok_or_else(not_set_up)?;
                let kind = kind(&query.kind).ok_or_else(unknown_kind)?;
                if !kind.counted_by.contains(&facet.as_str()) {
                    return Err(unknown());
                }
                let narrow = self.narrow(query);
                let mut counting = Counting::default();
                let mut add = |record: Record| counting.add(facet, &record, &around);
                self.each(kind, query, &narrow, &mut add).map_err(broken)?;
                let echo = narrow.echo(&query.narrow, &self.basis.places, self.basis.today);
                counting.counted(kind, facet, &around, echo).map(Reply::Counted)
            }
            Request::Records { query, text, offset, limit } => {
                let kind = kind(&query.kind).ok_or_else(unknown_kind)?;
                let limit = (*limit).min(limits::PAGE_ROWS_MAX);
                let (mut records, total) = self.records(kind, query, text, *offset, limit).map_err(broken)?;
                records.iter_mut().for_each(sealed::without_contact);
                Ok(Reply::Records { records: cut_to_frame(records), total })
            }
            Request::ChangeLaw { text, .. } => {
                change_law::preview(text, &*self.store, &self.basis, &self.viewer.officer)
            }
            Request::Statistics { frame, place, frozen_first } => {
                self.statistics(frame, place.as_deref(), *frozen_first)
            }
            Request::BookRows { book, from, to, behind } => {
                self.book_rows(*book, (*from, *to), behind.as_ref()).map(Reply::BookRows)
            }
            Request::Search { text, group, offset, rows } => {
                let look_up = LookUp {
                    store: &*self.store,
                    basis: &self.basis,
                    around: self.basis.around(&self.viewer.officer).ok_or_else(not_set_up)?,
                    viewer: &self.viewer,
                    lang: self.lang,
                    texts: &self.texts,
                };
                look_up.found(text, group.as_deref(), *offset, *rows).map(Reply::Found)
            }
            _ => Err(not_here()),
        }
    }

    fn narrow(&self, query: &Query) -> Narrow {
        Narrow::read(
            &query.kind,
            first_letters(&query.narrow, limits::NARROW_CHARS_MAX),
            &self.basis.places,
            self.basis.own_unit().as_ref(),
            self.basis.today,
        )
    }

    /// The records of a list behind `offset`, and how many the list has.
    fn records(
        &self,
        kind: &KindDef,
        query: &Query,
        words: &str,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<Record>, u32), StoreError> {
        let narrow = self.narrow(query);
        let words = text::fold(words);
        let all = narrow == Narrow::Nothing && words.is_empty() && query.filters.is_empty();
        let sees_all = self.basis.office_id().is_some_and(|office| rights::sees_all(&self.viewer, &office));
        if let (true, None, Some(field), true) = (all, &self.at_hand, kind.newest_by, sees_all) {
            return self.page_of_book(kind, field, offset, limit);
        }
        let mut page = Vec::new();
        let mut total = 0_u32;
        self.each(kind, query, &narrow, &mut |record| {
            if words.is_empty() || holds(kind, &record, &words) {
                if total >= offset && (page.len() as u64) < u64::from(limit) {
                    page.push(record);
                }
                total = total.saturating_add(1);
            }
        })?;
        Ok((page, total))
    }

    /// Every record of a list, in its order.
    fn each(
        &self,
        kind: &KindDef,
        query: &Query,
        narrow: &Narrow,
        take: &mut dyn FnMut(Record),
    ) -> Result<(), StoreError> {
        let (frozen, filters): (Vec<_>, Vec<_>) =
            query.filters.iter().cloned().partition(|(name, _)| name == facet::FROZEN);
        let wanted = Wanted { narrow, filters: &filters, ..Wanted::all(&self.viewer, &self.basis) };
        let mut kept = |record: Record| {
            if wanted.keeps(&record) {
                take(record);
            }
        };
        if let Some((_, cell)) = frozen.first() {
            let Some(cell) = FrozenCell::from_filter(cell).filter(|_| frozen.len() == 1) else {
                return Ok(());
            };
            let mut found = self.of_frozen_cell(&cell)?;
            if let Some(view) = &self.at_hand {
                let of_view: HashSet<&Id> = view.iter().map(|record| &record.id).collect();
                found.retain(|record| of_view.contains(&record.id));
            }
            found.sort_by_cached_key(newest_first);
            found.into_iter().filter(|record| record.kind == kind.name).for_each(&mut kept);
            return Ok(());
        }
        if let Some(records) = &self.at_hand {
            records.iter().cloned().for_each(&mut kept);
            return Ok(());
        }
        let filter = filters.iter().find(|(name, value)| {
            kind.field(name).is_some_and(|field| field.indexed) && *value != facet::empty()
        });
        match (filter, kind.newest_by) {
            (Some((field, value)), _) => self.with_value(kind, field, value, &mut kept),
            (None, Some(field)) => self.by_index(kind, field, None, &mut kept),
            (None, None) => self.by_id(kind, &mut kept),
        }
    }

    /// A page of everything, the newest first: only the index is read up to it.
    fn page_of_book(
        &self,
        kind: &KindDef,
        field: &str,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<Record>, u32), StoreError> {
        let wanted = (offset as usize).saturating_add(limit as usize);
        let found = self.store.scan(&Scan {
            kind: kind.name.to_owned(),
            field: field.to_owned(),
            value: None,
            backwards: true,
            after: None,
            limit: wanted,
        })?;
        let mut page = Vec::new();
        for at in found.iter().skip(offset as usize) {
            page.extend(self.store.record(&at.id)?.filter(|record| visible(&self.viewer, record)));
        }
        let total = u32::try_from(self.store.count(kind.name)?).unwrap_or(u32::MAX);
        Ok((page, total))
    }

    /// The records with this value of an indexed field, the newest first. Ids that are made from a period end in it, so
    /// that the index brings them in that order; numbers of a book are put in order here.
    fn with_value(
        &self,
        kind: &KindDef,
        field: &str,
        value: &Value,
        take: &mut dyn FnMut(Record),
    ) -> Result<(), StoreError> {
        if kind.book.is_none() {
            return self.by_index(kind, field, Some(value), take);
        }
        let mut found = Vec::new();
        self.by_index(kind, field, Some(value), &mut |record| found.push(record))?;
        found.sort_by_cached_key(newest_first);
        found.into_iter().for_each(take);
        Ok(())
    }

    /// All records of a kind in the order of an index, the greatest first.
    fn by_index(
        &self,
        kind: &KindDef,
        field: &str,
        value: Option<&Value>,
        take: &mut dyn FnMut(Record),
    ) -> Result<(), StoreError> {
        let mut after = None;
        loop {
            let found = self.store.scan(&Scan {
                kind: kind.name.to_owned(),
                field: field.to_owned(),
                value: value.cloned(),
                backwards: true,
                after: after.take(),
                limit: READ_AT_ONCE,
            })?;
            for at in &found {
                if let Some(record) = self.store.record(&at.id)? {
                    take(record);
                }
            }
            match found.last() {
                Some(last) if found.len() == READ_AT_ONCE => after = Some(last.cursor.clone()),
                _ => return Ok(()),
            }
        }
    }

    fn by_id(&self, kind: &KindDef, take: &mut dyn FnMut(Record)) -> Result<(), StoreError> {
        read_through(&*self.store, kind.name, |records| records.into_iter().for_each(&mut *take))
    }
}

/// The greatest number of a book first.
fn newest_first(record: &Record) -> std::cmp::Reverse<Option<Number>> {
    std::cmp::Reverse(record.fields.get(BOOK_ORDER).and_then(Number::from_value))
}

/// Whether any text of a record holds these folded words; of what was told, outside of what is marked.
fn holds(kind: &KindDef, record: &Record, words: &str) -> bool {
    let finds = |told: &str| text::fold(told).contains(words);
    record.fields.iter().any(|(name, value)| match value {
        Value::Text(told) => match kind.field(name) {
            Some(field) if field.tells() => guard::is_found(told, finds),
            Some(field) if field.secret.is_some() => false,
            _ => finds(told),
        },
        _ => false,
    })
}

/// As many records as fit one frame; whoever asked goes on behind them.
fn cut_to_frame(records: Vec<Record>) -> Vec<Record> {
    let mut room = limits::WIRE_FRAME_BYTES_MAX / 2;
    records
        .into_iter()
        .enumerate()
        .take_while(|(at, record)| {
            let size = crate::encoding::bytes::to_bytes(record).map_or(usize::MAX, |bytes| bytes.len());
            let fits = *at == 0 || size <= room;
            room = room.saturating_sub(size);
            fits
        })
        .map(|(_, record)| record)
        .collect()
}
