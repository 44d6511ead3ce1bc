//! From place to place: the gate with its letters, the walk through the lines, the cells of a point.

use crate::base::Say;
use crate::domain::{
    Shape, guard,
    kinds::{LINES, VILLAGE_UPDATE, figures_fields as figures},
};
use crate::tui::{
    command::CommandName,
    screen::{Around, Effect, Notice},
    terminal::{Key, KeyCode},
    widgets::Edited,
};

use super::{
    Asking, KeepsDraft, Spot, UpdateScreen,
    cells::severity_wanted,
    draw,
    point::{Cell, Point, understand},
    say,
    typed::{blank, nothing_to_keep},
};
use crate::tui::screens::{
    form::{
        entry::{self, Entry},
        persons,
    },
    form_says,
};

impl UpdateScreen {
    /// The field at a place; the gate has none.
    pub(super) fn entry(&self, spot: Spot) -> Option<&Entry> {
        match spot {
            Spot::Village => Some(&self.village),
            Spot::Period => Some(&self.period),
            Spot::Gate => None,
            Spot::Line(at) => self.typed.figures.get(at).map(|figure| &figure.entry),
            Spot::Review => Some(&self.typed.review),
            Spot::Note => Some(&self.typed.note),
            Spot::Point(at, cell) => self.typed.points.get(at)?.cell(cell),
        }
    }

    /// The same, to be typed in.
    pub(super) fn entry_mut(&mut self, spot: Spot) -> Option<&mut Entry> {
        match spot {
            Spot::Village => Some(&mut self.village),
            Spot::Period => Some(&mut self.period),
            Spot::Gate => None,
            Spot::Line(at) => self.typed.figures.get_mut(at).map(|figure| &mut figure.entry),
            Spot::Review => Some(&mut self.typed.review),
            Spot::Note => Some(&mut self.typed.note),
            Spot::Point(at, cell) => self.typed.points.get_mut(at)?.cell_mut(cell),
        }
    }

    /// A key in the form.
    pub(super) fn press(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        if self.asking.is_some()
            && let Some(effects) = self.answer(key, around)
        {
            return effects;
        }
        let stood_on = self.panel_at.and_then(|at| self.panel().into_iter().nth(at));
        if self.panel_at.take().is_some() && key.code == KeyCode::Enter {
            // On the line that tells of persons Enter takes them out.
            return match stood_on {
                Some(line) if line.tells_of_persons => self.clear_persons(around),
                _ => Vec::new(),
            };
        }
        let spot = self.spot;
        let columns = draw::columns_of(spot, around.size.0);
        let is_code = matches!(spot.def().shape, Shape::Choice(_) | Shape::Record(_) | Shape::Unit(_));
        if let (Spot::Note | Spot::Point(_, Cell::Text), Some(entry)) = (spot, self.entry_mut(spot)) {
            let moved = match key.code {
                KeyCode::Down => entry.text.down(columns),
                KeyCode::Up => entry.text.up(columns),
                _ => Edited::No,
            };
            if moved != Edited::No {
                return Vec::new();
            }
        }
        match key.code {
            KeyCode::Enter => self.enter(true, around),
            KeyCode::Tab | KeyCode::Down => self.enter(false, around),
            KeyCode::BackTab | KeyCode::Up => self.go_back(around),
            KeyCode::Char(' ')
                if is_code && self.entry(spot).is_some_and(|e| e.fresh || e.text.is_empty()) =>
            {
                self.values(around)
            }
            _ => match spot {
                Spot::Gate => self.gate(key, around),
                Spot::Village | Spot::Period => self.edit_head(key, around),
                _ => self.edit(key, columns, around),
            },
        }
    }

    /// A key at the gate: `0`, `=`, or the letter of a line.
    fn gate(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        if matches!(key.code, KeyCode::Backspace | KeyCode::Delete) {
            self.typed.gate_touched = true;
            if !std::mem::take(&mut self.typed.nil) {
                for figure in self.typed.figures.iter_mut().filter(|figure| figure.kept) {
                    figure.entry.erase();
                    figure.kept = false;
                }
            }
            return vec![self.changed(around)];
        }
        let Some(sign) = key.typed() else { return Vec::new() };
        let letter = sign.to_ascii_lowercase();
        if let Some(at) = LINES.iter().position(|line| line.def.letter == Some(letter)) {
            // A figure is something new.
            self.typed.nil = false;
            self.from_gate = true;
            return self.go_to(Spot::Line(at), around);
        }
        match sign {
            '0' => {
                self.typed.nil = true;
                self.typed.gate_touched = true;
                vec![self.changed(around)]
            }
            '=' => {
                self.typed.nil = false;
                let mut effects = self.copy_rest(around);
                effects.extend(self.go_to(Spot::Note, around));
                effects
            }
            _ => vec![say(Notice::error(Say::new(
                "Gõ 0, = hoặc chữ đứng đầu một dòng số liệu",
                "Type 0, = or the letter before a figure",
            )))],
        }
    }

