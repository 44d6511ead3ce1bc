//! The terminal: bytes become keys, cells become as few bytes as possible.
//!
//! Knows escape sequences, the cursor, raw mode and the signals of a terminal. Knows no screen of the register, no
//! command and no binding; reads no environment: TERM and the locale are parameters.

mod decoder;
mod frugal;
mod grid;
mod key;
mod outlet;
mod painter;
mod printer;
mod profile;
mod sequences;
mod shift;
mod signals;
mod tty;

pub use decoder::Decoder;
pub use frugal::FrugalBackend;
pub use key::{Key, KeyCode};
pub use outlet::Outlet;
pub use printer::to_printer;
pub use profile::{Spelling, TerminalProfile};
pub use sequences::Keyboard;
pub use tty::{Ready, TerminalError, Tty};

#[cfg(test)]
mod tests;
