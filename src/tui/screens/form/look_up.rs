//! Codes that only the server understands, and the list of values below a code field.

use crate::base::Say;
use crate::domain::Shape;
use crate::tui::{
    screen::{Around, Effect, Notice, Tag},
    terminal::Key,
};
use crate::wire::{LookedUp, Offer, Outcome, Reply, Request};

use super::{FormScreen, entry, panel::PanelLine, say, walk};

/// A look-up whose answer is awaited; keys are kept meanwhile.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    serial: u32,
    at: usize,
    /// The whole list was asked for.
    all: bool,
    /// The field is to be left: the only record that is meant is taken.
    settles: bool,
    /// What was offered before the last digit was typed: when nothing begins with the digit, it picks from here.
    before: Option<Offers>,
}

/// Values among which the officer chooses.
#[derive(Clone, Debug)]
pub(in crate::tui::screens) struct Offers {
    /// What was typed when they were offered.
    pub text: String,
    /// They, the likeliest first.
    pub list: Vec<Offer>,
    /// How many there are in all.
    pub total: u32,
    /// Whether a digit picks one whatever else it could mean.
    pub by_digit: bool,
    /// Typing rested: they are drawn.
    pub rested: bool,
}

impl FormScreen {
    /// Asks what was typed in a field of places or agencies.
    pub(super) fn look_up(&mut self, typed: &str, around: &Around<'_>) -> Vec<Effect> {
        let before = self.offers.take();
        if typed.trim().is_empty() || around.offline {
            return Vec::new();
        }
        self.ask(typed, false, before)
    }

    fn ask(&mut self, typed: &str, all: bool, before: Option<Offers>) -> Vec<Effect> {
        let Some(entry) = self.entry() else { return Vec::new() };
        let settles = entry.is_by_number() && !all;
        let field = entry.def.name.to_owned();
        let serial = self.next_serial();
        self.waiting = Some(Waiting { serial, at: self.at, all, settles, before });
        let request = Request::LookUp {
            form: self.form.clone(),
            fields: self.fields(),
            field,
            text: if all { String::new() } else { typed.to_owned() },
        };
        vec![Effect::Ask(Tag { what: "look-up", serial }, request)]
    }

    /// Asks again what was not answered.
    pub(super) fn look_up_again(&mut self) -> Vec<Effect> {
        let Some(waiting) = self.waiting.take() else { return Vec::new() };
        let typed = self.entry().map_or_else(String::new, |entry| entry.text.text().to_owned());
        self.ask(&typed, waiting.all, waiting.before)
    }

    /// The answer to a look-up.
    pub(super) fn looked_up(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        if self.waiting.as_ref().is_none_or(|waiting| waiting.serial != tag.serial) {
            return Vec::new();
        }
        let Some(waiting) = self.waiting.take() else { return Vec::new() };
        let found = match outcome {
            Ok(Reply::LookedUp(found)) => found,
            Ok(_) => return Vec::new(),
            Err(refusal) => return vec![say(Notice::error(refusal.say))],
        };
        if waiting.at != self.at {
            return Vec::new();
        }
        if waiting.all {
            return self.show(found, String::new());
        }
        let typed = self.entry().map_or_else(String::new, |entry| entry.text.text().to_owned());
        if (found.sure || waiting.settles && found.offers.len() == 1)
            && let Some(first) = found.offers.first()
        {
            return self.choose(waiting.at, first, None, around);
        }
        if found.offers.is_empty() {
            let digit = typed.chars().last().and_then(|last| last.to_digit(10));
            if let Some(picked) = digit.and_then(|digit| waiting.before.as_ref()?.nth(digit)) {
                return self.choose(waiting.at, &picked, None, around);
            }
            return vec![say(Notice::error(match self.entry().map(|entry| entry.def.shape) {
                Some(Shape::Unit(_)) => Say::new(
                    "Gõ lại hai chữ đầu (F4): chưa có nơi này",
                    "Type two initials again (F4): no such place",
                ),
                Some(Shape::Record(_) | Shape::List(_)) => Say::new(
                    "Gõ lại số: không có bản ghi nào mang số này",
                    "Type the number again: no record has it",
                ),
                _ => walk::unknown_code(),
            }))];
        }
        if waiting.settles {
            return self.show(found, typed);
        }
        self.offers = Some(Offers {
            text: typed,
            list: found.offers,
            total: found.total,
            by_digit: false,
            rested: false,
        });
        Vec::new()
    }

