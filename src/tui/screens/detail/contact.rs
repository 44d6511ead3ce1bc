//! The contact line of an opened petition: a reason is asked, and what it opens is shown in place for a while.

use zeroize::Zeroizing;

use crate::base::{Lang, RequestId, Say, Words, limits, text, typing::TypingMethod};
use crate::client::new_request_id;
use crate::domain::petition::contact;
use crate::tui::{
    Canvas,
    command::CommandName,
    screen::{Around, Effect, Notice, Tag},
    screens::{row_question, saving},
    terminal::{Key, KeyCode},
    widgets::{Lines, TextField},
};
use crate::wire::{Contact, Request, Shown};

use super::{DetailScreen, Marker};

/// What it is called among the requests of the screen.
pub(super) const CONTACT: &str = "contact";
/// How long it stays open without a key, in milliseconds.
pub(super) const OPEN_MS: u64 = 60_000;
/// Where the line begins.
const LINE_AT: u16 = 3;

/// What is done with the contact.
#[derive(Debug, Default)]
pub(super) enum Opening {
    /// Nothing: it is closed.
    #[default]
    Closed,
    /// The reason is being typed.
    Asking(TextField),
    /// The reason was sent; the same request is sent again when the line broke.
    Waiting { request: RequestId, reason: String },
    /// It is read.
    Open(Opened),
}

/// What stands in a contact, label and text; overwritten in memory when it is closed.
pub(super) struct Opened {
    lines: Vec<(Say, Zeroizing<String>)>,
    /// When it is closed, unless a key comes.
    until_ms: u64,
}

impl std::fmt::Debug for Opened {
    /// Never what stands in it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").finish_non_exhaustive()
    }
}

impl DetailScreen {
    /// Enter on the contact line.
    pub(super) fn enter_on_contact(&mut self) -> Vec<Effect> {
        self.opening = match self.opening {
            Opening::Open(_) => Opening::Closed,
            _ => Opening::Asking(TextField::new(Lines::One, limits::LINE_CHARS_MAX)),
        };
        Vec::new()
    }

    /// A key while the reason is typed; `None` when none is.
    pub(super) fn type_reason(&mut self, key: &Key, around: &Around<'_>) -> Option<Vec<Effect>> {
        let Opening::Asking(reason) = &mut self.opening else { return None };
        if key.code != KeyCode::Enter {
            reason.compose(key, row_question::columns(around.size.0, REASON_AT), around.typing);
            return Some(Vec::new());
        }
        let reason = reason.text().trim().to_owned();
        if reason.is_empty() {
            return Some(vec![Effect::Say(Notice::error(Say::new(
                "Ghi một lời lý do: mở liên hệ có lưu vết",
                "Enter a word of reason: opening is recorded",
            )))]);
        }
        if around.offline {
            return Some(vec![Effect::Say(Notice::error(Say::new(
                "Chờ nối lại rồi Enter: đang mất kết nối",
                "Wait and press Enter again: the line is broken",
            )))]);
        }
        let Ok(request) = new_request_id() else {
            return Some(vec![Effect::Say(Notice::error(saving::no_random_number()))]);
        };
        self.opening = Opening::Waiting { request, reason };
        Some(self.ask_contact())
    }

    /// A command while the reason is typed or the contact is read; `None` when the command is for others too.
    pub(super) fn command_over_contact(
        &mut self,
        run: CommandName,
        method: TypingMethod,
    ) -> Option<Vec<Effect>> {
        match (&mut self.opening, run) {
            (Opening::Closed, _) | (_, "redraw") => None,
            (Opening::Asking(_), "back") | (Opening::Open(_), "back") => {
                self.opening = Opening::Closed;
                Some(Vec::new())
            }
            (Opening::Asking(reason), _) => Some(row_question::rework(reason, run, method)),
            _ => {
                self.opening = Opening::Closed;
                None
            }
        }
    }

