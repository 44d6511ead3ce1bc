//! An opened petition: what must be done when, what happened, and the steps that the law allows now.

mod contact;
mod draw;
mod keys;

pub(super) use draw::draw_steps;

use std::collections::BTreeMap;

use crate::base::{Id, Officer, RequestId, Say, Stamp, Words};
use crate::domain::{
    Fields, FormName,
    facet::is_denunciation,
    kinds::{PETITION, petition_fields},
    step_form,
};
use crate::wire::{Outcome, Push, RefusalKind, Reply, Request, Shown, StepOffer};

use sha2::{Digest, Sha256};

use crate::tui::{
    Canvas,
    command::CommandName,
    export::{Export, Sheet, Way},
    screen::{Around, Destination, Effect, Notice, Offered, Place, Screen, Tag},
    terminal::{Key, KeyCode},
};

use super::{Laying, step_taken::form_of};
use contact::{CONTACT, Opening, has_contact};

/// A petition's detail (đơn đang mở).
#[derive(Debug)]
pub struct DetailScreen {
    id: Id,
    /// The rows around it in the list one came from.
    siblings: Vec<Id>,
    shown: Option<Shown>,
    marker: Marker,
    /// The marked line is unfolded: why this deadline, or all that was entered.
    is_unfolded: bool,
    /// First line of the history on show.
    history_top: usize,
    question: Option<Question>,
    opening: Opening,
    serial: u32,
    /// The serial of the question whose answer is awaited.
    awaited: Option<u32>,
}

/// The marked line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Marker {
    /// A clock, by its place.
    Clock(usize),
    /// The contact of the sender.
    Contact,
    /// An event of the history, by its place, the newest first.
    Event(usize),
}

/// What was asked in row 23; Enter says yes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Question {
    TakeBack,
    Step(StepOffer),
    /// The slip: Enter prints it, `t` keeps it as a file.
    Slip,
}

/// The commands of opened records that it knows.
const OWN: &[CommandName] = &[
    "village.page",
    "slip",
    "record.edit",
    "petition.beside",
    "record.next",
    "record.previous",
    "undo",
    "word.turn",
    "letter.highland",
    "export.pages",
    "export.wide",
    "print",
];
const SHOW: &str = "show";
const TAKE_BACK: &str = "take_back";
const SLIP_TO_PRINTER: &str = "slip_to_printer";
const SLIP_TO_FILE: &str = "slip_to_file";

impl DetailScreen {
    /// A petition of which nothing is known yet but its neighbours in a list.
    pub fn new(id: Id, siblings: Vec<Id>) -> DetailScreen {
        DetailScreen {
            id,
            siblings,
            shown: None,
            marker: Marker::Clock(0),
            is_unfolded: false,
            history_top: 0,
            question: None,
            opening: Opening::Closed,
            serial: 0,
            awaited: None,
        }
    }

    fn ask(&mut self, what: &'static str, request: Request) -> Vec<Effect> {
        self.serial += 1;
        self.awaited = Some(self.serial);
        vec![Effect::Ask(Tag { what, serial: self.serial }, request)]
    }

    fn ask_show(&mut self) -> Vec<Effect> {
        let id = self.id.as_str().to_owned();
        self.ask(SHOW, Request::Show(id))
    }

    /// The next or the previous petition of the list one came from.
    fn go_to_sibling(&mut self, by: isize) -> Vec<Effect> {
        let now = self.siblings.iter().position(|id| *id == self.id);
        let next = now.and_then(|at| at.checked_add_signed(by)).and_then(|at| self.siblings.get(at)).cloned();
        let Some(next) = next else {
            let say =
                Say::new("Hết danh sách đang mở: Esc về danh sách", "The list ends here: Esc goes back");
            return vec![Effect::Say(Notice::plain(say))];
        };
        let siblings = std::mem::take(&mut self.siblings);
        let shown = self.shown.take();
        *self = DetailScreen { serial: self.serial, ..DetailScreen::new(next, siblings) };
        // The old petition stays on the terminal until the next one has come.
        self.shown = shown;
        self.ask_show()
    }

