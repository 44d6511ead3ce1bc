//! What an officer sees and presses.
//!
//! Knows keys, places on the screen and signs; no store and no socket: screens return effects.

mod app;
mod canvas;
pub mod command;
pub mod doctor;
pub mod export;
mod frame;
pub mod key_table;
pub mod keymap;
pub mod preferences;
mod run;
pub mod screen;
pub mod screens;
pub mod terminal;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod widgets;

pub use app::App;
pub use canvas::Canvas;
pub use run::{TerminalSettings, Waited, examine_alone, run, wait_for};
