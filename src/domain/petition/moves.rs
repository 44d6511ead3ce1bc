//! Dates that move (hạn đổi): what becomes of a petition's clocks when the law in use changes.

use serde::{Deserialize, Serialize};

use crate::base::{Day, Officer, Say};
use crate::domain::{Act, Circumstances, kinds::Petition, law::Law};

use super::{Clock, clock::clocks_by};

/// A day by which something is due, and whether it may still move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DueOn {
    /// The last day.
    pub day: Day,
    /// Rests on days off that are not announced, or the clock stands.
    pub is_provisional: bool,
}

/// One clock whose day is another one under another law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// What must be done, as spelled on disk.
    pub step: String,
    /// What must be done.
    pub title: Say,
    /// Before; `None`: the clock is new.
    pub before: Option<DueOn>,
    /// After; `None`: there is no such clock any more.
    pub after: Option<DueOn>,
    /// Whether it still runs.
    pub is_open: bool,
}

impl Move {
    /// `02/12/2026 -> 03/12/2026`; what may still move is said with each day.
    pub fn say(&self) -> Say {
        let told = |due: Option<DueOn>| match due {
            Some(DueOn { day, is_provisional: true }) => {
                Say::new(format!("{day} (tạm tính)"), format!("{day} (provisional)"))
            }
            Some(DueOn { day, .. }) => Say::plain(day.to_string()),
            None => Say::new("không có", "none"),
        };
        let (before, after) = (told(self.before), told(self.after));
        Say::new(format!("{} -> {}", before.vi, after.vi), format!("{} -> {}", before.en, after.en))
    }
}

/// The clocks of a petition with these steps whose day is another one under another law, or becomes provisional or certain.
pub fn moves(petition: Petition<'_>, acts: &[Act], around: &Circumstances<'_>, other: &Law) -> Vec<Move> {
    let before = clocks_by(petition, acts, around);
    let after = clocks_by(petition, acts, &Circumstances { law: other, ..*around });
    let due = |clock: &Clock| DueOn { day: clock.due, is_provisional: clock.provisional };
    let mut moves = Vec::new();
    for (clock, other) in pairs(&before, &after) {
        let Some(named) = other.or(clock) else { continue };
        let (before, after) = (clock.map(due), other.map(due));
        if before != after {
            moves.push(Move {
                step: named.step.clone(),
                title: named.title.clone(),
                before,
                after,
                is_open: named.is_open(),
            });
        }
    }
    moves
}

/// Clocks of one duty side by side, the first with the first.
fn pairs<'a>(before: &'a [Clock], after: &'a [Clock]) -> Vec<(Option<&'a Clock>, Option<&'a Clock>)> {
    let mut pairs = Vec::new();
    let mut left: Vec<&Clock> = after.iter().collect();
    for clock in before {
        let same = left.iter().position(|other| other.step == clock.step).map(|at| left.remove(at));
        pairs.push((Some(clock), same));
    }
    pairs.extend(left.into_iter().map(|clock| (None, Some(clock))));
    pairs
}

/// A change of the law that moved a clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The day before.
    pub was: Day,
    /// The day after.
    pub is: Day,
    /// The days and rules that were changed.
    pub what: Say,
    /// Who changed them.
    pub by: Officer,
    /// On which day.
    pub on: Day,
}

impl Moved {
    /// In a line of its own.
    pub fn say(&self) -> Say {
        let Moved { was, is, what, by, on } = self;
        Say::new(
            format!("đổi {was} -> {is}: {by} ghi {} ngày {on}", what.vi),
            format!("moved {was} -> {is}: {by} entered {} on {on}", what.en),
        )
    }

    /// Behind the day that it led to: `; từ 02/12: lịch nghỉ 24/11/2026, quan_tri 23/11`.
    pub fn behind_its_day(&self) -> Say {
        let day = |day: Day| if day.year() == self.is.year() { day.short() } else { day.to_string() };
        let (was, by, on) = (day(self.was), &self.by, day(self.on));
        Say::new(
            format!("; từ {was}: {}, {by} {on}", self.what.vi),
            format!("; from {was}: {}, {by} {on}", self.what.en),
        )
    }
}

/// What the changes of the law moved of each of a petition's clocks since the begin of the clock was entered: the newest
/// first, each with who laid which day or rule over what stood there. `now` are all clocks of the petition.
pub fn moved_by(petition: Petition<'_>, around: &Circumstances<'_>, now: &[Clock]) -> Vec<Vec<Moved>> {
    let acts = petition.steps();
    let entered_at = |clock: &Clock| {
        let begins = acts.iter().filter(|act| act.on == clock.started_on).map(|act| act.at).min();
        begins.or_else(|| acts.first().map(|act| act.at))
    };
    let mut moved: Vec<Vec<Moved>> = now.iter().map(|_| Vec::new()).collect();
    let oldest = acts.iter().map(|act| act.at).min();
    let mut law = around.law.clone();
    let mut days: Vec<Option<Day>> = now.iter().map(|clock| Some(clock.due)).collect();
    while let Some(change) = law.changes().last().filter(|change| Some(change.at) > oldest).cloned() {
        let Some(before) = law.before_last_change() else { break };
        let then = clocks_by(petition, &acts, &Circumstances { law: &before, ..*around });
        let beside = pairs(now, &then);
        for ((clock, was), (told, is)) in beside.iter().zip(moved.iter_mut().zip(&mut days)) {
            let was = was.map(|clock| clock.due);
            let is_newer = clock.and_then(entered_at).is_some_and(|at| change.at > at);
            if let (Some(was), Some(is)) = (was, *is)
                && was != is
                && is_newer
            {
                told.push(Moved {
                    was,
                    is,
                    what: change.named(),
                    by: change.by.clone(),
                    on: change.at.day(),
                });
            }
            *is = was;
        }
        law = before;
    }
    moved
}
