//! The cells of a point: their codes, the matter that is offered, where the points end.

use crate::base::Say;
use crate::domain::{Value, kinds::VILLAGE_UPDATE};
use crate::tui::screens::form::entry;
use crate::tui::{
    screen::{Around, Effect, Notice},
    terminal::Key,
};
use crate::wire::{MatterOffer, Offer};

use super::{
    Asking, Offers, Spot, UpdateScreen,
    point::{Cell, Point, matter_typed},
    say,
    typed::blank,
};

impl UpdateScreen {
    /// Enter on an empty domain: the points end here.
    pub(super) fn end_points(&mut self, at: usize, around: &Around<'_>) -> Vec<Effect> {
        if self.typed.points.get(at).is_some_and(|point| !point.is_empty()) {
            return vec![say(Notice::error(Say::new(
                "Gõ lĩnh vực; Delete bỏ cả việc này",
                "Type the domain; Delete takes the whole issue out",
            )))];
        }
        self.asking = Some(Asking::Save);
        let mut effects = self.keep_and_examine(around);
        effects.push(say(Notice::plain(Say::new("Lưu?  Enter hoặc F2", "Save?  Enter or F2"))));
        effects
    }

    pub(super) fn drop_point(&mut self, at: usize, around: &Around<'_>) -> Vec<Effect> {
        if at < self.typed.points.len() {
            self.typed.points.remove(at);
        }
        if at == self.typed.points.len() {
            self.typed.points.push(Point::new());
        }
        self.typed.points_touched = true;
        vec![self.changed(around)]
    }

    pub(super) fn after_cell(&self, at: usize, cell: Cell) -> Spot {
        let point = self.typed.points.get(at);
        let is_done = point.is_some_and(Point::is_linked) || self.offered(at).is_none();
        match cell.next() {
            Some(Cell::Matter) if is_done => Spot::Point(at + 1, Cell::Domain),
            Some(next) => Spot::Point(at, next),
            None => Spot::Point(at + 1, Cell::Domain),
        }
    }

    /// The matter that is offered to a point: open, of its village and domain, and not linked yet.
    pub(super) fn offered(&self, at: usize) -> Option<&MatterOffer> {
        let sheet = self.sheet.as_ref()?;
        let point = self.typed.points.get(at)?;
        if point.is_linked() {
            return None;
        }
        let linked = |matter: &MatterOffer| {
            let value = Some(Value::Ref(matter.id.clone()));
            self.typed.points.iter().any(|own| own.cell(Cell::Matter).is_some_and(|cell| cell.value == value))
        };
        self.typed.matters_for(at, &sheet.matters).into_iter().find(|matter| !linked(matter))
    }

    pub(super) fn settle_cell(&mut self, at: usize, cell: Cell, around: &Around<'_>) -> Option<Vec<Effect>> {
        let offered = self.offered(at).cloned();
        let entry = self.typed.points.get(at)?.cell(cell)?;
        let typed = entry.text.text().trim().to_owned();
        let refuse = |vi: &str, en: &str| Some(vec![say(Notice::error(Say::new(vi, en)))]);
        match (cell, typed.is_empty(), entry.value.is_some()) {
            (_, false, true) => None,
            (Cell::Domain | Cell::Severity, false, false) => {
                let offers = entry::choice_offers(cell.def(), &blank(VILLAGE_UPDATE.name), &typed);
                match offers.as_slice() {
                    [one] => {
                        let one = one.clone();
                        self.take_choice(at, cell, &one, around);
                        None
                    }
                    [] => refuse(
                        "Gõ một mã trong danh mục (F4): chưa có mã này",
                        "Type a code of the list (F4): no such code",
                    ),
                    _ => Some(self.show(offers, typed)),
                }
            }
            (Cell::Severity, true, _) => Some(vec![say(Notice::error(severity_wanted()))]),
            (Cell::Text, true, _) => match offered {
                Some(matter) => {
                    self.take_matter(at, &matter, true);
                    self.pace.changed(around.now_ms);
                    None
                }
                None => refuse("Gõ nội dung của việc này", "Type what the issue is"),
            },
            (Cell::Matter, true, false) => {
                if let Some(matter) = offered {
                    self.take_matter(at, &matter, false);
                    self.pace.changed(around.now_ms);
                }
                None
            }
            (Cell::Matter, false, false) if typed == "0" => {
                if let Some(entry) = self.entry_mut(Spot::Point(at, cell)) {
                    entry.erase();
                }
                None
            }
            (Cell::Matter, false, false) => {
                let sheet = self.sheet.as_ref()?;
                let near = self.typed.matters_for(at, &sheet.matters);
                match matter_typed(&typed, &near, &sheet.matters).cloned() {
                    Some(matter) => {
                        self.take_matter(at, &matter, false);
                        self.pace.changed(around.now_ms);
                        None
                    }
                    None => refuse(
                        "Gõ số của một việc đang mở ở nơi này (F4), 0: không gắn",
                        "Type the number of an open issue of this place (F4), 0: none",
                    ),
                }
            }
            (_, false, false) => {
                let fault = entry.fault.clone().unwrap_or_default();
                Some(vec![say(Notice::error(fault))])
            }
            _ => None,
        }
    }

