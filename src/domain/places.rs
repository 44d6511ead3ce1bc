//! Units through time, and how officers find them: by two initials, by a name without tones, by a code.

use std::collections::{HashMap, HashSet};

use crate::base::{Day, Id, text};

use super::{
    Record,
    kinds::{Level, Unit, unit_fields as f},
};

/// All units of the register, indexed by how they are looked up. Some hundreds; rebuilt when a unit changes.
#[derive(Clone, Debug, Default)]
pub struct Places {
    places: Vec<Place>,
    by_id: HashMap<Id, usize>,
}

/// A unit as look-ups and tables need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its id.
    pub id: Id,
    /// Its name, type word first where it has one: "Buôn Ma Lim".
    pub name: String,
    /// Its name without the type word: "Ma Lim", "2".
    pub short: String,
    /// Its level.
    pub level: Level,
    /// Its type word, such as "xã".
    pub unit_type: String,
    /// The day from which it exists.
    pub valid_from: Option<Day>,
    /// The last day on which it exists.
    pub valid_to: Option<Day>,
    /// The decision that says it is remote (vùng sâu, vùng xa).
    pub remote_decision: Option<String>,
    /// The officer in charge of it.
    pub officer: Option<String>,
    /// What it became.
    pub successors: Vec<Id>,
    parents: Vec<(Id, Option<Day>, Option<Day>)>,
    initials: String,
    folded: Vec<String>,
    sort_key: Vec<u8>,
}

impl Place {
    /// Since when it has belonged to the unit above it of this day.
    pub fn parent_since(&self, on: Day) -> Option<Day> {
        self.parents.iter().find(|(_, from, to)| covers(*from, *to, on)).and_then(|(_, from, _)| *from)
    }

    /// Whether it exists on this day.
    pub fn in_force(&self, on: Day) -> bool {
        covers(self.valid_from, self.valid_to, on)
    }
}

fn covers(from: Option<Day>, to: Option<Day>, on: Day) -> bool {
    from.is_none_or(|from| from <= on) && to.is_none_or(|to| on <= to)
}

/// What a look-up asks for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// What was typed: initials, a beginning of the name, with or without tones.
    pub text: &'a str,
    /// Levels that are allowed.
    pub levels: &'a [Level],
    /// The day on which the unit must exist.
    pub on: Day,
    /// The unit whose own places come first.
    pub own: Option<&'a Id>,
}

