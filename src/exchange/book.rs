//! A book of the office as CSV and as ruled pages: cells are wrapped, none is cut, the heading stands on every page.

use crate::base::{Lang, text};
use crate::domain::book::{BookColumn, BookName};

use super::pages::{Heading, PageWidth, counted, pages_under};

/// The book as pages of 132 columns.
pub fn book_pages(heading: &Heading, book: BookName, rows: &[Vec<String>]) -> Vec<u8> {
    let columns = book.columns();
    let labels: Vec<String> =
        columns.iter().map(|column| column.label.get(heading.lang).to_owned()).collect();
    let mut head = ruled(columns, &labels);
    // The numbers of the columns stand under their names, as on the printed form.
    let numbers: Vec<String> = (1..=columns.len()).map(|number| number.to_string()).collect();
    head.extend(ruled(columns, &numbers));
    let line = columns.iter().map(|column| "-".repeat(column.width)).collect::<Vec<_>>().join("+");
    head.push(line.clone());
    let rows_of_lines: Vec<Vec<String>> = rows
        .iter()
        .map(|cells| {
            let mut lines = ruled(columns, cells);
            lines.push(line.clone());
            lines
        })
        .collect();
    let heading = Heading { title: counted(&heading.title, rows.len(), heading.lang), ..heading.clone() };
    pages_under(&heading, &head, &rows_of_lines, PageWidth::Columns132)
}

/// The book as CSV; one of samples says so in the first cell of each line.
pub fn book_csv(book: BookName, rows: &[Vec<String>], lang: Lang, is_sample: bool) -> Vec<u8> {
    let labels = book.columns().iter().map(|column| column.label.get(lang).to_owned());
    let mut written = super::csv::line(is_sample, labels);
    for cells in rows {
        written.extend(super::csv::line(is_sample, cells.iter().cloned()));
    }
    written
}

/// A row of cells, each wrapped to its column.
fn ruled(columns: &[BookColumn], cells: &[String]) -> Vec<String> {
    let wrapped: Vec<Vec<String>> = columns
        .iter()
        .zip(cells)
        .map(|(column, cell)| {
            let cell = text::clean_line(cell);
            text::wrap_lines(&cell, column.width).into_iter().map(|part| part.trim_end().to_owned()).collect()
        })
        .collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
    (0..height)
        .map(|at| {
            let parts = columns
                .iter()
                .zip(&wrapped)
                .map(|(column, lines)| text::pad(lines.get(at).map_or("", String::as_str), column.width));
            parts.collect::<Vec<_>>().join("|")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Day, Officer};

    fn heading(is_sample: bool) -> Heading {
        Heading {
            office: "Khối Dân vận xã Ia Dreh".into(),
            title: "Sổ tiếp công dân".into(),
            today: Day::from_iso("2026-11-23").unwrap(),
            officer: Officer::new("can_bo_01").unwrap(),
            is_sample,
            lang: Lang::Vi,
        }
    }

    fn row(number: usize) -> Vec<String> {
        let mut cells = vec![String::new(); 12];
        cells[0] = format!("{number}/2026");
        cells[4] = "Đề nghị cấp giấy chứng nhận cho 16 hộ ở Buôn Ia Prông, đã đo đạc từ năm ngoái".into();
        cells
    }

    #[test]
    fn no_word_of_a_cell_is_lost_and_no_row_is_torn_by_the_end_of_a_page() {
        let rows: Vec<Vec<String>> = (1..=40).map(row).collect();
        let pages = String::from_utf8(book_pages(&heading(false), BookName::Reception, &rows)).unwrap();
        let pages: Vec<&str> = pages.split('\u{c}').filter(|page| !page.is_empty()).collect();
        assert!(pages.len() > 1);
        let mut numbers = Vec::new();
        for page in &pages {
            assert!(page.lines().count() <= 60);
            assert!(page.lines().all(|line| text::width(line) <= 132), "{page}");
            assert!(page.contains("Số thứ"), "the heading on every page");
            assert!(page.lines().last().unwrap().starts_with("---"), "a whole row ends the page");
            let cells = page.lines().filter_map(|line| line.split('|').next());
            numbers.extend(
                cells
                    .filter(|cell| cell.trim().len() < 8 && cell.contains("/2026"))
                    .map(str::trim)
                    .map(str::to_owned),
            );
        }
        assert_eq!(numbers, (1..=40).map(|number| format!("{number}/2026")).collect::<Vec<_>>());
        let told: String = pages[0].lines().filter_map(|line| line.split('|').nth(4)).collect();
        for word in ["nghị", "chứng", "hộ", "đạc", "ngoái"] {
            assert!(told.contains(word), "{word}: {told}");
        }
    }

    #[test]
    fn csv_has_all_columns_and_marks_samples() {
        let written = String::from_utf8(book_csv(BookName::Reception, &[row(7)], Lang::Vi, true)).unwrap();
        let mut read = csv::Reader::from_reader(written.trim_start_matches('\u{feff}').as_bytes());
        assert_eq!(read.headers().unwrap().len(), 13);
        let row = read.records().next().unwrap().unwrap();
        assert_eq!((&row[0], &row[1], &row[4]), (crate::exchange::SAMPLE_MARK, "7/2026", ""));
    }
}
