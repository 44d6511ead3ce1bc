//! A petition beside one that may be the same (đặt cạnh nhau): what differs in two columns, and one key that links them.
//!
//! Of a saved petition the link is saved at once; a new one is linked by the entry that makes it, so the form below is told.

mod draw;

use std::collections::BTreeMap;

use crate::base::{Id, Say};
use crate::client::new_request_id;
use crate::domain::{FieldValue, Fields, FormName, kinds::petition_fields};
use crate::wire::{Beside, Outcome, Push, RefusalKind, Reply, Request};

use crate::tui::{
    Canvas,
    command::CommandName,
    screen::{Around, Destination, Effect, Notice, Place, Screen, Tag},
    terminal::{Key, KeyCode},
};

use super::saving;

const BESIDE: &str = "beside";
const LINK: &str = "link";
/// Letters of a number that is typed: "1234/2026".
const NUMBER_LETTERS: usize = 12;

/// What is laid beside others.
#[derive(Clone, Debug, PartialEq)]
pub struct Laying {
    /// The petition's form, new or of a saved one.
    pub form: FormName,
    /// What stands in it; nothing where the saved petition itself is meant.
    pub fields: Fields,
    /// The numbers that stand before the fields in the form; none for an opened petition.
    pub numbers: BTreeMap<String, usize>,
    /// Which one first: the petition that was marked; `None`: the one most alike.
    pub other: Option<Id>,
}

/// Two petitions beside each other.
#[derive(Debug)]
pub struct BesideScreen {
    laying: Laying,
    shown: Option<Beside>,
    /// The first answer came, whatever it said.
    is_told: bool,
    /// The number of another petition, as far as it is typed.
    typed: String,
    /// The first line of the fields on show.
    top: usize,
    /// The link that was sent and not answered; the same request again when the line broke.
    sent: Option<Request>,
    serial: u32,
    /// The serial of the question whose answer is awaited.
    awaited: Option<u32>,
}

impl BesideScreen {
    /// What is typed beside the petition that was marked, or the one most alike.
    pub fn new(laying: Laying) -> BesideScreen {
        BesideScreen {
            laying,
            shown: None,
            is_told: false,
            typed: String::new(),
            top: 0,
            sent: None,
            serial: 0,
            awaited: None,
        }
    }

    fn ask(&mut self, what: &'static str, request: Request) -> Vec<Effect> {
        self.serial += 1;
        self.awaited = Some(self.serial);
        vec![Effect::Ask(Tag { what, serial: self.serial }, request)]
    }

    fn ask_for(&mut self, other: Option<String>) -> Vec<Effect> {
        let request =
            Request::Beside { form: self.laying.form.clone(), fields: self.laying.fields.clone(), other };
        self.ask(BESIDE, request)
    }

    /// The same two again, as they stand now.
    fn ask_again(&mut self) -> Vec<Effect> {
        let other = self.shown.as_ref().map(|shown| &shown.other).or(self.laying.other.as_ref());
        let other = other.map(|id| id.as_str().to_owned());
        self.ask_for(other)
    }

    /// Where the one on show stands among those that may be the same.
    fn place_among(&self) -> Option<(usize, usize)> {
        let shown = self.shown.as_ref()?;
        let at = shown.candidates.iter().position(|id| *id == shown.other)?;
        Some((at, shown.candidates.len()))
    }

    fn leaf(&mut self, by: isize) -> Vec<Effect> {
        let Some(shown) = &self.shown else { return Vec::new() };
        // From one that was asked for by its number the first of the others is next.
        let next = match self.place_among() {
            Some((at, _)) => at.checked_add_signed(by),
            None => Some(0),
        };
        match next.and_then(|at| shown.candidates.get(at)).cloned() {
            Some(next) => self.ask_for(Some(next.as_str().to_owned())),
            None => vec![Effect::Say(Notice::plain(Say::new(
                "Hết đơn có thể trùng; gõ số đơn để so với đơn khác",
                "No other one may be the same; type a number for any other",
            )))],
        }
    }

