//! The clocks of a petition (việc phải xong): what is due when, by whom, and why.
//!
//! Intake clocks start at receipt as `data/petition_kinds.toml` lists them; acceptance starts the term of resolution, the
//! answer those of sending it, a transfer or an urging the internal follow-up. Working and calendar days mix within one
//! case, and several clocks run at once. Only `sender_told_on`, which any step may carry, ends the clock of telling the citizen.

use serde::{Deserialize, Serialize};

use crate::base::{Day, Say};
use crate::domain::{
    Act, Choices, Circumstances, Field,
    kinds::{Instance, OurRole, Petition, PetitionKind},
    law::{self, Conditions, Extension, Stop},
};

use super::{
    State,
    steps::{
        ACCEPT, CANCEL, COURT, DIALOGUE, DIALOGUE_ON, DISCONTINUE, EXTEND, EXTENDED_DAYS, NOTIFIED_ON,
        RESOLVE, RESULT_FROM_THERE, RESUME, SECOND, SUSPEND, StepDef, TRANSFER, URGE, fields,
    },
};

/// Who must act.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Who {
    /// Our office ("ta").
    Ours,
    /// The agency with this code.
    Agency(String),
    /// Whoever sent it: a term of a right, which makes no office late.
    Citizen,
    /// Nobody: what happens by itself on that day.
    Nobody,
}

impl Who {
    /// Whether it is an office that must act, and that can be late.
    pub fn is_office(&self) -> bool {
        matches!(self, Who::Ours | Who::Agency(_))
    }
}

/// One duty with its term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// The rule's id.
    pub rule: String,
    /// What must be done, as spelled on disk.
    pub step: String,
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
    /// While it stands (tạm đình chỉ): the days of the term that are left; `due` is then as if it ran on today.
    pub stopped: Option<i32>,
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
    /// What happens by itself on its day has happened.
    Reached,
    /// Past its day by so many calendar days.
    Overdue(i32),
    /// Due today.
    Today,
    /// Due within three working days; so many calendar days are left.
    Soon(i32),
    /// So many calendar days are left.
    InTime(i32),
    /// It stands; so many days of the term are left.
    Stopped(i32),
}

/// Working days before the day due from which a clock is "due soon" (sắp đến hạn).
pub const SOON_WORKING_DAYS: usize = 3;

impl Clock {
    /// How it stands on a day.
    pub fn standing(&self, today: Day, calendar: &law::Calendar) -> Standing {
        if self.who == Who::Nobody && self.ended_on.is_some() {
            return Standing::Reached;
        }
        if let Some(ended) = self.ended_on {
            return if ended <= self.due { Standing::Done } else { Standing::DoneLate };
        }
        if let Some(days_left) = self.stopped {
            return Standing::Stopped(days_left);
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
            Standing::Done | Standing::DoneLate | Standing::Reached => String::new(),
            Standing::Overdue(days) => format!("-{days}"),
            Standing::Today => "0".to_owned(),
            Standing::Soon(days) | Standing::InTime(days) => format!("+{days}"),
            Standing::Stopped(days) => format!("||{days}"),
        }
    }

    /// The word that always stands beside the days.
    pub fn word(self) -> Say {
        match self {
            Standing::Done => Say::new("Đúng hạn", "On time"),
            Standing::DoneLate => Say::new("Trễ hạn", "Late"),
            Standing::Reached => Say::new("Đã đến", "Reached"),
            Standing::Overdue(_) => Say::new("Quá hạn", "Overdue"),
            Standing::Today => Say::new("Hôm nay", "Today"),
            Standing::Soon(_) => Say::new("Sắp đến hạn", "Due soon"),
            Standing::InTime(_) => Say::new("Trong hạn", "In time"),
            Standing::Stopped(_) => Say::new("Tạm đình chỉ", "Suspended"),
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
    clocks_by(petition, &petition.steps(), around)
}

/// The same by its steps, where they were read already.
pub(super) fn clocks_by(petition: Petition<'_>, acts: &[Act], around: &Circumstances<'_>) -> Vec<Clock> {
    let (Some(kind), Some(received_on)) = (petition.kind(), petition.received_on()) else {
        return Vec::new();
    };
    let story = Story::read(petition, kind, received_on, acts, around);
    if story.acts.iter().any(|act| act.step == CANCEL.name) {
        return Vec::new();
    }
    let mut clocks = story.intake();
    clocks.extend(story.acceptance());
    clocks.extend(story.dialogues());
    clocks.extend(story.decisions_to_stop());
    clocks.extend(story.resolution());
    clocks.extend(story.follow_up());
    clocks
}

/// A petition with what the clocks ask of it.
struct Story<'a> {
    petition: Petition<'a>,
    kind: PetitionKind,
    received_on: Day,
    acts: &'a [Act],
    state: State,
    /// Who must act on the petition itself.
    who: Who,
    remote: Option<String>,
    around: &'a Circumstances<'a>,
}

impl<'a> Story<'a> {
    fn read(
        petition: Petition<'a>,
        kind: PetitionKind,
        received_on: Day,
        acts: &'a [Act],
        around: &'a Circumstances<'a>,
    ) -> Story<'a> {
        let who = if petition.our_role() == OurRole::Lead {
            Who::Ours
        } else {
            petition.responsible().map_or(Who::Ours, Who::Agency)
        };
        let remote = petition
            .village()
            .and_then(|village| around.places.get(&village).and_then(|place| place.remote_decision.clone()));
        Story { petition, kind, received_on, acts, state: petition.state(), who, remote, around }
    }

