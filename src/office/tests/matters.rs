//! Matters and proposals: their numbers, sides, steps and views; lists of any kind, counted and filtered.

use super::{Desk, MA_LIM, choice, day, fields, filled, text};
use crate::base::{Id, Number, Officer};
use crate::domain::{
    FieldValue, Fields, FormName, KINDS, Value, facet, kind,
    kinds::{matter_fields as m, proposal_fields},
    query::{Query, View},
};
use crate::wire::{Counted, LookedUp, Page, Refusal, RefusalKind, Reply, Request, Saved};

/// The commune across the border.
const EA_LY: &str = "C24145n";

fn unit(id: &str) -> Value {
    Value::Ref(Id::new(id).unwrap())
}

fn named(kind: &str, record: Option<&Id>, step: Option<&str>) -> FormName {
    FormName { kind: kind.into(), record: record.cloned(), step: step.map(str::to_owned), sheet: 0 }
}

fn matter(severity: &str, due: &str) -> Fields {
    fields(&[
        ("opened_on", day("2026-11-02")),
        ("unit", unit(MA_LIM)),
        ("domain", choice("CN")),
        ("severity", choice(severity)),
        ("summary", text("Bò thả rông phá hoa màu")),
        ("due_on", day(due)),
    ])
}

impl Desk {
    fn save_as(
        &mut self,
        kind: &str,
        record: Option<&Id>,
        step: Option<&str>,
        base: u32,
        fields: Fields,
    ) -> Result<Saved, Refusal> {
        let form = named(kind, record, step);
        let request = Request::Save { request: self.fresh(), form, base, fields, reason: None };
        self.change("can_bo_01", &request)
    }

    pub(super) fn list(&self, query: Query) -> Page {
        match self.answer(&Request::Page { query, offset: 0, rows: 1_000, in_full: false }).unwrap() {
            Reply::Page(page) => page,
            other => panic!("{other:?}"),
        }
    }

    fn total(&self, query: Query) -> u32 {
        match self.answer(&Request::Page { query, offset: 0, rows: 0, in_full: false }).unwrap() {
            Reply::Page(page) => page.total,
            other => panic!("{other:?}"),
        }
    }

    fn counted(&self, query: &Query, facet: &str) -> Counted {
        match self.answer(&Request::CountBy { query: query.clone(), facet: facet.into() }).unwrap() {
            Reply::Counted(counted) => counted,
            other => panic!("{other:?}"),
        }
    }

    /// A place beyond the border of the own commune.
    fn other_commune(&self) -> Id {
        let own = self.office.basis().own_unit().unwrap();
        let today = self.office.basis().today;
        let places = self.office.places();
        let other = places.all().iter().find(|place| {
            place.level == crate::domain::kinds::Level::Commune && place.id != own && place.in_force(today)
        });
        other.map_or_else(|| Id::new(EA_LY).unwrap(), |place| place.id.clone())
    }
}

