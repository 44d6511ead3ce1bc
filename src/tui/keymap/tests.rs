//! What a keymap file may say, and that nothing is lost with it.

use super::file::PLACES;
use super::*;
use crate::base::Lang;
use crate::tui::command::{COMMANDS, key_behind};

fn key(spelled: &str) -> Key {
    Key::parse(spelled).unwrap()
}

fn own(source: &str) -> Keymap {
    Keymap::with_file(None, source).unwrap()
}

fn faults(source: &str) -> Vec<(usize, String)> {
    let faults = Keymap::with_file(None, source).unwrap_err();
    faults.into_iter().map(|fault| (fault.line, fault.say.get(Lang::En).to_owned())).collect()
}

fn line(table: &str, on: &str, run: &str) -> String {
    format!("[[{table}]]\non = \"{on}\"\nrun = \"{run}\"\n")
}

#[test]
fn the_programs_own_keys_are_well_formed() {
    let keymap = Keymap::default_keys().unwrap();
    assert_eq!(keymap.command(Place::Form, &key("ctrl-s")), Some("save"));
    assert_eq!(keymap.command(Place::List, &key("f4")), None);
    assert_eq!(keymap.command(Place::List, &key("f9")), Some("palette"));
    let vim = Keymap::built_in(KeymapBase::Vim).unwrap();
    assert!(vim.letters_are_commands() && !keymap.letters_are_commands());
    assert_eq!(vim.command(Place::List, &key("/")), Some("narrow"));
    assert_eq!(keymap.command(Place::List, &key("/")), Some("find"));
    assert_eq!(vim.command(Place::List, &key("G")), Some("row.last"));
    // Letters on a record are its steps, in forms they are text, in both.
    for place in [Place::Form, Place::Find, Place::Palette, Place::Narrow] {
        assert!(('a'..='z').all(|letter| vim.command(place, &Key::char(letter)).is_none()), "{place:?}");
    }
    for letter in 'a'..='z' {
        assert_eq!(
            vim.command(Place::Detail, &Key::char(letter)),
            keymap.command(Place::Detail, &Key::char(letter))
        );
    }
}

#[test]
fn nothing_is_only_on_a_function_key_alt_or_esc() {
    for base in [KeymapBase::Default, KeymapBase::Vim] {
        let keymap = Keymap::built_in(base).unwrap();
        for place in PLACES {
            // The palette lists every command that can be run in a place.
            assert!(keymap.is_plainly_reached("palette", *place), "{base:?} {place:?}");
            assert!(keymap.is_plainly_reached("back", *place), "{base:?} {place:?}");
        }
        for (place, on, run) in keymap.bindings() {
            let run = run.unwrap();
            let known = COMMANDS.iter().find(|command| command.name == run).unwrap();
            let fits = place.map_or(known.is_general(), |place| known.places.contains(&place));
            assert!(fits, "{on} runs {run} where it cannot be run");
        }
    }
}

#[test]
fn digits_and_letters_keep_their_meaning_in_both_keymaps() {
    for base in [KeymapBase::Default, KeymapBase::Vim] {
        let keymap = Keymap::built_in(base).unwrap();
        for (place, on, run) in keymap.bindings() {
            let Some(letter) = on.typed() else { continue };
            assert!(!letter.is_ascii_digit(), "{on} {run:?}");
            assert!(
                matches!(place, Some(Place::List | Place::Detail | Place::Compare | Place::Beside)),
                "{on} is text there: {run:?}"
            );
            let narrows = place == Some(Place::List) && !keymap.letters_are_commands();
            assert!(!(narrows && letter.is_alphabetic()), "{on} {run:?}");
        }
    }
}

#[test]
fn all_that_is_wrong_is_told_with_its_line() {
    let source = [
        "base = \"emacs\"\n".to_owned(),
        line("form", "f2", "no.such"),
        line("form", "ctrl-i", "save"),
        line("form", "hyper-x", "also.none"),
        line("form", "f5", "undo"),
        line("form", "f5", "redo"),
        line("nowhere", "f2", "save"),
        line("list", "f5", "values"),
        "[[form]]\non = \"f10\"\n".to_owned(),
        "[[form]]\non = 3\nrun = \"save\"\n".to_owned(),
        "[[form]]\non = \"f11\"\nrun = \"save\"\nwhy = \"x\"\n".to_owned(),
        line("any", "ctrl-shift-f9", "help"),
    ]
    .concat();
    let told = faults(&source);
    for (line, words) in [
        (1, "emacs"),
        (4, "no.such"),
        (6, "Ctrl-I"),
        (9, "no such key"),
        (10, "also.none"),
        (15, "stands in [[form]] at line 12"),
        (17, "nowhere"),
        (22, "Move \"values\""),
        (23, "Add run"),
        (26, "Write on between quotes"),
        (31, "why"),
        (33, "Ctrl-Shift-F9"),
    ] {
        let found = told.iter().any(|(at, say)| *at == line && say.contains(words));
        assert!(found, "{line} {words}: {told:#?}");
    }
    assert_eq!(told.len(), 12, "{told:#?}");
    // Also where the file is no TOML, what can be read of it is judged.
    let told = faults("[[form]\non = \"f2\"\nrun = \"save\"\n[[list]]\non = \"f5\"\nrun = \"no.such\"\n");
    assert!(told.iter().any(|(line, _)| *line == 1), "{told:?}");
    assert!(told.iter().any(|(line, say)| *line == 6 && say.contains("no.such")), "{told:?}");
    assert_eq!(faults("not toml")[0].0, 1);
    let long = faults(&line("form", &"x".repeat(5_000), "save"));
    assert!(long[0].1.len() < 100, "{long:?}");
}

