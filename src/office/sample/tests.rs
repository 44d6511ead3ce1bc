//! The sample is played through the real checks and steps, as the office does it, and looked at on both demo days.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::base::{Id, Stamp, text};
use crate::domain::{
    Choices, Circumstances, Fields, Gravity, Periods, Places, Value, check, guard,
    kinds::{
        Instance, OFFICE, Office, PETITION, Petition, PetitionKind, Source, UNIT, petition_fields as p,
        unit_fields as u,
    },
    petition::{self, Clock, Standing, State, Who, clocks, most_urgent, steps},
};

const BEFORE: &str = "2025-06-20";
const AFTER: &str = "2026-11-23";

fn day(iso: &str) -> Day {
    Day::from_iso(iso).unwrap()
}

/// The units of the data files, as an import makes them.
fn units() -> Vec<Record> {
    let parents = include_str!("../../domain/data/unit_parents.csv");
    let mut above: BTreeMap<String, Vec<Fields>> = BTreeMap::new();
    for row in csv::Reader::from_reader(parents.as_bytes()).records() {
        let row = row.unwrap();
        let mut cells = Fields::new();
        cells.insert("parent".to_owned(), Value::Ref(Id::new(&row[1]).unwrap()));
        for (name, cell) in [("valid_from", &row[2]), ("valid_to", &row[3])] {
            if let Some(day) = Day::from_iso(cell) {
                cells.insert(name.to_owned(), Value::Day(day));
            }
        }
        above.entry(row[0].to_owned()).or_default().push(cells);
    }
    let places = include_str!("../../domain/data/places.csv");
    csv::Reader::from_reader(places.as_bytes())
        .records()
        .map(|row| {
            let row = row.unwrap();
            let id = Id::new(&row[0]).unwrap();
            let mut unit = Record::new(UNIT.name, id.clone(), Id::new("sample").unwrap());
            u::LEVEL.set(&mut unit, Choices::from_id(&row[2]).unwrap());
            u::UNIT_TYPE.set(&mut unit, row[3].to_owned());
            u::NAME.set(&mut unit, text::nfc(&row[4]));
            u::PARENTS.set(&mut unit, above.remove(id.as_str()).unwrap_or_default());
            if let Some(from) = Day::from_iso(&row[7]) {
                u::FROM.set(&mut unit, from);
            }
            if let Some(to) = Day::from_iso(&row[8]) {
                u::TO.set(&mut unit, to);
            }
            u::SUCCESSORS.set(&mut unit, row[9].split('|').filter_map(Id::new).collect());
            u::REMOTE_DECISION.set(&mut unit, row[19].to_owned());
            unit
        })
        .collect()
}

fn sample(day_iso: &str, petitions: Option<u32>) -> Sample {
    Sample::new(Options { petitions, day: Some(day(day_iso)), seed: None }, units()).unwrap()
}

/// A register to which every act of a sample was done, and nothing was refused.
struct Played {
    today: Day,
    office: Record,
    places: Places,
    periods: Periods,
    law: Law,
    petitions: Vec<Record>,
    /// Petitions that steps opened beside others; what is in them is the office's own test.
    opened: usize,
    acts: usize,
}

impl Played {
    fn new(sample: &Sample) -> Played {
        let mut played = Played {
            today: sample.day(),
            office: sample.office(),
            places: Places::new(&sample.units()),
            periods: Periods::new(Office(&sample.office()), []),
            law: Law::embedded().unwrap(),
            petitions: Vec::new(),
            opened: 0,
            acts: 0,
        };
        let mut befores: BTreeMap<usize, Record> = BTreeMap::new();
        let mut last = Stamp(i64::MIN);
        for act in sample.acts() {
            assert!(act.at >= last, "an act before the one before it");
            assert!(act.at.day() < sample.day() && played.law.calendar.is_working_day(act.at.day()));
            assert!(("07:30".."17:31").contains(&act.at.clock().as_str()), "{}", act.at.clock());
            last = act.at;
            played.play(act, &mut befores);
        }
        played
    }