    /// Takes what the server shows; the marker stays on the line it stood on, and that line where it was.
    fn take(&mut self, new: Shown) {
        let old = self.shown.take().filter(|old| old.record.id == new.record.id);
        match old {
            None => {
                let urgent = new.urgent.and_then(|at| usize::try_from(at).ok()).unwrap_or(0);
                self.marker = if new.clocks.is_empty() { Marker::Event(0) } else { Marker::Clock(urgent) };
                (self.is_unfolded, self.history_top) = (false, 0);
            }
            Some(old) => {
                let top = old.timeline.get(self.history_top).map(|line| line.at);
                self.history_top = place_of(&new, top).unwrap_or(0);
                if let Marker::Event(at) = self.marker {
                    let marked = old.timeline.get(at).map(|line| line.at);
                    self.marker = Marker::Event(place_of(&new, marked).unwrap_or(0));
                } else if self.history_top > 0 && old.timeline.len() < new.timeline.len() {
                    self.history_top = 0;
                }
            }
        }
        if !has_contact(&new) {
            self.opening = Opening::Closed;
        }
        self.shown = Some(new);
        self.walk(0);
    }

    /// The village of what is shown.
    fn village(&self) -> Option<Id> {
        petition_fields::VILLAGE.of(&self.shown.as_ref()?.record)
    }

    fn step(&self, letter: char) -> Option<&StepOffer> {
        self.shown.as_ref()?.steps.iter().find(|step| step.letter == Some(letter))
    }

    fn take_step(&mut self, offer: &StepOffer) -> Vec<Effect> {
        let kind = self.shown.as_ref().map_or("", |shown| shown.record.kind.as_str());
        let asks = step_form(kind, &offer.name).and_then(|step| step.asks);
        if let Some(asks) = asks
            && self.question.is_none()
        {
            self.question = Some(Question::Step(offer.clone()));
            return vec![Effect::Say(Notice::warning(Say::new(
                format!("{}? Enter mở phiếu, Esc thôi", asks.vi),
                format!("{}? Enter opens the form, Esc: no", asks.en),
            )))];
        }
        self.open_form(Some(offer.name.clone()))
    }

    fn open_form(&self, step: Option<String>) -> Vec<Effect> {
        let Some(shown) = &self.shown else { return Vec::new() };
        vec![Effect::Open(form_of(shown, step.as_deref()))]
    }

    /// This petition beside the one most alike, or any other by its number.
    fn lay_beside(&self) -> Vec<Effect> {
        if let Some(why) = self.lies_beside_nothing() {
            return vec![Effect::Say(Notice::error(why))];
        }
        let form =
            FormName { kind: PETITION.name.to_owned(), record: Some(self.id.clone()), step: None, sheet: 0 };
        let laying = Laying { form, fields: Fields::new(), numbers: BTreeMap::new(), other: None };
        vec![Effect::Open(Destination::Beside(Box::new(laying)))]
    }

    fn lies_beside_nothing(&self) -> Option<Say> {
        let record = &self.shown.as_ref()?.record;
        if record.kind != PETITION.name {
            return Some(Say::new("Chỉ so được đơn với đơn", "Only petitions are compared"));
        }
        is_denunciation(record)
            .then(|| Say::new("Đơn tố cáo không đặt cạnh đơn nào", "A denunciation is laid beside nothing"))
    }

    fn ask_to_take_back(&mut self) -> Vec<Effect> {
        let Some(shown) = &self.shown else { return Vec::new() };
        if !shown.may_take_back {
            let say = Say::new(
                "Không lấy lại được: chỉ người ghi, trong ngày ghi",
                "Cannot be taken back: only by who took it, the same day",
            );
            return vec![Effect::Say(Notice::error(say))];
        }
        let last = shown.timeline.iter().find(|line| !line.taken_back);
        let (vi, en) = last.map_or(("", ""), |line| (line.say.vi.as_str(), line.say.en.as_str()));
        self.question = Some(Question::TakeBack);
        vec![Effect::Say(Notice::warning(Say::new(
            format!("Lấy lại? Enter lấy, Esc thôi: {vi}"),
            format!("Take back? Enter yes, Esc no: {en}"),
        )))]
    }

    fn answer(&mut self, question: Question, around: &Around<'_>) -> Vec<Effect> {
        match question {
            Question::TakeBack => {
                let Some(base) = self.shown.as_ref().map(|shown| shown.record.revision) else {
                    return Vec::new();
                };
                let request = take_back_id(&around.welcome.officer, &self.id, base);
                let id = self.id.clone();
                self.ask(TAKE_BACK, Request::TakeBack { request, id, base })
            }
            Question::Step(offer) => self.open_form(Some(offer.name)),
            Question::Slip => self.ask_slip(SLIP_TO_PRINTER),
        }
    }

    fn ask_slip(&mut self, what: &'static str) -> Vec<Effect> {
        let id = self.id.as_str().to_owned();
        self.ask(what, Request::Slip(id))
    }

