//! The steps of a petition, one file each; a state changes only here.
//!
//! A step is one letter for ever, none of which Telex or Unikey can spoil; rare or harmful ones have no letter and are
//! reached from the palette, after one question.

mod accept;
mod ask_for_more;
mod cancel;
mod carry_out;
mod classify;
mod close;
mod court;
mod dialogue;
mod discontinue;
pub mod documents;
mod extend;
mod file_away;
mod guide;
mod note;
mod reclassify;
mod refuse;
mod rekind;
mod resolve;
mod result_from_there;
mod resume;
mod return_it;
mod second;
mod split;
mod suspend;
mod take_back;
mod tell;
mod transfer;
mod urge;
mod verify;
mod withdraw;

pub mod fields;
pub mod reasons;

pub use accept::ACCEPT;
pub use ask_for_more::ASK_FOR_MORE;
pub use cancel::CANCEL;
pub use carry_out::CARRY_OUT;
pub use classify::CLASSIFY;
pub use close::CLOSE;
pub use court::COURT;
pub use dialogue::{DIALOGUE, DIALOGUE_ON, NOTIFIED_ON};
pub use discontinue::DISCONTINUE;
pub use extend::{EXTEND, EXTENDED_DAYS};
pub use file_away::FILE_AWAY;
pub use guide::GUIDE;
pub use note::NOTE;
pub use reclassify::RECLASSIFY;
pub use refuse::REFUSE;
pub use rekind::REKIND;
pub use resolve::RESOLVE;
pub use result_from_there::RESULT_FROM_THERE;
pub use resume::RESUME;
pub use return_it::RETURN;
pub use second::SECOND;
pub use split::{CONTENTS, SPLIT};
pub use suspend::SUSPEND;
pub use take_back::{TAKE_BACK, refusal as take_back_refusal, take_back};
pub use tell::TELL;
pub use transfer::TRANSFER;
pub use urge::{URGE, urged, urgings};
pub use verify::VERIFY;
pub use withdraw::{MUST_GO_ON, WITHDRAW, WITHDRAWN, goes_on, remaining};

use crate::base::{Day, Say, Stamp, Words};
use crate::domain::{
    Act, Circumstances, Field, FieldDef, ON_PAPER, Problem, Record, check,
    kinds::{CANCEL_RECEPTION, Petition, PetitionKind, petition_fields},
};

use super::{State, contact};

