//! The lists that have no records in this version (7, 8): what will stand there, and that nothing is hidden.

use crate::base::{Say, Words, text};
use crate::wire::{Outcome, Push};

use crate::tui::{
    Canvas,
    command::{CommandName, list_under},
    screen::{Around, Effect, Place, Screen, Tag},
    terminal::Key,
};

/// A list with nothing in it.
#[derive(Debug)]
pub struct EmptyScreen {
    digit: char,
}

impl EmptyScreen {
    /// The list under this digit.
    pub fn new(digit: char) -> EmptyScreen {
        EmptyScreen { digit }
    }

    fn words(&self) -> (Words, Words) {
        match self.digit {
            '7' => (
                Words::new("VIỆC TỒN ĐỌNG", "PENDING ISSUES"),
                Words::new(
                    "việc còn phải xong theo từng nơi, cả việc giáp ranh hai xã",
                    "what is still to be done place by place, border matters too",
                ),
            ),
            '8' => (
                Words::new("THAM MƯU, ĐỀ XUẤT", "PROPOSALS"),
                Words::new(
                    "đề xuất đã gửi cấp ủy, chờ ý kiến, quá hạn trả lời",
                    "what was proposed to the committee and awaits its word",
                ),
            ),
            _ => (Words::new("NGHE DÂN", "NGHE DÂN"), Words::new("", "")),
        }
    }
}

impl Screen for EmptyScreen {
    fn place(&self) -> Place {
        Place::List
    }

    fn title(&self, around: &Around<'_>) -> String {
        self.words().0.get(around.lang).to_owned()
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn key(&mut self, key: &Key, _: &Around<'_>) -> Vec<Effect> {
        key.typed().and_then(list_under).map(Effect::Run).into_iter().collect()
    }

    fn command(&mut self, _: CommandName, _: &Around<'_>) -> Option<Vec<Effect>> {
        None
    }

    fn reply(&mut self, _: Tag, _: Outcome, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn push(&mut self, _: &Push, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let lang = around.lang;
        let (_, what) = self.words();
        let lines = [
            Words::new("Có 0: bản này chưa ghi loại việc này.", "0: this version does not record these yet."),
            Words::new("Ở đây sẽ có:", "Here will stand:"),
        ];
        for (row, line) in (3..).zip(lines) {
            canvas.text(row, 1, line.get(lang));
        }
        let columns = usize::from(canvas.columns().saturating_sub(3));
        for (row, line) in (5..).zip(text::wrap_lines(what.get(lang), columns)) {
            canvas.text(row, 3, line);
        }
        canvas.cursor(3, 1);
    }

    fn help_here(&self, _: &Around<'_>) -> Vec<Say> {
        let (title, what) = self.words();
        vec![title.into(), what.into()]
    }
}
