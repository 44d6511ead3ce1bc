//! How petitions are found over everything: by number, kind, domain, place and matter; a denunciation never.

use crate::base::Words;
use crate::domain::{
    Circumstances, Column, FoundBy, Record, Searchable,
    kinds::{Petition, PetitionKind},
};

use super::{clocks, columns, most_urgent};

/// The look-up's side of the declaration.
pub const SEARCH: Searchable = Searchable {
    group: Words::new("Đơn thư", "Petitions"),
    order: 1,
    columns: &[
        Column { width: 9, wide: 10, narrow: 9, cell: whole_number, ..columns::NUMBER },
        Column { width: 3, wide: 4, narrow: 3, ..columns::KIND },
        Column { width: 16, wide: 22, narrow: 18, ..columns::PLACE },
        columns::DOMAIN,
        Column { width: 22, ..columns::CONTENT },
        columns::DAYS,
        columns::STANDING,
    ],
    open_word: Some(Words::new("mở", "open")),
    overdue_word: Some(Words::new("quá hạn", "overdue")),
    found_by,
};

fn whole_number(record: &Record, _: &Circumstances<'_>, _: crate::base::Lang) -> String {
    Petition(record).number().map_or_else(String::new, |number| number.to_string())
}

fn found_by(record: &Record, around: &Circumstances<'_>) -> Option<FoundBy> {
    let petition = Petition(record);
    let kind = petition.kind().filter(|kind| *kind != PetitionKind::ToCao)?;
    let number = petition.number();
    let state = petition.state();
    let urgent = state.is_open().then(|| most_urgent(&clocks(petition, around)).cloned()).flatten();
    let domain = petition.domain();
    let labels = [Some(kind.choice()), domain.map(|domain| domain.choice())];
    let labels = labels.into_iter().flatten();
    Some(FoundBy {
        names: number
            .map(|number| number.to_string())
            .into_iter()
            .chain(labels.clone().map(|choice| choice.abbr.to_owned()))
            .collect(),
        words: labels
            .flat_map(|choice| [choice.label.vi.to_owned(), choice.label.en.to_owned()])
            .chain(petition.summary())
            .collect(),
        places: petition.village().into_iter().collect(),
        sort: Some(kind.choice().abbr),
        domains: domain.into_iter().collect(),
        year: number.map(|number| number.year),
        on: petition.received_on(),
        is_open: state.is_unresolved(),
        due: urgent.as_ref().map(|clock| clock.due),
        raw_due: urgent.as_ref().map(|clock| clock.raw_due),
    })
}
