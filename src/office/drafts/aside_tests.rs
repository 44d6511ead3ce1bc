//! Discarded drafts can be had back for some days, and count as none meanwhile.

use std::fs;

use super::{
    tests::{draft, keep, officer, only_file, open},
    *,
};
use crate::store::files::Disk;

/// The instant of the n-th day, at noon in Vietnam.
fn noon(day: i32) -> Stamp {
    Stamp::at(Day::new(2026, 11, 1).unwrap().plus(day), 12, 0)
}

/// A draft of another form than those of other numbers.
fn of_sheet(sheet: u32) -> Draft {
    let mut draft = draft("phan_anh", i64::from(sheet) + 1);
    draft.form.sheet = sheet;
    draft
}

fn discard(drafts: &Drafts, officer: &Officer, draft: Draft, at: Stamp) {
    let form = draft.form.clone();
    keep(drafts, officer, draft).unwrap();
    drafts.set_aside(officer, &form, at).unwrap();
}

#[test]
fn a_discarded_draft_is_none_any_more_and_comes_back_as_one_that_was_left() {
    let dir = tempfile::tempdir().unwrap();
    let drafts = open(dir.path());
    let (one, two) = (officer("can_bo_01"), officer("can_bo_02"));
    discard(&drafts, &one, of_sheet(0), noon(0));
    assert_eq!((drafts.count(&one), drafts.stopped(&one)), (0, 0));
    assert_eq!((drafts.all(&one).unwrap(), drafts.get(&one, &of_sheet(0).form)), (Vec::new(), None));
    assert_eq!(drafts.restore(&two).unwrap(), None, "to its officer only");
    // The key stays while anything is set aside.
    let drafts = open(dir.path());
    assert_eq!(drafts.restore(&one).unwrap(), Some(of_sheet(0)));
    assert_eq!((drafts.count(&one), drafts.stopped(&one)), (1, 0));
    assert_eq!(drafts.all(&one).unwrap(), [of_sheet(0)]);
    assert_eq!(drafts.restore(&one).unwrap(), None);
}

#[test]
fn a_draft_of_a_saved_form_cannot_be_had_back_and_one_that_is_not_there_cannot_be_discarded() {
    let dir = tempfile::tempdir().unwrap();
    let drafts = open(dir.path());
    let one = officer("can_bo_01");
    drafts.set_aside(&one, &of_sheet(0).form, noon(0)).unwrap();
    keep(&drafts, &one, of_sheet(0)).unwrap();
    drafts.remove(&one, &of_sheet(0).form).unwrap();
    assert_eq!(drafts.restore(&one).unwrap(), None);
    assert!(fs::read_dir(drafts.dir_of(&one)).unwrap().next().is_none());
}

#[test]
fn the_one_discarded_last_comes_first_and_none_goes_over_a_draft() {
    let dir = tempfile::tempdir().unwrap();
    let drafts = open(dir.path());
    let one = officer("can_bo_01");
    // Three at the same instant, two of them of the same form.
    for sheet in [1, 2, 1] {
        let again = Draft { caret: sheet, ..of_sheet(sheet) };
        discard(&drafts, &one, again, noon(0));
    }
    let back = || drafts.restore(&one);
    assert_eq!(back().unwrap().unwrap().form.sheet, 1);
    assert_eq!(back().unwrap().unwrap().form.sheet, 2);
    assert!(matches!(back(), Err(DraftsError::IsLive)));
    drafts.remove(&one, &of_sheet(1).form).unwrap();
    assert_eq!(back().unwrap().unwrap().form.sheet, 1);
}

#[test]
fn after_thirty_days_it_is_gone_for_good() {
    let dir = tempfile::tempdir().unwrap();
    let drafts = open(dir.path());
    let one = officer("can_bo_01");
    let there = || fs::read_dir(drafts.dir_of(&one)).unwrap().count();
    discard(&drafts, &one, of_sheet(1), noon(0));
    discard(&drafts, &one, of_sheet(2), noon(1));
    drafts.day_began(noon(30).day()).unwrap();
    assert_eq!(there(), 2);
    drafts.day_began(noon(31).day()).unwrap();
    assert_eq!(there(), 1);
    // A server that was not running at midnight looks when it starts; drafts stay, however old.
    keep(&drafts, &one, of_sheet(3)).unwrap();
    let drafts = Drafts::open(Arc::new(Disk), dir.path(), noon(32).day()).unwrap();
    assert_eq!((drafts.restore(&one).unwrap(), drafts.count(&one)), (None, 1));
}

#[test]
fn of_too_many_the_oldest_makes_room() {
    let dir = tempfile::tempdir().unwrap();
    let drafts = open(dir.path());
    let one = officer("can_bo_01");
    let max = u32::try_from(limits::DRAFTS_ASIDE_MAX).unwrap();
    for sheet in 0..=max {
        discard(&drafts, &one, of_sheet(sheet), Stamp(i64::from(sheet)));
    }
    let mut back = Vec::new();
    while let Some(draft) = drafts.restore(&one).unwrap() {
        back.push(draft.form.sheet);
    }
    assert_eq!(back, (1..=max).rev().collect::<Vec<u32>>());
}

#[test]
fn what_was_discarded_about_a_denunciation_goes_too() {
    let dir = tempfile::tempdir().unwrap();
    let drafts = open(dir.path());
    let one = officer("can_bo_01");
    let mut about = draft("phan_anh", 1);
    about.form.record = Id::new("C1.don.2026.7");
    discard(&drafts, &one, about, noon(0));
    drafts.forget(&Id::new("C1.don.2026.7").unwrap()).unwrap();
    assert_eq!(drafts.restore(&one).unwrap(), None);
}

#[test]
fn what_was_discarded_stays_closed_and_a_broken_one_is_passed_over() {
    let dir = tempfile::tempdir().unwrap();
    let drafts = open(dir.path());
    let one = officer("can_bo_01");
    keep(&drafts, &one, of_sheet(1)).unwrap();
    let stored = fs::read(only_file(&drafts, &one)).unwrap();
    drafts.set_aside(&one, &of_sheet(1).form, noon(0)).unwrap();
    let entry = fs::read_dir(drafts.dir_of(&one)).unwrap().next().unwrap().unwrap();
    assert_eq!(fs::read(entry.path()).unwrap(), stored);
    // In the place of another form's it is none.
    fs::write(drafts.dir_of(&one).join("petition+new-9+edit.9999999999999.dropped"), &stored).unwrap();
    fs::write(drafts.dir_of(&one).join("petition+new-9+edit.dropped"), &stored).unwrap();
    assert_eq!(drafts.restore(&one).unwrap(), Some(of_sheet(1)));
    assert_eq!(drafts.restore(&one).unwrap(), None);
}
