//! Updates of villages through `Office::decide`: one a village and a period, saved with its figures, silence counted.

use super::*;
use crate::base::Period;
use crate::domain::{Gravity, Problem};
use crate::wire::{Choice, SavePart, Silent, UpdateSheet, VillagePage};

const WEEK: &str = "2026-W47";

impl Desk {
    fn silent(&self, period: &str, narrow: &str) -> Silent {
        let request = Request::Silent { period: Period::parse(period), narrow: narrow.into() };
        match self.answer(&request).unwrap() {
            Reply::Silent(silent) => silent,
            other => panic!("{other:?}"),
        }
    }

    fn sheet(&self, village: &str, period: &str) -> UpdateSheet {
        let village = Id::new(village).unwrap();
        match self.answer(&Request::OpenUpdate { village, period: Period::parse(period) }).unwrap() {
            Reply::Update(sheet) => *sheet,
            other => panic!("{other:?}"),
        }
    }

    fn village(&self, village: &str) -> VillagePage {
        match self.answer(&Request::Village(Id::new(village).unwrap())).unwrap() {
            Reply::Village(page) => *page,
            other => panic!("{other:?}"),
        }
    }

    fn save_parts(
        &mut self,
        officer: &str,
        parts: Vec<SavePart>,
        reason: Option<&str>,
    ) -> Result<Saved, Refusal> {
        let request = Request::SaveMany { request: self.fresh(), parts, reason: reason.map(str::to_owned) };
        self.change(officer, &request)
    }

    pub(super) fn report(
        &mut self,
        village: &str,
        period: &str,
        more: &[(&str, Value)],
    ) -> Result<Saved, Refusal> {
        self.save_parts("can_bo_01", vec![update(village, period, more)], None)
    }

    fn lists(&self, village: &str) -> Vec<(String, u32, u32)> {
        let rows = |query: &Query| {
            let request = Request::Page { query: query.clone(), offset: 0, rows: 0, in_full: false };
            match self.answer(&request) {
                Ok(Reply::Page(page)) => page.total,
                other => panic!("{other:?}"),
            }
        };
        self.village(village)
            .lists
            .iter()
            .map(|list| (list.title.vi.clone(), list.count, rows(&list.query)))
            .collect()
    }
}

fn part(kind: &str, pairs: &[(&str, Value)]) -> SavePart {
    SavePart { form: FormName::for_new(kind, 0), base: 0, fields: fields(pairs), not_chosen: Choice::new() }
}

fn update(village: &str, period: &str, more: &[(&str, Value)]) -> SavePart {
    let here = [("village", Value::Ref(Id::new(village).unwrap())), ("period", text(period))];
    part("village_update", &[&here, more].concat())
}

fn figures(village: &str, as_of: &str, more: &[(&str, Value)]) -> SavePart {
    let here = [("village", Value::Ref(Id::new(village).unwrap())), ("as_of", day(as_of))];
    part("figures", &[&here, more].concat())
}

