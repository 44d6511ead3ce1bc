//! The page of a village (trang thôn): its figures on two days, its open petitions by month, its lists.
//!
//! No person, no contact, no denunciation is ever counted here: denunciations stop at the commune.

use crate::base::{Day, Id, Say, text};
use crate::domain::{
    Choices, FieldDef, FieldValue, Record, facet,
    kinds::{
        FIGURES, Figures, MATTER, Matter, PETITION, Petition, VILLAGE_UPDATE, VillageUpdate, figures_fields,
        matter_fields, petition_fields, shown_figure, village_update_fields,
    },
    petition::{clocks, columns, most_urgent},
    query::{Query, View},
    rights::{Viewer, visible},
};
use crate::store::Scan;
use crate::wire::{FigureRow, MatterOffer, MonthCount, Refusal, VillageList, VillagePage};

use super::{
    Office,
    board::{OpenRecord, Wanted},
    refusal::{broken, not_set_up, unknown},
    update_sheet::{all_lines_are_known, known},
};

/// The days of the figures: now and before.
type FigureDays = (Option<Day>, Option<Day>);

/// Months that the page counts.
const MONTHS: usize = 12;
/// Numbers that a line names.
const NAMED_MAX: usize = 3;

impl Office {
    /// The page of a village.
    pub(super) fn village_page(&self, id: &Id, viewer: &Viewer) -> Result<VillagePage, Refusal> {
        self.basis.around(&viewer.officer).ok_or_else(not_set_up)?;
        self.basis.places.get(id).ok_or_else(unknown)?;
        let (dates, figures) = self.compared_figures(id)?;
        Ok(VillagePage {
            village: id.clone(),
            title: self.basis.places.distinct_name(id, self.basis.today),
            heading: self.village_heading(id, viewer)?,
            dates,
            figures,
            months: self.open_by_month(id, viewer)?,
            lists: self.village_lists(id, viewer)?,
        })
    }

    /// The open matters of a village, to which an issue can be linked.
    pub(super) fn matters_of(&self, village: &Id, viewer: &Viewer) -> Vec<MatterOffer> {
        let year = self.basis.today.year();
        let offered = self.open_matters(village, viewer).into_iter().filter_map(|open| {
            Some(MatterOffer {
                id: open.record.id.clone(),
                number: MATTER.book?.shown(open.number()?, year),
                domain: matter_fields::DOMAIN.of(&open.record)?.id().to_owned(),
                summary: matter_fields::SUMMARY.of(&open.record).unwrap_or_default(),
            })
        });
        offered.collect()
    }

    fn open_matters<'a>(&'a self, village: &Id, viewer: &'a Viewer) -> Vec<&'a OpenRecord> {
        let here = (facet::WITHIN.to_owned(), village.clone().into_value());
        let Some(around) = self.basis.around(&viewer.officer) else { return Vec::new() };
        let open: Vec<&OpenRecord> =
            self.board.view(View::MattersOpen, Wanted::all(viewer, &self.basis)).collect();
        open.into_iter().filter(|open| facet::keeps(&MATTER, &here, &open.record, &around)).collect()
    }

    fn village_heading(&self, id: &Id, viewer: &Viewer) -> Result<Vec<Say>, Refusal> {
        let (basis, today) = (&self.basis, self.basis.today);
        let Some(place) = basis.places.get(id) else { return Ok(Vec::new()) };
        let commune = basis.places.parent_on(id, today);
        let name = commune.map_or_else(String::new, |commune| basis.places.full_name(&commune.id, today));
        let former = basis.places.former_parent(id, today).map(|former| {
            let since = place.parent_since(today).map_or_else(String::new, |day| day.to_string());
            let name = text::lower_first(&basis.places.full_name(&former.id, today));
            Say::new(format!(", trước {since} {name}"), format!(", before {since} {name}"))
        });
        let former = former.unwrap_or_default();
        let remote = place.remote_decision.as_ref().map(|decision| {
            Say::new(format!("; vùng sâu, vùng xa: {decision}"), format!("; remote: {decision}"))
        });
        let remote = remote.unwrap_or_default();
        let mut lines = vec![Say::new(
            format!("{name}{}{}", former.vi, remote.vi),
            format!("{name}{}{}", former.en, remote.en),
        )];
        let period = basis.periods.reported_on(today);
        let (last, silent) = self.reports.standing(place, period, basis);
        let now = period.name(today.year());
        lines.push(match last {
            None => Say::new(
                format!("Chưa báo lần nào; {} chưa báo", now.vi),
                format!("Never reported; not on {}", now.en),
            ),
            Some(last) => {
                let told = self.last_update(id, last, viewer)?;
                let what = match told.as_ref().map(VillageUpdate) {
                    Some(update) if update.is_nil() => Say::new("không phát sinh", "nothing new"),
                    _ => Say::new("có việc", "with issues"),
                };
                let last_name = last.name(today.year());
                let rest = if last == period {
                    Say::default()
                } else {
                    Say::new(
                        format!("; {} chưa báo, im lặng {silent}", now.vi),
                        format!("; not on {}, silent for {silent}", now.en),
                    )
                };
                Say::new(
                    format!("Báo cuối {}, {}{}", last_name.vi, what.vi, rest.vi),
                    format!("Last report {}, {}{}", last_name.en, what.en, rest.en),
                )
            }
        });
        Ok(lines)
    }

