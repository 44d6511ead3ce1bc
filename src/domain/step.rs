//! Steps of the kinds without a law of their own: what can be done with an open record, and the rows of what was done.
//!
//! The steps of a petition follow the law and stand in [`petition::steps`]; forms, drafts and
//! look-ups see both through [`step_form`].

use crate::base::{Day, Officer, Say, Stamp, Words};

use super::{
    Act, Circumstances, Field, FieldDef, Problem, Record, check,
    handover::{self, HANDOVER},
    kind, petition,
};

/// What a step is: when it can be taken, what it needs, what it changes.
#[derive(Debug)]
pub struct Step {
    /// On disk; never changes.
    pub name: &'static str,
    /// The letter on the opened record.
    pub letter: Option<char>,
    /// What an officer does: "Mời họp".
    pub title: Words,
    /// What is entered with it, in the order of the form.
    pub fields: &'static [FieldDef],
    /// The field that says on which day it counts.
    pub day: &'static Field<Day>,
    /// Why it cannot be taken now; `None` when it can.
    pub refusal: fn(&Record) -> Option<Say>,
    /// Its own rules over the record and what was entered.
    pub rules: &'static [StepRule],
    /// What it changes in the record.
    pub effect: fn(&mut Record, &Record),
    /// Its line in the history.
    pub line: fn(&Act, &Circumstances<'_>) -> Say,
}

/// A step's own rule over the record and what was entered.
pub type StepRule = fn(&Record, &Record, &Circumstances<'_>, &mut Vec<Problem>);

/// What forms need to know of a step of any kind.
#[derive(Clone, Copy, Debug)]
pub struct StepForm {
    /// On disk.
    pub name: &'static str,
    /// The letter on the opened record.
    pub letter: Option<char>,
    /// What an officer does.
    pub title: Words,
    /// What is entered with it.
    pub fields: &'static [FieldDef],
    /// What it asks once more before it is done, without the question mark.
    pub asks: Option<Words>,
}

/// The step of a kind by its name.
pub fn step_form(kind_name: &str, step: &str) -> Option<StepForm> {
    if step == HANDOVER {
        return Some(handover::FORM);
    }
    if kind_name == super::kinds::PETITION.name {
        let step = petition::step(step)?;
        let (name, letter, title, fields, asks) =
            (step.name, step.letter, step.title, step.fields, step.asks);
        return Some(StepForm { name, letter, title, fields, asks });
    }
    let step = kind(kind_name)?.step(step)?;
    let (name, letter, title, fields) = (step.name, step.letter, step.title, step.fields);
    Some(StepForm { name, letter, title, fields, asks: None })
}

/// The name on disk of the row that says a step was taken back.
pub const TAKE_BACK: &str = petition::steps::TAKE_BACK;

impl Step {
    /// An empty form of the step.
    pub fn form(&self, record: &Record, around: &Circumstances<'_>) -> Record {
        let mut input = Record::new(petition::steps::INPUT_KIND, record.id.clone(), record.office.clone());
        self.day.set(&mut input, around.today);
        input
    }

    /// What is wrong or doubtful in what was entered.
    pub fn check(&self, record: &Record, input: &Record, around: &Circumstances<'_>) -> Vec<Problem> {
        if let Some(say) = (self.refusal)(record) {
            return vec![Problem::error("", say)];
        }
        let mut problems = Vec::new();
        check::fields(self.fields, input, around, &mut problems);
        for rule in self.rules {
            rule(record, input, around, &mut problems);
        }
        problems
    }

    /// The record after the step, or what stands against it. `reason` answers the problems that ask for one.
    pub fn take(
        &self,
        record: &Record,
        input: &Record,
        reason: Option<&str>,
        at: Stamp,
        around: &Circumstances<'_>,
    ) -> Result<Record, Vec<Problem>> {
        let problems = self.check(record, input, around);
        if problems.iter().any(|problem| problem.stops(reason)) {
            return Err(problems);
        }
        let declared = |name: &str| self.fields.iter().any(|field| field.name == name);
        let entered = input.fields.iter().filter(|(name, _)| declared(name));
        let mut all = Act::all(record);
        let on = self.day.of(input).unwrap_or(around.today);
        all.push(Act {
            input: entered.map(|(name, value)| (name.clone(), value.clone())).collect(),
            reason: reason.map(str::to_owned),
            ..Act::new(self.name, on, at, around.officer)
        });
        let mut after = record.clone();
        Act::write(&all, &mut after);
        (self.effect)(&mut after, input);
        Ok(after)
    }
}

/// Whether the last thing done can be taken back by this officer today.
pub fn may_take_back(record: &Record, officer: &Officer, today: Day) -> bool {
    let last = Act::standing(record).into_iter().rev().find(|act| act.step != petition::steps::RECEIVED);
    let last = last.filter(|act| petition::steps::may_be_taken_back(&act.step));
    last.is_some_and(|act| act.by == officer.as_str() && act.at.day() == today)
}

/// The record as it stood before its last step, with both rows in its history. Deletes nothing; `before` are the fields
/// before that step as the journal has them.
pub fn take_back(
    record: &Record,
    before: &Record,
    officer: &Officer,
    at: Stamp,
) -> Result<Record, Vec<Problem>> {
    let refuse = |vi: &str, en: &str| Err(vec![Problem::error("", Say::new(vi, en))]);
    let mut all = Act::all(record);
    let Some(last) = all.iter_mut().rev().find(|act| !act.taken_back) else {
        return refuse("Không có bước nào để lấy lại", "There is no step to take back");
    };
    if let Some(problem) = petition::steps::take_back_refusal(&last.by, last.at, officer, at) {
        return Err(vec![problem]);
    }
    last.taken_back = true;
    all.push(Act { taken_back: true, ..Act::new(TAKE_BACK, at.day(), at, officer) });
    let mut after = record.clone();
    after.fields.clone_from(&before.fields);
    Act::write(&all, &mut after);
    Ok(after)
}

/// The line of an act in the history.
pub fn line(record: &Record, act: &Act, around: &Circumstances<'_>) -> Say {
    let say = match kind(&record.kind).and_then(|kind| kind.step(&act.step)) {
        _ if act.step == TAKE_BACK => return Say::new("Lấy lại bước trước", "Took the last step back"),
        _ if act.step == HANDOVER => handover::line(&act.input, around),
        Some(step) => (step.line)(act, around),
        None => petition::contact::line(act).unwrap_or_else(|| Say::plain(act.step.clone())),
    };
    if act.taken_back {
        return Say::new(format!("{} (đã lấy lại)", say.vi), format!("{} (taken back)", say.en));
    }
    say
}

/// Changes nothing in the record beside its history.
pub fn no_effect(_: &mut Record, _: &Record) {}
