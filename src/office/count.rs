//! A list counted by a facet: each line opens exactly the records that it counts.

use std::collections::HashMap;

use crate::base::{Lang, Say, limits, text};
use crate::domain::{Circumstances, KindDef, Record, Value, facet, kind, query::Query, rights::Viewer};
use crate::wire::{CountLine, Counted, Refusal};

use super::{
    Office,
    board::Wanted,
    refusal::{not_set_up, unknown, unknown_kind},
};

/// What was counted so far.
#[derive(Default)]
pub(super) struct Counting {
    lines: HashMap<Value, (u32, u32)>,
    total: u32,
    overdue: u32,
}

impl Counting {
    /// One more record of the list.
    pub fn add(&mut self, name: &str, record: &Record, around: &Circumstances<'_>) {
        let value = facet::value(name, record, around).unwrap_or_else(facet::empty);
        let is_overdue = u32::from(facet::is_overdue(record, around));
        // A record that holds several values would be counted several times: it counts as the whole list of them.
        let (count, overdue) = self.lines.entry(value).or_default();
        *count = count.saturating_add(1);
        *overdue = overdue.saturating_add(is_overdue);
        self.total = self.total.saturating_add(1);
        self.overdue = self.overdue.saturating_add(is_overdue);
    }

    /// The lines, the most first, those with as many in Vietnamese order; what is empty and what is not told stand last.
    pub fn counted(
        self,
        kind: &KindDef,
        name: &str,
        around: &Circumstances<'_>,
        echo: Option<Say>,
    ) -> Result<Counted, Refusal> {
        let def = facet::field(kind, name).ok_or_else(unknown)?;
        let mut lines: Vec<CountLine> = self
            .lines
            .into_iter()
            .map(|(value, (count, overdue))| {
                let (code, vi) = facet::words(kind, name, &value, around, Lang::Vi);
                let (_, en) = facet::words(kind, name, &value, around, Lang::En);
                CountLine { value, code, label: Say::new(vi, en), count, overdue }
            })
            .collect();
        lines.sort_by_cached_key(|line| {
            let is_last = line.label.vi.starts_with('(') && line.code.is_empty();
            (is_last, std::cmp::Reverse(line.count), text::sort_key(&line.label.vi))
        });
        lines.truncate(limits::COUNT_LINES_MAX);
        Ok(Counted { lines, total: self.total, overdue: self.overdue, label: def.label.into(), echo })
    }
}

impl Office {
    /// Counts a list whose records are at hand.
    pub(super) fn count_by(&self, query: &Query, name: &str, viewer: &Viewer) -> Result<Counted, Refusal> {
        let around = self.basis.around(&viewer.officer).ok_or_else(not_set_up)?;
        let kind = kind(&query.kind).ok_or_else(unknown_kind)?;
        if !query.view.is_of(kind.name) || !kind.counted_by.contains(&name) {
            return Err(unknown());
        }
        let narrow = self.narrow(query);
        let wanted = Wanted { narrow: &narrow, filters: &query.filters, ..Wanted::all(viewer, &self.basis) };
        let mut counting = Counting::default();
        for open in self.board.view(query.view, wanted) {
            counting.add(name, &open.record, &around);
        }
        counting.counted(
            kind,
            name,
            &around,
            narrow.echo(&query.narrow, &self.basis.places, self.basis.today),
        )
    }
}
