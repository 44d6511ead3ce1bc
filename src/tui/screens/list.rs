//! A list of records of any kind: a view, narrowed by letters and filtered by facets, of which a page is held.

mod draw;
mod narrow;
mod push;
mod unfold;

use crate::base::{Id, Say, text};
use crate::domain::{
    FormName, KindDef, Secret, kind,
    kinds::{PETITION, StatisticsClosing, VILLAGE_UPDATE},
    query::{Query, View},
    sealed,
};
use crate::wire::{Outcome, Page, Push, Reply, Request};

use crate::tui::{
    Canvas,
    command::{CommandName, list_under, view_of},
    export::Way,
    screen::{Around, Destination, Effect, Notice, Offered, Place, Screen, Tag},
    terminal::{Key, KeyCode},
};

use super::window::Window;
use unfold::Unfolded;

/// A list (danh sách).
#[derive(Debug)]
pub struct ListScreen {
    kind: &'static KindDef,
    query: Query,
    window: Window,
    counts: Vec<(View, u32)>,
    echo: Option<Say>,
    /// The filters in words.
    filters: Vec<Say>,
    /// Position of the first row shown.
    top: u32,
    /// Position of the marked row.
    at: u32,
    /// Where to go once the rows have come: first row shown, marked row.
    wanted: Option<(u32, u32)>,
    tagged: Vec<Id>,
    serial: u32,
    /// The serial of the question whose rows are awaited.
    awaited: Option<u32>,
    is_ready: bool,
    /// Records that others changed since the last key.
    changed: Vec<Id>,
    /// The officer saved something of this kind that is not among the rows that are held.
    has_entered: bool,
    /// The marked record, unfolded below the rows.
    unfolded: Option<Unfolded>,
}

/// The commands of lists that it knows.
const OWN: &[CommandName] = &[
    "view.next",
    "view.previous",
    "narrow",
    "sort",
    "tag",
    "count.by",
    "export.table",
    "export.pages",
    "export.wide",
    "print",
];
const FRESH: &str = "fresh";
const MORE: &str = "more";
const ANEW: &str = "anew";
const ROWS: &str = "rows";
const COUNTS: &str = "counts";
const FIRST_ROW: u16 = 5;
/// Rows of the window that hold no record: the frame's four, views, headings, "Còn 24 đơn".
const OTHER_ROWS: u16 = 7;

impl ListScreen {
    /// What a query asks for; a kind that nobody knows shows petitions.
    pub fn new(query: Query) -> ListScreen {
        ListScreen {
            kind: kind(&query.kind).unwrap_or(&PETITION),
            query,
            window: Window::default(),
            counts: Vec::new(),
            echo: None,
            filters: Vec::new(),
            top: 0,
            at: 0,
            wanted: None,
            tagged: Vec::new(),
            serial: 0,
            awaited: None,
            is_ready: false,
            changed: Vec::new(),
            has_entered: false,
            unfolded: None,
        }
    }

    /// Rows of the list that the window shows.
    fn page(&self, around: &Around<'_>) -> u32 {
        let below = self.unfolded.as_ref().map_or(0, |unfolded| unfolded.rows(around));
        let rows = u32::from(around.size.1.saturating_sub(OTHER_ROWS).saturating_sub(below).max(1));
        // A single row more takes the place of the word that there is one.
        if self.window.total() == rows + 1 { rows + 1 } else { rows }
    }

    fn tag(&mut self, what: &'static str) -> Tag {
        self.serial += 1;
        Tag { what, serial: self.serial }
    }

    fn page_request(&self, offset: u32, rows: u32) -> Request {
        Request::Page { query: self.query.clone(), offset, rows, in_full: false }
    }

    /// Asks for the first rows anew, in the order of now.
    fn fresh(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let tag = self.tag(FRESH);
        self.awaited = Some(tag.serial);
        self.wanted = None;
        vec![Effect::Ask(tag, self.page_request(0, self.page(around) * 2))]
    }

    /// Asks for the texts of the rows that are held, which stay where they are, and for the counts.
    fn renew(&mut self) -> Vec<Effect> {
        let ids = self.window.ids();
        let mut effects = Vec::new();
        if !ids.is_empty() {
            let request = Request::Rows { kind: self.kind.name.to_owned(), ids };
            effects.push(Effect::Ask(self.tag(ROWS), request));
        }
        effects.push(Effect::Ask(self.tag(COUNTS), self.page_request(0, 0)));
        effects.extend(self.unfold_again());
        effects
    }

    fn switch(&mut self, view: View, around: &Around<'_>) -> Vec<Effect> {
        self.query.view = view;
        self.fresh(around)
    }

