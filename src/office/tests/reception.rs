//! Receptions of citizens: the plan, the visits and their book, the petition that one opens, and denunciations.

use super::*;
use crate::domain::{
    book::BookName,
    kinds::{Held, Petition, petition_fields as p, reception_day_fields as d, reception_entry_fields as e},
    petition::statistics::{Frame, Window},
};
use crate::wire::{BookPage, NamedVisit};

impl Desk {
    fn enter(&mut self, kind: &str, fields: Fields) -> Result<Saved, Refusal> {
        let request = self.fresh();
        let form = FormName::for_new(kind, 0);
        self.change("can_bo_01", &Request::Save { request, form, base: 0, fields, reason: None })
    }

    fn visit(&mut self, more: &[(&str, Value)]) -> Id {
        let mut typed = fields(&[
            ("on", day("2026-11-20")),
            ("people", Value::Int(2)),
            ("contact", text("Người thử, buôn thử")),
            ("brought", choice("kien_nghi")),
            ("village", Value::Ref(Id::new("V24115-01").unwrap())),
            ("domain", choice("GT")),
            ("summary", text("Đề nghị làm lại cống đầu buôn")),
        ]);
        typed.extend(fields(more));
        self.enter("reception_entry", typed).unwrap().id
    }

    fn of_kind(&self, kind: &str) -> Vec<Record> {
        self.store.records(kind, None, 1_000).unwrap()
    }

    fn kept(&self, id: &Id) -> Record {
        self.store.record(id).unwrap().unwrap()
    }

    fn row(&self, book: BookName, id: &Id) -> Vec<String> {
        let officer = Officer::new("can_bo_01").unwrap();
        let basis = self.office.basis();
        let record = self.kept(id);
        let petition = book.told_from(&record).map(|id| self.kept(&id));
        book.row(&record, petition.as_ref(), &basis.around(&officer).unwrap(), Lang::Vi)
    }
}

#[test]
fn a_plan_is_laid_by_its_first_day_and_leaves_days_off_out() {
    let mut desk = Desk::new();
    let first = fields(&[
        ("on", day("2026-12-03")),
        ("receiver", choice("chu_tich")),
        ("weekly_until", day("2027-01-10")),
    ]);
    desk.enter("reception_day", first.clone()).unwrap();
    let days = |desk: &Desk| -> Vec<String> {
        let mut days: Vec<Day> =
            desk.of_kind("reception_day").iter().map(|one| d::ON.of(one).unwrap()).collect();
        days.sort();
        days.into_iter().map(Day::iso).collect()
    };
    assert_eq!(
        days(&desk),
        ["2026-12-03", "2026-12-10", "2026-12-17", "2026-12-24", "2026-12-31", "2027-01-07"]
    );
    // Laid again it changes nothing of what stands, and a Friday that is a holiday is no reception day.
    desk.enter(
        "reception_day",
        fields(&[
            ("on", day("2026-12-25")),
            ("receiver", choice("chu_tich")),
            ("weekly_until", day("2027-01-08")),
        ]),
    )
    .unwrap();
    assert!(!days(&desk).contains(&"2027-01-01".to_owned()), "{:?}", days(&desk));
    let too_far = fields(&[
        ("on", day("2026-12-04")),
        ("receiver", choice("chu_tich")),
        ("weekly_until", day("2028-12-04")),
    ]);
    assert_eq!(desk.enter("reception_day", too_far).unwrap_err().problems[0].field, "weekly_until");
    // What has not come was not held; nobody came is an answer of its own.
    let held = |on: &str, held: &str| {
        fields(&[("on", day(on)), ("receiver", choice("dan_van")), ("held", choice(held))])
    };
    assert!(desk.enter("reception_day", held("2026-12-30", "da_tiep")).is_err());
    let nobody = desk.enter("reception_day", held("2026-11-19", "khong_co_nguoi")).unwrap().id;
    assert_eq!(d::HELD.of(&desk.kept(&nobody)), Some(Held::Nobody));
    assert!(desk.enter("reception_day", held("2026-11-12", "khong_tiep")).is_err(), "why not must be said");
}

