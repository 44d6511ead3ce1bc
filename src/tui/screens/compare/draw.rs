//! Where everything of a comparison stands: two columns of short values, whole texts one above the other.

use crate::base::{Lang, Say, Stamp, Words, text};
use crate::domain::{FieldDef, Shape, parse};
use crate::tui::{
    Canvas,
    screen::{Around, Side},
};
use crate::wire::{Conflict, Offer};

use super::CompareScreen;

/// Where our values stand, with their marks.
const OURS_AT: usize = 23;
/// Where the saved ones stand.
const SAVED_AT: usize = 51;
/// Where both texts of a narrative begin.
const TEXT_AT: usize = 14;
/// The first row of the fields.
const FIRST_ROW: u16 = 8;
/// Columns of a mark and the blank behind it.
const MARK: usize = 4;

/// One line of the fields and of what stands below them.
struct Line {
    text: String,
    /// The field it belongs to, by its place.
    of: Option<usize>,
    /// Has the marker, when its field is the marked one.
    is_first: bool,
}

fn word(lang: Lang, vi: &'static str, en: &'static str) -> &'static str {
    Words::new(vi, en).get(lang)
}

fn rows_shown(around: &Around<'_>) -> usize {
    usize::from(around.size.1.saturating_sub(FIRST_ROW + 1).max(1))
}

impl CompareScreen {
    /// Scrolls so that all of the marked field stands in sight, or at least where it begins.
    pub(super) fn keep_in_sight(&mut self, around: &Around<'_>) {
        let lines = self.lines(around);
        let of_marked = |line: &Line| line.of == Some(self.at);
        let first = lines.iter().position(of_marked).unwrap_or(0);
        let end = lines.iter().rposition(of_marked).map_or(0, |last| last + 1);
        let lowest = end.saturating_sub(rows_shown(around));
        self.top = self.top.max(lowest).min(first);
    }

    /// Leafs through texts that are longer than the window.
    pub(super) fn page(&mut self, down: bool, around: &Around<'_>) {
        let shown = rows_shown(around);
        let last = self.lines(around).len().saturating_sub(shown);
        let by = shown.saturating_sub(1);
        self.top = if down { (self.top + by).min(last) } else { self.top.saturating_sub(by) };
    }

    pub(super) fn paint(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let (lang, merge) = (around.lang, self.merge());
        let title = merge.title.get(lang);
        let (vi, en) = match self.comparing.form.kind.as_str() {
            "petition" => (format!("đơn {title}"), format!("petition {title}")),
            _ => (title.to_owned(), title.to_owned()),
        };
        let told = Say::new(
            format!("Người khác đã lưu {vi} khi ta đang sửa. Chưa có gì bị mất."),
            format!("Someone saved {en} while we were changing it. Nothing is lost."),
        );
        canvas.text(3, 1, told.get(lang));
        canvas.cursor(3, 1);
        let (ours_at, saved_at) = (column(OURS_AT), column(SAVED_AT));
        canvas.bold(5, 3, word(lang, "MỤC", "FIELD"));
        canvas.bold(5, ours_at, word(lang, "TA ĐANG GÕ", "WE ARE TYPING"));
        let when = |at: Stamp| {
            let is_today = at.day() == around.welcome.today;
            if is_today { at.clock() } else { format!("{} {}", at.day().short(), at.clock()) }
        };
        let saved = format!("{}, {} {}", word(lang, "ĐÃ LƯU", "SAVED"), merge.by, when(merge.at));
        canvas.bold(5, saved_at, &saved);
        canvas.text(6, 3, word(lang, "bản ta mở", "what we opened"));
        let version = word(lang, "bản", "version");
        let opened = match merge.base_at {
            Some(at) => format!("{} {}, {version} {}", word(lang, "lúc", "at"), when(at), merge.base),
            None => word(lang, "nhập mới", "entered as new").to_owned(),
        };
        canvas.text(6, ours_at, &opened);
        canvas.text(6, saved_at, &format!("{version} {}", merge.revision));

        let lines = self.lines(around);
        let last = canvas.rows().saturating_sub(2);
        for (line, row) in lines.iter().skip(self.top).zip(FIRST_ROW..=last) {
            canvas.text(row, 1, &line.text);
            if line.is_first && line.of == Some(self.at) {
                canvas.text(row, 1, ">");
                canvas.cursor(row, 1);
            }
        }
        if self.top + rows_shown(around) < lines.len() {
            canvas.right(7, column(SAVED_AT), column(28), word(lang, "PgDn xem tiếp", "PgDn reads on"));
        }
    }

