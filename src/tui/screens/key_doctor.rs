//! The key doctor (thử phím) as a screen: at the first login from a sort of terminal, and from the palette.

use crate::base::Words;
use crate::wire::{Outcome, Push};

use crate::tui::{
    Canvas,
    command::CommandName,
    doctor::{Examined, KeyDoctor},
    screen::{Around, Effect, Notice, Place, Screen, Tag},
    terminal::{Heard, Key, Report},
};

/// The key doctor over the screen from which it was opened.
#[derive(Debug)]
pub struct KeyDoctorScreen {
    doctor: KeyDoctor,
    has_begun: bool,
}

impl KeyDoctorScreen {
    /// In a window of this size.
    pub fn new(size: (u16, u16)) -> KeyDoctorScreen {
        KeyDoctorScreen { doctor: KeyDoctor::new(size), has_begun: false }
    }

    fn wake(&self, around: &Around<'_>) -> Effect {
        Effect::WakeIn(self.doctor.wants_in_ms(around.now_ms).max(1))
    }

    fn learns(&self) -> Effect {
        Effect::Learn {
            answered: self.doctor.answered_keys(),
            learnt: self.doctor.learnt(),
            typing: self.doctor.typing(),
        }
    }
}

/// What the screen is called.
pub fn title() -> Words {
    Words::new("THỬ PHÍM", "TRY THE KEYS")
}

impl Screen for KeyDoctorScreen {
    fn place(&self) -> Place {
        Place::Doctor
    }

    fn title(&self, around: &Around<'_>) -> String {
        title().get(around.lang).to_owned()
    }

    fn shown(&mut self, around: &Around<'_>) -> Vec<Effect> {
        if std::mem::replace(&mut self.has_begun, true) {
            return Vec::new();
        }
        vec![Effect::Send(self.doctor.begin(around.now_ms)), self.wake(around)]
    }

    fn hears_bytes(&self) -> bool {
        true
    }

    fn heard(&mut self, heard: &Heard, around: &Around<'_>) -> Vec<Effect> {
        match self.doctor.heard(heard, around.now_ms) {
            Examined::Over => vec![self.learns(), Effect::Back],
            Examined::GoesOn => {
                let said = self.doctor.said().cloned().map(|say| Effect::Say(Notice::plain(say)));
                said.into_iter().chain([self.wake(around)]).collect()
            }
        }
    }

    fn answered(&mut self, report: Report, around: &Around<'_>) -> Vec<Effect> {
        self.doctor.answered(report, around.now_ms).map(Effect::Send).into_iter().collect()
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        self.heard(&Heard { bytes: Vec::new(), key: Some(key.clone()) }, around)
    }

    fn command(&mut self, _: CommandName, _: &Around<'_>) -> Option<Vec<Effect>> {
        None
    }

    fn woken(&mut self, around: &Around<'_>) -> Vec<Effect> {
        self.doctor.pass_time(around.now_ms);
        vec![self.wake(around)]
    }

    fn resized(&mut self, around: &Around<'_>) -> Vec<Effect> {
        self.doctor.resized(around.size);
        Vec::new()
    }

    fn reply(&mut self, _: Tag, _: Outcome, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn push(&mut self, _: &Push, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        self.doctor.paint(canvas, around.keymap, around.lang, around.now_ms);
    }
}
