//! Statistics through the office: freezing a period, asking a cell back, what is corrected later, borders of both times.

use super::{Desk, choice, complaint, day, fields, text};
use crate::base::{Day, Id};
use crate::domain::{
    FieldValue, Fields, FormName, Record, Value, facet,
    kinds::{PETITION, PetitionKind, STATISTICS_CLOSING, StatisticsClosing, statistics_closing_fields as c},
    petition::statistics::{
        Borders, Cell, Frame, FrozenCell, Measure, Members, Sheet, Statistics, Window, members::Cells,
    },
    query::{Query, View},
};
use crate::exchange::to_json;
use crate::wire::{Refusal, RefusalKind, Reply, Request, Saved};

fn window(name: &str) -> Window {
    Window::from_typed(name, Day::from_iso("2026-11-23").unwrap()).unwrap()
}

impl Desk {
    fn freeze(&mut self, window: Window, commune: Option<&str>) -> Result<Saved, Refusal> {
        let mut entered = fields(&[
            (c::FIRST_ON.def.name, window.from.into_value()),
            (c::LAST_ON.def.name, window.to.into_value()),
        ]);
        if let Some(commune) = commune {
            entered.insert("commune".into(), Value::Ref(Id::new(commune).unwrap()));
        }
        let form = FormName { kind: STATISTICS_CLOSING.name.into(), record: None, step: None, sheet: 0 };
        let request = Request::Save { request: self.fresh(), form, base: 0, fields: entered, reason: None };
        self.change("can_bo_01", &request)
    }

    fn statistics(&self, frame: Frame, place: Option<&str>, frozen_first: bool) -> Sheet {
        let request = Request::Statistics { frame, place: place.map(str::to_owned), frozen_first };
        match self.answer(&request).unwrap() {
            Reply::Statistics(sheet) => *sheet,
            other => panic!("{other:?}"),
        }
    }