    fn first(&self, step: &StepDef) -> Option<&Act> {
        self.acts.iter().find(|act| act.step == step.name)
    }

    fn all<'s>(&'s self, step: &'s StepDef) -> impl Iterator<Item = &'s Act> {
        self.acts.iter().filter(|act| act.step == step.name)
    }

    /// The first day, from a day on, that any step says in this field.
    fn said(&self, field: &Field<Day>, from: Day) -> Option<Day> {
        self.acts.iter().filter_map(|act| act.get(field)).filter(|on| *on >= from).min()
    }

    /// The day on which a document of a day went out: as said, or with the answer to the sender, at the latest with the end.
    fn sent_on(&self, from: Day) -> Option<Day> {
        let said = self.said(&fields::SENT_ON, from).or_else(|| self.said(&fields::SENDER_TOLD_ON, from));
        said.or_else(|| self.ended_on())
    }

    /// The day on which it came to an end, whichever.
    fn ended_on(&self) -> Option<Day> {
        if self.state.is_unresolved() && !is_decided(self.state) {
            return None;
        }
        let moved = self.acts.iter().rev().find(|act| act.states.is_some_and(|(from, to)| from != to));
        moved.map(|act| act.on)
    }

    fn clock(&self, rule: &str, on: Day, ended_on: Option<Day>, who: &Who) -> Option<Clock> {
        self.clock_of(rule, on, &Conditions::default(), ended_on, who)
    }

    /// The clock of the duty that a rule is about, by the rule that is in force on the day of the event; none while there
    /// is no such duty.
    fn clock_of(
        &self,
        rule: &str,
        started_on: Day,
        conditions: &Conditions,
        ended_on: Option<Day>,
        who: &Who,
    ) -> Option<Clock> {
        let rule = self.around.law.version(rule, self.kind.id(), started_on)?;
        let deadline = law::calculate(self.around.law, rule, started_on, conditions);
        Some(Clock {
            rule: rule.id.clone(),
            step: rule.step.clone(),
            title: rule.step_words().into(),
            started_on,
            raw_due: deadline.raw_due,
            due: deadline.due,
            ended_on,
            internal: deadline.internal,
            stopped: deadline.stopped.filter(|_| ended_on.is_none()).map(|stopped| stopped.days_left),
            provisional: deadline.provisional,
            who: who.clone(),
            why: deadline.short_why(),
            explanation: deadline.explanation.lines().into_iter().cloned().collect(),
            doubts: deadline.explanation.doubts.clone(),
            term: deadline.term(),
            article: if deadline.internal { String::new() } else { rule.article() },
        })
    }

