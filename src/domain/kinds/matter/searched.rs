//! How matters are found over everything: by number, place, domain and what they are about.

use crate::base::Words;
use crate::domain::{Circumstances, Column, FoundBy, Record, Searchable};

use super::{MATTER, Matter, fields as f, places};

/// The look-up's side of the declaration.
pub const SEARCH: Searchable = Searchable {
    group: Words::new("Việc", "Issues"),
    order: 2,
    columns: &[
        Column::new("number", Words::new("Số", "No."), (9, 10, 9), |record, around, _| {
            Matter(record).number(around.today)
        }),
        Column::new("domain_code", Words::new("LV", "Do"), (3, 3, 3), |record, _, _| {
            f::DOMAIN.of(record).map_or_else(String::new, |domain| domain.choice().abbr.to_owned())
        }),
        Column::new("place", Words::new("Nơi", "Place"), (16, 28, 16), |record, around, _| {
            places(record, around)
        }),
        Column::new("content", Words::new("Nội dung", "Text"), (40, 60, 24), |record, _, _| {
            f::SUMMARY.of(record).unwrap_or_default()
        }),
    ],
    open_word: Some(Words::new("việc", "issues")),
    overdue_word: None,
    found_by,
};

fn found_by(record: &Record, _: &Circumstances<'_>) -> Option<FoundBy> {
    let matter = Matter(record);
    let number = f::NUMBER.of(record);
    let spelled = number.zip(MATTER.book).map(|(number, book)| book.in_full(number));
    let bare = number.map(|number| number.to_string());
    let domain = f::DOMAIN.of(record);
    let urgent = matter.urgent();
    Some(FoundBy {
        names: spelled.into_iter().chain(bare).chain(domain.map(|d| d.choice().abbr.to_owned())).collect(),
        words: domain
            .into_iter()
            .flat_map(|domain| [domain.label().vi.to_owned(), domain.label().en.to_owned()])
            .chain(f::SUMMARY.of(record))
            .chain(f::RESULT.of(record))
            .collect(),
        places: f::UNIT.of(record).into_iter().chain(f::OTHER_UNIT.of(record)).collect(),
        domains: domain.into_iter().collect(),
        year: number.map(|number| number.year),
        on: f::OPENED_ON.of(record),
        is_open: matter.is_open(),
        due: urgent.as_ref().map(|clock| clock.due),
        raw_due: urgent.as_ref().map(|clock| clock.due),
        sort: None,
    })
}
