//! Units through time by the real program: the handover of a unit that was split, and lists by both borders.

use super::desk::Desk;

const UNITS: &str = "id,level,unit_type,name,parent_id,valid_to,successor_ids
CX,commune,xã,Ea Bar,,2025-06-30,C22237n|C24415n
";

fn denunciation() -> String {
    serde_json::json!({
        "received_on": "2025-06-20", "source": "truc_tiep", "petition_kind": "to_cao",
        "village": "CX", "domain": "DD", "sealed_file": "03-M",
    })
    .to_string()
}

#[test]
fn a_unit_that_was_split_is_handed_over_whole_or_not_at_all() {
    let desk = Desk::set_up();
    let table = desk.home().join("units.csv");
    std::fs::write(&table, UNITS).unwrap();
    desk.run(&["places", table.to_str().unwrap()]).ok();
    let lines = format!("{0}\n{0}\n", denunciation());
    desk.run_with(&["add", "petition"], lines.as_bytes()).ok();

    let base = ["handover", "CX", "--document", "12/BB", "--on", "2025-07-02"];
    let with = |more: &[&str]| desk.run(&[&base[..], more].concat());
    let preview = with(&["--dry-run", "--to", "125/2026=C22237n"]);
    assert_eq!(preview.code, Some(1), "{}", preview.err);
    assert!(preview.out.contains("Petition 125/2026: Xã Ea Bar -> Xã Ea Ly"), "{}", preview.out);
    assert!(preview.out.contains("126/2026: Xã Ea Bar -> choose"), "{}", preview.out);
    let refused = with(&["--to", "125/2026=C22237n"]).refused(1);
    assert!(refused.contains("126/2026") && !refused.contains("125/2026"), "{refused}");
    let csv = |filter: &str| desk.run(&["list", "petition", "--where", filter, "--csv"]).ok();
    assert_eq!(csv("commune_now=C22237n").lines().count(), 1, "nothing was saved");

    let done = with(&["--to", "125/2026=C22237n", "--to", "126/2026=C24415n"]).ok();
    assert!(done.contains("Handed over 2"), "{done}");
    let now = csv("commune_now=C22237n");
    let header = now.lines().next().unwrap();
    assert!(header.ends_with(",commune_then,commune_now"), "{header}");
    assert!(now.lines().nth(1).unwrap().ends_with(",Xã Ea Bar,Xã Ea Ly"), "{now}");
    assert_eq!(csv("commune_then=CX").lines().count(), 3, "both lay in it then");
    let history = desk.run(&["show", "126/2026", "--history"]).ok();
    assert!(history.contains("Handed over by 12/BB: Xã Ea Bar -> Xã Cư Prao"), "{history}");
    let json = desk.run(&["list", "petition", "--where", "commune_now=C24415n", "--json"]).ok();
    assert!(json.contains("\"commune_then\":\"Xã Ea Bar\""), "{json}");
    desk.run(&["check"]).ok();
    let again = with(&["--to", "125/2026=C22237n"]).refused(1);
    assert!(again.contains("nothing to hand over"), "{again}");
}
