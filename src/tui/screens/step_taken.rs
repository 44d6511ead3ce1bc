//! The form that the step of an opened record leads to: its own, or that of the petition which a visit opens.

use crate::base::{Id, Stamp};
use crate::domain::{
    Draft, DraftField, FieldValue, FormName, Record, SealedText, Value,
    kinds::{
        OPENS_PETITION, PETITION, PetitionKind, RECEPTION_ENTRY, Source, petition_fields as p,
        reception_entry_fields as r,
    },
};
use crate::tui::screen::Destination;
use crate::wire::Shown;

use super::form::new_sheet;

/// The form of a step; `None` changes the record itself.
pub(super) fn form_of(shown: &Shown, step: Option<&str>) -> Destination {
    let record = &shown.record;
    if record.kind == RECEPTION_ENTRY.name && step == Some(OPENS_PETITION) {
        return petition_from(record, r::BROUGHT.of(record).map(|brought| brought.petition_kind()));
    }
    let (kind, id) = (record.kind.clone(), Some(record.id.clone()));
    let form = FormName { kind, record: id, step: step.map(str::to_owned), sheet: 0 };
    Destination::Form { form, draft: None }
}

/// The petition's form with what a visit knows of it, and which visit that is. Of what may be a denunciation no
/// word is taken over: neither summary nor name.
pub(super) fn petition_from(visit: &Record, kind: Option<PetitionKind>) -> Destination {
    let field = |name: &str, text: String, value: Value| DraftField {
        name: name.to_owned(),
        text,
        value: Some(value),
    };
    let mut fields = Vec::new();
    if let Some(day) = r::ON.of(visit) {
        fields.push(field(p::RECEIVED_ON.def.name, day.to_string(), day.into_value()));
    }
    let source = Source::TiepCongDan;
    fields.push(field(p::SOURCE.def.name, source.choice().code.to_uppercase(), source.into_value()));
    if let Some(kind) = kind {
        fields.push(field(p::KIND.def.name, kind.choice().code.to_uppercase(), kind.into_value()));
    }
    if kind != Some(PetitionKind::ToCao) {
        if let Some(village) = r::VILLAGE.of(visit) {
            fields.push(field(p::VILLAGE.def.name, village.to_string(), village.into_value()));
        }
        if let Some(domain) = r::DOMAIN.of(visit) {
            fields.push(field(p::DOMAIN.def.name, domain.choice().code.to_uppercase(), domain.into_value()));
        }
    }
    if kind.is_some_and(|kind| kind != PetitionKind::ToCao) {
        if let Some(people) = r::PEOPLE.of(visit) {
            fields.push(field(p::SIGNATORIES.def.name, people.to_string(), people.into_value()));
        }
        if let Some(told) = r::SUMMARY.of(visit) {
            fields.push(field(p::SUMMARY.def.name, told.clone(), told.into_value()));
        }
        // Who came stays closed: the server takes it over from the visit where it is left so.
        if visit.fields.contains_key(r::CONTACT.def.name) {
            fields.push(field(p::SENDER.def.name, String::new(), Value::Sealed(SealedText::KEPT)));
        }
    }
    if visit.id != Id::unsaved() {
        fields.push(field(p::RECEPTION.def.name, String::new(), visit.id.clone().into_value()));
    }
    let at = match kind {
        None => p::KIND.def.name,
        Some(PetitionKind::KhieuNai) => p::INSTANCE.def.name,
        Some(PetitionKind::ToCao) => p::VILLAGE.def.name,
        Some(_) => p::SIGNATORIES.def.name,
    };
    let form = FormName::for_new(PETITION.name, new_sheet());
    let draft =
        Draft { form: form.clone(), fields, at_field: at.to_owned(), caret: 0, base: 0, kept_at: Stamp(0) };
    Destination::Form { form, draft: Some(Box::new(draft)) }
}
