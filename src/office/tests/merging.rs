//! Two officers on one petition through `Office::decide`: what merges, what is asked, what stays in the history.

use super::*;
use crate::domain::merge::NOT_CHOSEN;
use crate::wire::{Choice, HistoryLine, Merge, SavePart};

impl Desk {
    fn edit_as(&mut self, officer: &str, id: &Id, base: u32, fields: Fields) -> Result<Saved, Refusal> {
        let request = self.fresh();
        let form = form(Some(id), None);
        self.change(officer, &Request::Save { request, form, base, fields, reason: None })
    }

    fn settle(&mut self, id: &Id, base: u32, fields: Fields, not_chosen: Choice) -> Result<Saved, Refusal> {
        let request = self.fresh();
        let parts = vec![SavePart { form: form(Some(id), None), base, fields, not_chosen }];
        self.change("can_bo_02", &Request::SaveMany { request, parts, reason: None })
    }

    fn history(&self, id: &Id) -> Vec<HistoryLine> {
        match self.answer(&Request::History(id.clone())).unwrap() {
            Reply::History(lines) => lines,
            other => panic!("{other:?}"),
        }
    }
}

/// The form of the petition as it was opened after it was entered, with some fields typed over.
fn with(pairs: &[(&str, Value)]) -> Fields {
    let mut all = complaint("2026-11-09");
    let filled = [
        ("signatories", Value::Int(1)),
        ("our_role", choice("theo_doi")),
        ("responsible", text("UX")),
        ("officer", text("can_bo_01")),
    ];
    all.extend(fields(&filled));
    all.extend(fields(pairs));
    all
}

fn names<T>(of: &[T], name: fn(&T) -> &str) -> Vec<String> {
    of.iter().map(|one| name(one).to_owned()).collect()
}

fn conflicts(merge: &Merge) -> Vec<String> {
    names(&merge.conflicts, |conflict| &conflict.field)
}

#[test]
fn what_only_one_touched_merges_and_is_named() {
    let mut desk = Desk::new();
    let id = desk.save(None, None, 0, complaint("2026-11-09")).unwrap().id;
    desk.edit_as("can_bo_03", &id, 1, with(&[("signatories", Value::Int(7))])).unwrap();
    let saved = desk.edit_as("can_bo_02", &id, 1, with(&[("domain", choice("CS"))])).unwrap();
    assert_eq!(saved.revision, 3);
    assert_eq!(saved.say.vi, "Đã lưu 1/2026; tự gộp: Số người ký đơn (can_bo_03)");
    let record = desk.shown(&id).record;
    assert_eq!((f::SIGNATORIES.of(&record), f::DOMAIN.of(&record).unwrap().id()), (Some(7), "CS"));
    // The same on a step in between: the stage is not ours to merge.
    let classified = fields(&[
        ("on", day("2026-11-10")),
        ("competence", choice("thuoc_tham_quyen")),
        ("authority", text("KT")),
    ]);
    desk.save(Some(&id), Some("da_phan_loai"), 3, classified).unwrap();
    let ours = with(&[("domain", choice("CS")), ("signatories", Value::Int(9))]);
    desk.edit_as("can_bo_02", &id, 3, ours).unwrap();
    let record = desk.shown(&id).record;
    assert_eq!(f::RESPONSIBLE.of(&record).as_deref(), Some("KT"), "what the step changed stays");
    assert_eq!((f::STATE.of(&record), f::SIGNATORIES.of(&record)), (Some(State::DaPhanLoai), Some(9)));
}

#[test]
fn an_untouched_form_writes_nothing_over() {
    let mut desk = Desk::new();
    let id = desk.save(None, None, 0, complaint("2026-11-09")).unwrap().id;
    let declared = crate::domain::kinds::PETITION.fields;
    let opened = super::super::decide::typed_fields(declared, &desk.shown(&id).record.fields);
    desk.edit_as("can_bo_03", &id, 1, with(&[("domain", choice("CS"))])).unwrap();
    assert_eq!(desk.edit_as("can_bo_02", &id, 1, opened).unwrap_err().kind, RefusalKind::NotAllowed);
    assert_eq!(f::DOMAIN.of(&desk.shown(&id).record).unwrap().id(), "CS");
}

