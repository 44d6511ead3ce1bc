//! The screens: each knows what stands where on it and what a key does there.

mod adjustments;
mod beside;
mod columns;
mod compare;
mod count;
mod detail;
mod drafts;
mod export;
mod find;
mod form;
mod form_says;
mod handover;
mod home;
mod kept;
mod key_doctor;
mod law;
mod list;
mod pace;
mod palette;
mod row_question;
mod saves;
mod saving;
mod setup;
mod silent;
mod statistics;
mod step_taken;
mod update;
mod village;
mod window;

pub use adjustments::AdjustmentsScreen;
pub use beside::{BesideScreen, Laying};
pub use compare::CompareScreen;
pub use count::CountScreen;
pub use detail::DetailScreen;
pub use drafts::DraftsScreen;
pub use export::ExportScreen;
pub use find::FindScreen;
pub use form::FormScreen;
pub use handover::HandoverScreen;
pub use home::HomeScreen;
pub use key_doctor::{KeyDoctorScreen, title as key_doctor_title};
pub use law::{LawEditing, LawFormScreen, LawMovesScreen, LawScreen, part_of};
pub use list::ListScreen;
pub use palette::PaletteScreen;
pub use setup::SetupScreen;
pub use silent::SilentScreen;
pub use statistics::StatisticsScreen;
pub use update::UpdateScreen;
pub use village::VillageScreen;

use crate::domain::kinds::VILLAGE_UPDATE;

use super::screen::{Around, Destination, Screen};

/// The screen of a destination; the palette also asks the screen below what can be done there.
pub fn open(destination: Destination, below: Option<&dyn Screen>, around: &Around<'_>) -> Box<dyn Screen> {
    match destination {
        Destination::List(query) => Box::new(ListScreen::new(query)),
        Destination::Count(query) => Box::new(CountScreen::new(query)),
        Destination::Statistics => Box::new(StatisticsScreen::new(around.welcome.today)),
        Destination::Law(part) => Box::new(LawScreen::new(part, around.welcome.today)),
        Destination::LawForm(editing) => Box::new(LawFormScreen::new(*editing)),
        Destination::LawMoves(text) => Box::new(LawMovesScreen::new(text)),
        Destination::AskedBack(asked) => Box::new(StatisticsScreen::asked_back(asked)),
        Destination::Closing(window, commune) => Box::new(StatisticsScreen::of_closing(window, commune)),
        Destination::Adjustments(sheet) => Box::new(AdjustmentsScreen::new(*sheet)),
        Destination::Handover => Box::new(HandoverScreen::default()),
        Destination::Silent => Box::new(SilentScreen::new()),
        Destination::Village(village) => Box::new(VillageScreen::new(village)),
        Destination::Find { typed } => Box::new(FindScreen::new(typed)),
        Destination::Detail { id, siblings } => Box::new(DetailScreen::new(id, siblings)),
        Destination::Drafts => Box::new(DraftsScreen::new()),
        Destination::Palette { query, place, here } => {
            Box::new(PaletteScreen::new(query, place, here, below, around))
        }
        Destination::Form { form, draft } if form.kind == VILLAGE_UPDATE.name && form.step.is_none() => {
            Box::new(UpdateScreen::resumed(&form, draft.map(|draft| *draft)))
        }
        Destination::Update { village: Some(village), period: Some(period), in_turn } => {
            let office = around.welcome.office.as_ref().map(|office| &office.id);
            Box::new(UpdateScreen::of(village, period, in_turn, office))
        }
        Destination::Update { village, period, in_turn } => {
            Box::new(UpdateScreen::new(village, period, in_turn))
        }
        Destination::Form { form, draft } => {
            Box::new(FormScreen::new(form, draft.map(|draft| *draft), around))
        }
        Destination::Export { query, way, title, name } => {
            Box::new(ExportScreen::new(query, way, title, name))
        }
        Destination::Beside(laying) => Box::new(BesideScreen::new(*laying)),
        Destination::Compare(comparing) => Box::new(CompareScreen::new(*comparing)),
        Destination::KeyDoctor => Box::new(KeyDoctorScreen::new(around.size)),
        Destination::Setup => Box::new(SetupScreen::new()),
    }
}