    fn show(&mut self, found: LookedUp, text: String) -> Vec<Effect> {
        let nothing = found.offers.is_empty();
        self.offers =
            Some(Offers { text, list: found.offers, total: found.total, by_digit: true, rested: true });
        if nothing {
            return vec![say(Notice::warning(Say::new("Danh mục này còn trống", "This list is empty yet")))];
        }
        Vec::new()
    }

    /// Shows the values that an ambiguous code of a closed list can mean.
    pub(super) fn show_offers(&mut self, list: Vec<Offer>, typed: &str) -> Vec<Effect> {
        let total = u32::try_from(list.len()).unwrap_or(u32::MAX);
        self.show(LookedUp { offers: list, sure: false, total }, typed.to_owned())
    }

    /// Enter in a field of places or agencies that is not understood yet.
    pub(super) fn settle_looked_up(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let at = self.at;
        let typed = self.entry().map_or_else(String::new, |entry| entry.text.text().to_owned());
        match &mut self.offers {
            Some(offers) if offers.text == typed => {
                if let [one] = offers.list.as_slice() {
                    let one = one.clone();
                    self.take(at, &one);
                    let mut effects = vec![self.changed(around)];
                    effects.extend(self.advance(around));
                    return effects;
                }
                offers.by_digit = true;
                vec![say(Notice::plain(Say::new(
                    "Chọn bằng số ở dưới, hoặc gõ thêm",
                    "Pick by digit, or type on",
                )))]
            }
            _ => self.look_up(&typed, around),
        }
    }

    /// A digit picks from the list below, unless it could go on what was typed; then the server is asked first.
    pub(super) fn pick_by_digit(&mut self, key: &Key, around: &Around<'_>) -> Option<Vec<Effect>> {
        let digit = key.typed()?.to_digit(10)?;
        let offers = self.offers.as_ref()?;
        let entry = self.entry()?;
        if entry.is_looked_up() && !entry.is_by_number() && !offers.text.is_empty() {
            return None;
        }
        if !offers.by_digit || entry::choice_begins(entry.def, &self.record(), key.typed()?) {
            return None;
        }
        let picked = offers.nth(digit)?;
        Some(self.choose(self.at, &picked, None, around))
    }

    /// F4: on a line of the panel its petition beside what is typed, in a code field its values.
    pub(super) fn values(&mut self, around: &Around<'_>) -> Vec<Effect> {
        if let Some(PanelLine::Duplicate(id, _)) = self.standing_line() {
            return self.lay_beside(Some(id));
        }
        if self.offers.as_ref().is_some_and(|offers| offers.by_digit) {
            self.offers = None;
            return Vec::new();
        }
        let record = self.record();
        let Some(entry) = self.entry() else { return Vec::new() };
        match entry.def.shape {
            Shape::Choice(_) => {
                let offers = entry::choice_offers(entry.def, &record, "");
                self.show_offers(offers, "")
            }
            Shape::Unit(_) | Shape::Agency | Shape::Record(_) if !around.offline => self.ask("", true, None),
            _ => match self.first_duplicate() {
                Some(id) => self.lay_beside(Some(id)),
                None => vec![say(Notice::plain(Say::new(
                    "Mục này không có danh mục: gõ thẳng",
                    "This field has no list: just type",
                )))],
            },
        }
    }

    /// Asks again what the codes of a restored draft mean in words.
    pub(super) fn ask_for_echoes(&self, around: &Around<'_>) -> Vec<Effect> {
        if around.offline {
            return Vec::new();
        }
        self.entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.is_looked_up() && entry.value.is_some() && entry.echo.is_none())
            .filter_map(|(at, entry)| {
                let request = Request::LookUp {
                    form: self.form.clone(),
                    fields: self.fields(),
                    field: entry.def.name.to_owned(),
                    text: entry.text.text().to_owned(),
                };
                Some(Effect::Ask(Tag { what: "echo", serial: u32::try_from(at).ok()? }, request))
            })
            .collect()
    }

    /// The words beside a restored code.
    pub(super) fn echoed(&mut self, tag: Tag, outcome: Outcome) {
        let Ok(Reply::LookedUp(found)) = outcome else { return };
        let Some(entry) = usize::try_from(tag.serial).ok().and_then(|at| self.entries.get_mut(at)) else {
            return;
        };
        if let Some(offer) = found.offers.iter().find(|offer| Some(&offer.value) == entry.value.as_ref()) {
            entry.take(offer);
        }
    }
}

impl Offers {
    /// The one that a digit picks.
    pub(in crate::tui::screens) fn nth(&self, digit: u32) -> Option<Offer> {
        let place = usize::try_from(digit).ok()?.checked_sub(1)?;
        self.list.get(place).filter(|_| place < 9).cloned()
    }
}
