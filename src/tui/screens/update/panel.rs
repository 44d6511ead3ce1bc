//! What stands below the form: what is wrong or doubtful, the matters that points could be linked to, what someone else saved.

use crate::base::{Say, text};
use crate::domain::{
    Gravity, Problem, guard, kinds::LINES, kinds::figures_fields as figures, kinds::village_update_fields,
};
use crate::tui::screen::{Around, Effect, Notice};
use crate::tui::screens::form::hints;

use super::{Spot, UpdateScreen, point::Cell, say, typed::blank};

/// One line of the panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PanelLine {
    /// Where it leads to.
    pub spot: Option<Spot>,
    /// Whether F8 stops there.
    pub is_stop: bool,
    /// Whether Enter there takes persons out of the text.
    pub tells_of_persons: bool,
    /// What it says.
    pub say: Say,
}

/// Columns of the summary of a matter in an offer.
const SUMMARY_COLUMNS: usize = 26;

impl PanelLine {
    fn text(vi: String, en: String) -> PanelLine {
        PanelLine { spot: None, is_stop: false, tells_of_persons: false, say: Say::new(vi, en) }
    }

    fn marked(spot: Option<Spot>, gravity: Gravity, about: &Say) -> PanelLine {
        let sign = if gravity == Gravity::Error { '!' } else { '?' };
        let about = signed(spot, about);
        let say = Say::new(format!("{sign} {}", about.vi), format!("{sign} {}", about.en));
        PanelLine { spot, is_stop: true, tells_of_persons: false, say }
    }
}

/// The key that takes persons out stands behind the warning.
fn with_key(about: &Say) -> Say {
    Say::new(format!("{}  F8, Enter bỏ", about.vi), format!("{}  F8, Enter takes it out", about.en))
}

/// The letter of a line, the number of a point or the name of a field before a sentence.
pub(super) fn signed(spot: Option<Spot>, about: &Say) -> Say {
    let sign = |vi: &str, en: &str| Say::new(format!("{vi}  {}", about.vi), format!("{en}  {}", about.en));
    match spot {
        Some(Spot::Line(at)) => {
            let letter = LINES.get(at).and_then(|line| line.def.letter).map(String::from).unwrap_or_default();
            sign(&letter, &letter)
        }
        Some(Spot::Point(at, _)) => sign(&(at + 1).to_string(), &(at + 1).to_string()),
        Some(Spot::Gate) => sign("Phát sinh", "New"),
        Some(other) => sign(other.def().label.vi, other.def().label.en),
        None => about.clone(),
    }
}

/// What F1 says of a place.
pub(super) fn help(spot: Spot) -> Vec<Say> {
    let def = spot.def();
    let mut lines = vec![match spot {
        Spot::Gate => Say::new("phát sinh", "the gate"),
        _ => Say::from(def.label),
    }];
    if !def.help.vi.is_empty() {
        lines.push(def.help.into());
    }
    match spot {
        Spot::Gate => lines.push(Say::new(
            "= giữ số kỳ trước ở mọi dòng còn trống, sang ghi chú. Chữ đứng đầu một dòng: sửa dòng đó. Enter: lần lượt từ h.",
            "= keeps every empty line and goes to the notes. The letter of a line goes there. Enter: one after the other.",
        )),
        Spot::Line(_) => lines.push(Say::new(
            "Gõ số của kỳ này; = giữ số kỳ trước, ghi rõ là giữ. Có, không: c, k.",
            "Type the figure of this period; = keeps the last one and says so. Yes, no: c, k.",
        )),
        Spot::Point(_, Cell::Domain) => lines.push(Say::new(
            "Hai chữ của lĩnh vực. Enter khi trống: hết việc. Delete khi trống: bỏ việc này.",
            "Two letters of the domain. Enter when empty: no more issues. Delete when empty: takes it out.",
        )),
        Spot::Point(_, Cell::Matter) => lines.push(Say::new(
            "Enter gắn việc đang mở của cùng nơi, cùng lĩnh vực; gõ số của việc khác; 0: không gắn.",
            "Enter links the open issue of this place and domain; type the number of another; 0: none.",
        )),
        _ => {}
    }
    lines.extend(hints::in_full(def, &blank("village_update")));
    lines
}

