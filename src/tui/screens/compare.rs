//! Two edited the same record (hai người cùng sửa): what we typed beside what is saved, field by field, to choose from.
//!
//! It saves nothing itself: what was chosen goes back to the form below, which saves it.

mod draw;

pub(super) use draw::{column, reads};

use std::collections::BTreeMap;

use crate::base::Say;
use crate::domain::{FieldDef, Shape, kind};
use crate::wire::{Conflict, Merge, Outcome, Push, RefusalKind, Reply, Request};

use crate::tui::{
    Canvas,
    command::CommandName,
    screen::{Around, Comparing, Effect, Notice, Place, Screen, Settlement, Side, Tag},
    terminal::{Key, KeyCode},
};

/// Two changes of one record.
#[derive(Debug)]
pub struct CompareScreen {
    comparing: Comparing,
    /// Whose value each field gets; ours where nothing was chosen.
    chosen: BTreeMap<String, Side>,
    /// The marked field.
    at: usize,
    /// First line of the fields on show.
    top: usize,
    is_told: bool,
    serial: u32,
    /// The serial of the question whose answer is awaited.
    awaited: Option<u32>,
}

const COMPARE: &str = "compare";

/// What a form says when one writes on in it from what one typed.
pub(super) fn write_on() -> Notice {
    Notice::plain(Say::new(
        "Viết tiếp từ bản của ta rồi F2; bản kia vẫn trong lịch sử",
        "Write on from ours, then F2; the other is not lost",
    ))
}

impl CompareScreen {
    /// Everything as we typed it, until something else is chosen.
    pub fn new(comparing: Comparing) -> CompareScreen {
        CompareScreen {
            comparing,
            chosen: BTreeMap::new(),
            at: 0,
            top: 0,
            is_told: false,
            serial: 0,
            awaited: None,
        }
    }

    fn merge(&self) -> &Merge {
        &self.comparing.merge
    }

    fn marked(&self) -> Option<&Conflict> {
        self.merge().conflicts.get(self.at)
    }

    fn def(&self, field: &str) -> Option<&'static FieldDef> {
        kind(&self.comparing.form.kind)?.field(field)
    }

    fn side(&self, field: &str) -> Side {
        self.chosen.get(field).copied().unwrap_or(Side::Ours)
    }

    /// Whether one can go on writing from ours.
    fn is_prose(&self, field: &str) -> bool {
        self.def(field).is_some_and(|def| matches!(def.shape, Shape::Paragraph(_)))
    }

    fn choose(&mut self, side: Side) -> Vec<Effect> {
        let Some(field) = self.marked().map(|conflict| conflict.field.clone()) else { return Vec::new() };
        if side == Side::WriteOn && !self.is_prose(&field) {
            let say = Say::new(
                "Chọn t hoặc k: chỉ lời văn sửa tiếp được",
                "Choose t or k: only prose is written on",
            );
            return vec![Effect::Say(Notice::error(say))];
        }
        self.chosen.insert(field, side);
        Vec::new()
    }

    fn choose_all(&mut self, side: Side) {
        let fields = self.comparing.merge.conflicts.iter().map(|conflict| conflict.field.clone());
        self.chosen = fields.map(|field| (field, side)).collect();
    }

    fn walk(&mut self, to: usize, around: &Around<'_>) {
        self.at = to.min(self.merge().conflicts.len().saturating_sub(1));
        self.keep_in_sight(around);
    }

    fn next(&mut self, around: &Around<'_>) -> Vec<Effect> {
        if self.at + 1 < self.merge().conflicts.len() {
            self.walk(self.at + 1, around);
            return Vec::new();
        }
        vec![Effect::Say(Notice::plain(Say::new(
            "Hết mục: F2 lưu theo dấu [x]",
            "No more fields: F2 saves by the marks",
        )))]
    }

    fn save(&self) -> Vec<Effect> {
        let settlement = Settlement { merge: self.merge().clone(), chosen: self.chosen.clone() };
        vec![Effect::Settled(Box::new(settlement))]
    }

    /// The number of a field in the form, or its name where the form has no line for it.
    fn number(&self, field: &str) -> String {
        self.comparing.numbers.get(field).map_or_else(String::new, ToString::to_string)
    }

    /// What is said on opening: how many fields wait, or which ones came to it.
    fn opening(&self) -> Say {
        if self.comparing.is_again {
            return self.changed_too(self.merge().conflicts.iter().map(|conflict| conflict.field.as_str()));
        }
        let count = self.merge().conflicts.len();
        let words = ["", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
        let counted = words.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned());
        Say::new(
            format!("Xem {counted} mục rồi F2: dữ liệu vừa được người khác sửa"),
            format!("Look at {count}, then F2: someone else just changed the record"),
        )
    }

    /// "Vừa đổi thêm: 8".
    fn changed_too<'a>(&self, fields: impl Iterator<Item = &'a str>) -> Say {
        let named: Vec<(String, String)> = fields
            .map(|field| {
                let label = self.def(field).map(|def| def.label);
                match (self.number(field), label) {
                    (number, _) if !number.is_empty() => (number.clone(), number),
                    (_, Some(label)) => (label.vi.to_owned(), label.en.to_owned()),
                    _ => (field.to_owned(), field.to_owned()),
                }
            })
            .collect();
        let join = |pick: fn(&(String, String)) -> &String| -> String {
            named.iter().map(pick).cloned().collect::<Vec<_>>().join(", ")
        };
        Say::new(
            format!("Vừa đổi thêm: {}", join(|name| &name.0)),
            format!("Just changed too: {}", join(|name| &name.1)),
        )
    }

    /// A third save: the right column is renewed, what was chosen stays.
    fn renew(&mut self, merge: Merge, around: &Around<'_>) -> Vec<Effect> {
        let marked = self.marked().map(|conflict| conflict.field.clone());
        let old = std::mem::replace(&mut self.comparing.merge, merge);
        let saved_before = |conflict: &&Conflict| {
            old.conflicts.iter().any(|old| old.field == conflict.field && old.saved == conflict.saved)
        };
        let changed: Vec<String> = self
            .merge()
            .conflicts
            .iter()
            .filter(|conflict| !saved_before(conflict))
            .map(|conflict| conflict.field.clone())
            .collect();
        let at = self.merge().conflicts.iter().position(|conflict| Some(&conflict.field) == marked.as_ref());
        self.walk(at.unwrap_or(self.at), around);
        if self.merge().conflicts.is_empty() {
            let say = Say::new("Không còn mục nào trùng: F2 lưu", "Nothing differs any more: F2 saves");
            return vec![Effect::Say(Notice::news(say))];
        }
        if changed.is_empty() {
            return Vec::new();
        }
        vec![Effect::Say(Notice::error(self.changed_too(changed.iter().map(String::as_str))))]
    }
}

