//! The terminal: bytes become keys, cells become as few bytes as possible.
//!
//! Knows escape sequences, the cursor, raw mode and the signals of a terminal. Knows no screen of the register, no
//! command and no binding; reads no environment: TERM and the locale are parameters.

mod decoder;
mod frugal;
mod grid;
mod key;
mod line;
mod outlet;
mod painter;
mod printer;
mod probe;
mod profile;
mod report;
mod row;
mod sequences;
mod shift;
mod signals;
mod tty;

#[cfg(test)]
pub(in crate::tui) use decoder::families;
pub use decoder::{Decoder, Heard, is_learnable};
pub use frugal::FrugalBackend;
pub use key::{Key, KeyCode};
pub use line::Line;
pub use outlet::Outlet;
pub use printer::to_printer;
pub use probe::Probe;
pub use profile::{Spelling, TerminalProfile, locale_is_utf8};
pub use report::Report;
pub use sequences::Keyboard;
pub use tty::{Ready, TerminalError, Tty};

#[cfg(test)]
mod tests;
