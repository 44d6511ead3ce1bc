//! What stands below the fields: deadlines, doubts, duplicates, problems; of a step what it starts and ends.

use crate::base::{Id, Say, text};
use crate::domain::Gravity;
use crate::tui::screen::{Effect, Notice};
use crate::wire::Row;

use super::{FormScreen, say};

/// One line of the panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PanelLine {
    /// A heading, in bold.
    Heading(Say),
    /// Something to read.
    Text(Say),
    /// Something to mend or to look at, with its field.
    Problem(Option<usize>, Say),
    /// A story that tells of persons, with its field: Enter takes them out.
    Persons(usize, Say),
    /// A petition that may be the same, or with which this one will be linked.
    Duplicate(Id, Say),
}

impl PanelLine {
    fn is_stop(&self) -> bool {
        matches!(self, PanelLine::Problem(..) | PanelLine::Persons(..) | PanelLine::Duplicate(..))
    }

    pub(super) fn words(&self) -> &Say {
        match self {
            PanelLine::Heading(say)
            | PanelLine::Text(say)
            | PanelLine::Problem(_, say)
            | PanelLine::Persons(_, say)
            | PanelLine::Duplicate(_, say) => say,
        }
    }
}

/// A petition as a line of the panel names it.
fn told(row: &Row) -> String {
    let cells: Vec<&str> = row.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    text::truncate(&cells.join(" "), 52).into_owned()
}

impl FormScreen {
    /// All lines, in order; the drawing takes as many as fit.
    pub(super) fn panel(&self) -> Vec<PanelLine> {
        let mut lines = Vec::new();
        let examined = &self.examined;
        let text = |say: &Say| PanelLine::Text(say.clone());
        if let Some(chain) = &examined.chain {
            lines.push(PanelLine::Text(Say::new(
                format!("Đã qua      {}", chain.vi),
                format!("Was at      {}", chain.en),
            )));
        }
        if !examined.after.is_empty() {
            lines.push(PanelLine::Heading(Say::new("Sau bước này", "After this step")));
            let indented = |say: &Say| Say::new(format!("  {}", say.vi), format!("  {}", say.en));
            lines.extend(examined.after.iter().map(|say| PanelLine::Text(indented(say))));
        }
        let before = lines.len();
        lines.extend(examined.deadlines.iter().map(text));
        lines.extend(examined.duplicates.iter().map(|row| {
            let cells = told(row);
            PanelLine::Duplicate(
                row.id.clone(),
                Say::new(
                    format!("? Có thể trùng:  {cells}  F4 so"),
                    format!("? Perhaps the same:  {cells}  F4 compares"),
                ),
            )
        }));
        lines.extend(examined.linked.iter().map(|row| {
            let cells = told(row);
            let say = Say::new(format!("= Sẽ gắn với:  {cells}"), format!("= Linked when saved:  {cells}"));
            PanelLine::Duplicate(row.id.clone(), say)
        }));
        lines.extend(self.problem_lines());
        // What is doubted of the days stands last: nothing has to be done about it here.
        lines.extend(
            examined
                .doubts
                .iter()
                .map(|say| PanelLine::Text(Say::new(format!("? {}", say.vi), format!("? {}", say.en)))),
        );
        if self.form.step.is_none() {
            lines.insert(before, PanelLine::Heading(Say::new("-- Hạn và lưu ý", "-- Deadlines and notes")));
        }
        lines
    }

    /// What was typed and not understood, and what the server said of the fields one has been in.
    fn problem_lines(&self) -> Vec<PanelLine> {
        let shown = self.shown_entries();
        let reached = shown
            .iter()
            .filter(|at| self.entries.get(**at).is_some_and(|entry| entry.visited) && **at != self.at)
            .max()
            .copied();
        let mut lines = Vec::new();
        for at in &shown {
            let Some(entry) = self.entries.get(*at).filter(|_| *at != self.at) else { continue };
            if entry.is_unsettled() {
                let fault = entry.fault.clone().unwrap_or_else(super::walk::unknown_code);
                lines.push(self.marked(Some(*at), Gravity::Error, &fault));
            }
        }
        let problems = if self.refused.is_empty() { &self.examined.problems } else { &self.refused };
        for problem in problems {
            let at = self.entries.iter().position(|entry| entry.def.name == problem.field);
            let entry = at.and_then(|at| self.entries.get(at));
            if entry.is_some_and(|entry| entry.is_unsettled()) {
                continue;
            }
            // What is still to come is not yet missing.
            let is_ahead = at.is_some_and(|at| reached.is_none_or(|reached| at > reached));
            let is_missing = entry.is_some_and(|entry| entry.is_empty());
            // Filled in since: shown until the next answer, it would be wrong, and drawn twice for nothing.
            let was_missing = entry.is_some_and(|entry| self.examined_empty.contains(entry.def.name));
            if was_missing && !is_missing {
                continue;
            }
            if is_missing && !self.show_all && (is_ahead || at == Some(self.at)) {
                continue;
            }
            let line = self.marked(at, problem.gravity, &problem.say);
            lines.push(match at.filter(|at| self.tells_of_persons(*at, &problem.say)) {
                Some(at) => PanelLine::Persons(at, line.words().clone()),
                None => line,
            });
        }
        lines.sort_by_key(|line| !line.words().vi.starts_with('!'));
        lines
    }

    fn marked(&self, at: Option<usize>, gravity: Gravity, about: &Say) -> PanelLine {
        let sign = if gravity == Gravity::Error { '!' } else { '?' };
        let about = self.numbered(at, about);
        PanelLine::Problem(at, Say::new(format!("{sign} {}", about.vi), format!("{sign} {}", about.en)))
    }

    /// F8: the next line that asks for something.
    pub(super) fn next_problem(&mut self) -> Vec<Effect> {
        self.show_all = true;
        let lines = self.panel();
        let stops: Vec<usize> =
            lines.iter().enumerate().filter(|(_, line)| line.is_stop()).map(|(at, _)| at).collect();
        let from = self.panel_at.map_or(0, |at| at + 1);
        let Some(next) = stops.iter().find(|at| **at >= from).or_else(|| stops.first()).copied() else {
            return vec![say(Notice::plain(Say::new(
                "Không có mục nào sai hoặc cần xem",
                "Nothing is wrong or to be looked at",
            )))];
        };
        let line = lines.get(next).cloned();
        if let Some(PanelLine::Problem(Some(at), _) | PanelLine::Persons(at, _)) = &line
            && self.shown_entries().contains(at)
        {
            self.go_to(*at);
        }
        self.panel_at = Some(next);
        match line {
            Some(PanelLine::Problem(_, about)) => vec![say(Notice::plain(about))],
            Some(PanelLine::Persons(..)) => vec![say(Notice::plain(Say::new(
                "Enter bỏ hộ, lấy lại bằng Ctrl-Z: nội dung không ghi tên, số của ai",
                "Enter takes it out, Ctrl-Z brings it back: no names or numbers here",
            )))],
            _ => Vec::new(),
        }
    }

    /// The line of the panel on which F8 stands.
    pub(super) fn standing_line(&self) -> Option<PanelLine> {
        self.panel().into_iter().nth(self.panel_at?)
    }

    pub(super) fn first_duplicate(&self) -> Option<Id> {
        self.panel().into_iter().find_map(|line| match line {
            PanelLine::Duplicate(id, _) => Some(id),
            _ => None,
        })
    }
}
