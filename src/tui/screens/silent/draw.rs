//! Where everything of the list of silent villages stands, in windows of three widths.

use crate::base::{Say, text};
use crate::tui::{
    Canvas,
    screen::{Around, Screen},
};
use crate::wire::{Silent, SilentRow};

use super::{Line, SilentScreen};

const FIRST_ROW: u16 = 5;
/// Rows of the window that hold no line: the frame's four, counts, headings, the word on `0`.
const OTHER_ROWS: u16 = 7;
const NARROWING_AT: u16 = 60;
/// From so many silent periods on a village is marked.
const LONG_SILENCE: u32 = 3;

/// Where the columns begin: former commune (none in a narrow window), last report, silence, first line.
struct Columns {
    former: Option<u16>,
    last: u16,
    silent: u16,
    line: u16,
}

const NAME_AT: u16 = 3;

impl Columns {
    fn of(window: u16) -> Columns {
        match window {
            // The longest names tell two villages apart by their former communes: "Thôn 2, Krông Năng".
            ..80 => Columns { former: None, last: 22, silent: 31, line: 38 },
            80..120 => Columns { former: Some(22), last: 34, silent: 44, line: 52 },
            _ => Columns { former: Some(32), last: 50, silent: 62, line: 71 },
        }
    }
}

/// Lines that are shown at once.
pub(super) fn rows_shown(around: &Around<'_>) -> usize {
    usize::from(around.size.1.saturating_sub(OTHER_ROWS).max(1))
}

impl SilentScreen {
    /// Row 1.
    pub(super) fn heading(&self, around: &Around<'_>) -> String {
        let word = Say::new("THÔN, BUÔN CHƯA BÁO", "VILLAGES NOT REPORTED");
        let word = word.get(around.lang);
        match &self.told {
            Some(told) if around.size.0 < 80 => {
                format!(
                    "{}  {}",
                    Say::new("CHƯA BÁO", "SILENT").get(around.lang),
                    self.period_name(told, around)
                )
            }
            Some(told) => format!("{word}  {}, {}", self.period_name(told, around), told.period.days()),
            None => word.to_owned(),
        }
    }

    fn period_name(&self, told: &Silent, around: &Around<'_>) -> String {
        told.period.name(around.welcome.today.year()).get(around.lang).to_owned()
    }

    pub(super) fn paint(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let Some(told) = &self.told else { return };
        let lang = around.lang;
        let is_narrow = canvas.columns() < 80;
        if !(is_narrow && self.is_narrowed()) {
            canvas.text(3, 1, self.counts(told, around).get(lang));
        }
        let word = Say::new("Lọc:", "Filter:");
        let typed = match &told.echo {
            Some(echo) if self.awaited.is_none() && !self.narrow.is_empty() => echo.get(lang),
            _ => self.narrow.as_str(),
        };
        let narrowing = format!("{} {typed}", word.get(lang));
        if !is_narrow {
            canvas.text(3, NARROWING_AT, narrowing.trim_end());
        } else if self.is_narrowed() {
            canvas.text(3, 1, &narrowing);
        }
        let columns = Columns::of(canvas.columns());
        let heads = [
            (Some(NAME_AT), Say::new("Thôn, buôn", "Village")),
            (columns.former, Say::new("Xã cũ", "Former")),
            (Some(columns.last), Say::new("Báo cuối", "Last")),
            (
                Some(columns.silent),
                if is_narrow { Say::new("Im", "Sil.") } else { Say::new("Im lặng", "Silent") },
            ),
            (Some(columns.line), Say::new("Kỳ trước", "Last period")),
        ];
        for (at, word) in heads.iter().filter_map(|(at, word)| Some(((*at)?, word))) {
            canvas.text(4, at, word.get(lang));
        }
        let below = self.paint_lines(canvas, around, told, &columns);
        let last = canvas.rows().saturating_sub(2);
        if below > 0 && !is_narrow {
            let say = Say::new(format!("Còn {below} nơi: PgDn"), format!("{below} more: PgDn"));
            canvas.text(last, NARROWING_AT, say.get(lang));
        }
        let how = if told.is_closed {
            Say::new(
                "Kỳ đã chốt: Enter mở phiếu, ghi điều chỉnh",
                "Closed: Enter opens the form of a correction",
            )
        } else if self.is_narrowed() {
            Say::new("Enter = mở phiếu, rồi 0 F2; Esc bỏ lọc", "Enter = the form, then 0 F2; Esc widens")
        } else {
            Say::new(
                "0 = không phát sinh (F2 lưu); Enter = nhập đủ",
                "0 = nothing new (F2 saves); Enter = the whole form",
            )
        };
        canvas.text(last, 1, how.get(lang));
    }

