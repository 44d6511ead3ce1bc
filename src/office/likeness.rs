//! Petitions that may be about one matter: which ones, and one of them beside what is typed.

use std::collections::BTreeSet;

use crate::base::{Id, Lang, Say, text};
use crate::domain::{
    Circumstances, FieldValue, Fields, FormName, Record, Secret, guard,
    kinds::{PETITION, Petition, PetitionKind, petition_fields},
    petition::{State, clocks, columns, most_urgent},
    rights::{Viewer, visible},
};
use crate::store::Scan;
use crate::wire::{Beside, BesideField, Refusal, RefusalKind, Row};

use super::{
    Office,
    answer::row,
    decide::typed_over,
    links::{made_by_a_step, named_by},
    refusal::{broken, not_here, not_set_up, unknown},
};

/// Calendar days within which a closed petition may still be the same matter.
const DUPLICATE_DAYS: i32 = 365;
/// Duplicates that a form shows.
const DUPLICATES_MAX: usize = 3;
/// Petitions of a place and domain that are compared.
const COMPARED_MAX: usize = 200;
/// From how many words on a summary is compared by its words.
const WORDS_THAT_TELL: usize = 3;
/// Words that two stories must share to be worth a look.
const WORDS_ALIKE: usize = 2;
/// Petitions through which one leafs, those that are linked included.
const CANDIDATES_MAX: usize = 50;

impl Office {
    /// What the form of a petition shows: those that may be the same, and those with which a new one will be linked.
    pub(super) fn likely_duplicates(
        &self,
        record: &Record,
        sent: &Fields,
        viewer: &Viewer,
        lang: Lang,
        around: &Circumstances<'_>,
    ) -> Result<(Vec<Row>, Vec<Row>), Refusal> {
        if !may_be_compared(record) {
            return Ok((Vec::new(), Vec::new()));
        }
        let wanted = links_wanted(record, sent);
        let alike = self.alike(record, viewer, around)?;
        let rows = alike.iter().filter(|other| !wanted.contains(&other.id)).take(DUPLICATES_MAX);
        let duplicates = rows.map(|other| row(&PETITION, other, around, lang)).collect();
        let mut linked = Vec::new();
        for id in sent.get(petition_fields::LINKED.def.name).map(named_by).unwrap_or_default() {
            let other = self.record_for(viewer, &id).map_err(broken)?.filter(may_be_compared);
            linked.extend(other.map(|other| row(&PETITION, &other, around, lang)));
        }
        Ok((duplicates, linked))
    }

    /// A petition's form beside another petition.
    pub(super) fn beside(
        &self,
        form: &FormName,
        fields: &Fields,
        other: Option<&str>,
        viewer: &Viewer,
    ) -> Result<Beside, Refusal> {
        let around = self.basis.around(&viewer.officer).ok_or_else(not_set_up)?;
        let office = self.basis.office.as_deref().ok_or_else(not_set_up)?;
        if form.kind != PETITION.name || form.step.is_some() {
            return Err(not_here());
        }
        let saved = match &form.record {
            Some(id) => self.record_for(viewer, id).map_err(broken)?.ok_or_else(unknown)?,
            None => Record::new(PETITION.name, Id::unsaved(), office.id.clone()),
        };
        let mut ours = if fields.is_empty() { saved } else { typed_over(&PETITION, &saved, fields) };
        if !fields.is_empty() {
            // What has a default stands in the form, typed or not.
            (PETITION.fill)(&mut ours, &around);
        }
        if !may_be_compared(&ours) {
            return Err(not_here());
        }
        let wanted = links_wanted(&ours, fields);
        let alike = self.alike(&ours, viewer, &around)?;
        let mut candidates: Vec<Id> = alike.iter().map(|other| other.id.clone()).collect();
        candidates.retain(|id| !wanted.contains(id));
        candidates.extend(wanted.iter().cloned());
        candidates.truncate(CANDIDATES_MAX);
        let other = match other {
            Some(named) => self.named(named, viewer)?,
            None => {
                let first = candidates.first().ok_or_else(nothing_alike)?;
                self.record_for(viewer, first).map_err(broken)?.ok_or_else(unknown)?
            }
        };
        if other.id == ours.id {
            let say =
                Say::new("Gõ số đơn khác: đây là đơn đang mở", "Another number: this is the opened one");
            return Err(Refusal::new(RefusalKind::NotAllowed, say));
        }
        // A denunciation is refused as what is not there.
        if other.kind != PETITION.name || !may_be_compared(&other) {
            return Err(unknown());
        }
        Ok(Beside {
            title: (PETITION.label)(&other, &self.basis.places),
            standing: standing(Petition(&other), &around),
            alike: likeness(&ours, &other),
            linked: wanted.contains(&other.id),
            may_unlink: !made_by_a_step(&ours, &other),
            candidates,
            fields: self.both(&ours, &other),
            other: other.id,
        })
    }

    fn both(&self, ours: &Record, theirs: &Record) -> Vec<BesideField> {
        let told = PETITION.fields.iter().filter(|def| !def.derived && def.secret != Some(Secret::Contact));
        told.filter_map(|def| {
            let offer =
                |record: &Record| record.fields.get(def.name).map(|value| self.offer(def, value, record));
            let (ours, theirs) = (offer(ours), offer(theirs));
            let name = def.name.to_owned();
            (ours.is_some() || theirs.is_some()).then_some(BesideField { name, ours, theirs })
        })
        .collect()
    }

