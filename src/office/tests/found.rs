//! What is looked up over everything finds what was committed, in step with each commit, and nothing that is sealed.

use super::*;
use crate::domain::kinds::unit_fields;
use crate::wire::{Found, FoundGroup};

impl Desk {
    fn search(&self, typed: &str, group: Option<&str>, offset: u32, rows: u32) -> Result<Found, Refusal> {
        let request = Request::Search { text: typed.into(), group: group.map(str::to_owned), offset, rows };
        match self.answer(&request)? {
            Reply::Found(found) => Ok(found),
            other => panic!("{other:?}"),
        }
    }

    fn found(&self, typed: &str) -> Found {
        self.search(typed, None, 0, 5).unwrap()
    }

    /// How many petitions are found.
    fn petitions(&self, typed: &str) -> u32 {
        group(&self.found(typed), "petition").map_or(0, |group| group.total)
    }
}

fn group<'a>(found: &'a Found, kind: &str) -> Option<&'a FoundGroup> {
    found.groups.iter().find(|group| group.kind == kind)
}

/// The first cells of a group's rows.
fn first_cells(found: &Found, kind: &str) -> Vec<String> {
    let rows = group(found, kind).map_or(&[][..], |group| &group.rows);
    rows.iter().map(|found| found.row.cells[0].clone()).collect()
}

#[test]
fn however_a_village_is_written_it_is_found_with_what_lies_there() {
    let mut desk = Desk::new();
    desk.save(None, None, 0, complaint("2026-10-01")).unwrap();
    desk.save(None, None, 0, complaint("2026-11-20")).unwrap();
    for typed in ["ml", "ma lim", "malim", "Ma Lim", "MALIM", "buoon ma lim", "buôn ma lim"] {
        let found = desk.found(typed);
        assert_eq!(first_cells(&found, "unit").first().map(String::as_str), Some("Buôn Ma Lim"), "{typed}");
        // What is overdue stands first.
        assert_eq!(first_cells(&found, "petition"), ["1/2026", "2/2026"], "{typed}");
        assert_eq!(
            found.groups.iter().map(|group| group.kind.as_str()).collect::<Vec<_>>(),
            ["unit", "petition"]
        );
    }
    let found = desk.found("ma lim");
    let cells = &group(&found, "unit").unwrap().rows[0].row.cells;
    assert_eq!(cells[1..], ["Ia Dreh (Krông Năng)", "1 quá hạn, 2 mở"]);
    assert_eq!(desk.petitions("tranh chap ranh gioi"), 2);
    assert_eq!(desk.petitions("ma lim ranh gioi"), 2, "words of the place and of the matter together");
    assert_eq!(desk.petitions("ma lim cau treo"), 0);
    assert_eq!(desk.petitions("anh chap"), 0, "words are found by their beginnings");
    assert_eq!(desk.petitions("dd"), 2);
    assert_eq!(desk.petitions("khieu nai"), 2);
}

#[test]
fn a_commune_leads_to_what_lies_there_and_a_former_one_finds_its_villages() {
    let mut desk = Desk::new();
    desk.save(None, None, 0, complaint("2026-10-01")).unwrap();
    let found = desk.search("ia dreh", None, 0, 50).unwrap();
    let communes = group(&found, "unit").unwrap().rows.iter().filter_map(|row| row.leads_to.clone());
    let leads_to = communes.collect::<Vec<_>>();
    assert_eq!(leads_to.first().map(String::as_str), Some("xa:iadreh"), "{found:?}");
    assert_eq!(desk.petitions("xa:iadreh"), 1);
    assert_eq!(desk.petitions("xa:krongnang"), 1, "the commune it was of before");
    assert_eq!(desk.petitions("xa:ealy"), 0);
    assert_eq!(desk.petitions("krong nang"), 1);
}

#[test]
fn numbers_are_found_with_and_without_their_year_whole_ones_first() {
    let mut desk = Desk::new();
    for _ in 0..12 {
        desk.save(None, None, 0, complaint("2026-11-20")).unwrap();
    }
    assert_eq!(first_cells(&desk.found("1"), "petition")[0], "1/2026");
    assert_eq!(group(&desk.found("1"), "petition").unwrap().total, 4, "1, 10, 11, 12");
    assert_eq!(first_cells(&desk.found("12/2026"), "petition"), ["12/2026"]);
    assert_eq!(desk.petitions("26"), 0, "the year is not the number");
    assert_eq!(desk.petitions("12 nam:2026"), 1);
    assert_eq!(desk.petitions("12 nam:2025"), 0);
}