    fn lines(&self, around: &Around<'_>) -> Vec<Line> {
        let lang = around.lang;
        let columns = usize::from(around.size.0.saturating_sub(1));
        let mut lines: Vec<Line> = Vec::new();
        let plain = |text: String| Line { text, of: None, is_first: false };
        for (at, conflict) in self.merge().conflicts.iter().enumerate() {
            let def = self.def(&conflict.field);
            let (ours, saved) =
                (reads(def, conflict.ours.as_ref(), lang), reads(def, conflict.saved.as_ref(), lang));
            let is_short = text::width(&ours) < SAVED_AT - OURS_AT - MARK
                && text::width(&saved) <= columns.saturating_sub(SAVED_AT + MARK - 1)
                && def.is_some_and(|def| !matches!(def.shape, Shape::Paragraph(_) | Shape::Rows(_)));
            if is_short {
                lines.push(Line {
                    text: self.short(conflict, &ours, &saved, lang),
                    of: Some(at),
                    is_first: true,
                });
                continue;
            }
            if lines.last().is_some_and(|line| !line.text.is_empty()) {
                lines.push(plain(String::new()));
            }
            for (row, text) in self.whole(conflict, &ours, &saved, lang, columns).into_iter().enumerate() {
                lines.push(Line { text, of: Some(at), is_first: row == 0 });
            }
            lines.push(plain(String::new()));
        }
        if lines.last().is_some_and(|line| !line.text.is_empty()) {
            lines.push(plain(String::new()));
        }
        let below =
            self.merged(lang).into_iter().chain(std::iter::once(String::new())).chain(self.keys(lang));
        let below: Vec<String> = below.collect();
        for line in below {
            let wrapped = text::wrap_lines(&line, columns.saturating_sub(2));
            let wrapped = if wrapped.is_empty() { vec![""] } else { wrapped };
            lines.extend(wrapped.into_iter().map(|part| plain(format!("  {part}").trim_end().to_owned())));
        }
        lines
    }

    /// "8 Nội dung tóm tắt".
    fn name(&self, field: &str, lang: Lang) -> String {
        let label = self.def(field).map_or(field, |def| def.label.get(lang));
        format!("{} {label}", self.number(field)).trim_start().to_owned()
    }

    fn short(&self, conflict: &Conflict, ours: &str, saved: &str, lang: Lang) -> String {
        let side = self.side(&conflict.field);
        let name = text::truncate(&self.name(&conflict.field, lang), OURS_AT - 4).into_owned();
        let ours = format!("{} {ours}", mark(side == Side::Ours));
        format!(
            "  {}{}{} {saved}",
            text::pad(&name, OURS_AT - 3),
            text::pad(&ours, SAVED_AT - OURS_AT),
            mark(side == Side::Saved)
        )
    }

