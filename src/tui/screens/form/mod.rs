//! The form of any kind of record and of any step, driven by the declarations of its fields.
//!
//! Knows shapes of fields, not what petitions are, but for one rule: no story before the kind of a petition is known,
//! and none ever of a denunciation (the same rule as [`Draft::cleaned`], which the server applies again).

mod ask;
mod copy;
mod denounced;
mod drafts;
mod draw;
pub(super) mod entry;
pub(super) mod hints;
mod links;
mod look_up;
mod panel;
pub(super) mod persons;
mod reply;
mod save;
mod settle;
mod walk;

#[cfg(test)]
mod contact_tests;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod field_tests;
#[cfg(test)]
mod kept_tests;
#[cfg(test)]
mod line_tests;
#[cfg(test)]
mod links_tests;
#[cfg(test)]
mod order_tests;
#[cfg(test)]
mod persons_tests;
#[cfg(test)]
mod register;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod visit_tests;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::base::{Id, Say};
use crate::domain::{
    Draft, FieldDef, Fields, FormName, KindDef, Problem, Record, StepForm, kind,
    kinds::{PetitionKind, petition_fields},
    petition::steps::INPUT_KIND,
    step_form,
};
use crate::tui::{
    Canvas,
    command::CommandName,
    screen::{Around, Effect, Notice, Place, Screen, Settlement, Tag},
    terminal::Key,
};
use crate::wire::{Choice, Examined, Offer, Outcome, Push, Request};

use super::{
    form_says,
    kept::{self, KeepsDraft, Kept},
    pace::{Pace, REST_MS},
    saves::{Line, Saves},
    saving,
};
use ask::Asking;
pub(super) use drafts::new_sheet;
pub(super) use draw::{Rows, indented, paint_offers};
use entry::Entry;
pub(super) use look_up::Offers;
use look_up::Waiting;

/// A form: a new record, a change of one, or a step.
#[derive(Debug)]
pub struct FormScreen {
    form: FormName,
    kind: Option<&'static KindDef>,
    step: Option<StepForm>,
    entries: Vec<Entry>,
    /// Fields of a changed record that have no line in a form; they are sent back as they came.
    untyped: Fields,
    /// What the register said of the petition of a step: its kind.
    known: Fields,
    number: Option<String>,
    at: usize,
    path: Vec<usize>,
    base: u32,
    /// The record or the petition of the step did not come yet.
    opening: bool,
    /// Whether a draft of this form was left somewhere is not known yet.
    seeking_draft: bool,
    /// How many drafts of new forms lie under 9 is still to be told, once.
    tells_parked: bool,
    waiting: Option<Waiting>,
    ahead: VecDeque<Input>,
    offers: Option<Offers>,
    asking: Option<Asking>,
    examined: Examined,
    /// The fields that were empty when `examined` was asked for: what it says of them is that they are missing.
    examined_empty: BTreeSet<&'static str>,
    /// The same of the question under way.
    asked_empty: BTreeSet<&'static str>,
    refused: Vec<Problem>,
    /// What was typed and not chosen where another officer had saved something else.
    not_chosen: Choice,
    /// It was chosen once between two changes of the record.
    has_settled: bool,
    show_all: bool,
    panel_at: Option<usize>,
    pace: Pace,
    serial: u32,
    examine_serial: u32,
    saves: Saves,
    previous: BTreeMap<&'static str, Offer>,
    kept: Kept,
    /// The petition of a step moved meanwhile: the next save is based on what is seen now.
    rebasing: bool,
    /// It was saved and is to be left, also when another screen lay over it at that moment.
    finished: Option<Say>,
}

/// What was pressed: a key, or the command that stands on it.
#[derive(Clone, Debug)]
enum Input {
    Key(Key),
    Command(CommandName),
}

