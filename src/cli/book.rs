//! `book`: the citizen-reception book and the intake book of a period, as pages or as CSV.

use std::collections::BTreeMap;
use std::io::Write;

use crate::base::{Day, Id, Lang, Say, text};
use crate::client::{Link, new_request_id};
use crate::domain::{
    FieldValue, Fields, FormName, Record,
    book::BookName,
    kinds::{BOOK_OPENING, PETITION, book_opening_fields as opening, reception_entry_fields},
    query::{Query, View},
};
use crate::exchange::{book_csv, book_pages};
use crate::wire::{Reply, Request};

use super::args::BookArguments;
use super::around::{Around, each_record};
use super::ask::ask;
use super::failure::{Done, Failure};

/// Writes the book that was asked for.
pub fn book(link: &mut dyn Link, wanted: &BookArguments, out: &mut dyn Write, lang: Lang) -> Done {
    let around = Around::ask(link, lang)?;
    let today = around.circumstances().today;
    let (from, to) = period(wanted, today)?;
    let book = BookName::from(wanted.book);
    let mut records = records(link, book, lang)?;
    records.retain(|record| book.day(record).is_some_and(|day| (from..=to).contains(&day)));
    records.sort_by_key(|record| book.number(record));
    let petitions =
        if book == BookName::Reception { petitions(link, &records, lang)? } else { BTreeMap::new() };
    let names = match (&wanted.reason, wanted.with_names && book == BookName::Reception) {
        (Some(reason), true) => names(link, (from, to), reason, lang)?,
        _ => BTreeMap::new(),
    };
    let circumstances = around.circumstances();
    let rows: Vec<Vec<String>> = records
        .iter()
        .map(|record| {
            let petition = book.told_from(record).and_then(|id| petitions.get(&id));
            let name = names.get(&record.id).map_or("", String::as_str);
            book.row(record, petition, name, &circumstances, lang)
        })
        .collect();
    if wanted.csv {
        return Ok(out.write_all(&book_csv(book, &rows, lang, around.is_sample))?);
    }
    let title = format!("{}, {from}-{to}", book.title().get(lang));
    Ok(out.write_all(&book_pages(&around.heading(title), book, &rows))?)
}

/// From the first day to the last; without any, this year until today.
fn period(wanted: &BookArguments, today: Day) -> Result<(Day, Day), Failure> {
    let to = wanted.to.unwrap_or(today);
    let from = wanted.from.or_else(|| Day::new(to.year(), 1, 1)).unwrap_or(to);
    if from > to {
        return Err(Failure::Usage(Say::new(
            "Sửa --from, --to: ngày đầu sau ngày cuối",
            "Correct --from, --to: the first day is after the last",
        )));
    }
    Ok((from, to))
}

fn records(link: &mut dyn Link, book: BookName, lang: Lang) -> Result<Vec<Record>, Failure> {
    let mut records = Vec::new();
    each_record(link, &Query::view(book.kind(), View::All), "", None, lang, |record| {
        records.push(record);
        Ok(())
    })?;
    Ok(records)
}

/// The petitions from which rows are told.
fn petitions(link: &mut dyn Link, visits: &[Record], lang: Lang) -> Result<BTreeMap<Id, Record>, Failure> {
    let mut found = BTreeMap::new();
    if visits.iter().all(|visit| reception_entry_fields::PETITION.of(visit).is_none()) {
        return Ok(found);
    }
    each_record(link, &Query::view(PETITION.name, View::All), "", None, lang, |record| {
        found.insert(record.id.clone(), record);
        Ok(())
    })?;
    Ok(found)
}

/// What stands in column 3. Who opens which period and why is one entry of the register, on the disk before any of it is
/// read.
fn names(
    link: &mut dyn Link,
    (from, to): (Day, Day),
    reason: &str,
    lang: Lang,
) -> Result<BTreeMap<Id, String>, Failure> {
    let fields: Fields = [
        (opening::FROM.def.name, from.into_value()),
        (opening::TO.def.name, to.into_value()),
        (opening::REASON.def.name, reason.trim().to_owned().into_value()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let form = FormName::for_new(BOOK_OPENING.name, 0);
    let request = Request::Save { request: new_request_id()?, form, base: 0, fields, reason: None };
    let opened = match ask(link, request, lang)? {
        Reply::Saved(saved) => saved.id,
        other => return Err(Failure::unexpected(other)),
    };
    let mut names = BTreeMap::new();
    loop {
        let offset = u32::try_from(names.len()).unwrap_or(u32::MAX);
        match ask(link, Request::BookNames { opening: opened.clone(), offset }, lang)? {
            Reply::BookNames(found) if found.is_empty() => return Ok(names),
            Reply::BookNames(found) => {
                names.extend(found.into_iter().map(|(id, told)| (id, text::clean_line(&told))));
            }
            other => return Err(Failure::unexpected(other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::args::{Arguments, Command};
    use crate::cli::scripted::Scripted;
    use crate::client::Event;
    use crate::domain::kinds::{RECEPTION_ENTRY, reception_entry_fields as e};
    use crate::wire::Saved;

    fn visit(seq: u32) -> Record {
        let id = Id::new(&format!("C24100n.tcd.2026.{seq}")).unwrap();
        let mut visit = Record::new(RECEPTION_ENTRY.name, id, Id::new("C24100n").unwrap());
        e::ON.set(&mut visit, Day::from_iso("2026-11-20").unwrap());
        e::NUMBER.set(&mut visit, crate::base::Number { seq, year: 2026 });
        visit
    }

    fn run(arguments: &str) -> (Result<String, Failure>, Vec<Request>) {
        let line = format!("nghedan book {arguments}");
        let Ok(Arguments { command: Some(Command::Book(wanted)), .. }) =
            Arguments::try_parse_from(line.split_ascii_whitespace())
        else {
            panic!("{line}")
        };
        let mut listing = Scripted::listing((1..=3).map(visit).collect(), 200);
        let mut link = Scripted::answering(move |request| match request {
            Request::Save { .. } => Ok(Reply::Saved(Saved {
                id: Id::new("C24100n.book_opening.1").unwrap(),
                number: None,
                revision: 1,
                say: Say::default(),
            })),
            Request::BookNames { offset, .. } => {
                let told = |seq| (visit(seq).id, format!("Người thử {seq}"));
                Ok(Reply::BookNames((*offset + 1..=(*offset + 2).min(3)).map(told).collect()))
            }
            other => {
                listing.send(other.clone());
                loop {
                    if let Some(Event::Reply { outcome, .. }) = listing.receive() {
                        return outcome;
                    }
                }
            }
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
