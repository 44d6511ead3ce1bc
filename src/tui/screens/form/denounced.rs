//! A denunciation is never a row of the reception book: its letter in the field of the class leads to the petition's form,
//! and nothing of what was typed is kept.

use crate::base::Say;
use crate::domain::kinds::{PetitionKind, RECEPTION_ENTRY, reception_entry_fields};
use crate::tui::screens::step_taken::petition_from;
use crate::tui::{
    screen::{Around, Effect, Notice},
    terminal::Key,
};
use crate::wire::Request;

use super::{FormScreen, say};

impl FormScreen {
    /// Whether the key stands for a denunciation in the class of what a visitor brings.
    pub(super) fn is_denounced_by(&self, key: &Key) -> bool {
        let in_class = self.form.kind == RECEPTION_ENTRY.name
            && self.form.step.is_none()
            && self.entry().is_some_and(|entry| {
                entry.def.name == reception_entry_fields::BROUGHT.def.name
                    && (entry.fresh || entry.text.is_empty())
            });
        in_class && key.typed().is_some_and(|letter| letter.eq_ignore_ascii_case(&'t'))
    }

    /// The petition's form instead of this one, whose draft goes. A visit that is saved already is named by the petition,
    /// so that its number is cancelled with it.
    pub(super) fn leave_for_denunciation(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let mut visit = self.record();
        if let Some(id) = &self.form.record {
            visit.id = id.clone();
        }
        if reception_entry_fields::ON.of(&visit).is_none() {
            reception_entry_fields::ON.set(&mut visit, around.welcome.today);
        }
        let form = petition_from(&visit, Some(PetitionKind::ToCao));
        // Nothing typed here is kept from now on, wherever it would go.
        self.empty(around);
        self.pace.to_keep = false;
        let told = Notice::warning(Say::new(
            "Tố cáo: ghi ở phiếu đơn; lượt tiếp không giữ gì",
            "A denunciation: fill the petition's form; the visit keeps nothing",
        ));
        vec![
            Effect::Ask(self.tag("drop"), Request::DropDraft(self.form.clone())),
            say(told),
            Effect::Replace(form),
        ]
    }
}