    /// From receipt until it leaves intake; that the sender is told is a duty of its own.
    fn intake(&self) -> Vec<Clock> {
        let is_intake = |state| {
            matches!(state, State::MoiTiepNhan | State::DaPhanLoai | State::ChoBoSung | State::RutDon)
        };
        // Withdrawn after it was accepted: intake was left with the acceptance.
        let has_left = !is_intake(self.state) || self.first(&ACCEPT).is_some();
        let leaves = |act: &&Act| {
            act.states.is_some_and(|(from, to)| is_intake(from) && !is_intake(to) || act.step == ACCEPT.name)
        };
        let left_on = self.acts.iter().find(leaves).filter(|_| has_left).map(|act| act.on);
        let told_on = self.said(&fields::SENDER_TOLD_ON, self.received_on);
        let mut clocks: Vec<Clock> = Vec::new();
        for rule in intake_rules(self.kind) {
            let clock = match *rule {
                TELL_THE_SENDER => self.clock(rule, self.received_on, told_on, &Who::Ours),
                rule => self.clock(rule, self.received_on, left_on, &self.who),
            };
            // The file names each version of a rule: one of them is in force.
            clocks.extend(clock.filter(|clock| clocks.iter().all(|other| other.rule != clock.rule)));
        }
        let is_not_ours = |act: &&Act| act.get(&fields::COMPETENCE) == Some(fields::Competence::NotOurs);
        // A denunciation that is not ours to resolve leaves within five days (Luật Tố cáo 2018 Đ.24 khoản 2).
        if self.kind == PetitionKind::ToCao && self.acts.iter().any(|act| is_not_ours(&act)) {
            clocks.extend(self.clock("TC.CHUYEN", self.received_on, left_on, &Who::Ours));
        }
        clocks
    }

    /// From acceptance until it is resolved or ends otherwise, longer by findings and extensions, standing while suspended.
    fn acceptance(&self) -> Vec<Clock> {
        let Some(accepted) = self.first(&ACCEPT) else { return Vec::new() };
        let mut clocks = Vec::new();
        if self.kind == PetitionKind::ToCao {
            let notified_on = accepted.get(&fields::NOTICE_NUMBER).map(|_| accepted.on);
            let told_on = notified_on.or_else(|| self.said(&fields::SENDER_TOLD_ON, accepted.on));
            clocks.extend(self.clock("TC.TBTL", accepted.on, told_on.or_else(|| self.ended_on()), &self.who));
        }
        let extensions = self.all(&EXTEND).map(|act| Extension {
            days: act.get(&EXTENDED_DAYS).and_then(|days| i32::try_from(days).ok()).unwrap_or(0),
            decision: act.get(&fields::DECISION_NUMBER).unwrap_or_default(),
        });
        let conditions = Conditions {
            remote: self.remote.clone(),
            complex: accepted.get(&fields::COMPLEX_FINDING),
            extensions: extensions.collect(),
            stops: self.stops(),
        };
        let resolved_on = self.first(&RESOLVE).map(|act| act.on).or_else(|| self.ended_on());
        let rule = resolution_rule(self.kind, self.petition.instance());
        clocks.extend(self.clock_of(rule, accepted.on, &conditions, resolved_on, &self.who));
        clocks
    }

    fn stops(&self) -> Vec<Stop> {
        let continued_on = |suspended: &Act| {
            let later = self.acts.iter().skip_while(|act| *act != suspended).skip(1);
            later.filter(|act| act.step == RESUME.name).map(|act| act.on).next()
        };
        self.all(&SUSPEND).map(|act| Stop { on: act.on, continued_on: continued_on(act) }).collect()
    }

    /// Those concerned by a dialogue are told five days before it: a clock that counts backwards.
    fn dialogues(&self) -> Vec<Clock> {
        let clock = |act: &Act| {
            let on = act.get(&DIALOGUE_ON)?;
            let held_on = (self.around.today >= on).then_some(on);
            let notified_on = act.get(&NOTIFIED_ON).or_else(|| self.ended_on()).or(held_on);
            self.clock("KN.DT", on, notified_on, &self.who)
        };
        self.all(&DIALOGUE).filter_map(clock).collect()
    }

    /// A decision to suspend or to discontinue a complaint is sent (NĐ 155/2026 Đ.12).
    fn decisions_to_stop(&self) -> Vec<Clock> {
        let is_decision = |act: &&Act| [SUSPEND.name, DISCONTINUE.name].contains(&act.step.as_str());
        let decisions = self.acts.iter().filter(is_decision);
        decisions
            .filter(|_| self.kind == PetitionKind::KhieuNai)
            .filter_map(|act| self.clock("KN.TDC", act.on, self.sent_on(act.on), &self.who))
            .collect()
    }

