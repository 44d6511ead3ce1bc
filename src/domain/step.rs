//! Steps of the kinds without a law of their own: what can be done with an open record, and the rows of what was done.
//!
//! The steps of a petition follow the law and stand in [`petition::steps`]; forms, drafts and
//! look-ups see both through [`step_form`].

use crate::base::{Day, Officer, Say, Stamp, Words};

use super::{
    Circumstances, Field, FieldDef, FieldValue, Fields, Gravity, Problem, Record, Value, check,
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
    /// Whether it asks once more before it is done.
    pub asks: bool,
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
    Some(StepForm { name, letter, title, fields, asks: false })
}

/// Something that was done with a record: a row of its field `steps`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The step's name on disk.
    pub step: String,
    /// The day on which it counts.
    pub on: Day,
    /// When it was entered.
    pub at: Stamp,
    /// Who entered it.
    pub by: String,
    /// What was entered with it.
    pub input: Fields,
    /// The word of reason, where one was asked.
    pub reason: Option<String>,
    /// Whether it was taken back later, or is a taking back; it then has no effect, but stays in the history.
    pub taken_back: bool,
}

/// The field of the rows.
pub const STEPS: &str = "steps";
/// The name on disk of the row that says a step was taken back.
pub const TAKE_BACK: &str = petition::steps::TAKE_BACK;

pub(super) const STEP: &str = "step";
const ON: &str = "on";
const AT: &str = "at";
const BY: &str = "by";
pub(super) const INPUT: &str = "input";
const REASON: &str = "reason";
const TAKEN_BACK: &str = "taken_back";

impl Act {
    /// Everything that was done, oldest first, also what was taken back.
    pub fn all(record: &Record) -> Vec<Act> {
        let rows: Option<Vec<Fields>> = record.fields.get(STEPS).and_then(Vec::from_value);
        rows.unwrap_or_default().iter().filter_map(Act::from_row).collect()
    }

    /// What stands, oldest first.
    pub fn standing(record: &Record) -> Vec<Act> {
        Act::all(record).into_iter().filter(|act| !act.taken_back).collect()
    }

    /// The last one that stands of this step.
    pub fn last(record: &Record, step: &str) -> Option<Act> {
        Act::standing(record).into_iter().rev().find(|act| act.step == step)
    }

    /// What was entered in a field, read as its type.
    pub fn get<T: FieldValue>(&self, field: &Field<T>) -> Option<T> {
        self.input.get(field.def.name).and_then(T::from_value)
    }

    fn from_row(row: &Fields) -> Option<Act> {
        Some(Act {
            step: match row.get(STEP)? {
                Value::Choice(step) => step.clone(),
                _ => return None,
            },
            on: Day::from_value(row.get(ON)?)?,
            at: Stamp::from_value(row.get(AT)?)?,
            by: String::from_value(row.get(BY)?)?,
            input: row.get(INPUT).and_then(Fields::from_value).unwrap_or_default(),
            reason: row.get(REASON).and_then(String::from_value),
            taken_back: row.get(TAKEN_BACK).and_then(bool::from_value).unwrap_or(false),
        })
    }

    fn to_row(&self) -> Fields {
        let mut row = Fields::from([
            (STEP.to_owned(), Value::Choice(self.step.clone())),
            (ON.to_owned(), Value::Day(self.on)),
            (AT.to_owned(), Value::At(self.at)),
            (BY.to_owned(), Value::Text(self.by.clone())),
        ]);
        if !self.input.is_empty() {
            row.insert(INPUT.to_owned(), Value::Row(self.input.clone()));
        }
        if let Some(reason) = &self.reason {
            row.insert(REASON.to_owned(), Value::Text(reason.clone()));
        }
        if self.taken_back {
            row.insert(TAKEN_BACK.to_owned(), Value::Flag(true));
        }
        row
    }
}

/// A row more in the history of a record that is not a petition.
pub(super) fn add(record: &mut Record, act: Act) {
    let mut all = Act::all(record);
    all.push(act);
    write(&all, record);
}

fn write(all: &[Act], record: &mut Record) {
    let rows: Vec<Fields> = all.iter().map(Act::to_row).collect();
    record.fields.insert(STEPS.to_owned(), rows.into_value());
}

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
        let stops = |problem: &Problem| match problem.gravity {
            Gravity::Error => true,
            Gravity::Reason => reason.is_none(),
            Gravity::Warning => false,
        };
        if problems.iter().any(stops) {
            return Err(problems);
        }
        let declared = |name: &str| self.fields.iter().any(|field| field.name == name);
        let entered = input.fields.iter().filter(|(name, _)| declared(name));
        let mut all = Act::all(record);
        all.push(Act {
            step: self.name.to_owned(),
            on: self.day.of(input).unwrap_or(around.today),
            at,
            by: around.officer.as_str().to_owned(),
            input: entered.map(|(name, value)| (name.clone(), value.clone())).collect(),
            reason: reason.map(str::to_owned),
            taken_back: false,
        });
        let mut after = record.clone();
        write(&all, &mut after);
        (self.effect)(&mut after, input);
        Ok(after)
    }
}

/// Whether the last thing done can be taken back by this officer today.
pub fn may_take_back(record: &Record, officer: &Officer, today: Day) -> bool {
    let last = Act::all(record).into_iter().rev().find(|act| !act.taken_back);
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
    all.push(Act {
        step: TAKE_BACK.to_owned(),
        on: at.day(),
        at,
        by: officer.as_str().to_owned(),
        input: Fields::new(),
        reason: None,
        taken_back: true,
    });
    let mut after = record.clone();
    after.fields.clone_from(&before.fields);
    write(&all, &mut after);
    Ok(after)
}

/// The line of an act in the history.
pub fn line(record: &Record, act: &Act, around: &Circumstances<'_>) -> Say {
    let say = match kind(&record.kind).and_then(|kind| kind.step(&act.step)) {
        _ if act.step == TAKE_BACK => return Say::new("Lấy lại bước trước", "Took the last step back"),
        _ if act.step == HANDOVER => handover::line(&act.input, around),
        Some(step) => (step.line)(act, around),
        None => Say::plain(act.step.clone()),
    };
    if act.taken_back {
        return Say::new(format!("{} (đã lấy lại)", say.vi), format!("{} (taken back)", say.en));
    }
    say
}

/// Changes nothing in the record beside its history.
pub fn no_effect(_: &mut Record, _: &Record) {}
