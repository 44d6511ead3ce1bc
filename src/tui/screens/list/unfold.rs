//! The marked record unfolded below the rows, which do not move: what it tells, and its steps by their letters.

use crate::base::{Id, Say, Words, text};
use crate::tui::{
    Canvas,
    command::{CommandName, list_under},
    screen::{Around, Destination, Effect, Notice, Offered, Tag},
    terminal::{Key, KeyCode},
};
use crate::wire::{Outcome, RefusalKind, Reply, Request, Shown};

use super::super::detail::{draw_steps, take_back_id};
use super::super::step_taken::form_of;
use super::{FIRST_ROW, ListScreen};

/// A record below the rows of its list.
#[derive(Debug)]
pub(super) struct Unfolded {
    id: Id,
    shown: Option<Shown>,
    /// The line on which the cursor rests; 0 is the headline.
    line: usize,
    /// The serial of the question whose answer is awaited.
    awaited: Option<u32>,
    /// Whether to take the last step back was asked.
    asks: bool,
}

/// The commands of an opened record that it knows.
pub(super) const OWN: &[CommandName] =
    &["record.next", "record.previous", "record.edit", "undo", "export.pages", "export.wide", "print"];
const SHOW: &str = "unfold";
const TAKE_BACK: &str = "unfold.take_back";
/// Lines that stand below the rows at most, beside the steps.
const LINES_MAX: usize = 10;
/// Rows of the list that stay on show.
const LIST_ROWS_MIN: u16 = 3;

/// Whether a reply belongs to what is unfolded.
pub(super) fn is_own(tag: Tag) -> bool {
    matches!(tag.what, SHOW | TAKE_BACK)
}

impl Unfolded {
    pub(super) fn id(&self) -> &Id {
        &self.id
    }

    /// Nothing is known of it yet: a letter has no meaning.
    pub(super) fn is_awaited(&self) -> bool {
        self.awaited.is_some()
    }

    /// Rows that it takes from the list: its lines, a blank one before and the steps after them.
    pub(super) fn rows(&self, around: &Around<'_>) -> u16 {
        let lines = u16::try_from(self.lines(around).len().min(LINES_MAX)).unwrap_or(0);
        let room = around.size.1.saturating_sub(super::OTHER_ROWS + LIST_ROWS_MIN);
        (lines + 2).min(room)
    }

    /// Its lines, each as long as the window; one that is longer goes on below its first word.
    fn lines(&self, around: &Around<'_>) -> Vec<String> {
        let Some(shown) = &self.shown else { return Vec::new() };
        let room = usize::from(around.size.0.saturating_sub(1)).max(INDENT + 1);
        let mut lines = Vec::new();
        for (at, said) in shown.unfolded.iter().enumerate() {
            let said = said.get(around.lang);
            let lead = if at == 0 { 0 } else { INDENT };
            let (word, rest) = split(said, lead);
            let wrapped = text::wrap_lines(rest, room - lead);
            for (part, line) in wrapped.into_iter().enumerate() {
                lines.push(format!("{}{line}", if part == 0 { word.to_owned() } else { " ".repeat(lead) }));
            }
        }
        lines
    }
}

/// Where the words of a line begin.
const INDENT: usize = 13;

/// A line before and behind its first columns.
fn split(said: &str, columns: usize) -> (&str, &str) {
    let at = said.char_indices().nth(columns).map_or(said.len(), |(at, _)| at);
    said.split_at(if columns == 0 { 0 } else { at })
}

impl ListScreen {
    pub(super) fn unfold(&mut self, id: Id, around: &Around<'_>) -> Vec<Effect> {
        self.unfolded = Some(Unfolded { id, shown: None, line: 0, awaited: None, asks: false });
        let _ = around;
        self.unfold_again()
    }

    /// Asks for the unfolded record again.
    pub(super) fn unfold_again(&mut self) -> Vec<Effect> {
        let tag = self.tag(SHOW);
        let Some(unfolded) = &mut self.unfolded else { return Vec::new() };
        unfolded.awaited = Some(tag.serial);
        vec![Effect::Ask(tag, Request::Show(unfolded.id.to_string()))]
    }

