//! Contacts and narratives: closed below, opened with a reason, gone for good when they are erased.

use super::*;
use crate::domain::petition::contact;
use crate::store::VaultState;
use crate::wire::Contact;

/// Signs that stand in no other text of these tests.
const SENDER: &str = "Qxz người gửi mẫu";
const REPLY_TO: &str = "Wjv nơi ở mẫu";
const STORY: &str = "Zkf giếng cạn từ tháng ba";

fn with_contact(received: &str) -> Fields {
    let mut fields = complaint(received);
    fields.insert("summary".into(), text(STORY));
    fields.insert("sender".into(), text(SENDER));
    fields.insert("reply_to".into(), text(REPLY_TO));
    fields
}

impl Desk {
    fn open_contact(&mut self, officer: &str, id: &Id, reason: &str) -> Result<Contact, Refusal> {
        let request = Request::OpenContact { request: self.fresh(), id: id.clone(), reason: reason.into() };
        match self.replied(officer, &request)? {
            Reply::Contact(contact) => Ok(contact),
            other => panic!("{other:?}"),
        }
    }

    /// Everything that the store below knows, as one text.
    fn all_below(&self) -> String {
        let entries = (1..).map_while(|seq| self.below.entry(seq).unwrap());
        let mut all = entries.map(|entry| format!("{entry:?}")).collect::<String>();
        for record in self.below.records("petition", None, 10_000).unwrap() {
            all.push_str(&format!("{record:?}"));
        }
        all
    }

    fn revision(&self, id: &Id) -> u32 {
        self.store.record(id).unwrap().unwrap().revision
    }

    fn close(&mut self, id: &Id, on: &str) {
        let fields = fields(&[("on", day(on)), ("reason", choice("nhap_trung"))]);
        self.save(Some(id), Some("da_huy"), self.revision(id), fields).unwrap();
    }

    pub(super) fn reclassify(&mut self, id: &Id) -> Result<Saved, Refusal> {
        let fields = fields(&[
            ("on", day("2026-11-20")),
            ("sealed_file", text("03-M")),
            ("commune", Value::Ref(Id::new("C24100n").unwrap())),
        ]);
        self.save(Some(id), Some("phan_loai_lai"), self.revision(id), fields)
    }
}

#[test]
fn a_contact_is_shown_with_a_reason_only_and_the_history_says_who_saw_it() {
    let mut desk = Desk::new();
    let id = desk.save(None, None, 0, with_contact("2026-11-09")).unwrap().id;
    for nothing in ["", "  "] {
        let refused = desk.open_contact("can_bo_02", &id, nothing).unwrap_err();
        assert_eq!(refused.problems.len(), 1);
    }
    let contact = desk.open_contact("can_bo_02", &id, "gọi mời đối thoại").unwrap();
    let told: Vec<&str> = contact.lines.iter().map(|(_, told)| told.as_str()).collect();
    assert_eq!((told, contact.revision), (vec![SENDER, REPLY_TO], 2));
    let shown = match desk.answer(&Request::Show(id.to_string())).unwrap() {
        Reply::Shown(shown) => shown,
        other => panic!("{other:?}"),
    };
    assert_eq!(shown.timeline[0].say.vi, "Mở liên hệ người gửi: gọi mời đối thoại");
    assert_eq!(shown.timeline[0].by, "can_bo_02");
    assert!(!shown.may_take_back);
    let taken_back = Request::TakeBack { request: desk.fresh(), id: id.clone(), base: 2 };
    assert!(desk.change("can_bo_02", &taken_back).is_err(), "that it was seen stays true");
    let entry = desk.below.history(&id).unwrap().pop().unwrap();
    assert_eq!(entry.reason.as_deref(), Some("gọi mời đối thoại"));
    assert_eq!(entry.changes[0].step.as_deref(), Some(contact::OPENED));
}

