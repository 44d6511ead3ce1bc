//! A register from its first day on: set up, filled, listed, killed, rebuilt; by the real program.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use nghedan::base::{Day, Id, Period};
use nghedan::domain::{Place, Places};
use nghedan::exchange::embedded_units;
use serde_json::Value as Json;

use super::desk::{Desk, example, petition, petition_json};
use super::wait::{LONG, wait_until};

/// The first number of the example's book.
const FIRST: u32 = 125;

fn lines(out: &str) -> Vec<Json> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The numbers that were given, each as its place in the book of its year.
fn numbers(lines: &[Json]) -> BTreeSet<u32> {
    let place = |line: &Json| {
        let number = line["number"].as_str().unwrap();
        number.split_once('/').unwrap().0.parse::<u32>().unwrap()
    };
    lines.iter().map(place).collect()
}

/// Petitions to all villages of the example, in both kinds, as lines.
fn petitions(count: u32) -> String {
    (0..count)
        .map(|at| {
            let mut line = petition_json(&format!("Ngầm tràn số {at} hư hỏng, đề nghị sửa"));
            line["village"] = format!("VD-0{}", at % 5 + 1).into();
            if at % 7 == 0 {
                line["petition_kind"] = "khieu_nai".into();
                line["instance"] = "lan_1".into();
            }
            format!("{line}\n")
        })
        .collect()
}

fn add(desk: &Desk, count: u32) -> Vec<Json> {
    lines(&desk.run_with(&["add", "petition"], petitions(count).as_bytes()).ok())
}

fn list(desk: &Desk) -> String {
    desk.run(&["list", "petition", "--json"]).ok()
}

/// What a record says without what its register gave it.
fn told(line: &Json) -> Json {
    let mut told = line.clone();
    for given in ["id", "number", "office", "revision", "steps"] {
        told.as_object_mut().unwrap().remove(given);
    }
    told
}

#[test]
fn a_thousand_petitions_are_acknowledged_survive_a_kill_and_go_into_another_register() {
    let desk = Desk::set_up();
    let added = add(&desk, 1_000);
    assert_eq!(added.len(), 1_000);
    assert_eq!(numbers(&added), (FIRST..FIRST + 1_000).collect());
    let ids: BTreeSet<&str> = added.iter().map(|line| line["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 1_000);

    desk.kill();
    let listed = list(&desk);
    assert_eq!(numbers(&lines(&listed)), (FIRST..FIRST + 1_000).collect());
    let checked = desk.run(&["check"]).ok();
    assert!(checked.contains("1000"), "{checked}");

    let other = Desk::set_up();
    let again = other.run_with(&["add", "petition"], listed.as_bytes()).ok();
    assert_eq!(again.lines().count(), 1_000);
    let by_number = |out: &str| {
        let mut all = lines(out);
        all.sort_by_key(|line| line["number"].as_str().unwrap().to_owned());
        all.iter().map(told).collect::<Vec<_>>()
    };
    let summaries = |all: Vec<Json>| -> BTreeSet<String> { all.iter().map(Json::to_string).collect() };
    assert_eq!(summaries(by_number(&list(&other))), summaries(by_number(&listed)));
}

#[test]
fn a_history_tells_who_did_what_when() {
    let desk = Desk::set_up();
    desk.run_with(&["add", "petition"], petition("Cầu treo hỏng").as_bytes()).ok();
    let number = format!("{FIRST}/2026");
    let plain = desk.run(&["show", &number, "--history"]).ok();
    let years = |text: &str| text.contains("/20");
    assert!(years(&plain) && plain.contains(':'), "when: {plain}");
    assert!(plain.contains("Cầu treo hỏng") && plain.contains("Summary"), "what: {plain}");
    let line = &lines(&desk.run(&["show", &number, "--history", "--json"]).ok())[0];
    let officer = line["officer"].as_str().unwrap();
    assert!(!officer.is_empty() && plain.contains(officer), "who: {plain}");
    let record = &lines(&desk.run(&["show", &number, "--json"]).ok())[0];
    assert_eq!(record["number"], number.as_str());
    let by_id = &lines(&desk.run(&["show", record["id"].as_str().unwrap(), "--json"]).ok())[0];
    assert_eq!(by_id, record);
    assert!(record["clocks"].as_array().is_some_and(|clocks| !clocks.is_empty()), "{record}");
}

#[test]
fn the_state_can_be_deleted_and_nothing_is_lost() {
    let desk = Desk::set_up();
    add(&desk, 50);
    let before = list(&desk);
    for with_mark in [false, true] {
        desk.end();
        fs::remove_dir_all(desk.data().join("state")).unwrap();
        if with_mark {
            fs::remove_file(desk.data().join("state.mark")).unwrap();
        }
        assert_eq!(list(&desk), before);
        desk.run(&["check"]).ok();
    }
    let added = lines(&desk.run_with(&["add", "petition"], petition("Thêm một đơn").as_bytes()).ok());
    assert_eq!(numbers(&added), BTreeSet::from([FIRST + 50]));
}

fn fill_with_garbage(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            fill_with_garbage(&path);
        } else {
            let garbage: Vec<u8> = (0..20_000_u32).map(|at| (at * 31 % 251) as u8).collect();
            fs::write(path, garbage).unwrap();
        }
    }
}

