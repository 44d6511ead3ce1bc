//! The first run of a register: which office, its unit, its neighbours and villages, the first number of its book.

mod records;

#[cfg(test)]
mod tests;

use crate::base::{Lang, RequestId, Say, Words, limits, text};
use crate::client::new_request_id;
use crate::domain::Record;
use crate::tui::{
    Canvas,
    command::CommandName,
    screen::{Around, Effect, Notice, Place, Screen, Tag},
    terminal::{Key, KeyCode},
    widgets::{Edited, Lines, TextField},
};
use crate::wire::{Outcome, PROTOCOL, Push, Refusal, RefusalKind, Reply, Request};

use records::Answers;

use super::{form::entry, form_says};

/// What is asked, in order.
const QUESTIONS: [Question; 7] = [
    Question {
        label: Words::new("Tên cơ quan", "Office"),
        hint: Words::new("như: Ban Dân vận xã Ia Dreh", "such as: Ban Dân vận xã Ia Dreh"),
        lines: Lines::One,
    },
    Question {
        label: Words::new("Đơn vị", "Unit"),
        hint: Words::new("như: Ia Dreh", "such as: Ia Dreh"),
        lines: Lines::One,
    },
    Question {
        label: Words::new("Loại đơn vị", "Type of unit"),
        hint: Words::new("xã, phường, huyện, tỉnh; Enter: xã", "xã, phường, huyện, tỉnh; Enter: xã"),
        lines: Lines::One,
    },
    Question {
        label: Words::new("Giáp ranh", "Neighbours"),
        hint: Words::new("tên các đơn vị cùng loại, cách bằng ;", "names of units of this type, between ;"),
        lines: Lines::One,
    },
    Question {
        label: Words::new("Thôn, buôn", "Villages"),
        hint: Words::new(
            "có Thôn, Buôn ở trước, cách bằng ;   trống: sau, từ tệp CSV",
            "with Thôn or Buôn first, between ;   empty: a CSV later",
        ),
        lines: Lines::Many,
    },
    Question {
        label: Words::new("Cơ quan liên quan", "Agencies"),
        hint: Words::new(
            "mã rồi tên, cách bằng ;  như KT Phòng Kinh tế;  đầu: thường chủ trì",
            "code, name, between ;  KT Phòng Kinh tế;  the first mostly leads",
        ),
        lines: Lines::Many,
    },
    Question {
        label: Words::new("Số đơn đầu tiên", "First number"),
        hint: Words::new("đơn đầu tiên của sổ năm nay; Enter: 1", "of this year's book; Enter: 1"),
        lines: Lines::One,
    },
];

const OFFICE: usize = 0;
const UNIT: usize = 1;
const UNIT_TYPE: usize = 2;
const NEIGHBOURS: usize = 3;
const VILLAGES: usize = 4;
const AGENCIES: usize = 5;
const FIRST: usize = 6;

const LABEL_AT: u16 = 4;
const VALUE_AT: u16 = 22;
const FIELDS_AT: u16 = 6;
/// Rows of the list in which the cursor stands; the others are one row.
const LIST_ROWS_MAX: usize = 5;

/// One question.
#[derive(Debug)]
struct Question {
    label: Words,
    hint: Words,
    lines: Lines,
}

/// The screen of the first run.
#[derive(Debug)]
pub struct SetupScreen {
    texts: Vec<TextField>,
    at: usize,
    /// Every question was answered: what will be written is shown.
    reviewing: bool,
    sent: Option<(RequestId, Vec<Record>)>,
    waiting: bool,
    serial: u32,
}

impl Default for SetupScreen {
    fn default() -> SetupScreen {
        SetupScreen::new()
    }
}

impl SetupScreen {
    /// With nothing answered.
    pub fn new() -> SetupScreen {
        let text = |question: &Question| match question.lines {
            Lines::One => TextField::new(Lines::One, limits::LINE_CHARS_MAX),
            Lines::Many => TextField::new(Lines::Many, limits::NARRATIVE_CHARS_MAX),
        };
        SetupScreen {
            texts: QUESTIONS.iter().map(text).collect(),
            at: 0,
            reviewing: false,
            sent: None,
            waiting: false,
            serial: 0,
        }
    }

    fn typed(&self, question: usize) -> &str {
        self.texts.get(question).map_or("", |text| text.text().trim())
    }