    /// Asks for the contact under the reason that was given; nothing when none waits.
    pub(super) fn ask_contact(&mut self) -> Vec<Effect> {
        let Opening::Waiting { request, reason } = &self.opening else { return Vec::new() };
        let asked = Request::OpenContact { request: *request, id: self.id.clone(), reason: reason.clone() };
        self.serial += 1;
        vec![Effect::Ask(Tag { what: CONTACT, serial: self.serial }, asked)]
    }

    /// The reason is on the disk and the contact came.
    pub(super) fn contact_came(&mut self, contact: Contact, around: &Around<'_>) -> Vec<Effect> {
        let is_awaited = matches!(self.opening, Opening::Waiting { .. }) && contact.id == self.id;
        if !is_awaited || self.marker != Marker::Contact {
            return Vec::new();
        }
        let lines = contact.lines.into_iter().map(|(label, told)| (label, Zeroizing::new(told))).collect();
        self.opening = Opening::Open(Opened { lines, until_ms: around.now_ms + OPEN_MS });
        let mut effects = vec![Effect::WakeIn(OPEN_MS)];
        effects.extend(self.ask_show());
        effects
    }

    /// A key was pressed and led to this: what is read stays as long as one stands on it and nothing comes over it.
    pub(super) fn keep_open(&mut self, effects: &[Effect], around: &Around<'_>) -> Option<Effect> {
        let leaves = effects.iter().any(|effect| matches!(effect, Effect::Open(_) | Effect::Run(_)));
        if (leaves || self.marker != Marker::Contact) && matches!(self.opening, Opening::Open(_)) {
            self.opening = Opening::Closed;
        }
        let Opening::Open(opened) = &mut self.opening else { return None };
        opened.until_ms = around.now_ms + OPEN_MS;
        Some(Effect::WakeIn(OPEN_MS))
    }

    /// Nobody has pressed a key for too long.
    pub(super) fn close_in_time(&mut self, around: &Around<'_>) {
        if matches!(&self.opening, Opening::Open(opened) if opened.until_ms <= around.now_ms) {
            self.opening = Opening::Closed;
        }
    }

    /// What stands in its place, row by row; nothing where there is no contact.
    pub(super) fn contact_rows(&self, shown: &Shown, columns: u16, lang: Lang) -> Vec<String> {
        if !has_contact(shown) {
            return Vec::new();
        }
        let Opening::Open(opened) = &self.opening else {
            let line = if columns < 80 {
                Words::new(
                    "Liên hệ người gửi: MẬT    Enter mở, phải ghi lý do",
                    "Sender's contact: SEALED    Enter opens, with a reason",
                )
            } else {
                Words::new(
                    "Liên hệ người gửi: MẬT    Enter mở, phải ghi lý do, có lưu vết",
                    "Sender's contact: SEALED    Enter opens, with a reason, recorded",
                )
            };
            return vec![line.get(lang).to_owned()];
        };
        let room = usize::from(columns.saturating_sub(LINE_AT));
        let line = |(label, told): &(Say, Zeroizing<String>)| {
            let whole = format!("{}: {}", label.get(lang), told.as_str());
            text::wrap_lines(&whole, room).into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        opened.lines.iter().flat_map(line).collect()
    }

    pub(super) fn draw_contact(&self, canvas: &mut Canvas<'_>, row: u16, lines: &[String]) {
        for (line, row) in lines.iter().zip(row..) {
            canvas.text(row, LINE_AT, line);
        }
        if self.marker == Marker::Contact && !lines.is_empty() {
            canvas.text(row, 1, ">");
            canvas.cursor(row, 1);
        }
    }

    /// Row 23 while the reason is typed.
    pub(super) fn draw_reason(&self, canvas: &mut Canvas<'_>, lang: Lang) {
        let Opening::Asking(reason) = &self.opening else { return };
        row_question::draw(canvas, REASON.get(lang), REASON_AT, reason);
    }
}

const REASON: Words = Words::new("Lý do mở liên hệ:", "Why is it opened:");
const REASON_AT: u16 = 19;

/// Whether a petition keeps a contact closed.
pub(super) fn has_contact(shown: &Shown) -> bool {
    contact::fields(&shown.record).next().is_some()
}