#[test]
fn the_rules_of_letters_and_digits_hold_for_a_file_too() {
    for (source, words) in [
        (line("list", "j", "row.next"), "letters narrow lists"),
        (line("list", "5", "tag"), "nine lists"),
        (line("any", "x", "home"), "is text"),
        (line("form", "=", "save"), "is text"),
        (line("find", "+", "help"), "is text"),
        (line("detail", "c", "record.edit"), "is a step"),
        (line("compare", "t", "save"), "letters choose"),
        (line("form", "enter", "save"), "the same everywhere"),
        (line("list", "down", "tag"), "the same everywhere"),
        (line("form", "left", "undo"), "the same everywhere"),
    ] {
        let told = faults(&source);
        assert!(told.len() == 1 && told[0].0 == 2 && told[0].1.contains(words), "{source} {told:?}");
    }
    // Where letters are commands they may be bound in lists, and only there.
    let vim = own(&format!("base = \"vim\"\n{}", line("list", "q", "back")));
    assert_eq!(vim.command(Place::List, &key("q")), Some("back"));
    let told = faults(&format!("base = \"vim\"\n{}", line("form", "q", "back")));
    assert!(told[0].1.contains("is text"), "{told:?}");
}

#[test]
fn a_file_of_ones_own_lies_over_the_programs() {
    let keymap = own(&line("form", "f2", "undo"));
    assert_eq!(keymap.command(Place::Form, &key("f2")), Some("undo"));
    assert_eq!(keymap.keys_of("save", Place::Form), ["Ctrl-S"]);
    let vim = own("base = \"vim\"\n");
    assert_eq!(vim.command(Place::List, &key("j")), Some("row.next"));
    // What was said when the program was started comes before what the file says.
    let chosen = Keymap::with_file(Some(KeymapBase::Default), "base = \"vim\"\n").unwrap();
    assert_eq!(chosen.command(Place::List, &key("j")), None);
    assert!(Keymap::with_file(Some(KeymapBase::Vim), "").unwrap().letters_are_commands());
}

#[test]
fn a_key_is_taken_away_by_an_empty_command() {
    let keymap = own(&(line("form", "f3", "") + &line("list", "delete", "")));
    assert_eq!(keymap.command(Place::Form, &key("f3")), None, "though it runs something everywhere else");
    assert_eq!(keymap.command(Place::List, &key("f3")), Some("petition.new"));
    assert_eq!(keymap.command(Place::List, &key("delete")), None);
    assert!(keymap.keys_of("petition.new", Place::Form).is_empty());
}

#[test]
fn the_palette_the_way_back_and_narrowing_cannot_be_lost() {
    for (source, at, word) in [
        (line("any", "ctrl-p", ""), 2, "palette"),
        (line("form", "ctrl-p", "save"), 2, "palette"),
        (line("form", "f5", "save") + &line("any", "ctrl-c", ""), 5, "back"),
        (format!("base = \"vim\"\n{}", line("list", "/", "find")), 3, "narrow"),
        ("letters_are_commands = true\n".to_owned(), 1, "narrow"),
    ] {
        let told = faults(&source);
        assert!(told.iter().any(|(line, say)| *line == at && say.contains(word)), "{source} {told:?}");
    }
    let moved = own(&(line("any", "ctrl-p", "") + &line("any", "ctrl-x", "palette")));
    assert_eq!(moved.keys_of("palette", Place::Form), ["F9", "Ctrl-X"]);
}

#[test]
fn a_key_that_does_not_arrive_is_not_shown_where_another_does_the_same() {
    let mut keymap = Keymap::default_keys().unwrap();
    keymap.set_missing(vec![key("f9"), key("f3"), key("f4")]);
    assert_eq!(keymap.keys_of("palette", Place::Form), ["Ctrl-P"]);
    assert_eq!(keymap.keys_of("petition.new", Place::List), ["+"]);
    assert_eq!(keymap.keys_of("values", Place::Form), ["F4"], "there is no other");
    assert_eq!(keymap.command(Place::Form, &key("f9")), Some("palette"), "it works when it comes");
    let said: Vec<String> = keymap.replacements().iter().map(|say| say.vi.clone()).collect();
    assert_eq!(said, ["F9 = Ctrl-P :", "F3 = +", "F4 = Ctrl-P \"Danh mục\""]);
}

#[test]
fn a_command_that_stands_for_a_key_stands_for_no_other_command() {
    for command in COMMANDS {
        let Some(code) = key_behind(command.name) else { continue };
        for base in [KeymapBase::Default, KeymapBase::Vim] {
            let keymap = Keymap::built_in(base).unwrap();
            assert_eq!(keymap.command(Place::List, &Key::plain(code.clone())), None, "{}", command.name);
        }
    }
}

proptest::proptest! {
    #[test]
    fn no_file_panics(source in "(\\[\\[?(any|list|form|x)\\]?\\]\n|(on|run|desc|base) = (\"[a-z0-9-]{0,9}\"|3|\\[)\n|\\PC{0,9}\n){0,12}") {
        let lines = source.lines().count().max(1);
        if let Err(faults) = Keymap::with_file(None, &source) {
            proptest::prop_assert!(!faults.is_empty());
            proptest::prop_assert!(faults.iter().all(|fault| (1..=lines + 1).contains(&fault.line)));
        }
    }
}
