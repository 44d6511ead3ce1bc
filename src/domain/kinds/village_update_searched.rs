//! How villages' updates are found over everything: by place, period and what has come up, the latest first.

use crate::base::{Period, Words};
use crate::domain::{Circumstances, Column, FoundBy, Record, Searchable};

use super::village_update::{VillageUpdate, fields as f};

/// The look-up's side of the declaration.
pub const SEARCH: Searchable = Searchable {
    group: Words::new("Tình hình", "Updates"),
    order: 3,
    columns: &[
        Column {
            name: "period",
            label: Words::new("Kỳ", "Period"),
            width: 13,
            wide: 14,
            narrow: 13,
            right: false,
            in_full: None,
            cell: |record, around, lang| {
                let name = |period: Period| period.name(around.today.year()).get(lang).to_owned();
                VillageUpdate(record).period().map_or_else(String::new, name)
            },
        },
        Column {
            name: "village",
            label: Words::new("Thôn, buôn", "Village"),
            width: 16,
            wide: 22,
            narrow: 14,
            right: false,
            in_full: None,
            cell: |record, around, _| {
                let update = VillageUpdate(record);
                let on = update.period().map_or(around.today, Period::last);
                update.village().map_or_else(String::new, |id| around.places.short_name(&id, on))
            },
        },
        Column {
            name: "first_line",
            label: Words::new("Nội dung", "Text"),
            width: 44,
            wide: 70,
            narrow: 26,
            right: false,
            in_full: None,
            cell: |record, _, lang| VillageUpdate(record).first_line().get(lang).to_owned(),
        },
    ],
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