impl Places {
    /// The index of these unit records; records that are not units are passed over.
    pub fn new<'a>(records: impl IntoIterator<Item = &'a Record>) -> Places {
        let mut places: Vec<Place> = records.into_iter().filter_map(place).collect();
        places.sort_by(|a, b| (&a.sort_key, &a.id).cmp(&(&b.sort_key, &b.id)));
        let by_id = places.iter().enumerate().map(|(at, place)| (place.id.clone(), at)).collect();
        Places { places, by_id }
    }

    /// All of them, in Vietnamese order.
    pub fn all(&self) -> &[Place] {
        &self.places
    }

    /// The unit with this id.
    pub fn get(&self, id: &Id) -> Option<&Place> {
        self.by_id.get(id).and_then(|at| self.places.get(*at))
    }

    /// The unit above this one on a day.
    pub fn parent_on(&self, id: &Id, on: Day) -> Option<&Place> {
        let place = self.get(id)?;
        let (parent, ..) = place.parents.iter().find(|(_, from, to)| covers(*from, *to, on))?;
        self.get(parent)
    }

    /// The last unit above this one before the one of this day: the former commune.
    pub fn former_parent(&self, id: &Id, on: Day) -> Option<&Place> {
        let place = self.get(id)?;
        let mut before: Vec<_> =
            place.parents.iter().filter(|(_, _, to)| to.is_some_and(|to| to < on)).collect();
        before.sort_by_key(|(_, _, to)| *to);
        before.last().and_then(|(parent, ..)| self.get(parent))
    }

    /// The units in force on a day that a unit which ended went to, also by those that ended in between.
    pub fn heirs(&self, ended: &Id, on: Day) -> Vec<&Place> {
        let mut heirs: Vec<&Place> = Vec::new();
        let mut seen = HashSet::from([ended]);
        let mut ahead: Vec<&Id> =
            self.get(ended).map_or_else(Vec::new, |place| place.successors.iter().collect());
        while let Some(id) = ahead.pop() {
            match self.get(id).filter(|_| seen.insert(id)) {
                Some(place) if place.in_force(on) => heirs.push(place),
                Some(place) => ahead.extend(&place.successors),
                None => {}
            }
        }
        heirs.sort_by_key(|place| self.position(&place.id));
        heirs
    }

    /// Whether `id` is `ancestor` or lies in it on a day.
    pub fn is_within(&self, id: &Id, ancestor: &Id, on: Day) -> bool {
        let mut at = Some(id);
        for _ in 0..LEVELS_MAX {
            match at {
                Some(here) if here == ancestor => return true,
                Some(here) => at = self.parent_on(here, on).map(|parent| &parent.id),
                None => return false,
            }
        }
        false
    }

    /// Whether the way up from these units, whatever the days, comes to `id`.
    pub fn leads_back<'a>(&'a self, id: &Id, from: impl Iterator<Item = &'a Id>) -> bool {
        let mut ahead: Vec<&Id> = from.collect();
        let mut seen: HashSet<&Id> = HashSet::new();
        while let Some(here) = ahead.pop() {
            if here == id {
                return true;
            }
            if seen.insert(here) {
                let above = self.get(here).map_or(&[][..], |place| &place.parents);
                ahead.extend(above.iter().map(|(parent, ..)| parent));
            }
        }
        false
    }

    /// The place's position in Vietnamese order.
    pub fn position(&self, id: &Id) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Whether `id` is `ancestor` or lay in it on any day, before or after a reform.
    pub fn is_ever_within(&self, id: &Id, ancestor: &Id) -> bool {
        let mut level = vec![id];
        for _ in 0..LEVELS_MAX {
            if level.contains(&ancestor) {
                return true;
            }
            let above = level.iter().filter_map(|here| self.get(here));
            level = above.flat_map(|place| place.parents.iter().map(|(parent, ..)| parent)).collect();
        }
        false
    }

    /// The villages that lie in a unit on a day, in Vietnamese order.
    pub fn villages_of(&self, unit: &Id, on: Day) -> Vec<&Place> {
        self.places
            .iter()
            .filter(|place| {
                place.level == Level::Village && place.in_force(on) && self.is_within(&place.id, unit, on)
            })
            .collect()
    }

    /// How tables call a place: "Ma Lim"; "2, Krông Năng" as long as another of the name lies in the same unit;
    /// "(xã Ia Dreh)" for a commune.
    pub fn short_name(&self, id: &Id, on: Day) -> String {
        let Some(place) = self.get(id) else { return id.to_string() };
        if place.level != Level::Village {
            return format!("({} {})", place.unit_type, place.name);
        }
        match self.distinction(place, on).or_else(|| self.commune_in_district(place, on)) {
            Some(commune) => format!("{}, {}", place.short, commune),
            None => place.short.clone(),
        }
    }

    /// A village by its whole name, with what tells it from another of the name: "Thôn 2, Krông Năng".
    pub fn distinct_name(&self, id: &Id, on: Day) -> String {
        let Some(place) = self.get(id) else { return id.to_string() };
        let short = self.short_name(id, on);
        match place.name.strip_suffix(&place.short).filter(|_| place.level == Level::Village) {
            Some(word) => format!("{word}{short}"),
            None => short,
        }
    }

    /// How a form echoes a place: "Buôn Ma Lim, Ia Dreh"; "Thôn 2, Krông Năng, Ia Dreh".
    pub fn full_name(&self, id: &Id, on: Day) -> String {
        let Some(place) = self.get(id) else { return id.to_string() };
        if place.level != Level::Village {
            return format!("{} {}", text::upper_first(&place.unit_type), place.name).trim().to_owned();
        }
        let commune = self.parent_on(id, on).map(|parent| parent.name.clone());
        [Some(place.name.clone()), self.distinction(place, on), commune]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// What tells a place from another of its name: the former commune where both lie in one commune now.
    fn distinction(&self, place: &Place, on: Day) -> Option<String> {
        let parent = self.parent_on(&place.id, on)?;
        let has_twin =
            self.twins(place).any(|twin| self.parent_on(&twin.id, on).is_some_and(|at| at.id == parent.id));
        if !has_twin {
            return None;
        }
        self.former_parent(&place.id, on).map(|former| former.name.clone())
    }

    /// The commune of a place, where another of its name lies in another commune of the same district.
    fn commune_in_district(&self, place: &Place, on: Day) -> Option<String> {
        let commune = self.parent_on(&place.id, on)?;
        let district = self.parent_on(&commune.id, on).filter(|above| above.level == Level::District)?;
        let has_twin = self.twins(place).any(|twin| self.is_within(&twin.id, &district.id, on));
        has_twin.then(|| commune.name.clone())
    }

    fn twins<'a>(&'a self, place: &'a Place) -> impl Iterator<Item = &'a Place> {
        self.places
            .iter()
            .filter(|other| other.id != place.id && other.folded.first() == place.folded.first())
    }

    /// The places meant by what was typed, the likeliest first: those of the own unit before others, those whose
    /// initials are typed before those whose name begins so, then those that hold a word that begins so.
    pub fn look_up(&self, wanted: Wanted<'_>) -> Vec<&Place> {
        let typed = text::fold(wanted.text);
        let keys = text::fold(&text::keys_behind(wanted.text));
        let telex = text::compose_telex_fold(wanted.text);
        if typed.is_empty() {
            return Vec::new();
        }
        let readings = [typed, keys, telex];
        let mut found: Vec<(bool, u8, &Place)> = self
            .places
            .iter()
            .filter(|place| wanted.levels.contains(&place.level) && place.in_force(wanted.on))
            .filter_map(|place| {
                let rank = readings.iter().filter_map(|typed| rank(place, typed)).min()?;
                let foreign = wanted.own.is_some_and(|own| !self.is_within(&place.id, own, wanted.on));
                Some((foreign, rank, place))
            })
            .collect();
        found.sort_by_key(|(foreign, rank, _)| (*foreign, *rank));
        found.into_iter().map(|(_, _, place)| place).collect()
    }

    /// How many places of the own unit have initials that begin so.
    pub fn initials_beginning(&self, letters: &str, wanted: Wanted<'_>) -> usize {
        let own = |place: &Place| wanted.own.is_none_or(|own| self.is_within(&place.id, own, wanted.on));
        self.places
            .iter()
            .filter(|place| wanted.levels.contains(&place.level) && place.in_force(wanted.on))
            .filter(|place| place.initials.starts_with(letters) && own(place))
            .count()
    }

    /// The places whose initials are exactly what was typed, in the own unit; what a form takes by itself when it is one.
    pub fn by_initials(&self, wanted: Wanted<'_>) -> Vec<&Place> {
        self.look_up(wanted)
            .into_iter()
            .filter(|place| {
                wanted.own.is_none_or(|own| self.is_within(&place.id, own, wanted.on))
                    && [text::fold(wanted.text), text::fold(&text::keys_behind(wanted.text))]
                        .contains(&place.initials)
            })
            .collect()
    }
}

