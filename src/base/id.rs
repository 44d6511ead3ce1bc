//! The name of a record, of an officer, of a request: short, printable, safe in a path or a key.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::limits;

/// The id of a record, unique in a register and in every register it is exchanged with: it begins with its office or
/// is the place's own (`C24100n.don.2026.124`, `V24115-01`). 1 to [`limits::ID_BYTES_MAX`] of `A–Z a–z 0–9 . - _`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Id(Box<str>);

impl Id {
    /// The id with this spelling, or `None` when it has a sign that ids do not have.
    pub fn new(text: &str) -> Option<Id> {
        is_token(text, limits::ID_BYTES_MAX).then(|| Id(text.into()))
    }

    /// The id that a person gives: it also begins with a letter or digit, so that it is no `..`, no hidden file and no option
    /// wherever it is written one day.
    pub fn given(text: &str) -> Option<Id> {
        Id::new(text).filter(|id| id.0.starts_with(|first: char| first.is_ascii_alphanumeric()))
    }

    /// The id under which a record is put together before it has one of its own; never stored.
    pub fn unsaved() -> Id {
        Id("unsaved".into())
    }

    /// How it is spelled.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The officer (cán bộ): the name of the Unix account, as the kernel gives it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Officer(Box<str>);

impl Officer {
    /// The officer with this account name, or `None` when it is not a name that an account can have here.
    pub fn new(text: &str) -> Option<Officer> {
        (is_token(text, limits::OFFICER_BYTES_MAX) && !text.starts_with('.')).then(|| Officer(text.into()))
    }

    /// The account's name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_token(text: &str, bytes_max: usize) -> bool {
    (1..=bytes_max).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}

/// The id of one request to change something, chosen by the client, so that a request sent twice is done once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RequestId(pub [u8; 16]);

macro_rules! token_conversions {
    ($name:ident, $expected:literal) => {
        impl TryFrom<String> for $name {
            type Error = &'static str;

            fn try_from(text: String) -> Result<$name, Self::Error> {
                $name::new(&text).ok_or($expected)
            }
        }

        impl From<$name> for String {
            fn from(token: $name) -> String {
                token.0.into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

token_conversions!(Id, "an id of letters, digits, '.', '-' and '_'");
token_conversions!(Officer, "an account name of letters, digits, '.', '-' and '_'");

/// A number in a book, `124/2026`: counted from 1 each year, without gaps, never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Number {
    /// The position in the year's book, from 1.
    pub seq: u32,
    /// The year of the book.
    pub year: i32,
}

impl Number {
    /// Reads `124/2026`.
    pub fn parse(text: &str) -> Option<Number> {
        let (seq, year) = text.trim().split_once('/')?;
        let number = Number { seq: seq.parse().ok()?, year: year.parse().ok()? };
        (number.seq > 0 && (1900..=2200).contains(&number.year)).then_some(number)
    }

    /// Without its year when that is `this_year`, as lists write it.
    pub fn short(self, this_year: i32) -> String {
        if self.year == this_year { self.seq.to_string() } else { self.to_string() }
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> std::cmp::Ordering {
        (self.year, self.seq).cmp(&(other.year, other.seq))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.seq, self.year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_short_printable_and_safe_in_a_path() {
        assert!(Id::new("C24100n.don.2026.124").is_some());
        for wrong in ["", "a b", "a/b", "Đ", "a\0", &"x".repeat(limits::ID_BYTES_MAX + 1)] {
            assert_eq!(Id::new(wrong), None, "{wrong:?}");
        }
        for wrong in ["..", ".", ".x", "-x", "_", "", "a/b"] {
            assert_eq!(Id::given(wrong), None, "{wrong:?}");
        }
        assert!(Id::given("C24100n.don..2").is_some());
        for wrong in ["..", ".", "", "root/x"] {
            assert_eq!(Officer::new(wrong), None, "{wrong:?}");
        }
        assert!(serde_json::from_str::<Id>("\"a/b\"").is_err());
    }

    #[test]
    fn numbers_sort_by_year_first() {
        let parse = |text| Number::parse(text).unwrap();
        assert!(parse("124/2025") < parse("2/2026"));
        assert_eq!(parse("124/2026").to_string(), "124/2026");
        assert_eq!(parse("124/2026").short(2026), "124");
        for wrong in ["0/2026", "x/2026", "1/3000", "1", "-1/2026"] {
            assert_eq!(Number::parse(wrong), None, "{wrong:?}");
        }
    }
}
