//! Sequences through `Office::decide` over a store in memory: every state without socket, disk or thread.

mod aside;
mod contacts;
mod edges;
mod found;
mod frozen;
mod handover;
mod imports;
mod later;
mod law;
mod links;
mod merging;
mod names;
mod reception;
mod steps;
mod told;
mod villages;

use std::sync::Arc;

use crate::base::{Day, Id, Lang, Number, Officer, RequestId, Stamp};
use crate::domain::{
    Choices, Draft, DraftField, FieldValue, Fields, FormName, Record, SealedText, Value,
    kinds::{PetitionKind, petition_fields as f},
    law::Law,
    petition::State,
    query::{Query, View},
};
use crate::exchange::embedded_units;
use crate::store::{MemoryStore, SealedStore, Store, files::Disk};
use crate::wire::{Examined, LookedUp, Page, Refusal, RefusalKind, Reply, Request, Saved, Shown};

use super::{Decision, Office, sample};

mod matters;

const MA_LIM: &str = "V24115-01";

/// An office with its store, one officer after another, and a clock.
struct Desk {
    office: Office,
    store: Arc<SealedStore>,
    /// What lies under the seal.
    below: Arc<MemoryStore>,
    keys: tempfile::TempDir,
    serial: u64,
    now: Stamp,
}

impl Desk {
    /// The office of the sample, with its units and no petition.
    fn new() -> Desk {
        let today = Day::from_iso("2026-11-23").unwrap();
        let below = Arc::new(MemoryStore::default());
        let keys = tempfile::tempdir().unwrap();
        let store = Arc::new(SealedStore::open(below.clone(), &Disk, keys.path(), [1; 16], 16).unwrap());
        let law = Arc::new(Law::embedded().unwrap());
        let office = Office::open(store.clone(), law, today, &mut |_, _| ()).unwrap();
        let mut desk = Desk { office, store, below, keys, serial: 0, now: Stamp::at(today, 8, 0) };
        let id = Id::new("O24100").unwrap();
        let made = sample::Sample::new(sample::Options::default(), embedded_units(&id)).unwrap();
        let mut records = vec![made.office()];
        records.extend(made.units());
        let request = Request::Import { request: desk.fresh(), records, dry_run: false };
        desk.change("can_bo_01", &request).unwrap();
        desk
    }

    fn fresh(&mut self) -> RequestId {
        self.serial += 1;
        let mut id = [7; 16];
        id[..8].copy_from_slice(&self.serial.to_le_bytes());
        RequestId(id)
    }

    fn decide(&mut self, officer: &str, request: &Request) -> Result<Decision, Refusal> {
        self.now = Stamp(self.now.0 + 1_000);
        self.office.decide(request, &Officer::new(officer).unwrap(), self.now)
    }

    /// Decides and commits what is saved.
    fn change(&mut self, officer: &str, request: &Request) -> Result<Saved, Refusal> {
        match self.replied(officer, request)? {
            Reply::Saved(saved) => Ok(saved),
            other => panic!("{other:?}"),
        }
    }

    /// Decides and commits.
    fn replied(&mut self, officer: &str, request: &Request) -> Result<Reply, Refusal> {
        match self.decide(officer, request)? {
            Decision::Proposal(proposal) => {
                self.store.append(std::slice::from_ref(&proposal.entry)).unwrap();
                self.store.apply(std::slice::from_ref(&proposal.entry)).unwrap();
                self.office.committed(1).unwrap();
                Ok(proposal.reply())
            }
            Decision::Done(reply) => Ok(*reply),
            Decision::Waits(_) => panic!("nothing waits here"),
        }
    }

    fn answer(&self, request: &Request) -> Result<Reply, Refusal> {
        let officer = Officer::new("can_bo_01").unwrap();
        if self.office.is_long(request) {
            return self.office.scan(&officer, Lang::Vi).answer(request);
        }
        self.office.answer(request, &officer, Lang::Vi)
    }

    fn save(
        &mut self,
        record: Option<&Id>,
        step: Option<&str>,
        base: u32,
        fields: Fields,
    ) -> Result<Saved, Refusal> {
        let form = form(record, step);
        let request = Request::Save { request: self.fresh(), form, base, fields, reason: None };
        self.change("can_bo_01", &request)
    }

