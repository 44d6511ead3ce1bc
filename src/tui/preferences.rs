//! What an officer prefers at every terminal; who keeps it is joined outside.

use std::collections::BTreeMap;

use super::terminal::Key;
use crate::base::{Say, typing::TypingMethod};

/// The choices of one officer that outlast a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// How marks are typed.
    pub typing: TypingMethod,
    /// What the key doctor learnt of each sort of terminal, by the value of TERM; one that stands here was seen.
    pub terminals: BTreeMap<String, LearntTerminal>,
}

/// What the key doctor learnt of one sort of terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LearntTerminal {
    /// What it sends, where the usual tables do not know it.
    pub keys: Vec<(Vec<u8>, Key)>,
    /// Keys that never come.
    pub missing: Vec<Key>,
}

impl LearntTerminal {
    /// Takes what is known anew of some keys; of the others it still knows what it knew.
    pub fn learn(&mut self, answered: &[Key], anew: LearntTerminal) {
        self.keys
            .retain(|(bytes, key)| !answered.contains(key) && anew.keys.iter().all(|(new, _)| new != bytes));
        self.missing.retain(|key| !answered.contains(key));
        self.keys.extend(anew.keys);
        self.missing.extend(anew.missing);
    }
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