    /// Petitions of the same place and domain, open or received within a year, those with more words alike first. What is
    /// sealed is never compared, nor is a denunciation.
    fn alike(
        &self,
        record: &Record,
        viewer: &Viewer,
        around: &Circumstances<'_>,
    ) -> Result<Vec<Record>, Refusal> {
        let petition = Petition(record);
        let (Some(village), Some(domain)) = (petition.village(), petition.domain()) else {
            return Ok(Vec::new());
        };
        let words = words_of(petition);
        let found = self.store.scan(&Scan {
            kind: PETITION.name.to_owned(),
            field: petition_fields::VILLAGE.def.name.to_owned(),
            value: Some(village.into_value()),
            backwards: true,
            after: None,
            limit: COMPARED_MAX,
        });
        let mut alike: Vec<(bool, usize, Record)> = Vec::new();
        for at in found.map_err(broken)? {
            let Some(other) = self.store.record(&at.id).map_err(broken)? else { continue };
            let that = Petition(&other);
            let is_candidate = other.id != record.id
                && visible(viewer, &other)
                && that.domain() == Some(domain)
                && may_be_compared(&other)
                && that.state() != State::DaHuy;
            let is_open = that.state().is_open();
            let is_recent = that.received_on().is_some_and(|day| around.today.since(day) <= DUPLICATE_DAYS);
            if is_candidate && (is_open || is_recent) {
                let shared = words.intersection(&words_of(that)).count();
                alike.push((is_open, shared, other));
            }
        }
        alike.sort_by_key(|(is_open, shared, other)| {
            (std::cmp::Reverse(*shared), !is_open, Petition(other).number().map(std::cmp::Reverse))
        });
        // Where a story was told, only those that share some of its words are worth a look.
        let told = words.len() > WORDS_THAT_TELL;
        let is_alike = |is_open: bool, shared: usize| if told { shared >= WORDS_ALIKE } else { is_open };
        let alike = alike.into_iter().filter(|(is_open, shared, _)| is_alike(*is_open, *shared));
        Ok(alike.map(|(.., other)| other).collect())
    }
}

/// Whether a petition is compared at all: one of which nothing is known yet is not, nor is a denunciation.
fn may_be_compared(record: &Record) -> bool {
    Petition(record).kind().is_some_and(|kind| kind != PetitionKind::ToCao)
}

/// The petitions to which one is linked, and those to which it will be.
fn links_wanted(record: &Record, sent: &Fields) -> Vec<Id> {
    let mut wanted = petition_fields::LINKED.of(record).unwrap_or_default();
    for id in sent.get(petition_fields::LINKED.def.name).map(named_by).unwrap_or_default() {
        if !wanted.contains(&id) {
            wanted.push(id);
        }
    }
    wanted
}

fn words_of(petition: Petition<'_>) -> BTreeSet<String> {
    let told = petition.summary().unwrap_or_default();
    text::fold(&guard::searchable(&told))
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| word.len() > 1)
        .map(str::to_owned)
        .collect()
}

/// "Giống nhau: nơi, lĩnh vực, 6 chữ trong nội dung".
fn likeness(ours: &Record, theirs: &Record) -> Say {
    let (one, two) = (Petition(ours), Petition(theirs));
    let is_same_place = one.village().is_some() && one.village() == two.village();
    let is_same_domain = one.domain().is_some() && one.domain() == two.domain();
    let shared = words_of(one).intersection(&words_of(two)).count();
    let parts: Vec<Say> = [
        is_same_place.then(|| Say::new("nơi", "place")),
        is_same_domain.then(|| Say::new("lĩnh vực", "domain")),
        (shared > 0).then(|| {
            Say::new(format!("{shared} chữ trong nội dung"), format!("{shared} words of the summary"))
        }),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        return Say::new(
            "Khác nơi, khác lĩnh vực, không chữ nào giống",
            "Other place, other domain, no word alike",
        );
    }
    let join = |pick: fn(&Say) -> &str| parts.iter().map(pick).collect::<Vec<_>>().join(", ");
    Say::new(format!("Giống nhau: {}", join(|part| &part.vi)), format!("Alike: {}", join(|part| &part.en)))
}

/// "Đang xác minh; Giải quyết lần đầu đến 16/11/2026, -7 ngày".
fn standing(petition: Petition<'_>, around: &Circumstances<'_>) -> Say {
    let state = petition.state().label();
    let all = clocks(petition, around);
    match most_urgent(&all) {
        Some(clock) => {
            let days = columns::days(clock, around);
            Say::new(
                format!("{}; {} đến {}, {} ngày", state.vi, clock.title.vi, clock.due, days.trim()),
                format!("{}; {} by {}, {} days", state.en, clock.title.en, clock.due, days.trim()),
            )
        }
        None => state.into(),
    }
}

fn nothing_alike() -> Refusal {
    let say = Say::new(
        "Không có đơn nào có thể trùng; gõ số đơn để so",
        "No petition may be the same; type a number to compare",
    );
    Refusal::new(RefusalKind::NotAllowed, say)
}