    fn fold(&mut self) -> Vec<Effect> {
        self.unfolded = None;
        Vec::new()
    }

    /// The marked row stays on show above what is unfolded.
    fn keep_marked_on_show(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let top = self.top.max((self.at + 1).saturating_sub(self.page(around)));
        if top == self.top { Vec::new() } else { self.go(top, self.at, around) }
    }

    pub(super) fn reply_unfolded(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        let Some(unfolded) = self.unfolded.as_mut().filter(|unfolded| unfolded.awaited == Some(tag.serial))
        else {
            return Vec::new();
        };
        unfolded.awaited = None;
        match outcome {
            Ok(Reply::Shown(shown)) => {
                unfolded.shown = Some(*shown);
                self.keep_marked_on_show(around)
            }
            Ok(Reply::Saved(saved)) => {
                let mut effects = vec![Effect::Say(Notice::plain(saved.say))];
                effects.extend(self.renew());
                effects
            }
            Ok(_) => Vec::new(),
            Err(refusal) => {
                let is_stale = refusal.kind == RefusalKind::Stale;
                let mut effects = if is_stale { self.unfold_again() } else { self.fold() };
                effects.push(Effect::Say(Notice::error(refusal.say)));
                effects
            }
        }
    }

    pub(super) fn key_unfolded(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        let Some(unfolded) = &mut self.unfolded else { return Vec::new() };
        let lines = unfolded.lines(around).len();
        let asked = std::mem::take(&mut unfolded.asks);
        match &key.code {
            KeyCode::Enter if asked => return self.take_back(around),
            KeyCode::Enter => {
                let destination =
                    Destination::Detail { id: unfolded.id.clone(), siblings: self.window.ids() };
                return vec![Effect::Open(destination)];
            }
            KeyCode::Down => unfolded.line = (unfolded.line + 1).min(lines.saturating_sub(1)),
            KeyCode::Up => unfolded.line = unfolded.line.saturating_sub(1),
            KeyCode::Home | KeyCode::PageUp => unfolded.line = 0,
            KeyCode::End | KeyCode::PageDown => unfolded.line = lines.saturating_sub(1),
            _ => {
                return match key.typed().map(|c| c.to_ascii_lowercase()) {
                    Some(digit) if digit.is_ascii_digit() => {
                        list_under(digit).map(Effect::Run).into_iter().collect()
                    }
                    Some(letter) if letter.is_alphabetic() => self.press_letter(letter),
                    _ => Vec::new(),
                };
            }
        }
        Vec::new()
    }

    fn press_letter(&self, letter: char) -> Vec<Effect> {
        let Some(shown) = self.unfolded.as_ref().and_then(|unfolded| unfolded.shown.as_ref()) else {
            return Vec::new();
        };
        if let Some(step) = shown.steps.iter().find(|step| step.letter == Some(letter)) {
            return open_form(shown, Some(step.name.clone()));
        }
        let why =
            shown.refused.iter().find(|(step, _)| step.letter == Some(letter)).map(|(_, why)| why.clone());
        let say = why.unwrap_or_else(|| {
            Say::new("Không có bước ở chữ này: F9 xem mọi bước", "No step has this letter: F9 lists them")
        });
        vec![Effect::Say(Notice::error(say))]
    }

    pub(super) fn command_unfolded(&mut self, run: CommandName, around: &Around<'_>) -> Option<Vec<Effect>> {
        let unfolded = self.unfolded.as_mut()?;
        let asked = std::mem::take(&mut unfolded.asks);
        match run {
            "back" if asked => Some(Vec::new()),
            "back" => Some(self.fold()),
            "record.next" => Some(self.unfold_beside(1, around)),
            "record.previous" => Some(self.unfold_beside(-1, around)),
            "record.edit" => {
                Some(unfolded.shown.as_ref().map_or_else(Vec::new, |shown| open_form(shown, None)))
            }
            "undo" => Some(self.ask_to_take_back()),
            "view.next" | "view.previous" | "tag" | "find" => None,
            name => {
                let shown = unfolded.shown.as_ref()?;
                let step = shown.steps.iter().find(|step| step.name == name)?;
                Some(open_form(shown, Some(step.name.clone())))
            }
        }
    }