    fn last_update(
        &self,
        village: &Id,
        period: crate::base::Period,
        viewer: &Viewer,
    ) -> Result<Option<Record>, Refusal> {
        match self.reports.update_on(village, period) {
            Some(id) => self.record_for(viewer, id).map_err(broken),
            None => Ok(None),
        }
    }

    /// The newest figures beside those of the review before; without reviews beside the oldest that are at hand.
    fn compared_figures(&self, village: &Id) -> Result<(FigureDays, Vec<FigureRow>), Refusal> {
        let reviewed = |record: &Record| Figures(record).reviewed_on();
        let of_two_reviews = |found: &[Record]| {
            let newest = found.first().and_then(reviewed);
            all_lines_are_known(found) && found.iter().any(|record| reviewed(record) < newest)
        };
        let all = self.figures_before(village, self.basis.today.plus(1), of_two_reviews).map_err(broken)?;
        let Some(now) = known(&all) else { return Ok(((None, None), Vec::new())) };
        let now = &now;
        let before = all.iter().find(|record| reviewed(record) < reviewed(now)).or(all.last());
        let before = before.filter(|before| before.id != now.id);
        let day = |record: &Record| reviewed(record).or(Figures(record).as_of());
        let dates = (day(now), before.and_then(day));
        let review = reviewed(now).map(|on| Say::new(format!("rà soát {on}"), format!("review {on}")));
        let lines: [(&FieldDef, bool); 4] = [
            (&figures_fields::HOUSEHOLDS_COUNT.def, false),
            (&figures_fields::PEOPLE.def, false),
            (&figures_fields::POOR.def, true),
            (&figures_fields::NEAR_POOR.def, true),
        ];
        let rows = lines.map(|(def, is_rate)| {
            let count = |record: &Record| record.fields.get(def.name).and_then(i64::from_value);
            let shown = |record: &Record| {
                let kept = if Figures(record).is_kept(def.name) { " =" } else { "" };
                format!("{}{kept}", shown_figure(def, record))
            };
            let rate = |record: &Record| {
                let rate = Figures(record).per_mille_of_households(count(record))?;
                Some(format!("{} %", crate::domain::parse::with_comma(rate)))
            };
            let change = before.and_then(|before| Some(count(now)? - count(before)?));
            let source = match (is_rate, rate(now), before.and_then(rate)) {
                (true, Some(now), Some(was)) => {
                    Say::new(format!("{now} (trước {was})"), format!("{now} (before {was})"))
                }
                (true, Some(now), None) => Say::plain(now),
                _ => review.clone().unwrap_or_default(),
            };
            FigureRow {
                label: def.label.into(),
                now: shown(now),
                before: before.map(shown).unwrap_or_default(),
                change: change.map_or_else(String::new, signed),
                source,
            }
        });
        Ok((dates, rows.into()))
    }

    /// How many petitions of the village were open at the end of each of the last months; of this month, today.
    fn open_by_month(&self, village: &Id, viewer: &Viewer) -> Result<Vec<MonthCount>, Refusal> {
        let mut ends: Vec<Day> = Vec::with_capacity(MONTHS);
        let mut end = self.basis.today;
        while ends.len() < MONTHS {
            ends.push(end);
            end = end.plus(-i32::try_from(end.day_of_month()).unwrap_or(1));
        }
        ends.reverse();
        let mut counts = vec![0; MONTHS];
        self.each_petition(village, viewer, |petition| {
            for (count, end) in counts.iter_mut().zip(&ends) {
                *count += u32::from(facet::was_open_on(petition, *end));
            }
        })?;
        let here = petition_fields::VILLAGE.def.name;
        let query = |end: Day| {
            Query::all(PETITION.name)
                .with(here, village.clone().into_value())
                .with(facet::OPEN_ON, end.into_value())
        };
        let months = ends.into_iter().zip(counts);
        Ok(months.map(|(end, count)| MonthCount { month: end.month(), count, query: query(end) }).collect())
    }

