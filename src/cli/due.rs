//! `due`: a deadline with its explanation, computed here; no server is asked.

use std::io::Write;

use serde_json::json;

use crate::base::{Lang, Say};
use crate::domain::law::{Conditions, Law, Unit, calculate};

use super::args::DueArguments;
use super::failure::{Done, Failure};
use super::law::read_law;

/// Writes the deadline that a rule gives from a day.
pub fn due(wanted: &DueArguments, out: &mut dyn Write, lang: Lang) -> Done {
    let mut law = Law::embedded()
        .map_err(|error| Failure::machine("Cài lại chương trình", "Install the program again", &error))?;
    for file in &wanted.law {
        law = read_law(file, &law)?.1;
    }
    let Some(rule) = law.rule(&wanted.rule) else { return Err(no_such_rule(&law)) };
    // On the command line nobody names the decision; its number is what an explanation would repeat.
    let decision = |is: bool| is.then(String::new);
    let conditions = Conditions {
        remote: decision(wanted.remote),
        complex: decision(wanted.complex),
        ..Conditions::default()
    };
    let deadline = calculate(&law, rule, wanted.from, &conditions);
    let lines: Vec<&str> = deadline.explanation.lines().iter().map(|say| say.get(lang)).collect();
    if wanted.json {
        let unit = match deadline.unit {
            Unit::WorkingDays => "wd",
            Unit::CalendarDays => "cd",
        };
        let answer = json!({
            "rule": deadline.rule_id,
            "from": deadline.from.iso(),
            "days": deadline.days,
            "unit": unit,
            "raw_due": deadline.raw_due.iso(),
            "due": deadline.due.iso(),
            "internal": deadline.internal,
            "provisional": deadline.provisional,
            "explanation": lines,
        });
        writeln!(out, "{answer}")?;
        return Ok(());
    }
    for line in lines {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn no_such_rule(law: &Law) -> Failure {
    let ids: Vec<&str> = law.rules.iter().map(|rule| rule.id.as_str()).collect();
    let ids = ids.join(", ");
    Failure::Usage(Say::new(
        format!("Chọn một quy định: {ids}: không có quy định này"),
        format!("Choose one of the rules {ids}: there is no such rule"),
    ))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::args::{Arguments, Command};

    fn run(line: &str) -> Result<String, Failure> {
        let arguments = Arguments::try_parse_from(line.split(' ')).unwrap();
        let Some(Command::Due(wanted)) = arguments.command else { panic!("{line}") };
        let mut out = Vec::new();
        due(&wanted, &mut out, arguments.lang.into())?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn every_example_agrees() {
        let examples = include_str!("../../tests/data/deadline_examples.csv");
        let mut count = 0;
        for example in csv::Reader::from_reader(examples.as_bytes()).records() {
            let example = example.unwrap();
            let flags: String = example[0].split(' ').skip(1).map(|flag| format!(" --{flag}")).collect();
            let rule = example[0].split(' ').next().unwrap();
            let line = format!("nghedan due --rule {rule} --from {}{flags} --json", &example[1]);
            let answer: serde_json::Value = serde_json::from_str(&run(&line).unwrap()).unwrap();
            assert_eq!(answer["raw_due"], example[4], "{line}");
            assert_eq!(answer["due"], example[5], "{line}");
            assert_eq!(answer["days"].to_string(), example[2], "{line}");
            assert_eq!(answer["unit"], example[3], "{line}");
            assert_eq!(answer["explanation"].as_array().unwrap().len(), 7, "{line}");
            count += 1;
        }
        assert_eq!(count, 5);
    }

    #[test]
    fn the_explanation_is_in_the_language_that_was_asked_for() {
        let vi = run("nghedan due --rule KN.GQ1 --from 2026-10-01 --remote").unwrap();
        assert!(vi.starts_with("VÌ SAO 16/11/2026\n01/10 thụ lý, ngày đầu không tính\n"), "{vi}");
        let en = run("nghedan due --rule KN.GQ1 --from 01/10/2026 --remote --lang en").unwrap();
        assert!(en.starts_with("WHY 16/11/2026\n") && en.contains("remote +15\n"), "{en}");
    }

    #[test]
    fn files_that_are_named_are_laid_over_what_the_program_brings() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("days.csv");
        let from = "nghedan due --rule KN.TL.2026 --from 2026-11-23";
        std::fs::write(&path, "date,kind,name_vi,status\n2026-11-24,off,Ngày Văn hóa,official\n").unwrap();
        assert!(run(from).unwrap().starts_with("VÌ SAO 02/12/2026\n"));
        let with = format!("{from} --law {}", path.display());
        assert!(run(&with).unwrap().starts_with("VÌ SAO 03/12/2026\n"));
        std::fs::write(&path, "date,kind,name_vi,status\n2026-11-31,off,x,official\n").unwrap();
        let told = run(&with).unwrap_err().lines(Lang::En);
        assert!(told[0].contains("days.csv:2: date: Write a day"), "{told:?}");
    }

    #[test]
    fn a_rule_that_does_not_exist_is_wrong_usage_and_the_rules_are_named() {
        let failure = run("nghedan due --rule KN.XYZ --from 2026-10-01").unwrap_err();
        assert_eq!(failure.exit_code(), 2);
        assert!(failure.lines(Lang::En)[0].contains("KN.GQ1"));
    }
}