#[test]
fn a_border_matter_has_one_number_and_each_side_says_its_own_part() {
    let mut desk = Desk::new();
    let other = desk.other_commune();
    let mut border = matter("can_giai_quyet", "2026-12-10");
    border.insert("other_unit".into(), Value::Ref(other));
    border.insert("their_due_on".into(), day("2026-11-18"));
    let refused = desk.save_as("matter", None, None, 0, border.clone()).unwrap_err();
    assert_eq!(refused.problems[0].field, "lead", "of a border matter one side leads");
    border.insert("lead".into(), choice("ben_kia"));
    let saved = desk.save_as("matter", None, None, 0, border).unwrap();
    assert_eq!(
        (saved.number, saved.say.vi.as_str()),
        (Some(Number { seq: 1, year: 2026 }), "Đã lưu V-001/2026")
    );
    let id = saved.id;
    assert_eq!(desk.shown(&id).record.id, id);
    let Reply::Shown(shown) = desk.answer(&Request::Show("v-1".into())).unwrap() else { panic!() };
    assert_eq!(shown.record.id, id, "found by its number");
    assert_eq!(shown.clocks.len(), 2);
    assert_eq!(shown.clocks[0].days, "-5n");

    let statement = |households: i64| {
        fields(&[
            ("on", day("2026-11-10")),
            ("text", text("2 ha mì bị phá")),
            ("households", Value::Int(households)),
        ])
    };
    desk.save_as("matter", Some(&id), Some("y_kien_ta"), 1, statement(5)).unwrap();
    let refused = desk.save_as("matter", Some(&id), Some("y_kien_ben_kia"), 2, statement(3)).unwrap_err();
    assert_eq!(refused.problems[0].field, "document", "their words come with the number of their document");
    let mut theirs = statement(3);
    theirs.insert("document".into(), text("15/UBND"));
    desk.save_as("matter", Some(&id), Some("y_kien_ben_kia"), 2, theirs).unwrap();
    let shown = desk.shown(&id);
    let told = |word: &str| shown.unfolded.iter().any(|line| line.vi.starts_with(word));
    assert!(told("Trái ngược   số hộ: ta 5") && told("Ta viết") && told("Chủ trì"), "{:#?}", shown.unfolded);
    assert_eq!(desk.list(Query::view("matter", View::MattersBorder)).total, 1);

    let lead =
        desk.save_as("matter", Some(&id), Some("chuyen_chu_tri"), 3, fields(&[("on", day("2026-11-20"))]));
    assert_eq!(lead.unwrap_err().problems[0].field, "document", "both sides confirm it");
    let confirmed = fields(&[("on", day("2026-11-20")), ("document", text("20/BB"))]);
    desk.save_as("matter", Some(&id), Some("chuyen_chu_tri"), 3, confirmed).unwrap();
    assert_eq!(m::LEAD.of(&desk.shown(&id).record).unwrap().into_value(), choice("ta"));
}

#[test]
fn a_second_statement_hides_neither_the_first_nor_that_the_sides_differ() {
    let mut desk = Desk::new();
    let mut border = matter("can_giai_quyet", "2026-12-10");
    border.insert("other_unit".into(), Value::Ref(desk.other_commune()));
    border.insert("lead".into(), choice("ta"));
    let id = desk.save_as("matter", None, None, 0, border).unwrap().id;
    let said = |on: &str, told: &str, households: Option<i64>| {
        let mut said = fields(&[("on", day(on)), ("text", text(told))]);
        said.extend(households.map(|count| ("households".to_owned(), Value::Int(count))));
        said
    };
    desk.save_as("matter", Some(&id), Some("y_kien_ta"), 1, said("2026-11-10", "2 ha mì", Some(5))).unwrap();
    let mut theirs = said("2026-11-12", "1 ha mì", Some(3));
    theirs.insert("document".into(), text("15/UBND"));
    desk.save_as("matter", Some(&id), Some("y_kien_ben_kia"), 2, theirs).unwrap();
    desk.save_as("matter", Some(&id), Some("y_kien_ta"), 3, said("2026-11-20", "Đã đo lại", None)).unwrap();
    // A statement of an older day, entered later.
    desk.save_as("matter", Some(&id), Some("y_kien_ta"), 4, said("2026-11-15", "Mời đo", None)).unwrap();
    let shown = desk.shown(&id);
    let ours: Vec<&str> =
        shown.unfolded.iter().filter_map(|line| line.vi.strip_prefix("Ta viết")).map(str::trim).collect();
    assert_eq!(ours, ["20/11: Đã đo lại", "15/11: Mời đo", "10/11: 2 ha mì, 5 hộ"]);
    let at = |word: &str| shown.unfolded.iter().position(|line| line.vi.starts_with(word));
    assert!(at("Trái ngược   số hộ: ta 5").unwrap() < at("Ta viết").unwrap(), "{:#?}", shown.unfolded);
}