#[test]
fn marks_come_first_and_lose_none() {
    let mut desk = Desk::new();
    for summary in ["Mua đất làm mương", "Mương nước bị lấp", "Muống trôi mất"] {
        let mut petition = complaint("2026-11-20");
        petition.insert("summary".into(), text(summary));
        desk.save(None, None, 0, petition).unwrap();
    }
    assert_eq!(desk.petitions("muong"), 3);
    for (typed, first) in [("muống", "3/2026"), ("mương", "1/2026"), ("mương nuoc", "2/2026")] {
        assert_eq!(first_cells(&desk.found(typed), "petition")[0], first, "{typed}");
    }
    assert_eq!(desk.petitions("muống"), 3);
    assert_eq!(desk.petitions("muwowng"), 3, "raw Telex");
}

#[test]
fn nothing_of_a_denunciation_is_ever_found() {
    let mut desk = Desk::new();
    let denunciation = fields(&[
        ("received_on", day("2026-11-20")),
        ("source", choice("truc_tiep")),
        ("petition_kind", choice("to_cao")),
        ("village", Value::Ref(Id::new("C24100n").unwrap())),
        ("domain", choice("AT")),
        ("sealed_file", text("03-M")),
    ]);
    desk.save(None, None, 0, denunciation).unwrap();
    for typed in
        ["1", "1/2026", "03-M", "03m", "at", "tc", "to cao", "loai:tc", "xa:iadreh", "nam:2026", "ia dreh"]
    {
        assert_eq!(desk.petitions(typed), 0, "{typed}");
    }
}

#[test]
fn what_tells_who_somebody_is_is_not_found() {
    let mut desk = Desk::new();
    let mut petition = complaint("2026-11-20");
    petition.insert(
        "summary".into(),
        text("Ông Nguyễn Văn Zụ, điện thoại 0912 345 678, CCCD 012345678901 kể mương lấp"),
    );
    desk.save(None, None, 0, petition).unwrap();
    assert_eq!(desk.petitions("muong lap"), 1);
    for typed in ["nguyen van zu", "zụ", "0912345678", "0912 345 678", "012345678901"] {
        assert_eq!(desk.petitions(typed), 0, "{typed}");
    }
}

#[test]
fn filters_find_exactly_the_rows_of_the_lists() {
    let desk = filled(300);
    let denunciations = |view| {
        let query = Query {
            filters: vec![("petition_kind".into(), choice("to_cao"))],
            ..Query::view("petition", view)
        };
        let Reply::Page(page) =
            desk.answer(&Request::Page { query, offset: 0, rows: 0, in_full: false }).unwrap()
        else {
            panic!()
        };
        page.total
    };
    assert!(denunciations(View::Unresolved) > 0);
    for (typed, view) in [("han:qua", View::Overdue), ("han:sap", View::Soon)] {
        let all = desk.page(view, "").total;
        assert!(all > 0);
        assert_eq!(desk.petitions(typed), all - denunciations(view), "{typed}");
    }
    assert_eq!(desk.petitions("ml han:qua"), desk.page(View::Overdue, "ml").total);
    assert_eq!(desk.petitions("han:qua linhvuc:gt"), desk.page(View::Overdue, "gt").total);
    assert_eq!(desk.petitions("han:qua loai:kn"), desk.page(View::Overdue, "kn").total);
    let found = desk.found("nam:2026 loai:kng xa:zz");
    assert_eq!(
        found.understood.iter().map(|say| say.vi.as_str()).collect::<Vec<_>>(),
        ["năm 2026", "Kiến nghị"]
    );
    assert_eq!(found.unclear, ["xa:zz"]);
    // What stands beside a village are the rows of its lists.
    let found = desk.found("ma lim");
    let cells = &group(&found, "unit").unwrap().rows[0].row.cells;
    let (overdue, open) = (desk.page(View::Overdue, "ml").total, desk.page(View::Unresolved, "ml").total);
    let beside = format!("{overdue} quá hạn, {open} mở");
    assert!(cells[2] == beside || cells[2].starts_with(&format!("{beside}, ")), "{cells:?}");
}

#[test]
fn a_list_of_one_place_counts_what_lies_there_in_every_view() {
    let desk = filled(200);
    let place = ("village".to_owned(), Value::Ref(Id::new(MA_LIM).unwrap()));
    for view in [View::Overdue, View::Unresolved] {
        let query = Query { filters: vec![place.clone()], ..Query::view("petition", view) };
        let Reply::Page(page) =
            desk.answer(&Request::Page { query, offset: 0, rows: 50, in_full: false }).unwrap()
        else {
            panic!()
        };
        let narrowed = desk.page(view, "ml");
        assert_eq!((page.total, &page.counts), (narrowed.total, &narrowed.counts));
    }
}

