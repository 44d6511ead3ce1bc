//! What was typed in a field that only the server understands: a unit, an agency, a record.

use crate::base::{Id, Lang, Say, limits, text};
use crate::domain::{
    Choices, FieldDef, Fields, FormName, KindDef, Record, Shape, Value, Wanted as WantedPlace,
    facet::is_denunciation,
    kind,
    kinds::{Level, Petition, PetitionKind, petition_fields},
    parse,
    query::Narrow,
    rights::Viewer,
    step_form,
};
use crate::wire::{LookedUp, Offer, Refusal};

use super::{
    Basis, Office,
    board::Wanted,
    decide::text_of,
    detail_plain::number_shown,
    refusal::{broken, not_set_up, unknown, unknown_kind},
};

impl Office {
    pub(super) fn look_up(
        &self,
        form: &FormName,
        fields: &Fields,
        field: &str,
        typed: &str,
        viewer: &Viewer,
        lang: Lang,
    ) -> Result<LookedUp, Refusal> {
        let def = declared(form, field)?;
        // Whatever a client sends: folding megabytes would hold up everybody.
        let typed = first_letters(typed, limits::LOOK_UP_CHARS_MAX);
        let id = Id::new("form").ok_or_else(unknown)?;
        let mut record = Record::new(&form.kind, id.clone(), id);
        record.fields.clone_from(fields);
        match def.shape {
            Shape::Unit(levels) => Ok(self.units(levels, &record, typed)),
            Shape::Agency => self.agencies(typed),
            Shape::Choice(choices) => {
                let found: Vec<_> = if typed.trim().is_empty() {
                    choices.iter().filter(|choice| (def.offers)(&record, choice)).collect()
                } else {
                    parse::choices_typed(def, &record, typed)
                };
                let sure = found.len() == 1 && !typed.trim().is_empty();
                let offers = found.into_iter().map(|choice| Offer {
                    value: Value::Choice(choice.id.to_owned()),
                    code: choice.code.to_uppercase(),
                    echo: choice.label.into(),
                });
                Ok(of_all(offers.collect(), sure))
            }
            Shape::Record(of) => self.records(of, typed, viewer, lang),
            Shape::List(Shape::Record(of)) => self.record_list(of, typed, viewer),
            _ => Err(unknown()),
        }
    }

    /// Own villages by initials; when exactly one bears them and no longer initials begin so, it is meant.
    fn units(&self, levels: &[&str], record: &Record, typed: &str) -> LookedUp {
        let basis = &self.basis;
        let petition = Petition(record);
        let denunciation = record.kind == "petition" && petition.kind() == Some(PetitionKind::ToCao);
        let levels: Vec<Level> = levels
            .iter()
            .filter_map(|level| Level::from_id(level))
            .filter(|level| !denunciation || *level == Level::Commune)
            .collect();
        let on = petition_fields::RECEIVED_ON.of(record).unwrap_or(basis.today);
        let own = basis.own_unit();
        let wanted = WantedPlace { text: typed, levels: &levels, on, own: own.as_ref() };
        if typed.trim().is_empty() {
            let places = basis.places.all().iter().filter(|place| {
                levels.contains(&place.level)
                    && place.in_force(on)
                    && own.as_ref().is_none_or(|own| basis.places.is_within(&place.id, own, on))
            });
            return of_all(places.map(|place| unit_offer(basis, &place.id, on)).collect(), false);
        }
        // A form that opens out of another record knows the place by its id.
        let by_id = Id::new(typed.trim()).and_then(|id| basis.places.get(&id));
        if let Some(place) = by_id.filter(|place| levels.contains(&place.level)) {
            return of_all(vec![unit_offer(basis, &place.id, on)], true);
        }
        let found = basis.places.look_up(wanted);
        let exact = basis.places.by_initials(wanted);
        let letters = text::fold(typed);
        let longer = basis.places.initials_beginning(&letters, wanted);
        // A beginning of a name is never sure: whoever types on would type into the next field.
        let sure = exact.len() == 1 && longer <= 1;
        of_all(found.into_iter().map(|place| unit_offer(basis, &place.id, on)).collect(), sure)
    }

