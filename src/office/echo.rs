//! Records that are named by another keep its id: the matters of a proposal know the proposal, from the same entry.

use crate::base::{Id, Officer, Say};
use crate::domain::{Change, FieldValue, KindDef, Problem, Record, Shape};
use crate::wire::Refusal;

use super::Office;

impl Office {
    /// The changes of the records that this one names now, or named before.
    pub(super) fn echoed(
        &self,
        kind: &KindDef,
        old: Option<&Record>,
        new: &Record,
        officer: &Officer,
    ) -> Result<Vec<(Change, Record)>, Refusal> {
        let mut changed = Vec::new();
        for echo in kind.echoes {
            let named_by = |record: &Record| -> Vec<Id> {
                record.fields.get(echo.field).and_then(Vec::from_value).unwrap_or_default()
            };
            let Some(Shape::List(Shape::Record(of_kind))) = kind.field(echo.field).map(|field| field.shape)
            else {
                continue;
            };
            let (before, after) = (old.map(named_by).unwrap_or_default(), named_by(new));
            let gone = before.iter().filter(|id| !after.contains(id)).map(|id| (id, false));
            let come = after.iter().filter(|id| !before.contains(id)).map(|id| (id, true));
            for (id, is_named) in gone.chain(come) {
                let other = self.own_record(id, officer).ok().filter(|other| other.kind == *of_kind);
                let Some(other) = other else {
                    let say = Say::new(
                        "Sửa số: không có bản ghi này trong sổ",
                        "Correct the number: no such record in the book",
                    );
                    return Err(Refusal::problems(vec![Problem::error(echo.field, say)]));
                };
                let mut kept: Vec<Id> =
                    other.fields.get(echo.kept_in).and_then(Vec::from_value).unwrap_or_default();
                kept.retain(|id| *id != new.id);
                if is_named {
                    kept.push(new.id.clone());
                }
                let mut renewed = other.clone();
                if kept.is_empty() {
                    renewed.fields.remove(echo.kept_in);
                } else {
                    renewed.fields.insert(echo.kept_in.to_owned(), kept.into_value());
                }
                let change = Change::between(Some(&other), &renewed, None);
                renewed.revision = change.revision;
                if !change.fields.is_empty() {
                    changed.push((change, renewed));
                }
            }
        }
        Ok(changed)
    }
}
