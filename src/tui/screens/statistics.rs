//! Statistics of petitions (thống kê đơn thư): rows have letters, columns numbers, every cell opens what it counts.

#[cfg(test)]
mod tests;

use crate::base::{Day, Say, Words, limits, text};
use crate::domain::{
    Choices, FieldValue, facet,
    kinds::{PETITION, PetitionKind, petition_fields},
    petition::{
        State,
        statistics::{Borders, Frame, Measure, Statistics, Window},
    },
    query::Query,
};
use crate::tui::{
    Canvas,
    command::{CommandName, list_under},
    screen::{Around, Destination, Effect, Notice, Place, Screen, Tag},
    terminal::{Key, KeyCode},
};
use crate::wire::{Outcome, Push, Reply, Request};

/// The kinds in the order of their letters, on paper too; the total is the letter after them.
const ROWS: &[PetitionKind] = &[
    PetitionKind::KhieuNai,
    PetitionKind::ToCao,
    PetitionKind::KienNghi,
    PetitionKind::PhanAnh,
    PetitionKind::CuTri,
    PetitionKind::NhieuNoiDung,
];
/// The numbered columns; what remains stands in the line that checks the sum.
const COLUMNS: &[Measure] =
    &[Measure::CarriedOver, Measure::New, Measure::Handled, Measure::OnTime, Measure::Late];
/// Fewer denunciations than this are not told by number.
const TOLD_FROM: u32 = 5;

const HEADING_ROW: u16 = 5;
const FIRST_ROW: u16 = 8;
/// Where the first column of numbers ends, and how far the next ones are.
const FIRST_END: u16 = 38;
const COLUMN: u16 = 10;

/// The table of a period.
#[derive(Debug)]
pub struct StatisticsScreen {
    frame: Frame,
    table: Option<Statistics>,
    /// The place and borders, as the server understood them.
    named: Say,
    row: usize,
    column: usize,
    /// A cell, a period, a commune or borders on their way.
    typed: String,
    serial: u32,
    awaited: bool,
}

impl StatisticsScreen {
    /// The report's year in which a day lies, of every place.
    pub fn new(today: Day) -> StatisticsScreen {
        let day = Window { from: today, to: today };
        StatisticsScreen {
            frame: Frame::new(Window::year_of(today).unwrap_or(day)),
            table: None,
            named: Say::default(),
            row: 0,
            column: 0,
            typed: String::new(),
            serial: 0,
            awaited: false,
        }
    }

    fn ask(&mut self, place: Option<String>) -> Vec<Effect> {
        self.serial = self.serial.wrapping_add(1);
        self.awaited = true;
        let request = Request::Statistics { frame: self.frame.clone(), place };
        vec![Effect::Ask(Tag { what: "statistics", serial: self.serial }, request)]
    }

