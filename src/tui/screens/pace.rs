//! When the panel and the draft of a form follow what is typed in it.

/// Milliseconds without a key after which the panel is asked for.
pub(super) const REST_MS: u64 = 150;
/// Milliseconds that a typed letter waits at most for its draft, however steadily one types; line and disk have the rest of
/// the second.
const DRAFT_MS: u64 = 700;
/// Milliseconds after which a draft is sent again that was not kept.
const KEEP_AGAIN_MS: u64 = 5_000;

/// What was typed and not yet asked about, not yet kept.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pace {
    /// The panel does not know of it yet.
    pub to_examine: bool,
    /// No draft holds it yet.
    pub to_keep: bool,
    changed_at_ms: u64,
    /// The oldest change that no draft holds yet.
    unkept_since_ms: u64,
}

impl Pace {
    /// A form that was just opened: the panel is asked for, nothing is to be kept.
    pub(super) fn opened() -> Pace {
        Pace { to_examine: true, ..Pace::default() }
    }

    /// Something was typed: the panel follows when typing rests, the draft before long even when it does not.
    pub(super) fn changed(&mut self, now_ms: u64) {
        if !std::mem::replace(&mut self.to_keep, true) {
            self.unkept_since_ms = now_ms;
        }
        self.to_examine = true;
        self.changed_at_ms = now_ms;
    }

    /// The draft was not kept: once more in a while, whether or not anything is typed.
    pub(super) fn failed(&mut self, now_ms: u64) {
        self.to_keep = true;
        self.unkept_since_ms = now_ms + KEEP_AGAIN_MS - DRAFT_MS;
    }

    /// Whether no key came for a while.
    pub(super) fn rests(&self, now_ms: u64) -> bool {
        now_ms.saturating_sub(self.changed_at_ms) >= REST_MS
    }

    /// Whether a draft has waited as long as one may.
    pub(super) fn keeps(&self, now_ms: u64) -> bool {
        self.to_keep && now_ms.saturating_sub(self.unkept_since_ms) >= DRAFT_MS
    }

    /// In how many milliseconds there is something to do although no key comes.
    pub(super) fn wakes_in_ms(&self, now_ms: u64) -> Option<u64> {
        let left = |since: u64, wait: u64| (since + wait).saturating_sub(now_ms).max(1);
        let examine = self.to_examine.then(|| left(self.changed_at_ms, REST_MS));
        let keep = self.to_keep.then(|| left(self.unkept_since_ms, DRAFT_MS));
        examine.into_iter().chain(keep).min()
    }
}
