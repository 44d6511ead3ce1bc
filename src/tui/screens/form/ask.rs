//! Questions that a form asks before it goes on.

use crate::base::{Say, limits};
use crate::domain::{Choices, Value, kinds::PetitionKind, kinds::petition_fields};
use crate::tui::{
    screen::{Around, Effect, Notice},
    terminal::{Key, KeyCode},
    widgets::{Lines, TextField},
};
use crate::wire::{Offer, Request};

use super::{Entry, FormScreen, draw, form_says, say};

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
                reason.key(key, draw::text_columns(around.size.0));
                self.asking = Some(Asking::Reason(reason));
                Some(Vec::new())
            }
            Asking::Drop if enter => {
                self.kept_once = false;
                Some(vec![
                    Effect::Ask(self.tag("drop"), Request::DropDraft(self.form.clone())),
                    Effect::Back,
                    form_says::discarded(),
                ])
            }
            Asking::Drop => None,
        }
    }

    /// Whether taking this kind would erase what was told; then the question stands.
    pub(super) fn would_erase(&mut self, at: usize, offer: &Offer, before: Option<Entry>) -> Option<Effect> {
        let entry = self.entries.get(at)?;
        let denounces = entry.def.name == petition_fields::KIND.def.name
            && offer.value == Value::Choice(PetitionKind::ToCao.id().to_owned());
        let told = self.entries.iter().any(|entry| entry.def.narrative && !entry.is_empty());
        if self.form.kind != "petition" || !denounces || !told {
            if denounces {
                self.erase_narratives();
            }
            return None;
        }
        self.asking = Some(Asking::Erase { offer: offer.clone(), before: before.map(Box::new) });
        Some(say(Notice::warning(Say::new(
            "Tố cáo: Enter xóa hẳn nội dung, người gửi; Esc giữ loại cũ",
            "Denunciation: Enter erases story and sender; Esc keeps the kind",
        ))))
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
        self.erase_narratives();
        let at = self.at;
        self.take(at, offer);
        self.pace.to_examine = true;
        // The draft on the server still holds the story: it is written over at once.
        let mut effects: Vec<Effect> = self.keep().into_iter().collect();
        effects.extend(self.advance(around));
        effects
    }

    fn erase_narratives(&mut self) {
        for entry in self.entries.iter_mut().filter(|entry| entry.def.narrative) {
            *entry = Entry::new(entry.def);
        }
        self.previous.retain(|name, _| {
            self.entries.iter().all(|entry| entry.def.name != *name || !entry.def.narrative)
        });
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
