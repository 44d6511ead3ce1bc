//! The home screen: nine counts, each of them a list, and the longest overdue.

use crate::base::{Day, Lang, Say, Words};
use crate::wire::{Home, Outcome, Push, Reply, Request, Row};

use crate::tui::{
    Canvas,
    command::{CommandName, DIGITS, command, list_under},
    screen::{Around, Destination, Effect, Notice, Place, Screen, Tag},
    terminal::{Key, KeyCode},
};

/// The home screen (trang chính).
#[derive(Debug, Default)]
pub struct HomeScreen {
    home: Option<Home>,
    /// The marked line, from 0.
    at: usize,
    serial: u32,
    is_asked: bool,
    /// Something changed while the answer was on its way.
    asks_again: bool,
    has_greeted: bool,
}

const FIRST_ROW: u16 = 5;
const LINES: usize = DIGITS.len();

impl HomeScreen {
    /// Nothing is known yet; the first line is marked.
    pub fn new() -> HomeScreen {
        HomeScreen::default()
    }

    fn ask(&mut self) -> Vec<Effect> {
        if self.is_asked {
            self.asks_again = true;
            return Vec::new();
        }
        self.is_asked = true;
        self.serial += 1;
        vec![Effect::Ask(Tag { what: "home", serial: self.serial }, Request::Home)]
    }

    fn count(&self, line: usize) -> Option<u32> {
        Some(self.home.as_ref()?.lines.get(line)?.count)
    }

    fn open(&self, line: usize) -> Vec<Effect> {
        let Some((digit, run)) = DIGITS.get(line) else { return Vec::new() };
        if *digit == '9' && self.count(line) == Some(0) {
            return vec![Effect::Say(Notice::plain(Say::new("Không có bản nháp", "There are no drafts")))];
        }
        vec![Effect::Run(run)]
    }

    fn greeting(&mut self, around: &Around<'_>) -> Option<Notice> {
        if std::mem::replace(&mut self.has_greeted, true) {
            return None;
        }
        if around.welcome.drafts > 0 && around.welcome.stopped == 0 {
            let drafts = around.welcome.drafts;
            return Some(Notice::news(Say::new(
                format!("Còn {drafts} bản nháp: phím 9 đi tiếp"),
                format!("Drafts left: {drafts}; press 9 to go on"),
            )));
        }
        let is_empty = self.home.as_ref().is_some_and(|home| home.lines.iter().all(|line| line.count == 0));
        is_empty.then(|| Notice::plain(Say::new("F3 nhập đơn đầu tiên", "F3 enters the first petition")))
    }

    fn draw_lines(&self, canvas: &mut Canvas<'_>, around: &Around<'_>, is_narrow: bool) {
        let lang = around.lang;
        let (count_at, note_at) = if is_narrow { (28, 35) } else { (29, 37) };
        for (line, (digit, run)) in DIGITS.iter().enumerate() {
            let row = FIRST_ROW + u16::try_from(line).unwrap_or(0);
            let title = command(run).map_or("", |command| command.title.get(lang));
            canvas.cell(row, 3, count_at - 3, &format!("{digit} {title}"));
            if let Some(shown) = self.home.as_ref().and_then(|home| home.lines.get(line)) {
                canvas.right(row, count_at, 5, &shown.count.to_string());
                let note = if is_narrow { &shown.note_short } else { &shown.note };
                canvas.cell(row, note_at, canvas.columns().saturating_sub(note_at), note.get(lang));
            }
            if line == self.at {
                canvas.text(row, 1, ">");
                canvas.cursor(row, 1);
            }
        }
    }

    fn draw_worst(&self, canvas: &mut Canvas<'_>, around: &Around<'_>, home: &Home) {
        const HEADING_ROW: u16 = 15;
        const AT_24_ROWS: usize = 3;
        if home.worst.is_empty() {
            let none = Words::new("Không có đơn quá hạn", "Nothing is overdue");
            canvas.text(HEADING_ROW, 3, none.get(around.lang));
            return;
        }
        canvas.text(HEADING_ROW, 3, Words::new("Quá hạn lâu nhất", "Longest overdue").get(around.lang));
        let last = canvas.rows().saturating_sub(2);
        let fits = if canvas.rows() > 24 { home.worst.len() } else { AT_24_ROWS };
        for (row, worst) in (HEADING_ROW + 1..=last).zip(home.worst.iter().take(fits)) {
            draw_overdue(canvas, row, worst, around.welcome.today);
        }
    }
}

/// A row of the list of petitions as the home screen shows it: number with its year, without the summary.
fn draw_overdue(canvas: &mut Canvas<'_>, row: u16, overdue: &Row, today: Day) {
    let cell = |name: &str| {
        let at = crate::domain::petition::columns::COLUMNS.iter().position(|column| column.name == name);
        at.and_then(|at| overdue.cells.get(at)).map_or("", String::as_str)
    };
    let number = cell("number");
    let number = if number.contains('/') { number.to_owned() } else { format!("{number}/{}", today.year()) };
    canvas.cell(row, 3, 9, &number);
    canvas.cell(row, 12, 4, cell("kind"));
    canvas.cell(row, 17, 14, cell("place"));
    canvas.cell(row, 32, 2, cell("domain_code"));
    canvas.right(row, 35, 4, cell("days"));
    canvas.cell(row, 41, 11, cell("standing"));
    canvas.cell(row, 53, canvas.columns().saturating_sub(53), cell("who"));
}

