//! The contact of a petition: when it was opened and why, when it was erased; lines of the history beside the steps.

use crate::base::{Day, Officer, Say, Stamp};
use crate::domain::{
    Act, FieldDef, Record, Secret, Value,
    kinds::{PETITION, Petition, RECEPTION_ENTRY, reception_entry_fields},
    sealed,
};

/// The name on disk of the row that says a contact was opened (mở liên hệ): who, when, and why.
pub const OPENED: &str = "mo_lien_he";
/// The name on disk of the row that says a contact was erased (xóa liên hệ).
pub const ERASED: &str = "xoa_lien_he";

/// What a petition keeps closed of its sender; no field where nothing was entered or all was erased.
pub fn fields(record: &Record) -> impl Iterator<Item = &'static FieldDef> {
    sealed::fields_under(&record.kind, Secret::Contact)
        .filter(|def| matches!(record.fields.get(def.name), Some(Value::Sealed(_) | Value::Text(_))))
}

/// The petition with the line that its contact is opened for this reason.
pub fn opened(record: &Record, reason: &str, officer: &Officer, at: Stamp) -> Record {
    with_row(record, OPENED, Some(reason), officer, at)
}

/// The petition without its contact, and the line that says so.
pub fn erased(record: &Record, officer: &Officer, at: Stamp) -> Record {
    let mut after = with_row(record, ERASED, None, officer, at);
    for def in fields(record) {
        after.fields.remove(def.name);
    }
    after
}

/// The day from which a closed petition needs no contact any more; `None` while it is open.
pub fn needless_since(petition: Petition<'_>) -> Option<Day> {
    if petition.state().is_open() {
        return None;
    }
    petition.steps().last().map(|last| last.on).or(petition.received_on())
}

/// The same of any record that keeps a contact. A visit needs it as long as the petition that it is about does, or from its
/// own day on where there is none.
pub fn of_record_needless_since(record: &Record, petition: Option<&Record>) -> Option<Day> {
    match petition {
        Some(petition) => needless_since(Petition(petition)),
        None if record.kind == RECEPTION_ENTRY.name => reception_entry_fields::ON.of(record),
        None => needless_since(Petition(record)),
    }
}

/// The line of the history.
pub fn line(taken: &Act) -> Option<Say> {
    match taken.step.as_str() {
        OPENED => {
            let why = taken.reason.as_deref().unwrap_or_default();
            Some(Say::new(
                format!("Mở liên hệ người gửi: {why}"),
                format!("Opened the sender's contact: {why}"),
            ))
        }
        ERASED => Some(Say::new("Đã xóa liên hệ người gửi", "Erased the sender's contact")),
        _ => None,
    }
}

fn with_row(record: &Record, name: &str, reason: Option<&str>, officer: &Officer, at: Stamp) -> Record {
    // A visit has no states.
    let state = (record.kind == PETITION.name).then(|| Petition(record).state());
    let reason = reason.map(str::to_owned);
    let mut after = record.clone();
    let row = Act { states: state.zip(state), reason, ..Act::new(name, at.day(), at, officer) };
    row.add(&mut after);
    after
}
