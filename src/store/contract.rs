//! What every store promises: one function a clause, one line a store.

use crate::base::{Day, Id, Number, Officer, RequestId, Stamp, limits};
use crate::domain::{Change, Entry, Record, TakenNumber, Value};

use super::disk::tests::OnDisk;
use super::journal::JournalError;
use super::sealed::tests::Sealed;
use super::{MemoryStore, Scan, Store, StoreError};

macro_rules! held_by {
    ($name:ident, $register:ident) => {
        held_by! { $name, $register,
            what_was_saved_is_read_back
            records_come_in_the_order_of_their_ids
            an_index_is_read_both_ways_in_pages
            an_index_is_read_for_one_value
            a_hostile_cursor_stays_in_its_index
            a_changed_value_moves_the_record_in_its_index
            a_field_without_index_is_refused
            history_is_told_oldest_first
            the_last_number_is_known_for_each_office_book_and_year
            a_request_is_known_until_it_is_old
            what_was_saved_is_there_after_reopening
            entries_come_without_gaps
            a_change_that_does_not_fit_is_refused_before_it_is_written
            a_group_may_be_appended_before_the_last_one_is_applied
            what_is_too_large_is_refused_before_it_is_written
            what_could_not_be_read_again_is_refused_before_it_is_written
            an_entry_larger_than_a_batch_is_applied_whole
            fields_and_values_of_a_later_version_survive
            after_an_unknown_outcome_nothing_is_appended_and_reading_goes_on
            verification_counts_what_it_found
            verification_names_a_gap_in_a_book
            a_rebuilt_state_answers_the_same
            reading_goes_on_beside_saving
        }
    };
    ($name:ident, $register:ident, $($clause:ident)*) => {
        mod $name {
            $(
                #[test]
                fn $clause() {
                    super::$clause(&mut super::$register::new());
                }
            )*
        }
    };
}

held_by!(memory, InMemory);
held_by!(disk, OnDisk);
held_by!(sealed, Sealed);

/// A register in one sort of store.
pub(super) trait Register {
    fn store(&self) -> &dyn Store;
    /// Closes and opens it again, where that means something.
    fn reopen(&mut self);
    /// The next append breaks in the middle.
    fn break_next_append(&self);
}

struct InMemory(MemoryStore);

impl InMemory {
    fn new() -> InMemory {
        InMemory(MemoryStore::default())
    }
}

impl Register for InMemory {
    fn store(&self) -> &dyn Store {
        &self.0
    }

    fn reopen(&mut self) {}

    fn break_next_append(&self) {
        self.0.fail_next_append();
    }
}

pub(super) fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

pub(super) fn petition(name: &str, fields: &[(&str, Value)]) -> Record {
    let mut record = Record::new("petition", id(name), id("office"));
    record.fields.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    record
}

fn day(number: i32) -> Value {
    Value::Day(Day::EPOCH.plus(number))
}

fn choice(text: &str) -> Value {
    Value::Choice(text.to_owned())
}

/// An entry that comes next, an hour after the last one.
pub(super) fn next(store: &dyn Store, changes: Vec<Change>) -> Entry {
    let head = store.head();
    let seq = head.seq + 1;
    let mut request = [7; 16];
    request[..8].copy_from_slice(&seq.to_le_bytes());
    Entry {
        seq,
        at: Stamp(head.at.0 + 3_600_000),
        officer: Officer::new("hoa").unwrap(),
        request: RequestId(request),
        reason: None,
        numbers: Vec::new(),
        changes,
    }
}

pub(super) fn save(store: &dyn Store, entry: Entry) {
    let group = [entry];
    store.append(&group).unwrap();
    store.apply(&group).unwrap();
}

/// Saves a record over what stands under its id.
pub(super) fn put(store: &dyn Store, record: &Record) {
    let old = store.record(&record.id).unwrap();
    save(store, next(store, vec![Change::between(old.as_ref(), record, None)]));
}

