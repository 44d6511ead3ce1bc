//! Answering: what an officer may see of what was committed.

use crate::base::{Id, Lang, Officer, Say, limits, text};
use crate::domain::{
    Book, Circumstances, Column, KINDS, KindDef, Record, Value, facet, kind,
    kinds::{PETITION, Petition},
    merge::NOT_CHOSEN,
    petition::slip,
    query::{BOOK_ORDER, Narrow, Query, View},
    rights::Viewer,
    step_form,
};
use crate::store::{Scan, StoreError};
use crate::wire::{HistoryLine, Page, Refusal, Reply, Request, Row};

use super::{
    Office,
    board::Wanted,
    detail,
    handover::Asked,
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
            Request::Page { query, offset, rows, in_full } => {
                let rows = (*rows).min(limits::PAGE_ROWS_MAX);
                self.page(query, (*offset, rows), *in_full, &viewer, lang).map(Reply::Page)
            }
            Request::CountBy { query, facet } => self.count_by(query, facet, &viewer).map(Reply::Counted),
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
            Request::EndedUnits => self.ended_units(&viewer).map(Reply::EndedUnits),
            Request::Village(id) => self.village_page(id, &viewer).map(|page| Reply::Village(Box::new(page))),
            Request::Compare { form, base, fields, record } => {
                let merge = self.compare(form, *base, fields, record, officer)?;
                Ok(Reply::Compared(Box::new(merge)))
            }
            Request::Beside { form, fields, other } => {
                let beside = self.beside(form, fields, other.as_deref(), &viewer)?;
                Ok(Reply::Beside(Box::new(beside)))
            }
            Request::BookNames { opening, offset } => self.book_names(opening, *offset, &viewer),
            Request::ExamineMany(parts) => self.examine_many(parts, &viewer, lang).map(Reply::Examined),
            Request::Import { records, dry_run: true, .. } => {
                self.import_dry(records, officer).map(|lines| Reply::Report { lines, ok: true })
            }
            Request::EraseContacts { dry_run: true, .. } => {
                self.erasing_preview(officer).map(|lines| Reply::Report { lines, ok: true })
            }
            Request::Handover { from, document, on, choices, dry_run: true, .. } => {
                self.handover_dry(Asked { from, document, on: *on, choices }, officer)
            }
            _ => Err(not_here()),
        }
    }

    /// Whether answering this request reads through the whole book: then it is done by [`Office::scan`], without holding
    /// up anybody.
    pub fn is_long(&self, request: &Request) -> bool {
        match request {
            Request::Records { .. } | Request::Search { .. } | Request::Statistics { .. } => true,
            Request::ChangeLaw { dry_run, .. } => *dry_run,
            Request::Page { query, .. } | Request::CountBy { query, .. } => query.view == View::All,
            _ => false,
        }
    }

    /// What a long scan takes along to go on by itself.
    pub fn scan(&self, officer: &Officer, lang: Lang) -> RecordScan {
        let texts = self.index.snapshots();
        RecordScan::new(self.store.clone(), self.basis.clone(), texts, self.viewer(officer), lang)
    }

    /// The records of a view in its order: what scripts list.
    pub fn view_records(&self, query: &Query, officer: &Officer) -> Option<Vec<Record>> {
        if query.view == View::All {
            return None;
        }
        let viewer = self.viewer(officer);
        let narrow = self.narrow(query);
        // What a frozen cell counted is looked up by the scan.
        let filters: Vec<_> =
            query.filters.iter().filter(|(name, _)| name != facet::FROZEN).cloned().collect();
        let wanted = Wanted { narrow: &narrow, filters: &filters, ..Wanted::all(&viewer, &self.basis) };
        let open = self.board.view(query.view, wanted).filter(|open| open.record.kind == query.kind);
        Some(open.map(|open| open.record.clone()).collect())
    }

    pub(super) fn narrow(&self, query: &Query) -> Narrow {
        let basis = &self.basis;
        let typed = first_letters(&query.narrow, limits::NARROW_CHARS_MAX);
        Narrow::read(&query.kind, typed, &basis.places, basis.own_unit().as_ref(), basis.today)
    }

    fn page(
        &self,
        query: &Query,
        (offset, rows): (u32, u32),
        in_full: bool,
        viewer: &Viewer,
        lang: Lang,
    ) -> Result<Page, Refusal> {
        let around = self.basis.around(&viewer.officer).ok_or_else(not_set_up)?;
        let kind = kind(&query.kind).ok_or_else(unknown_kind)?;
        if !query.view.is_of(kind.name) {
            return Err(unknown());
        }
        let narrow = self.narrow(query);
        let wanted = Wanted { narrow: &narrow, filters: &query.filters, ..Wanted::all(viewer, &self.basis) };
        let members: Vec<_> = self.board.view(query.view, wanted).collect();
        let shown = members.iter().skip(offset as usize).take(rows as usize);
        Ok(Page {
            rows: shown.map(|open| row_written(kind, &open.record, &around, lang, in_full)).collect(),
            offset,
            total: u32::try_from(members.len()).unwrap_or(u32::MAX),
            counts: self.view_counts(kind, wanted),
            echo: narrow.echo(&query.narrow, &self.basis.places, self.basis.today),
            filters: filters_said(kind, query, &around),
        })
    }

    fn view_counts(&self, kind: &KindDef, wanted: Wanted<'_>) -> Vec<(View, u32)> {
        View::of_kind(kind.name)
            .into_iter()
            .filter(|view| *view != View::All)
            .map(|view| (view, self.board.count(view, wanted)))
            .collect()
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

    /// The record of this id, or that of this number in its book: `V-031`, `ĐX-9`; without a sign a petition's. A number
    /// without a year is of this year.
    pub(super) fn named(&self, name: &str, viewer: &Viewer) -> Result<Record, Refusal> {
        let name = name.trim();
        let by_id = match Id::new(name) {
            Some(id) => self.record_for(viewer, &id).map_err(broken)?,
            None => None,
        };
        if let Some(record) = by_id {
            return Ok(record);
        }
        let begins = |book: &Book| {
            let letters = text::fold(book.sign);
            text::fold(name).starts_with(letters.trim_end_matches('-'))
        };
        let signed =
            KINDS.iter().filter(|kind| kind.book.is_some_and(|book| !book.sign.is_empty() && begins(&book)));
        let kind = signed.copied().next().unwrap_or(&PETITION);
        self.numbered(kind, name, viewer).map_err(broken)?.ok_or_else(unknown)
    }

    /// The record of a number in its kind's book, as it is typed.
    pub(super) fn numbered(
        &self,
        kind: &KindDef,
        typed: &str,
        viewer: &Viewer,
    ) -> Result<Option<Record>, StoreError> {
        let read = kind.book.and_then(|book| book.read(typed, self.basis.today.year()));
        let Some(number) = read else { return Ok(None) };
        let found = self.store.scan(&Scan {
            kind: kind.name.to_owned(),
            field: BOOK_ORDER.to_owned(),
            value: Some(Value::Number(number)),
            backwards: false,
            after: None,
            limit: 1,
        })?;
        match found.first() {
            Some(found) => self.record_for(viewer, &found.id),
            None => Ok(None),
        }
    }

    fn history(&self, id: &Id, viewer: &Viewer) -> Result<Vec<HistoryLine>, Refusal> {
        let record = self.record_for(viewer, id).map_err(broken)?.ok_or_else(unknown)?;
        let entries = self.store.history(id).map_err(broken)?;
        let around = self.basis.around(&viewer.officer);
        let told = around.map_or_else(Vec::new, |around| detail::told(&record, &around));
        entries
            .into_iter()
            .map(|mut entry| {
                entry.changes.retain(|change| change.record == record.id);
                for change in &mut entry.changes {
                    self.without_leads(&record.kind, change)?;
                }
                let chosen = entry.changes.iter().any(|change| change.step.as_deref() == Some(NOT_CHOSEN));
                if chosen {
                    let say = Say::new("Sửa, đã chọn giữa hai bản", "Changed, chosen between two");
                    return Ok(HistoryLine { entry, say });
                }
                let step = entry.changes.iter().find_map(|change| change.step.as_deref());
                let created = entry.changes.iter().any(|change| change.revision == 1);
                let told = told.iter().find(|(at, name, _)| *at == entry.at && Some(name.as_str()) == step);
                let say = match (told, step.and_then(|step| step_form(&record.kind, step))) {
                    (Some((.., told)), _) => told.clone(),
                    (None, Some(step)) => step.title.into(),
                    (None, None) if step.is_some() => Say::new("Lấy lại bước", "Step taken back"),
                    (None, None) if created => Say::new("Nhập mới", "Entered"),
                    (None, None) => Say::new("Sửa", "Changed"),
                };
                Ok(HistoryLine { entry, say })
            })
            .collect()
    }
}

/// A record as a row of its kind's table on the screen.
pub(super) fn row(kind: &KindDef, record: &Record, around: &Circumstances<'_>, lang: Lang) -> Row {
    row_written(kind, record, around, lang, false)
}

/// A record as a row of its kind's table, for a file `in_full`.
pub(super) fn row_written(
    kind: &KindDef,
    record: &Record,
    around: &Circumstances<'_>,
    lang: Lang,
    in_full: bool,
) -> Row {
    let cells = kind.columns.iter().map(|column| column.text(record, around, lang, in_full));
    Row { id: record.id.clone(), cells: cells.collect() }
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

/// The filters of a list in words.
pub(super) fn filters_said(kind: &KindDef, query: &Query, around: &Circumstances<'_>) -> Vec<Say> {
    let said = |filter, lang| facet::say(kind, filter, around, lang);
    query.filters.iter().map(|filter| Say::new(said(filter, Lang::Vi), said(filter, Lang::En))).collect()
}
