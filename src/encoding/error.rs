//! What can be wrong with stored bytes, or with what should be stored; never what they say.

use std::fmt;

use thiserror::Error;

/// What sort of thing was read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// A record.
    Record,
    /// An entry of the journal.
    Entry,
    /// A value by itself.
    Value,
}

impl fmt::Display for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stored::Record => "record",
            Stored::Entry => "entry",
            Stored::Value => "value",
        })
    }
}

/// Why something was not encoded or decoded: first what to do, then why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EncodingError {
    /// A newer build wrote it.
    #[error("update nghedan: a stored {what} is of version {version}, this build reads up to 1")]
    Newer {
        /// What it is.
        what: Stored,
        /// Its version.
        version: u8,
    },
    /// It is not what any version writes.
    #[error("run `nghedan check`: a stored {what} cannot be read")]
    Damaged {
        /// What it should be.
        what: Stored,
    },
    /// It could not be read again.
    #[error(
        "save it in another form: this {what} nests too deep, is too long, or claims to be of a later version"
    )]
    NotStorable {
        /// What it is.
        what: Stored,
    },
}
