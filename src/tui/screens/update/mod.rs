//! The form of a village's update (nhập tình hình): the gate, two columns of figures, the note, the points.
//!
//! Village and period stand above it and lead to another sheet; what is typed is kept as a draft a second behind the keys.

mod cells;
mod drafts;
mod draw;
mod head;
mod keys;
mod panel;
mod point;
mod save;
mod settle;
mod spot;
mod typed;

#[cfg(test)]
mod tests;

use crate::base::{Id, Period, Say};
use crate::domain::{
    Draft, FormName, Problem, kinds::VILLAGE_UPDATE, kinds::village_update_fields as update,
};
use crate::tui::{
    Canvas,
    command::CommandName,
    screen::{Around, Effect, Notice, Place, Screen, Settlement, Tag},
    terminal::{Key, KeyCode},
    widgets::TextField,
};
use crate::wire::{Outcome, Push, Refusal, Reply, Request, UpdateSheet};

use super::{
    form::{Offers, entry::Entry},
    form_says,
    kept::{self, KeepsDraft, Kept},
    pace::Pace,
    saves::{Line, Saves},
    saving,
};
use spot::Spot;
use typed::{Bases, NotChosen, Typed};

/// The form of a village's update.
#[derive(Debug)]
pub struct UpdateScreen {
    /// Opened from the list of silent villages: after saving comes the next one.
    in_turn: bool,
    village: Entry,
    period: Entry,
    /// Which sheet is shown or awaited.
    wanted: (Option<Id>, Option<Period>),
    /// Which form it is; without a record before the village is chosen.
    form: FormName,
    sheet: Option<UpdateSheet>,
    bases: Bases,
    typed: Typed,
    spot: Spot,
    path: Vec<Spot>,
    /// The line was chosen by its letter: Enter leads back to the gate.
    from_gate: bool,
    awaited: Option<Awaited>,
    /// A draft that waits for its sheet.
    draft: Option<Draft>,
    offers: Option<Offers>,
    asking: Option<Asking>,
    problems: Vec<Problem>,
    refused: Vec<Problem>,
    /// What was typed and not chosen where another officer had saved something else.
    not_chosen: NotChosen,
    /// It was chosen once between two changes of the record.
    has_settled: bool,
    show_all: bool,
    panel_at: Option<usize>,
    pace: Pace,
    serial: u32,
    examine_serial: u32,
    saves: Saves,
    kept: Kept,
    /// It was saved and is to be left, also when another screen lay over it at that moment.
    finished: Option<Say>,
}

/// An answer without which keys have no meaning.
#[derive(Clone, Debug)]
enum Awaited {
    /// The sheet of a village and period; `carries`: what is typed goes along.
    Sheet {
        /// Under which tag.
        serial: u32,
        /// The form that is left, when what was typed in it goes along.
        carries: Option<FormName>,
    },
    /// The draft that was left of this sheet.
    Draft(u32),
    /// What was typed for the village, and what was offered before the last letter.
    LookUp(u32, Option<Offers>),
}

/// What was asked and not answered yet.
#[derive(Clone, Debug)]
enum Asking {
    /// Save? After the last field.
    Save,
    /// The period is closed: as a correction?
    Correction,
    /// One word of reason, as far as it is typed.
    Reason(Box<TextField>),
    /// Throw the draft away?
    Drop,
}

const SHEET: &str = "sheet";
const DRAFT: &str = "draft";
const LOOK_UP: &str = "look-up";
const EXAMINE: &str = "examine";
const DROP: &str = "drop";

impl UpdateScreen {
    /// The form of a village and a period, as far as they are chosen.
    pub fn new(village: Option<Id>, period: Option<Period>, in_turn: bool) -> UpdateScreen {
        UpdateScreen {
            in_turn,
            village: Entry::new(&update::VILLAGE.def),
            period: Entry::new(&update::PERIOD.def),
            spot: if village.is_some() { Spot::Gate } else { Spot::Village },
            wanted: (village, period),
            form: FormName::for_new(VILLAGE_UPDATE.name, 0),
            sheet: None,
            bases: Bases::default(),
            typed: Typed::new(),
            path: Vec::new(),
            from_gate: false,
            awaited: None,
            draft: None,
            offers: None,
            asking: None,
            problems: Vec::new(),
            refused: Vec::new(),
            not_chosen: NotChosen::default(),
            has_settled: false,
            show_all: false,
            panel_at: None,
            pace: Pace::default(),
            serial: 0,
            examine_serial: 0,
            saves: Saves::default(),
            kept: Kept::default(),
            finished: None,
        }
    }