    /// "Chưa báo 7 trên 18; hạn nhận 25/11, +2 ngày".
    fn counts(&self, told: &Silent, around: &Around<'_>) -> Say {
        let (silent, all) = (self.silent_count(), told.villages);
        if silent == 0 {
            return Say::new(format!("Đã báo đủ {all} trên {all}"), format!("All {all} have reported"));
        }
        let days = told.due_on.since(around.welcome.today);
        let due = told.due_on.short();
        Say::new(
            format!("Chưa báo {silent} trên {all}; hạn nhận {due}, {days:+} ngày"),
            format!("Not reported {silent} of {all}; due {due}, {days:+} days"),
        )
    }

    /// No silent village is left by what was typed: what to do then.
    fn nothing(&self) -> Option<Say> {
        if !self.rows.is_empty() || self.narrow.is_empty() || self.awaited.is_some() {
            return None;
        }
        let typed = &self.narrow;
        Some(match self.reported.len() {
            0 => Say::new(
                format!("Không có nơi nào: {typed}. Esc bỏ lọc, Backspace bớt một chữ"),
                format!("No village: {typed}. Esc widens, Backspace takes a letter"),
            ),
            count => Say::new(
                format!("{typed}: đã báo {count}. Enter xem, Esc bỏ lọc"),
                format!("{typed}: reported {count}. Enter shows them, Esc widens"),
            ),
        })
    }

    /// How many silent villages stand below the last row.
    fn paint_lines(
        &self,
        canvas: &mut Canvas<'_>,
        around: &Around<'_>,
        told: &Silent,
        columns: &Columns,
    ) -> usize {
        let mut row = FIRST_ROW;
        let end = canvas.rows().saturating_sub(2);
        if let Some(say) = self.nothing() {
            canvas.text(row, NAME_AT, say.get(around.lang));
            row += 2;
        }
        for at in self.top..self.lines() {
            let line = self.line(at);
            if line == Line::Summary && at > self.top {
                row += 1;
            }
            if row >= end {
                return self.rows.len().saturating_sub(at);
            }
            if at == self.at {
                canvas.text(row, 1, ">");
                canvas.cursor(row, 1);
            }
            match self.row(line) {
                Some(village) => self.paint_row(canvas, around, row, village, columns),
                None => canvas.text(row, NAME_AT, summary(told, self.is_narrowed()).get(around.lang)),
            }
            row += 1;
        }
        0
    }

    fn paint_row(
        &self,
        canvas: &mut Canvas<'_>,
        around: &Around<'_>,
        row: u16,
        village: &SilentRow,
        columns: &Columns,
    ) {
        let lang = around.lang;
        if self.tagged.contains(&village.village) {
            canvas.text(row, 2, "*");
        }
        let behind_name = columns.former.unwrap_or(columns.last);
        canvas.cell(row, NAME_AT, behind_name - NAME_AT - 1, &village.name);
        if let Some(at) = columns.former {
            canvas.cell(row, at, columns.last - at - 1, &village.former);
        }
        let year = around.welcome.today.year();
        let last = match village.last {
            _ if village.silent == 0 => Say::new("đã báo", "reported"),
            Some(period) => period.name(year),
            None => Say::new("chưa có", "never"),
        };
        canvas.cell(row, columns.last, columns.silent - columns.last - 1, last.get(lang));
        let silence = match village.silent {
            0 => String::new(),
            LONG_SILENCE.. => format!("{} !", village.silent),
            few => few.to_string(),
        };
        canvas.text(row, columns.silent, &silence);
        let room = canvas.columns().saturating_sub(columns.line);
        canvas.cell(row, columns.line, room, &text::upper_first(village.last_line.get(lang)));
    }
}

/// "Đã báo 11: không phát sinh 8, có việc 3 (Enter ở đây xem)".
fn summary(told: &Silent, is_narrowed: bool) -> Say {
    let (nil, issues) = (told.nil, told.with_issues);
    let reported = nil + issues;
    let how = if reported == 0 || is_narrowed {
        Say::default()
    } else {
        Say::new(" (Enter ở đây xem)", " (Enter here shows them)")
    };
    Say::new(
        format!("Đã báo {reported}: không phát sinh {nil}, có việc {issues}{}", how.vi),
        format!("Reported {reported}: nothing new {nil}, with issues {issues}{}", how.en),
    )
}
