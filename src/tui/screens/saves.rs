//! What a form knows of its saves: the one under way, the one of which nobody knows the outcome, and whether the line broke.

use crate::tui::screen::{Around, Effect, Notice, Tag};
use crate::wire::{RefusalKind, SavePart};

use super::{
    pace::Pace,
    saving::{self, OFFLINE_LOOK_MS, Saving},
};

/// The saves of one form, at most one of them under way.
#[derive(Debug, Default)]
pub(super) struct Saves {
    under_way: Option<Saving>,
    /// Sent again with the same content it is the same save.
    unsettled: Option<Saving>,
    was_offline: bool,
}

/// The line since a form last looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// It is broken.
    Broken,
    /// It broke and is whole again: what was asked is asked once more.
    Back,
    /// It is whole and was.
    Whole,
}

impl Saves {
    /// Whether a save was sent and not answered.
    pub(super) fn is_under_way(&self) -> bool {
        self.under_way.is_some()
    }

    /// Whether this is the answer to the save under way.
    pub(super) fn is(&self, tag: Tag) -> bool {
        self.under_way.as_ref().is_some_and(|saving| saving.is(tag))
    }

    /// What speaks against any save now.
    pub(super) fn obstacle(&self, around: &Around<'_>) -> Option<Notice> {
        if self.under_way.is_some() {
            return Some(saving::under_way());
        }
        around.welcome.read_only.then(|| Notice::error(saving::read_only()))
    }

    /// Sends these forms, or lets them wait for the line.
    pub(super) fn send(
        &mut self,
        parts: Vec<SavePart>,
        reason: Option<String>,
        serial: u32,
        around: &Around<'_>,
    ) -> Vec<Effect> {
        let saving = match Saving::new(parts, reason, serial, self.unsettled.take()) {
            Ok(saving) => saving,
            Err(notice) => return vec![Effect::Say(notice)],
        };
        let ask = saving.ask();
        self.under_way = Some(saving);
        if around.offline {
            self.was_offline = true;
            return vec![Effect::WakeIn(OFFLINE_LOOK_MS), Effect::Say(saving::waits_for_the_line())];
        }
        vec![ask]
    }

    /// The save under way once more, under the same request id.
    pub(super) fn again(&self) -> Option<Effect> {
        self.under_way.as_ref().map(Saving::ask)
    }

    /// Esc while a save waits for a broken line: it is not sent any more.
    pub(super) fn stop(&mut self) -> Option<Notice> {
        self.unsettled = Some(self.under_way.take()?);
        Some(saving::stopped_waiting())
    }

    /// The save under way is on the disk.
    pub(super) fn done(&mut self) {
        self.under_way = None;
    }

    /// The save under way was refused.
    pub(super) fn refused(&mut self, kind: RefusalKind) {
        let saving = self.under_way.take();
        if kind == RefusalKind::OutcomeUnknown {
            self.unsettled = saving;
        }
    }

    /// Looks whether the line broke or came back since the last time.
    pub(super) fn line(&mut self, around: &Around<'_>) -> Line {
        match (around.offline, std::mem::replace(&mut self.was_offline, around.offline)) {
            (true, _) => Line::Broken,
            (false, true) => Line::Back,
            (false, false) => Line::Whole,
        }
    }

    /// Whether what was typed goes into the draft now.
    pub(super) fn let_keep(&self, pace: &Pace, around: &Around<'_>) -> bool {
        pace.keeps(around.now_ms) && !around.offline && self.under_way.is_none()
    }

    /// When there is something to do next although no key comes.
    pub(super) fn wake(&self, pace: &Pace, around: &Around<'_>) -> Option<Effect> {
        if self.under_way.is_some() || around.offline && pace.to_keep {
            return Some(Effect::WakeIn(OFFLINE_LOOK_MS));
        }
        pace.wakes_in_ms(around.now_ms).map(Effect::WakeIn)
    }
}