impl UpdateScreen {
    /// All lines, in order; the drawing takes as many as fit.
    pub(super) fn panel(&self) -> Vec<PanelLine> {
        let mut lines = self.fault_lines();
        // A refusal names the first form that was wrong; what the others say stands in the last examination.
        for problem in self.refused.iter().chain(&self.problems).filter(|problem| !self.is_under_way(problem))
        {
            let mut spot = Spot::of_problem(&problem.field);
            if problem.field == village_update_fields::ITEMS.def.name {
                let missing = self.typed.points.iter().enumerate().find_map(|(at, point)| {
                    (!point.is_empty()).then(|| point.missing()).flatten().map(|cell| Spot::Point(at, cell))
                });
                spot = missing.or(spot);
            }
            let mut line = PanelLine::marked(spot, problem.gravity, &problem.say);
            line.tells_of_persons = spot == Some(Spot::Note)
                && guard::warning(self.typed.note.text.text()).as_ref() == Some(&problem.say);
            if line.tells_of_persons {
                line.say = with_key(&line.say);
            }
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines.sort_by_key(|line| !line.say.vi.starts_with('!'));
        lines.extend(self.point_lines());
        if let Some(sheet) = &self.sheet {
            if sheet.is_closed {
                lines.push(PanelLine::text(
                    "? Kỳ đã chốt: lưu là ghi thành điều chỉnh, có lý do".to_owned(),
                    "? The period is closed: saving enters a correction, with a reason".to_owned(),
                ));
            } else if sheet.update.is_some() {
                lines.push(PanelLine::text(
                    "Đã báo kỳ này: lưu là sửa bản đã có".to_owned(),
                    "Already reported: saving changes what is there".to_owned(),
                ));
            }
        }
        lines
    }

    /// What the officer is just about to mend by going on.
    fn is_under_way(&self, problem: &Problem) -> bool {
        if problem.field == village_update_fields::CORRECTION.def.name {
            return true;
        }
        let is_points = problem.field == village_update_fields::ITEMS.def.name;
        if is_points && problem.gravity == Gravity::Warning {
            // Each point says it for itself.
            return true;
        }
        if self.show_all {
            return false;
        }
        let poverty = [figures::POOR.def.name, figures::NEAR_POOR.def.name];
        let in_poverty = self.spot == Spot::Review || poverty.contains(&self.spot.def().name);
        let waits_for_review =
            poverty.contains(&problem.field.as_str()) && in_poverty && !self.typed.review.touched;
        waits_for_review
            || problem.field == village_update_fields::ITEMS.def.name && matches!(self.spot, Spot::Point(..))
    }

    /// What was typed and is not understood, except where the cursor stands.
    fn fault_lines(&self) -> Vec<PanelLine> {
        let lines = (0..LINES.len()).map(Spot::Line);
        lines
            .chain([Spot::Review])
            .filter(|spot| *spot != self.spot)
            .filter_map(|spot| {
                let entry = self.entry(spot).filter(|entry| entry.is_unsettled())?;
                let fault = entry.fault.clone()?;
                Some(PanelLine::marked(Some(spot), Gravity::Error, &fault))
            })
            .collect()
    }

    /// Of each point: the matter that it could belong to, and whom to call.
    fn point_lines(&self) -> Vec<PanelLine> {
        let mut lines = Vec::new();
        for at in 0..self.typed.points.len() {
            let Some(point) = self.typed.points.get(at).filter(|point| !point.is_empty()) else { continue };
            if let Some(matter) = self.offered(at) {
                let summary = text::truncate(&matter.summary, SUMMARY_COLUMNS).into_owned();
                let number = &matter.number;
                let about = Say::new(
                    format!("Gắn {number} {summary}: đang mở, cùng nơi, cùng lĩnh vực"),
                    format!("Link {number} {summary}: open, same place and domain"),
                );
                let spot = Some(Spot::Point(at, Cell::Matter));
                lines.push(PanelLine::marked(spot, Gravity::Warning, &about));
            }
            let told = point.cell(Cell::Text).and_then(|entry| guard::warning(entry.text.text()));
            if let Some(about) = told {
                let spot = Some(Spot::Point(at, Cell::Text));
                let line = PanelLine::marked(spot, Gravity::Warning, &about);
                lines.push(PanelLine { tells_of_persons: true, say: with_key(&line.say), ..line });
            }
            if point.is_urgent() {
                let about = Say::new("Khẩn: báo ngay trực ban", "Urgent: tell the officer on duty now");
                let spot = Some(Spot::Point(at, Cell::Severity));
                lines.push(PanelLine::marked(spot, Gravity::Warning, &about));
            }
        }
        lines
    }

    /// F8: the next line that asks for something.
    pub(super) fn next_problem(&mut self, around: &Around<'_>) -> Vec<Effect> {
        self.show_all = true;
        // The cell of a matter is left as by Enter: what stands there, typed or offered, holds.
        let is_matter = matches!(self.spot, Spot::Point(_, Cell::Matter));
        if is_matter && let Some(effects) = self.settle(around) {
            return effects;
        }
        let lines = self.panel();
        let stops: Vec<usize> =
            lines.iter().enumerate().filter(|(_, line)| line.is_stop).map(|(at, _)| at).collect();
        let from = self.panel_at.map_or(0, |at| at + 1);
        let Some(next) = stops.iter().find(|at| **at >= from).or_else(|| stops.first()).copied() else {
            return vec![say(Notice::plain(Say::new(
                "Không có mục nào sai hoặc cần xem",
                "Nothing is wrong or to be looked at",
            )))];
        };
        self.panel_at = Some(next);
        let Some(line) = lines.get(next) else { return Vec::new() };
        if let Some(spot) = line.spot.filter(|spot| *spot != self.spot) {
            self.path.push(self.spot);
            self.stand_in(spot);
        }
        vec![say(Notice::plain(line.say.clone()))]
    }
}
