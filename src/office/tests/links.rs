//! Links between records about one matter: made and taken back by one act on both, and none leads to a denunciation.

use super::*;
use crate::domain::kinds::matter_fields as m;
use crate::wire::Beside;

impl Desk {
    pub(super) fn link(&mut self, id: &Id, other: &Id, linked: bool) -> Result<Saved, Refusal> {
        let request = self.fresh();
        self.change("can_bo_01", &Request::Link { request, id: id.clone(), other: other.clone(), linked })
    }

    fn complained(&mut self) -> Id {
        self.save(None, None, 0, complaint("2026-11-09")).unwrap().id
    }

    fn denounce(&mut self) -> Id {
        let mut bare = complaint("2026-11-09");
        for gone in ["summary", "sender", "instance"] {
            bare.remove(gone);
        }
        bare.insert("petition_kind".into(), choice("to_cao"));
        bare.insert("village".into(), Value::Ref(Id::new("C24100n").unwrap()));
        bare.insert("sealed_file".into(), text("07-M"));
        self.save(None, None, 0, bare).unwrap().id
    }

    fn matter_of(&mut self, petitions: &[&Id]) -> Result<Saved, Refusal> {
        let named = petitions.iter().map(|id| Value::Ref((*id).clone())).collect();
        let typed = fields(&[
            ("opened_on", day("2026-11-10")),
            ("unit", Value::Ref(Id::new(MA_LIM).unwrap())),
            ("domain", choice("CN")),
            ("severity", choice("can_giai_quyet")),
            ("summary", text("Bò thả rông phá hoa màu")),
            ("due_on", day("2026-12-10")),
            ("petitions", Value::List(named)),
        ]);
        let request = self.fresh();
        let form = FormName::for_new("matter", 0);
        self.change("can_bo_01", &Request::Save { request, form, base: 0, fields: typed, reason: None })
    }

    fn links_of(&self, id: &Id) -> Vec<Id> {
        f::LINKED.of(&self.shown(id).record).unwrap_or_default()
    }
}

#[test]
fn linking_two_petitions_is_one_act_on_both_and_so_is_taking_it_back() {
    let mut desk = Desk::new();
    let (one, two) = (desk.complained(), desk.complained());
    desk.link(&two, &one, true).unwrap();
    assert_eq!((desk.links_of(&one), desk.links_of(&two)), (vec![two.clone()], vec![one.clone()]));
    assert_eq!(desk.below.history(&one).unwrap().last(), desk.below.history(&two).unwrap().last());
    assert!(desk.link(&one, &two, true).is_err(), "they are linked");
    desk.link(&one, &two, false).unwrap();
    assert!(desk.links_of(&one).is_empty() && desk.links_of(&two).is_empty());
    assert!(desk.link(&two, &one, false).is_err(), "nothing to take back");
    assert!(desk.link(&one, &one, true).is_err(), "nothing is linked with itself");
}

#[test]
fn a_new_petition_is_linked_by_the_entry_that_makes_it() {
    let mut desk = Desk::new();
    let (one, two) = (desk.complained(), desk.complained());
    let linked = |ids: &[&Id]| Value::List(ids.iter().map(|id| Value::Ref((*id).clone())).collect());
    let mut typed = complaint("2026-11-10");
    typed.insert("linked".into(), linked(&[&one, &two, &one]));
    let new = desk.save(None, None, 0, typed.clone()).unwrap().id;
    assert_eq!(desk.links_of(&new), [one.clone(), two.clone()]);
    assert_eq!((desk.links_of(&one), desk.links_of(&two)), (vec![new.clone()], vec![new.clone()]));
    assert_eq!(desk.below.history(&one).unwrap().last(), desk.below.history(&new).unwrap().last());

    let count = desk.store.records("petition", None, 10).unwrap().len();
    typed.insert("linked".into(), linked(&[&Id::new("C24100n.don.2026.999").unwrap()]));
    let refused = desk.save(None, None, 0, typed.clone()).unwrap_err();
    assert_eq!(refused.problems[0].field, "linked", "there is no such petition");
    let denounced = desk.denounce();
    typed.insert("linked".into(), linked(&[&denounced]));
    assert!(desk.save(None, None, 0, typed).is_err(), "nothing leads to a denunciation");
    let mut bare = desk.shown(&denounced).record.fields;
    bare.retain(|name, _| !["number", "state", "steps"].contains(&name.as_str()));
    bare.insert("linked".into(), linked(&[&one]));
    assert!(desk.save(None, None, 0, bare).is_err(), "nothing leads from a denunciation");
    assert_eq!(desk.store.records("petition", None, 10).unwrap().len(), count + 1);
}

