//! The clocks of a petition (việc phải xong): what is due when, by whom, and why.
//!
//! Intake clocks start at receipt as `data/petition_kinds.toml` lists them; acceptance starts the term of resolution, a
//! transfer the internal follow-up. Only `sender_told_on`, which any step may carry, ends the clock of telling the citizen.

use serde::{Deserialize, Serialize};

use crate::base::{Day, Say};
use crate::domain::{
    Act, Circumstances,
    kinds::{Instance, OurRole, Petition, PetitionKind},
    law::{self, Conditions},
};

use super::{
    State,
    steps::{ACCEPT, CANCEL, RESOLVE, TRANSFER, fields},
};

/// Who must act.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Who {
    /// Our office ("ta").
    Ours,
    /// The agency with this code.
    Agency(String),
}

/// One duty with its term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// The rule's id.
    pub rule: String,
    /// What must be done.
    pub title: Say,
    /// The day of the event that started it, which is not counted.
    pub started_on: Day,
    /// The last day before it rolls over days off; warnings go by this one.
    pub raw_due: Day,
    /// The last day.
    pub due: Day,
    /// The day on which it was done.
    pub ended_on: Option<Day>,
    /// A term of our own, never one of law (hạn nội bộ).
    pub internal: bool,
    /// Rests on a day or rule that is not confirmed.
    pub provisional: bool,
    /// Who must act.
    pub who: Who,
    /// Why, in five words.
    pub why: Say,
    /// Why, in the lines of the screen "why".
    pub explanation: Vec<Say>,
    /// What is not certain about it, each in a sentence.
    pub doubts: Vec<Say>,
    /// The length in words: `7 ngày làm việc`.
    pub term: Say,
    /// The article of law in a few words; empty for an internal term.
    pub article: String,
}

/// How a clock stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Done in time.
    Done,
    /// Done after its day.
    DoneLate,
    /// Past its day by so many calendar days.
    Overdue(i32),
    /// Due today.
    Today,
    /// Due within three working days; so many calendar days are left.
    Soon(i32),
    /// So many calendar days are left.
    InTime(i32),
}

/// Working days before the day due from which a clock is "due soon" (sắp đến hạn).
pub const SOON_WORKING_DAYS: usize = 3;

impl Clock {
    /// How it stands on a day.
    pub fn standing(&self, today: Day, calendar: &law::Calendar) -> Standing {
        if let Some(ended) = self.ended_on {
            return if ended <= self.due { Standing::Done } else { Standing::DoneLate };
        }
        let left = self.due.since(today);
        match left {
            ..0 => Standing::Overdue(-left),
            0 => Standing::Today,
            _ if self.raw_due <= soon_until(today, calendar) => Standing::Soon(left),
            _ => Standing::InTime(left),
        }
    }

    /// Whether it still runs.
    pub fn is_open(&self) -> bool {
        self.ended_on.is_none()
    }
}

impl Standing {
    /// Calendar days as lists write them: `-7`, `0`, `+2`; empty when done.
    pub fn days(self) -> String {
        match self {
            Standing::Done | Standing::DoneLate => String::new(),
            Standing::Overdue(days) => format!("-{days}"),
            Standing::Today => "0".to_owned(),
            Standing::Soon(days) | Standing::InTime(days) => format!("+{days}"),
        }
    }

    /// The word that always stands beside the days.
    pub fn word(self) -> Say {
        match self {
            Standing::Done => Say::new("Đúng hạn", "On time"),
            Standing::DoneLate => Say::new("Trễ hạn", "Late"),
            Standing::Overdue(_) => Say::new("Quá hạn", "Overdue"),
            Standing::Today => Say::new("Hôm nay", "Today"),
            Standing::Soon(_) => Say::new("Sắp đến hạn", "Due soon"),
            Standing::InTime(_) => Say::new("Trong hạn", "In time"),
        }
    }
}

/// The last day on which something due is "due soon" today.
pub fn soon_until(today: Day, calendar: &law::Calendar) -> Day {
    let working_days = (1..).map(|days| today.plus(days)).filter(|day| calendar.is_working_day(*day));
    working_days.take(SOON_WORKING_DAYS).last().unwrap_or(today)
}