    fn listed(&self, query: Query) -> Vec<Id> {
        match self.answer(&Request::Page { query, offset: 0, rows: 100, in_full: false }).unwrap() {
            Reply::Page(page) => {
                assert_eq!(page.total as usize, page.rows.len());
                page.rows.into_iter().map(|row| row.id).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    fn of_cell(&self, name: &str, window: Window) -> Vec<Id> {
        let cell = FrozenCell { cell: Cell::from_typed(name).unwrap(), window, commune: None };
        self.listed(Query::all(PETITION.name).with(facet::FROZEN, cell.filter()))
    }

    fn receive(&mut self, kind: &str, on: &str) -> Id {
        let mut typed: Fields = complaint(on);
        typed.insert("petition_kind".into(), choice(kind));
        if kind != "khieu_nai" {
            typed.remove("instance");
        }
        if kind == "to_cao" {
            typed.remove("sender");
            typed.remove("summary");
            typed.insert("village".into(), Value::Ref(Id::new("C24100n").unwrap()));
            typed.insert("sealed_file".into(), text("03-M"));
        }
        self.save(None, None, 0, typed).unwrap().id
    }
}

#[test]
fn a_frozen_period_stays_as_it_was_and_opens_what_it_counted() {
    let mut desk = Desk::new();
    let t10 = window("t10");
    let one = desk.receive("kien_nghi", "2026-10-01");
    let two = desk.receive("kien_nghi", "2026-10-05");
    let secret = desk.receive("to_cao", "2026-10-06");
    let later = desk.receive("kien_nghi", "2026-11-05");
    let saved = desk.freeze(t10, None).unwrap();

    let sheet = desk.statistics(Frame::new(t10), None, false);
    assert!(sheet.is_frozen());
    let frozen = sheet.frozen.as_ref().unwrap();
    assert_eq!((frozen.by.as_str(), frozen.adjusted), ("can_bo_01", 0));
    let new = Cell::from_typed("C2").unwrap();
    assert_eq!(sheet.table.count(new), 2);
    assert_eq!(desk.of_cell("C2", t10), [two.clone(), one.clone()], "the newest first");
    assert_eq!(desk.of_cell("G2", t10), [two.clone(), one.clone()]);
    assert_eq!(desk.of_cell("C4", t10), []);
    assert_eq!(desk.of_cell("B2", t10), [], "of denunciations no list is kept");
    assert_eq!(desk.of_cell("C2", window("t9")), [], "it was not frozen");

    // Nothing of the closing tells which petition is the denunciation.
    let record = desk.store_record(&saved.id);
    let json = to_json(&record, &STATISTICS_CLOSING, &[]);
    let number = secret.as_str().rsplit('.').next().unwrap();
    assert!(json.contains("2026:1-2") && !json.contains(&format!("1-{number}")), "{json}");

    // A late entry, and a step that is entered late with a day of that month.
    let forgotten = desk.receive("phan_anh", "2026-10-20");
    let competence = [("on", day("2026-10-30")), ("competence", choice("thuoc_tham_quyen"))];
    desk.must(&one, "da_phan_loai", &competence);
    let mut changed = desk.store_record(&two);
    changed.fields.retain(|name, _| PETITION.field(name).is_some_and(|field| !field.derived));
    changed.fields.insert("petition_kind".into(), choice("phan_anh"));
    desk.save(Some(&two), None, changed.revision, changed.fields).unwrap();
    let after = desk.statistics(Frame::new(t10), None, false);
    assert_eq!(after.table, sheet.table, "the frozen figures do not move");
    let frozen = after.frozen.unwrap();
    let told: Vec<_> = frozen
        .adjustments
        .iter()
        .map(|found| (found.petition.clone(), found.frozen.as_str(), found.live.as_str()))
        .collect();
    assert_eq!(told.len(), frozen.adjusted as usize);
    assert!(
        told.contains(&(forgotten, "", "D2 D6")) && told.contains(&(two.clone(), "C2 C6", "D2 D6")),
        "{told:?}"
    );
    assert!(!told.iter().any(|(id, ..)| [&one, &later, &secret].contains(&id)), "{told:?}");
    assert_eq!(desk.of_cell("C2", t10), [two, one], "what was counted then, whatever it is now");
}

impl Desk {
    fn store_record(&self, id: &Id) -> Record {
        crate::store::Store::record(&*self.store, id).unwrap().unwrap()
    }

    #[track_caller]
    fn must(&mut self, id: &Id, step: &str, said: &[(&str, Value)]) {
        let base = self.store_record(id).revision;
        self.save(Some(id), Some(step), base, fields(said)).unwrap();
    }
}

#[test]
fn a_period_is_frozen_once_and_only_when_it_is_over() {
    let mut desk = Desk::new();
    desk.receive("khieu_nai", "2026-10-01");
    let refused = desk.freeze(window("t11"), None).unwrap_err();
    assert_eq!(refused.kind, RefusalKind::Problems);
    assert!(refused.say.vi.starts_with("Chờ qua ngày 30/11/2026"), "{}", refused.say.vi);
    let saved = desk.freeze(window("t10"), None).unwrap();
    let refused = desk.freeze(window("t10"), None).unwrap_err();
    assert!(refused.say.vi.contains("can_bo_01 chốt 23/11/2026, số không đổi"), "{}", refused.say.vi);
    let by_other_borders = fields(&[
        ("first_on", day("2026-10-01")),
        ("last_on", day("2026-10-31")),
        ("borders", Borders::Then.into_value()),
    ]);
    let form = FormName { kind: STATISTICS_CLOSING.name.into(), record: None, step: None, sheet: 0 };
    let request =
        Request::Save { request: desk.fresh(), form, base: 0, fields: by_other_borders, reason: None };
    let refused = desk.change("can_bo_02", &request).unwrap_err();
    assert!(refused.say.vi.contains("số không đổi"), "{}", refused.say.vi);
    assert_eq!(desk.store_record(&saved.id).revision, 1);
    // Another place is another closing.
    desk.freeze(window("t10"), Some("C24100n")).unwrap();
    // Figures are never typed.
    let form = FormName { kind: STATISTICS_CLOSING.name.into(), record: None, step: None, sheet: 0 };
    let typed = fields(&[
        ("first_on", day("2026-09-01")),
        ("last_on", day("2026-09-30")),
        ("letters", Value::Int(99)),
    ]);
    let request = Request::Save { request: desk.fresh(), form, base: 0, fields: typed, reason: None };
    if let Ok(saved) = desk.change("can_bo_01", &request) {
        assert_eq!(StatisticsClosing(&desk.store_record(&saved.id)).table().letters, 0);
    }
}

#[test]
fn what_waits_for_the_disk_is_counted_when_a_period_is_frozen() {
    let mut desk = Desk::new();
    let form = super::form(None, None);
    let mut typed = complaint("2026-10-01");
    typed.remove("sender");
    let request = Request::Save { request: desk.fresh(), form, base: 0, fields: typed, reason: None };
    let crate::office::Decision::Proposal(first) = desk.decide("can_bo_02", &request).unwrap() else {
        panic!()
    };
    let closing = fields(&[("first_on", day("2026-10-01")), ("last_on", day("2026-10-31"))]);
    let form = FormName { kind: STATISTICS_CLOSING.name.into(), record: None, step: None, sheet: 0 };
    let request = Request::Save { request: desk.fresh(), form, base: 0, fields: closing, reason: None };
    let crate::office::Decision::Proposal(second) = desk.decide("can_bo_01", &request).unwrap() else {
        panic!()
    };
    let new = Cell { kind: Some(PetitionKind::KhieuNai), measure: Measure::New };
    let closing = StatisticsClosing(&second.records[0]);
    assert_eq!(closing.table().count(new), 1);
    assert_eq!(closing.members().of_cell(new).collect::<Vec<_>>(), [&first.records[0].id]);
}

#[test]
fn a_cell_that_is_asked_back_is_of_the_own_commune_first_and_by_the_borders_of_its_closing() {
    let mut desk = Desk::new();
    desk.receive("khieu_nai", "2026-10-01");
    let t10 = window("t10");
    let asked = |desk: &Desk| desk.statistics(Frame::new(t10), None, true);
    assert_eq!((asked(&desk).frozen, asked(&desk).frame.commune), (None, Id::new("C24100n")));
    desk.freeze(t10, None).unwrap();
    assert!(asked(&desk).is_frozen() && asked(&desk).frame.commune.is_none(), "only every place was frozen");
    let form = FormName { kind: STATISTICS_CLOSING.name.into(), record: None, step: None, sheet: 0 };
    let own = fields(&[
        ("first_on", t10.from.into_value()),
        ("last_on", t10.to.into_value()),
        ("commune", Value::Ref(Id::new("C24100n").unwrap())),
        ("borders", Borders::Then.into_value()),
    ]);
    let request = Request::Save { request: desk.fresh(), form, base: 0, fields: own, reason: None };
    desk.change("can_bo_01", &request).unwrap();
    let named = desk.statistics(Frame { commune: Id::new("C24100n"), ..Frame::new(t10) }, None, true);
    assert_eq!(named.frame.borders, Borders::Then, "by the borders of its closing");
    let every = desk.statistics(Frame::new(t10), Some(""), true);
    assert!(every.is_frozen() && every.frame.commune.is_none());
    for (id, commune) in [
        (StatisticsClosing::id(&Id::new("o").unwrap(), t10, None), None),
        (StatisticsClosing::id(&Id::new("o").unwrap(), t10, Id::new("C24100n").as_ref()), Id::new("C24100n")),
    ] {
        assert_eq!(StatisticsClosing::named_by(&id.unwrap()), Some((t10, commune)));
    }
    assert_eq!(StatisticsClosing::named_by(&Id::new("o.don.2026.1").unwrap()), None);
    let sheet = asked(&desk);
    assert_eq!((sheet.frame.commune.clone(), sheet.frame.borders), (Id::new("C24100n"), Borders::Then));
    assert!(sheet.is_frozen());
    // By the other borders it is live, and says that it was frozen.
    let now = desk.statistics(Frame { borders: Borders::Now, ..sheet.frame }, None, false);
    assert!(!now.is_frozen() && now.frozen.is_some());
}

#[test]
fn a_view_and_a_frozen_cell_narrow_together() {
    let mut desk = Desk::new();
    desk.receive("khieu_nai", "2026-10-01");
    let done = desk.receive("khieu_nai", "2026-10-02");
    desk.freeze(window("t10"), None).unwrap();
    desk.must(&done, "da_huy", &[("on", day("2026-11-20")), ("reason", choice("nhap_trung"))]);
    let cell = FrozenCell { cell: Cell::from_typed("A2").unwrap(), window: window("t10"), commune: None };
    let query = Query::view(PETITION.name, View::Unresolved).with(facet::FROZEN, cell.filter());
    let officer = crate::base::Officer::new("can_bo_01").unwrap();
    let scan = desk.office.scan(&officer, crate::base::Lang::Vi);
    let scan = scan.over(desk.office.view_records(&query, &officer));
    let request = Request::Records { query, text: String::new(), offset: 0, limit: 10 };
    let Reply::Records { records, total } = scan.answer(&request).unwrap() else { panic!() };
    assert_eq!((records.len(), total), (1, 1));
    assert_eq!(desk.of_cell("A2", window("t10")).len(), 2, "a cancelled one was counted then");
}

#[test]
fn what_the_other_borders_would_count_is_left_out_and_named() {
    let mut desk = Desk::new();
    let mut typed = complaint("2025-06-20");
    typed.insert("petition_kind".into(), choice("kien_nghi"));
    typed.remove("instance");
    typed.insert("village".into(), Value::Ref(Id::new("C22210").unwrap()));
    desk.save(None, None, 0, typed).unwrap();
    let secret = fields(&[
        ("received_on", day("2025-06-20")),
        ("source", choice("truc_tiep")),
        ("petition_kind", choice("to_cao")),
        ("village", Value::Ref(Id::new("C22210").unwrap())),
        ("domain", choice("DD")),
        ("sealed_file", text("03-M")),
    ]);
    desk.save(None, None, 0, secret).unwrap();
    let new = Cell { kind: None, measure: Measure::New };
    let by = |borders, commune: &str| {
        let frame = Frame { commune: Id::new(commune), borders, ..Frame::new(window("t6/2025")) };
        let sheet = desk.statistics(frame, None, false);
        (sheet.table.count(new), sheet.left_out_line().map(|line| line.vi), sheet.period_line().vi)
    };
    let (count, left_out, line) = by(Borders::Now, "C22237n");
    assert_eq!((count, left_out), (1, None));
    assert!(line.ends_with("; Xã Ea Ly, địa giới nay"), "{line}");
    let (count, left_out, line) = by(Borders::Then, "C22237n");
    assert_eq!((count, left_out.as_deref()), (0, Some("Không cộng 1 đơn lúc đó thuộc Xã Ea Lâm 1")));
    assert!(line.ends_with("; Xã Ea Ly, địa giới lúc đó"), "{line}");
    for place in ["C22237n", "ea ly"] {
        let sheet = desk.statistics(Frame::new(window("t6/2025")), Some(place), false);
        assert_eq!(sheet.frame.commune, Id::new("C22237n"), "{place}");
    }
    let (count, left_out, _) = by(Borders::Then, "C22210");
    assert_eq!((count, left_out), (1, None));
    let (count, left_out, _) = by(Borders::Now, "C22210");
    assert_eq!((count, left_out.as_deref()), (0, Some("Không cộng 1 đơn nay thuộc Xã Ea Ly 1")));
}

#[test]
fn a_closing_of_more_petitions_than_a_record_holds_says_so() {
    let office = Id::new("o").unwrap();
    let every = |step: u32, count: u32| {
        let mut members = Members::default();
        for number in 1..=count {
            let id = Id::new(&format!("o.don.2026.{}", number * step)).unwrap();
            members.add(id, Cells::new(PetitionKind::PhanAnh, |_| true).unwrap());
        }
        members
    };
    let writes = |members: &Members| {
        let mut closing = Record::new(STATISTICS_CLOSING.name, Id::unsaved(), office.clone());
        let fits = StatisticsClosing::write(&mut closing, &Statistics::default(), members);
        let bytes = crate::encoding::record::encode(&closing).unwrap().len();
        (fits, bytes <= crate::base::limits::RECORD_BYTES_MAX)
    };
    assert_eq!(writes(&every(1, 30_000)), (true, true), "those in a row take no room");
    assert_eq!(writes(&every(2, 8_000)), (true, true));
    assert_eq!(writes(&every(2, 40_000)), (false, false));
}