    fn answers(&self) -> Answers<'_> {
        Answers {
            office: self.typed(OFFICE),
            unit: self.typed(UNIT),
            unit_type: self.typed(UNIT_TYPE),
            neighbours: self.typed(NEIGHBOURS),
            villages: self.typed(VILLAGES),
            agencies: self.typed(AGENCIES),
            first: self.typed(FIRST),
        }
    }

    /// Enter goes on, as in every form; an answer that cannot stand is said at once.
    fn enter(&mut self) -> Vec<Effect> {
        match self.answers().fault_of(self.at).filter(|_| !self.typed(self.at).is_empty()) {
            Some(fault) => vec![Effect::Say(Notice::error(fault))],
            None => self.next(),
        }
    }

    fn next(&mut self) -> Vec<Effect> {
        self.suggest();
        if self.at + 1 < QUESTIONS.len() {
            self.at += 1;
            return Vec::new();
        }
        self.reviewing = true;
        match self.answers().fault(self.texts.len()) {
            Some((question, fault)) => {
                self.at = question;
                self.reviewing = false;
                vec![Effect::Say(Notice::error(fault))]
            }
            None => {
                vec![Effect::Say(Notice::plain(Say::new("Xem lại rồi F2 lưu", "Look again, then F2 saves")))]
            }
        }
    }

    /// What follows from an answer stands in the next ones: the type word of a name, the usual agency.
    fn suggest(&mut self) {
        let unit = self.typed(UNIT).to_owned();
        let in_name = text::type_word(&unit).map(str::to_lowercase);
        if self.at == UNIT
            && let Some(word) = in_name
            && let Some(unit_type) = self.texts.get_mut(UNIT_TYPE).filter(|text| text.is_empty())
        {
            unit_type.set_text(&word);
        }
        let usual = match self.at {
            UNIT_TYPE => "xã",
            FIRST => "1",
            _ => "",
        };
        if let Some(answer) = self.texts.get_mut(self.at).filter(|text| text.is_empty()) {
            answer.set_text(usual);
        }
        if self.at == UNIT_TYPE && self.typed(AGENCIES).is_empty() && !unit.is_empty() {
            let usual = format!("UX UBND {} {}", self.typed(UNIT_TYPE), text::proper_name(&unit));
            if let Some(agencies) = self.texts.get_mut(AGENCIES) {
                agencies.set_text(&usual);
            }
        }
    }

    fn back(&mut self) {
        self.reviewing = false;
        self.at = self.at.saturating_sub(1);
    }

    fn save(&mut self, around: &Around<'_>) -> Vec<Effect> {
        if self.waiting && !around.offline {
            return vec![Effect::Say(Notice::plain(Say::new("Đang lưu...", "Saving...")))];
        }
        if let Some((question, fault)) = self.answers().fault(self.texts.len()) {
            self.at = question;
            self.reviewing = false;
            return vec![Effect::Say(Notice::error(fault))];
        }
        let records = self.answers().records(around.welcome.today.year());
        let request = match self.sent.take() {
            Some((request, before)) if before == records => request,
            _ => match new_request_id() {
                Ok(request) => request,
                Err(_) => {
                    return vec![Effect::Say(Notice::error(Say::new(
                        "Thử lại: máy không cho số ngẫu nhiên",
                        "Try again: the machine gave no random number",
                    )))];
                }
            },
        };
        self.sent = Some((request, records.clone()));
        self.waiting = true;
        self.serial = self.serial.wrapping_add(1);
        vec![Effect::Ask(
            Tag { what: "setup", serial: self.serial },
            Request::Import { request, records, dry_run: false },
        )]
    }

    fn refused(&mut self, refusal: Refusal) -> Vec<Effect> {
        if refusal.kind != RefusalKind::OutcomeUnknown {
            self.sent = None;
        }
        vec![Effect::Say(Notice::error(refusal.say))]
    }
}

impl Screen for SetupScreen {
    fn place(&self) -> Place {
        Place::Form
    }

    fn title(&self, around: &Around<'_>) -> String {
        match around.lang {
            Lang::Vi => "THIẾT LẬP  sổ mới của cơ quan".to_owned(),
            Lang::En => "SETUP  a new register".to_owned(),
        }
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        let columns = columns(around);
        let many = QUESTIONS.get(self.at).is_some_and(|question| question.lines == Lines::Many);
        match key.code {
            KeyCode::Enter => return self.enter(),
            KeyCode::Tab => return self.next(),
            KeyCode::BackTab => {
                self.back();
                return Vec::new();
            }
            _ => {}
        }
        let Some(text) = self.texts.get_mut(self.at) else { return Vec::new() };
        match key.code {
            KeyCode::Down if !many || text.down(columns) == Edited::No => self.next(),
            KeyCode::Up if !many || text.up(columns) == Edited::No => {
                self.back();
                Vec::new()
            }
            KeyCode::Up | KeyCode::Down => Vec::new(),
            _ => {
                self.reviewing = false;
                match text.compose(key, columns, around.typing) {
                    Edited::Full => vec![Effect::Say(entry::is_full())],
                    _ => Vec::new(),
                }
            }
        }
    }

