//! What frames every screen: title, unit and rule above, one message and a fixed hint below.

use crate::base::{Lang, Words, text};

use super::{
    Canvas,
    screen::{Around, Notice, NoticeSort, Place},
};

/// The smallest window in which anything is shown, columns and rows.
pub(super) const SMALLEST: (u16, u16) = (60, 20);
/// From so many columns on the frame has its full places.
const FULL_COLUMNS: u16 = 80;
/// Rows that a message takes at most, row 23 and those above.
const MESSAGE_ROWS_MAX: usize = 3;
const SAMPLE: Words = Words::new("DỮ LIỆU MẪU", "SAMPLE DATA");

/// Rows 1 and 2.
pub(super) fn top(canvas: &mut Canvas<'_>, title: &str, around: &Around<'_>) {
    let (unit_at, sample_at) = if canvas.columns() < FULL_COLUMNS { (25, 47) } else { (48, 68) };
    canvas.bold(1, 1, &text::truncate(title, usize::from(unit_at) - 2));
    canvas.cell(1, unit_at, sample_at - unit_at - 1, &around.welcome.unit_name);
    if around.welcome.sample {
        canvas.text(1, sample_at, SAMPLE.get(around.lang));
    }
    let rule = usize::from(canvas.columns().saturating_sub(1));
    canvas.text(2, 1, &"-".repeat(rule));
}

/// The last two rows: a message, if there is one, and the hint.
pub(super) fn bottom(canvas: &mut Canvas<'_>, place: Place, message: Option<&Notice>, lang: Lang) {
    let rows = canvas.rows();
    if let Some(notice) = message {
        let mark = match notice.sort {
            NoticeSort::Plain => "",
            NoticeSort::News => "* ",
            NoticeSort::Warning => "? ",
            NoticeSort::Error => "! ",
        };
        let columns = usize::from(canvas.columns().saturating_sub(1));
        let message = format!("{mark}{}", notice.say.get(lang));
        // A message with a long name in it takes the row above too, until the next key; it is never cut.
        let lines: Vec<&str> =
            text::wrap_lines(&message, columns).into_iter().take(MESSAGE_ROWS_MAX).collect();
        let blank = " ".repeat(columns);
        for (line, above) in lines.iter().rev().zip(1..) {
            let row = rows.saturating_sub(above);
            if above > 1 {
                canvas.text(row, 1, &blank);
            }
            canvas.text(row, 1, line);
        }
    }
    canvas.text(rows, 1, hint(place, canvas.columns() < FULL_COLUMNS).get(lang));
}

/// The only thing in a window that is too small.
pub(super) fn too_small(canvas: &mut Canvas<'_>, needed: (u16, u16), lang: Lang) {
    let (columns, rows) = needed;
    let say = if needed == SMALLEST {
        Words::new("Cửa sổ quá nhỏ (cần", "Window too small (needed:")
    } else {
        Words::new("Cửa sổ quá nhỏ để nhập (cần", "Window too small for entry (needed:")
    };
    let row = if canvas.rows() < SMALLEST.1 || canvas.columns() < SMALLEST.0 { 1 } else { 3 };
    canvas.text(row, 1, &format!("{} {columns}x{rows})", say.get(lang)));
    canvas.cursor(row, 1);
}

fn hint(place: Place, narrow: bool) -> Words {
    match (place, narrow) {
        (Place::List, false) => Words::new(
            "Enter mở   F3 mới   / tìm   F9 lệnh   F1 giúp   Esc về",
            "Enter open   F3 new   / find   F9 commands   F1 help   Esc back",
        ),
        (Place::List, true) => Words::new(
            "Enter mở   F3 mới   / tìm   F9 lệnh   Esc về",
            "Enter open   F3 new   / find   F9 commands   Esc back",
        ),
        (Place::Detail, false) => Words::new(
            "Chữ = bước   Enter vì sao   n sau   N trước   F9 lệnh   Esc về",
            "Letter = step   Enter why   n next   N previous   F9 commands   Esc back",
        ),
        (Place::Detail, true) => Words::new(
            "Chữ = bước   Enter vì sao   n sau   F9 lệnh   Esc về",
            "Letter = step   Enter why   n next   F9 all   Esc back",
        ),
        (Place::Form, _) => Words::new(
            "Enter tiếp   F2 lưu   F4 danh mục   F8 lỗi   F9 lệnh   Esc tạm dừng",
            "Enter next   F2 save   F4 values   F8 errors   F9 commands   Esc pause",
        ),
        (Place::Find, false) => Words::new(
            "Enter mở   F3 mới   F9 lệnh   F1 giúp   Esc về",
            "Enter open   F3 new   F9 commands   F1 help   Esc back",
        ),
        (Place::Find, true) => {
            Words::new("Enter mở   F3 mới   F9 lệnh   Esc về", "Enter open   F3 new   F9 commands   Esc back")
        }
        (Place::Compare, _) => Words::new(
            "Chữ = chọn   Enter tiếp   F2 lưu   F9 lệnh   F1 giúp   Esc về sửa",
            "Letter = choose   Enter next   F2 save   F9 commands   F1 help   Esc back",
        ),
        (Place::Reason, _) => Words::new("Enter mở   Esc thôi", "Enter open   Esc no"),
        (Place::Palette, _) => Words::new(
            "Enter chạy   1-9 danh sách   F1 giúp   Esc về chỗ cũ",
            "Enter run   1-9 lists   F1 help   Esc back",
        ),
    }
}
