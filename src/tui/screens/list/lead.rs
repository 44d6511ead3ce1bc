//! Where a list leads: to its records, a new one, their count, a file of them.

use crate::base::Say;
use crate::domain::{
    FormName, Secret,
    kinds::{PETITION, StatisticsClosing, VILLAGE_UPDATE},
    sealed,
};
use crate::tui::{
    command::CommandName,
    export::Way,
    screen::{Around, Destination, Effect, Notice, Screen},
};

use super::ListScreen;

impl ListScreen {
    /// Enter: a record with steps unfolds below the rows; one that keeps a contact, and any other, is opened.
    pub(super) fn open(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let Some(id) = self.window.get(self.at).map(|row| row.id.clone()) else { return Vec::new() };
        let keeps_contact = sealed::fields_under(self.kind.name, Secret::Contact).next().is_some();
        if !self.kind.steps.is_empty() && !keeps_contact {
            return self.unfold(id, around);
        }
        // An update is read where it is written.
        if self.kind.name == VILLAGE_UPDATE.name {
            let form = FormName { kind: self.kind.name.to_owned(), record: Some(id), step: None, sheet: 0 };
            return vec![Effect::Open(Destination::Form { form, draft: None })];
        }
        if let Some((window, commune)) = StatisticsClosing::named_by(&id) {
            return vec![Effect::Open(Destination::Closing(window, commune))];
        }
        vec![Effect::Open(Destination::Detail { id, siblings: self.window.ids() })]
    }

    /// The form of a new record of the list's kind; `None`: that of a petition, as everywhere.
    pub(super) fn new_record(&self) -> Option<Vec<Effect>> {
        let is_typed = self.kind.name != PETITION.name && self.kind.name != "office";
        let form = FormName::for_new(self.kind.name, 0);
        is_typed.then(|| vec![Effect::Open(Destination::Form { form, draft: None })])
    }

    /// All rows on their way out; what is narrowed is said with them.
    pub(super) fn export(&self, run: CommandName, around: &Around<'_>) -> Vec<Effect> {
        let Some(way) = Way::of(run) else { return Vec::new() };
        let view = self.query.view.title_of(self.kind);
        let filters: String =
            self.filters.iter().map(|filter| format!("; {}", filter.get(around.lang))).collect();
        let narrowed = self.is_narrowed().then(|| format!("; {}", self.narrowing(around).trim_end()));
        let narrowed = format!("{filters}{}", narrowed.unwrap_or_default());
        let title = Say::new(format!("{}{narrowed}", view.vi), format!("{}{narrowed}", view.en));
        let name = view.vi.to_owned();
        vec![Effect::Open(Destination::Export { query: self.query.clone(), way, title, name })]
    }

    pub(super) fn count_by(&self) -> Vec<Effect> {
        if self.kind.counted_by.is_empty() {
            return vec![Effect::Say(Notice::error(no_count()))];
        }
        vec![Effect::Open(Destination::Count(self.query.clone()))]
    }
}

/// That it cannot be counted.
pub(super) fn no_count() -> Say {
    Say::new("Danh sách này không có bảng đếm", "This list has no frequency table")
}
