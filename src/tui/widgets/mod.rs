//! Parts of screens that are typed in: they know letters and columns, not records.

mod columns;
mod text_field;
mod undo;

pub use columns::columns;
pub use text_field::{Edited, Lines, TextField, TextView};