    /// The form goes on where a draft stopped; after it the next silent village comes, as it would have before.
    pub fn resumed(form: &FormName, draft: Option<Draft>) -> UpdateScreen {
        let value = |name: &str| draft.as_ref().and_then(|draft| draft.field(name)?.value.clone());
        let (mut village, mut period) = (None, None);
        if let Some(crate::domain::Value::Ref(id)) = value(update::VILLAGE.def.name) {
            village = Some(id);
        }
        if let Some(crate::domain::Value::Text(spelled)) = value(update::PERIOD.def.name) {
            period = Period::parse(&spelled);
        }
        // Without these fields the name of the record tells: office.village_update.VILLAGE.PERIOD.
        let named = form.record.as_ref().and_then(|id| {
            let (_, rest) = id.as_str().split_once(&format!(".{}.", VILLAGE_UPDATE.name))?;
            let (village, period) = rest.rsplit_once('.')?;
            Some((Id::new(village)?, Period::parse(period)?))
        });
        if let (None, Some((of, on))) = (&village, named) {
            (village, period) = (Some(of), Some(on));
        }
        UpdateScreen {
            draft,
            form: FormName { step: None, ..form.clone() },
            ..UpdateScreen::new(village, period, true)
        }
    }

    /// The form of a village and a period that are known, under the name that it will have.
    pub fn of(village: Id, period: Period, in_turn: bool, office: Option<&Id>) -> UpdateScreen {
        let kind = VILLAGE_UPDATE.name;
        let record = office.and_then(|office| Id::new(&format!("{office}.{kind}.{village}.{period}")));
        let screen = UpdateScreen::new(Some(village), Some(period), in_turn);
        UpdateScreen { form: FormName { record, ..screen.form.clone() }, ..screen }
    }

    /// Another sheet in the same screen; answers to the old one are not for it.
    fn begin(&mut self, village: Option<Id>, period: Option<Period>) {
        let (in_turn, serial) = (self.in_turn, self.serial);
        *self = UpdateScreen { serial, ..UpdateScreen::new(village, period, in_turn) };
    }

    fn tag(&mut self, what: &'static str) -> Tag {
        self.serial = self.serial.wrapping_add(1);
        Tag { what, serial: self.serial }
    }

    fn form_name(&self) -> FormName {
        self.form.clone()
    }

    fn before(&self) -> Option<&crate::domain::Record> {
        self.sheet.as_ref()?.before.as_ref()
    }

    /// Asks for the sheet of the wanted village and period.
    fn ask_sheet(&mut self, carries: Option<FormName>) -> Vec<Effect> {
        let (Some(village), period) = self.wanted.clone() else { return Vec::new() };
        let tag = self.tag(SHEET);
        self.awaited = Some(Awaited::Sheet { serial: tag.serial, carries });
        vec![Effect::Ask(tag, Request::OpenUpdate { village, period })]
    }

    fn ask_draft(&mut self) -> Effect {
        let tag = self.tag(DRAFT);
        self.awaited = Some(Awaited::Draft(tag.serial));
        Effect::Ask(tag, Request::OpenDraft(self.form_name()))
    }

    /// What was asked and not answered, once more; a save goes under the same request id.
    fn ask_again(&mut self) -> Vec<Effect> {
        let mut effects: Vec<Effect> = self.saves.again().into_iter().collect();
        match self.awaited.take() {
            None => {}
            Some(Awaited::Sheet { carries, .. }) => effects.extend(self.ask_sheet(carries)),
            Some(Awaited::Draft(_)) => effects.push(self.ask_draft()),
            Some(Awaited::LookUp(_, before)) => effects.extend(self.look_up(before)),
        }
        effects
    }

