//! A visit that is a denunciation leads to the petition's form, and a visit's petition opens with what the visit knows.

use super::desk::*;
use crate::base::Lang;
use crate::domain::{FieldValue, FormName, Record, SealedText, Value, kinds::PetitionKind};
use crate::tui::screen::{Destination, Effect};
use crate::tui::screens::step_taken::petition_from;
use crate::wire::Request;

const STORY: &str = "Zkf chuyện dài";

fn visit() -> Record {
    let mut visit = Record::new("reception_entry", id("C24100n.tcd.2026.4"), id("C24100n"));
    visit.fields.insert("on".into(), Value::Day(day("2026-11-20")));
    visit.fields.insert("village".into(), Value::Ref(id("V24115-01")));
    visit.fields.insert("domain".into(), Value::Choice("GT".into()));
    visit.fields.insert("summary".into(), Value::Text(STORY.into()));
    visit.fields.insert("people".into(), Value::Int(2));
    visit.fields.insert("contact".into(), Value::Sealed(SealedText::KEPT));
    visit
}

/// A new visit, standing in its class.
fn at_class() -> Desk {
    let mut desk = Desk::new(FormName::for_new("reception_entry", 0), None);
    desk.press("<enter>2<enter>");
    assert_eq!(desk.stands_in(), "brought");
    desk
}

fn led_to(desk: &Desk) -> &crate::domain::Draft {
    let replaced = desk.done.iter().find_map(|effect| match effect {
        Effect::Replace(Destination::Form { form, draft: Some(draft) }) if form.kind == "petition" => {
            Some(draft)
        }
        _ => None,
    });
    replaced.unwrap_or_else(|| panic!("{:?}", desk.done))
}

#[test]
fn nothing_can_be_told_before_the_class_is_known() {
    let mut desk = at_class();
    assert!(!desk.screen().contains("Tóm tắt") && !desk.screen().contains("Ai, ở đâu"), "{}", desk.screen());
    desk.press("n");
    assert!(desk.screen().contains("Tóm tắt") && desk.screen().contains("Ai, ở đâu"), "{}", desk.screen());
}

#[test]
fn the_letter_of_a_denunciation_leads_to_the_petitions_form_and_nothing_is_kept() {
    let mut desk = at_class();
    desk.press("n");
    while desk.stands_in() != "summary" {
        desk.press("<enter>");
    }
    desk.paste(STORY);
    while desk.stands_in() != "brought" {
        desk.press("<shift-tab>");
    }
    desk.press("t");
    let draft = led_to(&desk);
    assert_eq!(draft.field("petition_kind").unwrap().value, Some(PetitionKind::ToCao.into_value()));
    assert_eq!(draft.field("source").unwrap().value, Some(Value::Choice("tiep_cong_dan".into())));
    assert!(!format!("{draft:?}").contains("Zkf") && draft.field("reception").is_none(), "{draft:?}");
    assert!(desk.asked.iter().any(|request| matches!(request, Request::DropDraft(_))));
    assert!(desk.form.to_draft().is_none(), "nothing that was typed is left");
    assert!(desk.said().contains("Tố cáo"), "{}", desk.said());
}

#[test]
fn the_petition_of_a_visit_opens_with_its_codes_and_names_it() {
    let Destination::Form { form, draft } = petition_from(&visit(), Some(PetitionKind::KienNghi)) else {
        panic!("a form")
    };
    let mut desk = Desk::at(form, draft.map(|draft| *draft), Lang::Vi, (80, 24), None);
    let named = Some(Value::Ref(id("C24100n.tcd.2026.4")));
    for (name, value) in [
        ("reception", named.clone()),
        ("source", Some(Value::Choice("tiep_cong_dan".into()))),
        ("petition_kind", Some(Value::Choice("kien_nghi".into()))),
        ("received_on", Some(Value::Day(day("2026-11-20")))),
        ("village", Some(Value::Ref(id("V24115-01")))),
        ("domain", Some(Value::Choice("GT".into()))),
        ("summary", Some(Value::Text(STORY.into()))),
        ("signatories", Some(Value::Int(2))),
        ("sender", Some(Value::Sealed(SealedText::KEPT))),
    ] {
        assert_eq!(desk.value(name), value, "{name}");
    }
    assert_eq!(desk.stands_in(), "signatories");
    assert!(desk.screen().contains("MẬT (đã ghi)"), "{}", desk.screen());
    desk.press("1<enter>");
    desk.rest(5_000);
    let kept = desk.last_draft().unwrap();
    assert_eq!(kept.field("reception").unwrap().value, named, "a broken line does not lose the visit");
    assert_eq!(kept.field("sender").unwrap().value, Some(Value::Sealed(SealedText::KEPT)));

    // Of what may be a denunciation no word is taken over.
    for kind in [None, Some(PetitionKind::ToCao)] {
        let Destination::Form { draft: Some(draft), .. } = petition_from(&visit(), kind) else { panic!() };
        for untold in ["summary", "sender", "signatories"] {
            assert!(draft.field(untold).is_none(), "{kind:?} {untold}");
        }
    }
}