#[test]
fn a_closed_matter_leaves_its_lists_and_comes_back_the_same_day() {
    let mut desk = Desk::new();
    let id = desk.save_as("matter", None, None, 0, matter("khan", "2026-11-22")).unwrap().id;
    let end = fields(&[("on", day("2026-11-23")), ("result", text("Đã đền bù"))]);
    desk.save_as("matter", Some(&id), Some("ket_thuc"), 1, end.clone()).unwrap();
    assert_eq!(desk.list(Query::view("matter", View::MattersOpen)).total, 0);
    assert_eq!(desk.list(Query::all("matter")).total, 1);
    let again = desk.save_as("matter", Some(&id), Some("ket_thuc"), 2, end).unwrap_err();
    assert!(again.problems[0].say.vi.contains("kết thúc"), "{again:?}");
    let request = Request::TakeBack { request: desk.fresh(), id: id.clone(), base: 2 };
    let other = desk.change("can_bo_02", &request).unwrap_err();
    assert_eq!(other.kind, RefusalKind::Problems, "only who took it");
    let request = Request::TakeBack { request: desk.fresh(), id: id.clone(), base: 2 };
    desk.change("can_bo_01", &request).unwrap();
    assert_eq!(desk.list(Query::view("matter", View::MattersUrgent)).total, 1);
    let shown = desk.shown(&id);
    assert_eq!(m::RESULT.of(&shown.record), None);
    assert_eq!(shown.timeline.len(), 2, "nothing is deleted");
    let Reply::History(history) = desk.answer(&Request::History(id)).unwrap() else { panic!() };
    assert_eq!(history[1].say.vi, "Kết thúc: Đã đền bù (đã lấy lại)");
}

#[test]
fn the_urgent_stand_first_and_then_what_is_due_first() {
    let mut desk = Desk::new();
    for (severity, due) in
        [("can_theo_doi", "2026-12-04"), ("can_giai_quyet", "2026-11-18"), ("khan", "2026-11-30")]
    {
        desk.save_as("matter", None, None, 0, matter(severity, due)).unwrap();
    }
    let page = desk.list(Query::view("matter", View::MattersOpen));
    let numbers: Vec<&str> = page.rows.iter().map(|row| row.cells[0].as_str()).collect();
    assert_eq!(numbers, ["V-003", "V-002", "V-001"]);
    assert_eq!(desk.list(Query { narrow: "ml".into(), ..Query::view("matter", View::MattersOpen) }).total, 3);
    assert_eq!(desk.list(Query { narrow: "hoa m".into(), ..Query::all("matter") }).total, 3);
    assert_eq!(desk.list(Query { narrow: "02".into(), ..Query::all("matter") }).total, 1);
}

#[test]
fn only_a_list_of_petitions_is_narrowed_by_kinds_of_petitions() {
    let mut desk = Desk::new();
    let mut told = matter("khan", "2026-11-30");
    told.insert("summary".into(), text("Kiến nghị làm ngầm, kn"));
    desk.save_as("matter", None, None, 0, told).unwrap();
    let of = |kind: &str, typed: &str| Query { narrow: typed.into(), ..Query::all(kind) };
    let matters = desk.list(of("matter", "kng"));
    assert_eq!((matters.echo, matters.total), (None, 0), "no word begins so");
    let matters = desk.list(of("matter", "tc"));
    assert_ne!(matters.echo.map(|echo| echo.vi), Some("tc = Tố cáo".to_owned()));
    assert_eq!(desk.list(of("petition", "kng")).echo.unwrap().vi, "kng = Kiến nghị");
}

