//! Questions that a form asks before it goes on.

use crate::base::{Say, limits};
use crate::domain::{Choices, Value, kinds::PetitionKind, kinds::petition_fields};
use crate::tui::{
    screen::{Around, Effect, Notice},
    terminal::{Key, KeyCode},
    widgets::{Lines, TextField},
};
use crate::wire::{Offer, Request};

use super::{Entry, FormScreen, KeepsDraft, draw, form_says, say};

/// What was asked and not answered yet.
#[derive(Clone, Debug)]
pub(super) enum Asking {
    /// Save? After the last field.
    Save,
    /// A step that asks once more.
    Confirm,
    /// To a denunciation: what was told is erased.
    Erase {
        /// The kind.
        offer: Offer,
        /// The field before it was retyped.
        before: Option<Box<Entry>>,
    },
    /// One word of reason, as far as it is typed.
    Reason(TextField),
    /// Throw the draft away?
    Drop,
}

impl FormScreen {
    /// A key while a question stands; `None` when the key is no answer and the question is dropped.
    pub(super) fn answer(&mut self, key: &Key, around: &Around<'_>) -> Option<Vec<Effect>> {
        let enter = key.code == KeyCode::Enter;
        let asking = self.asking.take()?;
        match asking {
            Asking::Save if enter => Some(self.save(None, false, around)),
            Asking::Confirm if enter => Some(self.save(None, true, around)),
            Asking::Save | Asking::Confirm => None,
            Asking::Erase { offer, .. } if enter => Some(self.erase_stories(&offer, around)),
            Asking::Erase { offer, before } => {
                self.asking = Some(Asking::Erase { offer, before });
                Some(self.refuse_erasing())
            }
            Asking::Reason(mut reason) => {
                if enter && !reason.text().trim().is_empty() {
                    let told = reason.text().trim().to_owned();
                    return Some(self.save(Some(told), true, around));
                }
                reason.compose(key, draw::text_columns(around.size.0), around.typing);
                self.asking = Some(Asking::Reason(reason));
                Some(Vec::new())
            }
            Asking::Drop if enter => {
                self.kept.take_dropped();
                Some(vec![
                    Effect::Ask(self.tag("drop"), Request::DiscardDraft(self.form.clone())),
                    Effect::Back,
                    form_says::discarded(),
                ])
            }
            Asking::Drop => None,
        }
    }

    /// Whether taking this kind would erase what was told or who told it; then the question stands.
    pub(super) fn would_erase(&mut self, at: usize, offer: &Offer, before: Option<Entry>) -> Option<Effect> {
        let entry = self.entries.get(at)?;
        if self.form.kind != "petition" || entry.def.name != petition_fields::KIND.def.name {
            return None;
        }
        let denounces = offer.value == Value::Choice(PetitionKind::ToCao.id().to_owned());
        let is_lost = |at: &usize| self.entries.get(*at).is_some_and(|entry| !entry.is_empty());
        if !self.untold(&offer.value).iter().any(is_lost) {
            if denounces {
                self.erase_untold(&offer.value);
            }
            return None;
        }
        self.asking = Some(Asking::Erase { offer: offer.clone(), before: before.map(Box::new) });
        Some(say(Notice::warning(if denounces {
            Say::new(
                "Tố cáo: Enter xóa hẳn nội dung, người gửi; Esc giữ loại cũ",
                "Denunciation: Enter erases story and sender; Esc keeps the kind",
            )
        } else {
            Say::new(
                format!("{}: Enter xóa hẳn người gửi; Esc giữ loại cũ", offer.echo.vi),
                format!("{}: Enter erases the sender; Esc keeps the kind", offer.echo.en),
            )
        })))
    }

    /// The narratives and contacts that a petition of this kind has no line for.
    fn untold(&self, kind: &Value) -> Vec<usize> {
        let mut after = self.record();
        after.fields.insert(petition_fields::KIND.def.name.to_owned(), kind.clone());
        let narratives = self.entries.iter().enumerate().filter(|(_, entry)| entry.def.narrative);
        narratives.filter(|(_, entry)| !self.is_shown(entry.def, &after)).map(|(at, _)| at).collect()
    }

    /// The kind stays as it was, and so does what was told.
    pub(super) fn refuse_erasing(&mut self) -> Vec<Effect> {
        if let Some(Asking::Erase { before, .. }) = self.asking.take()
            && let Some(before) = before
            && let Some(entry) = self.entry_mut()
        {
            *entry = *before;
            entry.fresh = true;
        }
        vec![say(Notice::plain(Say::new("Giữ loại đơn cũ", "The kind stays")))]
    }

    fn erase_stories(&mut self, offer: &Offer, around: &Around<'_>) -> Vec<Effect> {
        self.erase_untold(&offer.value);
        let at = self.at;
        self.take(at, offer);
        self.pace.to_examine = true;
        // The draft on the server still holds the story: it is written over at once.
        let mut effects: Vec<Effect> = self.keep().into_iter().collect();
        effects.extend(self.advance(around));
        effects
    }

    fn erase_untold(&mut self, kind: &Value) {
        for at in self.untold(kind) {
            if let Some(entry) = self.entries.get_mut(at) {
                self.previous.remove(entry.def.name);
                *entry = Entry::new(entry.def);
            }
        }
    }

    /// Asks for a word of reason; of a denunciation none is kept, so only a yes.
    pub(super) fn ask_for_reason(&mut self, why: &Say) -> Vec<Effect> {
        let story_free = Value::Choice(PetitionKind::ToCao.id().to_owned());
        let kind = petition_fields::KIND.def.name;
        let mut reason = TextField::new(Lines::One, limits::LINE_CHARS_MAX);
        if self.known.get(kind) == Some(&story_free) || self.holds(kind, &story_free) {
            reason.set_text("(hồ sơ giấy)");
        }
        self.asking = Some(Asking::Reason(reason));
        vec![form_says::give_reason(why)]
    }

    pub(super) fn ask_to_drop(&mut self) -> Vec<Effect> {
        self.asking = Some(Asking::Drop);
        vec![form_says::discard()]
    }
}
