//! Screens as a person reads them: snapshots at three sizes in two languages, and keys with what they lead to.

mod compare;
mod contact;
mod export;
mod keys;
mod line;
mod pictures;
mod typing;
mod window;
