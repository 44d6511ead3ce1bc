//! What a look-up answers: the groups in their order, some rows of each, and what was searched when nothing is found.

use crate::base::{Id, Lang, Say, limits, text};
use crate::domain::{
    Circumstances, Finding, Searchable,
    kinds::{Level, UNIT},
    rights::{Viewer, sees_all, visible},
};
use crate::store::{Store, StoreError};
use crate::wire::{Found, FoundGroup, FoundRow, Refusal, Row};

use super::{Snapshot, hits::Asked};
use crate::office::{
    Basis,
    answer::cells,
    refusal::{broken, unknown_kind},
};

/// A look-up with all that it needs, apart from the office.
pub(in crate::office) struct LookUp<'a> {
    pub store: &'a dyn Store,
    pub basis: &'a Basis,
    pub around: Circumstances<'a>,
    pub viewer: &'a Viewer,
    pub lang: Lang,
    pub texts: &'a [Snapshot],
}

/// Letters of what was typed that the sentence "not found" repeats.
const REPEATED_CHARS_MAX: usize = 14;

impl LookUp<'_> {
    /// Looks what was typed up: in all groups, or in the one of this kind behind `offset`; so many rows of each.
    pub fn found(&self, typed: &str, only: Option<&str>, offset: u32, rows: u32) -> Result<Found, Refusal> {
        if only.is_some_and(|only| self.texts.iter().all(|of| of.kind != only)) {
            return Err(unknown_kind());
        }
        let finding = Finding::read(typed, &self.basis.places);
        let mut found = Found {
            understood: finding.understood.clone(),
            unclear: finding.unclear.clone(),
            ..Found::default()
        };
        if finding.is_empty() {
            return Ok(found);
        }
        let asked = Asked::new(&finding, self.basis, self.texts.iter().find(|of| of.kind == UNIT.name));
        let (offset, rows) = (offset as usize, rows.min(limits::PAGE_ROWS_MAX) as usize);
        for of in self.texts.iter().filter(|of| only.is_none_or(|only| only == of.kind)) {
            let hits = self.visible_only(asked.hits(of)).map_err(broken)?;
            if hits.is_empty() {
                continue;
            }
            let shown = hits.iter().skip(offset).take(rows);
            let shown = shown.filter_map(|id| self.row(id, of, &asked).transpose());
            found.groups.push(FoundGroup {
                kind: of.kind.to_owned(),
                total: u32::try_from(hits.len()).unwrap_or(u32::MAX),
                rows: shown.collect::<Result<_, _>>().map_err(broken)?,
            });
        }
        if found.groups.is_empty() {
            found.nothing = Some(self.nothing(typed, &finding));
        }
        Ok(found)
    }

    /// What one may not see is not counted.
    fn visible_only(&self, hits: Vec<Id>) -> Result<Vec<Id>, StoreError> {
        if self.sees_all() {
            return Ok(hits);
        }
        let mut seen = Vec::new();
        for id in hits {
            if self.store.record(&id)?.is_some_and(|record| visible(self.viewer, &record)) {
                seen.push(id);
            }
        }
        Ok(seen)
    }

    fn sees_all(&self) -> bool {
        self.basis.office_id().is_some_and(|office| sees_all(self.viewer, &office))
    }

    fn row(&self, id: &Id, of: &Snapshot, asked: &Asked<'_>) -> Result<Option<FoundRow>, StoreError> {
        let record = self.store.record(id)?.filter(|record| visible(self.viewer, record));
        let Some(record) = record else { return Ok(None) };
        let mut cells = cells(of.search.columns, &record, &self.around, self.lang);
        if of.kind == UNIT.name
            && let Some(now) = cells.last_mut().filter(|now| now.is_empty())
        {
            *now = self.at_place(id, asked);
        }
        let unit = self.basis.places.get(id).filter(|place| place.level != Level::Village);
        let leads_to = unit.map(|unit| format!("xa:{}", text::fold_joined(&unit.short)));
        Ok(Some(FoundRow { row: Row { id: record.id, cells }, leads_to }))
    }

    /// "3 quá hạn, 4 mở, 2 việc": what lies in a village.
    fn at_place(&self, id: &Id, asked: &Asked<'_>) -> String {
        let is_village = self.basis.places.get(id).is_some_and(|place| place.level == Level::Village);
        if !is_village || !self.sees_all() {
            return String::new();
        }
        let mut parts = Vec::new();
        for of in self.texts {
            let Searchable { open_word, overdue_word, .. } = of.search;
            if open_word.is_none() && overdue_word.is_none() {
                continue;
            }
            let (open, overdue) = asked.at_place(id, of);
            for (count, word) in [(overdue, overdue_word), (open, open_word)] {
                parts.extend(
                    word.filter(|_| count > 0).map(|word| format!("{count} {}", word.get(self.lang))),
                );
            }
        }
        parts.join(", ")
    }

    fn nothing(&self, typed: &str, finding: &Finding) -> Say {
        let typed = text::truncate(typed.trim(), REPEATED_CHARS_MAX);
        let groups = |lang| {
            let names = self.texts.iter().map(|of| text::lower_first(of.search.group.get(lang)));
            names.collect::<Vec<_>>().join(", ")
        };
        let (less_vi, less_en) = if finding.has_filters() {
            ("Bỏ bớt một điều kiện", "Leave a filter out")
        } else {
            ("Bớt một chữ", "Type one letter less")
        };
        Say::new(
            format!("Không thấy: {typed}. Đã tìm {}. {less_vi}", groups(Lang::Vi)),
            format!("Not found: {typed}. Searched {}. {less_en}", groups(Lang::En)),
        )
    }
}
