//! What the command line must know beside a record to show it as the screens do: the office, its units, the law, today.

use serde_json::Value as Json;

use crate::base::{Lang, Officer, Say, limits, text};
use crate::client::Link;
use crate::domain::{
    Circumstances, KindDef, Periods, Places, Record,
    borders::{self, COMMUNES},
    kinds::{Office, PETITION, Petition, UNIT},
    law::Law,
    petition::{clocks, columns, most_urgent},
    query::{Query, View},
};
use crate::exchange::{COMPUTED, Heading, SAMPLE_MARK};
use crate::wire::{Refusal, RefusalKind, Reply, Request};

use super::ask::ask;
use super::failure::{Done, Failure};
use super::law;

/// The circumstances of every record of one command.
pub struct Around {
    officer: Officer,
    office: Record,
    law: Law,
    places: Places,
    periods: Periods,
    today: crate::base::Day,
    /// Whether it is a register of samples.
    pub is_sample: bool,
    /// The language of words in tables.
    pub lang: Lang,
}

impl Around {
    /// Asks the server for them.
    pub fn ask(link: &mut dyn Link, lang: Lang) -> Result<Around, Failure> {
        let welcome = link.welcome().clone();
        let office = welcome.office.ok_or_else(not_set_up)?;
        let mut units = Vec::new();
        each_record(link, &Query::view(UNIT.name, View::All), "", None, lang, |unit| {
            units.push(unit);
            Ok(())
        })?;
        let law = law::parsed(&law::in_use(link, lang)?)?;
        Ok(Around {
            officer: welcome.officer,
            // Which are closed is asked by rules only, and those are the server's.
            periods: Periods::new(Office(&office), []),
            office,
            law,
            places: Places::new(&units),
            today: welcome.today,
            is_sample: welcome.sample,
            lang,
        })
    }

    /// As rules and columns see them.
    pub fn circumstances(&self) -> Circumstances<'_> {
        Circumstances {
            today: self.today,
            officer: &self.officer,
            office: Office(&self.office),
            law: &self.law,
            places: &self.places,
            periods: &self.periods,
            before: &[],
        }
    }

    /// What stands above every page of this title.
    pub fn heading(&self, title: String) -> Heading {
        Heading {
            office: Office(&self.office).name(),
            title,
            today: self.today,
            officer: self.officer.clone(),
            is_sample: self.is_sample,
            lang: self.lang,
        }
    }

    /// What `--json` says of a record beside its fields; all of it is passed over where the line is read again.
    pub fn extra(&self, kind: &KindDef, record: &Record) -> Vec<(&'static str, Json)> {
        let around = self.circumstances();
        let mut extra = Vec::new();
        if kind.name == PETITION.name {
            let petition = Petition(record);
            let place = petition.village().map(|village| self.places.full_name(&village, self.today));
            extra.extend(place.map(|place| ("place", Json::from(place))));
            let clocks = clocks(petition, &around);
            if let Some(clock) = most_urgent(&clocks).filter(|_| petition.state().is_open()) {
                let word = clock.standing(self.today, &self.law.calendar).word();
                extra.push(("due", clock.due.iso().into()));
                extra.push(("days", columns::days(clock, &around).trim().into()));
                extra.push(("standing", word.get(self.lang).into()));
                extra.push(("who", columns::who(&clock.who, &around, self.lang).into()));
            }
        } else {
            let computed =
                kind.columns.iter().filter(|c| COMPUTED.contains(&c.name) && kind.field(c.name).is_none());
            extra.extend(computed.map(|c| (c.name, Json::from((c.cell)(record, &around, self.lang)))));
        }
        if kind.placed.is_some() {
            extra.extend(COMMUNES.map(|name| (name, Json::from(borders::cell(name, record, &around)))));
        }
        if self.is_sample {
            extra.push(("register", SAMPLE_MARK.into()));
        }
        extra
    }
}

/// The records of a list, one after the other, at most `limit`; asked for page by page. `text` is folded here.
pub fn each_record(
    link: &mut dyn Link,
    query: &Query,
    words: &str,
    limit: Option<u32>,
    lang: Lang,
    mut each: impl FnMut(Record) -> Done,
) -> Done {
    let words = text::fold(words);
    let mut left = limit.unwrap_or(u32::MAX);
    let mut offset = 0_u32;
    while left > 0 {
        let request = Request::Records {
            query: query.clone(),
            text: words.clone(),
            offset,
            limit: left.min(limits::PAGE_ROWS_MAX),
        };
        let (records, total) = match ask(link, request, lang)? {
            Reply::Records { records, total } => (records, total),
            other => return Err(Failure::unexpected(other)),
        };
        let count = u32::try_from(records.len()).unwrap_or(u32::MAX);
        for record in records.into_iter().take(left as usize) {
            each(record)?;
        }
        offset = offset.saturating_add(count);
        left = left.saturating_sub(count);
        // A page may be shorter than was asked for, to fit its frame; an empty one is the end.
        if count == 0 || offset >= total {
            break;
        }
    }
    Ok(())
}

/// There is no office yet, so nothing can be listed or added.
pub fn not_set_up() -> Failure {
    let say = Say::new(
        "Chạy `nghedan init TỆP.toml` trước: sổ chưa được lập",
        "Run `nghedan init FILE.toml` first: the register was not set up yet",
    );
    Failure::from(Refusal::new(RefusalKind::NotSetUp, say))
}
