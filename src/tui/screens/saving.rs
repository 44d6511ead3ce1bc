//! Saving: one request id for one content, whatever happens to the line.

use crate::base::{Day, Period, RequestId, Say, text};
use crate::client::new_request_id;
use crate::tui::screen::{Around, Effect, Notice, Tag};
use crate::wire::{Request, SavePart};

/// How often a screen that waits for a broken line looks whether it is whole again, in milliseconds.
pub(super) const OFFLINE_LOOK_MS: u64 = 1_000;
/// What a save is called among the requests of a screen.
pub(super) const SAVE: &str = "save";

/// A save that was sent and not answered, or of which nobody knows whether it was written.
#[derive(Clone, Debug)]
pub(super) struct Saving {
    id: RequestId,
    serial: u32,
    parts: Vec<SavePart>,
    reason: Option<String>,
}

impl Saving {
    /// A save of these forms; the same one again when an unsettled one had the same content. The notice says why there
    /// is none.
    pub(super) fn new(
        parts: Vec<SavePart>,
        reason: Option<String>,
        serial: u32,
        unsettled: Option<Saving>,
    ) -> Result<Saving, Notice> {
        let again = unsettled.filter(|before| before.parts == parts && before.reason == reason);
        let id = match again {
            Some(before) => before.id,
            None => new_request_id().map_err(|_| Notice::error(no_random_number()))?,
        };
        Ok(Saving { id, serial, parts, reason })
    }

    /// The request, the same however often it is sent.
    pub(super) fn ask(&self) -> Effect {
        let (request, reason) = (self.id, self.reason.clone());
        let request = match self.parts.as_slice() {
            [SavePart { form, base, fields, not_chosen }] if not_chosen.is_empty() => {
                Request::Save { request, form: form.clone(), base: *base, fields: fields.clone(), reason }
            }
            parts => Request::SaveMany { request, parts: parts.to_vec(), reason },
        };
        Effect::Ask(Tag { what: SAVE, serial: self.serial }, request)
    }

    /// Whether this is the answer to it.
    pub(super) fn is(&self, tag: Tag) -> bool {
        tag.what == SAVE && self.serial == tag.serial
    }
}

/// "Đã lưu Ma Lim tuần 47".
pub(super) fn saved_update(village: &str, period: Period, today: Day) -> Say {
    // A name that is a number says nothing without its type word.
    let bare = text::proper_name(village);
    let named = if bare.starts_with(|sign: char| sign.is_ascii_digit()) { village } else { bare };
    let period = period.name(today.year());
    Say::new(format!("Đã lưu {named} {}", period.vi), format!("Saved {named} {}", period.en))
}

/// A save waits for the line.
pub(super) fn waits_for_the_line() -> Notice {
    Notice::warning(Say::new(
        "Mất kết nối: sẽ lưu khi nối lại; nháp vẫn giữ",
        "The line is broken: it is saved when it is back",
    ))
}

/// Esc while a save waited for the line.
pub(super) fn stopped_waiting() -> Notice {
    Notice::warning(Say::new(
        "Thôi lưu: mất kết nối; nháp vẫn giữ, F2 lưu lại",
        "Not saved: the line is broken; draft kept, F2 saves it",
    ))
}

/// The server does not write.
pub(super) fn read_only() -> Say {
    Say::new("Chỉ xem được: máy chủ ngừng ghi", "Read only: the server does not write any more")
}

/// What speaks against saving now, where no draft waits for the line.
pub(super) fn obstacle(around: &Around<'_>) -> Option<Notice> {
    if around.welcome.read_only {
        return Some(Notice::error(read_only()));
    }
    around.offline.then(|| {
        Notice::error(Say::new(
            "Chờ nối lại rồi lưu: mất kết nối",
            "Wait for the line, then save: it is broken",
        ))
    })
}

/// No id can be given to what would be saved.
pub(super) fn no_random_number() -> Say {
    Say::new("Thử lại: máy không cho số ngẫu nhiên", "Try again: the machine gave no random number")
}

/// A save is under way.
pub(super) fn under_way() -> Notice {
    Notice::plain(Say::new("Đang lưu...", "Saving..."))
}