#[test]
fn what_both_changed_is_asked_and_what_is_not_chosen_stays_in_the_history() {
    let mut desk = Desk::new();
    let id = desk.save(None, None, 0, complaint("2026-11-09")).unwrap().id;
    let theirs =
        with(&[("domain", choice("CS")), ("signatories", Value::Int(7)), ("summary", text("Họ viết"))]);
    desk.edit_as("can_bo_03", &id, 1, theirs).unwrap();
    let ours = with(&[("domain", choice("RG")), ("summary", text("Ta viết"))]);
    let refused = desk.edit_as("can_bo_02", &id, 1, ours.clone()).unwrap_err();
    let merge = refused.merge.unwrap();
    assert_eq!(
        (refused.kind, conflicts(&merge)),
        (RefusalKind::Stale, vec!["domain".into(), "summary".into()])
    );
    assert_eq!(names(&merge.taken, |taken| &taken.field), ["signatories"]);
    assert_eq!((merge.base, merge.revision, merge.by.as_str()), (1, 2, "can_bo_03"));
    let offer = merge.conflicts[0].ours.clone().unwrap();
    assert_eq!((offer.code.as_str(), offer.value), ("RG", choice("RG")));
    assert_eq!(desk.shown(&id).record.revision, 2, "nothing is saved");

    // A third save while one looks.
    let third =
        with(&[("domain", choice("GT")), ("signatories", Value::Int(7)), ("summary", text("Họ viết"))]);
    desk.edit_as("can_bo_01", &id, 2, third).unwrap();
    let compare = Request::Compare { form: form(Some(&id), None), base: 1, fields: ours, record: id.clone() };
    let Reply::Compared(renewed) = desk.answer(&compare).unwrap() else { panic!() };
    assert_eq!((conflicts(&renewed), renewed.revision), (conflicts(&merge), 3));
    assert_eq!(renewed.conflicts[0].saved.as_ref().unwrap().value, choice("GT"));

    // Theirs for the domain, ours for the text.
    let chosen =
        with(&[("domain", choice("GT")), ("signatories", Value::Int(7)), ("summary", text("Ta viết"))]);
    let not_chosen = Choice::from([("domain".into(), Some(choice("RG")))]);
    let saved = desk.settle(&id, 3, chosen, not_chosen).unwrap();
    let record = desk.shown(&id).record;
    assert_eq!((saved.revision, record.revision), (5, 5));
    assert_eq!((f::DOMAIN.of(&record).unwrap().id(), f::SUMMARY.of(&record)), ("GT", Some("Ta viết".into())));
    let lines = desk.history(&id);
    let last = lines.last().unwrap();
    assert_eq!(
        (last.say.vi.as_str(), last.entry.officer.as_str()),
        ("Sửa, đã chọn giữa hai bản", "can_bo_02")
    );
    let lost = &last.entry.changes[0];
    assert_eq!((lost.step.as_deref(), lost.fields.len()), (Some(NOT_CHOSEN), 1));
    assert_eq!((&lost.fields[0].old, &lost.fields[0].new), (&Some(choice("GT")), &Some(choice("RG"))));
    let won = last.entry.changes[1].fields.iter().find(|field| field.name == "summary").unwrap();
    assert_eq!(won.old, Some(text("Họ viết")));
    // The state is what its journal says.
    let again = MemoryStore::default();
    for seq in 1.. {
        let Some(entry) = desk.below.entry(seq).unwrap() else { break };
        again.append(std::slice::from_ref(&entry)).unwrap();
        again.apply(std::slice::from_ref(&entry)).unwrap();
    }
    assert_eq!(again.record(&id).unwrap(), desk.below.record(&id).unwrap());
}

