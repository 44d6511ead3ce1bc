//! Two officers changed the same record: their changes laid together, what both changed shown to the one who saves later.

use crate::base::{Id, Lang, Officer, Say, Stamp};
use crate::domain::{
    Change, Circumstances, FieldDef, Fields, FormName, Gravity, KindDef, Record, Shape, Value, check, kind,
    kinds::{PETITION, PetitionKind, petition_fields},
    merge::{NOT_CHOSEN, merge},
    told,
};
use crate::wire::{Choice, Conflict, Merge, Offer, Refusal, RefusalKind, Taken};

use super::{
    Office,
    decide::{drop_what_does_not_apply, nothing_changed, typed_fields, typed_over},
    refusal::{broken, not_here, not_set_up, unknown},
};

/// A change of one record with who made it and when.
struct Made {
    by: Officer,
    at: Stamp,
    change: Change,
}

impl Office {
    /// A form as it stands beside what is saved.
    pub(super) fn compare(
        &self,
        form: &FormName,
        base: u32,
        fields: &Fields,
        id: &Id,
        officer: &Officer,
    ) -> Result<Merge, Refusal> {
        let kind = kind(&form.kind).filter(|_| form.step.is_none()).ok_or_else(not_here)?;
        let saved = self.record_for(&self.viewer(officer), id).map_err(broken)?;
        let saved = saved.filter(|saved| saved.kind == kind.name).ok_or_else(unknown)?;
        let around = self.basis.around(officer).ok_or_else(not_set_up)?;
        Ok(self.laid_together(kind, &saved, base, &typed_over(kind, &saved, fields), &around)?.1)
    }

    /// The record with our change of an older revision and what was saved since; the refusal when both changed a field.
    pub(super) fn merged(
        &self,
        kind: &'static KindDef,
        saved: &Record,
        base: u32,
        ours: &Record,
        around: &Circumstances<'_>,
    ) -> Result<(Record, Merge), Refusal> {
        let (record, merge) = self.laid_together(kind, saved, base, ours, around)?;
        let Some(record) = record else { return Err(nothing_changed()) };
        if merge.conflicts.is_empty() {
            return Ok((record, merge));
        }
        let mut refusal = Refusal::new(
            RefusalKind::Stale,
            Say::new(
                "Xem lại rồi lưu: dữ liệu vừa được người khác sửa",
                "Look again, then save: someone else changed it",
            ),
        );
        refusal.merge = Some(Box::new(merge));
        Err(refusal)
    }

    /// The record with both changes, when we changed anything, and what there is to tell of it.
    fn laid_together(
        &self,
        kind: &'static KindDef,
        saved: &Record,
        base: u32,
        ours: &Record,
        around: &Circumstances<'_>,
    ) -> Result<(Option<Record>, Merge), Refusal> {
        let made = self.changes_of(&saved.id)?;
        let (before, base_at) = as_it_was(&made, base);
        let typed = |fields: &Fields| typed_fields(kind.fields, fields);
        let (before, our) = (typed(&before), typed(&ours.fields));
        let (mut ours_settled, mut saved_settled) = (our.clone(), typed(&saved.fields));
        (kind.settle)(&before, &mut ours_settled, &mut saved_settled);
        let merged = merge(&before, &ours_settled, &saved_settled);
        let mut record = typed_over(kind, saved, &merged.fields);
        drop_what_does_not_apply(kind.fields, &mut record);
        // Changes that fit the fields one by one can contradict each other as a whole, such as issues in a report of
        // nothing new. Then what the others changed is chosen too.
        let contradicts = has_errors(kind, &record, around) && !has_errors(kind, ours, around);
        let last = made.last().ok_or_else(unknown)?;
        let offer = |def: &FieldDef, record: &Record| -> Option<Offer> {
            let value = record.fields.get(def.name)?;
            let mut offer = self.offer(def, value, record);
            if matches!(def.shape, Shape::Rows(_) | Shape::List(_)) && offer.echo.vi.is_empty() {
                let told = |lang| told::value(def, value, around, lang);
                offer.echo = Say::new(told(Lang::Vi), told(Lang::En));
            }
            Some(offer)
        };
        let mut told = Merge {
            record: saved.id.clone(),
            title: (kind.label)(saved, &self.basis.places),
            base,
            base_at,
            revision: saved.revision,
            by: last.by.clone(),
            at: last.at,
            conflicts: Vec::new(),
            taken: Vec::new(),
        };
        for def in kind.fields.iter().filter(|def| !def.derived && may_tell(def, saved)) {
            let of_field =
                made.iter().rfind(|made| made.change.fields.iter().any(|field| field.name == def.name));
            let of_field = of_field.unwrap_or(last);
            let (field, by) = (def.name.to_owned(), of_field.by.clone());
            let is_taken = merged.taken.contains(&field);
            if merged.conflicts.contains(&field) || is_taken && contradicts {
                let (ours, saved) = (offer(def, ours), offer(def, saved));
                told.conflicts.push(Conflict { field, ours, saved, by, at: of_field.at });
            } else if is_taken {
                told.taken.push(Taken { field, value: offer(def, &record), by });
            }
        }
        Ok(((before != our).then_some(record), told))
    }