#[test]
fn a_reply_that_was_lost_is_given_again_without_a_second_line() {
    let mut desk = Desk::new();
    let id = desk.save(None, None, 0, with_contact("2026-11-09")).unwrap().id;
    let request =
        Request::OpenContact { request: desk.fresh(), id: id.clone(), reason: "hỏi thêm".into() };
    let first = desk.replied("can_bo_02", &request).unwrap();
    let again = desk.replied("can_bo_02", &request).unwrap();
    assert_eq!(first, again);
    assert_eq!(desk.revision(&id), 2);
    assert!(desk.replied("can_bo_03", &request).is_err(), "it is the answer to one officer");
}

#[test]
fn no_answer_and_nothing_below_holds_a_contact_and_nothing_below_a_story() {
    let mut desk = Desk::new();
    let id = desk.save(None, None, 0, with_contact("2026-11-09")).unwrap().id;
    let mut changed = with_contact("2026-11-09");
    changed.insert("reply_to".into(), text("Wjv nơi ở mẫu khác"));
    changed.insert("summary".into(), text("Zkf giếng cạn từ tháng tư"));
    desk.save(Some(&id), None, 1, changed.clone()).unwrap();
    desk.open_contact("can_bo_01", &id, "hỏi thêm").unwrap();
    let step = fields(&[("on", day("2026-11-10")), ("competence", choice("thuoc_tham_quyen"))]);
    desk.save(Some(&id), Some("da_phan_loai"), 3, step).unwrap();
    let told = Request::OpenContact { request: desk.fresh(), id: id.clone(), reason: "hỏi thêm".into() };
    let Ok(Decision::Proposal(proposal)) = desk.decide("can_bo_01", &told) else {
        panic!("nothing is opened")
    };
    desk.office.dropped();
    // What the others are pushed, and what stays in memory for them, holds nothing of it.
    let kept = format!("{:?} {:?} {:?}", proposal.say, proposal.saved, proposal.records);
    assert!(!kept.contains("Qxz") && !kept.contains("Wjv"), "{kept}");
    let below = desk.all_below();
    for told in ["Qxz", "Wjv", "Zkf"] {
        assert!(!below.contains(told), "{told}");
    }
    let query = Query::all("petition");
    let form = form(Some(&id), None);
    let requests = [
        Request::Show(id.to_string()),
        Request::Slip(id.to_string()),
        Request::History(id.clone()),
        Request::Page { query: query.clone(), offset: 0, rows: 100, in_full: false },
        Request::Rows { kind: "petition".into(), ids: vec![id.clone()] },
        Request::Records { query: query.clone(), text: String::new(), offset: 0, limit: 100 },
        Request::Records { query: query.clone(), text: "Qxz".into(), offset: 0, limit: 100 },
        Request::Page {
            query: Query { narrow: "qxz".into(), ..query },
            offset: 0,
            rows: 100,
            in_full: false,
        },
        Request::Search { text: "qxz".into(), group: None, offset: 0, rows: 100 },
        Request::Search { text: "wjv".into(), group: None, offset: 0, rows: 100 },
        Request::Search { text: "zkf".into(), group: None, offset: 0, rows: 100 },
        Request::LookUp {
            form: form.clone(),
            fields: Fields::new(),
            field: "linked".into(),
            text: "qxz".into(),
        },
        Request::Compare { form, base: 1, fields: changed, record: id.clone() },
    ];
    for request in requests {
        let answer = format!("{:?}", desk.answer(&request));
        let typed = format!("{request:?}").contains("Wjv");
        assert!(!answer.contains("Qxz") && (typed || !answer.contains("Wjv")), "{request:?}: {answer}");
    }
    let totals = |text: &str| match desk.answer(&Request::Search {
        text: text.into(),
        group: None,
        offset: 0,
        rows: 9,
    }) {
        Ok(Reply::Found(found)) => found.groups.iter().map(|group| group.total).sum::<u32>(),
        other => panic!("{other:?}"),
    };
    assert_eq!((totals("qxz"), totals("wjv"), totals("zkf")), (0, 0, 1), "stories are found, senders never");
}

