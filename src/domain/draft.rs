//! What an officer typed and did not save yet (bản nháp): kept by the server, opened again at the same letter.

use serde::{Deserialize, Serialize};

use crate::base::{Id, Stamp, limits};

use super::{
    FieldDef, Record, Value,
    kinds::{FIGURES, PetitionKind, VILLAGE_UPDATE, kind, petition_fields, reception_entry_fields},
};

/// Which form a draft belongs to; an officer has one draft a form, and any number of new forms of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FormName {
    /// The kind of record.
    pub kind: String,
    /// The record that is being changed; `None` is a new one.
    pub record: Option<Id>,
    /// The step that is being taken.
    pub step: Option<String>,
    /// Which new form of this kind it is: any number, so that two that were left do not write each other over. 0 for a
    /// form of a record that there is already.
    pub sheet: u32,
}

impl FormName {
    /// A form for a new record of this kind.
    pub fn for_new(kind: impl Into<String>, sheet: u32) -> FormName {
        FormName { kind: kind.into(), record: None, step: None, sheet }
    }

    /// Whether it is for a new record.
    pub fn is_new(&self) -> bool {
        self.record.is_none() && self.step.is_none()
    }

    /// Whether it is about the same thing, as this or as another sheet.
    pub fn is_alike(&self, other: &FormName) -> bool {
        (&self.kind, &self.record, &self.step) == (&other.kind, &other.record, &other.step)
    }
}

/// A form as it was left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The form.
    pub form: FormName,
    /// What stands in its fields, in the order of the form.
    pub fields: Vec<DraftField>,
    /// The field in which the cursor stood.
    pub at_field: String,
    /// Where in its text, in bytes.
    pub caret: u32,
    /// The revision of the record when the form was opened.
    pub base: u32,
    /// When it was kept.
    pub kept_at: Stamp,
}

/// One field of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftField {
    /// Its name.
    pub name: String,
    /// What was typed.
    pub text: String,
    /// What that was understood as.
    pub value: Option<Value>,
}

impl Draft {
    /// The draft without what may not be kept: no story before the kind of a petition or the class of a visit is known, and none ever of a
    /// denunciation, not even one typed where a code belongs; no field that the declaration does not know.
    ///
    /// Invariant: the server keeps nothing that did not pass here, whatever a client sends.
    pub fn cleaned(mut self) -> Draft {
        let Some(fields) = self.form.declared() else {
            self.fields.clear();
            return self;
        };
        let known = self.fields.iter().find(|field| field.name == petition_fields::KIND.def.name);
        let petition_kind = known.and_then(|field| field.value.clone());
        let mut record = match Id::new("draft") {
            Some(id) => Record::new(&self.form.kind, id.clone(), id),
            None => return Draft { fields: Vec::new(), ..self },
        };
        if let Some(value) = petition_kind {
            record.fields.insert(petition_fields::KIND.def.name.to_owned(), value);
        }
        let brought = self.fields.iter().find(|field| field.name == reception_entry_fields::BROUGHT.def.name);
        let may_tell = match self.form.kind.as_str() {
            "petition" => petition_fields::KIND.of(&record).is_some_and(|kind| kind != PetitionKind::ToCao),
            // What was brought is classed before anything of it is kept: it may be a denunciation.
            "reception_entry" if self.form.is_new() => brought.is_some_and(|class| class.value.is_some()),
            _ => true,
        };
        self.fields.retain(|field| {
            field.name == petition_fields::KIND.def.name
                || fields.iter().any(|def| def.name == field.name && (may_tell || !def.narrative))
        });
        if !may_tell {
            // What nobody understood and is longer than a code may be anything; so may a value of a sort that the field does
            // not have, and a long text beside a value.
            let understood = |field: &DraftField| {
                let def = fields
                    .iter()
                    .find(|def| def.name == field.name)
                    .copied()
                    .unwrap_or(&petition_fields::KIND.def);
                field.value.as_ref().is_some_and(|value| def.shape.holds(value))
            };
            self.fields.retain(|field| {
                if field.name == petition_fields::LINKED.def.name {
                    return false;
                }
                let letters = field.text.chars().count();
                letters <= limits::CODE_CHARS_MAX && (field.value.is_none() || understood(field))
                    || letters <= limits::LOOK_UP_CHARS_MAX && understood(field)
            });
            if fields.iter().all(|def| def.name != self.at_field) {
                self.at_field.clear();
            }
        }
        // A cell of a row is named behind its field: items.2.text.
        let at = self.at_field.split('.').next().unwrap_or_default();
        if self.fields.iter().all(|field| field.name != at) {
            self.caret = 0;
        }
        self
    }