    fn shown(&self, id: &Id) -> Shown {
        match self.answer(&Request::Show(id.to_string())).unwrap() {
            Reply::Shown(shown) => *shown,
            other => panic!("{other:?}"),
        }
    }

    fn page(&self, view: View, narrow: &str) -> Page {
        let query = Query { narrow: narrow.into(), ..Query::view("petition", view) };
        match self.answer(&Request::Page { query, offset: 0, rows: 20, in_full: false }).unwrap() {
            Reply::Page(page) => page,
            other => panic!("{other:?}"),
        }
    }

    fn examine(&self, form: FormName, fields: Fields) -> Examined {
        match self.answer(&Request::Examine { form, base: 0, fields }).unwrap() {
            Reply::Examined(examined) => examined,
            other => panic!("{other:?}"),
        }
    }

    fn look_up(&self, field: &str, text: &str, fields: Fields) -> LookedUp {
        let request =
            Request::LookUp { form: form(None, None), fields, field: field.into(), text: text.into() };
        match self.answer(&request).unwrap() {
            Reply::LookedUp(found) => found,
            other => panic!("{other:?}"),
        }
    }
}

pub(super) fn form(record: Option<&Id>, step: Option<&str>) -> FormName {
    FormName { kind: "petition".into(), record: record.cloned(), step: step.map(str::to_owned), sheet: 0 }
}

