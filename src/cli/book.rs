//! `book`: the citizen-reception book and the intake book of a period, as pages or as CSV.

use std::collections::BTreeMap;
use std::io::Write;

use crate::base::{Day, Id, Lang, Say, text};
use crate::client::{Link, new_request_id};
use crate::domain::{
    Record,
    book::BookName,
    kinds::{PETITION, is_cancelled_reception, reception_entry_fields},
    petition::contact,
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
        (Some(reason), true) => names(link, &records, reason, lang)?,
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

/// What stands in column 3. Each is opened with the reason, which is in the history of the visit before it is told here.
fn names(
    link: &mut dyn Link,
    visits: &[Record],
    reason: &str,
    lang: Lang,
) -> Result<BTreeMap<Id, String>, Failure> {
    let mut names = BTreeMap::new();
    let closed = visits
        .iter()
        .filter(|visit| !is_cancelled_reception(visit) && contact::fields(visit).next().is_some());
    for visit in closed {
        let request = new_request_id()?;
        let asked = Request::OpenContact { request, id: visit.id.clone(), reason: reason.to_owned() };
        match ask(link, asked, lang)? {
            Reply::Contact(contact) => {
                let told: Vec<String> =
                    contact.lines.iter().map(|(_, line)| text::clean_line(line)).collect();
                names.insert(visit.id.clone(), told.join("; "));
            }
            other => return Err(Failure::unexpected(other)),
        }
    }
    Ok(names)
}