#[test]
fn nothing_is_linked_with_a_denunciation() {
    let mut desk = Desk::new();
    let (told, denounced) = (desk.complained(), desk.denounce());
    for (id, other) in [(&told, &denounced), (&denounced, &told)] {
        for linked in [true, false] {
            assert!(desk.link(id, other, linked).is_err());
        }
    }
    let refused = desk.matter_of(&[&told, &denounced]).unwrap_err();
    assert_eq!(
        refused.problems.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(),
        ["petitions"]
    );
    let id = desk.matter_of(&[&told]).unwrap().id;
    let record = desk.store.record(&id).unwrap().unwrap();
    let mut changed = record.fields.clone();
    changed.retain(|name, _| !["number", "state", "steps"].contains(&name.as_str()));
    changed.insert("petitions".into(), Value::List(vec![Value::Ref(denounced.clone())]));
    let form = FormName { kind: "matter".into(), record: Some(id.clone()), step: None, sheet: 0 };
    let request = desk.fresh();
    let save = Request::Save { request, form, base: record.revision, fields: changed, reason: None };
    assert!(desk.change("can_bo_01", &save).is_err());
    let form = FormName::for_new("matter", 0);
    let offered = desk.answer(&Request::LookUp {
        form,
        fields: Fields::new(),
        field: "petitions".into(),
        text: f::NUMBER.of(&desk.shown(&denounced).record).unwrap().to_string(),
    });
    assert!(!format!("{offered:?}").contains(denounced.as_str()), "{offered:?}");
}

#[test]
fn what_led_to_a_petition_leads_nowhere_once_it_is_a_denunciation() {
    let mut desk = Desk::new();
    let (first, second) = (desk.complained(), desk.complained());
    desk.link(&first, &second, true).unwrap();
    let matter = desk.matter_of(&[&first, &second]).unwrap().id;
    desk.reclassify(&second).unwrap();
    assert!(desk.links_of(&first).is_empty());
    let named = m::PETITIONS.of(&desk.store.record(&matter).unwrap().unwrap());
    assert_eq!(named, Some(vec![first.clone()]));
    assert_eq!(
        desk.below.history(&matter).unwrap().last(),
        desk.below.history(&second).unwrap().last(),
        "by the entry that makes it one"
    );
    for id in [&first, &matter] {
        for request in [Request::Show(id.to_string()), Request::History(id.clone())] {
            let told = format!("{:?}", desk.answer(&request).unwrap());
            assert!(!told.contains(second.as_str()), "{request:?}: {told}");
        }
    }
    let told = desk.shown(&second).record;
    for gone in ["linked", "split_from", "second_of", "reception"] {
        assert!(!told.fields.contains_key(gone), "{gone}");
    }
}

impl Desk {
    pub(super) fn beside(
        &self,
        record: Option<&Id>,
        fields: Fields,
        other: Option<&str>,
    ) -> Result<Beside, Refusal> {
        let request = Request::Beside { form: form(record, None), fields, other: other.map(str::to_owned) };
        match self.answer(&request)? {
            Reply::Beside(beside) => Ok(*beside),
            other => panic!("{other:?}"),
        }
    }
}

/// What a form of this petition sends.
fn typed_of(record: &Record) -> Fields {
    let mut typed = record.fields.clone();
    typed.retain(|name, _| !["number", "state", "steps", "linked"].contains(&name.as_str()));
    typed
}

