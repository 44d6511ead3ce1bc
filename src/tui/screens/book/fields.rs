//! What is asked of a book, and what was meant.

use crate::base::{Day, Say, Words, limits};
use crate::client::WantedBook;
use crate::domain::{
    Choice,
    book::{BookName, period},
    kinds::{is_openable, too_long},
};
use crate::tui::{
    export::Way,
    screens::small_form::{Entering, SmallField, SmallForm, Typed, chosen, no_such_day, one_of},
    widgets::{Lines, TextField},
};

pub(super) const BOOK: &str = "book";
pub(super) const FROM: &str = "from";
pub(super) const TO: &str = "to";
pub(super) const WAY: &str = "way";
pub(super) const NAMES: &str = "names";
pub(super) const REASON: &str = "reason";

const BOOKS: &[Choice] = &[
    Choice::new("reception", "t", BookName::Reception.title()),
    Choice::new("intake", "d", BookName::Intake.title()),
];

const WAYS: &[Choice] = &[
    Choice::new("print", "m", Words::new("Máy in của máy đang ngồi", "Printer behind this terminal")),
    Choice::new("export.wide", "t", Words::new("Tệp chữ, trang 132 cột", "Text file, pages of 132 columns")),
    Choice::new("export.table", "b", Words::new("Tệp CSV, bảng tính", "CSV file, a spreadsheet")),
];

const COLUMN: &[Choice] = &[
    Choice::new("blank", "k", Words::new("Để trống", "Left blank")),
    Choice::new("names", "g", Words::new("Ghi họ tên, địa chỉ", "With names and addresses")),
];

const DAYS: Words =
    Words::new("20 = ngày 20 tháng này; 20/10; 20/10/2025", "20 = the 20th of this month; 20/10; 20/10/2025");

type Declared = (&'static str, Words, Words, Typed, usize);

const FIELDS: &[Declared] = &[
    (
        BOOK,
        Words::new("Sổ", "Book"),
        Words::new("t tiếp công dân  d tiếp nhận đơn", "t citizen reception  d intake of petitions"),
        Typed::Code(BOOKS),
        1,
    ),
    (FROM, Words::new("Từ ngày", "From"), DAYS, Typed::Plain, limits::CODE_CHARS_MAX),
    (TO, Words::new("Đến ngày", "To"), DAYS, Typed::Plain, limits::CODE_CHARS_MAX),
    (
        WAY,
        Words::new("Ra đâu", "Where to"),
        Words::new("m máy in  t tệp chữ  b bảng tính", "m printer  t text file  b spreadsheet"),
        Typed::Code(WAYS),
        1,
    ),
    (
        NAMES,
        Words::new("Họ tên (cột 3)", "Names (column 3)"),
        Words::new(
            "k để trống  g ghi: phải có lý do, có lưu vết",
            "k blank  g with names: a reason, recorded",
        ),
        Typed::Code(COLUMN),
        1,
    ),
    (
        REASON,
        Words::new("Lý do", "Reason"),
        Words::new(
            "vì sao cần họ tên trên sổ in; không ghi tên người",
            "why names are needed; no name in it",
        ),
        Typed::Words,
        limits::LINE_CHARS_MAX,
    ),
];

/// The fields as they stand at first.
pub(super) fn form(today: Day) -> SmallForm {
    let (from, to) = period(None, None, today).unwrap_or((today, today));
    let fields = FIELDS.iter().map(|&(name, label, hint, typed, chars_max)| {
        let mut text = TextField::new(Lines::One, chars_max);
        text.set_text(&match name {
            BOOK | WAY => "t".to_owned(),
            FROM => from.to_string(),
            TO => to.to_string(),
            NAMES => "k".to_owned(),
            _ => String::new(),
        });
        let entering = if name == REASON { Entering::LeftOut } else { Entering::Open };
        SmallField { name, label, hint, typed, entering, text }
    });
    SmallForm::new(fields.collect(), BOOK)
}

/// The book that was chosen.
pub(super) fn book(form: &SmallForm) -> Option<BookName> {
    match chosen(BOOKS, form.text(BOOK))?.id {
        "intake" => Some(BookName::Intake),
        _ => Some(BookName::Reception),
    }
}

/// Whether names were asked for.
pub(super) fn with_names(form: &SmallForm) -> bool {
    chosen(COLUMN, form.text(NAMES)).is_some_and(|choice| choice.id == "names")
}

/// The day that stands in a field; an empty one is the usual one.
pub(super) fn day(typed: &str, name: &str, today: Day) -> Option<Day> {
    if typed.is_empty() {
        let (from, to) = period(None, None, today).ok()?;
        return Some(if name == FROM { from } else { to });
    }
    Day::from_typed(typed, today)
}

/// What is wanted and where it goes, or the field that cannot stand and why.
pub(super) fn wanted(form: &SmallForm, today: Day) -> Result<(WantedBook, Way), (&'static str, Say)> {
    let book = book(form).ok_or_else(|| (BOOK, one_of(BOOKS)))?;
    let day = |name| day(form.text(name), name, today).ok_or_else(|| (name, no_such_day()));
    let (from, to) = period(Some(day(FROM)?), Some(day(TO)?), today).map_err(|say| (FROM, say))?;
    let way = chosen(WAYS, form.text(WAY)).and_then(|choice| Way::of(choice.id));
    let way = way.ok_or_else(|| (WAY, one_of(WAYS)))?;
    let mut reason = None;
    if book == BookName::Reception && with_names(form) {
        let typed = form.text(REASON);
        if typed.is_empty() {
            let say = Say::new(
                "Ghi một lời lý do: họ tên chỉ đọc khi đã ghi vì sao",
                "Enter a word of reason: names are read for one only",
            );
            return Err((REASON, say));
        }
        if !is_openable(from, to) {
            return Err((FROM, too_long()));
        }
        reason = Some(typed.to_owned());
    }
    Ok((WantedBook { book, from, to, reason }, way))
}