    fn around<'a>(&'a self, today: Day, officer: &'a crate::base::Officer) -> Circumstances<'a> {
        Circumstances {
            today,
            officer,
            office: Office(&self.office),
            law: &self.law,
            places: &self.places,
            periods: &self.periods,
            before: &[],
        }
    }

    fn play(&mut self, act: Act, befores: &mut BTreeMap<usize, Record>) {
        self.acts += 1;
        let around = self.around(act.at.day(), &act.officer);
        match act.what {
            // No petition's state or clock moves by it.
            What::Handover(_) => {}
            // These need an office that knows what stood before; its own tests play them.
            What::Report { parts, .. } => {
                for part in parts.into_iter().filter(|part| part.form.step.is_none()) {
                    let kind = crate::domain::kind(&part.form.kind).unwrap();
                    let id = Id::new("x").unwrap();
                    let record = Record { fields: part.fields, ..Record::new(kind.name, id.clone(), id) };
                    assert_eq!(check::names(&record), []);
                }
            }
            What::Receive { petition, fields } => {
                assert_eq!(petition, self.petitions.len(), "petitions are received in order");
                let office = self.office.id.clone();
                let mut record =
                    Record::new(PETITION.name, Id::new(&format!("p{petition}")).unwrap(), office);
                record.fields = fields;
                assert_eq!(check::names(&record), []);
                (PETITION.fill)(&mut record, &around);
                (PETITION.created)(&mut record, act.at, &around);
                let problems = check::record(&PETITION, &record, &around);
                assert_eq!(problems, [], "{record:?}");
                self.petitions.push(record);
            }
            What::Step { petition, step, fields, reason } => {
                let record = &self.petitions[petition];
                let step = petition::step(step).unwrap();
                let mut input = step.form(Petition(record), &around);
                input.fields.extend(fields);
                let problems = step.check(Petition(record), &input, &around);
                let asks = problems.iter().any(|problem| problem.gravity == Gravity::Reason);
                assert_eq!(asks, reason.is_some(), "{problems:?}");
                let opened = (step.opens)(Petition(record), &input).len();
                let after = petition::take(step, record, &input, reason.as_deref(), act.at, &around).unwrap();
                befores.insert(petition, std::mem::replace(&mut self.petitions[petition], after));
                self.opened += opened;
            }
            What::TakeBack { petition } => {
                let record = &self.petitions[petition];
                let after = steps::take_back(record, &befores[&petition], &act.officer, act.at).unwrap();
                self.petitions[petition] = after;
            }
        }
    }

    fn clocks(&self, record: &Record) -> Vec<Clock> {
        let officer = officer(0).unwrap();
        clocks(Petition(record), &self.around(self.today, &officer))
    }

    /// How the most urgent clock of each open petition stands.
    fn standing(&self) -> Vec<(Petition<'_>, Clock, Standing)> {
        let open = self.petitions.iter().map(Petition).filter(|petition| petition.state().is_open());
        open.filter_map(|petition| {
            let urgent = most_urgent(&self.clocks(petition.0))?.clone();
            let standing = urgent.standing(self.today, &self.law.calendar);
            Some((petition, urgent, standing))
        })
        .collect()
    }

    fn lists(&self) -> Lists {
        let standing = self.standing();
        let count = |keep: &dyn Fn(Standing) -> bool| standing.iter().filter(|(.., s)| keep(*s)).count();
        let states = |keep: &dyn Fn(State) -> bool| {
            self.petitions.iter().filter(|record| keep(Petition(record).state())).count()
        };
        let overdue_ours = standing
            .iter()
            .filter(|(_, clock, s)| matches!(s, Standing::Overdue(_)) && clock.who == Who::Ours)
            .count();
        Lists {
            all: self.petitions.len() + self.opened,
            overdue: count(&|s| matches!(s, Standing::Overdue(_))),
            overdue_ours,
            soon: count(&|s| matches!(s, Standing::Today | Standing::Soon(_))),
            today: count(&|s| s == Standing::Today),
            new: states(&|state| state == State::MoiTiepNhan),
            unresolved: states(&State::is_unresolved),
            transferred: states(&State::awaits_others),
            cancelled: states(&|state| state == State::DaHuy),
        }
    }
}

