//! Village and period above the form: which sheet it is. Another one takes along what was typed, where nothing is saved yet.

use crate::base::{Period, PeriodLength, Say};
use crate::domain::{
    Draft, FieldValue, Fields, FormName, Value, kinds::VILLAGE_UPDATE, kinds::village_update_fields as update,
};
use crate::tui::{
    screen::{Around, Effect, Notice},
    terminal::Key,
};
use crate::wire::{LookedUp, Offer, Request, UpdateSheet};

use super::{Awaited, KeepsDraft, LOOK_UP, Offers, Spot, UpdateScreen, form_says, say, typed::Bases};

impl UpdateScreen {
    /// Writes village and period of the sheet into their fields.
    pub(super) fn put_head(&mut self) {
        let Some(sheet) = &self.sheet else { return };
        self.wanted = (Some(sheet.village.clone()), Some(sheet.period));
        self.village.take(&Offer {
            value: sheet.village.clone().into_value(),
            code: sheet.village_code.clone(),
            echo: Say::plain(sheet.village_name.clone()),
        });
        self.period.text.set_text(&sheet.period.to_string());
        self.period.value = Some(sheet.period.into_value());
        (self.period.fault, self.village.fresh, self.period.fresh) = (None, true, true);
    }

    /// The sheet came: for the first time, or after another village or period was chosen.
    pub(super) fn sheet_came(
        &mut self,
        sheet: UpdateSheet,
        carries: Option<FormName>,
        around: &Around<'_>,
    ) -> Vec<Effect> {
        let is_saved = sheet.update.is_some() || sheet.figures.is_some();
        let mut effects = Vec::new();
        // What is being typed does not go over what someone saved: it stays in its draft.
        let goes_along = carries.is_some() && !is_saved;
        if !goes_along {
            let period = self.wanted.1;
            let draft = self.draft.take();
            self.begin(Some(sheet.village.clone()), period);
            self.draft = draft;
        }
        self.form.record = Some(sheet.update_id.clone());
        self.bases = Bases::of(&sheet);
        self.typed.follow(&sheet);
        self.sheet = Some(sheet);
        self.put_head();
        self.spot = Spot::Gate;
        self.path.clear();
        if goes_along {
            let tag = self.tag(super::DROP);
            effects.extend(carries.map(|old| Effect::Ask(tag, Request::DropDraft(old))));
            effects.push(self.changed(around));
            effects.extend(self.keep());
            effects.extend(self.examine(around));
            return effects;
        }
        if let Some(draft) = self.draft.take() {
            effects.extend(self.restore(&draft, around));
        } else {
            effects.push(self.ask_draft());
        }
        if carries.is_some() {
            effects.push(say(Notice::warning(Say::new(
                "Kỳ này đã báo: đang mở bản đã lưu; phần vừa gõ ở bản nháp (9)",
                "Already reported: this is what is saved; what was typed is in draft 9",
            ))));
        }
        effects
    }

    /// The draft of this sheet that was left.
    pub(super) fn draft_came(&mut self, draft: &Draft, around: &Around<'_>) -> Vec<Effect> {
        if draft.form != self.form_name() {
            return Vec::new();
        }
        let mut effects = self.restore(draft, around);
        if !effects.iter().any(|effect| matches!(effect, Effect::Say(_))) {
            effects.push(form_says::goes_on_with_draft());
        }
        effects
    }

    /// A key in village or period.
    pub(super) fn edit_head(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        let columns = usize::from(around.size.0);
        if self.spot == Spot::Period {
            self.period.key(key, columns, around.typing);
            self.period.value = None;
            return Vec::new();
        }
        if let (Some(digit), Some(offers)) = (key.typed().and_then(|sign| sign.to_digit(10)), &self.offers)
            && offers.text.is_empty()
            && let Some(picked) = offers.nth(digit)
        {
            return self.choose_village(&picked, around);
        }
        self.village.key(key, columns, around.typing);
        (self.village.value, self.village.echo) = (None, None);
        let before = self.offers.take();
        if around.offline {
            return Vec::new();
        }
        self.look_up(before)
    }

    /// Asks which village was meant.
    pub(super) fn look_up(&mut self, before: Option<Offers>) -> Vec<Effect> {
        if self.village.text.text().trim().is_empty() {
            return Vec::new();
        }
        let text = self.village.text.text().to_owned();
        self.ask_places(text, before)
    }

    /// Asks for all villages.
    pub(super) fn all_places(&mut self, around: &Around<'_>) -> Vec<Effect> {
        if around.offline {
            return Vec::new();
        }
        self.village.text.set_text("");
        self.village.value = None;
        self.ask_places(String::new(), None)
    }

