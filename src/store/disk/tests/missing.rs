//! Journals that are damaged or end too early, and states that do not belong to them.

use super::*;
use crate::store::journal::JournalError;

#[test]
fn a_damaged_journal_is_refused_and_nothing_is_changed() {
    let mut register = OnDisk::with_petitions();
    register.close();
    let segment = register.dir().join("journal/00000001.seg");
    let mut bytes = fs::read(&segment).unwrap();
    bytes[4096 + 30] ^= 1;
    fs::write(&segment, &bytes).unwrap();
    let error = register.try_open().unwrap_err();
    assert!(error.to_string().contains("journal/00000001.seg is damaged at byte 4096"), "{error}");
    assert_eq!(fs::read(&segment).unwrap(), bytes);
}

/// Forty petitions, of which the journal has more than 9,000 bytes.
fn with_forty_petitions() -> OnDisk {
    let register = OnDisk::new();
    for n in 0..40 {
        put(
            register.store(),
            &petition(&format!("p{n}"), &[("received_on", Value::Day(Day::EPOCH.plus(n)))]),
        );
    }
    register
}

impl OnDisk {
    fn cut_journal(&self, bytes: u64) {
        let segment = self.dir().join("journal/00000001.seg");
        fs::OpenOptions::new().write(true).open(segment).unwrap().set_len(bytes).unwrap();
    }
}

#[test]
fn a_journal_that_ends_before_what_the_state_has_applied_is_refused_with_the_place() {
    type End = fn(&mut OnDisk);
    let cases: [(&str, End); 4] = [
        ("closed", OnDisk::close),
        ("killed", OnDisk::kill),
        ("power cut", |register| {
            register.kill();
            register.set_boot("boot 2");
        }),
        ("no mark", |register| {
            register.close();
            fs::remove_file(register.dir().join("state.mark")).unwrap();
        }),
    ];
    for (how, end) in cases {
        for cut in [700, 4_096, 9_000] {
            let mut register = with_forty_petitions();
            end(&mut register);
            register.cut_journal(cut);
            for again in [false, true] {
                let refused = register.try_open().unwrap_err();
                let StoreError::Journal(JournalError::CutShort { segment, offset, missing }) = &refused
                else {
                    panic!("{how}, cut at {cut}, again {again}: {refused}")
                };
                assert_eq!(segment, "journal/00000001.seg");
                assert!(*offset <= cut && (*offset > 4_096) == (cut > 4_096), "{offset}");
                assert_eq!(*missing == 1, cut <= 4_096, "{missing}");
            }
        }
    }
}

#[test]
fn a_cut_between_two_frames_names_the_entry_that_followed() {
    let mut register = with_forty_petitions();
    put(register.store(), &petition("last", &[]));
    let before_last = register.store.as_ref().unwrap().reader.head().seq;
    register.close();
    let segment = fs::read(register.dir().join("journal/00000001.seg")).unwrap();
    let last = memchr::memmem::rfind(&segment, &segment[4_096..4_100]).unwrap();
    register.cut_journal(last as u64);
    let refused = register.try_open().unwrap_err().to_string();
    assert!(refused.contains(&format!("ends at byte {last}, entry {before_last} is missing")), "{refused}");
}

#[test]
fn without_state_and_mark_a_journal_is_what_it_holds() {
    let mut register = with_forty_petitions();
    register.close();
    register.cut_journal(9_000);
    fs::remove_dir_all(register.state()).unwrap();
    fs::remove_file(register.dir().join("state.mark")).unwrap();
    assert!(register.open().torn.is_some());
    register.store().verify(&mut |_, _| ()).unwrap();
}

#[test]
fn a_state_that_went_another_way_is_set_aside_although_it_is_ahead() {
    let mut register = OnDisk::with_petitions();
    register.close();
    let mut other = OnDisk::of(&register.options);
    copy(&register.dir(), &other.dir());
    other.open();
    for name in ["x", "y", "z"] {
        put(other.store(), &petition(name, &[]));
    }
    other.close();
    register.open();
    let mut entry = next(register.store(), vec![Change::between(None, &petition("c", &[]), None)]);
    entry.request = crate::base::RequestId([9; 16]);
    save(register.store(), entry);
    register.close();
    fs::remove_dir_all(register.state()).unwrap();
    copy(&other.state(), &register.state());
    assert!(register.open().rebuilt.is_some());
    assert_eq!(register.store().count("petition").unwrap(), 3);
    register.store().verify(&mut |_, _| ()).unwrap();
}

#[test]
fn a_start_that_is_broken_off_does_not_make_a_state_trusted() {
    let mut register = OnDisk::with_petitions();
    register.kill();
    register.set_boot("boot 2");
    // The state cannot be set aside: the name that it would get is taken.
    let taken = register.dir().join(format!("state.broken-{}", u64::MAX));
    fs::create_dir(&taken).unwrap();
    fs::write(taken.join("full"), "").unwrap();
    register.try_open().unwrap_err();
    fs::remove_dir_all(&taken).unwrap();
    assert!(register.open().rebuilt.is_some());
    register.is_whole();
}
