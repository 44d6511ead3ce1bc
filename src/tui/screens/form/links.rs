//! The petitions with which a new one will be linked, and the screen on which they are found: one that may be the same beside
//! what is typed.

use crate::base::{Id, Say};
use crate::domain::{FieldValue, Value, kinds::PETITION, kinds::petition_fields};
use crate::tui::screen::{Around, Destination, Effect, Notice};
use crate::tui::screens::Laying;

use super::{FormScreen, may_tell, say};

/// The field of a new petition that lists those with which it will be linked; it has no line of its own.
pub(super) const LINKED: &str = petition_fields::LINKED.def.name;

impl FormScreen {
    /// What the form sends of links: nothing leads away from a denunciation.
    pub(super) fn links_wanted(&self) -> Option<&Value> {
        self.untyped.get(LINKED).filter(|_| self.form.is_new() && may_tell(&self.record()))
    }

    /// A petition that may be the same beside what is typed.
    pub(super) fn lay_beside(&self, other: Option<Id>) -> Vec<Effect> {
        if let Some(why) = self.lies_beside_nothing() {
            return vec![say(Notice::error(why))];
        }
        let laying =
            Laying { form: self.form.clone(), fields: self.fields(), numbers: self.numbers(), other };
        vec![Effect::Open(Destination::Beside(Box::new(laying)))]
    }

    /// Why nothing can be laid beside this form.
    pub(super) fn lies_beside_nothing(&self) -> Option<Say> {
        if self.form.kind != PETITION.name || self.form.step.is_some() {
            return Some(Say::new("Chỉ so được trong phiếu nhập đơn", "Only in the form of a petition"));
        }
        let record = self.record();
        let kind = petition_fields::KIND.of(&record);
        match kind {
            None => Some(Say::new("Chọn loại đơn trước rồi so", "Choose the kind first, then compare")),
            Some(_) if !may_tell(&record) => {
                Some(Say::new("Đơn tố cáo không đặt cạnh đơn nào", "A denunciation is laid beside nothing"))
            }
            Some(_) => None,
        }
    }

    /// With which petitions this one is to be linked from now on; the draft keeps it.
    pub(super) fn take_links(&mut self, links: Vec<Id>, around: &Around<'_>) -> Vec<Effect> {
        if links.is_empty() {
            self.untyped.remove(LINKED);
        } else {
            self.untyped.insert(LINKED.to_owned(), links.into_value());
        }
        let mut effects = vec![self.changed(around)];
        effects.extend(self.keep_and_examine(around));
        effects
    }
}