    fn agencies(&self, typed: &str) -> Result<LookedUp, Refusal> {
        let office = self.basis.office.as_deref().ok_or_else(not_set_up)?;
        let agencies = crate::domain::kinds::Office(office).agencies();
        let readings = [text::fold(typed), text::keys_behind(typed)];
        let code_of = |code: &str| text::fold(code);
        let exact = agencies.iter().filter(|agency| readings.contains(&code_of(&agency.code))).count();
        let longer = agencies
            .iter()
            .filter(|agency| readings.iter().any(|typed| code_of(&agency.code).starts_with(typed.as_str())))
            .count();
        let offers: Vec<Offer> = agencies
            .iter()
            .filter(|agency| {
                let name = text::fold(&agency.name);
                readings.iter().any(|typed| {
                    typed.is_empty()
                        || code_of(&agency.code).starts_with(typed.as_str())
                        || name.starts_with(typed.as_str())
                        || typed.chars().count() > 2 && name.contains(typed.as_str())
                })
            })
            .map(|agency| agency_offer(&agency.code, &agency.name))
            .collect();
        let sure = exact == 1 && longer == 1;
        Ok(of_all(offers, sure))
    }

    /// A record of a kind: the one of this number, else the open ones that what was typed would leave in their list.
    fn records(&self, of: &str, typed: &str, viewer: &Viewer, lang: Lang) -> Result<LookedUp, Refusal> {
        let kind = kind(of).ok_or_else(unknown_kind)?;
        if let Some(one) = self.one_record(kind, typed, viewer)? {
            return Ok(of_all(vec![self.record_offer(kind, &one)], false));
        }
        let _ = lang;
        let own = self.basis.own_unit();
        let narrow = Narrow::read(kind.name, typed, &self.basis.places, own.as_ref(), self.basis.today);
        let wanted = Wanted { narrow: &narrow, ..Wanted::all(viewer, &self.basis) };
        let mut found: Vec<_> = self
            .board
            .all(viewer)
            .filter(|open| open.record.kind == kind.name && wanted.keeps(&open.record))
            .collect();
        found.sort_by_key(|open| std::cmp::Reverse(open.number()));
        Ok(of_all(found.iter().map(|open| self.record_offer(kind, &open.record)).collect(), false))
    }

    /// Numbers with spaces or commas between them as one value; nothing when one of them leads to no record.
    fn record_list(&self, of: &str, typed: &str, viewer: &Viewer) -> Result<LookedUp, Refusal> {
        let kind = kind(of).ok_or_else(unknown_kind)?;
        let mut ids = Vec::new();
        let (mut codes, mut echoes) = (Vec::new(), Vec::new());
        let parts = typed.split([',', ';', ' ']).map(str::trim).filter(|part| !part.is_empty());
        for part in parts.take(limits::LIST_LEN_MAX) {
            let Some(record) = self.one_record(kind, part, viewer)? else {
                return Ok(of_all(Vec::new(), false));
            };
            let offer = self.record_offer(kind, &record);
            if !ids.contains(&offer.value) {
                ids.push(offer.value);
                codes.push(offer.code);
                echoes.push(offer.echo.vi);
            }
        }
        let offers = if ids.is_empty() {
            Vec::new()
        } else {
            vec![Offer {
                value: Value::List(ids),
                code: codes.join(", "),
                echo: Say::plain(echoes.join("; ")),
            }]
        };
        Ok(of_all(offers, false))
    }

    /// The record of this id, or of this number in its book.
    fn one_record(&self, kind: &KindDef, typed: &str, viewer: &Viewer) -> Result<Option<Record>, Refusal> {
        let typed = typed.trim();
        let by_id = Id::new(typed).and_then(|id| self.record_for(viewer, &id).ok().flatten());
        let found = match by_id.filter(|record| record.kind == kind.name) {
            Some(record) => Some(record),
            None => self.numbered(kind, typed, viewer).map_err(broken)?,
        };
        // Nothing is offered that would lead to a denunciation.
        Ok(found.filter(|record| !is_denunciation(record)))
    }

