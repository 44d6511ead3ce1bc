//! One petition of the sample from receipt to where it stands, small enough to hold a hundred thousand of.

use crate::base::{Day, Dice, Id, Stamp};
use crate::domain::{
    kinds::{Domain, Instance, OurRole, PetitionKind, Source},
    petition::steps::{
        fields::Outcome,
        reasons::{CancelReason, ExtensionReason, FilingReason, Missing, ReturnReason, SuspensionReason},
    },
};

/// A petition and what was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Case {
    pub received_at: Stamp,
    pub kind: PetitionKind,
    pub instance: Instance,
    pub place: Id,
    pub domain: Domain,
    pub signatories: i64,
    /// Empty for a denunciation.
    pub summary: String,
    /// What a letter of several contents holds, where it is split.
    pub contents: Vec<Content>,
    pub source: Source,
    pub from: Option<&'static str>,
    pub role: OurRole,
    pub responsible: &'static str,
    /// Who was there when it came in.
    pub entered_by: usize,
    /// Who is in charge and takes the steps.
    pub officer: usize,
    pub moves: Vec<Move>,
}

/// One content of a letter that is split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub kind: PetitionKind,
    pub domain: Domain,
    pub summary: String,
}

/// Something that was done about a petition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Move {
    pub at: Stamp,
    pub doing: Doing,
    /// The sender was told on that day.
    pub told: bool,
    /// The word of reason, where one is asked for.
    pub reason: Option<&'static str>,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    /// Found to be the matter of this agency.
    Classify(&'static str),
    /// Accepted; found to be complex or not.
    Accept { complex: bool },
    /// The sender is to bring what is missing.
    AskForMore(Missing),
    /// Facts are being established.
    Verify,
    /// Both sides are heard.
    Dialogue,
    /// The clock is stopped.
    Suspend(SuspensionReason),
    /// The clock runs on.
    Resume,
    /// The term of a denunciation is longer by so many days.
    Extend(ExtensionReason, i64),
    /// So many of those who signed no longer ask.
    Withdraw(i64),
    /// Ended by a decision, unanswered.
    Discontinue,
    /// Answered.
    Resolve(Outcome),
    /// What was decided is being done.
    CarryOut,
    /// Closed, the sender told.
    Close,
    /// Sent on to this agency.
    Transfer(&'static str),
    /// That agency is reminded.
    Urge,
    /// That agency has told what it did.
    HearResult(Outcome),
    /// The sender was shown the way to this agency.
    Guide(&'static str),
    /// Given back to the sender.
    Return(ReturnReason),
    /// Filed without action.
    FileAway(FilingReason),
    /// One petition for each of its contents.
    Split,
    /// A second complaint, to this agency.
    SecondComplaint(&'static str),
    /// Entered by mistake.
    Cancel(CancelReason),
    /// The last of these undone.
    TakeBack,
}

impl Case {
    /// The day of receipt.
    pub fn received_on(&self) -> Day {
        self.received_at.day()
    }

    /// How many petitions its steps open beside it.
    pub fn opens(&self) -> usize {
        let opens = self.moves.iter().map(|done| match done.doing {
            Doing::Split => self.contents.len(),
            Doing::SecondComplaint(_) => 1,
            _ => 0,
        });
        opens.sum()
    }

    /// Does something on a day, at an hour at which offices work and after what was done before.
    pub fn on(&mut self, day: Day, doing: Doing, dice: &mut Dice) {
        let last = self.moves.last().map_or(self.received_at, |last| last.at);
        let at = if last.day() == day { shortly_after(last, dice) } else { at_work(day, dice) };
        self.moves.push(Move { at, doing, told: false, reason: None });
    }

    /// The sender was told with the newest step; nobody sent a voters' wish.
    pub fn told(&mut self) {
        if let Some(newest) = self.moves.last_mut() {
            newest.told = self.kind != PetitionKind::CuTri;
        }
    }

    /// The word of reason of the newest step.
    pub fn because(&mut self, reason: Option<&'static str>) {
        if let Some(newest) = self.moves.last_mut() {
            newest.reason = reason;
        }
    }

    /// The newest step undone and done again, as `doing` says now.
    pub fn again(&mut self, doing: Doing, dice: &mut Dice) {
        let Some(wrong) = self.moves.last().copied() else { return };
        let undone_at = shortly_after(wrong.at, dice);
        self.moves.push(Move { at: undone_at, doing: Doing::TakeBack, told: false, reason: None });
        self.moves.push(Move { at: shortly_after(undone_at, dice), doing, ..wrong });
    }
}

/// In the hours from 7:30 to 10:59 or from 13:30 to 15:59.
pub(super) fn at_work(day: Day, dice: &mut Dice) -> Stamp {
    let minute = dice.between(0, 359);
    let minute = if minute < 210 { 7 * 60 + 30 + minute } else { 10 * 60 + minute };
    let ms = i64::from(minute) * 60_000 + i64::from(dice.between(0, 59_999));
    Stamp(Stamp::at(day, 0, 0).0 + ms)
}

/// Some minutes later.
fn shortly_after(at: Stamp, dice: &mut Dice) -> Stamp {
    Stamp(at.0 + i64::from(dice.between(3, 12)) * 60_000 + i64::from(dice.between(0, 59_999)))
}