impl FormScreen {
    /// The form of this name; with a draft it goes on at the field and the letter where that stopped.
    pub fn new(form: FormName, draft: Option<Draft>, around: &Around<'_>) -> FormScreen {
        let kind = kind(&form.kind);
        let step = form.step.as_deref().and_then(|step| step_form(&form.kind, step));
        let is_fresh = draft.is_none() && form.is_new();
        let form = if is_fresh { FormName { sheet: new_sheet(), ..form } } else { form };
        let mut screen = FormScreen {
            opening: form.record.is_some(),
            seeking_draft: draft.is_none() && !is_fresh,
            tells_parked: is_fresh,
            kind,
            step,
            form,
            entries: Vec::new(),
            untyped: Fields::new(),
            known: Fields::new(),
            number: None,
            at: 0,
            path: Vec::new(),
            base: 0,
            waiting: None,
            ahead: VecDeque::new(),
            offers: None,
            asking: None,
            examined: Examined::default(),
            examined_empty: BTreeSet::new(),
            asked_empty: BTreeSet::new(),
            refused: Vec::new(),
            not_chosen: Choice::new(),
            has_settled: false,
            show_all: false,
            panel_at: None,
            pace: Pace::opened(),
            serial: 0,
            examine_serial: 0,
            saves: Saves::default(),
            previous: BTreeMap::new(),
            kept: Kept::default(),
            rebasing: false,
            finished: None,
        };
        screen.empty(around);
        if let Some(draft) = draft {
            screen.restore(&draft.cleaned(), around);
        }
        screen
    }

