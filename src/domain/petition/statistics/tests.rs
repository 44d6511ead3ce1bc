//! The table over histories made by chance: it adds up, and every count is what it opens.

use proptest::prelude::*;

use super::*;
use crate::base::{Dice, Officer, Stamp};
use crate::domain::{Act, Periods, Places, facet, kinds::Office, kinds::PETITION, law::Law};

/// The lawful next states of the data file.
fn next(state: State) -> Vec<State> {
    let data: toml::Table = include_str!("../../data/petition_kinds.toml").parse().unwrap();
    let states = data["state"].as_array().unwrap();
    let entry = states.iter().find(|entry| entry["id"].as_str() == Some(state.id())).unwrap();
    let next = entry.get("next").and_then(toml::Value::as_array);
    next.into_iter().flatten().map(|id| State::from_id(id.as_str().unwrap()).unwrap()).collect()
}

fn day(iso: &str) -> Day {
    Day::from_iso(iso).unwrap()
}

/// A petition with a lawful history within two years.
fn history(dice: &mut Dice, number: usize) -> Record {
    let id = Id::new(&format!("p{number}")).unwrap();
    let officer = Officer::new("can_bo_01").unwrap();
    let mut record = Record::new(PETITION.name, id.clone(), id);
    let mut on = day("2025-01-01").plus(dice.between(0, 600));
    petition_fields::RECEIVED_ON.set(&mut record, on);
    let kind = *dice.one(PetitionKind::ALL).unwrap();
    petition_fields::KIND.set(&mut record, kind);
    petition_fields::SIGNATORIES.set(&mut record, i64::from(dice.between(1, 9)));
    let act = |step: &str, on, from, to| Act {
        states: Some((from, to)),
        ..Act::new(step, on, Stamp::at(on, 8, 0), &officer)
    };
    let mut state = State::MoiTiepNhan;
    let mut acts = vec![act("moi_tiep_nhan", on, state, state)];
    for _ in 0..dice.between(0, 9) {
        on = on.plus(dice.between(0, 40));
        let lawful = next(state);
        let to = if dice.happens(200) { state } else { dice.one(&lawful).copied().unwrap_or(state) };
        let mut taken = act(to.id(), on, state, to);
        if dice.happens(100) {
            taken.taken_back = true;
            acts.push(taken);
            continue;
        }
        acts.push(taken);
        state = to;
    }
    petition_fields::STATE.set(&mut record, state);
    Act::write(&acts, &mut record);
    record
}

struct Ground {
    law: Law,
    places: Places,
    office: Record,
    officer: Officer,
}

impl Ground {
    fn new() -> Ground {
        let id = Id::new("o").unwrap();
        Ground {
            law: Law::embedded().unwrap(),
            places: Places::new(&[]),
            office: Record::new("office", id.clone(), id),
            officer: Officer::new("can_bo_01").unwrap(),
        }
    }

    fn with<T>(&self, ask: impl FnOnce(&Circumstances<'_>) -> T) -> T {
        let office = Office(&self.office);
        let periods = Periods::new(office, []);
        ask(&Circumstances {
            today: day("2027-06-01"),
            officer: &self.officer,
            office,
            law: &self.law,
            places: &self.places,
            periods: &periods,
            before: &[],
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn carried_over_and_new_are_handled_and_remaining(seed: u64, first in 0..800_i32, days in 0..400_i32) {
        let mut dice = Dice::new(seed, 0);
        let records: Vec<Record> = (0..40).map(|number| history(&mut dice, number)).collect();
        let from = day("2024-12-01").plus(first);
        let window = Window::between(from, from.plus(days)).unwrap();
        let frame = Frame::new(window);
        let ground = Ground::new();
        ground.with(|around| {
            let mut tally = Tally::new(frame.clone());
            records.iter().for_each(|record| tally.add(record, around));
            let table = tally.finish();
            for kind in PetitionKind::ALL {
                assert_eq!(Statistics::gap(table.of(*kind)), 0, "{kind:?}: {:?}", table.of(*kind));
                let [.., handled, on_time, late, _] = table.of(*kind);
                assert_eq!(handled, on_time + late);
                // Every cell opens exactly what it counts.
                for (measure, count) in Measure::ALL.iter().zip(table.of(*kind)) {
                    let filter = (facet::COUNTED.to_owned(), frame.filter(*measure));
                    let of_kind = |record: &&Record| petition_fields::KIND.of(record) == Some(*kind);
                    let opened = records.iter().filter(of_kind);
                    let opened = opened.filter(|record| facet::keeps(&PETITION, &filter, record, around));
                    assert_eq!(opened.count(), count as usize, "{kind:?} {measure:?}");
                }
            }
            let [_, new, handled, ..] = table.total();
            assert_eq!(table.ways.iter().map(|(_, count)| count).sum::<u32>(), handled);
            assert_eq!(table.letters, new, "a difference would tell how many denunciations there are");
            assert!(table.cases <= table.letters && u64::from(table.letters) <= table.people);
        });
    }

    /// What one period leaves, the next one carries over.
    #[test]
    fn periods_follow_each_other(seed: u64, first in 0..700_i32) {
        let mut dice = Dice::new(seed, 0);
        let records: Vec<Record> = (0..40).map(|number| history(&mut dice, number)).collect();
        let middle = day("2025-01-01").plus(first);
        let ground = Ground::new();
        ground.with(|around| {
            let count = |from: Day, to: Day, measure: Measure| {
                let frame = Frame::new(Window::between(from, to).unwrap());
                records.iter().filter(|record| measure.holds(record, &frame, around)).count()
            };
            let (start, end) = (day("2024-01-01"), day("2027-12-31"));
            assert_eq!(
                count(start, middle, Measure::Remaining),
                count(middle.plus(1), end, Measure::CarriedOver)
            );
            for measure in [Measure::New, Measure::Handled] {
                let halves = count(start, middle, measure) + count(middle.plus(1), end, measure);
                assert_eq!(halves, count(start, end, measure), "{measure:?}");
            }
        });
    }
}

#[test]
fn letters_that_hang_together_are_one_case() {
    let id = |text: &str| Id::new(text).unwrap();
    let links = |pairs: &[(&str, &[&str])]| -> HashMap<Id, Vec<Id>> {
        pairs.iter().map(|(one, others)| (id(one), others.iter().map(|other| id(other)).collect())).collect()
    };
    assert_eq!(cases(&links(&[])), 0);
    assert_eq!(cases(&links(&[("a", &[]), ("b", &[])])), 2);
    assert_eq!(cases(&links(&[("a", &["b"]), ("b", &[]), ("c", &["a"]), ("d", &["elsewhere"])])), 2);
}

#[test]
fn a_filter_leads_back_to_what_it_was_made_of() {
    let window = Window::from_typed("9t/2026", day("2026-11-23")).unwrap();
    let all = Frame::new(window);
    let own = Frame { commune: Id::new("C24100n"), borders: Borders::Then, is_told: true, ..all.clone() };
    for frame in [all, own] {
        for measure in Measure::ALL {
            assert_eq!(Frame::from_filter(&frame.filter(*measure)), Some((*measure, frame.clone())));
        }
    }
    for wrong in [
        "",
        "phat_sinh",
        "phat_sinh 2026-01-02 2026-01-01 nay",
        "x 2026-01-01 2026-01-02 nay",
        "phat_sinh 2026-01-01 2026-01-02 nay a b",
    ] {
        assert_eq!(Frame::from_filter(&Value::Text(wrong.into())), None, "{wrong}");
    }
}