#[test]
fn a_file_says_days_and_numbers_with_their_year_and_a_screen_what_has_room() {
    let mut desk = Desk::new();
    desk.save_as("matter", None, None, 0, matter("khan", "2026-11-30")).unwrap();
    let cells = |in_full: bool, name: &str| {
        let request = Request::Page { query: Query::all("matter"), offset: 0, rows: 1, in_full };
        let Reply::Page(page) = desk.answer(&request).unwrap() else { panic!() };
        let at = kind("matter").unwrap().columns.iter().position(|column| column.name == name).unwrap();
        page.rows[0].cells[at].clone()
    };
    assert_eq!((cells(false, "number"), cells(false, "due")), ("V-001".into(), "30/11".into()));
    assert_eq!((cells(true, "number"), cells(true, "due")), ("V-001/2026".into(), "30/11/2026".into()));
}

#[test]
fn a_proposal_is_known_to_its_matters_from_the_same_entry() {
    let mut desk = Desk::new();
    let id = desk.save_as("matter", None, None, 0, matter("khan", "2026-11-22")).unwrap().id;
    let second = desk.save_as("matter", None, None, 0, matter("khan", "2026-11-22")).unwrap().id;
    assert_eq!(desk.list(Query::view("matter", View::MattersUnproposed)).total, 2);
    let form = named("proposal", None, None);
    let look_up = |desk: &Desk, typed: &str| -> LookedUp {
        let request = Request::LookUp {
            form: form.clone(),
            fields: Fields::new(),
            field: "matters".into(),
            text: typed.into(),
        };
        match desk.answer(&request).unwrap() {
            Reply::LookedUp(found) => found,
            other => panic!("{other:?}"),
        }
    };
    assert!(look_up(&desk, "1, 7").offers.is_empty(), "one of them is no matter");
    let found = look_up(&desk, "V-1, 2/2026 1");
    assert_eq!(found.offers[0].code, "V-001, V-002");
    let proposal = fields(&[
        ("submitted_on", day("2026-11-12")),
        ("level", choice("dang_uy_xa")),
        ("matters", found.offers[0].value.clone()),
        ("subject", text("Hỗ trợ giống cho các hộ bị phá hoa màu")),
        ("answer_due_on", day("2026-11-20")),
    ]);
    let saved = desk.save_as("proposal", None, None, 0, proposal.clone()).unwrap();
    assert_eq!(saved.say.vi, "Đã lưu ĐX-1/2026");
    assert_eq!(desk.list(Query::view("matter", View::MattersUnproposed)).total, 0);
    assert!(desk.shown(&id).heading.iter().any(|line| line.vi.contains("đề xuất ĐX-1")));
    for view in [View::ProposalsOpen, View::ProposalsWaiting, View::ProposalsLate] {
        assert_eq!(desk.list(Query::view("proposal", view)).total, 1, "{view:?}");
    }
    let shown = desk.shown(&saved.id);
    assert!(shown.heading.iter().any(|line| line.vi.contains("10 ngày sau")), "{:#?}", shown.heading);
    let Reply::Home(home) = desk.answer(&Request::Home).unwrap() else { panic!() };
    assert_eq!((home.lines[6].count, home.lines[6].note.vi.as_str()), (2, "khẩn 2, giáp ranh 0"));
    assert_eq!((home.lines[7].count, home.lines[7].note.vi.as_str()), (1, "chờ ý kiến 1; quá hạn trả lời 1"));
    let officer = Officer::new("can_bo_01").unwrap();
    assert_eq!(desk.office.counts(&desk.office.viewer(&officer))[6..8], [2, 1]);

    // One of them is taken out of the proposal again.
    let mut fewer = proposal;
    fewer.insert("matters".into(), Value::List(vec![Value::Ref(id)]));
    desk.save_as("proposal", Some(&saved.id), None, 1, fewer).unwrap();
    assert_eq!(m::PROPOSALS.of(&desk.shown(&second).record), None);

    let given =
        fields(&[("on", day("2026-11-22")), ("direction", text("Đồng ý")), ("due", day("2026-12-15"))]);
    desk.save_as("proposal", Some(&saved.id), Some("y_kien_chi_dao"), 2, given).unwrap();
    assert_eq!(desk.list(Query::view("proposal", View::ProposalsWaiting)).total, 0);
    assert_eq!(desk.list(Query::view("proposal", View::ProposalsOpen)).total, 1);
    let result = fields(&[("on", day("2026-11-23")), ("outcome", text("Đã cấp giống"))]);
    desk.save_as("proposal", Some(&saved.id), Some("ket_qua"), 3, result).unwrap();
    assert_eq!(desk.list(Query::view("proposal", View::ProposalsOpen)).total, 0);
    assert_eq!(proposal_fields::RESULT.of(&desk.shown(&saved.id).record).as_deref(), Some("Đã cấp giống"));
}

