//! Fetches all rows of a list for an export, page by page, while the list stays on the terminal; Esc stops it.

use crate::base::{Say, limits};
use crate::domain::query::Query;
use crate::wire::{Outcome, Push, Reply, Request};

use crate::tui::{
    Canvas,
    command::CommandName,
    export::{Export, Sheet, Way},
    screen::{Around, Effect, Notice, Place, Screen, Tag},
    terminal::Key,
};

/// A list on its way out.
#[derive(Debug)]
pub struct ExportScreen {
    query: Query,
    way: Way,
    title: Say,
    name: String,
    rows: Vec<Vec<String>>,
    serial: u32,
}

const ROWS: &str = "rows";

/// The answer does not fit the question.
pub(super) fn answered_something_else() -> Say {
    Say::new("Thử lại: máy chủ trả lời điều khác", "Try again: the server answered something else")
}

impl ExportScreen {
    /// All rows of this query.
    pub fn new(query: Query, way: Way, title: Say, name: String) -> ExportScreen {
        ExportScreen { query, way, title, name, rows: Vec::new(), serial: 0 }
    }

    fn ask(&mut self) -> Vec<Effect> {
        self.serial += 1;
        let offset = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        // On paper the columns are as wide as on the screen, and the day of printing stands above them.
        let in_full = self.way == Way::Table;
        let request =
            Request::Page { query: self.query.clone(), offset, rows: limits::PAGE_ROWS_MAX, in_full };
        vec![Effect::Ask(Tag { what: ROWS, serial: self.serial }, request)]
    }

    fn finish(&mut self) -> Vec<Effect> {
        let export = Export {
            sheet: Sheet::List { kind: self.query.kind.clone(), rows: std::mem::take(&mut self.rows) },
            way: self.way,
            title: self.title.clone(),
            name: self.name.clone(),
        };
        vec![Effect::Deliver(Box::new(export)), Effect::Back]
    }

    fn stop(say: Notice) -> Vec<Effect> {
        vec![Effect::Back, Effect::Say(say)]
    }
}

impl Screen for ExportScreen {
    fn place(&self) -> Place {
        Place::List
    }

    fn title(&self, _: &Around<'_>) -> String {
        String::new()
    }

    /// Never: the list stays on the terminal.
    fn is_ready(&self) -> bool {
        false
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        self.ask()
    }

    fn key(&mut self, _: &Key, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn command(&mut self, run: CommandName, _: &Around<'_>) -> Option<Vec<Effect>> {
        match run {
            "back" => Some(ExportScreen::stop(Notice::plain(Say::new(
                "Đã dừng: chưa in, chưa ghi tệp nào",
                "Stopped: nothing was printed or written",
            )))),
            "redraw" | "leave" => None,
            _ => Some(Vec::new()),
        }
    }

    fn reply(&mut self, tag: Tag, outcome: Outcome, _: &Around<'_>) -> Vec<Effect> {
        if tag.serial != self.serial {
            return Vec::new();
        }
        let page = match outcome {
            Ok(Reply::Page(page)) => page,
            Ok(_) => return ExportScreen::stop(Notice::error(answered_something_else())),
            Err(refusal) => return ExportScreen::stop(Notice::error(refusal.say)),
        };
        let max = limits::EXPORT_ROWS_MAX;
        if page.total > max {
            return ExportScreen::stop(Notice::error(Say::new(
                format!("Lọc bớt: tối đa {max} dòng; nhiều hơn: nghedan list"),
                format!("Narrow it: {max} rows at a time; for more: nghedan list"),
            )));
        }
        let is_end = page.rows.is_empty();
        self.rows.extend(page.rows.into_iter().map(|row| row.cells));
        let done = self.rows.len();
        if is_end || done >= page.total as usize {
            return self.finish();
        }
        let total = page.total;
        let mut effects = vec![Effect::Say(Notice::plain(Say::new(
            format!("Đang lấy {done}/{total} dòng; Esc dừng"),
            format!("Fetching {done}/{total} rows; Esc stops"),
        )))];
        effects.extend(self.ask());
        effects
    }

    fn push(&mut self, _: &Push, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn draw(&self, _: &mut Canvas<'_>, _: &Around<'_>) {}
}