    fn take_choice(&mut self, at: usize, cell: Cell, offer: &Offer, around: &Around<'_>) {
        if let Some(entry) = self.entry_mut(Spot::Point(at, cell)) {
            entry.take(offer);
            entry.fresh = true;
        }
        self.typed.points_touched = true;
        self.pace.changed(around.now_ms);
    }

    fn take_matter(&mut self, at: usize, matter: &MatterOffer, with_text: bool) {
        self.typed.points_touched = true;
        let Some(point) = self.typed.points.get_mut(at) else { return };
        point.link(matter);
        if let Some(entry) = point.cell_mut(Cell::Text).filter(|_| with_text) {
            entry.text.set_text(&matter.summary);
            entry.value = Some(Value::Text(entry.text.text().to_owned()));
            entry.fault = None;
        }
    }

    /// F4: the values of a code field.
    pub(super) fn values(&mut self, around: &Around<'_>) -> Vec<Effect> {
        if self.offers.take().is_some() {
            return Vec::new();
        }
        match self.spot {
            Spot::Village => self.all_places(around),
            Spot::Point(_, cell @ (Cell::Domain | Cell::Severity)) => {
                let offers = entry::choice_offers(cell.def(), &blank(VILLAGE_UPDATE.name), "");
                self.show(offers, String::new())
            }
            Spot::Point(_, Cell::Matter) => {
                let matters = self.sheet.iter().flat_map(|sheet| &sheet.matters);
                let offers = matters.map(|matter| Offer {
                    value: Value::Ref(matter.id.clone()),
                    code: matter.number.clone(),
                    echo: Say::plain(matter.summary.clone()),
                });
                let offers = offers.collect();
                self.show(offers, String::new())
            }
            _ => vec![say(Notice::plain(Say::new(
                "Mục này không có danh mục: gõ thẳng",
                "This field has no list: just type",
            )))],
        }
    }

    fn show(&mut self, list: Vec<Offer>, text: String) -> Vec<Effect> {
        if list.is_empty() {
            return vec![say(Notice::warning(Say::new("Danh mục này còn trống", "This list is empty yet")))];
        }
        let total = u32::try_from(list.len()).unwrap_or(u32::MAX);
        self.offers = Some(Offers { text, list, total, by_digit: true, rested: true });
        Vec::new()
    }

    pub(super) fn pick_by_digit(&mut self, key: &Key, around: &Around<'_>) -> Option<Vec<Effect>> {
        let Spot::Point(at, cell) = self.spot else { return None };
        let digit = key.typed()?.to_digit(10)?;
        let picked = self.offers.as_ref()?.nth(digit)?;
        match cell {
            Cell::Domain => self.take_choice(at, cell, &picked, around),
            Cell::Matter => {
                let sheet = self.sheet.as_ref()?;
                let matter = sheet
                    .matters
                    .iter()
                    .find(|matter| picked.value == Value::Ref(matter.id.clone()))?
                    .clone();
                self.take_matter(at, &matter, false);
                self.pace.changed(around.now_ms);
            }
            _ => return None,
        }
        Some(self.advance(true, around))
    }
}

/// What is said where no severity stands.
pub(super) fn severity_wanted() -> Say {
    Say::new("Gõ mức độ từ 1 đến 4", "Type the severity, 1 to 4")
}
