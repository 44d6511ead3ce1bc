//! Deciding a handover: every open record of a unit that ended goes to the units that follow, as one entry or not at all.

use std::collections::BTreeMap;

use crate::base::{Day, Id, Number, Officer, Say, Stamp, limits};
use crate::domain::{
    Change, FieldValue, Gravity, KindDef, Place, Problem, Record, check,
    handover::{DOCUMENT, ENTERED, HANDOVER, Handover, ON},
    kind,
    query::{BOOK_ORDER, places_of},
    stands,
};
use crate::wire::{Refusal, RefusalKind, Reply, Saved};

use super::{
    Office,
    decide::Drafted,
    refusal::{broken, not_set_up, unknown},
    say,
};

/// What a handover is asked for.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// The unit that ended.
    pub from: &'a Id,
    /// The number of the document.
    pub document: &'a str,
    /// The day of the document.
    pub on: Day,
    /// Records, by id or by number, each with the unit that it goes to.
    pub choices: &'a [(String, Id)],
}

/// An open record of the unit, and where it goes, when that is known.
struct Part {
    record: Record,
    kind: &'static KindDef,
    to: Option<Id>,
}

impl Office {
    /// What a handover would do, one line a record; `ok` when it can be done as it stands.
    pub(super) fn handover_dry(&self, asked: Asked<'_>, officer: &Officer) -> Result<Reply, Refusal> {
        let (parts, heirs) = self.parts(asked, officer)?;
        let from = self.unit_name(asked.from);
        let mut lines: Vec<Say> = Vec::with_capacity(parts.len() + 1);
        for part in &parts {
            let named = say::number(&part.record, &self.basis.places);
            let to = match &part.to {
                Some(to) => Say::plain(self.unit_name(to)),
                None => self.choose(&heirs),
            };
            lines.push(Say::new(
                format!("{} {}: {from} -> {}", part.kind.title.vi, named.vi, to.vi),
                format!("{} {}: {from} -> {}", part.kind.title.en, named.en, to.en),
            ));
        }
        let (count, open) = (parts.len(), parts.iter().filter(|part| part.to.is_none()).count());
        lines.push(if open == 0 {
            Say::new(format!("Sẽ bàn giao {count} việc, đơn"), format!("{count} would be handed over"))
        } else {
            Say::new(
                format!("Chọn nơi nhận cho {open} trong {count} việc, đơn; chưa bàn giao được"),
                format!("Choose a unit for {open} of {count}; not to be handed over yet"),
            )
        });
        Ok(Reply::Report { lines, ok: open == 0 })
    }

    pub(super) fn handover(
        &self,
        asked: Asked<'_>,
        officer: &Officer,
        now: Stamp,
    ) -> Result<Drafted, Refusal> {
        let around = self.around_ahead(officer).ok_or_else(not_set_up)?;
        let (parts, heirs) = self.parts(asked, officer)?;
        let act = Handover { from: asked.from, document: asked.document.trim(), on: asked.on, at: now };
        let (mut changes, mut records, mut open) = (Vec::new(), Vec::new(), Vec::new());
        for Part { record, kind, to } in &parts {
            let Some(to) = to else {
                let (named, choose) = (say::number(record, &self.basis.places), self.choose(&heirs));
                let problem = Say::new(
                    format!("{} {}: {}", kind.title.vi, named.vi, choose.vi),
                    format!("{} {}: {}", kind.title.en, named.en, choose.en),
                );
                open.push(Problem::error("", problem));
                continue;
            };
            let mut after = act.of(kind, record, to, &around);
            let change = Change::between(Some(record), &after, Some(HANDOVER));
            after.revision = change.revision;
            changes.push(change);
            records.push(after);
        }
        if !open.is_empty() {
            let mut refusal = Refusal::problems(open);
            refusal.say = Say::new(
                "Chọn nơi nhận từng việc, đơn: đơn vị chia về nhiều nơi, chưa bàn giao gì",
                "Choose a unit for each: this one was split, nothing was handed over",
            );
            return Err(refusal);
        }
        let first = records.first().ok_or_else(unknown)?;
        let (count, from) = (records.len(), self.unit_name(asked.from));
        Ok(Drafted {
            saved: Saved {
                id: first.id.clone(),
                number: None,
                revision: first.revision,
                say: Say::new(
                    format!("Đã bàn giao {count} việc, đơn của {from}"),
                    format!("Handed over {count} of {from}"),
                ),
            },
            say: Say::new(
                format!("{officer} vừa bàn giao {count} việc, đơn của {from}"),
                format!("{officer} handed over {count} of {from}"),
            ),
            changes,
            numbers: Vec::new(),
            records,
            reason: None,
            contact: None,
        })
    }

