//! The table as lines for paper, 79 columns wide: cells have the same names there as on the screen.

use crate::base::{Day, Lang, Say, Words, text};

use super::{Measure, Sheet, Statistics, cell};

const LABEL_COLUMNS: usize = 26;
const COLUMN: usize = 10;

/// The lines, without what stands above every page. `reason`: why it was printed though it does not add up.
pub fn page(sheet: &Sheet, today: Day, reason: Option<&str>) -> Vec<Say> {
    let mut lines = vec![
        Say::new("THỐNG KÊ ĐƠN THƯ", "STATISTICS OF PETITIONS"),
        sheet.period_line(),
        sheet.frozen_line().unwrap_or_else(|| {
            Say::new(format!("Số liệu đến {today}, kỳ chưa chốt"), format!("As of {today}, not frozen"))
        }),
        Say::default(),
    ];
    lines.extend(figures(sheet, reason));
    if let Some(frozen) = sheet.frozen.as_ref().filter(|_| sheet.is_frozen()) {
        lines.extend(frozen.adjustments.iter().map(|adjustment| {
            let said = adjustment.said();
            Say::new(format!("  {}", said.vi), format!("  {}", said.en))
        }));
        let left = usize::try_from(frozen.adjusted).unwrap_or(usize::MAX) - frozen.adjustments.len();
        if left > 0 {
            lines.push(Say::new(format!("  còn {left} đơn"), format!("  and {left} more")));
        }
    }
    lines
}

/// The table with its check and what is told beside it.
pub fn figures(sheet: &Sheet, reason: Option<&str>) -> Vec<Say> {
    let mut lines = table(&sheet.table);
    lines.extend([Say::default(), sheet.check_line()]);
    if let Some(reason) = reason {
        lines.push(Say::new(
            format!("Lý do in khi còn lệch: {reason}"),
            format!("Why it was printed though it does not add up: {reason}"),
        ));
    }
    lines.push(sheet.people_line());
    lines.extend(sheet.ways_line());
    lines.extend(sheet.left_out_line());
    lines
}

fn table(table: &Statistics) -> Vec<Say> {
    let both = |line: &dyn Fn(Lang) -> String| Say::new(line(Lang::Vi), line(Lang::En));
    let row = |label: &str, cells: &mut dyn Iterator<Item = String>| {
        let cells: String = cells.map(|cell| text::pad_left(&cell, COLUMN)).collect();
        format!("{}{cells}", text::pad(label, LABEL_COLUMNS))
    };
    let heading = Words::new("  Loại đơn", "  Kind");
    let mut lines = vec![
        both(&|_| row("", &mut cell::COLUMNS.iter().map(|measure| measure.choice().abbr.to_owned()))),
        both(&|lang| {
            let labels = cell::COLUMNS.iter().map(|measure| short(*measure).get(lang).to_owned());
            row(heading.get(lang), &mut { labels })
        }),
    ];
    for at in 0..=cell::ROWS.len() {
        let kind = cell::ROWS.get(at).copied();
        let label = kind.map_or(cell::TOTAL, |kind| kind.label());
        lines.push(both(&|lang| {
            let named = format!("{} {}", cell::letter(at), label.get(lang));
            let counts = (0..cell::COLUMNS.len()).filter_map(|column| cell::Cell::at(at, column));
            row(&named, &mut counts.map(|cell| cell::told(kind, table.count(cell))))
        }));
    }
    lines
}

/// A heading that fits its column.
fn short(measure: Measure) -> Words {
    match measure {
        Measure::CarriedOver => Words::new("Tồn", "Carried"),
        _ => measure.label(),
    }
}
