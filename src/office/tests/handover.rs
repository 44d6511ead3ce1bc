//! Handing the open records of a unit that ended over to the units that follow: Ea Bar, split between Ea Ly and Ea Bá.

use super::{Desk, MA_LIM, choice, complaint, day, fields, text};
use crate::base::{Day, Id, Say};
use crate::domain::{
    FormName, Value, borders,
    handover::HANDOVER,
    kinds::{Petition, matter_fields as m},
    query::Query,
};
use crate::wire::{Refusal, RefusalKind, Reply, Request, Saved};

const EA_BAR: &str = "C22225";
const EA_LY: &str = "C22237n";
const EA_BA: &str = "C22225n";
/// Ended on the same day; only Ea Ly follows it.
const EA_LAM: &str = "C22210";

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn unit(text: &str) -> Value {
    Value::Ref(id(text))
}

impl Desk {
    fn denounced(&mut self, commune: &str) -> Id {
        let record = fields(&[
            ("received_on", day("2025-06-20")),
            ("source", choice("truc_tiep")),
            ("petition_kind", choice("to_cao")),
            ("village", unit(commune)),
            ("domain", choice("DD")),
            ("sealed_file", text("03-M")),
        ]);
        self.save(None, None, 0, record).unwrap().id
    }

    fn border_matter(&mut self, with: &str) -> Id {
        let record = fields(&[
            ("opened_on", day("2025-06-20")),
            ("unit", unit(MA_LIM)),
            ("other_unit", unit(with)),
            ("lead", choice("ta")),
            ("domain", choice("CN")),
            ("severity", choice("khan")),
            ("summary", text("Bò thả rông phá hoa màu")),
        ]);
        let form = FormName { kind: "matter".into(), record: None, step: None, sheet: 0 };
        let request = Request::Save { request: self.fresh(), form, base: 0, fields: record, reason: None };
        self.change("can_bo_01", &request).unwrap().id
    }

    fn asked(&mut self, from: &str, on: &str, choices: &[(&str, &str)], dry_run: bool) -> Request {
        Request::Handover {
            request: self.fresh(),
            from: id(from),
            document: "12/BB-UBND".into(),
            on: Day::from_iso(on).unwrap(),
            choices: choices.iter().map(|(record, to)| ((*record).to_owned(), id(to))).collect(),
            dry_run,
        }
    }

    fn hand_over(&mut self, from: &str, choices: &[(&str, &str)]) -> Result<Saved, Refusal> {
        let request = self.asked(from, "2025-07-02", choices, false);
        self.change("can_bo_01", &request)
    }