    /// The row below or above, unfolded instead.
    fn unfold_beside(&mut self, by: i64, around: &Around<'_>) -> Vec<Effect> {
        let mut effects = self.walk(by, around);
        let id = self.window.get(self.at).map(|row| row.id.clone());
        if let Some(id) = id.filter(|id| self.unfolded.as_ref().is_some_and(|unfolded| unfolded.id != *id)) {
            effects.extend(self.unfold(id, around));
        }
        effects
    }

    fn ask_to_take_back(&mut self) -> Vec<Effect> {
        let Some(unfolded) = &mut self.unfolded else { return Vec::new() };
        let Some(shown) = unfolded.shown.as_ref().filter(|shown| shown.may_take_back) else {
            let say = Say::new(
                "Không lấy lại được: chỉ người ghi, trong ngày ghi",
                "Cannot be taken back: only by who took it, the same day",
            );
            return vec![Effect::Say(Notice::error(say))];
        };
        let last = shown.timeline.iter().find(|line| !line.taken_back).map(|line| line.say.clone());
        let last = last.unwrap_or_default();
        unfolded.asks = true;
        vec![Effect::Say(Notice::warning(Say::new(
            format!("Lấy lại? Enter lấy, Esc thôi: {}", text::truncate(&last.vi, 40)),
            format!("Take back? Enter yes, Esc no: {}", text::truncate(&last.en, 40)),
        )))]
    }

    fn take_back(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let tag = self.tag(TAKE_BACK);
        let Some(unfolded) = &mut self.unfolded else { return Vec::new() };
        let Some(base) = unfolded.shown.as_ref().map(|shown| shown.record.revision) else {
            return Vec::new();
        };
        unfolded.awaited = Some(tag.serial);
        let request = take_back_id(&around.welcome.officer, &unfolded.id, base);
        vec![Effect::Ask(tag, Request::TakeBack { request, id: unfolded.id.clone(), base })]
    }

    /// The steps of the unfolded record, for the palette.
    pub(super) fn offered_steps(&self) -> Vec<Offered> {
        const HERE: Words = Words::new("việc đang mở", "the unfolded one");
        let shown = self.unfolded.as_ref().and_then(|unfolded| unfolded.shown.as_ref());
        let Some(shown) = shown else { return Vec::new() };
        let allowed = shown.steps.iter().map(|step| (step, None));
        let refused = shown.refused.iter().map(|(step, why)| (step, Some(why.clone())));
        let offered = allowed.chain(refused).filter_map(|(step, refusal)| {
            Some(Offered {
                run: self.kind.step(&step.name)?.name,
                key: step.letter,
                title: step.title.clone(),
                place_words: HERE.into(),
                refusal,
            })
        });
        offered.collect()
    }

    pub(super) fn draw_unfolded(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let Some(unfolded) = &self.unfolded else { return };
        let Some(shown) = &unfolded.shown else { return };
        let rows = usize::from(unfolded.rows(around).saturating_sub(2));
        let lines = unfolded.lines(around);
        let first = (unfolded.line + 1).saturating_sub(rows.max(1));
        let page = u16::try_from(self.page(around)).unwrap_or(u16::MAX);
        let from = FIRST_ROW + page + 2;
        for ((at, line), row) in lines.iter().enumerate().skip(first).take(rows).zip(from..) {
            if at == 0 {
                canvas.bold(row, 1, line);
            } else {
                canvas.text(row, 1, line);
            }
            if at == unfolded.line {
                canvas.cursor(row, 1);
            }
        }
        draw_steps(canvas, shown, around.lang);
    }
}

fn open_form(shown: &Shown, step: Option<String>) -> Vec<Effect> {
    vec![Effect::Open(form_of(shown, step.as_deref()))]
}
