//! Answering: what an officer may see of what was committed.

use crate::base::{Id, Lang, Number, Officer, Say, limits};
use crate::domain::{
    Circumstances, Column, KindDef, Record, Value, kind,
    kinds::{PETITION, Petition, petition_fields},
    petition::{Taken, slip},
    query::{Narrow, Query, View},
    rights::Viewer,
};
use crate::store::Scan;
use crate::wire::{HistoryLine, Page, Refusal, Reply, Request, Row};

use super::{
    Office,
    detail::line,
    look_up::first_letters,
    refusal::{broken, not_here, not_set_up, unknown, unknown_kind},
    scan::RecordScan,
};

impl Office {
    /// Answers a request that changes nothing. Long scans are left to [`Office::scan`], drafts and the sample register to
    /// the server.
    pub fn answer(&self, request: &Request, officer: &Officer, lang: Lang) -> Result<Reply, Refusal> {
        let viewer = self.viewer(officer);
        match request {
            Request::Home => self.home(&viewer, lang).map(Reply::Home),
            Request::Page { query, offset, rows } => {
                self.page(query, *offset, (*rows).min(limits::PAGE_ROWS_MAX), &viewer, lang).map(Reply::Page)
            }
            Request::Rows { kind, ids } => self.rows(kind, ids, &viewer, lang).map(Reply::Rows),
            Request::Show(name) => {
                let record = self.named(name, &viewer)?;
                self.detail(record, &viewer).map(|shown| Reply::Shown(Box::new(shown)))
            }
            Request::Slip(name) => {
                let record = self.named(name, &viewer)?;
                let around = self.basis.around(officer).ok_or_else(not_set_up)?;
                if record.kind != PETITION.name {
                    return Err(unknown());
                }
                Ok(Reply::Report { lines: slip(Petition(&record), &around), ok: true })
            }
            Request::History(id) => self.history(id, &viewer).map(Reply::History),
            Request::LookUp { form, fields, field, text } => {
                self.look_up(form, fields, field, text, &viewer, lang).map(Reply::LookedUp)
            }
            Request::Examine { form, base, fields } => {
                self.examine(form, *base, fields, &viewer, lang).map(Reply::Examined)
            }
            Request::Silent { period, narrow } => self.silent(*period, narrow, &viewer).map(Reply::Silent),
            Request::OpenUpdate { village, period } => {
                self.update_sheet(village, *period, &viewer).map(|sheet| Reply::Update(Box::new(sheet)))
            }
            Request::Village(id) => self.village_page(id, &viewer).map(|page| Reply::Village(Box::new(page))),
            Request::ExamineMany(parts) => self.examine_many(parts, &viewer, lang).map(Reply::Examined),
            Request::Import { records, dry_run: true, .. } => {
                self.import_dry(records, officer).map(|lines| Reply::Report { lines, ok: true })
            }
            _ => Err(not_here()),
        }
    }

    /// Whether answering this request reads through the whole book: then it is done by [`Office::scan`], without holding
    /// up anybody.
    pub fn is_long(&self, request: &Request) -> bool {
        match request {
            Request::Records { .. } | Request::Search { .. } => true,
            Request::Page { query, .. } => query.kind != PETITION.name || query.view == View::All,
            _ => false,
        }
    }

    /// What a long scan takes along to go on by itself.
    pub fn scan(&self, officer: &Officer, lang: Lang) -> RecordScan {
        let texts = self.index.snapshots();
        RecordScan::new(self.store.clone(), self.basis.clone(), texts, self.viewer(officer), lang)
    }

    /// The petitions of a view in its order, as records: what scripts list.
    pub fn view_records(&self, query: &Query, officer: &Officer) -> Option<Vec<Record>> {
        if query.kind != PETITION.name || query.view == View::All {
            return None;
        }
        let viewer = self.viewer(officer);
        let narrow = self.narrow(&query.narrow);
        let open = self.board.view(query.view, &viewer, &narrow, &self.basis);
        Some(open.map(|open| open.record.clone()).collect())
    }

    fn narrow(&self, typed: &str) -> Narrow {
        let basis = &self.basis;
        let typed = first_letters(typed, limits::NARROW_CHARS_MAX);
        Narrow::read(typed, &basis.places, basis.own_unit().as_ref(), basis.today)
    }

