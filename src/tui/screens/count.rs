//! The frequency table of a list (đếm theo): every line opens exactly the records that it counts.

use crate::base::{Say, Words, limits, text};
use crate::domain::{KindDef, facet, kind, kinds::PETITION, query::Query};
use crate::wire::{CountLine, Counted, Outcome, Push, Reply, Request};

use crate::tui::{
    Canvas,
    command::{CommandName, list_under},
    screen::{Around, Destination, Effect, Notice, Place, Screen, Tag},
    terminal::{Key, KeyCode},
};

/// A frequency table.
#[derive(Debug)]
pub struct CountScreen {
    kind: &'static KindDef,
    query: Query,
    /// Which of the kind's facets is counted.
    column: usize,
    counted: Option<Counted>,
    /// What was typed to narrow the lines.
    narrow: String,
    is_by_name: bool,
    /// The marked line among those that are shown.
    at: usize,
    top: usize,
    serial: u32,
    awaited: bool,
}

/// The heading of the table.
const HEADING_ROW: u16 = 5;
/// Rows of the window below the lines: total, blank, two lines of help, message and hint.
const ROWS_BELOW: u16 = 6;
/// Where labels begin, counts, shares and overdue ones end, bars begin.
const LABEL_AT: u16 = 7;
const COUNT_END: u16 = 43;
const SHARE_END: u16 = 53;
const OVERDUE_END: u16 = 62;
const BAR_AT: u16 = 64;
/// Signs of the longest bar.
const BAR_MAX: u32 = 30;

impl CountScreen {
    /// The table of what a list shows, by the first facet of its kind.
    pub fn new(query: Query) -> CountScreen {
        CountScreen {
            kind: kind(&query.kind).unwrap_or(&PETITION),
            query,
            column: 0,
            counted: None,
            narrow: String::new(),
            is_by_name: false,
            at: 0,
            top: 0,
            serial: 0,
            awaited: false,
        }
    }

