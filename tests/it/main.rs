//! Tests of the whole: sources against the table of rooms, all kinds, and runs of the real program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod backup;
mod bad_frames;
mod bad_input;
mod denounced;
mod desk;
mod dice;
mod due;
mod faults;
mod frozen;
mod full_disk;
mod handover;
mod killed;
mod kinds;
mod law;
mod layers;
mod memory;
mod messages;
mod obvious;
mod once;
mod opening;
mod register;
mod scan;
mod screens;
mod wait;
