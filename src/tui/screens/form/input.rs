//! What is pressed in a form, in its order: keys that have to wait for an answer are applied after it.

use crate::tui::{
    command::CommandName,
    screen::{Around, Effect},
    terminal::Key,
};
use crate::wire::Request;

use super::{Asking, FormScreen, KeepsDraft};
use crate::tui::screens::saves::Line;

/// What was pressed: a key, or the command that stands on it.
#[derive(Clone, Debug)]
pub(super) enum Input {
    Key(Key),
    Command(CommandName),
}

impl FormScreen {
    pub(super) fn input(&mut self, input: Input, around: &Around<'_>) -> Vec<Effect> {
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
    pub(super) fn is_busy(&self) -> bool {
        self.opening || self.seeking_draft || self.waiting.is_some() || self.saves.is_under_way()
    }

    /// Applies what was pressed while an answer was awaited.
    pub(super) fn catch_up(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        while !self.is_busy() {
            let Some(input) = self.ahead.pop_front() else { break };
            effects.extend(self.input(input, around));
        }
        effects
    }

    pub(super) fn run(&mut self, command: CommandName, around: &Around<'_>) -> Vec<Effect> {
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
    pub(super) fn notice_line(&mut self, around: &Around<'_>) -> Vec<Effect> {
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
    pub(super) fn ask_again(&mut self) -> Vec<Effect> {
        let mut effects: Vec<Effect> = self.saves.again().into_iter().collect();
        if self.seeking_draft {
            let tag = self.tag("draft");
            effects.push(Effect::Ask(tag, Request::OpenDraft(self.form.clone())));
        }
        effects.extend(self.look_up_again());
        effects
    }
}
