//! The table over histories made by chance: it adds up, and every count is what it opens.

use proptest::prelude::*;

use std::collections::{BTreeSet, HashMap};

use super::{members::Cells, tally::cases, *};
use crate::base::{Dice, Officer, Stamp};
use crate::domain::{
    Act, Periods, Places, facet,
    kinds::{Office, PETITION, STATISTICS_CLOSING, StatisticsClosing, petition_fields},
    law::Law,
};

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

/// The office whose petitions they are.
fn office() -> Id {
    Id::new("o").unwrap()
}

/// A petition with a lawful history within two years.
fn history(dice: &mut Dice, number: usize) -> Record {
    let id = Id::new(&format!("o.don.2026.{number}")).unwrap();
    let mut record = Record::new(PETITION.name, id, office());
    let on = day("2025-01-01").plus(dice.between(0, 600));
    petition_fields::RECEIVED_ON.set(&mut record, on);
    let kind = *dice.one(PetitionKind::ALL).unwrap();
    petition_fields::KIND.set(&mut record, kind);
    petition_fields::SIGNATORIES.set(&mut record, i64::from(dice.between(1, 9)));
    act("moi_tiep_nhan", on, State::MoiTiepNhan, State::MoiTiepNhan).add(&mut record);
    petition_fields::STATE.set(&mut record, State::MoiTiepNhan);
    let steps = dice.between(0, 9);
    go_on(dice, &mut record, steps);
    record
}

fn act(step: &str, on: Day, from: State, to: State) -> Act {
    let officer = Officer::new("can_bo_01").unwrap();
    Act { states: Some((from, to)), ..Act::new(step, on, Stamp::at(on, 8, 0), &officer) }
}

/// So many lawful steps more, some of them taken back.
fn go_on(dice: &mut Dice, record: &mut Record, steps: i32) {
    let mut on = Act::all(record).last().unwrap().on;
    for _ in 0..steps {
        let state = petition_fields::STATE.of(record).unwrap();
        on = on.plus(dice.between(0, 40));
        let lawful = next(state);
        let to = if dice.happens(200) { state } else { dice.one(&lawful).copied().unwrap_or(state) };
        let taken_back = dice.happens(100);
        Act { taken_back, ..act(to.id(), on, state, to) }.add(record);
        if !taken_back {
            petition_fields::STATE.set(record, to);
        }
    }
}

/// The closing of a period over these petitions, as it is stored.
fn frozen(records: &[Record], frame: &Frame, around: &Circumstances<'_>) -> Record {
    let id = StatisticsClosing::id(&office(), frame.window, None).unwrap();
    let mut closing = Record::new(STATISTICS_CLOSING.name, id, office());
    let mut tally = Tally::new(frame.clone());
    records.iter().for_each(|record| tally.add(record, around));
    let (table, members) = tally.finish_with_members();
    assert!(StatisticsClosing::write(&mut closing, &table, &members));
    closing
}

