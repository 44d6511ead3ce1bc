//! Dates that would move (hạn đổi): before and after, petition by petition; only from here is a change of the law saved, by F2
//! alone: an Enter typed ahead in the form must not save what nobody has seen.

use crate::base::{RequestId, Say, Words, text};
use crate::client::new_request_id;
use crate::tui::{
    Canvas,
    command::CommandName,
    screen::{Around, Effect, Notice, Place, Screen, Tag},
    terminal::{Key, KeyCode},
};
use crate::wire::{LawMoves, LawText, Outcome, Push, RefusalKind, Reply, Request};

/// Rows in which the change is told.
const LINES_MAX: usize = 4;
const LAST_LINE_ROW: u16 = 6;
/// Rows of the window that are not moves.
const ROWS_AROUND: u16 = 12;

/// The list of what moves, and the question.
#[derive(Debug)]
pub struct LawMovesScreen {
    text: LawText,
    moves: Option<LawMoves>,
    top: usize,
    /// The save that was sent and not answered: the same request, however often it is sent.
    saving: Option<RequestId>,
    serial: u32,
}

impl LawMovesScreen {
    /// What these lines would move.
    pub fn new(text: LawText) -> LawMovesScreen {
        LawMovesScreen { text, moves: None, top: 0, saving: None, serial: 0 }
    }

    fn ask(&mut self, request: RequestId, seen: u64, dry_run: bool) -> Vec<Effect> {
        self.serial = self.serial.wrapping_add(1);
        let request = Request::ChangeLaw { request, text: self.text.clone(), seen, dry_run };
        vec![Effect::Ask(Tag { what: "moves", serial: self.serial }, request)]
    }

    fn look(&mut self) -> Vec<Effect> {
        self.ask(RequestId([0; 16]), 0, true)
    }

    fn save(&mut self) -> Vec<Effect> {
        let Some(seen) = self.moves.as_ref().map(|moves| moves.seen) else { return Vec::new() };
        if self.saving.is_some() {
            return vec![Effect::Say(Notice::plain(Say::new("Đang lưu...", "Saving...")))];
        }
        let Ok(request) = new_request_id() else {
            return vec![Effect::Say(Notice::error(Say::new(
                "Thử lại: máy không cho số ngẫu nhiên",
                "Try again: the machine gave no random number",
            )))];
        };
        self.saving = Some(request);
        self.ask(request, seen, false)
    }

    fn page(around: &Around<'_>) -> usize {
        usize::from(around.size.1.saturating_sub(ROWS_AROUND).max(1))
    }

    fn scroll(&mut self, by: isize, around: &Around<'_>) {
        let count = self.moves.as_ref().map_or(0, |moves| moves.moves.len());
        let last = count.saturating_sub(LawMovesScreen::page(around));
        self.top = self.top.saturating_add_signed(by).min(last);
    }
}

impl Screen for LawMovesScreen {
    fn place(&self) -> Place {
        Place::List
    }

    fn title(&self, around: &Around<'_>) -> String {
        Words::new("HẠN SẼ ĐỔI", "DATES THAT MOVE").get(around.lang).to_owned()
    }

    fn is_ready(&self) -> bool {
        self.moves.is_some()
    }

    fn smallest(&self) -> (u16, u16) {
        (80, 24)
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        if self.moves.is_none() { self.look() } else { Vec::new() }
    }

    fn reconnected(&mut self, _: &Around<'_>) -> Vec<Effect> {
        // Sent once more under the same id it is done once.
        let seen = self.moves.as_ref().map(|moves| moves.seen);
        match (self.saving, seen) {
            (Some(request), Some(seen)) => self.ask(request, seen, false),
            _ => self.look(),
        }
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        let page = isize::try_from(LawMovesScreen::page(around)).unwrap_or(1);
        match &key.code {
            KeyCode::Up => self.scroll(-1, around),
            KeyCode::Down => self.scroll(1, around),
            KeyCode::PageUp => self.scroll(-page, around),
            KeyCode::PageDown => self.scroll(page, around),
            KeyCode::Home => self.scroll(isize::MIN, around),
            KeyCode::End => self.scroll(isize::MAX, around),
            _ => {}
        }
        Vec::new()
    }

    fn own_commands(&self) -> &'static [CommandName] {
        &["save"]
    }

    fn command(&mut self, run: CommandName, _: &Around<'_>) -> Option<Vec<Effect>> {
        (run == "save").then(|| self.save())
    }

    fn reply(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        if tag.serial != self.serial {
            return Vec::new();
        }
        match outcome {
            Ok(Reply::LawMoves(moves)) => {
                self.moves = Some(*moves);
                self.scroll(0, around);
                Vec::new()
            }
            // Over the form, which is done too: back to the list.
            Ok(Reply::Saved(saved)) => {
                vec![Effect::Back, Effect::Back, Effect::Say(Notice::plain(saved.say))]
            }
            Ok(_) => Vec::new(),
            Err(refusal) if self.moves.is_none() => {
                vec![Effect::Back, Effect::Say(Notice::error(refusal.say))]
            }
            Err(refusal) => {
                if refusal.kind != RefusalKind::OutcomeUnknown {
                    self.saving = None;
                }
                let mut effects = vec![Effect::Say(Notice::error(refusal.say))];
                if refusal.kind == RefusalKind::Stale {
                    effects.extend(self.look());
                }
                effects
            }
        }
    }

    fn push(&mut self, _: &Push, _: &Around<'_>) -> Vec<Effect> {
        Vec::new()
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        let Some(moves) = &self.moves else { return };
        let lang = around.lang;
        let room = usize::from(canvas.columns().saturating_sub(1));
        let lines: Vec<&str> =
            moves.lines.iter().flat_map(|line| text::wrap_lines(line.get(lang), room)).collect();
        let fits = if lines.len() > LINES_MAX { LINES_MAX - 1 } else { LINES_MAX };
        for (line, row) in lines.iter().take(fits).zip(3..) {
            canvas.text(row, 1, line);
        }
        if lines.len() > LINES_MAX {
            let all = moves.lines.len();
            let say = Say::new(
                format!("... {all} dòng đổi trong tất cả"),
                format!("... {all} lines change in all"),
            );
            canvas.text(LAST_LINE_ROW, 1, say.get(lang));
        }
        let (total, open) = (moves.total, moves.open);
        let all = if total == 0 {
            Say::new("Không hạn nào đổi", "No date moves")
        } else {
            Say::new(
                format!("Hạn đổi: {total}, trong đó đang chạy {open}; trước -> sau"),
                format!("Dates that move: {total}, of clocks that still run {open}; before -> after"),
            )
        };
        canvas.bold(7, 1, all.get(lang));
        let page = LawMovesScreen::page(around);
        let shown = moves.moves.iter().skip(self.top).take(page);
        let mut row = 8;
        for one in shown {
            canvas.cell(row, 3, 10, &one.number);
            canvas.cell(row, 14, 20, one.of.title.get(lang));
            canvas.text(row, 35, one.of.say().get(lang));
            row += 1;
        }
        let below = (total as usize).saturating_sub(self.top + page);
        if below > 0 {
            let say = Say::new(format!("Còn {below} hạn: PgDn"), format!("{below} more: PgDn"));
            canvas.text(row, 3, say.get(lang));
        }
        let ask = Words::new(
            "Lưu?  F2 ghi; Esc về sửa, chưa ghi gì",
            "Save?  F2 saves; Esc goes back, nothing is saved",
        );
        let at = canvas.rows().saturating_sub(2);
        canvas.text(at, 1, ask.get(lang));
        canvas.cursor(at, 1);
    }
}
