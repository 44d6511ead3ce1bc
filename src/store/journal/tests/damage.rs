//! Torn ends are cut and reported; damage anywhere else is refused with its place.

use super::super::segment::HEADER_BYTES;
use super::*;

fn refusal(register: &Register) -> (String, u64, Fault) {
    match register.try_open().map(|(_, opened)| opened) {
        Err(JournalError::Damaged { segment, offset, fault }) => (segment, offset, fault),
        other => panic!("{other:?}"),
    }
}

/// A register with three entries, and where its last frame begins and ends.
fn three_entries() -> (Register, usize, usize) {
    let register = Register::new();
    let start = register.with_entries(&["one", "two"]) as usize;
    let end = register.with_entries(&["three"]) as usize;
    (register, start, end)
}

/// Opens, expects that the last of three entries was cut, and that the journal goes on.
fn expect_cut(register: &Register, start: usize, case: &str) {
    let (mut journal, opened) = register.open();
    let torn = opened.torn.unwrap_or_else(|| panic!("{case}: nothing was reported"));
    assert_eq!((torn.segment.as_str(), torn.offset), ("journal/00000001.seg", start as u64), "{case}");
    assert_eq!(bodies(&journal), ["one", "two"], "{case}");
    journal.append(&["again"]).unwrap();
    drop(journal);
    let (journal, opened) = register.open();
    assert_eq!((opened.torn, opened.head.seq), (None, 3), "{case}");
    assert_eq!(bodies(&journal), ["one", "two", "again"], "{case}");
}

type Tear<'a> = &'a dyn Fn(&mut Vec<u8>);

#[test]
fn a_torn_tail_is_cut_and_reported_wherever_it_was_torn() {
    let (register, start, end) = three_entries();
    let whole = fs::read(register.segment(1)).unwrap();
    for torn_at in start..end {
        // The rest never reached the disk: it is still zeros; or the file ends there; or the beginning is missing.
        let cases: [(&str, Tear); 3] = [
            ("zeros after", &|bytes| bytes[torn_at..end].fill(0)),
            ("file ends", &|bytes| bytes.truncate(torn_at)),
            ("beginning missing", &|bytes| bytes[start..=torn_at].fill(0)),
        ];
        for (name, tear) in cases {
            fs::write(register.segment(1), &whole).unwrap();
            edit(&register.segment(1), tear);
            let rest = &fs::read(register.segment(1)).unwrap()[start..];
            if rest.iter().all(|byte| *byte == 0) {
                let (journal, opened) = register.open();
                assert_eq!((opened.torn, bodies(&journal).len()), (None, 2), "{name} at {torn_at}");
            } else {
                expect_cut(&register, start, &format!("{name} at {torn_at}"));
            }
        }
    }
}

#[test]
fn garbage_after_the_last_frame_is_cut() {
    let (register, _, end) = three_entries();
    edit(&register.segment(1), |bytes| bytes[end..end + 300].fill(0xA5));
    let (journal, opened) = register.open();
    assert_eq!(
        opened.torn.unwrap(),
        Torn { segment: "journal/00000001.seg".to_owned(), offset: end as u64, bytes: 300 }
    );
    assert_eq!(bodies(&journal), ["one", "two", "three"]);
}

#[test]
fn any_flipped_bit_before_the_last_frame_is_refused_with_its_place() {
    let (register, start, _) = three_entries();
    let whole = fs::read(register.segment(1)).unwrap();
    for byte in HEADER_BYTES as usize..start {
        fs::write(register.segment(1), &whole).unwrap();
        edit(&register.segment(1), |bytes| bytes[byte] ^= 1 << (byte % 8));
        let damaged = fs::read(register.segment(1)).unwrap();
        let (segment, offset, fault) = refusal(&register);
        assert_eq!((segment.as_str(), fault), ("journal/00000001.seg", Fault::Frame));
        assert!(
            (HEADER_BYTES..=byte as u64).contains(&offset) && offset + 80 > byte as u64,
            "{offset} for {byte}"
        );
        assert_eq!(fs::read(register.segment(1)).unwrap(), damaged, "nothing was changed");
    }
}

