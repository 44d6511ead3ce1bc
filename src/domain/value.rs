//! What a field of a record can hold.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::{Day, Id, Number, Stamp};

/// Named values, sorted by name: the fields of a record or the cells of a row.
pub type Fields = BTreeMap<String, Value>;

/// One value. On disk each is (tag, length, bytes), so that values of a later version survive an older program.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Value {
    /// A line or a paragraph, in NFC and clean.
    Text(String),
    /// A count.
    Int(i64),
    /// A day.
    Day(Day),
    /// An instant.
    At(Stamp),
    /// One of the names that the field's declaration lists.
    Choice(String),
    /// The id of another record.
    Ref(Id),
    /// A number in a book.
    Number(Number),
    /// Yes or no.
    Flag(bool),
    /// Several values.
    List(Vec<Value>),
    /// A row of a table inside the record.
    Row(Fields),
    /// A value of a later version, kept as it was found.
    Unknown {
        /// Its tag on disk.
        tag: u8,
        /// Its bytes on disk.
        bytes: Vec<u8>,
    },
}

/// A Rust type that a field can be read as.
pub trait FieldValue: Sized {
    /// The typed value, or `None` when the stored one is of another sort.
    fn from_value(value: &Value) -> Option<Self>;
    /// The value to store.
    fn into_value(self) -> Value;
}

macro_rules! plain {
    ($($type:ty => $variant:ident),+ $(,)?) => {$(
        impl FieldValue for $type {
            fn from_value(value: &Value) -> Option<$type> {
                if let Value::$variant(inner) = value { Some(inner.clone()) } else { None }
            }

            fn into_value(self) -> Value {
                Value::$variant(self)
            }
        }
    )+};
}

plain! { String => Text, i64 => Int, Day => Day, Stamp => At, Id => Ref, Number => Number, bool => Flag, Fields => Row }

impl<T: FieldValue> FieldValue for Vec<T> {
    fn from_value(value: &Value) -> Option<Vec<T>> {
        if let Value::List(items) = value { items.iter().map(T::from_value).collect() } else { None }
    }

    fn into_value(self) -> Value {
        Value::List(self.into_iter().map(T::into_value).collect())
    }
}

/// A closed set of names, such as the kinds of petition: spelled on disk by `id`, shown by its words.
pub trait Choices: Sized + Copy + PartialEq + 'static {
    /// All of them, in the order in which they are offered.
    const ALL: &'static [Self];
    /// How it is spelled on disk; never changes.
    fn id(self) -> &'static str;
    /// The one spelled so.
    fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|choice| choice.id() == id)
    }
}

impl<T: Choices> FieldValue for T {
    fn from_value(value: &Value) -> Option<T> {
        if let Value::Choice(id) = value { T::from_id(id) } else { None }
    }

    fn into_value(self) -> Value {
        Value::Choice(self.id().to_owned())
    }
}
