//! What became different since a period of the statistics was frozen: each petition with its cells then and now.

use crate::base::Words;
use crate::domain::petition::statistics::{Adjustment, Sheet};
use crate::wire::{Outcome, Push};

use crate::tui::{
    Canvas,
    command::{CommandName, list_under},
    screen::{Around, Destination, Effect, Place, Screen, Tag},
    terminal::{Key, KeyCode},
};

const FIRST_ROW: u16 = 7;
const FROZEN_AT: u16 = 16;
const LIVE_AT: u16 = 42;

/// The adjustments of a frozen period (điều chỉnh sau khi chốt).
#[derive(Debug)]
pub struct AdjustmentsScreen {
    sheet: Sheet,
    at: usize,
    top: usize,
}

impl AdjustmentsScreen {
    /// Those that the table came with.
    pub fn new(sheet: Sheet) -> AdjustmentsScreen {
        AdjustmentsScreen { sheet, at: 0, top: 0 }
    }

    fn lines(&self) -> &[Adjustment] {
        self.sheet.frozen.as_ref().map_or(&[], |frozen| &frozen.adjustments)
    }

    fn walk(&mut self, to: usize, around: &Around<'_>) {
        self.at = to.min(self.lines().len().saturating_sub(1));
        let shown = rows_shown(around.size.1);
        self.top = self.top.min(self.at).max((self.at + 1).saturating_sub(shown));
    }
}

/// Rows between the heading and the last line, which says how many more there are.
fn rows_shown(rows: u16) -> usize {
    usize::from(rows.saturating_sub(FIRST_ROW + 2)).max(1)
}

impl Screen for AdjustmentsScreen {
    fn place(&self) -> Place {
        Place::List
    }

    fn title(&self, around: &Around<'_>) -> String {
        Words::new("ĐIỀU CHỈNH SAU KHI CHỐT", "ADJUSTMENTS SINCE").get(around.lang).to_owned()
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn resized(&mut self, around: &Around<'_>) -> Vec<Effect> {
        self.walk(self.at, around);
        Vec::new()
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        let page = rows_shown(around.size.1);
        match &key.code {
            KeyCode::Up => self.walk(self.at.saturating_sub(1), around),
            KeyCode::Down => self.walk(self.at + 1, around),
            KeyCode::PageUp => self.walk(self.at.saturating_sub(page), around),
            KeyCode::PageDown => self.walk(self.at + page, around),
            KeyCode::Home => self.walk(0, around),
            KeyCode::End => self.walk(usize::MAX, around),
            KeyCode::Enter => {
                let siblings = self.lines().iter().map(|line| line.petition.clone()).collect();
                let marked = self.lines().get(self.at).map(|line| line.petition.clone());
                return marked
                    .map(|id| Effect::Open(Destination::Detail { id, siblings }))
                    .into_iter()
                    .collect();
            }
            _ => return key.typed().and_then(list_under).map(Effect::Run).into_iter().collect(),
        }
        Vec::new()
    }

    fn command(&mut self, _: CommandName, _: &Around<'_>) -> Option<Vec<Effect>> {
        None
    }

    fn reply(&mut self, _: Tag, _: Outcome, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn push(&mut self, _: &Push, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let lang = around.lang;
        canvas.text(3, 1, self.sheet.period_line().get(lang));
        if let Some(frozen) = self.sheet.frozen_line() {
            canvas.text(4, 1, frozen.get(lang));
        }
        for (at, word) in [
            (3, Words::new("ĐƠN", "PETITION")),
            (FROZEN_AT, Words::new("Ô KHI CHỐT", "CELLS THEN")),
            (LIVE_AT, Words::new("Ô NAY", "CELLS NOW")),
        ] {
            canvas.bold(FIRST_ROW - 1, at, word.get(lang));
        }
        let none = Words::new("(không tính)", "(not counted)").get(lang);
        let named = |cells: &str| if cells.is_empty() { none.to_owned() } else { cells.to_owned() };
        let shown = rows_shown(canvas.rows());
        for ((at, line), row) in self.lines().iter().enumerate().skip(self.top).take(shown).zip(FIRST_ROW..) {
            if at == self.at {
                canvas.text(row, 1, ">");
                canvas.cursor(row, 1);
            }
            canvas.cell(row, 3, FROZEN_AT - 4, line.number.get(lang));
            canvas.cell(row, FROZEN_AT, LIVE_AT - FROZEN_AT - 1, &named(&line.frozen));
            canvas.cell(row, LIVE_AT, canvas.columns().saturating_sub(LIVE_AT), &named(&line.live));
        }
        let total = self.sheet.frozen.as_ref().map_or(0, |frozen| frozen.adjusted);
        let below = usize::try_from(total).unwrap_or(usize::MAX).saturating_sub(self.top + shown);
        if below > 0 {
            let more = Words::new("còn dưới", "more below").get(lang);
            canvas.text(canvas.rows().saturating_sub(2), 3, &format!("{more}: {below}"));
        }
    }
}
