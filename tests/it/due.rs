//! The deadlines of the worked examples, computed by the program.

use serde_json::Value as Json;

use super::desk::{finish, program};

const EXAMPLES: &str = include_str!("../data/deadline_examples.csv");

fn due(rule: &str, from: &str, more: &[&str]) -> Json {
    let mut command = program();
    command.args(["due", "--rule", rule, "--from", from, "--json"]).args(more);
    let out = finish(command.spawn().unwrap(), b"").ok();
    serde_json::from_str(&out).unwrap()
}

#[test]
fn every_worked_example_is_computed_as_it_stands() {
    let mut reader = csv::Reader::from_reader(EXAMPLES.as_bytes());
    let mut examples = 0;
    for line in reader.records() {
        let line = line.unwrap();
        let (rule, more) = line[0].split_once(' ').unwrap_or((&line[0], ""));
        let more: Vec<String> = more.split_whitespace().map(|word| format!("--{word}")).collect();
        let more: Vec<&str> = more.iter().map(String::as_str).collect();
        let answer = due(rule, &line[1], &more);
        assert_eq!(answer["days"].to_string(), line[2], "{line:?}");
        assert_eq!(answer["unit"], line[3], "{line:?}");
        assert_eq!(answer["raw_due"], line[4], "{line:?}");
        assert_eq!(answer["due"], line[5], "{line:?}");
        let explanation = answer["explanation"].as_array().unwrap();
        assert!(explanation.iter().all(|said| !said.as_str().unwrap().is_empty()), "{line:?}");
        assert!(!explanation.is_empty(), "{line:?}");
        examples += 1;
    }
    assert_eq!(examples, 5);
}

#[test]
fn an_unknown_rule_and_a_day_that_does_not_exist_are_refused_with_what_can_be_written() {
    let run = |arguments: &[&str]| {
        let mut command = program();
        command.args(["--lang", "en", "due"]).args(arguments);
        finish(command.spawn().unwrap(), b"").refused(2)
    };
    assert!(run(&["--rule", "Xyzzy", "--from", "2026-06-15"]).contains("KN.GQ1"));
    assert!(run(&["--rule", "KN.GQ1", "--from", "2026-02-30"]).contains("no such day"));
}
