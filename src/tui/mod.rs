//! What an officer sees and presses.
//!
//! Knows keys, places on the screen and signs; no store and no socket: screens return effects.

pub mod terminal;
