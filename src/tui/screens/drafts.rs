//! The drafts (bản nháp): where each form was left, to go on there.

use crate::base::{Say, Words, text};
use crate::wire::{DraftLine, Outcome, Push, Reply, Request};

use crate::tui::{
    Canvas,
    command::{CommandName, list_under},
    screen::{Around, Destination, Effect, Notice, Place, Screen, Tag},
    terminal::{Key, KeyCode},
};

use super::home::weekday;

/// The list of an officer's drafts.
#[derive(Debug, Default)]
pub struct DraftsScreen {
    lines: Option<Vec<DraftLine>>,
    at: usize,
    top: usize,
    serial: u32,
    /// Delete was pressed once.
    asks_to_drop: bool,
}

const FIRST_ROW: u16 = 6;
/// Rows that the help below the table and what is said of the marked draft take.
const ROWS_BELOW: u16 = 8;

impl DraftsScreen {
    /// Nothing is known yet.
    pub fn new() -> DraftsScreen {
        DraftsScreen::default()
    }

    fn ask(&mut self, what: &'static str, request: Request) -> Vec<Effect> {
        self.serial += 1;
        vec![Effect::Ask(Tag { what, serial: self.serial }, request)]
    }

    fn marked(&self) -> Option<&DraftLine> {
        self.lines.as_ref()?.get(self.at)
    }

    fn rows_shown(around: &Around<'_>) -> usize {
        usize::from(around.size.1.saturating_sub(FIRST_ROW + 1 + ROWS_BELOW).max(1))
    }

    fn walk(&mut self, to: usize, around: &Around<'_>) {
        let count = self.lines.as_ref().map_or(0, Vec::len);
        self.at = to.min(count.saturating_sub(1));
        let shown = Self::rows_shown(around);
        self.top = self.top.min(self.at).max((self.at + 1).saturating_sub(shown));
    }

    fn open(&self) -> Vec<Effect> {
        let Some(line) = self.marked() else { return Vec::new() };
        let (form, draft) = (line.draft.form.clone(), Some(Box::new(line.draft.clone())));
        vec![Effect::Open(Destination::Form { form, draft })]
    }

    fn drop_marked(&mut self) -> Vec<Effect> {
        let Some(form) = self.marked().map(|line| line.draft.form.clone()) else { return Vec::new() };
        self.ask("drop", Request::DiscardDraft(form))
    }

    fn question(&self, around: &Around<'_>) -> String {
        let newest = self.lines.iter().flatten().map(|line| line.draft.kept_at).max();
        let Some(at) = newest else {
            return Words::new("Không có bản nháp", "There are no drafts").get(around.lang).to_owned();
        };
        let (day, clock) = (at.day(), at.clock());
        let weekday = weekday(day);
        Say::new(
            format!("{} {} {clock} đang gõ thì dừng. Đi tiếp?", weekday.vi, day.short()),
            format!("Stopped while typing, {} {} {clock}. Go on?", weekday.en, day.short()),
        )
        .get(around.lang)
        .to_owned()
    }

    fn draw_table(&self, canvas: &mut Canvas<'_>, around: &Around<'_>, lines: &[DraftLine]) -> u16 {
        let lang = around.lang;
        let is_narrow = canvas.columns() < 80;
        let (stopped_at, time_at) = if is_narrow { (28, 48) } else { (33, 59) };
        let heads = [
            (3, Words::new("BẢN NHÁP", "DRAFT")),
            (stopped_at, Words::new("DỪNG Ở", "STOPPED AT")),
            (time_at, Words::new("LÚC", "TIME")),
        ];
        for (at, word) in heads {
            canvas.bold(5, at, word.get(lang));
        }
        let mut row = FIRST_ROW;
        let shown = lines.iter().enumerate().skip(self.top).take(Self::rows_shown(around));
        for (at, line) in shown {
            if at == self.at {
                canvas.text(row, 1, ">");
                canvas.cursor(row, 1);
            }
            canvas.cell(row, 3, stopped_at - 4, line.title.get(lang));
            canvas.cell(row, stopped_at, time_at - stopped_at - 1, line.stopped_at.get(lang));
            let kept = line.draft.kept_at;
            canvas.text(row, time_at, &format!("{} {}", kept.day().short(), kept.clock()));
            row += 1;
        }
        row
    }
}

/// What is said when the way back was asked for.
fn came_back(title: Option<&Say>) -> Say {
    match title {
        Some(title) => Say::new(format!("Đã lấy lại: {}", title.vi), format!("Brought back: {}", title.en)),
        None => {
            Say::new("Không có nháp nào đã bỏ trong 30 ngày", "No draft was discarded in the last 30 days")
        }
    }
}

impl Screen for DraftsScreen {
    fn place(&self) -> Place {
        Place::List
    }

    fn title(&self, around: &Around<'_>) -> String {
        let count = self.lines.as_ref().map_or(0, Vec::len);
        format!("{} {count}", Words::new("BẢN NHÁP", "DRAFTS").get(around.lang))
    }