    /// What follows from the document that resolves it: it is sent, published, told to who sent the petition on; and the
    /// complainant may complain again.
    fn resolution(&self) -> Vec<Clock> {
        let mut clocks = Vec::new();
        if let Some(on) = self.first(&RESOLVE).map(|act| act.on) {
            let sent_on = self.sent_on(on);
            let first = self.petition.instance() == Instance::First;
            match self.kind {
                PetitionKind::KhieuNai => {
                    let rule = if first { "KN.GUI1" } else { "KN.GUI2" };
                    clocks.extend(self.clock(rule, on, sent_on, &self.who));
                }
                PetitionKind::ToCao => {
                    clocks.extend(self.clock("TC.GUIKL", on, sent_on, &self.who));
                    let published_on = self.said(&fields::PUBLISHED_ON, on).or_else(|| self.ended_on());
                    clocks.extend(self.clock("TC.CK", on, published_on, &self.who));
                }
                _ => {}
            }
            if self.petition.forwarded_by().is_some() {
                let told_on = self.said(&fields::FORWARDER_TOLD_ON, on).or_else(|| self.ended_on());
                clocks.extend(self.clock("TCD.KQ", on, told_on, &Who::Ours));
            }
        }
        clocks.extend(self.right_to_second_instance());
        clocks.extend(self.decision_in_force());
        clocks
    }

    /// A decision comes into force by itself so many days after it was issued, unless the complainant complained again before
    /// (Luật Khiếu nại 2011 Đ.44).
    fn decision_in_force(&self) -> Option<Clock> {
        let on = self.first(&RESOLVE).filter(|_| self.kind == PetitionKind::KhieuNai)?.on;
        let conditions = Conditions { remote: self.remote.clone(), ..Conditions::default() };
        let clock = self.clock_of("KN.HL", on, &conditions, None, &Who::Nobody)?;
        if self.first(&SECOND).is_some_and(|again| again.on <= clock.due) {
            return None;
        }
        let ended_on = Some(clock.due).filter(|due| *due <= self.around.today);
        Some(Clock { ended_on, ..clock })
    }

    /// From the day on which the complainant had the decision, or the term ended without one (Luật Khiếu nại 2011 Đ.33):
    /// the citizen's own term, which makes nobody late.
    fn right_to_second_instance(&self) -> Option<Clock> {
        if self.kind != PetitionKind::KhieuNai || self.petition.instance() == Instance::Second {
            return None;
        }
        let resolved_on = self.first(&RESOLVE).map(|act| act.on);
        let term = self.acceptance().into_iter().next_back();
        let from = match resolved_on {
            Some(on) => self.said(&fields::SENDER_TOLD_ON, on).or_else(|| self.said(&fields::SENT_ON, on))?,
            None => term.filter(|term| term.is_open() && term.due < self.around.today)?.due,
        };
        let conditions = Conditions { remote: self.remote.clone(), ..Conditions::default() };
        let complained = [SECOND.name, COURT.name];
        let used_on = self.acts.iter().find(|act| complained.contains(&act.step.as_str())).map(|act| act.on);
        self.clock_of("KN.L2", from, &conditions, used_on, &Who::Citizen)
    }

    /// Our own reminder to ask again, counted from the transfer or the last letter that urged.
    fn follow_up(&self) -> Option<Clock> {
        let starts = [TRANSFER.name, URGE.name];
        let last = self.acts.iter().rev().find(|act| starts.contains(&act.step.as_str()))?;
        let answered_on = self.first(&RESULT_FROM_THERE).map(|act| act.on);
        let ended_on =
            if self.state.awaits_others() { None } else { answered_on.or_else(|| self.ended_on()) };
        let decided_on = self.first(&RESOLVE).map(|act| act.on);
        self.clock(FOLLOW_UP, last.on, ended_on.or(decided_on), &Who::Ours)
    }
}

/// Answered, and perhaps being carried out: nothing is due of the petition itself any more.
fn is_decided(state: State) -> bool {
    matches!(state, State::DaGiaiQuyet | State::DangThiHanh)
}

/// The open clock of an office that is due first, statutory before internal on the same day.
pub fn most_urgent(clocks: &[Clock]) -> Option<&Clock> {
    clocks
        .iter()
        .filter(|clock| clock.is_open() && clock.who.is_office())
        .min_by_key(|clock| (clock.due, clock.internal))
}

const TELL_THE_SENDER: &str = "TCD.TL";
const FOLLOW_UP: &str = "NB.DONDOC";

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

#[cfg(test)]
mod tests {
    use super::*;

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