    fn declared(&self) -> &'static [FieldDef] {
        match (&self.form.step, self.step, self.kind) {
            (Some(_), step, _) => step.map_or(&[], |step| step.fields),
            (None, _, kind) => kind.map_or(&[], |kind| kind.fields),
        }
    }

    /// Empty fields, with what stands in them before anything is typed.
    fn empty(&mut self, around: &Around<'_>) {
        self.entries = self.declared().iter().filter(|def| Entry::is_typed(def)).map(Entry::new).collect();
        let today = around.welcome.today;
        if self.form.record.is_none() || self.form.step.is_some() {
            for entry in &mut self.entries {
                if matches!(entry.def.shape, crate::domain::Shape::Day(_)) && entry.is_always_required() {
                    let value = crate::domain::Value::Day(today);
                    entry.standing = Some(Offer { value, code: today.to_string(), echo: Say::default() });
                }
            }
        }
        self.at = 0;
        self.path.clear();
        if let Some(first) = self.entries.first_mut() {
            first.visited = true;
        }
    }

    /// The record as it is typed so far.
    fn record(&self) -> Record {
        let name = if self.form.step.is_some() { INPUT_KIND } else { self.form.kind.as_str() };
        let mut record = Record::new(name, Id::unsaved(), Id::unsaved());
        record.fields.clone_from(&self.known);
        for entry in &self.entries {
            if let Some(value) = entry.value() {
                record.fields.insert(entry.def.name.to_owned(), value.clone());
            }
        }
        record
    }

    /// The entries that this record has a line for, in order.
    fn shown_entries(&self) -> Vec<usize> {
        let record = self.record();
        self.entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| self.is_shown(entry.def, &record))
            .map(|(at, _)| at)
            .collect()
    }

    fn is_shown(&self, def: &FieldDef, record: &Record) -> bool {
        if def.narrative && self.form.kind == "petition" && !may_tell(record) {
            return false;
        }
        (def.applies)(record)
    }

    /// The number that stands before a field, from 1; `None` when it has no line now.
    fn number_of(&self, name: &str) -> Option<usize> {
        let at = self.entries.iter().position(|entry| entry.def.name == name)?;
        self.shown_entries().iter().position(|shown| *shown == at).map(|place| place + 1)
    }

    /// The number of every field that has a line.
    fn numbers(&self) -> BTreeMap<String, usize> {
        self.entries
            .iter()
            .filter_map(|entry| Some((entry.def.name.to_owned(), self.number_of(entry.def.name)?)))
            .collect()
    }

    fn entry(&self) -> Option<&Entry> {
        self.entries.get(self.at)
    }

    fn entry_mut(&mut self) -> Option<&mut Entry> {
        self.entries.get_mut(self.at)
    }

    /// What is sent to the server.
    fn fields(&self) -> Fields {
        let record = self.record();
        let mut fields = self.untyped.clone();
        if self.links_wanted().is_none() {
            fields.remove(links::LINKED);
        }
        for entry in self.entries.iter().filter(|entry| self.is_shown(entry.def, &record)) {
            if let Some(value) = entry.value() {
                fields.insert(entry.def.name.to_owned(), value.clone());
            }
        }
        fields
    }

    fn next_serial(&mut self) -> u32 {
        self.serial = self.serial.wrapping_add(1);
        self.serial
    }

    /// Asks what would happen if the form were saved.
    fn examine(&mut self, around: &Around<'_>) -> Option<Effect> {
        if around.offline {
            return None;
        }
        self.pace.to_examine = false;
        let serial = self.next_serial();
        self.examine_serial = serial;
        self.asked_empty =
            self.entries.iter().filter(|entry| entry.is_empty()).map(|entry| entry.def.name).collect();
        let request = Request::Examine { form: self.form.clone(), base: self.base, fields: self.fields() };
        Some(Effect::Ask(Tag { what: "examine", serial }, request))
    }

    /// Something was typed: the panel follows when typing rests, the draft before long even when it does not.
    fn changed(&mut self, around: &Around<'_>) -> Effect {
        self.pace.changed(around.now_ms);
        self.saves.wake(&self.pace, around).unwrap_or(Effect::WakeIn(REST_MS))
    }

    fn input(&mut self, input: Input, around: &Around<'_>) -> Vec<Effect> {
        let mut effects = self.notice_line(around);
        let leaves = matches!(input, Input::Command("back"));
        if self.kept.is_elsewhere() {
            effects.extend(self.elsewhere(&input));
            return effects;
        }
        // What is being saved is not changed any more; keys typed meanwhile are for what comes after.
        let may_leave = leaves && (!self.saves.is_under_way() || around.offline);
        if self.is_busy() && !may_leave {
            if self.ahead.len() < crate::base::limits::INPUT_BYTES_MAX {
                self.ahead.push_back(input);
            }
            return effects;
        }
        effects.extend(match input {
            Input::Key(key) => self.press(&key, around),
            Input::Command(command) => self.run(command, around),
        });
        effects
    }

    /// Whether an answer is awaited without which a key has no meaning.
    fn is_busy(&self) -> bool {
        self.opening || self.seeking_draft || self.waiting.is_some() || self.saves.is_under_way()
    }

    /// Applies what was pressed while an answer was awaited.
    fn catch_up(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        while !self.is_busy() {
            let Some(input) = self.ahead.pop_front() else { break };
            effects.extend(self.input(input, around));
        }
        effects
    }

    fn run(&mut self, command: CommandName, around: &Around<'_>) -> Vec<Effect> {
        if command != "problem.next" && command != "values" {
            self.panel_at = None;
        }
        // Any other command is a "no": an Enter that comes later answers nothing.
        if !matches!(command, "save" | "back")
            && matches!(self.asking, Some(Asking::Save | Asking::Confirm | Asking::Drop))
        {
            self.asking = None;
        }
        match command {
            "save" => self.command_save(around),
            "values" => self.values(around),
            "petition.beside" => self.lay_beside(None),
            "copy.field" => self.copy_field(around),
            "copy.rest" => self.copy_rest(around),
            "problem.next" => self.next_problem(),
            "persons.clear" => self.clear_persons(around),
            "undo" => self.undo(around, true),
            "redo" => self.undo(around, false),
            "word.turn" | "letter.highland" => self.rework(command, around),
            "draft.drop" => self.ask_to_drop(),
            "back" => self.leave(around),
            _ => Vec::new(),
        }
    }

    /// Looks whether the line broke or came back since the last time.
    fn notice_line(&mut self, around: &Around<'_>) -> Vec<Effect> {
        match self.saves.line(around) {
            Line::Broken => {
                self.kept.line_broke(&mut self.pace);
                // No answer will come to these: one types on without.
                let waited = self.waiting.take().is_some() | std::mem::take(&mut self.seeking_draft);
                return if waited { self.catch_up(around) } else { Vec::new() };
            }
            Line::Whole => return Vec::new(),
            Line::Back => {}
        }
        self.kept.line_broke(&mut self.pace);
        let mut effects = self.ask_again();
        if self.pace.to_keep {
            effects.extend(self.keep());
        }
        effects.extend(self.examine(around));
        effects
    }

    /// What was asked and not answered, once more; a save goes under the same request id.
    fn ask_again(&mut self) -> Vec<Effect> {
        let mut effects: Vec<Effect> = self.saves.again().into_iter().collect();
        if self.seeking_draft {
            let tag = self.tag("draft");
            effects.push(Effect::Ask(tag, Request::OpenDraft(self.form.clone())));
        }
        effects.extend(self.look_up_again());
        effects
    }
}

