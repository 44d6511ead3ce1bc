//! What a later version wrote survives when this one reads, changes and writes it.

use super::*;
use crate::domain::{Change, Entry};

impl Desk {
    /// Writes a record as a later build would have, then opens the register with this one.
    fn written_later(&mut self, record: &Record) {
        let old = self.store.record(&record.id).unwrap();
        let entry = Entry {
            seq: self.store.head().seq + 1,
            at: self.now,
            officer: Officer::new("can_bo_01").unwrap(),
            request: self.fresh(),
            reason: None,
            numbers: Vec::new(),
            changes: vec![Change::between(old.as_ref(), record, None)],
        };
        self.store.append(std::slice::from_ref(&entry)).unwrap();
        self.store.apply(std::slice::from_ref(&entry)).unwrap();
        let law = Arc::new(Law::embedded().unwrap());
        self.office = Office::open(self.store.clone(), law, self.now.day(), &mut |_, _| ()).unwrap();
    }

    fn stored(&self, id: &Id) -> Record {
        self.store.record(id).unwrap().unwrap()
    }
}

/// Values that this build cannot know, and values that it knows under names that it does not.
fn of_2031() -> Fields {
    let later = Value::Unknown { tag: 200, bytes: vec![0, 255, 7] };
    let row = Value::Row([("cell_of_2031".to_owned(), later.clone())].into());
    fields(&[
        ("field_of_2031", later),
        ("rows_of_2031", Value::List(vec![row])),
        ("word_of_2031", text("đá")),
    ])
}

fn holds_all(record: &Record) -> bool {
    of_2031().iter().all(|(name, value)| record.fields.get(name) == Some(value))
}

#[test]
fn unknown_fields_survive_a_step_an_edit_and_a_taking_back() {
    let mut desk = Desk::new();
    let id = desk.save(None, None, 0, complaint("2026-11-09")).unwrap().id;
    let mut record = desk.stored(&id);
    record.fields.extend(of_2031());
    desk.written_later(&record);

    let classify = fields(&[("on", day("2026-11-10")), ("competence", choice("thuoc_tham_quyen"))]);
    assert_eq!(desk.save(Some(&id), Some("da_phan_loai"), 2, classify).unwrap().revision, 3);
    assert!(holds_all(&desk.stored(&id)), "after a step");
    let request = Request::TakeBack { request: desk.fresh(), id: id.clone(), base: 3 };
    desk.change("can_bo_01", &request).unwrap();
    assert!(holds_all(&desk.stored(&id)), "after it was taken back");
    let mut typed = complaint("2026-11-09");
    typed.extend(fields(&[("domain", choice("CS")), ("signatories", Value::Int(3))]));
    desk.save(Some(&id), None, 4, typed).unwrap();
    let record = desk.stored(&id);
    assert_eq!(f::SIGNATORIES.of(&record), Some(3));
    assert!(holds_all(&record), "after an edit");
    assert!(holds_all(&desk.shown(&id).record), "sent on to the client");
    desk.store.verify(&mut |_, _| ()).unwrap();
    desk.store.rebuild(&mut |_, _| ()).unwrap();
    assert!(holds_all(&desk.stored(&id)), "after a rebuild");
}

#[test]
fn records_of_an_unknown_kind_survive_beside_what_is_saved() {
    let mut desk = Desk::new();
    let mut record = Record::new("kind_of_2031", Id::new("K-2031").unwrap(), Id::new("O24100").unwrap());
    record.fields = of_2031();
    record.revision = 1;
    desk.written_later(&record);
    let id = desk.save(None, None, 0, complaint("2026-11-09")).unwrap().id;
    let classify = fields(&[("on", day("2026-11-10")), ("competence", choice("thuoc_tham_quyen"))]);
    desk.save(Some(&id), Some("da_phan_loai"), 1, classify).unwrap();
    assert_eq!(desk.stored(&record.id), record);
    assert_eq!(desk.store.count("kind_of_2031").unwrap(), 1);
    assert_eq!(desk.shown(&record.id).record, record, "sent on to the client");
    desk.store.verify(&mut |_, _| ()).unwrap();
    desk.store.rebuild(&mut |_, _| ()).unwrap();
    assert_eq!(desk.stored(&record.id), record);
}