#[test]
fn what_is_found_keeps_in_step_with_each_commit_and_is_the_same_after_a_restart() {
    let mut desk = filled(60);
    let saved = desk.save(None, None, 0, complaint("2026-10-01")).unwrap();
    let number = saved.number.unwrap().to_string();
    let mut changed = complaint("2026-10-01");
    changed.insert("summary".into(), text("Cầu treo qua suối hỏng ván"));
    changed.insert("village".into(), Value::Ref(Id::new("V24100-05").unwrap()));
    desk.save(Some(&saved.id), None, 1, changed).unwrap();
    assert_eq!(
        first_cells(&desk.found("cau treo qua suoi hong van"), "petition"),
        std::slice::from_ref(&number)
    );
    assert_eq!(first_cells(&desk.found(&format!("{number} ma lim")), "petition"), Vec::<String>::new());
    assert_eq!(desk.petitions(&format!("{number} han:qua")), 1);
    let cancel = fields(&[("on", day("2026-11-23")), ("reason", choice("nham_noi"))]);
    desk.save(Some(&saved.id), Some("da_huy"), 2, cancel).unwrap();
    assert_eq!(desk.petitions(&format!("{number} han:qua")), 0, "nothing of it is due any more");
    assert_eq!(desk.petitions(&number), 1);

    let law = Arc::new(Law::embedded().unwrap());
    let again = Office::open(desk.store.clone(), law, desk.office.basis().today, &mut |_, _| ()).unwrap();
    let found = |office: &Office, typed: &str| {
        let request = Request::Search { text: typed.into(), group: None, offset: 0, rows: 1_000 };
        office.scan(&Officer::new("can_bo_01").unwrap(), Lang::Vi).answer(&request).unwrap()
    };
    for typed in ["ml", "kh", "duong", "nuoc", "han:qua", "han:sap", "1", "dat dai", "ia"] {
        assert_eq!(found(&desk.office, typed), found(&again, typed), "{typed}");
    }
}

#[test]
fn a_unit_that_is_renamed_is_found_by_its_new_name() {
    let mut desk = Desk::new();
    desk.save(None, None, 0, complaint("2026-10-01")).unwrap();
    let id = Id::new(MA_LIM).unwrap();
    let record = desk.store.record(&id).unwrap().unwrap();
    let mut fields = record.fields.clone();
    let mut renamed = record.clone();
    unit_fields::ALIASES.set(&mut renamed, vec!["Suối Cạn".into()]);
    fields.extend(renamed.fields);
    let form = FormName { kind: "unit".into(), record: Some(id), step: None, sheet: 0 };
    let request = Request::Save { request: desk.fresh(), form, base: record.revision, fields, reason: None };
    assert_eq!(desk.petitions("suoi can"), 0);
    desk.change("can_bo_01", &request).unwrap();
    assert_eq!(desk.petitions("suoi can"), 1);
    assert_eq!(first_cells(&desk.found("suoican"), "unit"), ["Buôn Ma Lim"]);
}

#[test]
fn a_group_opens_in_pages_and_nothing_found_says_what_was_searched() {
    let desk = filled(120);
    let all = desk.search("ia", Some("petition"), 0, 1_000).unwrap();
    let total = group(&all, "petition").unwrap().total;
    assert_eq!(first_cells(&all, "petition").len(), total as usize);
    let page = desk.search("ia", Some("petition"), 3, 4).unwrap();
    assert_eq!(first_cells(&page, "petition"), first_cells(&all, "petition")[3..7]);
    assert_eq!(page.groups.len(), 1);
    assert!(desk.search("ia", Some("office"), 0, 4).is_err());
    let nothing = desk.found("zqx").nothing.unwrap();
    assert_eq!(nothing.vi, "Không thấy: zqx. Đã tìm nơi, đơn thư, việc, tình hình. Bớt một chữ");
    let nothing = desk.found(&format!("zqx{} nam:1990", "đ".repeat(5_000))).nothing.unwrap();
    assert!(crate::base::text::width(&nothing.vi) <= 78, "{nothing}");
    assert_eq!(desk.found("  "), Found::default());
}

#[test]
fn nobody_is_found_by_what_tells_of_a_person() {
    let mut desk = Desk::new();
    let mut petition = complaint("2026-10-01");
    petition.insert("summary".into(), text("Ông Y Bhăm chặn đường vào rẫy, 0905123456"));
    desk.save(None, None, 0, petition).unwrap();
    assert_eq!(desk.petitions("chan duong"), 1);
    assert_eq!(["bham", "Bhăm", "0905123456", "090512"].map(|typed| desk.petitions(typed)), [0; 4]);
}