/// Every clock of a petition, done or open, in the order in which they started; none of a cancelled one.
pub fn clocks(petition: Petition<'_>, around: &Circumstances<'_>) -> Vec<Clock> {
    let (Some(kind), Some(received_on)) = (petition.kind(), petition.received_on()) else {
        return Vec::new();
    };
    let steps = petition.steps();
    if steps.iter().any(|taken| taken.step == CANCEL.name) {
        return Vec::new();
    }
    let told_on = steps.iter().filter_map(|taken| taken.get(&fields::SENDER_TOLD_ON)).min();
    let left_intake_on = steps
        .iter()
        .find(|taken| {
            taken
                .to()
                .is_some_and(|to| !matches!(to, State::MoiTiepNhan | State::DaPhanLoai | State::ChoBoSung))
        })
        .map(|taken| taken.on);
    let remote = petition
        .village()
        .and_then(|village| around.places.get(&village).and_then(|place| place.remote_decision.clone()));
    let who = if petition.our_role() == OurRole::Lead {
        Who::Ours
    } else {
        petition.responsible().map_or(Who::Ours, Who::Agency)
    };

    let mut clocks = Vec::new();
    let mut start = |rule: &str, on: Day, conditions: &Conditions, ended_on: Option<Day>, who: &Who| {
        clocks.extend(clock(rule, on, conditions, ended_on, who, around));
    };
    let plain = Conditions::default();
    for rule in intake_rules(kind) {
        if !around.law.in_force(rule, received_on) {
            continue;
        }
        if *rule == TELL_THE_SENDER {
            start(rule, received_on, &plain, told_on, &Who::Ours);
        } else {
            start(rule, received_on, &plain, left_intake_on, &who);
        }
    }
    if let Some(accepted) = steps.iter().find(|taken| taken.step == ACCEPT.name) {
        let conditions =
            Conditions { remote, complex: accepted.get(&fields::COMPLEX_FINDING), ..Conditions::default() };
        let resolved_on = first_on(&steps, RESOLVE.name);
        start(resolution_rule(kind, petition.instance()), accepted.on, &conditions, resolved_on, &who);
    }
    if let Some(transferred) = steps.iter().rev().find(|taken| taken.step == TRANSFER.name) {
        let result_on = first_on(&steps, State::CoKetQuaChuyen.choice().id);
        start(FOLLOW_UP, transferred.on, &plain, result_on, &Who::Ours);
    }
    clocks
}

/// The open clock that is due first, statutory before internal on the same day.
pub fn most_urgent(clocks: &[Clock]) -> Option<&Clock> {
    clocks.iter().filter(|clock| clock.is_open()).min_by_key(|clock| (clock.due, clock.internal))
}

const TELL_THE_SENDER: &str = "TCD.TL";
const FOLLOW_UP: &str = "NB.DONDOC";

fn first_on(steps: &[Act], name: &str) -> Option<Day> {
    steps.iter().find(|taken| taken.step == name).map(|taken| taken.on)
}

/// The rules whose clocks start at the receipt of a petition of this kind, each while it is in force.
pub fn intake_rules(kind: PetitionKind) -> &'static [&'static str] {
    match kind {
        PetitionKind::KhieuNai => &["KN.TL.old", "KN.TL.2026", TELL_THE_SENDER],
        PetitionKind::ToCao => &["TC.XLBD"],
        PetitionKind::KienNghi | PetitionKind::PhanAnh | PetitionKind::NhieuNoiDung => &[TELL_THE_SENDER],
        PetitionKind::CuTri => &[],
    }
}

/// The rule of the term in which an accepted petition is resolved.
pub fn resolution_rule(kind: PetitionKind, instance: Instance) -> &'static str {
    match (kind, instance) {
        (PetitionKind::KhieuNai, Instance::First) => "KN.GQ1",
        (PetitionKind::KhieuNai, Instance::Second) => "KN.GQ2",
        (PetitionKind::ToCao, _) => "TC.GQ",
        _ => "KNPA.GQ",
    }
}

fn clock(
    rule: &str,
    started_on: Day,
    conditions: &Conditions,
    ended_on: Option<Day>,
    who: &Who,
    around: &Circumstances<'_>,
) -> Option<Clock> {
    let rule = around.law.rule(rule)?;
    let deadline = law::calculate(around.law, rule, started_on, conditions);
    Some(Clock {
        rule: rule.id.clone(),
        title: rule.step_words().into(),
        started_on,
        raw_due: deadline.raw_due,
        due: deadline.due,
        ended_on,
        internal: deadline.internal,
        provisional: deadline.provisional,
        who: who.clone(),
        why: deadline.short_why(),
        explanation: deadline.explanation.lines().into_iter().cloned().collect(),
        doubts: deadline.explanation.doubts.clone(),
        term: deadline.term(),
        article: if deadline.internal { String::new() } else { rule.article() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Choices;

    #[test]
    fn the_intake_clocks_are_those_of_the_data_file() {
        let data: toml::Table = include_str!("../data/petition_kinds.toml").parse().unwrap();
        for (kind, rules) in data["intake_clocks"].as_table().unwrap() {
            let rules: Vec<&str> =
                rules.as_array().unwrap().iter().map(|rule| rule.as_str().unwrap()).collect();
            assert_eq!(intake_rules(PetitionKind::from_id(kind).unwrap()), rules, "{kind}");
        }
    }
}
