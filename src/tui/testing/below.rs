//! A form below another screen, that keeps what it is told from there.

use std::{cell::RefCell, rc::Rc};

use crate::base::{Id, Say};
use crate::tui::{
    Canvas,
    screen::{Around, Effect, Notice, Place, Screen, Settlement, Tag},
    terminal::Key,
};
use crate::wire::{Outcome, Push, Request};

/// What a form below was told, in the order in which it was.
#[derive(Clone, Debug, Default)]
pub(in crate::tui) struct Told {
    pub(in crate::tui) settled: Rc<RefCell<Vec<Settlement>>>,
    pub(in crate::tui) links: Rc<RefCell<Vec<Vec<Id>>>>,
}

/// The form.
pub(in crate::tui) struct Below(pub(in crate::tui) Told);

impl Screen for Below {
    fn place(&self) -> Place {
        Place::Form
    }

    fn title(&self, _: &Around<'_>) -> String {
        "PHIẾU".into()
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn key(&mut self, _: &Key, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn command(&mut self, _: &'static str, _: &Around<'_>) -> Option<Vec<Effect>> {
        None
    }

    fn settled(&mut self, settlement: Settlement, _: &Around<'_>) -> Vec<Effect> {
        self.0.settled.borrow_mut().push(settlement);
        Vec::new()
    }

    /// Asks for something and says something: the one is done of a covered screen, the other is not.
    fn links(&mut self, links: Vec<Id>, _: &Around<'_>) -> Vec<Effect> {
        self.0.links.borrow_mut().push(links);
        vec![
            Effect::Say(Notice::error(Say::plain("chỉ màn trên cùng được nói"))),
            Effect::Ask(Tag { what: "keep", serial: 1 }, Request::Drafts),
        ]
    }

    fn reply(&mut self, _: Tag, _: Outcome, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn push(&mut self, _: &Push, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn draw(&self, _: &mut Canvas<'_>, _: &Around<'_>) {}
}