/// In which cells a petition is counted, asked of each measure by itself; a denunciation is in none that is kept.
fn cells(record: &Record, frame: &Frame, around: &Circumstances<'_>) -> Option<(PetitionKind, Vec<Measure>)> {
    let kind = petition_fields::KIND.of(record).filter(|kind| *kind != PetitionKind::ToCao)?;
    let held: Vec<Measure> =
        Measure::ALL.iter().copied().filter(|measure| measure.holds(record, frame, around)).collect();
    (!held.is_empty()).then_some((kind, held))
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
        let records: Vec<Record> = (1..=40).map(|number| history(&mut dice, number)).collect();
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
                let [.., handled, on_time, late, _, unbalanced] = table.of(*kind);
                assert_eq!(unbalanced, 0, "{kind:?}");
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

    /// What was frozen opens exactly what it counts, does not move with what is done later, and differs from the live table by
    /// exactly the petitions that are told.
    #[test]
    fn a_frozen_period_stays_and_tells_what_became_different(
        seed: u64, first in 0..700_i32, days in 0..300_i32, changes in 0..30_usize,
    ) {
        let mut dice = Dice::new(seed, 0);
        let mut records: Vec<Record> = (1..=40).map(|number| history(&mut dice, number)).collect();
        let from = day("2024-12-01").plus(first);
        let frame = Frame::new(Window::between(from, from.plus(days)).unwrap());
        Ground::new().with(|around| {
            let closing = frozen(&records, &frame, around);
            let closing = StatisticsClosing(&closing);
            let mut tally = Tally::new(frame.clone());
            records.iter().for_each(|record| tally.add(record, around));
            let table = tally.finish();
            let kept = closing.table();
            let members = closing.members();
            for kind in cell::ROWS.iter().copied().map(Some).chain([None]) {
                for measure in Measure::ALL.iter().copied() {
                    let cell = Cell { kind, measure };
                    assert_eq!(cell::told(kind, kept.count(cell)), cell::told(kind, table.count(cell)));
                    let opened: BTreeSet<&Id> = members.of_cell(cell).collect();
                    let counted = records.iter().filter(|record| {
                        let own = petition_fields::KIND.of(record);
                        let is_of = kind.map_or(own != Some(PetitionKind::ToCao), |kind| own == Some(kind));
                        is_of && measure.holds(record, &frame, around)
                    });
                    let counted: BTreeSet<&Id> = counted.map(|record| &record.id).collect();
                    if kind == Some(PetitionKind::ToCao) {
                        assert!(opened.is_empty(), "of denunciations no list is kept");
                    } else {
                        assert_eq!(opened, counted, "{}", cell.name());
                        assert_eq!(opened.len(), kept.count(cell) as usize, "{}", cell.name());
                    }
                }
            }
            assert_eq!((kept.letters, kept.people, kept.cases), (table.letters, table.people, table.cases));
            assert_eq!(kept.ways, table.ways);

            let before: Vec<_> = records.iter().map(|record| cells(record, &frame, around)).collect();
            for _ in 0..changes {
                match dice.between(0, 4) {
                    0 => records.push(history(&mut dice, records.len() + 1)),
                    1 => {
                        let at = dice.between(0, 39) as usize;
                        let kind = *dice.one(PetitionKind::ALL).unwrap();
                        petition_fields::KIND.set(&mut records[at], kind);
                    }
                    _ => {
                        let at = dice.between(0, 39) as usize;
                        go_on(&mut dice, &mut records[at], 2);
                    }
                }
            }
            assert_eq!(closing.table(), kept, "the frozen figures do not move");
            let mut tally = Tally::new(frame.clone());
            records.iter().for_each(|record| tally.add(record, around));
            let (live, live_members) = tally.finish_with_members();
            let told = members.differences(&live_members);
            let moved = records.iter().enumerate().filter(|(at, record)| {
                cells(record, &frame, around) != before.get(*at).cloned().flatten()
            });
            let moved: BTreeSet<&Id> = moved.map(|(_, record)| &record.id).collect();
            assert_eq!(told.iter().map(|found| &found.petition).collect::<BTreeSet<_>>(), moved);
            // The adjustments lead from every frozen figure to the live one.
            for kind in cell::ROWS.iter().copied().filter(|kind| *kind != PetitionKind::ToCao) {
                for measure in Measure::ALL.iter().copied() {
                    let cell = Cell { kind: Some(kind), measure };
                    let is_in = |cells: Option<Cells>| i64::from(cells.is_some_and(|cells| cells.is_in(cell)));
                    let by: i64 = told.iter().map(|found| is_in(found.live) - is_in(found.frozen)).sum();
                    assert_eq!(i64::from(kept.count(cell)) + by, i64::from(live.count(cell)), "{}", cell.name());
                }
            }
        });
    }

    /// What one period leaves, the next one carries over.
    #[test]
    fn periods_follow_each_other(seed: u64, first in 0..700_i32) {
        let mut dice = Dice::new(seed, 0);
        let records: Vec<Record> = (1..=40).map(|number| history(&mut dice, number)).collect();
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

/// A petition that was finished and stands open again without a step that says so: no step leads there, but a table must
/// not hide it.
fn broken() -> Record {
    let mut record = Record::new(PETITION.name, Id::new("o.don.2026.7").unwrap(), office());
    petition_fields::RECEIVED_ON.set(&mut record, day("2026-03-02"));
    petition_fields::KIND.set(&mut record, PetitionKind::KienNghi);
    petition_fields::STATE.set(&mut record, State::ThuLy);
    act("moi_tiep_nhan", day("2026-03-02"), State::MoiTiepNhan, State::MoiTiepNhan).add(&mut record);
    act("hoan_thanh", day("2026-03-05"), State::MoiTiepNhan, State::HoanThanh).add(&mut record);
    act("thu_ly", day("2026-03-09"), State::HoanThanh, State::ThuLy).add(&mut record);
    record
}

#[test]
fn a_table_that_does_not_add_up_says_so_and_by_which_petition() {
    let window = Window::from_typed("t3/2026", day("2026-11-23")).unwrap();
    let frame = Frame::new(window);
    let mut dice = Dice::new(7, 0);
    let mut records: Vec<Record> = (10..40).map(|number| history(&mut dice, number)).collect();
    records.push(broken());
    Ground::new().with(|around| {
        let mut tally = Tally::new(frame.clone());
        records.iter().for_each(|record| tally.add(record, around));
        let table = tally.finish();
        assert_eq!((table.unbalanced(), Statistics::gap(table.total())), (1, -1));
        let sheet = Sheet {
            table,
            frame: frame.clone(),
            named: crate::base::Say::plain("mọi nơi"),
            left_out: Vec::new(),
            frozen: None,
        };
        assert!(sheet.is_unbalanced() && sheet.check_line().vi.ends_with("! lệch 1"));
        let filter = (facet::COUNTED.to_owned(), sheet.unbalanced_filter());
        let opened: Vec<&Id> = records
            .iter()
            .filter(|record| facet::keeps(&PETITION, &filter, record, around))
            .map(|record| &record.id)
            .collect();
        assert_eq!(opened, [&Id::new("o.don.2026.7").unwrap()]);
        let printed = page(&sheet, day("2026-11-23"), Some("chờ sửa 7/2026"));
        let lines: Vec<&str> = printed.iter().map(|line| line.vi.as_str()).collect();
        assert!(lines.contains(&"Lý do in khi còn lệch: chờ sửa 7/2026"), "{lines:?}");
        // Beside it, one that is off the other way leaves the sum right, and is told all the same.
        let closing = frozen(&records, &frame, around);
        assert_eq!(StatisticsClosing(&closing).table().unbalanced(), 1);
    });
}

#[test]
fn a_closing_holds_no_small_number_of_denunciations_and_no_list_of_them() {
    let window = Window::from_typed("2026", day("2026-11-23")).unwrap();
    let mut records = Vec::new();
    for number in 1..=6 {
        let mut record = broken();
        record.id = Id::new(&format!("o.don.2026.{number}")).unwrap();
        petition_fields::KIND.set(&mut record, PetitionKind::ToCao);
        records.push(record);
    }
    let told = |records: &[Record]| {
        Ground::new().with(|around| {
            let closing = frozen(records, &Frame::new(window), around);
            let text = format!("{:?}", closing.fields);
            assert!(!text.contains("2026:"), "a list of denunciations: {text}");
            let new = Cell { kind: Some(PetitionKind::ToCao), measure: Measure::New };
            let table = StatisticsClosing(&closing).table();
            (text, cell::told(new.kind, table.count(new)))
        })
    };
    let (two, few) = told(&records[..2]);
    let (four, also_few) = told(&records[..4]);
    assert_eq!((few.as_str(), also_few.as_str(), &two), ("<5", "<5", &four), "two and four are told alike");
    assert_eq!(told(&records).1, "6");
}

#[test]
fn the_page_names_cells_as_the_screen_does_and_keeps_within_79_columns() {
    let window = Window::from_typed("9t/2026", day("2026-11-23")).unwrap();
    let table = Statistics {
        kinds: vec![[5, 12, 9, 7, 2, 8, 0], [1, 2, 2, 1, 1, 1, 0], [14, 41, 35, 30, 5, 20, 0]],
        letters: 53,
        people: 80,
        cases: 50,
        ways: vec![("hoan_thanh".to_owned(), 40)],
        left_out: Vec::new(),
    };
    let sheet = Sheet {
        table,
        frame: Frame { borders: Borders::Then, commune: Id::new("C24100n"), ..Frame::new(window) },
        named: crate::base::Say::new("Xã Ia Dreh, địa giới lúc đó", "Xã Ia Dreh, borders of that time"),
        left_out: vec![(crate::base::Say::plain("Xã Ea Ly"), 2)],
        frozen: Some(Frozen {
            on: day("2026-09-20"),
            by: Officer::new("can_bo_01").unwrap(),
            borders: Borders::Then,
            adjusted: 3,
            adjustments: vec![Adjustment {
                petition: Id::new("o.don.2026.7").unwrap(),
                number: crate::base::Say::plain("7/2026"),
                frozen: "A2 A6".to_owned(),
                live: String::new(),
            }],
        }),
    };
    let printed: Vec<String> =
        page(&sheet, day("2026-11-23"), None).into_iter().map(|line| line.vi).collect();
    insta::assert_snapshot!("page", printed.join("\n"));
    let wide = printed.iter().filter(|line| crate::base::text::width(line) > 79);
    assert_eq!(wide.collect::<Vec<_>>(), Vec::<&String>::new());
}