/// What a step is: from where, to where, what it needs, what it checks.
#[derive(Debug)]
pub struct StepDef {
    /// On disk: the state that it leads to, or the event, as the data file spells it.
    pub name: &'static str,
    /// The letter on the opened petition.
    pub letter: Option<char>,
    /// What an officer does: "Chuyển đơn".
    pub title: Words,
    /// The states from which it is lawful.
    pub from: &'static [State],
    /// Where it leads.
    pub to: Goal,
    /// The kinds of petition that have it; empty: all.
    pub kinds: &'static [PetitionKind],
    /// What is entered with it, in the order of the form.
    pub fields: &'static [FieldDef],
    /// The field that says on which day it counts.
    pub day: &'static Field<Day>,
    /// What else stands against it from where this petition stands, and what to do instead.
    pub bar: fn(Petition<'_>) -> Option<Say>,
    /// Its own rules.
    pub rules: &'static [StepRule],
    /// What it changes in the petition beside the state.
    pub effect: fn(&mut Record, &Record),
    /// The petitions that it opens beside this one, before they have their numbers.
    pub opens: fn(Petition<'_>, &Record) -> Vec<Record>,
    /// What it asks once more before it is done, without the question mark.
    pub asks: Option<Words>,
    /// Its line in the history.
    pub line: fn(&Act, &Circumstances<'_>) -> Say,
}

/// Where a step leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// To this state.
    State(State),
    /// Nowhere: the petition stays where it stands, as after an extension or a letter that urges.
    Stays,
}

/// A step's own rule over the petition and what was entered.
pub type StepRule = fn(Petition<'_>, &Record, &Circumstances<'_>, &mut Vec<Problem>);

/// The registry: a new step is one file and one line.
pub const STEPS: &[&StepDef] = &[
    &CLASSIFY,
    // A letter of several contents is split before anything else.
    &SPLIT,
    &ASK_FOR_MORE,
    &GUIDE,
    &TRANSFER,
    &RESULT_FROM_THERE,
    &RETURN,
    &FILE_AWAY,
    &ACCEPT,
    &REFUSE,
    &VERIFY,
    &DIALOGUE,
    &RESOLVE,
    &SUSPEND,
    &RESUME,
    &EXTEND,
    &WITHDRAW,
    &DISCONTINUE,
    &CARRY_OUT,
    &SECOND,
    &COURT,
    &CLOSE,
    &URGE,
    &TELL,
    &NOTE,
    &REKIND,
    &RECLASSIFY,
    &CANCEL,
];

/// The step with this name.
pub fn step(name: &str) -> Option<&'static StepDef> {
    STEPS.iter().copied().find(|step| step.name == name)
}

/// The steps that the law allows from where a petition stands.
pub fn offered(petition: Petition<'_>) -> Vec<&'static StepDef> {
    STEPS.iter().copied().filter(|step| step.refusal(petition).is_none()).collect()
}

impl StepDef {
    /// A step with nothing of its own.
    pub const PLAIN: StepDef = StepDef {
        name: "",
        letter: None,
        title: Words::new("", ""),
        from: &[],
        to: Goal::Stays,
        kinds: &[],
        fields: &[fields::ON.def],
        day: &fields::ON,
        bar: |_| None,
        rules: &[],
        effect: |_, _| {},
        opens: |_, _| Vec::new(),
        asks: None,
        line: |_, _| Say::new("", ""),
    };

    /// The state in which it leaves this petition.
    pub fn leads_to(&self, petition: Petition<'_>) -> State {
        match self.to {
            Goal::State(state) => state,
            Goal::Stays => petition.state(),
        }
    }

    /// Why the step cannot be taken now, or `None` when it can.
    pub fn refusal(&self, petition: Petition<'_>) -> Option<Say> {
        let state = petition.state();
        if !self.from.contains(&state) {
            let wanted = self.from.first().map_or(state, |first| *first).label();
            return Some(Say::new(
                format!("Bước này chưa được: cần {}", wanted.vi),
                format!("Not this step yet: it needs {}", wanted.en),
            ));
        }
        let kind = petition.kind();
        if !self.kinds.is_empty() && !kind.is_some_and(|kind| self.kinds.contains(&kind)) {
            return Some(Say::new(
                "Bước này không có cho loại đơn này",
                "This kind of petition has no such step",
            ));
        }
        (self.bar)(petition)
    }

    /// An empty form of the step for this petition.
    pub fn form(&self, petition: Petition<'_>, around: &Circumstances<'_>) -> Record {
        let mut input = Record::new(INPUT_KIND, petition.0.id.clone(), petition.0.office.clone());
        lay_ground(petition, &mut input);
        self.day.set(&mut input, around.today);
        input
    }

    /// What is wrong or doubtful in what was entered, gravest last.
    pub fn check(&self, petition: Petition<'_>, input: &Record, around: &Circumstances<'_>) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Some(say) = self.refusal(petition) {
            problems.push(Problem::error("", say));
            return problems;
        }
        check::fields(self.fields, input, around, &mut problems);
        days_follow_each_other(self, petition, input, &mut problems);
        for rule in self.rules {
            rule(petition, input, around, &mut problems);
        }
        documents::one_number_one_document(self, petition, input, around, &mut problems);
        problems
    }
}

/// The petition's own fields that decide what its steps ask for.
pub const GROUND: &[&FieldDef] =
    &[&petition_fields::KIND.def, &petition_fields::SOURCE.def, &petition_fields::SIGNATORIES.def];

/// Puts into what is entered with a step the petition's own fields that it looks at.
pub fn lay_ground(petition: Petition<'_>, input: &mut Record) {
    for def in GROUND {
        if let Some(value) = petition.0.fields.get(def.name) {
            input.fields.insert(def.name.to_owned(), value.clone());
        }
    }
}

/// Whether this is a field of the ground and not of the step.
pub fn is_ground(name: &str) -> bool {
    GROUND.iter().any(|def| def.name == name)
}

/// A new petition about the same matter as this one, before it has a number: what a split and a second complaint begin
/// with. The contact is not copied.
fn beside(petition: Petition<'_>) -> Record {
    let mut record = Record::new(petition.0.kind.as_str(), petition.0.id.clone(), petition.0.office.clone());
    let copied = [
        &petition_fields::RECEIVED_ON.def,
        &petition_fields::SOURCE.def,
        &petition_fields::FORWARDED_BY.def,
        &petition_fields::KIND.def,
        &petition_fields::VILLAGE.def,
        &petition_fields::DOMAIN.def,
        &petition_fields::SIGNATORIES.def,
        &petition_fields::SUMMARY.def,
        &petition_fields::OUR_ROLE.def,
        &petition_fields::RESPONSIBLE.def,
        &petition_fields::OFFICER.def,
    ];
    for def in copied {
        if let Some(value) = petition.0.fields.get(def.name) {
            record.fields.insert(def.name.to_owned(), value.clone());
        }
    }
    record
}

/// The kind under which what is entered with a step is checked; never stored by itself.
pub const INPUT_KIND: &str = "step";

/// The petition after a step, or what stands against it. `reason` answers the problems that ask for one.
pub fn take(
    step: &StepDef,
    record: &Record,
    input: &Record,
    reason: Option<&str>,
    at: Stamp,
    around: &Circumstances<'_>,
) -> Result<Record, Vec<Problem>> {
    let petition = Petition(record);
    let problems = step.check(petition, input, around);
    if problems.iter().any(|problem| problem.stops(reason)) {
        return Err(problems);
    }
    Ok(outcome(step, record, input, reason, at, around))
}

/// The petition after a step, whether or not anything stands against it: what the form shows before saving.
pub fn outcome(
    step: &StepDef,
    record: &Record,
    input: &Record,
    reason: Option<&str>,
    at: Stamp,
    around: &Circumstances<'_>,
) -> Record {
    let petition = Petition(record);
    let to = step.leads_to(petition);
    let on = step.day.of(input).unwrap_or(around.today);
    let entered = input
        .fields
        .iter()
        .filter(|(name, _)| step.fields.iter().any(|field| field.name == *name && (field.applies)(input)))
        .map(|(name, value)| (name.clone(), value.clone()));
    let act = Act {
        states: Some((petition.state(), to)),
        input: if step.name == SPLIT.name { split::kept(&entered.collect()) } else { entered.collect() },
        reason: reason.map(|told| recorded_reason(petition, told)),
        ..Act::new(step.name, on, at, around.officer)
    };
    let mut after = record.clone();
    act.add(&mut after);
    petition_fields::STATE.set(&mut after, to);
    (step.effect)(&mut after, input);
    after
}

/// The receipt of a new petition as the first row of its history.
pub fn receive(record: &mut Record, at: Stamp, around: &Circumstances<'_>) {
    let on = Petition(record).received_on().unwrap_or(around.today);
    let states = Some((State::MoiTiepNhan, State::MoiTiepNhan));
    Act::write(&[Act { states, ..Act::new(RECEIVED, on, at, around.officer) }], record);
}

/// The name on disk of the row that says a petition was received.
pub const RECEIVED: &str = "moi_tiep_nhan";

/// A word of reason as it is kept; of a denunciation only that there is one, on paper.
fn recorded_reason(petition: Petition<'_>, told: &str) -> String {
    if petition.kind() == Some(PetitionKind::ToCao) { recorded_on_paper() } else { told.to_owned() }
}

/// Whether a step took away what was told: it is a denunciation, or holds one.
pub fn tells_no_more(before: &Record, after: &Record) -> bool {
    let is_told = |record: &Record| record.fields.contains_key(petition_fields::SUMMARY.def.name);
    is_told(before) && !is_told(after)
}

/// That there was a reason, which is on paper only.
fn recorded_on_paper() -> String {
    ON_PAPER.to_owned()
}

/// The offices that a petition has been at, oldest first: who sent it to us, then to whom it was transferred.
pub fn chain(petition: Petition<'_>) -> Vec<(String, Day)> {
    let received = petition.forwarded_by().zip(petition.received_on());
    let transferred = petition
        .steps()
        .into_iter()
        .filter(|act| act.step == TRANSFER.name)
        .filter_map(|act| Some((act.get(&fields::RECEIVER)?, act.on)));
    received.into_iter().chain(transferred).collect()
}

fn days_follow_each_other(
    step: &StepDef,
    petition: Petition<'_>,
    input: &Record,
    problems: &mut Vec<Problem>,
) {
    let Some(on) = step.day.of(input) else { return };
    let last = petition.steps().iter().map(|act| act.on).chain(petition.received_on()).max();
    if last.is_some_and(|last| on < last) {
        problems.push(Problem::error(
            step.day.def.name,
            Say::new(
                "Sửa ngày: bước này không thể trước bước đã ghi",
                "Correct the day: a step cannot stand before the last one",
            ),
        ));
    }
}

/// Whether a row of the history is a step that its officer may take back. What was erased does not come back, what
/// opened other petitions stays (cancel those), and that a contact was seen stays true. Of a cancelled visit nothing is
/// left that could come back.
pub fn may_be_taken_back(name: &str) -> bool {
    let never =
        [RECLASSIFY.name, SPLIT.name, SECOND.name, contact::OPENED, contact::ERASED, CANCEL_RECEPTION.name];
    !never.contains(&name)
}

#[cfg(test)]
mod tests;
