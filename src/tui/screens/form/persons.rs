//! Names and numbers of persons in a story: taken out by one key, and brought back by undoing it.

use crate::base::Say;
use crate::domain::guard;
use crate::tui::screen::{Around, Effect, Notice};

use super::{FormScreen, panel::PanelLine, say};

impl FormScreen {
    /// Whether this is what the guard says of the field as it stands.
    pub(super) fn tells_of_persons(&self, at: usize, about: &Say) -> bool {
        self.entries
            .get(at)
            .filter(|entry| entry.def.tells())
            .is_some_and(|entry| guard::warning(entry.text.text()).as_ref() == Some(about))
    }

    /// Enter on the warning line.
    pub(super) fn clear_on_line(&mut self, around: &Around<'_>) -> Option<Vec<Effect>> {
        match self.standing_line() {
            Some(PanelLine::Persons(at, _)) => Some(self.clear_persons_in(at, around)),
            _ => None,
        }
    }

    /// Takes persons out of the field one stands in, else of the first that tells of one.
    pub(super) fn clear_persons(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let tells = |at: &usize| {
            self.entries
                .get(*at)
                .is_some_and(|entry| entry.def.tells() && !guard::marks(entry.text.text()).is_empty())
        };
        let found = Some(self.at).filter(tells).or_else(|| self.shown_entries().into_iter().find(tells));
        match found {
            Some(at) => self.clear_persons_in(at, around),
            None => vec![say(nothing_to_take_out())],
        }
    }

    fn clear_persons_in(&mut self, at: usize, around: &Around<'_>) -> Vec<Effect> {
        self.go_to(at);
        let before = self.entry().cloned();
        let Some(entry) = self.entry_mut() else { return Vec::new() };
        let Some(count) = entry.clear_persons() else { return Vec::new() };
        let mut effects = self.typed(before, around);
        effects.push(say(taken_out(count)));
        effects
    }
}

/// So many names and numbers were taken out.
pub(in crate::tui::screens) fn taken_out(count: usize) -> Notice {
    Notice::plain(Say::new(
        format!("Đã bỏ {count} chỗ; Ctrl-Z lấy lại"),
        format!("Taken out: {count}; Ctrl-Z brings it back"),
    ))
}

/// There are no names and numbers.
pub(in crate::tui::screens) fn nothing_to_take_out() -> Notice {
    Notice::plain(Say::new(
        "Không có gì phải bỏ: nội dung không có tên, số của ai",
        "Nothing to take out: the text holds no names or numbers",
    ))
}
