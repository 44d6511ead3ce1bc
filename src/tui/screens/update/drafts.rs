//! The draft of an update: every letter of both records, kept a second behind the keys, opened again at the same letter.

use crate::base::Stamp;
use crate::domain::{
    Draft, DraftField, FormName, Value,
    kinds::{figures_fields as figures, village_update_fields as update},
};
use crate::tui::screen::{Around, Effect, Tag};
use crate::tui::screens::{
    kept::{self, KeepsDraft, Kept},
    pace::Pace,
};
use crate::wire::Request;

use super::{
    DROP, Spot, UpdateScreen, form_says, point, say,
    typed::{Bases, is_flag},
};

impl UpdateScreen {
    /// The form as a draft; `None` when nothing was typed.
    pub(super) fn to_draft(&self) -> Option<Draft> {
        let sheet = self.sheet.as_ref().filter(|_| self.typed.is_touched())?;
        let field = |name: &str, text: String, value| DraftField { name: name.to_owned(), text, value };
        let mut fields = vec![
            field(
                update::VILLAGE.def.name,
                sheet.village_code.clone(),
                Some(Value::Ref(sheet.village.clone())),
            ),
            field(
                update::PERIOD.def.name,
                sheet.period.to_string(),
                Some(Value::Text(sheet.period.to_string())),
            ),
        ];
        if self.typed.gate_touched {
            let sign = if self.typed.nil { "0" } else { "" };
            fields.push(field(
                update::NOTHING_NEW.def.name,
                sign.to_owned(),
                Some(Value::Flag(self.typed.nil)),
            ));
        }
        let lines = self.typed.figures.iter().map(|figure| &figure.entry);
        let touched = lines
            .chain([&self.typed.review, &self.typed.note])
            .filter(|entry| entry.touched || !entry.is_empty());
        fields.extend(touched.filter(|entry| entry.touched).map(|entry| entry.to_draft()));
        if self.typed.points_touched {
            fields.push(point::to_draft(&self.typed.points));
        }
        // The revision of the figures stands beside their day, as that of the update stands in the draft.
        fields.push(field(
            figures::AS_OF.def.name,
            self.bases.figures.to_string(),
            Some(Value::Day(sheet.period.last())),
        ));
        let caret = self.entry(self.spot).map_or(0, |entry| entry.text.caret());
        Some(Draft {
            form: self.form_name(),
            fields,
            at_field: self.spot.name(),
            caret: u32::try_from(caret).unwrap_or(0),
            base: self.bases.update,
            kept_at: Stamp(0),
        })
    }

    /// The officer discards the draft, whether or not there is one.
    pub(super) fn throw_away(&mut self) -> Effect {
        self.kept.take_dropped();
        Effect::Ask(self.tag(DROP), Request::DiscardDraft(self.form_name()))
    }

    /// Throws the draft away, when there is one.
    pub(super) fn drop_draft(&mut self) -> Option<Effect> {
        self.kept.take_dropped().then(|| Effect::Ask(self.tag(DROP), Request::DropDraft(self.form_name())))
    }

    /// The officer types on in another terminal: from here it is fetched, or that is said.
    pub(super) fn elsewhere(&mut self, fetches: bool) -> Effect {
        if fetches {
            return Effect::Ask(self.tag(kept::FETCH), Request::OpenDraft(self.form_name()));
        }
        say(kept::typed_elsewhere())
    }

    /// Goes on where a draft stopped.
    pub(super) fn restore(&mut self, draft: &Draft, around: &Around<'_>) -> Vec<Effect> {
        let Some(sheet) = self.sheet.clone() else { return Vec::new() };
        let today = around.welcome.today;
        self.kept.opened(draft);
        if let Some(gate) = draft.field(update::NOTHING_NEW.def.name) {
            self.typed.nil = gate.value == Some(Value::Flag(true));
            self.typed.gate_touched = true;
        }
        for figure in &mut self.typed.figures {
            if let Some(kept) = draft.field(figure.entry.def.name) {
                figure.entry.text.set_text(&kept.text);
                figure.entry.touched = true;
                figure.understand(sheet.before.as_ref(), today);
                if is_flag(figure.entry.def) && figure.entry.value.is_none() {
                    figure.entry.value.clone_from(&kept.value);
                }
            }
        }
        for entry in [&mut self.typed.review, &mut self.typed.note] {
            if let Some(kept) = draft.field(entry.def.name) {
                entry.restore(kept, today, &super::typed::blank("figures"));
            }
        }
        if let Some(kept) = draft.field(update::ITEMS.def.name) {
            self.typed.points = point::from_draft(kept, &sheet.matters, today);
            self.typed.points_touched = true;
        }
        let now = Bases::of(&sheet);
        let counted = draft.field(figures::AS_OF.def.name).and_then(|field| field.text.parse().ok());
        self.bases = Bases { update: draft.base, figures: counted.unwrap_or(now.figures) };
        if let Some(spot) = Spot::named(&draft.at_field) {
            self.stand_in(spot);
            let caret = usize::try_from(draft.caret).unwrap_or(0);
            if let Some(entry) = self.entry_mut(spot) {
                // The next letter goes on where the last one stood.
                entry.fresh = false;
                entry.text.set_caret(caret);
            }
        }
        let mut effects: Vec<Effect> = self.examine(around).into_iter().collect();
        if self.bases != now {
            effects.push(form_says::changed_since_draft());
        }
        effects
    }

    /// Esc: one level back. First what lies over the form, then the form itself; its draft stays.
    pub(super) fn leave(&mut self) -> Vec<Effect> {
        if let Some(told) = self.saves.stop() {
            return vec![say(told)];
        }
        if self.asking.take().is_some() {
            return vec![form_says::goes_on()];
        }
        if self.offers.take().is_some() {
            return Vec::new();
        }
        let draft = self.to_draft();
        let keeps = draft.is_some();
        let moved = draft.is_some_and(|draft| self.kept.has_moved(&draft));
        let mut effects: Vec<Effect> =
            if self.pace.to_keep || moved { self.keep().into_iter().collect() } else { Vec::new() };
        if keeps {
            effects.push(Effect::Ask(self.tag("leave"), Request::LeaveDraft(self.form_name())));
        }
        effects.push(Effect::Back);
        if keeps {
            effects.push(form_says::draft_left());
        }
        effects
    }
}

impl KeepsDraft for UpdateScreen {
    fn kept(&mut self) -> (&mut Kept, &mut Pace) {
        (&mut self.kept, &mut self.pace)
    }

    fn stands(&self) -> (FormName, Option<Draft>) {
        (self.form_name(), self.to_draft())
    }

    fn tag(&mut self, what: &'static str) -> Tag {
        UpdateScreen::tag(self, what)
    }

    fn is_asking(&self) -> bool {
        self.asking.is_some()
    }

    fn wake(&self, around: &Around<'_>) -> Option<Effect> {
        self.saves.wake(&self.pace, around)
    }
}
