//! What an officer sees and presses.
//!
//! Knows keys, places on the screen and signs; no store and no socket: screens return effects.

mod canvas;
pub mod command;
pub mod keymap;
pub mod screen;
pub mod screens;
pub mod terminal;
pub mod widgets;

pub use canvas::Canvas;
