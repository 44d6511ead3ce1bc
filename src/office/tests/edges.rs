//! The sample register as the demonstration has it shows every edge case that its recipe lists.

use super::*;
use crate::domain::{
    Act, Place,
    kinds::{
        Domain, Instance, Petition, VILLAGE_UPDATE, VillageUpdate, petition_fields as p,
        village_update_fields as v,
    },
    petition::{
        self, Clock, Standing, State,
        statistics::{Borders, Frame, Measure, Statistics, Window},
        steps,
    },
};

impl Desk {
    fn all(&self, kind: &str) -> Vec<Record> {
        self.store.records(kind, None, 100_000).unwrap()
    }

    fn clocks_of(&self, record: &Record) -> Vec<Clock> {
        let officer = Officer::new("can_bo_01").unwrap();
        petition::clocks(Petition(record), &self.office.basis().around(&officer).unwrap())
    }

    fn is_overdue(&self, clock: &Clock) -> bool {
        let basis = self.office.basis();
        matches!(clock.standing(basis.today, &basis.law.calendar), Standing::Overdue(_))
    }

    fn received_on(&self, petitions: &[Record], iso: &str) -> Vec<String> {
        let on = Day::from_iso(iso);
        let then = petitions.iter().filter(|record| Petition(record).received_on() == on);
        then.flat_map(|record| self.clocks_of(record)).map(|clock| clock.rule).collect()
    }

    fn commune_of(&self, village: &str) -> Option<String> {
        let basis = self.office.basis();
        Some(basis.places.parent_on(&Id::new(village).unwrap(), basis.today)?.id.to_string())
    }

    fn finds(&self, spelled: &str, unit: &str) -> bool {
        let found = self.look_up("village", spelled, Fields::new());
        found.offers.iter().any(|offer| offer.echo.vi.contains(unit))
    }
}

fn took(record: &Record, step: &str) -> Vec<Act> {
    Petition(record).steps().into_iter().filter(|act| act.step == step).collect()
}

