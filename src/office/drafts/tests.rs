//! Drafts come back as they were left, to their officer only, closed, and never the older over the newer.

use std::fs;

use super::*;
use crate::domain::Value;
use crate::store::files::Disk;

pub(super) fn officer(name: &str) -> Officer {
    Officer::new(name).unwrap()
}

pub(super) fn open(dir: &Path) -> Drafts {
    Drafts::open(Arc::new(Disk), dir, Stamp(0).day()).unwrap()
}

/// On a connection of its own, at the time that the draft names.
pub(super) fn keep(drafts: &Drafts, officer: &Officer, draft: Draft) -> Result<Stamp, DraftsError> {
    let at = draft.kept_at;
    drafts.keep(officer, 1, Draft { kept_at: Stamp(0), ..draft }, at)
}

pub(super) fn only_file(drafts: &Drafts, officer: &Officer) -> PathBuf {
    drafts.dir_of(officer).join(drafts.names(officer).unwrap().remove(0))
}

pub(super) fn draft(kind: &str, at: i64) -> Draft {
    let field = |name: &str, text: &str, value| DraftField { name: name.into(), text: text.into(), value };
    Draft {
        form: FormName::for_new("petition", 0),
        fields: vec![
            field("petition_kind", "k", Some(Value::Choice(kind.into()))),
            field("summary", "Giếng cạn, 9 hộ thiếu nước", None),
        ],
        at_field: "summary".into(),
        caret: 9,
        base: 0,
        kept_at: Stamp(at),
    }
}

#[test]
fn a_draft_comes_back_as_it_was_left_and_only_to_its_officer() {
    let dir = tempfile::tempdir().unwrap();
    let drafts = open(dir.path());
    let (one, two) = (officer("can_bo_01"), officer("can_bo_02"));
    keep(&drafts, &one, draft("phan_anh", 1)).unwrap();
    keep(&drafts, &one, draft("phan_anh", 2)).unwrap();
    let form = draft("phan_anh", 2).form;
    assert_eq!(open(dir.path()).get(&one, &form), Some(draft("phan_anh", 2)));
    assert_eq!((drafts.count(&one), drafts.count(&two)), (1, 0));
    drafts.remove(&one, &form).unwrap();
    drafts.remove(&one, &form).unwrap();
    assert_eq!(drafts.count(&one), 0);
}

#[test]
fn an_older_terminal_does_not_write_over_a_newer_one() {
    let dir = tempfile::tempdir().unwrap();
    let drafts = open(dir.path());
    let one = officer("can_bo_01");
    let from = |version, letters: &str| {
        let mut draft = draft("phan_anh", 0);
        draft.kept_at = version;
        draft.fields[1].text = letters.to_owned();
        draft
    };
    let there = |drafts: &Drafts| {
        drafts.get(&one, &draft("phan_anh", 0).form).map(|draft| draft.fields[1].text.clone())
    };
    let first = drafts.keep(&one, 1, from(Stamp(0), "a"), Stamp(5)).unwrap();
    // On the same connection nothing is asked: an answer may still be under way.
    let second = drafts.keep(&one, 1, from(first, "ab"), Stamp(5)).unwrap();
    let third = drafts.keep(&one, 1, from(first, "abc"), Stamp(4)).unwrap();
    assert!(first < second && second < third, "no two versions are alike, whatever the clock says");
    // The other terminal opened it here, and the first one is the older now, before and after a restart.
    drafts.keep(&one, 2, from(third, "abcd"), Stamp(9)).unwrap();
    assert!(matches!(drafts.keep(&one, 1, from(third, "abcx"), Stamp(10)), Err(DraftsError::Newer)));
    let drafts = open(dir.path());
    assert!(matches!(drafts.keep(&one, 3, from(third, "abcx"), Stamp(11)), Err(DraftsError::Newer)));
    assert_eq!(there(&drafts).as_deref(), Some("abcd"));
    // What is gone is kept again, from whatever it went on.
    drafts.remove(&one, &draft("phan_anh", 0).form).unwrap();
    drafts.keep(&one, 3, from(third, "abcx"), Stamp(12)).unwrap();
    assert_eq!(there(&drafts).as_deref(), Some("abcx"));
}

#[test]
fn a_form_that_was_left_is_no_longer_one_that_stopped() {
    let dir = tempfile::tempdir().unwrap();
    let drafts = open(dir.path());
    let one = officer("can_bo_01");
    let form = draft("phan_anh", 1).form;
    drafts.leave(&one, &form).unwrap();
    keep(&drafts, &one, draft("phan_anh", 1)).unwrap();
    assert_eq!((drafts.stopped(&one), drafts.keeper(&one, &form)), (1, Some(1)));
    drafts.leave(&one, &form).unwrap();
    assert_eq!((drafts.stopped(&one), drafts.keeper(&one, &form)), (0, None));
    let drafts = open(dir.path());
    assert_eq!((drafts.stopped(&one), drafts.get(&one, &form)), (0, Some(draft("phan_anh", 1))));
    keep(&drafts, &one, draft("phan_anh", 2)).unwrap();
    assert_eq!(open(dir.path()).stopped(&one), 1);
}

