//! Where the parts of the question stand.

use crate::base::{Lang, Say, Words, text};
use crate::client::{BookReading, WantedBook};
use crate::domain::{book::BookName, guard};
use crate::tui::{Canvas, screen::Around};

use super::{BookScreen, Stage, fields};

const LEAD_ROW: u16 = 3;
const FIELDS_AT: u16 = 6;
const TEXT_AT: u16 = 4;
const TOLD_AT: u16 = 14;

impl BookScreen {
    pub(super) fn draw_all(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let lang = around.lang;
        let lead = Words::new(
            "F2 in hoặc ghi tệp vào ~/nghedan-xuat. Số đã hủy vẫn giữ dòng của nó",
            "F2 prints, or writes a file to ~/nghedan-xuat. Cancelled numbers keep their row",
        );
        canvas.text(LEAD_ROW, 1, lead.get(lang));
        let row = self.form.draw(canvas, FIELDS_AT, lang) + 1;
        match &self.stage {
            Stage::Filling
                if fields::with_names(&self.form)
                    && fields::book(&self.form) == Some(BookName::Reception) =>
            {
                let note = Words::new(
                    "Họ tên được niêm phong: trước khi đọc, máy ghi lại ai, kỳ nào, vì sao",
                    "Names are sealed: before they are read, who, which days and why is recorded",
                );
                canvas.text(row, TEXT_AT, note.get(lang));
            }
            Stage::Filling => {}
            Stage::Sure(wanted) => draw_record(canvas, row, &wanted.book, around),
            Stage::Reading(reading, _) => {
                let say = progress(reading, around.offline);
                canvas.text(row, TEXT_AT, say.get(lang));
            }
        }
    }
}

/// What will be written down.
fn draw_record(canvas: &mut Canvas<'_>, row: u16, wanted: &WantedBook, around: &Around<'_>) {
    let lang: Lang = around.lang;
    let lead = Words::new(
        "Trước khi đọc tên nào, sổ ghi lại và giữ mãi:",
        "Before any name is read, this is written down for good:",
    );
    canvas.text(row, TEXT_AT, lead.get(lang));
    let lines = [
        (Words::new("ai", "who"), around.welcome.officer.as_str().to_owned()),
        (Words::new("lúc nào", "when"), around.welcome.today.to_string()),
        (Words::new("kỳ nào", "days"), format!("{}-{}", wanted.from, wanted.to)),
    ];
    let mut at = row + 1;
    for (label, told) in lines {
        canvas.text(at, TEXT_AT, label.get(lang));
        canvas.text(at, TOLD_AT, &told);
        at += 1;
    }
    canvas.text(at, TEXT_AT, Words::new("vì sao", "why").get(lang));
    let room = usize::from(canvas.columns().saturating_sub(TOLD_AT));
    let why = wanted.reason.as_deref().unwrap_or_default();
    for line in text::wrap_lines(why, room).into_iter().take(3) {
        canvas.text(at, TOLD_AT, line);
        at += 1;
    }
    // As in every form: it is said, and stops nothing.
    if let Some(warning) = guard::warning(why) {
        canvas.cell(at, 1, canvas.columns().saturating_sub(1), &format!("? {}", warning.get(lang)));
    }
}

fn progress(reading: &BookReading, is_offline: bool) -> Say {
    if is_offline {
        return Say::new(
            "Mất kết nối: nối lại sẽ đọc tiếp. Esc dừng",
            "The line is broken: reading goes on when it is back. Esc stops",
        );
    }
    if reading.is_opened() {
        let names = reading.names();
        return Say::new(
            format!("Đang đọc họ tên: {names}. Esc dừng"),
            format!("Reading the names: {names}. Esc stops"),
        );
    }
    let (read, total) = reading.progress();
    let so_far = if total == 0 { String::new() } else { format!(": {read}/{total}") };
    Say::new(format!("Đang đọc sổ{so_far}. Esc dừng"), format!("Reading the book{so_far}. Esc stops"))
}
