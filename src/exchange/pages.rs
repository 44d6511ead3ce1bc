//! Lists and records as plain text in pages for a printer: UTF-8, 60 rows a page as A4 has them, 80 or 132 columns.

use crate::base::{Day, Lang, Officer, Words, text};
use crate::domain::{Column, KindDef};

use super::SAMPLE_MARK;

/// Rows of a page of A4 at six lines an inch, less the margins of a printer.
const PAGE_ROWS: usize = 60;
/// Rows above the text of a page: who, what, when and which page, a rule.
const HEAD_ROWS: usize = 4;
/// Ends a page; printers eject the sheet.
const FORM_FEED: char = '\x0c';

/// How many columns a page has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageWidth {
    /// Upright.
    #[default]
    Columns80,
    /// Wide paper, or small letters.
    Columns132,
}

impl PageWidth {
    fn columns(self) -> usize {
        match self {
            PageWidth::Columns80 => 80,
            PageWidth::Columns132 => 132,
        }
    }

    fn of(self, column: &Column) -> usize {
        usize::from(match self {
            PageWidth::Columns80 => column.width,
            PageWidth::Columns132 => column.wide,
        })
    }
}

/// What stands above every page.
#[derive(Clone, Debug)]
pub struct Heading {
    /// The office.
    pub office: String,
    /// Which list or record it is, with its narrowing.
    pub title: String,
    /// Today in the register.
    pub today: Day,
    /// Who asked for it.
    pub officer: Officer,
    /// Whether it is a register of samples.
    pub is_sample: bool,
    /// The language of labels.
    pub lang: Lang,
}

/// A list: its columns' headings on every page, a line a row, how many at the top.
pub fn list_pages(heading: &Heading, kind: &KindDef, rows: &[Vec<String>], width: PageWidth) -> Vec<u8> {
    let labels: Vec<String> =
        kind.columns.iter().map(|column| column.label.get(heading.lang).to_owned()).collect();
    let lines: Vec<String> = rows.iter().map(|cells| table_line(kind, cells, width)).collect();
    let heading = Heading { title: counted(&heading.title, rows.len(), heading.lang), ..heading.clone() };
    pages(&heading, Some(&table_line(kind, &labels, width)), &lines, width)
}

/// A list's title with how many rows it has.
pub(super) fn counted(title: &str, rows: usize, lang: Lang) -> String {
    format!("{title}; {}: {rows}", Words::new("số dòng", "rows").get(lang))
}

/// Text of any lines, wrapped to the page.
pub fn text_pages(heading: &Heading, lines: &[String], width: PageWidth) -> Vec<u8> {
    let columns = width.columns() - 1;
    let wrapped: Vec<String> = lines
        .iter()
        .flat_map(|line| {
            let line = text::clean_line(line);
            let parts = text::wrap(&line, columns);
            parts
                .into_iter()
                .filter_map(|part| Some(line.get(part)?.trim_end().to_owned()))
                .collect::<Vec<_>>()
        })
        .collect();
    pages(heading, None, &wrapped, width)
}

/// Lines that need no heading, in pages for a printer: a card, which is one.
pub fn sheet(lines: &[String]) -> Vec<u8> {
    let mut written = String::new();
    for page in lines.chunks(PAGE_ROWS) {
        for line in page {
            written.push_str(text::clean_line(line).trim_end());
            written.push('\n');
        }
        written.push(FORM_FEED);
    }
    written.into_bytes()
}

/// One row of a table: a text for each of the kind's columns, cut or padded to its place. The widest column takes what
/// the others leave.
pub fn table_line(kind: &KindDef, cells: &[String], width: PageWidth) -> String {
    let taken: usize =
        kind.columns.iter().map(|column| width.of(column)).filter(|own| *own > 0).map(|own| own + 1).sum();
    let widest = kind.columns.iter().map(|column| column.wide).max().unwrap_or(0);
    let left = if width == PageWidth::Columns80 { 0 } else { width.columns().saturating_sub(taken) };
    let mut line = String::new();
    for (column, cell) in kind.columns.iter().zip(cells).filter(|(column, _)| width.of(column) > 0) {
        if !line.is_empty() {
            line.push(' ');
        }
        let columns = width.of(column) + if column.wide == widest { left } else { 0 };
        let cell = text::clean_line(cell);
        line.push_str(&if column.right { text::pad_left(&cell, columns) } else { text::pad(&cell, columns) });
    }
    line.truncate(line.trim_end().len());
    line
}

fn pages(heading: &Heading, labels: Option<&str>, lines: &[String], width: PageWidth) -> Vec<u8> {
    let labels: Vec<String> = labels.map(str::to_owned).into_iter().collect();
    let blocks: Vec<Vec<String>> = lines.iter().map(|line| vec![line.clone()]).collect();
    pages_under(heading, &labels, &blocks, width)
}