fn scan(field: &str) -> Scan {
    let (kind, field) = ("petition".to_owned(), field.to_owned());
    Scan { kind, field, value: None, backwards: false, after: None, limit: 100 }
}

fn found(store: &dyn Store, scan: &Scan) -> String {
    let found = store.scan(scan).unwrap();
    found.iter().map(|found| found.id.as_str()).collect::<Vec<_>>().join(" ")
}

/// The whole index, read in pages of two.
fn found_in_pages(store: &dyn Store, mut scan: Scan) -> String {
    scan.limit = 2;
    let mut ids = Vec::new();
    loop {
        let page = store.scan(&scan).unwrap();
        let Some(last) = page.last() else { return ids.join(" ") };
        scan.after = Some(last.cursor.clone());
        ids.extend(page.iter().map(|found| found.id.to_string()));
    }
}

fn what_was_saved_is_read_back(register: &mut impl Register) {
    let store = register.store();
    assert_eq!((store.head().seq, store.count("petition").unwrap()), (0, 0));
    assert_eq!(store.record(&id("a")).unwrap(), None);
    let entry = next(store, vec![Change::between(None, &petition("a", &[("source", choice("b"))]), None)]);
    store.append(std::slice::from_ref(&entry)).unwrap();
    assert_eq!((store.head().seq, store.head().at), (1, entry.at));
    assert_eq!(store.record(&id("a")).unwrap(), None, "not before it is applied");
    store.apply(std::slice::from_ref(&entry)).unwrap();
    let record = store.record(&id("a")).unwrap().unwrap();
    assert_eq!((record.revision, record.value("source")), (1, Some(&choice("b"))));
    assert_eq!((store.count("petition").unwrap(), store.count("unit").unwrap()), (1, 0));
    assert_eq!(store.entry(1).unwrap(), Some(entry));
    assert_eq!((store.entry(0).unwrap(), store.entry(2).unwrap()), (None, None));
    store.append(&[]).unwrap();
    store.apply(&[]).unwrap();
    assert_eq!(store.head().seq, 1);
}

