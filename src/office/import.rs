//! Setting a register up, and adding units to it: many records in one entry, or none.

use std::collections::BTreeSet;

use crate::base::{Id, Officer, Say, Stamp};
use crate::domain::{
    Change, Circumstances, Gravity, Periods, Places, Problem, Record, check, kind,
    kinds::{Office as OfficeView, office_fields, unit_fields},
};
use crate::wire::{Refusal, RefusalKind, Saved};

use super::{
    Office,
    decide::{Drafted, text_of},
    refusal::broken,
};

/// What an import would do to one record.
enum Act {
    Add(Record),
    Change(Record, Record),
    Nothing,
}

impl Office {
    /// What an import would do, line by line; or what stands against it.
    pub fn import_dry(&self, records: &[Record], officer: &Officer) -> Result<Vec<Say>, Refusal> {
        let acts = self.import_acts(records, officer)?;
        let lines = acts.iter().filter_map(|act| match act {
            Act::Add(record) => Some(line("thêm", "add", record)),
            Act::Change(_, record) => Some(line("sửa", "change", record)),
            Act::Nothing => None,
        });
        let mut lines: Vec<Say> = lines.collect();
        let same = acts.iter().filter(|act| matches!(act, Act::Nothing)).count();
        lines.push(Say::new(
            format!("Sẽ ghi {} dòng; {same} đã có và không đổi", lines.len()),
            format!("{} would be written; {same} are there already, unchanged", lines.len()),
        ));
        Ok(lines)
    }

    pub(super) fn import(
        &self,
        records: &[Record],
        officer: &Officer,
        _now: Stamp,
    ) -> Result<Drafted, Refusal> {
        let acts = self.import_acts(records, officer)?;
        let mut changes = Vec::new();
        let mut after = Vec::new();
        for act in acts {
            let (change, mut record) = match act {
                Act::Add(record) => (Change::between(None, &record, None), record),
                Act::Change(old, new) => (Change::between(Some(&old), &new, None), new),
                Act::Nothing => continue,
            };
            record.revision = change.revision;
            changes.push(change);
            after.push(record);
        }
        let Some(first) = after.first() else {
            return Err(Refusal::new(
                RefusalKind::NotAllowed,
                Say::new("Không có gì mới để ghi", "There is nothing new to write"),
            ));
        };
        let count = after.len();
        let done = Say::new(format!("Đã ghi {count} dòng"), format!("{count} records written"));
        Ok(Drafted {
            saved: Saved { id: first.id.clone(), number: None, revision: first.revision, say: done },
            say: Say::new(
                format!("{officer} vừa khai báo {count} đơn vị"),
                format!("{officer} set up {count} units"),
            ),
            changes,
            numbers: Vec::new(),
            records: after,
            reason: None,
            contact: None,
        })
    }

    fn import_acts(&self, records: &[Record], officer: &Officer) -> Result<Vec<Act>, Refusal> {
        let given = records.iter().find(|record| record.kind == "office");
        let standing = self.basis.office.as_deref();
        if let (Some(given), Some(standing)) = (given, standing)
            && given.id != standing.id
        {
            return Err(Refusal::new(
                RefusalKind::NotAllowed,
                Say::new(
                    "Dùng thư mục khác: sổ này đã có cơ quan",
                    "Use another directory: this register has its office",
                ),
            ));
        }
        let office = given.or(standing).cloned().ok_or_else(super::refusal::not_set_up)?;

        let mut acts = Vec::new();
        let mut seen = BTreeSet::new();
        for record in records {
            if !seen.insert(&record.id) {
                let say = Say::new("Đổi mã: mã này ghi hai lần", "Change the id: it stands twice");
                return Err(problem_in(record, &say));
            }
            if record.kind != "office" && record.kind != "unit" {
                return Err(super::refusal::unknown_kind());
            }
            let mut new = record.clone();
            new.office = office.id.clone();
            let old = self.record_ahead(&record.id).map_err(broken)?;
            match old {
                Some(old) if old.kind != new.kind => {
                    return Err(problem_in(
                        record,
                        &Say::new(
                            "Đổi mã: đã có dữ liệu khác mang mã này",
                            "Change the id: another record has it",
                        ),
                    ));
                }
                Some(old) => {
                    new.revision = old.revision;
                    keep_what_is_derived(&old, &mut new);
                    acts.push(if old.fields == new.fields { Act::Nothing } else { Act::Change(old, new) });
                }
                None => {
                    new.revision = 0;
                    acts.push(Act::Add(new));
                }
            }
        }
        self.check_together(&office, &acts, officer)?;
        Ok(acts)
    }

