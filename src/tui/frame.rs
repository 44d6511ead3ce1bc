//! What frames every screen: title, unit and rule above, one message and the hint of its place below.

use crate::base::{Lang, Words, text};

use super::{
    Canvas,
    command::CommandName,
    screen::{Around, Notice, NoticeSort, Place},
};

/// The smallest window in which anything is shown, columns and rows.
pub(super) const SMALLEST: (u16, u16) = (60, 20);
/// From so many columns on the frame has its full places.
const FULL_COLUMNS: u16 = 80;
/// Rows that a message takes at most, row 23 and those above.
const MESSAGE_ROWS_MAX: usize = 3;
/// Between the words of the hint.
const HINT_GAP: &str = "   ";
/// Row 24 on the key doctor, which also stands alone.
pub(super) const DOCTOR_HINT: Words =
    Words::new("Space bỏ qua   Enter xong   Esc ra", "Space skip   Enter done   Esc leave");
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
pub(super) fn bottom(canvas: &mut Canvas<'_>, place: Place, message: Option<&Notice>, around: &Around<'_>) {
    let rows = canvas.rows();
    if let Some(notice) = message {
        let mark = match notice.sort {
            NoticeSort::Plain => "",
            NoticeSort::News => "* ",
            NoticeSort::Warning => "? ",
            NoticeSort::Error => "! ",
        };
        let columns = usize::from(canvas.columns().saturating_sub(1));
        let message = format!("{mark}{}", notice.say.get(around.lang));
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
    canvas.text(rows, 1, &hint(place, around));
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

/// A word of the hint.
enum Hint {
    /// What a key of the keymap does, under the key it has there.
    Of(CommandName, Words),
    /// What a key does that no keymap changes.
    Fixed(Words),
}

/// Row 24: what the keys do that are pressed most, under the keys that they have.
fn hint(place: Place, around: &Around<'_>) -> String {
    let room = usize::from(around.size.0.saturating_sub(1));
    let mut words: Vec<String> = hints(place, around)
        .into_iter()
        .filter_map(|hint| match hint {
            Hint::Fixed(words) => Some(words.get(around.lang).to_owned()),
            Hint::Of(run, words) => {
                let key = around.keymap.keys_of(run, place).into_iter().next()?;
                Some(format!("{key} {}", words.get(around.lang)))
            }
        })
        .collect();
    loop {
        let line = words.join(HINT_GAP);
        if text::width(&line) <= room || words.len() < 2 {
            return line;
        }
        // The way back, which is the last word, stays.
        words.remove(words.len() - 2);
    }
}

fn hints(place: Place, around: &Around<'_>) -> Vec<Hint> {
    use Hint::{Fixed, Of};
    let is_wide = around.size.0 >= FULL_COLUMNS;
    let open = || Fixed(Words::new("Enter mở", "Enter open"));
    let new = || Of("petition.new", Words::new("mới", "new"));
    let palette = || Of("palette", Words::new("lệnh", "commands"));
    let help = || Of("help", Words::new("giúp", "help"));
    let back = || Of("back", Words::new("về", "back"));
    let save = || Of("save", Words::new("lưu", "save"));
    let mut hints = match place {
        Place::List => {
            let mut hints = vec![open(), new()];
            if around.keymap.letters_are_commands() {
                hints.push(Of("narrow", Words::new("lọc", "narrow")));
            }
            hints.extend([Of("find", Words::new("tìm", "find")), palette(), help(), back()]);
            hints
        }
        Place::Narrow => vec![
            Fixed(Words::new("Gõ chữ để lọc", "Letters narrow")),
            Fixed(Words::new("Enter xong", "Enter done")),
            palette(),
            Of("back", Words::new("bỏ lọc", "widen")),
        ],
        Place::Detail => {
            let all = if is_wide { Words::new("lệnh", "commands") } else { Words::new("lệnh", "all") };
            let mut hints = vec![
                Fixed(Words::new("Chữ = bước", "Letter = step")),
                Fixed(Words::new("Enter vì sao", "Enter why")),
                Of("record.next", Words::new("sau", "next")),
            ];
            hints.extend(is_wide.then_some(Of("record.previous", Words::new("trước", "previous"))));
            hints.extend([Of("palette", all), back()]);
            hints
        }
        Place::Form => vec![
            Fixed(Words::new("Enter tiếp", "Enter next")),
            save(),
            Of("values", Words::new("danh mục", "values")),
            Of("problem.next", Words::new("lỗi", "errors")),
            palette(),
            Of("back", Words::new("tạm dừng", "pause")),
        ],
        Place::Find => vec![open(), new(), palette(), help(), back()],
        Place::Compare => vec![
            Fixed(Words::new("Chữ = chọn", "Letter = choose")),
            Fixed(Words::new("Enter tiếp", "Enter next")),
            save(),
            palette(),
            help(),
            Of("back", Words::new("về sửa", "back")),
        ],
        Place::Beside => vec![
            Of("petition.link", Words::new("gắn", "link")),
            Fixed(Words::new("Phải đơn khác", "Right: other one")),
            Fixed(Words::new("Enter mở", "Enter open")),
            palette(),
            help(),
            back(),
        ],
        Place::Doctor => vec![Fixed(DOCTOR_HINT)],
        Place::Reason => {
            vec![Fixed(Words::new("Enter tiếp", "Enter goes on")), Of("back", Words::new("thôi", "no"))]
        }
        Place::Palette => vec![
            Fixed(Words::new("Enter chạy", "Enter run")),
            Fixed(Words::new("1-9 danh sách", "1-9 lists")),
            help(),
            Of("back", Words::new("về chỗ cũ", "back")),
        ],
    };
    if !is_wide && matches!(place, Place::List | Place::Find) {
        hints.retain(|hint| !matches!(hint, Of("help", _)));
    }
    hints
}