#[test]
fn a_form_that_leaves_the_contact_closed_keeps_it_and_one_that_empties_it_erases_it() {
    let mut desk = Desk::new();
    let id = desk.save(None, None, 0, with_contact("2026-11-09")).unwrap().id;
    let shown = match desk.answer(&Request::Show(id.to_string())).unwrap() {
        Reply::Shown(shown) => shown.record,
        other => panic!("{other:?}"),
    };
    let mut fields = shown.fields.clone();
    fields.retain(|name, _| with_contact("2026-11-09").contains_key(name));
    fields.insert("domain".into(), choice("NS"));
    desk.save(Some(&id), None, 1, fields.clone()).unwrap();
    assert_eq!(desk.open_contact("can_bo_01", &id, "x").unwrap().lines.len(), 2);
    fields.remove("sender");
    fields.remove("reply_to");
    desk.save(Some(&id), None, 3, fields.clone()).unwrap();
    assert!(desk.open_contact("can_bo_01", &id, "x").is_err());
    assert_eq!(desk.below.keys_used().unwrap().released.len(), 1);
    // Closed words from outside are no contact.
    fields.insert("sender".into(), Value::Sealed(SealedText { slot: 1, bytes: vec![1; 60] }));
    fields.insert("signatories".into(), Value::Int(2));
    desk.save(Some(&id), None, 4, fields).unwrap();
    assert!(desk.open_contact("can_bo_01", &id, "x").is_err());
}

#[test]
fn contacts_are_erased_months_after_the_end_and_only_then() {
    let mut desk = Desk::new();
    let old = desk.save(None, None, 0, with_contact("2025-09-09")).unwrap().id;
    desk.close(&old, "2025-10-20");
    let fresh = desk.save(None, None, 0, with_contact("2026-01-09")).unwrap().id;
    desk.close(&fresh, "2026-02-20");
    desk.save(None, None, 0, with_contact("2025-09-10")).unwrap();
    let preview = Request::EraseContacts { request: desk.fresh(), dry_run: true };
    let Reply::Report { lines, .. } = desk.answer(&preview).unwrap() else { panic!() };
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines[0].vi.starts_with("1/2026, kết thúc 20/10/2025"), "{lines:?}");
    assert!(lines[1].vi.contains("1 đơn, lượt tiếp kết thúc từ 12 tháng"), "{lines:?}");
    let erase = |desk: &mut Desk| {
        let request = Request::EraseContacts { request: desk.fresh(), dry_run: false };
        desk.change("can_bo_01", &request)
    };
    assert_eq!(erase(&mut desk).unwrap().say.vi, "Đã xóa hẳn liên hệ của 1 đơn, lượt tiếp");
    assert!(erase(&mut desk).is_err(), "nothing is left to erase");
    assert!(desk.open_contact("can_bo_01", &old, "x").is_err());
    assert_eq!(desk.open_contact("can_bo_01", &fresh, "x").unwrap().lines.len(), 2);
    let record = desk.store.record(&old).unwrap().unwrap();
    assert_eq!(record.fields["summary"], text(STORY), "what it was about stays");
    // The history of the journal is silent too.
    assert!(!format!("{:?}", desk.store.history(&old).unwrap()).contains("Qxz"));
}

