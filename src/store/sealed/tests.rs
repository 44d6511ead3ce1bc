//! What sealing promises, over a store in memory and keys on a disk.

use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::domain::FieldChange;
use crate::store::MemoryStore;
use crate::store::contract::{Register, id, next, petition, put, save};
use crate::store::files::{Disk, Faulty};

const REGISTER: [u8; 16] = [3; 16];
const AHEAD: u64 = 8;

/// A sealed register whose entries live in memory and whose keys lie in a directory.
pub(in crate::store) struct Sealed {
    inner: Arc<MemoryStore>,
    files: Faulty,
    store: Option<SealedStore>,
    home: TempDir,
}

impl Sealed {
    pub(in crate::store) fn new() -> Sealed {
        let home = tempfile::tempdir().unwrap();
        let mut sealed = Sealed { inner: Arc::default(), files: Faulty::default(), store: None, home };
        sealed.open();
        sealed
    }

    fn open(&mut self) {
        self.store = None;
        let inner: Arc<dyn Store> = self.inner.clone();
        let opened = SealedStore::open(inner, &self.files, self.home.path(), REGISTER, AHEAD);
        self.store = Some(opened.unwrap());
    }

    fn store(&self) -> &SealedStore {
        self.store.as_ref().unwrap()
    }

    fn key_file(&self) -> PathBuf {
        self.home.path().join("keys/office.key")
    }

    /// The value as it lies in the store below.
    fn stored(&self, record: &str, field: &str) -> Option<SealedText> {
        match self.inner.record(&id(record)).unwrap()?.fields.get(field)? {
            Value::Sealed(sealed) => Some(sealed.clone()),
            other => panic!("{other:?} lies open"),
        }
    }

    fn put(&self, name: &str, fields: &[(&str, &str)]) {
        let fields: Vec<(&str, Value)> =
            fields.iter().map(|(name, text)| (*name, Value::Text((*text).to_owned()))).collect();
        put(self.store(), &petition(name, &fields));
    }

    fn told(&self, record: &str) -> Option<Value> {
        self.store().record(&id(record)).unwrap().unwrap().fields.get("summary").cloned()
    }
}

impl Register for Sealed {
    fn store(&self) -> &dyn Store {
        self.store()
    }

    fn reopen(&mut self) {
        self.open();
    }