    fn ask_places(&mut self, text: String, before: Option<Offers>) -> Vec<Effect> {
        let tag = self.tag(LOOK_UP);
        self.awaited = Some(Awaited::LookUp(tag.serial, before));
        let form = FormName { kind: VILLAGE_UPDATE.name.to_owned(), record: None, step: None, sheet: 0 };
        let field = update::VILLAGE.def.name.to_owned();
        vec![Effect::Ask(tag, Request::LookUp { form, fields: Fields::new(), field, text })]
    }

    /// What the look-up found.
    pub(super) fn looked_up(
        &mut self,
        found: LookedUp,
        before: Option<Offers>,
        around: &Around<'_>,
    ) -> Vec<Effect> {
        let typed = self.village.text.text().to_owned();
        let first = found.offers.first().filter(|_| found.sure).cloned();
        let digit =
            typed.chars().last().and_then(|last| last.to_digit(10)).filter(|_| found.offers.is_empty());
        let picked = first.or_else(|| digit.and_then(|digit| before.as_ref()?.nth(digit)));
        if let Some(picked) = picked {
            return self.choose_village(&picked, around);
        }
        if found.offers.is_empty() {
            return vec![say(Notice::error(no_such_place()))];
        }
        self.offers = Some(Offers {
            text: typed,
            list: found.offers,
            total: found.total,
            by_digit: true,
            rested: true,
        });
        Vec::new()
    }

    fn choose_village(&mut self, offer: &Offer, around: &Around<'_>) -> Vec<Effect> {
        self.offers = None;
        let Value::Ref(id) = &offer.value else { return Vec::new() };
        self.wanted.0 = Some(id.clone());
        self.village.take(offer);
        self.change_sheet(around)
    }

    /// Enter in village or period: on, or to another sheet. `Some` when the cursor does not just go on.
    pub(super) fn settle_head(&mut self, around: &Around<'_>) -> Option<Vec<Effect>> {
        if self.spot == Spot::Village {
            if self.village.value.is_some() {
                return None;
            }
            if self.village.text.is_empty() && self.sheet.is_some() {
                self.put_head();
                return None;
            }
            let one = match &self.offers {
                Some(Offers { list, .. }) => match list.as_slice() {
                    [one] => Some(one.clone()),
                    _ => None,
                },
                None => None,
            };
            return Some(match one {
                Some(one) => self.choose_village(&one, around),
                None if around.offline => vec![say(Notice::error(Say::new(
                    "Chờ nối lại: chưa tra được thôn, buôn",
                    "Wait for the line: villages cannot be looked up",
                )))],
                None if self.offers.is_some() => vec![say(Notice::plain(Say::new(
                    "Chọn bằng số ở dưới, hoặc gõ thêm",
                    "Pick by digit, or type on",
                )))],
                None if self.village.text.is_empty() => self.all_places(around),
                None => vec![say(Notice::error(no_such_place()))],
            });
        }
        if self.period.value.is_some() {
            return None;
        }
        if self.period.text.is_empty() {
            self.put_head();
            return None;
        }
        let length = self.sheet.as_ref().map_or(PeriodLength::Week, |sheet| sheet.period.length());
        match Period::from_typed(self.period.text.text(), around.welcome.today, length) {
            Some(period) => {
                self.wanted.1 = Some(period);
                self.period.value = Some(period.into_value());
                let is_same = self.sheet.as_ref().is_some_and(|sheet| sheet.period == period);
                if is_same || self.wanted.0.is_none() {
                    self.put_head();
                    return None;
                }
                Some(self.change_sheet(around))
            }
            None => Some(vec![say(Notice::error(Say::new(
                "Nhập số của kỳ, như 47 hoặc 47/2025",
                "Enter the period's number, such as 47 or 47/2025",
            )))]),
        }
    }

    fn change_sheet(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        let is_same = self.sheet.as_ref().is_some_and(|sheet| {
            Some(&sheet.village) == self.wanted.0.as_ref() && Some(sheet.period) == self.wanted.1
        });
        if is_same {
            self.put_head();
            self.spot = Spot::Gate;
            return effects;
        }
        if around.offline {
            self.put_head();
            return vec![say(Notice::error(Say::new(
                "Chờ nối lại: chưa mở được phiếu khác",
                "Wait for the line: no other sheet can be opened",
            )))];
        }
        let carries = (self.sheet.is_some() && self.typed.is_touched()).then(|| self.form_name());
        if carries.is_some() {
            effects.extend(self.keep());
        }
        effects.extend(self.ask_sheet(carries));
        effects
    }
}

fn no_such_place() -> Say {
    Say::new("Gõ lại hai chữ đầu (F4): chưa có nơi này", "Type two initials again (F4): no such place")
}
