//! The ways that a petition may go beside the plain one, on which it is accepted, answered and closed.

use crate::base::{Day, Dice};
use crate::domain::{
    kinds::PetitionKind,
    petition::steps::{
        fields::Outcome,
        reasons::{ExtensionReason, FilingReason, Missing, ReturnReason, SuspensionReason},
    },
};

use super::{
    case::{Case, Doing},
    clerk::{Clerk, Course, outcome},
    profile::{CU_PRAO, EA_LY},
    script::{Goal, Line},
};

/// How a petition goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Accepted, answered, closed; or sent on where its goal says so.
    Plain,
    /// Not ours: the sender is shown the way.
    Guided,
    /// Not ours: sent on, and the result comes back.
    SentOn,
    /// Given back to the sender.
    Returned,
    /// Filed without action.
    FiledAway,
    /// All who signed withdraw; discontinued.
    Withdrawn,
    /// One of those who signed withdraws; it goes on.
    OneWithdraws,
    /// Suspended, then resumed.
    Suspended,
    /// The parties are heard.
    Dialogue,
    /// The term is extended by a decision.
    Extended,
    /// Sent on, and the other office urged.
    Urged,
    /// Answered, and a second complaint opened.
    SecondComplaint,
}

impl Way {
    /// Whether it ends without our answer.
    pub(super) fn leads_away(self) -> bool {
        matches!(self, Way::Guided | Way::SentOn | Way::Returned | Way::FiledAway)
    }
}

/// How long a suspension lasts, in calendar days.
const SUSPENDED_DAYS: i32 = 20;
/// Working days from acceptance to the decision that suspends.
const SUSPENDED_AFTER: usize = 4;
/// Days from receipt that must have passed before an old petition can have been suspended and closed all the same.
const SUSPENDED_NEEDS_DAYS: i32 = 90;

impl Clerk<'_> {
    /// The way of an old petition, as often as the recipe says and the law has it for the kind.
    pub(super) fn way(&self, kind: PetitionKind, received_on: Day, dice: &mut Dice) -> Way {
        let flow = &self.recipe.flow;
        let drawn = u32::try_from(dice.below(1_000)).unwrap_or(0);
        let mut up_to = 0;
        let mut falls = |share: u32| {
            up_to += share;
            drawn < up_to
        };
        let of_citizens = !matches!(kind, PetitionKind::CuTri | PetitionKind::ToCao);
        if falls(flow.sent_on) {
            return Way::SentOn;
        }
        if falls(flow.guided) {
            return if of_citizens { Way::Guided } else { Way::Plain };
        }
        if falls(flow.put_away) {
            return match (of_citizens, dice.happens(500)) {
                (true, true) => Way::Returned,
                (true, false) => Way::FiledAway,
                _ => Way::Plain,
            };
        }
        if falls(flow.withdrawn) {
            return if of_citizens { Way::Withdrawn } else { Way::Plain };
        }
        let was_long_ago = self.last.since(received_on) > SUSPENDED_NEEDS_DAYS;
        if falls(flow.suspended) && was_long_ago && kind == PetitionKind::KhieuNai {
            return Way::Suspended;
        }
        Way::Plain
    }

    /// Takes the steps of a petition that is not ours, after it was classified as another's.
    pub(super) fn away(&self, case: &mut Case, way: Way, course: &Course, dice: &mut Dice) {
        let elsewhere = if case.from == Some(EA_LY) { CU_PRAO } else { EA_LY };
        case.on(self.sorted_on(course, dice), Doing::Classify(elsewhere), dice);
        match way {
            Way::Guided => case.on(course.accepted_on, Doing::Guide(elsewhere), dice),
            Way::Returned => {
                case.on(course.accepted_on, Doing::Return(ReturnReason::SentWidely), dice);
            }
            Way::FiledAway => {
                let reasons = [FilingReason::Same, FilingReason::GuidedBefore, FilingReason::Unclear];
                let reason = dice.one(&reasons).copied().unwrap_or(FilingReason::Same);
                case.on(course.accepted_on, Doing::FileAway(reason), dice);
            }
            _ => {
                case.on(course.accepted_on, Doing::Transfer(elsewhere), dice);
                case.told();
                case.on(course.resolved_on, Doing::HearResult(outcome(case.kind, dice)), dice);
            }
        }
        case.told();
    }

    /// What happens between acceptance and answer on this way.
    pub(super) fn on_the_way(&self, case: &mut Case, way: Way, course: &mut Course, dice: &mut Dice) {
        let at_work_on = |days| self.terms.after(course.accepted_on, days).min(self.last);
        match way {
            Way::Suspended => {
                let stops = at_work_on(SUSPENDED_AFTER);
                let goes_on = self.terms.after(stops.plus(SUSPENDED_DAYS), 0).min(self.last);
                case.on(stops, Doing::Suspend(SuspensionReason::OtherOffice), dice);
                case.told();
                case.on(goes_on, Doing::Resume, dice);
                case.told();
                course.resolved_on = course.resolved_on.max(self.terms.after(goes_on, 3));
                course.closed_on = course.closed_on.max(self.terms.after(course.resolved_on, 2));
            }
            Way::OneWithdraws => {
                let on = at_work_on(5).min(course.resolved_on);
                case.on(on, Doing::Withdraw(1), dice);
                case.on(on, Doing::Verify, dice);
            }
            Way::Dialogue => case.on(at_work_on(6), Doing::Dialogue, dice),
            Way::Extended => {
                case.on(self.last, Doing::Extend(ExtensionReason::Complex, 30), dice);
            }
            _ => {}
        }
    }

    /// Takes the steps of an open petition whose goal is out of the ordinary.
    pub(super) fn stand(&self, case: &mut Case, line: &Line, course: &Course, dice: &mut Dice) {
        let authority = case.responsible;
        match line.goal {
            Goal::AskedForMore(_) => {
                case.on(self.sorted_on(course, dice), Doing::Classify(authority), dice);
                case.on(course.accepted_on, Doing::AskForMore(Missing::Papers), dice);
                case.told();
            }
            Goal::Split(_) => {
                case.on(self.sorted_on(course, dice), Doing::Classify(authority), dice);
                case.on(course.accepted_on, Doing::Split, dice);
                case.told();
            }
            Goal::Suspended(_) => {
                case.on(course.resolved_on, Doing::Suspend(SuspensionReason::Assessment), dice);
                case.told();
            }
            Goal::Withdrawn(_) => {
                case.on(course.resolved_on, Doing::Withdraw(case.signatories), dice);
            }
            Goal::CarriedOut(_) => {
                case.on(course.resolved_on, Doing::Resolve(Outcome::DangThucHien), dice);
                case.told();
                case.on(course.closed_on, Doing::CarryOut, dice);
            }
            _ => {}
        }
    }
}
