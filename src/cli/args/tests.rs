//! What can be said on the command line, and what is refused there.

use clap::CommandFactory;

use super::*;

#[test]
fn every_command_says_what_it_does_with_an_example() {
    let mut all = Arguments::command();
    all.build();
    all.clone().debug_assert();
    let commands: Vec<_> = all.get_subcommands().filter(|command| command.get_name() != "help").collect();
    assert_eq!(commands.len(), 24);
    for command in commands {
        let mut command = command.clone();
        let name = command.get_name().to_owned();
        let help = command.render_long_help().to_string();
        assert!(help.contains("Examples:\n"), "{name}: {help}");
        assert!(help.contains("  nghedan ") && help.contains(&format!(" {name}")), "{name}: {help}");
        assert!(command.get_about().is_some(), "{name}");
        let undescribed = command.get_arguments().find(|argument| argument.get_help().is_none());
        assert!(undescribed.is_none(), "{name}: {undescribed:?}");
    }
    assert!(all.render_long_help().to_string().contains("nghedan --demo"));
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let parse = |line: &str| Arguments::try_parse_from(line.split(' '));
    for wrong in [
        "nghedan add person",
        "nghedan list petition --view all_of_one_person",
        "nghedan list petition --json --csv",
        "nghedan list petition --print --csv",
        "nghedan list petition --columns 132",
        "nghedan list petition --print --columns 100",
        "nghedan show 1/2026 --print --history",
        "nghedan due --rule KN.GQ1 --from 2026-02-30",
        "nghedan due --rule KN.GQ1 --from 30/02/2026",
        "nghedan due --rule KN.GQ1",
        "nghedan --day 2026-11-23",
        "nghedan compose",
        "nghedan compose --method viqr",
        "nghedan nonsense",
        "nghedan statistics --print --json",
        "nghedan statistics --borders tomorrow",
        "nghedan --keymap emacs",
        "nghedan keys --card --doctor",
        "nghedan list petition --keymap vim",
        "nghedan completions nosuchshell",
    ] {
        assert_eq!(parse(wrong).unwrap_err().exit_code(), 2, "{wrong}");
    }
    let demo = parse("nghedan --demo --day 2025-06-20 --lang en").unwrap();
    assert!(demo.demo && demo.command.is_none());
    assert_eq!(demo.day.unwrap().iso(), "2025-06-20");
    let added = parse("nghedan --data D add petition --lang en").unwrap();
    assert!(matches!(added.lang, Language::En) && added.data == Some("D".into()));
}

#[test]
fn a_day_is_read_as_scripts_or_as_officers_write_it() {
    assert_eq!(day("2026-11-23"), day("23/11/2026"));
    for wrong in ["", "23", "23/11", "2026-11-31", "0001-01-01", "31/4/2026"] {
        assert!(day(wrong).is_err(), "{wrong}");
    }
}
