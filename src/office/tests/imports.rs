//! Units that cannot be, ids that are none, more than one entry holds.

use super::*;

/// A unit in a unit, as an import gives it.
fn unit_in(id: &str, level: &str, parent: &str) -> Record {
    let mut unit = Record::new("unit", Id::new(id).unwrap(), Id::new("O24100").unwrap());
    unit.fields = fields(&[("name", text(id)), ("level", choice(level))]);
    let row = Value::Row(fields(&[("parent", Value::Ref(Id::new(parent).unwrap()))]));
    unit.fields.insert("parents".into(), Value::List(vec![row]));
    unit
}

impl Desk {
    fn import(&mut self, records: Vec<Record>) -> Result<Saved, Refusal> {
        let request = Request::Import { request: self.fresh(), records, dry_run: false };
        self.change("can_bo_01", &request)
    }
}

#[test]
fn units_that_lie_in_each_other_are_refused_on_the_field() {
    let mut desk = Desk::new();
    let circles = [
        vec![unit_in("A", "commune", "A")],
        vec![unit_in("A", "commune", "B"), unit_in("B", "commune", "A")],
        vec![unit_in("A", "commune", "C"), unit_in("B", "district", "A"), unit_in("C", "district", "B")],
    ];
    for circle in circles {
        let refused = desk.import(circle).unwrap_err();
        assert!(refused.problems.iter().any(|problem| problem.field == "parents"), "{refused:?}");
    }
    desk.import(vec![
        unit_in("A", "commune", "C"),
        unit_in("B", "village", "A"),
        unit_in("C", "district", "C24100n"),
    ])
    .unwrap();
    // One that closes the circle later.
    let refused = desk.import(vec![unit_in("C", "district", "A")]).unwrap_err();
    assert!(refused.problems.iter().any(|problem| problem.field == "parents"), "{refused:?}");
}

#[test]
fn an_id_that_reads_as_a_path_or_an_option_is_refused() {
    let mut desk = Desk::new();
    for id in ["..", ".", ".x", "-x"] {
        let refused = desk.import(vec![unit_in(id, "village", "C24100n")]).unwrap_err();
        assert!(refused.problems.iter().any(|problem| problem.field == "id"), "{id}: {refused:?}");
    }
}

#[test]
fn more_than_one_entry_holds_is_refused_with_the_limit_and_drops_nothing_that_waits() {
    let mut desk = Desk::new();
    let petition = Request::Save {
        request: desk.fresh(),
        form: form(None, None),
        base: 0,
        fields: complaint("2026-11-09"),
        reason: None,
    };
    let Decision::Proposal(waits) = desk.decide("can_bo_01", &petition).unwrap() else { panic!() };
    let many: Vec<Record> = (0..2_000).map(|n| unit_in(&format!("B{n}"), "village", "C24100n")).collect();
    let request = Request::Import { request: desk.fresh(), records: many, dry_run: false };
    let refused = desk.decide("can_bo_02", &request).err().unwrap();
    assert_eq!(refused.kind, RefusalKind::Limit);
    assert!(refused.say.vi.contains("1024"), "{refused:?}");
    desk.store.append(std::slice::from_ref(&waits.entry)).unwrap();
    desk.store.apply(std::slice::from_ref(&waits.entry)).unwrap();
    assert_eq!(desk.office.committed(1).unwrap().len(), 1);
    desk.save(None, None, 0, complaint("2026-11-10")).unwrap();
}
