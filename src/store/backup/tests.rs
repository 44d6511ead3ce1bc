//! What a backup promises, tried on a real directory.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::*;
use crate::base::limits;
use crate::store::files::{Disk, Faulty, Files};
use crate::store::journal::{
    Extent, Fault, Head, Journal, JournalError, Lock, LockError, Misplaced, Opened, Options, Owner,
};

/// A home with a register of several segments in it.
struct Home(TempDir);

impl Home {
    fn new() -> (Home, Journal) {
        let home = Home(tempfile::tempdir().unwrap());
        let (mut journal, _) = open(&home.path("register")).unwrap();
        append(&mut journal, 40);
        assert!(journal.reader().extent().segments.len() > 2);
        (home, journal)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, bytes: &[u8]) -> PathBuf {
        let path = self.path("backup");
        fs::write(&path, bytes).unwrap();
        path
    }

    /// What a restoring of these bytes says, and that nothing is made by one that is refused.
    fn refused(&self, bytes: &[u8]) -> BackupError {
        let path = self.write(bytes);
        let dir = self.path("refused");
        let error = restore(&disk(), &path, &dir, &owner(&dir), &mut |_, _| ()).unwrap_err();
        assert!(!dir.exists(), "{error}");
        error
    }
}

fn disk() -> Arc<dyn Files> {
    Arc::new(Disk)
}

fn owner(dir: &Path) -> Owner {
    Owner { path: dir.to_owned(), pid: 1, build: "test".to_owned() }
}

fn open(dir: &Path) -> Result<(Journal, Opened), JournalError> {
    let lock = Lock::take(&Disk, dir, &owner(dir)).unwrap();
    let options = Options { segment_bytes: 8 * 1024, extend_bytes: 2 * 1024 };
    Journal::open(disk(), Arc::new(lock), options)
}

/// Appends groups of entries that differ.
fn append(journal: &mut Journal, groups: usize) {
    for group in 0..groups {
        let body = |n: usize| format!("{group} {n} {}", "buôn làng ".repeat(group % 9));
        journal.append(&[body(1), body(2)]).unwrap();
    }
}

/// A backup of so much of the journal.
fn copy(journal: &Journal, extent: &Extent) -> Vec<u8> {
    let reader = journal.reader();
    let mut writing = Writing::begin(Vec::new(), extent).unwrap();
    for (segment, length) in (1..).zip(&extent.segments) {
        let mut offset = 0;
        while offset < *length {
            let step = usize::try_from(*length - offset).unwrap().min(1_000);
            let bytes = reader.bytes(segment, offset, step).unwrap();
            assert!(!bytes.is_empty());
            writing.write(&bytes).unwrap();
            offset += bytes.len() as u64;
        }
    }
    writing.finish().unwrap()
}

fn verified(bytes: &[u8]) -> Result<Extent, BackupError> {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("backup");
    fs::write(&path, bytes).unwrap();
    verify(&*Disk.open(&path, false).unwrap(), &mut |done, total| assert!(done <= total))
}

/// Replaces the checksum over all of it by the one that fits.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len() - 32;
    let hash = Sha256::digest(&bytes[..end]);
    bytes[end..].copy_from_slice(&hash);
    bytes
}

#[test]
fn a_restored_register_has_the_same_bytes_and_goes_on() {
    let (home, journal) = Home::new();
    let extent = journal.reader().extent();
    let backup = home.write(&copy(&journal, &extent));
    let dir = home.path("restored");
    let mut parts = (0, 0);
    let restored = restore(&disk(), &backup, &dir, &owner(&dir), &mut |done, total| {
        assert!(done >= parts.0, "it never goes back");
        parts = (done, total);
    });
    assert_eq!(restored.unwrap(), extent);
    assert_eq!(parts.0, parts.1);
    for (number, length) in (1..).zip(&extent.segments) {
        let name = format!("journal/{number:08}.seg");
        let (ours, theirs) =
            (fs::read(dir.join(&name)).unwrap(), fs::read(home.path("register").join(&name)).unwrap());
        assert_eq!(ours.len() as u64, *length, "what was written ahead is left out");
        assert!(theirs.starts_with(&ours), "{name}");
    }
    let (mut again, opened) = open(&dir).unwrap();
    assert_eq!(opened, Opened { head: extent.head, torn: None, created: false });
    assert_eq!(again.register(), journal.register());
    append(&mut again, 5);
    again.reader().verify(|_| ()).unwrap();
}