    /// What stands in a field.
    pub fn field(&self, name: &str) -> Option<&DraftField> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl FormName {
    /// The declarations of all that is typed in the form; that of a village's update holds its figures too.
    pub fn declared(&self) -> Option<Vec<&'static FieldDef>> {
        let fields = match &self.step {
            Some(name) => super::step_form(&self.kind, name)?.fields,
            None => kind(&self.kind)?.fields,
        };
        let beside: &[FieldDef] = match &self.step {
            None if self.kind == VILLAGE_UPDATE.name => FIGURES.fields,
            _ => &[],
        };
        let own = |name: &str| fields.iter().any(|field| field.name == name);
        Some(fields.iter().chain(beside.iter().filter(|field| !own(field.name))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(petition_kind: Option<&str>) -> Draft {
        let text = |name: &str, text: &str, value| DraftField { name: name.into(), text: text.into(), value };
        let mut fields = vec![text("received_on", "23/11/2026", None), text("summary", "chuyện dài", None)];
        if let Some(id) = petition_kind {
            fields.push(text("petition_kind", id, Some(Value::Choice(id.into()))));
        }
        fields.push(text("no_such_field", "x", None));
        Draft {
            form: FormName::for_new("petition", 0),
            fields,
            at_field: "summary".into(),
            caret: 7,
            base: 0,
            kept_at: Stamp(0),
        }
    }

    #[test]
    fn no_story_is_kept_before_the_kind_is_known_nor_of_a_denunciation() {
        for (kind, kept) in
            [(None, false), (Some("to_cao"), false), (Some("nonsense"), false), (Some("phan_anh"), true)]
        {
            let cleaned = draft(kind).cleaned();
            assert_eq!(cleaned.field("summary").is_some(), kept, "{kind:?}");
            assert!(cleaned.field("received_on").is_some());
            assert!(cleaned.field("no_such_field").is_none());
            let mut forged = draft(kind);
            forged.fields.retain(|field| field.name != "received_on");
            forged.fields.push(DraftField {
                name: "received_on".into(),
                text: "chuyện dài".into(),
                value: Some(Value::Text("chuyện dài".into())),
            });
            forged.at_field = "chuyện dài".into();
            let forged = forged.cleaned();
            assert_eq!(
                forged.field("received_on").is_some(),
                kept,
                "a story in the place of a day: {kind:?}"
            );
            assert_eq!(forged.at_field.is_empty(), !kept);
            assert_eq!(cleaned.caret == 7, kept);
        }
    }

    #[test]
    fn of_a_visit_nothing_is_kept_before_it_is_classed() {
        for (class, kept) in [(None, false), (Some("kien_nghi"), true)] {
            let field =
                |name: &str, text: &str, value| DraftField { name: name.into(), text: text.into(), value };
            let mut fields =
                vec![field("contact", "ai đó, ở đâu đó", None), field("summary", "chuyện dài", None)];
            fields.extend(class.map(|id| field("brought", "N", Some(Value::Choice(id.to_owned())))));
            let draft = Draft {
                form: FormName::for_new("reception_entry", 1),
                fields,
                at_field: "contact".into(),
                caret: 3,
                base: 0,
                kept_at: Stamp(0),
            };
            let cleaned = draft.cleaned();
            assert_eq!(cleaned.field("contact").is_some(), kept, "{class:?}");
            assert_eq!(cleaned.field("summary").is_some(), kept, "{class:?}");
        }
    }

    #[test]
    fn a_story_typed_where_a_code_belongs_is_not_kept_of_a_denunciation() {
        for (kind, kept) in [(None, false), (Some("to_cao"), false), (Some("phan_anh"), true)] {
            let mut typed = draft(kind);
            let story = "chuyện dài gõ nhầm chỗ".to_owned();
            typed.fields.push(DraftField { name: "signatories".into(), text: story, value: None });
            assert_eq!(typed.cleaned().field("signatories").is_some(), kept, "{kind:?}");
        }
    }

    #[test]
    fn the_draft_of_an_update_keeps_its_figures_and_the_place_in_a_point() {
        let field = |name: &str, text: &str| DraftField { name: name.into(), text: text.into(), value: None };
        let kept = Draft {
            form: FormName::for_new("village_update", 0),
            fields: vec![
                field("without_water", "3"),
                field("items", "NS\t3\t\tGiếng"),
                field("summary", "x"),
            ],
            at_field: "items.0.text".into(),
            caret: 7,
            base: 0,
            kept_at: Stamp(0),
        }
        .cleaned();
        assert!(kept.field("without_water").is_some() && kept.field("items").is_some());
        assert!(kept.field("summary").is_none());
        assert_eq!(kept.caret, 7);
    }

    #[test]
    fn a_step_of_an_unknown_kind_of_petition_keeps_no_note() {
        let mut step = draft(Some("to_cao"));
        step.form.step = Some("chuyen_don".into());
        step.fields.push(DraftField { name: "note".into(), text: "chuyện".into(), value: None });
        step.fields.push(DraftField { name: "receiver".into(), text: "UX".into(), value: None });
        let cleaned = step.cleaned();
        assert!(cleaned.field("note").is_none());
        assert!(cleaned.field("receiver").is_some());
    }
}
