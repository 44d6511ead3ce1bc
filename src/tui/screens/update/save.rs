//! F2: update and figures in one entry; the questions before it, and what came of it.

use crate::base::{Say, limits};
use crate::domain::{Gravity, gravest};
use crate::tui::{
    screen::{Around, Effect, Notice},
    terminal::{Key, KeyCode},
    widgets::{Lines, TextField},
};
use crate::wire::{Refusal, RefusalKind, Saved, UpdateSheet};

use super::{Asking, KeepsDraft, Spot, UpdateScreen, draw, form_says, point::Point, saving, say};

impl UpdateScreen {
    /// A key while a question stands; `None` when the key is no answer and the question is dropped.
    pub(super) fn answer(&mut self, key: &Key, around: &Around<'_>) -> Option<Vec<Effect>> {
        let enter = key.code == KeyCode::Enter;
        match self.asking.take()? {
            Asking::Save if enter => Some(self.save(None, false, around)),
            Asking::Correction if enter => Some(self.ask_for_reason(&closed())),
            Asking::Reason(mut reason) => {
                if enter && !reason.text().trim().is_empty() {
                    let told = reason.text().trim().to_owned();
                    return Some(self.save(Some(told), true, around));
                }
                reason.compose(key, draw::columns_of(Spot::Note, around.size.0), around.typing);
                self.asking = Some(Asking::Reason(reason));
                Some(Vec::new())
            }
            Asking::Drop if enter => {
                let mut effects = vec![self.throw_away()];
                effects.push(Effect::Back);
                effects.push(form_says::discarded());
                Some(effects)
            }
            _ => None,
        }
    }

    /// F2, from any place.
    pub(super) fn command_save(&mut self, around: &Around<'_>) -> Vec<Effect> {
        match self.asking.take() {
            Some(Asking::Correction) => self.ask_for_reason(&closed()),
            Some(Asking::Reason(reason)) if !reason.text().trim().is_empty() => {
                let told = reason.text().trim().to_owned();
                self.save(Some(told), true, around)
            }
            Some(asking @ Asking::Reason(_)) => {
                self.asking = Some(asking);
                vec![form_says::answer_first()]
            }
            _ => self.save(None, false, around),
        }
    }

    /// Sends what stands in the form, when all of it is understood.
    pub(super) fn save(&mut self, reason: Option<String>, sure: bool, around: &Around<'_>) -> Vec<Effect> {
        if let Some(obstacle) = self.saves.obstacle(around) {
            return vec![say(obstacle)];
        }
        if let Some(effects) = self.settle_all(around) {
            return effects;
        }
        let Some(sheet) = &self.sheet else {
            return vec![say(Notice::error(Say::new(
                "Chọn thôn, buôn trước: gõ hai chữ đầu",
                "Choose the village first: two initials",
            )))];
        };
        let is_new = sheet.update.is_none() && sheet.figures.is_none();
        if is_new && self.typed.is_empty() {
            return vec![say(Notice::error(Say::new(
                "Gõ 0 nếu không phát sinh: phiếu còn trống",
                "Type 0 for nothing new: the form is empty",
            )))];
        }
        let parts = self.typed.parts(sheet, self.bases, &self.not_chosen);
        if parts.is_empty() {
            // A draft of what is saved already is none, and its "kept" would be all that is read.
            self.pace = super::Pace::default();
            let mut effects: Vec<Effect> = self.drop_draft().into_iter().collect();
            effects.push(say(Notice::warning(Say::new(
                "Sửa rồi F2, hoặc Esc: chưa đổi gì nên chưa lưu gì",
                "Change something, then F2, or Esc: nothing was changed or saved",
            ))));
            return effects;
        }
        if sheet.is_closed && !sure {
            self.asking = Some(Asking::Correction);
            return vec![say(Notice::warning(Say::new(
                "Kỳ đã chốt: ghi thành điều chỉnh? Enter ghi, phím khác thôi",
                "The period is closed: enter a correction? Enter yes, any other key no",
            )))];
        }
        let serial = self.tag(saving::SAVE).serial;
        self.saves.send(parts, reason, serial, around)
    }

