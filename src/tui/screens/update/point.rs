//! One point of an update as it is typed: domain, severity, households, text, the matter it is linked to.

use crate::base::{Id, text};
use crate::domain::{
    DraftField, FieldDef, FieldValue, Fields, Shape, Value,
    kinds::{VILLAGE_UPDATE, village_update_fields as update},
};
use crate::tui::screens::form::entry::{Entry, exact_choice};
use crate::wire::MatterOffer;

use super::typed::{blank, put};

/// The cells of a point, in the order in which they are typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// Lĩnh vực.
    Domain,
    /// Mức độ.
    Severity,
    /// Số hộ.
    Households,
    /// Nội dung.
    Text,
    /// Gắn việc.
    Matter,
}

impl Cell {
    /// All of them.
    pub(super) const ALL: [Cell; 5] =
        [Cell::Domain, Cell::Severity, Cell::Households, Cell::Text, Cell::Matter];

    /// Its declaration.
    pub(super) fn def(self) -> &'static FieldDef {
        match self {
            Cell::Domain => &update::DOMAIN.def,
            Cell::Severity => &update::SEVERITY.def,
            Cell::Households => &update::HOUSEHOLDS.def,
            Cell::Text => &update::TEXT.def,
            Cell::Matter => &update::MATTER.def,
        }
    }

    /// Its place.
    pub(super) fn at(self) -> usize {
        match self {
            Cell::Domain => 0,
            Cell::Severity => 1,
            Cell::Households => 2,
            Cell::Text => 3,
            Cell::Matter => 4,
        }
    }

    /// The one after it.
    pub(super) fn next(self) -> Option<Cell> {
        Cell::ALL.get(self.at() + 1).copied()
    }

    /// The one before it.
    pub(super) fn previous(self) -> Option<Cell> {
        Cell::ALL.get(self.at().checked_sub(1)?).copied()
    }
}

/// One point.
#[derive(Clone, Debug)]
pub(super) struct Point {
    cells: Vec<Entry>,
    /// Cells without a place in the form; they are sent back as they came.
    rest: Fields,
}

impl Point {
    /// An empty one.
    pub(super) fn new() -> Point {
        Point { cells: Cell::ALL.iter().map(|cell| Entry::new(cell.def())).collect(), rest: Fields::new() }
    }

    /// A saved one.
    pub(super) fn of(mut row: Fields, matters: &[MatterOffer]) -> Point {
        let mut point = Point::new();
        for entry in &mut point.cells {
            let value = row.remove(entry.def.name);
            put(entry, value.as_ref());
        }
        point.rest = row;
        point.name_matter(matters);
        point
    }

    /// Writes the number of the matter where its id stands.
    fn name_matter(&mut self, matters: &[MatterOffer]) {
        let Some(entry) = self.cells.get_mut(Cell::Matter.at()) else { return };
        if let Some(Value::Ref(id)) = &entry.value {
            let number = matters.iter().find(|matter| matter.id == *id).map(|matter| matter.number.clone());
            entry.text.set_text(&number.unwrap_or_else(|| short_id(id)));
        }
    }

    /// A cell.
    pub(super) fn cell(&self, cell: Cell) -> Option<&Entry> {
        self.cells.get(cell.at())
    }

    /// A cell, to be typed in.
    pub(super) fn cell_mut(&mut self, cell: Cell) -> Option<&mut Entry> {
        self.cells.get_mut(cell.at())
    }

