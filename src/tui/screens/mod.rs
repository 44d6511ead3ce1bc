//! The screens.

pub mod form;
