//! Statistics of petitions (thống kê đơn thư): rows have letters, columns numbers, every cell opens what it counts; a frozen
//! period shows what it was frozen with.

mod ask;
mod draw;
#[cfg(test)]
mod tests;

use crate::base::{Day, Id, Say, Words, limits, text};
use crate::domain::{
    FieldValue, facet,
    kinds::{PETITION, PetitionKind, STATISTICS_CLOSING, petition_fields},
    petition::statistics::{AskedBack, Borders, Cell, Frame, FrozenCell, Sheet, Window, cell},
    query::Query,
};
use crate::tui::{
    Canvas,
    command::{CommandName, list_under},
    export::Way,
    screen::{Around, Destination, Effect, Notice, Place, Screen, Tag},
    terminal::{Key, KeyCode},
};
use crate::wire::{Outcome, Push, Reply, Request};

use ask::Asking;

use super::saving::Saving;

/// How a cell is asked back, where its sign was typed.
pub(super) const HOW_TO_ASK_BACK: Words = Words::new(
    "Enter mở ô của kỳ đã chốt: :C4 9T/2026; thêm tên xã hoặc mọi nơi",
    "Enter opens a frozen cell: :C4 9T/2026, then a commune or moi noi",
);

/// What was asked back from anywhere, or what is wrong with it.
pub(super) fn asked_back(typed: &str, around: &Around<'_>) -> Result<Destination, Notice> {
    let asked = AskedBack::from_typed(typed, around.welcome.today);
    asked.map(Destination::AskedBack).ok_or_else(|| {
        Notice::error(Say::new(
            "Gõ lại, như :C4 9T/2026: ô A1 đến G6, rồi kỳ, rồi tên xã nếu cần",
            "Type it again, as :C4 9T/2026: a cell, a period, a commune if needed",
        ))
    })
}

/// The table of a period.
#[derive(Debug)]
pub struct StatisticsScreen {
    frame: Frame,
    sheet: Option<Sheet>,
    row: usize,
    column: usize,
    /// A cell, a period, a commune or borders on their way.
    typed: String,
    /// The cell that is opened as soon as the table is there.
    asked_back: Option<AskedBack>,
    /// What was frozen is wanted first, with the place that is named for it.
    frozen_first: Option<Option<String>>,
    asking: Option<Asking>,
    saving: Option<(Saving, Asking)>,
    serial: u32,
    awaited: bool,
}

/// What the marker can stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// A row of the table.
    Row(usize),
    /// The check, when it fails.
    Check,
    /// The adjustments, when there are any.
    Adjustments,
}

impl StatisticsScreen {
    /// The report's year in which a day lies, of every place.
    pub fn new(today: Day) -> StatisticsScreen {
        let day = Window { from: today, to: today };
        StatisticsScreen {
            frame: Frame::new(Window::year_of(today).unwrap_or(day)),
            sheet: None,
            row: 0,
            column: 0,
            typed: String::new(),
            asked_back: None,
            frozen_first: None,
            asking: None,
            saving: None,
            serial: 0,
            awaited: false,
        }
    }

    /// A cell of a period, which opens what it counted when that was frozen.
    pub fn asked_back(asked: AskedBack) -> StatisticsScreen {
        let mut screen = StatisticsScreen::new(asked.window.to);
        screen.frame = Frame::new(asked.window);
        screen.row = asked.cell.row();
        screen.column = asked.cell.column().unwrap_or(0);
        screen.frozen_first = Some(asked.place.clone());
        screen.asked_back = Some(asked);
        screen
    }

    /// What was frozen of a period and a commune; `None`: of every place.
    pub fn of_closing(window: Window, commune: Option<Id>) -> StatisticsScreen {
        let mut screen = StatisticsScreen::new(window.to);
        // No place would mean the own commune.
        screen.frozen_first = Some(commune.is_none().then(String::new));
        screen.frame = Frame { commune, ..Frame::new(window) };
        screen
    }

    fn ask(&mut self, place: Option<String>) -> Vec<Effect> {
        self.serial = self.serial.wrapping_add(1);
        self.awaited = true;
        let frozen_first = self.frozen_first.is_some();
        let request = Request::Statistics { frame: self.frame.clone(), place, frozen_first };
        vec![Effect::Ask(Tag { what: "statistics", serial: self.serial }, request)]
    }