/// The numbers of the home screen.
#[derive(Debug)]
struct Lists {
    all: usize,
    overdue: usize,
    overdue_ours: usize,
    soon: usize,
    today: usize,
    new: usize,
    unresolved: usize,
    transferred: usize,
    cancelled: usize,
}

#[test]
fn both_demo_days_and_any_size_have_a_lively_home_screen() {
    for demo in [BEFORE, AFTER] {
        for petitions in [None, Some(150), Some(400), Some(3_000)] {
            let played = Played::new(&sample(demo, petitions));
            let lists = played.lists();
            println!("{demo} {petitions:?}: {lists:?}, {} acts", played.acts);
            assert!(petitions.is_none_or(|petitions| lists.all == petitions as usize));
            assert!(lists.overdue >= 5 && lists.overdue_ours >= 1, "{lists:?}");
            assert!(lists.soon >= 5 && lists.today >= 1, "{lists:?}");
            assert!((3..=8).contains(&lists.new), "{lists:?}");
            assert!(lists.transferred >= 5 && lists.unresolved >= 35 && lists.cancelled >= 1, "{lists:?}");
            assert!(lists.unresolved * 10 < lists.all * 4, "most are closed: {lists:?}");
            assert!(lists.overdue * 3 < lists.unresolved + lists.transferred, "{lists:?}");
        }
    }
}

#[test]
fn the_look_up_task_finds_rows_in_buon_ma_lim() {
    let played = Played::new(&sample(AFTER, None));
    let ma_lim = Id::new("V24115-01").unwrap();
    let overdue = played.standing().into_iter().filter(|(petition, _, s)| {
        petition.village() == Some(ma_lim.clone()) && matches!(s, Standing::Overdue(_))
    });
    assert!(overdue.count() >= 3);
    let summary = "Tranh chấp ranh giới đất rẫy giữa hai hộ";
    assert!(
        played
            .petitions
            .iter()
            .any(|record| { Petition(record).summary().is_some_and(|told| told.starts_with(summary)) })
    );
}

#[test]
fn whatever_a_demonstration_needs_is_there() {
    for demo in [BEFORE, AFTER] {
        let played = Played::new(&sample(demo, Some(150)));
        let all: Vec<Petition<'_>> = played.petitions.iter().map(Petition).collect();
        let open: Vec<Petition<'_>> =
            all.iter().copied().filter(|petition| petition.state().is_open()).collect();
        let is = |petition: &Petition<'_>, kind| petition.kind() == Some(kind);
        for kind in PetitionKind::ALL {
            assert!(open.iter().any(|petition| is(petition, *kind)), "{demo}: none open of {}", kind.id());
        }
        assert!(open.iter().any(|one| one.signatories() >= 5 && is(one, PetitionKind::KhieuNai)));
        assert!(open.iter().any(|one| one.instance() == Instance::Second));
        assert!(open.iter().any(|one| one.source() == Some(Source::NoiKhac) && one.forwarded_by().is_some()));
        assert!(
            open.iter().any(|one| one
                .steps()
                .iter()
                .any(|taken| taken.get(&steps::fields::COMPLEX_FINDING).is_some()))
        );
        assert!(open.iter().any(|one| crate::domain::Act::all(one.0).iter().any(|taken| taken.taken_back)));
        assert!(open.iter().any(|one| one.steps().iter().any(|taken| taken.reason.is_some())), "a circle");
        assert!(
            open.iter().any(|one| one.state() == State::DaPhanLoai && is(one, PetitionKind::NhieuNoiDung))
        );
        let receivers: BTreeSet<String> = open
            .iter()
            .filter(|one| one.state() == State::ChuyenDon)
            .filter_map(|one| one.steps().last()?.get(&steps::fields::RECEIVER))
            .collect();
        assert!(receivers.contains(profile::EA_LY) && receivers.len() >= 4, "{receivers:?}");
        let remote_and_late = played.standing().into_iter().any(|(petition, clock, standing)| {
            clock.rule == "KN.GQ1"
                && matches!(standing, Standing::Overdue(_))
                && played.places.get(&petition.village().unwrap()).unwrap().remote_decision.is_some()
        });
        assert!(remote_and_late, "the right to go to the second instance");
        let told: String = all.iter().filter_map(Petition::summary).collect();
        assert!(['Ƀ', 'č', 'ŏ'].into_iter().all(|letter| told.contains(letter)) && text::nfc(&told) == told);
    }
}

