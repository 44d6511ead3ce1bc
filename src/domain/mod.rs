//! The work and its law: what is recorded, what must be done by when, and what follows from what.
//!
//! Knows nothing of clocks, files, sockets or terminals: `now` is a parameter, data is embedded text.

pub mod law;