    fn edit(&mut self, key: &Key, columns: usize, around: &Around<'_>) -> Vec<Effect> {
        let spot = self.spot;
        if let Some(effects) = self.pick_by_digit(key, around) {
            return effects;
        }
        if let Spot::Point(at, Cell::Domain) = spot
            && key.code == KeyCode::Delete
            && self.entry(spot).is_some_and(Entry::is_empty)
        {
            return self.drop_point(at, around);
        }
        if let Some(refusal) = self.key_refusal(key) {
            return vec![say(Notice::error(refusal))];
        }
        let Some(entry) = self.entry_mut(spot) else { return Vec::new() };
        match entry.key(key, columns, around.typing) {
            Edited::No | Edited::Moved => Vec::new(),
            Edited::Changed => self.was_typed(around),
            Edited::Full => {
                let mut effects = self.was_typed(around);
                effects.push(say(entry::is_full()));
                effects
            }
        }
    }

    /// A command that changes letters already typed.
    pub(super) fn rework(&mut self, command: CommandName, around: &Around<'_>) -> Vec<Effect> {
        if let Some(Asking::Reason(reason)) = &mut self.asking {
            return form_says::reworked(reason.rework(command, around.typing)).into_iter().collect();
        }
        let edited = self.entry_mut(self.spot).and_then(|entry| entry.rework(command, around.typing));
        let mut effects = if edited == Some(Edited::Changed) { self.was_typed(around) } else { Vec::new() };
        effects.extend(form_says::reworked(edited));
        effects
    }

    /// Why a key can never be part of what this place holds; `=` keeps a line.
    fn key_refusal(&self, key: &Key) -> Option<Say> {
        let (entry, sign) = (self.entry(self.spot)?, key.typed()?);
        match self.spot {
            Spot::Line(_) if sign == '=' => None,
            Spot::Line(_) => entry.refusal(key).map(|say| {
                Say::new(
                    format!("{}; = giữ số kỳ trước", say.vi),
                    format!("{}; = keeps the last one", say.en),
                )
            }),
            Spot::Point(_, Cell::Severity) => {
                let begins = entry::choice_begins(entry.def, &blank(VILLAGE_UPDATE.name), sign);
                (!begins).then(severity_wanted)
            }
            _ => entry.refusal(key),
        }
    }

    /// What follows when the text of the field changed.
    fn was_typed(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let (spot, today) = (self.spot, around.welcome.today);
        let mut effects = vec![self.changed(around)];
        self.offers = None;
        let before = self.sheet.as_ref().and_then(|sheet| sheet.before.as_ref());
        match spot {
            Spot::Line(at) => {
                if let Some(figure) = self.typed.figures.get_mut(at) {
                    figure.entry.touched = true;
                    figure.understand(before, today);
                }
            }
            Spot::Review | Spot::Note => {
                let kind = if spot == Spot::Note { VILLAGE_UPDATE.name } else { "figures" };
                if let Some(entry) = self.entry_mut(spot) {
                    entry.touched = true;
                    entry.understand(&blank(kind), today);
                }
            }
            Spot::Point(at, cell) => {
                self.typed.points_touched = true;
                let Some(entry) = self.typed.points.get_mut(at).and_then(|point| point.cell_mut(cell)) else {
                    return effects;
                };
                understand(entry, today);
                let is_whole = matches!(entry.def.shape, Shape::Choice(_)) && entry.value.is_some();
                if is_whole {
                    effects.extend(self.advance(true, around));
                }
            }
            _ => {}
        }
        effects
    }

    /// Enter: what stands there holds, on to the next place; from a line chosen by its letter back to the gate.
    fn enter(&mut self, returns: bool, around: &Around<'_>) -> Vec<Effect> {
        if let Spot::Point(at, Cell::Domain) = self.spot
            && self.entry(self.spot).is_some_and(Entry::is_empty)
        {
            return self.end_points(at, around);
        }
        if let Some(effects) = self.settle(around) {
            return effects;
        }
        self.advance(returns, around)
    }

