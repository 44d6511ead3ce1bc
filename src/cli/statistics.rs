//! `statistics`: the table of a period as text, JSON, CSV or pages; freezing a period.

use std::io::Write;

use crate::base::{Day, Lang, Say};
use crate::client::{Link, new_request_id};
use crate::domain::{
    Fields, FormName,
    kinds::{STATISTICS_CLOSING, STATISTICS_PRINT, closing_entered, printing_entered},
    petition::statistics::{Frame, Sheet, Window, cell, page},
};
use crate::exchange::{SAMPLE_MARK, statistics_csv, statistics_json, text_pages};
use crate::wire::{Reply, Request};

use super::args::StatisticsArguments;
use super::ask::ask;
use super::failure::{Done, Failure};
use super::show::heading;

/// Writes the table that was asked for; freezes its period first where that was asked.
pub fn statistics(
    link: &mut dyn Link,
    wanted: &StatisticsArguments,
    out: &mut dyn Write,
    lang: Lang,
) -> Done {
    let today = link.welcome().today;
    let mut frame = Frame::new(window(wanted, today)?);
    if let Some(borders) = wanted.borders {
        frame.borders = borders.into();
    }
    let place = wanted.unit.as_deref().map(cell::place_meant);
    let mut sheet = table(link, frame, place, lang)?;
    let reason = wanted.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    if wanted.freeze {
        let saved = save(link, STATISTICS_CLOSING.name, closing_entered(&sheet.frame), reason, lang)?;
        writeln!(out, "{saved}")?;
        sheet = table(link, sheet.frame, None, lang)?;
    }
    let is_sample = link.welcome().sample;
    if wanted.json {
        return Ok(writeln!(out, "{}", statistics_json(&sheet, lang, is_sample))?);
    }
    if wanted.csv {
        return Ok(out.write_all(&statistics_csv(&sheet, lang, is_sample))?);
    }
    if wanted.print && sheet.is_unbalanced() {
        let why = reason.ok_or_else(no_reason)?;
        save(link, STATISTICS_PRINT.name, printing_entered(&sheet, why), None, lang)?;
    }
    let said = page(&sheet, today, reason.filter(|_| sheet.is_unbalanced()));
    let lines: Vec<String> = said.iter().map(|line| line.get(lang).to_owned()).collect();
    if wanted.print {
        let heading = heading(link.welcome(), "", lang)?;
        return Ok(out.write_all(&text_pages(&heading, &lines, wanted.width()))?);
    }
    if is_sample {
        writeln!(out, "{SAMPLE_MARK}")?;
    }
    for line in lines {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn window(wanted: &StatisticsArguments, today: Day) -> Result<Window, Failure> {
    let found = match wanted.period.as_deref() {
        Some(typed) => Window::from_typed(typed, today),
        None => Window::year_of(today),
    };
    found.ok_or_else(|| {
        Failure::Usage(Say::new(
            "Ghi --period như 9T/2026, Q1, 2026, T11/2025, 1/1-31/3",
            "Write --period as 9T/2026, Q1, 2026, T11/2025, 1/1-31/3",
        ))
    })
}

fn table(link: &mut dyn Link, frame: Frame, place: Option<String>, lang: Lang) -> Result<Sheet, Failure> {
    match ask(link, Request::Statistics { frame, place, frozen_first: false }, lang)? {
        Reply::Statistics(sheet) => Ok(*sheet),
        other => Err(Failure::unexpected(other)),
    }
}

/// Saves a new record; what the server says of it.
fn save(
    link: &mut dyn Link,
    kind: &str,
    fields: Fields,
    reason: Option<&str>,
    lang: Lang,
) -> Result<String, Failure> {
    let form = FormName { kind: kind.to_owned(), record: None, step: None, sheet: 0 };
    let (request, reason) = (new_request_id()?, reason.map(str::to_owned));
    match ask(link, Request::Save { request, form, base: 0, fields, reason }, lang)? {
        Reply::Saved(saved) => Ok(saved.say.get(lang).to_owned()),
        other => Err(Failure::unexpected(other)),
    }
}

fn no_reason() -> Failure {
    Failure::Usage(Say::new(
        "Ghi --reason: bảng còn lệch, lý do in kèm và lưu vết",
        "Give a --reason: the table does not add up; it is printed and recorded",
    ))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::args::{Arguments, Command};
    use crate::cli::scripted::{Scripted, saved};
    use crate::domain::{
        Value,
        petition::statistics::{Borders, Statistics},
    };

    /// A server whose tables do not add up by so many petitions.
    fn server(unbalanced: u32) -> Scripted {
        Scripted::answering(move |request| match request {
            Request::Statistics { frame, place, .. } => Ok(Reply::Statistics(Box::new(Sheet {
                table: Statistics {
                    kinds: vec![[5, 12, 9, 7, 2, 8 - unbalanced, unbalanced]],
                    ..Statistics::default()
                },
                frame: frame.clone(),
                named: Say::plain(place.as_deref().unwrap_or("mọi nơi trong sổ")),
                left_out: Vec::new(),
                frozen: None,
            }))),
            Request::Save { .. } => Ok(saved(1)),
            _ => Ok(Reply::Done),
        })
    }

    fn run(link: &mut Scripted, line: &str) -> Result<String, Failure> {
        let line = format!("nghedan statistics {line}");
        let Ok(Arguments { command: Some(Command::Statistics(wanted)), .. }) =
            Arguments::try_parse_from(line.split_ascii_whitespace())
        else {
            panic!("{line}")
        };
        let mut out = Vec::new();
        statistics(link, &wanted, &mut out, Lang::Vi)?;
        Ok(String::from_utf8(out).unwrap())
    }

    fn saves(link: &Scripted) -> Vec<(String, Fields, Option<String>)> {
        let saves = link.sent.iter().filter_map(|(_, request)| match request {
            Request::Save { form, fields, reason, .. } => {
                Some((form.kind.clone(), fields.clone(), reason.clone()))
            }
            _ => None,
        });
        saves.collect()
    }

    #[test]
    fn the_table_is_text_json_csv_or_pages() {
        let text = run(&mut server(0), "--period 9T/2026").unwrap();
        assert!(text.starts_with(SAMPLE_MARK) && text.contains("\nA Khiếu nại"), "{text}");
        assert!(text.contains("= đã xong 9 + còn tồn 8   đúng"), "{text}");
        let pages = run(&mut server(0), "--print").unwrap();
        assert!(pages.ends_with('\x0c') && pages.contains("trang 1/1") && pages.contains("đúng"), "{pages}");
        let json = run(&mut server(0), "--json").unwrap();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap()["rows"][0]["new"], 12);
        assert_eq!(run(&mut server(0), "--csv").unwrap().lines().count(), 8);
    }

    #[test]
    fn what_is_asked_for_reaches_the_server() {
        let mut link = server(0);
        run(&mut link, "--period q1/2026 --unit idr --borders then").unwrap();
        let Some((_, Request::Statistics { frame, place, frozen_first: false })) = link.sent.last() else {
            panic!()
        };
        assert_eq!(frame.window.named(), "15/12/2025-14/03/2026");
        assert_eq!((frame.borders, place.as_deref()), (Borders::Then, Some("idr")));
        let wrong = run(&mut link, "--period 13/2026").unwrap_err();
        assert_eq!(wrong.exit_code(), 2);
    }

    #[test]
    fn what_does_not_add_up_is_printed_with_a_reason_that_is_recorded() {
        let mut link = server(1);
        assert_eq!(run(&mut link, "--print").unwrap_err().exit_code(), 2);
        assert!(saves(&link).is_empty());
        let printed = run(&mut link, "--print --reason biết").unwrap();
        assert!(printed.contains("! lệch 1") && printed.contains("Lý do in khi còn lệch: biết"), "{printed}");
        let (kind, fields, _) = saves(&link).pop().unwrap();
        assert_eq!(kind, STATISTICS_PRINT.name);
        assert_eq!(fields.get("reason"), Some(&Value::Text("biết".into())));
        let shown = run(&mut link, "").unwrap();
        assert!(shown.contains("! lệch 1"), "what is not printed needs no reason: {shown}");
    }

    #[test]
    fn a_period_is_frozen_from_the_command_line() {
        let mut link = server(0);
        run(&mut link, "--period t10/2026 --unit idr --freeze").unwrap();
        let (kind, fields, reason) = saves(&link).pop().unwrap();
        assert_eq!((kind.as_str(), reason), (STATISTICS_CLOSING.name, None));
        assert_eq!(fields.get("last_on"), Some(&Value::Day(Day::from_iso("2026-10-31").unwrap())));
    }
}
