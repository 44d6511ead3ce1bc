//! How units are found over everything: by initials, name and other names; by the commune that a village was of before.

use crate::base::{Id, Lang, Words, text};
use crate::domain::{Circumstances, Column, FoundBy, Record, Searchable};

use super::{
    Unit,
    unit::{Level, fields as f},
};

/// The look-up's side of the declaration.
pub const SEARCH: Searchable = Searchable {
    group: Words::new("Nơi", "Places"),
    order: 0,
    columns: &[
        Column::new("name", Words::new("Tên", "Name"), (18, 26, 18), |record, _, _| {
            f::NAME.of(record).unwrap_or_default()
        }),
        Column::new("parent", Words::new("Thuộc", "Belongs to"), (23, 30, 18), parent_and_former),
        Column::new("now", Words::new("Hiện nay", "Now"), (34, 40, 19), until),
    ],
    open_word: None,
    overdue_word: None,
    found_by,
};

/// "Ia Dreh (Krông Năng)": the unit above today, and the one before where the names differ.
fn parent_and_former(record: &Record, around: &Circumstances<'_>, lang: Lang) -> String {
    let (places, id, today) = (around.places, &record.id, around.today);
    let of_place = f::LEVEL.of(record).map_or_else(String::new, |level| match level {
        Level::Village => String::new(),
        other => f::UNIT_TYPE.of(record).unwrap_or_else(|| other.label().get(lang).to_owned()),
    });
    let above = places.parent_on(id, today).map(|parent| parent.name.clone());
    let former = places.former_parent(id, today).map(|parent| parent.name.clone());
    match (above, former) {
        _ if !of_place.is_empty() => of_place,
        (Some(above), Some(former)) if former != above => format!("{above} ({former})"),
        (Some(above), _) => above,
        (None, Some(former)) => format!("({former})"),
        (None, None) => String::new(),
    }
}

/// "đến 30/06/2025" of a unit that is no more; empty of one in force.
fn until(record: &Record, around: &Circumstances<'_>, lang: Lang) -> String {
    let gone = f::TO.of(record).filter(|to| *to < around.today);
    gone.map_or_else(String::new, |to| format!("{} {to}", Words::new("đến", "until").get(lang)))
}

fn found_by(record: &Record, around: &Circumstances<'_>) -> Option<FoundBy> {
    let name = f::NAME.of(record)?;
    let code = f::CODE.of(record).filter(|code| !code.is_empty());
    let former = Unit(record).parents().into_iter().filter(|(_, _, to)| to.is_some());
    let name_of = |id: &Id| around.places.get(id).map(|place| place.name.clone());
    Some(FoundBy {
        names: [text::initials(&name), text::proper_name(&name).to_owned(), name.clone()]
            .into_iter()
            .chain(f::ALIASES.of(record).unwrap_or_default())
            .chain(code)
            .collect(),
        words: former.filter_map(|(parent, ..)| name_of(&parent)).collect(),
        places: vec![record.id.clone()],
        ..FoundBy::default()
    })
}
