//! A step that was taken: a row of the petition's history (diễn biến).

use crate::base::{Day, Officer, Stamp};
use crate::domain::{Choices, Fields, Record, Value, kinds::petition_fields, value::FieldValue};

use super::State;

/// One row of [`petition_fields::STEPS`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The step's name on disk.
    pub step: String,
    /// The day on which it counts in law.
    pub on: Day,
    /// When it was entered.
    pub at: Stamp,
    /// Who entered it.
    pub by: String,
    /// The state that it left.
    pub from: State,
    /// The state that it led to.
    pub to: State,
    /// What was entered with it.
    pub input: Fields,
    /// The word of reason, where one was asked.
    pub reason: Option<String>,
    /// Whether it was taken back later; it then has no effect, but stays in the history.
    pub taken_back: bool,
}

const STEP: &str = "step";
const ON: &str = "on";
const AT: &str = "at";
const BY: &str = "by";
const FROM: &str = "from";
const TO: &str = "to";
const INPUT: &str = "input";
const REASON: &str = "reason";
const TAKEN_BACK: &str = "taken_back";

impl Taken {
    /// All rows of a petition, oldest first, also those taken back.
    pub fn all(record: &Record) -> Vec<Taken> {
        let rows = petition_fields::STEPS.of(record).unwrap_or_default();
        rows.iter().filter_map(Taken::from_row).collect()
    }

    /// Those that were not taken back.
    pub fn standing(all: &[Taken]) -> Vec<Taken> {
        all.iter().filter(|taken| !taken.taken_back).cloned().collect()
    }

    /// Writes the rows into the petition.
    pub fn write(all: &[Taken], record: &mut Record) {
        petition_fields::STEPS.set(record, all.iter().map(Taken::to_row).collect());
    }

    /// A row with who and when.
    pub fn new(step: &str, on: Day, at: Stamp, by: &Officer, from: State, to: State) -> Taken {
        Taken {
            step: step.to_owned(),
            on,
            at,
            by: by.as_str().to_owned(),
            from,
            to,
            input: Fields::new(),
            reason: None,
            taken_back: false,
        }
    }

    /// A text that was entered with it.
    pub fn text(&self, field: &str) -> Option<&str> {
        match self.input.get(field) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// A day that was entered with it.
    pub fn day(&self, field: &str) -> Option<Day> {
        match self.input.get(field) {
            Some(Value::Day(day)) => Some(*day),
            _ => None,
        }
    }

    fn from_row(row: &Fields) -> Option<Taken> {
        let state = |name| row.get(name).and_then(State::from_value);
        Some(Taken {
            step: match row.get(STEP)? {
                Value::Choice(step) => step.clone(),
                _ => return None,
            },
            on: Day::from_value(row.get(ON)?)?,
            at: Stamp::from_value(row.get(AT)?)?,
            by: String::from_value(row.get(BY)?)?,
            from: state(FROM)?,
            to: state(TO)?,
            input: row.get(INPUT).and_then(Fields::from_value).unwrap_or_default(),
            reason: row.get(REASON).and_then(String::from_value),
            taken_back: row.get(TAKEN_BACK).and_then(bool::from_value).unwrap_or(false),
        })
    }

    fn to_row(&self) -> Fields {
        let mut row = Fields::new();
        let mut set = |name: &str, value: Value| row.insert(name.to_owned(), value);
        set(STEP, Value::Choice(self.step.clone()));
        set(ON, Value::Day(self.on));
        set(AT, Value::At(self.at));
        set(BY, Value::Text(self.by.clone()));
        set(FROM, Value::Choice(self.from.id().to_owned()));
        set(TO, Value::Choice(self.to.id().to_owned()));
        if !self.input.is_empty() {
            set(INPUT, Value::Row(self.input.clone()));
        }
        if let Some(reason) = &self.reason {
            set(REASON, Value::Text(reason.clone()));
        }
        if self.taken_back {
            set(TAKEN_BACK, Value::Flag(true));
        }
        row
    }
}
