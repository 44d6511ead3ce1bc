//! What a field of a record can hold.

use std::{cell::Cell, collections::BTreeMap};

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::base::{Day, Id, Number, Period, Stamp, limits::VALUE_DEPTH_MAX};

use super::SealedText;

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
    List(#[serde(deserialize_with = "nested")] Vec<Value>),
    /// A row of a table inside the record.
    Row(#[serde(deserialize_with = "nested")] Fields),
    /// A value of a later version, kept as it was found.
    Unknown {
        /// Its tag on disk.
        tag: u8,
        /// Its bytes on disk.
        bytes: Vec<u8>,
    },
    /// A text that is kept closed.
    Sealed(SealedText),
}

thread_local! {
    /// In how many lists and rows the value lies that is being read.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// Reads what lies in a list or a row. Two bytes open a list in a list: without an end to it, a frame from a stranger
/// would use up the stack, which no one can catch.
fn nested<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<T, D::Error> {
    struct Inside;
    impl Drop for Inside {
        fn drop(&mut self) {
            DEPTH.set(DEPTH.get().saturating_sub(1));
        }
    }
    if DEPTH.get() >= VALUE_DEPTH_MAX {
        return Err(D::Error::custom("values lie too deep in each other"));
    }
    DEPTH.set(DEPTH.get() + 1);
    let _inside = Inside;
    T::deserialize(from)
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

impl FieldValue for Period {
    fn from_value(value: &Value) -> Option<Period> {
        if let Value::Text(spelled) = value { Period::parse(spelled) } else { None }
    }

    fn into_value(self) -> Value {
        Value::Text(self.to_string())
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(depth: usize) -> Result<Value, serde_json::Error> {
        let (before, after) = (r#"{"List":["#.repeat(depth), "]}".repeat(depth));
        serde_json::from_str(&format!(r#"{before}{{"Flag":true}}{after}"#))
    }

    #[test]
    fn lists_in_lists_end_at_the_limit_and_the_next_value_is_read_again() {
        assert!(read(VALUE_DEPTH_MAX).is_ok());
        assert!(read(VALUE_DEPTH_MAX + 1).is_err());
        assert!(read(VALUE_DEPTH_MAX).is_ok());
    }
}