#[test]
fn a_visit_opens_its_petition_in_one_entry_and_its_row_is_told_from_it() {
    let mut desk = Desk::new();
    let id = desk.visit(&[("opens", Value::Flag(true)), ("brought", choice("khieu_nai"))]);
    let visit = desk.kept(&id);
    let petition = e::PETITION.of(&visit).unwrap();
    let opened = desk.kept(&petition);
    assert_eq!(p::RECEPTION.of(&opened), Some(id.clone()));
    assert_eq!(Petition(&opened).kind(), Some(PetitionKind::KhieuNai));
    assert_eq!((Petition(&opened).signatories(), Petition(&opened).summary()), (2, e::SUMMARY.of(&visit)));
    let seqs = |id: &Id| desk.store.history(id).unwrap().iter().map(|entry| entry.seq).collect::<Vec<_>>();
    assert_eq!(seqs(&id), seqs(&petition), "one entry");

    desk.save(
        Some(&petition),
        Some("da_phan_loai"),
        opened.revision,
        fields(&[("on", day("2026-11-20")), ("competence", choice("khong_thuoc_tham_quyen"))]),
    )
    .unwrap();
    let revision = desk.kept(&petition).revision;
    desk.save(
        Some(&petition),
        Some("chuyen_don"),
        revision,
        fields(&[
            ("receiver", text("UE")),
            ("document_on", day("2026-11-21")),
            ("document_number", text("31-CV/BDV")),
        ]),
    )
    .unwrap();
    let row = desk.row(BookName::Reception, &id);
    assert_eq!(row.len(), 12);
    assert_eq!((&row[0][..], &row[2][..], &row[3][..]), ("1/2026", "", ""), "no name, and no identity card");
    assert_eq!((&row[5][..], &row[8][..], &row[10][..]), ("Khiếu nại", "", "Xã Ea Ly, 31-CV/BDV"));
    assert_eq!(row[11], "1/2026, Đã chuyển đơn, 31-CV/BDV");
    let intake = desk.row(BookName::Intake, &petition);
    assert_eq!((&intake[0][..], &intake[2][..]), ("1/2026", "Tiếp công dân"));
}

#[test]
fn numbers_of_the_book_have_no_gaps_and_a_cancelled_one_keeps_its_row() {
    let mut desk = Desk::new();
    let ids: Vec<Id> = (0..4).map(|_| desk.visit(&[])).collect();
    let second = desk.kept(&ids[1]);
    let request = desk.fresh();
    let form = FormName {
        kind: "reception_entry".into(),
        record: Some(ids[1].clone()),
        step: Some("huy".into()),
        sheet: 0,
    };
    let cancel = fields(&[("on", day("2026-11-23"))]);
    desk.change(
        "can_bo_01",
        &Request::Save { request, form, base: second.revision, fields: cancel, reason: None },
    )
    .unwrap();
    let numbers: Vec<String> = ids.iter().map(|id| desk.row(BookName::Reception, id)[0].clone()).collect();
    assert_eq!(numbers, ["1/2026", "2/2026", "3/2026", "4/2026"]);
    let row = desk.row(BookName::Reception, &ids[1]);
    assert_eq!((&row[4][..], row.iter().filter(|cell| cell.is_empty()).count()), ("(đã hủy)", 9));
    assert!(e::SUMMARY.of(&desk.kept(&ids[1])).is_none());
    let window = Window::from_typed("t11", Day::from_iso("2026-11-23").unwrap()).unwrap();
    let frame = Frame { commune: Id::new("C24100n"), ..Frame::new(window) };
    let request = Request::Statistics { frame, place: None, frozen_first: false };
    let Reply::Statistics(sheet) = desk.answer(&request).unwrap() else { panic!() };
    assert_eq!((sheet.table.visits, sheet.table.visitors), (3, 6), "a cancelled visit counts nowhere");
}