#[test]
fn what_is_saved_while_a_backup_is_made_is_not_in_it() {
    let (_home, mut journal) = Home::new();
    let extent = journal.reader().extent();
    append(&mut journal, 40);
    assert!(journal.head().seq > extent.head.seq);
    assert_eq!(verified(&copy(&journal, &extent)).unwrap(), extent);
    let reader = journal.reader();
    assert!(reader.bytes(1, u64::MAX, 10).unwrap().is_empty());
    assert!(reader.bytes(0, 0, 10).unwrap().is_empty());
    assert!(reader.bytes(9_999, 0, 10).unwrap().is_empty());
}

#[test]
fn an_empty_register_can_be_backed_up_and_restored() {
    let home = Home(tempfile::tempdir().unwrap());
    let (journal, _) = open(&home.path("register")).unwrap();
    let extent = journal.reader().extent();
    let backup = home.write(&copy(&journal, &extent));
    let dir = home.path("restored");
    assert_eq!(restore(&disk(), &backup, &dir, &owner(&dir), &mut |_, _| ()).unwrap().head.seq, 0);
    assert_eq!(open(&dir).unwrap().0.register(), journal.register());
}

#[test]
fn a_backup_that_was_cut_off_anywhere_is_refused() {
    let (home, journal) = Home::new();
    let whole = copy(&journal, &journal.reader().extent());
    for length in (0..whole.len()).step_by(37).chain(whole.len() - 40..whole.len()) {
        let error = verified(&whole[..length]).unwrap_err();
        let at = length as u64;
        let said = match &error {
            BackupError::CutShort { offset } => *offset == at,
            BackupError::Foreign => length == 0,
            _ => false,
        };
        assert!(said, "cut at {length}: {error}");
    }
    assert!(matches!(home.refused(&whole[..whole.len() / 2]), BackupError::CutShort { .. }));
}

#[test]
fn any_damaged_byte_is_seen() {
    let (home, journal) = Home::new();
    let whole = copy(&journal, &journal.reader().extent());
    for at in (0..100).chain((100..whole.len()).step_by(29)).chain(whole.len() - 33..whole.len()) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        assert!(verified(&bytes).is_err(), "byte {at} of {}", whole.len());
    }
    let mut bytes = whole.clone();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    home.refused(&bytes);
    bytes = whole.clone();
    bytes.insert(whole.len() - 32, 0);
    assert!(matches!(home.refused(&sealed(bytes)), BackupError::Damaged { .. }), "more than it should hold");
}

#[test]
fn foreign_and_newer_files_are_refused_with_what_to_do() {
    let (home, journal) = Home::new();
    let whole = copy(&journal, &journal.reader().extent());
    for foreign in [&b""[..], b"letter", &[0; 500], b"PK\x03\x04 and so on", &vec![b'N'; 70_000]] {
        assert!(matches!(home.refused(foreign), BackupError::Foreign), "{} bytes", foreign.len());
    }
    for at in [8, 12] {
        let mut newer = whole.clone();
        newer[at] = 2;
        let error = home.refused(&sealed(newer));
        assert!(matches!(error, BackupError::Newer { version: 2 }), "{error}");
        assert!(error.to_string().starts_with("Update nghedan"), "{error}");
    }
}

#[test]
fn a_journal_that_does_not_follow_is_refused_with_its_place() {
    let (home, mut journal) = Home::new();
    let extent = journal.reader().extent();
    let mut broken = Writing::begin(Vec::new(), &extent).unwrap();
    let mut first = journal.reader().bytes(1, 0, limits::BACKUP_PIECE_BYTES_MAX).unwrap();
    first[5_000] ^= 1;
    broken.write(&first).unwrap();
    let error = home.refused(&broken.finish().unwrap());
    let BackupError::Entries(Misplaced { segment, offset, fault: Fault::Frame }) = &error else {
        panic!("{error}")
    };
    assert_eq!(segment, "journal/00000001.seg");
    assert!((4_096..=5_000).contains(offset), "{offset}");

    let other = Head { hash: [9; 32], ..extent.head };
    let error = home.refused(&copy(&journal, &Extent { head: other, ..extent.clone() }));
    assert!(matches!(error, BackupError::OtherEnd { .. }), "{error}");
    append(&mut journal, 1);
    let later = Extent { head: journal.head(), ..extent.clone() };
    let error = home.refused(&copy(&journal, &later));
    assert!(matches!(error, BackupError::OtherEnd { .. }), "{error}");
    let stranger = Extent { register: [7; 16], ..extent };
    assert!(matches!(home.refused(&copy(&journal, &stranger)), BackupError::Entries(_)));
}