#[test]
fn a_state_of_garbage_is_set_aside_and_built_again() {
    let desk = Desk::set_up();
    add(&desk, 50);
    let before = list(&desk);
    desk.end();
    fill_with_garbage(&desk.data().join("state"));
    assert_eq!(list(&desk), before);
    desk.run(&["check"]).ok();
    desk.end();
    fs::remove_dir_all(desk.data().join("state")).unwrap();
    fs::write(desk.data().join("state"), "a file where a directory was").unwrap();
    assert_eq!(list(&desk), before);
    desk.run(&["check"]).ok();
}

#[test]
fn a_state_of_an_older_moment_is_caught_up_from_the_journal() {
    let desk = Desk::set_up();
    add(&desk, 10);
    desk.end();
    let (state, aside) = (desk.data().join("state"), desk.home().join("older"));
    copy(&state, &aside);
    let mark = fs::read(desk.data().join("state.mark")).unwrap();
    add(&desk, 10);
    let before = list(&desk);
    desk.end();
    fs::remove_dir_all(&state).unwrap();
    copy(&aside, &state);
    fs::write(desk.data().join("state.mark"), mark).unwrap();
    assert_eq!(list(&desk), before);
    desk.run(&["check"]).ok();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn a_rebuild_inside_the_running_server_changes_nothing() {
    let desk = Desk::set_up();
    add(&desk, 30);
    let before = list(&desk);
    let pid = desk.server_pid();
    desk.run(&["rebuild"]).ok();
    assert_eq!(desk.server_pid(), pid);
    assert_eq!(list(&desk), before);
    desk.run(&["check"]).ok();
}

#[test]
fn a_journal_that_was_damaged_refuses_to_start_and_says_where() {
    let desk = Desk::set_up();
    add(&desk, 30);
    desk.end();
    let segment = fs::read_dir(desk.data().join("journal")).unwrap().next().unwrap().unwrap().path();
    let mut bytes = fs::read(&segment).unwrap();
    let at = bytes.len().min(8_192) / 2 + 512;
    bytes[at] ^= 0x40;
    fs::write(&segment, bytes).unwrap();
    let told = desk.run(&["list", "petition"]).refused(1);
    let name = segment.file_name().unwrap().to_str().unwrap();
    assert!(told.contains(name) && told.contains("byte"), "{told}");
    assert!(!told.contains("Ngầm tràn"), "{told}");
}

#[test]
fn samples_are_the_same_for_the_same_arguments() {
    let arguments = ["sample", "--petitions", "300", "--seed", "7", "--day", "2025-06-20"];
    let (one, two) = (Desk::new(), Desk::new());
    one.run(&arguments).ok();
    two.run(&arguments).ok();
    let listed = list(&one);
    assert_eq!(listed, list(&two));
    assert_eq!(listed.lines().count(), 300);
    for line in lines(&listed) {
        assert_eq!(line["register"], "DỮ LIỆU MẪU");
        assert!(line["received_on"].as_str().unwrap() <= "2025-06-20", "{line}");
    }
    one.run(&["check"]).ok();
    let other = Desk::new();
    other.run(&["sample", "--petitions", "300", "--seed", "8", "--day", "2025-06-20"]).ok();
    assert_ne!(list(&other), listed);

    let told = one.run(&arguments).refused(1);
    assert!(told.contains("empty"), "{told}");
    assert_eq!(list(&one), listed);
}

#[test]
fn samples_never_go_into_a_register_that_was_set_up() {
    let desk = Desk::set_up();
    desk.run(&["sample", "--petitions", "5"]).refused(1);
    assert_eq!(list(&desk), "");
}

#[test]
fn a_sample_that_was_broken_off_is_known_and_says_which_directory_to_delete() {
    let desk = Desk::new();
    let arguments = ["sample", "--petitions", "5000"];
    let mut filling = desk.start(&arguments);
    let counted = || desk.run(&["list", "petition", "--json", "--limit", "1"]).out.lines().count();
    assert!(wait_until(LONG, || desk.server_pid().is_some() && counted() > 0));
    desk.kill();
    filling.kill().unwrap();
    filling.wait().unwrap();
    let told = desk.run(&arguments).refused(1);
    assert!(told.contains("Delete the register's directory"), "{told}");
    assert!(told.contains(&desk.data().display().to_string()), "{told}");
    assert!(desk.run(&["check"]).ok().contains("samples are unfinished"));
    desk.kill();
    assert!(wait_until(LONG, || desk.server_pid().is_none()));
    fs::remove_dir_all(desk.data()).unwrap();
    desk.run(&["sample", "--petitions", "20"]).ok();
    assert!(!desk.run(&["check"]).ok().contains("unfinished"));
    assert!(desk.run(&arguments).refused(1).contains("has data"));
}

#[test]
fn every_export_of_samples_says_so() {
    let desk = Desk::new();
    desk.run(&["sample", "--petitions", "20"]).ok();
    let mark = "DỮ LIỆU MẪU";
    assert!(desk.run(&["list", "petition"]).ok().starts_with(mark));
    assert!(desk.run(&["list", "petition", "--csv"]).ok().lines().all(|line| line.contains(mark)));
    let first = lines(&list(&desk)).remove(0);
    let number = first["number"].as_str().unwrap();
    assert!(desk.run(&["show", number]).ok().contains(mark));
    assert!(desk.run(&["show", number, "--history"]).ok().contains(mark));
    assert!(desk.run(&["show", number, "--json"]).ok().contains(mark));
    assert!(desk.run(&["show", number, "--history", "--json"]).ok().contains(mark));
    for kind in ["unit", "office"] {
        assert!(desk.run(&["list", kind, "--json"]).ok().lines().all(|line| line.contains(mark)), "{kind}");
    }
}

#[test]
fn a_dry_run_says_what_it_would_do_and_does_nothing() {
    let desk = Desk::new();
    let told = desk.run(&["init", &example("office.toml"), "--dry-run"]).ok();
    assert!(told.contains("add ") && told.contains("Buôn Ma Hing"), "{told}");
    desk.run(&["list", "petition"]).refused(1);
    desk.run(&["init", &example("office.toml")]).ok();
    let told = desk.run(&["places", &example("villages.csv"), "--dry-run"]).ok();
    assert!(told.contains('5') && !told.contains("add "), "{told}");
    desk.run_with(&["add", "petition"], petition("Đường liên thôn").as_bytes()).ok();
    assert_eq!(lines(&list(&desk)).len(), 1);
}

#[test]
fn questions_of_a_list_agree_with_its_records() {
    let desk = Desk::set_up();
    add(&desk, 70);
    let all = lines(&list(&desk));
    let asked = |more: &[&str]| {
        let arguments: Vec<&str> = ["list", "petition", "--json"].iter().chain(more).copied().collect();
        lines(&desk.run(&arguments).ok())
    };
    let count = |is: &dyn Fn(&Json) -> bool| all.iter().filter(|line| is(line)).count();
    assert_eq!(asked(&["--where", "village=VD-03"]).len(), count(&|line| line["village"] == "VD-03"));
    let both = asked(&["--where", "village=VD-03", "--where", "petition_kind=khieu_nai"]);
    assert_eq!(both.len(), count(&|l| l["village"] == "VD-03" && l["petition_kind"] == "khieu_nai"));
    assert_eq!(asked(&["--text", "ngam tran so 13 "]).len(), 1);
    assert_eq!(asked(&["--limit", "9"]).len(), 9);
    let csv = desk.run(&["list", "petition", "--csv"]).ok();
    assert_eq!(csv::Reader::from_reader(csv.as_bytes()).records().count(), 70);
    assert_eq!(desk.run(&["list", "petition"]).ok().lines().count(), 71);
}

/// All texts that stand anywhere in a line.
fn texts(line: &Json) -> Vec<&str> {
    match line {
        Json::String(text) => vec![text],
        Json::Array(rows) => rows.iter().flat_map(texts).collect(),
        Json::Object(fields) => fields.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn in_a_sample_of_a_day_before_the_reform_the_villages_of_the_old_communes_report() {
    let demo = Day::from_iso("2025-06-20").unwrap();
    let desk = Desk::new();
    desk.run(&["sample", "--petitions", "80", "--day", "2025-06-20"]).ok();
    let places = Places::new(&embedded_units(&Id::new("mau").unwrap()));
    let own = Id::new("D637").unwrap();
    let of = |kind: &str| lines(&desk.run(&["list", kind, "--json"]).ok());

    for kind in ["petition", "matter", "proposal", "village_update", "figures"] {
        let all = of(kind);
        assert!(!all.is_empty(), "{kind}");
        for place in all.iter().flat_map(texts).filter_map(Id::new).filter_map(|id| places.get(&id)) {
            assert!(place.valid_from.is_none_or(|from| from <= demo), "{kind}: {}", place.id);
        }
    }

    let mut months: BTreeMap<Id, BTreeSet<i32>> = BTreeMap::new();
    for update in of("village_update") {
        let village = Id::new(update["village"].as_str().unwrap()).unwrap();
        let period = Period::parse(update["period"].as_str().unwrap()).unwrap();
        assert!(places.is_within(&village, &own, period.last()), "{village} on {period}");
        let month = period.first().year() * 12 + i32::try_from(period.first().month()).unwrap();
        months.entry(village).or_default().insert(month);
    }
    let villages = places.villages_of(&own, demo);
    let communes: BTreeSet<&Id> =
        villages.iter().map(|village| &places.parent_on(&village.id, demo).unwrap().id).collect();
    let all_end =
        communes.iter().all(|id| !places.get(id).unwrap().in_force(Day::from_iso("2025-07-01").unwrap()));
    assert!(communes.len() > 1 && all_end, "{communes:?}");

    // As the recipe has it: four of ten are silent on the last month, three of them for longer.
    let last = 2025 * 12 + 5;
    let silent = |village: &&Place| last - months[&village.id].last().unwrap();
    let mut silence: Vec<i32> = villages.iter().map(silent).filter(|months| *months > 0).collect();
    silence.sort_unstable_by(|one, other| other.cmp(one));
    assert_eq!(silence.len(), villages.len() * 4 / 10);
    assert_eq!(silence.iter().copied().take(4).collect::<Vec<_>>(), [4, 3, 2, 1]);
}