    /// Hands this record's sheet over, under a name that begins so and goes on with its number.
    fn deliver(&self, sheet: Sheet, way: Way, begins: &str) -> Option<Effect> {
        let shown = self.shown.as_ref()?;
        let number = petition_fields::NUMBER.of(&shown.record);
        let number = number.map_or_else(|| self.id.to_string(), |number| number.to_string());
        let export = Export { sheet, way, title: shown.title.clone(), name: format!("{begins} {number}") };
        Some(Effect::Deliver(Box::new(export)))
    }
}

/// The same taking back has the same id however often it is sent: nobody takes the step of one revision back twice.
pub(super) fn take_back_id(officer: &Officer, id: &Id, base: u32) -> RequestId {
    let mut hash = Sha256::new();
    for part in [officer.as_str(), "take_back", id.as_str(), &base.to_string()] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let hash: [u8; 32] = hash.finalize().into();
    RequestId(*hash.first_chunk().unwrap_or(&[0; 16]))
}

/// Where the event entered at this instant stands now.
fn place_of(shown: &Shown, at: Option<Stamp>) -> Option<usize> {
    let at = at?;
    shown.timeline.iter().position(|line| line.at == at)
}

impl Screen for DetailScreen {
    fn place(&self) -> Place {
        if matches!(self.opening, Opening::Asking(_)) { Place::Reason } else { Place::Detail }
    }

    fn title(&self, around: &Around<'_>) -> String {
        self.shown.as_ref().map_or_else(String::new, |shown| shown.title.get(around.lang).to_owned())
    }

    fn is_ready(&self) -> bool {
        self.shown.is_some()
    }

    fn waits_for(&self, key: &Key) -> bool {
        // A letter is a step of this petition: none may fall on the one before it, nor on the state that a save has
        // just left.
        let is_other = self.shown.as_ref().is_none_or(|shown| shown.record.id != self.id);
        let walks = matches!(key.code, KeyCode::Up | KeyCode::Down);
        matches!(self.opening, Opening::Waiting { .. }) || self.awaited.is_some() && (is_other || !walks)
    }

    fn shown(&mut self, _: &Around<'_>) -> Vec<Effect> {
        self.question = None;
        let mut effects = self.ask_show();
        match self.opening {
            Opening::Waiting { .. } => effects.extend(self.ask_contact()),
            _ => self.opening = Opening::Closed,
        }
        effects
    }

    fn key(&mut self, key: &Key, around: &Around<'_>) -> Vec<Effect> {
        if let Some(effects) = self.type_reason(key, around) {
            return effects;
        }
        let mut effects = self.press(key, around);
        effects.extend(self.keep_open(&effects, around));
        effects
    }

    fn woken(&mut self, around: &Around<'_>) -> Vec<Effect> {
        self.close_in_time(around);
        Vec::new()
    }

    fn resized(&mut self, around: &Around<'_>) -> Vec<Effect> {
        self.keep_in_sight(around);
        Vec::new()
    }