    fn record_offer(&self, kind: &KindDef, record: &Record) -> Offer {
        let number = number_shown(record, self.basis.today);
        let told =
            kind.fields.iter().find(|field| field.tells()).and_then(|field| text_of(record, field.name));
        Offer {
            value: Value::Ref(record.id.clone()),
            code: number.unwrap_or_else(|| record.id.to_string()),
            echo: told.map_or_else(|| (kind.label)(record, &self.basis.places), Say::plain),
        }
    }

    fn offer_of_record(&self, id: &Id) -> Offer {
        let found = self.record_ahead(id).ok().flatten();
        match found.and_then(|record| Some((kind(&record.kind)?, record))) {
            Some((kind, record)) => self.record_offer(kind, &record),
            None => Offer { value: Value::Ref(id.clone()), code: id.to_string(), echo: Say::default() },
        }
    }

    /// A value with what would be typed for it and how it reads.
    pub(super) fn offer(&self, def: &FieldDef, value: &Value, record: &Record) -> Offer {
        let on = petition_fields::RECEIVED_ON.of(record).unwrap_or(self.basis.today);
        match (def.shape, value) {
            (Shape::Unit(_), Value::Ref(id)) => unit_offer(&self.basis, id, on),
            (Shape::Record(_), Value::Ref(id)) => self.offer_of_record(id),
            (Shape::List(Shape::Record(_)), Value::List(items)) => {
                let offers: Vec<Offer> = items
                    .iter()
                    .filter_map(
                        |item| if let Value::Ref(id) = item { Some(self.offer_of_record(id)) } else { None },
                    )
                    .collect();
                let codes: Vec<&str> = offers.iter().map(|offer| offer.code.as_str()).collect();
                let echoes: Vec<&str> = offers.iter().map(|offer| offer.echo.vi.as_str()).collect();
                Offer { value: value.clone(), code: codes.join(", "), echo: Say::plain(echoes.join("; ")) }
            }
            (Shape::Agency, Value::Text(code)) => {
                let office = self.basis.office.as_deref().map(crate::domain::kinds::Office);
                agency_offer(code, &office.map_or_else(|| code.clone(), |office| office.agency_name(code)))
            }
            _ => Offer {
                value: value.clone(),
                code: parse::as_typed(def, value),
                echo: match value {
                    Value::Choice(_) => {
                        Say::new(parse::shown(def, value, Lang::Vi), parse::shown(def, value, Lang::En))
                    }
                    _ => Say::default(),
                },
            },
        }
    }
}

/// At most so many letters of what was typed.
pub(super) fn first_letters(typed: &str, letters_max: usize) -> &str {
    typed.char_indices().nth(letters_max).and_then(|(at, _)| typed.get(..at)).unwrap_or(typed)
}

/// The declaration of a form's field.
pub(super) fn declared(form: &FormName, field: &str) -> Result<&'static FieldDef, Refusal> {
    fields_of(form)?.iter().find(|def| def.name == field).ok_or_else(unknown)
}

/// The declared fields of a form.
pub(super) fn fields_of(form: &FormName) -> Result<&'static [FieldDef], Refusal> {
    match &form.step {
        Some(step) => step_form(&form.kind, step).map(|step| step.fields).ok_or_else(unknown),
        None => kind(&form.kind).map(|kind| kind.fields).ok_or_else(unknown_kind),
    }
}

fn unit_offer(basis: &Basis, id: &Id, on: crate::base::Day) -> Offer {
    let place = basis.places.get(id);
    Offer {
        value: Value::Ref(id.clone()),
        code: place.map_or_else(|| id.to_string(), |place| text::initials(&place.name).to_uppercase()),
        echo: Say::plain(basis.places.full_name(id, on)),
    }
}

fn agency_offer(code: &str, name: &str) -> Offer {
    Offer { value: Value::Text(code.to_owned()), code: code.to_owned(), echo: Say::plain(name) }
}

fn of_all(mut offers: Vec<Offer>, sure: bool) -> LookedUp {
    let total = u32::try_from(offers.len()).unwrap_or(u32::MAX);
    offers.truncate(limits::OFFERS_MAX);
    LookedUp { offers, sure, total }
}