/// Whether a petition may have a story: its kind is known and it is no denunciation.
fn may_tell(record: &Record) -> bool {
    petition_fields::KIND.of(record).is_some_and(|kind| kind != PetitionKind::ToCao)
}

impl Screen for FormScreen {
    fn place(&self) -> Place {
        Place::Form
    }

    fn title(&self, around: &Around<'_>) -> String {
        self.heading(around.lang)
    }

    fn shown(&mut self, around: &Around<'_>) -> Vec<Effect> {
        if let Some(done) = &self.finished {
            return vec![Effect::Back, say(Notice::plain(done.clone()))];
        }
        let mut effects = self.notice_line(around);
        if !around.offline {
            effects.extend(self.ask_again());
            if std::mem::take(&mut self.tells_parked) {
                effects.push(Effect::Ask(self.tag("parked"), Request::Drafts));
            }
        }
        effects.extend(self.examine(around));
        effects.extend(self.ask_for_echoes(around));
        effects
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        self.input(Input::Key(key.clone()), around)
    }

    fn own_commands(&self) -> &'static [CommandName] {
        &[
            "save",
            "values",
            "petition.beside",
            "copy.field",
            "copy.rest",
            "problem.next",
            "persons.clear",
            "undo",
            "redo",
            "word.turn",
            "letter.highland",
            "draft.drop",
            "back",
        ]
    }

    fn command(&mut self, command: CommandName, around: &Around<'_>) -> Option<Vec<Effect>> {
        self.own_commands().contains(&command).then(|| self.input(Input::Command(command), around))
    }

    fn refusal(&self, command: CommandName, around: &Around<'_>) -> Option<Say> {
        match command {
            "save" if around.welcome.read_only => Some(saving::read_only()),
            "petition.beside" => self.lies_beside_nothing(),
            "copy.field" | "copy.rest" if self.previous.is_empty() => Some(copy::nothing_before()),
            _ => None,
        }
    }

    fn is_ready(&self) -> bool {
        !self.opening && !self.seeking_draft
    }

    fn reply(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        let mut effects = self.notice_line(around);
        effects.extend(self.answered(tag, outcome, around));
        effects.extend(self.catch_up(around));
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
        if rested && let Some(offers) = &mut self.offers {
            offers.rested = true;
        }
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
        let Some(entry) = self.entry() else { return Vec::new() };
        let mut lines = vec![Say::from(entry.def.label)];
        if !entry.def.help.vi.is_empty() {
            lines.push(entry.def.help.into());
        }
        lines.extend(hints::in_full(entry.def, &self.record()));
        lines
    }

    fn smallest(&self) -> (u16, u16) {
        (80, 24)
    }

    fn settled(&mut self, settlement: Settlement, around: &Around<'_>) -> Vec<Effect> {
        let mut effects = self.notice_line(around);
        effects.extend(self.take_settlement(settlement, around));
        effects
    }

    fn links(&mut self, links: Vec<Id>, around: &Around<'_>) -> Vec<Effect> {
        let mut effects = self.notice_line(around);
        effects.extend(self.take_links(links, around));
        effects
    }

    fn form(&self) -> Option<&FormName> {
        Some(&self.form)
    }

    fn draft(&self) -> Option<Draft> {
        self.kept.to_hand_over(self.to_draft(), &self.pace)
    }
}

/// A message with its effect.
fn say(notice: Notice) -> Effect {
    Effect::Say(notice)
}
