//! The office: samples for a register that has none of its own.

pub mod sample;
