//! The handover (bàn giao) of an open record whose unit ended: the unit that follows takes its place, by a row of the
//! history with the document's number. It changes no state and starts no clock.

use crate::base::{Day, Id, Say, Stamp, Words};

use super::{
    Act, Circumstances, DayRange, Field, FieldDef, Fields, KindDef, Record, Shape, StepForm, Value,
    kinds::{PETITION, Petition},
};

/// The name on disk of the row that says so.
pub const HANDOVER: &str = "ban_giao";

const LEVELS: Shape = Shape::Unit(&["province", "district", "commune", "village"]);

/// Ngày bàn giao.
pub const ON: Field<Day> =
    Field::new("on", Words::new("Ngày bàn giao", "Handed over on"), Shape::Day(DayRange::Past)).required();
/// Số văn bản bàn giao.
pub const DOCUMENT: Field<String> =
    Field::new("document", Words::new("Số văn bản bàn giao", "Document number"), Shape::Line(40)).required();
/// Từ đơn vị.
pub const FROM: Field<Id> = Field::new("from", Words::new("Từ", "From"), LEVELS);
/// Sang đơn vị.
pub const TO: Field<Id> = Field::new("to", Words::new("Sang", "To"), LEVELS);

const FIELDS: &[FieldDef] = &[ON.def, DOCUMENT.def, FROM.def, TO.def];

/// What histories need to know of it; it is no step that a form takes.
pub const FORM: StepForm = StepForm {
    name: HANDOVER,
    letter: None,
    title: Words::new("Bàn giao", "Handed over"),
    fields: FIELDS,
    asks: None,
};

/// What is entered once for a whole handover, to be checked by its declaration.
pub const ENTERED: &[FieldDef] = &[ON.def, DOCUMENT.def];

/// A handover of one unit.
#[derive(Clone, Copy, Debug)]
pub struct Handover<'a> {
    /// The unit that ended.
    pub from: &'a Id,
    /// The number of the document.
    pub document: &'a str,
    /// The day of the document.
    pub on: Day,
    /// When it was entered.
    pub at: Stamp,
}

impl Handover<'_> {
    /// The record after it: every field that named the old unit names `to`, and the history says so.
    pub fn of(&self, kind: &KindDef, record: &Record, to: &Id, around: &Circumstances<'_>) -> Record {
        let mut input = Record::new(kind.name, record.id.clone(), record.office.clone());
        DOCUMENT.set(&mut input, self.document.to_owned());
        FROM.set(&mut input, self.from.clone());
        TO.set(&mut input, to.clone());
        let mut after = record.clone();
        for field in kind.fields.iter().filter(|field| matches!(field.shape, Shape::Unit(_))) {
            if let Some(Value::Ref(unit)) = after.fields.get_mut(field.name)
                && unit == self.from
            {
                unit.clone_from(to);
            }
        }
        let states = (kind.name == PETITION.name).then(|| {
            let state = Petition(record).state();
            (state, state)
        });
        let act = Act { states, input: input.fields, ..Act::new(HANDOVER, self.on, self.at, around.officer) };
        act.add(&mut after);
        after
    }
}

/// "Bàn giao theo 12/BB: Xã Ea Bar -> Xã Ea Ly".
pub fn line(input: &Fields, around: &Circumstances<'_>) -> Say {
    let unit = |field: &Field<Id>| match input.get(field.def.name) {
        Some(Value::Ref(id)) => around.places.full_name(id, around.today),
        _ => String::new(),
    };
    let document = match input.get(DOCUMENT.def.name) {
        Some(Value::Text(document)) => document.as_str(),
        _ => "",
    };
    let (from, to) = (unit(&FROM), unit(&TO));
    Say::new(
        format!("Bàn giao theo {document}: {from} -> {to}"),
        format!("Handed over by {document}: {from} -> {to}"),
    )
}

/// Whether a record came to this unit by a handover, so that the unit need not have been in force on the record's day.
pub fn brought(record: &Record, unit: &Id) -> bool {
    standing(record).any(|(_, to)| to == *unit)
}

/// The unit that a record named in place of this one before it was handed over.
pub fn origin(record: &Record, unit: &Id) -> Id {
    let mut at = unit.clone();
    let handed: Vec<(Id, Id)> = standing(record).collect();
    for (from, to) in handed.into_iter().rev() {
        if to == at {
            at = from;
        }
    }
    at
}

/// From where to where, oldest first. The rows of a petition are read as those of any other kind.
fn standing(record: &Record) -> impl Iterator<Item = (Id, Id)> {
    let acts = Act::standing(record).into_iter().filter(|act| act.step == HANDOVER);
    acts.filter_map(|act| Some((act.get(&FROM)?, act.get(&TO)?)))
}
