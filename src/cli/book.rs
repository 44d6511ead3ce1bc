//! `book`: the citizen-reception book and the intake book of a period, as pages or as CSV.

use std::io::Write;

use crate::base::Lang;
use crate::client::{BookReading, Link, WantedBook};
use crate::domain::book::{BookName, period};

use super::args::BookArguments;
use super::ask::ask;
use super::export::book_bytes;
use super::failure::{Done, Failure};
use super::show::heading;

/// Writes the book that was asked for.
pub fn book(link: &mut dyn Link, wanted: &BookArguments, out: &mut dyn Write, lang: Lang) -> Done {
    let book = BookName::from(wanted.book);
    let (from, to) = period(wanted.from, wanted.to, link.welcome().today).map_err(Failure::Usage)?;
    let heading = heading(link.welcome(), book.title_of(from, to).get(lang), lang)?;
    let reason = wanted.reason.clone().filter(|_| wanted.with_names);
    let mut reading = BookReading::new(WantedBook { book, from, to, reason })?;
    while let Some(request) = reading.request() {
        reading.take(ask(link, request, lang)?).map_err(|other| Failure::unexpected(*other))?;
    }
    Ok(out.write_all(&book_bytes(&heading, book, &reading.finish(), wanted.csv))?)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::base::{Day, Id, Say};
    use crate::cli::args::{Arguments, Command};
    use crate::cli::scripted::Scripted;
    use crate::wire::{BookPage, NamedVisit, Reply, Request, Row, Saved};

    fn visit(seq: u32) -> Id {
        Id::new(&format!("C24100n.tcd.2026.{seq}")).unwrap()
    }

    fn row(seq: u32) -> Row {
        let mut cells = vec![String::new(); 12];
        cells[0] = format!("{seq}/2026");
        Row { id: visit(seq), cells }
    }

    fn run(arguments: &str) -> (Result<String, Failure>, Vec<Request>) {
        let line = format!("nghedan book {arguments}");
        let Ok(Arguments { command: Some(Command::Book(wanted)), .. }) =
            Arguments::try_parse_from(line.split_ascii_whitespace())
        else {
            panic!("{line}")
        };
        let mut link = Scripted::answering(move |request| match request {
            Request::Save { .. } => Ok(Reply::Saved(Saved {
                id: Id::new("C24100n.book_opening.1").unwrap(),
                number: None,
                revision: 1,
                say: Say::default(),
            })),
            Request::BookNames { offset, .. } => {
                let told = |seq| NamedVisit { visit: visit(seq), told: format!("Người thử {seq}") };
                Ok(Reply::BookNames((*offset + 1..=(*offset + 2).min(3)).map(told).collect()))
            }
            Request::BookRows { behind: None, .. } => {
                let rows = vec![row(1), row(2)];
                Ok(Reply::BookRows(BookPage { rows, read: 2, total: 3, behind: Some(visit(2)) }))
            }
            Request::BookRows { behind: Some(behind), .. } => {
                assert_eq!(*behind, visit(2));
                Ok(Reply::BookRows(BookPage { rows: vec![row(3)], read: 1, total: 3, behind: None }))
            }
            other => panic!("{other:?}"),
        });
        let mut out = Vec::new();
        let done = book(&mut link, &wanted, &mut out, Lang::Vi);
        let sent = link.sent.into_iter().map(|(_, request)| request).collect();
        (done.map(|()| String::from_utf8(out).unwrap()), sent)
    }

    #[test]
    fn names_are_asked_for_once_a_period_and_after_their_reason_is_saved() {
        let (blank, sent) = run("reception --from 2026-11-01");
        assert!(!blank.unwrap().contains("Người thử"));
        let asks = |request: &Request| matches!(request, Request::Save { .. } | Request::BookNames { .. });
        assert!(!sent.iter().any(asks));

        let (named, sent) = run("reception --from 2026-11-01 --with-names --reason in-so");
        let named = named.unwrap();
        assert!((1..=3).all(|seq| named.contains(&format!("Người thử {seq}"))), "{named}");
        let saves: Vec<usize> =
            (0..sent.len()).filter(|at| matches!(sent[*at], Request::Save { .. })).collect();
        let first = sent.iter().position(|request| matches!(request, Request::BookNames { .. })).unwrap();
        assert!(saves.len() == 1 && saves[0] < first);
        let Request::Save { fields, .. } = &sent[saves[0]] else { panic!() };
        assert_eq!(fields["reason"], crate::domain::Value::Text("in-so".into()));
        assert_eq!(fields["from"], crate::domain::Value::Day(Day::from_iso("2026-11-01").unwrap()));
    }
}