#[test]
fn a_likely_duplicate_stands_beside_what_is_typed_field_by_field() {
    let mut desk = Desk::new();
    let one = desk.complained();
    let mut other = complaint("2026-11-10");
    other.insert("summary".into(), text("Xin làm lại đường vào rẫy"));
    let unlike = desk.save(None, None, 0, other).unwrap().id;
    let mut typed = complaint("2026-11-20");
    typed.insert("summary".into(), text("Hai hộ tranh chấp ranh giới đất"));
    typed.insert("signatories".into(), Value::Int(3));
    let beside = desk.beside(None, typed.clone(), None).unwrap();
    assert_eq!((&beside.other, beside.candidates.as_slice()), (&one, &[one.clone()][..]));
    assert_eq!(beside.alike.vi, "Giống nhau: nơi, lĩnh vực, 7 chữ trong nội dung");
    assert!(beside.standing.vi.starts_with("Mới tiếp nhận; Thụ lý đến "), "{}", beside.standing.vi);
    assert!(!beside.linked && beside.may_unlink);
    let of = |name: &str| beside.fields.iter().find(|field| field.name == name);
    let both = of("summary").unwrap();
    assert_eq!(both.ours.as_ref().unwrap().value, typed["summary"]);
    assert_eq!(both.theirs.as_ref().unwrap().value, complaint("2026-11-09")["summary"]);
    assert_eq!(of("village").unwrap().ours, of("village").unwrap().theirs);
    let role = of("our_role").unwrap();
    assert_eq!(role.ours, role.theirs, "what the form fills in stands there");
    assert!(of("sender").is_none() && of("reply_to").is_none(), "who sent it is never compared");
    assert!(!format!("{beside:?}").contains("Người gửi mẫu"));

    // Any other one by its number; the same one by what is saved of it.
    let number = f::NUMBER.of(&desk.shown(&unlike).record).unwrap().to_string();
    let beside = desk.beside(None, typed.clone(), Some(&number)).unwrap();
    assert_eq!((beside.other, beside.alike.vi.as_str()), (unlike.clone(), "Giống nhau: nơi, lĩnh vực"));
    desk.link(&one, &unlike, true).unwrap();
    let beside = desk.beside(Some(&one), Fields::new(), None).unwrap();
    assert_eq!((&beside.other, beside.linked), (&unlike, true));
    assert!(desk.beside(Some(&one), Fields::new(), Some(one.as_str())).is_err(), "itself");
    assert!(desk.beside(None, complaint("2026-11-20"), Some("999")).is_err());
}

#[test]
fn what_a_form_says_of_duplicates_leaves_out_those_that_it_links() {
    let mut desk = Desk::new();
    let one = desk.complained();
    let mut typed = complaint("2026-11-20");
    let examined = desk.examine(form(None, None), typed.clone());
    assert_eq!((examined.duplicates.len(), examined.linked.len()), (1, 0));
    typed.insert("linked".into(), Value::List(vec![Value::Ref(one.clone())]));
    let examined = desk.examine(form(None, None), typed.clone());
    assert_eq!((examined.duplicates.len(), examined.linked.len()), (0, 1));
    let beside = desk.beside(None, typed.clone(), None).unwrap();
    assert_eq!((beside.other, beside.linked), (one.clone(), true));
    let new = desk.save(None, None, 0, typed).unwrap().id;
    let typed = typed_of(&desk.shown(&new).record);
    assert!(desk.examine(form(Some(&new), None), typed).duplicates.is_empty(), "it is known");
}

#[test]
fn a_denunciation_stands_beside_nothing() {
    let mut desk = Desk::new();
    let (told, denounced) = (desk.complained(), desk.denounce());
    let number = f::NUMBER.of(&desk.shown(&denounced).record).unwrap().to_string();
    for named in [denounced.as_str(), &number] {
        let refused = desk.beside(None, complaint("2026-11-20"), Some(named)).unwrap_err();
        let missing = desk.beside(None, complaint("2026-11-20"), Some("999")).unwrap_err();
        assert_eq!(refused, missing, "refused as what is not there");
    }
    assert!(desk.beside(Some(&denounced), Fields::new(), Some(told.as_str())).is_err());
    let typed = typed_of(&desk.shown(&denounced).record);
    assert!(desk.beside(None, typed, Some(told.as_str())).is_err());
    assert!(desk.beside(None, Fields::new(), Some(told.as_str())).is_err(), "nothing is known of it yet");
}
