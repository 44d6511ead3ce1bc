//! How matters are found over everything: by number, place, domain and what they are about.

use crate::base::{Day, Words};
use crate::domain::{Circumstances, Column, FoundBy, Record, Searchable};

use super::{BOOK, Matter, fields as f, places};

/// The look-up's side of the declaration.
pub const SEARCH: Searchable = Searchable {
    group: Words::new("Việc", "Issues"),
    order: 2,
    columns: &[
        Column::new("number", Words::new("Số", "No."), (10, 10, 10), |record, around, _| {
            Matter(record).number(around.today)
        }),
        Column::new("place", Words::new("Nơi", "Place"), (20, 28, 16), |record, around, _| {
            places(record, around)
        }),
        Column::new("domain_code", Words::new("LV", "Do"), (2, 3, 0), |record, _, _| {
            f::DOMAIN.of(record).map_or_else(String::new, |domain| domain.choice().abbr.to_owned())
        }),
        Column::new("content", Words::new("Nội dung", "Text"), (34, 60, 20), |record, _, _| {
            f::SUMMARY.of(record).unwrap_or_default()
        }),
        Column::new("days", Words::new("Ngày", "Days"), (6, 6, 6), |record, around, _| {
            Matter(record).urgent().map_or_else(String::new, |clock| clock.days(around.today))
        })
        .at_the_right(),
    ],
    open_word: Some(Words::new("việc", "issues")),
    overdue_word: None,
    found_by,
};

fn found_by(record: &Record, _: &Circumstances<'_>) -> Option<FoundBy> {
    let matter = Matter(record);
    let number = f::NUMBER.of(record)?;
    let due: Option<Day> = matter.urgent().map(|clock| clock.due);
    Some(FoundBy {
        names: [BOOK.in_full(number), number.to_string()]
            .into_iter()
            .chain(f::DOMAIN.of(record).map(|domain| domain.choice().abbr.to_owned()))
            .collect(),
        words: f::SUMMARY.of(record).into_iter().chain(f::RESULT.of(record)).collect(),
        places: f::UNIT.of(record).into_iter().chain(f::OTHER_UNIT.of(record)).collect(),
        domains: f::DOMAIN.of(record).into_iter().collect(),
        year: Some(number.year),
        on: f::OPENED_ON.of(record),
        is_open: matter.is_open(),
        due,
        raw_due: due,
        ..FoundBy::default()
    })
}
