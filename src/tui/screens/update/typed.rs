//! What stands in the form of a village's update: nothing new or not, fifteen figures, the note, the points.

use crate::base::{Day, Id, Say};
use crate::domain::{
    FieldDef, FieldValue, Fields, FormName, Record, Shape, Value,
    kinds::{
        FIGURES, Figures, LINES, VILLAGE_UPDATE, VillageUpdate, figures_fields as figures,
        village_update_fields as update,
    },
    parse,
};
use crate::tui::screens::form::entry::Entry;
use crate::wire::{MatterOffer, SavePart, UpdateSheet};

use super::point::Point;

/// One of the fifteen lines.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    /// What was typed; `=` of a line that was kept.
    pub entry: Entry,
    /// Kept from the period before, not typed.
    pub kept: bool,
}

/// All that is typed in the form, apart from village and period.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    /// Nothing new.
    pub nil: bool,
    /// The gate was changed.
    pub gate_touched: bool,
    /// The fifteen lines, in the order of [`LINES`].
    pub figures: Vec<Figure>,
    /// The day of the review of poverty.
    pub review: Entry,
    /// The note.
    pub note: Entry,
    /// The points; the last one may be empty.
    pub points: Vec<Point>,
    /// The points were changed.
    pub points_touched: bool,
}

/// The revisions on which what is typed is based; 0 where nothing was saved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bases {
    /// Of the update.
    pub update: u32,
    /// Of the figures.
    pub figures: u32,
}

impl Bases {
    pub(super) fn of(sheet: &UpdateSheet) -> Bases {
        let revision = |record: &Option<Record>| record.as_ref().map_or(0, |record| record.revision);
        Bases { update: revision(&sheet.update), figures: revision(&sheet.figures) }
    }
}

/// What a field in which only a value stands is understood by.
pub(super) fn blank(kind: &str) -> Record {
    Record::new(kind, Id::unsaved(), Id::unsaved())
}

/// Puts a saved value into a field.
pub(super) fn put(entry: &mut Entry, value: Option<&Value>) {
    match value {
        Some(value) => {
            entry.text.set_text(&parse::as_typed(entry.def, value));
            entry.value = Some(value.clone());
            entry.fault = None;
        }
        None => entry.erase(),
    }
    entry.fresh = true;
}

impl Figure {
    fn new(def: &'static FieldDef) -> Figure {
        Figure { entry: Entry::new(def), kept: false }
    }

    /// Keeps the value of the period before; `false` when there is none.
    pub(super) fn keep(&mut self, before: Option<&Record>) -> bool {
        let value = before.and_then(|record| record.fields.get(self.entry.def.name)).cloned();
        let there_is = value.is_some();
        if there_is {
            self.entry.text.set_text("=");
            self.entry.fault = None;
            self.entry.value = value;
            self.entry.fresh = true;
            self.entry.touched = true;
            self.kept = true;
        }
        there_is
    }

    /// Understands what was typed: a value, or `=`.
    pub(super) fn understand(&mut self, before: Option<&Record>, today: Day) {
        self.kept = false;
        if self.entry.text.text().trim() == "=" {
            if !self.keep(before) {
                self.entry.value = None;
                self.entry.fault = Some(nothing_to_keep());
            }
            return;
        }
        self.entry.understand(&blank(FIGURES.name), today);
    }
}

/// There is no figure of the period before.
pub(super) fn nothing_to_keep() -> Say {
    Say::new("Nhập số: kỳ trước chưa có số này", "Enter the figure: there is none of the period before")
}

impl Typed {
    /// An empty form.
    pub(super) fn new() -> Typed {
        Typed {
            nil: false,
            gate_touched: false,
            figures: LINES.iter().map(|line| Figure::new(&line.def)).collect(),
            review: Entry::new(&figures::REVIEWED_ON.def),
            note: Entry::new(&update::NOTE.def),
            points: Vec::new(),
            points_touched: false,
        }
    }

    /// What is saved, where nobody has typed over it.
    pub(super) fn follow(&mut self, sheet: &UpdateSheet) {
        let saved = sheet.update.as_ref();
        if !self.gate_touched {
            self.nil = saved.is_some_and(|record| VillageUpdate(record).is_nil());
        }
        if !self.note.touched {
            put(&mut self.note, saved.and_then(|record| record.fields.get(update::NOTE.def.name)));
        }
        if !self.points_touched {
            let rows = saved.and_then(|record| update::ITEMS.of(record)).unwrap_or_default();
            self.points = rows.into_iter().map(|row| Point::of(row, &sheet.matters)).collect();
        }
        let counted = sheet.figures.as_ref();
        for figure in &mut self.figures {
            let name = figure.entry.def.name;
            if figure.kept && figure.entry.touched {
                // What was kept is kept of the period that now stands before.
                if !figure.keep(sheet.before.as_ref()) {
                    figure.entry.erase();
                    figure.kept = false;
                }
            } else if !figure.entry.touched {
                put(&mut figure.entry, counted.and_then(|record| record.fields.get(name)));
                figure.kept = counted.is_some_and(|record| Figures(record).is_kept(name));
                if figure.kept {
                    figure.entry.text.set_text("=");
                }
            }
        }
        if !self.review.touched {
            let name = figures::REVIEWED_ON.def.name;
            put(&mut self.review, counted.and_then(|record| record.fields.get(name)));
        }
    }

    /// Keeps every line that is empty; how many.
    pub(super) fn keep_rest(&mut self, before: Option<&Record>) -> usize {
        let empty = self.figures.iter_mut().filter(|figure| figure.entry.is_empty());
        empty.map(|figure| usize::from(figure.keep(before))).sum()
    }