#[test]
fn the_edges_of_law_and_calendar_are_there() {
    let played = Played::new(&sample(AFTER, Some(150)));
    let received = |iso: &str| -> Vec<Petition<'_>> {
        let on = Some(day(iso));
        played.petitions.iter().map(Petition).filter(|petition| petition.received_on() == on).collect()
    };
    let rules = |iso: &str| -> Vec<String> {
        received(iso).iter().flat_map(|petition| played.clocks(petition.0)).map(|clock| clock.rule).collect()
    };
    assert!(rules("2026-06-30").contains(&"KN.TL.old".to_owned()));
    assert!(rules("2026-07-01").contains(&"KN.TL.2026".to_owned()));
    assert!(!received("2026-02-13").is_empty(), "the last working day before Tết");
    let saturday = day("2025-04-26");
    let due_on_saturday = |record: &Record| played.clocks(record).iter().any(|clock| clock.due == saturday);
    assert!(played.petitions.iter().filter(|record| due_on_saturday(record)).count() >= 2);
    let villages: BTreeSet<String> =
        played.petitions.iter().filter_map(|record| Some(Petition(record).village()?.to_string())).collect();
    for village in ["V24115-09", "V24100-09", "V24115-08"] {
        assert!(villages.contains(village), "{village}");
    }
}

#[test]
fn a_denunciation_names_no_village_and_tells_nothing() {
    let played = Played::new(&sample(AFTER, Some(2_000)));
    let denunciations: Vec<Petition<'_>> =
        played.petitions.iter().map(Petition).filter(|one| one.kind() == Some(PetitionKind::ToCao)).collect();
    assert!(denunciations.len() > 20);
    let mut files = BTreeSet::new();
    for petition in denunciations {
        assert!(!petition.0.fields.contains_key(p::SUMMARY.def.name));
        let place = played.places.get(&petition.village().unwrap()).unwrap();
        assert_eq!(place.level, crate::domain::kinds::Level::Commune);
        let file = petition.sealed_file().unwrap();
        assert!(file.ends_with("-M"), "{file}");
        assert!(files.insert((petition.received_on().unwrap().year(), file)), "a file number given twice");
    }
}

#[test]
fn summaries_are_short_and_name_nobody() {
    let played = Played::new(&sample(AFTER, Some(3_000)));
    for told in played.petitions.iter().filter_map(|record| Petition(record).summary()) {
        assert!((10..=200).contains(&told.chars().count()) && !told.contains(['{', '}']), "{told}");
        assert_eq!(guard::warning(&told), None, "{told}");
    }
}

#[test]
fn most_closed_petitions_were_answered_in_time() {
    let played = Played::new(&sample(AFTER, Some(3_000)));
    let closed: Vec<&Record> =
        played.petitions.iter().filter(|record| Petition(record).state() == State::HoanThanh).collect();
    let in_time = closed.iter().filter(|record| {
        let clocks = played.clocks(record);
        let of_offices = clocks.iter().filter(|clock| clock.who.is_office());
        let calendar = &played.law.calendar;
        of_offices.map(|clock| clock.standing(played.today, calendar)).all(|it| it == Standing::Done)
    });
    let percent = in_time.count() * 100 / closed.len();
    println!("{percent} % of {} closed in time", closed.len());
    assert!((79..=88).contains(&percent), "78 of the 94 of a hundred that are closed: {percent} %");
}