    fn break_next_append(&self) {
        self.inner.fail_next_append();
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn a_narrative_is_read_open_and_lies_closed_and_a_contact_is_read_closed() {
    let mut register = Sealed::new();
    register.put("a", &[("summary", "Giếng cạn"), ("sender", "người gửi mẫu"), ("reply_to", "nơi ở mẫu")]);
    for _ in 0..2 {
        let record = register.store().record(&id("a")).unwrap().unwrap();
        assert_eq!(record.fields["summary"], text("Giếng cạn"));
        assert!(matches!(&record.fields["sender"], Value::Sealed(_)));
        let opened = register.store().open_secret(&id("a"), "sender").unwrap().unwrap();
        assert_eq!(*opened, "người gửi mẫu");
        let entry = register.store().entry(1).unwrap().unwrap();
        let new =
            |name: &str| entry.changes[0].fields.iter().find(|field| field.name == name).unwrap().new.clone();
        assert_eq!(new("summary"), Some(text("Giếng cạn")));
        assert!(matches!(new("reply_to"), Some(Value::Sealed(_))));
        register.open();
    }
    let stored = |field| register.stored("a", field).unwrap().slot;
    assert_eq!(stored("sender"), stored("reply_to"), "one key a sort of secret");
    assert_ne!(stored("sender"), stored("summary"));
    assert_eq!(register.inner.keys_used().unwrap(), KeysUsed { last: 2, released: Vec::new() });
    register.store().verify(&mut |_, _| ()).unwrap();
}

#[test]
fn what_is_told_again_keeps_its_bytes_and_its_key() {
    let register = Sealed::new();
    register.put("a", &[("summary", "Giếng cạn")]);
    let first = register.stored("a", "summary").unwrap();
    register.put("a", &[("summary", "Giếng cạn"), ("domain", "NS")]);
    assert_eq!(register.stored("a", "summary").unwrap(), first);
    register.put("a", &[("summary", "Giếng cạn, 3 hộ")]);
    let second = register.stored("a", "summary").unwrap();
    assert_eq!((second.slot, second.bytes == first.bytes), (first.slot, false));
    let history = register.store().history(&id("a")).unwrap();
    let old =
        |entry: &Entry| entry.changes[0].fields.iter().find(|field| field.name == "summary")?.old.clone();
    assert_eq!(old(&history[2]), Some(text("Giếng cạn")), "the history is read too");
}

#[test]
fn a_key_goes_with_the_last_text_under_it_and_no_copy_is_opened_again() {
    let mut register = Sealed::new();
    register.put("a", &[("summary", "Giếng cạn"), ("sender", "mẫu"), ("reply_to", "nơi ở mẫu")]);
    let (sender, summary) =
        (register.stored("a", "sender").unwrap(), register.stored("a", "summary").unwrap());
    register.put("a", &[("summary", "Giếng cạn"), ("reply_to", "nơi ở mẫu")]);
    assert!(register.inner.keys_used().unwrap().released.is_empty());
    register.put("a", &[("summary", "Giếng cạn")]);
    assert_eq!(register.inner.keys_used().unwrap().released, [sender.slot]);
    for _ in 0..2 {
        let opened = register.store().vault.open_text(&place_of(&id("a"), "sender"), &sender).unwrap();
        assert!(opened.is_none());
        assert_eq!(register.told("a"), Some(text("Giếng cạn")), "the other key stays");
        register.open();
    }
    // A new contact gets a new key.
    register.put("a", &[("summary", "Giếng cạn"), ("sender", "mẫu hai")]);
    assert!(register.stored("a", "sender").unwrap().slot > summary.slot.max(sender.slot));
    register.store().verify(&mut |_, _| ()).unwrap();
}

#[test]
fn a_process_that_dies_before_it_destroyed_a_key_does_it_when_it_is_started_again() {
    let mut register = Sealed::new();
    register.put("a", &[("summary", "Giếng cạn"), ("sender", "mẫu")]);
    let sealed = register.stored("a", "sender").unwrap();
    let without = petition("a", &[("summary", text("Giếng cạn"))]);
    let old = register.store().record(&id("a")).unwrap().unwrap();
    let entry = next(register.store(), vec![Change::between(Some(&old), &without, None)]);
    let read_before = fs::read(slots::path_of(register.home.path())).unwrap();
    save(register.store(), entry);
    // As if the write of the slot had been lost with the process.
    fs::write(slots::path_of(register.home.path()), read_before).unwrap();
    register.open();
    let opened = register.store().vault.open_text(&place_of(&id("a"), "sender"), &sealed).unwrap();
    assert!(opened.is_none());
}

#[test]
fn a_key_that_cannot_be_destroyed_stops_saving_and_the_entry_stands() {
    let mut register = Sealed::new();
    register.put("a", &[("summary", "Giếng cạn"), ("sender", "mẫu")]);
    let sealed = register.stored("a", "sender").unwrap();
    let old = register.store().record(&id("a")).unwrap().unwrap();
    let without = petition("a", &[("summary", text("Giếng cạn"))]);
    let entry = next(register.store(), vec![Change::between(Some(&old), &without, None)]);
    register.files.fail_at(0, std::io::ErrorKind::Other);
    save(register.store(), entry);
    assert!(register.store().is_read_only());
    assert_eq!(register.store().record(&id("a")).unwrap().unwrap().revision, 2);
    register.files.heal();
    register.open();
    assert!(!register.store().is_read_only());
    assert!(register.store().vault.open_text(&place_of(&id("a"), "sender"), &sealed).unwrap().is_none());
}

#[test]
fn without_the_office_key_everything_goes_on_but_secrets() {
    let mut register = Sealed::new();
    register.put("a", &[("summary", "Giếng cạn")]);
    let key = fs::read(register.key_file()).unwrap();
    fs::remove_file(register.key_file()).unwrap();
    register.open();
    assert!(matches!(register.store().vault_state(), VaultState::Closed { .. }));
    assert!(matches!(register.told("a"), Some(Value::Sealed(_))), "closed, not gone");
    let refused = register.store().append(&[next(
        register.store(),
        vec![Change::between(None, &petition("b", &[("summary", text("x"))]), None)],
    )]);
    assert!(matches!(refused, Err(StoreError::NoOfficeKey)), "{refused:?}");
    // What has no secret is saved, and what has one keeps it.
    register.put("c", &[("domain", "NS")]);
    let mut old = register.store().record(&id("a")).unwrap().unwrap();
    let before = old.clone();
    old.fields.insert("domain".to_owned(), text("NS"));
    let entry = next(register.store(), vec![Change::between(Some(&before), &old, None)]);
    save(register.store(), entry);
    for wrong in [&b"nghedan key 1\nabc\n"[..], b"", &[b'0'; 300]] {
        fs::write(register.key_file(), wrong).unwrap();
        register.open();
        assert!(matches!(register.store().vault_state(), VaultState::Closed { .. }));
    }
    fs::write(register.key_file(), key).unwrap();
    register.open();
    assert_eq!(register.store().vault_state(), VaultState::Open);
    assert_eq!(register.told("a"), Some(text("Giếng cạn")));
}

#[test]
fn keys_are_made_and_synced_before_they_are_used() {
    let register = Sealed::new();
    register.files.heal();
    for n in 1..=AHEAD {
        register.put(&format!("p{n}"), &[("summary", "Giếng cạn")]);
    }
    assert!(register.files.acts().is_empty(), "no sync at a save: {:?}", register.files.acts());
    register.put("more", &[("summary", "Giếng cạn")]);
    assert_eq!(register.files.acts(), ["write", "sync data"]);
    register.files.fail_at(1, std::io::ErrorKind::Other);
    for n in 0..AHEAD - 1 {
        register.put(&format!("q{n}"), &[("summary", "Giếng cạn")]);
    }
    let change = Change::between(None, &petition("last", &[("summary", text("x"))]), None);
    let entry = next(register.store(), vec![change]);
    assert!(matches!(register.store().append(std::slice::from_ref(&entry)), Err(StoreError::Slots(_))));
    assert!(!register.store().is_read_only(), "nothing was written");
    register.files.heal();
    save(register.store(), entry);
    assert_eq!(register.told("last"), Some(text("x")));
}

#[test]
fn a_group_is_sealed_as_one_record_after_the_other() {
    let register = Sealed::new();
    let one = petition("a", &[("summary", text("một")), ("sender", text("mẫu"))]);
    let mut two = petition("a", &[("summary", text("hai"))]);
    let mut first = next(register.store(), vec![Change::between(None, &one, None)]);
    let mut saved = one.clone();
    saved.revision = 1;
    let mut second = next(register.store(), vec![Change::between(Some(&saved), &two, None)]);
    second.seq = first.seq + 1;
    second.request = RequestId([9; 16]);
    two.revision = 2;
    let three = petition("a", &[("summary", text("hai")), ("sender", text("mẫu ba"))]);
    let mut third = next(register.store(), vec![Change::between(Some(&two), &three, None)]);
    third.seq = first.seq + 2;
    third.request = RequestId([8; 16]);
    first.request = RequestId([7; 16]);
    let group = [first, second, third];
    register.store().append(&group).unwrap();
    register.store().apply(&group).unwrap();
    assert_eq!(register.told("a"), Some(text("hai")));
    assert_eq!(register.inner.keys_used().unwrap(), KeysUsed { last: 3, released: vec![1] });
    assert_eq!(*register.store().open_secret(&id("a"), "sender").unwrap().unwrap(), "mẫu ba");
    register.store().verify(&mut |_, _| ()).unwrap();
}

#[test]
fn a_word_that_a_text_was_kept_is_never_written() {
    let register = Sealed::new();
    register.put("a", &[("sender", "mẫu")]);
    let old = register.store().record(&id("a")).unwrap().unwrap();
    let kept = Some(Value::Sealed(SealedText::KEPT));
    let change = Change {
        revision: 2,
        fields: vec![FieldChange {
            name: "sender".to_owned(),
            old: old.fields.get("sender").cloned(),
            new: kept,
        }],
        ..Change::between(Some(&old), &old, None)
    };
    save(register.store(), next(register.store(), vec![change]));
    assert_eq!(*register.store().open_secret(&id("a"), "sender").unwrap().unwrap(), "mẫu");
}

#[test]
fn verification_names_a_slot_that_cannot_be_read() {
    let mut register = Sealed::new();
    register.put("a", &[("summary", "Giếng cạn")]);
    let path = slots::path_of(register.home.path());
    let mut bytes = fs::read(&path).unwrap();
    let at = usize::try_from(slots::offset_of(1)).unwrap();
    bytes[at + 40] ^= 1;
    fs::write(&path, bytes).unwrap();
    let fault = register.store().verify(&mut |_, _| ()).unwrap_err();
    assert!(fault.to_string().starts_with("keys/slots, byte 4096, record a"), "{fault}");
    register.open();
    assert!(matches!(register.told("a"), Some(Value::Sealed(_))), "and reading goes on");
}

#[test]
fn keys_of_another_register_are_refused() {
    let register = Sealed::new();
    let inner: Arc<dyn Store> = register.inner.clone();
    let refused = SealedStore::open(inner, &Disk, register.home.path(), [4; 16], AHEAD).err().unwrap();
    assert!(refused.to_string().contains("belongs to another register"), "{refused}");
}
