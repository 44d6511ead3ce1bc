//! The law in use, printed and changed by the real program: what moves is told, a bad file changes nothing, and a backup has it.

use std::fs;

use super::desk::Desk;

const CULTURE_DAY: &str = "date,kind,name_vi,status,confidence,source\n\
    2026-11-24,off,Ngày Văn hóa Việt Nam,official,high,TB 100/TB-BNV\n";

fn path(desk: &Desk, name: &str, content: &str) -> String {
    let file = desk.home().join(name);
    fs::write(&file, content).unwrap();
    file.to_str().unwrap().to_owned()
}

/// Numbers with their dates due, as a script lists them.
fn dues(desk: &Desk) -> Vec<(String, String)> {
    let listed = desk.run(&["list", "petition", "--view", "unresolved", "--json"]).ok();
    let read = |line: &str| {
        let json: serde_json::Value = serde_json::from_str(line).unwrap();
        (json["number"].to_string(), json["due"].to_string())
    };
    listed.lines().map(read).collect()
}

#[test]
fn a_holiday_is_confirmed_by_a_file_after_the_dates_that_move_were_told() {
    let desk = Desk::new();
    desk.run(&["sample", "--petitions", "60", "--day", "2026-11-23"]).ok();
    let before = dues(&desk);
    let file = path(&desk, "days.csv", CULTURE_DAY);
    let told = desk.run(&["law", &file, "--dry-run"]).ok();
    assert!(told.starts_with(
        "24/11/2026 Ngày Văn hóa Việt Nam: perhaps a day off, not decided -> day off, announced\n"
    ));
    assert!(told.lines().any(|line| line.contains(" -> ") && line.starts_with("  ")), "{told}");
    assert!(told.contains("Dates that move: "), "{told}");
    let refused = desk.run(&["law", &file]).refused(1);
    assert!(refused.contains("Add --yes"), "{refused}");
    assert_eq!(dues(&desk), before, "nothing was saved");

    let done = desk.run(&["law", &file, "--yes"]).ok();
    assert!(done.contains("1 lines saved; "), "{done}");
    let after = dues(&desk);
    assert_ne!(after, before);
    let moved = after.iter().filter(|due| !before.contains(due)).count();
    let listed = told.lines().filter(|line| line.starts_with("  ")).count();
    assert!(moved > 0 && moved <= listed, "{moved} of {listed}");

    // What is printed is good input, and says what is in use.
    let days = desk.run(&["law", "--holidays"]).ok();
    assert!(days.contains("2026-11-24,T3,off,Ngày Văn hóa Việt Nam,official,high,TB 100/TB-BNV\n"), "{days}");
    let rules = desk.run(&["law", "--rules"]).ok();
    for (name, content) in [("same.csv", &days), ("same.toml", &rules)] {
        let same = desk.run(&["law", &path(&desk, name, content), "--dry-run"]).refused(1);
        assert!(same.contains("Nothing was changed"), "{same}");
    }
    let history = desk.run(&["list", "holiday", "--json"]).ok();
    assert!(history.contains("\"day\":\"2026-11-24\""), "{history}");

    // The state is built from the journal alone, and a backup brings the law along.
    desk.run(&["rebuild"]).ok();
    desk.run(&["check"]).ok();
    assert_eq!(dues(&desk), after);
    let backup = desk.home().join("register.backup");
    desk.run(&["backup", backup.to_str().unwrap()]).ok();
    let other = Desk::new();
    other.run(&["restore", backup.to_str().unwrap()]).ok();
    assert_eq!(other.run(&["law", "--holidays"]).ok(), days);
    assert_eq!(dues(&other), after);
}

#[test]
fn a_bad_file_is_refused_with_its_name_line_and_reason_and_the_old_law_stays() {
    let desk = Desk::set_up();
    let (rules, days) = (desk.run(&["law", "--rules"]).ok(), desk.run(&["law", "--holidays"]).ok());
    let line = |text: &str, of: &str| text.lines().position(|line| line.contains(of)).unwrap() + 1;
    let new = line(&rules, "id = \"KN.TL.2026\"") - 1;
    for (name, content, at, reason) in [
        (
            "gap.toml",
            rules.replace("valid_to = 2026-06-30", "valid_to = 2026-06-28"),
            new,
            "no rule from 29/06/2026",
        ),
        (
            "overlap.toml",
            rules.replace("valid_to = 2026-06-30", "valid_to = 2026-07-02"),
            new,
            "KN.TL.old holds",
        ),
        (
            "unit.toml",
            rules.replacen("unit = \"wd\"", "unit = \"tuần\"", 1),
            line(&rules, "unit = \"wd\""),
            "unit: Write one of wd, cd",
        ),
        (
            "date.toml",
            rules.replacen("2026-06-30", "2026-06-31", 1),
            line(&rules, "2026-06-30"),
            "Correct this line",
        ),
        (
            "date.csv",
            days.replace("2026-09-02,T4", "2026-09-02,T5"),
            line(&days, "2026-09-02"),
            "02/09/2026 is T4",
        ),
        (
            "twice.csv",
            format!("{days}2026-09-02,T4,off,x,official,high,x\n"),
            days.lines().count() + 1,
            "stands above",
        ),
    ] {
        let file = path(&desk, name, &content);
        let told = desk.run(&["law", &file, "--yes"]).refused(1);
        assert!(told.starts_with(&format!("{file}:{at}: ")), "{told}");
        assert!(told.contains(reason), "{told}");
    }
    assert_eq!(desk.run(&["law", "--rules"]).ok(), rules);
    assert_eq!(desk.run(&["law", "--holidays"]).ok(), days);
    let other = path(&desk, "days.txt", CULTURE_DAY);
    desk.run(&["law", &other]).refused(2);
}
