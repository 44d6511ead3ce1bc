//! What a terminal answers to a question.

/// An answer of the terminal, told apart from keys by the [`Decoder`](super::Decoder).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// Where the cursor stands, from 1; never in row 1, where some keys look the same.
    Cursor {
        /// Row.
        row: u16,
        /// Column.
        column: u16,
    },
    /// It is there (the answer to `ESC [ 5 n`).
    Alive,
}