    fn each_petition(
        &self,
        village: &Id,
        viewer: &Viewer,
        mut take: impl FnMut(&Record),
    ) -> Result<(), Refusal> {
        let found = self.store.scan(&Scan {
            kind: PETITION.name.to_owned(),
            field: petition_fields::VILLAGE.def.name.to_owned(),
            value: Some(village.clone().into_value()),
            backwards: false,
            after: None,
            limit: usize::MAX,
        });
        for at in found.map_err(broken)? {
            if let Some(record) = self.record_for(viewer, &at.id).map_err(broken)? {
                take(&record);
            }
        }
        Ok(())
    }

    fn village_lists(&self, village: &Id, viewer: &Viewer) -> Result<Vec<VillageList>, Refusal> {
        let everything = Wanted::all(viewer, &self.basis);
        let petitions = |view: View| -> (Vec<&OpenRecord>, Query) {
            let query = Query::view(PETITION.name, view)
                .with(petition_fields::VILLAGE.def.name, village.clone().into_value());
            let open = self.board.view(view, everything);
            (open.filter(|open| Petition(&open.record).village().as_ref() == Some(village)).collect(), query)
        };
        let matters_query =
            Query::view(MATTER.name, View::MattersOpen).with(facet::WITHIN, village.clone().into_value());
        let matters = self.open_matters(village, viewer);
        let matters_named = self.matters_named(&matters);
        let (overdue, overdue_query) = petitions(View::Overdue);
        let (unresolved, unresolved_query) = petitions(View::Unresolved);
        let (transferred, transferred_query) = petitions(View::Transferred);
        let ours = overdue.iter().filter(|open| open.is_ours()).count();
        let late = if overdue.is_empty() {
            Say::default()
        } else {
            Say::new(format!("; ta trễ {ours}"), format!("; us late {ours}"))
        };
        let named = numbers(&overdue);
        let rest: Vec<&OpenRecord> = unresolved
            .iter()
            .copied()
            .filter(|open| overdue.iter().all(|late| late.record.id != open.record.id))
            .collect();
        let waiting = transferred.first().map(|open| {
            let days = open.day_in(View::Transferred).map_or(0, |since| self.basis.today.since(since));
            let numbers = numbers(&transferred);
            Say::new(format!("{numbers}, chờ {days} ngày"), format!("{numbers}, waiting {days} days"))
        });
        let (updates, nil) = self.reports.count(village);
        let filtered = |kind: &str, field: &str| Query {
            filters: vec![(field.to_owned(), village.clone().into_value())],
            ..Query::view(kind, View::All)
        };
        let list = |title: Say, count: usize, note: Say, query: Query| VillageList {
            title,
            count: u32::try_from(count).unwrap_or(u32::MAX),
            note,
            query,
        };
        let figures = self.figures_count(village, viewer)?;
        let all_updates = self.updates_count(village, viewer)?;
        let corrections = all_updates.saturating_sub(updates as usize);
        let corrected = match corrections {
            0 => Say::default(),
            count => Say::new(format!(", điều chỉnh {count}"), format!(", corrections {count}")),
        };
        Ok(vec![
            list(
                View::Overdue.title().into(),
                overdue.len(),
                Say::new(format!("{named}{}", late.vi), format!("{named}{}", late.en)),
                overdue_query,
            ),
            list(
                View::Unresolved.title().into(),
                unresolved.len(),
                self.more(&rest, viewer),
                unresolved_query,
            ),
            list(View::MattersOpen.title().into(), matters.len(), matters_named, matters_query.clone()),
            list(
                Say::new("Tình hình đã báo", "Updates"),
                all_updates,
                Say::new(
                    format!("không phát sinh {nil}, có việc {}{}", updates.saturating_sub(nil), corrected.vi),
                    format!("nothing new {nil}, with issues {}{}", updates.saturating_sub(nil), corrected.en),
                ),
                filtered(VILLAGE_UPDATE.name, village_update_fields::VILLAGE.def.name),
            ),
            list(
                View::Transferred.title().into(),
                transferred.len(),
                waiting.unwrap_or_default(),
                transferred_query,
            ),
            list(
                Say::new("Số liệu hộ, khẩu", "Figures"),
                figures,
                Say::default(),
                filtered(FIGURES.name, figures_fields::VILLAGE.def.name),
            ),
        ])
    }