    fn facet(&self) -> &'static str {
        self.kind.counted_by.get(self.column).copied().unwrap_or_default()
    }

    fn ask(&mut self) -> Vec<Effect> {
        self.serial += 1;
        self.awaited = true;
        let request = Request::CountBy { query: self.query.clone(), facet: self.facet().to_owned() };
        vec![Effect::Ask(Tag { what: "count", serial: self.serial }, request)]
    }

    fn change_column(&mut self, by: isize) -> Vec<Effect> {
        let to = self.column.checked_add_signed(by).filter(|at| *at < self.kind.counted_by.len());
        let Some(to) = to else { return Vec::new() };
        self.column = to;
        self.narrow.clear();
        (self.at, self.top) = (0, 0);
        self.ask()
    }

    /// The lines that what was typed leaves.
    fn lines(&self) -> Vec<&CountLine> {
        let typed = text::fold(&self.narrow);
        let all = self.counted.iter().flat_map(|counted| &counted.lines);
        let keeps = |line: &&CountLine| {
            let label = text::fold(&line.label.vi);
            typed.is_empty()
                || text::fold(&line.code).starts_with(&typed)
                || label.starts_with(&typed)
                || label.contains(&format!(" {typed}"))
        };
        let mut lines: Vec<&CountLine> = all.filter(keeps).collect();
        if self.is_by_name {
            lines.sort_by_cached_key(|line| text::sort_key(&line.label.vi));
        }
        lines
    }

    fn page(&self, around: &Around<'_>) -> usize {
        usize::from(around.size.1.saturating_sub(HEADING_ROW + ROWS_BELOW).max(1))
    }

    fn walk(&mut self, by: isize, around: &Around<'_>) {
        let last = self.lines().len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
        let page = self.page(around).saturating_sub(1).max(1);
        self.top = self.top.min(self.at).max((self.at + 1).saturating_sub(page));
    }

    fn type_letter(&mut self, letter: char) {
        if self.narrow.chars().count() < limits::NARROW_CHARS_MAX {
            self.narrow.push(letter);
            self.narrow = text::nfc(&self.narrow);
            (self.at, self.top) = (0, 0);
        }
    }

    fn open(&self) -> Vec<Effect> {
        let Some(line) = self.lines().get(self.at).copied() else { return Vec::new() };
        let query = self.query.clone().with(self.facet(), line.value.clone());
        vec![Effect::Open(Destination::List(query))]
    }

    fn take(&mut self, counted: Counted, around: &Around<'_>) {
        // The marker stays on the value on which it stood.
        let marked = self.lines().get(self.at).map(|line| line.value.clone());
        self.counted = Some(counted);
        let at = marked.and_then(|value| self.lines().iter().position(|line| line.value == value));
        self.at = at.unwrap_or(self.at);
        self.walk(0, around);
    }

    fn draw_heading(&self, canvas: &mut Canvas<'_>, around: &Around<'_>, counted: &Counted) {
        let lang = around.lang;
        let by = Words::new("theo", "by").get(lang);
        let view = self.query.view.title_of(self.kind).get(lang);
        let typed = match (&counted.echo, self.query.narrow.is_empty()) {
            (Some(echo), _) => format!(" ({})", echo.get(lang)),
            (None, false) => format!(" ({})", self.query.narrow),
            (None, true) => String::new(),
        };
        canvas.text(3, 1, &format!("{view}{typed} {}, {by}: {}", counted.total, counted.label.get(lang)));
        let filter = Words::new("Lọc:", "Filter:").get(lang);
        let right = format!("{filter} {}", self.narrow);
        let at = canvas.columns().saturating_sub(u16::try_from(text::width(right.trim_end())).unwrap_or(0));
        canvas.text(3, at.min(BAR_AT), right.trim_end());
        let is_domain = self.facet().ends_with("domain");
        if is_domain {
            canvas.text(HEADING_ROW, 3, Words::new("LV", "Do").get(lang));
        }
        canvas.text(HEADING_ROW, LABEL_AT, counted.label.get(lang));
        let noun = text::upper_first(self.kind.noun.vi);
        let heads = [
            (COUNT_END, Say::new(noun, "Number")),
            (SHARE_END, Say::new("Tỷ lệ", "Share")),
            (OVERDUE_END, Say::new("Quá hạn", "Overdue")),
        ];
        for (end, word) in heads {
            canvas.right(HEADING_ROW, end - 9, 9, word.get(lang));
        }
    }

    fn draw_lines(&self, canvas: &mut Canvas<'_>, around: &Around<'_>, counted: &Counted) {
        let lang = around.lang;
        let lines = self.lines();
        let page = self.page(around);
        let greatest = counted.lines.iter().map(|line| line.count).max().unwrap_or(0);
        let room = u32::from(canvas.columns().saturating_sub(BAR_AT)).min(BAR_MAX);
        let fits = lines.len() <= page;
        let shown = if fits { page } else { page - 1 };
        let mut row = HEADING_ROW + 1;
        for (at, line) in lines.iter().enumerate().skip(self.top).take(shown) {
            if at == self.at {
                canvas.text(row, 1, ">");
                canvas.cursor(row, 1);
            }
            canvas.cell(row, 3, 4, &line.code);
            canvas.cell(row, LABEL_AT, COUNT_END - 7 - LABEL_AT, line.label.get(lang));
            draw_numbers(canvas, row, line.count, counted.total, line.overdue);
            canvas.text(row, BAR_AT, &"#".repeat(bar(line.count, greatest, room)));
            row += 1;
        }
        let below = lines.get(self.top + shown..).unwrap_or_default();
        if !below.is_empty() {
            let (count, left) = (below.iter().map(|line| line.count).sum::<u32>(), below.len());
            let noun = self.kind.noun.vi;
            let say = Say::new(
                format!("còn {left} dòng, {count} {noun}: PgDn"),
                format!("{left} more lines, {count}: PgDn"),
            );
            canvas.text(row, LABEL_AT, say.get(lang));
            row += 1;
        }
        canvas.text(row, LABEL_AT, Words::new("Cộng", "Total").get(lang));
        draw_numbers(canvas, row, counted.total, counted.total, counted.overdue);
        let columns: Vec<String> = self
            .kind
            .counted_by
            .iter()
            .filter_map(|name| facet::field(self.kind, name))
            .map(|field| text::lower_first(field.label.get(lang)))
            .collect();
        let lead = Words::new("Cột: ", "Columns: ").get(lang);
        canvas.text(
            row + 2,
            3,
            &columns_line(lead, &columns, self.column, usize::from(canvas.columns()) - 3),
        );
        let how = Words::new(
            "Trái/phải: cột khác. Enter mở đúng các dòng đã đếm; Esc về bảng này",
            "Left/right: another column. Enter opens what is counted; Esc comes back",
        );
        canvas.text(row + 3, 3, how.get(lang));
    }
}