    /// Links the two, or takes their link back.
    fn turn_link(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let Some(shown) = &mut self.shown else { return Vec::new() };
        if shown.linked && !shown.may_unlink {
            return vec![Effect::Say(Notice::error(Say::new(
                "Không bỏ gắn được: một bước đã tách hoặc mở đơn kia",
                "It stays linked: a step split it off or opened it",
            )))];
        }
        if let Some(id) = self.laying.form.record.clone() {
            if let Some(obstacle) = saving::obstacle(around) {
                return vec![Effect::Say(obstacle)];
            }
            let Ok(request) = new_request_id() else {
                return vec![Effect::Say(Notice::error(saving::no_random_number()))];
            };
            let request = Request::Link { request, id, other: shown.other.clone(), linked: !shown.linked };
            self.sent = Some(request.clone());
            return self.ask(LINK, request);
        }
        shown.linked = !shown.linked;
        let (other, linked) = (shown.other.clone(), shown.linked);
        let named = shown.title.clone();
        let name = petition_fields::LINKED.def.name;
        let sent = self.laying.fields.get(name).and_then(Vec::<Id>::from_value);
        let mut links = sent.unwrap_or_default();
        links.retain(|id| *id != other);
        if linked {
            links.push(other);
        }
        if links.is_empty() {
            self.laying.fields.remove(name);
        } else {
            self.laying.fields.insert(name.to_owned(), links.clone().into_value());
        }
        let say = match linked {
            true => Say::new(
                format!("Sẽ gắn với {} khi lưu đơn này; g: thôi", named.vi),
                format!("Linked with {} when this one is saved; g: not", named.en),
            ),
            false => Say::new(format!("Không gắn với {}", named.vi), format!("Not linked with {}", named.en)),
        };
        vec![Effect::Links(links), Effect::Say(Notice::plain(say))]
    }

    /// What a key makes of the number that is typed; `None`: it is no part of one.
    fn type_number(&mut self, key: &Key) -> Option<Vec<Effect>> {
        match key.code {
            KeyCode::Backspace if !self.typed.is_empty() => {
                self.typed.pop();
            }
            KeyCode::Enter if !self.typed.is_empty() => {
                let number = std::mem::take(&mut self.typed);
                return Some(self.ask_for(Some(number)));
            }
            _ => {
                let sign = key.typed()?;
                if !sign.is_ascii_digit() && (self.typed.is_empty() || sign != '/') {
                    return None;
                }
                if self.typed.len() < NUMBER_LETTERS {
                    self.typed.push(sign);
                }
            }
        }
        Some(vec![Effect::Say(Notice::plain(Say::new(
            format!("Số đơn: {}   Enter so với đơn này, Esc thôi", self.typed),
            format!("Number: {}   Enter lays it beside, Esc: no", self.typed),
        )))])
    }

    fn came(&mut self, beside: Beside, around: &Around<'_>) {
        if self.shown.as_ref().is_none_or(|shown| shown.other != beside.other) {
            self.top = 0;
        }
        self.shown = Some(beside);
        self.scroll_to(self.top, around);
    }
}

impl Screen for BesideScreen {
    fn place(&self) -> Place {
        Place::Beside
    }

    fn title(&self, around: &Around<'_>) -> String {
        let other = self.shown.as_ref().map_or("", |shown| shown.title.get(around.lang));
        Say::new(format!("ĐẶT CẠNH NHAU  {other}"), format!("SIDE BY SIDE  {other}"))
            .get(around.lang)
            .trim_end()
            .to_owned()
    }

    fn is_ready(&self) -> bool {
        self.is_told
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        self.ask_again()
    }

    fn waits_for(&self, _: &Key) -> bool {
        // What is linked and where one leafs to is what stands on the screen.
        self.awaited.is_some()
    }

    fn reconnected(&mut self, _: &Around<'_>) -> Vec<Effect> {
        match self.sent.clone() {
            Some(request) => self.ask(LINK, request),
            None => self.ask_again(),
        }
    }