    /// The open records of the unit by kind and number, each with where it goes; and the units that follow.
    fn parts<'a>(
        &'a self,
        asked: Asked<'_>,
        officer: &Officer,
    ) -> Result<(Vec<Part>, Vec<&'a Place>), Refusal> {
        let heirs = self.heirs_of(asked, officer)?;
        let mut records = self.open_records_of(asked.from, officer)?;
        if records.is_empty() {
            return Err(refused(
                "Không có gì để bàn giao: đơn vị này không còn việc, đơn đang mở",
                "There is nothing to hand over: no open record names this unit",
            ));
        }
        if records.len() > limits::CHANGES_PER_ENTRY_MAX {
            let max = limits::CHANGES_PER_ENTRY_MAX;
            return Err(Refusal::new(
                RefusalKind::Limit,
                Say::new(
                    format!("Kết thúc bớt trước: một lần bàn giao tối đa {max}"),
                    format!("Close some first: at most {max} are handed over at once"),
                ),
            ));
        }
        let mut chosen = BTreeMap::new();
        let viewer = self.viewer(officer);
        for (name, to) in asked.choices {
            let record = self.named(name, &viewer).ok().filter(|one| records.contains_key(&one.id));
            let Some(record) = record else {
                return Err(choice_refused(
                    name,
                    "không có trong các việc, đơn bàn giao",
                    "it is not among them",
                ));
            };
            if !heirs.iter().any(|heir| heir.id == *to) {
                return Err(choice_refused(
                    name,
                    "nơi nhận không nối tiếp đơn vị này",
                    "that unit does not follow",
                ));
            }
            if chosen.insert(record.id, to.clone()).is_some_and(|before| before != *to) {
                return Err(choice_refused(name, "ghi hai nơi nhận", "two units are written"));
            }
        }
        let only = match heirs.as_slice() {
            [one] => Some(one.id.clone()),
            _ => None,
        };
        let parts = records.values_mut().map(|(record, kind)| Part {
            to: chosen.remove(&record.id).or_else(|| only.clone()),
            record: record.clone(),
            kind,
        });
        let mut parts: Vec<Part> = parts.collect();
        parts.sort_by_cached_key(|part| {
            let number = part.record.fields.get(BOOK_ORDER).and_then(Number::from_value);
            (part.kind.name, number, part.record.id.clone())
        });
        Ok((parts, heirs))
    }

    /// The units that follow, or why nothing can be handed over.
    fn heirs_of<'a>(&'a self, asked: Asked<'_>, officer: &Officer) -> Result<Vec<&'a Place>, Refusal> {
        let around = self.around_ahead(officer).ok_or_else(not_set_up)?;
        let places = &self.basis.places;
        let Some(place) = places.get(asked.from) else {
            return Err(Refusal::new(
                RefusalKind::Unknown,
                Say::new("Xem lại mã: không có đơn vị này", "Look at the id: there is no such unit"),
            )
            .hint(Say::plain("nghedan list unit")));
        };
        let Some(last) = place.valid_to.filter(|last| *last < around.today) else {
            return Err(refused(
                "Chưa bàn giao: đơn vị này còn hiệu lực",
                "There is no handover yet: this unit did not end",
            ));
        };
        let mut entered = Record::new("handover", asked.from.clone(), asked.from.clone());
        ON.set(&mut entered, asked.on);
        DOCUMENT.set(&mut entered, asked.document.trim().to_owned());
        let mut problems = Vec::new();
        check::fields(ENTERED, &entered, &around, &mut problems);
        if asked.on < last {
            problems.push(Problem::error(
                ON.def.name,
                Say::new(
                    format!("Sửa ngày: đơn vị còn hiệu lực đến {last}"),
                    format!("Correct the day: the unit was in force until {last}"),
                ),
            ));
        }
        problems.retain(|problem| problem.gravity == Gravity::Error);
        if !problems.is_empty() {
            return Err(Refusal::problems(problems));
        }
        let heirs = places.heirs(asked.from, around.today);
        if heirs.is_empty() {
            return Err(refused(
                "Khai đơn vị nối tiếp trước: chưa biết đơn vị này về đâu",
                "Set up its successors first: nothing says where this unit went",
            )
            .hint(Say::plain("nghedan places units.csv")));
        }
        Ok(heirs)
    }

    /// The open records that name the unit, as they will stand when everything that waits is on the disk.
    fn open_records_of(
        &self,
        unit: &Id,
        officer: &Officer,
    ) -> Result<BTreeMap<Id, (Record, &'static KindDef)>, Refusal> {
        let around = self.around_ahead(officer).ok_or_else(not_set_up)?;
        let viewer = self.viewer(officer);
        let committed = self.board.all(&viewer).map(|open| &open.record);
        let names = |record: &&Record| {
            kind(&record.kind).is_some_and(|kind| places_of(kind, record).any(|place| place == unit))
        };
        let mut found = BTreeMap::new();
        for id in committed.chain(self.waiting.records.values()).filter(names).map(|record| &record.id) {
            let Some(record) = self.record_ahead(id).map_err(broken)? else { continue };
            let Some(kind) = kind(&record.kind).filter(|_| stands(&record, &around).is_some()) else {
                continue;
            };
            if names(&&record) {
                found.insert(id.clone(), (record, kind));
            }
        }
        Ok(found)
    }

    fn unit_name(&self, unit: &Id) -> String {
        self.basis.places.full_name(unit, self.basis.today)
    }

    /// "chọn Xã Ea Bá (C22225n) hay Xã Ea Ly (C22237n)".
    fn choose(&self, heirs: &[&Place]) -> Say {
        let named: Vec<String> =
            heirs.iter().map(|heir| format!("{} ({})", self.unit_name(&heir.id), heir.id)).collect();
        Say::new(format!("chọn {}", named.join(" hay ")), format!("choose {}", named.join(" or ")))
    }
}

fn refused(vi: &str, en: &str) -> Refusal {
    Refusal::new(RefusalKind::NotAllowed, Say::new(vi, en))
}

fn choice_refused(name: &str, vi: &str, en: &str) -> Refusal {
    refused(&format!("Xem lại {}: {vi}", name.trim()), &format!("Look at {} again: {en}", name.trim()))
}