    fn step_view(&mut self, by: isize, around: &Around<'_>) -> Vec<Effect> {
        let views = View::of_kind(self.kind.name);
        let now = views.iter().position(|view| *view == self.query.view).unwrap_or(0);
        match now.checked_add_signed(by).and_then(|at| views.get(at)) {
            Some(view) => self.switch(*view, around),
            None => Vec::new(),
        }
    }

    /// Moves the marker by so many rows, relative to where it is already on its way to.
    fn walk(&mut self, by: i64, around: &Around<'_>) -> Vec<Effect> {
        let (top, at) = self.wanted.unwrap_or((self.top, self.at));
        let last = self.window.total().saturating_sub(1);
        let to = u32::try_from((i64::from(at) + by).max(0)).unwrap_or(last).min(last);
        let page = self.page(around);
        let top = if to < top { to } else { top.max((to + 1).saturating_sub(page)) };
        self.go(top, to, around)
    }

    fn turn_page(&mut self, forward: bool, around: &Around<'_>) -> Vec<Effect> {
        let (top, at) = self.wanted.unwrap_or((self.top, self.at));
        let (page, total) = (self.page(around), self.window.total());
        let (top, at) = if forward {
            let top = (top + page).min(total.saturating_sub(page));
            (top, (at + page).min(total.saturating_sub(1)))
        } else {
            (top.saturating_sub(page), at.saturating_sub(page))
        };
        self.go(top, at, around)
    }

    fn go(&mut self, top: u32, at: u32, around: &Around<'_>) -> Vec<Effect> {
        let page = self.page(around);
        if self.window.holds(top, page) {
            (self.top, self.at, self.wanted) = (top, at, None);
            return Vec::new();
        }
        self.wanted = Some((top, at));
        let tag = self.tag(MORE);
        self.awaited = Some(tag.serial);
        let (offset, rows) = self.window.missing(top, page);
        vec![Effect::Ask(tag, self.page_request(offset, rows))]
    }

    fn take_page(&mut self, what: &str, page_now: Page, around: &Around<'_>) {
        let Page { rows, offset, total, counts, echo, filters } = page_now;
        self.counts = counts;
        self.echo = echo;
        self.filters = filters;
        match what {
            FRESH => {
                self.window.replace(offset, rows, total);
                (self.top, self.at, self.is_ready) = (0, 0, true);
            }
            MORE => {
                let page = self.page(around);
                let (top, at) = self.wanted.take().unwrap_or((self.top, self.at));
                self.window.add(offset, rows, total, top, page);
                // The list may have become shorter than where one wanted to go.
                let last = self.window.total().saturating_sub(1);
                let at = at.min(last);
                let top = top.min(at);
                if self.window.holds(top, page) {
                    (self.top, self.at) = (top, at);
                }
            }
            _ => self.window.set_total(total),
        }
    }

    fn toggle_tag(&mut self) -> Vec<Effect> {
        let Some(row) = self.window.get(self.at) else { return Vec::new() };
        match self.tagged.iter().position(|id| *id == row.id) {
            Some(at) => {
                self.tagged.remove(at);
            }
            None => self.tagged.push(row.id.clone()),
        }
        let count = self.tagged.len();
        let noun = self.kind.noun.vi;
        vec![Effect::Say(Notice::plain(Say::new(
            format!("Đã đánh dấu {count} {noun}"),
            format!("Tagged: {count}"),
        )))]
    }

    /// Enter: a record with steps unfolds below the rows; one that keeps a contact, and any other, is opened.
    fn open(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let Some(id) = self.window.get(self.at).map(|row| row.id.clone()) else { return Vec::new() };
        let keeps_contact = sealed::fields_under(self.kind.name, Secret::Contact).next().is_some();
        if !self.kind.steps.is_empty() && !keeps_contact {
            return self.unfold(id, around);
        }
        // An update is read where it is written.
        if self.kind.name == VILLAGE_UPDATE.name {
            let form = FormName { kind: self.kind.name.to_owned(), record: Some(id), step: None, sheet: 0 };
            return vec![Effect::Open(Destination::Form { form, draft: None })];
        }
        if let Some((window, commune)) = StatisticsClosing::named_by(&id) {
            return vec![Effect::Open(Destination::Closing(window, commune))];
        }
        vec![Effect::Open(Destination::Detail { id, siblings: self.window.ids() })]
    }

    /// The form of a new record of the list's kind; `None`: that of a petition, as everywhere.
    fn new_record(&self) -> Option<Vec<Effect>> {
        let is_typed = self.kind.name != PETITION.name && self.kind.name != "office";
        let form = FormName::for_new(self.kind.name, 0);
        is_typed.then(|| vec![Effect::Open(Destination::Form { form, draft: None })])
    }

