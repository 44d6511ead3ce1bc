//! What the table asks before it does something for good: freezing a period, printing what does not add up.

use crate::base::{Lang, Say, Words, limits};
use crate::domain::{
    FormName,
    kinds::{STATISTICS_CLOSING, STATISTICS_PRINT, closing_entered, printing_entered},
    petition::statistics::{Sheet, page},
};
use crate::tui::{
    Canvas,
    command::CommandName,
    export::{Export, Sheet as Content, Way},
    screen::{Around, Effect, Notice},
    screens::{
        row_question,
        saving::{self, Saving},
    },
    terminal::{Key, KeyCode},
    widgets::{Lines, TextField},
};
use crate::wire::{Choice, Outcome, Reply, SavePart};

use super::StatisticsScreen;

/// What was asked and not answered yet, or is being saved.
#[derive(Debug)]
pub(super) enum Asking {
    /// Whether to freeze the period.
    Close,
    /// Why, though the table does not add up.
    Reason {
        /// What is typed.
        typed: TextField,
        /// What will be done.
        purpose: Purpose,
    },
    /// It is being saved.
    Saving(Purpose, Option<String>),
}

/// What a reason is given for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Freezing the period.
    Close,
    /// Printing the table.
    Print(Way),
}

const REASON: Words = Words::new("Lý do khi còn lệch:", "Why though it is off:");
const REASON_AT: u16 = 24;

impl StatisticsScreen {
    /// F9 chốt kỳ.
    pub(super) fn ask_to_close(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let Some(sheet) = &self.sheet else { return Vec::new() };
        if let Some(frozen) = &sheet.frozen {
            return vec![Effect::Say(Notice::warning(Say::new(
                format!("Xem dòng Điều chỉnh: kỳ này đã chốt {}, số không đổi", frozen.on),
                format!("See the adjustments: frozen on {}, the figures stay", frozen.on),
            )))];
        }
        let last = sheet.frame.window.to;
        if last >= around.welcome.today {
            return vec![Effect::Say(Notice::error(Say::new(
                format!("Chờ qua ngày {last} rồi chốt: kỳ này chưa kết thúc"),
                format!("Freeze it after {last}: this period is not over yet"),
            )))];
        }
        let name = sheet.frame.window.spelled();
        let (vi, en) = match name {
            Some(name) => (name.clone(), name),
            None => ("kỳ này".to_owned(), "this period".to_owned()),
        };
        self.asking = Some(Asking::Close);
        vec![Effect::Say(Notice::warning(Say::new(
            format!("Chốt {vi}? Không bỏ chốt được; sửa là điều chỉnh. Enter chốt, Esc thôi"),
            format!("Freeze {en}? It cannot be undone; later: adjustments. Enter: yes, Esc: no"),
        )))]
    }

    /// F9 in.
    pub(super) fn print(&mut self, way: Way, around: &Around<'_>) -> Vec<Effect> {
        let Some(sheet) = &self.sheet else { return Vec::new() };
        if sheet.is_unbalanced() {
            return self.ask_why(Purpose::Print(way));
        }
        vec![deliver(sheet, way, None, around)]
    }

    fn ask_why(&mut self, purpose: Purpose) -> Vec<Effect> {
        let typed = TextField::new(Lines::One, limits::LINE_CHARS_MAX);
        self.asking = Some(Asking::Reason { typed, purpose });
        Vec::new()
    }