    /// All changes of a record, the oldest first, also those that wait for the disk.
    fn changes_of(&self, id: &Id) -> Result<Vec<Made>, Refusal> {
        let saved = self.store.history(id).map_err(broken)?;
        let waiting = self.waiting.proposals.iter().map(|proposal| &proposal.entry);
        let mut all: Vec<Made> = Vec::new();
        for entry in saved.iter().chain(waiting) {
            for change in entry.changes.iter().filter(|change| change.record == *id) {
                if all.last().is_none_or(|last| last.change.revision < change.revision) {
                    all.push(Made { by: entry.officer.clone(), at: entry.at, change: change.clone() });
                }
            }
        }
        Ok(all)
    }

    /// The change that leads to what was typed and not chosen, with the record as it stands after it. A value that could
    /// not be saved is left out, and so is the story of a denunciation.
    pub(super) fn not_chosen(
        &self,
        kind: &'static KindDef,
        old: &Record,
        new: &Record,
        not_chosen: &Choice,
        around: &Circumstances<'_>,
    ) -> Option<(Change, Record)> {
        let known = |name: &str| kind.field(name).filter(|def| !def.derived && may_tell(def, old));
        let typed: Vec<(&String, &Option<Value>)> =
            not_chosen.iter().filter(|(name, _)| known(name).is_some()).collect();
        let mut tried = new.clone();
        typed.iter().for_each(|(name, value)| put(&mut tried, name, value.as_ref()));
        let problems = check::record(kind, &tried, around);
        let mut aside = old.clone();
        for (name, value) in typed {
            let is_wrong =
                problems.iter().any(|problem| problem.gravity == Gravity::Error && problem.field == *name);
            if value.is_none() || !is_wrong {
                put(&mut aside, name, value.as_ref());
            }
        }
        let change = Change::between(Some(old), &aside, Some(NOT_CHOSEN));
        aside.revision = change.revision;
        (!change.fields.is_empty()).then_some((change, aside))
    }
}

fn put(record: &mut Record, name: &str, value: Option<&Value>) {
    match value {
        Some(value) => record.fields.insert(name.to_owned(), value.clone()),
        None => record.fields.remove(name),
    };
}

/// The fields of a record at a revision, and when that was saved.
fn as_it_was(made: &[Made], revision: u32) -> (Fields, Option<Stamp>) {
    let mut fields = Fields::new();
    let mut at = None;
    for made in made.iter().take_while(|made| made.change.revision <= revision) {
        for field in &made.change.fields {
            match &field.new {
                Some(value) => fields.insert(field.name.clone(), value.clone()),
                None => fields.remove(&field.name),
            };
        }
        at = Some(made.at);
    }
    (fields, at)
}

fn has_errors(kind: &KindDef, record: &Record, around: &Circumstances<'_>) -> bool {
    check::record(kind, record, around).iter().any(|problem| problem.gravity == Gravity::Error)
}

/// Whether a field of this record may show what stands in it: of a denunciation nothing is told.
fn may_tell(def: &FieldDef, record: &Record) -> bool {
    let denounces = record.kind == PETITION.name
        && petition_fields::KIND.of(record).is_none_or(|kind| kind == PetitionKind::ToCao);
    !(denounces && def.narrative)
}