    /// Asks what would happen if the form were saved.
    fn examine(&mut self, around: &Around<'_>) -> Option<Effect> {
        let sheet = self.sheet.as_ref().filter(|_| !around.offline)?;
        let parts = self.typed.parts(sheet, self.bases, &self.not_chosen);
        self.pace.to_examine = false;
        if parts.is_empty() {
            self.problems.clear();
            return None;
        }
        let tag = self.tag(EXAMINE);
        self.examine_serial = tag.serial;
        Some(Effect::Ask(tag, Request::ExamineMany(parts)))
    }

    /// Something was typed.
    fn changed(&mut self, around: &Around<'_>) -> Effect {
        self.pace.changed(around.now_ms);
        self.refused.clear();
        self.saves.wake(&self.pace, around).unwrap_or(Effect::WakeIn(super::pace::REST_MS))
    }

    /// Looks whether the line broke or came back since the last time.
    fn notice_line(&mut self, around: &Around<'_>) -> Vec<Effect> {
        match self.saves.line(around) {
            Line::Whole => return Vec::new(),
            Line::Broken => {
                self.kept.line_broke(&mut self.pace);
                return Vec::new();
            }
            Line::Back => self.kept.line_broke(&mut self.pace),
        }
        let mut effects = self.ask_again();
        if self.pace.to_keep {
            effects.extend(self.keep());
        }
        effects.extend(self.examine(around));
        effects
    }

    fn answered(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        let awaits = match (&self.awaited, tag.what) {
            (Some(Awaited::Sheet { serial, .. }), SHEET)
            | (Some(Awaited::Draft(serial)), DRAFT)
            | (Some(Awaited::LookUp(serial, _)), LOOK_UP) => *serial == tag.serial,
            _ => false,
        };
        if awaits {
            return match (self.awaited.take(), outcome) {
                (Some(Awaited::Sheet { carries, .. }), Ok(Reply::Update(sheet))) => {
                    self.sheet_came(*sheet, carries, around)
                }
                (Some(Awaited::Draft(_)), Ok(Reply::Draft(Some(draft)))) => self.draft_came(&draft, around),
                (Some(Awaited::LookUp(_, before)), Ok(Reply::LookedUp(found))) => {
                    self.looked_up(found, before, around)
                }
                (Some(Awaited::Sheet { .. }), Err(refusal)) => self.no_sheet(refusal),
                (_, Err(refusal)) => vec![say(Notice::error(refusal.say))],
                _ => Vec::new(),
            };
        }
        match (tag.what, outcome) {
            (EXAMINE, Ok(Reply::Examined(examined))) if tag.serial == self.examine_serial => {
                self.problems = examined.problems;
                Vec::new()
            }
            (kept::KEEP, outcome) => {
                let told = self.kept.answered(tag, outcome, &mut self.pace, around.now_ms);
                self.told_of_draft(told, around)
            }
            (kept::LOOK, outcome) => {
                let told = self.kept.looked(&outcome);
                self.told_of_draft(told, around)
            }
            (kept::FETCH, outcome) => self.kept.fetched(&self.form, outcome),
            (_, outcome) if self.saves.is(tag) => match outcome {
                Ok(Reply::Saved(saved)) => self.saved(saved, around),
                Ok(_) => Vec::new(),
                Err(refusal) => self.not_saved(refusal),
            },
            (EXAMINE, Err(refusal)) if tag.serial == self.examine_serial => {
                vec![say(Notice::error(refusal.say))]
            }
            _ => Vec::new(),
        }
    }

    /// There is no such sheet: nothing is to be filled in.
    fn no_sheet(&mut self, refusal: Refusal) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.sheet.is_none() {
            effects.push(Effect::Back);
        } else {
            self.put_head();
        }
        effects.push(say(Notice::error(refusal.say)));
        effects
    }

    fn run(&mut self, command: CommandName, around: &Around<'_>) -> Vec<Effect> {
        if command != "problem.next" && command != "values" {
            self.panel_at = None;
        }
        // Any other command is a "no": an Enter that comes later answers nothing.
        let drops = matches!(self.asking, Some(Asking::Save | Asking::Drop | Asking::Correction));
        if drops && !matches!(command, "save" | "back") {
            self.asking = None;
        }
        match command {
            "save" => self.command_save(around),
            "values" => self.values(around),
            "copy.field" => self.copy_field(around),
            "copy.rest" => self.copy_rest(around),
            "problem.next" => self.next_problem(around),
            "persons.clear" => self.clear_persons(around),
            "undo" => self.undo(true, around),
            "redo" => self.undo(false, around),
            "word.turn" | "letter.highland" => self.rework(command, around),
            "draft.drop" => {
                self.asking = Some(Asking::Drop);
                vec![form_says::discard()]
            }
            "back" => self.leave(),
            _ => Vec::new(),
        }
    }
}