#[test]
fn a_file_that_claims_more_than_it_can_hold_takes_neither_memory_nor_disk() {
    let (home, journal) = Home::new();
    let extent = journal.reader().extent();
    let claims = |segments: Vec<u64>| {
        let writing = Writing::begin(Vec::new(), &Extent { segments, ..extent.clone() }).unwrap();
        writing.finish().unwrap()
    };
    for segments in [
        vec![limits::SEGMENT_BYTES_MAX; 1_000],
        vec![limits::SEGMENT_BYTES_MAX + 1],
        vec![u64::MAX, u64::MAX],
        vec![0],
        Vec::new(),
        vec![4_096; limits::BACKUP_SEGMENTS_MAX + 1],
    ] {
        let error = home.refused(&claims(segments));
        assert!(matches!(error, BackupError::Damaged { offset: 0, .. }), "{error}");
    }
    // Megabytes of zeros in some kilobytes: refused at the first page.
    let bytes = 16 * 1024 * 1024;
    let mut bomb = Writing::begin(Vec::new(), &Extent { segments: vec![bytes], ..extent }).unwrap();
    bomb.write(&vec![0; usize::try_from(bytes).unwrap()]).unwrap();
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < 64 * 1024, "{}", bomb.len());
    assert!(matches!(home.refused(&bomb), BackupError::Entries(Misplaced { offset: 0, .. })));
}

#[test]
fn nothing_is_put_over_other_files_or_over_a_register() {
    let (home, journal) = Home::new();
    let backup = home.write(&copy(&journal, &journal.reader().extent()));
    drop(journal);
    let refused = |dir: &Path| {
        let error = restore(&disk(), &backup, dir, &owner(dir), &mut |_, _| ()).unwrap_err();
        assert!(matches!(error, BackupError::Directory(LockError::Directory(_))), "{error}");
    };
    let before = fs::read(home.path("register/journal/00000001.seg")).unwrap();
    refused(&home.path("register"));
    assert_eq!(fs::read(home.path("register/journal/00000001.seg")).unwrap(), before);
    fs::create_dir(home.path("letters")).unwrap();
    fs::write(home.path("letters/letter.txt"), "x").unwrap();
    refused(&home.path("letters"));
    assert_eq!(fs::read_dir(home.path("letters")).unwrap().count(), 1);
    refused(&home.path("letters/letter.txt"));
}

#[test]
fn whichever_act_fails_there_is_the_whole_register_or_none() {
    let (home, journal) = Home::new();
    let extent = journal.reader().extent();
    let backup = home.write(&copy(&journal, &extent));
    let files = Faulty::default();
    for n in 0.. {
        assert!(n < 500);
        let dir = home.path(&format!("restored-{n}"));
        files.fail_at(n, io::ErrorKind::StorageFull);
        let faulty: Arc<dyn Files> = Arc::new(files.clone());
        let restored = restore(&faulty, &backup, &dir, &owner(&dir), &mut |_, _| ());
        let has_failed = restored.is_err();
        match open(&dir) {
            Ok((_, opened)) if opened.created => assert!(has_failed, "act {n}"),
            Ok((journal, opened)) => {
                assert_eq!((opened.head, opened.torn), (extent.head, None), "act {n}");
                journal.reader().verify(|_| ()).unwrap();
            }
            Err(_) => assert!(has_failed, "act {n}"),
        }
        if !has_failed {
            assert!(n > 10, "only {n} acts");
            return;
        }
    }
}

/// Copies what an earlier copy lacks, as `rsync -a` does: files whose length or time of change differs.
fn copy_what_changed(from: &Path, to: &Path) -> usize {
    fs::create_dir_all(to.join("journal")).unwrap();
    let mut copied = 0;
    let names = fs::read_dir(from.join("journal")).unwrap();
    let names = names.map(|name| Path::new("journal").join(name.unwrap().file_name()));
    for name in names.chain([PathBuf::from("FORMAT")]) {
        let facts = |dir: &Path| {
            let facts = fs::metadata(dir.join(&name)).ok()?;
            Some((facts.len(), facts.modified().unwrap()))
        };
        if facts(from) != facts(to) {
            fs::copy(from.join(&name), to.join(&name)).unwrap();
            let copy = fs::File::options().write(true).open(to.join(&name)).unwrap();
            copy.set_modified(facts(from).unwrap().1).unwrap();
            copied += 1;
        }
    }
    copied
}

#[test]
fn an_incremental_copy_of_the_files_opens_whole() {
    let (home, mut journal) = Home::new();
    let (register, copied) = (home.path("register"), home.path("copy"));
    copy_what_changed(&register, &copied);
    let sealed = journal.reader().extent().segments.len() - 1;
    append(&mut journal, 40);
    let extent = journal.reader().extent();
    let again = copy_what_changed(&register, &copied);
    assert_eq!(again, extent.segments.len() - sealed, "sealed segments never change");
    assert_eq!(copy_what_changed(&register, &copied), 0);
    let (opened, found) = open(&copied).unwrap();
    assert_eq!((found.head, found.torn), (extent.head, None));
    assert_eq!(opened.register(), journal.register());
    opened.reader().verify(|_| ()).unwrap();
}