    fn own_commands(&self) -> &'static [CommandName] {
        &["save", "undo", "redo", "word.turn", "letter.highland"]
    }

    fn command(&mut self, command: CommandName, around: &Around<'_>) -> Option<Vec<Effect>> {
        let text = self.texts.get_mut(self.at)?;
        match command {
            "save" => Some(self.save(around)),
            "undo" => {
                text.undo();
                Some(Vec::new())
            }
            "redo" => {
                text.redo();
                Some(Vec::new())
            }
            "word.turn" | "letter.highland" => {
                let edited = text.rework(command, around.typing);
                Some(form_says::reworked(edited).into_iter().collect())
            }
            // There is nothing behind this screen but the way out, which the palette has.
            "back" => {
                self.back();
                Some(vec![Effect::Say(Notice::plain(Say::new(
                    "Chưa thiết lập: nhập xong rồi F2; F9 để đăng xuất",
                    "Not set up yet: answer, then F2; F9 to log out",
                )))])
            }
            _ => None,
        }
    }

    fn reply(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        if tag.what != "setup" || tag.serial != self.serial {
            return Vec::new();
        }
        self.waiting = false;
        match outcome {
            Ok(Reply::Report { lines, ok: false }) => {
                self.sent = None;
                let why = lines.into_iter().next().unwrap_or_default();
                vec![Effect::Say(Notice::error(why))]
            }
            Ok(Reply::Welcome(_)) => vec![
                Effect::Home,
                Effect::Say(Notice::plain(Say::new(
                    "Đã thiết lập. F3 nhập đơn đầu tiên",
                    "Set up. F3 enters the first petition",
                ))),
            ],
            // The register has an office and a name now: every screen is told by a new welcome.
            Ok(_) => {
                let build = around.welcome.build.clone();
                let hello = Request::Hello { protocol: PROTOCOL, build, lang: around.lang };
                vec![Effect::Ask(tag, hello)]
            }
            Err(refusal) => self.refused(refusal),
        }
    }

    fn push(&mut self, _: &Push, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let lang = around.lang;
        let intro = match lang {
            Lang::Vi => [
                "Sổ này chưa có gì. Trả lời bảy câu rồi F2.",
                "Tất cả dữ liệu là của cơ quan này; máy không gửi đi đâu.",
            ],
            Lang::En => [
                "This register is empty. Answer seven questions, then F2.",
                "All data belong to this office; nothing is sent anywhere.",
            ],
        };
        canvas.text(3, 1, intro[0]);
        canvas.text(4, 1, intro[1]);
        let last = canvas.rows().saturating_sub(2);
        let columns = columns(around);
        let mut row = FIELDS_AT;
        for (number, (question, text)) in QUESTIONS.iter().zip(&self.texts).enumerate() {
            let here = number == self.at;
            canvas.right(row, 1, 2, &(number + 1).to_string());
            canvas.cell(row, LABEL_AT, 17, question.label.get(lang));
            if !here {
                canvas.text(row, VALUE_AT, &text.text().replace('\n', "; "));
                row += 1;
                continue;
            }
            let rows = if question.lines == Lines::Many { LIST_ROWS_MAX } else { 1 };
            let view = text.view(columns, rows.min(text.rows(columns)));
            canvas.cursor(row + view.row, VALUE_AT + view.column);
            for line in &view.lines {
                canvas.text(row, VALUE_AT, line);
                row += 1;
            }
            canvas.text(row, VALUE_AT, question.hint.get(lang));
            row += 1;
        }
        self.draw_review(canvas, lang, row + 1, last);
    }

    fn help_here(&self, _: &Around<'_>) -> Vec<Say> {
        let question = QUESTIONS.get(self.at);
        question.map_or_else(Vec::new, |question| vec![question.label.into(), question.hint.into()])
    }

    fn smallest(&self) -> (u16, u16) {
        (80, 24)
    }
}

impl SetupScreen {
    fn draw_review(&self, canvas: &mut Canvas<'_>, lang: Lang, from: u16, last: u16) {
        let heading = match lang {
            Lang::Vi => "-- Sẽ ghi",
            Lang::En => "-- Will be written",
        };
        canvas.bold(from, 1, heading);
        for (line, row) in self.answers().review().iter().zip(from + 1..=last) {
            canvas.text(row, 1, line.get(lang));
        }
    }
}

fn columns(around: &Around<'_>) -> usize {
    usize::from(around.size.0.saturating_sub(VALUE_AT).max(1))
}