    /// Leaves the place as Enter would and looks for what is not understood; `Some` when there is such a place.
    fn settle_all(&mut self, around: &Around<'_>) -> Option<Vec<Effect>> {
        let is_head = matches!(self.spot, Spot::Village | Spot::Period);
        let is_empty_point =
            matches!(self.spot, Spot::Point(at, _) if self.typed.points.get(at).is_some_and(Point::is_empty));
        if !is_empty_point && let Some(effects) = self.settle(around) {
            // Another village was chosen and its sheet is on the way: F2 saves that one, when it is seen.
            return Some(effects).filter(|effects| !effects.is_empty() || is_head);
        }
        let line = self.typed.figures.iter().position(|figure| figure.entry.is_unsettled()).map(Spot::Line);
        let review = self.typed.review.is_unsettled().then_some(Spot::Review);
        let point = self.typed.points.iter().enumerate().find_map(|(at, point)| {
            (!point.is_empty()).then(|| point.missing()).flatten().map(|cell| Spot::Point(at, cell))
        });
        let unclear = line.or(review).or(point)?;
        let mut effects = self.go_to(unclear, around);
        effects.extend(self.settle(around).unwrap_or_else(|| {
            vec![say(Notice::error(Say::new("Nhập đủ các ô của việc này", "Fill all cells of this issue")))]
        }));
        Some(effects)
    }

    /// The save was answered: it is on the disk. From the list of silent villages the next one comes.
    pub(super) fn saved(&mut self, saved: Saved, around: &Around<'_>) -> Vec<Effect> {
        self.saves.done();
        self.pace = super::Pace::default();
        let mut effects: Vec<Effect> = self.drop_draft().into_iter().collect();
        let told = self.sheet.as_ref().map_or(saved.say, |sheet| {
            let name =
                sheet.village_name.rsplit_once(", ").map_or(sheet.village_name.as_str(), |(name, _)| name);
            saving::saved_update(name, sheet.period, around.welcome.today)
        });
        // What had reported before is changed, not reported in its turn.
        let was_silent = |sheet: &&UpdateSheet| sheet.update.is_none() && sheet.figures.is_none();
        let next = self
            .sheet
            .as_ref()
            .filter(|sheet| self.in_turn && was_silent(sheet))
            .and_then(|sheet| Some((sheet.next.clone()?, sheet.period)));
        match next {
            Some((village, period)) if !around.offline => {
                // The sheet that was saved stays on the terminal until the next one has come.
                self.typed.points.clear();
                self.asking = None;
                self.begin(Some(village), Some(period));
                effects.extend(self.ask_sheet(None));
                effects.push(say(Notice::plain(told)));
            }
            _ => {
                self.finished = Some(told.clone());
                effects.extend([Effect::Back, say(Notice::plain(told))]);
            }
        }
        effects
    }

    /// The save was refused; everything typed stays.
    pub(super) fn not_saved(&mut self, refusal: Refusal) -> Vec<Effect> {
        self.saves.refused(refusal.kind);
        let mut effects: Vec<Effect> = self.keep().into_iter().collect();
        match refusal.kind {
            RefusalKind::Problems => {
                self.show_all = true;
                let worst = gravest(&refusal.problems);
                let first = refusal.problems.iter().find(|problem| Some(problem.gravity) == worst).cloned();
                self.refused = refusal.problems;
                let spot = first.as_ref().and_then(|problem| Spot::of_problem(&problem.field));
                let about = first.map_or(refusal.say, |problem| problem.say);
                if worst == Some(Gravity::Reason) {
                    effects.extend(self.ask_for_reason(&about));
                    return effects;
                }
                if let Some(spot) = spot.filter(|spot| *spot != self.spot) {
                    self.path.push(self.spot);
                    self.stand_in(spot);
                }
                effects.push(say(Notice::error(super::panel::signed(spot, &about))));
            }
            RefusalKind::Stale => {
                let shown = refusal.merge.and_then(|merge| self.compare(*merge));
                effects.push(shown.unwrap_or_else(|| say(Notice::error(refusal.say))));
            }
            _ => effects.push(say(Notice::error(refusal.say))),
        }
        effects
    }

    fn ask_for_reason(&mut self, why: &Say) -> Vec<Effect> {
        self.asking = Some(Asking::Reason(Box::new(TextField::new(Lines::One, limits::LINE_CHARS_MAX))));
        vec![form_says::give_reason(why)]
    }
}

fn closed() -> Say {
    Say::new("kỳ đã chốt", "the period is closed")
}
