//! Two villages of one name: what tells "Thôn 2" of former Krông Năng from "Thôn 2" of former Ia HDreh wherever they are named.

use super::{Desk, complaint, day, fields};
use crate::base::{Day, Id, Lang, Officer};
use crate::domain::{Value, kinds::PETITION, query::View};
use crate::exchange::Table;
use crate::wire::{Reply, Request};

const ONE: &str = "V24115-09";
const OTHER: &str = "V24100-09";

#[test]
fn two_villages_of_one_name_are_told_apart_wherever_they_are_named() {
    let mut desk = Desk::new();
    let mut ids = Vec::new();
    for village in [ONE, OTHER] {
        let mut petition = complaint("2026-11-09");
        petition.insert("village".into(), Value::Ref(Id::new(village).unwrap()));
        ids.push(desk.save(None, None, 0, petition).unwrap().id);
    }
    let names = ["2, Krông Năng", "2, Ia HDreh"];
    let page = desk.page(View::New, "");
    let place = PETITION.columns.iter().position(|column| column.name == "place").unwrap();
    for (id, name) in ids.iter().zip(names) {
        let row = page.rows.iter().find(|row| row.id == *id).unwrap();
        assert_eq!(row.cells[place], name);
        let basis = desk.office.basis().clone();
        let officer = Officer::new("can_bo_01").unwrap();
        let table = Table::new(&PETITION, Lang::Vi, false);
        let csv = table.row(&desk.shown(id).record, &basis.around(&officer).unwrap());
        assert!(String::from_utf8(csv).unwrap().contains(&format!("\"{name}\"")), "{name}");
    }
    for (village, former) in [(ONE, "Krông Năng"), (OTHER, "Ia HDreh")] {
        let asked = Request::Village(Id::new(village).unwrap());
        let Reply::Village(page) = desk.answer(&asked).unwrap() else { panic!() };
        let heading: String = page.heading.iter().map(|line| line.vi.as_str()).collect();
        assert!(format!("{} {heading}", page.title).contains(former), "{} {heading}", page.title);
    }
}

#[test]
fn a_look_up_offers_both_by_their_former_communes_also_on_the_day_before_the_reform() {
    let desk = Desk::new();
    for (on, ours) in [
        ("2026-11-09", ["Thôn 2, Krông Năng, Ia Dreh", "Thôn 2, Ia HDreh, Ia Dreh"]),
        ("2025-06-30", ["Thôn 2, Krông Năng", "Thôn 2, Ia HDreh"]),
    ] {
        let found = desk.look_up("village", "t2", fields(&[("received_on", day(on))]));
        assert!(!found.sure, "{on}: one of them would be taken silently");
        let offered: Vec<(&Value, &str)> =
            found.offers.iter().map(|offer| (&offer.value, offer.echo.vi.as_str())).collect();
        for (village, name) in [ONE, OTHER].into_iter().zip(ours) {
            let village = Value::Ref(Id::new(village).unwrap());
            let echo = offered.iter().find(|(value, _)| **value == village).map(|(_, echo)| *echo);
            assert!(echo.is_some_and(|echo| echo.starts_with(name)), "{on} {name}: {offered:?}");
        }
    }
    let places = desk.office.places();
    let before = Day::from_iso("2025-06-30").unwrap();
    let name = |village: &str| places.short_name(&Id::new(village).unwrap(), before);
    assert_eq!([name(ONE), name(OTHER)], ["2, Krông Năng", "2, Ia HDreh"]);
}
