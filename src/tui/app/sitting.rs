//! At which terminal one sits: what was learnt of it, and the key doctor at the first time.

use crate::client::Link;

use super::App;
use crate::base::typing::TypingMethod;
use crate::tui::{
    preferences::LearntTerminal,
    screen::Destination,
    terminal::{Heard, Key, Report},
};

impl App {
    /// One sits at a terminal of this sort (the value of TERM). At the first time of a register in use the key doctor
    /// opens, once: whoever leaves it is not asked again.
    pub fn sit_at(&mut self, term: &str) {
        self.term = term.to_owned();
        let is_in_use = self.ground.welcome.office.is_some() && !self.ground.welcome.sample;
        if is_in_use && !term.is_empty() && !self.ground.preferences.terminals.contains_key(term) {
            self.ground.preferences.terminals.insert(term.to_owned(), LearntTerminal::default());
            self.prefers_anew = true;
            self.open_layer(Destination::KeyDoctor);
        }
        self.show_what_is_missing();
    }

    /// What was learnt of what this terminal sends.
    pub fn learnt_keys(&self) -> &[(Vec<u8>, Key)] {
        self.ground.preferences.terminals.get(&self.term).map_or(&[], |learnt| &learnt.keys)
    }

    fn show_what_is_missing(&mut self) {
        let missing = self.ground.preferences.terminals.get(&self.term).map(|learnt| learnt.missing.clone());
        self.ground.keymap.set_missing(missing.unwrap_or_default());
    }

    /// Whether the screen on top is told the bytes of each key.
    pub fn hears_bytes(&self) -> bool {
        self.layers.last().is_some_and(|top| top.screen.hears_bytes())
    }

    /// A key came with its bytes, to a screen that hears them.
    pub fn heard(&mut self, heard: &Heard, now_ms: u64, link: &mut dyn Link) {
        self.now_ms = now_ms;
        self.notice = None;
        let around = self.ground.around(now_ms);
        let Some(top) = self.layers.last_mut() else { return };
        let (id, effects) = (top.id, top.screen.heard(heard, &around));
        self.apply(id, effects, link, 0);
    }

    /// The terminal answered what a screen had it asked.
    pub fn answered(&mut self, report: Report, now_ms: u64, link: &mut dyn Link) {
        self.now_ms = now_ms;
        let around = self.ground.around(now_ms);
        let Some(top) = self.layers.last_mut() else { return };
        let (id, effects) = (top.id, top.screen.answered(report, &around));
        self.apply(id, effects, link, 0);
    }

    /// What is to be sent to the terminal as it is, once.
    pub fn take_sends(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.sends)
    }

    /// Keeps what the key doctor learnt.
    pub(super) fn learn(&mut self, answered: &[Key], learnt: LearntTerminal, typing: Option<TypingMethod>) {
        self.ground.preferences.terminals.entry(self.term.clone()).or_default().learn(answered, learnt);
        if let Some(method) = typing {
            self.choose_typing(method);
        }
        self.prefers_anew = true;
        self.show_what_is_missing();
    }
}
