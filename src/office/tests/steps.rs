//! The steps of a petition through the office: every way that is offered, chance among them, and the cases of the law.

use proptest::prelude::*;

use super::*;
use crate::base::Dice;
use crate::domain::{
    Act, FieldDef, Presence, Shape,
    petition::{
        STEPS,
        statistics::{Frame, Measure, Statistics, Window},
        steps,
    },
};

/// A petition of a kind, as it comes in.
fn received(kind: PetitionKind, on: &str) -> Fields {
    let mut all = complaint(on);
    all.insert("petition_kind".into(), kind.into_value());
    if kind != PetitionKind::KhieuNai {
        all.remove("instance");
    }
    if matches!(kind, PetitionKind::ToCao | PetitionKind::CuTri) {
        all.remove("sender");
    }
    if kind == PetitionKind::ToCao {
        all.remove("summary");
        all.insert("village".into(), Value::Ref(Id::new("C24100n").unwrap()));
        all.insert("sealed_file".into(), text("03-M"));
    }
    all
}

impl Desk {
    fn record(&self, id: &Id) -> Record {
        self.store.record(id).unwrap().unwrap()
    }

    /// Takes a step with what is said, on the revision that stands.
    fn take(&mut self, id: &Id, step: &str, said: &[(&str, Value)]) -> Result<Saved, Refusal> {
        let base = self.record(id).revision;
        self.save(Some(id), Some(step), base, fields(said))
    }

    #[track_caller]
    fn must_take(&mut self, id: &Id, step: &str, said: &[(&str, Value)]) {
        self.take(id, step, said).unwrap_or_else(|refusal| panic!("{step}: {refusal:?}"));
    }

    fn state(&self, id: &Id) -> State {
        f::STATE.of(&self.record(id)).unwrap()
    }

    /// Why a step is refused, as the screen says it.
    fn refused(&self, id: &Id, step: &str) -> String {
        let refused = self.shown(id).refused;
        refused.into_iter().find(|(offer, _)| offer.name == step).map(|(_, say)| say.vi).unwrap_or_default()
    }

    fn clock(&self, id: &Id, title: &str) -> Option<crate::wire::ClockLine> {
        self.shown(id).clocks.into_iter().find(|clock| clock.title.vi == title)
    }
}

fn on(iso: &str) -> (&'static str, Value) {
    ("on", day(iso))
}

/// Receives, classifies and accepts; answers the petition.
fn accepted(desk: &mut Desk, kind: PetitionKind, changed: &[(&str, Value)]) -> Id {
    let mut typed = received(kind, "2026-10-01");
    typed.extend(fields(changed));
    let id = desk.save(None, None, 0, typed).unwrap().id;
    desk.must_take(&id, "da_phan_loai", &[on("2026-10-02"), ("competence", choice("thuoc_tham_quyen"))]);
    desk.must_take(&id, "thu_ly", &[on("2026-10-05")]);
    id
}

/// What an officer could enter in a field, whichever it is; `None` where the field stays empty.
fn entered(def: &FieldDef, input: &Record, today: Day, dice: &mut Dice) -> Option<Value> {
    if !(def.applies)(input) || matches!(def.presence, Presence::Optional) && dice.happens(500) {
        return None;
    }
    Some(match def.shape {
        Shape::Day(_) => Value::Day(today),
        Shape::Choice(table) => {
            let offered: Vec<_> = table.iter().filter(|choice| (def.offers)(input, choice)).collect();
            Value::Choice(dice.one(&offered)?.id.to_owned())
        }
        Shape::Agency => text(dice.one(&["UX", "KT", "VH"])?),
        Shape::Line(_) => text(&format!("{}-CV/BDV", dice.between(1, 900))),
        Shape::Paragraph(_) => text("Một việc mẫu"),
        Shape::Int(least, _) => Value::Int(least),
        Shape::Flag => Value::Flag(dice.happens(500)),
        Shape::Unit(_) => Value::Ref(Id::new("C24100n").unwrap()),
        other => panic!("{}: no value is known for {other:?}", def.name),
    })
}

/// From where the data file lets a petition go where.
fn is_lawful(from: State, to: State, step: &str) -> bool {
    let data: toml::Table = include_str!("../../domain/data/petition_kinds.toml").parse().unwrap();
    let states = data["state"].as_array().unwrap();
    let entry = states.iter().find(|state| state["id"].as_str() == Some(from.id())).unwrap();
    let next = entry.get("next").and_then(toml::Value::as_array);
    let leads = next.is_some_and(|next| next.iter().any(|id| id.as_str() == Some(to.id())));
    leads || from == to || step == "phan_loai_lai" && to == State::DaPhanLoai
}