    /// What was typed, when Enter ends it: a cell, a period, borders, else a commune.
    fn take_typed(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let typed = std::mem::take(&mut self.typed);
        if let Some((row, column)) = cell(&typed) {
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
        let everywhere = ["moi noi", "tat ca"].contains(&text::fold(&typed).as_str());
        self.ask(Some(if everywhere { String::new() } else { typed }))
    }

    fn count(&self, table: &Statistics, row: usize, measure: Measure) -> u32 {
        let counts = ROWS.get(row).map_or_else(|| table.total(), |kind| table.of(*kind));
        let at = Measure::ALL.iter().position(|other| *other == measure);
        at.and_then(|at| counts.get(at)).copied().unwrap_or(0)
    }

    fn open(&self) -> Vec<Effect> {
        let Some(measure) = COLUMNS.get(self.column) else { return Vec::new() };
        let kind = ROWS.get(self.row);
        let frame = Frame { is_told: kind.is_none(), ..self.frame.clone() };
        let query = Query::all(PETITION.name).with(facet::COUNTED, frame.filter(*measure));
        let query = match kind {
            Some(kind) => query.with(petition_fields::KIND.def.name, kind.into_value()),
            None => query,
        };
        vec![Effect::Open(Destination::List(query))]
    }

    fn walk(&mut self, rows: isize, columns: isize) {
        self.row = self.row.saturating_add_signed(rows).min(ROWS.len());
        self.column = self.column.saturating_add_signed(columns).min(COLUMNS.len() - 1);
    }

    fn type_letter(&mut self, letter: char) {
        if self.typed.chars().count() < limits::NARROW_CHARS_MAX {
            self.typed.push(letter);
            self.typed = text::nfc(&self.typed);
        }
    }

    fn draw_table(&self, canvas: &mut Canvas<'_>, around: &Around<'_>, table: &Statistics) {
        let lang = around.lang;
        canvas.text(HEADING_ROW + 1, 3, Words::new("Loại đơn", "Kind").get(lang));
        for (measure, at) in COLUMNS.iter().zip(0..) {
            let end = FIRST_END + at * COLUMN;
            canvas.ending(HEADING_ROW, end, measure.choice().abbr);
            canvas.ending(HEADING_ROW + 1, end, measure.label().get(lang));
        }
        for (at, row) in (0..=ROWS.len()).zip(FIRST_ROW..) {
            let label = ROWS
                .get(at)
                .map_or(Words::new("Cộng (trừ tố cáo)", "Total (without denunciations)"), |kind| {
                    kind.label()
                });
            canvas.text(row, 3, &letter(at).to_string());
            canvas.cell(row, 5, 24, label.get(lang));
            for (measure, column) in COLUMNS.iter().zip(0..) {
                let count = self.count(table, at, *measure);
                canvas.ending(row, FIRST_END + column * COLUMN, &told(ROWS.get(at), count));
            }
            if at == self.row {
                canvas.text(row, 1, ">");
                canvas.cursor(row, 1);
            }
        }
    }

    fn draw_sums(&self, canvas: &mut Canvas<'_>, around: &Around<'_>, table: &Statistics) {
        let lang = around.lang;
        let sums = table.total();
        let [carried_over, new, handled, _, _, remaining] = sums;
        let gap = Statistics::gap(sums);
        let (right_vi, right_en) = match gap {
            0 => ("đúng".to_owned(), "adds up".to_owned()),
            gap => (format!("! lệch {gap}"), format!("! differs by {gap}")),
        };
        let check = Say::new(
            format!(
                "Kiểm tra: tồn {carried_over} + phát sinh {new} = đã xong {handled} + còn tồn {remaining}   {right_vi}"
            ),
            format!(
                "Check: carried over {carried_over} + new {new} = resolved {handled} + remaining {remaining}   {right_en}"
            ),
        );
        let row = FIRST_ROW + u16::try_from(ROWS.len()).unwrap_or(0) + 2;
        canvas.text(row, 3, check.get(lang));
        let (people, cases, letters) = (table.people, table.cases, table.letters);
        let three = Say::new(
            format!("Người {people}, vụ việc {cases}, đơn {letters}: ba số khác nhau, của đơn phát sinh"),
            format!("People {people}, cases {cases}, letters {letters}: three numbers, of what is new"),
        );
        canvas.text(row + 1, 3, three.get(lang));
        let ways: Vec<String> = table
            .ways
            .iter()
            .filter_map(|(way, count)| {
                let label = State::from_id(way)?.label().get(lang);
                Some(format!("{} {count}", text::lower_first(label)))
            })
            .collect();
        if !ways.is_empty() {
            let lead = Words::new("Xong bằng: ", "By way: ").get(lang);
            let room = usize::from(canvas.columns()).saturating_sub(3);
            let lines = format!("{lead}{}", ways.join(", "));
            for (line, row) in text::wrap_lines(&lines, room).into_iter().take(2).zip(row + 2..) {
                canvas.text(row, 3, line);
            }
        }
        let measure = COLUMNS.get(self.column).copied().unwrap_or(Measure::New);
        let kind = ROWS.get(self.row);
        let name = kind.map_or(Words::new("Cộng", "Total"), |kind| kind.label());
        let count = told(kind, self.count(table, self.row, measure));
        let (letter, number) = (letter(self.row), measure.choice().abbr);
        let cell = Say::new(
            format!(
                "Ô đang chọn  {letter}{number}  {}, {}: {count} đơn. Enter mở đúng các đơn này",
                name.vi,
                measure.label().vi
            ),
            format!(
                "Selected cell  {letter}{number}  {}, {}: {count}. Enter opens these",
                name.en,
                measure.label().en
            ),
        );
        canvas.text(row + 4, 3, cell.get(lang));
    }
}

/// The letter of a row.
fn letter(row: usize) -> char {
    u8::try_from(row).map_or('?', |row| char::from(b'A' + row))
}

/// A count as it leaves the office: few denunciations are not told by number.
fn told(kind: Option<&PetitionKind>, count: u32) -> String {
    if kind == Some(&PetitionKind::ToCao) && (1..TOLD_FROM).contains(&count) {
        return format!("<{TOLD_FROM}");
    }
    count.to_string()
}

/// The cell of a name such as `C4`, row and column from 0.
fn cell(typed: &str) -> Option<(usize, usize)> {
    let mut signs = typed.trim().chars();
    let (row, column) = (signs.next()?.to_ascii_uppercase(), signs.next()?.to_digit(10)?);
    if signs.next().is_some() {
        return None;
    }
    let row = (0..=ROWS.len()).find(|at| letter(*at) == row)?;
    let column = usize::try_from(column).ok()?.checked_sub(1).filter(|column| *column < COLUMNS.len())?;
    Some((row, column))
}

impl Screen for StatisticsScreen {
    fn place(&self) -> Place {
        Place::List
    }