/// Whether the register shows this case, named as the recipe names it.
fn is_there(desk: &Desk, case: &str) -> bool {
    let petitions = desk.all("petition");
    let views = || petitions.iter().map(Petition);
    let basis = desk.office.basis();
    let start = case.split([' ', ':', ',']).next().unwrap();
    let villages = |wanted: &str| views().any(|one| one.village() == Id::new(wanted));
    match start {
        // Two villages named "Thôn 2" in communes that merged, "Thôn Tân Lập" elsewhere.
        "two" => {
            let named = |name: &str| -> Vec<&Place> {
                basis.places.all().iter().filter(|place| place.name == name).collect()
            };
            let twins = ["V24115-09", "V24100-09"];
            twins
                .iter()
                .all(|village| villages(village) && desk.commune_of(village).as_deref() == Some("C24100n"))
                && villages("V24115-08")
                && named("Thôn Tân Lập").len() >= 2
        }
        "petition" if case.contains("30/06/2026") => {
            desk.received_on(&petitions, "2026-06-30").contains(&"KN.TL.old".to_owned())
                && desk.received_on(&petitions, "2026-07-01").contains(&"KN.TL.2026".to_owned())
        }
        // The last working day before Tết of 2026.
        "petition" => !desk.received_on(&petitions, "2026-02-13").is_empty(),
        "deadline" => {
            let saturday = Day::from_iso("2025-04-26").unwrap();
            petitions.iter().any(|record| desk.clocks_of(record).iter().any(|clock| clock.due == saturday))
        }
        "village" => {
            let parts = basis.places.get(&Id::new("C22225").unwrap()).unwrap().successors.clone();
            let of = |commune: &Id| {
                let villages =
                    basis.places.all().iter().filter(|place| place.id.as_str().starts_with("V22225"));
                villages
                    .filter(|place| desk.commune_of(place.id.as_str()).as_deref() == Some(commune.as_str()))
                    .count()
            };
            parts.len() == 2 && parts.iter().all(|commune| of(commune) > 0)
        }
        "name" => {
            let told: String = views().filter_map(|one| one.summary()).collect();
            ['Ƀ', 'č', 'ŏ'].into_iter().all(|letter| told.contains(letter))
                // Decomposed, and with a curled apostrophe.
                && desk.finds("T\u{e2}n L\u{1ead}p", "Tân Lập")
                && desk.finds("Ta\u{302}n La\u{323}\u{302}p", "Tân Lập")
                && desk.finds("H’Yŭ", "H'Yŭ")
        }
        "complaint" => views().any(|one| {
            let left = took(one.0, steps::WITHDRAW.name);
            one.kind() == Some(PetitionKind::KhieuNai)
                && one.signatories() == 6
                && left.iter().filter_map(|act| act.get(&steps::WITHDRAWN)).eq([1])
                && one.state().is_unresolved()
        }),
        "denunciation" => {
            let mut foreign = desk.office.viewer(&Officer::new("can_bo_01").unwrap());
            foreign.office = Id::new("O22225").unwrap();
            let denounced = || views().filter(|one| one.kind() == Some(PetitionKind::ToCao));
            denounced().count() >= 2
                && denounced().all(|one| !one.0.fields.contains_key(p::SUMMARY.def.name))
                && desk.office.counts(&foreign) == [0; 9]
        }
        "first-instance" => petitions.iter().any(|record| {
            let clocks = desk.clocks_of(record);
            let place = basis.places.get(&Petition(record).village().unwrap()).unwrap();
            place.remote_decision.is_some()
                && clocks.iter().any(|clock| clock.rule == "KN.GQ1" && desk.is_overdue(clock))
                && clocks.iter().any(|clock| clock.rule == "KN.L2")
        }),
        "tạm" => petitions.iter().any(|record| {
            let stopped = took(record, steps::SUSPEND.name);
            let resumed = took(record, steps::RESUME.name);
            let days = |act: &Act| act.get(&steps::fields::DOCUMENT_ON);
            matches!((&stopped[..], &resumed[..]), ([stopped], [resumed])
                if days(resumed).unwrap().since(days(stopped).unwrap()) >= 20)
        }),
        "parent" => petitions.iter().any(|letter| {
            let children = || views().filter(|one| p::SPLIT_FROM.of(one.0) == Some(letter.id.clone()));
            let kinds: Vec<PetitionKind> = children().filter_map(|one| one.kind()).collect();
            Petition(letter).state() == State::DaTach
                && kinds == [PetitionKind::KhieuNai, PetitionKind::KienNghi]
        }),
        "nil" => {
            let updates = desk.all(VILLAGE_UPDATE.name);
            let is_nil = |record: &Record| VillageUpdate(record).is_nil();
            let entered = |record: &Record| desk.store.history(&record.id).unwrap();
            let is_late = |record: &Record| {
                let period = v::PERIOD.of(record).unwrap();
                let on = entered(record).last().unwrap().at.day();
                let third = (0..3).fold(period, |period, _| basis.periods.after(period));
                on > third.last()
            };
            // Two began from the same revision, and the later save kept what the earlier had added.
            let by_two = |record: &Record| {
                let history = entered(record);
                let officers: Vec<_> = history.iter().map(|entry| entry.officer.as_str()).collect();
                history.len() == 3 && officers[0] != officers[1] && v::NOTE.of(record).is_some()
            };
            updates.iter().any(is_nil) && updates.iter().any(is_late) && updates.iter().any(by_two)
        }
        _ => panic!("an edge case that no test knows: {case}"),
    }
}

#[test]
fn the_demonstration_shows_every_edge_case_of_the_recipe() {
    let recipe: toml::Table = include_str!("../../domain/data/sample_recipe.toml").parse().unwrap();
    let cases: Vec<&str> =
        recipe["edge_cases"]["list"].as_array().unwrap().iter().map(|case| case.as_str().unwrap()).collect();
    assert_eq!(cases.len(), 12);
    let desk = filled(None);
    let missing: Vec<&&str> = cases.iter().filter(|case| !is_there(&desk, case)).collect();
    assert_eq!(missing, Vec::<&&str>::new());
    let _ = (Domain::DatDai, Instance::First);
}

