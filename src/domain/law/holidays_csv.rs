//! The table of holidays as a text: `date,weekday,kind,name_vi,status,confidence,source`, read and written.

use std::collections::BTreeSet;

use chrono::Weekday;
use csv::StringRecord;

use super::{Confidence, DayKind, Holiday, LawError, LawPart, Status};
use crate::base::text::clean_line;
use crate::base::{Day, Say, Words, limits};
use crate::domain::{Choice, Choices};

const COLUMNS: [&str; 7] = ["date", "weekday", "kind", "name_vi", "status", "confidence", "source"];
/// Columns that may be left out: the first is there to check by, the other two make a day to be confirmed.
const MAY_BE_LEFT_OUT: [&str; 3] = ["weekday", "confidence", "source"];

/// Reads a table; other columns are passed over. Each line with its number.
///
/// # Errors
/// Says the line and what is wrong: a column that is missing, a date that does not exist or is not that weekday, an
/// unknown kind, a day twice, a make-up day within the week, more lines or longer ones than a law has.
pub fn read_holidays(csv: &str) -> Result<Vec<(usize, Holiday)>, LawError> {
    let csv = csv.strip_prefix('\u{feff}').unwrap_or(csv);
    if csv.len() > limits::LAW_BYTES_MAX {
        return Err(wrong(1, super::too_large()));
    }
    let head = csv.lines().next().unwrap_or_default();
    let delimiter = if head.contains(';') && !head.contains(',') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(csv.as_bytes());
    let header = reader.headers().map_err(|error| unreadable(1, &error))?.clone();
    let columns = columns(&header)?;
    let mut lines = Vec::new();
    let mut seen = BTreeSet::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(1, csv::Position::line);
            unreadable(usize::try_from(line).unwrap_or(usize::MAX), &error)
        })?;
        let line = record.position().map_or(1, csv::Position::line);
        let line = usize::try_from(line).unwrap_or(usize::MAX);
        if record.len() != header.len() {
            let say = Say::new(
                format!("Sửa dòng: cần {} cột, dòng có {}", header.len(), record.len()),
                format!("Correct the line: {} columns are needed, it has {}", header.len(), record.len()),
            );
            return Err(wrong(line, say));
        }
        if lines.len() >= limits::LAW_HOLIDAYS_MAX {
            let max = limits::LAW_HOLIDAYS_MAX;
            let say = Say::new(
                format!("Chia tệp: tối đa {max} ngày"),
                format!("Split the file: at most {max} days"),
            );
            return Err(wrong(line, say));
        }
        let holiday = holiday(&record, &columns)
            .map_err(|(field, say)| LawError::of(LawPart::Holidays, line, field, say))?;
        if !seen.insert(holiday.day) {
            let say =
                Say::new("Bỏ một dòng: ngày này đã có ở trên", "Remove one: this day stands above already");
            return Err(LawError::of(LawPart::Holidays, line, "date", say));
        }
        lines.push((line, holiday));
    }
    if lines.is_empty() {
        return Err(wrong(
            1,
            Say::new("Thêm dòng: bảng chưa có ngày nào", "Add lines: there is no day in the table"),
        ));
    }
    Ok(lines)
}