    fn own_commands(&self) -> &'static [CommandName] {
        OWN
    }

    fn command(&mut self, run: CommandName, around: &Around<'_>) -> Option<Vec<Effect>> {
        if let Some(effects) = self.command_over_contact(run, around.typing) {
            return Some(effects);
        }
        let asked = self.question.take();
        match run {
            "back" if asked.is_some() => Some(Vec::new()),
            "back" if self.is_unfolded => {
                self.is_unfolded = false;
                Some(Vec::new())
            }
            "village.page" => self.village().map(|village| vec![Effect::Open(Destination::Village(village))]),
            "record.next" => Some(self.go_to_sibling(1)),
            "record.previous" => Some(self.go_to_sibling(-1)),
            "slip" => {
                self.question = Some(Question::Slip);
                Some(vec![Effect::Say(Notice::warning(Say::new(
                    "In phiếu? Enter ra máy in, t ra tệp, Esc thôi",
                    "The slip? Enter prints it, t keeps it as a file, Esc: no",
                )))])
            }
            run if Way::of(run).is_some() => {
                let sheet = Sheet::Record(Box::new(self.shown.clone()?));
                Some(vec![self.deliver(sheet, Way::of(run)?, "don")?])
            }
            "record.edit" => Some(self.open_form(None)),
            "petition.beside" => Some(self.lay_beside()),
            "undo" => Some(self.ask_to_take_back()),
            name => {
                let offer = self.shown.as_ref()?.steps.iter().find(|step| step.name == name).cloned()?;
                Some(self.take_step(&offer))
            }
        }
    }

    fn refusal(&self, command: CommandName, _: &Around<'_>) -> Option<Say> {
        if command == "petition.beside" {
            return self.lies_beside_nothing();
        }
        (command == "village.page" && self.village().is_none()).then(|| {
            Say::new("Không có trang: đơn này không ghi thôn, buôn", "No page: this record names no village")
        })
    }

    fn offers(&self, _: &Around<'_>) -> Vec<Offered> {
        const HERE: Words = Words::new("trong đơn này", "in this petition");
        let Some(shown) = &self.shown else { return Vec::new() };
        let allowed = shown.steps.iter().map(|step| (step, None));
        let refused = shown.refused.iter().map(|(step, why)| (step, Some(why.clone())));
        allowed
            .chain(refused)
            .filter_map(|(step, refusal)| {
                Some(Offered {
                    run: step_form(&shown.record.kind, &step.name)?.name,
                    key: step.letter,
                    title: step.title.clone(),
                    place_words: HERE.into(),
                    refusal,
                })
            })
            .collect()
    }

    fn reply(&mut self, tag: Tag, outcome: Outcome, around: &Around<'_>) -> Vec<Effect> {
        if tag.what == SHOW && self.awaited != Some(tag.serial) {
            return Vec::new();
        }
        if self.awaited == Some(tag.serial) {
            self.awaited = None;
        }
        if tag.what == CONTACT && outcome.is_err() {
            self.opening = Opening::Closed;
        }
        match outcome {
            Ok(Reply::Shown(shown)) => {
                self.take(*shown);
                self.keep_in_sight(around);
                Vec::new()
            }
            Ok(Reply::Contact(contact)) => self.contact_came(contact, around),
            Ok(Reply::Report { lines, .. }) => {
                let way = if tag.what == SLIP_TO_FILE { Way::Pages } else { Way::Printer };
                self.deliver(Sheet::Lines(lines), way, "phieu").into_iter().collect()
            }
            Ok(Reply::Saved(saved)) => {
                let mut effects = vec![Effect::Say(Notice::plain(saved.say))];
                effects.extend(self.ask_show());
                effects
            }
            Ok(_) => Vec::new(),
            Err(refusal) => {
                let is_gone = refusal.kind == RefusalKind::Unknown || self.shown.is_none();
                let is_stale = refusal.kind == RefusalKind::Stale;
                let mut effects = if is_gone { vec![Effect::Back] } else { Vec::new() };
                effects.push(Effect::Say(Notice::error(refusal.say)));
                if is_stale {
                    effects.extend(self.ask_show());
                }
                effects
            }
        }
    }

    fn push(&mut self, push: &Push, around: &Around<'_>) -> Vec<Effect> {
        match push {
            Push::Changed { by, ids, say, .. } if ids.contains(&self.id) => {
                let mut effects = self.ask_show();
                if *by != around.welcome.officer {
                    effects.push(Effect::Say(Notice::news(Say::new(
                        format!("{by} vừa ghi: {}", say.vi),
                        format!("{by} just entered: {}", say.en),
                    ))));
                }
                effects
            }
            Push::Day(_) => self.ask_show(),
            _ => Vec::new(),
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, around: &Around<'_>) {
        if let Some(shown) = &self.shown {
            self.draw_shown(canvas, around, shown);
        }
    }

    fn help_here(&self, around: &Around<'_>) -> Vec<Say> {
        let title = self.title(around);
        vec![
            Say::plain(title),
            Say::new(
                "Enter trên một hạn: vì sao hạn này. Enter trên một dòng diễn biến: mọi điều đã ghi.",
                "Enter on a deadline: why. Enter on a line of the history: all that was entered.",
            ),
            Say::new(
                "Enter trên dòng liên hệ: ghi lý do, xem, Esc đóng; ai mở và vì sao ghi vào diễn biến.",
                "Enter on the contact: a reason, read it, Esc closes; who and why go into the history.",
            ),
            Say::new(
                "Mỗi bước một chữ, ghi ở dòng BƯỚC TIẾP; bước không có chữ: tìm ở đây.",
                "A step is one letter, in the line NEXT STEP; those without a letter are found here.",
            ),
            Say::new(
                "Ctrl-Z lấy lại bước vừa ghi: chỉ người ghi, trong ngày; không xóa gì.",
                "Ctrl-Z takes the last step back: by who took it, the same day; nothing is deleted.",
            ),
        ]
    }
}
