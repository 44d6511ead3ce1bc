//! The page of a village (trang thôn): its figures on two days, twelve months of open petitions, its lists.

#[cfg(test)]
mod tests;

use crate::base::{Day, Id, Lang, Say, text};
use crate::tui::{
    Canvas,
    command::{CommandName, list_under},
    screen::{Around, Destination, Effect, Notice, Place, Screen, Tag},
    terminal::{Key, KeyCode},
    widgets::columns,
};
use crate::wire::{Outcome, Push, Reply, Request, VillageList, VillagePage};

/// The page of a village.
#[derive(Debug)]
pub struct VillageScreen {
    village: Id,
    page: Option<VillagePage>,
    /// The marked list.
    at: usize,
    serial: u32,
    awaited: Option<u32>,
}

const HEADING_AT: u16 = 3;
/// The last columns of the figures of now, of those before, and of the difference; where their source begins.
const NOW_ENDS: u16 = 25;
const BEFORE_ENDS: u16 = 36;
const CHANGE_ENDS: u16 = 47;
const SOURCE_AT: u16 = 52;
/// Where the twelve months begin, three columns each, and where the largest number is told.
const MONTHS_AT: u16 = 15;
const MOST_AT: u16 = 55;
/// The last column of a list's count; where its note begins.
const COUNT_ENDS: u16 = 35;
const NOTE_AT: u16 = 39;

impl VillageScreen {
    /// The page of this village.
    pub fn new(village: Id) -> VillageScreen {
        VillageScreen { village, page: None, at: 0, serial: 0, awaited: None }
    }

    fn ask(&mut self) -> Vec<Effect> {
        self.serial = self.serial.wrapping_add(1);
        self.awaited = Some(self.serial);
        vec![Effect::Ask(
            Tag { what: "village", serial: self.serial },
            Request::Village(self.village.clone()),
        )]
    }

    fn lists(&self) -> &[VillageList] {
        self.page.as_ref().map_or(&[], |page| &page.lists)
    }

    fn walk(&mut self, to: usize) {
        self.at = to.min(self.lists().len().saturating_sub(1));
    }

    fn open(&self) -> Vec<Effect> {
        let Some(list) = self.lists().get(self.at) else { return Vec::new() };
        vec![Effect::Open(Destination::List(list.query.clone()))]
    }

    /// The parts between which rows stay empty where there is room, top down.
    fn paint_page(&self, canvas: &mut Canvas<'_>, around: &Around<'_>, page: &VillagePage) {
        let last = canvas.rows().saturating_sub(2);
        let heading = u16::try_from(page.heading.len()).unwrap_or(u16::MAX);
        let figures = u16::try_from(page.figures.len()).unwrap_or(u16::MAX).saturating_add(1).max(2);
        let lists = u16::try_from(page.lists.len()).unwrap_or(u16::MAX).saturating_add(1);
        let months = if page.months.is_empty() { 0 } else { 3 };
        let needed = heading.saturating_add(figures).saturating_add(months).saturating_add(lists);
        let mut spare = (last + 1).saturating_sub(HEADING_AT).saturating_sub(needed);
        let mut gap = || {
            let row = u16::from(spare > 0);
            spare -= row;
            row
        };
        let mut row = HEADING_AT;
        for line in &page.heading {
            canvas.text(row, 1, line.get(around.lang));
            row += 1;
        }
        row += gap();
        row = paint_figures(canvas, around.lang, page, row);
        row += gap();
        row = paint_months(canvas, around.lang, page, row);
        row += gap();
        self.paint_lists(canvas, around.lang, row, last);
    }

    fn paint_lists(&self, canvas: &mut Canvas<'_>, lang: Lang, from: u16, last: u16) {
        canvas.bold(from, 3, Say::new("DANH SÁCH", "LISTS").get(lang));
        let room = usize::from(last.saturating_sub(from)).max(1);
        let first = (self.at + 1).saturating_sub(room);
        for (row, (at, list)) in (from + 1..=last).zip(self.lists().iter().enumerate().skip(first)) {
            if at == self.at {
                canvas.text(row, 1, ">");
                canvas.cursor(row, 1);
            }
            canvas.cell(row, 3, COUNT_ENDS - 8, list.title.get(lang));
            ending(canvas, row, COUNT_ENDS, &list.count.to_string());
            let room = canvas.columns().saturating_sub(NOTE_AT);
            canvas.cell(row, NOTE_AT, room, list.note.get(lang));
        }
    }
}

