//! What an officer prefers at every terminal; who keeps it is joined outside.

use crate::base::{Say, typing::TypingMethod};

/// The choices of one officer that outlast a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// How marks are typed.
    pub typing: TypingMethod,
}

/// Keeps the preferences of the officer whose account this process runs under. The screens know no file.
pub trait PreferencesKeeper {
    /// What was kept last, and what to say when it could not be read: then it is what everybody begins with.
    fn kept(&mut self) -> (Preferences, Option<Say>);

    /// Keeps them for the next session.
    ///
    /// # Errors
    /// What to do, then why they were not kept.
    fn keep(&mut self, preferences: &Preferences) -> Result<(), Say>;
}
