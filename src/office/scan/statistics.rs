//! The table of a period, live or as it was frozen, and the petitions that a frozen cell counted.

use crate::base::{Id, Say, limits};
use crate::domain::{
    self, Circumstances, Record, kind,
    kinds::{Level, PETITION, RECEPTION_ENTRY, STATISTICS_CLOSING, StatisticsClosing},
    petition::statistics::{
        Adjustment, Frame, Frozen, FrozenCell, Members, Sheet, Statistics, Tally, Window,
        members::{Cells, Difference},
    },
    query::{Narrow, Query},
    rights::visible,
};
use crate::store::StoreError;
use crate::wire::{Refusal, RefusalKind, Reply};

use super::RecordScan;
use crate::office::{
    look_up::first_letters,
    refusal::{broken, not_set_up},
};

impl RecordScan {
    /// Every petition that may be seen, counted; the commune as it was typed is looked up first. With `frozen_first` and no
    /// commune typed, the place is the own commune, or every place where only that was frozen.
    pub(super) fn statistics(
        &self,
        frame: &Frame,
        place: Option<&str>,
        frozen_first: bool,
    ) -> Result<Reply, Refusal> {
        let around = self.basis.around(&self.viewer.officer).ok_or_else(not_set_up)?;
        let commune = match place.map(str::trim) {
            None => frame.commune.clone(),
            Some("") => None,
            Some(typed) => Some(self.commune(typed, frame.window)?),
        };
        let mut frame = Frame { commune, ..frame.clone() };
        let mut closing = None;
        if frozen_first && place.is_none() && frame.commune.is_none() {
            let (own, all) = (Frame { commune: self.own_commune(), ..frame.clone() }, frame.clone());
            closing = self.closing(&own).map_err(broken)?;
            frame = own;
            if closing.is_none() {
                closing = self.closing(&all).map_err(broken)?;
                frame = if closing.is_some() { all } else { frame };
            }
        } else {
            closing = self.closing(&frame).map_err(broken)?.or(closing);
        }
        if let Some(frozen) = closing.as_ref().and_then(|closing| StatisticsClosing(closing).frame())
            && frozen_first
        {
            frame.borders = frozen.borders;
        }
        let mut tally = Tally::new(frame.clone());
        let law = around.law.without_words();
        let counting = Circumstances { law: &law, ..around };
        let mut add = |record: Record| tally.add(&record, &counting);
        self.each(&PETITION, &Query::all(PETITION.name), &Narrow::Nothing, &mut add).map_err(broken)?;
        let mut add = |record: Record| tally.add(&record, &counting);
        let visits = Query::all(RECEPTION_ENTRY.name);
        self.each(&RECEPTION_ENTRY, &visits, &Narrow::Nothing, &mut add).map_err(broken)?;
        let (live, members) = tally.finish_with_members();
        Ok(Reply::Statistics(Box::new(self.sheet(frame, (live, &members), closing.as_ref(), &around))))
    }

    fn sheet(
        &self,
        frame: Frame,
        (live, members): (Statistics, &Members),
        closing: Option<&Record>,
        around: &Circumstances<'_>,
    ) -> Sheet {
        let places = &self.basis.places;
        let named = match &frame.commune {
            Some(commune) => {
                let name = places.full_name(commune, self.basis.today);
                let borders = frame.borders.label();
                Say::new(format!("{name}, {}", borders.vi), format!("{name}, {}", borders.en))
            }
            None => Say::new("mọi nơi trong sổ", "every place of the register"),
        };
        let closing = closing.map(StatisticsClosing);
        let frozen = closing.and_then(|closing| {
            let ((on, by), counted_by) = (closing.closed()?, closing.frame()?);
            let differences = if counted_by.borders == frame.borders {
                closing.members().differences(members)
            } else {
                Vec::new()
            };
            let adjusted = u32::try_from(differences.len()).unwrap_or(u32::MAX);
            let shown = differences.iter().take(limits::ADJUSTMENTS_SHOWN_MAX);
            let adjustments = shown.map(|found| self.adjustment(found, around)).collect();
            Some(Frozen { on, by, borders: counted_by.borders, adjusted, adjustments })
        });
        let shows_frozen = frozen.as_ref().is_some_and(|frozen| frozen.borders == frame.borders);
        let table = closing.filter(|_| shows_frozen).map_or(live, StatisticsClosing::table);
        let unknown = || Say::new("xã không rõ", "an unknown commune");
        let name = |unit: &Option<Id>| {
            let named = |unit| Say::plain(places.full_name(unit, self.basis.today));
            unit.as_ref().map_or_else(unknown, named)
        };
        let left_out = table.left_out.iter().map(|(unit, count)| (name(unit), *count)).collect();
        Sheet { table, frame, named, left_out, frozen }
    }

    fn adjustment(&self, found: &Difference, around: &Circumstances<'_>) -> Adjustment {
        let named = |cells: Option<Cells>| cells.map_or_else(String::new, Cells::named);
        let record = self.store.record(&found.petition).ok().flatten();
        let number = record.and_then(|record| {
            let kind = kind(&record.kind)?;
            Some((kind.label)(&record, around.places))
        });
        Adjustment {
            petition: found.petition.clone(),
            number: number.unwrap_or_else(|| Say::plain(found.petition.as_str())),
            frozen: named(found.frozen),
            live: named(found.live),
        }
    }

    /// The closing of a period and place, by whatever borders.
    fn closing(&self, frame: &Frame) -> Result<Option<Record>, StoreError> {
        let office = self.basis.office_id();
        let id =
            office.and_then(|office| StatisticsClosing::id(&office, frame.window, frame.commune.as_ref()));
        let Some(id) = id else { return Ok(None) };
        let closing = self.store.record(&id)?.filter(|record| visible(&self.viewer, record));
        Ok(closing.filter(|record| record.kind == STATISTICS_CLOSING.name))
    }

    /// The petitions that a cell of a frozen period counted, the newest first as they are kept; none where it was not frozen.
    pub(super) fn of_frozen_cell(&self, asked: &FrozenCell) -> Result<Vec<Record>, StoreError> {
        let frame = Frame { commune: asked.commune.clone(), ..Frame::new(asked.window) };
        let Some(closing) = self.closing(&frame)? else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for id in StatisticsClosing(&closing).members().of_cell(asked.cell) {
            found.extend(self.store.record(id)?);
        }
        Ok(found)
    }

    /// The commune that the office works for.
    fn own_commune(&self) -> Option<Id> {
        let own = self.basis.own_unit()?;
        let place = self.basis.places.get(&own)?;
        (place.level == Level::Commune).then_some(own)
    }

    /// The commune of this name or these initials, also one that has ended.
    fn commune(&self, typed: &str, window: Window) -> Result<Id, Refusal> {
        let typed = first_letters(typed, limits::LOOK_UP_CHARS_MAX);
        let places = &self.basis.places;
        let by_id =
            Id::new(typed).filter(|id| places.get(id).is_some_and(|place| place.level == Level::Commune));
        if let Some(id) = by_id {
            return Ok(id);
        }
        let own = self.basis.own_unit();
        let days = [self.basis.today, window.to, window.from];
        let found = days.iter().find_map(|on| {
            let levels = &[Level::Commune];
            let wanted = domain::Wanted { text: typed, levels, on: *on, own: own.as_ref() };
            places.look_up(wanted).first().map(|place| place.id.clone())
        });
        let named =
            || Say::new(format!("Không có xã nào tên {typed}"), format!("No commune is called {typed}"));
        found.ok_or_else(|| Refusal::new(RefusalKind::Unknown, named()))
    }
}