fn walk(kind: PetitionKind, seed: u64) {
    let mut dice = Dice::new(seed, 0);
    let mut desk = Desk::new();
    let today = Day::from_iso("2026-11-23").unwrap();
    let id = desk.save(None, None, 0, received(kind, "2026-09-01")).unwrap().id;
    let mut at = Day::from_iso("2026-09-01").unwrap();
    for _ in 0..14 {
        let shown = desk.shown(&id);
        assert_eq!(shown.steps.len() + shown.refused.len(), STEPS.len());
        let from = desk.state(&id);
        let Some(offer) = dice.one(&shown.steps).cloned() else { break };
        let step = steps::step(&offer.name).unwrap();
        at = at.plus(dice.between(0, 12)).min(today);
        let before = desk.record(&id);
        let petition = crate::domain::kinds::Petition(&before);
        let mut input = Record::new(steps::INPUT_KIND, id.clone(), id.clone());
        steps::lay_ground(petition, &mut input);
        let mut said = Fields::new();
        for def in step.fields {
            if let Some(value) = entered(def, &input, at, &mut dice) {
                input.fields.insert(def.name.to_owned(), value.clone());
                said.insert(def.name.to_owned(), value);
            }
        }
        let request = Request::Save {
            request: desk.fresh(),
            form: form(Some(&id), Some(step.name)),
            base: before.revision,
            fields: said,
            reason: Some("lý do mẫu".into()),
        };
        match desk.change("can_bo_01", &request) {
            Ok(_) => {}
            Err(refusal) => {
                // Only what the input itself breaks may be refused once a step is offered.
                assert!(refusal.problems.iter().all(|problem| !problem.field.is_empty()), "{refusal:?}");
                assert_eq!(desk.record(&id), before);
                continue;
            }
        }
        let after = desk.record(&id);
        let to = desk.state(&id);
        assert!(is_lawful(from, to, step.name), "{} led from {from:?} to {to:?}", step.name);
        let told = crate::domain::kinds::Petition(&after).steps();
        assert_eq!(told.last().and_then(Act::to), Some(to), "its history leads elsewhere");
        if f::KIND.of(&after) == Some(PetitionKind::ToCao) {
            for def in [f::SUMMARY.def, f::SENDER.def, f::REPLY_TO.def] {
                assert!(!after.fields.contains_key(def.name), "{} of a denunciation", def.name);
            }
            assert!(told.iter().all(|act| !act.input.contains_key("note")));
        }
        let shown = desk.shown(&id);
        if let Some(urgent) = shown.urgent {
            assert!(!shown.clocks[urgent as usize].days.trim().is_empty(), "the most urgent clock is done");
        }
        if shown.may_take_back && dice.happens(250) {
            let request = Request::TakeBack { request: desk.fresh(), id: id.clone(), base: after.revision };
            desk.change("can_bo_01", &request).unwrap();
            let back = desk.record(&id);
            let others = |record: &Record| {
                let mut all = record.fields.clone();
                all.remove("steps");
                all
            };
            assert_eq!(others(&back), others(&before), "{} was not taken back whole", step.name);
        }
    }
}