    fn page(
        &self,
        query: &Query,
        offset: u32,
        rows: u32,
        viewer: &Viewer,
        lang: Lang,
    ) -> Result<Page, Refusal> {
        let around = self.basis.around(&viewer.officer).ok_or_else(not_set_up)?;
        let narrow = self.narrow(&query.narrow);
        let members: Vec<_> = self
            .board
            .view(query.view, viewer, &narrow, &self.basis)
            .filter(|open| query.keeps(&open.record))
            .collect();
        let shown = members.iter().skip(offset as usize).take(rows as usize);
        Ok(Page {
            rows: shown.map(|open| row(&PETITION, &open.record, &around, lang)).collect(),
            offset,
            total: u32::try_from(members.len()).unwrap_or(u32::MAX),
            counts: self.view_counts(query, viewer, &narrow),
            echo: narrow.echo(&query.narrow, &self.basis.places, self.basis.today),
        })
    }

    fn view_counts(&self, query: &Query, viewer: &Viewer, narrow: &Narrow) -> Vec<(View, u32)> {
        let count = |view: View| {
            if query.filters.is_empty() {
                return self.board.count(view, viewer, narrow, &self.basis);
            }
            let members = self.board.view(view, viewer, narrow, &self.basis);
            let kept = members.filter(|open| query.keeps(&open.record)).count();
            u32::try_from(kept).unwrap_or(u32::MAX)
        };
        let views = View::ALL.iter().filter(|view| view.digit().is_some());
        views.map(|view| (*view, count(*view))).collect()
    }

    fn rows(&self, kind_name: &str, ids: &[Id], viewer: &Viewer, lang: Lang) -> Result<Vec<Row>, Refusal> {
        let around = self.basis.around(&viewer.officer).ok_or_else(not_set_up)?;
        let kind = kind(kind_name).ok_or_else(unknown_kind)?;
        let mut rows = Vec::new();
        for id in ids.iter().take(limits::PAGE_ROWS_MAX as usize) {
            let record = self.record_for(viewer, id).map_err(broken)?;
            rows.extend(
                record.filter(|record| record.kind == kind.name).map(|r| row(kind, &r, &around, lang)),
            );
        }
        Ok(rows)
    }

    /// The record of this id, or the petition of this number; a number without a year is of this year.
    pub(super) fn named(&self, name: &str, viewer: &Viewer) -> Result<Record, Refusal> {
        let name = name.trim();
        let by_id = match Id::new(name) {
            Some(id) => self.record_for(viewer, &id).map_err(broken)?,
            None => None,
        };
        if let Some(record) = by_id {
            return Ok(record);
        }
        let with_year = format!("{name}/{}", self.basis.today.year());
        let number = Number::parse(name).or_else(|| Number::parse(&with_year)).ok_or_else(unknown)?;
        let found = self.store.scan(&Scan {
            kind: PETITION.name.to_owned(),
            field: petition_fields::NUMBER.def.name.to_owned(),
            value: Some(Value::Number(number)),
            backwards: false,
            after: None,
            limit: 1,
        });
        let found = found.map_err(broken)?.into_iter().next().ok_or_else(unknown)?;
        self.record_for(viewer, &found.id).map_err(broken)?.ok_or_else(unknown)
    }

    fn history(&self, id: &Id, viewer: &Viewer) -> Result<Vec<HistoryLine>, Refusal> {
        let record = self.record_for(viewer, id).map_err(broken)?.ok_or_else(unknown)?;
        let entries = self.store.history(id).map_err(broken)?;
        let taken = Taken::all(&record);
        let around = self.basis.around(&viewer.officer);
        Ok(entries
            .into_iter()
            .map(|mut entry| {
                entry.changes.retain(|change| change.record == record.id);
                let step = entry.changes.iter().find_map(|change| change.step.as_deref());
                let taken =
                    taken.iter().find(|taken| taken.at == entry.at && Some(taken.step.as_str()) == step);
                let created = entry.changes.iter().any(|change| change.revision == 1);
                let told = taken.zip(around).map(|(taken, around)| line(taken, Petition(&record), &around));
                let say = match (told, step.and_then(crate::domain::petition::step)) {
                    (Some(told), _) => told,
                    (None, Some(step)) => step.title.into(),
                    (None, None) if step.is_some() => Say::new("Lấy lại bước", "Step taken back"),
                    (None, None) if created => Say::new("Nhập mới", "Entered"),
                    (None, None) => Say::new("Sửa", "Changed"),
                };
                HistoryLine { entry, say }
            })
            .collect())
    }
}

/// A record as a row of its kind's table.
pub(super) fn row(kind: &KindDef, record: &Record, around: &Circumstances<'_>, lang: Lang) -> Row {
    Row { id: record.id.clone(), cells: cells(kind.columns, record, around, lang) }
}

/// What stands in these columns of a record.
pub(super) fn cells(
    columns: &[Column],
    record: &Record,
    around: &Circumstances<'_>,
    lang: Lang,
) -> Vec<String> {
    columns.iter().map(|column| (column.cell)(record, around, lang)).collect()
}
