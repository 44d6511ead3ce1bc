//! What is kept closed on the disk: which fields, under which of a record's keys, and where they lie in it.
//!
//! A narrative is closed on the disk only and open to whoever may see the record. A contact stays closed everywhere, until
//! an officer opens it with a reason.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{FieldDef, Fields, Record, Value, act, kind, step};

/// Which of a record's keys closes a field: each can be destroyed without the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Secret {
    /// A story: opened whenever the record is read.
    Narrative,
    /// Who asked and where an answer reaches him or her: opened with a reason only.
    Contact,
}

/// A text that only its key opens. The key lies in a numbered slot outside journal and state; whoever destroys it, destroys
/// the text in all its copies.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SealedText {
    /// The slot of the key.
    pub slot: u64,
    /// What the cipher made of it.
    pub bytes: Vec<u8>,
}

impl SealedText {
    /// A text that a form shows as closed without having it: whoever sends it back leaves the saved one as it is.
    pub const KEPT: SealedText = SealedText { slot: 0, bytes: Vec::new() };
}

/// Walks the secret texts in one field of a record of this kind. `change` is given the name under which the text is bound
/// to its record, its key, the text as it stands and the one at the same place of `like`; what it returns stands there
/// afterwards. Anything else is left as it is.
pub fn each_secret<E>(
    kind_name: &str,
    field: &str,
    value: &mut Value,
    like: Option<&Value>,
    change: &mut impl FnMut(&str, Secret, &Value, Option<&Value>) -> Result<Option<Value>, E>,
) -> Result<(), E> {
    if field == act::STEPS {
        return in_steps(kind_name, value, like, change);
    }
    let declared = kind(kind_name).and_then(|kind| kind.field(field));
    declared.map_or(Ok(()), |def| in_field(def, def.name, value, like, change))
}

fn in_field<E>(
    def: &FieldDef,
    name: &str,
    value: &mut Value,
    like: Option<&Value>,
    change: &mut impl FnMut(&str, Secret, &Value, Option<&Value>) -> Result<Option<Value>, E>,
) -> Result<(), E> {
    let Some(secret) = def.secret else { return Ok(()) };
    if let Some(changed) = change(name, secret, value, like)? {
        *value = changed;
    }
    Ok(())
}

/// What was entered with the steps of a record: rows, in which each cell is declared by the row's step.
fn in_steps<E>(
    kind_name: &str,
    value: &mut Value,
    like: Option<&Value>,
    change: &mut impl FnMut(&str, Secret, &Value, Option<&Value>) -> Result<Option<Value>, E>,
) -> Result<(), E> {
    let Value::List(rows) = value else { return Ok(()) };
    let has_narrative = fields_under(kind_name, Secret::Narrative).next().is_some();
    for (at, row) in rows.iter_mut().enumerate() {
        let Value::Row(cells) = row else { continue };
        let name = match cells.get(act::STEP) {
            Some(Value::Choice(name)) => name.clone(),
            _ => continue,
        };
        let Some(form) = step::step_form(kind_name, &name) else { continue };
        let row_before = like.and_then(|like| row_of(like, at));
        // A word of reason can tell of the matter as a narrative does, and goes with it. Of a kind without secrets it is open.
        if has_narrative
            && let Some(cell) = cells.get_mut(act::REASON)
            && !matches!(cell, Value::Text(told) if told == act::ON_PAPER)
        {
            let before = row_before.and_then(|cells| cells.get(act::REASON));
            let name = format!("{}.{}", act::STEPS, act::REASON);
            if let Some(closed) = change(&name, Secret::Narrative, cell, before)? {
                *cell = closed;
            }
        }
        let before = row_before.and_then(entered_in);
        let Some(Value::Row(entered)) = cells.get_mut(act::INPUT) else { continue };
        for def in form.fields.iter().filter(|def| def.secret.is_some()) {
            let Some(cell) = entered.get_mut(def.name) else { continue };
            let before = before.and_then(|cells| cells.get(def.name));
            in_field(def, &format!("{}.{}", act::STEPS, def.name), cell, before, change)?;
        }
    }
    Ok(())
}

fn row_of(rows: &Value, at: usize) -> Option<&Fields> {
    let Value::List(rows) = rows else { return None };
    let Value::Row(cells) = rows.get(at)? else { return None };
    Some(cells)
}

fn entered_in(cells: &Fields) -> Option<&Fields> {
    let Value::Row(entered) = cells.get(act::INPUT)? else { return None };
    Some(entered)
}

/// The slots whose keys close something in these values.
pub fn slots<'a>(values: impl IntoIterator<Item = &'a Value>) -> BTreeSet<u64> {
    let mut slots = BTreeSet::new();
    values.into_iter().for_each(|value| add_slots(value, &mut slots));
    slots
}

fn add_slots(value: &Value, slots: &mut BTreeSet<u64>) {
    match value {
        Value::Sealed(sealed) => {
            slots.insert(sealed.slot);
        }
        Value::List(items) => items.iter().for_each(|item| add_slots(item, slots)),
        Value::Row(cells) => cells.values().for_each(|cell| add_slots(cell, slots)),
        _ => {}
    }
}

/// The fields of a kind that this key closes.
pub fn fields_under(kind_name: &str, secret: Secret) -> impl Iterator<Item = &'static FieldDef> {
    let fields = kind(kind_name).map_or(&[][..], |kind| kind.fields);
    fields.iter().filter(move |def| def.secret == Some(secret))
}

/// Takes out of a record what only a reason opens, and leaves the word that it is there.
pub fn without_contact(record: &mut Record) {
    for def in fields_under(&record.kind, Secret::Contact) {
        if let Some(value) = record.fields.get_mut(def.name) {
            *value = Value::Sealed(SealedText::KEPT);
        }
    }
}