fn records_come_in_the_order_of_their_ids(register: &mut impl Register) {
    let store = register.store();
    for name in ["b", "a-2", "c", "a"] {
        put(store, &petition(name, &[]));
    }
    put(store, &Record::new("unit", id("b2"), id("office")));
    let names = |after: Option<&str>, limit| {
        let records = store.records("petition", after.map(id).as_ref(), limit).unwrap();
        records.iter().map(|record| record.id.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names(None, 10), "a a-2 b c");
    assert_eq!(names(None, 2), "a a-2");
    assert_eq!(names(Some("a"), 2), "a-2 b");
    assert_eq!(names(Some("bb"), 10), "c", "also behind an id that is not there");
    assert_eq!(names(Some("c"), 10), "");
    assert_eq!((store.count("petition").unwrap(), store.count("unit").unwrap()), (4, 1));
}

fn four_days(store: &dyn Store) {
    for (name, on) in [("d", 40), ("a", -3), ("c", 7), ("b", 7), ("e", 300)] {
        put(store, &petition(name, &[("received_on", day(on))]));
    }
    put(store, &petition("without", &[]));
}

fn an_index_is_read_both_ways_in_pages(register: &mut impl Register) {
    let store = register.store();
    four_days(store);
    let backwards = Scan { backwards: true, ..scan("received_on") };
    assert_eq!(found(store, &scan("received_on")), "a b c d e");
    assert_eq!(found(store, &backwards), "e d c b a");
    assert_eq!(found_in_pages(store, scan("received_on")), "a b c d e");
    assert_eq!(found_in_pages(store, backwards), "e d c b a");
    assert_eq!(found(store, &Scan { limit: 0, ..scan("received_on") }), "");
    let numbers = [("n1", 124, 2025), ("n2", 2, 2026), ("n3", 10, 2026)];
    for (name, seq, year) in numbers {
        put(store, &petition(name, &[("number", Value::Number(Number { seq, year }))]));
    }
    assert_eq!(found(store, &scan("number")), "n1 n2 n3");
}

fn an_index_is_read_for_one_value(register: &mut impl Register) {
    let store = register.store();
    four_days(store);
    let on_seven = Scan { value: Some(day(7)), ..scan("received_on") };
    assert_eq!(found(store, &on_seven), "b c");
    assert_eq!(found(store, &Scan { backwards: true, ..on_seven.clone() }), "c b");
    assert_eq!(found_in_pages(store, Scan { limit: 1, ..on_seven }), "b c");
    assert_eq!(found(store, &Scan { value: Some(day(8)), ..scan("received_on") }), "");
    for (name, state) in [("x", "moi"), ("y", "moi_tiep")] {
        put(store, &petition(name, &[("state", choice(state))]));
    }
    assert_eq!(found(store, &Scan { value: Some(choice("moi")), ..scan("state") }), "x");
    let text = Some(Value::Text("moi".to_owned()));
    assert_eq!(found(store, &Scan { value: text, ..scan("state") }), "", "another sort of value");
    let list = Some(Value::List(Vec::new()));
    assert_eq!(found(store, &Scan { value: list, ..scan("state") }), "");
}

fn a_hostile_cursor_stays_in_its_index(register: &mut impl Register) {
    let store = register.store();
    four_days(store);
    put(store, &petition("s", &[("state", choice("moi")), ("number", Value::Int(1))]));
    for cursor in [vec![], vec![0; 40], vec![0xff; 40]] {
        for backwards in [false, true] {
            let scan = Scan { after: Some(cursor.clone()), backwards, ..scan("received_on") };
            let ids = found(store, &scan);
            assert!(["", "a b c d e", "e d c b a"].contains(&ids.as_str()), "{ids}");
            let one = Scan { value: Some(day(7)), ..scan };
            assert!(["", "b c", "c b"].contains(&found(store, &one).as_str()));
        }
    }
}

fn a_changed_value_moves_the_record_in_its_index(register: &mut impl Register) {
    let store = register.store();
    four_days(store);
    put(store, &petition("a", &[("received_on", day(100))]));
    assert_eq!(found(store, &scan("received_on")), "b c d a e");
    put(store, &petition("c", &[]));
    assert_eq!(found(store, &scan("received_on")), "b d a e");
    put(store, &petition("without", &[("received_on", day(0))]));
    assert_eq!(found(store, &scan("received_on")), "without b d a e");
    store.verify(&mut |_, _| ()).unwrap();
}

fn a_field_without_index_is_refused(register: &mut impl Register) {
    let store = register.store();
    assert!(matches!(store.scan(&scan("summary")), Err(StoreError::NoIndex { .. })));
    let unknown = Scan { kind: "nothing".to_owned(), ..scan("number") };
    assert!(matches!(store.scan(&unknown), Err(StoreError::NoIndex { .. })));
}

fn history_is_told_oldest_first(register: &mut impl Register) {
    let store = register.store();
    for n in 1..=12 {
        put(store, &petition("a", &[("signatories", Value::Int(n))]));
        put(store, &petition("ab", &[("signatories", Value::Int(n))]));
    }
    let history = store.history(&id("a")).unwrap();
    assert_eq!(
        history.iter().map(|entry| entry.seq).collect::<Vec<_>>(),
        (0..12).map(|n| 2 * n + 1).collect::<Vec<_>>()
    );
    assert_eq!(history[3].changes[0].revision, 4);
    assert_eq!(store.history(&id("nobody")).unwrap(), []);
}

fn taken(office: &str, book: &str, seq: u32, year: i32) -> TakenNumber {
    TakenNumber { office: id(office), book: book.to_owned(), number: Number { seq, year } }
}

fn the_last_number_is_known_for_each_office_book_and_year(register: &mut impl Register) {
    let store = register.store();
    let numbers = [
        taken("o1", "don", 57, 2026),
        taken("o1", "don", 58, 2026),
        taken("o1", "don", 1, 2027),
        taken("o2", "don", 9, 2026),
        taken("o1", "cv", 3, 2026),
    ];
    save(store, Entry { numbers: numbers.to_vec(), ..next(store, Vec::new()) });
    let last = |office, book, year| store.last_number(&id(office), book, year).unwrap();
    assert_eq!((last("o1", "don", 2026), last("o1", "don", 2027)), (58, 1));
    assert_eq!((last("o2", "don", 2026), last("o1", "cv", 2026)), (9, 3));
    assert_eq!((last("o1", "don", 2025), last("o3", "don", 2026)), (0, 0));
    assert_eq!(store.verify(&mut |_, _| ()).unwrap().numbers, 5);
}

fn a_request_is_known_until_it_is_old(register: &mut impl Register) {
    let store = register.store();
    let first = next(store, Vec::new());
    save(store, first.clone());
    let after = |store: &dyn Store, days: i64| {
        save(store, Entry { at: Stamp(first.at.0 + days * 86_400_000), ..next(store, Vec::new()) });
    };
    after(store, limits::REQUEST_DAYS_MAX);
    assert_eq!(store.request(first.request).unwrap(), Some(1));
    assert_eq!(store.request(RequestId([9; 16])).unwrap(), None);
    after(store, limits::REQUEST_DAYS_MAX + 1);
    assert_eq!(store.request(first.request).unwrap(), None);
    after(store, 0);
    assert_eq!(store.request(first.request).unwrap(), None, "a clock set back brings nothing back");
    register.reopen();
    let store = register.store();
    assert_eq!(store.request(first.request).unwrap(), None);
    assert_eq!(store.request(store.entry(2).unwrap().unwrap().request).unwrap(), Some(2));
    store.verify(&mut |_, _| ()).unwrap();
}

fn what_was_saved_is_there_after_reopening(register: &mut impl Register) {
    four_days(register.store());
    let head = register.store().head();
    for _ in 0..2 {
        register.reopen();
        let store = register.store();
        assert_eq!(store.head(), head);
        assert_eq!(found(store, &scan("received_on")), "a b c d e");
        assert_eq!(store.count("petition").unwrap(), 6);
        store.verify(&mut |_, _| ()).unwrap();
    }
    put(register.store(), &petition("f", &[]));
    assert_eq!(register.store().head().seq, head.seq + 1);
}

fn entries_come_without_gaps(register: &mut impl Register) {
    let store = register.store();
    for wrong in [0, 2] {
        let entry = Entry { seq: wrong, ..next(store, Vec::new()) };
        let refused = store.append(&[entry]).unwrap_err();
        assert!(matches!(refused, StoreError::Sequence { expected: 1, found } if found == wrong));
    }
    let one = next(store, Vec::new());
    let twice = [one.clone(), one.clone()];
    assert!(matches!(store.append(&twice), Err(StoreError::Sequence { expected: 2, found: 1 })));
    assert_eq!((store.head().seq, store.is_read_only()), (0, false));
    save(store, one);
}

fn a_change_that_does_not_fit_is_refused_before_it_is_written(register: &mut impl Register) {
    let store = register.store();
    put(store, &petition("a", &[]));
    let first = Change::between(None, &petition("a", &[("x", Value::Int(1))]), None);
    assert!(matches!(store.append(&[next(store, vec![first])]), Err(StoreError::Misfit(_))));
    let stands = store.record(&id("a")).unwrap();
    let change = Change::between(stands.as_ref(), &petition("a", &[("x", Value::Int(1))]), None);
    let twice = next(store, vec![change.clone(), change.clone()]);
    assert!(matches!(store.append(&[twice]), Err(StoreError::Misfit(_))));
    assert_eq!((store.head().seq, store.is_read_only()), (1, false));
    save(store, next(store, vec![change]));
    assert_eq!(store.record(&id("a")).unwrap().unwrap().revision, 2);
}

fn a_group_may_be_appended_before_the_last_one_is_applied(register: &mut impl Register) {
    let store = register.store();
    let mut record = petition("a", &[]);
    let mut groups = Vec::new();
    for n in 0..3 {
        let old = (n > 0).then_some(&record);
        let mut new = record.clone();
        new.fields.insert("signatories".to_owned(), Value::Int(n));
        let change = Change::between(old, &new, None);
        record = change.apply(old.cloned()).unwrap();
        groups.push([next(store, vec![change])]);
        store.append(&groups[n as usize]).unwrap();
    }
    for (n, group) in groups.iter().enumerate() {
        store.apply(group).unwrap();
        assert_eq!(store.record(&id("a")).unwrap().unwrap().revision, n as u32 + 1);
    }
    store.verify(&mut |_, _| ()).unwrap();
}

fn what_is_too_large_is_refused_before_it_is_written(register: &mut impl Register) {
    let store = register.store();
    let text = |bytes: usize| Value::Text("x".repeat(bytes));
    let large = petition("a", &[("summary", text(limits::RECORD_BYTES_MAX))]);
    let entry = next(store, vec![Change::between(None, &large, None)]);
    assert!(matches!(store.append(&[entry]), Err(StoreError::RecordTooLarge(_))));
    let changes = (0..40).map(|n| {
        let record = petition(&format!("r{n}"), &[("summary", text(limits::RECORD_BYTES_MAX - 100))]);
        Change::between(None, &record, None)
    });
    let entry = next(store, changes.collect());
    assert!(matches!(store.append(&[entry]), Err(StoreError::TooLarge(_))));
    assert_eq!((store.head().seq, store.is_read_only()), (0, false));
}

fn what_could_not_be_read_again_is_refused_before_it_is_written(register: &mut impl Register) {
    let store = register.store();
    let pretender = Value::Unknown { tag: 1, bytes: vec![0xff] };
    let entry = next(store, vec![Change::between(None, &petition("a", &[("x", pretender)]), None)]);
    assert!(matches!(store.append(&[entry]), Err(StoreError::Encoding(_))));
    assert_eq!((store.head().seq, store.is_read_only()), (0, false));
}

fn an_entry_larger_than_a_batch_is_applied_whole(register: &mut impl Register) {
    let store = register.store();
    let all = |value: i64| -> Vec<Record> {
        (0..100).map(|n| petition(&format!("r{n:03}"), &[("signatories", Value::Int(value))])).collect()
    };
    save(store, next(store, all(1).iter().map(|record| Change::between(None, record, None)).collect()));
    let second = all(2);
    let changes = second.iter().map(|record| {
        let old = store.record(&record.id).unwrap();
        Change::between(old.as_ref(), record, None)
    });
    save(store, next(store, changes.collect()));
    assert_eq!(store.count("petition").unwrap(), 100);
    assert!(store.records("petition", None, 200).unwrap().iter().all(|record| record.revision == 2));
    assert_eq!(store.history(&id("r099")).unwrap().len(), 2);
    assert_eq!(store.verify(&mut |_, _| ()).unwrap().records, 100);
    register.reopen();
    assert_eq!(register.store().count("petition").unwrap(), 100);
}

fn fields_and_values_of_a_later_version_survive(register: &mut impl Register) {
    let later = Value::Unknown { tag: 200, bytes: vec![1, 2, 3] };
    let row = Value::List(vec![Value::Row([("cell".to_owned(), later.clone())].into())]);
    let record = petition("a", &[("received_on", later), ("rows_of_2031", row)]);
    put(register.store(), &record);
    let mut strange = Record::new("proposal", id("p"), id("office"));
    strange.fields.insert("title".to_owned(), Value::Text("x".to_owned()));
    put(register.store(), &strange);
    register.reopen();
    let store = register.store();
    assert_eq!(store.record(&id("a")).unwrap().unwrap().fields, record.fields);
    assert_eq!(store.records("proposal", None, 9).unwrap().len(), 1);
    assert_eq!(found(store, &scan("received_on")), "");
    store.verify(&mut |_, _| ()).unwrap();
}

fn after_an_unknown_outcome_nothing_is_appended_and_reading_goes_on(register: &mut impl Register) {
    let store = register.store();
    put(store, &petition("a", &[("received_on", day(1))]));
    register.break_next_append();
    let entry = next(store, Vec::new());
    let failed = store.append(std::slice::from_ref(&entry)).unwrap_err();
    assert!(failed.is_outcome_unknown(), "{failed}");
    assert!(store.is_read_only());
    let refused = store.append(&[entry]).unwrap_err();
    assert!(matches!(refused, StoreError::Journal(JournalError::ReadOnly)) && !refused.is_outcome_unknown());
    assert_eq!(store.head().seq, 1);
    assert_eq!(found(store, &scan("received_on")), "a");
    assert_eq!(store.history(&id("a")).unwrap().len(), 1);
}

fn verification_counts_what_it_found(register: &mut impl Register) {
    let store = register.store();
    four_days(store);
    let (mut last, mut total) = (0, 0);
    let verified = store
        .verify(&mut |done, all| {
            assert!(done >= last && done <= all, "{done} of {all} after {last}");
            (last, total) = (done, all);
        })
        .unwrap();
    assert_eq!((verified.entries, verified.records, verified.keys, verified.numbers), (6, 6, 5, 0));
    assert_eq!(last, total);
}

fn verification_names_a_gap_in_a_book(register: &mut impl Register) {
    let store = register.store();
    for seq in [57, 58, 60] {
        save(store, Entry { numbers: vec![taken("o1", "don", seq, 2026)], ..next(store, Vec::new()) });
    }
    let fault = store.verify(&mut |_, _| ()).unwrap_err();
    let StoreError::Fault { place, say } = fault else { panic!("{fault}") };
    assert_eq!(place, "entry 3, book don of o1");
    assert!(say.en.contains("60/2026") && say.en.contains("58/2026"), "{}", say.en);
}

fn a_rebuilt_state_answers_the_same(register: &mut impl Register) {
    let store = register.store();
    four_days(store);
    put(store, &petition("a", &[("received_on", day(100))]));
    let mut last = 0;
    let read = store.rebuild(&mut |done, all| {
        assert!(done <= all);
        last = done;
    });
    assert_eq!((read.unwrap(), last), (7, 7));
    assert_eq!(found(store, &scan("received_on")), "b c d a e");
    put(store, &petition("f", &[("received_on", day(-9))]));
    assert_eq!(found(store, &scan("received_on")), "f b c d a e");
    store.verify(&mut |_, _| ()).unwrap();
    register.reopen();
    assert_eq!(found(register.store(), &scan("received_on")), "f b c d a e");
}

fn reading_goes_on_beside_saving(register: &mut impl Register) {
    let store = register.store();
    put(store, &petition("p000", &[("received_on", day(0))]));
    std::thread::scope(|scope| {
        let reading = scope.spawn(|| {
            while store.head().seq < 100 {
                let count = store.count("petition").unwrap();
                let ids = store.scan(&Scan { limit: 1_000, ..scan("received_on") }).unwrap();
                assert!(ids.len() as u64 >= count, "an index never lags behind the count");
                assert_eq!(store.history(&id("p000")).unwrap().len(), 1);
            }
        });
        for n in 1..100 {
            put(store, &petition(&format!("p{n:03}"), &[("received_on", day(n))]));
        }
        reading.join().unwrap();
    });
    store.verify(&mut |_, _| ()).unwrap();
}
