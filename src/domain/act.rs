//! Something that was done with a record: a row of its history (diễn biến).

use crate::base::{Day, Officer, Stamp};

use super::{Choices, Field, FieldValue, Fields, Record, Value, petition::State};

/// One row of a record's field [`STEPS`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The step's name on disk.
    pub step: String,
    /// The day on which it counts; of a petition, in law.
    pub on: Day,
    /// When it was entered.
    pub at: Stamp,
    /// Who entered it.
    pub by: String,
    /// The states of a petition that it led from and to; `None` where a kind has no states.
    pub states: Option<(State, State)>,
    /// What was entered with it.
    pub input: Fields,
    /// The word of reason, where one was asked.
    pub reason: Option<String>,
    /// Whether it was taken back later, or is a taking back; it then has no effect, but stays in the history.
    pub taken_back: bool,
}

/// The field of the rows.
pub const STEPS: &str = "steps";

pub(super) const STEP: &str = "step";
const ON: &str = "on";
const AT: &str = "at";
const BY: &str = "by";
const FROM: &str = "from";
const TO: &str = "to";
pub(super) const INPUT: &str = "input";
pub(super) const REASON: &str = "reason";
const TAKEN_BACK: &str = "taken_back";

/// What stands in place of a reason that is on paper only.
pub const ON_PAPER: &str = "(hồ sơ giấy)";

impl Act {
    /// A row with who and when.
    pub fn new(step: &str, on: Day, at: Stamp, by: &Officer) -> Act {
        Act {
            step: step.to_owned(),
            on,
            at,
            by: by.as_str().to_owned(),
            states: None,
            input: Fields::new(),
            reason: None,
            taken_back: false,
        }
    }

    /// Everything that was done, oldest first, also what was taken back.
    pub fn all(record: &Record) -> Vec<Act> {
        record.fields.get(STEPS).map_or_else(Vec::new, Act::of_rows)
    }

    /// What the rows of the field tell, oldest first.
    pub fn of_rows(rows: &Value) -> Vec<Act> {
        let rows: Option<Vec<Fields>> = Vec::from_value(rows);
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

    /// Writes the rows into the record.
    pub fn write(all: &[Act], record: &mut Record) {
        let rows: Vec<Fields> = all.iter().map(Act::to_row).collect();
        record.fields.insert(STEPS.to_owned(), rows.into_value());
    }

    /// A row more in the history of a record.
    pub fn add(self, record: &mut Record) {
        let mut all = Act::all(record);
        all.push(self);
        Act::write(&all, record);
    }

    /// What was entered in a field, read as its type.
    pub fn get<T: FieldValue>(&self, field: &Field<T>) -> Option<T> {
        self.input.get(field.def.name).and_then(T::from_value)
    }

    /// The state of a petition to which it led.
    pub fn to(&self) -> Option<State> {
        self.states.map(|(_, to)| to)
    }

    fn from_row(row: &Fields) -> Option<Act> {
        let state = |name| row.get(name).and_then(State::from_value);
        Some(Act {
            step: match row.get(STEP)? {
                Value::Choice(step) => step.clone(),
                _ => return None,
            },
            on: Day::from_value(row.get(ON)?)?,
            at: Stamp::from_value(row.get(AT)?)?,
            by: String::from_value(row.get(BY)?)?,
            states: state(FROM).zip(state(TO)),
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
        if let Some((from, to)) = self.states {
            set(FROM, Value::Choice(from.id().to_owned()));
            set(TO, Value::Choice(to.id().to_owned()));
        }
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
