//! Where everything of the key doctor stands.

use crate::base::{Lang, Say, Words, text};
use crate::tui::{Canvas, keymap::Keymap, preferences::LearntTerminal, terminal::KeyCode};

use super::{ANSWER_MS, Asked, Came, FAR_MS, KeyDoctor, SLOW_KILOBITS, Stage, sentence};

const FIRST_ROW: u16 = 5;
const LEFT: usize = 8;
/// Columns of a name, of bytes and of the word behind them.
const COLUMNS: (u16, u16) = (3, 41);
const BYTES_AT: u16 = 8;
const RIGHT_BYTES_AT: u16 = 14;
const WORD_AT: u16 = 24;
const RIGHT_WORD_AT: u16 = 28;

/// Bytes as the page of a terminal writes them: `ESC [ 1 1 ~`, `7F`.
pub(super) fn spelled(bytes: &[u8]) -> String {
    let spell = |byte: &u8| match byte {
        0x1b => "ESC".to_owned(),
        0x21..=0x7e if bytes.len() > 1 => char::from(*byte).to_string(),
        other => format!("{other:02X}"),
    };
    bytes.iter().map(spell).collect::<Vec<_>>().join(" ")
}

/// Which family of keyboards sends such bytes.
pub(super) fn family(bytes: &[u8]) -> &'static str {
    match bytes {
        [0x1b, b'[', b'[', ..] => ", Linux",
        [0x1b, b'[', b'1', b'1'..=b'5', b'~'] => ", PuTTY",
        [0x1b, b'O', ..] => ", xterm",
        _ => "",
    }
}

impl KeyDoctor {
    /// Rows 3 to 22.
    pub fn paint(&self, canvas: &mut Canvas<'_>, keymap: &Keymap, lang: Lang, now_ms: u64) {
        let how = Words::new(
            "Bấm từng phím được hỏi. Không có phím đó: Space bỏ qua.  Enter xong sớm.",
            "Press each key asked for. There is none: Space skips.  Enter ends early.",
        );
        canvas.text(3, 1, how.get(lang));
        for (at, asked) in self.asked.iter().enumerate() {
            let (row, column) = place(at);
            self.paint_key(canvas, at, asked, (row, column), lang);
        }
        let right = Words::new("đúng", "right").get(lang);
        let size = format!("{}x{}", self.size.0, self.size.1);
        let is_enough = self.size.0 >= 80 && self.size.1 >= 24;
        let size_word = if is_enough { right } else { Words::new("cần 80x24", "needs 80x24").get(lang) };
        self.paint_told(canvas, 14, Words::new("Cỡ màn hình", "Window size").get(lang), &size, size_word);
        let (widths, word) = self.widths(lang, now_ms);
        self.paint_told(
            canvas,
            15,
            &format!("{} ƀ ê\u{306} ễ", Words::new("Chữ", "Signs").get(lang)),
            &widths,
            &word,
        );
        self.paint_below(canvas, keymap, lang);
    }

    fn paint_key(
        &self,
        canvas: &mut Canvas<'_>,
        at: usize,
        asked: &Asked,
        (row, column): (u16, u16),
        lang: Lang,
    ) {
        let is_asked = self.stage == Stage::Keys && at == self.at;
        let name = if asked.key.code == KeyCode::Esc {
            Words::new("Esc rồi chữ", "Esc, letter").get(lang).to_owned()
        } else if asked.key.code == KeyCode::Backspace {
            Words::new("Xóa lùi", "Backspace").get(lang).to_owned()
        } else {
            asked.key.to_string()
        };
        let (bytes_at, word_at) =
            if column == COLUMNS.0 { (BYTES_AT, WORD_AT) } else { (RIGHT_BYTES_AT, RIGHT_WORD_AT) };
        if is_asked {
            canvas.text(row, if column == COLUMNS.0 { 1 } else { column - 2 }, ">");
        }
        canvas.text(row, column, &name);
        let bytes = match &asked.came {
            Came::After(ms) => format!("{ms} ms"),
            _ => spelled(&asked.bytes),
        };
        canvas.cell(row, column + bytes_at, word_at - bytes_at - 1, &bytes);
        let word = match asked.came {
            Came::NotYet if is_asked => Words::new("đang chờ", "waiting"),
            Came::NotYet => return,
            Came::Right | Came::After(_) => Words::new("đúng", "right"),
            Came::Learnt => Words::new("đã học", "learnt"),
            Came::Skipped => Words::new("bỏ qua", "skipped"),
            Came::Silent => Words::new("không tới", "no answer"),
        };
        canvas.text(row, column + word_at, word.get(lang));
    }

    fn paint_told(&self, canvas: &mut Canvas<'_>, at: usize, name: &str, told: &str, word: &str) {
        let (row, column) = place(at);
        canvas.text(row, column, name);
        canvas.cell(row, column + RIGHT_BYTES_AT, RIGHT_WORD_AT - RIGHT_BYTES_AT - 1, told);
        canvas.cell(
            row,
            column + RIGHT_WORD_AT,
            canvas.columns().saturating_sub(column + RIGHT_WORD_AT),
            word,
        );
    }