/// The table of these lines, good input for [`read_holidays`].
pub fn write_holidays<'a>(lines: impl IntoIterator<Item = &'a Holiday>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |row: [&str; 7]| drop(writer.write_record(row)); // a row of memory is always written
    write(COLUMNS);
    for line in lines {
        let (date, weekday) = (line.day.iso(), weekday_code(line.day.weekday()));
        let (kind, status, confidence) = (line.kind.id(), line.status.id(), line.confidence.id());
        write([&date, weekday, kind, &line.name, status, confidence, &line.source]);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// Where each of [`COLUMNS`] stands.
fn columns(header: &StringRecord) -> Result<[Option<usize>; 7], LawError> {
    let mut columns = [None; 7];
    for (name, column) in COLUMNS.into_iter().zip(&mut columns) {
        let mut at = (0..header.len()).filter(|at| header.get(*at) == Some(name));
        *column = at.next();
        let say = if at.next().is_some() {
            Words::new("Giữ một cột: tên này ghi hai lần", "Keep one of them: the column stands twice")
        } else if column.is_none() && !MAY_BE_LEFT_OUT.contains(&name) {
            Words::new("Thêm cột này vào dòng đầu", "Add this column to the first line")
        } else {
            continue;
        };
        return Err(LawError::of(LawPart::Holidays, 1, name, say.into()));
    }
    Ok(columns)
}

type Wrong = (&'static str, Say);

fn holiday(record: &StringRecord, columns: &[Option<usize>; 7]) -> Result<Holiday, Wrong> {
    let cell = |at: usize| {
        columns.get(at).copied().flatten().and_then(|column| record.get(column)).unwrap_or_default()
    };
    let day = Day::from_iso(cell(0)).ok_or_else(|| {
        (
            "date",
            Say::new(
                "Ghi ngày như 2026-09-02: không có ngày này",
                "Write a day like 2026-09-02: there is no such day",
            ),
        )
    })?;
    if !cell(1).is_empty() && weekday_code(day.weekday()) != cell(1) {
        let is = weekday_code(day.weekday());
        let say = Say::new(
            format!("Sửa ngày hoặc thứ: {day} là {is}"),
            format!("Correct the date or the weekday: {day} is {is}"),
        );
        return Err(("weekday", say));
    }
    let confidence = match cell(5) {
        "" => Confidence::Unverified,
        given => one_of("confidence", given, Confidence::TABLE)?,
    };
    let holiday = Holiday {
        day,
        kind: one_of("kind", cell(2), DayKind::TABLE)?,
        name: clean_line(cell(3)),
        status: one_of("status", cell(4), Status::TABLE)?,
        confidence,
        source: clean_line(cell(6)),
    };
    match holiday.fault() {
        None => Ok(holiday),
        Some(fault) => Err(fault),
    }
}

/// The choice that is spelled so, or the choices that there are.
pub(super) fn one_of<T: Choices>(field: &'static str, given: &str, table: &[Choice]) -> Result<T, Wrong> {
    T::from_id(given).ok_or_else(|| {
        let known: Vec<&str> = table.iter().map(|choice| choice.id).collect();
        let known = known.join(", ");
        (field, Say::new(format!("Ghi một trong {known}"), format!("Write one of {known}")))
    })
}

fn wrong(line: usize, say: Say) -> LawError {
    LawError::new(LawPart::Holidays, line, say)
}

fn unreadable(line: usize, error: &csv::Error) -> LawError {
    let say = Say::new(
        format!("Sửa dòng: không đọc được ({error})"),
        format!("Correct the line: it cannot be read ({error})"),
    );
    wrong(line, say)
}

fn weekday_code(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "T2",
        Weekday::Tue => "T3",
        Weekday::Wed => "T4",
        Weekday::Thu => "T5",
        Weekday::Fri => "T6",
        Weekday::Sat => "T7",
        Weekday::Sun => "CN",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::law::Law;

    const HEAD: &str =
        "date,weekday,kind,name_vi,status,confidence,source\n2026-09-02,T4,off,Quốc khánh,official,high,x\n";

    fn told(csv: &str) -> (usize, String) {
        let error = read_holidays(csv).unwrap_err();
        assert_eq!(error.part, LawPart::Holidays);
        (error.line, error.told().en)
    }

    #[test]
    fn a_broken_table_says_its_line_and_why() {
        for (line, reason) in [
            (
                "2026-02-30,T2,off,x,official,high,x",
                "date: Write a day like 2026-09-02: there is no such day",
            ),
            (
                "02/09/2026,T4,off,x,official,high,x",
                "date: Write a day like 2026-09-02: there is no such day",
            ),
            (
                "2026-09-01,T2,off,x,official,high,x",
                "weekday: Correct the date or the weekday: 01/09/2026 is T3",
            ),
            ("2026-09-01,T3,holiday,x,official,high,x", "kind: Write one of off, work, ordinary, pending"),
            ("2026-09-01,T3,off,x,sure,high,x", "status: Write one of official, projected, pending"),
            (
                "2026-09-01,T3,off,x,official,certain,x",
                "confidence: Write one of high, medium, low, unverified",
            ),
            ("2026-09-02,T4,off,x,official,high,x", "date: Remove one: this day stands above already"),
            (
                "2026-09-01,T3,work,x,official,high,x",
                "kind: Correct the kind: a day within the week is worked anyway",
            ),
            (
                "2026-09-01,T3,off,x,pending,high,x",
                "status: Correct kind or status: both are pending, or neither",
            ),
            (
                "2026-09-01,T3,pending,x,official,high,x",
                "status: Correct kind or status: both are pending, or neither",
            ),
            ("2026-09-01,T3,off,,official,high,x", "name_vi: Name the day"),
            ("2026-09-01,T3", "Correct the line: 7 columns are needed, it has 2"),
        ] {
            assert_eq!(told(&format!("{HEAD}{line}\n")), (3, reason.to_owned()), "{line}");
        }
        assert_eq!(told("").1, "date: Add this column to the first line");
        assert_eq!(told("date,kind,status\n").1, "name_vi: Add this column to the first line");
        assert_eq!(
            told("date,kind,date,name_vi,status\n").1,
            "date: Keep one of them: the column stands twice"
        );
        assert_eq!(told("date,kind,name_vi,status\n").1, "Add lines: there is no day in the table");
    }

    #[test]
    fn what_is_too_large_is_refused_before_it_is_kept() {
        let long = format!("{HEAD}2026-09-01,T3,off,{},official,high,x\n", "x".repeat(1_001));
        assert_eq!(told(&long), (3, "name_vi: Shorten it: at most 400 letters".to_owned()));
        let large = format!("{HEAD}{}", "\n".repeat(limits::LAW_BYTES_MAX));
        assert_eq!(told(&large), (1, "Shorten the file: at most 262144 bytes".to_owned()));
        let mut many = "date,kind,name_vi,status\n".to_owned();
        let first = Day::from_iso("2100-01-01").unwrap();
        for at in 0..=i32::try_from(limits::LAW_HOLIDAYS_MAX).unwrap() {
            many.push_str(&format!("{},off,x,official\n", first.plus(at).iso()));
        }
        let max = limits::LAW_HOLIDAYS_MAX;
        assert_eq!(told(&many), (max + 2, format!("Split the file: at most {max} days")));
    }

    #[test]
    fn a_table_is_written_as_it_is_read() {
        let law = Law::embedded().unwrap();
        let written = write_holidays(law.calendar.entries());
        let read: Vec<Holiday> = read_holidays(&written).unwrap().into_iter().map(|(_, line)| line).collect();
        assert!(law.calendar.entries().eq(&read));
        let of_a_spreadsheet =
            "\u{feff}date;kind;name_vi;status\n2028-01-03;off;Tết Dương lịch (nghỉ bù);projected\n";
        let (line, day) = &read_holidays(of_a_spreadsheet).unwrap()[0];
        assert_eq!((*line, day.confidence, day.source.as_str()), (2, Confidence::Unverified, ""));
    }
}
