//! Links between records about one matter. Both sides of a link change in one entry; none leads to a denunciation, nor away
//! from one, and what led to a petition that turns out to be one goes with its story.

use crate::base::{Id, Officer, Say, limits};
use crate::domain::{
    Change, Field, FieldDef, FieldValue, Fields, Problem, Record, Shape, Value,
    facet::is_denunciation,
    kind,
    kinds::{
        MATTER, NAMED_PETITIONS, PETITION, RECEPTION_ENTRY, erase_reception, is_cancelled_reception,
        matter_fields, petition_fields, reception_entry_fields,
    },
};
use crate::store::Scan;
use crate::wire::{Refusal, RefusalKind, Saved};

use super::{
    Office,
    decide::Drafted,
    refusal::{broken, not_here},
    say,
};

/// Records of a kind that name one petition and are looked at: one more than an entry holds, so that what is too much is
/// refused as a whole.
const NAMING_MAX: usize = limits::CHANGES_PER_ENTRY_MAX + 1;

/// Puts a link to the other petition where there is none.
pub(super) fn link_to(record: &mut Record, id: &Id) {
    let mut linked = petition_fields::LINKED.of(record).unwrap_or_default();
    if !linked.contains(id) {
        linked.push(id.clone());
        petition_fields::LINKED.set(record, linked);
    }
}

/// Takes an id out of a field that lists records.
fn without(record: &mut Record, field: &Field<Vec<Id>>, id: &Id) {
    let mut left = field.of(record).unwrap_or_default();
    left.retain(|other| other != id);
    if left.is_empty() {
        field.clear(record);
    } else {
        field.set(record, left);
    }
}

/// Whether a field names petitions.
fn names_petitions(def: &FieldDef) -> bool {
    match def.shape {
        Shape::Record(of) | Shape::List(&Shape::Record(of)) => of == PETITION.name,
        _ => false,
    }
}

/// The records that a value names.
pub(super) fn named_by(value: &Value) -> Vec<Id> {
    match value {
        Value::List(items) => items.iter().filter_map(Id::from_value).collect(),
        other => Id::from_value(other).into_iter().collect(),
    }
}

/// Whether a step linked the two: a letter and what was split off, the two instances of a complaint.
pub(super) fn made_by_a_step(one: &Record, two: &Record) -> bool {
    let leads = [petition_fields::SPLIT_FROM, petition_fields::SECOND_OF];
    [(one, two), (two, one)]
        .iter()
        .any(|(from, to)| leads.iter().any(|field| field.of(from).as_ref() == Some(&to.id)))
}

/// A change with the record after it.
fn changed(before: &Record, mut after: Record) -> (Change, Record) {
    let change = Change::between(Some(before), &after, None);
    after.revision = change.revision;
    (change, after)
}

impl Office {
    /// Links two petitions, or takes their link back.
    pub(super) fn link(
        &self,
        id: &Id,
        other: &Id,
        linked: bool,
        officer: &Officer,
    ) -> Result<Drafted, Refusal> {
        let one = self.own_record(id, officer)?;
        let two = self.own_record(other, officer)?;
        let may_be_linked = |record: &Record| record.kind == PETITION.name && !is_denunciation(record);
        if !may_be_linked(&one) || !may_be_linked(&two) || one.id == two.id {
            return Err(not_here());
        }
        if !linked && made_by_a_step(&one, &two) {
            let say = Say::new(
                "Không bỏ gắn được: một bước đã tách hoặc mở đơn kia",
                "It stays linked: a step split it off or opened it",
            );
            return Err(Refusal::new(RefusalKind::NotAllowed, say));
        }
        let sides = [(&one, &two.id), (&two, &one.id)].map(|(before, id)| {
            let mut after = before.clone();
            if linked {
                link_to(&mut after, id);
            } else {
                without(&mut after, &petition_fields::LINKED, id);
            }
            changed(before, after)
        });
        if sides.iter().all(|(change, _)| change.fields.is_empty()) {
            let say = match linked {
                true => Say::new("Hai đơn đã gắn với nhau", "They are linked already"),
                false => Say::new("Hai đơn không gắn với nhau", "They are not linked"),
            };
            return Err(Refusal::new(RefusalKind::NotAllowed, say));
        }
        let named = Say::plain(format!(
            "{} = {}",
            say::number(&one, &self.basis.places).vi,
            say::number(&two, &self.basis.places).vi
        ));
        let saved = Saved {
            id: one.id.clone(),
            number: None,
            revision: sides.first().map_or(one.revision, |(_, after)| after.revision),
            say: say::linked(&named, linked),
        };
        let (changes, records) = sides.into_iter().unzip();
        Ok(Drafted {
            say: say::linked_by(officer, &named, linked),
            saved,
            changes,
            numbers: Vec::new(),
            records,
            reason: None,
            contact: None,
        })
    }

