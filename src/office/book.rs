//! The names of a printed book: all of a period at once, for the officer who wrote down before why.

use zeroize::Zeroizing;

use crate::base::{Id, Say, limits};
use crate::domain::{
    Record, Value,
    kinds::{RECEPTION_ENTRY, is_cancelled_reception, opened_period, reception_entry_fields},
    petition::contact,
    rights::{Viewer, visible},
};
use crate::store::{Scan, StoreError};
use crate::wire::{NamedVisit, Refusal, RefusalKind, Reply};

use super::{
    Office,
    refusal::{broken, not_set_up},
};

/// Visits of a day that are read at once.
const READ_AT_ONCE: usize = 256;

impl Office {
    /// Who came with the visits of the period of an opening, which is on the disk: some of them from `offset` on, none
    /// behind the last.
    pub(super) fn book_names(&self, opening: &Id, offset: u32, viewer: &Viewer) -> Result<Reply, Refusal> {
        let around = self.basis.around(&viewer.officer).ok_or_else(not_set_up)?;
        let opening = self.record_for(viewer, opening).map_err(broken)?;
        let period = opening.and_then(|opening| opened_period(&opening, &around));
        let Some((first, last)) = period else {
            let say = Say::new(
                "Ghi lý do trước: sổ này chưa được mở có họ tên",
                "Enter the reason first: this book was not opened with names",
            );
            return Err(Refusal::new(RefusalKind::NotAllowed, say));
        };
        let mut visits = Vec::new();
        let mut day = first;
        while day <= last {
            visits.extend(self.visits_of(day, viewer).map_err(broken)?);
            day = day.plus(1);
        }
        let mut names = Vec::new();
        for visit in visits.iter().skip(offset as usize).take(limits::PAGE_ROWS_MAX as usize) {
            let mut told = Zeroizing::new(String::new());
            for def in contact::fields(visit) {
                let part = self.store.open_secret(&visit.id, def.name).map_err(broken)?;
                let part = part.ok_or_else(|| self.stays_closed())?;
                if !told.is_empty() {
                    told.push_str("; ");
                }
                told.push_str(&part);
            }
            names.push(NamedVisit { visit: visit.id.clone(), told: told.to_string() });
        }
        Ok(Reply::BookNames(names))
    }

    /// The committed visits of a day of which somebody's name is kept.
    fn visits_of(&self, day: crate::base::Day, viewer: &Viewer) -> Result<Vec<Record>, StoreError> {
        let mut visits = Vec::new();
        let mut after = None;
        loop {
            let found = self.store.scan(&Scan {
                kind: RECEPTION_ENTRY.name.to_owned(),
                field: reception_entry_fields::ON.def.name.to_owned(),
                value: Some(Value::Day(day)),
                backwards: false,
                after: after.take(),
                limit: READ_AT_ONCE,
            })?;
            for at in &found {
                let visit = self.store.record(&at.id)?.filter(|visit| visible(viewer, visit));
                visits.extend(visit.filter(|visit| {
                    !is_cancelled_reception(visit) && contact::fields(visit).next().is_some()
                }));
            }
            match found.last() {
                Some(last) if found.len() == READ_AT_ONCE => after = Some(last.cursor.clone()),
                _ => return Ok(visits),
            }
        }
    }
}