#[test]
fn the_statistics_of_the_demonstration_add_up_in_every_cell() {
    let desk = filled(None);
    let today = desk.office.basis().today;
    let mut cells = 0;
    let then = |commune| (Id::new(commune), Borders::Then);
    for (commune, borders) in [
        (None, Borders::Now),
        (Id::new("C24100n"), Borders::Now),
        then("C24100n"),
        then("C24115"),
        then("C24100"),
    ] {
        for typed in ["2024", "2025", "9t/2026", "q1", "q2", "q3", "t11/2025", "t10", "t11"] {
            let window = Window::from_typed(typed, today).unwrap_or_else(|| panic!("{typed}"));
            let place = commune.clone();
            let frame = Frame { commune: commune.clone(), borders, ..Frame::new(window) };
            let request = Request::Statistics { frame, place: None, frozen_first: false };
            let Reply::Statistics(sheet) = desk.answer(&request).unwrap() else { panic!() };
            let (table, frame) = (sheet.table, sheet.frame);
            assert_eq!(Statistics::gap(table.total()), 0, "{typed} {place:?}");
            for kind in PetitionKind::ALL {
                let counts = table.of(*kind);
                assert_eq!(Statistics::gap(counts), 0, "{typed} {place:?} {}", kind.id());
                for (measure, count) in Measure::ALL.iter().zip(counts) {
                    let query = Query::all("petition")
                        .with("counted", frame.filter(*measure))
                        .with("petition_kind", choice(kind.id()));
                    let request = Request::Page { query, offset: 0, rows: 20, in_full: false };
                    let Reply::Page(page) = desk.answer(&request).unwrap() else { panic!() };
                    assert_eq!(page.total, count, "{typed} {place:?} {} {measure:?}", kind.id());
                    cells += usize::from(count > 0);
                }
            }
        }
    }
    assert!(cells > 300, "{cells} cells that count something");
}

#[test]
fn petitions_of_one_matter_are_named_by_number_and_by_what_they_are_to_each_other() {
    let desk = filled(None);
    let petitions = desk.all("petition");
    let line = |record: &Record| {
        let heading = desk.shown(&record.id).heading;
        heading.into_iter().find(|line| line.vi.starts_with("Gắn với: ")).map(|line| line.vi)
    };
    let number = |record: &Record| Petition(record).number().unwrap().to_string();
    let letter = petitions.iter().find(|one| Petition(one).state() == State::DaTach).unwrap();
    let children: Vec<&Record> =
        petitions.iter().filter(|one| p::SPLIT_FROM.of(one) == Some(letter.id.clone())).collect();
    let [first, second] = &children[..] else { panic!("{children:?}") };
    let split = format!("Gắn với: {} (tách ra), {} (tách ra)", number(first), number(second));
    assert_eq!(line(letter), Some(split));
    assert_eq!(line(first), Some(format!("Gắn với: {} (đơn gốc)", number(letter))));
    let again = petitions.iter().find(|one| p::SECOND_OF.of(one).is_some()).unwrap();
    let before = petitions.iter().find(|one| p::SECOND_OF.of(again) == Some(one.id.clone())).unwrap();
    assert_eq!(line(again), Some(format!("Gắn với: {} (lần đầu)", number(before))));
    assert_eq!(line(before), Some(format!("Gắn với: {} (lần hai)", number(again))));
}

#[test]
fn whatever_is_open_says_at_a_glance_what_is_due_when_by_whom_and_why() {
    let desk = filled(None);
    let mut told = 0;
    for record in desk.all("petition") {
        let petition = Petition(&record);
        if !petition.state().is_open() {
            continue;
        }
        let shown = desk.shown(&record.id);
        let open = desk.clocks_of(&record).into_iter().filter(Clock::is_open).count();
        // A clock that nobody has to meet any more is not urgent; one that runs is marked, the first of them at once.
        assert_eq!(shown.urgent.is_some(), open > 0, "{}", record.id);
        for clock in &shown.clocks {
            assert!(!clock.title.vi.is_empty() && !clock.who.vi.is_empty(), "{}: {clock:?}", record.id);
            assert!(!clock.why.vi.is_empty() && !clock.explanation.is_empty(), "{}", record.id);
        }
        if open == 0 {
            // Then the law sets none, and the state itself says on whom it waits.
            let wishes = petition.kind() == Some(PetitionKind::CuTri);
            assert!(
                wishes || petition.state() != State::MoiTiepNhan,
                "{}: {:?}",
                record.id,
                petition.state()
            );
        }
        told += 1;
    }
    assert!(told > 50, "{told}");
}