#[test]
fn a_denunciation_is_never_a_row_and_takes_what_was_told_of_its_visit_along() {
    let mut desk = Desk::new();
    let mut denounced = fields(&[
        ("on", day("2026-11-20")),
        ("brought", choice("to_cao")),
        ("village", Value::Ref(Id::new("V24115-01").unwrap())),
        ("domain", choice("GT")),
        ("summary", text("zqxjk")),
    ]);
    let refused = desk.enter("reception_entry", denounced.clone()).unwrap_err();
    assert!(!format!("{refused:?}").contains("zqxjk"));
    // Nor by naming the petition of one.
    let mut told = complaint("2026-11-09");
    told.insert("petition_kind".into(), choice("to_cao"));
    for gone in ["summary", "sender", "instance"] {
        told.remove(gone);
    }
    told.insert("village".into(), Value::Ref(Id::new("C24100n").unwrap()));
    told.insert("sealed_file".into(), text("07-M"));
    let file = desk.save(None, None, 0, told).unwrap().id;
    denounced.insert("brought".into(), choice("kien_nghi"));
    denounced.insert("petition".into(), Value::Ref(file));
    assert!(desk.enter("reception_entry", denounced).is_err());

    let id = desk.visit(&[("opens", Value::Flag(true))]);
    let petition = e::PETITION.of(&desk.kept(&id)).unwrap();
    let revision = desk.kept(&petition).revision;
    desk.save(
        Some(&petition),
        Some("phan_loai_lai"),
        revision,
        fields(&[
            ("on", day("2026-11-21")),
            ("sealed_file", text("08-M")),
            ("commune", Value::Ref(Id::new("C24100n").unwrap())),
        ]),
    )
    .unwrap();
    let visit = desk.kept(&id);
    let left: Vec<&str> = visit.fields.keys().map(String::as_str).collect();
    assert_eq!(left, ["number", "on", "state"]);
    assert!(p::RECEPTION.of(&desk.kept(&petition)).is_none(), "nothing leads to it");
    let closed = desk.below.record(&id).unwrap().unwrap();
    assert!(!format!("{closed:?}").contains("Sealed"), "no key is in use");
    let request = desk.fresh();
    assert!(desk.change("can_bo_01", &Request::OpenContact { request, id, reason: "thử".into() }).is_err());
}

#[test]
fn who_came_is_closed_until_a_reason_is_written_down() {
    let mut desk = Desk::new();
    let id = desk.visit(&[]);
    assert!(matches!(desk.shown(&id).record.fields.get("contact"), Some(Value::Sealed(_))));
    let listed = desk.answer(&Request::Records {
        query: Query::all("reception_entry"),
        text: String::new(),
        offset: 0,
        limit: 10,
    });
    assert!(!format!("{listed:?}").contains("Người thử"));
    let request = desk.fresh();
    let asked = Request::OpenContact { request, id: id.clone(), reason: "in sổ quý IV".into() };
    let Decision::Proposal(proposal) = desk.decide("can_bo_01", &asked).unwrap() else { panic!() };
    assert_eq!(proposal.entry.reason.as_deref(), Some("in sổ quý IV"));
    assert!(format!("{:?}", desk.below.record(&id).unwrap()).find("Người thử").is_none());
}

/// A petition's form as it opens from a visit.
fn opened_from(visit: &Id, kind: &str) -> Fields {
    let mut typed = complaint("2026-11-20");
    typed.remove("instance");
    typed.insert("petition_kind".into(), choice(kind));
    typed.insert("reception".into(), Value::Ref(visit.clone()));
    if kind == "to_cao" {
        for gone in ["summary", "sender"] {
            typed.remove(gone);
        }
        typed.insert("village".into(), Value::Ref(Id::new("C24100n").unwrap()));
        typed.insert("sealed_file".into(), text("09-M"));
    }
    typed
}