/// The columns that there are; of more than fit, those about the one that is shown.
fn columns_line(lead: &str, columns: &[String], at: usize, room: usize) -> String {
    let between = |first: usize, end: usize| {
        let names = columns.get(first..end).unwrap_or_default().join(" | ");
        let before = if first == 0 { "" } else { "... | " };
        let after = if end == columns.len() { "" } else { " | ..." };
        format!("{lead}{before}{names}{after}")
    };
    let fits = |first: usize, end: usize| text::width(&between(first, end)) <= room;
    let first = (0..at).find(|first| fits(*first, at + 1)).unwrap_or(at);
    let end = (at + 1..=columns.len()).rev().find(|end| fits(first, *end)).unwrap_or(at + 1);
    between(first, end)
}

/// Count, share with a decimal comma, overdue.
fn draw_numbers(canvas: &mut Canvas<'_>, row: u16, count: u32, total: u32, overdue: u32) {
    canvas.right(row, COUNT_END - 6, 6, &count.to_string());
    canvas.right(row, SHARE_END - 8, 8, &share(count, total));
    canvas.right(row, OVERDUE_END - 6, 6, &overdue.to_string());
}

/// "24,4 %", rounded to the nearest tenth.
fn share(count: u32, total: u32) -> String {
    if total == 0 {
        return "0,0 %".to_owned();
    }
    let tenths = (u64::from(count) * 2_000 + u64::from(total)) / (u64::from(total) * 2);
    format!("{},{} %", tenths / 10, tenths % 10)
}

/// How many signs a count has: one each, fewer when the greatest would not fit; never none.
fn bar(count: u32, greatest: u32, room: u32) -> usize {
    let signs = if greatest <= room { count } else { (count * room).div_ceil(greatest.max(1)).min(room) };
    usize::try_from(signs).unwrap_or(0)
}

impl Screen for CountScreen {
    fn place(&self) -> Place {
        Place::List
    }

    fn title(&self, around: &Around<'_>) -> String {
        Words::new("ĐẾM THEO", "COUNT BY").get(around.lang).to_owned()
    }

    fn is_ready(&self) -> bool {
        self.counted.is_some()
    }

    fn waits_for(&self, key: &Key) -> bool {
        self.awaited && matches!(key.code, KeyCode::Enter | KeyCode::Up | KeyCode::Down)
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        self.ask()
    }

    fn resized(&mut self, around: &Around<'_>) -> Vec<Effect> {
        self.walk(0, around);
        Vec::new()
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        let page = isize::try_from(self.page(around).saturating_sub(1)).unwrap_or(1);
        match &key.code {
            KeyCode::Up => self.walk(-1, around),
            KeyCode::Down => self.walk(1, around),
            KeyCode::PageUp => self.walk(-page, around),
            KeyCode::PageDown => self.walk(page, around),
            KeyCode::Home => self.walk(isize::MIN, around),
            KeyCode::End => self.walk(isize::MAX, around),
            KeyCode::Enter => return self.open(),
            KeyCode::Backspace => {
                let before = text::prev_boundary(&self.narrow, self.narrow.len());
                self.narrow.truncate(before);
                (self.at, self.top) = (0, 0);
            }
            _ => match key.typed() {
                Some(digit) if digit.is_ascii_digit() && self.narrow.is_empty() => {
                    return list_under(digit).map(Effect::Run).into_iter().collect();
                }
                Some(letter) => self.type_letter(letter),
                None => {}
            },
        }
        Vec::new()
    }