    /// All rows on their way out; what is narrowed is said with them.
    fn export(&self, run: CommandName, around: &Around<'_>) -> Vec<Effect> {
        let Some(way) = Way::of(run) else { return Vec::new() };
        let view = self.query.view.title_of(self.kind);
        let filters: String =
            self.filters.iter().map(|filter| format!("; {}", filter.get(around.lang))).collect();
        let narrowed = self.is_narrowed().then(|| format!("; {}", self.narrowing(around).trim_end()));
        let narrowed = format!("{filters}{}", narrowed.unwrap_or_default());
        let title = Say::new(format!("{}{narrowed}", view.vi), format!("{}{narrowed}", view.en));
        let name = view.vi.to_owned();
        vec![Effect::Open(Destination::Export { query: self.query.clone(), way, title, name })]
    }

    fn count_by(&self) -> Vec<Effect> {
        if self.kind.counted_by.is_empty() {
            return vec![Effect::Say(Notice::error(no_count()))];
        }
        vec![Effect::Open(Destination::Count(self.query.clone()))]
    }
}

fn no_count() -> Say {
    Say::new("Danh sách này không có bảng đếm", "This list has no frequency table")
}

impl Screen for ListScreen {
    fn place(&self) -> Place {
        // The letters of an unfolded record are its steps.
        if self.unfolded.is_some() { Place::Detail } else { Place::List }
    }

    fn title(&self, around: &Around<'_>) -> String {
        let heading = self.kind.list_heading();
        let word = heading.get(around.lang);
        let view = self.query.view;
        let first = View::of_kind(self.kind.name).first().copied();
        let title = match view.digit() {
            _ if self.kind.name == PETITION.name => view.title_of(self.kind),
            _ if first == Some(view) => return word.to_owned(),
            _ => view.short(),
        };
        let digit = view.digit().map_or(String::new(), |digit| format!("{digit} "));
        format!("{word}  {digit}{}", title.get(around.lang))
    }

    fn is_ready(&self) -> bool {
        self.is_ready
    }

    fn waits_for(&self, key: &Key) -> bool {
        if self.unfolded.as_ref().is_some_and(Unfolded::is_awaited) {
            return true;
        }
        let walks = matches!(
            key.code,
            KeyCode::Up
                | KeyCode::Down
                | KeyCode::PageUp
                | KeyCode::PageDown
                | KeyCode::Home
                | KeyCode::End
                | KeyCode::Char(' ')
        );
        let is_moving = self.wanted.is_some();
        self.awaited.is_some() && (key.code == KeyCode::Enter || walks && !is_moving)
    }

    fn shown(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let has_entered = std::mem::take(&mut self.has_entered);
        if !self.is_ready || self.awaited.is_some() {
            return self.fresh(around);
        }
        let mut effects = self.renew();
        if has_entered {
            effects.extend(self.anew(around));
        }
        effects
    }

    fn resized(&mut self, around: &Around<'_>) -> Vec<Effect> {
        if !self.is_ready {
            return Vec::new();
        }
        // The marked row stays on show, as near to its place as the window allows.
        let top = self.top.max((self.at + 1).saturating_sub(self.page(around)));
        self.go(top, self.at, around)
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        self.changed.clear();
        if self.unfolded.is_some() {
            return self.key_unfolded(key, around);
        }
        match &key.code {
            KeyCode::Up => return self.walk(-1, around),
            KeyCode::Down => return self.walk(1, around),
            KeyCode::PageUp => return self.turn_page(false, around),
            KeyCode::PageDown => return self.turn_page(true, around),
            KeyCode::Home => return self.go(0, 0, around),
            KeyCode::End => {
                let total = self.window.total();
                let top = total.saturating_sub(self.page(around));
                return self.go(top, total.saturating_sub(1), around);
            }
            KeyCode::Enter => return self.open(around),
            KeyCode::Backspace => return self.erase_letter(around),
            KeyCode::Paste(pasted) => return self.paste(pasted, around),
            _ => {}
        }
        match key.typed() {
            Some(digit) if digit.is_ascii_digit() && !self.is_narrowed() => match list_under(digit) {
                Some(run) => vec![Effect::Run(run)],
                None => Vec::new(),
            },
            Some(letter) => self.type_letter(letter, around),
            None => Vec::new(),
        }
    }