    pub(super) fn advance(&mut self, returns: bool, around: &Around<'_>) -> Vec<Effect> {
        let returns = returns && self.from_gate;
        let next = match self.spot {
            Spot::Village => Spot::Period,
            Spot::Period => Spot::Gate,
            Spot::Gate if self.typed.nil => {
                self.asking = Some(Asking::Save);
                return vec![say(Notice::plain(Say::new("Lưu?  Enter hoặc F2", "Save?  Enter or F2")))];
            }
            Spot::Gate => Spot::Line(0),
            Spot::Line(at) => {
                let name = LINES.get(at).map(|line| line.def.name);
                let is_poverty = |field: &str| name == Some(field);
                let by_letter = returns
                    && (is_poverty(figures::POOR.def.name) || is_poverty(figures::NEAR_POOR.def.name))
                    && !self.typed.review.touched;
                let by_walk = !returns && is_poverty(figures::NEAR_POOR.def.name);
                if (by_letter || by_walk) && self.typed.asks_review() {
                    Spot::Review
                } else if returns {
                    Spot::Gate
                } else if at + 1 < LINES.len() {
                    Spot::Line(at + 1)
                } else {
                    Spot::Note
                }
            }
            Spot::Review if returns => Spot::Gate,
            Spot::Review => {
                let after = LINES.iter().position(|line| line.def.name == figures::NEAR_POOR.def.name);
                Spot::Line(after.map_or(0, |at| at + 1))
            }
            Spot::Note => Spot::Point(self.typed.points.len(), Cell::Domain),
            Spot::Point(at, cell) => self.after_cell(at, cell),
        };
        if returns || self.spot == Spot::Gate {
            // Back at the gate the next letter is a new choice; a walk is no choice.
            self.from_gate = false;
        }
        if next == Spot::Review && returns {
            self.from_gate = true;
        }
        let effects = self.go_to(next, around);
        if next == Spot::Gate {
            // Up from the gate leads into village and period, not back into the lines.
            self.path.clear();
        }
        effects
    }

    fn go_back(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let here = self.spot;
        let previous = loop {
            match self.path.pop() {
                Some(spot) if spot != here => break Some(spot),
                Some(_) => {}
                None => break self.before_spot(here),
            }
        };
        self.leave_spot();
        if let Some(previous) = previous {
            self.stand_in(previous);
        }
        self.from_gate = false;
        self.keep_and_examine(around)
    }

    /// The place above, where no path leads back.
    fn before_spot(&self, here: Spot) -> Option<Spot> {
        match here {
            Spot::Village => None,
            Spot::Period => Some(Spot::Village),
            Spot::Gate => Some(Spot::Period),
            Spot::Line(at) => Some(at.checked_sub(1).map_or(Spot::Gate, Spot::Line)),
            Spot::Review => {
                LINES.iter().position(|line| line.def.name == figures::NEAR_POOR.def.name).map(Spot::Line)
            }
            Spot::Note => Some(Spot::Gate),
            Spot::Point(at, cell) => Some(match (cell.previous(), at.checked_sub(1)) {
                (Some(cell), _) => Spot::Point(at, cell),
                (None, Some(above)) => Spot::Point(above, Cell::Domain),
                (None, None) => Spot::Note,
            }),
        }
    }

    /// Puts the cursor into a place, wherever it was.
    pub(super) fn go_to(&mut self, next: Spot, around: &Around<'_>) -> Vec<Effect> {
        self.leave_spot();
        if next != self.spot {
            self.path.push(self.spot);
            self.stand_in(next);
        }
        self.keep_and_examine(around)
    }

    pub(super) fn stand_in(&mut self, spot: Spot) {
        if let Spot::Point(at, _) = spot {
            while self.typed.points.len() <= at && self.typed.points.len() < usize::from(u8::MAX) {
                self.typed.points.push(Point::new());
            }
        }
        self.offers = None;
        self.spot = spot;
        if let Some(entry) = self.entry_mut(spot) {
            entry.visited = true;
            entry.fresh = true;
        }
    }