impl Screen for CompareScreen {
    fn place(&self) -> Place {
        Place::Compare
    }

    fn title(&self, around: &Around<'_>) -> String {
        let title = self.merge().title.get(around.lang);
        Say::new(format!("HAI NGƯỜI CÙNG SỬA  {title}"), format!("TWO CHANGED IT  {title}"))
            .get(around.lang)
            .to_owned()
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        if std::mem::replace(&mut self.is_told, true) {
            return Vec::new();
        }
        vec![Effect::Say(Notice::error(self.opening()))]
    }

    fn waits_for(&self, _: &Key) -> bool {
        // What a letter chooses and what F2 saves is what stands on the screen.
        self.awaited.is_some()
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        match &key.code {
            KeyCode::Enter | KeyCode::Down | KeyCode::Tab => return self.next(around),
            KeyCode::Up => self.walk(self.at.saturating_sub(1), around),
            KeyCode::Home => self.walk(0, around),
            KeyCode::End => self.walk(usize::MAX, around),
            KeyCode::PageDown => self.page(true, around),
            KeyCode::PageUp => self.page(false, around),
            _ => match key.typed() {
                Some('t') => return self.choose(Side::Ours),
                Some('k') => return self.choose(Side::Saved),
                Some('s' | 'S') => return self.choose(Side::WriteOn),
                Some('T') => self.choose_all(Side::Ours),
                Some('K') => self.choose_all(Side::Saved),
                _ => {}
            },
        }
        Vec::new()
    }

    fn own_commands(&self) -> &'static [CommandName] {
        &["save"]
    }

    fn command(&mut self, command: CommandName, _: &Around<'_>) -> Option<Vec<Effect>> {
        match command {
            "save" => Some(self.save()),
            "back" => {
                let say =
                    Say::new("Chưa lưu gì, chữ đã gõ còn nguyên", "Nothing was saved, nothing was lost");
                Some(vec![Effect::Back, Effect::Say(Notice::plain(say))])
            }
            _ => None,
        }
    }

    fn resized(&mut self, around: &Around<'_>) -> Vec<Effect> {
        self.keep_in_sight(around);
        Vec::new()
    }

    fn reply(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        if self.awaited != Some(tag.serial) {
            return Vec::new();
        }
        self.awaited = None;
        match outcome {
            Ok(Reply::Compared(merge)) => self.renew(*merge, around),
            Ok(_) => Vec::new(),
            Err(refusal) if refusal.kind == RefusalKind::Unknown => {
                vec![Effect::Back, Effect::Say(Notice::error(refusal.say))]
            }
            Err(refusal) => vec![Effect::Say(Notice::error(refusal.say))],
        }
    }

    fn push(&mut self, push: &Push, _: &Around<'_>) -> Vec<Effect> {
        match push {
            Push::Changed { ids, .. } if ids.contains(&self.merge().record) => {
                self.serial += 1;
                self.awaited = Some(self.serial);
                let request = Request::Compare {
                    form: self.comparing.form.clone(),
                    base: self.merge().base,
                    fields: self.comparing.fields.clone(),
                    record: self.merge().record.clone(),
                };
                vec![Effect::Ask(Tag { what: COMPARE, serial: self.serial }, request)]
            }
            _ => Vec::new(),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        self.paint(canvas, around);
    }

    fn help_here(&self, around: &Around<'_>) -> Vec<Say> {
        vec![
            Say::plain(self.title(around)),
            Say::new(
                "t lấy của ta, k lấy bản đã lưu, s sửa tiếp lời văn của ta; T, K cho cả đơn. F2 lưu theo dấu.",
                "t takes ours, k the saved one, s writes on from our text; T, K for all. F2 saves by the marks.",
            ),
            Say::new(
                "Bản không chọn vẫn còn trong lịch sử, với người ghi và giờ ghi.",
                "What is not chosen stays in the history, with who and when.",
            ),
        ]
    }

    fn smallest(&self) -> (u16, u16) {
        (80, 24)
    }
}