    fn preview(&mut self, from: &str, choices: &[(&str, &str)]) -> (Vec<Say>, bool) {
        let request = self.asked(from, "2025-07-02", choices, true);
        match self.answer(&request).unwrap() {
            Reply::Report { lines, ok } => (lines, ok),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_is_open_goes_to_the_only_successor_in_one_entry_without_a_change_of_state() {
    let mut desk = Desk::new();
    let (petition, matter) = (desk.denounced(EA_LAM), desk.border_matter(EA_LAM));
    let of_a_village = desk.save(None, None, 0, complaint("2025-06-20")).unwrap().id;
    let before = desk.shown(&petition);
    let (lines, ok) = desk.preview(EA_LAM, &[]);
    assert!(ok);
    let lines: Vec<&str> = lines.iter().map(|line| line.vi.as_str()).collect();
    assert_eq!(
        lines,
        [
            "Việc V-001/2026: Xã Ea Lâm -> Xã Ea Ly",
            "Đơn thư 1/2026: Xã Ea Lâm -> Xã Ea Ly",
            "Sẽ bàn giao 2 việc, đơn"
        ]
    );
    assert_eq!(desk.shown(&petition).record, before.record, "a preview saves nothing");

    let head = desk.store_seq();
    let saved = desk.hand_over(EA_LAM, &[]).unwrap();
    assert_eq!(saved.say.vi, "Đã bàn giao 2 việc, đơn của Xã Ea Lâm");
    assert_eq!(desk.store_seq(), head + 1, "one act");
    let after = desk.shown(&petition);
    assert_eq!(Petition(&after.record).village(), Some(id(EA_LY)));
    assert_eq!(Petition(&after.record).state(), Petition(&before.record).state());
    assert_eq!(after.clocks, before.clocks, "no deadline moves");
    assert_eq!(after.timeline[0].say.vi, "Bàn giao theo 12/BB-UBND: Xã Ea Lâm -> Xã Ea Ly");
    assert_eq!(after.timeline[0].on.iso(), "2025-07-02");
    let shown = desk.shown(&matter);
    assert_eq!(m::OTHER_UNIT.of(&shown.record), Some(id(EA_LY)));
    assert_eq!(shown.timeline[0].say.vi, after.timeline[0].say.vi);
    assert_eq!(desk.shown(&of_a_village).record.revision, 1, "a village stays where it is");

    let Reply::History(history) = desk.answer(&Request::History(petition.clone())).unwrap() else { panic!() };
    let last = history.last().unwrap();
    assert_eq!(last.say.vi, after.timeline[0].say.vi);
    let change = &last.entry.changes[0];
    let village = change.fields.iter().find(|field| field.name == "village").unwrap();
    assert_eq!(
        (change.step.as_deref(), &village.old, &village.new),
        (Some(HANDOVER), &Some(unit(EA_LAM)), &Some(unit(EA_LY)))
    );
    assert!(change.fields.iter().all(|field| field.name != "state"));

    let refused = desk.hand_over(EA_LAM, &[]).unwrap_err();
    assert_eq!(refused.kind, RefusalKind::NotAllowed);
    assert!(refused.say.vi.starts_with("Không có gì để bàn giao"), "{}", refused.say.vi);
}

impl Desk {
    fn store_seq(&self) -> u64 {
        use crate::store::Store;
        self.store.head().seq
    }
}

#[test]
fn half_a_unit_is_not_handed_over() {
    let mut desk = Desk::new();
    let (one, two) = (desk.denounced(EA_BAR), desk.denounced(EA_BAR));
    let matter = desk.border_matter(EA_BAR);
    let (lines, ok) = desk.preview(EA_BAR, &[("1/2026", EA_LY)]);
    assert!(!ok);
    assert_eq!(lines[1].vi, "Đơn thư 1/2026: Xã Ea Bar -> Xã Ea Ly");
    assert_eq!(lines[2].vi, "Đơn thư 2/2026: Xã Ea Bar -> chọn Xã Ea Bá (C22225n) hay Xã Ea Ly (C22237n)");
    let head = desk.store_seq();
    let refused = desk.hand_over(EA_BAR, &[("1/2026", EA_LY)]).unwrap_err();
    let named: Vec<&str> = refused.problems.iter().map(|problem| problem.say.vi.as_str()).collect();
    assert_eq!(named.len(), 2, "{named:?}");
    assert!(named[0].starts_with("Việc V-001/2026: chọn") && named[1].starts_with("Đơn thư 2/2026: chọn"));
    assert_eq!(desk.store_seq(), head, "nothing was saved");
    for (choices, why) in [
        (&[("1/2026", EA_LAM)][..], "nơi nhận không nối tiếp"),
        (&[("9/2026", EA_LY)][..], "không có trong các việc"),
        (&[("1/2026", EA_LY), (one.as_str(), EA_BA)][..], "ghi hai nơi nhận"),
    ] {
        let refused = desk.hand_over(EA_BAR, choices).unwrap_err();
        assert!(refused.say.vi.contains(why), "{}", refused.say.vi);
    }

    desk.hand_over(EA_BAR, &[("1/2026", EA_LY), (two.as_str(), EA_BA), ("V-001/2026", EA_BA)]).unwrap();
    let place = |id: &Id| Petition(&desk.shown(id).record).village().unwrap();
    assert_eq!((place(&one).as_str(), place(&two).as_str()), (EA_LY, EA_BA));
    assert_eq!(m::OTHER_UNIT.of(&desk.shown(&matter).record), Some(id(EA_BA)));
    let of = |facet: &str, commune: &str| {
        let query = Query::all("petition").with(facet, unit(commune));
        match desk.answer(&Request::Page { query, offset: 0, rows: 9, in_full: false }).unwrap() {
            Reply::Page(page) => page.total,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(of(borders::COMMUNE_THEN, EA_BAR), 2, "by the borders of that time");
    assert_eq!((of(borders::COMMUNE_NOW, EA_LY), of(borders::COMMUNE_NOW, EA_BA)), (1, 1));
}

#[test]
fn a_matter_that_was_handed_over_goes_on_and_can_be_taken_back_the_same_day() {
    let mut desk = Desk::new();
    let matter = desk.border_matter(EA_LAM);
    desk.hand_over(EA_LAM, &[]).unwrap();
    let mut edited = desk.shown(&matter).record.fields;
    edited.retain(|name, _| crate::domain::kinds::MATTER.field(name).is_some_and(|field| !field.derived));
    edited.insert("summary".into(), text("Bò thả rông phá 3 ha hoa màu"));
    let form = FormName { kind: "matter".into(), record: Some(matter.clone()), step: None, sheet: 0 };
    let request = Request::Save { request: desk.fresh(), form, base: 2, fields: edited, reason: None };
    desk.change("can_bo_01", &request).unwrap();

    let other = desk.border_matter(EA_LAM);
    desk.hand_over(EA_LAM, &[]).unwrap();
    let request = Request::TakeBack { request: desk.fresh(), id: other.clone(), base: 2 };
    desk.change("can_bo_01", &request).unwrap();
    let shown = desk.shown(&other);
    assert_eq!(m::OTHER_UNIT.of(&shown.record), Some(id(EA_LAM)));
    assert!(shown.timeline[1].taken_back);
}

#[test]
fn what_cannot_be_handed_over_is_said() {
    let mut desk = Desk::new();
    desk.denounced(EA_BAR);
    let said = |refused: Refusal| refused.say.vi;
    assert!(said(desk.hand_over("C24100n", &[]).unwrap_err()).contains("còn hiệu lực"));
    let unknown = desk.hand_over("C99999", &[]).unwrap_err();
    assert_eq!(unknown.kind, RefusalKind::Unknown);
    assert!(said(desk.hand_over("D561", &[]).unwrap_err()).starts_with("Khai đơn vị nối tiếp trước"));
    let early = desk.asked(EA_BAR, "2025-06-29", &[], false);
    let refused = desk.change("can_bo_01", &early).unwrap_err();
    assert!(refused.problems.iter().any(|problem| problem.field == "on"), "{refused:?}");
    let Request::Handover { request, from, on, choices, .. } = desk.asked(EA_BAR, "2025-07-02", &[], false)
    else {
        panic!()
    };
    let nameless = Request::Handover { request, from, document: "  ".into(), on, choices, dry_run: false };
    let refused = desk.change("can_bo_01", &nameless).unwrap_err();
    assert!(refused.problems.iter().any(|problem| problem.field == "document"), "{refused:?}");
}

#[test]
fn a_handover_sent_twice_is_done_once() {
    let mut desk = Desk::new();
    let petition = desk.denounced(EA_LAM);
    let request = desk.asked(EA_LAM, "2025-07-02", &[], false);
    let first = desk.change("can_bo_01", &request).unwrap();
    let again = desk.change("can_bo_01", &request).unwrap();
    assert_eq!((first.id, first.revision), (again.id, again.revision));
    assert_eq!(desk.shown(&petition).record.revision, 2);
}

#[test]
fn other_officers_are_told_of_a_handover_without_content() {
    let mut desk = Desk::new();
    desk.border_matter(EA_LAM);
    let request = desk.asked(EA_LAM, "2025-07-02", &[], false);
    let crate::office::Decision::Proposal(proposal) = desk.decide("can_bo_01", &request).unwrap() else {
        panic!()
    };
    assert_eq!(proposal.say.vi, "can_bo_01 vừa bàn giao 1 việc, đơn của Xã Ea Lâm");
    assert_eq!(proposal.records.len(), 1, "whoever looks at it is told that it changed");
    desk.office.dropped();
}

#[test]
fn the_screen_is_told_what_is_open_of_each_unit_that_ended_and_where_it_went() {
    let mut desk = Desk::new();
    let (petition, matter) = (desk.denounced(EA_LAM), desk.border_matter(EA_LAM));
    let split = desk.denounced(EA_BAR);
    let Reply::EndedUnits(units) = desk.answer(&Request::EndedUnits).unwrap() else { panic!() };
    let told: Vec<_> = units
        .iter()
        .map(|unit| {
            let heirs: Vec<&str> = unit.heirs.iter().map(|(_, name)| name.as_str()).collect();
            let open: Vec<&Id> = unit.open.iter().map(|open| &open.id).collect();
            (unit.id.as_str(), unit.ended_on.iso(), heirs, open)
        })
        .collect();
    assert_eq!(
        told,
        [
            (EA_BAR, "2025-06-30".to_owned(), vec!["Xã Ea Bá", "Xã Ea Ly"], vec![&split]),
            (EA_LAM, "2025-06-30".to_owned(), vec!["Xã Ea Ly"], vec![&matter, &petition]),
        ]
    );
    let lines: Vec<_> = units[1].open.iter().map(|open| (&*open.named.vi, &*open.content.vi)).collect();
    assert_eq!(
        lines,
        [("Việc V-001/2026", "Bò thả rông phá hoa màu"), ("Đơn thư 1/2026", "hồ sơ mật 03-M")],
        "of a denunciation the file only"
    );
    desk.hand_over(EA_LAM, &[]).unwrap();
    let Reply::EndedUnits(units) = desk.answer(&Request::EndedUnits).unwrap() else { panic!() };
    assert_eq!(units.iter().map(|unit| unit.id.as_str()).collect::<Vec<_>>(), [EA_BAR]);
}