#[test]
fn open_petitions_came_in_during_the_last_months() {
    let played = Played::new(&sample(AFTER, Some(10_000)));
    let lists = played.lists();
    println!("10,000: {lists:?}, {} acts", played.acts);
    assert!((400..1_000).contains(&lists.unresolved), "{lists:?}");
    let oldest = played.petitions.iter().find(|record| Petition(record).state().is_open()).unwrap();
    assert!(played.today.since(Petition(oldest).received_on().unwrap()) < 200);
}

#[test]
fn the_same_options_make_the_same_acts_and_another_seed_others() {
    let acts = |seed| {
        let options = Options { petitions: Some(300), seed, day: Some(day(AFTER)) };
        Sample::new(options, units()).unwrap().acts().collect::<Vec<Act>>()
    };
    let recipe = acts(None);
    assert_eq!(recipe, acts(None));
    assert_eq!(recipe, acts(Some(20_210_305)));
    assert_ne!(recipe, acts(Some(1)));
    let mut shuffled = units();
    shuffled.reverse();
    let options = Options { petitions: Some(300), seed: None, day: None };
    assert_eq!(recipe, Sample::new(options, shuffled).unwrap().acts().collect::<Vec<Act>>());
}

#[test]
fn a_small_sample_and_any_other_day_can_be_made() {
    for petitions in [0, 1, 2, 7, 40, 149] {
        let played = Played::new(&sample(AFTER, Some(petitions)));
        assert_eq!(played.lists().all, petitions as usize);
    }
    for demo in
        ["2021-09-01", "2022-02-06", "2025-06-30", "2025-07-01", "2026-11-22", "2027-02-08", "2030-05-05"]
    {
        let played = Played::new(&sample(demo, Some(200)));
        assert!(played.lists().overdue >= 5, "{demo}");
    }
}

#[test]
fn the_office_passes_its_own_checks_on_both_days() {
    for (demo, unit, usual) in [(BEFORE, "D637", "UBND huyện"), (AFTER, "C24100n", "UBND xã")] {
        let sample = sample(demo, Some(0));
        let office = sample.office();
        let places = Places::new(&sample.units());
        let law = Law::embedded().unwrap();
        let officer = officer(1).unwrap();
        let around = Circumstances {
            today: day(demo),
            officer: &officer,
            office: Office(&office),
            law: &law,
            places: &places,
            periods: &Periods::new(Office(&office), []),
            before: &[],
        };
        assert_eq!(check::record(&OFFICE, &office, &around), []);
        let view = Office(&office);
        assert!(view.name().ends_with("(mẫu)") && view.sample_day() == Some(day(demo)));
        assert_eq!(view.unit(), Id::new(unit));
        assert_eq!(view.agencies()[0].short, usual);
        assert!(view.neighbours().len() >= 4);
        assert!(places.get(&office.id).is_none(), "the office has an id of its own");
        let ma_lim = places.get(&Id::new("V24115-01").unwrap()).unwrap();
        assert_eq!(ma_lim.officer.as_deref(), Some("can_bo_02"));
        for unit in sample.units() {
            assert_eq!(check::record(&UNIT, &unit, &around), []);
        }
    }
}

#[test]
fn what_cannot_be_made_is_refused() {
    let refused = |options, units| Sample::new(options, units).unwrap_err();
    let on = |iso| Options { day: Some(day(iso)), ..Options::default() };
    assert!(matches!(refused(on("2021-03-05"), units()), SampleError::Day(..)));
    assert!(matches!(refused(on("2100-01-01"), units()), SampleError::Day(..)));
    let many = Options { petitions: Some(u32::MAX), ..Options::default() };
    assert_eq!(refused(many, units()), SampleError::TooMany);
    assert_eq!(refused(Options::default(), Vec::new()), SampleError::NoUnit);
    let without_villages = units().into_iter().filter(|unit| !unit.id.as_str().starts_with('V')).collect();
    assert_eq!(refused(Options::default(), without_villages), SampleError::NoVillages);
    let told = SampleError::TooMany.to_string();
    assert!(told.contains("1000000"), "{told}");
}