    /// "thêm 95/2026 KNg, +11n Trong hạn".
    fn more(&self, rest: &[&OpenRecord], viewer: &Viewer) -> Say {
        let Some(around) = self.basis.around(&viewer.officer) else { return Say::default() };
        let Some(first) = rest.first() else { return Say::default() };
        let petition = Petition(&first.record);
        let number = petition.number().map_or_else(String::new, |number| number.to_string());
        let kind = petition.kind().map_or("", |kind| kind.choice().abbr);
        let running = clocks(petition, &around);
        let standing = most_urgent(&running).map(|clock| {
            let days = columns::days(clock, &around);
            let word = clock.standing(around.today, &around.law.calendar).word();
            Say::new(format!(", {} {}", days.trim(), word.vi), format!(", {} {}", days.trim(), word.en))
        });
        let standing = standing.unwrap_or_default();
        Say::new(
            format!("thêm {number} {kind}{}", standing.vi),
            format!("also {number} {kind}{}", standing.en),
        )
    }

    /// "V-031 NS, V-045 CN giáp ranh".
    fn matters_named(&self, open: &[&OpenRecord]) -> Say {
        let year = self.basis.today.year();
        let named = |open: &&OpenRecord| {
            let matter = Matter(&open.record);
            let number = open.number().zip(MATTER.book).map(|(number, book)| book.shown(number, year));
            let domain = matter_fields::DOMAIN.of(&open.record).map_or("", |domain| domain.choice().abbr);
            let border = if matter.is_border() { Say::new(" giáp ranh", " border") } else { Say::default() };
            let number = number.unwrap_or_default();
            Say::new(format!("{number} {domain}{}", border.vi), format!("{number} {domain}{}", border.en))
        };
        let says: Vec<Say> = open.iter().take(NAMED_MAX).map(named).collect();
        let joined = |pick: fn(&Say) -> &str| says.iter().map(pick).collect::<Vec<_>>().join(", ");
        Say::new(joined(|say| &say.vi), joined(|say| &say.en))
    }

    fn updates_count(&self, village: &Id, viewer: &Viewer) -> Result<usize, Refusal> {
        self.count_of(VILLAGE_UPDATE.name, village_update_fields::VILLAGE.def.name, village, viewer)
    }

    fn figures_count(&self, village: &Id, viewer: &Viewer) -> Result<usize, Refusal> {
        self.count_of(FIGURES.name, figures_fields::VILLAGE.def.name, village, viewer)
    }

    /// How many records of a kind an index has for a village, corrections too: as many as its list has rows.
    fn count_of(&self, kind: &str, field: &str, village: &Id, viewer: &Viewer) -> Result<usize, Refusal> {
        let found = self.store.scan(&Scan {
            kind: kind.to_owned(),
            field: field.to_owned(),
            value: Some(village.clone().into_value()),
            backwards: false,
            after: None,
            limit: usize::MAX,
        });
        let found = found.map_err(broken)?;
        let office = self.basis.office_id();
        if office.is_some_and(|office| crate::domain::rights::sees_all(viewer, &office)) {
            return Ok(found.len());
        }
        let mut seen = 0;
        for at in found {
            let record = self.store.record(&at.id).map_err(broken)?;
            seen += usize::from(record.is_some_and(|record| visible(viewer, &record)));
        }
        Ok(seen)
    }
}

/// `+2`, `-6`; nothing new is `0`.
fn signed(change: i64) -> String {
    if change == 0 { "0".to_owned() } else { format!("{change:+}") }
}

/// "90, 106, 118/2026": the year once, at the end.
fn numbers(open: &[&OpenRecord]) -> String {
    let all: Vec<_> =
        open.iter().filter_map(|open| Petition(&open.record).number()).take(NAMED_MAX).collect();
    let mut shown = String::new();
    for (at, number) in all.iter().enumerate() {
        let next = all.get(at + 1);
        let ends = next.is_none_or(|next| next.year != number.year);
        let text = if ends { number.to_string() } else { number.seq.to_string() };
        shown.push_str(if at == 0 { "" } else { ", " });
        shown.push_str(&text);
    }
    if open.len() > NAMED_MAX { format!("{shown}, ...") } else { shown }
}