fn paint_figures(canvas: &mut Canvas<'_>, lang: Lang, page: &VillagePage, from: u16) -> u16 {
    canvas.bold(from, 1, Say::new("SỐ LIỆU", "FIGURES").get(lang));
    if page.figures.is_empty() {
        canvas.text(
            from + 1,
            1,
            Say::new("Chưa có số liệu: F9 nhập tình hình", "No figures yet: F9 village update").get(lang),
        );
        return from + 2;
    }
    let short = |day: Option<Day>| {
        day.map_or_else(String::new, |day| format!("{}/{:02}", day.short(), day.year() % 100))
    };
    ending(canvas, from, NOW_ENDS, &short(page.dates.0));
    ending(canvas, from, BEFORE_ENDS, &short(page.dates.1));
    ending(canvas, from, CHANGE_ENDS, Say::new("thay đổi", "change").get(lang));
    canvas.text(from, SOURCE_AT, Say::new("nguồn", "source").get(lang));
    let mut row = from + 1;
    for figure in &page.figures {
        canvas.cell(row, 1, 16, figure.label.get(lang));
        ending(canvas, row, NOW_ENDS, &figure.now);
        ending(canvas, row, BEFORE_ENDS, &figure.before);
        ending(canvas, row, CHANGE_ENDS, &figure.change);
        let room = canvas.columns().saturating_sub(SOURCE_AT);
        canvas.cell(row, SOURCE_AT, room, figure.source.get(lang));
        row += 1;
    }
    row
}

fn paint_months(canvas: &mut Canvas<'_>, lang: Lang, page: &VillagePage, from: u16) -> u16 {
    if page.months.is_empty() {
        return from;
    }
    let counts: Vec<u32> = page.months.iter().map(|(_, count)| *count).collect();
    let most = counts.iter().max().copied().unwrap_or(0);
    canvas.text(from, 1, Say::new("Đơn mở", "Open").get(lang));
    let marks = columns(&counts);
    for (place, ((month, count), mark)) in page.months.iter().zip(marks).enumerate() {
        let at = MONTHS_AT + 3 * u16::try_from(place).unwrap_or(0);
        ending(canvas, from, at + 1, &month.to_string());
        ending(canvas, from + 1, at + 1, &mark.to_string());
        ending(canvas, from + 2, at + 1, &count.to_string());
    }
    let say = Say::new(format!("cao nhất {most}"), format!("most {most}"));
    if canvas.columns() > MOST_AT {
        canvas.text(from, MOST_AT, say.get(lang));
    }
    from + 3
}

/// Writes a word so that its last cell is in this column.
fn ending(canvas: &mut Canvas<'_>, row: u16, column: u16, word: &str) {
    let wide = u16::try_from(text::width(word)).unwrap_or(u16::MAX);
    if let Some(start) = (column + 1).checked_sub(wide).filter(|start| *start > 0) {
        canvas.text(row, start, word);
    }
}

impl Screen for VillageScreen {
    fn place(&self) -> Place {
        Place::List
    }

    fn title(&self, around: &Around<'_>) -> String {
        let _ = around;
        self.page.as_ref().map_or_else(String::new, |page| page.title.to_uppercase())
    }

    fn is_ready(&self) -> bool {
        self.page.is_some()
    }

    fn waits_for(&self, key: &Key) -> bool {
        self.page.is_none() && self.awaited.is_some() && key.code != KeyCode::Esc
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        self.ask()
    }

    fn key(&mut self, key: &Key, _: &Around<'_>) -> Vec<Effect> {
        match &key.code {
            KeyCode::Up => self.walk(self.at.saturating_sub(1)),
            KeyCode::Down => self.walk(self.at + 1),
            KeyCode::Home | KeyCode::PageUp => self.walk(0),
            KeyCode::End | KeyCode::PageDown => self.walk(usize::MAX),
            KeyCode::Enter => return self.open(),
            _ => return key.typed().and_then(list_under).map(Effect::Run).into_iter().collect(),
        }
        Vec::new()
    }

    fn command(&mut self, run: CommandName, _: &Around<'_>) -> Option<Vec<Effect>> {
        match run {
            "update.new" => Some(vec![Effect::Open(Destination::Update {
                village: Some(self.village.clone()),
                period: None,
                in_turn: false,
            })]),
            _ => None,
        }
    }

    fn reply(&mut self, tag: Tag, outcome: Outcome, _: &Around<'_>) -> Vec<Effect> {
        if self.awaited != Some(tag.serial) {
            return Vec::new();
        }
        self.awaited = None;
        match outcome {
            Ok(Reply::Village(page)) => {
                self.page = Some(*page);
                self.walk(self.at);
                Vec::new()
            }
            Ok(_) => Vec::new(),
            Err(refusal) => {
                let mut effects = if self.page.is_none() { vec![Effect::Back] } else { Vec::new() };
                effects.push(Effect::Say(Notice::error(refusal.say)));
                effects
            }
        }
    }

    fn push(&mut self, push: &Push, _: &Around<'_>) -> Vec<Effect> {
        match push {
            Push::Changed { .. } | Push::Day(_) if self.page.is_some() => self.ask(),
            _ => Vec::new(),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        if let Some(page) = &self.page {
            self.paint_page(canvas, around, page);
        }
    }

    fn help_here(&self, around: &Around<'_>) -> Vec<Say> {
        vec![
            Say::plain(self.title(around)),
            Say::new(
                "Enter mở đúng các dòng đã đếm; Esc về lại dòng này. F9 nhập tình hình nơi này.",
                "Enter opens exactly the rows counted; Esc comes back here. F9 enters an update.",
            ),
            Say::new(
                "Dưới tháng: . - + # theo phần tư của số cao nhất, rồi số đơn mở cuối tháng. = là số giữ.",
                "Below the months: . - + # by quarters of the largest, then the numbers. = was kept.",
            ),
        ]
    }
}
