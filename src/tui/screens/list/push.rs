//! What others changed: rows keep their places, their texts are renewed. What one entered oneself is there when one comes back.

use crate::base::{Id, Say};
use crate::tui::screen::{Around, Effect, Notice};
use crate::wire::{Page, Push, Request};

use super::{ANEW, COUNTS, ListScreen, ROWS};

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
        if *by == around.welcome.officer && held.len() < ids.len() {
            self.has_entered = true;
        }
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

    /// Asks for the rows around the marked one in the order of now: the officer comes back from entering something that
    /// belongs among them.
    pub(super) fn anew(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let page = self.page(around);
        let tag = self.tag(ANEW);
        self.awaited = Some(tag.serial);
        self.wanted = None;
        vec![Effect::Ask(tag, self.page_request(self.top.saturating_sub(page), page * 3))]
    }

    /// Lays the rows of now under the marker, which stays on its record and in its row of the window.
    pub(super) fn lay_anew(&mut self, page: Page, around: &Around<'_>) -> Vec<Effect> {
        let marked = self.window.get(self.at).map(|row| row.id.clone());
        let below_top = self.at.saturating_sub(self.top);
        self.window.replace(page.offset, page.rows, page.total);
        let last = self.window.total().saturating_sub(1);
        let at = marked.and_then(|id| self.window.position(&id)).unwrap_or(self.at).min(last);
        let top = at.saturating_sub(below_top).min(self.window.total().saturating_sub(self.page(around)));
        self.go(top, at, around)
    }
}