    fn resized(&mut self, around: &Around<'_>) -> Vec<Effect> {
        self.scroll_to(self.top, around);
        Vec::new()
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        if let Some(effects) = self.type_number(key) {
            return effects;
        }
        let page = draw::rows_shown(around).saturating_sub(1).max(1);
        match &key.code {
            KeyCode::Right => return self.leaf(1),
            KeyCode::Left => return self.leaf(-1),
            KeyCode::Down => self.scroll_to(self.top + 1, around),
            KeyCode::Up => self.scroll_to(self.top.saturating_sub(1), around),
            KeyCode::PageDown => self.scroll_to(self.top + page, around),
            KeyCode::PageUp => self.scroll_to(self.top.saturating_sub(page), around),
            KeyCode::Home => self.scroll_to(0, around),
            KeyCode::End => self.scroll_to(usize::MAX, around),
            KeyCode::Enter => {
                let other = self.shown.as_ref().map(|shown| shown.other.clone());
                let open = |id| Effect::Open(Destination::Detail { id, siblings: Vec::new() });
                return other.map(open).into_iter().collect();
            }
            _ => {}
        }
        Vec::new()
    }

    fn own_commands(&self) -> &'static [CommandName] {
        &["petition.link"]
    }

    fn command(&mut self, command: CommandName, around: &Around<'_>) -> Option<Vec<Effect>> {
        let was_typing = !std::mem::take(&mut self.typed).is_empty();
        match command {
            "petition.link" => Some(self.turn_link(around)),
            "back" if was_typing => Some(Vec::new()),
            _ => None,
        }
    }

    fn refusal(&self, command: CommandName, _: &Around<'_>) -> Option<Say> {
        (command == "petition.link" && self.shown.is_none()).then(|| {
            Say::new("Gõ số đơn trước: chưa có đơn nào bên cạnh", "Type a number first: nothing is beside")
        })
    }

    fn reply(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        if self.awaited != Some(tag.serial) {
            return Vec::new();
        }
        self.awaited = None;
        let was_told = std::mem::replace(&mut self.is_told, true);
        if tag.what == LINK {
            self.sent = None;
        }
        match outcome {
            Ok(Reply::Beside(beside)) => {
                self.came(*beside, around);
                Vec::new()
            }
            Ok(Reply::Saved(saved)) => {
                let mut effects = vec![Effect::Say(Notice::plain(saved.say))];
                effects.extend(self.ask_again());
                effects
            }
            Ok(_) => Vec::new(),
            // Without any that is alike one still names another by its number.
            Err(refusal) if refusal.kind == RefusalKind::NotAllowed => {
                vec![Effect::Say(Notice::plain(refusal.say))]
            }
            Err(refusal) => {
                let mut effects = if was_told { Vec::new() } else { vec![Effect::Back] };
                effects.push(Effect::Say(Notice::error(refusal.say)));
                effects
            }
        }
    }

    fn push(&mut self, push: &Push, _: &Around<'_>) -> Vec<Effect> {
        let Some(shown) = &self.shown else { return Vec::new() };
        let own = self.laying.form.record.as_ref();
        match push {
            Push::Changed { ids, .. }
                if self.sent.is_none()
                    && (ids.contains(&shown.other) || own.is_some_and(|own| ids.contains(own))) =>
            {
                self.ask_again()
            }
            Push::Day(_) if self.sent.is_none() => self.ask_again(),
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
                "g gắn hai đơn, g lần nữa bỏ gắn; không đơn nào mất. Phải, Trái: đơn có thể trùng khác. Enter mở đơn kia.",
                "g links the two, g again takes it back; none is lost. Right, Left: others alike. Enter opens it.",
            ),
            Say::new(
                "Gõ số (90, 90/2025) rồi Enter: so với đơn bất kỳ. Người gửi không bao giờ được so.",
                "A number (90, 90/2025) and Enter: any other petition. Who sent it is never compared.",
            ),
        ]
    }

    fn smallest(&self) -> (u16, u16) {
        (80, 24)
    }
}
