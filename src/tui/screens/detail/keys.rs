//! The marker of an opened record and the keys that move it, unfold what it stands on and take a step.

use crate::base::Say;
use crate::tui::{
    command::list_under,
    screen::{Around, Effect, Notice},
    terminal::{Key, KeyCode},
};

use super::{DetailScreen, Marker, Question, SLIP_TO_FILE, contact::has_contact};

impl DetailScreen {
    /// A key that no command took, while nothing is typed.
    pub(super) fn press(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        let question = self.question.take();
        match &key.code {
            KeyCode::Enter => match question {
                Some(question) => return self.answer(question, around),
                None if self.marker == Marker::Contact => return self.enter_on_contact(),
                None => {
                    let told = self.unfold();
                    self.keep_in_sight(around);
                    return told;
                }
            },
            KeyCode::Up => self.walk(-1),
            KeyCode::Down => self.walk(1),
            KeyCode::PageUp => self.walk(-5),
            KeyCode::PageDown => self.walk(5),
            KeyCode::Home => self.walk(-9_999),
            KeyCode::End => self.walk(9_999),
            _ if question == Some(Question::Slip) && key.typed() == Some('t') => {
                return self.ask_slip(SLIP_TO_FILE);
            }
            _ => {
                return match key.typed().map(|c| c.to_ascii_lowercase()) {
                    Some(digit) if digit.is_ascii_digit() => {
                        list_under(digit).map(Effect::Run).into_iter().collect()
                    }
                    Some(letter) if letter.is_alphabetic() => self.press_letter(letter),
                    _ => Vec::new(),
                };
            }
        }
        self.keep_in_sight(around);
        Vec::new()
    }

    /// Moves the marker over clocks, contact and events, which are one column of lines.
    pub(super) fn walk(&mut self, by: isize) {
        let Some(shown) = &self.shown else { return };
        let clocks = shown.clocks.len();
        let above = clocks + usize::from(has_contact(shown));
        let lines = above + shown.timeline.len();
        let now = match self.marker {
            Marker::Clock(at) => at,
            Marker::Contact => clocks,
            Marker::Event(at) => above + at,
        };
        let next = now.saturating_add_signed(by).min(lines.saturating_sub(1));
        let was_clock = matches!(self.marker, Marker::Clock(_));
        self.marker = match next.checked_sub(above) {
            None if next < clocks => Marker::Clock(next),
            None => Marker::Contact,
            Some(event) => Marker::Event(event),
        };
        // The "why" of a clock hides the history that the marker now walks into.
        if was_clock && !matches!(self.marker, Marker::Clock(_)) {
            self.is_unfolded = false;
        }
    }

    fn press_letter(&mut self, letter: char) -> Vec<Effect> {
        if let Some(offer) = self.step(letter).cloned() {
            return self.take_step(&offer);
        }
        let refused = self.shown.iter().flat_map(|shown| &shown.refused);
        let why = refused.filter(|(step, _)| step.letter == Some(letter)).map(|(_, why)| why.clone()).next();
        let say = why.unwrap_or_else(|| {
            Say::new("Không có bước ở chữ này: F9 xem mọi bước", "No step has this letter: F9 lists them")
        });
        vec![Effect::Say(Notice::error(say))]
    }

    fn unfold(&mut self) -> Vec<Effect> {
        let Some(shown) = &self.shown else { return Vec::new() };
        let counted_by_law = match self.marker {
            Marker::Clock(at) => shown.clocks.get(at).is_none_or(|clock| !clock.explanation.is_empty()),
            Marker::Contact | Marker::Event(_) => true,
        };
        if !counted_by_law {
            return vec![Effect::Say(Notice::plain(Say::new(
                "Hạn này được nhập thẳng, không tính từ ngày nào",
                "This day was entered as it is, not counted from another",
            )))];
        }
        self.is_unfolded = !self.is_unfolded;
        Vec::new()
    }
}
