//! What stands at the right of a field: its codes and words, generated from its declaration.

use crate::base::{Lang, Say, text};
use crate::domain::{
    Choice, FieldDef, Record, Shape,
    kinds::{PetitionKind, petition_fields},
};

use super::draw::{HINT_AT, SCREEN_COLUMNS, VALUE_AT, WORDS_AT};

/// More choices than this are hinted by their codes only.
const WORDED_MAX: usize = 6;

/// The hints of one field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// In the field's own row.
    pub beside: String,
    /// The column in which that begins.
    pub at: u16,
    /// In rows of their own below it.
    pub below: Vec<String>,
    /// In the row of the next field, at the right, when that has no hints of its own.
    pub aside: Option<String>,
}

/// The hints of a field in this record. `defaulted`: a day that Enter takes as today; `marked`: the form marks what is
/// required.
pub fn hints(def: &FieldDef, record: &Record, lang: Lang, defaulted: bool, marked: bool) -> Hints {
    let mut hints = match def.shape {
        Shape::Choice(choices) => {
            let offered: Vec<&Choice> =
                choices.iter().filter(|choice| (def.offers)(record, choice)).collect();
            if offered.len() > WORDED_MAX { codes(&offered) } else { words(&offered, lang) }
        }
        Shape::Unit(_) if petition_fields::KIND.of(record) == Some(PetitionKind::ToCao) => {
            one(word(lang, "xã: không ghi thôn, buôn", "commune: no village here"))
        }
        Shape::Agency => one(word(lang, "F4 danh mục", "F4 list")),
        Shape::Day(_) if defaulted && marked => one(word(lang, "Enter hôm nay", "Enter today")),
        Shape::Day(_) if defaulted => {
            one(word(lang, "Enter hôm nay;  20 = ngày 20", "Enter today;  20 = the 20th"))
        }
        _ if def.name == petition_fields::SENDER.def.name => {
            one(word(lang, "niêm phong, không tìm được", "sealed, never searched"))
        }
        _ if def.name == petition_fields::REPLY_TO.def.name => {
            one(word(lang, "điện thoại hoặc nơi ở", "telephone or address"))
        }
        _ => Hints { at: HINT_AT, ..Hints::default() },
    };
    if marked && def.is_required(record) {
        let mark = word(lang, "bắt buộc", "required");
        let room = usize::from(SCREEN_COLUMNS - hints.at);
        let with = if hints.beside.is_empty() {
            mark.to_owned()
        } else {
            format!("{}{mark}", text::pad(&hints.beside, (text::width(&hints.beside) + 1).max(14)))
        };
        if text::width(&with) <= room {
            hints.beside = with;
        }
    }
    hints
}

/// What stands beside a closed text that is saved already: how another one comes in its place, and how it goes.
pub fn of_closed(is_cleared: bool, lang: Lang) -> Hints {
    one(if is_cleared {
        word(lang, "xóa hẳn khi lưu; Ctrl-Z giữ", "erased on saving; Ctrl-Z: no")
    } else {
        word(lang, "gõ để thay; Backspace xóa", "type another; Backspace: none")
    })
}

/// Every value of a closed list in words, for the help of the field.
pub fn in_full(def: &FieldDef, record: &Record) -> Vec<Say> {
    let Shape::Choice(choices) = def.shape else { return Vec::new() };
    choices
        .iter()
        .filter(|choice| (def.offers)(record, choice))
        .map(|choice| {
            let code = choice.code.to_uppercase();
            Say::new(format!("{code}  {}", choice.label.vi), format!("{code}  {}", choice.label.en))
        })
        .collect()
}

fn one(line: &str) -> Hints {
    Hints { beside: line.to_owned(), at: HINT_AT, ..Hints::default() }
}

fn word(lang: Lang, vi: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Vi => vi,
        Lang::En => en,
    }
}

/// `DD GT NS ...`, the rest in the next row.
fn codes(offered: &[&Choice]) -> Hints {
    let mut lines = flow(
        offered.iter().map(|choice| choice.code.to_uppercase()).collect(),
        " ",
        [usize::from(SCREEN_COLUMNS - HINT_AT); 2],
    )
    .into_iter();
    Hints { beside: lines.next().unwrap_or_default(), at: HINT_AT, below: Vec::new(), aside: lines.next() }
}

/// `B bưu chính  T trực tiếp ...`, the rest in rows below.
fn words(offered: &[&Choice], lang: Lang) -> Hints {
    let items = offered
        .iter()
        .map(|choice| format!("{} {}", choice.code.to_uppercase(), text::lower_first(choice.label.get(lang))))
        .collect();
    let mut lines =
        flow(items, "  ", [usize::from(SCREEN_COLUMNS - WORDS_AT), usize::from(SCREEN_COLUMNS - VALUE_AT)])
            .into_iter();
    Hints { beside: lines.next().unwrap_or_default(), at: WORDS_AT, below: lines.collect(), aside: None }
}

/// Items in lines: the first line has the first width, all others the second; a line takes every item that still fits.
fn flow(mut items: Vec<String>, between: &str, widths: [usize; 2]) -> Vec<String> {
    let mut lines = Vec::new();
    while !items.is_empty() {
        let room = if lines.is_empty() { widths[0] } else { widths[1] };
        let mut line = String::new();
        items.retain(|item| {
            let wanted = if line.is_empty() { item.clone() } else { format!("{line}{between}{item}") };
            let fits = text::width(&wanted) <= room;
            if fits {
                line = wanted;
            }
            !fits
        });
        if line.is_empty() {
            // An item wider than a line: cut where it is drawn.
            line = items.remove(0);
        }
        lines.push(line);
    }
    lines
}