    /// Whether a line holds a value.
    pub(super) fn has_figures(&self) -> bool {
        self.figures.iter().any(|figure| figure.entry.value.is_some())
    }

    /// Whether poor or near-poor households were typed, so that the day of the review is asked.
    pub(super) fn asks_review(&self) -> bool {
        let asked = [figures::POOR.def.name, figures::NEAR_POOR.def.name];
        let typed = |figure: &Figure| !figure.kept && figure.entry.touched && figure.entry.value.is_some();
        self.review.touched
            || self.figures.iter().any(|figure| asked.contains(&figure.entry.def.name) && typed(figure))
    }

    /// Whether anything was typed.
    pub(super) fn is_touched(&self) -> bool {
        self.gate_touched
            || self.points_touched
            || self.note.touched
            || self.review.touched
            || self.figures.iter().any(|figure| figure.entry.touched)
    }

    /// Whether there is nothing to be saved.
    pub(super) fn is_empty(&self) -> bool {
        !self.nil && self.note.is_empty() && !self.has_figures() && self.points.iter().all(Point::is_empty)
    }

    /// The fields of the update.
    pub(super) fn update_fields(&self, sheet: &UpdateSheet) -> Fields {
        let mut fields = Fields::from([
            (update::VILLAGE.def.name.to_owned(), sheet.village.clone().into_value()),
            (update::PERIOD.def.name.to_owned(), sheet.period.into_value()),
        ]);
        let mut set = |def: &FieldDef, value: Value| fields.insert(def.name.to_owned(), value);
        if self.nil {
            set(&update::NOTHING_NEW.def, Value::Flag(true));
        }
        if let Some(note) = &self.note.value {
            set(&update::NOTE.def, note.clone());
        }
        let rows: Vec<Value> = self
            .points
            .iter()
            .filter(|point| !point.is_empty())
            .map(|point| Value::Row(point.row()))
            .collect();
        if !rows.is_empty() {
            set(&update::ITEMS.def, Value::List(rows));
        }
        if sheet.is_closed {
            set(&update::CORRECTION.def, Value::Flag(true));
        }
        fields
    }

    /// The fields of the figures.
    pub(super) fn figures_fields(&self, sheet: &UpdateSheet) -> Fields {
        let mut fields = Fields::from([
            (figures::VILLAGE.def.name.to_owned(), sheet.village.clone().into_value()),
            (figures::AS_OF.def.name.to_owned(), Value::Day(sheet.period.last())),
        ]);
        for figure in &self.figures {
            if let Some(value) = &figure.entry.value {
                fields.insert(figure.entry.def.name.to_owned(), value.clone());
            }
        }
        let kept: Vec<Value> = self
            .figures
            .iter()
            .filter(|figure| figure.kept)
            .map(|figure| Value::Text(figure.entry.def.name.to_owned()))
            .collect();
        if !kept.is_empty() {
            fields.insert(figures::KEPT.def.name.to_owned(), Value::List(kept));
        }
        if let Some(day) = &self.review.value {
            fields.insert(figures::REVIEWED_ON.def.name.to_owned(), day.clone());
        }
        if sheet.is_closed {
            fields.insert(figures::CORRECTION.def.name.to_owned(), Value::Flag(true));
        }
        fields
    }

    /// What has to be saved: the update, and the figures where a line was typed or kept; nothing that is saved already.
    pub(super) fn parts(&self, sheet: &UpdateSheet, bases: Bases) -> Vec<SavePart> {
        let part = |kind: &str, id: &Id, base: u32, fields: Fields| {
            // A correction is a record of its own beside the one that it corrects.
            let record = (!sheet.is_closed).then(|| id.clone());
            let base = if sheet.is_closed { 0 } else { base };
            SavePart { form: FormName { kind: kind.to_owned(), record, step: None, sheet: 0 }, base, fields }
        };
        let is_new = |saved: Option<&Record>, fields: &Fields| {
            let bare = |fields: &Fields| {
                let mut bare = fields.clone();
                bare.remove(update::CORRECTION.def.name);
                bare
            };
            saved.is_none_or(|saved| bare(&saved.fields) != bare(fields))
        };
        let (update, counted) = (self.update_fields(sheet), self.figures_fields(sheet));
        let mut parts = Vec::new();
        if is_new(sheet.update.as_ref(), &update) {
            parts.push(part(VILLAGE_UPDATE.name, &sheet.update_id, bases.update, update));
        }
        let counts = self.has_figures() || sheet.figures.is_some();
        if counts && is_new(sheet.figures.as_ref(), &counted) {
            parts.push(part(FIGURES.name, &sheet.figures_id, bases.figures, counted));
        }
        parts
    }

    /// The figures as they would stand, for the rates: what is typed or kept, else what stood before.
    pub(super) fn as_figures(&self, before: Option<&Record>) -> Record {
        let mut record = blank(FIGURES.name);
        if let Some(before) = before {
            record.fields.clone_from(&before.fields);
        }
        for figure in &self.figures {
            if let Some(value) = &figure.entry.value {
                record.fields.insert(figure.entry.def.name.to_owned(), value.clone());
            }
        }
        if let Some(day) = &self.review.value {
            record.fields.insert(figures::REVIEWED_ON.def.name.to_owned(), day.clone());
        }
        record
    }

    /// The open matters of the point's domain.
    pub(super) fn matters_for<'a>(&self, at: usize, matters: &'a [MatterOffer]) -> Vec<&'a MatterOffer> {
        let domain = self.points.get(at).and_then(Point::domain);
        matters.iter().filter(|matter| Some(matter.domain.as_str()) == domain).collect()
    }
}

/// Whether a line is answered by yes or no.
pub(super) fn is_flag(def: &FieldDef) -> bool {
    matches!(def.shape, Shape::Flag)
}
