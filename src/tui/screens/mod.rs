//! The screens: each knows what stands where on it and what a key does there.

mod columns;
mod count;
mod detail;
mod drafts;
mod empty;
mod export;
mod find;
mod form;
mod home;
mod list;
mod palette;
mod setup;
mod window;

pub use count::CountScreen;
pub use detail::DetailScreen;
pub use drafts::DraftsScreen;
pub use empty::EmptyScreen;
pub use export::ExportScreen;
pub use find::FindScreen;
pub use form::FormScreen;
pub use home::HomeScreen;
pub use list::ListScreen;
pub use palette::PaletteScreen;
pub use setup::SetupScreen;

use super::screen::{Around, Destination, Screen};

/// The screen of a destination; the palette also asks the screen below what can be done there.
pub fn open(destination: Destination, below: Option<&dyn Screen>, around: &Around<'_>) -> Box<dyn Screen> {
    match destination {
        Destination::List(query) => Box::new(ListScreen::new(query)),
        Destination::Count(query) => Box::new(CountScreen::new(query)),
        Destination::Place { id, .. } => Box::new(ListScreen::at_place(id)),
        Destination::Find { typed } => Box::new(FindScreen::new(typed)),
        Destination::Empty(digit) => Box::new(EmptyScreen::new(digit)),
        Destination::Detail { id, siblings } => Box::new(DetailScreen::new(id, siblings)),
        Destination::Drafts => Box::new(DraftsScreen::new()),
        Destination::Palette { query, place, here } => {
            Box::new(PaletteScreen::new(query, place, here, below, around))
        }
        Destination::Form { form, draft } => {
            Box::new(FormScreen::new(form, draft.map(|draft| *draft), around))
        }
        Destination::Export { query, way, title, name } => {
            Box::new(ExportScreen::new(query, way, title, name))
        }
        Destination::Setup => Box::new(SetupScreen::new()),
    }
}