/// The commands that the form knows.
const KNOWN: &[CommandName] = &[
    "save",
    "values",
    "copy.field",
    "copy.rest",
    "problem.next",
    "undo",
    "redo",
    "word.turn",
    "letter.highland",
    "draft.drop",
    "back",
    "persons.clear",
];

impl Screen for UpdateScreen {
    fn place(&self) -> Place {
        Place::Form
    }

    fn title(&self, around: &Around<'_>) -> String {
        Say::new("NHẬP TÌNH HÌNH", "VILLAGE UPDATE").get(around.lang).to_owned()
    }

    fn form(&self) -> Option<&FormName> {
        Some(&self.form)
    }

    fn settled(&mut self, settlement: Settlement, around: &Around<'_>) -> Vec<Effect> {
        let mut effects = self.notice_line(around);
        effects.extend(self.take_settlement(settlement, around));
        effects
    }

    fn is_ready(&self) -> bool {
        self.sheet.is_some() || self.wanted.0.is_none()
    }

    fn waits_for(&self, _: &Key) -> bool {
        self.awaited.is_some() || self.saves.is_under_way()
    }

    fn shown(&mut self, around: &Around<'_>) -> Vec<Effect> {
        if let Some(done) = &self.finished {
            return vec![Effect::Back, say(Notice::plain(done.clone()))];
        }
        if self.saves.line(around) == Line::Broken {
            return Vec::new();
        }
        let mut effects = self.ask_again();
        if self.sheet.is_none() && self.awaited.is_none() {
            effects.extend(self.ask_sheet(None));
        }
        if self.pace.to_keep {
            effects.extend(self.keep());
        }
        effects.extend(self.examine(around));
        effects
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        let mut effects = self.notice_line(around);
        if self.kept.is_elsewhere() {
            effects.push(self.elsewhere(key.code == KeyCode::Enter));
            return effects;
        }
        effects.extend(self.press(key, around));
        effects
    }

    fn own_commands(&self) -> &'static [CommandName] {
        KNOWN
    }

    fn command(&mut self, command: CommandName, around: &Around<'_>) -> Option<Vec<Effect>> {
        if !KNOWN.contains(&command) {
            return None;
        }
        let mut effects = self.notice_line(around);
        if self.kept.is_elsewhere() {
            effects.push(if command == "back" { Effect::Back } else { self.elsewhere(false) });
            return Some(effects);
        }
        effects.extend(self.run(command, around));
        Some(effects)
    }

    fn refusal(&self, command: CommandName, around: &Around<'_>) -> Option<Say> {
        match command {
            "save" if around.welcome.read_only => Some(saving::read_only()),
            _ => None,
        }
    }

    fn reply(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        let mut effects = self.notice_line(around);
        effects.extend(self.answered(tag, outcome, around));
        effects
    }

    fn push(&mut self, push: &Push, _: &Around<'_>) -> Vec<Effect> {
        self.pushed(push)
    }

    fn reconnected(&mut self, _: &Around<'_>) -> Vec<Effect> {
        self.keep_again()
    }

    fn woken(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let mut effects = self.notice_line(around);
        let rested = self.pace.rests(around.now_ms);
        if self.pace.to_examine && rested {
            effects.extend(self.examine(around));
        }
        if self.saves.let_keep(&self.pace, around) {
            effects.extend(self.keep());
        }
        effects.extend(self.saves.wake(&self.pace, around));
        effects
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        self.paint(canvas, around);
    }

    fn help_here(&self, _: &Around<'_>) -> Vec<Say> {
        panel::help(self.spot)
    }

    fn smallest(&self) -> (u16, u16) {
        (80, 24)
    }

    fn draft(&self) -> Option<Draft> {
        self.kept.to_hand_over(self.to_draft(), &self.pace)
    }
}

/// A message with its effect.
fn say(notice: Notice) -> Effect {
    Effect::Say(notice)
}