/// How many ways are walked; more: `NGHEDAN_RUNS=2000`.
fn walks() -> u32 {
    std::env::var("NGHEDAN_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(walks()))]

    #[test]
    fn no_way_of_offered_steps_leaves_the_law(kind in 0..PetitionKind::ALL.len(), seed: u64) {
        walk(PetitionKind::ALL[kind], seed);
    }
}

#[test]
fn a_petition_of_each_kind_goes_from_receipt_to_close() {
    for kind in PetitionKind::ALL.iter().copied().filter(|kind| *kind != PetitionKind::NhieuNoiDung) {
        let mut desk = Desk::new();
        let id = accepted(&mut desk, kind, &[]);
        desk.must_take(&id, "xac_minh", &[on("2026-10-06")]);
        let result = match kind {
            PetitionKind::KhieuNai | PetitionKind::ToCao => "dung",
            PetitionKind::PhanAnh => "da_xu_ly",
            _ => "da_thuc_hien",
        };
        let document = [("document_on", day("2026-10-20")), ("document_number", text("9/UBND"))];
        desk.must_take(&id, "da_giai_quyet", &[&[("result", choice(result))], &document[..]].concat());
        desk.must_take(&id, "dang_thi_hanh", &[on("2026-10-21")]);
        let told: &[(&str, Value)] =
            if kind == PetitionKind::CuTri { &[] } else { &[("sender_told_on", day("2026-10-22"))] };
        desk.must_take(&id, "hoan_thanh", &[&[on("2026-10-22")], told].concat());
        assert_eq!(desk.state(&id), State::HoanThanh);
        let shown = desk.shown(&id);
        let open: Vec<_> = shown.clocks.iter().filter(|clock| !clock.days.trim().is_empty()).collect();
        let of_no_office = open.iter().all(|clock| ["dân", "-"].contains(&clock.who.vi.as_str()));
        assert!(of_no_office, "{kind:?}: {open:?}");
    }
}

#[test]
fn a_letter_of_two_contents_becomes_two_petitions_with_numbers_of_their_own() {
    let mut desk = Desk::new();
    let id = desk.save(None, None, 0, received(PetitionKind::NhieuNoiDung, "2026-11-09")).unwrap().id;
    desk.must_take(&id, "da_phan_loai", &[on("2026-11-10"), ("competence", choice("thuoc_tham_quyen"))]);
    let said = [
        on("2026-11-11"),
        ("first_kind", choice("khieu_nai")),
        ("first_domain", choice("DD")),
        ("first_summary", text("Tranh chấp ranh rẫy")),
        ("second_kind", choice("kien_nghi")),
        ("second_domain", choice("GT")),
        ("second_summary", text("Bê tông hóa đường thôn")),
    ];
    let saved = desk.take(&id, "da_tach", &said).unwrap();
    assert_eq!(saved.say.vi, "Đã ghi: Tách nội dung; mở đơn 2/2026, 3/2026");
    let letter = desk.record(&id);
    let children = f::LINKED.of(&letter).unwrap();
    assert_eq!(children.len(), 2);
    for (child, kind) in children.iter().zip([PetitionKind::KhieuNai, PetitionKind::KienNghi]) {
        let child = desk.record(child);
        assert_eq!(f::KIND.of(&child), Some(kind));
        assert_eq!(f::SPLIT_FROM.of(&child), Some(id.clone()));
        assert_eq!(f::LINKED.of(&child), Some(vec![id.clone()]));
        assert_eq!(f::RECEIVED_ON.of(&child), f::RECEIVED_ON.of(&letter), "its clocks run from the receipt");
        assert_eq!(f::STATE.of(&child), Some(State::MoiTiepNhan));
        assert!(!child.fields.contains_key("sender"), "a contact is not copied");
    }
    let row = Act::last(&letter, "da_tach").unwrap();
    assert!(row.input.keys().all(|name| !name.ends_with("summary")), "{:?}", row.input);
    assert!(!desk.shown(&id).may_take_back, "what it opened stays");
    assert_eq!(desk.page(View::New, "").total, 2);
}

#[test]
fn a_denunciation_in_a_letter_erases_its_story_and_nothing_leads_to_it() {
    let mut desk = Desk::new();
    let id = desk.save(None, None, 0, received(PetitionKind::NhieuNoiDung, "2026-11-09")).unwrap().id;
    desk.must_take(&id, "da_phan_loai", &[on("2026-11-10"), ("competence", choice("thuoc_tham_quyen"))]);
    let said = [
        on("2026-11-11"),
        ("first_kind", choice("phan_anh")),
        ("first_domain", choice("GT")),
        ("first_summary", text("Đường sạt lở")),
        ("second_kind", choice("to_cao")),
        ("second_domain", choice("DC")),
        ("second_commune", Value::Ref(Id::new("C24100n").unwrap())),
        ("second_sealed_file", text("07-M")),
    ];
    desk.must_take(&id, "da_tach", &said);
    let letter = desk.record(&id);
    assert!(!letter.fields.contains_key("summary") && !letter.fields.contains_key("sender"));
    assert_eq!(f::LINKED.of(&letter).unwrap().len(), 1, "only the other content is linked");
    let mut all = desk.page(View::All, "").rows.into_iter().map(|row| desk.record(&row.id));
    let denunciation = all.find(|record| f::KIND.of(record) == Some(PetitionKind::ToCao)).unwrap();
    for name in ["summary", "sender", "reply_to", "linked", "split_from"] {
        assert!(!denunciation.fields.contains_key(name), "{name}");
    }
    assert_eq!(f::SEALED_FILE.of(&denunciation).as_deref(), Some("07-M"));
    let opened = desk.store.record(&id).unwrap().unwrap();
    assert!(!format!("{opened:?}").contains("Tranh chấp"), "the story went");
}

#[test]
fn a_second_complaint_is_a_linked_petition_with_its_own_clocks() {
    let mut desk = Desk::new();
    let id = accepted(&mut desk, PetitionKind::KhieuNai, &[]);
    desk.must_take(&id, "xac_minh", &[on("2026-10-06")]);
    let decided = [
        ("result", choice("sai")),
        ("document_on", day("2026-10-20")),
        ("document_number", text("9/QĐ-UBND")),
        ("sender_told_on", day("2026-10-21")),
    ];
    desk.must_take(&id, "da_giai_quyet", &decided);
    let right = desk.clock(&id, "Quyền KN lần hai").unwrap();
    assert_eq!(right.who.vi, "dân");
    // Buôn Ma Lim is remote: 45 days from the day on which the decision was received.
    assert_eq!(right.due, Day::from_iso("2026-12-07").unwrap());
    desk.must_take(&id, "khieu_nai_lan_2", &[on("2026-11-02"), ("authority", text("KT"))]);
    assert_eq!(desk.state(&id), State::KhieuNaiLan2);
    let second = f::LINKED.of(&desk.record(&id)).unwrap().remove(0);
    let record = desk.record(&second);
    assert_eq!(f::SECOND_OF.of(&record), Some(id.clone()));
    let beside = desk.beside(Some(&id), Fields::new(), Some(second.as_str())).unwrap();
    assert!(beside.linked && !beside.may_unlink);
    assert!(desk.link(&id, &second, false).is_err(), "a step linked them");
    assert_eq!(f::RECEIVED_ON.of(&record), Day::from_iso("2026-11-02"));
    desk.must_take(&second, "da_phan_loai", &[on("2026-11-03"), ("competence", choice("thuoc_tham_quyen"))]);
    desk.must_take(&second, "thu_ly", &[on("2026-11-04")]);
    // 60 calendar days in a remote place (Luật Khiếu nại Đ.37).
    assert_eq!(desk.clock(&second, "Giải quyết lần hai").unwrap().due, Day::from_iso("2027-01-04").unwrap());
    desk.must_take(&second, "xac_minh", &[on("2026-11-05")]);
    desk.must_take(
        &second,
        "da_giai_quyet",
        &decided.map(|(name, value)| match value {
            Value::Day(_) => (name, day("2026-11-20")),
            value => (name, value),
        }),
    );
    assert!(desk.refused(&second, "khieu_nai_lan_2").starts_with("Không có lần ba"));
    desk.must_take(&second, "khoi_kien", &[on("2026-11-23")]);
}

#[test]
fn a_decision_comes_into_force_on_its_day_unless_a_second_complaint_came_before() {
    let mut desk = Desk::new();
    let id = accepted(&mut desk, PetitionKind::KhieuNai, &[]);
    desk.must_take(&id, "xac_minh", &[on("2026-10-06")]);
    let decided = [
        ("result", choice("sai")),
        ("document_on", day("2026-10-20")),
        ("document_number", text("9/QĐ-UBND")),
        ("sent_on", day("2026-10-21")),
    ];
    desk.must_take(&id, "da_giai_quyet", &decided);
    let force = desk.clock(&id, "QĐ có hiệu lực").unwrap();
    // Buôn Ma Lim is remote: 45 days from the day of the decision, which nobody is late with.
    assert_eq!((force.due, force.who.vi.as_str()), (Day::from_iso("2026-12-04").unwrap(), "-"));
    assert_eq!(force.word.vi, "Trong hạn");
    let home = desk.shown(&id);
    let urgent = home.urgent.map(|at| home.clocks[at as usize].title.vi.clone());
    assert_ne!(urgent.as_deref(), Some("QĐ có hiệu lực"), "it is no office's work");
    desk.office.day_began(Day::from_iso("2026-12-05").unwrap());
    let force = desk.clock(&id, "QĐ có hiệu lực").unwrap();
    assert_eq!((force.word.vi.as_str(), force.days.trim()), ("Đã đến", ""));
    desk.office.day_began(Day::from_iso("2026-11-23").unwrap());
    desk.must_take(&id, "khieu_nai_lan_2", &[on("2026-11-02"), ("authority", text("KT"))]);
    assert!(desk.clock(&id, "QĐ có hiệu lực").is_none(), "it did not come into force");
}

#[test]
fn a_withdrawal_ends_nothing_while_others_complain() {
    let mut desk = Desk::new();
    let id = accepted(&mut desk, PetitionKind::KhieuNai, &[("signatories", Value::Int(6))]);
    let due = desk.clock(&id, "Giải quyết lần đầu").unwrap();
    desk.must_take(&id, "rut_don", &[on("2026-10-08"), ("withdrawn", Value::Int(1))]);
    assert_eq!(desk.refused(&id, "dinh_chi"), "Làm tiếp: còn 5 người chưa rút đơn");
    assert_eq!(desk.clock(&id, "Giải quyết lần đầu").unwrap().due, due.due, "the clock ran on");
    assert_eq!(desk.page(View::Unresolved, "").total, 1);
    desk.must_take(&id, "xac_minh", &[on("2026-10-09")]);
    let refused = desk.take(&id, "rut_don", &[on("2026-10-10"), ("withdrawn", Value::Int(6))]).unwrap_err();
    assert!(refused.problems.iter().any(|problem| problem.field == "withdrawn"), "{refused:?}");
    desk.must_take(&id, "rut_don", &[on("2026-10-10"), ("withdrawn", Value::Int(5))]);
    assert!(desk.refused(&id, "xac_minh").starts_with("Đơn đã rút hết"));
    let decision = [("document_on", day("2026-10-12")), ("decision_number", text("3/QĐ-UBND"))];
    desk.must_take(&id, "dinh_chi", &decision);
    assert_eq!(desk.page(View::Unresolved, "").total, 0);
}

#[test]
fn a_denunciation_with_signs_of_violation_goes_on_after_it_was_withdrawn() {
    let mut desk = Desk::new();
    let id = accepted(&mut desk, PetitionKind::ToCao, &[]);
    desk.must_take(&id, "rut_don", &[on("2026-10-08"), ("must_go_on", Value::Flag(true))]);
    assert!(desk.refused(&id, "dinh_chi").starts_with("Xác minh tiếp"));
    desk.must_take(&id, "xac_minh", &[on("2026-10-09")]);
    desk.must_take(&id, "rut_don", &[on("2026-10-10"), ("must_go_on", Value::Flag(false))]);
    assert_eq!(desk.refused(&id, "dinh_chi"), "");
}

#[test]
fn a_suspension_stops_the_clock_and_its_rest_runs_on_from_the_decision_to_continue() {
    let mut desk = Desk::new();
    let id = accepted(&mut desk, PetitionKind::KhieuNai, &[]);
    desk.must_take(&id, "da_bao_nguoi_dan", &[on("2026-10-06"), ("sender_told_on", day("2026-10-06"))]);
    let before = desk.clock(&id, "Giải quyết lần đầu").unwrap();
    let decision = |on: &str, number: &str| [("document_on", day(on)), ("decision_number", text(number))];
    let said = [("reason", choice("cho_giam_dinh")), ("sent_on", day("2026-10-21"))];
    let suspended = [&said[..], &decision("2026-10-20", "5/QĐ")[..]].concat();
    desk.must_take(&id, "tam_dinh_chi", &suspended);
    let stopped = desk.clock(&id, "Giải quyết lần đầu").unwrap();
    assert_eq!((stopped.days.as_str(), stopped.word.vi.as_str()), ("||30 ", "Tạm đình chỉ"));
    assert_eq!(desk.page(View::Overdue, "").total, 0, "a clock that stands makes nobody late");
    desk.must_take(&id, "tiep_tuc", &decision("2026-11-09", "6/QĐ"));
    assert_eq!(desk.state(&id), State::XacMinh);
    let after = desk.clock(&id, "Giải quyết lần đầu").unwrap();
    // 45 days from 05/10, of which 15 had passed: 30 more from 09/11.
    assert_eq!(before.due, Day::from_iso("2026-11-19").unwrap());
    assert_eq!(after.due, Day::from_iso("2026-12-09").unwrap());
}

#[test]
fn an_extension_is_an_event_with_a_decision_and_there_are_two_at_most() {
    let mut desk = Desk::new();
    let id = accepted(&mut desk, PetitionKind::ToCao, &[]);
    let due = |desk: &Desk| desk.clock(&id, "Giải quyết").unwrap().due;
    let extended = |reason: &str, number: &str| {
        [
            ("reason", choice(reason)),
            ("extended_days", Value::Int(30)),
            ("document_on", day("2026-10-20")),
            ("decision_number", text(number)),
        ]
    };
    assert_eq!(due(&desk), Day::from_iso("2026-11-04").unwrap());
    desk.must_take(&id, "gia_han", &extended("phuc_tap", "1/QĐ"));
    assert_eq!(due(&desk), Day::from_iso("2026-12-04").unwrap());
    let refused = desk.take(&id, "gia_han", &extended("phuc_tap", "2/QĐ")).unwrap_err();
    assert!(refused.problems.iter().any(|problem| problem.field == "reason"), "{refused:?}");
    desk.must_take(&id, "gia_han", &extended("dac_biet_phuc_tap", "2/QĐ"));
    assert_eq!(due(&desk), Day::from_iso("2027-01-04").unwrap(), "03/01/2027 is a Sunday");
    assert!(desk.refused(&id, "gia_han").starts_with("Đã gia hạn hai lần"));
    let complaint = accepted(&mut desk, PetitionKind::KhieuNai, &[]);
    assert!(!desk.refused(&complaint, "gia_han").is_empty(), "a complaint has no extension");
}

#[test]
fn an_urging_starts_the_follow_up_again() {
    let mut desk = Desk::new();
    let id = desk.save(None, None, 0, received(PetitionKind::KienNghi, "2026-10-01")).unwrap().id;
    desk.must_take(
        &id,
        "da_phan_loai",
        &[on("2026-10-02"), ("competence", choice("khong_thuoc_tham_quyen"))],
    );
    let letter = |on: &str, number: &str| [("document_on", day(on)), ("document_number", text(number))];
    let sent = [&[("receiver", text("KT"))], &letter("2026-10-05", "1-CV")[..]].concat();
    desk.must_take(&id, "chuyen_don", &sent);
    assert_eq!(desk.clock(&id, "Đôn đốc tiếp").unwrap().due, Day::from_iso("2026-10-15").unwrap());
    desk.must_take(&id, "don_doc", &letter("2026-11-17", "2-CV"));
    assert_eq!(desk.clock(&id, "Đôn đốc tiếp").unwrap().due, Day::from_iso("2026-11-27").unwrap());
    // Each urging says which one it is, here and in the list of those that wait.
    desk.must_take(&id, "don_doc", &letter("2026-11-18", "3-CV"));
    let lines = |desk: &Desk| -> Vec<String> {
        let urgings = desk.shown(&id).timeline.into_iter().map(|line| line.say.vi);
        urgings.filter(|line| line.starts_with("Đôn đốc")).collect()
    };
    assert_eq!(lines(&desk), ["Đôn đốc lần 2, công văn 3-CV", "Đôn đốc lần 1, công văn 2-CV"]);
    let waiting = desk.page(View::Transferred, "");
    assert!(waiting.rows[0].cells.iter().any(|cell| cell.ends_with(" ĐĐ2")), "{:?}", waiting.rows[0].cells);
    let Reply::History(history) = desk.answer(&Request::History(id.clone())).unwrap() else { panic!() };
    assert!(history.iter().any(|line| line.say.vi == "Đôn đốc lần 2, công văn 3-CV"));
    let request =
        Request::TakeBack { request: desk.fresh(), id: id.clone(), base: desk.record(&id).revision };
    desk.change("can_bo_01", &request).unwrap();
    assert_eq!(lines(&desk)[..], ["Đôn đốc, công văn 3-CV (đã lấy lại)", "Đôn đốc lần 1, công văn 2-CV"]);
    assert!(desk.page(View::Transferred, "").rows[0].cells.iter().any(|cell| cell.ends_with(" ĐĐ1")));
    desk.must_take(&id, "co_ket_qua_chuyen", &[("result", choice("da_thuc_hien")), on("2026-11-20")]);
    assert!(desk.clock(&id, "Đôn đốc tiếp").unwrap().days.trim().is_empty());
    assert_eq!(desk.page(View::Transferred, "").total, 0);
}

#[test]
fn another_kind_changes_the_clocks_and_never_makes_a_denunciation() {
    let mut desk = Desk::new();
    let id = desk.save(None, None, 0, received(PetitionKind::KienNghi, "2026-11-16")).unwrap().id;
    desk.must_take(&id, "da_phan_loai", &[on("2026-11-17"), ("competence", choice("thuoc_tham_quyen"))]);
    assert!(desk.clock(&id, "Thụ lý").is_none());
    let said = |kind: &str| [("new_kind", choice(kind)), ("reason", choice("noi_dung")), on("2026-11-18")];
    for never in ["to_cao", "cu_tri", "kien_nghi"] {
        assert!(desk.take(&id, "doi_loai", &said(never)).is_err(), "{never}");
    }
    desk.must_take(&id, "doi_loai", &said("khieu_nai"));
    assert_eq!(desk.state(&id), State::DaPhanLoai);
    assert_eq!(desk.clock(&id, "Thụ lý").unwrap().due, Day::from_iso("2026-11-25").unwrap());
}

#[test]
fn who_is_late_has_views_of_its_own() {
    let mut desk = Desk::new();
    let classified = |on: &'static str| [("on", day(on)), ("competence", choice("thuoc_tham_quyen"))];
    // Told to nobody within ten working days: ours.
    let ours = desk.save(None, None, 0, received(PetitionKind::KienNghi, "2026-11-02")).unwrap().id;
    // Its sender was told, but nobody accepted it: the committee's.
    let theirs = desk.save(None, None, 0, received(PetitionKind::KhieuNai, "2026-11-02")).unwrap().id;
    let told = [&classified("2026-11-03")[..], &[("sender_told_on", day("2026-11-03"))]].concat();
    desk.must_take(&theirs, "da_phan_loai", &told);
    // Stands.
    let stands = accepted(&mut desk, PetitionKind::KhieuNai, &[("officer", text("can_bo_03"))]);
    desk.must_take(&stands, "da_bao_nguoi_dan", &[on("2026-10-06"), ("sender_told_on", day("2026-10-06"))]);
    let decision = [("document_on", day("2026-10-20")), ("decision_number", text("5/QĐ"))];
    let said = [("reason", choice("cho_giam_dinh")), ("sent_on", day("2026-10-21"))];
    desk.must_take(&stands, "tam_dinh_chi", &[&said[..], &decision[..]].concat());
    // Has no clock.
    let wish = desk.save(None, None, 0, received(PetitionKind::CuTri, "2026-11-02")).unwrap().id;
    let ids = |view| desk.page(view, "").rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(ids(View::OverdueOurs), std::slice::from_ref(&ours));
    assert_eq!(ids(View::OverdueTheirs), std::slice::from_ref(&theirs));
    assert_eq!(ids(View::Overdue).len(), 2);
    assert_eq!(ids(View::Suspended), std::slice::from_ref(&stands));
    assert_eq!(ids(View::Clockless), std::slice::from_ref(&wish));
    let mine = ids(View::Mine);
    assert!(!mine.contains(&stands), "can_bo_03 is in charge of it");
    let in_charge = |id: &Id| f::OFFICER.of(&desk.record(id)).as_deref() == Some("can_bo_01");
    let expected: Vec<&Id> = [&ours, &theirs, &wish].into_iter().filter(|id| in_charge(id)).collect();
    assert_eq!(mine.len(), expected.len());
    let counts = desk.page(View::Mine, "").counts;
    let counted = counts.iter().find(|(view, _)| *view == View::Mine).map(|(_, count)| *count);
    assert_eq!(counted, Some(u32::try_from(mine.len()).unwrap()));
}

#[test]
fn statistics_add_up_and_each_cell_opens_what_it_counts() {
    let mut desk = Desk::new();
    for kind in PetitionKind::ALL {
        desk.save(None, None, 0, received(*kind, "2026-10-01")).unwrap();
    }
    let told = accepted(&mut desk, PetitionKind::KhieuNai, &[("signatories", Value::Int(6))]);
    desk.must_take(&told, "rut_don", &[on("2026-10-08"), ("withdrawn", Value::Int(6))]);
    let decision = [("document_on", day("2026-10-12")), ("decision_number", text("3/QĐ-UBND"))];
    desk.must_take(&told, "dinh_chi", &decision);
    let month = |name| Window::from_typed(name, Day::from_iso("2026-11-23").unwrap()).unwrap();
    let asked = |desk: &Desk, window, place: Option<&str>| {
        let request = Request::Statistics {
            frame: Frame::new(window),
            place: place.map(str::to_owned),
            frozen_first: false,
        };
        match desk.answer(&request) {
            Ok(Reply::Statistics(sheet)) => Ok((sheet.table, sheet.frame)),
            Ok(other) => panic!("{other:?}"),
            Err(refusal) => Err(refusal),
        }
    };
    let (table, frame) = asked(&desk, month("t10"), Some("ia dreh")).unwrap();
    assert_eq!(frame.commune, Id::new("C24100n"));
    assert_eq!(table.of(PetitionKind::KhieuNai), [0, 2, 1, 1, 0, 1, 0]);
    assert_eq!((table.letters, table.people, table.cases), (6, 5 + 6, 6));
    assert_eq!(table.ways, [("dinh_chi".to_owned(), 1)]);
    assert_eq!(Statistics::gap(table.total()), 0);
    for (measure, count) in Measure::ALL.iter().zip(table.of(PetitionKind::KhieuNai)) {
        let query = Query::all("petition")
            .with("counted", frame.filter(*measure))
            .with("petition_kind", choice("khieu_nai"));
        let request = Request::Page { query, offset: 0, rows: 20, in_full: false };
        let Reply::Page(page) = desk.answer(&request).unwrap() else { panic!() };
        assert_eq!(page.total, count, "{measure:?}");
    }
    let (next, _) = asked(&desk, month("t11"), None).unwrap();
    assert_eq!(next.of(PetitionKind::KhieuNai), [1, 0, 0, 0, 0, 1, 0]);
    assert_eq!(asked(&desk, month("t11"), Some("zzz")).unwrap_err().kind, RefusalKind::Unknown);
}

/// What stands beside a field of a step's form, with its gravity.
fn said_of(desk: &Desk, id: &Id, step: &str, field: &str, entered: &[(&str, Value)]) -> Option<String> {
    let form =
        FormName { kind: "petition".into(), record: Some(id.clone()), step: Some(step.into()), sheet: 0 };
    let examined = desk.examine(form, fields(entered));
    examined.problems.into_iter().find(|problem| problem.field == field).map(|problem| problem.say.vi)
}

#[test]
fn a_number_that_another_document_has_is_refused() {
    let mut desk = Desk::new();
    let sorted = |desk: &mut Desk| {
        let id = desk.save(None, None, 0, received(PetitionKind::KienNghi, "2026-11-02")).unwrap().id;
        desk.must_take(
            &id,
            "da_phan_loai",
            &[on("2026-11-03"), ("competence", choice("khong_thuoc_tham_quyen"))],
        );
        id
    };
    let letter = |number: &str, on: &str| {
        vec![("receiver", text("UE")), ("document_on", day(on)), ("document_number", text(number))]
    };
    let (first, second, third) = (sorted(&mut desk), sorted(&mut desk), sorted(&mut desk));
    desk.must_take(&first, "chuyen_don", &letter("14-CV/BDV", "2026-11-05"));

    // However it is spelled, on another day: refused, and nothing was written.
    let refusal = desk.take(&second, "chuyen_don", &letter("14 - cv/bdv", "2026-11-06")).unwrap_err();
    assert_eq!(refusal.problems[0].field, "document_number");
    assert_eq!(refusal.problems[0].say.vi, "Sửa số: 14 - cv/bdv đã dùng ngày 05/11, đơn 1/2026");
    assert_eq!(desk.state(&second), State::DaPhanLoai);
    let guide = [
        ("guided_to", text("UE")),
        ("document_on", day("2026-11-05")),
        ("document_number", text("14-CV/BDV")),
    ];
    assert!(desk.take(&second, "huong_dan", &guide).is_err(), "a letter that says something else");
    let said = said_of(&desk, &second, "chuyen_don", "document_number", &letter("14-CV/BDV", "2026-11-06"));
    assert_eq!(said.unwrap(), "Sửa số: 14-CV/BDV đã dùng ngày 05/11, đơn 1/2026", "while it is typed");

    // One letter about both, of one day: with a word of reason.
    let same = letter("14-CV/BDV", "2026-11-05");
    assert!(desk.take(&second, "chuyen_don", &same).is_err());
    let base = desk.record(&second).revision;
    let reason = Some("một công văn chuyển cả hai đơn".to_owned());
    let form = form(Some(&second), Some("chuyen_don"));
    let request = Request::Save { request: desk.fresh(), form, base, fields: fields(&same), reason };
    desk.change("can_bo_01", &request).unwrap();
    // The word of reason is read with the petition, told in the history, and lies closed on the disk.
    let why = |record: &Record| Act::last(record, "chuyen_don").unwrap().reason;
    assert_eq!(why(&desk.record(&second)).as_deref(), Some("một công văn chuyển cả hai đơn"));
    assert_eq!(why(&desk.below.record(&second).unwrap().unwrap()), None, "no text that could be read");
    let entry = desk.store.history(&second).unwrap().pop().unwrap();
    assert_eq!(entry.reason.as_deref(), Some(""));
    assert_eq!(entry.told_reason().as_deref(), Some("một công văn chuyển cả hai đơn"));

    // Another year, another series, another office's own document: free.
    desk.must_take(&third, "chuyen_don", &letter("15-CV/BDV", "2026-11-05"));
    let theirs =
        [("result", choice("da_thuc_hien")), on("2026-11-20"), ("document_number", text("15-CV/BDV"))];
    desk.must_take(&third, "co_ket_qua_chuyen", &theirs);
    // In the same petition: one document of one day may be named twice, not that of another day.
    let urge = |number, on: &str| [("document_on", day(on)), ("document_number", text(number))];
    let told = desk.take(&first, "don_doc", &urge("14-CV/BDV", "2026-11-16")).unwrap_err();
    assert_eq!(told.problems[0].say.vi, "Sửa số: 14-CV/BDV là văn bản ngày 05/11 (Chuyển đơn)");
    desk.must_take(&first, "don_doc", &urge("16-CV/BDV", "2026-11-16"));
    // Taken back, the number is free again.
    let base = desk.record(&first).revision;
    let request = Request::TakeBack { request: desk.fresh(), id: first.clone(), base };
    desk.change("can_bo_01", &request).unwrap();
    desk.must_take(&first, "don_doc", &urge("17-CV/BDV", "2026-11-17"));
    let fourth = sorted(&mut desk);
    desk.must_take(&fourth, "chuyen_don", &letter("16-CV/BDV", "2026-11-18"));
}