    fn own_commands(&self) -> &'static [CommandName] {
        if self.unfolded.is_some() { unfold::OWN } else { OWN }
    }

    fn is_narrowed(&self) -> bool {
        !self.query.narrow.is_empty()
    }

    fn refusal(&self, run: CommandName, _: &Around<'_>) -> Option<Say> {
        (run == "count.by" && self.kind.counted_by.is_empty()).then(no_count)
    }

    fn command(&mut self, run: CommandName, around: &Around<'_>) -> Option<Vec<Effect>> {
        self.changed.clear();
        if self.unfolded.is_some()
            && let Some(effects) = self.command_unfolded(run, around)
        {
            return Some(effects);
        }
        match run {
            "back" if self.is_narrowed() => Some(self.widen(around)),
            "view.next" => Some(self.step_view(1, around)),
            "view.previous" => Some(self.step_view(-1, around)),
            "tag" => Some(self.toggle_tag()),
            "sort" => Some(self.fresh(around)),
            "petition.new" => self.new_record(),
            "count.by" => Some(self.count_by()),
            // A number with its year, or a place such as Thôn 2/4, is being typed.
            "find" if self.query.narrow.ends_with(|c: char| c.is_ascii_digit()) => {
                Some(self.type_letter('/', around))
            }
            run if Way::of(run).is_some() => Some(self.export(run, around)),
            list => {
                let view = view_of(list)?;
                let is_here = view.kind() == Some(self.kind.name) || view == View::All;
                if !is_here || !self.query.filters.is_empty() {
                    return None;
                }
                self.query.narrow.clear();
                Some(self.switch(view, around))
            }
        }
    }

    fn offers(&self, _: &Around<'_>) -> Vec<Offered> {
        self.offered_steps()
    }

    fn reply(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        if unfold::is_own(tag) {
            return self.reply_unfolded(tag, outcome, around);
        }
        let brings_rows = matches!(tag.what, FRESH | MORE | ANEW);
        if brings_rows {
            if self.awaited != Some(tag.serial) {
                return Vec::new();
            }
            self.awaited = None;
        }
        match outcome {
            Ok(Reply::Page(page)) if tag.what == ANEW => self.lay_anew(page, around),
            Ok(Reply::Page(page)) if tag.what != COUNTS || tag.serial == self.serial => {
                self.take_page(tag.what, page, around);
                // The first records of a list that had none: there is no row that they could move.
                let has_come = self.window.ids().is_empty() && self.window.total() > 0;
                if tag.what == COUNTS && has_come { self.fresh(around) } else { Vec::new() }
            }
            Ok(Reply::Rows(rows)) => {
                self.window.renew(rows);
                Vec::new()
            }
            Ok(_) => Vec::new(),
            Err(refusal) => {
                self.wanted = None;
                let mut effects = vec![];
                if !self.is_ready {
                    effects.push(Effect::Back);
                }
                effects.push(Effect::Say(Notice::error(refusal.say)));
                effects
            }
        }
    }

    fn push(&mut self, push: &Push, around: &Around<'_>) -> Vec<Effect> {
        self.pushed(push, around)
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        self.draw_views(canvas, around);
        if self.window.total() == 0 {
            let columns = usize::from(canvas.columns().saturating_sub(1));
            for (row, line) in (FIRST_ROW..)
                .zip(text::wrap_lines(self.nothing().get(around.lang), columns).into_iter().take(3))
            {
                canvas.text(row, 1, line);
            }
            canvas.cursor(FIRST_ROW, 1);
            return;
        }
        self.draw_rows(canvas, around);
        self.draw_unfolded(canvas, around);
    }

    fn help_here(&self, _: &Around<'_>) -> Vec<Say> {
        if self.kind.name != PETITION.name {
            return vec![
                Say::new(text::lower_first(self.kind.title.vi), text::lower_first(self.kind.title.en)),
                Say::new(
                    "Gõ chữ là lọc: ml hai chữ đầu của nơi, ns lĩnh vực, từ 3 chữ cả nội dung.",
                    "Letters narrow: ml initials of a place, ns domain; from three on the text.",
                ),
                Say::new(
                    "Trái, phải: danh sách bên cạnh. Enter mở; việc, đề xuất mở ngay ở dưới, chữ là bước.",
                    "Left, right: the list beside. Enter opens; issues unfold below, letters are steps there.",
                ),
                Say::new("F3 nhập mới; F9 đếm theo.", "F3 enters a new one; F9 counts the list."),
            ];
        }
        vec![
            Say::new("danh sách đơn", "the list of petitions"),
            Say::new(
                "Gõ chữ là lọc: ml hai chữ đầu của thôn, kn loại đơn, gt lĩnh vực, từ 3 chữ cả nội dung.",
                "Letters narrow: ml initials of a village, kn kind, gt domain; from three on the summary.",
            ),
            Say::new(
                "1 đến 5 đổi danh sách khi chưa lọc; trái, phải giữ phần lọc; phím số lần nữa xếp lại.",
                "1 to 5 change the view while nothing is narrowed; left, right keep it; again: sorts anew.",
            ),
            Say::new(
                "Ngày: -7 trễ, 0 hôm nay, +2 còn; n là hạn nội bộ. Ai: người đang phải làm.",
                "Days: -7 late, 0 today, +2 left; n is an internal term. Who: who must act.",
            ),
        ]
    }
}