    fn leave_spot(&mut self) {
        self.offers = None;
        let kept = matches!(self.spot, Spot::Line(at) if self.typed.figures.get(at).is_some_and(|f| f.kept));
        let is_record = matches!(self.spot, Spot::Point(_, Cell::Matter));
        if !kept
            && !is_record
            && !matches!(self.spot, Spot::Village | Spot::Period)
            && let Some(entry) = self.entry_mut(self.spot)
            && !entry.is_unsettled()
        {
            entry.tidy();
        }
        // A point that was begun and left empty is none.
        if !matches!(self.spot, Spot::Point(..)) {
            while self.typed.points.last().is_some_and(Point::is_empty) {
                self.typed.points.pop();
            }
        }
    }

    /// What follows when a place was left, and the cursor stands in the next: so the draft goes on there.
    pub(super) fn keep_and_examine(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.pace.to_keep && !around.offline {
            effects.extend(self.keep());
        }
        if self.pace.to_examine {
            effects.extend(self.examine(around));
        }
        effects
    }

    /// Makes what was typed here a value; `Some` when it cannot be left so.
    pub(super) fn settle(&mut self, around: &Around<'_>) -> Option<Vec<Effect>> {
        let spot = self.spot;
        match spot {
            Spot::Village | Spot::Period => self.settle_head(around),
            Spot::Gate | Spot::Note => None,
            Spot::Line(_) | Spot::Review => {
                let entry = self.entry(spot)?;
                let fault = entry.fault.clone().unwrap_or_default();
                entry.is_unsettled().then(|| vec![say(Notice::error(fault))])
            }
            Spot::Point(at, cell) => self.settle_cell(at, cell, around),
        }
    }

    /// F7: this line as in the period before.
    pub(super) fn copy_field(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let Spot::Line(at) = self.spot else {
            return vec![say(Notice::plain(Say::new(
                "Chỉ số liệu giữ được số kỳ trước",
                "Only figures can be kept from the period before",
            )))];
        };
        let before = self.sheet.as_ref().and_then(|sheet| sheet.before.as_ref());
        let kept = self.typed.figures.get_mut(at).is_some_and(|figure| figure.keep(before));
        if kept { vec![self.changed(around)] } else { vec![say(Notice::error(nothing_to_keep()))] }
    }

    /// F6, and `=` at the gate: every line that is empty as in the period before.
    pub(super) fn copy_rest(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let before = self.sheet.as_ref().and_then(|sheet| sheet.before.as_ref());
        let kept = self.typed.keep_rest(before);
        if kept == 0 {
            return match self.before() {
                None => vec![say(Notice::warning(Say::new(
                    "Nhập số liệu: kỳ trước chưa có số nào",
                    "Enter the figures: there are none of the period before",
                )))],
                Some(_) => Vec::new(),
            };
        }
        vec![
            self.changed(around),
            say(Notice::plain(Say::new(
                format!("Giữ số kỳ trước: {kept} dòng"),
                format!("Kept from the period before: {kept} lines"),
            ))),
        ]
    }

    /// Takes persons out of the text one stands in, else of the first that tells of one.
    pub(super) fn clear_persons(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let points = (0..self.typed.points.len()).map(|at| Spot::Point(at, Cell::Text));
        let texts: Vec<Spot> = std::iter::once(Spot::Note).chain(points).collect();
        let own = texts.contains(&self.spot).then_some(self.spot);
        let tells =
            |spot: &Spot| self.entry(*spot).is_some_and(|entry| !guard::marks(entry.text.text()).is_empty());
        if let Some(spot) = own.into_iter().chain(texts).find(tells) {
            let mut effects = self.go_to(spot, around);
            let count = self.entry_mut(spot).and_then(Entry::clear_persons).unwrap_or_default();
            effects.extend(self.was_typed(around));
            effects.push(say(persons::taken_out(count)));
            return effects;
        }
        vec![say(persons::nothing_to_take_out())]
    }

    pub(super) fn undo(&mut self, back: bool, around: &Around<'_>) -> Vec<Effect> {
        let spot = self.spot;
        let Some(entry) = self.entry_mut(spot) else { return Vec::new() };
        let edited = if back { entry.text.undo() } else { entry.text.redo() };
        if edited == Edited::No {
            return vec![say(Notice::plain(if back {
                Say::new("Không còn gì để hoàn tác trong mục này", "Nothing more to undo in this field")
            } else {
                Say::new("Không còn gì để làm lại trong mục này", "Nothing more to redo in this field")
            }))];
        }
        match spot {
            Spot::Village | Spot::Period => Vec::new(),
            _ => self.was_typed(around),
        }
    }
}