/// "Thứ Hai 23/11/2026".
pub(super) fn weekday_and_day(day: Day, lang: Lang) -> String {
    format!("{} {day}", weekday(day).get(lang))
}

/// The day of the week; 01/01/1970 was a Thursday.
pub(super) fn weekday(day: Day) -> Words {
    match day.number().rem_euclid(7) {
        0 => Words::new("Thứ Năm", "Thursday"),
        1 => Words::new("Thứ Sáu", "Friday"),
        2 => Words::new("Thứ Bảy", "Saturday"),
        3 => Words::new("Chủ nhật", "Sunday"),
        4 => Words::new("Thứ Hai", "Monday"),
        5 => Words::new("Thứ Ba", "Tuesday"),
        _ => Words::new("Thứ Tư", "Wednesday"),
    }
}

impl Screen for HomeScreen {
    fn place(&self) -> Place {
        Place::List
    }

    fn title(&self, _: &Around<'_>) -> String {
        "NGHE DÂN".to_owned()
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        // After a broken line the answer to an older question never comes.
        self.is_asked = false;
        self.ask()
    }

    fn key(&mut self, key: &Key, _: &Around<'_>) -> Vec<Effect> {
        match &key.code {
            KeyCode::Up => self.at = self.at.saturating_sub(1),
            KeyCode::Down => self.at = (self.at + 1).min(LINES - 1),
            KeyCode::Home | KeyCode::PageUp => self.at = 0,
            KeyCode::End | KeyCode::PageDown => self.at = LINES - 1,
            KeyCode::Enter => return self.open(self.at),
            _ => {}
        }
        match key.typed() {
            Some('9') => self.open(LINES - 1),
            Some(digit) if digit.is_ascii_digit() => list_under(digit).map(Effect::Run).into_iter().collect(),
            Some(letter) if letter.is_alphabetic() => {
                vec![Effect::Open(Destination::Find { typed: letter.to_string() })]
            }
            _ => Vec::new(),
        }
    }

    fn command(&mut self, run: CommandName, _: &Around<'_>) -> Option<Vec<Effect>> {
        match run {
            // There is nothing below: Esc does nothing here. Nor is there a view beside it.
            "back" | "home" | "view.next" | "view.previous" => Some(Vec::new()),
            "narrow" => Some(vec![Effect::Open(Destination::Find { typed: String::new() })]),
            _ => None,
        }
    }

    fn reply(&mut self, _: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        self.is_asked = false;
        let mut effects = Vec::new();
        match outcome {
            Ok(Reply::Home(home)) => {
                self.home = Some(home);
                effects.extend(self.greeting(around).map(Effect::Say));
            }
            Ok(_) => {}
            Err(refusal) => effects.push(Effect::Say(Notice::error(refusal.say))),
        }
        if std::mem::take(&mut self.asks_again) {
            effects.extend(self.ask());
        }
        effects
    }

    fn push(&mut self, push: &Push, _: &Around<'_>) -> Vec<Effect> {
        match push {
            Push::Changed { .. } | Push::Drafts(_) | Push::Day(_) => self.ask(),
            Push::ReadOnly(_) | Push::Full(_) | Push::Opening { .. } | Push::Opened => Vec::new(),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let is_narrow = canvas.columns() < 80;
        let today = self.home.as_ref().map_or(around.welcome.today, |home| home.today);
        canvas.text(3, 1, &weekday_and_day(today, around.lang));
        let (at, how) = match (is_narrow, around.welcome.sample) {
            (true, _) => (28, Words::new("Gõ chữ để tìm", "Type letters to find")),
            (false, true) => (
                33,
                Words::new(
                    "Gõ chữ để tìm bất cứ gì:  ml = Buôn Ma Lim",
                    "Letters find anything:  ml = Buôn Ma Lim",
                ),
            ),
            (false, false) => (
                33,
                Words::new(
                    "Gõ chữ để tìm: hai chữ đầu của thôn, buôn",
                    "Type letters to find: two initials of a village",
                ),
            ),
        };
        canvas.text(3, at, how.get(around.lang));
        self.draw_lines(canvas, around, is_narrow);
        if let Some(home) = self.home.as_ref().filter(|_| !is_narrow) {
            self.draw_worst(canvas, around, home);
        }
    }

    fn help_here(&self, _: &Around<'_>) -> Vec<Say> {
        vec![
            Say::new("trang chính", "the home screen"),
            Say::new(
                "1 đến 9 mở danh sách, ở đâu cũng vậy. Mỗi số là một danh sách.",
                "1 to 9 open the lists, from everywhere. Every count is a list.",
            ),
            Say::new(
                "Gõ chữ: tìm mọi thứ. 1 rồi hai chữ đầu: quá hạn của một nơi.",
                "Letters look everything up. 1 and two initials: what is overdue in a village.",
            ),
        ]
    }
}
