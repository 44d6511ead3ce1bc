//! Nghe Dân ("listen to the people"): a keyboard-only register of villages' matters and citizens' petitions.
//!
//! One crate, in rooms; a room names only rooms below it (`tests/it/layers.rs` holds the table):
//!
//! | layer | room | what lives there |
//! |---|---|---|
//! | 0 | [`base`] | days, instants, ids, text, typing, words, limits |
//! | 1 | [`domain`] | kinds of record, values, checks, steps, deadlines, rights, queries; pure |
//! | 2 | [`encoding`] | bytes of values, records and entries; append-only versions |
//! | 3 | [`store`] | trait Store and its contract; memory; journal + sled; backups |
//! | 3 | [`exchange`] | JSON lines, CSV, printed pages, TOML <-> records; bytes in, bytes out |
//! | 3 | [`wire`] | requests, replies, pushes, refusals; frames |
//! | 4 | [`office`] | the server: decides, commits, answers, pushes; drafts; sample register |
//! | 4 | [`client`] | trait Link and its socket; starting the embedded server |
//! | 5 | [`tui`] | screens, widgets, keymap, input decoder, frugal terminal |
//! | 6 | [`cli`], `main.rs` | arguments -> a role; joins the parts |
//!
//! # Architecture invariants
//!
//! - `domain` never asks what time it is: `now` is a parameter. Same input, same output.
//! - Only `store` names sled; only `office` opens a store.
//! - `Office::decide` needs no socket, no disk and no async: every state can be reached in a test.
//! - A screen returns effects; it calls nothing.
//! - Any byte from outside can be wrong: it gives an error, never a panic. Unknown fields are kept and sent on.
//! - The stage of a petition changes only by a step.
//! - Names on disk (kind, field, choice, step, rule) never change; labels may.
//! - Errors, logs and panics never echo the content of a record.
//! - It records places and matters, never profiles of persons.

pub mod base;
pub mod cli;
pub mod client;
pub mod domain;
pub mod encoding;
pub mod exchange;
pub mod office;
pub mod store;
pub mod tui;
pub mod wire;