fn nil() -> [(&'static str, Value); 1] {
    [("nothing_new", Value::Flag(true))]
}

fn counts(households: i64, people: i64, poor: i64, near_poor: i64) -> Vec<(&'static str, Value)> {
    [("households", households), ("people", people), ("poor", poor), ("near_poor", near_poor)]
        .map(|(name, count)| (name, Value::Int(count)))
        .into()
}

fn item(domain: &str, severity: &str, told: &str) -> Value {
    Value::Row(fields(&[("domain", choice(domain)), ("severity", choice(severity)), ("text", text(told))]))
}

fn problems(refused: Result<Saved, Refusal>) -> Vec<(String, Gravity)> {
    let found: Vec<Problem> = refused.unwrap_err().problems;
    found.into_iter().map(|problem| (problem.field, problem.gravity)).collect()
}

#[test]
fn a_village_is_silent_until_it_reports_and_a_nil_report_is_a_report() {
    let mut desk = Desk::new();
    let before = desk.silent(WEEK, "");
    assert_eq!((before.villages, before.rows.len()), (18, 18));
    assert!(before.rows.iter().all(|row| row.silent == 1 && row.last.is_none()));
    assert_eq!((before.due_on.to_string(), before.period.days()), ("25/11/2026".into(), "16-22/11".into()));

    let saved = desk.report(MA_LIM, WEEK, &nil()).unwrap();
    assert_eq!(saved.say.vi, "Đã lưu Ma Lim tuần 47/2026");
    let after = desk.silent(WEEK, "");
    assert_eq!((after.nil, after.with_issues), (1, 0));
    assert_eq!(after.rows.iter().filter(|row| row.silent > 0).count(), 17);
    let last = after.rows.last().unwrap();
    assert_eq!((last.village.as_str(), last.last_line.vi.as_str()), (MA_LIM, "Không phát sinh"));
    let viewer = desk.office.viewer(&Officer::new("can_bo_01").unwrap());
    assert_eq!(desk.office.counts(&viewer)[5], 17);

    // The week after, the one that reported is silent for a shorter time than the others.
    let next = desk.silent("2026-W48", "");
    let silence =
        |village: &str| next.rows.iter().find(|row| row.village.as_str() == village).unwrap().silent;
    assert_eq!((silence(MA_LIM), silence("V24115-03")), (1, 2));
}

#[test]
fn silent_villages_are_narrowed_by_initials_and_names() {
    let desk = Desk::new();
    let found = desk.silent(WEEK, "ml");
    assert_eq!(found.rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Buôn Ma Lim"]);
    assert_eq!(found.echo.unwrap().vi, "ml = Ma Lim");
    let twins = desk.silent(WEEK, "t2");
    assert_eq!(twins.rows.len(), 2);
    assert!(twins.rows.iter().all(|row| row.name.starts_with("Thôn 2, ") && !row.former.is_empty()));
    assert!(desk.silent(WEEK, "zz").rows.is_empty());
}

#[test]
fn an_update_and_its_figures_are_one_entry_or_none() {
    let mut desk = Desk::new();
    let parts = |households| {
        let mut lines = counts(households, 769, 35, 26);
        lines.push(("reviewed_on", day("2025-11-30")));
        vec![update(MA_LIM, WEEK, &[]), figures(MA_LIM, "2026-11-22", &lines)]
    };
    // Fewer households than poor ones: neither is saved.
    let seq = desk.store.head().seq;
    assert_eq!(problems(desk.save_parts("can_bo_01", parts(40), None))[0], ("poor".into(), Gravity::Error));
    assert_eq!(desk.store.head().seq, seq);
    assert!(desk.sheet(MA_LIM, WEEK).update.is_none());

    desk.save_parts("can_bo_01", parts(190), None).unwrap();
    assert_eq!(desk.store.head().seq, seq + 1);
    let sheet = desk.sheet(MA_LIM, WEEK);
    assert!(sheet.update.is_some() && sheet.figures.is_some() && sheet.before.is_none());
    let next = desk.sheet(MA_LIM, "2026-W48");
    assert_eq!(next.before.map(|record| record.id), sheet.figures.map(|record| record.id));
    assert_eq!(next.reviewed_on.unwrap().to_string(), "30/11/2025");
    assert!(next.next.is_some_and(|next| next.as_str() != MA_LIM));
}

#[test]
fn figures_are_compared_with_those_before() {
    let mut desk = Desk::new();
    let first = |desk: &mut Desk, as_of: &str, lines: Vec<(&'static str, Value)>, reason| {
        desk.save_parts("can_bo_01", vec![figures(MA_LIM, as_of, &lines)], reason)
    };
    // Poverty has no figure without a review.
    assert_eq!(
        problems(first(&mut desk, "2026-11-15", counts(190, 769, 35, 26), None)),
        [("poor".into(), Gravity::Error), ("near_poor".into(), Gravity::Error)]
    );
    let mut lines = counts(190, 769, 35, 26);
    lines.push(("reviewed_on", day("2025-11-30")));
    first(&mut desk, "2026-11-15", lines, None).unwrap();

    // A tenth more of the households asks for a word; the review stands as it was.
    let grown = counts(215, 769, 35, 26);
    let asked = problems(first(&mut desk, "2026-11-22", grown.clone(), None));
    assert_eq!(asked, [("households".into(), Gravity::Reason)]);
    let saved = first(&mut desk, "2026-11-22", grown, Some("tách hộ sau rà soát")).unwrap();
    let record = desk.store.record(&saved.id).unwrap().unwrap();
    assert_eq!(record.fields["reviewed_on"], day("2025-11-30"));
    let entry = desk.store.history(&saved.id).unwrap().pop().unwrap();
    assert_eq!(entry.reason.as_deref(), Some("tách hộ sau rà soát"));

    // Poverty changes by a new review only.
    let mut poorer = counts(215, 769, 36, 26);
    let changed = |desk: &mut Desk, lines| first(desk, "2026-11-23", lines, None);
    assert_eq!(problems(changed(&mut desk, poorer.clone()))[0], ("poor".into(), Gravity::Error));
    poorer.push(("reviewed_on", day("2026-11-20")));
    changed(&mut desk, poorer).unwrap();
}

#[test]
fn what_was_kept_four_times_is_asked_about_again() {
    let mut desk = Desk::new();
    let kept = Value::List(vec![text("houses_damaged")]);
    // Typed once, kept since.
    let typed = vec![figures(MA_LIM, "2026-10-25", &[("houses_damaged", Value::Int(0))])];
    desk.save_parts("can_bo_01", typed, None).unwrap();
    let weeks = ["2026-11-01", "2026-11-08", "2026-11-15", "2026-11-22"];
    let request = |as_of: &str| {
        vec![figures(MA_LIM, as_of, &[("houses_damaged", Value::Int(0)), ("kept", kept.clone())])]
    };
    for (at, as_of) in weeks.iter().enumerate() {
        let examined = match desk.answer(&Request::ExamineMany(request(as_of))).unwrap() {
            Reply::Examined(examined) => examined.problems,
            other => panic!("{other:?}"),
        };
        let warned: Vec<_> =
            examined.iter().map(|problem| (problem.field.as_str(), problem.gravity)).collect();
        let expected = [("houses_damaged", Gravity::Warning)];
        assert_eq!(warned, if at == 3 { &expected[..] } else { &[] }, "{as_of}");
        desk.save_parts("can_bo_01", request(as_of), None).unwrap();
    }
}

#[test]
fn a_second_update_of_the_same_village_and_period_overwrites_nothing() {
    let mut desk = Desk::new();
    let saved = desk.report(MA_LIM, WEEK, &[("note", text("Thiếu nước"))]).unwrap();
    let second =
        desk.save_parts("can_bo_02", vec![update(MA_LIM, WEEK, &[("note", text("Ngầm tràn ngập"))])], None);
    let refused = second.unwrap_err();
    assert_eq!(refused.kind, RefusalKind::Stale);
    let merge = refused.merge.unwrap();
    let conflict = &merge.conflicts[0];
    assert_eq!((conflict.field.as_str(), conflict.by.as_str()), ("note", "can_bo_01"));
    let value = |offer: &Option<crate::wire::Offer>| offer.as_ref().unwrap().value.clone();
    assert_eq!(value(&conflict.ours), text("Ngầm tràn ngập"));
    assert_eq!(value(&conflict.saved), text("Thiếu nước"));
    assert_eq!((merge.conflicts.len(), merge.base, merge.base_at), (1, 0, None));
    assert_eq!(desk.store.record(&saved.id).unwrap().unwrap().fields["note"], text("Thiếu nước"));
}

#[test]
fn what_two_report_of_one_village_and_week_stands_together() {
    let mut desk = Desk::new();
    let issue = |told: &str| ("items", Value::List(vec![item("NS", "khan", told)]));
    let report = |desk: &mut Desk, officer: &str, more: &[(&str, Value)]| {
        desk.save_parts(officer, vec![update(MA_LIM, WEEK, more)], None)
    };
    let first = report(&mut desk, "can_bo_01", &[issue("Giếng cạn")]).unwrap();
    let second = report(&mut desk, "can_bo_02", &[issue("Kênh bồi lấp"), ("note", text("Yên"))]).unwrap();
    assert_eq!((&second.id, second.revision), (&first.id, 2));
    assert!(second.say.vi.contains("tự gộp: Việc phát sinh (can_bo_01)"), "{}", second.say.vi);
    let record = desk.store.record(&first.id).unwrap().unwrap();
    let both = vec![item("NS", "khan", "Giếng cạn"), item("NS", "khan", "Kênh bồi lấp")];
    assert_eq!((&record.fields["items"], &record.fields["note"]), (&Value::List(both), &text("Yên")));

    // The same said by two is an entry of each; said again by the same one it is none.
    let village = "V24115-03";
    let again =
        |desk: &mut Desk, officer: &str| desk.save_parts(officer, vec![update(village, WEEK, &nil())], None);
    let id = again(&mut desk, "can_bo_01").unwrap().id;
    again(&mut desk, "can_bo_02").unwrap();
    assert_eq!(again(&mut desk, "can_bo_02").unwrap_err().kind, RefusalKind::NotAllowed);
    let officers: Vec<String> =
        desk.store.history(&id).unwrap().iter().map(|entry| entry.officer.to_string()).collect();
    assert_eq!(officers, ["can_bo_01", "can_bo_02"]);

    // A row that both changed is shown in words, not by its codes.
    let changed = |told: &str| ("items", Value::List(vec![item("NS", "khan", told)]));
    let mut part = update("V24115-05", WEEK, &[changed("Giếng cạn")]);
    let id = desk.save_parts("can_bo_01", vec![part.clone()], None).unwrap().id;
    (part.form.record, part.base) = (Some(id), 1);
    let mut save = |officer: &str, told: &str| {
        let mut part = part.clone();
        part.fields.extend([changed(told)].map(|(name, value)| (name.to_owned(), value)));
        desk.save_parts(officer, vec![part], None)
    };
    save("can_bo_01", "Giếng cạn hẳn").unwrap();
    let refused = save("can_bo_02", "Hết nước").unwrap_err();
    let ours = refused.merge.unwrap().conflicts.remove(0).ours.unwrap();
    assert!(ours.echo.vi.ends_with(", Khẩn, Hết nước"), "{}", ours.echo.vi);

    // Issues and "nothing new" each merge by themselves and contradict each other: one chooses.
    let refused =
        desk.save_parts("can_bo_03", vec![update(village, WEEK, &[issue("Mất điện")])], None).unwrap_err();
    let merge = refused.merge.unwrap();
    let fields: Vec<&str> = merge.conflicts.iter().map(|conflict| conflict.field.as_str()).collect();
    assert_eq!((refused.kind, fields), (RefusalKind::Stale, vec!["nothing_new"]));
}

#[test]
fn a_line_that_one_typed_stands_over_the_same_line_that_another_kept() {
    let kept = |names: &[&str]| ("kept", Value::List(names.iter().map(|name| text(name)).collect()));
    let count = |name, count| (name, Value::Int(count));
    let typed = [count("households", 182), count("without_water", 4), kept(&["without_water"])];
    let other = [count("households", 180), count("without_water", 9), kept(&["households"])];
    for (first, second) in [(&typed, &other), (&other, &typed)] {
        let mut desk = Desk::new();
        let before = [count("households", 180), count("without_water", 4)];
        desk.save_parts("can_bo_01", vec![figures(MA_LIM, "2026-11-15", &before)], None).unwrap();
        let mut save = |officer: &str, more: &[(&str, Value)]| {
            desk.save_parts(officer, vec![figures(MA_LIM, "2026-11-22", more)], None)
        };
        save("can_bo_01", first).unwrap();
        let id = save("can_bo_02", second).unwrap().id;
        let record = desk.store.record(&id).unwrap().unwrap();
        let stands = (&record.fields["households"], &record.fields["without_water"]);
        assert_eq!(stands, (&Value::Int(182), &Value::Int(9)));
        assert_eq!(record.fields.get("kept"), None, "neither was kept by both");
    }

    // Two that typed it differently are asked as before, and not about what was kept.
    let mut desk = Desk::new();
    let before = [count("households", 180), count("without_water", 4)];
    desk.save_parts("can_bo_01", vec![figures(MA_LIM, "2026-11-15", &before)], None).unwrap();
    desk.save_parts("can_bo_01", vec![figures(MA_LIM, "2026-11-22", &typed)], None).unwrap();
    let differs = [count("households", 184), count("without_water", 4)];
    let refused =
        desk.save_parts("can_bo_02", vec![figures(MA_LIM, "2026-11-22", &differs)], None).unwrap_err();
    let conflicts = refused.merge.unwrap().conflicts;
    assert_eq!(conflicts.iter().map(|conflict| conflict.field.as_str()).collect::<Vec<_>>(), ["households"]);
}

#[test]
fn a_closed_period_takes_corrections_with_a_reason_only() {
    let mut desk = Desk::new();
    let saved = desk.report(MA_LIM, WEEK, &[("note", text("Thiếu nước"))]).unwrap();
    let closing = part("period_closing", &[("period", text(WEEK)), ("closed_on", day("2026-11-23"))]);
    desk.save_parts("can_bo_01", vec![closing.clone()], None).unwrap();
    assert!(desk.silent(WEEK, "").is_closed);
    // Closed once; and not before it is over.
    assert_eq!(desk.save_parts("can_bo_01", vec![closing], None).unwrap_err().kind, RefusalKind::NotAllowed);
    let early = part("period_closing", &[("period", text("2026-W48")), ("closed_on", day("2026-11-23"))]);
    assert_eq!(problems(desk.save_parts("can_bo_01", vec![early], None))[0].0, "period");

    let late = [("note", text("Thiếu nước, 9 hộ"))];
    assert_eq!(problems(desk.report("V24115-03", WEEK, &nil())), [("period".into(), Gravity::Error)]);
    let correction = [&late[..], &[("correction", Value::Flag(true))]].concat();
    assert_eq!(problems(desk.report(MA_LIM, WEEK, &correction)), [("correction".into(), Gravity::Reason)]);
    let parts = vec![update(MA_LIM, WEEK, &correction)];
    let corrected = desk.save_parts("can_bo_01", parts, Some("đếm lại")).unwrap();
    assert_eq!(corrected.id.as_str(), format!("{}.c001", saved.id));
    assert_eq!(desk.store.record(&saved.id).unwrap().unwrap().fields["note"], text("Thiếu nước"));
    // A correction for a village that had said nothing is its report.
    let silent = |desk: &Desk| desk.silent(WEEK, "").rows.iter().filter(|row| row.silent > 0).count();
    let before = silent(&desk);
    let late = [("note", text("Báo bù")), ("correction", Value::Flag(true))];
    desk.save_parts("can_bo_01", vec![update("V24115-03", WEEK, &late)], Some("báo bù")).unwrap();
    assert_eq!(silent(&desk), before - 1);
    // In an open period there is nothing to correct apart.
    let open = [("note", text("x")), ("correction", Value::Flag(true))];
    assert_eq!(problems(desk.report(MA_LIM, "2026-W48", &open)), [("correction".into(), Gravity::Error)]);
}

#[test]
fn a_period_whose_closing_waits_for_the_disk_is_closed_for_whoever_saves_next() {
    let mut desk = Desk::new();
    let closing = part("period_closing", &[("period", text(WEEK)), ("closed_on", day("2026-11-23"))]);
    let request = Request::SaveMany { request: desk.fresh(), parts: vec![closing], reason: None };
    let Ok(Decision::Proposal(_)) = desk.decide("can_bo_01", &request) else { panic!() };
    let late =
        Request::SaveMany { request: desk.fresh(), parts: vec![update(MA_LIM, WEEK, &nil())], reason: None };
    let Err(refused) = desk.decide("can_bo_02", &late) else { panic!("saved into a closed period") };
    assert_eq!(refused.problems[0].field, "period");
    assert!(!desk.silent(WEEK, "").is_closed, "what waits is not told");
    desk.office.dropped();
    assert!(desk.decide("can_bo_02", &late).is_ok());
}

#[test]
fn updates_that_cannot_be_are_refused_by_field() {
    let mut desk = Desk::new();
    let refused = |desk: &mut Desk, village: &str, period: &str, more: &[(&str, Value)]| {
        problems(desk.report(village, period, more)).into_iter().map(|(field, _)| field).collect::<Vec<_>>()
    };
    assert_eq!(refused(&mut desk, MA_LIM, "2026-W60", &nil()), ["period"]);
    assert_eq!(refused(&mut desk, MA_LIM, "2026-W50", &nil()), ["period"]);
    assert_eq!(refused(&mut desk, MA_LIM, "2026-M10", &nil()), ["period"]);
    assert_eq!(refused(&mut desk, "V00000-00", WEEK, &nil()), ["village"]);
    let both = [nil().to_vec(), vec![("items", Value::List(vec![item("NS", "khan", "Giếng cạn")]))]].concat();
    assert_eq!(refused(&mut desk, MA_LIM, WEEK, &both), ["nothing_new"]);
    let long = "x".repeat(201);
    let items = [("items", Value::List(vec![item("NS", "khan", &long)]))];
    assert_eq!(refused(&mut desk, MA_LIM, WEEK, &items), ["items"]);
}

#[test]
fn every_number_of_a_villages_page_is_a_list_of_as_many_rows() {
    let mut desk = Desk::new();
    desk.report(MA_LIM, "2026-W46", &nil()).unwrap();
    let items = Value::List(vec![item("NS", "can_giai_quyet", "Giếng cạn, 3 hộ thiếu nước sinh hoạt")]);
    desk.report(MA_LIM, WEEK, &[("items", items)]).unwrap();
    let mut lines = counts(190, 769, 35, 26);
    lines.push(("reviewed_on", day("2025-11-30")));
    desk.save_parts("can_bo_01", vec![figures(MA_LIM, "2025-11-30", &lines)], None).unwrap();
    let mut lines = counts(194, 780, 32, 26);
    lines.push(("reviewed_on", day("2026-11-20")));
    desk.save_parts("can_bo_01", vec![figures(MA_LIM, "2026-11-22", &lines)], None).unwrap();

    let lists = desk.lists(MA_LIM);
    assert!(lists.iter().all(|(_, count, rows)| count == rows), "{lists:?}");
    assert_eq!(lists.iter().map(|(_, count, _)| *count).collect::<Vec<_>>(), [0, 0, 0, 2, 0, 2]);
    let page = desk.village(MA_LIM);
    let first = &page.figures[0];
    assert_eq!((first.now.as_str(), first.before.as_str(), first.change.as_str()), ("194", "190", "+4"));
    assert_eq!(page.figures[2].source.vi, "16,5 % (trước 18,4 %)");
    assert_eq!(page.months.len(), 12);
    assert_eq!(page.heading[1].vi, "Báo cuối tuần 47, có việc");
}

#[test]
fn open_petitions_are_counted_at_the_end_of_each_month() {
    let mut desk = Desk::new();
    desk.save(None, None, 0, complaint("2026-09-22")).unwrap();
    let id = desk.save(None, None, 0, complaint("2026-10-05")).unwrap().id;
    let cancelled = fields(&[("on", day("2026-10-20")), ("reason", choice("nhap_trung"))]);
    desk.save(Some(&id), Some("da_huy"), 1, cancelled).unwrap();
    let months = desk.village(MA_LIM).months;
    let counts: Vec<(u32, u32)> = months.iter().map(|month| (month.month, month.count)).collect();
    assert_eq!(counts[0], (12, 0));
    assert_eq!(counts[8..], [(8, 0), (9, 1), (10, 1), (11, 1)]);
    for month in months {
        assert_eq!(desk.list(month.query.clone()).total, month.count, "{:?}", month.query);
    }
}

#[test]
fn the_villages_of_the_sample_report_as_its_recipe_says() {
    let desk = filled(0);
    let silent = desk.silent(WEEK, "");
    let silence: Vec<u32> = silent.rows.iter().map(|row| row.silent).collect();
    assert_eq!(silence[..8], [4, 3, 2, 1, 1, 1, 1, 0]);
    assert_eq!((silent.villages, silent.nil + silent.with_issues), (18, 11));
    assert!(silent.nil > silent.with_issues && silent.with_issues > 0);

    let updates: Vec<Record> = desk.store.records("village_update", None, 10_000).unwrap();
    let nil = updates.iter().filter(|record| crate::domain::kinds::VillageUpdate(record).is_nil()).count();
    let share = nil * 100 / updates.len();
    println!("{} updates, {share} % nil", updates.len());
    assert!((58..=66).contains(&share), "{share} %");
    // Two officers changed one record; one report came three periods late.
    assert!(updates.iter().any(|record| {
        let history = desk.store.history(&record.id).unwrap();
        history.len() == 2 && history[0].officer != history[1].officer
    }));
    let periods = &desk.office.basis().periods;
    let is_late = |record: &Record| {
        let period = crate::domain::kinds::VillageUpdate(record).period().unwrap();
        let entered_on = desk.store.history(&record.id).unwrap()[0].at.day();
        let third = periods.after(periods.after(periods.after(period)));
        entered_on > third.last()
    };
    assert!(updates.iter().any(is_late));
    for village in ["V24115-01", "V24100-09"] {
        let lists = desk.lists(village);
        assert!(lists.iter().all(|(_, count, rows)| count == rows), "{lists:?}");
        let page = desk.village(village);
        assert!(page.figures.iter().all(|row| !row.now.is_empty() && !row.before.is_empty()), "{page:?}");
    }
    let change = &desk.village("V24115-03").figures[2].change;
    assert!(change.starts_with('-'), "fewer poor households: {change}");
    // Old periods are closed, so that corrections are apart.
    assert!(desk.silent("2026-W40", "").is_closed && !desk.silent(WEEK, "").is_closed);
}

#[test]
fn the_draft_of_an_update_tells_its_village_and_where_it_stopped() {
    use crate::domain::{Draft, DraftField};
    let desk = Desk::new();
    let sheet = desk.sheet(MA_LIM, WEEK);
    let field = |name: &str, text: &str, value| DraftField { name: name.into(), text: text.into(), value };
    let draft = |at_field: &str, caret: usize| {
        let kept = Draft {
            form: FormName {
                kind: "village_update".into(),
                record: Some(sheet.update_id.clone()),
                step: None,
                sheet: 0,
            },
            fields: vec![
                field("village", "ML", Some(Value::Ref(sheet.village.clone()))),
                field("period", WEEK, Some(text(WEEK))),
                field("without_water", "3", Some(Value::Int(3))),
                field("note", "Tình hình ổn định; đã thu", None),
                field("items", "NS\t3\t3\tGiếng cạn\t\nGT\t\t\t\t", Some(Value::List(Vec::new()))),
            ],
            at_field: at_field.into(),
            caret: u32::try_from(caret).unwrap(),
            base: 0,
            kept_at: Stamp(0),
        };
        let viewer = desk.office.viewer(&Officer::new("can_bo_01").unwrap());
        desk.office.draft_lines(vec![kept.cleaned()], &viewer).remove(0)
    };
    let line = draft("without_water", 1);
    assert_eq!(line.title.vi, "Tình hình Ma Lim, tuần 47");
    assert_eq!(line.stopped_at.vi, "dòng t Hộ thiếu nước");
    assert_eq!(line.state.vi, "đã nhập 1 dòng số liệu, 0 việc, có ghi chú");
    assert_eq!(line.since, None);
    assert_eq!(draft("note", "Tình hình ổn định".len()).stopped_at.vi, "mục Ghi chú, sau \"ổn định\"");
    assert_eq!(draft("items.0.text", 99).stopped_at.vi, "việc 1 Nội dung, sau \"Giếng cạn\"");
    assert_eq!(draft("items.1.severity", 0).stopped_at.vi, "việc 2 Mức độ");
    assert_eq!(draft("nothing_new", 0).stopped_at.vi, "mục Phát sinh");
}

#[test]
fn matters_and_proposals_of_the_sample_follow_from_its_updates() {
    let desk = filled(0);
    let records = |kind: &str| desk.store.records(kind, None, 10_000).unwrap();
    let matters = records("matter");
    let open = matters.iter().filter(|record| crate::domain::kinds::Matter(record).is_open()).count();
    println!("{} matters, {open} open, {} proposals", matters.len(), records("proposal").len());
    assert!(matters.len() > 60 && (8..=24).contains(&open), "{open} of {}", matters.len());
    let counts = desk.office.counts(&desk.office.viewer(&Officer::new("can_bo_01").unwrap()));
    assert_eq!(counts[6], u32::try_from(open).unwrap());
    assert!((1..=8).contains(&counts[7]), "{counts:?}");
    // What was open of the communes that ended was handed over to the one that follows.
    let handed = matters.iter().filter(|record| {
        crate::domain::Act::last(record, "ban_giao").is_some()
            && crate::domain::kinds::matter_fields::UNIT.of(record) == Id::new("C24100n")
    });
    let handed = handed.count();
    println!("{handed} handed over");
    assert!(handed >= 1);
    // Across the border both sides say how many households, and not always the same.
    let statements = |record: &Record, step: &str| {
        crate::domain::Act::last(record, step)
            .and_then(|act| act.get(&crate::domain::kinds::matter_step_fields::HOUSEHOLDS))
    };
    let differ = matters.iter().filter(|record| {
        let sides = [statements(record, "y_kien_ta"), statements(record, "y_kien_ben_kia")];
        matches!(sides, [Some(ours), Some(theirs)] if ours != theirs)
    });
    assert!(differ.count() >= 1);
    let open_border = matters
        .iter()
        .filter(|record| crate::domain::kinds::Matter(record).is_open())
        .filter(|record| crate::domain::kinds::Matter(record).is_border());
    assert!(open_border.count() >= 1);
}

#[test]
fn a_line_that_was_not_told_stands_as_it_was_told_last() {
    let mut desk = Desk::new();
    let mut lines = counts(190, 769, 35, 26);
    lines.push(("reviewed_on", day("2025-11-30")));
    desk.save_parts("can_bo_01", vec![figures(MA_LIM, "2026-11-08", &lines)], None).unwrap();
    let one = vec![figures(MA_LIM, "2026-11-15", &[("without_water", Value::Int(5))])];
    desk.save_parts("can_bo_01", one, None).unwrap();
    let before = desk.sheet(MA_LIM, WEEK).before.unwrap();
    assert_eq!(
        (&before.fields["households"], &before.fields["without_water"]),
        (&Value::Int(190), &Value::Int(5))
    );
    assert_eq!(desk.village(MA_LIM).figures[0].now, "190");
    // More poor households than there were households last time.
    let poor = [("poor", Value::Int(300)), ("reviewed_on", day("2026-11-20"))];
    let refused =
        problems(desk.save_parts("can_bo_01", vec![figures(MA_LIM, "2026-11-22", &poor)], Some("x")));
    assert!(refused.contains(&("poor".into(), Gravity::Error)), "{refused:?}");
    // What is not as it was is not kept, whoever says so.
    let kept = [("without_water", Value::Int(4)), ("kept", Value::List(vec![text("without_water")]))];
    let saved = desk.save_parts("can_bo_01", vec![figures(MA_LIM, "2026-11-22", &kept)], None).unwrap();
    assert!(!desk.store.record(&saved.id).unwrap().unwrap().fields.contains_key("kept"));
}

#[test]
fn an_update_says_something_of_a_village_of_ours() {
    let mut desk = Desk::new();
    assert_eq!(problems(desk.report(MA_LIM, WEEK, &[])), [("nothing_new".into(), Gravity::Error)]);
    let typed = figures(MA_LIM, "2026-11-22", &[("without_water", Value::Int(5))]);
    let both = vec![update(MA_LIM, WEEK, &nil()), typed.clone()];
    assert_eq!(problems(desk.save_parts("can_bo_01", both, None)), [("nothing_new".into(), Gravity::Error)]);
    desk.save_parts("can_bo_01", vec![update(MA_LIM, WEEK, &[]), typed], None).unwrap();
    assert_eq!(problems(desk.report("V22225-02", WEEK, &nil())), [("village".into(), Gravity::Error)]);
}
