//! What others changed: rows keep their places, their texts are renewed.

use crate::base::{Id, Say};
use crate::tui::screen::{Around, Effect, Notice};
use crate::wire::{Push, Request};

use super::{COUNTS, ListScreen, ROWS};

impl ListScreen {
    pub(super) fn pushed(&mut self, push: &Push, around: &Around<'_>) -> Vec<Effect> {
        if !self.is_ready {
            return Vec::new();
        }
        let Push::Changed { by, kind, ids, .. } = push else {
            return if matches!(push, Push::Day(_)) { self.renew() } else { Vec::new() };
        };
        if kind != self.kind.name {
            return Vec::new();
        }
        let held: Vec<Id> = self.window.ids().into_iter().filter(|id| ids.contains(id)).collect();
        let mut effects = Vec::new();
        if !held.is_empty() {
            if *by != around.welcome.officer {
                self.changed
                    .extend(held.iter().filter(|id| !self.changed.contains(id)).cloned().collect::<Vec<_>>());
                let (count, noun) = (self.changed.len(), self.kind.noun.vi);
                effects.push(Effect::Say(Notice::news(Say::new(
                    format!("{count} {noun} vừa đổi"),
                    format!("Just changed: {count}"),
                ))));
            }
            let request = Request::Rows { kind: kind.clone(), ids: held };
            effects.push(Effect::Ask(self.tag(ROWS), request));
        }
        if self.unfolded.as_ref().is_some_and(|unfolded| ids.contains(unfolded.id())) {
            effects.extend(self.unfold_again());
        }
        effects.push(Effect::Ask(self.tag(COUNTS), self.page_request(0, 0)));
        effects
    }
}