#[test]
fn a_damaged_frame_before_a_torn_one_is_not_taken_for_torn() {
    let (register, start, end) = three_entries();
    edit(&register.segment(1), |bytes| {
        bytes[start - 1] ^= 1;
        bytes[end - 1] ^= 1;
    });
    let (segment, offset, fault) = refusal(&register);
    assert_eq!((segment.as_str(), fault), ("journal/00000001.seg", Fault::Frame));
    assert!(offset < start as u64);
}

#[test]
fn the_refusal_says_what_to_do_then_why() {
    let (register, _, _) = three_entries();
    edit(&register.segment(1), |bytes| bytes[HEADER_BYTES as usize + 30] ^= 1);
    let refused = register.try_open().map(|_| ()).unwrap_err().to_string();
    assert!(
        refused.starts_with("Stop here, copy the whole directory away and restore the last backup"),
        "{refused}"
    );
    assert!(refused.contains("journal/00000001.seg is damaged at byte 4096"), "{refused}");
}

#[test]
fn frames_of_another_file_are_not_believed() {
    // Two registers that took the same entries: the same bytes but for salts and hashes.
    let (register, start, end) = three_entries();
    let (other, _, _) = three_entries();
    let foreign = fs::read(other.segment(1)).unwrap();
    edit(&register.segment(1), |bytes| bytes[start..end].copy_from_slice(&foreign[start..end]));
    expect_cut(&register, start, "foreign frame");
    // A foreign frame after a torn one is no proof that anything followed it.
    let (register, start, end) = three_entries();
    edit(&register.segment(1), |bytes| {
        bytes[start..end].fill(0xA5);
        bytes[end..2 * end - start].copy_from_slice(&foreign[start..end]);
    });
    expect_cut(&register, start, "foreign frame after garbage");
}

/// A register of several segments.
fn several_segments() -> (Register, Head) {
    let register = Register::new();
    let (mut journal, _) = register.open();
    for n in 0..60 {
        journal.append(&[format!("{n} {}", "x".repeat(1000))]).unwrap();
    }
    let head = journal.head();
    drop(journal);
    (register, head)
}

#[test]
fn damage_at_the_end_of_a_segment_that_is_not_the_last_is_refused() {
    let (register, _) = several_segments();
    let end = last_frame_end(&fs::read(register.segment(2)).unwrap()) as usize;
    edit(&register.segment(2), |bytes| bytes[end - 1] ^= 1);
    let (segment, offset, fault) = refusal(&register);
    assert_eq!((segment.as_str(), fault), ("journal/00000002.seg", Fault::Frame));
    assert!(offset < end as u64 && offset > HEADER_BYTES);
    // Even when the whole frame is gone without a trace.
    edit(&register.segment(2), |bytes| bytes[offset as usize..].fill(0));
    assert_eq!(refusal(&register), ("journal/00000003.seg".to_owned(), 0, Fault::Foreign));
}

#[test]
fn a_missing_or_foreign_segment_is_refused() {
    let (register, _) = several_segments();
    let kept = fs::read(register.segment(2)).unwrap();
    fs::remove_file(register.segment(2)).unwrap();
    assert_eq!(refusal(&register), ("journal/00000002.seg".to_owned(), 0, Fault::Missing));
    fs::copy(register.segment(3), register.segment(2)).unwrap();
    assert_eq!(refusal(&register), ("journal/00000002.seg".to_owned(), 0, Fault::Foreign));
    let (other, _) = several_segments();
    fs::copy(other.segment(2), register.segment(2)).unwrap();
    assert_eq!(refusal(&register), ("journal/00000002.seg".to_owned(), 0, Fault::Foreign));
    fs::write(register.segment(2), b"").unwrap();
    assert_eq!(refusal(&register), ("journal/00000002.seg".to_owned(), 0, Fault::Header));
    fs::write(register.segment(2), kept).unwrap();
    register.open();
}