#[test]
fn a_matter_is_found_over_everything() {
    let mut desk = Desk::new();
    let id = desk.save_as("matter", None, None, 0, matter("khan", "2026-11-22")).unwrap().id;
    for typed in ["hoa mau", "v-001", "ml", "han:qua", "linhvuc:cn"] {
        let search =
            Request::Search { text: typed.into(), group: Some("matter".into()), offset: 0, rows: 10 };
        let Reply::Found(found) = desk.answer(&search).unwrap() else { panic!() };
        let rows: Vec<&Id> =
            found.groups.iter().flat_map(|group| &group.rows).map(|found| &found.row.id).collect();
        assert_eq!(rows, [&id], "{typed}");
    }
}

#[test]
fn a_proposal_of_what_is_no_matter_is_refused() {
    let mut desk = Desk::new();
    let proposal = fields(&[
        ("submitted_on", day("2026-11-12")),
        ("level", choice("dang_uy_xa")),
        ("matters", Value::List(vec![unit(MA_LIM)])),
        ("subject", text("Hỗ trợ")),
    ]);
    let refused = desk.save_as("proposal", None, None, 0, proposal).unwrap_err();
    assert_eq!(refused.problems[0].field, "matters");
    assert_eq!(desk.list(Query::all("proposal")).total, 0, "no number was taken");
}

#[test]
fn every_line_of_a_count_opens_exactly_as_many_rows() {
    let mut desk = filled(150);
    for (severity, due) in
        [("can_theo_doi", "2026-12-04"), ("can_giai_quyet", "2026-11-18"), ("khan", "2026-11-30")]
    {
        desk.save_as("matter", None, None, 0, matter(severity, due)).unwrap();
    }
    for of in KINDS.iter().filter(|kind| !kind.counted_by.is_empty()) {
        for view in View::of_kind(of.name) {
            for narrow in ["", "ml"] {
                let query = Query { narrow: narrow.into(), ..Query::view(of.name, view) };
                for name in of.counted_by {
                    let counted = desk.counted(&query, name);
                    let sum: u32 = counted.lines.iter().map(|line| line.count).sum();
                    assert_eq!(sum, counted.total, "{view:?} {name}");
                    assert_eq!(counted.total, desk.total(query.clone()), "{view:?} {name}");
                    for line in &counted.lines {
                        let opened = desk.total(query.clone().with(name, line.value.clone()));
                        assert_eq!(opened, line.count, "{view:?} {name} {}", line.label.vi);
                        let late = query.clone().with(name, line.value.clone());
                        let late = desk.total(late.with(facet::OVERDUE, Value::Flag(true)));
                        assert_eq!(late, line.overdue, "{view:?} {name} {}", line.label.vi);
                    }
                }
            }
        }
    }
    let told = desk.counted(&Query::view("petition", View::Unresolved), "told_domain");
    assert!(told.lines.iter().any(|line| line.label.vi == "(tố cáo)"), "{told:#?}");
    let refused = desk
        .answer(&Request::CountBy { query: Query::all("petition"), facet: "officer".into() })
        .unwrap_err();
    assert_eq!(refused.kind, RefusalKind::Unknown, "only what is declared is counted by");
}