#[test]
fn a_petition_opened_from_a_saved_visit_and_the_visit_name_each_other_from_one_entry() {
    let mut desk = Desk::new();
    let id = desk.visit(&[("ours", Value::Flag(true))]);
    let offered = desk.shown(&id).steps;
    assert!(offered.iter().any(|step| step.letter == Some('m')), "{offered:?}");
    let petition = desk.save(None, None, 0, opened_from(&id, "kien_nghi")).unwrap().id;
    assert_eq!(p::RECEPTION.of(&desk.kept(&petition)), Some(id.clone()));
    let visit = desk.kept(&id);
    assert_eq!(e::PETITION.of(&visit), Some(petition.clone()));
    assert!(!visit.fields.contains_key("ours"), "told from the petition");
    let again = desk.visit(&[("petition", Value::Ref(petition.clone()))]);
    let heading = desk.shown(&petition).heading;
    let visits = heading.iter().find(|say| say.vi.starts_with("Tiếp công dân: "));
    let visits = visits.unwrap_or_else(|| panic!("{heading:?}"));
    assert_eq!(visits.vi, "Tiếp công dân: TCD-1/2026 20/11, TCD-2/2026 20/11");
    assert!(desk.kept(&again).fields.contains_key("petition"));
    for _ in 0..3 {
        desk.visit(&[("petition", Value::Ref(petition.clone()))]);
    }
    let heading = format!("{:?}", desk.shown(&petition).heading);
    let last = "Tiếp công dân 5 lượt, gần nhất: TCD-3/2026 20/11, TCD-4/2026 20/11, TCD-5/2026 20/11";
    assert!(heading.contains(last), "{heading}");
    assert_eq!(desk.below.history(&id).unwrap().last(), desk.below.history(&petition).unwrap().last());
    assert!(desk.shown(&id).steps.iter().all(|step| step.letter != Some('m')));
    let again = desk.save(None, None, 0, opened_from(&id, "kien_nghi")).unwrap_err();
    assert_eq!(again.problems.len(), 1, "a visit opens one petition: {again:?}");
    let one = desk.store.records("petition", None, 10).unwrap();
    assert_eq!(one.len(), 1, "nothing of the refused one is there");
}

#[test]
fn who_came_is_the_sender_of_the_petition_unless_another_one_is_typed() {
    let mut desk = Desk::new();
    let closed = Value::Sealed(SealedText::KEPT);
    let told = |desk: &mut Desk, id: &Id| {
        let request = desk.fresh();
        let asked = Request::OpenContact { request, id: id.clone(), reason: "để trả lời".into() };
        match desk.replied("can_bo_01", &asked) {
            Ok(Reply::Contact(contact)) => contact.lines.into_iter().map(|(_, told)| told).collect(),
            other => vec![format!("{other:?}")],
        }
    };
    let visit = desk.visit(&[]);
    let mut typed = opened_from(&visit, "kien_nghi");
    typed.insert("sender".into(), closed.clone());
    let petition = desk.save(None, None, 0, typed).unwrap().id;
    assert_eq!(told(&mut desk, &petition), ["Người thử, buôn thử"]);
    let below = format!("{:?}", desk.below.history(&petition).unwrap());
    assert!(!below.contains("Người thử"), "it is closed on the disk");

    let visit = desk.visit(&[]);
    let petition = desk.save(None, None, 0, opened_from(&visit, "kien_nghi")).unwrap().id;
    assert_eq!(told(&mut desk, &petition), ["Người gửi mẫu"], "what was typed stands");

    // Left closed without a visit, or in a denunciation, it is nothing.
    let mut typed = complaint("2026-11-20");
    typed.insert("sender".into(), closed.clone());
    let alone = desk.save(None, None, 0, typed).unwrap().id;
    assert!(!desk.kept(&alone).fields.contains_key("sender"));
    let visit = desk.visit(&[]);
    let mut typed = opened_from(&visit, "to_cao");
    typed.insert("sender".into(), closed);
    let saved = desk.save(None, None, 0, typed);
    let left = saved.map(|saved| desk.kept(&saved.id).fields.contains_key("sender"));
    assert!(!matches!(left, Ok(true)), "{left:?}");
}

#[test]
fn a_saved_visit_that_turns_out_to_be_a_denunciation_keeps_its_number_only() {
    let mut desk = Desk::new();
    let id = desk.visit(&[]);
    let petition = desk.save(None, None, 0, opened_from(&id, "to_cao")).unwrap().id;
    let visit = desk.kept(&id);
    let left: Vec<&str> = visit.fields.keys().map(String::as_str).collect();
    assert_eq!(left, ["number", "on", "state"]);
    assert!(p::RECEPTION.of(&desk.kept(&petition)).is_none(), "nothing leads to it");
    let history = format!("{:?}", desk.store.history(&id).unwrap());
    assert!(!history.contains("Người thử") && !history.contains("cống đầu buôn"), "{history}");
}

