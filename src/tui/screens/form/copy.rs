//! The petition saved before in the same batch: what of it stands in the next one, and what can be copied.

use crate::base::Say;
use crate::domain::{Shape, kinds::petition_fields};
use crate::tui::screen::{Around, Effect, Notice};
use crate::wire::Offer;

use super::{FormScreen, say};

impl FormScreen {
    /// An empty form again, with the last village standing in it.
    pub(super) fn start_anew(&mut self, around: &Around<'_>) {
        let record = self.record();
        let told = super::may_tell(&record) || self.form.kind != "petition";
        self.previous = self
            .entries
            .iter()
            .filter(|entry| self.is_shown(entry.def, &record) && (told || !entry.def.narrative))
            // The next petition is another sender's.
            .filter(|entry| !entry.is_contact())
            .filter_map(|entry| {
                let offer = Offer {
                    value: entry.value.clone()?,
                    code: entry.text.text().to_owned(),
                    echo: entry.echo.clone().unwrap_or_default(),
                };
                Some((entry.def.name, offer))
            })
            .collect();
        self.empty(around);
        self.untyped.clear();
        if told {
            for entry in self.entries.iter_mut().filter(|entry| matches!(entry.def.shape, Shape::Unit(_))) {
                entry.standing = self.previous.get(entry.def.name).cloned();
            }
        }
        self.examined = crate::wire::Examined::default();
        self.refused.clear();
        self.not_chosen.clear();
        self.has_settled = false;
        self.show_all = false;
        self.asking = None;
        self.offers = None;
        self.base = 0;
    }

    /// F7: this field as in the petition before.
    pub(super) fn copy_field(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let at = self.at;
        let Some(entry) = self.entry() else { return Vec::new() };
        if entry.is_contact() {
            return vec![say(Notice::plain(Say::new(
                "Gõ người gửi của đơn này: mục niêm phong không chép từ đơn trước",
                "Type this petition's sender: sealed fields are not copied",
            )))];
        }
        let name = entry.def.name;
        let Some(offer) = self.previous.get(name).cloned() else {
            return vec![say(Notice::plain(nothing_before()))];
        };
        if self.entry().is_some_and(|entry| entry.is_code()) {
            return self.choose(at, &offer, self.entry().cloned(), around);
        }
        self.take(at, &offer);
        if let Some(entry) = self.entry_mut() {
            entry.fresh = false;
        }
        vec![self.changed(around)]
    }

    /// F6: every field that is still empty as in the petition before, but never a story.
    pub(super) fn copy_rest(&mut self, around: &Around<'_>) -> Vec<Effect> {
        if self.previous.is_empty() {
            return vec![say(Notice::plain(nothing_before()))];
        }
        let denounces = |offer: &Offer| {
            use crate::domain::{Choices, Value, kinds::PetitionKind};
            offer.value == Value::Choice(PetitionKind::ToCao.id().to_owned())
        };
        let mut copied = 0;
        // One field may open another (the instance of a complaint), so the shown ones are asked for anew each time.
        for at in 0..self.entries.len() {
            let record = self.record();
            let Some(entry) = self.entries.get(at) else { break };
            if entry.def.narrative || !entry.is_empty() || !self.is_shown(entry.def, &record) {
                continue;
            }
            let Some(offer) = self.previous.get(entry.def.name).cloned() else { continue };
            if entry.def.name == petition_fields::KIND.def.name && denounces(&offer) {
                continue;
            }
            self.take(at, &offer);
            copied += 1;
        }
        vec![
            self.changed(around),
            say(Notice::plain(Say::new(
                format!("Đã chép {copied} mục từ đơn trước"),
                format!("Copied {copied} fields from the one before"),
            ))),
        ]
    }
}

pub(super) fn nothing_before() -> Say {
    Say::new("Chưa có đơn trước trong lần nhập này", "Nothing was saved before in this batch")
}
