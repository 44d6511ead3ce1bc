//! How villages' updates are found over everything: by place, period and what has come up, the latest first.

use crate::base::Words;
use crate::domain::{Circumstances, FoundBy, Record, Searchable};

use super::village_update::{VillageUpdate, fields as f, first_line_column, period_column, village_column};

/// The look-up's side of the declaration.
pub const SEARCH: Searchable = Searchable {
    group: Words::new("Tình hình", "Updates"),
    order: 3,
    columns: &[period_column(), village_column((16, 22, 14)), first_line_column((44, 70, 26))],
    open_word: None,
    overdue_word: None,
    found_by,
};

fn found_by(record: &Record, _: &Circumstances<'_>) -> Option<FoundBy> {
    let update = VillageUpdate(record);
    let period = update.period()?;
    let items = update.items();
    let name = period.name(period.year());
    Some(FoundBy {
        names: items.iter().map(|item| item.domain.choice().abbr.to_owned()).collect(),
        words: [name.vi, name.en]
            .into_iter()
            .chain(items.iter().map(|item| item.text.clone()))
            .chain(f::NOTE.of(record))
            .collect(),
        places: update.village().into_iter().collect(),
        domains: items.iter().map(|item| item.domain).collect(),
        year: Some(period.year()),
        on: Some(period.last()),
        ..FoundBy::default()
    })
}