#[test]
fn all_saved_values_chosen_is_an_entry_too_and_the_same_request_is_done_once() {
    let mut desk = Desk::new();
    let id = desk.save(None, None, 0, complaint("2026-11-09")).unwrap().id;
    let theirs = with(&[("domain", choice("CS"))]);
    desk.edit_as("can_bo_03", &id, 1, theirs.clone()).unwrap();
    let part = SavePart {
        form: form(Some(&id), None),
        base: 2,
        fields: theirs,
        not_chosen: Choice::from([("domain".into(), Some(choice("RG")))]),
    };
    let request = Request::SaveMany { request: desk.fresh(), parts: vec![part], reason: None };
    let first = desk.change("can_bo_02", &request).unwrap();
    let second = desk.change("can_bo_02", &request).unwrap();
    assert_eq!((first.revision, second.revision), (4, 4));
    assert_eq!(desk.history(&id).len(), 3);
    assert_eq!(f::DOMAIN.of(&desk.shown(&id).record).unwrap().id(), "CS");
}

#[test]
fn nothing_of_a_denunciation_is_told_nor_kept() {
    let mut desk = Desk::new();
    let mut sealed = complaint("2026-11-20");
    sealed.insert("petition_kind".into(), choice("to_cao"));
    sealed.remove("instance");
    sealed.remove("sender");
    sealed.remove("summary");
    sealed.insert("village".into(), Value::Ref(Id::new("C24100n").unwrap()));
    sealed.insert("sealed_file".into(), text("03-M"));
    let id = desk.save(None, None, 0, sealed.clone()).unwrap().id;
    let mut theirs = sealed.clone();
    theirs.insert("domain".into(), choice("CS"));
    desk.edit_as("can_bo_03", &id, 1, theirs.clone()).unwrap();
    let mut forged = sealed.clone();
    forged.insert("domain".into(), choice("RG"));
    forged.insert("summary".into(), text("chuyện kín"));
    let refused = desk.edit_as("can_bo_02", &id, 1, forged).unwrap_err();
    assert!(!format!("{refused:?}").contains("chuyện kín"));
    let not_chosen = Choice::from([
        ("summary".into(), Some(text("chuyện kín"))),
        ("domain".into(), Some(text("chuyện kín"))),
        ("state".into(), Some(choice("da_huy"))),
        ("nowhere".into(), Some(text("chuyện kín"))),
    ]);
    theirs.insert("signatories".into(), Value::Int(2));
    desk.settle(&id, 2, theirs, not_chosen).unwrap();
    assert!(!format!("{:?}", desk.history(&id)).contains("chuyện kín"));
    assert_eq!(desk.history(&id).last().unwrap().entry.changes.len(), 1);
}

#[test]
fn what_waits_for_the_disk_is_merged_with_too() {
    let mut desk = Desk::new();
    let id = desk.save(None, None, 0, complaint("2026-11-09")).unwrap().id;
    let waits = |desk: &mut Desk, officer: &str, pairs: &[(&str, Value)]| {
        let request = Request::Save {
            request: desk.fresh(),
            form: form(Some(&id), None),
            base: 1,
            fields: with(pairs),
            reason: None,
        };
        desk.decide(officer, &request)
    };
    let Ok(Decision::Proposal(_)) = waits(&mut desk, "can_bo_03", &[("domain", choice("CS"))]) else {
        panic!()
    };
    let Err(refused) = waits(&mut desk, "can_bo_02", &[("domain", choice("RG"))]) else {
        panic!("overwritten")
    };
    assert_eq!(conflicts(&refused.merge.unwrap()), ["domain"]);
    let Ok(Decision::Proposal(merged)) = waits(&mut desk, "can_bo_02", &[("signatories", Value::Int(7))])
    else {
        panic!()
    };
    assert_eq!(f::DOMAIN.of(&merged.records[0]).unwrap().id(), "CS");
}