    fn is_ready(&self) -> bool {
        self.lines.is_some()
    }

    fn waits_for(&self, key: &Key) -> bool {
        self.lines.is_none() && key.code == KeyCode::Enter
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        self.ask("drafts", Request::Drafts)
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        let drops = std::mem::take(&mut self.asks_to_drop);
        match &key.code {
            KeyCode::Enter if drops => return self.drop_marked(),
            KeyCode::Enter => return self.open(),
            KeyCode::Up => self.walk(self.at.saturating_sub(1), around),
            KeyCode::Down => self.walk(self.at + 1, around),
            KeyCode::Home | KeyCode::PageUp => self.walk(0, around),
            KeyCode::End | KeyCode::PageDown => self.walk(usize::MAX, around),
            _ => return key.typed().and_then(list_under).map(Effect::Run).into_iter().collect(),
        }
        Vec::new()
    }

    fn own_commands(&self) -> &'static [CommandName] {
        &["draft.drop", "draft.restore"]
    }

    fn command(&mut self, run: CommandName, _: &Around<'_>) -> Option<Vec<Effect>> {
        let asked = std::mem::take(&mut self.asks_to_drop);
        match run {
            "back" if asked => Some(Vec::new()),
            "list.drafts" => Some(self.ask("drafts", Request::Drafts)),
            "draft.drop" if self.marked().is_some() => {
                self.asks_to_drop = true;
                let say = Say::new(
                    "Bỏ hẳn bản nháp này? Enter bỏ, Esc giữ",
                    "Discard this draft? Enter yes, Esc no",
                );
                Some(vec![Effect::Say(Notice::warning(say))])
            }
            "draft.drop" => Some(Vec::new()),
            "draft.restore" => Some(self.ask("restore", Request::RestoreDraft)),
            _ => None,
        }
    }

    fn reply(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        match outcome {
            Ok(Reply::Drafts(lines)) => {
                self.lines = Some(lines);
                self.walk(self.at, around);
                Vec::new()
            }
            Ok(Reply::Restored(restored)) => {
                let mut effects = self.ask("drafts", Request::Drafts);
                effects.push(Effect::Say(Notice::plain(came_back(restored.as_ref()))));
                effects
            }
            Ok(_) if tag.what == "drop" => {
                let mut effects = self.ask("drafts", Request::Drafts);
                effects
                    .push(Effect::Say(Notice::plain(Say::new("Đã bỏ bản nháp", "The draft was discarded"))));
                effects
            }
            Ok(_) => Vec::new(),
            Err(refusal) => {
                let mut effects = if self.lines.is_none() { vec![Effect::Back] } else { Vec::new() };
                effects.push(Effect::Say(Notice::error(refusal.say)));
                effects
            }
        }
    }

    fn push(&mut self, push: &Push, _: &Around<'_>) -> Vec<Effect> {
        match push {
            Push::Drafts(_) => self.ask("drafts", Request::Drafts),
            _ => Vec::new(),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        canvas.text(3, 1, &self.question(around));
        canvas.cursor(3, 1);
        let Some(lines) = self.lines.as_ref().filter(|lines| !lines.is_empty()) else { return };
        let mut row = self.draw_table(canvas, around, lines) + 1;
        let last = canvas.rows().saturating_sub(2);
        let help = [
            Words::new(
                "Enter  mở ở đúng chữ đang gõ, mọi điều đã gõ còn nguyên",
                "Enter  opens it at the letter where it was left",
            ),
            Words::new(
                "Esc    để đó, về trang chính; nháp vẫn còn ở 9",
                "Esc    leaves it, to the home screen; it stays under 9",
            ),
            Words::new(
                "Delete bỏ hẳn, hỏi lại một lần; giữ thêm 30 ngày",
                "Delete discards it, asks once; kept 30 days more",
            ),
        ];
        for line in help {
            if row + 3 > last {
                break;
            }
            canvas.text(row, 3, line.get(around.lang));
            row += 1;
        }
        row += 1;
        let elsewhere =
            Say::new("Đang mở ở máy kia; Enter đem về đây", "Open in another terminal; Enter fetches it");
        let told = self.marked().into_iter().flat_map(|line| {
            line.is_elsewhere.then_some(&elsewhere).into_iter().chain([&line.state]).chain(&line.since)
        });
        let columns = usize::from(canvas.columns().saturating_sub(3));
        for line in told.flat_map(|say| text::wrap_lines(say.get(around.lang), columns)) {
            if row > last {
                return;
            }
            canvas.text(row, 3, line);
            row += 1;
        }
    }

    fn help_here(&self, _: &Around<'_>) -> Vec<Say> {
        vec![
            Say::new("bản nháp", "the drafts"),
            Say::new(
                "Phiếu đang gõ dở được giữ trên máy chủ, kể cả khi mất đường truyền. Enter mở lại.",
                "A form that was left is kept on the server, also when the line breaks. Enter opens it.",
            ),
        ]
    }
}
