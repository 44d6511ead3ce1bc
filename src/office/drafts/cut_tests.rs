//! Kills and power cuts under the drafts: a draft that was kept is there, as it was kept or newer.

use super::*;
use crate::base::Dice;
use crate::domain::{DraftField, FormName};
use crate::store::files::{CutDisk, Failure, Ignored};

const RUNS: u64 = 200;

fn draft(letters: u32) -> Draft {
    let text = "x".repeat(letters as usize);
    Draft {
        form: FormName::for_new("matter", 0),
        fields: vec![DraftField { name: "summary".into(), text, value: None }],
        at_field: "summary".into(),
        caret: letters,
        base: 0,
        kept_at: Stamp(i64::from(letters)),
    }
}

/// Several lives of a server in which an officer types on; what was lost, as a sentence.
fn lives(seed: u64, ignored: Ignored) -> Result<(), String> {
    let disk = CutDisk::new(seed);
    let mut dice = Dice::new(seed, 0xd4af);
    disk.create_dir(&disk.dir()).unwrap();
    disk.sync_dir(disk.dir().parent().unwrap()).unwrap();
    disk.ignore(ignored);
    let officer = Officer::new("can_bo_01").unwrap();
    let form = draft(0).form;
    // How many letters were kept for sure, and how many may be.
    let (mut sure, mut maybe) = (0, 0);
    for _ in 0..6 {
        let may_fail = |dice: &mut Dice, permille: u32, acts: u64| {
            if dice.happens(permille) {
                let way =
                    if dice.happens(600) { Failure::Death } else { Failure::Done(io::ErrorKind::Other) };
                disk.fail_at(usize::try_from(dice.below(acts)).unwrap(), way);
            }
        };
        may_fail(&mut dice, 500, 14);
        if let Ok(drafts) = Drafts::open(Arc::new(disk.clone()), &disk.dir(), Stamp(0).day())
            && !disk.is_dead()
        {
            disk.heal();
            // What was discarded before the cut comes back, unless the discarding did not stay.
            if drafts.get(&officer, &form).is_none() {
                drafts.restore(&officer).unwrap();
            }
            let found = drafts.get(&officer, &form).map_or(0, |draft| draft.caret);
            if found < sure || found > maybe {
                return Err(format!("{sure} letters were kept, at most {maybe}, {found} are there"));
            }
            (sure, maybe) = (found, maybe.max(found));
            for _ in 0..4 {
                let (discards, comes_back) = (dice.happens(300), dice.happens(500));
                may_fail(&mut dice, 250, 10);
                maybe += 1;
                if drafts
                    .keep(&officer, 1, Draft { kept_at: Stamp(0), ..draft(maybe) }, Stamp(i64::from(maybe)))
                    .is_ok()
                    && !disk.is_dead()
                {
                    sure = maybe;
                }
                if discards && disk.failed().is_none() {
                    let done = drafts.set_aside(&officer, &form, Stamp(i64::from(maybe)));
                    if done.is_ok() && comes_back {
                        drop(drafts.restore(&officer));
                    }
                }
                if disk.failed().is_some() {
                    break;
                }
            }
        }
        if dice.happens(500) {
            disk.cut();
        } else {
            disk.kill();
        }
    }
    Ok(())
}

#[test]
fn what_was_typed_and_kept_is_there_after_kills_and_cuts() {
    let runs = std::env::var("NGHEDAN_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(RUNS);
    let only: Option<u64> = std::env::var("NGHEDAN_SEED").ok().and_then(|seed| seed.parse().ok());
    for seed in only.map_or(0..runs, |seed| seed..seed + 1) {
        if let Err(lost) = lives(seed, Ignored::default()) {
            panic!("NGHEDAN_SEED={seed} cargo test --lib what_was_typed_and_kept: {lost}");
        }
    }
    println!("drafts: runs {runs}, lost 0");
}

#[test]
fn a_disk_that_syncs_nothing_loses_drafts_and_that_is_found() {
    for ignored in [Ignored { data: true, names: false }, Ignored { data: false, names: true }] {
        assert!((0..60).any(|seed| lives(seed, ignored).is_err()), "{ignored:?}");
    }
}
