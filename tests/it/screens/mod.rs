//! The screens as an officer has them: the real program in a pseudo terminal, typed at key by key.

mod batch;
mod compare;
mod contact;
mod drafts;
mod duplicates;
mod each_kind;
mod entry;
mod export;
mod find;
mod first_run;
mod home;
mod keys;
mod law;
mod lost;
mod matters;
mod opening;
mod palette;
mod quiet;
mod reception;
pub mod screen;
mod sizes;
mod steps;
mod telex;
mod two_clients;
mod villages;
mod windows;
