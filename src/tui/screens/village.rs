//! The page of a village (trang thôn): its figures on two days, twelve months of open petitions, its lists.

#[cfg(test)]
mod tests;

use crate::base::{Day, Id, Lang, Say};
use crate::tui::{
    Canvas,
    command::{CommandName, list_under},
    screen::{Around, Destination, Effect, Notice, Place, Screen, Tag},
    terminal::{Key, KeyCode},
    widgets::columns,
};
use crate::wire::{MonthCount, Outcome, Push, Reply, Request, VillageList, VillagePage};

/// The page of a village.
#[derive(Debug)]
pub struct VillageScreen {
    village: Id,
    page: Option<VillagePage>,
    at: Marked,
    serial: u32,
    awaited: Option<u32>,
}

/// The number that Enter opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Marked {
    /// A month above the lists.
    Month(usize),
    /// A list.
    List(usize),
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
        VillageScreen { village, page: None, at: Marked::List(0), serial: 0, awaited: None }
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

    fn months(&self) -> &[MonthCount] {
        self.page.as_ref().map_or(&[], |page| &page.months)
    }

    /// Goes to a number; to the last of its row or lists when there are fewer.
    fn mark(&mut self, at: Marked) {
        let last = |count: usize| count.saturating_sub(1);
        self.at = match at {
            Marked::Month(at) if !self.months().is_empty() => {
                Marked::Month(at.min(last(self.months().len())))
            }
            Marked::Month(_) => Marked::List(0),
            Marked::List(at) => Marked::List(at.min(last(self.lists().len()))),
        };
    }

    /// The month before or after the marked one.
    fn step_month(&mut self, forward: bool) -> Vec<Effect> {
        if let Marked::Month(at) = self.at {
            self.mark(Marked::Month(if forward { at.saturating_add(1) } else { at.saturating_sub(1) }));
        }
        Vec::new()
    }

    /// Where an arrow leads: the months are one row above the lists, whose last month is nearest to them.
    fn beside(&self, code: &KeyCode) -> Marked {
        match (self.at, code) {
            (Marked::List(0), KeyCode::Up) => Marked::Month(usize::MAX),
            (Marked::List(at), KeyCode::Up) => Marked::List(at - 1),
            (Marked::List(at), KeyCode::Down) => Marked::List(at.saturating_add(1)),
            (Marked::Month(_), KeyCode::Down | KeyCode::PageDown) => Marked::List(0),
            (Marked::Month(_), KeyCode::Home) => Marked::Month(0),
            (Marked::Month(_), KeyCode::End) => Marked::Month(usize::MAX),
            (Marked::List(_), KeyCode::Home | KeyCode::PageUp) => Marked::List(0),
            (Marked::List(_), KeyCode::End | KeyCode::PageDown) => Marked::List(usize::MAX),
            (at, _) => at,
        }
    }

    fn open(&self) -> Vec<Effect> {
        let query = match self.at {
            Marked::Month(at) => self.months().get(at).map(|month| &month.query),
            Marked::List(at) => self.lists().get(at).map(|list| &list.query),
        };
        query.map(|query| Effect::Open(Destination::List(query.clone()))).into_iter().collect()
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
        row = self.paint_months(canvas, around.lang, row);
        row += gap();
        self.paint_lists(canvas, around.lang, row, last);
    }

    fn paint_months(&self, canvas: &mut Canvas<'_>, lang: Lang, from: u16) -> u16 {
        if self.months().is_empty() {
            return from;
        }
        let counts: Vec<u32> = self.months().iter().map(|month| month.count).collect();
        let most = counts.iter().max().copied().unwrap_or(0);
        canvas.text(from, 1, Say::new("Đơn mở", "Open").get(lang));
        for (place, (month, mark)) in self.months().iter().zip(columns(&counts)).enumerate() {
            let ends = MONTHS_AT + 1 + 3 * u16::try_from(place).unwrap_or(0);
            canvas.ending(from, ends, &month.month.to_string());
            canvas.ending(from + 1, ends, &mark.to_string());
            let count = month.count.to_string();
            canvas.ending(from + 2, ends, &count);
            if self.at == Marked::Month(place) {
                let before = ends.saturating_sub(u16::try_from(count.len()).unwrap_or(1));
                canvas.text(from + 2, before, ">");
                canvas.cursor(from + 2, before);
            }
        }
        let say = Say::new(format!("cao nhất {most}"), format!("most {most}"));
        if canvas.columns() > MOST_AT {
            canvas.text(from, MOST_AT, say.get(lang));
        }
        from + 3
    }

    fn paint_lists(&self, canvas: &mut Canvas<'_>, lang: Lang, from: u16, last: u16) {
        canvas.bold(from, 3, Say::new("DANH SÁCH", "LISTS").get(lang));
        let room = usize::from(last.saturating_sub(from)).max(1);
        let marked = if let Marked::List(at) = self.at { Some(at) } else { None };
        let first = marked.map_or(0, |at| (at + 1).saturating_sub(room));
        for (row, (at, list)) in (from + 1..=last).zip(self.lists().iter().enumerate().skip(first)) {
            if marked == Some(at) {
                canvas.text(row, 1, ">");
                canvas.cursor(row, 1);
            }
            canvas.cell(row, 3, COUNT_ENDS - 8, list.title.get(lang));
            canvas.ending(row, COUNT_ENDS, &list.count.to_string());
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
    canvas.ending(from, NOW_ENDS, &short(page.dates.0));
    canvas.ending(from, BEFORE_ENDS, &short(page.dates.1));
    canvas.ending(from, CHANGE_ENDS, Say::new("thay đổi", "change").get(lang));
    canvas.text(from, SOURCE_AT, Say::new("nguồn", "source").get(lang));
    let mut row = from + 1;
    for figure in &page.figures {
        canvas.cell(row, 1, 16, figure.label.get(lang));
        canvas.ending(row, NOW_ENDS, &figure.now);
        canvas.ending(row, BEFORE_ENDS, &figure.before);
        canvas.ending(row, CHANGE_ENDS, &figure.change);
        let room = canvas.columns().saturating_sub(SOURCE_AT);
        canvas.cell(row, SOURCE_AT, room, figure.source.get(lang));
        row += 1;
    }
    row
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
        use KeyCode::{Down, End, Enter, Home, PageDown, PageUp, Up};
        match &key.code {
            Up | Down | Home | End | PageUp | PageDown => self.mark(self.beside(&key.code)),
            Enter => return self.open(),
            _ => return key.typed().and_then(list_under).map(Effect::Run).into_iter().collect(),
        }
        Vec::new()
    }

    fn own_commands(&self) -> &'static [CommandName] {
        &["view.next", "view.previous"]
    }

    fn command(&mut self, run: CommandName, _: &Around<'_>) -> Option<Vec<Effect>> {
        match run {
            "view.next" => Some(self.step_month(true)),
            "view.previous" => Some(self.step_month(false)),
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
                self.mark(self.at);
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
                "Lên khỏi danh sách là hàng tháng: Trái, Phải chọn tháng, Enter mở các đơn tháng ấy.",
                "Up from the lists come the months: Left, Right choose one, Enter opens its petitions.",
            ),
            Say::new(
                "Dưới tháng: . - + # theo phần tư của số cao nhất, rồi số đơn mở cuối tháng. = là số giữ.",
                "Below the months: . - + # by quarters of the largest, then the numbers. = was kept.",
            ),
        ]
    }
}