#[test]
fn a_register_that_lost_its_journal_or_its_format_is_refused() {
    let (register, _) = several_segments();
    fs::rename(register.dir().join("FORMAT"), register.dir().join("kept")).unwrap();
    let lost = register.try_open().map(|_| ()).unwrap_err();
    assert!(matches!(
        lost,
        JournalError::Directory(DirectoryError::Incomplete { lost: "the file FORMAT", .. })
    ));
    fs::rename(register.dir().join("kept"), register.dir().join("FORMAT")).unwrap();
    fs::remove_dir_all(register.dir().join("journal")).unwrap();
    let lost = register.try_open().map(|_| ()).unwrap_err();
    assert!(matches!(lost, JournalError::Directory(DirectoryError::Incomplete { lost: "its journal", .. })));
    fs::write(register.dir().join("FORMAT"), "nghedan register, format 9\n").unwrap();
    let newer = register.try_open().map(|_| ()).unwrap_err();
    assert!(matches!(newer, JournalError::Directory(DirectoryError::Newer { format: 9, .. })));
}

#[test]
fn verify_names_damage_that_came_while_the_journal_was_open() {
    let (register, head) = several_segments();
    let (journal, _) = register.open();
    let reader = journal.reader();
    assert_eq!(reader.verify(|_| {}).unwrap().head, head);
    edit(&register.segment(3), |bytes| bytes[HEADER_BYTES as usize + 2000] ^= 4);
    let mut reached = 0;
    let found = reader.verify(|seq| reached = seq).unwrap_err();
    let JournalError::Damaged { segment, offset, fault } = found else { panic!("{found:?}") };
    assert_eq!((segment.as_str(), fault), ("journal/00000003.seg", Fault::Frame));
    assert!(offset > HEADER_BYTES && offset < HEADER_BYTES + 2000);
    assert!(reached > 20 && reached < 60);
    // What is whole can still be read, and an error ends the entries.
    assert!(reader.entry(1).unwrap().is_some());
    let mut entries = reader.read_from(1).skip_while(|entry| entry.is_ok());
    assert!(entries.next().is_some_and(|entry| entry.is_err()));
    assert!(entries.next().is_none());
}

#[test]
fn an_entry_that_was_changed_with_all_checksums_is_found_by_the_chain() {
    let register = Register::new();
    let start = register.with_entries(&["one", "two"]) as usize;
    register.with_entries(&["three"]);
    // Somebody who knows the format writes the second frame anew, with the right salt and checksum.
    let salt = segment::Header::decode(&fs::read(register.segment(1)).unwrap()).unwrap().salt;
    let before = register.open().0.reader().entry(1).unwrap().unwrap();
    let mut draft = frame::FrameDraft::new(2);
    let (link, _) = Head { seq: before.seq, hash: before.hash }.link(b"TWO");
    draft.push(&link, b"TWO").unwrap();
    let forged = draft.finish(&salt);
    edit(&register.segment(1), |bytes| bytes[start - forged.len()..start].copy_from_slice(&forged));
    assert_eq!(refusal(&register), ("journal/00000001.seg".to_owned(), start as u64, Fault::Chain));
}

#[test]
fn a_segment_of_any_bytes_gives_an_error_not_a_panic() {
    let (register, start, _) = three_entries();
    let whole = fs::read(register.segment(1)).unwrap();
    for seed in 0..200_u64 {
        let mut bytes = whole.clone();
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        for byte in bytes[HEADER_BYTES as usize..start].iter_mut() {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *byte = state as u8;
        }
        fs::write(register.segment(1), bytes).unwrap();
        assert_eq!(refusal(&register).1, HEADER_BYTES);
    }
}