    /// How wide the letters are, and whether that is right.
    fn widths(&self, lang: Lang, now_ms: u64) -> (String, String) {
        match self.letters.widths() {
            Some(widths) => {
                let told: Vec<String> = widths.iter().map(ToString::to_string).collect();
                let is_right = widths.iter().all(|width| *width == 1);
                let word = if is_right {
                    Words::new("đúng", "right")
                } else {
                    Words::new("lệch cột", "shifted")
                };
                (
                    format!("{} {}", Words::new("rộng", "width").get(lang), told.join(" ")),
                    word.get(lang).to_owned(),
                )
            }
            None if now_ms.saturating_sub(self.line.asked_ms.unwrap_or(now_ms)) < ANSWER_MS => {
                (String::new(), Words::new("đang chờ", "waiting").get(lang).to_owned())
            }
            None => (Words::new("không trả lời", "no answer").get(lang).to_owned(), String::new()),
        }
    }

    /// The sentence, the line, and what replaces the keys that do not come.
    fn paint_below(&self, canvas: &mut Canvas<'_>, keymap: &Keymap, lang: Lang) {
        const ASKING: u16 = 14;
        match (self.stage, self.asked.get(self.at)) {
            (Stage::Keys, Some(asked)) => {
                let press = Words::new("Bấm", "Press").get(lang);
                let then = if asked.key.code == KeyCode::Esc {
                    Words::new(", rồi một chữ", ", then a letter").get(lang)
                } else {
                    ""
                };
                let line = format!("{press} {}{then}", asked.key);
                canvas.text(ASKING, 3, &line);
                canvas.cursor(ASKING, 3 + u16::try_from(text::width(&line)).unwrap_or(0) + 1);
            }
            (Stage::Keys, None) => {}
            (Stage::Sentence, _) => {
                let line = Say::new(
                    format!("Gõ thử một câu, kiểu gõ máy này, rồi Enter:  {}", sentence::ASKED),
                    format!("Type a sentence as usual here, then Enter:  {}", sentence::ASKED),
                );
                canvas.text(ASKING, 3, line.get(lang));
                canvas.text(ASKING + 1, 3, self.sentence.typed());
                let end = u16::try_from(text::width(self.sentence.typed())).unwrap_or(0);
                canvas.cursor(ASKING + 1, 3 + end);
            }
            (Stage::Done, _) => {
                canvas.text(
                    ASKING,
                    3,
                    Words::new("Xong. Enter hoặc Esc ra.", "Done. Enter or Esc leaves.").get(lang),
                );
                canvas.cursor(ASKING, 1);
            }
        }
        let mut row = ASKING + 2;
        if let Some(judged) = self.sentence.judged() {
            canvas.text(row, 3, &format!("{} {}", Words::new("Nhận:", "Seen:").get(lang), judged.get(lang)));
        }
        row += 2;
        let last = canvas.rows().saturating_sub(2);
        let columns = usize::from(canvas.columns().saturating_sub(3));
        let mut lines: Vec<String> = self.line_told(lang).into_iter().collect();
        let LearntTerminal { missing, .. } = self.learnt();
        let mut shown = keymap.clone();
        shown.set_missing(missing);
        let replacements: Vec<String> =
            shown.replacements().iter().map(|say| say.get(lang).to_owned()).collect();
        if !replacements.is_empty() {
            let lead = Words::new("Phím không tới dùng thay:", "Keys that do not come, instead:").get(lang);
            lines.push(format!("{lead} {}", replacements.join("   ")));
        }
        if self.stage != Stage::Keys {
            lines.push(
                Words::new("In thẻ phím: nghedan keys --card", "The card: nghedan keys --card")
                    .get(lang)
                    .to_owned(),
            );
        }
        for line in lines.iter().flat_map(|line| text::wrap_lines(line, columns)) {
            if row > last {
                return;
            }
            canvas.text(row, 3, line);
            row += 1;
        }
    }

    /// How far away the program is and how fast, with what helps.
    fn line_told(&self, lang: Lang) -> Option<String> {
        let round_trip = self.line.round_trip_ms?;
        let mut told = format!("{} {round_trip} ms", Words::new("Đường truyền:", "Line:").get(lang));
        // Faster than this nobody sees, and it cannot be measured so.
        if let Some(kilobits) = self.line.kilobits.filter(|kilobits| *kilobits < 2_000) {
            told.push_str(&format!(", {kilobits} kbit/s"));
        }
        let is_slow =
            round_trip > FAR_MS || self.line.kilobits.is_some_and(|kilobits| kilobits < SLOW_KILOBITS);
        if is_slow {
            let advice = Words::new(
                ": bật nén (ssh -C, PuTTY Compression)",
                ": turn compression on (ssh -C, PuTTY Compression)",
            );
            told.push_str(advice.get(lang));
        }
        Some(told)
    }

    /// What row 23 says.
    pub fn said(&self) -> Option<&Say> {
        self.said.as_ref()
    }
}

/// Row and column of the place with this number.
fn place(at: usize) -> (u16, u16) {
    let (column, row) = if at < LEFT { (COLUMNS.0, at) } else { (COLUMNS.1, at - LEFT) };
    (FIRST_ROW + u16::try_from(row).unwrap_or(0), column)
}