    /// The records refer to each other, so they are checked against the units as they will be.
    fn check_together(&self, office: &Record, acts: &[Act], officer: &Officer) -> Result<(), Refusal> {
        let mut units: Vec<Record> = Vec::new();
        for place in self.basis.places.all() {
            let replaced =
                acts.iter().any(|act| matches!(act, Act::Add(r) | Act::Change(_, r) if r.id == place.id));
            if !replaced {
                units.extend(self.store.record(&place.id).map_err(broken)?);
            }
        }
        let new: Vec<&Record> = acts
            .iter()
            .filter_map(|act| match act {
                Act::Add(record) | Act::Change(_, record) => Some(record),
                Act::Nothing => None,
            })
            .collect();
        units.extend(new.iter().filter(|record| record.kind == "unit").map(|record| (*record).clone()));
        let places = Places::new(&units);
        let around = Circumstances {
            today: self.basis.today,
            officer,
            office: OfficeView(office),
            law: &self.basis.law,
            places: &places,
            periods: &Periods::new(OfficeView(office), []),
            before: &[],
        };
        for record in new {
            let Some(kind) = kind(&record.kind) else { return Err(super::refusal::unknown_kind()) };
            let mut problems = check::names(record);
            // A record that has a strange id from earlier times may be mended all the same.
            problems.extend(check::id(record).filter(|_| record.revision == 0));
            problems.extend(check::record(kind, record, &around));
            problems.extend(parents_exist(record, &places));
            if let Some(problem) = problems.iter().find(|problem| problem.gravity == Gravity::Error) {
                return Err(problem_in(record, &problem.say).with_problems(problems));
            }
        }
        Ok(())
    }
}

fn parents_exist(record: &Record, places: &Places) -> Vec<Problem> {
    if record.kind != "unit" {
        return Vec::new();
    }
    let unit = crate::domain::kinds::Unit(record);
    let missing = |id: &Id| places.get(id).is_none();
    let mut problems = Vec::new();
    if unit.parents().iter().any(|(parent, ..)| missing(parent)) {
        problems.push(Problem::error(
            unit_fields::PARENTS.def.name,
            Say::new("Thêm đơn vị cấp trên trước: chưa có", "Add the unit above first: there is none"),
        ));
    }
    problems
}

/// What the register itself put into a record is not taken away by a file that does not know of it.
fn keep_what_is_derived(old: &Record, new: &mut Record) {
    for field in kind(&old.kind).map_or(&[][..], |kind| kind.fields).iter().filter(|field| field.derived) {
        match old.fields.get(field.name) {
            Some(value) => new.fields.insert(field.name.to_owned(), value.clone()),
            // The register itself adds it when the samples are complete.
            None if OfficeView(old).is_unfinished_sample()
                && field.name == office_fields::SAMPLE_DAY.def.name =>
            {
                None
            }
            None if new.kind == "office" && old.revision == 0 => None,
            None => new.fields.remove(field.name),
        };
    }
}

fn problem_in(record: &Record, say: &Say) -> Refusal {
    Refusal::new(
        RefusalKind::Problems,
        Say::new(format!("{}: {}", record.id, say.vi), format!("{}: {}", record.id, say.en)),
    )
}

impl Refusal {
    fn with_problems(mut self, problems: Vec<Problem>) -> Refusal {
        self.problems = problems;
        self
    }
}

fn line(vi: &str, en: &str, record: &Record) -> Say {
    let name = text_of(record, office_fields::NAME.def.name).unwrap_or_default();
    Say::new(format!("{vi} {} {name}", record.id), format!("{en} {} {name}", record.id))
}