    /// What was typed, when Enter ends it: a cell, a period, borders, else a commune.
    fn take_typed(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let typed = std::mem::take(&mut self.typed);
        if typed.starts_with(cell::ASKS_BACK) {
            return match asked_back(&typed, around) {
                Ok(asked) => vec![Effect::Open(asked)],
                Err(notice) => vec![Effect::Say(notice)],
            };
        }
        let named = Cell::from_typed(&typed);
        if let Some((row, column)) = named.and_then(|cell| Some((cell.row(), cell.column()?))) {
            (self.row, self.column) = (row, column);
            return Vec::new();
        }
        if let Some(window) = Window::from_typed(&typed, around.welcome.today) {
            self.frame.window = window;
            return self.ask(None);
        }
        let borders = match text::fold(&typed).as_str() {
            "luc do" => Some(Borders::Then),
            "nay" => Some(Borders::Now),
            _ => None,
        };
        if let Some(borders) = borders {
            self.frame.borders = borders;
            return self.ask(None);
        }
        self.ask(Some(cell::place_meant(&typed)))
    }

    /// Where the marker can stand, from the top.
    fn marks(&self) -> Vec<Mark> {
        let mut marks: Vec<Mark> = (0..=cell::ROWS.len()).map(Mark::Row).collect();
        if let Some(sheet) = &self.sheet {
            marks.extend((sheet.table.unbalanced() > 0).then_some(Mark::Check));
            let adjusted = sheet.frozen.as_ref().map_or(0, |frozen| frozen.adjusted);
            marks.extend((adjusted > 0).then_some(Mark::Adjustments));
        }
        marks
    }

    fn mark(&self) -> Mark {
        self.marks().get(self.row).copied().unwrap_or(Mark::Row(0))
    }

    /// The cell under the marker.
    fn cell(&self) -> Option<Cell> {
        let Mark::Row(row) = self.mark() else { return None };
        Cell::at(row, self.column)
    }

    fn open(&self) -> Vec<Effect> {
        let Some(sheet) = &self.sheet else { return Vec::new() };
        match (self.mark(), self.cell()) {
            (_, Some(cell)) => self.open_cell(cell),
            (Mark::Adjustments, _) => vec![Effect::Open(Destination::Adjustments(Box::new(sheet.clone())))],
            _ => {
                let query = Query::all(PETITION.name).with(facet::COUNTED, sheet.unbalanced_filter());
                vec![Effect::Open(Destination::List(query))]
            }
        }
    }

    /// What a cell counts, or counted when the period was frozen.
    fn open_cell(&self, cell: Cell) -> Vec<Effect> {
        let is_frozen = self.sheet.as_ref().is_some_and(Sheet::is_frozen);
        if is_frozen && cell.kind == Some(PetitionKind::ToCao) {
            return vec![Effect::Say(Notice::warning(Say::new(
                "Chọn ô khác: đơn tố cáo chỉ chốt số, không giữ danh sách",
                "Choose another cell: of denunciations only counts are frozen",
            )))];
        }
        let query = Query::all(PETITION.name);
        if is_frozen {
            let (window, commune) = (self.frame.window, self.frame.commune.clone());
            let query = query.with(facet::FROZEN, FrozenCell { cell, window, commune }.filter());
            return vec![Effect::Open(Destination::List(query))];
        }
        let frame = Frame { is_told: cell.kind.is_none(), ..self.frame.clone() };
        let query = query.with(facet::COUNTED, frame.filter(cell.measure));
        let query = match cell.kind {
            Some(kind) => query.with(petition_fields::KIND.def.name, kind.into_value()),
            None => query,
        };
        vec![Effect::Open(Destination::List(query))]
    }

    /// The table of what was asked back has come.
    fn answer_back(&mut self, asked: &AskedBack) -> Vec<Effect> {
        if self.sheet.as_ref().is_some_and(Sheet::is_frozen) {
            return self.open_cell(asked.cell);
        }
        let name = asked.window.spelled().unwrap_or_else(|| asked.window.named());
        let cell = asked.cell.name();
        vec![Effect::Say(Notice::warning(Say::new(
            format!("Chưa chốt {name}: đây là số đang có; Enter mở {cell}"),
            format!("{name} is not frozen: this is as it stands; Enter opens {cell}"),
        )))]
    }

    fn walk(&mut self, rows: isize, columns: isize) {
        let last = self.marks().len().saturating_sub(1);
        self.row = self.row.saturating_add_signed(rows).min(last);
        self.column = self.column.saturating_add_signed(columns).min(cell::COLUMNS.len() - 1);
    }

    fn type_letter(&mut self, letter: char) {
        if self.typed.chars().count() < limits::NARROW_CHARS_MAX {
            self.typed.push(letter);
            self.typed = text::nfc(&self.typed);
        }
    }
}

impl Screen for StatisticsScreen {
    fn place(&self) -> Place {
        if matches!(self.asking, Some(Asking::Reason { .. })) { Place::Reason } else { Place::List }
    }

    fn title(&self, around: &Around<'_>) -> String {
        Words::new("THỐNG KÊ ĐƠN THƯ", "STATISTICS OF PETITIONS").get(around.lang).to_owned()
    }