    /// The petitions with which a new one is linked, as the form sent them, each as it stands with the link.
    pub(super) fn linked_when_made(
        &self,
        petition: &mut Record,
        sent: &Fields,
        officer: &Officer,
    ) -> Result<Vec<(Change, Record)>, Refusal> {
        let mut others = Vec::new();
        if petition.kind != PETITION.name {
            return Ok(others);
        }
        for id in sent.get(petition_fields::LINKED.def.name).map(named_by).unwrap_or_default() {
            if petition_fields::LINKED.of(petition).is_some_and(|linked| linked.contains(&id)) {
                continue;
            }
            if is_denunciation(petition) || !self.may_be_named(&id, &petition.office)? {
                let say = Say::new(
                    "F2 lưu không gắn: không gắn được nữa với đơn kia",
                    "F2 saves it without the link, which cannot be made any more",
                );
                return Err(cannot_be_named(petition_fields::LINKED.def.name, &say));
            }
            let before = self.own_record(&id, officer)?;
            let mut after = before.clone();
            link_to(&mut after, &petition.id);
            link_to(petition, &id);
            others.push(changed(&before, after));
        }
        Ok(others)
    }

    /// Whether something may lead to this petition: it is there, of the same office, and no denunciation.
    fn may_be_named(&self, id: &Id, office: &Id) -> Result<bool, Refusal> {
        let named = self.record_ahead(id).map_err(broken)?;
        Ok(named.is_some_and(|record| {
            record.kind == PETITION.name && record.office == *office && !is_denunciation(&record)
        }))
    }

    /// A record names only petitions that may be named.
    pub(super) fn names_what_may_be_told(&self, record: &Record) -> Result<(), Refusal> {
        let fields = kind(&record.kind).map_or(&[][..], |kind| kind.fields);
        let typed = fields.iter().filter(|def| !def.derived && names_petitions(def));
        for def in typed {
            for id in record.fields.get(def.name).map(named_by).unwrap_or_default() {
                if !self.may_be_named(&id, &record.office)? {
                    return Err(cannot_be_named(
                        def.name,
                        &Say::new(
                            "Sửa số đơn: không gắn được với đơn này",
                            "Correct the number: nothing can name this petition",
                        ),
                    ));
                }
            }
        }
        Ok(())
    }

    /// What leads to a petition that turns out to be a denunciation, as it stands without: of the visits only their numbers.
    pub(super) fn leads_erased(&self, petition: &Record) -> Result<Vec<(Change, Record)>, Refusal> {
        let id = &petition.id;
        let mut left = Vec::new();
        for before in self.visits_with(id)? {
            let mut after = before.clone();
            erase_reception(&mut after);
            left.push(changed(&before, after));
        }
        let matters = self.naming(MATTER.name, NAMED_PETITIONS, Value::Text(id.to_string()), |matter| {
            matter_fields::PETITIONS.of(matter).is_some_and(|named| named.contains(id))
        })?;
        for before in matters {
            let mut after = before.clone();
            without(&mut after, &matter_fields::PETITIONS, id);
            left.push(changed(&before, after));
        }
        for other in petition_fields::LINKED.of(petition).unwrap_or_default() {
            let Some(before) = self.record_ahead(&other).map_err(broken)? else { continue };
            let mut after = before.clone();
            without(&mut after, &petition_fields::LINKED, id);
            if after.fields != before.fields {
                left.push(changed(&before, after));
            }
        }
        Ok(left)
    }

    /// The visits to which a petition belongs, cancelled ones left out.
    pub(super) fn visits_with(&self, petition: &Id) -> Result<Vec<Record>, Refusal> {
        let field = reception_entry_fields::PETITION;
        self.naming(RECEPTION_ENTRY.name, field.def.name, petition.clone().into_value(), |visit| {
            field.of(visit).as_ref() == Some(petition) && !is_cancelled_reception(visit)
        })
    }

    /// The records of a kind that an index finds under this value, as they will stand when everything that waits is on the
    /// disk.
    fn naming(
        &self,
        kind: &str,
        field: &str,
        value: Value,
        names: impl Fn(&Record) -> bool,
    ) -> Result<Vec<Record>, Refusal> {
        let found = self.store.scan(&Scan {
            kind: kind.to_owned(),
            field: field.to_owned(),
            value: Some(value),
            backwards: false,
            after: None,
            limit: NAMING_MAX,
        });
        let waiting = self.waiting.records.values().filter(|record| record.kind == kind);
        let mut naming: Vec<Record> = waiting.cloned().collect();
        for hit in found.map_err(broken)? {
            if !self.waiting.records.contains_key(&hit.id) {
                naming.extend(self.store.record(&hit.id).map_err(broken)?);
            }
        }
        naming.retain(names);
        Ok(naming)
    }

    /// What a change tells of other records, without those to which nothing leads any more.
    pub(super) fn without_leads(&self, of: &str, change: &mut Change) -> Result<(), Refusal> {
        let Some(kind) = kind(of) else { return Ok(()) };
        for field in &mut change.fields {
            if !kind.field(&field.name).is_some_and(names_petitions) {
                continue;
            }
            for side in [&mut field.old, &mut field.new] {
                let Some(value) = side.as_ref() else { continue };
                let mut named = Vec::new();
                for id in named_by(value) {
                    let record = self.record_ahead(&id).map_err(broken)?;
                    if record.is_some_and(|record| !is_denunciation(&record)) {
                        named.push(Value::Ref(id));
                    }
                }
                *side = match value {
                    Value::List(_) => (!named.is_empty()).then_some(Value::List(named)),
                    _ => named.pop(),
                };
            }
        }
        Ok(())
    }
}

fn cannot_be_named(field: &str, say: &Say) -> Refusal {
    Refusal::problems(vec![Problem::error(field, say.clone())])
}
