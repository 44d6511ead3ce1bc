//! The screens: each knows what stands where on it and what a key does there.

mod detail;
mod drafts;
mod empty;
mod form;
mod home;
mod list;
mod pace;
mod palette;
mod saving;
mod setup;
mod window;

pub use detail::DetailScreen;
pub use drafts::DraftsScreen;
pub use empty::EmptyScreen;
pub use form::FormScreen;
pub use home::HomeScreen;
pub use list::ListScreen;
pub use palette::PaletteScreen;
pub use setup::SetupScreen;

use super::screen::{Around, Destination, Screen};

/// The screen of a destination; the palette also asks the screen below what can be done there.
pub fn open(destination: Destination, below: Option<&dyn Screen>, around: &Around<'_>) -> Box<dyn Screen> {
    match destination {
        Destination::List { view, narrow } => Box::new(ListScreen::new(view, narrow)),
        Destination::Empty(digit) => Box::new(EmptyScreen::new(digit)),
        Destination::Detail { id, siblings } => Box::new(DetailScreen::new(id, siblings)),
        Destination::Drafts => Box::new(DraftsScreen::new()),
        Destination::Palette { query, place, here } => {
            Box::new(PaletteScreen::new(query, place, here, below, around))
        }
        Destination::Form { form, draft } => {
            Box::new(FormScreen::new(form, draft.map(|draft| *draft), around))
        }
        Destination::Setup => Box::new(SetupScreen::new()),
    }
}