fn day(iso: &str) -> Value {
    Value::Day(Day::from_iso(iso).unwrap())
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn choice(id: &str) -> Value {
    Value::Choice(id.into())
}

fn fields(pairs: &[(&str, Value)]) -> Fields {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

pub(super) fn complaint(received: &str) -> Fields {
    fields(&[
        ("received_on", day(received)),
        ("source", choice("truc_tiep")),
        ("petition_kind", choice("khieu_nai")),
        ("instance", choice("lan_1")),
        ("village", Value::Ref(Id::new(MA_LIM).unwrap())),
        ("domain", choice("DD")),
        ("summary", text("Tranh chấp ranh giới đất rẫy giữa hai hộ")),
        ("sender", text("Người gửi mẫu")),
    ])
}

#[test]
fn a_petition_goes_from_receipt_to_close_and_keeps_who_did_what() {
    let mut desk = Desk::new();
    let saved = desk.save(None, None, 0, complaint("2026-11-09")).unwrap();
    assert_eq!(saved.number, Some(Number { seq: 1, year: 2026 }));
    let id = saved.id;
    let steps: [(&str, Fields); 5] = [
        ("da_phan_loai", fields(&[("on", day("2026-11-10")), ("competence", choice("thuoc_tham_quyen"))])),
        ("thu_ly", fields(&[("on", day("2026-11-11"))])),
        ("xac_minh", fields(&[("on", day("2026-11-12")), ("sender_told_on", day("2026-11-12"))])),
        (
            "da_giai_quyet",
            fields(&[
                ("result", choice("dung_mot_phan")),
                ("document_on", day("2026-11-20")),
                ("document_number", text("7/QĐ-UBND")),
            ]),
        ),
        ("hoan_thanh", fields(&[("on", day("2026-11-23")), ("sender_told_on", day("2026-11-23"))])),
    ];
    for (at, (step, input)) in steps.into_iter().enumerate() {
        let base = u32::try_from(at).unwrap() + 1;
        let saved = desk.save(Some(&id), Some(step), base, input).unwrap_or_else(|r| panic!("{step}: {r:?}"));
        assert_eq!(saved.revision, base + 1);
    }
    let shown = desk.shown(&id);
    assert_eq!(f::STATE.of(&shown.record), Some(State::HoanThanh));
    assert_eq!(shown.timeline.len(), 6);
    let open: Vec<_> = shown.clocks.iter().filter(|clock| !clock.days.trim().is_empty()).collect();
    assert_eq!(open.iter().map(|clock| clock.who.vi.as_str()).collect::<Vec<_>>(), ["dân", "-"]);
    let events: Vec<&str> = shown.steps.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(events, ["da_bao_nguoi_dan", "ghi_chu"]);
    let Reply::History(history) = desk.answer(&Request::History(id.clone())).unwrap() else { panic!() };
    assert_eq!(history.len(), 6);
    let state = history[1].entry.changes[0].fields.iter().find(|field| field.name == "state").unwrap();
    assert_eq!(state.old, Some(State::MoiTiepNhan.into_value()));
    assert_eq!(state.new, Some(State::DaPhanLoai.into_value()));
    assert_eq!(desk.page(View::Unresolved, "").total, 0);
    assert_eq!(desk.page(View::All, "").total, 1);
}

#[test]
fn a_stage_changes_only_by_a_lawful_step() {
    let mut desk = Desk::new();
    let id = desk.save(None, None, 0, complaint("2026-11-09")).unwrap().id;
    let refused =
        desk.save(Some(&id), Some("xac_minh"), 1, fields(&[("on", day("2026-11-12"))])).unwrap_err();
    assert_eq!(refused.say.vi, "Bước này chưa được: cần Đã thụ lý");
    let mut forged = complaint("2026-11-09");
    forged.insert("sender".into(), Value::Sealed(SealedText::KEPT));
    forged.insert("state".into(), choice("hoan_thanh"));
    desk.save(Some(&id), None, 1, forged.clone()).unwrap_err();
    let forged_new = desk.save(None, None, 0, forged).unwrap();
    assert_eq!(f::STATE.of(&desk.shown(&forged_new.id).record), Some(State::MoiTiepNhan));
    let early =
        desk.save(Some(&id), Some("da_phan_loai"), 1, fields(&[("on", day("2026-11-01"))])).unwrap_err();
    assert!(early.problems.iter().any(|problem| problem.field == "on"), "{early:?}");
    let foreign = fields(&[("on", day("2026-11-10")), ("receiver", text("UX"))]);
    assert!(desk.save(Some(&id), Some("da_phan_loai"), 1, foreign).is_err());
}

#[test]
fn numbers_have_no_gaps_also_when_entries_wait_or_are_dropped() {
    let mut desk = Desk::new();
    let request = |desk: &mut Desk| Request::Save {
        request: desk.fresh(),
        form: form(None, None),
        base: 0,
        fields: complaint("2026-11-09"),
        reason: None,
    };
    let mut waiting = Vec::new();
    for _ in 0..3 {
        let request = request(&mut desk);
        let Decision::Proposal(proposal) = desk.decide("can_bo_02", &request).unwrap() else { panic!() };
        waiting.push(*proposal);
    }
    let numbers: Vec<u32> = waiting.iter().map(|proposal| proposal.saved.number.unwrap().seq).collect();
    assert_eq!(numbers, [1, 2, 3]);
    assert_eq!(desk.page(View::Unresolved, "").total, 0, "what waits is not shown");
    assert_eq!(desk.office.dropped().len(), 3);
    let request = request(&mut desk);
    assert_eq!(desk.change("can_bo_02", &request).unwrap().number, Some(Number { seq: 1, year: 2026 }));
    let again = desk.change("can_bo_02", &request).unwrap();
    assert_eq!(again.number, Some(Number { seq: 1, year: 2026 }), "a request sent twice is done once");
    assert_eq!(desk.page(View::Unresolved, "").total, 1);
    assert_eq!(
        desk.change("can_bo_03", &request).unwrap_err().kind,
        RefusalKind::Unknown,
        "nor told to others"
    );
}

#[test]
fn a_denunciation_has_no_story_no_village_and_no_duplicates() {
    let mut desk = Desk::new();
    let mut denunciation = complaint("2026-11-20");
    denunciation.insert("petition_kind".into(), choice("to_cao"));
    denunciation.remove("instance");
    let refused = desk.save(None, None, 0, denunciation.clone()).unwrap_err();
    let fields: Vec<&str> = refused.problems.iter().map(|problem| problem.field.as_str()).collect();
    assert!(
        fields.contains(&"summary") && fields.contains(&"village") && fields.contains(&"sealed_file"),
        "{fields:?}"
    );
    denunciation.remove("summary");
    denunciation.remove("sender");
    denunciation.insert("village".into(), Value::Ref(Id::new("C24100n").unwrap()));
    denunciation.insert("sealed_file".into(), text("03-M"));
    let id = desk.save(None, None, 0, denunciation.clone()).unwrap().id;
    assert_eq!(desk.examine(form(None, None), denunciation.clone()).duplicates.len(), 0);
    // What was told as another kind would stay in the journal: it does not become a denunciation by an edit.
    let other = desk.save(None, None, 0, complaint("2026-11-20")).unwrap().id;
    let refused = desk.save(Some(&other), None, 1, denunciation).unwrap_err();
    assert!(refused.problems.iter().any(|problem| problem.field == "petition_kind"));
    let shown = desk.shown(&id);
    assert_eq!(shown.record.fields.get("summary"), None);
}

#[test]
fn a_step_is_taken_back_by_its_officer_on_the_same_day_as_a_new_line() {
    let mut desk = Desk::new();
    let id = desk.save(None, None, 0, complaint("2026-11-09")).unwrap().id;
    let classified = fields(&[
        ("on", day("2026-11-10")),
        ("competence", choice("thuoc_tham_quyen")),
        ("authority", text("KT")),
    ]);
    desk.save(Some(&id), Some("da_phan_loai"), 1, classified).unwrap();
    let before = desk.shown(&id);
    assert_eq!(f::RESPONSIBLE.of(&before.record).as_deref(), Some("KT"));
    assert!(before.may_take_back);
    let back = |desk: &mut Desk, officer: &str, base| {
        let request = Request::TakeBack { request: desk.fresh(), id: id.clone(), base };
        desk.change(officer, &request)
    };
    assert!(back(&mut desk, "can_bo_02", 2).is_err(), "only who took it");
    assert!(back(&mut desk, "can_bo_01", 1).is_err(), "not on an old revision");
    back(&mut desk, "can_bo_01", 2).unwrap();
    let shown = desk.shown(&id);
    assert_eq!(f::STATE.of(&shown.record), Some(State::MoiTiepNhan));
    assert_eq!(f::RESPONSIBLE.of(&shown.record).as_deref(), Some("UX"), "what the step changed is put back");
    assert_eq!(shown.timeline.len(), 3);
    assert!(shown.timeline[1].taken_back);
    assert!(!shown.may_take_back);
    assert!(back(&mut desk, "can_bo_01", 3).is_err());
}

#[test]
fn a_transfer_says_before_it_is_saved_what_it_starts_and_goes_to_list_5() {
    let mut desk = Desk::new();
    let mut wish = complaint("2026-11-09");
    wish.insert("petition_kind".into(), choice("kien_nghi"));
    wish.remove("instance");
    let id = desk.save(None, None, 0, wish).unwrap().id;
    let classified = fields(&[("on", day("2026-11-10")), ("competence", choice("khong_thuoc_tham_quyen"))]);
    desk.save(Some(&id), Some("da_phan_loai"), 1, classified).unwrap();
    let transfer = fields(&[
        ("receiver", text("KT")),
        ("document_on", day("2026-11-23")),
        ("document_number", text("14-CV/BDV")),
    ]);
    let examined = desk.examine(form(Some(&id), Some("chuyen_don")), transfer.clone());
    let after: Vec<&str> = examined.after.iter().map(|say| say.vi.as_str()).collect();
    assert!(
        after.iter().any(|line| line.starts_with("Trả lời người gửi: hạn 23/11") && line.ends_with("còn mở"))
    );
    assert!(
        after
            .iter()
            .any(|line| line == &"Bắt đầu: Đôn đốc tiếp đến 03/12/2026, +10 ngày (10 ngày, hạn nội bộ)"),
        "{after:?}"
    );
    assert!(after.iter().any(|line| line.contains("danh sách 5")));
    desk.save(Some(&id), Some("chuyen_don"), 2, transfer).unwrap();
    assert_eq!(desk.page(View::Transferred, "").total, 1);
    assert_eq!(
        desk.page(View::Soon, "").total,
        1,
        "the clock of telling the sender goes on after a transfer"
    );
}

#[test]
fn two_initials_narrow_a_list_and_its_counts() {
    let mut desk = Desk::new();
    for village in [MA_LIM, MA_LIM, "V24115-09", "V24100-09", "V24100-05"] {
        let mut petition = complaint("2026-10-01");
        petition.insert("village".into(), Value::Ref(Id::new(village).unwrap()));
        desk.save(None, None, 0, petition).unwrap();
    }
    let page = desk.page(View::Overdue, "ml");
    assert_eq!((page.total, page.echo.unwrap().vi), (2, "ml = Buôn Ma Lim".to_owned()));
    assert_eq!(desk.page(View::Overdue, "t2").total, 2, "both Thôn 2");
    assert_eq!(desk.page(View::Overdue, "kh").total, 1);
    assert_eq!(desk.page(View::Overdue, "dd").total, 5);
    assert_eq!(desk.page(View::Overdue, "tranh ch").total, 5, "words of the summary from three letters on");
    assert_eq!(desk.page(View::Overdue, "xyz").total, 0);
    let counts: u32 =
        page.counts.iter().filter(|(view, _)| *view == View::Unresolved).map(|(_, count)| *count).sum();
    assert_eq!(counts, 2);
}

#[test]
fn every_count_of_the_home_screen_opens_exactly_as_many_rows() {
    let desk = filled(300);
    let Reply::Home(home) = desk.answer(&Request::Home).unwrap() else { panic!() };
    let views = [View::Overdue, View::Soon, View::New, View::Unresolved, View::Transferred];
    for (line, view) in home.lines.iter().zip(views) {
        let query = Query::view("petition", view);
        let Reply::Page(page) =
            desk.answer(&Request::Page { query, offset: 0, rows: 1_000, in_full: false }).unwrap()
        else {
            panic!()
        };
        assert_eq!(page.rows.len(), line.count as usize, "{view:?}");
        assert_eq!(page.total, line.count);
        assert!(line.count > 0, "{view:?} is shown by the sample");
    }
}

#[test]
fn the_sample_passes_every_rule_of_deciding() {
    let desk = filled(200);
    assert_eq!(desk.page(View::All, "").total, 200);
    assert!(desk.page(View::Overdue, "ml").total >= 3);
    let Reply::Home(home) = desk.answer(&Request::Home).unwrap() else { panic!() };
    assert!(home.worst.len() >= 5);
}

#[test]
fn look_ups_take_what_is_meant_beyond_doubt() {
    let desk = Desk::new();
    let found = desk.look_up("village", "ml", Fields::new());
    assert!(found.sure);
    assert_eq!(found.offers[0].echo.vi, "Buôn Ma Lim, Ia Dreh");
    let twins = desk.look_up("village", "t2", Fields::new());
    assert!(!twins.sure);
    assert_eq!(twins.offers[0].echo.vi, "Thôn 2, Ia HDreh, Ia Dreh");
    assert_eq!(twins.offers[1].echo.vi, "Thôn 2, Krông Năng, Ia Dreh");
    for spelled in ["ma lim", "malim", "Mã Lĩm"] {
        assert_eq!(
            desk.look_up("village", spelled, Fields::new()).offers[0].echo.vi,
            "Buôn Ma Lim, Ia Dreh",
            "{spelled}"
        );
    }
    let communes = desk.look_up("village", "ia", fields(&[("petition_kind", choice("to_cao"))]));
    assert!(communes.offers.iter().all(|offer| offer.echo.vi.starts_with("Xã ")), "{communes:?}");
    assert!(desk.look_up("village", "zzz", Fields::new()).offers.is_empty());
    assert_eq!(desk.look_up("village", "", Fields::new()).total, 18 + 1);
    assert!(desk.look_up("responsible", "kt", Fields::new()).sure);
}

#[test]
fn a_form_is_examined_with_deadlines_doubts_defaults_and_duplicates() {
    let mut desk = Desk::new();
    desk.save(None, None, 0, complaint("2026-11-09")).unwrap();
    let examined = desk.examine(form(None, None), complaint("2026-11-23"));
    assert!(examined.problems.is_empty(), "{:?}", examined.problems);
    assert_eq!(
        examined.deadlines[0].vi,
        "Thụ lý đến 02/12/2026, +9 ngày (7 ngày làm việc, NĐ 155/2026 Đ.10)"
    );
    // Every deadline is one row of the panel, which has to say more than deadlines.
    assert_eq!(examined.deadlines[1].vi, "Trả lời người gửi đến 07/12/2026, +14 ngày (10 ngày làm việc)");
    assert!(examined.deadlines.iter().all(|say| crate::base::text::width(&say.vi) < 80));
    assert!(examined.doubts.iter().any(|doubt| doubt.vi.contains("24/11")), "{:?}", examined.doubts);
    assert_eq!(examined.duplicates.len(), 1);
    let filled: Vec<&str> = examined.filled.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(filled, ["signatories", "our_role", "responsible", "officer"]);
    let officer = examined.filled.iter().find(|(name, _)| name == "officer").unwrap();
    assert_eq!(officer.1.value, text("can_bo_02"), "the officer of the village");
    let empty = desk.examine(form(None, None), Fields::new());
    assert!(empty.problems.len() >= 4);
}

#[test]
fn wrong_input_is_named_field_by_field_and_never_echoed() {
    let mut desk = Desk::new();
    let wrong = [
        ("received_on", day("2027-01-01")),
        ("village", Value::Ref(Id::new("V99999-99").unwrap())),
        ("domain", choice("QQ")),
        ("signatories", Value::Int(0)),
        ("summary", text("a\u{202e}b")),
        ("no_such_field", text("BÍ MẬT")),
        ("our_role", Value::Int(3)),
    ];
    for (field, value) in wrong {
        let mut petition = complaint("2026-11-09");
        petition.insert(field.into(), value);
        let refused = desk.save(None, None, 0, petition).err().unwrap_or_else(|| panic!("{field} was taken"));
        assert_eq!(refused.problems.iter().find(|p| p.field == field).map(|p| p.field.as_str()), Some(field));
        assert!(!format!("{refused:?}").contains("BÍ MẬT"));
    }
    let long = "x".repeat(crate::base::limits::NARRATIVE_CHARS_MAX + 1);
    let mut petition = complaint("2026-11-09");
    petition.insert("summary".into(), text(&long));
    assert!(desk.save(None, None, 0, petition).is_err());
}

#[test]
fn a_draft_says_where_it_stopped_and_what_is_missing() {
    let desk = Desk::new();
    let typed = |name: &str, text: &str, value: Value| DraftField {
        name: name.into(),
        text: text.into(),
        value: Some(value),
    };
    let summary = "Tranh chấp đất, đề nghị xã";
    let draft = Draft {
        form: form(None, None),
        fields: vec![
            typed("received_on", "23/11/2026", day("2026-11-23")),
            typed("petition_kind", "K", choice("khieu_nai")),
            typed("village", "ML", Value::Ref(Id::new(MA_LIM).unwrap())),
            typed("domain", "DD", choice("DD")),
            typed("summary", summary, text(summary)),
        ],
        at_field: "summary".into(),
        caret: u32::try_from(summary.len()).unwrap(),
        base: 0,
        kept_at: desk.now,
    };
    let officer = Officer::new("can_bo_01").unwrap();
    let lines = desk.office.draft_lines(vec![draft], &desk.office.viewer(&officer));
    assert_eq!(lines[0].title.vi, "Đơn mới, Ma Lim, KN DD");
    assert_eq!(lines[0].stopped_at.vi, "mục 8 Nội dung tóm tắt, sau \"nghị xã\"");
    assert!(lines[0].state.vi.contains("còn thiếu 2 Nguồn tiếp nhận, 4 Lần 1 / 2"), "{}", lines[0].state.vi);
}

#[test]
fn nothing_is_saved_before_the_office_is_set_up() {
    let law = Arc::new(Law::embedded().unwrap());
    let today = Day::from_iso("2026-11-23").unwrap();
    let mut office = Office::open(Arc::new(MemoryStore::default()), law, today, &mut |_, _| ()).unwrap();
    let officer = Officer::new("can_bo_01").unwrap();
    let request = Request::Save {
        request: RequestId([1; 16]),
        form: form(None, None),
        base: 0,
        fields: complaint("2026-11-09"),
        reason: None,
    };
    let refused = office.decide(&request, &officer, Stamp::at(today, 8, 0)).err().unwrap();
    assert_eq!(refused.kind, RefusalKind::NotSetUp);
    assert_eq!(office.answer(&Request::Home, &officer, Lang::Vi).unwrap_err().kind, RefusalKind::NotSetUp);
}

#[test]
fn a_record_of_another_office_is_unknown_and_not_counted() {
    let mut desk = Desk::new();
    desk.save(None, None, 0, complaint("2026-11-09")).unwrap();
    let foreign = Officer::new("can_bo_09").unwrap();
    let mut viewer = desk.office.viewer(&foreign);
    viewer.office = Id::new("O99999").unwrap();
    assert_eq!(desk.office.counts(&viewer), [0; 9]);
    let id = Id::new("O24100.don.2026.1").unwrap();
    assert!(desk.office.record_for(&viewer, &id).unwrap().is_none());
    assert!(desk.office.record_for(&desk.office.viewer(&foreign), &id).unwrap().is_some());
}

/// A desk whose register is a sample of so many petitions; `None`: as many as the demo has.
fn filled(petitions: impl Into<Option<u32>>) -> Desk {
    let mut desk = Desk::new();
    let shown = desk.office.basis().today;
    let options = sample::Options { petitions: petitions.into(), ..sample::Options::default() };
    let made = sample::Sample::new(options, embedded_units(&Id::new("O24100").unwrap())).unwrap();
    desk.office.last_at = Stamp(0);
    let mut ids: Vec<(Id, u32)> = Vec::new();
    for act in made.acts() {
        use sample::What;
        let request = desk.fresh();
        desk.office.set_today(act.at.day());
        desk.now = act.at;
        let (at, request) = match act.what {
            What::Handover(sample::Handover { from, document, on }) => {
                let request =
                    Request::Handover { request, from, document, on, choices: Vec::new(), dry_run: false };
                desk.change(act.officer.as_str(), &request).unwrap_or_else(|refusal| panic!("{refusal:?}"));
                for (id, revision) in &mut ids {
                    *revision = desk.store.record(id).unwrap().unwrap().revision;
                }
                continue;
            }
            What::Report { parts, reason } => {
                let request = Request::SaveMany { request, parts, reason };
                desk.change(act.officer.as_str(), &request).unwrap_or_else(|refusal| panic!("{refusal:?}"));
                continue;
            }
            What::Receive { petition, fields } => {
                (petition, Request::Save { request, form: form(None, None), base: 0, fields, reason: None })
            }
            What::Step { petition, step, fields, reason } => {
                let (id, base) = ids[petition].clone();
                (petition, Request::Save { request, form: form(Some(&id), Some(step)), base, fields, reason })
            }
            What::TakeBack { petition } => {
                let (id, base) = ids[petition].clone();
                (petition, Request::TakeBack { request, id, base })
            }
        };
        let saved =
            desk.change(act.officer.as_str(), &request).unwrap_or_else(|refusal| panic!("{refusal:?}"));
        match ids.get_mut(at) {
            Some(one) => *one = (saved.id, saved.revision),
            None => ids.push((saved.id, saved.revision)),
        }
    }
    desk.office.day_began(shown);
    desk
}

#[test]
fn kinds_of_petition_keep_their_own_fields() {
    let id = Id::new("x").unwrap();
    for kind in PetitionKind::ALL {
        let mut record = Record::new("petition", id.clone(), id.clone());
        f::KIND.set(&mut record, *kind);
        let may_tell = (f::SUMMARY.def.applies)(&record);
        assert_eq!(may_tell, *kind != PetitionKind::ToCao, "{kind:?}");
        assert_eq!((f::SEALED_FILE.def.applies)(&record), !may_tell);
    }
    assert!(!(f::SUMMARY.def.applies)(&Record::new("petition", id.clone(), id)), "the kind comes first");
}