    fn is_ready(&self) -> bool {
        self.sheet.is_some()
    }

    fn waits_for(&self, key: &Key) -> bool {
        self.saving.is_some() || self.awaited && key.code == KeyCode::Enter
    }

    fn smallest(&self) -> (u16, u16) {
        (80, 24)
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        if let Some((saving, _)) = &self.saving {
            return vec![saving.ask()];
        }
        let place = self.frozen_first.clone().flatten();
        self.ask(place)
    }

    fn reconnected(&mut self, around: &Around<'_>) -> Vec<Effect> {
        self.shown(around)
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        if let Some(effects) = self.answer(key, around) {
            return effects;
        }
        match &key.code {
            KeyCode::Up => self.walk(-1, 0),
            KeyCode::Down => self.walk(1, 0),
            KeyCode::Home => self.walk(isize::MIN, 0),
            KeyCode::End => self.walk(isize::MAX, 0),
            KeyCode::Enter if self.typed.trim().is_empty() => return self.open(),
            KeyCode::Enter => return self.take_typed(around),
            KeyCode::Backspace => {
                let before = text::prev_boundary(&self.typed, self.typed.len());
                self.typed.truncate(before);
            }
            _ => match key.typed() {
                Some(digit) if digit.is_ascii_digit() && self.typed.is_empty() => {
                    return list_under(digit).map(Effect::Run).into_iter().collect();
                }
                Some(letter) => self.type_letter(letter),
                None => {}
            },
        }
        Vec::new()
    }

    fn own_commands(&self) -> &'static [CommandName] {
        &["view.next", "view.previous", "narrow", "period.close", "print", "export.pages"]
    }

    fn is_narrowed(&self) -> bool {
        !self.typed.is_empty()
    }

    fn command(&mut self, run: CommandName, around: &Around<'_>) -> Option<Vec<Effect>> {
        if let Some(effects) = self.command_while_asking(run, around) {
            return Some(effects);
        }
        match run {
            "back" if !self.typed.is_empty() => self.typed.clear(),
            "view.next" => self.walk(0, 1),
            "view.previous" => self.walk(0, -1),
            // A month with its year, or a name with blanks, is being typed.
            "find" if !self.typed.is_empty() => self.type_letter('/'),
            "tag" => self.type_letter(' '),
            "period.close" => return Some(self.ask_to_close(around)),
            "print" | "export.pages" => return Way::of(run).map(|way| self.print(way, around)),
            _ => return None,
        }
        Some(Vec::new())
    }

    fn reply(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        if self.saving.as_ref().is_some_and(|(saving, _)| saving.is(tag)) {
            return self.saved(outcome, around);
        }
        if tag.serial != self.serial {
            return Vec::new();
        }
        self.awaited = false;
        match outcome {
            Ok(Reply::Statistics(sheet)) => {
                self.frame = sheet.frame.clone();
                self.frozen_first = None;
                self.sheet = Some(*sheet);
                self.walk(0, 0);
                match self.asked_back.take() {
                    Some(asked) => self.answer_back(&asked),
                    None => Vec::new(),
                }
            }
            Ok(_) => Vec::new(),
            Err(refusal) if self.sheet.is_none() => {
                vec![Effect::Back, Effect::Say(Notice::error(refusal.say))]
            }
            Err(refusal) => vec![Effect::Say(Notice::error(refusal.say))],
        }
    }

    fn push(&mut self, push: &Push, _: &Around<'_>) -> Vec<Effect> {
        match push {
            Push::Changed { kind, .. } if kind == STATISTICS_CLOSING.name && !self.awaited => self.ask(None),
            _ => Vec::new(),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        self.draw_all(canvas, around);
    }

    fn help_here(&self, _: &Around<'_>) -> Vec<Say> {
        vec![
            Say::new("thống kê đơn thư", "the statistics of petitions"),
            Say::new(
                "Gõ rồi Enter: C4 tới ô; Q1, T11/2025, N2025, D9T, D1/1-31/3 là kỳ; tên xã; mọi nơi.",
                "Type, then Enter: C4 a cell; Q1, T11/2025, N2025, D9T, D1/1-31/3 periods; a commune; moi noi.",
            ),
            Say::new(
                "lúc đó, nay: theo địa giới của xã lúc nhận đơn hay hôm nay. Trái, phải: cột khác.",
                "luc do, nay: by the borders of that time or of today. Left, right: another column.",
            ),
            Say::new(
                "F9 chốt kỳ: số giữ mãi, về sau :C4 9T/2026 mở đúng các đơn đã đếm. F9 in.",
                "F9 close: the figures stay, and :C4 9T/2026 opens what was counted. F9 print.",
            ),
        ]
    }
}
