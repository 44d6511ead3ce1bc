//! Where the parts of the table stand.

use crate::base::{Lang, Say, Words, text};
use crate::domain::petition::statistics::{Cell, Sheet, cell};
use crate::tui::{Canvas, screen::Around};

use super::{Mark, StatisticsScreen};

const HEADING_ROW: u16 = 5;
const FIRST_ROW: u16 = 8;
const CHECK_ROW: u16 = 16;
const CELL_ROW: u16 = 20;
const FROZEN_ROW: u16 = 21;
const HOW_ROW: u16 = 22;
/// Where the first column of numbers ends, and how far the next ones are.
const FIRST_END: u16 = 38;
const COLUMN: u16 = 10;

const NONE: Words = Words::new("", "");

impl StatisticsScreen {
    pub(super) fn draw_all(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let Some(sheet) = &self.sheet else { return };
        let lang = around.lang;
        let columns = canvas.columns();
        canvas.cell(3, 1, columns.saturating_sub(1), sheet.period_line().get(lang));
        if !self.typed.is_empty() {
            canvas.text(4, 1, &format!("{} {}", Words::new("Gõ:", "Typed:").get(lang), self.typed));
        } else if let Some(left_out) = sheet.left_out_line() {
            canvas.cell(4, 1, columns.saturating_sub(1), left_out.get(lang));
        }
        draw_table(canvas, lang, sheet);
        draw_sums(canvas, lang, sheet);
        let row = match self.mark() {
            Mark::Row(at) => FIRST_ROW.saturating_add(u16::try_from(at).unwrap_or(0)),
            Mark::Check => CHECK_ROW,
            Mark::Adjustments => FROZEN_ROW,
        };
        canvas.text(row, 1, ">");
        canvas.cursor(row, 1);
        canvas.text(CELL_ROW, 3, self.marked_line(sheet).get(lang));
        let frozen = sheet.frozen_line().unwrap_or_else(|| {
            Say::new("Chưa chốt: F9 chốt kỳ. F9 in: ra giấy", "Not frozen: F9 close the period. F9 print")
        });
        canvas.cell(FROZEN_ROW, 3, columns.saturating_sub(3), frozen.get(lang));
        let how = Words::new(
            "Gõ rồi Enter: C4; Q1, T11/2025, D9T, D1/1-31/3; tên xã, mọi nơi; lúc đó, nay",
            "Type, then Enter: C4; Q1, T11/2025, D9T; a commune, moi noi; luc do, nay",
        );
        canvas.text(HOW_ROW, 3, how.get(lang));
        self.draw_reason(canvas, lang);
    }

    /// What the marker stands on, and what Enter does there.
    fn marked_line(&self, sheet: &Sheet) -> Say {
        let Some(cell) = self.cell() else {
            return match self.mark() {
                Mark::Check => Say::new(
                    "Dòng đang chọn  Enter mở các đơn làm số liệu lệch",
                    "Selected line  Enter opens the petitions that do not add up",
                ),
                _ => Say::new(
                    "Dòng đang chọn  Enter xem đơn nào đổi ô từ khi chốt",
                    "Selected line  Enter shows which petitions moved since",
                ),
            };
        };
        let (row, column) = (cell.row_label(), cell.measure.label());
        let (name, count) = (cell.name(), cell::told(cell.kind, sheet.table.count(cell)));
        let (vi, en) = if sheet.is_frozen() {
            ("mở đúng các đơn đã chốt", "opens those frozen")
        } else {
            ("mở đúng các đơn này", "opens these")
        };
        Say::new(
            format!("Ô đang chọn  {name}  {}, {}: {count} đơn. Enter {vi}", row.vi, column.vi),
            format!("Selected cell  {name}  {}, {}: {count}. Enter {en}", row.en, column.en),
        )
    }
}

fn draw_table(canvas: &mut Canvas<'_>, lang: Lang, sheet: &Sheet) {
    canvas.text(HEADING_ROW + 1, 3, Words::new("Loại đơn", "Kind").get(lang));
    for (measure, at) in cell::COLUMNS.iter().zip(0..) {
        let end = FIRST_END + at * COLUMN;
        canvas.ending(HEADING_ROW, end, measure.choice().abbr);
        canvas.ending(HEADING_ROW + 1, end, measure.label().get(lang));
    }
    for (at, row) in (0..=cell::ROWS.len()).zip(FIRST_ROW..) {
        let kind = cell::ROWS.get(at).copied();
        let label = kind.map_or(cell::TOTAL, |kind| kind.label());
        canvas.text(row, 3, &cell::letter(at).to_string());
        canvas.cell(row, 5, 24, label.get(lang));
        for (column, end) in (0..cell::COLUMNS.len()).zip((FIRST_END..).step_by(usize::from(COLUMN))) {
            let Some(cell) = Cell::at(at, column) else { continue };
            canvas.ending(row, end, &cell::told(kind, sheet.table.count(cell)));
        }
    }
}

fn draw_sums(canvas: &mut Canvas<'_>, lang: Lang, sheet: &Sheet) {
    let more = if sheet.table.unbalanced() > 0 { Words::new(": Enter xem", ": Enter shows") } else { NONE };
    canvas.text(CHECK_ROW, 3, &format!("{}{}", sheet.check_line().get(lang), more.get(lang)));
    canvas.text(CHECK_ROW + 1, 3, sheet.people_line().get(lang));
    if let Some(ways) = sheet.ways_line() {
        let room = usize::from(canvas.columns()).saturating_sub(3);
        for (line, row) in text::wrap_lines(ways.get(lang), room).into_iter().take(2).zip(CHECK_ROW + 2..) {
            canvas.text(row, 3, line);
        }
    }
}
