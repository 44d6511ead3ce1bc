//! Where the parts of a handover stand.

use crate::base::{Say, Words};
use crate::tui::{Canvas, screen::Around};
use crate::wire::EndedUnit;

use super::HandoverScreen;

const FIRST_ROW: u16 = 7;
const ENDED_AT: u16 = 33;
const OPEN_AT: u16 = 47;
const HEIRS_AT: u16 = 54;
const CONTENT_AT: u16 = 24;
const TO_AT: u16 = 56;

/// Rows between the heading and the hints.
pub(super) fn rows_shown(rows: u16) -> usize {
    usize::from(rows.saturating_sub(FIRST_ROW + 3)).max(1)
}

/// The letter of a unit that follows.
pub(super) fn letter(at: usize) -> char {
    u8::try_from(at).ok().and_then(|at| b'a'.checked_add(at)).map_or('?', char::from)
}

impl HandoverScreen {
    pub(super) fn draw_all(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        match self.opened() {
            Some(unit) => self.draw_records(canvas, around, unit),
            None => self.draw_units(canvas, around),
        }
        self.draw_asking(canvas, around.lang);
    }

    fn draw_units(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let lang = around.lang;
        let units: Vec<&EndedUnit> = self.units.iter().flatten().collect();
        let lead = if units.is_empty() {
            Words::new(
                "Không còn gì phải bàn giao: đơn vị đã hết hiệu lực không còn việc, đơn mở",
                "Nothing is left to hand over: no open record names a unit that ended",
            )
        } else {
            Words::new(
                "Đơn vị đã hết hiệu lực còn việc, đơn đang mở. Enter mở đơn vị",
                "Units that ended with open records. Enter opens a unit",
            )
        };
        canvas.text(3, 1, lead.get(lang));
        canvas.cursor(3, 1);
        if units.is_empty() {
            return;
        }
        for (at, word) in [
            (3, Words::new("ĐƠN VỊ", "UNIT")),
            (ENDED_AT, Words::new("HẾT HIỆU LỰC", "ENDED ON")),
            (OPEN_AT, Words::new("CÒN", "OPEN")),
            (HEIRS_AT, Words::new("VỀ", "GOES TO")),
        ] {
            canvas.bold(FIRST_ROW - 1, at, word.get(lang));
        }
        let shown = units.iter().enumerate().skip(self.top).take(rows_shown(canvas.rows()));
        for ((at, unit), row) in shown.zip(FIRST_ROW..) {
            self.draw_marker(canvas, at, row);
            canvas.cell(row, 3, ENDED_AT - 4, &unit.name);
            canvas.text(row, ENDED_AT, &unit.ended_on.to_string());
            canvas.ending(row, OPEN_AT + 3, &unit.open.len().to_string());
            let heirs: Vec<&str> = unit.heirs.iter().map(|(_, name)| name.as_str()).collect();
            let heirs = if heirs.is_empty() {
                Words::new("(chưa khai)", "(not set up)").get(lang).to_owned()
            } else {
                heirs.join(", ")
            };
            canvas.cell(row, HEIRS_AT, canvas.columns().saturating_sub(HEIRS_AT), &heirs);
        }
    }

    fn draw_records(&self, canvas: &mut Canvas<'_>, around: &Around<'_>, unit: &EndedUnit) {
        let lang = around.lang;
        let open = unit.open.iter().filter(|open| self.heir_of(unit, &open.id).is_none()).count();
        let count = unit.open.len();
        let lead = Say::new(
            format!(
                "{}, hết hiệu lực {}: {count} việc, đơn, {open} chưa chọn nơi nhận",
                unit.name, unit.ended_on
            ),
            format!(
                "{}, ended on {}: {count} open records, {open} without a place",
                unit.name, unit.ended_on
            ),
        );
        canvas.cell(3, 1, canvas.columns().saturating_sub(1), lead.get(lang));
        let heirs: Vec<String> = match unit.heirs.as_slice() {
            [(_, only)] => vec![format!("{} {only}", Words::new("Tất cả về", "All go to").get(lang))],
            heirs => {
                heirs.iter().enumerate().map(|(at, (_, name))| format!("{} {name}", letter(at))).collect()
            }
        };
        canvas.cell(4, 1, canvas.columns().saturating_sub(1), &heirs.join("   "));
        for (at, word) in [
            (3, Words::new("VIỆC, ĐƠN", "RECORD")),
            (CONTENT_AT, Words::new("NỘI DUNG", "CONTENT")),
            (TO_AT, Words::new("VỀ", "GOES TO")),
        ] {
            canvas.bold(FIRST_ROW - 1, at, word.get(lang));
        }
        let shown = unit.open.iter().enumerate().skip(self.top).take(rows_shown(canvas.rows()));
        for ((at, open), row) in shown.zip(FIRST_ROW..) {
            self.draw_marker(canvas, at, row);
            canvas.cell(row, 3, CONTENT_AT - 4, open.named.get(lang));
            canvas.cell(row, CONTENT_AT, TO_AT - CONTENT_AT - 1, open.content.get(lang));
            let to = self.heir_of(unit, &open.id).map_or("?", |(_, name)| name.as_str());
            canvas.cell(row, TO_AT, canvas.columns().saturating_sub(TO_AT), to);
        }
        let how = match unit.heirs.len() {
            1 => Words::new(
                "F2 bàn giao, hỏi văn bản và ngày.  Enter xem",
                "F2 hands over.  Enter shows a record",
            ),
            _ => Words::new(
                "a, b nơi nhận dòng này; A, B mọi dòng chưa chọn.  F2 bàn giao.  Enter xem",
                "a, b where this row goes; A, B all others.  F2 hands over.  Enter shows",
            ),
        };
        canvas.text(canvas.rows().saturating_sub(2), 3, how.get(lang));
    }

    fn draw_marker(&self, canvas: &mut Canvas<'_>, at: usize, row: u16) {
        if at == self.at {
            canvas.text(row, 1, ">");
            canvas.cursor(row, 1);
        }
    }
}
