//! The clerk (văn thư) who makes up one petition after the other: when it comes in, and how far it gets.

use crate::base::{Day, Dice};
use crate::domain::{
    kinds::{Instance, PetitionKind},
    petition::steps::fields::Outcome,
};

use super::{
    case::{Case, Doing},
    profile::{CU_PRAO, EA_LY, PROVINCE, Profile},
    recipe::Recipe,
    script::{Goal, Line},
    terms::{Duty, Nature, Terms},
    ways::Way,
};

/// Who makes up the petitions of one sample.
pub(super) struct Clerk<'a> {
    pub recipe: &'a Recipe,
    pub profile: &'a Profile,
    pub terms: &'a mut Terms,
    /// The last day on which anything was done: the working day before the demo day.
    pub last: Day,
}

/// Working days within which the quickest petition is received, answered and closed, with some to spare.
pub(super) const QUICKEST_WORKING_DAYS: usize = 24;

/// Working days after which an office that has not answered is urged.
const URGED_AFTER: usize = 14;

/// Of a thousand petitions that were closed late, so many were answered late; the others were accepted late.
const LATE_BY_THE_ANSWER_PERMILLE: u32 = 700;

impl Clerk<'_> {
    /// The petition of a line, brought as far as its goal.
    pub fn petition(&mut self, line: &Line, dice: &mut Dice) -> Case {
        let villages = &self.profile.villages;
        let named = line.village.and_then(|id| villages.iter().find(|village| village.id.as_str() == id));
        let village = named.or_else(|| dice.one(villages)).unwrap_or(&self.profile.first);
        let nature = Nature {
            kind: line.kind,
            instance: if line.second { Instance::Second } else { Instance::First },
            remote: village.remote && line.kind != PetitionKind::ToCao,
            complex: line.complex,
        };
        let mut course = self.course(line.goal, nature, dice);
        let mut case = self.received(line, village, course.received_on, dice);
        self.bring(&mut case, line, &mut course, dice);
        case
    }

    /// The days of a petition that it needs to stand at its goal on the demo day.
    fn course(&mut self, goal: Goal, nature: Nature, dice: &mut Dice) -> Course {
        let intake = dice.between(2, 5).unsigned_abs() as usize;
        match goal {
            Goal::New(days) | Goal::Cancelled(days, _) => {
                Course::from(self.terms.before(self.profile.day, days))
            }
            Goal::Telling(due) => Course::from(self.due(Duty::Tell, nature, due)),
            Goal::Accepting(due) => Course::from(self.due(Duty::Accept, nature, due)),
            Goal::Resolving(due) => {
                let accepted_on = self.due(Duty::Resolve, nature, due);
                Course { accepted_on, ..Course::from(self.terms.before(accepted_on, intake)) }
            }
            Goal::Transferred(days, _) => {
                let left_on = self.terms.before(self.profile.day.plus(-days), 0).min(self.last);
                Course { accepted_on: left_on, ..Course::from(self.terms.before(left_on, intake)) }
            }
            Goal::Sorted(days) => {
                let received_on = self.terms.before(self.last, days + 1);
                Course { accepted_on: self.terms.after(received_on, 1), ..Course::from(received_on) }
            }
            Goal::Answered(days) => {
                let resolved_on = self.terms.before(self.last, days);
                let accepted_on = self.terms.before(resolved_on, 12);
                let received_on = self.terms.before(accepted_on, intake);
                Course { received_on, accepted_on, resolved_on, closed_on: resolved_on }
            }
            Goal::AskedForMore(days) | Goal::Split(days) => {
                let accepted_on = self.terms.before(self.last, days);
                Course { accepted_on, ..Course::from(self.terms.before(accepted_on, 2)) }
            }
            Goal::Suspended(days) => {
                let resolved_on = self.terms.before(self.profile.day.plus(-days), 0).min(self.last);
                self.under_way(resolved_on, 6, intake)
            }
            Goal::Withdrawn(days) => self.under_way(self.terms.before(self.last, days), 8, intake),
            Goal::CarriedOut(days) => {
                let closed_on = self.terms.before(self.last, days);
                Course { closed_on, ..self.under_way(self.terms.before(closed_on, 2), 12, intake) }
            }
            Goal::Closed(received_on) => self.closed(received_on, nature, dice),
        }
    }

    /// The days of a petition to which something happened so many working days after it was accepted.
    fn under_way(&self, happened_on: Day, after: usize, intake: usize) -> Course {
        let accepted_on = self.terms.before(happened_on, after);
        let received_on = self.terms.before(accepted_on, intake);
        Course { accepted_on, resolved_on: happened_on, ..Course::from(received_on) }
    }

    /// The day on which a duty began that is due so many days from the demo day.
    fn due(&mut self, duty: Duty, nature: Nature, days: i32) -> Day {
        let today = self.profile.day;
        let target = match usize::try_from(days) {
            Ok(working_days) => self.terms.after(today, working_days),
            Err(_) => today.plus(days),
        };
        self.terms.start(duty, nature, target, days < 0).min(self.last)
    }

    /// The days of a petition that was answered and closed: mostly in time, as the recipe says.
    fn closed(&mut self, received_on: Day, nature: Nature, dice: &mut Dice) -> Course {
        let flow = &self.recipe.flow;
        let closed = 1_000_u32.saturating_sub(flow.open).max(1);
        let late = closed.saturating_sub(flow.on_time) * 1_000 / closed;
        let is_late = dice.happens(late);
        let late_answer =
            is_late && (nature.kind == PetitionKind::CuTri || dice.happens(LATE_BY_THE_ANSWER_PERMILLE));
        let some = |dice: &mut Dice, first, last| dice.between(first, last).unsigned_abs() as usize;

        let mut told_by = self.terms.after(received_on, 8);
        for duty in [Duty::Accept, Duty::Tell] {
            told_by = self.terms.due(duty, nature, received_on).map_or(told_by, |due| told_by.min(due));
        }
        let accepted_on = if is_late && !late_answer {
            self.terms.after(told_by, some(dice, 3, 9))
        } else {
            self.terms.after(received_on, some(dice, 1, 6)).min(told_by)
        };
        let due = self.terms.due(Duty::Resolve, nature, accepted_on).unwrap_or(accepted_on);
        let resolved_on = if late_answer {
            self.terms.after(due, some(dice, 1, 20))
        } else {
            let term = i32::try_from(self.terms.between(accepted_on, due)).unwrap_or(0);
            self.terms.after(accepted_on, some(dice, 3, term.max(3)))
        };
        let closed_on = self.terms.after(resolved_on, some(dice, 1, 7));
        if closed_on <= self.last {
            return Course { received_on, accepted_on, resolved_on, closed_on };
        }
        let quickly = |working_days| self.terms.after(received_on, working_days);
        Course {
            received_on,
            accepted_on: quickly(2),
            resolved_on: quickly(some(dice, 7, 16)),
            closed_on: quickly(some(dice, 17, QUICKEST_WORKING_DAYS as i32 - 2)),
        }
    }

    /// Takes the steps of a petition, each on a day of its course.
    fn bring(&self, case: &mut Case, line: &Line, course: &mut Course, dice: &mut Dice) {
        let authority = case.responsible;
        match line.goal {
            Goal::Closed(_) if line.way.leads_away() => self.away(case, line.way, course, dice),
            Goal::New(_) => {}
            Goal::Cancelled(_, reason) => case.on(course.received_on, Doing::Cancel(reason), dice),
            Goal::Telling(_) => case.on(self.sorted_on(course, dice), Doing::Classify(authority), dice),
            Goal::Accepting(_) => {
                case.on(self.sorted_on(course, dice), Doing::Classify(authority), dice);
                case.told();
            }
            Goal::Sorted(_) => {
                case.on(course.accepted_on, Doing::Classify(authority), dice);
                case.told();
            }
            Goal::Transferred(_, receiver) => {
                case.on(self.sorted_on(course, dice), Doing::Classify(receiver), dice);
                let first = match (line.taken_back, receiver) {
                    (false, _) => receiver,
                    (true, EA_LY) => CU_PRAO,
                    (true, _) => EA_LY,
                };
                case.on(course.accepted_on, Doing::Transfer(first), dice);
                case.told();
                case.because(line.circle);
                if line.taken_back {
                    case.again(Doing::Transfer(receiver), dice);
                }
                if line.way == Way::Urged {
                    let urged_on = self.terms.after(course.accepted_on, URGED_AFTER).min(self.last);
                    case.on(urged_on, Doing::Urge, dice);
                }
            }
            Goal::Resolving(_) => {
                self.accept(case, line, course, dice);
                self.on_the_way(case, line.way, course, dice);
            }
            Goal::AskedForMore(_) | Goal::Split(_) => self.stand(case, line, course, dice),
            Goal::Suspended(_) | Goal::Withdrawn(_) | Goal::CarriedOut(_) => {
                self.accept(case, line, course, dice);
                self.stand(case, line, course, dice);
            }
            Goal::Closed(_) if line.way == Way::Withdrawn => {
                self.accept(case, line, course, dice);
                case.on(course.resolved_on, Doing::Withdraw(case.signatories), dice);
                case.on(course.closed_on, Doing::Discontinue, dice);
                case.told();
            }
            Goal::Answered(_) | Goal::Closed(_) => {
                self.accept(case, line, course, dice);
                self.on_the_way(case, line.way, course, dice);
                case.on(course.resolved_on, Doing::Resolve(outcome(case.kind, dice)), dice);
                case.told();
                match line.goal {
                    Goal::Closed(_) => {
                        case.on(course.closed_on, Doing::Close, dice);
                        case.told();
                    }
                    _ if line.way == Way::SecondComplaint => {
                        case.on(self.last, Doing::SecondComplaint(PROVINCE), dice);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Classified, accepted, mostly under verification.
    fn accept(&self, case: &mut Case, line: &Line, course: &Course, dice: &mut Dice) {
        case.on(self.sorted_on(course, dice), Doing::Classify(case.responsible), dice);
        if line.taken_back {
            case.again(Doing::Classify(case.responsible), dice);
        }
        case.on(course.accepted_on, Doing::Accept { complex: line.complex }, dice);
        case.told();
        let verified_on = self.terms.after(course.accepted_on, dice.between(1, 3).unsigned_abs() as usize);
        let by = course.resolved_on.min(self.last);
        let must = matches!(line.goal, Goal::Answered(_) | Goal::Closed(_));
        if must || verified_on <= by {
            case.on(verified_on.min(by), Doing::Verify, dice);
        }
    }

    /// A working day soon after receipt, before it went on.
    pub(super) fn sorted_on(&self, course: &Course, dice: &mut Dice) -> Day {
        let soon = dice.between(0, 2).unsigned_abs() as usize;
        self.terms.after(course.received_on, soon).min(course.accepted_on).min(self.last)
    }
}

/// When the steps of a petition that it has were taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Course {
    pub received_on: Day,
    /// Accepted, or transferred, asked for more, put away.
    pub accepted_on: Day,
    /// Answered, or suspended, withdrawn.
    pub resolved_on: Day,
    pub closed_on: Day,
}

impl From<Day> for Course {
    /// Received on this day; the rest is left open.
    fn from(received_on: Day) -> Course {
        let open = Day::EPOCH.plus(80_000);
        Course { received_on, accepted_on: open, resolved_on: open, closed_on: open }
    }
}

/// One of the outcomes that the law has for the kind.
pub(super) fn outcome(kind: PetitionKind, dice: &mut Dice) -> Outcome {
    let lawful: &[Outcome] = match kind {
        PetitionKind::KhieuNai => &[Outcome::Dung, Outcome::DungMotPhan, Outcome::DungMotPhan, Outcome::Sai],
        PetitionKind::ToCao => &[Outcome::Dung, Outcome::DungMotPhan, Outcome::SaiSuThat],
        PetitionKind::PhanAnh => &[Outcome::DaXuLy, Outcome::DaXuLy, Outcome::DangXuLy, Outcome::DaLamRo],
        _ => &[Outcome::DaThucHien, Outcome::DaThucHien, Outcome::DangThucHien, Outcome::GhiNhan],
    };
    dice.one(lawful).copied().unwrap_or(Outcome::DungMotPhan)
}