    /// Whether nothing was typed in it.
    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty() && self.cells.iter().all(Entry::is_empty)
    }

    /// The id of its domain.
    pub(super) fn domain(&self) -> Option<&str> {
        match &self.cell(Cell::Domain)?.value {
            Some(Value::Choice(id)) => Some(id),
            _ => None,
        }
    }

    /// Whether it is the gravest sort.
    pub(super) fn is_urgent(&self) -> bool {
        use crate::domain::{Choices, kinds::Severity};
        let value = self.cell(Cell::Severity).and_then(|entry| entry.value.as_ref());
        value == Some(&Value::Choice(Severity::Urgent.id().to_owned()))
    }

    /// Whether it is linked with a matter.
    pub(super) fn is_linked(&self) -> bool {
        self.cell(Cell::Matter).is_some_and(|entry| entry.value.is_some())
    }

    /// Links it.
    pub(super) fn link(&mut self, matter: &MatterOffer) {
        if let Some(entry) = self.cell_mut(Cell::Matter) {
            entry.text.set_text(&matter.number);
            entry.value = Some(matter.id.clone().into_value());
            (entry.fault, entry.fresh) = (None, true);
        }
    }

    /// The first cell that must be filled and is not, or holds what is not understood.
    pub(super) fn missing(&self) -> Option<Cell> {
        Cell::ALL.into_iter().find(|cell| {
            self.cell(*cell).is_some_and(|entry| {
                entry.is_unsettled() || entry.is_always_required() && entry.value.is_none()
            })
        })
    }

    /// As it is saved.
    pub(super) fn row(&self) -> Fields {
        let mut row = self.rest.clone();
        for entry in &self.cells {
            if let Some(value) = &entry.value {
                row.insert(entry.def.name.to_owned(), value.clone());
            }
        }
        row
    }
}

/// The last part of an id: what is left of a matter that is no longer open.
fn short_id(id: &Id) -> String {
    id.as_str().rsplit('.').next().unwrap_or_default().to_owned()
}

/// The points as a draft keeps them: what was understood as rows, what was typed cell by cell, so that no letter is lost.
pub(super) fn to_draft(points: &[Point]) -> DraftField {
    let typed =
        |point: &Point| point.cells.iter().map(|entry| entry.text.text()).collect::<Vec<_>>().join("\t");
    DraftField {
        name: update::ITEMS.def.name.to_owned(),
        text: points.iter().map(typed).collect::<Vec<_>>().join("\n"),
        value: Some(Value::List(points.iter().map(|point| Value::Row(point.row())).collect())),
    }
}

/// The points as a draft kept them.
pub(super) fn from_draft(kept: &DraftField, matters: &[MatterOffer], today: crate::base::Day) -> Vec<Point> {
    let rows = match &kept.value {
        Some(Value::List(rows)) => rows.as_slice(),
        _ => &[],
    };
    let mut points: Vec<Point> = rows
        .iter()
        .map(|row| match row {
            Value::Row(cells) => Point::of(cells.clone(), matters),
            _ => Point::new(),
        })
        .collect();
    for (at, line) in kept.text.split('\n').enumerate().filter(|_| !kept.text.is_empty()) {
        if at == points.len() {
            points.push(Point::new());
        }
        let Some(point) = points.get_mut(at) else { break };
        for (entry, typed) in point.cells.iter_mut().zip(line.split('\t')) {
            if entry.text.text() != typed {
                entry.text.set_text(typed);
                understand(entry, today);
            }
        }
    }
    points
}

/// Understands what was typed in a cell so far; of a code only what is typed whole, of a matter nothing before Enter.
pub(super) fn understand(entry: &mut Entry, today: crate::base::Day) {
    let record = blank(VILLAGE_UPDATE.name);
    match entry.def.shape {
        Shape::Record(_) => (entry.value, entry.fault) = (None, None),
        Shape::Choice(_) => match exact_choice(entry.def, &record, entry.text.text()) {
            Some(chosen) => entry.take(&chosen),
            None => (entry.value, entry.echo) = (None, None),
        },
        _ => entry.understand(&record, today),
    }
}

/// The matter that was typed by its number, or by its place among those that are offered.
pub(super) fn matter_typed<'a>(
    typed: &str,
    offered: &[&'a MatterOffer],
    all: &'a [MatterOffer],
) -> Option<&'a MatterOffer> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let bare = digits(typed).trim_start_matches('0').to_owned();
    if bare.is_empty() {
        return None;
    }
    let by_number = |matter: &&&MatterOffer| {
        digits(matter.number.split('/').next().unwrap_or("")).trim_start_matches('0') == bare
    };
    let all: Vec<&MatterOffer> = all.iter().collect();
    if let Some(found) = all.iter().find(|matter| by_number(matter)) {
        return Some(found);
    }
    let place = text::fold(typed).parse::<usize>().ok()?.checked_sub(1)?;
    offered.get(place).copied()
}
