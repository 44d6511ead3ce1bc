//! Several forms in one entry, whole or not at all; and what the rules of a kind compare a record with.

use crate::base::{Id, Officer, Say, Stamp, limits};
use crate::domain::{
    FieldValue, Problem, Record,
    kinds::{FIGURES, Figures, VILLAGE_UPDATE, VillageUpdate, figures_fields, village_update_fields},
};
use crate::store::Scan;
use crate::wire::{Refusal, RefusalKind, SavePart};

use super::{
    Office,
    decide::Drafted,
    refusal::{broken, unknown},
    waiting::Covered,
};

/// Records before one that its rules may compare it with: a figure kept so often is asked about.
const BEFORE_MAX: usize = 6;
/// Figures read at once.
const READ_AT_ONCE: usize = 16;

impl Office {
    /// Decides the forms one after the other, each over those before it.
    pub(super) fn save_many(
        &mut self,
        parts: &[SavePart],
        reason: Option<&str>,
        officer: &Officer,
        now: Stamp,
    ) -> Result<Drafted, Refusal> {
        if parts.len() > limits::SAVE_PARTS_MAX {
            let max = limits::SAVE_PARTS_MAX;
            return Err(Refusal::new(
                RefusalKind::Limit,
                Say::new(
                    format!("Lưu ít hơn một lần: tối đa {max}"),
                    format!("Save fewer at once: at most {max}"),
                ),
            ));
        }
        let mut covered = Covered::default();
        let decided = self.decide_parts(parts, reason, officer, now, &mut covered);
        self.waiting.take_off(covered);
        decided
    }

    fn decide_parts(
        &mut self,
        parts: &[SavePart],
        reason: Option<&str>,
        officer: &Officer,
        now: Stamp,
        covered: &mut Covered,
    ) -> Result<Drafted, Refusal> {
        let mut all: Option<Drafted> = None;
        for part in parts {
            let mut drafted = {
                let SavePart { form, base, fields, not_chosen } = part;
                self.save(form, *base, fields, not_chosen, reason, officer, now)?
            };
            self.waiting.lay(&drafted.records, &drafted.numbers, covered);
            match &mut all {
                None => all = Some(drafted),
                Some(all) => {
                    all.changes.append(&mut drafted.changes);
                    all.numbers.append(&mut drafted.numbers);
                    all.records.append(&mut drafted.records);
                }
            }
        }
        let all = all.ok_or_else(unknown)?;
        reports_hold_together(&all.records)?;
        Ok(all)
    }

    /// The records of the same kind and village before this one, the newest first, also those that wait for the disk.
    pub(super) fn before(&self, record: &Record) -> Result<Vec<Record>, Refusal> {
        if record.kind != FIGURES.name {
            return Ok(Vec::new());
        }
        let figures = Figures(record);
        let (Some(village), Some(as_of)) = (figures.village(), figures.as_of()) else {
            return Ok(Vec::new());
        };
        self.figures_before(&village, as_of, |found| found.len() >= BEFORE_MAX).map_err(broken)
    }

    /// A village's figures of days before this one, the newest first, at least until they are enough; a correction before what it corrects.
    pub(super) fn figures_before(
        &self,
        village: &Id,
        as_of: crate::base::Day,
        enough: impl Fn(&[Record]) -> bool,
    ) -> Result<Vec<Record>, crate::store::StoreError> {
        // Ids of figures end in their day, so that the index brings a village's newest first.
        let mut records: Vec<Record> = Vec::new();
        let mut after = None;
        while !enough(&records) {
            let found = self.store.scan(&Scan {
                kind: FIGURES.name.to_owned(),
                field: figures_fields::VILLAGE.def.name.to_owned(),
                value: Some(village.clone().into_value()),
                backwards: true,
                after: after.take(),
                limit: READ_AT_ONCE,
            })?;
            for at in &found {
                let record = self.record_ahead(&at.id)?;
                records.extend(record.filter(|record| is_before(record, as_of)));
            }
            match found.last() {
                Some(last) if found.len() == READ_AT_ONCE => after = Some(last.cursor.clone()),
                _ => break,
            }
        }
        let waits =
            self.waiting.records.values().filter(|other| {
                other.kind == FIGURES.name && Figures(other).village().as_ref() == Some(village)
            });
        for other in waits {
            if is_before(other, as_of) && records.iter().all(|record| record.id != other.id) {
                records.push(other.clone());
            }
        }
        records.sort_by_key(|other| std::cmp::Reverse((Figures(other).as_of(), other.id.clone())));
        Ok(records)
    }
}

/// A new update says something: that there is nothing new, an issue, a note, or figures beside it. And where figures were
/// typed there is something new.
pub(super) fn reports_hold_together(saved: &[Record]) -> Result<(), Refusal> {
    let updates = saved.iter().filter(|record| record.kind == VILLAGE_UPDATE.name);
    for record in updates {
        let update = VillageUpdate(record);
        let mut beside = saved
            .iter()
            .filter(|other| other.kind == FIGURES.name && Figures(other).village() == update.village());
        let field = village_update_fields::NOTHING_NEW.def.name;
        let say = if update.is_nil() && beside.clone().any(|figures| Figures(figures).tells_something_new()) {
            Say::new(
                "Bỏ \"không phát sinh\" hoặc bỏ số vừa nhập: hai điều trái nhau",
                "Take out \"nothing new\" or the figures typed: they contradict",
            )
        } else if record.revision == 1 && update.is_empty() && beside.next().is_none() {
            Say::new(
                "Gõ 0 (không phát sinh) hoặc nhập nội dung: phiếu còn trống",
                "Enter what is new, or that nothing is: the update is empty",
            )
        } else {
            continue;
        };
        return Err(Refusal::problems(vec![Problem::error(field, say)]));
    }
    Ok(())
}

fn is_before(figures: &Record, day: crate::base::Day) -> bool {
    Figures(figures).as_of().is_some_and(|as_of| as_of < day)
}
