//! The table of petitions: where each stands in one glance.

use crate::base::{Lang, Words};
use crate::domain::{
    Circumstances, Column, Record,
    kinds::{Petition, PetitionKind},
};

use super::{Clock, Standing, State, Who, clocks, most_urgent, steps};

/// Number, kind, village, domain, summary, days, word, who.
pub const COLUMNS: &[Column] = &[NUMBER, KIND, PLACE, DOMAIN, CONTENT, DAYS, STANDING, WHO];

/// The number, this year's without its year.
pub const NUMBER: Column = Column {
    name: "number",
    label: Words::new("Số", "No."),
    width: 5,
    wide: 8,
    narrow: 5,
    right: false,
    in_full: Some(|record, _, _| {
        Petition(record).number().map_or_else(String::new, |number| number.to_string())
    }),
    cell: |record, around, _| {
        Petition(record).number().map_or_else(String::new, |number| number.short(around.today.year()))
    },
};
/// Its kind in law, as its abbreviation.
pub const KIND: Column = Column {
    name: "kind",
    label: Words::new("Loại", "Kind"),
    width: 4,
    wide: 4,
    narrow: 4,
    right: false,
    in_full: None,
    cell: |record, _, _| {
        Petition(record).kind().map_or_else(String::new, |kind| kind.choice().abbr.to_owned())
    },
};
/// Where.
pub const PLACE: Column = Column {
    name: "place",
    label: Words::new("Thôn, buôn", "Village"),
    width: 14,
    wide: 22,
    narrow: 14,
    right: false,
    in_full: None,
    cell: |record, around, _| {
        Petition(record)
            .village()
            .map_or_else(String::new, |village| around.places.short_name(&village, around.today))
    },
};
/// What it is about, as its code.
pub const DOMAIN: Column = Column {
    name: "domain_code",
    label: Words::new("LV", "Do"),
    width: 2,
    wide: 3,
    narrow: 0,
    right: false,
    in_full: None,
    cell: |record, _, _| {
        Petition(record).domain().map_or_else(String::new, |domain| domain.choice().abbr.to_owned())
    },
};
/// The matter in one line.
pub const CONTENT: Column = Column {
    name: "content",
    label: Words::new("Nội dung tóm tắt", "Summary"),
    width: 18,
    wide: 42,
    narrow: 0,
    right: false,
    in_full: None,
    cell: content,
};
/// Days to the most urgent day.
pub const DAYS: Column = Column {
    name: "days",
    label: Words::new("Ngày", "Days"),
    width: 6,
    wide: 6,
    narrow: 6,
    right: true,
    in_full: None,
    cell: |record, around, _| {
        urgent(record, around).map_or_else(|| " ".to_owned(), |clock| days(&clock, around))
    },
};
/// How the most urgent clock stands.
pub const STANDING: Column = Column {
    name: "standing",
    label: Words::new("Hạn", "Due"),
    width: 12,
    wide: 12,
    narrow: 12,
    right: false,
    in_full: Some(|record, around, lang| {
        let urged = Words::new("đôn đốc lần", "urged, no.").get(lang);
        match (standing(record, around, lang), steps::urgings(record)) {
            (word, times) if times > 0 && Petition(record).state().is_open() => {
                format!("{word}, {urged} {times}")
            }
            (word, _) => word,
        }
    }),
    cell: |record, around, lang| {
        let times = if Petition(record).state().is_open() { steps::urgings(record) } else { 0 };
        let Some(clock) = urgent(record, around).filter(|_| times > 0) else {
            return standing(record, around, lang);
        };
        // Beside the word there is room for four letters.
        let standing = clock.standing(around.today, &around.law.calendar);
        let word = match standing {
            Standing::Soon(_) => Words::new("Sắp hạn", "Due soon").get(lang).to_owned(),
            Standing::InTime(_) => Words::new("Còn hạn", "In time").get(lang).to_owned(),
            Standing::Stopped(_) => return standing.word().get(lang).to_owned(),
            _ => standing.word().get(lang).to_owned(),
        };
        format!("{word} {}{times}", Words::new("ĐĐ", "U").get(lang))
    },
};
/// Who must act.
pub const WHO: Column = Column {
    name: "who",
    label: Words::new("Ai", "Who"),
    width: 8,
    wide: 16,
    narrow: 0,
    right: false,
    in_full: None,
    cell: |record, around, lang| {
        urgent(record, around).map_or_else(String::new, |clock| who(&clock.who, around, lang))
    },
};

/// The days of an open clock with `n` after an internal one and a space after a term of law, so that digits stand under
/// each other.
pub fn days(clock: &Clock, around: &Circumstances<'_>) -> String {
    let days = clock.standing(around.today, &around.law.calendar).days();
    let sign = if days.is_empty() || !clock.internal { " " } else { "n" };
    format!("{days}{sign}")
}

/// Who must act, as tables name them: "ta", or the agency's short name.
pub fn who(who: &Who, around: &Circumstances<'_>, lang: Lang) -> String {
    match who {
        Who::Ours => Words::new("ta", "us").get(lang).to_owned(),
        Who::Agency(code) => around.office.agency_short(code),
        Who::Citizen => Words::new("dân", "citizen").get(lang).to_owned(),
        Who::Nobody => "-".to_owned(),
    }
}

fn standing(record: &Record, around: &Circumstances<'_>, lang: Lang) -> String {
    match urgent(record, around) {
        Some(clock) => clock.standing(around.today, &around.law.calendar).word().get(lang).to_owned(),
        None => state_word(Petition(record).state(), lang),
    }
}

fn urgent(record: &Record, around: &Circumstances<'_>) -> Option<Clock> {
    let petition = Petition(record);
    petition.state().is_open().then(|| most_urgent(&clocks(petition, around)).cloned()).flatten()
}

/// What stands where a clock would: the state of a petition without one; a cancelled one says so.
fn state_word(state: State, lang: Lang) -> String {
    match state {
        State::DaHuy => Words::new("Đã hủy", "Cancelled").get(lang).to_owned(),
        other => other.label().get(lang).to_owned(),
    }
}

fn content(record: &Record, _: &Circumstances<'_>, lang: Lang) -> String {
    let petition = Petition(record);
    if petition.kind() == Some(PetitionKind::ToCao) {
        let file = petition.sealed_file().unwrap_or_default();
        return format!("{} {file}", Words::new("hồ sơ mật", "sealed file").get(lang));
    }
    if petition.is_closed() {
        return Words::new("MẬT: thiếu khóa cơ quan", "SEALED: no office key").get(lang).to_owned();
    }
    petition.summary().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}