#[test]
fn an_indexed_filter_finds_what_reading_everything_finds_the_newest_first() {
    let desk = filled(300);
    let all = desk.list(Query::all("petition"));
    let around = desk.office.basis().clone();
    let officer = Officer::new("can_bo_01").unwrap();
    let around = around.around(&officer).unwrap();
    let of = kind("petition").unwrap();
    let filter = ("village".to_owned(), unit(MA_LIM));
    let records = all.rows.iter().map(|row| desk.shown(&row.id).record);
    let wanted: Vec<Id> =
        records.filter(|record| facet::keeps(of, &filter, record, &around)).map(|record| record.id).collect();
    assert!(wanted.len() > 3);
    let found: Vec<Id> = desk
        .list(Query::all("petition").with("village", unit(MA_LIM)))
        .rows
        .into_iter()
        .map(|row| row.id)
        .collect();
    assert_eq!(found, wanted);
    // Within the commune lies everything, within the village its own.
    let own = desk.office.basis().own_unit().unwrap();
    let within = |unit: Id| desk.list(Query::all("petition").with(facet::WITHIN, Value::Ref(unit))).total;
    assert_eq!(within(Id::new(MA_LIM).unwrap()) as usize, wanted.len());
    assert!(within(own) > 100);
}

#[test]
fn the_updates_of_a_village_come_newest_first() {
    let mut desk = Desk::new();
    for (village, week) in [(MA_LIM, 44), ("V24115-09", 46), (MA_LIM, 46), (MA_LIM, 45)] {
        let update = fields(&[
            ("village", unit(village)),
            ("period", text(&format!("2026-W{week}"))),
            ("note", text("Lúa tốt, giếng đủ nước")),
        ]);
        desk.save_as("village_update", None, None, 0, update).unwrap();
    }
    let weeks = |query: Query| -> Vec<String> {
        desk.list(query).rows.into_iter().map(|row| row.cells[0].trim().to_owned()).collect()
    };
    assert_eq!(
        weeks(Query::all("village_update").with("village", unit(MA_LIM))),
        ["tuần 46", "tuần 45", "tuần 44"]
    );
    assert_eq!(weeks(Query::all("village_update"))[0], "tuần 46");
    assert_eq!(weeks(Query::all("village_update"))[3], "tuần 44");
    assert_eq!(weeks(Query { narrow: "gieng".into(), ..Query::all("village_update") }).len(), 4);
    assert_eq!(weeks(Query { narrow: "ml".into(), ..Query::all("village_update") }).len(), 3);
}

#[test]
fn a_view_of_another_kind_is_refused_and_a_step_of_another_kind_unknown() {
    let mut desk = Desk::new();
    let wrong = desk.answer(&Request::Page {
        query: Query::view("matter", View::Overdue),
        offset: 0,
        rows: 5,
        in_full: false,
    });
    assert_eq!(wrong.unwrap_err().kind, RefusalKind::Unknown);
    let id = desk.save_as("matter", None, None, 0, matter("khan", "2026-11-22")).unwrap().id;
    let step = desk.save_as("matter", Some(&id), Some("chuyen_don"), 1, Fields::new()).unwrap_err();
    assert_eq!(step.kind, RefusalKind::Unknown);
    let as_petition = desk.save_as("petition", Some(&id), Some("chuyen_don"), 1, Fields::new()).unwrap_err();
    assert_eq!(as_petition.kind, RefusalKind::Unknown);
    let examined = Request::Examine {
        form: named("matter", Some(&id), Some("ket_thuc")),
        base: 1,
        fields: Fields::new(),
    };
    let Reply::Examined(examined) = desk.answer(&examined).unwrap() else { panic!() };
    assert_eq!(examined.problems[0].field, "result");
    assert!(examined.heading[0].vi.starts_with("V-001  Bò thả rông"));
}
