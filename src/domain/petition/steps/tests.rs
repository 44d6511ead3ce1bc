//! The steps against the data file: which lead where, what they require, which letters they have.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::domain::Choices;

fn data() -> toml::Table {
    include_str!("../../data/petition_kinds.toml").parse().unwrap()
}

fn strings(value: Option<&toml::Value>) -> Vec<String> {
    let list = value.and_then(toml::Value::as_array);
    list.into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// Our field of a requirement of the data file.
fn required_field(requirement: &str) -> &'static str {
    match requirement {
        "noi_huong_dan" => "guided_to",
        "so_van_ban" => "document_number",
        "ngay_van_ban" => "document_on",
        "co_quan_nhan" => "receiver",
        "ly_do" => "reason",
        "so_quyet_dinh" => "decision_number",
        "so_ngay" => "extended_days",
        "ket_qua" => "result",
        "da_tra_loi_nguoi_dan" => "sender_told_on",
        other => panic!("{other}: no field of a step is known for it"),
    }
}

fn requires(step: &StepDef, field: &str) -> bool {
    step.fields
        .iter()
        .any(|def| def.name == field && matches!(def.presence, crate::domain::Presence::Required))
}

#[test]
fn from_each_state_the_steps_lead_where_the_data_file_says() {
    for state in data()["state"].as_array().unwrap() {
        let id = state["id"].as_str().unwrap();
        let from = State::from_id(id).unwrap();
        let lawful: BTreeSet<String> = strings(state.get("next")).into_iter().collect();
        // Reclassifying is an event of the data file, though it leads back to classified.
        let ours = STEPS.iter().filter(|step| step.from.contains(&from) && step.name != RECLASSIFY.name);
        let ours: BTreeSet<String> = ours
            .filter_map(|step| match step.to {
                Goal::State(to) => Some(to.id().to_owned()),
                Goal::Stays => None,
            })
            .collect();
        assert_eq!(ours, lawful, "from {id}");
    }
}

#[test]
fn each_step_requires_what_its_state_or_event_requires() {
    let data = data();
    let named = ["state", "event"].into_iter().flat_map(|table| data[table].as_array().unwrap());
    for entry in named {
        let id = entry["id"].as_str().unwrap();
        let reclassifies = ["phan_loai_lai", "ban_giao"].contains(&id);
        for requirement in strings(entry.get("requires")).iter().filter(|_| !reclassifies) {
            let step = step(id).unwrap_or_else(|| panic!("{id} has no step"));
            assert!(requires(step, required_field(requirement)), "{id}: {requirement}");
        }
    }
    assert!(requires(&REKIND, "reason"));
}

#[test]
fn events_are_lawful_where_the_data_file_says() {
    for event in data()["event"].as_array().unwrap() {
        let id = event["id"].as_str().unwrap();
        let ours = match id {
            // Given to another office by a request of its own.
            "ban_giao" => continue,
            "phan_loai_lai" => &REKIND,
            id => step(id).unwrap_or_else(|| panic!("{id} has no step")),
        };
        let states: Vec<State> = match strings(event.get("states")).as_slice() {
            [all] if all == "*" => State::ALL.to_vec(),
            some => some.iter().map(|id| State::from_id(id).unwrap()).collect(),
        };
        assert_eq!(ours.from.iter().collect::<BTreeSet<_>>(), states.iter().collect(), "{id}");
        let kinds = strings(event.get("kinds"));
        if !kinds.is_empty() {
            assert_eq!(ours.kinds.iter().map(|kind| kind.id()).collect::<Vec<_>>(), kinds, "{id}");
        }
    }
}

#[test]
fn kinds_of_a_state_are_those_of_its_step() {
    for state in data()["state"].as_array().unwrap() {
        let kinds = strings(state.get("kinds"));
        if !kinds.is_empty() {
            let step = step(state["id"].as_str().unwrap()).unwrap();
            assert_eq!(step.kinds.iter().map(|kind| kind.id()).collect::<Vec<_>>(), kinds);
        }
    }
}

/// A letter stands for one step wherever one is: only where it can never mean two may it be shared. `w` would become ư.
#[test]
fn a_letter_is_one_step_from_each_state() {
    let mut taken: BTreeMap<(char, State), &str> = BTreeMap::new();
    for step in STEPS {
        let Some(letter) = step.letter else { continue };
        assert!(letter.is_ascii_lowercase() && !"wsni".contains(letter), "{letter}");
        for state in step.from {
            let other = taken.insert((letter, *state), step.name);
            assert_eq!(other, None, "{letter} from {state:?} is {} too", step.name);
        }
    }
    let shown = [
        ("da_phan_loai", 'f'),
        ("cho_bo_sung", 'b'),
        ("huong_dan", 'h'),
        ("chuyen_don", 'c'),
        ("tra_lai", 't'),
        ("xep_luu", 'x'),
        ("thu_ly", 'l'),
        ("khong_thu_ly", 'k'),
        ("da_tach", 'a'),
        ("xac_minh", 'm'),
        ("doi_thoai", 'v'),
        ("da_giai_quyet", 'q'),
        ("tam_dinh_chi", 'p'),
        ("dinh_chi", 'o'),
        ("rut_don", 'r'),
        ("dang_thi_hanh", 'y'),
        ("hoan_thanh", 'e'),
        ("khieu_nai_lan_2", 'u'),
        ("khoi_kien", 'j'),
        ("co_ket_qua_chuyen", 'z'),
        ("gia_han", 'g'),
        ("don_doc", 'd'),
        ("tiep_tuc", 'm'),
    ];
    for (name, letter) in shown {
        assert_eq!(step(name).unwrap().letter, Some(letter), "{name}");
    }
    let without: BTreeSet<&str> =
        STEPS.iter().filter(|step| step.letter.is_none()).map(|step| step.name).collect();
    let expected = ["da_huy", "phan_loai_lai", "doi_loai", "ghi_chu", "da_bao_nguoi_dan"];
    assert_eq!(without, expected.into_iter().collect());
}

/// What a step keeps of a denunciation: codes, days and numbers of documents.
#[test]
fn no_step_of_a_denunciation_takes_a_story() {
    let id = crate::base::Id::new("x").unwrap();
    let mut input = Record::new(INPUT_KIND, id.clone(), id);
    petition_fields::KIND.set(&mut input, PetitionKind::ToCao);
    for step in STEPS.iter().filter(|step| step.kinds.is_empty() || step.kinds.contains(&PetitionKind::ToCao))
    {
        for def in step.fields.iter().filter(|def| (def.applies)(&input)) {
            assert!(!def.narrative, "{} {}", step.name, def.name);
            let is_paragraph = matches!(def.shape, crate::domain::Shape::Paragraph(_));
            assert!(!is_paragraph, "{} {}", step.name, def.name);
        }
    }
}