#[test]
fn a_cancelled_visit_is_not_taken_back_for_nothing_is_left_of_it() {
    let mut desk = Desk::new();
    let id = desk.visit(&[]);
    let form = FormName {
        kind: "reception_entry".into(),
        record: Some(id.clone()),
        step: Some("huy".into()),
        sheet: 0,
    };
    let request = desk.fresh();
    let said = fields(&[("on", day("2026-11-23"))]);
    desk.change("can_bo_01", &Request::Save { request, form, base: 1, fields: said, reason: None }).unwrap();
    assert!(!desk.shown(&id).may_take_back);
    let back = Request::TakeBack { request: desk.fresh(), id: id.clone(), base: 2 };
    assert!(desk.change("can_bo_01", &back).is_err());
    assert!(crate::domain::kinds::is_cancelled_reception(&desk.kept(&id)));
}

#[test]
fn the_contact_of_a_visit_is_erased_when_nobody_needs_it() {
    let mut desk = Desk::new();
    let old = desk.visit(&[("on", day("2025-06-20"))]);
    let new = desk.visit(&[]);
    let with_petition = desk.visit(&[("on", day("2025-06-20")), ("opens", Value::Flag(true))]);
    let erase = Request::EraseContacts { request: desk.fresh(), dry_run: false };
    desk.change("can_bo_01", &erase).unwrap();
    let keeps = |desk: &Desk, id: &Id| desk.kept(id).fields.contains_key("contact");
    assert!(!keeps(&desk, &old) && desk.kept(&old).fields.contains_key("summary"));
    assert!(keeps(&desk, &new), "it is of this year");
    assert!(keeps(&desk, &with_petition), "its petition is open");
    assert!(desk.shown(&old).timeline[0].say.vi.contains("Đã xóa liên hệ"));
}

#[test]
fn names_of_a_book_are_read_only_by_who_wrote_down_why_and_of_that_period() {
    let mut desk = Desk::new();
    let inside = desk.visit(&[]);
    let outside = desk.visit(&[("on", day("2026-10-05"))]);
    let opening = |reason: &str, to: &str| {
        fields(&[("from", day("2026-11-01")), ("to", day(to)), ("reason", text(reason))])
    };
    assert!(desk.enter("book_opening", opening(" ", "2026-11-30")).is_err(), "a reason must be said");
    assert!(desk.enter("book_opening", opening("in sổ", "2028-11-30")).is_err(), "a year at most");
    let opened = desk.enter("book_opening", opening("Zkf in sổ", "2026-11-30")).unwrap().id;
    let ask = |id: &Id, offset| Request::BookNames { opening: id.clone(), offset };
    let Reply::BookNames(names) = desk.answer(&ask(&opened, 0)).unwrap() else { panic!() };
    assert_eq!(names, [NamedVisit { visit: inside.clone(), told: "Người thử, buôn thử".to_owned() }]);
    assert!(!format!("{names:?}").contains("Người thử"), "no name is in what a log could print");
    assert_eq!(desk.answer(&ask(&opened, 1)).unwrap(), Reply::BookNames(Vec::new()));
    for wrong in [&inside, &outside, &Id::new("no.such").unwrap()] {
        assert!(desk.answer(&ask(wrong, 0)).is_err(), "{wrong}");
    }
    let another = Officer::new("can_bo_02").unwrap();
    assert!(desk.office.answer(&ask(&opened, 0), &another, Lang::Vi).is_err(), "one officer opened it");
    let entries = desk.below.history(&opened).unwrap();
    assert_eq!((entries.len(), entries[0].changes.len()), (1, 1), "one entry for the whole period");
    assert!(!format!("{entries:?}").contains("Zkf"), "the reason is closed with the opening's own key");
    assert_eq!(desk.below.history(&inside).unwrap().len(), 1);
}