const LEVELS_MAX: usize = 6;

/// 0: its initials; 1: its code or id; 2: its name begins so; 3: a word of it begins so.
fn rank(place: &Place, typed: &str) -> Option<u8> {
    if typed.is_empty() {
        return None;
    }
    if place.initials == typed {
        return Some(0);
    }
    if place.id.as_str().eq_ignore_ascii_case(typed) {
        return Some(1);
    }
    let joined = typed.replace(' ', "");
    let begins =
        place.folded.iter().any(|name| name.starts_with(typed) || name.replace(' ', "").starts_with(&joined));
    if begins {
        return Some(2);
    }
    let inside = place.folded.iter().any(|name| name.split(' ').any(|word| word.starts_with(typed)))
        || place.folded.iter().any(|name| name.contains(&format!(" {typed}")));
    inside.then_some(3)
}

fn place(record: &Record) -> Option<Place> {
    if record.kind != "unit" {
        return None;
    }
    let name = f::NAME.of(record)?;
    let unit_type = f::UNIT_TYPE.of(record).unwrap_or_default();
    let short = text::proper_name(&name).to_owned();
    let aliases = f::ALIASES.of(record).unwrap_or_default();
    let folded = std::iter::once(text::fold(&short))
        .chain(std::iter::once(text::fold(&name)))
        .chain(aliases.iter().map(|alias| text::fold(alias)))
        .collect();
    Some(Place {
        id: record.id.clone(),
        level: f::LEVEL.of(record)?,
        valid_from: f::FROM.of(record),
        valid_to: f::TO.of(record),
        remote_decision: f::REMOTE_DECISION.of(record).filter(|decision| !decision.is_empty()),
        officer: f::OFFICER.of(record).filter(|officer| !officer.is_empty()),
        successors: f::SUCCESSORS.of(record).unwrap_or_default(),
        parents: Unit(record).parents(),
        initials: text::initials(&name),
        sort_key: text::place_sort_key(&name),
        folded,
        short,
        unit_type,
        name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Id;
    use crate::domain::{FieldValue, Fields, Value};

    type Parent<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

    /// Until the communes merged on 01/07/2025 in one, then in the other.
    fn moved(commune: &str) -> [Parent<'_>; 2] {
        [(commune, None, Some("2025-06-30")), ("C24100n", Some("2025-07-01"), None)]
    }

    fn unit(id: &str, name: &str, level: Level, parents: &[Parent<'_>]) -> Record {
        let id = Id::new(id).unwrap();
        let mut record = Record::new("unit", id.clone(), id);
        f::NAME.set(&mut record, name.into());
        f::LEVEL.set(&mut record, level);
        let rows = parents.iter().map(|(parent, from, to)| {
            let mut row = Fields::from([("parent".to_owned(), Value::Ref(Id::new(parent).unwrap()))]);
            for (name, day) in [("valid_from", from), ("valid_to", to)] {
                if let Some(day) = day.and_then(Day::from_iso) {
                    row.insert(name.to_owned(), day.into_value());
                }
            }
            row
        });
        f::PARENTS.set(&mut record, rows.collect());
        record
    }

    #[test]
    fn two_villages_of_one_name_are_told_apart_before_and_after_their_communes_merged() {
        let units = [
            unit("D637", "Krông Pa", Level::District, &[]),
            unit("C24115", "Krông Năng", Level::Commune, &[("D637", None, None)]),
            unit("C24100", "Ia HDreh", Level::Commune, &[("D637", None, None)]),
            unit("C24100n", "Ia Dreh", Level::Commune, &[]),
            unit("V24115-09", "Thôn 2", Level::Village, &moved("C24115")),
            unit("V24100-09", "Thôn 2", Level::Village, &moved("C24100")),
            unit("V24115-01", "Buôn Ma Lim", Level::Village, &moved("C24115")),
        ];
        let places = Places::new(&units);
        let id = Id::new("V24115-09").unwrap();
        let day = |iso| Day::from_iso(iso).unwrap();
        assert_eq!(places.short_name(&id, day("2025-06-20")), "2, Krông Năng");
        assert_eq!(places.short_name(&id, day("2026-11-23")), "2, Krông Năng");
        let alone = Id::new("V24115-01").unwrap();
        assert_eq!(places.short_name(&alone, day("2025-06-20")), "Ma Lim");
    }
}