    fn title(&self, around: &Around<'_>) -> String {
        Words::new("THỐNG KÊ ĐƠN THƯ", "STATISTICS OF PETITIONS").get(around.lang).to_owned()
    }

    fn is_ready(&self) -> bool {
        self.table.is_some()
    }

    fn waits_for(&self, key: &Key) -> bool {
        self.awaited && key.code == KeyCode::Enter
    }

    fn smallest(&self) -> (u16, u16) {
        (80, 24)
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        self.ask(None)
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
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
        &["view.next", "view.previous", "narrow"]
    }

    fn is_narrowed(&self) -> bool {
        !self.typed.is_empty()
    }

    fn command(&mut self, run: CommandName, _: &Around<'_>) -> Option<Vec<Effect>> {
        match run {
            "back" if !self.typed.is_empty() => self.typed.clear(),
            "view.next" => self.walk(0, 1),
            "view.previous" => self.walk(0, -1),
            // A month with its year, or a name with blanks, is being typed.
            "find" if !self.typed.is_empty() => self.type_letter('/'),
            "tag" => self.type_letter(' '),
            _ => return None,
        }
        Some(Vec::new())
    }

    fn reply(&mut self, tag: Tag, outcome: Outcome, _: &Around<'_>) -> Vec<Effect> {
        if tag.serial != self.serial {
            return Vec::new();
        }
        self.awaited = false;
        match outcome {
            Ok(Reply::Statistics(table, frame, named)) => {
                (self.table, self.frame, self.named) = (Some(*table), frame, named);
                Vec::new()
            }
            Ok(_) => Vec::new(),
            Err(refusal) if self.table.is_none() => {
                vec![Effect::Back, Effect::Say(Notice::error(refusal.say))]
            }
            Err(refusal) => vec![Effect::Say(Notice::error(refusal.say))],
        }
    }

    fn push(&mut self, _: &Push, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let Some(table) = &self.table else { return };
        let lang = around.lang;
        let window = self.frame.window.named();
        let place = self.named.get(lang);
        let (note, lead) = (
            Words::new("mốc cần xác nhận", "its bounds to be confirmed").get(lang),
            Words::new("Kỳ", "Period").get(lang),
        );
        let ends_on_the_14th = self.frame.window.to.day_of_month() == 14;
        let note = if ends_on_the_14th { format!(" ({note})") } else { String::new() };
        canvas.text(3, 1, &format!("{lead} {window}{note}; {place}"));
        if !self.typed.is_empty() {
            canvas.text(4, 1, &format!("{} {}", Words::new("Gõ:", "Typed:").get(lang), self.typed));
        }
        self.draw_table(canvas, around, table);
        self.draw_sums(canvas, around, table);
        let how = Words::new(
            "Gõ rồi Enter: C4 tới ô; kỳ Q1, T11/2025, N2025, D9T, D1/1-31/3; tên xã",
            "Type, then Enter: C4 a cell; Q1, T11/2025, N2025, D9T, D1/1-31/3; a commune",
        );
        canvas.text(21, 3, how.get(lang));
        let borders = Words::new(
            "lúc đó, nay: địa giới của xã; mọi nơi: cả sổ.  Trái/phải: cột khác",
            "luc do, nay: borders then or now; moi noi: all.  Left/right: column",
        );
        canvas.text(22, 3, borders.get(lang));
    }
}