#[test]
fn the_rows_of_a_book_are_those_of_its_days_by_their_numbers_and_go_on_behind_any() {
    let mut desk = Desk::new();
    let opened = desk.visit(&[("opens", Value::Flag(true))]);
    let before = desk.visit(&[("on", day("2026-10-05"))]);
    let third = desk.visit(&[("on", day("2026-11-02"))]);
    let last = desk.visit(&[]);
    let from = Day::from_iso("2026-11-01").unwrap();
    let to = Day::from_iso("2026-11-20").unwrap();
    let rows = |desk: &Desk, book, behind: Option<&Id>| -> Result<BookPage, Refusal> {
        let request = Request::BookRows { book, from, to, behind: behind.cloned() };
        match desk.answer(&request)? {
            Reply::BookRows(page) => Ok(page),
            other => panic!("{other:?}"),
        }
    };
    let all = rows(&desk, BookName::Reception, None).unwrap();
    let ids: Vec<&Id> = all.rows.iter().map(|row| &row.id).collect();
    assert_eq!(ids, [&opened, &third, &last], "by their numbers, without what lies before the period");
    assert_eq!((all.read, all.total, &all.behind), (4, 4, &None));
    assert_eq!(all.rows[0].cells, desk.row(BookName::Reception, &opened));
    assert!(all.rows[0].cells[11].starts_with("1/2026"), "told from its petition: {:?}", all.rows[0]);
    assert!(!format!("{all:?}").contains("Người thử"));
    let rest = rows(&desk, BookName::Reception, Some(&before)).unwrap();
    assert_eq!((rest.rows.as_slice(), rest.read), (&all.rows[1..], 2));
    let petition = e::PETITION.of(&desk.kept(&opened)).unwrap();
    let intake = rows(&desk, BookName::Intake, None).unwrap();
    assert_eq!(intake.rows.iter().map(|row| &row.id).collect::<Vec<_>>(), [&petition]);
    assert!(rows(&desk, BookName::Intake, Some(&opened)).is_err(), "a visit stands in the other book");
}

#[test]
fn a_long_book_comes_in_pages_that_make_it_whole() {
    let mut desk = Desk::new();
    let ids: Vec<Id> = (0..600).map(|_| desk.visit(&[])).collect();
    let (from, to) = (Day::from_iso("2026-11-20").unwrap(), Day::from_iso("2026-11-20").unwrap());
    let (mut found, mut behind, mut pages) = (Vec::new(), None, 0);
    loop {
        let request = Request::BookRows { book: BookName::Reception, from, to, behind };
        let Reply::BookRows(page) = desk.answer(&request).unwrap() else { panic!() };
        found.extend(page.rows.into_iter().map(|row| row.id));
        pages += 1;
        behind = page.behind;
        if behind.is_none() {
            break;
        }
    }
    assert_eq!((found, pages), (ids, 2));
}

#[test]
fn a_planned_day_is_listed_until_it_is_written_down_what_came_of_it() {
    let mut desk = Desk::new();
    let plan = fields(&[
        ("on", day("2026-11-05")),
        ("receiver", choice("chu_tich")),
        ("held", choice("theo_lich")),
        ("weekly_until", day("2026-12-10")),
    ]);
    desk.enter("reception_day", plan).unwrap();
    let listed = |desk: &Desk, view| -> Vec<Id> {
        let query = Query::view("reception_day", view);
        match desk.answer(&Request::Page { query, offset: 0, rows: 20, in_full: false }).unwrap() {
            Reply::Page(page) => page.rows.into_iter().map(|row| row.id).collect(),
            other => panic!("{other:?}"),
        }
    };
    // Thursdays: 05, 12, 19 are past, 26 and two in December are to come.
    let unwritten = listed(&desk, View::ReceptionUnwritten);
    assert_eq!((unwritten.len(), listed(&desk, View::ReceptionPlan).len()), (3, 6));
    let first = desk.kept(&unwritten[0]);
    assert_eq!(d::ON.of(&first), Day::from_iso("2026-11-05"));
    let mut nobody = first.fields.clone();
    nobody.remove("weekly_until");
    nobody.insert("held".into(), choice("khong_co_nguoi"));
    let form =
        FormName { kind: "reception_day".into(), record: Some(first.id.clone()), step: None, sheet: 0 };
    let request = desk.fresh();
    desk.change("can_bo_01", &Request::Save { request, form, base: 1, fields: nobody, reason: None })
        .unwrap();
    assert_eq!(listed(&desk, View::ReceptionUnwritten), unwritten[1..]);
    assert_eq!(listed(&desk, View::ReceptionPlan).len(), 5);
}