    /// A key while something is asked; `None`: nothing is, or the answer was no and the key means what it always means.
    pub(super) fn answer(&mut self, key: &Key, around: &Around<'_>) -> Option<Vec<Effect>> {
        match &mut self.asking {
            Some(Asking::Reason { typed, .. }) if key.code != KeyCode::Enter => {
                typed.compose(key, row_question::columns(around.size.0, REASON_AT), around.typing);
                Some(Vec::new())
            }
            Some(Asking::Reason { typed, purpose }) => {
                let (reason, purpose) = (typed.text().trim().to_owned(), *purpose);
                if reason.is_empty() {
                    return Some(vec![Effect::Say(Notice::error(Say::new(
                        "Ghi một lời lý do: bảng còn lệch, lý do in kèm và lưu vết",
                        "Enter a word of reason: it is printed and recorded",
                    )))]);
                }
                self.asking = None;
                Some(self.save(purpose, Some(reason), around))
            }
            Some(Asking::Close) => {
                self.asking = None;
                if key.code != KeyCode::Enter {
                    return None;
                }
                let is_off = self.sheet.as_ref().is_some_and(Sheet::is_unbalanced);
                Some(if is_off {
                    self.ask_why(Purpose::Close)
                } else {
                    self.save(Purpose::Close, None, around)
                })
            }
            Some(Asking::Saving(..)) | None => None,
        }
    }

    /// A command while something is asked; `None` when the command means what it always means.
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
            (Some(Asking::Reason { typed, .. }), _) => Some(row_question::rework(typed, run, around.typing)),
            _ => {
                self.asking = None;
                None
            }
        }
    }

    fn save(&mut self, purpose: Purpose, reason: Option<String>, around: &Around<'_>) -> Vec<Effect> {
        let Some(sheet) = &self.sheet else { return Vec::new() };
        if let Some(notice) = saving::obstacle(around) {
            return vec![Effect::Say(notice)];
        }
        let (kind, fields) = match purpose {
            Purpose::Close => (STATISTICS_CLOSING.name, closing_entered(&sheet.frame)),
            Purpose::Print(_) => {
                (STATISTICS_PRINT.name, printing_entered(sheet, reason.as_deref().unwrap_or_default()))
            }
        };
        let form = FormName { kind: kind.to_owned(), record: None, step: None, sheet: 0 };
        let part = SavePart { form, base: 0, fields, not_chosen: Choice::new() };
        self.serial = self.serial.wrapping_add(1);
        let why = reason.clone().filter(|_| purpose == Purpose::Close);
        match Saving::new(vec![part], why, self.serial, None) {
            Ok(saving) => {
                let ask = saving.ask();
                self.saving = Some((saving, Asking::Saving(purpose, reason)));
                vec![ask]
            }
            Err(notice) => vec![Effect::Say(notice)],
        }
    }

    /// The answer to a save.
    pub(super) fn saved(&mut self, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        let Some((_, Asking::Saving(purpose, reason))) = self.saving.take() else { return Vec::new() };
        match (outcome, purpose) {
            (Ok(Reply::Saved(_)), Purpose::Close) => {
                let name = self.frame.window.spelled().unwrap_or_else(|| self.frame.window.named());
                let said = Say::new(format!("Đã chốt {name}"), format!("{name} is frozen"));
                let mut effects = vec![Effect::Say(Notice::plain(said))];
                effects.extend(self.ask(None));
                effects
            }
            (Ok(Reply::Saved(_)), Purpose::Print(way)) => {
                let sheet = self.sheet.as_ref();
                sheet.map(|sheet| deliver(sheet, way, reason.as_deref(), around)).into_iter().collect()
            }
            (Ok(_), _) => Vec::new(),
            (Err(refusal), _) => {
                let mut effects = vec![Effect::Say(Notice::error(refusal.say))];
                effects.extend(self.ask(None));
                effects
            }
        }
    }

    /// Row 23 while a reason is typed.
    pub(super) fn draw_reason(&self, canvas: &mut Canvas<'_>, lang: Lang) {
        let Some(Asking::Reason { typed, .. }) = &self.asking else { return };
        row_question::draw(canvas, REASON.get(lang), REASON_AT, typed);
    }
}

/// The table on its way to paper.
fn deliver(sheet: &Sheet, way: Way, reason: Option<&str>, around: &Around<'_>) -> Effect {
    let name = sheet.frame.window.spelled().unwrap_or_default();
    Effect::Deliver(Box::new(Export {
        sheet: Content::Lines(page(sheet, around.welcome.today, reason)),
        way,
        title: Say::new("Thống kê đơn thư", "Statistics of petitions"),
        name: format!("thong ke {}", name.replace('/', " ")),
    }))
}