    fn own_commands(&self) -> &'static [CommandName] {
        &["view.next", "view.previous", "narrow", "count.order"]
    }

    fn is_narrowed(&self) -> bool {
        !self.narrow.is_empty()
    }

    fn command(&mut self, run: CommandName, around: &Around<'_>) -> Option<Vec<Effect>> {
        match run {
            "back" if !self.narrow.is_empty() => {
                self.narrow.clear();
                self.walk(0, around);
                Some(Vec::new())
            }
            "tag" => {
                self.type_letter(' ');
                Some(Vec::new())
            }
            "view.next" => Some(self.change_column(1)),
            "view.previous" => Some(self.change_column(-1)),
            "count.order" => {
                self.is_by_name = !self.is_by_name;
                (self.at, self.top) = (0, 0);
                Some(Vec::new())
            }
            _ => None,
        }
    }

    fn reply(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        if tag.serial != self.serial {
            return Vec::new();
        }
        self.awaited = false;
        match outcome {
            Ok(Reply::Counted(counted)) => {
                self.take(counted, around);
                Vec::new()
            }
            Ok(_) => Vec::new(),
            Err(refusal) => {
                let mut effects = if self.counted.is_none() { vec![Effect::Back] } else { Vec::new() };
                effects.push(Effect::Say(Notice::error(refusal.say)));
                effects
            }
        }
    }

    fn push(&mut self, push: &Push, _: &Around<'_>) -> Vec<Effect> {
        match push {
            Push::Changed { kind, .. } if kind == self.kind.name && self.counted.is_some() => self.ask(),
            Push::Day(_) if self.counted.is_some() => self.ask(),
            _ => Vec::new(),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let Some(counted) = &self.counted else { return };
        self.draw_heading(canvas, around, counted);
        self.draw_lines(canvas, around, counted);
        if self.lines().is_empty() {
            canvas.cursor(HEADING_ROW + 1, 1);
        }
    }

    fn help_here(&self, _: &Around<'_>) -> Vec<Say> {
        vec![
            Say::new("bảng đếm", "the frequency table"),
            Say::new(
                "Trái, phải đổi cột; gõ chữ lọc dòng; Enter mở đúng các bản ghi đã đếm.",
                "Left, right change the column; letters narrow; Enter opens exactly what is counted.",
            ),
            Say::new(
                "Tố cáo chỉ đếm theo loại và xã. Không bao giờ đếm theo người gửi.",
                "Denunciations count by kind and commune only. Never by sender.",
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_column_that_is_shown_is_always_named_and_none_is_cut_in_two() {
        let columns =
            ["lĩnh vực", "thôn, buôn", "loại đơn", "trạng thái", "ai trễ", "xã (nay)"].map(str::to_owned);
        assert_eq!(
            columns_line("Cột: ", &columns, 0, 80),
            "Cột: lĩnh vực | thôn, buôn | loại đơn | trạng thái | ai trễ | xã (nay)"
        );
        assert_eq!(columns_line("Cột: ", &columns, 1, 40), "Cột: lĩnh vực | thôn, buôn | ...");
        assert_eq!(columns_line("Cột: ", &columns, 5, 40), "Cột: ... | ai trễ | xã (nay)");
        for at in 0..columns.len() {
            let line = columns_line("Cột: ", &columns, at, 40);
            assert!(line.contains(columns[at].as_str()) && text::width(&line) <= 40, "{line}");
        }
    }

    #[test]
    fn shares_are_rounded_and_bars_scaled() {
        assert_eq!(share(10, 41), "24,4 %");
        assert_eq!(share(41, 41), "100,0 %");
        assert_eq!(share(1, 3), "33,3 %");
        assert_eq!(share(0, 0), "0,0 %");
        assert_eq!(bar(10, 15, 15), 10);
        assert_eq!(bar(30, 60, 15), 8);
        assert_eq!(bar(60, 60, 15), 15);
        assert_eq!(bar(1, 600, 15), 1, "what is counted is seen");
    }
}
