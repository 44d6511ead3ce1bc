//! What the forms say alike of their questions and their drafts.

use crate::base::Say;
use crate::tui::{
    screen::{Effect, Notice},
    widgets::Edited,
};

use super::form::entry;

/// F2 while a word of reason is asked for.
pub(super) fn answer_first() -> Effect {
    Effect::Say(Notice::warning(Say::new("Trả lời câu hỏi trước: Enter", "Answer first: Enter")))
}

/// A word of reason is asked for.
pub(super) fn give_reason(why: &Say) -> Effect {
    Effect::Say(Notice::warning(Say::new(
        format!("Ghi một lời lý do rồi Enter: {}", why.vi),
        format!("Give a word of reason, then Enter: {}", why.en),
    )))
}

/// A question was not answered, and entering goes on.
pub(super) fn goes_on() -> Effect {
    Effect::Say(Notice::plain(Say::new("Tiếp tục nhập", "Go on entering")))
}

/// Whether to throw the draft away.
pub(super) fn discard() -> Effect {
    Effect::Say(Notice::warning(Say::new(
        "Bỏ hẳn nháp này? Enter bỏ, phím khác giữ",
        "Discard this draft? Enter discards, any other key keeps",
    )))
}

/// The draft was thrown away.
pub(super) fn discarded() -> Effect {
    Effect::Say(Notice::plain(Say::new("Đã bỏ nháp", "Draft discarded")))
}

/// The server keeps the draft.
pub(super) fn draft_kept() -> Notice {
    Notice::plain(Say::new("Nháp đã giữ", "Draft kept"))
}

/// The form was left, its draft stays.
pub(super) fn draft_left() -> Effect {
    Effect::Say(Notice::plain(Say::new("Nháp đã giữ: phím 9 đi tiếp", "Draft kept: key 9 goes on with it")))
}

/// The form goes on where a draft stopped.
pub(super) fn goes_on_with_draft() -> Effect {
    Effect::Say(Notice::news(Say::new(
        "Đi tiếp nháp đang dừng; F9 \"bỏ nháp\" để nhập mới",
        "Going on with the draft; F9 \"discard\" to begin anew",
    )))
}

/// The record moved since its draft was kept.
pub(super) fn changed_since_draft() -> Effect {
    Effect::Say(Notice::warning(Say::new(
        "Có người đã sửa từ lúc giữ nháp: xem trước khi lưu",
        "Someone changed it since the draft was kept: look before saving",
    )))
}

/// What is said after a command that changes letters already typed, when there is anything to say.
pub(super) fn reworked(edited: Option<Edited>) -> Option<Effect> {
    match edited {
        Some(Edited::Full) => Some(Effect::Say(entry::is_full())),
        Some(Edited::Changed | Edited::Moved) => None,
        Some(Edited::No) | None => Some(Effect::Say(Notice::plain(Say::new(
            "Gõ một chữ trước đã: không có chữ nào để đổi ở đây",
            "Type a word first: there is nothing to change here",
        )))),
    }
}