#[test]
fn two_new_forms_are_two_drafts() {
    let dir = tempfile::tempdir().unwrap();
    let drafts = open(dir.path());
    let one = officer("can_bo_01");
    let mut second = draft("phan_anh", 2);
    second.form.sheet = 7;
    keep(&drafts, &one, draft("phan_anh", 1)).unwrap();
    keep(&drafts, &one, second.clone()).unwrap();
    assert_eq!(drafts.all(&one).unwrap(), [second.clone(), draft("phan_anh", 1)]);
    drafts.remove(&one, &draft("phan_anh", 1).form).unwrap();
    assert_eq!(drafts.get(&one, &second.form), Some(second));
}

#[test]
fn a_draft_of_the_first_version_is_still_read() {
    let dir = tempfile::tempdir().unwrap();
    let drafts = open(dir.path());
    let one = officer("can_bo_01");
    let Draft { form, fields, at_field, caret, base, kept_at } = draft("phan_anh", 1);
    keep(&drafts, &one, draft("phan_anh", 1)).unwrap();
    let name = (form.kind.clone(), form.record.clone(), form.step.clone());
    let mut stored = vec![FIRST_VERSION];
    stored.extend(bytes::to_bytes(&(name, fields, at_field, caret, base, kept_at)).unwrap());
    fs::write(only_file(&drafts, &one), stored).unwrap();
    assert_eq!(drafts.get(&one, &form), Some(draft("phan_anh", 1)));
}

#[test]
fn what_was_typed_is_closed_on_the_disk() {
    let dir = tempfile::tempdir().unwrap();
    let drafts = open(dir.path());
    let one = officer("can_bo_01");
    keep(&drafts, &one, draft("phan_anh", 1)).unwrap();
    let stored = fs::read(only_file(&drafts, &one)).unwrap();
    assert!(!String::from_utf8_lossy(&stored).contains("thi"), "a piece of the text");
    // In the place of another officer's draft, or changed, it is none.
    let (form, two) = (draft("phan_anh", 1).form, officer("can_bo_02"));
    keep(&drafts, &two, draft("phan_anh", 2)).unwrap();
    fs::write(only_file(&drafts, &two), &stored).unwrap();
    assert_eq!((drafts.get(&two, &form), drafts.count(&two)), (None, 1));
    // The key goes with the last draft.
    drafts.remove(&one, &form).unwrap();
    drafts.remove(&two, &form).unwrap();
    let drafts = open(dir.path());
    keep(&drafts, &one, draft("phan_anh", 3)).unwrap();
    fs::write(only_file(&drafts, &one), &stored).unwrap();
    assert_eq!(drafts.get(&one, &form), None);
}

#[test]
fn drafts_of_a_record_that_becomes_a_denunciation_are_removed_for_everybody() {
    let dir = tempfile::tempdir().unwrap();
    let drafts = open(dir.path());
    let (one, two) = (officer("can_bo_01"), officer("can_bo_02"));
    let of = |id: &str| {
        let mut draft = draft("phan_anh", 1);
        draft.form.record = Id::new(id);
        draft
    };
    for officer in [&one, &two] {
        keep(&drafts, officer, of("C1.don.2026.7")).unwrap();
        keep(&drafts, officer, of("C1.don.2026.77")).unwrap();
    }
    drafts.forget(&Id::new("C1.don.2026.7").unwrap()).unwrap();
    for officer in [&one, &two] {
        assert_eq!(drafts.all(officer).unwrap(), [of("C1.don.2026.77")]);
    }
}

#[test]
fn nothing_told_of_a_denunciation_reaches_the_disk() {
    let dir = tempfile::tempdir().unwrap();
    let drafts = open(dir.path());
    keep(&drafts, &officer("can_bo_01"), draft("to_cao", 1)).unwrap();
    let file = only_file(&drafts, &officer("can_bo_01"));
    let stored = fs::read(file).unwrap();
    assert!(!String::from_utf8_lossy(&stored).contains("cạn"));
}

#[test]
fn a_broken_file_is_passed_over_and_too_much_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let drafts = open(dir.path());
    let one = officer("can_bo_01");
    keep(&drafts, &one, draft("phan_anh", 1)).unwrap();
    let file = only_file(&drafts, &one);
    fs::write(&file, [9, 1, 2, 3]).unwrap();
    assert_eq!(drafts.all(&one).unwrap(), []);
    let mut huge = draft("phan_anh", 1);
    huge.fields[1].text = "x".repeat(limits::DRAFT_BYTES_MAX);
    assert!(matches!(keep(&drafts, &one, huge), Err(DraftsError::TooLarge(_))));
}