#[test]
fn a_petition_that_becomes_a_denunciation_tells_nothing_any_more_and_cannot_come_back() {
    let mut desk = Desk::new();
    let id = desk.save(None, None, 0, with_contact("2026-11-09")).unwrap().id;
    let step = fields(&[("on", day("2026-11-10")), ("competence", choice("thuoc_tham_quyen"))]);
    desk.save(Some(&id), Some("da_phan_loai"), 1, step).unwrap();
    desk.reclassify(&id).unwrap();
    let record = desk.store.record(&id).unwrap().unwrap();
    let kept: Vec<&str> = record.fields.keys().map(String::as_str).collect();
    assert!(
        ["summary", "sender", "reply_to", "instance"].iter().all(|name| !kept.contains(name)),
        "{kept:?}"
    );
    let petition = crate::domain::kinds::Petition(&record);
    assert_eq!(petition.kind(), Some(PetitionKind::ToCao));
    assert_eq!(petition.village(), Id::new("C24100n"));
    assert_eq!(desk.below.keys_used().unwrap().released.len(), 2, "both keys");
    let history = format!("{:?}", desk.store.history(&id).unwrap());
    for told in ["Qxz", "Wjv", "Zkf"] {
        assert!(!history.contains(told), "{told}");
    }
    assert!(desk.open_contact("can_bo_01", &id, "x").is_err());
    let back = Request::TakeBack { request: desk.fresh(), id: id.clone(), base: record.revision };
    assert!(desk.change("can_bo_01", &back).is_err());
    assert!(desk.reclassify(&id).is_err(), "it is one already");
}

#[test]
fn without_the_office_key_the_office_works_and_sealed_fields_stay_closed() {
    let mut desk = Desk::new();
    let id = desk.save(None, None, 0, with_contact("2026-11-09")).unwrap().id;
    std::fs::remove_file(desk.keys.path().join("keys/office.key")).unwrap();
    let store = SealedStore::open(desk.below.clone(), &Disk, desk.keys.path(), [1; 16], 16).unwrap();
    desk.store = Arc::new(store);
    assert!(matches!(desk.store.vault_state(), VaultState::Closed { .. }));
    let law = Arc::new(Law::embedded().unwrap());
    desk.office = Office::open(desk.store.clone(), law, desk.office.basis().today, &mut |_, _| ()).unwrap();
    let refused = desk.save(None, None, 0, with_contact("2026-11-10")).unwrap_err();
    assert!(refused.say.vi.contains("thiếu khóa cơ quan"), "{refused:?}");
    assert!(desk.open_contact("can_bo_01", &id, "x").unwrap_err().say.vi.contains("thiếu khóa cơ quan"));
    // Steps without a story, and everything else, go on.
    let step = fields(&[("on", day("2026-11-10")), ("competence", choice("thuoc_tham_quyen"))]);
    desk.save(Some(&id), Some("da_phan_loai"), 1, step).unwrap();
    desk.report(MA_LIM, "2026-W47", &[("nothing_new", Value::Flag(true))]).unwrap();
    for request in [Request::Home, Request::Show(id.to_string()), Request::History(id.clone())] {
        desk.answer(&request).unwrap();
    }
    let page = desk.list(Query::all("petition"));
    assert!(format!("{:?}", page.rows[0]).contains("MẬT"), "{:?}", page.rows[0]);
}

#[test]
fn the_list_of_drafts_says_where_one_stopped_and_nothing_of_the_contact() {
    let desk = Desk::new();
    let typed = |name: &str, text: &str, value: Value| DraftField {
        name: name.into(),
        text: text.into(),
        value: Some(value),
    };
    let draft = Draft {
        form: form(None, None),
        fields: vec![
            typed("petition_kind", "K", choice("khieu_nai")),
            typed("sender", SENDER, text(SENDER)),
            typed("reply_to", REPLY_TO, text(REPLY_TO)),
        ],
        at_field: "reply_to".into(),
        caret: u32::try_from(REPLY_TO.len()).unwrap(),
        base: 0,
        kept_at: desk.now,
    };
    let viewer = desk.office.viewer(&Officer::new("can_bo_01").unwrap());
    let line = desk.office.draft_lines(vec![draft], &viewer).pop().unwrap();
    assert_eq!(line.stopped_at.vi, "mục 10 Để trả lời");
    let said = format!("{:?}", (line.title, line.stopped_at, line.state, line.since));
    assert!(!said.contains("Qxz") && !said.contains("Wjv"), "{said}");
}
