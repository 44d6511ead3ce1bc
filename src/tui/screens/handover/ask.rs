//! What a handover asks before it is saved: the document, its day, and whether.

use crate::base::{Day, Id, Lang, RequestId, Say, Words};
use crate::client::new_request_id;
use crate::tui::{
    Canvas,
    command::CommandName,
    screen::{Around, Effect, Notice, Tag},
    screens::{row_question, saving},
    terminal::{Key, KeyCode},
    widgets::{Lines, TextField},
};
use crate::wire::Request;

use super::{HANDOVER, HandoverScreen};

/// What is asked and not answered yet.
#[derive(Debug)]
pub(super) enum Asking {
    /// The number of the document.
    Document(TextField),
    /// Its day.
    Day(String, TextField),
    /// Whether all of it is right.
    Sure(String, Day),
}

impl Asking {
    /// Whether letters are text.
    pub(super) fn types(&self) -> bool {
        !matches!(self, Asking::Sure(..))
    }
}

/// A handover that was sent.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    request: RequestId,
    from: Id,
    document: String,
    on: Day,
    choices: Vec<(String, Id)>,
}

impl Sent {
    fn asked(&self) -> Request {
        Request::Handover {
            request: self.request,
            from: self.from.clone(),
            document: self.document.clone(),
            on: self.on,
            choices: self.choices.clone(),
            dry_run: false,
        }
    }
}

/// Characters of a document's number.
const DOCUMENT_CHARS_MAX: usize = 40;
const TYPED_AT: u16 = 38;

impl HandoverScreen {
    /// F2.
    pub(super) fn ask_for_document(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let Some(unit) = self.opened() else {
            return vec![Effect::Say(Notice::plain(Say::new(
                "Enter mở đơn vị trước, rồi F2",
                "Enter opens a unit first, then F2",
            )))];
        };
        if let Some(notice) = saving::obstacle(around) {
            return vec![Effect::Say(notice)];
        }
        let first = unit.open.iter().position(|open| self.heir_of(unit, &open.id).is_none());
        if let Some(first) = first {
            let left = unit.open.iter().filter(|open| self.heir_of(unit, &open.id).is_none()).count();
            self.walk(first, around);
            return vec![Effect::Say(Notice::error(Say::new(
                format!("Chọn nơi nhận: còn {left} việc, đơn; a, b hoặc A, B"),
                format!("Choose where they go: {left} left; a, b or A, B"),
            )))];
        }
        self.asking = Some(Asking::Document(TextField::new(Lines::One, DOCUMENT_CHARS_MAX)));
        Vec::new()
    }

    /// A key while something is asked; `None`: nothing is, or the answer was no.
    pub(super) fn answer(&mut self, key: &Key, around: &Around<'_>) -> Option<Vec<Effect>> {
        let is_enter = key.code == KeyCode::Enter;
        match self.asking.as_mut()? {
            Asking::Document(typed) | Asking::Day(_, typed) if !is_enter => {
                typed.compose(key, row_question::columns(around.size.0, TYPED_AT), around.typing);
                Some(Vec::new())
            }
            Asking::Document(typed) => {
                let document = typed.text().trim().to_owned();
                if document.is_empty() {
                    return Some(vec![Effect::Say(Notice::error(Say::new(
                        "Ghi số văn bản bàn giao, rồi Enter",
                        "Enter the number of the document",
                    )))]);
                }
                let day = TextField::new(Lines::One, crate::base::limits::CODE_CHARS_MAX);
                self.asking = Some(Asking::Day(document, day));
                Some(Vec::new())
            }
            Asking::Day(document, typed) => {
                let today = around.welcome.today;
                let Some(on) = Day::from_typed(typed.text(), today).filter(|on| *on <= today) else {
                    return Some(vec![Effect::Say(Notice::error(Say::new(
                        "Gõ lại ngày văn bản, như 02/07/2025",
                        "Type the day again, as 02/07/2025",
                    )))]);
                };
                let document = std::mem::take(document);
                self.asking = Some(Asking::Sure(document, on));
                Some(vec![Effect::Say(Notice::warning(self.question()))])
            }
            Asking::Sure(..) if is_enter => {
                let Some(Asking::Sure(document, on)) = self.asking.take() else { return None };
                Some(self.send(document, on))
            }
            Asking::Sure(..) => {
                self.asking = None;
                None
            }
        }
    }

    fn question(&self) -> Say {
        let (count, name) = self.opened().map_or((0, ""), |unit| (unit.open.len(), unit.name.as_str()));
        Say::new(
            format!("Bàn giao {count} việc, đơn của {name}? Enter ghi, Esc thôi"),
            format!("Hand {count} of {name} over? Enter: yes, Esc: no"),
        )
    }

    fn send(&mut self, document: String, on: Day) -> Vec<Effect> {
        let Ok(request) = new_request_id() else {
            return vec![Effect::Say(Notice::error(saving::no_random_number()))];
        };
        let Some(unit) = self.opened() else { return Vec::new() };
        // One unit that follows takes everything without being named.
        let goes = |id: &Id| self.chosen.get(id).map(|to| (id.as_str().to_owned(), to.clone()));
        let choices = unit.open.iter().filter_map(|open| goes(&open.id)).collect();
        let sent = Sent { request, from: unit.id.clone(), document, on, choices };
        let asked = sent.asked();
        self.sent = Some(sent);
        self.ask(HANDOVER, asked)
    }

    /// The handover that was sent and not answered, once more under the same request.
    pub(super) fn send_again(&mut self) -> Option<Effect> {
        let asked = self.sent.as_ref()?.asked();
        self.serial += 1;
        Some(Effect::Ask(Tag { what: HANDOVER, serial: self.serial }, asked))
    }

    /// A command while something is asked; `None` when it means what it always means.
    pub(super) fn command_while_asking(
        &mut self,
        run: CommandName,
        around: &Around<'_>,
    ) -> Option<Vec<Effect>> {
        match (&mut self.asking, run) {
            (None, _) | (_, "redraw") => None,
            (Some(_), "back") => {
                self.asking = None;
                Some(Vec::new())
            }
            (Some(Asking::Document(typed) | Asking::Day(_, typed)), _) => {
                Some(row_question::rework(typed, run, around.typing))
            }
            (Some(Asking::Sure(..)), _) => {
                self.asking = None;
                None
            }
        }
    }

    /// Row 23 while something is typed.
    pub(super) fn draw_asking(&self, canvas: &mut Canvas<'_>, lang: Lang) {
        let (label, typed) = match &self.asking {
            Some(Asking::Document(typed)) => {
                (Words::new("Số văn bản bàn giao:", "Number of the document:"), typed)
            }
            Some(Asking::Day(_, typed)) => {
                (Words::new("Ngày văn bản (Enter là hôm nay):", "Its day (Enter is today):"), typed)
            }
            _ => return,
        };
        row_question::draw(canvas, label.get(lang), TYPED_AT, typed);
    }
}