    /// Both texts one above the other, whole, and the choice below them.
    fn whole(&self, conflict: &Conflict, ours: &str, saved: &str, lang: Lang, columns: usize) -> Vec<String> {
        let is_prose = self.is_prose(&conflict.field);
        let why = if is_prose {
            word(
                lang,
                "hai bản khác nhau, máy không trộn lời văn",
                "two texts, which are never mixed by itself",
            )
        } else {
            word(lang, "hai bản khác nhau", "two versions")
        };
        let mut lines = vec![format!("  {}: {why}", self.name(&conflict.field, lang))];
        for (who, told) in [(word(lang, "ta", "ours"), ours), (word(lang, "đã lưu", "saved"), saved)] {
            let rows = text::wrap_lines(told, columns.saturating_sub(TEXT_AT - 1).max(1));
            for (row, part) in rows.into_iter().enumerate() {
                let lead = if row == 0 { who } else { "" };
                lines.push(format!("{}{part}", text::pad(&format!("    {lead}"), TEXT_AT - 1)));
            }
        }
        let side = self.side(&conflict.field);
        let mut choice = format!(
            "{}{} {}     {} {}",
            text::pad(&format!("    {}", word(lang, "chọn", "choose")), TEXT_AT - 1),
            mark(side == Side::Ours),
            word(lang, "ta", "ours"),
            mark(side == Side::Saved),
            word(lang, "đã lưu", "saved"),
        );
        if is_prose {
            let write_on = word(lang, "sửa tiếp từ bản của ta (s)", "write on from ours (s)");
            choice.push_str(&format!("     {} {write_on}", mark(side == Side::WriteOn)));
        }
        lines.push(choice);
        lines
    }

    /// "Tự gộp, không ai trùng ai: 7 Số người ký đơn (can_bo_03: 7)".
    fn merged(&self, lang: Lang) -> Option<String> {
        let taken: Vec<String> = self
            .merge()
            .taken
            .iter()
            .map(|taken| {
                let def = self.def(&taken.field);
                let value = reads(def, taken.value.as_ref(), lang);
                let is_text =
                    def.is_some_and(|def| matches!(def.shape, Shape::Paragraph(_) | Shape::Rows(_)));
                let value = if is_text { String::new() } else { format!(": {value}") };
                format!("{} ({}{value})", self.name(&taken.field, lang), taken.by)
            })
            .collect();
        let lead = word(lang, "Tự gộp, không ai trùng ai: ", "Merged by itself, nobody in the way: ");
        (!taken.is_empty()).then(|| format!("{lead}{}", taken.join("; ")))
    }

    fn keys(&self, lang: Lang) -> [String; 2] {
        [
            word(
                lang,
                "t lấy của ta   k lấy bản đã lưu   cho dòng đang đứng; T, K cho cả đơn",
                "t takes ours   k takes the saved one   for the marked line; T, K for all",
            ),
            word(
                lang,
                "F2 lưu theo dấu [x]. Bản không chọn vẫn còn trong lịch sử",
                "F2 saves by the marks [x]. What is not chosen stays in the history",
            ),
        ]
        .map(str::to_owned)
    }
}

/// A column of the terminal.
pub(in crate::tui::screens) fn column(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

fn mark(chosen: bool) -> &'static str {
    if chosen { "[x]" } else { "[ ]" }
}

/// How a value reads: a code with its words, a row of a table on a line of its own.
pub(in crate::tui::screens) fn reads(def: Option<&FieldDef>, offer: Option<&Offer>, lang: Lang) -> String {
    let (Some(def), Some(offer)) = (def, offer) else {
        return match offer {
            None => word(lang, "(trống)", "(empty)").to_owned(),
            Some(_) => "?".to_owned(),
        };
    };
    let echo = offer.echo.get(lang);
    match def.shape {
        Shape::Choice(_) => format!("{} {echo}", offer.code.to_uppercase()).trim_end().to_owned(),
        Shape::Record(_) | Shape::List(Shape::Record(_)) if !offer.code.is_empty() => offer.code.clone(),
        Shape::Unit(_) | Shape::Agency | Shape::Rows(_) | Shape::List(_) if !echo.is_empty() => {
            echo.to_owned()
        }
        _ => parse::shown(def, &offer.value, lang),
    }
}
