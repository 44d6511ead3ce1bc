//! Which units ended with something open: each with where it went, for the screen on which it is handed over.

use std::collections::BTreeMap;

use crate::base::{Id, Lang, Number, Say};
use crate::domain::{
    Circumstances, FieldValue, KindDef, Record, kind,
    query::{BOOK_ORDER, places_of},
    rights::Viewer,
    stands,
};
use crate::wire::{EndedUnit, OpenOfUnit, Refusal};

use super::{Office, refusal::not_set_up, say};

impl Office {
    /// The units in Vietnamese order, what is open of each by kind and number.
    pub(super) fn ended_units(&self, viewer: &Viewer) -> Result<Vec<EndedUnit>, Refusal> {
        let around = self.basis.around(&viewer.officer).ok_or_else(not_set_up)?;
        let places = &self.basis.places;
        let has_ended = |unit: &Id| places.get(unit)?.valid_to.filter(|last| *last < around.today);
        let mut found: BTreeMap<Id, Vec<(&KindDef, &Record)>> = BTreeMap::new();
        for open in self.board.all(viewer) {
            let Some(kind) = kind(&open.record.kind) else { continue };
            if stands(&open.record, &around).is_none() {
                continue;
            }
            for unit in places_of(kind, &open.record).filter(|unit| has_ended(unit).is_some()) {
                let of_unit = found.entry(unit.clone()).or_default();
                if of_unit.last().is_none_or(|(_, last)| last.id != open.record.id) {
                    of_unit.push((kind, &open.record));
                }
            }
        }
        let name = |unit: &Id| places.full_name(unit, around.today);
        let mut ended: Vec<EndedUnit> = Vec::with_capacity(found.len());
        for (id, mut records) in found {
            let Some(ended_on) = has_ended(&id) else { continue };
            records.sort_by_cached_key(|(kind, record)| {
                let number = record.fields.get(BOOK_ORDER).and_then(Number::from_value);
                (kind.name, number, record.id.clone())
            });
            let heirs = places.heirs(&id, around.today).into_iter();
            ended.push(EndedUnit {
                name: name(&id),
                ended_on,
                heirs: heirs.map(|heir| (heir.id.clone(), name(&heir.id))).collect(),
                open: records.into_iter().map(|(kind, record)| self.open_of(kind, record, &around)).collect(),
                id,
            });
        }
        ended.sort_by_key(|unit| places.position(&unit.id));
        Ok(ended)
    }

    fn open_of(&self, kind: &KindDef, record: &Record, around: &Circumstances<'_>) -> OpenOfUnit {
        let named = say::number(record, &self.basis.places);
        // The widest column of a list is the one that says what a record is about.
        let widest = kind.columns.iter().max_by_key(|column| column.wide);
        let content =
            |lang: Lang| widest.map_or_else(String::new, |column| (column.cell)(record, around, lang));
        OpenOfUnit {
            id: record.id.clone(),
            named: Say::new(
                format!("{} {}", kind.title.vi, named.vi),
                format!("{} {}", kind.title.en, named.en),
            ),
            content: Say::new(content(Lang::Vi), content(Lang::En)),
        }
    }
}