/// Blocks of lines under labels that stand on every page; a block is torn only where it is longer than a page.
pub(super) fn pages_under(
    heading: &Heading,
    labels: &[String],
    blocks: &[Vec<String>],
    width: PageWidth,
) -> Vec<u8> {
    let room = PAGE_ROWS.saturating_sub(HEAD_ROWS + labels.len()).max(1);
    let mut bodies: Vec<Vec<&str>> = vec![Vec::new()];
    for block in blocks {
        for part in block.chunks(room) {
            let is_full = bodies.last().is_some_and(|body| body.len() + part.len() > room);
            if is_full {
                bodies.push(Vec::new());
            }
            if let Some(body) = bodies.last_mut() {
                body.extend(part.iter().map(String::as_str));
            }
        }
    }
    let count = bodies.len();
    let mut written = String::new();
    for (page, body) in bodies.into_iter().enumerate() {
        let head = head(heading, page + 1, count, width.columns());
        for line in head.iter().chain(labels).map(String::as_str).chain(body) {
            written.push_str(line.trim_end());
            written.push('\n');
        }
        written.push(FORM_FEED);
    }
    written.into_bytes()
}

fn head(heading: &Heading, page: usize, pages: usize, columns: usize) -> [String; HEAD_ROWS] {
    let mark = if heading.is_sample { SAMPLE_MARK } else { "" };
    let (day, page_word) = match heading.lang {
        Lang::Vi => ("Ngày", "trang"),
        Lang::En => ("Date", "page"),
    };
    [
        both(&heading.office, mark, columns),
        both(&heading.title, "", columns),
        both(
            &format!("{day} {}, {}", heading.today, heading.officer),
            &format!("{page_word} {page}/{pages}"),
            columns,
        ),
        "-".repeat(columns - 1),
    ]
}

/// Two texts at both ends of a line whose last column stays empty.
fn both(left: &str, right: &str, columns: usize) -> String {
    let room = (columns - 1).saturating_sub(text::width(right));
    format!("{}{right}", text::pad(&text::clean_line(left), room))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{KINDS, kinds::PETITION};

    fn heading() -> Heading {
        Heading {
            office: "Ban Dân vận xã Ia Dreh".to_owned(),
            title: "Đơn quá hạn; lọc: ml = Buôn Ma Lim".to_owned(),
            today: Day::from_iso("2026-11-23").unwrap(),
            officer: Officer::new("can_bo_02").unwrap(),
            is_sample: true,
            lang: Lang::Vi,
        }
    }

    fn rows(count: usize) -> Vec<Vec<String>> {
        let cells = [
            "90",
            "KN",
            "Ma Lim",
            "DD",
            "Tranh chấp ranh giới đất rẫy giữa hai hộ",
            "-7 ",
            "Quá hạn",
            "UBND xã",
        ];
        (0..count).map(|_| cells.map(str::to_owned).to_vec()).collect()
    }

    fn text_of(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_short_list_is_one_page() {
        insta::assert_snapshot!(
            "80",
            text_of(list_pages(&heading(), &PETITION, &rows(2), PageWidth::Columns80))
        );
        insta::assert_snapshot!(
            "132",
            text_of(list_pages(&heading(), &PETITION, &rows(1), PageWidth::Columns132))
        );
    }

    #[test]
    fn a_long_list_goes_on_with_its_headings_and_loses_no_row() {
        for width in [PageWidth::Columns80, PageWidth::Columns132] {
            let printed = text_of(list_pages(&heading(), &PETITION, &rows(120), width));
            let pages: Vec<&str> = printed.split('\x0c').collect();
            assert_eq!((pages.len(), pages[3]), (4, ""));
            for (at, page) in pages[..3].iter().enumerate() {
                assert!(page.lines().count() <= PAGE_ROWS);
                assert!(page.lines().next().unwrap().ends_with(SAMPLE_MARK));
                assert!(page.contains(&format!("trang {}/3", at + 1)) && page.contains("Nội dung"));
            }
            assert_eq!(printed.lines().filter(|line| line.contains("Tranh chấp")).count(), 120);
        }
        let empty = text_of(list_pages(&heading(), &PETITION, &[], PageWidth::Columns80));
        assert!(empty.contains("số dòng: 0") && empty.contains("trang 1/1"));
    }

    #[test]
    fn text_is_wrapped_and_real_registers_bear_no_mark() {
        let heading = Heading { is_sample: false, ..heading() };
        let lines = ["đường vào buôn sạt lở ".repeat(9), String::new(), "  lùi vào".to_owned()];
        let printed = text_of(text_pages(&heading, &lines, PageWidth::Columns80));
        assert!(!printed.contains(SAMPLE_MARK));
        assert!(printed.lines().all(|line| text::width(line) < 80), "{printed}");
        assert!(printed.contains("\n\n  lùi vào\n"), "{printed}");
    }

    proptest! {
        #[test]
        fn no_cell_steers_the_printer_or_passes_the_margin(cell in any::<String>(), wide in any::<bool>()) {
            let (width, columns) =
                if wide { (PageWidth::Columns132, 132) } else { (PageWidth::Columns80, 80) };
            for kind in KINDS {
                let cells = vec![cell.clone(); kind.columns.len()];
                let printed = text_of(list_pages(&heading(), kind, &[cells], width));
                prop_assert!(printed.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\x0c')));
                prop_assert!(printed.lines().all(|line| text::width(line.trim_matches('\x0c')) < columns));
            }
            let printed = text_of(text_pages(&heading(), std::slice::from_ref(&cell), width));
            prop_assert!(printed.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\x0c')));
        }
    }
}
